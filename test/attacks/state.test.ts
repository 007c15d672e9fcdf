/**
 * An attacker who can write the state, and a pull request that wants a protection gone. The built command runs against the
 * simulated cloud over HTTP; what counts is what is there afterwards, and what was shown.
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { startSimulator } from "../../src/simulator/server.ts";

const CLI = join(import.meta.dirname, "../../dist/cli.js");
const PROJECT = "054e292c9880d4992f02c0196d3ea468";

interface Ran {
  readonly exit: number | null;
  /** Both streams. */
  readonly said: string;
}

/** What a state file holds, for those who edit it. */
interface Stored {
  serial: number;
  stack: string;
  resources: Record<string, Record<string, unknown>>;
  intents: Record<string, unknown>;
  [member: string]: unknown;
}

async function scene() {
  const home = mkdtempSync(join(tmpdir(), "holdfast-attack-"));
  const simulator = await startSimulator({ vaults: "any" });
  onTestFinished(async () => {
    await simulator.close();
    rmSync(home, { recursive: true });
  });
  const file = (name: string) => join(home, "policies", name);
  const write = (name: string, text: string) => {
    mkdirSync(dirname(file(name)), { recursive: true });
    writeFileSync(file(name), text);
  };
  const endpoints = `{ cbr: "${simulator.url}", dds: "${simulator.url}", iam: "${simulator.url}" }`;
  write(
    "stack.yaml",
    `apiVersion: holdfast/v1
kind: Stack
metadata: { name: demo }
spec: { cloud: simulator, region: here, project_id: ${PROJECT}, endpoints: ${endpoints}, state: { file: { path: state.json } } }
`,
  );
  const call = async (method: string, path: string, body?: object): Promise<Answer> => {
    const answer = await fetch(`${simulator.url}/v3/${PROJECT}${path}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    return (answer.status === 204 ? {} : await answer.json()) as Answer;
  };
  const state = () => JSON.parse(readFileSync(file("state.json"), "utf8")) as Stored;
  return {
    write,
    remove: (name: string) => rmSync(file(name)),
    holdfast: (args: string) => run(args, home),
    call,
    /** Made in the console: nobody here knows of it. */
    async byHand(policy: object): Promise<string> {
      return (await call("POST", "/policies", { policy })).policy!.id;
    },
    async live(): Promise<LivePolicy[]> {
      return [...(await call("GET", "/policies")).policies!].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    state,
    /** As whoever can write the store could; the mark of the last write goes, as when a backup is put back. */
    forge(change: (stored: Stored) => void): void {
      const stored = state();
      rmSync(file(`state.json.${stored.serial}`), { force: true });
      change(stored);
      write("state.json", JSON.stringify(stored));
    },
  };
}

interface LivePolicy {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly associated_vaults: readonly { readonly vault_id: string }[] | null;
}

interface Answer {
  readonly policy?: LivePolicy;
  readonly policies?: readonly LivePolicy[];
}

async function run(args: string, cwd: string): Promise<Ran> {
  const child = spawn(process.execPath, [CLI, ...args.split(" ")], {
    cwd,
    env: {
      PATH: process.env.PATH,
      HOME: cwd,
      HOLDFAST_SETTLE: "50ms",
      HOLDFAST_LEASE_TTL: "2s",
      HOLDFAST_REQUEST_TIMEOUT: "1s",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => said.push(String(data)));
  const exit = await new Promise<number | null>((ended) => child.on("close", ended));
  return { exit, said: said.join("") };
}

const APPLY = "apply --auto-approve --allow-hazards deletes-many,shortens-retention,stops-backups,unprotects-vaults";

const document = (name: string, metadata = "", more = "", days = 30) => `apiVersion: cbr/v3
kind: BackupPolicy
metadata: { name: ${name}${metadata} }
spec:
  operation_definition: { retention_duration_days: ${days} }
  trigger: { properties: { pattern: ["FREQ=DAILY;BYHOUR=18;BYMINUTE=00"] } }
${more}`;

const spec = (days = 30) => ({
  enabled: true,
  operation_definition: { retention_duration_days: days },
  trigger: { properties: { pattern: ["FREQ=DAILY;BYHOUR=18;BYMINUTE=00"] } },
});
test("a state with one id under two addresses is none", async () => {
  const at = await scene();
  at.write("kept.yaml", document("kept"));
  expect((await at.holdfast(APPLY)).exit).toBe(0);
  const before = await at.live();
  at.forge(({ resources }) => {
    resources["BackupPolicy/other"] = { id: before[0]!.id, spec: spec() };
  });
  expect(await at.holdfast(APPLY)).toEqual({ exit: 1, said: expect.stringContaining("[state-broken]") });
  expect(await at.live()).toEqual(before);
});

describe("a protection that was applied", () => {
  async function isProtected(more = "") {
    const at = await scene();
    at.write("kept.yaml", document("kept"));
    at.write("a.yaml", document("a", ", protected: true", more));
    expect((await at.holdfast(APPLY)).exit).toBe(0);
    return at;
  }
  /** Whatever came before, the document goes now, and the policy must stay. */
  async function expectKept({ remove, holdfast, live }: Awaited<ReturnType<typeof scene>>, name = "a") {
    remove("a.yaml");
    expect(await holdfast(APPLY)).toEqual({
      exit: 4,
      said: expect.stringContaining("[protected]"),
    });
    expect((await live()).map((one) => one.name)).toEqual([name, "kept"].sort());
  }

  test("outlives that the document stops to say so", async () => {
    const at = await isProtected();
    at.write("a.yaml", document("a"));
    expect((await at.holdfast("plan --detailed-exitcode")).exit).toBe(0);
    expect((await at.holdfast(APPLY)).exit).toBe(0);
    await expectKept(at);
  });

  test("outlives that it is dropped together with another edit", async () => {
    const at = await isProtected();
    at.write("a.yaml", document("a", "", "", 7));
    expect((await at.holdfast(APPLY)).exit).toBe(0);
    await expectKept(at);
  });

  test("outlives that it is dropped by a rename", async () => {
    const at = await isProtected();
    at.write("a.yaml", document("b", ", renamed_from: a"));
    expect((await at.holdfast(APPLY)).exit).toBe(0);
    await expectKept(at, "b");
  });

  test("outlives that somebody deletes the policy, and it is made again", async () => {
    const at = await isProtected();
    at.write("a.yaml", document("a"));
    await at.call("DELETE", `/policies/${(await at.live())[0]!.id}`);
    expect((await at.holdfast(APPLY)).exit).toBe(0);
    await expectKept(at);
  });

  test("outlives that the live policy is recorded as it is", async () => {
    const at = await isProtected();
    await at.call("PUT", `/policies/${(await at.live())[0]!.id}`, { policy: { enabled: false } });
    expect((await at.holdfast("apply --refresh-only --auto-approve")).exit).toBe(0);
    await expectKept(at);
  });

  test("moves with its record", async () => {
    const at = await isProtected();
    expect((await at.holdfast("state mv BackupPolicy/a BackupPolicy/b")).exit).toBe(0);
    at.write("a.yaml", document("b"));
    expect((await at.holdfast(APPLY)).exit).toBe(0);
    await expectKept(at, "b");
  });

  test.each<[string, string]>([
    ["alone", document("a", ", protected: false")],
    ["with another edit", document("a", ", protected: false", "", 60)],
    ["with a rename", document("b", ", protected: false, renamed_from: a")],
  ])("ends where the document says protected: false, %s, and somebody allows unprotects", async (_, text) => {
    const at = await isProtected();
    const before = await at.live();
    at.write("a.yaml", text);
    const refused = await at.holdfast(APPLY);
    expect(refused).toEqual({ exit: 4, said: expect.stringContaining("[unprotects]") });
    expect(refused.said).toContain("protected: false");
    expect(await at.live()).toEqual(before);
    expect((await at.holdfast(`${APPLY},unprotects`)).exit).toBe(0);
    at.remove("a.yaml");
    expect((await at.holdfast(APPLY)).exit).toBe(0);
    expect((await at.live()).map(({ name }) => name)).toEqual(["kept"]);
  });
});

describe("a state that is to be printed", () => {
  const CLEARS = "\u001b[2J";
  const COMMAND = "##[add-mask]x";
  const STOP = "a\n::stop-commands::x";
  const REVERSED = "\u202Egnp.exe";
  const record = { id: "1", spec: spec() };
  test.each<[string, string, unknown]>([
    ["an address", `resources BackupPolicy/${COMMAND}`, record],
    ["an address that clears the screen", `resources BackupPolicy/a${CLEARS}`, record],
    ["an address of a thousand letters", `resources BackupPolicy/${"a".repeat(1000)}`, record],
    ["the address of an intent", `intents BackupPolicy/${REVERSED}`, { action: "delete", id: "1" }],
    ["a member", `a${CLEARS}`, 1],
    ["the name of the stack", "stack", `demo${CLEARS}`],
    ["its region", "target region", `here${CLEARS}`],
    ["an id", "resources BackupPolicy/a id", `1${CLEARS}`],
    ["a name", "resources BackupPolicy/a name", COMMAND],
    ["a file", "resources BackupPolicy/a file", STOP],
    ["the one who applied", "history 0 who", REVERSED],
    ["the place that it was moved to", "moved", { id: "1", to: `file ${CLEARS}` }],
    ["the user of the lease", "lease", lease({ user: `root${CLEARS}` })],
    ["the host of the lease", "lease", lease({ host: STOP })],
  ])("with %s that is no such thing is refused, and that is not printed", async (_, path, value) => {
    const at = await scene();
    at.write("a.yaml", document("a"));
    expect((await at.holdfast(APPLY)).exit).toBe(0);
    at.forge((stored) => {
      const keys = path.split(" ");
      const last = keys.pop()!;
      const parent = keys.reduce((inner, key) => inner[key] as Stored, stored);
      parent[last] = value;
    });
    for (const command of ["plan", "state list", "state history", "state show", "state release"]) {
      const { exit, said } = await at.holdfast(command);
      expect({ exit, said }).toEqual({ exit: 1, said: expect.stringContaining("[state-broken]") });
      expect(said).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]|##\[|^::|a{101}/m);
    }
  });
});

/** Of a run that is dead. */
function lease(holder: object) {
  return {
    id: "x",
    renewals: 1,
    ttl_ms: 1000,
    holder: { host: "ci", user: "runner", pid: 1, ...holder },
    since: "2026-01-31T18:00:00Z",
  };
}
