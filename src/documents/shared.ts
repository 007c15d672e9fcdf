/** Shared documents and the patches of a stack -> the policies of that stack. Pure. */
import type { StackSpec } from "../generated/types.ts";
import type { Kind } from "../kinds/kind.ts";
import { nearest } from "../model/nearest.ts";
import { isGivenBy } from "../model/pointer.ts";
import { type Address, isMapping, type Json, nameOf, sameJson } from "../model/policy.ts";
import type { Finding } from "../model/problem.ts";
import type { ProblemCode } from "../model/rules.ts";
import { type Entry, inDocument, placeOf } from "./entry.ts";
import { grouped } from "./grouped.ts";
import type { Include } from "./load.ts";
import type { DocumentFinding } from "./locate.ts";
import { checkPolicy } from "./policy.ts";
import { schemaFindings } from "./schema.ts";
import { type Circumstances, duplicates } from "./stack.ts";

/** A document that a stack includes, and by which entry. */
export interface Included {
  readonly entry: Entry;
  readonly include: Include;
}

/** Each document once, in the order of the entries. */
export function includedBy(includes: readonly Include[], entriesIn: ReadonlyMap<string, readonly Entry[]>): Included[] {
  const files = new Set<string>();
  return includes.flatMap((include) =>
    include.files.flatMap((file) => {
      if (files.has(file)) return [];
      files.add(file);
      return (entriesIn.get(file) ?? []).map((entry) => ({ entry, include }));
    }),
  );
}

/**
 * The policies of a stack: its own documents, and the included ones with their patches merged in. One that a patch takes
 * away, or that has errors, is left out.
 * @param own documents in the folder of the stack
 * @param isKnown whether it is known what the stack includes
 */
export function compose(
  own: readonly Entry[],
  included: readonly Included[],
  isKnown: boolean,
): { readonly members: readonly Entry[]; readonly findings: readonly DocumentFinding[] } {
  const documents = own.filter(({ kind, isPatch }) => kind && !isPatch);
  const patches = own.filter(({ isPatch }) => isPatch);
  if (included.length === 0 && patches.length === 0) return { members: documents, findings: [] };
  const { shared, findings } = sharedOf(included);
  const patchOf = new Map<Address, Entry>();
  for (const patch of patches) {
    const { address } = patch;
    if (!address) continue;
    const first = patchOf.get(address);
    if (first) {
      const message = `${address} is also patched at ${placeOf(first)}`;
      findings.push(...at(patch, "address-duplicate", message, "put both into one patch", "/metadata/name"));
    } else if (shared.has(address)) patchOf.set(address, patch);
    else if (isKnown) findings.push(...withoutTarget(patch, address, documents, shared));
  }
  findings.push(...documents.flatMap((entry) => besideShared(entry, shared)));
  const merged = [...shared.values()].flatMap(({ entry }): Entry[] => {
    const patch = entry.address && patchOf.get(entry.address);
    if (!patch) return [entry];
    if (entry.findings.length > 0 || patch.findings.length > 0) return [];
    const policy = patched(entry, patch);
    const isSame =
      sameJson(policy.spec as Json, entry.spec as Json) && policy.metadata.protected === entry.metadata.protected;
    if (isSame) {
      const message = `${placeOf(entry)} already has what this patch says`;
      findings.push(...at(patch, "patch-unused", message, "remove it, or change a field", "/metadata/patch"));
    }
    return policy.spec === null ? [] : [policy];
  });
  return { members: [...documents, ...merged], findings };
}

/** By address; of several, the first. What a project has once is identified by its kind. */
function sharedOf(included: readonly Included[]): { shared: Map<Address, Included>; findings: DocumentFinding[] } {
  const shared = new Map<Address, Included>();
  const singletons = new Map<string, Included>();
  const findings: DocumentFinding[] = [];
  for (const one of included) {
    const { entry, include } = one;
    const { kind, address, isPatch } = entry;
    if (!kind || !address || isPatch) continue;
    const first = shared.get(address) ?? singletons.get(kind.name);
    if (!first) {
      shared.set(address, one);
      if (kind.singleton) singletons.set(kind.name, one);
    } else if (first.entry.file !== entry.file) {
      const isSame = first.entry.address === address;
      findings.push({
        code: isSame ? "address-duplicate" : "switch-duplicate",
        message: isSame
          ? `${address} is both at ${placeOf(first.entry)} and at ${placeOf(entry)}`
          : `a stack has one ${kind.name}, and this includes ${placeOf(first.entry)} and ${placeOf(entry)}`,
        hint: "include one of them",
        document: include.document,
        place: { path: `/spec/include/${include.index}`, part: "value" },
      });
    }
  }
  return { shared, findings };
}

function withoutTarget(
  patch: Entry,
  address: Address,
  documents: readonly Entry[],
  shared: ReadonlyMap<Address, Included>,
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
    ? `did you mean ${nameOf(near)}, at ${placeOf(target.entry)}?`
    : "include its document in stack.yaml, or remove metadata.patch";
  return at(patch, "patch-target", `this stack includes no ${address}`, hint, "/metadata/name");
}

/** An own document of an included address. */
function besideShared(entry: Entry, shared: ReadonlyMap<Address, Included>): DocumentFinding[] {
  const { kind, address } = entry;
  if (!kind || !address) return [];
  const same = shared.get(address)?.entry;
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
  const other = kind.singleton ? [...shared.values()].find((one) => one.entry.kind === kind)?.entry : undefined;
  if (!other) return [];
  const message = `a stack has one ${kind.name}, and this one includes ${other.address} at ${placeOf(other)}`;
  return at(entry, "switch-duplicate", message, "remove one of them", "/metadata/name");
}

/** The policy that a shared document is with a patch; its spec is null where the patch takes it away. */
function patched(entry: Entry, patch: Entry): Entry {
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

/**
 * Judges the policies of stacks. A shared document is checked once, without a stack; what depends on the cloud and the region
 * once for each of these.
 */
export function judging(around: Circumstances) {
  const alone = new Map<Entry, readonly Finding[]>();
  const inPlace = new Map<Entry, Map<string, readonly Finding[]>>();
  const unplaced: Circumstances = { ...around, region: undefined };
  return { ofShared, inStack };

  /** What is wrong in a shared document, whatever stack it is in. */
  function ofShared(entry: Entry, kind: Kind): readonly Finding[] {
    const found = alone.get(entry) ?? checkPolicy(entry, kind, undefined, unplaced);
    alone.set(entry, found);
    return found;
  }

  /** What is wrong in it in one stack only: equal stacks get the same findings, not equal ones. */
  function here(entry: Entry, kind: Kind, spec: StackSpec): readonly Finding[] {
    const key = JSON.stringify([spec.cloud, spec.region]);
    const found =
      inPlace.get(entry)?.get(key) ?? without(checkPolicy(entry, kind, spec, around), ofShared(entry, kind));
    inPlace.set(entry, (inPlace.get(entry) ?? new Map()).set(key, found));
    return found;
  }

  /** Findings at the shared document, and at the patch. */
  function inStack(
    policy: Entry,
    document: Entry,
    kind: Kind,
    spec: StackSpec,
  ): { readonly shared: readonly Finding[]; readonly own: readonly DocumentFinding[] } {
    const { patch } = policy;
    const placed = here(document, kind, spec);
    if (!patch) return { shared: placed, own: [] };
    const value = { ...(document.document.value as object), metadata: policy.metadata, spec: policy.spec };
    const broken = schemaFindings(`${kind.apiVersion}/${kind.name}`, value, kind.checked);
    const found = [...broken, ...checkPolicy({ ...policy, findings: broken }, kind, spec, around)];
    const made = without(without(found, ofShared(document, kind)), placed);
    const message = (one: Finding) => `${one.message}, together with ${placeOf(document)}`;
    return {
      shared: placed.filter((one) => found.some((other) => isEqual(one, other))),
      own: inDocument(
        patch,
        made.map((one) => ({ ...one, message: message(one) })),
      ),
    };
  }
}

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
  findings.flatMap((finding) =>
    policy.patch && isGivenBy(policy.patch.document.value, finding.place.path)
      ? inDocument(policy.patch, [finding])
      : inDocument(policy, [finding]).map((one) => ({ ...one, stacks: stack === undefined ? undefined : [stack] })),
  );

const at = (entry: Entry, code: ProblemCode, message: string, hint: string, path: string): DocumentFinding[] =>
  inDocument(entry, [{ code, message, hint, place: { path, part: "value" } }]);

/** The files of entries, together. */
export const byFile = (entries: readonly Entry[], files: ReadonlySet<string>): Map<string, Entry[]> =>
  grouped(entries, ({ file }) => (files.has(file) ? file : undefined));
