/**
 * OpenAPI contracts -> schemas, types, validators and facts. Run as `npm run generate`; a test fails when what it would
 * write is not what is there. Reads the contracts and our own workflow, writes the two generated folders, and does
 * nothing else.
 *
 * A contract's folder and `info.version` make its apiVersion: `cbr` and `v3` are `cbr/v3`. What Holdfast has to know
 * beside OpenAPI is in the contracts as well:
 *
 * | at           | keyword                  | meaning                                                                 |
 * |--------------|--------------------------|-------------------------------------------------------------------------|
 * | the contract | `x-holdfast-service`     | `ServiceFacts`: the preset policy, the quota, hints for error codes     |
 * | an operation | `x-holdfast-action`      | the IAM action that it needs                                            |
 * | a component  | `x-holdfast-kind`        | it is the spec of documents of this kind                                |
 * |              | `x-holdfast-metadata`    | the schema of their metadata                                            |
 * |              | `x-holdfast-singleton`   | a project has one, without a name; documents give it this one           |
 * | either       | `x-holdfast-clouds`      | the clouds that offer it; a field without it: those of its kind         |
 * | a field      | `x-holdfast-unreadable`  | the cloud never returns it                                              |
 * |              | `x-holdfast-claimable`   | it stays as it is where a document does not have it                     |
 * |              | `x-holdfast-said-by`     | the field beside it that says it in other words                         |
 * |              | `x-holdfast-keeps`       | the cloud may have members in it that the contract does not know        |
 * |              | `x-holdfast-checked`     | keywords of its schema that the kind itself reports                     |
 * |              | `x-holdfast-rules`       | codes of the rules and hazards that are about it                        |
 * | a mapping    | `x-holdfast-services`    | it has a member of this schema for each service that has kinds          |
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020, type AnySchemaObject } from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";
import { compile } from "json-schema-to-typescript";
import { parse } from "yaml";
import { codesPage } from "../documents/codes.ts";
import { stepsOf } from "../model/pointer.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BANNER = "// Generated from the contracts in src/kinds by `npm run generate`. Do not edit.\n";

/** Every generated file, by its path from the root of the project, with `/`. */
export async function generate(): Promise<Map<string, string>> {
  const contracts = readContracts();
  const documents = documentSchemas(contracts);
  const patches = patchSchemas(contracts, documents);
  const requests = requestSchemas(contracts);
  const files = new Map<string, string>();
  for (const [key, schema] of documents) files.set(`schemas/${key}.schema.json`, json(schema));
  const document = json(anyDocument(documents, patches));
  files.set("schemas/document.schema.json", document);
  files.set("src/generated/schemas.js", `${BANNER}export const schemas = ${json(Object.fromEntries(documents))}`);
  files.set("src/generated/schemas.d.ts", SCHEMAS_TYPE);
  files.set("src/generated/document.js", `${BANNER}export const document = ${document}`);
  files.set("src/generated/document.d.ts", DOCUMENT_TYPE);
  files.set("src/generated/types.ts", await types(contracts));
  files.set("src/generated/facts.ts", factsOf(contracts));
  files.set("src/generated/documents.js", validators("documents", documents));
  files.set("src/generated/documents.d.ts", validatorsType("documents", "string", "By `<apiVersion>/<kind>`."));
  const patchData = `\nexport const patchSchemas = ${json(Object.fromEntries(patches))}`;
  files.set("src/generated/patches.js", validators("patches", patches) + patchData);
  files.set("src/generated/patches.d.ts", PATCHES_TYPE);
  const operations = [...requests.keys()].map((operation) => `"${operation}"`).join(" | ");
  files.set("src/generated/github.js", `${COPIED}export const github = ${json(Object.fromEntries(githubFiles()))}`);
  files.set("src/generated/github.d.ts", GITHUB_TYPE);
  files.set("src/generated/requests.js", validators("requests", requests));
  files.set(
    "src/generated/requests.d.ts",
    validatorsType("requests", operations, "Of request bodies, by operationId."),
  );
  files.set(CODES, codesPage());
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
  if (existsSync(join(ROOT, CODES))) files.set(CODES, readFileSync(join(ROOT, CODES), "utf8"));
  return files;
}

/** What each code means: from the tables of the program, not from the contracts. */
const CODES = ".github/CODES.md";

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
  /** Of its folder: `cbr`. */
  readonly name: string;
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
  const contracts = names.map((name): [file: string, contract: Contract] => {
    const file = join(kinds, name, "openapi.yaml");
    const root = parse(readFileSync(file, "utf8")) as Node;
    return [file, { name, apiVersion: `${name}/${nodeAt(root, ["info"]).version}`, root }];
  });
  const services = contracts.flatMap(([, contract]) => (isService(contract) ? contract.name : []));
  return new Map(
    contracts.map(([file, contract]) => [file, { ...contract, root: withServices(contract.root, services) as Node }]),
  );
}

/** A contract without paths has documents that no API knows, such as stacks. */
const hasApi = ({ root }: Contract): boolean => root.paths !== undefined;

/** One without kinds is only read. */
const isService = (contract: Contract): boolean =>
  hasApi(contract) && componentsOf(contract).some(([, schema]) => schema["x-holdfast-kind"] !== undefined);

/** With the members that `x-holdfast-services` describes, before the others. */
function withServices(node: unknown, services: readonly string[]): unknown {
  if (Array.isArray(node)) return node.map((item) => withServices(item, services));
  if (!isNode(node)) return node;
  const { "x-holdfast-services": member, ...rest } = node;
  const members = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, withServices(value, services)]));
  if (member === undefined) return members;
  const ofServices = Object.fromEntries(services.map((name) => [name, member]));
  return { ...members, properties: { ...ofServices, ...(members.properties as Node) } };
}

function nodeAt(root: unknown, path: readonly string[]): Node {
  const node = path.reduce((inner, key) => (isNode(inner) ? inner[key] : undefined), root);
  if (!isNode(node)) throw new Error(`nothing at /${path.join("/")}`);
  return node;
}

const componentsOf = ({ root }: Contract) =>
  Object.entries(nodeAt(root, ["components", "schemas"])) as [name: string, schema: Node][];

/**
 * `node` with every `$ref` replaced by what it leads to; keywords beside a `$ref` win over those that it leads to.
 * @param file the contract that `node` is in
 * @param shortcut what to put in place of a `$ref` instead, where it has something
 * @param isKept whether a keyword stays; by default, those of Holdfast do not
 */
function inline(
  contracts: Contracts,
  node: unknown,
  file: string,
  { shortcut, isKept = (key) => !key.startsWith("x-holdfast-") }: Inlining = {},
): unknown {
  const inner = (value: unknown, where = file) => inline(contracts, value, where, { shortcut, isKept });
  if (Array.isArray(node)) return node.map((item) => inner(item));
  if (!isNode(node)) return node;
  const { $ref, ...members } = node;
  const beside = Object.fromEntries(
    Object.entries(members)
      .filter(([key]) => isKept(key))
      .map(([key, value]) => [key, inner(value)]),
  );
  if (typeof $ref !== "string") return beside;
  const instead = shortcut?.($ref, beside);
  if (instead) return instead;
  const [path = "", pointer = ""] = $ref.split("#");
  const target = path === "" ? file : resolve(dirname(file), path);
  const found = nodeAt(contracts.get(target)?.root, stepsOf(pointer));
  return { ...(inner(found, target) as Node), ...beside };
}

interface Inlining {
  readonly shortcut?: Shortcut | undefined;
  readonly isKept?: (key: string) => boolean;
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
      return [{ apiVersion, kind, file, schema, contract }];
    }),
  );
}

const ENVELOPE = ["apiVersion", "kind", "metadata", "spec"];

/** Of patches (RFC 7396), by the key of the documents that they change: the same fields, of which few are needed. */
const patchSchemas = (contracts: Contracts, documents: Schemas): Schemas =>
  new Map(
    documentsIn(contracts).flatMap(({ apiVersion, kind, contract }): [string, Node][] => {
      const key = `${apiVersion}/${kind}`;
      const document = documents.get(key);
      if (!document || !isService(contract)) return [];
      const { metadata, spec, ...envelope } = nodeAt(document, ["properties"]);
      const known = nodeAt(metadata, ["properties"]);
      const { name, protected: mark } = known;
      const { default: _, ...patch } = nodeAt(known, ["patch"]);
      const schema = {
        ...document,
        description: `Fields of an included document of kind ${kind} that differ in this stack.`,
        required: ["apiVersion", "kind", "metadata"],
        properties: {
          ...envelope,
          metadata: {
            ...(metadata as Node),
            required: ["name", "patch"],
            properties: { name, patch: { ...patch, const: true }, protected: mark },
          },
          spec: orNull(spec as Node),
        },
      };
      return [[key, schema]];
    }),
  );

/** What says how the fields of a whole mapping go together, and what a field is when it is absent. */
const OF_WHOLE = new Set(["required", "minProperties", "maxProperties", "oneOf", "anyOf", "if", "then", "default"]);

/** The same where every field may be absent or null. Lists are replaced, so what is in them stays as it is. */
function orNull(schema: Node): Node {
  const { type, properties, enum: choices, ...rest } = schema;
  const kept = Object.entries(rest).filter(
    ([keyword, value]) => !OF_WHOLE.has(keyword) && !(keyword === "not" && isNode(value) && value.required),
  );
  return {
    ...(type !== undefined && { type: [type, "null"] }),
    ...(Array.isArray(choices) && { enum: [...choices, null] }),
    ...Object.fromEntries(kept),
    ...(isNode(properties) && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, orNull(field as Node)])),
    }),
  };
}

/**
 * Takes any document. Conditions instead of a union: of a union that nothing in it fits, editors show the faults of
 * every branch, or of one they guess.
 */
function anyDocument(schemas: Schemas, patches: Schemas): Node {
  const known = [...schemas].map(([key, schema]) => {
    const slash = key.lastIndexOf("/");
    return { apiVersion: key.slice(0, slash), kind: key.slice(slash + 1), schema, patch: patches.get(key) };
  });
  return {
    $schema: DIALECT,
    title: "Holdfast document",
    description: "A policy, or the stack that policies belong to.",
    type: "object",
    // Whether it has a spec is up to its own schema.
    required: ENVELOPE.slice(0, -1),
    properties: {
      apiVersion: {
        enum: [...new Set(known.map(({ apiVersion }) => apiVersion))],
        description: "Service and version of its API; `holdfast/v1` for a stack.",
      },
      kind: { enum: known.map(({ kind }) => kind), description: "Kind of the document." },
      metadata: { type: "object", description: "Its name, and for a policy how it is guarded." },
      spec: { description: "What it asks for; the fields depend on the kind." },
    },
    allOf: known.flatMap(({ apiVersion, kind, schema, patch }) => [
      when({ kind }, { properties: { apiVersion: { const: apiVersion } } }),
      when({ apiVersion, kind }, inner(schema), patch ? { not: IS_PATCH } : {}),
      ...(patch ? [when({ apiVersion, kind }, inner(patch), { allOf: [IS_PATCH] })] : []),
    ]),
  };
}

const inner = ({ $schema: _, ...schema }: Node): Node => schema;

const IS_PATCH: Node = {
  required: ["metadata"],
  properties: { metadata: { type: "object", required: ["patch"], properties: { patch: { const: true } } } },
};

/** @param more of the condition */
const when = (fields: Readonly<Record<string, string>>, consequence: Node, more: Node = {}): Node => ({
  if: {
    required: Object.keys(fields),
    properties: Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, { const: value }])),
    ...more,
  },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: consequence,
});

/** `path` follows version and project: `/policies/{policy_id}`. */
const operationsOf = ({ root }: Contract) =>
  Object.entries((root.paths ?? {}) as Node).flatMap(([path, item]) =>
    Object.entries(item as Node).flatMap(([method, operation]) =>
      isNode(operation) && operation.operationId !== undefined
        ? { method: method.toUpperCase(), path: path.replace(/^\/v\d+\/\{project_id\}/, ""), operation }
        : [],
    ),
  );

function requestSchemas(contracts: Contracts): Schemas {
  const schemas = new Map<string, Node>();
  for (const [file, contract] of contracts) {
    for (const { operation } of operationsOf(contract)) {
      if (!operation.requestBody) continue;
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
    // The one helper of ajv that these schemas need is CommonJS. Node and bundlers import its default differently.
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

const PATCHES_TYPE = `${BANNER}
import type { Validate } from "./documents.js";

/** Of patches, by \`<apiVersion>/<kind>\` of the documents that they change. Apart from those, since few need them. */
export const patches: Record<string, Validate>;

/** Their JSON Schemas, with no \`$ref\` in them. */
export const patchSchemas: Record<string, object>;
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
  const shape = withoutConditions(inline(contracts, schema, file, { shortcut: namedType }));
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

/** What the program knows of clouds, kinds, services, fields and names, as data and as types. */
function factsOf(contracts: Contracts): string {
  const documents = documentsIn(contracts).map(({ file, schema, ...document }) => ({
    ...document,
    // All keywords, since those of Holdfast are what is looked for.
    schema: inline(contracts, schema, file, { isKept: () => true }) as Node,
  }));
  const [stack] = documents.filter(({ contract }) => !isService(contract));
  const policies = documents.filter(({ contract }) => isService(contract));
  const services = [...contracts.values()].filter(isService);
  const withApi = [...contracts.values()].filter(hasApi);
  if (!stack || !policies[0]) throw new Error("there is no stack, or no kind of policy");
  const stackSpec = nodeAt(stack.schema, ["properties", "spec", "properties"]);
  const { minLength, maxLength, pattern } = nodeAt(policies[0].schema, [
    "properties",
    "metadata",
    "properties",
    "name",
  ]);
  const kindsOf = ({ name }: Contract) =>
    policies.flatMap(({ kind, contract }) => (contract.name === name ? JSON.stringify(kind) : [])).join(" | ");
  return [
    BANNER,
    constant("CLOUDS", nodeAt(stackSpec, ["cloud"]).enum),
    "export type CloudName = (typeof CLOUDS)[number];\n",
    constant(
      "KINDS",
      policies.map(({ kind }) => kind),
    ),
    "export type KindName = (typeof KINDS)[number];\n",
    "/** Those that have kinds. */",
    constant(
      "SERVICES",
      services.map(({ name }) => name),
    ),
    "export type ServiceName = (typeof SERVICES)[number];\n",
    "/** Those that have none, and are only read. */",
    constant(
      "READ_ONLY_SERVICES",
      withApi.flatMap((one) => (isService(one) ? [] : one.name)),
    ),
    "export type ReadableService = ServiceName | (typeof READ_ONLY_SERVICES)[number];\n",
    `/** The kinds of each service. */\nexport interface KindsOf {\n${services.map((one) => `  ${one.name}: ${kindsOf(one)};\n`).join("")}}\n`,
    "/** All services that requests go to, as they are named in hosts. */",
    constant("ENDPOINTS", Object.keys(nodeAt(stackSpec, ["endpoints", "properties"]))),
    "export type EndpointName = (typeof ENDPOINTS)[number];\n",
    "/** Of policies and stacks. */",
    constant("NAMES", { minLength, maxLength, pattern }),
    KIND_FACTS_TYPE,
    `export const kindFacts: Readonly<Record<KindName, KindFacts>> = ${json(Object.fromEntries(policies.map((one) => [one.kind, kindFacts(one)]))).trim()};\n`,
    SERVICE_FACTS_TYPE,
    `export const serviceFacts: Readonly<Record<ReadableService, ServiceFacts>> = ${json(Object.fromEntries(withApi.map((one) => [one.name, serviceFacts(one)]))).trim()};\n`,
    "/** Code of a rule or hazard -> the fields of policies that it is about, as paths in a document. */",
    `export const ruleFields: Readonly<Record<string, readonly string[]>> = ${json(ruleFields(policies)).trim()};\n`,
  ].join("\n");
}

const constant = (name: string, value: unknown): string => `export const ${name} = ${JSON.stringify(value)} as const;`;

type PolicyDocument = ReturnType<typeof documentsIn>[number];

const KIND_FACTS_TYPE = `
/** What the contract says of a kind. Pointers are JSON Pointers (RFC 6901) into the spec. */
export interface KindFacts {
  readonly name: KindName;
  /** Service and version of its API, as in the URL. */
  readonly apiVersion: string;
  readonly service: ServiceName;
  /** There is one in a project, and it has no name there: the one that documents give it by default. */
  readonly singleton?: string;
  readonly clouds: readonly CloudName[];
  /** Fields that only some of those clouds offer: pointer -> these clouds. */
  readonly fieldClouds: Readonly<Record<string, readonly CloudName[]>>;
  /** Where in a spec (pointer) the cloud may have members that we do not know, and those that we do. */
  readonly keeps?: { readonly in: string; readonly besides: readonly string[] };
  /** Fields that the cloud never returns; they are compared with what was recorded. */
  readonly unreadable: readonly string[];
  /** Fields that stay as they are where a document does not have them. */
  readonly claimable: readonly string[];
  /** Where a document says a field in other words: pointer -> that of the words. */
  readonly saidBy: Readonly<Record<string, string>>;
  /** Keywords of a field's schema that the kind reports itself: pointer -> keywords. */
  readonly checked: Readonly<Record<string, readonly string[]>>;
  /** The fields as the contract lists them, each after the one it is in: people see them in this order. */
  readonly order: readonly string[];
}
`;

function kindFacts({ kind, apiVersion, contract, schema }: Omit<PolicyDocument, "file">) {
  const spec = nodeAt(schema, ["properties", "spec"]);
  const fields = [...fieldsIn(spec, "")];
  const having = <T>(keyword: string, fact: (value: unknown, pointer: string, field: Node) => T): [string, T][] =>
    fields.flatMap(({ path, field }) =>
      field[keyword] === undefined ? [] : [[pointerOf(path), fact(field[keyword], pointerOf(path), field)]],
    );
  const pointers = (keyword: string) => having(keyword, () => true).map(([pointer]) => pointer);
  const value = (keyword: string) => Object.fromEntries(having(keyword, (given) => given));
  const beside = (word: unknown, pointer: string) => `${pointer.slice(0, pointer.lastIndexOf("/"))}/${word}`;
  const [keeps, ...more] = having("x-holdfast-keeps", (_, pointer, field) => ({
    in: pointer,
    besides: Object.keys(nodeAt(field, ["properties"])),
  }));
  if (more.length > 0) throw new Error(`${kind}: one field at most can have x-holdfast-keeps`);
  return {
    name: kind,
    apiVersion,
    service: contract.name,
    singleton: spec["x-holdfast-singleton"],
    clouds: spec["x-holdfast-clouds"],
    fieldClouds: value("x-holdfast-clouds"),
    keeps: keeps?.[1],
    unreadable: pointers("x-holdfast-unreadable"),
    claimable: pointers("x-holdfast-claimable"),
    saidBy: Object.fromEntries(having("x-holdfast-said-by", beside)),
    checked: value("x-holdfast-checked"),
    order: fields.flatMap(({ path }) => (path.includes("[]") ? [] : [pointerOf(path)])),
  };
}

/** The fields below a schema; entries of lists as `[]`: `vaults[].vault_id`. */
function* fieldsIn(schema: Node, path: string): Generator<{ readonly path: string; readonly field: Node }> {
  for (const [name, field] of Object.entries((schema.properties ?? {}) as Record<string, Node>)) {
    const at = path === "" ? name : `${path}.${name}`;
    yield { path: at, field };
    yield* fieldsIn(field, at);
  }
  if (!isNode(schema.items)) return;
  yield { path: `${path}[]`, field: schema.items };
  yield* fieldsIn(schema.items, `${path}[]`);
}

const pointerOf = (path: string): string => `/${path.replaceAll(".", "/")}`;

/** In the order of the contracts. A field that not every cloud offers is one that its rule is about. */
function ruleFields(policies: readonly Omit<PolicyDocument, "file">[]): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  for (const { schema } of policies) {
    const spec = { properties: { spec: nodeAt(schema, ["properties", "spec"]) } };
    for (const { path, field } of fieldsIn(spec, "")) {
      const ofClouds = field["x-holdfast-clouds"] && path !== "spec" ? ["cloud-unsupported"] : [];
      for (const code of [...((field["x-holdfast-rules"] ?? []) as string[]), ...ofClouds]) {
        fields[code] = [...new Set([...(fields[code] ?? []), path])];
      }
    }
  }
  return fields;
}

const SERVICE_FACTS_TYPE = `
/** What the contract says of a service. */
export interface ServiceFacts {
  /** Of its API, as in the URL. */
  readonly version: string;
  /** Operations, as \`METHOD /path/{parameter}\` below version and project -> the IAM action that each needs. */
  readonly actions: Readonly<Record<string, string>>;
  /** Its error codes -> what to do. */
  readonly hints: Readonly<Record<string, string>>;
  /** How many policies of each kind a project has room for by default, and the error code of one too many. */
  readonly quota?: { readonly policies: number; readonly error: string };
  /** The name of a policy that every project is created with. */
  readonly preset?: string;
}
`;

function serviceFacts(contract: Contract) {
  const actions = operationsOf(contract).flatMap(({ method, path, operation }) => {
    const action = operation["x-holdfast-action"];
    return action === undefined ? [] : [[`${method} ${path}`, action]];
  });
  return {
    version: nodeAt(contract.root, ["info"]).version,
    actions: Object.fromEntries(actions),
    hints: {},
    ...(contract.root["x-holdfast-service"] as Node | undefined),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = await generate();
  for (const path of generatedNow().keys()) if (!files.has(path)) rmSync(join(ROOT, path));
  for (const [path, content] of files) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), content);
  }
}
