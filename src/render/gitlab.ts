/**
 * Problems as a Code Quality report, which GitLab shows in merge requests.
 * https://docs.gitlab.com/ci/testing/code_quality/ Pure.
 */
import { isError, isNote, type Problem } from "../model/problem.ts";
import { fingerprintsOf } from "./fingerprint.ts";
import type { Format, LineOf } from "./format.ts";
import { out, stacksText } from "./text.ts";

export const format: Pick<Format, "problems"> = {
  problems: ({ problems }, { lineOf }) => out(problemsGitlab(problems, lineOf)),
};

export function problemsGitlab(problems: readonly Problem[], lineOf: LineOf): string {
  const fingerprints = fingerprintsOf(problems, lineOf);
  const report = problems.map((problem, index) => {
    const { code, message, hint, range } = problem;
    return {
      description: [message, hint, stacksText(problem)].filter(Boolean).join("; "),
      check_name: code,
      fingerprint: fingerprints[index],
      severity: isError(problem) ? "major" : isNote(problem) ? "info" : "minor",
      // Every entry needs a place; what is in no file is shown at the folder.
      location: { path: range?.file ?? ".", lines: { begin: range?.start.line ?? 1 } },
    };
  });
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
