/**
 * Schedule rules as the service reads them: a subset of iCalendar's (RFC 2445, 4.3.10).
 * Reference: https://support.huaweicloud.com/intl/en-us/api-cbr/CreatePolicy.html, `pattern`. Pure.
 */

const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const HOUR = 60;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/** What is wrong with a policy's rules; undefined when nothing is. */
export function wrongInRules(rules: readonly string[], severalHours: boolean): string | undefined {
  if (rules.length === 0) return "Invalid pattern provided: no rule.";
  if (rules.length > 24) return "Invalid pattern provided: a maximum of 24 rules can be configured.";
  for (const rule of rules) {
    const wrong = wrongInRule(rule, severalHours);
    if (wrong) return `Invalid pattern provided: ${wrong}.`;
  }
  const runs = rules.flatMap(runsInWeek).sort((a, b) => a - b);
  const tooClose = runs.some((run, index) => (runs[index + 1] ?? runs[0]! + WEEK) - run < HOUR);
  return tooClose ? "Invalid pattern provided: the scheduling interval must not be less than 1 hour." : undefined;
}

/** `FREQ=DAILY;INTERVAL=2` -> its parts. Never fails: a part without `=` has an empty value. */
export const partsOf = (rule: string): [name: string, value: string][] =>
  rule.split(";").map((part) => {
    const [name, ...value] = part.split("=");
    return [name!, value.join("=")];
  });

function wrongInRule(rule: string, severalHours: boolean): string | undefined {
  const parts = partsOf(rule);
  if (new Set(parts.map(([name]) => name)).size < parts.length) return `a part is given twice in ${rule}`;
  if (!parts.some(([name]) => name === "FREQ")) return `FREQ is missing in ${rule}`;
  for (const [name, value] of parts) {
    const items = value.split(",");
    switch (name) {
      case "FREQ":
        if (value !== "WEEKLY" && value !== "DAILY") return "FREQ can be set only to WEEKLY or DAILY";
        break;
      case "BYDAY":
        if (!items.every((day) => DAYS.includes(day))) return "BYDAY can be set to MO, TU, WE, TH, FR, SA, or SU";
        break;
      case "BYHOUR":
        if (!items.every(isNumberBelow(24))) return "BYHOUR ranges from 0 to 23";
        break;
      case "BYMINUTE":
        if (!items.every(isNumberBelow(60))) return "BYMINUTE ranges from 0 to 59";
        break;
      case "INTERVAL":
        if (!/^0*[1-9]\d{0,8}$/.test(value)) return "INTERVAL must be a positive integer";
        break;
      default:
        return `only FREQ, BYDAY, BYHOUR, BYMINUTE and INTERVAL are supported, not ${name}`;
    }
    if (!severalHours && name !== "BYDAY" && items.length > 1) return `${name} takes one value`;
  }
  return undefined;
}

const isNumberBelow = (limit: number) => (text: string) => /^\d{1,2}$/.test(text) && Number(text) < limit;

/** Minutes since Monday 00:00, for rules whose runs are certain: those that rely on the start time give none. */
function runsInWeek(rule: string): number[] {
  const parts = new Map(partsOf(rule));
  if (Number(parts.get("INTERVAL") ?? 1) !== 1) return [];
  const listed = (name: string) => parts.get(name)?.split(",") ?? [];
  const days = new Set(parts.has("BYDAY") ? listed("BYDAY") : parts.get("FREQ") === "DAILY" ? DAYS : []);
  const hours = [...new Set(listed("BYHOUR").map(Number))];
  const minutes = [...new Set(listed("BYMINUTE").map(Number))];
  return [...days].flatMap((day) =>
    hours.flatMap((hour) => minutes.map((minute) => DAYS.indexOf(day) * DAY + hour * HOUR + minute)),
  );
}
