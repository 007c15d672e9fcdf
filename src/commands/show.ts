/** `holdfast show`: a saved plan in any format. Reads nothing but its file. */
import { EXIT, type ExitCode } from "../model/exit.ts";
import { parseSaved, shownAs } from "../plan/saved.ts";
import type { Io } from "../process/io.ts";
import type { FormatFor } from "../render/formats.ts";
import { planFileAt } from "../session/plan-file.ts";
import { print } from "../session/print.ts";

export interface ShowOptions {
  readonly format: FormatFor<"plans">;
  readonly verbose: boolean;
}

export async function runShow(file: string, { format, verbose }: ShowOptions, io: Io): Promise<ExitCode> {
  const results = parseSaved(planFileAt(file, io.settings), file).map(shownAs);
  await print("plans", { results, verbose }, format, io);
  return EXIT.fine;
}
