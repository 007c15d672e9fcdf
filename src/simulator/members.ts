/**
 * Which resources a vault protects.
 * Reference: https://support.huaweicloud.com/intl/en-us/api-cbr/AddVaultResource.html and its neighbours.
 * Left out: migration to another vault, association by tags.
 */
import { wrongInBody } from "./bodies.ts";
import type { Call, Operation } from "./call.ts";
import { backupService, invalid } from "./errors.ts";
import { objectTypeOf } from "./resources.ts";
import type { Member, Project, StoredVault } from "./stored.ts";
import { vaultOf } from "./vaults.ts";

const MOST = 256;

export const addResources: Operation = (call) => {
  const wrong = wrongInBody("AddVaultResource", call.body);
  if (wrong) throw invalid(wrong);
  const { resources: added } = call.body as { resources: readonly Member[] };
  const vault = vaultOf(call);
  const members = [...(vault.resources ?? []), ...added];
  const others = [...call.project.vaults.values()].filter(({ id }) => id !== vault.id);
  if (members.length > MOST) {
    throw backupService(400, "6100", "The maximum number of vault resources has been reached.");
  }
  if (new Set(members.map(({ id }) => id)).size < members.length) {
    throw backupService(400, "6104", "Duplicate resource.");
  }
  for (const { id, type } of added) {
    if (objectTypeOf(type) !== vault.billing.object_type) {
      throw backupService(400, "6102", "The vault does not support this resource type.");
    }
    if (others.some(({ resources = [] }) => resources.some((one) => one.id === id))) {
      throw backupService(400, "6103", "The resource has been associated with a vault.");
    }
  }
  keep(call.project, vault, members);
  return { status: 200, body: { add_resource_ids: added.map(({ id }) => id) } };
};

/** "All manual and automatic backups of this resource will be deleted." */
export const removeResources: Operation = (call) => {
  const { vault, ids } = named(call, "RemoveVaultResource");
  const { project } = call;
  if (vault.locked) throw backupService(400, "6110", "The vault cannot be updated.");
  keep(
    project,
    vault,
    (vault.resources ?? []).filter(({ id }) => !ids.includes(id)),
  );
  for (const { id, vault_id, resource_id } of project.backups.values()) {
    if (vault_id === vault.id && ids.includes(resource_id)) project.backups.delete(id);
  }
  return { status: 200, body: { remove_resource_ids: ids } };
};

/** Automatic backup of single resources ends, or begins again. */
export const setResources: Operation = (call) => {
  const { vault, ids } = named(call, "SetVaultResource");
  const { action } = call.body as { action: "suspend" | "unsuspend" };
  keep(
    call.project,
    vault,
    (vault.resources ?? []).map((member) =>
      ids.includes(member.id) ? { ...member, auto_protect: action === "unsuspend" } : member,
    ),
  );
  return { status: 200, body: { set_resource_ids: ids } };
};

function named(call: Call, operation: "RemoveVaultResource" | "SetVaultResource") {
  const wrong = wrongInBody(operation, call.body);
  if (wrong) throw invalid(wrong);
  const { resource_ids: ids } = call.body as { resource_ids: readonly string[] };
  const vault = vaultOf(call);
  const members = new Set((vault.resources ?? []).map(({ id }) => id));
  if (!ids.every((id) => members.has(id))) {
    throw backupService(400, "6135", "The resource does not exist in the vault.");
  }
  return { vault, ids };
}

const keep = (project: Project, vault: StoredVault, resources: readonly Member[]): void => {
  project.vaults.set(vault.id, { ...vault, resources });
};
