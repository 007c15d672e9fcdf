/**
 * What a retention rule, and a change of it, does to backups that exist: the table of the vendor's FAQ, row by row, and random stories held
 * against a computation that looks at every hour and every backup.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { POLICIES, PROJECT, VAULTS } from "./simulated.ts";
import { DAILY, DAY, HOUR, oneServer, START } from "./time.ts";

/** Of daily runs at 02:00 from 1 December on, those of these days. */
const days = (...wanted: readonly number[]) => wanted.map((day) => `12-${String(day).padStart(2, "0")} 02:00`);
const span = (first: number, last: number) =>
  days(...Array.from({ length: last - first + 1 }, (_, index) => first + index));

describe("one rule", () => {
  test.each<[definition: object, after: number, points: string[]]>([
    [{}, 20, span(1, 20)],
    [{ max_backups: -1, retention_duration_days: -1 }, 20, span(1, 20)],
    [{ max_backups: 4 }, 20, span(17, 20)],
    [{ retention_duration_days: 6 }, 20, span(15, 20)],
    // The reference: "-1 indicates that backups will not be cleared".
    [{ day_backups: 2, timezone: "UTC+00:00" }, 20, span(1, 20)],
    [{ max_backups: 1, day_backups: 3, timezone: "UTC+00:00" }, 20, span(18, 20)],
    // 6, 13 and 20 December are Sundays.
    [{ max_backups: 2, week_backups: 3, timezone: "UTC+00:00" }, 20, days(6, 13, 19, 20)],
    [{ max_backups: 2, week_backups: 3, timezone: "UTC+00:00" }, 22, days(13, 20, 21, 22)],
    // At 02:00 in UTC it is still Sunday three hours to the west.
    [{ max_backups: 1, week_backups: 2, timezone: "UTC-03:00" }, 21, days(14, 21)],
    [{ max_backups: 1, week_backups: 2, timezone: "UTC-03:00" }, 22, days(21, 22)],
    [{ max_backups: 1, month_backups: 2, year_backups: 2, timezone: "UTC+05:30" }, 31, days(31)],
    [{ max_backups: 1, year_backups: 2, timezone: "UTC+00:00" }, 32, [...days(31), "01-01 02:00"]],
  ])("%j leaves after %i days", async (definition, after, points) => {
    const { cloud } = await oneServer(definition);
    await cloud.days(after);
    expect(await cloud.points()).toEqual(points);
  });

  test("counts for each resource of its own", async () => {
    const { cloud, vault } = await oneServer({ max_backups: 2 });
    await cloud.days(5);
    const [late] = (await cloud.resources({ name: "web-1", type: "OS::Nova::Server" })) as [string];
    await cloud.post(`${VAULTS}/${vault}/addresources`, { resources: [{ id: late, type: "OS::Nova::Server" }] });
    await cloud.days(6);
    expect(await cloud.points("resource_name=db-1")).toEqual(span(5, 6));
    expect(await cloud.points("resource_name=web-1")).toEqual(span(6, 6));
  });

  test("what is cleared away is in the log", async () => {
    const { cloud } = await oneServer({ max_backups: 2 });
    await cloud.days(4);
    const log = await cloud.tasks("operation_type=delete");
    expect(log.map(({ created_at, status }) => `${status} ${created_at}`)).toEqual([
      "success 2026-12-04T02:00:00.000000",
      "success 2026-12-03T02:00:00.000000",
    ]);
  });

  test("the day of a backup is that of the rule's offset all year, though the zone's clocks have changed", async () => {
    const night = { max_backups: 1, day_backups: 2, timezone: "UTC+01:00" };
    const { cloud } = await oneServer(night, ["FREQ=DAILY;BYHOUR=22;BYMINUTE=30", "FREQ=DAILY;BYHOUR=23;BYMINUTE=30"]);
    // In Berlin both are after midnight by then; at UTC+01:00 one is and one is not.
    await cloud.to(Date.UTC(2027, 6, 3));
    expect(await cloud.points()).toEqual(["07-02 22:30", "07-02 23:30"]);
  });
});

describe("from one rule to another, after ten days", () => {
  test.each<[row: string, from: object, to: object, at: string[], next: string[], later: string[]]>([
    [
      "days -> fewer days",
      { retention_duration_days: 8 },
      { retention_duration_days: 2 },
      span(3, 10),
      span(4, 11),
      [...span(7, 10), ...span(13, 14)],
    ],
    [
      "days -> more days",
      { retention_duration_days: 2 },
      { retention_duration_days: 8 },
      span(9, 10),
      span(10, 11),
      span(11, 14),
    ],
    ["days -> forever", { retention_duration_days: 4 }, {}, span(7, 10), span(8, 11), span(11, 14)],
    ["count -> fewer", { max_backups: 8 }, { max_backups: 3 }, span(3, 10), span(9, 11), span(12, 14)],
    ["count -> more", { max_backups: 3 }, { max_backups: 5 }, span(8, 10), span(8, 11), span(10, 14)],
    [
      "count -> days",
      { max_backups: 3 },
      { retention_duration_days: 2 },
      span(8, 10),
      span(8, 11),
      [...span(8, 10), ...span(13, 14)],
    ],
    ["count -> forever", { max_backups: 3 }, {}, span(8, 10), span(8, 11), span(8, 14)],
    ["days -> count: both", { retention_duration_days: 5 }, { max_backups: 3 }, span(6, 10), span(9, 11), span(12, 14)],
    [
      "days -> a larger count: both",
      { retention_duration_days: 3 },
      { max_backups: 9 },
      span(8, 10),
      span(9, 11),
      span(11, 14),
    ],
    [
      "forever -> days",
      {},
      { retention_duration_days: 2 },
      span(1, 10),
      span(1, 11),
      [...span(1, 10), ...span(13, 14)],
    ],
    ["forever -> count", {}, { max_backups: 3 }, span(1, 10), span(9, 11), span(12, 14)],
    [
      "a counter removed",
      { max_backups: 2, week_backups: 2, timezone: "UTC+00:00" },
      { max_backups: 2 },
      days(6, 9, 10),
      days(10, 11),
      days(13, 14),
    ],
  ])("%s", async (_row, from, to, at, next, later) => {
    const { cloud, policy } = await oneServer(from);
    await cloud.days(10);
    await cloud.put(`${POLICIES}/${policy}`, { policy: { operation_definition: to } });
    expect(await cloud.points()).toEqual(at);
    await cloud.days(11);
    expect(await cloud.points()).toEqual(next);
    await cloud.days(14);
    expect(await cloud.points()).toEqual(later);
  });

  test.each<[how: string, end: (path: string) => [path: string, method: "put" | "delete", body?: object]]>([
    ["disabled", (path) => [path, "put", { policy: { enabled: false } }]],
    ["deleted", (path) => [path, "delete"]],
  ])("a policy that is %s leaves counted ones, and days go on", async (_how, end) => {
    for (const [definition, left] of [
      [{ max_backups: 3 }, span(8, 10)],
      [{ retention_duration_days: 5 }, span(9, 10)],
    ] as const) {
      const { cloud, policy } = await oneServer(definition);
      await cloud.days(10);
      const [path, method, body] = end(`${POLICIES}/${policy}`);
      if (method === "put") await cloud.put(path, body);
      else await cloud.delete(path);
      await cloud.days(12.5);
      expect(await cloud.points()).toEqual(left);
    }
  });

  test("another policy of the vault counts what the one before has made", async () => {
    const { cloud, vault } = await oneServer({});
    await cloud.days(10);
    const next = await cloud.policy({ max_backups: 4 }, [DAILY]);
    await cloud.post(`${VAULTS}/${vault}/associatepolicy`, { policy_id: next });
    await cloud.days(11);
    expect(await cloud.points()).toEqual(span(8, 11));
  });

  test("a locked vault keeps what has an expiry until then, whatever the rule", async () => {
    const { cloud, policy } = await oneServer({ retention_duration_days: 8 }, [DAILY], { locked: true });
    await cloud.days(10);
    await cloud.put(`${POLICIES}/${policy}`, { policy: { operation_definition: { max_backups: 1 } } });
    await cloud.days(14);
    expect(await cloud.points()).toEqual([...span(7, 10), ...span(14, 14)]);
  });
});

// ---- random stories ----

interface Rule {
  readonly retention_duration_days?: number;
  readonly max_backups?: number;
  readonly day_backups?: number;
  readonly week_backups?: number;
  readonly month_backups?: number;
  readonly year_backups?: number;
  readonly timezone?: string;
}

const few = fc.integer({ min: 1, max: 9 });
const rule: fc.Arbitrary<Rule> = fc.oneof(
  fc.constant({}),
  fc.record({ retention_duration_days: few }),
  fc.record(
    {
      max_backups: few,
      day_backups: few,
      week_backups: few,
      month_backups: fc.integer({ min: 1, max: 3 }),
      year_backups: fc.integer({ min: 1, max: 2 }),
      timezone: fc.constantFrom("UTC+00:00", "UTC+08:00", "UTC-05:00", "UTC+05:30", "UTC-11:00", "UTC+14:00"),
    },
    { requiredKeys: ["timezone"] },
  ),
);

const story = fc.record({
  /** Days after START at which the story begins, so that ends of months and years are in it. */
  begin: fc.integer({ min: 0, max: 45 }),
  hours: fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 1, maxLength: 3 }),
  first: rule,
  /** At the given hour the policy gets this rule. */
  changes: fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 27 * 24 }), rule), {
    maxLength: 3,
    selector: ([at]) => at,
  }),
  /** Hours at which a person makes a backup. */
  manual: fc.uniqueArray(fc.integer({ min: 1, max: 27 * 24 }), { maxLength: 3 }),
});

interface Point {
  readonly at: number;
  readonly manual: boolean;
  readonly expires: number;
}

/** By the words of the reference: is there a reason to keep it? */
function isKept(point: Point, points: readonly Point[], rule: Rule): boolean {
  const { max_backups = 0, timezone = "UTC+00:00" } = rule;
  if (point.manual || max_backups <= 0) return true;
  const automatic = points.filter(({ manual }) => !manual);
  const newer = (than: Point) => automatic.filter(({ at }) => at > than.at);
  if (newer(point).length < max_backups) return true;
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(timezone)!;
  const offset = Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  const date = (at: number) => new Date(at + offset).toISOString().slice(0, 10);
  const monday = (at: number) => {
    let day = at;
    while (new Date(day + offset).getUTCDay() !== 1) day -= DAY;
    return date(day);
  };
  const periods: [number | undefined, (at: number) => string][] = [
    [rule.day_backups, date],
    [rule.week_backups, monday],
    [rule.month_backups, (at) => date(at).slice(0, 7)],
    [rule.year_backups, (at) => date(at).slice(0, 4)],
  ];
  return periods.some(([most = 0, period]) => {
    const later = new Set(newer(point).map(({ at }) => period(at)));
    return !later.has(period(point.at)) && later.size < most;
  });
}

test("random stories of four weeks leave what looking at every hour leaves", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(story, async ({ begin, hours, first, changes, manual }) => {
      const pattern = hours.map((hour) => `FREQ=DAILY;INTERVAL=1;BYHOUR=${hour};BYMINUTE=0`);
      const { cloud, policy, vault } = await oneServer({}, ["FREQ=WEEKLY;BYDAY=MO;BYHOUR=0;BYMINUTE=0"]);
      await cloud.put(`${POLICIES}/${policy}`, { policy: { enabled: false } });
      await cloud.days(begin);
      const from = START + begin * DAY;
      await cloud.put(`${POLICIES}/${policy}`, {
        policy: { enabled: true, operation_definition: first, trigger: { properties: { pattern } } },
      });

      let points: Point[] = [];
      let current = first;
      const add = (at: number, byHand: boolean) => {
        const { retention_duration_days: kept } = current;
        const expires = !byHand && kept ? at + kept * DAY : Number.POSITIVE_INFINITY;
        points.push({ at, manual: byHand, expires });
        points = points.filter((point) => isKept(point, points, current));
      };
      for (let hour = 1; hour <= 28 * 24; hour++) {
        const at = from + hour * HOUR;
        points = points.filter(({ expires }) => expires > at);
        if (hours.includes(new Date(at).getUTCHours())) add(at, false);
        const change = changes.find(([when]) => when === hour)?.[1];
        if (change || manual.includes(hour)) await cloud.to(at);
        if (change) {
          current = change;
          await cloud.put(`${POLICIES}/${policy}`, { policy: { operation_definition: change } });
        }
        if (manual.includes(hour)) {
          add(at, true);
          await cloud.post(`/v3/${PROJECT}/checkpoints`, { checkpoint: { vault_id: vault } });
        }
      }
      await cloud.to(from + 28 * DAY);
      const left = (await cloud.backups("sort=created_at:asc")).map(
        ({ created_at, extend_info }) => `${created_at.slice(0, 13)} ${extend_info.auto_trigger ? "" : "manual"}`,
      );
      const wanted = points.map(
        ({ at, manual }) => `${new Date(at).toISOString().slice(0, 13)} ${manual ? "manual" : ""}`,
      );
      expect(left.sort()).toEqual(wanted.sort());
      await cloud.simulator.close();
    }),
    { numRuns: 40 },
  );
});
