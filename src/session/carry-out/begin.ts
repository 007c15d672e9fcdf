/** A stack -> its plan, and which part of it may be carried out. Waits for the lease and takes none; writes nothing. */
import { untilFree } from "../../apply/lease.ts";
import type { Stack } from "../../documents/check.ts";
import { twinsAmong } from "../../documents/target.ts";
import { defined } from "../../model/defined.ts";
import { printable } from "../../model/invisible.ts";
import { Failure, isError, isFailure } from "../../model/problem.ts";
import type { ShownPlan } from "../../model/result.ts";
import { withRanges } from "../../plan/fields.ts";
import { allowancesOf, refusals, withAllowances, withHazards } from "../../plan/guard.ts";
import type { SavedPlan } from "../../plan/saved.ts";
import { whyStale } from "../../plan/stale.ts";
import { progress } from "../../process/progress.ts";
import type { Settings } from "../../process/settings.ts";
import { leftText } from "../../render/shown.ts";
import { storeFacts } from "../../state/kinds.ts";
import { inParallel } from "../../system/parallel.ts";
import { STACKS_AT_A_TIME } from "../look.ts";
import { type OpenStack, openStack } from "../open.ts";
import { filesDigest, meantOf, planStack } from "../planning.ts";
import { covered, guarded } from "./mandate.ts";
import { type Context, logTo, type StackRun } from "./run.ts";

export async function beginAll(stacks: readonly Stack[], context: Context): Promise<StackRun[]> {
  const begun = progress(context.io, "planned", "stack", stacks.length);
  const runs = await inParallel(stacks, STACKS_AT_A_TIME, async (stack) => {
    const one = await begin(stack, context);
    begun.step(one.result.became === "failed");
    return one;
  });
  begun.end();
  return withoutTwins(runs);
}

async function begin(stack: Stack, context: Context): Promise<StackRun> {
  const { name } = stack;
  const problems = context.choice.problemsOf(stack);
  if (problems.some(isError)) return { stack, result: { became: "broken", stack: name, problems } };
  let open: OpenStack | undefined;
  try {
    if (!context.options.allowLocalState) assertOutlives(stack, context.io.settings);
    open = await openStack(stack, context.io.settings, logTo(stack, context.io), context.signal);
    return await planned(stack, open, context);
  } catch (failure) {
    if (!isFailure(failure)) throw failure;
    return notBegun(stack, open, failure);
  }
}

/**
 * What a runner applied and forgot would look as if others had made it: no longer protected, and never deleted.
 * @throws Failure `state-local`
 */
function assertOutlives({ spec, source }: Stack, { circumstances }: Settings): void {
  if (!circumstances.ci || spec.cloud === "simulator" || storeFacts(spec.state).shared) return;
  throw new Failure("state-local", "the state is a file on this runner, and would be lost with it", {
    hint: `keep it in git or PostgreSQL: spec.state in ${source.file}; or give --allow-local-state if this runner keeps its files`,
  });
}

/** It has no plan, and its ends are closed with those of the others. */
const notBegun = (stack: Stack, open: OpenStack | undefined, failure: Failure): StackRun => ({
  stack,
  ...defined({ open }),
  result: { became: "failed", stack: stack.name, problems: stack.problems, failure },
});

/** Each alone would be right: it only shows when all are open, and before anything is written. */
function withoutTwins(runs: readonly StackRun[]): StackRun[] {
  const twins = twinsAmong(runs.flatMap(({ stack, open }) => (open ? { ...open, stack: stack.name } : [])));
  return runs.map((run) => {
    const failure = twins.get(run.stack.name);
    return failure ? notBegun(run.stack, run.open, failure) : run;
  });
}

/** Of what is planned now, and what was. */
function staleText(plan: ShownPlan, saved: SavedPlan, files: string): string {
  const { what, differences } = whyStale(plan, saved, files);
  const lines = [`the saved plan is stale: ${what}`, ...differences, "plan again, and have that plan reviewed"];
  return lines.map(printable).join("\n  ");
}

/** Waits for the lease, looks into what a dead run left, and plans. @throws Failure */
export async function planned(stack: Stack, open: OpenStack, context: Context): Promise<StackRun> {
  const { options, io, signal, aim, mandate, choice, base } = context;
  const { name } = stack;
  const problems = choice.problemsOf(stack);
  const log = logTo(stack, io);
  const stored = await untilFree(open.store, { lockTimeoutMs: options.lockTimeoutMs, log, signal });
  const full = await planStack(stack, open, stored, log, { settleMs: io.settings.timing.settleMs, signal }, aim);
  const files = filesDigest(stack, io.settings.cwd);
  const meant = meantOf(full.plan, stack, full.state, choice, log);
  const narrowed = covered(mandate, meant, full.state, files);
  if (!narrowed) {
    const saved = "plans" in mandate ? mandate.plans.find((one) => one.stack === name) : undefined;
    const shown = { ...meant, changes: await withRanges(meant.changes) };
    if (saved) io.err(`${name}: ${staleText(shown, saved, files)}\n`);
    return { stack, open, result: { became: "stale", stack: name, problems } };
  }
  const { left } = narrowed;
  for (const one of left) log(leftText(one));
  const allowances = await allowancesOf(stack, options.allowHazards);
  const since = base && (await (await import("../base.ts")).changesSince(base, stack, io.settings, true));
  // Only now: a change that is left alone takes over no vaults.
  const hazardous = withHazards(narrowed.plan, full.state, { destroys: aim === "nothing" });
  const plan = { ...hazardous, changes: withAllowances(await withRanges(hazardous.changes), allowances) };
  const refused = [
    ...(since ?? []).flatMap(({ hazards }) => hazards).filter(({ code }) => !allowances.has(code)),
    ...refusals(plan, [...allowances.keys()]),
  ];
  const stackChanges = since && { stackChanges: withAllowances(since, allowances) };
  const result = { became: "planned", stack: name, problems, plan, files, left, ...stackChanges } as const;
  return { stack, open, planned: { ...full, plan }, result: guarded(result, refused) };
}
