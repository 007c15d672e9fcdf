/** `holdfast plan`: what would change. Writes nothing but the file it is told to. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Stack } from "../check.ts";
import { inParallel } from "../parallel.ts";
import { countsOf } from "../plan.ts";
import { Failure, isFailure } from "../problem.ts";
import { plansJson, type StackResult } from "../render/json.ts";
import { planSummary, planText } from "../render/plan.ts";
import { failureText } from "../render/text.ts";
import { openToRead } from "../settings.ts";
import { EXIT, type ExitCode, type Io, worst } from "./io.ts";
import { planStack } from "./planning.ts";
import { chooseStacks, isError, printProblems } from "./run.ts";

export interface PlanOptions {
  readonly format: "text" | "json";
  readonly out?: string;
  readonly detailedExitcode: boolean;
}

/**
 * Stacks at a time. What they read and write of their states goes together, so on one git remote a hundred cost what one
 * does; at their clouds they take turns. More would wait for long for the few connections to a database.
 */
export const STACKS_AT_A_TIME = 100;

export async function runPlan(args: readonly string[], options: PlanOptions, io: Io): Promise<ExitCode> {
  const { stacks, stray } = chooseStacks(args, io.settings);
  const results = await inParallel(stacks, STACKS_AT_A_TIME, (stack) => resultOf(stack, io));
  const json = () => plansJson(results);
  if (options.out !== undefined) save(json(), options.out, io);
  if (options.format === "json") io.out(json());
  else {
    for (const result of results) io.out(resultText(result, results.length > 1, io));
    io.out(summaryText(results));
  }
  if (stray.length > 0) io.err(printProblems(stray, io.paintErr));
  const codes = results.map((result) => exitCodeOf(result, options.detailedExitcode));
  return worst([...codes, ...(stray.some(isError) ? [EXIT.problems] : [])]);
}

function save(text: string, file: string, { settings }: Io): void {
  try {
    writeFileSync(resolve(settings.cwd, file), text);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? "unknown";
    throw new Failure("disk", `${file} cannot be written (${why})`, {
      hint: "name a file in a folder that exists, and that this user may write to",
      cause: error,
    });
  }
}

/** A stack whose files are wrong, or whose cloud does not answer, has no plan; the others go on. */
export async function resultOf(stack: Stack, io: Io): Promise<StackResult> {
  const { name, problems } = stack;
  if (problems.some(isError)) return { stack: name, problems };
  try {
    const log = (line: string) => io.err(`${name}: ${line}\n`);
    const open = await openToRead(stack, io.settings, log);
    try {
      const { plan } = await planStack(stack, open, await open.store.read(), log);
      return { stack: name, problems, plan };
    } finally {
      await open.close();
    }
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { stack: name, problems, failure: error };
  }
}

export function resultText({ stack, plan, problems, failure }: StackResult, titled: boolean, io: Io): string {
  const parts = [
    ...(problems.length > 0 ? [printProblems(problems, io.paint).trimEnd()] : []),
    ...(failure ? [failureText(failure, io.paint)] : []),
    ...(plan ? [planText(plan, io.paint)].filter(Boolean) : []),
  ];
  if (parts.length === 0) return "";
  return `${titled ? `${io.paint("bold", stack)}\n\n` : ""}${parts.join("\n\n")}\n\n`;
}

/** Nothing when no stack has a plan: "No changes." would be a claim that nobody checked. */
export function summaryText(results: readonly StackResult[]): string {
  const plans = results.flatMap(({ plan }) => plan ?? []);
  return plans.length === 0 ? "" : `${planSummary(countsOf(plans.flatMap(({ changes }) => changes)))}\n`;
}

export function exitCodeOf({ plan, failure, problems }: StackResult, detailed: boolean): ExitCode {
  if (failure) return failure.code === "state-foreign" ? EXIT.refused : EXIT.problems;
  if (!plan || [...problems, ...plan.problems].some(isError)) return EXIT.problems;
  return detailed && plan.changes.length > 0 ? EXIT.changes : EXIT.fine;
}
