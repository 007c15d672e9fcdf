/** JSON that others wrote. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readJson } from "../../src/model/json.ts";

const lists = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
const TOO_DEEP = { fault: "it has more than 100 levels" };
const NO_JSON = { fault: "it is not JSON, or only a part of it" };

test.each<[string, string, object]>([
  ["false", "false", { value: false }],
  ["a string", '"a"', { value: "a" }],
  ["100 levels", lists(100), { value: expect.any(Array) }],
  ["101 levels", lists(101), TOO_DEEP],
  ["101 levels of mappings", '{"a":'.repeat(101) + 1 + "}".repeat(101), TOO_DEEP],
  ["101 levels of both", '[{"a":'.repeat(51) + 1 + "}]".repeat(51), TOO_DEEP],
  ["a million levels", lists(1_000_000), TOO_DEEP],
  ["a million levels that nothing closes", "[".repeat(1_000_000), TOO_DEEP],
  ["many lists beside each other", `[${"[],".repeat(1000)}0]`, { value: expect.any(Array) }],
  ["brackets in a string", JSON.stringify("[".repeat(200)), { value: "[".repeat(200) }],
  ["brackets after an escaped quote", JSON.stringify(`"${"[".repeat(200)}`), { value: `"${"[".repeat(200)}` }],
  ["brackets after an escaped backslash", `["\\\\",${lists(100)}]`, TOO_DEEP],
  ["nothing", "", NO_JSON],
  ["half", '{"a":', NO_JSON],
  ["a string without an end", '"\\', NO_JSON],
  ["a page", "<html>", NO_JSON],
])("%s", (_, text, expected) => {
  expect(readJson(text)).toEqual(expected);
});

test("what is longer than anything that we are sent is not parsed", () => {
  expect(readJson(`"${" ".repeat(64 * 1024 * 1024)}"`)).toEqual({ fault: "it is longer than 64 Mi characters" });
});

test("no other file parses JSON", () => {
  const src = join(import.meta.dirname, "../../src");
  const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  expect(files.filter((file) => readFileSync(join(src, file), "utf8").includes("JSON.parse("))).toEqual([
    "model/json.ts",
  ]);
});
