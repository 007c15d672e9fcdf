/** `holdfast apply` and `destroy`: plans, asks, and carries out; or carries out what a saved plan covers. */
import { randomUUID } from "node:crypto";
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { apply, type Outcome } from "../apply.ts";
import type { Stack } from "../check.ts";
import { allowedPart, type Refusal, refusals, refusesAlone, withHazards } from "../guard.ts";
import { thisProcess } from "../holder.ts";
import { untilFree } from "../lease.ts";
import { isYaml } from "../load.ts";
import { inParallel } from "../parallel.ts";
import { type Change, countsOf, type Plan } from "../plan.ts";
import type { HazardCode } from "../policy.ts";
import { Failure, type FailureCode, isFailure } from "../problem.ts";
import { plansJson } from "../render/json.ts";
import type { MarkdownOptions } from "../render/markdown.ts";
import { applySummary, outcomeText, refusalText } from "../render/plan.ts";
import type { StackResult } from "../render/shown.ts";
import { failureText } from "../render/text.ts";
import { narrow, parseSaved, type SavedPlan } from "../saved.ts";
import { type AddressChoice, chooseAddresses } from "../select.ts";
import { type OpenStack, openStack, originFrom } from "../settings.ts";
import type { Lease } from "../state/store.ts";
import { EXIT, type ExitCode, type Io, worst } from "./io.ts";
import { plansText, STACKS_AT_A_TIME, summaryText } from "./plan.ts";
import { type Aim, meantOf, type Planned, planStack } from "./planning.ts";
import { type Progress, progress } from "./progress.ts";
import { chooseStacks, isError, oneStack, printProblems } from "./run.ts";
import { planFileAt } from "./show.ts";

export interface ApplyOptions {
  readonly format: "text" | "json" | "markdown";
  /** How long Markdown may be, and what is around it. */
  readonly markdown?: MarkdownOptions;
  readonly autoApprove: boolean;
  readonly allowHazards: readonly HazardCode[];
  readonly parallelism: number;
  /** How long to wait for somebody who is applying. */
  readonly lockTimeoutMs: number;
  readonly target: readonly string[];
  readonly exclude: readonly string[];
  /** Records what is live, and sends nothing to the cloud. */
  readonly refreshOnly: boolean;
}

/** How often a plan is made anew because somebody else wrote in between. */
const MAX_ATTEMPTS = 5;

export async function runApply(args: readonly string[], options: ApplyOptions, io: Io): Promise<ExitCode> {
  const saved = savedPlanIn(args, io);
  if (saved && options.refreshOnly) {
    throw new Failure("usage", "--refresh-only carries out no plan", {
      hint: "give a stack, or leave --refresh-only out",
    });
  }
  return carryOut(
    saved ? saved.map(({ stack }) => stack) : args,
    options.refreshOnly ? "live" : "files",
    saved,
    options,
    io,
  );
}

/** Deletes all that is ours in one stack. */
export async function runDestroy(stack: string | undefined, options: ApplyOptions, io: Io): Promise<ExitCode> {
  const args = stack === undefined ? [] : [stack];
  // Only what somebody named, or what cannot be confused with anything.
  oneStack(args, io.settings);
  const allowHazards = [...options.allowHazards, "deletes-many"] as const;
  return carryOut(args, "nothing", undefined, { ...options, allowHazards }, io);
}

async function carryOut(
  args: readonly string[],
  aim: Aim,
  saved: readonly SavedPlan[] | undefined,
  options: ApplyOptions,
  io: Io,
): Promise<ExitCode> {
  if (!options.autoApprove && !saved && !io.settings.interactive) {
    const command = aim === "nothing" ? "destroy" : "apply";
    throw new Failure("usage", `${command} asks before it changes anything, and there is no terminal to ask on`, {
      hint: `give --auto-approve${aim === "files" ? ", or a plan file made with `holdfast plan --out FILE`" : ""}`,
    });
  }
  const { stacks, stray } = chooseStacks(args, io.settings);
  if (stray.length > 0) io.err(printProblems(stray, io.paintErr));
  const stop = onSignals(io);
  const choice = chooseAddresses(options.target, options.exclude);
  const context: Context = { options, io, saved, aim, choice, signal: stop.signal };
  const begun = progress(io, "planned", "stack", stacks.length);
  let runs = await inParallel(stacks, STACKS_AT_A_TIME, async (stack) => {
    const run = await begin(stack, context);
    begun.step(run.failure !== undefined);
    return run;
  });
  begun.end();
  try {
    if (runs.every(({ failure }) => !failure)) choice.assertAllKnown();
    const shown: Io = options.format === "text" ? io : { ...io, out: io.err, paint: io.paintErr };
    shown.out(plansText(runs.map(resultOf), shown));
    shown.out(summaryText(runs.map(resultOf)));
    // Of a stack that failed nobody knows what it has; but what was not to be touched must not be touched elsewhere.
    choice.assertAllKnown();
    const mayAsk = !options.autoApprove && !saved && !stop.signal.aborted;
    runs = await allowed(runs, mayAsk, io);
    const changes = runs.flatMap(changesIn);
    const asks = changes.length > 0 && mayAsk;
    if (asks && !(await approved(aim, io))) {
      io.err("Nothing was changed.\n");
      return stop.exitCode() ?? EXIT.problems;
    }
    const carried = progress(io, "carried out", "change", changes.length);
    const tell = outcomeTeller(io, changes.length, carried);
    const ended = await inParallel(runs, STACKS_AT_A_TIME, (run) => finish(run, { ...context, tell }, !asks && !saved));
    carried.end();
    await report(ended, options, io);
    const codes = [...ended.map(({ code }) => code), ...(stray.some(isError) ? [EXIT.problems] : [])];
    return stop.exitCode() ?? worst(codes);
  } finally {
    for (const { open } of runs) await open?.close();
    stop.end();
  }
}

interface Context {
  readonly options: ApplyOptions;
  readonly io: Io;
  readonly saved: readonly SavedPlan[] | undefined;
  readonly aim: Aim;
  readonly choice: AddressChoice;
  /** Aborted when somebody asked us to stop. */
  readonly signal: AbortSignal;
}

/**
 * The first SIGINT, SIGTERM or closed terminal lets what is in flight be finished and recorded; the second ends the
 * process at once, and the next run looks into what became of it.
 */
function onSignals({ err }: Io) {
  const controller = new AbortController();
  let code: ExitCode | undefined;
  const stop = (signal: NodeJS.Signals) => {
    if (code !== undefined) process.exit(code);
    code = signal === "SIGINT" ? EXIT.interrupted : EXIT.terminated;
    err("Stopping: finishing what is in flight and recording it. Once more ends at once; the next run recovers.\n");
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  return {
    signal: controller.signal,
    exitCode: () => code,
    end: () => {
      for (const signal of SIGNALS) process.off(signal, stop);
    },
  };
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** One stack on its way; without `planned` it cannot be applied, and `code` says why. */
interface StackRun {
  readonly stack: Stack;
  readonly open?: OpenStack;
  readonly planned?: Planned;
  readonly outcomes?: readonly Outcome[];
  /** Hazards that nobody allowed. */
  readonly refused?: readonly Refusal[];
  /** Changes that are not as the saved plan has them. */
  readonly leftAlone?: readonly string[];
  readonly failure?: Failure;
  readonly code: ExitCode;
}

const logTo =
  (stack: Stack, { err }: Io) =>
  (line: string): void =>
    err(`${stack.name}: ${line}\n`);

async function begin(stack: Stack, context: Context): Promise<StackRun> {
  if (stack.problems.some(isError)) return { stack, code: EXIT.problems };
  let open: OpenStack | undefined;
  try {
    open = await openStack(stack, context.io.settings, logTo(stack, context.io), context.signal);
    return await planned({ stack, open }, context);
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { stack, ...(open && { open }), failure: error, code: codeOf(error) };
  }
}

/** Waits for the lease, looks into what a dead one left, and plans; a hazard that nobody allowed refuses the stack. */
async function planned(run: { stack: Stack; open: OpenStack }, context: Context): Promise<StackRun> {
  const { stack, open } = run;
  const { options, io, signal } = context;
  const log = logTo(stack, io);
  const stored = await untilFree(open.store, { lockTimeoutMs: options.lockTimeoutMs, log, signal });
  const { settleMs } = io.settings.timing;
  const full = await planStack(stack, open, stored, log, { settleMs, signal }, context.aim);
  const chosen = meantOf(full.plan, stack, full.state, context.choice, log);
  const saved = context.saved?.find((one) => one.stack === stack.name);
  const narrowed = saved ? narrow(chosen, saved) : { plan: chosen, refused: [] };
  if (!narrowed) {
    log("the saved plan is stale: the state or the cloud has moved since\n  plan again, and have that plan reviewed");
    return { ...run, code: EXIT.stale };
  }
  const leftAlone = narrowed.refused.map(({ change, why }) => `${change.address} ${why}, and is left alone`);
  for (const line of leftAlone) log(line);
  // Of what is left: a change that is left out takes over nobody's vaults.
  const plan = withHazards(narrowed.plan, full.state);
  const result = { ...run, planned: { ...full, plan }, leftAlone };
  return judged(result, refusals(plan, [...options.allowHazards, ...(stack.spec.allow_hazards ?? [])]));
}

/** @param refused hazards that nobody allowed: they refuse the stack, or the rest of it goes on */
function judged(run: Omit<StackRun, "code"> & { readonly planned: Planned }, refused: readonly Refusal[]): StackRun {
  const incomplete = run.planned.plan.problems.some(isError) || (run.leftAlone ?? []).length > 0;
  const codes = [incomplete ? EXIT.problems : EXIT.fine, refused.length > 0 ? EXIT.refused : EXIT.fine];
  return { ...run, refused, code: refused.every(refusesAlone) ? worst(codes) : EXIT.refused };
}

const refusedIn = ({ stack, refused = [] }: StackRun) => refused.map((one) => ({ ...one, stack: stack.name }));

/** Hazards that nobody allowed refuse their stacks or changes, unless a person allows them here, by their names. */
async function allowed(runs: readonly StackRun[], mayAsk: boolean, io: Io): Promise<StackRun[]> {
  const refused = runs.flatMap(refusedIn);
  if (refused.length === 0) return [...runs];
  io.err(`${refusalText(refused, io.paintErr)}\n`);
  const codes = [...new Set(refused.map(({ code }) => code))].filter((code) => code !== "protected").sort();
  if (!mayAsk || codes.length === 0) return [...runs];
  const answer = await io.ask(
    `To allow them now, type ${codes.join(",")}; anything else leaves these ${refused.every(refusesAlone) ? "changes" : "stacks"} alone: `,
  );
  const typed = (answer ?? "").split(",").map((word) => word.trim());
  return runs.map((run) => {
    const { planned: done, refused: asked = [] } = run;
    if (!done || asked.length === 0) return run;
    return judged(
      { ...run, planned: done },
      asked.filter(({ code }) => !typed.includes(code)),
    );
  });
}

const CODES: Partial<Record<FailureCode, ExitCode>> = {
  "state-foreign": EXIT.refused,
  "state-leased": EXIT.leased,
  "state-conflict": EXIT.stale,
  interrupted: EXIT.interrupted,
};
const codeOf = ({ code }: Failure): ExitCode => CODES[code] ?? EXIT.problems;

/** What may be carried out; undefined where nothing may be, not even what an unfinished run left to be recorded. */
const partOf = ({ planned: done, refused = [], code }: StackRun): Plan | undefined =>
  done && code !== EXIT.stale && refused.every(refusesAlone) ? allowedPart(done.plan, refused) : undefined;

const changesIn = (run: StackRun): readonly Change[] => partOf(run)?.changes ?? [];

const resultOf = ({ stack, planned: done, outcomes, leftAlone, failure }: StackRun): StackResult => ({
  stack: stack.name,
  problems: stack.problems,
  ...(done && { plan: done.plan }),
  ...(outcomes && { outcomes }),
  ...(leftAlone && { leftAlone }),
  ...(failure && { failure }),
});

const QUESTIONS = {
  files: "Apply these changes?",
  nothing: "Destroy all of these?",
  live: "Record what is live, and change nothing in the cloud?",
} as const satisfies Record<Aim, string>;

const approved = async (aim: Aim, io: Io): Promise<boolean> =>
  (await io.ask(`${QUESTIONS[aim]} Only "yes" is accepted: `)) === "yes";

/** More lines than this nobody reads while they appear. */
const MAX_LINES = 100;

type Teller = (stack: string, outcome: Outcome) => void;

/** A line per change; of very many only those that failed. */
function outcomeTeller(io: Io, total: number, carried: Progress): Teller {
  return (stack, outcome) => {
    const isFine = outcome.status === "ok";
    if (!isFine || total <= MAX_LINES) io.err(`${stack}: ${outcomeText(outcome, io.paintErr)}\n`);
    carried.step(!isFine);
  };
}

/**
 * Carries out one stack. When somebody else wrote since it was planned, begins again, unless a person approved that very
 * plan.
 */
async function finish(
  run: StackRun,
  context: Context & { readonly tell: Teller },
  mayPlanAgain: boolean,
): Promise<StackRun> {
  const { io, options, signal } = context;
  const { timing } = io.settings;
  let current = run;
  try {
    for (let attempt = 1; ; attempt += 1) {
      const { planned: done, open, stack, code } = current;
      const plan = partOf(current);
      if (!done || !open || !plan) return current;
      try {
        const outcomes = await apply({
          ...done,
          plan,
          policies: stack.policies,
          store: open.store,
          cloud: open.cloud,
          lease: newLease(timing.leaseMs),
          parallelism: options.parallelism,
          requestMs: timing.requestMs,
          settleMs: timing.settleMs,
          signal,
          origin: { ...originFrom(io.settings), at: () => new Date().toISOString() },
          onOutcome: (outcome) => context.tell(stack.name, outcome),
        });
        return { ...current, outcomes, code: outcomes.every(({ status }) => status === "ok") ? code : EXIT.problems };
      } catch (error) {
        const again = isFailure(error, "state-conflict") && mayPlanAgain && attempt < MAX_ATTEMPTS;
        if (!again) throw error;
        current = await planned({ stack, open }, context);
        if (current.refused?.length) io.err(`${refusalText(refusedIn(current), io.paintErr)}\n`);
      }
    }
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { ...current, failure: error, code: codeOf(error) };
  }
}

const newLease = (ttl_ms: number): Lease => ({
  id: randomUUID(),
  renewals: 0,
  ttl_ms,
  holder: thisProcess(),
  since: new Date().toISOString(),
});

/** What failed once more at the end, where people look; then the summary. */
async function report(runs: readonly StackRun[], { format, markdown }: ApplyOptions, io: Io): Promise<void> {
  const complete = runs.every(({ code }) => code === EXIT.fine);
  if (format === "json") return io.out(plansJson(runs.map(resultOf)));
  if (format === "markdown") {
    const { appliedMarkdown } = await import("../render/markdown.ts");
    return io.out(appliedMarkdown(runs.map(resultOf), complete, markdown));
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
  if (!runs.some(({ planned: done }) => done)) return;
  const done = runs.flatMap(({ outcomes }) => outcomes ?? []).filter(({ status }) => status === "ok");
  io.out(`${applySummary(countsOf(done.map(({ change }) => change)), complete)}\n`);
}

/** The saved plan, when the one argument is a file that holds one. */
function savedPlanIn(args: readonly string[], { settings }: Io): SavedPlan[] | undefined {
  const [file] = args;
  if (file === undefined || isYaml(file)) return undefined;
  if (!statSync(resolve(settings.cwd, file), { throwIfNoEntry: false })?.isFile()) return undefined;
  if (args.length > 1) {
    throw new Failure("usage", "a plan file already says which stacks", { hint: `give ${file} alone` });
  }
  return parseSaved(planFileAt(file, settings), file);
}
