/** What somebody wrote -> what is meant by it, for hints, and whether that is certain. Pure. */
import { localTimeOf, looksLikeCron, readCron } from "../kinds/cron.ts";
import { DAYS } from "../kinds/times.ts";
import { offsetMeant } from "../kinds/zone.ts";
import { lookalikesIn, lookalikeText, withoutLookalikes } from "../model/lookalike.ts";
import { stepsOf, valueIn } from "../model/pointer.ts";
import { membersOf } from "../model/policy.ts";
import type { Edit } from "../model/problem.ts";
import type { DocumentFinding } from "./locate.ts";
import { CRON, documentKeys, homesOf, type Schema, schemaAt, schemaOf } from "./schema.ts";

interface Meant {
  /** An order. */
  readonly hint: string;
  /** Only where nothing else can be meant. */
  readonly edits?: readonly Edit[];
}

/**
 * Findings of the schema with better hints, where it is clear what is meant. A part of its own, because only documents with
 * such findings need it.
 * @param readIn what a document says
 */
export function clarified(
  findings: readonly DocumentFinding[],
  readIn: (document: DocumentFinding["document"]) => unknown,
): DocumentFinding[] {
  return findings.map((finding) => {
    const { code, document, place, hint } = finding;
    const value = readIn(document);
    const { apiVersion, kind } = membersOf(value);
    const key = `${apiVersion}/${kind}`;
    if (code !== "schema" || !documentKeys.includes(key)) return finding;
    const root = schemaOf(key);
    const given = valueIn(value, place.path);
    const schema = schemaAt(root, place.path);
    const isNear = hint.startsWith("did you mean");
    const meant =
      place.part === "key" && !schema
        ? fieldMeant(place.path, given, root)
        : place.part === "value" && !isNear
          ? valueMeant(given, place.path, schema)
          : undefined;
    return { ...finding, ...meant };
  });
}

// ---- values ----

/** @param path of the value; undefined where nothing better can be said than what is allowed */
function valueMeant(value: unknown, path: string, schema: Schema | undefined): Meant | undefined {
  const replace = (text: string): readonly Edit[] => [{ place: { path, part: "value" }, text }];
  const words = typeof value === "string" || typeof value === "number" ? String(value) : undefined;
  if (words === undefined || !schema) return undefined;
  // What is wrong with a number is its range.
  if (typeof value === "number" && schema.type === "integer") return undefined;
  // The schema takes it: what is wrong is something else.
  if (typeof value === "string" && schema.pattern !== undefined && fits(value, schema)) return undefined;
  if (schema.type === "array") {
    const meant = listMeant(words, path.slice(path.lastIndexOf("/") + 1), schema, replace);
    // What follows a number, in a mapping in braces, may be its neighbour.
    return meant && typeof value === "number" ? { hint: meant.hint } : meant;
  }
  if (schema.type === "object") return scheduleMeant(words, schema);
  const plain = bare(words);
  const fake = lookalikesIn(words);
  if (fake.length > 0) {
    const text = timeOf(plain, schema) ?? plain;
    if (!fits(text, schema)) return undefined;
    const shown = isTime(schema) ? `"${text}"` : text;
    return { hint: `write ${shown}: the text has ${lookalikeText(fake)}`, edits: replace(shown) };
  }
  if (isTime(schema)) return typeof value === "number" ? hourMeant(value, replace) : timeMeant(words, replace);
  const offset = offsetMeant(plain);
  if (offset && fits(offset, schema)) {
    return { hint: `write ${offset}`, ...(/^UTC/i.test(plain) && { edits: replace(offset) }) };
  }
  if (schema.type === "integer") return numberMeant(plain, path, schema);
  if (schema.type === "boolean") return booleanMeant(plain);
  const day = dayIn(plain, schema.enum ?? []);
  return day === undefined ? undefined : { hint: `write ${day}` };
}

/** Without quotes that are part of the text, and without blanks around it. */
const bare = (text: string): string =>
  withoutLookalikes(text)
    .trim()
    .replace(/^(["'])(.*)\1$/, "$2");

function fits(text: string, { type, pattern, enum: choices }: Schema): boolean {
  if (type === "boolean") return text === "true" || text === "false";
  if (type === "integer") return /^-?\d+$/.test(text);
  if (choices) return choices.includes(text);
  return pattern !== undefined && new RegExp(pattern, "u").test(text);
}

const isTime = ({ pattern }: Schema): boolean => {
  const form = pattern === undefined ? undefined : new RegExp(pattern);
  return form?.test("23:59") === true && !form.test("24:00") && !form.test("9:00");
};
const timeOf = (text: string, schema: Schema): string | undefined => (isTime(schema) ? timeIn(text)?.text : undefined);

/** A time of day, and whether it can be no other. */
function timeIn(words: string): { text: string; certain: boolean } | undefined {
  // 0200 was read as a number, and lost its zero.
  const [, hour = "", minute = "00", half] =
    /^(\d{1,2})(?:[:.h](\d\d))(?::00)?()$/.exec(words) ??
    /^(\d{1,2})(\d\d)()$/.exec(words) ??
    /^(\d{1,2})(?::(\d\d))? ?([ap])\.?m\.?$/i.exec(words) ??
    /^(\d{1,2})()$/.exec(words) ??
    [];
  const isAfternoon = half?.toLowerCase() === "p";
  const hours = half ? (Number(hour) % 12) + (isAfternoon ? 12 : 0) : Number(hour);
  if (hour === "" || hours > 23 || Number(minute) > 59 || (half && Number(hour) > 12)) return undefined;
  const text = `${String(hours).padStart(2, "0")}:${minute || "00"}`;
  return { text, certain: !half && /^(\d{1,2}:\d\d|\d{4})$/.test(words) };
}

/**
 * 0200 was read as a number, and lost its zero. 200 can be another notation, and 120 is what YAML 1.1 makes of 2:00: only
 * the text of the file shows which.
 */
function hourMeant(value: number, replace: (text: string) => readonly Edit[]): Meant | undefined {
  if (!Number.isInteger(value)) return undefined;
  const digits = value < 100 ? String(value) : String(value).padStart(4, "0");
  const time = timeIn(digits);
  if (!time) return undefined;
  const edits = replace(`"${time.text}"`).map((edit) => ({ ...edit, from: digits }));
  return { hint: `write "${time.text}"`, ...(/^0\d{3}$/.test(digits) && { edits }) };
}

function timeMeant(words: string, replace: (text: string) => readonly Edit[]): Meant | undefined {
  const time = timeIn(bare(words));
  if (time) return { hint: `write "${time.text}"`, ...(time.certain && { edits: replace(`"${time.text}"`) }) };
  if (/^24:?00$/.test(words)) return { hint: 'write "00:00", which is the beginning of a day; check days' };
  if (/^\d{2}:\d\d$/.test(words)) return { hint: "hours are 00 to 23, minutes 00 to 59" };
  if (looksLikeCron(words)) return { hint: `write ${cronTime(words)}` };
  return isEveryDay(words) ? { hint: 'write a time like "02:00": without days, every day is meant' } : undefined;
}

/** One value in the place of a list of such values. */
function listMeant(
  words: string,
  field: string,
  { items }: Schema,
  replace: (text: string) => readonly Edit[],
): Meant | undefined {
  const list = bare(words).split(/\s*,\s*/);
  if (items && isTime(items)) {
    const times = list.map(timeIn);
    if (times.every((time) => time !== undefined)) {
      const text = `[${times.map((time) => `"${time.text}"`).join(", ")}]`;
      return {
        hint: `write ${field}: ${text}`,
        ...(times.every(({ certain }) => certain) && { edits: replace(text) }),
      };
    }
    return timeMeant(words, replace);
  }
  if (items?.enum && /^(daily|every ?day|all|\*)$/i.test(words)) {
    return { hint: "remove it: without it, every day is meant" };
  }
  const [near = "", last = ""] = /^week(day|end)s?$/i.exec(words) ?? [];
  if (near && items?.enum?.includes("MO")) {
    return { hint: `write ${field}: ${last.toLowerCase() === "end" ? "[SA, SU]" : "[MO, TU, WE, TH, FR]"}` };
  }
  const choices = items?.enum ?? [];
  const known = list.map((word) => dayIn(word, choices) ?? word);
  const isKnown = choices.length === 0 || known.every((word) => choices.includes(word));
  return items?.type === "string" && isKnown ? { hint: `write ${field}: [${known.join(", ")}]` } : undefined;
}

/** `Monday` and `mon` -> `MO`, where that is a choice. */
function dayIn(word: string, choices: readonly unknown[]): string | undefined {
  const day = DAYS.find(
    (name) =>
      /^(mon|tues?|wed(nes)?|thu(rs?)?|fri|sat(ur)?|sun)(day)?$|^[a-z]{2}$/i.test(word) &&
      word.toUpperCase().startsWith(name),
  );
  return day !== undefined && choices.includes(day) ? day : undefined;
}

const isEveryDay = (words: string): boolean => /^(daily|every ?day|nightly)$/i.test(words);

const cronTime = (words: string): string => {
  const cron = readCron(words);
  return cron ? localTimeOf(cron) : 'at: ["02:00"], and days';
};

/** Words in the place of the mapping with a time zone and times. */
function scheduleMeant(words: string, { properties }: Schema): Meant | undefined {
  if (!properties?.at || !properties.timezone) return undefined;
  const time = timeIn(words);
  const at = time ? `at: ["${time.text}"]` : looksLikeCron(words) ? cronTime(words) : 'at: ["02:00"]';
  return { hint: `write { timezone: Asia/Shanghai, ${at} }: times are local times of that zone` };
}

function numberMeant(words: string, path: string, { minimum }: Schema): Meant | undefined {
  const [, number, unit] = /^(-?\d+) ?(d|days?|w|weeks?)?$/i.exec(words) ?? [];
  if (number !== undefined && unit === undefined) return { hint: `write ${number}, without quotes` };
  if (number !== undefined && unit && /days[^/]*$|_days\b/.test(path)) {
    return { hint: `write ${/^d/i.test(unit) ? number : Number(number) * 7}: the unit is days` };
  }
  if (minimum === -1 && /^(forever|infinite|infinity|unlimited|never|always|all|none)$/i.test(words)) {
    return { hint: "write -1, which sets no limit" };
  }
  return undefined;
}

function booleanMeant(words: string): Meant | undefined {
  if (/^(true|yes|y|on)$/i.test(words)) return { hint: "write true, without quotes" };
  return /^(false|no|n|off)$/i.test(words) ? { hint: "write false, without quotes" } : undefined;
}

// ---- fields ----

/** What an unknown field is meant to be. @param field JSON Pointer to it @param root schema of the document */
function fieldMeant(field: string, value: unknown, root: Schema): Meant | undefined {
  const name = stepsOf(field).at(-1) ?? "";
  const known = Object.keys(schemaAt(root, field.slice(0, field.lastIndexOf("/")))?.properties ?? {});
  const plain = bare(name);
  if (plain !== name && known.includes(plain)) {
    const edits: readonly Edit[] = [{ place: { path: field, part: "key" }, text: plain }];
    return { hint: `write ${plain}: the name has ${lookalikeText(lookalikesIn(name))}`, edits };
  }
  const homes = homesOf(name, root);
  if (homes.length > 0) return { hint: `move it to ${homes.map(placeText).join(", or ")}` };
  if (CRON.test(name)) return cronMeant(value, known);
  if (known.includes("at") && /^(daily|every_?day|nightly)$/i.test(name)) {
    return { hint: 'remove it: without days, every day is meant; times are in at: ["02:00"]' };
  }
  return undefined;
}

function cronMeant(value: unknown, known: readonly string[]): Meant {
  const times = typeof value === "string" && looksLikeCron(value) ? cronTime(value) : 'at: ["02:00"]';
  const hint = known.includes("at") ? `write ${times}` : `write schedule: { timezone: Asia/Shanghai, ${times} }`;
  return { hint: `${hint}; cron expressions are not supported` };
}

/** `/metadata/name` -> `metadata`; what is in no field is at the top. */
function placeText(pointer: string): string {
  const inside = pointer.slice(1, pointer.lastIndexOf("/")).replaceAll("/", ".");
  return inside === "" ? "the top of the document" : inside;
}
