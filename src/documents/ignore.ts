/** Comments `# holdfast-ignore: CODE REASON` -> problems without what they silence, and with what is wrong with them. Pure. */

import { clipped, isError, type Problem, type ProblemCode } from "../model/problem.ts";
import type { Ignore } from "./load.ts";

/** Warnings go, errors stay: what cannot be applied must not look as if it could. */
export function silenced(problems: readonly Problem[], ignores: readonly Ignore[]): Problem[] {
  const left = problems.filter((problem) => isError(problem) || !ignores.some((ignore) => isAbout(ignore, problem)));
  return [...left, ...ignores.flatMap((ignore) => faultOf(ignore, problems) ?? [])];
}

const isAbout = ({ range, line, code }: Ignore, problem: Problem): boolean =>
  problem.range?.file === range.file && problem.range.start.line === line && problem.code === code;

function faultOf(ignore: Ignore, problems: readonly Problem[]): Problem | undefined {
  const { code, reason, range } = ignore;
  const warning = (of: ProblemCode, message: string, hint: string): Problem => {
    return { severity: "warning", code: of, message, hint, range };
  };
  const meant = problems.filter((problem) => isAbout(ignore, problem));
  if (meant.some(isError)) {
    const hint = "correct it, and remove the comment";
    return warning("ignore-useless", `${code} is an error, which no comment silences`, hint);
  }
  if (meant.length === 0) {
    const what =
      code === "" ? "this comment names no code" : `there is no warning ${clipped(code)} for this comment to silence`;
    return warning("ignore-useless", what, "remove it, or move it to the line of the warning or the one above");
  }
  if (reason !== "") return undefined;
  return warning("ignore-reasonless", `${code} is silenced without a reason`, "say why, behind the code");
}
