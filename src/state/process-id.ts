/**
 * Identifies this process to others on the machine, and finds out whether another one is provably gone. Reads /proc.
 */
import { readFileSync, readlinkSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { defined } from "../model/defined.ts";
import { plain } from "../model/policy.ts";
import type { ProcessId } from "./store.ts";

export const thisProcess = (): ProcessId => ({
  // A state holds plain text only.
  host: plain(hostname(), 255),
  user: plain(userName(), 255),
  pid: process.pid,
  ...machine(),
});

/**
 * True only when the system reports that there is no such process (ESRCH), in the same boot and in the same pid and
 * time namespaces. Anything less is not a proof, and the lease is watched instead: `/proc` may hide the processes of
 * other users (hidepid, systemd's ProtectProc), EPERM means that the process is alive, and the number may have been
 * reused.
 */
export function isProvablyGone({ host, pid, ...other }: ProcessId): boolean {
  const { boot_id, pid_namespace, time_namespace } = machine();
  if (boot_id === undefined || pid_namespace === undefined) return false;
  const isHere =
    host === plain(hostname(), 255) &&
    other.boot_id === boot_id &&
    other.pid_namespace === pid_namespace &&
    other.time_namespace === time_namespace;
  return isHere && !exists(pid);
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** Known on Linux only; elsewhere nothing can be proven. Kernels before 5.6 have no time namespaces. */
function machine(): Pick<ProcessId, "boot_id" | "pid_namespace" | "time_namespace"> {
  const boot_id = readable(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
  const pid_namespace = readable(() => readlinkSync("/proc/self/ns/pid"));
  const time_namespace = readable(() => readlinkSync("/proc/self/ns/time"));
  return defined({ boot_id, pid_namespace, time_namespace });
}

/** Undefined on a system without /proc, and where it cannot be read. */
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
    // A container may run under a user id without a name.
    return String(process.getuid?.() ?? "unknown");
  }
}
