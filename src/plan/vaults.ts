/** Which vaults a change binds and frees, and which change takes one over. Pure. */
import type { Change, Create, Update, Write } from "../model/change.ts";
import { type Binding, type KindName, kindOf, vaultsOf } from "../model/policy.ts";

/** What a change does to vaults. */
export interface Rebinding {
  readonly bind: readonly Binding[];
  /** Already bound as desired. */
  readonly keep: readonly Binding[];
  /** The policy no longer protects these. */
  readonly free: readonly Binding[];
}

export function rebinding(change: Write): Rebinding {
  const before = (change.action === "create" ? undefined : vaultsOf(change.live.spec)) ?? [];
  const after = change.action === "delete" ? [] : vaultsOf(change.policy.spec);
  if (!after) return { bind: [], keep: [], free: [] };
  const isBound = ({ vault_id, destination_vault_id: other }: Binding) =>
    before.some((one) => one.vault_id === vault_id && one.destination_vault_id === other);
  return {
    bind: after.filter((binding) => !isBound(binding)),
    keep: after.filter(isBound),
    free: before.filter(({ vault_id }) => !after.some((wanted) => wanted.vault_id === vault_id)),
  };
}

/** A vault has at most one policy of each kind, so this names a place for a policy. */
export const vaultKey = (kind: KindName, { vault_id }: Pick<Binding, "vault_id">): string =>
  `${kind} ${vault_id.toLowerCase()}`;

/** By `vaultKey`: the change that binds that vault. */
export function takersIn(changes: readonly Change[]): Map<string, Create | Update> {
  const takers = new Map<string, Create | Update>();
  for (const change of changes) {
    if (change.action !== "create" && change.action !== "update") continue;
    for (const binding of rebinding(change).bind) takers.set(vaultKey(kindOf(change.address), binding), change);
  }
  return takers;
}
