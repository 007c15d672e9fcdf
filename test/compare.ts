/**
 * `npm run compare`: what validators and editors say of a document with six faults, given our own schema, as the table in
 * REFERENCE.md. Installs them into a temporary folder; what cannot be installed is named. They read nothing but the two files.
 */
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEditor } from "./generated/editor.ts";

const ROOT = join(import.meta.dirname, "..");
const CASE = join(ROOT, "test/cases/six-faults/policies");
const SCHEMA = join(ROOT, "schemas/cbr/v3/BackupPolicy.schema.json");

interface Fault {
  /** JSON Pointer of the wrong value, or of the field that does not exist. */
  readonly pointer: string;
  /** Where its token begins; 1-based. */
  readonly line: number;
  readonly column: number;
}

/** The faults of the document, each at the token that somebody has to change. */
const FAULTS: readonly Fault[] = [
  ["/metadata/name", "nightly backup"],
  ["/spec/enabled", '"yes"'],
  ["/spec/operation_definition/max_backups", "0"],
  ["/spec/operation_definition/retention_days", "retention_days"],
  ["/spec/trigger/properties/pattern/0", "XX"],
  ["/spec/trigger/properties/pattern/1", "24"],
].map(([pointer = "", token = ""]) => ({ pointer, ...placeOf(pointer, token) }));

/** A problem as a tool tells it; 1-based. */
interface Told {
  readonly pointer?: string;
  readonly line?: number;
  readonly column?: number;
}

interface Tool {
  readonly name: string;
  /** Package and version to install; absent for what is here already. */
  readonly install?: string;
  readonly version: string;
  /** @param bin the folder of its command */
  run(folder: string, bin: string): Told[] | Promise<Told[]>;
}

const TOOLS: readonly Tool[] = [
  { name: "holdfast", version: versionIn(ROOT), run: holdfast },
  { name: "yaml-language-server", version: versionIn(join(ROOT, "node_modules/yaml-language-server")), run: editor },
  { name: "ajv-cli", install: "ajv-cli@5.0.0", version: "5.0.0", run: ajv },
  // The newest that runs on Node 20.
  { name: "v8r", install: "v8r@5.1.0", version: "5.1.0", run: v8r },
  { name: "Spectral", install: "@stoplight/spectral-cli@6.16.3", version: "6.16.3", run: spectral },
];

const home = mkdtempSync(join(tmpdir(), "holdfast-compare-"));
try {
  const rows = [];
  for (const tool of TOOLS) rows.push(await rowOf(tool));
  process.stdout.write(
    [
      "| tool | reports | of the six faults | on the token | on its line | elsewhere, or without a line | noise |",
      "|---|---|---|---|---|---|---|",
      ...rows,
      "",
    ].join("\n"),
  );
} finally {
  rmSync(home, { recursive: true });
}

async function rowOf({ name, install, version, run }: Tool): Promise<string> {
  const folder = join(home, name);
  mkdirSync(join(folder, "policies"), { recursive: true });
  for (const file of ["a.yaml", "stack.yaml"]) copyFileSync(join(CASE, file), join(folder, "policies", file));
  copyFileSync(SCHEMA, join(folder, "schema.json"));
  if (install) {
    writeFileSync(join(folder, "package.json"), "{}");
    const done = spawnSync("npm", ["install", "--no-audit", "--no-fund", install], { cwd: folder, encoding: "utf8" });
    if (done.status !== 0) return `| ${name} ${version} | could not be installed |`;
  }
  const told = await run(folder, join(folder, "node_modules/.bin"));
  const places = FAULTS.map((fault) => pointedAt(fault, told));
  const count = (place: string) => places.filter((one) => one === place).length;
  const noise = told.filter((one) => !FAULTS.some((fault) => isAbout(one, fault))).length;
  const found = places.filter((place) => place !== undefined).length;
  const cells = [told.length, found, count("token"), count("line"), count("elsewhere"), noise];
  return `| ${name} ${version} | ${cells.join(" | ")} |`;
}

function isAbout(told: Told, { pointer, line }: Fault): boolean {
  return told.pointer === pointer || told.line === line;
}

/** `token`, `line` or `elsewhere`: where the best of what was told of a fault points. Undefined: nobody told it. */
function pointedAt(fault: Fault, told: readonly Told[]) {
  const { line, column } = fault;
  const about = told.filter((one) => isAbout(one, fault));
  if (about.length === 0) return undefined;
  if (about.some((one) => one.line === line && one.column === column)) return "token";
  return about.some((one) => one.line === line) ? "line" : "elsewhere";
}

function placeOf(pointer: string, token: string): { line: number; column: number } {
  const lines = readFileSync(join(CASE, "a.yaml"), "utf8").split("\n");
  // The field that the token belongs to begins its line, or is the item of the list that holds it.
  const field = pointer.split("/").at(-1) ?? "";
  const line = lines.findIndex((text) =>
    /^\d+$/.test(field) ? text.includes(token) : text.trim().startsWith(`${field}:`),
  );
  const column = lines[line]?.lastIndexOf(token) ?? -1;
  if (column === -1) throw new Error(`the document has no ${token} at ${pointer}`);
  return { line: line + 1, column: column + 1 };
}

function versionIn(folder: string): string {
  return (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string }).version;
}

/** What a command prints. Finding faults is no failure; saying nothing that can be read is one. */
function said(command: string, args: readonly string[], cwd: string): SpawnSyncReturns<string> {
  const done = spawnSync(command, args, { cwd, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } });
  if (done.error) throw done.error;
  return done;
}

function holdfast(folder: string): Told[] {
  const { stdout } = said(process.execPath, [join(ROOT, "dist/cli.js"), "validate", "--format", "json"], folder);
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { range: { start: Told } }[] };
  return diagnostics.map(({ range }) => range.start);
}

async function editor(folder: string): Promise<Told[]> {
  const session = await startEditor(folder, { [join(folder, "schema.json")]: "a.yaml" });
  const text = readFileSync(join(folder, "policies/a.yaml"), "utf8");
  const diagnostics = await session.check("policies/a.yaml", text);
  await session.close();
  return diagnostics.map(({ range: { start } }) => ({ line: start.line + 1, column: start.character + 1 }));
}

interface AjvError {
  readonly instancePath: string;
  readonly params: { readonly additionalProperty?: string };
}

function toldByAjv({ instancePath, params }: AjvError): Told {
  const unknown = params.additionalProperty;
  return { pointer: unknown === undefined ? instancePath : `${instancePath}/${unknown}` };
}

function ajv(folder: string, bin: string): Told[] {
  const options = ["--spec=draft2020", "--all-errors", "--strict=false", "--errors=line"];
  const { stderr } = said(
    join(bin, "ajv"),
    ["validate", ...options, "-s", "schema.json", "-d", "policies/a.yaml"],
    folder,
  );
  return (JSON.parse(stderr.slice(stderr.indexOf("["))) as AjvError[]).map(toldByAjv);
}

/** With a schema given it asks no catalogue. */
function v8r(folder: string, bin: string): Told[] {
  const { stdout } = said(
    join(bin, "v8r"),
    ["policies/a.yaml", "-s", "schema.json", "--output-format", "json"],
    folder,
  );
  const { results } = JSON.parse(stdout) as { results: { errors: AjvError[] }[] };
  return results.flatMap(({ errors }) => errors.map(toldByAjv));
}

function spectral(folder: string, bin: string): Told[] {
  const functionOptions = {
    schema: JSON.parse(readFileSync(join(folder, "schema.json"), "utf8")),
    dialect: "draft2020-12",
    allErrors: true,
  };
  // biome-ignore lint/suspicious/noThenProperty: the word of the rule format, and nothing awaits it
  const rule = { given: "$", severity: "error", then: { function: "schema", functionOptions } };
  writeFileSync(join(folder, "ruleset.json"), JSON.stringify({ rules: { schema: rule } }));
  const { stdout } = said(
    join(bin, "spectral"),
    ["lint", "policies/a.yaml", "-r", "ruleset.json", "-f", "json"],
    folder,
  );
  // After the list comes a sentence when it is empty.
  const list = JSON.parse(stdout.slice(0, stdout.lastIndexOf("]") + 1)) as {
    path: string[];
    message: string;
    range: { start: { line: number; character: number } };
  }[];
  return list.map(({ path, message, range: { start } }) => {
    const unknown = /^Property "(.*)" is not expected to be here$/.exec(message)?.[1];
    const pointer = ["", ...path, ...(unknown === undefined ? [] : [unknown])].join("/");
    return { pointer, line: start.line + 1, column: start.character + 1 };
  });
}
