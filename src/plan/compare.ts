/** Two specs -> the fields in which they differ, and the lines of YAML that show it. Pure. */
import { structuredPatch } from "diff";
import { stringify } from "yaml";
import { kindFacts } from "../generated/facts.ts";
import type { FieldDifference } from "../model/change.ts";
import { pointerTo, valueIn, withValue } from "../model/pointer.ts";
import {
  type Address,
  isMapping,
  type Json,
  kindOf,
  membersOf,
  type Spec,
  sameJson,
  type VaultNames,
} from "../model/policy.ts";

/**
 * The fields whose meaning differs, in any order. Values are shown as written; a default that is not
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
  const paths = [...new Set([...Object.keys(old), ...Object.keys(next)])];
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

/** The same with its fields as people see them: metadata, then the spec as the contract lists it. */
export function inContractOrder<C extends { readonly address: Address; readonly fields: readonly FieldDifference[] }>(
  change: C,
): C {
  const { order } = kindFacts[kindOf(change.address)];
  const rank = ({ path }: FieldDifference) => {
    if (path.startsWith("/metadata/")) return -1;
    const index = order.indexOf(path);
    return index === -1 ? order.length : index;
  };
  // By path where the contract does not decide, so that equal changes are equal bytes.
  return { ...change, fields: [...change.fields].sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1)) };
}

/** One line of a unified diff. */
export interface DiffLine {
  readonly sign: "+" | "-" | " ";
  readonly text: string;
}

/**
 * The YAML of a change as a unified diff. Unchanged fields are shown as the file has them, not as
 * the cloud has them, so that only real differences stand out.
 */
export function yamlDiff({ action, address, fields, policy }: Diffable): DiffLine[] {
  if (fields.length === 0) return [];
  // Metadata comes first, as in a document.
  const layout = {
    order: ["/metadata", ...kindFacts[kindOf(address)].order],
    vaults: policy?.vaultNames ?? {},
  };
  const rewind = (spec: Spec) => fields.reduce((old, { path, before }) => withValue(old, path, before), spec);
  if (!policy) {
    const before = rewind({});
    return lines(
      before,
      fields.reduce((spec, { path, after }) => withValue(spec, path, after), before),
      layout,
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
  return lines(action === "create" ? {} : rewind(after), after, layout);
}

/** A change; without the policy, as in a saved plan, only its fields are shown. */
interface Diffable {
  readonly action: string;
  readonly address: Address;
  readonly fields: readonly FieldDifference[];
  readonly policy?: { readonly spec: Spec; readonly vaultNames?: VaultNames | undefined };
}

interface Layout {
  /** Of fields, as JSON Pointers. */
  readonly order: readonly string[];
  readonly vaults: VaultNames;
}

/** With vaults as the document gives them. */
function withNames(spec: Spec, names: VaultNames): Spec {
  if (Object.keys(names).length === 0 || !Array.isArray(spec.vaults)) return spec;
  const shownAs = ([field, id]: [string, Json]): [string, Json] => {
    const name = names[String(id)];
    return name === undefined ? [field, id] : [field.replace(/_id$/, ""), name];
  };
  const vaults = spec.vaults.map((binding) => Object.fromEntries(Object.entries(membersOf(binding)).map(shownAs)));
  return { ...spec, vaults };
}

/** Unchanged lines that are shown before and after a change. */
const AROUND = 3;

function lines(before: Spec, after: Spec, { order, vaults }: Layout): DiffLine[] {
  const [old, next] = [before, after].map((spec) => yamlOf(ordered(withNames(spec, vaults), order))) as [
    string,
    string,
  ];
  const { hunks } = structuredPatch("", "", old, next, "", "", { context: Number.MAX_SAFE_INTEGER });
  return abridged(
    hunks.flatMap((hunk) =>
      hunk.lines
        .filter((line) => !line.startsWith("\\"))
        .map((line) => ({ sign: line.charAt(0) as DiffLine["sign"], text: line.slice(1) })),
    ),
  );
}

/** Changed lines with their surroundings and the fields that contain them; `…` for what is left out. */
function abridged(all: readonly DiffLine[]): DiffLine[] {
  const isShown = new Set<number>();
  for (const [index, { sign }] of all.entries()) {
    if (sign === " ") continue;
    for (let near = index - AROUND; near <= index + AROUND; near += 1) if (all[near]) isShown.add(near);
  }
  const near = new Set(isShown);
  for (const index of near) {
    // In a long list, the line before has the same fields around it.
    const [before, line] = [all[index - 1], all[index]];
    const isNext = before && line && before.sign === line.sign && indentOf(before) === indentOf(line);
    if (isNext && near.has(index - 1)) continue;
    for (const outer of outersOf(all, index)) isShown.add(outer);
  }
  const last = all.findLastIndex((_, index) => isShown.has(index));
  return all.flatMap((line, index): DiffLine[] => {
    if (isShown.has(index)) return [line];
    // Once per row of lines. Before the first shown line nothing needs explaining, after the last only an open field.
    const begins = isShown.has(index - 1);
    const ends = index > last;
    const opens = all[index - 1]?.text.endsWith(":");
    return begins && (!ends || opens) ? [{ sign: " ", text: `${" ".repeat(indentOf(line))}…` }] : [];
  });
}

/** The lines of the fields around a line, on its side of the difference. */
function* outersOf(all: readonly DiffLine[], index: number): Generator<number> {
  const { sign } = all[index] as DiffLine;
  let indent = indentOf(all[index] as DiffLine);
  for (let at = index - 1; at >= 0 && indent > 0; at -= 1) {
    const line = all[at] as DiffLine;
    if (indentOf(line) >= indent || (line.sign !== " " && line.sign !== sign)) continue;
    indent = indentOf(line);
    yield at;
  }
}

const indentOf = ({ text }: DiffLine): number => text.length - text.trimStart().length;

/** The same with its fields in an order of JSON Pointers, and those that are not in it after them. */
export function ordered(spec: Spec, order: readonly string[], at = ""): Spec {
  const rank = (name: string) => {
    const index = order.indexOf(pointerTo(at, name));
    return index === -1 ? order.length : index;
  };
  return Object.fromEntries(
    Object.entries(spec)
      .sort(([a], [b]) => rank(a) - rank(b))
      .map(([name, value]): [string, Json] => [
        name,
        isMapping(value) ? (ordered(value as Spec, order, pointerTo(at, name)) as Json) : value,
      ]),
  );
}

/** A line per value: a text of several lines could look like fields. */
const yamlOf = (spec: Spec): string =>
  Object.keys(spec).length === 0 ? "" : stringify(spec, { blockQuote: false, lineWidth: 0 });
