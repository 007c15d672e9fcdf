/**
 * `holdfast fmt`: the canonical layout of policy files, or where they differ from it. Leaves alone what is not YAML.
 */
import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { check } from "../documents/check.ts";
import { format } from "../documents/fmt.ts";
import { load, shownPath, yamlFiles } from "../documents/load.ts";
import { placed } from "../documents/locate.ts";
import { EXIT, type ExitCode } from "../model/exit.ts";
import { printable } from "../model/invisible.ts";
import type { Io } from "../process/io.ts";
import { difference } from "../render/difference.ts";
import { plural, problemLines } from "../render/text.ts";
import { assertNoStacks } from "../session/choose.ts";
import { select } from "../session/select.ts";
import { assertInCheckout, replaceFile } from "../system/write.ts";

export interface FmtOptions {
  /** Write nothing, show what would change. */
  readonly check: boolean;
}

/** @throws Failure `disk` when a file cannot be written */
export async function fmt(args: readonly string[], options: FmtOptions, io: Io): Promise<ExitCode> {
  const { cwd } = io.settings;
  const selection = select(args, cwd);
  await assertNoStacks(selection.words, cwd);
  for (const folder of selection.folders) assertInCheckout(join(cwd, folder), folder, cwd);
  const loaded = await load(selection.folders, cwd);
  const { stacks } = await check(loaded, io.settings.circumstances);
  const { includesFile } = selection.among(stacks, loaded.findings.length > 0);
  const findings = loaded.findings.filter(({ document }) => includesFile(document.file));
  io.out(problemLines(await placed(findings), io.paint));
  const unread = new Set(findings.map(({ document }) => document.file));
  const files = new Set<string>();
  let changed = 0;
  let refused = unread.size;
  for (const file of selection.folders.flatMap((folder) => [...yamlFiles(folder, cwd)])) {
    if (typeof file !== "string" || !includesFile(file) || unread.has(file)) continue;
    const path = realpathSync(join(cwd, file));
    // Once, even when a link leads to it.
    if (files.has(path)) continue;
    files.add(path);
    const before = readFileSync(path, "utf8");
    const after = format(before);
    if ("fault" in after) {
      refused += 1;
      io.out(`${io.paint("bold", printable(file))}: ${io.paint("red", printable(after.fault))}\n`);
    } else if (after.text !== before) {
      changed += 1;
      if (!options.check) replaceFile(shownPath(path, cwd), after.text, { cwd, hint: MAY_WRITE });
      io.out(options.check ? difference(file, before, after.text, io.paint) : `${printable(file)}\n`);
    }
  }
  io.out(summary({ files: files.size + unread.size, changed, refused, ...options }));
  return refused > 0 || (options.check && changed > 0) ? EXIT.problems : EXIT.fine;
}

const MAY_WRITE = "allow this user to write in its folder";

function summary({
  files,
  changed,
  refused,
  check,
}: Record<"files" | "changed" | "refused", number> & FmtOptions): string {
  const alone = refused > 0 ? `, ${refused} left alone` : "";
  if (changed === 0) {
    const fine = files - refused;
    return `${fine === 1 ? "1 file is" : `${fine} files are`} in canonical layout${alone}.\n`;
  }
  const of = `${changed} of ${plural(files, "file")}`;
  return check ? `${of} would change${alone}. To change: holdfast fmt\n` : `Formatted ${of}${alone}.\n`;
}
