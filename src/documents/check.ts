/** Documents -> stacks of policies, and every problem in them. Pure. */
import { basename, dirname, join } from "node:path/posix";
import { grouped } from "../model/grouped.ts";
import type { Position, Range } from "../model/place.ts";
import { addressOf, membersOf, type Policy, type Spec } from "../model/policy.ts";
import { clipped, isError, type Problem } from "../model/problem.ts";
import { type Entry, entryOf, inDocument, isForeign, isStackFile } from "./entry.ts";
import { silenced } from "./ignore.ts";
import type { Document, Loaded, Misnamed } from "./load.ts";
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
  { documents, ignores, findings: unloadable, empty, misnamed }: Loaded,
  around: Circumstances,
): Promise<Checked> {
  const [foreign, own] = [documents.filter(isForeign), documents.filter((document) => !isForeign(document))];
  const entries = own.map(entryOf);
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
    ...sharedVaults(entries, folderOf),
    ...homeless(entries, folderOf),
    ...firstOfEach(foreign).map(foreignFinding),
    // Elsewhere, nobody expects policies.
    ...misnamed.filter(({ file }) => folderOf(file) !== undefined).map(misnamedFinding),
  ];
  const values = new Map(documents.map((document): [unknown, unknown] => [document, document.value]));
  const isUnclear = findings.some(({ code }) => code === "schema");
  // Loaded for the first of them: most runs find nothing.
  const clear = isUnclear
    ? (await import("./meant.ts")).clarified(findings, (document) => values.get(document))
    : findings;
  const found = await placed(clear);
  const shown = onceEach(silenced(unique(found), ignores)).sort(inFileOrder);
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
  const stacks = [...declared].map(([folder, stack]): Stack => {
    const blamed = (twinsIn.get(folder) ?? []).flatMap(({ problem }) => problem ?? []);
    const own = [...new Set([...(problemsIn.get(folder) ?? []), ...blamed])];
    const errors = own.filter(isError);
    const faulty = new Set(errors.flatMap(({ range }) => range?.file ?? []));
    const sound = (entriesIn.get(folder) ?? [])
      .filter(({ file }) => !faulty.has(file))
      .flatMap((entry) => policyOf(entry, around));
    const policies = errors.length > 0 ? [] : sound;
    return { ...stack, folder, way, now: around.now, sound, policies, without, problems: own };
  });
  return { stacks: stacks.sort((a, b) => compare(a.name, b.name)), problems };
}

/** What is at an anchor is checked wherever an alias repeats it, but corrected once. */
function unique(problems: readonly Problem[]): Problem[] {
  const byPlace = new Map(problems.map((one) => [JSON.stringify([one.code, one.message, one.range]), one]));
  return [...byPlace.values()];
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
const policyOf = (
  { kind, address, name, metadata, spec, file, document }: Entry,
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
        },
      ]
    : [];
