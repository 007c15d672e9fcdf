import { execFileSync } from "node:child_process";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/state/open.ts";
import { formatState } from "../../src/state/state.ts";
import { NOTHING } from "../../src/state/store.ts";
import { countedGit } from "../support/counted-git.ts";
import { checked, STACK } from "../support/problems.ts";
import { temporaryFolder } from "../support/programs.ts";
import { empty, outcomeOf, written } from "./contract.ts";

/** A repository with a stack, and a folder beside the repository. */
async function repository() {
  const { path, remove } = await temporaryFolder();
  onTestFinished(remove);
  const [cwd, folder, beside] = [join(path, "repo"), join(path, "repo/policies/demo"), join(path, "beside")];
  await Promise.all([mkdir(folder, { recursive: true }), mkdir(beside)]);
  return { cwd, folder, beside };
}

const env = (home: string) => ({ PATH: process.env.PATH, HOME: home, GIT_CONFIG_NOSYSTEM: "1" });
const git = (cwd: string, ...args: string[]) => execFileSync("git", args, { cwd, env: env(cwd), encoding: "utf8" });

test("without settings the state is .holdfast/state.json beside stack.yaml, and is only made by a write", async () => {
  const { cwd, folder } = await repository();
  const store = await openStore({ folder: "policies/demo", cwd });
  expect(store.place).toBe("file policies/demo/.holdfast/state.json");
  expect(await store.read()).toEqual({ state: undefined, revision: NOTHING });
  expect(await readdir(folder)).toEqual([]);
  await store.write(written(empty, "a"), NOTHING);
  expect(await readFile(join(folder, ".holdfast/state.json"), "utf8")).toBe(formatState(written(empty, "a")));
});

test("git ignores the folder .holdfast, unless somebody wants otherwise, and no folder of another's", async () => {
  const { cwd, folder } = await repository();
  const status = () => git(cwd, "status", "--porcelain", "--untracked-files=all");
  git(cwd, "init", "-q");
  const revision = await (await openStore({ folder, cwd })).write(written(empty, "a"), NOTHING);
  expect(status()).toBe("");
  await writeFile(join(folder, ".holdfast/.gitignore"), "");
  await (await openStore({ folder, cwd })).write(written(written(empty, "a"), "b"), revision);
  expect(status()).toContain("policies/demo/.holdfast/state.json\n");
  await (await openStore({ folder, cwd, state: { file: { path: "x/s.json" } } })).write(written(empty, "a"), NOTHING);
  expect(await readdir(join(folder, "x"))).not.toContain(".gitignore");
});

test.each([
  ["state.json", "state.json"],
  ["./state.json", "state.json"],
  ["states/demo.json", "states/demo.json"],
  [".holdfast/demo.json", ".holdfast/demo.json"],
  ["a/.holdfast/b.json", "a/.holdfast/b.json"],
])("path %s is in the stack's folder", async (path, place) => {
  const { cwd, folder } = await repository();
  const store = await openStore({ folder, cwd, state: { file: { path } } });
  expect(store.place).toBe(`file policies/demo/${place}`);
});

test("a stack outside of the working directory may keep its state in its own folder", async () => {
  const { folder, beside } = await repository();
  const { place } = await openStore({ folder, cwd: beside, state: { file: { path: "s.json" } } });
  expect(place).toBe(`file ${folder}/s.json`);
});

const OUTSIDE = "is outside of the stack's folder";
const HIDDEN = (part: string) => `is in ${part}, and what begins with a dot belongs to other programs`;
const NPM = "is in node_modules, which npm removes";

/** Paths, and why no state is kept there. */
const NO_PLACES: [string, string][] = [
  ["../state.json", OUTSIDE],
  ["../../.holdfast/demo.json", OUTSIDE],
  ["a/../b.json", OUTSIDE],
  ["..\\state.json", OUTSIDE],
  ["/tmp/state.json", OUTSIDE],
  ["C:\\state.json", OUTSIDE],
  [".", OUTSIDE],
  [".git/state.json", HIDDEN(".git")],
  ["a/.GIT/hooks/post-checkout", HIDDEN(".GIT")],
  [".github/workflows/evil.yml", HIDDEN(".github")],
  [".Holdfast/state.json", HIDDEN(".Holdfast")],
  [".npmrc", HIDDEN(".npmrc")],
  ["...", HIDDEN("...")],
  ["node_modules/holdfast/dist/cli.js", NPM],
  ["a/Node_Modules/state.json", NPM],
  ["a\nb.json", "has a control character"],
];

test.each(NO_PLACES)("no state is kept at %j: it %s", async (path, why) => {
  const { cwd, folder } = await repository();
  await expect(openStore({ folder, cwd, state: { file: { path } } })).rejects.toThrow(
    expect.objectContaining({ code: "usage", message: `the state file ${path} ${why}` }),
  );
});

describe("a state file that git tracks comes with pull requests, and is refused", () => {
  /** Files that are tracked, and where the state is; what comes of opening it. */
  async function opened(tracked: readonly string[], path: string, top = ".") {
    const { cwd, folder } = await repository();
    for (const file of [...tracked, path]) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), formatState(written(empty, "a")));
    }
    git(join(cwd, top), "init", "-q");
    if (tracked.length > 0) git(folder, "add", "--", ...tracked);
    const store = await openStore({ folder, cwd, state: { file: { path } }, env: env(cwd) });
    const said = await outcomeOf(store.write(written(empty, "b"), NOTHING));
    return store.read().then(
      () => store.place,
      ({ code, message }) => (said === code ? `${code}: ${message}` : said),
    );
  }
  const refused = (file: string) =>
    `state-unwritable: git tracks policies/demo/${file}, so a pull request could change the state`;

  test.each<[string, readonly string[], string]>([
    ["the file", ["s.json"], "s.json"],
    ["one of its marks", ["s.json.7"], "s.json.7"],
    ["in another case, which is the same file on some disks", ["S.json"], "S.json"],
    ["in a folder", [".holdfast/s.json"], ".holdfast/s.json"],
  ])("%s", async (_, tracked, told) => {
    const path = told.toLowerCase().replace(/\.7$/, "");
    expect(await opened(tracked, path)).toBe(refused(told));
  });

  test("a name that is a pattern", async () => {
    expect(await opened(["s[1]*?.json"], "s[1]*?.json")).toBe(refused("s[1]*?.json"));
    expect(await opened(["s1.json"], "s[1].json")).toBe("file policies/demo/s[1].json");
  });

  test("in a repository of its own, as a submodule has it", async () => {
    expect(await opened(["s.json"], "s.json", "policies/demo")).toBe(
      "state-unwritable: git tracks s.json, so a pull request could change the state",
    );
  });

  test("but not what only looks like it", async () => {
    const others = ["s.json.bak", "s.json.7.x.tmp", "as.json", "deeper/s.json", "s.jsonx"];
    expect(await opened(others, "s.json")).toBe("file policies/demo/s.json");
    expect(await opened([], "s.json")).toBe("file policies/demo/s.json");
  });

  test("a repository that git does not read is a failure, and no git is none", async () => {
    const { cwd, folder } = await repository();
    git(cwd, "init", "-q");
    const open = async (PATH?: string) =>
      (await openStore({ folder, cwd, state: { file: { path: "s" } }, env: { ...env(cwd), PATH } })).read();
    expect(await open(cwd)).toEqual({ state: undefined, revision: NOTHING });
    await writeFile(join(cwd, ".git/index"), "torn");
    await expect(open(process.env.PATH)).rejects.toMatchObject({
      code: "state-unwritable",
      message: expect.stringMatching(/^cannot find out whether git tracks s in .*: /),
    });
  });

  test("is asked once a run, however many stacks there are, and not before there is one", async () => {
    const { cwd } = await repository();
    git(cwd, "init", "-q");
    const counted = countedGit(cwd);
    counted.forget();
    const shared = { ...env(cwd), PATH: `${counted.bin}:${process.env.PATH}` };
    const open = async (name: string) =>
      (await openStore({ folder: join(cwd, "policies", name), cwd, env: shared })).read();
    const names = Array.from({ length: 20 }, (_, index) => `s${index}`);
    await Promise.all(names.map(open));
    expect(counted.lines()).toEqual([]);
    for (const name of names) await mkdir(join(cwd, "policies", name, ".holdfast"), { recursive: true });
    await Promise.all(names.map(open));
    expect(counted.lines()).toEqual([expect.stringContaining(" ls-files ")]);
  });
});

test("a state file is reached without links below the stack's folder", async () => {
  const { cwd, folder } = await repository();
  await mkdir(join(folder, "there"));
  await symlink("there", join(folder, "link"));
  const open = (path: string) => openStore({ folder, cwd, state: { file: { path } } });
  await expect(open("link/s.json")).rejects.toMatchObject({
    code: "state-unwritable",
    message: "the state file link/s.json is reached by a link",
  });
  expect(await open("there/s.json")).toMatchObject({ place: "file policies/demo/there/s.json" });
  // Of the folders above it, the user says where they are.
  await symlink(cwd, join(cwd, "../linked"));
  const linked = openStore({ folder: join(cwd, "../linked/policies/demo"), cwd, state: { file: { path: "s.json" } } });
  expect(await linked).toMatchObject({ place: expect.stringMatching(/s\.json$/) });
});

test.each(NO_PLACES)("and a stack.yaml that says %j has a problem at it", async (path, why) => {
  const said = JSON.stringify(path);
  const text = STACK.replace("project_id: p", `project_id: p, state: { file: { path: ${said} } }`);
  const { problems } = await checked({ "stack.yaml": text });
  const column = (text.split("\n")[3]?.indexOf(said) ?? 0) + 1;
  expect(problems.map(({ code, message, range }) => [code, message, range?.start])).toEqual([
    ["schema", `the state file ${why}`, { line: 4, column }],
  ]);
});

test.each([
  ["a folder beside the repository", "../../../beside"],
  ["a folder of the repository", "../.."],
  ["a folder of git in the stack's own", ".git"],
])("a link to %s does not take a state there", async (_, target) => {
  const { cwd, folder } = await repository();
  await mkdir(join(folder, ".git"));
  await symlink(target, join(folder, "out"));
  for (const path of ["out/state.json", "out/deeper/state.json"]) {
    await expect(openStore({ folder, cwd, state: { file: { path } } })).rejects.toMatchObject({ code: "usage" });
  }
});

test("a state in git is a branch of a remote, whatever repository the folder is in", async () => {
  const { cwd, folder } = await repository();
  const state = { git: { remote: "origin", branch: "holdfast/prod" } };
  expect(await openStore({ folder, cwd, state })).toMatchObject({ place: "branch holdfast/prod of origin" });
});
