/**
 * The file in which a stack keeps its state. stack.yaml and links come with pull requests, so the file must be in the
 * folder of the stack, not reached by a link, and not tracked by git: a pull request must not be able to bring a state.
 */
import { existsSync, realpathSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import type { Env } from "../model/env.ts";
import { Failure } from "../model/problem.ts";
import { STATE_PATH_HINT, statePathFault } from "../model/state-path.ts";
import { fileStore } from "./file.ts";
import { DEFAULT_FILE } from "./kinds.ts";
import type { Store } from "./store.ts";

/**
 * @param path relative to `folder`, the folder of the stack
 * @throws Failure `usage` when no state may be kept there; `state-unwritable` when a link leads there or, by the first
 * read, when git tracks the file
 */
export function stackFileStore(
  path: string,
  { folder, cwd, env }: { readonly folder: string; readonly cwd: string; readonly env: Env },
): Store {
  const file = pathIn(folder, path, "the state file");
  const real = realPath(file);
  if (join(realPath(folder), relative(folder, file)) !== real) {
    throw new Failure("state-unwritable", `the state file ${path} is reached by a link`, {
      hint: "name the path that the link leads to: a pull request could change the link, and with it the state",
    });
  }
  const store = fileStore(file, { cwd });
  // Git runs while the cloud is being opened.
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
      if (path === DEFAULT_FILE) await ignore(dirname(real));
      return revision;
    },
  };
}

/** Keeps our own folder out of `git add .`. The state does not depend on it, so a failure is ignored. */
const ignore = (folder: string): Promise<void> =>
  writeFile(join(folder, ".gitignore"), "*\n", { flag: "wx" }).catch(() => {});

/** Runs git once for all stacks, and not at all before the folder exists. */
async function assertUntracked(file: string, env: Env): Promise<void> {
  if (!existsSync(dirname(file))) return;
  const { trackedAs } = await import("../git/tracked.ts");
  const tracked = await trackedAs(file, env);
  if (tracked === undefined) return;
  throw new Failure("state-unwritable", `git tracks ${tracked}, so a pull request could change the state`, {
    hint: `run git rm --cached :/${tracked} and commit that; then move it to where a team finds it: holdfast state migrate --to '{git: {remote: origin, branch: holdfast/NAME}}'`,
  });
}

/**
 * The path of a file that a stack keeps in its folder.
 * @param what it is, for the message
 * @throws Failure `usage` when the path is not allowed, as it is written or once links are followed
 */
export function pathIn(folder: string, path: string, what: string): string {
  const file = resolve(folder, path);
  const real = relative(realPath(folder), realPath(file)).split(sep).join("/");
  const fault = statePathFault(path) ?? statePathFault(real);
  if (fault === undefined) return file;
  throw new Failure("usage", `${what} ${path} ${fault}`, { hint: STATE_PATH_HINT });
}

/** Without links, as far as the path exists. */
function realPath(path: string): string {
  const absolute = resolve(path);
  try {
    // The native one: one system call instead of one for each part of the path, for each of a thousand stacks.
    return realpathSync.native(absolute);
  } catch {
    // Missing or unreadable: its parent decides, and the store reports what is wrong with it.
    return join(realPath(dirname(absolute)), basename(absolute));
  }
}
