/**
 * The writes of a plan, in an order that never leaves a vault without its policy: creates and updates first, with the
 * vaults they bind; then what frees vaults, and deletes. A vault moves by binding its new policy, which takes it from
 * the old one. A create that met the quota is tried again after the deletes.
 */

import { serviceFacts } from "../generated/facts.ts";
import { kinds } from "../kinds/index.ts";
import type { Create, Delete, Outcome, Plan, Update, Write } from "../model/change.ts";
import { kindOf, vaultsOf } from "../model/policy.ts";
import { isFailure } from "../model/problem.ts";
import { observe } from "../plan/observe.ts";
import { rebinding, takersIn, vaultKey } from "../plan/vaults.ts";
import { inParallel } from "../system/parallel.ts";
import { freeVaults, type IsBound, makeOne, removeOne } from "./execute.ts";
import { interrupted } from "./interrupt.ts";
import { asListed } from "./listed.ts";
import { type Run, type Running, reported, timed } from "./run.ts";

/** @returns an outcome per write, in any order */
export async function carryOutInOrder(leased: Run, writes: readonly Write[]): Promise<Outcome[]> {
  const run = await observed(leased);
  if (isFailure(run))
    return writes.map((change) => reported(leased, { change, status: "skipped", failure: run, ms: 0 }));
  const deletes = writes.filter((change): change is Delete => change.action === "delete");
  const makes = writes.filter((change): change is Create | Update => change.action !== "delete");

  const isUnfinished = (outcome: Outcome) =>
    wasRefusedForQuota(outcome) ? deletes.length > 0 : hasVaultsToFree(outcome);
  const made = await inParallel(makes, run.parallelism, async (change) => {
    const outcome = await timed(change, () => makeOne(run, change));
    return isUnfinished(outcome) ? outcome : reported(run, outcome);
  });
  const removals = [...made.filter(hasVaultsToFree), ...deletes];
  const isBound = boundIn(made, run.plan);
  const removed = await inParallel(removals, run.parallelism, async (removal) =>
    reported(
      run,
      await ("change" in removal
        ? timed(removal.change, () => freeVaults(run, removal, isBound), removal.ms)
        : timed(removal, () => removeOne(run, removal, isBound))),
    ),
  );
  const finished = new Map(removed.map((outcome) => [outcome.change, outcome]));
  const after = made.map((outcome) => finished.get(outcome.change) ?? outcome);
  // The deletes may have made room.
  const retried = await inParallel(after, run.parallelism, async (outcome) =>
    deletes.length > 0 && wasRefusedForQuota(outcome)
      ? reported(run, await timed(outcome.change, () => makeOne(run, outcome.change as Create)))
      : outcome,
  );
  return asListed(run, [...removed.filter(({ change }) => change.action === "delete"), ...retried]);
}

/** The run with what is live now, or the failure because of which nothing can be started. */
async function observed(run: Run) {
  try {
    // The run may have been asked to stop while this stack waited for its turn.
    if (run.signal.aborted) throw interrupted();
    // The cloud may have changed while a person was reading the plan.
    const now = await observe(run.cloud, run.policies, run.state);
    const ids = new Set([...Object.values(run.state.resources), ...now].map(({ id }) => id));
    return { ...run, now, ids } satisfies Running;
  } catch (failure) {
    if (!isFailure(failure)) throw failure;
    return failure;
  }
}

/** The project has no room for another policy of this kind. */
function wasRefusedForQuota({ change, failure }: Outcome): boolean {
  const { quota } = serviceFacts[kinds[kindOf(change.address)].service];
  return change.action === "create" && quota !== undefined && failure?.cloudCode === quota.error;
}

/** An update that is done except for the vaults that it frees. */
const hasVaultsToFree = ({ change, status }: Outcome): boolean =>
  status === "ok" && change.action === "update" && rebinding(change).free.length > 0;

function boundIn(made: readonly Outcome[], plan: Plan): IsBound {
  const takers = takersIn(plan.changes);
  const outcomes = new Map(made.map((outcome) => [outcome.change, outcome]));
  return (kind, binding) => {
    const taker = takers.get(vaultKey(kind, binding));
    const has = taker && vaultsOf(outcomes.get(taker)?.done?.spec ?? {});
    return taker && (has ?? []).some(({ vault_id }) => vault_id === binding.vault_id);
  };
}
