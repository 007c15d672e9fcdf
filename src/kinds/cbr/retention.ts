/**
 * How long backups are kept, as an `operation_definition` says it.
 * API reference: https://support.huaweicloud.com/intl/en-us/api-cbr/CreatePolicy.html (`operation_definition`). Pure.
 */
import { membersOf, type Spec } from "../../model/policy.ts";

/** Each keeps the latest backup of so many days, weeks, months or years. */
export const COUNTERS = ["day_backups", "week_backups", "month_backups", "year_backups"] as const;
export type Counter = (typeof COUNTERS)[number];

export type Retention =
  /** Whatever counters say: without a limit they delete nothing. */
  | { readonly limit: "forever" }
  | { readonly limit: "days"; readonly days: number }
  /** The latest `count` backups of each resource, and what the counters that are set keep besides. */
  | { readonly limit: "count"; readonly count: number; readonly counters: Readonly<Partial<Record<Counter, number>>> };

export function retentionOf(spec: Spec): Retention {
  const definition = membersOf(spec.operation_definition);
  const { retention_duration_days: days, max_backups: count } = definition;
  if (isSet(days)) return { limit: "days", days };
  if (!isSet(count)) return { limit: "forever" };
  const counters: Partial<Record<Counter, number>> = {};
  for (const counter of COUNTERS) {
    const value = definition[counter];
    if (isSet(value)) counters[counter] = value;
  }
  return { limit: "count", count, counters };
}

/** 0 and -1 say "not set": policies made in the console have them beside the value that counts. */
export const isSet = (value: unknown): value is number => typeof value === "number" && value > 0;
