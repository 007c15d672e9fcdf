/**
 * Files that a command is told to write: whole or not at all, and never where a link leads. A checkout may bring links, and
 * whoever wrote them may not write where they lead.
 */
import { randomUUID } from "node:crypto";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { Failure } from "../model/problem.ts";

export interface WriteOptions {
  /** The working directory: what the file is relative to, and where the checkout is looked for. */
  readonly cwd: string;
  /** What to do when it cannot be written. */
  readonly hint: string;
}

/** In the place of what is there, keeping its mode; nobody ever reads half of it. @throws Failure `disk` */
export const replaceFile = (file: string, text: string, writing: WriteOptions): void =>
  writeTo(file, writing, (path, there) => {
    if (there && !there.isFile()) return writeFileSync(path, text);
    const temporary = join(dirname(path), `.holdfast-${randomUUID()}.tmp`);
    try {
      writeFileSync(temporary, text, { flag: "wx" });
      if (there) chmodSync(temporary, there.mode);
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  });

/** With the folders that it needs, where nothing is. @throws Failure `disk` */
export const createFile = (file: string, text: string, writing: WriteOptions): void =>
  writeTo(file, writing, (path) => {
    mkdirSync(dirname(path), { recursive: true });
    let begun = false;
    try {
      writeFileSync(path, "", { flag: "wx" });
      begun = true;
      appendFileSync(path, text);
    } catch (error) {
      if (begun) rmSync(path);
      throw error;
    }
  });

/** Behind what others wrote, who may be writing now. @throws Failure `disk` */
export const appendToFile = (file: string, text: string, writing: WriteOptions): void =>
  writeTo(file, writing, (path) => appendFileSync(path, text));

/** Whether something has that name; a link that leads nowhere has it too. */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // A file where a folder should be, or a folder that is shut: to make one there says so.
    return false;
  }
}

function writeTo(
  file: string,
  { cwd, hint }: WriteOptions,
  write: (path: string, there: Stats | undefined) => void,
): void {
  try {
    const path = resolve(cwd, file);
    const there = lstatSync(path, { throwIfNoEntry: false });
    if (there?.isSymbolicLink() && !isDeviceStream(path, cwd)) {
      throw new Failure("disk", `${file} is a link, and is not written through`, {
        hint: "remove it, or name another file",
      });
    }
    const folder = folderOf(path, file, cwd);
    write(join(folder, basename(path)), there);
  } catch (error) {
    if (error instanceof Failure) throw error;
    const why = (error as NodeJS.ErrnoException).code ?? "unknown";
    throw new Failure("disk", `${file} cannot be written (${why})`, { hint, cause: error });
  }
}

/** `/dev/stdout` is a link too, as is `/dev/fd/63` of a shell: to what is no file, and not in the checkout. */
function isDeviceStream(path: string, cwd: string): boolean {
  const to = statSync(path, { throwIfNoEntry: false });
  return to !== undefined && !to.isFile() && !to.isDirectory() && !isIn(path, checkoutOf(cwd));
}

/** The folder of a file, without links on the way; what of it does not exist yet is as said. */
function folderOf(path: string, file: string, cwd: string): string {
  assertInCheckout(dirname(path), file, cwd);
  return realOf(dirname(path));
}

/**
 * That links in the checkout lead to no place outside of it, and not into its .git.
 * @param file for the message
 * @throws Failure `disk`
 */
export function assertInCheckout(path: string, file: string, cwd: string): void {
  const checkout = checkoutOf(cwd);
  if (!isIn(path, checkout)) return;
  const said = relative(checkout, path);
  const real = relative(realOf(checkout), realOf(path));
  const isOut = real === ".." || real.startsWith(`..${sep}`) || resolve(real) === real;
  if (real === said || !(isOut || real.split(sep).includes(".git"))) return;
  throw new Failure("disk", `${file} leads out of the checkout by a link`, {
    hint: "remove the link, or name another place",
  });
}

/** The folder above that git knows, else the working directory. */
function checkoutOf(cwd: string): string {
  for (let at = resolve(cwd); ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (at === dirname(at)) return resolve(cwd);
  }
}

const isIn = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

/** A link that leads nowhere is an error: what would be made there? */
function realOf(path: string): string {
  if (lstatSync(path, { throwIfNoEntry: false })) return realpathSync(path);
  return join(realOf(dirname(path)), basename(path));
}
