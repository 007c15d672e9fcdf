/** Writers of the data file that are stopped, killed or slow at any step, and what others make of it. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type DataFile, dataFile, type Step, type Stored } from "../../src/simulator/file.ts";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "data-file-"));
  path = join(folder, "cloud.json");
  onTestFinished(() => rm(folder, { recursive: true }));
});

const saying = (serial: number, what: string) => `{"format": 1, "serial": ${serial}, "projects": {"${what}": {}}}`;

/** Writes what follows `stored`; true when it was stored. */
const write = (file: DataFile, stored: Stored, what: string) => file.replace(stored, saying(stored.serial + 1, what));

/** Reads and writes, until it was first. */
async function add(file: DataFile, what: string): Promise<void> {
  while (!(await write(file, await file.read(), what)));
}

const read = async () => {
  const { text, serial } = await dataFile(path).read();
  return [serial, text === undefined ? undefined : Object.keys(JSON.parse(text).projects)[0]];
};

const STEPS: readonly Step[] = ["ticket", "look", "link", "tear", "replace", "tidy"];

/** A writer that waits before one of its steps until it is told to go on. */
function halting(at: Step) {
  let arrive = () => {};
  let go = () => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const gone = new Promise<void>((resolve) => {
    go = resolve;
  });
  const file = dataFile(path, async (step) => {
    if (step !== at) return;
    arrive();
    await gone;
  });
  return { file, arrived, go };
}

/** A writer that is killed before one of its steps, as far as the disk can tell. */
const dying = (at: Step): DataFile =>
  dataFile(path, (step) => {
    if (step === at) return new Promise<never>(() => {});
    return undefined;
  });

test("a write replaces what was read, and only that", async () => {
  const file = dataFile(path);
  const nothing = await file.read();
  expect(nothing).toEqual({ text: undefined, serial: 0 });
  expect(await write(file, nothing, "a")).toBe(true);
  expect(await write(file, nothing, "b")).toBe(false);
  expect(await read()).toEqual([1, "a"]);
  expect(await write(file, await file.read(), "c")).toBe(true);
  expect(await read()).toEqual([2, "c"]);
  expect(await readdir(folder)).toEqual(["cloud.json"]);
});

describe.each(["nothing", "two writes"])("after %s", (past) => {
  beforeEach(async () => {
    if (past === "two writes") for (const what of ["x", "y"]) await add(dataFile(path), what);
  });

  test.each(STEPS)("a writer killed before %s is undone or done, and in nobody's way", async (at) => {
    const [serial, what] = (await read()) as [number, string | undefined];
    void add(dying(at), "killed");
    // Until it is where it dies.
    const committed = STEPS.indexOf(at) > STEPS.indexOf("link");
    const expected = committed ? [serial + 1, "killed"] : [serial, what];
    await expect.poll(read).toEqual(expected);
    await expect
      .poll(async () => (await readdir(folder)).filter((name) => name.endsWith(".tmp")).length)
      .toBe(at === "ticket" || at === "tidy" ? 0 : 1);
    await add(dataFile(path), "next");
    await add(dataFile(path), "last");
    expect(await read()).toEqual([serial + (committed ? 3 : 2), "last"]);
    expect(await readdir(folder)).toEqual(["cloud.json"]);
  });

  test.each(STEPS)("one that slept before %s while others wrote undoes none of it", async (at) => {
    for (const others of [1, 2, 3]) {
      const { file, arrived, go } = halting(at);
      const [serial] = (await read()) as [number];
      const slow = write(file, await file.read(), `slow-${others}`);
      await arrived;
      for (let n = 0; n < others; n++) await add(dataFile(path), `other-${n}`);
      go();
      const committed = STEPS.indexOf(at) > STEPS.indexOf("link");
      expect(await slow).toBe(committed);
      expect(await read()).toEqual([serial + others + (committed ? 1 : 0), `other-${others - 1}`]);
      await add(dataFile(path), "end");
      expect(await readdir(folder)).toEqual(["cloud.json"]);
    }
  });

  test.each(STEPS)("of two that both stopped before %s, one was first", async (at) => {
    const before = await dataFile(path).read();
    const [one, other] = [halting(at), halting(at)];
    const first = write(one.file, before, "one");
    await one.arrived;
    const second = write(other.file, before, "other");
    // Beyond the commit of the first, the second has found out before it comes there.
    await Promise.race([other.arrived, second]);
    one.go();
    other.go();
    expect([await first, await second].filter(Boolean)).toHaveLength(1);
    expect(await read()).toEqual([before.serial + 1, (await first) ? "one" : "other"]);
  });
});

test("an old ticket never replaces newer data, even if all who were to remove it are slow", async () => {
  const [old, helper, next] = [halting("replace"), halting("tidy"), halting("tidy")];
  const all = [add(old.file, "old")];
  await old.arrived;
  all.push(add(helper.file, "helper"));
  await helper.arrived; // It has made up for the first, and not tidied.
  all.push(add(next.file, "next"));
  await next.arrived;
  expect(await read()).toEqual([2, "next"]);
  old.go();
  await all[0];
  expect(await read()).toEqual([2, "next"]);
  helper.go();
  next.go();
  await Promise.all(all);
  expect(await read()).toEqual([3, "helper"]);
  expect(await readdir(folder)).toEqual(["cloud.json"]);
});

test("data that a person removed is gone, whatever a killed writer left beside it", async () => {
  for (const what of ["a", "b", "c"]) await add(dataFile(path), what);
  void add(dying("tidy"), "d");
  await expect.poll(async () => (await readdir(folder)).sort()).toEqual(["cloud.json", "cloud.json.4"]);
  await rm(path);
  expect(await read()).toEqual([0, undefined]);
  for (const what of ["1", "2", "3", "4", "5"]) await add(dataFile(path), what);
  expect(await read()).toEqual([5, "5"]);
  expect(await readdir(folder)).toEqual(["cloud.json"]);
});

test("a file that a person laid out otherwise is read, and written to", async () => {
  await writeFile(path, '{ "projects": {"by-hand": {}},\n "serial": 7, "format": 1 }');
  expect(await read()).toEqual([7, "by-hand"]);
  await add(dataFile(path), "next");
  expect(await readFile(path, "utf8")).toBe(saying(8, "next"));
});
