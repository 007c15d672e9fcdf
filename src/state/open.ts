/** A stack's settings → its store. */
import { realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { Failure } from "../problem.ts";
import { fileStore } from "./file.ts";
import type { Store } from "./store.ts";

/** Where a stack keeps its state: at most one member, as in `spec.state` of stack.yaml; none means the default file. */
export interface StateSettings {
  readonly file?: { readonly path: string } | undefined;
  readonly git?: { readonly remote: string; readonly branch: string } | undefined;
  readonly postgres?: { readonly url_env: string; readonly table: string } | undefined;
}

const DEFAULT_FILE = ".holdfast/state.json";

/**
 * Writes nothing: a store is made when it is first written.
 * @param stack `folder` of its stack.yaml, where paths in `state` start; `cwd`, the working directory, by default the process's own.
 * @throws Failure `usage` when there is no such store, or when its file is outside of both the folder and the working
 * directory: stack.yaml comes with pull requests, and names places in the repository only.
 */
export function openStore({
  folder,
  state: { file, git, postgres } = {},
  cwd = process.cwd(),
}: {
  readonly folder: string;
  readonly state?: StateSettings | undefined;
  readonly cwd?: string;
}): Store {
  if (git) throw notBuilt("git");
  if (postgres) throw notBuilt("postgres");
  const home = resolve(cwd, folder);
  const path = resolve(home, file?.path ?? DEFAULT_FILE);
  // As the disk has it, so that no linked folder leads out. (The file itself is never a link: the store refuses it.)
  const real = join(realFolder(dirname(path)), basename(path));
  if (!isInside(realFolder(home), real) && !isInside(realFolder(cwd), real)) {
    const asked = file?.path ?? DEFAULT_FILE;
    throw new Failure(
      "usage",
      `the state file ${asked} is outside of the stack's folder and of the working directory`,
      {
        hint: "Name a path in the stack's folder, or run Holdfast from a folder that holds both.",
      },
    );
  }
  return fileStore(path, { cwd });
}

const notBuilt = (name: string) =>
  new Failure("usage", `the ${name} store is not available in this version`, {
    hint: "Remove `state` from stack.yaml: the state is then kept in a file beside it.",
  });

/** Without links, as far as it exists. */
function realFolder(folder: string): string {
  const absolute = resolve(folder);
  try {
    return realpathSync(absolute);
  } catch {
    // Not there yet, or not to be read: then its parent decides, and the store tells what is wrong with it.
    return join(realFolder(dirname(absolute)), basename(absolute));
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
