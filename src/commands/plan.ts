/** `holdfast plan`: what would change. Writes only the file of `--out`. */
import { EXIT, type ExitCode } from "../model/exit.ts";
import { printable } from "../model/invisible.ts";
import type { StackResult } from "../model/result.ts";
import type { Io } from "../process/io.ts";
import type { FormatFor } from "../render/formats.ts";
import { plansJson } from "../render/json.ts";
import { plural, shellWord } from "../render/text.ts";
import { chooseChanges } from "../session/choice.ts";
import { chooseStacks } from "../session/choose.ts";
import { exitOf } from "../session/exit.ts";
import { save } from "../session/files.ts";
import { lookAt } from "../session/look.ts";
import { isNoStack, print, printStray } from "../session/print.ts";

export interface PlanOptions {
  readonly format: FormatFor<"plans">;
  readonly out: string | undefined;
  readonly detailedExitcode: boolean;
  readonly verbose: boolean;
  /** A line for each change; undefined: where there are many, and a terminal. */
  readonly compact: boolean | undefined;
  readonly target: readonly string[];
  readonly exclude: readonly string[];
  /** No cloud, no credentials; see session/base.ts. */
  readonly offline: boolean;
  /**
   * Show what changed in stack.yaml since this revision; offline, compare with its files where a state cannot be read.
   */
  readonly base: string | undefined;
}

export async function runPlan(args: readonly string[], options: PlanOptions, io: Io): Promise<ExitCode> {
  const { stacks, folders, scope, stray } = await chooseStacks(args, io.settings);
  const choice = chooseChanges(options, scope);
  const { base: ref, offline } = options;
  const base =
    ref === undefined ? undefined : await (await import("../session/base.ts")).requiredBase(ref, folders, io.settings);
  const results = await lookAt(stacks, choice, io, { offline, base });
  // What a stack without a plan has is not known, and why it has none comes first.
  if (results.every(({ plan }) => plan)) choice.assertAllKnown();
  if (options.out !== undefined) save(plansJson(results), options.out, io);
  const hasNone = isNoStack(stacks, stray, io);
  if (hasNone && options.format === "text") return EXIT.fine;
  await print("plans", { results, verbose: options.verbose, compact: options.compact }, options.format, io);
  printStray(stray, io);
  if (options.out !== undefined && !hasNone) io.err(savedText(results, options.out, offline));
  return exitOf(results, stray, { pending: options.detailedExitcode });
}

/** @param offline such a plan is to be read, not to be applied */
function savedText(results: readonly StackResult[], file: string, offline: boolean): string {
  const changes = results.reduce((sum, { plan }) => sum + (plan?.changes.length ?? 0), 0);
  const saved = `Saved ${plural(changes, "change")} of ${plural(results.length, "stack")} in ${printable(file)}.`;
  const shown = shellWord(printable(file));
  const next = changes === 0 ? "" : ` Next: holdfast show ${shown}${offline ? "" : `, then holdfast apply ${shown}`}`;
  return `${saved}${next}\n`;
}
