/** Which stacks are declared, and the rules about all documents of one stack. Pure. */
import { dirname } from "node:path/posix";
import { serviceFacts } from "../generated/facts.ts";
import type { StackSpec } from "../generated/types.ts";
import { hasIdForm, hasRegionForm } from "../model/form.ts";
import type { DocumentText, Source } from "../model/place.ts";
import { type Address, addressOf, membersOf, type Policy } from "../model/policy.ts";
import { type Finding, type Problem, quoted } from "../model/problem.ts";
import type { ProblemCode } from "../model/rules.ts";
import { storeFacts } from "../state/kinds.ts";
import { earlyCopies } from "./copies.ts";
import { type Entry, inDocument, placeOf, readAs } from "./entry.ts";
import type { DocumentFinding } from "./locate.ts";
import { footprintOf } from "./target.ts";
import { waiverFault } from "./waiver.ts";

/** One project in one region, with its own state: a folder with a stack.yaml, and the policies in it and below. */
export interface Stack {
  readonly name: string;
  /** Relative to the working directory. */
  readonly folder: string;
  /** Of stack.yaml. */
  readonly source: Source;
  readonly document: DocumentText;
  readonly spec: StackSpec;
  /** Included files, relative to the working directory; and where an entry leads to none, what it names. */
  readonly includes: readonly string[];
  /** The moment for which its policies were compiled. */
  readonly now: Date;
  /** Those of files without errors: to show or to compare with, never to plan or apply. */
  readonly sound: readonly Policy[];
  /** The same; none when `problems` has errors, because a part of a stack must not look like all of it. */
  readonly policies: readonly Policy[];
  /** The working directory from the folder that has `policies/`, from where records name files; "": it is that folder. */
  readonly way?: string;
  /** By such a path, why no policy is read from a file that may have had some: `policies/prod/nightly.yaml is empty`. */
  readonly without: ReadonlyMap<string, string>;
  /** What is wrong in the files of this stack. */
  readonly problems: readonly Problem[];
}

/** What checks depend on besides the files. */
export interface Circumstances {
  /** Decides what clocks show and what is in the past. */
  readonly now: Date;
  /** Of stacks that do not give one. */
  readonly region?: string | undefined;
  /** Files that are written are lost at the end of the run. */
  readonly ci: boolean;
  /** The working directory from the folder that has `policies/`; absent: it is that folder. */
  readonly way?: string | undefined;
  /** The environment allows states in git repositories on this machine. */
  readonly localRemotes?: boolean | undefined;
}

type Declared = Omit<Stack, "folder" | "includes" | "way" | "now" | "sound" | "policies" | "without" | "problems">;

/** A stack that is declared twice, as far as the files show. */
interface Twin {
  /** At the later one. */
  readonly finding: DocumentFinding;
  /** Of the others. The files do not show which one is meant, so none of them is planned or applied. */
  readonly folders: readonly string[];
}

/** Folder -> the stack declared there; and what is declared twice. */
export function stacksIn(entries: readonly Entry[]): { stacks: Map<string, Declared>; twins: Twin[] } {
  const stacks = new Map<string, Declared>();
  const twins: Twin[] = [];
  const claimed = new Map<string, Claimed>();
  for (const entry of entries) {
    if (!entry.isStack || entry.findings.length > 0 || entry.name === undefined) continue;
    const folder = dirname(entry.file);
    // Valid by its schema, so its spec is one.
    const spec = entry.spec as StackSpec;
    const { claims, same, unclear } = footprintOf(spec);
    const [home, name] = [`folder ${folder}`, `name ${readAs(entry.name)}`];
    const owned = (words: readonly string[]) => words.flatMap((word) => claimed.get(word) ?? []);
    const others = { home: owned([home]), name: owned([name]), same: owned(same), unclear: owned(unclear) };
    const [finding] = inDocument(entry, duplicate(entry, others));
    if (finding) {
      const blamed = Object.values(others).flatMap((found) => found.flatMap(({ fine }) => fine.splice(0)));
      twins.push({ finding, folders: blamed.map(({ file }) => dirname(file)) });
    }
    for (const word of [home, name, ...claims]) {
      const known = claimed.get(word);
      if (!known) claimed.set(word, { first: entry, fine: finding ? [] : [entry] });
      else if (!finding) known.fine.push(entry);
    }
    if (stacks.has(folder)) continue;
    const { document, file, name: ownName } = entry;
    stacks.set(folder, { name: ownName, source: { file, ...document.start }, document, spec });
  }
  return { stacks, twins };
}

interface Claimed {
  readonly first: Entry;
  /** Those that are not part of a finding yet: each becomes part of one. */
  readonly fine: Entry[];
}

/** At most one finding: why it is declared twice. */
function duplicate(
  { name }: Entry,
  {
    home: [home],
    name: [namesake],
    same: [same],
    unclear: [unclear],
  }: Record<"home" | "name" | "same" | "unclear", readonly Claimed[]>,
): Finding[] {
  const twice = (message: string, { first }: Claimed, hint: string): Finding[] => [
    {
      code: "stack-duplicate",
      message: `${message} (${placeOf(first)})`,
      hint,
      place: { path: "/metadata/name", part: "value" },
    },
  ];
  if (home) return twice("this folder already has a stack", home, RENAME);
  if (namesake) {
    const other = `another stack is named ${namesake.first.name}`;
    if (namesake.first.name === name) return twice(other, namesake, RENAME);
    const hint = "give it a name that differs in more than the case of letters";
    return twice(`${other}, which reads the same`, namesake, hint);
  }
  if (same) {
    const hint = "keep the policies of one project in one stack";
    return twice("another stack is for the same cloud, region and project", same, hint);
  }
  if (!unclear) return [];
  const hint = "write region and project_id in both; if it is the same project, keep its policies in one stack";
  return twice("the project of another stack may be the same: the two identify it in different ways", unclear, hint);
}

const RENAME = "give it another name, or remove one of them";

/**
 * What is wrong among the documents of one stack, and with the stack itself.
 * @param entries of its folder @param members its policies, shared ones too
 */
export function checkTogether(
  entries: readonly Entry[],
  members: readonly Entry[],
  around: Circumstances,
): DocumentFinding[] {
  const stack = entries.find(({ isStack, findings }) => isStack && findings.length === 0);
  // Valid by its schema, so its spec is one.
  const spec = stack?.spec as StackSpec;
  const ofStack = stack
    ? inDocument(stack, [
        ...checkStore(spec, around),
        ...checkStack(spec, members, around),
        ...checkWaivers(spec, around),
        ...checkForms(spec),
      ])
    : [];
  const documents = entries.filter(({ isPatch }) => !isPatch);
  return [...duplicates(documents), ...renames(documents), ...earlyCopies(members, around.now), ...ofStack];
}

/** A warning, because the cloud decides; a simulated project may have any names. */
function checkForms({ cloud, region, project_id, endpoints }: StackSpec): Finding[] {
  if (cloud === "simulator") return [];
  const form = (message: string, hint: string, field: string): Finding => {
    return { code: "id-form", message, hint, place: { path: `/spec/${field}`, part: "value" } };
  };
  const isName = project_id !== undefined && hasRegionForm(project_id.replace(/_.*$/, ""));
  const hint = isName ? `write project_name: ${project_id}` : "copy it from the console: 32 hexadecimal digits";
  return [
    // A cloud of one's own has other names for its regions.
    ...(region === undefined || hasRegionForm(region) || endpoints
      ? []
      : [form(`${quoted(region)} does not look like a region`, "give the ID of a region, like eu-west-101", "region")]),
    ...(project_id === undefined || hasIdForm(project_id)
      ? []
      : [form(`${quoted(project_id)} is not the ID of a project`, hint, "project_id")]),
  ];
}

/** A part of the schema, except that the environment decides what is allowed. */
function checkStore({ state }: StackSpec, { localRemotes = false }: Circumstances): Finding[] {
  const fault = storeFacts(state).faultHere?.(localRemotes);
  if (!fault) return [];
  const { message, hint, path } = fault;
  return [{ code: "schema", message, hint, place: { path: `/spec/state/${path.join("/")}`, part: "value" } }];
}

function checkWaivers({ unprotected_ok: waivers = [] }: StackSpec, { now }: Circumstances): Finding[] {
  return waivers.flatMap(({ until }, index) => {
    const fault = waiverFault(until, now);
    return fault ? { ...fault, place: { path: `/spec/unprotected_ok/${index}/until`, part: "value" } } : [];
  });
}

function checkStack(spec: StackSpec, own: readonly Entry[], { ci }: Circumstances): Finding[] {
  const crowded = [...new Set(own.flatMap(({ kind }) => kind ?? []))].flatMap((kind): Finding[] => {
    const count = own.filter((entry) => entry.kind === kind).length;
    const { policies: room } = serviceFacts[kind.service].quota ?? { policies: Number.POSITIVE_INFINITY };
    if (count <= room) return [];
    const message = `${count} policies of kind ${kind.name}; a project has room for ${room}`;
    const hint = "ask the vendor for a larger quota, or use fewer policies for more vaults";
    return [{ code: "quota", message, hint, place: { path: "/metadata/name", part: "value" } }];
  });
  const local = spec.cloud !== "simulator" && !storeFacts(spec.state).shared;
  if (!ci || !local) return crowded;
  const message = "the state is a file on this runner, and is lost with it";
  const hint = "keep it in git or PostgreSQL: spec.state";
  return [...crowded, { code: "state-local", message, hint, place: { path: "/spec/state", part: "key" } }];
}

/** The same address twice in a stack, and a second switch where there is only one. */
export function duplicates(entries: readonly Entry[]): DocumentFinding[] {
  const firsts = new Map<string, Entry>();
  return entries.flatMap((entry) => {
    const { kind, address } = entry;
    if (!kind || !address) return [];
    // A singleton is identified by its kind.
    const first = firsts.get(address) ?? (kind.singleton ? firsts.get(kind.name) : undefined);
    for (const key of kind.singleton ? [address, kind.name] : [address]) firsts.set(key, firsts.get(key) ?? entry);
    if (!first) return [];
    const same = first.address === address;
    const message = same
      ? `${address} is also at ${placeOf(first)}`
      : `a stack has one ${kind.name}, and ${first.address} is at ${placeOf(first)}`;
    const hint = same ? "rename or remove one of them" : "remove one of them";
    return at(entry, same ? "address-duplicate" : "switch-duplicate", message, hint, "/metadata/name");
  });
}

/** A policy, the folder of its stack, and for a shared one the name of the stack. */
export interface Placed {
  readonly entry: Entry;
  readonly folder: string | undefined;
  readonly stack?: string | undefined;
}

/**
 * The same vault in two policies of a kind, or twice in one: whichever was bound last would win.
 * @param report where the finding belongs
 */
export function sharedVaults(
  placed: readonly Placed[],
  report: (entry: Entry, findings: readonly Finding[], stack: string | undefined) => DocumentFinding[],
): DocumentFinding[] {
  const firsts = new Map<string, Placed>();
  return placed.flatMap((one) => {
    const { entry, folder, stack } = one;
    const { vaults } = membersOf(entry.spec);
    if (!entry.kind || !Array.isArray(vaults)) return [];
    return vaults.flatMap((binding, index) => {
      const { vault, vault_id } = membersOf(binding);
      // Ids are unique everywhere, names only in the project of a stack.
      const [given, field, scope] =
        vault_id === undefined ? [vault, "vault", folder ?? entry.file] : [vault_id, "vault_id", undefined];
      if (!entry.kind || typeof given !== "string") return [];
      const key = JSON.stringify([entry.kind.name, scope, scope === undefined ? given.toLowerCase() : given]);
      const first = firsts.get(key);
      if (!first) firsts.set(key, one);
      if (!first) return [];
      const { message, hint } = vaultTwice(given, first, one, entry.kind.name);
      const place = { path: `/spec/vaults/${index}/${field}`, part: "value" } as const;
      return report(entry, [{ code: "vault-duplicate", message, hint, place }], stack);
    });
  });
}

function vaultTwice(id: string, first: Placed, { entry, stack }: Placed, kind: string) {
  const hint = `name it once: a vault has one ${kind}`;
  const isSame = first.entry.document === entry.document;
  if (isSame && first.stack === stack) return { message: `${id} is named twice`, hint };
  if (isSame && first.stack !== undefined) {
    return {
      message: `${id} is a vault of this policy in ${first.stack} as well`,
      hint: "name the vaults of each stack in a patch there",
    };
  }
  const { address, patch = first.entry } = first.entry;
  return { message: `${id} is also a vault of ${address} at ${placeOf(patch)}`, hint };
}

/** A rename leaves one document: under both names, or under two new ones, it would be two policies. */
function renames(entries: readonly Entry[]): DocumentFinding[] {
  const byAddress = new Map(entries.map((entry) => [entry.address, entry]));
  const successors = new Map<Address, Entry>();
  return entries.flatMap((entry) => {
    const { renamed_from: old } = entry.metadata;
    if (!entry.kind || typeof old !== "string") return [];
    const former = addressOf(entry.kind.name, old);
    const remaining = byAddress.get(former);
    const successor = successors.get(former);
    if (!successor) successors.set(former, entry);
    const wrong = (message: string, hint: string): DocumentFinding[] =>
      at(entry, "address-duplicate", message, hint, "/metadata/renamed_from");
    if (remaining) {
      const hint = "remove the document with the old name, or renamed_from";
      return wrong(`${old} is still at ${placeOf(remaining)}, so this is not its new name`, hint);
    }
    if (!successor) return [];
    const message = `${old} is also the old name of ${successor.address ?? "a policy"} at ${placeOf(successor)}`;
    return wrong(message, "keep renamed_from in one of them");
  });
}

/** At a value of a document. */
const at = (entry: Entry, code: ProblemCode, message: string, hint: string, path: string): DocumentFinding[] =>
  inDocument(entry, [{ code, message, hint, place: { path, part: "value" } }]);
