/** Files that a command reads whole, and those that it leaves behind, beside its log. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Failure, type FailureCode } from "../model/problem.ts";
import { parseSaved, type SavedPlan } from "../plan/saved.ts";
import type { Io } from "../process/io.ts";
import type { Settings } from "../process/settings.ts";
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
export const textIn = (file: string, { settings }: Io): string =>
  bytesAt(file, settings.cwd, { hint: "name a file that is there" }).toString();

/** @throws Failure `plan-file` */
export function savedPlansIn(file: string, { cwd }: Settings): SavedPlan[] {
  const hint = "name a file made with `holdfast plan --out FILE`, and allow this user to read it";
  return parseSaved(bytesAt(file, cwd, { code: "plan-file", hint }).toString(), file);
}

/** @param why how it fails, if it does. @throws Failure `disk` by default */
export function bytesAt(
  file: string,
  cwd: string,
  why: { readonly code?: FailureCode; readonly message?: string; readonly hint: string },
): Buffer {
  try {
    return readFileSync(resolve(cwd, file));
  } catch (cause) {
    const { code = "disk", message = "cannot be read", hint } = why;
    const reason = (cause as NodeJS.ErrnoException).code ?? "unknown";
    throw new Failure(code, `${file} ${message} (${reason})`, { hint, cause });
  }
}
