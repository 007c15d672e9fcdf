/**
 * What shows whether something is protected: vaults, what could be in one, backups, and the tasks that make them.
 * Reference: https://support.huaweicloud.com/intl/en-us/api-cbr/ (ListVault, ListProtectable, ListBackups, ListOpLogs)
 */
import type { ReadableCloud } from "../../cloud/cloud.ts";
import { type CloudName, isId, type Json, membersOf } from "../../model/policy.ts";
import { servers } from "../ecs/lists.ts";
import { disks } from "../evs/lists.ts";
import { instantOf, pagesOf, textOf } from "../pages.ts";
import type {
  Backup,
  Elsewhere,
  Member,
  NamedVault,
  Protectable,
  ProtectableList,
  ProtectionApi,
  Task,
  Vault,
} from "../protection.ts";
import { api } from "./api.ts";
import { listIn, RESOURCE_TYPES, serversIn } from "./resources.ts";

export const protection: ProtectionApi = {
  policies: api.list,
  vaults,
  vaultsElsewhere,
  backups,
  tasks,
  protectables: (cloud) => TYPES.map((type) => [ownList(type, cloud), ...(ELSEWHERE[type] ?? [])]),
};

const TYPES = ["server", "disk", "turbo"] as const;
type Type = (typeof TYPES)[number];

/** Open Telekom Cloud has a permission for it, and no such API in its reference. */
const ownList = (type: Type, cloud: CloudName): ProtectableList => ({
  name: `protectables/${type}`,
  ...(cloud !== "otc" && { read: (reader) => protectables(reader, type) }),
});

/** The services that have the resources. */
const ELSEWHERE: Readonly<Partial<Record<Type, readonly ProtectableList[]>>> = {
  server: [{ name: "servers", read: servers }],
  disk: [{ name: "disks", read: disks }],
};

function vaults(cloud: ReadableCloud): AsyncGenerator<readonly Vault[]> {
  return pagesOf(cloud, {
    service: "cbr",
    path: "/vaults",
    member: "vaults",
    limit: 1000,
    offset: "items",
    read: ({ name, created_at, locked, billing, resources }, id) => {
      const { protect_type, object_type, size, used } = membersOf(billing);
      const createdAt = instantOf(created_at);
      return {
        id,
        name: textOf(name) ?? id,
        ...(createdAt !== undefined && { createdAt }),
        locked: locked === true,
        takesCopies: protect_type === "replication",
        holds: textOf(object_type),
        sizeGb: numberIn(size),
        usedMb: numberIn(used),
        members: listIn(resources).flatMap(memberIn),
      };
    },
  });
}

/** In one page: the reference has no limit and no offset here. */
async function vaultsElsewhere(cloud: ReadableCloud, { region, projectId }: Elsewhere): Promise<readonly NamedVault[]> {
  const query = { external_project_id: projectId, region_id: region, protect_type: "replication" };
  const { body } = await cloud.get("cbr", `/vaults/external?${new URLSearchParams(query)}`);
  const { vaults } = membersOf(body);
  return listIn(vaults).flatMap((vault) => {
    const { id, name } = membersOf(vault);
    return typeof id === "string" && isId(id) ? { id, name: textOf(name) ?? id } : [];
  });
}

function memberIn(resource: Json): Member[] {
  const { id, name, type, protect_status, auto_protect, extra_info } = membersOf(resource);
  // One that is being removed is not protected any more.
  if (typeof id !== "string" || protect_status === "removing") return [];
  const { exclude_volumes } = membersOf(extra_info);
  return [
    {
      id,
      name: textOf(name),
      type: textOf(type) ?? "",
      suspended: auto_protect === false,
      excluded: listIn(exclude_volumes).flatMap((disk) =>
        typeof disk === "string" ? { id: disk, type: RESOURCE_TYPES.disk } : [],
      ),
    },
  ];
}

function protectables(cloud: ReadableCloud, type: Type): AsyncGenerator<readonly Protectable[]> {
  return pagesOf(cloud, {
    service: "cbr",
    path: `/protectables/${type}/instances`,
    query: { enterprise_project_id: "all_granted_eps" },
    member: "instances",
    limit: 50,
    offset: "items",
    read: ({ name, type: kind, detail, protectable }, id) => {
      const { created, created_at, attachments } = membersOf(detail);
      const vault = membersOf(membersOf(protectable).vault);
      const createdAt = instantOf(created) ?? instantOf(created_at);
      return {
        id,
        name: textOf(name),
        type: textOf(kind) ?? RESOURCE_TYPES[type],
        ...(createdAt !== undefined && { createdAt }),
        servers: serversIn(attachments),
        ...(typeof vault.id === "string" && { vault: { id: vault.id, name: textOf(vault.name) ?? vault.id } }),
      };
    },
  });
}

function backups(cloud: ReadableCloud, copies: boolean): AsyncGenerator<readonly (Backup | undefined)[]> {
  return pagesOf(cloud, {
    service: "cbr",
    path: "/backups",
    ...(copies && { query: { show_replication: "true" } }),
    member: "backups",
    limit: 1000,
    offset: "items",
    read: ({ resource_id, status, image_type, protected_at, created_at, expired_at, replication_records }, id) => {
      const at = instantOf(protected_at) ?? instantOf(created_at);
      const expires = instantOf(expired_at);
      if (typeof resource_id !== "string" || at === undefined) return undefined;
      return {
        id,
        resourceId: resource_id,
        at,
        ...(expires !== undefined && { expires }),
        usable: status === "available" && image_type === "backup",
        copies: listIn(replication_records).flatMap((record) => copyIn(record, at)),
      };
    },
  });
}

function copyIn(record: Json, made: number): { region: string; at: number }[] {
  const { status, destination_region, created_at } = membersOf(record);
  if (status !== "success" || typeof destination_region !== "string") return [];
  return [{ region: destination_region, at: instantOf(created_at) ?? made }];
}

const OUTCOMES: Readonly<Record<string, Task["outcome"]>> = {
  success: "done",
  skipped: "skipped",
  failed: "failed",
  timeout: "timeout",
  running: "open",
  waiting: "open",
};

function tasks(cloud: ReadableCloud, since: number): AsyncGenerator<readonly (Task | undefined)[]> {
  return pagesOf(cloud, {
    service: "cbr",
    path: "/operation-logs",
    query: { operation_type: "backup", start_time: `${new Date(since).toISOString().slice(0, 19)}Z` },
    member: "operation_logs",
    limit: 1000,
    offset: "items",
    read: ({ operation_type, status, started_at, created_at, error_info, extra_info }) => {
      const { id } = membersOf(membersOf(extra_info).resource);
      // Planned with its run, however late it begins.
      const at = instantOf(created_at) ?? instantOf(started_at);
      const outcome = typeof status === "string" ? OUTCOMES[status] : undefined;
      if (typeof id !== "string" || at === undefined || !outcome || operation_type !== "backup") return undefined;
      const { code, message } = membersOf(error_info);
      const reason = [textOf(message), textOf(code)].filter(Boolean).join(" ");
      return { resourceId: id, at, outcome, ...(reason && { reason }) };
    },
  });
}

const numberIn = (value: Json | undefined): number | undefined => (typeof value === "number" ? value : undefined);
