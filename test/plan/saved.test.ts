/** A saved plan can only narrow what the files say: whatever is in it, nothing happens that a new plan does not have. */
import { describe, expect, test } from "vitest";
import type { Adopt, Change, Create, Delete, Forget, Plan, Update } from "../../src/model/change.ts";
import type { HazardCode, Live, Policy, Spec } from "../../src/model/policy.ts";
import { isFailure } from "../../src/model/problem.ts";
import { judge, narrow, reviewed } from "../../src/plan/judge.ts";
import { parseSaved, shownAs } from "../../src/plan/saved.ts";
import { whyStale } from "../../src/plan/stale.ts";
import { plansJson } from "../../src/render/json.ts";
import { emptyState } from "../../src/state/state.ts";
import { liveOf, policyOf } from "../support/builders.ts";

const base = `sha256:${"0".repeat(64)}`;
const files = `sha256:${"f".repeat(64)}`;
type Cause = Change["cause"];
const days = (before: number, after: number, cause: Cause = "policy"): Change["fields"] => [
  { path: "/operation_definition/retention_duration_days", before, after, cause },
];

const policy = (name: string, spec: Spec = {}): Policy => policyOf("BackupPolicy", name, spec, { spec });
const live = (name: string, spec: Spec = {}, id = name): Live => liveOf(spec, { id, name });
const changing = (name: string, fields: Change["fields"]) =>
  ({ address: `BackupPolicy/${name}`, cause: fields[0]?.cause ?? "policy", fields, hazards: [] }) as const;

const create = (name: string, fields: Change["fields"] = days(0, 1), spec: Spec = {}): Create => ({
  ...changing(name, fields),
  action: "create",
  policy: policy(name, spec),
});
const update = (name: string, fields: Change["fields"], spec: Spec = {}, there = live(name)): Update => ({
  ...changing(name, fields),
  action: "update",
  policy: policy(name, spec),
  live: there,
});
const remove = (name: string, id = name): Delete => ({
  ...changing(name, []),
  action: "delete",
  live: live(name, {}, id),
});
const adopt = (name: string, cause: Cause, id = name): Adopt => ({
  ...changing(name, []),
  action: "adopt",
  cause,
  spec: {},
  live: live(name, {}, id),
});
const forget = (name: string): Forget => ({ ...changing(name, []), action: "forget", cause: "drift" });
const hazardous = <C extends Change>(change: C, ...codes: HazardCode[]): C => ({
  ...change,
  hazards: codes.map((code) => ({ code, message: "m" })),
});

const planOf = (changes: readonly Change[], from = base): Plan => {
  return { stack: "demo", base: from, changes, keep: 0, unmanaged: [], problems: [], namesakes: {}, vaultOwners: {} };
};
const textOf = (plan: Plan, more: { comparedWith?: string } = {}) =>
  plansJson([{ became: "planned", stack: "demo", plan, files, problems: [], ...more }]);
const savedAs = (plan: Plan) => parseSaved(textOf(plan), "p.json")[0]!;

/** What is carried out, what is not and why; `stale`. */
function narrowed(plan: Plan, saved: Plan): unknown {
  const left = narrow(plan, savedAs(saved));
  if (!left) return "stale";
  return [
    left.plan.changes.map(({ address }) => address),
    left.left.map(({ change, why }) => `${change.address} ${why}`),
  ];
}

const a = update("a", days(30, 7));
const b = update("b", days(10, 5));

describe("a stale plan says what changed since", () => {
  const other = `sha256:${"e".repeat(64)}`;
  const field = "operation_definition.retention_duration_days";
  const many = (after: number) => ["a", "b", "c", "d", "e", "f", "g"].map((name) => update(name, days(30, after)));
  test.each<[string, Plan, Plan, string, string, readonly string[]]>([
    ["the state", planOf([a], other), planOf([a]), other, "the state changed since", []],
    [
      "a file",
      planOf([update("a", days(30, 1))]),
      planOf([a]),
      other,
      "the files changed since",
      [`a.yaml:1: BackupPolicy/a: ${field} is 1, and was 7 in the saved plan`],
    ],
    [
      "the cloud",
      planOf([update("a", days(20, 7))]),
      planOf([a]),
      files,
      "the cloud changed since",
      [`a.yaml:1: BackupPolicy/a: ${field} is 20 in the cloud, and was 30 in the saved plan`],
    ],
    [
      "both, and not what was left out",
      planOf([update("a", days(20, 1)), b]),
      { ...planOf([a]), leftOut: ["BackupPolicy/b"] },
      other,
      "the files and the cloud changed since",
      [
        `a.yaml:1: BackupPolicy/a: ${field} is 1, and was 7 in the saved plan`,
        `a.yaml:1: BackupPolicy/a: ${field} is 20 in the cloud, and was 30 in the saved plan`,
      ],
    ],
    [
      "documents",
      planOf([b]),
      planOf([a]),
      other,
      "the files changed since",
      ["a.yaml:1: BackupPolicy/a has nothing left to update", "a.yaml:1: BackupPolicy/b is not in the saved plan"],
    ],
    [
      "what is to be done, or to what",
      planOf([remove("a"), remove("b", "2")]),
      planOf([a, remove("b")]),
      files,
      "what is planned now is something else",
      [
        "a.yaml:1: BackupPolicy/a is delete now, and was update in the saved plan",
        "BackupPolicy/b is for b (2) now, and was for b (b) in the saved plan",
      ],
    ],
    [
      "of very many, the first",
      planOf(many(1)),
      planOf(many(7)),
      other,
      "the files changed since",
      [
        ...["a", "b", "c", "d", "e"].map(
          (name) => `a.yaml:1: BackupPolicy/${name}: ${field} is 1, and was 7 in the saved plan`,
        ),
        "and 2 more",
      ],
    ],
  ])("%s", (_, plan, saved, filesNow, what, differences) => {
    expect(whyStale(plan, savedAs(saved), filesNow)).toEqual({ what, differences });
  });
});

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
        ["BackupPolicy/b /operation_definition/retention_duration_days differs from the saved plan"],
      ],
    ],
    [
      "nothing that now changes less",
      planOf([a, update("b", [])]),
      planOf([a, b]),
      [["BackupPolicy/a"], ["BackupPolicy/b changes fewer fields than the saved plan"]],
    ],
    ["nothing at all when both are empty", planOf([]), planOf([]), [[], []]],
    [
      "nothing that was left out, and it is not missed",
      planOf([a, b]),
      { ...planOf([a]), leftOut: ["BackupPolicy/b"] },
      [["BackupPolicy/a"], []],
    ],
    [
      "what was left out and saved all the same",
      planOf([a, b]),
      { ...planOf([a, b]), leftOut: ["BackupPolicy/b"] },
      [["BackupPolicy/a", "BackupPolicy/b"], []],
    ],
    [
      "nothing, where all that there is was left out",
      planOf([b]),
      { ...planOf([]), leftOut: ["BackupPolicy/b"] },
      [[], []],
    ],
    ["nothing of another base", planOf([a], `sha256:${"1".repeat(64)}`), planOf([a]), "stale"],
    ["nothing when nothing is left", planOf([]), planOf([a]), "stale"],
    ["nothing when all that is left is new", planOf([b]), planOf([a]), "stale"],
    ["nothing of an empty one", planOf([a]), planOf([]), "stale"],
  ])("%s", (_, plan, saved, expected) => {
    expect(narrowed(plan, saved)).toEqual(expected);
  });
});

/** The row of the table in judge.ts, and with R4 the reason. */
function row(
  change: Change,
  approved: readonly Change[] | undefined,
  filesNow = files,
  owners: Plan["vaultOwners"] = {},
) {
  const plan = approved && savedAs(planOf(approved));
  const verdict = judge(change, owners, { plan, files: filesNow });
  return "why" in verdict ? `${verdict.row} ${verdict.why}` : verdict.row;
}

const OTHER = `sha256:${"1".repeat(64)}`;
const vaults = (...ids: string[]): Spec => ({ vaults: ids.map((vault_id) => ({ vault_id })) });
const theirs = { "BackupPolicy v": { id: "x", name: "x", owned: true } };

describe("R1: what equals the reviewed change is carried out, whatever else moved", () => {
  test.each<[string, Change, Change, string]>([
    ["an update", a, a, "R1"],
    ["a delete", remove("a"), remove("a"), "R1"],
    ["an adoption", adopt("a", "unowned"), adopt("a", "unowned"), "R1"],
    ["what is forgotten", forget("a"), forget("a"), "R1"],
    ["drift that the reviewer saw", update("a", days(1, 2, "drift")), update("a", days(1, 2, "drift")), "R1"],
    ["a hazard that the reviewer saw", hazardous(a, "shortens-retention"), hazardous(a, "shortens-retention"), "R1"],
    [
      "hazards in another order",
      hazardous(a, "takes-over", "stops-backups"),
      hazardous(a, "stops-backups", "takes-over"),
      "R1",
    ],
    ["a due change that the reviewer saw", update("a", days(1, 2, "time")), update("a", days(1, 2, "time")), "R1"],
    ["another action", remove("a"), a, "R4 is delete now, and was update in the reviewed plan"],
    [
      "another policy of the cloud",
      update("a", days(30, 7), {}, live("a", {}, "b")),
      a,
      "R4 is for a (b) now, and was for a (a) in the reviewed plan",
    ],
    [
      "the deletion of a stranger's policy, which the state claims since",
      { ...remove("a"), live: live("PAYROLL", {}, "p") },
      remove("a"),
      "R4 is for PAYROLL (p) now, and was for a (a) in the reviewed plan",
    ],
    [
      "another value before",
      update("a", days(14, 7)),
      a,
      "R4 /operation_definition/retention_duration_days differs from the reviewed plan",
    ],
    [
      "another value after",
      update("a", days(30, 1)),
      a,
      "R4 /operation_definition/retention_duration_days differs from the reviewed plan",
    ],
    [
      "another cause",
      update("a", days(30, 7, "drift")),
      a,
      "R4 /operation_definition/retention_duration_days differs from the reviewed plan",
    ],
    ["fewer fields", update("a", []), a, "R4 changes fewer fields than the reviewed plan"],
    [
      "one hazard more",
      hazardous(a, "shortens-retention"),
      a,
      "R4 has other hazards (shortens-retention) than in the reviewed plan (none)",
    ],
    [
      "one hazard less",
      a,
      hazardous(a, "shortens-retention"),
      "R4 has other hazards (none) than in the reviewed plan (shortens-retention)",
    ],
  ])("%s", (_, change, approved, expected) => {
    expect(row(change, [approved], OTHER)).toBe(expected);
  });
});

describe("R2: creates and updates of the files that hurt nothing are carried out without a review", () => {
  const unseen = "R4 is not in the reviewed plan";
  const unplanned = "R4 has no reviewed plan";
  test.each<[string, Change, string]>([
    ["a create", create("a"), "R2"],
    ["an update", update("a", days(7, 30)), "R2"],
    ["an update that binds a free vault", update("a", days(7, 30), vaults("w")), "R2"],
    ["drift is not", update("a", days(7, 30, "drift")), "(a change with cause drift needs a review)"],
    [
      "drift in one field of two is not",
      update("a", [...days(7, 30), { path: "/enabled", before: false, after: true, cause: "drift" }]),
      "(a change with cause drift needs a review)",
    ],
    ["what somebody removed is not", create("a", days(0, 1, "drift")), "(a change with cause drift needs a review)"],
    [
      "what was not made here is not",
      update("a", days(1, 2, "unowned")),
      "(a change with cause unowned needs a review)",
    ],
    [
      "a hazard is not",
      hazardous(a, "shortens-retention"),
      "(a change with the hazard shortens-retention needs a review)",
    ],
    [
      "a rename is not: a state that claims another's policy looks like one",
      update("a", [{ path: "/metadata/name", before: "PAYROLL", after: "a", cause: "policy" }]),
      "(a rename in the cloud needs a review)",
    ],
    ["a deletion is not", remove("a"), "(a deletion needs a review)"],
    ["an adoption is not", adopt("a", "policy"), "(an adoption needs a review)"],
    ["what is to be forgotten is not", forget("a"), "(forgetting it needs a review)"],
    [
      "an update that frees a vault is not",
      update("a", days(7, 30), vaults("w"), live("a", vaults("v", "w"))),
      "(a change that takes a vault from a policy needs a review)",
    ],
    [
      "a create that takes the vault of another policy is not",
      create("a", days(0, 1), vaults("v")),
      "(a change that takes a vault from a policy needs a review)",
    ],
  ])("%s", (_, change, expected) => {
    const [because, planless] =
      expected === "R2" ? ["R2", "R2"] : [`${unseen} ${expected}`, `${unplanned} ${expected}`];
    expect(row(change, [], files, theirs)).toBe(because);
    expect(row(change, [b], files, theirs)).toBe(because);
    expect(row(change, undefined, OTHER, theirs)).toBe(planless);
  });

  test("but not when the files are others than those that were reviewed", () => {
    expect(row(create("a"), [], OTHER)).toBe(`${unseen} (the files of this stack are not those that were reviewed)`);
  });
});

test("R3: what is due is left to the nightly run, and is no failure, whether a plan is at hand or not", () => {
  const due = update("a", days(1, 2, "time"));
  const expected = "R3 is due (`holdfast apply --due` carries it out)";
  expect([row(due, []), row(due, undefined), row(due, [update("a", days(1, 3, "time"))])]).toEqual([
    expected,
    expected,
    expected,
  ]);
  const mixed = update("a", [...due.fields, { path: "/enabled", before: false, after: true, cause: "policy" }]);
  expect(row(mixed, [])).toBe("R4 is not in the reviewed plan (a change with cause time needs a review)");
});

describe("a whole plan after a merge", () => {
  const merged = (changes: readonly Change[], approved: readonly Change[] | undefined, filesNow = files) => {
    const plan = approved && savedAs(planOf(approved, OTHER));
    const state = { ...emptyState("demo", { cloud: "simulator", region: "r", project_id: "p" }) };
    const done = reviewed(planOf(changes), state, { plan, files: filesNow });
    return [
      done.plan.changes.map(({ address }) => address),
      done.left.map(({ change, why, due }) => `${change.address} ${why}${due ? " (due)" : ""}`),
    ];
  };

  test("is judged change by change, whatever the base of the reviewed one", () => {
    expect(merged([create("a"), create("b")], [create("a")], OTHER)).toEqual([
      ["BackupPolicy/a"],
      ["BackupPolicy/b is not in the reviewed plan (the files of this stack are not those that were reviewed)"],
    ]);
  });

  test("of an empty reviewed plan lets only harmless changes of the files through", () => {
    expect(merged([create("a"), update("b", days(7, 30, "drift")), remove("c")], [])).toEqual([
      ["BackupPolicy/a"],
      [
        "BackupPolicy/b is not in the reviewed plan (a change with cause drift needs a review)",
        "BackupPolicy/c is not in the reviewed plan (a deletion needs a review)",
      ],
    ]);
  });

  test("leaves a removal whose vault would be taken over by a change that is left", () => {
    const [taker, loser] = [create("a", days(0, 1), vaults("v")), update("b", [], vaults(), live("b", vaults("v")))];
    // Also when it has lost another one all along, so that its hazards stay the same.
    const double = hazardous({ ...loser, live: live("b", vaults("v", "w")) }, "unprotects-vaults");
    expect(merged([{ ...double, hazards: [] }, taker], [double, create("a", days(0, 2))])[0]).toEqual([]);
    expect(merged([taker, loser], [taker, loser])).toEqual([["BackupPolicy/a", "BackupPolicy/b"], []]);
    expect(merged([{ ...taker, cause: "drift" }, loser], [create("a", days(0, 2)), loser])).toEqual([
      [],
      [
        "BackupPolicy/a /operation_definition/retention_duration_days differs from the reviewed plan",
        "BackupPolicy/b frees a vault for BackupPolicy/a, which is left alone",
      ],
    ]);
  });
});

test("a plan of format 1.0 is read, and covers only what has no counterpart in the cloud", () => {
  const old = JSON.parse(textOf(planOf([create("a"), update("b", days(1, 2))])));
  old.format_version = "1.0";
  delete old.stacks[0].files;
  for (const change of old.stacks[0].changes) delete change.live;
  const [plan] = parseSaved(JSON.stringify(old), "p.json");
  const verdicts = [create("a"), update("b", days(1, 2)), create("c")].map((change) =>
    judge(change, {}, { plan, files }),
  );
  expect(verdicts).toEqual([
    { row: "R1" },
    { row: "R4", why: "is for a live policy that the reviewed plan does not name" },
    { row: "R4", why: "is not in the reviewed plan (the files of this stack are not those that were reviewed)" },
  ]);
  expect(narrow(planOf([create("a"), update("b", days(1, 2))]), plan!)?.left).toEqual([]);
});

test("what is read is what was written", () => {
  const unmanaged = [{ kind: "BackupPolicy", name: "theirs", id: "1" } as const];
  const leftOut = ["BackupPolicy/c"] as const;
  const plan = { ...planOf([hazardous(a, "shortens-retention"), b]), unmanaged, leftOut };
  const changes = [
    { path: "/region", after: "x", source: { file: "stack.yaml", line: 2, column: 3 }, message: "m", hazards: [] },
  ];
  const text = plansJson([{ became: "planned", stack: "demo", plan, files, problems: [], stackChanges: changes }]);
  const again = parseSaved(text, "p.json").map(shownAs);
  expect(JSON.parse(plansJson(again))).toEqual(JSON.parse(text));
});

/** A plan file that somebody edited. */
// biome-ignore lint/suspicious/noExplicitAny: it may become anything
function withStacks(edit: (stacks: any[]) => unknown): string {
  const file = JSON.parse(textOf(planOf([a])));
  edit(file.stacks);
  return JSON.stringify(file);
}
// biome-ignore lint/suspicious/noExplicitAny: it may become anything
const edited = (edit: (stack: any) => unknown): string => withStacks(([stack]) => edit(stack));

describe("what is no saved plan is said to be none", () => {
  test.each<[string, string]>([
    ["no JSON", "plan"],
    ["other JSON", "[1]"],
    ["null", "null"],
    ["no stacks", '{"format_version": "1.0"}'],
    ["a format of a later version", '{"format_version": "2.0", "stacks": []}'],
    ["a stack without changes", '{"format_version": "1.0", "stacks": [{"stack": "a", "base": ""}]}'],
    ["a change without fields", edited(({ changes }) => delete changes[0].fields)],
    ["one stack twice", withStacks((stacks) => stacks.push(stacks[0]))],
    ["one address twice", edited(({ changes }) => changes.push(changes[0]))],
    ["a stack whose name is none", edited((stack) => (stack.stack = "a\u001b[31m"))],
    ["a stack with an empty name", edited((stack) => (stack.stack = ""))],
    ["an address whose name is none", edited(({ changes }) => (changes[0].address = "BackupPolicy/a\n::error::x"))],
    ["an address of no kind", edited(({ changes }) => (changes[0].address = "Pod/a"))],
    ["an action that does not exist", edited(({ changes }) => (changes[0].action = "\u001b[2J"))],
    ["a cause that does not exist", edited(({ changes }) => (changes[0].cause = "whim"))],
    ["a field's cause that does not exist", edited(({ changes }) => (changes[0].fields[0].cause = "whim"))],
    ["a path with control characters", edited(({ changes }) => (changes[0].fields[0].path = "/a\r::error::x"))],
    ["a hazard whose code is none", edited(({ changes }) => (changes[0].hazards = [{ code: "x]\n", message: "" }]))],
    ["a live id with control characters", edited(({ changes }) => (changes[0].live.id = "\u0007"))],
    ["a live name that is no text", edited(({ changes }) => (changes[0].live.name = [1]))],
    ["a value with control characters", edited(({ changes }) => (changes[0].fields[0].before = ["\u001b[2J"]))],
    ["a member with control characters", edited(({ changes }) => (changes[0].fields[0].after = { "\u202e": 1 }))],
    ["a base that is none", edited((stack) => (stack.base = "sha256:x"))],
    ["files that are no digest", edited((stack) => (stack.files = "sha256:x"))],
    ["a source in no file", edited(({ changes }) => (changes[0].source = { line: 1 }))],
    ["a problem without a code", edited((stack) => (stack.problems = [{ severity: "error", message: "m" }]))],
    ["many levels", `{"format_version": "1.1", "stacks": ${"[".repeat(50_000)}${"]".repeat(50_000)}}`],
    ["a version that is a command", '{"format_version": "1.0\\n::error::x", "stacks": []}'],
  ])("%s", (_, text) => {
    let told = "";
    try {
      parseSaved(text, "p.json");
    } catch (error) {
      if (isFailure(error, "plan-file")) told = error.message;
    }
    expect(told).toMatch(/^p\.json is not a saved plan: [\w .,:'-]+$/);
  });
});
