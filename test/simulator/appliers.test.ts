/** Two real commands on one stack with `cloud: simulator`: each has a simulated cloud inside, and the data file between them. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { policyText, stackText } from "../support/builders.ts";
import { runHoldfast } from "../support/command.ts";

const NAMES = Array.from({ length: 12 }, (_, n) => `p${n}`);

test("two that apply at the same time make each policy once", { timeout: 60_000 }, async () => {
  const home = mkdtempSync(join(tmpdir(), "holdfast-appliers-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  mkdirSync(join(home, "policies"));
  writeFileSync(join(home, "policies/stack.yaml"), stackText("s", "cloud: simulator"));
  writeFileSync(join(home, "policies/all.yaml"), NAMES.map((name) => policyText(name)).join("---\n"));
  const run = async (...args: string[]) => {
    const { code, said } = await runHoldfast({ args, cwd: home, env: { PATH: process.env.PATH } });
    return `${code} ${said.trim().split("\n").at(-1)}`;
  };
  const apply = () => run("apply", "--auto-approve", "--parallelism", "1", "--lock-timeout", "50s");

  // The second started when nothing was there yet, waits for the lease, and finds nothing left to do.
  const said = await Promise.all([apply(), apply()]);
  const first = "0 Apply complete! Resources: 12 added, 0 changed, 0 destroyed.";
  expect(said).toContain(first);
  const [second] = said.filter((line) => line !== first);
  expect(second).toMatch(/^0 (No changes\.|Apply complete! Resources: 0 added, 0 changed, 0 destroyed\.)$/);
  const { projects } = JSON.parse(readFileSync(join(home, "policies/.holdfast/cloud.json"), "utf8"));
  const live = projects.simulator.policies.map(({ name }: { name: string }) => name);
  expect(live.sort()).toEqual([...NAMES].sort());
  expect(await run("plan")).toBe("0 No changes.");
});
