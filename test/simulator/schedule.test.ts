/** Runs of rules in UTC, held against an implementation of iCalendar that others wrote. */
import fc from "fast-check";
import rrule from "rrule";
import { expect, test } from "vitest";
import { runsBetween } from "../../src/simulator/schedule.ts";

const DAY = 86_400_000;
const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

const part = (name: string, values: fc.Arbitrary<readonly (string | number)[]>) =>
  fc.option(values, { nil: undefined }).map((items) => (items ? [`${name}=${items.join(",")}`] : []));
/** In order: rrule ends its search at the first run that is too late. */
const sorted = (limit: number, maxLength: number) =>
  fc
    .uniqueArray(fc.integer({ min: 0, max: limit }), { minLength: 1, maxLength })
    .map((values) => values.sort((a, b) => a - b));
const rule = fc
  .tuple(
    fc.constantFrom(["FREQ=DAILY"], ["FREQ=WEEKLY"]),
    part(
      "INTERVAL",
      fc.integer({ min: 1, max: 30 }).map((n) => [n]),
    ),
    part("BYDAY", fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1 })),
    part("BYHOUR", sorted(23, 3)),
    part("BYMINUTE", sorted(59, 2)),
  )
  .map((parts) => parts.flat().join(";"))
  // Every seventh day, Mondays, may never be due: rrule looks for it until the year 9999.
  .filter((text) => !/DAILY;INTERVAL=(7|14|21|28);BYDAY/.test(text));

test("they are those of iCalendar from the start time on, at whole minutes", () => {
  const start = fc.integer({ min: Date.UTC(2024, 0) / 60_000, max: Date.UTC(2027, 0) / 60_000 }).map((m) => m * 60_000);
  fc.assert(
    fc.property(
      rule,
      start,
      fc.integer({ min: -40, max: 100 }),
      fc.integer({ min: 1, max: 60 }),
      (text, at, skip, days) => {
        const from = at + skip * DAY;
        const to = from + days * DAY;
        const start_time = new Date(at).toISOString().slice(0, 19).replace("T", " ");
        const theirs = new rrule.RRule({
          ...rrule.RRule.parseString(text),
          wkst: rrule.RRule.MO,
          dtstart: new Date(at),
        });
        const wanted = theirs.between(new Date(from + 1), new Date(to), true).map((run) => run.getTime());
        expect(runsBetween({ pattern: [text], start_time }, from, to)).toEqual(wanted);
      },
    ),
    { numRuns: 500 },
  );
});

test.each([["2026-12-01 08:45:56"], ["2026-12-01T08:45:56.000+00:00"]])(
  "a start at %s gives what a rule leaves out, and nothing is due before it",
  (start_time) => {
    const runs = runsBetween({ pattern: ["FREQ=DAILY"], start_time }, Date.UTC(2026, 10, 1), Date.UTC(2026, 11, 3, 12));
    expect(runs.map((run) => new Date(run).toISOString())).toEqual([
      "2026-12-02T08:45:00.000Z",
      "2026-12-03T08:45:00.000Z",
    ]);
  },
);
