/** The plans of several stacks as people read them in a terminal or a log. Pure: returns strings. */
import { countsOf } from "../model/change.ts";
import { printable } from "../model/invisible.ts";
import type { ShownChange, StackResult } from "../model/result.ts";
import type { Paint } from "./paint.ts";
import {
  applySummary,
  driftSummary,
  type PlanView,
  planSummary,
  planText,
  stackChangesText,
  unmanagedText,
} from "./plan.ts";
import { comparisonText, isDrift, leftText } from "./shown.ts";
import { failureText, plural, problemLines } from "./text.ts";

/** Stack by stack; policies that are not managed are counted once for all of them. */
export function plansText(results: readonly StackResult[], view: PlanView): string {
  const [only, ...more] = results;
  if (only && more.length === 0) return partsOf(only, view).map(block).join("");
  const texts = results.map((result) => {
    const parts = partsOf(withoutUnmanaged(result), view);
    const title = view.paint("bold", printable(result.stack));
    return parts.length === 0 ? "" : [title, ...parts].map(block).join("");
  });
  const counts = results.flatMap(({ plan }) => plan?.unmanaged || []);
  return texts.join("") + (counts.length > 0 ? block(unmanagedText(counts, view.paint)) : "");
}

const block = (text: string): string => `${text}\n\n`;

const withoutUnmanaged = (result: StackResult): StackResult =>
  result.plan ? { ...result, plan: { ...result.plan, unmanaged: 0 } } : result;

function partsOf({ plan, stackChanges = [], problems, failure, comparedWith }: StackResult, view: PlanView): string[] {
  const { paint } = view;
  return [
    ...(problems.length > 0 ? [problemLines(problems, paint).trimEnd()] : []),
    ...(failure ? [failureText(failure, paint)] : []),
    ...(stackChanges.length > 0 ? [stackChangesText(stackChanges, paint)] : []),
    ...(plan ? [planText(plan, view)].filter(Boolean) : []),
    ...(comparedWith === undefined ? [] : [paint("dim", printable(comparisonText(comparedWith)))]),
  ];
}

/** Empty when no stack has a plan: "No changes." would claim what was not checked. */
export function summaryText(results: readonly StackResult[]): string {
  const plans = results.flatMap(({ plan }) => plan ?? []);
  return plans.length === 0 ? "" : `${planSummary(countsOf(plans.flatMap(({ changes }) => changes)))}\n`;
}

/** The changes that were made outside of Holdfast, those that are due, and how many are only in the files. */
export function driftText(results: readonly StackResult[], view: PlanView): string {
  const only = (isMeant: (change: ShownChange) => boolean) =>
    results.map((result): StackResult => {
      const { plan } = result;
      return plan ? { ...result, plan: { ...plan, changes: plan.changes.filter(isMeant), unmanaged: 0 } } : result;
    });
  const drifted = only(isDrift);
  const due = only(({ cause }) => cause === "time");
  const count = (some: readonly StackResult[]) => some.flatMap(({ plan }) => plan?.changes ?? []).length;
  const text = plansText(drifted, view);
  if (!results.some(({ plan }) => plan)) return text;
  const found = count(drifted);
  const pending = count(results) - found - count(due);
  const ours = pending === 0 ? "" : ` ${plural(pending, "change")} of the files not applied yet: holdfast plan.`;
  return `${text}${driftSummary(found)}${ours}\n${dueText(due, view)}`;
}

/** Under their own heading: nobody changed the cloud, and nothing waits for a review. Empty when there are none. */
function dueText(due: readonly StackResult[], view: PlanView): string {
  const blocks = due.flatMap(({ stack, plan }) => {
    if (!plan || plan.changes.length === 0) return [];
    const title = due.length > 1 ? [view.paint("bold", printable(stack))] : [];
    return [...title, planText({ ...plan, problems: [] }, view)];
  });
  return blocks.length === 0
    ? ""
    : `\n${["Due:", ...blocks].join("\n\n")}\n\nTo carry this out: holdfast apply --due\n`;
}

/** A change that did not succeed, or was left alone, a line each; then how many succeeded. */
export function outcomesText(
  results: readonly StackResult[],
  paint: Paint,
  { complete }: { complete: boolean },
): string {
  const lines = results.flatMap(({ stack, outcomes = [], left = [] }) => [
    ...outcomes
      .filter(({ status }) => status !== "ok")
      .map(({ change, failure, status }) => {
        const why = failure ? failureText(failure, paint).replaceAll("\n", "\n  ") : status;
        return `${stack}: ${printable(change.address)}: ${why}\n`;
      }),
    ...left.filter(({ due }) => !due).map((one) => `${stack}: ${printable(leftText(one))}\n`),
  ]);
  if (!results.some(({ plan }) => plan)) return lines.join("");
  const done = results.flatMap(({ outcomes = [] }) => outcomes).filter(({ status }) => status === "ok");
  return `${lines.join("")}${applySummary(countsOf(done.map(({ change }) => change)), { complete })}\n`;
}
