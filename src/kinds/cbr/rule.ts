/**
 * One schedule rule, like `FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=18;BYMINUTE=00`: the part of iCalendar's recurrence rules
 * (RFC 2445, 4.3.10) that the API accepts, see `pattern` in
 * https://support.huaweicloud.com/intl/en-us/api-cbr/CreatePolicy.html.
 * The parser is our own because a fault is shown at the very characters that are wrong. Pure.
 *
 * It accepts what the RFC or the vendor allows: letters of any case, parts in any order, hours and minutes of one or
 * two digits, an item twice in a list, BYDAY beside DAILY, INTERVAL beside WEEKLY, several BYHOUR.
 * Not accepted are spaces, signs, empty items, a `;` at the end, and numbers before weekdays (`1MO`).
 */
import { lookalikesIn, lookalikeText, withoutLookalikes } from "../../model/lookalike.ts";
import { nearest } from "../../model/nearest.ts";
import type { Span } from "../../model/place.ts";
import type { Edit, Finding } from "../../model/problem.ts";
import { looksLikeCron, readCron, ruleOf } from "../cron.ts";
import { DAYS } from "../times.ts";

/** 0 is Monday; -1: no such day. */
export const dayNumber = (name: string): number => (DAYS as readonly string[]).indexOf(name);

/** What a rule says. What is undefined, the cloud takes from the moment at which it made the policy. */
export interface Rule {
  readonly freq: "WEEKLY" | "DAILY";
  /** Every so many weeks or days, counted from that same moment. */
  readonly interval: number;
  /** 0 is Monday. Like hours and minutes ascending, and each once. */
  readonly days: readonly number[] | undefined;
  readonly hours: readonly number[] | undefined;
  readonly minutes: readonly number[] | undefined;
}

type Parsed = { readonly rule: Rule } | { readonly rule: undefined; readonly findings: readonly Finding[] };

/** The rule, or everything that is wrong with it: a single `rule-syntax`, or else any number of the others. */
export const parseRule: (text: string) => Parsed = remembered(parse);

function parse(text: string): Parsed {
  const parts = partsIn(text);
  if (!Array.isArray(parts)) return { rule: undefined, findings: [parts] };
  const findings = parts.flatMap((part, index) => [
    ...checkName(part, parts.slice(0, index)),
    ...(isKnown(part.name) ? checkValue(part.name, part, text) : []),
  ]);
  if (findings.length > 0) return { rule: undefined, findings };
  const items = (name: PartName) => {
    const value = parts.find((part) => part.name === name)?.value;
    return value && itemsOf(text, value).map((item) => upper(item.text));
  };
  const numbers = (name: PartName) => ascending(items(name)?.map(Number));
  return {
    rule: {
      freq: items("FREQ")?.[0] === "DAILY" ? "DAILY" : "WEEKLY",
      interval: numbers("INTERVAL")?.[0] ?? 1,
      days: ascending(items("BYDAY")?.map(dayNumber)),
      hours: numbers("BYHOUR"),
      minutes: numbers("BYMINUTE"),
    },
  };
}

const ascending = (numbers: readonly number[] | undefined): number[] | undefined =>
  numbers && [...new Set(numbers)].sort((a, b) => a - b);

/**
 * A rule in the one form in which rules that mean the same are equal: parts in a fixed order, upper case, days and
 * numbers sorted and without padding, no INTERVAL=1. Servers are known to return rules in other words, so this also
 * accepts what a document may not say. A text that is not a rule is returned trimmed.
 * Example: `byhour=06;FREQ=DAILY;INTERVAL=1` -> `FREQ=DAILY;BYHOUR=6`
 */
export const canonicalRule: (text: string) => string = remembered((text) => {
  const parts = partsIn(text);
  if (!Array.isArray(parts)) return text.trim();
  return parts
    .map(({ name, value }) => `${name}=${canonicalItems(itemsOf(text, value)).join(",")}`)
    .filter((part) => part !== "INTERVAL=1")
    .sort((a, b) => orderOf(a) - orderOf(b) || (a < b ? -1 : 1))
    .join(";");
});

/** Thousands of policies share a few rules, and each is looked at as it is desired, recorded and live. */
function remembered<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text) ?? read(text);
    known.set(text, found);
    return found;
  };
}

const orderOf = (part: string): number => PARTS.findIndex((name) => part.startsWith(`${name}=`));

function canonicalItems(tokens: readonly Token[]): string[] {
  const items = tokens.map((item) => upper(item.text).replace(/^0+(?=\d+$)/, ""));
  const rank = (item: string) => (/^\d+$/.test(item) ? Number(item) : dayNumber(item));
  return [...new Set(items)].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** As it is sent: the vendor shows upper case only, and does not say that anything else is taken. */
export const sentRule = (text: string): string => upper(text);

/** Not `toUpperCase` alone: it would make letters of other scripts into ours. */
const upper = (text: string): string => text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());

// ---- what is written, and where ----

/** A piece of the text between two separators. */
interface Token {
  /** Without the spaces around it. */
  readonly text: string;
  /** Likewise. */
  readonly span: Span;
  /** Where the piece begins and ends, spaces included. */
  readonly from: number;
  readonly to: number;
}

interface Part {
  /** In upper case. */
  readonly name: string;
  readonly nameToken: Token;
  readonly value: Token;
}

const PARTS = ["FREQ", "INTERVAL", "BYDAY", "BYHOUR", "BYMINUTE"] as const;
type PartName = (typeof PARTS)[number];

const isKnown = (name: string): name is PartName => (PARTS as readonly string[]).includes(name);

/** Over twice the longest rule that makes sense. Without a limit a hostile file could have endless faults. */
const MAX_LENGTH = 1000;

const EXAMPLE = "FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=18;BYMINUTE=00";

/** A piece of the rule, which is the whole of what is checked here. */
const inRule = (
  code: "rule-syntax" | "rule-part" | "rule-value",
  message: string,
  hint: string,
  span: Span,
  edits?: readonly Edit[],
): Finding => {
  return { code, message, hint, place: { path: "", part: "value", span }, ...(edits && { edits }) };
};

const writing = (text: string, span: Span): Edit => ({ place: { path: "", part: "value", span }, text });

/** `NAME=value;…`, or why it is not. */
function partsIn(text: string): Part[] | Finding {
  const syntax = (message: string, hint: string, span: Span, edits?: readonly Edit[]) =>
    inRule("rule-syntax", message, hint, span, edits);
  const whole = tokenIn(text, 0, text.length);
  if (whole.text === "") return syntax("the rule is empty", `write one like ${EXAMPLE}`, [0, text.length]);
  if (text.length > MAX_LENGTH) {
    const message = `the rule has ${text.length} characters; at most ${MAX_LENGTH} are read`;
    return syntax(message, "split it into several rules", whole.span);
  }
  if (/^BEGIN:VEVENT/i.test(whole.text)) {
    const [, rule = EXAMPLE] = /^RRULE:(\S+)/im.exec(text) ?? [];
    return syntax("this is the form of CSBS, which ended on 2025-08-01", `write only ${shown(rule, 100)}`, whole.span);
  }
  if (/^RRULE:/i.test(whole.text)) {
    const [start] = whole.span;
    return syntax("RRULE: does not belong to the rule", "remove it, and begin with FREQ", [start, start + 6]);
  }
  if (/[\r\n]/.test(text)) {
    return syntax("the rule has a line end, as | and > make one", "write it on one line, without | or >", whole.span);
  }
  const [first, ...others] = lookalikesIn(text);
  if (first) {
    const all = [first, ...others];
    const hint = `write ${shown(withoutLookalikes(text).replaceAll(" ", ""), 200)}`;
    const edits = all.map(({ char, offset, plain }) => writing(plain.trim(), [offset, offset + char.length]));
    return syntax(`the rule has ${lookalikeText(all)}`, hint, [first.offset, first.offset + first.char.length], edits);
  }
  if (looksLikeCron(whole.text)) {
    const cron = readCron(whole.text);
    const hint = `write ${cron ? ruleOf(cron) : `rules like ${EXAMPLE}`}; hours are UTC`;
    return syntax("this is an expression of cron, not a rule", hint, whole.span);
  }
  const parts: Part[] = [];
  for (const piece of piecesOf(text, ";", whole.from, whole.to)) {
    if (piece.text === "") return syntax("there is no part beside this ;", "remove the ;", besideEmpty(piece, 0));
    const equals = text.indexOf("=", piece.from);
    const isPair = equals !== -1 && equals < piece.to;
    const nameToken = tokenIn(text, piece.from, isPair ? equals : piece.from);
    if (nameToken.text === "") {
      return syntax(`${shown(piece.text)} is not NAME=value`, pairMeant(piece.text), piece.span);
    }
    parts.push({ name: upper(nameToken.text), nameToken, value: tokenIn(text, equals + 1, piece.to) });
  }
  if (parts.some(({ name }) => name === "FREQ")) return parts;
  const near = parts.find(({ name }) => !isKnown(name) && nearest(name, ["FREQ"]));
  const hint = near ? `did you mean FREQ where it says ${near.nameToken.text}?` : "add FREQ=WEEKLY or FREQ=DAILY";
  return syntax("the rule has no FREQ", hint, whole.span);
}

/** `DAILY` and `FREQ:DAILY` show what is meant, except for the time. */
function pairMeant(piece: string): string {
  const [, often] = /^(?:FREQ\s*:\s*)?(DAILY|WEEKLY)$/i.exec(piece) ?? [];
  if (!often) return `write the rule like ${EXAMPLE}`;
  return `write FREQ=${upper(often)}, ${upper(often) === "DAILY" ? "with INTERVAL=1" : "with BYDAY"}, BYHOUR and BYMINUTE in UTC`;
}

function tokenIn(text: string, from: number, to: number): Token {
  const piece = text.slice(from, to);
  const trimmed = piece.trim();
  const start = trimmed === "" ? from : from + piece.indexOf(trimmed);
  return { text: trimmed, span: [start, start + trimmed.length], from, to };
}

function piecesOf(text: string, separator: string, from: number, to: number): Token[] {
  let start = from;
  return text
    .slice(from, to)
    .split(separator)
    .map((piece) => {
      const token = tokenIn(text, start, start + piece.length);
      start = token.to + separator.length;
      return token;
    });
}

const itemsOf = (text: string, { from, to }: Token): Token[] => piecesOf(text, ",", from, to);

const hasSpace = ({ text, from, to }: Token): boolean => text.length < to - from;

/** Of a token and what is around it, the token is left. */
const spaceless = ({ from, to, span: [start, end] }: Token): Edit[] => [
  ...(from < start ? [writing("", [from, start])] : []),
  ...(end < to ? [writing("", [end, to])] : []),
];

/** An empty part shows as its separator: the one before it, or for the first part the one after it. */
const besideEmpty = ({ from, to }: Token, first: number): Span => (from > first ? [from - 1, from] : [to, to + 1]);

// ---- what is wrong with it ----

function checkName({ name, nameToken }: Part, before: readonly Part[]): Finding[] {
  const wrong = (message: string, hint: string, edits?: readonly Edit[]) => [
    inRule("rule-part", message, hint, nameToken.span, edits),
  ];
  if (!isKnown(name)) {
    const near = nearest(name, PARTS);
    const hint = near ? `did you mean ${near}?` : `remove it; there are ${PARTS.join(", ")}`;
    return wrong(`a rule has no part ${shown(nameToken.text)}`, hint);
  }
  if (before.some((part) => part.name === name)) {
    return wrong(`${name} is here a second time`, "remove one of them");
  }
  return hasSpace(nameToken) ? wrong(`there is a space beside ${name}`, "remove the space", spaceless(nameToken)) : [];
}

/** The console and the vendor's Terraform provider take 1 to 30 days, and no reference has more. */
export const MAX_INTERVAL = 30;

interface Values {
  readonly allowed: string;
  readonly list: boolean;
  fits(item: string): boolean;
}

const isNumberBelow = (limit: number) => (item: string) => /^\d{1,2}$/.test(item) && Number(item) < limit;

const VALUES: Readonly<Record<PartName, Values>> = {
  FREQ: { allowed: "WEEKLY or DAILY", list: false, fits: (item) => ["WEEKLY", "DAILY"].includes(upper(item)) },
  // The RFC has no upper bound, so a rule of the cloud may have any; for documents, see MAX_INTERVAL.
  INTERVAL: { allowed: `1 to ${MAX_INTERVAL}`, list: false, fits: (item) => /^0*[1-9]\d{0,8}$/.test(item) },
  BYDAY: {
    allowed: "MO, TU, WE, TH, FR, SA or SU",
    list: true,
    fits: (item) => dayNumber(upper(item)) !== -1,
  },
  BYHOUR: { allowed: "0 to 23", list: true, fits: isNumberBelow(24) },
  BYMINUTE: { allowed: "0 to 59", list: true, fits: isNumberBelow(60) },
};

function checkValue(name: PartName, { nameToken, value }: Part, text: string): Finding[] {
  const { allowed, list, fits } = VALUES[name];
  const wrong = (message: string, hint: string, span: Span, edits?: readonly Edit[]) =>
    inRule("rule-value", message, hint, span, edits);
  const items = list ? itemsOf(text, value) : [value];
  if (items.every((item) => item.text === "")) {
    return [wrong(`${name} has no value`, `give ${allowed}`, [nameToken.span[0], value.span[1]])];
  }
  return items.flatMap((item, index) => {
    // Several commas in a row are one mistake.
    if (item.text === "" && items[index - 1]?.text === "") return [];
    if (item.text === "") return wrong(`${name} has an empty item`, "remove the comma", besideEmpty(item, value.from));
    if (!fits(item.text)) {
      return wrong(`${name} is ${allowed}, not ${shown(item.text)}`, meant(name, item.text), item.span);
    }
    if (hasSpace(item)) {
      return wrong(`there is a space beside ${item.text}`, "remove the space", item.span, spaceless(item));
    }
    return [];
  });
}

const WEEKDAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];

/** What to write instead. */
function meant(name: PartName, item: string): string {
  const { allowed, list, fits } = VALUES[name];
  const word = upper(item);
  if (name === "BYDAY") {
    const day = word.replace(/^[+-]?\d+/, "");
    if (day !== word && fits(day)) return `write ${day}: a number before a weekday is not supported`;
    const index = word.length < 3 ? -1 : WEEKDAYS.findIndex((weekday) => weekday.startsWith(word));
    if (index !== -1) return `did you mean ${DAYS[index]}?`;
  }
  if (name === "FREQ") {
    const near = nearest(word, ["WEEKLY", "DAILY"]);
    if (near) return `did you mean ${near}?`;
  }
  const plain = word.replace(/^\+?0*(?=\d+$)/, "");
  if (plain !== word && fits(plain)) return `write ${plain}`;
  if (!list && item.includes(",")) return `give one value: ${allowed}`;
  return name === "BYHOUR" && plain === "24" ? "give 0 to 23; midnight is 0, of the next day" : `give ${allowed}`;
}

const shown = (text: string, length = 40): string => (text.length > length ? `${text.slice(0, length)}…` : text);
