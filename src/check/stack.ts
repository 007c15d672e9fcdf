/** Which stacks are declared, and the rules about all documents of one stack. Pure. */
import { dirname } from "node:path/posix";
import type { StackSpec } from "../generated/types.ts";
import type { Place } from "../place.ts";
import { addressOf, membersOf, type Policy, type Range, type Source } from "../policy.ts";
import type { Problem, ProblemCode } from "../problem.ts";
import { remoteFault } from "../remote.ts";
import { type Entry, placeOf, problem } from "./entry.ts";

/** One project in one region, with its own state: a folder that holds stack.yaml, and policies in it and below. */
export interface Stack {
  readonly name: string;
  /** Relative to the working directory. */
  readonly folder: string;
  readonly source: Source;
  readonly spec: StackSpec;
  /** None when `problems` has errors: half a stack must not look like one. */
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

type Declared = Omit<Stack, "folder" | "policies" | "problems">;

/** Folder -> the stack declared there. Appends what is declared twice. */
export function stacksIn(entries: readonly Entry[], problems: Problem[]): Map<string, Declared> {
  const stacks = new Map<string, Declared>();
  const names = new Map<string, Entry>();
  const targets = new Map<string, Entry>();
  for (const entry of entries) {
    if (!entry.isStack || entry.problems.length > 0 || entry.name === undefined) continue;
    // Valid by its schema, so its spec is one.
    const spec = entry.spec as StackSpec;
    const project = spec.project_id ?? spec.project_name;
    const target =
      spec.region && project ? JSON.stringify([spec.cloud ?? "huaweicloud", spec.region, project]) : undefined;
    const sameFolder = stacks.has(dirname(entry.file))
      ? entries.find((one) => one.isStack && one.file === entry.file)
      : undefined;
    const sameName = names.get(entry.name);
    const sameTarget = target === undefined ? undefined : targets.get(target);
    const first = sameFolder ?? sameName ?? sameTarget;
    if (first) {
      const what = sameFolder
        ? "this folder already has a stack"
        : sameName
          ? `another stack is named ${entry.name}`
          : "another stack is for the same cloud, region and project";
      const hint =
        sameTarget && !sameFolder && !sameName
          ? "keep the policies of one project in one stack"
          : "give it another name, or remove one of them";
      problems.push(
        problem(entry.document, undefined, {
          severity: "error",
          code: "stack-duplicate",
          message: `${what} (${placeOf(first)})`,
          hint,
          place: { path: ["metadata", "name"], part: "value" },
        }),
      );
    }
    names.set(entry.name, sameName ?? entry);
    if (target !== undefined) targets.set(target, sameTarget ?? entry);
    if (sameFolder) continue;
    const locate = (path: string) => {
      const steps = path.split("/").slice(1);
      return entry.document.locate({ path: steps[0] === "metadata" ? steps : ["spec", ...steps], part: "key" });
    };
    stacks.set(dirname(entry.file), { name: entry.name, source: sourceOf(entry), spec, locate });
  }
  return stacks;
}

const sourceOf = ({ file, document }: Entry): Source => ({ file, ...document.start });

/** What is wrong among the documents of one stack, and with the stack itself. */
export function checkTogether(entries: readonly Entry[], around: Circumstances): Problem[] {
  const stack = entries.find(({ isStack, problems }) => isStack && problems.length === 0);
  const ofStack = stack ? [...checkRemote(stack, around), ...checkStack(stack, entries, around)] : [];
  return [...duplicates(entries), ...renames(entries), ...ofStack];
}

/** Part of what the schema says, but what is allowed depends on the environment. */
function checkRemote(stack: Entry, { localRemotes = false }: Circumstances): Problem[] {
  const remote = (stack.spec as StackSpec).state?.git?.remote;
  const fault = remote === undefined ? undefined : remoteFault(remote, localRemotes);
  if (!fault) return [];
  const place: Place = { path: ["spec", "state", "git", "remote"], part: "value" };
  return [problem(stack.document, undefined, { severity: "error", code: "schema", ...fault, place })];
}

/** What a project of the cloud has room for, of each of the two sorts (CBR user guide, "Constraints"). */
const QUOTA = 32;

function checkStack(stack: Entry, own: readonly Entry[], { ci }: Circumstances): Problem[] {
  const warning = (code: ProblemCode, message: string, hint: string, place: Place) =>
    problem(stack.document, undefined, { severity: "warning", code, message, hint, place });
  const spec = stack.spec as StackSpec;
  const sorts = new Set(own.flatMap(({ kind }) => (kind && !kind.singleton ? kind.name : [])));
  const crowded = [...sorts].flatMap((name) => {
    const count = own.filter(({ kind }) => kind?.name === name).length;
    const message = `${count} policies of kind ${name}; a project has room for ${QUOTA}`;
    const hint = "ask the vendor for a larger quota, or use fewer policies for more vaults";
    return count > QUOTA ? warning("quota", message, hint, { path: ["metadata", "name"], part: "value" }) : [];
  });
  const local = spec.cloud !== "simulator" && spec.state?.git === undefined && spec.state?.postgres === undefined;
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
      const key = `${entry.kind.name} ${vault_id}`;
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

/** A rename leaves one document: under both names, it would be two policies. */
function renames(entries: readonly Entry[]): Problem[] {
  const byAddress = new Map(entries.map((entry) => [entry.address, entry]));
  return entries.flatMap((entry) => {
    const { renamed_from: old } = entry.metadata;
    if (!entry.kind || typeof old !== "string") return [];
    const other = byAddress.get(addressOf(entry.kind.name, old));
    if (!other) return [];
    return problem(entry.document, entry.address, {
      severity: "error",
      code: "address-duplicate",
      message: `${old} is still at ${placeOf(other)}, so this is not its new name`,
      hint: "remove the document with the old name, or renamed_from",
      place: { path: ["metadata", "renamed_from"], part: "value" },
    });
  });
}
