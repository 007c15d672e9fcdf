/** Plans as they are shown, made now or read from a file, and what there is to say about them as findings with a place. Pure. */
import type { Outcome } from "../apply.ts";
import { dotted } from "../diff.ts";
import type { Change, Field, Hazard } from "../plan.ts";
import { type Address, type Live, type Policy, type Range, type Source, startOf } from "../policy.ts";
import type { Failure, Problem } from "../problem.ts";

/** A plan; every `Plan` is one. */
export interface ShownPlan {
  readonly stack: string;
  readonly base: string;
  readonly changes: readonly ShownChange[];
  readonly keep: number;
  readonly unmanaged?: number;
  readonly problems: readonly Problem[];
}

/** A change; every `Change` is one. */
export interface ShownChange {
  readonly action: Change["action"];
  readonly address: Address;
  readonly cause: Change["cause"];
  readonly fields: readonly ShownField[];
  readonly hazards: readonly Hazard[];
  /** Of what is there already. */
  readonly live?: Pick<Live, "id" | "name">;
  /** With what is around the fields; a plan that was read from a file does not have it. */
  readonly policy?: Pick<Policy, "spec" | "written" | "source" | "locate">;
  /** In its place: where the policy is written. */
  readonly source?: Source;
}

interface ShownField extends Field {
  readonly source?: Source;
}

/** What became of one stack: its plan, or why there is none. */
export interface StackResult {
  readonly stack: string;
  readonly plan?: ShownPlan;
  /** By change; for `apply` only. */
  readonly outcomes?: readonly Outcome[];
  readonly problems: readonly Problem[];
  readonly failure?: Failure;
  /** Sentences about changes that a saved plan does not have like this. */
  readonly leftAlone?: readonly string[];
  /** Of a plan that did not look at the cloud: with what it was compared instead. */
  readonly comparedWith?: string;
}

/** What such a plan says of itself. @param code how the other side is set apart from the sentence */
export const comparisonText = (comparedWith: string, code = (text: string): string => text): string =>
  `Compared with ${code(comparedWith)}, not with the cloud: drift is not shown.`;

/** Where the policy is written; undefined when it is not any more. */
export const sourceOf = ({ source, policy }: ShownChange): Source | undefined => source ?? policy?.source;

/** Where a field is written, or what is nearest around it. */
function rangeOf({ path, source }: ShownField, change: ShownChange): Range | undefined {
  if (source) return startOf(source);
  if (change.policy) return change.policy.locate(path);
  return change.source && startOf(change.source);
}

/** The same as a place. A new policy is nothing but new fields, so its own place says it all. */
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

/** With each hazard, at the policy that it is about. */
export const findingsOf = (results: readonly StackResult[]): Problem[] =>
  findings(results, (change) => change.hazards.map((hazard) => hazardFinding(hazard, change)));

function hazardFinding({ code, message }: Hazard, change: ShownChange): Problem {
  const source = sourceOf(change);
  const { address } = change;
  const finding = { severity: "warning", code, message: `${address}: ${message}`, address } as const;
  return source ? { ...finding, range: startOf(source) } : finding;
}

/** With what somebody else changed, a finding per field, at the line that says it. */
export const driftFindings = (results: readonly StackResult[]): Problem[] =>
  findings(results, (change) => (isDrift(change) ? driftOf(change) : []));

function driftOf(change: ShownChange): Problem[] {
  const { action, address } = change;
  const source = sourceOf(change);
  const finding = (message: string, range: Range | undefined): Problem => ({
    severity: "warning",
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
        action === "adopt"
          ? `${name} is ${said(after)}, and we did not make it so`
          : `${name} is ${said(before)}, and the files say ${said(after)}`;
      return finding(message, rangeOf(field, change));
    });
}
