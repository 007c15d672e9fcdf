/**
 * What a run of a replication policy does: it copies the backups in a vault that have no copy in the destination yet,
 * also after failed attempts. The copy is a backup in the destination's project, kept by the policy's retention. The
 * backup here has a record of it.
 */
import { randomUUID } from "node:crypto";
import { ERRORS, errorOf, mishapAt, msOf } from "./mishaps.ts";
import { daysOf } from "./retention.ts";
import { cut, foresee, type Place } from "./runs.ts";
import type { Replication, StoredBackup, StoredPolicy, StoredTask, StoredVault, TaskError } from "./stored.ts";

const DAY_MS = 86_400_000;

interface Copying {
  readonly vault: StoredVault;
  readonly at: number;
  readonly policy: StoredPolicy;
  /** A vault of the project that the policy names. */
  readonly destinationVault: string;
}

/** @param there the destination's project, which may be the same one */
export function replicate(here: Place, there: Place, copying: Copying): void {
  const { vault, at, destinationVault } = copying;
  const isCopied = ({ replications = [] }: StoredBackup) =>
    replications.some(({ destination_vault_id, error }) => destination_vault_id === destinationVault && !error);
  for (const line of here.ledger.inVault(vault.id)) {
    const waiting = line.filter(
      (backup) =>
        backup.image_type === "backup" &&
        backup.protected_at !== undefined &&
        backup.done_at <= at &&
        !isCopied(backup),
    );
    for (const backup of waiting) replicateOne(here, there, copying, backup);
  }
}

function replicateOne(here: Place, there: Place, copying: Copying, backup: StoredBackup): void {
  const { project } = here;
  const { vault, at, policy, destinationVault } = copying;
  const moment = { at, vault_id: vault.id, resource_id: backup.resource_id, policy_id: policy.id };
  const nocopy = mishapAt(project.mishaps, "nocopy", moment);
  const error = nocopy ? errorOf(nocopy, ERRORS.noDestination) : refusalOf(there, copying);
  const done_at = at + msOf(mishapAt(project.mishaps, "lag", moment));
  const record: Replication = {
    id: randomUUID(),
    created_at: at,
    done_at,
    destination_region: String(policy.operation_definition.destination_region),
    destination_project_id: there.project.id,
    destination_vault_id: destinationVault,
    destination_backup_id: error ? "" : randomUUID(),
    ...(error && { error }),
  };
  backup.replications = [...(backup.replications ?? []), record];
  project.tasks.push(taskOf(copying, backup, record));
  if (error) return;

  const days = daysOf(policy.operation_definition);
  const { replications: _, expired_at: __, ...same } = backup;
  const copy: StoredBackup = {
    ...same,
    id: record.destination_backup_id,
    vault_id: destinationVault,
    image_type: "replication",
    automatic: true,
    created_at: at,
    done_at,
    ...(days !== undefined && { expired_at: at + days * DAY_MS }),
    source: { backup_id: backup.id, project_id: project.id, vault_id: vault.id },
  };
  there.ledger.add(copy);
  foresee(there, copy);
  there.agenda.put(done_at, "completion", (when) => cut(there, copy, policy.operation_definition, when));
}

function refusalOf({ project, ledger }: Place, { vault, destinationVault }: Copying): TaskError | undefined {
  // "Disk backups cannot be replicated" to another region.
  if (vault.billing.object_type === "disk") return ERRORS.notReplicable;
  const destination = project.vaults.get(destinationVault);
  const isFull =
    destination && !destination.auto_expand && ledger.usedMb(destinationVault) >= destination.billing.size * 1024;
  return isFull ? ERRORS.destinationFull : undefined;
}

const taskOf = ({ vault, at, policy }: Copying, backup: StoredBackup, record: Replication): StoredTask => ({
  id: randomUUID(),
  operation_type: "replication",
  outcome: record.error ? "failed" : "success",
  created_at: at,
  started_at: at,
  ended_at: record.done_at,
  policy_id: policy.id,
  vault_id: vault.id,
  vault_name: vault.name,
  resource: { id: backup.resource_id, type: backup.resource_type, name: backup.resource_name },
  checkpoint_id: backup.checkpoint_id,
  backup: { id: backup.id, name: backup.name, incremental: backup.incremental },
  ...(record.error && { error: record.error }),
});
