/** The workflow that `holdfast init --github` writes: what it may, and pull requests, nights and forks run for real. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import {
  ACTION,
  course,
  DIST,
  golden,
  jobIn,
  NIGHTLY,
  PROJECTS,
  policy,
  project,
  ROOT,
  SLOW,
  stable,
  WORKFLOW,
} from "./project.ts";

const PLANNED = "plan success: actions/checkout, holdfast plan, actions/upload-artifact";
const aboutStatus = (line: string): boolean => line.startsWith("status");
const STATUS_AT_NIGHT = [
  "status success: actions/checkout, holdfast status",
  "status-issue success: actions/checkout, holdfast issue",
];
const APPLIED = "apply success: actions/checkout, holdfast reviewed, actions/download-artifact, holdfast apply";

const NOTHING_DUE = [
  "due success: actions/checkout, holdfast due",
  "due-issue success: actions/checkout, holdfast issue",
];

test("what init writes is what we use ourselves, below a line that says which version wrote it", () => {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-init-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  execFileSync(process.execPath, [join(DIST, "cli.js"), "init", "--github"], { cwd: folder, stdio: "pipe" });
  for (const file of [WORKFLOW, ACTION]) {
    const [, ...theirs] = readFileSync(join(folder, file), "utf8").split("\n");
    expect(theirs.join("\n").replace('branches: ["main"]', "branches: [main]")).toBe(
      readFileSync(join(ROOT, file), "utf8"),
    );
  }
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
        due: { contents: "write", "id-token": "write", actions: "read" },
        "due-issue": { contents: "read", issues: "write" },
        drift: { contents: "read", "id-token": "write" },
        issue: { contents: "read", issues: "write" },
        status: { contents: "read", "id-token": "write" },
        "status-issue": { contents: "read", issues: "write" },
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

  type Step = { readonly uses?: string; readonly with?: Record<string, string>; readonly env?: object };
  const stepsOf = Object.entries(jobs as Record<string, { readonly steps: readonly Step[]; readonly env?: object }>);

  test("install first in every job, in a step that is given nothing else", () => {
    const first = stepsOf.map(([, { steps }]) => steps.find(({ uses }) => uses === "./.github/actions/holdfast"));
    expect(first).toEqual(stepsOf.map(() => ({ uses: "./.github/actions/holdfast", with: { command: "install" } })));
    // What is set for a job or the workflow would reach that step too.
    expect([parse(texts[0] ?? "").env, ...stepsOf.map(([, { env }]) => env)].filter(Boolean)).toEqual([]);
  });

  test("give a login to the steps that ask the cloud, and to no other; the key of the states to the checkout of what writes them", () => {
    const given = stepsOf.flatMap(([job, { steps }]) =>
      steps.flatMap((step) => {
        const names = JSON.stringify(step).match(/(?<=(secrets|vars)\.)\w+/g) ?? [];
        return names.length > 0 ? [[job, step.with?.command ?? step.uses?.replace(/@.*/, ""), names.join(" ")]] : [];
      }),
    );
    const login = "HW_ASSUME_ROLE_IDP_ID HW_ACCESS_KEY HW_SECRET_KEY HOLDFAST_PG_URL";
    expect(given).toEqual([
      ["plan", "plan", login],
      ["apply", "actions/checkout", "HOLDFAST_STATE_KEY"],
      ["apply", "apply", login],
      ["due", "actions/checkout", "HOLDFAST_STATE_KEY"],
      ["due", "due", login],
      ["drift", "drift", login],
      ["status", "status", `${login} HOLDFAST_PUBLISH_NAMES`],
    ]);
  });

  test("keep plans out of the checkout, whose files the pull request chose", () => {
    const paths = stepsOf.flatMap(([, { steps }]) =>
      steps.flatMap(({ uses = "", with: given = {} }) =>
        /artifact@/.test(uses) ? [given.path] : (given["plan-file"] ?? []),
      ),
    );
    expect(paths.length).toBe(4);
    expect(paths.filter((path) => !/runner\.temp/.test(path ?? ""))).toEqual([]);
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

test("an apply in an environment that GitHub made without rules says what to set, and applies", SLOW, async () => {
  const { push, merge, run, live, rest } = await project();
  rest.environments.set("prod", ["wait_timer"]);
  const a = await push(undefined, { [NIGHTLY]: policy("nightly", 30) });
  await run(a.event);
  const applied = jobIn(await run(await merge(a)), "apply");
  expect(applied.result).toBe("success");
  expect(applied.log).toContain(
    "::warning title=environment-open::environment prod has no protection rules: any branch can use its login",
  );
  expect(applied.summary).toMatch(/^> ⚠️ environment prod has no protection rules/);
  expect(await live("prod")).toEqual(["nightly 30"]);
});

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

test("drift at night is one issue, which is closed when it is over, and not when nobody can look", SLOW, async () => {
  const { begun, tip, run, edit, rest } = await project();
  await begun({ [NIGHTLY]: policy("nightly", 30) });
  const night = await tip("schedule");
  expect(course(await run(night))).toEqual([
    ...NOTHING_DUE,
    "drift success: actions/checkout, holdfast drift",
    "issue success: actions/checkout, holdfast issue",
    ...STATUS_AT_NIGHT,
  ]);
  expect(rest.issues).toEqual([]);

  await edit("prod", "nightly", 7);
  await run(night);
  expect(rest.issues.map(({ state, title }) => [state, title])).toEqual([
    ["open", "Backup policies: changed outside of Holdfast"],
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
  expect(course(await run(night, wrong))).toEqual([
    "due failure: actions/checkout, holdfast due",
    "drift failure: actions/checkout, holdfast drift",
    "status failure: actions/checkout, holdfast status",
  ]);
  expect(rest.issues.map(({ state }) => state)).toEqual(["closed", "open"]);
});

test("a switch whose time came is closed at night, and is an issue only while that cannot be done", {
  timeout: 120_000,
}, async () => {
  const { begun, tip, run, control, rest } = await project();
  rest.environments.set("holdfast-due", ["branch_policy"]);
  const until = Date.now() + 12_000;
  const file = `apiVersion: dds/v3
kind: BackupDownloadPolicy
metadata: { name: download }
spec: { action: open, until: "${new Date(until).toISOString()}" }
`;
  const files = { [NIGHTLY]: policy("nightly", 30), "policies/prod/download.yaml": file };
  await begun(files, "--allow-hazards", "opens-download");
  const night = await tip("schedule");
  const atNight = async () => course(await run(night)).slice(0, 2);
  const issues = () => rest.issues.map(({ title, state, labels }) => [title, state, ...labels].join(", "));
  await new Promise((resolve) => setTimeout(resolve, until - Date.now()));

  await control("POST", "faults", { faults: "403@PUT:dds:1x*" });
  expect(await atNight()).toEqual(["due failure: actions/checkout, holdfast due", NOTHING_DUE[1]]);
  expect(issues()).toEqual(["Backup policies: overdue, open, holdfast-due"]);
  const body = stable(rest.issues[0]?.body ?? "")
    .replace(/\d{4}-[-\d&#;:.T]+Z/, "TIME")
    .replace(/127&#46;0&#46;0&#46;1&#58;\d+/, "HOST");
  await expect(body).toMatchFileSnapshot(golden("overdue.md"));

  // A cloud that cannot be looked at closes no issue.
  await control("POST", "faults", { faults: "403@GET:dds:1x*" });
  expect(await atNight()).toEqual([
    "due failure: actions/checkout, holdfast due",
    "drift failure: actions/checkout, holdfast drift",
  ]);
  expect(issues()).toEqual(["Backup policies: overdue, open, holdfast-due"]);

  await control("DELETE", "faults");
  const closing = await run(night);
  expect(course(closing).slice(0, 2)).toEqual(NOTHING_DUE);
  const { log, summary } = jobIn(closing, "due");
  expect(log).toContain("prod: ✓ BackupDownloadPolicy/download changed");
  expect(log).not.toContain("environment-open");
  expect(summary).toContain("**Apply complete! Resources: 0 added, 1 changed, 0 destroyed.**");
  expect(issues()).toEqual(["Backup policies: overdue, closed, holdfast-due"]);
  expect(jobIn(closing, "drift").log).toContain("No drift.");
});

test(
  "what is not protected at night is an issue of its own, with names only where the repository is private",
  SLOW,
  async () => {
    const { begun, tip, run, control, rest } = await project();
    await begun({ [NIGHTLY]: policy("nightly", 30) });
    const night = await tip("schedule");
    const server = { id: "s-1", name: "db `1` @admin", type: "OS::Nova::Server" };
    await control("POST", `projects/${PROJECTS.prod}/resources`, { resources: [server] });
    const found = await run(night);
    expect(course(found).filter(aboutStatus)).toEqual(STATUS_AT_NIGHT);
    expect(rest.issues.map(({ state, title, labels }) => [state, title, ...labels])).toEqual([
      ["open", "Backups: not everything is protected", "holdfast-status"],
    ]);
    await expect(stable(rest.issues[0]?.body ?? "")).toMatchFileSnapshot(golden("status.md"));
    expect(jobIn(found, "status").log).toContain("db `1` @admin");

    rest.repository.private = false;
    const { log, summary, outputs } = jobIn(await run(night), "status");
    await expect(stable(rest.issues[0]?.body ?? "")).toMatchFileSnapshot(golden("status-counts.md"));
    expect([log, summary, JSON.stringify(outputs)].filter((text) => /db|s-1/.test(text))).toEqual([]);

    // A list that cannot be read closes no issue.
    await control("POST", "faults", { faults: "403@GET:vaults:1x*" });
    expect(course(await run(night)).filter(aboutStatus)).toEqual(["status failure: actions/checkout, holdfast status"]);
    expect(rest.issues.map(({ state }) => state)).toEqual(["open"]);

    await control("DELETE", "faults");
    await control("DELETE", `projects/${PROJECTS.prod}/resources/s-1`);
    await run(night);
    expect(rest.issues.map(({ state }) => state)).toEqual(["closed"]);
  },
);

test(
  "a fork gets a check and a plan without any secret, on the page of the run, and writes nothing",
  SLOW,
  async () => {
    const { push, begun, run, rest } = await project();
    await begun({ [NIGHTLY]: policy("nightly", 30) });
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
