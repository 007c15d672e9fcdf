/**
 * The data file, for several simulated clouds at once: each write replaces exactly what its writer has read. Nothing is
 * locked, so a killed writer leaves nothing that a person has to remove. The file system must have hard links.
 *
 *     cloud.json              the data; its `serial` counts writes
 *     cloud.json.8.….tmp      a ticket: a candidate for write 8
 *     cloud.json.8            the mark of write 8: its ticket under a second name. Making it is the commit, which only
 *                             one writer can win
 *
 * A writer links its ticket to the mark, renames the ticket to the data, and removes the mark. Between the first two
 * steps the data lags and the mark counts: readers read the mark, and the next writer finishes the job. So at most one
 * mark counts, the one whose serial is one above the data's.
 *
 * Why a writer that sleeps for long loses nothing: before it links, it makes sure that the data is still what it read.
 * Had write n come and gone meanwhile, whoever removed mark n had first replaced the data and then removed all tickets
 * up to n, and a younger ticket sees data that has moved on. For the same reason an old ticket never replaces newer
 * data: tickets below n are removed before the data is replaced by n.
 */
import { randomUUID } from "node:crypto";
import { link, mkdir, readdir, readFile, rename, unlink, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { readJson } from "../model/json.ts";

/** What a writer does next. */
export type Step = "ticket" | "look" | "link" | "tear" | "replace" | "tidy";

export interface Stored {
  /** Undefined when nothing was written yet. */
  readonly text: string | undefined;
  /** How many writes it has seen; 0 in a file that a person made. */
  readonly serial: number;
}

export interface DataFile {
  read(): Promise<Stored>;
  /** Stores `text`, which has the next serial, if `expected` is still stored. False: another writer was first. */
  replace(expected: Stored, text: string): Promise<boolean>;
}

/** @param step for tests: called, and waited for, before each step, so that a writer can be stopped there. */
export function dataFile(path: string, step: (next: Step) => void | Promise<void> = () => {}): DataFile {
  const folder = dirname(path);
  const markOf = (serial: number) => `${path}.${serial}`;
  const newTicket = (serial: number) => `${path}.${serial}.${randomUUID()}.tmp`;

  async function look(): Promise<Stored & { readonly lags: boolean }> {
    for (;;) {
      const text = await textOf(path);
      const serial = text === undefined ? 0 : serialIn(text);
      const next = await textOf(markOf(serial + 1));
      if (next !== undefined) return { text: next, serial: serial + 1, lags: true };
      // Unchanged, so no mark has come and gone in between.
      if ((await textOf(path)) === text) return { text, serial, lags: false };
    }
  }

  async function replace(expected: Stored, text: string): Promise<boolean> {
    const serial = expected.serial + 1;
    await removeStrays();
    const before = await look();
    if (before.text !== expected.text) return false;
    if (before.lags) await makeUp(before.serial);
    await mkdir(folder, { recursive: true });
    const ticket = newTicket(serial);
    try {
      await step("ticket");
      await writeFile(ticket, text, { flag: "wx" });
      await step("look");
      const now = await look();
      if (now.text !== expected.text || now.lags) return false;
      await step("link");
      if (!(await linked(ticket, markOf(serial)))) return false;
      await settle(ticket, serial);
      return true;
    } finally {
      await unlink(ticket).catch(unlessGone);
    }
  }

  /** For a writer that was killed, or is slow, after its commit. */
  async function makeUp(serial: number): Promise<void> {
    const ticket = newTicket(serial);
    try {
      if (!(await linked(markOf(serial), ticket))) return;
      const now = await look();
      if (now.lags && now.serial === serial) await settle(ticket, serial);
    } finally {
      await unlink(ticket).catch(unlessGone);
    }
  }

  async function settle(ticket: string, serial: number): Promise<void> {
    await step("tear");
    for (const other of await leftovers("ticket"))
      if (other.serial < serial) await unlink(other.path).catch(unlessGone);
    await step("replace");
    // Gone: another writer made up for this one, and has gone on.
    await rename(ticket, path).catch(unlessGone);
    await step("tidy");
    for (const other of await leftovers("ticket"))
      if (other.serial <= serial) await unlink(other.path).catch(unlessGone);
    for (const mark of await leftovers("mark")) if (mark.serial <= serial) await unlink(mark.path).catch(unlessGone);
  }

  /** Marks too far ahead: no writer leaves them, but a person who removes the data, or puts an older one there, can. */
  async function removeStrays(): Promise<void> {
    const marks = await leftovers("mark");
    if (marks.length === 0) return;
    // Read after the marks: data never goes back, so what was ahead of it by two before has not been written.
    const { serial, lags } = await look();
    const newest = lags ? serial : serial + 1;
    for (const mark of marks) if (mark.serial > newest) await unlink(mark.path).catch(unlessGone);
  }

  async function leftovers(kind: "mark" | "ticket"): Promise<{ path: string; serial: number }[]> {
    const ending = kind === "mark" ? /^\.([1-9]\d*)$/ : /^\.([1-9]\d*)\.[0-9a-f-]+\.tmp$/;
    const names = (await readdir(folder).catch(unlessGone)) ?? [];
    return names.flatMap((name) => {
      const [, serial] = name.startsWith(basename(path)) ? (ending.exec(name.slice(basename(path).length)) ?? []) : [];
      return serial === undefined ? [] : [{ path: join(folder, name), serial: Number(serial) }];
    });
  }

  return {
    async read() {
      const { text, serial } = await look();
      return { text, serial };
    },
    replace,
  };
}

/** 0 for what is no JSON: whoever asked for the text will say so. */
function serialIn(text: string): number {
  // Written at the beginning; a person may have moved it.
  const [, first] = /^\{"format": 1, "serial": (\d+),/.exec(text) ?? [];
  if (first !== undefined) return Number(first);
  const read = readJson(text);
  const { serial } = (("value" in read && read.value) || {}) as { serial?: unknown };
  return typeof serial === "number" ? serial : 0;
}

const textOf = (path: string): Promise<string | undefined> => readFile(path, "utf8").catch(unlessGone);

/** False when there is such a name already, or the file is gone: in both cases another writer was first. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (["EEXIST", "ENOENT"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}

function unlessGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
