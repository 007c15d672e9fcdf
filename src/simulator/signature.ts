/**
 * The service's side of requests signed with an access key. Any set of signed headers that includes X-Sdk-Date will do.
 * There are three ways to sign the same canonical request:
 *
 *     SDK-HMAC-SHA256 Access=AK, …
 *         with the secret
 *     SDK-HMAC-SHA256 Credential=AK/20261125/eu-de/cbr/sdk_request, …
 *         with a key for this scope (gophertelekomcloud, which leaves region and service empty; signer_helper.go)
 *     V11-HMAC-SHA256 Credential=AK/20261125/eu-de/cbr, …
 *         with a "derived" key for this scope (huaweicloud-sdk-go-v3, core/auth/signer/derived_signer.go)
 *
 * Reference: https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-algorithm.html, only for the first.
 */
import { createHash, createHmac, hkdfSync } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { unauthenticated } from "./errors.ts";

/** How far the signer's clock may be off. */
const SKEW_MS = 15 * 60 * 1000;

export interface Key {
  readonly access: string;
  readonly secret: string;
  /** Of a temporary key; then X-Security-Token must be sent. */
  readonly securityToken?: string;
  /** Milliseconds since 1970. Absent: never. */
  readonly expires?: number;
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
  /^(SDK|V11)-HMAC-SHA256 /.test(headers.authorization ?? "");

/** @throws Refusal when the signature is not that of a known key over this request, made just now. */
export function checkSignature(request: SignedRequest, keys: readonly Key[], now: number): void {
  const { headers } = request;
  const { algorithm, access, scope, names, signature } = parts(headers.authorization ?? "");
  const signedHeaders = names.split(";");
  const date = headers["x-sdk-date"];
  if (typeof date !== "string" || !signedHeaders.includes("x-sdk-date")) {
    throw unauthenticated("x-sdk-date not found in the signed headers");
  }
  const signedAt = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  if (!(Math.abs(now - signedAt) <= SKEW_MS)) throw unauthenticated(`x-sdk-date ${date} is expired or in the future`);
  if (scope && scope[0] !== date.slice(0, 8)) throw unauthenticated("Credential is not of the day of x-sdk-date");
  const key = keys.find((one) => one.access === access);
  if (!key) throw unauthenticated(`ak ${access} not exist`);
  const isOver = key.expires !== undefined && now >= key.expires;
  if (isOver || (key.securityToken !== undefined && headers["x-security-token"] !== key.securityToken)) {
    throw unauthenticated("decrypt token fail");
  }
  const canonical = canonicalRequest(request, signedHeaders);
  const text = [algorithm, date, ...(scope ? [scope.join("/")] : []), sha256(canonical)].join("\n");
  if (hmac(signingKey(algorithm, key, scope), text).toString("hex") !== signature) {
    // The real gateway shows what it signed; clients compare it with what they did.
    throw unauthenticated(`verify aksk signature fail, canonicalRequest:${canonical.replaceAll("\n", "|")}`);
  }
}

const FORMAT =
  /^(?<algorithm>SDK-HMAC-SHA256|V11-HMAC-SHA256) (?<form>Access|Credential)=(?<who>[^,]*), ?SignedHeaders=(?<names>[^,]*), ?Signature=(?<signature>[0-9a-f]*)$/;

function parts(authorization: string) {
  const { algorithm, form, who = "", names = "", signature } = FORMAT.exec(authorization)?.groups ?? {};
  const [access, ...scope] = form === "Credential" ? who.split("/") : [who];
  const isWhole =
    form === "Access"
      ? algorithm === "SDK-HMAC-SHA256"
      : algorithm === "SDK-HMAC-SHA256"
        ? scope.length === 4 && scope[3] === "sdk_request"
        : scope.length === 3;
  if (algorithm === undefined || !isWhole) throw unauthenticated("Authorization format error");
  return { algorithm, access, scope: form === "Credential" ? scope : undefined, names, signature };
}

function signingKey(algorithm: string, { access, secret }: Key, scope: readonly string[] | undefined): string | Buffer {
  if (!scope) return secret;
  if (algorithm === "SDK-HMAC-SHA256") return scope.reduce<string | Buffer>(hmac, `SDK${secret}`);
  // The text of the digits is the key, not the bytes that they stand for.
  return Buffer.from(hkdfSync("sha256", secret, access, scope.join("/"), 32)).toString("hex");
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

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
