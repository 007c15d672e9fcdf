/** What is protected, as Markdown for issues and runs. Others' text is shown as code. Pure: returns strings. */
import { clipped } from "../model/problem.ts";
import { type Judged, needsWork, type StackStatus } from "../status/verdict.ts";
import { code } from "./markdown.ts";
import { statusSummary, unseenLine } from "./status.ts";

/** Of a name or a reason. */
const MAX_TEXT = 200;
/** Of all stacks. */
const MOST_ROWS = 200;

export function statusMarkdown(all: readonly StackStatus[]): string {
  const resources = all.flatMap(({ status }) => status?.resources ?? []);
  const rows = all.flatMap(({ stack, status }) =>
    (status?.resources ?? []).filter(needsWork).map((one) => row(stack, one)),
  );
  const more = rows.length - MOST_ROWS;
  return [
    `**${statusSummary(resources)}**\n`,
    ...all.flatMap(faultLines),
    ...(rows.length > 0
      ? ["\n| verdict | stack | resource | vault | last good | why |\n|---|---|---|---|---|---|\n"]
      : []),
    ...rows.slice(0, MOST_ROWS),
    ...(more > 0 ? [`\n${more} more are not listed here.\n`] : []),
  ].join("");
}

function row(stack: string, { verdict, name, vault, last, reason }: Judged): string {
  const when = last ? `${new Date(last.at).toISOString().slice(0, 16).replace("T", " ")} UTC` : "never";
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

const faultLines = ({ stack, status, problems, failure }: StackStatus): string[] => [
  ...problems.map(({ message }) => `\n- ⚠️ ${said(stack)} ${said(message)}\n`),
  ...(failure ? [`\n- ❗ ${said(stack)} ${said(failure.message)}\n`] : []),
  ...(status?.unseen ?? []).map(
    (one) => `\n- ${one.why === "not-offered" ? "👁" : "❗"} ${said(stack)} ${said(unseenLine(one))}\n`,
  ),
];

const said = (text: string): string => code(clipped(text, MAX_TEXT));
