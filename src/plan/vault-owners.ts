/** Which other policies have the vaults that changes bind. Pure. */
import type { Change, VaultOwner } from "../model/change.ts";
import { type Address, kindOf, type Live, type Recorded, vaultsOf } from "../model/policy.ts";
import type { State } from "../state/store.ts";
import { isTheOne, nameAt } from "./record.ts";
import { takersIn, vaultKey } from "./vaults.ts";

/** By `vaultKey`. */
export function vaultOwnersOf(
  changes: readonly Change[],
  live: readonly Live[],
  resources: State["resources"],
): Record<string, VaultOwner> {
  const takers = takersIn(changes);
  if (takers.size === 0) return {};
  const addresses = new Map((Object.entries(resources) as [Address, Recorded][]).map(([at, { id }]) => [id, at]));
  const owners: Record<string, VaultOwner> = {};
  for (const one of live) {
    const { id, kind, name = "" } = one;
    for (const binding of vaultsOf(one.spec) ?? []) {
      const key = vaultKey(kind, binding);
      const taker = takers.get(key);
      const isOther = taker && !("live" in taker && taker.live.id === id);
      const address = addresses.get(id);
      if (isOther) owners[key] = { id, name, owned: address !== undefined && hasName(one, address) };
    }
  }
  return owners;
}

/** The name of the address, not the one in the record: whoever can write a state can put any name into it. */
const hasName = (live: Live, address: Address): boolean => isTheOne(live, kindOf(address), [nameAt(address)]);
