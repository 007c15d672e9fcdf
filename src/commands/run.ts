/** What the commands share: where their words go, which files they read, and how several results become one exit code. */
import { type Checked, check } from "../check.ts";
import { load } from "../load.ts";
import type { Problem } from "../problem.ts";
import { type Paint, painter } from "../render/paint.ts";
import { problemText } from "../render/text.ts";
import { select } from "../select.ts";
import type { Settings } from "../settings.ts";

/** Results to `out`, progress and questions to `err`. */
export interface Io {
  readonly settings: Settings;
  out(text: string): void;
  err(text: string): void;
  readonly paint: Paint;
  readonly paintErr: Paint;
  /** Asks on the terminal. @returns what was typed, trimmed; undefined at the end of input */
  ask(question: string): Promise<string | undefined>;
}

export function ioFor(settings: Settings, streams: Pick<Io, "out" | "err" | "ask">): Io {
  return { settings, ...streams, paint: painter(settings.colour.stdout), paintErr: painter(settings.colour.stderr) };
}

export const EXIT = {
  fine: 0,
  problems: 1,
  changes: 2,
  drift: 3,
  refused: 4,
  stale: 5,
  leased: 6,
  usage: 64,
  interrupted: 130,
  terminated: 143,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Of several stacks the first of these counts. */
const WORST: readonly ExitCode[] = [130, 143, 64, 1, 4, 5, 6, 3, 2, 0];
export const worst = (codes: readonly ExitCode[]): ExitCode => WORST.find((code) => codes.includes(code)) ?? EXIT.fine;

/** What the arguments mean, and what is wrong in it. @throws Failure `usage` for an argument that means nothing */
export function readPolicies(args: readonly string[], { cwd }: Settings, now = new Date()): Checked {
  const selection = select(args, cwd);
  const { stacks, problems } = check(load(selection.folders, cwd), now);
  const chosen = selection.among(stacks, problems.some(isError));
  return {
    stacks: chosen.stacks,
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
