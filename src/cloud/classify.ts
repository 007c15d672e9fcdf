/**
 * A response, or the lack of one -> an answer, or a failure with a hint and whether a retry is safe. Pure.
 *
 * A failure shows only the method and path of a request, and only the code of a 401: gateways echo the request that
 * they could not verify, signature included.
 *
 * Error codes: https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-errorcode.html and
 * https://support.huaweicloud.com/intl/en-us/api-cbr/ErrorCode.html
 */
import type { IncomingHttpHeaders } from "node:http";
import { type ServiceName, serviceFacts } from "../generated/facts.ts";
import { defined } from "../model/defined.ts";
import { readJson } from "../model/json.ts";
import { Failure } from "../model/problem.ts";
import type { Answer } from "./cloud.ts";
import type { AuthMethod } from "./credentials.ts";
import type { HttpResponse, Method, NoResponse } from "./http.ts";

/** What sending the request twice does: nothing, the same as once, or the same thing a second time. */
export type SideEffect = "none" | "repeatable" | "once";

/** What the classification depends on besides the response. */
export interface RequestContext {
  /** Undefined for IAM. */
  readonly service?: ServiceName;
  readonly method: Method;
  readonly effect: SideEffect;
  /** Without prefix and project: `/policies`. */
  readonly path: string;
  readonly host: string;
  readonly credentials: AuthMethod;
  /** When the response came: ms since 1970, by our clock. */
  readonly now: number;
  /** Masks our credentials in text from the network. */
  readonly conceal: (text: string) => string;
}

export type Classification = Success | FailedAttempt;

export interface Success {
  readonly answer: Answer;
  readonly headers: IncomingHttpHeaders;
}

export interface FailedAttempt {
  readonly failure: Failure;
  /** Whether another attempt is safe and may help. */
  readonly again: boolean;
  /** The request may have been carried out despite the failure. */
  readonly mayHaveHappened: boolean;
  /** Given with a 429. */
  readonly throttle?: Throttle;
}

export interface Throttle {
  /** What the cloud asked for with Retry-After. */
  readonly waitMs?: number;
  /** `limit` requests per `windowMs`: both or neither. */
  readonly limit?: number;
  readonly windowMs?: number;
}

export function classify(result: HttpResponse | NoResponse, request: RequestContext): Classification {
  if ("why" in result) return noResponse(result, request);
  const { status } = result;
  if (status >= 200 && status < 300) return succeeded(result, request);
  if (status >= 500) return serverError(result, request);
  if (status === 429) return throttled(result, request);
  return { failure: clientError(result, request), again: false, mayHaveHappened: false };
}

function noResponse({ sent, why, code }: NoResponse, request: RequestContext): FailedAttempt {
  if (!sent) {
    const failure = new Failure("cloud-unreachable", `cannot reach ${request.host}: ${why}`, {
      hint: unreachableHint(code, why),
    });
    return { failure, again: code === undefined || !isCertificate(code), mayHaveHappened: false };
  }
  return outcomeUnknown(
    new Failure("cloud-unanswered", `${request.host} did not answer ${requestLine(request)}: ${why}`),
    request,
    true,
  );
}

/** https://nodejs.org/api/tls.html#x509-certificate-error-codes, and ERR_TLS_CERT_ALTNAME_INVALID */
const isCertificate = (code: string): boolean => /CERT|SIGNATURE|ISSUER/.test(code);

function unreachableHint(code: string | undefined, why: string): string {
  if (code === undefined) return `check HTTPS_PROXY and NO_PROXY: ${why}`;
  if (isCertificate(code)) {
    return "if your network inspects TLS, set NODE_EXTRA_CA_CERTS to a file with its CA certificate; otherwise this is not the cloud";
  }
  if (code === "ENOTFOUND") return "check the region and the endpoints in stack.yaml: there is no host of this name";
  return "check the network, the endpoints in stack.yaml, and HTTPS_PROXY if your network needs a proxy";
}

function succeeded(response: HttpResponse, request: RequestContext): Classification {
  const more = defined({ status: response.status, requestId: requestIdIn(response, undefined, request) });
  const body = response.text === "" ? { value: undefined } : readJson(response.text);
  if ("fault" in body) {
    // A page is not JSON at all, so where it stops being JSON says nothing.
    const why = isJson(response.headers) ? `: ${body.fault}` : "";
    const failure = new Failure("cloud-unexpected", notJson(response, request) + why, { ...more, hint: WRONG_SERVICE });
    return outcomeUnknown(failure, request, false);
  }
  const answer = { status: response.status, body: body.value, requestId: more.requestId };
  return { answer, headers: response.headers };
}

function serverError(response: HttpResponse, request: RequestContext): FailedAttempt {
  const { text, more } = errorIn(response, request);
  const message = text
    ? `${request.host} failed on ${requestLine(request)} with ${response.status}: ${text}`
    : notJson(response, request);
  return outcomeUnknown(
    new Failure("cloud-broken", message, more),
    request,
    [500, 502, 503, 504].includes(response.status),
  );
}

/** The request was sent, and it is unknown whether it was carried out. */
function outcomeUnknown(failure: Failure, request: RequestContext, retryHelps: boolean): FailedAttempt {
  return { failure, again: retryHelps && request.effect !== "once", mayHaveHappened: request.effect !== "none" };
}

function throttled(response: HttpResponse, request: RequestContext): FailedAttempt {
  const { text, raw, more } = errorIn(response, request);
  const message = `${request.host} accepts no more requests for now${text ? `: ${text}` : ""}`;
  const hint = "wait some minutes, lower --parallelism, and look for other programs with the same user or address";
  const failure = new Failure("cloud-throttled", message, { ...more, hint });
  return { failure, again: true, mayHaveHappened: false, throttle: throttleOf(response, raw ?? "") };
}

/**
 * The only message that is parsed, because the numbers are nowhere else: `policy user over ratelimit,limit:200,time:5
 * minute`.
 */
const OVER_LIMIT = /policy (?:user|ip|app|api) over ratelimit,limit:(\d+),time:(\d+) (second|minute|hour|day)/;
const UNIT_MS: Readonly<Record<string, number>> = { second: 1e3, minute: 60e3, hour: 3600e3, day: 86400e3 };

function throttleOf({ headers }: HttpResponse, message: string): Throttle {
  const waitMs = retryAfterMs(headers["retry-after"], headers.date);
  const [, limit, count, unit] = OVER_LIMIT.exec(message) ?? [];
  const window = unit === undefined ? {} : { limit: Number(limit), windowMs: Number(count) * UNIT_MS[unit]! };
  return { ...defined({ waitMs }), ...window };
}

/**
 * Seconds, or a date by the server's clock, which is never compared with ours:
 * https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
function retryAfterMs(after: string | undefined, date: string | undefined): number | undefined {
  if (after === undefined) return undefined;
  if (/^\d+$/.test(after)) return Number(after) * 1000;
  const ms = httpDateMs(after) - httpDateMs(date);
  return Number.isNaN(ms) ? undefined : Math.max(ms, 0);
}

/** The date of a response, by the server's clock; undefined when it has none. */
export function dateIn({ date }: IncomingHttpHeaders): number | undefined {
  const ms = httpDateMs(date);
  return Number.isNaN(ms) ? undefined : ms;
}

/** Date.parse alone takes `7.5` for a day in July. */
const httpDateMs = (text: string | undefined): number => (text?.endsWith(" GMT") ? Date.parse(text) : Number.NaN);

function clientError(response: HttpResponse, request: RequestContext): Failure {
  const { status } = response;
  if (status < 400) {
    const message = `${request.host} sends ${requestLine(request)} on to ${locationHost(response)}, which is not followed`;
    return new Failure("cloud-unexpected", message, { status, hint: WRONG_SERVICE });
  }
  const { text, more } = errorIn(response, request);
  // The prefix is `APIG` on older installations.
  const code = more.cloudCode?.replace(/^APIGW?\./, "gateway.");
  if (status === 401) {
    const hint = unauthenticatedHint(response, request, code);
    return new Failure("cloud-denied", `${request.host} does not accept our credentials`, { ...more, hint });
  }
  const reason = text ?? code;
  if (reason === undefined) {
    const failureCode = status === 403 ? "cloud-denied" : "cloud-unexpected";
    return new Failure(failureCode, notJson(response, request), { ...more, hint: WRONG_SERVICE });
  }
  const sentence = `${request.host} refused ${requestLine(request)}: ${reason}`;
  if (status === 403) return new Failure("cloud-denied", sentence, { ...more, hint: deniedHint(request, code) });
  // Only a service knows that a thing does not exist. A gateway's 404 means that there is no such API; a proxy's, or
  // that of a missing project, says nothing about the thing.
  if (status === 404 && isOfService(code)) return new Failure("cloud-not-found", sentence, more);
  const isWrongService = code === "gateway.0101" || (status === 404 && code === undefined);
  const hint = isWrongService ? WRONG_SERVICE : request.service && serviceFacts[request.service].hints[code ?? ""];
  return new Failure("cloud-refused", sentence, { ...more, ...defined({ hint }) });
}

/** `BackupService.6000`: a service, and a number in its own table. */
const isOfService = (code: string | undefined): boolean => code !== undefined && /^[A-Z][A-Za-z]*\.\d+$/.test(code);

const WRONG_SERVICE =
  "check the endpoints, region and project in stack.yaml, and HTTPS_PROXY: another server answered in place of the service";

const AUTH_HINTS: Readonly<Record<AuthMethod, string>> = {
  token:
    "get a new token of this project and region: tokens expire after 24 hours, and earlier when the password changes",
  keys: "check the access key and the secret key, and the security token of temporary keys: it must be of the same set and not expired",
  password:
    "check user, password, domain (the account's name) and project; wait before trying again, because repeated failures lock the user",
  oidc: "check the identity provider's name, and in IAM its issuer, its signing keys, its rules, and that its client ID is the ID token's audience; an ID token is good for minutes only",
  job: "give the job `permissions: id-token: write`, and run holdfast in the job itself: GitHub's token ends with it",
};

/** Signatures are valid within 15 minutes of the cloud's clock; from 10 on, the clock is the first thing to check. */
const SKEW_MS = 10 * 60_000;

function unauthenticatedHint(response: HttpResponse, request: RequestContext, code: string | undefined): string {
  const skew = request.now - Date.parse(response.headers.date ?? "");
  if (request.credentials === "keys" && Math.abs(skew) > SKEW_MS) {
    return `set this machine's clock: it is ${Math.round(Math.abs(skew) / 60_000)} minutes ${skew > 0 ? "ahead of" : "behind"} the cloud's, and signatures are only accepted within 15`;
  }
  if (code === "gateway.0307") return AUTH_HINTS.token;
  return AUTH_HINTS[request.credentials];
}

function deniedHint(request: RequestContext, code: string | undefined): string {
  if (request.credentials === "job") return AUTH_HINTS.job;
  if (code === "gateway.0310") return "check project_id in stack.yaml: the project is not available";
  if (code === "gateway.0401" || code === "gateway.0402") {
    return "run this from an address that the account's access control list allows";
  }
  const action = actionOf(request);
  return action
    ? `ask an administrator for the IAM action ${action} in this project; check project_id and region in stack.yaml`
    : "ask an administrator for the right to do this in this project; check project_id and region in stack.yaml";
}

function actionOf(request: RequestContext): string | undefined {
  if (!request.service) return undefined;
  const { actions } = serviceFacts[request.service];
  const parts = requestLine(request).replace(/\?.*/, "").split("/");
  const [, action] = Object.entries(actions).find(([operation]) => isLike(operation.split("/"), parts)) ?? [];
  return action;
}

/** A part like `{policy_id}` matches any one. */
const isLike = (template: readonly string[], parts: readonly string[]): boolean =>
  template.length === parts.length && template.every((part, index) => part.startsWith("{") || part === parts[index]);

const requestLine = (request: RequestContext): string => `${request.method} ${request.path}`;

function notJson(response: HttpResponse, request: RequestContext): string {
  const type = response.headers["content-type"]?.split(";", 1)[0] ?? "no content type";
  const what = response.text === "" ? "nothing" : sanitized(type, request, 60);
  return `${request.host} answered ${requestLine(request)} with ${response.status} and ${what}, not with the API's JSON`;
}

/** By its content type. */
export const isJson = (headers: IncomingHttpHeaders): boolean => /\bjson\b/i.test(headers["content-type"] ?? "");

function locationHost(response: HttpResponse): string {
  const { location } = response.headers;
  return location !== undefined && URL.canParse(location) ? new URL(location).host : "another address";
}

interface ErrorBody {
  /** For people: masked and cut. */
  readonly text: string | undefined;
  readonly raw: string | undefined;
  readonly more: { status: number; cloudCode?: string; requestId?: string };
}

function errorIn(response: HttpResponse, request: RequestContext): ErrorBody {
  const body = readJson(response.text);
  const error = "value" in body ? findError(body.value, 3) : undefined;
  const raw = error && firstText(error.error_msg, error.message);
  const code = error && firstText(error.error_code, error.code);
  return {
    text: raw === undefined ? undefined : sanitized(raw, request, 300),
    raw,
    more: defined({
      status: response.status,
      cloudCode: code === undefined ? undefined : sanitized(code, request, 64),
      requestId: requestIdIn(response, error, request),
    }),
  };
}

/**
 * Services, gateway and IAM each wrap errors in their own way:
 * `{error_code, error_msg}`, the same with `request_id`, `{error: {code, message}}` with text or number, `{code,
 * message}`.
 */
function findError(body: unknown, depth: number): Record<string, unknown> | undefined {
  if (typeof body !== "object" || body === null || depth === 0) return undefined;
  const fields = body as Record<string, unknown>;
  if (firstText(fields.error_code, fields.error_msg, fields.code, fields.message) !== undefined) return fields;
  for (const inner of Object.values(fields)) {
    const found = findError(inner, depth - 1);
    if (found) return found;
  }
  return undefined;
}

function firstText(...values: unknown[]): string | undefined {
  const found = values.find((value) => (typeof value === "string" && value !== "") || typeof value === "number");
  return found === undefined ? undefined : String(found);
}

function requestIdIn(
  response: HttpResponse,
  error: Record<string, unknown> | undefined,
  request: RequestContext,
): string | undefined {
  const id = firstText(response.headers["x-request-id"], response.headers["x-iam-trace-id"], error?.request_id);
  return id === undefined ? undefined : sanitized(id, request, 128);
}

/**
 * Text from the network, fit for a terminal: without our credentials, echoes of what we signed, escape sequences and
 * line breaks. Masked before it is cut, since a cut could halve a secret.
 */
function sanitized(text: string, request: RequestContext, length: number): string {
  const line = request
    .conceal(text)
    .replace(/canonicalRequest.*|SDK-HMAC.*|Signature=.*|[0-9a-f]{64}/gis, "…")
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim();
  return line.length > length ? `${line.slice(0, length)}…` : line;
}
