/** A git that writes down how it was called, then is the real one: what a command costs a remote. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface CountedGit {
  /** To be put in front of PATH. */
  readonly bin: string;
  forget(): void;
  /** Every call, with its arguments. */
  lines(): string[];
  /** What left this machine, in order, and how many branches each push wrote. */
  calls(): { remote: string[]; pushed: number[] };
}

/**
 * @param folder that it makes its own folder in
 * @param pushSeconds how long a push takes at least: a remote takes longer than a folder on this disk, and what comes
 * meanwhile goes together
 */
export function countedGit(folder: string, pushSeconds = 0): CountedGit {
  const bin = join(folder, "bin");
  const log = join(folder, "calls");
  mkdirSync(bin);
  const real = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  const slow = `case " $* " in *" push "*) sleep ${pushSeconds} ;; esac`;
  writeFileSync(join(bin, "git"), `#!/bin/sh\necho "$@" >>'${log}'\n${slow}\nexec '${real}' "$@"\n`);
  chmodSync(join(bin, "git"), 0o755);
  return {
    bin,
    forget: () => writeFileSync(log, ""),
    lines: () => readFileSync(log, "utf8").split("\n").filter(Boolean),
    calls: () => callsIn(readFileSync(log, "utf8")),
  };
}

function callsIn(log: string) {
  const lines = log.split("\n");
  const remote = lines.flatMap((line) => / (fetch|ls-remote|push) /.exec(line)?.[1] ?? []);
  const pushed = lines.filter((line) => / push /.test(line)).map((line) => line.split("--force-with-lease").length - 1);
  return { remote, pushed };
}
