/**
 * A new plan × a plan that was reviewed -> the part of the new one that is carried out. Pure.
 *
 * On the command line a plan file covers the changes that are equal to its own, field for field, if the state is the
 * one that it was made from (`narrow`). After a merge each change is judged alone (`judge`), and `base` decides
 * nothing:
 *
 * |    | the change                                                       | then                                 |
 * |----|------------------------------------------------------------------|--------------------------------------|
 * | R1 | equal to one of the reviewed plan: address, action, live id and  | carried out, whatever else moved     |
 * |    | name, fields (path, before, after, cause), hazard codes          |                                      |
 * | R2 | its address is not in the reviewed plan, or there is no reviewed | carried out, if the files of the     |
 * |    | plan: a create or update with cause `policy` in every field, no  | stack are those reviewed, or         |
 * |    | hazard, no new name, and no vault taken from another policy      | there is no reviewed plan            |
 * | R3 | cause `time` in every field                                      | left to `apply --due`; not a failure |
 * | R4 | any other                                                        | left, listed with its reason; exit 4 |
 *
 * The first row that fits decides. The guards hold in every row.
 */

import { type Change, type Field, isWrite, type Plan } from "../model/change.ts";
import { type Address, kindOf, sameJson } from "../model/policy.ts";
import type { LeftAlone, ShownChange } from "../model/result.ts";
import type { State } from "../state/store.ts";
import { withHazards } from "./guard.ts";
import type { SavedPlan } from "./saved.ts";
import { rebinding, takersIn, vaultKey } from "./vaults.ts";

/** A part of a plan. */
export interface Narrowed {
  readonly plan: Plan;
  /** The other changes, and why they are not carried out. */
  readonly left: readonly LeftAlone[];
}

/** What a merge is compared with. */
export interface Review {
  /** The plan that was reviewed; undefined when there is none. */
  readonly plan: SavedPlan | undefined;
  /** Digest of the stack's files as they are now. */
  readonly files: string;
}

type Verdict = { readonly row: "R1" | "R2" } | { readonly row: "R3" | "R4"; readonly why: string };

/**
 * What a merge does with one change: the table above.
 * @param change with its hazards
 * @param owners of the vaults that its plan binds
 */
export function judge(change: Change, owners: Plan["vaultOwners"], review: Review): Verdict {
  const reviewed = review.plan?.changes.find(({ address }) => address === change.address);
  const unequal = reviewed && (whyUnequal(change, reviewed, "reviewed") ?? whyOtherHazards(change, reviewed));
  if (reviewed && !unequal) return { row: "R1" };
  const why = unequal ?? whyUnreviewed(change, owners, review);
  if (!why) return { row: "R2" };
  if (isDue(change)) return { row: "R3", why: "is due (`holdfast apply --due` carries it out)" };
  return { row: "R4", why };
}

/** Why row R2 does not cover a change that was not reviewed. */
function whyUnreviewed(change: Change, owners: Plan["vaultOwners"], { plan, files }: Review): string | undefined {
  const isOther = plan && plan.files !== files;
  const why =
    needsReview(change, owners) ?? (isOther ? "the files of this stack are not those that were reviewed" : undefined);
  return why && `${plan ? "is not in the reviewed plan" : "has no reviewed plan"} (${why})`;
}

function needsReview(change: Change, owners: Plan["vaultOwners"]): string | undefined {
  const { action, hazards, fields, address } = change;
  if (action !== "create" && action !== "update") return `${WHAT[action]} needs a review`;
  const [hazard] = hazards;
  if (hazard) return `a change with the hazard ${hazard.code} needs a review`;
  const other = [change, ...fields].find(({ cause }) => cause !== "policy");
  if (other) return `a change with cause ${other.cause} needs a review`;
  // A record can have the id of any live policy with another name, and this update would then take that policy over.
  if (fields.some(({ path }) => path === "/metadata/name")) return "a rename in the cloud needs a review";
  const { bind, free } = rebinding(change);
  const takes = free.length > 0 || bind.some((binding) => owners[vaultKey(kindOf(address), binding)]);
  return takes ? "a change that takes a vault from a policy needs a review" : undefined;
}

const WHAT = { delete: "a deletion", adopt: "an adoption", forget: "forgetting it" };

const isDue = ({ fields }: Change): boolean => fields.length > 0 && fields.every(({ cause }) => cause === "time");

/**
 * The part of a plan that a merge carries out.
 * @param full as planned, without hazards
 * @param state that it was made from
 */
export function reviewed(full: Plan, state: State, review: Review): Narrowed {
  const left = withHazards(full, state).changes.flatMap((change): LeftAlone[] => {
    const verdict = judge(change, full.vaultOwners, review);
    return "why" in verdict ? [{ change, why: verdict.why, due: verdict.row === "R3" }] : [];
  });
  return without(full, left);
}

/** The part of a plan that `apply --due` carries out: what was merged before, and whose moment has come. */
export function dueIn(plan: Plan): Narrowed {
  const left = plan.changes.filter((change) => !isDue(change));
  return without(
    plan,
    left.map((change) => ({
      change,
      why: change.fields.some(({ cause }) => cause === "time") ? "also changes fields that are not due" : "is not due",
      due: false,
    })),
  );
}

/**
 * The part of a plan that a plan file covers. Changes that were not asked for when it was made are not asked for now.
 * @returns undefined when it was made from another base, or when both have changes, but none in common
 */
export function narrow(full: Plan, saved: SavedPlan): Narrowed | undefined {
  if (full.base !== saved.base) return undefined;
  const plan = withoutLeftOut(full, saved);
  const left = plan.changes.flatMap((change): LeftAlone[] => {
    const approved = saved.changes.find(({ address }) => address === change.address);
    const why = approved ? whyUnequal(change, approved, "saved") : "is not in the saved plan";
    return why === undefined ? [] : [{ change, why, due: false }];
  });
  const narrowed = without(plan, left);
  const isNothing = narrowed.plan.changes.length === 0 && saved.changes.length + plan.changes.length > 0;
  return isNothing ? undefined : narrowed;
}

/** A plan that was limited to some policies, made again without the limits. */
function withoutLeftOut(plan: Plan, { changes, leftOut = [] }: SavedPlan): Plan {
  const asked = new Set(changes.map(({ address }) => address));
  const out = new Set(leftOut.filter((address) => !asked.has(address)));
  const isMeant = ({ address }: { readonly address?: Address }) => address === undefined || !out.has(address);
  return { ...plan, changes: plan.changes.filter(isMeant), problems: plan.problems.filter(isMeant) };
}

/** Also leaves each change that frees a vault for one that is left: nothing would take that vault over. */
function without(plan: Plan, left: readonly LeftAlone[]): Narrowed {
  const gone = new Set(left.map(({ change }) => change.address));
  const changes = plan.changes.filter(({ address }) => !gone.has(address));
  const takers = takersIn(plan.changes);
  const orphans = changes.flatMap((change): LeftAlone[] => {
    if (!isWrite(change)) return [];
    const kind = kindOf(change.address);
    const takenBy = rebinding(change).free.map((binding) => takers.get(vaultKey(kind, binding))?.address);
    const taker = takenBy.find((address) => address !== undefined && gone.has(address));
    const why = `frees a vault for ${taker}, which is left alone`;
    return taker === undefined ? [] : [{ change, why, due: false }];
  });
  return orphans.length === 0 ? { plan: { ...plan, changes }, left } : without(plan, [...left, ...orphans]);
}

/** @param which plan it is compared with; a saved one of format 1.0, or made offline, does not name the live policy */
export function whyUnequal(
  change: ShownChange,
  approved: ShownChange,
  which: "saved" | "reviewed",
): string | undefined {
  const { action, fields, live } = change;
  if (approved.action !== action) return `is ${action} now, and was ${approved.action} in the ${which} plan`;
  const isUnnamed = live && !approved.live;
  if (isUnnamed && which === "reviewed") return "is for a live policy that the reviewed plan does not name";
  if (!isUnnamed && (live?.id !== approved.live?.id || live?.name !== approved.live?.name)) {
    return `is for ${named(live)} now, and was for ${named(approved.live)} in the ${which} plan`;
  }
  const moved = fields.find((field) => !approved.fields.some((other) => isSameField(field, other)));
  if (moved) return `${moved.path} differs from the ${which} plan`;
  return approved.fields.length === fields.length ? undefined : `changes fewer fields than the ${which} plan`;
}

const named = (live: NonNullable<ShownChange["live"]> | undefined): string =>
  live ? `${live.name ?? ""} (${live.id})`.trim() : "none";

/** The same change for the same cause; where it is written and what was last applied do not count. */
const isSameField = ({ path, before, after, cause }: Field, other: Field): boolean =>
  path === other.path && cause === other.cause && sameJson(before, other.before) && sameJson(after, other.after);

function whyOtherHazards(change: Change, approved: ShownChange): string | undefined {
  const [now, then] = [change, approved].map(({ hazards }) => [...new Set(hazards.map(({ code }) => code))].sort());
  const listed = (codes: readonly string[] = []) => codes.join(", ") || "none";
  return listed(now) === listed(then)
    ? undefined
    : `has other hazards (${listed(now)}) than in the reviewed plan (${listed(then)})`;
}
