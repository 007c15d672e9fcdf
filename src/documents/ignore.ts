/** Comments `# holdfast-ignore: CODE REASON` -> problems without silenced warnings, and faults in them. Pure. */

import { clipped, isError, type Problem } from "../model/problem.ts";
import type { Ignore } from "./load.ts";

/** Only warnings are silenced: what cannot be applied must not look as if it could. */
export function silenced(problems: readonly Problem[], ignores: readonly Ignore[]): Problem[] {
  const left = problems.filter((problem) => isError(problem) || !ignores.some((ignore) => isAbout(ignore, problem)));
  return [...left, ...ignores.flatMap((ignore) => problemsOf(ignore, problems))];
}

const isAbout = ({ range, line, code }: Ignore, problem: Problem): boolean =>
  problem.range?.file === range.file && problem.range.start.line === line && problem.code === code;

/** Of the comment itself. */
function problemsOf(ignore: Ignore, problems: readonly Problem[]): Problem[] {
  const { code, reason, range } = ignore;
  const useless = (message: string, hint: string): Problem[] => [{ code: "ignore-useless", message, hint, range }];
  const meant = problems.filter((problem) => isAbout(ignore, problem));
  if (meant.some(isError)) {
    return useless(`${code} is an error, which a comment cannot silence`, "correct it, and remove the comment");
  }
  if (meant.length === 0) {
    const message =
      code === ""
        ? "this comment does not name a code"
        : `there is no warning ${clipped(code)} for this comment to silence`;
    return useless(message, "remove it, or move it to the line of the warning or the one above");
  }
  if (reason !== "") return [];
  const hint = "add the reason after the code";
  return [{ code: "ignore-reasonless", message: `${code} is silenced without a reason`, hint, range }];
}
