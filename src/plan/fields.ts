/** Where documents give the fields of changes. Found last: only what differs is shown. Pure. */
import { located } from "../documents/locate.ts";
import { writtenAt } from "../documents/policy.ts";
import { kinds } from "../kinds/index.ts";
import type { Place } from "../model/place.ts";
import { kindOf } from "../model/policy.ts";
import type { ShownChange, ShownField } from "../model/result.ts";

/** The same changes, with the range of each field that a document gives. A new policy gets none: all is new. */
export async function withRanges<C extends ShownChange>(changes: readonly C[]): Promise<C[]> {
  const spots = changes.flatMap(({ action, address, policy, fields }) => {
    if (action === "create" || !policy) return [];
    return fields.map((field) => {
      const place: Place = { path: writtenAt(policy, kinds[kindOf(address)], field.path), part: "key" };
      return { field, document: policy.document, place };
    });
  });
  const ranges = new Map((await located(spots)).map(({ field, range }) => [field, range]));
  const withRange = (field: ShownField): ShownField => {
    const range = ranges.get(field);
    return range ? { ...field, range } : field;
  };
  return changes.map((change) => ({ ...change, fields: change.fields.map(withRange) }));
}
