/** `holdfast show`: a saved plan in any format. Reads nothing but its file. */
import { EXIT, type ExitCode } from "../model/exit.ts";
import { shownAs } from "../plan/saved.ts";
import type { Io } from "../process/io.ts";
import type { FormatFor } from "../render/formats.ts";
import { savedPlansIn } from "../session/files.ts";
import { print } from "../session/print.ts";

export interface ShowOptions {
  readonly format: FormatFor<"plans">;
  readonly verbose: boolean;
  readonly compact: boolean | undefined;
}

export async function runShow(file: string, { format, verbose, compact }: ShowOptions, io: Io): Promise<ExitCode> {
  const results = savedPlansIn(file, io.settings).map(shownAs);
  await print("plans", { results, verbose, compact }, format, io);
  return EXIT.fine;
}
