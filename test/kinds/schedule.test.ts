/** When a policy runs, as its document says it: local time as rules in UTC, and what is wrong with times and rules. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseRule, type Rule } from "../../src/kinds/cbr/rule.ts";
import { kinds } from "../../src/kinds/index.ts";
import { valueIn } from "../../src/model/pointer.ts";
import type { Json, Spec } from "../../src/model/policy.ts";
import { type Finding, isError } from "../../src/model/problem.ts";
import { independentRuns, MINUTE, WEEK } from "./rules.ts";

const NOW = new Date("2026-11-21T12:00:00Z");
const definition = { retention_duration_days: 30 };

const withRules = (...pattern: Json[]): Spec => ({
  operation_definition: definition,
  trigger: { properties: { pattern } },
});
const withTimes = (schedule: Json): Spec => ({ operation_definition: definition, schedule });

const desired = (spec: Spec, now = NOW): Spec => kinds.BackupPolicy.desired(spec, now);

function rulesFor(schedule: Json, now = NOW): unknown {
  return (desired(withTimes(schedule), now).trigger as { properties: { pattern: string[] } }).properties.pattern;
}

/** `code path`, and within a rule the characters. */
function found(spec: Spec, now = NOW): string[] {
  return kinds.BackupPolicy.check(spec, { now }).map((finding) => {
    const { code, place } = finding;
    const { path, part, span } = place;
    const value = valueIn(spec, path);
    const token = span ? ` ${String(value).slice(...span)}` : part === "value" ? ` ${String(value)}` : "";
    return `${isError(finding) ? "" : "warning "}${code} ${path.slice(1)}${token}`;
  });
}

/** The one finding of that code. */
function one(code: Finding["code"], spec: Spec, now = NOW): Finding {
  const [finding, ...more] = kinds.BackupPolicy.check(spec, { now }).filter((any) => any.code === code);
  if (!finding || more.length > 0) throw new Error(`not one ${code}`);
  return finding;
}

describe("a schedule becomes one rule for each time, in the API's own form", () => {
  test.each<[string, Json, string[]]>([
    [
      "the day before in UTC",
      { timezone: "Asia/Shanghai", at: ["02:00", "14:30"], days: ["MO", "WE", "FR"] },
      ["FREQ=WEEKLY;BYDAY=TU,TH,SU;BYHOUR=18;BYMINUTE=00", "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYHOUR=6;BYMINUTE=30"],
    ],
    [
      "the day after in UTC",
      { timezone: "America/New_York", at: ["22:15"], days: ["SU", "SA"] },
      ["FREQ=WEEKLY;BYDAY=MO,SU;BYHOUR=3;BYMINUTE=15"],
    ],
    ["every day", { timezone: "UTC+08:00", at: ["14:00"] }, ["FREQ=DAILY;INTERVAL=1;BYHOUR=6;BYMINUTE=00"]],
    [
      "every few days",
      { timezone: "UTC", at: ["06:05"], every_days: 3 },
      ["FREQ=DAILY;INTERVAL=3;BYHOUR=6;BYMINUTE=05"],
    ],
    ["half an hour", { timezone: "Asia/Kolkata", at: ["00:00"] }, ["FREQ=DAILY;INTERVAL=1;BYHOUR=18;BYMINUTE=30"]],
    ["a quarter", { timezone: "UTC+05:45", at: ["06:00"] }, ["FREQ=DAILY;INTERVAL=1;BYHOUR=0;BYMINUTE=15"]],
    [
      "midnight itself stays on its day",
      { timezone: "UTC", at: ["00:00"], days: ["MO"] },
      ["FREQ=WEEKLY;BYDAY=MO;BYHOUR=0;BYMINUTE=00"],
    ],
    [
      "the far ends of the earth",
      { timezone: "Pacific/Kiritimati", at: ["13:59", "14:00"], days: ["MO"] },
      ["FREQ=WEEKLY;BYDAY=SU;BYHOUR=23;BYMINUTE=59", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=0;BYMINUTE=00"],
    ],
  ])("%s", (_, schedule, expected) => {
    expect(rulesFor(schedule)).toEqual(expected);
  });

  test("summer and winter give the same rules", () => {
    const schedule = { timezone: "Europe/Berlin", at: ["02:00"], days: ["MO"] };
    const rules = ["FREQ=WEEKLY;BYDAY=MO;BYHOUR=1;BYMINUTE=00"];
    expect(rulesFor(schedule, new Date("2026-07-01T00:00:00Z"))).toEqual(rules);
    expect(rulesFor(schedule, new Date("2026-12-01T00:00:00Z"))).toEqual(rules);
  });

  test("in standard time every run is at the local times and days that were written, and none is missing", () => {
    const DAYS = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];
    const time = fc.record({ hour: fc.nat(23), minute: fc.nat(59) }).map(({ hour, minute }) => clock(hour, minute));
    const schedules = fc.record({
      timezone: fc.constantFrom(...Intl.supportedValuesOf("timeZone")),
      at: fc.uniqueArray(time, { minLength: 1, maxLength: 4 }),
      days: fc.option(fc.uniqueArray(fc.constantFrom(...DAYS), { minLength: 1 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(schedules, fc.nat(4 * 365), ({ timezone, at, days }, day) => {
        const now = new Date(Date.UTC(2024, 5, 1 + day));
        const rules = rulesFor({ timezone, at, ...(days && { days }) }, now) as string[];
        expect(rules.length).toBe(at.length);
        const monday = standardMonday(timezone, now);
        const starts = rules.flatMap((text) => independentRuns(parseRule(text).rule as Rule, monday, monday + WEEK));
        const local = new Intl.DateTimeFormat("en-GB", {
          timeZone: timezone,
          weekday: "short",
          hour: "2-digit",
          minute: "2-digit",
          hourCycle: "h23",
        });
        const shown = starts.map((start) =>
          local
            .format(start)
            .replace(/^(..).*?(\d\d:\d\d)$/, "$1 $2")
            .toUpperCase(),
        );
        const expected = (days ?? DAYS).flatMap((name) => at.map((text) => `${name} ${text}`));
        expect(shown.sort()).toEqual(expected.sort());
      }),
      { numRuns: 100 },
    );
  });

  const clock = (hour: number, minute: number) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;

  /** A Monday, 00:00 UTC, in the year after `now`, in whose week the zone has its smallest offset of that year. */
  function standardMonday(timezone: string, now: Date): number {
    const wall = new Intl.DateTimeFormat("en-US", {
      timeZone: timezone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
    const offsetAt = (at: number) => {
      const [month = 0, day = 0, year = 0, hour = 0, minute = 0] = wall.format(at).split(/\D+/).map(Number);
      return Date.UTC(year, month - 1, day, hour, minute) - at;
    };
    const first = Math.ceil((now.getTime() - 4 * 24 * 60 * MINUTE) / WEEK) * WEEK + 4 * 24 * 60 * MINUTE;
    const mondays = Array.from({ length: 54 }, (_, week) => first + week * WEEK);
    // In the week in which clocks change the offset is not one.
    const steady = mondays.filter((monday) => offsetAt(monday) === offsetAt(monday + WEEK));
    const offsets = Array.from({ length: 52 * 7 }, (_, day) => offsetAt(now.getTime() + day * 24 * 60 * MINUTE));
    const least = Math.min(...steady.map(offsetAt));
    const isRare = offsets.filter((offset) => offset === least).length < 13 * 7;
    const meant = isRare ? Math.max(...steady.map(offsetAt)) : least;
    return steady.find((monday) => offsetAt(monday) === meant) ?? Number.NaN;
  }
});

describe("what is sent", () => {
  test("rules take the place of the schedule, and the zone's offset that of a timezone", () => {
    const schedule = { timezone: "Asia/Shanghai", at: ["02:00"] };
    expect(JSON.stringify(desired({ schedule, operation_definition: definition, enabled: false }))).toBe(
      '{"enabled":false,"trigger":{"properties":{"pattern":["FREQ=DAILY;INTERVAL=1;BYHOUR=18;BYMINUTE=00"]}},' +
        '"operation_definition":{"retention_duration_days":30,"timezone":"UTC+08:00"}}',
    );
  });

  test("a timezone that is given stays, and standard time is the default", () => {
    const schedule = { timezone: "Europe/Berlin", at: ["02:00"] };
    const given = { ...definition, timezone: "UTC+08:00" };
    expect(desired({ operation_definition: given, schedule }).operation_definition).toEqual(given);
    expect(
      desired({ operation_definition: definition, schedule }, new Date("2026-07-01")).operation_definition,
    ).toEqual({ ...definition, timezone: "UTC+01:00" });
  });

  test("rules are sent in upper case, and are otherwise as they were written", () => {
    expect(desired(withRules("byminute=5;freq=weekly;byday=tu,mo;byhour=06"))).toEqual({
      enabled: true,
      ...withRules("BYMINUTE=5;FREQ=WEEKLY;BYDAY=TU,MO;BYHOUR=06"),
    });
  });

  test.each<[Json, string]>([
    [{ timezone: "Asia/Shanghai", at: ["02:00", "14:30"], days: ["WE", "MO"] }, "02:00, 14:30 Asia/Shanghai on MO, WE"],
    [{ timezone: "UTC+08:00", at: ["02:00"] }, "02:00 UTC+08:00 every day"],
    [{ timezone: "UTC+08:00", at: ["02:00"], every_days: 1 }, "02:00 UTC+08:00 every day"],
    [{ timezone: "UTC+08:00", at: ["02:00"], every_days: 3 }, "02:00 UTC+08:00 every 3 days"],
  ])("in words: %j", (schedule, words) => {
    expect(kinds.BackupPolicy.inWords?.(["/trigger/properties/pattern"], withTimes(schedule))).toBe(`runs at ${words}`);
  });

  test("rules have no words of their own", () => {
    expect(kinds.BackupPolicy.inWords?.(["/trigger/properties/pattern"], withRules("FREQ=DAILY"))).toBeUndefined();
  });

  test("words are shown where the rules change, and nowhere else", () => {
    const written = withTimes({ timezone: "UTC+08:00", at: ["02:00"] });
    expect(kinds.BackupPolicy.inWords?.(["/enabled"], written)).toBeUndefined();
  });
});

const AT_SIX = "FREQ=DAILY;INTERVAL=1;BYHOUR=6;BYMINUTE=00";
const pattern = "trigger/properties/pattern";

describe("rules", () => {
  test("each fault of each rule is at its own characters", () => {
    expect(
      found(withRules("FREQ=WEEKLY;BYDAY=MO,XX;BYHOUR=24;BYMINUTE=0", AT_SIX, "BYHOUR=6", "FREQ=DAILY;UNTIL=1")),
    ).toEqual([
      `rule-value ${pattern}/0 XX`,
      `rule-value ${pattern}/0 24`,
      `rule-syntax ${pattern}/2 BYHOUR=6`,
      `rule-part ${pattern}/3 UNTIL`,
    ]);
  });

  test("what is no text is the schema's to report", () => {
    for (const value of [[1, null, ["FREQ=DAILY"], {}], "FREQ=XX", null, { a: 1 }]) {
      expect(found({ trigger: { properties: { pattern: value as Json } } })).toEqual([]);
    }
    for (const trigger of [null, [], "x", { properties: 1 }] as Json[]) expect(found({ trigger })).toEqual([]);
  });

  test("24 rules are enough, 25 too many, at the key of the list", () => {
    const hours = (count: number) =>
      Array.from({ length: count }, (_, hour) => `FREQ=DAILY;BYHOUR=${hour % 24};BYMINUTE=0`);
    expect(found(withRules(...hours(24)))).toEqual([]);
    const weekly = Array.from(
      { length: 25 },
      (_, n) => `FREQ=WEEKLY;BYDAY=${n < 24 ? "MO" : "TU"};BYHOUR=${n % 24};BYMINUTE=0`,
    );
    expect(found(withRules(...weekly))).toEqual([`rule-count ${pattern}`]);
    expect(one("rule-count", withRules(...weekly))).toMatchObject({
      message: "25 rules, and a policy has at most 24",
      hint: "remove some, or split the policy in two",
    });
  });

  describe("that leave the time of a run to the cloud are a warning", () => {
    test.each<[rule: string, message: string, hint: string]>([
      ["FREQ=DAILY;BYMINUTE=0", "without BYHOUR, the run time depends on when the policy was created", "add BYHOUR"],
      ["FREQ=DAILY;BYHOUR=6", "without BYMINUTE, the run time depends on when the policy was created", "add BYMINUTE"],
      [
        "FREQ=WEEKLY",
        "without BYDAY and BYHOUR and BYMINUTE, the run time depends on when the policy was created",
        "add BYDAY and BYHOUR and BYMINUTE",
      ],
      [
        "FREQ=WEEKLY;BYHOUR=6;BYMINUTE=0",
        "without BYDAY, the run time depends on when the policy was created",
        "add BYDAY",
      ],
    ])("%s", (rule, message, hint) => {
      expect(found(withRules(rule))).toEqual([`warning rule-anchor ${pattern}/0 ${rule}`]);
      expect(one("rule-anchor", withRules(rule))).toMatchObject({ message, hint });
    });

    test("but not one that is wrong anyway, and not one that counts days from there", () => {
      expect(found(withRules("FREQ=WEEKLY;BYHOUR=24"))).toEqual([`rule-value ${pattern}/0 24`]);
      expect(found(withRules("FREQ=DAILY;INTERVAL=2;BYHOUR=6;BYMINUTE=0"))).toEqual([]);
    });
  });
});

describe("two runs less than an hour apart", () => {
  const day = (hour: number | string, minute: number | string, more = "") =>
    `FREQ=DAILY${more};BYHOUR=${hour};BYMINUTE=${minute}`;
  const week = (days: string, hour: number | string, minute: number | string) =>
    `FREQ=WEEKLY;BYDAY=${days};BYHOUR=${hour};BYMINUTE=${minute}`;

  test.each<[string, string[], rule: number, message: string]>([
    ["within a rule", [day(6, "0,59")], 0, "MO 06:00 and MO 06:59 (UTC) are 59 minutes apart"],
    ["within a rule, over an hour", [day("6,7", "0,30")], 0, "MO 06:00 and MO 06:30 (UTC) are 30 minutes apart"],
    ["between rules", [day(6, 30), day(6, 0)], 0, "MO 06:00 and MO 06:30 (UTC) are 30 minutes apart"],
    ["across midnight", [week("TU", 0, 10), week("MO", 23, 50)], 0, "MO 23:50 and TU 00:10 (UTC) are 20 minutes apart"],
    [
      "across the week's end, where the later run is that of the Monday",
      [week("MO", 0, 0), week("SU", 23, 1)],
      0,
      "SU 23:01 and MO 00:00 (UTC) are 59 minutes apart",
    ],
    ["the same instant twice", [day(6, 0), week("WE", 6, 0)], 1, "WE 06:00 and WE 06:00 (UTC) are 0 minutes apart"],
    ["a minute", [day(6, 0), week("WE", 6, 1)], 1, "WE 06:00 and WE 06:01 (UTC) are 1 minute apart"],
    [
      "the closest pair, of several",
      [day(6, 0), day(6, 50), day(7, 20)],
      2,
      "MO 06:50 and MO 07:20 (UTC) are 30 minutes apart",
    ],
    [
      "an interval counts as 1",
      [day(6, 0, ";INTERVAL=2"), day(6, 30, ";INTERVAL=3")],
      1,
      "MO 06:00 and MO 06:30 (UTC) are 30 minutes apart",
    ],
    [
      "whatever minute the cloud fills in, the same in both",
      ["FREQ=DAILY;BYHOUR=6", "FREQ=DAILY;BYHOUR=6"],
      1,
      "MO 06:xx and MO 06:xx (UTC) are 0 minutes apart",
    ],
    [
      "whatever weekday the cloud fills in",
      ["FREQ=WEEKLY;BYHOUR=6;BYMINUTE=0", "FREQ=WEEKLY;BYHOUR=6;BYMINUTE=30"],
      1,
      "06:00 and 06:30 (UTC) are 30 minutes apart",
    ],
    [
      "whatever minute the cloud fills in, in one of them",
      ["FREQ=DAILY;BYHOUR=6", day(6, 30)],
      1,
      "MO 06:xx and MO 06:30 (UTC) are at most 30 minutes apart",
    ],
  ])("%s", (_, rules, later, message) => {
    const finding = one("rule-interval", withRules(...rules));
    expect(finding.message).toBe(message);
    expect(finding.hint).toMatch(/^leave at least 60 minutes between two runs of a policy/);
    expect(finding.place).toEqual({
      path: `/trigger/properties/pattern/${later}`,
      part: "value",
      span: [0, rules[later]?.length],
    });
  });

  test("that an interval counts as 1 is said where there is one", () => {
    const hint = (...rules: string[]) => one("rule-interval", withRules(...rules)).hint;
    expect(hint(day(6, "0,30"))).not.toMatch("interval");
    expect(hint(day(6, "0,30", ";INTERVAL=2"))).toMatch("an interval counts as 1");
  });

  test.each<[string, string[]]>([
    ["an hour within a rule", [day("6,7", 0)]],
    ["an hour across midnight", [day(23, 30), day(0, 30)]],
    ["an hour across the week's end", [week("MO", 0, 0), week("SU", 23, 0)]],
    ["close on the clock, on other days", [week("MO", 6, 0), week("TU", 6, 30)]],
    ["a rule that has other faults takes no part", [day(6, 0), "FREQ=DAILY;BYHOUR=6;BYMINUTE=30;COUNT=1"]],
    ["a rule without hours takes no part", [day(6, 0), "FREQ=DAILY;BYMINUTE=0,30"]],
    ["a minute that the cloud fills in may be far enough", ["FREQ=DAILY;BYHOUR=6", day(7, 0), day(5, 0)]],
    ["a weekday that the cloud fills in may be far enough", ["FREQ=WEEKLY;BYHOUR=6;BYMINUTE=0", week("MO", 6, 30)]],
    ["the same hour twice in a list is one run", ["FREQ=DAILY;BYHOUR=6,06;BYMINUTE=0"]],
  ])("but not: %s", (_, rules) => {
    expect(found(withRules(...rules)).filter((text) => text.startsWith("rule-interval"))).toEqual([]);
  });

  test("is one problem of a policy, at `at` where times are local, with both clocks", () => {
    const schedule = { timezone: "Asia/Shanghai", at: ["02:00", "02:30", "02:45", "09:00"], days: ["MO"] };
    expect(found(withTimes(schedule))).toEqual(["rule-interval schedule/at"]);
    expect(one("rule-interval", withTimes(schedule))).toMatchObject({
      message: "MO 02:30 and MO 02:45 in Asia/Shanghai (SU 18:30 and SU 18:45 UTC) are 15 minutes apart",
      place: { path: "/schedule/at", part: "key" },
    });
    expect(found({ ...withTimes(schedule), ...withRules(day(6, "0,30")) })).toEqual([
      "schedule-exclusive ",
      `rule-interval ${pattern}/0 ${day(6, "0,30")}`,
    ]);
  });

  test("in local time: midnight counts, other days do not, and no time is counted twice", () => {
    const times = (at: string[], days?: string[]) => withTimes({ timezone: "UTC", at, ...(days && { days }) });
    expect(found(times(["00:15", "23:30"]))).toEqual(["rule-interval schedule/at"]);
    expect(found(times(["00:15", "23:30"], ["SU", "MO"]))).toEqual(["rule-interval schedule/at"]);
    expect(found(times(["00:15", "23:30"], ["MO", "WE"]))).toEqual([]);
    expect(found(times(["06:00", "07:00"]))).toEqual([]);
    // An entry that stands twice is a fault of the list, and the schema's.
    expect(found(times(["06:00", "06:00"]))).toEqual([]);
  });

  test("in local time of a zone that there is not", () => {
    const schedule = { timezone: "Asia/Nowhere", at: ["02:00", "02:30"] };
    expect(found(withTimes(schedule))).toEqual(["schema schedule/timezone Asia/Nowhere", "rule-interval schedule/at"]);
    expect(one("rule-interval", withTimes(schedule)).message).toBe(
      "MO 02:00 and MO 02:30 in local time are 30 minutes apart",
    );
  });
});

describe("a schedule", () => {
  test("in a zone that does not exist", () => {
    const spec = withTimes({ timezone: "Asia/Shanghia", at: ["02:00"] });
    expect(found(spec)).toEqual(["schema schedule/timezone Asia/Shanghia"]);
    expect(one("schema", spec)).toMatchObject({
      message: "there is no time zone Asia/Shanghia",
      hint: "did you mean Asia/Shanghai?",
    });
    expect(found(withTimes({ timezone: "UTC+14:30", at: ["02:00"] }))).toEqual(["schema schedule/timezone UTC+14:30"]);
    expect(found(withTimes({ timezone: "UTC+14:00", at: ["02:00"] }))).toEqual([]);
  });

  test("every few days cannot be at times of different days in UTC", () => {
    const times = (at: Json[], every_days: Json) => withTimes({ timezone: "Asia/Shanghai", at, every_days });
    expect(found(times(["02:00", "14:30"], 2))).toEqual(["schema schedule/at/1 14:30"]);
    expect(one("schema", times(["02:00", "14:30"], 2))).toMatchObject({
      message: "14:30 is on another day in UTC than 02:00, which every_days: 2 cannot express",
      hint: "move one of them, give days in place of every_days, or make two policies",
    });
    expect(found(times(["02:00", "14:30", "14:30"], 2))).toEqual(["schema schedule/at/1 14:30"]);
    expect(found(times(["02:00", "07:59"], 2))).toEqual([]);
    expect(found(times(["08:00", "23:59"], 2))).toEqual([]);
    expect(found(times(["02:00", "08:00"], 1))).toEqual([]);
    // The first is no time, which the schema says.
    expect(found(times(["2:00", "14:30", "18:00"], 2))).toEqual([]);
  });

  test.each<[now: string, zone: string, message: string, hint: string]>([
    [
      "2026-11-21T12:00:00Z",
      "Europe/Berlin",
      "Europe/Berlin has daylight saving: runs are 1 hour later than written from 2027-03-28, as written from 2027-10-31",
      "write UTC+01:00 if the time in UTC is what counts",
    ],
    [
      "2026-07-01T00:00:00Z",
      "Europe/Berlin",
      "Europe/Berlin has daylight saving: runs are as written from 2026-10-25, 1 hour later than written from 2027-03-28",
      "write UTC+01:00 if the time in UTC is what counts",
    ],
    [
      // The next two of the three changes that are near.
      "2026-03-01T00:00:00Z",
      "Europe/Berlin",
      "Europe/Berlin has daylight saving: runs are 1 hour later than written from 2026-03-29, as written from 2026-10-25",
      "write UTC+01:00 if the time in UTC is what counts",
    ],
    [
      // Just over: the next end is more than a year away.
      "2026-10-25T02:00:00Z",
      "Europe/Berlin",
      "Europe/Berlin has daylight saving: runs are 1 hour later than written from 2027-03-28, as written from 2027-10-31",
      "write UTC+01:00 if the time in UTC is what counts",
    ],
    [
      "2026-11-21T12:00:00Z",
      "Australia/Lord_Howe",
      "Australia/Lord_Howe has daylight saving: runs are as written from 2027-04-04, 30 minutes later than written from 2027-10-03",
      "write UTC+10:30 if the time in UTC is what counts",
    ],
    [
      "2026-11-21T12:00:00Z",
      "Antarctica/Troll",
      "Antarctica/Troll has daylight saving: runs are 2 hours later than written from 2027-03-28, as written from 2027-10-31",
      "write UTC+00:00 if the time in UTC is what counts",
    ],
    [
      // Clocks go back at midnight: the day that was announced is the one that has just begun.
      "2026-07-01T00:00:00Z",
      "Asia/Beirut",
      "Asia/Beirut has daylight saving: runs are as written from 2026-10-25, 1 hour later than written from 2027-03-28",
      "write UTC+02:00 if the time in UTC is what counts",
    ],
    [
      // Its smaller offset holds for five weeks.
      "2026-11-21T12:00:00Z",
      "Africa/Casablanca",
      "Africa/Casablanca has daylight saving: runs are 1 hour earlier than written from 2027-02-07, as written from 2027-03-14",
      "write UTC+01:00 if the time in UTC is what counts",
    ],
  ])("asked at %s, %s has daylight saving", (now, zone, message, hint) => {
    const spec = withTimes({ timezone: zone, at: ["23:30"] });
    expect(found(spec, new Date(now))).toEqual([`warning schedule-dst schedule/timezone ${zone}`]);
    expect(one("schedule-dst", spec, new Date(now))).toMatchObject({ message, hint });
  });

  test("that moves to another day of the week says which", () => {
    const message = (timezone: string, at: string, days: string[]) =>
      one("schedule-dst", withTimes({ timezone, at: ["12:00", at], days }), new Date("2026-11-21T12:00:00Z"))?.message;
    expect(message("Europe/Berlin", "23:30", ["FR", "SU"])).toBe(
      "Europe/Berlin has daylight saving: runs are 1 hour later than written (00:30 on SA, MO, not 23:30 on FR, SU) from 2027-03-28, as written from 2027-10-31",
    );
    expect(message("Africa/Casablanca", "00:30", ["MO"])).toContain("(23:30 on SU, not 00:30 on MO) from 2027-02-07");
    expect(message("Europe/Berlin", "02:00", ["FR"])).not.toContain("FR");
  });

  test("whose zone has none, or is an offset, moves never", () => {
    for (const timezone of ["Asia/Shanghai", "America/Sao_Paulo", "UTC+01:00", "UTC"]) {
      expect(found(withTimes({ timezone, at: ["23:30"] }))).toEqual([]);
    }
  });

  test("of the wrong shape is the schema's to report, and stops nobody", () => {
    const shapes: Json[] = [
      null,
      [],
      "02:00",
      {},
      { timezone: 8, at: "02:00", days: "MO", every_days: "2" },
      { timezone: "UTC+24:00", at: [2, null, "24:00", "2:00"], days: [1, "XX"], every_days: 0 },
      { timezone: "+08:00", at: { a: 1 }, every_days: 1.5 },
    ];
    for (const schedule of shapes) expect(found(withTimes(schedule))).toEqual([]);
  });

  test("whatever a document says, checking it does not fail", () => {
    const spec = fc.record(
      {
        operation_definition: fc.oneof(fc.jsonValue(), fc.record({ timezone: fc.jsonValue() })),
        schedule: fc.oneof(
          fc.jsonValue(),
          fc.record({ timezone: fc.constantFrom("UTC", 1, "x"), at: fc.jsonValue(), days: fc.jsonValue() }),
        ),
        trigger: fc.oneof(fc.jsonValue(), fc.record({ properties: fc.record({ pattern: fc.jsonValue() }) })),
      },
      { requiredKeys: [] },
    );
    fc.assert(fc.property(spec, (value) => void kinds.BackupPolicy.check(value, { now: NOW })));
  });
});

describe("operation_definition.timezone", () => {
  const at = (timezone: Json): Spec => ({ ...withRules(AT_SIX), operation_definition: { ...definition, timezone } });
  test.each(["UTC+99:00", "UTC+14:30", "UTC-12:30", "UTC+08:60"])("%s is no offset that a clock shows", (timezone) => {
    expect(found(at(timezone))).toEqual([`schema operation_definition/timezone ${timezone}`]);
    expect(one("schema", at(timezone))).toMatchObject({
      message: `there is no offset ${timezone}`,
      hint: "give an offset from UTC-12:00 to UTC+14:00",
    });
  });

  test("the ends of the earth are, and what has another form is the schema's to report", () => {
    for (const timezone of ["UTC+14:00", "UTC-12:00", "UTC+05:45", "Asia/Shanghai", "UTC+8", 8, null]) {
      expect(found(at(timezone)).filter((one) => one.startsWith("schema "))).toEqual([]);
    }
  });
});
