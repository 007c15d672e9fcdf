/**
 * Schedules whose rules change with the clocks of their zone: when they change, what is sent while they do, and when they
 * run then. Pure.
 */

import { withValue } from "../../model/pointer.ts";
import { type Policy, type Spec, sameJson } from "../../model/policy.ts";
import type { Meaning } from "../kind.ts";
import { type ClockChange, DAYS, type Runs } from "../times.ts";
import { clocksOf, lastChangeBefore, type Zone } from "../zone.ts";
import { handedOver } from "./handover.ts";
import { parseRule, type Rule } from "./rule.ts";
import { canonicalRules, frequencyOf, isCertain, nextRuns, weekOf } from "./runs.ts";
import {
  inLocalTime,
  offsetOf,
  patternOf,
  readSchedule,
  rulesWith,
  type Schedule,
  scheduleInWords,
  twoDigits,
} from "./schedule.ts";

const PATTERN = "/trigger/properties/pattern";

const MS = 60_000;
const HOUR = 60;
const DAY = 24 * HOUR;

type Followed = Schedule & { readonly zone: Zone };

/** Undefined for a document that follows no clocks. */
function followedIn({ schedule }: Spec): Followed | undefined {
  const read = readSchedule(schedule);
  const { zone } = read;
  return read.follows && zone ? { ...read, zone } : undefined;
}

/** Two documents that mean the same now may mean something else after the next change. */
export function saysLater(written: Spec): Meaning {
  const followed = followedIn(written);
  return followed ? { "/schedule/daylight_saving": "follow", "/schedule/timezone": followed.timezone } : {};
}

/** Rules that were sent after the change left some of the runs to the next time (handover.ts). */
export function followedSince(written: Spec, now: Date, applied: string | undefined): number | undefined {
  const followed = followedIn(written);
  const change = followed && lastChangeBefore(followed.zone, now);
  return change && Math.max(change, applied === undefined ? 0 : Date.parse(applied));
}

export function inTransit(before: Spec, after: Spec, written: Spec, now: Date): Spec {
  const followed = followedIn(written);
  const [old, next] = [patternOf(before), patternOf(after)];
  if (!followed || sameJson(old, next)) return after;
  const change = lastChangeBefore(followed.zone, now);
  if (change === undefined) return after;
  const shift = followed.zone.offsetAt(change - MS) - followed.zone.offsetAt(change);
  const rules = handedOver(old, next, shift, now);
  return rules === next ? after : withValue(after, PATTERN, [...rules]);
}

/** Rules are UTC: a document in local time is shown beside them as it is written, with what the next change does. */
export function inWords(
  changed: readonly string[],
  { spec, written, asOf: now }: Pick<Policy, "spec" | "written" | "asOf">,
): string[] {
  const words = changed.some(isAboutTimes) ? (scheduleInWords(written) ?? inLocalTime(written)) : undefined;
  if (words === undefined) return [];
  const followed = followedIn(written);
  const meant = followed && now && rulesWith(followed, clocksOf(followed.zone, now).current);
  const isPart = meant && !sameJson(canonicalRules(meant), canonicalRules(patternOf(spec)));
  const change = now && clockChangeAfter(written, now);
  return [
    `runs at ${words}`,
    ...(isPart ? ["a run between its old and its new time keeps the old one until the next apply --due"] : []),
    ...(change ? [`from ${change.date}: ${change.after.join(" and ")}`, ...change.odd] : []),
  ];
}

const isAboutTimes = (path: string): boolean => path === PATTERN || path.startsWith("/schedule/");

/** @param spec valid, so that all of its rules can be read */
export function runsOf(spec: Spec, written: Spec): Runs {
  const rules = patternOf(spec);
  const parsed = parsedRules(rules);
  const followed = followedIn(written);
  return {
    enabled: spec.enabled !== false,
    words: scheduleInWords(written),
    zone: written.schedule === undefined ? offsetOf(written) : readSchedule(written.schedule).zone,
    rules,
    undated: rules.filter((_, index) => parsed[index] && !isCertain(parsed[index])),
    frequency: frequencyOf(parsed),
    week: weekOf(parsed),
    next: (after, count) => (followed ? followedRuns(followed, after, count) : nextRuns(parsed, after, count)),
    clockChange: (after) => clockChangeAfter(written, after),
  };
}

const parsedRules = (rules: readonly string[]): Rule[] => rules.flatMap((text) => parseRule(text).rule ?? []);

/** The next change of clocks that changes the rules of a document; undefined: there is none, or none is followed. */
function clockChangeAfter(written: Spec, now: Date): ClockChange | undefined {
  const followed = followedIn(written);
  const move = followed && nextMove(followed, now);
  if (!move || sameJson(canonicalRules(move.before), canonicalRules(move.after))) return undefined;
  const { at, before, after, from, to } = move;
  return { at, date: dateAt(at + from * MS), before, after, odd: oddTimes(followed, at, from, to) };
}

/** @param local an instant on a local clock, as if that were UTC */
const dateAt = (local: number): string => new Date(local).toISOString().slice(0, 10);

function nextMove(followed: Followed, now: Date) {
  const { current: from, changes } = clocksOf(followed.zone, now);
  const [change] = changes;
  if (!change) return undefined;
  const { at, offset: to } = change;
  return { at, from, to, before: rulesWith(followed, from), after: rulesWith(followed, to) };
}

/** Times between what the clocks show before the change and what they show after it. */
function oddTimes({ times, days }: Followed, at: number, from: number, to: number): string[] {
  const [start, end] = [Math.min(from, to), Math.max(from, to)].map((offset) => at + offset * MS) as [number, number];
  const midnight = Math.floor(start / (DAY * MS)) * DAY * MS;
  return [midnight, midnight + DAY * MS].flatMap((day) =>
    times.flatMap(({ minutes, text }) => {
      const shown = day + minutes * MS;
      const runs = days === undefined || days.includes((new Date(shown).getUTCDay() + 6) % DAYS.length);
      if (!runs || shown < start || shown >= end) return [];
      if (to < from) return [`${text} occurs twice on ${dateAt(shown)}: runs at the first`];
      const late = new Date(shown + (to - from) * MS);
      return [`${text} does not exist on ${dateAt(shown)}: runs at ${timeOf(late)}`];
    }),
  );
}

const timeOf = (date: Date): string => `${twoDigits(date.getUTCHours())}:${twoDigits(date.getUTCMinutes())}`;

/** As they are when the rules are sent at every change; runs that cannot move then have moved a day later. */
function followedRuns(followed: Followed, after: Date, count: number): number[] {
  const runs: number[] = [];
  let now = after;
  while (runs.length < count) {
    const move = nextMove(followed, now);
    const rules = move?.before ?? rulesWith(followed, followed.zone.offsetAt(now.getTime()));
    const until = move?.at ?? Number.POSITIVE_INFINITY;
    const next = nextRuns(parsedRules(rules), now, count - runs.length);
    runs.push(...next.filter((run) => run <= until));
    if (!move || next.length === 0) break;
    const change = new Date(until);
    const day = until + DAY * MS;
    const handed = handedOver(move.before, move.after, move.from - move.to, change);
    runs.push(...nextRuns(parsedRules(handed), change, count - runs.length).filter((run) => run <= day));
    now = new Date(day);
  }
  return runs;
}
