/**
 * Plans, outcomes and drift as Markdown, for pull requests, issues and the pages of runs. Pure: returns strings.
 *
 * A comment has room for little of a large plan. What is kept, in this order: how often each hazard occurs; a row per
 * stack with a hazard; a row per change with a hazard, equal ones together; what is wrong; rows of other changes;
 * differences, long ones cut in the middle. So a change that hurts cannot be hidden among many, or long ones, that do
 * not.
 *
 * Names, values and messages come from files and clouds that others write. They appear in code blocks, whose fence is
 * longer than any in them, or as code in which every character that means something to Markdown or HTML is an entity:
 * they cannot end a block, mention a user, or become a link.
 */

import type { Hazard, Outcome, StackChange } from "../model/change.ts";
import { grouped, type Some } from "../model/grouped.ts";
import { printable } from "../model/invisible.ts";
import { hazardRank } from "../model/policy.ts";
import { clipped, type Failure, isError, isNote, type Problem } from "../model/problem.ts";
import type { ShownChange, StackResult } from "../model/result.ts";
import { yamlDiff } from "../plan/compare.ts";
import type { Format } from "./format.ts";
import { applySummary, driftSummary, planSummary, reasonFor } from "./plan.ts";
import { comparisonText, happenedTo, isDrift, keptText, patchOf, sourceOf } from "./shown.ts";
import { apart, MANY_NAMED, namesText, out, placeOf, plural } from "./text.ts";

export const format: Pick<Format, "plans" | "drift" | "outcomes"> = {
  plans: ({ results }) => out(plansMarkdown(results)),
  drift: ({ results }) => out(driftMarkdown(results)),
  outcomes: ({ results, complete }) => out(appliedMarkdown(results, { complete })),
};

const SIGNS = { create: "➕", update: "✏️", delete: "❌", adopt: "🔗", forget: "👋" } as const;

export interface MarkdownOptions {
  /** The most UTF-8 bytes; what does not fit is counted. */
  readonly maxBytes?: number;
  /** Where to find what is left out, as Markdown: `the summary of the run`. */
  readonly rest?: string;
  /** Markdown around it, which counts towards the limit. */
  readonly above?: string;
  readonly below?: string;
}

/** What would change: a line, a table, and then the difference of each change. */
export function plansMarkdown(results: readonly StackResult[], options: MarkdownOptions = {}): string {
  const changes = results.flatMap(({ plan }) => plan?.changes ?? []);
  const planned = results.some(({ plan }) => plan);
  const settings = results.flatMap(({ stackChanges = [] }) => stackChanges).length;
  const head = planned
    ? planSummary(changes) + (settings > 0 ? ` ${plural(settings, "change")} of stack.yaml.` : "")
    : results.length === 0
      ? "There is nothing to plan."
      : "There is no plan.";
  const entries = (result: StackResult) =>
    (result.plan?.changes ?? []).map((change) => changeEntry(result.stack, change));
  return report(head, results, entries, options);
}

/** What was changed outside of Holdfast, and what is due. */
export function driftMarkdown(results: readonly StackResult[], options: MarkdownOptions = {}): string {
  const found = (isMeant: (change: ShownChange) => boolean) =>
    results.flatMap(({ plan }) => plan?.changes.filter(isMeant) ?? []).length;
  const due = found(isTimed);
  const head = driftSummary(found(isDrift)) + (due > 0 ? ` ${plural(due, "change is", "changes are")} due.` : "");
  const entries = ({ stack, plan }: StackResult) =>
    (plan?.changes ?? [])
      .filter((change) => isDrift(change) || isTimed(change))
      .map((change) => changeEntry(stack, change));
  return report(head, results, entries, options);
}

const isTimed = ({ cause }: ShownChange): boolean => cause === "time";

/** What was done, and what was not. @param options.complete everything that was to be done is done */
export function appliedMarkdown(
  results: readonly StackResult[],
  { complete, ...options }: MarkdownOptions & { readonly complete: boolean },
): string {
  const outcomes = results.flatMap((result) => result.outcomes ?? []);
  return report(applySummary(outcomes, { complete }), results, appliedIn, options, "outcome");
}

/** What had to be carried out by now, and was not. */
export function overdueMarkdown(results: readonly StackResult[], options: MarkdownOptions = {}): string {
  const count = results.flatMap(({ plan, left = [] }) => [...(plan?.changes ?? []), ...left]).length;
  return report(`Overdue: ${plural(count, "change")}.`, results, appliedIn, options, "outcome");
}

/** What a row is about: a change, or a setting of a stack. Its Markdown is safe. */
interface Entry {
  /** Several for a change that is the same in each, as that of a shared document is. */
  readonly stacks: Some<string>;
  /** `✏️ update` */
  readonly what: string;
  /** An address, or a place in stack.yaml. */
  readonly subject: string;
  /** Where it is written, unless the subject is that place. */
  readonly place: string;
  /** Where it is changed for the stack. */
  readonly patch: string;
  /** Why it is there, or what became of it. */
  readonly reason: string;
  readonly hazards: readonly Hazard[];
  /** Lines of a unified diff. */
  readonly diff: readonly string[];
  /** Smaller is shown first, and dropped last. */
  readonly rank: number;
}

function changeEntry(stack: string, change: ShownChange, reason = whyIn(change)): Entry {
  const { action, address, hazards } = change;
  const [source, patch] = [sourceOf(change), patchOf(change)];
  return {
    stacks: [stack],
    what: `${SIGNS[action]} ${action}`,
    subject: code(address),
    place: source ? ` ${code(`${source.file}:${source.line}`)}` : "",
    patch: patch ? `, changed by ${code(`${patch.file}:${patch.line}`)}` : "",
    reason,
    hazards,
    diff: [
      ...keptText(change).map((line) => `  # ${printable(line)}`),
      ...yamlDiff(change).map(({ sign, text }) => `${sign} ${printable(text)}`.trimEnd()),
    ],
    rank: rankOf(hazards) ?? OTHERS,
  };
}

function whyIn(change: ShownChange): string {
  const happened = happenedTo(change).map(code);
  const reason = (isTimed(change) ? "🕒 " : "") + inert(reasonFor(change));
  return [reason, ...happened].filter(Boolean).join("<br>");
}

const settingEntry = (stack: string, { source, message, hazards }: StackChange): Entry => ({
  stacks: [stack],
  what: "⚙️ stack",
  subject: code(`${source.file}:${source.line}`),
  place: "",
  patch: "",
  reason: code(clipped(message, MAX_TEXT)),
  hazards,
  diff: [],
  rank: rankOf(hazards) ?? SETTINGS,
});

/** Of the worst; undefined without any. */
const rankOf = (hazards: readonly Hazard[]): number | undefined =>
  hazards.map(({ code: hazard }) => hazardRank(hazard)).sort((a, b) => a - b)[0];
/** After every hazard. */
const SETTINGS = 1000;
const OTHERS = 1001;

/** Of a sentence: a value in it can be as long as its file. */
const MAX_TEXT = 500;

function appliedIn({ stack, plan, outcomes = [], left = [] }: StackResult): Entry[] {
  return [
    ...(plan?.changes ?? []).map((change) => {
      const outcome = outcomes.find((one) => one.change === change);
      return changeEntry(stack, change, outcome ? outcomeIn(outcome) : "⛔ not begun");
    }),
    ...left.map(({ change, why, due }) =>
      changeEntry(stack, change, due ? `🕒 ${code(why)}` : `❗ left alone: ${code(why)}`),
    ),
  ];
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

function report(
  head: string,
  results: readonly StackResult[],
  entriesIn: (result: StackResult) => readonly Entry[],
  { maxBytes = Number.POSITIVE_INFINITY, rest = "the log", above = "", below = "" }: MarkdownOptions,
  lastColumn = "why",
): string {
  const all = results.flatMap((result) => [
    ...(result.stackChanges ?? []).map((change) => settingEntry(result.stack, change)),
    ...entriesIn(result),
  ]);
  const entries = sameInAll(all).sort((a, b) => a.rank - b.rank);
  const counts = hazardCounts(entries);
  const { shared, results: ownResults } = apart(results);
  const page: Page = {
    top: `${above}**${head}**\n${counts && `\n⚠️ Hazards: ${counts}\n`}`,
    below,
    faults: [...shared.filter(isError).map(sharedLine), ...ownResults.flatMap(faultLines)],
    remarks: [...shared.filter((one) => !isError(one)).map(sharedLine), ...ownResults.flatMap(remarkLines)],
    // For a single stack, the line above is enough.
    stackRows: results.length > 1 ? stackRowsOf(entries) : [],
    tableHead: `\n| | stack | policy | ${lastColumn} |\n|---|---|---|---|\n`,
    entries,
  };
  const rows = entries.map((entry) => rowOf([entry]));
  const whole = written(page, { ...page, rows, blocks: entries.map((entry) => blockOf(entry)) });
  return bytesOf(whole) <= maxBytes ? whole : abridged(page, maxBytes, rest);
}

/** Equal changes of several stacks as one. A patch that does not show in the difference makes none. */
const sameInAll = (entries: readonly Entry[]): Entry[] =>
  [...grouped(entries, ({ stacks: _, patch: __, ...shown }) => JSON.stringify(shown)).values()].map(
    ([first, ...others]) =>
      others.length === 0
        ? first
        : { ...first, patch: "", stacks: [...first.stacks, ...others.flatMap(({ stacks }) => stacks)] as Some<string> },
  );

/** All that could be written. */
interface Page {
  readonly top: string;
  readonly below: string;
  /** What is wrong, and what was not looked at. */
  readonly faults: readonly string[];
  readonly remarks: readonly string[];
  readonly stackRows: readonly string[];
  readonly tableHead: string;
  /** In the order of their ranks. */
  readonly entries: readonly Entry[];
}

/** The part of a page that is written. */
interface Shown {
  readonly faults: readonly string[];
  readonly remarks: readonly string[];
  readonly stackRows: readonly string[];
  readonly rows: readonly string[];
  readonly blocks: readonly string[];
  /** How many changes have no row: the first line, because the rest must not look complete. */
  readonly unlisted?: string;
  /** What else is left out. */
  readonly hidden?: string;
}

const written = ({ top, below, tableHead }: Page, shown: Shown): string =>
  [
    shown.unlisted ?? "",
    top,
    ...shown.faults,
    ...shown.remarks,
    ...(shown.stackRows.length > 0 ? [STACKS_HEAD, ...shown.stackRows] : []),
    ...(shown.rows.length > 0 ? [tableHead, ...shown.rows] : []),
    ...shown.blocks,
    shown.hidden ?? "",
    below,
  ].join("");

const STACKS_HEAD = "\n| stack | hazards |\n|---|---|\n";

/** A row per stack with a hazard, in the order of the worst; one for stacks that have equal ones. */
function stackRowsOf(entries: readonly Entry[]): string[] {
  const hurting = entries
    .filter(({ hazards }) => hazards.length > 0)
    .flatMap((entry) => entry.stacks.map((stack) => ({ ...entry, stacks: [stack] as Some<string> })));
  const counts = [...grouped(hurting, ({ stacks: [stack] }) => stack)].map(([stack, own]) => ({
    stack,
    counts: hazardCounts(own),
  }));
  return [...grouped(counts, (one) => one.counts)].map(
    ([text, same]) => `| ${stacksIn(same.map(({ stack }) => stack))} | ${text} |\n`,
  );
}

/** `**opens-download** 1, **shortens-retention** 12 in 48 stacks`: how many have it, the worst first. */
function hazardCounts(entries: readonly Entry[]): string {
  const all = entries.flatMap(({ hazards, stacks }) =>
    [...new Set(hazards.map((one) => one.code))].map((hazard) => ({ hazard, stacks })),
  );
  return [...grouped(all, ({ hazard }) => hazard)]
    .sort(([a], [b]) => hazardRank(a) - hazardRank(b))
    .map(([hazard, having]) => {
      const stacks = new Set(having.flatMap((one) => one.stacks)).size;
      const where = having.some((one) => one.stacks.length > 1) ? ` in ${plural(stacks, "stack")}` : "";
      return `**${inert(hazard)}** ${having.length}${where}`;
    })
    .join(", ");
}

/** `a`; or of several `a, b, c and 34 more`. */
function stacksIn(stacks: readonly string[], most = MANY_NAMED): string {
  const more = stacks.length - most;
  return stacks.slice(0, most).map(code).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

const sameText = (stacks: readonly string[]): string => `the same in ${plural(stacks.length, "stack")}`;

/** @param group entries that are equal but for their subjects @param names how many of these are named */
function rowOf(group: Some<Entry>, names = Number.POSITIVE_INFINITY): string {
  const [{ what, stacks, reason, hazards }] = group;
  const where = stacks.length === 1 ? code(stacks[0]) : `${sameText(stacks)}: ${stacksIn(stacks)}`;
  const named = group.slice(0, names).map(({ subject }) => subject);
  const more = group.length - named.length;
  const why = [reason, ...hazards.map((hazard) => `⚠️ ${hazardIn(hazard)}`)].filter(Boolean).join(" ");
  return `| ${what} | ${where} | ${named.join(", ")}${more > 0 ? ` and ${more} more` : ""} | ${why} |\n`;
}

const hazardIn = ({ code: hazard, allowedBy }: Hazard): string =>
  `**${inert(hazard)}**${allowedBy === undefined ? "" : `, allowed by ${code(allowedBy)}`}`;

/** @param lines that its difference may have; absent: all of them, and all of each */
function blockOf({ what, subject, place, patch, stacks, hazards, diff }: Entry, lines?: number): string {
  const clip = (text: string) => (lines === undefined ? text : clipped(text, MAX_TEXT));
  const warnings = hazards.map((hazard) => `> ⚠️ ${hazardIn(hazard)}: ${code(clip(hazard.message))}\n>\n`).join("");
  const shown = lines === undefined ? diff : cutInTheMiddle(diff, lines).map(clip);
  if (shown.length === 0 && warnings === "") return "";
  const title = `${what.split(" ")[0]} ${subject}${place}${patch}${stacks.length > 1 ? `, ${sameText(stacks)}` : ""}`;
  const body = shown.length === 0 ? "" : `${fenced(shown)}\n`;
  return `\n<details><summary>${title}</summary>\n\n${warnings ? `${warnings}\n` : ""}${body}</details>\n`;
}

function cutInTheMiddle(lines: readonly string[], room: number): readonly string[] {
  if (lines.length <= room) return lines;
  const half = Math.floor(room / 2);
  return [...lines.slice(0, half), `  … ${lines.length - 2 * half} lines …`, ...lines.slice(lines.length - half)];
}

/** Names in a row, and lines of a difference: the first that lets everything in is taken. */
const NAMES = [Number.POSITIVE_INFINITY, 500, 100, 20, 5, 1];
const LINES = [400, 100, 40, 16, 6];
const last = (numbers: readonly number[]): number => numbers.at(-1) ?? 0;

/** What there is room for, the most important first. */
function abridged(page: Page, maxBytes: number, rest: string): string {
  const { top, below, entries, faults, remarks } = page;
  const most = {
    unlisted: unlistedLine(entries, rest),
    hidden: hiddenLines(entries.length, faults.length + remarks.length, rest),
  };
  const room = roomFor(
    maxBytes - bytesOf([top, below, STACKS_HEAD, page.tableHead, most.unlisted, most.hidden].join("")),
  );

  const stackRows = room.first(page.stackRows);
  const groups = groupsIn(entries.filter(({ hazards }) => hazards.length > 0));
  const rowsWith = (count: number) => groups.map((group) => rowOf(group, count));
  const names = NAMES.find((count) => room.hasFor(rowsWith(count))) ?? last(NAMES);
  const hazardRows = room.first(rowsWith(names));
  const shownFaults = room.first(faults);
  const others = entries.filter(({ hazards }) => hazards.length === 0);
  // They must not take the place of one that has a hazard.
  const otherRows = hazardRows.length < groups.length ? [] : room.first(others.map((entry) => rowOf([entry])));
  const shownRemarks = room.first(remarks);

  const shownGroups = groups.slice(0, hazardRows.length);
  const shownOthers = others.slice(0, otherRows.length);
  const listed = [...shownGroups.flat(), ...shownOthers];
  const blocksOf = (count: number) => listed.map((entry) => blockOf(entry, count));
  const lines = LINES.find((count) => room.hasFor(blocksOf(count))) ?? last(LINES);
  const blocks = room.first(blocksOf(lines));

  const named = new Set([...shownGroups.flatMap((group) => group.slice(0, names)), ...shownOthers]);
  const cut = listed.filter((entry, index) => blocks[index] !== blockOf(entry)).length;
  const dropped = faults.length - shownFaults.length + remarks.length - shownRemarks.length;
  return written(page, {
    faults: shownFaults,
    remarks: shownRemarks,
    stackRows,
    rows: [...hazardRows, ...otherRows],
    blocks,
    unlisted: unlistedLine(
      entries.filter((entry) => !named.has(entry)),
      rest,
    ),
    hidden: hiddenLines(cut, dropped, rest),
  });
}

/** A number of bytes, given out in the order of the calls. */
export function roomFor(bytes: number) {
  let left = bytes;
  return {
    hasFor: (texts: readonly string[]): boolean => bytesOf(texts.join("")) <= left,
    /** As many as fit: each whole or not at all, and none after one that does not fit. */
    first(texts: readonly string[]): readonly string[] {
      let count = 0;
      for (const text of texts) {
        const size = bytesOf(text);
        if (size > left) break;
        left -= size;
        count += 1;
      }
      return texts.slice(0, count);
    },
  };
}

/** Entries that differ only in their names share a row. */
const groupsIn = (entries: readonly Entry[]): Some<Entry>[] => [
  ...grouped(entries, ({ stacks, what, reason, hazards }) =>
    JSON.stringify([stacks, what, reason, hazards.map(hazardIn)]),
  ).values(),
];

function unlistedLine(unlisted: readonly Entry[], rest: string): string {
  if (unlisted.length === 0) return "";
  const stacks = new Set(unlisted.flatMap((one) => one.stacks)).size;
  const count = unlisted.flatMap((one) => one.stacks).length;
  const are = count === 1 ? "is" : "are";
  return `${plural(count, "change")} in ${plural(stacks, "stack")} ${are} not listed here, see ${rest}.\n\n`;
}

function hiddenLines(cut: number, dropped: number, rest: string): string {
  const lines = [
    ...(cut > 0 ? [`${plural(cut, "difference")} not shown in full`] : []),
    ...(dropped > 0 ? [`${plural(dropped, "remark")} not shown`] : []),
  ];
  return lines.length === 0 ? "" : `\n*${lines.join(", ")}: see ${rest}.*\n`;
}

export const bytesOf = (text: string): number => Buffer.byteLength(text);

/** Why there is no plan, or not a complete one. */
function faultLines({ stack, problems, plan, failure, comparedWith }: StackResult): string[] {
  const errors = [...problems, ...(plan?.problems ?? [])].filter(isError);
  return [
    ...errors.map((problem) => problemLine(stack, problem)),
    ...(failure ? [failureLine(stack, failure)] : []),
    ...(comparedWith === undefined ? [] : [`\n- ${code(stack)} ${comparisonText(comparedWith, code)}\n`]),
  ];
}

const remarkLines = ({ stack, problems, plan }: StackResult): string[] =>
  [...problems, ...(plan?.problems ?? [])]
    .filter((problem) => !isError(problem))
    .map((problem) => problemLine(stack, problem));

const sharedLine = (problem: Problem): string => problemLine(namesText(problem.stacks ?? []), problem);

const problemLine = (stack: string, problem: Problem): string =>
  `\n- ${isError(problem) ? "❗" : isNote(problem) ? "ℹ️" : "⚠️"} ${code(stack)} ${code(placeOf(problem) + problem.message)} ${inert(problem.code)}\n`;

const failureLine = (stack: string, { code: what, message, hint }: Failure): string =>
  `\n- ❗ ${code(stack)} ${code(message)} ${what}${hint ? `: ${code(hint)}` : ""}\n`;

/** A code block that nothing in it can end. */
function fenced(lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)));
  const fence = "`".repeat(longest + 1);
  return `${fence}diff\n${lines.join("\n")}\n${fence}\n`;
}

/** Text that is only text, in a table too: as code it mentions no user and links nothing. */
export const code = (text: string): string => `<code>${entities(text)}</code>`;

/** The same for a sentence: an @ before an invisible space mentions no user. */
const inert = (text: string): string => entities(text).replaceAll("&#64;", "&#64;&#8203;");

const entities = (text: string): string =>
  printable(text).replace(/[!-&*+.:<>?@[-`{-~]/g, (sign) => `&#${sign.charCodeAt(0)};`);
