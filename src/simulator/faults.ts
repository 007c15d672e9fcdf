/**
 * Faults on demand, in one line of text, so that the command line, tests and the control path say them alike:
 *
 *     429@POST:policies, 503@GET:cbr:2x3, lose@POST:policies, slow=200:1x*
 *
 * A fault is KIND[=VALUE][@METHOD][:WHERE][:NTH[xCOUNT]]; several are separated by commas.
 *
 *     METHOD   GET POST PUT DELETE, or * (default) for any
 *     WHERE    a service (cbr dds iam), or a part of the path: `policies`, `download-policy`, an id; default: anywhere
 *     NTH      the first request it strikes, counted from 1 among those that METHOD and WHERE fit; default 1
 *     COUNT    how many it strikes from there on, * for all; default 1
 *
 *     429      throttled. 429=200/5m: the limit and its window (s, m, h); 429=200/5m/7: with Retry-After, in seconds
 *     500 502 503 504   the gateway's errors; the request has no effect
 *     403      not allowed; the request has no effect
 *     drop     the connection ends before the request has any effect
 *     lose     the request has its effect, and the connection ends without an answer
 *     slow=MS  the request waits before it has its effect, which it has even when the client is gone by then
 *     lag=N    lists do not show the policy that the request makes: the next N lists, or with lag=500ms until then
 */
import { denied, gateway, type Refusal } from "./errors.ts";

const SERVICES = ["cbr", "dds", "iam"] as const;
export type ServiceName = (typeof SERVICES)[number];

type Effect =
  | { readonly kind: "429"; readonly limit: number; readonly window: string; readonly retryAfter: string | undefined }
  | { readonly kind: "500" | "502" | "503" | "504" | "403" | "drop" | "lose" }
  | { readonly kind: "slow"; readonly ms: number }
  | { readonly kind: "lag"; readonly lists: number }
  | { readonly kind: "lag"; readonly ms: number };

export type Fault = Effect & {
  /** "*": any. */
  readonly method: string;
  /** "": anywhere. */
  readonly where: string;
  readonly nth: number;
  readonly count: number;
};

/** @throws Error that says which fault is not one, and why. */
export const parseFaults = (text: string): Fault[] =>
  text
    .split(",")
    .map((fault) => fault.trim())
    .filter((fault) => fault !== "")
    .map(parseFault);

const NTH = /^([1-9]\d*)(?:x([1-9]\d*|\*))?$/;

function parseFault(text: string): Fault {
  const [what = "", ...rest] = text.split(":");
  const last = rest.at(-1) ?? "";
  const [numbers, nth = "1", count = "1"] = NTH.exec(last) ?? [];
  if (numbers !== undefined) rest.pop();
  else if (/^\d+(x[\d*]*)?$/.test(last)) throw bad(text, `${last} is not like 1 or 2x3 or 1x*`);
  const [where = "", ...more] = rest;
  if (more.length > 0) throw bad(text, "it has more than KIND@METHOD:WHERE:NTH");
  const [effect = "", method = "*"] = what.split("@");
  if (!["GET", "POST", "PUT", "DELETE", "*"].includes(method)) throw bad(text, `${method} is not a method`);
  return {
    ...parseEffect(text, effect),
    method,
    where: where === "*" ? "" : where,
    nth: Number(nth),
    count: count === "*" ? Number.POSITIVE_INFINITY : Number(count),
  };
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
      if (!/^\d+$/.test(value ?? "")) throw bad(text, "slow takes milliseconds, like slow=200");
      return { kind, ms: Number(value) };
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
      if (value !== undefined) throw bad(text, `${kind} takes no value`);
      return { kind };
    default:
      throw bad(text, `${kind || "nothing"} is not one of 429 500 502 503 504 403 drop lose slow lag`);
  }
}

const bad = (text: string, why: string): Error =>
  new Error(
    `"${text}" is not a fault: ${why}. A fault is KIND[=VALUE][@METHOD][:WHERE][:NTH[xCOUNT]], like 503@GET:cbr:2x3.`,
  );

/** Faults that wait for their requests. */
export interface Trap {
  add(faults: readonly Fault[]): void;
  clear(): void;
  /** Counts the request, and gives the faults that strike it. */
  spring(method: string, path: string, service: ServiceName | undefined): Fault[];
}

export function newTrap(): Trap {
  let armed: { readonly fault: Fault; seen: number }[] = [];
  return {
    add(faults) {
      armed.push(...faults.map((fault) => ({ fault, seen: 0 })));
    },
    clear() {
      armed = [];
    },
    spring(method, path, service) {
      const fitting = armed.filter(({ fault }) => fits(fault, method, path, service));
      for (const one of fitting) one.seen += 1;
      return fitting
        .filter(({ fault, seen }) => seen >= fault.nth && seen < fault.nth + fault.count)
        .map(({ fault }) => fault);
    },
  };
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
