/** Many files: against reading and parsing them alone, by the parser that we use, in a process of its own. */
import { join } from "node:path";
import { program } from "./bundle.ts";
import type { Finding } from "./figure.ts";
import { mediansOf, pairs, run } from "./measure.ts";
import { stacksOfTen, writeStacks } from "./policies.ts";
import { type Benchmark, holdfast } from "./program.ts";

const FORMS = [
  { how: "plain files", forParser: false, most: 0.6 },
  { how: "files that need the parser", forParser: true, most: 1.15 },
];

/** What is checked together is kept together; who only parses throws each document away. */
const MEMORY = 2;

export const validate: Benchmark = async (place, small) => {
  const parse = await program("parse", place.folder("program"));
  const found: Finding[] = [];
  for (const { how, forParser, most } of FORMS) {
    const cwd = place.folder("validate");
    const policies = join(cwd, "policies");
    const stacks = small ? 30 : 1000;
    writeStacks(policies, stacksOfTen(stacks, { forParser }));
    const both = await pairs(5, {
      peer: () => run(process.execPath, [parse, policies], { cwd, peak: true }),
      ours: () => holdfast("validate", { cwd, peak: true }),
    });
    const figure = { against: "reading and parsing them with yaml", goal: { most } };
    const what = `validate, ${stacks * 10} ${how}`;
    found.push(
      { ...figure, what, unit: "ms", ...mediansOf(both, ({ ms }) => ms) },
      {
        ...figure,
        what: `${what}: peak memory`,
        unit: "MB",
        ...mediansOf(both, ({ peakMb }) => peakMb),
        goal: { most: MEMORY },
      },
    );
  }
  return found;
};
