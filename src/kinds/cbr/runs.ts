/**
 * When rules run, as far as they tell. What they leave open, and where an interval of several days or weeks begins, the
 * cloud fills in from the moment it made the policy; only the cloud knows that moment. Pure.
 */
import { DAYS, type Frequency } from "../times.ts";
import { canonicalRule, parseRule, type Rule } from "./rule.ts";

const HOUR = 60;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const MS = 60_000;

/** What takes the place of what a rule leaves open: a weekday (0 is Monday), an hour and a minute, in UTC. */
interface Anchor {
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const MONDAY_MIDNIGHT: Anchor = { day: 0, hour: 0, minute: 0 };

/** Minutes since Monday 00:00, ascending. An interval counts as 1. */
function* runsInWeek(rule: Rule, anchor: Anchor): Generator<number> {
  for (const day of rule.days ?? (rule.freq === "DAILY" ? DAYS.keys() : [anchor.day])) {
    for (const hour of rule.hours ?? [anchor.hour]) {
      for (const minute of rule.minutes ?? [anchor.minute]) yield day * DAY + hour * HOUR + minute;
    }
  }
}

// ---- what several rules mean together ----

/** When a policy runs, whatever the rules that say it. Two are equal when all their runs are. */
export interface Timetable {
  /** Minute of the day, in UTC -> the weekdays on which something runs then: a bit for each, the lowest is Monday. */
  readonly runs: ReadonlyMap<number, number>;
  /** Rules whose runs are not certain, and what is not a rule: `canonicalRule` of each. */
  readonly others: ReadonlySet<string>;
}

const EVERY_DAY = 2 ** DAYS.length - 1;

export function timetableOf(rules: readonly string[]): Timetable {
  const runs = new Map<number, number>();
  const others = new Set<string>();
  for (const text of new Set(rules.map(canonicalRule))) {
    const { rule } = parseRule(text);
    if (!rule || !isCertain(rule)) {
      others.add(text);
      continue;
    }
    const days = rule.days ? rule.days.reduce((bits, day) => bits | (2 ** day), 0) : EVERY_DAY;
    for (const hour of rule.hours ?? []) {
      for (const minute of rule.minutes ?? []) {
        const at = hour * HOUR + minute;
        runs.set(at, (runs.get(at) ?? 0) | days);
      }
    }
  }
  return { runs, others };
}

/**
 * The one form in which sets of rules with the same runs are equal: a rule for each minute of the day, then sorted.
 * Rules whose runs are not certain are compared by their text. Example:
 * `FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=6,18;BYMINUTE=00` -> `FREQ=DAILY;BYHOUR=18;BYMINUTE=0`,
 * `FREQ=DAILY;BYHOUR=6;BYMINUTE=0`
 */
export function canonicalRules(rules: readonly string[]): string[] {
  const { runs, others } = timetableOf(rules);
  const byMinute = [...runs].map(([at, bits]) => {
    const days = DAYS.filter((_, day) => bits & (2 ** day));
    const when = bits === EVERY_DAY ? "DAILY" : `WEEKLY;BYDAY=${days}`;
    return `FREQ=${when};BYHOUR=${Math.floor(at / HOUR)};BYMINUTE=${at % HOUR}`;
  });
  return [...byMinute, ...others].sort();
}

/** Whether the one runs whenever the other does, as far as both are certain. */
export const hasAllOf = (one: Timetable, other: Timetable): boolean =>
  [...other.runs].every(([at, days]) => ((one.runs.get(at) ?? 0) & days) === days) &&
  [...other.others].every((text) => one.others.has(text));

// ---- how close two runs come ----

/** A run of the week, and whose it is. */
interface Run {
  /** Minutes since Monday 00:00. */
  readonly at: number;
  /** Index of its rule. */
  readonly rule: number;
}

/** Two runs that follow one another; behind Sunday comes Monday. */
interface Pair {
  readonly earlier: Run;
  readonly later: Run;
  /** From the one to the other; 0: the same instant. */
  readonly minutes: number;
}

/**
 * The two runs that are closest, when there are two; of several such pairs the first of the week. An interval counts as
 * 1. What rules leave open is the same for all of them, and counts at its best: the pair is that close whenever the
 * policy was made.
 * @param rules undefined, or one without hours, takes no part
 * @returns `exact` false: at most that many minutes, depending on that moment
 */
export function closestRuns(rules: readonly (Rule | undefined)[]): (Pair & { exact: boolean }) | undefined {
  const timed = rules.map((rule) => (rule?.hours ? rule : undefined));
  const forms = new Set(timed.flatMap((rule) => (rule ? openParts(rule) : [])));
  // Rules that leave the same open are as far apart whatever takes its place.
  const pairs = [...forms].flatMap((form) => {
    const alike = timed.map((rule) => (rule && openParts(rule) === form ? rule : undefined));
    return closest(alike, MONDAY_MIDNIGHT) ?? [];
  });
  const [sure] = pairs.sort((a, b) => a.minutes - b.minutes || a.earlier.at - b.earlier.at);
  // Too close in any case: then it does not matter that others may come closer still.
  if (forms.size < 2 || (sure && sure.minutes < HOUR)) return sure && { ...sure, exact: true };
  let widest: Pair | undefined;
  for (const anchor of anchorsFor(timed)) {
    const pair = closest(timed, anchor);
    if (!widest || (pair && pair.minutes > widest.minutes)) widest = pair;
    if (!widest || widest.minutes >= HOUR) break;
  }
  return widest && { ...widest, exact: false };
}

const openParts = ({ freq, days, minutes }: Rule): string =>
  `${freq === "WEEKLY" && !days ? "day" : ""} ${minutes ? "" : "minute"}`;

/** Every weekday and minute that a policy without them could have got. */
function* anchorsFor(rules: readonly (Rule | undefined)[]): Generator<Anchor> {
  const anyDay = rules.some((rule) => rule?.freq === "WEEKLY" && !rule.days);
  const anyMinute = rules.some((rule) => rule && !rule.minutes);
  for (let day = 0; day < (anyDay ? DAYS.length : 1); day += 1) {
    for (let minute = 0; minute < (anyMinute ? HOUR : 1); minute += 1) yield { day, hour: 0, minute };
  }
}

function closest(rules: readonly (Rule | undefined)[], anchor: Anchor): Pair | undefined {
  const ruleAt = new Map<number, number>();
  for (const [index, rule] of rules.entries()) {
    for (const at of rule ? runsInWeek(rule, anchor) : []) {
      const other = ruleAt.get(at);
      // Nothing is closer; and however many rules there are, a week has only so many minutes to fill.
      if (other !== undefined) return { earlier: { at, rule: other }, later: { at, rule: index }, minutes: 0 };
      ruleAt.set(at, index);
    }
  }
  const times = [...ruleAt.keys()].sort((a, b) => a - b);
  const runOf = (at: number): Run => ({ at, rule: ruleAt.get(at)! });
  const [first] = times;
  if (first === undefined || times.length < 2) return undefined;
  let best: readonly [at: number, minutes: number] = [first, WEEK];
  for (const [index, at] of times.entries()) {
    const minutes = (times[index + 1] ?? first + WEEK) - at;
    if (minutes < best[1]) best = [at, minutes];
  }
  const [at, minutes] = best;
  return { earlier: runOf(at), later: runOf((at + minutes) % WEEK), minutes };
}

// ---- what comes, and how often ----

/** Whether it is certain when a rule runs: nothing is left to the moment at which the cloud made the policy. */
export const isCertain = ({ freq, interval, days, hours, minutes }: Rule): boolean =>
  interval === 1 && hours !== undefined && minutes !== undefined && (freq === "DAILY" || days !== undefined);

/** Runs of a week of the rules whose runs are certain: minutes since Monday 00:00 UTC, ascending, each once. */
export function weekOf(rules: readonly Rule[]): number[] {
  const runs = rules.filter(isCertain).flatMap((rule) => [...runsInWeek(rule, MONDAY_MIDNIGHT)]);
  return [...new Set(runs)].sort((a, b) => a - b);
}

/** The first `count` runs after an instant, in milliseconds since 1970, of the rules whose runs are certain. */
export function nextRuns(rules: readonly Rule[], after: Date, count: number): number[] {
  const week = weekOf(rules);
  const found: number[] = [];
  if (week.length === 0) return found;
  for (let monday = mondayBefore(after); ; monday += WEEK * MS) {
    for (const at of week) {
      if (found.length === count) return found;
      const instant = monday + at * MS;
      if (instant > after.getTime()) found.push(instant);
    }
  }
}

/** The last `count` runs up to an instant, ascending; otherwise as `nextRuns`. */
export function lastRuns(rules: readonly Rule[], until: Date, count: number): number[] {
  const week = weekOf(rules).reverse();
  const found: number[] = [];
  if (week.length === 0) return found;
  for (let monday = mondayBefore(until); ; monday -= WEEK * MS) {
    for (const at of week) {
      if (found.length === count) return found.reverse();
      const instant = monday + at * MS;
      if (instant <= until.getTime()) found.push(instant);
    }
  }
}

/** 1970 began on a Thursday. */
const mondayBefore = (instant: Date): number => {
  const monday = 4 * DAY * MS;
  return monday + Math.floor((instant.getTime() - monday) / (WEEK * MS)) * WEEK * MS;
};

/** How often rules run, and how long they pause. */
export function frequencyOf(rules: readonly Rule[]): Frequency {
  const { cycles, known } = cyclesOf(rules);
  return {
    perWeek: known ? cycles.reduce((sum, { weeks, runs }) => sum + runs.size / weeks, 0) : undefined,
    // Whatever other runs there are besides, none can make the pauses of these longer.
    longestGap: cycles.length > 0 ? Math.min(...cycles.map((cycle) => Math.max(...spansOf(cycle, 1)))) : undefined,
    exact: known && cycles.length === 1,
  };
}

/**
 * Minutes from a run to the one that comes `count` runs later: how long a backup is kept if there may be `count`.
 * @returns the shortest and the longest such time; undefined when it depends on when the cloud made the policy
 */
export function reachOf(rules: readonly Rule[], count: number): { least: number; most: number } | undefined {
  const { cycles, known } = cyclesOf(rules);
  const [cycle, ...others] = cycles;
  if (!known || !cycle || others.length > 0) return undefined;
  const spans = spansOf(cycle, count);
  return { least: Math.min(...spans), most: Math.max(...spans) };
}

/** Runs that come again and again, in minutes since the beginning of a cycle of so many weeks. */
interface Cycle {
  readonly weeks: number;
  readonly runs: ReadonlySet<number>;
}

/** Rules that count from the same moment are seen together. `known` is false when some are in none of the cycles. */
function cyclesOf(rules: readonly Rule[]): { cycles: Cycle[]; known: boolean } {
  const cycles = new Map<string, { weeks: number; runs: Set<number> }>();
  let known = true;
  for (const rule of rules) {
    const runs = runsInCycle(rule);
    if (!runs) {
      known = false;
      continue;
    }
    const phase = `${rule.interval === 1 ? "" : rule.freq} ${rule.interval} ${openParts(rule)} ${rule.hours ? "" : "hour"}`;
    const cycle = cycles.get(phase) ?? { weeks: rule.interval, runs: new Set() };
    for (const run of runs) cycle.runs.add(run);
    cycles.set(phase, cycle);
  }
  return { cycles: [...cycles.values()], known };
}

/**
 * Minutes since the Monday with which a cycle of as many weeks as the interval begins. Undefined for what depends on
 * the weekday on which the policy was made: every seventh day, if that is a Monday.
 */
function runsInCycle(rule: Rule): number[] | undefined {
  const week = [...runsInWeek(rule, MONDAY_MIDNIGHT)];
  const { freq, interval, days } = rule;
  if (interval === 1 || freq === "WEEKLY") return week;
  if (days && interval % 7 === 0 && days.length < DAYS.length) return undefined;
  // After seven intervals a run is on the same weekday again.
  return DAYS.flatMap((_, count) => {
    const day = count * interval;
    const sameWeekday = week.filter((at) => Math.floor(at / DAY) === day % DAYS.length);
    return sameWeekday.map((at) => day * DAY + (at % DAY));
  });
}

/** Minutes from each run of a cycle to the one that comes `count` runs later, in this cycle or one that follows. */
function spansOf({ weeks, runs }: Cycle, count: number): number[] {
  const sorted = [...runs].sort((a, b) => a - b);
  return sorted.map((at, index) => {
    const later = index + count;
    const cycles = Math.floor(later / sorted.length);
    return cycles * weeks * WEEK + (sorted[later % sorted.length] ?? at) - at;
  });
}
