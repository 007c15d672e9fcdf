/**
 * What goes wrong with runs: from `mishaps` in the data file, or `PUT /_simulator/projects/{project_id}/mishaps`:
 *
 *     {"mishaps": [{"what": "fail", "vault_id": "…", "until": "2026-12-08T00:00:00Z"}]}
 *
 *     miss      the run does not happen, and the log does not mention it
 *     skip      it is skipped: another backup is in progress. `code` and `message` give another reason, also for the
 *               next two
 *     fail      it fails, and leaves a broken backup
 *     timeout   it is given up
 *     late      it begins `minutes` later, and waits until then
 *     slow      it takes so many `minutes`; a run that is due meanwhile is skipped
 *     full      the vault is full, whatever it holds. A vault that is full without automatic expansion needs no mishap
 *     lock      the vault's status is `lock`, as with unpaid bills: no backups are made
 *     lag       replications take so many `minutes`
 *     nocopy    replications fail
 *
 * `vault_id`, `resource_id` and `policy_id` narrow it, and so do `from` and `until`, by the time at which the run is
 * due. To suspend a resource, use the API: PUT /v3/{project_id}/vaults/{vault_id}/set-resources. Codes and texts are
 * those of https://docs.otc.t-systems.com/cloud-backup-recovery/api-ref/appendix/error_codes.html. Pure.
 */
import type { Mishap, TaskError } from "./stored.ts";

export interface Moment {
  readonly at: number;
  readonly vault_id: string;
  readonly resource_id?: string;
  readonly policy_id?: string | undefined;
}

/** The one of that kind that strikes there and then. */
export const mishapAt = (mishaps: readonly Mishap[], what: Mishap["what"], moment: Moment): Mishap | undefined =>
  mishaps.find((mishap) => mishap.what === what && strikes(mishap, moment));

function strikes(mishap: Mishap, { at, vault_id, resource_id, policy_id }: Moment): boolean {
  const { from, until } = mishap;
  return (
    (mishap.vault_id === undefined || mishap.vault_id === vault_id) &&
    (mishap.resource_id === undefined || mishap.resource_id === resource_id) &&
    (mishap.policy_id === undefined || mishap.policy_id === policy_id) &&
    (from === undefined || at >= Date.parse(from)) &&
    (until === undefined || at < Date.parse(until))
  );
}

export const msOf = (mishap: Mishap | undefined): number => (mishap?.minutes ?? 0) * 60_000;

/** `usual`, or what the mishap says. */
export const errorOf = ({ code, message }: Mishap, usual: TaskError): TaskError => ({
  code: code ?? usual.code,
  message: message ?? usual.message,
});

const error = (code: string, message: string): TaskError => ({ code: `BackupService.${code}`, message });

export const ERRORS = {
  busy: error("6125", "A backup task is in progress."),
  full: error("6114", "The used capacity of the vault exceeds the maximum capacity."),
  lock: error("6113", "Backup is not allowed in the current vault status."),
  status: error("6215", "Backup is not allowed in the current resource status."),
  noResource: error("0001", "No resource is available for backup."),
  noDestination: error("6118", "Failed to check the destination vault."),
  destinationFull: error("6129", "The maximum capacity of the destination vault has been reached."),
  notReplicable: error("6122", "The resource type does not support replication."),
} as const;
