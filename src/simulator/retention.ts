/**
 * Which backups a policy no longer keeps once another was made. Days play no part here: they become an expiry when a
 * backup is made, and later rules do not change it.
 * Reference: https://support.huaweicloud.com/intl/en-us/api-cbr/CreatePolicy.html, `operation_definition`. Pure.
 */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

type Definition = Readonly<Record<string, unknown>>;

/** 0 and -1 mean "not set". */
const set = (definition: Definition, name: string): number => Math.max(0, Number(definition[name] ?? 0));

/** Undefined: without end. */
export const daysOf = (definition: Definition): number | undefined =>
  set(definition, "retention_duration_days") || undefined;

export const cutsByCount = (definition: Definition): boolean => set(definition, "max_backups") > 0;

/** How many incremental backups follow a full one; undefined: no end of them. */
export function incrementsOf({ full_backup_interval: interval }: Definition): number | undefined {
  return typeof interval === "number" && interval >= 0 ? interval : undefined;
}

/**
 * The automatic backups of one resource that are beyond `max_backups` and that no counter holds. Each counter holds the
 * latest backup of its number of days, weeks, months or years that have one. Without `max_backups` nothing is deleted,
 * whatever the counters are: the reference says "-1 indicates that backups will not be cleared".
 * @param points oldest first
 */
export function surplus<P extends { readonly protected_at?: number }>(
  points: readonly P[],
  definition: Definition,
): P[] {
  const count = set(definition, "max_backups");
  if (count === 0 || points.length <= count) return [];
  const held = new Set<P>(points.slice(-count));
  const offset = offsetIn(String(definition.timezone ?? ""));
  for (const [counter, periodOf] of Object.entries(PERIODS)) {
    const most = set(definition, counter);
    const periods = new Set<number>();
    for (let index = points.length - 1; index >= 0 && periods.size < most; index--) {
      const point = points[index]!;
      const period = periodOf((point.protected_at ?? 0) + offset);
      if (!periods.has(period)) held.add(point);
      periods.add(period);
    }
  }
  return points.filter((point) => !held.has(point));
}

/** A number for the period that local time is in. Weeks begin on Monday; 1970-01-01 was a Thursday. */
const PERIODS: Readonly<Record<string, (local: number) => number>> = {
  day_backups: (local) => Math.floor(local / DAY),
  week_backups: (local) => Math.floor((local / DAY + 3) / 7),
  month_backups: (local) => new Date(local).getUTCFullYear() * 12 + new Date(local).getUTCMonth(),
  year_backups: (local) => new Date(local).getUTCFullYear(),
};

/** `UTC+08:00` -> milliseconds. The same all year: the service knows offsets, and no zones whose clocks change. */
function offsetIn(timezone: string): number {
  const [, sign, hours, minutes] = /^UTC([+-])(\d\d):(\d\d)$/.exec(timezone) ?? [];
  const size = Number(hours ?? 0) * HOUR + (Number(minutes ?? 0) * HOUR) / 60;
  return sign === "-" ? -size : size;
}
