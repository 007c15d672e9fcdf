/** A plan -> the same plan with its hazards named, and which of them nobody allowed. Pure. */
import { kinds } from "./kinds/index.ts";
import type { Change, Hazard, Plan } from "./plan.ts";
import { type Address, type HazardCode, kindOf } from "./policy.ts";

/** More than this part of what we own, and more than one, is many. */
const MANY = 0.3;

/** @param owned how many policies the state has */
export function withHazards(plan: Plan, owned: number): Plan {
  const deletes = plan.changes.filter(({ action }) => action === "delete").length;
  const many: Hazard[] = [];
  if (deletes > 1 && deletes > owned * MANY) {
    const share = Math.round((100 * deletes) / owned);
    const message = `deletes ${deletes} of ${owned} policies (${share} %, allowed ${100 * MANY} %)`;
    many.push({ code: "deletes-many", message });
  }
  const changes = plan.changes.map((change): Change => {
    const own = hazardsOf(change);
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

export interface Refusal extends Hazard {
  readonly address: Address;
}

/** The hazards of a plan that are not allowed by name. */
export const refusals = (plan: Plan, allowed: readonly HazardCode[]): Refusal[] =>
  plan.changes.flatMap(({ address, hazards }) =>
    hazards.filter(({ code }) => !allowed.includes(code)).map((hazard) => ({ ...hazard, address })),
  );
