/** Shared documents in a pull request: the stacks that a change touches, what each would change, and what base it has. */
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { policyText, stackText } from "../support/builders.ts";
import { runHoldfast } from "../support/command.ts";
import { temporaryFolder } from "../support/programs.ts";
import { finished, outputsIn } from "./runner.ts";

let path: string;

const put = (file: string, text: string): void => {
  mkdirSync(dirname(join(path, file)), { recursive: true });
  writeFileSync(join(path, file), text);
};
const commit = async (): Promise<void> => {
  await finished("git", ["add", "-A"], path);
  await finished("git", ["commit", "-q", "-m", "Change"], path);
};
const stack = (name: string, include = "") =>
  put(`policies/${name}/stack.yaml`, stackText(name, `cloud: simulator, region: here, project_id: ${name}${include}`));
const patch = (days: number) =>
  `apiVersion: cbr/v3\nkind: BackupPolicy\nmetadata: { name: nightly, patch: true }\nspec:\n  operation_definition: { retention_duration_days: ${days} }\n`;

const SHARED = "policies/shared/nightly.yaml";
const INCLUDE = ", include: [../shared]";

beforeEach(async () => {
  const folder = await temporaryFolder();
  onTestFinished(folder.remove);
  path = join(folder.path, "work");
  mkdirSync(path);
  await finished("git", ["init", "-q", "-b", "main"], path);
  for (const name of ["a", "b", "c"]) stack(name, INCLUDE);
  stack("plain");
  put(SHARED, policyText("nightly", { days: 30 }));
  put("policies/b/nightly.yaml", patch(90));
  await commit();
});

async function holdfast(args: readonly string[], folder = ".") {
  const output = join(path, ".git/output");
  writeFileSync(output, "");
  const env = { PATH: process.env.PATH, HOME: path, GITHUB_REPOSITORY: "a/b", GITHUB_OUTPUT: output };
  const { code, out, err } = await runHoldfast({ args: [...args], cwd: join(path, folder), env });
  return { code, out, err, outputs: outputsIn(readFileSync(output, "utf8")) };
}

const touched = async (): Promise<unknown> =>
  JSON.parse((await holdfast(["ci", "github", "stacks", "--base", "HEAD^"])).outputs.stacks ?? "");

/** Of each stack: what changes, and where its fields are written. */
async function planned(...args: string[]): Promise<unknown> {
  const { out, err } = await holdfast(["plan", "--offline", "--base", "HEAD^", "--format", "json", ...args]);
  if (out === "") throw new Error(err);
  const { stacks } = JSON.parse(out) as {
    stacks: {
      stack: string;
      changes: { action: string; fields: { path: string; source?: { file: string; line: number } }[] }[];
    }[];
  };
  return stacks.map(({ stack: name, changes }) => [
    name,
    ...changes.map(({ action, fields }) =>
      [action, ...fields.map(({ path: field, source }) => `${field} ${source?.file}:${source?.line}`)].join(" "),
    ),
  ]);
}

const DAYS = "/operation_definition/retention_duration_days";

test("a shared file touches the stacks that include it, and changes those that do not give the field themselves", async () => {
  put(SHARED, policyText("nightly", { days: 7 }));
  await commit();
  expect(await touched()).toEqual(["a", "b", "c"]);
  const line =
    policyText("nightly", { days: 7 })
      .split("\n")
      .findIndex((text) => text.includes("retention")) + 1;
  const update = `update ${DAYS} ${SHARED}:${line}`;
  expect(await planned()).toEqual([["a", update], ["b"], ["c", update], ["plain"]]);
  // One stack alone has the same base.
  expect(await planned("a")).toEqual([["a", update]]);
  expect(await planned("policies/b")).toEqual([["b"]]);
});

test("a patch touches its own stack", async () => {
  put("policies/b/nightly.yaml", patch(60));
  await commit();
  expect(await touched()).toEqual(["b"]);
  expect(await planned("b")).toEqual([["b", `update ${DAYS} policies/b/nightly.yaml:5`]]);
});

test("a stack that no longer includes a file is touched by it, and would delete its policy", async () => {
  stack("a");
  await commit();
  expect(await touched()).toEqual(["a"]);
  expect(await planned("a")).toEqual([["a", expect.stringMatching(/^delete /)]]);
  stack("a", INCLUDE);
  put(SHARED, policyText("nightly", { days: 7 }));
  rmSync(join(path, "policies/b/nightly.yaml"));
  await commit();
  expect(await touched()).toEqual(["a", "b", "c"]);
});

test("a removed shared file touches those that included it", async () => {
  for (const name of ["a", "b", "c"]) stack(name);
  rmSync(join(path, SHARED));
  rmSync(join(path, "policies/b/nightly.yaml"));
  await commit();
  expect(await touched()).toEqual(["a", "b", "c"]);
});

test("an include is a change of stack.yaml that reviewers see", async () => {
  stack("plain", INCLUDE);
  await commit();
  const { out } = await holdfast(["plan", "plain", "--offline", "--base", "HEAD^"]);
  expect(out).toContain('* policies/plain/stack.yaml:4  include is ["../shared"]');
});

test("a base is read from a folder below the repository as well", async () => {
  put(SHARED, policyText("nightly", { days: 7 }));
  await commit();
  const { out, code } = await holdfast(["plan", ".", "--offline", "--base", "HEAD^", "--format", "json"], "policies/a");
  expect([code, JSON.parse(out).stacks[0].changes.length]).toEqual([0, 1]);
});

test("a link that the base has is not followed there either", async () => {
  symlinkSync("/etc", join(path, "policies/etc"));
  stack("a", ", include: [../etc/hosts.yaml]");
  await commit();
  rmSync(join(path, "policies/etc"));
  stack("a", INCLUDE);
  await commit();
  const { out } = await holdfast(["plan", "a", "--offline", "--base", "HEAD^", "--format", "json"]);
  expect(JSON.parse(out).stacks[0].problems.map(({ code }: { code: string }) => code)).toEqual(["base-unreadable"]);
});

test("the digest of the files of a stack has those that it includes, and its patches", async () => {
  const digests = async () => {
    const { out } = await holdfast(["plan", "--offline", "--base", "HEAD", "--format", "json"]);
    return (JSON.parse(out) as { stacks: { files: string }[] }).stacks.map(({ files }) => files);
  };
  const before = await digests();
  put(SHARED, `# Another comment.\n${policyText("nightly", { days: 30 })}`);
  const shared = await digests();
  expect(shared.map((digest, index) => digest === before[index])).toEqual([false, false, false, true]);
  put("policies/b/nightly.yaml", `# Another comment.\n${patch(90)}`);
  expect((await digests()).map((digest, index) => digest === shared[index])).toEqual([true, false, true, true]);
});
