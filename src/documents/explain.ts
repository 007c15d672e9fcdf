/** A question such as `BackupPolicy.spec.vaults[].vault_id` -> the schema and the rules of that field. Pure. */
import { nearest } from "../model/nearest.ts";
import { Failure } from "../model/problem.ts";
import { type Rule, rulesFor } from "../model/rules.ts";
import { codes } from "./codes.ts";
import { allowedValues, documentKeys, type Schema, schemaOf } from "./schema.ts";

export interface Explanation {
  /** With the kind; entries of a list as `[]`: `BackupPolicy.spec.vaults[].vault_id`. */
  readonly path: string;
  /** Of the document that the field is in. */
  readonly apiVersion: string;
  /** As JSON Schema names it; `list of …` for a list. */
  readonly type: string;
  /** Range, choices or form, in words; absent when any value of the type is allowed. */
  readonly allowed?: string;
  /** If its parent is given. Absent for a document and for list entries. */
  readonly required?: boolean;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly description: string;
  readonly rules: readonly (Pick<Rule, "severity" | "summary"> & { readonly code: string })[];
  readonly fields: readonly FieldSummary[];
}

interface FieldSummary {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
}

/** `kind` alone explains the document; `spec.` may be omitted. @throws Failure `usage` for an unknown name */
export function explain(question: string): Explanation {
  const [name = "", ...steps] = question.split(".");
  const key = keyOf(name);
  const root: Found = { path: "", schema: schemaOf(key) };
  const found = fieldAt(root, steps) ?? fieldAt(root, ["spec", ...steps]);
  if (!found) throw unknownField(name, root, steps);
  const { schema, path, required } = found;
  const allowed = allowedValues(schema);
  return {
    path: path === "" ? name : `${name}.${path}`,
    apiVersion: key.slice(0, key.lastIndexOf("/")),
    type: typeOf(schema),
    ...(allowed !== allowedValues(typeAlone(schema)) && { allowed }),
    ...(required !== undefined && { required }),
    ...(schema.default !== undefined && { default: schema.default }),
    ...(schema.examples && { examples: schema.examples }),
    description: schema.description ?? "",
    rules: rulesFor(name, path).map(([code, { severity, summary }]) => ({ code, severity, summary })),
    fields: fieldsOf(found).map((field) => ({
      name: field.path.slice(field.path.lastIndexOf(".") + 1),
      type: typeOf(field.schema),
      required: field.required === true,
      description: field.schema.description ?? "",
    })),
  };
}

/** The key of a kind's schema, by the kind alone. @throws Failure `usage` */
export function keyOf(kind: string): string {
  const kinds = documentKeys.map((key) => key.slice(key.lastIndexOf("/") + 1));
  const key = documentKeys[kinds.indexOf(kind)];
  if (key) return key;
  const near = nearest(kind, [...kinds, ...codes.map(({ code }) => code)]);
  throw new Failure("usage", `there is no kind ${JSON.stringify(kind)}`, {
    hint: near ? `did you mean ${near}?` : `there are: ${kinds.join(", ")}`,
  });
}

type Field = Schema & { readonly examples?: readonly unknown[] };

interface Found {
  /** In the document. */
  readonly path: string;
  readonly schema: Field;
  readonly required?: boolean;
}

const typeOf = (schema: Schema): string => {
  if (schema.type === "array") return `list of ${schema.items ? typeOf(schema.items) : "anything"}`;
  if (schema.type === "object") return "mapping";
  return schema.type === undefined ? "string" : [schema.type].flat().join(" or ");
};

const typeAlone = ({ type }: Schema): Schema => (type === undefined ? {} : { type });

/** The fields of a mapping, or of the mappings in a list. */
function fieldsOf({ path, schema }: Found): Found[] {
  const inner = schema.items ?? schema;
  const prefix = `${path}${schema.items ? "[]" : ""}${path === "" ? "" : "."}`;
  return Object.entries(inner.properties ?? {}).map(([name, field]) => ({
    path: prefix + name,
    schema: field,
    required: inner.required?.includes(name) ?? false,
  }));
}

function fieldAt(from: Found, steps: readonly string[]): Found | undefined {
  let current: Found | undefined = from;
  for (const step of steps) {
    const [, name = "", index] = /^([^[\]]+)(\[\d*\])?$/.exec(step) ?? [];
    current = fieldsOf(current).find(({ path }) => path.slice(path.lastIndexOf(".") + 1) === name);
    if (current && index) current = current.schema.items && { path: `${current.path}[]`, schema: current.schema.items };
    if (!current) return undefined;
  }
  return current;
}

function unknownField(kind: string, root: Found, steps: readonly string[]): Failure {
  const all = descendants(root).map(({ path }) => path);
  const wanted = (steps.at(-1) ?? "").replace(/\[\d*\]$/, "");
  const last = (path: string) => path.slice(path.lastIndexOf(".") + 1);
  const near = nearest(wanted, all.map(last));
  // Of several fields with that name, the one whose path is nearest to the question.
  const paths = all.filter((path) => last(path) === near);
  const best = nearest(steps.join("."), paths) ?? paths[0];
  const top = fieldsOf(root).map(({ path }) => path);
  return new Failure("usage", `${kind} has no field ${JSON.stringify(steps.join("."))}`, {
    hint: best ? `did you mean ${kind}.${best}?` : `it has: ${top.join(", ")}`,
  });
}

const descendants = (found: Found): Found[] => fieldsOf(found).flatMap((field) => [field, ...descendants(field)]);
