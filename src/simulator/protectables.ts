/**
 * What could be protected, and what is, as CBR sees it: `detail` is what the resource's own service shows. Open Telekom
 * Cloud does not offer it; `--faults instead=404-gateway@GET:protectables:1x*` makes this cloud do the same.
 * Reference: https://support.huaweicloud.com/intl/en-us/api-cbr/ListProtectable.html
 * Recorded: the answer has no count.
 */
import type { Call, Operation } from "./call.ts";
import { contentsOf, vaultAsShown } from "./contents.ts";
import { invalid } from "./errors.ts";
import { pageOf } from "./lists.ts";
import {
  DISK,
  diskAsShown,
  disksOf,
  resourcesOf,
  SERVER,
  serverAsShown,
  sizeOf,
  statusOf,
  TURBO,
  turboAsShown,
} from "./resources.ts";
import type { StoredResource, StoredVault } from "./stored.ts";

const TYPES: Readonly<Record<string, string>> = {
  server: SERVER,
  disk: DISK,
  turbo: TURBO,
  workspace: "",
  workspace_v2: "",
};

/** "max 50 per page", says the reference; 100 was recorded, and is given to those who ask for it. */
const USUAL = 50;

export const listProtectables: Operation = (call) => {
  const type = TYPES[call.params.protectable_type!];
  if (type === undefined) throw invalid("Invalid protectable_type provided.");
  const { items } = pageOf(resourcesOf(call, type), call, { usual: USUAL, marker: true });
  const vaults = vaultsByResource(call);
  return { status: 200, body: { instances: items.map((resource) => asShown(resource, call, vaults)) } };
};

function vaultsByResource(call: Call): (id: string) => object | null {
  const contents = contentsOf(call);
  const vaults = new Map<string, StoredVault>();
  for (const vault of call.project.vaults.values()) {
    for (const { id } of vault.resources ?? []) vaults.set(id, vault);
  }
  const shown = new Map<string, object>();
  return (id) => {
    const vault = vaults.get(id);
    if (!vault) return null;
    if (!shown.has(vault.id)) shown.set(vault.id, vaultAsShown(vault, call, contents));
    return shown.get(vault.id)!;
  };
}

function asShown(resource: StoredResource, call: Call, vaultOf: (id: string) => object | null): object {
  const { project } = call;
  const { id, name, type } = resource;
  return {
    id,
    name,
    type,
    size: sizeOf(resource, project),
    status: statusOf(resource),
    children: disksOf(resource, project).map((disk) => asShown(disk, call, vaultOf)),
    detail: detailOf(resource, call),
    protectable: { result: true, code: "", reason: "", message: "", vault: vaultOf(id) },
  };
}

function detailOf(resource: StoredResource, { project }: Call): object {
  if (resource.type === SERVER) return serverAsShown(resource, project);
  return resource.type === DISK ? diskAsShown(resource, project) : turboAsShown(resource);
}
