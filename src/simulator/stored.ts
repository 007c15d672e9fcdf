/**
 * What the simulated cloud keeps: its nouns, and the members that are more than what the API shows. Types alone.
 */

export type OperationType = "backup" | "replication";

/** As the API shows it, but with write-only members in `operation_definition`, and `associated_vaults` never null. */
export interface StoredPolicy {
  readonly id: string;
  readonly operation_type: OperationType;
  /** Anything but `custom_policy` belongs to an organisation. Absent in what was recorded before there were such. */
  readonly policy_type?: string;
  name: string;
  enabled: boolean;
  operation_definition: Readonly<Record<string, unknown>>;
  trigger: {
    readonly id: string;
    readonly name: "default";
    readonly type: "time";
    readonly properties: { readonly pattern: readonly string[]; readonly start_time: string };
  };
  associated_vaults: readonly Association[];
}

interface Association {
  readonly vault_id: string;
  /** Null for a backup policy. */
  readonly destination_vault_id: string | null;
}

/** As it was asked for; what the API adds is added when it is shown. */
export interface StoredVault {
  readonly id: string;
  readonly name: string;
  /** In UTC, and does not say so. */
  readonly created_at: string;
  readonly billing: {
    readonly protect_type: OperationType;
    readonly object_type: string;
    readonly size: number;
    readonly consistent_level?: string;
    readonly cloud_type?: string;
    readonly is_multi_az?: boolean;
  };
  readonly resources?: readonly Member[];
  readonly enterprise_project_id?: string;
  readonly description?: string;
  readonly tags?: readonly object[];
  readonly auto_expand?: boolean;
  readonly locked?: boolean;
  readonly backup_name_prefix?: string;
}

/** A resource that a vault protects. */
export interface Member {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  /** False: suspended, no policy makes backups of it. */
  readonly auto_protect?: boolean;
  /** `exclude_volumes`: ids of disks that backups of the server leave out. */
  readonly extra_info?: Readonly<Record<string, unknown>>;
}

/** A server, disk or file system; in a vault or in none. */
export interface StoredResource {
  readonly id: string;
  readonly name: string;
  /** `OS::Nova::Server`, `OS::Cinder::Volume` or `OS::Sfs::Turbo`. */
  readonly type: string;
  /** RFC 3339, UTC. */
  readonly created_at: string;
  /** Of a server as its service says it: `ACTIVE`. */
  readonly status?: string;
  /** GB. Of a server with disks, what they hold counts. */
  readonly size?: number;
  /** The server that a disk is attached to. */
  readonly server_id?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly enterprise_project_id?: string;
}

/** Times are milliseconds since 1970, in the file RFC 3339. A future one shows how the backup will go on. */
export interface StoredBackup {
  readonly id: string;
  readonly checkpoint_id: string;
  readonly name: string;
  readonly vault_id: string;
  readonly resource_id: string;
  readonly resource_name: string;
  readonly resource_type: string;
  /** GB. */
  readonly resource_size: number;
  readonly image_type: OperationType;
  /** Made by a policy. Retention leaves the others alone. */
  readonly automatic: boolean;
  readonly incremental: boolean;
  readonly size_mb: number;
  readonly created_at: number;
  /** When it is complete: before, it is being made, after, it is there, or broken. */
  readonly done_at: number;
  /** The state of the resource at this moment can be restored. Absent: of a backup that failed. */
  readonly protected_at?: number;
  /** Absent: never. */
  readonly expired_at?: number;
  /** Copies of it elsewhere, and attempts to make them. */
  replications?: readonly Replication[];
  /** What it is a copy of. */
  readonly source?: { readonly backup_id: string; readonly project_id: string; readonly vault_id: string };
}

export interface Replication {
  readonly id: string;
  readonly created_at: number;
  readonly done_at: number;
  readonly destination_region: string;
  readonly destination_project_id: string;
  readonly destination_vault_id: string;
  readonly destination_backup_id: string;
  readonly error?: TaskError;
}

export interface TaskError {
  /** `BackupService.6114` */
  readonly code: string;
  readonly message: string;
}

/** An entry of the operation log: what was done, or was to be done, with one resource. Times as in backups. */
export interface StoredTask {
  readonly id: string;
  readonly operation_type: "backup" | "replication" | "delete";
  /** Once it has ended. */
  readonly outcome: "success" | "skipped" | "failed" | "timeout";
  /** When it was due. */
  readonly created_at: number;
  readonly started_at: number;
  readonly ended_at: number;
  readonly policy_id?: string;
  readonly vault_id: string;
  readonly vault_name: string;
  readonly resource: { readonly id: string; readonly type: string; readonly name: string };
  readonly checkpoint_id?: string;
  readonly backup?: { readonly id: string; readonly name: string; readonly incremental: boolean };
  readonly error?: TaskError;
}

/** Something that happens to runs (mishaps.ts). */
export interface Mishap {
  readonly what: "miss" | "skip" | "fail" | "timeout" | "late" | "slow" | "full" | "lock" | "lag" | "nocopy";
  /** Only in this vault, of this resource, by this policy. Absent: any. */
  readonly vault_id?: string;
  readonly resource_id?: string;
  readonly policy_id?: string;
  /** RFC 3339. Runs that are due in [from, until); absent: without that bound. */
  readonly from?: string;
  readonly until?: string;
  /** Of `late`, `slow` and `lag`. */
  readonly minutes?: number;
  /** Of `skip`, `fail`, `timeout` and `nocopy`, in place of the usual ones. */
  readonly code?: string;
  readonly message?: string;
}

export interface DownloadPolicy {
  readonly id: string;
  readonly action: "open" | "close";
}

export interface Project {
  readonly id: string;
  /** By id, in the order of their creation. */
  readonly policies: Map<string, StoredPolicy>;
  readonly vaults: Map<string, StoredVault>;
  /** Replaced as a whole when one changes. */
  resources: ReadonlyMap<string, StoredResource>;
  readonly backups: Map<string, StoredBackup>;
  /** Oldest first. */
  tasks: StoredTask[];
  mishaps: readonly Mishap[];
  /** Undefined until it was first set. */
  downloadPolicy: DownloadPolicy | undefined;
  /** Policies that lists do not show yet. Not saved. */
  readonly hidden: Map<string, Hidden>;
  /** Policies whose vaults reads show as they were. Not saved. */
  readonly stale: Map<string, Stale>;
}

interface Stale {
  readonly vaults: StoredPolicy["associated_vaults"];
  /** Milliseconds since 1970. */
  readonly until: number;
  /** How many reads there were since. */
  reads: number;
}

/** For so many lists, or until then (milliseconds since 1970). */
export type Hidden = { lists: number } | { readonly until: number };
