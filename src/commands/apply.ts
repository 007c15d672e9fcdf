/** `holdfast apply`: plans, asks, and carries out; or carries out what a saved plan covers. */
import { randomUUID } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { apply, type Outcome } from "../apply.ts";
import type { Stack } from "../check.ts";
import { refusals } from "../guard.ts";
import { isGone, thisProcess } from "../holder.ts";
import { isYaml } from "../load.ts";
import { inParallel } from "../parallel.ts";
import type { HazardCode } from "../plan.ts";
import { Failure, isFailure } from "../problem.ts";
import { plansJson, type StackResult } from "../render/json.ts";
import { applySummary, countsOf, failureText, outcomeText, refusalText } from "../render/text.ts";
import { narrow, parseSaved, type SavedPlan } from "../saved.ts";
import { type OpenStack, openStack } from "../settings.ts";
import type { Lease } from "../state/store.ts";
import { resultText, summaryText } from "./plan.ts";
import { type Planned, planStack } from "./planning.ts";
import { chooseStacks, EXIT, type ExitCode, type Io, isError, printProblems, worst } from "./run.ts";

export interface ApplyOptions {
  readonly format: "text" | "json";
  readonly autoApprove: boolean;
  readonly allowHazards: readonly HazardCode[];
  readonly parallelism: number;
}

const STACKS_AT_A_TIME = 8;

/** How often a plan is made anew because somebody else wrote in between. */
const MAX_ATTEMPTS = 5;

export async function runApply(args: readonly string[], options: ApplyOptions, io: Io): Promise<ExitCode> {
  const saved = savedPlanIn(args, io);
  if (!options.autoApprove && !saved && !io.settings.interactive) {
    throw new Failure("usage", "apply asks before it changes anything, and there is no terminal to ask on", {
      hint: "give --auto-approve, or a plan file made with `holdfast plan --out FILE`",
    });
  }
  const { stacks, stray } = chooseStacks(saved ? saved.map(({ stack }) => stack) : args, io.settings);
  if (stray.length > 0) io.err(printProblems(stray, io.paintErr));
  const runs = await inParallel(stacks, STACKS_AT_A_TIME, (stack) => begin(stack, options, io, saved));
  try {
    const shown: Io = options.format === "text" ? io : { ...io, out: io.err, paint: io.paintErr };
    for (const run of runs) shown.out(resultText(resultOf(run), runs.length > 1, shown));
    const pending = runs.some((run) => changesOf(run).length > 0);
    shown.out(summaryText(runs.map(resultOf)));
    const ask = pending && !options.autoApprove && !saved;
    if (ask && !(await approved(io))) {
      io.err("Nothing was changed.\n");
      return EXIT.problems;
    }
    const ended = await inParallel(runs, STACKS_AT_A_TIME, (run) => finish(run, options, io, !ask && !saved));
    report(ended, options, io);
    return worst([...ended.map(({ code }) => code), ...(stray.some(isError) ? [EXIT.problems] : [])]);
  } finally {
    for (const { open } of runs) await open?.close();
  }
}

/** One stack on its way; without `planned` it cannot be applied, and `code` says why. */
interface StackRun {
  readonly stack: Stack;
  readonly open?: OpenStack;
  readonly planned?: Planned;
  readonly saved?: SavedPlan;
  readonly outcomes?: readonly Outcome[];
  readonly failure?: Failure;
  readonly code: ExitCode;
}

async function begin(
  stack: Stack,
  options: ApplyOptions,
  io: Io,
  plans: readonly SavedPlan[] | undefined,
): Promise<StackRun> {
  const saved = plans?.find((one) => one.stack === stack.name);
  const run = { stack, ...(saved && { saved }) };
  if (stack.problems.some(isError)) return { ...run, code: EXIT.problems };
  let open: OpenStack | undefined;
  try {
    open = await openStack(stack, io.settings, (line) => io.err(`${stack.name}: ${line}\n`));
    return await planned({ ...run, open, code: EXIT.fine }, options, io);
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { ...run, ...(open && { open }), failure: error, code: codeOf(error) };
  }
}

/** Plans a stack; a hazard that nobody allowed refuses the whole of it. */
async function planned(run: StackRun & { open: OpenStack }, options: ApplyOptions, io: Io): Promise<StackRun> {
  const { stack, open, saved } = run;
  const full = await planStack(stack, open);
  for (const note of full.notes) io.err(`${stack.name}: ${note}\n`);
  const { lease } = full.state;
  if (lease && !isGone(lease.holder)) throw leased(lease, open.store.place);
  if (lease) io.err(`${stack.name}: the run of ${whose(lease)} ended without finishing; going on from there\n`);
  const narrowed = saved ? narrow(full.plan, saved) : { plan: full.plan, refused: [] };
  if (!narrowed) {
    io.err(
      `${stack.name}: the saved plan is stale: the state or the cloud has moved since\n  plan again, and have that plan reviewed\n`,
    );
    return { ...run, code: EXIT.stale };
  }
  for (const { change, why } of narrowed.refused)
    io.err(`${stack.name}: ${change.address} ${why}, and is left alone\n`);
  const result = { ...run, planned: { ...full, plan: narrowed.plan } };
  const refused = refusals(narrowed.plan, [...options.allowHazards, ...(stack.spec.allow_hazards ?? [])]);
  if (refused.length > 0) {
    io.err(`${refusalText(refused, io.paintErr)}\n`);
    return { ...result, code: EXIT.refused };
  }
  const incomplete = narrowed.plan.problems.some(isError) || narrowed.refused.length > 0;
  return { ...result, code: incomplete ? EXIT.problems : EXIT.fine };
}

const codeOf = ({ code }: Failure): ExitCode =>
  code === "state-foreign"
    ? EXIT.refused
    : code === "state-leased"
      ? EXIT.leased
      : code === "state-conflict"
        ? EXIT.stale
        : EXIT.problems;

const leased = (lease: Lease, place: string): Failure =>
  new Failure("state-leased", `${whose(lease)} is applying since ${lease.since}`, {
    hint: `wait until it has finished; the lease is in ${place}`,
  });

const whose = ({ holder }: Lease): string => `${holder.user} on ${holder.host} (process ${holder.pid})`;

/** What is going to be done. */
const changesOf = ({ planned: done, code }: StackRun) => (code === EXIT.refused ? [] : (done?.plan.changes ?? []));

const resultOf = ({ stack, planned: done, outcomes, failure }: StackRun): StackResult => ({
  stack: stack.name,
  problems: stack.problems,
  ...(done && { plan: done.plan }),
  ...(outcomes && { outcomes }),
  ...(failure && { failure }),
});

async function approved(io: Io): Promise<boolean> {
  return (await io.ask('Apply these changes? Only "yes" is accepted: ')) === "yes";
}

/** Carries out one stack. When somebody else wrote since it was planned, plans again, unless a person approved that very plan. */
async function finish(run: StackRun, options: ApplyOptions, io: Io, mayPlanAgain: boolean): Promise<StackRun> {
  let current = run;
  for (let attempt = 1; ; attempt += 1) {
    const { planned: done, open, stack, code } = current;
    if (!done || !open || code === EXIT.refused || code === EXIT.stale) return current;
    try {
      const outcomes = await apply({
        plan: done.plan,
        policies: stack.policies,
        state: done.state,
        recovered: done.recovered,
        revision: done.revision,
        store: open.store,
        cloud: open.cloud,
        lease: newLease(),
        parallelism: options.parallelism,
        clock: () => performance.now(),
        onOutcome: (outcome) => io.err(`${stack.name}: ${outcomeText(outcome, io.paintErr)}\n`),
      });
      const ok = outcomes.every(({ status }) => status === "ok");
      return { ...current, outcomes, code: ok ? code : EXIT.problems };
    } catch (error) {
      if (!isFailure(error)) throw error;
      const again = error.code === "state-conflict" && mayPlanAgain && attempt < MAX_ATTEMPTS;
      if (!again) return { ...current, failure: error, code: codeOf(error) };
      try {
        current = await planned({ ...run, open }, options, io);
      } catch (failure) {
        if (!isFailure(failure)) throw failure;
        return { ...current, failure, code: codeOf(failure) };
      }
    }
  }
}

const newLease = (): Lease => ({
  id: randomUUID(),
  renewals: 0,
  holder: thisProcess(),
  since: new Date().toISOString(),
});

/** What failed once more at the end, where people look; then the summary. */
function report(runs: readonly StackRun[], { format }: ApplyOptions, io: Io): void {
  if (format === "json") {
    io.out(plansJson(runs.map(resultOf)));
    return;
  }
  for (const { stack, outcomes, failure, planned: done } of runs) {
    // A failure while planning was shown with the plan.
    if (failure && done) io.err(`${stack.name}: ${failureText(failure, io.paintErr)}\n`);
    for (const { change, failure: why, status } of outcomes ?? []) {
      if (status === "ok") continue;
      const told = why ? failureText(why, io.paint).replaceAll("\n", "\n  ") : status;
      io.out(`${stack.name}: ${change.address}: ${told}\n`);
    }
  }
  if (!runs.some(({ planned: plan }) => plan)) return;
  const done = runs.flatMap(({ outcomes }) => outcomes ?? []).filter(({ status }) => status === "ok");
  const broken = runs.some(({ code }) => code !== EXIT.fine);
  io.out(`${applySummary(countsOf(done.map(({ change }) => change)), !broken)}\n`);
}

/** The saved plan, when the one argument is a file that holds one. */
function savedPlanIn(args: readonly string[], { settings }: Io): SavedPlan[] | undefined {
  const [file] = args;
  if (file === undefined || isYaml(file)) return undefined;
  const path = resolve(settings.cwd, file);
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
  if (args.length > 1) {
    throw new Failure("usage", "a plan file already says which stacks", { hint: `give ${file} alone` });
  }
  return parseSaved(readFileSync(path, "utf8"), file);
}
