/**
 * Saved plans: a file that a person reviewed -> what it shows, and the part of a new plan that it covers. Nothing in it is
 * executed on its own word. Pure.
 */
import { readJson } from "./json.ts";
import type { Change, Field, Plan } from "./plan.ts";
import {
  type Address,
  type HazardCode,
  type Json,
  KINDS,
  membersOf,
  type Source,
  sameJson,
  startOf,
} from "./policy.ts";
import { Failure, type Problem } from "./problem.ts";
import type { ShownChange, StackResult } from "./render/shown.ts";

/** As far as a saved plan is believed: what it must equal. */
export interface SavedPlan {
  readonly stack: string;
  readonly base: string;
  readonly changes: readonly SavedChange[];
}

interface SavedChange {
  readonly address: string;
  readonly action: string;
  readonly fields: readonly Record<string, Json>[];
}

type Wrong = (why: string) => Failure;

const wrongIn =
  (file: string): Wrong =>
  (why) =>
    new Failure("plan-file", `${file} is not a saved plan: ${why}`, {
      hint: "make one with `holdfast plan --out FILE`",
    });

/** @throws Failure `plan-file` for anything but what `plan --out` writes */
export function parseSaved(text: string, file: string): SavedPlan[] {
  const wrong = wrongIn(file);
  return stacksIn(text, wrong).map(({ stack, base, changes }) => ({
    stack,
    base,
    changes: changes.map((change) => savedChange(change, wrong)),
  }));
}

/** The plans of a file as they are shown. @throws Failure `plan-file` */
export function shownIn(text: string, file: string): StackResult[] {
  const wrong = wrongIn(file);
  return stacksIn(text, wrong).map(({ stack, base, changes, summary, problems, comparedWith }) => ({
    stack,
    ...(comparedWith !== undefined && { comparedWith }),
    // What the file says is wrong is told with its plan.
    problems: [],
    plan: {
      stack,
      base,
      changes: changes.map((change) => shownChange(change, wrong)),
      keep: Number(membersOf(summary).keep ?? 0),
      problems: (Array.isArray(problems) ? problems : []).map(shownProblem),
    },
  }));
}

interface SavedStack {
  readonly stack: string;
  readonly base: string;
  readonly changes: readonly unknown[];
  readonly summary: unknown;
  readonly problems: unknown;
  readonly comparedWith: string | undefined;
}

function stacksIn(text: string, wrong: Wrong): SavedStack[] {
  const read = readJson(text);
  if ("fault" in read) throw wrong(read.fault);
  const { format_version, stacks } = (read.value ?? {}) as { format_version?: unknown; stacks?: unknown };
  if (typeof format_version !== "string" || !Array.isArray(stacks)) throw wrong("format_version or stacks is missing");
  if (!format_version.startsWith("1.")) throw wrong(`its format is ${format_version}, and this version reads 1.x`);
  return stacks.map((one: unknown) => {
    const { stack, base, changes } = (one ?? {}) as Record<string, unknown>;
    const complete = typeof stack === "string" && typeof base === "string" && Array.isArray(changes);
    if (!complete) throw wrong("a stack in it lacks its name, base or changes");
    const { summary, problems, compared_with } = membersOf(one);
    return {
      stack,
      base,
      changes,
      summary,
      problems,
      comparedWith: typeof compared_with === "string" ? compared_with : undefined,
    };
  });
}

function savedChange(change: unknown, wrong: Wrong): SavedChange {
  const { address, action, fields } = (change ?? {}) as Record<string, unknown>;
  if (typeof address !== "string" || typeof action !== "string" || !Array.isArray(fields)) {
    throw wrong("a change in it lacks its address, action or fields");
  }
  return { address, action, fields: fields.map((field) => membersOf(field)) };
}

/** Anybody may have written the file: what is shown has the form of a change, whatever it says. */
function shownChange(change: unknown, wrong: Wrong): ShownChange {
  const { address, action, fields } = savedChange(change, wrong);
  const { cause, hazards, source } = membersOf(change);
  const known = KINDS.some((kind) => address.startsWith(`${kind}/`)) && ACTIONS.find((one) => one === action);
  if (!known) throw wrong("a change in it has an address or an action that does not exist");
  const place = sourceIn(source);
  return {
    address: address as Address,
    action: known,
    cause: causeIn(cause),
    fields: fields.map((field) => {
      const { path, before, after, applied } = field;
      const at = sourceIn(field.source);
      return {
        path: String(path ?? ""),
        cause: causeIn(field.cause),
        ...(before !== undefined && { before }),
        ...(after !== undefined && { after }),
        ...(applied !== undefined && { applied }),
        ...(at && { source: at }),
      };
    }),
    hazards: (Array.isArray(hazards) ? hazards : []).map((hazard) => {
      const { code, message } = membersOf(hazard);
      return { code: String(code) as HazardCode, message: String(message) };
    }),
    ...(place && { source: place }),
  };
}

const ACTIONS = ["create", "update", "delete", "adopt", "forget"] as const;
const CAUSES = ["policy", "drift", "unowned"] as const;
const causeIn = (cause: Json | undefined) => CAUSES.find((one) => one === cause) ?? "policy";

function sourceIn(source: Json | undefined): Source | undefined {
  const { file, line, column } = membersOf(source);
  if (typeof file !== "string" || typeof line !== "number" || typeof column !== "number") return undefined;
  return { file, line, column };
}

function shownProblem(problem: Json): Problem {
  const { severity, code, message, hint, address, range } = membersOf(problem);
  const { file, start } = membersOf(range);
  const place = sourceIn({ ...membersOf(start), file: file ?? null });
  return {
    severity: severity === "warning" ? "warning" : "error",
    code: String(code) as Problem["code"],
    message: String(message),
    ...(typeof hint === "string" && { hint }),
    ...(typeof address === "string" && { address: address as Address }),
    ...(place && { range: startOf(place) }),
  };
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
  const moved = fields.find((field) => !approved.fields.some((other) => isSameChange(field, other)));
  if (moved) return `${moved.path} is not what the saved plan says`;
  return approved.fields.length === fields.length ? undefined : "changes fewer fields than the saved plan";
}

/** What is changed and why; not where it is written, nor what was applied long ago. */
const isSameChange = ({ path, before, after, cause }: Field, other: Record<string, Json>): boolean =>
  path === other.path && cause === other.cause && sameJson(before, other.before) && sameJson(after, other.after);
