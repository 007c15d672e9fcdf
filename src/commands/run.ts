/** What the commands share: which files they read, and what of them is meant. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Checked, check } from "../check.ts";
import { load } from "../load.ts";
import type { Problem } from "../problem.ts";
import type { Paint } from "../render/paint.ts";
import type { LineOf } from "../render/problems.ts";
import { problemText } from "../render/text.ts";
import { type Chosen, select } from "../select.ts";
import type { Settings } from "../settings.ts";

/** What the arguments mean, and what is wrong in it. @throws Failure `usage` for an argument that means nothing */
export function readPolicies(
  args: readonly string[],
  { cwd, circumstances }: Settings,
): Checked & Pick<Chosen, "includesFile"> {
  const selection = select(args, cwd);
  const { stacks, problems } = check(load(selection.folders, cwd), circumstances);
  const chosen = selection.among(stacks, problems.some(isError));
  return {
    ...chosen,
    problems: problems.filter(({ range }) => !range || chosen.includesFile(range.file)),
  };
}

/**
 * The stacks that are meant, and the errors of files that are meant and in no stack: those are nobody's plan, so they
 * must not go unheard.
 */
export function chooseStacks(args: readonly string[], settings: Settings) {
  const { stacks, problems } = readPolicies(args, settings);
  const inStacks = new Set(stacks.flatMap((stack) => stack.problems));
  return { stacks, stray: problems.filter((problem) => !inStacks.has(problem)) };
}

export const isError = ({ severity }: Problem): boolean => severity === "error";

export const printProblems = (problems: readonly Problem[], paint: Paint): string =>
  problems.map((problem) => `${problemText(problem, paint)}\n`).join("");

/** The lines of files as they are now, for frames. Keeps the file that was asked for last: problems come file by file. */
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
    // It was there when it was checked. What is wrong with it is told all the same, without the line.
    return [];
  }
}
