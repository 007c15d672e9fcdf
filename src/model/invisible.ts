/**
 * Invisible characters: controls, those that change the direction of writing, and those that Unicode says to show as
 * nothing. They make a reviewer read something else than what is there (https://trojansource.codes). Pure.
 */

/**
 * Not line feeds and tabs. Default_Ignorable_Code_Point (https://www.unicode.org/reports/tr44/) has the zero-width
 * characters, bidi controls, soft hyphens, variation selectors and tags. Noncharacters and halves of surrogate pairs
 * are internal to programs. The last range marks annotations. A selector that makes an emoji is visible by it.
 */
const INVISIBLE =
  /(?!(?<=\p{Extended_Pictographic})[\ufe0e\ufe0f]|\ufe0f\u20e3)[\0-\x08\x0b-\x1f\x7f-\x9f\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\p{Cs}\ufff9-\ufffb]/gu;

/** Ten times as fast to look for as INVISIBLE is, and everything in that is in it. */
const UNUSUAL = /[^\t\n -~]+/g;

/** `\u202e`, as JSON writes it too; of a character of two units both. */
export const escaped = (char: string): string =>
  char.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** A text in which every invisible character became something else. */
export const withInvisible = (text: string, become: (char: string) => string): string =>
  text.replace(UNUSUAL, (run) => run.replace(INVISIBLE, become));

/** Invisible characters of a file, with their offsets in UTF-16 units. The end of a line may be CRLF. */
export const invisibleIn = (text: string): { readonly char: string; readonly offset: number }[] =>
  Array.from(text.matchAll(UNUSUAL))
    .flatMap((run) =>
      Array.from(run[0].matchAll(INVISIBLE), ({ 0: char, index }) => ({ char, offset: run.index + index })),
    )
    .filter(({ char, offset }) => !(char === "\r" && text[offset + 1] === "\n"));

/**
 * What a CI runner takes for a command: `::add-mask::…` at the beginning of a line, `##[group]…` anywhere in it. Lines
 * begin only after LF: other line ends become visible, and as beginnings they would make the time quadratic.
 */
const COMMANDS = /(?<![^\n])((?:[^\S\n]|[\udfe0-\udfef])*):(?=:)|#(?=#(?:\[|vso\[))/g;
export const withoutCommands = (text: string): string =>
  text.replace(COMMANDS, (found, before?: string) => (before === undefined ? escaped(found) : `${before}\\u003a`));

/**
 * Text from files and clouds, made safe for a terminal or a log: on one line, with control characters, escape
 * sequences and invisible characters written like `\u001b`. The same goes for what a CI runner would take for a command
 * of ours.
 */
export const printable = (text: string): string =>
  withoutCommands(withInvisible(text.replace(/[\t\n]/g, escaped), escaped));
