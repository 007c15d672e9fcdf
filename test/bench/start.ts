/** What it costs to start: a command of one stack, against a Node that does nothing. */
import { join } from "node:path";
import type { Finding } from "./figure.ts";
import { mediansOf, pairs, run } from "./measure.ts";
import { stacksOfTen, writeStacks } from "./policies.ts";
import { type Benchmark, holdfast } from "./program.ts";

const GOALS = { "--version": 1.3, "--help": 1.3, validate: 2.2 };

export const start: Benchmark = async (place, small) => {
  const cwd = place.folder("start");
  writeStacks(join(cwd, "policies"), stacksOfTen(1));
  const found: Finding[] = [];
  for (const [args, most] of Object.entries(GOALS)) {
    const both = await pairs(small ? 11 : 31, {
      peer: () => run(process.execPath, ["-e", "0"], { cwd }),
      ours: () => holdfast(args, { cwd }),
    });
    const what = args === "validate" ? "validate, one stack of 10 policies" : args;
    found.push({ what, against: "node -e 0", unit: "ms", ...mediansOf(both, ({ ms }) => ms), goal: { most } });
  }
  return found;
};
