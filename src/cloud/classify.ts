/**
 * What came back -> an answer, or a failure that people understand and what may be done about it. Pure.
 *
 * Nothing of a request ever enters a failure but its method and path, and nothing of a 401 but its code: gateways echo the
 * request that they could not verify, signature included.
 *
 * Error codes: https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-errorcode.html and
 * https://support.huaweicloud.com/intl/en-us/api-cbr/ErrorCode.html
 */
import type { IncomingHttpHeaders } from "node:http";
import { readJson } from "../model/json.ts";
import { Failure } from "../model/problem.ts";
import type { Answer } from "./cloud.ts";
import type { Proof } from "./credentials.ts";
import type { Broken, Method, Reply } from "./http.ts";

/** What comes of sending it twice: nothing, the same, or a second thing. */
export type Effect = "none" | "repeatable" | "once";

/** What a verdict needs to know of the request. */
export interface Asked {
  readonly method: Method;
  readonly effect: Effect;
  /** Without prefix and project: `/policies`. */
  readonly path: string;
  readonly host: string;
  readonly credentials: Proof;
  /** Our clock, ms since 1970, when the reply came. */
  readonly now: number;
  /** Blanks our credentials in what others wrote. */
  readonly conceal: (text: string) => string;
}

export type Verdict = Answered | Refusal;

export interface Answered {
  readonly answer: Answer;
  readonly headers: IncomingHttpHeaders;
}

export interface Refusal {
  readonly failure: Failure;
  /** Whether another attempt is safe and may help. */
  readonly again: boolean;
  /** The request may have been carried out in spite of the failure. */
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

export function judge(came: Reply | Broken, asked: Asked): Verdict {
  if ("why" in came) return broken(came, asked);
  const { status } = came;
  if (status >= 200 && status < 300) return succeeded(came, asked);
  if (status >= 500) return serverError(came, asked);
  if (status === 429) return throttled(came, asked);
  return { failure: refused(came, asked), again: false, mayHaveHappened: false };
}

function broken({ sent, why, code }: Broken, asked: Asked): Refusal {
  if (!sent) {
    const failure = new Failure("cloud-unreachable", `Cannot reach ${asked.host}: ${why}`, {
      hint: unreachableHint(code, why),
    });
    return { failure, again: code === undefined || !isCertificate(code), mayHaveHappened: false };
  }
  return fateUnknown(
    new Failure("cloud-unanswered", `${asked.host} did not answer ${name(asked)}: ${why}`),
    asked,
    true,
  );
}

/** https://nodejs.org/api/tls.html#x509-certificate-error-codes, and ERR_TLS_CERT_ALTNAME_INVALID */
const isCertificate = (code: string): boolean => /CERT|SIGNATURE|ISSUER/.test(code);

function unreachableHint(code: string | undefined, why: string): string {
  if (code === undefined) return `Check HTTPS_PROXY and NO_PROXY: ${why}.`;
  if (isCertificate(code)) {
    return "If your network inspects TLS, put its CA certificate into a file and set NODE_EXTRA_CA_CERTS to it; otherwise this is not the cloud.";
  }
  if (code === "ENOTFOUND") return "Check the region and the endpoints in stack.yaml: there is no host of this name.";
  return "Check the network, the endpoints in stack.yaml, and HTTPS_PROXY if your network needs a proxy.";
}

function succeeded(reply: Reply, asked: Asked): Verdict {
  const more = { status: reply.status, ...requestId(reply, undefined, asked) };
  const body = reply.text === "" ? { value: undefined } : readJson(reply.text);
  if ("fault" in body) {
    // Of a page there is no more to say than that it is one.
    const why = isJson(reply.headers) ? `: ${body.fault}` : "";
    const failure = new Failure("cloud-unexpected", notJson(reply, asked) + why, { ...more, hint: ELSEWHERE });
    return fateUnknown(failure, asked, false);
  }
  const answer = { status: reply.status, body: body.value, requestId: more.requestId };
  return { answer, headers: reply.headers };
}

function serverError(reply: Reply, asked: Asked): Refusal {
  const { text, more } = errorIn(reply, asked);
  const message = text ? `${asked.host} failed on ${name(asked)} with ${reply.status}: ${text}` : notJson(reply, asked);
  return fateUnknown(new Failure("cloud-broken", message, more), asked, [500, 502, 503, 504].includes(reply.status));
}

/** It was sent, and nobody knows whether it was carried out. */
function fateUnknown(failure: Failure, asked: Asked, retryHelps: boolean): Refusal {
  return { failure, again: retryHelps && asked.effect !== "once", mayHaveHappened: asked.effect !== "none" };
}

function throttled(reply: Reply, asked: Asked): Refusal {
  const { text, raw, more } = errorIn(reply, asked);
  const message = `${asked.host} accepts no more requests for now${text ? `: ${text}` : ""}`;
  const hint =
    "Wait some minutes, run less at a time (--parallelism), and look for others who use the same user or address.";
  const failure = new Failure("cloud-throttled", message, { ...more, hint });
  return { failure, again: true, mayHaveHappened: false, throttle: throttleOf(reply, raw ?? "") };
}

/**
 * The one message that is parsed, because the numbers stand nowhere else: `policy user over ratelimit,limit:200,time:5
 * minute`.
 */
const OVER_LIMIT = /policy (?:user|ip|app|api) over ratelimit,limit:(\d+),time:(\d+) (second|minute|hour|day)/;
const UNIT_MS: Readonly<Record<string, number>> = { second: 1e3, minute: 60e3, hour: 3600e3, day: 86400e3 };

function throttleOf({ headers }: Reply, message: string): Throttle {
  const waitMs = retryAfterMs(headers["retry-after"], headers.date);
  const [, limit, count, unit] = OVER_LIMIT.exec(message) ?? [];
  return {
    ...(waitMs === undefined ? {} : { waitMs }),
    ...(unit === undefined ? {} : { limit: Number(limit), windowMs: Number(count) * UNIT_MS[unit]! }),
  };
}

/**
 * Seconds, or a moment by the clock of whoever answered, which is never compared with ours: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
function retryAfterMs(after: string | undefined, date: string | undefined): number | undefined {
  if (after === undefined) return undefined;
  if (/^\d+$/.test(after)) return Number(after) * 1000;
  const ms = moment(after) - moment(date);
  return Number.isNaN(ms) ? undefined : Math.max(ms, 0);
}

/** Of an answer, by the clock of whoever answered; undefined when it does not say. */
export function dateIn({ date }: IncomingHttpHeaders): number | undefined {
  const ms = moment(date);
  return Number.isNaN(ms) ? undefined : ms;
}

/** Not left to Date.parse alone, which takes `7.5` for a day in July. */
const moment = (text: string | undefined): number => (text?.endsWith(" GMT") ? Date.parse(text) : Number.NaN);

function refused(reply: Reply, asked: Asked): Failure {
  const { status } = reply;
  if (status < 400) {
    const message = `${asked.host} sends ${name(asked)} on to ${locationHost(reply)}, which is not followed`;
    return new Failure("cloud-unexpected", message, { status, hint: ELSEWHERE });
  }
  const { text, more } = errorIn(reply, asked);
  // The prefix is `APIG` on older installations.
  const code = more.cloudCode?.replace(/^APIGW?\./, "gateway.");
  if (status === 401) {
    const hint = unauthenticatedHint(reply, asked, code);
    return new Failure("cloud-denied", `${asked.host} does not accept our credentials`, { ...more, hint });
  }
  const said = text ?? code;
  if (said === undefined) {
    const failureCode = status === 403 ? "cloud-denied" : "cloud-unexpected";
    return new Failure(failureCode, notJson(reply, asked), { ...more, hint: ELSEWHERE });
  }
  const sentence = `${asked.host} refused ${name(asked)}: ${said}`;
  if (status === 403) return new Failure("cloud-denied", sentence, { ...more, hint: deniedHint(asked, code) });
  // Only a service can say that a thing does not exist. A gateway's 404 says that there is no such API, and that of a proxy
  // on the way, or of a project that is not there, says nothing of the thing.
  if (status === 404 && isOfService(code)) return new Failure("cloud-not-found", sentence, more);
  const isElsewhere = code === "gateway.0101" || (status === 404 && code === undefined);
  const hint = isElsewhere ? ELSEWHERE : HINTS[code ?? ""];
  return new Failure("cloud-refused", sentence, { ...more, ...(hint ? { hint } : {}) });
}

/** `BackupService.6000`: a service, and a number in its own table. */
const isOfService = (code: string | undefined): boolean => code !== undefined && /^[A-Z][A-Za-z]*\.\d+$/.test(code);

const ELSEWHERE =
  "Check the endpoints, region and project in stack.yaml, and HTTPS_PROXY: this answer is not from the service that was asked.";

const HINTS: Readonly<Record<string, string>> = {
  "BackupService.6001":
    "Delete policies that nobody needs, or ask for a higher quota: 32 backup and 32 replication policies are usual.",
  "BackupService.6003": "Unbind the policy from its vaults before changing destination_region.",
};

const KINDS_OF_CREDENTIALS: Readonly<Record<Proof, string>> = {
  token:
    "Get a new token of this project and region: tokens expire after 24 hours, and earlier when the password changes.",
  keys: "Check the access key and the secret key, and the security token of temporary keys: it must be of the same set and not expired.",
  password:
    "Check user, password, domain (the account's name) and project; wait before trying again, because repeated failures lock the user.",
  oidc: "Check the identity provider's name, and in IAM its issuer, its signing keys, its rules, and that its client ID is the ID token's audience; an ID token is good for minutes only.",
  job: "Give the job `permissions: id-token: write`, and run holdfast in the job itself: GitHub's token ends with it.",
};

/** Signatures hold for 15 minutes around the cloud's clock; past 10 the clock is the first thing to look at. */
const SKEW_MS = 10 * 60_000;

function unauthenticatedHint(reply: Reply, asked: Asked, code: string | undefined): string {
  const skew = asked.now - Date.parse(reply.headers.date ?? "");
  if (asked.credentials === "keys" && Math.abs(skew) > SKEW_MS) {
    return `Set this machine's clock: it is ${Math.round(Math.abs(skew) / 60_000)} minutes ${skew > 0 ? "ahead of" : "behind"} the cloud's, and signatures are only accepted within 15.`;
  }
  if (code === "gateway.0307") return KINDS_OF_CREDENTIALS.token;
  return KINDS_OF_CREDENTIALS[asked.credentials];
}

function deniedHint(asked: Asked, code: string | undefined): string {
  if (asked.credentials === "job") return KINDS_OF_CREDENTIALS.job;
  if (code === "gateway.0310") return "Check project_id in stack.yaml: the project is not available.";
  if (code === "gateway.0401" || code === "gateway.0402") {
    return "Run this from an address that the account's access control allows.";
  }
  const action = actionOf(asked);
  return action
    ? `Ask an administrator for the IAM action ${action} in this project; check project_id and region in stack.yaml.`
    : "Ask an administrator for the right to do this in this project; check project_id and region in stack.yaml.";
}

// https://docs.otc.t-systems.com/cloud-backup-recovery/api-ref/permissions_policies_and_supported_actions/cbr_actions.html and
// https://support.huaweicloud.com/intl/en-us/api-dds/dds_api_0280.html (also 0281, 0282)
const ACTIONS: readonly (readonly [RegExp, string])[] = [
  [/^GET \/policies$/, "cbr:policies:list"],
  [/^GET \/policies\/[^/]+$/, "cbr:policies:get"],
  [/^POST \/policies$/, "cbr:policies:create"],
  [/^PUT \/policies\/[^/]+$/, "cbr:policies:update"],
  [/^DELETE \/policies\/[^/]+$/, "cbr:policies:delete"],
  [/^GET \/vaults$/, "cbr:vaults:list"],
  [/^GET \/protectables\//, "cbr:vaults:listProtectables"],
  [/^GET \/backups$/, "cbr:backups:list"],
  [/^GET \/operation-logs$/, "cbr:tasks:list"],
  [/^GET \/cloudservers\/detail$/, "ecs:cloudServers:list"],
  [/^GET \/cloudvolumes\/detail$/, "evs:volumes:list"],
  [/^POST \/vaults\/[^/]+\/associatepolicy$/, "cbr:vaults:associatePolicy"],
  [/^POST \/vaults\/[^/]+\/dissociatepolicy$/, "cbr:vaults:dissociatePolicy"],
  [/^GET \/backups\/download-policy$/, "dds:backup:getDownloadPolicy"],
  [/^POST \/backups\/download-policy$/, "dds:backup:createDownloadPolicy"],
  [/^PUT \/backups\/download-policy$/, "dds:backup:updateDownloadPolicy"],
];

function actionOf(asked: Asked): string | undefined {
  const request = name(asked).replace(/\?.*/, "");
  return ACTIONS.find(([pattern]) => pattern.test(request))?.[1];
}

const name = (asked: Asked): string => `${asked.method} ${asked.path}`;

function notJson(reply: Reply, asked: Asked): string {
  const type = reply.headers["content-type"]?.split(";", 1)[0] ?? "no content type";
  const what = reply.text === "" ? "nothing" : clean(type, asked, 60);
  return `${asked.host} answered ${name(asked)} with ${reply.status} and ${what}, not with the API's JSON`;
}

/** By what it says it is. */
export const isJson = (headers: IncomingHttpHeaders): boolean => /\bjson\b/i.test(headers["content-type"] ?? "");

function locationHost(reply: Reply): string {
  const { location } = reply.headers;
  return location !== undefined && URL.canParse(location) ? new URL(location).host : "another address";
}

interface Said {
  /** For people: concealed and cut. */
  readonly text: string | undefined;
  readonly raw: string | undefined;
  readonly more: { status: number; cloudCode?: string; requestId?: string };
}

function errorIn(reply: Reply, asked: Asked): Said {
  const body = readJson(reply.text);
  const error = "value" in body ? findError(body.value, 3) : undefined;
  const raw = error && firstText(error.error_msg, error.message);
  const code = error && firstText(error.error_code, error.code);
  return {
    text: raw === undefined ? undefined : clean(raw, asked, 300),
    raw,
    more: {
      status: reply.status,
      ...(code === undefined ? {} : { cloudCode: clean(code, asked, 64) }),
      ...requestId(reply, error, asked),
    },
  };
}

/**
 * Services, gateway and IAM each wrap errors in their own way:
 * `{error_code, error_msg}`, the same with `request_id`, `{error: {code, message}}` with text or number, `{code, message}`.
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

function requestId(reply: Reply, error: Record<string, unknown> | undefined, asked: Asked): { requestId?: string } {
  const id = firstText(reply.headers["x-request-id"], reply.headers["x-iam-trace-id"], error?.request_id);
  return id === undefined ? {} : { requestId: clean(id, asked, 128) };
}

/**
 * What others wrote, fit for a terminal: without our credentials, echoes of what we signed, escape sequences and line breaks.
 * Concealed before it is cut, which could halve a secret.
 */
function clean(text: string, asked: Asked, length: number): string {
  const line = asked
    .conceal(text)
    .replace(/canonicalRequest.*|SDK-HMAC.*|Signature=.*|[0-9a-f]{64}/gis, "…")
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim();
  return line.length > length ? `${line.slice(0, length)}…` : line;
}
