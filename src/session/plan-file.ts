/** The file of a saved plan -> its text. */

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Failure } from "../model/problem.ts";
import type { Settings } from "../process/settings.ts";
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
