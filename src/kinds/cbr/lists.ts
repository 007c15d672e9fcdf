/**
 * What shows whether something is protected: vaults, what could be in one, backups, and the tasks that made them or did not.
 * API reference: https://support.huaweicloud.com/intl/en-us/api-cbr/ (ListVault, ListProtectable, ListBackups, ListOpLogs)
 */
import type { ReadableCloud } from "../../cloud/cloud.ts";
import { type Json, membersOf } from "../../model/policy.ts";
import { instantOf, pagesOf, textOf } from "../pages.ts";

/** Times in milliseconds since 1970. */
export interface Vault {
  readonly id: string;
  readonly name: string;
  readonly createdAt?: number;
  readonly locked: boolean;
  /** Copies are replicated into it; backups are not made there. */
  readonly takesCopies: boolean;
  readonly sizeGb: number | undefined;
  readonly usedMb: number | undefined;
  readonly members: readonly Member[];
}

/** What a vault protects. */
export interface Member {
  readonly id: string;
  readonly name: string | undefined;
  readonly type: string;
  /** Automatic backups of this one are off. */
  readonly suspended: boolean;
  /** Ids of disks of this server that are left out. */
  readonly excluded: readonly string[];
}

/** A server, disk or file system, in a vault or not. */
export interface Protectable {
  readonly id: string;
  readonly name: string | undefined;
  readonly type: string;
  readonly createdAt?: number;
  /** Ids of the servers that a disk is attached to. */
  readonly servers: readonly string[];
  /** That it is in, as the service says; the login may not see that vault. */
  readonly vault?: { readonly id: string; readonly name: string };
}

export interface Backup {
  readonly id: string;
  readonly resourceId: string;
  /** The time that its data is of. */
  readonly at: number;
  readonly expires?: number;
  /** Can be restored, and is not a copy from another region. */
  readonly usable: boolean;
  /** In other regions, complete. */
  readonly copies: readonly { readonly region: string; readonly at: number }[];
}

export interface Task {
  readonly resourceId: string;
  readonly at: number;
  readonly outcome: "done" | "open" | "failed" | "skipped" | "timeout";
  /** The cloud's. */
  readonly reason?: string;
}

export const PROTECTABLES = ["server", "disk", "turbo"] as const;

export const vaults = (cloud: ReadableCloud): AsyncGenerator<readonly Vault[]> =>
  pagesOf(cloud, {
    service: "cbr",
    path: "/vaults",
    member: "vaults",
    limit: 1000,
    offset: "items",
    read: ({ name, created_at, locked, billing, resources }, id) => {
      const { protect_type, size, used } = membersOf(billing);
      const createdAt = instantOf(created_at);
      return {
        id,
        name: textOf(name) ?? id,
        ...(createdAt !== undefined && { createdAt }),
        locked: locked === true,
        takesCopies: protect_type === "replication",
        sizeGb: numberIn(size),
        usedMb: numberIn(used),
        members: listIn(resources).flatMap(memberIn),
      };
    },
  });

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
      excluded: listIn(exclude_volumes).flatMap((disk) => (typeof disk === "string" ? disk : [])),
    },
  ];
}

export const protectables = (
  cloud: ReadableCloud,
  type: (typeof PROTECTABLES)[number],
): AsyncGenerator<readonly Protectable[]> =>
  pagesOf(cloud, {
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
        type: textOf(kind) ?? TYPES[type],
        ...(createdAt !== undefined && { createdAt }),
        servers: serversIn(attachments),
        ...(typeof vault.id === "string" && { vault: { id: vault.id, name: textOf(vault.name) ?? vault.id } }),
      };
    },
  });

/** As vaults name them. */
export const TYPES = { server: "OS::Nova::Server", disk: "OS::Cinder::Volume", turbo: "OS::Sfs::Turbo" } as const;

/** Of the attachments of a disk. */
export const serversIn = (attachments: Json | undefined): string[] =>
  listIn(attachments).flatMap((attachment) => {
    const { server_id } = membersOf(attachment);
    return typeof server_id === "string" ? server_id : [];
  });

/** @param copies whether to ask for those in other regions too */
export const backups = (cloud: ReadableCloud, copies: boolean): AsyncGenerator<readonly (Backup | undefined)[]> =>
  pagesOf(cloud, {
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

/** Tasks that make backups. @param since milliseconds since 1970 */
export const backupTasks = (cloud: ReadableCloud, since: number): AsyncGenerator<readonly (Task | undefined)[]> =>
  pagesOf(cloud, {
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

const listIn = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);
const numberIn = (value: Json | undefined): number | undefined => (typeof value === "number" ? value : undefined);
