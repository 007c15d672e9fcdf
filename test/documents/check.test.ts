/** Documents -> problems: each rule with a hit and a near miss, at the token it is about; and documents -> stacks of policies. */
import { describe, expect, test } from "vitest";
import { isError, type Problem } from "../../src/model/problem.ts";
import { severityOf } from "../../src/model/rules.ts";
import { checked, type Files, problemOf, problemsIn, STACK, warningsIn } from "../support/problems.ts";

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

test("a valid policy of each kind has no problems", async () => {
  expect(await problemsIn(policy())).toEqual([]);
  expect(await problemsIn(replication("destination_region: r, destination_project_id: p"))).toEqual([]);
  expect(await problemsIn(download("action: open, until: 2026-12-01T18:00:00Z"))).toEqual([]);
});

describe("the envelope", () => {
  test.each<[string, string, string[]]>([
    ["not a mapping", "- a\n", ["document-kind 1:1 - a…"]],
    [
      "neither, but the parts of a policy",
      "metadata: {}\nspec: {}\n",
      ["document-kind 1:1 metadata", "document-kind 1:1 metadata"],
    ],
    [
      "no apiVersion, and a kind that is nearly one",
      "kind: BackupPolcy\n",
      ["document-kind 1:1 kind", "document-kind 1:7 BackupPolcy"],
    ],
    [
      "a service of ours, and a kind of another",
      "apiVersion: cbr/v4\nkind: Pod\n",
      ["document-kind 1:13 cbr/v4", "document-kind 2:7 Pod"],
    ],
    ["no kind", policy({ kind: "" }), ["document-kind 1:1 apiVersion"]],
    ["no apiVersion", policy({ apiVersion: "" }), ["document-kind 1:1 kind"]],
    ["an unknown kind", policy({ kind: "kind: BackupPolcy" }), ["document-kind 2:7 BackupPolcy"]],
    ["an unknown apiVersion", policy({ apiVersion: "apiVersion: cbr/v1" }), ["document-kind 1:13 cbr/v1"]],
    ["a kind of another service", policy({ apiVersion: "apiVersion: dds/v3" }), ["document-kind 1:13 dds/v3"]],
    ["a kind that is no text", policy({ kind: "kind: 3" }), ["document-kind 2:7 3"]],
    ["a stack in another file", STACK, ["document-kind 2:7 Stack"]],
  ])("%s", async (_, text, expected) => {
    expect(await problemsIn(text)).toEqual(expected);
  });

  test.each<[string, string, string]>([
    ["what holds itself", "kind: &k { a: *k }", "kind must be text, not a mapping"],
    ["no number", "kind: .nan", "kind must be text, not .nan"],
    ["a word without end", `kind: ${"x".repeat(10_000)}`, `unknown kind "${"x".repeat(60)}…"`],
  ])("a kind that is %s is told in a line", async (_, kind, message) => {
    expect((await problemOf("document-kind", policy({ kind }))).message).toBe(message);
  });

  test("the nearest known one is suggested", async () => {
    expect((await problemOf("document-kind", policy({ kind: "kind: BackupPolcy" }))).hint).toBe(
      "did you mean BackupPolicy?",
    );
    expect((await problemOf("document-kind", policy({ kind: "kind: Pod" }))).hint).toMatch(
      /^give one of BackupPolicy, /,
    );
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
      "a mapping that has a toString where a word belongs",
      download("action: { toString: x }"),
      ["schema 4:17 { toString: x }"],
    ],
    [
      "and in a schedule's days",
      policy({ trigger: '  schedule: { timezone: UTC+08:00, at: ["02:00"], days: [{ toString: x }] }' }),
      ["schema 6:58 { toString: x }"],
    ],
    [
      "a mapping where a list belongs",
      policy({ trigger: "  trigger: { properties: { pattern: { a: 1 } } }" }),
      ["schema 6:37 { a: 1 }"],
    ],
  ])("%s", async (_, text, expected) => {
    expect(await problemsIn(text)).toEqual(expected);
  });

  test("the words say what is allowed, and what was meant", async () => {
    expect((await problemOf("schema", definition("max_backups: 0"))).message).toBe(
      "max_backups must be -1 or 1 to 99999",
    );
    expect((await problemOf("schema", definition("retention_duration: 3"))).hint).toBe(
      "did you mean retention_duration_days?",
    );
    expect((await problemOf("schema", download("action: opne"))).hint).toBe("did you mean open?");
    expect((await problemOf("schema", replication("destination_region: r"))).hint).toMatch(
      /^add destination_project_id: ID of /,
    );
  });

  test("schema problems do not stop the rules", async () => {
    expect(await problemsIn(definition("retention_duration_days: 3, max_backups: 4, day: 1"))).toEqual([
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
  ])("%s", async (_, fields, expected) => {
    expect(await problemsIn(definition(fields))).toEqual(expected);
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
  ])("%s", async (_, fields, expected) => {
    expect(await problemsIn(definition(fields))).toEqual(expected);
  });

  test("the timezone of a schedule will do", async () => {
    const trigger = '  schedule: { timezone: "UTC+08:00", at: ["02:00"] }';
    const text = policy({ definition: "  operation_definition: { day_backups: 1 }", trigger });
    expect(await problemsIn(text)).toEqual([]);
  });
});

describe("schedule-exclusive: exactly one of trigger and schedule, said at spec", () => {
  const schedule = '  schedule: { timezone: "UTC+08:00", at: ["02:00"] }';
  test.each<[string, string, string[]]>([
    ["neither", policy({ trigger: "" }), ["schedule-exclusive 4:1 spec"]],
    ["both", policy({ schedule }), ["schedule-exclusive 4:1 spec"]],
    ["schedule alone", policy({ trigger: schedule }), []],
  ])("%s", async (_, text, expected) => {
    expect(await problemsIn(text)).toEqual(expected);
  });
});

describe("what must be there once", () => {
  test("an address, at the later one, naming the first, across files", async () => {
    const problem = await problemOf("address-duplicate", policy(), { "b.yaml": `# later\n${policy()}` });
    expect([problem.range?.file, problem.range?.start, problem.message]).toEqual([
      "b.yaml",
      { line: 4, column: 19 },
      "BackupPolicy/a is also at a.yaml:1",
    ]);
  });

  test("the old name of a policy, at the later document, naming the first", async () => {
    const renamed = (name: string) => policy({ metadata: `metadata: { name: ${name}, renamed_from: old }` });
    const problem = await problemOf("address-duplicate", renamed("b"), { "c.yaml": renamed("c") });
    expect([problem.range?.file, problem.range?.start, problem.address, problem.message]).toEqual([
      "c.yaml",
      { line: 3, column: 36 },
      "BackupPolicy/c",
      "old is also the old name of BackupPolicy/b at a.yaml:1",
    ]);
    const other = replication("destination_region: r, destination_project_id: p").replace(
      "name: a",
      "name: c, renamed_from: old",
    );
    expect(other).toContain("renamed_from");
    expect(await problemsIn(renamed("b"), { "c.yaml": other })).toEqual([]);
  });

  test("the same name for another kind is another address", async () => {
    expect(
      await problemsIn(policy(), { "b.yaml": replication("destination_region: r, destination_project_id: p") }),
    ).toEqual([]);
  });

  test("the same address in two stacks is not twice", async () => {
    const other = STACK.replace("demo", "other").replace("project_id: p", "project_id: q");
    const { problems } = await checked({
      "x/stack.yaml": STACK,
      "x/a.yaml": policy(),
      "y/stack.yaml": other,
      "y/a.yaml": policy(),
    });
    expect(problems).toEqual([]);
  });

  test("the switch: a second one of another name", async () => {
    expect(await problemsIn(`${download("action: close", "one")}---\n${download("action: open", "two")}`)).toEqual([
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
      "its name in capitals: environments of GitHub ignore case",
      STACK.replace("demo", "Demo").replace("project_id: p", "project_id: q"),
      "another stack is named demo, which reads the same (x/stack.yaml:1)",
    ],
    [
      "its cloud, region and project",
      STACK.replace("demo", "other"),
      "another stack is for the same cloud, region and project (x/stack.yaml:1)",
    ],
  ])("%s", async (_, second, message) => {
    const { problems, stacks } = await checked({ "x/stack.yaml": STACK, "y/stack.yaml": second });
    expect(problems.map((problem) => [problem.code, problem.range?.file, problem.message])).toEqual([
      ["stack-duplicate", "y/stack.yaml", message],
    ]);
    // The files do not say which of the two is meant, so neither is planned or applied.
    expect(stacks.map((stack) => stack.problems.map(({ code }) => code))).toEqual([
      ["stack-duplicate"],
      ["stack-duplicate"],
    ]);
  });

  test("a folder has one stack, in stack.yaml or in stack.yml", async () => {
    const other = STACK.replace("demo", "other").replace("project_id: p", "project_id: q");
    const { problems } = await checked({ "x/stack.yaml": STACK, "x/stack.yml": other });
    expect(problems.map(({ message }) => message)).toEqual(["this folder already has a stack (x/stack.yaml:1)"]);
  });
});

describe("one stack for a project", () => {
  const ID = "054e292c9880d4992f02c0196d3ea468";
  const OTHER = "154e292c9880d4992f02c0196d3ea468";
  const stack = (name: string, spec: string) => STACK.replace("demo", name).replace(/spec: .*/, `spec: { ${spec} }`);
  const SAME = "another stack is for the same cloud, region and project";
  const UNCLEAR = "the project of another stack may be the same: the two identify it in different ways";

  /** The specs of two stacks, and the problem of the second one. */
  test.each<[string, string, string, string | undefined]>([
    ["two ids", `region: eu-de, project_id: ${ID}`, `region: eu-de, project_id: ${OTHER}`, undefined],
    ["two names", "region: eu-de, project_name: a", "region: eu-de, project_name: b", undefined],
    ["one id", `region: eu-de, project_id: ${ID}`, `region: eu-de, project_id: ${ID}`, SAME],
    ["one id in capitals", `region: eu-de, project_id: ${ID}`, `region: eu-de, project_id: ${ID.toUpperCase()}`, SAME],
    [
      "one id, and a name that does nothing",
      `region: eu-de, project_id: ${ID}`,
      `region: eu-de, project_id: ${ID}, project_name: a`,
      SAME,
    ],
    ["one name", "region: eu-de, project_name: a", "region: eu-de, project_name: a", SAME],
    ["one name in capitals", "region: eu-de, project_name: eu_prod", "region: eu-de, project_name: EU_Prod", SAME],
    ["one name with spaces around it", "region: eu-de, project_name: a", "region: eu-de, project_name: ' a '", SAME],
    ["an id and a name", `region: eu-de, project_id: ${ID}`, "region: eu-de, project_name: a", UNCLEAR],
    ["a name and an id", "region: eu-de, project_name: a", `region: eu-de, project_id: ${ID}`, UNCLEAR],
    ["an id and neither", `region: eu-de, project_id: ${ID}`, "region: eu-de", UNCLEAR],
    ["a name and neither", "region: eu-de, project_name: a", "region: eu-de", UNCLEAR],
    ["neither and an id", "region: eu-de", `region: eu-de, project_id: ${ID}`, UNCLEAR],
    ["twice neither", "region: eu-de", "region: eu-de", UNCLEAR],
    ["twice neither, the cloud written once", "region: eu-de", "cloud: huaweicloud, region: eu-de", UNCLEAR],
    [
      "one id, the cloud written once",
      `cloud: huaweicloud, region: eu-de, project_id: ${ID}`,
      `region: eu-de, project_id: ${ID}`,
      SAME,
    ],
    ["one id, the region written once", `region: eu-de, project_id: ${ID}`, `project_id: ${ID}`, SAME],
    ["one id, the region never written", `project_id: ${ID}`, `project_id: ${ID}`, SAME],
    ["an id and a name, the region written once", `project_id: ${ID}`, "region: eu-de, project_name: a", UNCLEAR],
    ["two ids, the region never written", `project_id: ${ID}`, `project_id: ${OTHER}`, undefined],
    [
      "an id and a name in two regions",
      `region: eu-de, project_id: ${ID}`,
      "region: eu-nl, project_name: a",
      undefined,
    ],
    ["an id and neither in two regions", `region: eu-de, project_id: ${ID}`, "region: eu-nl", undefined],
    [
      "an id and a name in two clouds",
      `region: eu-de, project_id: ${ID}`,
      "cloud: otc, region: eu-de, project_name: a",
      undefined,
    ],
    [
      "one id, with an address in the other's region",
      `region: eu-west-101, project_id: ${ID}`,
      `region: eu-de, project_id: ${ID}, endpoints: { cbr: "https://cbr.eu-west-101.myhuaweicloud.eu" }`,
      SAME,
    ],
    [
      "an id and a name, with an address in the other's region",
      "region: eu-west-101, project_name: a",
      `region: eu-de, project_id: ${ID}, endpoints: { dds: "https://DDS.EU-WEST-101.myhuaweicloud.eu/v3" }`,
      UNCLEAR,
    ],
    [
      "one id behind one address, in two regions",
      `region: eu-de, project_id: ${ID}, endpoints: { cbr: "https://gateway" }`,
      `region: eu-nl, project_id: ${ID}, endpoints: { cbr: "https://Gateway:443/v3/" }`,
      SAME,
    ],
    [
      "two ids behind one address",
      `region: eu-de, project_id: ${ID}, endpoints: { cbr: "https://gateway" }`,
      `region: eu-de, project_id: ${OTHER}, endpoints: { cbr: "https://gateway" }`,
      undefined,
    ],
    ["two simulated clouds", "cloud: simulator", "cloud: simulator", undefined],
    [
      "two simulated clouds with addresses",
      'cloud: simulator, endpoints: { cbr: "http://127.0.0.1:1" }',
      'cloud: simulator, endpoints: { cbr: "http://127.0.0.1:2" }',
      undefined,
    ],
    [
      "one simulated cloud",
      'cloud: simulator, endpoints: { cbr: "http://127.0.0.1:1" }',
      'cloud: simulator, endpoints: { cbr: "http://127.0.0.1:1" }',
      SAME,
    ],
    ["two simulated clouds, one with a project", "cloud: simulator", "cloud: simulator, project_id: p", undefined],
    ["a simulated cloud and a real one", "cloud: simulator, region: eu-de", "region: eu-de", undefined],
    ["one project of a simulated cloud", "cloud: simulator, project_id: p", "cloud: simulator, project_name: p", SAME],
  ])("%s", async (_, first, second, told) => {
    const { problems, stacks } = await checked({
      "x/stack.yaml": stack("x", first),
      "y/stack.yaml": stack("y", second),
    });
    const of = (found: typeof problems) => found.map(({ code, message }) => `${code}: ${message}`);
    const expected = told === undefined ? [] : [`stack-duplicate: ${told} (x/stack.yaml:1)`];
    expect(of(problems)).toEqual(expected);
    expect(stacks.map((one) => of(one.problems))).toEqual([expected, expected]);
  });

  test("every stack that may be for the same project has the problem", async () => {
    const { stacks } = await checked({
      "a/stack.yaml": stack("a", `region: eu-de, project_id: ${ID}`),
      "b/stack.yaml": stack("b", `region: eu-de, project_id: ${OTHER}`),
      "c/stack.yaml": stack("c", "region: eu-nl"),
      "d/stack.yaml": stack("d", "region: eu-de, project_name: x"),
    });
    expect(stacks.map(({ name, problems }) => [name, problems.length])).toEqual([
      ["a", 1],
      ["b", 1],
      ["c", 0],
      ["d", 1],
    ]);
  });
});

describe("the name of a stack", () => {
  test.each([
    ["policies", "policies is the folder of all stacks"],
    ["Policies", "Policies is the folder of all stacks"],
    ["holdfast-due", "holdfast-due is the environment in which CI applies what is due"],
    ["Holdfast-DUE", "Holdfast-DUE is the environment in which CI applies what is due"],
    ["--auto-approve", '"--auto-approve" reads like an option'],
    ["-x", '"-x" reads like an option'],
  ])("%s means something else", async (name, message) => {
    const { problems, stacks } = await checked({ "stack.yaml": STACK.replace("demo", name) });
    expect(problems.map((one) => [one.code, one.message, one.range?.start])).toEqual([
      ["schema", message, { line: 3, column: 19 }],
    ]);
    expect(stacks).toEqual([]);
  });

  test.each([".", "..", "a/b", "a.yaml", "a b", "~"])("%s cannot be one: it would read like a path", async (name) => {
    const { problems, stacks } = await checked({ "stack.yaml": STACK.replace("demo", JSON.stringify(name)) });
    expect(problems.map(({ code, range }) => [code, range?.start])).toEqual([["schema", { line: 3, column: 19 }]]);
    expect(stacks).toEqual([]);
  });

  test("a policy may have it", async () => {
    expect(await problemsIn(policy({ metadata: "metadata: { name: policies }" }))).toEqual([]);
  });

  test("two forms of a Chinese character make one name", async () => {
    const [old, today] = ["\uf900", "\u8c48"];
    const { problems } = await checked({
      "x/stack.yaml": STACK.replace("demo", old),
      "y/stack.yaml": STACK.replace("demo", today).replace("project_id: p", "project_id: q"),
    });
    expect(problems.map(({ message }) => message)).toEqual([
      `another stack is named ${old}, which reads the same (x/stack.yaml:1)`,
    ]);
  });
});

describe("stacks", () => {
  test("the nearest stack.yaml in or above a file's folder is its stack", async () => {
    const inner = STACK.replace("demo", "inner").replace("project_id: p", "project_id: q");
    const { stacks, problems } = await checked({
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

  test("policies without one are a problem once per file", async () => {
    const { problems } = await checked({
      "x/a.yaml": `${policy()}---\n${policy({ metadata: "metadata: { name: b }" })}`,
    });
    expect(problems.map(({ code, range }) => [code, range?.start])).toEqual([
      ["stack-missing", { line: 1, column: 1 }],
    ]);
  });

  test("a stack.yaml that is broken is there all the same", async () => {
    const { problems } = await checked({ "stack.yaml": "a: [1\n", "a.yaml": policy() });
    expect(problems.map(({ code }) => code)).toEqual(["yaml-syntax"]);
  });

  test("half a stack does not look like one", async () => {
    const { stacks } = await checked({
      "stack.yaml": STACK,
      "a.yaml": policy(),
      "b.yaml": policy({ kind: "kind: Pod" }),
    });
    expect(stacks.map(({ policies, problems }) => [policies, problems.length])).toEqual([[[], 1]]);
  });

  test("problems come in the order of files and lines, whatever found them", async () => {
    const { problems } = await checked({
      "b.yaml": "x: [\n",
      "a.yaml": `${policy({ kind: "kind: Pod" })}---\n${definition("max_backups: 0, retention_duration_days: 3, x: 1")}`,
      "stack.yaml": STACK,
    });
    expect(problems.map(({ code, range }) => `${range?.file}:${range?.start.line} ${code}`)).toEqual([
      "a.yaml:2 document-kind",
      "a.yaml:12 schema",
      "a.yaml:12 schema",
      "b.yaml:1 yaml-syntax",
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
    [
      "copies to another account",
      replication("destination_region: r, destination_project_id: p, cross_account_urn: u"),
      ["cloud-unsupported 5:77 cross_account_urn"],
    ],
    ["a plain policy", policy(), []],
  ])("%s", async (_, text, expected) => {
    expect(await problemsIn(text, otc)).toEqual(expected);
    expect(await problemsIn(text)).toEqual([]);
  });
});

describe("warnings do not fail, and say what was probably not meant", () => {
  const schedule = (zone: string) => policy({ trigger: `  schedule: { timezone: ${zone}, at: ["02:00"] }` });

  test.each<[string, string, string[]]>([
    ["nothing limits retention", definition(""), ["retention-forever 5:3 operation_definition"]],
    [
      "-1 limits nothing",
      definition("retention_duration_days: -1, max_backups: -1"),
      ["retention-forever 5:3 operation_definition"],
    ],
    [
      "counters keep, and delete nothing",
      definition("day_backups: 3, timezone: UTC+00:00"),
      ["retention-forever 5:3 operation_definition"],
    ],
    ["days limit it", definition("retention_duration_days: 1"), []],
    ["a number limits it", definition("max_backups: 1"), []],
    ["a limit that is wrong was meant to be one", definition("max_backups: 0"), []],
    ["a field that does not exist was meant to be something", definition("retention: 3"), []],
    ["no vault", policy({ vaults: "  vaults: []" }), ["vaults-none 7:3 vaults"]],
    ["a vault", policy({ vaults: "  vaults: [{ vault_id: v }]" }), []],
    [
      "a switch whose time is over",
      download("action: open, until: 2026-11-21T12:00:00Z"),
      ["until-past 4:30 2026-11-21T12:00:00Z"],
    ],
    ["a switch whose time is to come", download("action: open, until: 2026-11-21T12:00:01Z"), []],
    ["a zone with daylight saving, which is a note", schedule("Europe/Berlin"), []],
    ["a zone without", schedule("Asia/Shanghai"), []],
    [
      "a rule that the day of creation decides on",
      policy({ trigger: "  trigger: { properties: { pattern: [FREQ=DAILY] } }" }),
      ["rule-anchor 6:38 FREQ=DAILY"],
    ],
  ])("%s", async (_, text, expected) => {
    expect(await warningsIn(text)).toEqual(expected);
  });

  test("clocks of a zone once a stack, unless runs move to another day of the week", async () => {
    const at = (name: string, times: string) =>
      policy({
        metadata: `metadata: { name: ${name} }`,
        trigger: `  schedule: { timezone: Europe/Berlin, ${times} }`,
      });
    const files = {
      "stack.yaml": STACK,
      "a.yaml": at("a", 'at: ["02:00"]'),
      "b.yaml": at("b", 'at: ["03:00"], days: [FR]'),
      "c.yaml": at("c", 'at: ["23:30"], days: [FR]'),
    };
    const { problems } = await checked(files);
    expect(problems.map((problem) => `${severityOf(problem)} ${problem.code} ${problem.range?.file}`)).toEqual([
      "note schedule-dst a.yaml",
      "warning schedule-dst c.yaml",
    ]);
  });

  test("more policies of a kind than a project has room for", async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, n) => policy({ metadata: `metadata: { name: p${n} }` })).join("---\n");
    const told = async (count: number) =>
      (await checked({ "stack.yaml": STACK, "a.yaml": many(count) })).problems.map(
        ({ code, range }) => `${code} ${range?.file}`,
      );
    expect([await told(32), await told(33)]).toEqual([[], ["quota stack.yaml"]]);
  });

  test("a state that is lost with the runner", async () => {
    const told = async (cloud: string, state: string, ci: boolean) => {
      const stack = STACK.replace(
        "cloud: simulator, region: here, project_id: p",
        `cloud: ${cloud}${state}, region: eu-de, project_name: p`,
      );
      return (await checked({ "stack.yaml": stack }, { ci })).problems.map(({ code }) => code);
    };
    expect(await told("huaweicloud", "", true)).toEqual(["state-local"]);
    expect(await told("otc", ", state: { file: { path: s.json } }", true)).toEqual(["state-local"]);
    expect(await told("otc", ", state: { git: { remote: origin, branch: holdfast/prod } }", true)).toEqual([]);
    expect(await told("simulator", "", true)).toEqual([]);
    expect(await told("huaweicloud", "", false)).toEqual([]);
  });
});

describe("schema: a remote that no file may name", () => {
  const told = async (remote: string, localRemotes?: boolean) => {
    const stack = STACK.replace("p }", `p, state: { git: { remote: "${remote}", branch: a } } }`);
    const { problems } = await checked({ "stack.yaml": stack }, { localRemotes });
    return problems.map(({ code, range }) => {
      const { start, end } = range ?? {};
      return `${severityOf({ code })} ${code} ${start?.line}:${stack.split("\n")[3]?.slice((start?.column ?? 1) - 1, (end?.column ?? 1) - 1)}`;
    });
  };
  const at = (remote: string) => [`error schema 4:"${remote}"`];

  test.each(["file:///srv/a.git", "./policies/prod/evil", "/srv/a.git", "../a", "C:/a", "http://127.0.0.1:3000/a"])(
    "%s, unless the environment allows it",
    async (remote) => {
      expect([await told(remote), await told(remote, false), await told(remote, true)]).toEqual([
        at(remote),
        at(remote),
        [],
      ]);
    },
  );

  test.each(["~/clone/a", "git://a.example/b", "http://a.example/b", "ext::sh -c x", "file:///%65vil", "a b"])(
    "%s, whatever the environment allows",
    async (remote) => {
      expect([await told(remote), await told(remote, true)]).toEqual([at(remote), at(remote)]);
    },
  );

  test.each(["origin", "https://a.example/b.git", "ssh://git@a.example/b", "git@a.example:b"])(
    "%s is fine",
    async (remote) => {
      expect(await told(remote)).toEqual([]);
    },
  );
});

describe("destination-region: another one than the stack's own", () => {
  const to = (region: string) => replication(`destination_region: ${region}, destination_project_id: p`);
  test.each<[string, string, string | undefined, string[]]>([
    ["the stack's own", "here", undefined, ["destination-region 5:47 here"]],
    ["the stack's own, in capitals", "HERE", undefined, ["destination-region 5:47 HERE"]],
    ["another", "there", "there", []],
  ])("%s", async (_, region, surrounding, expected) => {
    const { problems } = await checked({ "stack.yaml": STACK, "a.yaml": to(region) }, { region: surrounding });
    expect(
      problems
        .filter(isError)
        .map(({ code, range }) => `${code} ${range?.start.line}:${range?.start.column} ${region}`),
    ).toEqual(expected);
  });

  test("the environment's, where the stack says none", async () => {
    const stack = STACK.replace("region: here, ", "");
    const codes = async (region: string) =>
      (await checked({ "stack.yaml": stack, "a.yaml": to("there") }, { region })).problems.map(({ code }) => code);
    expect(await codes("there")).toContain("destination-region");
    expect(await codes("here")).not.toContain("destination-region");
  });
});

describe("rules of a trigger, at their very parts", () => {
  const rules = (...pattern: string[]) =>
    policy({ trigger: `  trigger: { properties: { pattern: ${JSON.stringify(pattern)} } }` });
  test.each<[string, string, string[]]>([
    ["a value out of range", rules("FREQ=DAILY;BYHOUR=24;BYMINUTE=0"), ["rule-value 6:57 24"]],
    ["a day that does not exist", rules("FREQ=WEEKLY;BYDAY=MO,XX;BYHOUR=1;BYMINUTE=0"), ["rule-value 6:60 XX"]],
    ["a part that the API does not know", rules("FREQ=DAILY;BYHOUR=1;BYMINUTE=0;COUNT=3"), ["rule-part 6:70 COUNT"]],
    ["not NAME=value", rules("every day"), ["rule-syntax 6:39 every day"]],
    [
      "two runs within an hour",
      rules("FREQ=DAILY;BYHOUR=1;BYMINUTE=0", "FREQ=DAILY;BYHOUR=1;BYMINUTE=30"),
      ["rule-interval 6:72 FREQ=DAILY;BYHOUR=1;BYMINUTE=30"],
    ],
    ["an hour apart", rules("FREQ=DAILY;BYHOUR=1;BYMINUTE=0", "FREQ=DAILY;BYHOUR=2;BYMINUTE=0"), []],
    [
      "more than 24 is said once",
      rules(...Array.from({ length: 25 }, (_, n) => `FREQ=DAILY;INTERVAL=${n + 1};BYHOUR=${n % 24};BYMINUTE=0`)),
      ["rule-count 6:28 pattern"],
    ],
  ])("%s", async (_, text, expected) => {
    expect(
      (await problemsIn(text)).filter(
        (one) => !one.startsWith("rule-interval") || expected.some((wanted) => wanted.startsWith("rule-interval")),
      ),
    ).toEqual(expected);
  });
});

test("the six-fault document has exactly six problems, on the right tokens", async () => {
  const text = `apiVersion: cbr/v3
kind: BackupPolicy
metadata:
  name: nightly backup
spec:
  enabled: "yes"
  operation_definition:
    max_backups: 0
    retention_days: 30
  trigger:
    properties:
      pattern:
        - FREQ=WEEKLY;BYDAY=MO,XX;BYHOUR=14;BYMINUTE=00
        - FREQ=DAILY;INTERVAL=1;BYHOUR=24;BYMINUTE=00
`;
  expect([...(await problemsIn(text)), ...(await warningsIn(text))]).toEqual([
    "schema 4:9 nightly backup",
    'schema 6:12 "yes"',
    "schema 8:18 0",
    "schema 9:5 retention_days",
    "rule-value 13:32 XX",
    "rule-value 14:40 24",
  ]);
});

test("a message is one line, however long the words of the file are", async () => {
  const long = "x".repeat(10_000);
  const texts = [
    policy({ metadata: `metadata: { name: ${long} }` }),
    definition(`? ${long}\n : 1`),
    `# holdfast-ignore: ${long} why\n${policy()}`,
    `a: *${long}\n`,
    `a: !${long} b\n`,
    'a: "\\u00\n  b"\n',
  ];
  const { problems } = await checked(Object.fromEntries(texts.map((text, n) => [`${n}.yaml`, text])));
  const isLine = ({ message, address }: Problem) => !/\n/.test(message) && `${message}${address}`.length < 300;
  expect(problems.filter((problem) => !isLine(problem))).toEqual([]);
  expect(new Set(problems.map(({ range }) => range?.file)).size).toBe(texts.length);
});

test("a fault behind an anchor is one problem, however often it is used", async () => {
  const trigger =
    "  trigger: { properties: { pattern: [&r FREQ=DAILY;BYHOUR=24;BYMINUTE=0, FREQ=DAILY;BYHOUR=1;BYMINUTE=0, *r] } }";
  expect(await problemsIn(policy({ trigger }))).toEqual(["rule-value 6:59 24"]);
});

describe("a comment silences a warning on its line or the one below", () => {
  const warned = (comment: string, beside = "") =>
    `${policy({ definition: `${comment}  operation_definition: {}${beside}` })}`;
  test.each<[string, string, string[]]>([
    ["above", warned("  # holdfast-ignore: retention-forever kept for the auditors\n"), []],
    ["beside", warned("", " # holdfast-ignore: retention-forever kept for the auditors"), []],
    ["above another comment", warned("  # holdfast-ignore: retention-forever audits\n  # and a word more\n"), []],
    [
      "without a reason",
      warned("  # holdfast-ignore: retention-forever\n"),
      ["ignore-reasonless 5:3 # holdfast-ignore: retention-forever"],
    ],
    [
      "of another code",
      warned("  # holdfast-ignore: vaults-none because\n"),
      ["ignore-useless 5:3 # holdfast-ignore: vaults-none because", "retention-forever 6:3 operation_definition"],
    ],
    [
      "two lines away",
      warned("  # holdfast-ignore: retention-forever because\n  enabled: true\n"),
      ["ignore-useless 5:3 # holdfast-ignore: retention-forever because", "retention-forever 7:3 operation_definition"],
    ],
    [
      "of no code",
      warned("  # holdfast-ignore:\n"),
      ["ignore-useless 5:3 # holdfast-ignore:", "retention-forever 6:3 operation_definition"],
    ],
  ])("%s", async (_, text, expected) => {
    expect(await warningsIn(text)).toEqual(expected);
  });

  test("an error is not silenced", async () => {
    const text = warned("  # holdfast-ignore: schema because\n").replace("{}", "{ x: 1 }");
    expect([await problemsIn(text), await warningsIn(text)]).toEqual([
      ["schema 6:27 x"],
      ["ignore-useless 5:3 # holdfast-ignore: schema because"],
    ]);
  });

  test("what looks like one inside a text is a text", async () => {
    expect(await warningsIn(warned("").replace("{}", "{}\n  # nothing").replace("name: a", 'name: "a"'))).toEqual([
      "retention-forever 5:3 operation_definition",
    ]);
  });
});

describe("a document of another program is left out with a warning", () => {
  test.each<[string, string, string[]]>([
    [
      "Kustomize",
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n",
      ["file-ignored 1:13 kustomize.config.k8s.io/v1beta1"],
    ],
    ["Kubernetes", "apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: {}\n", ["file-ignored 1:13 v1"]],
    ["values of Helm", "image: {}\nreplicas: 1\n", ["file-ignored 1:1 image"]],
    ["several, once a file", "apiVersion: v1\n---\napiVersion: v2\n", ["file-ignored 1:13 v1"]],
    ["next to a policy", `${policy({})}---\nimage: {}\n`, ["file-ignored 8:1 image"]],
  ])("%s", async (_, text, expected) => {
    expect(await problemsIn(text)).toEqual([]);
    expect(await warningsIn(text)).toEqual(expected);
  });

  test("in a stack or not; a misnamed file only in a stack", async () => {
    const codes = async (files: Files) =>
      (await checked(files)).problems.map(({ code, range }) => `${code} ${range?.file}`);
    const files = { "s/x.yaml": "image: {}\n", "s/y.YAML": "", "package.json": "" };
    expect(await codes(files)).toEqual(["file-ignored s/x.yaml"]);
    expect(await codes({ ...files, "s/stack.yaml": STACK })).toEqual([
      "file-ignored s/x.yaml",
      "file-ignored s/y.YAML",
    ]);
  });

  test("a stack.yaml is always ours", async () => {
    const { problems } = await checked({ "stack.yaml": "image: {}\n" });
    expect(problems.map(({ code }) => code)).toEqual(["document-kind", "document-kind"]);
  });
});
