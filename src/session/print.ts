/** What a command found -> what is printed. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Stack } from "../documents/check.ts";
import { isError, type Problem } from "../model/problem.ts";
import type { Io } from "../process/io.ts";
import type { Format, Found, LineOf, Part } from "../render/format.ts";
import { type FormatFor, rendererFor } from "../render/formats.ts";
import { problemLines } from "../render/text.ts";

/** In the format that was asked for. */
export async function print<What extends keyof Format>(
  what: What,
  found: Found[What],
  format: FormatFor<What>,
  io: Io,
): Promise<void> {
  const render = await rendererFor(what, format);
  const { paint, paintErr, columns, isTerminal } = io;
  const parts: Part[] = await render(found, {
    paint,
    paintErr,
    columns,
    isTerminal,
    lineOf: lineReader(io.settings.cwd),
  });
  for (const { to, text } of parts) io[to](text);
}

/** Whether there is no stack, and nothing wrong that could hide one. Then prints what to do. */
export function isNoStack(stacks: readonly Stack[], stray: readonly Problem[], io: Io): boolean {
  if (stacks.length > 0 || stray.some(isError)) return false;
  io.err("There is no stack here. To write a first one: holdfast init demo --cloud simulator\n");
  return true;
}

/** The problems of files that are in no stack: no plan shows them. */
export function printStray(stray: readonly Problem[], io: Io): void {
  if (stray.length > 0) io.err(problemLines(stray, io.paintErr));
}

/**
 * The lines of files as they are now, for frames. Keeps the file that was asked for last: problems come file by file.
 */
export function lineReader(cwd: string): LineOf {
  let last: { readonly file: string; readonly lines: readonly string[] } | undefined;
  return (file, line) => {
    if (last?.file !== file) last = { file, lines: linesOf(resolve(cwd, file)) };
    return last.lines[line - 1];
  };
}

function linesOf(path: string): string[] {
  try {
    // As load.ts reads it: without a byte order mark, and with lines that end at LF.
    return new TextDecoder().decode(readFileSync(path)).split(/\r?\n/);
  } catch {
    // It was there when it was checked. Its problems are reported all the same, without the line.
    return [];
  }
}
