/** Random rules, their text, and their runs as another implementation of iCalendar (the `rrule` package) sees them. */
import fc from "fast-check";
import { RRule } from "rrule";
import type { Rule } from "../../src/kinds/cbr/rule.ts";
import { DAYS } from "../../src/kinds/times.ts";

const someOf = (limit: number, most: number) =>
  fc.uniqueArray(fc.nat(limit - 1), { minLength: 1, maxLength: most }).map((items) => items.sort((a, b) => a - b));

/** Rules that leave nothing open. */
export const fullRules: fc.Arbitrary<Rule> = fc
  .record({
    freq: fc.constantFrom("WEEKLY" as const, "DAILY" as const),
    interval: fc.constant(1),
    days: fc.option(someOf(7, 7), { nil: undefined }),
    hours: someOf(24, 3),
    minutes: someOf(60, 2),
  })
  .map((rule) => (rule.freq === "WEEKLY" && !rule.days ? { ...rule, days: [0] } : rule));

export const rules: fc.Arbitrary<Rule> = fc.record({
  freq: fc.constantFrom("WEEKLY", "DAILY"),
  interval: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 8 })),
  days: fc.option(someOf(7, 7), { nil: undefined }),
  hours: fc.option(someOf(24, 3), { nil: undefined }),
  minutes: fc.option(someOf(60, 2), { nil: undefined }),
});

export const textOf = ({ freq, interval, days, hours, minutes }: Rule): string =>
  [
    `FREQ=${freq}`,
    ...(interval === 1 ? [] : [`INTERVAL=${interval}`]),
    ...(days ? [`BYDAY=${days.map((day) => DAYS[day])}`] : []),
    ...(hours ? [`BYHOUR=${hours}`] : []),
    ...(minutes ? [`BYMINUTE=${minutes}`] : []),
  ].join(";");

export const MINUTE = 60_000;
export const WEEK = 7 * 24 * 60 * MINUTE;

/** Instants in milliseconds since 1970 at which a rule runs, when the policy was made at `made`. `until` is exclusive. */
export function independentRuns(rule: Rule, made: number, until: number): number[] {
  const options = RRule.parseString(textOf(rule));
  return new RRule({ ...options, bysecond: 0, dtstart: new Date(made) })
    .between(new Date(made), new Date(until - 1), true)
    .map((date) => date.getTime());
}
