/**
 * A plan file -> what it shows. Another user may have written it, so every part is checked; nothing in it is executed,
 * it only narrows a new plan (judge.ts). Pure.
 */
import { CAUSES, type StackChange, type Unmanaged } from "../model/change.ts";
import { printable } from "../model/invisible.ts";
import { readJson } from "../model/json.ts";
import { type Source, startOf } from "../model/place.ts";
import { type Address, isAddress, isName, isPlain, type Json, KINDS, membersOf } from "../model/policy.ts";
import { Failure, type Problem } from "../model/problem.ts";
import type { ShownChange, StackResult } from "../model/result.ts";

/** The plan of one stack, as a file has it. */
export interface SavedPlan {
  readonly stack: string;
  /** Empty when there was no plan. */
  readonly base: string;
  /** Digest of the files that it was made from; absent in format 1.0. */
  readonly files?: string;
  /** Of a plan made offline: what it was compared with instead of the cloud. */
  readonly comparedWith?: string;
  /** What changes in stack.yaml; absent when the plan was made without a base to compare with. */
  readonly stackChanges?: readonly StackChange[];
  readonly changes: readonly ShownChange[];
  readonly keep: number;
  readonly unmanaged?: readonly Unmanaged[];
  /** Addresses of changes that were not asked for; absent when there were none. */
  readonly leftOut?: readonly Address[];
  readonly problems: readonly Problem[];
}

/** Whether a person could review it: there was a plan, and it was made from a look at the cloud. */
export const isReviewable = ({ base, comparedWith }: SavedPlan): boolean => base !== "" && comparedWith === undefined;

/** @throws Failure `plan-file` for anything but what `plan --out` writes */
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

/** As a result to show. The problems in the file are shown with its plan. */
export const shownAs = ({
  stack,
  base,
  changes,
  keep,
  unmanaged,
  leftOut,
  problems,
  ...rest
}: SavedPlan): StackResult => ({
  ...rest,
  became: "planned",
  stack,
  problems: [],
  plan: { stack, base, changes, keep, ...(unmanaged && { unmanaged }), ...(leftOut && { leftOut }), problems },
});

const wrong = (file: string, why: string): Failure =>
  new Failure("plan-file", `${file} is not a saved plan: ${why}`, { hint: "save one with `holdfast plan --out FILE`" });

/** Its message has nothing from the file in it. */
class Malformed extends Error {}

function plansIn(data: unknown): SavedPlan[] {
  const { format_version: format, stacks } = membersOf(data);
  if (typeof format !== "string" || !Array.isArray(stacks)) throw new Malformed("format_version or stacks is missing");
  if (!/^1\.\d{1,4}$/.test(format)) {
    throw new Malformed("its format_version is not 1.x, which this version reads");
  }
  const plans = stacks.map(planIn);
  assertOnce(
    "a stack",
    plans.map(({ stack }) => stack),
  );
  return plans;
}

/** Of two entries about the same thing, it is not known which one a person saw. */
function assertOnce(what: string, names: readonly string[]): void {
  if (new Set(names).size < names.length) throw new Malformed(`${what} is in it twice`);
}

function planIn(value: Json): SavedPlan {
  const { stack, base, files, compared_with, stack_changes, changes, summary, unmanaged, left_out, problems } =
    membersOf(value);
  if (typeof stack !== "string" || !isName(stack)) throw new Malformed("a stack in it has no valid name");
  if (typeof base !== "string" || !/^(sha256:[0-9a-f]{64})?$/.test(base))
    throw new Malformed("a base in it is not a digest");
  if (files !== undefined && !isDigest(files)) throw new Malformed("the files of a stack in it are not a digest");
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
    ...(unmanaged !== undefined && {
      unmanaged: listIn(unmanaged, "the unmanaged policies of a stack").map(unmanagedIn),
    }),
    ...(left_out !== undefined && { leftOut: listIn(left_out, "the left_out of a stack").map(addressIn) }),
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

/** The members of these names. A text may have several lines, and no other hidden characters. */
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
  const { address, action, cause, due, fields, hazards, source, patch, live, kept, lost } = membersOf(value);
  const known = ACTIONS.find((one) => one === action);
  if (!known) throw new Malformed("a change in it has no valid action");
  return {
    address: addressIn(address),
    action: known,
    cause: causeIn(cause),
    ...(due !== undefined && { due: dueIn(due) }),
    ...(live !== undefined && { live: liveIn(live) }),
    ...(kept !== undefined && { kept: listIn(kept, "the kept members of a change").map(visible) }),
    ...(lost !== undefined && { lost: visible(lost) }),
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
    ...(patch !== undefined && { patch: sourceIn(patch) }),
  };
}

function addressIn(value: Json | undefined): Address {
  if (typeof value === "string" && isAddress(value)) return value;
  throw new Malformed("a change in it has no valid address");
}

const ACTIONS = ["create", "update", "delete", "adopt", "forget"] as const;

function causeIn(value: Json | undefined): (typeof CAUSES)[number] {
  const known = CAUSES.find((one) => one === value);
  if (!known) throw new Malformed("a change in it has no valid cause");
  return known;
}

function dueIn(value: Json): NonNullable<ShownChange["due"]> {
  const { since, overdue } = membersOf(value);
  if (isTime(since) && isTime(overdue)) return { since, overdue };
  throw new Malformed("a change in it is due at no time");
}

const isTime = (value: Json | undefined): value is string =>
  typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/.test(value);

function liveIn(value: Json): NonNullable<ShownChange["live"]> {
  const { id, name } = membersOf(value);
  if (typeof id === "string" && isPlain(id) && (name === undefined || (typeof name === "string" && isPlain(name)))) {
    return { id, name };
  }
  throw new Malformed("a change in it has a live policy without a valid id");
}

function unmanagedIn(value: Json): Unmanaged {
  const { kind, name, id } = membersOf(value);
  const known = KINDS.find((one) => one === kind);
  if (!known) throw new Malformed("an unmanaged policy in it has no valid kind");
  return { kind: known, ...(name !== undefined && { name: visible(name) }), id: visible(id) };
}

/** Any code: a later version may have more of them. */
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
  throw new Malformed("a hazard or problem in it has no valid code");
}

function sourceIn(value: Json): Source {
  const { file, line, column } = membersOf(value);
  if (typeof file === "string" && isCount(line) && isCount(column)) return { file: visible(file), line, column };
  throw new Malformed("a source in it is not a position in a file");
}

const isCount = (value: Json | undefined): value is number => Number.isSafeInteger(value) && (value as number) > 0;

function problemIn(value: Json): Problem {
  const { code, message, hint, address, range, stacks } = membersOf(value);
  const { file, start } = membersOf(range);
  return {
    code: codeIn(code) as Problem["code"],
    message: visible(message),
    ...(hint !== undefined && { hint: visible(hint) }),
    ...(typeof address === "string" && isAddress(address) && { address }),
    ...(range !== undefined && { range: startOf(sourceIn({ ...membersOf(start), file: file ?? null })) }),
    ...(stacks !== undefined && { stacks: listIn(stacks, "the stacks of a problem").map(visible) }),
  };
}

/** A sentence from the file, in which hidden characters become visible. */
function visible(value: Json | undefined): string {
  if (typeof value === "string") return printable(value);
  throw new Malformed("a text in it is not a string");
}
