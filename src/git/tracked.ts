/**
 * Whether git tracks a state file. If so, it comes with commits and with pull requests, which could then change the
 * state.
 */

import { basename, dirname, relative, sep } from "node:path";
import type { Env } from "../model/env.ts";
import { Failure } from "../model/problem.ts";
import { repositoryOf } from "./repository.ts";
import { gitIn } from "./run.ts";

/** Reading an index takes milliseconds. */
const TIMEOUT_MS = 30_000;

/** Per run: one listing for all files of one name in one repository, however many stacks there are. */
const listings = new WeakMap<Env, Map<string, Promise<readonly string[]>>>();

/**
 * @param file a path without links
 * @returns its path in the repository, or that of one of its marks (`state.json.7`, see state/file.ts); undefined if
 * none is tracked, or if there is no repository or no git
 * @throws Failure `state-unwritable` when git cannot list the files
 */
export async function trackedAs(file: string, env: Env): Promise<string | undefined> {
  const repository = repositoryOf(dirname(file));
  if (repository === undefined) return undefined;
  const known = listings.get(env) ?? new Map<string, Promise<readonly string[]>>();
  listings.set(env, known);
  const name = basename(file);
  const key = JSON.stringify([repository, name]);
  const listing = known.get(key) ?? tracked(repository, name, env);
  known.set(key, listing);
  const path = folded(relative(repository, file).replaceAll(sep, "/"));
  const isOurs = (one: string) =>
    one === path || (one.startsWith(`${path}.`) && /^\d+$/.test(one.slice(path.length + 1)));
  return (await listing).find((one) => isOurs(folded(one)));
}

async function tracked(repository: string, name: string, env: Env): Promise<readonly string[]> {
  const literal = name.replaceAll(/[\\*?[]/g, "\\$&");
  const anywhere = [literal, `${literal}.*`].map((one) => `:(glob,icase)**/${one}`);
  const git = gitIn(repository, env, TIMEOUT_MS);
  const listed = await git("ls-files", ["-z", "--", ...anywhere]);
  if (listed.code === 0) return listed.stdout.toString().split("\0").filter(Boolean);
  // A container may lack git; then the files do not come from a checkout by git.
  if (listed.code === undefined && (await git("version", [])).code === undefined) return [];
  throw new Failure("state-unwritable", `cannot find out whether git tracks ${name} in ${repository}: ${listed.why}`, {
    hint: `make this work, then run the command again: git -C ${repository} ls-files`,
  });
}

/** Some disks ignore the case of letters, or the difference between two encodings of an accent. */
const folded = (path: string): string => path.normalize().toLowerCase();
