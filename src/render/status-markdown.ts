/** What is protected, as Markdown for issues and runs. Others' text is shown as code. Pure: returns strings. */
import { clipped } from "../model/problem.ts";
import { type Judged, needsWork, type StackStatus } from "../status/verdict.ts";
import { bytesOf, code, type MarkdownOptions, roomFor } from "./markdown.ts";
import { countsText, failureCode, statusSummary, timeText, unseenLine } from "./status.ts";

/** Of a name or a reason. */
const MAX_TEXT = 200;
/** Of all stacks. */
const MOST_ROWS = 200;

export interface StatusMarkdownOptions extends MarkdownOptions {
  /** Nothing that is in the cloud is named: others can read it. */
  readonly countsOnly?: boolean;
}

export function statusMarkdown(all: readonly StackStatus[], options: StatusMarkdownOptions = {}): string {
  const { countsOnly = false, maxBytes = Number.POSITIVE_INFINITY, rest, above = "", below = "" } = options;
  const resources = all.flatMap(({ status }) => status?.resources ?? []);
  const rows = countsOnly ? all.flatMap(countsRow) : all.flatMap(rowsOf);
  const head = countsOnly ? COUNTS_HEAD : HEAD;
  const top = `${above}**${statusSummary(resources)}**\n`;
  const room = roomFor(maxBytes - bytesOf(top + head + moreLine(rows.length, rest) + below));
  // What is wrong with a whole stack comes before its resources.
  const faults = room.first(all.flatMap((one) => faultLines(one, countsOnly)));
  const shown = room.first(rows.slice(0, MOST_ROWS));
  const table = shown.length > 0 ? [head, ...shown] : [];
  return [top, ...faults, ...table, moreLine(rows.length - shown.length, rest), below].join("");
}

const HEAD = "\n| verdict | stack | resource | vault | last good | why |\n|---|---|---|---|---|---|\n";
const COUNTS_HEAD = "\n| stack | resources |\n|---|---|\n";

const moreLine = (more: number, rest: string | undefined): string =>
  more > 0 ? `\n${more} more are not listed here${rest === undefined ? "" : `, see ${rest}`}.\n` : "";

const countsRow = ({ stack, status }: StackStatus): string[] =>
  status && status.resources.length > 0 ? [`| ${said(stack)} | ${countsText(status.resources)} |\n`] : [];

const rowsOf = ({ stack, status }: StackStatus): string[] =>
  (status?.resources ?? []).filter(needsWork).map((one) => row(stack, one));

function row(stack: string, { verdict, name, vault, last, reason }: Judged): string {
  const when = last ? timeText(last.at) : "never";
  const cells = [
    `**${verdict ?? "not known"}**`,
    said(stack),
    said(name),
    vault ? said(vault.name) : "",
    when,
    said(reason),
  ];
  return `| ${cells.join(" | ")} |\n`;
}

const faultLines = ({ stack, status, problems, failure }: StackStatus, countsOnly: boolean): string[] => [
  ...problems.map(({ message }) => `\n- ⚠️ ${said(stack)} ${said(message)}\n`),
  ...(failure ? [`\n- ❗ ${said(stack)} ${said(countsOnly ? failureCode(failure) : failure.message)}\n`] : []),
  ...(status?.unseen ?? []).map(
    (one) => `\n- ${one.why === "not-offered" ? "👁" : "❗"} ${said(stack)} ${said(unseenLine(one, countsOnly))}\n`,
  ),
];

const said = (text: string): string => code(clipped(text, MAX_TEXT));
