/** Saved plans: a file that a person reviewed -> the part of a new plan that it covers. Nothing in it is executed on its own word. Pure. */
import type { Change, Plan } from "./plan.ts";
import { type Json, sameJson } from "./policy.ts";
import { Failure } from "./problem.ts";

/** As far as a saved plan is believed: what it must equal. */
export interface SavedPlan {
  readonly stack: string;
  readonly base: string;
  readonly changes: readonly { readonly address: string; readonly action: string; readonly fields: Json }[];
}

/** @throws Failure `plan-file` for anything but what `plan --out` writes */
export function parseSaved(text: string, file: string): SavedPlan[] {
  const wrong = (why: string, cause?: unknown) =>
    new Failure("plan-file", `${file} is not a saved plan: ${why}`, {
      hint: "make one with `holdfast plan --out FILE`",
      ...(cause !== undefined && { cause }),
    });
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw wrong("it is not JSON", error);
  }
  const { format_version, stacks } = (data ?? {}) as { format_version?: unknown; stacks?: unknown };
  if (typeof format_version !== "string" || !Array.isArray(stacks)) throw wrong("format_version or stacks is missing");
  if (!format_version.startsWith("1.")) throw wrong(`its format is ${format_version}, and this version reads 1.x`);
  return stacks.map((one: unknown) => {
    const { stack, base, changes } = (one ?? {}) as Record<string, unknown>;
    const complete = typeof stack === "string" && typeof base === "string" && Array.isArray(changes);
    if (!complete) throw wrong("a stack in it lacks its name, base or changes");
    return { stack, base, changes: changes.map((change: unknown) => savedChange(change, wrong)) };
  });
}

function savedChange(change: unknown, wrong: (why: string) => Failure): SavedPlan["changes"][number] {
  const { address, action, fields } = (change ?? {}) as Record<string, unknown>;
  if (typeof address !== "string" || typeof action !== "string" || !Array.isArray(fields)) {
    throw wrong("a change in it lacks its address, action or fields");
  }
  return { address, action, fields: fields as Json };
}

export interface Narrowed {
  /** The changes that are, field for field, the ones that were saved. */
  readonly plan: Plan;
  /** The others, and why they are not carried out. */
  readonly refused: readonly { readonly change: Change; readonly why: string }[];
}

/** @returns undefined when the plan was made from another base, or when nothing is left that both have */
export function narrow(plan: Plan, saved: SavedPlan): Narrowed | undefined {
  if (plan.base !== saved.base) return undefined;
  const refused: { change: Change; why: string }[] = [];
  const changes = plan.changes.filter((change) => {
    const why = whyUnequal(change, saved);
    if (why !== undefined) refused.push({ change, why });
    return why === undefined;
  });
  if (changes.length === 0 && saved.changes.length + plan.changes.length > 0) return undefined;
  return { plan: { ...plan, changes }, refused };
}

function whyUnequal({ address, action, fields }: Change, saved: SavedPlan): string | undefined {
  const approved = saved.changes.find((change) => change.address === address);
  if (!approved) return "is not in the saved plan";
  if (approved.action !== action) return `is ${action} now, and was ${approved.action} in the saved plan`;
  const theirs = approved.fields as Json[];
  const moved = fields.find((field) => !theirs.some((other) => sameJson(field as unknown as Json, other)));
  if (moved) return `${moved.path} is not what the saved plan says`;
  return theirs.length === fields.length ? undefined : "changes fewer fields than the saved plan";
}
