/** Arguments -> the folders to read, and what is meant of what is found there. Looks at the disk, reads no file. */
import { existsSync, lstatSync, realpathSync, type Stats, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { Stack } from "../documents/check.ts";
import { isYaml, shownPath } from "../documents/load.ts";
import { STACK_FILES } from "../documents/names.ts";
import { repositoryOf } from "../git/repository.ts";
import { nearest } from "../model/nearest.ts";
import { ROOT } from "../model/policy.ts";
import { Failure } from "../model/problem.ts";

export interface Selection {
  /** To be read, relative to the working directory; none is inside another. */
  readonly folders: readonly string[];
  /** Arguments that lead to a folder or a file here, and could be the names of stacks as well. */
  readonly words: readonly string[];
  /**
   * What is meant of what was found.
   * @param broken whether some file has errors: its stack may be the one that is missing
   * @throws Failure `usage` when an argument names no stack
   */
  among(stacks: readonly Stack[], broken: boolean): Chosen;
}

export interface Chosen {
  readonly stacks: readonly Stack[];
  includesFile(file: string): boolean;
  /** The files and folders that are meant of a stack; none: all of it. */
  pathsIn(stack: Stack): readonly string[];
  /** Whether something in a folder is meant that is in no stack that could be read. */
  lacksStack(folder: string): boolean;
}

/**
 * The folder `policies/`: here, or in the nearest folder above that has one, up to the top of the git repository.
 * Relative to `cwd`. Undefined where there is none.
 * @throws Failure `usage` when it is above, and a link out of its folder: only a person may name what is outside
 */
export function rootFrom(cwd: string): string | undefined {
  const top = repositoryOf(cwd);
  for (let at = resolve(cwd); ; at = dirname(at)) {
    const root = join(at, ROOT);
    if (statsOf(root)?.isDirectory()) {
      if (at !== resolve(cwd) && relative(realpathSync(at), realpathSync(root)) !== ROOT) {
        throw usage(`${shownPath(root, cwd)} is a link`, `make ${ROOT} a folder, or run this beside it`);
      }
      if (at !== resolve(cwd) && !isOwnedAlike(root, cwd)) {
        const hint = `run this in ${shownPath(at, cwd)}, or name the folder of a stack`;
        throw usage(`${shownPath(root, cwd)} belongs to another user`, hint);
      }
      return shownPath(root, cwd);
    }
    if (top === undefined || at === top || at === dirname(at)) return undefined;
  }
}

/** Anyone can make a folder above a shared one, such as /tmp; git does not trust it either. */
function isOwnedAlike(root: string, cwd: string): boolean {
  const owner = statsOf(root)?.uid;
  return owner === process.getuid?.() || owner === statsOf(cwd)?.uid;
}

/**
 * On the command line an argument is a folder, a YAML file, or else the name of a stack below `policies/`. None means
 * all of `policies/`. A file or a folder inside a stack narrows what is meant, not what is read: problems between files
 * must be found.
 * @throws Failure `usage` for what is none of these
 */
export function select(args: readonly string[], cwd: string): Selection {
  const root = rootFrom(cwd);
  if (args.length === 0 && root === undefined) throw noRoot();
  const paths: string[] = args.length === 0 && root !== undefined ? [root] : [];
  const names: string[] = [];
  for (const arg of args) {
    // To the file system it would be the working directory, and so every stack.
    if (arg === "") throw usage("an argument is empty", "name a stack, or leave it out");
    const stats = statsOf(resolve(cwd, arg));
    if (stats?.isDirectory() || (stats?.isFile() && isYaml(arg))) paths.push(shownPath(resolve(cwd, arg), cwd));
    else if (stats && !couldBeName(arg)) {
      throw usage(`${arg} is neither a folder nor a YAML file`, "name a folder, a .yaml file or a stack");
    } else if (arg.includes("/") || isYaml(arg)) throw usage(`there is no ${arg}`, "check the path");
    else names.push(arg);
  }
  if (names.length > 0 && root === undefined) {
    const hint = `name a folder; names of stacks are looked up in ${ROOT}, which does not exist here`;
    throw usage(`there is no ${names[0]}`, hint);
  }
  const words = args.filter((arg) => couldBeName(arg) && arg !== ROOT && statsOf(resolve(cwd, arg)));
  const folders = [...paths, ...(names.length > 0 && root !== undefined ? [root] : [])];
  const read = folders.map((path) => folderToRead(path, cwd));
  return { ...selection(paths, names, read, root ?? ROOT, "neither a folder nor the name of a stack"), words };
}

/**
 * In a job of CI an argument is the name of a stack of `policies/` and never a path: a pull request can put a folder or
 * a file of any name anywhere. None means all of them.
 * @throws Failure `usage` where git cannot show what changed
 */
export function selectNamed(names: readonly string[], cwd: string): Selection {
  const root = join(cwd, ROOT);
  if (lstatSync(root, { throwIfNoEntry: false })?.isSymbolicLink()) {
    throw usage(`${ROOT} is a link, and git reports no changes through it`, `make ${ROOT} a folder`);
  }
  if (!statsOf(root)?.isDirectory()) throw noRoot();
  // Not what is above it: a stack.yaml there would own every policy that has none.
  return selection(names.length > 0 ? [] : [ROOT], names, [ROOT], ROOT, `not the name of a stack in ${ROOT}`);
}

/** @param root where the names of stacks are looked up */
function selection(
  paths: readonly string[],
  names: readonly string[],
  folders: readonly string[],
  root: string,
  unknown: string,
): Selection {
  return {
    folders: withoutNested(folders),
    words: [],
    among: (stacks, broken) => {
      const having = stacks.filter(({ folder }) => isWithin(folder, root));
      const named = names.flatMap((name) => stacksNamed(name, having, broken, unknown));
      const above = paths.flatMap((path) => enclosing(path, stacks) ?? []);
      const below = stacks.filter(({ folder }) => paths.some((path) => isWithin(folder, path)));
      // A shared file means the stacks that include it.
      const inside = new Set([...named, ...above, ...below]);
      const sharing = stacks.filter(
        (stack) => !inside.has(stack) && stack.includes.some((file) => paths.some((path) => isWithin(file, path))),
      );
      const meant = new Set([...inside, ...sharing]);
      const places = [...paths, ...named.map(({ folder }) => folder)];
      const whole = [...meant].filter(({ folder }) => places.some((path) => isWithin(folder, path)));
      const lists = new Set(whole.map(({ includes }) => includes));
      const shared = new Set([...lists].flat());
      return {
        stacks: stacks.filter((stack) => meant.has(stack)),
        // A folder above that cannot be read is a problem of what is in it.
        includesFile: (file) => shared.has(file) || places.some((path) => isWithin(file, path) || isWithin(path, file)),
        pathsIn: (stack) =>
          places.some((path) => isWithin(stack.folder, path))
            ? []
            : paths.filter(
                (path) => enclosing(path, stacks) === stack || stack.includes.some((file) => isWithin(file, path)),
              ),
        lacksStack: (folder) => paths.some((path) => isWithin(path, folder) && !enclosing(path, stacks)),
      };
    },
  };
}

/** Several when files are wrong: each of them is broken then. */
function stacksNamed(name: string, stacks: readonly Stack[], broken: boolean, unknown: string): Stack[] {
  const found = stacks.filter((one) => one.name === name);
  if (found.length > 0) return found;
  const known = stacks.map((one) => one.name);
  const near = nearest(name, known);
  const others = known.length > 0 ? `there are: ${known.join(", ")}` : "add a stack.yaml first";
  const hint = near ? `did you mean ${near}?` : broken ? "some files have errors: holdfast validate" : others;
  throw usage(`${name} is ${unknown}`, hint);
}

/** A name has neither `/` nor `.`. */
export const couldBeName = (arg: string): boolean => !/[/.]/.test(arg);

/** Undefined for what does not exist or cannot be reached. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // Links that lead to each other, a folder that may not be searched, a name that is too long.
    return undefined;
  }
}

/** The stack that a path is in: of several folders around it, the innermost is its own. */
function enclosing(path: string, stacks: readonly Stack[]): Stack | undefined {
  const around = stacks.filter(({ folder }) => isWithin(path, folder));
  return around.find((one) => around.every(({ folder }) => isWithin(one.folder, folder)));
}

const usage = (message: string, hint: string): Failure => new Failure("usage", message, { hint });

const noRoot = (): Failure =>
  usage(
    `there is no ${ROOT}/ folder here, or above it in a git repository`,
    "write a first stack: holdfast init demo --cloud simulator; or name the folder of your policies",
  );

/** The folder itself, or the one above it that has the stack it is part of. Looks no further than the repository. */
function folderToRead(path: string, cwd: string): string {
  const own = isYaml(path) && statSync(resolve(cwd, path)).isFile() ? dirname(path) : path;
  const start = resolve(cwd, own);
  const top = repositoryOf(start) ?? resolve(cwd, ...own.split("/").filter((part) => part === ".."));
  for (let at = start; ; at = dirname(at)) {
    if (STACK_FILES.some((name) => existsSync(join(at, name)))) return shownPath(at, cwd);
    if (at === top || at === dirname(at)) return own;
  }
}

/** Whether a path is a folder or lies in it. Both are relative to the same place, and as short as they can be. */
export function isWithin(path: string, folder: string): boolean {
  if (path === folder) return true;
  // `.`, `..`, `../..`: whatever begins with no more steps up.
  return isUp(folder) ? stepsUp(path) <= stepsUp(folder) : path.startsWith(`${folder}/`);
}

const isUp = (path: string): boolean => path === "." || path.split("/").every((part) => part === "..");
const stepsUp = (path: string): number => path.split("/").filter((part) => part === "..").length;

export const withoutNested = (folders: readonly string[]): string[] =>
  [...new Set(folders)]
    .filter((folder) => !folders.some((other) => other !== folder && isWithin(folder, other)))
    .sort();
