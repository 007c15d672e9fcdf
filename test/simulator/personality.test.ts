/** Every switch in both positions. */
import { expect, test } from "vitest";
import { DEFAULT_PERSONALITY, type Personality } from "../../src/simulator/personality.ts";
import { backup, inShort, POLICIES, replication, rules, SWITCH, simulated, UNKNOWN, VAULTS } from "./simulated.ts";

const shownRules = async (personality: Partial<Personality>, ...pattern: string[]) => {
  const cloud = await simulated({ personality });
  const { policy } = (await cloud.post(POLICIES, backup("a", rules(...pattern)))).body;
  const [listed] = (await cloud.get(POLICIES)).body.policies;
  expect(listed).toEqual(policy);
  return policy.trigger.properties.pattern;
};

const morning = "FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=6;BYMINUTE=0";
const evening = "FREQ=DAILY;BYHOUR=18;BYMINUTE=00";

test.each<[Partial<Personality>, string[]]>([
  [{}, [morning, evening]],
  [{ reorderRules: true }, [evening, morning]],
  [{ reorderParts: true }, ["BYMINUTE=0;BYHOUR=6;BYDAY=TU,MO;FREQ=WEEKLY", "BYMINUTE=00;BYHOUR=18;FREQ=DAILY"]],
  [{ padHours: true }, ["FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=06;BYMINUTE=00", evening]],
  [{ fillDefaults: true }, [morning, `${evening};INTERVAL=1`]],
])("under %j two rules come back as %j", async (personality, expected) => {
  expect(await shownRules(personality, morning, evening)).toEqual(expected);
});

test("padHours pads each of several hours", async () => {
  expect(await shownRules({ padHours: true }, "FREQ=DAILY;BYHOUR=6,18;BYMINUTE=5")).toEqual([
    "FREQ=DAILY;BYHOUR=06,18;BYMINUTE=05",
  ]);
});

test("fillDefaults says what nobody sent and leaves what somebody sent", async () => {
  const cloud = await simulated({ personality: { fillDefaults: true } });
  const sent = { max_backups: 5, day_backups: 2, timezone: "UTC+08:00" };
  const made = (await cloud.post(POLICIES, backup("b", { operation_definition: sent }))).body.policy;
  const zeros = { week_backups: 0, month_backups: 0, year_backups: 0 };
  expect(made.operation_definition).toEqual({
    ...sent,
    ...zeros,
    retention_duration_days: -1,
    full_backup_interval: -1,
    created_by: "customer",
  });
  const copy = (await cloud.post(POLICIES, replication("r"))).body.policy;
  expect(copy.operation_definition).toMatchObject({ max_backups: -1, day_backups: 0 });
  expect(copy.operation_definition).not.toHaveProperty("full_backup_interval");
});

test.each([
  [true, null],
  [false, []],
])("with nullVaults %s a policy without vaults says %j", async (nullVaults, expected) => {
  const cloud = await simulated({ personality: { nullVaults } });
  expect((await cloud.post(POLICIES, backup("a"))).body.policy.associated_vaults).toEqual(expected);
});

test.each([
  ["accept", "FREQ=DAILY;BYHOUR=6,18;BYMINUTE=0", "200"],
  [
    "reject",
    "FREQ=DAILY;BYHOUR=6,18;BYMINUTE=0",
    "400 BackupService.9900: Invalid pattern provided: BYHOUR takes one value.",
  ],
  ["reject", "FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=6;BYMINUTE=0", "200"],
] as const)("severalHours %s: %s", async (severalHours, rule, answer) => {
  const cloud = await simulated({ personality: { severalHours } });
  expect(inShort(await cloud.post(POLICIES, backup("a", rules(rule))))).toBe(answer);
});

test.each([
  [false, {}, "200"],
  [true, {}, "400 BackupService.9900: Invalid timezone provided."],
  [true, { timezone: "UTC+00:00" }, "200"],
])("strictTimezone %s, zero counters and %j", async (strictTimezone, timezone, answer) => {
  const cloud = await simulated({ personality: { strictTimezone } });
  const operation_definition = { retention_duration_days: 14, day_backups: 0, ...timezone };
  expect(inShort(await cloud.post(POLICIES, backup("a", { operation_definition })))).toBe(answer);
});

test.each([
  ["unbind", "204"],
  ["refuse", "400 BackupService.9900: The policy is applied to vaults."],
] as const)("deleteBound %s", async (deleteBound, answer) => {
  const cloud = await simulated({ personality: { deleteBound }, vaults: "any" });
  const { policy } = (await cloud.post(POLICIES, backup("a"))).body;
  const vault = `${VAULTS}/${UNKNOWN}`;
  await cloud.post(`${vault}/associatepolicy`, { policy_id: policy.id });
  expect(inShort(await cloud.delete(`${POLICIES}/${policy.id}`))).toBe(answer);
  expect((await cloud.get(`${POLICIES}?vault_id=${UNKNOWN}`)).body.count).toBe(deleteBound === "refuse" ? 1 : 0);
  await cloud.post(`${vault}/dissociatepolicy`, { policy_id: policy.id });
  expect(inShort(await cloud.delete(`${POLICIES}/${policy.id}`))).toMatch(deleteBound === "refuse" ? /^204/ : /^404/);
});

test.each([
  ["reject", "400 DBS.200001: Parameter error.", "open"],
  ["overwrite", "200", "close"],
] as const)("postSwitchTwice %s", async (postSwitchTwice, answer, action) => {
  const cloud = await simulated({ personality: { postSwitchTwice } });
  await cloud.post(SWITCH, { action: "open" });
  const { id } = (await cloud.get(SWITCH)).body;
  expect(inShort(await cloud.post(SWITCH, { action: "close" }))).toBe(answer);
  expect((await cloud.get(SWITCH)).body).toEqual({ id, action });
});

test.each([
  [false, []],
  [true, ["defaultPolicy"]],
])("with preset %s a new project has %j, which can be deleted for good", async (preset, names) => {
  const cloud = await simulated({ personality: { preset } });
  const { policies } = (await cloud.get(POLICIES)).body;
  expect(policies.map((policy: { name: string }) => policy.name)).toEqual(names);
  for (const { id } of policies) expect(inShort(await cloud.delete(`${POLICIES}/${id}`))).toBe("204");
  expect((await cloud.get(POLICIES)).body.count).toBe(0);
});

test("no switch is left out above", () => {
  const tried = [
    "deleteBound",
    "fillDefaults",
    "nullVaults",
    "padHours",
    "postSwitchTwice",
    "preset",
    "reorderParts",
    "reorderRules",
    "severalHours",
    "strictTimezone",
  ];
  expect(Object.keys(DEFAULT_PERSONALITY).sort()).toEqual(tried);
});
