/** `holdfast validate`: checks documents offline, and corrects with --fix what is certain. No cloud, no state, no credentials. */
import { EXIT, type ExitCode } from "../model/exit.ts";
import { printable } from "../model/invisible.ts";
import { filesOf } from "../model/policy.ts";
import { isError, isNote } from "../model/problem.ts";
import type { Io } from "../process/io.ts";
import type { FormatFor } from "../render/formats.ts";
import { plural } from "../render/text.ts";
import { readPolicies } from "../session/choose.ts";
import { print } from "../session/print.ts";

export interface ValidateOptions {
  readonly format: FormatFor<"problems">;
  /** Warnings fail as errors do; they are still called warnings. */
  readonly warningsAsErrors: boolean;
  /** Correct what has only one correction, and report what is left. */
  readonly fix?: boolean;
}

export async function validate(
  paths: readonly string[],
  { format, warningsAsErrors, fix }: ValidateOptions,
  io: Io,
): Promise<ExitCode> {
  const find = () => readPolicies(paths, io.settings);
  const tell = format === "text" ? io.out : io.err;
  const { problems, stacks, includesFile } = fix ? await fixed(find, tell, io) : await find();
  // A file that is not meant may have errors: it hides none of those that are.
  const policies = stacks.flatMap(({ sound }) => sound).filter((policy) => filesOf(policy).some(includesFile)).length;
  await print("problems", { problems, policies, stacks: stacks.length }, format, io);
  return problems.some((problem) => (warningsAsErrors ? !isNote(problem) : isError(problem)))
    ? EXIT.problems
    : EXIT.fine;
}

/** @throws Failure `disk` when a file cannot be written */
async function fixed(
  find: () => ReturnType<typeof readPolicies>,
  tell: (text: string) => void,
  { settings }: Io,
): ReturnType<typeof readPolicies> {
  const { fixAll } = await import("../session/fix.ts");
  const { files, ...left } = await fixAll(find, settings.cwd);
  for (const [file, count] of files) tell(`${printable(file)}: ${plural(count, "problem")} fixed\n`);
  if (files.size > 0) tell("\n");
  return left;
}
