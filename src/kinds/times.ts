/** Words for when policies run, and how often: the same for every kind with a schedule. Pure. */
import type { Zone } from "./zone.ts";

export const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;

/** A change of the clocks of a zone, which a schedule follows. */
export interface ClockChange {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The local date, as it is announced: `2027-03-28`. */
  readonly date: string;
  /** The rules until then and from then on, in UTC. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** What becomes of times that do not exist on that day, or come twice: a sentence each. */
  readonly odd: readonly string[];
}

/** When a policy runs. */
export interface Runs {
  /** False: it will not run. */
  readonly enabled: boolean;
  /** As the document says it in local time; undefined where it has rules in UTC. */
  readonly words: string | undefined;
  /** The zone of these words. */
  readonly zone: Zone | undefined;
  /** The rules that are sent, in UTC. */
  readonly rules: readonly string[];
  /** Those of them whose runs only the cloud can date: the others alone count in `week` and `next`. */
  readonly undated: readonly string[];
  readonly frequency: Frequency;
  /** Minutes since Monday 00:00 UTC, ascending, each once. */
  readonly week: readonly number[];
  /**
   * The first `count` runs after an instant, in milliseconds since 1970. Rules that follow the clocks change with them:
   * all runs have moved a day later at the latest.
   */
  next(after: Date, count: number): number[];
  /** The next one that changes the rules. */
  clockChange(after: Date): ClockChange | undefined;
}

export interface Frequency {
  /** On average; undefined when that depends on the moment at which the cloud made the policy. */
  readonly perWeek: number | undefined;
  /** Minutes from one run to the next at worst; undefined when nothing can be said. */
  readonly longestGap: number | undefined;
  /** False: the gap is at most that long, depending on that moment. */
  readonly exact: boolean;
}

/** `7 runs a week`; of what was and what is to be, `21 → 14 runs a week`. */
export function perWeekText(...perWeek: readonly number[]): string {
  const numbers = perWeek.map((number) => (number > 0 && number < 0.01 ? "under 0.01" : Number(number.toFixed(2))));
  return `${numbers.join(" → ")} ${perWeek.at(-1) === 1 ? "run" : "runs"} a week`;
}

/** `2 d 11 h`, `at most 1 d` or `not known` */
export const gapText = ({ longestGap, exact }: Frequency): string =>
  longestGap === undefined ? "not known" : `${exact ? "" : "at most "}${durationText(longestGap)}`;

const HOUR = 60;
const DAY = 24 * HOUR;

/** 3570 -> `2 d 11 h 30 min` */
export function durationText(minutes: number): string {
  const parts = [
    [Math.floor(minutes / DAY), "d"],
    [Math.floor(minutes / HOUR) % 24, "h"],
    [minutes % HOUR, "min"],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}
