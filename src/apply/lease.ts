/**
 * The lease of a state: waiting for somebody else's to end, and holding our own.
 *
 * Clocks of two machines are never compared. A watcher measures on its own clock how long a lease stays as it is; the
 * holder measures on its own how long ago it was last heard of, and stops writing well before a watcher would call it
 * dead. Whatever goes wrong with that, a process that lost its lease can write no state: every write is conditional.
 */
import { setTimeout as pause } from "node:timers/promises";
import { Failure, isFailure } from "../model/problem.ts";
import { isProvablyGone } from "../state/process-id.ts";
import { formatState, nextState } from "../state/state.ts";
import type { Lease, Note, Revision, State, Store } from "../state/store.ts";
import { failpoint } from "../system/failpoint.ts";

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
    if (isProvablyGone(lease.holder)) {
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
   * To be awaited before a write to the cloud: renews the lease first when too little of it may be left, as after a stall or a
   * jump of a clock.
   * @throws Failure `lease-lost` unless the write is over, at the latest after `requestMs`, while no other run can have taken over
   */
  haveTimeFor(requestMs: number): Promise<void>;
  /** The same without a renewal, for the moment before the first byte is sent. @throws Failure `lease-lost` */
  assertTimeFor(requestMs: number): void;
  /**
   * Ends the lease with a conditional write, tried again for as long as the lease lasts while its fate is unknown, and for
   * STOPPING_MS once the run was asked to stop.
   * @param next the state to store, made from the one that is stored now
   * @throws Failure `lease-lost` when another run took over: nothing was stored, and it looks into what this one began
   */
  release(next: (stored: State) => State, note: Note): Promise<void>;
}

export interface Holding {
  /** Aborted when the run was asked to stop. */
  readonly signal: AbortSignal;
  /** As the cloud said last, in milliseconds: time passes there while this machine, with all of its clocks, is paused. */
  cloudTime(): number | undefined;
}

/** How long the last write may take after the run was asked to stop. */
const STOPPING_MS = 10_000;
/** Before another try of the last write. After the last of these only a store that does not answer is tried again. */
const RELEASE_AGAIN_MS = [500, 1000, 2000];

/**
 * Writes `state`, which has our lease in it, and keeps the lease alive from then on.
 *
 * A write whose answer was lost may have been stored, and then the next one conflicts. So a conflict is no proof of a
 * rival: the state is read, and the lease in it says whose it is.
 * @throws Failure `state-conflict` when another run wrote since `revision`
 */
export async function hold(
  store: Store,
  state: State & { readonly lease: Lease },
  revision: Revision,
  { signal, cloudTime }: Holding,
): Promise<Held> {
  const { id, ttl_ms } = state.lease;
  let stored = state;
  const now = (): Moment => moment(cloudTime());
  let heard = now();
  let lost: Failure | undefined;
  failpoint("the lease is to be taken");
  let current = await store.write(state, revision);
  failpoint("the lease is taken");

  /** Takes what is stored for what the next write goes on from, if the lease in it is ours. */
  async function readBack(conflict: Failure): Promise<void> {
    const { state, revision } = await store.read();
    if (state?.lease?.id === id) [stored, current] = [{ ...state, lease: state.lease }, revision];
    else lost = conflict;
  }

  async function renew(): Promise<void> {
    for (;;) {
      const began = now();
      const lease = { ...stored.lease, renewals: stored.lease.renewals + 1 };
      const renewed = { ...nextState(stored, { lease }, stored.lineage), lease };
      try {
        current = await store.write(renewed, current);
        stored = renewed;
        // From before it was sent: a watcher may have seen it at once.
        heard = began;
        return;
      } catch (error) {
        // Anything but a conflict may pass; until then the time that is left runs out.
        if (!isFailure(error, "state-conflict")) throw error;
        await readBack(error);
        if (lost) return;
      }
    }
  }

  // One at a time: a store that does not answer must not gather a queue of them.
  let renewing: Promise<void> | undefined;
  const renewal = (): Promise<void> => {
    renewing ??= renew()
      .catch((error) => {
        if (!isFailure(error)) throw error;
      })
      .finally(() => {
        renewing = undefined;
      });
    return renewing;
  };
  const timer = setInterval(() => {
    if (!lost) void renewal();
  }, ttl_ms / 4);

  const silent = (): number => {
    const moment = now();
    // The first that the cloud says is later than the lease was taken; the monotonic clock knows by how much.
    heard = { ...heard, cloud: heard.cloud ?? moment.cloud };
    return since(heard, moment);
  };
  const hasTimeFor = (ms: number): boolean => !lost && silent() + ms < ttl_ms;
  function assertTimeFor(requestMs: number): void {
    if (hasTimeFor(requestMs)) return;
    const seconds = Math.round(silent() / 1000);
    throw new Failure(
      "lease-lost",
      lost ? "another run took over" : `this run has not renewed its lease for ${seconds} s, so another may take over`,
      { hint: "apply again: it looks first at what became of the changes", ...(lost && { cause: lost }) },
    );
  }

  return {
    assertTimeFor,
    async haveTimeFor(requestMs) {
      if (lost || hasTimeFor(requestMs)) return assertTimeFor(requestMs);
      const deadline = deadlineIn(ttl_ms, signal);
      // A renewal that took long, or failed, leaves too little time as well.
      while ((await deadline.or(renewal())) !== LATE && !lost && !hasTimeFor(requestMs)) {
        if ((await deadline.or(pause(ttl_ms / 20))) === LATE) break;
      }
      deadline.end();
      assertTimeFor(requestMs);
    },
    async release(next, note) {
      clearInterval(timer);
      const deadline = deadlineIn(ttl_ms, signal);
      try {
        // A renewal that is on its way would make the release conflict.
        if (renewing) await deadline.or(renewing);
        failpoint("the lease is to be released");
        let sent: State | undefined;
        for (let tries = 0; ; tries += 1) {
          if (lost) throw takenOver(lost);
          const last = next(stored);
          try {
            if ((await deadline.or(store.write(last, current, note))) === LATE) throw tooLate(store.place);
            break;
          } catch (error) {
            if (isFailure(error, "state-conflict")) {
              const { state } = await store.read();
              if (sent && state && formatState(state) === formatState(sent)) break;
              await readBack(error);
            } else {
              const wait = RELEASE_AGAIN_MS[tries] ?? (isFailure(error, "state-unreachable") ? 2000 : undefined);
              const mayPass = isFailure(error, "state-unreachable", "state-unwritable") && wait !== undefined;
              if (!mayPass || (await deadline.or(pause(wait))) === LATE) throw error;
            }
            sent = last;
          }
        }
        failpoint("the lease is released");
      } finally {
        deadline.end();
      }
    },
  };
}

const LATE = Symbol("late");

/** Bounds waiting to `ms`, and to STOPPING_MS from when `signal` was aborted. What was waited for goes on by itself. */
function deadlineIn(ms: number, signal?: AbortSignal) {
  const timers: NodeJS.Timeout[] = [];
  let stop = () => {};
  const late = new Promise<typeof LATE>((resolve) => {
    const after = (wait: number) => void timers.push(setTimeout(() => resolve(LATE), wait));
    stop = () => after(STOPPING_MS);
    after(ms);
  });
  if (signal?.aborted) stop();
  else signal?.addEventListener("abort", stop, { once: true });
  return {
    or: <T>(job: Promise<T>): Promise<T | typeof LATE> => {
      // It may fail when nobody waits for it any more.
      job.catch(() => {});
      return Promise.race([job, late]);
    },
    end: () => {
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    },
  };
}

const tooLate = (place: string): Failure =>
  new Failure("state-unreachable", `${place} does not answer, so nothing of this run is recorded yet`, {
    hint: "apply again once it answers: that run looks first at what became of the changes",
  });

const takenOver = (cause: Failure): Failure =>
  new Failure("lease-lost", "another run took over; it looks into what this one began, and this one recorded nothing", {
    hint: "see what the other run says, or apply again",
    cause,
  });

interface Moment {
  readonly monotonic: number;
  readonly wall: number;
  /** The cloud's, as last heard. */
  readonly cloud: number | undefined;
}

const moment = (cloud: number | undefined): Moment => ({ monotonic: performance.now(), wall: Date.now(), cloud });

/**
 * The monotonic clock stands still while a machine sleeps, the wall clock can be set back, and both stand still while a
 * virtual machine is paused, but the cloud's goes on: the largest of what they say.
 */
const since = (then: Moment, now: Moment): number =>
  Math.max(now.monotonic - then.monotonic, now.wall - then.wall, (now.cloud ?? 0) - (then.cloud ?? now.cloud ?? 0));
