/** What can be restored at a moment, after the vendor's table of what a retention rule does to backups that exist. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Keeping, type RestorePoint, restorePoints } from "../../src/kinds/cbr/restore-points.ts";
import type { Retention } from "../../src/kinds/cbr/retention.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOON = Date.parse("2026-11-25T12:00:00Z");
const day = (number: number): number => NOON + number * DAY;
const daily = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => day(from + index));

const days = (count: number): Keeping => ({ retention: { limit: "days", days: count }, offset: 0 });
const latest = (count: number, counters = {}): Keeping => ({
  retention: { limit: "count", count, counters },
  offset: 0,
});
const forever: Keeping = { retention: { limit: "forever" }, offset: 0 };

/** What a daily run made in the ten days before today. */
const madeBy = (keeping: Keeping): RestorePoint[] => restorePoints(keeping, daily(-10, -1), [], day(-1));
const dayNumbers = (points: readonly RestorePoint[]): number[] => points.map(({ at }) => (at - NOON) / DAY);

describe("a policy that changes today, and runs every day at noon", () => {
  const rows: [name: string, before: Keeping, after: Keeping, at: number, left: number[]][] = [
    ["fewer days: nothing is lost at once", days(10), days(2), 0, [-9, -8, -7, -6, -5, -4, -3, -2, -1, 0]],
    ["fewer days: what was made before goes at its own expiry", days(10), days(2), 7, [-2, -1, 6, 7]],
    ["more days: what was made before keeps its expiry", days(3), days(30), 2, [0, 1, 2]],
    ["days, then forever: the old ones still expire", days(3), forever, 3, [0, 1, 2, 3]],
    ["a lower count cuts at the next run", latest(8), latest(3), 0, [-2, -1, 0]],
    ["a higher count loses none", latest(3), latest(5), 1, [-3, -2, -1, 0, 1]],
    ["count, then days: the old ones are never deleted", latest(3), days(2), 20, [-3, -2, -1, 19, 20]],
    ["count, then forever: the old ones are never deleted", latest(2), forever, 1, [-2, -1, 0, 1]],
    ["days, then count: the count cuts", days(30), latest(2), 0, [-1, 0]],
    ["days, then count: the old expiry holds as well", days(3), latest(9), 3, [0, 1, 2, 3]],
    ["forever, then days: the old ones stay", forever, days(2), 3, [-10, -9, -8, -7, -6, -5, -4, -3, -2, -1, 2, 3]],
    ["forever, then count: the count cuts", forever, latest(2), 0, [-1, 0]],
    ["a counter that goes is cut with the rest", latest(1, { day_backups: 5 }), latest(1), 0, [0]],
  ];
  test.each(rows)("%s", (_, before, after, at, left) => {
    expect(dayNumbers(restorePoints(after, daily(0, at), madeBy(before), day(at)))).toEqual(left);
  });
});

test("without a run nothing is made, and only an expiry deletes", () => {
  expect(dayNumbers(restorePoints(days(3), [], madeBy(days(3)), day(1)))).toEqual([-1]);
  expect(dayNumbers(restorePoints(latest(1), [], madeBy(latest(3)), day(99)))).toEqual([-3, -2, -1]);
});

test("a manual backup is never deleted by a count, and does not count", () => {
  const manual = { at: day(-20), manual: true };
  expect(dayNumbers(restorePoints(latest(2), daily(0, 0), [manual, ...madeBy(latest(5))], day(0)))).toEqual([
    -20, -1, 0,
  ]);
});

test("a locked vault keeps everything until its expiry", () => {
  const locked = { ...latest(1), locked: true };
  expect(dayNumbers(restorePoints(locked, daily(0, 0), madeBy(days(3)), day(0)))).toEqual([-2, -1, 0]);
});

test("counters keep the latest backup of a day, week, month or year of the policy's own time zone", () => {
  const runs = daily(-800, 0);
  const at = (counters: object, offset = 0) =>
    restorePoints({ ...latest(1, counters), offset }, runs, [], day(0)).map(({ at }) =>
      new Date(at).toISOString().slice(0, 10),
    );
  expect(at({ day_backups: 3 })).toEqual(["2026-11-23", "2026-11-24", "2026-11-25"]);
  expect(at({ week_backups: 3 })).toEqual(["2026-11-15", "2026-11-22", "2026-11-25"]);
  expect(at({ month_backups: 3 })).toEqual(["2026-09-30", "2026-10-31", "2026-11-25"]);
  expect(at({ year_backups: 3 })).toEqual(["2024-12-31", "2025-12-31", "2026-11-25"]);
  // Noon in UTC is the next day already, 13 hours further east.
  expect(at({ month_backups: 2 }, 13 * 60)).toEqual(["2026-10-30", "2026-11-25"]);
  expect(at({ day_backups: 2, month_backups: 2 })).toEqual(["2026-10-31", "2026-11-24", "2026-11-25"]);
});

// ---- against a naive implementation, which asks of each point and each later run whether that run deletes it ----

const PERIOD: Record<string, (at: number, offset: number) => string> = {
  day_backups: (at, offset) => new Date(at + offset * 60_000).toISOString().slice(0, 10),
  week_backups: (at, offset) => {
    const local = new Date(at + offset * 60_000);
    local.setUTCDate(local.getUTCDate() - ((local.getUTCDay() + 6) % 7));
    return local.toISOString().slice(0, 10);
  },
  month_backups: (at, offset) => new Date(at + offset * 60_000).toISOString().slice(0, 7),
  year_backups: (at, offset) => new Date(at + offset * 60_000).toISOString().slice(0, 4),
};

function naively(
  { retention, offset }: Keeping,
  runs: readonly number[],
  existing: readonly RestorePoint[],
  at: number,
) {
  const all = [...existing, ...runs.map((run) => made(retention, run))].filter((point) => point.at <= at);
  const deleted = new Set<RestorePoint>();
  for (const run of runs.filter((one) => one <= at)) {
    const there = all
      .filter((point) => point.at <= run && !deleted.has(point) && (point.expires ?? Infinity) > run)
      .sort((a, b) => b.at - a.at);
    if (retention.limit !== "count") continue;
    const automatic = there.filter(({ manual }) => !manual);
    for (const [index, point] of automatic.entries()) {
      const isKept = Object.entries(retention.counters).some(([counter, count]) => {
        const name = (one: RestorePoint) => PERIOD[counter]!(one.at, offset);
        const isLatest = automatic.find((one) => name(one) === name(point)) === point;
        const newer = new Set(automatic.filter((one) => name(one) > name(point)).map(name));
        return isLatest && newer.size < count!;
      });
      if (index >= retention.count && !isKept) deleted.add(point);
    }
  }
  return all.filter((point) => !deleted.has(point) && (point.expires ?? Infinity) > at).sort((a, b) => a.at - b.at);
}

const made = (retention: Retention, run: number): RestorePoint =>
  retention.limit === "days" ? { at: run, expires: run + retention.days * DAY } : { at: run };

test("any rule, runs and backups agree with asking each backup by itself", () => {
  const counter = fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined });
  const retention: fc.Arbitrary<Retention> = fc.oneof(
    fc.constant({ limit: "forever" } as const),
    fc.record({ limit: fc.constant("days" as const), days: fc.integer({ min: 1, max: 40 }) }),
    fc.record({
      limit: fc.constant("count" as const),
      count: fc.integer({ min: 1, max: 12 }),
      counters: fc
        .record({ day_backups: counter, week_backups: counter, month_backups: counter, year_backups: counter })
        .map((all) => Object.fromEntries(Object.entries(all).filter(([, count]) => count !== undefined))),
    }),
  );
  const instants = (from: number, to: number, maxLength: number) =>
    fc
      .uniqueArray(fc.integer({ min: from * 24, max: to * 24 }), { maxLength })
      .map((hours) => hours.sort((a, b) => a - b).map((hour) => NOON + hour * HOUR));
  const existing = instants(-500, -1, 30).chain((times) =>
    fc.tuple(
      ...times.map((at) =>
        fc.record(
          {
            at: fc.constant(at),
            expires: fc.integer({ min: 1, max: 600 }).map((length) => at + length * DAY),
            manual: fc.boolean(),
          },
          { requiredKeys: ["at"] },
        ),
      ),
    ),
  );
  fc.assert(
    fc.property(
      fc.record({ retention, offset: fc.integer({ min: -12, max: 14 }).map((hours) => hours * 60) }),
      instants(0, 60, 40),
      existing,
      fc.integer({ min: 0, max: 70 * 24 }).map((hours) => NOON + hours * HOUR),
      (keeping, runs, points, at) => {
        expect(restorePoints(keeping, runs, points, at)).toEqual(naively(keeping, runs, points, at));
      },
    ),
    { numRuns: 500 },
  );
});
