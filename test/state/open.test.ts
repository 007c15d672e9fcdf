import { mkdir, readdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/state/open.ts";
import { formatState } from "../../src/state/state.ts";
import { NOTHING } from "../../src/state/store.ts";
import { checked, STACK } from "../support/problems.ts";
import { temporaryFolder } from "../support/programs.ts";
import { empty, written } from "./contract.ts";

/** A repository with a stack, and a folder beside the repository. */
async function repository() {
  const { path, remove } = await temporaryFolder();
  onTestFinished(remove);
  const [cwd, folder, beside] = [join(path, "repo"), join(path, "repo/policies/demo"), join(path, "beside")];
  await Promise.all([mkdir(folder, { recursive: true }), mkdir(beside)]);
  return { cwd, folder, beside };
}

test("without settings the state is .holdfast/state.json beside stack.yaml, and is only made by a write", async () => {
  const { cwd, folder } = await repository();
  const store = await openStore({ folder: "policies/demo", cwd });
  expect(store.place).toBe("file policies/demo/.holdfast/state.json");
  expect(await store.read()).toEqual({ state: undefined, revision: NOTHING });
  expect(await readdir(folder)).toEqual([]);
  await store.write(written(empty, "a"), NOTHING);
  expect(await readFile(join(folder, ".holdfast/state.json"), "utf8")).toBe(formatState(written(empty, "a")));
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

test.each(NO_PLACES)("and a stack.yaml that says %j has a problem at it", (path, why) => {
  const said = JSON.stringify(path);
  const text = STACK.replace("project_id: p", `project_id: p, state: { file: { path: ${said} } }`);
  const { problems } = checked({ "stack.yaml": text });
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
