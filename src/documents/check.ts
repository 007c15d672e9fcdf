/** Documents -> stacks of policies, and every problem in them. Pure. */
import { dirname } from "node:path/posix";
import type { Position, Range } from "../model/place.ts";
import { addressOf, type Policy, type Spec } from "../model/policy.ts";
import { isError, type Problem } from "../model/problem.ts";
import { type Entry, entryOf, inDocument, isStackFile } from "./entry.ts";
import { grouped } from "./grouped.ts";
import { silenced } from "./ignore.ts";
import type { Loaded } from "./load.ts";
import { type DocumentFinding, placed } from "./locate.ts";
import { checkPolicy } from "./policy.ts";
import { type Circumstances, checkTogether, type Stack, sharedVaults, stacksIn } from "./stack.ts";

export type { Circumstances, Stack } from "./stack.ts";

export interface Checked {
  /** In the order of their names. */
  readonly stacks: readonly Stack[];
  /** All there are, also those in no stack, in the order of files and lines. */
  readonly problems: readonly Problem[];
}

export async function check(
  { documents, ignores, findings: unloadable }: Loaded,
  around: Circumstances,
): Promise<Checked> {
  const entries = documents.map(entryOf);
  const stackFolders = new Set(
    [...documents.map(({ file }) => file), ...unloadable.map(({ document }) => document.file)]
      .filter(isStackFile)
      .map((file) => dirname(file)),
  );
  const folderOf = (file: string) => stackFolderOf(file, stackFolders);
  const entriesIn = grouped(entries, ({ file }) => folderOf(file));
  const { stacks: declared, twins } = stacksIn(entries);
  const findings = [
    ...twins.map(({ finding }) => finding),
    ...unloadable,
    ...entries.flatMap((entry) => {
      const stack = declared.get(folderOf(entry.file) ?? "");
      const ofKind = entry.kind ? checkPolicy(entry, entry.kind, stack?.spec, around) : [];
      return inDocument(entry, [...entry.findings, ...ofKind]);
    }),
    ...[...entriesIn.values()].flatMap((together) => checkTogether(together, around)),
    ...sharedVaults(entries),
    ...homeless(entries, folderOf),
  ];
  const found = await placed(findings);
  const problems = onceEach(silenced(unique(found), ignores)).sort(inFileOrder);

  const twinsIn = grouped(
    twins.flatMap(({ folders }, index) => folders.map((folder) => ({ folder, problem: found[index] }))),
    ({ folder }) => folder,
  );
  const problemsIn = grouped(problems, ({ range }) => range && folderOf(range.file));
  const stacks = [...declared].map(([folder, stack]): Stack => {
    const blamed = (twinsIn.get(folder) ?? []).flatMap(({ problem }) => problem ?? []);
    const own = [...new Set([...(problemsIn.get(folder) ?? []), ...blamed])];
    const errors = own.filter(isError);
    const faulty = new Set(errors.flatMap(({ range }) => range?.file ?? []));
    const sound = (entriesIn.get(folder) ?? [])
      .filter(({ file }) => !faulty.has(file))
      .flatMap((entry) => policyOf(entry, around.now));
    const policies = errors.length > 0 ? [] : sound;
    return { ...stack, folder, now: around.now, sound, policies, problems: own };
  });
  return { stacks: stacks.sort((a, b) => compare(a.name, b.name)), problems };
}

/** What is at an anchor is checked wherever an alias repeats it, but corrected once. */
function unique(problems: readonly Problem[]): Problem[] {
  const byPlace = new Map(problems.map((one) => [JSON.stringify([one.code, one.message, one.range]), one]));
  return [...byPlace.values()];
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

/** Policies in no stack: one finding per file, because it is the file that has to move. */
function homeless(entries: readonly Entry[], folderOf: (file: string) => string | undefined): DocumentFinding[] {
  const outside = entries.filter(({ kind, file }) => kind && folderOf(file) === undefined);
  return [...grouped(outside, ({ file }) => file)].flatMap(([file, [first]]) =>
    first
      ? inDocument(first, [
          {
            code: "stack-missing",
            message: "there is no stack.yaml in this folder or above it",
            hint: `add ${dirname(file)}/stack.yaml, or move the file into a stack`,
            place: { path: "", part: "key" },
          },
        ])
      : [],
  );
}

/** Only where nothing is wrong: the spec is known to be valid. */
const policyOf = ({ kind, address, name, metadata, spec, file, document }: Entry, now: Date): Policy[] =>
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
          source: { file, ...document.start },
          document,
        },
      ]
    : [];
