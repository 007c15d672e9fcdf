/** Waivers, which end by themselves: until when they hold, and what is wrong with an end. Pure. */
import type { Finding } from "../model/problem.ts";

type Fault = Omit<Finding, "place">;

const DAY = 24 * 60 * 60_000;
/** So that each is looked at once a year. */
const MOST_DAYS = 400;
const SOON_DAYS = 30;

/**
 * @param until a date, valid to its end in UTC
 * @returns milliseconds since 1970 at which it is over; NaN for a date that does not exist
 */
function endOf(until: string): number {
  const day = Date.parse(`${until}T00:00:00Z`);
  // Date.parse takes 30 February for a day in March.
  return new Date(day || 0).toISOString().startsWith(until) ? day + DAY : Number.NaN;
}

/** Whether it excuses anything: not after its end, and not with an end that is wrong. */
export const holds = (until: string, now: Date): boolean =>
  now.getTime() < endOf(until) && waiverFault(until, now)?.code !== "waiver";

export function waiverFault(until: string, now: Date): Fault | undefined {
  const left = endOf(until) - now.getTime();
  if (Number.isNaN(left)) return error(`there is no ${until}`, "give a date that the calendar has");
  if (left > (MOST_DAYS + 1) * DAY) {
    return error(`${until} is more than ${MOST_DAYS} days ahead`, "give an earlier date, and look again when it comes");
  }
  if (left <= 0) return warning(`waiver ended ${until}`, "protect what it excused, or give a later date");
  if (left <= SOON_DAYS * DAY) return warning(`waiver ends ${until}`, "protect what it excuses, or give a later date");
  return undefined;
}

const error = (message: string, hint: string): Fault => ({ code: "waiver", message, hint });
const warning = (message: string, hint: string): Fault => ({ code: "waiver-end", message, hint });
