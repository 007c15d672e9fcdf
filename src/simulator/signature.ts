/**
 * Requests signed with an access key: SDK-HMAC-SHA256, the other side of it. Any set of signed headers will do that has X-Sdk-Date.
 * Reference: https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-algorithm.html
 */
import { createHash, createHmac } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { unauthenticated } from "./errors.ts";

const ALGORITHM = "SDK-HMAC-SHA256";

/** How far the signer's clock may be off. */
const SKEW_MS = 15 * 60 * 1000;

export interface Key {
  readonly access: string;
  readonly secret: string;
  /** Of a temporary key; then X-Security-Token must be sent. */
  readonly securityToken?: string;
}

/** As it came over the wire. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query, escaped. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Uint8Array;
}

export const isSigned = (headers: IncomingHttpHeaders): boolean =>
  headers.authorization?.startsWith(ALGORITHM) === true;

/** @throws Refusal when the signature is not that of a known key over this request, made just now. */
export function checkSignature(request: SignedRequest, keys: readonly Key[], now: number): void {
  const { headers } = request;
  const authorization = headers.authorization ?? "";
  const [, access, names, given] =
    /^SDK-HMAC-SHA256 Access=([^,]*), ?SignedHeaders=([^,]*), ?Signature=([0-9a-f]*)$/.exec(authorization) ?? [];
  if (access === undefined || names === undefined) throw unauthenticated("Authorization format error");
  const signedHeaders = names.split(";");
  const date = headers["x-sdk-date"];
  if (typeof date !== "string" || !signedHeaders.includes("x-sdk-date")) {
    throw unauthenticated("x-sdk-date not found in the signed headers");
  }
  const signedAt = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  if (!(Math.abs(now - signedAt) <= SKEW_MS)) throw unauthenticated(`x-sdk-date ${date} is expired or in the future`);
  const key = keys.find((one) => one.access === access);
  if (!key) throw unauthenticated(`ak ${access} not exist`);
  if (key.securityToken !== undefined && headers["x-security-token"] !== key.securityToken) {
    throw unauthenticated("decrypt token fail");
  }
  const canonical = canonicalRequest(request, signedHeaders);
  if (sign(key.secret, date, canonical) !== given) {
    // The real gateway shows what it signed; clients compare it with what they did.
    throw unauthenticated(`verify aksk signature fail, canonicalRequest:${canonical.replaceAll("\n", "|")}`);
  }
}

/** The text that both sides hash. */
function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[]): string {
  const [path = "", query = ""] = request.target.split("?", 2);
  const headerOf = (name: string) => String(request.headers[name] ?? "").trim();
  return [
    request.method,
    canonicalPath(path),
    canonicalQuery(query),
    ...signedHeaders.map((name) => `${name}:${headerOf(name)}`),
    "",
    signedHeaders.join(";"),
    request.headers["x-sdk-content-sha256"] ?? sha256(request.bytes),
  ].join("\n");
}

function sign(secret: string, date: string, canonical: string): string {
  return createHmac("sha256", secret)
    .update(`${ALGORITHM}\n${date}\n${sha256(canonical)}`)
    .digest("hex");
}

/** Ends with a slash, which the path on the wire does not. */
function canonicalPath(path: string): string {
  const segments = path.split("/").map((segment) => escaped(decodeURIComponent(segment)));
  const joined = segments.join("/");
  return joined.endsWith("/") ? joined : `${joined}/`;
}

/** Sorted by key, then by value. A plus sign is a plus sign: blanks are signed as %20. */
function canonicalQuery(query: string): string {
  if (query === "") return "";
  const pairs = query.split("&").map((pair) => {
    const [name, ...value] = pair.split("=");
    return [escaped(decodeURIComponent(name!)), escaped(decodeURIComponent(value.join("=")))] as const;
  });
  pairs.sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)));
  return pairs.map(([name, value]) => `${name}=${value}`).join("&");
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** All but letters, digits and `-_.~`; encodeURIComponent leaves five more. */
const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");
