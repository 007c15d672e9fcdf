/** Names that change: which record a renamed document succeeds, and the fields that show it. Pure. */

import { kinds } from "../kinds/index.ts";
import { type Change, type Field, type Hazard, NAME } from "../model/change.ts";
import { grouped } from "../model/grouped.ts";
import { nearest } from "../model/nearest.ts";
import { startOf } from "../model/place.ts";
import { valueIn } from "../model/pointer.ts";
import {
  type Address,
  canonicalJson,
  kindOf,
  type Live,
  nameOf,
  type Policy,
  type Recorded,
  type Spec,
} from "../model/policy.ts";
import type { Problem } from "../model/problem.ts";
import type { State } from "../state/store.ts";
import { claimed } from "./comparable.ts";
import { recordedName } from "./record.ts";
import type { World } from "./world.ts";

/**
 * By the new address of a renamed policy: the address of its record. A record has one successor at most, so that no id
 * is ever recorded under two addresses. The record of a singleton passes to its document, whatever the two are named.
 */
export function renamesOf(policies: readonly Policy[], resources: State["resources"]): Map<Address, Address> {
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
 * By address, an error for each policy whose old name is recorded no more than its new one: it may be mistyped. Where
 * nothing is recorded, nothing can be deleted by mistake, and documents may come from a stack in which it was applied.
 */
export function unknownRenames(policies: readonly Policy[], resources: State["resources"]): Map<Address, Problem> {
  const wanted = new Set(policies.map(({ address }) => address));
  const orphans = (Object.keys(resources) as Address[]).filter((one) => !wanted.has(one)).sort();
  const unknown = policies.filter(
    ({ address, kind, renamedFrom }) =>
      renamedFrom && !kinds[kind].singleton && !resources[address] && !resources[renamedFrom],
  );
  if (Object.keys(resources).length === 0) return new Map();
  return new Map(unknown.map((policy) => [policy.address, unknownRename(policy, orphans)]));
}

/** How many names a hint lists. */
const MAX_NAMES = 5;

function unknownRename({ address, kind, renamedFrom = address, source }: Policy, orphans: readonly Address[]): Problem {
  const names = orphans.filter((one) => kindOf(one) === kind).map(nameOf);
  const near = nearest(nameOf(renamedFrom), names);
  const listed = [...names.slice(0, MAX_NAMES), ...(names.length > MAX_NAMES ? ["…"] : [])].join(", ");
  const held = names.length > 0 ? `; until this is corrected, no ${kind} is deleted` : "";
  return {
    code: "rename-unknown",
    message: `neither ${renamedFrom} nor ${address} is recorded${held}`,
    hint: near
      ? `did you mean renamed_from: ${near}? If the policy is new, remove renamed_from`
      : names.length > 0
        ? `recorded, and in no document: ${listed}; if the policy is new, remove renamed_from`
        : "remove renamed_from: there is nothing to rename",
    address,
    range: startOf(source),
  };
}

/** A warning for each policy that is created while one that is equal but for its name is deleted. */
export function missingRenames(changes: readonly Change[], resources: State["resources"]): Problem[] {
  const deleted = changes.flatMap(({ action, address }) => (action === "delete" ? address : []));
  if (deleted.length === 0) return [];
  const used = new Set<Address>();
  const byContent = new Map<string, Map<string, Address[]>>();
  return changes.flatMap((change): Problem[] => {
    if (change.action !== "create" || change.cause !== "policy" || change.policy.renamedFrom) return [];
    const { address, kind: name, spec, source } = change.policy;
    const kind = kinds[name];
    if (kind.singleton) return [];
    const content = (one: Spec) => canonicalJson(kind.meaning(claimed(kind, one, spec)));
    // What a record is compared in depends on which of the claimable fields the document has.
    const compared = [name, ...kind.claimable.filter((path) => valueIn(spec, path) !== undefined)].join(" ");
    const candidates =
      byContent.get(compared) ??
      grouped(
        deleted.filter((one) => kindOf(one) === name && resources[one]),
        (one) => content(resources[one]?.spec ?? {}),
      );
    byContent.set(compared, candidates);
    const equal = (candidates.get(content(spec)) ?? []).filter((one) => !used.has(one)).slice(0, MAX_NAMES);
    const near = nearest(nameOf(address), equal.map(nameOf));
    const old = equal.find((one) => nameOf(one) === near) ?? equal[0];
    if (!old) return [];
    used.add(old);
    return [
      {
        code: "rename-missing",
        message: `${old} is deleted, and is equal to this policy but for its name`,
        hint: `did you mean renamed_from: ${nameOf(old)}? Then it is an update, and not a deletion and a creation`,
        address,
        range: startOf(source),
      },
    ];
  });
}

/** The name, if it is to become another one; and the kind, if it is not the recorded one. */
export function identityFields(policy: Policy, recordedAt: Address, recorded: Recorded, live: Live): Field[] {
  const fields: Field[] = [];
  if (live.kind !== policy.kind) fields.push({ path: "/kind", before: live.kind, after: policy.kind, cause: "drift" });
  if (live.name === undefined || live.name === policy.name) return fields;
  // A live name that differs from the address was changed in the files or by another user, or was imported.
  const applied = recordedName(recordedAt, recorded);
  const isOurs = live.name === applied || (policy.renamedFrom && live.name === nameOf(policy.renamedFrom));
  const last = isOurs ? live.name : applied;
  const cause = isOurs ? "policy" : "drift";
  return [
    ...fields,
    { path: NAME, before: live.name, after: policy.name, ...(last !== undefined && { applied: last }), cause },
  ];
}

/** The name, if only the record still has the old one: the cloud has the new one already, or has no names. */
export function recordNameFields({ address, name }: Policy, recordedAt: Address, live: Live): Field[] {
  if (recordedAt === address) return [];
  const before = nameOf(recordedAt);
  return [{ path: NAME, before, after: name, applied: before, cause: live.name === undefined ? "policy" : "drift" }];
}

/** A rename to a name that another policy of this kind has already: both would have it then. */
export function renameHazards({ kind, name }: Policy, live: Live, world: World): Hazard[] {
  if (live.name === undefined || live.name === name) return [];
  const [other] = world.unowned(kind, name);
  return other ? [{ code: "takes-over", message: `${other.id} is named ${name} already, and was not made here` }] : [];
}
