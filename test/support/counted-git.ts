/** A git that writes down how it was called, then is the real one: what a command costs a remote. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface CountedGit {
  /** To be put in front of PATH. */
  readonly bin: string;
  forget(): void;
  /** What left this machine, in order, and how many branches each push wrote. */
  calls(): { remote: string[]; pushed: number[] };
}

/** @param folder that it makes its own folder in */
export function countedGit(folder: string): CountedGit {
  const bin = join(folder, "bin");
  const log = join(folder, "calls");
  mkdirSync(bin);
  const real = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  writeFileSync(join(bin, "git"), `#!/bin/sh\necho "$@" >>'${log}'\nexec '${real}' "$@"\n`);
  chmodSync(join(bin, "git"), 0o755);
  return {
    bin,
    forget: () => writeFileSync(log, ""),
    calls: () => callsIn(readFileSync(log, "utf8")),
  };
}

function callsIn(log: string) {
  const lines = log.split("\n");
  const remote = lines.flatMap((line) => / (fetch|ls-remote|push) /.exec(line)?.[1] ?? []);
  const pushed = lines.filter((line) => / push /.test(line)).map((line) => line.split("--force-with-lease").length - 1);
  return { remote, pushed };
}
