/** `holdfast explain` and `holdfast schema`: what the schemas and the rules say, asked from the command line. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runExplain } from "../../src/commands/explain.ts";
import { runSchema } from "../../src/commands/schema.ts";
import { codes, wordFor } from "../../src/documents/codes.ts";
import { explain } from "../../src/documents/explain.ts";
import { documentKeys, type Schema, schemaOf } from "../../src/documents/schema.ts";
import { rules } from "../../src/model/rules.ts";
import { run } from "../support/run.ts";

const text = (question: string, columns = 80) =>
  run("/", (io) => runExplain(question, { format: "text" }, io), { columns }).out;

test("says what a field means, what it takes, what holds without it, and which rules are about it", () => {
  expect(text("BackupPolicy.spec.operation_definition.max_backups")).toBe(`\
BackupPolicy.spec.operation_definition.max_backups (cbr/v3)

  Most automatic backups that are kept of one resource; when there are more, the
  oldest is deleted. 1 to 99999, or -1: their number deletes nothing. A smaller
  number than before deletes backups when the next one is made. Excludes
  \`retention_duration_days\`, unless that is -1. Default: -1.

  type      integer
  allowed   -1 or 1 to 99999
  required  no
  default   -1

Rules
  retention-exclusive
    Backups are kept by age (retention_duration_days) or by number (max_backups
    and the counters), not both.
  retention-forever (warning)
    Nothing limits how long backups are kept.
  shortens-retention (warning)
    Restore points would be kept for a shorter time, or fewer of them.
`);
});

test("says what a problem, a hazard or a failure is, by its code, with an example before and after", () => {
  for (const explanation of codes) {
    const { code, summary, help, example } = explanation;
    const flat = text(code).replace(/\s+/g, " ");
    expect(flat).toContain(`${code} (${wordFor(explanation)}) ${summary} ${help}`);
    expect(flat).toContain(`Before ${example.before} After ${example.after}`.replace(/\s+/g, " "));
  }
  expect(text("takes-over", 60)).toMatch(/^takes-over \(hazard\)\n\n {2}A policy/);
  expect(text("rule-weekly")).toBe(`\
rule-weekly (warning)

  A rule with FREQ=WEEKLY has no INTERVAL above 1.

  INTERVAL is documented for DAILY alone, 1 to 30 days. The cloud may ignore it
  and run every week. Write FREQ=DAILY with INTERVAL=14, for example, or leave
  INTERVAL out.

Fields
  spec.trigger.properties.pattern
  spec.trigger.properties.pattern[]

Before
  trigger: { properties: { pattern: ["FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;BYHOUR=18;BYMINUTE=00"] } }

After
  trigger: { properties: { pattern: ["FREQ=DAILY;INTERVAL=14;BYHOUR=18;BYMINUTE=00"] } }
`);
  expect(() => text("take-over")).toThrow('there is no kind "take-over"');
});

test("lists the fields of a mapping", () => {
  expect(text("BackupDownloadPolicy.metadata", 60)).toBe(`\
BackupDownloadPolicy.metadata (dds/v3)

  Who the policy is, and how it is guarded.

  type      mapping
  required  yes

Fields
  name  string, required
    Name of the policy, in the cloud too where it has one
    there, and unique for its kind in the stack.
  renamed_from  string
    Name that the policy had before.
  protected  boolean
    Whether the policy is safe from deletion.
  patch  boolean
    Whether this is a patch: a document that changes fields
    of an included one of the same kind and name, in this
    stack.
`);
});

test.each([
  ["BackupPolicy", "BackupPolicy"],
  ["BackupPolicy.vaults", "BackupPolicy.spec.vaults"],
  ["BackupPolicy.spec.vaults[]", "BackupPolicy.spec.vaults[]"],
  ["BackupPolicy.spec.vaults[].vault_id", "BackupPolicy.spec.vaults[].vault_id"],
  ["BackupPolicy.vaults[0].vault_id", "BackupPolicy.spec.vaults[].vault_id"],
  ["BackupPolicy.vaults.vault_id", "BackupPolicy.spec.vaults[].vault_id"],
  ["BackupPolicy.schedule.at[]", "BackupPolicy.spec.schedule.at[]"],
  ["Stack.metadata.name", "Stack.metadata.name"],
  ["Stack.state.git.branch", "Stack.spec.state.git.branch"],
])("%s is understood as %s", (question, path) => {
  expect(explain(question).path).toBe(path);
});

test.each([
  ["backuppolicy", 'there is no kind "backuppolicy"', "did you mean BackupPolicy?"],
  ["Vault", 'there is no kind "Vault"', "there are: BackupPolicy, ReplicationPolicy, BackupDownloadPolicy, Stack"],
  [
    "BackupPolicy.spec.operation_definition.max_backup",
    'BackupPolicy has no field "spec.operation_definition.max_backup"',
    "did you mean BackupPolicy.spec.operation_definition.max_backups?",
  ],
  [
    "BackupPolicy.max_backups",
    'BackupPolicy has no field "max_backups"',
    "did you mean BackupPolicy.spec.operation_definition.max_backups?",
  ],
  [
    "BackupPolicy.schedule.timezon",
    'BackupPolicy has no field "schedule.timezon"',
    "did you mean BackupPolicy.spec.schedule.timezone?",
  ],
  ["BackupPolicy.enabled[]", 'BackupPolicy has no field "enabled[]"', "did you mean BackupPolicy.spec.enabled?"],
  ["Stack.nonsense", 'Stack has no field "nonsense"', "it has: apiVersion, kind, metadata, spec"],
  ["BackupPolicy.__proto__", 'BackupPolicy has no field "__proto__"', "it has: apiVersion, kind, metadata, spec"],
  ["BackupPolicy.", 'BackupPolicy has no field ""', "it has: apiVersion, kind, metadata, spec"],
])("%s is refused, with the nearest that there is", (question, message, hint) => {
  expect(() => explain(question)).toThrow(expect.objectContaining({ code: "usage", message, hint }));
});

test("lines are as wide as the terminal, where words allow it", () => {
  for (const width of [40, 60, 120]) {
    const lines = text("BackupPolicy.spec.schedule", width).split("\n");
    expect(lines.filter((line) => line.length > width)).toEqual([]);
    expect(Math.max(...lines.map((line) => line.length))).toBeGreaterThan(width - 12);
  }
});

test("as JSON", () => {
  const { out } = run("/", (io) => runExplain("BackupPolicy.vaults", { format: "json" }, io));
  expect(JSON.parse(out)).toEqual({
    format_version: "1.0",
    path: "BackupPolicy.spec.vaults",
    apiVersion: "cbr/v3",
    type: "list of mapping",
    required: false,
    description: expect.stringMatching(/^The vaults/),
    rules: [
      { code: "vaults-none", severity: "warning", summary: rules["vaults-none"].summary },
      { code: "unprotects-vaults", severity: "warning", summary: rules["unprotects-vaults"].summary },
    ],
    fields: [
      { name: "vault", type: "string", required: false, description: expect.stringMatching(/^Name of the vault/) },
      { name: "vault_id", type: "string", required: false, description: expect.stringMatching(/^ID of the vault/) },
    ],
  });
});

describe("rules", () => {
  test("every field that a rule is about exists, in some kind that the rule holds for", () => {
    for (const [code, { fields, ...rule }] of Object.entries(rules)) {
      const kinds = "kinds" in rule ? rule.kinds : documentKeys.map((key) => key.slice(key.lastIndexOf("/") + 1));
      for (const field of fields) {
        const found = kinds.flatMap((kind) => codesAt(`${kind}.${field}`));
        expect(found, `${code}: ${field}`).toContain(code);
      }
    }
  });

  test("summaries are one sentence, and help says more", () => {
    for (const [code, { summary, help }] of Object.entries(rules)) {
      expect(summary, code).toMatch(/^[A-Z][^\n]*[^.]\.$/);
      expect(summary.split(/\.\s+(?=[A-Z])/), code).toHaveLength(1);
      expect(help, code).toMatch(/^[A-Z][^\n]*\.$/);
      expect(help).not.toBe(summary);
    }
  });
});

function codesAt(path: string): string[] {
  try {
    return explain(path).rules.map(({ code }) => code);
  } catch {
    return [];
  }
}

test("every field of every kind can be asked for", () => {
  for (const key of documentKeys) {
    const kind = key.slice(key.lastIndexOf("/") + 1);
    for (const path of pathsIn(schemaOf(key))) expect(explain(`${kind}.${path}`).path).toBe(`${kind}.${path}`);
  }
});

function pathsIn(schema: Schema, prefix = ""): string[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [
    `${prefix}${name}`,
    ...pathsIn(field, `${prefix}${name}.`),
  ]);
  const list = prefix.slice(0, -1);
  return schema.items ? [...own, `${list}[]`, ...pathsIn(schema.items, `${list}[].`)] : own;
}

test.each([
  ["BackupPolicy", "cbr/v3/BackupPolicy"],
  ["Stack", "holdfast/v1/Stack"],
  [undefined, "document"],
])("schema %s prints the published file", async (kind, file) => {
  const printed = run("/", (io) => runSchema(kind, io));
  expect(await printed.code).toBe(0);
  expect(printed.out).toBe(readFileSync(join(import.meta.dirname, `../../schemas/${file}.schema.json`), "utf8"));
});

test("schema of a kind that does not exist is refused", async () => {
  await expect(run("/", (io) => runSchema("Backup", io)).code).rejects.toThrow('there is no kind "Backup"');
});
