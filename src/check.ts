/** Documents -> stacks of policies, and every problem in them. Pure. */
import { dirname } from "node:path/posix";
import type { StackSpec } from "./generated/types.ts";
import { silenced } from "./ignore.ts";
import { kinds } from "./kinds/index.ts";
import type { Kind } from "./kinds/kind.ts";
import type { Document, Loaded } from "./load.ts";
import { type Address, addressOf, type CloudName, type Policy, type Source, type Spec } from "./policy.ts";
import type { Problem, ProblemCode } from "./problem.ts";
import { documentKeys, nearest, type SchemaFault, schemaFaults, typeName } from "./schema.ts";
import { type Place, quoted } from "./yaml.ts";

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
}

export interface Checked {
  /** In the order of their names. */
  readonly stacks: readonly Stack[];
  /** All there are, those of no stack too, in the order of files and lines. */
  readonly problems: readonly Problem[];
}

/** What checks depend on besides the files. */
export interface Circumstances {
  /** Decides what clocks do and what is over. */
  readonly now: Date;
  /** Of stacks that say none. */
  readonly region?: string | undefined;
  /** Whatever is written beside the files is lost when the run is over. */
  readonly ci: boolean;
}

export function check({ documents, ignores, problems: unloadable }: Loaded, around: Circumstances): Checked {
  const found: Problem[] = [...unloadable];
  const entries = documents.map(entryOf);
  const stackFolders = new Set(
    [...documents.map(({ file }) => file), ...unloadable.flatMap(({ range }) => range?.file ?? [])]
      .filter(isStackFile)
      .map((file) => dirname(file)),
  );
  const folderOf = (file: string) => stackFolderOf(file, stackFolders);
  const declared = stacksIn(entries, found);
  for (const entry of entries) {
    found.push(...entry.problems);
    if (entry.kind) found.push(...checkPolicy(entry, entry.kind, declared.get(folderOf(entry.file) ?? ""), around));
  }
  found.push(...homeless(entries, folderOf), ...duplicates(entries, folderOf), ...renames(entries, folderOf));
  for (const entry of entries) {
    if (entry.isStack && entry.problems.length === 0) found.push(...checkStack(entry, entries, folderOf, around));
  }
  const problems = silenced(unique(found), ignores).sort(inFileOrder);

  const problemsIn = grouped(problems, ({ range }) => range && folderOf(range.file));
  const entriesIn = grouped(entries, ({ file }) => folderOf(file));
  const stacks = [...declared].map(([folder, stack]): Stack => {
    const own = problemsIn.get(folder) ?? [];
    const broken = own.some(({ severity }) => severity === "error");
    const policies = broken ? [] : (entriesIn.get(folder) ?? []).flatMap((entry) => policyOf(entry, around.now));
    return { ...stack, folder, policies, problems: own };
  });
  return { stacks: stacks.sort((a, b) => compare(a.name, b.name)), problems };
}

/** What an anchor holds is checked wherever an alias brings it, and corrected once. */
function unique(problems: readonly Problem[]): Problem[] {
  const byPlace = new Map(problems.map((one) => [JSON.stringify([one.code, one.message, one.range]), one]));
  return [...byPlace.values()];
}

function grouped<T>(items: readonly T[], key: (item: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    if (name === undefined) continue;
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}

/** The nearest folder with a stack.yaml, in or above that of a file. */
function stackFolderOf(file: string, folders: ReadonlySet<string>): string | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (folders.has(folder)) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

const isStackFile = (file: string): boolean => /(^|\/)stack\.ya?ml$/.test(file);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function inFileOrder(a: Problem, b: Problem): number {
  if (!a.range || !b.range) return a.range ? -1 : b.range ? 1 : 0;
  const byLine = a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column;
  return compare(a.range.file, b.range.file) || byLine;
}

/** A document whose envelope was read: which schema it goes by, and what it is. */
interface Entry {
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

function entryOf(document: Document): Entry {
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
  const kind = isStack ? undefined : kinds[members.kind as keyof typeof kinds];
  // A name that is none makes no address.
  const isName = name !== undefined && name.length <= MAX_NAME;
  const address = kind && isName ? addressOf(kind.name, name) : undefined;
  const faults = schemaFaults(`${members.apiVersion}/${members.kind}`, value)
    // Said as `rule-count`.
    .filter(
      ({ keyword, place }) => keyword !== "maxItems" || place.path.join("/") !== "spec/trigger/properties/pattern",
    );
  const problems = faults.map((fault) => problem(document, address, { severity: "error", code: "schema", ...fault }));
  return { ...blank, isStack, kind, address, faults, problems };
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Characters, in every kind; the schemas say so too. */
const MAX_NAME = 64;

interface Fault {
  readonly severity: Problem["severity"];
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint: string;
  readonly place: Place;
}

function problem(document: Document, address: Address | undefined, fault: Fault): Problem {
  const { severity, code, message, hint, place } = fault;
  return { severity, code, message, hint, ...(address && { address }), range: document.locate(place) };
}

/** Which document this is. What is unknown here cannot be checked any further. */
function envelopeProblems(document: Document): Problem[] {
  const fault = (message: string, hint: string, place: Place) =>
    problem(document, undefined, { severity: "error", code: "document-kind", message, hint, place });
  if (!isMapping(document.value)) {
    const hint = "begin with apiVersion, kind, metadata and spec";
    return [fault("a document must be a mapping", hint, { path: [], part: "value" })];
  }
  const { apiVersion, kind } = document.value;
  const known = documentKeys.map((key) => ({
    apiVersion: key.slice(0, key.lastIndexOf("/")),
    kind: key.slice(key.lastIndexOf("/") + 1),
  }));
  const problems: Problem[] = [];
  for (const field of ["apiVersion", "kind"] as const) {
    const given = document.value[field];
    const choices = [...new Set(known.map((one) => one[field]))];
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
  const home = known.find((one) => one.kind === kind);
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

type Declared = Omit<Stack, "folder" | "policies" | "problems">;

/** Folder -> the stack declared there. Appends what is declared twice. */
function stacksIn(entries: readonly Entry[], problems: Problem[]): Map<string, Declared> {
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
    if (!sameFolder) stacks.set(dirname(entry.file), { name: entry.name, source: sourceOf(entry), spec });
  }
  return stacks;
}

const placeOf = ({ file, document }: Entry): string => `${file}:${document.start.line}`;
const sourceOf = ({ file, document }: Entry): Source => ({ file, ...document.start });

/** What the kind says, and what the stack's cloud does not offer. */
function checkPolicy(
  { document, address, spec, faults }: Entry,
  kind: Kind,
  stack: Declared | undefined,
  { now, region }: Circumstances,
): Problem[] {
  const at = (place: Place): Place => ({ ...place, path: ["spec", ...place.path] });
  const findings: Fault[] = isMapping(spec)
    ? kind
        .check(spec, { now, region: stack?.spec.region ?? region })
        .map((finding) => ({ ...finding, place: at(finding.place) }))
        // What a mapping amounts to, nobody knows while something in it is wrong.
        .filter(({ severity, place }) => severity === "error" || !faults.some((fault) => isInside(fault.place, place)))
    : [];
  const cloud = stack && (stack.spec.cloud ?? "huaweicloud");
  if (cloud && !kind.clouds.includes(cloud)) {
    findings.push(unsupported(kind.name, cloud, { path: ["kind"], part: "value" }));
  } else if (cloud) {
    for (const [pointer, clouds] of Object.entries(kind.fieldClouds)) {
      const path = pointer.split("/").slice(1);
      if (!clouds.includes(cloud) && valueAt(spec, path) !== undefined) {
        findings.push(unsupported(path.join("."), cloud, at({ path, part: "key" })));
      }
    }
  }
  return findings.map((finding) => problem(document, address, finding));
}

const isInside = (inner: Place, outer: Place): boolean => outer.path.every((step, index) => step === inner.path[index]);

const unsupported = (what: string, cloud: CloudName, place: Place): Fault => ({
  severity: "error",
  code: "cloud-unsupported",
  message: `${cloud} does not offer ${what}`,
  hint: "remove it from this stack",
  place,
});

const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce((inner, key) => (isMapping(inner) ? inner[key] : undefined), value);

/** Policies in no stack: once per file, for the file is what has to move. */
function homeless(entries: readonly Entry[], folderOf: (file: string) => string | undefined): Problem[] {
  const files = new Set<string>();
  return entries.flatMap((entry) => {
    if (!entry.kind || folderOf(entry.file) !== undefined || files.has(entry.file)) return [];
    files.add(entry.file);
    return problem(entry.document, entry.address, {
      severity: "error",
      code: "stack-missing",
      message: "there is no stack.yaml in this folder or above it",
      hint: `add ${dirname(entry.file)}/stack.yaml, or move the file into a stack`,
      place: { path: [], part: "key" },
    });
  });
}

/** What a project of the cloud has room for, of each of the two sorts (CBR user guide, "Constraints"). */
const QUOTA = 32;

function checkStack(
  stack: Entry,
  entries: readonly Entry[],
  folderOf: (file: string) => string | undefined,
  { ci }: Circumstances,
): Problem[] {
  const warning = (code: ProblemCode, message: string, hint: string, place: Place) =>
    problem(stack.document, undefined, { severity: "warning", code, message, hint, place });
  const spec = stack.spec as StackSpec;
  const own = entries.filter(({ kind, file }) => kind && !kind.singleton && folderOf(file) === dirname(stack.file));
  const sorts = [...new Set(own.map(({ kind }) => kind?.name))];
  const crowded = sorts.flatMap((name) => {
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
function duplicates(entries: readonly Entry[], folderOf: (file: string) => string | undefined): Problem[] {
  const firsts = new Map<string, Entry>();
  return entries.flatMap((entry) => {
    const folder = folderOf(entry.file);
    if (!entry.kind || !entry.address || folder === undefined) return [];
    const singletonKey = entry.kind.singleton ? `${folder}\n${entry.kind.name}` : undefined;
    const addressKey = `${folder}\n${entry.address}`;
    const first = firsts.get(addressKey) ?? (singletonKey && firsts.get(singletonKey)) ?? undefined;
    firsts.set(addressKey, firsts.get(addressKey) ?? entry);
    if (singletonKey) firsts.set(singletonKey, firsts.get(singletonKey) ?? entry);
    if (!first) return [];
    const same = first.address === entry.address;
    return problem(entry.document, entry.address, {
      severity: "error",
      code: same ? "address-duplicate" : "switch-duplicate",
      message: same
        ? `${entry.address} is also at ${placeOf(first)}`
        : `a stack has one ${entry.kind.name}, and ${first.address} is at ${placeOf(first)}`,
      hint: same ? "rename or remove one of them" : "remove one of them",
      place: { path: ["metadata", "name"], part: "value" },
    });
  });
}

/** A rename leaves one document: under both names, it would be two policies. */
function renames(entries: readonly Entry[], folderOf: (file: string) => string | undefined): Problem[] {
  const byAddress = new Map(entries.map((entry) => [`${folderOf(entry.file)}\n${entry.address}`, entry]));
  return entries.flatMap((entry) => {
    const { renamed_from: old } = entry.metadata;
    if (!entry.kind || typeof old !== "string") return [];
    const other = byAddress.get(`${folderOf(entry.file)}\n${addressOf(entry.kind.name, old)}`);
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

/** Only where nothing is wrong: the spec is known to be valid. */
const policyOf = ({ kind, address, name, metadata, spec, ...entry }: Entry, now: Date): Policy[] =>
  kind && address && name !== undefined
    ? [
        {
          address,
          kind: kind.name,
          name,
          spec: kind.desired(spec as Spec, now),
          written: spec as Spec,
          protected: metadata.protected === true,
          ...(typeof metadata.renamed_from === "string" && {
            renamedFrom: addressOf(kind.name, metadata.renamed_from),
          }),
          source: { file: entry.file, ...entry.document.start },
        },
      ]
    : [];
