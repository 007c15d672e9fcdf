/** `holdfast init --github`, in real repositories: where it writes, for which branch, and what an upgrade may replace. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { initGithub } from "../../src/commands/init-github.ts";
import { github } from "../../src/generated/github.js";
import { packageName, version } from "../../src/system/version.ts";
import { folderWith, run } from "../support/run.ts";

const WORKFLOW = ".github/workflows/policies.yml";
const ACTION = ".github/actions/holdfast/action.yml";
const NEW = { upgrade: false, force: false };
const UPGRADE = { upgrade: true, force: false };

/** Runs git there, without this machine's settings. */
function git(cwd: string, ...args: string[]): string {
  const who = ["-c", "user.name=alice", "-c", "user.email=alice@example.com"];
  const env = { PATH: process.env.PATH, HOME: cwd, GIT_CONFIG_NOSYSTEM: "1" };
  return execFileSync("git", [...who, ...args], { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** A repository on this branch, with a commit. */
function repository(branch = "main", files: Readonly<Record<string, string>> = {}): string {
  const cwd = folderWith({ README: "", ...files });
  git(cwd, "init", "-q", "-b", branch);
  git(cwd, "add", ".");
  git(cwd, "commit", "-q", "-m", "Begin");
  return cwd;
}

async function initIn(cwd: string, options = NEW) {
  const ran = run(cwd, (io) => initGithub(options, io));
  const result = await ran.code.catch((error: unknown) => error);
  return { result, out: ran.out };
}
const textOf = (cwd: string, file: string) => readFileSync(join(cwd, file), "utf8");
const branchesOf = (cwd: string): unknown => parse(textOf(cwd, WORKFLOW)).on.push.branches;

test("both files are written at the top of the repository, wherever in it the command runs", async () => {
  const top = repository();
  const below = join(top, "infra/backups");
  mkdirSync(below, { recursive: true });
  expect((await initIn(below)).result).toBe(0);
  expect([WORKFLOW, ACTION].map((file) => existsSync(join(top, file)))).toEqual([true, true]);
  expect(existsSync(join(below, ".github"))).toBe(false);
});

test.each<[what: string, prepare: (cwd: string) => unknown, branch: string]>([
  [
    "what origin says",
    (cwd) => git(cwd, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk"),
    "trunk",
  ],
  [
    "a name with a slash",
    (cwd) => git(cwd, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/release/2026"),
    "release/2026",
  ],
  [
    "what git calls such a branch here, if there is one",
    (cwd) => {
      git(cwd, "config", "init.defaultBranch", "stem");
      git(cwd, "branch", "stem");
    },
    "stem",
  ],
  ["not what git calls it, if there is none", (cwd) => git(cwd, "config", "init.defaultBranch", "stem"), "work"],
  ["the branch that is checked out", () => undefined, "work"],
])("the workflow is for %s", async (_, prepare, branch) => {
  const cwd = repository("work");
  prepare(cwd);
  const { result, out } = await initIn(cwd);
  expect([result, branchesOf(cwd)]).toEqual([0, [branch]]);
  expect(out).toContain(`into ${branch} before`);
});

test("outside of a repository it is for main, in this folder", async () => {
  const cwd = folderWith();
  expect((await initIn(cwd)).result).toBe(0);
  expect(branchesOf(cwd)).toEqual(["main"]);
});

test.each([
  ['a"b', ['a"b']],
  ["it's", ["it's"]],
  ["a#b", ["a#b"]],
  ["$&-$1", ["$&-$1"]],
  ["yes", ["yes"]],
  ["{a,b}", ["{a,b}"]],
  // In a filter of branches these two mean something: a repetition, and everything but that.
  ["c+d", ["c\\+d"]],
  ["!a", ["\\!a"]],
])("a branch called %s is that branch, and nothing else in the workflow changes", async (branch, filter) => {
  const cwd = repository(branch);
  expect((await initIn(cwd)).result).toBe(0);
  expect(branchesOf(cwd)).toEqual(filter);
  const { on, ...rest } = parse(textOf(cwd, WORKFLOW));
  const { on: ours, ...others } = parse(github[WORKFLOW] ?? "");
  expect([{ ...on, push: { ...on.push, branches: ["main"] } }, rest]).toEqual([ours, others]);
});

test("without --upgrade nothing that is there is touched, and nothing is written beside it", async () => {
  const cwd = repository("main", { [ACTION]: "mine" });
  const { result } = await initIn(cwd);
  expect(result).toMatchObject({ code: "usage", message: `${ACTION} is there already` });
  expect([textOf(cwd, ACTION), existsSync(join(cwd, WORKFLOW))]).toEqual(["mine", false]);
});

/** What an earlier version would have written. */
function written(body: string, by: string): string {
  const digest = createHash("sha256").update(body).digest("hex").slice(0, 16);
  return `# holdfast ${by} ${digest}: written by holdfast init --github\n${body}`;
}

test("an upgrade shows what changes in files that another version wrote, and replaces them", async () => {
  const cwd = repository("main", { [WORKFLOW]: written("name: old\n", "0.0.9") });
  const { result, out } = await initIn(cwd, UPGRADE);
  expect(result).toBe(0);
  expect(out).toContain("-name: old\n");
  expect(out).toContain("+name: policies\n");
  expect(textOf(cwd, WORKFLOW).split("\n")[0]).toMatch(new RegExp(`^# holdfast ${version} [0-9a-f]{16}: `));
  expect(existsSync(join(cwd, ACTION))).toBe(true);
  expect((await initIn(cwd, UPGRADE)).out).toBe(`${ACTION} is up to date\n${WORKFLOW} is up to date\n`);
});

test("line ends that git gave a file are no edit", async () => {
  const cwd = repository("main", { [WORKFLOW]: written("name: old\n", "0.0.9").replaceAll("\n", "\r\n") });
  expect((await initIn(cwd, UPGRADE)).result).toBe(0);
});

test.each<[what: string, before: string]>([
  ["edited", `${written("name: old\n", "0.0.9")}# and mine\n`],
  ["written by a person", "name: mine\n"],
  ["a header and nothing else", "# holdfast 0.0.9 0123456789abcdef: written by holdfast init --github\n"],
])("a file that is %s is replaced only by force, and until then no file is", async (_, before) => {
  const cwd = repository("main", { [WORKFLOW]: before, [ACTION]: written("name: old action\n", "0.0.9") });
  const { result, out } = await initIn(cwd, UPGRADE);
  expect(result).toMatchObject({ code: "usage", message: `${WORKFLOW} was edited, or not written by holdfast` });
  expect(out).toContain("+name: policies\n");
  expect([textOf(cwd, WORKFLOW), textOf(cwd, ACTION)]).toEqual([before, written("name: old action\n", "0.0.9")]);
  expect((await initIn(cwd, { upgrade: true, force: true })).result).toBe(0);
  expect(parse(textOf(cwd, WORKFLOW)).name).toBe("policies");
});

test.each<[what: string, link: string]>([
  ["the file", WORKFLOW],
  ["a folder above it", ".github/workflows"],
  ["the folder .github", ".github"],
])("nothing is written through a link in place of %s", async (_, link) => {
  const outside = folderWith({ "policies.yml": "theirs", "workflows/policies.yml": "theirs" });
  const cwd = repository();
  mkdirSync(join(cwd, link, ".."), { recursive: true });
  symlinkSync(link === WORKFLOW ? join(outside, "policies.yml") : outside, join(cwd, link));
  for (const options of [NEW, { upgrade: true, force: true }]) {
    expect((await initIn(cwd, options)).result).toMatchObject({ code: "usage" });
  }
  expect(textOf(outside, "policies.yml")).toBe("theirs");
  expect(textOf(outside, "workflows/policies.yml")).toBe("theirs");
});

test("the steps say to install the package where the lock file does not have it, and not where it has", async () => {
  const without = await initIn(repository());
  expect(without.out).toContain(`npm install --save-dev the tarball of ${packageName} here`);
  const lock = JSON.stringify({ packages: { [`node_modules/${packageName}`]: {} } });
  expect((await initIn(repository("main", { "package-lock.json": lock }))).out).not.toContain("npm install");
});
