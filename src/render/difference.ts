/** Two texts of a file -> the lines in which they differ. Pure: returns strings. */
import { structuredPatch } from "diff";
import { printable } from "../model/invisible.ts";
import { type Paint, starred } from "./paint.ts";
import { plural } from "./text.ts";

/** More than this is read better in an editor. */
const MAX_DIFF_LINES = 20;

export function difference(file: string, before: string, after: string, paint: Paint, shown = MAX_DIFF_LINES): string {
  const lines = structuredPatch(file, file, before, after, "", "", { context: 1 }).hunks.flatMap((hunk) => [
    paint("dim", `  @@ line ${hunk.oldStart} @@`),
    ...hunk.lines.map((line) => {
      const text = `  ${printable(starred(line))}`;
      return line.startsWith("+") ? paint("green", text) : line.startsWith("-") ? paint("red", text) : text;
    }),
  ]);
  const more = lines.length - shown;
  const end = more > 0 ? [paint("dim", `  … ${plural(more, "more line")}`)] : [];
  return `${[paint("bold", printable(file)), ...lines.slice(0, shown), ...end].join("\n")}\n`;
}
