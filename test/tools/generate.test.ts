/** The contracts are sound, and everything generated from them is fresh and fit to be bundled. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { KINDS, kindFacts, ruleFields } from "../../src/generated/facts.ts";
import { requests } from "../../src/generated/requests.js";
import { rules } from "../../src/model/rules.ts";
import { generate, generatedNow } from "../../src/tools/generate.ts";

type Node = { [key: string]: unknown };

const kinds = fileURLToPath(new URL("../../src/kinds", import.meta.url));
const contracts = readdirSync(kinds, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => contractAt(resolve(kinds, name, "openapi.yaml"), name));

function contractAt(file: string, name: string) {
  return { name, file, root: parse(readFileSync(file, "utf8")) as Node };
}

test("every generated file is what the contracts make now, and there is no other", async () => {
  const fresh = await generate();
  const now = generatedNow();
  const stale = [...fresh].filter(([path, content]) => now.get(path) !== content).map(([path]) => path);
  const superfluous = [...now.keys()].filter((path) => !fresh.has(path));
  expect({ stale, superfluous }, "generated files are stale: run `npm run generate`").toEqual({
    stale: [],
    superfluous: [],
  });
});

test("validators import nothing, so that Node and a bundle load the same code", () => {
  for (const [path, content] of generatedNow()) {
    if (path.endsWith(".js")) expect(content, path).not.toMatch(/\brequire\(|^import |\bimport\(/m);
  }
});

test("no type is declared twice, under a number either", () => {
  const types = generatedNow().get("src/generated/types.ts") ?? "";
  const names = [...types.matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name]) => name ?? "");
  expect(names).toContain("BackupPolicyDocument");
  expect(names.filter((name, index) => names.indexOf(name) !== index || /\d$/.test(name))).toEqual([]);
});

test("a contract names no rule that does not exist, and gives every kind its clouds", () => {
  expect(Object.keys(ruleFields).filter((code) => !Object.hasOwn(rules, code))).toEqual([]);
  expect(KINDS.filter((kind) => !Array.isArray(kindFacts[kind].clouds))).toEqual([]);
});

test("a contract has no keyword of Holdfast that nothing reads", () => {
  const known = /`(x-holdfast-[a-z-]+)`/g;
  const generator = readFileSync(fileURLToPath(new URL("../../src/tools/generate.ts", import.meta.url)), "utf8");
  const documented = new Set([...generator.matchAll(known)].map(([, keyword]) => keyword));
  const used = contracts.flatMap(({ root }) => [...nodesIn(root)].flatMap(Object.keys));
  expect(used.filter((key) => key.startsWith("x-holdfast-") && !documented.has(key))).toEqual([]);
});

test.each(contracts)("every reference in the contract of $name leads somewhere", ({ file, root }) => {
  const refs = [...nodesIn(root)].map(({ $ref }) => $ref).filter((ref) => typeof ref === "string");
  expect(refs.filter((ref) => behind(ref, file) === undefined)).toEqual([]);
});

test("an operationId stands for one operation in all contracts", () => {
  const ids = contracts.flatMap(({ root }) => operationsOf(root).map(({ operation }) => operation.operationId));
  expect([...new Set(ids)]).toEqual(ids);
  expect(ids).toEqual([
    "ListPolicies",
    "CreatePolicy",
    "ShowPolicy",
    "UpdatePolicy",
    "DeletePolicy",
    "ListVaults",
    "CreateVault",
    "ListExternalVault",
    "ShowVault",
    "DeleteVault",
    "AssociateVaultPolicy",
    "DisassociateVaultPolicy",
    "AddVaultResource",
    "RemoveVaultResource",
    "SetVaultResource",
    "CreateCheckpoint",
    "ListProtectables",
    "ListBackups",
    "ListOpLogs",
    "ShowBackupDownloadPolicy",
    "SaveBackupDownloadPolicy",
    "UpdateBackupDownloadPolicy",
    "ListServersDetails",
    "ListVolumes",
  ]);
});

test.each(contracts)("the paths of $name declare exactly the parameters that stand in them", ({ file, root }) => {
  for (const { path, item, operation } of operationsOf(root)) {
    const declared = [item.parameters, operation.parameters]
      .flatMap((list) => (list as Node[] | undefined) ?? [])
      .map((parameter) => (typeof parameter.$ref === "string" ? behind(parameter.$ref, file) : parameter) as Node)
      .filter((parameter) => parameter.in === "path");
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(declared.map(({ name }) => name).sort(), path).toEqual(inPath.sort());
    expect(declared.every(({ required, schema }) => required === true && schema !== undefined)).toBe(true);
  }
});

// What OpenAPI 3.1 demands of these documents and JSON Schema alone does not see.
test.each(contracts)("the contract of $name has the members that OpenAPI 3.1 demands", ({ file, root }) => {
  expect(root.openapi).toMatch(/^3\.1\.\d+$/);
  expect(root.info).toMatchObject({ title: expect.any(String), version: expect.stringMatching(/^v\d+$/) });
  expect(root.paths ?? root.components).toBeTypeOf("object");
  const schemes = Object.keys((root.components as Node).securitySchemes ?? {});
  expect(((root.security as Node[]) ?? []).flatMap((one) => Object.keys(one))).toEqual(schemes);
  for (const { operation } of operationsOf(root)) {
    const responses = Object.entries(operation.responses as Record<string, Node>);
    expect(responses.length).toBeGreaterThan(0);
    for (const [code, response] of responses) {
      const answer = (typeof response.$ref === "string" ? behind(response.$ref, file) : response) as Node;
      expect(`${code} ${answer.description}`).toMatch(/^[1-5][0-9]{2} \S/);
    }
    const codes = responses.map(([code]) => code);
    expect(codes, String(operation.operationId)).toEqual(expect.arrayContaining(["400", "401", "403", "429"]));
    const hasBody = operation.requestBody !== undefined;
    expect(hasBody, String(operation.operationId)).toBe(Object.hasOwn(requests, String(operation.operationId)));
  }
});

test.each(contracts)("every component of $name is a JSON Schema 2020-12, and says what each field is", ({ root }) => {
  const ajv = new Ajv2020({ strict: false });
  for (const [name, schema] of Object.entries((root.components as Node).schemas as Record<string, Node>)) {
    expect(ajv.validateSchema(schema), `${name}: ${ajv.errorsText()}`).toBe(true);
    expect(fieldsWithoutDescription(schema, name)).toEqual([]);
  }
});

function* nodesIn(value: unknown): Generator<Node> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield value as Node;
  for (const inner of Object.values(value)) yield* nodesIn(inner);
}

/** What a reference leads to, found without the code under test. */
function behind(ref: string, from: string): unknown {
  const [path = "", pointer = ""] = ref.split("#");
  const target = path === "" ? from : resolve(dirname(from), path);
  const root: unknown = contracts.find(({ file }) => file === target)?.root;
  const keys = pointer.split("/").slice(1);
  return keys.reduce((value, key) => (value as Node | undefined)?.[key], root);
}

function operationsOf(root: Node) {
  const items = Object.entries((root.paths ?? {}) as Record<string, Node>);
  return items.flatMap(([path, item]) =>
    ["get", "post", "put", "delete"].flatMap((method) =>
      item[method] ? [{ path, item, operation: item[method] as Node }] : [],
    ),
  );
}

/** A field behind a `$ref` has its description there. Conditions (`if`, `then`, `not`, `oneOf`) describe nothing. */
function fieldsWithoutDescription(schema: Node, where: string): string[] {
  const fields = Object.entries((schema.properties ?? {}) as Record<string, Node>);
  const inner = fields.flatMap(([name, field]) => fieldsWithoutDescription(field, `${where}.${name}`));
  const items = schema.items ? fieldsWithoutDescription(schema.items as Node, `${where}[]`) : [];
  const described = typeof schema.description === "string" || typeof schema.$ref === "string";
  return [...(described ? [] : [where]), ...inner, ...items];
}
