/** What became of changes that a run began and did not finish: the intents of a state against what is live. Pure. */

import { kinds } from "../kinds/index.ts";
import { type Address, kindOf, type Live, type Recorded, type Spec, vaultsOf, withVaults } from "../model/policy.ts";
import { fieldsBetween } from "../plan/compare.ts";
import { claimed } from "../plan/plan.ts";
import { isTheOne, nameAt, recordOf, unsettled } from "../plan/record.ts";
import type { Intent, State } from "../state/store.ts";

export interface Recovered {
  /** As if the changes that happened had been recorded; without the intents that are resolved. */
  readonly state: State;
  /** What was done, and the id of what it was done to. */
  readonly done: ReadonlyMap<Address, string>;
  /** A sentence for each resolved intent. */
  readonly notes: readonly string[];
  /** Creates of which nothing is to be seen: a list may lag behind, so they are looked for again before they are dropped. */
  readonly unseen: readonly Address[];
}

/** @param at when that is: RFC 3339, UTC */
export function recover(state: State, live: readonly Live[], at: string): Recovered {
  const resources: Record<Address, Recorded> = { ...state.resources };
  const intents: Record<Address, Intent> = { ...state.intents };
  const done = new Map<Address, string>();
  const notes: string[] = [];
  const unseen: Address[] = [];
  for (const [address, intent] of Object.entries(state.intents) as [Address, Intent][]) {
    if (intent.action === "create") {
      const made = candidatesFor(address, intent, live, resources);
      const [first] = made;
      // Of several, only a person can tell: the intent stays, and the plan names them.
      if (made.length > 1) continue;
      if (first && intent.spec) {
        const wanted = { ...intent, spec: intent.spec };
        const stands = { id: first.id, spec: asFarAsDone(intent.spec, first, undefined) };
        resources[address] = recordOf(address, wanted, stands, resources[address], at);
        done.set(address, first.id);
        delete intents[address];
        notes.push(`${address}: was created by a run that did not finish (${first.id})`);
      } else if (kinds[kindOf(address)].singleton) delete intents[address];
      else unseen.push(address);
      continue;
    }
    const known = live.find(({ id }) => id === intent.id);
    if (intent.action === "delete" && isGone(address, known)) {
      delete resources[address];
      done.set(address, intent.id ?? "");
      notes.push(`${address}: was removed by a run that did not finish`);
    } else if (
      intent.action === "update" &&
      intent.spec &&
      intent.id !== undefined &&
      known &&
      means(address, known, intent.spec)
    ) {
      const former =
        (Object.keys(resources) as Address[]).find((other) => resources[other]?.id === intent.id) ?? address;
      // It may have been renamed by the same change.
      const { [former]: record } = resources;
      delete resources[former];
      const spec = asFarAsDone(intent.spec, known, record?.spec);
      const wanted = { ...intent, spec: intent.spec };
      resources[address] = recordOf(address, wanted, { id: intent.id, spec }, record, at);
      done.set(address, intent.id);
      const whole = fieldsBetween(kinds[kindOf(address)].meaning, spec, intent.spec).length === 0;
      notes.push(
        whole
          ? `${address}: was changed by a run that did not finish`
          : `${address}: its vaults were not all changed by the run that meant to`,
      );
    } else {
      // Its vaults may have been changed all the same.
      for (const [at, record] of Object.entries(resources) as [Address, Recorded][])
        if (record.id === intent.id) resources[at] = unsettled(record);
      notes.push(`${address}: was not ${intent.action}d by the run that meant to`);
    }
    // Whatever is left to do, the plan finds: live is known by its id.
    delete intents[address];
  }
  return { state: { ...state, resources, intents }, done, notes, unseen };
}

/** Without creates that were looked for long enough: they did not happen. */
export function withoutIntents(state: State, addresses: readonly Address[]): State {
  const intents = Object.entries(state.intents).filter(([address]) => !addresses.includes(address as Address));
  return { ...state, intents: Object.fromEntries(intents) };
}

/** Live policies that this create may have made: equal to what was sent, nobody's, and not there before. */
function candidatesFor(
  address: Address,
  { spec, seen = [] }: Intent,
  live: readonly Live[],
  resources: State["resources"],
): Live[] {
  const owned = new Set(Object.values(resources).map(({ id }) => id));
  return live.filter(
    (one) =>
      one.custom && !owned.has(one.id) && !seen.includes(one.id) && spec !== undefined && means(address, one, spec),
  );
}

/** Not there, or for what cannot be deleted: as we would leave it. */
function isGone(address: Address, live: Live | undefined): boolean {
  const { leaves } = kinds[kindOf(address)];
  return !live || (leaves !== undefined && leaves.of(live.spec) === undefined);
}

/** The name is sent with the rest. Fields that the cloud never returns take no part, nor do vaults, which have requests of their own. */
function means(address: Address, live: Live, spec: Spec): boolean {
  const kind = kinds[kindOf(address)];
  if (!isTheOne(live, kind.name, [nameAt(address)])) return false;
  return fieldsBetween(kind.meaning, claimed(kind, live.spec, {}), claimed(kind, spec, {})).every(({ path }) =>
    kind.unreadable.includes(path),
  );
}

/** What a run wanted, but with the vaults that are bound: of those that it wanted, and of those that it did not free yet. */
function asFarAsDone(wanted: Spec, live: Live, former: Spec | undefined): Spec {
  const after = vaultsOf(wanted);
  if (!after) return wanted;
  const ours = new Set([...after, ...((former && vaultsOf(former)) ?? [])].map(({ vault_id }) => vault_id));
  return withVaults(
    wanted,
    (vaultsOf(live.spec) ?? []).filter(({ vault_id }) => ours.has(vault_id)),
  );
}
