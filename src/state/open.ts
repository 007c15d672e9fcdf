/** A stack's settings → its store. Loads the stores that speak to servers only when a stack uses them. */
import { realpathSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { STATE_PATH_HINT, statePathFault } from "../home.ts";
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
 * @param stack `folder` of its stack.yaml, where paths in `state` start; its `name`, the key among the stacks of a table;
 * `env`, which has the URL of a database and what git needs; `cwd`, the working directory, by default the process's own.
 * @throws Failure `usage` when there is no such store, or when its file is no place for a state; `credentials-missing`
 * when the URL of the database is not in `env`
 */
export async function openStore({
  folder,
  name,
  state: { file, git, postgres } = {},
  env = {},
  cwd = process.cwd(),
}: {
  readonly folder: string;
  readonly name?: string;
  readonly state?: StateSettings | undefined;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}): Promise<Store> {
  if (git) {
    const { gitStore } = await import("./git.ts");
    return gitStore({ folder: resolve(cwd, folder), ...git, env });
  }
  if (postgres) {
    const { url_env: variable, table } = postgres;
    if (!name) throw new Error("the key of a row is the name of its stack");
    const { postgresStore, postgresUrl } = await import("./postgres.ts");
    return postgresStore({ url: postgresUrl(variable, env), variable, table, stack: name });
  }
  return fileStore(pathIn(resolve(cwd, folder), file?.path ?? DEFAULT_FILE, "the state file"), { cwd });
}

/**
 * The path of a file that a stack keeps in its folder.
 * @param what it is, for the message
 * @throws Failure `usage` when that is no place for one, as it is written or as the disk has it: a link may lead on
 */
export function pathIn(home: string, asked: string, what: string): string {
  const path = resolve(home, asked);
  const real = relative(realPath(home), realPath(path)).split(sep).join("/");
  const fault = statePathFault(asked) ?? statePathFault(real);
  if (fault === undefined) return path;
  throw new Failure("usage", `${what} ${asked} ${fault}`, { hint: STATE_PATH_HINT });
}

/** Without links, as far as it exists. */
function realPath(path: string): string {
  const absolute = resolve(path);
  try {
    // The native one: a call of the system instead of one for each part of the path, for each of a thousand stacks.
    return realpathSync.native(absolute);
  } catch {
    // Not there yet, or not to be read: then its parent decides, and the store tells what is wrong with it.
    return join(realPath(dirname(absolute)), basename(absolute));
  }
}
