/**
 * Faults on demand, in one line of text, so that the command line, tests and the control path say them alike:
 *
 *     429@POST:policies, 503@GET:cbr:2x3, lose@POST:policies, slow=200:1x*, masked=202-object@DELETE:policies:5%
 *
 * A fault is KIND[=VALUE][@METHOD][:WHERE][:NTH[xCOUNT] or :CHANCE%]; several are separated by commas.
 *
 *     METHOD   GET POST PUT DELETE, or * (default) for any
 *     WHERE    a service (cbr dds iam ecs evs) or a part of the path: `policies`, `download-policy`, an id;
 *              default: anywhere
 *     NTH      the first request it strikes, counted from 1 among those that METHOD and WHERE fit; default 1
 *     COUNT    how many it strikes from there on, * for all; default 1
 *     CHANCE   how many of a hundred it strikes; the same seed strikes the same ones, if requests keep their order
 *
 *     429      throttled. 429=200/5m: the limit and its window (s, m, h); 429=200/5m/7: with Retry-After, in seconds
 *     500 502 503 504   the gateway's errors; the request has no effect
 *     403      not allowed; the request has no effect
 *     drop     the connection ends before the request has any effect
 *     lose     the request has its effect, and the connection ends without an answer
 *     cut      the request has its effect, and the connection ends in the middle of the answer
 *     slow=MS  the request waits before it has its effect, which it has even when the client is gone by then
 *     late=MS  the request has its effect at once, and the answer waits
 *     lag=N    lists do not show the policy that the request makes: the next N lists, or with lag=500ms until then
 *     instead=ANSWER   the request has no effect, and gets ANSWER: a gateway without its routes, a page of a proxy
 *     masked=ANSWER    the request has its effect, and is answered like that all the same
 *     other    the request has its effect, and the answer shows another policy of the project, or one that is missing
 *     with=SWITCH, with=SWITCH/VALUE   for this request, the cloud has that switch of its personality (personality.ts):
 *              with=listTwice@GET:policies:10%, with=staleVaultsMs/30000@POST:associatepolicy
 *
 *     ANSWER   STATUS or STATUS-BODY: 204, 200-object, 202-empty, 404-route, 404-item, 404-html, 404-gateway
 *              empty (default): no body; object: `{}`; html: a page; route: Kong's answer without a route;
 *              item: IAM's answer for a project that does not exist; gateway: APIGW.0101
 */
import { createHash } from "node:crypto";
import type { Reply } from "./call.ts";
import { denied, gateway, type Refusal } from "./errors.ts";
import { type Personality, parseSwitch } from "./personality.ts";

const SERVICES = ["cbr", "dds", "iam", "ecs", "evs"] as const;
export type ServiceName = (typeof SERVICES)[number];

type Effect =
  | { readonly kind: "429"; readonly limit: number; readonly window: string; readonly retryAfter: string | undefined }
  | { readonly kind: "500" | "502" | "503" | "504" | "403" | "drop" | "lose" | "cut" | "other" }
  | { readonly kind: "slow" | "late"; readonly ms: number }
  | { readonly kind: "instead" | "masked"; readonly reply: Reply }
  | { readonly kind: "with"; readonly personality: Partial<Personality> }
  | { readonly kind: "lag"; readonly lists: number }
  | { readonly kind: "lag"; readonly ms: number };

export type Fault = Effect & {
  /** "*": any. */
  readonly method: string;
  /** "": anywhere. */
  readonly where: string;
  readonly when: { readonly nth: number; readonly count: number } | { readonly chance: number };
};

/** @throws Error that says which fault is not one, and why. */
export const parseFaults = (text: string): Fault[] =>
  text
    .split(",")
    .map((fault) => fault.trim())
    .filter((fault) => fault !== "")
    .map(parseFault);

const NTH = /^([1-9]\d*)(?:x([1-9]\d*|\*))?$/;
const CHANCE = /^(\d{1,2}(?:\.\d{1,3})?|100)%$/;

function parseFault(text: string): Fault {
  const [what = "", ...rest] = text.split(":");
  const when = parseWhen(text, rest.at(-1) ?? "");
  if (when) rest.pop();
  const [where = "", ...more] = rest;
  if (more.length > 0) throw bad(text, "it has more than KIND@METHOD:WHERE:NTH");
  const [effect = "", method = "*"] = what.split("@");
  if (!["GET", "POST", "PUT", "DELETE", "*"].includes(method)) throw bad(text, `${method} is not a method`);
  return {
    ...parseEffect(text, effect),
    method,
    where: where === "*" ? "" : where,
    when: when ?? { nth: 1, count: 1 },
  };
}

/** Undefined when it says where, not when. */
function parseWhen(text: string, last: string): Fault["when"] | undefined {
  const [chances, chance] = CHANCE.exec(last) ?? [];
  if (chances !== undefined) return { chance: Number(chance) };
  const [numbers, nth, count = "1"] = NTH.exec(last) ?? [];
  if (numbers !== undefined)
    return { nth: Number(nth), count: count === "*" ? Number.POSITIVE_INFINITY : Number(count) };
  if (/^\d+(x[\d*]*)?$|%$/.test(last)) throw bad(text, `${last} is not like 1 or 2x3 or 1x* or 5%`);
  return undefined;
}

const UNITS: Readonly<Record<string, string>> = { s: "second", m: "minute", h: "hour" };

function parseEffect(text: string, effect: string): Effect {
  const [kind = "", value] = effect.split("=", 2);
  switch (kind) {
    case "429": {
      const [, limit, size, unit, retryAfter] = /^(\d+)\/(\d+)([smh])(?:\/(\d+))?$/.exec(value ?? "200/5m") ?? [];
      if (unit === undefined)
        throw bad(text, "429 takes LIMIT/WINDOW or LIMIT/WINDOW/RETRY-AFTER, like 200/5m or 5/1s/2");
      return { kind, limit: Number(limit), window: `${size} ${UNITS[unit]}`, retryAfter };
    }
    case "slow":
    case "late":
      if (!/^\d+$/.test(value ?? "")) throw bad(text, `${kind} takes milliseconds, like ${kind}=200`);
      return { kind, ms: Number(value) };
    case "instead":
    case "masked": {
      const [, status, body = "empty"] = /^([2-5]\d\d)(?:-([a-z]+))?$/.exec(value ?? "") ?? [];
      const reply = status === undefined ? undefined : replyOf(Number(status), body);
      if (!reply) throw bad(text, `${kind} takes a status and a body, like 404-route, 202-object or 204`);
      return { kind, reply };
    }
    case "with":
      try {
        return { kind, personality: parseSwitch(value ?? "") };
      } catch (error) {
        throw bad(text, (error as Error).message);
      }
    case "lag": {
      const [, size, ms] = /^(\d+)(ms)?$/.exec(value ?? "") ?? [];
      if (size === undefined) throw bad(text, "lag takes a number of lists or milliseconds, like lag=2 or lag=500ms");
      return ms ? { kind, ms: Number(size) } : { kind, lists: Number(size) };
    }
    case "500":
    case "502":
    case "503":
    case "504":
    case "403":
    case "drop":
    case "lose":
    case "cut":
    case "other":
      if (value !== undefined) throw bad(text, `${kind} takes no value`);
      return { kind };
    default:
      throw bad(
        text,
        `${kind || "nothing"} is not one of 429 500 502 503 504 403 drop lose cut slow late lag instead masked other with`,
      );
  }
}

/** What gateways, proxies and other services were seen to say. Undefined when there is no such body. */
function replyOf(status: number, body: string): Reply | undefined {
  switch (body) {
    case "empty":
      return { status };
    case "object":
      return { status, body: {} };
    case "route":
      return { status, body: { message: "no Route matched with those values" } };
    case "item":
      return { status, body: { itemNotFound: { message: "The resource could not be found.", code: status } } };
    case "gateway":
      return {
        status,
        body: {
          error_msg: "The API does not exist or has not been published in the environment.",
          error_code: "APIGW.0101",
          request_id: "0".repeat(32),
        },
      };
    case "html":
      return { status, html: `<html>\r\n<head><title>${status}</title></head>\r\n<body>nginx</body>\r\n</html>\r\n` };
    default:
      return undefined;
  }
}

const bad = (text: string, why: string): Error =>
  new Error(
    `"${text}" is not a fault: ${why}. A fault is KIND[=VALUE][@METHOD][:WHERE][:NTH[xCOUNT]], like 503@GET:cbr:2x3.`,
  );

/** Faults that wait for their requests. */
export interface Trap {
  /** @param seed decides which requests are struck by chance */
  add(faults: readonly Fault[], seed: number): void;
  clear(): void;
  /** Counts the request, and gives the faults that strike it. */
  spring(method: string, path: string, service: ServiceName | undefined): Fault[];
}

export function newTrap(): Trap {
  let armed: { readonly fault: Fault; readonly seed: string; readonly seen: Map<string, number> }[] = [];
  return {
    add(faults, seed) {
      armed.push(...faults.map((fault, index) => ({ fault, seed: `${seed} ${index}`, seen: new Map() })));
    },
    clear() {
      armed = [];
    },
    spring(method, path, service) {
      return armed.flatMap(({ fault, seed, seen }) => {
        if (!fits(fault, method, path, service)) return [];
        // Requests are counted by method and path, so that other requests matter less. Ids differ from run to run.
        const sort = "chance" in fault.when ? `${method} ${path.replaceAll(ID, "*")}` : "";
        const nth = (seen.get(sort) ?? 0) + 1;
        seen.set(sort, nth);
        return isTime(fault.when, nth, `${seed} ${sort} ${nth}`) ? [fault] : [];
      });
    },
  };
}

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

function isTime(when: Fault["when"], nth: number, toss: string): boolean {
  if ("nth" in when) return nth >= when.nth && nth < when.nth + when.count;
  const drawn = createHash("sha256").update(toss).digest().readUInt32BE(0) / 2 ** 32;
  return drawn * 100 < when.chance;
}

function fits({ method, where }: Fault, ofRequest: string, path: string, service: ServiceName | undefined): boolean {
  if (method !== "*" && method !== ofRequest) return false;
  return SERVICES.some((name) => name === where) ? where === service : path.includes(where);
}

/** The answer that a fault gives in the place of the real one; undefined when it gives none. */
export function refusalOf(fault: Fault, action: string): Refusal | undefined {
  switch (fault.kind) {
    case "429": {
      const text = `The throttling threshold has been reached: policy user over ratelimit,limit:${fault.limit},time:${fault.window}`;
      return gateway(429, "0308", text, fault.retryAfter === undefined ? {} : { "Retry-After": fault.retryAfter });
    }
    case "500":
      return gateway(500, "0601", "Internal server error.");
    case "502":
      return gateway(502, "0201", "Backend unavailable.");
    case "503":
      return gateway(503, "0613", "The IAM service is currently unavailable.");
    case "504":
      return gateway(504, "0201", "Backend timeout.");
    case "403":
      return denied(action);
    default:
      return undefined;
  }
}
