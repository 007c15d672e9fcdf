/** What the command prints into does not take it: a full disk, a reader who has gone. What was begun is finished and recorded all the same. */
import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { startSimulator } from "../../src/simulator/server.ts";
import { CLI } from "../support/command.ts";
import { type Home, home, policy, run, stackAt } from "../support/printed.ts";

async function stack(): Promise<Home> {
  const simulator = await startSimulator();
  onTestFinished(() => simulator.close());
  const policies = ["a", "b", "c"].map((name) => [`policies/${name}.yaml`, policy(name)]);
  return home({ "policies/stack.yaml": stackAt(simulator.url), ...Object.fromEntries(policies) });
}

const stateIn = ({ folder }: Home) =>
  JSON.parse(readFileSync(join(folder, "policies/.holdfast/state.json"), "utf8")) as {
    resources: object;
    intents: object;
    lease?: object;
  };

type Stdio = number | "ignore" | "pipe";

/** @returns the exit code, and what came through the pipe, if one of both is one */
async function runInto({ folder }: Home, args: string, stdout: Stdio, stderr: Stdio): Promise<[number | null, string]> {
  const child = spawn(process.execPath, [CLI, ...args.split(" ")], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder },
    stdio: ["ignore", stdout, stderr],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (data) => {
      said += data;
    });
  }
  return new Promise((ended) => child.on("close", (code) => ended([code, said])));
}

const FULL = "/dev/full";

function full(): number {
  const fd = openSync(FULL, "w");
  onTestFinished(() => closeSync(fd));
  return fd;
}

const UNPRINTED = `the results could not be printed (ENOSPC) [disk]
  make room where they go, then run this again; what was done is recorded
`;

describe.skipIf(!existsSync(FULL))("a full disk", () => {
  test.each(["text", "json", "markdown"])(
    "behind the results of apply, in %s: all is done, and it fails",
    async (format) => {
      const at = await stack();
      const [code, err] = await runInto(at, `apply --auto-approve --format ${format}`, full(), "pipe");
      expect([code, err.slice(-UNPRINTED.length)]).toEqual([1, UNPRINTED]);
      const { resources, intents, lease } = stateIn(at);
      expect([Object.keys(resources).length, intents, lease]).toEqual([3, {}, undefined]);
    },
  );

  test("behind its progress: all is done", async () => {
    const at = await stack();
    const [code, out] = await runInto(at, "apply --auto-approve", "pipe", full());
    expect([code, out.split("\n").at(-2)]).toEqual([0, "Apply complete! Resources: 3 added, 0 changed, 0 destroyed."]);
    expect(stateIn(at)).toMatchObject({ intents: {} });
  });

  test.each([
    "plan",
    "plan --format json",
    "validate",
    "state history --format json",
    "whoami",
    "schema",
    "--version",
    "--help",
    "plan --help",
  ])("behind %s is an exit code and no stack trace", async (args) => {
    const at = await stack();
    const [code, err] = await runInto(at, args, full(), "pipe");
    expect([code, err.replace(UNPRINTED, "")]).toEqual([1, ""]);
    expect((await runInto(at, args, full(), full()))[0]).toBe(1);
  });

  test("is not the worst that can happen", async () => {
    const at = await stack();
    expect((await runInto(at, "plan nowhere", full(), "pipe"))[0]).toBe(64);
    expect((await runInto(at, "nonsense", full(), "pipe"))[0]).toBe(64);
    expect((await runInto(at, "plan --detailed-exitcode", full(), "pipe"))[0]).toBe(1);
  });
});

test("a disk that becomes full within a text fails too", async () => {
  const { folder } = home();
  // Node ignores the signal; what is left is a write of which only a part was taken, and one that fails.
  const { code, err } = await run(
    "bash",
    ["-c", 'ulimit -f 4 && exec "$@" > out', "-", process.execPath, CLI, "schema"],
    folder,
  );
  expect([code, err]).toEqual([1, UNPRINTED.replace("ENOSPC", "EFBIG")]);
  expect(statSync(join(folder, "out")).size).toBe(4096);
});

test("a reader who has read enough is no failure", async () => {
  const at = await stack();
  const { code, err } = await run(
    "bash",
    ["-c", 'set -o pipefail; "$@" | head -0', "-", process.execPath, CLI, "apply", "--auto-approve"],
    at.folder,
  );
  expect([code, /Error|\[disk\]/.test(err)]).toEqual([0, false]);
  expect(stateIn(at)).toMatchObject({ intents: {} });
});
