/**
 * CBR vaults, as far as policies need them, and which policy protects which vault: at most one of each operation type.
 * Reference: https://support.huaweicloud.com/intl/en-us/api-cbr/CreateVault.html, AssociateVaultPolicy.html and their
 * neighbours. contents.ts shows them. Left out: prepaid vaults, changes.
 */
import { randomUUID } from "node:crypto";
import { wrongInBody } from "./bodies.ts";
import { type Call, isUuid, type Operation } from "./call.ts";
import { contentsOf, type VaultAsShown, vaultAsShown } from "./contents.ts";
import { backupService, invalid } from "./errors.ts";
import { pageOf } from "./lists.ts";
import { knownPolicy } from "./policies.ts";
import { newVault } from "./project.ts";
import type { Project, StoredPolicy, StoredVault } from "./stored.ts";

export const createVault: Operation = (call) => {
  const { project, body, now } = call;
  const wrong = wrongInBody("CreateVault", body);
  if (wrong) throw invalid(wrong);
  const { vault: wanted } = body as { vault: VaultBody };
  const { name, billing, backup_policy_id, ...members } = wanted;
  const { object_type = "server", size = 100, protect_type } = billing;
  const policy = backup_policy_id === undefined ? undefined : knownPolicy(project, backup_policy_id);
  const { consistent_level, cloud_type, is_multi_az } = billing;
  const vault: StoredVault = {
    ...newVault(randomUUID(), now, name, { protect_type, object_type, size }),
    ...members,
    billing: { protect_type, object_type, size, ...given({ consistent_level, cloud_type, is_multi_az }) },
  };
  if (policy) {
    refuseBinding(policy, vault);
    bind(call, policy, vault, null);
  }
  project.vaults.set(vault.id, vault);
  return { status: 200, body: { vault: vaultAsShown(vault, call) } };
};

type VaultBody = Omit<StoredVault, "id" | "created_at" | "billing"> & {
  readonly name: string;
  readonly billing: Partial<StoredVault["billing"]> & Pick<StoredVault["billing"], "protect_type">;
  readonly backup_policy_id?: string;
};

const given = (members: object): object =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

export const listVaults: Operation = (call) => {
  const { project, query } = call;
  const contents = contentsOf(call);
  const wanted = [...project.vaults.values()]
    .map((vault) => vaultAsShown(vault, call, contents))
    .filter((vault) => isWanted(vault, project, query));
  const { items: vaults, numbers } = pageOf(wanted, call);
  return { status: 200, body: { vaults, ...numbers } };
};

/** By what the reference names; `id` may be given several times, ids in `resource_ids` stand between commas. */
function isWanted(vault: VaultAsShown, { policies }: Project, query: URLSearchParams): boolean {
  const isOneOf = (name: string, values: readonly string[]) => {
    const wanted = query.getAll(name).flatMap((value) => value.split(","));
    return wanted.length === 0 || wanted.some((value) => values.includes(value));
  };
  const { billing, resources, enterprise_project_id } = vault;
  const bound = [...policies.values()].filter(({ associated_vaults }) =>
    associated_vaults.some(({ vault_id }) => vault_id === vault.id),
  );
  return (
    isOneOf("id", [vault.id]) &&
    isOneOf("name", [vault.name]) &&
    isOneOf("protect_type", [billing.protect_type]) &&
    isOneOf("object_type", [billing.object_type]) &&
    isOneOf("cloud_type", [billing.cloud_type]) &&
    isOneOf("status", [billing.status]) &&
    isOneOf("enterprise_project_id", [enterprise_project_id, "all_granted_eps"]) &&
    isOneOf(
      "policy_id",
      bound.map(({ id }) => id),
    ) &&
    isOneOf(
      "resource_ids",
      resources.map(({ id }) => id),
    )
  );
}

export const showVault: Operation = (call) => ({
  status: 200,
  body: { vault: vaultAsShown(vaultOf(call), call) },
});

/** Backups in it go with it, policies stay. */
export const deleteVault: Operation = (call) => {
  const { id } = vaultOf(call);
  free(call, id);
  call.project.vaults.delete(id);
  for (const backup of call.project.backups.values()) {
    if (backup.vault_id === id) call.project.backups.delete(backup.id);
  }
  return { status: 204 };
};

/** Binding another policy of the same type replaces the one that is there. */
export const associatePolicy: Operation = (call) => {
  const { policies, vault, destination } = parties(call, "AssociateVaultPolicy");
  for (const policy of policies) {
    if (policy.operation_type === "replication" && destination === undefined) {
      throw invalid("Invalid destination_vault_id provided.");
    }
    refuseBinding(policy, vault);
  }
  if (new Set(policies.map(({ operation_type }) => operation_type)).size < policies.length) {
    throw invalid("Invalid add_policy_ids provided.");
  }
  for (const policy of policies) bind(call, policy, vault, destinationOf(policy, destination) ?? null);
  const last = policies.at(-1)!;
  return { status: 200, body: { associate_policy: association(last, vault, destinationOf(last, destination)) } };
};

const destinationOf = ({ operation_type }: StoredPolicy, destination: string | undefined): string | undefined =>
  operation_type === "replication" ? destination : undefined;

export const dissociatePolicy: Operation = (call) => {
  const { policies, vault } = parties(call, "DisassociateVaultPolicy");
  const [policy] = policies as [StoredPolicy];
  const bound = policy.associated_vaults.find(({ vault_id }) => vault_id === vault.id);
  if (!bound) throw backupService(404, "6002", "The vault is not applied with the policy.");
  apply(
    call,
    policy,
    policy.associated_vaults.filter((one) => one !== bound),
  );
  const destination = bound.destination_vault_id ?? undefined;
  return { status: 200, body: { dissociate_policy: association(policy, vault, destination) } };
};

/** The destination vault lies in another project and region, of which nothing is known here. */
function parties(call: Call, operation: "AssociateVaultPolicy" | "DisassociateVaultPolicy") {
  const wrong = wrongInBody(operation, call.body);
  if (wrong) throw invalid(wrong);
  const { policy_id, add_policy_ids, destination_vault_id } = call.body as {
    policy_id?: string;
    add_policy_ids?: string[];
    destination_vault_id?: string;
  };
  const ids = add_policy_ids ?? [policy_id!];
  if (!ids.every(isUuid)) throw invalid(`Invalid ${add_policy_ids ? "add_policy_ids" : "policy_id"} provided.`);
  if (destination_vault_id !== undefined && !isUuid(destination_vault_id)) {
    throw invalid("Invalid destination_vault_id provided.");
  }
  const vault = vaultOf(call);
  return { policies: ids.map((id) => knownPolicy(call.project, id)), vault, destination: destination_vault_id };
}

/** The vault in the path. */
export function vaultOf({ project, params, anyVault, now }: Call): StoredVault {
  const id = params.vault_id!;
  if (!isUuid(id)) throw invalid("Invalid vault_id provided.");
  const vault = project.vaults.get(id);
  if (vault) return vault;
  if (!anyVault) throw backupService(404, "6105", "The vault does not exist.");
  const appeared = newVault(id, now);
  project.vaults.set(id, appeared);
  return appeared;
}

function refuseBinding(policy: StoredPolicy, vault: StoredVault): void {
  const { protect_type } = vault.billing;
  if (protect_type === "replication" && policy.operation_type === "replication") {
    throw backupService(400, "6128", "Replication is not allowed for the current type of vaults.");
  }
  // A member that has left its organisation keeps the policy, but not for new vaults.
  if (protect_type === "replication" || policy.policy_type === "organization_policy_removed") {
    throw backupService(400, "6127", "This policy cannot be applied to this vault.");
  }
}

function bind(call: Call, policy: StoredPolicy, vault: StoredVault, destination: string | null): void {
  free(call, vault.id, policy.operation_type);
  apply(call, policy, [...policy.associated_vaults, { vault_id: vault.id, destination_vault_id: destination }]);
}

/** Of the policies of one type, or of both. */
function free(call: Call, vaultId: string, type?: StoredPolicy["operation_type"]): void {
  for (const policy of call.project.policies.values()) {
    if (type !== undefined && policy.operation_type !== type) continue;
    const others = policy.associated_vaults.filter(({ vault_id }) => vault_id !== vaultId);
    if (others.length < policy.associated_vaults.length) apply(call, policy, others);
  }
}

/** What reads have shown until now they may go on showing for a while. */
function apply(
  { project, personality, real }: Call,
  policy: StoredPolicy,
  vaults: StoredPolicy["associated_vaults"],
): void {
  const stale = project.stale.get(policy.id);
  if (personality.staleVaultsMs > 0 && !(stale && real < stale.until)) {
    const until = real + personality.staleVaultsMs;
    project.stale.set(policy.id, { vaults: policy.associated_vaults, until, reads: 0 });
  }
  policy.associated_vaults = vaults;
}

const association = (policy: StoredPolicy, vault: StoredVault, destination: string | undefined): object => ({
  vault_id: vault.id,
  policy_id: policy.id,
  ...(destination !== undefined && { destination_vault_id: destination }),
});
