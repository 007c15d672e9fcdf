/**
 * What was reviewed is what a merge does. The attacker may open pull requests, wait for drift, touch the artifact with the
 * plan, and write the branches of states; the steps are those of the workflow, against real git and the simulated cloud.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { DIST, jobIn, NIGHTLY, policy, project, somebodyElse } from "../ci/project.ts";
import { finished, type JobResult } from "../ci/runner.ts";
import { temporaryFolder } from "../support/programs.ts";

const SLOW = { timeout: 120_000 };
const STACK = "policies/prod/stack.yaml";
const PROD = "/v3/054e292c9880d4992f02c0196d3ea468/policies";

interface Saved {
  // biome-ignore lint/suspicious/noExplicitAny: the attacker may write anything
  stacks: any[];
}

/** The project, and what an attacker can do in it. */
async function attacked(files: Readonly<Record<string, string>> = { [NIGHTLY]: policy("nightly", 30) }) {
  const owner = await project();
  const { folder } = owner;
  const [origin, author] = [join(folder, "origin.git"), join(folder, "author")];
  const stackFile = () => readFileSync(join(author, STACK), "utf8");
  const cloud = somebodyElse(/http:\/\/[\d.:]+/.exec(stackFile())?.[0] ?? "");
  await owner.begun(files);

  /** Rewrites the newest plan that waits for its merge. */
  function tamper(edit: (plan: Saved) => void): void {
    const runs = readdirSync(join(folder, "artifacts")).sort();
    const at = join(folder, "artifacts", runs.at(-1) ?? "");
    const file = join(at, readdirSync(at)[0] ?? "", "holdfast.plan.json");
    const plan = JSON.parse(readFileSync(file, "utf8"));
    edit(plan);
    writeFileSync(file, JSON.stringify(plan));
  }
  /** Writes a state, on its branch or on another. */
  // biome-ignore lint/suspicious/noExplicitAny: the attacker may write anything
  async function rewriteState(edit: (state: any) => void, branch = "holdfast/prod"): Promise<void> {
    const clone = mkdtempSync(join(folder, "clone-"));
    await finished("git", ["clone", "-q", "--branch", "holdfast/prod", origin, "."], clone);
    const file = join(clone, "state.json");
    const state = JSON.parse(readFileSync(file, "utf8"));
    edit(state);
    writeFileSync(file, `${JSON.stringify(state, undefined, 2)}\n`);
    await finished("git", ["commit", "-q", "--allow-empty", "-am", "Rewrite"], clone);
    await finished("git", ["push", "-q", "origin", `HEAD:refs/heads/${branch}`], clone);
  }
  /** A policy that was made by other people. */
  async function strangers(name: string): Promise<string> {
    const body = {
      name,
      operation_type: "backup",
      operation_definition: { retention_duration_days: 3650 },
      trigger: { properties: { pattern: ["FREQ=DAILY;BYHOUR=3;BYMINUTE=0"] } },
    };
    await cloud("POST", PROD, { policy: body });
    const { policies } = await cloud("GET", PROD);
    return policies.find((one) => one.name === name)?.id ?? "";
  }
  const apply = async (pull: Parameters<typeof owner.merge>[0]): Promise<JobResult> =>
    jobIn(await owner.run(await owner.merge(pull)), "apply");
  return { ...owner, stackFile, tamper, rewriteState, strangers, apply };
}

const comment = (text = "a remark") => `# ${text}\n${policy("nightly", 30)}`;

test("drift overnight is not carried out by the merge of an empty plan, which says what it left", SLOW, async () => {
  const { push, run, edit, live, apply } = await attacked();
  const pull = await push(undefined, { [NIGHTLY]: comment() });
  expect(jobIn(await run(pull.event), "plan").log).toContain("No changes.");
  await edit("prod", "nightly", 90);
  const job = await apply(pull);
  expect([job.result, await live("prod")]).toEqual(["failure", ["nightly 90"]]);
  expect(job.log).toContain(
    "prod: BackupPolicy/nightly is not in the reviewed plan (a change with the hazard shortens-retention needs a review), and is left alone",
  );
  expect(job.summary).toContain("❗ left alone: <code>is not in the reviewed plan");
});

test("a plan whose base was tampered with covers what it covered, and nothing else", SLOW, async () => {
  const { push, run, edit, live, tamper, apply } = await attacked({
    [NIGHTLY]: policy("nightly", 30),
    "policies/prod/old.yaml": policy("old", 10),
  });
  const pull = await push(undefined, { "policies/prod/new.yaml": policy("new", 5) });
  await run(pull.event);
  await edit("prod", "nightly", 3);
  await edit("prod", "old", 100);
  tamper(({ stacks }) => {
    stacks[0].base = `sha256:${"0".repeat(64)}`;
  });
  const job = await apply(pull);
  expect([job.result, await live("prod")]).toEqual(["failure", ["new 5", "nightly 3", "old 100"]]);
});

test.each<[string, (plan: Saved) => void, string[]]>([
  ["has no plan of this stack any more", ({ stacks }) => stacks.pop(), ["new 5", "nightly 3"]],
  ["claims that it was made offline", ({ stacks }) => (stacks[0].compared_with = "x"), ["new 5", "nightly 3"]],
  ["is of another stack", ({ stacks }) => (stacks[0].stack = "dev"), ["new 5", "nightly 3"]],
  [
    "is empty, of other files",
    ({ stacks }) => Object.assign(stacks[0], { changes: [], files: undefined }),
    ["nightly 3"],
  ],
  ["has two plans of this stack", ({ stacks }) => stacks.push({ ...stacks[0], changes: [] }), ["nightly 3"]],
  ["is no plan at all", (plan) => Object.assign(plan, { stacks: "::error::x" }), ["nightly 3"]],
])("an artifact that %s lets nothing through but harmless changes of the files", SLOW, async (_, edited, expected) => {
  const { push, run, edit, live, tamper, apply } = await attacked();
  const pull = await push(undefined, { "policies/prod/new.yaml": policy("new", 5) });
  await run(pull.event);
  await edit("prod", "nightly", 3);
  tamper(edited);
  expect([(await apply(pull)).result, await live("prod")]).toEqual(["failure", expected]);
});

test("a state that claims a stranger's policy since the review does not make the merge delete it", SLOW, async () => {
  const { push, run, live, rewriteState, strangers, apply } = await attacked();
  const id = await strangers("PAYROLL-critical");
  const pull = await push(undefined, { [NIGHTLY]: comment() });
  await run(pull.event);
  await rewriteState((state) => {
    state.resources["BackupPolicy/old-test"] = { ...state.resources["BackupPolicy/nightly"], id, name: "old-test" };
    state.serial += 1;
    if (state.format === 1) delete state.resources["BackupPolicy/old-test"].name;
  });
  const job = await apply(pull);
  expect([job.result, await live("prod")]).toEqual(["failure", ["PAYROLL-critical 3650", "nightly 30"]]);
  expect(job.log).toMatch(/BackupPolicy\/old-test is not in the reviewed plan \(a deletion needs a review\)/);
});

test("a reviewed deletion is of the policy that was reviewed, whatever the state says later", SLOW, async () => {
  const { push, run, live, rewriteState, strangers, apply } = await attacked({
    [NIGHTLY]: policy("nightly", 30),
    "policies/prod/old.yaml": policy("old", 10),
    "policies/prod/other.yaml": policy("other", 10),
    "policies/prod/third.yaml": policy("third", 10),
  });
  const id = await strangers("PAYROLL-critical");
  const pull = await push(undefined, { "policies/prod/old.yaml": undefined });
  expect(jobIn(await run(pull.event), "plan").log).toContain("- BackupPolicy/old");
  await rewriteState((state) => {
    state.resources["BackupPolicy/old"].id = id;
    state.serial += 1;
  });
  const job = await apply(pull);
  expect([job.result, await live("prod")]).toEqual([
    "failure",
    ["PAYROLL-critical 3650", "nightly 30", "old 10", "other 10", "third 10"],
  ]);
  expect(job.log).toContain(`BackupPolicy/old is for PAYROLL-critical (${id}) now, and was for old (`);
});

test(
  "without a review at hand, as after a direct push, only harmless changes of the files are carried out",
  SLOW,
  async () => {
    const { merge, push, run, edit, live, rest } = await attacked({
      [NIGHTLY]: policy("nightly", 30),
      "policies/prod/old.yaml": policy("old", 10),
      "policies/prod/other.yaml": policy("other", 10),
      "policies/prod/third.yaml": policy("third", 10),
    });
    await edit("prod", "other", 3);
    const pull = await push(undefined, {
      "policies/prod/new.yaml": policy("new", 5),
      "policies/prod/old.yaml": undefined,
      [NIGHTLY]: policy("nightly", 60),
      "policies/prod/third.yaml": policy("third", 1),
    });
    const pushed = await merge(pull);
    rest.merged.length = 0;
    const job = jobIn(await run(pushed), "apply");
    expect([job.result, await live("prod")]).toEqual([
      "failure",
      ["new 5", "nightly 60", "old 10", "other 3", "third 10"],
    ]);
    expect(job.summary).toContain("No reviewed plan is at hand");
    for (const why of [
      "BackupPolicy/old has no reviewed plan (a deletion needs a review)",
      "BackupPolicy/other has no reviewed plan (a change with cause drift needs a review)",
      "BackupPolicy/third has no reviewed plan (a change with the hazard shortens-retention needs a review)",
    ]) {
      expect(job.log).toContain(why);
    }
  },
);

test("what is left ends the command with 4, and a run by hand follows the guards alone", SLOW, async () => {
  const { folder, edit, live } = await attacked();
  const cwd = join(folder, "author");
  const holdfast = async (event: string, ...args: string[]) => {
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      HOLDFAST_SETTLE: "100ms",
      HOLDFAST_TRUST_HOSTS: "127.0.0.1",
      HOLDFAST_ALLOW_LOCAL_REMOTES: "1",
      HW_ACCESS_KEY: "canary-AK",
      HW_SECRET_KEY: "canary-SK",
      GITHUB_REPOSITORY: "acme/backups",
      GITHUB_EVENT_NAME: event,
    };
    const child = spawn(process.execPath, [join(DIST, "cli.js"), ...args], { cwd, env, stdio: "ignore" });
    return new Promise((ended) => child.on("close", ended));
  };
  const plan = join(folder, "p.json");
  expect(await holdfast("", "plan", "--out", plan, "prod")).toBe(0);
  const merge = ["ci", "github", "apply", "--plan-file", plan, "prod"];
  expect(await holdfast("push", ...merge)).toBe(0);
  await edit("prod", "nightly", 3);
  expect([await holdfast("push", ...merge), await live("prod")]).toEqual([4, ["nightly 3"]]);
  expect([await holdfast("push", "ci", "github", "apply", "prod"), await live("prod")]).toEqual([4, ["nightly 3"]]);
  expect(await holdfast("workflow_dispatch", "ci", "github", "apply", "prod")).toBe(0);
  expect(await live("prod")).toEqual(["nightly 30"]);
});

describe("a stack.yaml that a pull request changes", () => {
  const OPEN = `apiVersion: dds/v3
kind: BackupDownloadPolicy
metadata: { name: download }
spec: { action: open }
`;

  test("is shown in comment, summary and annotations, also when no policy changes", SLOW, async () => {
    const { push, run, stackFile, rest, apply } = await attacked();
    const pull = await push(undefined, { [STACK]: `${stackFile()}  allow_hazards: [opens-download]\n` });
    const jobs = await run(pull.event);
    const job = jobIn(jobs, "plan");
    const says = "from now on allowed here: opens-download";
    expect(job.outputs["has-changes"]).toBe("true");
    expect(rest.comments.get(1)?.[0]?.body).toContain(says.replace(":", "&#58;"));
    expect(job.summary).toContain(says.replace(":", "&#58;"));
    expect(job.log).toMatch(
      /^::warning file=policies\/prod\/stack\.yaml,line=9,.*from now on allowed here: opens-download/m,
    );
    expect((await apply(pull)).result).toBe("success");
  });

  test("and that allows the hazard beside it is seen twice: as what it allows, and at the hazard", SLOW, async () => {
    const { push, run, stackFile, rest, apply } = await attacked();
    const pull = await push(undefined, {
      [STACK]: `${stackFile()}  allow_hazards: [opens-download]\n`,
      "policies/prod/switch.yaml": OPEN,
    });
    const job = jobIn(await run(pull.event), "plan");
    const body = rest.comments.get(1)?.[0]?.body ?? "";
    expect(body).toContain("**opens-download**, allowed by <code>policies/prod/stack&#46;yaml&#58;9</code>");
    expect(body).toContain("from now on allowed here&#58; opens-download");
    expect(job.log).toContain("[opens-download], allowed by policies/prod/stack.yaml:9");
    expect((await apply(pull)).result).toBe("success");
  });

  test(
    "and leads to a state of the attacker's is a hazard in the plan, and refused after the merge",
    SLOW,
    async () => {
      const { push, run, stackFile, rewriteState, live, rest, apply, strangers } = await attacked();
      const id = await strangers("PAYROLL-critical");
      const claim = (state: { resources: Record<string, object> }) => {
        state.resources["BackupPolicy/PAYROLL-critical"] = { ...state.resources["BackupPolicy/nightly"], id };
      };
      await rewriteState(claim, "mine");
      const pull = await push(undefined, { [STACK]: stackFile().replace("holdfast/prod", "mine") });
      const job = jobIn(await run(pull.event), "plan");
      const body = rest.comments.get(1)?.[0]?.body ?? "";
      expect(body).toContain("**moves-state** 1");
      expect(body).toContain("the state is kept in branch mine of origin, and was in branch holdfast/prod of origin");
      expect(job.log).toContain("[moves-state]");
      const applied = await apply(pull);
      expect([applied.result, await live("prod")]).toEqual(["failure", ["PAYROLL-critical 3650", "nightly 30"]]);
      expect(applied.log).toMatch(/the state would be read from another place.*\[moves-state\]/);
    },
  );

  test("after a migration moves the state without a hazard", SLOW, async () => {
    const { folder, push, run, stackFile, live, rest, apply } = await attacked();
    const env = {
      HW_ACCESS_KEY: "canary-AK",
      HW_SECRET_KEY: "canary-SK",
      HOLDFAST_ALLOW_LOCAL_REMOTES: "1",
      HOLDFAST_TRUST_HOSTS: "127.0.0.1",
    };
    const author = join(folder, "author");
    const to = "{git: {remote: origin, branch: holdfast/new}}";
    await finished(process.execPath, [join(DIST, "cli.js"), "state", "migrate", "prod", "--to", to], author, env);
    const pull = await push(undefined, {
      [STACK]: stackFile().replace("holdfast/prod", "holdfast/new"),
      "policies/prod/new.yaml": policy("new", 5),
    });
    await run(pull.event);
    const body = rest.comments.get(1)?.[0]?.body ?? "";
    expect(body).toContain("; it was migrated");
    expect(body).not.toContain("moves-state");
    expect([(await apply(pull)).result, await live("prod")]).toEqual(["success", ["new 5", "nightly 30"]]);
  });
});

test("a hostile plan file prints no command of a runner and no escape sequence, in any format", SLOW, async () => {
  const folder = await temporaryFolder();
  onTestFinished(folder.remove);
  const evil = "x\u001b[2J\u0007\r\n::stop-commands::a\n##[add-mask]b\u202e";
  const lines = "x\n::stop-commands::a\n  ::error::b";
  const source = { file: evil, line: 1, column: 1 };
  const change = {
    address: "BackupPolicy/a",
    action: "update",
    cause: "drift",
    fields: [{ path: "/note", before: lines, after: { [lines]: [lines] }, applied: lines, cause: "drift", source }],
    hazards: [{ code: "takes-over", message: evil, allowed_by: evil }],
    source,
  };
  const problem = {
    severity: "error",
    code: "schema",
    message: evil,
    hint: evil,
    address: evil,
    range: { file: evil, start: source },
  };
  const stack = {
    stack: "prod",
    base: "",
    compared_with: evil,
    summary: { keep: evil },
    changes: [change],
    problems: [problem],
    stack_changes: [{ path: "/state", before: lines, after: lines, source, message: evil, hazards: change.hazards }],
  };
  const file = join(folder.path, "p.json");
  const shown = (plan: object, format: string) => {
    writeFileSync(file, JSON.stringify(plan));
    const args = [join(DIST, "cli.js"), "show", "p.json", "--format", format, "--verbose"];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: folder.path, encoding: "utf8" });
    return { text: stdout + stderr, status };
  };
  const plan = (more: object) => ({ format_version: "1.1", stacks: [{ ...stack, ...more }] });
  const asked = [
    plan({}),
    plan({ stack: evil }),
    plan({ base: evil }),
    plan({ changes: [{ ...change, address: `BackupPolicy/${evil}` }] }),
    plan({ changes: [{ ...change, action: evil }] }),
    plan({ changes: [{ ...change, live: { id: evil, name: evil } }] }),
    plan({ changes: [{ ...change, fields: [{ ...change.fields[0], path: `/${evil}` }] }] }),
    plan({ changes: [{ ...change, fields: [{ ...change.fields[0], after: evil }] }] }),
    plan({ changes: [{ ...change, hazards: [{ code: evil, message: "" }] }] }),
    { format_version: `1.${evil}`, stacks: [] },
  ];
  const formats = ["text", "json", "markdown", "github", "sarif"];
  // What is refused is refused before any format.
  const shows = asked.flatMap((one, index) =>
    (index === 0 ? formats : ["text"]).map((format) => [index, format, one] as const),
  );
  for (const [index, format, one] of shows) {
    const { text, status } = shown(one, format);
    expect([index, format, status]).toEqual([index, format, index === 0 ? 0 : 64]);
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(text).not.toMatch(/^\s*::(?!warning |error )|##\[/m);
  }
});
