/**
 * What is recorded of a policy, and which live policy it is that a record speaks of. Every record that is stored is made
 * here. Pure.
 */

import { kinds } from "../kinds/index.ts";
import type { Kind } from "../kinds/kind.ts";
import { valueIn, withValue } from "../model/pointer.ts";
import {
  type Address,
  isPlain,
  type Kept,
  type KindName,
  kindOf,
  type Live,
  nameOf,
  type Policy,
  type Recorded,
  type Spec,
  sameJson,
  vaultsOf,
  withVaults,
} from "../model/policy.ts";
import type { Intent } from "../state/store.ts";
import { fieldsBetween } from "./compare.ts";

/** What a record takes from a document; an intent holds the same, for the run that finds it. */
type Wanted = Pick<Intent, "written" | "protected" | "file"> & { readonly spec: Spec };

export const wantedOf = ({ spec, written, protected: kept, source: { file } }: Policy): Wanted => ({
  spec,
  written,
  ...(kept !== undefined && { protected: kept }),
  // Only for people. A state with a path that is not plain could not be read back.
  ...(isPlain(file) && { file }),
});

/**
 * @param stands what there is of it in the cloud: less than is wanted, where some of it failed; `kept` undefined: nobody looked
 * @param former what is recorded of it until now
 * @param at RFC 3339, UTC
 */
export function recordOf(
  address: Address,
  wanted: Wanted,
  stands: Pick<Recorded, "id" | "spec" | "kept">,
  former: Recorded | undefined,
  at: string,
): Recorded {
  const { written, file } = wanted;
  const name = nameAt(address);
  return {
    ...succeeding(former, at),
    // Of the same live policy; one that was made again has none.
    ...keptAs(stands.kept ?? (former?.id === stands.id ? former.kept : undefined)),
    ...(name !== undefined && { name }),
    id: stands.id,
    spec: stands.spec,
    ...(written && sameJson(stands.spec, wanted.spec) && { written }),
    ...(isProtected(wanted, former) && { protected: true }),
    ...(file !== undefined && { file }),
  };
}

/** The same policy, recorded with what somebody else made of it. */
export function refreshed(
  address: Address,
  former: Recorded,
  { spec, kept }: { readonly spec: Spec; readonly kept: Kept | undefined },
  at: string,
): Recorded {
  const { written: _, kept: __, ...rest } = movedRecord(address, former);
  return { ...rest, ...succeeding(former, at), spec, ...keptAs(kept) };
}

/** Nothing is recorded of there being none. */
const keptAs = (kept: Kept | undefined): Pick<Recorded, "kept"> =>
  kept && Object.keys(kept).length > 0 ? { kept } : {};

/** A policy as it was before it was ours. What its document asks for, if there is one, comes with the next apply. */
export const importedAs = ({ id, name, kept }: Live, spec: Spec, written: Spec | undefined, at: string): Recorded => ({
  id,
  ...(name !== undefined && { name }),
  spec,
  ...(written && { written }),
  ...keptAs(kept),
  applied_at: at,
});

/** The record at another address. What it is called in the cloud stays, until it is renamed there. */
export function movedRecord(from: Address, record: Recorded): Recorded {
  const name = recordedName(from, record);
  return { ...record, ...(name !== undefined && { name }) };
}

function succeeding(former: Recorded | undefined, at: string): Partial<Recorded> {
  if (!former) return { applied_at: at };
  const { spec, applied_at, vaults } = former;
  return {
    applied_at: at,
    before: { spec, ...(applied_at !== undefined && { at: applied_at }) },
    ...(vaults && { vaults }),
  };
}

/** A protection that was applied ends only where the document says so. */
export const isProtected = (wanted: { readonly protected?: boolean }, former: Recorded | undefined): boolean =>
  wanted.protected ?? former?.protected ?? false;

/** The name in the cloud that an address stands for; undefined for what has none there. */
export const nameAt = (address: Address): string | undefined =>
  kinds[kindOf(address)].singleton ? undefined : nameOf(address);

/** Format 1 recorded no names: they were those of the addresses. */
export const recordedName = (address: Address, { name }: Pick<Recorded, "name">): string | undefined =>
  name ?? nameAt(address);

/** Whether this is the policy that was recorded, as far as can be told: a state may be wrong, or written by others. */
export const isTheOne = (live: Live, kind: KindName, names: readonly (string | undefined)[]): boolean =>
  live.kind === kind && names.includes(live.name);

/** So long a list may show what was before (up to 30 s were seen: huaweicloud/terraform-provider-huaweicloud#10506). */
const SETTLING_MS = 60_000;

/**
 * A live policy that still shows what it was before our own last change counts as what we made of it: no other user changed it.
 * @param now the cloud's time, which is what `applied_at` was taken from
 */
export function settling(address: Address, recorded: Recorded, live: Live, now: number | undefined): Live {
  const { applied_at, before, spec } = recorded;
  const age = now === undefined || applied_at === undefined ? Number.NaN : now - Date.parse(applied_at);
  if (!(Math.abs(age) < SETTLING_MS)) return live;
  const kind = kinds[kindOf(address)];
  const isThis = (shown: Spec) => fieldsBetween(kind.meaning, comparable(kind, live.spec, shown), shown).length === 0;
  if (isThis(spec)) return live;
  // A policy that was just made is seen with its vaults only later.
  const former = [...(before ? [before.spec] : []), withVaults(spec, (before && vaultsOf(before.spec)) ?? [])];
  return former.some(isThis) ? { ...live, spec, settling: true } : live;
}

/** The record of what a later request may have changed: no live policy counts as settling by it. */
export function unsettled({ applied_at: _, ...record }: Recorded): Recorded {
  return record;
}

/** Live as far as a spec speaks of it, and with what the cloud never returns. */
const comparable = (kind: Kind, live: Spec, by: Spec): Spec => {
  const readable = kind.unreadable.reduce((spec, path) => withValue(spec, path, valueIn(by, path)), live);
  return kind.claimable.reduce(
    (spec, path) => (valueIn(by, path) === undefined ? withValue(spec, path, undefined) : spec),
    readable,
  );
};
