/** Text that does not read as it looks -> findings. Pure. */
import { invisibleIn } from "../model/invisible.ts";
import type { Finding } from "../model/problem.ts";
import type { Token } from "./yaml.ts";

/**
 * One finding for each comment, key or value with invisible characters: first comments, then the others, in order.
 * Escapes in quotes (`"\u200b"`) are visible.
 * @param tokensOf called only when there are any
 */
export function hiddenIn(text: string, tokensOf: (text: string) => readonly Token[]): Finding[] {
  const invisible = invisibleIn(text);
  if (invisible.length === 0) return [];
  const [inComments, others]: [Finding[], Finding[]] = [[], []];
  let next = 0;
  for (const { span, from, isComment } of tokensOf(text)) {
    const inside: typeof invisible = [];
    for (let one = invisible[next]; one && one.offset < span[1]; one = invisible[next]) {
      if (one.offset >= from) inside.push(one);
      next += 1;
    }
    const [first] = inside;
    if (!first) continue;
    const codes = [...new Set(inside.map(({ char }) => codeOf(char)))];
    const shown = codes.length > MAX_SHOWN ? [...codes.slice(0, MAX_SHOWN), "…"] : codes;
    const below = text.slice(span[0], first.offset).includes("\n");
    const where = below ? `, first on line ${text.slice(0, first.offset).split("\n").length}` : "";
    (isComment ? inComments : others).push({
      code: "text-hidden",
      message: `the ${isComment ? "comment" : "text"} has invisible characters: ${shown.join(", ")}${where}`,
      hint: "remove them",
      place: { path: "", part: "file", span },
    });
  }
  return [...inComments, ...others];
}

const MAX_SHOWN = 5;

const codeOf = (char: string): string => `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
