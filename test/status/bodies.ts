/** What a cloud answers about one project, in the shapes that were recorded, members that no reference has included. */
import { serve } from "../cloud/server.ts";

type Body = Readonly<Record<string, unknown>>;

/** In UTC, and does not say so. */
const micro = (time: string): string => `${time.slice(0, 19)}.673924`;

export const server = (id: string, more: Body = {}): Body => ({
  id,
  name: `name-${id}`,
  type: "OS::Nova::Server",
  size: 40,
  status: "ACTIVE",
  children: [{ id: `${id}-disk`, type: "OS::Cinder::Volume" }],
  detail: {
    id,
    created: "2026-01-01T00:00:00Z",
    tags: ["team=a"],
    metadata: { charging_mode: "0" },
    enterprise_project_id: "0",
    "OS-EXT-SRV-ATTR:host": "x",
    "os-extended-volumes:volumes_attached": [{ id: `${id}-disk`, bootIndex: "0" }],
  },
  protectable: { result: true, code: "", reason: "", message: "", vault: null },
  ...more,
});

export const disk = (id: string, servers: readonly string[] = [], more: Body = {}): Body => ({
  ...server(id),
  type: "OS::Cinder::Volume",
  detail: { id, created_at: micro("2026-01-01T00:00:00"), attachments: servers.map((server_id) => ({ server_id })) },
  ...more,
});

export const member = (id: string, more: Body = {}): Body => ({
  id,
  name: `name-${id}`,
  type: "OS::Nova::Server",
  size: 40,
  backup_size: 17048,
  backup_count: 1,
  protect_status: "available",
  auto_protect: true,
  extra_info: { exclude_volumes: [] },
  ...more,
});

export const vault = (id: string, members: readonly Body[], more: Body = {}): Body => ({
  id,
  name: `name-${id}`,
  provider_id: "0daac4c5-6707-4851-97ba-169e36266b66",
  created_at: micro("2026-01-01T00:00:00"),
  description: "",
  project_id: "p",
  user_id: "u",
  enterprise_project_id: "0",
  availability_zone: "",
  billing: {
    protect_type: "backup",
    object_type: "server",
    consistent_level: "crash_consistent",
    cloud_type: "public",
    charging_mode: "post_paid",
    spec_code: "vault.backup.server.normal",
    status: "available",
    storage_unit: "",
    frozen_scene: "",
    allocated: 40,
    size: 100,
    used: 17048,
    is_multi_az: false,
    is_double_az: false,
  },
  resources: members,
  tags: [{ key: "team", value: "a" }],
  auto_bind: false,
  bind_rules: { tags: [] },
  auto_expand: false,
  smn_notify: true,
  threshold: 80,
  locked: false,
  frozen: false,
  demand_billing: false,
  backup_name_prefix: "",
  sys_lock_source_service: null,
  supplier: "",
  cbc_delete_count: 0,
  cross_account: false,
  cross_account_urn: "",
  partner_bp_id: "",
  ...more,
});

export const policy = (id: string, vaults: readonly string[], more: Body = {}): Body => ({
  id,
  name: `name-${id}`,
  enabled: true,
  operation_type: "backup",
  operation_definition: { retention_duration_days: 30, max_backups: -1, day_backups: 0, created_by: "customer" },
  trigger: {
    id: `trigger-${id}`,
    type: "time",
    name: "default",
    properties: { pattern: ["FREQ=DAILY;INTERVAL=1;BYHOUR=2;BYMINUTE=00"], start_time: "2026-01-01 00:00:00" },
  },
  associated_vaults: vaults.map((vault_id) => ({ vault_id, destination_vault_id: null })),
  policy_type: "custom_policy",
  ...more,
});

export const replication = (id: string, vaults: readonly string[], hour = 4): Body =>
  policy(id, vaults, {
    operation_type: "replication",
    operation_definition: { destination_region: "ap-southeast-3", destination_project_id: "p" },
    trigger: { properties: { pattern: [`FREQ=DAILY;INTERVAL=1;BYHOUR=${hour};BYMINUTE=00`] } },
  });

/** @param at of its data, like `2026-11-25T02:00:00` */
export const backup = (id: string, resource_id: string, at: string, more: Body = {}): Body => ({
  id,
  checkpoint_id: `checkpoint-${id}`,
  name: `autobk_${id}`,
  description: "",
  project_id: "p",
  provider_id: "0daac4c5-6707-4851-97ba-169e36266b66",
  vault_id: "v",
  parent_id: "",
  enterprise_project_id: "0",
  incremental: true,
  version: 3,
  created_at: micro(at),
  protected_at: micro(at),
  updated_at: micro(at),
  expired_at: null,
  status: "available",
  image_type: "backup",
  resource_id,
  resource_name: "x",
  resource_type: "OS::Nova::Server",
  resource_size: 40,
  resource_az: "az-1",
  children: [],
  extend_info: {
    auto_trigger: true,
    bootable: false,
    contain_system_disk: true,
    encrypted: false,
    encrypted_algorithm: "",
    is_multi_az: false,
    is_dec: false,
    os_images_data: null,
    snapshot_id: "",
    support_lld: true,
    supported_restore_mode: "backup",
    system_disk: false,
    architecture: "x86_64",
    progress: null,
    app_consistency: { app_consistency: "0", app_consistency_status: "0", app_consistency_error_code: "0" },
  },
  replication_records: [],
  ...more,
});

export const copy = (at: string, status = "success", region = "ap-southeast-3"): Body => ({
  id: "r",
  status,
  source_region: "eu-west-101",
  source_project_id: "p",
  source_backup_id: "b",
  source_checkpoint_id: "c",
  destination_region: region,
  destination_project_id: "q",
  destination_backup_id: "d",
  destination_checkpoint_id: "e",
  destination_vault_id: "w",
  created_at: micro(at),
  extra_info: { auto_trigger: true, progress: 100, fail_code: null, fail_reason: null },
});

export const task = (resource: string, at: string, status: string, more: Body = {}): Body => ({
  id: `task-${resource}-${at}-${status}`,
  operation_type: "backup",
  status,
  started_at: micro(at),
  created_at: micro(at),
  updated_at: micro(at),
  ended_at: null,
  policy_id: "policy",
  checkpoint_id: "c",
  project_id: "p",
  provider_id: "0daac4c5-6707-4851-97ba-169e36266b66",
  vault_id: "v",
  vault_name: "name-v",
  error_info: { code: "", message: "" },
  extra_info: {
    backup: { backup_id: "b", backup_name: "autobk", incremental: "true", app_consistency_error_code: null },
    common: { progress: 100, request_id: "req", task_id: "t" },
    replication: null,
    remove_resources: null,
    vault_delete: null,
    resource: { id: resource, type: "OS::Nova::Server", name: "x" },
  },
  ...more,
});

/** By list; a path that has no list is not offered. */
export interface Project {
  readonly policies?: readonly Body[];
  readonly vaults?: readonly Body[];
  readonly backups?: readonly Body[];
  readonly "operation-logs"?: readonly Body[];
  readonly "protectables/server"?: readonly Body[];
  readonly "protectables/disk"?: readonly Body[];
  readonly "protectables/turbo"?: readonly Body[];
  readonly servers?: readonly Body[];
  readonly disks?: readonly Body[];
}

interface Listing {
  readonly list: keyof Project;
  readonly member: string;
  /** Says `limit` and `count`. */
  readonly counted: boolean;
}

const CBR = /\/v3\/[^/]+\/((?:protectables\/)?[a-z-]+)(?:\/instances)?$/;

function listingOf(path: string): Listing | undefined {
  if (/\/v1\/[^/]+\/cloudservers\/detail$/.test(path)) return { list: "servers", member: "servers", counted: false };
  if (/\/v2\/[^/]+\/cloudvolumes\/detail$/.test(path)) return { list: "disks", member: "volumes", counted: false };
  const [, list = ""] = CBR.exec(path) ?? [];
  if (list.startsWith("protectables/")) return { list: list as keyof Project, member: "instances", counted: false };
  return list ? { list: list as keyof Project, member: list.replace("-", "_"), counted: true } : undefined;
}

/** What else a list may do when it is asked for a page; undefined: what it should. */
export type Trouble = (list: keyof Project, url: URL) => { status: number; body: unknown; cut?: boolean } | undefined;

const NOT_OFFERED = { error_code: "APIGW.0101", error_msg: "The API does not exist." };

/** The cloud's clock. */
const DATE = "Wed, 25 Nov 2026 12:00:00 GMT";

/** A server of its own that pages as the reference says. */
export function cloudOf(project: Project, trouble: Trouble = () => undefined) {
  return serve(({ url: target }, response) => {
    const url = new URL(target, "http://here");
    const listing = listingOf(url.pathname);
    const send = (status: number, body: unknown, cut = false) => {
      const text = JSON.stringify(body);
      response.writeHead(status, { "content-type": "application/json", date: DATE });
      response.end(cut ? text.slice(0, text.length / 2) : text);
    };
    const items = listing && project[listing.list];
    const odd = listing && trouble(listing.list, url);
    if (odd) return send(odd.status, odd.body, odd.cut);
    if (!listing || !items) return send(404, NOT_OFFERED);
    const limit = Number(url.searchParams.get("limit") ?? 1000);
    const asked = Number(url.searchParams.get("offset") ?? 0);
    const offset = listing.list === "servers" ? (asked - 1) * limit : asked;
    const page = items.slice(offset, offset + limit);
    // The vendor's own example counts wrong.
    send(200, { [listing.member]: page, ...(listing.counted && { count: items.length + 7, limit, offset }) });
  });
}
