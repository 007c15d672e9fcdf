/**
 * Bodies of policies as they were recorded at the real cloud and as references and clients' tests show them (`source` of each, in
 * support/recorded-policies.json): what is live like that is imported, recorded and planned without a change, alone and all together.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startSimulator } from "../../src/simulator/server.ts";
import { stackText } from "../support/builders.ts";
import { runHoldfast } from "../support/command.ts";
import recorded from "../support/recorded-policies.json" with { type: "json" };

const PROJECT = "0d8df128318091f52ff1c0069c340775";

/** A policy as an answer shows it, or as a request asks for it: without an id, an update's without its type. */
interface Body {
  readonly id?: string;
  readonly name: string;
  readonly operation_type?: string;
}

const ALL: readonly Body[] = recorded.flatMap(
  ({ body }) => ("policies" in body ? body.policies : [body.policy]) as Body[],
);

/** Stacks by their names; the simulated cloud of each has these policies, and nothing is recorded. */
async function stacksWith(stacks: ReadonlyMap<string, readonly Body[]>) {
  const home = mkdtempSync(join(tmpdir(), "holdfast-recorded-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const dataOf = (stack: string) => join(home, "policies", stack, ".holdfast/cloud.json");
  for (const [stack, policies] of stacks) {
    const data = dataOf(stack);
    mkdirSync(dirname(data), { recursive: true });
    writeFileSync(
      join(home, "policies", stack, "stack.yaml"),
      stackText(stack, `cloud: simulator, project_id: "${PROJECT}-${stack}"`),
    );
    const shown = policies.filter(({ id }) => id !== undefined);
    writeFileSync(
      data,
      JSON.stringify({ format: 1, projects: { [`${PROJECT}-${stack}`]: { policies: shown, vaults: [] } } }),
    );
    const simulator = await startSimulator({ data });
    for (const policy of policies)
      if (policy.id === undefined) await ask(`${simulator.url}/v3/${PROJECT}-${stack}`, policy);
    await simulator.close();
  }
  return {
    live: (stack: string): unknown[] =>
      JSON.parse(readFileSync(dataOf(stack), "utf8")).projects[`${PROJECT}-${stack}`].policies,
    run: (...args: readonly string[]) => runHoldfast({ args, cwd: home, env: { PATH: process.env.PATH, HOME: home } }),
  };
}

/** Sends what was sent: a create, or an update of a policy that was there. */
async function ask(project: string, policy: Body): Promise<void> {
  const send = async (method: string, path: string, body: object) => {
    const answer = await fetch(`${project}/policies${path}`, {
      method,
      body: JSON.stringify({ policy: body }),
    });
    expect([method, answer.status]).toEqual([method, 200]);
    return ((await answer.json()) as { policy: { id: string } }).policy.id;
  };
  if (policy.operation_type !== undefined) return void (await send("POST", "", policy));
  const { name } = policy;
  const pattern = ["FREQ=DAILY;INTERVAL=1;BYHOUR=1;BYMINUTE=00"];
  const before = { name, operation_type: "backup", operation_definition: {}, trigger: { properties: { pattern } } };
  await send("PUT", `/${await send("POST", "", before)}`, policy);
}

async function expectTakenOver(stacks: ReadonlyMap<string, readonly Body[]>): Promise<void> {
  const names = [...stacks.keys()];
  const { run, live } = await stacksWith(stacks);
  const before = names.map(live);
  expect(before.map(({ length }) => length)).toEqual([...stacks.values()].map(({ length }) => length));
  for (const [name, { length }] of stacks) {
    const { code, out, err } = await run("import", "--all", "--generate", `policies/${name}/imported`, name);
    expect([name, code, out.trim().split("\n").length]).toEqual([name, 0, length]);
    expect(err).toContain(length === 1 ? "1 document written." : `${length} documents written.`);
  }
  /** What a plan would do to each. */
  const planned = async () => {
    const { code, out } = await run("plan", "--format", "json");
    const { stacks } = JSON.parse(out) as {
      stacks: { stack: string; changes: { action: string }[]; problems: object[] }[];
    };
    return [
      code,
      ...stacks.map(({ stack, changes, problems }) => [stack, changes.map(({ action }) => action), problems]),
    ];
  };
  expect((await run("validate", "--warnings-as-errors")).out).toMatch(/^Valid: .*\n$/);
  expect(await planned()).toEqual([0, ...names.map((name) => [name, stacks.get(name)!.map(() => "adopt"), []])]);
  expect((await run("apply", "--auto-approve")).code).toBe(0);
  expect(await planned()).toEqual([0, ...names.map((name) => [name, [], []])]);
  expect((await run("drift")).code).toBe(0);
  expect(names.map(live)).toEqual(before);
}

test("each of them alone", { timeout: 120_000 }, async () => {
  expect(ALL.length).toBeGreaterThan(20);
  await expectTakenOver(new Map(ALL.map((policy, n) => [`n${String(n).padStart(2, "0")}`, [policy]])));
});

test("all of them together, each under a name of its own", { timeout: 60_000 }, async () => {
  const policies = ALL.map((policy, n) => ({
    ...policy,
    name: `${policy.name}-${n}`,
    ...(policy.id !== undefined && { id: `00000000-0000-4000-8000-${String(n).padStart(12, "0")}` }),
  }));
  await expectTakenOver(new Map([["all", policies]]));
});

test("several of one name are left out, with their ids", async () => {
  const weekly = ALL.filter(({ name }) => name === "weekly_create_backup");
  expect(weekly).toHaveLength(3);
  const { run } = await stacksWith(new Map([["s", weekly]]));
  const { out, err } = await run("import", "--all", "--generate", "policies/s/imported");
  expect(out).toContain("several policies have this name");
  for (const { id } of weekly) expect(out).toContain(id);
  expect(err).toContain("There is nothing to import.");
});
