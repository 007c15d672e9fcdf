/**
 * A request -> its answer, sent again as often as is safe and sensible. What is safe is decided in judge.ts, how long
 * to wait here.
 */
import { Failure, isFailure } from "../problem.ts";
import type { WriteOptions } from "./cloud.ts";
import type { Endpoint } from "./endpoints.ts";
import { exchange, type Method, type Timeouts } from "./exchange.ts";
import type { Identity } from "./identity.ts";
import { type Answered, type Effect, judge, type Refusal, type Throttle } from "./judge.ts";

interface Retry {
  /** Attempts at a request that meets network errors and 5xx. */
  readonly tries: number;
  /**
   * The n-th wait is random between 0 and `baseMs` × 2ⁿ⁻¹, at most `capMs`: full jitter, so that those who failed together
   * do not come back together.
   */
  readonly baseMs: number;
  readonly capMs: number;
  /** All waits of one request together, those for 429 included. */
  readonly maxWaitMs: number;
}

/** How we behave on the network. */
export interface Manners {
  readonly timeouts: Timeouts;
  readonly retry: Retry;
  /** Told before each wait of more than a second: `waiting 4.5 s because …`. */
  readonly log: (line: string) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

export type SomeManners = Partial<Omit<Manners, "timeouts" | "retry">> & {
  readonly timeouts?: Partial<Timeouts>;
  readonly retry?: Partial<Retry>;
};

export const mannersFrom = (given: SomeManners): Manners => ({
  log: given.log ?? (() => {}),
  now: given.now ?? Date.now,
  random: given.random ?? Math.random,
  sleep: given.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms))),
  timeouts: { connectMs: 10_000, answerMs: 60_000, ...given.timeouts },
  retry: { tries: 5, baseMs: 500, capMs: 10_000, maxWaitMs: 300_000, ...given.retry },
});

export interface Call {
  readonly endpoint: Endpoint;
  readonly method: Method;
  /** From the version on: `/v3/0123/policies?operation_type=backup`. */
  readonly path: string;
  /** The part of `path` that a failure shows: `/policies`. */
  readonly shown: string;
  /** Sent as JSON; undefined for none. */
  readonly body?: unknown;
  readonly effect: Effect;
  readonly beforeSending?: WriteOptions["beforeSending"];
}

/** @throws Failure `cloud-*`; `cloud-unanswered` whenever a write may have happened. */
export async function converse(call: Call, identity: Identity, manners: Manners): Promise<Answered> {
  const fate = { mayHaveHappened: false };
  try {
    return await untilAnswered(call, identity, manners, fate);
  } catch (error) {
    if (fate.mayHaveHappened && isFailure(error) && error.code !== "cloud-not-found") throw inDoubt(error);
    throw error;
  }
}

/**
 * The last failure alone may tell less than the truth: "refused", when the attempt before it was carried out and its
 * answer lost.
 */
function inDoubt({ message, hint, cloudCode, status, requestId, cause }: Failure): Failure {
  return new Failure("cloud-unanswered", `${message}. It may have happened all the same`, {
    hint: hint ?? "Run the command again: it looks first at what the cloud has.",
    ...(cloudCode === undefined ? {} : { cloudCode }),
    ...(status === undefined ? {} : { status }),
    ...(requestId === undefined ? {} : { requestId }),
    cause,
  });
}

async function untilAnswered(
  call: Call,
  identity: Identity,
  manners: Manners,
  fate: { mayHaveHappened: boolean },
): Promise<Answered> {
  const waits = new Waits(manners);
  let renewed = false;
  for (;;) {
    const { verdict, headers } = await attempt(call, identity, manners);
    if ("answer" in verdict) return verdict;
    if (verdict.mayHaveHappened) fate.mayHaveHappened = true;
    const { failure } = verdict;
    // Once: whoever repeats what was refused gets the access key or the user locked.
    if (failure.status === 401 && !renewed && identity.renew(headers, failure)) {
      renewed = true;
      continue;
    }
    const wait = waits.after(verdict);
    if (wait === undefined) throw failure;
    if (wait > 1000) manners.log(`waiting ${(wait / 1000).toFixed(1)} s because ${failure.message}`);
    await manners.sleep(wait);
  }
}

async function attempt(call: Call, identity: Identity, manners: Manners) {
  const { endpoint, method, path, shown, body, effect } = call;
  const text = body === undefined ? "" : JSON.stringify(body);
  const request = {
    endpoint,
    method,
    path: endpoint.prefix + path,
    body: text,
    headers: { host: endpoint.host, ...(text ? { "content-type": "application/json" } : {}) },
  };
  const headers = await identity.headers(request, manners.now());
  call.beforeSending?.();
  const came = await exchange({ ...request, headers }, manners.timeouts);
  const asked = {
    method,
    path: shown,
    effect,
    host: endpoint.host,
    credentials: identity.kind,
    now: manners.now(),
    conceal: identity.conceal,
  };
  return { verdict: judge(came, asked), headers };
}

/** A throttled request that does not get through in so many attempts is not throttled for its rate. */
const THROTTLED_TRIES = 20;

/** How long one request has waited and may still wait. */
class Waits {
  #failed = 0;
  #throttled = 0;
  #waited = 0;
  readonly #manners: Pick<Manners, "retry" | "random">;

  constructor(manners: Pick<Manners, "retry" | "random">) {
    this.#manners = manners;
  }

  /** Milliseconds to wait before the next attempt; undefined when there shall be none. */
  after({ again, throttle }: Refusal): number | undefined {
    const { retry, random } = this.#manners;
    const left = retry.maxWaitMs - this.#waited;
    if (!again || left <= 0) return undefined;
    if (throttle ? ++this.#throttled >= THROTTLED_TRIES : ++this.#failed >= retry.tries) return undefined;
    // Coming back before the time that the cloud named would only be refused again.
    if (throttle?.waitMs !== undefined && throttle.waitMs > left) return undefined;
    const wait = throttle
      ? throttledWait(throttle, this.#throttled, random())
      : random() * Math.min(retry.capMs, retry.baseMs * 2 ** (this.#failed - 1));
    const bounded = Math.min(wait, left);
    this.#waited += bounded;
    return bounded;
  }
}

/**
 * The pace that the limit allows (window ÷ limit), doubled each time up to a minute, so that the opening of a long window is not
 * missed by much. Jittered by half only: coming back at once is refused, and refused requests count towards the limit.
 */
function throttledWait({ waitMs, limit, windowMs }: Throttle, times: number, random: number): number {
  if (waitMs !== undefined) return waitMs;
  const pace = limit && windowMs ? windowMs / limit : 1_000;
  const longest = Math.min(windowMs ?? 60_000, 60_000);
  return Math.min(Math.min(pace, 5_000) * 2 ** (times - 1), longest) * (0.5 + random / 2);
}
