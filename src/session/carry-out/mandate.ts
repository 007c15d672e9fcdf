/** What a run may carry out: the part of a plan that its mandate covers, and of that what the guards allow. Pure. */
import type { Change, Plan, Refusal } from "../../model/change.ts";
import { EXIT, type ExitCode } from "../../model/exit.ts";
import type { StackResult } from "../../model/result.ts";
import { allowedPart, refusesAlone } from "../../plan/guard.ts";
import { dueIn, type Narrowed, narrow, reviewed } from "../../plan/judge.ts";
import { isReviewable } from "../../plan/saved.ts";
import type { State } from "../../state/store.ts";
import type { Mandate, StackRun } from "./run.ts";

/** The part of a plan that the mandate covers; undefined: the saved plan is for another state, or for other stacks. */
export function covered(mandate: Mandate, plan: Plan, state: State, files: string): Narrowed | undefined {
  if (mandate.from === "person") return { plan, left: [] };
  if (mandate.from === "due") return dueIn(plan);
  const saved = mandate.plans.find(({ stack }) => stack === plan.stack);
  if (mandate.from === "merge") {
    return reviewed(plan, state, { plan: saved && isReviewable(saved) ? saved : undefined, files });
  }
  return saved && narrow(plan, saved);
}

/** A merge leaves a change to a person; a saved plan that does not cover a change is not what was asked for. */
export const exitForLeft = ({ from }: Mandate): ExitCode => EXIT_FOR_LEFT[from];

const EXIT_FOR_LEFT = {
  person: EXIT.problems,
  due: EXIT.drift,
  "plan-file": EXIT.problems,
  merge: EXIT.refused,
} as const satisfies Record<Mandate["from"], ExitCode>;

/** The same plan once it is known which hazards are not allowed: they refuse the stack, or only their own changes. */
export const guarded = (
  result: Extract<StackResult, { became: "planned" | "refused" }>,
  refusals: readonly Refusal[],
): StackResult => ({ ...result, refusals, became: refusals.every(refusesAlone) ? "planned" : "refused" });

/** What is to be carried out; undefined where not even what an unfinished run left may be recorded. */
export const allowedIn = ({ planned, result }: StackRun): Plan | undefined =>
  planned && result.became === "planned" ? allowedPart(planned.plan, result.refusals ?? []) : undefined;

export const changesIn = (run: StackRun): readonly Change[] => allowedIn(run)?.changes ?? [];
