import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, readdir, readFile, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { fileStore, type WriteStep } from "../../src/state/file.ts";
import { formatState, revisionOf } from "../../src/state/state.ts";
import { NOTHING, type Revision, type State } from "../../src/state/store.ts";
import { program, startRivals, temporaryFolder } from "../support/programs.ts";
import { empty, outcomeOf, storeContract, written } from "./contract.ts";

storeContract("the file store", async () => {
  const folder = await temporaryFolder();
  const ends = [folder.remove];
  return {
    open: () => fileStore(join(folder.path, ".holdfast/state.json")),
    async rivals(count) {
      const rivals = await startRivals(count, { folder: folder.path });
      ends.unshift(rivals.stop);
      return rivals.writers;
    },
    async leave() {
      for (const end of ends) await end();
    },
  };
});

async function newFolder(): Promise<string> {
  const { path, remove } = await temporaryFolder();
  onTestFinished(remove);
  return path;
}

const first = written(empty, "first");
const second = written(first, "second");
const third = written(second, "third");

/** A folder with the state after these writes, each by the store itself. */
async function folderWith(...states: State[]): Promise<{ folder: string; path: string; revision: Revision }> {
  const folder = await newFolder();
  const path = join(folder, "state.json");
  let revision = NOTHING;
  for (const state of states) revision = await fileStore(path).write(state, revision);
  return { folder, path, revision };
}

/** The same, but the last writer was stopped after its commit: the mark has what the file does not have yet. */
async function laggingFolder(...states: State[]): Promise<{ folder: string; path: string; revision: Revision }> {
  const { folder, path, revision } = await folderWith(...states.slice(0, -1));
  const last = states.at(-1)!;
  const stopped = stopsAt("tear", () => fail("EIO"));
  return { folder, path, revision: await fileStore(path, { step: stopped }).write(last, revision) };
}

const stopsAt = (step: WriteStep, action: () => void | Promise<void>) => (next: WriteStep) =>
  next === step ? action() : undefined;

function fail(code: string): never {
  throw Object.assign(new Error(code), { code, errno: -1 });
}

/** Names and contents. */
async function contents(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), "utf8")])),
  );
}

describe("what lies in the folder", () => {
  test("is the state and its mark, for the user alone, and nothing else", async () => {
    const { folder } = await folderWith(first, second, third);
    expect(await contents(folder)).toEqual({
      "state.json": formatState(third),
      "state.json.3": formatState(third),
    });
    expect((await stat(join(folder, "state.json"))).mode & 0o777).toBe(0o600);
  });

  test("is made with all the folders above it by the first write, and by no read", async () => {
    const folder = await newFolder();
    const store = fileStore(join(folder, "a/b/c/state.json"));
    expect(await store.read()).toEqual({ state: undefined, revision: NOTHING });
    expect(await readdir(folder)).toEqual([]);
    await store.write(first, NOTHING);
    expect((await store.read()).state).toEqual(first);
  });

  test("is read from a file that came alone, as from git, with the digest of its bytes as revision", async () => {
    const path = join(await newFolder(), "state.json");
    const text = JSON.stringify(second);
    await writeFile(path, text);
    expect(await fileStore(path).read()).toEqual({ state: second, revision: revisionOf(text) });
    await fileStore(path).write(third, revisionOf(text));
    expect((await fileStore(path).read()).state).toEqual(third);
  });

  test("names of others, even similar ones, are nobody's business", async () => {
    const { folder, path, revision } = await folderWith(first);
    const others = [
      "state.json.bak",
      "state.json.01",
      "state.json.2.tmp",
      "other.json.2",
      "state.jsonx.2",
      "state.json.",
    ];
    for (const name of others) await writeFile(join(folder, name), "x");
    await fileStore(path).write(second, revision);
    expect(Object.keys(await contents(folder))).toEqual([...others, "state.json", "state.json.2"].sort());
  });
});

describe("a write that was committed, but whose writer went no further", () => {
  test("is read, and reading completes it, so that the file is what people take it for", async () => {
    const { folder, path, revision } = await laggingFolder(first, second);
    expect((await contents(folder))["state.json"]).toBe(formatState(first));
    expect(await fileStore(path).read()).toEqual({ state: second, revision });
    expect((await contents(folder))["state.json"]).toBe(formatState(second));
  });

  test("is completed by the next writer, who leaves nothing of it behind", async () => {
    const { folder, path, revision } = await laggingFolder(first, second);
    await fileStore(path).write(third, revision);
    expect(Object.keys(await contents(folder))).toEqual(["state.json", "state.json.3"]);
    expect((await fileStore(path).read()).state).toEqual(third);
  });

  test("counts even when it was the very first", async () => {
    const { path, revision } = await laggingFolder(first);
    expect(await fileStore(path).read()).toEqual({ state: first, revision });
    expect(await outcomeOf(fileStore(path).write(written(empty, "other"), NOTHING))).toBe("state-conflict");
    expect(await outcomeOf(fileStore(path).write(second, revision))).toBe("ok");
  });
});

describe("what hands did", () => {
  test("a state that was removed is read from its mark: nobody starts empty by accident", async () => {
    const { path, revision } = await folderWith(first, second);
    await rm(path);
    expect(await fileStore(path).read()).toEqual({ state: second, revision });
    expect(await outcomeOf(fileStore(path).write(first, NOTHING))).toBe("state-conflict");
    await fileStore(path).write(third, revision);
    expect(JSON.parse(await readFile(path, "utf8"))).toEqual(third);
  });

  test("a removed state with a broken mark is a failure, not an empty state", async () => {
    const { folder, path } = await folderWith(first, second);
    await rm(path);
    await writeFile(join(folder, "state.json.2"), "{");
    expect(await outcomeOf(fileStore(path).read())).toBe("state-broken");
    expect(await outcomeOf(fileStore(path).write(first, NOTHING))).toBe("state-broken");
  });

  test("an older state written over it in place, which overwrites its mark too, is refused with the one way out", async () => {
    for (const later of [[second], [second, third]]) {
      const { folder, path } = await folderWith(first, ...later);
      const mark = `state.json.${1 + later.length}`;
      await writeFile(path, formatState(first));
      await expect(fileStore(path, { cwd: folder }).read()).rejects.toMatchObject({
        code: "state-broken",
        message: `file state.json was overwritten with its write 1; write ${1 + later.length} is lost`,
        hint: `to continue from write 1, remove ${mark}; to restore a later state, remove ${mark} and put that state there`,
      });
      await rm(join(folder, mark));
      const { state, revision } = await fileStore(path).read();
      expect(state).toEqual(first);
      await fileStore(path).write(second, revision);
      expect((await fileStore(path).read()).state).toEqual(second);
    }
  });

  test("a name that leaves no room for the files beside it is refused before the first write, not before the tenth", async () => {
    const folder = await newFolder();
    expect(() => fileStore(join(folder, "s".repeat(198)))).toThrow("is too long");
    const path = join(folder, "s".repeat(197));
    let revision: Revision = NOTHING;
    let state = first;
    for (let serial = 1; serial <= 11; serial += 1) {
      revision = await fileStore(path).write(state, revision);
      state = written(state, `w${serial}`);
    }
  });

  test("an older state put in its place is refused until somebody says which one is right", async () => {
    const { folder, path, revision } = await folderWith(first, second, third);
    await rm(path);
    await writeFile(path, formatState(first));
    const before = await contents(folder);
    await expect(fileStore(path, { cwd: folder }).read()).rejects.toMatchObject({
      code: "state-broken",
      message:
        "file state.json and state.json.3 beside it do not belong together: the first holds write 1, the second write 3",
      hint: "keep the right one: remove state.json.3, or move it to state.json; Holdfast leaves both as they are",
    });
    expect(await outcomeOf(fileStore(path).write(second, revisionOf(formatState(first))))).toBe("state-broken");
    expect(await contents(folder)).toEqual(before);

    await rename(join(folder, "state.json.3"), path);
    expect(await fileStore(path).read()).toEqual({ state: third, revision });
  });

  test.each<[string, string, State]>([
    ["of another lineage", "state.json.3", { ...third, lineage: "other" }],
    ["that holds another write than its name says", "state.json.3", first],
  ])("a mark %s is refused and left alone", async (_, name, state) => {
    const { folder, path } = await folderWith(first, second);
    await writeFile(join(folder, name), formatState(state));
    const before = await contents(folder);
    expect(await outcomeOf(fileStore(path).read())).toBe("state-broken");
    expect(await contents(folder)).toEqual(before);
  });

  test("a symbolic link in the place of the state is refused: a write would replace the link, not the file", async () => {
    const { folder, path } = await folderWith(first);
    await symlink(path, join(folder, "linked.json"));
    const linked = fileStore(join(folder, "linked.json"));
    await expect(linked.read()).rejects.toMatchObject({ message: expect.stringMatching(/it is a symbolic link$/) });
    expect(await outcomeOf(linked.write(second, NOTHING))).toBe("state-unwritable");
  });

  test("a newer file, as from git, wins over an old mark", async () => {
    const { folder, path } = await folderWith(first);
    await rm(path);
    await writeFile(path, formatState(third));
    const { state, revision } = await fileStore(path).read();
    expect(state).toEqual(third);
    await fileStore(path).write(written(third, "fourth"), revision);
    expect(Object.keys(await contents(folder))).toEqual(["state.json", "state.json.4"]);
  });
});

describe("storage faults", () => {
  test("a state torn at any byte is refused, by readers and writers, and left as it is", async () => {
    const path = join(await newFolder(), "state.json");
    const bytes = Buffer.from(formatState(first));
    for (let length = 0; length < bytes.length - 1; length++) {
      const torn = bytes.subarray(0, length);
      await writeFile(path, torn);
      expect(await outcomeOf(fileStore(path).read())).toBe("state-broken");
      if (length % 50 === 0) {
        expect(await outcomeOf(fileStore(path).write(first, NOTHING))).toBe("state-broken");
        expect(await outcomeOf(fileStore(path).write(second, revisionOf(torn)))).toBe("state-broken");
        expect(await readFile(path)).toEqual(torn);
      }
    }
  });

  test("a mark torn at any byte is refused, and a ticket torn at any byte is nothing", async () => {
    const { folder, path, revision } = await folderWith(first);
    const bytes = Buffer.from(formatState(second));
    const [mark, ticket] = [join(folder, "state.json.2"), join(folder, "state.json.2.00aa.tmp")];
    for (let length = 0; length < bytes.length - 1; length += 3) {
      await writeFile(ticket, bytes.subarray(0, length));
      expect(await fileStore(path).read()).toEqual({ state: first, revision });
      await writeFile(mark, bytes.subarray(0, length));
      expect(await outcomeOf(fileStore(path).read())).toBe("state-broken");
      await rm(mark);
    }
  });

  test.each<[WriteStep, string, string]>([
    ["read", "EIO", "disk: the disk failed (EIO)"],
    ["create", "ENOSPC", "disk: no space is left"],
    ["create", "EDQUOT", "disk: no space is left in the quota"],
    ["create", "EROFS", "state-unwritable: the file system is read-only"],
    ["create", "EACCES", "state-unwritable: permission denied"],
    ["link", "ENOSPC", "disk: no space is left"],
    ["link", "EIO", "disk: the disk failed (EIO)"],
  ])("before the commit (%s, %s): nothing is stored, nothing is left behind", async (step, code, told) => {
    const { folder, path, revision } = await folderWith(first);
    const before = await contents(folder);
    const store = fileStore(path, { cwd: folder, step: stopsAt(step, () => fail(code)) });
    const [failure, why] = told.split(": ");
    await expect(store.write(second, revision)).rejects.toMatchObject({
      code: failure,
      message: `file state.json cannot be written: ${why}`,
      hint: expect.stringMatching(/^[a-z].*[^.]$/),
    });
    expect(await contents(folder)).toEqual(before);
  });

  test("a folder that cannot be put on the disk is told, for the write may be lost with the power", async () => {
    const { folder, path, revision } = await folderWith(first);
    const store = fileStore(path, { cwd: folder, step: stopsAt("sync", () => fail("EIO")) });
    await expect(store.write(second, revision)).rejects.toMatchObject({
      code: "disk",
      message: "file state.json was written, but may not outlive a loss of power: the disk failed (EIO)",
    });
    expect((await store.read()).state).toEqual(second);
  });

  test.each<WriteStep>(["tear", "replace", "tidy"])(
    "after the commit (%s) the write stands, and the next one clears up",
    async (step) => {
      const { folder, path, revision } = await folderWith(first);
      const committed = await fileStore(path, { step: stopsAt(step, () => fail("EIO")) }).write(second, revision);
      expect(await fileStore(path).read()).toEqual({ state: second, revision: committed });
      await fileStore(path).write(third, committed);
      expect(Object.keys(await contents(folder))).toEqual(["state.json", "state.json.3"]);
    },
  );

  test("a folder that is a file, and a state that is a folder, are told", async () => {
    const { folder, path } = await folderWith(first);
    const inFile = fileStore(join(path, "state.json"), { cwd: folder });
    await expect(inFile.read()).rejects.toMatchObject({
      code: "state-unwritable",
      message: "file state.json/state.json cannot be read: a part of its path is a file",
    });
    expect(await outcomeOf(inFile.write(first, NOTHING))).toBe("state-unwritable");
    await expect(fileStore(folder).read()).rejects.toMatchObject({ message: expect.stringMatching(/it is a folder$/) });
  });

  test.runIf(process.platform === "linux")("a folder that cannot be made is told", async () => {
    const store = fileStore("/proc/holdfast/state.json");
    expect(await store.read()).toEqual({ state: undefined, revision: NOTHING });
    await expect(store.write(first, NOTHING)).rejects.toMatchObject({
      code: "state-unwritable",
      message: "file /proc/holdfast/state.json cannot be written: its folder cannot be created",
    });
  });
});

describe("a real system's limits", () => {
  let programs: Awaited<ReturnType<typeof temporaryFolder>>;
  let rival: string;
  beforeAll(async () => {
    programs = await temporaryFolder();
    rival = await program("rival", programs.path);
  });
  afterAll(() => programs.remove());

  /** What one rival answers to one order. */
  async function ask(command: string, args: string[], order: object, options: object = {}): Promise<unknown> {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "inherit", "inherit", "ipc"] });
    await once(child, "message");
    child.send(order);
    const [answer] = await once(child, "message");
    child.kill("SIGKILL");
    return answer;
  }

  test("a folder without the right to write is told, and so is a state without the right to read", async () => {
    const { folder, path, revision } = await folderWith(first);
    // For root everything is allowed: the rival is somebody else then.
    const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const order = { state: second, expected: revision };
    const settings = JSON.stringify({ folder, cwd: folder, state: { file: { path: "state.json" } } });

    await chmod(folder, 0o555);
    await chmod(path, 0o444);
    expect(await ask(process.execPath, [rival, settings], order, nobody)).toMatchObject({
      code: "state-unwritable",
      message: "Failure: file state.json cannot be written: permission denied",
    });
    await chmod(path, 0o000);
    expect(await ask(process.execPath, [rival, settings], order, nobody)).toMatchObject({ code: "state-unwritable" });
    await chmod(path, 0o600);
    expect(await fileStore(path).read()).toEqual({ state: first, revision });
    await chmod(folder, 0o755);
  });

  test("a write that is cut short is not a write", async () => {
    const { folder, path, revision } = await folderWith(first);
    const before = await contents(folder);
    const large = { id: "x", spec: { pattern: "x".repeat(100_000) } };
    const state = { ...second, resources: { ...second.resources, "BackupPolicy/large": large } };
    const settings = JSON.stringify({ folder, cwd: folder, state: { file: { path: "state.json" } } });
    // The first 16 or 32 KiB are written, then the system refuses.
    const limited = ["-c", 'ulimit -f 32; exec "$@"', "sh", process.execPath, rival, settings];
    expect(await ask("sh", limited, { state, expected: revision })).toMatchObject({
      code: "disk",
      message: "Failure: file state.json cannot be written: files may not become that large",
    });
    expect(await contents(folder)).toEqual(before);
    expect(await ask("sh", limited, { state: second, expected: revision })).toHaveProperty("revision");
    expect((await fileStore(path).read()).state).toEqual(second);
  });
});

describe("rivals that stop anywhere", () => {
  test("a writer killed at any step leaves the old state or the new one, and the next writer goes on", async () => {
    const programs = await temporaryFolder();
    onTestFinished(programs.remove);
    const killed = await program("killed-writer", programs.path);

    /** What is stored when a writer died before its step of that number; undefined when it lived. */
    const storedAfter = async (deadly: number, lagging: boolean): Promise<string | undefined> => {
      const { folder, path } = lagging ? await laggingFolder(first, second) : await folderWith(first, second);
      const child = spawn(process.execPath, [killed, path, String(deadly)], { stdio: "inherit" });
      const [code, signal] = await once(child, "exit");
      if (code === 0) return undefined;
      expect(signal).toBe("SIGKILL");

      let { state, revision } = await fileStore(path).read();
      expect((await contents(folder))["state.json"]).toBe(formatState(state!));
      const stored = state!.serial === 2 ? "old" : "new";
      expect(state).toEqual({ ...second, serial: stored === "old" ? 2 : 3 });
      // The ticket of the dead outlives the next commit at most.
      for (const by of ["next", "after"]) {
        state = written(state!, by);
        revision = await fileStore(path).write(state, revision);
      }
      expect(await contents(folder)).toEqual({
        "state.json": formatState(state!),
        [`state.json.${state!.serial}`]: formatState(state!),
      });
      return stored;
    };

    const steps = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
    const [healthy, lagging] = await Promise.all([
      Promise.all(steps(16).map((deadly) => storedAfter(deadly, false))),
      Promise.all(steps(21).map((deadly) => storedAfter(deadly, true))),
    ]);
    // look; look, create, look, link | sync, tear, replace, tidy
    expect(healthy).toEqual([...Array(11).fill("old"), ...Array(4).fill("new"), undefined]);
    // look, catch up, look, tear, replace, tidy, and then on as above
    expect(lagging).toEqual([...Array(16).fill("old"), ...Array(4).fill("new"), undefined]);
  }, 60_000);

  function newNap() {
    let begin!: () => void;
    let wake!: () => void;
    const asleep = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const awake = new Promise<void>((resolve) => {
      wake = resolve;
    });
    return { begin, asleep, wake, awake };
  }

  /** A store that sleeps before its steps of these numbers, from 1, each time until it is woken. */
  function sleeper(path: string, ...numbers: number[]) {
    const naps = numbers.map(newNap);
    let steps = 0;
    const store = fileStore(path, {
      step() {
        steps += 1;
        const nap = naps[numbers.indexOf(steps)];
        nap?.begin();
        return nap?.awake;
      },
    });
    return { store, naps };
  }

  async function writeOn(path: string, ...names: string[]): Promise<State> {
    let { state = empty, revision } = await fileStore(path).read();
    for (const by of names) {
      state = written(state, by);
      revision = await fileStore(path).write(state, revision);
    }
    return state;
  }

  test.each([
    { start: "a state", open: () => folderWith(first, second), before: 8, after: 4 },
    { start: "a state that lags", open: () => laggingFolder(first, second), before: 13, after: 4 },
  ])("on $start, a writer that sleeps anywhere while others write is refused, or had committed before", async (row) => {
    const outcomes: string[] = [];
    for (let number = 1; number <= row.before + row.after; number++) {
      const { folder, path, revision } = await row.open();
      const { store, naps } = sleeper(path, number);
      const outcome = outcomeOf(store.write(third, revision));
      await naps[0]!.asleep;
      const newest = await writeOn(path, "a", "b", "c", "d");
      naps[0]!.wake();
      outcomes.push(await outcome);
      expect("BackupPolicy/third" in newest.resources).toBe(outcomes.at(-1) === "ok");
      expect(await contents(folder)).toEqual({
        "state.json": formatState(newest),
        [`state.json.${newest.serial}`]: formatState(newest),
      });
    }
    expect(outcomes).toEqual([...Array(row.before).fill("state-conflict"), ...Array(row.after).fill("ok")]);
  });

  test("whoever makes up for a dead writer too late does not put its state back over a newer one", async () => {
    const { path, revision } = await laggingFolder(first, second);
    // Sleeps before its link to mark 2, and again where it would replace the state by it.
    const late = sleeper(path, 3, 7);
    const lateOutcome = outcomeOf(late.store.write(written(second, "late"), revision));
    await late.naps[0]!.asleep;
    // Makes up for write 2, commits 3 and tears: it sleeps before it replaces the state, and mark 2 is still there.
    const quick = sleeper(path, 16);
    const quickOutcome = outcomeOf(quick.store.write(third, revision));
    await quick.naps[0]!.asleep;
    late.naps[0]!.wake();
    await late.naps[1]!.asleep;
    quick.naps[0]!.wake();
    expect(await quickOutcome).toBe("ok");
    late.naps[1]!.wake();
    expect(await lateOutcome).toBe("state-conflict");
    expect(JSON.parse(await readFile(path, "utf8"))).toEqual(third);
  });

  /**
   * Four writers take turns step by step, in an order of fast-check's choice, and some never get another turn. Each
   * writes its name beside those that it read: a lost write, or a refused one that was stored, shows in the names.
   */
  test("whatever the order of their steps, every write that was acknowledged is in the state, and no refused one", async () => {
    const root = await newFolder();
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 99 }), { minLength: 40, maxLength: 160 }),
        fc.array(fc.nat({ max: 60 }), { maxLength: 2 }),
        async (order, deaths) => {
          const path = join(root, String(++runs), "state.json");
          const acknowledged: string[] = [];
          const refused: string[] = [];
          const waiting = new Map<string, () => void>();
          let arrived = () => {};

          const run = async (name: string) => {
            const store = fileStore(path, {
              step: () =>
                new Promise<void>((resolve) => {
                  waiting.set(name, resolve);
                  arrived();
                }),
            });
            let serial = 0;
            for (const attempt of [1, 2, 3]) {
              const { state = empty, revision } = await store.read();
              expect(state.serial).toBeGreaterThanOrEqual(serial);
              serial = state.serial;
              const by = `${name}-${attempt}`;
              const outcome = await outcomeOf(store.write(written(state, by), revision));
              (outcome === "ok" ? acknowledged : refused).push(by);
              expect(["ok", "state-conflict"]).toContain(outcome);
            }
          };

          const failures: unknown[] = [];
          for (const name of ["a", "b", "c", "d"]) {
            const there = new Promise<void>((resolve) => {
              arrived = resolve;
            });
            run(name).then(
              () => arrived(),
              (error) => {
                failures.push(error);
                arrived();
              },
            );
            await there;
          }
          for (let turn = 0; waiting.size > 0; turn++) {
            const names = [...waiting.keys()].sort();
            // Rather stay with one for a while than change at every step: most trouble needs a few steps in a row.
            const choice = order[Math.floor(turn / (1 + (order[0]! % 4))) % order.length]!;
            const name = names[choice % names.length]!;
            const goOn = waiting.get(name)!;
            waiting.delete(name);
            if (deaths.includes(turn)) continue;
            const there = new Promise<void>((resolve) => {
              arrived = resolve;
            });
            goOn();
            await there;
          }

          expect(failures).toEqual([]);
          const { state = empty } = await fileStore(path).read();
          const names = Object.keys(state.resources).map((address) => address.slice("BackupPolicy/".length));
          expect(names).toHaveLength(state.serial);
          expect(names).toEqual(expect.arrayContaining(acknowledged));
          expect(names.filter((name) => refused.includes(name))).toEqual([]);
        },
      ),
      { numRuns: 15, seed: 1 },
    );
  });
});
