/** `holdfast show`: a saved plan, in any format. Speaks to nobody. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Failure } from "../problem.ts";
import { parseSaved, shownAs } from "../saved.ts";
import type { Settings } from "../settings.ts";
import { EXIT, type ExitCode, type Io } from "./io.ts";
import { type PlanFormat, printPlans } from "./plan.ts";

export interface ShowOptions {
  readonly format: PlanFormat;
  readonly verbose: boolean;
}

export async function runShow(file: string, options: ShowOptions, io: Io): Promise<ExitCode> {
  await printPlans(parseSaved(planFileAt(file, io.settings), file).map(shownAs), options, io);
  return EXIT.fine;
}

/** The text of a plan file. @throws Failure `plan-file` */
export function planFileAt(file: string, { cwd }: Settings): string {
  try {
    return readFileSync(resolve(cwd, file), "utf8");
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? "unknown";
    throw new Failure("plan-file", `${file} cannot be read (${why})`, {
      hint: "name a file made with `holdfast plan --out FILE`, and allow this user to read it",
      cause: error,
    });
  }
}
