/**
 * Waiting for the lease of another run to end.
 *
 * Clocks of two machines are never compared: a watcher measures on its own clock for how long a lease does not change.
 * hold.ts is the side of the holder.
 */
import { Failure } from "../model/problem.ts";
import { isProvablyGone } from "../state/process-id.ts";
import type { Lease, Revision, State, Store } from "../state/store.ts";
import { interruptible } from "./interrupt.ts";

export interface Stored {
  readonly state: State | undefined;
  readonly revision: Revision;
}

export interface Waiting {
  /** How long to wait for a run that is alive. */
  readonly lockTimeoutMs: number;
  readonly log: (line: string) => void;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
}

/** Between two looks at the lease of another run. */
const LOOK_MS = 1000;

/**
 * Waits until no run that is alive holds the lease. A run is dead when its process is provably gone, and presumed dead
 * when its lease did not change for its time-to-live.
 * @returns what is stored then; the lease of a dead run is still in it
 * @throws Failure `state-leased` when the holder is alive and `lockTimeoutMs` have passed; `interrupted`
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
      log(`the run of ${holderOf(lease)} ended before it finished; continuing from there`);
      return stored;
    }
    const now = performance.now();
    if (!seen)
      log(`${holderOf(lease)} has been applying since ${lease.since}, or died; waiting for its lease to be renewed`);
    if (seen && sameLease(seen.lease, lease)) {
      if (now - seen.at >= lease.ttl_ms) {
        const seconds = lease.ttl_ms / 1000;
        log(`${holderOf(lease)} is presumed dead: its lease was not renewed for ${seconds} s; continuing from there`);
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
  new Failure("state-leased", `${holderOf(lease)} has been applying since ${lease.since}`, {
    hint: `wait until it has finished, or set --lock-timeout 5m; the lease is in ${place}`,
  });

const holderOf = ({ holder }: Lease): string => `${holder.user} on ${holder.host} (process ${holder.pid})`;
