/** What the commands share: which files they read, and which part of them is meant. */
import { relative, resolve } from "node:path";
import { dirname } from "node:path/posix";
import { type Checked, check, type Stack } from "../documents/check.ts";
import { load } from "../documents/load.ts";
import { isStackFile } from "../documents/names.ts";
import { schemaFindings } from "../documents/schema.ts";
import { kinds } from "../kinds/index.ts";
import { isWithin } from "../model/pointer.ts";
import { type Address, KINDS, membersOf } from "../model/policy.ts";
import { Failure, isError, type Problem } from "../model/problem.ts";
import type { Settings } from "../process/settings.ts";
import {
  type Chosen,
  isWithin as isBelow,
  rootFrom,
  type Selection,
  select,
  selectNamed,
  withoutNested,
} from "./select.ts";

/**
 * What the arguments of a command line mean, and its problems.
 * @throws Failure `usage` for one without a single meaning
 */
export async function readPolicies(args: readonly string[], settings: Settings): Promise<Read> {
  const selection = select(args, settings.cwd);
  await assertNoStacks(selection.words, settings.cwd);
  return read(selection, settings);
}

interface Read extends Omit<Checked, "loose">, Chosen, Pick<Selection, "folders"> {}

async function read(selection: Selection, { cwd, circumstances }: Settings): Promise<Read> {
  const root = rootFrom(cwd);
  const way = root === undefined ? undefined : relative(resolve(cwd, root, ".."), cwd);
  const { folders, stacks, problems } = await readShared(selection.folders, cwd, { ...circumstances, way });
  const chosen = selection.among(stacks, problems.some(isError));
  return { ...chosen, folders, problems: problems.filter((problem) => isMeant(problem, chosen)) };
}

/** Policies in no stack may be shared: which stacks include them, only the whole folder `policies` shows. */
async function readShared(folders: readonly string[], cwd: string, around: Settings["circumstances"]) {
  const loaded = await load(folders, cwd);
  const checked = await check(loaded, around);
  const named = checked.loose.filter((file) => folders.some((folder) => isBelow(file, folder)));
  const roots = named.flatMap((file) => {
    const root = loaded.rootOf(file);
    return root && !root.isWhole ? root.folder : [];
  });
  if (roots.length === 0) return { ...checked, folders };
  const wider = withoutNested([...folders, ...roots]);
  return { ...(await check(await load(wider, cwd), around)), folders: wider };
}

/** Of what is meant; what keeps a stack.yaml from being read is an error of every file in its folder and below. */
const isMeant = (problem: Problem, { includesFile, lacksStack }: Chosen): boolean => {
  const { file } = problem.range ?? {};
  return (
    file === undefined || includesFile(file) || (isError(problem) && isStackFile(file) && lacksStack(dirname(file)))
  );
};

/**
 * An argument that could mean two things is refused: otherwise adding a folder could change what a command does.
 * @param words what is a folder or a file here
 * @throws Failure `usage` when one of them is the name of another stack too, in order or not
 */
export async function assertNoStacks(words: readonly string[], cwd: string): Promise<void> {
  const root = words.length === 0 ? undefined : rootFrom(cwd);
  if (root === undefined) return;
  for (const { file, value } of (await load([root], cwd)).documents) {
    const { name } = membersOf(membersOf(value).metadata);
    // The folder of the stack itself has one meaning: there it is what is here, too.
    const word = isStackFile(file) ? words.find((one) => one === name && one !== dirname(file)) : undefined;
    if (word === undefined) continue;
    throw usage(
      `${word} is here, and is also the name of the stack in ${dirname(file)}`,
      `write ./${word} for what is here, or ${dirname(file)} for the stack`,
    );
  }
}

/** What a run is about. */
export interface ChosenStacks extends Pick<Selection, "folders"> {
  readonly stacks: readonly Stack[];
  /** Which files of them; absent: all. */
  readonly scope?: Pick<Chosen, "includesFile" | "pathsIn">;
  /** The errors of files that are meant and in no stack: no plan shows them, so they are reported separately. */
  readonly stray: readonly Problem[];
}

export const chooseStacks = async (args: readonly string[], settings: Settings): Promise<ChosenStacks> =>
  chosenIn(await readPolicies(args, settings));

/** The same for a job of CI, where an argument is a name and never a path. @throws Failure `usage` */
export const chooseNamed = async (names: readonly string[], settings: Settings): Promise<ChosenStacks> =>
  chosenIn(await read(selectNamed(names, settings.cwd), settings));

function chosenIn(scope: Read): ChosenStacks {
  const { stacks, folders, problems } = scope;
  const inStacks = new Set(stacks.flatMap((stack) => stack.problems));
  return { stacks, scope, folders, stray: problems.filter((problem) => !inStacks.has(problem)) };
}

/** The one stack that is meant; none named when there is only one. @throws Failure `usage` */
export async function oneStack(args: readonly string[], settings: Settings): Promise<Stack> {
  const { stacks, stray } = await chooseStacks(args, settings);
  const [stack, ...more] = stacks;
  const broken = stray.some(isError) ? "some files have errors: holdfast validate" : undefined;
  if (!stack) throw usage("there is no stack here", broken ?? "add a stack.yaml, or name its folder");
  if (more.length === 0) return stack;
  throw usage(`there are ${stacks.length} stacks`, `name one: ${stacks.map(({ name }) => name).join(", ")}`);
}

/** @throws Failure `usage` for what is not an address */
export function addressIn(text: string): Address {
  const kind = KINDS.find((name) => text.startsWith(`${name}/`));
  const name = kind && text.slice(kind.length + 1);
  const document = { apiVersion: kind && kinds[kind].apiVersion, kind, metadata: { name } };
  const findings = kind ? schemaFindings(`${kinds[kind].apiVersion}/${kind}`, document) : [];
  if (kind && name && !findings.some(({ place }) => isWithin(place.path, "/metadata"))) return `${kind}/${name}`;
  throw usage(`${text} is not an address`, `write KIND/NAME, such as ${KINDS[0]}/nightly`);
}

export const usage = (message: string, hint: string): Failure => new Failure("usage", message, { hint });
