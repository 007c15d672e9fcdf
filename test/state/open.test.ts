import { mkdir, readdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/state/open.ts";
import { formatState } from "../../src/state/state.ts";
import { NOTHING } from "../../src/state/store.ts";
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
  ["state.json", "file policies/demo/state.json"],
  ["../states/demo.json", "file policies/states/demo.json"],
  ["../../.holdfast/demo.json", "file .holdfast/demo.json"],
  ["a/../b.json", "file policies/demo/b.json"],
])("path %s is %s", async (path, place) => {
  const { cwd, folder } = await repository();
  expect(await openStore({ folder, cwd, state: { file: { path } } })).toMatchObject({ place });
});

test("a stack outside of the working directory may keep its state in its own folder", async () => {
  const { folder, beside } = await repository();
  const { place } = await openStore({ folder, cwd: beside, state: { file: { path: "s.json" } } });
  expect(place).toBe(`file ${folder}/s.json`);
});

test.each([
  ["../../../beside/state.json"],
  ["../../../repository/state.json"],
  ["/tmp/state.json"],
  ["../.."],
  ["out/state.json"],
  ["out/deeper/state.json"],
])("path %s leads out of the repository and is refused", async (path) => {
  const { cwd, folder, beside } = await repository();
  await symlink(beside, join(folder, "out"));
  await expect(openStore({ folder, cwd, state: { file: { path } } })).rejects.toThrow(
    expect.objectContaining({
      code: "usage",
      message: `the state file ${path} is outside of the stack's folder and of the working directory`,
    }),
  );
});

test("a state in git is a branch of a remote, whatever repository the folder is in", async () => {
  const { cwd, folder } = await repository();
  const state = { git: { remote: "origin", branch: "holdfast/prod" } };
  expect(await openStore({ folder, cwd, state })).toMatchObject({ place: "branch holdfast/prod of origin" });
});
