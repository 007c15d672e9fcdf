import { EXIT, type ExitCode } from "../model/exit.ts";
import { parseSaved, shownAs } from "../plan/saved.ts";
import type { Io } from "../process/io.ts";
import { planFileAt } from "../session/plan-file.ts";
import { type PlanFormat, printPlans } from "../session/print.ts";

export interface ShowOptions {
  readonly format: PlanFormat;
  readonly verbose: boolean;
}

export async function runShow(file: string, options: ShowOptions, io: Io): Promise<ExitCode> {
  await printPlans(parseSaved(planFileAt(file, io.settings), file).map(shownAs), options, io);
  return EXIT.fine;
}
