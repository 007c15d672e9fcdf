/** `holdfast validate`: checks documents offline. No cloud, no state, no credentials. */

import type { Stack } from "../documents/check.ts";
import { EXIT, type ExitCode } from "../model/exit.ts";
import { isError, type Problem } from "../model/problem.ts";
import type { Io } from "../process/io.ts";
import type { Paint } from "../render/paint.ts";
import { plural, problemCount } from "../render/text.ts";
import { lineReader, readPolicies } from "../session/choose.ts";

export interface ValidateOptions {
  readonly format: "text" | "json" | "github" | "gitlab" | "sarif";
  /** Warnings fail as errors do; they are still called warnings. */
  readonly warningsAsErrors: boolean;
}

export async function validate(
  paths: readonly string[],
  { format, warningsAsErrors }: ValidateOptions,
  io: Io,
): Promise<ExitCode> {
  const { problems, stacks } = await readPolicies(paths, io.settings);
  const isFine = problems.length === 0;
  if (isFine && (format === "text" || format === "github")) {
    io.out(valid(stacks, format === "text" ? io.paint : (_, text) => text));
  } else if (format === "github") io.annotate((await import("../render/github.ts")).problemsGithub(problems));
  else io.out(await shown(problems, format, io));
  return problems.some((problem) => warningsAsErrors || isError(problem)) ? EXIT.problems : EXIT.fine;
}

/** What a format needs is loaded with it: measuring the width of characters alone would double the time of a good run. */
async function shown(
  problems: readonly Problem[],
  format: Exclude<ValidateOptions["format"], "github">,
  io: Io,
): Promise<string> {
  const lineOf = lineReader(io.settings.cwd);
  switch (format) {
    case "json":
      return (await import("../render/json.ts")).problemsJson(problems);
    case "sarif":
      return (await import("../render/sarif.ts")).problemsSarif(problems, lineOf);
    case "gitlab":
      return (await import("../render/gitlab.ts")).problemsGitlab(problems, lineOf);
    case "text":
      return `${(await import("../render/problems.ts")).problemsText(problems, { ...io, lineOf })}\n\n${problemCount(problems)}\n`;
  }
}

function valid(stacks: readonly Stack[], paint: Paint): string {
  const policies = stacks.reduce((sum, stack) => sum + stack.policies.length, 0);
  const found = `${plural(policies, "policy", "policies")} in ${plural(stacks.length, "stack")}`;
  return `${paint("green", "Valid:")} ${found}.\n`;
}
