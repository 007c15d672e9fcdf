/**
 * Backups, and checkpoints, which are how a person makes backups at once. Those of policies are in runs.ts.
 * Reference: https://support.huaweicloud.com/intl/en-us/api-cbr/ListBackups.html, CreateCheckpoint.html and their
 * neighbours. Left out: operations on a single backup.
 */
import { carryOut } from "./agenda.ts";
import { wrongInBody } from "./bodies.ts";
import type { Call, Operation } from "./call.ts";
import { vaultAsShown } from "./contents.ts";
import { backupService, invalid } from "./errors.ts";
import { ledgerOf } from "./ledger.ts";
import { pageOf } from "./lists.ts";
import { objectTypeOf, providerOf } from "./resources.ts";
import { backUp } from "./runs.ts";
import type { Project, Replication, StoredBackup } from "./stored.ts";
import { micro, spanOf } from "./tasks.ts";

/** The newest first, unless `sort` says otherwise. */
export const listBackups: Operation = (call) => {
  const { project, query, now } = call;
  const isAsked = filterOf(call);
  const wanted = newestFirst(project).filter((backup) => isThere(backup, now) && isAsked(backup));
  const { items, numbers } = pageOf(sorted(wanted, query, now), call, { marker: true });
  return { status: 200, body: { backups: items.map((backup) => asShown(backup, project, now)), ...numbers } };
};

/** Each page of a list needs it, of many thousands. A task makes every backup, and removing one leaves fewer. */
function newestFirst(project: Project): readonly StoredBackup[] {
  const state = `${project.backups.size} ${project.tasks.length}`;
  const known = NEWEST.get(project);
  if (known?.state === state) return known.backups;
  const backups = [...project.backups.values()].sort((a, b) => a.created_at - b.created_at).reverse();
  NEWEST.set(project, { state, backups });
  return backups;
}

const NEWEST = new WeakMap<Project, { readonly state: string; readonly backups: readonly StoredBackup[] }>();

export const createCheckpoint: Operation = (call) => {
  const wrong = wrongInBody("CreateCheckpoint", call.body);
  if (wrong) throw invalid(wrong);
  const { vault_id, parameters = {} } = (call.body as { checkpoint: Checkpoint }).checkpoint;
  const { project, now } = call;
  const vault = project.vaults.get(vault_id);
  if (!vault) throw backupService(404, "6105", "The vault does not exist.");
  if (vault.billing.protect_type === "replication") {
    throw backupService(400, "6124", "Backup is not allowed for the current type of vaults.");
  }
  const { name, incremental, resources: ids } = parameters;
  const asked = { ...(name !== undefined && { name }), ...(incremental !== undefined && { incremental }) };
  const members = (vault.resources ?? []).filter(({ id }) => ids === undefined || ids.includes(id));
  if (members.length < (ids?.length ?? 1)) throw backupService(400, "0001", "No resource is available for backup.");
  let id = "";
  carryOut(now, (agenda) => {
    id = backUp({ project, ledger: ledgerOf(project), agenda }, { vault, at: now, policy: undefined, asked }, members);
  });
  const { resources } = vaultAsShown(vault, call);
  const skipped = project.tasks
    .filter(({ outcome, created_at }) => outcome === "skipped" && created_at === now)
    .map(({ resource, error }) => ({ ...resource, code: error?.code, reason: error?.message }));
  return {
    status: 200,
    body: {
      checkpoint: {
        id,
        status: "protecting",
        created_at: micro(now),
        project_id: project.id,
        vault: { id: vault.id, name: vault.name, resources, skipped_resources: skipped },
        extra_info: { name: name ?? "", description: parameters.description ?? "", retention_duration: -1 },
      },
    },
  };
};

interface Checkpoint {
  readonly vault_id: string;
  readonly parameters?: {
    readonly name?: string;
    readonly description?: string;
    readonly incremental?: boolean;
    readonly resources?: readonly string[];
  };
}

/** What waits for its turn is not there yet, and what has expired no longer, even where nothing has cleared it away. */
const isThere = ({ created_at, expired_at }: StoredBackup, now: number): boolean =>
  created_at <= now && (expired_at === undefined || expired_at > now);

const statusOf = ({ done_at, protected_at }: StoredBackup, now: number): string =>
  done_at > now ? "protecting" : protected_at === undefined ? "error" : "available";

function filterOf({ project, query, now }: Call): (backup: StoredBackup) => boolean {
  const filters = Object.entries(FILTERS)
    .filter(([name]) => query.has(name))
    .map(([name, read]) => [new Set(query.getAll(name)), read] as const);
  const group = query.get("enterprise_project_id") ?? "all_granted_eps";
  const isInSpan = spanOf(query);
  return (backup) =>
    filters.every(([wanted, read]) => wanted.has(read(backup, now))) &&
    (group === "all_granted_eps" || group === groupOf(backup, project)) &&
    isInSpan(backup.created_at);
}

const FILTERS: Readonly<Record<string, (backup: StoredBackup, now: number) => string>> = {
  vault_id: ({ vault_id }) => vault_id,
  image_type: ({ image_type }) => image_type,
  status: statusOf,
  resource_id: ({ resource_id }) => resource_id,
  resource_name: ({ resource_name }) => resource_name,
  resource_type: ({ resource_type }) => resource_type,
  checkpoint_id: ({ checkpoint_id }) => checkpoint_id,
  name: ({ name }) => name,
  incremental: ({ incremental }) => String(incremental),
};

const groupOf = ({ vault_id }: StoredBackup, { vaults }: Project): string =>
  vaults.get(vault_id)?.enterprise_project_id ?? "0";

const KEYS: Readonly<Record<string, (backup: StoredBackup, now: number) => string | number>> = {
  created_at: ({ created_at }) => created_at,
  updated_at: ({ done_at }) => done_at,
  protected_at: ({ protected_at = 0 }) => protected_at,
  name: ({ name }) => name,
  status: statusOf,
  id: ({ id }) => id,
};

function sorted(newest: readonly StoredBackup[], query: URLSearchParams, now: number): readonly StoredBackup[] {
  const [name = "", direction = "desc"] = (query.get("sort") ?? "created_at").split(":");
  const key = Object.hasOwn(KEYS, name) ? KEYS[name] : undefined;
  if (!key || !["asc", "desc"].includes(direction)) throw invalid("Invalid sort provided.");
  if (name === "created_at" && direction === "desc") return newest;
  const compare = (a: StoredBackup, b: StoredBackup) => {
    const [one, other] = [key(a, now), key(b, now)];
    return one < other ? -1 : one > other ? 1 : 0;
  };
  const ascending = newest.toReversed().sort(compare);
  return direction === "asc" ? ascending : ascending.reverse();
}

function asShown(backup: StoredBackup, project: Project, now: number): object {
  const { id, checkpoint_id, name, vault_id, image_type, incremental, created_at, done_at, protected_at } = backup;
  const done = done_at <= now;
  return {
    id,
    checkpoint_id,
    name,
    description: "",
    created_at: micro(created_at),
    updated_at: micro(Math.min(done_at, now)),
    protected_at: done && protected_at !== undefined ? micro(protected_at) : null,
    expired_at: backup.expired_at === undefined ? null : micro(backup.expired_at),
    status: statusOf(backup, now),
    image_type,
    resource_id: backup.resource_id,
    resource_name: backup.resource_name,
    resource_type: backup.resource_type,
    resource_size: backup.resource_size,
    resource_az: "az-01",
    vault_id,
    project_id: project.id,
    provider_id: providerOf(objectTypeOf(backup.resource_type)),
    parent_id: "",
    enterprise_project_id: groupOf(backup, project),
    incremental,
    children: [],
    version: 3,
    replication_records: (backup.replications ?? [])
      .filter((record) => record.created_at <= now)
      .map((record) => recordAsShown(record, backup, project, now)),
    extend_info: {
      auto_trigger: backup.automatic,
      bootable: false,
      contain_system_disk: objectTypeOf(backup.resource_type) === "server",
      encrypted: false,
      incremental,
      is_multi_az: false,
      os_images_data: null,
      snapshot_id: "",
      support_lld: true,
      supported_restore_mode: done && protected_at !== undefined ? "backup" : "na",
      system_disk: false,
      // Recorded, and in no reference.
      progress: done ? 100 : 50,
      app_consistency: { app_consistency: 0, app_consistency_status: 0, app_consistency_error_code: "0" },
      architecture: "x86_64",
      encrypted_algorithm: "",
      is_dec: false,
    },
  };
}

const recordAsShown = (record: Replication, backup: StoredBackup, project: Project, now: number): object => ({
  id: record.id,
  status: record.done_at > now ? "replicating" : record.error ? "fail" : "success",
  created_at: micro(record.created_at),
  source_backup_id: backup.id,
  source_checkpoint_id: backup.checkpoint_id,
  source_project_id: project.id,
  source_region: "",
  destination_backup_id: record.destination_backup_id,
  destination_checkpoint_id: backup.checkpoint_id,
  destination_project_id: record.destination_project_id,
  destination_region: record.destination_region,
  destination_vault_id: record.destination_vault_id,
  extra_info: {
    auto_trigger: true,
    progress: record.done_at > now ? 50 : 100,
    fail_code: record.error?.code ?? "",
    fail_reason: record.error?.message ?? "",
  },
});
