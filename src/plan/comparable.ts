/**
 * What of a live policy is compared with a document or a record: the fields that it claims, with what the cloud never
 * returns taken from the record; and the members that this version does not know, which are kept. Pure.
 */

import type { Kind } from "../kinds/kind.ts";
import type { FieldDifference } from "../model/change.ts";
import { pointerTo, valueIn, withValue } from "../model/pointer.ts";
import { type Kept, type Live, type Recorded, type Spec, sameJson, VAULTS, vaultsOf } from "../model/policy.ts";
import { fieldsBetween } from "./compare.ts";
import { vaultKey } from "./vaults.ts";

/** A live spec without the claimable fields that `by` does not have: those are left as they are. */
export const claimed = (kind: Kind, live: Spec, by: Spec): Spec =>
  kind.claimable.reduce(
    (spec, path) => (valueIn(by, path) === undefined ? withValue(spec, path, undefined) : spec),
    live,
  );

/** A live spec in which the fields that the cloud never returns are those of the record. */
export const withUnreadable = (kind: Kind, live: Spec, recorded: Spec): Spec =>
  kind.unreadable.reduce((spec, path) => withValue(spec, path, valueIn(recorded, path)), live);

/** A live spec as far as a record says anything about it. */
export const asRecordedBy = (kind: Kind, live: Spec, recorded: Spec): Spec =>
  claimed(kind, withUnreadable(kind, live, recorded), recorded);

/**
 * The fields in which a policy is no longer what was recorded (before), but something else (after). Fewer vaults do not
 * count: what takes them over may have them already, and a delete then loses less.
 */
export function changedIn(kind: Kind, recorded: Recorded, live: Live): FieldDifference[] {
  const actual = asRecordedBy(kind, live.spec, recorded.spec);
  const bound = new Set(vaultsOf(recorded.spec)?.map((binding) => vaultKey(kind.name, binding)));
  const hasMore = vaultsOf(actual)?.some((binding) => !bound.has(vaultKey(kind.name, binding)));
  return [
    ...fieldsBetween(kind.meaning, recorded.spec, actual).filter(({ path }) => path !== VAULTS || hasMore),
    // A record without any may be older than the look for them.
    ...(recorded.kept ? keptBetween(kind, recorded.kept, live.kept) : []),
  ];
}

/** The unknown members in which the two differ. */
export function keptBetween({ keeps }: Kind, before: Kept = {}, after: Kept = {}): FieldDifference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names
    .filter((name) => !sameJson(before[name], after[name]))
    .map((name) => ({
      path: pointerTo(keeps?.in ?? "", name),
      ...(before[name] !== undefined && { before: before[name] }),
      ...(after[name] !== undefined && { after: after[name] }),
    }));
}

/** Whether the path of a field is that of an unknown member. */
export const isKept = ({ keeps }: Kind, path: string): boolean =>
  keeps !== undefined &&
  path.startsWith(`${keeps.in}/`) &&
  !keeps.besides.some((name) => path === pointerTo(keeps.in, name));

/** The names of the unknown members, as a change lists them. */
export const keptIn = ({ kept }: Live): { readonly kept?: readonly string[] } =>
  kept ? { kept: Object.keys(kept).sort() } : {};
