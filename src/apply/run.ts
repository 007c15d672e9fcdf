/** One apply of one plan: what every step of it is given, and how a step reports what became of a change. */

import type { Cloud } from "../cloud/cloud.ts";
import type { Change, Outcome, Plan } from "../model/change.ts";
import type { Live, Policy } from "../model/policy.ts";
import type { Lease, PastApply, Revision, State, Store } from "../state/store.ts";
import type { Settling } from "./settle.ts";

export interface Run extends Settling {
  readonly plan: Plan;
  readonly policies: readonly Policy[];
  /** What the plan was made from. */
  readonly state: State;
  /** `state` has what an unfinished run did; the stored one does not. */
  readonly recovered: boolean;
  readonly revision: Revision;
  readonly store: Store;
  readonly cloud: Cloud;
  /** Who is applying. */
  readonly lease: Lease;
  readonly parallelism: number;
  /** The longest that one request may take. */
  readonly requestMs: number;
  /** When aborted, requests in flight are finished and recorded, and no change is started. */
  readonly signal: AbortSignal;
  readonly onOutcome: (outcome: Outcome) => void;
  /** Who applies what, for the history. */
  readonly origin: Origin;
}

/** Where a run comes from, as far as its environment has it. */
type Origin = Pick<PastApply, "who" | "run" | "commit"> & { readonly at: () => string };

/** A run that holds the lease and has observed the cloud again. */
export interface Running extends Run {
  /** What is live just before the first write. */
  readonly now: readonly Live[];
  /** Of everything recorded or live; creates add theirs. Two policies never have the same id. */
  readonly ids: Set<string>;
}

/** What became of a change, without the change. */
export type Ending = Omit<Outcome, "change" | "ms">;

/** @param before milliseconds that an earlier part of the change took */
export async function timed(change: Change, job: () => Promise<Ending>, before = 0): Promise<Outcome> {
  const began = performance.now();
  const ending = await job();
  return { change, ...ending, ms: before + performance.now() - began };
}

export function reported(run: Run, outcome: Outcome): Outcome {
  run.onOutcome(outcome);
  return outcome;
}
