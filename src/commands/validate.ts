/** `holdfast validate`: checks documents offline. No cloud, no state, no credentials. */
import type { Stack } from "../check.ts";
import { problemsJson } from "../render/json.ts";
import { plural, problemCount } from "../render/text.ts";
import { EXIT, type ExitCode, type Io, isError, printProblems, readPolicies } from "./run.ts";

export interface ValidateOptions {
  readonly format: "text" | "json";
}

export function validate(paths: readonly string[], { format }: ValidateOptions, io: Io): ExitCode {
  const { problems, stacks } = readPolicies(paths, io.settings);
  if (format === "json") io.out(problemsJson(problems));
  else if (problems.length > 0) io.out(`${printProblems(problems, io.paint)}\n${problemCount(problems)}\n`);
  else io.out(`${io.paint("green", "Valid:")} ${found(stacks)}.\n`);
  return problems.some(isError) ? EXIT.problems : EXIT.fine;
}

function found(stacks: readonly Stack[]): string {
  const policies = stacks.reduce((sum, stack) => sum + stack.policies.length, 0);
  return `${policies === 1 ? "1 policy" : `${policies} policies`} in ${plural(stacks.length, "stack")}`;
}
