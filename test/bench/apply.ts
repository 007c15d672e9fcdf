/** Creating many policies, against a bare loop that sends the same requests: what the cloud saw, and what was written. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { program } from "./bundle.ts";
import { startCloud } from "./cloud.ts";
import type { Finding } from "./figure.ts";
import { mediansOf, pairs, run } from "./measure.ts";
import { type StackForm, writeStacks } from "./policies.ts";
import { type Benchmark, CLI, holdfast } from "./program.ts";

/** Of each type: all that a project has room for. */
const EACH = 32;

export const apply: Benchmark = async (place, small) => {
  const stacks = small ? 4 : 16;
  const creates = stacks * 2 * EACH;
  const write = await program("write", place.folder("program"));
  const cwd = place.folder("apply");
  const policies = join(cwd, "policies");

  /** From the first write request to the last, as the cloud saw them. A new cloud each time, and no state. */
  const windowOf = async (latencyMs: number, job: (url: string) => Promise<unknown>): Promise<number> => {
    const cloud = await startCloud({ latencyMs });
    try {
      await job(cloud.url);
      const writes = (await cloud.requests()).filter(({ method }) => method === "POST");
      if (writes.length !== creates) throw new Error(`the cloud saw ${writes.length} creates, not ${creates}`);
      return writes.at(-1)!.at - writes[0]!.at;
    } finally {
      await cloud.stop();
    }
  };
  const apart = async (latencyMs: number) =>
    mediansOf(
      await pairs(small ? 5 : 7, {
        peer: () =>
          windowOf(latencyMs, (url) => run(process.execPath, [write, url, String(stacks), String(EACH)], { cwd })),
        ours: () =>
          windowOf(latencyMs, async (url) => {
            rmSync(policies, { recursive: true, force: true });
            writeStacks(policies, fullStacks(stacks, url));
            await holdfast("apply --auto-approve", { cwd });
          }),
      }),
      (ms) => ms,
    );

  const what = `apply, ${creates} creates`;
  const against = "a bare loop over the same client";
  const slow = await apart(50);
  const fast = await apart(0);
  const rate = (ms: number) => (creates / ms) * 1000;
  const rates = { unit: "requests/s", peer: rate(fast.peer), ours: rate(fast.ours), ratio: 1 / fast.ratio } as const;
  return [
    { what: `${what}, 50 ms an answer: first to last`, against, unit: "ms", ...slow, goal: { most: 1.1 } },
    { what: `${what}, 0 ms an answer`, against, ...rates, goal: { least: 0.6 } },
    await bytesWritten(policies, cwd, stacks, `${what}: bytes written to state files`),
  ];
};

const fullStacks = (count: number, url: string): StackForm[] =>
  Array.from({ length: count }, (_, index) => ({ name: `s${index}`, backups: EACH, replications: EACH, url }));

/** All that is ever written to a file of a state, by the system calls, against what is there at the end. */
async function bytesWritten(policies: string, cwd: string, stacks: number, what: string): Promise<Finding> {
  if (spawnSync("strace", ["-V"]).status !== 0) return { what, why: "strace is not on PATH" };
  const cloud = await startCloud();
  try {
    rmSync(policies, { recursive: true, force: true });
    writeStacks(policies, fullStacks(stacks, cloud.url));
    const log = join(cwd, "calls");
    const calls = "write,writev,pwrite64,pwritev";
    const traced = ["-f", "-y", "-s", "0", "-e", `trace=${calls}`, "-o", log];
    await run("strace", [...traced, process.execPath, CLI, "apply", "--auto-approve"], { cwd });
    const written = readFileSync(log, "utf8").matchAll(/ write\(\d+<[^>]*\/state\.json[^>]*>, ""\.\.\., (\d+)/g);
    const ours = sum([...written].map(([, bytes]) => Number(bytes)));
    const peer = sum(
      readdirSync(policies).map((stack) => statSync(join(policies, stack, ".holdfast/state.json")).size),
    );
    const MB = 2 ** 20;
    const figure = { what, against: "the states at the end", unit: "MB" } as const;
    return { ...figure, peer: peer / MB, ours: ours / MB, ratio: ours / peer, goal: { most: 3 } };
  } finally {
    await cloud.stop();
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
