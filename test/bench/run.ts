/**
 * `npm run bench`: how fast we are, held against others side by side. Results to stdout, progress to stderr; ends with 1
 * when a goal is missed.
 *
 *     --only NAME   one benchmark; may be given several times
 *     --small       less of everything, in a minute; a goal may be missed by twice, since on a busy machine even ratios shake
 *     --json FILE   the figures as data
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { apply } from "./apply.ts";
import { type Finding, holds, isFigure, table } from "./figure.ts";
import { git } from "./git.ts";
import { growth } from "./growth.ts";
import { plan } from "./plan.ts";
import { type Benchmark, inPlace } from "./program.ts";
import { shared } from "./shared.ts";
import { start } from "./start.ts";
import { status } from "./status.ts";
import { validate } from "./validate.ts";

const BENCHMARKS: Readonly<Record<string, Benchmark>> = { start, validate, shared, plan, apply, status, growth, git };

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: Object.keys(BENCHMARKS) },
    small: { type: "boolean", default: false },
    json: { type: "string" },
  },
});

const findings: Finding[] = [];
for (const name of values.only) {
  const benchmark = BENCHMARKS[name];
  if (!benchmark) throw new Error(`there is no benchmark ${name}; there are ${Object.keys(BENCHMARKS).join(", ")}`);
  process.stderr.write(`${name} …\n`);
  const began = performance.now();
  const found = await inPlace((place) => benchmark(place, values.small));
  process.stderr.write(`${name} took ${((performance.now() - began) / 1000).toFixed(0)} s\n`);
  findings.push(...found);
}
const tolerance = values.small ? 2 : 1;
process.stdout.write(table(findings, tolerance));
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(findings, undefined, 2)}\n`);
const missed = findings.filter(isFigure).filter((figure) => !holds(figure, tolerance));
process.exitCode = missed.length > 0 ? 1 : 0;
