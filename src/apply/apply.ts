/**
 * A plan -> outcomes. Writes the cloud, and the state before and after.
 *
 * 1. Begin: one conditional write takes the lease, proves that no other run wrote since the plan, and records an intent
 *    per change. The next run therefore knows every change that may have been sent.
 * 2. Carry out: each request is sent only while this run is certain to hold the lease.
 * 3. End: one conditional write records what became of the changes and ends the lease.
 */

import { guardedWrites } from "../cloud/client.ts";
import { isWrite, type Outcome, type Write } from "../model/change.ts";
import { defined } from "../model/defined.ts";
import { type Failure, isFailure } from "../model/problem.ts";
import { nextState } from "../state/state.ts";
import type { State } from "../state/store.ts";
import { withCloudSlot } from "../system/parallel.ts";
import { type Held, hold } from "./hold.ts";
import { interrupted } from "./interrupt.ts";
import { carryOutInOrder } from "./order.ts";
import { intentsOf, noteOf, stateAfter } from "./recording.ts";
import type { Run } from "./run.ts";

export interface Applied {
  /** One per change, in the order of the plan. */
  readonly outcomes: readonly Outcome[];
  /** Why the outcomes are not in the state. The intents are, and the next run recovers from them. */
  readonly unrecorded?: Failure;
}

/**
 * @throws Failure `state-conflict` when another run wrote since the plan, and any failure of the store; in both cases
 * before anything was done
 */
export async function apply(run: Run): Promise<Applied> {
  const { changes } = run.plan;
  const stateOnly = changes
    .filter((change) => !isWrite(change))
    .map((change): Outcome => ({ change, status: "ok", ms: 0 }));
  if (run.signal.aborted) throw interrupted();
  const writes = changes.filter(isWrite);
  return writes.length === 0 ? recordOnly(run, stateOnly) : carryOut(run, writes, stateOnly);
}

/** Nothing is sent, so no lease and no intents are needed. */
async function recordOnly(run: Run, outcomes: readonly Outcome[]): Promise<Applied> {
  if (outcomes.length > 0 || run.recovered) {
    const note = noteOf(run, outcomes);
    await run.store.write(stateAfter(run, run.state, outcomes, note), run.revision, note);
  }
  for (const outcome of outcomes) run.onOutcome(outcome);
  return { outcomes };
}

async function carryOut(run: Run, writes: readonly Write[], stateOnly: readonly Outcome[]): Promise<Applied> {
  const { plan, store, revision, signal } = run;
  const held = await hold(store, begun(run, writes), revision, { signal, cloudTime: run.cloud.date });
  let sent: readonly Outcome[];
  try {
    const cloud = guardedWrites(run.cloud, {
      before: () => held.haveTimeFor(run.requestMs),
      connected: () => held.assertTimeFor(run.requestMs),
    });
    // The lease is renewed also while this stack waits for its turn.
    sent = await withCloudSlot(() => carryOutInOrder({ ...run, cloud }, writes));
  } catch (error) {
    // Without outcomes every intent stays, and the next run recovers from it.
    await end(run, held, stateOnly);
    throw error;
  }
  const outcomes = [...stateOnly, ...sent];
  const unrecorded = await end(run, held, outcomes);
  for (const outcome of stateOnly) run.onOutcome(outcome);
  const byChange = new Map(outcomes.map((outcome) => [outcome.change, outcome]));
  return defined({ outcomes: plan.changes.flatMap((change) => byChange.get(change) ?? []), unrecorded });
}

/** The state with the lease of this run and an intent per change. */
function begun({ state, plan, lease }: Run, writes: readonly Write[]) {
  const intents = { ...state.intents, ...intentsOf(writes, plan) };
  return { ...nextState(state, { intents, lease }, lease.id), lease };
}

/** Records the outcomes and ends the lease. @returns why it could not */
async function end(run: Run, held: Held, outcomes: readonly Outcome[]): Promise<Failure | undefined> {
  const note = noteOf(run, outcomes);
  try {
    await held.release((stored: State) => stateAfter(run, stored, outcomes, note), note);
    return undefined;
  } catch (error) {
    if (!isFailure(error)) throw error;
    return error;
  }
}
