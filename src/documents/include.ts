/**
 * The `include` of stacks -> the files that it leads to, or why an entry is refused. Looks at names on the disk and opens no
 * file. A checkout can contain anything, so a path is checked as it is written, then step by step: nothing outside of the
 * folder `policies` is looked at, and no link is followed.
 */
import { type Dirent, lstatSync, readdirSync, realpathSync, type Stats } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { ROOT } from "../model/policy.ts";
import type { ProblemCode } from "../model/rules.ts";
import { STACK_FILES } from "./names.ts";

/** The nearest folder named `policies` in or above a folder: an absolute path. */
export function rootAbove(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (basename(at) === ROOT) return at;
    if (at === dirname(at)) return undefined;
  }
}

/** What an entry leads to: absolute paths, in their order. Or why nothing of it is read. */
export type Target = { readonly files: readonly string[] } | Refused;

interface Refused {
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint: string;
}

/** As the schema of a stack has it: relative, and with no part that begins with a dot, except `..`. */
const PATH = /^(\.\.|[^./\\:\p{Cc}][^/\\:\p{Cc}]*)(\/(\.\.|[^./\\:\p{Cc}][^/\\:\p{Cc}]*))*\/?$/u;

const OUTSIDE = "name a folder or a YAML file below policies, outside of every stack's folder";

/**
 * Answers are kept: a thousand stacks may include the same.
 * @param isPolicyFile whether a file of that name is read
 */
export function includeResolver(isPolicyFile: (name: string) => boolean) {
  const known = new Map<string, Target>();
  /** @param folder of the stack, absolute @returns undefined for what its schema refuses */
  return (path: unknown, folder: string): { readonly target: string; readonly found: Target } | undefined => {
    if (typeof path !== "string" || !PATH.test(path)) return undefined;
    const target = resolve(folder, path);
    const root = rootAbove(folder);
    const key = `${root} ${target}`;
    const found = known.get(key) ?? (root === undefined ? refused(NO_ROOT) : resolved(root, target, isPolicyFile));
    known.set(key, found);
    return { target, found };
  };
}

const refused = (message: string, hint = OUTSIDE, code: ProblemCode = "include-outside"): Refused => ({
  code,
  message,
  hint,
});

const NO_ROOT = `nothing can be included, since no folder above this one is named ${ROOT}`;

function resolved(root: string, target: string, isPolicyFile: (name: string) => boolean): Target {
  const way = relative(root, target).split(sep);
  // As written: what is outside is not even looked at.
  if (way[0] === ".." || way[0] === "" || resolve(root, ...way) !== target) {
    return refused(`it leads out of the folder ${ROOT}`);
  }
  let place = root;
  for (const [index, step] of ["", ...way].entries()) {
    place = join(place, step);
    const stats = statsOf(place);
    const shown = way.slice(0, index).join("/");
    if (!stats)
      return refused(`there is no ${shown} in ${ROOT}`, "correct the path, or remove the entry", "include-missing");
    if (stats.isSymbolicLink() && index > 0) return refused(`${shown} is a link, which is not followed`);
    if (stats.isDirectory() && hasStack(place)) {
      return refused(`${shown || ROOT} is the folder of a stack`, OUTSIDE, "include-stack");
    }
    if (index < way.length) continue;
    // By its real path, too: a file system may have other ways to lead elsewhere.
    if (realpathSync(place) !== join(realpathSync(root), ...way)) return refused("its real path is another one");
    if (stats.isDirectory()) return filesBelow(place, shown, isPolicyFile);
    if (!stats.isFile() || !isPolicyFile(step)) {
      return refused(`${shown} is neither a folder nor a YAML file`, OUTSIDE, "include-missing");
    }
  }
  return { files: [target] };
}

/** Of the thing itself, not of what a link leads to; undefined for what is not there, or cannot be reached. */
function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    // A file on the way, a folder that may not be searched, a name that is too long.
    return undefined;
  }
}

const hasStack = (folder: string): boolean => STACK_FILES.some((name) => statsOf(join(folder, name)) !== undefined);

/** In the order of their paths, by code unit. */
function filesBelow(folder: string, shown: string, isPolicyFile: (name: string) => boolean): Target {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    return refused(`${shown} cannot be read (${why})`, "allow this user to read it", "include-missing");
  }
  const files: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))) {
    const { name } = entry;
    if (name.startsWith(".") || name === "node_modules") continue;
    if (STACK_FILES.includes(name)) return refused(`${shown} is the folder of a stack`, OUTSIDE, "include-stack");
    if (entry.isDirectory()) {
      const below = filesBelow(join(folder, name), `${shown}/${name}`, isPolicyFile);
      if ("code" in below) return below;
      files.push(...below.files);
    } else if (!isPolicyFile(name)) continue;
    else if (entry.isSymbolicLink()) return refused(`${shown}/${name} is a link, which is not followed`);
    else files.push(join(folder, name));
  }
  return { files };
}
