/**
 * Backups -> what a verdict needs of them, a page at a time: of a hundred thousand backups it keeps a few numbers for
 * each resource. So the expected runs must be known before. Pure.
 */
import type { Backup, Task } from "../kinds/protection.ts";

/** When backups of a resource, and copies of them, should have been made. Milliseconds since 1970. */
export interface Expected {
  /** The last runs of its backup policy, ascending. */
  readonly runs: readonly number[];
  /** The last run of its replication policy that is over. */
  readonly copyRun?: number;
}

/** The good restore points of one resource. */
export interface Points {
  count: number;
  last: { at: number; id: string };
  oldest: number;
  /** For each expected run whether a point was made between it and the next. */
  readonly made: boolean[];
  /** The newest point that this run could have copied. */
  toCopy: number | undefined;
  /** By region: the copy that arrived last, and the newest point that was copied. */
  readonly copies: Map<string, { at: number; of: number }>;
}

export type PointsOf = Map<string, Points>;

const NOTHING: Expected = { runs: [] };

/** Adds a page of backups. */
export function fold(
  all: PointsOf,
  backups: readonly (Backup | undefined)[],
  expectedOf: ReadonlyMap<string, Expected>,
  now: number,
): void {
  for (const backup of backups) {
    if (!backup?.usable || (backup.expires !== undefined && backup.expires <= now)) continue;
    const { resourceId, at, id, copies } = backup;
    const { runs, copyRun } = expectedOf.get(resourceId) ?? NOTHING;
    let points = all.get(resourceId);
    if (!points) {
      points = {
        count: 0,
        last: { at, id },
        oldest: at,
        made: runs.map(() => false),
        toCopy: undefined,
        copies: new Map(),
      };
      all.set(resourceId, points);
    }
    points.count += 1;
    if (at > points.last.at) points.last = { at, id };
    points.oldest = Math.min(points.oldest, at);
    const run = runs.findLastIndex((due) => due <= at);
    if (run >= 0) points.made[run] = true;
    if (copyRun !== undefined && at <= copyRun) points.toCopy = Math.max(points.toCopy ?? at, at);
    for (const copy of copies) {
      const known = points.copies.get(copy.region);
      points.copies.set(copy.region, {
        at: Math.max(known?.at ?? copy.at, copy.at),
        of: Math.max(known?.of ?? at, at),
      });
    }
  }
}

export type TasksOf = Map<string, Task[]>;

/** Runs are at least an hour apart, and only the last ones count. */
const KEPT_TASKS = 16;

/** Adds a page of tasks; the newest of each resource are kept, the newest first. */
export function foldTasks(all: TasksOf, tasks: readonly (Task | undefined)[]): void {
  for (const task of tasks) {
    if (!task) continue;
    const own = all.get(task.resourceId);
    if (!own) {
      all.set(task.resourceId, [task]);
      continue;
    }
    // Lists begin with the newest, so it mostly belongs at the end.
    let at = own.length;
    while (at > 0 && own[at - 1]!.at < task.at) at -= 1;
    if (at >= KEPT_TASKS) continue;
    own.splice(at, 0, task);
    if (own.length > KEPT_TASKS) own.pop();
  }
}
