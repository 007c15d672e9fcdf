/** A saved plan can only narrow what the files say: whatever is in it, nothing happens that a new plan does not have. */
import { describe, expect, test } from "vitest";
import type { Change, Plan } from "../src/plan.ts";
import { type Address, startOf } from "../src/policy.ts";
import { isFailure } from "../src/problem.ts";
import { plansJson } from "../src/render/json.ts";
import { narrow, parseSaved } from "../src/saved.ts";

const base = `sha256:${"0".repeat(64)}`;
const days = (before: number, after: number): Change["fields"] => [
  { path: "/operation_definition/retention_duration_days", before, after, cause: "policy" },
];

function update(name: string, fields: Change["fields"]): Change {
  const address: Address = `BackupPolicy/${name}`;
  const source = { file: "a.yaml", line: 1, column: 1 };
  const policy = {
    address,
    kind: "BackupPolicy",
    name,
    spec: {},
    written: {},
    protected: false,
    source,
    locate: () => startOf(source),
  } as const;
  const live = { id: name, kind: "BackupPolicy", name, spec: {}, custom: true } as const;
  return { action: "update", address, cause: "policy", fields, hazards: [], policy, live };
}
const planOf = (changes: readonly Change[], from = base): Plan => {
  return { stack: "demo", base: from, changes, keep: 0, unmanaged: 0, problems: [], namesakes: {}, holders: {} };
};
const savedAs = (plan: Plan) => parseSaved(plansJson([{ stack: "demo", plan, problems: [] }]), "p.json")[0]!;

/** What is carried out, what is not and why; `stale`. */
function narrowed(plan: Plan, saved: Plan): unknown {
  const left = narrow(plan, savedAs(saved));
  if (!left) return "stale";
  return [
    left.plan.changes.map(({ address }) => address),
    left.refused.map(({ change, why }) => `${change.address} ${why}`),
  ];
}

const a = update("a", days(30, 7));
const b = update("b", days(10, 5));

describe("of a new plan is carried out", () => {
  test.each<[string, Plan, Plan, unknown]>([
    ["what is equal field for field", planOf([a, b]), planOf([a, b]), [["BackupPolicy/a", "BackupPolicy/b"], []]],
    [
      "nothing that was not saved",
      planOf([a, b]),
      planOf([a]),
      [["BackupPolicy/a"], ["BackupPolicy/b is not in the saved plan"]],
    ],
    [
      "nothing whose fields moved",
      planOf([a, update("b", days(10, 1))]),
      planOf([a, b]),
      [
        ["BackupPolicy/a"],
        ["BackupPolicy/b /operation_definition/retention_duration_days is not what the saved plan says"],
      ],
    ],
    [
      "nothing that now changes less",
      planOf([a, update("b", [])]),
      planOf([a, b]),
      [["BackupPolicy/a"], ["BackupPolicy/b changes fewer fields than the saved plan"]],
    ],
    ["nothing at all when both are empty", planOf([]), planOf([]), [[], []]],
    ["nothing of another base", planOf([a], `sha256:${"1".repeat(64)}`), planOf([a]), "stale"],
    ["nothing when nothing is left", planOf([]), planOf([a]), "stale"],
    ["nothing when all that is left is new", planOf([b]), planOf([a]), "stale"],
    ["nothing of an empty one", planOf([a]), planOf([]), "stale"],
  ])("%s", (_, plan, saved, expected) => {
    expect(narrowed(plan, saved)).toEqual(expected);
  });
});

describe("what is no saved plan is said to be none", () => {
  test.each<[string, string]>([
    ["no JSON", "plan"],
    ["other JSON", "[1]"],
    ["null", "null"],
    ["no stacks", '{"format_version": "1.0"}'],
    ["a format of a later version", '{"format_version": "2.0", "stacks": []}'],
    ["a stack without changes", '{"format_version": "1.0", "stacks": [{"stack": "a", "base": ""}]}'],
    [
      "a change without fields",
      '{"format_version": "1.0", "stacks": [{"stack": "a", "base": "", "changes": [{"address": "x", "action": "create"}]}]}',
    ],
  ])("%s", (_, text) => {
    let told = "";
    try {
      parseSaved(text, "p.json");
    } catch (error) {
      if (isFailure(error, "plan-file")) told = error.message;
    }
    expect(told).toMatch(/^p\.json is not a saved plan: /);
  });
});
