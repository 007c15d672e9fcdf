/**
 * A plan -> outcomes. Writes the cloud, and the state before and after: first the lease and an intent per change, then
 * what became of them, so that nothing that may have been sent is ever unknown to the next run.
 */
import type { Cloud } from "./cloud/cloud.ts";
import { fieldsBetween } from "./diff.ts";
import { kinds } from "./kinds/index.ts";
import { observe } from "./observe.ts";
import { inParallel } from "./parallel.ts";
import type { Change, Create, Delete, Plan, Update } from "./plan.ts";
import { type Address, kindOf, type Live, type Policy, type Recorded } from "./policy.ts";
import { Failure, isFailure } from "./problem.ts";
import { nextState } from "./state/state.ts";
import type { Intent, Lease, Revision, State, Store } from "./state/store.ts";

export interface Outcome {
  readonly change: Change;
  /**
   * `moved`: the cloud is no longer what the plan saw, so nothing was done. `skipped`: never started. `unknown`: sent,
   * and no answer came; the intent stays in the state and the next run looks what became of it.
   */
  readonly status: "ok" | "failed" | "moved" | "skipped" | "unknown";
  readonly id?: string;
  readonly failure?: Failure;
  readonly ms: number;
}

export interface Run {
  readonly plan: Plan;
  readonly policies: readonly Policy[];
  /** What the plan was made from. */
  readonly state: State;
  /** `state` says more than what is stored. */
  readonly recovered: boolean;
  readonly revision: Revision;
  readonly store: Store;
  readonly cloud: Cloud;
  /** Who is applying. */
  readonly lease: Lease;
  readonly parallelism: number;
  /** Milliseconds, from any fixed point. */
  readonly clock: () => number;
  readonly onOutcome: (outcome: Outcome) => void;
}

/**
 * @returns an outcome per change, in the order of the plan
 * @throws Failure `state-conflict` when somebody else wrote since the plan: nothing was done. Any other Failure of the
 *   store after changes were made carries the outcomes' fate in its hint: the intents are stored, the next run recovers.
 */
export async function apply(run: Run): Promise<Outcome[]> {
  const { plan, state, store, revision } = run;
  const writes = plan.changes.filter(touchesCloud);
  if (writes.length === 0) {
    if (plan.changes.length === 0 && !run.recovered) return [];
    const outcomes = plan.changes.map((change): Outcome => ({ change, status: "ok", ms: 0 }));
    await store.write(recordOutcomes(state, outcomes, run.lease.id), revision);
    for (const outcome of outcomes) run.onOutcome(outcome);
    return outcomes;
  }

  // One write both takes the lease and proves that nobody wrote since the plan was made.
  const intents = { ...state.intents, ...intentsOf(writes, plan) };
  const leased = nextState(state, { intents, lease: run.lease }, run.lease.id);
  const leasedRevision = await store.write(leased, revision);
  const outcomes = await carryOut(run, writes, leased);
  const rest = plan.changes.filter((change) => !touchesCloud(change));
  const all = [...outcomes, ...rest.map((change): Outcome => ({ change, status: "ok", ms: 0 }))];
  await store.write(recordOutcomes(leased, all, run.lease.id), leasedRevision);
  return plan.changes.flatMap((change) => all.find((outcome) => outcome.change === change) ?? []);
}

type Write = Create | Update | Delete;

const touchesCloud = (change: Change): change is Write =>
  change.action === "create" || change.action === "update" || change.action === "delete";

const intentsOf = (writes: readonly Write[], plan: Plan): Record<Address, Intent> =>
  Object.fromEntries(
    writes.map((change): [Address, Intent] => {
      if (change.action === "create") {
        const seen = plan.namesakes[change.address] ?? [];
        return [change.address, { action: "create", spec: change.policy.spec, seen }];
      }
      if (change.action === "delete") return [change.address, { action: "delete", id: change.live.id }];
      return [change.address, { action: "update", id: change.live.id, spec: change.policy.spec }];
    }),
  );

/** Creates and updates first, then deletes: nothing loses its protection before its successor stands. */
async function carryOut(run: Run, writes: readonly Write[], state: State): Promise<Outcome[]> {
  const { cloud, policies, parallelism, clock, onOutcome } = run;
  // Somebody may have changed the cloud while a person was reading the plan.
  const now = await observe(cloud, policies, state);
  const byId = new Map(now.map((live) => [live.id, live]));

  const perform = async (change: Write): Promise<Outcome> => {
    const started = clock();
    const moved = whyMoved(change, now, byId, state);
    const outcome: Outcome = moved
      ? { change, status: "moved", failure: moved, ms: 0 }
      : await carryOutOne(cloud, change).then(
          (id): Outcome => ({ change, status: "ok", id, ms: clock() - started }),
          (error): Outcome => {
            if (!isFailure(error)) throw error;
            const status = error.code === "cloud-unanswered" ? "unknown" : "failed";
            return { change, status, failure: error, ms: clock() - started };
          },
        );
    onOutcome(outcome);
    return outcome;
  };
  const deletes = writes.filter(({ action }) => action === "delete");
  const others = writes.filter(({ action }) => action !== "delete");
  return [...(await inParallel(others, parallelism, perform)), ...(await inParallel(deletes, parallelism, perform))];
}

async function carryOutOne(cloud: Cloud, change: Write): Promise<string> {
  const kind = kinds[kindOf(change.address)];
  switch (change.action) {
    case "create":
      return kind.create(cloud, change.policy.name, change.policy.spec);
    case "update":
      await kind.update(cloud, change.live.id, change.policy.name, change.policy.spec);
      return change.live.id;
    case "delete":
      await kind.remove(cloud, change.live.id);
      return change.live.id;
  }
}

/** Compares what the plan saw with what is there now; undefined when the change is still the one that was planned. */
function whyMoved(change: Write, now: readonly Live[], byId: ReadonlyMap<string, Live>, state: State) {
  const kind = kinds[kindOf(change.address)];
  const moved = (message: string) =>
    new Failure("cloud-moved", message, { hint: "plan again, and look at what is there now" });
  if (change.action === "create") {
    const owned = new Set(Object.values(state.resources).map(({ id }) => id));
    const name = kind.singleton ? undefined : change.policy.name;
    const rival = now.find(
      (live) => live.kind === kind.name && live.name === name && live.custom && !owned.has(live.id),
    );
    return rival && moved(`a policy of this name exists since the plan was made (${rival.id})`);
  }
  const { live } = change;
  const current = byId.get(live.id);
  // Gone already is what a delete wants.
  if (!current) return change.action === "delete" ? undefined : moved(`${live.id} is gone since the plan was made`);
  const [field] = fieldsBetween(kind, live.spec, current.spec);
  if (field) return moved(`${field.path.slice(1)} was changed by somebody since the plan was made`);
  return current.name === live.name ? undefined : moved("it was renamed by somebody since the plan was made");
}

/** The state after a run: what is known to have happened, and the intents of what is not. */
function recordOutcomes(state: State, outcomes: readonly Outcome[], lineage: string): State {
  const resources: Record<Address, Recorded> = { ...state.resources };
  const intents: Record<Address, Intent> = { ...state.intents };
  for (const { change, status, id } of outcomes) {
    const { address } = change;
    if (status !== "unknown") delete intents[address];
    if (status !== "ok") continue;
    if (change.action === "delete" || change.action === "forget") delete resources[address];
    else if (change.action === "create") resources[address] = recordedAs(change.policy, id ?? "");
    else resources[address] = recordedAs(change.policy, change.live.id);
  }
  return nextState(state, { resources, intents, lease: undefined }, lineage);
}

const recordedAs = ({ spec, protected: kept }: Policy, id: string): Recorded => ({
  id,
  spec,
  ...(kept && { protected: true }),
});
