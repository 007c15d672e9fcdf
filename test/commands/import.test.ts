/** The real command takes over what another client made: what is refused, and what a service that does not answer costs. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parseFaults } from "../../src/simulator/faults.ts";
import { type SimulatorOptions, startSimulator } from "../../src/simulator/server.ts";
import { endpointsAt, stackText } from "../support/builders.ts";
import { runHoldfast } from "../support/command.ts";

const PROJECT = "054e292c9880d4992f02c0196d3ea468";
const ID = "0000000a-0000-4000-8000-000000000001";

/** A stack without documents, and one policy in its project. */
async function stackWith(policy: object, options: SimulatorOptions = {}) {
  const home = mkdtempSync(join(tmpdir(), "holdfast-importing-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const data = join(home, "cloud.json");
  const stored = {
    id: ID,
    name: "a",
    enabled: true,
    operation_type: "backup",
    operation_definition: { retention_duration_days: 30 },
    trigger: { properties: { pattern: ["FREQ=DAILY;INTERVAL=1;BYHOUR=1;BYMINUTE=00"] } },
    associated_vaults: [],
    ...policy,
  };
  writeFileSync(data, JSON.stringify({ format: 1, projects: { [PROJECT]: { vaults: [], policies: [stored] } } }));
  const simulator = await startSimulator({ data, ...options });
  onTestFinished(() => simulator.close());
  const { url } = simulator;
  const folder = join(home, "policies");
  mkdirSync(folder);
  writeFileSync(
    join(folder, "stack.yaml"),
    stackText(
      "s",
      `cloud: simulator, region: here, project_id: ${PROJECT}, state: { file: { path: state.json } }, ${endpointsAt(url)}`,
    ),
  );
  return {
    files: () => readdirSync(folder).sort(),
    isRecorded: () => existsSync(join(folder, "state.json")),
    run: (...args: readonly string[]) => runHoldfast({ args, cwd: home, env: { PATH: process.env.PATH, HOME: home } }),
  };
}

test.each(["organization_policy_v1", "organization_policy_v2", "organization_policy_removed"])(
  "a policy of an organisation (%s) is not imported by its id either",
  async (policy_type) => {
    const { run, files, isRecorded } = await stackWith({ policy_type });
    const { code, err } = await run("import", "BackupPolicy/a", ID);
    expect(code).toBe(64);
    expect(err).toContain("an organisation owns it");
    expect([files(), isRecorded()]).toEqual([["stack.yaml"], false]);
  },
);

test("an id is the same in capitals", async () => {
  const { run, files } = await stackWith({});
  expect((await run("import", "BackupPolicy/a", ID.toUpperCase())).code).toBe(0);
  expect(files()).toContain("a.yaml");
  const again = await run("import", "BackupPolicy/b", ID.toUpperCase());
  expect([again.code, again.err]).toEqual([64, expect.stringContaining("is recorded as BackupPolicy/a")]);
});

test.each([
  ["is forbidden", "403@GET:dds:1x*", "refused GET /backups/download-policy"],
  ["is not offered here", "instead=404-gateway@GET:dds:1x*", "refused GET /backups/download-policy"],
])("what is left of import --all when the switch %s", async (_, faults, why) => {
  const { run, files } = await stackWith({}, { faults: parseFaults(faults) });
  const { code, err } = await run("import", "--all", "--generate", "policies");
  expect([code, files()]).toEqual([0, ["a.yaml", "stack.yaml"]]);
  expect(err).toContain("dds is left out: ");
  expect(err).toContain(why);
});

test("import --all does nothing when no service answers, or when one is out of order", async () => {
  for (const faults of ["403@GET:1x*", "503@GET:dds:1x*"]) {
    const { run, files } = await stackWith({}, { faults: parseFaults(faults) });
    expect((await run("import", "--all", "--generate", "policies")).code).toBe(1);
    expect(files()).toEqual(["stack.yaml"]);
  }
});

test("a switch that says null was never set", async () => {
  const { run, files } = await stackWith({}, { personality: { unsetSwitch: "nulls" } });
  expect((await run("import", "--all", "--generate", "policies")).code).toBe(0);
  expect(files()).toEqual(["a.yaml", "stack.yaml"]);
});
