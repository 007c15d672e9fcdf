/** `holdfast drift`: what was changed outside of Holdfast. Reads only: it has a cloud without a way to write. */
import { EXIT, type ExitCode } from "../model/exit.ts";
import type { Io } from "../process/io.ts";
import type { FormatFor } from "../render/formats.ts";
import { chooseChanges } from "../session/choice.ts";
import { chooseStacks } from "../session/choose.ts";
import { exitOf } from "../session/exit.ts";
import { lookAt } from "../session/look.ts";
import { isNoStack, print, printStray } from "../session/print.ts";

export interface DriftOptions {
  readonly format: FormatFor<"drift">;
}

export async function runDrift(args: readonly string[], { format }: DriftOptions, io: Io): Promise<ExitCode> {
  const { stacks, scope, stray } = await chooseStacks(args, io.settings);
  if (isNoStack(stacks, stray, io)) return EXIT.problems;
  const results = await lookAt(stacks, chooseChanges(undefined, scope), io);
  await print("drift", { results }, format, io);
  printStray(stray, io);
  return exitOf(results, stray, { drift: true, overdueAt: io.settings.circumstances.now });
}
