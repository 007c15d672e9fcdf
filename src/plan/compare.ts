/** Two specs -> the fields in which they differ, and the lines of YAML that show it. Pure. */
import { structuredPatch } from "diff";
import { stringify } from "yaml";
import type { FieldDifference } from "../model/change.ts";
import { valueIn, withValue } from "../model/pointer.ts";
import { type Json, type Spec, sameJson } from "../model/policy.ts";

/**
 * The fields whose meaning differs, in the order of their paths. Values are shown as written; a default that is not
 * written is shown too.
 * @param meaning of their kind
 * @param before undefined for what is to be created
 * @param after undefined for what is to be deleted
 */
export function fieldsBetween(
  meaning: (spec: Spec) => Readonly<Record<string, Json>>,
  before: Spec | undefined,
  after: Spec | undefined,
): FieldDifference[] {
  const old = before ? meaning(before) : {};
  const next = after ? meaning(after) : {};
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

/** One line of a unified diff. */
export interface DiffLine {
  readonly sign: "+" | "-" | " ";
  readonly text: string;
}

/**
 * The YAML of a change as a unified diff, `…` between hunks. Unchanged fields are shown as the file has them, not as
 * the cloud has them, so that only real differences stand out.
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
  // The cloud may have members that the file does not have.
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

/** A line per value: a text of several lines could look like fields. */
const yamlOf = (spec: Spec): string =>
  Object.keys(spec).length === 0 ? "" : stringify(spec, { blockQuote: false, lineWidth: 0 });
