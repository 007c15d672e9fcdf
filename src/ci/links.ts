/** Where the links to policy files in a folder lead. Reads the disk. */
import { lstatSync, readdirSync, readlinkSync, realpathSync } from "node:fs";
import { join, parse, resolve, sep } from "node:path";
import { isYaml, shownPath } from "../documents/load.ts";

/**
 * Files and links elsewhere that are part of a stack, because a link in its folder leads to them. Relative to `cwd`.
 */
export function linkedFiles(folder: string, cwd: string): string[] {
  const root = realpathSync(cwd);
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isSymbolicLink() && isYaml(entry.name))
    .flatMap((entry) => stepsOf(join(entry.parentPath, entry.name)))
    .map((step) => shownPath(step, root));
}

/** The limit of the system (ELOOP). */
const MAX_LINKS = 40;

/** Every link on a path, those of its folders too, and then its end, which may not exist. */
function stepsOf(path: string): string[] {
  const links: string[] = [];
  let [at, ahead] = partsOf(path);
  for (let part = ahead.shift(); part !== undefined && links.length < MAX_LINKS; part = ahead.shift()) {
    const next = join(at, part);
    if (lstatSync(next, { throwIfNoEntry: false })?.isSymbolicLink()) {
      links.push(next);
      const [top, parts] = partsOf(resolve(at, readlinkSync(next)));
      [at, ahead] = [top, [...parts, ...ahead]];
    } else at = next;
  }
  return [...links, at];
}

function partsOf(path: string): [root: string, parts: string[]] {
  const { root } = parse(path);
  return [root, path.slice(root.length).split(sep)];
}
