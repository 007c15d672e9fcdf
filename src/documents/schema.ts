/** What is wrong in a document by its schema: one finding per value. Pure. */
import type { ErrorObject, Validate } from "../generated/documents.js";
import { documents } from "../generated/documents.js";
import { schemas } from "../generated/schemas.js";
import { nearest } from "../model/nearest.ts";
import type { Place } from "../model/place.ts";
import { isWithin, pointerTo, stepsOf, valueIn } from "../model/pointer.ts";
import { type Finding, quoted } from "../model/problem.ts";

/** A JSON Schema, as far as messages need it. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly not?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly pattern?: string;
  /** The required form of a value, in words. Editors read it too. */
  readonly patternErrorMessage?: string;
}

/** What documents have to be like, by their keys. */
export interface Grammar {
  readonly validators: Readonly<Record<string, Validate>>;
  readonly schemas: Readonly<Record<string, object>>;
}

const DOCUMENTS: Grammar = { validators: documents, schemas };

/** The same for patches, by the keys of the documents that they change. Loaded where there are any. */
export async function patchGrammar(): Promise<Grammar> {
  const { patches, patchSchemas } = await import("../generated/patches.js");
  return { validators: patches, schemas: patchSchemas };
}

/** `cbr/v3/BackupPolicy` and so on: the keys of all documents. */
export const documentKeys = Object.keys(documents);

export const schemaOf = (key: string): Schema => schemas[key] as Schema;

/**
 * One finding per value and one per missing or unknown field, in the order of their places.
 * @param checked keywords with rules of their own, by field (JSON Pointer into the spec): left out here
 */
export function schemaFindings(
  key: string,
  value: unknown,
  checked: Readonly<Record<string, readonly string[]>> = {},
  { validators, schemas }: Grammar = DOCUMENTS,
): Finding[] {
  const validate = validators[key];
  if (!validate) throw new Error(`no schema for ${key}`);
  if (validate(value)) return [];
  const found = new Map<string, { finding: Finding; rank: number; missing: unknown }>();
  for (const error of validate.errors ?? []) {
    const { keyword, schemaPath, instancePath } = error;
    // A kind has a rule of its own for a union, of which each branch reports something.
    if (UNIONS.includes(keyword) || /\/(oneOf|anyOf|if)\//.test(schemaPath)) continue;
    if (checked[instancePath.replace(/^\/spec/, "")]?.includes(keyword)) continue;
    const rank = RANKS[keyword];
    if (rank === undefined) throw new Error(`${key}: no message for ${JSON.stringify(error)}`);
    const root = schemas[key] as Schema;
    const finding = findingFor(error, schemaAt(root, instancePath), value, root);
    const where = JSON.stringify([finding.place.path, error.params.missingProperty]);
    const known = found.get(where);
    if (!known || rank < known.rank)
      found.set(where, { finding, rank, missing: error.params.missingProperty as unknown });
  }
  const findings = [...found.values()];
  // What is elsewhere in the document is not missing in its place.
  const isElsewhere = (pointer: string) =>
    findings.some(({ finding: { belongs } }) => belongs !== undefined && isWithin(belongs, pointer));
  return findings
    .filter(
      ({ finding, missing }) => typeof missing !== "string" || !isElsewhere(pointerTo(finding.place.path, missing)),
    )
    .map(({ finding }) => finding);
}

const UNIONS = ["oneOf", "anyOf", "if"];

/** Of several findings in one value the first counts: its type, then what it may be, its length, its form. */
const RANKS: Readonly<Record<string, number>> = {
  required: 0,
  additionalProperties: 0,
  type: 1,
  "false schema": 2,
  enum: 2,
  const: 2,
  minimum: 2,
  maximum: 2,
  not: 2,
  minLength: 3,
  maxLength: 3,
  minItems: 3,
  maxItems: 3,
  minProperties: 3,
  maxProperties: 3,
  uniqueItems: 4,
  pattern: 5,
};

function findingFor(error: ErrorObject, schema: Schema | undefined, root: unknown, whole: Schema): Finding {
  const { keyword, params, instancePath: path } = error;
  const finding = (message: string, hint: string, place: Place): Finding => ({ code: "schema", message, hint, place });
  const name = path === "" ? "the document" : fieldName(path);
  const onValue: Place = { path, part: "value" };
  if (keyword === "required") {
    const missing = String(params.missingProperty);
    const about = summary(schema?.properties?.[missing]);
    return finding(`${missing} is missing`, `add ${missing}${about}`, { path, part: "key" });
  }
  if (keyword === "additionalProperties") {
    const unknown = String(params.additionalProperty);
    const known = Object.keys(schema?.properties ?? {});
    const near = nearest(unknown, known);
    const hint = near ? `did you mean ${near}?` : `remove it; ${name} has: ${known.join(", ")}`;
    const place: Place = { path: pointerTo(path, unknown), part: "key" };
    const belongs = homeOf(unknown, known, whole, path);
    return { ...finding(`unknown field ${quoted(unknown)}`, hint, place), ...(belongs !== undefined && { belongs }) };
  }
  const value: unknown = valueIn(root, path);
  const allowed = allowedValues(schema);
  const rule = `${name} must be ${allowed}`;
  if (keyword === "type") {
    // YAML reads 0123 and 1e3 as numbers; people mean the text they see.
    const unquoted = schema?.type === "string" && ["number", "boolean"].includes(typeof value);
    const hint = unquoted ? "put it in quotes" : `give ${allowed}`;
    return finding(`${name} must be ${typeNames(schema)}, not ${typeName(value)}`, hint, onValue);
  }
  if (keyword === "enum" || keyword === "const") {
    const near = typeof value === "string" ? nearest(value, (schema?.enum ?? [schema?.const]).map(String)) : undefined;
    return finding(rule, near ? `did you mean ${near}?` : `give ${allowed}`, onValue);
  }
  if (keyword === "false schema") return finding(`${name} is not allowed here`, "remove it", { path, part: "key" });
  if (keyword === "uniqueItems") {
    const twice: Place = { path: pointerTo(path, Math.max(Number(params.i), Number(params.j))), part: "value" };
    return finding(`${name} has the same entry twice`, "remove one of them", twice);
  }
  if (keyword === "not" && schema?.not?.required) {
    const names = schema.not.required.join(" and ");
    return finding(`${names} exclude each other`, "remove one of them", { path, part: "key" });
  }
  if (keyword === "minProperties" || keyword === "maxProperties") {
    const names = Object.keys(schema?.properties ?? {}).join(", ");
    return finding(`${name} must have exactly one of ${names}`, "give exactly one", { path, part: "key" });
  }
  return finding(rule, `give ${allowed}`, onValue);
}

/** Names under which an expression of cron is given. */
export const CRON = /^cron(tab|_?expression|_?schedule)?$|^rrule$/i;

/** Where an unknown field belongs, if that is one place. @param known fields at its level, which is at `path` */
function homeOf(name: string, known: readonly string[], root: Schema, path: string): string | undefined {
  if (CRON.test(name) && known.includes("at")) return pointerTo(path, "at");
  const [home, ...others] = homesOf(CRON.test(name) ? "schedule" : name, root);
  return others.length === 0 ? home : undefined;
}

/** JSON Pointers of all fields of that name, the outermost first; entries of lists are left out. */
export function homesOf(name: string, root: Schema): string[] {
  const found: string[] = [];
  const waiting: { schema: Schema; path: string }[] = [{ schema: root, path: "" }];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    for (const [field, inner] of Object.entries(next.schema.properties ?? {})) {
      const path = pointerTo(next.path, field);
      if (field === name) found.push(path);
      waiting.push({ schema: inner, path });
    }
  }
  return found;
}

/** The schema of the value at a JSON Pointer; undefined where the schema says nothing. */
export const schemaAt = (schema: Schema, pointer: string): Schema | undefined =>
  stepsOf(pointer).reduce<Schema | undefined>((outer, step) => outer?.items ?? outer?.properties?.[step], schema);

/** In words: `-1 or 1 to 99999`, `one of open, close`, `1 to 64 characters`. */
export function allowedValues(schema: Schema | undefined): string {
  if (!schema) return "something else";
  if (schema.enum) return `one of ${schema.enum.join(", ")}`;
  if (schema.const !== undefined) return String(schema.const);
  const { minimum, maximum } = schema;
  if (minimum !== undefined && maximum !== undefined) {
    if (schema.not?.const === 0 && minimum === -1) return `-1 or 1 to ${maximum}`;
    return `${minimum} to ${maximum}`;
  }
  if (schema.patternErrorMessage) return schema.patternErrorMessage;
  if (schema.maxLength !== undefined) return `${schema.minLength ?? 0} to ${schema.maxLength} characters`;
  if (schema.minLength !== undefined) return "not empty";
  if (schema.maxItems !== undefined) return `a list of ${schema.minItems ?? 0} to ${schema.maxItems}`;
  if (schema.minItems !== undefined) return `a list of at least ${schema.minItems}`;
  if (schema.pattern) return `of the form ${schema.pattern}`;
  return typeNames(schema);
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  object: "a mapping",
  array: "a list",
  string: "text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  null: "null",
};

function typeNames(schema: Schema | undefined): string {
  const types = schema?.type === undefined ? [] : [schema.type].flat();
  return types.map((type) => TYPE_NAMES[type] ?? type).join(" or ") || "something else";
}

export function typeName(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return `the text ${quoted(value)}`;
  if (typeof value === "object") return "a mapping";
  if (Number.isNaN(value)) return ".nan";
  return typeof value === "number" ? `the number ${value}` : String(value);
}

/** The first sentence of the description. An example would be a guess. */
function summary(schema: Schema | undefined): string {
  const [first] = schema?.description?.split(/(?<=\.)\s/) ?? [];
  // An abbreviation keeps its capitals.
  const lower = first && /^[A-Z](?![A-Z])/.test(first) ? first.charAt(0).toLowerCase() + first.slice(1) : first;
  return lower ? `: ${lower.replace(/\.$/, "")}` : "";
}

/** The field a value belongs to; an entry of a list is named after the list. */
function fieldName(pointer: string): string {
  const steps = stepsOf(pointer);
  const field = steps.findLast((step) => !isIndex(step)) ?? "";
  const last = steps.at(-1) ?? "";
  return isIndex(last) ? `${field}[${last}]` : field;
}

/** No schema has a field whose name is a number. */
const isIndex = (step: string): boolean => /^\d+$/.test(step);
