/** Documents -> problems: each rule with a hit and a near miss, at the token it is about; and documents -> stacks of policies. */
import { describe, expect, test } from "vitest";
import { checked, problemOf, problemsIn, STACK } from "./support/problems.ts";

/** A valid policy with some lines replaced. */
function policy(changes: Record<string, string> = {}, kind = "BackupPolicy"): string {
  const lines: Record<string, string> = {
    apiVersion: "apiVersion: cbr/v3",
    kind: `kind: ${kind}`,
    metadata: "metadata: { name: a }",
    spec: "spec:",
    definition: "  operation_definition: { retention_duration_days: 30 }",
    trigger: '  trigger: { properties: { pattern: ["FREQ=DAILY;INTERVAL=1;BYHOUR=18;BYMINUTE=00"] } }',
    ...changes,
  };
  return `${Object.values(lines).filter(Boolean).join("\n")}\n`;
}
const definition = (fields: string) => policy({ definition: `  operation_definition: { ${fields} }` });
const replication = (fields: string) =>
  policy({ definition: `  operation_definition: { ${fields} }` }, "ReplicationPolicy");
const download = (spec: string, name = "d") =>
  `apiVersion: dds/v3\nkind: BackupDownloadPolicy\nmetadata: { name: ${name} }\nspec: { ${spec} }\n`;

test("a valid policy of each kind has no problems", () => {
  expect(problemsIn(policy())).toEqual([]);
  expect(problemsIn(replication("destination_region: r, destination_project_id: p"))).toEqual([]);
  expect(problemsIn(download("action: open, until: 2026-12-01T18:00:00Z"))).toEqual([]);
});

describe("the envelope", () => {
  test.each<[string, string, string[]]>([
    ["not a mapping", "- a\n", ["document-kind 1:1 - a…"]],
    ["no kind", policy({ kind: "" }), ["document-kind 1:1 apiVersion"]],
    ["no apiVersion", policy({ apiVersion: "" }), ["document-kind 1:1 kind"]],
    ["an unknown kind", policy({ kind: "kind: BackupPolcy" }), ["document-kind 2:7 BackupPolcy"]],
    ["an unknown apiVersion", policy({ apiVersion: "apiVersion: cbr/v1" }), ["document-kind 1:13 cbr/v1"]],
    ["a kind of another service", policy({ apiVersion: "apiVersion: dds/v3" }), ["document-kind 1:13 dds/v3"]],
    ["a kind that is no text", policy({ kind: "kind: 3" }), ["document-kind 2:7 3"]],
    ["a stack in another file", STACK, ["document-kind 2:7 Stack"]],
  ])("%s", (_, text, expected) => {
    expect(problemsIn(text)).toEqual(expected);
  });

  test("the nearest known one is suggested", () => {
    expect(problemOf("document-kind", policy({ kind: "kind: BackupPolcy" })).hint).toBe("did you mean BackupPolicy?");
    expect(problemOf("document-kind", policy({ kind: "kind: Pod" })).hint).toMatch(/^give one of BackupPolicy, /);
  });
});

describe("the schema: one problem per value, at the key of what is unknown and at the value of what is wrong", () => {
  test.each<[string, string, string[]]>([
    ["an unknown field", definition("retention_days: 30"), ["schema 5:27 retention_days"]],
    ["a type", policy({ spec: 'spec:\n  enabled: "yes"' }), ['schema 5:12 "yes"']],
    ["an enum", download("action: opne"), ["schema 4:17 opne"]],
    ["a range, below", definition("max_backups: 0"), ["schema 5:40 0"]],
    ["a range, above", definition("day_backups: 101, timezone: UTC+08:00"), ["schema 5:40 101"]],
    ["a fraction", definition("max_backups: 1.5"), ["schema 5:40 1.5"]],
    ["a pattern", policy({ metadata: "metadata: { name: a b }" }), ["schema 3:19 a b"]],
    [
      "a length before a pattern",
      policy({ metadata: `metadata: { name: ${"a ".repeat(40)}b }` }),
      [`schema 3:19 ${"a ".repeat(40)}b`],
    ],
    [
      "a missing field: the key of what lacks it",
      replication("destination_region: r"),
      ["schema 5:3 operation_definition"],
    ],
    [
      "two missing fields are two problems",
      replication("max_backups: 3"),
      ["schema 5:3 operation_definition", "schema 5:3 operation_definition"],
    ],
    ["until where nothing is open", download("action: close, until: 2026-12-01T18:00:00Z"), ["schema 4:24 until"]],
    ["until where nothing is open, and no time", download("action: close, until: never"), ["schema 4:24 until"]],
    ["a field of the other kind", definition("destination_region: r"), ["schema 5:27 destination_region"]],
    [
      "operation_type is never written",
      policy({ spec: "spec:\n  operation_type: backup" }),
      ["schema 5:3 operation_type"],
    ],
    [
      "a mapping where a list belongs",
      policy({ trigger: "  trigger: { properties: { pattern: { a: 1 } } }" }),
      ["schema 6:37 { a: 1 }"],
    ],
  ])("%s", (_, text, expected) => {
    expect(problemsIn(text)).toEqual(expected);
  });

  test("the words say what is allowed, and what was meant", () => {
    expect(problemOf("schema", definition("max_backups: 0")).message).toBe("max_backups must be -1 or 1 to 99999");
    expect(problemOf("schema", definition("retention_duration: 3")).hint).toBe("did you mean retention_duration_days?");
    expect(problemOf("schema", download("action: opne")).hint).toBe("did you mean open?");
    expect(problemOf("schema", replication("destination_region: r")).hint).toMatch(
      /^add destination_project_id: ID of /,
    );
  });

  test("schema problems do not stop the rules", () => {
    expect(problemsIn(definition("retention_duration_days: 3, max_backups: 4, day: 1"))).toEqual([
      "retention-exclusive 5:27 retention_duration_days",
      "schema 5:71 day",
    ]);
  });
});

describe("retention-exclusive: set means more than 0", () => {
  test.each<[string, string, string[]]>([
    [
      "days and a number",
      "retention_duration_days: 3, max_backups: 4",
      ["retention-exclusive 5:27 retention_duration_days"],
    ],
    [
      "days and a counter",
      "retention_duration_days: 3, year_backups: 1, timezone: UTC+00:00",
      ["retention-exclusive 5:27 retention_duration_days"],
    ],
    [
      "days and everything else is one problem",
      "retention_duration_days: 3, max_backups: 2, day_backups: 1, timezone: UTC+00:00",
      ["retention-exclusive 5:27 retention_duration_days"],
    ],
    ["days and zero counters", "retention_duration_days: 3, day_backups: 0, timezone: UTC+08:00", []],
    ["days and -1", "retention_duration_days: 3, max_backups: -1", []],
    ["-1 days and a number", "retention_duration_days: -1, max_backups: 3", []],
    ["a number and counters", "max_backups: 3, week_backups: 1, timezone: UTC+08:00", []],
  ])("%s", (_, fields, expected) => {
    expect(problemsIn(definition(fields))).toEqual(expected);
  });
});

describe("timezone-required: by a set counter", () => {
  test.each<[string, string, string[]]>([
    ["a counter alone", "day_backups: 1", ["timezone-required 5:27 day_backups"]],
    [
      "two counters are one problem",
      "max_backups: 9, week_backups: 1, year_backups: 1",
      ["timezone-required 5:43 week_backups"],
    ],
    ["a counter of zero", "day_backups: 0", []],
    ["with a timezone", "day_backups: 1, timezone: UTC+08:00", []],
  ])("%s", (_, fields, expected) => {
    expect(problemsIn(definition(fields))).toEqual(expected);
  });

  test("the timezone of a schedule will do", () => {
    const trigger = '  schedule: { timezone: "UTC+08:00", at: ["02:00"] }';
    const text = policy({ definition: "  operation_definition: { day_backups: 1 }", trigger });
    expect(problemsIn(text)).toEqual([]);
  });
});

describe("schedule-exclusive: exactly one of trigger and schedule, said at spec", () => {
  const schedule = '  schedule: { timezone: "UTC+08:00", at: ["02:00"] }';
  test.each<[string, string, string[]]>([
    ["neither", policy({ trigger: "" }), ["schedule-exclusive 4:1 spec"]],
    ["both", policy({ schedule }), ["schedule-exclusive 4:1 spec"]],
    ["schedule alone", policy({ trigger: schedule }), []],
  ])("%s", (_, text, expected) => {
    expect(problemsIn(text)).toEqual(expected);
  });
});

describe("what must be there once", () => {
  test("an address, at the later one, naming the first, across files", () => {
    const problem = problemOf("address-duplicate", policy(), { "b.yaml": `# later\n${policy()}` });
    expect([problem.range?.file, problem.range?.start, problem.message]).toEqual([
      "b.yaml",
      { line: 4, column: 19 },
      "BackupPolicy/a is also at a.yaml:1",
    ]);
  });

  test("the same name for another kind is another address", () => {
    expect(problemsIn(policy(), { "b.yaml": replication("destination_region: r, destination_project_id: p") })).toEqual(
      [],
    );
  });

  test("the same address in two stacks is not twice", () => {
    const other = STACK.replace("demo", "other").replace("project_id: p", "project_id: q");
    const { problems } = checked({
      "x/stack.yaml": STACK,
      "x/a.yaml": policy(),
      "y/stack.yaml": other,
      "y/a.yaml": policy(),
    });
    expect(problems).toEqual([]);
  });

  test("the switch: a second one of another name", () => {
    expect(problemsIn(`${download("action: close", "one")}---\n${download("action: open", "two")}`)).toEqual([
      "switch-duplicate 8:19 two",
    ]);
  });

  test.each<[string, string, string]>([
    [
      "the name of a stack",
      STACK.replace("project_id: p", "project_id: q"),
      "another stack is named demo (x/stack.yaml:1)",
    ],
    [
      "its cloud, region and project",
      STACK.replace("demo", "other"),
      "another stack is for the same cloud, region and project (x/stack.yaml:1)",
    ],
  ])("%s", (_, second, message) => {
    const { problems } = checked({ "x/stack.yaml": STACK, "y/stack.yaml": second });
    expect(problems.map((problem) => [problem.code, problem.range?.file, problem.message])).toEqual([
      ["stack-duplicate", "y/stack.yaml", message],
    ]);
  });
});

describe("stacks", () => {
  test("the nearest stack.yaml in or above a file's folder is its stack", () => {
    const inner = STACK.replace("demo", "inner").replace("project_id: p", "project_id: q");
    const { stacks, problems } = checked({
      "stack.yaml": STACK,
      "web/a.yaml": policy(),
      "in/stack.yaml": inner,
      "in/deep/a.yaml": policy(),
    });
    expect(problems).toEqual([]);
    expect(
      stacks.map(({ name, folder, policies }) => [name, folder, policies.map(({ source }) => source.file)]),
    ).toEqual([
      ["demo", ".", ["web/a.yaml"]],
      ["inner", "in", ["in/deep/a.yaml"]],
    ]);
  });

  test("policies without one are a problem once per file", () => {
    const { problems } = checked({ "x/a.yaml": `${policy()}---\n${policy({ metadata: "metadata: { name: b }" })}` });
    expect(problems.map(({ code, range }) => [code, range?.start])).toEqual([
      ["stack-missing", { line: 1, column: 1 }],
    ]);
  });

  test("a stack.yaml that is broken is there all the same", () => {
    const { problems } = checked({ "stack.yaml": "a: [1\n", "a.yaml": policy() });
    expect(problems.map(({ code }) => code)).toEqual(["yaml-syntax"]);
  });

  test("half a stack does not look like one", () => {
    const { stacks } = checked({ "stack.yaml": STACK, "a.yaml": policy(), "b.yaml": policy({ kind: "kind: Pod" }) });
    expect(stacks.map(({ policies, problems }) => [policies, problems.length])).toEqual([[[], 1]]);
  });

  test("problems come in the order of files and lines, whatever found them", () => {
    const { problems } = checked({
      "b.yaml": "x: [\n",
      "a.yaml": `${policy({ kind: "kind: Pod" })}---\n${definition("max_backups: 0, retention_duration_days: 3, x: 1")}`,
      "stack.yaml": STACK,
    });
    expect(problems.map(({ code, range }) => `${range?.file}:${range?.start.line} ${code}`)).toEqual([
      "a.yaml:2 document-kind",
      "a.yaml:12 schema",
      "a.yaml:12 schema",
      "b.yaml:2 yaml-syntax",
    ]);
  });
});

describe("cloud-unsupported: at the kind or the field", () => {
  const otc = { "stack.yaml": STACK.replace("cloud: simulator", "cloud: otc") };
  test.each<[string, string, string[]]>([
    ["the switch", download("action: close"), ["cloud-unsupported 2:7 BackupDownloadPolicy"]],
    ["full backups", definition("full_backup_interval: 3"), ["cloud-unsupported 5:27 full_backup_interval"]],
    [
      "acceleration",
      replication("destination_region: r, destination_project_id: p, enable_acceleration: true"),
      ["cloud-unsupported 5:77 enable_acceleration"],
    ],
    ["a plain policy", policy(), []],
  ])("%s", (_, text, expected) => {
    expect(problemsIn(text, otc)).toEqual(expected);
    expect(problemsIn(text)).toEqual([]);
  });
});
