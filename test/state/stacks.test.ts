/** The real command with many stacks on one remote: what they cost it, and that one signal stops them all in order. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { parseFaults } from "../../src/simulator/faults.ts";
import { type LoggedRequest, startSimulator } from "../../src/simulator/server.ts";
import type { State } from "../../src/state/store.ts";
import { endpointsAt, policyText, stackText } from "../support/builders.ts";
import { countedGit } from "../support/counted-git.ts";
import { temporaryFolder } from "../support/programs.ts";

const CLI = join(import.meta.dirname, "../../dist/cli.js");

/** Three times as many as work at their clouds at a time. */
const NAMES = Array.from({ length: 24 }, (_, index) => `s${index}`);

/** A repository whose stacks have one policy each, their states on one remote, and a cloud. */
async function stacksOn(faults: string) {
  const { path, remove } = await temporaryFolder();
  const simulator = await startSimulator({ faults: parseFaults(faults) });
  onTestFinished(async () => {
    await simulator.close();
    await remove();
  });
  const [clone, bare] = [join(path, "clone"), join(path, "bare.git")];
  const counted = countedGit(path, 0.3);
  const env = { PATH: process.env.PATH, HOME: path, GIT_CONFIG_NOSYSTEM: "1", HOLDFAST_ALLOW_LOCAL_REMOTES: "1" };
  const git = (...args: string[]) => execFileSync("git", args, { env, encoding: "utf8" });
  git("init", "-q", clone);
  git("init", "-q", "--bare", "--template=", bare);
  const { url } = simulator;
  for (const name of NAMES) {
    const folder = join(clone, "policies", name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, "stack.yaml"),
      stackText(
        name,
        `cloud: simulator, region: here, project_id: ${name}, ${endpointsAt(url)}, state: { git: { remote: "${bare}", branch: holdfast/${name} } }`,
      ),
    );
    writeFileSync(join(folder, "policies.yaml"), policyText("nightly"));
  }

  const start = (...args: string[]) => {
    counted.forget();
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd: clone,
      env: { ...env, PATH: `${counted.bin}:${env.PATH}` },
      stdio: ["ignore", "ignore", "pipe"],
    });
    child.stderr.resume();
    return child;
  };
  const requests = async () => {
    const answer = await fetch(`${url}/_simulator/requests`);
    return ((await answer.json()) as { requests: LoggedRequest[] }).requests;
  };
  /** The states on the branches of the remote, one after the other. */
  const stored = () => git("-C", bare, "show", ...NAMES.map((name) => `holdfast/${name}:state.json`));
  return {
    start,
    async run(...args: string[]) {
      const [code] = await once(start(...args), "close");
      return { code, ...counted.calls() };
    },
    creates: async () => (await requests()).filter(({ method }) => method === "POST").length,
    states: () =>
      stored()
        .split(/(?<=^}\n)/m)
        .map((text) => JSON.parse(text) as State),
    /** Of all states that the remote was ever sent, and of those that are on its branches now. */
    bytes() {
      const objects = git("-C", bare, "cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectsize)");
      const sizes = [...objects.matchAll(/^blob (\d+)$/gm)].map(([, size]) => Number(size));
      return { sent: sum(sizes), stored: Buffer.byteLength(stored()) };
    },
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

test("many stacks of one remote are planned after one fetch, and applied with a few pushes", async () => {
  const { run, states, bytes } = await stacksOn("");
  // Until its branches are there, a remote is asked which there are.
  expect(await run("plan", "--detailed-exitcode")).toEqual({ code: 2, remote: ["fetch", "ls-remote"], pushed: [] });

  const { code, remote, pushed } = await run("apply", "--auto-approve");
  expect([code, remote.slice(0, 3)]).toEqual([0, ["fetch", "ls-remote", "push"]]);
  // All intents go together. The outcomes go as they come: each push takes those that came during the one before.
  expect([pushed[0], sum(pushed)]).toEqual([NAMES.length, 2 * NAMES.length]);
  expect(pushed.length).toBeLessThanOrEqual(5);
  expect(states().map(({ serial, lease, intents }) => ({ serial, lease, intents }))).toEqual(
    NAMES.map(() => ({ serial: 2, lease: undefined, intents: {} })),
  );
  const { sent, stored } = bytes();
  expect(sent / stored).toBeLessThan(3);

  const nothingToDo = { code: 0, remote: ["fetch"], pushed: [] };
  expect(await run("plan", "--detailed-exitcode")).toEqual(nothingToDo);
  expect(await run("drift")).toEqual(nothingToDo);
  expect(await run("apply", "--auto-approve")).toEqual(nothingToDo);
});

test("a signal lets no stack begin that waits for its turn, and none keeps a lease or an intent", async () => {
  const { start, run, creates, states } = await stacksOn("slow=1000@POST:policies:1x8");
  const applying = start("apply", "--auto-approve");
  while ((await creates()) < 8) await pause(10);
  applying.kill("SIGINT");
  expect((await once(applying, "close"))[0]).toBe(130);
  expect(await creates()).toBe(8);
  const stopped = states();
  expect(stopped.flatMap(({ resources }) => Object.keys(resources))).toEqual(Array(8).fill("BackupPolicy/nightly"));
  expect(stopped.filter(({ lease, intents }) => lease || Object.keys(intents).length > 0)).toEqual([]);

  expect((await run("apply", "--auto-approve")).code).toBe(0);
  expect(await creates()).toBe(NAMES.length);
});
