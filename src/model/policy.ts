/** The words of the project: what a policy is in the files, in the state and in the cloud. Pure. */
import { type CloudName, KINDS, type KindName, NAMES } from "../generated/facts.ts";
import type { DocumentText, Source } from "./place.ts";

export { CLOUDS, type CloudName, KINDS, type KindName } from "../generated/facts.ts";

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** `<kind>/<name>`, unique in a stack: `BackupPolicy/nightly`. */
export type Address = `${string}/${string}`;

/** The folder whose stacks can be named instead of their folders. */
export const ROOT = "policies";

/** Properties of a change that can do harm, and that are allowed by name. */
export const HAZARDS = [
  "deletes-many",
  "unprotects-vaults",
  "stops-backups",
  "shortens-retention",
  "opens-download",
  "takes-over",
  "unprotects",
  "deletes-changed",
  "moves-state",
] as const;
/** `protected` is allowed by nothing. */
export type HazardCode = (typeof HAZARDS)[number] | "protected";

/** In this order hazards are shown: what nothing brings back before what another apply can. */
const WORST_FIRST: readonly string[] = [
  "protected",
  "moves-state",
  "opens-download",
  "deletes-many",
  "deletes-changed",
  "takes-over",
  "shortens-retention",
  "unprotects-vaults",
  "stops-backups",
  "unprotects",
] satisfies HazardCode[];

/** 0 is the worst. What this version does not know may be worse than that. */
export const hazardRank = (code: string): number => WORST_FIRST.indexOf(code);

/** The part of a policy that its kind understands; field names are the API's own. */
export type Spec = Readonly<Record<string, Json>>;

/** A vault that a policy is applied to, and for copies the vault that takes them. */
export interface Binding {
  readonly vault_id: string;
  readonly destination_vault_id?: string;
}

/** What a document asks for. */
export interface Policy {
  readonly address: Address;
  readonly kind: KindName;
  readonly name: string;
  /** As it is sent, recorded and compared. */
  readonly spec: Spec;
  /** As the document says it, for people: local time, for instance. */
  readonly written: Spec;
  /** The moment for which `spec` was compiled from `written`. */
  readonly asOf?: Date;
  /** Cannot be deleted until this is applied as false. Undefined: the document does not mention it, and it stays. */
  readonly protected?: boolean;
  /** The same policy, under the name that it had. */
  readonly renamedFrom?: Address;
  readonly source: Source;
  /** Its file for a record, which is the same from every folder: from the one that has `policies/`. */
  readonly file?: string;
  readonly document: DocumentText;
  /** Of a shared document: what changes it in this stack. The fields that it gives are written there. */
  readonly patch?: Patch;
  /** Names of the vaults in `spec`, by id, where the document gives names. */
  readonly vaultNames?: VaultNames;
}

/** A document with fields of another one. */
interface Patch {
  readonly source: Source;
  readonly document: DocumentText;
  /** As it is in the file: a merge patch (RFC 7396) of the other document. */
  readonly value: unknown;
}

/** Of its document, and of the patch that changes it. */
export const filesOf = ({ source, patch }: Pick<Policy, "source" | "patch">): string[] => [
  source.file,
  ...(patch ? [patch.source.file] : []),
];

export type VaultNames = Readonly<Record<string, string>>;

/** What we last did, from the state. Records of format 1 have `id`, `spec` and `protected` alone. */
export interface Recorded {
  /** The cloud's id; for the switch, which has none before it was first set, possibly "". */
  readonly id: string;
  /** Its name in the cloud; see `recordedName` for a record without. */
  readonly name?: string;
  readonly spec: Spec;
  /** The document's spec as written. Absent where `spec` is not what it amounted to: imported, or half done. */
  readonly written?: Spec;
  /** What was live beside the spec. */
  readonly kept?: Kept;
  /** Names of the vaults in `spec`, where a document says names. */
  readonly vaults?: readonly { readonly vault_id: string; readonly vault?: string }[];
  readonly protected?: boolean;
  /** When it was recorded: RFC 3339, UTC. */
  readonly applied_at?: string;
  /** The record before this one; `at` is its `applied_at`. */
  readonly before?: { readonly spec: Spec; readonly at?: string };
  /** The file of the document. */
  readonly file?: string;
}

/** Live members that we do not know: an update sends them along, and nothing else is done with them. */
export type Kept = Readonly<Record<string, Json>>;

/** What the cloud has now. `spec` holds what it said, in the form of a document's spec. */
export interface Live {
  readonly id: string;
  readonly kind: KindName;
  /** Undefined for a kind that has no name in the cloud: there is one per project. */
  readonly name: string | undefined;
  readonly spec: Spec;
  /** Members of the block that may grow (`keeps`) that we do not know, by name: an update must not erase them. */
  readonly kept?: Kept;
  /** False for policies that an organisation pushed here: they are never candidates for adoption. */
  readonly custom: boolean;
  /** The cloud still shows what it was before our last change, which `spec` has. */
  readonly settling?: boolean;
}

/** Where a stack lives. A state belongs to exactly one target. */
export interface Target {
  readonly cloud: CloudName;
  readonly region: string;
  readonly project_id: string;
}

/** An object, and no list. */
export const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The members of a mapping; none of anything else, so that what is malformed can be walked. */
export const membersOf = (value: unknown): Record<string, Json> =>
  isMapping(value) ? (value as Record<string, Json>) : {};

/** Where a spec of a kind that is applied to vaults has them, as a JSON Pointer. The field is Holdfast's own. */
export const VAULTS = "/vaults";

/** Undefined: the document leaves vault bindings alone. */
export const vaultsOf = (spec: Spec): readonly Binding[] | undefined =>
  Array.isArray(spec.vaults) ? (spec.vaults as unknown as Binding[]) : undefined;

export const withVaults = (spec: Spec, vaults: readonly Binding[]): Spec => ({
  ...spec,
  vaults: vaults as unknown as Json,
});

const NAME = new RegExp(NAMES.pattern);

/** Of policies and of stacks. */
export const isName = (text: string): boolean =>
  text.length >= NAMES.minLength && text.length <= NAMES.maxLength && NAME.test(text);

export const isAddress = (text: string): text is Address =>
  KINDS.some((kind) => text.startsWith(`${kind}/`) && isName(text.slice(kind.length + 1)));

/** Control characters, invisible ones, and those that change the direction of text. */
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** A line of text without such characters. */
export const isPlain = (text: string, longest = 4096): boolean => text.length <= longest && text.search(HIDDEN) === -1;

/** Ids become segments of paths. Many are UUIDs; of some only that they are texts is known. */
export const isId = (text: string): boolean => isPlain(text, 128) && !/^\.*$/.test(text);

/** The text as such a line. */
export const plain = (text: string, longest = 4096): string => text.replaceAll(HIDDEN, "?").slice(0, longest);

export const addressOf = (kind: KindName, name: string): Address => `${kind}/${name}`;

export function kindOf(address: Address): KindName {
  const kind = address.slice(0, address.indexOf("/"));
  const known = KINDS.find((name) => name === kind);
  if (!known) throw new Error(`no kind in address ${address}`);
  return known;
}

export const nameOf = (address: Address): string => address.slice(address.indexOf("/") + 1);

/** Equal as data: objects by their keys in any order, arrays in order. `undefined` members count as absent. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => sameJson(item, b[index]));
  }
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => sameJson(a[key], b[key]));
}

/** JSON with sorted keys: equal data gives equal bytes. */
export function canonicalJson(value: Json, indent?: number): string {
  return JSON.stringify(value, sortedKeys, indent);
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  // Not a plain assignment: a key named __proto__ would vanish.
  return Object.fromEntries(entries);
}
