/** Comments that silence warnings: what each of them does to the problems around it, and what is wrong with the comment. */
import { expect, test } from "vitest";
import { silenced } from "../../src/documents/ignore.ts";
import type { Ignore } from "../../src/documents/load.ts";
import type { Range } from "../../src/model/place.ts";
import type { Problem } from "../../src/model/problem.ts";
import type { ProblemCode } from "../../src/model/rules.ts";

const on = (line: number, file = "a.yaml"): Range => ({ file, start: { line, column: 3 }, end: { line, column: 9 } });
const problem = (code: ProblemCode, line: number, file?: string): Problem => ({
  code,
  message: "m",
  range: on(line, file),
});
/** A comment at the end of line 5. */
const ignore = (code: string, more: Partial<Ignore> = {}): Ignore => ({
  range: on(5),
  line: 5,
  code,
  reason: "it is meant",
  ...more,
});

/** `code line` of each problem that is left. */
const left = (problems: readonly Problem[], ...ignores: Ignore[]): string[] =>
  silenced(problems, ignores).map(({ code, range }) => `${code} ${range ? range.start.line : "nowhere"}`);

const WARNING = problem("vaults-none", 5);

test.each<[rule: string, Problem[], Ignore[], string[]]>([
  ["a warning is silenced by its code on its line", [WARNING], [ignore("vaults-none")], []],
  ["all of them are, if there are several", [WARNING, WARNING], [ignore("vaults-none")], []],
  [
    "the line may be another one than the comment's",
    [problem("vaults-none", 6)],
    [ignore("vaults-none", { line: 6 })],
    [],
  ],
  [
    "two comments silence two codes of one line",
    [WARNING, problem("quota", 5)],
    [ignore("vaults-none", { range: on(3) }), ignore("quota", { range: on(4) })],
    [],
  ],
  [
    "another code stays, and the comment is useless",
    [WARNING],
    [ignore("quota")],
    ["vaults-none 5", "ignore-useless 5"],
  ],
  ["another line stays", [problem("vaults-none", 6)], [ignore("vaults-none")], ["vaults-none 6", "ignore-useless 5"]],
  [
    "the same line of another file stays",
    [problem("vaults-none", 5, "b.yaml")],
    [ignore("vaults-none")],
    ["vaults-none 5", "ignore-useless 5"],
  ],
  [
    "a warning that is in no file stays",
    [{ code: "quota", message: "m" }],
    [ignore("quota")],
    ["quota nowhere", "ignore-useless 5"],
  ],
  [
    "an error stays, whatever a comment says",
    [problem("schema", 5)],
    [ignore("schema")],
    ["schema 5", "ignore-useless 5"],
  ],
  ["a comment with nothing to silence is useless", [], [ignore("vaults-none")], ["ignore-useless 5"]],
  ["a comment without a code is useless", [WARNING], [ignore("")], ["vaults-none 5", "ignore-useless 5"]],
  [
    "without a reason it silences, and needs one",
    [WARNING],
    [ignore("vaults-none", { reason: "" })],
    ["ignore-reasonless 5"],
  ],
  [
    "a comment does not silence what is wrong with a comment",
    [],
    [ignore("ignore-useless"), ignore("quota")],
    ["ignore-useless 5", "ignore-useless 5"],
  ],
])("%s", (_, problems, ignores, expected) => {
  expect(left(problems, ...ignores)).toEqual(expected);
});

test("what is wrong with a comment is shown at the comment, not at the line it is about", () => {
  const [useless] = silenced([], [ignore("quota", { range: on(4), line: 5 })]);
  expect(useless?.range).toEqual(on(4));
});

test.each<[string, Problem[], Ignore, string]>([
  ["an error", [problem("schema", 5)], ignore("schema"), "schema is an error, which a comment cannot silence"],
  ["nothing", [], ignore("quota"), "there is no warning quota for this comment to silence"],
  ["no code", [], ignore(""), "this comment does not name a code"],
  ["no reason", [WARNING], ignore("vaults-none", { reason: "" }), "vaults-none is silenced without a reason"],
  ["a code as long as a file", [], ignore("x".repeat(1000)), `there is no warning ${"x".repeat(60)}… for this`],
])("the message tells which it is: %s", (_, problems, comment, message) => {
  expect(silenced(problems, [comment]).at(-1)?.message).toContain(message);
});
