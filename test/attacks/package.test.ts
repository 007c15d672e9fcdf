/**
 * An attacker who controls files of a pull request, or a plan that a run left behind, wants a program of his own to run in a
 * step that has credentials. The real steps of the workflow, the real npm, and packages as tarballs.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { SECRET_VARIABLES } from "../../src/cloud/credentials.ts";
import { packageName, version } from "../../src/system/version.ts";
import { course, jobIn, NIGHTLY, policy, project, ROOT, SLOW } from "../ci/project.ts";
import { listen } from "../support/listen.ts";

type Files = Record<string, string | Buffer>;

let folder: string;
/** Is there when the attacker's program ran. */
let owned: string;
/** What `npm install --save-dev` of a tarball leaves in a repository: of the package, and of the attacker's. */
let ours: Files;
let theirs: Files;
/** As one file of JavaScript, and as one of a shell. */
let program: string;
let script: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-attack-"));
  owned = join(folder, "owned");
  program = `#!/usr/bin/env node\nrequire("node:fs").appendFileSync(${JSON.stringify(owned)}, "x");\n`;
  script = `#!/bin/sh\necho x >> '${owned}'\n`;
  ours = installed(packed(ROOT));
  const evil = join(folder, "evil");
  const manifest = {
    name: packageName,
    version: "6.6.6",
    bin: { holdfast: "dist/cli.js" },
    scripts: Object.fromEntries(["preinstall", "install", "postinstall"].map((name) => [name, "node dist/cli.js"])),
  };
  write(evil, { "package.json": JSON.stringify(manifest), "dist/cli.js": program });
  theirs = installed(packed(evil));
}, 60_000);
afterEach(() => rmSync(owned, { force: true }));
afterAll(() => rmSync(folder, { recursive: true }));

const npm = (cwd: string, ...args: string[]): string =>
  execFileSync("npm", [...args, "--ignore-scripts", "--offline"], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });

function write(at: string, files: Files): void {
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(at, file)), { recursive: true });
    writeFileSync(join(at, file), content, { mode: 0o755 });
  }
}

function packed(from: string): Buffer {
  const [{ filename }] = JSON.parse(npm(from, "pack", "--json", "--pack-destination", folder)) as [
    { filename: string },
  ];
  return readFileSync(join(folder, filename));
}

function installed(tarball: Buffer): Files {
  const home = mkdtempSync(join(folder, "home-"));
  write(home, { "package.json": "{}", "vendor/holdfast.tgz": tarball });
  npm(home, "install", "--save-dev", "--package-lock-only", "./vendor/holdfast.tgz");
  const names = ["package.json", "package-lock.json", "vendor/holdfast.tgz"];
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(home, name))]));
}

/** Environments with which npm was started. */
const startsOfNpm = (at: string): string[] =>
  readdirSync(join(at, "npm")).map((file) => readFileSync(join(at, "npm", file), "utf8"));

/** Only our program ran, and npm never saw a login. */
function expectHarmless(at: string): void {
  const starts = startsOfNpm(at);
  expect(starts.length).toBeGreaterThan(0);
  expect(starts.filter((env) => /canary/.test(env))).toEqual([]);
  expect(existsSync(owned)).toBe(false);
}

describe("what a pull request brings does not run", () => {
  const CLI = `node_modules/${packageName}/dist/cli.js`;
  test.each<[what: string, files: () => Files]>([
    [
      "the package in its node_modules, settings and scripts of npm",
      () => ({
        [CLI]: program,
        "node_modules/.bin/holdfast": program,
        ".npmrc": "ignore-scripts=false\nscript-shell=./evil.sh\nnode-options=--require=./evil.cjs\ngit=./evil.sh\n",
        "package.json": JSON.stringify({
          ...JSON.parse(String(ours["package.json"])),
          scripts: Object.fromEntries(["preinstall", "install", "prepare", "build"].map((name) => [name, "./evil.sh"])),
        }),
        "evil.sh": script,
        "evil.cjs": program,
      }),
    ],
    ["a lock file that leads to its own tarball, with the right digest", () => theirs],
    [
      "the claim to be the package's own repository",
      () => ({
        "package.json": JSON.stringify({ name: packageName, scripts: { build: "./evil.sh" } }),
        "package-lock.json": JSON.stringify({ name: packageName, lockfileVersion: 3, packages: { "": {} } }),
        "evil.sh": script,
        "dist/cli.js": program,
      }),
    ],
  ])("%s", SLOW, async (_, files) => {
    const { folder: at, push, run, rest } = await project({ real: ours });
    const pull = await push(undefined, { ...files(), [NIGHTLY]: policy("nightly", 30) });
    expect(course(await run(pull.event))).toEqual([
      "validate success: actions/checkout, holdfast validate",
      "plan success: actions/checkout, holdfast plan, actions/upload-artifact",
      "comment success: actions/checkout, holdfast comment",
    ]);
    expect(rest.comments.get(1)?.[0]?.body).toContain("BackupPolicy/nightly");
    expectHarmless(at);
  });

  test("nor does it from a fork", SLOW, async () => {
    const { folder: at, push, run } = await project({ real: ours });
    const fork = await push(undefined, { ...theirs, [NIGHTLY]: policy("nightly", 30) }, true);
    expect(course(await run(fork.event))).toEqual([
      "validate success: actions/checkout, holdfast validate",
      "plan-of-a-fork success: actions/checkout, holdfast plan",
    ]);
    expectHarmless(at);
  });

  test("nor does it in a workflow that checks out the pull request itself, which then stops", SLOW, async () => {
    const { push, run } = await project({ real: ours });
    const pull = await push(undefined, theirs);
    const head = (workflow: string) =>
      workflow
        .replaceAll(/ref: .*github\.ref .*/g, "")
        .replaceAll(/fetch-depth: \d/g, `fetch-depth: 0\n          ref: ${pull.head}`);
    const jobs = await run(pull.event, undefined, head);
    expect(course(jobs)).toContain("plan failure: actions/checkout");
    expect(jobIn(jobs, "plan").log).toContain("::error title=Holdfast cannot be installed::this clone has no ");
    expect(existsSync(owned)).toBe(false);
  });

  test(
    "what was merged does, so the tests above can fail; its install scripts do not, and npm sees no login",
    SLOW,
    async () => {
      const { folder: at, push, merge, run, tip } = await project({ real: ours });
      await merge(await push(undefined, theirs));
      await run(await tip("schedule"));
      // Once in each job of the night that reaches a cloud: due, drift, status.
      expect(readFileSync(owned, "utf8")).toBe("xxx");
      expect(startsOfNpm(at).map((env) => /canary/.test(env))).toEqual([false, false, false]);
    },
  );
});

test("an artifact brings no file into the checkout but the plan", SLOW, async () => {
  const { folder: at, push, merge, run, live } = await project({ real: ours });
  const pull = await push(undefined, { [NIGHTLY]: policy("nightly", 30) });
  await run(pull.event);
  const [kept = ""] = readdirSync(join(at, "artifacts"));
  const [name = ""] = readdirSync(join(at, "artifacts", kept));
  write(join(at, "artifacts", kept, name), {
    "policies/prod/evil.yaml": policy("evil", 1),
    ".git/config": `[core]\n\tfsmonitor = ${join(folder, "evil.sh")}\n`,
    ...theirs,
  });
  write(folder, { "evil.sh": script });
  const applied = await run(await merge(pull));
  expect(jobIn(applied, "apply").result).toBe("success");
  expect(await live("prod")).toEqual(["nightly 30"]);
  expectHarmless(at);
});

describe("the step that installs", () => {
  const changed = { [NIGHTLY]: policy("nightly", 30) };

  test("takes a login away that a workflow gives it all the same", SLOW, async () => {
    const { folder: at, push, run } = await project({ real: ours });
    const env = [...SECRET_VARIABLES, "HOLDFAST_PG_URL"].map((name) => `          ${name}: canary-given`).join("\n");
    const given = (workflow: string) =>
      workflow.replaceAll("with: { command: install }", `with: { command: install }\n        env:\n${env}`);
    const { event } = await push(undefined, changed);
    expect(course(await run(event, undefined, given))[1]).toMatch(/^plan success/);
    expectHarmless(at);
  });

  test.each<[what: string, real: () => Files, told: string]>([
    ["no lock file", () => ({ "package.json": "{}" }), "there is no package-lock.json at the top of "],
    [
      "a lock file without the package",
      () => ({ "package.json": "{}", "package-lock.json": '{ "lockfileVersion": 3, "packages": { "": {} } }' }),
      `does not have ${packageName}: npm install --save-dev its tarball`,
    ],
  ])("says what to do about %s, and then nothing runs", SLOW, async (_, real, told) => {
    const { push, run } = await project({ real: real() });
    // The pull request has a lock file, but that is its own choice.
    const jobs = await run((await push(undefined, { ...changed, ...ours })).event);
    expect(course(jobs)).toContain("plan failure: actions/checkout");
    expect(jobIn(jobs, "plan").log).toContain(told);
  });

  test("cannot be left out", SLOW, async () => {
    const { push, run } = await project({ real: ours });
    const without = (workflow: string) => workflow.replaceAll("command: install", "command: validate");
    const jobs = await run((await push(undefined, changed)).event, undefined, without);
    expect(jobIn(jobs, "validate").log).toContain("::error title=Holdfast is not installed::begin this job with");
  });
});

describe("the recipe for GitLab installs what the branch to merge into has", () => {
  /** A clone of a merge request, and the script of CI.md in it. */
  function install(files: Files) {
    const [origin, clone] = [mkdtempSync(join(folder, "gitlab-")), mkdtempSync(join(folder, "clone-"))];
    const env = { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: "1", npm_config_offline: "true" };
    const git = (cwd: string, ...args: string[]) =>
      execFileSync("git", ["-c", "user.name=alice", "-c", "user.email=alice@example.com", ...args], { cwd, env });
    const commit = (branch: string, more: Files) => {
      git(origin, "checkout", "-q", "-b", branch);
      write(origin, more);
      git(origin, "add", "--force", ".");
      git(origin, "commit", "-q", "-m", branch);
    };
    git(origin, "init", "-q", "-b", "empty");
    commit("main", ours);
    commit("change", files);
    git(folder, "clone", "-q", "--depth=1", "--branch=change", `file://${origin}`, clone);
    const [recipe = ""] =
      /(?<=```yaml\n)# What runs is[\s\S]*?(?=```)/.exec(readFileSync(join(ROOT, ".github/CI.md"), "utf8")) ?? [];
    const jobs = parse(recipe);
    const bash = (lines: string[]) =>
      spawnSync("bash", ["-eo", "pipefail", "-c", lines.join("\n")], {
        cwd: clone,
        env: { ...env, CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main" },
        encoding: "utf8",
      });
    const { status } = bash(jobs["policies:install"].script);
    return { status, run: () => bash([...jobs[".holdfast"].before_script, "holdfast --version"]) };
  }

  test("although the merge request has another lock file", () => {
    const { status, run } = install(theirs);
    expect([status, run().stdout]).toEqual([0, `${version}\n`]);
    expect(existsSync(owned)).toBe(false);
  });

  test("and stops where a merge request has files in its place", () => {
    expect(install({ [`holdfast/node_modules/${packageName}/dist/cli.js`]: program }).status).not.toBe(0);
  });
});

test("npx, as we write it down, starts what is installed, and never fetches a stranger's package of our command's name", async () => {
  const tarball = packed(named("holdfast"));
  const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
  const registry = http.createServer((request, response) => {
    if (request.url === "/holdfast.tgz") return void response.end(tarball);
    if (request.url !== "/holdfast") return void response.writeHead(404).end();
    const dist = { tarball: `http://${request.headers.host}/holdfast.tgz`, integrity };
    const version = { name: "holdfast", version: "6.6.6", bin: { holdfast: "dist/cli.js" }, dist };
    const found = { name: "holdfast", "dist-tags": { latest: "6.6.6" }, versions: { "6.6.6": version } };
    response.setHeader("content-type", "application/json").end(JSON.stringify(found));
  });
  const port = await listen(registry);
  onTestFinished(() => {
    registry.closeAllConnections();
    registry.close();
  });
  const home = mkdtempSync(join(folder, "empty-"));
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    npm_config_registry: `http://127.0.0.1:${port}`,
  };
  const npx = async (...args: string[]): Promise<{ code: unknown; fetched: boolean }> => {
    const child = spawn("npx", args, { cwd: home, env, stdio: "ignore" });
    const code = await new Promise((resolve) => child.on("close", resolve));
    const fetched = existsSync(owned);
    rmSync(owned, { force: true });
    return { code, fetched };
  };
  expect(await npx("--no", "--", "holdfast", "--version")).toEqual({ code: 1, fetched: false });
  // Without a terminal it does not even ask.
  expect(await npx("holdfast", "--version")).toEqual({ code: 0, fetched: true });
}, 60_000);

/** The attacker's package under another name. */
function named(name: string): string {
  const copy = mkdtempSync(join(folder, "named-"));
  cpSync(join(folder, "evil"), copy, { recursive: true });
  writeFileSync(
    join(copy, "package.json"),
    JSON.stringify({ name, version: "6.6.6", bin: { holdfast: "dist/cli.js" } }),
  );
  return copy;
}
