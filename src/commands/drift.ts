/** `holdfast drift`: what somebody else changed. Reads only: it has a cloud without a way to write. */

import { EXIT, type ExitCode, worst } from "../model/exit.ts";
import { isError } from "../model/problem.ts";
import type { Io } from "../process/io.ts";
import { plansJson } from "../render/json.ts";
import { driftFindings } from "../render/shown.ts";
import { chooseStacks, printProblems } from "../session/choose.ts";
import { driftCode } from "../session/exit.ts";
import { lookAt } from "../session/look.ts";
import { driftText, type PlanFormat, printFindings } from "../session/print.ts";
import { chooseAddresses } from "../session/select.ts";

export interface DriftOptions {
  readonly format: PlanFormat;
}

export async function runDrift(args: readonly string[], { format }: DriftOptions, io: Io): Promise<ExitCode> {
  const { stacks, stray } = await chooseStacks(args, io.settings);
  const results = await lookAt(stacks, chooseAddresses([], []), io);
  if (format === "json") io.out(plansJson(results));
  else if (format === "markdown") io.out((await import("../render/markdown.ts")).driftMarkdown(results));
  else if (format === "text") io.out(driftText(results, io));
  else await printFindings(driftFindings(results), results, format, io);
  if (stray.length > 0) io.err(printProblems(stray, io.paintErr));
  return worst([driftCode(results), ...(stray.some(isError) ? [EXIT.problems] : [])]);
}
