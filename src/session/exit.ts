/** What became of stacks -> the exit code of the run. Pure. */
import { EXIT, type ExitCode, worst } from "../model/exit.ts";
import { type Failure, type FailureCode, isError, type Problem } from "../model/problem.ts";
import type { LeftAlone, ShownChange, StackResult } from "../model/result.ts";
import { isDrift } from "../render/shown.ts";

/** What a command gives an exit code of its own. */
export interface Counting {
  /** Changes that wait to be applied. */
  readonly pending?: boolean;
  readonly drift?: boolean;
  /** Changes that had to be carried out by then count as drift. */
  readonly overdueAt?: Date;
  /** For a change that the reviewed or saved plan does not cover. */
  readonly left?: ExitCode;
}

/** @param stray problems of files that are in no stack */
export const exitOf = (results: readonly StackResult[], stray: readonly Problem[], counting: Counting = {}): ExitCode =>
  worst([...results.map((result) => exitOfStack(result, counting)), ...(stray.some(isError) ? [EXIT.problems] : [])]);

export function exitOfStack(result: StackResult, counting: Counting = {}): ExitCode {
  switch (result.became) {
    case "broken":
      return EXIT.problems;
    case "failed":
      return exitOfFailure(result.failure);
    case "stale":
      return EXIT.stale;
    case "refused":
      return EXIT.refused;
    case "applied":
      return worst([
        exitOfPlan(result, counting),
        result.outcomes.every(({ status }) => status === "ok") ? EXIT.fine : EXIT.problems,
      ]);
    case "planned":
      return exitOfPlan(result, counting);
  }
}

type WithPlan = Extract<StackResult, { became: "planned" | "applied" }>;

function exitOfPlan(
  result: WithPlan,
  { pending, drift, overdueAt, left: leftCode = EXIT.problems }: Counting,
): ExitCode {
  const { plan, problems, refusals = [], left = [] } = result;
  return worst([
    ...([...problems, ...plan.problems].some(isError) ? [EXIT.problems] : []),
    ...(left.some(({ due }) => !due) ? [leftCode] : []),
    ...(refusals.length > 0 ? [EXIT.refused] : []),
    ...(drift && isDrifted(result) ? [EXIT.drift] : []),
    ...(overdueAt && plan.changes.some((change) => isOverdue(change, overdueAt)) ? [EXIT.drift] : []),
    ...(pending && plan.changes.length > 0 ? [EXIT.changes] : []),
  ]);
}

export const isDrifted = ({ plan }: StackResult): boolean => plan?.changes.some(isDrift) ?? false;

const isOverdue = ({ due }: ShownChange, at: Date): boolean =>
  due !== undefined && Date.parse(due.overdue) <= at.getTime();

/** The part of a run that had to be carried out by `at`, and was not. */
export const overdueIn = (results: readonly StackResult[], at: Date): StackResult[] =>
  results.map((result): StackResult => {
    const { plan, outcomes = [], left = [] } = result;
    if (!plan) return result;
    const isDone = (change: ShownChange) => outcomes.some((one) => one.change === change && one.status === "ok");
    const changes = plan.changes.filter((change) => isOverdue(change, at) && !isDone(change));
    const isTimed = ({ change }: LeftAlone) => change.fields.some(({ cause }) => cause === "time");
    return { ...result, plan: { ...plan, changes }, left: left.filter(isTimed) };
  });

const FAILURES: Partial<Record<FailureCode, ExitCode>> = {
  // A stack that is not for the project it seems to be for, or not the only one.
  "state-foreign": EXIT.refused,
  "stack-duplicate": EXIT.refused,
  "state-local": EXIT.refused,
  "state-leased": EXIT.leased,
  "state-conflict": EXIT.stale,
  interrupted: EXIT.interrupted,
};

export const exitOfFailure = ({ code }: Failure): ExitCode => FAILURES[code] ?? EXIT.problems;
