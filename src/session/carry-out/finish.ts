/** Plans that may be carried out -> what became of them. Writes the clouds and the states. */
import { randomUUID } from "node:crypto";
import { apply } from "../../apply/apply.ts";
import { isCarriedOut, type Outcome } from "../../model/change.ts";
import { type Failure, isFailure } from "../../model/problem.ts";
import { type Progress, progress } from "../../process/progress.ts";
import { originFrom } from "../../process/settings.ts";
import { outcomeText } from "../../render/plan.ts";
import { thisProcess } from "../../state/process-id.ts";
import type { Lease } from "../../state/store.ts";
import { inParallel } from "../../system/parallel.ts";
import { STACKS_AT_A_TIME } from "../look.ts";
import { printRefusals } from "./ask.ts";
import { planned } from "./begin.ts";
import { allowedIn, changesIn } from "./mandate.ts";
import type { Context, StackRun } from "./run.ts";

/** @param mayPlanAgain no person approved these very plans */
export async function finishAll(
  runs: readonly StackRun[],
  mayPlanAgain: boolean,
  context: Context,
): Promise<StackRun[]> {
  const total = runs.flatMap(changesIn).length;
  const carried = progress(context.io, "carried out", "change", total);
  const print = outcomePrinter(context, total, carried);
  const finished = await inParallel(runs, STACKS_AT_A_TIME, (run) => finish(run, mayPlanAgain, context, print));
  carried.end();
  return finished;
}

/** Of more lines than this, the important ones are overlooked. */
const MAX_LINES = 100;

type OutcomePrinter = (stack: string, outcome: Outcome) => void;

/** A line per change; of very many only those that failed. */
const outcomePrinter =
  ({ io }: Context, total: number, carried: Progress): OutcomePrinter =>
  (stack, outcome) => {
    const isFine = outcome.status === "ok";
    // What a signal kept from being begun is counted, once, at the end.
    const isNotBegun = outcome.failure?.code === "interrupted" && outcome.status === "skipped";
    if ((!isFine && !isNotBegun) || (isFine && total <= MAX_LINES))
      io.err(`${stack}: ${outcomeText(outcome, io.paintErr)}\n`);
    carried.step(!isCarriedOut(outcome));
  };

/** How often a plan is made again because another run wrote in between. */
const MAX_ATTEMPTS = 5;

/** Carries out one stack. When another run wrote since it was planned, plans again if it may. */
async function finish(
  first: StackRun,
  mayPlanAgain: boolean,
  context: Context,
  print: OutcomePrinter,
): Promise<StackRun> {
  let run = first;
  try {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await carriedOut(run, context, print);
      } catch (error) {
        const { stack, open } = run;
        const again = isFailure(error, "state-conflict") && mayPlanAgain && attempt < MAX_ATTEMPTS;
        if (!again || !open) throw error;
        run = await planned(stack, open, context);
        printRefusals([run], context.io);
      }
    }
  } catch (error) {
    if (!isFailure(error)) throw error;
    return failed(run, error);
  }
}

const failed = (run: StackRun, failure: Failure): StackRun => ({
  ...run,
  result: { ...run.result, became: "failed", failure },
});

/** The same when nothing of it may be carried out. @throws Failure */
async function carriedOut(run: StackRun, context: Context, print: OutcomePrinter): Promise<StackRun> {
  const { stack, open, planned: ready, result } = run;
  const plan = allowedIn(run);
  if (!plan || !open || !ready || result.became !== "planned") return run;
  const { timing } = context.io.settings;
  const { outcomes, unrecorded } = await apply({
    ...ready,
    plan,
    policies: stack.policies,
    store: open.store,
    cloud: open.cloud,
    lease: newLease(timing.leaseMs),
    parallelism: context.options.parallelism,
    requestMs: timing.requestMs,
    settleMs: timing.settleMs,
    signal: context.signal,
    origin: { ...originFrom(context.io.settings), at: () => new Date(open.cloud.date() ?? Date.now()).toISOString() },
    onOutcome: (outcome) => print(stack.name, outcome),
  });
  const applied: StackRun = { ...run, result: { ...result, became: "applied", outcomes } };
  return unrecorded ? failed(applied, unrecorded) : applied;
}

const newLease = (ttl_ms: number): Lease => ({
  id: randomUUID(),
  renewals: 0,
  ttl_ms,
  holder: thisProcess(),
  since: new Date().toISOString(),
});
