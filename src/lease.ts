/**
 * The lease of a state: waiting for somebody else's to end, and holding our own.
 *
 * Clocks of two machines are never compared. A watcher measures on its own clock how long a lease stays as it is; the
 * holder measures on its own how long ago it was last heard of, and stops writing well before a watcher would call it
 * dead. Whatever goes wrong with that, a process that lost its lease can write no state: every write is conditional.
 */
import { setTimeout as pause } from "node:timers/promises";
import { failpoint } from "./failpoint.ts";
import { isGone } from "./holder.ts";
import { Failure, isFailure } from "./problem.ts";
import { nextState } from "./state/state.ts";
import type { Lease, Note, Revision, State, Store } from "./state/store.ts";

export interface Stored {
  readonly state: State | undefined;
  readonly revision: Revision;
}

export interface Waiting {
  /** How long to wait for somebody who is alive. */
  readonly lockTimeoutMs: number;
  readonly log: (line: string) => void;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
}

/** Between two looks at somebody else's lease. */
const LOOK_MS = 1000;

/**
 * Waits until nobody holds the lease who is alive. A holder is dead when it is provably gone, or when its lease did not
 * change for its time-to-live.
 * @returns what is stored then; a dead lease is still in it
 * @throws Failure `state-leased` when the holder is alive and `lockTimeoutMs` are over; `interrupted`
 */
export async function untilFree(store: Store, { lockTimeoutMs, log, signal }: Waiting): Promise<Stored> {
  const began = performance.now();
  let seen: { lease: Lease; at: number } | undefined;
  let alive = false;
  for (;;) {
    const stored = await store.read();
    const lease = stored.state?.lease;
    if (!lease) return stored;
    if (isGone(lease.holder)) {
      log(`the run of ${whose(lease)} ended without finishing; going on from there`);
      return stored;
    }
    const now = performance.now();
    if (!seen) log(`${whose(lease)} is applying since ${lease.since}, or died; watching for a sign of life`);
    if (seen && sameLease(seen.lease, lease)) {
      if (now - seen.at >= lease.ttl_ms) {
        log(`${whose(lease)} gave no sign of life for ${lease.ttl_ms / 1000} s; going on from there`);
        return stored;
      }
    } else {
      alive = seen !== undefined;
      seen = { lease, at: now };
    }
    if (alive && now - began >= lockTimeoutMs) throw leased(lease, store.place);
    await interruptible(Math.min(LOOK_MS, lease.ttl_ms / 4), signal);
  }
}

const sameLease = (a: Lease, b: Lease): boolean => a.id === b.id && a.renewals === b.renewals;

const leased = (lease: Lease, place: string): Failure =>
  new Failure("state-leased", `${whose(lease)} is applying since ${lease.since}`, {
    hint: `wait until it has finished, or give --lock-timeout 5m; the lease is in ${place}`,
  });

const whose = ({ holder }: Lease): string => `${holder.user} on ${holder.host} (process ${holder.pid})`;

/** @throws Failure `interrupted` */
export async function interruptible(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(ms, undefined, { signal });
  } catch (error) {
    if (signal.aborted) throw interrupted();
    throw error;
  }
}

export const interrupted = (): Failure => new Failure("interrupted", "interrupted; what was done is recorded");

/** Our own lease, renewed until it is released. */
export interface Held {
  /**
   * To be called right before a write to the cloud is sent.
   * @throws Failure `lease-lost` unless the write is over, at the latest after `requestMs`, while nobody can have taken over
   */
  assertTimeFor(requestMs: number): void;
  /**
   * One conditional write that ends the lease.
   * @param next the state to store, made from the one that is stored now
   * @throws Failure `lease-lost` when somebody took over: nothing was stored, and they look into what we began
   */
  release(next: (stored: State) => State, note: Note): Promise<void>;
}

/**
 * Writes `state`, which has our lease in it, and keeps the lease alive from then on.
 * @throws Failure `state-conflict` when somebody wrote since `revision`
 */
export async function hold(store: Store, state: State & { readonly lease: Lease }, revision: Revision): Promise<Held> {
  let stored = state;
  let heard = moment();
  let lost: Failure | undefined;
  failpoint("the lease is to be taken");
  let current = await store.write(state, revision);
  failpoint("the lease is taken");
  // Renewals and the release change the same revision: one after the other.
  let writing: Promise<void> = Promise.resolve();

  const renew = async () => {
    const began = moment();
    const lease = { ...stored.lease, renewals: stored.lease.renewals + 1 };
    const renewed = { ...nextState(stored, { lease }, stored.lineage), lease };
    try {
      current = await store.write(renewed, current);
      stored = renewed;
      // From before it was sent: a watcher may have seen it at once.
      heard = began;
    } catch (error) {
      if (!isFailure(error)) throw error;
      // Anything else may pass; until then the time that is left runs out.
      if (error.code === "state-conflict") lost = error;
    }
  };
  const timer = setInterval(() => {
    writing = writing.then(() => (lost ? undefined : renew()));
  }, state.lease.ttl_ms / 4);

  return {
    assertTimeFor(requestMs) {
      const silent = since(heard);
      if (!lost && silent + requestMs < stored.lease.ttl_ms) return;
      throw new Failure(
        "lease-lost",
        `this run was not heard of for ${Math.round(silent / 1000)} s, so another may have taken over`,
        {
          hint: "apply again: it looks first at what became of the changes",
          cause: lost,
        },
      );
    },
    async release(next, note) {
      clearInterval(timer);
      await writing;
      if (lost) throw takenOver(lost);
      failpoint("the lease is to be released");
      try {
        await store.write(next(stored), current, note);
      } catch (error) {
        throw isFailure(error, "state-conflict") ? takenOver(error) : error;
      }
      failpoint("the lease is released");
    },
  };
}

const takenOver = (cause: Failure): Failure =>
  new Failure("lease-lost", "another run took over; it looks into what this one began, and this one recorded nothing", {
    hint: "see what the other run says, or apply again",
    cause,
  });

interface Moment {
  readonly monotonic: number;
  readonly wall: number;
}

const moment = (): Moment => ({ monotonic: performance.now(), wall: Date.now() });

/** The monotonic clock stands still while a machine sleeps, and the other can be set back: the larger of the two. */
const since = (then: Moment): number => Math.max(performance.now() - then.monotonic, Date.now() - then.wall);
