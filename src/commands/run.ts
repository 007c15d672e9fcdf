/** What the commands share: which files they read, and what of them is meant. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Checked, check, type Stack } from "../check.ts";
import { kinds } from "../kinds/index.ts";
import { load } from "../load.ts";
import { type Address, KINDS } from "../policy.ts";
import { Failure, type Problem } from "../problem.ts";
import type { Paint } from "../render/paint.ts";
import type { LineOf } from "../render/problems.ts";
import { problemText } from "../render/text.ts";
import { schemaFaults } from "../schema.ts";
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

/** The one stack that is meant; none named when there is only one. @throws Failure `usage` */
export function oneStack(args: readonly string[], settings: Settings): Stack {
  const { stacks } = chooseStacks(args, settings);
  const [stack, ...more] = stacks;
  if (!stack) throw usage("there is no stack here", "add a stack.yaml, or name its folder");
  if (more.length === 0) return stack;
  throw usage(`there are ${stacks.length} stacks`, `name one: ${stacks.map(({ name }) => name).join(", ")}`);
}

/** @throws Failure `usage` for what is none */
export function addressIn(text: string): Address {
  const kind = KINDS.find((name) => text.startsWith(`${name}/`));
  const name = kind && text.slice(kind.length + 1);
  const document = { apiVersion: kind && kinds[kind].apiVersion, kind, metadata: { name } };
  const faults = kind ? schemaFaults(`${kinds[kind].apiVersion}/${kind}`, document) : [];
  if (kind && name && !faults.some(({ place }) => place.path[0] === "metadata")) return `${kind}/${name}`;
  throw usage(`${text} is not an address`, "write KIND/NAME, such as BackupPolicy/nightly");
}

export const usage = (message: string, hint: string): Failure => new Failure("usage", message, { hint });

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
