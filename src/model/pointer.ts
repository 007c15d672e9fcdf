/** JSON Pointers (RFC 6901). Pure. */
import { isMapping, type Json, membersOf, type Spec } from "./policy.ts";

/** The value at a JSON Pointer; undefined where there is none. The root may be of any shape. */
export function valueIn(root: unknown, pointer: string): Json | undefined {
  return stepsOf(pointer).reduce(
    (value, step) => (Array.isArray(value) ? value[Number(step)] : membersOf(value)[step]),
    root as Json | undefined,
  );
}

/** A copy with another value at a JSON Pointer; undefined takes it away, and what is empty then with it. */
export function withValue(spec: Spec, pointer: string, value: Json | undefined): Spec {
  const put = (members: Spec, [step, ...rest]: readonly string[]): Spec => {
    if (step === undefined) return members;
    const inner = rest.length === 0 ? value : (put(membersOf(members[step]), rest) as Json);
    const { [step]: _, ...others } = members;
    const gone = inner === undefined || (rest.length > 0 && Object.keys(membersOf(inner)).length === 0);
    // Where it stood, it stays: the order of fields is the user's.
    if (gone) return others;
    return step in members ? { ...members, [step]: inner } : { ...others, [step]: inner };
  };
  return put(spec, stepsOf(pointer));
}

/** The keys and indices on the way: `/vaults/0/vault_id` -> `["vaults", "0", "vault_id"]`. */
export const stepsOf = (pointer: string): string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));

/** The pointer to a member or an item of what `pointer` leads to. */
export const pointerTo = (pointer: string, member: string | number): string =>
  `${pointer}/${String(member).replaceAll("~", "~0").replaceAll("/", "~1")}`;

/** Whether a merge patch (RFC 7396) decides what is at a pointer: it has something there, or replaces something around it. */
export function isGivenBy(patch: unknown, pointer: string): boolean {
  let value = patch;
  for (const step of stepsOf(pointer)) {
    if (!isMapping(value)) return true;
    if (!Object.hasOwn(value, step)) return false;
    value = value[step];
  }
  return true;
}

/** Whether a pointer leads to a value or into it. */
export const isWithin = (pointer: string, outer: string): boolean =>
  pointer === outer || pointer.startsWith(`${outer}/`);

/** A JSON Pointer as people write it: `operation_definition.max_backups`. */
export const dotted = (pointer: string): string => pointer.slice(1).replaceAll("/", ".");
