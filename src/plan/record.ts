/** The record of a policy, and which live policy it is about. Every record that is stored is made here. Pure. */

import { kinds } from "../kinds/index.ts";
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
  type VaultNames,
  vaultsOf,
  withVaults,
} from "../model/policy.ts";
import type { Intent } from "../state/store.ts";
import { asRecordedBy } from "./comparable.ts";
import { fieldsBetween } from "./compare.ts";

/** What a record takes from a document. An intent has the same, for the run that recovers it. */
type Wanted = Pick<Intent, "written" | "protected" | "file" | "vaults"> & { readonly spec: Spec };

export const wantedOf = ({
  spec,
  written,
  protected: kept,
  source,
  file = source.file,
  vaultNames,
}: Policy): Wanted => ({
  spec,
  written,
  ...namedIn(spec, vaultNames),
  ...(kept !== undefined && { protected: kept }),
  // Left out if it is not plain, because such a state could not be read back. It only says which file a deletion is part of.
  ...(isPlain(file) && { file }),
});

/** Names that the document gives; those of other vaults are only shown. */
function namedIn(spec: Spec, names: VaultNames = {}): Pick<Wanted, "vaults"> {
  const ids = new Set((vaultsOf(spec) ?? []).flatMap((binding) => Object.values(binding)));
  const vaults = Object.entries(names).flatMap(([vault_id, vault]) => (ids.has(vault_id) ? { vault_id, vault } : []));
  return vaults.length === 0 ? {} : { vaults };
}

/**
 * @param actual what the cloud has: less than is wanted, if part of it failed; `kept` undefined: not looked for
 * @param former the record until now
 * @param at RFC 3339, UTC
 */
export function recordOf(
  address: Address,
  wanted: Wanted,
  actual: Pick<Recorded, "id" | "spec" | "kept">,
  former: Recorded | undefined,
  at: string,
): Recorded {
  const { written, file, vaults } = wanted;
  const name = nameAt(address);
  return {
    ...succeeding(former, at),
    // A policy that was created again has none of those of the former one.
    ...keptAs(actual.kept ?? (former?.id === actual.id ? former.kept : undefined)),
    ...(name !== undefined && { name }),
    id: actual.id,
    spec: actual.spec,
    ...(written && sameJson(actual.spec, wanted.spec) && { written }),
    ...(isProtected(wanted, former) && { protected: true }),
    ...(file !== undefined && { file }),
    ...(vaults && { vaults }),
  };
}

/** The record with what is live now, no matter who changed it. */
export function refreshed(
  address: Address,
  former: Recorded,
  { spec, kept }: { readonly spec: Spec; readonly kept: Kept | undefined },
  at: string,
): Recorded {
  const { written: _, kept: __, ...rest } = movedRecord(address, former);
  return { ...rest, ...succeeding(former, at), spec, ...keptAs(kept) };
}

/** An empty one is not recorded. */
const keptAs = (kept: Kept | undefined): Pick<Recorded, "kept"> =>
  kept && Object.keys(kept).length > 0 ? { kept } : {};

/** A policy as it was before it was managed. If it has a document, the next apply brings what that asks for. */
export const importedAs = ({ id, name, kept }: Live, spec: Spec, written: Spec | undefined, at: string): Recorded => ({
  id,
  ...(name !== undefined && { name }),
  spec,
  ...(written && { written }),
  ...keptAs(kept),
  applied_at: at,
});

/** The record, to be stored at another address. It keeps the name in the cloud, until that is changed there. */
export function movedRecord(from: Address, record: Recorded): Recorded {
  const name = recordedName(from, record);
  return { ...record, ...(name !== undefined && { name }) };
}

function succeeding(former: Recorded | undefined, at: string): Partial<Recorded> {
  if (!former) return { applied_at: at };
  const { spec, applied_at } = former;
  return {
    applied_at: at,
    before: { spec, ...(applied_at !== undefined && { at: applied_at }) },
  };
}

/** A protection that was applied ends only with `protected: false` in the document. */
export const isProtected = (wanted: { readonly protected?: boolean }, former: Recorded | undefined): boolean =>
  wanted.protected ?? former?.protected ?? false;

/** The name in the cloud that belongs to an address; undefined for a singleton, which has none. */
export const nameAt = (address: Address): string | undefined =>
  kinds[kindOf(address)].singleton ? undefined : nameOf(address);

/** Format 1 did not record names: they were those of the addresses. */
export const recordedName = (address: Address, { name }: Pick<Recorded, "name">): string | undefined =>
  name ?? nameAt(address);

/** Whether kind and name are those that were recorded. If not, the state may be wrong, or written by another user. */
export const isTheOne = (live: Live, kind: KindName, names: readonly (string | undefined)[]): boolean =>
  live.kind === kind && names.includes(live.name);

/** How long a list may lag behind a change (up to 30 s were seen: huaweicloud/terraform-provider-huaweicloud#10506). */
const SETTLING_MS = 60_000;

/**
 * A live policy that still shows what was there before the last apply counts as applied: no other user changed it.
 * @param now the time of the cloud, like `applied_at`
 */
export function settling(address: Address, recorded: Recorded, live: Live, now: number | undefined): Live {
  const { applied_at, before, spec } = recorded;
  const age = now === undefined || applied_at === undefined ? Number.NaN : now - Date.parse(applied_at);
  if (!(Math.abs(age) < SETTLING_MS)) return live;
  const kind = kinds[kindOf(address)];
  const isThis = (shown: Spec) => fieldsBetween(kind.meaning, asRecordedBy(kind, live.spec, shown), shown).length === 0;
  if (isThis(spec)) return live;
  // A policy that was just created may be listed without its vaults at first.
  const former = [...(before ? [before.spec] : []), withVaults(spec, (before && vaultsOf(before.spec)) ?? [])];
  return former.some(isThis) ? { ...live, spec, settling: true } : live;
}

/** The record of a policy that a later request may have changed: it no longer counts as settling. */
export function unsettled({ applied_at: _, ...record }: Recorded): Recorded {
  return record;
}
