/** `holdfast state …`: shows and repairs states. Connects to the store only, never to a cloud. */
import { randomUUID } from "node:crypto";
import { parse, stringify } from "yaml";
import { untilFree } from "../apply/lease.ts";
import type { Stack } from "../documents/check.ts";
import { ownerOf } from "../documents/entry.ts";
import { schemaFindings } from "../documents/schema.ts";
import type { StackSpec } from "../generated/types.ts";
import { EXIT, type ExitCode, worst } from "../model/exit.ts";
import { printable } from "../model/invisible.ts";
import { nearest } from "../model/nearest.ts";
import { type Address, kindOf } from "../model/policy.ts";
import { type Failure, isError, isFailure, type Problem } from "../model/problem.ts";
import { movedRecord } from "../plan/record.ts";
import type { Io } from "../process/io.ts";
import { failureLine, plural } from "../render/text.ts";
import { addressIn, chooseStacks, oneStack, usage } from "../session/choose.ts";
import { exitOfFailure } from "../session/exit.ts";
import { STACKS_AT_A_TIME } from "../session/look.ts";
import { openStoreOf } from "../session/open.ts";
import { isNoStack, printStray } from "../session/print.ts";
import { migrate } from "../state/migrate.ts";
import { assertNotMoved, formatState, nextState } from "../state/state.ts";
import type { Lease, PastApply, Revision, State, Store } from "../state/store.ts";
import { inParallel } from "../system/parallel.ts";

interface Opened {
  readonly stack: Stack;
  readonly store: Store;
  readonly state: State | undefined;
  readonly revision: Revision;
}

/** @param args at most one stack; none when there is only one */
async function open(args: readonly string[], io: Io): Promise<Opened> {
  const stack = await oneStack(args, io.settings);
  const store = await openStoreOf(stack, io.settings);
  return { stack, store, ...(await store.read()) };
}

export interface StateOptions {
  readonly format: "text" | "json";
}

export async function listState(args: readonly string[], { format }: StateOptions, io: Io): Promise<ExitCode> {
  const { stacks, stray } = await chooseStacks(args, io.settings);
  if (isNoStack(stacks, stray, io) && format === "text") return EXIT.fine;
  const all = await inParallel(stacks, STACKS_AT_A_TIME, (stack) => storedOf(stack, io));
  for (const { stack, failure } of all) if (failure) io.err(failureLine(stack.name, failure, io.paintErr));
  const found = all.flatMap(({ stack, store, state }) => (store ? { stack, store, state } : []));
  if (format === "json") {
    const rows = found.flatMap(({ stack, state }) =>
      Object.entries(state?.resources ?? {}).map(([address, { id, protected: kept = false }]) => ({
        stack: stack.name,
        address,
        id,
        protected: kept,
      })),
    );
    io.out(`${JSON.stringify(rows, undefined, 2)}\n`);
  } else for (const one of found) printState(one, stacks.length > 1, io);
  printStray(stray, io);
  return worst([...all.map(({ failure }) => (failure ? exitOfFailure(failure) : EXIT.fine)), strayCode(stray)]);
}

const strayCode = (stray: readonly Problem[]): ExitCode => (stray.some(isError) ? EXIT.problems : EXIT.fine);

interface Found {
  readonly stack: Stack;
  readonly store: Store;
  readonly state: State | undefined;
}

/** A state that cannot be read does not hide the others. */
async function storedOf(
  stack: Stack,
  io: Io,
): Promise<Partial<Found> & { readonly stack: Stack; readonly failure?: Failure }> {
  try {
    const store = await openStoreOf(stack, io.settings);
    return { stack, store, state: (await store.read()).state };
  } catch (failure) {
    if (!isFailure(failure)) throw failure;
    return { stack, failure };
  }
}

/** @param named below the name of its stack */
function printState({ stack, store, state }: Found, named: boolean, io: Io): void {
  const resources = Object.entries(state?.resources ?? {});
  const prefix = named ? `${stack.name}: ` : "";
  const width = Math.max(0, ...resources.map(([address]) => printable(address).length));
  if (named && resources.length > 0) io.out(`${io.paint("bold", printable(stack.name))}\n`);
  for (const [address, { id, protected: kept }] of resources) {
    const row = `${printable(address).padEnd(width)}  ${io.paint("dim", printable(id))}${kept ? "  protected" : ""}`;
    io.out(`${named ? "  " : ""}${row}\n`);
  }
  if (resources.length === 0) io.err(`${printable(`${prefix}Nothing is recorded in ${store.place}.`)}\n`);
  if (state?.lease)
    io.err(`${printable(`${prefix}${heldBy(state.lease)} has held the lease since ${state.lease.since}.`)}\n`);
  const intents = Object.keys(state?.intents ?? {});
  if (intents.length > 0) {
    io.err(`${printable(`${prefix}Unfinished; the next apply looks into: ${intents.join(", ")}`)}\n`);
  }
}

const heldBy = ({ holder: { user, host } }: Lease): string => `${user} on ${host}`;

/** One record, or without an address the whole state, as it is stored or, of an older format, as it will be. */
export async function showState(address: string | undefined, args: readonly string[], io: Io): Promise<ExitCode> {
  const { state, store } = await open(args, io);
  if (!state) throw usage(`${store.place} has no state`, "apply first");
  if (address === undefined) io.out(formatState(state));
  else io.out(`${JSON.stringify(state.resources[known(address, state)], undefined, 2)}\n`);
  return EXIT.fine;
}

export async function moveState(from: string, to: string, args: readonly string[], io: Io): Promise<ExitCode> {
  return repair(args, io, (state) => {
    const source = known(from, state);
    const target = addressIn(to);
    if (kindOf(source) !== kindOf(target))
      throw usage(`${from} and ${to} are of different kinds`, "a policy keeps its kind");
    if (state.resources[target] || state.intents[target])
      throw usage(`${to} is recorded already`, "remove one of them first: state rm");
    const { [source]: record, ...resources } = state.resources;
    return {
      changes: { resources: { ...resources, ...(record && { [target]: movedRecord(source, record) }) } },
      done: `${from} is now ${to}.`,
    };
  });
}

/**
 * Renames a stack. Its state is in use under one name at any time: one conditional write changes the name where the
 * state stays, and a store that is keyed by the name moves it (state/migrate.ts). stack.yaml may have either name.
 */
export async function renameStack(from: string, to: string, args: readonly string[], io: Io): Promise<ExitCode> {
  const { stacks } = await chooseStacks(args, io.settings);
  await assertStackName(to);
  const old = stacks.find(({ name }) => name === from);
  const renamed = stacks.find(({ name }) => name === to);
  if (old && renamed) throw usage(`${to} is the name of another stack`, "choose another name");
  const stack = old ?? renamed;
  if (!stack) {
    const near = nearest(
      from,
      stacks.map(({ name }) => name),
    );
    throw usage(
      `there is no stack ${from}`,
      near ? `did you mean ${near}?` : "see which there are: holdfast state list",
    );
  }
  const [before, after] = await Promise.all([from, to].map((name) => openStoreOf({ ...stack, name }, io.settings)));
  if (!before || !after) throw new Error("two names open two stores");
  if (before.place === after.place) await renameIn(before, from, to, io);
  else await migrate(before, after, randomUUID(), to);
  io.out(`${printable(`Stack ${from} is now ${to}, in ${after.place}.`)}\n`);
  if (old) io.err(`Now write in ${printable(stack.source.file)}, under metadata:\n  name: ${printable(to)}\n`);
  return EXIT.fine;
}

/** The history of a store that keeps one stays, because it is the same store. */
async function renameIn(store: Store, from: string, to: string, io: Io): Promise<void> {
  const { state, revision } = await whenFree(store, io);
  assertNotMoved(state, store.place);
  // An earlier call did it.
  if (state.stack === to) return;
  if (state.stack !== from) throw usage(`${store.place} is the state of stack ${state.stack}`, "check the names");
  await store.write(nextState(state, { stack: to }, randomUUID()), revision);
}

async function assertStackName(name: string): Promise<void> {
  const document = { apiVersion: "holdfast/v1", kind: "Stack", metadata: { name }, spec: {} };
  const [finding] = schemaFindings("holdfast/v1/Stack", document);
  const owner = ownerOf(name);
  if (finding || owner !== undefined) {
    throw usage(
      `${name} cannot be the name of a stack: ${finding?.message ?? `it is ${owner}`}`,
      "choose another name",
    );
  }
}

export async function removeState(address: string, args: readonly string[], io: Io): Promise<ExitCode> {
  return repair(args, io, (state) => {
    const removed = known(address, state);
    const { [removed]: record, ...resources } = state.resources;
    const { [removed]: _, ...intents } = state.intents;
    const id = record ? ` (${record.id})` : "";
    return {
      changes: { resources, intents },
      done: `${address}${id} is no longer managed. Nothing was changed in the cloud.`,
    };
  });
}

/** For a lease that is not going to expire in time; intents stay for the next apply to look into. */
export async function releaseState(args: readonly string[], io: Io): Promise<ExitCode> {
  const { state, store, revision } = await open(args, io);
  if (!state?.lease) {
    io.out("The lease is free.\n");
    return EXIT.fine;
  }
  assertNotMoved(state, store.place);
  const { lease } = state;
  await store.write(nextState(state, { lease: undefined }, randomUUID()), revision);
  const since = `(process ${lease.holder.pid}), held since ${lease.since}`;
  io.out(`Released the lease of ${printable(`${heldBy(lease)} ${since}`)}.\n`);
  return EXIT.fine;
}

export async function stateHistory(args: readonly string[], { format }: StateOptions, io: Io): Promise<ExitCode> {
  const { state, store } = await open(args, io);
  // A state that was moved to a store with notes of its own has those of the time before.
  const past = [...((await store.history?.()) ?? []), ...(state?.history ?? []).toReversed()];
  if (format === "json") io.out(`${JSON.stringify(past, undefined, 2)}\n`);
  else if (past.length === 0) io.err(`No apply is recorded in ${printable(store.place)}.\n`);
  else for (const one of past) io.out(`${pastText(one, io)}\n`);
  return EXIT.fine;
}

function pastText({ at, counts, who, commit, run, plan }: PastApply, io: Io): string {
  const { create, update, delete: removed, adopt, forget } = counts;
  const more = `${adopt > 0 ? `, ${adopt} adopted` : ""}${forget > 0 ? `, ${forget} forgotten` : ""}`;
  const what = `${create} added, ${update} changed, ${removed} destroyed${more}`;
  const by = [who, commit && `commit ${commit.slice(0, 12)}`, plan?.slice(0, 19)].filter(Boolean).join("  ");
  const first = printable(`${at}  ${what}`);
  return [first, `  ${io.paint("dim", printable(by))}`, ...(run ? [`  ${io.paint("dim", printable(run))}`] : [])].join(
    "\n",
  );
}

/** @param to as `spec.state` of stack.yaml: `{git: {remote: origin, branch: holdfast/prod}}` */
export async function migrateState(args: readonly string[], to: string, io: Io): Promise<ExitCode> {
  const { stack, store } = await open(args, io);
  const target = await openStoreOf(stack, io.settings, stateSettings(to, stack));
  const { resources } = await migrate(store, target, randomUUID());
  io.out(
    `Moved ${plural(Object.keys(resources).length, "record")} from ${printable(store.place)} to ${printable(target.place)}.\n`,
  );
  const yaml = stringify({ state: parse(to) }, { collectionStyle: "block" }).trimEnd();
  const lines = yaml.split("\n").map((line) => `  ${printable(line)}\n`);
  io.err(`Now write in ${printable(stack.source.file)}, under spec:\n${lines.join("")}`);
  return EXIT.fine;
}

function stateSettings(text: string, { name }: Stack): NonNullable<StackSpec["state"]> {
  let state: unknown;
  try {
    state = parse(text);
  } catch {
    state = undefined;
  }
  const document = { apiVersion: "holdfast/v1", kind: "Stack", metadata: { name }, spec: { state } };
  const [fault] = state === undefined ? [] : schemaFindings("holdfast/v1/Stack", document);
  if (state !== undefined && !fault) return state as NonNullable<StackSpec["state"]>;
  const why = fault?.message ?? "it is not YAML";
  throw usage(
    `--to is not a place for a state: ${why}`,
    "for example --to '{git: {remote: origin, branch: holdfast/prod}}'",
  );
}

/** Changes a state that no run is applying, in one conditional write. */
async function repair(
  args: readonly string[],
  io: Io,
  change: (state: State) => { changes: Partial<Pick<State, "resources" | "intents">>; done: string },
): Promise<ExitCode> {
  const { store } = await open(args, io);
  const { state, revision } = await whenFree(store, io);
  assertNotMoved(state, store.place);
  const { changes, done } = change(state);
  // A dead lease stays, and with it the reason to look into its intents.
  await store.write(nextState(state, changes, randomUUID()), revision);
  io.out(`${printable(done)}\n`);
  return EXIT.fine;
}

/** @throws Failure `state-leased` while another run applies; `usage` where there is no state */
async function whenFree(store: Store, io: Io): Promise<{ readonly state: State; readonly revision: Revision }> {
  const log = (line: string) => io.err(`${printable(line)}\n`);
  const { state, revision } = await untilFree(store, { lockTimeoutMs: 0, log, signal: new AbortController().signal });
  if (!state) throw usage(`${store.place} has no state`, "apply first");
  return { state, revision };
}

function known(address: string, { resources, intents }: State): Address {
  const all = [...Object.keys(resources), ...Object.keys(intents)] as Address[];
  const found = all.find((one) => one === address);
  if (found) return found;
  const near = nearest(address, all);
  throw usage(`${address} is not recorded`, near ? `did you mean ${near}?` : "see what is: holdfast state list");
}
