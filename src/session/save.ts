/** Files that a command leaves behind, beside its log. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Failure } from "../model/problem.ts";
import type { Io } from "../process/io.ts";
import { shown } from "../render/paint.ts";
import { replaceFile } from "../system/write.ts";

/** Made visible like everything that is printed: a log may show it. @throws Failure `disk` */
export function save(text: string, file: string, { settings: { cwd } }: Io): void {
  const hint = "name a file in a folder that exists, and that this user may write to";
  replaceFile(file, shown(text), { cwd, hint });
}

/** What a step of CI leaves behind, beside its log. */
export interface ReportOptions {
  /** On the page of the run too. */
  readonly summary: boolean;
  /** Where to write the text of a comment or an issue; nothing is written when there is to be none. */
  readonly commentFile: string | undefined;
  /** Keeps the comment or the issue at once, for a job that may. */
  readonly post: boolean;
}

/** What another job saved. @throws Failure `disk` */
export function textIn(file: string, { settings }: Io): string {
  try {
    return readFileSync(resolve(settings.cwd, file), "utf8");
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? "unknown";
    throw new Failure("disk", `${file} cannot be read (${why})`, { hint: "name a file that is there", cause: error });
  }
}
