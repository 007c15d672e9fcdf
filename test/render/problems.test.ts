/** Problems as text: the line, the carets under the token, and how many there are. «» mark the token; they are not in the file. */
import { describe, expect, test } from "vitest";
import type { Problem } from "../../src/model/problem.ts";
import { painter, shown } from "../../src/render/paint.ts";
import { problemsText } from "../../src/render/problems.ts";
import { problemCount } from "../../src/render/text.ts";

const PLAIN = { paint: painter({ colour: false }), columns: 80 };

/** A problem at the token between «». Columns count characters. */
function problemAt(marked: string, more: Partial<Problem> = {}): { problem: Problem; text: string } {
  const [before = "", token = "", after = ""] = marked.split(/[«»]/);
  const positionAfter = (text: string) => {
    const lines = text.split("\n");
    return { line: lines.length, column: [...(lines.at(-1) ?? "")].length + 1 };
  };
  const range = { file: "a.yaml", start: positionAfter(before), end: positionAfter(before + token) };
  return {
    problem: { code: "schema", message: "wrong", range, ...more },
    text: before + token + after,
  };
}

/** The frame alone: what stands below the first line. */
function frame(marked: string, columns = 80): string[] {
  const { problem, text } = problemAt(marked);
  const lineOf = (_: string, line: number) => text.split("\n")[line - 1];
  return problemsText([problem], { ...PLAIN, columns, lineOf })
    .split("\n")
    .slice(1);
}

test("a problem is its place, message and code in one line, then the line it is in, a caret, and what to do", () => {
  const message = "max_backups must be -1 or 1 to 99999";
  const { problem, text } = problemAt("\n\n    max_backups: «0»", { message, hint: "give -1 or 1 to 99999" });
  expect(problemsText([problem], { ...PLAIN, lineOf: (_, line) => text.split("\n")[line - 1] })).toBe(
    [
      "a.yaml:3:18: max_backups must be -1 or 1 to 99999 [schema]",
      "   3 |     max_backups: 0",
      "     |                  ^",
      "  give -1 or 1 to 99999",
    ].join("\n"),
  );
});

describe("the carets stand under the token, whole and alone", () => {
  test.each<[string, string, string[]]>([
    ["a word", "kind: «Polcy»", ["   1 | kind: Polcy", "     |       ^^^^^"]],
    ["at the beginning of the line", "«kidn»: a", ["   1 | kidn: a", "     | ^^^^"]],
    ["a part of a value", "FREQ=DAILY;BYHOUR=«24»;X", ["   1 | FREQ=DAILY;BYHOUR=24;X", "     |                   ^^"]],
    ["several lines: to the end of the first", "a: «[1,\n  2]»\n", ["   1 | a: [1,", "     |    ^^^"]],
    ["a whole line with its end", "«- a  \n»b", ["   1 | - a", "     | ^^^"]],
    ["nothing, in a line", "a:«» b", ["   1 | a: b", "     |   ^"]],
    ["nothing, behind the line", "a: [1«»", ["   1 | a: [1", "     |      ^"]],
    ["nothing, in an empty line", "a:\n«»", ["   2 |", "     | ^"]],
    ["line 12345", `${"\n".repeat(12344)}a: «b»`, ["12345 | a: b", "      |    ^"]],
  ])("%s", (_, marked, expected) => {
    expect(frame(marked)).toEqual(expected);
  });
});

describe("the carets stand under the token, whatever is before it", () => {
  test.each<[string, string, string[]]>([
    ["a tab stays a tab in both lines", "\ta:\t«b»", ["   1 | \ta:\tb", "     | \t  \t^"]],
    ["a tab inside the token", "a: «b\tc»", ["   1 | a: b\tc", "     |    ^\t^"]],
    ["a tab is the token", "a:«\t»b", ["   1 | a:\tb", "     |   ^"]],
    ["wide characters fill two cells", "备份: «每天»", ["   1 | 备份: 每天", "     |       ^^^^"]],
    ["half-width and full-width forms", "ｱＡ: «b»", ["   1 | ｱＡ: b", "     |      ^"]],
    ["a combining character fills none", "e\u0301: «e\u0301»", ["   1 | e\u0301: e\u0301", "     |    ^"]],
    ["an emoji fills two", "😀: «😀b»", ["   1 | 😀: 😀b", "     |     ^^^"]],
    ["one of several code points, too", "👍🏽🇨🇳⚠️: «b»", ["   1 | 👍🏽🇨🇳⚠️: b", "     |         ^"]],
    ["what is not seen is made visible", "a: «\u200b»b", ["   1 | a: \\u200bb", "     |    ^^^^^^"]],
    ["an escape sequence is text", "\u001b[31mé: «b»", ["   1 | \\u001b[31mé: b", "     |              ^"]],
    ["a control character as the token", "a: «\u0007»", ["   1 | a: \\u0007", "     |    ^^^^^^"]],
    ["a right-to-left override", "\u202ea: «b»", ["   1 | \\u202ea: b", "     |          ^"]],
  ])("%s", (_, marked, expected) => {
    expect(frame(marked)).toEqual(expected);
  });
});

describe("a line that is too long is cut around the token", () => {
  const x = (count: number) => "x".repeat(count);
  test.each<[string, string, string[]]>([
    ["as long as fits: not cut", `key: «b» ${x(26)}`, [`   1 | key: b ${x(26)}`, "     |      ^"]],
    ["behind it", `key: «b» ${x(27)}`, [`   1 | key: b ${x(24)}…`, "     |      ^"]],
    ["before it", `${x(60)}: «b»`, [`   1 | …${x(28)}: b`, `     | ${" ".repeat(31)}^`]],
    ["on both sides", `${x(60)}: «b» ${x(60)}`, [`   1 | …${x(18)}: b ${x(9)}…`, `     | ${" ".repeat(21)}^`]],
    ["the token itself, behind its key", `key: «${x(60)}»`, [`   1 | key: ${x(26)}…`, `     |      ${"^".repeat(26)}`]],
    ["both", `${x(60)}: «${x(60)}»`, [`   1 | …${x(14)}: ${x(15)}…`, `     | ${" ".repeat(17)}${"^".repeat(15)}`]],
    ["a tab is as wide as can be", `key:\t\t«b» ${x(12)}`, [`   1 | key:\t\tb ${x(9)}…`, "     |     \t\t^"]],
    [
      "a wide character is not cut in two",
      `键: «${"备".repeat(30)}»`,
      [`   1 | 键: ${"备".repeat(13)}…`, `     |     ${"^".repeat(26)}`],
    ],
  ])("%s", (_, marked, expected) => {
    expect(frame(marked, 40)).toEqual(expected);
  });

  test("and a line of a megabyte takes no time, nor does a terminal without width", () => {
    const begin = performance.now();
    expect(frame(`${x(1_000_000)} «b»${x(1_000_000)}`, 0)).toEqual([
      `   1 | …${x(11)} b${x(5)}…`,
      `     | ${" ".repeat(13)}^`,
    ]);
    expect(performance.now() - begin).toBeLessThan(1000);
  });
});

test("a problem of a file that is gone, of an unreadable one, or of none has no frame", () => {
  const { problem } = problemAt("«a»");
  const { range: _, ...placeless } = problem;
  const problems: Problem[] = [problem, { ...problem, code: "file-unreadable" }, { ...placeless, address: "A/b" }];
  const lineOf = (_: string, line: number) => (line === 1 ? undefined : "");
  expect(problemsText(problems, { ...PLAIN, lineOf })).toBe(
    ["a.yaml:1:1: wrong [schema]", "a.yaml:1:1: wrong [file-unreadable]", "A/b: wrong [schema]"].join("\n\n"),
  );
  expect(problemsText([{ ...problem, code: "file-unreadable" }], { ...PLAIN, lineOf: () => "secret" })).not.toContain(
    "secret",
  );
});

test("a warning says so; with colour it is yellow with its caret, an error is red, and the gutter is dim", () => {
  const { problem, text } = problemAt("a: «b»", { code: "quota" });
  const view = { paint: painter({ colour: true }), columns: 80, lineOf: () => text };
  const [yellow, red, dim, bold] = [33, 31, 2, 1].map((style) => `\u001b[${style}m`);
  expect(shown(problemsText([problem], view), { colour: true }).split("\n")).toEqual([
    `${bold}a.yaml:1:4: \u001b[22m${yellow}warning: wrong\u001b[39m ${dim}[quota]\u001b[22m`,
    `${dim}   1 |\u001b[22m a: b`,
    `${dim}     |\u001b[22m    ${yellow}^\u001b[39m`,
  ]);
  expect(shown(problemsText([{ ...problem, code: "schema" }], view), { colour: true })).toContain(`${red}^`);
});

test.each<[Partial<Problem>[], string]>([
  [[{}], "1 error in 1 file"],
  [[{}, {}, { code: "quota" }], "2 errors and 1 warning in 1 file"],
  [[{ code: "quota" }, { code: "quota" }], "2 warnings in 1 file"],
  [[{}, { code: "quota" }, { code: "schedule-dst" }], "1 error, 1 warning and 1 note in 1 file"],
  [[{ code: "schedule-dst", severity: "warning" }], "1 warning in 1 file"],
])("they are counted at the end: %j", (problems, expected) => {
  expect(problemCount(problems.map((more) => problemAt("«a»", more).problem))).toBe(expected);
});

test("what is in no file is counted in no file", () => {
  expect(problemCount([{ code: "live-ambiguous", message: "several" }])).toBe("1 error");
});
