/** Expressions of cron -> the same times in the words of documents, for hints: whoever comes from cron writes them first. Pure. */
import { DAYS } from "./times.ts";

const FIELDS = /^(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)$/;
/** https://man7.org/linux/man-pages/man5/crontab.5.html */
const WORDS: Readonly<Record<string, string>> = {
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
  "@weekly": "0 0 * * 0",
};

export const looksLikeCron = (text: string): boolean =>
  /^@[a-z]+$/i.test(text) || (FIELDS.test(text) && /^[\d*/,\s\-?#A-Z]+$/i.test(text) && /[*\d]/.test(text));

export interface Cron {
  readonly minute: number;
  readonly hours: readonly number[];
  /** Undefined: every day. */
  readonly days: readonly string[] | undefined;
}

/** `30 2 * * 1-5` -> `{minute: 30, hours: [2], days: ["MO", …, "FR"]}`; undefined where no single rule means it. */
export function readCron(text: string): Cron | undefined {
  const [, minute = "", hour = "", date, month, weekday = ""] = FIELDS.exec(WORDS[text.toLowerCase()] ?? text) ?? [];
  if (date !== "*" || month !== "*") return undefined;
  const [minutes, hours] = [listOf(minute, 60), listOf(hour, 24)];
  // 0 and 7 are Sunday.
  const days = listOf(named(weekday), 8)?.map((day) => (day + 6) % 7);
  const [first] = minutes ?? [];
  if (first === undefined || minutes?.length !== 1 || !hours || !days) return undefined;
  const names = DAYS.filter((_, index) => days.includes(index));
  return { minute: first, hours, days: names.length === DAYS.length ? undefined : names };
}

/** `FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=2;BYMINUTE=30` */
export function ruleOf({ minute, hours, days }: Cron): string {
  const often = days ? `FREQ=WEEKLY;BYDAY=${days}` : "FREQ=DAILY;INTERVAL=1";
  return `${often};BYHOUR=${hours};BYMINUTE=${twoDigits(minute)}`;
}

/** `at: ["02:30"], days: [MO, TU, WE, TH, FR]` */
export function localTimeOf({ minute, hours, days }: Cron): string {
  const times = hours.map((hour) => `"${twoDigits(hour)}:${twoDigits(minute)}"`);
  return `at: [${times.join(", ")}]${days ? `, days: [${days.join(", ")}]` : ""}`;
}

const twoDigits = (number: number): string => String(number).padStart(2, "0");

const NAMES = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const named = (field: string): string =>
  field.replace(/[A-Z]{3}/gi, (name) => String(NAMES.indexOf(name.toUpperCase())));

/** `*`, `1,3`, `1-5` or `*` with a step; undefined for anything else. */
function listOf(field: string, limit: number): number[] | undefined {
  const numbers = field.split(",").flatMap((item) => {
    const [, from = "", to, step = "1"] = /^(\*|\d{1,2})(?:-(\d{1,2}))?(?:\/(\d{1,2}))?$/.exec(item) ?? [];
    if (from === "" || Number(step) === 0) return Number.NaN;
    const first = from === "*" ? 0 : Number(from);
    const last = from === "*" ? limit - 1 : Number(to ?? (item.includes("/") ? limit - 1 : from));
    const all = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
    return all.filter((number) => (number - first) % Number(step) === 0);
  });
  return numbers.length > 0 && numbers.every((number) => number < limit) ? numbers : undefined;
}
