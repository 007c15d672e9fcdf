/** The backups of a project by vault and resource, and what each vault holds; kept up to date, so no run searches. */
import type { Project, StoredBackup } from "./stored.ts";

export interface Ledger {
  /** Oldest first, whatever became of them. */
  of(vaultId: string, resourceId: string): readonly StoredBackup[];
  inVault(vaultId: string): Iterable<readonly StoredBackup[]>;
  usedMb(vaultId: string): number;
  add(backup: StoredBackup): void;
  remove(backup: StoredBackup): void;
}

export function ledgerOf(project: Project): Ledger {
  const vaults = new Map<string, Map<string, StoredBackup[]>>();
  const used = new Map<string, number>();

  function enter(backup: StoredBackup): void {
    const { vault_id, resource_id } = backup;
    if (!vaults.has(vault_id)) vaults.set(vault_id, new Map());
    const resources = vaults.get(vault_id)!;
    if (!resources.has(resource_id)) resources.set(resource_id, []);
    const line = resources.get(resource_id)!;
    // Almost always the newest, so the search is short.
    let index = line.length;
    while (index > 0 && line[index - 1]!.created_at > backup.created_at) index -= 1;
    line.splice(index, 0, backup);
    used.set(vault_id, (used.get(vault_id) ?? 0) + backup.size_mb);
  }

  for (const backup of project.backups.values()) enter(backup);
  return {
    of: (vaultId, resourceId) => vaults.get(vaultId)?.get(resourceId) ?? [],
    inVault: (vaultId) => vaults.get(vaultId)?.values() ?? [],
    usedMb: (vaultId) => used.get(vaultId) ?? 0,
    add(backup) {
      project.backups.set(backup.id, backup);
      enter(backup);
    },
    remove(backup) {
      project.backups.delete(backup.id);
      const { vault_id, resource_id, size_mb } = backup;
      const line = vaults.get(vault_id)?.get(resource_id) ?? [];
      const index = line.indexOf(backup);
      if (index === -1) return;
      line.splice(index, 1);
      used.set(vault_id, (used.get(vault_id) ?? 0) - size_mb);
    },
  };
}
