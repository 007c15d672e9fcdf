/** What became of stacks -> the exit code of the run. Pure. */

import { EXIT, type ExitCode, worst } from "../model/exit.ts";
import { type Failure, isError, isFailure } from "../model/problem.ts";
import type { StackResult } from "../model/result.ts";
import { isDrift } from "../render/shown.ts";
/** A stack that is not for the project it seems to be for, or not alone. */
export const isRefusal = (failure: Failure): boolean => isFailure(failure, "state-foreign", "stack-duplicate");

export function exitCodeOf({ plan, failure, problems }: StackResult, detailed: boolean): ExitCode {
  if (failure) return isRefusal(failure) ? EXIT.refused : EXIT.problems;
  if (!plan || [...problems, ...plan.problems].some(isError)) return EXIT.problems;
  return detailed && plan.changes.length > 0 ? EXIT.changes : EXIT.fine;
}

export const isDrifted = ({ plan }: StackResult): boolean => plan?.changes.some(isDrift) ?? false;

export const driftCode = (results: readonly StackResult[]): ExitCode =>
  worst(results.flatMap((result) => [exitCodeOf(result, false), ...(isDrifted(result) ? [EXIT.drift] : [])]));
