/** The plans of several stacks as people read them in a terminal or a log. Pure: returns strings. */
import stringWidth from "string-width";
import { kinds } from "../kinds/index.ts";
import type { Outcome } from "../model/change.ts";
import { defined } from "../model/defined.ts";
import { grouped } from "../model/grouped.ts";
import { printable } from "../model/invisible.ts";
import { clipped, type Failure, isError } from "../model/problem.ts";
import type { ShownChange, ShownPlan, StackResult } from "../model/result.ts";
import { changeLines } from "./compact.ts";
import type { Paint } from "./paint.ts";
import {
  applySummary,
  changeText,
  driftSummary,
  hazardText,
  type PlanView,
  planSummary,
  stackChangesText,
} from "./plan.ts";
import { comparisonText, isDrift, leftText, sourceOf } from "./shown.ts";
import { apart, failureText, MANY_NAMED, namesText, plural, problemLines } from "./text.ts";

/** Stack by stack; policies that are not managed are counted once for all of them. */
export function plansText(all: readonly StackResult[], view: PlanView): string {
  const [only, ...more] = all;
  if (only && more.length === 0) return partsOf(only, view).map(block).join("");
  const { results: failing, texts: failures } = withoutSharedFailures(all, view.paint);
  const { shared, results: alone } = apart(failing);
  const { groups, results } = view.compact ? sameInAll(alone) : { groups: [], results: alone };
  const texts = results.map((result) => {
    const parts = partsOf(withoutUnmanaged(result), view);
    const title = view.paint("bold", printable(result.stack));
    return parts.length === 0 ? "" : [title, ...parts].map(block).join("");
  });
  const plans = results.flatMap(({ plan }) => (plan?.unmanaged?.length ? plan : []));
  const above = shared.length > 0 ? block(problemLines(shared, view.paint).trimEnd()) : "";
  const same = groups.map(({ stacks, changes }) => {
    const title = `the same in ${plural(stacks.length, "stack")}: ${namesText(stacks, MANY_NAMED)}`;
    const { paint, compact = { columns: view.columns ?? 0 } } = view;
    return block(paint("bold", printable(title))) + block(changeLines(changes, { ...compact, paint }));
  });
  const unmanaged = plans.length > 0 ? block(unmanagedCount(plans, view.paint)) : "";
  return above + same.join("") + texts.join("") + failures.map(block).join("") + unmanaged;
}

/** Changes whose lines are equal in several stacks, as those of a shared document are, by these stacks; and the others. */
function sameInAll(results: readonly StackResult[]) {
  const lines = results.flatMap(({ stack, plan }) =>
    (plan?.changes ?? []).map((change) => ({ stack, change, line: lineKey(change) })),
  );
  const equal = [...grouped(lines, ({ line }) => line).values()].filter((same) => same.length > 1);
  const shared = new Set(equal.flat().map(({ change }) => change));
  const byStacks = grouped(
    equal.flatMap((same) => same.slice(0, 1).map(({ change }) => ({ change, stacks: same.map(({ stack }) => stack) }))),
    ({ stacks }) => JSON.stringify(stacks),
  );
  return {
    groups: [...byStacks.values()].map((group) => ({
      stacks: group[0].stacks,
      changes: group.map(({ change }) => change),
    })),
    results: results.map((result): StackResult => {
      const { plan } = result;
      return plan ? { ...result, plan: { ...plan, changes: plan.changes.filter((one) => !shared.has(one)) } } : result;
    }),
  };
}

function lineKey(change: ShownChange): string {
  const { address, action, cause, fields, hazards } = change;
  const values = fields.map(({ path, before, after, cause: why }) => [path, before, after, why]);
  return JSON.stringify([address, action, cause, values, hazards, sourceOf(change)]);
}

/** A failure that several stacks have is shown once, with their names. */
function withoutSharedFailures(results: readonly StackResult[], paint: Paint) {
  const failed = results.filter(({ failure }) => failure);
  const groups = [...grouped(failed, ({ failure }) => failureText(failure as Failure, unpainted)).values()];
  const shared = groups.filter(({ length }) => length > 1);
  const gone = new Set(shared.flat());
  return {
    results: results.map((result): StackResult => (gone.has(result) ? withoutFailure(result) : result)),
    texts: shared.map((group) => {
      const names = namesText(group.map(({ stack }) => stack));
      const [first] = group;
      return `${paint("bold", printable(names))}\n${failureText(first.failure as Failure, paint)}`;
    }),
  };
}

const unpainted: Paint = (_, text) => text;

const withoutFailure = ({ stack, problems, stackChanges }: StackResult): StackResult => ({
  became: "broken",
  stack,
  problems,
  ...defined({ stackChanges }),
});

const block = (text: string): string => `${text}\n\n`;

const withoutUnmanaged = (result: StackResult): StackResult =>
  result.plan ? { ...result, plan: { ...result.plan, unmanaged: [] } } : result;

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

/** A block per change, then what is not managed. Ends without a newline; empty when there is nothing to show. */
export function planText(plan: ShownPlan, view: PlanView): string {
  const { paint, compact } = view;
  const shared = sharedHazards(plan.changes);
  const blocks =
    compact && plan.changes.length > 0
      ? [changeLines(plan.changes, { ...compact, paint })]
      : plan.changes.map((change) => changeText(change, view, shared));
  if (shared.size > 0) blocks.push([...shared].map((text) => paint("red", `! ${text}`)).join("\n"));
  if (plan.problems.length > 0) blocks.push(problemLines(plan.problems, paint).trimEnd());
  if (plan.unmanaged && plan.unmanaged.length > 0) {
    blocks.push(isArrival(plan) || view.verbose ? unmanagedList(plan, paint) : unmanagedCount([plan], paint));
  }
  return blocks.join("\n\n");
}

/** What several changes of a stack have in common, such as how many deletes there are. */
function sharedHazards(changes: readonly ShownChange[]): Set<string> {
  const texts = changes.flatMap(({ hazards }) => [...new Set(hazards.map(hazardText))]);
  return new Set(texts.filter((text, index) => texts.indexOf(text) !== index));
}

/** Nothing is managed yet: the first look at a project, which may have a history. */
const isArrival = ({ keep, changes }: ShownPlan): boolean =>
  keep === 0 && changes.every(({ action, cause }) => action === "create" || cause === "unowned");

/** Of more, no person reads the list. */
const MAX_LISTED = 20;

function unmanagedList({ stack, unmanaged = [] }: ShownPlan, paint: Paint): string {
  const rows = unmanaged.slice(0, MAX_LISTED).map(({ kind, name = kinds[kind].singleton ?? "", id }) => ({
    address: printable(`${kind}/${clipped(name, 64)}`),
    id: printable(id),
  }));
  const width = Math.max(...rows.map(({ address }) => stringWidth(address)));
  const lines = rows.map(
    ({ address, id }) => `  ${address}${" ".repeat(width - stringWidth(address))}  ${paint("dim", id)}`,
  );
  const more = unmanaged.length - MAX_LISTED;
  return [
    `Not managed here: ${plural(unmanaged.length, "policy", "policies")}`,
    ...lines,
    ...(more > 0 ? [`  … and ${more} more, in --format json`] : []),
    `To manage them, write their documents: holdfast import --all --generate DIR ${printable(stack)}`,
  ].join("\n");
}

/** `12 policies here are not managed.` @param plans that have any */
function unmanagedCount(plans: readonly Pick<ShownPlan, "unmanaged">[], paint: Paint): string {
  const count = plans.reduce((sum, { unmanaged = [] }) => sum + unmanaged.length, 0);
  const where = plans.length === 1 ? "here" : `in ${plans.length} stacks`;
  return paint("dim", `${plural(count, `policy ${where} is`, `policies ${where} are`)} not managed.`);
}

/** Empty when no stack has a plan: "No changes." would claim what was not checked. */
export function summaryText(results: readonly StackResult[]): string {
  const plans = results.flatMap(({ plan }) => plan ?? []);
  const summary = plans.length === 0 ? "" : `${planSummary(plans.flatMap(({ changes }) => changes))}\n`;
  return notPlannedText(results) + summary;
}

/** What the summary is not about: `Not planned, because of errors: 1 policy of prod, and all of test.` */
function notPlannedText(results: readonly StackResult[]): string {
  const whole = results.flatMap(({ stack, became }) => (became === "broken" ? stack : []));
  const parts = results.flatMap(({ stack, plan }) => {
    const policies = new Set((plan?.problems ?? []).filter(isError).flatMap(({ address }) => address ?? []));
    return policies.size === 0 ? [] : `${plural(policies.size, "policy", "policies")} of ${stack}`;
  });
  const all = [...parts, ...(whole.length > 0 ? [`all of ${namesText(whole)}`] : [])];
  return all.length === 0 ? "" : `${printable(`Not planned, because of errors: ${all.join(", and ")}.`)}\n`;
}

/** The changes that were made outside of Holdfast, those that are due, and how many are only in the files. */
export function driftText(results: readonly StackResult[], view: PlanView): string {
  const only = (isMeant: (change: ShownChange) => boolean) =>
    results.map((result): StackResult => {
      const { plan } = result;
      return plan ? { ...result, plan: { ...plan, changes: plan.changes.filter(isMeant), unmanaged: [] } } : result;
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

/** Under their own heading: the cloud was not changed, and no review is needed. Empty when there are none. */
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

/** A signal came first. */
const isNotBegun = ({ status, failure }: Outcome): boolean => status === "skipped" && failure?.code === "interrupted";

/** A change that did not succeed, or was left alone, a line each; then how many succeeded. */
export function outcomesText(
  results: readonly StackResult[],
  paint: Paint,
  { complete }: { complete: boolean },
): string {
  const lines = results.flatMap(({ stack, outcomes = [], left = [] }) => [
    ...outcomes
      .filter((outcome) => outcome.status !== "ok" && !isNotBegun(outcome))
      .map(({ change, failure, status }) => {
        const why = failure ? failureText(failure, paint).replaceAll("\n", "\n  ") : status;
        return `${stack}: ${printable(change.address)}: ${why}\n`;
      }),
    ...left.filter(({ due }) => !due).map((one) => `${stack}: ${printable(leftText(one))}\n`),
  ]);
  const notBegun = results.flatMap(({ outcomes = [] }) => outcomes).filter(isNotBegun).length;
  if (notBegun > 0) lines.push(`interrupted: ${plural(notBegun, "change was", "changes were")} not begun\n`);
  if (!results.some(({ plan }) => plan)) return lines.join("");
  const outcomes = results.flatMap((result) => result.outcomes ?? []);
  return `${lines.join("")}${applySummary(outcomes, { complete })}\n`;
}
