/** `holdfast plan`: what would change. Writes nothing but the file it is told to. */
import { type Reached, twinsAmong } from "../check/target.ts";
import type { Stack } from "../check.ts";
import { allowancesOf, withAllowances, withHazards } from "../guard.ts";
import { inParallel } from "../parallel.ts";
import { countsOf } from "../plan.ts";
import { type Failure, isFailure } from "../problem.ts";
import { plansJson } from "../render/json.ts";
import { printable, shown } from "../render/paint.ts";
import { planSummary, planText, stackChangesText, unmanagedText } from "../render/plan.ts";
import { comparisonText, findingsOf, type StackResult } from "../render/shown.ts";
import { failureText } from "../render/text.ts";
import { type AddressChoice, chooseAddresses } from "../select.ts";
import { type OpenToRead, openToRead } from "../settings.ts";
import { replaceFile } from "../write.ts";
import { EXIT, type ExitCode, type Io, worst } from "./io.ts";
import type { Base } from "./offline.ts";
import { changesSince, filesDigest, meantOf, planStack } from "./planning.ts";
import { progress } from "./progress.ts";
import { chooseStacks, isError, lineReader, printProblems } from "./run.ts";

export type PlanFormat = "text" | "json" | "markdown" | "github" | "sarif";

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

/**
 * Stacks at a time. What they read and write of their states goes together, so on one git remote a hundred cost what one
 * does; at their clouds they take turns. More would wait for long for the few connections to a database.
 */
export const STACKS_AT_A_TIME = 100;

export async function runPlan(args: readonly string[], options: PlanOptions, io: Io): Promise<ExitCode> {
  const { stacks, folders, stray } = chooseStacks(args, io.settings);
  const choice = chooseAddresses(options.target, options.exclude);
  const { base: ref, offline } = options;
  const base =
    ref === undefined ? undefined : await (await import("./offline.ts")).requiredBase(ref, folders, io.settings);
  const results = await lookAt(stacks, choice, io, { offline, base });
  if (results.every(({ failure }) => !failure)) choice.assertAllKnown();
  if (options.out !== undefined) save(plansJson(results), options.out, io);
  await printPlans(results, options, io);
  if (stray.length > 0) io.err(printProblems(stray, io.paintErr));
  const codes = results.map((result) => exitCodeOf(result, options.detailedExitcode));
  return worst([...codes, ...(stray.some(isError) ? [EXIT.problems] : [])]);
}

/** Through the same door as what is printed: a log may show it. @throws Failure `disk` */
export function save(text: string, file: string, { settings: { cwd } }: Io): void {
  const hint = "name a file in a folder that exists, and that this user may write to";
  replaceFile(file, shown(text, false), { cwd, hint });
}

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
  const allowances = allowancesOf(stack);
  const changes = base && (await changesSince(base, stack, settings, !offline));
  // A stack whose files are wrong has no plan; the others go on.
  const result: Looked = problems.some(isError)
    ? { stack: name, problems }
    : offline
      ? await (await import("./offline.ts")).offlineResult(stack, choice, base, settings)
      : await resultOf(stack, choice, io);
  const { plan } = result;
  return {
    ...result,
    ...(plan && {
      plan: { ...plan, changes: withAllowances(plan.changes, allowances) },
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

/** In any format. What has no place in it goes to stderr, so that it is not lost. */
export async function printPlans(
  results: readonly StackResult[],
  { format, verbose }: Pick<PlanOptions, "format" | "verbose">,
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

/** A stack that is not for the project it seems to be for, or not alone. */
export const isRefusal = (failure: Failure): boolean => isFailure(failure, "state-foreign", "stack-duplicate");

export function exitCodeOf({ plan, failure, problems }: StackResult, detailed: boolean): ExitCode {
  if (failure) return isRefusal(failure) ? EXIT.refused : EXIT.problems;
  if (!plan || [...problems, ...plan.problems].some(isError)) return EXIT.problems;
  return detailed && plan.changes.length > 0 ? EXIT.changes : EXIT.fine;
}
