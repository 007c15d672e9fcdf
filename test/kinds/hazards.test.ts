/** Which changes of a CBR policy can hurt, which ones that look alike cannot, and the numbers in what is said. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hazardsBetween } from "../../src/kinds/cbr/hazards.ts";
import { kinds } from "../../src/kinds/cbr/kinds.ts";
import { COUNTERS } from "../../src/kinds/cbr/retention.ts";
import type { Rule } from "../../src/kinds/cbr/rule.ts";
import { frequencyOf, reachOf } from "../../src/kinds/cbr/runs.ts";
import { type Json, type Spec, sameJson } from "../../src/model/policy.ts";
import { fullRules, independentRuns, MINUTE, rules, textOf, WEEK } from "./rules.ts";

type Definition = Readonly<Record<string, number>>;

/** Each hour on every day. */
const at = (...hours: readonly number[]): string[] => hours.map((hour) => `FREQ=DAILY;BYHOUR=${hour};BYMINUTE=00`);
const NIGHTLY = at(18);

function policy(definition: Definition, pattern: readonly string[] = NIGHTLY, enabled = true): Spec {
  const operation_definition: Record<string, Json> = { ...definition, timezone: "UTC+08:00" };
  return { enabled, operation_definition, trigger: { properties: { pattern: [...pattern] } } };
}

const messagesOf = (code: string, before: Spec, after: Spec): string[] =>
  hazardsBetween(before, after)
    .filter((hazard) => hazard.code === code)
    .map(({ message }) => message);

const days = (retention_duration_days: number): Definition => ({ retention_duration_days });
const count = (max_backups: number, counters: Definition = {}): Definition => ({ max_backups, ...counters });
const FOREVER: Definition = {};

const MO_TU = ["FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=18;BYMINUTE=00"];
const EVERY_SECOND_DAY = ["FREQ=DAILY;INTERVAL=2;BYHOUR=18;BYMINUTE=00"];
/** Every seventh day, if that is a Monday: nobody knows how often. */
const MAYBE_MONDAYS = ["FREQ=DAILY;INTERVAL=7;BYDAY=MO;BYHOUR=18;BYMINUTE=00"];
/** Known how often, but not how the one falls between the other. */
const TWO_PHASES = [...EVERY_SECOND_DAY, "FREQ=WEEKLY;BYDAY=MO;BYHOUR=6;BYMINUTE=00"];

describe("shortens-retention", () => {
  /** What happens to the backups that exist: the rows of FACTS, with the sources in hazards.ts. */
  const KEEP = "existing restore points keep the expiry they were made with";
  const STAY = "existing restore points are no longer deleted automatically";
  const CUT = "deleted when the next backup is made, except manual ones";
  const beyond = (newest: number) => `restore points beyond the newest ${newest} are ${CUT}`;
  const maybeBeyond = (newest: number) => `restore points beyond the newest ${newest} may be ${CUT}`;
  const both = (newest: number) =>
    `existing restore points keep their expiry, but those beyond the newest ${newest} are ${CUT}`;
  const ONLY_COUNTER = `restore points that only the counter keeps are ${CUT}`;

  test.each<[string, Definition, Definition, string]>([
    ["fewer days", days(30), days(7), `retention 30 → 7 days: ${KEEP}; new ones are kept for 7 days`],
    ["a single day", days(2), days(1), `retention 2 → 1 day: ${KEEP}; new ones are kept for 1 day`],
    [
      "forever to days",
      FOREVER,
      days(30),
      "retention forever → 30 days: existing restore points may be kept without end; new ones are kept for 30 days",
    ],
    ["forever to backups", FOREVER, count(99999), `retention forever → 99999 backups: ${maybeBeyond(99999)}`],
    [
      "-1 and 0 are forever",
      { max_backups: -1, retention_duration_days: 0 },
      count(10),
      `retention forever → 10 backups: ${maybeBeyond(10)}`,
    ],
    [
      "counters alone limit nothing",
      { day_backups: 7 },
      count(10, { day_backups: 7 }),
      `retention forever → 10 backups: ${maybeBeyond(10)}`,
    ],
    ["fewer backups", count(10), count(9), `retention 10 → 9 backups: ${beyond(9)}`],
    [
      "fewer backups, more counters",
      count(10),
      count(9, { day_backups: 100 }),
      `retention 10 → 9 backups: ${beyond(9)}`,
    ],
    [
      "a lower counter",
      count(10, { year_backups: 5 }),
      count(10, { year_backups: 2 }),
      `year_backups 5 → 2: ${ONLY_COUNTER}`,
    ],
    ["a counter taken away", count(10, { month_backups: 6 }), count(10), `month_backups 6 → not set: ${ONLY_COUNTER}`],
    [
      "one counter for another",
      count(10, { week_backups: 4, month_backups: 6 }),
      count(10, { week_backups: 2, month_backups: 100 }),
      `week_backups 4 → 2: ${ONLY_COUNTER}`,
    ],
    [
      "backups and a counter, in one hazard",
      count(10, { year_backups: 5 }),
      count(5, { year_backups: 2 }),
      `retention 10 → 5 backups, year_backups 5 → 2: ${beyond(5)}`,
    ],
    [
      "days to too few backups",
      days(30),
      count(10),
      `retention 30 days → 10 backups: it reaches back only 10 d at 7 runs a week; ${both(10)}`,
    ],
    [
      "backups to too few days",
      count(30),
      days(29),
      `retention 30 backups → 29 days: it reached back up to 30 d at 7 runs a week; ${STAY}; new ones are kept for 29 days`,
    ],
    [
      "enough days for the backups, but not for a counter",
      count(10, { month_backups: 1 }),
      days(30),
      `month_backups 1 → not set: ${STAY}; new ones are kept for 30 days`,
    ],
  ])("%s", (_, before, after, message) => {
    expect(messagesOf("shortens-retention", policy(before), policy(after))).toEqual([message]);
  });

  test.each<[string, Definition, Definition]>([
    ["the same days", days(30), days(30)],
    ["more days", days(30), days(31)],
    ["days to forever", days(30), FOREVER],
    ["backups and counters to forever", count(10, { year_backups: 5 }), { max_backups: -1 }],
    ["forever in other words", { retention_duration_days: -1 }, { max_backups: -1, day_backups: 0 }],
    ["forever to counters alone, which limit nothing", FOREVER, { day_backups: 7 }],
    ["the same in other words", { max_backups: 10, retention_duration_days: -1, day_backups: 0 }, count(10)],
    ["more backups", count(10), count(11)],
    ["a higher counter", count(10, { year_backups: 2 }), count(10, { year_backups: 5 })],
    ["a new counter", count(10), count(10, { year_backups: 1 })],
    ["days to just enough backups", days(30), count(30)],
    ["backups to just enough days", count(30), days(30)],
    ["days that reach as far as a counter of days", count(1, { day_backups: 30 }), days(30)],
    ["… of weeks", count(1, { week_backups: 4 }), days(28)],
    ["… of months", count(1, { month_backups: 2 }), days(62)],
    ["… of years", count(1, { year_backups: 1 }), days(366)],
    ["backups that reach as far as a counter that is taken away", count(3, { week_backups: 2 }), count(14)],
  ])("not %s", (_, before, after) => {
    expect(messagesOf("shortens-retention", policy(before), policy(after))).toEqual([]);
  });

  test.each<[string, Definition, Definition]>([
    ["days", count(1, { day_backups: 30 }), days(29)],
    ["weeks", count(1, { week_backups: 4 }), days(27)],
    ["months", count(1, { month_backups: 2 }), days(61)],
    ["years", count(1, { year_backups: 1 }), days(365)],
    ["weeks, in backups", count(3, { week_backups: 2 }), count(13)],
  ])("one day less than a counter of %s", (_, before, after) => {
    expect(messagesOf("shortens-retention", policy(before), policy(after))).toHaveLength(1);
  });

  describe("as far as it depends on how often backups are made", () => {
    test.each<[string, Definition, readonly string[], Definition, readonly string[], string]>([
      [
        "as many backups, made more often",
        count(10),
        at(18),
        count(10),
        at(6, 18),
        "retention 10 backups at 7 → 14 runs a week: it reaches back about 5 d, no longer 10 d; restore points are deleted sooner, run by run",
      ],
      [
        "not enough more of them",
        count(10),
        at(18),
        count(19),
        at(6, 18),
        "retention 10 → 19 backups at 7 → 14 runs a week: it reaches back about 9 d 12 h, no longer 10 d; restore points are deleted sooner, run by run",
      ],
      [
        "backups that may be made more often",
        count(10),
        NIGHTLY,
        count(11),
        MAYBE_MONDAYS,
        "retention 10 → 11 backups at 7 runs a week → not known: whether it reaches back less far depends on when the policy was created",
      ],
      [
        "a rule in the cloud that nobody can read",
        count(10),
        ["FREQ=HOURLY"],
        count(10),
        NIGHTLY,
        "retention 10 backups at not known → 7 runs a week: whether it reaches back less far is not known: a rule in the cloud cannot be read",
      ],
      [
        "days to backups made so often that they do not reach back as far",
        days(10),
        at(18),
        count(10),
        at(6, 18),
        `retention 10 days → 10 backups: it reaches back only 5 d at 14 runs a week; ${both(10)}`,
      ],
      [
        "days to backups that crowd: on average two last a week, but one of them a day",
        days(3),
        MO_TU,
        count(1),
        MO_TU,
        `retention 3 days → 1 backup: it reaches back only 1 d at 2 runs a week; ${both(1)}`,
      ],
      [
        "days to backups that are enough from now on, but not of those made so far",
        days(10),
        at(6, 18),
        count(10),
        at(18),
        `retention 10 days → 10 backups: it reaches back only 5 d at the 14 runs a week until now; ${both(10)}`,
      ],
      [
        "days to backups, when nobody knows how often they are made",
        days(1),
        MAYBE_MONDAYS,
        count(99999),
        MAYBE_MONDAYS,
        `retention 1 day → 99999 backups: how far back it reaches depends on when the policy was created; ${both(99999)}`,
      ],
      [
        "days to backups, when nobody knows how runs fall between each other",
        days(1),
        TWO_PHASES,
        count(100),
        TWO_PHASES,
        `retention 1 day → 100 backups: how far back it reaches depends on when the policy was created; ${both(100)}`,
      ],
      [
        "backups to days that cover them on average only",
        count(1),
        MO_TU,
        days(4),
        MO_TU,
        `retention 1 backup → 4 days: it reached back up to 6 d at 2 runs a week; ${STAY}; new ones are kept for 4 days`,
      ],
      [
        "backups to days, when nobody knows how often they were made",
        count(1),
        MAYBE_MONDAYS,
        days(365),
        NIGHTLY,
        `retention 1 backup → 365 days: how far back it reached depends on when the policy was created; ${STAY}; new ones are kept for 365 days`,
      ],
    ])("%s", (_, definition, pattern, newDefinition, newPattern, message) => {
      const [before, after] = [policy(definition, pattern), policy(newDefinition, newPattern)];
      expect(messagesOf("shortens-retention", before, after)).toEqual([message]);
    });

    test.each<[string, Definition, readonly string[], Definition, readonly string[]]>([
      ["days, however often backups are made", days(10), at(18), days(10), at(6, 18)],
      ["as many more backups as are made", count(10), at(18), count(20), at(6, 18)],
      ["backups that are made less often", count(10), at(6, 18), count(10), at(18)],
      ["a run at another hour", count(10), at(18), count(10), at(3)],
      ["the same rules, of which nobody knows how often they run", count(10), MAYBE_MONDAYS, count(11), MAYBE_MONDAYS],
      [
        "the same runs in other rules, beside one such rule",
        count(10),
        [...MAYBE_MONDAYS, ...at(6, 18)],
        count(10),
        [...MAYBE_MONDAYS, "FREQ=DAILY;BYHOUR=6,18;BYMINUTE=0"],
      ],
      ["one such rule fewer", count(10), [...MAYBE_MONDAYS, ...NIGHTLY], count(10), MAYBE_MONDAYS],
      ["backups to days that cover the longest time one is kept", count(1), MO_TU, days(6), MO_TU],
      ["backups to days, made more often from now on", count(10), at(18), days(10), at(6, 18)],
      ["days to backups every second day", days(20), EVERY_SECOND_DAY, count(10), EVERY_SECOND_DAY],
    ])("not %s", (_, definition, pattern, newDefinition, newPattern) => {
      const [before, after] = [policy(definition, pattern), policy(newDefinition, newPattern)];
      expect(messagesOf("shortens-retention", before, after)).toEqual([]);
    });
  });

  test("a shorter retention of a disabled policy is one too: enabling it later says nothing of it", () => {
    expect(hazardsBetween(policy(days(30), NIGHTLY, false), policy(days(7), NIGHTLY, false))).toHaveLength(1);
    expect(hazardsBetween(policy(days(7), NIGHTLY, false), policy(days(7), NIGHTLY, true))).toEqual([]);
  });
});

describe("stops-backups", () => {
  test.each<[string, readonly string[], readonly string[], string]>([
    ["fewer runs", at(2, 10, 18), at(2, 14), "21 → 14 runs a week, longest gap 8 h → 12 h"],
    [
      "a single one left",
      MO_TU,
      ["FREQ=WEEKLY;BYDAY=MO;BYHOUR=18;BYMINUTE=00"],
      "2 → 1 run a week, longest gap 6 d → 7 d",
    ],
    ["every second day", NIGHTLY, EVERY_SECOND_DAY, "7 → 3.5 runs a week, longest gap 1 d → 2 d"],
    ["as many runs, crowded", at(6, 18), at(6, 8), "longest gap 12 h → 22 h"],
    [
      "more runs, and a longer pause",
      NIGHTLY,
      ["FREQ=WEEKLY;BYDAY=MO,WE;BYHOUR=0,4,8,12,16;BYMINUTE=00"],
      "longest gap 1 d → 4 d 8 h",
    ],
    ["fewer runs, and no longer a pause", at(0, 12, 13), at(0, 12), "21 → 14 runs a week"],
    [
      "a pause of which only a bound is known",
      NIGHTLY,
      TWO_PHASES,
      "7 → 4.5 runs a week, longest gap 1 d → at most 2 d",
    ],
    [
      "not known how often",
      NIGHTLY,
      MAYBE_MONDAYS,
      "7 runs a week → not known: whether it runs less often depends on when the policy was created",
    ],
    [
      "not known how often before",
      MAYBE_MONDAYS,
      NIGHTLY,
      "not known → 7 runs a week: whether it runs less often depends on when the policy was created",
    ],
    [
      "a rule that nobody can read",
      ["FREQ=HOURLY", ...NIGHTLY],
      NIGHTLY,
      "not known → 7 runs a week: whether it runs less often is not known: a rule in the cloud cannot be read",
    ],
  ])("%s", (_, before, after, message) => {
    expect(hazardsBetween(policy(FOREVER, before), policy(FOREVER, after))).toEqual([
      { code: "stops-backups", message },
    ]);
  });

  test.each<[string, readonly string[], readonly string[]]>([
    ["the same run at another hour", NIGHTLY, at(3)],
    ["runs on another day, as many and as far apart", MO_TU, ["FREQ=WEEKLY;BYDAY=WE,TH;BYHOUR=3;BYMINUTE=30"]],
    ["more runs", at(6, 18), at(0, 6, 12, 18)],
    ["as many runs, more even", at(6, 8), at(6, 18)],
    ["one rule in place of two", at(6, 18), ["FREQ=DAILY;BYHOUR=6,18;BYMINUTE=00"]],
    ["every day of the week for every day", NIGHTLY, ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=18;BYMINUTE=00"]],
    [
      "the same rules, of which nobody knows how often they run",
      MAYBE_MONDAYS,
      ["byhour=18;BYMINUTE=0;BYDAY=MO;INTERVAL=7;FREQ=DAILY"],
    ],
    ["a rule beside one that nobody can read", ["FREQ=HOURLY"], ["FREQ=HOURLY", ...NIGHTLY]],
    ["a live rule with spaces, which a document may not have", ["FREQ=DAILY; BYHOUR=06; BYMINUTE=00"], NIGHTLY],
    ["a rule where there was none", [], NIGHTLY],
    [
      "a rule of several days for one each, beside one that nobody can read",
      ["FREQ=HOURLY", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=18;BYMINUTE=0", "FREQ=WEEKLY;BYDAY=TU;BYHOUR=18;BYMINUTE=0"],
      ["FREQ=HOURLY", ...MO_TU],
    ],
    ["more days, beside one of which nobody knows when", [...MAYBE_MONDAYS, ...MO_TU], [...MAYBE_MONDAYS, ...NIGHTLY]],
  ])("not %s", (_, before, after) => {
    expect(hazardsBetween(policy(FOREVER, before), policy(FOREVER, after))).toEqual([]);
  });

  test("disabling is one, however often it ran; what is disabled cannot be stopped", () => {
    const [on, off] = [policy(FOREVER, NIGHTLY), policy(FOREVER, MO_TU, false)];
    expect(messagesOf("stops-backups", on, off)).toEqual(["enabled → disabled: 7 → 0 runs a week"]);
    expect(messagesOf("stops-backups", policy(FOREVER, MAYBE_MONDAYS), off)).toEqual(["enabled → disabled"]);
    expect(hazardsBetween(off, policy(FOREVER, EVERY_SECOND_DAY, false))).toEqual([]);
    expect(hazardsBetween(policy(FOREVER, NIGHTLY, false), policy(FOREVER, MO_TU))).toEqual([]);
  });

  test("what says nothing about being enabled is enabled", () => {
    const { enabled: _, ...unsaid } = policy(FOREVER);
    expect(messagesOf("stops-backups", unsaid, policy(FOREVER, NIGHTLY, false))).toHaveLength(1);
    expect(hazardsBetween(policy(FOREVER), unsaid)).toEqual([]);
  });
});

test("both at once: each hazard is named once", () => {
  const after = policy(count(2, { day_backups: 1 }), MO_TU, false);
  const hazards = hazardsBetween(policy(count(10, { day_backups: 7, year_backups: 5 }), at(6, 18)), after);
  expect(hazards.map(({ code }) => code)).toEqual(["stops-backups", "shortens-retention"]);
});

test("to make or to remove a policy is none of these", () => {
  expect(hazardsBetween(undefined, policy(days(1)))).toEqual([]);
  expect(hazardsBetween(policy(days(1)), undefined)).toEqual([]);
});

// ---- for any policy ----

const limit = fc.oneof(
  fc.constant(FOREVER),
  fc.integer({ min: -1, max: 60 }).map(days),
  fc
    .tuple(fc.integer({ min: -1, max: 60 }), fc.record(Object.fromEntries(COUNTERS.map((name) => [name, fc.nat(9)]))))
    .map(([backups, counters]) => count(backups, counters)),
);
const patterns = fc
  .array(fc.oneof(rules, fullRules), { minLength: 1, maxLength: 3 })
  .map((several) => several.map(textOf));
const policies = fc
  .tuple(limit, patterns, fc.boolean())
  .map(([definition, pattern, enabled]) => policy(definition, pattern, enabled));

test("what means the same is no hazard", () => {
  const inOtherWords = ({ operation_definition, trigger, ...rest }: Spec): Spec => {
    const { max_backups = -1, retention_duration_days = 0, ...others } = operation_definition as Record<string, Json>;
    const { pattern } = (trigger as { properties: { pattern: string[] } }).properties;
    const again = pattern.map((text) => text.toLowerCase().split(";").reverse().join(";"));
    const definition = { max_backups, retention_duration_days, ...others };
    return { ...rest, operation_definition: definition, trigger: { properties: { pattern: [...again, ...again] } } };
  };
  fc.assert(
    fc.property(policies, (before) => {
      const after = inOtherWords(before);
      // Otherwise this would prove nothing.
      expect(sameJson(kinds.BackupPolicy.meaning(before), kinds.BackupPolicy.meaning(after))).toBe(true);
      expect(hazardsBetween(before, after)).toEqual([]);
    }),
  );
});

test("every change is one code once at most, with something to read", () => {
  fc.assert(
    fc.property(policies, policies, (before, after) => {
      const hazards = hazardsBetween(before, after);
      expect(new Set(hazards.map(({ code }) => code)).size).toBe(hazards.length);
      for (const { message } of hazards) expect(message).not.toMatch(/undefined|NaN|Infinity|: $|^$/);
    }),
  );
});

test("when numbers alone are changed, what is a hazard one way is none the other, and one of them is", () => {
  const settings = fc.constantFrom("retention_duration_days", "max_backups", ...COUNTERS);
  const number = fc.integer({ min: 1, max: 100 });
  fc.assert(
    fc.property(settings, number, number, (setting, a, b) => {
      // One backup, kept for half a day, stands in for no counter.
      const base = setting === "retention_duration_days" ? FOREVER : count(1);
      const [one, other] = [policy({ ...base, [setting]: a }, at(6, 18)), policy({ ...base, [setting]: b }, at(6, 18))];
      const found = [hazardsBetween(one, other), hazardsBetween(other, one)].map(({ length }) => length);
      expect(found).toEqual([b < a ? 1 : 0, a < b ? 1 : 0]);
    }),
  );
});

describe("against backups written down one by one", () => {
  /** A Monday, 00:00 UTC. */
  const MADE = Date.UTC(2026, 10, 23);
  const DAY = 24 * 60;

  test("so long is a backup kept of which there may be a number", () => {
    const few = fc.array(rules, { minLength: 1, maxLength: 2 });
    fc.assert(
      fc.property(few, fc.integer({ min: 1, max: 20 }), (several, backups) => {
        const reach = reachOf(several, backups);
        const { perWeek, exact } = frequencyOf(several);
        expect(reach === undefined).toBe(!exact);
        if (!reach || !perWeek) return;
        const weeks = Math.ceil(backups / perWeek) + 3 * Math.max(...several.map(({ interval }) => interval)) + 1;
        const lives = livesOf(several, backups, weeks);
        expect(reach).toEqual({ least: Math.min(...lives), most: Math.max(...lives) });
      }),
      { numRuns: 100 },
    );
  });

  test("days may become backups, and backups days, exactly when no backup is deleted sooner", () => {
    const few = fc.array(fullRules, { minLength: 1, maxLength: 2 });
    fc.assert(
      fc.property(few, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }), (several, kept, backups) => {
        const pattern = several.map(textOf);
        const lives = livesOf(several, backups, backups + 3);
        const [byAge, byNumber] = [policy(days(kept), pattern), policy(count(backups), pattern)];
        const sooner = (isSooner: (life: number) => boolean) => (lives.some(isSooner) ? 1 : 0);
        expect(hazardsBetween(byAge, byNumber)).toHaveLength(sooner((life) => life < kept * DAY));
        expect(hazardsBetween(byNumber, byAge)).toHaveLength(sooner((life) => life > kept * DAY));
      }),
      { numRuns: 60 },
    );
  });

  /** Minutes from each backup to the one whose making deletes it, in so many weeks and past the first cycle. */
  function livesOf(several: readonly Rule[], backups: number, weeks: number): number[] {
    const made = new Set(several.flatMap((rule) => independentRuns(rule, MADE, MADE + weeks * WEEK)));
    const runs = [...made].sort((a, b) => a - b);
    return runs.slice(backups).map((run, index) => (run - (runs[index] ?? 0)) / MINUTE);
  }
});
