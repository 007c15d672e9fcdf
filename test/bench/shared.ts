/** Many stacks that include the same documents: against the same policies, written in full in each. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { startCloud } from "./cloud.ts";
import type { Finding } from "./figure.ts";
import { mediansOf, pairs } from "./measure.ts";
import { stacksOfTen, writeSharing, writeStacks } from "./policies.ts";
import { type Benchmark, holdfast } from "./program.ts";

export const shared: Benchmark = async (place, small) => {
  const stacks = small ? 100 : 1000;
  const [full, once] = [place.folder("full"), place.folder("once")];
  const clouds = [await startCloud(), await startCloud()] as const;
  const found: Finding[] = [];
  const compare = async (command: string, most: number) => {
    const both = await pairs(5, {
      peer: () => holdfast(command, { cwd: full }),
      ours: () => holdfast(command, { cwd: once }),
    });
    const what = `${command.split(" ")[0]}, ${stacks} stacks that include the same 10 documents, a patch in each`;
    const against = `${stacks * 10} separate documents`;
    found.push({ what, against, unit: "ms", ...mediansOf(both, ({ ms }) => ms), goal: { most } });
  };
  try {
    writeStacks(join(full, "policies"), stacksOfTen(stacks, { url: clouds[0].url }));
    writeSharing(join(once, "policies"), stacks, { url: clouds[1].url });
    // Of a few stacks, starting is most of it.
    await compare("validate", small ? 0.6 : 0.3);
    for (const cwd of [full, once]) await holdfast("apply --auto-approve", { cwd });
    await compare("plan", 1.05);
    return found;
  } finally {
    for (const cloud of clouds) await cloud.stop();
    for (const folder of [full, once]) rmSync(folder, { recursive: true, force: true });
  }
};
