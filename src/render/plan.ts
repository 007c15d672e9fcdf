/** Plans and outcomes as people read them in a terminal or a log. Pure: returns strings. */

import { kinds } from "../kinds/index.ts";
import type { Change, Counts, Hazard, Outcome, StackChange } from "../model/change.ts";
import { printable } from "../model/invisible.ts";
import { dotted } from "../model/pointer.ts";
import { type Json, kindOf, nameOf, VAULTS } from "../model/policy.ts";
import { clipped } from "../model/problem.ts";
import type { ShownChange, ShownPlan } from "../model/result.ts";
import { isKept } from "../plan/comparable.ts";
import { yamlDiff } from "../plan/compare.ts";
import type { Refusal } from "../plan/guard.ts";
import type { Paint, Style } from "./paint.ts";
import { fieldSource, keptText, sourceOf } from "./shown.ts";
import { plural, problemText } from "./text.ts";

const SIGNS = { create: "+", update: "~", delete: "-", adopt: "=", forget: "x" } as const;
const COLOURS = {
  create: "green",
  update: "yellow",
  delete: "red",
  adopt: "cyan",
  forget: "cyan",
} as const satisfies Record<Change["action"], Style>;

/**
 * A block per change, then what is not managed. Ends without a newline; empty when there is nothing to show.
 * @param verbose for each field of a change where it is written, what was applied last, what is live, and who moved
 */
export function planText(plan: ShownPlan, paint: Paint, verbose = false): string {
  const blocks = plan.changes.map((change) => changeText(change, paint, verbose));
  if (plan.problems.length > 0) blocks.push(plan.problems.map((problem) => problemText(problem, paint)).join("\n"));
  if (plan.unmanaged) blocks.push(unmanagedText([plan.unmanaged], paint));
  return blocks.join("\n\n");
}

/** `12 policies here are not managed.` @param counts of each stack that has any */
export function unmanagedText(counts: readonly number[], paint: Paint): string {
  const count = counts.reduce((sum, one) => sum + one, 0);
  const where = counts.length === 1 ? "here" : `in ${counts.length} stacks`;
  return paint("dim", `${plural(count, `policy ${where} is`, `policies ${where} are`)} not managed.`);
}

/** `* policies/prod/stack.yaml:12  from now on allowed here: opens-download`, a line each. */
export const stackChangesText = (changes: readonly StackChange[], paint: Paint): string =>
  changes
    .flatMap(({ source, message, hazards }) => [
      `${paint("yellow", "*")} ${printable(`${source.file}:${source.line}`)}  ${printable(message)}`,
      ...hazards.map((hazard) => paint("red", `  ! ${hazardText(hazard)}`)),
    ])
    .join("\n");

function changeText(change: ShownChange, paint: Paint, verbose: boolean): string {
  const { action, address, hazards } = change;
  const place = sourceOf(change);
  const source = place ? `${place.file}:${place.line}` : "";
  const head = [
    paint(COLOURS[action], `${SIGNS[action]} ${printable(address)}`),
    targetOf(change),
    printable(reasonFor(change)),
    source && paint("dim", printable(source)),
  ];
  const lines = yamlDiff(change).map(({ sign, text }) => {
    const line = `    ${sign} ${printable(text)}`.trimEnd();
    return sign === "+" ? paint("green", line) : sign === "-" ? paint("red", line) : line;
  });
  const warnings = hazards.map((hazard) => paint("red", `  ! ${hazardText(hazard)}`));
  const fields = verbose ? fieldLines(change, paint) : [];
  return [
    head.filter(Boolean).join("  "),
    ...wordsLine(change, paint),
    ...keptText(change).map((line) => paint("dim", `    ${printable(line)}`)),
    ...lines,
    ...fields,
    ...warnings,
  ].join("\n");
}

/** Of a delete, what it is in the cloud that goes: an address is only what we call it. */
function targetOf({ action, address, live }: ShownChange): string {
  // Of what stands only in the files of a revision, the address is all there is.
  if (action !== "delete" || !live || live.id === address) return "";
  const { name = nameOf(address), id } = live;
  return printable(name === nameOf(address) ? `(${id})` : `${clipped(name, 100)} (${id})`);
}

/** `retention 30 → 7 days: … [shortens-retention], allowed by policies/prod/stack.yaml:12`. */
const hazardText = ({ code, message, allowedBy }: Hazard): string =>
  printable(`${message} [${code}]${allowedBy === undefined ? "" : `, allowed by ${allowedBy}`}`);

const WHY = {
  policy: "the files changed",
  drift: "somebody changed the cloud",
  unowned: "it was not made here",
  time: "its time has come",
};

/** For each field that differs: what the file, the last apply and the cloud say, and who moved. */
function fieldLines(change: ShownChange, paint: Paint): string[] {
  if (change.action === "create") return [];
  return change.fields.flatMap((field) => {
    const place = fieldSource(field, change);
    const at = place ? `  ${place.file}:${place.line}` : "";
    // Adopted: the cloud is as the files say, and only what was applied last differs.
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
  const words = policy && kinds[kindOf(address)].inWords?.(paths, policy.written);
  return words === undefined ? [] : [paint("dim", `    ${printable(words)}`)];
}

/** Why it is in the plan, where the sign does not say it. */
export function reasonFor(change: ShownChange): string {
  const { action, cause, fields } = change;
  const { leaves } = kinds[kindOf(change.address)];
  const drifted = fields.filter((field) => field.cause === "drift").map(({ path }) => dotted(path));
  switch (action) {
    case "create":
      return cause === "drift" ? "somebody removed it" : "";
    case "update":
      if (cause === "unowned") return "exists, and was not made here";
      if (cause === "drift") return "somebody changed it";
      return drifted.length > 0 ? `somebody also changed ${drifted.join(", ")}` : "";
    case "delete":
      return leaves ? `no longer in the files; ${leaves.words}` : "no longer in the files";
    case "adopt":
      if (cause === "unowned") return "exists already as desired: from now on ours";
      // Without a document it is recorded for what it is, not for what it should be.
      if (cause === "drift") {
        const isKnown = fields.some(({ path }) => !isKept(kinds[kindOf(change.address)], path));
        return sourceOf(change) && isKnown ? "somebody already made it so" : "recorded as the cloud has it";
      }
      return fields.some(({ path }) => path === VAULTS) ? "its vaults are no longer ours to say" : "";
    case "forget":
      return cause === "drift" ? "gone from the cloud" : "no longer in the files; nothing to undo";
  }
}

/** In the words of Terraform: scripts look for them. */
export function planSummary(counts: Counts): string {
  if (Object.values(counts).every((count) => count === 0)) return "No changes.";
  const { create, update, delete: removed } = counts;
  return `Plan: ${create} to add, ${update} to change, ${removed} to destroy${stateOnly(counts, "to adopt", "to forget")}.`;
}

/** @param count of policies that somebody else changed */
export const driftSummary = (count: number): string =>
  count === 0 ? "No drift." : `Drift: somebody else changed ${plural(count, "policy", "policies")}.`;

export function applySummary(counts: Counts, complete: boolean): string {
  const { create, update, delete: removed } = counts;
  return `${complete ? "Apply complete!" : "Apply incomplete."} Resources: ${create} added, ${update} changed, ${removed} destroyed${stateOnly(counts, "adopted", "forgotten")}.`;
}

const stateOnly = ({ adopt, forget }: Counts, adopted: string, forgotten: string): string =>
  (adopt > 0 ? `, ${adopt} ${adopted}` : "") + (forget > 0 ? `, ${forget} ${forgotten}` : "");

const DONE = {
  create: "created",
  update: "changed",
  delete: "destroyed",
  adopt: "adopted",
  forget: "forgotten",
} as const;

/** A line per change while it goes on: `demo BackupPolicy/nightly created (0.2 s)`. */
export function outcomeText({ change, status, ms, failure }: Outcome, paint: Paint): string {
  const time = ms > 0 ? paint("dim", ` (${(ms / 1000).toFixed(1)} s)`) : "";
  if (status === "ok") return `${paint("green", "✓")} ${printable(change.address)} ${DONE[change.action]}${time}`;
  const what = { failed: "failed", moved: "not done", skipped: "skipped", unknown: "no answer" }[status];
  return `${paint("red", "✗")} ${printable(change.address)} ${what}${time}${failure ? `: ${printable(failure.message)}` : ""}`;
}

/** `prod: BackupPolicy/nightly: exists, and was not made here [takes-over]`, and the flag that allows it. */
export function refusalText(refusals: readonly (Refusal & { readonly stack: string })[], paint: Paint): string {
  const lines = refusals.map(
    ({ stack, address, code, message }) =>
      `${printable(`${stack}: ${address ? `${address}: ` : ""}`)}${paint("red", printable(message))} ${paint("dim", `[${code}]`)}`,
  );
  const codes = [...new Set(refusals.map(({ code }) => code))].sort();
  if (codes.includes("protected")) {
    const hint =
      "  to delete it: put its document back with protected: false, apply with --allow-hazards unprotects, and then remove it";
    return [...lines, hint].join("\n");
  }
  return [...lines, `  to go ahead: --allow-hazards ${codes.join(",")}, or allow_hazards in stack.yaml`].join("\n");
}
