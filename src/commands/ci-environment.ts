/** Before an apply in GitHub Actions: whether the environment of its job has protection rules. Only reads. */

import { isProtected, openGitHub } from "../ci/github.ts";
import { addSummary, jobFrom } from "../ci/job.ts";
import { EXIT, type ExitCode } from "../model/exit.ts";
import { printable } from "../model/invisible.ts";
import { isFailure, type Problem } from "../model/problem.ts";
import type { Io } from "../process/io.ts";
import { problemsGithub } from "../render/github.ts";
import { failureText } from "../render/text.ts";

/**
 * @param options.required refuses instead of warning, also where it is not known
 * @param options.reviewers whether its jobs may wait for a person
 * @throws Failure when it is required and GitHub does not answer
 */
export async function environmentInJob(
  name: string,
  { required, reviewers }: { readonly required: boolean; readonly reviewers: boolean },
  io: Io,
): Promise<ExitCode> {
  const job = jobFrom(io.settings.env);
  try {
    if (await isProtected(openGitHub(job), name)) return EXIT.fine;
  } catch (error) {
    if (required || !isFailure(error)) throw error;
    io.err(`it is not known whether an apply must be approved: ${failureText(error, io.paintErr)}\n`);
    return EXIT.fine;
  }
  const problem: Problem = {
    code: "environment-open",
    message: `environment ${name} has no protection rules: any branch can use its login, and no approval is required`,
    hint: `in the settings of the repository, environment ${name}: allow only the default branch${reviewers ? ", and require reviewers" : ""}`,
  };
  io.annotate(problemsGithub([problem], { asErrors: required }));
  addSummary(
    job,
    `> ⚠️ ${printable(problem.message)}. ${required ? "Nothing was applied" : "To do"}: ${problem.hint}.\n\n`,
  );
  return required ? EXIT.refused : EXIT.fine;
}
