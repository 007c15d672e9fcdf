/** Plans and outcomes as people read them in a terminal or a log. Pure: returns strings. */

import stringWidth from "string-width";
import { kinds } from "../kinds/index.ts";
import {
  type Change,
  countsOf,
  type Hazard,
  isCarriedOut,
  type Outcome,
  type Refusal,
  type StackChange,
} from "../model/change.ts";
import { grouped } from "../model/grouped.ts";
import { printable } from "../model/invisible.ts";
import { dotted } from "../model/pointer.ts";
import { type Json, kindOf, nameOf, VAULTS } from "../model/policy.ts";
import { clipped } from "../model/problem.ts";
import type { ShownChange } from "../model/result.ts";
import { isKept } from "../plan/comparable.ts";
import { yamlDiff } from "../plan/compare.ts";
import type { Paint, Style } from "./paint.ts";
import { fieldSource, happenedTo, keptText, sourceOf, writtenText } from "./shown.ts";
import { MANY_NAMED, namesText, plural } from "./text.ts";

export const SIGNS = { create: "+", update: "~", delete: "-", adopt: "=", forget: "x" } as const;
export const COLOURS = {
  create: "green",
  update: "yellow",
  delete: "red",
  adopt: "cyan",
  forget: "cyan",
} as const satisfies Record<Change["action"], Style>;

export interface PlanView {
  readonly paint: Paint;
  /** For each field also where it is written, what was applied last, what is live, and why it differs. */
  readonly verbose?: boolean;
  /** A line for each change, of at most so many cells. */
  readonly compact?: { readonly columns: number } | undefined;
  /** Cells in a line of the terminal; absent where there is none, and lines may be as long as they are. */
  readonly columns?: number | undefined;
  /** The plan is to delete everything, whatever the files say. */
  readonly destroys?: boolean;
}

/** `* policies/prod/stack.yaml:12  from now on allowed here: opens-download`, a line each. */
export const stackChangesText = (changes: readonly StackChange[], paint: Paint): string =>
  changes
    .flatMap(({ source, message, hazards }) => [
      `${paint("yellow", "*")} ${printable(`${source.file}:${source.line}`)}  ${printable(message)}`,
      ...hazards.map((hazard) => paint("red", `  ! ${hazardText(hazard)}`)),
    ])
    .join("\n");

/** @param shared hazards that are shown once, below the changes */
export function changeText(
  change: ShownChange,
  { paint, verbose = false, destroys = false, columns }: PlanView,
  shared: ReadonlySet<string> = new Set(),
): string {
  const { action, address, hazards } = change;
  const source = writtenText(change);
  const title = `${SIGNS[action]} ${printable(address)}`;
  const beside = [targetOf(change), printable(reasonFor(change, { destroys }))].filter(Boolean);
  const at = printable(source);
  // Rather than in the middle of a word, as a terminal does.
  const isLong = columns !== undefined && stringWidth([title, ...beside, at].join("  ")) > columns;
  const head = [paint(COLOURS[action], title), ...beside].join("  ");
  const place = source === "" ? "" : `${isLong ? "\n    " : "  "}${paint("dim", at)}`;
  const lines = yamlDiff(change).map(({ sign, text }) => {
    const line = `    ${sign} ${printable(text)}`.trimEnd();
    return sign === "+" ? paint("green", line) : sign === "-" ? paint("red", line) : line;
  });
  const own = hazards.map(hazardText).filter((text) => !shared.has(text));
  const warnings = own.map((text) => paint("red", `  ! ${text}`));
  const fields = verbose ? fieldLines(change, paint) : [];
  return [
    head + place,
    ...happenedLines(change),
    ...wordsLine(change, paint),
    ...keptText(change).map((line) => paint("dim", `    ${printable(line)}`)),
    ...lines,
    ...fields,
    ...warnings,
  ].join("\n");
}

/** What happened in the cloud; the repair is below it. */
function happenedLines(change: ShownChange): string[] {
  const happened = happenedTo(change).map((line) => `    ${printable(line)}`);
  return happened.length > 0 && change.cause === "drift" ? [...happened, "    to put it back:"] : happened;
}

/** What a delete removes from the cloud: the address is only our name for it. */
function targetOf({ action, address, live }: ShownChange): string {
  // A policy that is only in the files of a revision has no more than its address.
  if (action !== "delete" || !live || live.id === address) return "";
  const { name = nameOf(address), id } = live;
  return printable(name === nameOf(address) ? `(${id})` : `${clipped(name, 100)} (${id})`);
}

/** `retention 30 → 7 days: … [shortens-retention], allowed by policies/prod/stack.yaml:12`. */
export const hazardText = ({ code, message, allowedBy }: Hazard): string =>
  printable(`${message} [${code}]${allowedBy === undefined ? "" : `, allowed by ${allowedBy}`}`);

const WHY = {
  policy: "the files changed",
  drift: "changed in the cloud",
  unowned: "it was not made here",
  time: "it is due",
};

/** For each field that differs: its values in the file, in the last apply and in the cloud, and why it differs. */
function fieldLines(change: ShownChange, paint: Paint): string[] {
  if (change.action === "create") return [];
  return change.fields.flatMap((field) => {
    const place = fieldSource(field, change);
    const at = place ? `  ${place.file}:${place.line}` : "";
    // An adopted policy is in the cloud as in the files: only what was applied last differs.
    const live = change.action === "adopt" ? field.after : field.before;
    const rows: [string, string][] = [
      ["file", valueText(field.after) + paint("dim", printable(at))],
      ["applied", valueText(change.cause === "unowned" ? undefined : field.applied)],
      ["live", valueText(live)],
      ["why", WHY[field.cause]],
    ];
    const name = paint("bold", `    ${printable(dotted(field.path))}`);
    return [name, ...rows.map(([label, text]) => `      ${paint("dim", label.padEnd(7))}  ${text}`)];
  });
}

const valueText = (value: Json | undefined): string => (value === undefined ? "–" : printable(JSON.stringify(value)));

/** What the document says in other words than the fields. */
function wordsLine({ address, policy, fields }: ShownChange, paint: Paint): string[] {
  const paths = fields.map(({ path }) => path);
  const words = policy && kinds[kindOf(address)].inWords?.(paths, policy);
  return (words ?? []).map((line) => paint("dim", `    ${printable(line)}`));
}

/** `no longer in the files: policies/prod/nightly.yaml is empty`. */
const goneText = ({ lost }: ShownChange): string => `no longer in the files${lost === undefined ? "" : `: ${lost}`}`;

/** Why a change is in the plan, where its sign is not enough. */
export function reasonFor(change: ShownChange, { destroys = false } = {}): string {
  const { action, cause, fields } = change;
  const { leaves } = kinds[kindOf(change.address)];
  const drifted = fields.filter((field) => field.cause === "drift").map(({ path }) => dotted(path));
  switch (action) {
    case "create":
      return cause === "drift" ? "deleted outside of Holdfast" : "";
    case "update":
      if (cause === "unowned") return "exists, and was not made here";
      if (cause === "drift") return "changed outside of Holdfast";
      if (change.due) return `due since ${change.due.since}`;
      return drifted.length > 0 ? `also changed outside of Holdfast: ${drifted.join(", ")}` : "";
    case "delete":
      return [...(destroys ? [] : [goneText(change)]), ...(leaves ? [leaves.words] : [])].join("; ");
    case "adopt":
      if (cause === "unowned") return "exists as desired: will be managed";
      if (cause === "time") return "was due, and is already as desired";
      // Without a document it is recorded as it is, not as it should be.
      if (cause === "drift") {
        const isKnown = fields.some(({ path }) => !isKept(kinds[kindOf(change.address)], path));
        return sourceOf(change) && isKnown ? "the cloud already matches the files" : "recorded as the cloud has it";
      }
      return fields.some(({ path }) => path === VAULTS) ? "its vaults are no longer managed here" : "";
    case "forget":
      if (cause === "drift") return "gone from the cloud";
      return destroys ? "nothing to undo" : `${goneText(change)}; nothing to undo`;
  }
}

/** In the words of Terraform, since scripts search for them. */
export function planSummary(changes: readonly ShownChange[]): string {
  if (changes.length === 0) return "No changes.";
  const { create, update, delete: removed } = countsOf(changes);
  const others = stateOnly(changes, { adopt: "to adopt", record: "to record", forget: "to forget" });
  return `Plan: ${create} to add, ${update} to change, ${removed} to destroy${others}.`;
}

/** @param count of policies that were changed outside of Holdfast */
export const driftSummary = (count: number): string =>
  count === 0 ? "No drift." : `Drift: ${plural(count, "policy", "policies")} changed outside of Holdfast.`;

export function applySummary(outcomes: readonly Outcome[], { complete }: { readonly complete: boolean }): string {
  const changes = outcomes.filter(isCarriedOut).map(({ change }) => change);
  const { create, update, delete: removed } = countsOf(changes);
  const others = stateOnly(changes, { adopt: "adopted", record: "recorded", forget: "forgotten" });
  return `${complete ? "Apply complete!" : "Apply incomplete."} Resources: ${create} added, ${update} changed, ${removed} destroyed${others}.`;
}

/** What is in no other count: only the state changes. What was managed before is recorded, and not adopted. */
function stateOnly(changes: readonly ShownChange[], words: Record<"adopt" | "record" | "forget", string>): string {
  const adopted = changes.filter(({ action }) => action === "adopt");
  const isNew = ({ cause }: ShownChange) => cause === "unowned";
  const counts = [
    [adopted.filter(isNew).length, words.adopt],
    [adopted.filter((change) => !isNew(change)).length, words.record],
    [countsOf(changes).forget, words.forget],
  ] as const;
  return counts.map(([count, what]) => (count > 0 ? `, ${count} ${what}` : "")).join("");
}

const DONE = {
  create: "created",
  update: "changed",
  delete: "destroyed",
  adopt: "adopted",
  forget: "forgotten",
} as const;
const doneText = ({ action, cause }: Change): string =>
  action === "adopt" && cause !== "unowned" ? "recorded" : DONE[action];

/** A line for each change that is carried out: `✓ BackupPolicy/nightly created (0.2 s)`. */
export function outcomeText({ change, status, ms, failure }: Outcome, paint: Paint): string {
  const time = ms > 0 ? paint("dim", ` (${(ms / 1000).toFixed(1)} s)`) : "";
  if (status === "ok") return `${paint("green", "✓")} ${printable(change.address)} ${doneText(change)}${time}`;
  const what = { failed: "failed", moved: "not done", skipped: "skipped", unknown: "no answer" }[status];
  return `${paint("red", "✗")} ${printable(change.address)} ${what}${time}${failure ? `: ${printable(failure.message)}` : ""}`;
}

/**
 * `prod: refused: BackupPolicy/nightly [takes-over]`, a line for each code and what it refuses, with all stacks for which that is
 * the same; and the flag that allows it. The plan has the messages.
 */
export function refusalText(refusals: readonly (Refusal & { readonly stack: string })[], paint: Paint): string {
  const ofStacks = [...grouped(refusals, ({ stack, code }) => JSON.stringify([stack, code])).values()].map((group) => {
    const [{ stack, code }] = group;
    const addresses = [...new Set(group.flatMap(({ address }) => address ?? []))];
    return { stack, code, what: addresses.length > 0 ? namesText(addresses) : "stack.yaml" };
  });
  const lines = [...grouped(ofStacks, ({ code, what }) => JSON.stringify([code, what])).values()].map((same) => {
    const [{ code, what }] = same;
    const stacks = namesText(
      same.map(({ stack }) => stack),
      MANY_NAMED,
    );
    return `${printable(`${stacks}: `)}${paint("red", `refused: ${printable(what)}`)} ${paint("dim", `[${code}]`)}`;
  });
  const codes = [...new Set(refusals.map(({ code }) => code))].sort();
  const allowed = codes.filter((code) => code !== "protected");
  return [
    ...lines,
    ...(allowed.length < codes.length ? [UNPROTECT] : []),
    ...(allowed.length > 0
      ? [`  to go ahead: --allow-hazards ${allowed.join(",")}, or allow_hazards in stack.yaml`]
      : []),
  ].join("\n");
}

/** No flag allows it. */
const UNPROTECT =
  "  to delete what is protected: put its document back with protected: false, apply with --allow-hazards unprotects, and then remove it";
