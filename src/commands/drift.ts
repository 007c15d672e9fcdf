/** `holdfast drift`: what somebody else changed. Reads only: it has a cloud without a way to write. */
import { plansJson } from "../render/json.ts";
import { driftSummary } from "../render/plan.ts";
import { driftFindings, isDrift, type StackResult } from "../render/shown.ts";
import { plural } from "../render/text.ts";
import { chooseAddresses } from "../select.ts";
import { EXIT, type ExitCode, type Io, worst } from "./io.ts";
import { exitCodeOf, lookAt, type PlanFormat, plansText, printFindings } from "./plan.ts";
import { chooseStacks, isError, printProblems } from "./run.ts";

export interface DriftOptions {
  readonly format: PlanFormat;
}

export async function runDrift(args: readonly string[], { format }: DriftOptions, io: Io): Promise<ExitCode> {
  const { stacks, stray } = chooseStacks(args, io.settings);
  const results = await lookAt(stacks, chooseAddresses([], []), io);
  if (format === "json") io.out(plansJson(results));
  else if (format === "markdown") io.out((await import("../render/markdown.ts")).driftMarkdown(results));
  else if (format === "text") io.out(driftText(results, io));
  else await printFindings(driftFindings(results), results, format, io);
  if (stray.length > 0) io.err(printProblems(stray, io.paintErr));
  return worst([driftCode(results), ...(stray.some(isError) ? [EXIT.problems] : [])]);
}

export const isDrifted = ({ plan }: StackResult): boolean => plan?.changes.some(isDrift) ?? false;

export const driftCode = (results: readonly StackResult[]): ExitCode =>
  worst(results.flatMap((result) => [exitCodeOf(result, false), ...(isDrifted(result) ? [EXIT.drift] : [])]));

/** The changes that somebody else made, then how many there are, and how many are only ours. */
export function driftText(results: readonly StackResult[], io: Io): string {
  const drifted = results.map((result) => {
    const { plan } = result;
    const changes = plan?.changes.filter(isDrift) ?? [];
    return plan ? { ...result, plan: { ...plan, changes, unmanaged: 0 } } : result;
  });
  const count = (some: readonly StackResult[]) => some.flatMap(({ plan }) => plan?.changes ?? []).length;
  const shown = plansText(drifted, io);
  if (!results.some(({ plan }) => plan)) return shown;
  const found = count(drifted);
  const pending = count(results) - found;
  const ours = pending === 0 ? "" : ` ${plural(pending, "change")} of the files not applied yet: holdfast plan.`;
  return `${shown}${driftSummary(found)}${ours}\n`;
}
