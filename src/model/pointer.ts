/** JSON Pointers (RFC 6901) into specs. Pure. */
import { type Json, membersOf, type Spec } from "./policy.ts";

/** The value at a JSON Pointer (RFC 6901); undefined where there is none. */
export function valueIn(spec: Spec, pointer: string): Json | undefined {
  return stepsOf(pointer).reduce<Json | undefined>((value, step) => membersOf(value)[step], spec as Json);
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

const stepsOf = (pointer: string): string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));

/** The pointer to a member of what `pointer` leads to. */
export const pointerTo = (pointer: string, member: string): string =>
  `${pointer}/${member.replaceAll("~", "~0").replaceAll("/", "~1")}`;

/** A JSON Pointer as people write it: `operation_definition.max_backups`. */
export const dotted = (pointer: string): string => pointer.slice(1).replaceAll("/", ".");
