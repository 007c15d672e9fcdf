/** The schemas in an editor: what the YAML language server offers, tells and finds wrong, by modelines and by settings. */
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { init } from "../../src/commands/init.ts";
import { check } from "../../src/documents/check.ts";
import { load } from "../../src/documents/load.ts";
import { CLOUDS } from "../../src/model/policy.ts";
import { isError } from "../../src/model/problem.ts";
import { packageName } from "../../src/system/version.ts";
import { folderWith, run } from "../support/run.ts";
import { type Editor, type Place, startEditor } from "./editor.ts";

const ROOT = join(import.meta.dirname, "../..");
/** Below it, files have the schema of any document by settings; elsewhere they have none, but for a modeline. */
const BY_SETTINGS = "/by-settings";

const AROUND = { now: new Date("2026-11-21T12:00:00Z"), ci: false };

let editor: Editor;
beforeAll(async () => {
  editor = await startEditor(ROOT, {
    "./schemas/document.schema.json": ["policies/**/*.yaml", `${BY_SETTINGS}/**/*.yaml`],
    [join(ROOT, "schemas/cbr/v3/ReplicationPolicy.schema.json")]: "/replication/*.yaml",
  });
});
afterAll(() => editor.close());

const modeline = (schema: string) => `# yaml-language-server: $schema=${join(ROOT, "schemas", schema)}.schema.json\n`;
/** Ways in which a file comes to its schema: where it is, and how it begins. */
const ways = [
  ["a modeline with the schema of its kind", "/anywhere", modeline("cbr/v3/BackupPolicy")],
  ["a modeline with the schema of any document", "/anywhere", modeline("document")],
  ["settings by file path", BY_SETTINGS, "# no modeline\n"],
] as const;

/** Where `|` stands in a text, and the text without it. */
function cursorIn(text: string): [text: string, at: Place] {
  const before = text.slice(0, text.indexOf("|"));
  const lines = before.split("\n");
  return [text.replace("|", ""), { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 }];
}

let files = 0;
/** Every file is a new one to the server. */
function newFile(folder: string): string {
  files += 1;
  return `${folder}/${files}.yaml`;
}

const POLICY = `\
apiVersion: cbr/v3
kind: BackupPolicy
metadata:
  name: nightly
spec:
`;

const completions: [where: string, text: string, offered: string[]][] = [
  ["spec", "  enabled: true\n  |\n", ["operation_definition", "schedule", "trigger", "vaults"]],
  [
    "operation_definition",
    "  operation_definition:\n    retention_duration_days: 1\n    |\n",
    ["day_backups", "full_backup_interval", "max_backups", "month_backups", "timezone", "week_backups", "year_backups"],
  ],
  ["schedule", '  schedule:\n    at: ["02:00"]\n    |\n', ["days", "every_days", "timezone"]],
  ["an entry of vaults", "  vaults:\n    - |\n", ["vault", "vault_id"]],
  ["a value of enabled", "  enabled: |\n", ["false", "true"]],
];

test.for(ways.flatMap(([way, folder, start]) => completions.map((row) => [way, ...row, folder, start] as const)))(
  "%s: completion in %s offers what fits there",
  async ([, , rest, offered, folder, start]) => {
    const file = newFile(folder);
    const [text, at] = cursorIn(start + POLICY + rest);
    editor.open(file, text);
    expect((await editor.complete(file, at)).sort()).toEqual(offered);
  },
);

test("completion in an empty file begins a document, and knows versions and kinds", async () => {
  const offered = async (line: string) => {
    const file = newFile(BY_SETTINGS);
    const [text, at] = cursorIn(line);
    editor.open(file, text);
    return (await editor.complete(file, at)).sort();
  };
  expect(await offered("|")).toEqual(["apiVersion", "kind", "metadata", "spec"]);
  expect(await offered("apiVersion: |")).toEqual(["cbr/v3", "dds/v3", "holdfast/v1"]);
  expect(await offered("apiVersion: cbr/v3\nkind: |")).toEqual([
    "BackupDownloadPolicy",
    "BackupPolicy",
    "ReplicationPolicy",
    "Stack",
  ]);
});

const HOVERED = "  operation_definition:\n    max_|backups: 7\n    timezone: UTC+08:00\n";

test.each(ways)("%s: hovering shows what a field is for", async (_, folder, start) => {
  const file = newFile(folder);
  const [text, at] = cursorIn(start + POLICY + HOVERED);
  editor.open(file, text);
  expect(await editor.hover(file, at)).toContain("Most automatic backups that are kept of one resource");
});

const FAULTY = `\
apiVersion: cbr/v3
kind: BackupPolicy
metadata:
  name: bad name # a bad name
spec:
  enabled: "yes" # a wrong type
  operation_definition:
    max_backups: 0 # no value of the range
    day_backups: 101 # out of range
    timezone: UTC+8 # not of the form
    colour: red # an unknown field
  trigger:
    properties: {} # a missing field
`;

test.each(ways)("%s: the same lines are wrong as for validate", async (_, folder, start) => {
  const cwd = folderWith({ "stack.yaml": "apiVersion: holdfast/v1\nkind: Stack\nmetadata: { name: s }\nspec: {}\n" });
  const file = newFile(folder);
  const text = start + FAULTY;
  const told = (await editor.check(file, text)).map(({ range }) => range.start.line + 1);
  writeFileSync(join(cwd, "faulty.yaml"), text);
  const { problems } = await check(await load(["."], cwd), AROUND);
  const faults = FAULTY.split("\n").flatMap((line, index) => (line.includes("#") ? [index + 2] : []));
  expect({
    told,
    ours: problems.filter(isError).map(({ range }) => range?.start.line),
  }).toEqual({ told: faults, ours: faults });
});

test.each(readdirSync(join(ROOT, "policies/demo")).filter((name) => name.endsWith(".yaml")))(
  "nothing is wrong in policies/demo/%s",
  async (name) => {
    const file = join("policies/demo", name);
    const text = readFileSync(join(ROOT, file), "utf8");
    expect(await editor.check(file, text)).toEqual([]);
    await expectKnown(file, text);
  },
);

test.each(CLOUDS)("nothing is wrong in what init writes for %s, once the package is installed", async (cloud) => {
  const cwd = folderWith({ "package.json": "{}" });
  for (const folder of ["policies/new", "."]) {
    run(cwd, (io) => init(folder, { cloud }, io));
  }
  cpSync(join(ROOT, "schemas"), join(cwd, "node_modules", packageName, "schemas"), { recursive: true });
  for (const file of ["policies/new/stack.yaml", "policies/new/backup.yaml", "replication.yaml"]) {
    const text = readFileSync(join(cwd, file), "utf8");
    expect(await editor.check(join(cwd, file), text), file).toEqual([]);
    await expectKnown(join(cwd, file), text);
  }
});

/** A file whose schema was not found has no faults either. */
async function expectKnown(file: string, text: string): Promise<void> {
  const line = text.split("\n").findIndex((one) => one.startsWith("metadata:"));
  expect(await editor.hover(file, { line, character: 2 }), file).toContain(
    "Its name, and for a policy how it is guarded.",
  );
}

test("a schema of one kind can be set for a folder", async () => {
  const told = await editor.check(
    newFile("/replication"),
    "apiVersion: cbr/v3\nkind: BackupPolicy\nmetadata: { name: a }\n",
  );
  expect(told.map(({ message }) => message)).toEqual([
    'Missing property "spec".',
    expect.stringContaining("ReplicationPolicy"),
  ]);
});
