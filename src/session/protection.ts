/** A stack -> whether what is in its project is protected. Reads only: each list once, page by page. */
import type { ReadableCloud } from "../cloud/cloud.ts";
import type { Stack } from "../documents/check.ts";
import { type Reached, twinsAmong } from "../documents/target.ts";
import {
  backups,
  backupTasks,
  PROTECTABLES,
  type Protectable,
  protectables,
  type Vault,
  vaults,
} from "../kinds/cbr/lists.ts";
import { servers } from "../kinds/ecs/lists.ts";
import { disks } from "../kinds/evs/lists.ts";
import { services } from "../kinds/index.ts";
import { printable } from "../model/invisible.ts";
import type { Live } from "../model/policy.ts";
import { type Failure, isFailure } from "../model/problem.ts";
import type { Io } from "../process/io.ts";
import { progress } from "../process/progress.ts";
import { assertBelongs } from "../state/state.ts";
import { expectedOf, judge } from "../status/judge.ts";
import { fold, foldTasks, type PointsOf, type TasksOf } from "../status/points.ts";
import { policiesOfVaults } from "../status/policies.ts";
import { subjectsOf } from "../status/subjects.ts";
import type { StackStatus, Status, Unseen } from "../status/verdict.ts";
import { atTheCloud, inParallel } from "../system/parallel.ts";
import { type OpenToRead, openToRead } from "./open.ts";

/** Each keeps what a verdict needs of its resources, so not as many at a time as elsewhere. */
const STACKS_AT_A_TIME = 8;
const DAY = 24 * 60 * 60_000;
/** So long the cloud's list of failed tasks goes back. */
const TASKS_FOR = 31 * DAY;

interface Looking {
  /** Judge for this moment, in place of that of the cloud. Milliseconds since 1970. */
  readonly at?: number | undefined;
}

/** The status of each stack, or why there is none. */
export async function statusOf(stacks: readonly Stack[], io: Io, looking: Looking = {}): Promise<StackStatus[]> {
  const shown = progress(io, "looked at", "stack", stacks.length);
  try {
    const all = await inParallel(stacks, STACKS_AT_A_TIME, async (stack) => {
      const result = await statusOfOne(stack, io, looking);
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

interface Looked extends StackStatus {
  readonly reached?: Reached;
}

async function statusOfOne(stack: Stack, io: Io, looking: Looking): Promise<Looked> {
  const { name, problems } = stack;
  let open: OpenToRead | undefined;
  const result = (found: Pick<StackStatus, "status" | "failure">): Looked => ({
    stack: name,
    problems,
    ...found,
    ...(open && { reached: { stack: name, target: open.target, endpoints: open.endpoints } }),
  });
  // Nobody knows which of the two the project belongs to.
  if (problems.some(({ code }) => code === "stack-duplicate")) return result({});
  try {
    open = await openToRead(stack, io.settings, (line) => io.err(`${name}: ${printable(line)}\n`));
    const ends = open;
    return result({ status: await atTheCloud(() => look(stack, ends, io, looking)) });
  } catch (error) {
    if (!isFailure(error)) throw error;
    return result({ failure: error });
  } finally {
    await open?.close();
  }
}

async function look(stack: Stack, { reader, store, target }: OpenToRead, io: Io, { at }: Looking): Promise<Status> {
  const stored = await store.read();
  if (stored.state) assertBelongs(stored.state, stack.name, target, store.place);
  const unseen: Unseen[] = [];
  const live: Live[] = [];
  const found: Vault[] = [];
  const candidates: Protectable[] = [];
  await Promise.all([
    seen("policies", unseen, async () => void live.push(...(await services.cbr.list(reader)))),
    seen("vaults", unseen, () => intoList(vaults(reader), found)),
    lookForCandidates(reader, unseen, candidates),
  ]);
  const now = at ?? reader.date() ?? io.settings.circumstances.now.getTime();
  const { graceMs } = io.settings.timing;
  const policies = policiesOfVaults(live, stored.state?.resources ?? {}, now);
  const subjects = subjectsOf(found, candidates);
  const expected = expectedOf(subjects, policies, { now, graceMs });
  const points: PointsOf = new Map();
  const tasks: TasksOf = new Map();
  if (!unseen.some(({ list }) => list === "vaults")) {
    const copies = [...policies.values()].some(({ replication }) => replication);
    const counted = counter(stack.name, io);
    await Promise.all([
      seen("backups", unseen, async () => {
        for await (const page of backups(reader, copies)) {
          fold(points, page, expected, now);
          counted(page.length);
        }
      }),
      seen("operation-logs", unseen, async () => {
        for await (const page of backupTasks(reader, now - TASKS_FOR)) foldTasks(tasks, page);
      }),
    ]).finally(() => io.status(undefined));
  }
  const waivers = stack.spec.unprotected_ok ?? [];
  return judge(subjects, { now, graceMs, vaults: found, policies, points, tasks, unseen, waivers });
}

/** What could be in a vault. Where CBR does not list it, the services do that have it. */
async function lookForCandidates(cloud: ReadableCloud, unseen: Unseen[], into: Protectable[]): Promise<void> {
  const others = {
    server: { list: "servers", read: () => servers(cloud) },
    disk: { list: "disks", read: () => disks(cloud) },
  };
  const isOtc = cloud.target.cloud === "otc";
  await Promise.all(
    PROTECTABLES.map(async (type) => {
      const other = type === "turbo" ? undefined : others[type];
      const missing: Unseen[] = [];
      if (isOtc) {
        const message = "Open Telekom Cloud does not list what could be protected";
        missing.push({ list: `protectables/${type}`, why: "not-offered", message });
      } else await seen(`protectables/${type}`, missing, () => intoList(protectables(cloud, type), into));
      if (other && missing.every(({ why }) => why === "not-offered") && missing.length > 0) {
        const elsewhere: Unseen[] = [];
        await seen(other.list, elsewhere, () => intoList(other.read(), into));
        // It answered, so what CBR does not offer is not missed.
        if (elsewhere.length === 0) return;
        unseen.push(...elsewhere);
      }
      unseen.push(...missing);
    }),
  );
}

async function intoList<T>(pages: AsyncIterable<readonly T[]>, into: T[]): Promise<void> {
  for await (const page of pages) into.push(...page);
}

/** Reads a list; one that cannot be read is noted, and what was read of it is true. @throws Failure that is not about this list */
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

/** Tells a person who waits how far it is. */
function counter(stack: string, io: Io): (more: number) => void {
  let count = 0;
  return (more) => {
    count += more;
    if (io.settings.terminal) io.status(() => `${stack}: ${count} backups`);
  };
}
