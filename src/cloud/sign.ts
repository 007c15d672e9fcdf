/**
 * Requests -> the two headers that sign them with an access key: SDK-HMAC-SHA256. Pure.
 * Algorithm: https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-algorithm.html
 */
import { createHmac, hash } from "node:crypto";

export interface Signable {
  readonly method: string;
  /** As on the wire, with the query: `/v3/0123/policies?operation_type=backup`. */
  readonly path: string;
  /**
   * All of these are signed, so none may change on the way. `host` (with the port, when it is not the scheme's own)
   * must be among them.
   */
  readonly headers: Readonly<Record<string, string>>;
  /** Exactly the bytes sent; "" without a body. */
  readonly body: string;
}

/** @returns `x-sdk-date` and `authorization`, which the cloud accepts within 15 minutes of `at`, by its own clock. */
export function sign(
  request: Signable,
  keys: { readonly access: string; readonly secret: string },
  at: Date,
): { "x-sdk-date": string; authorization: string } {
  const date = at.toISOString().replace(/[-:]|\.\d+/g, "");
  const headers = Object.entries({ ...request.headers, "x-sdk-date": date })
    .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
    .sort(([a], [b]) => order(a, b));
  const names = headers.map(([name]) => name).join(";");
  const [path = "", query = ""] = request.path.split("?", 2);
  const canonical = [
    request.method,
    canonicalPath(path),
    canonicalQuery(query),
    ...headers.map(([name, value]) => `${name}:${value}`),
    "",
    names,
    sha256(request.body),
  ].join("\n");
  const signature = createHmac("sha256", keys.secret)
    .update(`SDK-HMAC-SHA256\n${date}\n${sha256(canonical)}`)
    .digest("hex");
  return {
    "x-sdk-date": date,
    authorization: `SDK-HMAC-SHA256 Access=${keys.access}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

/**
 * Ends with `/` whether or not the path does. Decoded first, so that a segment is signed in one form however it is
 * escaped on the wire.
 */
function canonicalPath(path: string): string {
  const escaped = path
    .split("/")
    .map((segment) => percent(decodeURIComponent(segment)))
    .join("/");
  return escaped.endsWith("/") ? escaped : `${escaped}/`;
}

function canonicalQuery(query: string): string {
  return [...new URLSearchParams(query)]
    .sort(([a, x], [b, y]) => order(a, b) || order(x, y))
    .map(([key, value]) => `${percent(key)}=${percent(value)}`)
    .join("&");
}

/** RFC 3986: escapes all but the unreserved characters; encodeURIComponent leaves five more as they are. */
const percent = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** By code unit; never by locale. */
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const sha256 = (text: string): string => hash("sha256", text);
