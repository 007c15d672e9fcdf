/** `holdfast validate`: checks documents offline. No cloud, no state, no credentials. */
import type { Stack } from "../check.ts";
import { problemsGithub } from "../render/github.ts";
import { problemsJson } from "../render/json.ts";
import type { Paint } from "../render/paint.ts";
import { problemsText } from "../render/problems.ts";
import { problemsSarif } from "../render/sarif.ts";
import { plural, problemCount } from "../render/text.ts";
import { EXIT, type ExitCode, type Io, isError, lineReader, readPolicies } from "./run.ts";

export interface ValidateOptions {
  readonly format: "text" | "json" | "github" | "sarif";
  /** Warnings fail as errors do; they are still called warnings. */
  readonly warningsAsErrors: boolean;
}

export function validate(paths: readonly string[], { format, warningsAsErrors }: ValidateOptions, io: Io): ExitCode {
  const { problems, stacks } = readPolicies(paths, io.settings);
  const lineOf = lineReader(io.settings.cwd);
  switch (format) {
    case "json":
      io.out(problemsJson(problems));
      break;
    case "sarif":
      io.out(problemsSarif(problems, lineOf));
      break;
    case "github":
      io.out(problems.length > 0 ? problemsGithub(problems) : valid(stacks, (_, text) => text));
      break;
    case "text":
      io.out(
        problems.length > 0
          ? `${problemsText(problems, { ...io, lineOf })}\n\n${problemCount(problems)}\n`
          : valid(stacks, io.paint),
      );
  }
  return problems.some((problem) => warningsAsErrors || isError(problem)) ? EXIT.problems : EXIT.fine;
}

function valid(stacks: readonly Stack[], paint: Paint): string {
  const policies = stacks.reduce((sum, stack) => sum + stack.policies.length, 0);
  const found = `${policies === 1 ? "1 policy" : `${policies} policies`} in ${plural(stacks.length, "stack")}`;
  return `${paint("green", "Valid:")} ${found}.\n`;
}
