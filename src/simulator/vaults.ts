/**
 * CBR vaults, as far as policies need them, and which policy protects which vault: at most one of each operation type.
 * Reference: https://support.huaweicloud.com/intl/en-us/api-cbr/AssociateVaultPolicy.html. Left out: `add_policy_ids`.
 */
import { randomUUID } from "node:crypto";
import { wrongInBody } from "./bodies.ts";
import { type Call, isUuid, type Operation } from "./call.ts";
import { newVault, type Project, type StoredPolicy, type StoredVault } from "./data.ts";
import { backupService, invalid } from "./errors.ts";
import { knownPolicy } from "./policies.ts";

/** Checked by hand, and no further than needed: nothing here manages vaults. */
export const createVault: Operation = ({ project, body, now }) => {
  const { vault: wanted } = (body ?? {}) as {
    vault?: { name?: unknown; billing?: Partial<StoredVault["billing"]>; backup_policy_id?: string };
  };
  if (typeof wanted?.name !== "string" || wanted.name === "") throw invalid("Invalid name provided.");
  const { protect_type, object_type = "server", size = 100 } = wanted.billing ?? {};
  if (protect_type !== "backup" && protect_type !== "replication") throw invalid("Invalid protect_type provided.");
  const policy = wanted.backup_policy_id === undefined ? undefined : knownPolicy(project, wanted.backup_policy_id);
  const vault = newVault(randomUUID(), now, wanted.name, { protect_type, object_type, size });
  if (policy) bind(project, policy, vault, null);
  project.vaults.set(vault.id, vault);
  return { status: 200, body: { vault: asShown(vault, project) } };
};

export const listVaults: Operation = ({ project }) => {
  const vaults = [...project.vaults.values()].map((vault) => asShown(vault, project));
  return { status: 200, body: { vaults, count: vaults.length, limit: 1000, offset: 0 } };
};

export const showVault: Operation = (call) => ({
  status: 200,
  body: { vault: asShown(vaultOf(call), call.project) },
});

/** Binding another policy of the same type replaces the one that is there. */
export const associatePolicy: Operation = (call) => {
  const { policy, vault, destination } = parties(call, "AssociateVaultPolicy");
  if (policy.operation_type === "replication" && destination === undefined) {
    throw invalid("Invalid destination_vault_id provided.");
  }
  bind(call.project, policy, vault, destination ?? null);
  return { status: 200, body: { associate_policy: association(policy, vault, destination) } };
};

export const dissociatePolicy: Operation = (call) => {
  const { policy, vault } = parties(call, "DisassociateVaultPolicy");
  const bound = policy.associated_vaults.find(({ vault_id }) => vault_id === vault.id);
  if (!bound) throw backupService(404, "6002", "The vault is not applied with the policy.");
  policy.associated_vaults = policy.associated_vaults.filter((one) => one !== bound);
  const destination = bound.destination_vault_id ?? undefined;
  return { status: 200, body: { dissociate_policy: association(policy, vault, destination) } };
};

/** The destination vault lies in another project and region, of which nothing is known here. */
function parties(call: Call, operation: "AssociateVaultPolicy" | "DisassociateVaultPolicy") {
  const wrong = wrongInBody(operation, call.body);
  if (wrong) throw invalid(wrong);
  const { policy_id, destination_vault_id } = call.body as { policy_id?: string; destination_vault_id?: string };
  if (policy_id === undefined || !isUuid(policy_id)) throw invalid("Invalid policy_id provided.");
  if (destination_vault_id !== undefined && !isUuid(destination_vault_id)) {
    throw invalid("Invalid destination_vault_id provided.");
  }
  const vault = vaultOf(call);
  return { policy: knownPolicy(call.project, policy_id), vault, destination: destination_vault_id };
}

/** The vault in the path. */
function vaultOf({ project, params, anyVault, now }: Call): StoredVault {
  const id = params.vault_id!;
  if (!isUuid(id)) throw invalid("Invalid vault_id provided.");
  const vault = project.vaults.get(id);
  if (vault) return vault;
  if (!anyVault) throw backupService(404, "6105", "The vault does not exist.");
  const appeared = newVault(id, now);
  project.vaults.set(id, appeared);
  return appeared;
}

function bind(project: Project, policy: StoredPolicy, vault: StoredVault, destination: string | null): void {
  const { protect_type } = vault.billing;
  if (protect_type === "replication" && policy.operation_type === "replication") {
    throw backupService(400, "6128", "Replication is not allowed for the current type of vaults.");
  }
  // A member that has left its organisation keeps the policy, but not for new vaults.
  if (protect_type === "replication" || policy.policy_type === "organization_policy_removed") {
    throw backupService(400, "6127", "This policy cannot be applied to this vault.");
  }
  for (const other of project.policies.values()) {
    if (other.operation_type !== policy.operation_type) continue;
    other.associated_vaults = other.associated_vaults.filter(({ vault_id }) => vault_id !== vault.id);
  }
  policy.associated_vaults = [...policy.associated_vaults, { vault_id: vault.id, destination_vault_id: destination }];
}

const association = (policy: StoredPolicy, vault: StoredVault, destination: string | undefined): object => ({
  vault_id: vault.id,
  policy_id: policy.id,
  ...(destination !== undefined && { destination_vault_id: destination }),
});

const asShown = (vault: StoredVault, project: Project): object => ({
  ...vault,
  billing: { ...vault.billing, status: "available", charging_mode: "post_paid", allocated: 0, used: 0 },
  description: "",
  project_id: project.id,
  enterprise_project_id: "0",
  resources: [],
  tags: [],
  auto_bind: false,
  auto_expand: false,
});
