/**
 * OpenAPI contracts -> schemas, types and validators. Run as `npm run generate`; a test fails when what it would write is
 * not what is there. Reads the contracts and our own workflow, writes the two generated folders, and does nothing else.
 *
 * A component marked `x-holdfast-kind` is the spec of a document of that kind; `x-holdfast-metadata` leads to the schema of
 * the document's metadata. A contract's folder and `info.version` make its apiVersion: `cbr` and `v3` are `cbr/v3`.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020, type AnySchemaObject } from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";
import { compile } from "json-schema-to-typescript";
import { parse } from "yaml";
import { stepsOf } from "../model/pointer.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BANNER = "// Generated from the contracts in src/kinds by `npm run generate`. Do not edit.\n";

/** Every generated file, by its path from the root of the project, with `/`. */
export async function generate(): Promise<Map<string, string>> {
  const contracts = readContracts();
  const documents = documentSchemas(contracts);
  const requests = requestSchemas(contracts);
  const files = new Map<string, string>();
  for (const [key, schema] of documents) files.set(`schemas/${key}.schema.json`, json(schema));
  const document = json(anyDocument(documents));
  files.set("schemas/document.schema.json", document);
  files.set("src/generated/schemas.js", `${BANNER}export const schemas = ${json(Object.fromEntries(documents))}`);
  files.set("src/generated/schemas.d.ts", SCHEMAS_TYPE);
  files.set("src/generated/document.js", `${BANNER}export const document = ${document}`);
  files.set("src/generated/document.d.ts", DOCUMENT_TYPE);
  files.set("src/generated/types.ts", await types(contracts));
  files.set("src/generated/documents.js", validators("documents", documents));
  files.set("src/generated/documents.d.ts", validatorsType("documents", "string", "By `<apiVersion>/<kind>`."));
  const operations = [...requests.keys()].map((operation) => `"${operation}"`).join(" | ");
  files.set("src/generated/github.js", `${COPIED}export const github = ${json(Object.fromEntries(githubFiles()))}`);
  files.set("src/generated/github.d.ts", GITHUB_TYPE);
  files.set("src/generated/requests.js", validators("requests", requests));
  files.set(
    "src/generated/requests.d.ts",
    validatorsType("requests", operations, "Of request bodies, by operationId."),
  );
  return files;
}

/** What the generated folders hold now, in the form of `generate`. schemas/output/ is written by hand. */
export function generatedNow(): Map<string, string> {
  const files = new Map<string, string>();
  for (const folder of ["schemas", "src/generated"]) {
    for (const entry of readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name).slice(ROOT.length).replaceAll("\\", "/");
      if (!entry.isFile() || path.startsWith("schemas/output/")) continue;
      files.set(path, readFileSync(join(ROOT, path), "utf8"));
    }
  }
  return files;
}

const COPIED = "// Copied from .github by `npm run generate`. Do not edit.\n";
const GITHUB_TYPE = `${COPIED}/** What \`holdfast init --github\` writes: path -> text. */\nexport const github: Readonly<Record<string, string>>;\n`;

/** The workflow and the action that this repository uses itself, word for word. */
const githubFiles = (): [path: string, text: string][] =>
  [".github/actions/holdfast/action.yml", ".github/workflows/policies.yml"].map((path) => [
    path,
    readFileSync(join(ROOT, path), "utf8"),
  ]);

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** A mapping of YAML or JSON. */
type Node = { readonly [key: string]: unknown };

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value);

interface Contract {
  /** `cbr/v3` */
  readonly apiVersion: string;
  readonly root: Node;
}

/** By absolute path, which is what a `$ref` to another contract comes down to. */
type Contracts = ReadonlyMap<string, Contract>;

function readContracts(): Contracts {
  const kinds = join(ROOT, "src/kinds");
  const folders = readdirSync(kinds, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const names = folders.map(({ name }) => name).sort();
  return new Map(
    names.map((name) => {
      const file = join(kinds, name, "openapi.yaml");
      const root = parse(readFileSync(file, "utf8")) as Node;
      return [file, { apiVersion: `${name}/${nodeAt(root, ["info"]).version}`, root }];
    }),
  );
}

function nodeAt(root: unknown, path: readonly string[]): Node {
  const node = path.reduce((inner, key) => (isNode(inner) ? inner[key] : undefined), root);
  if (!isNode(node)) throw new Error(`nothing at /${path.join("/")}`);
  return node;
}

const componentsOf = ({ root }: Contract) =>
  Object.entries(nodeAt(root, ["components", "schemas"])) as [name: string, schema: Node][];

/**
 * `node` with every `$ref` replaced by what it leads to; keywords beside a `$ref` win over those behind it.
 * @param file the contract that `node` stands in
 * @param shortcut what to put in place of a `$ref` instead, where it has something
 */
function inline(contracts: Contracts, node: unknown, file: string, shortcut?: Shortcut): unknown {
  if (Array.isArray(node)) return node.map((item) => inline(contracts, item, file, shortcut));
  if (!isNode(node)) return node;
  const { $ref, ...members } = node;
  const beside = Object.fromEntries(
    Object.entries(members)
      .filter(([key]) => !key.startsWith("x-holdfast-"))
      .map(([key, value]) => [key, inline(contracts, value, file, shortcut)]),
  );
  if (typeof $ref !== "string") return beside;
  const instead = shortcut?.($ref, beside);
  if (instead) return instead;
  const [path = "", pointer = ""] = $ref.split("#");
  const target = path === "" ? file : resolve(dirname(file), path);
  const found = nodeAt(contracts.get(target)?.root, stepsOf(pointer));
  return { ...(inline(contracts, found, target, shortcut) as Node), ...beside };
}

type Shortcut = (ref: string, beside: Node) => Node | undefined;

/** JSON Schemas without a `$ref` in them, by `<apiVersion>/<kind>` or by operationId. */
type Schemas = ReadonlyMap<string, Node>;

const DIALECT = "https://json-schema.org/draft/2020-12/schema";

const documentSchemas = (contracts: Contracts): Schemas =>
  new Map(
    documentsIn(contracts).map(({ apiVersion, kind, file, schema }) => [
      `${apiVersion}/${kind}`,
      { $schema: DIALECT, title: kind, ...(inline(contracts, schema, file) as Node) },
    ]),
  );

/** Documents whose spec some contract has, put together as components of that contract. */
function documentsIn(contracts: Contracts) {
  return [...contracts].flatMap(([file, contract]) =>
    componentsOf(contract).flatMap(([name, spec]) => {
      const { apiVersion } = contract;
      const kind = spec["x-holdfast-kind"];
      if (typeof kind !== "string") return [];
      const schema: Node = {
        description: spec.description,
        type: "object",
        required: ENVELOPE,
        additionalProperties: false,
        properties: {
          apiVersion: { const: apiVersion, description: `Service and version of its API: \`${apiVersion}\`.` },
          kind: { const: kind, description: `Kind of the document: \`${kind}\`.` },
          metadata: spec["x-holdfast-metadata"],
          spec: { $ref: `#/components/schemas/${name}` },
        },
      };
      return [{ apiVersion, kind, file, schema }];
    }),
  );
}

const ENVELOPE = ["apiVersion", "kind", "metadata", "spec"];

/**
 * Takes any document. Conditions instead of a union: of a union that nothing in it fits, editors show the faults of every
 * branch, or of one they guess.
 */
function anyDocument(schemas: Schemas): Node {
  const known = [...schemas].map(([key, schema]) => {
    const slash = key.lastIndexOf("/");
    return { apiVersion: key.slice(0, slash), kind: key.slice(slash + 1), schema };
  });
  return {
    $schema: DIALECT,
    title: "Holdfast document",
    description: "A policy, or the stack that policies belong to.",
    type: "object",
    required: ENVELOPE,
    properties: {
      apiVersion: {
        enum: [...new Set(known.map(({ apiVersion }) => apiVersion))],
        description: "Service and version of its API; `holdfast/v1` for a stack.",
      },
      kind: { enum: known.map(({ kind }) => kind), description: "Kind of the document." },
      metadata: { type: "object", description: "Its name, and for a policy how it is guarded." },
      spec: { type: "object", description: "What it asks for; the fields depend on the kind." },
    },
    allOf: known.flatMap(({ apiVersion, kind, schema: { $schema: _, ...schema } }) => [
      when({ kind }, { properties: { apiVersion: { const: apiVersion } } }),
      when({ apiVersion, kind }, schema),
    ]),
  };
}

const when = (fields: Readonly<Record<string, string>>, consequence: Node): Node => ({
  if: {
    required: Object.keys(fields),
    properties: Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, { const: value }])),
  },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: consequence,
});

function requestSchemas(contracts: Contracts): Schemas {
  const schemas = new Map<string, Node>();
  for (const [file, { root }] of contracts) {
    const operations = Object.values(root.paths ?? {}).flatMap((path) => Object.values(path as Node));
    for (const operation of operations) {
      if (!isNode(operation) || !operation.requestBody) continue;
      const body = nodeAt(operation, ["requestBody", "content", "application/json", "schema"]);
      schemas.set(String(operation.operationId), inline(contracts, body, file) as Node);
    }
  }
  return schemas;
}

/** Compiled ahead, because compiling takes longer than most runs of the program. Imports nothing. */
function validators(name: string, schemas: Schemas): string {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    // It asks for `properties` beside every `required`; conditions have the one without the other.
    strictRequired: false,
    // Messages are made where they are shown.
    messages: false,
    code: { source: true, esm: true, lines: true },
  });
  const exported = [...schemas.keys()].map((key) => ({ key, identifier: key.replaceAll(/\W/g, "_") }));
  for (const [key, schema] of schemas) ajv.addSchema(withoutAnnotations(schema) as AnySchemaObject, key);
  const code = standalone(ajv, Object.fromEntries(exported.map(({ key, identifier }) => [identifier, key])))
    .replace('"use strict";', "")
    .replaceAll("export const ", "const ")
    // The one helper of ajv that these schemas need is CommonJS, whose default import Node and bundlers see differently.
    .replaceAll('require("ajv/dist/runtime/ucs2length").default', "(text) => [...text].length");
  if (/\brequire\(/.test(code))
    throw new Error(`${name}: a keyword here needs a helper of ajv at run time; give it one`);
  const members = exported.map(({ key, identifier }) => `  "${key}": ${identifier},\n`).join("");
  return `${BANNER}${code.trim()}\n\nexport const ${name} = {\n${members}};\n`;
}

/** Keywords that validate nothing. Validators carry pieces of their schemas along, and would carry these too. */
const ANNOTATIONS = new Set([
  "$schema",
  "title",
  "description",
  "default",
  "examples",
  "format",
  "patternErrorMessage",
]);

function withoutAnnotations(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutAnnotations);
  if (!isNode(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([keyword]) => !ANNOTATIONS.has(keyword))
      .map(([keyword, value]) => [keyword, keyword === "properties" ? fieldsOf(value) : withoutAnnotations(value)]),
  );

  // Below `properties` a key is the name of a field, whatever keyword it looks like.
  function fieldsOf(properties: unknown): Node {
    return Object.fromEntries(
      Object.entries(properties as Node).map(([field, inner]) => [field, withoutAnnotations(inner)]),
    );
  }
}

const validatorsType = (name: string, keys: string, about: string): string => `${BANNER}
/** A keyword that a value does not meet. */
export interface ErrorObject {
  /** Of JSON Schema: \`type\`, \`required\`, … */
  keyword: string;
  /** JSON Pointer (RFC 6901) to the value. */
  instancePath: string;
  /** JSON Pointer to the keyword, in a URI fragment. */
  schemaPath: string;
  /** Depends on the keyword: \`{missingProperty}\`, \`{additionalProperty}\`, \`{limit}\`, … */
  params: Record<string, unknown>;
}

/** \`errors\` are those of the last call: all of them, or null. */
export type Validate = ((data: unknown) => boolean) & { errors?: ErrorObject[] | null };

/** ${about} */
export const ${name}: Record<${keys}, Validate>;
`;

const SCHEMAS_TYPE = `${BANNER}
/** The JSON Schemas of documents, by \`<apiVersion>/<kind>\`, with no \`$ref\` in them. */
export const schemas: Record<string, object>;
`;

const DOCUMENT_TYPE = `${BANNER}
/** The JSON Schema of any document, with no \`$ref\` in it. */
export const document: object;
`;

/** A type for each component and each document. Where one refers to another component, so does its type. */
async function types(contracts: Contracts): Promise<string> {
  const parts = [BANNER];
  for (const [file, contract] of contracts) {
    for (const [name, schema] of componentsOf(contract)) parts.push(await typeOf(contracts, name, schema, file));
  }
  for (const { kind, file, schema } of documentsIn(contracts)) {
    parts.push(await typeOf(contracts, `${kind}Document`, schema, file));
  }
  return parts.join("\n");
}

function typeOf(contracts: Contracts, name: string, schema: Node, file: string): Promise<string> {
  const shape = withoutConditions(inline(contracts, schema, file, namedType));
  return compile(shape as Parameters<typeof compile>[0], name, { bannerComment: "", ignoreMinAndMaxItems: true });
}

/** json-schema-to-typescript would declare the component again with each type that refers to it. */
const namedType: Shortcut = (ref, beside) => {
  const name = /#\/components\/schemas\/(\w+)$/.exec(ref)?.[1];
  return name === undefined ? undefined : { ...beside, tsType: name };
};

/** These would become unions and intersections of everything in them; a type says what fields there are. */
const CONDITIONS = new Set(["oneOf", "not", "if", "then", "minProperties", "maxProperties"]);

function withoutConditions(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutConditions);
  if (!isNode(schema)) return schema;
  const kept = Object.entries(schema).filter(([key]) => !CONDITIONS.has(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutConditions(value)]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = await generate();
  for (const path of generatedNow().keys()) if (!files.has(path)) rmSync(join(ROOT, path));
  for (const [path, content] of files) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), content);
  }
}
