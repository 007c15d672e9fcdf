/** Where documents give the fields of changes. Found last: only what differs is shown. Pure. */
import { located } from "../documents/locate.ts";
import { writtenAt } from "../documents/policy.ts";
import { kinds } from "../kinds/index.ts";
import type { Place } from "../model/place.ts";
import { isGivenBy } from "../model/pointer.ts";
import { kindOf } from "../model/policy.ts";
import type { ShownChange, ShownField } from "../model/result.ts";

/**
 * The same changes, with the range of each field that a document gives: the patch where it has the field, else the document
 * that it changes. All fields of a new policy are new: only those of a patch get a range.
 */
export async function withRanges<C extends ShownChange>(changes: readonly C[]): Promise<C[]> {
  const spots = changes.flatMap(({ action, address, policy, fields }) => {
    const isNew = action === "create";
    if (!policy || (isNew && !policy.patch)) return [];
    const { document, patch } = policy;
    return fields.flatMap((field) => {
      const path = writtenAt(policy, kinds[kindOf(address)], field.path);
      const isPatched = patch !== undefined && isGivenBy(patch.value, path);
      if (isNew && !isPatched) return [];
      const place: Place = { path, part: "key" };
      return { field, document: isPatched ? patch.document : document, place };
    });
  });
  const ranges = new Map((await located(spots)).map(({ field, range }) => [field, range]));
  const withRange = (field: ShownField): ShownField => {
    const range = ranges.get(field);
    return range ? { ...field, range } : field;
  };
  return changes.map((change) => ({ ...change, fields: change.fields.map(withRange) }));
}
