/** A stack's settings -> its store. Loads the stores that need git or a server only when a stack uses them. */
import { resolve } from "node:path";
import type { Env } from "../model/env.ts";
import { byKind, type StateSettings } from "./kinds.ts";
import { stackFileStore } from "./stack-file.ts";
import type { Store } from "./store.ts";

interface StackHome {
  /** The folder of stack.yaml, where paths in `state` start. */
  readonly folder: string;
  /** The key of a stack where one store has many. */
  readonly name?: string;
  readonly state?: StateSettings | undefined;
  /** Has the URL of a database, and what git needs. */
  readonly env?: Env;
  /** The working directory; by default the process's own. */
  readonly cwd?: string;
}

/**
 * Writes nothing: the first write of a state makes its store.
 * @throws Failure `usage` for settings that no store can have; `state-unwritable`, or at the first read, when a pull
 * request could change the state; `credentials-missing` when `env` lacks the URL of the database
 */
export async function openStore({
  folder,
  name,
  state,
  env = {},
  cwd: workingFolder = process.cwd(),
}: StackHome): Promise<Store> {
  const cwd = resolve(workingFolder);
  const at = { folder: resolve(cwd, folder), cwd, env };
  return byKind<Promise<Store>>(state, {
    file: async ({ path }) => stackFileStore(path, at),
    git: async (settings) => (await import("./git.ts")).gitStore({ ...settings, ...at }),
    postgres: async (settings) => (await import("./postgres.ts")).openPostgres(settings, name, env),
  });
}
