/** Stacks -> the plan of each, or why there is none. Reads only. */

import type { Stack } from "../documents/check.ts";
import { type Reached, twinsAmong } from "../documents/target.ts";
import type { Plan } from "../model/change.ts";
import { printable } from "../model/invisible.ts";
import { isError, isFailure } from "../model/problem.ts";
import type { StackResult } from "../model/result.ts";
import { withRanges } from "../plan/fields.ts";
import { allowancesOf, withAllowances, withHazards } from "../plan/guard.ts";
import type { Io } from "../process/io.ts";
import { progress } from "../process/progress.ts";
import { storeFacts } from "../state/kinds.ts";
import { inParallel } from "../system/parallel.ts";
import type { Base } from "./base.ts";
import type { Choice } from "./choice.ts";
import { openToRead } from "./open.ts";
import { filesDigest, meantOf, planStack } from "./planning.ts";

/**
 * Stacks at a time. Reads and writes of their states are combined, so a hundred on one git remote cost as much as one;
 * at their clouds they take turns. More would wait long for the few connections to a database.
 */
export const STACKS_AT_A_TIME = 100;

/** Where no state is shared, so that none is combined: enough to keep the clouds busy. More would only fill memory. */
const UNSHARED_AT_A_TIME = 12;

interface Looking {
  /** Without a cloud; see base.ts. */
  readonly offline?: boolean;
  /** What stacks were, to show how their stack.yaml changed since. */
  readonly base?: Base | undefined;
}

interface Looked {
  readonly result: StackResult;
  /** Where the requests went, if there were any. */
  readonly reached?: Reached | undefined;
}

/** The plan of each stack, or why there is none. Reads only. */
export async function lookAt(
  stacks: readonly Stack[],
  choice: Choice,
  io: Io,
  looking: Looking = {},
): Promise<StackResult[]> {
  const shown = progress(io, "planned", "stack", stacks.length);
  const isCombined = stacks.some(({ spec }) => storeFacts(spec.state).shared);
  try {
    const looked = await inParallel(stacks, isCombined ? STACKS_AT_A_TIME : UNSHARED_AT_A_TIME, async (stack) => {
      const one = await lookAtOne(stack, choice, io, looking);
      shown.step();
      return one;
    });
    const twins = twinsAmong(looked.flatMap(({ reached }) => reached ?? []));
    return looked.map(({ result }): StackResult => {
      const { stack, problems } = result;
      const failure = twins.get(stack);
      return failure ? { became: "failed", stack, problems, failure } : result;
    });
  } finally {
    shown.end();
  }
}

/** A stack whose files are wrong, or whose cloud does not answer, has no plan; the others go on. */
async function lookAtOne(stack: Stack, choice: Choice, io: Io, { offline = false, base }: Looking): Promise<Looked> {
  const { name } = stack;
  const problems = choice.problemsOf(stack);
  const { settings } = io;
  const allowances = await allowancesOf(stack);
  const changes = base && (await (await import("./base.ts")).changesSince(base, stack, settings, !offline));
  const facts = { stack: name, problems, ...(changes && { stackChanges: withAllowances(changes, allowances) }) };
  if (problems.some(isError)) return { result: { ...facts, became: "broken" } };
  let reached: Reached | undefined;
  try {
    const { plan, ...more } = offline
      ? await (await import("./base.ts")).planWithoutCloud(stack, choice, base, io)
      : await planAtCloud(stack, choice, io, (there) => {
          reached = there;
        });
    const allowed = { ...plan, changes: withAllowances(await withRanges(plan.changes), allowances) };
    const files = filesDigest(stack, settings.cwd);
    return { reached, result: { ...facts, ...more, became: "planned", plan: allowed, files } };
  } catch (failure) {
    if (!isFailure(failure)) throw failure;
    return { reached, result: { ...facts, became: "failed", failure } };
  }
}

/**
 * @param onReached is called once it is known where the requests go: also of a plan that then fails.
 * @throws Failure
 */
async function planAtCloud(
  stack: Stack,
  choice: Choice,
  io: Io,
  onReached: (there: Reached) => void,
): Promise<{ readonly plan: Plan }> {
  const { name } = stack;
  const log = (line: string) => io.err(`${name}: ${printable(line)}\n`);
  const open = await openToRead(stack, io.settings, log);
  try {
    onReached({ stack: name, target: open.target, endpoints: open.endpoints });
    const { plan, state } = await planStack(stack, open, await open.store.read(), log);
    return { plan: withHazards(meantOf(plan, stack, state, choice, log), state) };
  } finally {
    await open.close();
  }
}
