/**
 * When a policy runs, in the words of documents: rules in UTC (`trigger`), or local time (`schedule`), which becomes
 * rules in UTC. Reports what is wrong with either; wrong shapes are left to the schema. Pure.
 */
import type { Place, Span } from "../../model/place.ts";
import { type Json, membersOf, type Spec } from "../../model/policy.ts";
import type { Finding } from "../../model/problem.ts";
import { DAYS, type Runs } from "../times.ts";
import {
  clocksOf,
  looksLikeZone,
  minutesOf,
  offsetMeant,
  offsetText,
  type Zone,
  zoneHint,
  zoneNamed,
} from "../zone.ts";
import { COUNTERS, isSet } from "./retention.ts";
import { dayNumber, MAX_INTERVAL, parseRule, type Rule } from "./rule.ts";
import { closestRuns, frequencyOf, isCertain, nextRuns, weekOf } from "./runs.ts";

const MAX_RULES = 24;
/** The vendor: "The scheduling interval must not be less than 1 hour." */
const MIN_MINUTES_BETWEEN_RUNS = 60;

const HOUR = 60;
const DAY = 24 * HOUR;

type Members = Readonly<Record<string, Json>>;

/** The rules of `trigger`; what is no text is left out. */
export function patternOf(spec: Spec): string[] {
  const pattern = membersOf(membersOf(spec.trigger).properties).pattern;
  return Array.isArray(pattern) ? pattern.filter((rule) => typeof rule === "string") : [];
}

// ---- local time -> rules ----

/** As much of a `schedule` as is valid. */
interface Schedule {
  readonly timezone: string;
  /** Undefined for one that does not exist. */
  readonly zone: Zone | undefined;
  /** Each once, with its index in `at`. */
  readonly times: readonly { readonly text: string; readonly minutes: number; readonly index: number }[];
  /** 0 is Monday; undefined: not said, so every day or every few days. */
  readonly days: readonly number[] | undefined;
  readonly everyDays: number;
}

function readSchedule(value: Json | undefined): Schedule {
  const { timezone, at, days, every_days } = membersOf(value);
  const times = new Map<string, Schedule["times"][number]>();
  for (const [index, text] of (Array.isArray(at) ? at : []).entries()) {
    if (typeof text !== "string" || !/^([01]\d|2[0-3]):[0-5]\d$/.test(text) || times.has(text)) continue;
    times.set(text, { text, index, minutes: Number(text.slice(0, 2)) * HOUR + Number(text.slice(3)) });
  }
  const name = typeof timezone === "string" && looksLikeZone(timezone) ? timezone : "";
  const names = (Array.isArray(days) ? days : []).filter((day) => typeof day === "string");
  const numbers = names.map(dayNumber).filter((day) => day !== -1);
  return {
    timezone: name,
    zone: zoneNamed(name),
    times: [...times.values()],
    days: days === undefined ? undefined : [...new Set(numbers)].sort((a, b) => a - b),
    everyDays: typeof every_days === "number" && Number.isInteger(every_days) && every_days >= 1 ? every_days : 1,
  };
}

/**
 * The rules of a valid `schedule`, one for each time in `at`, and the offset of its zone, `UTC+08:00`. A zone with
 * daylight saving counts with one offset (zone.ts), so that the rules stay the same all year.
 * Example: 02:00 on MO in Asia/Shanghai -> `FREQ=WEEKLY;BYDAY=SU;BYHOUR=18;BYMINUTE=00`
 */
export function compiled(schedule: Json, now: Date): { pattern: string[]; offset: string } {
  const { zone, times, days, everyDays } = readSchedule(schedule);
  if (!zone) throw new Error(`no such zone in ${JSON.stringify(schedule)}`);
  const { standard } = clocksOf(zone, now);
  const pattern = times.map((time) => {
    const { minutes, shift } = inUtc(time.minutes, standard);
    const often = days
      ? `FREQ=WEEKLY;BYDAY=${namesOf(days.map((day) => (day + shift + DAYS.length) % DAYS.length))}`
      : `FREQ=DAILY;INTERVAL=${everyDays}`;
    return `${often};BYHOUR=${Math.floor(minutes / HOUR)};BYMINUTE=${twoDigits(minutes % HOUR)}`;
  });
  return { pattern, offset: offsetText(standard) };
}

/** A local time of day in UTC, and whether that is the day before (-1) or after (1). */
function inUtc(minutes: number, offset: number): { minutes: number; shift: number } {
  const utc = minutes - offset;
  const shift = Math.floor(utc / DAY);
  return { minutes: utc - shift * DAY, shift };
}

const namesOf = (days: readonly number[]): string =>
  [...days]
    .sort((a, b) => a - b)
    .map((day) => DAYS[day])
    .join(",");

const twoDigits = (number: number): string => String(number).padStart(2, "0");

/** `02:00, 14:30 Asia/Shanghai on MO, WE, FR`; undefined for a spec without a schedule in local time. */
export function scheduleInWords(written: Spec): string | undefined {
  if (written.schedule === undefined) return undefined;
  const { timezone, times, days, everyDays } = readSchedule(written.schedule);
  const often = days
    ? `on ${days.map((day) => DAYS[day]).join(", ")}`
    : everyDays === 1
      ? "every day"
      : `every ${everyDays} days`;
  return `${times.map(({ text }) => text).join(", ")} ${timezone} ${often}`;
}

/** @param spec valid, so that all of its rules can be read */
export function runsOf(spec: Spec, written: Spec): Runs {
  const rules = patternOf(spec);
  const parsed = rules.flatMap((text) => parseRule(text).rule ?? []);
  return {
    enabled: spec.enabled !== false,
    words: scheduleInWords(written),
    zone: written.schedule === undefined ? offsetOf(written) : readSchedule(written.schedule).zone,
    rules,
    undated: rules.filter((_, index) => parsed[index] && !isCertain(parsed[index])),
    frequency: frequencyOf(parsed),
    week: weekOf(parsed),
    next: (after, count) => nextRuns(parsed, after, count),
  };
}

// ---- what is wrong with it ----

/** Everything but that there must be one of `trigger` and `schedule`. */
export function checkTimes(spec: Spec, now: Date): Finding[] {
  const pattern = membersOf(membersOf(spec.trigger).properties).pattern;
  const rules = checkPattern(Array.isArray(pattern) ? pattern : []);
  const schedule = spec.schedule === undefined ? [] : checkSchedule(readSchedule(spec.schedule), now);
  // Runs that are too close are one problem of a policy, even of one that says its times twice.
  const isClose = ({ code }: Finding) => code === "rule-interval";
  return rules.some(isClose) ? [...rules, ...schedule.filter((one) => !isClose(one))] : [...rules, ...schedule];
}

const PATTERN = "/trigger/properties/pattern";

function checkPattern(pattern: readonly Json[]): Finding[] {
  const findings: Finding[] = [];
  if (pattern.length > MAX_RULES) {
    findings.push({
      code: "rule-count",
      message: `${pattern.length} rules, and a policy has at most ${MAX_RULES}`,
      hint: "remove some, or split the policy in two",
      place: { path: PATTERN, part: "key" },
    });
  }
  const onRule = (index: number, text: string) =>
    ({ path: `${PATTERN}/${index}`, part: "value", span: [0, text.length] }) as const;
  const rules = pattern.map((text, index): Rule | undefined => {
    if (typeof text !== "string") return undefined;
    const parsed = parseRule(text);
    if (!parsed.rule) {
      const inRule = (place: Place): Place => ({ ...place, path: `${PATTERN}/${index}` });
      const placedIn = ({ edits, ...finding }: Finding): Finding => ({
        ...finding,
        place: inRule(finding.place),
        ...(edits && { edits: edits.map(({ place, text }) => ({ place: inRule(place), text })) }),
      });
      findings.push(...parsed.findings.map(placedIn));
      return undefined;
    }
    if (parsed.rule.interval > MAX_INTERVAL) {
      findings.push({
        code: "rule-value",
        message: `INTERVAL is 1 to ${MAX_INTERVAL}, not ${parsed.rule.interval}`,
        hint: `give 1 to ${MAX_INTERVAL}`,
        place: { ...onRule(index, text), span: intervalIn(text) },
      });
    } else if (parsed.rule.freq === "WEEKLY" && parsed.rule.interval > 1) {
      findings.push({ ...WEEKLY_INTERVAL, place: { ...onRule(index, text), span: intervalIn(text) } });
    }
    const open = openParts(parsed.rule).join(" and ");
    if (open) {
      findings.push({
        code: "rule-anchor",
        message: `without ${open}, the run time depends on when the policy was created`,
        hint: `add ${open}`,
        place: onRule(index, text),
      });
    }
    return parsed.rule;
  });
  const pair = closestRuns(rules);
  if (pair && pair.minutes < MIN_MINUTES_BETWEEN_RUNS) {
    const { earlier, later, minutes, exact } = pair;
    const names = [earlier, later].map(({ at, rule }) => runName(at, rules[rule]));
    const spaced = [earlier, later].some(({ rule }) => (rules[rule]?.interval ?? 1) > 1);
    findings.push(
      tooClose(`${names.join(" and ")} (UTC)`, minutes, exact, spaced, onRule(later.rule, String(pattern[later.rule]))),
    );
  }
  return findings;
}

const WEEKLY_INTERVAL = {
  code: "rule-weekly",
  message: "INTERVAL is documented for FREQ=DAILY alone: the cloud may ignore it here, and run every week",
  hint: "remove it, or write FREQ=DAILY with an INTERVAL of 7, 14, 21 or 28 days",
} as const;

/** @param text a rule that has one */
function intervalIn(text: string): Span {
  const { index = 0, 0: part } = /INTERVAL=\d+/i.exec(text) ?? { 0: text };
  return [index, index + part.length];
}

const openParts = ({ freq, days, hours, minutes }: Rule): string[] => [
  ...(freq === "WEEKLY" && !days ? ["BYDAY"] : []),
  ...(hours ? [] : ["BYHOUR"]),
  ...(minutes ? [] : ["BYMINUTE"]),
];

/** `MO 06:30`; of what its rule leaves open, nothing is said: `06:xx`. */
function runName(at: number, rule: Rule | undefined): string {
  const open = rule ? openParts(rule) : [];
  const minute = open.includes("BYMINUTE") ? "xx" : twoDigits(at % HOUR);
  const time = `${twoDigits(Math.floor((at % DAY) / HOUR))}:${minute}`;
  return open.includes("BYDAY") ? time : `${DAYS[Math.floor(at / DAY)]} ${time}`;
}

function tooClose(runs: string, minutes: number, exact: boolean, spaced: boolean, place: Place): Finding {
  const apart = `${exact ? "" : "at most "}${minutes} minute${minutes === 1 ? "" : "s"} apart`;
  const why = spaced ? "; an interval counts as 1, since only the cloud knows the day it begins with" : "";
  return {
    code: "rule-interval",
    message: `${runs} are ${apart}`,
    hint: `leave at least ${MIN_MINUTES_BETWEEN_RUNS} minutes between two runs of a policy${why}`,
    place,
  };
}

function checkSchedule(schedule: Schedule, now: Date): Finding[] {
  const { zone, timezone } = schedule;
  if (zone) {
    return [
      ...checkDaylightSaving(schedule, zone, now),
      ...checkSpread(schedule, zone, now),
      ...checkGaps(schedule, now),
    ];
  }
  const place = { path: "/schedule/timezone", part: "value" } as const;
  // An offset from Greenwich could be meant the other way round, as in Etc/GMT+8.
  const meant = /^UTC/i.test(timezone) ? offsetMeant(timezone) : undefined;
  const unknown: Finding = {
    code: "schema",
    message: `there is no time zone ${timezone}`,
    hint: zoneHint(timezone),
    place,
    ...(meant && { edits: [{ place, text: meant }] }),
  };
  return [...(timezone === "" ? [] : [unknown]), ...checkGaps(schedule, now)];
}

/** Equal for all schedules of a zone, unless a run moves to another day of the week. */
function checkDaylightSaving({ times, days }: Schedule, zone: Zone, now: Date): Finding[] {
  const { standard, changes } = clocksOf(zone, now);
  if (changes.length === 0) return [];
  const moves = changes.slice(0, 2).map(({ at, offset }) => {
    // On the clock that is put on or back, as the date is announced.
    const date = new Date(at + zone.offsetAt(at - 1) * 60_000).toISOString().slice(0, 10);
    const late = offset - standard;
    if (late === 0) return { words: `as written from ${date}`, day: false };
    const moved = days && times.find(({ minutes }) => dayShift(minutes + late) !== 0);
    const shown = moved
      ? ` (${clockTime(moved.minutes + late)} on ${daysAt(days, moved.minutes + late)}, not ${moved.text} on ${daysAt(days, 0)})`
      : "";
    const words = `${inHours(Math.abs(late))} ${late > 0 ? "later" : "earlier"} than written${shown} from ${date}`;
    return { words, day: moved !== undefined };
  });
  return [
    {
      code: "schedule-dst",
      // A run on another day can miss what it is for; an hour seldom does.
      ...(moves.some(({ day }) => day) && { severity: "warning" as const }),
      message: `${zone.name} has daylight saving: runs are ${moves.map(({ words }) => words).join(", ")}`,
      hint: `write ${offsetText(standard)} if the time in UTC is what counts`,
      place: { path: "/schedule/timezone", part: "value" },
    },
  ];
}

/** 1 for the day after, -1 for the day before. */
const dayShift = (minutes: number): number => Math.floor(minutes / DAY);

const daysAt = (days: readonly number[], minutes: number): string =>
  days.map((day) => DAYS[(day + dayShift(minutes) + DAYS.length) % DAYS.length]).join(", ");

function clockTime(minutes: number): string {
  const inDay = minutes - dayShift(minutes) * DAY;
  return `${twoDigits(Math.floor(inDay / HOUR))}:${twoDigits(inDay % HOUR)}`;
}

const inHours = (minutes: number): string =>
  minutes % HOUR > 0 ? `${minutes} minutes` : minutes === HOUR ? "1 hour" : `${minutes / HOUR} hours`;

/** The API counts days in UTC, from one day for all rules: a time of the day before would run on days of its own. */
function checkSpread({ times, days, everyDays }: Schedule, zone: Zone, now: Date): Finding[] {
  if (days || everyDays === 1) return [];
  const { standard } = clocksOf(zone, now);
  const [first] = times;
  return times
    .filter(({ minutes }) => first && inUtc(minutes, standard).shift !== inUtc(first.minutes, standard).shift)
    .map(({ text, index }) => ({
      code: "schema",
      message: `${text} is on another day in UTC than ${first?.text}, which every_days: ${everyDays} cannot express`,
      hint: "move one of them, give days in place of every_days, or make two policies",
      place: { path: `/schedule/at/${index}`, part: "value" },
    }));
}

/** In local time: runs are as far apart there as in UTC. */
function checkGaps({ times, days, everyDays, zone, timezone }: Schedule, now: Date): Finding[] {
  const rules = times.map(
    ({ minutes }): Rule => ({
      freq: days ? "WEEKLY" : "DAILY",
      interval: 1,
      days,
      hours: [Math.floor(minutes / HOUR)],
      minutes: [minutes % HOUR],
    }),
  );
  const pair = closestRuns(rules);
  if (!pair || pair.minutes >= MIN_MINUTES_BETWEEN_RUNS) return [];
  const { earlier, later, minutes } = pair;
  const names = (offset: number) =>
    [earlier, later].map(({ at }) => runName((at - offset + 7 * DAY) % (7 * DAY), undefined)).join(" and ");
  const inZone = zone
    ? `${names(0)} in ${timezone} (${names(clocksOf(zone, now).standard)} UTC)`
    : `${names(0)} in local time`;
  return [tooClose(inZone, minutes, true, everyDays > 1, { path: "/schedule/at", part: "key" })];
}

/** The zone of `operation_definition.timezone`; undefined for none, and for UTC, in which rules are. */
function offsetOf(spec: Spec): Zone | undefined {
  const { timezone } = membersOf(spec.operation_definition);
  const minutes = typeof timezone === "string" ? minutesOf(timezone) : undefined;
  return minutes ? zoneNamed(String(timezone)) : undefined;
}

/** `11:44 UTC, which is 13:44 in UTC+02:00`, for rules in UTC beside such a timezone; undefined for any others. */
export function inLocalTime(spec: Spec): string | undefined {
  const zone = offsetOf(spec);
  if (!zone || spec.schedule !== undefined) return undefined;
  const offset = zone.offsetAt(0);
  const times = patternOf(spec).flatMap((text) => {
    const { rule } = parseRule(text);
    return (rule?.hours ?? []).flatMap((hour) => (rule?.minutes ?? []).map((minute) => hour * HOUR + minute));
  });
  const local = (at: number) => {
    const { minutes, shift } = inUtc(at, -offset);
    return `${clockTime(minutes)}${shift === 0 ? "" : shift > 0 ? " the day after" : " the day before"}`;
  };
  const [first, ...others] = [...new Set(times)].sort((a, b) => a - b);
  if (first === undefined) return undefined;
  const rest = others.slice(0, MOST_TIMES - 1).map((at) => `; ${clockTime(at)} is ${local(at)}`);
  const more = others.length >= MOST_TIMES ? "; and so on" : "";
  return `${clockTime(first)} UTC, which is ${local(first)} in ${zone.name}${rest.join("")}${more}`;
}

/** A message with 24 of them would not be read. */
const MOST_TIMES = 3;

/** Beside rules in UTC a timezone only anchors counters, and many who write it expect it to move the rules. */
export function checkUnusedZone(spec: Spec): Finding[] {
  const times = inLocalTime(spec);
  const definition = membersOf(spec.operation_definition);
  if (times === undefined || COUNTERS.some((counter) => isSet(definition[counter]))) return [];
  const [utc = ""] = times.split(" ");
  return [
    {
      code: "timezone-unused",
      message: `timezone does not move rules: they run at ${times}`,
      hint: `if ${utc} in ${definition.timezone} is meant, write schedule in place of trigger; if not, remove timezone`,
      place: { path: "/operation_definition/timezone", part: "value" },
    },
  ];
}

/** An offset that has the right form and that no clock shows: `UTC+99:00`. */
export function checkOffset(definition: Members): Finding[] {
  const { timezone } = definition;
  if (typeof timezone !== "string" || !/^UTC[+-]\d{2}:\d{2}$/.test(timezone) || minutesOf(timezone) !== undefined) {
    return [];
  }
  return [
    {
      code: "schema",
      message: `there is no offset ${timezone}`,
      hint: zoneHint(timezone),
      place: { path: "/operation_definition/timezone", part: "value" },
    },
  ];
}
