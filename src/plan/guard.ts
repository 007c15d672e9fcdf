/** A plan -> the same plan with its hazards named, which of them nobody allowed, and what that leaves. Pure. */

import type { Stack } from "../documents/check.ts";
import { located } from "../documents/locate.ts";
import { kinds } from "../kinds/index.ts";
import { type Change, type Hazard, isWrite, type Plan, PROTECTED } from "../model/change.ts";
import type { Place } from "../model/place.ts";
import { dotted } from "../model/pointer.ts";
import { type Address, type HazardCode, type Json, kindOf, type Live, type Recorded } from "../model/policy.ts";
import { clipped } from "../model/problem.ts";
import type { State } from "../state/store.ts";
import { changedIn } from "./plan.ts";
import { isTheOne, nameAt } from "./record.ts";
import { rebinding, takersIn, vaultKey } from "./vaults.ts";

/** More than this part of what we own, and more than one, is many. */
const MANY = 0.3;

/** @param state that the plan was made from */
export function withHazards(plan: Plan, { resources }: Pick<State, "resources">): Plan {
  const owned = Object.keys(resources).length;
  const deletes = plan.changes.filter(({ action }) => action === "delete").length;
  const many: Hazard[] = [];
  if (deletes > 1 && deletes > owned * MANY) {
    const share = Math.round((100 * deletes) / owned);
    const message = `deletes ${deletes} of ${owned} policies (${share} %, allowed ${100 * MANY} %)`;
    many.push({ code: "deletes-many", message });
  }
  const takers = takersIn(plan.changes);
  const changes = plan.changes.map((change): Change => {
    const own = [
      ...hazardsOf(change),
      ...protectionHazards(change),
      ...recordHazards(change, resources),
      ...vaultHazards(change, plan.holders, takers),
    ];
    const hazards = [...change.hazards, ...own, ...(change.action === "delete" ? many : [])];
    return hazards.length === 0 ? change : { ...change, hazards };
  });
  return { ...plan, changes };
}

function hazardsOf(change: Change): Hazard[] {
  const { hazards } = kinds[kindOf(change.address)];
  if (change.action === "create") return hazards(undefined, change.policy.spec);
  if (change.action === "update") return hazards(change.live.spec, change.policy.spec);
  if (change.action === "delete") return hazards(change.live.spec, undefined);
  return [];
}

/** Also where only the state changes: from then on, it can be deleted. */
function protectionHazards({ fields }: Change): Hazard[] {
  const ends = fields.some(({ path, before, after }) => path === PROTECTED && before === true && after === false);
  const message = "protected: false ends its protection: from then on it can be deleted";
  return ends ? [{ code: "unprotects", message }] : [];
}

/**
 * A record names a live policy by its id, and anyone who can write the state can put any id there. An update or a delete of
 * a policy of another kind or name is therefore one of a policy that may not be ours, and a delete shows what differs.
 */
function recordHazards(change: Change, resources: State["resources"]): Hazard[] {
  if (change.action !== "update" && change.action !== "delete") return [];
  const { address, former = address, live } = change;
  const record = resources[former];
  if (record?.id !== live.id) return [];
  // The name in a record may have been put there too: it is the address, or the one that the document was renamed from.
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

/** So many fields are named. */
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

/** Vaults that would have no policy of this kind any more, and vaults that somebody else's policy has. */
function vaultHazards(change: Change, holders: Plan["holders"], takers: ReturnType<typeof takersIn>): Hazard[] {
  if (!isWrite(change)) return [];
  const { bind, free } = rebinding(change);
  const kind = kindOf(change.address);
  const lost = free.filter((binding) => !takers.has(vaultKey(kind, binding))).map(({ vault_id }) => vault_id);
  const taken = bind.flatMap((binding): Hazard[] => {
    const holder = holders[vaultKey(kind, binding)];
    if (!holder || holder.owned) return [];
    const message = `vault ${binding.vault_id} has ${holder.name} (${holder.id}), which was not made here, and would lose it`;
    return [{ code: "takes-over", message }];
  });
  if (lost.length === 0) return taken;
  const vaults = lost.length === 1 ? `vault ${lost[0]}` : `${lost.length} vaults (${lost.join(", ")})`;
  return [...taken, { code: "unprotects-vaults", message: `${vaults} would have no ${kind} any more` }];
}

export interface Refusal extends Hazard {
  /** Of the change; absent for a hazard of the stack itself. */
  readonly address?: Address;
}

/** The hazards of a plan that are not allowed by name. */
export const refusals = (plan: Plan, allowed: readonly HazardCode[]): Refusal[] =>
  plan.changes.flatMap(({ address, hazards }) =>
    hazards.filter(({ code }) => !allowed.includes(code)).map((hazard) => ({ ...hazard, address })),
  );

/** Refuses its change alone; any other hazard refuses the stack. */
export const refusesAlone = ({ code }: Pick<Hazard, "code">): boolean => code === "deletes-changed";

/** What is left of a plan of which changes alone are refused. */
export function allowedPart(plan: Plan, refused: readonly Refusal[]): Plan {
  const addresses = new Set(refused.map(({ address }) => address));
  return { ...plan, changes: plan.changes.filter(({ address }) => !addresses.has(address)) };
}

/** Hazards that are allowed -> where that is said. */
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

/** The same changes, whose hazards say what allows them. */
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
