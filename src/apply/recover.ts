/**
 * The intents of a run that did not finish × what is live -> what became of its changes. Pure.
 *
 * | intent | live                                               | then                                                |
 * |--------|----------------------------------------------------|-----------------------------------------------------|
 * | create | one policy that it may have created                | record: it was created                              |
 * | create | several of those                                   | ask: the intent stays, and the plan names them      |
 * | create | none of those, a singleton                        | drop: the plan compares what is there               |
 * | create | none of those, another kind                        | wait: lists lag, so it is looked for again          |
 * | update | as the intent wants it, with its vaults            | record: it was updated                              |
 * | update | as the intent wants it, some vaults not yet        | record: it was updated, with the vaults it has      |
 * | update | not as the intent wants it, or gone                | drop: it was not updated                            |
 * | delete | gone, or as left behind where a kind has no delete | record: it was deleted                              |
 * | delete | still there                                        | drop: it was not deleted                            |
 *
 * A create may have created a live policy that has its name and content, is in no record, and was not there before.
 * After record and drop the intent is resolved: the plan finds what is left to do.
 */

import { kinds } from "../kinds/index.ts";
import { type Address, kindOf, type Live, type Recorded, type Spec, vaultsOf, withVaults } from "../model/policy.ts";
import { claimed } from "../plan/comparable.ts";
import { fieldsBetween } from "../plan/compare.ts";
import { isTheOne, nameAt, recordOf, unsettled } from "../plan/record.ts";
import type { Intent, State } from "../state/store.ts";

export interface Recovered {
  /** As if the changes that happened had been recorded; without the intents that are resolved. */
  readonly state: State;
  /** What was done, and the id of the policy it was done to. */
  readonly done: ReadonlyMap<Address, string>;
  /** A sentence for each resolved intent. */
  readonly notes: readonly string[];
  /** Creates that are to be looked for again before they are dropped. */
  readonly unseen: readonly Address[];
}

/** @param at when it is recorded: RFC 3339, UTC */
export function recover(state: State, live: readonly Live[], at: string): Recovered {
  const resources: Record<Address, Recorded> = { ...state.resources };
  const intents: Record<Address, Intent> = { ...state.intents };
  const done = new Map<Address, string>();
  const notes: string[] = [];
  const unseen: Address[] = [];
  for (const [address, intent] of Object.entries(state.intents) as [Address, Intent][]) {
    const decision = decide({ address, intent, live, resources, at });
    if (decision.step === "wait") unseen.push(address);
    if (decision.step === "wait" || decision.step === "ask") continue;
    for (const [recordedAt, record] of decision.edits ?? []) {
      if (record) resources[recordedAt] = record;
      else delete resources[recordedAt];
    }
    if (decision.step === "record") done.set(address, decision.id);
    if (decision.note !== undefined) notes.push(`${address}: ${decision.note}`);
    delete intents[address];
  }
  return { state: { ...state, resources, intents }, done, notes, unseen };
}

/** Without creates that were looked for long enough: they did not happen. */
export function withoutIntents(state: State, addresses: readonly Address[]): State {
  const intents = Object.entries(state.intents).filter(([address]) => !addresses.includes(address as Address));
  return { ...state, intents: Object.fromEntries(intents) };
}

interface Unfinished {
  readonly address: Address;
  readonly intent: Intent;
  readonly live: readonly Live[];
  /** With the intents before this one resolved. */
  readonly resources: State["resources"];
  readonly at: string;
}

/** In this order; undefined removes the record. */
type Edits = readonly (readonly [Address, Recorded | undefined])[];

type Decision =
  | { readonly step: "record"; readonly edits: Edits; readonly id: string; readonly note: string }
  | { readonly step: "drop"; readonly edits?: Edits; readonly note?: string }
  | { readonly step: "ask" }
  | { readonly step: "wait" };

/** Which row of the table fits. */
function decide(one: Unfinished): Decision {
  const { address, intent, live } = one;
  if (intent.action === "create") {
    const [made, ...others] = candidatesFor(one);
    if (others.length > 0) return { step: "ask" };
    if (made) return created(one, made);
    return kinds[kindOf(address)].singleton ? { step: "drop" } : { step: "wait" };
  }
  const known = live.find(({ id }) => id === intent.id);
  if (intent.action === "delete") return isGone(address, known) ? deleted(one) : notDone(one);
  const isDone = known && intent.spec && means(address, known, intent.spec);
  return isDone ? updated(one, known, intent.spec) : notDone(one);
}

function created({ address, intent, resources, at }: Unfinished, { id, spec: live }: Live): Decision {
  const wanted = { ...intent, spec: intent.spec ?? {} };
  const actual = { id, spec: asFarAsDone(wanted.spec, live, undefined) };
  const record = recordOf(address, wanted, actual, resources[address], at);
  return { step: "record", edits: [[address, record]], id, note: `was created by an unfinished run (${id})` };
}

function updated({ address, intent, resources, at }: Unfinished, { id, spec: live }: Live, wanted: Spec): Decision {
  // The same change may have renamed it.
  const former = (Object.keys(resources) as Address[]).find((other) => resources[other]?.id === id) ?? address;
  const { [former]: record } = resources;
  const spec = asFarAsDone(wanted, live, record?.spec);
  const next = recordOf(address, { ...intent, spec: wanted }, { id, spec }, record, at);
  const isWhole = fieldsBetween(kinds[kindOf(address)].meaning, spec, wanted).length === 0;
  const note = `was updated by an unfinished run${isWhole ? "" : ", except for some of its vaults"}`;
  const edits: Edits = [
    [former, undefined],
    [address, next],
  ];
  return { step: "record", edits, id, note };
}

function deleted({ address, intent: { id = "" } }: Unfinished): Decision {
  return { step: "record", edits: [[address, undefined]], id, note: "was deleted by an unfinished run" };
}

function notDone({ intent, resources }: Unfinished): Decision {
  // Its vaults may have been changed all the same.
  const edits = (Object.entries(resources) as [Address, Recorded][])
    .filter(([, { id }]) => id === intent.id)
    .map(([recordedAt, record]) => [recordedAt, unsettled(record)] as const);
  return { step: "drop", edits, note: `was not ${intent.action}d by the unfinished run` };
}

/** Live policies that this create may have created. */
function candidatesFor({ address, intent, live, resources }: Unfinished): Live[] {
  const { spec, seen = [] } = intent;
  const owned = new Set(Object.values(resources).map(({ id }) => id));
  return live.filter(
    (one) =>
      one.custom && !owned.has(one.id) && !seen.includes(one.id) && spec !== undefined && means(address, one, spec),
  );
}

function isGone(address: Address, live: Live | undefined): boolean {
  const { leaves } = kinds[kindOf(address)];
  return !live || (leaves !== undefined && leaves.of(live.spec) === undefined);
}

/**
 * Whether it has the name and the spec of an intent, which are sent together. Fields that the cloud never returns are
 * not compared, nor are vaults, which have requests of their own.
 */
function means(address: Address, live: Live, spec: Spec): boolean {
  const kind = kinds[kindOf(address)];
  if (!isTheOne(live, kind.name, [nameAt(address)])) return false;
  return fieldsBetween(kind.meaning, claimed(kind, live.spec, {}), claimed(kind, spec, {})).every(({ path }) =>
    kind.unreadable.includes(path),
  );
}

/** What a run wanted, but with the vaults that are bound: of those it wanted, and of those it did not free yet. */
function asFarAsDone(wanted: Spec, live: Spec, former: Spec | undefined): Spec {
  const after = vaultsOf(wanted);
  if (!after) return wanted;
  const involved = new Set([...after, ...((former && vaultsOf(former)) ?? [])].map(({ vault_id }) => vault_id));
  return withVaults(
    wanted,
    (vaultsOf(live) ?? []).filter(({ vault_id }) => involved.has(vault_id)),
  );
}
