/** The policies of vaults: which are ours, what they promise, and when they should have run. Pure. */
import { type Protection, protectionOf } from "../kinds/cbr/effect.ts";
import { isCertain, lastRuns } from "../kinds/cbr/runs.ts";
import { type Address, addressOf, type Live, membersOf, vaultsOf } from "../model/policy.ts";
import type { State } from "../state/store.ts";
import type { PolicyRef } from "./verdict.ts";

export interface VaultPolicy extends PolicyRef {
  /** In the cloud, now. */
  readonly enabled: boolean;
  /** When it became what it is, as far as we know. Milliseconds since 1970. */
  readonly appliedAt?: number;
  readonly promise: Protection;
  /** The last runs that should have been, ascending, in milliseconds since 1970; undefined where they cannot be computed. */
  readonly runs: readonly number[] | undefined;
  /** Where a replication policy copies to. */
  readonly region?: string;
}

/** A vault has at most one of each. */
export interface OfVault {
  readonly backup?: VaultPolicy;
  readonly replication?: VaultPolicy;
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
    const side = one.kind === "BackupPolicy" ? "backup" : one.kind === "ReplicationPolicy" ? "replication" : undefined;
    if (!side) continue;
    const policy = vaultPolicy(one, records.get(one.id), now);
    for (const { vault_id } of vaultsOf(one.spec) ?? []) {
      found.set(vault_id, { ...found.get(vault_id), [side]: policy });
    }
  }
  return found;
}

function vaultPolicy(
  { kind, name = "", spec }: Live,
  ours: { address: string; record: State["resources"][Address] } | undefined,
  now: number,
): VaultPolicy {
  const enabled = spec.enabled !== false;
  const promise = protectionOf(ours?.record?.spec ?? spec);
  const certain = promise.rules?.filter(isCertain) ?? [];
  const appliedAt = Date.parse(ours?.record?.applied_at ?? "");
  const { destination_region: region } = membersOf(spec.operation_definition);
  return {
    address: ours?.address ?? addressOf(kind, name),
    owned: ours !== undefined,
    enabled,
    ...(!Number.isNaN(appliedAt) && { appliedAt }),
    promise,
    // Those of other rules come besides.
    runs: certain.length > 0 ? lastRuns(certain, new Date(now), SHOWN_RUNS) : undefined,
    ...(typeof region === "string" && { region }),
  };
}
