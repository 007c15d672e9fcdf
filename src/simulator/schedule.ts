/**
 * When a policy runs: its rules, a subset of iCalendar's (RFC 2445, 4.3.10), in UTC from `start_time` on. It shares no
 * code with the client's schedules on purpose: a mistake would have to be made twice. Pure.
 */
import { partsOf } from "./rules.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

export interface Trigger {
  readonly pattern: readonly string[];
  /** `2025-05-24 08:45:56` in UTC; older answers have ISO 8601. Rules that leave a part out take it from here. */
  readonly start_time: string;
}

/** Every moment in (from, to] at which some rule is due, each once, in order. Milliseconds since 1970. */
export function runsBetween({ pattern, start_time }: Trigger, from: number, to: number): number[] {
  const start = startIn(start_time);
  const runs = new Set(pattern.flatMap((rule) => runsOf(rule, start, Math.max(from, start - 1), to)));
  return [...runs].sort((a, b) => a - b);
}

/** What is no time is the beginning of 1970, a Thursday at midnight. */
function startIn(text: string): number {
  const iso = text.includes("T") ? text : `${text.replace(" ", "T")}Z`;
  return Date.parse(iso) || 0;
}

function runsOf(rule: string, start: number, from: number, to: number): number[] {
  const parts = new Map(partsOf(rule));
  const numbers = (name: string, usual: number) => parts.get(name)?.split(",").map(Number) ?? [usual];
  const weekly = parts.get("FREQ") === "WEEKLY";
  const interval = Number(parts.get("INTERVAL") ?? 1);
  const startDay = Math.floor(start / DAY);
  const startTime = start - startDay * DAY;
  const usualDays = weekly ? [weekday(startDay)] : [0, 1, 2, 3, 4, 5, 6];
  const days =
    parts
      .get("BYDAY")
      ?.split(",")
      .map((day) => DAYS.indexOf(day)) ?? usualDays;
  const minutes = numbers("BYMINUTE", Math.floor((startTime % HOUR) / MINUTE));
  const times = numbers("BYHOUR", Math.floor(startTime / HOUR)).flatMap((hour) =>
    minutes.map((minute) => hour * HOUR + minute * MINUTE),
  );

  const isDue = (day: number): boolean => {
    const passed = weekly ? week(day) - week(startDay) : day - startDay;
    return passed % interval === 0 && days.includes(weekday(day));
  };
  const runs: number[] = [];
  for (let day = Math.floor(from / DAY); day * DAY <= to; day++) {
    if (!isDue(day)) continue;
    runs.push(...times.map((time) => day * DAY + time).filter((at) => at > from && at <= to));
  }
  return runs;
}

/** Of a day, counted from 1970-01-01, a Thursday; 0 is Monday. */
const weekday = (day: number): number => (((day + 3) % 7) + 7) % 7;

/** Weeks begin on Monday, as iCalendar's do unless WKST says otherwise. */
const week = (day: number): number => Math.floor((day + 3) / 7);
