/** What is protected, for a terminal: a table for each stack, the worst first. Pure: returns strings. */
import stringWidth from "string-width";
import { printable } from "../model/invisible.ts";
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
} from "../status/verdict.ts";
import type { Paint, Style } from "./paint.ts";
import { failureText, problemText } from "./text.ts";

/** A longer table shows what needs work, and counts the rest. */
const MOST_ROWS = 40;

export interface StatusTextOptions {
  readonly verbose: boolean;
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
  if (resources.length === 0) return "Status: there is nothing to protect.";
  const { waived, ...counts } = countsOf(resources);
  const unknown = resources.filter(({ verdict }) => verdict === undefined).length;
  const shown = [
    ...VERDICTS.map((verdict) => [verdict, counts[verdict]] as const),
    ["not known", unknown] as const,
  ].flatMap(([what, count]) => (count > 0 ? `${count} ${what}` : []));
  return `Status: ${shown.join(", ")}${waived > 0 ? `; ${waived} waived` : ""}.`;
}

function stackText({ stack, status, problems, failure }: StackStatus, options: StatusTextOptions): string {
  const { paint } = options;
  const parts = [
    ...problems.map((problem) => problemText(problem, paint)),
    ...(failure ? [failureText(failure, paint)] : []),
    ...(status ? tableOf(status, options) : []),
    ...(status ? status.unseen.map((one) => unseenText(one, paint)) : []),
  ];
  return parts.length === 0 ? "" : `${paint("bold", printable(stack))}\n${parts.join("\n")}\n`;
}

export const unseenLine = ({ list, why, message }: Unseen): string =>
  `${list} ${why === "not-offered" ? "are not offered" : why === "forbidden" ? "may not be listed" : "could not be listed"}: ${message}`;

const unseenText = (unseen: Unseen, paint: Paint): string =>
  `  ${paint(unseen.why === "not-offered" ? "dim" : "red", printable(`not seen: ${unseenLine(unseen)}`))}`;

function tableOf({ resources, at }: Status, options: StatusTextOptions): string[] {
  const { verbose, paint } = options;
  if (resources.length === 0) return [];
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
    ...rows.map((row) => rowText(row, at, widths, options)),
    ...(rest
      ? [paint("dim", `  ${rows.length > 0 ? "and " : ""}${rest}${verbose ? "" : " (--verbose lists them)"}`)]
      : []),
  ];
}

/** `958 ok, 3 new` */
function restText(left: readonly Judged[]): string {
  const counts = new Map<string, number>();
  for (const { verdict = "not known", waived } of left) {
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

function rowText(row: Judged, at: number, widths: readonly number[], { verbose, paint }: StatusTextOptions): string {
  const { verdict, vault, last, runs, reason, policies, waived } = row;
  const cells = [
    verdict ?? "not known",
    nameOf(row),
    printable(vault?.name ?? "-"),
    last ? ageText(at - last.at) : "-",
    runs.map((run) => MARKS[run]).join(""),
  ];
  const style: Style = waived ? "dim" : verdict ? STYLES[verdict] : "red";
  const first = line(cells, widths, (index, text) =>
    index === 0 ? paint(style, text) : index === 4 ? sparkText(runs, paint) : text,
  );
  const why = [reason, ...policies.map(({ address, owned }) => address + (owned ? "" : " (not ours)"))].filter(Boolean);
  return verbose && why.length > 0 ? `${first}\n      ${paint("dim", printable(why.join("; ")))}` : first;
}

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
