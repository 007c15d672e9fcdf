/**
 * A plan -> outcomes. Writes the cloud, and the state before and after.
 *
 * Before: one conditional write takes the lease, proves that nobody wrote since the plan, and puts down an intent per
 * change, so that nothing that may have been sent is ever unknown to the next run. After: one conditional write records
 * what became of them and ends the lease. In between every request is sent only while the lease is certainly ours.
 */

import { guardedWrites } from "../cloud/client.ts";
import type { Cloud } from "../cloud/cloud.ts";
import { kinds, services } from "../kinds/index.ts";
import {
  type Change,
  type Create,
  countsOf,
  type Delete,
  isWrite,
  type Outcome,
  type Plan,
  PROTECTED,
  type Update,
  type Write,
} from "../model/change.ts";
import {
  type Address,
  type Binding,
  type KindName,
  kindOf,
  type Live,
  type Policy,
  plain,
  type Recorded,
  type Spec,
  sameJson,
  vaultsOf,
  withVaults,
} from "../model/policy.ts";
import { Failure, isFailure } from "../model/problem.ts";
import { fieldsBetween } from "../plan/compare.ts";
import { observe } from "../plan/observe.ts";
import { claimed, holdersOf, planDigest } from "../plan/plan.ts";
import { recordOf, refreshed, unsettled, wantedOf } from "../plan/record.ts";
import { rebinding, takersIn, vaultKey } from "../plan/vaults.ts";
import { nextState } from "../state/state.ts";
import type { Intent, Lease, Note, PastApply, Revision, State, Store } from "../state/store.ts";
import { inParallel, withCloudSlot } from "../system/parallel.ts";
import { hold, interrupted, interruptible } from "./lease.ts";
import { type Settling, settled } from "./settle.ts";

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

/** A run that holds the lease. */
interface Running extends Run {
  /** Of all that is ours: one id is never that of two policies. Creates add theirs. */
  readonly ids: Set<string>;
}

/** Where a run comes from, as far as its environment says. */
type Origin = Pick<PastApply, "who" | "run" | "commit"> & { readonly at: () => string };

export interface Applied {
  /** One per change, in the order of the plan. */
  readonly outcomes: readonly Outcome[];
  /** Why they are not in the state: the intents are, and the next run looks into them. */
  readonly unrecorded?: Failure;
}

/** @throws Failure `state-conflict` before anything was done, when another run wrote since the plan; any other of the store */
export async function apply(run: Run): Promise<Applied> {
  const { plan, state, store, revision, signal } = run;
  const writes = plan.changes.filter(isWrite);
  const stateOnly = plan.changes
    .filter((change) => !isWrite(change))
    .map((change): Outcome => ({ change, status: "ok", ms: 0 }));
  if (signal.aborted) throw interrupted();
  if (writes.length === 0) {
    if (stateOnly.length > 0 || run.recovered) {
      const note = noteOf(run, stateOnly);
      await store.write(stateAfter(run, state, stateOnly, note), revision, note);
    }
    for (const outcome of stateOnly) run.onOutcome(outcome);
    return { outcomes: stateOnly };
  }
  const intents = { ...state.intents, ...intentsOf(writes, plan) };
  const leased = { ...nextState(state, { intents, lease: run.lease }, run.lease.id), lease: run.lease };
  const held = await hold(store, leased, revision, { signal, cloudTime: run.cloud.date });
  const outcomes = [...stateOnly];
  const release = async (): Promise<Failure | undefined> => {
    const note = noteOf(run, outcomes);
    try {
      await held.release((stored) => stateAfter(run, stored, outcomes, note), note);
      return undefined;
    } catch (error) {
      if (!isFailure(error)) throw error;
      return error;
    }
  };
  try {
    const { requestMs } = run;
    const guard = {
      before: () => held.haveTimeFor(requestMs),
      connected: () => held.assertTimeFor(requestMs),
    };
    const cloud = guardedWrites(run.cloud, guard);
    // The lease is renewed also while this stack waits for its turn.
    const ids = new Set(Object.values(state.resources).map(({ id }) => id));
    outcomes.push(...(await withCloudSlot(() => carryOut({ ...run, cloud, ids }, writes, leased))));
  } catch (error) {
    // Without outcomes, every intent stays for the next run to look into.
    await release();
    throw error;
  }
  const unrecorded = await release();
  for (const outcome of stateOnly) run.onOutcome(outcome);
  const byChange = new Map(outcomes.map((outcome) => [outcome.change, outcome]));
  return {
    outcomes: plan.changes.flatMap((change) => byChange.get(change) ?? []),
    ...(unrecorded && { unrecorded }),
  };
}

const intentsOf = (writes: readonly Write[], plan: Plan): Record<Address, Intent> =>
  Object.fromEntries(
    writes.map((change): [Address, Intent] => {
      const { address } = change;
      if (change.action === "delete") return [address, { action: "delete", id: change.live.id }];
      const wanted = wantedOf(change.policy);
      if (change.action === "update") return [address, { action: "update", id: change.live.id, ...wanted }];
      return [address, { action: "create", ...wanted, seen: plan.namesakes[address] ?? [] }];
    }),
  );

/**
 * Creates, updates and the vaults they bind first; then what frees vaults, and deletes: nothing loses its protection
 * before its successor stands. A vault moves by binding the new policy, which takes it from the old one.
 */
async function carryOut(run: Running, writes: readonly Write[], state: State): Promise<Outcome[]> {
  let now: readonly Live[];
  try {
    // Somebody may have asked us to stop while this stack waited for its turn.
    if (run.signal.aborted) throw interrupted();
    // Somebody may have changed the cloud while a person was reading the plan.
    now = await observe(run.cloud, run.policies, run.state);
    // An answer about one of these is not about what was made.
    for (const { id } of now) run.ids.add(id);
  } catch (failure) {
    if (!isFailure(failure)) throw failure;
    return writes.map((change) => told(run, { change, status: "skipped", failure, ms: 0 }));
  }
  const makes = writes.filter((change): change is Create | Update => change.action !== "delete");
  const deletes = writes.filter((change): change is Delete => change.action === "delete");
  const make = (change: Create | Update) => timed(change, () => makeOne(run, change, now, state));

  const made = await inParallel(makes, run.parallelism, async (change) => {
    const outcome = await make(change);
    const isOpen = wasRefusedForQuota(outcome) ? deletes.length > 0 : frees(outcome);
    return isOpen ? outcome : told(run, outcome);
  });
  const isBound = boundIn(made, run.plan);
  const removals = [...made.filter(frees), ...deletes];
  const removed = await inParallel(removals, run.parallelism, async (removal) =>
    "change" in removal
      ? told(run, await timed(removal.change, () => freeVaults(run, removal, isBound), removal.ms))
      : told(run, await timed(removal, () => removeOne(run, removal, now, state, isBound))),
  );
  const settledBy = new Map(removed.map((outcome) => [outcome.change, outcome]));
  const after = made.map((outcome) => settledBy.get(outcome.change) ?? outcome);
  return asListed(run, [
    ...removed.filter(({ change }) => change.action === "delete"),
    // The deletes may have made room.
    ...(await inParallel(after, run.parallelism, async (outcome) =>
      deletes.length > 0 && wasRefusedForQuota(outcome) ? told(run, await make(outcome.change as Create)) : outcome,
    )),
  ]);
}

/** Between two looks at a list that is behind. */
const LOOK_MS = 1000;

/**
 * The outcomes once the lists agree with them. A list may show for a while what was before a vault was bound or freed, and then
 * the next plan would take that for somebody's change. A policy counts as deleted when a list lacks it: one answer is not enough
 * to forget what may be live. Nothing else is waited for.
 */
async function asListed(run: Running, outcomes: readonly Outcome[]): Promise<Outcome[]> {
  const gone = (outcome: Outcome) => outcome.change.action === "delete" && outcome.status === "ok" && !leaves(outcome);
  const open = outcomes.filter((outcome) => gone(outcome) || changesVaults(outcome));
  const began = performance.now();
  let behind = new Set(open);
  while (behind.size > 0) {
    let live: ReadonlyMap<string, Live>;
    try {
      const used = new Set(open.map(({ change }) => kinds[kindOf(change.address)].service));
      live = byId((await Promise.all([...used].map((service) => services[service].list(run.cloud)))).flat());
    } catch (error) {
      if (!isFailure(error)) throw error;
      break;
    }
    behind = new Set(
      [...behind].filter((outcome) => (gone(outcome) ? live.has(idOf(outcome)) : !hasItsVaults(outcome, live))),
    );
    if (behind.size === 0 || performance.now() - began >= run.settleMs) break;
    try {
      await interruptible(Math.min(LOOK_MS, run.settleMs), run.signal);
    } catch (error) {
      if (!isFailure(error)) throw error;
      break;
    }
  }
  return outcomes.map((outcome) =>
    behind.has(outcome) && gone(outcome) ? { ...outcome, status: "unknown", failure: STILL_LISTED } : outcome,
  );
}

const STILL_LISTED = new Failure(
  "cloud-unanswered",
  "the cloud answered that it is deleted, and its list still has it",
  {
    hint: "apply again: it looks first at what the cloud has",
  },
);

const byId = (live: readonly Live[]): Map<string, Live> => new Map(live.map((one) => [one.id, one]));

/** It cannot be deleted, and stays in another form. */
const leaves = ({ change }: Outcome): boolean => kinds[kindOf(change.address)].leave !== undefined;

const idOf = ({ change, id }: Outcome): string => id ?? ("live" in change ? change.live.id : "");

function changesVaults({ change, done }: Outcome): boolean {
  if (!done || !isWrite(change)) return false;
  const { bind, free } = rebinding(change);
  return bind.length + free.length > 0;
}

function hasItsVaults(outcome: Outcome, live: ReadonlyMap<string, Live>): boolean {
  const found = live.get(idOf(outcome));
  const ids = (spec: Spec) => (vaultsOf(spec) ?? []).map(({ vault_id }) => vault_id.toLowerCase()).sort();
  return found !== undefined && ids(found.spec).join() === ids(outcome.done?.spec ?? {}).join();
}

type Ended = Omit<Outcome, "change" | "ms">;

async function timed(change: Change, job: () => Promise<Ended>, before = 0): Promise<Outcome> {
  const began = performance.now();
  const ended = await job();
  return { change, ...ended, ms: before + performance.now() - began };
}

function told(run: Run, outcome: Outcome): Outcome {
  run.onOutcome(outcome);
  return outcome;
}

/** `BackupService.6001`: the maximum number of this type of policies has been reached. */
const wasRefusedForQuota = ({ change, failure }: Outcome): boolean =>
  change.action === "create" && failure?.cloudCode === "BackupService.6001";

/** Done, but for the vaults that it is to free. */
const frees = ({ change, status }: Outcome): boolean =>
  status === "ok" && change.action === "update" && rebinding(change).free.length > 0;

/** What became of a vault that is to be freed: does the change that takes it over have it? Undefined: none takes it. */
type IsBound = (kind: KindName, binding: Binding) => boolean | undefined;

function boundIn(made: readonly Outcome[], plan: Plan): IsBound {
  const takers = takersIn(plan.changes);
  const outcomes = new Map(made.map((outcome) => [outcome.change, outcome]));
  return (kind, binding) => {
    const taker = takers.get(vaultKey(kind, binding));
    const has = taker && vaultsOf(outcomes.get(taker)?.done?.spec ?? {});
    return taker && (has ?? []).some(({ vault_id }) => vault_id === binding.vault_id);
  };
}

/** Creates or updates, then binds. */
async function makeOne(run: Running, change: Create | Update, now: readonly Live[], state: State): Promise<Ended> {
  if (run.signal.aborted) return { status: "skipped", failure: interrupted() };
  const moved = whyMoved(change, now, state, run.plan);
  if (moved) return { status: "moved", failure: moved };
  const sent = await send(run, change, state);
  if (sent.id === undefined) return sent;
  const { id } = sent;
  const { spec } = change.policy;
  const { bind, keep, free } = rebinding(change);
  if (!vaultsOf(spec)) return { status: "ok", id, done: { id, spec } };
  const bound = [...keep];
  let failure: Failure | undefined;
  for (const binding of bind) {
    const failed = await attempt(run, () => kinds[kindOf(change.address)].bind?.(run.cloud, id, binding));
    if (failed) failure ??= about(`vault ${binding.vault_id} was not bound`, failed);
    else bound.push(binding);
  }
  const asDesired = vaultsOf(spec)?.filter(({ vault_id }) => bound.some((one) => one.vault_id === vault_id)) ?? [];
  const done = { id, spec: withVaults(spec, [...asDesired, ...free]) };
  return { status: failure ? "failed" : "ok", id, done, ...(failure && { failure }) };
}

/** The second half of an update: what it no longer protects. */
async function freeVaults(run: Running, { change, id, done }: Outcome, isBound: IsBound): Promise<Ended> {
  if (change.action !== "update" || id === undefined || !done) throw new Error("only what was updated frees vaults");
  const { left, failure } = await unbind(run, change, rebinding(change).free, isBound);
  const { spec } = change.policy;
  const stands = { id, spec: left.length > 0 ? withVaults(spec, [...(vaultsOf(spec) ?? []), ...left]) : spec };
  return { status: failure ? "failed" : "ok", id, done: stands, ...(failure && { failure }) };
}

/** Frees the vaults, then deletes. */
async function removeOne(
  run: Running,
  change: Delete,
  now: readonly Live[],
  state: State,
  isBound: IsBound,
): Promise<Ended> {
  if (run.signal.aborted) return { status: "skipped", failure: interrupted() };
  const moved = whyMoved(change, now, state, run.plan);
  if (moved) return { status: "moved", failure: moved };
  const { failure } = await unbind(run, change, rebinding(change).free, isBound);
  if (failure) return { status: failure.code === "successor-failed" ? "skipped" : "failed", failure };
  return send(run, change, state);
}

/** @returns the vaults that still have the policy, and why the first of them does */
async function unbind(run: Running, change: Update | Delete, vaults: readonly Binding[], isBound: IsBound) {
  const kind = kinds[kindOf(change.address)];
  const kept = vaults.find((binding) => isBound(kind.name, binding) === false);
  if (kept) {
    const message = `vault ${kept.vault_id} could not be given to its new policy, and keeps this one`;
    return { left: vaults, failure: new Failure("successor-failed", message, { hint: "apply again" }) };
  }
  const left: Binding[] = [];
  let failure: Failure | undefined;
  for (const binding of vaults) {
    if (isBound(kind.name, binding)) continue;
    const failed = await attempt(run, () => kind.unbind?.(run.cloud, change.live.id, binding.vault_id));
    if (!failed) continue;
    left.push(binding);
    failure ??= about(`vault ${binding.vault_id} was not freed`, failed);
  }
  return { left, failure };
}

/** @returns why it failed */
async function attempt({ signal }: Run, job: () => Promise<void> | undefined): Promise<Failure | undefined> {
  if (signal.aborted) return interrupted();
  try {
    await job();
    return undefined;
  } catch (error) {
    if (!isFailure(error)) throw error;
    return error;
  }
}

const about = (what: string, { code, message, hint, cloudCode, status, requestId }: Failure): Failure =>
  new Failure(code, `${what}: ${message}`, {
    ...(hint !== undefined && { hint }),
    ...(cloudCode !== undefined && { cloudCode }),
    ...(status !== undefined && { status }),
    ...(requestId !== undefined && { requestId }),
  });

/** The one request that makes, changes or deletes the policy itself, and what became of it. */
async function send(run: Running, change: Write, state: State): Promise<Ended> {
  try {
    return { status: "ok", id: await request(run, change) };
  } catch (error) {
    if (!isFailure(error)) throw error;
    // Thrown before it was sent: had an attempt before been sent, the door would say "unanswered".
    if (error.code === "lease-lost" || error.code === "interrupted") return { status: "skipped", failure: error };
    // An answer to a create that says no id has made something all the same.
    const open = error.code === "cloud-unanswered" || (error.code === "cloud-unexpected" && change.action === "create");
    return open ? look(run, change, state, error) : { status: "failed", failure: error };
  }
}

async function request({ cloud, ids }: Running, change: Write): Promise<string> {
  const kind = kinds[kindOf(change.address)];
  switch (change.action) {
    case "create": {
      const id = await kind.create(cloud, change.policy.name, change.policy.spec);
      if (!kind.singleton && ids.has(id))
        throw new Failure("cloud-unexpected", `the cloud made it with the id of another, ${id}`);
      ids.add(id);
      return id;
    }
    case "update":
      if (!onlyVaults(change)) {
        const { live, policy } = change;
        await kind.update(cloud, live.id, policy.name, policy.spec, live.kept);
      }
      return change.live.id;
    case "delete":
      await kind.remove(cloud, change.live.id);
      return change.live.id;
  }
}

/** Vaults have requests of their own, a protection has none, and what is kept stays as it is. */
const onlyVaults = ({ fields }: Update): boolean =>
  fields.every(({ path, before, after }) => path === "/vaults" || path === PROTECTED || sameJson(before, after));

/**
 * What became of a change that nobody answered: never sent again blindly. A create is looked for as long as an accepted
 * one may take to be seen; then it did not happen.
 */
async function look(run: Run, change: Write, state: State, failure: Failure): Promise<Ended> {
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
function whyMoved(change: Write, now: readonly Live[], state: State, plan: Plan): Failure | undefined {
  const kind = kinds[kindOf(change.address)];
  const moved = (message: string) =>
    new Failure("cloud-moved", message, { hint: "plan again, and look at what is there now" });
  if (change.action === "create") {
    const owned = new Set(Object.values(state.resources).map(({ id }) => id));
    const name = kind.singleton ? undefined : change.policy.name;
    const rival = now.find(
      (live) => live.kind === kind.name && live.name === name && live.custom && !owned.has(live.id),
    );
    if (rival) return moved(`a policy of this name exists since the plan was made (${rival.id})`);
  } else {
    const { live } = change;
    const current = now.find(({ id }) => id === live.id);
    // Gone already is what a delete wants.
    if (!current) return change.action === "delete" ? undefined : moved(`${live.id} is gone since the plan was made`);
    const seen = (spec: Spec) => (change.action === "delete" ? spec : claimed(kind, spec, change.policy.spec));
    const [field] = fieldsBetween(kind.meaning, seen(live.spec), seen(current.spec));
    if (field) return moved(`${field.path.slice(1)} was changed by somebody since the plan was made`);
    if (change.action === "update" && !sameJson(live.kept ?? {}, current.kept ?? {}))
      return moved("a member that we do not know was changed by somebody since the plan was made");
    if (current.name !== live.name) return moved("it was renamed by somebody since the plan was made");
  }
  const holders = holdersOf([change], now, state.resources);
  const vault = rebinding(change).bind.find((binding) => {
    const key = vaultKey(kind.name, binding);
    return holders[key]?.id !== plan.holders[key]?.id;
  });
  return vault && moved(`vault ${vault.vault_id} was given to another policy since the plan was made`);
}

/** What is known to have happened, and the intents of what is not. */
function stateAfter(run: Run, state: State, outcomes: readonly Outcome[], note: Note): State {
  const at = run.origin.at();
  const history = pastIn(state, note, run, at);
  const resources: Record<Address, Recorded> = { ...state.resources };
  const intents: Record<Address, Intent> = { ...state.intents };
  for (const { change, status, done } of outcomes) {
    const { address, action } = change;
    const recordedAt = ("former" in change ? change.former : undefined) ?? address;
    const { [recordedAt]: former } = resources;
    if (status !== "unknown") delete intents[address];
    // Some of its requests may have had an effect.
    if (status === "failed" && former) resources[recordedAt] = unsettled(former);
    if (action === "delete" || action === "forget") {
      if (status === "ok") delete resources[address];
      continue;
    }
    const stood = action === "adopt" ? { id: change.live.id, spec: change.spec } : done;
    if (!stood) continue;
    const stands = { ...stood, ...("live" in change && { kept: change.live.kept ?? {} }) };
    delete resources[recordedAt];
    resources[address] = change.policy
      ? recordOf(address, wantedOf(change.policy), stands, former, at)
      : refreshed(address, known(former, address), { kept: undefined, ...stands }, at);
  }
  return nextState(state, { resources, intents, lease: undefined, ...(history && { history }) }, run.lease.id);
}

function known(record: Recorded | undefined, address: Address): Recorded {
  if (record) return record;
  throw new Error(`nothing is recorded of ${address} that could be recorded anew`);
}

/** What a note says comes from the environment of the run, which may say anything. */
function noteOf({ plan, origin: { who, run, commit } }: Run, outcomes: readonly Outcome[]): Note {
  const done = outcomes.filter(({ status }) => status === "ok").map(({ change }) => change);
  return {
    counts: countsOf(done),
    plan: planDigest(plan),
    ...(who !== undefined && { who: plain(who) }),
    ...(run !== undefined && { run: plain(run) }),
    ...(commit !== undefined && { commit: plain(commit) }),
  };
}

const MAX_HISTORY = 50;

/** A store that keeps notes keeps them better: it has them all. */
const pastIn = ({ history = [] }: State, note: Note, { store }: Run, at: string): State["history"] =>
  store.history ? undefined : [...history, { at, ...note }].slice(-MAX_HISTORY);
