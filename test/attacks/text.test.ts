/**
 * Somebody who can write a state, a plan file, an answer of a server, the name of a file or a value in one tries to print
 * into the terminal of a reviewer, or commands into the log of a runner. Whatever the command, and in every format: text.
 */
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { startSimulator } from "../../src/simulator/server.ts";
import {
  backup,
  cloudOf,
  copy,
  disk,
  member,
  replication,
  server,
  policy as statusPolicy,
  task,
  vault,
} from "../status/bodies.ts";
import {
  doings,
  EVIL,
  HALF,
  type Home,
  home,
  type Printed,
  policy,
  run,
  serving,
  stackAt,
} from "../support/printed.ts";

/** Looked at by nobody but this test: what else is in JSON is the business of others. */
const isJson = (text: string): boolean => {
  try {
    return typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
};

/** Runs each, and says what came out of it that was not text. */
async function doingsOf({ run }: Home, commands: readonly string[], env: Record<string, string> = {}) {
  const found: Record<string, unknown> = {};
  const outputs: Record<string, Printed> = {};
  for (const command of commands) {
    const args = command.split(" ");
    const printed = await run(args, env);
    const annotates = command.endsWith("--format github") || args[0] === "ci";
    const lines = [...doings(printed.out, annotates), ...doings(printed.err)];
    if (lines.length > 0) found[command] = lines;
    if (/--format (json|sarif|gitlab)$/.test(command) && printed.out !== "" && !isJson(printed.out))
      found[command] = "not JSON";
    outputs[command] = printed;
  }
  return { found, outputs };
}

const FORMATS = ["text", "json", "markdown", "github", "sarif"];
const inFormats = (command: string, formats: readonly string[] = FORMATS): string[] =>
  formats.map((format) => `${command} --format ${format}`);

/** Every command that looks at a stack. */
const LOOKING = [
  ...inFormats("plan"),
  "plan --verbose",
  "plan --offline",
  ...inFormats("drift", ["text", "markdown", "github"]),
  ...inFormats("status", ["text", "json", "markdown", "openmetrics"]),
  "whoami",
  "whoami --format json",
  "state list",
  "state list --format json",
  "state show --all",
  "state history",
  "state history --format json",
];
const CHANGING = [...inFormats("apply --auto-approve", ["text", "json", "markdown"]), "destroy --auto-approve"];

/** A stack with three policies, applied. */
async function applied(): Promise<Home> {
  const simulator = await startSimulator({ vaults: "any" });
  const { url } = simulator;
  const at = home({
    "policies/stack.yaml": stackAt(url),
    "policies/a.yaml": policy("a"),
    "policies/b.yaml": policy("b"),
    "policies/c.yaml": policy("c"),
  });
  expect((await at.run(["apply", "--auto-approve"])).code).toBe(0);
  return at;
}

test("the words of a state: addresses, ids, holders, notes", { timeout: 60_000 }, async () => {
  const at = await applied();
  const file = join(at.folder, "policies/.holdfast/state.json");
  const state = JSON.parse(readFileSync(file, "utf8"));
  const { "BackupPolicy/a": a, "BackupPolicy/b": b, ...others } = state.resources;
  const hostile = (lease: object) => ({
    ...state,
    resources: {
      ...others,
      [`BackupPolicy/${EVIL}`]: { ...a, spec: { ...a.spec, [EVIL]: EVIL } },
      "BackupPolicy/b": { ...b, id: EVIL },
    },
    intents: { [`BackupPolicy/${EVIL}`]: { action: "create", spec: {}, seen: [EVIL] } },
    history: (state.history ?? []).map((past: object) => ({ ...past, who: EVIL, commit: EVIL, run: EVIL })),
    ...lease,
  });
  const holder = { host: EVIL, pid: 1, user: EVIL };
  const lease = { id: "l", renewals: 0, ttl_ms: 300, holder, since: "2026-01-31T18:00:00Z" };
  const put = (value: object) => writeFileSync(file, JSON.stringify(value, undefined, 2));

  put(hostile({}));
  expect((await doingsOf(at, [...LOOKING, ...CHANGING])).found).toEqual({});
  put(hostile({ lease }));
  expect((await doingsOf(at, ["plan", "state list", "state release"])).found).toEqual({});
  put(hostile({ lease }));
  expect((await doingsOf(at, ["apply --auto-approve"])).found).toEqual({});
  put({ ...state, stack: EVIL, target: { ...state.target, region: EVIL } });
  expect((await doingsOf(at, ["plan", "state migrate --to {file:{path:other.json}}"])).found).toEqual({});
});

const WORSE = EVIL + HALF;

test("the words of a plan file", { timeout: 60_000 }, async () => {
  const at = await applied();
  at.put({ "policies/a.yaml": policy("a").replace("30", "7") });
  expect((await at.run(["plan", "--out", "plan.json"])).code).toBe(0);
  const saved = JSON.parse(readFileSync(join(at.folder, "plan.json"), "utf8"));
  const [stack] = saved.stacks;
  const [change] = stack.changes;
  const file = { file: WORSE, line: 1, column: 1 };
  const evil = {
    ...change,
    address: `BackupPolicy/${WORSE}`,
    source: file,
    fields: [{ path: `/${WORSE}`, before: WORSE, after: { [WORSE]: WORSE }, cause: "policy", source: file }],
    hazards: [{ code: WORSE, message: WORSE }],
  };
  const problem = {
    severity: "error",
    code: WORSE,
    message: WORSE,
    hint: WORSE,
    address: WORSE,
    range: { file: WORSE, start: file },
  };
  const stacks = [
    {
      ...stack,
      stack: WORSE,
      changes: [evil, { ...evil, action: "delete" }],
      problems: [problem],
      compared_with: WORSE,
    },
    { ...stack, changes: [...stack.changes, evil] },
  ];
  at.put({ "plan.json": JSON.stringify({ ...saved, stacks }) });
  const commands = [...inFormats("show plan.json"), "show plan.json --verbose", "apply plan.json"];
  const { found, outputs } = await doingsOf(at, commands);
  expect(found).toEqual({});
  // A name that is none refuses the whole file, without a word of it.
  expect(outputs["show plan.json --format text"]).toMatchObject({ code: 64, out: "" });
});

test("the answers of a cloud: its errors, and the names and fields of policies", { timeout: 60_000 }, async () => {
  let refuses = true;
  const live = {
    id: WORSE,
    name: WORSE,
    enabled: true,
    operation_type: "backup",
    operation_definition: { retention_duration_days: 1, max_backups: -1, [WORSE]: WORSE },
    trigger: { id: "t", name: WORSE, type: "time", properties: { pattern: [WORSE] } },
    associated_vaults: [{ vault_id: WORSE }],
  };
  const url = await serving((request, response) => {
    const isList = request.method === "GET" && /policies$/.test(request.url?.split("?")[0] ?? "");
    const body =
      isList && !refuses
        ? { policies: [live, { ...live, id: "1" }, { ...live, id: "2", name: "a" }], count: 3 }
        : { error_code: WORSE, error_msg: WORSE, request_id: WORSE };
    response.writeHead("policies" in body ? 200 : 403, {
      "content-type": "application/json",
      "x-request-id": "r ##[x]",
    });
    response.end(JSON.stringify(body));
  });
  const at = home({ "policies/stack.yaml": stackAt(url), "policies/a.yaml": policy("a") });
  const commands = [
    ...LOOKING,
    ...CHANGING,
    "apply --auto-approve --allow-hazards takes-over",
    "import BackupPolicy/x 1",
    "import --all --generate policies/new",
  ];
  expect((await doingsOf(at, commands)).found).toEqual({});
  refuses = false;
  expect((await doingsOf(at, commands)).found).toEqual({});
});

test("the names of servers, vaults and policies that status lists, and what the cloud says of a run", {
  timeout: 60_000,
}, async () => {
  const members = [member("a", { name: WORSE }), member("b", { name: WORSE })];
  const { url } = await cloudOf({
    policies: [statusPolicy("p", ["v"], { name: WORSE }), replication("r", ["v"])],
    vaults: [vault("v", members, { name: WORSE })],
    "protectables/server": [server("a", { name: WORSE }), server("b", { name: WORSE }), server("c", { name: WORSE })],
    "protectables/disk": [disk("d", [], { name: WORSE, type: WORSE })],
    backups: [
      backup("1", "a", "2026-11-25T02:10:00", { replication_records: [copy("2026-11-25T04:05:00", "success", WORSE)] }),
    ],
    "operation-logs": [task("b", "2026-11-25T02:00:00", "failed", { error_info: { code: WORSE, message: WORSE } })],
  });
  const at = home({ "policies/stack.yaml": stackAt(url) });
  const formats = ["text", "json", "markdown", "openmetrics"];
  const commands = [...inFormats("status", formats), "status --verbose", "ci github status"];
  const env = { GITHUB_REPOSITORY: "a/b", GITHUB_RUN_ID: "1", HOLDFAST_PUBLISH_NAMES: "1" };
  const { found, outputs } = await doingsOf(at, commands, env);
  expect(found).toEqual({});
  expect(Object.entries(outputs).map(([command, { code }]) => [command, code])).toEqual(
    commands.map((command) => [command, 7]),
  );
  // One line for each sample: nothing that a name says begins another.
  const metrics = outputs["status --format openmetrics"]?.out.trimEnd().split("\n") ?? [];
  const sample = /^holdfast_\w+(\{(\w+="(?:[^"\\\n]|\\[\\"n])*",?)+\})? [\d.]+$/;
  expect(metrics.filter((line) => !/^# (TYPE|UNIT|HELP|EOF)/.test(line) && !sample.test(line))).toEqual([]);
  expect(metrics.filter((line) => line.startsWith("holdfast_protected{"))).toHaveLength(4);
  // A row for each that needs work, in which what others wrote is code.
  const rows = outputs["status --format markdown"]?.out.split("\n").filter((line) => line.startsWith("| **")) ?? [];
  expect(rows.map((row) => row.replace(/<code>[^<>`@[\]!]*<\/code>/g, "CODE"))).toEqual([
    ...Array(2).fill("| **unprotected** | CODE | CODE |  | never | CODE |"),
    "| **never** | CODE | CODE | CODE | never | CODE |",
    "| **replica-late** | CODE | CODE | CODE | 2026-11-25 02:10 UTC | CODE |",
  ]);
});

test("the words of git and of the servers behind it", { timeout: 60_000 }, async () => {
  const remote = "git@git.example.com:acme/backups.git";
  const at = home({
    "policies/stack.yaml": stackAt(
      "http://127.0.0.1:9",
      `  state: { git: { remote: "${remote}", branch: holdfast/demo } }\n`,
    ),
    "policies/a.yaml": policy("a"),
    ssh: `#!/bin/sh\ncat "$0.words" >&2\nexit 255\n`,
    "ssh.words": EVIL,
  });
  chmodSync(join(at.folder, "ssh"), 0o755);
  expect((await run("git", ["init", "-q"], at.folder)).code).toBe(0);
  const { found, outputs } = await doingsOf(at, [...LOOKING, ...CHANGING], {
    GIT_SSH_COMMAND: join(at.folder, "ssh"),
  });
  expect(found).toEqual({});
  expect(outputs["state list"]?.err).toContain("stop-commands");
});

describe("what a pull request brings", () => {
  /** As YAML says it with escapes; there is no such file without them. */
  const said = JSON.stringify(EVIL);
  const name = EVIL.replaceAll("/", "").slice(0, 100);

  test("names of files and values in them", { timeout: 60_000 }, async () => {
    const at = home({
      "policies/stack.yaml": stackAt("http://127.0.0.1:9"),
      [`policies/${name}.yaml`]: policy(said),
      "policies/kind.yaml": `apiVersion: ${said}\nkind: ${said}\n`,
      "policies/rule.yaml": policy("r").replace('"FREQ=DAILY;BYHOUR=1;BYMINUTE=0"', said),
      "policies/key.yaml": `${said}: 1\n${policy("k", `  ${said}: ${said}\n`)}`,
      "policies/vault.yaml": policy("v", `  vaults: [{ vault_id: ${said} }]\n`),
      "policies/broken.yaml": `a: [${said}\n`,
      "policies/raw.yaml": `# ${EVIL}\n${policy("w")}`,
      "policies/layout.yaml": `${policy("l")}  enabled:   true # ${EVIL.replaceAll(/[\n\r\u0085\u2028]/g, " ")}\n`,
    });
    const commands = [
      ...inFormats("validate", ["text", "json", "github", "gitlab", "sarif"]),
      ...LOOKING,
      "schedule",
      "schedule --format json",
      "fmt --check",
      "ci github validate",
    ];
    expect((await doingsOf(at, commands)).found).toEqual({});
  });

  test("where a state is kept", async () => {
    for (const state of [
      `git: { remote: ${said}, branch: b }`,
      `git: { remote: r, branch: ${said} }`,
      `file: { path: ${said} }`,
      `postgres: { url_env: ${said} }`,
    ]) {
      const at = home({
        "policies/stack.yaml": stackAt("http://127.0.0.1:9", `  state: { ${state} }\n`),
        "policies/a.yaml": policy("a"),
      });
      expect((await doingsOf(at, ["plan", "state list", "plan --offline"])).found).toEqual({});
    }
  });
});

test("arguments that are wrong are quoted, and nothing more", { timeout: 60_000 }, async () => {
  const at = home({ "policies/stack.yaml": stackAt("http://127.0.0.1:9"), "policies/a.yaml": policy("a") });
  const evil = EVIL.replaceAll("\u0000", "");
  for (const args of [
    [evil],
    ["plan", evil],
    ["plan", `--${evil}`],
    ["plan", "--format", evil],
    ["plan", "--target", evil],
    ["plan", "--out", `no/${evil}`],
    ["plan", "--offline", "--base", evil],
    ["apply", "--allow-hazards", evil],
    ["apply", "--lock-timeout", evil],
    ["explain", evil],
    ["import", evil, evil],
    ["state", "mv", evil, evil],
    ["state", "migrate", "--to", evil],
    ["schedule", "--zone", evil],
    ["simulate", "--faults", evil],
    ["show", evil],
    ["completion", evil],
  ]) {
    const { out, err, code } = await at.run(args);
    expect([args.slice(0, -1), doings(out), doings(err), code !== 0]).toEqual([args.slice(0, -1), [], [], true]);
    // An argument is a part of a line, and never one of its own.
    expect(err.split("\n").filter((line) => /^\W*(:|x$|stop-commands|add-mask)/.test(line))).toEqual([]);
  }
});

test("the environment of a job", async () => {
  const at = home({ "policies/stack.yaml": stackAt("http://127.0.0.1:9"), "policies/a.yaml": policy("a") });
  for (const variable of ["GITHUB_REPOSITORY", "GITHUB_EVENT_PATH", "GITHUB_API_URL", "HOLDFAST_SETTLE"]) {
    const env = { GITHUB_REPOSITORY: "a/b", GITHUB_RUN_ID: "1", [variable]: EVIL };
    for (const command of [
      ["ci", "github", "plan"],
      ["ci", "github", "comment"],
    ]) {
      const { out, err } = await at.run(command, env);
      expect([variable, doings(out, true), doings(err)]).toEqual([variable, [], []]);
    }
  }
});
