/**
 * A request -> its answer, sent again as often as is safe and sensible. What is safe is decided in judge.ts, how often a
 * service may be asked in limiter.ts, how long one request waits for all that here.
 */
import { setMaxListeners } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import type { ServiceName } from "../generated/facts.ts";
import { Failure, isFailure } from "../model/problem.ts";
import { type Answered, type Effect, judge, type Refusal } from "./classify.ts";
import type { WriteOptions } from "./cloud.ts";
import type { Endpoint } from "./endpoints.ts";
import { exchange, type Method, type Timeouts } from "./http.ts";
import type { Identity } from "./identity.ts";
import { type Limiter, limiterOf } from "./limiter.ts";

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
  /** Told before each wait of more than a second, or once for all who wait for the same: `waiting 4.5 s because …`. */
  readonly log: (line: string) => void;
  /**
   * Aborted: nobody waits any longer. What need not wait is sent and finished all the same, as what was begun must be
   * looked at.
   */
  readonly signal: AbortSignal | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds of a clock that nobody sets. */
  readonly clock: () => number;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  /** By `clock`; shorter when the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

export type SomeManners = Partial<Omit<Manners, "timeouts" | "retry">> & {
  readonly timeouts?: Partial<Timeouts>;
  readonly retry?: Partial<Retry>;
};

export function mannersFrom(given: SomeManners): Manners {
  // Every request that waits listens; Node would warn of a leak from the eleventh on.
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

export interface Call {
  readonly endpoint: Endpoint;
  /** The one that the path is of; undefined for IAM. */
  readonly service?: ServiceName;
  readonly method: Method;
  /** From the version on: `/v3/0123/policies?operation_type=backup`. */
  readonly path: string;
  /** The part of `path` that a failure shows: `/policies`. */
  readonly shown: string;
  /** Besides those of the body and of who we are. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; undefined for none. */
  readonly body?: unknown;
  readonly effect: Effect;
  readonly guard?: WriteOptions["guard"];
}

/** @throws Failure `cloud-*`, `interrupted`; `cloud-unanswered` whenever a write may have happened. */
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
  const limiter = limiterOf(call.endpoint);
  const patience = new Patience(manners);
  let renewed = false;
  for (;;) {
    const { verdict, headers, turn } = await attempt(call, identity, manners, limiter, patience);
    if (!("throttle" in verdict)) limiter.passed(turn);
    if ("answer" in verdict) return verdict;
    if (verdict.mayHaveHappened) fate.mayHaveHappened = true;
    const { failure, throttle } = verdict;
    // Once: whoever repeats what was refused gets the access key or the user locked.
    if (failure.status === 401 && !renewed && identity.renew(headers, failure)) {
      renewed = true;
      continue;
    }
    if (throttle) {
      // Also when this request gives up: all others must hear of it.
      const when = { now: manners.clock(), random: manners.random(), atMost: patience.left };
      const news = limiter.hold(turn, throttle, failure, when);
      if (news) manners.log(news);
    }
    if (!patience.allowsAnother(verdict)) throw failure;
    // The throttled wait for their turn, in the next attempt.
    if (!throttle) await patience.backOff(failure);
  }
}

async function attempt(call: Call, identity: Identity, manners: Manners, limiter: Limiter, patience: Patience) {
  const { endpoint, service, method, path, shown, body, effect } = call;
  const text = body === undefined ? "" : JSON.stringify(body);
  const request = {
    endpoint,
    method,
    path: endpoint.prefix + path,
    body: text,
    headers: { host: endpoint.host, ...call.headers, ...(text ? { "content-type": "application/json" } : {}) },
  };
  const inTurn = () => limiter.turn(manners.clock, (ms, because) => patience.wait(ms, because));
  let turn = await inTurn();
  let headers = await identity.headers(request, manners.now());
  // The login may have taken a while, in which others were told to hold back.
  while (!limiter.isStill(turn)) {
    turn = await inTurn();
    headers = await identity.headers(request, manners.now());
  }
  if (call.guard) {
    await call.guard.before();
    // What `before` does may take a while too.
    if (!limiter.isStill(turn)) turn = await inTurn();
  }
  const came = await exchange({ ...request, headers }, manners.timeouts, call.guard?.connected);
  const asked = {
    ...(service && { service }),
    method,
    path: shown,
    effect,
    host: endpoint.host,
    credentials: identity.kind,
    now: manners.now(),
    conceal: identity.conceal,
  };
  return { verdict: judge(came, asked), headers, turn };
}

/** A throttled request that does not get through in so many attempts is not throttled for its rate. */
const THROTTLED_TRIES = 20;

/** How often one request was tried, and how long it may still wait. */
class Patience {
  #failed = 0;
  #throttled = 0;
  #waited = 0;
  readonly #manners: Manners;

  constructor(manners: Manners) {
    this.#manners = manners;
  }

  /** Milliseconds. */
  get left(): number {
    return this.#manners.retry.maxWaitMs - this.#waited;
  }

  /** Counts the attempt that came to this. */
  allowsAnother({ again, throttle }: Refusal): boolean {
    if (!again || this.left <= 0) return false;
    return throttle ? ++this.#throttled < THROTTLED_TRIES : ++this.#failed < this.#manners.retry.tries;
  }

  /** Before the next attempt at what was not throttled. */
  async backOff(because: Failure): Promise<void> {
    const { retry, random, log } = this.#manners;
    const ms = Math.min(random() * Math.min(retry.capMs, retry.baseMs * 2 ** (this.#failed - 1)), this.left);
    if (ms > 1000) log(`waiting ${(ms / 1000).toFixed(1)} s because ${because.message}`);
    await this.wait(ms, because);
  }

  /** @throws `because` when it is longer than what is left: coming back earlier would be refused; Failure `interrupted` */
  async wait(ms: number, because: Failure): Promise<void> {
    const { sleep, signal } = this.#manners;
    if (ms > this.left) throw because;
    this.#waited += ms;
    if (!signal?.aborted) await sleep(ms, signal);
    if (signal?.aborted) throw interrupted(because);
  }
}

const interrupted = (cause: Failure): Failure =>
  new Failure("interrupted", `interrupted while waiting: ${cause.message}`, { hint: "Run the command again.", cause });
