/** Problems as people read them in a terminal: each with the line that it is in, and carets under the token. Pure. */
import stringWidth from "string-width";
import { printable } from "../model/invisible.ts";
import type { Range } from "../model/place.ts";
import type { Problem } from "../model/problem.ts";
import type { LineOf, View } from "./format.ts";
import { starred } from "./paint.ts";
import { problemStyle, problemText } from "./text.ts";

/**
 * A block per problem with a blank line between; ends without a newline.
 *
 *     policies/prod/nightly.yaml:8:18: max_backups must be -1 or 1 to 99999 [schema]
 *        8 |     max_backups: 0
 *          |                  ^
 *       give -1 or 1 to 99999
 */
export const problemsText = (problems: readonly Problem[], view: Pick<View, "paint" | "columns" | "lineOf">): string =>
  problems.map((problem) => problemText(problem, view.paint, frameOf(problem, view))).join("\n\n");

function frameOf(
  problem: Problem,
  { paint, columns, lineOf }: Pick<View, "paint" | "columns" | "lineOf">,
): string | undefined {
  const line = lineAt(problem, lineOf);
  if (line === undefined || !problem.range) return undefined;
  const number = String(problem.range.start.line).padStart(4);
  const gutter = (text: string) => paint("dim", `${text} |`);
  const room = Math.max(columns - number.length - " | ".length, MIN_ROOM);
  const { before, token, after } = cut(piecesOf(line, problem.range, 2 * room), room);
  const text = [...before, ...token, ...after].map((cell) => cell.text).join("");
  const carets = paint(problemStyle(problem), caretsUnder(token));
  return [
    `${gutter(number)} ${text}`.trimEnd(),
    `${gutter(" ".repeat(number.length))} ${blanksUnder(before)}${carets}`,
  ].join("\n");
}

/**
 * The line where a problem begins. None for a file that cannot be read: its content is not text, or must not be shown.
 */
export function lineAt({ code, range }: Problem, lineOf: LineOf): string | undefined {
  const line = range && code !== "file-unreadable" ? lineOf(range.file, range.start.line) : undefined;
  return line === undefined ? undefined : starred(line);
}

/** A line before a token, the token, and after it; of a token of several lines what is in the first. */
export function split(line: string, { start, end }: Range): [before: string, token: string, after: string] {
  const from = offsetOf(line, start.column);
  const to = end.line > start.line ? line.trimEnd().length : offsetOf(line, end.column);
  return [line.slice(0, from), line.slice(from, to), line.slice(Math.max(from, to))];
}

/**
 * Columns count characters. A line can be a megabyte long, so characters are counted only where they are not all of one
 * unit.
 */
function offsetOf(line: string, column: number): number {
  if (!/[\ud800-\udbff]/.test(line)) return Math.min(column - 1, line.length);
  let offset = 0;
  for (let at = 1; at < column && offset < line.length; at += 1) {
    offset += (line.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset;
}

/** What a reader sees as one character, and how many cells of a terminal it fills. */
interface Cell {
  readonly text: string;
  readonly width: number;
}

interface Pieces {
  readonly before: readonly Cell[];
  readonly token: readonly Cell[];
  readonly after: readonly Cell[];
}

/** The fewest cells in which a token is recognised, however narrow the terminal claims to be. */
const MIN_ROOM = 20;
/** The most that a tab can fill, to decide if a line fits: the tab stops of the terminal are not known. */
const TAB_WIDTH = 8;
const ELLIPSIS: Cell = { text: "…", width: 1 };

/** @param near UTF-16 units of each piece that can show: the rest is cut off anyway, and can be a megabyte */
function piecesOf(line: string, range: Range, near: number): Pieces {
  const [before, token, after] = split(line, range);
  return {
    before: cellsOf(before.slice(-near)),
    token: cellsOf(token.slice(0, near)),
    after: cellsOf(after.slice(0, near)),
  };
}

const characters = new Intl.Segmenter("en", { granularity: "grapheme" });

function cellsOf(text: string): Cell[] {
  // Tabs stay tabs, here and in the line below, so that both are of one width in any terminal.
  const shown = text.split("\t").map(printable).join("\t");
  return Array.from(characters.segment(shown), ({ segment }) => ({
    text: segment,
    width: segment === "\t" ? TAB_WIDTH : stringWidth(segment),
  }));
}

/** The part of a line that fits, around the token, and `…` where something is left out. */
function cut({ before, token, after }: Pieces, room: number): Pieces {
  if (widthOf([...before, ...token, ...after]) <= room) return { before, token, after };
  const free = room - 2 * ELLIPSIS.width;
  const shown = taken(token, Math.max(free - widthOf(before), Math.floor(free / 2)));
  const isWhole = shown.length === token.length;
  const around = free - widthOf(shown);
  // What is before a token, such as its key, explains it better than what follows.
  const left = takenLast(before, around - (isWhole ? Math.min(widthOf(after), Math.floor(around / 3)) : 0));
  const right = isWhole ? taken(after, around - widthOf(left)) : [];
  return {
    before: left.length < before.length ? [ELLIPSIS, ...left] : left,
    token: shown,
    after: !isWhole || right.length < after.length ? [...right, ELLIPSIS] : right,
  };
}

const widthOf = (cells: readonly Cell[]): number => cells.reduce((sum, { width }) => sum + width, 0);

function taken(cells: readonly Cell[], room: number): Cell[] {
  let width = 0;
  const end = cells.findIndex((cell) => {
    width += cell.width;
    return width > room;
  });
  return cells.slice(0, end === -1 ? cells.length : end);
}

const takenLast = (cells: readonly Cell[], room: number): Cell[] => taken(cells.toReversed(), room).reverse();

const blanksUnder = (cells: readonly Cell[]): string =>
  cells.map(({ text, width }) => (text === "\t" ? text : " ".repeat(width))).join("");

/** At least one; for a token that ends in tabs, one at the first of these. */
const caretsUnder = (cells: readonly Cell[]): string =>
  cells
    .map(({ text, width }) => (text === "\t" ? text : "^".repeat(width)))
    .join("")
    .replace(/\t+$/, "^") || "^";
