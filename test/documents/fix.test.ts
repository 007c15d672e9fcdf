/** `validate --fix`: certain corrections, and nothing else; again changes nothing. */
import { lstatSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { check } from "../../src/documents/check.ts";
import { fix } from "../../src/documents/fix.ts";
import { load } from "../../src/documents/load.ts";
import { fixAll } from "../../src/session/fix.ts";
import { STACK, withFiles } from "../support/problems.ts";

const HEAD = "apiVersion: cbr/v3\nkind: BackupPolicy\nmetadata: { name: a } # who\n";
const KEPT = "  operation_definition: { retention_duration_days: 30 }\n";
const doc = (fields: string) => `${HEAD}spec:\n${KEPT}${fields}`;
const timed = (fields: string) => doc(`  schedule: { ${fields} } # when\n`);
const OTHER = HEAD.replace("name: a", "name: b");

/** A file after `--fix`, and the codes that are left. */
const fixed = (text: string): Promise<{ text: string; left: string[]; count: number }> =>
  withFiles({ "stack.yaml": STACK, "a.yaml": text }, async (folder) => {
    const find = async () => check(await load(["."], folder), { now: new Date("2026-11-21T12:00:00Z"), ci: false });
    const { problems, files } = await fixAll(find, folder);
    return {
      text: readFileSync(join(folder, "a.yaml"), "utf8"),
      left: problems.map(({ code }) => code),
      count: [...files.values()].reduce((sum, count) => sum + count, 0),
    };
  });

describe("corrected", () => {
  test.each<[string, string, string]>([
    [
      "a missing ---, of three documents",
      `# first\n${timed('timezone: UTC, at: ["02:00"]')}${OTHER}spec:\n${KEPT}  schedule: { timezone: UTC, at: ["03:00"] }\n`,
      `# first\n${timed('timezone: UTC, at: ["02:00"]')}---\n${OTHER}spec:\n${KEPT}  schedule: { timezone: UTC, at: ["03:00"] }\n`,
    ],
    ["a time without quotes", timed("timezone: UTC, at: 02:00"), timed('timezone: UTC, at: ["02:00"]')],
    [
      "a time that is a number",
      timed("timezone: UTC, at: [0200, 0930]"),
      timed('timezone: UTC, at: ["02:00", "09:30"]'),
    ],
    ["padding of a time", timed("timezone: UTC, at: ['2:00']"), timed('timezone: UTC, at: ["02:00"]')],
    ["padding of an offset", timed('timezone: UTC+5:30, at: ["02:00"]'), timed('timezone: UTC+05:30, at: ["02:00"]')],
    ["typographic quotes", timed("timezone: UTC, at: [“02:00”]"), timed('timezone: UTC, at: ["02:00"]')],
    [
      "a no-break space",
      timed('timezone: UTC, at: ["02:00"]').replace("spec:\n", "spec:\n  enabled: true\u00a0\n"),
      timed('timezone: UTC, at: ["02:00"]').replace("spec:\n", "spec:\n  enabled: true\n"),
    ],
    [
      "full-width signs in a rule",
      doc("  trigger: { properties: { pattern: ['FREQ=WEEKLY；BYDAY=MO，TU；BYHOUR=2；BYMINUTE=0'] } }\n"),
      doc("  trigger: { properties: { pattern: ['FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=2;BYMINUTE=0'] } }\n"),
    ],
    [
      "spaces in a rule",
      doc("  trigger: { properties: { pattern: ['FREQ=DAILY; BYHOUR = 2 ; BYMINUTE=0'] } }\n"),
      doc("  trigger: { properties: { pattern: ['FREQ=DAILY;BYHOUR=2;BYMINUTE=0'] } }\n"),
    ],
    [
      "what only shows when the documents are apart",
      `${timed("timezone: UTC+8, at: 02:00")}${OTHER}spec:\n${KEPT}  schedule: { timezone: UTC, at: 3:00 }\n`,
      `${timed('timezone: UTC+08:00, at: ["02:00"]')}---\n${OTHER}spec:\n${KEPT}  schedule: { timezone: UTC, at: ["03:00"] }\n`,
    ],
    [
      "a file with CRLF and a byte order mark",
      `\ufeff${timed("timezone: UTC, at: 02:00")}${OTHER}spec:\n${KEPT}  schedule: { timezone: UTC, at: ["03:00"] }\n`.replaceAll(
        "\n",
        "\r\n",
      ),
      `\ufeff${timed('timezone: UTC, at: ["02:00"]')}---\n${OTHER}spec:\n${KEPT}  schedule: { timezone: UTC, at: ["03:00"] }\n`.replaceAll(
        "\n",
        "\r\n",
      ),
    ],
  ])("%s", async (_, before, after) => {
    expect(await fixed(before)).toMatchObject({ text: after, left: [] });
    expect(await fixed(after)).toEqual({ text: after, left: [], count: 0 });
  });
});

describe("left alone, because another meaning is possible", () => {
  test.each<[string, string]>([
    ["a time that there is not", timed('timezone: UTC, at: ["25:00"]')],
    ["midnight of either day", timed('timezone: UTC, at: ["24:00"]')],
    ["an hour alone", timed("timezone: UTC, at: [2]")],
    ...["200", "120", "1430", "0o200", "0xC8", "1e3", "930.0", "+200"].map((number): [string, string] => [
      `a number that is written ${number}`,
      timed(`timezone: UTC, at: [${number}]`),
    ]),
    ["a time of YAML 1.1", `%YAML 1.1\n---\n${timed("timezone: UTC, at: [2:00]")}`],
    ["an octal number of YAML 1.1", `%YAML 1.1\n---\n${timed("timezone: UTC, at: [0200]")}`],
    ["a number that may have a neighbour", timed("timezone: UTC, at: 0200")],
    ["an offset from Greenwich", timed('timezone: GMT+8, at: ["02:00"]')],
    ["a number of days with a unit", timed('timezone: UTC, at: ["02:00"]').replace("days: 30", "days: 30d")],
    ["a field at the wrong level", `${HEAD}spec:\n${KEPT}schedule: { timezone: UTC, at: ["02:00"] }\n`],
    ["a key twice", `${timed('timezone: UTC, at: ["02:00"]')}spec:\n${KEPT}`],
    ["an open bracket", timed('timezone: UTC, at: ["02:00"')],
    ["an expression of cron", doc('  trigger: { properties: { pattern: ["0 2 * * *"] } }\n')],
  ])("%s", async (_, text) => {
    const { text: after, left, count } = await fixed(text);
    expect({ after, count }).toEqual({ after: text, count: 0 });
    expect(left.length).toBeGreaterThan(0);
  });
});

test("an edit that would make worse YAML of a file is not carried out", () => {
  const range = { file: "a.yaml", start: { line: 1, column: 4 }, end: { line: 1, column: 5 } };
  const problem = { code: "schema", message: "", range, edits: [{ range, span: [3, 4], text: "[" }] } as const;
  expect(fix("a: 1\nb: 2\n", [problem])).toBeUndefined();
});

test("a link stays one: its file is corrected", async () => {
  const files = { "stack.yaml": STACK, "other/text": timed("timezone: UTC, at: 02:00") };
  await withFiles(files, async (folder) => {
    symlinkSync("other/text", join(folder, "a.yaml"));
    const find = async () => check(await load(["."], folder), { now: new Date("2026-11-21T12:00:00Z"), ci: false });
    const { problems } = await fixAll(find, folder);
    expect(problems).toEqual([]);
    expect(lstatSync(join(folder, "a.yaml")).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, "other/text"), "utf8")).toBe(timed('timezone: UTC, at: ["02:00"]'));
  });
});
