/**
 * Problems as annotations of a pull request: the workflow commands of GitHub Actions. Pure.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
import { printable } from "../model/invisible.ts";
import type { Range } from "../model/place.ts";
import { isError, isNote, type Problem } from "../model/problem.ts";
import type { Severity } from "../model/rules.ts";
import type { Format, Part } from "./format.ts";
import { driftFindings, findingsOf, unplaced } from "./shown.ts";
import { countsText, out, placeOf, problemCount, stacksText, validText } from "./text.ts";

export const format: Pick<Format, "problems" | "plans" | "drift"> = {
  problems: ({ problems, ...found }) =>
    problems.length > 0 ? annotations(problems) : out(validText(found, (_, text) => text)),
  async plans({ results }, view) {
    const { summaryText } = await import("./plans.ts");
    return [...annotations(findingsOf(results)), ...unplaced(results, view), ...out(summaryText(results))];
  },
  drift: ({ results }, view) => [...annotations(driftFindings(results)), ...unplaced(results, view)],
};

const annotations = (problems: readonly Problem[]): Part[] => [{ to: "annotate", text: problemsGithub(problems) }];

/** Of each severity, per step. https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations */
const SHOWN = 10;

/**
 * A command per problem, errors first, since only the first ten of each are shown; then one line for the log.
 * Notes are only in the log.
 * @param options.asErrors what is a warning elsewhere refuses this run
 */
export function problemsGithub(problems: readonly Problem[], { asErrors = false } = {}): string {
  const errors = problems.filter((problem) => asErrors || isError(problem));
  const warnings = problems.filter((problem) => !errors.includes(problem) && !isNote(problem));
  const notes = problems.filter((problem) => !errors.includes(problem) && isNote(problem));
  const counts = { error: errors.length, warning: warnings.length, note: notes.length };
  return [
    ...errors.map((problem) => command("error", problem)),
    ...warnings.map((problem) => command("warning", problem)),
    ...notes.map((problem) => printable(`${placeOf(problem)}note: ${problem.message} [${problem.code}]`)),
    summary(problems, counts),
    "",
  ].join("\n");
}

function summary(problems: readonly Problem[], counts: Record<Severity, number>): string {
  const hidden = countsText({ error: counts.error - SHOWN, warning: counts.warning - SHOWN, note: 0 });
  const limit = `GitHub annotates ${SHOWN} errors and ${SHOWN} warnings of a step; only in this log: ${hidden}`;
  return problemCount(problems, counts) + (hidden ? ` (${limit})` : "");
}

function command(severity: Severity, problem: Problem): string {
  const { code, message, hint, range } = problem;
  const properties = { ...(range && placeIn(range)), title: code };
  const stated = Object.entries(properties).map(([name, value]) => `${name}=${escapedProperty(String(value))}`);
  // The log shows the message alone, so the place is repeated in it.
  const below = [hint, stacksText(problem)].flatMap((line) => (line ? printable(line) : []));
  const lines = [printable(placeOf(problem) + message), ...below].join("\n");
  return `::${severity} ${stated.join(",")}::${escaped(lines)}`;
}

/**
 * Columns are given only within a line: the runner drops them from longer ranges (`ValidateLinesAndColumns` in
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs). GitHub does not
 * document whether `endColumn` is exclusive (https://github.com/github/docs/issues/40038); linters write it as if it
 * were.
 */
function placeIn({ file, start, end }: Range) {
  const lastLine = end.line > start.line && end.column === 1 ? end.line - 1 : end.line;
  if (lastLine > start.line) return { file, line: start.line, endLine: lastLine };
  const place = { file, line: start.line, col: start.column };
  return end.line === start.line && end.column > start.column
    ? { ...place, endLine: end.line, endColumn: end.column }
    : place;
}

// https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
const escaped = (text: string): string => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const escapedProperty = (text: string): string => escaped(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
