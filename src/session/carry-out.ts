/** Stacks -> their plans, the questions to a person, and what became of them: plans, asks, and carries out. */
import { randomUUID } from "node:crypto";
import { apply } from "../apply/apply.ts";
import { untilFree } from "../apply/lease.ts";
import type { Stack } from "../documents/check.ts";
import { twinsAmong } from "../documents/target.ts";
import { type Change, countsOf, type Outcome, type Plan, type StackChange } from "../model/change.ts";
import { EXIT, type ExitCode, worst } from "../model/exit.ts";
import { printable } from "../model/invisible.ts";
import type { HazardCode } from "../model/policy.ts";
import { Failure, type FailureCode, isError, isFailure } from "../model/problem.ts";
import type { LeftAlone, StackResult } from "../model/result.ts";
import { withRanges } from "../plan/fields.ts";
import {
  type Allowances,
  allowancesOf,
  allowedPart,
  type Refusal,
  refusals,
  refusesAlone,
  withAllowances,
  withHazards,
} from "../plan/guard.ts";
import { type Narrowed, narrow, reviewed } from "../plan/judge.ts";
import { isReviewable, type SavedPlan } from "../plan/saved.ts";
import { ignoresHangup } from "../process/hangup.ts";
import type { Io } from "../process/io.ts";
import { type Progress, progress } from "../process/progress.ts";
import { originFrom } from "../process/settings.ts";
import { plansJson } from "../render/json.ts";
import { applySummary, outcomeText, refusalText } from "../render/plan.ts";
import { leftText } from "../render/shown.ts";
import { failureText } from "../render/text.ts";
import { thisProcess } from "../state/process-id.ts";
import type { Lease, State } from "../state/store.ts";
import { inParallel } from "../system/parallel.ts";
import type { Base } from "./base.ts";
import { type ChosenStacks, printProblems } from "./choose.ts";
import { isRefusal } from "./exit.ts";
import { STACKS_AT_A_TIME } from "./look.ts";
import { type OpenStack, openStack } from "./open.ts";
import { type Aim, filesDigest, meantOf, type Planned, planStack } from "./planning.ts";
import { plansText, summaryText } from "./print.ts";
import { type AddressChoice, chooseAddresses } from "./select.ts";

export interface ApplyOptions {
  readonly format: "text" | "json" | "markdown";
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

/** What a run may carry out, as far as the guards allow it. */
export type Mandate =
  /** All that it plans, once a person agreed. */
  | { readonly from: "person" }
  /** What is equal to a saved plan. */
  | { readonly from: "plan-file"; readonly plans: readonly SavedPlan[] }
  /** What the table of judge.ts says; of a stack without a plan here none is at hand. */
  | { readonly from: "merge"; readonly plans: readonly SavedPlan[] };

/** What became of a run. */
export interface Applied {
  readonly exit: ExitCode;
  readonly results: readonly StackResult[];
  /** Everything that was to be done is done. */
  readonly complete: boolean;
  /** A guard refused a stack. */
  readonly refused: boolean;
}

/** How often a plan is made anew because somebody else wrote in between. */
const MAX_ATTEMPTS = 5;

interface How {
  readonly aim: Aim;
  readonly mandate: Mandate;
  readonly options: ApplyOptions;
  /** What stacks were: what their stack.yaml says since is guarded too. */
  readonly base?: Base | undefined;
}

/** @param choose reads the files */
export async function carryOut(
  choose: () => Promise<Pick<ChosenStacks, "stacks" | "stray">>,
  how: How,
  io: Io,
): Promise<Applied> {
  const { aim, mandate, options } = how;
  const mayAsk = !options.autoApprove && mandate.from === "person";
  if (mayAsk && !io.settings.interactive) {
    const command = aim === "nothing" ? "destroy" : "apply";
    throw new Failure("usage", `${command} asks before it changes anything, and there is no terminal to ask on`, {
      hint: `give --auto-approve${aim === "files" ? ", or a plan file made with `holdfast plan --out FILE`" : ""}`,
    });
  }
  const { stacks, stray } = await choose();
  if (stray.length > 0) io.err(printProblems(stray, io.paintErr));
  const stop = onSignals(io);
  const choice = chooseAddresses(options.target, options.exclude);
  const context: Context = { ...how, io, choice, signal: stop.signal };
  const begun = progress(io, "planned", "stack", stacks.length);
  let runs = await inParallel(stacks, STACKS_AT_A_TIME, async (stack) => {
    const run = await begin(stack, context);
    begun.step(run.failure !== undefined);
    return run;
  });
  begun.end();
  const ended = (exit: ExitCode, complete: boolean): Applied => ({
    exit,
    results: runs.map(resultOf),
    complete,
    refused: runs.some(({ refused = [] }) => refused.length > 0),
  });
  try {
    runs = withoutTwins(runs);
    if (runs.every(({ failure }) => !failure)) choice.assertAllKnown();
    const shown: Io = options.format === "text" ? io : { ...io, out: io.err, paint: io.paintErr };
    shown.out(plansText(runs.map(resultOf), shown));
    shown.out(summaryText(runs.map(resultOf)));
    // Of a stack that failed nobody knows what it has; but what was not to be touched must not be touched elsewhere.
    choice.assertAllKnown();
    const asksNow = mayAsk && !stop.signal.aborted;
    runs = await allowed(runs, asksNow, context);
    const changes = runs.flatMap(changesIn);
    const asks = changes.length > 0 && asksNow;
    if (asks && !(await approved(aim, io))) {
      io.err("Nothing was changed.\n");
      return ended(stop.exitCode() ?? EXIT.problems, false);
    }
    const carried = progress(io, "carried out", "change", changes.length);
    const tell = outcomeTeller(io, changes.length, carried);
    const mayPlanAgain = !asks && mandate.from !== "plan-file";
    runs = await inParallel(runs, STACKS_AT_A_TIME, (run) => finish(run, { ...context, tell }, mayPlanAgain));
    carried.end();
    const complete = runs.every(({ code }) => code === EXIT.fine);
    await report(runs, complete, options, io);
    const codes = [...runs.map(({ code }) => code), ...(stray.some(isError) ? [EXIT.problems] : [])];
    return ended(stop.exitCode() ?? worst(codes), complete);
  } finally {
    for (const { open } of runs) await open?.close();
    stop.end();
  }
}

interface Context extends How {
  readonly io: Io;
  readonly choice: AddressChoice;
  /** Aborted when somebody asked us to stop. */
  readonly signal: AbortSignal;
}

/**
 * The first SIGINT, SIGTERM or closed terminal lets what is in flight be finished and recorded; the second ends the
 * process at once, and the next run looks into what became of it.
 */
function onSignals({ err, settings }: Io) {
  const signals = SIGNALS.filter((signal) => signal !== "SIGHUP" || !ignoresHangup(settings));
  const controller = new AbortController();
  let code: ExitCode | undefined;
  const stop = (signal: NodeJS.Signals) => {
    if (code !== undefined) process.exit(code);
    code = signal === "SIGINT" ? EXIT.interrupted : EXIT.terminated;
    err("Stopping: finishing what is in flight and recording it. Once more ends at once; the next run recovers.\n");
    controller.abort();
  };
  for (const signal of signals) process.on(signal, stop);
  return {
    signal: controller.signal,
    exitCode: () => code,
    end: () => {
      for (const signal of signals) process.off(signal, stop);
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
  /** Changes that the mandate does not cover. */
  readonly left?: readonly LeftAlone[];
  readonly files?: string;
  readonly stackChanges?: readonly StackChange[];
  readonly failure?: Failure;
  readonly code: ExitCode;
}

const logTo =
  (stack: Stack, { err }: Io) =>
  (line: string): void =>
    err(`${stack.name}: ${printable(line)}\n`);

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

const STALE =
  "the saved plan is stale: the state or the cloud has moved since\n  plan again, and have that plan reviewed";
/** Each alone would be right: only together it shows, and before anything is written. */
function withoutTwins(runs: readonly StackRun[]): StackRun[] {
  const twins = twinsAmong(runs.flatMap(({ stack, open }) => (open ? { ...open, stack: stack.name } : [])));
  return runs.map((run) => {
    const failure = twins.get(run.stack.name);
    const { stack, open } = run;
    return failure ? { stack, ...(open && { open }), failure, code: EXIT.refused } : run;
  });
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
  const files = filesDigest(stack, io.settings.cwd);
  const narrowed = covered(context.mandate, chosen, full.state, files);
  if (!narrowed) {
    io.err(`${stack.name}: ${STALE}\n`);
    return { ...run, code: EXIT.stale };
  }
  const { left } = narrowed;
  for (const one of left) log(printable(leftText(one)));
  const said = await allowancesOf(stack, options.allowHazards);
  const allowances = context.aim === "nothing" ? new Map([...DESTROY, ...said]) : said;
  const since =
    context.base && (await (await import("./base.ts")).changesSince(context.base, stack, io.settings, true));
  const stackChanges = since && withAllowances(since, allowances);
  // Of what is left: a change that is left out takes over nobody's vaults.
  const hazardous = withHazards(narrowed.plan, full.state);
  const plan = { ...hazardous, changes: withAllowances(await withRanges(hazardous.changes), allowances) };
  const result = { ...run, planned: { ...full, plan }, left, files, ...(stackChanges && { stackChanges }) };
  const ofStack = (since ?? []).flatMap(({ hazards }) => hazards).filter(({ code }) => !allowances.has(code));
  const refused = [...ofStack, ...refusals(plan, [...allowances.keys()])];
  return judged(result, refused, context.mandate);
}

/** @param refused hazards that nobody allowed: they refuse the stack, or the rest of it goes on */
function judged(
  run: Omit<StackRun, "code"> & { readonly planned: Planned },
  refused: readonly Refusal[],
  { from }: Mandate,
): StackRun {
  const isLeft = run.left?.some(({ due }) => !due);
  const codes = [
    ...(run.planned.plan.problems.some(isError) ? [EXIT.problems] : []),
    ...(isLeft ? [from === "merge" ? EXIT.refused : EXIT.problems] : []),
    ...(refused.length > 0 ? [EXIT.refused] : []),
  ];
  return { ...run, refused, code: refused.every(refusesAlone) ? worst(codes) : EXIT.refused };
}

/** That much is meant. */
const DESTROY: Allowances = new Map([["deletes-many", "holdfast destroy"]]);

/** The part of a plan that the mandate of a run covers; undefined: it is for another state, or for other stacks. */
function covered(mandate: Mandate, plan: Plan, state: State, files: string): Narrowed | undefined {
  if (mandate.from === "person") return { plan, left: [] };
  const saved = mandate.plans.find(({ stack }) => stack === plan.stack);
  if (mandate.from === "merge") {
    return reviewed(plan, state, { plan: saved && isReviewable(saved) ? saved : undefined, files });
  }
  return saved && narrow(plan, saved);
}

const refusedIn = ({ stack, refused = [] }: StackRun) => refused.map((one) => ({ ...one, stack: stack.name }));

/** Hazards that nobody allowed refuse their stacks or changes, unless a person allows them here, by their names. */
async function allowed(runs: readonly StackRun[], mayAsk: boolean, { io, mandate }: Context): Promise<StackRun[]> {
  const refused = runs.flatMap(refusedIn);
  if (refused.length === 0) return [...runs];
  io.err(`${refusalText(refused, io.paintErr)}\n`);
  const codes = [...new Set(refused.map(({ code }) => code))].filter((code) => code !== "protected").sort();
  if (!mayAsk || codes.length === 0) return [...runs];
  const what = refused.every(refusesAlone) ? "changes" : "stacks";
  const answer = await io.ask(`To allow them now, type ${codes.join(",")}; anything else leaves these ${what} alone: `);
  const typed = (answer ?? "").split(",").map((word) => word.trim());
  return runs.map((run) => {
    const { planned: done, refused: asked = [] } = run;
    if (!done || asked.length === 0) return run;
    return judged(
      { ...run, planned: done },
      asked.filter(({ code }) => !typed.includes(code)),
      mandate,
    );
  });
}

const CODES: Partial<Record<FailureCode, ExitCode>> = {
  "state-leased": EXIT.leased,
  "state-conflict": EXIT.stale,
  interrupted: EXIT.interrupted,
};
const codeOf = (failure: Failure): ExitCode => {
  if (isRefusal(failure)) return EXIT.refused;
  return CODES[failure.code] ?? EXIT.problems;
};

/** What may be carried out; undefined where nothing may be, not even what an unfinished run left to be recorded. */
const partOf = ({ planned: done, refused = [] }: StackRun): Plan | undefined =>
  done && refused.every(refusesAlone) ? allowedPart(done.plan, refused) : undefined;

const changesIn = (run: StackRun): readonly Change[] => partOf(run)?.changes ?? [];

const resultOf = ({ stack, planned: done, open: _, refused: __, code: ___, ...rest }: StackRun): StackResult => ({
  ...rest,
  stack: stack.name,
  problems: stack.problems,
  ...(done && { plan: done.plan }),
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
        const { outcomes, unrecorded } = await apply({
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
          origin: { ...originFrom(io.settings), at: () => new Date(open.cloud.date() ?? Date.now()).toISOString() },
          onOutcome: (outcome) => context.tell(stack.name, outcome),
        });
        if (unrecorded) return { ...current, outcomes, failure: unrecorded, code: codeOf(unrecorded) };
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
async function report(
  runs: readonly StackRun[],
  complete: boolean,
  { format }: Pick<ApplyOptions, "format">,
  io: Io,
): Promise<void> {
  if (format === "json") return io.out(plansJson(runs.map(resultOf)));
  if (format === "markdown") {
    const { appliedMarkdown } = await import("../render/markdown.ts");
    return io.out(appliedMarkdown(runs.map(resultOf), complete));
  }
  for (const { stack, outcomes, failure, planned: done, left = [] } of runs) {
    // A failure while planning was shown with the plan.
    if (failure && done) io.err(`${stack.name}: ${failureText(failure, io.paintErr)}\n`);
    for (const { change, failure: why, status } of outcomes ?? []) {
      if (status === "ok") continue;
      const told = why ? failureText(why, io.paint).replaceAll("\n", "\n  ") : status;
      io.out(`${stack.name}: ${printable(change.address)}: ${told}\n`);
    }
    for (const one of left) if (!one.due) io.out(`${stack.name}: ${printable(leftText(one))}\n`);
  }
  if (!runs.some(({ planned: done }) => done)) return;
  const done = runs.flatMap(({ outcomes }) => outcomes ?? []).filter(({ status }) => status === "ok");
  io.out(`${applySummary(countsOf(done.map(({ change }) => change)), complete)}\n`);
}
