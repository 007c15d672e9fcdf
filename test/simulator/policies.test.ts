import { describe, expect, test } from "vitest";
import { backup, inShort, POLICIES, replication, rules, simulated, UNKNOWN, VAULTS } from "./simulated.ts";

const NOON = Date.UTC(2026, 4, 24, 12);
const uuid = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);

/** The requests of the vendor's reference, https://support.huaweicloud.com/intl/en-us/api-cbr/CreatePolicy.html. */
const retention = {
  day_backups: 0,
  month_backups: 0,
  retention_duration_days: 1,
  timezone: "UTC+08:00",
  week_backups: 0,
  year_backups: 0,
};
const destination = {
  destination_region: "cn-southwest-247",
  destination_project_id: "fcf6cb26c3bf4402869792207ad3dce4",
};
const pattern = ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=14;BYMINUTE=00"];
const policy001 = {
  enabled: true,
  name: "policy001",
  operation_definition: retention,
  operation_type: "backup",
  trigger: { properties: { pattern } },
};
const policy002 = {
  enabled: true,
  name: "policy002",
  operation_definition: { ...retention, ...destination },
  operation_type: "replication",
  trigger: { properties: { pattern } },
};

describe("the reference's examples", () => {
  test.each([policy001, policy002])("$name is created as sent, with what the service adds", async (policy) => {
    const cloud = await simulated({ clock: () => NOON });
    const { status, body } = await cloud.post(POLICIES, { policy });
    expect(status).toBe(200);
    expect(body).toEqual({
      policy: {
        id: uuid,
        name: policy.name,
        enabled: true,
        operation_type: policy.operation_type,
        operation_definition: { ...policy.operation_definition, created_by: "customer" },
        trigger: {
          id: uuid,
          name: "default",
          type: "time",
          properties: { pattern, start_time: "2026-05-24 12:00:00" },
        },
        associated_vaults: null,
        policy_type: "custom_policy",
      },
    });
  });
});

test("show, and a list of one, give what create answered", async () => {
  const cloud = await simulated();
  const { policy } = (await cloud.post(POLICIES, { policy: policy001 })).body;
  expect((await cloud.get(`${POLICIES}/${policy.id}`)).body).toEqual({ policy });
  expect((await cloud.get(POLICIES)).body).toEqual({ policies: [policy], count: 1, limit: 1000, offset: 0 });
});

test("a project nobody has used has an empty list, and no project sees another's policies", async () => {
  const cloud = await simulated();
  await cloud.post(POLICIES, backup("a"));
  expect((await cloud.get("/v3/another/policies")).body).toEqual({ policies: [], count: 0, limit: 1000, offset: 0 });
});

test("enabled is true when not given, and two policies may have one name", async () => {
  const cloud = await simulated();
  const first = (await cloud.post(POLICIES, backup("same"))).body.policy;
  const second = (await cloud.post(POLICIES, backup("same", { enabled: false }))).body.policy;
  expect([first.enabled, second.enabled]).toEqual([true, false]);
  expect(first.id).not.toBe(second.id);
});

test("enable_acceleration is taken and never told", async () => {
  const cloud = await simulated();
  const { policy } = (
    await cloud.post(
      POLICIES,
      replication("r", { operation_definition: { ...destination, enable_acceleration: true } }),
    )
  ).body;
  expect(policy.operation_definition).toEqual({ ...destination, created_by: "customer" });
});

test("cross_account_urn is taken for copies, and told", async () => {
  const cloud = await simulated();
  const operation_definition = { ...destination, cross_account_urn: "iam::0ddb:agency:copy" };
  const { policy } = (await cloud.post(POLICIES, replication("r", { operation_definition }))).body;
  expect(policy.operation_definition).toEqual({ ...operation_definition, created_by: "customer" });
  expect(inShort(await cloud.post(POLICIES, backup("b", { operation_definition })))).toMatch(/^400 BackupService.9900/);
});

test("lists are filtered by operation type and by vault", async () => {
  const vault = "5ab4fcd8-1cb2-4a2c-9b33-9a1b0a3d1d10";
  const cloud = await simulated({ vaults: [vault] });
  const nightly = (await cloud.post(POLICIES, backup("nightly"))).body.policy;
  await cloud.post(POLICIES, backup("weekly"));
  await cloud.post(POLICIES, replication("copy"));
  await cloud.post(`${VAULTS}/${vault}/associatepolicy`, { policy_id: nightly.id });
  const names = async (query: string) => {
    const { policies, count } = (await cloud.get(`${POLICIES}?${query}`)).body;
    expect(count).toBe(policies.length);
    return policies.map((policy: { name: string }) => policy.name);
  };
  expect(await names("operation_type=backup")).toEqual(["nightly", "weekly"]);
  expect(await names("operation_type=replication")).toEqual(["copy"]);
  expect(await names(`vault_id=${vault}`)).toEqual(["nightly"]);
  expect(await names(`vault_id=${vault}&operation_type=replication`)).toEqual([]);
  expect(await names(`vault_id=${UNKNOWN}`)).toEqual([]);
});

test("an update keeps what it does not name and replaces what it names as a whole", async () => {
  const cloud = await simulated();
  const { policy } = (await cloud.post(POLICIES, { policy: policy001 })).body;
  const path = `${POLICIES}/${policy.id}`;

  const renamed = { ...policy, name: "renamed", enabled: false };
  expect((await cloud.put(path, { policy: { name: "renamed", enabled: false } })).body).toEqual({ policy: renamed });

  const kept = { ...renamed, operation_definition: { max_backups: 5, created_by: "customer" } };
  expect((await cloud.put(path, { policy: { operation_definition: { max_backups: 5 } } })).body).toEqual({
    policy: kept,
  });

  const moved = ["FREQ=DAILY;INTERVAL=1;BYHOUR=6;BYMINUTE=00"];
  const { trigger } = policy;
  const rescheduled = { ...kept, trigger: { ...trigger, properties: { ...trigger.properties, pattern: moved } } };
  expect((await cloud.put(path, { policy: rules(...moved) })).body).toEqual({ policy: rescheduled });
  expect((await cloud.get(path)).body).toEqual({ policy: rescheduled });
});

test("a deleted policy is gone: 204 without a body, then 404", async () => {
  const cloud = await simulated();
  const { policy } = (await cloud.post(POLICIES, backup("a"))).body;
  const path = `${POLICIES}/${policy.id}`;
  expect(await cloud.delete(path)).toMatchObject({ status: 204, body: undefined });
  const gone = "404 BackupService.6000: The policy does not exist.";
  expect(inShort(await cloud.get(path))).toBe(gone);
  expect(inShort(await cloud.put(path, { policy: { enabled: true } }))).toBe(gone);
  expect(inShort(await cloud.delete(path))).toBe(gone);
});

describe("refused creates", () => {
  const bad = "400 BackupService.9900: ";
  const exclusive = `${bad}retention_duration_days cannot be applied together with max_backups, day_backups, week_backups, month_backups, or year_backups.`;
  const definition = (operation_definition: object) => backup("a", { operation_definition });
  const copies = (operation_definition: object) => replication("a", { operation_definition });
  test.each<[why: string, body: unknown, answer: string]>([
    ["an unknown key", backup("a", { color: "red" }), `${bad}invalid key color`],
    ["an unknown key among other faults", { policy: { color: "red" } }, `${bad}invalid key color`],
    [
      "a key misspelt deep inside",
      definition({ enable_accelerations: true }),
      `${bad}invalid key enable_accelerations`,
    ],
    [
      "a key of replication in a backup policy",
      definition({ enable_acceleration: true }),
      `${bad}invalid key enable_acceleration`,
    ],
    ["no name", backup("a", { name: undefined }), `${bad}Invalid name provided.`],
    ["a name with a blank", backup("a b"), `${bad}Invalid name provided.`],
    [
      "a number out of range",
      definition({ day_backups: 101, timezone: "UTC+08:00" }),
      `${bad}Invalid day_backups provided.`,
    ],
    ["a number as text", definition({ max_backups: "5" }), `${bad}Invalid max_backups provided.`],
    ["a timezone that is a place", definition({ timezone: "Asia/Shanghai" }), `${bad}Invalid timezone provided.`],
    [
      "an operation type there is not",
      backup("a", { operation_type: "restore" }),
      `${bad}Invalid operation_type provided.`,
    ],
    ["no body", undefined, `${bad}Parameter verification failed.`],
    ["a body that is not JSON", "{policy}", `${bad}Malformed JSON request body.`],
    ["a body of 5,000 levels", "[".repeat(5000) + "]".repeat(5000), `${bad}Malformed JSON request body.`],
    ["days and a maximum", definition({ retention_duration_days: 7, max_backups: 3 }), exclusive],
    [
      "days and a counter",
      definition({ retention_duration_days: 7, week_backups: 1, timezone: "UTC+08:00" }),
      exclusive,
    ],
    [
      "a counter without a timezone",
      definition({ max_backups: 3, year_backups: 1 }),
      `${bad}Invalid timezone provided.`,
    ],
    [
      "a replication to no region",
      copies({ destination_project_id: "p" }),
      `${bad}Invalid destination_region provided.`,
    ],
    [
      "a replication to no project",
      copies({ destination_region: "r", destination_project_id: "" }),
      `${bad}Invalid destination_project_id provided.`,
    ],
  ])("%s", async (_why, body, answer) => {
    const cloud = await simulated();
    expect(inShort(await cloud.post(POLICIES, body))).toBe(answer);
    expect((await cloud.get(POLICIES)).body.count).toBe(0);
  });

  test("values that mean not set exclude nothing", async () => {
    const cloud = await simulated();
    const unset = { max_backups: -1, day_backups: 0, week_backups: 0, month_backups: 0, year_backups: 0 };
    const answers = [
      await cloud.post(POLICIES, definition({ ...unset, retention_duration_days: 30 })),
      await cloud.post(POLICIES, definition({ ...unset, retention_duration_days: -1, max_backups: 5 })),
      await cloud.post(POLICIES, definition({ retention_duration_days: -1, day_backups: 1, timezone: "UTC+05:30" })),
    ];
    expect(answers.map(inShort)).toEqual(["200", "200", "200"]);
  });

  test("the 33rd policy of a type, while the other type still has room", async () => {
    const cloud = await simulated();
    const made = await Promise.all(Array.from({ length: 32 }, (_, n) => cloud.post(POLICIES, backup(`b${n}`))));
    expect(new Set(made.map(inShort))).toEqual(new Set(["200"]));
    const full = "400 BackupService.6001: The maximum number of this type of policies has been reached.";
    expect(inShort(await cloud.post(POLICIES, backup("one-more")))).toBe(full);
    expect(inShort(await cloud.post(POLICIES, replication("copy")))).toBe("200");
  });
});

describe("schedule rules", () => {
  test.each([
    ["a day and a time", ["FREQ=WEEKLY;BYDAY=MO;BYHOUR=0;BYMINUTE=59"]],
    ["a time, every third day", ["FREQ=DAILY;INTERVAL=3;BYHOUR=23;BYMINUTE=00"]],
    ["a frequency alone", ["FREQ=DAILY"]],
    ["several hours in one rule", ["FREQ=DAILY;BYHOUR=6,18;BYMINUTE=0"]],
    ["runs one hour apart", ["FREQ=DAILY;BYHOUR=6;BYMINUTE=30", "FREQ=DAILY;BYHOUR=7;BYMINUTE=30"]],
    ["an hour named twice, which is one run", ["FREQ=DAILY;BYHOUR=6,06;BYMINUTE=0"]],
    [
      "two intervals, whose runs need not fall on one day",
      ["FREQ=DAILY;INTERVAL=2;BYHOUR=6;BYMINUTE=0", "FREQ=DAILY;INTERVAL=3;BYHOUR=6;BYMINUTE=30"],
    ],
    ["24 rules", Array.from({ length: 24 }, (_, hour) => `FREQ=DAILY;BYHOUR=${hour};BYMINUTE=0`)],
  ])("%s is accepted", async (_what, pattern) => {
    const cloud = await simulated();
    expect(inShort(await cloud.post(POLICIES, backup("a", rules(...pattern))))).toBe("200");
  });

  const close = "the scheduling interval must not be less than 1 hour.";
  test.each([
    ["another frequency", ["FREQ=HOURLY;BYMINUTE=0"], "FREQ can be set only to WEEKLY or DAILY."],
    ["no frequency", ["BYHOUR=6"], "FREQ is missing in BYHOUR=6."],
    [
      "another part",
      ["FREQ=DAILY;COUNT=3"],
      "only FREQ, BYDAY, BYHOUR, BYMINUTE and INTERVAL are supported, not COUNT.",
    ],
    ["an empty part", ["FREQ=DAILY;"], "only FREQ, BYDAY, BYHOUR, BYMINUTE and INTERVAL are supported, not ."],
    ["a part twice", ["FREQ=DAILY;BYHOUR=1;BYHOUR=2"], "a part is given twice in FREQ=DAILY;BYHOUR=1;BYHOUR=2."],
    ["a day there is not", ["FREQ=WEEKLY;BYDAY=MO,XX"], "BYDAY can be set to MO, TU, WE, TH, FR, SA, or SU."],
    ["hour 24", ["FREQ=DAILY;BYHOUR=24;BYMINUTE=0"], "BYHOUR ranges from 0 to 23."],
    ["minute 60", ["FREQ=DAILY;BYHOUR=1;BYMINUTE=60"], "BYMINUTE ranges from 0 to 59."],
    ["interval 0", ["FREQ=DAILY;INTERVAL=0"], "INTERVAL must be a positive integer."],
    ["runs half an hour apart", ["FREQ=DAILY;BYHOUR=6;BYMINUTE=0", "FREQ=DAILY;BYHOUR=6;BYMINUTE=30"], close],
    [
      "runs close across the week's end",
      ["FREQ=WEEKLY;BYDAY=SU;BYHOUR=23;BYMINUTE=30", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=0;BYMINUTE=0"],
      close,
    ],
  ])("%s is refused", async (_what, pattern, why) => {
    const cloud = await simulated();
    const answer = await cloud.post(POLICIES, backup("a", rules(...pattern)));
    expect(inShort(answer)).toBe(`400 BackupService.9900: Invalid pattern provided: ${why}`);
  });

  test.each([[0], [25]])("%i rules are refused", async (count) => {
    const cloud = await simulated();
    const pattern = Array.from(
      { length: count },
      (_, n) => `FREQ=WEEKLY;BYDAY=${n < 24 ? "MO" : "TU"};BYHOUR=${n % 24};BYMINUTE=0`,
    );
    expect(inShort(await cloud.post(POLICIES, backup("a", rules(...pattern))))).toMatch(
      /^400 BackupService.9900: Invalid pattern/,
    );
  });
});

describe("refused requests about one policy", () => {
  test("an id that is no UUID is a wrong parameter, not a missing policy", async () => {
    const cloud = await simulated();
    const wrong = "400 BackupService.9900: Invalid policy_id provided.";
    expect(inShort(await cloud.get(`${POLICIES}/nightly`))).toBe(wrong);
    expect(inShort(await cloud.put(`${POLICIES}/nightly`, { policy: {} }))).toBe(wrong);
    expect(inShort(await cloud.delete(`${POLICIES}/nightly`))).toBe(wrong);
  });

  test.each([
    ["operation_type=restore", "Invalid operation_type provided."],
    ["vault_id=mine", "Invalid vault_id provided."],
  ])("a list with %s", async (query, why) => {
    const cloud = await simulated();
    expect(inShort(await cloud.get(`${POLICIES}?${query}`))).toBe(`400 BackupService.9900: ${why}`);
  });

  test.each<[why: string, policy: object, message: string]>([
    ["the operation type", { operation_type: "backup" }, "invalid key operation_type"],
    ["a wrong rule", rules("FREQ=NEVER"), "Invalid pattern provided: FREQ can be set only to WEEKLY or DAILY."],
    ["a counter without a timezone", { operation_definition: { day_backups: 1 } }, "Invalid timezone provided."],
  ])("an update of %s changes nothing, not even its right parts", async (_why, policy, message) => {
    const cloud = await simulated();
    const before = (await cloud.post(POLICIES, backup("a"))).body;
    const path = `${POLICIES}/${before.policy.id}`;
    expect(inShort(await cloud.put(path, { policy: { name: "b", ...policy } }))).toBe(
      `400 BackupService.9900: ${message}`,
    );
    expect((await cloud.get(path)).body).toEqual(before);
  });

  test("a replication policy that is applied keeps its destination region, and may change all else", async () => {
    const cloud = await simulated({ vaults: "any" });
    const { policy } = (await cloud.post(POLICIES, replication("copy"))).body;
    const bound = { policy_id: policy.id, destination_vault_id: UNKNOWN };
    const path = `${POLICIES}/${policy.id}`;
    const moved = { policy: { operation_definition: { ...destination, destination_region: "elsewhere" } } };
    await cloud.post(`${VAULTS}/${UNKNOWN}/associatepolicy`, bound);
    expect(inShort(await cloud.put(path, moved))).toBe(
      "400 BackupService.6003: The destination region cannot be changed because the policy has been applied to a replication vault.",
    );
    expect(
      inShort(await cloud.put(path, { policy: { operation_definition: { ...destination, max_backups: 3 } } })),
    ).toBe("200");
    await cloud.post(`${VAULTS}/${UNKNOWN}/dissociatepolicy`, { policy_id: policy.id });
    expect(inShort(await cloud.put(path, moved))).toBe("200");
  });
});
