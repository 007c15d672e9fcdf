/**
 * How a vault is shown, with what is in it. Shapes are recorded ones (huaweicloud/cloud-custodian, tests/data/flights,
 * 2025-05), including members that no reference names.
 */
import type { Call } from "./call.ts";
import { mishapAt } from "./mishaps.ts";
import { providerOf, RESOURCE_GB, sizeOf } from "./resources.ts";
import type { Project, StoredVault } from "./stored.ts";

/** What the backups in each vault take. */
export type Contents = ReadonlyMap<string, Content>;

interface Content {
  used: number;
  readonly resources: Map<string, { size: number; count: number; protecting: boolean }>;
}

/** Each page of a list needs it. A task makes every backup, and removing one leaves fewer. */
export function contentsOf({ project, now }: Pick<Call, "project" | "now">): Contents {
  const state = `${now} ${project.backups.size} ${project.tasks.length}`;
  const known = KNOWN.get(project);
  if (known?.state === state) return known.contents;
  const contents = countContents(project, now);
  KNOWN.set(project, { state, contents });
  return contents;
}

const KNOWN = new WeakMap<Project, { readonly state: string; readonly contents: Contents }>();

function countContents(project: Project, now: number): Contents {
  const contents = new Map<string, Content>();
  for (const { vault_id, resource_id, size_mb, created_at, done_at } of project.backups.values()) {
    if (created_at > now) continue;
    if (!contents.has(vault_id)) contents.set(vault_id, { used: 0, resources: new Map() });
    const content = contents.get(vault_id)!;
    content.used += size_mb;
    const { resources } = content;
    const { size, count, protecting } = resources.get(resource_id) ?? { size: 0, count: 0, protecting: false };
    resources.set(resource_id, {
      size: size + size_mb,
      count: count + 1,
      protecting: protecting || done_at > now,
    });
  }
  return contents;
}

const KINDS: Readonly<Record<string, string>> = { disk: "volume", rds: "database" };

export type VaultAsShown = ReturnType<typeof vaultAsShown>;

export function vaultAsShown(
  vault: StoredVault,
  call: Pick<Call, "project" | "now">,
  contents: Contents = contentsOf(call),
) {
  const { project, now } = call;
  const { protect_type, object_type, size, ...said } = vault.billing;
  const content = contents.get(vault.id);
  const resources = (vault.resources ?? []).map((member) => {
    const stored = project.resources.get(member.id);
    const held = content?.resources.get(member.id);
    return {
      name: stored?.name ?? member.id,
      extra_info: {},
      auto_protect: true,
      ...member,
      size: stored ? sizeOf(stored, project) : RESOURCE_GB,
      backup_size: held?.size ?? 0,
      backup_count: held?.count ?? 0,
      protect_status: held?.protecting ? "protecting" : "available",
    };
  });
  return {
    description: null,
    enterprise_project_id: "0",
    auto_bind: false,
    bind_rules: {},
    auto_expand: false,
    smn_notify: true,
    threshold: 80,
    tags: [],
    backup_name_prefix: null,
    demand_billing: false,
    availability_zone: "",
    sys_lock_source_service: "",
    locked: false,
    ...vault,
    billing: {
      cloud_type: "public",
      consistent_level: "crash_consistent",
      is_multi_az: false,
      ...said,
      protect_type,
      object_type,
      size,
      allocated: resources.reduce((sum, resource) => sum + resource.size, 0),
      used: content?.used ?? 0,
      charging_mode: "post_paid",
      frozen_scene: null,
      order_id: null,
      product_id: null,
      spec_code: `vault.${protect_type}.${KINDS[object_type] ?? object_type}.normal`,
      is_double_az: false,
      storage_unit: null,
      status: mishapAt(project.mishaps, "lock", { at: now, vault_id: vault.id }) ? "lock" : "available",
      partner_bp_id: null,
    },
    resources,
    provider_id: providerOf(object_type),
    project_id: project.id,
    user_id: "",
    cbc_delete_count: 0,
    frozen: false,
    supplier: "",
    cross_account: false,
    cross_account_urn: "",
  };
}
