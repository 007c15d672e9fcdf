/**
 * A state in a file, for concurrent writers on one machine. The file system must support hard links. Nothing is ever
 * locked, so a killed writer leaves nothing that has to be removed by hand.
 *
 *     state.json              the state: always a whole one
 *     state.json.7            the mark of write 7, of the serial in it: the same file under a second name (a hard link)
 *     state.json.8.….tmp      a ticket: a candidate for write 8
 *
 * Renaming a ticket onto the state would be safe from torn files, but not from rivals: the slower one would win. So a
 * write
 *
 *     1 create   puts the next state, serial n, into a ticket of its own and onto the disk
 *     2 look     makes sure that the stored state is still the one expected
 *     3 link     links the ticket to the mark n.  THE COMMIT: it fails when the mark exists, or the ticket does not
 *     4 sync     puts the folder onto the disk
 *     5 tear     removes all tickets below n
 *     6 replace  renames its ticket onto the state
 *     7 tidy     removes all marks below n
 *
 * After the commit and before the replacement, the state in the file is "lagging": the newest one is in the mark.
 * Readers take it from there, and the next reader or writer catches up on 5 to 7, with a new link to the mark as its
 * ticket. So the file is soon the newest state again, as people and backups expect. A reader without write access skips
 * this.
 *
 * Why no write is lost, and only one writer commits write n, however slow the others are ("the state" is the file
 * itself):
 *
 * A. Write n+1 is committed only after a look that found the state to be n. So the state lags by one write at most.
 * B. A ticket for n is linked or renamed only after a look, later than the ticket, that found the state to be n-1. Then
 *    n+1 was not committed yet (A, C). The writer that commits it, or a later one, tears after that, and finds the
 *    ticket: a listing has each entry that exists from its beginning to its end (POSIX, readdir). What is torn is
 *    neither linked nor renamed.
 * C. So the state never goes back: before it is replaced by m, all tickets below m are torn.
 * D. Mark n is removed only by a writer beyond n, after its tearing, when the state is beyond n. (If its ticket is gone
 *    and cannot be renamed, a writer even further on tore it, and had found the state to be that far.)
 * E. So when Z links its ticket for n, there are three cases. There never was a mark n, and Z commits; or there is one;
 *    or it is gone, and Z's ticket with it (B, D). Z may resume after days: this depends on no clock and on no number
 *    of kept marks.
 * F. A look that finds state n, no mark n+1, and again state n returns what was newest when it found no mark: had n+1
 *    been committed by then, its mark would not have gone before the state changed (D).
 *
 * A writer that is killed before its link leaves a ticket, which is torn one or two commits later. A writer that is
 * killed after its link has written. After a power loss the same holds: a ticket is on the disk before it is linked,
 * and the sync of write n makes the replacement by n-1 durable before any mark below n is removed.
 *
 * Only people can remove the state (then it is read from its newest mark, so no run starts empty by accident) or
 * replace it by an older one (refused while a mark shows that there are later writes; only the last but one looks the
 * same as a lagging state).
 */
import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { link, mkdir, open, readdir, readFile, rename, stat, unlink } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { Failure, isFailure } from "../model/problem.ts";
import { failpoint } from "../system/failpoint.ts";
import { assertFollows, conflict, formatState, parseState, revisionOf } from "./state.ts";
import { NOTHING, type Revision, type State, type Store } from "./store.ts";

/**
 * The steps above; a look consists of `read`, `probe` and `read again`, and `catch up` comes before the look of its
 * ticket.
 */
export type WriteStep =
  | "read"
  | "probe"
  | "read again"
  | "catch up"
  | "create"
  | "link"
  | "sync"
  | "tear"
  | "replace"
  | "tidy";

interface Snapshot {
  readonly state: State;
  readonly revision: Revision;
}

/**
 * @param path of the state, relative to `cwd`; the first write creates its folder.
 * @param cwd the working directory, by default the process's own; paths in messages are relative to it.
 * @param step for tests: awaited before each step, so that a writer can be stopped or killed there.
 */
export function fileStore(
  path: string,
  {
    cwd = process.cwd(),
    step = (next) => failpoint(`file: ${next}`),
  }: { readonly cwd?: string; readonly step?: (next: WriteStep) => void | Promise<void> } = {},
): Store {
  const file = resolve(cwd, path);
  const folder = dirname(file);
  const place = shownFile(file, cwd);
  assertRoom(file, place);
  const markOf = (serial: number) => `${file}.${serial}`;
  const newTicket = (serial: number) => `${file}.${serial}.${randomUUID()}.tmp`;

  /** The newest stored state; `lagging` when it was committed, but has not yet replaced the file. */
  async function look(): Promise<(Snapshot & { lagging: boolean }) | undefined> {
    for (;;) {
      // Before the rest: no write is undone, so a mark beyond what the rest finds is not from a writer.
      const newest = Math.max(0, ...(await leftovers()).marks);
      await step("read");
      const current = await load(file);
      const serial = current?.state.serial ?? 0;
      await step("probe");
      const next = await loadMark(serial + 1);
      if (next && current && next.state.lineage !== current.state.lineage)
        throw strayMark(serial + 1, "they have different lineages");
      if (next) return { ...next, lagging: true };
      await step("read again");
      const again = await bytesOf(file);
      if ((again && revisionOf(again)) !== current?.revision) continue;
      if (newest <= serial) return current && { ...current, lagging: false };
      const rescued = await loadMark(newest);
      if (current) throw strayMark(newest, `the first holds write ${serial}, the second write ${newest}`);
      if (rescued) return { ...rescued, lagging: true };
    }
  }

  async function write(state: State, expected: Revision): Promise<Revision> {
    const text = formatState(state);
    const ticket = newTicket(state.serial);
    try {
      const stored = await look();
      if ((stored?.revision ?? NOTHING) !== expected) throw conflict(place);
      assertFollows(state, stored?.state);
      if (stored?.lagging) await catchUp(stored.state.serial);
      await create(ticket, text);
      const now = await look();
      if ((now?.revision ?? NOTHING) !== expected || now?.lagging) throw conflict(place);
      await step("link");
      await hardLink(ticket, markOf(state.serial));
    } catch (error) {
      await unlink(ticket).catch(() => {}); // At worst it stays until a later write tears it.
      throw storageFailure(error, `${place} cannot be written`);
    }
    try {
      await step("sync");
      await sync(folder);
    } catch (error) {
      throw storageFailure(error, `${place} was written, but may not outlive a loss of power`);
    }
    try {
      await finish(ticket, state.serial);
    } catch (error) {
      // The write is committed. The next writer catches up before its own write, and fails if it cannot.
      if (!isErrno(error)) throw error;
    }
    return revisionOf(text);
  }

  /** Steps 5 to 7 for a writer that did not reach them. */
  async function catchUp(serial: number): Promise<void> {
    const ticket = newTicket(serial);
    try {
      await step("catch up");
      await hardLink(markOf(serial), ticket);
      const now = await look();
      if (now?.lagging && now.state.serial === serial) await finish(ticket, serial);
    } finally {
      await unlink(ticket).catch(() => {});
    }
  }

  async function create(ticket: string, text: string): Promise<void> {
    await step("create");
    await makeFolder(folder);
    // Exclusive: does not follow a link that is already there.
    const handle = await open(ticket, "wx", 0o600);
    try {
      failpoint("file: created");
      await handle.writeFile(text);
      failpoint("file: written");
      await handle.sync();
      failpoint("file: synced");
    } finally {
      await handle.close();
    }
  }

  /** @throws Failure `state-conflict` when another write took the new name, or removed the old one. */
  async function hardLink(from: string, to: string): Promise<void> {
    await link(from, to).catch((error) => {
      if (isErrno(error, "EEXIST", "ENOENT")) throw conflict(place);
      if (!isErrno(error, "EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK")) throw error;
      throw new Failure("state-unwritable", `${place} cannot be written: its file system refuses hard links`, {
        hint: "keep the state on a file system that supports them, or in another store",
        cause: error,
      });
    });
  }

  async function finish(ticket: string, serial: number): Promise<void> {
    await step("tear");
    const { tickets, marks } = await leftovers();
    for (const other of tickets) if (other.serial < serial) await unlink(other.path).catch(unlessGone);
    await step("replace");
    await rename(ticket, file).catch(unlessGone);
    failpoint("file: replaced");
    await step("tidy");
    // Still there if the state was the same file already: then a rename does nothing (POSIX).
    await unlink(ticket).catch(unlessGone);
    for (const mark of marks) if (mark < serial) await unlink(markOf(mark)).catch(unlessGone);
  }

  /** Marks and tickets in the folder. */
  async function leftovers(): Promise<{ marks: number[]; tickets: { path: string; serial: number }[] }> {
    const marks: number[] = [];
    const tickets: { path: string; serial: number }[] = [];
    for (const name of (await readdir(folder).catch(unlessGone)) ?? []) {
      if (!name.startsWith(`${basename(file)}.`)) continue;
      const [, serial, ticket] = /^([1-9]\d*)(\.[0-9a-f-]+\.tmp)?$/.exec(name.slice(basename(file).length + 1)) ?? [];
      if (ticket) tickets.push({ path: join(folder, name), serial: Number(serial) });
      else if (serial) marks.push(Number(serial));
    }
    return { marks, tickets };
  }

  async function loadMark(serial: number): Promise<Snapshot | undefined> {
    const mark = await load(markOf(serial));
    if (mark && mark.state.serial !== serial) throw await wrongMark(serial, mark.state.serial);
    return mark;
  }

  /**
   * The state and its mark are one file under two names, so what is written into the state in place, as by `cp`,
   * changes its mark too. Then both hold the same write.
   */
  async function wrongMark(serial: number, held: number): Promise<Failure> {
    const [state, mark] = await Promise.all([stat(file).catch(unlessGone), stat(markOf(serial)).catch(unlessGone)]);
    if (!state || state.ino !== mark?.ino || state.dev !== mark.dev) {
      return strayMark(serial, `the second holds write ${held}`);
    }
    const name = basename(markOf(serial));
    return new Failure("state-broken", `${place} was overwritten with its write ${held}; write ${serial} is lost`, {
      hint: `to continue from write ${held}, remove ${name}; to restore a later state, remove ${name} and put that state there`,
    });
  }

  async function load(path: string): Promise<Snapshot | undefined> {
    const bytes = await bytesOf(path);
    return bytes && { state: parseState(bytes, shownFile(path, cwd)), revision: revisionOf(bytes) };
  }

  function strayMark(serial: number, why: string): Failure {
    const mark = basename(markOf(serial));
    return new Failure("state-broken", `${place} and ${mark} beside it do not belong together: ${why}`, {
      hint: `keep the right one: remove ${mark}, or move it to ${basename(file)}; Holdfast leaves both as they are`,
    });
  }

  return {
    place,
    async read() {
      try {
        const stored = await look();
        if (stored?.lagging) {
          await catchUp(stored.state.serial).catch((error) => {
            // The folder is read-only, or another process was faster.
            if (!isErrno(error) && !isFailure(error, "state-conflict")) throw error;
          });
        }
        return { state: stored?.state, revision: stored?.revision ?? NOTHING };
      } catch (error) {
        throw storageFailure(error, `${place} cannot be read`);
      }
    },
    write,
  };
}

/**
 * A ticket has the longest name, `NAME.SERIAL.UUID.tmp`. Checked for the largest serial, so that no later write fails.
 */
const TICKET_BYTES = ".9007199254740991.".length + 36 + ".tmp".length;
/** The limit of nearly all file systems. */
const MAX_NAME_BYTES = 255;

function assertRoom(file: string, place: string): void {
  const room = MAX_NAME_BYTES - TICKET_BYTES;
  if (Buffer.byteLength(basename(file)) <= room) return;
  throw new Failure("usage", `the name of ${place} is too long: the files beside it have longer ones`, {
    hint: `give it a name of at most ${room} bytes`,
  });
}

/** Follows no link: a write must replace the file that was read. */
const bytesOf = (path: string): Promise<Buffer | undefined> =>
  readFile(path, { flag: constants.O_RDONLY | constants.O_NOFOLLOW }).catch(unlessGone);

function shownFile(path: string, cwd: string): string {
  const way = relative(cwd, path);
  return `file ${(way.startsWith("..") || isAbsolute(way) ? path : way).replaceAll(sep, "/")}`;
}

/** What the system refuses. Anything else is a fault of the disk. */
const REFUSALS: Readonly<Record<string, readonly [why: string, hint: string]>> = {
  EACCES: ["permission denied", "let the user that runs Holdfast read and write the folder and its files"],
  EPERM: ["not permitted", "let the user that runs Holdfast read and write the folder and its files"],
  EROFS: ["the file system is read-only", "keep the state where it can be written"],
  ENOENT: ["its folder cannot be created", "create the folder, or keep the state elsewhere"],
  ENOTDIR: ["a part of its path is a file", "remove that file, or keep the state elsewhere"],
  EEXIST: ["a part of its path is a file", "remove that file, or keep the state elsewhere"],
  EISDIR: ["it is a folder", "remove that folder, or keep the state elsewhere"],
  ELOOP: ["it is a symbolic link", "put the file itself there, or name the path that the link leads to"],
};

const FAULTS: typeof REFUSALS = {
  ENOSPC: ["no space is left", "free space on the disk, then run the command again"],
  EDQUOT: ["no space is left in the quota", "free space on the disk, then run the command again"],
  EFBIG: ["files may not become that large", "raise the limit (ulimit -f), then run the command again"],
};

/** An error of the system as Failure `state-unwritable` or `disk`; anything else as it is. */
function storageFailure(error: unknown, what: string): unknown {
  if (!isErrno(error)) return error;
  const [why, hint] = REFUSALS[error.code] ??
    FAULTS[error.code] ?? [`the disk failed (${error.code})`, "check the disk, then run the command again"];
  return new Failure(error.code in REFUSALS ? "state-unwritable" : "disk", `${what}: ${why}`, { hint, cause: error });
}

/** An error of the system, with one of `codes` if any are given. (A Failure has a code too, but no `errno`.) */
const isErrno = (error: unknown, ...codes: string[]): error is NodeJS.ErrnoException & { code: string } =>
  error instanceof Error &&
  "errno" in error &&
  "code" in error &&
  typeof error.code === "string" &&
  (codes.length === 0 || codes.includes(error.code));

function unlessGone(error: unknown): undefined {
  if (!isErrno(error, "ENOENT")) throw error;
}

/** Not `mkdir` with `recursive`: that of Node 20 never returns where a folder cannot be created, as in /proc. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (isErrno(error, "EEXIST")) return;
    if (!isErrno(error, "ENOENT")) throw error;
    await makeFolder(dirname(folder));
    await mkdir(folder).catch((again) => {
      if (!isErrno(again, "EEXIST")) throw again;
    });
  }
  // A new folder is durable once the one above it is.
  await sync(dirname(folder));
}

async function sync(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
