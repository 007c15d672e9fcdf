/** Colour when there is a terminal, and text that cannot be anything but text. Pure. */
import { escaped, withInvisible } from "../invisible.ts";

export type Style = "red" | "green" | "yellow" | "cyan" | "dim" | "bold";
export type Paint = (style: Style, text: string) => string;

/** Select Graphic Rendition: how a style begins and ends. https://www.ecma-international.org/publications-and-standards/standards/ecma-48/ */
const SGR = {
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
  dim: [2, 22],
  bold: [1, 22],
} as const satisfies Record<Style, readonly [begin: number, end: number]>;

/**
 * A painter marks styles with halves of surrogate pairs: what comes as UTF-8 has none, and JSON writes those that it has
 * as escapes. Only `shown` turns them into escape sequences, so every escape character that reaches it is somebody else's.
 */
const CODES = [...new Set<number>(Object.values(SGR).flat())];
const markOf = (code: number): string => String.fromCharCode(0xdfe0 + CODES.indexOf(code));
const SEQUENCES = new Map(CODES.map((code) => [markOf(code), `\u001b[${code}m`]));

/** @param colour as `shown` is told for the same stream */
export function painter(colour: boolean): Paint {
  if (!colour) return (_, text) => text;
  return (style, text) => {
    const [begin, end] = SGR[style];
    return markOf(begin) + text + markOf(end);
  };
}

/**
 * What a CI runner takes for a command: `::add-mask::…` at the beginning of a line, `##[group]…` anywhere in it. A line begins
 * after LF alone: other line ends become visible, and as beginnings they would make many of them cost the square.
 */
const COMMANDS = /(?<![^\n])((?:[^\S\n]|[\udfe0-\udfef])*):(?=:)|#(?=#(?:\[|vso\[))/g;
const withoutCommands = (text: string): string =>
  text.replace(COMMANDS, (found, before?: string) => (before === undefined ? escaped(found) : `${before}\\u003a`));

/**
 * Text from files and clouds on its way to a terminal or a log: on one line, with control characters, escape sequences,
 * characters that are not seen and those that turn the direction of writing as `\u001b`, and so is what a CI runner would
 * take for a command of ours.
 */
export const printable = (text: string): string =>
  withoutCommands(withInvisible(text.replace(/[\t\n]/g, escaped), escaped));

/**
 * Text of ours on its way out, the last thing done to it: whatever a caller forgot to make `printable` is made so here,
 * but for line ends and tabs, which cannot be told from ours. The escapes are those of JSON, so that a JSON text stays
 * the same JSON text.
 */
export const shown = (text: string, colour: boolean): string =>
  withInvisible(withoutCommands(text), (char) => (colour && SEQUENCES.get(char)) || escaped(char));

/** The same for annotations of GitHub, whose commands are ours. */
export const shownAnnotations = (text: string): string =>
  text.replace(/[^\n]+/g, (line) =>
    /^::(?:error|warning) /.test(line) ? `::${shown(line.slice(2), false)}` : shown(line, false),
  );

/** A line of a file, with users and passwords in URLs as stars, one for each character: that one stands there may be the problem. */
export const starred = (line: string): string =>
  line.replace(/(?<=:\/\/)[^/\s@]+(?=@)/g, (user) => user.replace(/./gu, "*"));
