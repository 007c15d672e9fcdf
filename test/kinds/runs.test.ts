/** When rules run, against another implementation of iCalendar and against counting minute by minute. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseRule, type Rule } from "../../src/kinds/cbr/rule.ts";
import { canonicalRules, closestRuns, frequencyOf, isCertain, nextRuns } from "../../src/kinds/cbr/runs.ts";
import { DAYS } from "../../src/kinds/times.ts";
import { fullRules, independentRuns, MINUTE, rules, textOf, WEEK } from "./rules.ts";

/** A Monday, 00:00 UTC. */
const MONDAY = Date.UTC(2026, 10, 23);

function ruleOf(text: string): Rule {
  const { rule } = parseRule(text);
  if (!rule) throw new Error(`not a rule: ${text}`);
  return rule;
}

test("the next runs are those that another implementation finds, whenever one asks", () => {
  fc.assert(
    fc.property(fc.array(fullRules, { minLength: 1, maxLength: 3 }), fc.nat(WEEK), (several, later) => {
      const after = MONDAY + later;
      const expected = several.flatMap((rule) => independentRuns(rule, MONDAY, MONDAY + 12 * WEEK));
      const inOrder = [...new Set(expected)].sort((a, b) => a - b).filter((at) => at > after);
      expect(nextRuns(several, new Date(after), 10)).toEqual(inOrder.slice(0, 10));
    }),
    { numRuns: 60 },
  );
});

test("a run at the very moment one asks is not a next one", () => {
  const rule = ruleOf("FREQ=WEEKLY;BYDAY=MO;BYHOUR=0;BYMINUTE=00");
  expect(nextRuns([rule], new Date(MONDAY), 1)).toEqual([MONDAY + WEEK]);
  expect(nextRuns([rule], new Date(MONDAY - 1), 1)).toEqual([MONDAY]);
});

test("runs of rules that leave something to the cloud are not dated", () => {
  const undated = [
    "FREQ=DAILY;INTERVAL=2;BYHOUR=1;BYMINUTE=0",
    "FREQ=DAILY;BYHOUR=1",
    "FREQ=WEEKLY;BYHOUR=1;BYMINUTE=0",
  ];
  expect(undated.map(ruleOf).map(isCertain)).toEqual([false, false, false]);
  expect(nextRuns(undated.map(ruleOf), new Date(MONDAY), 3)).toEqual([]);
});

describe("the canonical form of several rules", () => {
  const EVERY_DAY = "FREQ=DAILY;BYHOUR=18;BYMINUTE=0";

  test.each<[string, string[], string[]]>([
    ["all seven weekdays", ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=18;BYMINUTE=00"], [EVERY_DAY]],
    ["an interval of 1", ["FREQ=DAILY;INTERVAL=1;BYHOUR=18;BYMINUTE=00"], [EVERY_DAY]],
    [
      "a rule per group of days",
      ["FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=18;BYMINUTE=0", "FREQ=DAILY;BYDAY=WE,TH,FR,SA,SU;BYHOUR=18;BYMINUTE=0"],
      [EVERY_DAY],
    ],
    ["a rule inside another", ["FREQ=WEEKLY;BYDAY=MO;BYHOUR=18;BYMINUTE=0", EVERY_DAY], [EVERY_DAY]],
    [
      "several hours and minutes",
      ["FREQ=DAILY;BYHOUR=6,18;BYMINUTE=0,30"],
      [
        "FREQ=DAILY;BYHOUR=18;BYMINUTE=0",
        "FREQ=DAILY;BYHOUR=18;BYMINUTE=30",
        "FREQ=DAILY;BYHOUR=6;BYMINUTE=0",
        "FREQ=DAILY;BYHOUR=6;BYMINUTE=30",
      ],
    ],
    [
      "another form of some weekdays",
      ["freq=daily;byhour=06;byminute=00;byday=sa,mo"],
      ["FREQ=WEEKLY;BYDAY=MO,SA;BYHOUR=6;BYMINUTE=0"],
    ],
    [
      "what depends on when the policy was made: its text",
      [
        "FREQ=DAILY;BYHOUR=06;INTERVAL=2;BYMINUTE=00",
        "FREQ=DAILY;INTERVAL=2;BYHOUR=6;BYMINUTE=0",
        "FREQ=DAILY;BYHOUR=6",
        "FREQ=DAILY;BYMINUTE=0",
        "FREQ=WEEKLY;BYHOUR=6;BYMINUTE=0",
      ],
      [
        "FREQ=DAILY;BYHOUR=6",
        "FREQ=DAILY;BYMINUTE=0",
        "FREQ=DAILY;INTERVAL=2;BYHOUR=6;BYMINUTE=0",
        "FREQ=WEEKLY;BYHOUR=6;BYMINUTE=0",
      ],
    ],
    ["what cannot be read: its text", [" every night", EVERY_DAY], [EVERY_DAY, "every night"]],
    ["no rule", [], []],
  ])("of %s", (_, texts, canonical) => {
    expect(canonicalRules(texts)).toEqual(canonical);
    expect(canonicalRules([...canonical].reverse())).toEqual(canonical);
  });

  /** Few values, so that different rules often mean the same. */
  const few: fc.Arbitrary<Rule> = fc
    .record<Rule>({
      freq: fc.constantFrom("WEEKLY", "DAILY"),
      interval: fc.constant(1),
      days: fc.constantFrom(undefined, [0], [1, 2, 3, 4, 5, 6], [0, 1, 2, 3, 4, 5, 6]),
      hours: fc.constantFrom([6], [18], [6, 18]),
      minutes: fc.constantFrom([0], [30], [0, 30]),
    })
    .map((rule) => (rule.freq === "WEEKLY" && !rule.days ? { ...rule, days: [0] } : rule));

  /** The same runs as several rules: the rule is split along some of its lists. */
  const splitsOf = (rule: Rule, byDay: boolean, byHour: boolean, byMinute: boolean): Rule[] => {
    const each = (items: readonly number[] | undefined, isSplit: boolean) =>
      items && isSplit ? items.map((item) => [item]) : [items];
    const days = byDay ? (rule.days ?? [...DAYS.keys()]) : rule.days;
    return each(days, byDay).flatMap((day) =>
      each(rule.hours, byHour).flatMap((hours) =>
        each(rule.minutes, byMinute).map((minutes): Rule => ({ ...rule, days: day, hours, minutes })),
      ),
    );
  };

  const weekOf = (several: readonly Rule[]): number[] =>
    [...new Set(several.flatMap((rule) => independentRuns(rule, MONDAY, MONDAY + WEEK)))].sort((a, b) => a - b);

  test("is the same if and only if they run at the same minutes, as another implementation sees it", () => {
    const some = fc.array(few, { minLength: 1, maxLength: 3 });
    const splits = fc
      .tuple(fc.array(fc.oneof(few, fullRules), { minLength: 1, maxLength: 3 }), fc.infiniteStream(fc.boolean()))
      .map(([several, random]) => {
        const next = () => random.next().value === true;
        return [several, several.flatMap((rule) => splitsOf(rule, next(), next(), next())).reverse()] as const;
      });
    const nearly = fc
      .tuple(splits, fc.nat())
      .map(([[several, split], at]) => [several, split.toSpliced(at % split.length, 1)] as const);
    const seen = { equal: 0, different: 0 };
    fc.assert(
      fc.property(fc.oneof(fc.tuple(some, some), splits, nearly), ([one, other]) => {
        const areEqual = weekOf(one).join() === weekOf(other).join();
        seen[areEqual ? "equal" : "different"] += 1;
        const [a, b] = [one, other].map((several) => canonicalRules(several.map(textOf)).join(" "));
        expect(a === b).toBe(areEqual);
        expect(canonicalRules((a ?? "").split(" ").filter(Boolean)).join(" ")).toBe(a);
      }),
      { numRuns: 300 },
    );
    expect(seen).toEqual({ equal: expect.toSatisfy((n) => n > 50), different: expect.toSatisfy((n) => n > 50) });
  });
});

describe("how often", () => {
  test("a rule runs as often, and pauses as long, as another implementation says, whenever the policy was made", () => {
    const made = fc.integer({ min: 0, max: 7 * 24 * 60 - 1 }).map((minutes) => MONDAY + minutes * MINUTE);
    fc.assert(
      fc.property(rules, made, (rule, start) => {
        const { perWeek, longestGap, exact } = frequencyOf([rule]);
        const seventh = rule.freq === "DAILY" && rule.interval === 7 && rule.days && rule.days.length < 7;
        expect(exact).toBe(!seventh);
        if (seventh) return;
        // From one run to the same one a cycle later: what comes before the first run of all does not count.
        const runs = independentRuns(rule, start, start + (3 * rule.interval + 1) * WEEK);
        const first = runs.findIndex((at) => at >= start + rule.interval * WEEK);
        const last = runs.indexOf((runs[first] ?? 0) + rule.interval * WEEK);
        expect(perWeek).toBeCloseTo((last - first) / rule.interval, 9);
        const cycle = runs.slice(first, last + 1);
        const gaps = cycle.slice(1).map((at, index) => (at - (cycle[index] ?? 0)) / MINUTE);
        expect(longestGap).toBe(Math.max(...gaps));
      }),
      { numRuns: 80 },
    );
  });

  test.each<[string, string[], object]>([
    [
      "rules that count from the same day are seen together",
      ["FREQ=DAILY;INTERVAL=2;BYHOUR=0;BYMINUTE=00", "FREQ=DAILY;INTERVAL=2;BYHOUR=12;BYMINUTE=00"],
      { perWeek: 7, longestGap: 36 * 60, exact: true },
    ],
    [
      "of those that do not, the ones that pause least give the bound",
      ["FREQ=DAILY;INTERVAL=2;BYHOUR=0;BYMINUTE=00", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=12;BYMINUTE=00"],
      { perWeek: 4.5, longestGap: 48 * 60, exact: false },
    ],
    [
      "every seventh day, if it is a Monday: always or never",
      ["FREQ=DAILY;INTERVAL=14;BYDAY=MO;BYHOUR=0;BYMINUTE=00"],
      { perWeek: undefined, longestGap: undefined, exact: false },
    ],
    [
      "every seventh day, whichever it is",
      ["FREQ=DAILY;INTERVAL=7;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=0;BYMINUTE=00"],
      { perWeek: 1, longestGap: 7 * 24 * 60, exact: true },
    ],
    [
      "the pause over the week's end counts",
      ["FREQ=WEEKLY;BYDAY=MO,FR;BYHOUR=0;BYMINUTE=00"],
      { perWeek: 2, longestGap: 4 * 24 * 60, exact: true },
    ],
    [
      "an interval of a million years does no harm",
      ["FREQ=DAILY;INTERVAL=365000000;BYHOUR=0;BYMINUTE=00"],
      { perWeek: 7 / 365_000_000, longestGap: 365_000_000 * 24 * 60, exact: true },
    ],
  ])("%s", (_, texts, expected) => {
    expect(frequencyOf(texts.map(ruleOf))).toEqual(expected);
  });
});

describe("the closest runs", () => {
  test("are those that come out of three weeks written down", () => {
    fc.assert(
      fc.property(fc.array(fullRules, { minLength: 1, maxLength: 4 }), (several) => {
        const runs = several
          .flatMap((rule, index) => independentRuns(rule, MONDAY, MONDAY + 3 * WEEK).map((at) => ({ at, index })))
          .sort((a, b) => a.at - b.at || a.index - b.index);
        const pairs = runs
          .slice(1)
          .map((run, index) => ({ minutes: (run.at - (runs[index]?.at ?? 0)) / MINUTE, rule: run.index }));
        const least = Math.min(...pairs.map(({ minutes }) => minutes));
        const found = closestRuns(several);
        // A single run a week is followed by itself, which is no pair.
        expect(found?.minutes ?? 7 * 24 * 60).toBe(least);
        if (found)
          expect(pairs.filter(({ minutes }) => minutes === least).map(({ rule }) => rule)).toContain(found.later.rule);
      }),
      { numRuns: 80 },
    );
  });

  test("of rules without minutes are as close as they come at best, counted for every minute", () => {
    const open = fc.record({ rule: fullRules, isOpen: fc.boolean() }).map(
      ({ rule, isOpen }): Rule => ({
        ...rule,
        freq: "DAILY",
        days: undefined,
        minutes: isOpen ? undefined : rule.minutes,
      }),
    );
    fc.assert(
      fc.property(fc.array(open, { minLength: 1, maxLength: 3 }), (several) => {
        let best = 0;
        for (let minute = 0; minute < 60; minute += 1) best = Math.max(best, leastGap(several, minute));
        const found = closestRuns(several);
        if (best >= 60) expect(found?.minutes ?? 60).toBeGreaterThanOrEqual(60);
        // Two that are too close whatever the minute is are told first, though others may come closer still.
        else if (found?.exact) expect(best <= found.minutes && found.minutes < 60).toBe(true);
        else expect(found?.minutes).toBe(best);
      }),
      { numRuns: 60 },
    );
  });

  /** Of rules that run every day, by looking at every minute of two days. */
  function leastGap(several: readonly Rule[], anchor: number): number {
    let last = Number.NEGATIVE_INFINITY;
    let least = Number.POSITIVE_INFINITY;
    for (let at = 0; at < 2 * 24 * 60; at += 1) {
      for (const { hours, minutes } of several) {
        if (!hours?.includes(Math.floor(at / 60) % 24) || !(minutes ?? [anchor]).includes(at % 60)) continue;
        least = Math.min(least, at - last);
        last = at;
      }
    }
    return least;
  }

  test("two thousand rules that fill every minute are told apart from none in no time", () => {
    const all = (count: number) => Array.from({ length: count }, (_, index) => index);
    const full: Rule = { freq: "DAILY", interval: 1, days: undefined, hours: all(24), minutes: all(60) };
    expect(closestRuns(all(2000).map(() => full))).toMatchObject({ minutes: 0, later: { rule: 1 } });
  });
});
