/** What a schema says against a document, as one fault per value with its place. Pure. */
import { distance } from "fastest-levenshtein";
import type { ErrorObject } from "../generated/documents.js";
import { documents } from "../generated/documents.js";
import { schemas } from "../generated/schemas.js";
import type { Path, Place } from "../model/place.ts";
import { quoted } from "../model/problem.ts";

export interface SchemaFault {
  readonly message: string;
  readonly hint: string;
  readonly place: Place;
  /** The JSON Schema keyword that was not met: `type`, `enum`, `maxItems`, … */
  readonly keyword: string;
}

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
  /** What a value must look like, in words. Also read by editors. */
  readonly patternErrorMessage?: string;
}

/** `cbr/v3/BackupPolicy` and so on: every document there is. */
export const documentKeys = Object.keys(documents);

export const schemaOf = (key: string): Schema => schemas[key] as Schema;

/** One fault per value and one per missing or unknown field, in the order of their places. */
export function schemaFaults(key: string, value: unknown): SchemaFault[] {
  const validate = documents[key];
  if (!validate) throw new Error(`no schema for ${key}`);
  if (validate(value)) return [];
  const faults = new Map<string, { fault: SchemaFault; rank: number }>();
  for (const error of validate.errors ?? []) {
    if (UNIONS.includes(error.keyword) || /\/(oneOf|anyOf|if)\//.test(error.schemaPath)) continue;
    const rank = RANKS[error.keyword];
    if (rank === undefined) throw new Error(`${key}: no message for ${JSON.stringify(error)}`);
    const path = pathIn(error.instancePath, value);
    const fault = faultFor(error, path, schemaAt(schemaOf(key), path), value);
    const where = JSON.stringify([...fault.place.path, error.params.missingProperty]);
    const known = faults.get(where);
    if (!known || rank < known.rank) faults.set(where, { fault, rank });
  }
  return [...faults.values()].map(({ fault }) => fault);
}

/** What a union says of its branches is noise: the kind has a rule of its own for it. */
const UNIONS = ["oneOf", "anyOf", "if"];

/** Of several faults of one value the first counts: its type, then what it may be, its length, its form. */
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

function faultFor(error: ErrorObject, path: Path, schema: Schema | undefined, root: unknown): SchemaFault {
  const { keyword, params } = error;
  const fault = (message: string, hint: string, place: Place): SchemaFault => ({ message, hint, place, keyword });
  const name = path.length === 0 ? "the document" : fieldName(path);
  const onValue: Place = { path, part: "value" };
  if (keyword === "required") {
    const missing = String(params.missingProperty);
    const about = summary(schema?.properties?.[missing]);
    return fault(`${missing} is missing`, `add ${missing}${about}`, { path, part: "key" });
  }
  if (keyword === "additionalProperties") {
    const unknown = String(params.additionalProperty);
    const known = Object.keys(schema?.properties ?? {});
    const near = nearest(unknown, known);
    return fault(
      `unknown field ${quoted(unknown)}`,
      near ? `did you mean ${near}?` : `remove it; ${name} has: ${known.join(", ")}`,
      { path: [...path, unknown], part: "key" },
    );
  }
  const value = valueAt(root, path);
  const allowed = allowedValues(schema);
  const rule = `${name} must be ${allowed}`;
  if (keyword === "type") {
    // YAML reads 0123 and 1e3 as numbers and no as a word of its own; people mean what they see.
    const unquoted = schema?.type === "string" && ["number", "boolean"].includes(typeof value);
    const hint = unquoted ? "put it in quotes" : `give ${allowed}`;
    return fault(`${name} must be ${typeNames(schema)}, not ${typeName(value)}`, hint, onValue);
  }
  if (keyword === "enum" || keyword === "const") {
    const near = typeof value === "string" ? nearest(value, (schema?.enum ?? [schema?.const]).map(String)) : undefined;
    return fault(rule, near ? `did you mean ${near}?` : `give ${allowed}`, onValue);
  }
  if (keyword === "false schema") return fault(`${name} has no place here`, "remove it", { path, part: "key" });
  if (keyword === "uniqueItems") {
    const twice: Place = { path: [...path, Math.max(Number(params.i), Number(params.j))], part: "value" };
    return fault(`${name} has the same entry twice`, "remove one of them", twice);
  }
  if (keyword === "not" && schema?.not?.required) {
    const names = schema.not.required.join(" and ");
    return fault(`${names} exclude each other`, "remove one of them", { path, part: "key" });
  }
  if (keyword === "minProperties" || keyword === "maxProperties") {
    const names = Object.keys(schema?.properties ?? {}).join(", ");
    return fault(`${name} must have exactly one of ${names}`, "give exactly one", { path, part: "key" });
  }
  return fault(rule, `give ${allowed}`, onValue);
}

/** The nearest of `known`, when it is near enough to be what was meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((candidate) => ({ candidate, far: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.far - b.far);
  return best && best.far <= (best.candidate.length < 4 ? 1 : Math.max(2, Math.floor(best.candidate.length / 3)))
    ? best.candidate
    : undefined;
}

/** The schema of the value at a path; undefined where the schema says nothing. */
function schemaAt(schema: Schema, path: Path): Schema | undefined {
  let current: Schema | undefined = schema;
  for (const step of path) current = typeof step === "number" ? current?.items : current?.properties?.[step];
  return current;
}

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

/** `, for example …` would be a guess; the first sentence of the description is not. */
function summary(schema: Schema | undefined): string {
  const [first] = schema?.description?.split(/(?<=\.)\s/) ?? [];
  // An abbreviation keeps its capitals.
  const lower = first && /^[A-Z](?![A-Z])/.test(first) ? first.charAt(0).toLowerCase() + first.slice(1) : first;
  return lower ? `: ${lower.replace(/\.$/, "")}` : "";
}

/** The field a value belongs to; an entry of a list is named after the list. */
function fieldName(path: Path): string {
  const field = path.findLast((step) => typeof step === "string") ?? "";
  const index = path.at(-1);
  return typeof index === "number" ? `${field}[${index}]` : String(field);
}

/** A JSON Pointer as keys and indices; which of the two a step is, the value tells. */
function pathIn(pointer: string, root: unknown): Path {
  const path: (string | number)[] = [];
  let value = root;
  for (const escaped of pointer.split("/").slice(1)) {
    const key = escaped.replaceAll("~1", "/").replaceAll("~0", "~");
    path.push(Array.isArray(value) ? Number(key) : key);
    value = (value as Record<string, unknown> | undefined)?.[key];
  }
  return path;
}

const valueAt = (root: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, step) => (value as Record<string | number, unknown> | undefined)?.[step], root);
