/** What goes wrong with runs, each switch by what is there afterwards and what the log says. */
import { describe, expect, test } from "vitest";
import { inShort, PROJECT, VAULTS } from "./simulated.ts";
import { DAY, HOUR, oneServer, SERVER, START, timed } from "./time.ts";

/** Runs are due at 02:00 from 1 December on. */
const SECOND_DAY = { from: "2026-12-02T00:00:00Z", until: "2026-12-03T00:00:00Z" };

interface Entry {
  readonly status: string;
  readonly created_at: string;
  readonly error_info: { readonly code: string };
}

const logOf = (tasks: readonly Entry[]) =>
  tasks
    .map(({ status, created_at, error_info }) => `${created_at.slice(8, 13)} ${status} ${error_info.code}`.trim())
    .reverse();

describe("on the second of three days", () => {
  test.each<[mishap: object, points: string[], log: string]>([
    [{ what: "miss" }, ["01", "03"], ""],
    [{ what: "skip" }, ["01", "03"], "02T02 skipped BackupService.6125"],
    [{ what: "skip", code: "BackupService.6142" }, ["01", "03"], "02T02 skipped BackupService.6142"],
    [{ what: "fail" }, ["01", "03"], "02T02 failed BackupService.6215"],
    [
      { what: "fail", code: "BackupService.9999", message: "Internal." },
      ["01", "03"],
      "02T02 failed BackupService.9999",
    ],
    [{ what: "timeout" }, ["01", "03"], "02T02 timeout BackupService.6125"],
    [{ what: "full" }, ["01", "03"], "02T02 skipped BackupService.6114"],
    [{ what: "lock" }, ["01", "03"], "02T02 skipped BackupService.6113"],
    [{ what: "late", minutes: 90 }, ["01", "02", "03"], "02T02 success"],
    [{ what: "lag", minutes: 90 }, ["01", "02", "03"], "02T02 success"],
    [{ what: "nocopy" }, ["01", "02", "03"], "02T02 success"],
  ])("%j", async (mishap, points, log) => {
    const { cloud } = await oneServer({});
    await cloud.mishaps({ ...mishap, ...SECOND_DAY });
    await cloud.days(3);
    expect((await cloud.points()).map((point) => point.slice(3, 5))).toEqual(points);
    expect(logOf(await cloud.tasks())).toEqual(["01T02 success", log, "03T02 success"].filter(Boolean));
  });
});

test("it strikes only what it names: a vault, a resource, a policy", async () => {
  const cloud = await timed();
  const names = ["a", "b", "c", "d"];
  const ids = await cloud.resources(...names.map((name) => ({ name, type: SERVER })));
  const [a, b, c, d] = ids as [string, string, string, string];
  const policies = await Promise.all(names.map(() => cloud.policy({}, ["FREQ=DAILY;BYHOUR=2;BYMINUTE=0"])));
  const vault = await cloud.vault(policies[0], [a, b]);
  const other = await cloud.vault(policies[1], [c]);
  await cloud.vault(policies[2], [d]);
  expect(vault).not.toBe(other);
  await cloud.mishaps(
    { what: "skip", resource_id: b },
    { what: "fail", vault_id: other },
    { what: "timeout", policy_id: policies[2] },
  );
  await cloud.days(1);
  const log = await cloud.tasks();
  expect(Object.fromEntries(log.map(({ extra_info, status }) => [extra_info.resource.name, status]))).toEqual({
    a: "success",
    b: "skipped",
    c: "failed",
    d: "timeout",
  });
});

test("a late run waits, is then in progress, and is complete at last", async () => {
  const { cloud } = await oneServer({ retention_duration_days: 1 });
  await cloud.mishaps({ what: "late", minutes: 120 }, { what: "slow", minutes: 60 });
  const looks: unknown[] = [];
  for (const hour of [3, 4, 5]) {
    await cloud.to(START + hour * HOUR);
    const [[task], [backup]] = [await cloud.tasks(), await cloud.backups()];
    looks.push([
      task.status,
      task.started_at?.slice(11, 13),
      task.ended_at?.slice(11, 13),
      backup?.status,
      backup?.protected_at?.slice(11, 13),
    ]);
  }
  expect(looks).toEqual([
    ["waiting", undefined, undefined, undefined, undefined],
    ["running", "04", undefined, "protecting", undefined],
    ["success", "04", "05", "available", "05"],
  ]);
  const [made] = await cloud.backups();
  expect([made.created_at, made.expired_at]).toEqual(["2026-12-01T04:00:00.000000", "2026-12-02T04:00:00.000000"]);
});

test("a run is skipped while the one before is still going, for that resource alone", async () => {
  const { cloud, server, vault } = await oneServer({}, ["FREQ=DAILY;BYHOUR=2,4,6;BYMINUTE=0"]);
  const [other] = (await cloud.resources({ name: "web-1", type: SERVER })) as [string];
  await cloud.post(`${VAULTS}/${vault}/addresources`, { resources: [{ id: other, type: SERVER }] });
  await cloud.mishaps({ what: "slow", minutes: 180, resource_id: server });
  await cloud.to(START + 7 * HOUR);
  expect(logOf(await cloud.tasks(`resource_id=${server}`))).toEqual([
    "01T02 success",
    "01T04 skipped BackupService.6125",
    "01T06 running",
  ]);
  expect(logOf(await cloud.tasks(`resource_id=${other}`))).toEqual(["01T02 success", "01T04 success", "01T06 success"]);
});

test("a vault that is full takes no more, unless it expands", async () => {
  const billing = { protect_type: "backup", object_type: "server", size: 10 };
  for (const [members, statuses] of [
    [{ billing }, ["success", "skipped", "skipped"]],
    [{ billing, auto_expand: true }, ["success", "success", "success"]],
  ] as const) {
    const { cloud, vault } = await oneServer({}, undefined, members);
    await cloud.days(3);
    const log = await cloud.tasks();
    expect(log.map(({ status }) => status).reverse()).toEqual(statuses);
    const shown = (await cloud.get(`${VAULTS}/${vault}`)).body.vault;
    expect(shown.billing.used >= shown.billing.size * 1024).toBe(true);
  }
});

test("what expires makes room in a full vault", async () => {
  const billing = { protect_type: "backup", object_type: "server", size: 10 };
  const { cloud } = await oneServer({ retention_duration_days: 2 }, undefined, { billing });
  await cloud.days(5);
  expect(await cloud.points()).toEqual(["12-05 02:00"]);
  expect(logOf(await cloud.tasks("status=skipped"))).toHaveLength(2);
});

test("a locked status is shown by the vault while it lasts", async () => {
  const { cloud, vault } = await oneServer({});
  await cloud.mishaps({ what: "lock", ...SECOND_DAY });
  const statuses: string[] = [];
  for (const day of [0.5, 1.5, 2.5]) {
    await cloud.days(day);
    statuses.push((await cloud.get(`${VAULTS}/${vault}`)).body.vault.billing.status);
  }
  expect(statuses).toEqual(["available", "lock", "available"]);
});

test("failed runs leave at most ten broken backups, for a month, and cut no good one", async () => {
  const { cloud } = await oneServer({ max_backups: 2 });
  await cloud.days(3);
  await cloud.mishaps({ what: "fail" });
  await cloud.days(20);
  expect(await cloud.points()).toEqual(["12-02 02:00", "12-03 02:00"]);
  const broken = await cloud.backups("status=error");
  expect(broken.map(({ created_at, protected_at }) => [created_at.slice(5, 10), protected_at])).toEqual(
    Array.from({ length: 10 }, (_, n) => [`12-${20 - n}`, null]),
  );
  await cloud.mishaps({ what: "miss" });
  await cloud.to(START + 45 * DAY);
  expect((await cloud.backups("status=error")).map(({ created_at }) => created_at.slice(5, 10))).toEqual([
    "12-20",
    "12-19",
    "12-18",
    "12-17",
    "12-16",
  ]);
});

test.each([
  [{ what: "explode" }, "not one of the mishaps miss skip fail timeout late slow full lock lag nocopy"],
  [{ what: "late" }, "of which late, slow and lag have minutes"],
  [{ what: "fail", minutes: 5 }, "of which late, slow and lag have minutes"],
  [{ what: "fail", from: "today" }, "today is not a time such as"],
])("%j is refused, and what was ordered before holds", async (mishap, why) => {
  const { cloud } = await oneServer({});
  await cloud.mishaps({ what: "miss" });
  const answer = await cloud.put(`/_simulator/projects/${PROJECT}/mishaps`, { mishaps: [mishap] });
  expect(inShort(answer)).toBe("400");
  expect(answer.body.error_msg).toContain(why);
  await cloud.days(2);
  expect(await cloud.points()).toEqual([]);
});
