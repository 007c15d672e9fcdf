/**
 * Files that a command writes: completely or not at all, and never through a link. Links may come with a checkout, and
 * its author must not choose which files are written.
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
  /** The working directory: the file is relative to it, and the checkout is found from it. */
  readonly cwd: string;
  /** What to do when it cannot be written. */
  readonly hint: string;
}

/** Replaces a file and keeps its mode; a reader never sees half of it. @throws Failure `disk` */
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

/** Creates a file, and its folders, if nothing is there. @throws Failure `disk` */
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

/** Appends to a file that other processes may be writing too. @throws Failure `disk` */
export const appendToFile = (file: string, text: string, writing: WriteOptions): void =>
  writeTo(file, writing, (path) => appendFileSync(path, text));

/** Whether something has this path, including a dangling link. */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // A part of the path is a file, or cannot be read; creating something there reports it.
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
      throw new Failure("disk", `${file} is a link, and links are not followed`, {
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

/**
 * `/dev/stdout` is a link too, as is `/dev/fd/63` of a shell: they lead to something that is not a file, outside the
 * checkout.
 */
function isDeviceStream(path: string, cwd: string): boolean {
  const to = statSync(path, { throwIfNoEntry: false });
  return to !== undefined && !to.isFile() && !to.isDirectory() && !isIn(path, checkoutOf(cwd));
}

/** The real folder of a file, as far as it exists. */
function folderOf(path: string, file: string, cwd: string): string {
  assertInCheckout(dirname(path), file, cwd);
  return realOf(dirname(path));
}

/**
 * Refuses a path in the checkout that links lead out of it, or into its .git.
 * @param file for the message
 * @throws Failure `disk`
 */
export function assertInCheckout(path: string, file: string, cwd: string): void {
  const checkout = checkoutOf(cwd);
  if (!isIn(path, checkout)) return;
  const written = relative(checkout, path);
  const real = relative(realOf(checkout), realOf(path));
  const isOut = real === ".." || real.startsWith(`..${sep}`) || resolve(real) === real;
  if (real === written || !(isOut || real.split(sep).includes(".git"))) return;
  throw new Failure("disk", `${file} leads out of the checkout through a link`, {
    hint: "remove the link, or name another place",
  });
}

/** The nearest folder above that has a .git, otherwise the working directory. */
function checkoutOf(cwd: string): string {
  for (let at = resolve(cwd); ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (at === dirname(at)) return resolve(cwd);
  }
}

const isIn = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

/** A dangling link is an error: a file must not be created at its target. */
function realOf(path: string): string {
  if (lstatSync(path, { throwIfNoEntry: false })) return realpathSync(path);
  return join(realOf(dirname(path)), basename(path));
}
