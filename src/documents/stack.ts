/** Which stacks are declared, and the rules about all documents of one stack. Pure. */
import { dirname } from "node:path/posix";
import { serviceFacts } from "../generated/facts.ts";
import type { StackSpec } from "../generated/types.ts";
import type { Place } from "../model/place.ts";
import { type Address, addressOf, membersOf, type Policy, type Range, type Source } from "../model/policy.ts";
import type { Problem, ProblemCode } from "../model/problem.ts";
import { storeFacts } from "../state/kinds.ts";
import { type Entry, placeOf, problem, readAs } from "./entry.ts";
import { footprintOf } from "./target.ts";
import { waiverFault } from "./waiver.ts";

/** One project in one region, with its own state: a folder that holds stack.yaml, and policies in it and below. */
export interface Stack {
  readonly name: string;
  /** Relative to the working directory. */
  readonly folder: string;
  readonly source: Source;
  readonly spec: StackSpec;
  /** The moment for which its policies were compiled. */
  readonly now: Date;
  /** None when `problems` has errors, unless half a stack was asked for: it must not look like a whole one. */
  readonly policies: readonly Policy[];
  /** What is wrong in the files of this stack. */
  readonly problems: readonly Problem[];
  /** Where stack.yaml says a field (JSON Pointer into the spec, or `/metadata/name`), or else what is nearest around it. */
  locate(path: string): Range;
}

/** What checks depend on besides the files. */
export interface Circumstances {
  /** Decides what clocks do and what is over. */
  readonly now: Date;
  /** Of stacks that say none. */
  readonly region?: string | undefined;
  /** Whatever is written beside the files is lost when the run is over. */
  readonly ci: boolean;
  /** The environment allows states in git repositories on this machine. */
  readonly localRemotes?: boolean | undefined;
}

type Declared = Omit<Stack, "folder" | "now" | "policies" | "problems">;

/** A stack that is declared twice, as far as the files say. */
interface Twin {
  /** At the later one. */
  readonly problem: Problem;
  /** Of the others. The files do not say which one is meant, so none of them is planned or applied. */
  readonly folders: readonly string[];
}

/** Folder -> the stack declared there; and what is declared twice. */
export function stacksIn(entries: readonly Entry[]): { stacks: Map<string, Declared>; twins: Twin[] } {
  const stacks = new Map<string, Declared>();
  const twins: Twin[] = [];
  const claimed = new Map<string, Claimed>();
  for (const entry of entries) {
    if (!entry.isStack || entry.problems.length > 0 || entry.name === undefined) continue;
    const folder = dirname(entry.file);
    // Valid by its schema, so its spec is one.
    const spec = entry.spec as StackSpec;
    const { claims, same, unclear } = footprintOf(spec);
    const [home, name] = [`folder ${folder}`, `name ${readAs(entry.name)}`];
    const owned = (words: readonly string[]) => words.flatMap((word) => claimed.get(word) ?? []);
    const others = { home: owned([home]), name: owned([name]), same: owned(same), unclear: owned(unclear) };
    const problem = duplicate(entry, others);
    if (problem) {
      const blamed = Object.values(others).flatMap((found) => found.flatMap(({ fine }) => fine.splice(0)));
      twins.push({ problem, folders: blamed.map(({ file }) => dirname(file)) });
    }
    for (const word of [home, name, ...claims]) {
      const known = claimed.get(word);
      if (!known) claimed.set(word, { first: entry, fine: problem ? [] : [entry] });
      else if (!problem) known.fine.push(entry);
    }
    if (stacks.has(folder)) continue;
    const locate = (path: string) => {
      const steps = path.split("/").slice(1);
      return entry.document.locate({ path: steps[0] === "metadata" ? steps : ["spec", ...steps], part: "key" });
    };
    stacks.set(folder, { name: entry.name, source: sourceOf(entry), spec, locate });
  }
  return { stacks, twins };
}

interface Claimed {
  readonly first: Entry;
  /** Those that are part of no problem yet: each becomes part of one. */
  readonly fine: Entry[];
}

function duplicate(
  { document, name }: Entry,
  {
    home: [home],
    name: [namesake],
    same: [same],
    unclear: [unclear],
  }: Record<"home" | "name" | "same" | "unclear", readonly Claimed[]>,
): Problem | undefined {
  const at = (message: string, { first }: Claimed, hint: string) =>
    problem(document, undefined, {
      severity: "error",
      code: "stack-duplicate",
      message: `${message} (${placeOf(first)})`,
      hint,
      place: { path: ["metadata", "name"], part: "value" },
    });
  if (home) return at("this folder already has a stack", home, RENAME);
  if (namesake) {
    const other = `another stack is named ${namesake.first.name}`;
    if (namesake.first.name === name) return at(other, namesake, RENAME);
    return at(
      `${other}, which reads the same`,
      namesake,
      "give it a name that differs in more than the case of letters",
    );
  }
  if (same) {
    const hint = "keep the policies of one project in one stack";
    return at("another stack is for the same cloud, region and project", same, hint);
  }
  if (!unclear) return undefined;
  const hint = "write region and project_id in both; if it is the same project, keep its policies in one stack";
  return at("the project of another stack may be the same: the two do not say it in the same way", unclear, hint);
}

const RENAME = "give it another name, or remove one of them";

const sourceOf = ({ file, document }: Entry): Source => ({ file, ...document.start });

/** What is wrong among the documents of one stack, and with the stack itself. */
export function checkTogether(entries: readonly Entry[], around: Circumstances): Problem[] {
  const stack = entries.find(({ isStack, problems }) => isStack && problems.length === 0);
  const ofStack = stack
    ? [...checkStore(stack, around), ...checkStack(stack, entries, around), ...checkWaivers(stack, around)]
    : [];
  return [...duplicates(entries), ...renames(entries), ...ofStack];
}

/** Part of what the schema says, but what is allowed depends on the environment. */
function checkStore(stack: Entry, { localRemotes = false }: Circumstances): Problem[] {
  const fault = storeFacts((stack.spec as StackSpec).state).faultHere?.(localRemotes);
  if (!fault) return [];
  const { message, hint, path } = fault;
  const place: Place = { path: ["spec", "state", ...path], part: "value" };
  return [problem(stack.document, undefined, { severity: "error", code: "schema", message, hint, place })];
}

function checkWaivers({ spec, document }: Entry, { now }: Circumstances): Problem[] {
  return ((spec as StackSpec).unprotected_ok ?? []).flatMap(({ until }, index) => {
    const fault = waiverFault(until, now);
    const place: Place = { path: ["spec", "unprotected_ok", index, "until"], part: "value" };
    return fault ? problem(document, undefined, { ...fault, place }) : [];
  });
}

function checkStack(stack: Entry, own: readonly Entry[], { ci }: Circumstances): Problem[] {
  const warning = (code: ProblemCode, message: string, hint: string, place: Place) =>
    problem(stack.document, undefined, { severity: "warning", code, message, hint, place });
  const spec = stack.spec as StackSpec;
  const crowded = [...new Set(own.flatMap(({ kind }) => kind ?? []))].flatMap((kind) => {
    const count = own.filter((entry) => entry.kind === kind).length;
    const { policies: room } = serviceFacts[kind.service].quota ?? { policies: Number.POSITIVE_INFINITY };
    const message = `${count} policies of kind ${kind.name}; a project has room for ${room}`;
    const hint = "ask the vendor for a larger quota, or use fewer policies for more vaults";
    return count > room ? warning("quota", message, hint, { path: ["metadata", "name"], part: "value" }) : [];
  });
  const local = spec.cloud !== "simulator" && !storeFacts(spec.state).shared;
  if (!ci || !local) return crowded;
  const message = "the state is a file on this runner, and is lost with it";
  const hint = "keep it in git or PostgreSQL: spec.state";
  return [...crowded, warning("state-local", message, hint, { path: ["spec", "state"], part: "key" })];
}

/** The same address twice in a stack, and a second switch where there is only one. */
function duplicates(entries: readonly Entry[]): Problem[] {
  const firsts = new Map<string, Entry>();
  return entries.flatMap((entry) => {
    const { kind, address } = entry;
    if (!kind || !address) return [];
    // Of what there is only one, its kind says who it is.
    const first = firsts.get(address) ?? (kind.singleton ? firsts.get(kind.name) : undefined);
    for (const key of kind.singleton ? [address, kind.name] : [address]) firsts.set(key, firsts.get(key) ?? entry);
    if (!first) return [];
    const same = first.address === address;
    return problem(entry.document, address, {
      severity: "error",
      code: same ? "address-duplicate" : "switch-duplicate",
      message: same
        ? `${address} is also at ${placeOf(first)}`
        : `a stack has one ${kind.name}, and ${first.address} is at ${placeOf(first)}`,
      hint: same ? "rename or remove one of them" : "remove one of them",
      place: { path: ["metadata", "name"], part: "value" },
    });
  });
}

/** The same vault in two policies of a kind, or twice in one: whichever was bound last would win. */
export function sharedVaults(entries: readonly Entry[]): Problem[] {
  const firsts = new Map<string, Entry>();
  return entries.flatMap((entry) => {
    const { vaults } = membersOf(entry.spec);
    if (!entry.kind || !Array.isArray(vaults)) return [];
    return vaults.flatMap((binding, index) => {
      const { vault_id } = membersOf(binding);
      if (!entry.kind || typeof vault_id !== "string") return [];
      const key = `${entry.kind.name} ${vault_id.toLowerCase()}`;
      const first = firsts.get(key);
      if (!first) firsts.set(key, entry);
      if (!first) return [];
      return problem(entry.document, entry.address, {
        severity: "error",
        code: "vault-duplicate",
        message:
          first === entry
            ? `${vault_id} is named twice`
            : `${vault_id} is also a vault of ${first.address} at ${placeOf(first)}`,
        hint: `a vault has one ${entry.kind.name}: name it once`,
        place: { path: ["spec", "vaults", index, "vault_id"], part: "value" },
      });
    });
  });
}

/** A rename leaves one document: under both names, or under two new ones, it would be two policies. */
function renames(entries: readonly Entry[]): Problem[] {
  const byAddress = new Map(entries.map((entry) => [entry.address, entry]));
  const successors = new Map<Address, Entry>();
  return entries.flatMap((entry) => {
    const { renamed_from: old } = entry.metadata;
    if (!entry.kind || typeof old !== "string") return [];
    const former = addressOf(entry.kind.name, old);
    const remaining = byAddress.get(former);
    const successor = successors.get(former);
    if (!successor) successors.set(former, entry);
    const at = (message: string, hint: string): Problem =>
      problem(entry.document, entry.address, {
        severity: "error",
        code: "address-duplicate",
        message,
        hint,
        place: { path: ["metadata", "renamed_from"], part: "value" },
      });
    if (remaining) {
      const hint = "remove the document with the old name, or renamed_from";
      return at(`${old} is still at ${placeOf(remaining)}, so this is not its new name`, hint);
    }
    if (!successor) return [];
    const message = `${old} is also the old name of ${successor.address ?? "a policy"} at ${placeOf(successor)}`;
    return at(message, "keep renamed_from in one of them");
  });
}
