/**
 * Servers, disks and file systems, as the services that own them show them: ECS, EVS and SFS Turbo.
 * Reference: https://docs.otc.t-systems.com/elastic-cloud-server/api-ref/ (Querying Details About ECSs) and
 * .../elastic-volume-service/api-ref/ (Querying Details About All Disks); only the members that clients look at.
 */
import type { Call, Operation } from "./call.ts";
import { pageOf } from "./lists.ts";
import type { Project, StoredResource } from "./stored.ts";

/** A server of whose disks nothing is known. */
export const RESOURCE_GB = 40;

/** GB. */
export function sizeOf(resource: StoredResource, project: Project): number {
  const disks = disksOf(resource, project);
  return disks.length > 0 ? disks.reduce((sum, { size = 0 }) => sum + size, 0) : (resource.size ?? RESOURCE_GB);
}

export function disksOf({ id }: StoredResource, { resources }: Project): readonly StoredResource[] {
  if (!DISKS.has(resources)) {
    const disks = new Map<string, StoredResource[]>();
    for (const resource of resources.values()) {
      if (resource.server_id === undefined) continue;
      disks.set(resource.server_id, [...(disks.get(resource.server_id) ?? []), resource]);
    }
    DISKS.set(resources, disks);
  }
  return DISKS.get(resources)!.get(id) ?? [];
}

/** By server, of the resources of a project, which are replaced as a whole when one changes. */
const DISKS = new WeakMap<Project["resources"], Map<string, StoredResource[]>>();

export const SERVER = "OS::Nova::Server";
export const DISK = "OS::Cinder::Volume";
export const TURBO = "OS::Sfs::Turbo";

/** Which service makes the backups, by the object_type of a vault. */
const PROVIDERS: Readonly<Record<string, string>> = {
  server: "0daac4c5-6707-4851-97ba-169e36266b66",
  disk: "d1603440-187d-4516-af25-121250c7cc97",
  turbo: "3f3c3220-245c-4805-b811-758870015881",
};

export const providerOf = (objectType: string): string => PROVIDERS[objectType] ?? PROVIDERS.server!;

export const objectTypeOf = (resourceType: string): string =>
  resourceType === DISK ? "disk" : resourceType === TURBO ? "turbo" : "server";

/** Those that filters of the query leave, in the order of their creation. */
export function resourcesOf({ project, query }: Call, type: string): StoredResource[] {
  const isAsked = (name: string, value: string | undefined) => query.get(name) === null || query.get(name) === value;
  const group = query.get("enterprise_project_id") ?? "all_granted_eps";
  return [...project.resources.values()].filter(
    (resource) =>
      resource.type === type &&
      isAsked("id", resource.id) &&
      isAsked("server_id", resource.server_id) &&
      isAsked("status", statusOf(resource)) &&
      (query.get("name") === null || resource.name.includes(query.get("name")!)) &&
      (group === "all_granted_eps" || group === (resource.enterprise_project_id ?? "0")),
  );
}

export function statusOf({ status, type, server_id }: StoredResource): string {
  return status ?? (type === SERVER ? "ACTIVE" : type === TURBO ? "200" : server_id ? "in-use" : "available");
}

/** `offset` is the number of a page, counted from 1. */
export const listServers: Operation = (call) => {
  const all = resourcesOf(call, SERVER);
  const { items } = pageOf(all, call, { usual: 25, byPages: true });
  const servers = items.map((server) => serverAsShown(server, call.project));
  return { status: 200, body: { count: all.length, servers } };
};

export const listDisks: Operation = (call) => {
  const all = resourcesOf(call, DISK);
  const { items } = pageOf(all, call, { marker: true });
  return { status: 200, body: { count: all.length, volumes: items.map((disk) => diskAsShown(disk, call.project)) } };
};

/** The older interface has no count. */
export const listVolumes: Operation = (call) => {
  const { items } = pageOf(resourcesOf(call, DISK), call, { marker: true });
  return { status: 200, body: { volumes: items.map((disk) => diskAsShown(disk, call.project)), volumes_links: [] } };
};

export function serverAsShown(server: StoredResource, project: Project): object {
  return {
    id: server.id,
    name: server.name,
    status: statusOf(server),
    tenant_id: project.id,
    created: second(server),
    updated: second(server),
    enterprise_project_id: server.enterprise_project_id ?? "0",
    tags: Object.entries(server.tags ?? {}).map((tag) => tag.join("=")),
    metadata: {},
    flavor: { id: "s3.large.2", name: "s3.large.2", disk: "0", vcpus: "2", ram: "4096" },
    addresses: {},
    "os-extended-volumes:volumes_attached": disksOf(server, project).map(({ id }, index) => ({
      id,
      delete_on_termination: "false",
      bootIndex: index === 0 ? "0" : null,
      device: deviceOf(index),
    })),
    "OS-EXT-STS:vm_state": "active",
    "OS-EXT-AZ:availability_zone": "az-01",
    locked: false,
    description: "",
  };
}

export function diskAsShown(disk: StoredResource, project: Project): object {
  const server = disk.server_id === undefined ? undefined : project.resources.get(disk.server_id);
  const index = server ? disksOf(server, project).indexOf(disk) : 0;
  const attachment = {
    server_id: disk.server_id,
    attachment_id: disk.id,
    volume_id: disk.id,
    id: disk.id,
    device: deviceOf(index),
    host_name: null,
    attached_at: micro(disk),
  };
  return {
    id: disk.id,
    name: disk.name,
    status: statusOf(disk),
    size: disk.size ?? RESOURCE_GB,
    attachments: disk.server_id === undefined ? [] : [attachment],
    bootable: String(server !== undefined && index === 0),
    availability_zone: "az-01",
    created_at: micro(disk),
    updated_at: micro(disk),
    description: "",
    volume_type: "SSD",
    metadata: {},
    tags: disk.tags ?? {},
    encrypted: false,
    multiattach: false,
    shareable: "false",
    enterprise_project_id: disk.enterprise_project_id ?? "0",
    "os-vol-tenant-attr:tenant_id": project.id,
  };
}

export const turboAsShown = (turbo: StoredResource): object => ({
  id: turbo.id,
  name: turbo.name,
  size: String(turbo.size ?? RESOURCE_GB),
  status: statusOf(turbo),
  created_at: micro(turbo),
  enterprise_project_id: turbo.enterprise_project_id ?? "0",
});

const deviceOf = (index: number): string => `/dev/vd${String.fromCharCode(97 + index)}`;

/** `2026-12-01T02:00:00Z` */
const second = ({ created_at }: StoredResource): string => `${new Date(created_at).toISOString().slice(0, 19)}Z`;

/** `2026-12-01T02:00:00.000000`, in UTC, and does not say so. */
const micro = ({ created_at }: StoredResource): string => new Date(created_at).toISOString().replace("Z", "000");
