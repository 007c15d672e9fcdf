/** One schedule rule: what is accepted, and for what is not the words and the very characters. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalRule, parseRule, type Rule, sentRule } from "../../src/kinds/cbr/rule.ts";
import { DAYS } from "../../src/kinds/times.ts";
import type { Finding } from "../../src/model/problem.ts";
import { rules, textOf } from "./rules.ts";

function findingsIn(text: string): readonly Finding[] {
  const parsed = parseRule(text);
  return parsed.rule ? [] : parsed.findings;
}
const spanOf = ({ place }: Finding) => place.span ?? [NaN, NaN];

/** `code token` of each finding. */
const tokens = (text: string): string[] =>
  findingsIn(text).map((finding) => `${finding.code} ${text.slice(...spanOf(finding))}`);

describe("accepted", () => {
  test.each<[string, string]>([
    ["the vendor's weekly example", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=14;BYMINUTE=00"],
    ["the vendor's daily example", "FREQ=DAILY;INTERVAL=1;BYHOUR=6;BYMINUTE=00"],
    ["parts in any order", "BYMINUTE=00;BYHOUR=6;FREQ=DAILY"],
    ["small letters, as RFC 2445 has it", "freq=weekly;byday=mo,Tu;byhour=6;byminute=30"],
    ["one digit, and two", "FREQ=DAILY;BYHOUR=06;BYMINUTE=5"],
    ["the last hour and minute", "FREQ=DAILY;BYHOUR=23;BYMINUTE=59"],
    ["the first hour and minute", "FREQ=DAILY;BYHOUR=0;BYMINUTE=0"],
    ["several hours and minutes", "FREQ=DAILY;BYHOUR=6,18;BYMINUTE=0,30"],
    ["the same item twice, which is one run", "FREQ=WEEKLY;BYDAY=MO,MO;BYHOUR=6,06;BYMINUTE=0"],
    ["days beside DAILY", "FREQ=DAILY;BYDAY=MO;BYHOUR=6;BYMINUTE=0"],
    ["an interval beside WEEKLY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;BYHOUR=6;BYMINUTE=0"],
    ["an interval longer than the console offers", "FREQ=DAILY;INTERVAL=31;BYHOUR=6;BYMINUTE=0"],
    ["zeros before an interval", "FREQ=DAILY;INTERVAL=02;BYHOUR=6;BYMINUTE=0"],
    ["nothing but FREQ", "FREQ=DAILY"],
  ])("%s", (_, text) => {
    expect(tokens(text)).toEqual([]);
  });
});

describe("rule-syntax is the only fault of its rule", () => {
  test.each<[text: string, token: string, message: string, hint: string]>([
    ["", "", "the rule is empty", "write one like FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=18;BYMINUTE=00"],
    ["  ", "  ", "the rule is empty", "write one like FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=18;BYMINUTE=00"],
    [
      "every day at six",
      "every day at six",
      "every day at six is not NAME=value",
      "write the rule like FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=18;BYMINUTE=00",
    ],
    [
      "FREQ=XX;BYHOUR:6;BYMINUTE=99",
      "BYHOUR:6",
      "BYHOUR:6 is not NAME=value",
      "write the rule like FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=18;BYMINUTE=00",
    ],
    [
      "FREQ=DAILY;=6",
      "=6",
      "=6 is not NAME=value",
      "write the rule like FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=18;BYMINUTE=00",
    ],
    ["FREQ=DAILY;BYHOUR=6;", ";", "there is no part beside this ;", "remove the ;"],
    ["FREQ=DAILY;;BYHOUR=6", ";", "there is no part beside this ;", "remove the ;"],
    [";FREQ=DAILY", ";", "there is no part beside this ;", "remove the ;"],
    ["BYHOUR=24;BYMINUTE=0", "BYHOUR=24;BYMINUTE=0", "the rule has no FREQ", "add FREQ=WEEKLY or FREQ=DAILY"],
    ["FREK=DAILY;BYHOUR=6", "FREK=DAILY;BYHOUR=6", "the rule has no FREQ", "did you mean FREQ where it says FREK?"],
    ["RRULE:FREQ=DAILY;BYHOUR=6", "RRULE:", "RRULE: does not belong to the rule", "remove it, and begin with FREQ"],
    [
      `FREQ=DAILY;BYHOUR=${"6,".repeat(500)}6`,
      `FREQ=DAILY;BYHOUR=${"6,".repeat(500)}6`,
      "the rule has 1019 characters; at most 1000 are read",
      "split it into several rules",
    ],
  ])("%s", (text, token, message, hint) => {
    expect(tokens(text)).toEqual([`rule-syntax ${token}`]);
    const [fault] = findingsIn(text);
    expect(fault?.message).toBe(message);
    expect(fault?.hint).toBe(hint);
  });

  test("the ; of an empty part is the one before it, and for the first part the one behind", () => {
    expect(findingsIn("FREQ=DAILY;;BYHOUR=6")[0]?.place.span).toEqual([10, 11]);
    expect(findingsIn("FREQ=DAILY;  ;BYHOUR=6")[0]?.place.span).toEqual([10, 11]);
    expect(findingsIn("FREQ=DAILY;")[0]?.place.span).toEqual([10, 11]);
    expect(findingsIn(";FREQ=DAILY")[0]?.place.span).toEqual([0, 1]);
  });
});

describe("rule-part points at the name", () => {
  test.each<[text: string, token: string, message: string, hint: string]>([
    ["FREQ=DAILY;BYHOURS=6", "BYHOURS", "a rule has no part BYHOURS", "did you mean BYHOUR?"],
    [
      "FREQ=DAILY;COUNT=3",
      "COUNT",
      "a rule has no part COUNT",
      "remove it; there are FREQ, INTERVAL, BYDAY, BYHOUR, BYMINUTE",
    ],
    [
      "FREQ=DAILY;__proto__=3",
      "__proto__",
      "a rule has no part __proto__",
      "remove it; there are FREQ, INTERVAL, BYDAY, BYHOUR, BYMINUTE",
    ],
    // Not a letter of ours, though its upper case is.
    ["FREQ=DAILY;BYM\u0131NUTE=3", "BYM\u0131NUTE", "a rule has no part BYM\u0131NUTE", "did you mean BYMINUTE?"],
    ["FREQ=DAILY;BYHOUR=6;byhour=7", "byhour", "BYHOUR is here a second time", "remove one of them"],
    ["FREQ=DAILY;FREQ=DAILY", "FREQ", "FREQ is here a second time", "remove one of them"],
    ["FREQ=DAILY; BYHOUR=6", "BYHOUR", "there is a space beside BYHOUR", "remove the space"],
    ["FREQ =DAILY", "FREQ", "there is a space beside FREQ", "remove the space"],
  ])("%s", (text, token, message, hint) => {
    expect(tokens(text)).toEqual([`rule-part ${token}`]);
    const [fault] = findingsIn(text);
    expect(fault?.message).toBe(message);
    expect(fault?.hint).toBe(hint);
  });

  test("a part that stands twice is the second one", () => {
    expect(findingsIn("FREQ=DAILY;FREQ=DAILY")[0]?.place.span).toEqual([11, 15]);
  });
});

describe("rule-value points at the item", () => {
  test.each<[text: string, token: string, message: string, hint: string]>([
    ["FREQ=MONTHLY", "MONTHLY", "FREQ is WEEKLY or DAILY, not MONTHLY", "give WEEKLY or DAILY"],
    ["FREQ=WEKLY", "WEKLY", "FREQ is WEEKLY or DAILY, not WEKLY", "did you mean WEEKLY?"],
    [
      "FREQ=DAILY,WEEKLY",
      "DAILY,WEEKLY",
      "FREQ is WEEKLY or DAILY, not DAILY,WEEKLY",
      "give one value: WEEKLY or DAILY",
    ],
    ["FREQ=", "FREQ=", "FREQ has no value", "give WEEKLY or DAILY"],
    [
      "FREQ=WEEKLY;BYDAY=MO,XX",
      "XX",
      "BYDAY is MO, TU, WE, TH, FR, SA or SU, not XX",
      "give MO, TU, WE, TH, FR, SA or SU",
    ],
    ["FREQ=WEEKLY;BYDAY=monday", "monday", "BYDAY is MO, TU, WE, TH, FR, SA or SU, not monday", "did you mean MO?"],
    ["FREQ=WEEKLY;BYDAY=Thu", "Thu", "BYDAY is MO, TU, WE, TH, FR, SA or SU, not Thu", "did you mean TH?"],
    [
      "FREQ=WEEKLY;BYDAY=-1SU",
      "-1SU",
      "BYDAY is MO, TU, WE, TH, FR, SA or SU, not -1SU",
      "write SU: a number before a weekday is not supported",
    ],
    ["FREQ=WEEKLY;BYDAY=MO, TU", "TU", "there is a space beside TU", "remove the space"],
    ["FREQ=WEEKLY;BYDAY=MO,,TU", ",", "BYDAY has an empty item", "remove the comma"],
    ["FREQ=WEEKLY;BYDAY=MO,", ",", "BYDAY has an empty item", "remove the comma"],
    ["FREQ=WEEKLY;BYDAY=,,MO", ",", "BYDAY has an empty item", "remove the comma"],
    ["FREQ=WEEKLY;BYDAY=,", "BYDAY=,", "BYDAY has no value", "give MO, TU, WE, TH, FR, SA or SU"],
    ["FREQ=DAILY;BYHOUR=24", "24", "BYHOUR is 0 to 23, not 24", "give 0 to 23; midnight is 0, of the next day"],
    ["FREQ=DAILY;BYHOUR=25", "25", "BYHOUR is 0 to 23, not 25", "give 0 to 23"],
    ["FREQ=DAILY;BYHOUR=-1", "-1", "BYHOUR is 0 to 23, not -1", "give 0 to 23"],
    ["FREQ=DAILY;BYHOUR=+6", "+6", "BYHOUR is 0 to 23, not +6", "write 6"],
    ["FREQ=DAILY;BYHOUR=006", "006", "BYHOUR is 0 to 23, not 006", "write 6"],
    ["FREQ=DAILY;BYHOUR=6.5", "6.5", "BYHOUR is 0 to 23, not 6.5", "give 0 to 23"],
    ["FREQ=DAILY;BYHOUR=6=7", "6=7", "BYHOUR is 0 to 23, not 6=7", "give 0 to 23"],
    ["FREQ=DAILY;BYHOUR=٦", "٦", "BYHOUR is 0 to 23, not ٦", "give 0 to 23"],
    ["FREQ=DAILY;BYHOUR=", "BYHOUR=", "BYHOUR has no value", "give 0 to 23"],
    ["FREQ=DAILY;BYMINUTE=60", "60", "BYMINUTE is 0 to 59, not 60", "give 0 to 59"],
    ["FREQ=DAILY;BYMINUTE=00\t", "00", "there is a space beside 00", "remove the space"],
    ["FREQ=DAILY;INTERVAL=0", "0", "INTERVAL is 1 to 30, not 0", "give 1 to 30"],
    ["FREQ=DAILY;INTERVAL=1,2", "1,2", "INTERVAL is 1 to 30, not 1,2", "give one value: 1 to 30"],
  ])("%s", (text, token, message, hint) => {
    expect(tokens(text)).toEqual([`rule-value ${token}`]);
    const [fault] = findingsIn(text);
    expect(fault?.message).toBe(message);
    expect(fault?.hint).toBe(hint);
  });

  test("every fault of a rule is told, in the order of the text", () => {
    expect(tokens("FREQ=YEARLY;BYDAY=MO,XX;BYHOUR=24;COUNT=3;BYMINUTE=0,60,61;BYHOUR=7")).toEqual([
      "rule-value YEARLY",
      "rule-value XX",
      "rule-value 24",
      "rule-part COUNT",
      "rule-value 60",
      "rule-value 61",
      "rule-part BYHOUR",
    ]);
  });

  test("an item that is the text of another one is found where it stands itself", () => {
    expect(findingsIn("FREQ=DAILY;BYHOUR=2,24,4")[0]?.place.span).toEqual([20, 22]);
  });

  test("a long item is not told in full", () => {
    expect(findingsIn(`FREQ=${"X".repeat(500)}`)[0]?.message).toBe(`FREQ is WEEKLY or DAILY, not ${"X".repeat(40)}…`);
  });
});

test("whatever is written, a text is a rule or has faults that lie within it", () => {
  const pieces = ["FREQ", "BYDAY", "BYHOUR", "INTERVAL", "=", ";", ",", " ", "MO", "24", "-1", "WEEKLY", "\u{1F600}"];
  const noise = fc.oneof(fc.string({ unit: "binary", maxLength: 4 }), fc.constantFrom(...pieces));
  const mutation = fc.record({ at: fc.nat(80), cut: fc.nat(6), insert: noise });
  fc.assert(
    fc.property(rules, fc.array(mutation, { maxLength: 5 }), (rule, mutations) => {
      const text = mutations.reduce(
        (done, { at, cut, insert }) => done.slice(0, at) + insert + done.slice(at + cut),
        textOf(rule),
      );
      const parsed = parseRule(text);
      if (parsed.rule) {
        // What is accepted means what it says, and is accepted in the form in which it is sent too.
        expect(parseRule(sentRule(text)).rule).toEqual(parsed.rule);
        expect(parseRule(canonicalRule(text)).rule).toEqual(parsed.rule);
      } else {
        expect(parsed.findings.length).toBeGreaterThan(0);
        const syntax = parsed.findings.filter(({ code }) => code === "rule-syntax");
        expect(syntax.length === 0 || parsed.findings.length === 1).toBe(true);
        for (const span of parsed.findings.map(spanOf)) {
          expect(span[0]).toBeGreaterThanOrEqual(0);
          expect(span[1]).toBeGreaterThan(text === "" ? -1 : span[0]);
          expect(span[1]).toBeLessThanOrEqual(text.length);
        }
        const places = parsed.findings.map((finding) => spanOf(finding).join());
        expect(new Set(places).size).toBe(places.length);
      }
      expect(canonicalRule(canonicalRule(text))).toBe(canonicalRule(text));
    }),
    { numRuns: 700 },
  );
});

test("rules have the same canonical form if and only if they say the same", () => {
  // Few values, so that equal ones come up.
  const few = fc.record<Rule>({
    freq: fc.constantFrom("WEEKLY", "DAILY"),
    interval: fc.constantFrom(1, 2),
    days: fc.option(fc.constantFrom([0], [0, 6]), { nil: undefined }),
    hours: fc.constantFrom([6], [6, 18], undefined),
    minutes: fc.constantFrom([0], [5], undefined),
  });
  const pairs = fc.oneof(
    fc.tuple(few, few),
    few.map((rule) => [rule, rule]),
  );
  fc.assert(
    fc.property(pairs, fc.infiniteStream(fc.nat()), ([a, b], random) => {
      const one = shuffled(a, random);
      expect(parseRule(one).rule).toEqual(a);
      expect(canonicalRule(one) === canonicalRule(textOf(b))).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
  );
});

/** The same rule in other words. */
function shuffled(rule: Rule, random: Iterator<number>): string {
  const next = (limit: number) => (random.next().value ?? 0) % limit;
  const mixed = <T>(items: readonly T[]) =>
    items
      .map((item) => ({ item, key: next(1000) }))
      .sort((a, b) => a.key - b.key)
      .map(({ item }) => item);
  const padded = (number: number) => (next(2) === 0 ? String(number) : String(number).padStart(2, "0"));
  const parts = mixed([
    `FREQ=${rule.freq}`,
    ...(rule.interval === 1 && next(2) === 0 ? [] : [`INTERVAL=${rule.interval}`]),
    ...(rule.days ? [`BYDAY=${mixed(rule.days).map((day) => DAYS[day])}`] : []),
    ...(rule.hours ? [`BYHOUR=${mixed(rule.hours).map(padded)}`] : []),
    ...(rule.minutes ? [`BYMINUTE=${mixed(rule.minutes).map(padded)}`] : []),
  ]);
  const text = parts.join(";");
  return next(2) === 0 ? text : text.toLowerCase();
}
