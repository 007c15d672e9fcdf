/** Time in the simulated cloud: when policies run, what is there afterwards, and what the log says. Driven over HTTP alone. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { POLICIES, PROJECT, replication, simulated, VAULTS } from "./simulated.ts";
import { BACKUPS, DAILY, DAY, HOUR, oneServer, SERVER, START, TASKS, timed } from "./time.ts";

describe("the clock", () => {
  test("is the machine's until it is moved, and then stands still where it was moved to", async () => {
    let real = START;
    const cloud = await timed({ clock: () => real });
    real += HOUR;
    expect((await cloud.get("/_simulator/clock")).body).toEqual({ now: "2026-12-01T01:00:00.000Z" });
    expect((await cloud.to(START + DAY)).body).toEqual({ now: "2026-12-02T00:00:00.000Z" });
    real += 3 * DAY;
    const answer = await cloud.get(POLICIES);
    expect(answer.headers.date).toBe("Wed, 02 Dec 2026 00:00:00 GMT");
    const vault = await cloud.vault(undefined, []);
    expect((await cloud.get(`${VAULTS}/${vault}`)).body.vault.created_at).toBe("2026-12-02T00:00:00.000000");
    await cloud.policy({}, [DAILY]);
    const [policy] = (await cloud.get(POLICIES)).body.policies;
    expect(policy.trigger.properties.start_time).toBe("2026-12-02 00:00:00");
  });

  test.each([
    ["2026-11-30T23:59:59Z", "the clock is at 2026-12-01T00:00:00.000Z, and moves only forward"],
    ["tomorrow", "tomorrow is not a time such as 2026-12-01T02:00:00Z"],
    ["2026-12-01", "2026-12-01 is not a time such as 2026-12-01T02:00:00Z"],
    [undefined, "undefined is not a time such as 2026-12-01T02:00:00Z"],
  ])("is not moved to %s", async (now, message) => {
    const cloud = await timed();
    expect(await cloud.post("/_simulator/clock", { now })).toMatchObject({ status: 400, body: { error_msg: message } });
    expect((await cloud.get("/_simulator/clock")).body.now).toBe("2026-12-01T00:00:00.000Z");
  });

  test("and what passed survives a restart, and is seen by another simulator of the file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "clock-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const data = join(folder, "cloud.json");
    const one = await timed({ data });
    const [server] = (await one.resources({ name: "db-1", type: SERVER })) as [string];
    await one.vault(await one.policy({ retention_duration_days: 2 }, [DAILY]), [server]);
    const other = await simulated({ data });
    await one.days(3.5);
    const shown = await one.get(BACKUPS);
    expect(shown.body.backups).toHaveLength(2);
    expect((await other.get(BACKUPS)).body).toEqual(shown.body);
    expect((await other.get("/_simulator/clock")).body.now).toBe("2026-12-04T12:00:00.000Z");
    expect(JSON.parse(await readFile(data, "utf8"))).toEqual((await other.get("/_simulator/data")).body);
    await other.post("/_simulator/clock", { now: "2026-12-05T12:00:00Z" });
    expect(await one.points()).toEqual(["12-04 02:00", "12-05 02:00"]);
    const log = (await one.get(TASKS)).body;
    await one.simulator.close();
    await other.simulator.close();
    expect((await (await simulated({ data })).get(TASKS)).body).toEqual(log);
  });

  test("moved in many steps or in one, it brings the same", async () => {
    const clouds = [await oneServer({ max_backups: 3 }), await oneServer({ max_backups: 3 })].map(({ cloud }) => cloud);
    for (let hour = 1; hour <= 240; hour += 7) await clouds[0]!.to(START + hour * HOUR);
    for (const cloud of clouds) await cloud.days(10);
    const [steps, once] = await Promise.all(clouds.map((cloud) => cloud.points()));
    expect(steps).toEqual(once);
    expect(once).toEqual(["12-08 02:00", "12-09 02:00", "12-10 02:00"]);
  });
});

describe("a policy runs by its rules, in UTC", () => {
  test.each<[rules: string[], points: string[]]>([
    [
      ["FREQ=DAILY;INTERVAL=1;BYHOUR=06;BYMINUTE=30"],
      ["01 06:30", "02 06:30", "03 06:30", "04 06:30", "05 06:30", "06 06:30", "07 06:30"],
    ],
    [["FREQ=WEEKLY;BYDAY=MO,FR;BYHOUR=14;BYMINUTE=00"], ["04 14:00", "07 14:00"]],
    [["FREQ=DAILY;INTERVAL=3;BYHOUR=2;BYMINUTE=00"], ["01 02:00", "04 02:00", "07 02:00"]],
    [["FREQ=WEEKLY;BYDAY=WE;BYHOUR=1,13;BYMINUTE=15"], ["02 01:15", "02 13:15"]],
    [
      ["FREQ=WEEKLY;BYDAY=SU;BYHOUR=0;BYMINUTE=0", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=0;BYMINUTE=00"],
      ["06 00:00", "07 00:00"],
    ],
  ])("%j", async (rules, points) => {
    const { cloud } = await oneServer({}, rules);
    await cloud.days(7);
    expect(await cloud.points()).toEqual(points.map((point) => `12-${point}`));
  });

  test("whatever local clocks do: at the end of October, no run of Berlin's nights moves", async () => {
    const cloud = await timed({ clock: () => Date.UTC(2026, 9, 23) });
    const [server] = (await cloud.resources({ name: "db-1", type: SERVER })) as [string];
    await cloud.vault(await cloud.policy({ timezone: "UTC+01:00" }, [DAILY]), [server]);
    await cloud.to(Date.UTC(2026, 9, 28));
    expect(await cloud.points()).toEqual(["10-23 02:00", "10-24 02:00", "10-25 02:00", "10-26 02:00", "10-27 02:00"]);
  });

  test("only while it is enabled and applied", async () => {
    const { cloud, policy, vault } = await oneServer({});
    await cloud.days(1);
    await cloud.put(`${POLICIES}/${policy}`, { policy: { enabled: false } });
    await cloud.days(3);
    await cloud.put(`${POLICIES}/${policy}`, { policy: { enabled: true } });
    await cloud.days(4);
    await cloud.post(`${VAULTS}/${vault}/dissociatepolicy`, { policy_id: policy });
    await cloud.days(9);
    expect(await cloud.points()).toEqual(["12-01 02:00", "12-04 02:00"]);
  });

  test("for every resource that is in the vault by then, and not suspended", async () => {
    const { cloud, server, vault } = await oneServer({});
    const [other] = (await cloud.resources({ name: "web-1", type: SERVER })) as [string];
    await cloud.days(1);
    const added = await cloud.post(`${VAULTS}/${vault}/addresources`, { resources: [{ id: other, type: SERVER }] });
    expect(added.body).toEqual({ add_resource_ids: [other] });
    await cloud.put(`${VAULTS}/${vault}/set-resources`, { resource_ids: [server], action: "suspend" });
    await cloud.days(2);
    await cloud.put(`${VAULTS}/${vault}/set-resources`, { resource_ids: [server], action: "unsuspend" });
    await cloud.days(3);
    expect(await cloud.points(`resource_id=${server}`)).toEqual(["12-01 02:00", "12-03 02:00"]);
    expect(await cloud.points("resource_name=web-1")).toEqual(["12-02 02:00", "12-03 02:00"]);
    const removed = await cloud.post(`${VAULTS}/${vault}/removeresources`, { resource_ids: [server] });
    expect(removed.body).toEqual({ remove_resource_ids: [server] });
    expect(await cloud.points(`resource_id=${server}`)).toEqual([]);
  });
});

test("a backup and its entry in the log have the members that were recorded", async () => {
  const { cloud, server, policy, vault } = await oneServer({ retention_duration_days: 7 });
  await cloud.days(0.5);
  const [made] = await cloud.backups();
  expect(made).toMatchObject({
    created_at: "2026-12-01T02:00:00.000000",
    protected_at: "2026-12-01T02:00:00.000000",
    expired_at: "2026-12-08T02:00:00.000000",
    status: "available",
    image_type: "backup",
    incremental: false,
    resource_id: server,
    resource_name: "db-1",
    resource_type: SERVER,
    resource_size: 10,
    vault_id: vault,
    project_id: PROJECT,
    provider_id: "0daac4c5-6707-4851-97ba-169e36266b66",
    children: [],
    replication_records: [],
    version: 3,
    extend_info: { auto_trigger: true, supported_restore_mode: "backup", progress: 100, is_dec: false },
  });
  expect(await cloud.tasks()).toMatchObject([
    {
      operation_type: "backup",
      status: "success",
      started_at: "2026-12-01T02:00:00.000000",
      ended_at: "2026-12-01T02:00:00.000000",
      policy_id: policy,
      vault_id: vault,
      vault_name: "servers",
      checkpoint_id: made.checkpoint_id,
      error_info: { code: "", message: "" },
      extra_info: { resource: { id: server, type: SERVER, name: "db-1" }, backup: { backup_id: made.id } },
    },
  ]);
  const shown = (await cloud.get(`${VAULTS}/${vault}`)).body.vault;
  expect([shown.billing.used, shown.billing.allocated]).toEqual([10_240, 10]);
  expect(shown.resources).toMatchObject([{ id: server, size: 10, backup_size: 10_240, backup_count: 1 }]);
});

test.each([
  [{}, "FIIIIII"],
  [{ full_backup_interval: -1 }, "FIIIIII"],
  [{ full_backup_interval: 0 }, "FFFFFFF"],
  [{ full_backup_interval: 2 }, "FIIFIIF"],
  [{ full_backup_interval: 2, max_backups: 2 }, "IF"],
])("with %j, full and incremental backups follow as %s", async (definition, expected) => {
  const { cloud } = await oneServer(definition);
  await cloud.days(7);
  const made = await cloud.backups("sort=created_at:asc");
  expect(made.map(({ incremental }) => (incremental ? "I" : "F")).join("")).toBe(expected);
});

test("a person's backup is made at once, is never cut, and has the policy cut those that it made", async () => {
  const { cloud, server, policy, vault } = await oneServer({ max_backups: 5 });
  await cloud.days(5);
  await cloud.put(`${POLICIES}/${policy}`, { policy: { operation_definition: { max_backups: 2 } } });
  expect(await cloud.points()).toHaveLength(5);
  const { body } = await cloud.post(`/v3/${PROJECT}/checkpoints`, {
    checkpoint: { vault_id: vault, parameters: { name: "before", resources: [server] } },
  });
  expect(body.checkpoint).toMatchObject({ status: "protecting", vault: { id: vault, skipped_resources: [] } });
  expect(await cloud.points()).toEqual(["12-04 02:00", "12-05 02:00"]);
  await cloud.days(30);
  const manual = (await cloud.backups()).filter(({ extend_info }) => !extend_info.auto_trigger);
  expect(manual).toMatchObject([{ name: "before", checkpoint_id: body.checkpoint.id, expired_at: null }]);
});

describe("replication", () => {
  const DESTINATION = "fcf6cb26c3bf4402869792207ad3dce4";

  const replicated = async (rule = "FREQ=DAILY;INTERVAL=1;BYHOUR=05;BYMINUTE=00", retention = {}) => {
    const one = await oneServer({});
    const { cloud, vault } = one;
    const { vault: copies } = (
      await cloud.post(`/v3/${DESTINATION}/vaults`, {
        vault: { name: "copies", billing: { protect_type: "replication" } },
      })
    ).body;
    const body = replication("copy", { trigger: { properties: { pattern: [rule] } } });
    Object.assign(body.policy.operation_definition, retention);
    const policy = (await cloud.post(POLICIES, body)).body.policy.id;
    await cloud.post(`${VAULTS}/${vault}/associatepolicy`, { policy_id: policy, destination_vault_id: copies.id });
    const records = async () =>
      (await cloud.backups("sort=created_at:asc")).map(({ replication_records }) =>
        replication_records
          .map(({ status, created_at }: Record<string, string>) => `${status} ${created_at!.slice(8, 16)}`)
          .join(),
      );
    const there = async () => (await cloud.get(`/v3/${DESTINATION}/backups?sort=created_at:asc`)).body.backups;
    return { ...one, copies: copies.id as string, copy: policy as string, records, there };
  };

  test("copies what has no copy yet, into the destination's project, by a retention of its own", async () => {
    const { cloud, copies, records, there } = await replicated("FREQ=WEEKLY;BYDAY=TH,SA;BYHOUR=5;BYMINUTE=0", {
      max_backups: 2,
    });
    await cloud.days(3);
    expect(await records()).toEqual(["success 03T05:00", "success 03T05:00", "success 03T05:00"]);
    await cloud.days(5);
    expect((await records()).slice(3)).toEqual(["success 05T05:00", "success 05T05:00"]);
    const copiesMade = await there();
    expect(copiesMade).toMatchObject([
      {
        image_type: "replication",
        vault_id: copies,
        project_id: DESTINATION,
        created_at: "2026-12-05T05:00:00.000000",
      },
      { image_type: "replication", protected_at: "2026-12-05T02:00:00.000000" },
    ]);
    const originals = (await cloud.backups()).flatMap(({ replication_records }) => replication_records);
    expect(originals.map(({ destination_backup_id }) => destination_backup_id)).toEqual(
      expect.arrayContaining(copiesMade.map(({ id }: { id: string }) => id)),
    );
    expect(await cloud.tasks("operation_type=replication")).toHaveLength(5);
  });

  test("lags, and is in progress meanwhile", async () => {
    const { cloud, records, there } = await replicated();
    await cloud.mishaps({ what: "lag", minutes: 180 });
    await cloud.to(START + 6 * HOUR);
    expect([await records(), (await there()).map(({ status }: { status: string }) => status)]).toEqual([
      ["replicating 01T05:00"],
      ["protecting"],
    ]);
    expect(await cloud.tasks("operation_type=replication")).toMatchObject([{ status: "running", ended_at: null }]);
    await cloud.to(START + 8 * HOUR);
    expect(await records()).toEqual(["success 01T05:00"]);
  });

  test("that failed is tried again with the next run", async () => {
    const { cloud, records, there } = await replicated();
    await cloud.mishaps({
      what: "nocopy",
      until: "2026-12-02T00:00:00Z",
      message: "The destination cannot be reached.",
    });
    await cloud.days(2);
    expect(await records()).toEqual(["fail 01T05:00,success 02T05:00", "success 02T05:00"]);
    expect(await there()).toHaveLength(2);
    expect(await cloud.tasks("operation_type=replication&status=failed")).toMatchObject([
      { error_info: { code: "BackupService.6118", message: "The destination cannot be reached." } },
    ]);
  });
});

test("four weeks of 300 servers take less than a second for each thousand backups", async () => {
  const cloud = await timed();
  const servers = await cloud.resources(...Array.from({ length: 300 }, (_, n) => ({ name: `s${n}`, type: SERVER })));
  const policy = await cloud.policy({ retention_duration_days: 90 }, [DAILY]);
  for (let first = 0; first < 300; first += 100) await cloud.vault(policy, servers.slice(first, first + 100));
  const begin = performance.now();
  await cloud.days(28);
  const seconds = (performance.now() - begin) / 1000;
  expect((await cloud.get(`${BACKUPS}?limit=1`)).body.count).toBe(8400);
  expect(seconds / 8.4).toBeLessThan(1);
});
