/** Names that change: which record a renamed document succeeds, and the fields that show it. Pure. */
import { kinds } from "../kinds/index.ts";
import { type Field, type Hazard, NAME } from "../model/change.ts";
import { type Address, kindOf, type Live, nameOf, type Policy, type Recorded } from "../model/policy.ts";
import type { State } from "../state/store.ts";
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
