/** Whether a closed terminal ends this process: not under `nohup`, nor below a shell with `trap '' HUP`. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Settings } from "./settings.ts";

/**
 * Whether SIGHUP was ignored when this process began. Node cannot be asked: it sets every signal back to its default before
 * a line of ours runs (`ResetSignalHandlers` in https://github.com/nodejs/node/blob/main/src/node.cc). What is inherited
 * shows in the parent; and a shell says in `_` what it started, which `nohup` passes on
 * (https://www.gnu.org/software/bash/manual/bash.html#Special-Parameters).
 */
export const ignoresHangup = ({ env }: Pick<Settings, "env">): boolean =>
  basename(env._ ?? "") === "nohup" || isIgnoredBy(process.ppid);

/** As Linux says; elsewhere it cannot be known. */
function isIgnoredBy(pid: number): boolean {
  try {
    // A bit for each signal; SIGHUP is number 1. https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
    return /^SigIgn:\t[0-9a-f]*[13579bdf]$/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
