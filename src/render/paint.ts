/** Colour when there is a terminal, and user text that cannot be anything but text. Pure. */
import { styleText } from "node:util";

export type Style = "red" | "green" | "yellow" | "cyan" | "dim" | "bold";
export type Paint = (style: Style, text: string) => string;

export const painter = (colour: boolean): Paint =>
  // Whether there is colour is decided in one place, for stdout and stderr apart; not again here.
  colour ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text;

/**
 * Text from files and clouds on its way to a terminal or a log: control characters, escape sequences and those that turn
 * the direction of writing are shown as `\u001b`, and so is what a CI runner would take for a command of ours
 * (`::error …` at the beginning of a line, `##[set-output …]` anywhere in it).
 */
export const printable = (text: string): string =>
  text
    .replace(/^(\s*):(?=:)/, "$1\\u003a")
    .replace(
      /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|#(?=#(\[|vso\[))/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );

/** A line of a file, with users and passwords in URLs as stars, one for each character: that one stands there may be the problem. */
export const starred = (line: string): string =>
  line.replace(/(?<=:\/\/)[^/\s@]+(?=@)/g, (user) => user.replace(/./gu, "*"));
