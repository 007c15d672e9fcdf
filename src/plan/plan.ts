/**
 * Desired x recorded x live -> a plan. Pure; nothing is ever replaced, no field needs it.
 *
 * | desired | recorded | live                                | action                    | cause           |
 * |---------|----------|-------------------------------------|---------------------------|-----------------|
 * | yes     | no       | none of that name                   | create                    | policy          |
 * | yes     | yes      | equals desired and recorded         | keep                      |                 |
 * | yes     | yes      | equals desired, not recorded        | adopt                     | policy or drift |
 * | yes     | yes      | differs, desired is not as recorded | update                    | policy          |
 * | yes     | yes      | differs, desired is as recorded     | update                    | drift           |
 * | yes     | yes      | differs, only the time made it so   | update                    | time            |
 * | yes     | yes      | recorded id gone, none of that name | create                    | drift           |
 * | yes     | yes      | recorded id gone, some of that name | as if not recorded        | drift           |
 * | yes     | no       | one of that name, equal             | adopt                     | unowned         |
 * | yes     | no       | one of that name, differs           | update, hazard takes-over | unowned         |
 * | yes     | no       | several of that name                | problem live-ambiguous    |                 |
 * | no      | yes      | yes                                 | delete                    | policy          |
 * | no      | yes      | gone                                | forget                    | drift           |
 * | no      | no       | any                                 | left alone, counted       |                 |
 *
 * A field has cause time when the recorded document means now what the files mean now, and meant something else when it
 * was recorded: the files were merged before, and now the moment has come.
 *
 * A desired policy whose old name is not recorded is the problem rename-unknown, and no other policy of its kind is deleted.
 *
 * The live policy of a record is the one with its id; guard.ts compares its kind and name. A rename to the name of a
 * policy that was not made here carries takes-over.
 */
import { kinds } from "../kinds/index.ts";
import type { Kind } from "../kinds/kind.ts";
import {
  type Adopt,
  type Cause,
  type Change,
  type Field,
  type FieldDifference,
  type Hazard,
  type Plan,
  PROTECTED,
  type Unmanaged,
  type Update,
} from "../model/change.ts";
import { valueIn } from "../model/pointer.ts";
import {
  type Address,
  addressOf,
  kindOf,
  type Live,
  type Policy,
  type Recorded,
  sameJson,
  type Target,
  vaultsOf,
} from "../model/policy.ts";
import type { Problem } from "../model/problem.ts";
import type { State } from "../state/store.ts";
import { changedIn, claimed, keptBetween, keptIn, withUnreadable } from "./comparable.ts";
import { fieldsBetween, inContractOrder } from "./compare.ts";
import { baseDigest } from "./digest.ts";
import { isProtected } from "./record.ts";
import {
  identityFields,
  missingRenames,
  recordNameFields,
  renameHazards,
  renamesOf,
  unknownRenames,
} from "./renames.ts";
import { ambiguous, twinsOf } from "./twins.ts";
import { vaultOwnersOf } from "./vault-owners.ts";
import { type World, worldOf } from "./world.ts";

/** The part of a stack that the planner needs. */
export interface Desired {
  readonly name: string;
  readonly policies: readonly Policy[];
  /** The moment for which the policies were compiled: what a document means depends on it. */
  readonly now: Date;
  /** By path, why no policy is read from a file. */
  readonly without?: ReadonlyMap<string, string>;
  /** Those of the policies that are left as they are, and why: errors that only a look at the cloud shows. */
  readonly faults?: readonly (Problem & { readonly address: Address })[];
}

/**
 * @param live everything of the services in use; the caller has made sure that a recorded id that is missing here is
 * gone
 */
export function plan(desired: Desired, state: State | undefined, live: readonly Live[], target: Target): Plan {
  const resources = state?.resources ?? {};
  const world = worldOf(live, resources);
  const { faults = [] } = desired;
  const { changes, problems } = decideAll(desired, resources, world);
  const taken = new Set([
    ...Object.values(resources).map(({ id }) => id),
    ...changes.flatMap((change) => ("live" in change ? change.live.id : [])),
  ]);
  const wanted = new Set(desired.policies.map(({ address }) => address));
  const changed = changes.filter(({ address }) => wanted.has(address)).length;
  return {
    stack: desired.name,
    base: baseDigest(state, target),
    changes,
    keep: wanted.size - changed - problems.length - new Set(faults.map(({ address }) => address)).size,
    unmanaged: unmanagedOf(live.filter(({ id }) => !taken.has(id))),
    problems: [
      ...faults,
      ...problems,
      ...missingRenames(changes, resources),
      ...twinsOf(desired.policies, resources, world),
    ],
    namesakes: namesakesOf(changes, live),
    vaultOwners: vaultOwnersOf(changes, live, resources),
  };
}

/** Not what is as a delete would leave it: a switch that was never turned on needs no one to manage it. */
const unmanagedOf = (live: readonly Live[]): Unmanaged[] =>
  live
    .filter(({ kind, spec }) => {
      const { leaves } = kinds[kind];
      return !leaves || leaves.of(spec) !== undefined;
    })
    .map(({ kind, name, id }) => ({ kind, ...(name !== undefined && { name }), id }))
    .sort((a, b) => compareText(`${a.kind}/${a.name}/${a.id}`, `${b.kind}/${b.name}/${b.id}`));

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A change, a problem or nothing for each address, in the order of addresses. */
function decideAll({ policies, now, without, faults = [] }: Desired, resources: State["resources"], world: World) {
  const wanted = new Map(policies.map((policy) => [policy.address, policy]));
  const renamed = renamesOf(policies, resources);
  const unknown = unknownRenames(policies, resources);
  // What a mistyped old name is meant to be must not be deleted.
  const held = new Set([...unknown.keys()].map(kindOf));
  const old = new Set(renamed.values());
  const addresses = [...new Set([...wanted.keys(), ...(Object.keys(resources) as Address[])])]
    .filter((address) => !old.has(address))
    .sort();
  const changes: Change[] = [];
  const problems: Problem[] = [];
  const faulty = new Set(faults.map(({ address }) => address));
  for (const address of addresses) {
    if (faulty.has(address)) continue;
    const policy = wanted.get(address);
    const problem = unknown.get(address);
    if (problem) problems.push(problem);
    if (problem || (!policy && held.has(kindOf(address)))) continue;
    const former = renamed.get(address);
    const recordedAt = former ?? address;
    const recorded = resources[recordedAt];
    const decided = policy
      ? decide(policy, recordedAt, recorded, world, now)
      : recorded && abandon(address, recorded, world, without?.get(recorded.file ?? ""));
    if (!decided) continue;
    if ("code" in decided) problems.push(decided);
    else changes.push(inContractOrder(former ? { ...decided, former } : decided));
  }
  return { changes, problems };
}

function namesakesOf(changes: readonly Change[], live: readonly Live[]): Record<Address, string[]> {
  const namesakes: Record<Address, string[]> = {};
  for (const { action, address } of changes) if (action === "create") namesakes[address] = [];
  for (const { kind, name, id } of live) if (name !== undefined) namesakes[addressOf(kind, name)]?.push(id);
  return namesakes;
}

/** The rows with a desired policy. */
function decide(
  policy: Policy,
  recordedAt: Address,
  recorded: Recorded | undefined,
  world: World,
  now: Date,
): Change | Problem | undefined {
  const kind = kinds[policy.kind];
  const live = recorded && world.byId.get(recorded.id);
  if (recorded && live) return compare({ policy, kind, recordedAt, recorded, live, now }, world);
  const candidates = world.unowned(policy.kind, kind.singleton ? undefined : policy.name);
  if (candidates.length > 1) return ambiguous(policy, candidates);
  return createOrTakeOver(policy, recorded, candidates[0]);
}

/** The rows without the live policy of a record. */
function createOrTakeOver(policy: Policy, recorded: Recorded | undefined, candidate: Live | undefined): Change {
  const { address, kind: name, spec } = policy;
  const kind = kinds[name];
  const protection = protectionFields(policy, recorded);
  if (!candidate) {
    const cause = recorded ? "drift" : "policy";
    const fields = [
      ...protection,
      ...withCause(cause, fieldsBetween(kind.meaning, undefined, spec)),
      ...laterFields(policy, kind, undefined),
    ];
    return { action: "create", address, cause, fields, hazards: [], policy };
  }
  const cause = recorded ? "drift" : "unowned";
  const differing = withCause(cause, fieldsBetween(kind.meaning, claimed(kind, candidate.spec, spec), spec));
  const fields = [...protection, ...differing, ...laterFields(policy, kind, undefined)];
  const change = { address, cause, fields, policy, live: candidate, ...keptIn(candidate) } as const;
  if (differing.length === 0) return { ...change, action: "adopt", hazards: [], spec };
  const message = `${candidate.id} was not made here, and differs`;
  return { ...change, action: "update", hazards: [{ code: "takes-over", message }] };
}

const withCause = (cause: Cause, fields: readonly FieldDifference[]): Field[] =>
  fields.map((field) => ({ ...field, cause }));

/** Whether the policy is protected from now on, if that changes. Only the files can change it. */
function protectionFields(policy: Policy, recorded: Recorded | undefined): Field[] {
  const before = recorded?.protected ?? false;
  const after = isProtected(policy, recorded);
  return before === after ? [] : [{ path: PROTECTED, ...(recorded && { before }), after, cause: "policy" }];
}

/** What the document says about a later time, where it is not what is recorded. Nothing is sent for it. */
function laterFields({ written }: Policy, { later }: Kind, recorded: Recorded | undefined): Field[] {
  return (later?.fields ?? []).flatMap((path): Field[] => {
    const before = valueIn(recorded?.written ?? {}, path);
    const after = valueIn(written, path);
    if (sameJson(before, after)) return [];
    return [{ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }), cause: "policy" }];
  });
}

/** A desired policy that is recorded and live. */
interface Match {
  readonly policy: Policy;
  readonly kind: Kind;
  readonly recordedAt: Address;
  readonly recorded: Recorded;
  readonly live: Live;
  readonly now: Date;
}

/** A field in which the files mean something else than what is recorded, and who made it so. */
interface Edit extends FieldDifference {
  readonly cause: "policy" | "time";
}

function editsOf({ policy, kind, recorded, now }: Match): Edit[] {
  const { written } = recorded;
  const byFiles = written && fieldsBetween(kind.meaning, kind.desired(written, now), policy.spec);
  const isByTime = (path: string) => byFiles?.every((field) => field.path !== path) ?? false;
  return fieldsBetween(kind.meaning, recorded.spec, policy.spec).map((field) => ({
    ...field,
    cause: isByTime(field.path) ? "time" : "policy",
  }));
}

/** The rows where it is recorded and live: a field has cause policy if the files changed it since the record. */
function compare(match: Match, world: World): Change | undefined {
  const { policy, kind, recordedAt, recorded, live } = match;
  const { spec } = policy;
  const edits = editsOf(match);
  const applied = new Map(edits.map((edit) => [edit.path, edit]));
  const actual = claimed(kind, withUnreadable(kind, live.spec, recorded.spec), spec);
  const differing = fieldsBetween(kind.meaning, actual, spec).map((field): Field => {
    const edit = applied.get(field.path);
    const last = edit ? edit.before : field.after;
    const cause = edit?.cause ?? "drift";
    return { ...field, ...(last !== undefined && { applied: last }), cause };
  });
  const identity = identityFields(policy, recordedAt, recorded, live);
  return identity.length + differing.length > 0
    ? update(match, edits, identity, differing, world)
    : adopt(match, edits);
}

function update(
  match: Match,
  edits: readonly Edit[],
  identity: readonly Field[],
  differing: readonly Field[],
  world: World,
): Update {
  const { policy, kind, recorded, live } = match;
  const declared = [...protectionFields(policy, recorded), ...laterFields(policy, kind, recorded)];
  // Unknown members that another user changed are shown, and stay as they are.
  const stays = keptBetween(kind, recorded.kept, live.kept).map(
    ({ path, before, after }): Field => ({
      path,
      ...(after !== undefined && { before: after, after }),
      ...(before !== undefined && { applied: before }),
      cause: "drift",
    }),
  );
  const fields = [...identity, ...declared, ...differing, ...stays];
  return {
    action: "update",
    address: policy.address,
    ...causeOf(
      match,
      fields,
      [...edits, ...identity, ...declared].some(({ cause }) => cause === "policy"),
    ),
    fields,
    hazards: renameHazards(policy, live, world),
    policy,
    live,
    ...keptIn(live),
  };
}

/** Live as desired: undefined to keep it, if it is recorded like that too. */
function adopt(match: Match, edits: readonly Edit[]): Adopt | undefined {
  const { policy, kind, recordedAt, recorded, live } = match;
  const { address, spec, written } = policy;
  // Another user made these edits in the cloud, except for a field that the files no longer have.
  const isUnclaimed = (path: string) => kind.claimable.includes(path) && valueIn(spec, path) === undefined;
  const made = edits.map((edit) =>
    lastApplied(edit, isUnclaimed(edit.path) ? "policy" : edit.cause === "time" ? "time" : "drift"),
  );
  const unknown = keptBetween(kind, recorded.kept, live.kept).map((field) => lastApplied(field, "drift"));
  const fields = [
    ...recordNameFields(policy, recordedAt, live),
    ...protectionFields(policy, recorded),
    ...laterFields(policy, kind, recorded),
    ...made,
    ...unknown,
  ];
  if (fields.length === 0) return undefined;
  const isOurs = fields.every(({ cause }) => cause !== "drift");
  const hazards = (recorded.written && kind.later?.hazards(recorded.written, written)) ?? [];
  return {
    action: "adopt",
    address,
    ...causeOf(match, fields, isOurs),
    fields,
    hazards,
    policy,
    live,
    ...keptIn(live),
    spec,
  };
}

/** The change is due if the time made all of it, else its cause is policy or drift. */
function causeOf(
  { policy, kind, now }: Match,
  fields: readonly Field[],
  isOurs: boolean,
): Pick<Update, "cause" | "due"> {
  if (!fields.every(({ cause }) => cause === "time")) {
    return { cause: isOurs ? "policy" : "drift" };
  }
  const since = kind.later?.since(policy.written, now) ?? now.getTime();
  const at = (ms: number) => new Date(ms).toISOString();
  return { cause: "time", due: { since: at(since), overdue: at(since + (kind.later?.graceMs ?? 0)) } };
}

const lastApplied = (field: FieldDifference, cause: Cause): Field => ({
  ...field,
  ...(field.before !== undefined && { applied: field.before }),
  cause,
});

/** The rows without a desired policy. */
/** @param lost what became of its file */
function abandon(address: Address, recorded: Recorded, world: World, lost: string | undefined): Change {
  const kind = kinds[kindOf(address)];
  const live = world.byId.get(recorded.id);
  if (!live) return { action: "forget", address, cause: "drift", fields: [], hazards: [] };
  const fields = fieldsLeft(kind, recorded, live);
  const message = "protected: true was applied, and holds until protected: false is applied";
  const hazards: Hazard[] = recorded.protected ? [{ code: "protected", message }] : [];
  const change = { address, cause: "policy", fields, hazards, ...(lost !== undefined && { lost }) } as const;
  return kind.leaves && fields.length === 0 ? { ...change, action: "forget" } : { ...change, action: "delete", live };
}

/**
 * All of its fields; for what cannot be deleted, those that are set back to what they were before it was managed, none
 * if it was left like that.
 */
function fieldsLeft(kind: Kind, recorded: Recorded, live: Live): Field[] {
  const left = kind.leaves?.of(recorded.spec);
  if (kind.leaves && !left) return [];
  // An empty vault list is not worth showing.
  const before = vaultsOf(live.spec)?.length === 0 ? claimed(kind, live.spec, {}) : live.spec;
  const applied = new Map(changedIn(kind, recorded, live).map((field) => [field.path, field.before]));
  return fieldsBetween(kind.meaning, before, left).map((field): Field => {
    const last = applied.get(field.path);
    return { ...field, ...(last !== undefined && { applied: last }), cause: "policy" };
  });
}
