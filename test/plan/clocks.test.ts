/**
 * A schedule that follows the clocks, given `apply --due` every day at whatever hour: each run is made once, at its local
 * time, and around a change of the clocks at one of the two times that it may be meant at. Runs are those of the
 * simulated cloud, and clocks are those of Intl.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kinds } from "../../src/kinds/index.ts";
import { valueIn } from "../../src/model/pointer.ts";
import type { Json, Policy, Recorded, Spec } from "../../src/model/policy.ts";
import { withHazards } from "../../src/plan/guard.ts";
import { dueIn } from "../../src/plan/judge.ts";
import { plan } from "../../src/plan/plan.ts";
import { recordOf, wantedOf } from "../../src/plan/record.ts";
import { wrongInRules } from "../../src/simulator/rules.ts";
import { runsBetween } from "../../src/simulator/schedule.ts";
import type { State } from "../../src/state/store.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ADDRESS = "BackupPolicy/nightly";
const kind = kinds.BackupPolicy;
const target = { cloud: "simulator", region: "here", project_id: "p" } as const;

const specWith = (schedule: Json): Spec => ({ operation_definition: { max_backups: 7 }, schedule });
const rulesOf = (spec: Spec): string[] => valueIn(spec, "/trigger/properties/pattern") as string[];

function policyAt(written: Spec, now: number): Policy {
  return {
    address: ADDRESS,
    kind: "BackupPolicy",
    name: "nightly",
    spec: kind.desired(written, new Date(now)),
    written,
    source: { file: "a.yaml", line: 1, column: 1 },
    document: { file: "a.yaml", text: "", index: 0 },
  };
}

const recordedAt = (written: Spec, now: number): Recorded => {
  const policy = policyAt(written, now);
  const at = new Date(now).toISOString();
  return recordOf(ADDRESS, wantedOf(policy), { id: "n", spec: policy.spec }, undefined, at);
};

/** What is planned for a policy that is live as it was recorded. */
function planned(written: Spec, recorded: Recorded, now: number) {
  const state: State = {
    format: 2,
    lineage: "l",
    serial: 1,
    stack: "demo",
    target,
    resources: { [ADDRESS]: recorded },
    intents: {},
  };
  const live = [{ id: "n", kind: "BackupPolicy", name: "nightly", spec: recorded.spec, custom: true }] as const;
  const desired = { name: "demo", now: new Date(now), policies: [policyAt(written, now)] };
  return withHazards(plan(desired, state, live, target), state);
}

/** The record after `apply --due`, which must not meet a hazard. */
function appliedDue(written: Spec, recorded: Recorded, now: number): Recorded {
  const { changes } = dueIn(planned(written, recorded, now)).plan;
  const [change] = changes;
  if (!change) return recorded;
  if (change.action !== "update") throw new Error(`${change.action} is not an update`);
  expect(change.hazards).toEqual([]);
  const at = new Date(now).toISOString();
  return recordOf(ADDRESS, wantedOf(change.policy), { id: "n", spec: change.policy.spec }, recorded, at);
}

// ---- clocks, without our own code ----

const formats = new Map<string, Intl.DateTimeFormat>();

/** Minutes ahead of UTC. */
function offsetAt(zone: string, at: number): number {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
  formats.set(zone, format);
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (type: string) => parts.get(type as Intl.DateTimeFormatPartTypes) ?? 0;
  const local = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"));
  return (local - Math.floor(at / MINUTE) * MINUTE) / MINUTE;
}

interface Change {
  readonly zone: string;
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

function changesOf(zone: string): Change[] {
  const changes: Change[] = [];
  const end = Date.UTC(2036, 0, 1);
  // Casablanca goes back for five weeks; nothing is shorter.
  const step = 21 * DAY;
  for (let low = Date.UTC(2026, 0, 1), from = offsetAt(zone, low); low < end; low += step) {
    const to = offsetAt(zone, low + step);
    if (to === from) continue;
    let [before, after] = [low, low + step];
    while (after - before > MINUTE) {
      const middle = before + Math.floor((after - before) / MINUTE / 2) * MINUTE;
      if (offsetAt(zone, middle) === from) before = middle;
      else after = middle;
    }
    changes.push({ zone, at: after, from, to });
    from = to;
  }
  return changes;
}

/** For each zone that changes its clocks, and does so like no other before it in the list. */
const ZONES: readonly (readonly Change[])[] = (() => {
  const seen = new Set<string>();
  return Intl.supportedValuesOf("timeZone").flatMap((zone) => {
    // Whoever has one clock in a whole year never changes it.
    const months = Array.from({ length: 24 }, (_, month) => offsetAt(zone, Date.UTC(2026, month * 5, 11)));
    if (new Set(months).size === 1 && offsetAt(zone, Date.UTC(2026, 1, 25)) === months[0]) return [];
    const changes = changesOf(zone);
    const key = JSON.stringify(changes.map(({ at, from, to }) => [at, from, to]));
    if (seen.has(key)) return [];
    seen.add(key);
    return [changes];
  });
})();

const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const clock = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");

/** What may be written: `check` decides. */
const schedules = fc
  .record({
    at: fc.oneof(
      fc.uniqueArray(fc.nat(1439), { minLength: 1, maxLength: 5 }),
      // The hours in which most clocks change.
      fc.uniqueArray(
        fc.nat(30).map((step) => step * 10),
        { minLength: 1, maxLength: 3 },
      ),
      // Close to each other.
      fc
        .record({ first: fc.nat(1439), gap: fc.integer({ min: 60, max: 130 }), count: fc.integer({ min: 2, max: 11 }) })
        .map(({ first, gap, count }) => Array.from({ length: count }, (_, index) => (first + index * gap) % 1440)),
    ),
    days: fc.option(fc.uniqueArray(fc.constantFrom(...DAYS), { minLength: 1 }), { nil: undefined }),
  })
  .map(({ at, days }) => ({ at: at.map(clock), ...(days && { days }), daylight_saving: "follow" }));

interface Occurrence {
  readonly name: string;
  /** By the clock before the change, and by the one after it. */
  readonly old: number;
  readonly next: number;
}

/** Every time that is meant from `start` on, in order. */
function occurrences(
  { at, days = DAYS }: { at: string[]; days?: string[] },
  change: Change,
  start: number,
  end: number,
) {
  const found: Occurrence[] = [];
  for (let day = Math.floor(start / DAY) * DAY - DAY; day <= end + DAY; day += DAY) {
    if (!days.includes(DAYS[(new Date(day).getUTCDay() + 6) % 7] ?? "")) continue;
    for (const time of at) {
      const local = day + Number(time.slice(0, 2)) * HOUR + Number(time.slice(3)) * MINUTE;
      const name = new Date(local).toISOString().slice(0, 16);
      found.push({ name, old: local - change.from * MINUTE, next: local - change.to * MINUTE });
    }
  }
  return found.sort((a, b) => a.old - b.old);
}

const shown = (at: number): string => new Date(at).toISOString();

/** Goes through a change of clocks, with `apply --due` every day at that time. */
function check(change: Change, schedule: { at: string[]; days?: string[] }, dueMinute: number): void {
  const { zone, at: moment, from, to } = change;
  const written = specWith({ timezone: zone, ...schedule });
  const start = Math.floor((moment - 2 * DAY) / DAY) * DAY + dueMinute * MINUTE;
  // Long enough for a week without a run.
  const end = start + 11 * DAY;
  let recorded = recordedAt(written, start);
  const runs: number[] = [];
  let firstDue = Number.POSITIVE_INFINITY;
  for (let now = start; now < end; now += DAY) {
    if (now >= moment) firstDue = Math.min(firstDue, now);
    // Planning every day of a week in which nothing happens takes most of the time.
    if (Math.abs(now - moment) < 3 * DAY) {
      const before = recorded;
      recorded = appliedDue(written, recorded, now);
      if (recorded !== before) expect(planned(written, recorded, now).changes).toEqual([]);
    }
    const pattern = rulesOf(recorded.spec);
    expect(wrongInRules(pattern, false)).toBeUndefined();
    runs.push(...runsBetween({ pattern, start_time: "" }, now, now + DAY));
  }
  expect(planned(written, recorded, end).changes).toEqual([]);

  const meant = occurrences(schedule, change, start, end).filter(
    ({ old, next }) => (old < moment ? old : next) > start && (old < moment ? old : next) <= end,
  );
  const wrong: string[] = [];
  if (meant.length !== runs.length) wrong.push(`${runs.length} runs for ${meant.length} times`);
  for (const [index, { name, old, next }] of meant.entries()) {
    const run = runs[index] ?? Number.NaN;
    if (run !== old && run !== next) wrong.push(`${name} ran at ${shown(run)}`);
    const isMissing = next < moment && old >= moment;
    const isDouble = old < moment && next >= moment;
    const right = isMissing || isDouble || old < moment ? old : next;
    if (run === right) continue;
    // From the change to the first due apply, and what was between the two times then.
    if (run < moment || run > firstDue + DAY) wrong.push(`${name} ran at ${shown(run)}, not ${shown(right)}`);
    if (Math.abs(run - right) > Math.abs(to - from) * MINUTE) wrong.push(`${name} ran too far off`);
  }
  if (wrong.length > 0) {
    throw new Error(`${zone} ${shown(moment)} ${from} → ${to}, due ${clock(dueMinute)}: ${wrong.join("; ")}`);
  }
}

const isAllowed = (change: Change, schedule: { at: string[] }): boolean => {
  const spec = specWith({ timezone: change.zone, ...schedule });
  return kind.check(spec, { now: new Date(change.at - 3 * DAY) }).length === 0;
};

/** More with HOLDFAST_TEST_TRIES. */
const TRIES = Number(process.env.HOLDFAST_TEST_TRIES ?? 3);

describe("given `apply --due` every 24 hours", () => {
  test("in every zone, no run is lost, made twice or off for more than a day", { timeout: 60_000 }, () => {
    expect(ZONES.length).toBeGreaterThan(20);
    for (const changes of ZONES) {
      fc.assert(
        fc.property(fc.constantFrom(...changes), schedules, fc.nat(1439), (change, schedule, dueMinute) => {
          fc.pre(isAllowed(change, schedule));
          check(change, schedule, dueMinute);
        }),
        { numRuns: TRIES },
      );
    }
  });

  test("also at each minute in which a run is between its old time and its new one", () => {
    const zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Antarctica/Troll", "Asia/Beirut"];
    const some = ZONES.flat().filter(({ zone }) => zones.includes(zone));
    fc.assert(
      fc.property(fc.constantFrom(...some), schedules, fc.integer({ min: -130, max: 130 }), (change, schedule, off) => {
        fc.pre(isAllowed(change, schedule));
        const [hours = 0, minutes = 0] = (schedule.at[0] ?? "").split(":").map(Number);
        const utc = hours * 60 + minutes - change.from + off;
        check(change, schedule, ((utc % 1440) + 1440) % 1440);
      }),
      { numRuns: 10 * TRIES },
    );
  });
});

describe("the change in a plan", () => {
  const winter = Date.parse("2027-03-20T12:00:00Z");
  const summer = Date.parse("2027-04-02T12:00:00Z");
  const berlin = { timezone: "Europe/Berlin", at: ["02:00"], daylight_saving: "follow" };
  const summary = (schedule: Json, recorded: Recorded, now: number, more: Spec = {}) =>
    planned({ ...specWith(schedule), ...more }, recorded, now).changes.map(
      ({ action, cause, fields, hazards, due }) =>
        `${action} ${cause}: ${[...fields.map((field) => `${field.path} ${field.cause}`), ...hazards.map(({ code }) => code)].join(", ")}${due ? `, overdue ${due.overdue}` : ""}`,
    );
  const RULES = "/trigger/properties/pattern";

  test("is due, and overdue after a day", () => {
    const recorded = recordedAt(specWith(berlin), winter);
    expect(summary(berlin, recorded, winter)).toEqual([]);
    expect(summary(berlin, recorded, summer)).toEqual([`update time: ${RULES} time, overdue 2027-03-29T01:00:00.000Z`]);
  });

  test("is not due with an edit, and takes its part of the edit's request", () => {
    const recorded = recordedAt(specWith(berlin), winter);
    expect(summary(berlin, recorded, summer, { enabled: false })).toEqual([
      `update policy: /enabled policy, ${RULES} time, stops-backups`,
    ]);
  });

  test("is no hazard while a run waits; what another user did to the rules is", () => {
    const between = Date.parse("2027-03-29T00:30:00Z");
    const recorded = recordedAt(specWith(berlin), winter);
    expect(summary(berlin, recorded, between)).toEqual([
      `update time: ${RULES} time, overdue 2027-03-29T01:00:00.000Z`,
    ]);
    const state: State = {
      format: 2,
      lineage: "l",
      serial: 1,
      stack: "demo",
      target,
      resources: { [ADDRESS]: recorded },
      intents: {},
    };
    const pattern = ["FREQ=DAILY;INTERVAL=1;BYHOUR=1;BYMINUTE=00", "FREQ=DAILY;INTERVAL=1;BYHOUR=9;BYMINUTE=00"];
    const spec = { ...recorded.spec, trigger: { properties: { pattern } } };
    const desired = { name: "demo", now: new Date(summer), policies: [policyAt(specWith(berlin), summer)] };
    const live = [{ id: "n", kind: "BackupPolicy", name: "nightly", spec, custom: true }] as const;
    const { changes } = withHazards(plan(desired, state, live, target), state);
    expect(changes[0]?.hazards.map(({ code }) => code)).toEqual(["stops-backups"]);
  });

  test("is due in summer only if what follows the clocks was recorded in winter", () => {
    const { daylight_saving: _, ...standard } = berlin;
    const recorded = recordedAt(specWith(standard), winter);
    expect(summary(berlin, recorded, winter)).toEqual([
      "adopt policy: /schedule/timezone policy, /schedule/daylight_saving policy",
    ]);
    const lagos = recordedAt(specWith({ ...berlin, timezone: "Africa/Lagos" }), winter);
    expect(summary(berlin, lagos, winter)).toEqual(["adopt policy: /schedule/timezone policy"]);
  });
});
