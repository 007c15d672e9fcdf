/**
 * Desired x recorded x live -> a plan. Pure; nothing is ever replaced, no field needs it.
 *
 * | desired | recorded | live                                  | action                                          | cause   |
 * |---------|----------|---------------------------------------|-------------------------------------------------|---------|
 * | yes     | no       | none of that name                     | create                                          | policy  |
 * | yes     | yes      | equals desired                        | keep, or adopt when it is not what we recorded  | policy / drift |
 * | yes     | yes      | differs                               | update                                          | policy when desired is not what we recorded, else drift |
 * | yes     | yes      | recorded id gone, none of that name   | create                                          | drift   |
 * | yes     | yes      | recorded id gone, some of that name   | as if not recorded                              | drift   |
 * | yes     | no       | one of that name, equal               | adopt                                           | unowned |
 * | yes     | no       | one of that name, differs             | update, hazard takes-over                       | unowned |
 * | yes     | no       | several of that name                  | problem live-ambiguous                          |         |
 * | no      | yes      | yes                                   | delete                                          | policy  |
 * | no      | yes      | gone                                  | forget                                          | drift   |
 * | no      | no       | any                                   | left alone, counted                             |         |
 *
 * The live policy of a record is the one with its id. What else a record says of it is compared in guard.ts. A rename onto the
 * name of a policy that was not made here carries takes-over.
 */
import { createHash } from "node:crypto";
import { kinds } from "../kinds/index.ts";
import type { Kind } from "../kinds/kind.ts";
import {
  type Cause,
  type Change,
  type Create,
  type Field,
  type FieldDifference,
  type Hazard,
  NAME,
  type Plan,
  PROTECTED,
  type VaultOwner,
} from "../model/change.ts";
import { startOf } from "../model/place.ts";
import { pointerTo, valueIn, withValue } from "../model/pointer.ts";
import {
  type Address,
  addressOf,
  canonicalJson,
  type Json,
  type Kept,
  kindOf,
  type Live,
  nameOf,
  type Policy,
  type Recorded,
  type Spec,
  sameJson,
  type Target,
  vaultsOf,
} from "../model/policy.ts";
import type { Problem } from "../model/problem.ts";
import type { State } from "../state/store.ts";
import { fieldsBetween } from "./compare.ts";
import { isProtected, isTheOne, nameAt, recordedName } from "./record.ts";
import { takersIn, vaultKey } from "./vaults.ts";

/** What of a stack the planner needs. */
export interface Desired {
  readonly name: string;
  readonly policies: readonly Policy[];
}

/**
 * @param live everything of the services in use; a recorded id that is missing here is gone, the caller made sure
 */
export function plan(desired: Desired, state: State | undefined, live: readonly Live[], target: Target): Plan {
  const resources = state?.resources ?? {};
  const world = index(live, resources);
  const wanted = new Map(desired.policies.map((policy) => [policy.address, policy]));
  const renamed = renamesOf(desired.policies, resources);
  const old = new Set(renamed.values());
  const addresses = [...new Set([...wanted.keys(), ...(Object.keys(resources) as Address[])])]
    .filter((address) => !old.has(address))
    .sort();

  const changes: Change[] = [];
  const problems: Problem[] = [];
  for (const address of addresses) {
    const policy = wanted.get(address);
    const former = renamed.get(address);
    const recordedAt = former ?? address;
    const recorded = resources[recordedAt];
    const decided = policy
      ? decide(policy, recordedAt, recorded, world)
      : recorded && abandon(address, recorded, world);
    if (!decided) continue;
    if ("code" in decided) problems.push(decided);
    else changes.push(former ? { ...decided, former } : decided);
  }
  const ambiguous = problems.length;
  problems.push(...twins(desired.policies, resources, world));
  const taken = new Set([
    ...Object.values(resources).map(({ id }) => id),
    ...changes.flatMap((change) => ("live" in change ? change.live.id : [])),
  ]);
  const changed = changes.filter(({ address }) => wanted.has(address)).length;
  return {
    stack: desired.name,
    base: digest(state, target),
    changes,
    keep: wanted.size - changed - ambiguous,
    unmanaged: live.filter(({ id }) => !taken.has(id)).length,
    problems,
    namesakes: namesakesOf(changes, live),
    holders: holdersOf(changes, live, resources),
  };
}

/**
 * Of what was renamed, the new address -> the one that it is recorded under, and from now on goes by no more. A record
 * passes to one successor only: one id never stands under two addresses. Of what there is only one, the document is the
 * successor, whatever its name.
 */
function renamesOf(policies: readonly Policy[], resources: State["resources"]): Map<Address, Address> {
  const wanted = new Set(policies.map(({ address }) => address));
  const recorded = Object.keys(resources) as Address[];
  const free = new Set(recorded.filter((address) => !wanted.has(address)));
  const renames = new Map<Address, Address>();
  for (const { address, kind, renamedFrom } of policies) {
    if (resources[address]) continue;
    const old = kinds[kind].singleton ? recorded.find((other) => kindOf(other) === kind) : renamedFrom;
    if (old && free.delete(old)) renames.set(address, old);
  }
  return renames;
}

/**
 * The cloud as it is becomes what is recorded, so that what somebody else changed counts as known: the next plan finds
 * only what differs from the files. What is gone is forgotten.
 */
export function refresh(name: string, state: State | undefined, live: readonly Live[], target: Target): Plan {
  const resources = state?.resources ?? {};
  const byId = new Map(live.map((one) => [one.id, one]));
  const changes = (Object.entries(resources) as [Address, Recorded][])
    .sort()
    .flatMap(([address, recorded]): Change[] => {
      const known = byId.get(recorded.id);
      if (!known) return [{ action: "forget", address, cause: "drift", fields: [], hazards: [] }];
      const kind = kinds[kindOf(address)];
      const spec = claimed(kind, withUnreadable(kind, known.spec, recorded.spec), recorded.spec);
      const differing = [
        ...fieldsBetween(kind.meaning, recorded.spec, spec),
        ...keptBetween(kind, recorded.kept, known.kept),
      ];
      const fields = withCause("drift", differing);
      if (fields.length === 0) return [];
      return [{ action: "adopt", address, cause: "drift", fields, hazards: [], spec, live: known, ...keptIn(known) }];
    });
  return {
    stack: name,
    base: digest(state, target),
    changes,
    keep: Object.keys(resources).length - changes.length,
    unmanaged: 0,
    problems: [],
    namesakes: {},
    holders: {},
  };
}

/** Who has the vaults that changes bind. */
export function holdersOf(
  changes: readonly Change[],
  live: readonly Live[],
  resources: State["resources"],
): Record<string, VaultOwner> {
  const takers = takersIn(changes);
  if (takers.size === 0) return {};
  const addresses = new Map((Object.entries(resources) as [Address, Recorded][]).map(([at, { id }]) => [id, at]));
  const holders: Record<string, VaultOwner> = {};
  for (const one of live) {
    const { id, kind, name = "" } = one;
    for (const binding of vaultsOf(one.spec) ?? []) {
      const key = vaultKey(kind, binding);
      const taker = takers.get(key);
      const isOther = taker && !("live" in taker && taker.live.id === id);
      const address = addresses.get(id);
      if (isOther) holders[key] = { id, name, owned: address !== undefined && isCalled(one, address) };
    }
  }
  return holders;
}

/** By its address: the name in a record may have been put there. */
const isCalled = (live: Live, address: Address): boolean => isTheOne(live, kindOf(address), [nameAt(address)]);

function namesakesOf(changes: readonly Change[], live: readonly Live[]): Record<Address, string[]> {
  const namesakes: Record<Address, string[]> = {};
  for (const { action, address } of changes) if (action === "create") namesakes[address] = [];
  for (const { kind, name, id } of live) if (name !== undefined) namesakes[addressOf(kind, name)]?.push(id);
  return namesakes;
}

/** Live things by id, and those that nobody recorded by what they could be adopted as. */
interface World {
  readonly byId: ReadonlyMap<string, Live>;
  readonly unowned: ReadonlyMap<string, readonly Live[]>;
}

function index(live: readonly Live[], resources: State["resources"]): World {
  const owned = new Set(Object.values(resources).map(({ id }) => id));
  const unowned = new Map<string, Live[]>();
  for (const one of live) {
    // What an organisation pushed here is not ours to take.
    if (owned.has(one.id) || !one.custom) continue;
    const key = candidateKey(one.kind, one.name);
    unowned.set(key, [...(unowned.get(key) ?? []), one]);
  }
  return { byId: new Map(live.map((one) => [one.id, one])), unowned };
}

const candidateKey = (kind: string, name: string | undefined): string => `${kind}/${name ?? ""}`;

/** The rows with a desired policy. */
function decide(
  policy: Policy,
  recordedAt: Address,
  recorded: Recorded | undefined,
  world: World,
): Change | Problem | undefined {
  const kind = kinds[policy.kind];
  const known = recorded && world.byId.get(recorded.id);
  if (recorded && known) return compare(policy, kind, recordedAt, recorded, known, world);

  const cause = recorded ? "drift" : "unowned";
  const candidates = world.unowned.get(candidateKey(policy.kind, kind.singleton ? undefined : policy.name)) ?? [];
  const [candidate] = candidates;
  if (candidates.length > 1) return ambiguous(policy, candidates);
  const { address, spec } = policy;
  const marks = protectionOf(policy, recorded);
  if (!candidate) {
    const why = recorded ? "drift" : "policy";
    const fields = [...marks, ...withCause(why, fieldsBetween(kind.meaning, undefined, spec))];
    return { action: "create", address, cause: why, fields, hazards: [], policy };
  }
  const differing = withCause(cause, fieldsBetween(kind.meaning, claimed(kind, candidate.spec, spec), spec));
  const fields = [...marks, ...differing];
  const change = { address, cause, fields, policy, live: candidate, ...keptIn(candidate) } as const;
  if (differing.length === 0) return { ...change, action: "adopt", hazards: [], spec };
  const message = `${candidate.id} was not made here, and differs`;
  return { ...change, action: "update", hazards: [{ code: "takes-over", message }] };
}

const withCause = (cause: Cause, fields: readonly FieldDifference[]): Field[] =>
  fields.map((field) => ({ ...field, cause }));

/** None, or whether it is protected from now on. Only the files say so. */
function protectionOf(policy: Policy, recorded: Recorded | undefined): Field[] {
  const before = recorded?.protected ?? false;
  const after = isProtected(policy, recorded);
  return before === after ? [] : [{ path: PROTECTED, ...(recorded && { before }), after, cause: "policy" }];
}

/** Ours, and there: who moved? */
function compare(
  policy: Policy,
  kind: Kind,
  recordedAt: Address,
  recorded: Recorded,
  live: Live,
  world: World,
): Change | undefined {
  const { address, spec } = policy;
  const before = claimed(kind, withUnreadable(kind, live.spec, recorded.spec), spec);
  const edits = fieldsBetween(kind.meaning, recorded.spec, spec);
  const applied = new Map(edits.map((edit) => [edit.path, edit.before]));
  const differing = fieldsBetween(kind.meaning, before, spec).map((field): Field => {
    const last = applied.has(field.path) ? applied.get(field.path) : field.after;
    const cause = applied.has(field.path) ? "policy" : "drift";
    return { ...field, ...(last !== undefined && { applied: last }), cause };
  });
  const marks = protectionOf(policy, recorded);
  const identity = identityOf(policy, recordedAt, recorded, live);
  const change = { address, policy, live, ...keptIn(live) } as const;
  const others = keptBetween(kind, recorded.kept, live.kept);
  if (identity.length + differing.length > 0) {
    // What is not ours is not put back either.
    const stays = others.map(
      ({ path, before, after }): Field => ({
        path,
        ...(after !== undefined && { before: after, after }),
        ...(before !== undefined && { applied: before }),
        cause: "drift",
      }),
    );
    const fields = [...identity, ...marks, ...differing, ...stays];
    const isOurs = edits.length > 0 || [...identity, ...marks].some(({ cause }) => cause === "policy");
    return {
      ...change,
      action: "update",
      cause: isOurs ? "policy" : "drift",
      fields,
      hazards: takesName(policy, live, world),
    };
  }
  // What the files stopped to say, nobody made so.
  const isUnclaimed = (path: string) => kind.claimable.includes(path) && valueIn(spec, path) === undefined;
  const made = edits.map((edit): Field => {
    const { before: last } = edit;
    const cause = isUnclaimed(edit.path) ? "policy" : "drift";
    return { ...edit, ...(last !== undefined && { applied: last }), cause };
  });
  const unknown = others.map(
    (field): Field => ({ ...field, ...(field.before !== undefined && { applied: field.before }), cause: "drift" }),
  );
  const fields = [...renamedAlready(policy, recordedAt, live), ...marks, ...made, ...unknown];
  if (fields.length === 0) return undefined;
  const cause = fields.every((field) => field.cause === "policy") ? "policy" : "drift";
  return { ...change, action: "adopt", cause, fields, hazards: [], spec };
}

/** The members that we do not know in which the two differ. */
function keptBetween({ keeps }: Kind, before: Kept = {}, after: Kept = {}): FieldDifference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names
    .filter((name) => !sameJson(before[name], after[name]))
    .map((name) => ({
      path: pointerTo(keeps?.in ?? "", name),
      ...(before[name] !== undefined && { before: before[name] }),
      ...(after[name] !== undefined && { after: after[name] }),
    }));
}

/** Whether it is such a member that a field is about. */
export const isKept = ({ keeps }: Kind, path: string): boolean =>
  keeps !== undefined &&
  path.startsWith(`${keeps.in}/`) &&
  !keeps.besides.some((name) => path === pointerTo(keeps.in, name));

const keptIn = ({ kept }: Live): Pick<Create, "kept"> => (kept ? { kept: Object.keys(kept).sort() } : {});

/** Its name where that is to become another one, and its kind where it is not the one that was recorded. */
function identityOf(policy: Policy, recordedAt: Address, recorded: Recorded, live: Live): Field[] {
  const fields: Field[] = [];
  if (live.kind !== policy.kind) fields.push({ path: "/kind", before: live.kind, after: policy.kind, cause: "drift" });
  if (live.name === undefined || live.name === policy.name) return fields;
  // If it differs from the address, the files or somebody else renamed it, or it was imported like that.
  const applied = recordedName(recordedAt, recorded);
  const isOurs = live.name === applied || (policy.renamedFrom && live.name === nameOf(policy.renamedFrom));
  const last = isOurs ? live.name : applied;
  const cause = isOurs ? "policy" : "drift";
  return [
    ...fields,
    { path: NAME, before: live.name, after: policy.name, ...(last !== undefined && { applied: last }), cause },
  ];
}

/** The cloud has the new name already, or knows of none: only the record is still under the old one. */
function renamedAlready({ address, name }: Policy, recordedAt: Address, live: Live): Field[] {
  if (recordedAt === address) return [];
  const before = nameOf(recordedAt);
  return [{ path: NAME, before, after: name, applied: before, cause: live.name === undefined ? "policy" : "drift" }];
}

/** A rename onto a name that another policy of this kind has already: from then on, both go by it. */
function takesName({ kind, name }: Policy, live: Live, { unowned }: World): Hazard[] {
  if (live.name === undefined || live.name === name) return [];
  const [other] = unowned.get(candidateKey(kind, name)) ?? [];
  return other ? [{ code: "takes-over", message: `${other.id} is named ${name} already, and was not made here` }] : [];
}
/** The rows without one: it was ours, and nobody asks for it any more. */
function abandon(address: Address, recorded: Recorded, world: World): Change {
  const kind = kinds[kindOf(address)];
  const live = world.byId.get(recorded.id);
  if (!live) return { action: "forget", address, cause: "drift", fields: [], hazards: [] };
  // What cannot be deleted is put back to what it was before us; if we left it like that, there is nothing to do.
  const left = kind.leave?.(recorded.spec);
  // That nothing is bound to it is no news.
  const before = vaultsOf(live.spec)?.length === 0 ? claimed(kind, live.spec, {}) : live.spec;
  const applied = new Map(changedIn(kind, recorded, live).map((field) => [field.path, field.before]));
  const fields =
    kind.leave && !left
      ? []
      : fieldsBetween(kind.meaning, before, left).map((field): Field => {
          const last = applied.get(field.path);
          return { ...field, ...(last !== undefined && { applied: last }), cause: "policy" };
        });
  const base = { address, cause: "policy", fields } as const;
  const message = "protected: true was applied, and holds until protected: false is";
  const hazards: Hazard[] = recorded.protected ? [{ code: "protected", message }] : [];
  if (kind.leave && fields.length === 0) return { ...base, action: "forget", hazards };
  return { ...base, action: "delete", live, hazards };
}

/**
 * In which fields it is not what was recorded (before), but something else (after). Fewer vaults do not count: what was
 * to take its vaults over may have got them already, and less is lost with it.
 */
export function changedIn(kind: Kind, recorded: Recorded, live: Live): FieldDifference[] {
  const there = claimed(kind, withUnreadable(kind, live.spec, recorded.spec), recorded.spec);
  const bound = new Set(vaultsOf(recorded.spec)?.map((binding) => vaultKey(kind.name, binding)));
  const hasMore = vaultsOf(there)?.some((binding) => !bound.has(vaultKey(kind.name, binding)));
  return [
    ...fieldsBetween(kind.meaning, recorded.spec, there).filter(({ path }) => path !== "/vaults" || hasMore),
    // Where none are recorded, nobody may have looked yet.
    ...(recorded.kept ? keptBetween(kind, recorded.kept, live.kept) : []),
  ];
}

/**
 * Live policies that are equal to one of ours in name, kind and content: nobody makes such a pair on purpose, and both
 * back up, and bill. A request that was delivered twice would leave one.
 */
function twins(policies: readonly Policy[], resources: State["resources"], world: World): Problem[] {
  return policies.flatMap((policy) => {
    const kind = kinds[policy.kind];
    const own = world.byId.get(resources[policy.address]?.id ?? "");
    if (!own || kind.singleton) return [];
    const ids = (world.unowned.get(candidateKey(policy.kind, policy.name)) ?? [])
      // A vault has one policy, so two of them never have the same.
      .filter((other) => keptBetween(kind, own.kept, other.kept).length === 0)
      .filter(
        (other) => fieldsBetween(kind.meaning, claimed(kind, own.spec, {}), claimed(kind, other.spec, {})).length === 0,
      )
      .map(({ id }) => id);
    if (ids.length === 0) return [];
    return {
      code: "live-twin",
      message: `the cloud has a second one, equal in everything but the id: ${ids.sort().join(", ")} (ours is ${own.id})`,
      hint: "delete the one that is not ours, in the console",
      address: policy.address,
      range: startOf(policy.source),
    };
  });
}

function ambiguous(policy: Policy, candidates: readonly Live[]): Problem {
  const ids = candidates.map(({ id }) => id).sort();
  return {
    code: "live-ambiguous",
    message: `the cloud has ${ids.length} policies named ${nameOf(policy.address)}, none of them made here: ${ids.join(", ")}`,
    hint: `take over the one that is meant: holdfast import ${policy.address} ID; or delete or rename the others`,
    address: policy.address,
    range: startOf(policy.source),
  };
}

/** Live as we know it: what the cloud never tells is taken from what was recorded. */
function withUnreadable(kind: Kind, live: Spec, recorded: Spec): Spec {
  return kind.unreadable.reduce((spec, path) => withValue(spec, path, valueIn(recorded, path)), live);
}

/** Live as far as a spec speaks of it: what it does not claim is not compared. */
export const claimed = (kind: Kind, live: Spec, by: Spec): Spec =>
  kind.claimable.reduce(
    (spec, path) => (valueIn(by, path) === undefined ? withValue(spec, path, undefined) : spec),
    live,
  );

/**
 * `sha256:…` over what a plan is made from; two runs on the same state agree, and a record is the same before and after it
 * is written in a newer format. When and from which file it was recorded makes no plan.
 */
function digest(state: State | undefined, target: Target): string {
  const { lineage = "", resources = {}, intents = {} } = state ?? {};
  const read = Object.entries(resources).map(([address, { id, name, spec, kept, protected: mark }]) => {
    const isImplied = name === undefined || name === nameOf(address as Address);
    const said = { ...(kept && { kept }), ...(mark !== undefined && { protected: mark }) };
    return [address, { id, spec, ...said, ...(!isImplied && { name }) }];
  });
  return digestOf({ lineage, target, resources: Object.fromEntries(read), intents });
}

/** `sha256:…` over what a plan changes: two people who speak of the same plan can tell. */
export function planDigest({ stack, base, changes }: Plan): string {
  const told = changes.map(({ address, action, cause, fields }) => ({
    address,
    action,
    cause,
    fields: fields.map(({ applied: _, ...field }) => field),
  }));
  return digestOf({ stack, base, changes: told });
}

/** Of what is data all through, as states and fields are. */
const digestOf = (value: object): string =>
  `sha256:${createHash("sha256")
    .update(canonicalJson(value as Json))
    .digest("hex")}`;
