/**
 * The built command, run the way a shell runs it: arguments, environment and folder in, what it printed and its exit code out.
 *
 * By default in processes that are kept for the next command (see `warm.mjs`), which is eight times faster; with
 * HOLDFAST_TEST_PROCESSES=new each command is a process of its own. Tests about the process itself (signals, kills, full
 * disks, what Node is started with) start their own.
 */
import { type ChildProcess, type ChildProcessByStdio, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import type { Readable } from "node:stream";

export const CLI = join(import.meta.dirname, "../../dist/cli.js");

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** Both, as they came. */
  readonly said: string;
}

export interface Command {
  readonly args: readonly string[];
  readonly cwd: string;
  /** All of it: nothing is inherited. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Another build than the one in dist/. */
  readonly program?: string;
}

export async function runHoldfast(command: Command): Promise<Ended> {
  // These are for Node itself, which reads them when it starts.
  const isForNode = Object.keys(command.env).some((name) => /^(NODE_|SSL_|TZ$)/.test(name));
  return isForNode || process.env.HOLDFAST_TEST_PROCESSES === "new" ? startHoldfast(command).ended : runInWarm(command);
}

export interface Running {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly ended: Promise<Ended & { readonly signal: NodeJS.Signals | null }>;
}

/** In a process of its own, for tests that look at it, or kill it. */
export function startHoldfast({ program = CLI, args, cwd, env }: Command): Running {
  const child = spawn(process.execPath, [program, ...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const said: Said[] = [];
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text) => said.push([name, text]));
  }
  const ended: Running["ended"] = new Promise((end) =>
    child.on("close", (code, signal) => end({ ...endedWith(code, said), signal })),
  );
  return { child, ended };
}

type Said = readonly [stream: "stdout" | "stderr", text: string];

function endedWith(code: number | null, said: readonly Said[]): Ended {
  const of = (only?: Said[0]) =>
    said
      .filter(([stream]) => only === undefined || stream === only)
      .map(([, text]) => text)
      .join("");
  return { code, out: of("stdout"), err: of("stderr"), said: of() };
}

interface Warm {
  readonly child: ChildProcess;
  readonly results: Interface;
  readonly pipe: Socket;
}

/** More at a time only wait for each other. */
const MAX_WARM = 4;
let started = 0;
const idle: Warm[] = [];
/** Commands that wait for a process. */
const waiting: (() => void)[] = [];

async function runInWarm({ program = CLI, ...command }: Command): Promise<Ended> {
  while (idle.length === 0 && started === MAX_WARM) await new Promise<void>((free) => waiting.push(free));
  const warm = idle.pop() ?? startWarm();
  const { child, pipe, results } = warm;
  pipe.ref();
  const result = new Promise<string>((resolve, reject) => {
    results.once("line", resolve);
    child.once("close", () => reject(new Error(`no result of ${command.args.join(" ")}`)));
  });
  child.send({ program, ...command });
  let isLast = true;
  try {
    const ended = JSON.parse(await result);
    isLast = ended.isLast;
    return endedWith(ended.code, ended.said);
  } finally {
    child.removeAllListeners("close");
    // Tests that are done do not wait for it.
    pipe.unref();
    if (isLast) started -= 1;
    else idle.push(warm);
    waiting.shift()?.();
  }
}

function startWarm(): Warm {
  started += 1;
  const file = join(import.meta.dirname, "warm.mjs");
  const child = spawn(process.execPath, [file], { stdio: ["ignore", "inherit", "inherit", "pipe", "ipc"] });
  child.unref();
  child.channel?.unref();
  const pipe = child.stdio[3] as Socket;
  return { child, pipe, results: createInterface({ input: pipe }) };
}
