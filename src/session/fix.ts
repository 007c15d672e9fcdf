/** `validate --fix`: writes the certain corrections into the files, until there are no more. */
import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { fix } from "../documents/fix.ts";
import { shownPath } from "../documents/load.ts";
import { grouped } from "../model/grouped.ts";
import type { Problem } from "../model/problem.ts";
import { assertInCheckout, replaceFile } from "../system/write.ts";

/** A correction can show what was hidden by the mistake; each round takes at least one away. */
const MAX_ROUNDS = 10;
const MARK = "\ufeff";

export interface Fixes {
  /** File -> how many problems of it are gone. */
  readonly files: ReadonlyMap<string, number>;
}

/**
 * @param find what is wrong now
 * @returns what was found last, and what was corrected
 * @throws Failure `disk` when a file cannot be written
 */
export async function fixAll<R extends { readonly problems: readonly Problem[] }>(
  find: () => Promise<R>,
  cwd: string,
): Promise<R & Fixes> {
  const files = new Map<string, number>();
  for (let round = 0; ; round += 1) {
    const found = await find();
    const fixable = grouped(found.problems, ({ edits, range }) => (edits ? range?.file : undefined));
    let written = 0;
    for (const [file, problems] of round < MAX_ROUNDS ? fixable : []) {
      const count = fixFile(file, problems, cwd);
      if (count > 0) files.set(file, (files.get(file) ?? 0) + count);
      written += count;
    }
    if (written === 0) return { ...found, files };
  }
}

function fixFile(file: string, problems: readonly Problem[], cwd: string): number {
  const path = join(cwd, file);
  assertInCheckout(path, file, cwd);
  const before = readFileSync(path, "utf8");
  const mark = before.startsWith(MARK) ? MARK : "";
  const after = fix(before.slice(mark.length), problems);
  if (!after) return 0;
  replaceFile(shownPath(realpathSync(path), realpathSync(cwd)), mark + after.text, {
    cwd,
    hint: "allow this user to write in its folder",
  });
  return after.count;
}
