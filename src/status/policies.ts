/** The policies of vaults: which are ours, what they promise, and when they should have run. Pure. */
import { kinds } from "../kinds/index.ts";
import type { Promised, Protects } from "../kinds/protection.ts";
import { type Address, addressOf, type Live, vaultsOf } from "../model/policy.ts";
import type { State } from "../state/store.ts";
import type { PolicyRef } from "./verdict.ts";

export interface VaultPolicy extends PolicyRef {
  /** In the cloud, now. */
  readonly enabled: boolean;
  /** When it became what it is, as far as we know. Milliseconds since 1970. */
  readonly appliedAt?: number;
  readonly promise: Promised;
  /** The last runs that should have happened, ascending, in milliseconds since 1970; undefined if not computable. */
  readonly runs: readonly number[] | undefined;
}

/** A vault has at most one of each. */
export interface OfVault {
  readonly backups?: VaultPolicy;
  readonly copies?: VaultPolicy;
}

/** So many past runs are shown. */
const SHOWN_RUNS = 14;

/**
 * @returns by id of the vault. What is recorded as ours is held to what was applied, the rest to its live rules.
 */
export function policiesOfVaults(
  live: readonly Live[],
  resources: State["resources"],
  now: number,
): ReadonlyMap<string, OfVault> {
  const records = new Map(Object.entries(resources).map(([address, record]) => [record.id, { address, record }]));
  const found = new Map<string, OfVault>();
  for (const one of live) {
    const { protects } = kinds[one.kind];
    if (!protects) continue;
    const policy = vaultPolicy(one, protects, records.get(one.id), now);
    for (const { vault_id } of vaultsOf(one.spec) ?? []) {
      found.set(vault_id, { ...found.get(vault_id), [protects.by]: policy });
    }
  }
  return found;
}

function vaultPolicy(
  { kind, name = "", spec }: Live,
  { by, promise: promiseOf }: Protects,
  ours: { address: string; record: State["resources"][Address] } | undefined,
  now: number,
): VaultPolicy {
  const promise = promiseOf(ours?.record?.spec ?? spec);
  const runs = promise.lastRuns?.(new Date(now), SHOWN_RUNS);
  const appliedAt = Date.parse(ours?.record?.applied_at ?? "");
  return {
    by,
    address: ours?.address ?? addressOf(kind, name),
    owned: ours !== undefined,
    enabled: spec.enabled !== false,
    ...(!Number.isNaN(appliedAt) && { appliedAt }),
    promise,
    runs,
  };
}
