/** Who we are to others on this machine, and whether a holder of a lease is provably gone. Reads /proc, and asks for a process. */
import { readFileSync, readlinkSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { plain } from "../model/policy.ts";
import type { ProcessId } from "./store.ts";

export const thisProcess = (): ProcessId => ({
  // As plain as a state has to be.
  host: plain(hostname(), 255),
  user: plain(userName(), 255),
  pid: process.pid,
  ...machine(),
});

/**
 * True only when the system itself says that there is no such process (ESRCH), on the boot, and in the pid and time
 * namespaces, that the holder ran in. Anything less is no proof, and the lease is watched instead: `/proc` may hide the
 * processes of other users (hidepid, systemd's ProtectProc), EPERM is an answer about a process that lives, and another
 * process may have got the number.
 */
export function isProvablyGone(holder: ProcessId): boolean {
  const { boot_id, pid_namespace, time_namespace } = machine();
  if (boot_id === undefined || pid_namespace === undefined) return false;
  const isHere =
    holder.host === plain(hostname(), 255) &&
    holder.boot_id === boot_id &&
    holder.pid_namespace === pid_namespace &&
    holder.time_namespace === time_namespace;
  return isHere && !exists(holder.pid);
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** Linux tells; elsewhere nothing can be proven. Kernels before 5.6 have no time namespaces. */
function machine(): Pick<ProcessId, "boot_id" | "pid_namespace" | "time_namespace"> {
  const boot_id = readable(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
  const pid_namespace = readable(() => readlinkSync("/proc/self/ns/pid"));
  const time_namespace = readable(() => readlinkSync("/proc/self/ns/time"));
  return {
    ...(boot_id !== undefined && { boot_id }),
    ...(pid_namespace !== undefined && { pid_namespace }),
    ...(time_namespace !== undefined && { time_namespace }),
  };
}

/** Undefined for whatever reason: a system without /proc, or one that shows nothing of it. */
function readable(read: () => string): string | undefined {
  try {
    return read();
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code === "string") return undefined;
    throw error;
  }
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that nobody gave a name.
    return String(process.getuid?.() ?? "unknown");
  }
}
