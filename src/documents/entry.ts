/** A document -> its schema, what it is, and what is wrong in it by its schema. Pure. */

import { NAMES } from "../generated/facts.ts";
import { kinds } from "../kinds/index.ts";
import type { Kind } from "../kinds/kind.ts";
import { nearest } from "../model/nearest.ts";
import type { Place } from "../model/place.ts";
import { isGivenBy } from "../model/pointer.ts";
import { type Address, addressOf, isMapping, type KindName, membersOf, ROOT } from "../model/policy.ts";
import { type Finding, quoted } from "../model/problem.ts";
import { type StateSettings, storeFacts } from "../state/kinds.ts";
import type { Document } from "./load.ts";
import type { DocumentFinding } from "./locate.ts";
import { isStackFile } from "./names.ts";
import { documentKeys, type Grammar, schemaFindings, typeName } from "./schema.ts";

/** A document whose envelope was read: which schema it follows, and what it is. */
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
  /** It changes fields of an included document of the same address. */
  readonly isPatch: boolean;
  /** What was merged into it: then this is a policy of one stack. */
  readonly patch?: Entry;
  /** Of its envelope, or else of its schema. */
  readonly findings: readonly Finding[];
}

/** Whether a document calls itself a patch. */
export const isPatch = ({ value }: Pick<Document, "value">): boolean =>
  membersOf(membersOf(value).metadata).patch === true;

/** @param patches needed where a document is a patch */
export function entryOf(document: Document, patches?: Grammar): Entry {
  const { value, file } = document;
  const members = isMapping(value) ? value : {};
  const metadata = isMapping(members.metadata) ? members.metadata : {};
  const name = typeof metadata.name === "string" ? metadata.name : undefined;
  const { spec } = members;
  const none = { kind: undefined, isStack: false, isPatch: false, address: undefined };
  const unknown = { ...none, document, file, name, spec, metadata };
  const envelope = envelopeFindings(document);
  if (envelope.length > 0) return { ...unknown, findings: envelope };

  const isStack = members.kind === "Stack";
  const kind = isStack ? undefined : kinds[members.kind as KindName];
  // A name that is too long does not make an address.
  const isName = name !== undefined && name.length <= NAMES.maxLength;
  const address = kind && isName ? addressOf(kind.name, name) : undefined;
  const isChange = kind !== undefined && isPatch(document);
  const grammar = isChange ? patches : undefined;
  const findings = schemaFindings(`${members.apiVersion}/${members.kind}`, value, kind?.checked, grammar);
  const more = isStack ? stackFindings(name, spec).filter(({ place }) => !findings.some(isAt(place))) : [];
  return { ...unknown, isStack, isPatch: isChange, kind, address, findings: [...findings, ...more] };
}

/** Findings of an entry, with the document they are in: the patch, where that gives the place. */
export const inDocument = ({ document, address, patch }: Entry, findings: readonly Finding[]): DocumentFinding[] =>
  findings.map((finding) => {
    const isPatched = patch !== undefined && isGivenBy(patch.document.value, finding.place.path);
    return { ...finding, document: isPatched ? patch.document : document, address };
  });

/**
 * Names that are taken: the folder of all stacks, by which every command means all of them, and an environment of CI
 * that needs no approval. GitHub's environments and many disks ignore case.
 */
const RESERVED = new Map([
  [ROOT, "the folder of all stacks"],
  ["holdfast-due", "the environment in which CI applies what is due"],
]);

/** What has this name already; undefined for a name that a stack may have. */
export const ownerOf = (name: string): string | undefined => RESERVED.get(readAs(name));

/** Equal for names that people, GitHub or a disk do not distinguish: case, and old forms of Chinese characters. */
export const readAs = (name: string): string => name.normalize("NFKC").toLowerCase();

/** What the schema of a stack cannot express. */
function stackFindings(name: string | undefined, spec: unknown): Finding[] {
  const schema = (path: string, message: string, hint: string): Finding => {
    return { code: "schema", message, hint, place: { path, part: "value" } };
  };
  const owner = ownerOf(name ?? "");
  // It may not fit the schema, which `fault` takes into account.
  const fault = storeFacts(membersOf(spec).state as StateSettings | undefined).fault?.();
  return [
    ...(owner === undefined ? [] : [schema("/metadata/name", `${name} is ${owner}`, "give the stack another name")]),
    ...(name?.startsWith("-")
      ? [schema("/metadata/name", `${quoted(name)} reads like an option`, "begin with a letter or a digit")]
      : []),
    ...(fault === undefined ? [] : [schema(`/spec/state/${fault.path.join("/")}`, fault.message, fault.hint)]),
  ];
}

const isAt =
  ({ path }: Place) =>
  ({ place }: Finding): boolean =>
    place.path === path;

const KNOWN = documentKeys.map((key) => ({
  apiVersion: key.slice(0, key.lastIndexOf("/")),
  kind: key.slice(key.lastIndexOf("/") + 1),
}));
const CHOICES = {
  apiVersion: [...new Set(KNOWN.map(({ apiVersion }) => apiVersion))],
  kind: [...new Set(KNOWN.map(({ kind }) => kind))],
};
const SERVICES = new Set(CHOICES.apiVersion.map((apiVersion) => apiVersion.split("/")[0]));

/**
 * Whether it is a document of another program, such as Kustomize or Helm: neither its apiVersion nor its kind is one of
 * ours or nearly one, and if it has none, it does not have the parts of ours.
 */
export function isForeign({ value, file }: Document): boolean {
  if (!isMapping(value) || isStackFile(file)) return false;
  const { apiVersion, kind } = value;
  const reads = (word: unknown, known: readonly string[]) =>
    typeof word === "string" && nearest(word, known) !== undefined;
  const ofService = typeof apiVersion === "string" && SERVICES.has(apiVersion.split("/")[0] ?? "");
  if (ofService || reads(apiVersion, CHOICES.apiVersion) || reads(kind, CHOICES.kind)) return false;
  return apiVersion !== undefined || !("metadata" in value && "spec" in value);
}

/** Why it is not clear which document this is: then nothing else in it can be checked. */
function envelopeFindings({ value, file }: Document): Finding[] {
  const finding = (message: string, hint: string, place: Place): Finding => {
    return { code: "document-kind", message, hint, place };
  };
  if (!isMapping(value)) {
    const hint = "begin with apiVersion, kind, metadata and spec";
    return [finding("a document must be a mapping", hint, { path: "", part: "value" })];
  }
  const { apiVersion, kind } = value;
  const findings: Finding[] = [];
  for (const field of ["apiVersion", "kind"] as const) {
    const given = value[field];
    const choices = CHOICES[field];
    if (given === undefined) {
      findings.push(finding(`${field} is missing`, `add one of ${choices.join(", ")}`, { path: "", part: "key" }));
    } else if (typeof given !== "string" || !choices.includes(given)) {
      const near = typeof given === "string" ? nearest(given, choices) : undefined;
      const hint = near ? `did you mean ${near}?` : `give one of ${choices.join(", ")}`;
      const what =
        typeof given === "string"
          ? `unknown ${field} ${quoted(given)}`
          : `${field} must be text, not ${typeName(given)}`;
      findings.push(finding(what, hint, { path: `/${field}`, part: "value" }));
    }
  }
  const home = KNOWN.find((one) => one.kind === kind);
  if (findings.length === 0 && home && home.apiVersion !== apiVersion) {
    const hint = `write apiVersion: ${home.apiVersion}`;
    findings.push(finding(`${kind} is not in ${apiVersion}`, hint, { path: "/apiVersion", part: "value" }));
  }
  if (kind === "Stack" && findings.length === 0 && !isStackFile(file)) {
    const hint = "move it to the stack.yaml of its folder";
    findings.push(finding("a Stack is declared in stack.yaml only", hint, { path: "/kind", part: "value" }));
  }
  return findings;
}

/** `policies/prod/nightly.yaml:1`, for messages about another document. */
export const placeOf = ({ file, document }: Entry): string => `${file}:${document.start.line}`;
