/** What a change does to the data that can be restored: a row per pair of retention rules, and per kind of change of the runs. */
import { describe, expect, test } from "vitest";
import { effectBetween } from "../../src/kinds/cbr/effect.ts";
import type { RestorePoint } from "../../src/kinds/cbr/restore-points.ts";
import type { Json, Spec } from "../../src/model/policy.ts";

const NOW = new Date("2026-11-25T12:00:00Z");
const DAY = 86_400;

const DAILY = ["FREQ=DAILY;BYHOUR=18;BYMINUTE=0"];
const policy = (operation_definition: Record<string, Json>, pattern = DAILY, enabled = true): Spec => ({
  enabled,
  operation_definition,
  trigger: { properties: { pattern } },
});
const days = (count: number) => policy({ retention_duration_days: count });
const latest = (count: number, more: Record<string, Json> = {}) => policy({ max_backups: count, ...more });
const forever = policy({});

const reach = (before: Spec | undefined, after: Spec | undefined) => effectBetween(before, after, NOW)?.reach;

describe("how far back restore points reach, and from when", () => {
  const rows: [name: string, Spec, Spec, object | undefined][] = [
    [
      "fewer days: when the last old backup expires",
      days(30),
      days(7),
      { before_s: 30 * DAY, after_s: 7 * DAY, from: "2026-12-25" },
    ],
    [
      "more days: once it has grown so far",
      days(7),
      days(30),
      { before_s: 7 * DAY, after_s: 30 * DAY, from: "2026-12-25" },
    ],
    ["days to forever: at once", days(7), forever, { before_s: 7 * DAY, after_s: null, from: "2026-11-25" }],
    [
      "fewer backups: at the next run",
      latest(30),
      latest(7),
      { before_s: 30 * DAY, after_s: 7 * DAY, from: "2026-11-25" },
    ],
    [
      "days to as many backups: at the next run at the latest",
      days(30),
      latest(7),
      { before_s: 30 * DAY, after_s: 7 * DAY, from: "2026-11-25" },
    ],
    [
      "count to days: the old ones stay, so no date can be told",
      latest(30),
      days(7),
      { before_s: 30 * DAY, after_s: 7 * DAY },
    ],
    [
      "forever to days: the old ones stay, so no date can be told",
      forever,
      days(7),
      { before_s: null, after_s: 7 * DAY },
    ],
    ["forever to count: at the next run", forever, latest(7), { before_s: null, after_s: 7 * DAY, from: "2026-11-25" }],
    [
      "a counter reaches further than the count",
      latest(7),
      latest(7, { month_backups: 12 }),
      { before_s: 7 * DAY, after_s: 360 * DAY, from: "2027-11-20" },
    ],
    ["the same rule", days(7), days(7), undefined],
  ];
  test.each(rows)("%s", (_, before, after, expected) => {
    expect(reach(before, after)).toEqual(expected);
  });
});

test("the same count at more runs reaches back less far", () => {
  const twice = policy({ max_backups: 30 }, ["FREQ=DAILY;BYHOUR=6,18;BYMINUTE=0"]);
  expect(effectBetween(latest(30), twice, NOW)).toEqual({
    rpo: { before_s: DAY, after_s: DAY / 2 },
    reach: { before_s: 30 * DAY, after_s: 15 * DAY, from: "2026-11-25" },
    lost_at_next_run: null,
    kept_without_end: null,
    known: "files",
  });
});

test("a policy without runs has no RPO: what it made goes at its expiry, or stays", () => {
  const off = (spec: Spec): Spec => ({ ...spec, enabled: false });
  expect(effectBetween(days(30), off(days(30)), NOW)).toMatchObject({
    rpo: { before_s: DAY, after_s: null },
    reach: { before_s: 30 * DAY, after_s: 0, from: "2026-12-25" },
  });
  expect(effectBetween(latest(7), undefined, NOW)).toMatchObject({
    rpo: { before_s: DAY, after_s: null },
    reach: { before_s: 7 * DAY, after_s: null },
  });
  expect(effectBetween(off(days(7)), off(days(7)), NOW)).toBeUndefined();
});

test("a new policy has nothing before", () => {
  expect(effectBetween(undefined, days(7), NOW)).toMatchObject({
    rpo: { after_s: DAY },
    reach: { after_s: 7 * DAY, from: "2026-12-02" },
  });
  expect(effectBetween(undefined, days(7), NOW)?.rpo).not.toHaveProperty("before_s");
});

test("runs that depend on when the policy was made cannot be told", () => {
  const open = policy({ max_backups: 3 }, ["FREQ=DAILY;INTERVAL=3"]);
  expect(effectBetween(latest(3), { ...open, trigger: { properties: { pattern: ["no rule"] } } }, NOW)?.rpo).toEqual({
    before_s: DAY,
  });
});

describe("with the backups that exist", () => {
  const made = (count: number, more: Partial<RestorePoint> = {}): RestorePoint[] =>
    Array.from({ length: count }, (_, index) => ({ at: NOW.getTime() - (index + 1) * DAY * 1000, ...more }));

  test("a lower count says how many the next run deletes, in all resources; manual ones stay", () => {
    const existing = [made(30), made(10), made(9, { manual: true })];
    // Of 30 and 10, with the one that the run makes, 7 are left.
    expect(effectBetween(latest(30), latest(7), NOW, existing)).toMatchObject({
      lost_at_next_run: 31 - 7 + (11 - 7),
      kept_without_end: 0,
      known: "cloud",
    });
  });

  test("fewer days lose nothing at the next run", () => {
    const existing = [made(30, { expires: NOW.getTime() + 5 * DAY * 1000 })];
    expect(effectBetween(days(30), days(7), NOW, existing)).toMatchObject({ lost_at_next_run: 0, kept_without_end: 0 });
  });

  test("count to days says how many nothing deletes any more", () => {
    const existing = [[...made(30), ...made(2, { manual: true })]];
    expect(effectBetween(latest(30), days(7), NOW, existing)).toMatchObject({
      lost_at_next_run: 0,
      kept_without_end: 30,
    });
    expect(effectBetween(latest(30), undefined, NOW, existing)).toMatchObject({ kept_without_end: 30 });
  });
});
