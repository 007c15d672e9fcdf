/**
 * Evidence -> a verdict for each resource. A run is over once the grace has passed and none of its tasks is open, or
 * once its task ended badly. A run that is not over counts against no resource. Pure.
 */
import { holds } from "../documents/waiver.ts";
import type { StackSpec } from "../generated/types.ts";
import type { Task, Vault } from "../kinds/protection.ts";
import { matches } from "../model/glob.ts";
import type { Expected, Points, PointsOf, TasksOf } from "./points.ts";
import type { OfVault, VaultPolicy } from "./policies.ts";
import type { Subject } from "./subjects.ts";
import {
  canBeWaived,
  isBlind,
  type Judged,
  type Ran,
  type Status,
  type Unseen,
  type Verdict,
  worstFirst,
} from "./verdict.ts";

export interface Evidence {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** How late a run may be. */
  readonly graceMs: number;
  readonly vaults: readonly Vault[];
  readonly policies: ReadonlyMap<string, OfVault>;
  readonly points: PointsOf;
  readonly tasks: TasksOf;
  readonly unseen: readonly Unseen[];
  readonly waivers: NonNullable<StackSpec["unprotected_ok"]>;
}

const SECOND = 1000;

export function judge(subjects: readonly Subject[], evidence: Evidence): Status {
  const { now, policies, points, waivers, unseen } = evidence;
  const valid = waivers.filter(({ until }) => holds(until, new Date(now)));
  const blind = new Set(unseen.filter(isBlind).map(({ list }) => list));
  const isUnseen = blind.has("backups") || blind.has("vaults");
  const resources = subjects.map((subject): Judged => {
    const { id, name, type, vault } = subject;
    const own = vault ? policiesOf(vault, policies) : {};
    const seen = isUnseen ? undefined : points.get(id);
    const found = verdictOf(subject, own, seen, evidence, blind);
    const { promise } = own.backups ?? {};
    const copies = [...(seen?.copies ?? [])].map(([region, { at }]) => ({ region, at }));
    const [replica] = copies.sort((a, b) => b.at - a.at);
    return {
      id,
      name,
      type,
      ...(vault && { vault: { id: vault.id, name: vault.name } }),
      policies: refsOf(own),
      ...found,
      waived: canBeWaived(found.verdict) && valid.some(({ resource }) => resource === id || matches(resource, name)),
      expected: { interval: promise?.interval ?? undefined, reach: promise?.reach ?? undefined },
      ...(seen && { last: seen.last, oldest: seen.oldest }),
      points: seen?.count ?? (isUnseen ? undefined : 0),
      ...(replica && { replica }),
      runs: found.verdict === "paused" || isUnseen ? [] : shownRuns(subject, own.backups, seen, evidence),
    };
  });
  return {
    at: now,
    resources: resources.sort(worstFirst),
    vaults: evidence.vaults.map(({ id, name, usedMb, sizeGb, locked, members, ...vault }) => ({
      id,
      name,
      usedMb,
      sizeGb,
      locked,
      policies: refsOf(policiesOf({ id, ...vault }, policies)),
      resources: members.length,
    })),
    unseen,
  };
}

/** What was expected of each subject, to be known before its backups are read. */
export const expectedOf = (
  subjects: readonly Subject[],
  policies: ReadonlyMap<string, OfVault>,
  { now, graceMs }: Pick<Evidence, "now" | "graceMs">,
): ReadonlyMap<string, Expected> =>
  new Map(
    subjects.flatMap((subject): [string, Expected][] => {
      const { backups: backup, copies: replication } = subject.vault ? policiesOf(subject.vault, policies) : {};
      const { promise, runs } = replication ?? {};
      const copyRun = promise?.region === undefined ? undefined : runs && lastOver(runs, now, graceMs);
      const expected = { runs: backup?.runs ?? [], ...(copyRun !== undefined && { copyRun }) };
      return backup || replication ? [[subject.id, expected]] : [];
    }),
  );

/** The run after which what it makes should be there. */
const lastOver = (runs: readonly number[], now: number, graceMs: number): number | undefined =>
  runs.findLast((run) => now - run > graceMs);

/** Ids of vaults are compared in lower case. */
const policiesOf = ({ id }: Pick<Vault, "id">, policies: ReadonlyMap<string, OfVault>): OfVault =>
  policies.get(id.toLowerCase()) ?? {};

const refsOf = ({ backups: backup, copies: replication }: OfVault) =>
  [backup, replication].flatMap((policy) =>
    policy ? { by: policy.by, address: policy.address, owned: policy.owned } : [],
  );

interface Found {
  readonly verdict: Verdict | undefined;
  readonly reason: string;
}

const found = (verdict: Verdict | undefined, reason = ""): Found => ({ verdict, reason });
const unknown = (list: string): Found => found(undefined, `${list} could not be read`);

function verdictOf(
  subject: Subject,
  { backups: backup, copies: replication }: OfVault,
  points: Points | undefined,
  evidence: Evidence,
  blind: ReadonlySet<string>,
): Found {
  const { vault, paused } = subject;
  if (blind.has("vaults")) return unknown("vaults");
  if (!vault) return found("unprotected", inNoVault(subject));
  if (blind.has("policies")) return unknown("policies");
  if (!backup) return found("no-policy", `vault ${vault.name} has no backup policy`);
  if (!backup.enabled) return found("paused", `${backup.address} is disabled`);
  if (paused !== undefined) return found("paused", paused);
  if (blind.has("backups")) return unknown("backups");
  const made = backup.runs
    ? byRuns(backup, backup.runs, subject, points, evidence, blind)
    : byAge(since(subject, backup), backup, subject, points, evidence, blind);
  if (made.verdict !== "ok" || !replication?.enabled || !points) return made;
  return isCopied(subject, replication, points, evidence) ? made : copyMissing(replication, points);
}

/** From when on it could have been backed up: before that, no run was expected. */
const since = ({ createdAt, vault }: Subject, { appliedAt }: Pick<VaultPolicy, "appliedAt">): number =>
  Math.max(createdAt ?? 0, vault?.createdAt ?? 0, appliedAt ?? 0);

/** @param runs the last ones that should have been */
function byRuns(
  policy: VaultPolicy,
  runs: readonly number[],
  subject: Subject,
  points: Points | undefined,
  { now, graceMs, tasks }: Evidence,
  blind: ReadonlySet<string>,
): Found {
  const last = points?.last.at;
  // A rule that was applied after a run did not make it: the point before may be as old as the rule lets it become.
  const isOld = last !== undefined && now - last > (policy.promise.interval ?? 0) * SECOND + graceMs;
  const from = since(subject, isOld ? {} : policy);
  let end = Number.POSITIVE_INFINITY;
  let waiting = false;
  for (const run of runs.toReversed()) {
    if (run < from) break;
    const own = (tasks.get(subject.id) ?? []).filter(({ at }) => at >= run && at < end);
    end = run;
    if (last !== undefined && last >= run) break;
    const bad = own.find(isBad);
    const isOpen = own.some(isUnderWay);
    if (isOpen || (!bad && now - run <= graceMs)) {
      waiting = true;
      continue;
    }
    const why = whyNot(run, bad, own.some(isDone));
    if (last === undefined) return found("never", `it has no restore point; ${why}`);
    return found(bad ? "failing" : "late", why);
  }
  if (waiting && blind.has("operation-logs")) return unknown("operation-logs");
  if (last !== undefined) return found("ok");
  return found("new", waiting ? "its first run is not over" : NOT_DUE);
}

function whyNot(run: number, bad: Task | undefined, isMade: boolean): string {
  if (isMade && !bad) return `what the run of ${timeText(run)} made is gone`;
  return `the run of ${timeText(run)} ${bad ? badText(bad) : "made no restore point"}`;
}

/** Restoring disks one by one is not restoring a server. */
const inNoVault = ({ disksInVaults: disks = 0 }: Subject): string =>
  `it is in no vault${disks > 0 ? `; ${disks} of its disks ${disks === 1 ? "is" : "are"}` : ""}`;

const NOT_DUE = "no run was due since it was created or its policy applied";

/** Where the times of runs cannot be computed: by the longest time that there may be between two. */
function byAge(
  from: number,
  { promise }: VaultPolicy,
  { id }: Subject,
  points: Points | undefined,
  { now, graceMs, tasks }: Evidence,
  blind: ReadonlySet<string>,
): Found {
  const last = points?.last.at;
  const own = (tasks.get(id) ?? []).filter(({ at }) => at >= Math.max(last ?? 0, from));
  const isOpen = own.some(isUnderWay);
  const bad = isOpen ? undefined : own.find(isBad);
  if (bad) {
    const why = `the run of ${timeText(bad.at)} ${badText(bad)}`;
    return last === undefined ? found("never", `it has no restore point; ${why}`) : found("failing", why);
  }
  const { interval } = promise;
  if (interval === undefined || interval === null) return found(undefined, "its rules do not say how often it runs");
  const isLong = now - (last ?? from) > interval * SECOND + graceMs && !isOpen;
  if (isLong && last === undefined) return found("never", "it has no restore point");
  if (isLong) return found("late", `the last restore point is of ${timeText(last ?? 0)}`);
  if (blind.has("operation-logs")) return unknown("operation-logs");
  return last === undefined ? found("new", NOT_DUE) : found("ok");
}

const isUnderWay = ({ outcome }: Task): boolean => outcome === "open";
const isDone = ({ outcome }: Task): boolean => outcome === "done";
const isBad = (task: Task): boolean => !isUnderWay(task) && !isDone(task);

const BAD: Readonly<Record<string, string>> = { failed: "failed", skipped: "was skipped", timeout: "timed out" };
const badText = ({ outcome, reason }: Task): string => `${BAD[outcome]}${reason ? `: ${reason}` : ""}`;

/** Whether the last run of the replication policy copied what there was. */
function isCopied(
  subject: Subject,
  replication: VaultPolicy,
  { copies, toCopy, last }: Points,
  { now, graceMs }: Evidence,
): boolean {
  const { runs, promise } = replication;
  const { region = "", interval } = promise;
  const copy = copies.get(region);
  const from = since(subject, replication);
  if (runs) {
    const over = lastOver(runs, now, graceMs);
    if (over === undefined || over < from) return true;
    if (copy && copy.at >= over) return true;
    // It had nothing to do.
    return toCopy === undefined || (copy !== undefined && copy.of >= toCopy);
  }
  if (interval === undefined || interval === null) return true;
  return copy?.of === last.at || now - Math.max(copy?.at ?? 0, from) <= interval * SECOND + graceMs;
}

function copyMissing({ promise: { region = "" }, address }: VaultPolicy, { copies }: Points): Found {
  const copy = copies.get(region);
  const when = copy ? `the last copy in ${region} is of ${timeText(copy.at)}` : `there is no copy in ${region}`;
  return found("replica-late", `${when}; ${address} should have made one since`);
}

function shownRuns(
  subject: Subject,
  backup: VaultPolicy | undefined,
  points: Points | undefined,
  { now, graceMs, tasks }: Evidence,
): Ran[] {
  if (!backup?.runs) return [];
  const from = since(subject, backup);
  return backup.runs.map((run, index, runs) => {
    if (points?.made[index]) return "ran";
    const end = runs[index + 1] ?? Number.POSITIVE_INFINITY;
    const own = (tasks.get(subject.id) ?? []).filter(({ at }) => at >= run && at < end);
    if (run < from || own.some(isUnderWay)) return "not-due";
    return own.some(isBad) || now - run > graceMs ? "missed" : "not-due";
  });
}

/** `2026-11-25 18:00 UTC` */
const timeText = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
