/**
 * `holdfast import`: records existing policies. Writes documents, and for a single policy its record; never the cloud.
 */
import { randomUUID } from "node:crypto";
import { join, relative, resolve } from "node:path";
import { untilFree } from "../apply/lease.ts";
import type { ReadableCloud } from "../cloud/cloud.ts";
import type { Stack } from "../documents/check.ts";
import { shownPath } from "../documents/load.ts";
import type { ServiceName } from "../generated/facts.ts";
import { apiOf, apis, kinds, servicesAt } from "../kinds/index.ts";
import { EXIT, type ExitCode } from "../model/exit.ts";
import { printable } from "../model/invisible.ts";
import { type Address, isName, kindOf, type Live, nameOf, type Recorded } from "../model/policy.ts";
import { type Failure, isError, isFailure } from "../model/problem.ts";
import { claimed } from "../plan/comparable.ts";
import { type Draft, draft, draftsFor, type LeftOut, ORGANISATION } from "../plan/import.ts";
import { importedAs } from "../plan/record.ts";
import type { Io } from "../process/io.ts";
import { plural } from "../render/text.ts";
import { addressIn, oneStack, usage } from "../session/choose.ts";
import { openToRead } from "../session/open.ts";
import { assertBelongs, emptyState, nextState } from "../state/state.ts";
import type { State } from "../state/store.ts";
import { createFile, isThere } from "../system/write.ts";

/** Records one policy under an address, and writes its document where the files have none. */
export async function importOne(
  text: string,
  given: string,
  args: readonly string[],
  folder: string | undefined,
  io: Io,
): Promise<ExitCode> {
  const address = addressIn(text);
  // A UUID is the same in capitals. What the id of a singleton looks like is not known.
  const id = kinds[kindOf(address)].singleton ? given : given.toLowerCase();
  const stack = await wholeStack(args, io);
  const log = (line: string) => io.err(`${printable(line)}\n`);
  const { reader, store, target, close } = await openToRead(stack, io.settings, log);
  try {
    const free = { lockTimeoutMs: 0, log, signal: new AbortController().signal };
    const { state = emptyState(stack.name, target), revision } = await untilFree(store, free);
    if (state.serial > 0) assertBelongs(state, stack.name, target, store.place);
    assertFree(address, id, state);
    const live = await apiOf(address).find(reader, id);
    assertIsKind(address, id, live);
    const policy = stack.policies.find((one) => one.address === address);
    const at = new Date().toISOString();
    let record: Recorded;
    if (policy) record = importedAs(live, claimed(kinds[live.kind], live.spec, policy.spec), undefined, at);
    else {
      const drafted = draft(address, live, around(stack, io));
      if ("fault" in drafted)
        throw usage(`${id} cannot be imported: ${drafted.fault}`, "change it in the console first");
      // Before the record: what is recorded and in no file will be deleted.
      write([drafted], folder ?? stack.folder, stack, io);
      record = importedAs(live, drafted.spec, drafted.written, at);
    }
    const { [address]: _, ...intents } = state.intents;
    const resources = { ...state.resources, [address]: record };
    await store.write(nextState(state, { resources, intents }, randomUUID()), revision);
    io.out(`${address} is managed from now on (${printable(id)}).\n`);
    if (live.name !== undefined && live.name !== nameOf(address)) {
      io.err(
        `In the cloud it is named ${printable(live.name)}: the next apply renames it to ${nameOf(address)}, with --allow-hazards takes-over.\n`,
      );
    }
    return EXIT.fine;
  } finally {
    await close();
  }
}

/** Writes a document for each policy that is not managed; the next apply records them. */
export async function importAll(args: readonly string[], folder: string, io: Io): Promise<ExitCode> {
  const stack = await wholeStack(args, io);
  const { reader, store, target, close } = await openToRead(stack, io.settings, (line) =>
    io.err(`${printable(line)}\n`),
  );
  try {
    const { state = emptyState(stack.name, target) } = await store.read();
    if (state.serial > 0) assertBelongs(state, stack.name, target, store.place);
    const live = await listed(servicesAt(target.cloud), reader, io);
    const named = new Set(stack.policies.map(({ address }) => address));
    const { drafts, leftOut } = draftsFor(live, named, state, around(stack, io));
    write(drafts, folder, stack, io);
    if (leftOut.length > 0) io.out(leftOutText(leftOut, io));
    if (drafts.length === 0) io.err("There is nothing to import.\n");
    else
      io.err(
        `${plural(drafts.length, "document")} written. Review what is in them, then: holdfast apply ${printable(stack.folder)}\n`,
      );
    return EXIT.fine;
  } finally {
    await close();
  }
}

/** What the services have. A service that is denied or missing is left out, unless it is the only one. */
async function listed(offered: readonly ServiceName[], reader: ReadableCloud, io: Io): Promise<Live[]> {
  const lists = await Promise.all(
    offered.map(async (service) => {
      try {
        return await apis[service].list(reader);
      } catch (error) {
        if (!isFailure(error) || !isClosed(error)) throw error;
        return error;
      }
    }),
  );
  const failures = lists.filter((list) => isFailure(list));
  if (failures[0] && failures.length === lists.length) throw failures[0];
  for (const [index, list] of lists.entries()) {
    if (isFailure(list)) io.err(`${printable(`${offered[index]} is left out: ${list.message}`)}\n`);
  }
  return lists.flatMap((list) => (isFailure(list) ? [] : list));
}

/** `APIGW.0101`: the gateway knows no such API, because the region does not have the service. */
const isClosed = ({ status, cloudCode = "" }: Failure): boolean => status === 403 || /^APIGW?\.0101$/.test(cloudCode);

/** A stack with errors does not show which addresses it has. */
async function wholeStack(args: readonly string[], { settings }: Io): Promise<Stack> {
  const stack = await oneStack(args, settings);
  if (!stack.problems.some(isError)) return stack;
  throw usage(`the files of ${stack.name} have errors`, "correct them first: holdfast validate");
}

const around = ({ spec }: Stack, { settings: { circumstances } }: Io) => ({
  now: circumstances.now,
  region: spec.region ?? circumstances.region,
});

function assertFree(address: Address, id: string, { resources }: State): void {
  const same = (Object.keys(resources) as Address[]).find(
    (other) => resources[other]?.id.toLowerCase() === id.toLowerCase(),
  );
  if (same === address) throw usage(`${address} is recorded as ${id} already`, "there is nothing to do");
  if (same) throw usage(`${id} is recorded as ${same}`, `give it the new name: holdfast state mv ${same} ${address}`);
  const record = resources[address];
  if (record)
    throw usage(`${address} is recorded as ${record.id}`, `forget that one first: holdfast state rm ${address}`);
}

function assertIsKind(address: Address, id: string, live: Live | undefined): asserts live is Live {
  if (!live) throw usage(`the cloud has no policy ${id}`, "list them: holdfast import --all --generate DIR");
  const kind = kindOf(address);
  if (live.kind !== kind) {
    throw usage(`${id} is a ${live.kind}, not a ${kind}`, `write ${live.kind}/${nameOf(address)}`);
  }
  if (!live.custom) throw usage(`${id} cannot be imported: ${ORGANISATION}`, "change it in the organisation's account");
  if (live.name === undefined || isName(live.name)) return;
  throw usage(`the name of ${id} is not one that a policy can have`, "rename it in the console first");
}

/**
 * @throws Failure `usage` for a folder outside of the stack, or a file that is there already; then nothing was written
 */
function write(drafts: readonly Draft[], dir: string, stack: Stack, io: Io): void {
  const { cwd } = io.settings;
  const folder = resolve(cwd, dir);
  const inside = relative(resolve(cwd, stack.folder), folder);
  if (inside.startsWith("..") || resolve(inside) === inside) {
    throw usage(`${dir} is not in the folder of stack ${stack.name}`, `name ${stack.folder}, or a folder in it`);
  }
  const files = fileNames(drafts).map((name) => join(folder, name));
  const inTheWay = files.find(isThere);
  if (inTheWay !== undefined) {
    throw usage(`${shownPath(inTheWay, cwd)} exists already`, "name another folder; nothing was written");
  }
  for (const [index, { text }] of drafts.entries()) {
    const file = shownPath(files[index]!, cwd);
    createFile(file, text, { cwd, hint: "name a folder in which this user may write" });
    io.out(`${printable(file)}\n`);
  }
}

/**
 * A file is named after its policy; where some file systems would take several for one, after its kind or its id too.
 */
function fileNames(drafts: readonly Draft[]): string[] {
  const count = (names: readonly string[], name: string) =>
    names.filter((one) => one.toLowerCase() === name.toLowerCase()).length;
  const names = drafts.map(({ address }) => nameOf(address));
  const longer = drafts.map(({ address }, index) =>
    count([...names, "stack"], names[index]!) > 1 ? `${nameOf(address)}.${kindOf(address)}` : nameOf(address),
  );
  return longer.map((name, index) => `${count(longer, name) > 1 ? `${name}.${drafts[index]!.id}` : name}.yaml`);
}

function leftOutText(leftOut: readonly LeftOut[], { paint }: Io): string {
  const lines = leftOut.flatMap(({ what, ids, why }) => [
    `  ${printable(what)}: ${printable(why)}`,
    ...ids.map((id) => paint("dim", `    ${printable(id)}`)),
  ]);
  const way = leftOut.every(({ why }) => why === ORGANISATION)
    ? ""
    : " (import one by its id: holdfast import ADDRESS ID)";
  return `Left out${way}:\n${lines.join("\n")}\n`;
}
