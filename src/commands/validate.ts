/** `holdfast validate`: checks documents offline. No cloud, no state, no credentials. */
import { EXIT, type ExitCode } from "../model/exit.ts";
import { filesOf } from "../model/policy.ts";
import { isError } from "../model/problem.ts";
import type { Io } from "../process/io.ts";
import type { FormatFor } from "../render/formats.ts";
import { readPolicies } from "../session/choose.ts";
import { print } from "../session/print.ts";

export interface ValidateOptions {
  readonly format: FormatFor<"problems">;
  /** Warnings fail as errors do; they are still called warnings. */
  readonly warningsAsErrors: boolean;
}

export async function validate(
  paths: readonly string[],
  { format, warningsAsErrors }: ValidateOptions,
  io: Io,
): Promise<ExitCode> {
  const { problems, stacks, includesFile } = await readPolicies(paths, io.settings);
  // A file that is not meant may have errors: it hides none of those that are.
  const policies = stacks.flatMap(({ sound }) => sound).filter((policy) => filesOf(policy).some(includesFile)).length;
  await print("problems", { problems, policies, stacks: stacks.length }, format, io);
  return problems.some((problem) => warningsAsErrors || isError(problem)) ? EXIT.problems : EXIT.fine;
}
