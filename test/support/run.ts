/** Commands on real files, with what they print caught. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { ExitCode } from "../../src/model/exit.ts";
import { type Io, ioFor } from "../../src/process/io.ts";
import { settingsFrom } from "../../src/process/settings.ts";

/** A folder of its own that goes away with the test. @param files by their paths */
export function folderWith(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-editing-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Runs a command as if in `cwd`. */
export function run<Code extends ExitCode | Promise<ExitCode>>(
  cwd: string,
  command: (io: Io) => Code,
  terminal: { readonly colour?: boolean; readonly columns?: number } = {},
): { code: Code; out: string } {
  let out = "";
  const settings = {
    ...settingsFrom(),
    cwd,
    colour: { stdout: terminal.colour ?? false, stderr: false },
    interactive: false,
    env: {},
  };
  const print = (text: string) => {
    out += text;
  };
  const code = command(ioFor(settings, { out: print, err: print, ask: async () => undefined }, terminal.columns));
  return {
    code,
    get out() {
      return out;
    },
  };
}
