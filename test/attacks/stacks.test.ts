/**
 * The stack that is planned is the stack that is applied: an attacker who may open pull requests tries to have another stack
 * applied, or one that no plan showed. Real git, the steps of the workflow, and the simulated cloud.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type LoggedRequest, startSimulator } from "../../src/simulator/server.ts";
import { course, jobIn, NIGHTLY, policy, project } from "../ci/project.ts";
import type { JobResult } from "../ci/runner.ts";
import { stackText } from "../support/builders.ts";
import { runHoldfast } from "../support/command.ts";
import { temporaryFolder } from "../support/programs.ts";

/** Several runs of the workflow, or of the command, in one test. */
const SLOW = { timeout: 120_000 };

/** A repository in which prod has been applied, and what reaches its cloud from then on. */
async function begun() {
  const repository = await project();
  await repository.begun({ [NIGHTLY]: policy("nightly", 30) });
  const { author, cloudUrl } = repository;
  return {
    ...repository,
    sent: await sentTo(cloudUrl),
    /** The stack.yaml of prod, changed. */
    prod: (...edits: [before: string | RegExp, after: string][]) =>
      edits.reduce(
        (text, [before, after]) => replaced(text, before, after),
        readFileSync(join(author, "policies/prod/stack.yaml"), "utf8"),
      ),
  };
}

function replaced(text: string, before: string | RegExp, after: string): string {
  if (text.search(before) === -1) throw new Error(`no ${before} to replace`);
  return text.replace(before, after);
}

/** The writes that reach a cloud from now on: `POST evil`. */
async function sentTo(url: string): Promise<() => Promise<string[]>> {
  await fetch(`${url}/_simulator/requests`, { method: "DELETE" });
  return async () => {
    const { requests } = (await (await fetch(`${url}/_simulator/requests`)).json()) as { requests: LoggedRequest[] };
    return requests
      .filter(({ method, path }) => method !== "GET" && !path.startsWith("/v3/auth/"))
      .map(({ method, body }) => `${method} ${(body as { policy?: { name?: string } })?.policy?.name ?? ""}`);
  };
}

/** All that a run shows to anybody. */
const shown = (jobs: readonly JobResult[]): string =>
  jobs.map(({ log, summary, outputs }) => `${log}${summary}${JSON.stringify(outputs)}`).join("");

const results = (jobs: readonly JobResult[]): string[] =>
  jobs.flatMap(({ job, result }) => (result === "skipped" ? [] : `${job} ${result}`));

function holdfast(cwd: string, ...args: string[]) {
  const keys = { HW_ACCESS_KEY: "canary-AK", HW_SECRET_KEY: "canary-SK" };
  const here = { PATH: process.env.PATH, HOME: cwd, GIT_CONFIG_NOSYSTEM: "1", HOLDFAST_TRUST_HOSTS: "127.0.0.1" };
  return runHoldfast({ args, cwd, env: { ...here, ...keys } });
}

describe("a name that something else in the repository has", () => {
  test("a folder at the top does not stand for the stack: what was planned is applied", SLOW, async () => {
    const { push, merge, run, live, rest, prod, sent } = await begun();
    const pull = await push(undefined, {
      [NIGHTLY]: policy("nightly", 31),
      "prod/stack.yaml": prod(),
      "prod/evil.yaml": policy("evil", 1),
    });
    await run(pull.event);
    expect(rest.comments.get(pull.number)?.[0]?.body).toMatch(/retention_duration_days: 31/);
    const merged = await run(await merge(pull));
    expect(jobIn(merged, "apply").result).toBe("success");
    expect(shown(merged)).not.toContain("evil");
    expect(await sent()).toEqual(["PUT nightly"]);
    expect(await live("prod")).toEqual(["nightly 31"]);
  });

  test("a file at the top does not stop the apply", SLOW, async () => {
    const { push, merge, run, live } = await begun();
    const pull = await push(undefined, {
      [NIGHTLY]: policy("nightly", 31),
      prod: '{ "format_version": "1.0", "stacks": [] }',
    });
    await run(pull.event);
    expect(jobIn(await run(await merge(pull)), "apply").result).toBe("success");
    expect(await live("prod")).toEqual(["nightly 31"]);
  });

  test(
    "a stack that is named like the folder of all stacks is refused, and no job applies all of them",
    SLOW,
    async () => {
      const { push, merge, run, live, edit, prod, sent } = await begun();
      // An apply of prod would put it back.
      await edit("prod", "nightly", 7);
      const pull = await push(undefined, {
        "policies/evil/stack.yaml": prod(
          ["name: prod", "name: policies"],
          ["project_id: 0", "project_id: 9"],
          ["branch: holdfast/prod", "branch: evil"],
        ),
        "policies/evil/a.yaml": policy("evil", 1),
      });
      const reviewed = await run(pull.event);
      expect(results(reviewed)).toEqual(["validate failure", "plan failure", "comment success"]);
      expect(shown(reviewed)).toContain("policies is the folder of all stacks");
      const merged = await run(await merge(pull));
      expect(course(merged)).toEqual(["stacks success: actions/checkout, holdfast stacks"]);
      expect(await sent()).toEqual(["PUT "]);
      expect(await live("prod")).toEqual(["nightly 7"]);
    },
  );

  test("a step of CI takes names, and nothing that leads elsewhere", SLOW, async () => {
    const { begun: put, tip, run, prod, sent } = await begun();
    await put({ "evil/stack.yaml": prod(["name: prod", "name: evil"]), "evil/a.yaml": policy("evil", 1) });
    for (const arg of [
      "policies",
      "./policies",
      "policies/prod",
      "prod/",
      "evil",
      "PROD",
      "--",
      "holdfast.plan.json",
    ]) {
      const done = await run(await tip("workflow_dispatch", { stacks: arg }));
      expect(course(done)).toEqual(["stacks failure: actions/checkout, holdfast stacks"]);
      expect(jobIn(done, "stacks").log).toContain(`${arg} is not the name of a stack in policies`);
    }
    expect(await sent()).toEqual([]);
  });

  test("two names that GitHub takes for one environment stop both", SLOW, async () => {
    const { push, merge, run, live, prod, sent } = await begun();
    const pull = await push(undefined, {
      [NIGHTLY]: policy("nightly", 31),
      "policies/a/stack.yaml": prod(
        ["name: prod", "name: Prod"],
        ["project_id: 0", "project_id: 9"],
        ["branch: holdfast/prod", "branch: evil"],
      ),
      "policies/a/a.yaml": policy("evil", 1),
    });
    const reviewed = await run(pull.event);
    expect(results(reviewed)).toEqual(["validate failure", "plan failure", "comment success"]);
    expect(shown(reviewed)).toContain("another stack is named Prod, which reads the same");
    expect(results(await run(await merge(pull)))).toEqual(["stacks success", "apply failure", "apply failure"]);
    expect(await sent()).toEqual([]);
    expect(await live("prod")).toEqual(["nightly 30"]);
  });

  test("two stacks of one name are not applied: the first one may not be meant", SLOW, async () => {
    const { push, merge, run, live, prod, sent } = await begun();
    const pull = await push(undefined, { "policies/a/stack.yaml": prod(), "policies/a/a.yaml": policy("evil", 1) });
    await run(pull.event);
    expect(results(await run(await merge(pull)))).toEqual(["stacks success", "apply failure"]);
    expect(await sent()).toEqual([]);
    expect(await live("prod")).toEqual(["nightly 30"]);
  });
});

describe("another stack for the project of prod, with an environment of its own", () => {
  const ID = "054e292c9880d4992f02c0196d3ea468";
  const evil = (prod: Awaited<ReturnType<typeof begun>>["prod"], ...edits: Parameters<typeof prod>) => ({
    "policies/evil/stack.yaml": prod(["name: prod", "name: evil"], ["branch: holdfast/prod", "branch: evil"], ...edits),
    "policies/evil/a.yaml": policy("evil", 1),
  });
  /** Ways in which a stack.yaml leads to the project of prod. */
  const WAYS: [string, [before: string | RegExp, after: string][]][] = [
    ["its id", []],
    ["a name", [[`project_id: ${ID}`, "project_name: eu-west-101"]]],
    ["nothing, which the environment of the job says", [[`  project_id: ${ID}\n`, ""]]],
    ["its id, and the region is what the environment says", [["  region: eu-west-101\n", ""]]],
    [
      "its id, in another region, at the address of its own",
      [
        ["region: eu-west-101", "region: ap-southeast-1"],
        [/cbr: "[^"]*"/, 'cbr: "https://cbr.eu-west-101.myhuaweicloud.eu"'],
      ],
    ],
  ];

  test("is shown by no plan, whatever it says", SLOW, async () => {
    const { push, run, prod, sent } = await begun();
    for (const [way, edits] of WAYS) {
      const { event } = await push(undefined, evil(prod, ...edits));
      const reviewed = await run(event);
      expect([way, ...results(reviewed)]).toEqual([way, "validate failure", "plan failure", "comment success"]);
      expect(shown(reviewed)).toContain("stack-duplicate");
    }
    expect(await sent()).toEqual([]);
  });

  test("is applied by no merge, and prod waits until it is clear which is meant", SLOW, async () => {
    const { push, merge, run, live, prod, sent } = await begun();
    const files = evil(prod, [ID, ID.toUpperCase()]);
    const pull = await push(undefined, { ...files, [NIGHTLY]: policy("nightly", 31) });
    await run(pull.event);
    expect(results(await run(await merge(pull)))).toEqual(["stacks success", "apply failure", "apply failure"]);
    expect(await sent()).toEqual([]);
    expect(await live("prod")).toEqual(["nightly 30"]);
  });
});

describe("two stacks that turn out to be for one project", () => {
  test("are refused together, before anything is written, whatever the files call them", SLOW, async () => {
    const { cwd, put, sent, url } = await clone();
    const found = (await (await fetch(`${url}/v3/projects?name=web`)).json()) as { projects: { id: string }[] };
    const id = found.projects[0]?.id;
    const endpoints = `endpoints: { cbr: "${url}", dds: "${url}", iam: "${url}" }`;
    // A gateway: which region is behind it, and what a name leads to, no file says.
    put("policies/a/stack.yaml", stackText("a", `region: eu-west-101, project_name: web, ${endpoints}`));
    put("policies/b/stack.yaml", stackText("b", `region: ap-southeast-1, project_id: ${id}, ${endpoints}`));
    for (const name of ["a", "b"]) put(`policies/${name}/a.yaml`, policy(name, 1));
    expect((await holdfast(cwd, "validate")).code).toBe(0);
    for (const command of [["plan"], ["drift"], ["apply", "--auto-approve"]]) {
      const { code, out } = await holdfast(cwd, ...command);
      expect([command[0], code]).toEqual([command[0], 4]);
      expect(out).toContain(`this and b are for the same project: huaweicloud, eu-west-101, ${id} [stack-duplicate]`);
      expect(out).toContain(
        `this and a are for the same project: huaweicloud, ap-southeast-1, ${id} [stack-duplicate]`,
      );
    }
    expect(await sent()).toEqual([]);
    expect(["a", "b"].map((name) => existsSync(join(cwd, `policies/${name}/.holdfast`)))).toEqual([false, false]);
    // Each alone is what it says.
    expect((await holdfast(cwd, "plan", "a")).code).toBe(0);
  });

  test("simulated clouds inside the command are not one cloud", SLOW, async () => {
    const { cwd, put } = await clone();
    for (const name of ["a", "b"]) {
      put(`policies/${name}/stack.yaml`, stackText(name, "cloud: simulator"));
      put(`policies/${name}/a.yaml`, policy(name, 1));
    }
    expect((await holdfast(cwd, "apply", "--auto-approve")).code).toBe(0);
    expect((await holdfast(cwd, "drift")).code).toBe(0);
  });
});

/** The folder in which a person works, and one beside it with that person's secrets. */
async function clone() {
  const { path, remove } = await temporaryFolder();
  const simulator = await startSimulator();
  onTestFinished(async () => {
    await simulator.close();
    await remove();
  });
  const cwd = join(path, "clone");
  const put = (file: string, text: string) => {
    mkdirSync(dirname(join(cwd, file)), { recursive: true });
    writeFileSync(join(cwd, file), text);
  };
  put("readme.md", "");
  const secret = join(path, "home");
  mkdirSync(secret);
  return { cwd, put, secret, url: simulator.url, sent: await sentTo(simulator.url) };
}

describe("on the command line", () => {
  /** prod in policies/, and something else of its name here. */
  async function withTwo() {
    const one = await clone();
    const endpoints = `endpoints: { cbr: "${one.url}", dds: "${one.url}", iam: "${one.url}" }`;
    one.put("policies/prod/stack.yaml", stackText("prod", `region: r, project_id: p, ${endpoints}`));
    one.put("policies/prod/a.yaml", policy("good", 30));
    return {
      ...one,
      evil: () => {
        one.put("prod/stack.yaml", stackText("evil", `region: r, project_id: p, ${endpoints}`));
        one.put("prod/a.yaml", policy("evil", 1));
      },
    };
  }

  test.each([
    ["plan"],
    ["apply", "--auto-approve"],
    ["destroy", "--auto-approve"],
    ["drift"],
    ["validate"],
    ["fmt"],
    ["schedule"],
    ["whoami"],
    ["state", "list"],
  ])("%s does not choose between a folder and a stack of its name", SLOW, async (...command) => {
    const { cwd, evil, sent } = await withTwo();
    evil();
    const { code, out, err } = await holdfast(cwd, ...command, "prod");
    expect([code, out]).toEqual([64, ""]);
    expect(err).toBe(
      "prod is here, and is also the name of the stack in policies/prod [usage]\n  write ./prod for what is here, or policies/prod for the stack\n",
    );
    expect(await sent()).toEqual([]);
  });

  test("either is meant when it is said", SLOW, async () => {
    const { cwd, evil } = await withTwo();
    evil();
    const planned = async (arg: string) => (await holdfast(cwd, "plan", arg)).out;
    for (const arg of ["./prod", "prod/"]) expect(await planned(arg)).toContain("BackupPolicy/evil");
    expect(await planned("policies/prod")).toContain("BackupPolicy/good");
  });

  test("a plan file is applied to the stacks that it names, and to no folder of that name", SLOW, async () => {
    const { cwd, evil, sent } = await withTwo();
    expect((await holdfast(cwd, "plan", "prod", "--out", "plan.json")).code).toBe(0);
    evil();
    const { code, err } = await holdfast(cwd, "apply", "plan.json");
    expect([code, err]).toEqual([64, expect.stringContaining("prod is here, and is also the name of the stack")]);
    expect(await sent()).toEqual([]);
  });

  test("a plan file that names no stack, or another than is here, carries out nothing", SLOW, async () => {
    const { cwd, put, sent } = await withTwo();
    put("none.json", '{ "format_version": "1.0", "stacks": [] }');
    expect((await holdfast(cwd, "apply", "none.json")).code).toBe(0);
    put("other/stack.yaml", stackText("prod2", "cloud: simulator"));
    put("other.json", '{ "format_version": "1.0", "stacks": [{ "stack": "other", "base": "", "changes": [] }] }');
    const { code, err } = await holdfast(cwd, "apply", "other.json");
    expect([code, err]).toEqual([64, expect.stringContaining("the plan is for other, and what is here is prod2")]);
    expect(await sent()).toEqual([]);
  });

  test("a file that is named like a stack is no plan of it", SLOW, async () => {
    const { cwd, put, sent } = await withTwo();
    put("prod", '{ "format_version": "1.0", "stacks": [] }');
    const { code, err } = await holdfast(cwd, "apply", "prod");
    expect([code, err]).toEqual([64, expect.stringContaining("prod is here, and is also the name of the stack")]);
    expect(await sent()).toEqual([]);
  });

  test("an empty argument, as of a variable that is not set, is not every stack", SLOW, async () => {
    const { cwd, sent } = await withTwo();
    expect((await holdfast(cwd, "apply", "--auto-approve", "")).code).toBe(64);
    expect(await sent()).toEqual([]);
  });
});

describe("links out of the checkout", () => {
  const CANARY = "canary-of-another-user";
  const SECRET = `apiVersion: cbr/v3\nkind: BackupPolicy\n${CANARY}: 1\n`;

  test("policies as a link: nothing behind it is read or shown, in no job", SLOW, async () => {
    const { push, merge, run, live, rest, author, sent } = await begun();
    const home = join(author, "../home/prod");
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, "a.yaml"), SECRET);
    const pull = await push(undefined, { policies: { link: dirname(home) } });
    const reviewed = await run(pull.event);
    const merged = await run(await merge(pull));
    expect([...results(reviewed), ...results(merged)]).toEqual([
      "validate failure",
      "plan failure",
      "comment success",
      "stacks failure",
    ]);
    expect(jobIn(reviewed, "validate").log).toMatch(/file=policies,line=1.*file-unreadable/);
    expect(`${shown(reviewed)}${shown(merged)}${JSON.stringify([...rest.comments])}`).not.toContain(CANARY);
    expect(await sent()).toEqual([]);
    expect(await live("prod")).toEqual(["nightly 30"]);
  });

  test.each<[string, string, string[]]>([
    ["policies", "", []],
    ["a stack", "policies/prod", ["policies/prod"]],
    ["a stack, as a name", "policies/prod", ["prod"]],
    ["a folder on the way", "infra", ["infra/prod"]],
    ["a folder here", "prod", ["./prod"]],
    ["a file", "policies/prod.yaml", ["policies/prod.yaml"]],
  ])("%s: no command reads or shows what is behind one", SLOW, async (_, place, args) => {
    const { cwd, put, secret } = await clone();
    for (const file of ["prod/a.yaml", "a.yaml"]) {
      mkdirSync(dirname(join(secret, file)), { recursive: true });
      writeFileSync(join(secret, file), SECRET);
    }
    if (place !== "") put("policies/readme.md", "");
    const target = place.endsWith(".yaml") ? join(secret, "a.yaml") : secret;
    symlinkSync(target, join(cwd, place || "policies"));
    const before = readFileSync(join(secret, "a.yaml"), "utf8");
    for (const command of [
      ["validate"],
      ["validate", "--format", "json"],
      ["validate", "--format", "sarif"],
      ["plan"],
      ["apply", "--auto-approve"],
      ["fmt"],
      ["schedule"],
    ]) {
      const { code, out, err } = await holdfast(cwd, ...command, ...args);
      expect([command, `${out}${err}`.includes(CANARY)]).toEqual([command, false]);
      expect([command, code]).toEqual([command, args[0] === "prod" ? 64 : 1]);
    }
    expect(readFileSync(join(secret, "a.yaml"), "utf8")).toBe(before);
  });
});

describe("a state where other programs look", () => {
  test.each([
    ["its path", ".git/hooks/post-checkout", undefined],
    ["its path, out of the stack", "../../.git/hooks/post-checkout", undefined],
    ["a link to its folder", "data/post-checkout", "../../.git/hooks"],
    ["the place of the default", undefined, "../../.git/hooks"],
  ])("by %s: nothing is written there", SLOW, async (_, path, link) => {
    const { cwd, put } = await clone();
    const hooks = join(cwd, ".git/hooks");
    mkdirSync(hooks, { recursive: true });
    const state = path === undefined ? "" : `, state: { file: { path: ${path} } }`;
    put("policies/prod/stack.yaml", stackText("prod", `cloud: simulator${state}`));
    put("policies/prod/a.yaml", policy("a", 1));
    if (link) symlinkSync(link, join(cwd, "policies/prod", path === undefined ? ".holdfast" : "data"));
    const { code } = await holdfast(cwd, "apply", "--auto-approve");
    expect(code).toBe(1);
    expect(readdirSync(hooks)).toEqual([]);
    expect(existsSync(join(cwd, "policies/prod/.git"))).toBe(false);
  });

  test("the simulated cloud neither reads nor replaces what a link leads to", SLOW, async () => {
    const { cwd, put, secret } = await clone();
    writeFileSync(join(secret, "key"), "canary-of-another-user");
    put("policies/prod/stack.yaml", stackText("prod", "cloud: simulator, state: { file: { path: state.json } }"));
    put("policies/prod/.holdfast/readme.md", "");
    symlinkSync(join(secret, "key"), join(cwd, "policies/prod/.holdfast/cloud.json"));
    const { code, out, err } = await holdfast(cwd, "plan");
    expect([code, `${out}${err}`.includes("canary-of")]).toEqual([1, false]);
  });
});
