/** The real command and real signals: what is in flight is finished and recorded; a run that was stopped for too long does no harm. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { parseFaults } from "../../src/simulator/faults.ts";
import { type LoggedRequest, startSimulator } from "../../src/simulator/server.ts";
import { endpointsAt, policyText, stackText } from "../support/builders.ts";

const CLI = join(import.meta.dirname, "../../dist/cli.js");

const APPLY = "apply --auto-approve --parallelism 1";

/**
 * For runs that must outlast a lease. The others keep the defaults: on a busy machine a connection may take longer than a
 * third of this, and the run then goes on with the next policy.
 */
const SHORT_LEASE = { HOLDFAST_LEASE_TTL: "1200ms", HOLDFAST_REQUEST_TIMEOUT: "600ms" };

/** So slow that a signal arrives before the answer, however busy the machine is. */
const IN_FLIGHT = "slow=2000@POST:policies:1";

interface Place {
  apply(env?: Record<string, string>): Applying;
  /** The same, as `"$@"` of a script for bash; all its processes are a group of their own. */
  applyIn(script: string): Applying;
  plan(): Promise<string>;
  /** `METHOD` of each write, in order of arrival. */
  writes(): Promise<string[]>;
  state(): { resources: Record<string, unknown>; intents: Record<string, unknown>; lease?: object };
  /** Waits until so many writes have arrived. */
  arrived(count: number): Promise<void>;
}

type Applying = ChildProcess & { readonly ended: Promise<string> };

async function at(policies: number, faults: string, use: (place: Place) => Promise<void>): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), "holdfast-signals-"));
  const simulator = await startSimulator({ faults: parseFaults(faults) });
  mkdirSync(join(home, "policies"));
  writeFileSync(
    join(home, "policies/stack.yaml"),
    stackText("demo", `cloud: simulator, region: here, project_id: p, ${endpointsAt(simulator.url)}`),
  );
  const names = Array.from({ length: policies }, (_, n) => `p${n}`);
  writeFileSync(join(home, "policies/a.yaml"), names.map((name) => policyText(name)).join("---\n"));
  const run = (args: string, env: Record<string, string> = {}, script?: string): Applying => {
    const command = [process.execPath, CLI, ...args.split(" ")];
    const [program = "", ...words] = script === undefined ? command : ["bash", "-c", script, "bash", ...command];
    const child = spawn(program, words, {
      cwd: home,
      env: { PATH: process.env.PATH, HOME: home, HOLDFAST_SETTLE: "300ms", ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: script !== undefined,
    });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => said.push(String(data)));
    const ended = new Promise<string>((end) =>
      child.on("close", (code, signal) => end(`${code ?? signal}\n${said.join("")}`)),
    );
    return Object.assign(child, { ended });
  };
  const writes = async () => {
    const answer = await fetch(`${simulator.url}/_simulator/requests`);
    const { requests } = (await answer.json()) as { requests: LoggedRequest[] };
    return requests.filter(({ method }) => method !== "GET").map(({ method }) => method);
  };
  try {
    await use({
      apply: (env) => run(APPLY, env),
      applyIn: (script) => run(APPLY, {}, script),
      plan: () => run("plan --detailed-exitcode").ended,
      writes,
      state: () => JSON.parse(readFileSync(join(home, "policies/.holdfast/state.json"), "utf8")),
      arrived: async (count) => {
        while ((await writes()).length < count) await pause(10);
      },
    });
  } finally {
    await simulator.close();
    rmSync(home, { recursive: true });
  }
}

test.concurrent.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 143],
] as const)(
  "%s finishes what is in flight, records it and exits %i; the next run does the rest",
  async (signal, code) => {
    await at(3, IN_FLIGHT, async (place) => {
      const applying = place.apply();
      await place.arrived(1);
      applying.kill(signal);
      expect(await applying.ended).toMatch(new RegExp(`^${code}\n`));
      expect(await place.writes()).toEqual(["POST"]);
      expect([Object.keys(place.state().resources), place.state().intents, place.state().lease]).toEqual([
        ["BackupPolicy/p0"],
        {},
        undefined,
      ]);
      expect(await place.apply().ended).toMatch(/^0\n/);
      expect(await place.writes()).toEqual(["POST", "POST", "POST"]);
      expect(await place.plan()).toMatch(/^0\n/);
    });
  },
);

test.concurrent.each([
  ["under nohup", 'nohup "$@"'],
  ["below a shell that ignores hangups", 'trap "" HUP; "$@"; exit $?'],
])("a hangup that was ignored before it began stays ignored: %s", async (_, script) => {
  await at(3, IN_FLIGHT, async (place) => {
    const applying = place.applyIn(script);
    await place.arrived(1);
    process.kill(-applying.pid!, "SIGHUP");
    const ended = await applying.ended;
    expect(ended).toMatch(/^0\n/);
    expect(ended).not.toContain("Stopping");
    expect(await place.writes()).toEqual(["POST", "POST", "POST"]);
  });
});

test.concurrent("a second signal ends it at once, and the next run finds out what became of the rest", async () => {
  await at(2, IN_FLIGHT, async (place) => {
    const applying = place.apply();
    await place.arrived(1);
    applying.kill("SIGINT");
    await pause(50);
    applying.kill("SIGINT");
    expect(await applying.ended).toMatch(/^130\n/);
    expect(Object.keys(place.state().intents)).toEqual(["BackupPolicy/p0", "BackupPolicy/p1"]);
    // The slow request has its effect all the same.
    expect(await place.apply({ HOLDFAST_SETTLE: "4s" }).ended).toMatch(
      /^0\n[\s\S]*p0: was created by an unfinished run/,
    );
    expect(await place.writes()).toEqual(["POST", "POST"]);
    expect(await place.plan()).toMatch(/^0\n/);
  });
});

test.concurrent("a run that was stopped for longer than its lease sends nothing more and writes no state", async () => {
  await at(3, "slow=200@POST:policies:1", async (place) => {
    const stalled = place.apply(SHORT_LEASE);
    await place.arrived(1);
    stalled.kill("SIGSTOP");
    // The stopped process is there all the same, so its lease is watched, and then taken over.
    const other = await place.apply(SHORT_LEASE).ended;
    expect(other).toMatch(/^0\n/);
    expect(other).toMatch(/is presumed dead: its lease was not renewed for 1.2 s/);
    const afterwards = JSON.stringify(place.state());
    expect(await place.writes()).toEqual(["POST", "POST", "POST"]);
    stalled.kill("SIGCONT");
    expect(await stalled.ended).toMatch(/^1\n[\s\S]*another run took over/);
    expect(await place.writes()).toEqual(["POST", "POST", "POST"]);
    expect(JSON.stringify(place.state())).toBe(afterwards);
    expect(await place.plan()).toMatch(/^0\n/);
  });
});

test.concurrent("two appliers at once: one works, the other is told who, and nothing is made twice", async () => {
  // For so long that the second one sees a sign of life of the first, however slow the machine is.
  await at(12, "slow=300@POST:policies:1x*", async (place) => {
    const first = place.apply(SHORT_LEASE);
    await place.arrived(1);
    const second = await place.apply(SHORT_LEASE).ended;
    expect(second).toMatch(/^6\n[\s\S]*has been applying since/);
    expect(await first.ended).toMatch(/^0\n/);
    expect(await place.writes()).toEqual(Array.from({ length: 12 }, () => "POST"));
  });
});
