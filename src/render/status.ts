/** What is protected, for a terminal: a table for each stack, the worst first. Pure: returns strings. */
import stringWidth from "string-width";
import { printable } from "../model/invisible.ts";
import type { Failure } from "../model/problem.ts";
import {
  countsOf,
  type Judged,
  needsWork,
  type Ran,
  type StackStatus,
  type Status,
  type Unseen,
  VERDICTS,
  type Verdict,
  WORST_FIRST,
} from "../status/verdict.ts";
import type { Paint, Style } from "./paint.ts";
import { failureText, plural, problemText } from "./text.ts";

const UNKNOWN = "not known";

/** A longer table shows what needs work, and counts the rest. */
const MOST_ROWS = 40;

export interface StatusTextOptions {
  readonly verbose: boolean;
  /** Nothing that is in the cloud is named. */
  readonly countsOnly?: boolean;
  /** Cells in a line. */
  readonly columns: number;
  readonly paint: Paint;
}

export function statusText(all: readonly StackStatus[], options: StatusTextOptions): string {
  const parts = all.map((one) => stackText(one, options)).filter(Boolean);
  const resources = all.flatMap(({ status }) => status?.resources ?? []);
  const judged = all.some(({ status }) => status);
  return [...parts, ...(judged ? [`${statusSummary(resources)}\n`] : [])].join("\n");
}

/** `Status: 2 unprotected, 1 late, 41 ok; 1 waived.` */
export function statusSummary(resources: readonly Judged[]): string {
  return `Status: ${resources.length === 0 ? "there is nothing to protect" : countsText(resources)}.`;
}

/** `2 unprotected, 1 late, 41 ok; 1 waived` */
export function countsText(resources: readonly Judged[]): string {
  const { waived, ...counts } = countsOf(resources);
  const unknown = resources.filter(({ verdict }) => verdict === undefined).length;
  const shown = WORST_FIRST.flatMap((verdict) => {
    const count = verdict ? counts[verdict] : unknown;
    return count > 0 ? `${count} ${verdict ?? UNKNOWN}` : [];
  });
  return `${shown.join(", ")}${waived > 0 ? `; ${waived} waived` : ""}`;
}

function stackText({ stack, status, problems, failure }: StackStatus, options: StatusTextOptions): string {
  const { paint } = options;
  const parts = [
    ...problems.map((problem) => problemText(problem, paint)),
    ...(failure ? [options.countsOnly ? failureCode(failure) : failureText(failure, paint)] : []),
    ...(status ? tableOf(status, options) : []),
    ...(status ? unseenTexts(status.unseen, options) : []),
  ];
  return parts.length === 0 ? "" : `${paint("bold", printable(stack))}\n${parts.join("\n")}\n`;
}

/** The sentences of a cloud name what is in it. */
export const failureCode = ({ code }: Failure): string => `it was not looked at: ${code}`;

/** `backups may not be listed: …` */
export const unseenLine = ({ list, why, message }: Unseen, countsOnly = false): string =>
  `${list} ${WHY[why]}${countsOnly ? "" : `: ${message}`}`;

const WHY: Readonly<Record<Unseen["why"], string>> = {
  "not-offered": "are not offered",
  forbidden: "may not be listed",
  failed: "could not be listed",
};

/** What a cloud does not have is the same every day, so it is one line. */
function unseenTexts(unseen: readonly Unseen[], { columns, countsOnly, paint }: StatusTextOptions): string[] {
  const lines = (style: Style, text: string): string[] =>
    wrapped(printable(`not seen: ${text}`), Math.max(columns, 40) - INDENT.length).map(
      (line, index) => (index === 0 ? "  " : INDENT) + paint(style, line),
    );
  const absent = unseen.filter(({ why }) => why === "not-offered").map(({ list }) => list);
  return [
    ...(absent.length > 0 ? lines("dim", `${absent.join(", ")} are not offered`) : []),
    ...unseen.filter(({ why }) => why !== "not-offered").flatMap((one) => lines("red", unseenLine(one, countsOnly))),
  ];
}

function tableOf({ resources, at }: Status, options: StatusTextOptions): string[] {
  const { verbose, paint } = options;
  if (resources.length === 0) return [];
  if (options.countsOnly) return [`  ${countsText(resources)}`];
  const all = verbose || resources.length <= MOST_ROWS;
  const rows = all ? resources : resources.filter(needsWork).slice(0, MOST_ROWS);
  const widths = widthsFor(rows, options.columns);
  const shown = new Set(rows);
  const rest = restText(resources.filter((one) => !shown.has(one)));
  const head = line(["verdict", "resource", "vault", "last good", "last 14 runs"], widths, (_, text) =>
    paint("dim", text),
  );
  return [
    ...(rows.length > 0 ? [head] : []),
    ...rows.flatMap((row) => [rowText(row, at, widths, options), ...(verbose ? detailsOf(row, options) : [])]),
    ...(rest
      ? [paint("dim", `  ${rows.length > 0 ? "and " : ""}${rest}${verbose ? "" : " (--verbose lists them)"}`)]
      : []),
  ];
}

/** `958 ok, 3 new` */
function restText(left: readonly Judged[]): string {
  const counts = new Map<string, number>();
  for (const { verdict = UNKNOWN, waived } of left) {
    const what = waived ? `${verdict} but waived` : verdict;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [...counts].map(([what, count]) => `${count} ${what}`).join(", ");
}

const RUNS = 14;
const VERDICT = Math.max(...VERDICTS.map(({ length }) => length));
const LAST = 9;
const GAP = 2;

/** Of the columns, the two with names share what is left. */
function widthsFor(rows: readonly Judged[], columns: number): readonly number[] {
  const room = Math.max(columns, 72) - 1 - VERDICT - LAST - RUNS - 5 * GAP;
  const vault = Math.min(
    longest(
      rows.map(({ vault: of }) => of?.name ?? "-"),
      "vault",
    ),
    Math.floor(room * 0.42),
  );
  const name = Math.min(longest(rows.map(nameOf), "resource"), room - vault);
  return [VERDICT, name, vault, LAST, RUNS];
}

const longest = (texts: readonly string[], head: string): number =>
  texts.reduce((most, text) => Math.max(most, stringWidth(text)), head.length);

const nameOf = ({ name, waived }: Judged): string => printable(name) + (waived ? " (waived)" : "");

function line(
  cells: readonly string[],
  widths: readonly number[],
  painted: (index: number, text: string) => string,
): string {
  const last = cells.length - 1;
  const shown = cells.map((cell, index) => {
    const text = fitted(cell, widths[index] ?? 0);
    const padding = " ".repeat(Math.max(0, (widths[index] ?? 0) - stringWidth(text)));
    return painted(index, text) + (index === last ? "" : padding);
  });
  return `  ${shown.join(" ".repeat(GAP)).trimEnd()}`;
}

/** Cut at the end, by cells: a Chinese character takes two. */
function fitted(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let [short, cells] = ["", 0];
  for (const char of text) {
    cells += stringWidth(char);
    if (cells > width - 1) break;
    short += char;
  }
  return `${short}…`;
}

const STYLES: Readonly<Record<Verdict, Style>> = {
  unprotected: "red",
  "no-policy": "red",
  never: "red",
  failing: "red",
  late: "red",
  "replica-late": "yellow",
  new: "cyan",
  paused: "yellow",
  ok: "green",
};

function rowText(row: Judged, at: number, widths: readonly number[], { paint }: StatusTextOptions): string {
  const { verdict, vault, last, runs, waived } = row;
  const cells = [
    verdict ?? UNKNOWN,
    nameOf(row),
    printable(vault?.name ?? "-"),
    last ? ageText(at - last.at) : "-",
    runs.map((run) => MARKS[run]).join(""),
  ];
  const style: Style = waived ? "dim" : verdict ? STYLES[verdict] : "red";
  return line(cells, widths, (index, text) =>
    index === 0 ? paint(style, text) : index === 4 ? sparkText(runs, paint) : text,
  );
}

const INDENT = " ".repeat(6);

/** Why it has its verdict, and what there is to restore. */
function detailsOf(
  { reason, policies, points, oldest, replica }: Judged,
  { columns, paint }: StatusTextOptions,
): string[] {
  const by = policies.map(({ address, owned }) => address + (owned ? "" : " (not ours)")).join(", ");
  const since = oldest === undefined ? "" : ` since ${timeText(oldest)}`;
  const count = points ? `${plural(points, "restore point")}${since}` : "";
  const copied = replica ? `copied to ${replica.region} at ${timeText(replica.at)}` : "";
  return [reason, by, count, copied]
    .filter(Boolean)
    .flatMap((text) => wrapped(printable(text), Math.max(columns, 40) - INDENT.length))
    .map((text) => INDENT + paint("dim", text));
}

/** Words in lines of so many cells; a longer word has a line of its own. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && stringWidth(longer) > width) lines.push(line);
    line = line !== "" && stringWidth(longer) > width ? word : longer;
  }
  return [...lines, line];
}

/** `2026-11-25 18:00 UTC` */
export const timeText = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;

const MARKS: Readonly<Record<Ran, string>> = { ran: "●", missed: "○", "not-due": "·" };
const COLOURS: Readonly<Record<Ran, Style>> = { ran: "green", missed: "red", "not-due": "dim" };

/** Runs of equal marks are painted together. */
const sparkText = (runs: readonly Ran[], paint: Paint): string =>
  (
    runs
      .map((run) => MARKS[run])
      .join("")
      .match(/(.)\1*/gu) ?? []
  )
    .map((marks) => {
      const run = (Object.keys(MARKS) as Ran[]).find((one) => marks.startsWith(MARKS[one])) ?? "not-due";
      return paint(COLOURS[run], marks);
    })
    .join("");

const MINUTE = 60_000;

/** `40 min`, `23 h`, `2 d 4 h`, `40 d` */
function ageText(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / MINUTE));
  const hours = Math.floor(minutes / 60);
  if (hours < 1) return `${minutes} min`;
  const days = Math.floor(hours / 24);
  if (days < 2) return `${hours} h`;
  return days < 10 && hours % 24 > 0 ? `${days} d ${hours % 24} h` : `${days} d`;
}
