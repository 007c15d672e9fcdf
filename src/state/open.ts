/** A stack's settings → its store. Loads the stores that speak to servers only when a stack uses them. */
import { existsSync, realpathSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { Failure } from "../model/problem.ts";
import { STATE_PATH_HINT, statePathFault } from "../model/state-path.ts";
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
 * @throws Failure `usage` when there is no such store, or when its file is no place for a state; `state-unwritable`, or by
 * the first read, when its file comes with pull requests itself; `credentials-missing` when the URL of the database is not
 * in `env`
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
    return gitStore({ folder: resolve(cwd, folder), cwd: resolve(cwd), ...git, env });
  }
  if (postgres) {
    const { url_env: variable, table } = postgres;
    if (!name) throw new Error("the key of a row is the name of its stack");
    const { postgresStore, postgresUrl } = await import("./postgres.ts");
    return postgresStore({ url: postgresUrl(variable, env), variable, table, stack: name });
  }
  const home = resolve(cwd, folder);
  const path = pathIn(home, file?.path ?? DEFAULT_FILE, "the state file");
  const real = realPath(path);
  if (join(realPath(home), relative(home, path)) !== real) {
    throw new Failure("state-unwritable", `a link leads to the state file ${file?.path ?? DEFAULT_FILE}`, {
      hint: "name the place where it is: links come with pull requests, and would say which state counts",
    });
  }
  const store = fileStore(path, { cwd });
  // Git looks while the cloud is opened.
  const untracked = assertUntracked(real, env);
  untracked.catch(() => {});
  return {
    ...store,
    read: async () => {
      await untracked;
      return store.read();
    },
    write: async (...args) => {
      await untracked;
      const revision = await store.write(...args);
      if (!file) await ignore(dirname(real));
      return revision;
    },
  };
}

/** Keeps our own folder out of `git add .`. Where that cannot be written, the state is no worse for it. */
const ignore = (folder: string): Promise<void> =>
  writeFile(join(folder, ".gitignore"), "*\n", { flag: "wx" }).catch(() => {});

/** One question to git for all stacks; none before there is anything. */
async function assertUntracked(file: string, env: Readonly<Record<string, string | undefined>>): Promise<void> {
  if (!existsSync(dirname(file))) return;
  const { trackedAs } = await import("../git/tracked.ts");
  const tracked = await trackedAs(file, env);
  if (tracked === undefined) return;
  throw new Failure("state-unwritable", `git tracks ${tracked}: a state that pull requests can bring does not count`, {
    hint: `run git rm --cached ${tracked}, and ignore it; or keep the state on a branch of its own: spec.state.git`,
  });
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
