/**
 * An attacker who can write the state, and a pull request that wants a protection gone. The built command runs against the
 * simulated cloud over HTTP; what counts is what is there afterwards, and what was shown.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { startSimulator } from "../../src/simulator/server.ts";
import { endpointsAt, policyText, specOf, stackText } from "../support/builders.ts";
import { runHoldfast } from "../support/command.ts";

const PROJECT = "054e292c9880d4992f02c0196d3ea468";
const VAULT = "5ab4fcd8-1cb2-4a2c-9b33-9a1b0a3d1d10";

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
  write(
    "stack.yaml",
    stackText(
      "demo",
      `cloud: simulator, region: here, project_id: ${PROJECT}, ${endpointsAt(simulator.url)}, state: { file: { path: state.json } }`,
    ),
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
  const timing = { HOLDFAST_SETTLE: "50ms", HOLDFAST_LEASE_TTL: "2s", HOLDFAST_REQUEST_TIMEOUT: "1s" };
  const env = { PATH: process.env.PATH, HOME: cwd, ...timing };
  const { code, said } = await runHoldfast({ args: args.split(" "), cwd, env });
  return { exit: code, said };
}

const APPLY = "apply --auto-approve --allow-hazards deletes-many,shortens-retention,stops-backups,unprotects-vaults";

const document = (name: string, metadata = "", more = "", days = 30) => policyText(name, { metadata, more, days });

const spec = (days = 30) => specOf(days);
const payroll = { name: "PAYROLL-critical", operation_type: "backup", ...spec(365) };

/** Many runs of a command, on a machine that may do other things as well. */
const SLOW = { timeout: 60_000 };

describe("a state that claims a policy of others", SLOW, () => {
  /** A stack with a policy of its own, PAYROLL-critical of others, and a record that claims it. */
  async function claimed(record: object, policy: object = payroll) {
    const at = await scene();
    at.write("kept.yaml", document("kept"));
    expect((await at.holdfast(APPLY)).exit).toBe(0);
    const id = await at.byHand(policy);
    at.forge(({ resources }) => {
      resources["BackupPolicy/old-test"] = { id, ...record };
    });
    return { ...at, id, before: await at.live() };
  }

  test.each<[string, object]>([
    ["as a version of before wrote records", { spec: spec(365) }],
    ["with a record that says its name", { name: "PAYROLL-critical", spec: spec(365) }],
  ])("does not get it deleted, %s", async (_, record) => {
    const { holdfast, live, before, id } = await claimed(record);
    const plan = await holdfast("plan");
    expect(plan.said).toContain(`- BackupPolicy/old-test  PAYROLL-critical (${id})`);
    expect(plan.said).toContain("retention_duration_days: 365");
    expect(await holdfast(APPLY)).toEqual({ exit: 4, said: expect.stringContaining("[takes-over]") });
    expect(await live()).toEqual(before);
  });

  test("does not get it changed by a document of the other name", async () => {
    const { write, holdfast, live, before } = await claimed({ spec: spec(365) });
    write("old-test.yaml", document("old-test", "", "", 365));
    expect(await holdfast(APPLY)).toEqual({ exit: 4, said: expect.stringContaining("[takes-over]") });
    expect(await live()).toEqual(before);
  });

  test("does not get it deleted as another kind", async () => {
    const definition = {
      retention_duration_days: 365,
      destination_region: "there",
      destination_project_id: "0ddbaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    };
    const policy = { ...payroll, name: "old-test", operation_type: "replication", operation_definition: definition };
    const { holdfast, live, before } = await claimed({ name: "old-test", spec: spec(365) }, policy);
    expect(await holdfast(APPLY)).toEqual({ exit: 4, said: expect.stringContaining("[takes-over]") });
    expect(await live()).toEqual(before);
  });

  test("does not get its vault, for then it is still not ours", async () => {
    const { call, write, holdfast, live, id } = await claimed({ name: "PAYROLL-critical", spec: spec(365) });
    await call("POST", `/vaults/${VAULT}/associatepolicy`, { policy_id: id });
    const before = await live();
    // Its own record is left out, so that only the vault is at stake.
    write("kept.yaml", document("kept", "", `  vaults: [{ vault_id: ${VAULT} }]\n`));
    const ran = await holdfast(`${APPLY} --target BackupPolicy/kept`);
    expect(ran).toEqual({ exit: 4, said: expect.stringContaining("[takes-over]") });
    expect(await live()).toEqual(before);
  });

  test("does not get it by an intent that says we had changed it", async () => {
    const at = await scene();
    at.write("kept.yaml", document("kept"));
    at.write("old-test.yaml", document("old-test"));
    expect((await at.holdfast(APPLY)).exit).toBe(0);
    const id = await at.byHand(payroll);
    at.forge(({ intents }) => {
      intents["BackupPolicy/old-test"] = { action: "update", id, spec: spec(365) };
    });
    const before = await at.live();
    at.remove("old-test.yaml");
    await at.holdfast(APPLY);
    expect((await at.live()).find((one) => one.id === id)).toEqual(before.find((one) => one.id === id));
  });

  test("is not made true by recording what is live", async () => {
    const { holdfast, live, before } = await claimed({ spec: spec(7) });
    await holdfast("apply --refresh-only --auto-approve");
    expect(await holdfast(APPLY)).toEqual({ exit: 4, said: expect.stringContaining("[takes-over]") });
    expect(await live()).toEqual(before);
  });

  test("does not get it deleted by the one who allows takes-over, unless the content is as recorded", async () => {
    const { holdfast, live, before } = await claimed({ spec: spec(7) });
    const ran = await holdfast(`${APPLY},takes-over`);
    expect(ran).toEqual({ exit: 4, said: expect.stringContaining("[deletes-changed]") });
    expect(await live()).toEqual(before);
  });

  test("under two addresses is no state", async () => {
    const { forge, holdfast, live, before, id } = await claimed({ spec: spec(365) });
    forge(({ resources }) => {
      resources["BackupPolicy/PAYROLL-critical"] = { id, spec: spec(365) };
    });
    expect(await holdfast(APPLY)).toEqual({ exit: 1, said: expect.stringContaining("[state-broken]") });
    expect(await live()).toEqual(before);
  });
});

describe("a protection that was applied", SLOW, () => {
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
    expect(await holdfast(`${APPLY},takes-over,deletes-changed`)).toEqual({
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
    // A state can say any name, so the new one has to be allowed, or said by renamed_from.
    expect((await at.holdfast(APPLY)).exit).toBe(4);
    expect((await at.holdfast(`${APPLY},takes-over`)).exit).toBe(0);
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

describe("a policy that is not as recorded", SLOW, () => {
  test("is not deleted, and the rest of the stack goes on", async () => {
    const at = await scene();
    at.write("kept.yaml", document("kept"));
    at.write("a.yaml", document("a"));
    at.write("b.yaml", document("b"));
    expect((await at.holdfast(APPLY)).exit).toBe(0);
    const [a] = await at.live();
    await at.call("PUT", `/policies/${a!.id}`, { policy: { operation_definition: { retention_duration_days: 3650 } } });
    for (const name of ["a.yaml", "b.yaml"]) at.remove(name);
    at.write("new.yaml", document("new"));

    const ran = await at.holdfast(APPLY);
    expect(ran).toEqual({ exit: 4, said: expect.stringContaining("[deletes-changed]") });
    // Both: what was recorded, and what is there.
    expect(ran.said).toMatch(/30\b.*\b3650\b/);
    expect((await at.live()).map(({ name }) => name)).toEqual(["a", "kept", "new"]);
    expect(Object.keys(at.state().resources).sort()).toEqual([
      "BackupPolicy/a",
      "BackupPolicy/kept",
      "BackupPolicy/new",
    ]);

    expect((await at.holdfast(`${APPLY},deletes-changed`)).exit).toBe(0);
    expect((await at.live()).map(({ name }) => name)).toEqual(["kept", "new"]);
  });

  test("is changed back under its name, but not under another that somebody gave it", async () => {
    const at = await scene();
    at.write("a.yaml", document("a"));
    expect((await at.holdfast(APPLY)).exit).toBe(0);
    const [a] = await at.live();
    await at.call("PUT", `/policies/${a!.id}`, { policy: { enabled: false } });
    expect((await at.holdfast(APPLY)).exit).toBe(0);
    await at.call("PUT", `/policies/${a!.id}`, { policy: { name: "mine" } });
    expect(await at.holdfast(APPLY)).toEqual({ exit: 4, said: expect.stringContaining("[takes-over]") });
    expect((await at.live()).map(({ name }) => name)).toEqual(["mine"]);
    expect((await at.holdfast(`${APPLY},takes-over`)).exit).toBe(0);
    expect((await at.live()).map(({ name }) => name)).toEqual(["a"]);
  });

  test("is renamed by an import under another name once that is allowed, as a state can say the same", async () => {
    const at = await scene();
    const id = await at.byHand(payroll);
    expect((await at.holdfast(`import BackupPolicy/pay ${id}`)).exit).toBe(0);
    expect((await at.holdfast("drift")).exit).toBe(0);
    expect(await at.holdfast(APPLY)).toEqual({ exit: 4, said: expect.stringContaining("[takes-over]") });
    expect((await at.holdfast(`${APPLY},takes-over`)).exit).toBe(0);
    expect((await at.live()).map((one) => [one.id, one.name])).toEqual([[id, "pay"]]);
  });
});

describe("one id has one address", SLOW, () => {
  const isOnce = (resources: Stored["resources"]) => {
    const ids = Object.values(resources).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  };

  async function renamedTwice() {
    const at = await scene();
    at.write("a.yaml", document("a"));
    expect((await at.holdfast(APPLY)).exit).toBe(0);
    const [a] = await at.live();
    at.remove("a.yaml");
    at.write("c.yaml", document("c", ", renamed_from: a"));
    at.write("d.yaml", document("d", ", renamed_from: a"));
    return { at, id: a!.id };
  }

  test("two documents that are renamed from one policy are refused, and nothing is done", async () => {
    const { at, id } = await renamedTwice();
    const said = expect.stringContaining("a is also the old name of BackupPolicy/c at policies/c.yaml:1");
    for (const command of ["validate", "plan", APPLY]) expect(await at.holdfast(command)).toEqual({ exit: 1, said });
    expect((await at.live()).map((one) => [one.id, one.name])).toEqual([[id, "a"]]);
    expect(Object.keys(at.state().resources)).toEqual(["BackupPolicy/a"]);
  });

  test("one that is renamed after the other stays what it is, when the other document goes", async () => {
    const { at, id } = await renamedTwice();
    at.write("d.yaml", document("d"));
    expect((await at.holdfast(APPLY)).exit).toBe(0);
    isOnce(at.state().resources);
    at.remove("d.yaml");
    expect((await at.holdfast(APPLY)).exit).toBe(0);
    expect((await at.live()).map((one) => [one.id, one.name])).toEqual([[id, "c"]]);
  });

  test("import and state mv give none to a second one", async () => {
    const at = await scene();
    at.write("a.yaml", document("a"));
    at.write("b.yaml", document("b"));
    expect((await at.holdfast(APPLY)).exit).toBe(0);
    const before = at.state().resources;
    const [a] = await at.live();
    expect((await at.holdfast(`import BackupPolicy/c ${a!.id}`)).exit).toBe(64);
    expect((await at.holdfast(`import BackupPolicy/b ${a!.id}`)).exit).toBe(64);
    expect((await at.holdfast("state mv BackupPolicy/a BackupPolicy/b")).exit).toBe(64);
    expect(at.state().resources).toEqual(before);
    expect((await at.holdfast("state mv BackupPolicy/a BackupPolicy/c")).exit).toBe(0);
    expect(Object.keys(at.state().resources).sort()).toEqual(["BackupPolicy/b", "BackupPolicy/c"]);
    isOnce(at.state().resources);
  });

  test("a rename onto the name of somebody else's policy waits until takes-over is allowed", async () => {
    const at = await scene();
    at.write("a.yaml", document("a"));
    expect((await at.holdfast(APPLY)).exit).toBe(0);
    const theirs = await at.byHand(payroll);
    const [ours] = (await at.live()).filter(({ name }) => name === "a");
    at.write("a.yaml", document(payroll.name, ", renamed_from: a"));
    const refused = await at.holdfast(APPLY);
    const why = `${theirs} is named ${payroll.name} already, and was not made here [takes-over]`;
    expect(refused).toEqual({ exit: 4, said: expect.stringContaining(why) });
    expect((await at.live()).map(({ name }) => name).sort()).toEqual([payroll.name, "a"].sort());
    expect((await at.holdfast(`${APPLY},takes-over`)).exit).toBe(0);
    expect((await at.live()).map((one) => [one.id, one.name]).sort()).toEqual(
      [
        [ours!.id, payroll.name],
        [theirs, payroll.name],
      ].sort(),
    );
    expect((await at.holdfast("plan --detailed-exitcode")).exit).toBe(0);
  });
});

describe("a state that is to be printed", SLOW, () => {
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
  ])("is refused for %s that is not one, which is not printed", async (_, path, value) => {
    const at = await scene();
    at.write("a.yaml", document("a"));
    expect((await at.holdfast(APPLY)).exit).toBe(0);
    at.forge((stored) => {
      const keys = path.split(" ");
      const last = keys.pop()!;
      const parent = keys.reduce((inner, key) => inner[key] as Stored, stored);
      parent[last] = value;
    });
    const commands = ["plan", "state list", "state history", "state show", "state release"];
    for (const { exit, said } of await Promise.all(commands.map(at.holdfast))) {
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
