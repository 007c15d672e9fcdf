/** Where the repository of a folder begins, without starting git. */
import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/**
 * The folder at or above this one that is a clone or a worktree, where git runs. Git would also accept a folder that
 * looks like a bare repository (HEAD, objects, refs), with commands in its configuration. A pull request can contain
 * such a folder, but no file with `.git` in its path.
 * @returns undefined where there is none
 */
export function repositoryOf(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const found = statSync(join(at, ".git"), { throwIfNoEntry: false });
    // Git skips a `.git` folder that is not a repository.
    if (found?.isFile() || (found?.isDirectory() && existsSync(join(at, ".git/HEAD")))) return at;
    if (at === dirname(at)) return undefined;
  }
}
