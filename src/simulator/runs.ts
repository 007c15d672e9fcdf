/**
 * What a run does: backups of a vault's resources, an entry in the log for each, and the retention that follows. The
 * outcome is decided when the run is due, and stored with times that may be in the future. Until then, answers show it
 * as waiting or in progress.
 */
import { randomUUID } from "node:crypto";
import type { Agenda } from "./agenda.ts";
import type { Ledger } from "./ledger.ts";
import { ERRORS, errorOf, type Moment, mishapAt, msOf } from "./mishaps.ts";
import { RESOURCE_GB, sizeOf } from "./resources.ts";
import { cutsByCount, daysOf, incrementsOf, surplus } from "./retention.ts";
import type {
  Member,
  Mishap,
  OperationType,
  Project,
  StoredBackup,
  StoredPolicy,
  StoredTask,
  StoredVault,
  TaskError,
} from "./stored.ts";

const DAY_MS = 86_400_000;

/** "A maximum of 10 backups are retained for failed periodic backup tasks", for a month (vendor's Terraform docs). */
const FAILED_KEPT = 10;
const FAILED_KEPT_MS = 30 * DAY_MS;

/** What is taken of a full backup's size for an incremental one, in per cent. */
const INCREMENT = 1;

/** A project while time passes in it. */
export interface Place {
  readonly project: Project;
  readonly ledger: Ledger;
  readonly agenda: Agenda;
}

export interface Run {
  readonly vault: StoredVault;
  /** When it is due. */
  readonly at: number;
  /** Undefined for one that a person asked for, in their words. */
  readonly policy: StoredPolicy | undefined;
  readonly asked?: { readonly name?: string; readonly incremental?: boolean };
}

/** All in one checkpoint. @returns its id */
export function backUp(place: Place, run: Run, resources: readonly Member[]): string {
  const checkpoint = randomUUID();
  for (const resource of resources) {
    // A person may back up a suspended one.
    if (resource.auto_protect === false && run.policy) continue;
    const { vault, at, policy } = run;
    const moment: Moment = { at, vault_id: vault.id, resource_id: resource.id, policy_id: policy?.id };
    if (!happens(place, "miss", moment)) backUpOne(place, run, resource, checkpoint, moment);
  }
  return checkpoint;
}

const happens = ({ project }: Place, what: Mishap["what"], moment: Moment): Mishap | undefined =>
  mishapAt(project.mishaps, what, moment);

function backUpOne(place: Place, run: Run, member: Member, checkpoint: string, moment: Moment): void {
  const { project, ledger, agenda } = place;
  const { vault, at, policy } = run;
  const stored = project.resources.get(member.id);
  const resource = { id: member.id, type: member.type, name: stored?.name ?? member.name ?? member.id };
  const task = {
    id: randomUUID(),
    operation_type: "backup" as const,
    created_at: at,
    ...(policy && { policy_id: policy.id }),
    vault_id: vault.id,
    vault_name: vault.name,
    resource,
  };
  const line = ledger.of(vault.id, member.id);
  const hindrance = hindranceOf(place, run, line, moment);
  if (hindrance) {
    project.tasks.push({ ...task, outcome: "skipped", started_at: at, ended_at: at, error: hindrance });
    return;
  }

  const started_at = at + msOf(happens(place, "late", moment));
  const ended_at = started_at + msOf(happens(place, "slow", moment));
  const [outcome, error] = outcomeOf(place, moment);
  const incremental = isIncremental(line, run);
  const size = stored ? sizeOf(stored, project) : RESOURCE_GB;
  const days = policy && daysOf(policy.operation_definition);
  const good = outcome === "success";
  const backup: StoredBackup = {
    id: randomUUID(),
    checkpoint_id: checkpoint,
    name:
      run.asked?.name ?? `${vault.backup_name_prefix ?? (policy ? "autobk" : "manualbk")}_${checkpoint.slice(0, 4)}`,
    vault_id: vault.id,
    resource_id: resource.id,
    resource_name: resource.name,
    resource_type: resource.type,
    resource_size: size,
    image_type: "backup",
    automatic: policy !== undefined,
    incremental,
    size_mb: good ? Math.ceil((size * 1024 * (incremental ? INCREMENT : 100)) / 100) : 0,
    created_at: started_at,
    done_at: ended_at,
    ...(good && { protected_at: ended_at }),
    ...(good && days !== undefined && { expired_at: started_at + days * DAY_MS }),
    ...(!good && { expired_at: started_at + FAILED_KEPT_MS }),
  };
  project.tasks.push({
    ...task,
    outcome,
    started_at,
    ended_at,
    checkpoint_id: checkpoint,
    backup: { id: backup.id, name: backup.name, incremental },
    ...(error && { error }),
  });
  ledger.add(backup);
  foresee(place, backup);
  const rule = policy ?? policyOf(project, vault.id, "backup");
  if (rule) agenda.put(ended_at, "completion", (when) => cut(place, backup, rule.operation_definition, when));
}

/** A policy's backup is not made, and the log says why. */
function hindranceOf(
  place: Place,
  { vault, at }: Run,
  line: readonly StoredBackup[],
  moment: Moment,
): TaskError | undefined {
  if (happens(place, "lock", moment)) return ERRORS.lock;
  const skip = happens(place, "skip", moment);
  if (skip) return errorOf(skip, ERRORS.busy);
  if ((line.at(-1)?.done_at ?? 0) > at) return ERRORS.busy;
  const isFull = vault.auto_expand !== true && place.ledger.usedMb(vault.id) >= vault.billing.size * 1024;
  return isFull || happens(place, "full", moment) ? ERRORS.full : undefined;
}

function outcomeOf(place: Place, moment: Moment): [StoredTask["outcome"], TaskError?] {
  const fail = happens(place, "fail", moment);
  if (fail) return ["failed", errorOf(fail, ERRORS.status)];
  const timeout = happens(place, "timeout", moment);
  return timeout ? ["timeout", errorOf(timeout, ERRORS.busy)] : ["success"];
}

/** The first is full, and then each that follows as many incremental ones as the policy allows. */
function isIncremental(line: readonly StoredBackup[], { policy, asked }: Run): boolean {
  const most = policy && incrementsOf(policy.operation_definition);
  let increments = 0;
  for (let index = line.length - 1; index >= 0 && asked?.incremental !== false; index--) {
    const backup = line[index]!;
    if (backup.protected_at === undefined) continue;
    if (most === undefined || (!backup.incremental && increments < most)) return true;
    if (!backup.incremental || ++increments >= most) return false;
  }
  // The full one was cut since.
  return increments > 0;
}

/** The enabled one of that type that is applied to the vault. */
export const policyOf = ({ policies }: Project, vaultId: string, type: OperationType): StoredPolicy | undefined =>
  [...policies.values()].find(
    ({ enabled, operation_type, associated_vaults }) =>
      enabled && operation_type === type && associated_vaults.some(({ vault_id }) => vault_id === vaultId),
  );

/** It expires when its time has come. */
export function foresee(place: Place, backup: StoredBackup): void {
  if (backup.expired_at !== undefined) place.agenda.put(backup.expired_at, "expiry", (at) => remove(place, backup, at));
}

/** What the rule no longer keeps of the resource, now that this one is complete. Manual backups are never cut. */
export function cut(place: Place, made: StoredBackup, rule: StoredPolicy["operation_definition"], at: number): void {
  const line = place.ledger.of(made.vault_id, made.resource_id);
  if (made.protected_at === undefined) {
    const failed = line.filter(({ protected_at }) => protected_at === undefined);
    for (const backup of failed.slice(0, -FAILED_KEPT)) remove(place, backup, at);
  } else if (cutsByCount(rule)) {
    const good = line.filter(
      ({ automatic, protected_at, done_at }) => automatic && protected_at !== undefined && done_at <= at,
    );
    const locked = place.project.vaults.get(made.vault_id)?.locked === true;
    for (const backup of surplus(good, rule)) {
      // A locked vault keeps what has an expiry until then, whatever the rule is by now.
      if (!(locked && backup.expired_at !== undefined)) remove(place, backup, at);
    }
  }
}

function remove({ project, ledger }: Place, backup: StoredBackup, at: number): void {
  if (!project.backups.has(backup.id)) return;
  ledger.remove(backup);
  const { id, name, incremental, vault_id, checkpoint_id } = backup;
  project.tasks.push({
    id: randomUUID(),
    operation_type: "delete",
    outcome: "success",
    created_at: at,
    started_at: at,
    ended_at: at,
    vault_id,
    vault_name: project.vaults.get(vault_id)?.name ?? "",
    resource: { id: backup.resource_id, type: backup.resource_type, name: backup.resource_name },
    checkpoint_id,
    backup: { id, name, incremental },
  });
}
