/** Problems and failures as people read them in a terminal or a log. Pure: returns strings. */
import { printable } from "../model/invisible.ts";
import type { Failure, Problem } from "../model/problem.ts";
import { type Severity, severityOf } from "../model/rules.ts";
import type { Found, Part } from "./format.ts";
import type { Paint, Style } from "./paint.ts";

/**
 * `policies/prod/nightly.yaml:8:18: max_backups must be … [schema]`, and what to do below it.
 * @param frame lines to show between the two
 */
export function problemText(problem: Problem, paint: Paint, frame?: string): string {
  const { code, message, hint } = problem;
  const severity = severityOf(problem);
  const what = severity === "error" ? "" : `${severity}: `;
  const text = paint(problemStyle(problem), what + printable(message));
  const first = `${paint("bold", printable(placeOf(problem)))}${text} ${paint("dim", printable(`[${code}]`))}`;
  const below = [hint, stacksText(problem)].flatMap((line) => (line ? `  ${printable(line)}` : []));
  return [first, ...(frame ? [frame] : []), ...below].join("\n");
}

/** The most stacks that a sentence names. */
const NAMED = 3;
/** Of what is refused or hurts, and is one line. */
export const MANY_NAMED = 20;

/** `in 37 stacks: a, b, c and 34 more`; undefined for what is not in a shared document. */
export const stacksText = ({ stacks = [] }: Pick<Problem, "stacks">): string | undefined =>
  stacks.length === 0 ? undefined : `in ${plural(stacks.length, "stack")}: ${namesText(stacks)}`;

/** `a, b, c and 34 more`. */
export function namesText(names: readonly string[], most = NAMED): string {
  const more = names.length - most;
  return names.slice(0, most).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** The problems of shared documents once, and apart from the stacks that they concern. */
export function apart<R extends { readonly problems: readonly Problem[] }>(
  results: readonly R[],
): { readonly shared: readonly Problem[]; readonly results: readonly R[] } {
  const isShared = ({ stacks }: Problem) => stacks !== undefined;
  const shared = new Map(
    results.flatMap(({ problems }) => problems.filter(isShared)).map((one) => [JSON.stringify(one), one]),
  );
  if (shared.size === 0) return { shared: [], results };
  const others = results.map((one) => ({ ...one, problems: one.problems.filter((problem) => !isShared(problem)) }));
  return { shared: [...shared.values()], results: others };
}

export const STYLES = { error: "red", warning: "yellow", note: "cyan" } as const satisfies Record<Severity, Style>;
export const problemStyle = (problem: Problem): Style => STYLES[severityOf(problem)];

/** `policies/prod/nightly.yaml:8:18: `, else `BackupPolicy/nightly: `, else nothing. */
export const placeOf = ({ range, address }: Problem): string =>
  range ? `${range.file}:${range.start.line}:${range.start.column}: ` : address ? `${address}: ` : "";

export function countBySeverity(problems: readonly Problem[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, note: 0 };
  for (const problem of problems) counts[severityOf(problem)] += 1;
  return counts;
}

/** `6 errors and 1 warning in 2 files`. @param counts where they are not those of the problems */
export function problemCount(problems: readonly Problem[], counts = countBySeverity(problems)): string {
  const files = new Set(problems.flatMap(({ range }) => range?.file ?? [])).size;
  return countsText(counts) + (files > 0 ? ` in ${plural(files, "file")}` : "");
}

/** `2 errors, 1 warning and 1 note`; empty without any. */
export function countsText({ error, warning, note }: Record<Severity, number>): string {
  const parts = (
    [
      [error, "error"],
      [warning, "warning"],
      [note, "note"],
    ] as const
  ).flatMap(([count, what]) => (count > 0 ? plural(count, what) : []));
  return [parts.slice(0, -1).join(", "), ...parts.slice(-1)].filter(Boolean).join(" and ");
}

/** `Valid: 12 policies in 2 stacks.` */
export const validText = ({ policies, stacks }: Pick<Found["problems"], "policies" | "stacks">, paint: Paint): string =>
  `${paint("green", "Valid:")} ${plural(policies, "policy", "policies")} in ${plural(stacks, "stack")}.\n`;

/** Problems without the lines of their files. */
export const problemLines = (problems: readonly Problem[], paint: Paint): string =>
  problems.map((problem) => `${problemText(problem, paint)}\n`).join("");

/** `prod: the cloud does not answer [cloud-unreachable]`, and what to do. */
export const failureLine = (stack: string, failure: Failure, paint: Paint): string =>
  `${printable(stack)}: ${failureText(failure, paint)}\n`;

export const plural = (count: number, noun: string, nouns = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : nouns}`;

/** A path as a shell wants it typed. */
export const shellWord = (path: string): string => (/^[\w./-]+$/.test(path) ? path : `"${path}"`);

/** What is wrong, what to do; never a stack trace. */
export function failureText(failure: Failure, paint: Paint): string {
  const { message, code, hint, cloudCode, status, requestId } = failure;
  const facts = [cloudCode, status && `HTTP ${status}`, requestId && `request ${requestId}`].filter(Boolean).join(", ");
  const first = `${paint("red", printable(message))} ${paint("dim", `[${code}]`)}`;
  return [first, ...(facts ? [paint("dim", printable(facts))] : []), ...(hint ? [printable(hint)] : [])].join("\n  ");
}

/** Nothing for an empty text. */
export const out = (text: string): Part[] => (text === "" ? [] : [{ to: "out", text }]);
export const err = (text: string): Part[] => (text === "" ? [] : [{ to: "err", text }]);
