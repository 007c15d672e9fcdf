/**
 * How often a service may be asked: learned from its refusals (429), and shared by all that this process asks of it, because the
 * limit is the user's or the address's, whichever stack meets it first. One limiter per endpoint, which is one per cloud, region and
 * service. It knows no budgets and sends nothing: converse.ts does.
 *
 * Before the first refusal nobody waits. A refusal holds everybody back for a while. Then requests take turns, one per pace (window ÷
 * limit): the first of them finds out whether the hold was long enough, at the price of one refusal instead of one for each that
 * waits, which would count towards the limit. When a whole window has passed without a refusal, nobody waits any more.
 *
 * Own code, because what bottleneck, p-throttle and p-queue do is keep to a limit that is known before: they spread calls over time,
 * but do not lay anew the turns of those who already wait when the service says meanwhile that it will be later.
 */
import type { Failure } from "../model/problem.ts";
import type { Throttle } from "./classify.ts";
import type { Endpoint } from "./endpoints.ts";

/** Which refusals a request knew of when it was sent; see `hold`. */
export type Turn = number;

/** The longest first wait, and what the waits double up to: the opening of a long window shall not be missed by much. */
const FIRST_MS = 5_000;
const LONGEST_MS = 60_000;

/** For a 429 that names no limit. The windows that the gateway names are of minutes, mostly. */
const UNSAID = { limit: 60, windowMs: 60_000 };

/** Milliseconds, all of them; moments are those of one clock that nobody sets. */
export class Limiter {
  #turn: Turn = 0;
  /** Nobody sends before. */
  #until = 0;
  /** The first turn that nobody has taken, one pace after the last that somebody has. */
  #next = 0;
  #pace = 0;
  /** When the window has passed: everybody may go. */
  #over = 0;
  /** Refusals since a request last came through, or the window passed. */
  #times = 0;
  #because: Failure | undefined;

  /**
   * @param wait is given the time to wait and the refusal that is the reason; what it throws ends the request
   * @returns at once when nothing is limited, else when it is this request's turn
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
      // A refusal in the meantime has laid all turns anew.
      if (taken === this.#turn) return taken;
    }
  }

  isStill(turn: Turn): boolean {
    return turn === this.#turn;
  }

  /** Something else than a refusal came: the next refusal will be the first of another row. */
  passed(turn: Turn): void {
    if (this.isStill(turn)) this.#times = 0;
  }

  /**
   * After a 429. Requests that were under way together are refused together; only the first of them makes everybody wait, unless a
   * later one is told a longer time.
   * @param atMost how long the one that was refused can still wait: it asks once more at the end of that
   * @param random from 0 up to 1: full jitter, as other processes were refused with us
   * @returns a sentence for people when this is news: how long all wait, and why
   */
  hold(
    turn: Turn,
    { waitMs, limit = UNSAID.limit, windowMs = UNSAID.windowMs }: Throttle,
    because: Failure,
    { now, atMost, random }: { readonly now: number; readonly atMost: number; readonly random: number },
  ): string | undefined {
    if (!this.isStill(turn) && now + (waitMs ?? 0) <= this.#until) return undefined;
    const known = this.#over > now;
    const pace = Math.min(windowMs / Math.max(limit, 1), LONGEST_MS);
    // Doubled with each refusal in a row. Whoever is told a time is told the truth, and needs the jitter alone.
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
