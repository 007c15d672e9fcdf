/** Shared documents and the patches of a stack -> the policies of that stack. Pure. */
import type { StackSpec } from "../generated/types.ts";
import type { Kind } from "../kinds/kind.ts";
import { grouped } from "../model/grouped.ts";
import { nearest } from "../model/nearest.ts";
import { type Address, isMapping, type Json, membersOf, nameOf, sameJson } from "../model/policy.ts";
import type { Finding } from "../model/problem.ts";
import type { ProblemCode } from "../model/rules.ts";
import { type Entry, inDocument, placeOf } from "./entry.ts";
import type { Include } from "./load.ts";
import type { DocumentFinding } from "./locate.ts";
import { checkPolicy } from "./policy.ts";
import { schemaFindings } from "./schema.ts";
import { type Circumstances, duplicates } from "./stack.ts";

/** What a list of includes leads to: the same for all stacks with equal ones. */
export interface Shared {
  /** By address; of several, the first. */
  readonly byAddress: ReadonlyMap<Address, Entry>;
  readonly entries: readonly Entry[];
  readonly withVaults: readonly Entry[];
  /** Addresses that are there in two files, and which include leads to the second, as an index into the list. */
  readonly clashes: readonly { readonly first: Entry; readonly entry: Entry; readonly at: number }[];
}

/** Equal lists of includes give the same object. @param entriesIn of the files that are included */
export function sharing(entriesIn: ReadonlyMap<string, readonly Entry[]>): (includes: readonly Include[]) => Shared {
  const numbers = new Map<readonly string[], number>();
  const known = new Map<string, Shared>();
  const numberOf = (files: readonly string[]) => {
    const number = numbers.get(files) ?? numbers.size;
    numbers.set(files, number);
    return number;
  };
  return (includes) => {
    const key = includes.map(({ files }) => numberOf(files)).join();
    const shared = known.get(key) ?? sharedOf(includes, entriesIn);
    known.set(key, shared);
    return shared;
  };
}

/** What a project has once is identified by its kind. */
function sharedOf(includes: readonly Include[], entriesIn: ReadonlyMap<string, readonly Entry[]>): Shared {
  const byAddress = new Map<Address, Entry>();
  const singletons = new Map<string, Entry>();
  const clashes: Shared["clashes"][number][] = [];
  const files = new Set<string>();
  for (const [at, include] of includes.entries()) {
    for (const file of include.files) {
      if (files.has(file)) continue;
      files.add(file);
      for (const entry of entriesIn.get(file) ?? []) {
        const { kind, address, isPatch } = entry;
        if (!kind || !address || isPatch) continue;
        const first = byAddress.get(address) ?? singletons.get(kind.name);
        if (first && first.file !== file) clashes.push({ first, entry, at });
        if (first) continue;
        byAddress.set(address, entry);
        if (kind.singleton) singletons.set(kind.name, entry);
      }
    }
  }
  const entries = [...byAddress.values()];
  return { byAddress, entries, withVaults: entries.filter(hasVaults), clashes };
}

export const hasVaults = ({ spec }: Entry): boolean => membersOf(spec).vaults !== undefined;

/** The policies of a stack. */
export interface Composed {
  /** Its own documents, and what it includes, with its patches merged in. */
  readonly members: readonly Entry[];
  /** Those with a patch, by the documents that they come from; undefined for one that a patch takes away. */
  readonly patched: ReadonlyMap<Entry, Entry | undefined>;
  readonly findings: readonly DocumentFinding[];
}

/**
 * @param own documents in the folder of the stack
 * @param isKnown whether it is known what the stack includes
 */
export function compose(
  own: readonly Entry[],
  includes: readonly Include[],
  shared: Shared,
  isKnown: boolean,
): Composed {
  const documents = own.filter(({ kind, isPatch }) => kind && !isPatch);
  const patches = own.filter(({ isPatch }) => isPatch);
  if (includes.length === 0 && patches.length === 0) return { members: documents, patched: NONE, findings: [] };
  const findings = shared.clashes.flatMap((clash) => clashFinding(clash, includes));
  const patched = new Map<Entry, Entry | undefined>();
  const patchOf = new Map<Address, Entry>();
  for (const patch of patches) {
    const { address } = patch;
    if (!address) continue;
    const first = patchOf.get(address);
    const document = shared.byAddress.get(address);
    if (first) {
      const message = `${address} is also patched at ${placeOf(first)}`;
      findings.push(...at(patch, "address-duplicate", message, "put both into one patch", "/metadata/name"));
    } else if (document) {
      patchOf.set(address, patch);
      const isSound = document.findings.length === 0 && patch.findings.length === 0;
      const policy = isSound ? withPatch(document, patch) : undefined;
      patched.set(document, policy?.spec === null ? undefined : policy);
      if (policy && isSame(policy, document)) {
        const message = `${placeOf(document)} already has what this patch says`;
        findings.push(...at(patch, "patch-unused", message, "remove it, or change a field", "/metadata/patch"));
      }
    } else if (isKnown) findings.push(...withoutTarget(patch, address, documents, shared.byAddress));
  }
  findings.push(...documents.flatMap((entry) => besideShared(entry, shared)));
  const included = shared.entries.flatMap((entry) => (patched.has(entry) ? (patched.get(entry) ?? []) : entry));
  return { members: [...documents, ...included], patched, findings };
}

const NONE: ReadonlyMap<Entry, Entry | undefined> = new Map();

const isSame = (a: Entry, b: Entry): boolean =>
  sameJson(a.spec as Json, b.spec as Json) && a.metadata.protected === b.metadata.protected;

function clashFinding(
  { first, entry: { kind, address }, entry, at: index }: Shared["clashes"][number],
  includes: readonly Include[],
): DocumentFinding[] {
  const include = includes[index];
  if (!include) return [];
  const isSameAddress = first.address === address;
  return [
    {
      code: isSameAddress ? "address-duplicate" : "switch-duplicate",
      message: isSameAddress
        ? `${address} is both at ${placeOf(first)} and at ${placeOf(entry)}`
        : `a stack has one ${kind?.name}, and this includes ${placeOf(first)} and ${placeOf(entry)}`,
      hint: "include one of them",
      document: include.document,
      place: { path: `/spec/include/${include.index}`, part: "value" },
    },
  ];
}

function withoutTarget(
  patch: Entry,
  address: Address,
  documents: readonly Entry[],
  shared: ReadonlyMap<Address, Entry>,
): DocumentFinding[] {
  const own = documents.find((entry) => entry.address === address);
  if (own) {
    const hint = "change the document itself, and remove the patch";
    return at(
      patch,
      "patch-target",
      `${address} is a document of this stack, at ${placeOf(own)}`,
      hint,
      "/metadata/patch",
    );
  }
  const near = nearest(address, [...shared.keys()]);
  const target = near && shared.get(near);
  const hint = target
    ? `did you mean ${nameOf(near)}, at ${placeOf(target)}?`
    : "include its document in stack.yaml, or remove metadata.patch";
  return at(patch, "patch-target", `this stack includes no ${address}`, hint, "/metadata/name");
}

/** An own document of an included address. */
function besideShared(entry: Entry, { byAddress, entries }: Shared): DocumentFinding[] {
  const { kind, address } = entry;
  if (!kind || !address) return [];
  const same = byAddress.get(address);
  if (same) {
    const message = `${address} is also at ${placeOf(same)}, which this stack includes`;
    return at(
      entry,
      "address-duplicate",
      message,
      "make this a patch (metadata.patch), or remove one of them",
      "/metadata/name",
    );
  }
  const other = kind.singleton ? entries.find((one) => one.kind === kind) : undefined;
  if (!other) return [];
  const message = `a stack has one ${kind.name}, and this one includes ${other.address} at ${placeOf(other)}`;
  return at(entry, "switch-duplicate", message, "remove one of them", "/metadata/name");
}

/** The policy that a shared document is with a patch; its spec is null where the patch takes it away. */
function withPatch(entry: Entry, patch: Entry): Entry {
  const { spec, metadata } = patch;
  return {
    ...entry,
    patch,
    spec: spec === undefined ? entry.spec : mergePatch(entry.spec as Json, spec as Json),
    metadata: { ...entry.metadata, ...(metadata.protected !== undefined && { protected: metadata.protected }) },
  };
}

/** JSON Merge Patch (RFC 7396): mappings are merged, null removes a member, anything else replaces what was there. */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isMapping(patch)) return patch;
  const members = new Map(isMapping(target) ? Object.entries(target as Record<string, Json>) : []);
  for (const [name, value] of Object.entries(patch as Record<string, Json>)) {
    if (value === null) members.delete(name);
    else members.set(name, mergePatch(members.get(name), value));
  }
  // Not by assignment: a member named __proto__ would vanish.
  return Object.fromEntries(members);
}

/** What is wrong in included files, whoever includes them: a patch, and an address that is there twice. */
export const checkShared = (entries: readonly Entry[], include: Include): DocumentFinding[] => [
  ...duplicates(entries.filter(({ isPatch }) => !isPatch)),
  ...entries.flatMap((entry) => (entry.isPatch ? sharedPatch(entry, include) : [])),
];

/** @param include that leads to it, if one does */
export function sharedPatch(entry: Entry, include: Include | undefined): DocumentFinding[] {
  const stack = include && `${include.document.file}:${include.document.start.line}`;
  const message = stack ? `a patch cannot be shared, and ${stack} includes it` : "a patch is in the folder of a stack";
  const hint = "move it into the folder of the stack whose included document it changes, or remove metadata.patch";
  return at(entry, "patch-target", message, hint, "/metadata/patch");
}

/** Findings about the policies of one stack that the stack decides: at shared documents, and at patches. */
interface InStack {
  readonly shared: readonly { readonly entry: Entry; readonly finding: Finding }[];
  readonly own: readonly DocumentFinding[];
}

/**
 * Judges the policies of stacks. A shared document is checked once, without a stack; what depends on the cloud and the region
 * once for each of these.
 */
export function judging(around: Circumstances) {
  const alone = new Map<Entry, readonly Finding[]>();
  const inPlace = new Map<Shared, Map<string, ReadonlyMap<Entry, readonly Finding[]>>>();
  const merged = new Map<Entry, Map<string, readonly Finding[]>>();
  const unplaced: Circumstances = { ...around, region: undefined };
  return { ofShared, inStack };

  /** What is wrong in a shared document, whatever stack it is in. */
  function ofShared(entry: Entry, kind: Kind): readonly Finding[] {
    const found = alone.get(entry) ?? checkPolicy(entry, kind, undefined, unplaced);
    alone.set(entry, found);
    return found;
  }

  /** What is wrong in each in such a stack only: equal stacks get the same findings, not equal ones. */
  function placed(shared: Shared, spec: StackSpec): ReadonlyMap<Entry, readonly Finding[]> {
    const key = JSON.stringify([spec.cloud, spec.region]);
    const known = inPlace.get(shared) ?? new Map<string, ReadonlyMap<Entry, readonly Finding[]>>();
    inPlace.set(shared, known);
    const found =
      known.get(key) ??
      new Map(
        shared.entries.flatMap((entry): [Entry, readonly Finding[]][] => {
          const { kind } = entry;
          const here = kind ? without(checkPolicy(entry, kind, spec, around), ofShared(entry, kind)) : [];
          return here.length > 0 ? [[entry, here]] : [];
        }),
      );
    known.set(key, found);
    return found;
  }

  function inStack(shared: Shared, { patched }: Composed, spec: StackSpec): InStack {
    const here = placed(shared, spec);
    const whole = [...here].flatMap(([entry, findings]) => (patched.has(entry) ? [] : inEach(entry, findings)));
    const parts = [...patched].map(([entry, policy]) =>
      policy ? ofPatched(entry, policy, here.get(entry), spec) : EMPTY,
    );
    return {
      shared: [...whole, ...parts.flatMap((part) => part.shared)],
      own: parts.flatMap((part) => part.own),
    };
  }

  function ofPatched(document: Entry, policy: Entry, here: readonly Finding[] = [], spec: StackSpec): InStack {
    const { kind } = document;
    if (!kind || !policy.patch) return EMPTY;
    const found = ofMerged(document, policy, kind, spec);
    const made = without(without(found, ofShared(document, kind)), here);
    // A correction would be of the whole document.
    const worded = made.map(({ edits: _, ...one }) => ({
      ...one,
      message: `${one.message}, together with ${placeOf(document)}`,
    }));
    const still = here.filter((one) => found.some((other) => isEqual(one, other)));
    return { shared: inEach(document, still), own: inDocument(policy.patch, worded) };
  }

  /** What is wrong in what the two amount to. Many stacks have equal patches. */
  function ofMerged(document: Entry, policy: Entry, kind: Kind, spec: StackSpec): readonly Finding[] {
    const key = JSON.stringify([spec.cloud, spec.region, policy.metadata, policy.spec]);
    const known = merged.get(document) ?? new Map<string, readonly Finding[]>();
    merged.set(document, known);
    const earlier = known.get(key);
    if (earlier) return earlier;
    const value = { ...(document.document.value as object), metadata: policy.metadata, spec: policy.spec };
    const broken = schemaFindings(`${kind.apiVersion}/${kind.name}`, value, kind.checked);
    const found = [...broken, ...checkPolicy({ ...policy, findings: broken }, kind, spec, around)];
    known.set(key, found);
    return found;
  }
}

const EMPTY: InStack = { shared: [], own: [] };
const inEach = (entry: Entry, findings: readonly Finding[]) => findings.map((finding) => ({ entry, finding }));

const without = (findings: readonly Finding[], known: readonly Finding[]): Finding[] =>
  known.length === 0 ? [...findings] : findings.filter((one) => !known.some((other) => isEqual(one, other)));

const isEqual = (a: Finding, b: Finding): boolean =>
  a.code === b.code && a.message === b.message && a.place.path === b.place.path && a.place.part === b.place.part;

/** A finding of many stacks in one document, once. */
export function gathered(
  found: Iterable<{ readonly entry: Entry; readonly finding: Finding; readonly stack: string }>,
): DocumentFinding[] {
  const byFinding = new Map<Finding, { entry: Entry; stacks: string[] }>();
  for (const { entry, finding, stack } of found) {
    const known = byFinding.get(finding);
    if (known) known.stacks.push(stack);
    else byFinding.set(finding, { entry, stacks: [stack] });
  }
  return [...byFinding].flatMap(([finding, { entry, stacks }]) =>
    inDocument(entry, [finding]).map((one) => ({ ...one, stacks })),
  );
}

/** Findings about a policy of a stack: at its patch, where that gives the place, else at its document. */
export const inPolicy = (policy: Entry, findings: readonly Finding[], stack: string | undefined): DocumentFinding[] =>
  inDocument(policy, findings).map((one) => ({
    ...one,
    stacks: stack === undefined || one.document === policy.patch?.document ? undefined : [stack],
  }));

const at = (entry: Entry, code: ProblemCode, message: string, hint: string, path: string): DocumentFinding[] =>
  inDocument(entry, [{ code, message, hint, place: { path, part: "value" } }]);

/** The files of entries, together. */
export const byFile = (entries: readonly Entry[], files: ReadonlySet<string>): Map<string, Entry[]> =>
  grouped(entries, ({ file }) => (files.has(file) ? file : undefined));
