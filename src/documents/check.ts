/** Documents -> stacks of policies, and every problem in them. Pure. */
import { dirname } from "node:path/posix";
import type { Kind } from "../kinds/kind.ts";
import { addressOf, isMapping, type Policy, type Position, type Range, type Spec } from "../model/policy.ts";
import { isError, type Problem } from "../model/problem.ts";
import { type Entry, entryOf, isStackFile, problem } from "./entry.ts";
import { silenced } from "./ignore.ts";
import type { Loaded } from "./load.ts";
import { checkPolicy } from "./policy.ts";
import { type Circumstances, checkTogether, type Stack, sharedVaults, stacksIn } from "./stack.ts";

export type { Circumstances, Stack } from "./stack.ts";

export interface Checked {
  /** In the order of their names. */
  readonly stacks: readonly Stack[];
  /** All there are, those of no stack too, in the order of files and lines. */
  readonly problems: readonly Problem[];
}

/** @param partial a stack with errors has the policies of its other files: to compare with, never to plan or apply */
export function check(
  { documents, ignores, problems: unloadable }: Loaded,
  around: Circumstances,
  { partial = false } = {},
): Checked {
  const entries = documents.map(entryOf);
  const stackFolders = new Set(
    [...documents.map(({ file }) => file), ...unloadable.flatMap(({ range }) => range?.file ?? [])]
      .filter(isStackFile)
      .map((file) => dirname(file)),
  );
  const folderOf = (file: string) => stackFolderOf(file, stackFolders);
  const entriesIn = grouped(entries, ({ file }) => folderOf(file));
  const { stacks: declared, twins } = stacksIn(entries);
  const found: Problem[] = [...unloadable, ...twins.map(({ problem }) => problem)];
  for (const entry of entries) {
    found.push(...entry.problems);
    const stack = declared.get(folderOf(entry.file) ?? "");
    if (entry.kind) found.push(...checkPolicy(entry, entry.kind, stack?.spec, around));
  }
  for (const together of entriesIn.values()) found.push(...checkTogether(together, around));
  found.push(...sharedVaults(entries), ...homeless(entries, folderOf));
  const problems = onceEach(silenced(unique(found), ignores)).sort(inFileOrder);

  const twinOf = new Map(twins.flatMap(({ problem, folders }) => folders.map((folder) => [folder, [problem]])));
  const problemsIn = grouped(problems, ({ range }) => range && folderOf(range.file));
  const stacks = [...declared].map(([folder, stack]): Stack => {
    const own = [...new Set([...(problemsIn.get(folder) ?? []), ...(twinOf.get(folder) ?? [])])];
    const errors = own.filter(isError);
    const faulty = new Set(errors.flatMap(({ range }) => range?.file ?? []));
    const sound = (entriesIn.get(folder) ?? []).filter(({ file }) => !faulty.has(file));
    const policies = errors.length > 0 && !partial ? [] : sound.flatMap((entry) => policyOf(entry, around.now));
    return { ...stack, folder, now: around.now, policies, problems: own };
  });
  return { stacks: stacks.sort((a, b) => compare(a.name, b.name)), problems };
}

/** What an anchor holds is checked wherever an alias brings it, and corrected once. */
function unique(problems: readonly Problem[]): Problem[] {
  const byPlace = new Map(problems.map((one) => [JSON.stringify([one.code, one.message, one.range]), one]));
  return [...byPlace.values()];
}

/** What is hidden in a text is what is wrong with it, and has a code of its own; whatever else follows from it, perhaps. */
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

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function inFileOrder(a: Problem, b: Problem): number {
  if (!a.range || !b.range) return a.range ? -1 : b.range ? 1 : 0;
  const byLine = a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column;
  return compare(a.range.file, b.range.file) || byLine;
}

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
          ...(typeof metadata.protected === "boolean" && { protected: metadata.protected }),
          ...(typeof metadata.renamed_from === "string" && {
            renamedFrom: addressOf(kind.name, metadata.renamed_from),
          }),
          source: { file: entry.file, ...entry.document.start },
          locate: (path) => entry.document.locate({ path: stepsSaid(kind, path, { metadata, spec }), part: "key" }),
        },
      ]
    : [];

/** The steps of a field as far as the document has them, in its own words: `trigger` may be said by `schedule`. */
function stepsSaid({ saidBy }: Kind, path: string, document: object): string[] {
  const pointer = path.startsWith("/metadata/") ? path : `/spec${path}`;
  const stepsOf = (words: string) => words.split("/").slice(1);
  const [, instead] =
    Object.entries(saidBy).find(([words]) => path.startsWith(words) && !has(document, ["spec", ...stepsOf(words)])) ??
    [];
  const steps = stepsOf(instead === undefined ? pointer : `/spec${instead}`);
  return steps.slice(0, steps.findLastIndex((_, index) => has(document, steps.slice(0, index + 1))) + 1);
}

const has = (value: unknown, [step, ...rest]: readonly string[]): boolean =>
  step === undefined || (isMapping(value) && step in value && has(value[step], rest));
