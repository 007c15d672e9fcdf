/** The stacks of a job of CI; with a base, only those that changed since. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { linkedFiles } from "../ci/links.ts";
import { type Touched, touchedBy } from "../ci/touched.ts";
import type { Stack } from "../documents/check.ts";
import { STACK_FILES } from "../documents/names.ts";
import { printable } from "../model/invisible.ts";
import type { Problem } from "../model/problem.ts";
import type { Io } from "../process/io.ts";
import type { Settings } from "../process/settings.ts";
import { type Base, baseAt } from "./base.ts";
import { chooseNamed } from "./choose.ts";

export interface StacksSince {
  readonly stacks: readonly Stack[];
  readonly stray: readonly Problem[];
  /** Undefined when there is none, or this clone does not have it. */
  readonly base: Base | undefined;
  /** Names of stacks whose files are gone. */
  readonly removed: readonly string[];
}

/** @param names none means every stack */
export async function stacksSince(names: readonly string[], ref: string | undefined, io: Io): Promise<StacksSince> {
  const { settings } = io;
  const { stacks, folders, stray } = await chooseNamed(names, settings);
  // A push that creates a branch has no commit before it: GitHub gives zeros.
  const base = ref === undefined ? undefined : await baseAt(ref, folders, settings);
  if (!base) {
    if (ref !== undefined) io.err(`this clone has no ${printable(ref)}: every stack counts as changed\n`);
    return { stacks, stray, base, removed: [] };
  }
  const touched = await touchedSince(base, stacks, settings);
  for (const name of touched.removed) {
    io.err(`${printable(`${name}: ${GONE}: holdfast destroy ${name}, before the files go`)}\n`);
  }
  return { stacks: stacks.filter(({ name }) => touched.stacks.includes(name)), stray, base, removed: touched.removed };
}

export const GONE = "its files are gone; its policies stay in the cloud, unmanaged";

const touchedSince = async (
  { revision, stacks: before }: Base,
  now: readonly Stack[],
  { cwd }: Settings,
): Promise<Touched> =>
  touchedBy(
    await revision.changed(),
    now,
    before,
    ({ folder }) => linkedFiles(folder, cwd),
    (folder) => STACK_FILES.some((file) => existsSync(join(cwd, folder, file))),
  );
