/** A stack -> whether what is in its project is protected. Reads only: each list once, page by page. */
import type { ReadableCloud } from "../cloud/cloud.ts";
import type { Stack } from "../documents/check.ts";
import { type Reached, twinsAmong } from "../documents/target.ts";
import { protections } from "../kinds/index.ts";
import type { Protectable, ProtectableList, ProtectionApi, Vault } from "../kinds/protection.ts";
import { EXIT, type ExitCode, worst } from "../model/exit.ts";
import { printable } from "../model/invisible.ts";
import type { Live } from "../model/policy.ts";
import { type Failure, isError, isFailure, type Problem } from "../model/problem.ts";
import type { Io } from "../process/io.ts";
import { progress } from "../process/progress.ts";
import { assertBelongs } from "../state/state.ts";
import { expectedOf, judge } from "../status/judge.ts";
import { fold, foldTasks, type PointsOf, type TasksOf } from "../status/points.ts";
import { policiesOfVaults } from "../status/policies.ts";
import { subjectsOf } from "../status/subjects.ts";
import { isBlind, needsWork, type StackStatus, type Status, type Unseen } from "../status/verdict.ts";
import { inParallel, withCloudSlot } from "../system/parallel.ts";
import { exitOfFailure } from "./exit.ts";
import { type OpenToRead, openToRead } from "./open.ts";

/** Each keeps what a verdict needs of its resources, so not as many at a time as elsewhere. */
const STACKS_AT_A_TIME = 8;
const DAY = 24 * 60 * 60_000;
/** In a log. */
const LOG_EVERY_MS = 10_000;
/** So long the cloud's list of failed tasks goes back. */
const TASKS_FOR = 31 * DAY;

/**
 * The status of each stack, or why there is none.
 * @param at the moment that simulated clouds are moved to first, in milliseconds since 1970
 */
export async function statusOf(stacks: readonly Stack[], io: Io, at: number | undefined): Promise<StackStatus[]> {
  const shown = progress(io, "looked at", "stack", stacks.length);
  try {
    const all = await inParallel(stacks, STACKS_AT_A_TIME, async (stack) => {
      const result = await statusOfOne(stack, io, at);
      shown.step(result.failure !== undefined);
      return result;
    });
    const twins = twinsAmong(all.flatMap(({ reached }) => reached ?? []));
    return all.map(({ reached: _, ...result }) => {
      const { stack, problems } = result;
      const failure = twins.get(stack);
      return failure ? { stack, problems, failure } : result;
    });
  } finally {
    shown.end();
  }
}

/** @param stray problems of files that are in no stack */
export const exitOfStatus = (all: readonly StackStatus[], stray: readonly Problem[]): ExitCode =>
  worst([...all.flatMap(codesOf), ...(stray.some(isError) ? [EXIT.problems] : [])]);

function codesOf({ status, failure, problems }: StackStatus): ExitCode[] {
  return [
    ...(failure ? [exitOfFailure(failure)] : []),
    ...(problems.some(isError) || status?.unseen.some(isBlind) ? [EXIT.problems] : []),
    ...(status?.resources.some(needsWork) ? [EXIT.unprotected] : []),
  ];
}

interface Looked extends StackStatus {
  readonly reached?: Reached;
}

async function statusOfOne(stack: Stack, io: Io, at: number | undefined): Promise<Looked> {
  const { name, problems } = stack;
  let open: OpenToRead | undefined;
  const result = (found: Pick<StackStatus, "status" | "failure">): Looked => ({
    stack: name,
    problems,
    ...found,
    ...(open && { reached: { stack: name, target: open.target, endpoints: open.endpoints } }),
  });
  // It is not known which of the two the project belongs to.
  if (problems.some(({ code }) => code === "stack-duplicate")) return result({});
  try {
    open = await openToRead(stack, io.settings, (line) => io.err(`${name}: ${printable(line)}\n`), at);
    const ends = open;
    return result({ status: await withCloudSlot(() => look(stack, ends, io)) });
  } catch (error) {
    if (!isFailure(error)) throw error;
    return result({ failure: error });
  } finally {
    await open?.close();
  }
}

async function look(stack: Stack, { reader, store, target }: OpenToRead, io: Io): Promise<Status> {
  const stored = await store.read();
  if (stored.state) assertBelongs(stored.state, stack.name, target, store.place);
  const unseen: Unseen[] = [];
  const live: Live[] = [];
  const vaults: Vault[] = [];
  const candidates: Protectable[] = [];
  await each((api) =>
    Promise.all([
      seen("policies", unseen, async () => void live.push(...(await api.policies(reader)))),
      seen("vaults", unseen, () => intoList(api.vaults(reader), vaults)),
      ...api.protectables(target.cloud).map((lists) => lookInto(lists, reader, unseen, candidates)),
    ]),
  );
  const now = reader.date() ?? io.settings.circumstances.now.getTime();
  const { graceMs } = io.settings.timing;
  const policies = policiesOfVaults(live, stored.state?.resources ?? {}, now);
  const subjects = subjectsOf(vaults, candidates);
  const expected = expectedOf(subjects, policies, { now, graceMs });
  const points: PointsOf = new Map();
  const tasks: TasksOf = new Map();
  // Without vaults there is nothing that they could say.
  if (!unseen.some(({ list }) => list === "vaults")) {
    const copies = [...policies.values()].some((ofVault) => ofVault.copies);
    const counted = counter(stack.name, io);
    await each((api) =>
      Promise.all([
        seen("backups", unseen, async () => {
          for await (const page of api.backups(reader, copies)) {
            fold(points, page, expected, now);
            counted(page.length);
          }
        }),
        seen("operation-logs", unseen, async () => {
          for await (const page of api.tasks(reader, now - TASKS_FOR)) foldTasks(tasks, page);
        }),
      ]),
    ).finally(() => io.status(undefined));
  }
  const waivers = stack.spec.unprotected_ok ?? [];
  // They were read side by side.
  unseen.sort((a, b) => (a.list < b.list ? -1 : 1));
  return judge(subjects, { now, graceMs, vaults, policies, points, tasks, unseen, waivers });
}

const each = (ask: (api: ProtectionApi) => Promise<unknown>): Promise<unknown> =>
  Promise.all(protections.map(async (load) => ask(await load())));

/** Reads the first of several equivalent lists that the cloud offers. The ones before it are then not missed. */
async function lookInto(
  lists: readonly ProtectableList[],
  cloud: ReadableCloud,
  unseen: Unseen[],
  into: Protectable[],
): Promise<void> {
  const missing: Unseen[] = [];
  for (const { name, read } of lists) {
    const before = missing.length;
    if (read) await seen(name, missing, () => intoList(read(cloud), into));
    else missing.push({ list: name, why: "not-offered", message: `${cloud.target.cloud} has no such list` });
    if (missing.length === before) return;
    if (missing[before]?.why !== "not-offered") break;
  }
  unseen.push(...missing);
}

async function intoList<T>(pages: AsyncIterable<readonly T[]>, into: T[]): Promise<void> {
  for await (const page of pages) into.push(...page);
}

/** Reads a list; a failure is noted, and the part read so far counts. @throws Failure that is not about this list */
async function seen(list: string, unseen: Unseen[], read: () => Promise<void>): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (!isFailure(error) || !isAboutList(error)) throw error;
    unseen.push({ list, why: whyOf(list, error), message: error.message });
  }
}

/** Not about who we are, and not the wish to stop: that holds for all lists. */
const isAboutList = ({ code, status }: Failure): boolean => code.startsWith("cloud-") && status !== 401;

/** Without these CBR is not CBR, so that a 404 says that something else answered. */
const ALWAYS_OFFERED = ["policies", "vaults", "backups"];

const whyOf = (list: string, { status }: Failure): Unseen["why"] =>
  status === 403 ? "forbidden" : status === 404 && !ALWAYS_OFFERED.includes(list) ? "not-offered" : "failed";

/** Shows how far it is. */
function counter(stack: string, io: Io): (more: number) => void {
  let count = 0;
  let shownAt = performance.now();
  const text = () => `${stack}: read ${count} backups`;
  return (more) => {
    count += more;
    if (io.settings.terminal) return io.status(text);
    if (performance.now() - shownAt < LOG_EVERY_MS) return;
    shownAt = performance.now();
    io.err(`${text()}\n`);
  };
}
