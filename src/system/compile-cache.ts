/**
 * Compiled code of the program, which Node 22 and newer keep between runs so that it starts faster.
 *
 * Node runs it unchecked: who can write it can run anything with our credentials. Node's own default is below the
 * folder for temporary files, where another user may have been first. So it is kept in the cache of this user, and only
 * where no other user can write and no checkout can bring it along; elsewhere the program starts without.
 */
import { existsSync, lstatSync, mkdirSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import type { Env } from "../model/env.ts";

/** Absent before Node 22.1. https://nodejs.org/api/module.html#moduleenablecompilecacheoptions */
interface WithCompileCache {
  readonly enableCompileCache?: (folder: string) => unknown;
}

/** For what is loaded from now on. Never fails: it is not what a command is run for. */
export function keepCompiledCode(): void {
  const { enableCompileCache } = process.getBuiltinModule("node:module") as WithCompileCache;
  // NODE_COMPILE_CACHE already names a folder, and Node has begun.
  if (!enableCompileCache || process.env.NODE_DISABLE_COMPILE_CACHE || process.env.NODE_COMPILE_CACHE) return;
  try {
    const folder = cacheFolder(process.env, process.cwd(), process.getuid?.());
    if (folder !== undefined) enableCompileCache(folder);
  } catch {
    // A working directory that is gone, a home that cannot be read, a disk that is full.
  }
}

/**
 * The folder for compiled code, made if it is not there.
 * @param uid undefined where the system does not say who owns a folder
 * @returns undefined where there is no safe one, and in CI, where a home is new for every job or is filled by other
 * jobs
 */
export function cacheFolder(env: Env, cwd: string, uid: number | undefined): string | undefined {
  const caches = env.XDG_CACHE_HOME || (env.HOME && join(env.HOME, ".cache"));
  if (!caches || !isAbsolute(caches) || uid === undefined || env.CI) return undefined;
  const folder = realPathOf(join(caches, "holdfast"));
  const there = upwards(folder).filter((path) => existsSync(path));
  const [nearest, ...above] = there;
  if (nearest === undefined || !isPrivate(nearest, uid) || !above.every((path) => isTrusted(path, uid)))
    return undefined;
  // A pull request can bring a folder along, down to the files in it.
  if (there.includes(realpathSync(cwd)) || there.some((path) => existsSync(join(path, ".git")))) return undefined;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Node makes folders in it that are as open as the umask has them.
  return (lstatSync(folder).mode & 0o077) === 0 ? folder : undefined;
}

/** With every link in it followed, also when its end is not there yet. */
const realPathOf = (path: string): string =>
  existsSync(path) ? realpathSync(path) : join(realPathOf(dirname(path)), basename(path));

/** A path, and every folder around it. */
const upwards = (path: string): string[] => (dirname(path) === path ? [path] : [path, ...upwards(dirname(path))]);

const OTHERS_WRITE = 0o022;
const STICKY = 0o1000;

function isPrivate(path: string, uid: number): boolean {
  const { uid: owner, mode } = lstatSync(path);
  return owner === uid && (mode & OTHERS_WRITE) === 0;
}

/** In a sticky folder, such as /tmp, others cannot replace what is ours. */
function isTrusted(path: string, uid: number): boolean {
  const { uid: owner, mode } = lstatSync(path);
  return (owner === uid || owner === 0) && ((mode & OTHERS_WRITE) === 0 || (mode & STICKY) !== 0);
}
