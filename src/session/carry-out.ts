/**
 * Plans of stacks -> what became of them: begins, asks, finishes and prints, in the order of the files in `carry-out/`.
 */
import { EXIT, type ExitCode } from "../model/exit.ts";
import type { StackResult } from "../model/result.ts";
import type { Io } from "../process/io.ts";
import { onSignals } from "../process/stop.ts";
import { plansText, summaryText } from "../render/plans.ts";
import { allowed, approved, asksPerson } from "./carry-out/ask.ts";
import { beginAll } from "./carry-out/begin.ts";
import { finishAll } from "./carry-out/finish.ts";
import { changesIn, exitForLeft } from "./carry-out/mandate.ts";
import { type Context, type Order, resultsOf, type StackRun } from "./carry-out/run.ts";
import { chooseChanges } from "./choice.ts";
import type { ChosenStacks } from "./choose.ts";
import { exitOf, exitOfStack } from "./exit.ts";
import { isNoStack, print, printStray } from "./print.ts";

/** What became of a run. */
export interface CarriedOut {
  readonly exit: ExitCode;
  readonly results: readonly StackResult[];
  /** Everything that was to be done is done. */
  readonly complete: boolean;
}

/** Without folders, for a saved plan without a stack, nothing was read. */
type ToCarryOut = Pick<ChosenStacks, "stacks" | "folders" | "scope" | "stray">;

/** @param choose reads the files. Called once it is known that a person can be asked */
export async function carryOut(choose: () => Promise<ToCarryOut>, order: Order, io: Io): Promise<CarriedOut> {
  const mayAsk = asksPerson(order, io);
  const { stacks, folders, scope, stray } = await choose();
  if (folders.length > 0 && isNoStack(stacks, stray, io)) return { exit: EXIT.problems, results: [], complete: false };
  printStray(stray, io);
  const stop = onSignals(io);
  const choice = chooseChanges(order.options, scope);
  const context: Context = { ...order, io, choice, signal: stop.signal };
  let runs: readonly StackRun[] = [];
  try {
    runs = await beginAll(stacks, context);
    printPlans(runs, context);
    const asksNow = mayAsk && !stop.signal.aborted;
    runs = await allowed(runs, asksNow, io);
    const asks = asksNow && runs.flatMap(changesIn).length > 0;
    if (asks && !(await approved(order.aim, runs, io))) {
      io.err("Nothing was changed.\n");
      return { exit: stop.exitCode() ?? EXIT.problems, results: resultsOf(runs), complete: false };
    }
    runs = await finishAll(runs, !asks && order.mandate.from !== "plan-file", context);
    const results = resultsOf(runs);
    const counting = { left: exitForLeft(order.mandate) };
    const complete = results.every((result) => exitOfStack(result, counting) === EXIT.fine);
    await print("outcomes", { results, complete }, order.options.format, io);
    return { exit: stop.exitCode() ?? exitOf(results, stray, counting), results, complete };
  } finally {
    for (const { open } of runs) await open?.close();
    stop.end();
  }
}

/** The plans, then what is wrong with `--target` and `--exclude`. @throws Failure `usage` */
function printPlans(runs: readonly StackRun[], { aim, choice, options, io }: Context): void {
  const results = resultsOf(runs);
  const unread = results.filter(({ plan }) => !plan).map(({ stack }) => stack);
  if (unread.length === 0) choice.assertAllKnown();
  const paint = options.format === "text" ? io.paint : io.paintErr;
  const text = plansText(results, {
    paint,
    destroys: aim === "nothing",
    columns: io.isTerminal ? io.columns : undefined,
  });
  // With another format, only the outcomes go to stdout.
  if (options.format === "text") io.out(text + summaryText(results));
  else io.err(text + summaryText(results));
  // It is not known which policies those stacks have, but what was excluded must not be changed in another either.
  if (runs.flatMap(changesIn).length > 0) choice.assertAllKnown(unread);
}
