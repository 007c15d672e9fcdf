/**
 * Saved plans: a file that a person reviewed -> what it shows, and the part of a new plan that it covers. Nothing in it is
 * executed on its own word: it only narrows. Pure.
 *
 * On the command line a plan file covers the changes that are equal to its own, field for field, if the state is the one
 * that it was made from (`narrow`). After a merge each change is judged alone (`judge`), and `base` decides nothing:
 *
 * |    | the change                                                           | then                                      |
 * |----|----------------------------------------------------------------------|-------------------------------------------|
 * | R1 | equal to one of the reviewed plan: address, action, live id and      | carried out, whatever else moved          |
 * |    | name, fields (path, before, after, cause), hazard codes              |                                           |
 * | R2 | of an address that the reviewed plan does not have, or no reviewed   | carried out, if the stack's files are     |
 * |    | plan is at hand: a create or update with cause `policy` in every     | those reviewed, or no plan is at hand     |
 * |    | field, no hazard, no new name, and no vault taken from any policy    |                                           |
 * | R3 | cause `time` in every field                                          | left to `apply --due`; no failure         |
 * | R4 | all else                                                             | left, listed with its reason, exit code 4 |
 *
 * The first row that fits decides. The guards hold in every row.
 */

import { CAUSES, type Change, type Field, isWrite, type Plan, type StackChange } from "../model/change.ts";
import { printable } from "../model/invisible.ts";
import { readJson } from "../model/json.ts";
import { type Source, startOf } from "../model/place.ts";
import { isAddress, isName, isPlain, type Json, kindOf, membersOf, sameJson } from "../model/policy.ts";
import { Failure, type Problem } from "../model/problem.ts";
import type { LeftAlone, ShownChange, StackResult } from "../model/result.ts";
import type { State } from "../state/store.ts";
import { withHazards } from "./guard.ts";
import { rebinding, takersIn, vaultKey } from "./vaults.ts";

/** What a file says of one stack. */
export interface SavedPlan {
  readonly stack: string;
  /** Empty when there was no plan. */
  readonly base: string;
  /** Digest of the files that it was made from; absent in format 1.0. */
  readonly files?: string;
  /** Made offline: with what it was compared instead of the cloud. */
  readonly comparedWith?: string;
  /** What was to change in stack.yaml; absent when nobody asked. */
  readonly stackChanges?: readonly StackChange[];
  readonly changes: readonly ShownChange[];
  readonly keep: number;
  readonly problems: readonly Problem[];
}

/** A part of a plan. */
export interface Narrowed {
  readonly plan: Plan;
  /** The other changes, and why they are not carried out. */
  readonly left: readonly LeftAlone[];
}

/** What a merge is held against. */
export interface Review {
  /** The plan that was reviewed; undefined when none is at hand. */
  readonly plan: SavedPlan | undefined;
  /** Digest of the stack's files as they are now. */
  readonly files: string;
}

type Verdict = { readonly row: "R1" | "R2" } | { readonly row: "R3" | "R4"; readonly why: string };

/**
 * What a merge does with one change: the table above.
 * @param change with its hazards
 * @param holders of the vaults that its plan binds
 */
export function judge(change: Change, holders: Plan["holders"], review: Review): Verdict {
  const reviewed = review.plan?.changes.find(({ address }) => address === change.address);
  const unequal = reviewed && (whyUnequal(change, reviewed, "reviewed") ?? whyOthersHazards(change, reviewed));
  if (reviewed && !unequal) return { row: "R1" };
  const why = unequal ?? whyUnasked(change, holders, review);
  if (!why) return { row: "R2" };
  if (isDue(change)) return { row: "R3", why: "is due (`holdfast apply --due` carries it out)" };
  return { row: "R4", why };
}

/** Why a change that was not reviewed needs a review: what row R2 does not cover. */
function whyUnasked(change: Change, holders: Plan["holders"], { plan, files }: Review): string | undefined {
  const isOther = plan && plan.files !== files;
  const why =
    needsReview(change, holders) ?? (isOther ? "the files of this stack are not those that were reviewed" : undefined);
  return why && `${plan ? "is not in the reviewed plan" : "has no reviewed plan"} (${why})`;
}

function needsReview(change: Change, holders: Plan["holders"]): string | undefined {
  const { action, hazards, fields, address } = change;
  if (action !== "create" && action !== "update") return `${WHAT[action]} needs a review`;
  const [hazard] = hazards;
  if (hazard) return `a change with the hazard ${hazard.code} needs a review`;
  const other = [change, ...fields].find(({ cause }) => cause !== "policy");
  if (other) return `a change with cause ${other.cause} needs a review`;
  // A record can claim any live policy under its own name, and the update would then be what hands it over.
  if (fields.some(({ path }) => path === "/metadata/name")) return "a change of the name in the cloud needs a review";
  const { bind, free } = rebinding(change);
  const takes = free.length > 0 || bind.some((binding) => holders[vaultKey(kindOf(address), binding)]);
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
    const verdict = judge(change, full.holders, review);
    return "why" in verdict ? [{ change, why: verdict.why, due: verdict.row === "R3" }] : [];
  });
  return without(full, left);
}

/**
 * The part of a plan that a plan file covers.
 * @returns undefined when it was made from another base, or when nothing is left that both have
 */
export function narrow(plan: Plan, saved: SavedPlan): Narrowed | undefined {
  if (plan.base !== saved.base) return undefined;
  const left = plan.changes.flatMap((change): LeftAlone[] => {
    const approved = saved.changes.find(({ address }) => address === change.address);
    const why = approved ? whyUnequal(change, approved, "saved") : "is not in the saved plan";
    return why === undefined ? [] : [{ change, why, due: false }];
  });
  const narrowed = without(plan, left);
  const isNothing = narrowed.plan.changes.length === 0 && saved.changes.length + plan.changes.length > 0;
  return isNothing ? undefined : narrowed;
}

/** Leaves also what frees a vault for a change that is left: nothing would take that vault over. */
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

/** @param which plan it is held against; a saved one may be of format 1.0, or made offline, and then names no live object */
function whyUnequal(change: Change, approved: ShownChange, which: "saved" | "reviewed"): string | undefined {
  const { action, fields } = change;
  if (approved.action !== action) return `is ${action} now, and was ${approved.action} in the ${which} plan`;
  const live = "live" in change ? change.live : undefined;
  const isUnnamed = live && !approved.live;
  if (isUnnamed && which === "reviewed") return "is about a policy in the cloud that the reviewed plan does not name";
  if (!isUnnamed && (live?.id !== approved.live?.id || live?.name !== approved.live?.name)) {
    return `is about ${named(live)} now, and was about ${named(approved.live)} in the ${which} plan`;
  }
  const moved = fields.find((field) => !approved.fields.some((other) => isSameField(field, other)));
  if (moved) return `${moved.path} is not what the ${which} plan says`;
  return approved.fields.length === fields.length ? undefined : `changes fewer fields than the ${which} plan`;
}

const named = (live: NonNullable<ShownChange["live"]> | undefined): string =>
  live ? `${live.name ?? ""} (${live.id})`.trim() : "none";

/** What is changed and why; not where it is written, nor what was applied long ago. */
const isSameField = ({ path, before, after, cause }: Field, other: Field): boolean =>
  path === other.path && cause === other.cause && sameJson(before, other.before) && sameJson(after, other.after);

function whyOthersHazards(change: Change, approved: ShownChange): string | undefined {
  const [now, then] = [change, approved].map(({ hazards }) => [...new Set(hazards.map(({ code }) => code))].sort());
  const told = (codes: readonly string[] = []) => codes.join(", ") || "none";
  return told(now) === told(then)
    ? undefined
    : `has other hazards (${told(now)}) than in the reviewed plan (${told(then)})`;
}

/** Whether somebody could review it: it was made, and from a look at the cloud. */
export const isReviewable = ({ base, comparedWith }: SavedPlan): boolean => base !== "" && comparedWith === undefined;

/**
 * What a plan file says, every part of it checked: anybody may have written it.
 * @throws Failure `plan-file` for anything but what `plan --out` writes
 */
export function parseSaved(text: string, file: string): SavedPlan[] {
  const read = readJson(text);
  if ("fault" in read) throw wrong(file, read.fault);
  try {
    return plansIn(read.value);
  } catch (error) {
    if (error instanceof Malformed) throw wrong(file, error.message);
    throw error;
  }
}

/** As a result to show. What the file says is wrong is shown with its plan. */
export const shownAs = ({ stack, base, changes, keep, problems, ...rest }: SavedPlan): StackResult => ({
  ...rest,
  stack,
  problems: [],
  plan: { stack, base, changes, keep, problems },
});

const wrong = (file: string, why: string): Failure =>
  new Failure("plan-file", `${file} is not a saved plan: ${why}`, { hint: "make one with `holdfast plan --out FILE`" });

/** Says why, in words of ours only. */
class Malformed extends Error {}

function plansIn(data: unknown): SavedPlan[] {
  const { format_version: format, stacks } = membersOf(data);
  if (typeof format !== "string" || !Array.isArray(stacks)) throw new Malformed("format_version or stacks is missing");
  if (!/^1\.\d{1,4}$/.test(format)) {
    throw new Malformed("this version reads formats 1.x, and its format_version is another");
  }
  const plans = stacks.map(planIn);
  assertOnce(
    "a stack",
    plans.map(({ stack }) => stack),
  );
  return plans;
}

/** Of two that speak of the same thing, which one a person saw nobody knows. */
function assertOnce(what: string, names: readonly string[]): void {
  if (new Set(names).size < names.length) throw new Malformed(`${what} is in it twice`);
}

function planIn(value: Json): SavedPlan {
  const { stack, base, files, compared_with, stack_changes, changes, summary, problems } = membersOf(value);
  if (typeof stack !== "string" || !isName(stack))
    throw new Malformed("a stack in it has no name, or one that is none");
  if (typeof base !== "string" || !/^(sha256:[0-9a-f]{64})?$/.test(base))
    throw new Malformed("a base in it is no digest");
  if (files !== undefined && !isDigest(files)) throw new Malformed("the files of a stack in it are no digest");
  const { keep } = membersOf(summary);
  const all = listIn(changes, "the changes of a stack").map(changeIn);
  assertOnce(
    "an address",
    all.map(({ address }) => address),
  );
  return {
    stack,
    base,
    ...(files !== undefined && { files }),
    ...(compared_with !== undefined && { comparedWith: visible(compared_with) }),
    ...(stack_changes !== undefined && {
      stackChanges: listIn(stack_changes, "the stack_changes of a stack").map(stackChangeIn),
    }),
    changes: all,
    keep: typeof keep === "number" && Number.isSafeInteger(keep) && keep >= 0 ? keep : 0,
    problems: listIn(problems ?? [], "the problems of a stack").map(problemIn),
  };
}

const isDigest = (value: Json): value is string => typeof value === "string" && /^sha256:[0-9a-f]{64}$/.test(value);

function listIn(value: Json | undefined, what: string): Json[] {
  if (!Array.isArray(value)) throw new Malformed(`${what} in it are not a list`);
  return value;
}

function stackChangeIn(value: Json): StackChange {
  const { path, source, message, hazards, ...values } = membersOf(value);
  return {
    path: pathIn(path),
    ...valuesIn(values, ["before", "after"]),
    source: sourceIn(source ?? null),
    message: visible(message),
    hazards: hazardsIn(hazards),
  };
}

/** Those of `names` that are there. A text may have several lines; nothing else in it is hidden. */
function valuesIn<Name extends string>(
  members: Record<string, Json>,
  names: readonly Name[],
): { [name in Name]?: Json } {
  const values = Object.entries(members).filter(([name]) => (names as readonly string[]).includes(name));
  const isText = (value: unknown): boolean =>
    typeof value === "string"
      ? isPlain(value.replaceAll(/[\n\t]/g, ""), Number.POSITIVE_INFINITY)
      : typeof value !== "object" || value === null || Object.entries(value).flat().every(isText);
  if (!values.every(([, value]) => isText(value))) throw new Malformed("a value in it has control characters");
  return Object.fromEntries(values) as { [name in Name]?: Json };
}

function pathIn(value: Json | undefined): string {
  if (typeof value === "string" && value.startsWith("/") && isPlain(value)) return value;
  throw new Malformed("a field in it has no path");
}

function changeIn(value: Json): ShownChange {
  const { address, action, cause, fields, hazards, source, live, kept } = membersOf(value);
  if (typeof address !== "string" || !isAddress(address))
    throw new Malformed("a change in it has no address, or one that is none");
  const known = ACTIONS.find((one) => one === action);
  if (!known) throw new Malformed("a change in it has no action, or one that does not exist");
  return {
    address,
    action: known,
    cause: causeIn(cause),
    ...(live !== undefined && { live: liveIn(live) }),
    ...(kept !== undefined && { kept: listIn(kept, "the kept members of a change").map(visible) }),
    fields: listIn(fields, "the fields of a change").map((field) => {
      const { path, cause, source, ...values } = membersOf(field);
      return {
        path: pathIn(path),
        cause: causeIn(cause),
        ...valuesIn(values, ["before", "after", "applied"]),
        ...(source !== undefined && { range: startOf(sourceIn(source)) }),
      };
    }),
    hazards: hazardsIn(hazards),
    ...(source !== undefined && { source: sourceIn(source) }),
  };
}

const ACTIONS = ["create", "update", "delete", "adopt", "forget"] as const;

function causeIn(value: Json | undefined): (typeof CAUSES)[number] {
  const known = CAUSES.find((one) => one === value);
  if (!known) throw new Malformed("a change in it has no cause, or one that does not exist");
  return known;
}

function liveIn(value: Json): NonNullable<ShownChange["live"]> {
  const { id, name } = membersOf(value);
  if (typeof id === "string" && isPlain(id) && (name === undefined || (typeof name === "string" && isPlain(name)))) {
    return { id, name };
  }
  throw new Malformed("a change in it is about a live policy without an id");
}

/** A later version may know others. */
function hazardsIn(value: Json | undefined): ShownChange["hazards"] {
  return listIn(value ?? [], "the hazards of a change").map((hazard) => {
    const { code, message, allowed_by } = membersOf(hazard);
    return {
      code: codeIn(code) as ShownChange["hazards"][number]["code"],
      message: visible(message),
      ...(allowed_by !== undefined && { allowedBy: visible(allowed_by) }),
    };
  });
}

function codeIn(value: Json | undefined): string {
  if (typeof value === "string" && /^[a-z0-9]{1,40}(-[a-z0-9]{1,40}){0,5}$/.test(value)) return value;
  throw new Malformed("something in it has no code");
}

function sourceIn(value: Json): Source {
  const { file, line, column } = membersOf(value);
  if (typeof file === "string" && isCount(line) && isCount(column)) return { file: visible(file), line, column };
  throw new Malformed("a source in it is no place in a file");
}

const isCount = (value: Json | undefined): value is number => Number.isSafeInteger(value) && (value as number) > 0;

function problemIn(value: Json): Problem {
  const { code, message, hint, address, range } = membersOf(value);
  const { file, start } = membersOf(range);
  return {
    code: codeIn(code) as Problem["code"],
    message: visible(message),
    ...(hint !== undefined && { hint: visible(hint) }),
    ...(typeof address === "string" && isAddress(address) && { address }),
    ...(range !== undefined && { range: startOf(sourceIn({ ...membersOf(start), file: file ?? null })) }),
  };
}

/** A sentence of a file: what is not text in it is shown as such. */
function visible(value: Json | undefined): string {
  if (typeof value === "string") return printable(value);
  throw new Malformed("a text in it is none");
}
