/** Colour when there is a terminal, and text made safe just before it is printed. Pure. */
import { escaped, withInvisible, withoutCommands } from "../model/invisible.ts";

export type Style = "red" | "green" | "yellow" | "cyan" | "dim" | "bold";
export type Paint = (style: Style, text: string) => string;

/**
 * Select Graphic Rendition: how a style begins and ends.
 * https://www.ecma-international.org/publications-and-standards/standards/ecma-48/
 */
const SGR = {
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
  dim: [2, 22],
  bold: [1, 22],
} as const satisfies Record<Style, readonly [begin: number, end: number]>;

/**
 * A painter marks styles with halves of surrogate pairs: what comes as UTF-8 has none, and JSON writes those that it
 * has as escapes. Only `shown` turns them into escape sequences, so every escape character that reaches it comes from
 * outside.
 */
const CODES = [...new Set<number>(Object.values(SGR).flat())];
const markOf = (code: number): string => String.fromCharCode(0xdfe0 + CODES.indexOf(code));
const SEQUENCES = new Map(CODES.map((code) => [markOf(code), `\u001b[${code}m`]));

/** Whether a stream shows colours; the same for `painter` and `shown`. */
interface Colour {
  readonly colour: boolean;
}

export function painter({ colour }: Colour): Paint {
  if (!colour) return (_, text) => text;
  return (style, text) => {
    const [begin, end] = SGR[style];
    return markOf(begin) + text + markOf(end);
  };
}

/**
 * Text just before it is printed. What a caller forgot to make `printable` is made so here, except line ends and tabs,
 * which look like those of the program. The escapes are those of JSON, so that a JSON text stays the same JSON text.
 */
export const shown = (text: string, { colour }: Colour = { colour: false }): string =>
  withInvisible(withoutCommands(text), (char) => (colour && SEQUENCES.get(char)) || escaped(char));

/** The same for annotations of GitHub, whose commands the program writes. */
export const shownAnnotations = (text: string): string =>
  text.replace(/[^\n]+/g, (line) => (/^::(?:error|warning) /.test(line) ? `::${shown(line.slice(2))}` : shown(line)));

/**
 * A line of a file with the users and passwords in its URLs as stars, one for each character: they may be the problem.
 */
export const starred = (line: string): string =>
  line.replace(/(?<=:\/\/)[^/\s@]+(?=@)/g, (user) => user.replace(/./gu, "*"));
