/** `npm run crash [-- SCENARIO… STORE…]`: the whole crash matrix, on every store. Prints how many cases there were, and each that went wrong. */
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { inParallel } from "../../src/system/parallel.ts";
import { startPostgres } from "../support/postgres.ts";
import { buildProgram, inFile, inGit, inPostgres, play, SCENARIOS } from "./matrix.ts";

const ASKED = process.argv.slice(2);
const isAsked = (name: string, all: readonly string[]): boolean => {
  const among = ASKED.filter((word) => all.includes(word));
  return among.length === 0 || among.includes(name);
};

const owner = { user: "holdfast", password: "secret" };
const postgres = await startPostgres(owner);
const url = `postgres://${owner.user}:${owner.password}@127.0.0.1:${postgres.port}/postgres`;
const KEEPINGS = [inFile, inGit, inPostgres(url)];

const folder = mkdtempSync(join(tmpdir(), "holdfast-program-"));
let cases = 0;
let failures = 0;
try {
  const program = await buildProgram(folder);
  const chosen = Object.entries(SCENARIOS).filter(([name]) => isAsked(name, Object.keys(SCENARIOS)));
  const stores = KEEPINGS.map(({ name }) => name);
  for (const keeping of KEEPINGS.filter(({ name }) => isAsked(name, stores))) {
    for (const [name, scenario] of chosen) {
      const { points } = await play(program, scenario, keeping, 0);
      // Every point, and for a few of them the run that recovers is killed as well.
      const kills = points.map((_, index) => ({ at: index + 1, again: 0 }));
      const twice = [0.3, 0.5, 0.8].flatMap((part) =>
        [5, 15, 30].map((again) => ({ at: Math.ceil(points.length * part), again })),
      );
      const began = performance.now();
      await inParallel([...kills, ...twice], availableParallelism(), async ({ at, again }) => {
        const { faults } = await play(program, scenario, keeping, at, again);
        cases += 1;
        if (faults.length === 0) return;
        failures += 1;
        console.log(
          `${keeping.name}, ${name}, killed at ${at} (${points[at - 1]})${again ? ` and at ${again}` : ""}:\n  ${faults.join("\n  ")}`,
        );
      });
      const seconds = ((performance.now() - began) / 1000).toFixed(0);
      console.log(
        `${keeping.name}, ${name}: ${kills.length} points, ${kills.length + twice.length} cases in ${seconds} s`,
      );
    }
  }
} finally {
  rmSync(folder, { recursive: true });
  await postgres.remove();
}
console.log(`${cases - failures} passed, ${failures} failed`);
process.exitCode = failures === 0 ? 0 : 1;
