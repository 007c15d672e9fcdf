/**
 * Time zones: IANA names, as the tables of the runtime (ICU, through Intl) know them, and offsets like `UTC+08:00`.
 * Pure: the moment that counts is always an argument.
 */
import { distance } from "fastest-levenshtein";

export interface Zone {
  /** As it was written. */
  readonly name: string;
  /** Minutes that clocks there are ahead of UTC. */
  offsetAt(instant: number): number;
}

/** How clocks go in the time that follows a moment. */
export interface Clocks {
  /** Minutes ahead of UTC at that moment. */
  readonly current: number;
  /** Minutes ahead of UTC that a schedule counts with: the smallest offset, unless it holds for a short time only. */
  readonly standard: number;
  /** When clocks are put on or back, in order, and what they are ahead of UTC from then on. */
  readonly changes: readonly { readonly at: number; readonly offset: number }[];
}

const MINUTE = 60_000;
const WEEK = 7 * 24 * 60 * MINUTE;

/** As in the schema of documents, which reports what has another form. */
const NAME = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/;
const OFFSET = /^UTC([+-])(\d\d):(\d\d)$/;

/** Whether a text could name a zone; there may still be none of that name. */
export const looksLikeZone = (text: string): boolean => text.length <= 64 && (NAME.test(text) || isClockOffset(text));

const isClockOffset = (text: string): boolean => /^UTC[+-]([01]\d|2[0-3]):[0-5]\d$/.test(text);

const zones = new Map<string, Zone | undefined>();

/** @returns undefined for a zone that does not exist */
export function zoneNamed(name: string): Zone | undefined {
  // A formatter is expensive to make, and thousands of policies share a few zones.
  if (!zones.has(name)) zones.set(name, fixedZone(name) ?? namedZone(name));
  return zones.get(name);
}

function fixedZone(name: string): Zone | undefined {
  const offset = minutesOf(name);
  return offset === undefined ? undefined : { name, offsetAt: () => offset };
}

/** `UTC+05:30` -> 330; undefined for what is no offset of a place on earth: those are UTC-12:00 to UTC+14:00. */
export function minutesOf(offset: string): number | undefined {
  const [, sign, hours, minutes] = OFFSET.exec(offset) ?? [];
  if (Number(minutes) > 59 || sign === undefined) return undefined;
  const size = Number(hours) * 60 + Number(minutes);
  return size <= (sign === "-" ? 12 : 14) * 60 ? (sign === "-" ? 0 - size : size) : undefined;
}

/** 330 -> `UTC+05:30` */
export function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const digits = (value: number) => String(value).padStart(2, "0");
  return `UTC${minutes < 0 ? "-" : "+"}${digits(Math.floor(size / 60))}:${digits(size % 60)}`;
}

/**
 * Names that ICU takes and IANA does not have; some mean another place than most who write them do (AST is Alaska).
 * https://unicode-org.github.io/icu-docs/apidoc/dev/icu4j/com/ibm/icu/util/TimeZone.html, "Three-letter time zone IDs"
 */
const NOT_IANA =
  /^(SystemV\/.*|ACT|AET|AGT|ART|AST|BET|BST|CAT|CNT|CST|CTT|EAT|ECT|IET|IST|JST|MIT|NET|NST|PLT|PNT|PRT|PST|SST|VST)$/i;

function namedZone(name: string): Zone | undefined {
  if (NOT_IANA.test(name) || !NAME.test(name)) return undefined;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return {
    name,
    offsetAt: (instant) => {
      // `11/21/2026, GMT+05:30`, in Greenwich `GMT` alone.
      const text = format.format(instant);
      const offset = minutesOf(`UTC${text.split("GMT")[1] || "+00:00"}`);
      if (offset === undefined) throw new Error(`${name}: no offset in ${JSON.stringify(text)}`);
      return offset;
    },
  };
}

/**
 * A year, and the days by which daylight saving may begin or end later than the last time: both its changes are always
 * in it, so that standard time is found whatever the season.
 */
const WATCHED_WEEKS = 58;

const clocks = new Map<Zone, { from: number; clocks: Clocks }>();

/**
 * The clocks of a zone in the 58 weeks after `now`. A zone that gives up daylight saving, or moves for good, counts as
 * it will be from then on; one whose smaller offset is not its legal standard time (Dublin) by the smaller one, unless
 * that holds for a few weeks a year (Casablanca).
 */
export function clocksOf(zone: Zone, now: Date): Clocks {
  const from = now.getTime();
  const known = clocks.get(zone);
  if (known?.from === from) return known.clocks;
  const current = zone.offsetAt(from);
  const changes = changesSince(zone, from);
  const found = { current, standard: standardOf(from, current, changes), changes };
  clocks.set(zone, { from, clocks: found });
  return found;
}

/** When the offset that holds now began to hold; undefined: more than 58 weeks ago. */
export const lastChangeBefore = (zone: Zone, now: Date): number | undefined =>
  changesSince(zone, now.getTime() - WATCHED_WEEKS * WEEK).findLast(({ at }) => at <= now.getTime())?.at;

type Change = Clocks["changes"][number];

/** By week since 1970. Whatever moment is asked for, the changes are the same. */
const changesOf = new Map<Zone, Map<number, Change | undefined>>();

function changesSince(zone: Zone, from: number): Change[] {
  const known = changesOf.get(zone) ?? new Map<number, Change | undefined>();
  changesOf.set(zone, known);
  // Each week begins where the one before ends, and to ask for an offset is what takes the time.
  let last: Change | undefined;
  const startOf = (week: number): Change => {
    const at = week * WEEK;
    if (last?.at !== at) last = { at, offset: zone.offsetAt(at) };
    return last;
  };
  const first = Math.floor(from / WEEK);
  const weeks = Array.from({ length: WATCHED_WEEKS + 1 }, (_, count) => first + count);
  return weeks
    .flatMap((week) => {
      if (!known.has(week)) known.set(week, changeWithin(zone, startOf(week), startOf(week + 1)));
      return known.get(week) ?? [];
    })
    .filter(({ at }) => at > from && at <= from + WATCHED_WEEKS * WEEK);
}

/** No zone changes its clocks twice within a week. */
const changeWithin = (zone: Zone, start: Change, end: Change): Change | undefined =>
  end.offset === start.offset ? undefined : changeBetween(zone, start, end.at);

/** Of a year: where the smaller offset holds for less, nearly all runs would be at another time than written. */
const LEAST_WEEKS = 13;

function standardOf(from: number, first: number, changes: Clocks["changes"]): number {
  const end = from + 52 * WEEK;
  const spans = [{ at: from, offset: first }, ...changes];
  const offsets = spans.map(({ offset }) => offset);
  const least = Math.min(...offsets);
  const held = spans
    .filter(({ offset }) => offset === least)
    .reduce((sum, span) => {
      const next = spans[spans.indexOf(span) + 1]?.at ?? end;
      return sum + Math.max(0, Math.min(next, end) - span.at);
    }, 0);
  return held < LEAST_WEEKS * WEEK ? Math.max(...offsets) : least;
}

/** To the minute. */
function changeBetween(zone: Zone, before: { at: number; offset: number }, after: number) {
  let low = before.at;
  let high = after;
  while (high - low > MINUTE) {
    const middle = low + Math.floor((high - low) / MINUTE / 2) * MINUTE;
    if (zone.offsetAt(middle) === before.offset) low = middle;
    else high = middle;
  }
  return { at: high, offset: zone.offsetAt(high) };
}

/**
 * What people write, and what it is called: names that the runtime lists only under an older one, and a city that IANA
 * has not.
 */
const ALSO_CALLED: Readonly<Record<string, string>> = {
  "Asia/Beijing": "Asia/Shanghai",
  "Asia/Kolkata": "Asia/Kolkata",
  "Asia/Ho_Chi_Minh": "Asia/Ho_Chi_Minh",
  "Asia/Kathmandu": "Asia/Kathmandu",
  "Asia/Yangon": "Asia/Yangon",
  "Europe/Kyiv": "Europe/Kyiv",
  "America/Argentina/Buenos_Aires": "America/Argentina/Buenos_Aires",
};

/** `UTC+8`, `GMT+05:30` and `+5:30` -> `UTC+05:30`; undefined for what is no offset, or is one in its right form. */
export function offsetMeant(name: string): string | undefined {
  const [, sign, hours = "", minutes = "00"] = /^(?:UTC|GMT)?\s*([+-])(\d{1,2})(?::?(\d\d))?$/i.exec(name) ?? [];
  const written = sign && `UTC${sign}${hours.padStart(2, "0")}:${minutes}`;
  return written !== name && written && minutesOf(written) !== undefined ? written : undefined;
}

/** What to write in place of a zone that does not exist, as an order. */
export function zoneHint(name: string): string {
  const written = offsetMeant(name);
  if (written) return `write ${written}`;
  if (OFFSET.test(name)) return "give an offset from UTC-12:00 to UTC+14:00";
  const near = nearestZones(name);
  if (near.length === 0) return "give a name like Asia/Shanghai, or an offset like UTC+08:00";
  return `did you mean ${near.join(" or ")}?`;
}

/** At most three, the nearest first: by the whole name, or by the city alone. */
function nearestZones(name: string): string[] {
  const word = name.toLowerCase();
  const names = [...Intl.supportedValuesOf("timeZone"), ...Object.keys(ALSO_CALLED)];
  const near = names
    .map((candidate) => {
      const other = candidate.toLowerCase();
      const far = Math.min(distance(word, other), distance(cityOf(word), cityOf(other)) + 1);
      return { zone: ALSO_CALLED[candidate] ?? candidate, far };
    })
    .filter(({ far, zone }) => far <= Math.max(2, Math.floor(Math.min(word.length, zone.length) / 5)))
    .sort((a, b) => a.far - b.far || (a.zone < b.zone ? -1 : 1));
  return [...new Set(near.filter(({ far }) => far === near[0]?.far).map(({ zone }) => zone))].slice(0, 3);
}

const cityOf = (name: string): string => name.slice(name.lastIndexOf("/") + 1);
