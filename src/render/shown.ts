/** Plans as they are shown, made now or read from a file, and what there is to say about them as findings with a place. Pure. */

import type { Hazard, StackChange } from "../model/change.ts";
import { type Range, type Source, startOf } from "../model/place.ts";
import { dotted } from "../model/pointer.ts";
import { hazardRank, sameJson } from "../model/policy.ts";
import { clipped, type Problem } from "../model/problem.ts";
import type { LeftAlone, ShownChange, ShownField, StackResult } from "../model/result.ts";

/** `BackupPolicy/a is not in the saved plan, and is left alone`. */
export const leftText = ({ change, why }: LeftAlone): string => `${change.address} ${why}, and is left alone`;

/** What such a plan says of itself. @param code how the other side is set apart from the sentence */
export const comparisonText = (comparedWith: string, code = (text: string): string => text): string =>
  `Compared with ${code(comparedWith)}, not with the cloud: drift is not shown.`;

/** What is live and stays, though no document can say it: `kept: cross_account_urn`. */
export const keptText = ({ kept = [] }: ShownChange): string[] =>
  kept.length === 0 ? [] : [`kept: ${clipped(kept.join(", "), 200)}`];

/** Where the policy is written; undefined when it is not any more. */
export const sourceOf = ({ source, policy }: ShownChange): Source | undefined => source ?? policy?.source;

/** Where a field is written, or what is nearest around it. */
function rangeOf({ range }: ShownField, change: ShownChange): Range | undefined {
  const source = sourceOf(change);
  return range ?? (source && startOf(source));
}

/** The same as a place. All fields of a new policy are new, so its own place is enough. */
export function fieldSource(field: ShownField, change: ShownChange): Source | undefined {
  if (change.action === "create") return undefined;
  const range = rangeOf(field, change);
  return range && { file: range.file, ...range.start };
}

/** Whether somebody else changed something; otherwise only we did, in the files, and did not apply it yet. */
export const isDrift = ({ cause, fields }: ShownChange): boolean =>
  cause === "drift" || fields.some((field) => field.cause === "drift");

/** The problems of stacks and of their plans, and what there is to find in each change. */
const findings = (results: readonly StackResult[], inChange: (change: ShownChange) => Problem[]): Problem[] =>
  results.flatMap(({ problems, plan }) => [
    ...problems,
    ...(plan?.problems ?? []),
    ...(plan?.changes ?? []).flatMap(inChange),
  ]);

/**
 * With each hazard, at the policy that it is about, and each change of stack.yaml. Of warnings, GitHub shows ten: first come
 * the hazards, one of each kind and the worst first, so that many of one kind hide no other; then stack.yaml.
 */
export function findingsOf(results: readonly StackResult[]): Problem[] {
  const settings = results.flatMap(({ stackChanges = [] }) => stackChanges);
  const hazards = [
    ...settings.flatMap((setting) => setting.hazards.map((hazard) => settingFinding(setting, hazard))),
    ...results.flatMap(({ plan }) =>
      (plan?.changes ?? []).flatMap((change) => change.hazards.map((hazard) => hazardFinding(hazard, change))),
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

function hazardFinding({ code, message, allowedBy }: Hazard, change: ShownChange): Problem {
  const source = sourceOf(change);
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

/** With what somebody else changed, a finding per field, at the line that says it. */
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
  if (action === "create") return [finding("somebody removed it", whole)];
  if (action === "forget") return [finding("somebody removed it, and the files do not have it any more", whole)];
  return change.fields
    .filter(({ cause }) => cause === "drift")
    .map((field) => {
      const { path, before, after } = field;
      const name = dotted(path);
      const said = (value: unknown) => (value === undefined ? "not set" : JSON.stringify(value));
      const message =
        action === "adopt" || sameJson(before, after)
          ? `${name} is ${said(after)}, and we did not make it so`
          : `${name} is ${said(before)}, and the files say ${said(after)}`;
      return finding(message, rangeOf(field, change));
    });
}
