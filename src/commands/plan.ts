/** `holdfast plan`: what would change. Writes nothing but the file it is told to. */

import { EXIT, type ExitCode, worst } from "../model/exit.ts";
import { isError } from "../model/problem.ts";
import type { Io } from "../process/io.ts";
import { plansJson } from "../render/json.ts";
import { chooseStacks, printProblems } from "../session/choose.ts";
import { exitCodeOf } from "../session/exit.ts";
import { lookAt } from "../session/look.ts";
import { type PlanFormat, printPlans, save } from "../session/print.ts";
import { chooseAddresses } from "../session/select.ts";

export interface PlanOptions {
  readonly format: PlanFormat;
  readonly out?: string;
  readonly detailedExitcode: boolean;
  readonly verbose: boolean;
  readonly target: readonly string[];
  readonly exclude: readonly string[];
  /** No cloud, no credentials; see offline.ts. */
  readonly offline: boolean;
  /** Show what stack.yaml says since this revision; offline, where a state cannot be read, compare with the files there. */
  readonly base?: string;
}

export async function runPlan(args: readonly string[], options: PlanOptions, io: Io): Promise<ExitCode> {
  const { stacks, folders, stray } = await chooseStacks(args, io.settings);
  const choice = chooseAddresses(options.target, options.exclude);
  const { base: ref, offline } = options;
  const base =
    ref === undefined ? undefined : await (await import("../session/base.ts")).requiredBase(ref, folders, io.settings);
  const results = await lookAt(stacks, choice, io, { offline, base });
  if (results.every(({ failure }) => !failure)) choice.assertAllKnown();
  if (options.out !== undefined) save(plansJson(results), options.out, io);
  await printPlans(results, options, io);
  if (stray.length > 0) io.err(printProblems(stray, io.paintErr));
  const codes = results.map((result) => exitCodeOf(result, options.detailedExitcode));
  return worst([...codes, ...(stray.some(isError) ? [EXIT.problems] : [])]);
}
