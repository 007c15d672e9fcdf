/** Which stacks a change touches: by places, and in real repositories. */
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { touchedBy } from "../../src/ci/touched.ts";
import { runHoldfast } from "../support/command.ts";
import { temporaryFolder } from "../support/programs.ts";
import { finished, outputsIn } from "./runner.ts";

const at = (...folders: string[]) =>
  folders.map((folder) => ({ name: folder.split("/").at(-1) ?? "", folder, includes: [] as string[] }));
const noLinks = () => [];

test.each<[what: string, changed: string[], now: string[], before: string[], stacks: string[], removed: string[]]>([
  ["a file in its folder", ["p/a/x.yaml"], ["p/a", "p/b"], ["p/a", "p/b"], ["a"], []],
  ["a file far below", ["p/a/x/y/z.yaml"], ["p/a"], ["p/a"], ["a"], []],
  ["its stack.yaml", ["p/a/stack.yaml"], ["p/a", "p/b"], ["p/a", "p/b"], ["a"], []],
  ["no folder whose name only begins alike", ["p/ab/x.yaml"], ["p/a"], ["p/a"], [], []],
  ["no file beside it", ["README.md", "p/README.md"], ["p/a"], ["p/a"], [], []],
  ["the innermost stack alone", ["p/a/in/x.yaml"], ["p/a", "p/a/in"], ["p/a", "p/a/in"], ["in"], []],
  ["a new stack", ["p/c/stack.yaml"], ["p/a", "p/c"], ["p/a"], ["c"], []],
  ["a stack that gets the files of one inside of it", ["p/a/in/stack.yaml"], ["p/a"], ["p/a", "p/a/in"], ["a"], ["in"]],
  [
    "a stack that loses files to a new one inside of it",
    ["p/a/in/stack.yaml"],
    ["p/a", "p/a/in"],
    ["p/a"],
    ["a", "in"],
    [],
  ],
  [
    "a file that moved from one to another",
    ["p/a/x.yaml", "p/b/x.yaml"],
    ["p/a", "p/b"],
    ["p/a", "p/b"],
    ["a", "b"],
    [],
  ],
  ["a stack that moved, once", ["p/a/stack.yaml", "q/a/stack.yaml"], ["q/a"], ["p/a"], ["a"], []],
  ["a removed stack", ["p/a/stack.yaml", "p/a/x.yaml"], ["p/b"], ["p/a", "p/b"], [], ["a"]],
  ["a stack at the top", ["x.yaml"], ["."], ["."], ["."], []],
  ["nothing", [], ["p/a"], ["p/a"], [], []],
])("touched is %s", (_, changed, now, before, stacks, removed) => {
  expect(touchedBy(changed, at(...now), at(...before), noLinks, (folder) => now.includes(folder))).toEqual({
    stacks,
    removed,
  });
});

test("a stack depends on the files that its links lead to", () => {
  const linksOf = ({ name }: { name: string }) => (name === "a" ? ["p/shared/x.yaml"] : []);
  const stacks = at("p/a", "p/b");
  expect(touchedBy(["p/shared/x.yaml"], stacks, stacks, linksOf, () => true)).toEqual({ stacks: ["a"], removed: [] });
});

test("a shared file touches the stacks that include it, and those that did; a patch only its own", () => {
  const including = (...files: string[]) => at("p/a", "p/b").map((one) => ({ ...one, includes: files }));
  const [, , third] = at("p/a", "p/b", "p/c");
  const touched = (changed: string, now: string[], before: string[]) =>
    touchedBy([changed], [...including(...now), ...(third ? [third] : [])], including(...before), noLinks, () => true)
      .stacks;
  expect(touched("p/shared/x.yaml", ["p/shared/x.yaml"], [])).toEqual(["a", "b"]);
  expect(touched("p/shared/x.yaml", [], ["p/shared/x.yaml"])).toEqual(["a", "b"]);
  expect(touched("p/shared/y.yaml", ["p/shared/x.yaml"], ["p/shared/x.yaml"])).toEqual([]);
  expect(touched("p/a/patch.yaml", ["p/shared/x.yaml"], ["p/shared/x.yaml"])).toEqual(["a"]);
});

/** A repository, and what `holdfast ci github stacks` says in it. */
async function repository() {
  const { path, remove } = await temporaryFolder();
  onTestFinished(remove);
  const git = (...args: string[]) => finished("git", args, path);
  await git("init", "-q", "-b", "main");
  const put = (file: string, text = "") => {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  };
  return {
    path,
    git,
    put,
    stack(name: string, project: string) {
      const spec = `{ cloud: simulator, project_id: ${project} }`;
      put(
        `policies/${name}/stack.yaml`,
        `apiVersion: holdfast/v1\nkind: Stack\nmetadata: { name: ${name} }\nspec: ${spec}\n`,
      );
    },
    async commit() {
      await git("add", "-A");
      await git("commit", "-q", "-m", "Change");
    },
    async touched(...args: string[]): Promise<Record<string, string>> {
      const output = join(path, ".git/output");
      writeFileSync(output, "");
      const env = { PATH: process.env.PATH, HOME: path, GITHUB_REPOSITORY: "a/b", GITHUB_OUTPUT: output };
      const { code, err } = await runHoldfast({ args: ["ci", "github", "stacks", ...args], cwd: path, env });
      if (code !== 0) throw new Error(err);
      return outputsIn(readFileSync(output, "utf8"));
    },
  };
}

test("stacks are told from a real difference: through links, with wide names, and what main got meanwhile is not ours", async () => {
  const { path, git, put, stack, commit, touched } = await repository().then((one) => ({
    ...one,
    stack: one.stack.bind(one),
  }));
  for (const [index, name] of ["a", "b", "生产", "gone"].entries()) stack(name, `p${index}`);
  put("policies/shared/all.yaml", "");
  symlinkSync("../shared/all.yaml", join(path, "policies/b/all.yaml"));
  await commit();
  await git("checkout", "-q", "-b", "ours");
  put("policies/生产/x y.yaml", "# new\n");
  put("policies/shared/all.yaml", "# changed\n");
  rmSync(join(path, "policies/gone"), { recursive: true });
  await commit();
  await git("checkout", "-q", "main");
  put("policies/a/x.yaml", "# theirs\n");
  await commit();
  await git("checkout", "-q", "ours");
  expect(await touched("--base", "main")).toEqual({ stacks: '["b","生产"]', removed: '["gone"]' });
  // A push that makes a branch has no commit before it.
  expect(await touched("--base", "0".repeat(40))).toEqual({ stacks: '["a","b","生产"]', removed: "[]" });
  expect(await touched("--base", "main", "a")).toEqual({ stacks: "[]", removed: '["gone"]' });
  await expect(touched("--base", "--upload-pack=touch owned")).rejects.toThrow("is not a revision");
  expect(await git("status", "--porcelain")).toBe("");
  // Broken is not gone.
  put("policies/a/stack.yaml", "kind: Stack\n");
  await commit();
  expect(await touched("--base", "HEAD^")).toEqual({ stacks: "[]", removed: "[]" });
});

test("a link on the way to a file touches the stack as well, whether it stands for the file or for a folder", async () => {
  const { path, put, stack, commit, touched } = await repository();
  for (const name of ["a", "b", "c"]) stack(name, name);
  for (const name of ["one", "two"]) put(`policies/shared/${name}/x.yaml`, `# ${name}\n`);
  const link = (target: string, place: string) => {
    rmSync(join(path, place), { force: true });
    symlinkSync(target, join(path, place));
  };
  link("../shared/x.yaml", "policies/a/x.yaml");
  link("one/x.yaml", "policies/shared/x.yaml");
  link("../shared/newest/x.yaml", "policies/b/x.yaml");
  link("one", "policies/shared/newest");
  await commit();
  link("two/x.yaml", "policies/shared/x.yaml");
  await commit();
  expect((await touched("--base", "HEAD^")).stacks).toBe('["a"]');
  link("two", "policies/shared/newest");
  await commit();
  expect((await touched("--base", "HEAD^")).stacks).toBe('["b"]');
  put("policies/shared/two/x.yaml", "# three\n");
  await commit();
  expect((await touched("--base", "HEAD^")).stacks).toBe('["a","b"]');
});
