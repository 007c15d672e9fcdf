/** A line for each change, as wide as the terminal. */
import stringWidth from "string-width";
import { expect, test } from "vitest";
import type { ShownChange } from "../../src/model/result.ts";
import { changeLines } from "../../src/render/compact.ts";

const paint = (_: unknown, text: string) => text;
const lines = (changes: readonly ShownChange[], columns = 100) => changeLines(changes, { paint, columns }).split("\n");

const field = (path: string, before: number | undefined, after: number | undefined) =>
  ({
    path,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    cause: "policy",
  }) as const;
const update = (name: string, more: Partial<ShownChange> = {}): ShownChange => ({
  action: "update",
  address: `BackupPolicy/${name}`,
  cause: "policy",
  fields: [field("/operation_definition/retention_duration_days", 30, 7)],
  hazards: [],
  ...more,
});

test("each change is a line: its fields, why it is there, and its hazards", () => {
  const hazards = [
    { code: "shortens-retention", message: "m" },
    { code: "shortens-retention", message: "another" },
  ] as const;
  expect(
    lines([
      { ...update("new"), action: "create" },
      update("longer-name", { hazards }),
      update("drifted", { cause: "drift", fields: [field("/enabled", undefined, 1)] }),
      { ...update("gone"), action: "delete" },
    ]),
  ).toEqual([
    "  + BackupPolicy/new",
    "  ~ BackupPolicy/longer-name  retention_duration_days 30 → 7  ! shortens-retention",
    "  ~ BackupPolicy/drifted      enabled – → 1 (changed outside of Holdfast)",
    "  - BackupPolicy/gone         no longer in the files",
  ]);
});

test("a value that has parts is named, not shown", () => {
  const field = { path: "/trigger/properties/pattern", before: ["a"], after: ["b"] };
  expect(lines([update("a", { fields: [{ ...field, cause: "policy" }] })])).toEqual(["  ~ BackupPolicy/a  pattern"]);
});

test.each([40, 80, 200])("no line is wider than %d cells, and hazards are never cut", (columns) => {
  const names = ["a", "很".repeat(40), "x".repeat(64)];
  const hazards = [{ code: "opens-download", message: "m" }] as const;
  const fields = Array.from({ length: 9 }, (_, at) => field(`/f${at}`, at, at + 1));
  for (const line of lines(
    names.map((name) => update(name, { hazards, fields })),
    columns,
  )) {
    expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    expect(line.endsWith("! opens-download")).toBe(true);
  }
});
