/**
 * A plan -> outcomes. Writes the cloud, and the state before and after.
 *
 * Before: one conditional write takes the lease, proves that nobody wrote since the plan, and puts down an intent per
 * change, so that nothing that may have been sent is ever unknown to the next run. After: one conditional write records
 * what became of them and ends the lease. In between every request is sent only while the lease is certainly ours.
 */
import type { Cloud } from "./cloud/cloud.ts";
import { checkedWrites } from "./cloud/door.ts";
import { fieldsBetween } from "./diff.ts";
import { kinds } from "./kinds/index.ts";
import { hold, interrupted } from "./lease.ts";
import { observe } from "./observe.ts";
import { atTheCloud, inParallel } from "./parallel.ts";
import { type Change, type Create, type Delete, type Plan, planDigest, type Update } from "./plan.ts";
import { type Address, kindOf, type Live, type Policy, type Recorded } from "./policy.ts";
import { Failure, isFailure } from "./problem.ts";
import { type Settling, settled } from "./settle.ts";
import { nextState } from "./state/state.ts";
import type { Intent, Lease, Note, PastApply, Revision, State, Store } from "./state/store.ts";

export interface Outcome {
  readonly change: Change;
  /**
   * `moved`: the cloud is no longer what the plan saw, so nothing was done. `skipped`: never sent. `unknown`: sent, and
   * nobody knows what became of it; the intent stays in the state, and the next run looks.
   */
  readonly status: "ok" | "failed" | "moved" | "skipped" | "unknown";
  readonly id?: string;
  readonly failure?: Failure;
  readonly ms: number;
}

export interface Run extends Settling {
  readonly plan: Plan;
  readonly policies: readonly Policy[];
  /** What the plan was made from. */
  readonly state: State;
  /** `state` says more than what is stored: an unfinished run was looked into. */
  readonly recovered: boolean;
  readonly revision: Revision;
  readonly store: Store;
  readonly cloud: Cloud;
  /** Who is applying. */
  readonly lease: Lease;
  readonly parallelism: number;
  /** The longest that one request may take. */
  readonly requestMs: number;
  /** Aborted: what is in flight is finished and recorded, nothing else is begun. */
  readonly signal: AbortSignal;
  readonly onOutcome: (outcome: Outcome) => void;
  /** Who applies what, for the history. */
  readonly origin: Origin;
}

/** Where a run comes from, as far as its environment says. */
type Origin = Pick<PastApply, "who" | "run" | "commit"> & { readonly at: () => string };

/**
 * @returns an outcome per change, in the order of the plan
 * @throws Failure `state-conflict` before anything was done, when somebody wrote since the plan; `lease-lost`, or any
 *   other of the store, afterwards: the intents are stored, and the next run looks into them
 */
export async function apply(run: Run): Promise<Outcome[]> {
  const { plan, state, store, revision, signal } = run;
  const lineage = run.lease.id;
  const writes = plan.changes.filter(touchesCloud);
  const stateOnly = plan.changes
    .filter((change) => !touchesCloud(change))
    .map((change): Outcome => ({ change, status: "ok", ms: 0 }));
  if (signal.aborted) throw interrupted();
  if (writes.length === 0) {
    if (stateOnly.length > 0 || run.recovered) {
      const note = noteOf(run, stateOnly);
      await store.write(recordOutcomes(state, stateOnly, lineage, pastIn(state, note, run)), revision, note);
    }
    for (const outcome of stateOnly) run.onOutcome(outcome);
    return stateOnly;
  }
  const intents = { ...state.intents, ...intentsOf(writes, plan) };
  const leased = { ...nextState(state, { intents, lease: run.lease }, lineage), lease: run.lease };
  const held = await hold(store, leased, revision);
  const outcomes = [...stateOnly];
  try {
    const cloud = checkedWrites(run.cloud, () => held.assertTimeFor(run.requestMs));
    // The lease is renewed also while this stack waits for its turn.
    outcomes.push(...(await atTheCloud(() => carryOut({ ...run, cloud }, writes, leased))));
  } finally {
    // Without outcomes, as after an error that nobody foresaw, every intent stays for the next run to look into.
    const note = noteOf(run, outcomes);
    await held.release((stored) => recordOutcomes(stored, outcomes, lineage, pastIn(stored, note, run)), note);
  }
  for (const outcome of stateOnly) run.onOutcome(outcome);
  return plan.changes.flatMap((change) => outcomes.find((outcome) => outcome.change === change) ?? []);
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
  let now: readonly Live[];
  try {
    // Somebody may have asked us to stop while this stack waited for its turn.
    if (run.signal.aborted) throw interrupted();
    // Somebody may have changed the cloud while a person was reading the plan.
    now = await observe(run.cloud, run.policies, state);
  } catch (failure) {
    if (!isFailure(failure)) throw failure;
    return writes.map((change) => told(run, { change, status: "skipped", failure, ms: 0 }));
  }
  const removals = writes.filter(({ action }) => action === "delete");
  const others = writes.filter(({ action }) => action !== "delete");
  const perform = (change: Write) => performOne(run, change, now, state);
  const made = await inParallel(others, run.parallelism, async (change) => {
    const outcome = await perform(change);
    return removals.length > 0 && wasRefusedForQuota(outcome) ? outcome : told(run, outcome);
  });
  const removed = await inParallel(removals, run.parallelism, async (change) => told(run, await perform(change)));
  if (removals.length === 0) return made;
  // The deletes may have made room.
  return [
    ...removed,
    ...(await inParallel(made, run.parallelism, async (outcome) =>
      wasRefusedForQuota(outcome) ? told(run, await perform(outcome.change as Write)) : outcome,
    )),
  ];
}

function told(run: Run, outcome: Outcome): Outcome {
  run.onOutcome(outcome);
  return outcome;
}

/** `BackupService.6001`: the maximum number of this type of policies has been reached. */
const wasRefusedForQuota = ({ change, failure }: Outcome): boolean =>
  change.action === "create" && failure?.cloudCode === "BackupService.6001";

async function performOne(run: Run, change: Write, now: readonly Live[], state: State): Promise<Outcome> {
  const began = performance.now();
  const ended = (outcome: Omit<Outcome, "change" | "ms">): Outcome => {
    return { change, ms: performance.now() - began, ...outcome };
  };
  if (run.signal.aborted) return ended({ status: "skipped", failure: interrupted() });
  const moved = whyMoved(change, now, state);
  if (moved) return ended({ status: "moved", failure: moved });
  try {
    return ended({ status: "ok", id: await send(run.cloud, change) });
  } catch (error) {
    if (!isFailure(error)) throw error;
    // Thrown before it was sent: had an attempt before been sent, the door would say "unanswered".
    if (error.code === "lease-lost" || error.code === "interrupted")
      return ended({ status: "skipped", failure: error });
    // An answer to a create that says no id has made something all the same.
    const open = error.code === "cloud-unanswered" || (error.code === "cloud-unexpected" && change.action === "create");
    if (!open) return ended({ status: "failed", failure: error });
    return ended(await look(run, change, state, error));
  }
}

async function send(cloud: Cloud, change: Write): Promise<string> {
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

/**
 * What became of a change that nobody answered: never sent again blindly. A create is looked for as long as an accepted
 * one may take to be seen; then it did not happen.
 */
async function look(run: Run, change: Write, state: State, failure: Failure): Promise<Omit<Outcome, "change" | "ms">> {
  const { address } = change;
  const alone = { ...state, intents: intentsOf([change], run.plan) };
  const policies = "policy" in change ? [change.policy] : [];
  try {
    const { done, unseen } = await settled(alone, () => observe(run.cloud, policies, alone), run);
    const id = done.get(address);
    if (id !== undefined) return { status: "ok", id };
    return unseen.includes(address) ? { status: "failed", failure: unheard(failure) } : { status: "unknown", failure };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { status: "unknown", failure };
  }
}

const unheard = (failure: Failure): Failure =>
  new Failure("cloud-unreachable", "the cloud did not answer, and did not create it", {
    hint: "apply again",
    ...(failure.status !== undefined && { status: failure.status }),
    ...(failure.requestId !== undefined && { requestId: failure.requestId }),
    cause: failure,
  });

/** Compares what the plan saw with what is there now; undefined when the change is still the one that was planned. */
function whyMoved(change: Write, now: readonly Live[], state: State): Failure | undefined {
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
  const current = now.find(({ id }) => id === live.id);
  // Gone already is what a delete wants.
  if (!current) return change.action === "delete" ? undefined : moved(`${live.id} is gone since the plan was made`);
  const [field] = fieldsBetween(kind, live.spec, current.spec);
  if (field) return moved(`${field.path.slice(1)} was changed by somebody since the plan was made`);
  return current.name === live.name ? undefined : moved("it was renamed by somebody since the plan was made");
}

/** The state after a run: what is known to have happened, and the intents of what is not. */
function recordOutcomes(state: State, outcomes: readonly Outcome[], lineage: string, history: State["history"]): State {
  const resources: Record<Address, Recorded> = { ...state.resources };
  const intents: Record<Address, Intent> = { ...state.intents };
  for (const { change, status, id } of outcomes) {
    const { address } = change;
    if (status !== "unknown") delete intents[address];
    if (status !== "ok") continue;
    // Recorded under another address until now: it was renamed.
    for (const other of addressesOf(id ?? ("live" in change ? change.live.id : undefined), resources)) {
      if (other !== address) delete resources[other];
    }
    if (change.action === "delete" || change.action === "forget") delete resources[address];
    else if (change.action === "create") resources[address] = recordedAs(change.policy, id ?? "");
    else resources[address] = recordedAs(change.policy, change.live.id);
  }
  return nextState(state, { resources, intents, lease: undefined, ...(history && { history }) }, lineage);
}

const addressesOf = (id: string | undefined, resources: State["resources"]): Address[] =>
  (Object.keys(resources) as Address[]).filter((address) => resources[address]?.id === id);

function noteOf({ plan, origin: { at: _, ...origin } }: Run, outcomes: readonly Outcome[]): Note {
  const counts = { create: 0, update: 0, delete: 0, adopt: 0, forget: 0 };
  for (const { change, status } of outcomes) if (status === "ok") counts[change.action] += 1;
  return { counts, plan: planDigest(plan), ...origin };
}

const MAX_HISTORY = 50;

/** A store that keeps notes keeps them better: it has them all. */
const pastIn = ({ history = [] }: State, note: Note, { store, origin }: Run): State["history"] =>
  store.history ? undefined : [...history, { at: origin.at(), ...note }].slice(-MAX_HISTORY);

const recordedAs = ({ spec, protected: kept }: Policy, id: string): Recorded => ({
  id,
  spec,
  ...(kept && { protected: true }),
});
