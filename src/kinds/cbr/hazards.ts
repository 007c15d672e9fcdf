/**
 * What can hurt when one CBR policy becomes another: backups are deleted sooner, or made less often. A hazard is what
 * is worse, and also what two specs do not prove to be as good; its message gives what was and what is to be.
 *
 * What a new retention rule does to the backups that exist depends on the old one:
 *
 * | from → to             | backups that exist                                        |
 * |-----------------------|-----------------------------------------------------------|
 * | days → days           | keep the expiry that they were made with                  |
 * | days → count          | keep it, and the count holds as well, from the next run   |
 * | count → fewer         | are cut when the next backup is made; manual ones never   |
 * | count at more runs    | are cut sooner, run by run                                |
 * | count → days, forever | are never deleted automatically any more                  |
 * | forever → days        | stay without end (concluded: they were made without one)  |
 * | forever → count       | are cut when the next backup is made (concluded)          |
 *
 * https://github.com/opentelekomcloud-docs/cloud-backup-recovery,
 * umn/source/faqs/policies/why_isnt_the_new_retention_rule_being_applied.rst
 * https://support.huaweicloud.com/en-us/cbr_faq/cbr_06_0044.html
 *
 * Messages say "may" only for what no source says.
 *
 * Pure.
 */
import type { Hazard } from "../../model/change.ts";
import type { Spec } from "../../model/policy.ts";
import { durationText, type Frequency, gapText, perWeekText } from "../times.ts";
import { COUNTERS, type Counter, type Retention, retentionOf } from "./retention.ts";
import { canonicalRule, parseRule, type Rule } from "./rule.ts";
import { frequencyOf, hasAllOf, reachOf, type Timetable, timetableOf } from "./runs.ts";
import { patternOf } from "./schedule.ts";

const DAY = 24 * 60;
const WEEK = 7 * DAY;

/** At most one of each code. A policy that is made or removed is not looked at here. */
export function hazardsBetween(before: Spec | undefined, after: Spec | undefined): Hazard[] {
  if (!before || !after) return [];
  const rarer = rarerRuns(before, after);
  const shorter = shorterRetention(before, after);
  return [
    ...(rarer === undefined ? [] : [{ code: "stops-backups" as const, message: rarer }]),
    ...(shorter === undefined ? [] : [{ code: "shortens-retention" as const, message: shorter }]),
  ];
}

// ---- when it runs ----

interface Times {
  readonly timetable: Timetable;
  /** Undefined when one of them cannot be read: the cloud may have what a document may not say. */
  readonly rules: readonly Rule[] | undefined;
  readonly frequency: Frequency;
}

function timesOf(spec: Spec): Times {
  const texts = patternOf(spec).map(canonicalRule);
  const parsed = texts.flatMap((text) => parseRule(text).rule ?? []);
  const rules = parsed.length === texts.length ? parsed : undefined;
  const frequency = rules ? frequencyOf(rules) : { perWeek: undefined, longestGap: undefined, exact: false };
  return { timetable: timetableOf(texts), rules, frequency };
}

/** A number made of other fractions may differ in its last digit. */
const isLess = (a: number, b: number): boolean => a < b * (1 - 1e-9);

/** `21 → 14 runs a week`, `7 runs a week → not known` */
function changeOfPace({ frequency: { perWeek: old } }: Times, { frequency: { perWeek: now } }: Times): string {
  if (old !== undefined && now !== undefined) return perWeekText(old, now);
  return [old, now].map((perWeek) => (perWeek === undefined ? "not known" : perWeekText(perWeek))).join(" → ");
}

/** What ends a sentence on something that rules do not tell. */
const dependsIn = (...times: readonly Times[]): string =>
  times.every(({ rules }) => rules)
    ? "depends on when the policy was created"
    : "is not known: a rule in the cloud cannot be read";

// ---- stops-backups ----

function rarerRuns(before: Spec, after: Spec): string | undefined {
  if (before.enabled === false) return undefined;
  const [old, now] = [timesOf(before), timesOf(after)];
  const { perWeek: oldPerWeek, longestGap: oldGap } = old.frequency;
  const { perWeek, longestGap } = now.frequency;
  if (after.enabled === false) {
    return `enabled → disabled${oldPerWeek === undefined ? "" : `: ${perWeekText(oldPerWeek, 0)}`}`;
  }
  if (hasAllOf(now.timetable, old.timetable)) return undefined;
  if (oldPerWeek === undefined || perWeek === undefined) {
    return `${changeOfPace(old, now)}: whether it runs less often ${dependsIn(old, now)}`;
  }
  const worse: string[] = [];
  if (isLess(perWeek, oldPerWeek)) worse.push(changeOfPace(old, now));
  // Of rules that count from different moments only a bound is known; then bounds are compared.
  if (oldGap !== undefined && longestGap !== undefined && longestGap > oldGap) {
    worse.push(`longest gap ${gapText(old.frequency)} → ${gapText(now.frequency)}`);
  }
  return worse.length === 0 ? undefined : worse.join(", ");
}

// ---- shortens-retention ----

interface Loss {
  /** What was → what is to be. */
  readonly change: string;
  /** What that does to backups. */
  readonly effects: readonly string[];
}

type Days = Extract<Retention, { limit: "days" }>;
type Count = Extract<Retention, { limit: "count" }>;

function shorterRetention(before: Spec, after: Spec): string | undefined {
  const [was, is] = [retentionOf(before), retentionOf(after)];
  if (is.limit === "forever") return undefined;
  const [old, now] = [timesOf(before), timesOf(after)];
  const losses = [
    ...limitLosses(was, is, old, now),
    ...(was.limit === "count" ? counterLosses(was, is, old, now) : []),
  ];
  if (losses.length === 0) return undefined;
  const effects = new Set(losses.flatMap((loss) => loss.effects));
  return `${losses.map(({ change }) => change).join(", ")}: ${[...effects].join("; ")}`;
}

/** None or one. */
function limitLosses(was: Retention, is: Days | Count, old: Times, now: Times): Loss[] {
  const loss = (...reach: readonly string[]): Loss[] => [
    { change: `retention ${changeOfLimit(was, is)}`, effects: [...reach, effectOf(was, is)] },
  ];
  if (was.limit === "forever") return loss();
  if (was.limit === "days") {
    if (is.limit === "days") return is.days < was.days ? loss() : [];
    const reach = leastReach(is.count, old, now);
    if (!reach) return loss(`how far back it reaches ${dependsIn(old, now)}`);
    return reach.minutes >= was.days * DAY
      ? []
      : loss(`it reaches back only ${durationText(reach.minutes)} at ${reach.pace}`);
  }
  if (is.limit === "count") return is.count < was.count ? loss() : paceLosses(was, is, old, now);
  const reach = reachIn(old, was.count);
  if (!reach) return loss(`how far back it reached ${dependsIn(old)}`);
  return is.days * DAY >= reach.most ? [] : loss(`it reached back up to ${durationText(reach.most)} at ${reach.pace}`);
}

/**
 * As many backups or more reach back less far when they are made more often. Averages are compared: a backup is kept
 * until `count` more are made, and runs that only crowd in part of the week show in the longest gap.
 */
function paceLosses(was: Count, is: Count, old: Times, now: Times): Loss[] {
  if (hasAllOf(old.timetable, now.timetable)) return [];
  const count = was.count === is.count ? limitText(is) : changeOfLimit(was, is);
  const change = `retention ${count} at ${changeOfPace(old, now)}`;
  const [from, to] = [averageReach(was.count, old), averageReach(is.count, now)];
  if (from === undefined || to === undefined) {
    return [{ change, effects: [`whether it reaches back less far ${dependsIn(old, now)}`] }];
  }
  if (!isLess(to, from)) return [];
  const days = [to, from].map((minutes) => durationText(Math.round(minutes)));
  const sooner = "restore points are deleted sooner, run by run";
  return [{ change, effects: [`it reaches back about ${days.join(", no longer ")}`, sooner] }];
}

/** Days that a counter of 1 reaches back at most. */
const HORIZON: Readonly<Record<Counter, number>> = {
  day_backups: 1,
  week_backups: 7,
  month_backups: 31,
  year_backups: 366,
};

/** A counter may go where everything is kept for as long as it reached back. */
function counterLosses(was: Count, is: Days | Count, old: Times, now: Times): Loss[] {
  const kept = is.limit === "days" ? is.days * DAY : (leastReach(is.count, old, now)?.minutes ?? 0);
  return COUNTERS.flatMap((counter) => {
    const from = was.counters[counter] ?? 0;
    const to = (is.limit === "count" && is.counters[counter]) || 0;
    if (to >= from || kept >= from * HORIZON[counter] * DAY) return [];
    return { change: `${counter} ${from} → ${to === 0 ? "not set" : to}`, effects: [effectOf(was, is)] };
  });
}

// ---- how far back a number of backups reaches ----

interface Reach {
  /** Minutes for which a backup is kept, the shortest and the longest. */
  readonly least: number;
  readonly most: number;
  readonly pace: string;
}

function reachIn({ rules, frequency: { perWeek } }: Times, count: number): Reach | undefined {
  const reach = rules && reachOf(rules, count);
  return reach && perWeek !== undefined ? { ...reach, pace: perWeekText(perWeek) } : undefined;
}

/**
 * Of the backups that there are, which were made at the old times, and of those to be made at the new. Where the two
 * meet one may go sooner, once and by less than a gap; that is passed over.
 */
function leastReach(count: number, old: Times, now: Times): { minutes: number; pace: string } | undefined {
  const [existing, coming] = [reachIn(old, count), reachIn(now, count)];
  if (!existing || !coming) return undefined;
  if (existing.least < coming.least) return { minutes: existing.least, pace: `the ${existing.pace} until now` };
  return { minutes: coming.least, pace: coming.pace };
}

/** Minutes; undefined where it is not known how often the rules run, or they never do. */
const averageReach = (count: number, { frequency: { perWeek } }: Times): number | undefined =>
  perWeek ? (count * WEEK) / perWeek : undefined;

// ---- in words ----

/** `30 → 7 days`, `30 days → 10 backups` */
function changeOfLimit(was: Retention, is: Retention): string {
  let from: string | number = limitText(was);
  if (was.limit === "days" && is.limit === "days") from = was.days;
  if (was.limit === "count" && is.limit === "count") from = was.count;
  return `${from} → ${limitText(is)}`;
}

function limitText(retention: Retention): string {
  if (retention.limit === "forever") return "forever";
  const [number, thing] = retention.limit === "days" ? [retention.days, "day"] : [retention.count, "backup"];
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}

/** What happens to the backups that exist, and when: a row of the table above. */
function effectOf(was: Retention, is: Days | Count): string {
  if (is.limit === "days") {
    const coming = `new ones are kept for ${limitText(is)}`;
    switch (was.limit) {
      case "days":
        return `existing restore points keep the expiry they were made with; ${coming}`;
      case "count":
        return `existing restore points are no longer deleted automatically; ${coming}`;
      case "forever":
        return `existing restore points may be kept without end; ${coming}`;
    }
  }
  const cut = `deleted when the next backup is made, except manual ones`;
  const beyond = `restore points beyond the newest ${is.count}`;
  switch (was.limit) {
    case "days":
      return `existing restore points keep their expiry, but those beyond the newest ${is.count} are ${cut}`;
    case "count":
      return `${is.count < was.count ? beyond : "restore points that only the counter keeps"} are ${cut}`;
    case "forever":
      return `${beyond} may be ${cut}`;
  }
}
