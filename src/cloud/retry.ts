/**
 * A request -> its answer, retried as often as is safe and useful. classify.ts decides what is safe, limiter.ts how
 * often a service may be called, and this file how long one request keeps trying.
 */

import { setMaxListeners } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import type { ServiceName } from "../generated/facts.ts";
import { defined } from "../model/defined.ts";
import { Failure, isFailure } from "../model/problem.ts";
import { classify, type FailedAttempt, type SideEffect, type Success } from "./classify.ts";
import type { WriteOptions } from "./cloud.ts";
import type { Endpoint } from "./endpoints.ts";
import { type Method, sendOnce, type Timeouts } from "./http.ts";
import type { Identity } from "./identity.ts";
import { type Limiter, limiterOf } from "./limiter.ts";

interface RetryLimits {
  /** Attempts at a request that meets network errors and 5xx. */
  readonly tries: number;
  /**
   * The n-th wait is random between 0 and `baseMs` × 2ⁿ⁻¹, at most `capMs`: full jitter, so that clients that failed
   * together do not come back together.
   */
  readonly baseMs: number;
  readonly capMs: number;
  /** All waits of one request together, including those for 429. */
  readonly maxWaitMs: number;
}

/** How requests are sent: timeouts, retries, and the clocks and randomness they use. */
export interface RequestPolicy {
  readonly timeouts: Timeouts;
  readonly retry: RetryLimits;
  /**
   * Called before each wait of more than a second, or once for all requests that wait for the same reason:
   * `waiting 4.5 s because …`.
   */
  readonly log: (line: string) => void;
  /**
   * Once aborted, no request waits any longer. One that need not wait is still sent and finished, because what has
   * begun must be looked at.
   */
  readonly signal: AbortSignal | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds of a monotonic clock. */
  readonly clock: () => number;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  /** By `clock`; returns early when the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

export type RequestPolicyOptions = Partial<Omit<RequestPolicy, "timeouts" | "retry">> & {
  readonly timeouts?: Partial<Timeouts>;
  readonly retry?: Partial<RetryLimits>;
};

export function requestPolicyFrom(given: RequestPolicyOptions): RequestPolicy {
  // Every waiting request listens; Node would warn of a leak from the eleventh on.
  if (given.signal) setMaxListeners(0, given.signal);
  return {
    log: given.log ?? (() => {}),
    signal: given.signal,
    now: given.now ?? Date.now,
    clock: given.clock ?? (() => performance.now()),
    random: given.random ?? Math.random,
    sleep: given.sleep ?? sleep,
    timeouts: { connectMs: 10_000, answerMs: 60_000, ...given.timeouts },
    retry: { tries: 5, baseMs: 500, capMs: 10_000, maxWaitMs: 300_000, ...given.retry },
  };
}

async function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await pause(ms, undefined, signal && { signal });
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}

export interface ApiRequest {
  readonly endpoint: Endpoint;
  /** The one that the path is of; undefined for IAM. */
  readonly service?: ServiceName;
  readonly method: Method;
  /** From the version on: `/v3/0123/policies?operation_type=backup`. */
  readonly path: string;
  /** The part of `path` that a failure shows: `/policies`. */
  readonly shown: string;
  /** In addition to the headers of the body and of the identity. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; undefined for none. */
  readonly body?: unknown;
  readonly effect: SideEffect;
  readonly guard?: WriteOptions["guard"];
}

/** @throws Failure `cloud-*`, `interrupted`; `cloud-unanswered` whenever a write may have happened. */
export async function sendWithRetries(
  request: ApiRequest,
  identity: Identity,
  requestPolicy: RequestPolicy,
): Promise<Success> {
  const outcome = { mayHaveHappened: false };
  try {
    return await repeatUntilAnswered(request, identity, requestPolicy, outcome);
  } catch (error) {
    if (outcome.mayHaveHappened && isFailure(error) && error.code !== "cloud-not-found") throw inDoubt(error);
    throw error;
  }
}

/**
 * The last failure alone can mislead: it may be a refusal although an earlier attempt was carried out and its answer
 * lost.
 */
function inDoubt({ message, hint, cloudCode, status, requestId, cause }: Failure): Failure {
  return new Failure("cloud-unanswered", `${message}. It may have been carried out all the same`, {
    hint: hint ?? "run the command again: it first looks at what the cloud has",
    ...defined({ cloudCode, status, requestId }),
    cause,
  });
}

async function repeatUntilAnswered(
  request: ApiRequest,
  identity: Identity,
  requestPolicy: RequestPolicy,
  outcome: { mayHaveHappened: boolean },
): Promise<Success> {
  const limiter = limiterOf(request.endpoint);
  const budget = new RetryBudget(requestPolicy);
  let renewed = false;
  for (;;) {
    const { result, headers, turn } = await attempt(request, identity, requestPolicy, limiter, budget);
    if (!("throttle" in result)) limiter.passed(turn);
    if ("answer" in result) return result;
    if (result.mayHaveHappened) outcome.mayHaveHappened = true;
    const { failure, throttle } = result;
    // Only once: repeating what was refused gets the access key or the user locked.
    if (failure.status === 401 && !renewed && identity.renew(headers, failure)) {
      renewed = true;
      continue;
    }
    if (throttle) {
      // Even when this request gives up, since all others must hold back too.
      const when = { now: requestPolicy.clock(), random: requestPolicy.random(), atMost: budget.leftMs };
      const notice = limiter.hold(turn, throttle, failure, when);
      if (notice) requestPolicy.log(notice);
    }
    if (!budget.allowsAnother(result)) throw failure;
    // A throttled request waits for its turn, in the next attempt.
    if (!throttle) await budget.backOff(failure);
  }
}

async function attempt(
  request: ApiRequest,
  identity: Identity,
  requestPolicy: RequestPolicy,
  limiter: Limiter,
  budget: RetryBudget,
) {
  const { endpoint, service, method, path, shown, body, effect } = request;
  const text = body === undefined ? "" : JSON.stringify(body);
  const unsigned = {
    endpoint,
    method,
    path: endpoint.prefix + path,
    body: text,
    headers: { host: endpoint.host, ...request.headers, ...(text ? { "content-type": "application/json" } : {}) },
  };
  const inTurn = () => limiter.turn(requestPolicy.clock, (ms, because) => budget.wait(ms, because));
  let turn = await inTurn();
  let headers = await identity.headers(unsigned, requestPolicy.now());
  // While the login was under way, the service may have refused other requests.
  while (!limiter.isStill(turn)) {
    turn = await inTurn();
    headers = await identity.headers(unsigned, requestPolicy.now());
  }
  if (request.guard) {
    await request.guard.before();
    // The guard may take a while too.
    if (!limiter.isStill(turn)) turn = await inTurn();
  }
  const reply = await sendOnce({ ...unsigned, headers }, requestPolicy.timeouts, request.guard?.connected);
  const context = {
    ...defined({ service }),
    method,
    path: shown,
    effect,
    host: endpoint.host,
    credentials: identity.kind,
    now: requestPolicy.now(),
    conceal: identity.conceal,
  };
  return { result: classify(reply, context), headers, turn };
}

/** A request that is still throttled after so many attempts is not throttled for its rate. */
const THROTTLED_TRIES = 20;

/** How often one request was tried, and how long it may still wait. */
class RetryBudget {
  #failed = 0;
  #throttled = 0;
  #waitedMs = 0;
  readonly #requestPolicy: RequestPolicy;

  constructor(requestPolicy: RequestPolicy) {
    this.#requestPolicy = requestPolicy;
  }

  get leftMs(): number {
    return this.#requestPolicy.retry.maxWaitMs - this.#waitedMs;
  }

  /** Counts the attempt that ended like this. */
  allowsAnother({ again, throttle }: FailedAttempt): boolean {
    if (!again || this.leftMs <= 0) return false;
    return throttle ? ++this.#throttled < THROTTLED_TRIES : ++this.#failed < this.#requestPolicy.retry.tries;
  }

  /** Waits before the next attempt of a request that was not throttled. */
  async backOff(because: Failure): Promise<void> {
    const { retry, random, log } = this.#requestPolicy;
    const ms = Math.min(random() * Math.min(retry.capMs, retry.baseMs * 2 ** (this.#failed - 1)), this.leftMs);
    if (ms > 1000) log(`waiting ${(ms / 1000).toFixed(1)} s because ${because.message}`);
    await this.wait(ms, because);
  }

  /**
   * @throws `because` when `ms` is more than what is left, as an earlier attempt would be refused; Failure
   * `interrupted`
   */
  async wait(ms: number, because: Failure): Promise<void> {
    const { sleep, signal } = this.#requestPolicy;
    if (ms > this.leftMs) throw because;
    this.#waitedMs += ms;
    if (!signal?.aborted) await sleep(ms, signal);
    if (signal?.aborted) throw interruptedBy(because);
  }
}

const interruptedBy = (cause: Failure): Failure =>
  new Failure("interrupted", `interrupted while waiting: ${cause.message}`, { hint: "run the command again", cause });
