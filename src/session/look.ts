/** Stacks -> the plan of each, or why there is none. Reads only. */

import type { Stack } from "../documents/check.ts";
import { type Reached, twinsAmong } from "../documents/target.ts";
import { printable } from "../model/invisible.ts";
import { isError, isFailure } from "../model/problem.ts";
import type { StackResult } from "../model/result.ts";
import { withRanges } from "../plan/fields.ts";
import { allowancesOf, withAllowances, withHazards } from "../plan/guard.ts";
import type { Io } from "../process/io.ts";
import { progress } from "../process/progress.ts";
import { inParallel } from "../system/parallel.ts";
import type { Base } from "./base.ts";
import { type OpenToRead, openToRead } from "./open.ts";
import { filesDigest, meantOf, planStack } from "./planning.ts";
import type { AddressChoice } from "./select.ts";
/**
 * Stacks at a time. What they read and write of their states goes together, so on one git remote a hundred cost what one
 * does; at their clouds they take turns. More would wait for long for the few connections to a database.
 */
export const STACKS_AT_A_TIME = 100;

interface Looking {
  /** Without a cloud; see offline.ts. */
  readonly offline?: boolean;
  /** What stacks were, to show what their stack.yaml says since. */
  readonly base?: Base | undefined;
}

interface Looked extends StackResult {
  /** Where the requests went, if there were any. */
  readonly reached?: Reached;
}

/** The plan of each stack, or why there is none. Reads only. */
export async function lookAt(
  stacks: readonly Stack[],
  choice: AddressChoice,
  io: Io,
  looking: Looking = {},
): Promise<StackResult[]> {
  const shown = progress(io, "planned", "stack", stacks.length);
  try {
    const looked = await inParallel(stacks, STACKS_AT_A_TIME, async (stack) => {
      const result = await lookAtOne(stack, choice, io, looking);
      shown.step();
      return result;
    });
    const twins = twinsAmong(looked.flatMap(({ reached }) => reached ?? []));
    return looked.map(({ reached: _, ...result }) => {
      const { stack, problems } = result;
      const failure = twins.get(stack);
      return failure ? { stack, problems, failure } : result;
    });
  } finally {
    shown.end();
  }
}

async function lookAtOne(
  stack: Stack,
  choice: AddressChoice,
  io: Io,
  { offline = false, base }: Looking,
): Promise<Looked> {
  const { name, problems } = stack;
  const { settings } = io;
  const allowances = await allowancesOf(stack);
  const changes = base && (await (await import("./base.ts")).changesSince(base, stack, settings, !offline));
  // A stack whose files are wrong has no plan; the others go on.
  const result: Looked = problems.some(isError)
    ? { stack: name, problems }
    : offline
      ? await (await import("../session/base.ts")).offlineResult(stack, choice, base, settings)
      : await resultOf(stack, choice, io);
  const { plan } = result;
  return {
    ...result,
    ...(plan && {
      plan: { ...plan, changes: withAllowances(await withRanges(plan.changes), allowances) },
      files: filesDigest(stack, settings.cwd),
    }),
    ...(changes && { stackChanges: withAllowances(changes, allowances) }),
  };
}

/** A stack whose cloud does not answer has no plan. */
async function resultOf(stack: Stack, choice: AddressChoice, io: Io): Promise<Looked> {
  const { name, problems } = stack;
  let open: OpenToRead | undefined;
  const result = (found: Pick<StackResult, "plan" | "failure">): Looked => ({
    stack: name,
    problems,
    ...found,
    ...(open && { reached: { stack: name, target: open.target, endpoints: open.endpoints } }),
  });
  try {
    const log = (line: string) => io.err(`${name}: ${printable(line)}\n`);
    open = await openToRead(stack, io.settings, log);
    const { plan, state } = await planStack(stack, open, await open.store.read(), log);
    return result({ plan: withHazards(meantOf(plan, stack, state, choice, log), state) });
  } catch (error) {
    if (!isFailure(error)) throw error;
    return result({ failure: error });
  } finally {
    await open?.close();
  }
}
