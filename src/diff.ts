/** Two specs -> the fields in which they differ, and the lines of YAML that show it. Pure. */
import { structuredPatch } from "diff";
import { stringify } from "yaml";
import type { Kind } from "./kinds/kind.ts";
import { type Json, membersOf, type Spec, sameJson } from "./policy.ts";

export interface FieldDifference {
  readonly path: string;
  readonly before?: Json;
  readonly after?: Json;
}

/**
 * The fields that mean something else, in the order of their paths. The values are as they are written; a default that
 * is written nowhere appears as itself.
 * @param before undefined: there is none yet; `after` undefined: there is to be none
 */
export function fieldsBetween(kind: Kind, before: Spec | undefined, after: Spec | undefined): FieldDifference[] {
  const old = before ? kind.meaning(before) : {};
  const next = after ? kind.meaning(after) : {};
  const paths = [...new Set([...Object.keys(old), ...Object.keys(next)])].sort();
  return paths
    .filter((path) => !sameJson(old[path], next[path]))
    .map((path) => ({
      path,
      ...shown("before", before && valueIn(before, path), old[path]),
      ...shown("after", after && valueIn(after, path), next[path]),
    }));
}

const shown = (side: "before" | "after", written: Json | undefined, meant: Json | undefined) => {
  const value = written ?? meant;
  return value === undefined ? {} : { [side]: value };
};

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

/** One line of a unified diff. */
export interface DiffLine {
  readonly sign: "+" | "-" | " ";
  readonly text: string;
}

/**
 * The YAML of a change as a unified diff, `…` between hunks. What did not change is shown in the words of the file, not
 * in those of the cloud, so that only real differences stand out.
 */
export function yamlDiff({ action, fields, policy }: Diffable): DiffLine[] {
  if (fields.length === 0) return [];
  const rewind = (spec: Spec) => fields.reduce((old, { path, before }) => withValue(old, path, before), spec);
  if (!policy) {
    const before = rewind({});
    return lines(
      before,
      fields.reduce((spec, { path, after }) => withValue(spec, path, after), before),
    );
  }
  const outside = fields.filter(({ path }) => path.startsWith("/metadata/"));
  const metadata = outside.reduce((all, { path, after }) => withValue(all, path, after), {} as Spec);
  // Beside what the file says, the cloud may have what we do not know.
  const spec = fields
    .filter(({ path, after }) => !outside.some((one) => one.path === path) && after !== undefined)
    .reduce(
      (all, { path, after }) => (valueIn(all, path) === undefined ? withValue(all, path, after) : all),
      policy.spec,
    );
  const after = { ...metadata, ...spec };
  return lines(action === "create" ? {} : rewind(after), after);
}

/** A change; without the policy, as in a saved plan, only its fields are shown. */
interface Diffable {
  readonly action: string;
  readonly fields: readonly FieldDifference[];
  readonly policy?: { readonly spec: Spec };
}

function lines(before: Spec, after: Spec): DiffLine[] {
  const { hunks } = structuredPatch("", "", yamlOf(before), yamlOf(after), "", "", { context: 3 });
  return hunks.flatMap((hunk, index): DiffLine[] => [
    ...(index > 0 ? [{ sign: " ", text: "…" } as const] : []),
    ...hunk.lines
      .filter((line) => !line.startsWith("\\"))
      .map((line) => ({ sign: line.charAt(0) as DiffLine["sign"], text: line.slice(1) })),
  ]);
}

/** A line per value, whatever is in it: a text of several lines could look like fields of ours. */
const yamlOf = (spec: Spec): string =>
  Object.keys(spec).length === 0 ? "" : stringify(spec, { blockQuote: false, lineWidth: 0 });
