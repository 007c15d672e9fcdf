/** Every switch in both positions. */
import { describe, expect, test } from "vitest";
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

test.each([
  ["empty", {}],
  ["nulls", { id: null, action: null }],
] as const)(
  "unsetSwitch %s: a switch that was never set is %j, and one that was is as it is",
  async (unsetSwitch, unset) => {
    const cloud = await simulated({ personality: { unsetSwitch } });
    expect((await cloud.get(SWITCH)).body).toEqual(unset);
    await cloud.post(SWITCH, { action: "open" });
    expect((await cloud.get(SWITCH)).body).toEqual({ id: expect.any(String), action: "open" });
  },
);

describe("unknownMembers", () => {
  const definition = { retention_duration_days: 7, novel: { deeply: ["kept"] } };

  test("refuse: what no reference names is refused", async () => {
    const cloud = await simulated();
    const { policy } = (await cloud.post(POLICIES, backup("a"))).body;
    const refused = "400 BackupService.9900: invalid key novel";
    expect(inShort(await cloud.post(POLICIES, backup("b", { operation_definition: definition })))).toBe(refused);
    const change = { policy: { operation_definition: definition } };
    expect(inShort(await cloud.put(`${POLICIES}/${policy.id}`, change))).toBe(refused);
  });

  test("keep: it is taken, shown, and gone with the next definition that has it not", async () => {
    const cloud = await simulated({ personality: { unknownMembers: "keep" } });
    const { policy } = (await cloud.post(POLICIES, backup("b", { operation_definition: definition }))).body;
    expect(policy.operation_definition).toEqual({ ...definition, created_by: "customer" });
    const path = `${POLICIES}/${policy.id}`;
    await cloud.put(path, { policy: { enabled: false } });
    expect((await cloud.get(path)).body.policy.operation_definition.novel).toEqual(definition.novel);
    await cloud.put(path, { policy: { operation_definition: { retention_duration_days: 8 } } });
    expect((await cloud.get(path)).body.policy.operation_definition).not.toHaveProperty("novel");
  });

  test("refuse: what a policy here has already is known, and who made it is told by nobody but the cloud", async () => {
    const cloud = await simulated({ personality: { unknownMembers: "keep" } });
    const { policy } = (await cloud.post(POLICIES, backup("b", { operation_definition: definition }))).body;
    await cloud.put("/_simulator/personality", { unknownMembers: "refuse" });
    const change = (operation_definition: object) =>
      cloud.put(`${POLICIES}/${policy.id}`, { policy: { operation_definition } });
    expect(inShort(await change({ ...definition, retention_duration_days: 8 }))).toBe("200");
    const refused = "400 BackupService.9900: invalid key ";
    expect(inShort(await change({ ...definition, newer: 1 }))).toBe(`${refused}newer`);
    await cloud.put("/_simulator/personality", { unknownMembers: "keep" });
    expect(inShort(await change({ ...definition, created_by: "customer" }))).toBe(`${refused}created_by`);
  });

  test("keep: elsewhere, and where a known member is wrong, it is refused as ever", async () => {
    const cloud = await simulated({ personality: { unknownMembers: "keep" } });
    const bad = "400 BackupService.9900: ";
    expect(inShort(await cloud.post(POLICIES, backup("a", { novel: 1 })))).toBe(`${bad}invalid key novel`);
    const wrong = { operation_definition: { ...definition, retention_duration_days: "7" } };
    expect(inShort(await cloud.post(POLICIES, backup("a", wrong)))).toBe(
      `${bad}Invalid retention_duration_days provided.`,
    );
  });
});

describe("lists", () => {
  const five = async (personality: Partial<Personality>, pageSize = 2) => {
    const cloud = await simulated({ personality, pageSize });
    for (const name of ["a", "b", "c", "d", "e"]) await cloud.post(POLICIES, backup(name));
    return async (query = "") => {
      const answer = await cloud.get(`${POLICIES}${query}`);
      if (answer.status !== 200) return inShort(answer);
      const { policies, count, limit, offset } = answer.body;
      return [policies.map(({ name }: { name: string }) => name).join(""), count, limit, offset];
    };
  };

  test("a page begins where it was asked to, and says so", async () => {
    const list = await five({});
    expect(await list()).toEqual(["ab", 5, 2, 0]);
    expect(await list("?offset=2")).toEqual(["cd", 5, 2, 2]);
    expect(await list("?offset=4")).toEqual(["e", 5, 2, 4]);
    expect(await list("?offset=5")).toEqual(["", 5, 2, 5]);
    expect(await list("?limit=1&offset=1")).toEqual(["b", 5, 1, 1]);
    expect(await list("?limit=1000")).toEqual(["ab", 5, 2, 0]);
    expect(await list("?offset=-1")).toBe("400 BackupService.9900: Invalid offset provided.");
    expect(await list("?limit=0")).toBe("400 BackupService.9900: Invalid limit provided.");
  });

  test("offset ignore: each page is the first", async () => {
    const list = await five({ offset: "ignore" });
    expect(await list("?offset=2")).toEqual(["ab", 5, 2, 0]);
  });

  test("offset refuse: only the first page is to be had", async () => {
    const list = await five({ offset: "refuse" });
    expect(await list()).toEqual(["ab", 5, 2, 0]);
    expect(await list("?offset=2")).toBe("400 BackupService.9900: invalid key offset");
  });

  test("count wrong and absent", async () => {
    expect(await (await five({ count: "wrong" }))()).toEqual(["ab", 14, 2, 0]);
    expect(await (await five({ count: "absent" }))()).toEqual(["ab", undefined, 2, 0]);
  });

  test("listTwice: the first is there again, with the same id", async () => {
    const cloud = await simulated({ personality: { listTwice: true } });
    expect((await cloud.get(POLICIES)).body).toEqual({ policies: [], count: 0, limit: 1000, offset: 0 });
    await cloud.post(POLICIES, backup("a"));
    await cloud.post(POLICIES, backup("b"));
    const { policies, count } = (await cloud.get(POLICIES)).body;
    expect([policies.map(({ name }: { name: string }) => name), count]).toEqual([["a", "b", "a"], 2]);
    expect(policies[2]).toEqual(policies[0]);
  });

  test("endless: every page is full, and no id comes again", async () => {
    const cloud = await simulated({ personality: { endless: true }, pageSize: 3 });
    expect((await cloud.get(POLICIES)).body.policies).toEqual([]);
    await cloud.post(POLICIES, backup("a"));
    const ids = new Set<string>();
    for (const offset of [0, 3, 6, 9]) {
      const { policies, count } = (await cloud.get(`${POLICIES}?offset=${offset}`)).body;
      expect([policies.length, count > offset + 3]).toEqual([3, true]);
      for (const { id } of policies) ids.add(id);
    }
    expect(ids.size).toBe(12);
  });

  test("lists of vaults are no better", async () => {
    const cloud = await simulated({ personality: { listTwice: true, count: "wrong" }, vaults: [UNKNOWN], pageSize: 7 });
    expect((await cloud.get(VAULTS)).body).toMatchObject({
      vaults: [{ id: UNKNOWN }, { id: UNKNOWN }],
      count: 10,
      limit: 7,
    });
  });
});

describe("staleVaultsMs", () => {
  const stale = async (personality: Partial<Personality>) => {
    const clock = { now: 0 };
    const cloud = await simulated({ personality, vaults: "any", clock: () => clock.now });
    const { id } = (await cloud.post(POLICIES, backup("a"))).body.policy;
    const turn = (what: string) => cloud.post(`${VAULTS}/${UNKNOWN}/${what}`, { policy_id: id });
    const bound = async (path: string) => {
      const { policy, policies = [policy] } = (await cloud.get(path)).body;
      return policies.length > 0 && (policies[0].associated_vaults ?? []).length > 0;
    };
    return { clock, id, turn, bound: () => bound(POLICIES), shows: () => bound(`${POLICIES}/${id}`), of: bound };
  };

  test("reads show a binding, and its end, only when the time is over", async () => {
    const { clock, turn, bound, shows, of } = await stale({ staleVaultsMs: 5000 });
    await turn("associatepolicy");
    expect([await bound(), await shows(), await of(`${POLICIES}?vault_id=${UNKNOWN}`)]).toEqual([false, false, false]);
    clock.now = 4999;
    expect([await bound(), await shows()]).toEqual([false, false]);
    clock.now = 5000;
    expect([await bound(), await shows()]).toEqual([true, true]);
    await turn("dissociatepolicy");
    expect(await bound()).toBe(true);
    clock.now = 10_000;
    expect(await bound()).toBe(false);
  });

  test("staleByTurns: every second read knows", async () => {
    const { turn, bound } = await stale({ staleVaultsMs: 5000, staleByTurns: true });
    await turn("associatepolicy");
    expect([await bound(), await bound(), await bound(), await bound()]).toEqual([false, true, false, true]);
  });

  test("what is bound is bound all the same", async () => {
    const { turn } = await stale({ staleVaultsMs: 5000 });
    await turn("associatepolicy");
    expect(inShort(await turn("dissociatepolicy"))).toBe("200");
    expect(inShort(await turn("dissociatepolicy"))).toMatch(/^404 BackupService.6002/);
  });
});

test("a personality can be looked at and changed while the cloud runs", async () => {
  const cloud = await simulated({ personality: { preset: true } });
  expect((await cloud.get("/_simulator/personality")).body).toEqual({ ...DEFAULT_PERSONALITY, preset: true });
  const change = (body: object) => cloud.put("/_simulator/personality", body);
  expect((await change({ count: "wrong", staleVaultsMs: 5, listTwice: true })).status).toBe(204);
  expect((await cloud.get(POLICIES)).body).toMatchObject({ count: 10 });
  expect((await change({ listTwice: false })).status).toBe(204);
  expect((await cloud.get("/_simulator/personality")).body).toEqual({
    ...DEFAULT_PERSONALITY,
    preset: true,
    count: "wrong",
    staleVaultsMs: 5,
  });
  const refused = async (body: object) => (await change(body)).body.error_msg;
  expect(await refused({ count: "many" })).toBe("count is right or wrong or absent, not many");
  expect(await refused({ preset: "yes" })).toBe("preset is true or false, not yes");
  expect(await refused({ staleVaultsMs: "soon" })).toBe("staleVaultsMs is a number, not soon");
  expect(await refused({ moody: true })).toMatch(/^moody is not one of reorderRules /);
});

test("no switch is left out above", () => {
  const tried = [
    "count",
    "deleteBound",
    "endless",
    "fillDefaults",
    "listTwice",
    "nullVaults",
    "offset",
    "padHours",
    "pagesCame",
    "pagesGone",
    "postSwitchTwice",
    "preset",
    "reorderParts",
    "reorderRules",
    "severalHours",
    "staleByTurns",
    "staleVaultsMs",
    "strictTimezone",
    "unknownMembers",
    "unsetSwitch",
  ];
  expect(Object.keys(DEFAULT_PERSONALITY).sort()).toEqual(tried);
});
