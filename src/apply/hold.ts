/**
 * Holding the lease of this run: taken with one conditional write, renewed until it is released with another.
 *
 * The holder measures how long ago it renewed its lease, and stops writing well before a watcher would presume it dead
 * (see lease.ts). Whatever goes wrong with that, a run that lost its lease cannot write the state: every write is
 * conditional.
 */
import { setTimeout as pause } from "node:timers/promises";
import { Failure, isFailure } from "../model/problem.ts";
import { formatState, nextState } from "../state/state.ts";
import type { Lease, Note, Revision, State, Store } from "../state/store.ts";
import { failpoint } from "../system/failpoint.ts";

/** The lease of this run, renewed until it is released. */
export interface Held {
  /**
   * To be awaited before a write to the cloud. Renews the lease first when too little of it may be left, as after a
   * stall or a jump of a clock.
   * @throws Failure `lease-lost` unless a write of `requestMs` is certain to end before another run can take over
   */
  haveTimeFor(requestMs: number): Promise<void>;
  /** The same without a renewal, for the moment before the first byte is sent. @throws Failure `lease-lost` */
  assertTimeFor(requestMs: number): void;
  /**
   * Ends the lease with a conditional write. While it is unknown whether that was stored, it is tried again for as long
   * as the lease lasts, and for STOPPING_MS once the run was asked to stop.
   * @param next the state to store, made from the one that is stored now
   * @throws Failure `lease-lost` when another run took over: nothing was stored, and that run recovers what this one
   * began
   */
  release(next: (stored: State) => State, note: Note): Promise<void>;
}

export interface Holding {
  /** Aborted when the run was asked to stop. */
  readonly signal: AbortSignal;
  /** As last answered by the cloud, in milliseconds. Its time passes while this machine and its clocks are paused. */
  cloudTime(): number | undefined;
}

/** How long the last write may take once the run was asked to stop. */
const STOPPING_MS = 10_000;
/** Before each retry of the last write. After these, only a store that does not answer is tried again. */
const RELEASE_AGAIN_MS = [500, 1000, 2000];

/**
 * Writes `state`, which has the lease of this run in it, and renews the lease from then on.
 *
 * A write whose answer was lost may have been stored, and then the next one conflicts. A conflict is therefore not
 * proof of another run: the state is read, and the id of its lease decides.
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
  let renewedAt = now();
  let lost: Failure | undefined;
  failpoint("the lease is to be taken");
  let current = await store.write(state, revision);
  failpoint("the lease is taken");

  /** The next write follows what is stored, if that has the lease of this run. */
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
        // When it was sent, not when it was answered: a watcher may have seen it at once.
        renewedAt = began;
        return;
      } catch (error) {
        // Any other failure may be temporary; meanwhile the remaining time of the lease runs out.
        if (!isFailure(error, "state-conflict")) throw error;
        await readBack(error);
        if (lost) return;
      }
    }
  }

  // One at a time: renewals must not pile up at a store that does not answer.
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

  const sinceRenewal = (): number => {
    const moment = now();
    // The cloud may first answer after the lease was taken; the monotonic clock covers the time until then.
    renewedAt = { ...renewedAt, cloud: renewedAt.cloud ?? moment.cloud };
    return since(renewedAt, moment);
  };
  const hasTimeFor = (ms: number): boolean => !lost && sinceRenewal() + ms < ttl_ms;
  function assertTimeFor(requestMs: number): void {
    if (hasTimeFor(requestMs)) return;
    const seconds = Math.round(sinceRenewal() / 1000);
    throw new Failure(
      "lease-lost",
      lost
        ? "another run took over"
        : `this run has not renewed its lease for ${seconds} s, so another run may take over`,
      { hint: "apply again: it first looks at what became of the changes", ...(lost && { cause: lost }) },
    );
  }

  return {
    assertTimeFor,
    async haveTimeFor(requestMs) {
      if (lost || hasTimeFor(requestMs)) return assertTimeFor(requestMs);
      const deadline = deadlineIn(ttl_ms, signal);
      // After a renewal that took long or failed, there may still be too little time.
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
        // A renewal in flight would make the release conflict.
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

/** Limits waits to `ms`, and to STOPPING_MS once `signal` is aborted. A job that is late goes on in the background. */
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
      // It may fail after the wait for it ended.
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
  new Failure("state-unreachable", `${place} does not answer, so what this run did is not recorded yet`, {
    hint: "apply again once it answers: that run first looks at what became of the changes",
  });

const takenOver = (cause: Failure): Failure =>
  new Failure("lease-lost", "another run took over; it recovers what this run began, and this run recorded nothing", {
    hint: "read the output of the other run, or apply again",
    cause,
  });

interface Moment {
  readonly monotonic: number;
  readonly wall: number;
  /** Of the cloud, as last answered. */
  readonly cloud: number | undefined;
}

const moment = (cloud: number | undefined): Moment => ({ monotonic: performance.now(), wall: Date.now(), cloud });

/**
 * The largest of what three clocks measured: the monotonic clock stops while a machine sleeps, the wall clock can be
 * set back, and both stop while a virtual machine is paused; the clock of the cloud does not.
 */
const since = (then: Moment, now: Moment): number =>
  Math.max(now.monotonic - then.monotonic, now.wall - then.wall, (now.cloud ?? 0) - (then.cloud ?? now.cloud ?? 0));
