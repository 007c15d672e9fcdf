/**
 * Runs programs and measures them side by side. Times on a machine that does other things as well say little; two
 * programs that take turns on it meet the same weather, so the ratio of a pair says more, and the median of several pairs
 * more than the best or the mean.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";

export interface Ran {
  /** From the call that starts it until it has ended. */
  readonly ms: number;
  /** The most memory that it ever had in RAM; in megabytes of 2²⁰ bytes. */
  readonly peakMb: number;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Looks every few milliseconds how much memory it has: not for what takes less than some hundred. */
  readonly peak?: boolean;
}

/**
 * Without NODE_EXTRA_CA_CERTS, with which Node 20 takes 42 ms more to start, whatever it then does; and without whatever
 * else the shell says to git, Terraform or us.
 */
export const environment = (more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  PATH: process.env.PATH ?? "",
  HOME: tmpdir(),
  NO_COLOR: "1",
  GIT_CONFIG_NOSYSTEM: "1",
  HOLDFAST_ALLOW_LOCAL_REMOTES: "1",
  ...more,
});

/** Runs a program to its end. @throws Error with what it said, when it does not end with 0 */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<Ran> {
  const { cwd, env, peak = false } = options;
  const began = performance.now();
  const child = spawn(command, args, { cwd, env: environment(env), stdio: ["ignore", "pipe", "pipe"] });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => said.push(chunk));
  let peakMb = 0;
  const look = () => {
    peakMb = Math.max(peakMb, highWater(child.pid));
  };
  const timer = peak ? setInterval(look, 5) : undefined;
  const ended = once(child, "close");
  const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  const ms = performance.now() - began;
  clearInterval(timer);
  await ended;
  if (code === 0) return { ms, peakMb };
  const text = Buffer.concat(said).toString().slice(-2000);
  throw new Error(`${command} ${args.join(" ")} ended with ${code ?? signal}: ${text}`);
}

/** proc(5), VmHWM: never falls while a process lives. 0 when it has ended, or where there is no /proc. */
function highWater(pid: number | undefined): number {
  try {
    const [, kib] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Number(kib ?? 0) / 1024;
  } catch {
    return 0;
  }
}

interface Medians {
  readonly peer: number;
  readonly ours: number;
  readonly ratio: number;
}

/** Both once to warm up, since the first read of many files takes ten times as long; then `count` times in turn, each going first as often. */
export async function pairs<T>(
  count: number,
  { peer, ours }: { peer: () => Promise<T>; ours: () => Promise<T> },
): Promise<[peer: T, ours: T][]> {
  await peer();
  await ours();
  const found: [T, T][] = [];
  for (let index = 0; index < count; index += 1) {
    if (index % 2 === 0) {
      const first = await peer();
      found.push([first, await ours()]);
    } else {
      const first = await ours();
      found.push([await peer(), first]);
    }
  }
  return found;
}

export function mediansOf<T>(found: readonly [peer: T, ours: T][], value: (one: T) => number): Medians {
  return {
    peer: median(found.map(([peer]) => value(peer))),
    ours: median(found.map(([, ours]) => value(ours))),
    ratio: median(found.map(([peer, ours]) => value(ours) / value(peer))),
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}
