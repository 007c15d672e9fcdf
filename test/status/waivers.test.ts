/** Waivers, which end by themselves, and the names that they are for. */
import { describe, expect, test } from "vitest";
import { holds, waiverFault } from "../../src/documents/waiver.ts";
import { matches } from "../../src/model/glob.ts";
import { severityOf } from "../../src/model/rules.ts";

const NOON = new Date("2026-11-25T12:00:00Z");

describe("the end of a waiver", () => {
  test.each([
    ["2026-11-24", false, "warning: waiver ended 2026-11-24"],
    ["2026-11-25", true, "warning: waiver ends 2026-11-25"],
    ["2026-12-24", true, "warning: waiver ends 2026-12-24"],
    ["2026-12-25", true, undefined],
    ["2027-12-30", true, undefined],
    ["2027-12-31", false, "error: 2027-12-31 is more than 400 days ahead"],
    ["2027-02-29", false, "error: there is no 2027-02-29"],
    ["2028-02-29", false, "error: 2028-02-29 is more than 400 days ahead"],
  ])("%s", (until, excuses, fault) => {
    const found = waiverFault(until, NOON);
    expect([holds(until, NOON), found && `${severityOf(found)}: ${found.message}`]).toEqual([excuses, fault]);
  });
});

describe("a name that is like others", () => {
  test.each([
    ["db-1", "db-1", true],
    ["db-1", "db-10", false],
    ["db-?", "db-1", true],
    ["db-?", "db-", false],
    ["db-*", "db-", true],
    ["*", "", true],
    ["*-*-*", "a-b", false],
    ["*-*-*", "a-b-c", true],
    ["*b", "abab", true],
    ["a*b?c", "axxbbyc", true],
    ["[ab].", "[ab].", true],
    ["[ab].", "ax", false],
    ["数?库", "数据库", true],
    ["?", "😀", true],
    ["DB", "db", false],
  ])("%j and %j", (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  test("is found in time however it is written", () => {
    const start = performance.now();
    expect(matches(`${"*a".repeat(120)}b`, "a".repeat(255))).toBe(false);
    expect(performance.now() - start).toBeLessThan(500);
  });
});
