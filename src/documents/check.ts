/** Documents -> stacks of policies, and every problem in them. Pure. */
import { basename, dirname, join } from "node:path/posix";
import { grouped } from "../model/grouped.ts";
import type { Position, Range } from "../model/place.ts";
import { addressOf, membersOf, type Policy, type Spec } from "../model/policy.ts";
import { clipped, isError, type Problem } from "../model/problem.ts";
import type { ProblemCode } from "../model/rules.ts";
import { type Entry, entryOf, inDocument, isForeign, isPatch } from "./entry.ts";
import { silenced } from "./ignore.ts";
import type { Document, Include, Loaded, Misnamed } from "./load.ts";
import { type DocumentFinding, placed } from "./locate.ts";
import { isStackFile } from "./names.ts";
import { checkPolicy } from "./policy.ts";
import { patchGrammar } from "./schema.ts";
import {
  byFile,
  checkShared,
  compose,
  gathered,
  hasVaults,
  inPolicy,
  judging,
  sharedPatch,
  sharing,
} from "./shared.ts";
import { type Circumstances, checkTogether, type Stack, sharedVaults, stacksIn } from "./stack.ts";

export type { Circumstances, Stack } from "./stack.ts";

export interface Checked {
  /** In the order of their names. */
  readonly stacks: readonly Stack[];
  /** All there are, also those in no stack, in the order of files and lines. */
  readonly problems: readonly Problem[];
  /** Files of policies in no stack, included or not. */
  readonly loose: readonly string[];
}

export async function check(loaded: Loaded, around: Circumstances): Promise<Checked> {
  const { documents, ignores, findings: unloadable, includes, empty, misnamed } = loaded;
  const [foreign, own] = [documents.filter(isForeign), documents.filter((document) => !isForeign(document))];
  const patches = own.some(isPatch) ? await patchGrammar() : undefined;
  const entries = own.map((document) => entryOf(document, patches));
  const stackFolders = new Set(
    [...documents.map(({ file }) => file), ...unloadable.map(({ document }) => document.file)]
      .filter(isStackFile)
      .map((file) => dirname(file)),
  );
  const folderOf = (file: string) => stackFolderOf(file, stackFolders);
  const entriesIn = grouped(entries, ({ file }) => folderOf(file));
  const { stacks: declared, twins } = stacksIn(entries);
  const includesIn = grouped(includes, ({ document }) => dirname(document.file));
  const includeOf = firstIncludes(includes);
  const sharedIn = byFile(entries, new Set(includeOf.keys()));
  const sharedBy = sharing(sharedIn);
  const composed = new Map(
    [...entriesIn].map(([folder, own]) => {
      const list = includesIn.get(folder) ?? [];
      const shared = sharedBy(list);
      return [folder, { own, shared, ...compose(own, list, shared, declared.has(folder)) }] as const;
    }),
  );
  const judge = judging(around);
  const isShared = ({ file }: Entry) => sharedIn.has(file);
  const inStacks = [...composed].flatMap(([folder, one]) => {
    const stack = declared.get(folder);
    if (!stack || !includesIn.has(folder)) return [];
    const { shared, patched } = one;
    const withVaults = [
      ...shared.withVaults.filter((entry) => !patched.has(entry)),
      ...[...patched.values()].filter((policy) => policy && hasVaults(policy)),
    ].flatMap((entry) => (entry ? { entry, folder, stack: stack.name } : []));
    return { stack: stack.name, withVaults, ...judge.inStack(shared, one, stack.spec) };
  });
  const findings = [
    ...twins.map(({ finding }) => finding),
    ...unloadable,
    ...entries.flatMap((entry) => {
      const stack = declared.get(folderOf(entry.file) ?? "");
      if (!entry.kind || entry.isPatch) return inDocument(entry, entry.findings);
      const found = isShared(entry)
        ? judge.ofShared(entry, entry.kind)
        : checkPolicy(entry, entry.kind, stack?.spec, around);
      return inDocument(entry, [...entry.findings, ...found]);
    }),
    ...[...composed].flatMap(([folder, { own, members, findings }]) => {
      const name = declared.get(folder)?.name;
      const together = checkTogether(own, members, around).map((one) =>
        name !== undefined && sharedIn.has(one.document.file) ? { ...one, stacks: [name] } : one,
      );
      return [...findings, ...together];
    }),
    ...[...sharedIn].flatMap(([file, own]) => {
      const include = includeOf.get(file);
      return include ? checkShared(own, include) : [];
    }),
    ...inStacks.flatMap(({ own }) => own),
    ...gathered(inStacks.flatMap(({ shared, stack }) => shared.map((one) => ({ ...one, stack })))),
    ...sharedVaults(
      [
        ...entries.flatMap((entry) =>
          isShared(entry) || entry.isPatch ? [] : { entry, folder: folderOf(entry.file) },
        ),
        ...inStacks.flatMap((one) => one.withVaults),
      ],
      inPolicy,
    ),
    ...homeless(
      entries.filter((entry) => !isShared(entry)),
      folderOf,
      loaded,
      entries,
    ),
    ...firstOfEach(foreign).map(foreignFinding),
    // Elsewhere, nobody expects policies.
    ...misnamed.filter(({ file }) => folderOf(file) !== undefined).map(misnamedFinding),
  ];
  const namesOf = includersOf(
    [...declared].flatMap(([folder, { name }]) => (includesIn.get(folder) ?? []).map(({ files }) => ({ name, files }))),
    new Set(findings.map(({ document }) => document.file)),
  );
  const values = new Map(documents.map((document): [unknown, unknown] => [document, document.value]));
  const isUnclear = findings.some(({ code }) => code === "schema");
  // Loaded for the first of them: most runs find nothing.
  const clear = isUnclear
    ? (await import("./meant.ts")).clarified(findings, (document) => values.get(document))
    : findings;
  const found = (await placed(clear)).map((problem) => concerning(problem, namesOf));
  const shown = onceEach(silenced(unique(found), ignores))
    .map((problem) => concerning(problem, namesOf))
    .sort(inFileOrder);
  const problems = onceAStack(shown, ({ range }) => range && folderOf(range.file));

  const ours = new Set(own.map(({ file }) => file));
  const { way = "" } = around;
  const without = new Map([
    ...empty.map((file) => [join(way, file), `${file} is empty`] as const),
    ...foreign
      .filter(({ file }) => !ours.has(file))
      .map(({ file }) => [join(way, file), `${file} is not a document of Holdfast`] as const),
    ...misnamed.flatMap(({ file, meant }) => meant.map((one) => [join(way, one), `${file} is not read`] as const)),
  ]);
  const twinsIn = grouped(
    twins.flatMap(({ folders }, index) => folders.map((folder) => ({ folder, problem: found[index] }))),
    ({ folder }) => folder,
  );
  const problemsIn = grouped(problems, ({ range }) => range && folderOf(range.file));
  const problemsOf = new Map<string, Problem[]>();
  for (const problem of problems) {
    for (const name of problem.stacks ?? []) problemsOf.set(name, [...(problemsOf.get(name) ?? []), problem]);
  }
  const policyOf = compiler(around);
  const stacks = [...declared].map(([folder, stack]): Stack => {
    const blamed = (twinsIn.get(folder) ?? []).flatMap(({ problem }) => problem ?? []);
    const own = [...new Set([...(problemsIn.get(folder) ?? []), ...(problemsOf.get(stack.name) ?? []), ...blamed])];
    const errors = own.filter(isError);
    const faulty = new Set(errors.flatMap(({ range }) => range?.file ?? []));
    const sound = (composed.get(folder)?.members ?? [])
      .filter(({ file, patch }) => !faulty.has(file) && !(patch && faulty.has(patch.file)))
      .flatMap(policyOf);
    const policies = errors.length > 0 ? [] : sound;
    return {
      ...stack,
      folder,
      way,
      includes: filesIn(includesIn.get(folder)),
      now: around.now,
      sound,
      policies,
      without,
      problems: own,
    };
  });
  const outside = entries.filter(({ kind, file }) => kind && folderOf(file) === undefined);
  return {
    stacks: stacks.sort((a, b) => compare(a.name, b.name)),
    problems,
    loose: [...new Set(outside.map(({ file }) => file))],
  };
}

/** The names of the stacks that include each of these files. */
function includersOf(
  includes: readonly { readonly name: string; readonly files: readonly string[] }[],
  wanted: ReadonlySet<string>,
): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const [files, group] of wanted.size === 0 ? [] : groupedBy(includes)) {
    for (const file of files) {
      if (wanted.has(file)) names.set(file, [...(names.get(file) ?? []), ...group]);
    }
  }
  return names;
}

/** Lists of files -> the stacks that have them. */
function groupedBy(includes: readonly { readonly name: string; readonly files: readonly string[] }[]) {
  const groups = new Map<readonly string[], string[]>();
  for (const { name, files } of includes) {
    const group = groups.get(files);
    if (group) group.push(name);
    else groups.set(files, [name]);
  }
  return groups;
}

/** The first include that leads to each file. */
function firstIncludes(includes: readonly Include[]): Map<string, Include> {
  const firsts = new Map<string, Include>();
  const seen = new Set<readonly string[]>();
  for (const include of includes) {
    if (seen.has(include.files)) continue;
    seen.add(include.files);
    for (const file of include.files) if (!firsts.has(file)) firsts.set(file, include);
  }
  return firsts;
}

/** Each once; what leads to no file stands for itself. */
function filesIn(includes: readonly Include[] = []): readonly string[] {
  const [only, ...more] = includes;
  if (only && more.length === 0 && only.files.length > 0) return only.files;
  return [...new Set(includes.flatMap(({ files, target }) => (files.length > 0 ? files : target)))];
}

/** A problem in a shared file concerns all stacks that include it, unless it names others. */
function concerning(problem: Problem, namesOf: ReadonlyMap<string, readonly string[]>): Problem {
  const stacks = problem.stacks ?? (problem.range && namesOf.get(problem.range.file));
  return stacks ? { ...problem, stacks: [...new Set(stacks)].sort() } : problem;
}

/** What is at an anchor is checked wherever an alias repeats it, but corrected once. */
function unique(problems: readonly Problem[]): Problem[] {
  const byPlace = grouped(problems, (one) => JSON.stringify([one.code, one.message, one.range]));
  return [...byPlace.values()].flatMap((same) => {
    const last = same.at(-1);
    if (!last) return [];
    return last.stacks ? { ...last, stacks: same.flatMap(({ stacks = [] }) => stacks) } : last;
  });
}

/** The clocks of a zone are the same for every policy of a stack. */
function onceAStack(problems: readonly Problem[], stackOf: (problem: Problem) => string | undefined): Problem[] {
  const said = new Set<string>();
  return problems.filter((problem) => {
    if (problem.code !== "schedule-dst") return true;
    const key = JSON.stringify([stackOf(problem), problem.message]);
    return !said.has(key) && said.add(key);
  });
}

/** Invisible characters are the one thing wrong with a text: other problems there may only follow from them. */
function onceEach(problems: readonly Problem[]): Problem[] {
  const hidden = problems.flatMap(({ code, range }) => (code === "text-hidden" && range ? [range] : []));
  if (hidden.length === 0) return [...problems];
  const lineOf = (file: string, line: number) => JSON.stringify([file, line]);
  const onLine = grouped(
    hidden.flatMap((range) =>
      Array.from({ length: range.end.line - range.start.line + 1 }, (_, n) => ({ range, line: range.start.line + n })),
    ),
    ({ range, line }) => lineOf(range.file, line),
  );
  const isHidden = ({ file, start: at }: Range): boolean =>
    (onLine.get(lineOf(file, at.line)) ?? []).some(
      ({ range: { start, end } }) => isBefore(at, end) && !isBefore(at, start),
    );
  return problems.filter(({ code, range }) => code === "text-hidden" || !range || !isHidden(range));
}

const isBefore = (a: Position, b: Position): boolean => a.line < b.line || (a.line === b.line && a.column < b.column);

/** The nearest folder with a stack.yaml, in or above that of a file. */
function stackFolderOf(file: string, folders: ReadonlySet<string>): string | undefined {
  for (let folder = dirname(file); ; folder = join(folder, "..")) {
    if (folders.has(folder)) return folder;
    // There are folders above the working directory, too: `..`, then `../..`.
    const isAbove = folder.split("/").every((part) => part === "..");
    if (folder === "/" || (isAbove && ![...folders].some((known) => known.startsWith(folder)))) return undefined;
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function inFileOrder(a: Problem, b: Problem): number {
  if (!a.range || !b.range) return a.range ? -1 : b.range ? 1 : 0;
  const byLine = a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column;
  return compare(a.range.file, b.range.file) || byLine;
}

/** One for each file: what is said of the first holds for the others. */
const firstOfEach = (documents: readonly Document[]): Document[] =>
  [...grouped(documents, ({ file }) => file).values()].flatMap(([first]) => first ?? []);

function foreignFinding(document: Document): DocumentFinding {
  const { apiVersion } = membersOf(document.value);
  const what = typeof apiVersion === "string" ? `its apiVersion is ${clipped(apiVersion)}` : "it has no apiVersion";
  return {
    code: "file-ignored",
    message: `left out, because it is not a document of Holdfast: ${what}`,
    hint: "move it to another folder; or begin it with apiVersion and kind, if it is a policy",
    document,
    place: typeof apiVersion === "string" ? { path: "/apiVersion", part: "value" } : { path: "", part: "key" },
  };
}

const misnamedFinding = ({ file, meant: [name = ""] }: Misnamed): DocumentFinding => ({
  code: "file-ignored",
  message: "not read, because its name does not end in .yaml or .yml",
  hint: `rename it to ${basename(name)} if it has policies, or move it to another folder`,
  document: { file, text: "", index: 0 },
  place: { path: "", part: "file" },
});

/**
 * Policies in no stack that no stack which was read includes: one finding per file, because it is the file that has to move.
 * Where a stack below the same folder `policies` includes anything, they are shared.
 */
function homeless(
  entries: readonly Entry[],
  folderOf: (file: string) => string | undefined,
  { rootOf, findings, includes }: Loaded,
  all: readonly Entry[],
): DocumentFinding[] {
  const outside = grouped(
    entries.filter(({ kind, file }) => kind && folderOf(file) === undefined),
    ({ file }) => file,
  );
  if (outside.size === 0) return [];
  const stacks = all.filter(({ isStack }) => isStack);
  // What such a file includes is not known.
  const broken = [
    ...findings.map(({ document }) => document.file),
    ...stacks.flatMap((entry) => (entry.findings.length > 0 ? entry.file : [])),
  ].filter(isStackFile);
  const including = [
    ...includes.map(({ document }) => document.file),
    ...stacks.flatMap(({ file, spec }) => (membersOf(spec).include === undefined ? [] : file)),
  ];
  const rootsOf = (files: readonly string[]) => new Set(files.map((file) => rootOf(file)?.folder));
  const [unclear, sharing] = [rootsOf(broken), rootsOf([...broken, ...including])];
  return [...outside].flatMap(([file, [first, ...others]]) => {
    if (!first) return [];
    const patches = [first, ...others].filter(({ isPatch }) => isPatch);
    if (patches.length > 0) return patches.flatMap((patch) => sharedPatch(patch, undefined));
    const root = rootOf(file);
    if (!root || !sharing.has(root.folder)) {
      const hint = `add ${dirname(file)}/stack.yaml, or move the file into a stack`;
      return wholly(first, "stack-missing", "there is no stack.yaml in this folder or above it", hint);
    }
    if (!root.isWhole || unclear.has(root.folder)) return [];
    return wholly(first, "include-unused", "no stack includes this file", "include it in a stack.yaml, or remove it");
  });
}

const wholly = (entry: Entry, code: ProblemCode, message: string, hint: string): DocumentFinding[] =>
  inDocument(entry, [{ code, message, hint, place: { path: "", part: "key" } }]);

/** Entries where nothing is wrong -> policies. A shared document is compiled once, whatever stacks it is in. */
function compiler(around: Circumstances): (entry: Entry) => Policy[] {
  const known = new Map<Entry, Policy[]>();
  return (entry) => {
    const policy = known.get(entry) ?? policyOf(entry, around);
    known.set(entry, policy);
    return policy;
  };
}

/** Only where nothing is wrong: the spec is known to be valid. */
const policyOf = (
  { kind, address, name, metadata, spec, file, document, patch }: Entry,
  { now, way = "" }: Circumstances,
): Policy[] =>
  kind && address && name !== undefined
    ? [
        {
          address,
          kind: kind.name,
          name,
          spec: kind.desired(spec as Spec, now),
          written: spec as Spec,
          asOf: now,
          ...(typeof metadata.protected === "boolean" && { protected: metadata.protected }),
          ...(typeof metadata.renamed_from === "string" && {
            renamedFrom: addressOf(kind.name, metadata.renamed_from),
          }),
          source: { file, ...document.start },
          file: join(way, file),
          document,
          ...(patch && {
            patch: {
              source: { file: patch.file, ...patch.document.start },
              document: patch.document,
              value: patch.document.value,
            },
          }),
        },
      ]
    : [];
