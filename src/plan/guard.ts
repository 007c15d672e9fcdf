/** A plan -> the plan with its hazards, those that are not allowed, and the changes that remain. Pure. */

import type { Stack } from "../documents/check.ts";
import { located } from "../documents/locate.ts";
import { kinds } from "../kinds/index.ts";
import { type Change, type Hazard, isWrite, type Plan, PROTECTED, type Refusal, type Update } from "../model/change.ts";
import type { Place } from "../model/place.ts";
import { dotted, withValue } from "../model/pointer.ts";
import {
  type Address,
  type HazardCode,
  type Json,
  kindOf,
  type Live,
  type Recorded,
  type Spec,
} from "../model/policy.ts";
import { clipped } from "../model/problem.ts";
import type { State } from "../state/store.ts";
import { changedIn } from "./comparable.ts";
import { isTheOne, nameAt } from "./record.ts";
import { rebinding, takersIn, vaultKey } from "./vaults.ts";

/** Of the recorded policies: deletes of more than this part, and of more than one, are many. */
const MANY = 0.3;

/**
 * @param state that the plan was made from
 * @param options.destroys the plan is to delete everything, so that many deletes are what was asked for
 */
export function withHazards(
  plan: Plan,
  { resources }: Pick<State, "resources">,
  { destroys = false }: { readonly destroys?: boolean } = {},
): Plan {
  const owned = Object.keys(resources).length;
  const deletes = plan.changes.filter(({ action }) => action === "delete").length;
  const many: Hazard[] = [];
  if (!destroys && deletes > 1 && deletes > owned * MANY) {
    const share = Math.round((100 * deletes) / owned);
    const message = `deletes ${deletes} of ${owned} policies (${share} %, allowed ${100 * MANY} %)`;
    many.push({ code: "deletes-many", message });
  }
  const takers = takersIn(plan.changes);
  const changes = plan.changes.map((change): Change => {
    const own = [
      ...hazardsOf(change, resources),
      ...protectionHazards(change),
      ...recordHazards(change, resources),
      ...vaultHazards(change, plan.vaultOwners, takers),
    ];
    const hazards = [...change.hazards, ...own, ...(change.action === "delete" ? many : [])];
    return hazards.length === 0 ? change : { ...change, hazards };
  });
  return { ...plan, changes };
}

function hazardsOf(change: Change, resources: State["resources"]): Hazard[] {
  const { hazards } = kinds[kindOf(change.address)];
  if (change.action === "create") return hazards(undefined, change.policy.spec);
  if (change.action === "update") return hazards(change.live.spec, withoutDue(change, resources));
  if (change.action === "delete") return hazards(change.live.spec, undefined);
  return [];
}

/** What is desired, without what the time changes: that was judged when its document was merged. */
function withoutDue({ address, former = address, fields, live, policy }: Update, resources: State["resources"]): Spec {
  const record = resources[former];
  const due = fields.filter(({ cause }) => cause === "time");
  if (!record || due.length === 0) return policy.spec;
  // Where another user made changes too, nobody has judged what undoes them.
  const changed = new Set(changedIn(kinds[kindOf(address)], record, live).map(({ path }) => path));
  return due
    .filter(({ path }) => !changed.has(path))
    .reduce((spec, { path, before }) => withValue(spec, path, before), policy.spec);
}

/** Also of a change of the state alone: after it, the policy can be deleted. */
function protectionHazards({ fields }: Change): Hazard[] {
  const ends = fields.some(({ path, before, after }) => path === PROTECTED && before === true && after === false);
  const message = "protected: false ends its protection: after that it can be deleted";
  return ends ? [{ code: "unprotects", message }] : [];
}

/**
 * A record has the id of a live policy, and a user who can write the state can put any id there. If kind or name
 * differ, an update or a delete may be that of a policy that was not made here. A delete also shows what differs from
 * the record.
 */
function recordHazards(change: Change, resources: State["resources"]): Hazard[] {
  if (change.action !== "update" && change.action !== "delete") return [];
  const { address, former = address, live } = change;
  const record = resources[former];
  if (record?.id !== live.id) return [];
  // The name in the record may be forged too. The names that count are in the address and in `renamed_from`.
  if (change.action === "delete") {
    return [...takesOver(live, address, [nameAt(address)]), ...deletesChanged(address, record, live)];
  }
  const { renamedFrom } = change.policy;
  return takesOver(live, address, [nameAt(address), renamedFrom && nameAt(renamedFrom)]);
}

function takesOver(live: Live, address: Address, names: readonly (string | undefined)[]): Hazard[] {
  const kind = kindOf(address);
  if (isTheOne(live, kind, names)) return [];
  const recorded = [...new Set(names)].filter((name) => name !== undefined).join(" or ");
  const message = `${live.id} is ${live.kind} ${clipped(live.name ?? "")}, not ${kind} ${recorded} as recorded`;
  return [{ code: "takes-over", message }];
}

/** How many fields a message lists. */
const MAX_FIELDS = 5;

function deletesChanged(address: Address, record: Recorded, live: Live): Hazard[] {
  const changed = changedIn(kinds[kindOf(address)], record, live);
  if (changed.length === 0) return [];
  const value = (json: Json | undefined) => (json === undefined ? "not set" : clipped(JSON.stringify(json)));
  const named = changed
    .slice(0, MAX_FIELDS)
    .map(({ path, before, after }) => `${dotted(path)} ${value(before)} → ${value(after)}`);
  const more = changed.length > MAX_FIELDS ? [`and ${changed.length - MAX_FIELDS} more`] : [];
  return [{ code: "deletes-changed", message: `differs from its record: ${[...named, ...more].join(", ")}` }];
}

/**
 * Vaults that no policy of this kind would protect any more, and vaults taken from policies that were not made here.
 */
function vaultHazards(change: Change, owners: Plan["vaultOwners"], takers: ReturnType<typeof takersIn>): Hazard[] {
  if (!isWrite(change)) return [];
  const { bind, free } = rebinding(change);
  const kind = kindOf(change.address);
  const names = "policy" in change ? (change.policy?.vaultNames ?? {}) : {};
  const shown = (id: string) => (names[id] === undefined ? id : `${names[id]} (${id})`);
  const lost = free.filter((binding) => !takers.has(vaultKey(kind, binding))).map(({ vault_id }) => shown(vault_id));
  const taken = bind.flatMap((binding): Hazard[] => {
    const owner = owners[vaultKey(kind, binding)];
    if (!owner || owner.owned) return [];
    const message = `vault ${shown(binding.vault_id)} has ${owner.name} (${owner.id}), which was not made here, and would lose it`;
    return [{ code: "takes-over", message }];
  });
  if (lost.length === 0) return taken;
  const vaults = lost.length === 1 ? `vault ${lost[0]}` : `${lost.length} vaults (${lost.join(", ")})`;
  return [...taken, { code: "unprotects-vaults", message: `${vaults} would have no ${kind} any more` }];
}

/** The hazards of a plan that are not allowed by name. */
export const refusals = (plan: Plan, allowed: readonly HazardCode[]): Refusal[] =>
  plan.changes.flatMap(({ address, hazards }) =>
    hazards.filter(({ code }) => !allowed.includes(code)).map((hazard) => ({ ...hazard, address })),
  );

/** Whether it refuses only its change; any other hazard refuses the whole stack. */
export const refusesAlone = ({ code }: Pick<Hazard, "code">): boolean => code === "deletes-changed";

/** The plan without the changes that are refused. */
export function allowedPart(plan: Plan, refused: readonly Refusal[]): Plan {
  const addresses = new Set(refused.map(({ address }) => address));
  return { ...plan, changes: plan.changes.filter(({ address }) => !addresses.has(address)) };
}

/** Hazards that are allowed -> where they are. */
export type Allowances = ReadonlyMap<HazardCode, string>;

/** @param flagged allowed by `--allow-hazards` */
export async function allowancesOf(
  { spec, document }: Stack,
  flagged: readonly HazardCode[] = [],
): Promise<Allowances> {
  const codes = (spec.allow_hazards ?? []).map((code, index) => {
    const place: Place = { path: `/spec/allow_hazards/${index}`, part: "key" };
    return { code, document, place };
  });
  const inFile = (await located(codes)).map(({ code, range }) => [code, `${range.file}:${range.start.line}`] as const);
  return new Map<HazardCode, string>([...flagged.map((code) => [code, "--allow-hazards"] as const), ...inFile]);
}

/** The changes, with what allows their hazards. */
export const withAllowances = <C extends { readonly hazards: readonly Hazard[] }>(
  changes: readonly C[],
  allowances: Allowances,
): C[] =>
  changes.map((change) => ({
    ...change,
    hazards: change.hazards.map((hazard) => {
      const allowedBy = allowances.get(hazard.code);
      return allowedBy === undefined ? hazard : { ...hazard, allowedBy };
    }),
  }));
