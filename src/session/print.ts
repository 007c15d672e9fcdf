/** The results of a run -> what is printed, in any format. */

import { countsOf } from "../model/change.ts";
import { printable } from "../model/invisible.ts";
import type { StackResult } from "../model/result.ts";
import type { Io } from "../process/io.ts";
import { plansJson } from "../render/json.ts";
import { shown } from "../render/paint.ts";
import { driftSummary, planSummary, planText, stackChangesText, unmanagedText } from "../render/plan.ts";
import { comparisonText, findingsOf, isDrift } from "../render/shown.ts";
import { failureText, plural } from "../render/text.ts";
import { replaceFile } from "../system/write.ts";
import { lineReader, printProblems } from "./choose.ts";
export type PlanFormat = "text" | "json" | "markdown" | "github" | "sarif";

/** In any format. What has no place in it goes to stderr, so that it is not lost. */
export async function printPlans(
  results: readonly StackResult[],
  { format, verbose }: { readonly format: PlanFormat; readonly verbose: boolean },
  io: Io,
): Promise<void> {
  if (format === "json") io.out(plansJson(results));
  else if (format === "markdown") io.out((await import("../render/markdown.ts")).plansMarkdown(results));
  else if (format === "text") {
    io.out(plansText(results, io, verbose));
    io.out(summaryText(results));
  } else {
    await printFindings(findingsOf(results), results, format, io);
    if (format === "github") io.out(summaryText(results));
  }
}

/** As annotations or for code scanning; a stack that failed has no place in a file. */
export async function printFindings(
  findings: Parameters<typeof printProblems>[0],
  results: readonly StackResult[],
  format: "github" | "sarif",
  io: Io,
): Promise<void> {
  if (format === "github") io.annotate((await import("../render/github.ts")).problemsGithub(findings));
  else io.out((await import("../render/sarif.ts")).problemsSarif(findings, lineReader(io.settings.cwd)));
  for (const { stack, failure, comparedWith } of results) {
    if (comparedWith !== undefined) io.err(`${printable(`${stack}: ${comparisonText(comparedWith)}`)}\n`);
    if (failure) io.err(`${printable(stack)}: ${failureText(failure, io.paintErr)}\n`);
  }
}

/** Stack by stack; of several, what is not managed is told once for all of them. */
export function plansText(results: readonly StackResult[], io: Io, verbose = false): string {
  const [only, ...more] = results;
  if (only && more.length === 0) return resultText(only, false, io, verbose);
  const texts = results.map((result) => {
    const { plan } = result;
    return resultText(plan ? { ...result, plan: { ...plan, unmanaged: 0 } } : result, true, io, verbose);
  });
  const counts = results.flatMap(({ plan }) => plan?.unmanaged || []);
  return texts.join("") + (counts.length > 0 ? `${unmanagedText(counts, io.paint)}\n\n` : "");
}

function resultText(
  { stack, plan, stackChanges = [], problems, failure, comparedWith }: StackResult,
  titled: boolean,
  io: Io,
  verbose: boolean,
): string {
  const parts = [
    ...(problems.length > 0 ? [printProblems(problems, io.paint).trimEnd()] : []),
    ...(failure ? [failureText(failure, io.paint)] : []),
    ...(stackChanges.length > 0 ? [stackChangesText(stackChanges, io.paint)] : []),
    ...(plan ? [planText(plan, io.paint, verbose)].filter(Boolean) : []),
    ...(comparedWith === undefined ? [] : [io.paint("dim", printable(comparisonText(comparedWith)))]),
  ];
  if (parts.length === 0) return "";
  return `${titled ? `${io.paint("bold", printable(stack))}\n\n` : ""}${parts.join("\n\n")}\n\n`;
}

/** Nothing when no stack has a plan: "No changes." would be a claim that nobody checked. */
export function summaryText(results: readonly StackResult[]): string {
  const plans = results.flatMap(({ plan }) => plan ?? []);
  return plans.length === 0 ? "" : `${planSummary(countsOf(plans.flatMap(({ changes }) => changes)))}\n`;
}

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

/** Through the same door as what is printed: a log may show it. @throws Failure `disk` */
export function save(text: string, file: string, { settings: { cwd } }: Io): void {
  const hint = "name a file in a folder that exists, and that this user may write to";
  replaceFile(file, shown(text, false), { cwd, hint });
}
