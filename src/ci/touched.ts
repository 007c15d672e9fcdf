/** Changed files -> the stacks that they touch. Pure. */

/** A stack and its folder, which decides what belongs to it. */
export interface Placed {
  readonly name: string;
  /** Relative to the working directory. */
  readonly folder: string;
  /** Shared files that are part of it too. */
  readonly includes: readonly string[];
}

export interface Touched {
  /** Names of existing stacks. */
  readonly stacks: readonly string[];
  /** Names of stacks whose files are gone: their policies stay in the cloud, unmanaged. */
  readonly removed: readonly string[];
}

/**
 * A file belongs to the innermost stack around it, before and after: when a stack.yaml is added or removed, the stack
 * around it loses or gains files. A shared file touches every stack that includes it, or did.
 * @param changed files; a moved file under both of its names
 * @param linksOf what links in a stack's folder lead to
 * @param isThere whether a stack.yaml is in that folder now, valid or not
 */
export function touchedBy(
  changed: readonly string[],
  now: readonly Placed[],
  before: readonly Placed[],
  linksOf: (stack: Placed) => readonly string[],
  isThere: (folder: string) => boolean,
): Touched {
  const names = new Set(now.map(({ name }) => name));
  const including = (file: string) =>
    [...now, ...before].flatMap(({ name, includes }) => (includes.includes(file) ? name : []));
  const hit = new Set([
    ...changed.flatMap(including),
    ...changed.flatMap((file) => [ownerOf(file, now)?.name ?? [], ownerOf(file, before)?.name ?? []].flat()),
    ...now.filter((stack) => linksOf(stack).some((file) => changed.includes(file))).map(({ name }) => name),
  ]);
  return {
    stacks: [...names].filter((name) => hit.has(name)).sort(),
    removed: before.flatMap(({ name, folder }) => (names.has(name) || isThere(folder) ? [] : [name])),
  };
}

const ownerOf = (file: string, stacks: readonly Placed[]): Placed | undefined =>
  stacks
    .filter(({ folder }) => folder === "." || file.startsWith(`${folder}/`))
    .sort((a, b) => b.folder.length - a.folder.length)
    .at(0);
