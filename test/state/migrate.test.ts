import { execFileSync } from "node:child_process";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { isFailure } from "../../src/model/problem.ts";
import { settingsFrom } from "../../src/process/settings.ts";
import { openStoreOf } from "../../src/session/open.ts";
import { fileStore } from "../../src/state/file.ts";
import { memoryStore } from "../../src/state/memory.ts";
import { migrate } from "../../src/state/migrate.ts";
import { assertBelongs, formatState, nextState } from "../../src/state/state.ts";
import { NOTHING, type State, type Store } from "../../src/state/store.ts";
import { checked, STACK } from "../support/problems.ts";
import { temporaryFolder } from "../support/programs.ts";
import { empty, outcomeOf, target, written } from "./contract.ts";

/** A store of that name, with this state in it. */
async function storeWith(place: string, state?: State): Promise<Store> {
  const store = { ...memoryStore(), place };
  if (state) await store.write(state, NOTHING);
  return store;
}

const state = written(empty, "nightly");
const lease = {
  id: "run",
  renewals: 0,
  ttl_ms: 60_000,
  holder: { host: "h", pid: 1, user: "u" },
  since: "2026-01-31T18:00:00Z",
};

/** What a command may do with what is in there: use it, be told why not, or start from nothing. */
async function useOf(store: Store): Promise<string> {
  const { state } = await store.read();
  if (!state) return "empty";
  try {
    assertBelongs(state, "demo", target, store.place);
    return "in use";
  } catch (error) {
    if (!isFailure(error, "state-moved")) throw error;
    return error.message;
  }
}

const uses = async (...stores: Store[]): Promise<string[]> => Promise.all(stores.map(useOf));

const movedFrom = async (from: Store, to: Store, id = "a-move") => migrate(from, to, id).then(() => uses(from, to));

test("a move takes everything along, leaves the old state where it was, and nobody uses that any more", async () => {
  const [from, to] = [await storeWith("file a", state), await storeWith("branch b")];
  expect(await migrate(from, to, "a-move")).toEqual({ ...state, serial: 2 });
  expect((await to.read()).state).toEqual({ ...state, serial: 2 });
  expect((await from.read()).state).toEqual({ ...state, serial: 2, moved: { id: "a-move", to: "branch b" } });
  expect(await uses(from, to)).toEqual(["file a was moved to branch b", "in use"]);
});

test("moving again what has moved changes nothing, even when it was changed since", async () => {
  const [from, to] = [await storeWith("file a", state), await storeWith("branch b")];
  const moved = await migrate(from, to, "a-move");
  const next = written(moved, "weekly");
  await to.write(next, (await to.read()).revision);
  expect(await migrate(from, to, "another")).toEqual(next);
  expect((await to.read()).state).toEqual(next);
});

test("a state can move on, and back to where it was", async () => {
  const [a, b, c] = [await storeWith("file a", state), await storeWith("branch b"), await storeWith("row c")];
  await migrate(a, b, "1");
  await migrate(b, c, "2");
  expect(await uses(a, b, c)).toEqual(["file a was moved to branch b", "branch b was moved to row c", "in use"]);
  await migrate(c, a, "3");
  expect(await uses(a, b, c)).toEqual(["in use", "branch b was moved to row c", "row c was moved to file a"]);
  expect((await a.read()).state?.resources).toEqual(state.resources);
});

test("between files the state is the same, but for the count of writes", async () => {
  const { path, remove } = await temporaryFolder();
  onTestFinished(remove);
  const [from, to] = [fileStore(`${path}/a.json`), fileStore(`${path}/b.json`)];
  const third = written(written(state, "weekly"), "monthly");
  let revision = NOTHING;
  for (const next of [state, written(state, "weekly"), third]) revision = await from.write(next, revision);
  await migrate(from, to, "a-move");
  expect(formatState({ ...(await to.read()).state!, serial: 3 })).toBe(formatState(third));
});

/** The store, in a process that dies right before or after its n-th write of all. */
const dying = (store: Store, deaths: { before?: number; after?: number; writes: number }): Store => ({
  ...store,
  async write(...write) {
    deaths.writes += 1;
    if (deaths.writes === deaths.before) throw new Error("killed");
    const revision = await store.write(...write);
    if (deaths.writes === deaths.after) throw new Error("killed");
    return revision;
  },
});

const COPY = "branch b is a copy of file a, and its move was not finished";
const MOVED = "file a was moved to branch b";

test.each<[string, object, string, string]>([
  ["before the copy", { before: 1 }, "in use", "empty"],
  ["after the copy", { after: 1 }, "in use", COPY],
  ["before the old one is let go", { before: 2 }, "in use", COPY],
  ["after the old one is let go", { after: 2 }, MOVED, COPY],
  ["before the arrival", { before: 3 }, MOVED, COPY],
  ["after the arrival", { after: 3 }, MOVED, "in use"],
])("a move that is killed %s is finished by the next one", async (_, when, old, found) => {
  const [from, to] = [await storeWith("file a", state), await storeWith("branch b")];
  const deaths = { writes: 0, ...when };
  await expect(migrate(dying(from, deaths), dying(to, deaths), "a-move")).rejects.toThrow("killed");
  expect(await uses(from, to)).toEqual([old, found]);
  expect(await movedFrom(from, to, "another")).toEqual([MOVED, "in use"]);
  expect((await to.read()).state?.resources).toEqual(state.resources);
});

test("a move that was killed early, and used on where it was, moves what is there by then", async () => {
  const [from, to] = [await storeWith("file a", state), await storeWith("branch b")];
  await expect(migrate(dying(from, { writes: 0, before: 1 }), to, "a-move")).rejects.toThrow("killed");
  const next = written(state, "weekly");
  await from.write(next, (await from.read()).revision);
  expect(await movedFrom(from, to, "another")).toEqual([MOVED, "in use"]);
  expect((await to.read()).state?.resources).toEqual(next.resources);
});

test("a copy that an abandoned move left behind never comes into use by another one", async () => {
  const [a, b, c] = [await storeWith("file a", state), await storeWith("branch b"), await storeWith("row c")];
  await expect(migrate(dying(a, { writes: 0, before: 1 }), b, "1")).rejects.toThrow("killed");
  await migrate(a, c, "2");
  expect(await outcomeOf(migrate(a, b, "3"))).toBe("state-moved");
  expect(await uses(a, b, c)).toEqual(["file a was moved to row c", COPY, "in use"]);
});

test("who writes to the old store during a move wins, and nothing has moved", async () => {
  const [from, to] = [await storeWith("file a", state), await storeWith("branch b")];
  const next = written(state, "weekly");
  const raced: Store = {
    ...to,
    async write(...write) {
      await from.write(next, (await from.read()).revision);
      return to.write(...write);
    },
  };
  expect(await outcomeOf(migrate(from, raced, "a-move"))).toBe("state-conflict");
  expect(await uses(from, to)).toEqual(["in use", COPY]);
  expect((await from.read()).state).toEqual(next);
});

test("two moves at once, however they meet, never bring the state into use twice, and can be finished", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const [from, to] = [await storeWith("file a", state), await storeWith("branch b")];
      const turn = () => scheduler.schedule(Promise.resolve());
      const slow = (store: Store): Store => ({
        ...store,
        async read() {
          await turn();
          return store.read();
        },
        async write(...write) {
          await turn();
          const revision = await store.write(...write);
          expect((await uses(from, to)).filter((use) => use === "in use").length).toBeLessThanOrEqual(1);
          return revision;
        },
      });
      const moves = ["1", "2"].map((id) => outcomeOf(migrate(slow(from), slow(to), id)));
      await scheduler.waitFor(Promise.all(moves));
      expect(await movedFrom(from, to, "3")).toEqual([MOVED, "in use"]);
      expect((await to.read()).state?.resources).toEqual(state.resources);
    }),
    { seed: 20261121, numRuns: 300 },
  );
});

test("a store that gives back something else than it was given gets no state", async () => {
  const [from, to] = [await storeWith("file a", state), await storeWith("branch b")];
  const forgetful: Store = {
    ...to,
    async read() {
      const { state, revision } = await to.read();
      return { state: state && { ...state, resources: {} }, revision };
    },
  };
  expect(await outcomeOf(migrate(from, forgetful, "a-move"))).toBe("state-broken");
  expect(await useOf(from)).toBe("in use");
});

test.each<[string, State | undefined, State | undefined, string, string]>([
  ["nothing", undefined, undefined, "usage", "file a has no state that could be moved"],
  [
    "a state that somebody is applying",
    nextState(empty, { lease }, "a-lineage"),
    undefined,
    "state-leased",
    "file a has an apply that is running or was interrupted",
  ],
  [
    "a state with changes of a run that died",
    nextState(empty, { intents: { "BackupPolicy/a": { action: "create", spec: {}, seen: [] } } }, "a-lineage"),
    undefined,
    "state-leased",
    "file a has an apply that is running or was interrupted",
  ],
  ["to a store that is in use", state, state, "state-foreign", "branch b has a state already, of stack demo"],
  [
    "to what another state left",
    state,
    { ...state, lineage: "other", moved: { id: "1", to: "x" } },
    "state-foreign",
    "branch b has a state already, of stack demo",
  ],
  [
    "a copy that is not in use yet",
    { ...state, arriving: { id: "1", from: "row c" } },
    undefined,
    "state-moved",
    "file a is a copy of row c, and its move was not finished",
  ],
])("moving %s is refused, and changes nothing", async (_, old, found, code, message) => {
  const [from, to] = [await storeWith("file a", old), await storeWith("branch b", found)];
  await expect(migrate(from, to, "a-move")).rejects.toThrow(expect.objectContaining({ code, message }));
  expect([(await from.read()).state, (await to.read()).state]).toEqual([old, found]);
});

test("a state to itself is refused: it would be let go and never arrive", async () => {
  const store = await storeWith("file a", state);
  expect(await outcomeOf(migrate(store, store, "a-move"))).toBe("state-foreign");
  expect(await useOf(store)).toBe("in use");
});

test("no command can go on with a state that moved, or is on its way", () => {
  for (const mark of [{ moved: { id: "1", to: "x" } }, { arriving: { id: "1", from: "x" } }])
    expect(() => nextState({ ...state, ...mark }, {}, "")).toThrow("must not be changed");
});

test("a stack whose state was left in its file is not taken for one without a state", async () => {
  const { path, remove } = await temporaryFolder();
  onTestFinished(remove);
  const [cwd, remote] = [join(path, "repo"), join(path, "remote.git")];
  execFileSync("git", ["init", "-q", cwd]);
  execFileSync("git", ["init", "-q", "--bare", remote]);
  const file = join(cwd, ".holdfast/state.json");
  const revision = await fileStore(file).write(state, NOTHING);
  const git = { git: { remote, branch: "holdfast/demo" } };
  const [stack] = (await checked({ "stack.yaml": STACK })).stacks;
  const settings = { ...settingsFrom(), cwd, env: { ...process.env, HOLDFAST_ALLOW_LOCAL_REMOTES: "1" } };
  const open = () => openStoreOf({ ...stack!, spec: { ...stack!.spec, state: git } }, settings);
  await expect((await open()).read()).rejects.toMatchObject({
    code: "state-moved",
    message: expect.stringMatching(/^branch holdfast\/demo of .* has no state, and file .holdfast\/state.json has one/),
  });
  await migrate(fileStore(file), await openStoreOf({ ...stack!, spec: { ...stack!.spec } }, settings, git), "a-move");
  expect((await (await open()).read()).state?.resources).toEqual(state.resources);
  expect(revision).not.toBe(NOTHING);
});
