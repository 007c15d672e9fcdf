/**
 * What a change does to the data that can be restored: how far apart restore points are (RPO), how far back they reach,
 * and from which date. From two specs alone; with the backups that exist, also how many of them go at once and how many
 * are kept without end. Pure.
 */
import type { Spec } from "../../model/policy.ts";
import { membersOf } from "../../model/policy.ts";
import type { Promised } from "../protection.ts";
import { minutesOf } from "../zone.ts";
import { type RestorePoint, restorePoints } from "./restore-points.ts";
import { COUNTERS, type Counter, type Retention, retentionOf } from "./retention.ts";
import { canonicalRule, parseRule, type Rule } from "./rule.ts";
import { frequencyOf, isCertain, lastRuns, nextRuns, reachOf } from "./runs.ts";
import { patternOf } from "./schedule.ts";

/** Seconds; null means without end. An absent member is not known. */
export interface Effect {
  readonly rpo: { readonly before_s?: number | null; readonly after_s?: number | null };
  /** `from`: the date (UTC) from which the new reach holds; absent where it does not change, or is not known. */
  readonly reach: { readonly before_s?: number | null; readonly after_s?: number | null; readonly from?: string };
  /** Restore points that the next run deletes before they would have gone; null: not asked. */
  readonly lost_at_next_run: number | null;
  /** Restore points that nothing deletes any more; null: not asked. */
  readonly kept_without_end: number | null;
  /** `cloud`: the backups that exist were looked at. */
  readonly known: "files" | "cloud";
}

const SECOND = 1000;
const MINUTE_S = 60;
const DAY_S = 24 * 60 * MINUTE_S;

/**
 * @param before undefined: the policy is new; `after` undefined: it is deleted
 * @param existing restore points of each resource that the policy protects; undefined: not asked
 */
export function effectBetween(
  before: Spec | undefined,
  after: Spec | undefined,
  now: Date,
  existing?: readonly (readonly RestorePoint[])[],
): Effect | undefined {
  const old = protectionOf(before);
  const next = continuing(old, protectionOf(after));
  const unchanged = old.rpo === next.rpo && old.reach === next.reach && sameRetention(old.retention, next.retention);
  if (unchanged) return undefined;
  const from = reachFrom(old, next, now);
  return {
    rpo: { ...side("before_s", before && old.rpo), ...side("after_s", next.rpo) },
    reach: { ...side("before_s", before && old.reach), ...side("after_s", next.reach), ...(from && { from }) },
    lost_at_next_run: existing ? lostAtNextRun(next, existing, now) : null,
    kept_without_end: existing ? keptWithoutEnd(old, next, existing) : null,
    known: existing ? "cloud" : "files",
  };
}

const side = <K extends string>(key: K, value: number | null | undefined) =>
  (value === undefined ? {} : { [key]: value }) as Partial<Record<K, number | null>>;

/** What a spec promises. */
interface Protection {
  readonly runs: boolean;
  readonly rules: readonly Rule[] | undefined;
  readonly retention: Retention;
  readonly offset: number;
  readonly rpo: number | null | undefined;
  readonly reach: number | null | undefined;
}

function protectionOf(spec: Spec | undefined): Protection {
  const retention = spec ? retentionOf(spec) : ({ limit: "forever" } as const);
  const zone = spec && membersOf(spec.operation_definition).timezone;
  const offset = (typeof zone === "string" && minutesOf(zone)) || 0;
  const texts = spec ? patternOf(spec).map(canonicalRule) : [];
  const parsed = texts.flatMap((text) => parseRule(text).rule ?? []);
  const rules = parsed.length === texts.length ? parsed : undefined;
  // What makes no backups has no end to the time between two of them.
  if (!spec || spec.enabled === false) return { runs: false, rules, retention, offset, rpo: null, reach: undefined };
  const gap = rules && frequencyOf(rules).longestGap;
  return {
    runs: true,
    rules,
    retention,
    offset,
    rpo: gap === undefined ? undefined : gap * MINUTE_S,
    reach: reachIn(retention, rules),
  };
}

export function promiseOf(spec: Spec): Promised {
  const { rpo, reach, rules = [] } = protectionOf(spec);
  const { destination_region: region } = membersOf(spec.operation_definition);
  // Of several rules some may be certain; the runs of the others come besides.
  const certain = rules.filter(isCertain);
  return {
    interval: rpo,
    reach,
    ...(typeof region === "string" && { region }),
    ...(certain.length > 0 && { lastRuns: (until, count) => lastRuns(certain, until, count) }),
  };
}

/** Without runs, what there is goes as it was made: with its expiry, or never. */
const continuing = (old: Protection, next: Protection): Protection =>
  next.runs || !old.runs ? next : { ...next, reach: old.retention.limit === "days" ? 0 : null };

/** Days that a counter of 1 reaches back at least, on average. */
const PERIOD_DAYS: Readonly<Record<Counter, number>> = {
  day_backups: 1,
  week_backups: 7,
  month_backups: 30,
  year_backups: 365,
};

/** How long a backup is kept at least; with counters, the one that they keep longest. */
function reachIn(retention: Retention, rules: readonly Rule[] | undefined): number | null | undefined {
  if (retention.limit === "forever") return null;
  if (retention.limit === "days") return retention.days * DAY_S;
  const minutes = rules && reachOf(rules, retention.count)?.least;
  const counters = COUNTERS.map((counter) => (retention.counters[counter] ?? 0) * PERIOD_DAYS[counter] * DAY_S);
  const longest = Math.max(0, ...counters);
  if (minutes === undefined) return longest > 0 ? longest : undefined;
  return Math.max(minutes * MINUTE_S, longest);
}

const sameRetention = (a: Retention, b: Retention): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * The date on which the new reach holds. Backups made in days keep their expiry, so the old reach ends when the last of
 * them does; a count cuts at the next run; what reaches further back than before has to grow.
 */
function reachFrom(old: Protection, next: Protection, now: Date): string | undefined {
  const [before, after] = [old.reach, next.reach];
  if (before === after || after === undefined) return undefined;
  const at = (seconds: number) => new Date(now.getTime() + seconds * SECOND).toISOString().slice(0, 10);
  if (after === null) return at(0);
  if (!next.runs) return at(before ?? 0);
  // Made without an expiry, and no rule counts any more: they never go by themselves.
  if (next.retention.limit === "days" && old.runs && old.retention.limit !== "days") return undefined;
  if (before !== null && (before === undefined || after > before)) return at(after);
  if (next.retention.limit === "days") return at(before ?? after);
  const [run] = next.rules ? nextRuns(next.rules, now, 1) : [];
  return run === undefined ? undefined : new Date(run).toISOString().slice(0, 10);
}

/** Of what would still be there after the next run, what its count deletes. */
function lostAtNextRun(
  { runs, rules, retention, offset }: Protection,
  existing: readonly (readonly RestorePoint[])[],
  now: Date,
): number {
  const [run] = runs && rules ? nextRuns(rules, now, 1) : [];
  if (run === undefined) return 0;
  const left = (keeping: Retention, points: readonly RestorePoint[]) =>
    restorePoints({ retention: keeping, offset }, [run], points, run).length;
  return existing.reduce((sum, points) => sum + left({ limit: "forever" }, points) - left(retention, points), 0);
}

/** What a count would have deleted one day, and nothing does any more. */
function keptWithoutEnd(old: Protection, next: Protection, existing: readonly (readonly RestorePoint[])[]): number {
  const counted = old.retention.limit === "count" && old.runs;
  const counts = next.retention.limit === "count" && next.runs;
  if (!counted || counts) return 0;
  return existing.flat().filter(({ expires, manual }) => expires === undefined && !manual).length;
}
