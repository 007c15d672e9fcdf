/** `state mv --stack` on every store, killed where something durable happens, and run once more. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { policyText } from "../support/builders.ts";
import { type Server, startPostgres } from "../support/postgres.ts";
import { APPLY, buildProgram, inFile, inGit, inPostgres, type Keeping, withPlace } from "./matrix.ts";

const folder = mkdtempSync(join(tmpdir(), "holdfast-program-"));
let program = "";
let postgres: Server;
beforeAll(async () => {
  program = await buildProgram(folder);
  postgres = await startPostgres({ user: "holdfast", password: "secret" });
}, 120_000);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await postgres.remove();
});

const KEEPINGS: Readonly<Record<string, () => Keeping>> = {
  file: () => inFile,
  git: () => inGit,
  postgres: () => inPostgres(`postgres://holdfast:secret@127.0.0.1:${postgres.port}/postgres`),
};

const RENAME = "state mv --stack demo demo-eu";

/** @param at the point of the kill; 0: none. @returns the points that the first run came to */
const renamed = (keeping: Keeping, at: number): Promise<readonly string[]> =>
  withPlace(program, keeping, async ({ home, holdfast, start, write, faults }) => {
    const policies = policyText("nightly");
    write(policies);
    expect((await holdfast(APPLY)).code).toBe(0);
    const history = (await holdfast("state history --format json")).out;
    const listed = (await holdfast("state list")).out;

    const log = join(home, "points");
    const killed = await start(RENAME, { HOLDFAST_FAILPOINTS: log, HOLDFAST_KILL_AT: String(at) }).ended;
    if (at > 0) expect(killed.signal).toBe("SIGKILL");
    // Wherever it was killed, the state is in use under one of the names or under neither, and the old one reports why.
    const file = join(home, "policies/stack.yaml");
    const [before, after] = [readFileSync(file, "utf8"), readFileSync(file, "utf8").replace("demo", "demo-eu")];
    const plans: string[] = [];
    for (const text of [before, after]) {
      writeFileSync(file, text);
      const { code, said } = await holdfast("plan --detailed-exitcode");
      plans.push(code === 0 ? "in use" : (/\[(state-[a-z]+)\]/.exec(said)?.[1] ?? said));
    }
    expect(plans.filter((one) => one === "in use").length).toBeLessThanOrEqual(1);
    if (plans[0] !== "in use") expect(plans[0]).toMatch(/^state-(foreign|moved)$/);

    // With either name in stack.yaml.
    writeFileSync(file, at % 2 === 0 ? before : after);
    const again = await holdfast(RENAME);
    expect(again.said).toContain("Stack demo is now demo-eu, in ");
    expect(again.code).toBe(0);
    writeFileSync(file, after);
    expect(await faults(policies)).toEqual([]);
    expect((await holdfast("state list")).out).toBe(listed);
    expect((await holdfast("state history --format json")).out).toBe(history);
    return existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
  });

test.each(Object.keys(KEEPINGS))(
  "a stack with its state in %s is renamed once, wherever it is killed",
  async (name) => {
    const keeping = KEEPINGS[name]?.() ?? inFile;
    const points = await renamed(keeping, 0);
    expect(points.length).toBeGreaterThan(0);
    for (const [index] of points.entries()) await renamed(keeping, index + 1);
  },
  300_000,
);
