/**
 * `plan --offline`: the state where it can be read without a secret, else the files at a revision. Speaks to no cloud.
 *
 * The files may be those of a fork, so a revision decides where the state is: a fork that could decide it would bring a
 * state in which everything was applied already.
 */

import { check, type Stack } from "../documents/check.ts";
import { load } from "../documents/load.ts";
import { isStackFile } from "../documents/names.ts";
import { openRevision, type Revision } from "../documents/revision.ts";
import type { Plan, StackChange } from "../model/change.ts";
import { printable } from "../model/invisible.ts";
import { Failure, isError, isFailure } from "../model/problem.ts";
import { withHazards } from "../plan/guard.ts";
import { asRecorded, planOffline, targetOf } from "../plan/offline.ts";
import { isMigrated, migrated, movesState, stackChanges } from "../plan/stack-changes.ts";
import type { Io } from "../process/io.ts";
import type { Settings } from "../process/settings.ts";
import { storeFacts } from "../state/kinds.ts";
import { assertBelongs, emptyState } from "../state/state.ts";
import type { State } from "../state/store.ts";
import type { Choice } from "./choice.ts";
import { openStoreOf } from "./open.ts";
import { meantOf } from "./planning.ts";

/** What stacks are compared with when their state is not at hand. */
export interface Base {
  readonly revision: Revision;
  /** In the order of their names; of a stack with errors only `sound` has policies. */
  readonly stacks: readonly Stack[];
}

/**
 * The stacks at a revision.
 * @param folders that are read now
 * @returns undefined when this clone does not have that revision
 * @throws Failure `usage`, `base-unreadable`
 */
export async function baseAt(name: string, folders: readonly string[], settings: Settings): Promise<Base | undefined> {
  const { cwd, env, circumstances } = settings;
  const revision = await openRevision(name, cwd, env);
  if (!revision) return undefined;
  const files = await revision.files(folders);
  try {
    const loaded = await load(folders, files.cwd);
    const included = [...new Set(loaded.includes.map(({ target }) => target))];
    // Only these files say what belongs to them too.
    await files.add(included);
    const { stacks } = await check(included.length > 0 ? await load(folders, files.cwd) : loaded, circumstances);
    return { revision, stacks };
  } finally {
    files.remove();
  }
}

/**
 * What changed in stack.yaml since a revision.
 * @param looks whether stores may be read, to see if a state that moves was migrated
 */
export async function changesSince(
  { stacks }: Base,
  stack: Stack,
  settings: Settings,
  looks: boolean,
): Promise<StackChange[]> {
  const before = stacks.find(({ name }) => name === stack.name) ?? stacks.find(({ folder }) => folder === stack.folder);
  const changes = await stackChanges(before, stack);
  if (!before || !looks || !movesState(changes)) return changes;
  try {
    const [old, now] = await Promise.all([before, stack].map((one) => openStoreOf(one, settings)));
    if (!old || !now) return changes;
    const [{ state: left }, { state: found }] = await Promise.all([old.read(), now.read()]);
    return isMigrated(left, found, now.place, stack.name) ? migrated(changes) : changes;
  } catch (error) {
    // Without the store nothing was migrated; the plan reports why it cannot be read.
    if (!isFailure(error)) throw error;
    return changes;
  }
}

/** The newest files may be checked out, and not those of the event: the history of a state records which they were. */
export async function atHead(settings: Settings): Promise<Settings> {
  const { cwd, env } = settings;
  const head = await openRevision("HEAD", cwd, env);
  return head ? { ...settings, env: { ...env, GITHUB_SHA: head.commit } } : settings;
}

/** A revision that must be there. @throws Failure `base-unreadable` */
export async function requiredBase(name: string, folders: readonly string[], settings: Settings): Promise<Base> {
  const base = await baseAt(name, folders, settings);
  if (base) return base;
  throw baseMissing(name);
}

export const baseMissing = (name: string): Failure =>
  new Failure("base-unreadable", `this clone has no ${name}`, {
    hint: "fetch it: git fetch origin, or in a workflow fetch-depth: 0",
  });

/** A plan made without the cloud, and with what it was compared instead. @throws Failure */
export async function planWithoutCloud(
  stack: Stack,
  choice: Choice,
  base: Base | undefined,
  { settings, err }: Io,
): Promise<{ readonly plan: Plan; readonly comparedWith: string }> {
  const { state, comparedWith } = await knownOf(stack, base, settings);
  const log = (line: string) => err(`${stack.name}: ${printable(line)}\n`);
  return { plan: withHazards(meantOf(planOffline(stack, state), stack, state, choice, log), state), comparedWith };
}

async function knownOf(
  stack: Stack,
  base: Base | undefined,
  settings: Settings,
): Promise<{ state: State; comparedWith: string }> {
  const before = base?.stacks.find(({ name }) => name === stack.name);
  // The comparison then shows that it is new.
  if (base && !before) return atBase(stack, base);
  const keeper = before ?? stack;
  const stored = await storedOf(keeper, settings);
  // A shared store without a state means that nothing was applied; a file may be on another machine.
  const isKnown = !(stored instanceof Failure) && (stored.state || storeFacts(keeper.spec.state).shared);
  if (!isKnown && base) return atBase(stack, base);
  if (stored instanceof Failure) {
    throw new Failure(stored.code, stored.message, {
      hint: "give --base REF, to compare with the files there",
      cause: stored,
    });
  }
  const { state, place } = stored;
  if (!state) {
    const nothing = emptyState(stack.name, targetOf(stack.spec));
    return { state: nothing, comparedWith: `${place}, where nothing is recorded` };
  }
  assertBelongs(state, stack.name, targetOf(stack.spec, state.target), place);
  const unfinished = Object.keys(state.intents).length > 0 ? ", in which a run is not finished" : "";
  return { state, comparedWith: place + unfinished };
}

function atBase(stack: Stack, { revision, stacks }: Base): { state: State; comparedWith: string } {
  const before = stacks.find(({ name }) => name === stack.name);
  const files = `the files at ${revision.name}`;
  const state = emptyState(stack.name, targetOf(stack.spec));
  if (!before) return { state, comparedWith: `${files}, where this stack is not yet` };
  const faulty = [...new Set(before.problems.filter(isError).map(({ range }) => range?.file))];
  // stack.yaml is about all files of the stack.
  if (faulty.some((file) => file === undefined || isStackFile(file))) {
    throw new Failure("base-unreadable", `${files} have errors, so nothing can be compared with them`, {
      hint: "name another revision, or plan without --offline",
    });
  }
  const resources = asRecorded(before.sound);
  return { state: { ...state, resources }, comparedWith: files + exceptText(faulty) };
}

/** The most files that a sentence names. */
const NAMED = 5;

/** ` (policies/prod/a.yaml is not comparable: the base has an error)`; nothing when all are. */
function exceptText(faulty: readonly (string | undefined)[]): string {
  if (faulty.length === 0) return "";
  const more = faulty.length > NAMED ? [`${faulty.length - NAMED} more`] : [];
  const named = [...faulty.slice(0, NAMED), ...more].join(", ");
  return ` (${named} ${faulty.length === 1 ? "is" : "are"} not comparable: the base has an error)`;
}

/** The state where this stack keeps it, or why it cannot be read without a secret. */
async function storedOf(
  stack: Stack,
  settings: Settings,
): Promise<{ state: State | undefined; place: string } | Failure> {
  const { secret } = storeFacts(stack.spec.state);
  if (secret) return new Failure("state-unreachable", `the state can only be read with the secret ${secret}`);
  try {
    const store = await openStoreOf(stack, settings);
    return { state: (await store.read()).state, place: store.place };
  } catch (error) {
    if (isFailure(error, "state-unwritable", "state-unreachable", "disk")) return error;
    throw error;
  }
}
