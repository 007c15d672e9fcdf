// Generated from the contracts in src/kinds by `npm run generate`. Do not edit.

/**
 * A new policy.
 */
export interface PolicyCreate {
  /**
   * Whether the schedule runs. `false` keeps the policy and its vaults and starts nothing.
   */
  enabled?: boolean;
  /**
   * Name of the policy in the cloud. 1 to 64 letters, digits, Chinese characters, `_` and `-`. Not unique there: two policies may have the same.
   */
  name: string;
  operation_definition: OperationDefinition;
  /**
   * What the policy does: `backup` makes backups on a schedule, `replication` copies them to another region. Cannot be changed later.
   */
  operation_type: "backup" | "replication";
  trigger: Trigger;
}

/**
 * The members of a policy that are to change, each complete. The others keep their values.
 */
export interface PolicyUpdate {
  /**
   * Whether the schedule runs. `false` keeps the policy and its vaults and starts nothing.
   */
  enabled?: boolean;
  /**
   * Name of the policy in the cloud. 1 to 64 letters, digits, Chinese characters, `_` and `-`. Not unique there: two policies may have the same.
   */
  name?: string;
  operation_definition?: OperationDefinition;
  trigger?: Trigger;
}

/**
 * How long backups are kept and, for replication, where the copies go. Replaced as a whole by every update: what is left out is not set.
 */
export interface OperationDefinition {
  /**
   * Days that a backup is kept, then it is deleted. 1 to 99999, or -1: age deletes nothing. Excludes `max_backups`, `day_backups`, `week_backups`, `month_backups` and `year_backups`, unless those are not set (-1 or 0). When neither this nor `max_backups` is set, backups are kept forever. Default: -1.
   */
  retention_duration_days?: number;
  /**
   * Most automatic backups that are kept of one resource; when there are more, the oldest is deleted. 1 to 99999, or -1: their number deletes nothing. A smaller number than before deletes backups when the next one is made. Excludes `retention_duration_days`, unless that is -1. Default: -1.
   */
  max_backups?: number;
  /**
   * For how many days the latest backup of the day is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a day ends. Excludes `retention_duration_days`. Default: 0.
   */
  day_backups?: number;
  /**
   * For how many weeks the latest backup of the week is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a week ends. Excludes `retention_duration_days`. Default: 0.
   */
  week_backups?: number;
  /**
   * For how many months the latest backup of the month is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a month ends. Excludes `retention_duration_days`. Default: 0.
   */
  month_backups?: number;
  /**
   * For how many years the latest backup of the year is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a year ends. Excludes `retention_duration_days`. Default: 0.
   */
  year_backups?: number;
  /**
   * Offset from UTC, like `UTC+08:00`. Tells where a day, week, month and year end for `day_backups`, `week_backups`, `month_backups` and `year_backups`, and is required when one of them is set. Does not move the schedule: the hours of a rule are UTC. No default.
   */
  timezone?: string;
  /**
   * After how many incremental backups a full one is made. 0 to 100, 0: every backup is full; -1: none is full after the first. Not on Open Telekom Cloud. Default: -1.
   */
  full_backup_interval?: number;
  /**
   * ID of the region that the copies go to; another one than that of the policy. At most 255 letters, digits, `.`, `_` and `-`. Required for replication. Cannot be changed while the policy is applied to a vault. No default.
   */
  destination_region?: string;
  /**
   * ID of the project in the destination region that the copies go to. Required for replication. No default.
   */
  destination_project_id?: string;
  /**
   * Whether replication to the other region is accelerated, which is charged extra. The API never tells what it is set to. Only for replication, not on Open Telekom Cloud. Default: false.
   */
  enable_acceleration?: boolean;
  /**
   * The vault of another account that takes the copies, as that account names it. Only for replication, not on Open Telekom Cloud. No default.
   */
  cross_account_urn?: string;
}

/**
 * When the policy runs, as rules in UTC.
 */
export interface Trigger {
  /**
   * The rules of the schedule.
   */
  properties: {
    /**
     * Rules of iCalendar (RFC 2445), 1 to 24 of them, whose times are UTC. A rule has FREQ (WEEKLY or DAILY), BYDAY (MO, TU, WE, TH, FR, SA, SU), BYHOUR (0 to 23), BYMINUTE (0 to 59) and, with DAILY, INTERVAL (1 to 30). 14:00 in UTC+08:00 every day is `FREQ=DAILY;INTERVAL=1;BYHOUR=6;BYMINUTE=00`. Runs are at least one hour apart. No default.
     *
     * @minItems 1
     * @maxItems 24
     *
     * Items: One rule in UTC, like `FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=18;BYMINUTE=00`.
     */
    pattern: string[];
  };
}

/**
 * The policy to apply to a vault, or several at once.
 */
export interface VaultAssociate {
  /**
   * ID of the policy.
   */
  policy_id?: string;
  /**
   * IDs of policies, in the place of `policy_id`. Not on Open Telekom Cloud.
   *
   * @minItems 1
   *
   * Items: ID of a policy.
   */
  add_policy_ids?: string[];
  /**
   * ID of the vault in the destination region. Required for a replication policy.
   */
  destination_vault_id?: string;
}

/**
 * The policy to take away from a vault.
 */
export interface VaultDissociate {
  /**
   * ID of the policy.
   */
  policy_id: string;
}

/**
 * A new vault.
 */
export interface VaultCreate {
  /**
   * Name of the vault.
   */
  name: string;
  /**
   * What it holds, and how much of it.
   */
  billing: {
    /**
     * Whether backups are made into it, or copied.
     */
    protect_type: "backup" | "replication";
    /**
     * What is backed up.
     */
    object_type?: "server" | "disk" | "turbo" | "workspace" | "vmware" | "rds" | "file";
    /**
     * Whether applications are stopped for a backup.
     */
    consistent_level?: "crash_consistent" | "app_consistent";
    /**
     * Capacity in GB.
     */
    size?: number;
    /**
     * Prepaid vaults are left out here.
     */
    charging_mode?: "post_paid";
    /**
     * `public`.
     */
    cloud_type?: string;
    /**
     * Whether it is kept in several zones.
     */
    is_multi_az?: boolean;
    /**
     * Without effect.
     */
    console_url?: string;
    /**
     * Without effect.
     */
    extra_info?: {
      [k: string]: unknown;
    };
    /**
     * Without effect.
     */
    period_type?: string;
    /**
     * Without effect.
     */
    period_num?: number;
    /**
     * Without effect.
     */
    is_auto_renew?: boolean;
    /**
     * Without effect.
     */
    is_auto_pay?: boolean;
  };
  /**
   * What is protected.
   *
   * @maxItems 255
   *
   * Items: A server, disk or file system.
   */
  resources?: {
    /**
     * ID of it.
     */
    id: string;
    /**
     * `OS::Nova::Server` and the like.
     */
    type: string;
    /**
     * Name of it.
     */
    name?: string;
    /**
     * Disks that are left out.
     */
    extra_info?: {
      [k: string]: unknown;
    };
  }[];
  /**
   * A backup policy that is applied to it.
   */
  backup_policy_id?: string;
  /**
   * For people.
   */
  description?: string;
  /**
   * What it is found by.
   *
   * @maxItems 10
   *
   * Items: A key and a value.
   */
  tags?: {
    [k: string]: unknown;
  }[];
  /**
   * `0`: the default one.
   */
  enterprise_project_id?: string;
  /**
   * Whether resources are added by their tags.
   */
  auto_bind?: boolean;
  /**
   * Those tags.
   */
  bind_rules?: {
    [k: string]: unknown;
  };
  /**
   * Whether it grows when it is full.
   */
  auto_expand?: boolean;
  /**
   * Whether people are told when it fills.
   */
  smn_notify?: boolean;
  /**
   * How full it is then, in per cent.
   */
  threshold?: number;
  /**
   * Whether backups made by policies stay until they expire.
   */
  locked?: boolean;
  /**
   * What names of backups begin with.
   */
  backup_name_prefix?: string;
  /**
   * Whether more than its size can be used.
   */
  demand_billing?: boolean;
  /**
   * Where it is kept.
   */
  availability_zone?: string;
  /**
   * Which service locked it.
   */
  sys_lock_source_service?: string;
}

/**
 * A policy as the API returns it, with keys that were not in any request.
 */
export interface PolicyResponse {
  /**
   * ID of the policy.
   */
  id: string;
  /**
   * Name of the policy in the cloud. 1 to 64 letters, digits, Chinese characters, `_` and `-`. Not unique there: two policies may have the same.
   */
  name: string;
  /**
   * Whether the schedule runs. `false` keeps the policy and its vaults and starts nothing.
   */
  enabled: boolean;
  /**
   * What the policy does: `backup` makes backups on a schedule, `replication` copies them to another region. Cannot be changed later.
   */
  operation_type: "backup" | "replication";
  /**
   * How long backups are kept, and where copies go. What is not set may be absent, 0 or -1. `enable_acceleration` is never returned.
   */
  operation_definition: {
    /**
     * Days that a backup is kept, then it is deleted. 1 to 99999, or -1: age deletes nothing. Excludes `max_backups`, `day_backups`, `week_backups`, `month_backups` and `year_backups`, unless those are not set (-1 or 0). When neither this nor `max_backups` is set, backups are kept forever. Default: -1.
     */
    retention_duration_days?: number;
    /**
     * Most automatic backups that are kept of one resource; when there are more, the oldest is deleted. 1 to 99999, or -1: their number deletes nothing. A smaller number than before deletes backups when the next one is made. Excludes `retention_duration_days`, unless that is -1. Default: -1.
     */
    max_backups?: number;
    /**
     * For how many days the latest backup of the day is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a day ends. Excludes `retention_duration_days`. Default: 0.
     */
    day_backups?: number;
    /**
     * For how many weeks the latest backup of the week is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a week ends. Excludes `retention_duration_days`. Default: 0.
     */
    week_backups?: number;
    /**
     * For how many months the latest backup of the month is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a month ends. Excludes `retention_duration_days`. Default: 0.
     */
    month_backups?: number;
    /**
     * For how many years the latest backup of the year is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a year ends. Excludes `retention_duration_days`. Default: 0.
     */
    year_backups?: number;
    /**
     * Offset from UTC, like `UTC+08:00`. Tells where a day, week, month and year end for `day_backups`, `week_backups`, `month_backups` and `year_backups`, and is required when one of them is set. Does not move the schedule: the hours of a rule are UTC. No default.
     */
    timezone?: string;
    /**
     * After how many incremental backups a full one is made. 0 to 100, 0: every backup is full; -1: none is full after the first. Not on Open Telekom Cloud. Default: -1.
     */
    full_backup_interval?: number;
    /**
     * ID of the region that the copies go to; another one than that of the policy. At most 255 letters, digits, `.`, `_` and `-`. Required for replication. Cannot be changed while the policy is applied to a vault. No default.
     */
    destination_region?: string;
    /**
     * ID of the project in the destination region that the copies go to. Required for replication. No default.
     */
    destination_project_id?: string;
    /**
     * The vault of another account that takes the copies, as that account names it. Only for replication, not on Open Telekom Cloud. No default.
     */
    cross_account_urn?: string;
    /**
     * Who made the policy: `customer`.
     */
    created_by?: string;
    [k: string]: unknown;
  };
  /**
   * When the policy runs.
   */
  trigger: {
    /**
     * ID of the scheduler.
     */
    id?: string;
    /**
     * Name of the scheduler: `default`.
     */
    name?: string;
    /**
     * Kind of scheduler: `time`.
     */
    type?: string;
    /**
     * The rules of the schedule.
     */
    properties: {
      /**
       * Rules of iCalendar (RFC 2445), 1 to 24 of them, whose times are UTC. A rule has FREQ (WEEKLY or DAILY), BYDAY (MO, TU, WE, TH, FR, SA, SU), BYHOUR (0 to 23), BYMINUTE (0 to 59) and, with DAILY, INTERVAL (1 to 30). 14:00 in UTC+08:00 every day is `FREQ=DAILY;INTERVAL=1;BYHOUR=6;BYMINUTE=00`. Runs are at least one hour apart. No default.
       *
       * @minItems 1
       * @maxItems 24
       *
       * Items: One rule in UTC, like `FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=18;BYMINUTE=00`.
       */
      pattern: string[];
      /**
       * When the schedule began, `2020-01-08 09:59:49` or `2019-05-08T06:57:05.000+00:00`. Rules with an interval count from here.
       */
      start_time?: string;
      [k: string]: unknown;
    };
    [k: string]: unknown;
  };
  /**
   * The vaults that the policy is applied to. None is `[]`, null or absent.
   */
  associated_vaults?:
    | {
        /**
         * ID of the vault.
         */
        vault_id: string;
        /**
         * ID of the vault in the destination region; null for a backup policy.
         */
        destination_vault_id?: string | null;
        [k: string]: unknown;
      }[]
    | null;
  /**
   * Who owns the policy: `custom_policy` the user; `organization_policy_v1`, `organization_policy_v2` and `organization_policy_removed` an organization.
   */
  policy_type?: string;
  [k: string]: unknown;
}

/**
 * A vault as the API returns it.
 */
export interface VaultResponse {
  /**
   * ID of the vault.
   */
  id: string;
  /**
   * Name of the vault.
   */
  name: string;
  /**
   * When it was made, like `2025-03-25T06:12:48.673924`: UTC without a zone.
   */
  created_at?: string;
  /**
   * Whether backups made by policies stay until they expire.
   */
  locked?: boolean;
  /**
   * What it holds, and how much of it.
   */
  billing?: {
    /**
     * `backup`, `replication` or `hybrid`: whether backups are made into it, or copied.
     */
    protect_type?: string;
    /**
     * What is backed up: `server`, `disk`, `turbo` and others.
     */
    object_type?: string;
    /**
     * Capacity in GB.
     */
    size?: number;
    /**
     * How much of it is used, in MB.
     */
    used?: number;
    [k: string]: unknown;
  };
  /**
   * What is protected.
   *
   * Items: A server, disk or file system.
   */
  resources?: {
    /**
     * ID of it.
     */
    id: string;
    /**
     * Name of it.
     */
    name?: string | null;
    /**
     * `OS::Nova::Server`, `OS::Cinder::Volume`, `OS::Sfs::Turbo` and others.
     */
    type: string;
    /**
     * `available`, `error`, `protecting`, `restoring` or `removing`.
     */
    protect_status?: string;
    /**
     * False: automatic backups of it are suspended. Recorded, in no reference.
     */
    auto_protect?: boolean;
    /**
     * Disks that are left out.
     */
    extra_info?: {
      /**
       * Disks of the server that are not backed up.
       */
      exclude_volumes?: string[] | null;
      [k: string]: unknown;
    } | null;
    [k: string]: unknown;
  }[];
  [k: string]: unknown;
}

/**
 * A server, disk or file system, in a vault or not.
 */
export interface ProtectableResponse {
  /**
   * ID of it.
   */
  id: string;
  /**
   * Name of it.
   */
  name?: string | null;
  /**
   * `OS::Nova::Server`, `OS::Cinder::Volume`, `OS::Sfs::Turbo` and others.
   */
  type: string;
  /**
   * What its own service says of it.
   */
  detail?: {
    /**
     * When a server was made.
     */
    created?: string;
    /**
     * When a disk or a file system was made.
     */
    created_at?: string;
    /**
     * The servers that use it.
     */
    attachments?:
      | {
          /**
           * ID of the server.
           */
          server_id?: string;
          [k: string]: unknown;
        }[]
      | null;
    [k: string]: unknown;
  } | null;
  /**
   * Whether it can be added to a vault.
   */
  protectable?: {
    /**
     * Whether it can.
     */
    result?: boolean;
    /**
     * The vault that it is in.
     */
    vault?: {
      /**
       * ID of the vault.
       */
      id?: string;
      /**
       * Name of the vault.
       */
      name?: string;
      [k: string]: unknown;
    } | null;
    [k: string]: unknown;
  } | null;
  [k: string]: unknown;
}

/**
 * One backup of one resource. It does not say which policy made it.
 */
export interface BackupResponse {
  /**
   * ID of the backup.
   */
  id: string;
  /**
   * ID of what it is a backup of.
   */
  resource_id: string;
  /**
   * `available` when it can be restored; else `protecting`, `deleting`, `error` and others.
   */
  status: string;
  /**
   * `backup`, or `replication` for a copy from another region.
   */
  image_type: string;
  /**
   * When it was begun: UTC, without a zone.
   */
  created_at: string;
  /**
   * The time that its data is of: UTC, without a zone.
   */
  protected_at?: string | null;
  /**
   * When it is deleted: UTC, without a zone; null: never.
   */
  expired_at?: string | null;
  /**
   * ID of the vault that it is in.
   */
  vault_id?: string;
  /**
   * Its copies in other regions.
   */
  replication_records?:
    | {
        /**
         * `replicating`, `success`, `fail`, `skip` or `waiting_replicate`.
         */
        status?: string;
        /**
         * ID of the region.
         */
        destination_region?: string;
        /**
         * When the copy was begun: UTC, without a zone.
         */
        created_at?: string;
        [k: string]: unknown;
      }[]
    | null;
  [k: string]: unknown;
}

/**
 * A task.
 */
export interface OperationLogResponse {
  /**
   * ID of the task.
   */
  id: string;
  /**
   * What it does: `backup`, `replication`, `delete` and others.
   */
  operation_type?: string;
  /**
   * `success`, `skipped`, `failed`, `running`, `timeout` or `waiting`.
   */
  status: string;
  /**
   * When it was begun: UTC, without a zone.
   */
  started_at?: string | null;
  /**
   * When it was planned: UTC, without a zone.
   */
  created_at?: string;
  /**
   * ID of the policy that began it.
   */
  policy_id?: string | null;
  /**
   * ID of the vault.
   */
  vault_id?: string | null;
  /**
   * Why it did not succeed.
   */
  error_info?: {
    /**
     * For programs, like `BackupService.6301`.
     */
    code?: string;
    /**
     * For people.
     */
    message?: string;
    [k: string]: unknown;
  } | null;
  /**
   * What it is about.
   */
  extra_info?: {
    /**
     * What it makes a backup of.
     */
    resource?: {
      /**
       * ID of it.
       */
      id?: string;
      [k: string]: unknown;
    } | null;
    [k: string]: unknown;
  } | null;
  [k: string]: unknown;
}

/**
 * That a policy is, or was, applied to a vault.
 */
export interface VaultPolicyResponse {
  /**
   * ID of the vault.
   */
  vault_id: string;
  /**
   * ID of the policy.
   */
  policy_id: string;
  /**
   * ID of the vault in the destination region.
   */
  destination_vault_id?: string;
  [k: string]: unknown;
}

/**
 * Why a request was refused. The gateway also puts `request_id` here.
 */
export interface ErrorResponse {
  /**
   * For programs, like `BackupService.9900` or `APIGW.0308`.
   */
  error_code: string;
  /**
   * For people.
   */
  error_msg: string;
  /**
   * What the vendor's support asks for.
   */
  request_id?: string;
  [k: string]: unknown;
}

/**
 * A backup policy of Cloud Backup and Recovery (CBR), and optionally the vaults that it is applied to.
 */
export interface BackupPolicySpec {
  /**
   * Whether the schedule runs. `false` keeps the policy and its vaults and makes no backups. Default: true.
   */
  enabled?: boolean;
  /**
   * How long backups are kept: by age (`retention_duration_days`) or by number (`max_backups` and the counters), not both. `{}` keeps them forever.
   */
  operation_definition: {
    /**
     * Days that a backup is kept, then it is deleted. 1 to 99999, or -1: age deletes nothing. Excludes `max_backups`, `day_backups`, `week_backups`, `month_backups` and `year_backups`, unless those are not set (-1 or 0). When neither this nor `max_backups` is set, backups are kept forever. Default: -1.
     */
    retention_duration_days?: number;
    /**
     * Most automatic backups that are kept of one resource; when there are more, the oldest is deleted. 1 to 99999, or -1: their number deletes nothing. A smaller number than before deletes backups when the next one is made. Excludes `retention_duration_days`, unless that is -1. Default: -1.
     */
    max_backups?: number;
    /**
     * For how many days the latest backup of the day is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a day ends. Excludes `retention_duration_days`. Default: 0.
     */
    day_backups?: number;
    /**
     * For how many weeks the latest backup of the week is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a week ends. Excludes `retention_duration_days`. Default: 0.
     */
    week_backups?: number;
    /**
     * For how many months the latest backup of the month is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a month ends. Excludes `retention_duration_days`. Default: 0.
     */
    month_backups?: number;
    /**
     * For how many years the latest backup of the year is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a year ends. Excludes `retention_duration_days`. Default: 0.
     */
    year_backups?: number;
    /**
     * Offset from UTC, like `UTC+08:00`. Tells where a day, week, month and year end for `day_backups`, `week_backups`, `month_backups` and `year_backups`, and is required when one of them is set. Does not move the rules of `trigger`: their hours are UTC. Default: the offset of `schedule.timezone`; none with `trigger`.
     */
    timezone?: string;
    /**
     * After how many incremental backups a full one is made. 0 to 100, 0: every backup is full; -1: none is full after the first. Not on Open Telekom Cloud. Default: -1.
     */
    full_backup_interval?: number;
  };
  /**
   * When backups are made, as rules in UTC. Exactly one of `trigger` and `schedule` is given.
   */
  trigger?: Trigger;
  /**
   * When backups are made, in local time. Exactly one of `trigger` and `schedule` is given.
   */
  schedule?: Schedule;
  /**
   * The vaults that this policy is applied to, all of them; `[]`: none. A vault has one backup policy at most. Default: absent, then which vaults use the policy is left as it is.
   *
   * Items: A vault that this policy is applied to.
   */
  vaults?: {
    /**
     * Name of the vault, in place of `vault_id`; `plan` looks it up. No default.
     */
    vault?: string;
    /**
     * ID of the vault, a UUID as the console shows it, in place of `vault`. No default.
     */
    vault_id?: string;
  }[];
}

/**
 * A replication policy of Cloud Backup and Recovery (CBR), which copies backups to another region, and optionally the vaults that it is applied to.
 */
export interface ReplicationPolicySpec {
  /**
   * Whether the schedule runs. `false` keeps the policy and its vaults and copies nothing. Default: true.
   */
  enabled?: boolean;
  /**
   * Where the copies go, and how long they are kept: by age (`retention_duration_days`) or by number (`max_backups` and the counters), not both.
   */
  operation_definition: {
    /**
     * ID of the region that the copies go to; another one than that of the stack. 1 to 255 letters, digits, `.`, `_` and `-`. Cannot be changed while the policy is applied to a vault. No default.
     */
    destination_region: string;
    /**
     * ID of the project in the destination region that the copies go to. No default.
     */
    destination_project_id: string;
    /**
     * Whether replication to the other region is accelerated, which is charged extra. The API never tells what it is set to. Only for replication, not on Open Telekom Cloud. Default: false.
     */
    enable_acceleration?: boolean;
    /**
     * The vault of another account that takes the copies, as that account names it. Not on Open Telekom Cloud. No default.
     */
    cross_account_urn?: string;
    /**
     * Days that a backup is kept, then it is deleted. 1 to 99999, or -1: age deletes nothing. Excludes `max_backups`, `day_backups`, `week_backups`, `month_backups` and `year_backups`, unless those are not set (-1 or 0). When neither this nor `max_backups` is set, backups are kept forever. Default: -1.
     */
    retention_duration_days?: number;
    /**
     * Most automatic backups that are kept of one resource; when there are more, the oldest is deleted. 1 to 99999, or -1: their number deletes nothing. A smaller number than before deletes backups when the next one is made. Excludes `retention_duration_days`, unless that is -1. Default: -1.
     */
    max_backups?: number;
    /**
     * For how many days the latest backup of the day is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a day ends. Excludes `retention_duration_days`. Default: 0.
     */
    day_backups?: number;
    /**
     * For how many weeks the latest backup of the week is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a week ends. Excludes `retention_duration_days`. Default: 0.
     */
    week_backups?: number;
    /**
     * For how many months the latest backup of the month is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a month ends. Excludes `retention_duration_days`. Default: 0.
     */
    month_backups?: number;
    /**
     * For how many years the latest backup of the year is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a year ends. Excludes `retention_duration_days`. Default: 0.
     */
    year_backups?: number;
    /**
     * Offset from UTC, like `UTC+08:00`. Tells where a day, week, month and year end for `day_backups`, `week_backups`, `month_backups` and `year_backups`, and is required when one of them is set. Does not move the rules of `trigger`: their hours are UTC. Default: the offset of `schedule.timezone`; none with `trigger`.
     */
    timezone?: string;
  };
  /**
   * When backups are copied, as rules in UTC; after they are made. Exactly one of `trigger` and `schedule` is given.
   */
  trigger?: Trigger;
  /**
   * When backups are copied, in local time; after they are made. Exactly one of `trigger` and `schedule` is given.
   */
  schedule?: Schedule;
  /**
   * The vaults that this policy is applied to, all of them; `[]`: none. A vault has one replication policy at most. Default: absent, then which vaults use the policy is left as it is.
   *
   * Items: A vault that this policy is applied to, and the vault that takes its copies.
   */
  vaults?: {
    /**
     * Name of the vault, in place of `vault_id`; `plan` looks it up. No default.
     */
    vault?: string;
    /**
     * ID of the vault, a UUID as the console shows it, in place of `vault`. No default.
     */
    vault_id?: string;
    /**
     * Name of the vault in the destination region that takes the copies, in place of `destination_vault_id`; `plan` looks it up. Not on Open Telekom Cloud, whose API does not list vaults of other regions. No default.
     */
    destination_vault?: string;
    /**
     * ID of the vault in the destination region that takes the copies, a UUID as the console shows it, in place of `destination_vault`. No default.
     */
    destination_vault_id?: string;
  }[];
}

/**
 * The switch as it is first set.
 */
export interface BackupDownloadPolicySave {
  /**
   * `open`: backups can be downloaded from the Internet. `close`: they cannot. No default.
   */
  action: "open" | "close";
}

/**
 * The switch as it is turned.
 */
export interface BackupDownloadPolicyUpdate {
  /**
   * What ShowBackupDownloadPolicy answered.
   */
  id: string;
  /**
   * `open`: backups can be downloaded from the Internet. `close`: they cannot. No default.
   */
  action: "open" | "close";
}

/**
 * The switch as it is set. Both members are absent when it was never set.
 */
export interface BackupDownloadPolicyResponse {
  /**
   * What an update has to send back.
   */
  id?: string;
  /**
   * `open`: backups can be downloaded from the Internet. `close`: they cannot. No default.
   */
  action?: "open" | "close";
  [k: string]: unknown;
}

/**
 * The switch of Document Database Service (DDS) that decides whether backups may be downloaded from the Internet. One per stack. Not on Open Telekom Cloud.
 */
export interface BackupDownloadPolicySpec {
  /**
   * `open`: backups can be downloaded from the Internet. `close`: they cannot. No default.
   */
  action: "open" | "close";
  /**
   * Time from which on the switch is to be closed, RFC 3339 with `Z` or an offset. Takes effect with the first plan and apply after it, not by itself. Only with `action: open`. Default: absent, then open without end.
   */
  until?: string;
}

/**
 * A server as the API returns it.
 */
export interface ServerResponse {
  /**
   * ID of the server.
   */
  id: string;
  /**
   * Name of the server.
   */
  name: string;
  /**
   * When it was made, like `2026-11-25T12:00:00Z`.
   */
  created?: string;
  [k: string]: unknown;
}

/**
 * A disk as the API returns it.
 */
export interface DiskResponse {
  /**
   * ID of the disk.
   */
  id: string;
  /**
   * Name of the disk; may be empty.
   */
  name?: string | null;
  /**
   * When it was made, like `2026-11-25T12:00:00.123456`: UTC.
   */
  created_at?: string;
  /**
   * The servers that use it.
   */
  attachments?:
    | {
        /**
         * ID of the server.
         */
        server_id?: string;
        [k: string]: unknown;
      }[]
    | null;
  [k: string]: unknown;
}

/**
 * Who the policy is, and how it is guarded.
 */
export interface Metadata {
  /**
   * Name of the policy, in the cloud too where it has one there, and unique for its kind in the stack. 1 to 64 letters, digits, Chinese characters, `_` and `-`. No default.
   */
  name: string;
  /**
   * Name that the policy had before. Makes a new name an update of the same policy, not a deletion and a creation. Can be removed once it was applied. 1 to 64 letters, digits, Chinese characters, `_` and `-`. Default: absent, not renamed.
   */
  renamed_from?: string;
  /**
   * Whether the policy is safe from deletion. `true` holds until `false` was applied, which is the hazard `unprotects`; no flag deletes what is protected. Default: absent, as it was applied last; at first false.
   */
  protected?: boolean;
  /**
   * Whether this is a patch: a document that changes fields of an included one of the same kind and name, in this stack. Its spec has only those fields; null removes one, mappings are merged, lists are replaced. Default: false.
   */
  patch?: boolean;
}

/**
 * Who the stack is.
 */
export interface StackMetadata {
  /**
   * Name of the stack, unique among all stacks whatever the case of its letters. 1 to 64 letters, digits, Chinese characters, `_` and `-`, not beginning with `-`; not `policies` or `holdfast-due`. No default.
   */
  name: string;
}

/**
 * When the policy runs, in local time; compiled to rules in UTC. Every day, unless `days` or `every_days` says otherwise.
 */
export interface Schedule {
  /**
   * Time zone of `at`: an IANA name like `Asia/Shanghai`, or an offset like `UTC+08:00`. A zone with daylight saving counts with its standard offset all year, unless `daylight_saving` is `follow`. The standard offset is also the default of `operation_definition.timezone`. No default.
   */
  timezone: string;
  /**
   * What happens to the runs when the clocks of `timezone` change. `standard`: nothing, so that they are an hour off in local time for a part of the year. `follow`: they stay at the local times of `at`; the rules change with the clocks, by the next `apply --due`, which must run every day. Excludes `every_days` above 1. Default: `standard`.
   */
  daylight_saving?: "standard" | "follow";
  /**
   * Times of day at which the policy runs. 1 to 24 different ones from `00:00` to `23:59`, at least one hour apart. No default.
   *
   * @minItems 1
   * @maxItems 24
   *
   * Items: A time of day from `00:00` to `23:59`.
   */
  at: string[];
  /**
   * Days of the week on which the policy runs, in local time: 1 to 7 different ones of MO, TU, WE, TH, FR, SA, SU. Excludes `every_days`. Default: absent, every day.
   *
   * @minItems 1
   * @maxItems 7
   *
   * Items: A day of the week.
   */
  days?: ("MO" | "TU" | "WE" | "TH" | "FR" | "SA" | "SU")[];
  /**
   * Days from one day on which the policy runs to the next, counted from the day that the cloud made the policy. 1 to 30. Excludes `days`. Default: 1, every day.
   */
  every_days?: number;
}

/**
 * URL of the service up to the version: https, or http to this machine. Without user, query and fragment. Default: the address in the region of the stack.
 */
export type Endpoint = string;

/**
 * A stack: one project in one region, with its own state. Holds for the policies in the folder of this file and below.
 */
export interface StackSpec {
  /**
   * The cloud: `huaweicloud` (Huawei Cloud), `otc` (Open Telekom Cloud), or `simulator`, which runs inside the command and needs no account. Default: huaweicloud.
   */
  cloud?: "huaweicloud" | "otc" | "simulator";
  /**
   * ID of the region: lower-case letters and digits, joined by `-`, at most 63 characters. Default: the environment variable HW_REGION_NAME.
   */
  region?: string;
  /**
   * ID of the project in the region, as IAM shows it. Up to 64 letters, digits, `_` and `-`. Default: what `project_name` leads to, else the environment variable HW_PROJECT_ID.
   */
  project_id?: string;
  /**
   * Name of the project, looked up in IAM; the main project of a region has the name of the region. 1 to 64 characters. Does nothing beside `project_id`. Default: absent.
   */
  project_name?: string;
  /**
   * Login of this stack, where stacks have different ones: with PROD, credentials come from environment variables such as HW_ACCESS_KEY__PROD and HW_SECRET_KEY__PROD, and from nowhere else. The environment variable HOLDFAST_LOGINS must list it. Upper-case letters and digits, joined by `_`, at most 32 characters. Default: absent, the login of the environment or of a file in the home directory.
   */
  login?: string;
  /**
   * Addresses of services that are not at the usual place. Credentials go only to the cloud's own hosts, such as cbr.REGION.myhuaweicloud.com, and to those that the environment variable HOLDFAST_TRUST_HOSTS names. Default: the addresses of the region.
   */
  endpoints?: {
    cbr?: Endpoint;
    dds?: Endpoint;
    iam?: Endpoint;
    ecs?: Endpoint;
    evs?: Endpoint;
  };
  /**
   * Where the state is kept: exactly one of `file`, `git` and `postgres`. Default: the file `.holdfast/state.json` in the folder of the stack.
   */
  state?: {
    /**
     * A file, for one machine only.
     */
    file?: {
      /**
       * Path of the file, relative to the folder of the stack and in it: no part is `..` or `node_modules`, or begins with a dot, except `.holdfast`. No default.
       */
      path: string;
    };
    /**
     * A branch of a git repository, one per stack, written with compare-and-swap pushes.
     */
    git?: {
      /**
       * Remote that has the branch: its name, like `origin`, or its https or ssh URL without a password or token. A path on this machine only with HOLDFAST_ALLOW_LOCAL_REMOTES=1 in the environment. No default.
       */
      remote: string;
      /**
       * Branch that holds the state of this stack and nothing else. 1 to 200 letters, digits, `.`, `_`, `/` and `-`, beginning with a letter, a digit or `_`. No default.
       */
      branch: string;
    };
    /**
     * A table of a PostgreSQL database; many stacks may share one.
     */
    postgres?: {
      /**
       * Name of the environment variable that has the URL of the database, password included; it begins with HOLDFAST_. The URL itself is never written here. No default.
       */
      url_env: string;
      /**
       * Name of the table, with or without its schema: lower-case letters, digits and `_`, at most 63 each. No default.
       */
      table: string;
    };
  };
  /**
   * Shared documents that are part of this stack: folders or files below the folder `policies` and outside of every stack, relative to this file. At most 64. A document of the stack with `metadata.patch` changes fields of an included one. What is included includes nothing itself. Default: none.
   *
   * @maxItems 64
   *
   * Items: A folder, or a YAML file.
   */
  include?: string[];
  /**
   * Hazards that plans of this stack may have without being allowed on the command line: `deletes-many`, `unprotects-vaults`, `stops-backups`, `shortens-retention`, `opens-download`, `takes-over`, `unprotects`, `deletes-changed`, `moves-state`. Default: none.
   *
   * Items: A hazard, as plans name it.
   */
  allow_hazards?: (
    | "deletes-many"
    | "unprotects-vaults"
    | "stops-backups"
    | "shortens-retention"
    | "opens-download"
    | "takes-over"
    | "unprotects"
    | "deletes-changed"
    | "moves-state"
  )[];
  /**
   * Servers, disks and file systems that `holdfast status` does not complain about. Default: none.
   *
   * @maxItems 256
   *
   * Items: Resources that need no protection, why, and until when.
   */
  unprotected_ok?: {
    /**
     * Name of the resources, in which `*` is any text and `?` any character; or the ID of one. No default.
     */
    resource: string;
    /**
     * Last day on which it holds, in UTC; at most 400 days ahead. After that it counts as absent. No default.
     */
    until: string;
    /**
     * Why, for those who read it later. 10 to 500 characters. No default.
     */
    reason: string;
  }[];
}

/**
 * A backup policy of Cloud Backup and Recovery (CBR), and optionally the vaults that it is applied to.
 */
export interface BackupPolicyDocument {
  /**
   * Service and version of its API: `cbr/v3`.
   */
  apiVersion: "cbr/v3";
  /**
   * Kind of the document: `BackupPolicy`.
   */
  kind: "BackupPolicy";
  metadata: Metadata;
  spec: BackupPolicySpec;
}

/**
 * A replication policy of Cloud Backup and Recovery (CBR), which copies backups to another region, and optionally the vaults that it is applied to.
 */
export interface ReplicationPolicyDocument {
  /**
   * Service and version of its API: `cbr/v3`.
   */
  apiVersion: "cbr/v3";
  /**
   * Kind of the document: `ReplicationPolicy`.
   */
  kind: "ReplicationPolicy";
  metadata: Metadata;
  spec: ReplicationPolicySpec;
}

/**
 * The switch of Document Database Service (DDS) that decides whether backups may be downloaded from the Internet. One per stack. Not on Open Telekom Cloud.
 */
export interface BackupDownloadPolicyDocument {
  /**
   * Service and version of its API: `dds/v3`.
   */
  apiVersion: "dds/v3";
  /**
   * Kind of the document: `BackupDownloadPolicy`.
   */
  kind: "BackupDownloadPolicy";
  metadata: Metadata;
  spec: BackupDownloadPolicySpec;
}

/**
 * A stack: one project in one region, with its own state. Holds for the policies in the folder of this file and below.
 */
export interface StackDocument {
  /**
   * Service and version of its API: `holdfast/v1`.
   */
  apiVersion: "holdfast/v1";
  /**
   * Kind of the document: `Stack`.
   */
  kind: "Stack";
  metadata: StackMetadata;
  spec: StackSpec;
}
