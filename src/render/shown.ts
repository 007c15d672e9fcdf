/** What every format shows of a plan, whether made now or read from a file: sentences, places and findings. Pure. */

import type { Hazard, StackChange } from "../model/change.ts";
import { grouped } from "../model/grouped.ts";
import { printable } from "../model/invisible.ts";
import { type Range, type Source, startOf } from "../model/place.ts";
import { dotted } from "../model/pointer.ts";
import { hazardRank, type Json } from "../model/policy.ts";
import { clipped, type Problem } from "../model/problem.ts";
import type { LeftAlone, ShownChange, ShownField, StackResult } from "../model/result.ts";
import type { Part, View } from "./format.ts";
import { apart, err, failureLine, plural } from "./text.ts";

/** `BackupPolicy/a is not in the saved plan, and is left alone`. */
export const leftText = ({ change, why }: LeftAlone): string => `${change.address} ${why}, and is left alone`;

/** What a plan that did not look at the cloud begins with. @param code sets the other side apart from the sentence */
export const comparisonText = (comparedWith: string, code = (text: string): string => text): string =>
  `Compared with ${code(comparedWith)}, not with the cloud: drift is not shown.`;

/** What has no place in a file: with what an offline plan was compared, and why a stack has no plan. */
export const unplaced = (results: readonly StackResult[], { paintErr }: Pick<View, "paintErr">): Part[] =>
  results.flatMap(({ stack, failure, comparedWith }) => [
    ...(comparedWith === undefined ? [] : err(`${printable(`${stack}: ${comparisonText(comparedWith)}`)}\n`)),
    ...(failure ? err(failureLine(stack, failure, paintErr)) : []),
  ]);

/** What is live and stays, though no document can contain it: `kept: cross_account_urn`. */
export const keptText = ({ kept = [] }: ShownChange): string[] =>
  kept.length === 0 ? [] : [`kept: ${clipped(kept.join(", "), 200)}`];

/** Where the policy is written; undefined when it no longer is. */
export const sourceOf = ({ source, policy }: ShownChange): Source | undefined => source ?? policy?.source;

/** Where it is changed for this stack; undefined without a patch. */
export const patchOf = ({ patch, policy }: ShownChange): Source | undefined => patch ?? policy?.patch?.source;

/** `policies/shared/gold.yaml:1, changed by policies/prod/nightly.yaml:1`; "" when it is no longer written anywhere. */
export function writtenText(change: ShownChange): string {
  const [source, patch] = [sourceOf(change), patchOf(change)].map((one) => one && `${one.file}:${one.line}`);
  return [source, ...(patch ? [`changed by ${patch}`] : [])].filter(Boolean).join(", ");
}

/** Where a field is written, or what is nearest around it. */
function rangeOf({ range }: ShownField, change: ShownChange): Range | undefined {
  const source = sourceOf(change);
  return range ?? (source && startOf(source));
}

/** The same as a place. Every field of a new policy is new, so the place of the policy is enough, except for its patch. */
export function fieldSource(field: ShownField, change: ShownChange): Source | undefined {
  const range = change.action === "create" ? field.range : rangeOf(field, change);
  return range && { file: range.file, ...range.start };
}

/** Whether something was changed outside of Holdfast; otherwise only the files changed, and were not applied yet. */
export const isDrift = ({ cause, fields }: ShownChange): boolean =>
  cause === "drift" || fields.some((field) => field.cause === "drift");

/** How many fields are listed. */
const MAX_HAPPENED = 5;

/**
 * What another user changed in the cloud, in the direction in which it happened: `retention_duration_days: 30 → 3`. The
 * difference of an update is the repair, which goes the other way.
 */
export function happenedTo({ action, fields, hazards }: ShownChange): string[] {
  // What takes the place of a policy that is gone has no values from before.
  if (action !== "update" || hazards.some(({ code }) => code === "takes-over")) return [];
  const drifted = fields.filter(({ cause }) => cause === "drift");
  const lines = drifted
    .slice(0, MAX_HAPPENED)
    .map(({ path, applied, before }) => `${dotted(path)}: ${valueText(applied)} → ${valueText(before)}`);
  const more = drifted.length - MAX_HAPPENED;
  return more > 0 ? [...lines, `and ${plural(more, "more field")}`] : lines;
}

const valueText = (value: Json | undefined): string =>
  value === undefined ? "not set" : clipped(JSON.stringify(value), 100);

/** The problems of stacks and of their plans, and the findings in each change. */
function findings(all: readonly StackResult[], inChange: (change: ShownChange) => Problem[]): Problem[] {
  const { shared, results } = apart(all);
  const others = results.flatMap(({ problems, plan }) => [
    ...problems,
    ...(plan?.problems ?? []),
    ...(plan?.changes ?? []).flatMap(inChange),
  ]);
  return [...shared, ...others];
}

/**
 * With each hazard, at the policy that it is about, and each change of stack.yaml. GitHub shows ten warnings: the
 * hazards come first, one of each kind and the worst first, so that many of one kind hide no other; then stack.yaml.
 */
export function findingsOf(results: readonly StackResult[]): Problem[] {
  const settings = results.flatMap(({ stackChanges = [] }) => stackChanges);
  const hazards = [
    ...settings.flatMap((setting) => setting.hazards.map((hazard) => settingFinding(setting, hazard))),
    ...onceForAll(
      results.flatMap(({ stack, plan }) =>
        (plan?.changes ?? []).flatMap((change) =>
          change.hazards.map((hazard) => ({ stack, finding: hazardFinding(hazard, change) })),
        ),
      ),
    ),
  ].sort((a, b) => hazardRank(a.code) - hazardRank(b.code));
  const firsts = new Set(new Map(hazards.toReversed().map((finding) => [finding.code, finding])).values());
  return [
    ...hazards.filter((finding) => firsts.has(finding)),
    ...settings.filter((setting) => setting.hazards.length === 0).map((setting) => settingFinding(setting)),
    ...hazards.filter((finding) => !firsts.has(finding)),
    ...findings(results, () => []),
  ];
}

/** What is equal in several stacks, as the change of a shared document is, once and with these. */
function onceForAll(found: readonly { readonly stack: string; readonly finding: Problem }[]): Problem[] {
  const equal = grouped(found, ({ finding }) => JSON.stringify(finding));
  return [...equal.values()].flatMap((same) => {
    const stacks = same.map(({ stack }) => stack);
    return same.slice(0, 1).map(({ finding }) => (stacks.length > 1 ? { ...finding, stacks } : finding));
  });
}

function hazardFinding({ code, message, allowedBy }: Hazard, change: ShownChange): Problem {
  const patch = patchOf(change);
  const isPatched = patch !== undefined && change.fields.some(({ range }) => range?.file === patch.file);
  const source = isPatched ? patch : sourceOf(change);
  const { address } = change;
  const allowed = allowedBy === undefined ? "" : `; allowed by ${allowedBy}`;
  const finding = { code, message: `${address}: ${message}${allowed}`, address };
  return source ? { ...finding, range: startOf(source) } : finding;
}

const settingFinding = ({ message, source }: StackChange, hazard?: Hazard): Problem => ({
  code: hazard?.code ?? "stack-changed",
  message: hazard ? `${hazard.message}: ${message}` : message,
  range: startOf(source),
});

/** With a finding for each field that was changed outside of Holdfast, at its line in the files. */
export const driftFindings = (results: readonly StackResult[]): Problem[] =>
  findings(results, (change) => (isDrift(change) ? driftOf(change) : []));

function driftOf(change: ShownChange): Problem[] {
  const { action, address } = change;
  const source = sourceOf(change);
  const finding = (message: string, range: Range | undefined): Problem => ({
    code: "drift",
    message: `${address}: ${message}`,
    hint: "apply to put it back, or change the file to keep it",
    address,
    ...(range && { range }),
  });
  const whole = source && startOf(source);
  if (action === "create") return [finding("deleted outside of Holdfast", whole)];
  if (action === "forget") return [finding("deleted outside of Holdfast, and no longer in the files", whole)];
  return change.fields
    .filter(({ cause }) => cause === "drift")
    .map((field) => {
      const { path, before, after, applied } = field;
      const now = action === "adopt" ? after : before;
      const message = `${dotted(path)}: ${valueText(applied)} → ${valueText(now)}, changed outside of Holdfast`;
      return finding(message, rangeOf(field, change));
    });
}
