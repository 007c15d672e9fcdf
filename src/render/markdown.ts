/**
 * Plans, outcomes and drift as Markdown, for pull requests, issues and the pages of runs. Pure: returns strings.
 *
 * Names, values and messages come from files and clouds that anybody may have written. They appear in code blocks, whose
 * fence is longer than any in them, or as code in which every sign that Markdown or HTML knows is an entity: they cannot
 * end a block, mention anybody, or become a link.
 */
import type { Outcome } from "../apply.ts";
import { yamlDiff } from "../diff.ts";
import { countsOf } from "../plan.ts";
import type { Failure, Problem } from "../problem.ts";
import { printable } from "./paint.ts";
import { applySummary, driftSummary, planSummary, reasonFor } from "./plan.ts";
import { comparisonText, isDrift, type ShownChange, type StackResult, sourceOf } from "./shown.ts";
import { placeOf } from "./text.ts";

const SIGNS = { create: "➕", update: "✏️", delete: "❌", adopt: "🔗", forget: "👋" } as const;

export interface MarkdownOptions {
  /** UTF-8 bytes that must not be passed; what does not fit is counted. */
  readonly maxBytes?: number;
  /** Where the rest is, when something is left out, as Markdown: `the summary of the run`. */
  readonly rest?: string;
  /** Markdown of our own around it. It counts. */
  readonly above?: string;
  readonly below?: string;
}

/** What would change: a line, a table, and behind it the difference of each change. */
export function plansMarkdown(results: readonly StackResult[], options: MarkdownOptions = {}): string {
  const changes = results.flatMap(({ plan }) => plan?.changes ?? []);
  const planned = results.some(({ plan }) => plan);
  const head = planned
    ? planSummary(countsOf(changes))
    : results.length === 0
      ? "There is nothing to plan."
      : "There is no plan.";
  return report(head, results, plannedPiece, options);
}

/** What somebody else changed. */
export function driftMarkdown(results: readonly StackResult[], options: MarkdownOptions = {}): string {
  const count = results.flatMap(({ plan }) => plan?.changes.filter(isDrift) ?? []).length;
  return report(
    driftSummary(count),
    results,
    (stack, change) => (isDrift(change) ? plannedPiece(stack, change) : []),
    options,
  );
}

/** What was done, and what was not. @param complete all that the files ask for */
export function appliedMarkdown(
  results: readonly StackResult[],
  complete: boolean,
  options: MarkdownOptions = {},
): string {
  const outcomes = results.flatMap((result) => result.outcomes ?? []);
  const done = outcomes.filter(({ status }) => status === "ok").map(({ change }) => change);
  return report(applySummary(countsOf(done), complete), results, appliedPiece, options, "outcome");
}

/** A row of the table, and the block that belongs to it. */
interface Piece {
  readonly row: string;
  readonly block: string;
}

type PieceOf = (stack: string, change: ShownChange, outcomes: StackResult["outcomes"]) => Piece | readonly Piece[];

function report(
  head: string,
  results: readonly StackResult[],
  pieceOf: PieceOf,
  { maxBytes = Number.POSITIVE_INFINITY, rest = "the log", above = "", below = "" }: MarkdownOptions,
  lastColumn = "why",
): string {
  const tableHead = `\n| | stack | policy | ${lastColumn} |\n|---|---|---|---|\n`;
  const pieces = results.flatMap(({ stack, plan, outcomes }) =>
    (plan?.changes ?? []).flatMap((change) => pieceOf(stack, change, outcomes)),
  );
  const lines = results.flatMap((result) => [...faultLines(result), ...comparisonLines(result)]);
  const top = `${above}**${head}**\n`;
  // What has no room is counted, so room for that sentence is kept.
  const frame = bytesOf(top) + bytesOf(tableHead) + bytesOf(more(pieces.length + lines.length, rest)) + bytesOf(below);
  const told = fitting(lines, bytesOf, maxBytes - frame);
  const shown = fitting(pieces, ({ row, block }) => bytesOf(row) + bytesOf(block), told.room);
  const left = pieces.length - shown.items.length + lines.length - told.items.length;
  return [
    top,
    ...told.items,
    ...(shown.items.length > 0 ? [tableHead, ...shown.items.map(({ row }) => row)] : []),
    ...shown.items.map(({ block }) => block),
    ...(left > 0 ? [more(left, rest)] : []),
    below,
  ].join("");
}

/** The first items that have room. Each is taken whole or not at all, and none behind one that is not. */
function fitting<T>(items: readonly T[], sizeOf: (item: T) => number, room: number) {
  let left = room;
  let count = 0;
  for (const item of items) {
    const size = sizeOf(item);
    if (size > left) break;
    left -= size;
    count += 1;
  }
  return { items: items.slice(0, count), room: left };
}

const more = (count: number, rest: string): string => `\n*${count} more, see ${rest}.*\n`;

const bytesOf = (text: string): number => Buffer.byteLength(text);

const plannedPiece = (stack: string, change: ShownChange): Piece => piece(stack, change, inert(reasonFor(change)));

function appliedPiece(stack: string, change: ShownChange, outcomes: StackResult["outcomes"]): Piece {
  const outcome = outcomes?.find((one) => one.change === change);
  return piece(stack, change, outcome ? outcomeIn(outcome) : "⛔ not begun");
}

const STATUSES = {
  ok: "✅ done",
  failed: "❗ failed",
  moved: "❗ not done",
  skipped: "❗ skipped",
  unknown: "❗ no answer",
};

const outcomeIn = ({ status, failure }: Outcome): string =>
  STATUSES[status] + (failure ? `: ${code(failure.message)}` : "");

function piece(stack: string, change: ShownChange, told: string): Piece {
  const { action, address, hazards } = change;
  const why = [told, ...hazards.map((hazard) => `⚠️ **${inert(hazard.code)}**`)].filter(Boolean).join(" ");
  const row = `| ${SIGNS[action]} ${action} | ${code(stack)} | ${code(address)} | ${why} |\n`;
  const source = sourceOf(change);
  const place = source ? ` ${code(`${source.file}:${source.line}`)}` : "";
  const warnings = hazards
    .map(({ code: hazard, message }) => `> ⚠️ **${inert(hazard)}**: ${code(message)}\n>\n`)
    .join("");
  const diff = yamlDiff(change).map(({ sign, text }) => `${sign} ${printable(text)}`.trimEnd());
  if (diff.length === 0 && warnings === "") return { row, block: "" };
  const body = [warnings, diff.length > 0 ? fenced(diff) : ""].filter(Boolean).join("\n");
  return {
    row,
    block: `\n<details><summary>${SIGNS[action]} ${code(address)}${place}</summary>\n\n${body}\n</details>\n`,
  };
}

function faultLines({ stack, problems, plan, failure, leftAlone = [] }: StackResult): string[] {
  return [
    ...leftAlone.map((told) => `\n- ❗ ${code(stack)} ${code(told)}\n`),
    ...[...problems, ...(plan?.problems ?? [])].map((problem) => problemLine(stack, problem)),
    ...(failure ? [failureLine(stack, failure)] : []),
  ];
}

const problemLine = (stack: string, problem: Problem): string =>
  `\n- ${problem.severity === "error" ? "❗" : "⚠️"} ${code(stack)} ${code(placeOf(problem) + problem.message)} ${inert(problem.code)}\n`;

const failureLine = (stack: string, { code: what, message, hint }: Failure): string =>
  `\n- ❗ ${code(stack)} ${code(message)} ${what}${hint ? `: ${code(hint)}` : ""}\n`;

const comparisonLines = ({ stack, comparedWith }: StackResult): string[] =>
  comparedWith === undefined ? [] : [`\n- ${code(stack)} ${comparisonText(comparedWith, code)}\n`];

/** A code block that nothing in it can end. */
function fenced(lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)));
  const fence = "`".repeat(longest + 1);
  return `${fence}diff\n${lines.join("\n")}\n${fence}\n`;
}

/** Text that is only text, in a table too; as code, where nobody is mentioned and nothing is linked. */
export const code = (text: string): string => `<code>${entities(text)}</code>`;

/** The same for a sentence: an @ with an invisible space behind it mentions nobody. */
const inert = (text: string): string => entities(text).replaceAll("&#64;", "&#64;&#8203;");

const entities = (text: string): string =>
  printable(text).replace(/[!-&*+.:<>?@[-`{-~]/g, (sign) => `&#${sign.charCodeAt(0)};`);
