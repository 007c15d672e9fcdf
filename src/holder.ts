/** Who we are to others on this machine, and whether a holder of a lease is provably gone. Reads /proc. */
import { readFileSync, readlinkSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { plain } from "./policy.ts";
import type { Holder } from "./state/store.ts";

export function thisProcess(): Holder {
  const started = startOf(process.pid);
  return {
    // As plain as a state has to be.
    host: plain(hostname(), 255),
    user: plain(userName(), 255),
    pid: process.pid,
    ...machine(),
    ...(started !== undefined && { started }),
  };
}

/**
 * True only when the holder ran on this start of this machine, in our namespace of process numbers, and no process has
 * its number and its start time any more. Anything less is no proof: another container has a process of that number too.
 */
export function isGone(holder: Holder): boolean {
  const { boot_id, pid_namespace } = machine();
  if (boot_id === undefined || pid_namespace === undefined || holder.started === undefined) return false;
  if (holder.boot_id !== boot_id || holder.pid_namespace !== pid_namespace) return false;
  return startOf(holder.pid) !== holder.started;
}

/** Linux tells; elsewhere nothing can be proven, and a lease is watched instead. */
function machine(): { boot_id?: string; pid_namespace?: string } {
  const boot_id = unlessAbsent(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
  const pid_namespace = unlessAbsent(() => readlinkSync("/proc/self/ns/pid"));
  return { ...(boot_id !== undefined && { boot_id }), ...(pid_namespace !== undefined && { pid_namespace }) };
}

/** Clock ticks since the boot; field 22 of proc(5) stat. Its second field, the name, may hold spaces and parentheses. */
function startOf(pid: number): string | undefined {
  const stat = unlessAbsent(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}

function unlessAbsent<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH" || code === "EACCES") return undefined;
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
