/** Arguments -> the folders to read, and what is meant of what is found there. Looks at the disk, reads no file. */
import { existsSync, lstatSync, type Stats, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Stack } from "../documents/check.ts";
import { isYaml, shownPath } from "../documents/load.ts";
import { STACK_FILES } from "../documents/names.ts";
import type { Change } from "../model/change.ts";
import { nearest } from "../model/nearest.ts";
import { KINDS, type Policy, ROOT } from "../model/policy.ts";
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
  /** Whether something in a folder is meant that is in no stack that could be read. */
  lacksStack(folder: string): boolean;
}

/**
 * On the command line an argument is a folder, a YAML file, or else the name of a stack below `policies/`. None means
 * all of `policies/`. A file or a folder inside a stack narrows what is meant, not what is read: problems between files
 * must be found.
 * @throws Failure `usage` for what is none of these
 */
export function select(args: readonly string[], cwd: string): Selection {
  const paths: string[] = [];
  const names: string[] = [];
  for (const arg of args.length > 0 ? args : [ROOT]) {
    // To the file system it would be the working directory, and so every stack.
    if (arg === "") throw usage("an argument is empty", "name a stack, or leave it out");
    const stats = statsOf(resolve(cwd, arg));
    if (stats?.isDirectory() || (stats?.isFile() && isYaml(arg))) paths.push(shownPath(resolve(cwd, arg), cwd));
    else if (args.length === 0) throw noRoot();
    else if (stats && !couldBeName(arg)) {
      throw usage(`${arg} is neither a folder nor a YAML file`, "name a folder, a .yaml file or a stack");
    } else if (arg.includes("/") || isYaml(arg)) throw usage(`there is no ${arg}`, "check the path");
    else names.push(arg);
  }
  if (names.length > 0 && !existsSync(join(cwd, ROOT))) {
    const hint = `name a folder; names of stacks are looked up in ${ROOT}, which does not exist here`;
    throw usage(`there is no ${names[0]}`, hint);
  }
  const words = args.filter((arg) => couldBeName(arg) && arg !== ROOT && statsOf(resolve(cwd, arg)));
  const folders = [...paths, ...(names.length > 0 ? [ROOT] : [])].map((path) => folderToRead(path, cwd));
  return { ...selection(paths, names, folders, "neither a folder nor the name of a stack"), words };
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
  return selection(names.length > 0 ? [] : [ROOT], names, [ROOT], `not the name of a stack in ${ROOT}`);
}

function selection(
  paths: readonly string[],
  names: readonly string[],
  folders: readonly string[],
  unknown: string,
): Selection {
  return {
    folders: withoutNested(folders),
    words: [],
    among: (stacks, broken) => {
      const having = stacks.filter(({ folder }) => isWithin(folder, ROOT));
      const named = names.flatMap((name) => stacksNamed(name, having, broken, unknown));
      const above = paths.flatMap((path) => enclosing(path, stacks) ?? []);
      const below = stacks.filter(({ folder }) => paths.some((path) => isWithin(folder, path)));
      // A shared file means the stacks that include it.
      const sharing = stacks.filter(({ includes }) =>
        includes.some((file) => paths.some((path) => isWithin(file, path))),
      );
      const meant = new Set([...named, ...above, ...below, ...sharing]);
      const places = [...paths, ...named.map(({ folder }) => folder)];
      const whole = [...meant].filter(({ folder }) => places.some((path) => isWithin(folder, path)));
      const shared = new Set(whole.flatMap(({ includes }) => includes));
      return {
        stacks: stacks.filter((stack) => meant.has(stack)),
        // A folder above that cannot be read is a problem of what is in it.
        includesFile: (file) => shared.has(file) || places.some((path) => isWithin(file, path) || isWithin(path, file)),
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
const enclosing = (path: string, stacks: readonly Stack[]): Stack | undefined =>
  stacks
    .filter(({ folder }) => isWithin(path, folder))
    .sort((a, b) => b.folder.length - a.folder.length)
    .at(0);

const usage = (message: string, hint: string): Failure => new Failure("usage", message, { hint });

const noRoot = (): Failure =>
  usage(`there is no folder ${ROOT} here`, "run this where it is, or name the folder of your policies");

/** The folder itself, or the one above it that holds the stack it is part of. */
function folderToRead(path: string, cwd: string): string {
  const own = isYaml(path) && statSync(resolve(cwd, path)).isFile() ? dirname(path) : path;
  for (let folder = own; ; folder = dirname(folder)) {
    if (STACK_FILES.some((name) => existsSync(resolve(cwd, folder, name)))) return folder;
    if (folder === dirname(folder) || folder.endsWith("..")) return own;
  }
}

/** Whether a path is a folder or lies in it; both relative to the same place. */
export const isWithin = (path: string, folder: string): boolean =>
  folder === "." ? !path.startsWith("..") : path === folder || path.startsWith(`${folder}/`);

export const withoutNested = (folders: readonly string[]): string[] =>
  [...new Set(folders)]
    .filter((folder) => !folders.some((other) => other !== folder && isWithin(folder, other)))
    .sort();

/** `--target` and `--exclude`: which changes of the stacks are meant. */
export interface AddressChoice {
  /** @param addresses all that the files or the state of a stack name */
  among(addresses: readonly string[]): (change: Pick<Change, "address"> & { readonly policy?: Policy }) => boolean;
  /** Once every stack was looked at. @throws Failure `usage` for an address that no stack has: it may be a typo */
  assertAllKnown(): void;
}

export function chooseAddresses(target: readonly string[], exclude: readonly string[]): AddressChoice {
  const unknown = new Set([...target, ...exclude]);
  const known = new Set<string>();
  return {
    among(addresses) {
      for (const address of addresses) {
        known.add(address);
        unknown.delete(address);
      }
      return ({ address, policy }) => {
        const isIn = (list: readonly string[]) =>
          [address, policy?.renamedFrom ?? address].some((one) => list.includes(one));
        return (target.length === 0 || isIn(target)) && !isIn(exclude);
      };
    },
    assertAllKnown() {
      const [first] = unknown;
      if (first === undefined) return;
      const near = nearest(first, [...known]);
      throw usage(
        `${first} is neither in the files nor recorded`,
        near ? `did you mean ${near}?` : `write KIND/NAME, such as ${KINDS[0]}/nightly`,
      );
    },
  };
}
