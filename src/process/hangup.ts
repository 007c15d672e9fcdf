/** Whether a closed terminal ends this process: not under `nohup`, nor below a shell with `trap '' HUP`. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Settings } from "./settings.ts";

/**
 * Whether SIGHUP was ignored when this process began. Node cannot be asked: it resets every signal to its default
 * before it runs the program (`ResetSignalHandlers` in https://github.com/nodejs/node/blob/main/src/node.cc). The
 * parent shows what was inherited; and a shell sets `_` to the command that it started, which `nohup` passes on
 * (https://www.gnu.org/software/bash/manual/bash.html#Special-Parameters).
 */
export const ignoresHangup = ({ env }: Pick<Settings, "env">): boolean =>
  basename(env._ ?? "") === "nohup" || isIgnoredBy(process.ppid);

/** From Linux; other systems do not show it. */
function isIgnoredBy(pid: number): boolean {
  try {
    // A bit for each signal; SIGHUP is number 1. https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
    return /^SigIgn:\t[0-9a-f]*[13579bdf]$/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
