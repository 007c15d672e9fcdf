/** A sample of the crash matrix in every test run: each kind of change, killed at points that differ from case to case. `npm run crash` kills at all of them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildProgram, inFile, play, SCENARIOS } from "./matrix.ts";
import { soak } from "./soak.ts";

const folder = mkdtempSync(join(tmpdir(), "holdfast-program-"));
let program = "";
beforeAll(async () => {
  program = await buildProgram(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

test.concurrent.each(Object.entries(SCENARIOS))(
  "after a kill anywhere in %s, one run makes everything as it should be",
  { timeout: 60_000 },
  async (_, scenario) => {
    const { points, faults } = await play(program, scenario, inFile, 0);
    expect(faults).toEqual([]);
    const chosen = [0.45, 0.85].map((part) => Math.ceil(points.length * part));
    for (const at of chosen) {
      const verdict = await play(program, scenario, inFile, at);
      expect({ at: `${at} (${points[at - 1]})`, faults: verdict.faults }).toEqual({
        at: `${at} (${points[at - 1]})`,
        faults: [],
      });
    }
  },
);

test("two appliers at once, killed at random, leave nothing that the next run does not put right", {
  timeout: 60_000,
}, async () => {
  const seed = Date.now() % 1_000_000;
  const { rounds, faults } = await soak(program, inFile, seed, 3_000);
  expect({ seed, faults }).toEqual({ seed, faults: [] });
  expect(rounds).toBeGreaterThan(0);
});
