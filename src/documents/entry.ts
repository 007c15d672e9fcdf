/** A document -> which schema it goes by, what it is, and what its schema says against it. Pure. */

import { NAMES } from "../generated/facts.ts";
import { kinds } from "../kinds/index.ts";
import type { Kind } from "../kinds/kind.ts";
import type { Place } from "../model/place.ts";
import { type Address, addressOf, isMapping, type KindName, membersOf, ROOT } from "../model/policy.ts";
import type { Problem, ProblemCode } from "../model/problem.ts";
import { quoted } from "../model/problem.ts";
import { type StateSettings, storeFacts } from "../state/kinds.ts";
import type { Document } from "./load.ts";
import { documentKeys, nearest, type SchemaFault, schemaFaults, typeName } from "./schema.ts";

/** A document whose envelope was read: which schema it goes by, and what it is. */
export interface Entry {
  readonly document: Document;
  readonly file: string;
  /** Undefined for a stack, and for what is neither. */
  readonly kind: Kind | undefined;
  readonly isStack: boolean;
  readonly name: string | undefined;
  readonly address: Address | undefined;
  readonly spec: unknown;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** What its schema says against it, and where. */
  readonly faults: readonly SchemaFault[];
  readonly problems: readonly Problem[];
}

export function entryOf(document: Document): Entry {
  const { value, file } = document;
  const members = isMapping(value) ? value : {};
  const metadata = isMapping(members.metadata) ? members.metadata : {};
  const name = typeof metadata.name === "string" ? metadata.name : undefined;
  const blank = {
    document,
    file,
    kind: undefined,
    isStack: false,
    name,
    address: undefined,
    spec: members.spec,
    metadata,
  };
  const envelope = envelopeProblems(document);
  if (envelope.length > 0) return { ...blank, faults: [], problems: envelope };

  const isStack = members.kind === "Stack";
  const kind = isStack ? undefined : kinds[members.kind as KindName];
  // A name that is none makes no address.
  const isName = name !== undefined && name.length <= NAMES.maxLength;
  const address = kind && isName ? addressOf(kind.name, name) : undefined;
  const faults = schemaFaults(`${members.apiVersion}/${members.kind}`, value).filter(
    ({ keyword, place: { path } }) => !kind?.checked[`/${path.slice(1).join("/")}`]?.includes(keyword),
  );
  const more = isStack ? stackFaults(name, members.spec).filter((one) => !faults.some(isAt(one.place))) : [];
  const problems = [...faults, ...more].map((fault) =>
    problem(document, address, { severity: "error", code: "schema", ...fault }),
  );
  return { ...blank, isStack, kind, address, faults, problems };
}

/**
 * Names that something else has: the folder of all stacks, which every command takes for all of them, and an environment of
 * CI that needs no approval. GitHub's environments and many disks ignore case.
 */
const RESERVED = new Map([
  [ROOT, "the folder of all stacks"],
  ["holdfast-due", "the environment in which CI applies what is due"],
]);

/** Whose name it is already; undefined for one that a stack may have. */
export const ownerOf = (name: string): string | undefined => RESERVED.get(readAs(name));

/** Equal for names that people, GitHub or a disk take for the same: case, and old forms of Chinese characters. */
export const readAs = (name: string): string => name.normalize("NFKC").toLowerCase();

/** What the schema of a stack cannot say. */
function stackFaults(name: string | undefined, spec: unknown): Pick<Fault, "message" | "hint" | "place">[] {
  const at = (...path: string[]): Place => ({ path, part: "value" });
  const named = at("metadata", "name");
  const owner = ownerOf(name ?? "");
  // It may not fit the schema, which `fault` takes into account.
  const fault = storeFacts(membersOf(spec).state as StateSettings | undefined).fault?.();
  return [
    ...(owner === undefined
      ? []
      : [{ message: `${name} is ${owner}`, hint: "give the stack another name", place: named }]),
    ...(name?.startsWith("-")
      ? [{ message: `${quoted(name)} reads like an option`, hint: "begin with a letter or a digit", place: named }]
      : []),
    ...(fault === undefined
      ? []
      : [{ message: fault.message, hint: fault.hint, place: at("spec", "state", ...fault.path) }]),
  ];
}

const isAt =
  (place: Place) =>
  (fault: SchemaFault): boolean =>
    fault.place.path.join("/") === place.path.join("/");

/** A problem in one document. */
export interface Fault {
  readonly severity: Problem["severity"];
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint: string;
  readonly place: Place;
}

export function problem(document: Document, address: Address | undefined, fault: Fault): Problem {
  const { severity, code, message, hint, place } = fault;
  return { severity, code, message, hint, ...(address && { address }), range: document.locate(place) };
}

const KNOWN = documentKeys.map((key) => ({
  apiVersion: key.slice(0, key.lastIndexOf("/")),
  kind: key.slice(key.lastIndexOf("/") + 1),
}));
const CHOICES = {
  apiVersion: [...new Set(KNOWN.map(({ apiVersion }) => apiVersion))],
  kind: [...new Set(KNOWN.map(({ kind }) => kind))],
};

/** Which document this is. What is unknown here cannot be checked any further. */
function envelopeProblems(document: Document): Problem[] {
  const fault = (message: string, hint: string, place: Place) =>
    problem(document, undefined, { severity: "error", code: "document-kind", message, hint, place });
  if (!isMapping(document.value)) {
    const hint = "begin with apiVersion, kind, metadata and spec";
    return [fault("a document must be a mapping", hint, { path: [], part: "value" })];
  }
  const { apiVersion, kind } = document.value;
  const problems: Problem[] = [];
  for (const field of ["apiVersion", "kind"] as const) {
    const given = document.value[field];
    const choices = CHOICES[field];
    if (given === undefined) {
      problems.push(fault(`${field} is missing`, `add one of ${choices.join(", ")}`, { path: [], part: "key" }));
    } else if (typeof given !== "string" || !choices.includes(given)) {
      const near = typeof given === "string" ? nearest(given, choices) : undefined;
      const hint = near ? `did you mean ${near}?` : `give one of ${choices.join(", ")}`;
      const what =
        typeof given === "string"
          ? `unknown ${field} ${quoted(given)}`
          : `${field} must be text, not ${typeName(given)}`;
      problems.push(fault(what, hint, { path: [field], part: "value" }));
    }
  }
  const home = KNOWN.find((one) => one.kind === kind);
  if (problems.length === 0 && home && home.apiVersion !== apiVersion) {
    const message = `${kind} is not in ${apiVersion}`;
    problems.push(fault(message, `write apiVersion: ${home.apiVersion}`, { path: ["apiVersion"], part: "value" }));
  }
  if (kind === "Stack" && problems.length === 0 && !isStackFile(document.file)) {
    const hint = "move it to the stack.yaml of its folder";
    problems.push(fault("a Stack is declared in stack.yaml only", hint, { path: ["kind"], part: "value" }));
  }
  return problems;
}

export const isStackFile = (file: string): boolean => /(^|\/)stack\.ya?ml$/.test(file);

/** `policies/prod/nightly.yaml:1`, for messages about another document. */
export const placeOf = ({ file, document }: Entry): string => `${file}:${document.start.line}`;
