/**
 * Pull requests that bring a git repository of their own, or a state, among their files. Its hooks, and the commands that its
 * configuration names, write a marker; no run may. The real command, in a clone of what was merged.
 */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { policyText, stackText } from "../support/builders.ts";
import { runHoldfast } from "../support/command.ts";
import { temporaryFolder } from "../support/programs.ts";

const SLOW = { timeout: 60_000 };

/** Every hook that git runs in a repository that it writes to or reads from. */
const HOOKS = [
  "pre-receive",
  "update",
  "proc-receive",
  "post-receive",
  "post-update",
  "push-to-checkout",
  "reference-transaction",
  "pre-auto-gc",
  "post-checkout",
  "post-index-change",
  "fsmonitor-watchman",
];

/** A state of stack prod, whose policy keeps backups for 7 days. */
let applied: string;
let home: string;
let author: string;
let clone: string;
let marker: string;

const ENV = () => ({ PATH: process.env.PATH, HOME: home, GIT_CONFIG_NOSYSTEM: "1" });
const HANDS = ["-c", "user.name=Mallory", "-c", "user.email=mallory@example.com"];
const git = (cwd: string, ...args: string[]) =>
  execFileSync("git", [...HANDS, ...args], { cwd, env: ENV(), encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

beforeAll(async () => {
  const { path, remove } = await temporaryFolder();
  home = path;
  author = join(home, "author");
  stack("{ file: { path: state.json } }");
  policy(7);
  expect((await holdfast(["apply", "--auto-approve"], { cwd: author })).code).toBe(0);
  applied = readFileSync(join(author, "policies/prod/state.json"), "utf8");
  await remove();
});

beforeEach(async () => {
  const folder = await temporaryFolder();
  onTestFinished(folder.remove);
  home = folder.path;
  [author, clone, marker] = [join(home, "author"), join(home, "clone"), join(home, "marker")];
  git(home, "init", "-q", "--bare", "-b", "main", "origin.git");
  git(home, "init", "-q", "-b", "main", author);
  git(author, "remote", "add", "origin", join(home, "origin.git"));
});

function put(file: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(join(author, file)), { recursive: true });
  writeFileSync(join(author, file), text, { mode });
}

const STACK = (name: string, state: string, project: string) =>
  stackText(name, `cloud: simulator, region: here, project_id: ${project}, state: ${state}`);

const stack = (state: string) => put("policies/prod/stack.yaml", STACK("prod", state, "p"));
const policy = (days: number) => put("policies/prod/nightly.yaml", policyText("nightly", { days }));

/** A bare repository among the files, with everything set that git could run. */
function evil(path: string): void {
  const repository = join(author, path);
  const touch = `touch ${marker}`;
  const other = join(home, "other");
  if (!existsSync(other)) git(home, "init", "-q", other);
  git(other, "commit", "-q", "--allow-empty", "-m", "x");
  git(home, "clone", "-q", "--bare", "--template=", other, repository);
  git(repository, "pack-refs", "--all");
  for (const hook of HOOKS) put(`${path}/hooks/${hook}`, `#!/bin/sh\n${touch}\n`, 0o755);
  // Git keeps no empty folders.
  put(`${path}/refs/heads/.keep`, "");
  put(`${path}/objects/info/alternates`, `${join(author, ".git/objects")}\n`);
  writeFileSync(
    join(repository, "config"),
    // What it lacks it asks an ssh server for.
    `[core]
  repositoryformatversion = 1
  bare = true
  fsmonitor = "${touch};:"
  sshCommand = "${touch};:"
  gitProxy = "${touch};:"
  alternateRefsCommand = "${touch};:"
[receive]
  procReceiveRefs = refs
[extensions]
  partialClone = origin
[remote "origin"]
  url = ssh://git@localhost/x
  promisor = true
  uploadpack = "${touch};git-upload-pack"
  receivepack = "${touch};git-receive-pack"
`,
  );
}

/** What was merged, as a runner has it. */
function checkout(): void {
  git(author, "add", "-A", "--force");
  git(author, "commit", "-q", "-m", "Change");
  git(author, "push", "-q", "origin", "HEAD:main");
  git(home, "clone", "-q", "origin.git", clone);
}

/** Of a step of a workflow. */
const JOB = () => ({
  GITHUB_REPOSITORY: "acme/backups",
  GITHUB_RUN_ID: "1",
  GITHUB_SHA: "0".repeat(40),
  GITHUB_OUTPUT: join(home, "output"),
  GITHUB_STEP_SUMMARY: join(home, "summary"),
});

interface Planned {
  readonly stacks: {
    readonly compared_with?: string;
    readonly changes: { readonly address: string; readonly action: string; readonly hazards: { code: string }[] }[];
    readonly problems: { readonly code: string }[];
  }[];
}

async function holdfast(args: readonly string[], { cwd = clone, env = {} }: { cwd?: string; env?: object } = {}) {
  const { code, out, err } = await runHoldfast({ args, cwd, env: { ...ENV(), HOLDFAST_SETTLE: "10ms", ...env } });
  return { code, out, said: out + err };
}

const ALLOWED = { HOLDFAST_ALLOW_LOCAL_REMOTES: "1" };

/** As stack.yaml says it, and where the repository is; HOME and CLONE stand for those folders. */
const WAYS: readonly (readonly [remote: string, where: string])[] = [
  ["./policies/prod/evil", "policies/prod/evil"],
  ["./policies/prod/evil", "policies/prod/evil.git"],
  ["policies/prod/evil", "policies/prod/evil"],
  ["policies/prod/evil", "policies/prod/evil.git"],
  ["./policies/../policies/prod/evil", "policies/prod/evil"],
  ["CLONE/policies/prod/evil", "policies/prod/evil"],
  ["//CLONE/policies/prod/evil", "policies/prod/evil.git"],
  ["file://CLONE/policies/prod/evil", "policies/prod/evil"],
  ["file://CLONE/policies/prod/evil", "policies/prod/evil.git"],
  ["file://CLONE/policies/prod/%65vil.git", "policies/prod/evil.git"],
  ["file:///..CLONE/policies/prod/evil", "policies/prod/evil"],
  ["~/clone/policies/prod/evil", "policies/prod/evil"],
  ["evil", "evil"],
  ["evil", "evil.git"],
  ["HOME/link/policies/prod/evil", "policies/prod/evil"],
];

describe.each([
  ["", {}],
  [", where local remotes are allowed", ALLOWED],
])("a remote that is a repository of the pull request runs nothing%s", (_, env) => {
  test.each(WAYS)("%s, of %s", SLOW, async (remote, where) => {
    const text = remote.replace("CLONE", clone).replace("HOME", home);
    stack(`{ git: { remote: "${text}", branch: holdfast/prod } }`);
    policy(30);
    evil(where);
    checkout();
    symlinkSync(clone, join(home, "link"));
    const run = async (...args: string[]) => {
      const { code, said } = await holdfast(args, { env });
      expect({ args, said, fine: code === 0, ran: existsSync(marker) }).toEqual({
        args,
        said,
        fine: false,
        ran: false,
      });
    };
    await run("apply", "--auto-approve");
    // The documents are fine, and there is a state to be written.
    put("../clone/policies/prod/stack.yaml", STACK("prod", "{ file: { path: state.json } }", "p"));
    put("../clone/policies/prod/state.json", applied);
    await run("state", "migrate", "--to", `{ git: { remote: "${text}", branch: holdfast/other } }`);
  });
});

describe("a folder that looks like a bare repository runs nothing", () => {
  const COMMANDS = [
    ["apply", "--auto-approve"],
    ["plan"],
    ["state", "history"],
    ["plan", "--offline"],
    ["plan", "--offline", "--base", "HEAD"],
    ["plan", "--offline", "--base", "0000000000000000000000000000000000000001"],
    ["ci", "github", "stacks", "--base", "HEAD"],
    ["ci", "github", "apply"],
  ];

  test.each([
    ["in the folder of a stack", "", false],
    ["in the working directory", "policies/prod", false],
    ["in the folder of a stack, in files without their repository", "", true],
    ["in the working directory, in files without their repository", "policies/prod", true],
  ])("%s", SLOW, async (_, where, exported) => {
    stack("{ git: { remote: origin, branch: holdfast/prod } }");
    policy(30);
    evil("evil");
    cpSync(join(author, "evil"), join(author, "policies/prod"), { recursive: true });
    checkout();
    if (exported) rmSync(join(clone, ".git"), { recursive: true });
    const args = where === "" ? [] : ["."];
    for (const command of COMMANDS) {
      const { said } = await holdfast([...command, ...args], { cwd: join(clone, where), env: JOB() });
      expect({ command, said, ran: existsSync(marker) }).toEqual({ command, said, ran: false });
    }
  });
});

test("no hook of a remote on this machine runs, and the state is written there", SLOW, async () => {
  stack("{ git: { remote: origin, branch: holdfast/prod } }");
  policy(30);
  checkout();
  for (const hook of HOOKS) put(`../origin.git/hooks/${hook}`, `#!/bin/sh\ntouch ${marker}\n`, 0o755);
  expect((await holdfast(["apply", "--auto-approve"], { env: ALLOWED })).code).toBe(0);
  expect(git(join(home, "origin.git"), "log", "--format=%s", "holdfast/prod")).toContain("prod: 1 added");
  expect(existsSync(marker)).toBe(false);
});

describe("a branch that is not this stack's keeps what it has", () => {
  test.each([
    ["main", 1, "state-broken"],
    ["holdfast/dev", 4, "state-foreign"],
  ])("%s", SLOW, async (branch, expected, told) => {
    stack(`{ git: { remote: origin, branch: ${branch} } }`);
    policy(30);
    put("policies/dev/stack.yaml", STACK("dev", "{ git: { remote: origin, branch: holdfast/dev } }", "d"));
    checkout();
    expect((await holdfast(["apply", "--auto-approve", "dev"], { env: ALLOWED })).code).toBe(0);
    put("../clone/policies/dev/nightly.yaml", policyText("nightly", { days: 30 }));
    expect((await holdfast(["apply", "--auto-approve", "dev"], { env: ALLOWED })).code).toBe(0);
    const tip = () => git(join(home, "origin.git"), "rev-parse", branch);
    const before = tip();
    for (const command of [
      ["apply", "--auto-approve"],
      ["destroy", "--auto-approve"],
    ]) {
      const { code, said } = await holdfast([...command, "prod"], { env: ALLOWED });
      expect([code, said]).toEqual([expected, expect.stringContaining(`[${told}]`)]);
    }
    expect(tip()).toBe(before);
  });
});

describe("a state that a fork brings says nothing of what was applied", () => {
  const PROD = "policies/prod";
  const TRUE_STATE = "{ git: { remote: origin, branch: holdfast/prod } }";

  /** Where the base is applied with 30 days, and the fork's own state says that 7 are. */
  async function forked(state = TRUE_STATE): Promise<string> {
    stack(state);
    policy(30);
    checkout();
    if (state === TRUE_STATE) expect((await holdfast(["apply", "--auto-approve"], { env: ALLOWED })).code).toBe(0);
    rmSync(clone, { recursive: true });

    policy(7);
    return applied;
  }

  const COMPARED = { code: 0, changes: ["update BackupPolicy/nightly shortens-retention"] };

  async function planned(...args: string[]) {
    const { code, out, said } = await holdfast(["plan", "--offline", "--format", "json", ...args], { env: ALLOWED });
    const { stacks } = JSON.parse(out || `{"stacks":[]}`) as Planned;
    const [one] = stacks;
    const changes = one?.changes.map(({ action, address, hazards }) =>
      [action, address, ...hazards.map((hazard) => hazard.code)].join(" "),
    );
    return { code, changes, with: one?.compared_with, problems: one?.problems.map((found) => found.code), said };
  }

  test.each<[string, (state: string) => void]>([
    [
      "the default file, instead of the branch",
      (state) => {
        stack("{ file: { path: .holdfast/state.json } }");
        put(`${PROD}/.holdfast/state.json`, state);
      },
    ],
    [
      "a file of another name",
      (state) => {
        stack("{ file: { path: other.json } }");
        put(`${PROD}/other.json`, state);
      },
    ],
    [
      "a mark beside no file",
      (state) => {
        stack("{ file: { path: other.json } }");
        put(`${PROD}/other.json.${JSON.parse(state).serial}`, state);
      },
    ],
    [
      "a folder that is a link",
      (state) => {
        stack("{ file: { path: .holdfast/state.json } }");
        put(`${PROD}/elsewhere/state.json`, state);
        symlinkSync("elsewhere", join(author, PROD, ".holdfast"));
      },
    ],
    [
      "a file that is a link",
      (state) => {
        stack("{ file: { path: other.json } }");
        put(`${PROD}/elsewhere.json`, state);
        symlinkSync("elsewhere.json", join(author, PROD, "other.json"));
      },
    ],
    [
      "another branch",
      (state) => {
        stack("{ git: { remote: origin, branch: evil } }");
        const origin = join(home, "origin.git");
        const run = (input: string, ...args: string[]) =>
          execFileSync("git", [...HANDS, ...args], { cwd: origin, env: ENV(), input, encoding: "utf8" }).trim();
        const blob = run(state, "hash-object", "-w", "--stdin");
        const tree = run(`100644 blob ${blob}\tstate.json\n`, "mktree");
        run("", "update-ref", "refs/heads/evil", run("", "commit-tree", "-m", "x", tree));
      },
    ],
  ])("%s", SLOW, async (_, bring) => {
    bring(await forked());
    checkout();
    expect(await planned("--base", "HEAD^1")).toMatchObject({ ...COMPARED, with: "branch holdfast/prod of origin" });

    // The step of the workflow.
    const { code, said } = await holdfast(["ci", "github", "plan", "--offline", "--base", "HEAD^1"], {
      env: { ...JOB(), ...ALLOWED },
    });
    expect([code, said]).toEqual([0, expect.stringContaining("shortens-retention")]);
    expect(said).not.toContain("No changes.");
  });

  test("a moved stack is compared with where it was", SLOW, async () => {
    const state = await forked();
    rmSync(join(author, PROD), { recursive: true });
    put("policies/moved/stack.yaml", STACK("prod", "{ file: { path: s.json } }", "p"));
    put("policies/moved/nightly.yaml", policyText("nightly", { days: 7 }));
    put("policies/moved/s.json", state);
    checkout();
    expect(await planned("--base", "HEAD^1")).toMatchObject({ ...COMPARED, with: "branch holdfast/prod of origin" });
  });

  test("a new stack is compared with nothing", SLOW, async () => {
    const state = await forked();
    put("policies/new/stack.yaml", STACK("new", "{ file: { path: s.json } }", "n"));
    put("policies/new/nightly.yaml", policyText("nightly", { days: 7 }));
    put("policies/new/s.json", state.replace('"stack": "prod"', '"stack": "new"').replace('"p"', '"n"'));
    checkout();
    expect(await planned("--base", "HEAD^1", "new")).toMatchObject({
      code: 0,
      changes: ["create BackupPolicy/nightly"],
      with: "the files at HEAD^1, where this stack is not yet",
    });
  });

  test("where the base keeps its state in the default file, its files count", SLOW, async () => {
    const state = await forked("{ file: { path: .holdfast/state.json } }");
    put(`${PROD}/.holdfast/state.json`, state);
    checkout();
    expect(await planned("--base", "HEAD^1")).toMatchObject({ ...COMPARED, with: "the files at HEAD^1" });
    const alone = await planned();
    expect(alone).toMatchObject({ code: 1, problems: ["state-unwritable"] });
    expect(alone.said).toContain("git tracks policies/prod/.holdfast/state.json");
    expect((await planned("--base", "0000000000000000000000000000000000000001")).code).toBe(1);
    const step = ["ci", "github", "plan", "--offline", "--base", "0000000000000000000000000000000000000001"];
    expect(await holdfast(step, { env: JOB() })).toMatchObject({
      code: 1,
      said: expect.stringContaining("[base-unreadable]"),
    });
  });

  test.each([["plan"], ["apply --auto-approve"], ["drift"], ["state rm BackupPolicy/nightly"]])(
    "with a cloud it is refused too: %s",
    SLOW,
    async (command) => {
      const state = await forked("{ file: { path: .holdfast/state.json } }");
      put(`${PROD}/.holdfast/state.json`, state);
      checkout();
      const run = () => holdfast([...command.split(" "), "prod"]);
      expect(await run()).toMatchObject({
        code: 1,
        said: expect.stringMatching(/git tracks policies\/prod\/\.holdfast\/state\.json.*\n +run git rm --cached/),
      });
      expect(git(clone, "status", "--porcelain", "--ignored")).not.toContain("state.json");
      git(clone, "rm", "-q", "--cached", `${PROD}/.holdfast/state.json`);
      expect((await run()).said).not.toContain("git tracks");
    },
  );
});
