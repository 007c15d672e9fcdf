/**
 * Which restore points of a resource exist at a moment: the present ones, plus the runs until then, less what the
 * retention of the policy deletes. The facts are the table in hazards.ts:
 *
 * - A rule in days gives each backup an expiry when it is made; no later rule changes that expiry.
 * - A count, and the counters beside it, are applied when a backup is made: what they do not keep is deleted then. They
 *   count the automatic backups of the resource, whichever rule made them, and never delete a manual one.
 * - Without a run nothing is made and nothing is counted: backups of a policy that is disabled, deleted or unbound stay
 *   until the expiry that they were made with.
 * - A locked vault keeps what a policy made until its expiry, whatever the rule.
 *
 * Pure.
 */
import type { Counter, Retention } from "./retention.ts";

/** One backup of one resource; times in milliseconds since 1970. */
export interface RestorePoint {
  readonly at: number;
  /** Absent: the cloud keeps it until a rule that counts, or a person, deletes it. */
  readonly expires?: number;
  /** Made by a person. */
  readonly manual?: boolean;
}

/** How a policy keeps what it makes. */
export interface Keeping {
  readonly retention: Retention;
  /** Of the policy, for counters: minutes ahead of UTC. */
  readonly offset: number;
  /** The vault has a lock. */
  readonly locked?: boolean;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * @param runs when backups are made, ascending; those after `at` take no part
 * @param existing restore points before the first of the runs, in any order
 * @returns those that exist at `at`, from the oldest to the newest
 */
export function restorePoints(
  keeping: Keeping,
  runs: readonly number[],
  existing: readonly RestorePoint[],
  at: number,
): RestorePoint[] {
  const { retention } = keeping;
  let points = existing.filter((point) => point.at <= at).sort((a, b) => a.at - b.at);
  for (const run of runs) {
    if (run > at) break;
    const made = retention.limit === "days" ? { at: run, expires: run + retention.days * DAY } : { at: run };
    points = cut(keeping, [...points.filter((point) => isThere(point, run)), made]);
  }
  return points.filter((point) => isThere(point, at));
}

const isThere = ({ expires }: RestorePoint, at: number): boolean => expires === undefined || expires > at;

/** What is left once a backup was made, the last of `points`. */
function cut({ retention, offset, locked = false }: Keeping, points: RestorePoint[]): RestorePoint[] {
  if (retention.limit !== "count" || locked) return points;
  const automatic = points.filter(({ manual }) => !manual);
  if (automatic.length <= retention.count) return points;
  const kept = new Set(automatic.slice(-retention.count));
  for (const [counter, count] of Object.entries(retention.counters) as [Counter, number][]) {
    for (const point of latestOfEach(PERIODS[counter], automatic, offset).slice(-count)) kept.add(point);
  }
  return points.filter((point) => point.manual || kept.has(point));
}

/** The latest point of each period in which there is one, in order. */
function latestOfEach(
  periodOf: (local: Date) => number,
  points: readonly RestorePoint[],
  offset: number,
): RestorePoint[] {
  return [...new Map(points.map((point) => [periodOf(new Date(point.at + offset * MINUTE)), point])).values()];
}

/** The number of the period of a local time, written as UTC. 1970 began on a Thursday; weeks begin on Monday. */
const PERIODS: Readonly<Record<Counter, (local: Date) => number>> = {
  day_backups: (local) => Math.floor(local.getTime() / DAY),
  week_backups: (local) => Math.floor((local.getTime() / DAY + 3) / 7),
  month_backups: (local) => local.getUTCFullYear() * 12 + local.getUTCMonth(),
  year_backups: (local) => local.getUTCFullYear(),
};
