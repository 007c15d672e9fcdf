/** Problems as workflow commands, read back the way the runner reads them. */
import { describe, expect, test } from "vitest";
import type { Range } from "../../src/model/place.ts";
import type { Problem } from "../../src/model/problem.ts";
import type { Severity } from "../../src/model/rules.ts";
import { problemsGithub } from "../../src/render/github.ts";

const range = (file: string, line: number, column: number, endLine: number, endColumn: number): Range => {
  return { file, start: { line, column }, end: { line: endLine, column: endColumn } };
};
const PROBLEM: Problem = {
  code: "schema",
  message: "max_backups must be -1 or 1 to 99999",
  hint: "give -1 or 1 to 99999",
  range: range("policies/prod/nightly.yaml", 8, 18, 8, 19),
};
const linesFor = (...problems: Partial<Problem>[]) =>
  problemsGithub(problems.map((more) => ({ ...PROBLEM, ...more }))).split("\n");

test("a problem is a command that says where, a title that is its code, and a message that says where again, for the log", () => {
  expect(problemsGithub([PROBLEM])).toBe(
    "::error file=policies/prod/nightly.yaml,line=8,col=18,endLine=8,endColumn=19,title=schema::" +
      "policies/prod/nightly.yaml:8:18: max_backups must be -1 or 1 to 99999%0Agive -1 or 1 to 99999\n" +
      "1 error in 1 file\n",
  );
});

test("a note is in the log, and annotates nothing", () => {
  expect(linesFor({ code: "schedule-dst" }, {})).toEqual([
    expect.stringMatching(/^::error /),
    "policies/prod/nightly.yaml:8:18: note: max_backups must be -1 or 1 to 99999 [schedule-dst]",
    "1 error and 1 note in 1 file",
    "",
  ]);
});

describe("the place", () => {
  test.each<[string, Range, string]>([
    ["columns in one line, the end exclusive", range("a", 3, 5, 3, 8), "file=a,line=3,col=5,endLine=3,endColumn=8"],
    ["lines alone in several", range("a", 3, 5, 4, 2), "file=a,line=3,endLine=4"],
    ["a line end does not reach into the next line", range("a", 3, 5, 4, 1), "file=a,line=3,col=5"],
    ["several lines and the end of the last", range("a", 3, 5, 6, 1), "file=a,line=3,endLine=5"],
    ["no end that equals the beginning", range("a", 3, 5, 3, 5), "file=a,line=3,col=5"],
  ])("%s", (_, where, expected) => {
    expect(linesFor({ range: where })[0]).toMatch(`::error ${expected},title=schema::a:3:5: `);
  });

  test("none, when it is in no file", () => {
    const { range: _, ...placeless } = PROBLEM;
    expect(problemsGithub([{ ...placeless, code: "quota", address: "BackupPolicy/a" }])).toBe(
      "::warning title=quota::BackupPolicy/a: max_backups must be -1 or 1 to 99999%0Agive -1 or 1 to 99999\n1 warning\n",
    );
  });
});

/**
 * The runner's reading of a line (TryParseV2 in https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs):
 * the name and the properties reach to the second `::`; properties are parted by commas, and what is escaped comes back last.
 */
function commandIn(line: string) {
  const [, name, stated = "", data = ""] = /^\s*::(\S+?)(?: (.*?))?::(.*)$/s.exec(line) ?? [];
  const plain = (text: string) => text.replaceAll("%0D", "\r").replaceAll("%0A", "\n");
  const properties = stated.split(",").map((one) => {
    const [key = "", ...value] = one.split("=");
    return [key, plain(value.join("=")).replaceAll("%3A", ":").replaceAll("%2C", ",").replaceAll("%25", "%")];
  });
  return name && { name, ...Object.fromEntries(properties), data: plain(data).replaceAll("%25", "%") };
}

describe("what a user wrote stays what it is", () => {
  test.each<[string, string]>([
    ["a line of its own", "a\n::error::b"],
    ["line ends of other systems", "a\r\n::set-env name=PATH::b\r::error::c"],
    ["an end of the properties", "::warning file=x::y"],
    ["commas, colons and equals signs", "a,line=1:2=3,title=z"],
    ["what looks escaped", "100%0A::error::%25%3A%2C"],
    ["a command of the old form", "##[error]a"],
    ["an escape sequence", "\u001b[31m"],
  ])("%s", (_, hostile) => {
    const lines = linesFor({ message: hostile, hint: hostile, range: range(`policies/${hostile}.yaml`, 1, 2, 1, 3) });
    expect(lines).toHaveLength(3);
    expect(lines[1]).toBe("1 error in 1 file");
    const shown = hostile
      .replaceAll("\r", "\\u000d")
      .replaceAll("\n", "\\u000a")
      .replaceAll("\u001b", "\\u001b")
      .replaceAll("##[", "\\u0023#[");
    expect(commandIn(lines[0] ?? "")).toEqual({
      name: "error",
      file: `policies/${hostile}.yaml`,
      line: "1",
      col: "2",
      endLine: "1",
      endColumn: "3",
      title: "schema",
      // In the log it could only be a command where a line begins.
      data: `policies/${shown}.yaml:1:2: ${shown}\n${shown.replace(/^:(?=:)/, "\\u003a")}`,
    });
  });
});

describe("the first ten of each severity are shown, so", () => {
  const named = (severity: Severity, names: string[]) =>
    names.map((message) => ({ code: severity === "error" ? ("schema" as const) : ("quota" as const), message }));
  const ten = Array.from({ length: 10 }, (_, index) => `e${index}`);

  test("errors come first, and keep their order", () => {
    const lines = linesFor(...named("warning", ["w0", "w1"]), ...named("error", ["e0", "e1"]));
    expect(lines.map((line) => /: (\w\d)%0A/.exec(line)?.[1])).toEqual(["e0", "e1", "w0", "w1", undefined, undefined]);
  });

  test("ten need no word", () => {
    expect(linesFor(...named("error", ten)).at(-2)).toBe("10 errors in 1 file");
  });

  test.each<[Partial<Problem>[], string, string]>([
    [named("error", [...ten, "e10"]), "11 errors in 1 file", "1 error"],
    [
      [...named("warning", [...ten, "w10", "w11"]), ...named("error", [...ten, "e10"])],
      "11 errors and 12 warnings in 1 file",
      "1 error and 2 warnings",
    ],
  ])("more are told in the summary", (problems, count, hidden) => {
    expect(linesFor(...problems).at(-2)).toBe(
      `${count} (GitHub annotates 10 errors and 10 warnings of a step; only in this log: ${hidden})`,
    );
  });
});
