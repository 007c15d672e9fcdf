/** Time zones: which there are, what their standard time is, and what to write for those that there are not. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clocksOf, looksLikeZone, minutesOf, offsetText, zoneHint, zoneNamed } from "../../src/kinds/zone.ts";

const standardOf = (name: string, now: string): string => {
  const zone = zoneNamed(name);
  return zone ? offsetText(clocksOf(zone, new Date(now)).standard) : "no such zone";
};

describe("a schedule counts with the smaller offset, unless it holds for a few weeks a year, summer and winter", () => {
  test.each<[zone: string, offset: string]>([
    ["Asia/Shanghai", "UTC+08:00"],
    ["Asia/Kolkata", "UTC+05:30"],
    ["Asia/Kathmandu", "UTC+05:45"],
    ["Europe/Berlin", "UTC+01:00"],
    // Its law has it the other way round; its clocks go as those of London.
    ["Europe/Dublin", "UTC+00:00"],
    ["America/New_York", "UTC-05:00"],
    ["America/St_Johns", "UTC-03:30"],
    ["America/Sao_Paulo", "UTC-03:00"],
    ["Australia/Lord_Howe", "UTC+10:30"],
    ["Antarctica/Troll", "UTC+00:00"],
    // An hour back for Ramadan only.
    ["Africa/Casablanca", "UTC+01:00"],
    ["Pacific/Kiritimati", "UTC+14:00"],
    ["Etc/GMT+12", "UTC-12:00"],
    ["UTC", "UTC+00:00"],
    ["UTC-03:30", "UTC-03:30"],
  ])("%s %s", (zone, offset) => {
    for (let month = 1; month <= 12; month += 1) {
      expect(standardOf(zone, `2026-${String(month).padStart(2, "0")}-21T12:00:00Z`)).toBe(offset);
    }
  });

  test("a zone that gave daylight saving up counts as it is from then on", () => {
    // Turkey put its clocks on in March 2016, and never back.
    expect(standardOf("Europe/Istanbul", "2015-06-01T00:00:00Z")).toBe("UTC+02:00");
    expect(standardOf("Europe/Istanbul", "2016-06-01T00:00:00Z")).toBe("UTC+03:00");
  });

  test("of every zone there is, it is the same on every day of a year in which nothing but seasons moves clocks", () => {
    fc.assert(
      fc.property(fc.constantFrom(...Intl.supportedValuesOf("timeZone")), fc.nat(364), fc.nat(364), (zone, a, b) => {
        const day = (count: number) => new Date(Date.UTC(2027, 0, 1 + count)).toISOString();
        expect(standardOf(zone, day(a))).toBe(standardOf(zone, day(b)));
      }),
    );
  });
});

test("the moments at which clocks change are exact to the minute", () => {
  const changes = (name: string) => {
    const zone = zoneNamed(name);
    const found = zone ? clocksOf(zone, new Date("2026-11-21T12:34:56.789Z")).changes : [];
    return found.map(({ at, offset }) => `${new Date(at).toISOString()} ${offsetText(offset)}`);
  };
  expect(changes("Europe/Berlin")).toEqual([
    "2027-03-28T01:00:00.000Z UTC+02:00",
    "2027-10-31T01:00:00.000Z UTC+01:00",
  ]);
  expect(changes("Australia/Lord_Howe")).toEqual([
    "2027-04-03T15:00:00.000Z UTC+10:30",
    "2027-10-02T15:30:00.000Z UTC+11:00",
  ]);
  expect(changes("Asia/Shanghai")).toEqual([]);
  expect(changes("UTC+08:00")).toEqual([]);
});

test("offsets are UTC-12:00 to UTC+14:00, to the minute", () => {
  const texts = ["UTC+00:00", "UTC-00:00", "UTC+05:45", "UTC-12:00", "UTC+14:00", "UTC-09:30"];
  expect(texts.map(minutesOf)).toEqual([0, 0, 345, -720, 840, -570]);
  const wrong = ["UTC+14:01", "UTC-12:01", "UTC+99:00", "UTC+08:60", "UTC+8:00", "utc+08:00", "+08:00", " UTC+08:00"];
  expect(wrong.map(minutesOf)).toEqual(wrong.map(() => undefined));
  fc.assert(
    fc.property(fc.integer({ min: -720, max: 840 }), (minutes) => {
      expect(minutesOf(offsetText(minutes))).toBe(minutes);
    }),
  );
});

describe("a zone that does not exist, and what to write instead", () => {
  test.each<[zone: string, hint: string]>([
    ["Asia/Shanghia", "did you mean Asia/Shanghai?"],
    ["Shanghai", "did you mean Asia/Shanghai?"],
    ["Europe/Shanghai", "did you mean Asia/Shanghai?"],
    ["Asia/Beijing", "did you mean Asia/Shanghai?"],
    ["America/NewYork", "did you mean America/New_York?"],
    ["Asia/Kolkatta", "did you mean Asia/Kolkata?"],
    ["Europe/Kyyiv", "did you mean Europe/Kyiv?"],
    ["Europe/Foo", "give a name like Asia/Shanghai, or an offset like UTC+08:00"],
    ["UTC+8", "write UTC+08:00"],
    ["gmt-3", "write UTC-03:00"],
    ["UTC+15:00", "give an offset from UTC-12:00 to UTC+14:00"],
    // Names of ICU, of which some mean another place than most who write them do.
    ["CST", "give a name like Asia/Shanghai, or an offset like UTC+08:00"],
    ["AST", "give a name like Asia/Shanghai, or an offset like UTC+08:00"],
    ["SystemV/PST8", "give a name like Asia/Shanghai, or an offset like UTC+08:00"],
  ])("%s: %s", (zone, hint) => {
    expect(zoneNamed(zone)).toBeUndefined();
    expect(zoneHint(zone)).toBe(hint);
  });

  test("whatever is proposed does exist", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Intl.supportedValuesOf("timeZone")),
        fc.nat(20),
        fc.stringMatching(/^[A-Za-z_]{0,2}$/),
        (zone, at, insert) => {
          const name = zone.slice(0, at) + insert + zone.slice(at + 1);
          const [, proposed = ""] = /^did you mean (.*)\?$/.exec(zoneHint(name)) ?? [];
          for (const one of proposed === "" ? [] : proposed.split(" or ")) expect(zoneNamed(one)?.name).toBe(one);
        },
      ),
    );
  });

  test("short names that IANA has are zones", () => {
    const names = ["UTC", "GMT", "CET", "EST", "PRC", "asia/shanghai", "US/Pacific"];
    expect(names.filter((name) => !zoneNamed(name))).toEqual([]);
  });
});

test("what could be a zone is what the schema takes for one", () => {
  const path = join(import.meta.dirname, "../../schemas/cbr/v3/BackupPolicy.schema.json");
  const schema = JSON.parse(readFileSync(path, "utf8"));
  const { pattern, maxLength } = schema.properties.spec.properties.schedule.properties.timezone;
  const names = fc.oneof(
    fc.string({ maxLength: 70 }),
    fc.stringMatching(/^(UTC[+-]?[0-9]{0,2}:?[0-9]{0,2}|[A-Za-z/_+-]{1,70})$/),
    fc.constantFrom("UTC+23:59", "UTC+24:00", "UTC+08:00", "a/b", "a//b", "/a", "a/", "x".repeat(64), "x".repeat(65)),
  );
  fc.assert(
    fc.property(names, (name) => {
      expect(looksLikeZone(name)).toBe(new RegExp(pattern, "u").test(name) && name.length <= maxLength);
    }),
    { numRuns: 500 },
  );
});
