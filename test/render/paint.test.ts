/** The door: what becomes of text on its way to a terminal, a log or a pipe. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { printable } from "../../src/model/invisible.ts";
import { painter, shown, shownAnnotations } from "../../src/render/paint.ts";

describe("whatever a caller forgot to make printable is so behind the door, but for line ends and tabs", () => {
  test.each<[string, string, string]>([
    ["our own text", "Plan: 1 to add → ✓\n\t备份 e\u0301 😀 ⚠️ 1️⃣\n", "Plan: 1 to add → ✓\n\t备份 e\u0301 😀 ⚠️ 1️⃣\n"],
    ["an escape sequence", "\u001b[31mred", "\\u001b[31mred"],
    ["the same in one character", "\u009b31mred", "\\u009b31mred"],
    ["a carriage return", "a\rb\r\n", "a\\u000db\\u000d\n"],
    ["a bell, a backspace, delete", "\u0007\b\u007f", "\\u0007\\u0008\\u007f"],
    ["other ends of lines", "a\u0085b\u2028c\u2029d\u000be\u000cf", "a\\u0085b\\u2028c\\u2029d\\u000be\\u000cf"],
    ["a direction of writing", "\u202ea\u2066b\u200fc\u061cd", "\\u202ea\\u2066b\\u200fc\\u061cd"],
    ["no width", "a\u200bb\u200dc\u2060d\ufeffe\u00adf", "a\\u200bb\\u200dc\\u2060d\\ufeffe\\u00adf"],
    ["tags and selectors", "a\u{e0041}b\u{e0100}c\ufe0f", "a\\udb40\\udc41b\\udb40\\udd00c\\ufe0f"],
    ["half of a pair", "a\ud83d\udfe0b\ud83d", "a🟠b\\ud83d"],
    ["a command", "::stop-commands::x\n a\n  ::error::y\n", "\\u003a:stop-commands::x\n a\n  \\u003a:error::y\n"],
    ["behind spaces of any kind", "\u00a0\u3000::error::y", "\u00a0\u3000\\u003a:error::y"],
    ["not within a line", "a ::error::y", "a ::error::y"],
    ["a command of the other runner", "a ##[group]b ##vso[x]c ## [d]", "a \\u0023#[group]b \\u0023#vso[x]c ## [d]"],
  ])("%s", (_, text, expected) => {
    expect(shown(text)).toBe(expected);
    expect(shown(text, { colour: true })).toBe(expected);
    // Twice is once: what was made printable stays as it is.
    expect(shown(expected, { colour: true })).toBe(expected);
    expect(shown(printable(text), { colour: true })).toBe(printable(text));
  });
});

test("colour is what a painter set, and nothing else is", () => {
  expect(shown(painter({ colour: true })("red", "a\u001b[1m"), { colour: true })).toBe(
    "\u001b[31ma\\u001b[1m\u001b[39m",
  );
  expect(shown(painter({ colour: false })("red", "a"))).toBe("a");
  expect(shown(painter({ colour: true })("bold", "::error::a"), { colour: true })).toBe(
    "\u001b[1m\\u003a:error::a\u001b[22m",
  );
  // Where there is no colour, there is none for anybody.
  expect(shown(painter({ colour: true })("dim", "a"))).toMatch(/^\\u[\da-f]{4}a\\u[\da-f]{4}$/);
});

test("JSON stays the same JSON, whatever is in it", () => {
  const anything = fc.oneof(
    fc.jsonValue(),
    fc.array(fc.string({ unit: "binary" })),
    fc.constantFrom("\\\u202e", "\\\\##[a]", '"::', "\udfe0", "\ud83d", "\\ud83d"),
  );
  fc.assert(
    fc.property(anything, fc.boolean(), (value, colour) => {
      const text = JSON.stringify(value, undefined, 2);
      expect(JSON.parse(shown(text, { colour }))).toEqual(JSON.parse(text));
    }),
  );
});

test("annotations are the only commands among ours, and each is one line", () => {
  const text =
    "::error file=a\u001b,line=1::b\n::warning title=c::d ##[e]\n::add-mask::f\n ::error::g\n::error\n1 error\n";
  expect(shownAnnotations(text)).toBe(
    "::error file=a\\u001b,line=1::b\n::warning title=c::d \\u0023#[e]\n\\u003a:add-mask::f\n \\u003a:error::g\n\\u003a:error\n1 error\n",
  );
});

test("what is printable is one line", () => {
  expect(printable("a\nb\tc\r\n::d")).toBe("a\\u000ab\\u0009c\\u000d\\u000a::d");
});

/** Ten times the text for ten times the time, and room for a slow moment. */
test.each([
  ["a plan", '      "message": "retention 30 → 7 days: restore points may be deleted at once ⚠️",\n'],
  ["blank lines", "\n"],
  ["spaces", " "],
  ["colons", ":"],
  ["hashes", "#"],
  ["invisible ones", "\u202e"],
])("the door takes time in proportion to a text of %s", (_, piece) => {
  const time = (length: number): number => {
    const text = piece.repeat(length / piece.length);
    const times = Array.from({ length: 3 }, () => {
      const began = performance.now();
      shown(text, { colour: true });
      return performance.now() - began;
    });
    return Math.min(...times);
  };
  time(10_000);
  expect(time(1_000_000)).toBeLessThan(50 + 40 * time(100_000));
});
