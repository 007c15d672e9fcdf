/**
 * How often a service may be called: learned from its refusals (429), and shared by all requests of this process,
 * because the limit is per user or per address, whichever stack meets it first. There is one limiter per endpoint, that
 * is per cloud, region and service. It knows no budgets and sends nothing: retry.ts does.
 *
 * Before the first refusal no request waits. A refusal holds all of them back for a while. Then requests take turns,
 * one per pace (window ÷ limit): the first one finds out whether the hold was long enough, at the price of one refusal
 * rather than one for each waiting request, which would all count towards the limit. When a whole window has passed
 * without a refusal, no request waits any more.
 *
 * Own code, because bottleneck, p-throttle and p-queue keep to a limit that is known beforehand. They spread calls over
 * time, but do not reschedule waiting calls when the service meanwhile asks for a longer wait.
 */
import type { Failure } from "../model/problem.ts";
import type { Throttle } from "./classify.ts";
import type { Endpoint } from "./endpoints.ts";

/** Counts refusals: which of them a request knew of when it was sent. See `hold`. */
export type Turn = number;

/**
 * The longest first wait, and the longest of the doubled ones: requests must not start long after a window has passed.
 */
const FIRST_MS = 5_000;
const LONGEST_MS = 60_000;

/** For a 429 that names no limit. Most windows that the gateway names are minutes. */
const DEFAULT_LIMIT = { limit: 60, windowMs: 60_000 };

/** All times are milliseconds of one monotonic clock. */
export class Limiter {
  #turn: Turn = 0;
  /** No request is sent before. */
  #until = 0;
  /** The first free turn, one pace after the last one taken. */
  #next = 0;
  #pace = 0;
  /** When the window has passed: requests no longer wait. */
  #over = 0;
  /** Refusals since a request last succeeded, or the window passed. */
  #times = 0;
  #because: Failure | undefined;

  /**
   * @param wait gets the time to wait and the refusal that is the reason; if it throws, the request ends
   * @returns immediately when nothing is limited, otherwise when it is this request's turn
   */
  async turn(clock: () => number, wait: (ms: number, because: Failure) => Promise<void>): Promise<Turn> {
    for (;;) {
      const now = clock();
      if (this.#over <= now) this.#times = 0;
      if (this.#over <= now || !this.#because) return this.#turn;
      const taken = this.#turn;
      const mine = Math.min(Math.max(now, this.#next), this.#over);
      this.#next = mine + this.#pace;
      if (mine > now) await wait(mine - now, this.#because);
      // A refusal in the meantime has rescheduled all turns.
      if (taken === this.#turn) return taken;
    }
  }

  isStill(turn: Turn): boolean {
    return turn === this.#turn;
  }

  /** The request was not throttled: the next refusal is the first of a new series. */
  passed(turn: Turn): void {
    if (this.isStill(turn)) this.#times = 0;
  }

  /**
   * After a 429. Requests that are in flight together are refused together; only the first of them starts a wait,
   * unless a later response asks for a longer one.
   * @param atMost how long the refused request can still wait: it tries once more at the end of that
   * @param random from 0 up to 1: full jitter, as other processes were refused with us
   * @returns a sentence for people when the wait is new: how long requests wait, and why
   */
  hold(
    turn: Turn,
    { waitMs, limit = DEFAULT_LIMIT.limit, windowMs = DEFAULT_LIMIT.windowMs }: Throttle,
    because: Failure,
    { now, atMost, random }: { readonly now: number; readonly atMost: number; readonly random: number },
  ): string | undefined {
    if (!this.isStill(turn) && now + (waitMs ?? 0) <= this.#until) return undefined;
    const known = this.#over > now;
    const pace = Math.min(windowMs / Math.max(limit, 1), LONGEST_MS);
    // Doubled with each refusal in a row. A time that the service names is the true one, and only needs jitter.
    const backoff = Math.min(Math.min(pace, FIRST_MS) * 2 ** this.#times, windowMs, LONGEST_MS);
    const hold = waitMs === undefined ? Math.min(random * backoff, atMost) : waitMs + random * Math.min(pace, FIRST_MS);
    const longer = now + hold - Math.max(now, this.#until);
    this.#times += 1;
    this.#turn += 1;
    this.#until = now + hold;
    this.#next = this.#until;
    this.#pace = pace;
    this.#over = this.#until + windowMs;
    this.#because = because;
    // Only what a person would notice.
    if (longer <= 1000 && (known || pace <= 1000)) return undefined;
    return `waiting ${seconds(hold)}, then sending one request every ${seconds(pace)}, because ${because.message}`;
  }
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const limiters = new Map<string, Limiter>();

export function limiterOf({ host, prefix }: Endpoint): Limiter {
  const key = host + prefix;
  const known = limiters.get(key);
  if (known) return known;
  const fresh = new Limiter();
  limiters.set(key, fresh);
  return fresh;
}
