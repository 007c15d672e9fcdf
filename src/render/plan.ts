/** Plans and outcomes as people read them in a terminal or a log. Pure: returns strings. */
import type { Outcome } from "../apply.ts";
import { yamlDiff } from "../diff.ts";
import type { Refusal } from "../guard.ts";
import { kinds } from "../kinds/index.ts";
import type { Change, Counts, Plan } from "../plan.ts";
import { type Paint, printable, type Style } from "./paint.ts";
import { problemText } from "./text.ts";

const SIGNS = { create: "+", update: "~", delete: "-", adopt: "=", forget: "x" } as const;
const COLOURS = {
  create: "green",
  update: "yellow",
  delete: "red",
  adopt: "cyan",
  forget: "cyan",
} as const satisfies Record<Change["action"], Style>;

/** A block per change, then what is not managed. Ends without a newline; empty when there is nothing to show. */
export function planText(plan: Plan, paint: Paint): string {
  const blocks = plan.changes.map((change) => changeText(change, paint));
  if (plan.problems.length > 0) blocks.push(plan.problems.map((problem) => problemText(problem, paint)).join("\n"));
  if (plan.unmanaged > 0) {
    const are = plan.unmanaged === 1 ? "policy here is" : "policies here are";
    blocks.push(paint("dim", `${plan.unmanaged} ${are} not managed.`));
  }
  return blocks.join("\n\n");
}

function changeText(change: Change, paint: Paint): string {
  const { action, address, hazards } = change;
  const source = "policy" in change ? `${change.policy.source.file}:${change.policy.source.line}` : "";
  const head = [
    paint(COLOURS[action], `${SIGNS[action]} ${address}`),
    reasonFor(change),
    source && paint("dim", printable(source)),
  ];
  const lines = yamlDiff(change).map(({ sign, text }) => {
    const line = `    ${sign} ${text}`.trimEnd();
    return sign === "+" ? paint("green", line) : sign === "-" ? paint("red", line) : line;
  });
  const warnings = hazards.map(({ code, message }) => paint("red", `  ! ${printable(message)} [${code}]`));
  return [head.filter(Boolean).join("  "), ...scheduleLine(change, paint), ...lines, ...warnings].join("\n");
}

/** Rules are UTC; whoever wrote local time wants to see it again beside them. */
function scheduleLine(change: Change, paint: Paint): string[] {
  if (!("policy" in change) || !change.fields.some(({ path }) => path === "/trigger/properties/pattern")) return [];
  const words = kinds[change.policy.kind].inWords?.(change.policy.written);
  return words === undefined ? [] : [paint("dim", `    runs at ${printable(words)}`)];
}

/** Why it is in the plan, where the sign does not say it. */
function reasonFor({ action, cause, fields }: Change): string {
  const drifted = fields
    .filter((field) => field.cause === "drift")
    .map(({ path }) => path.slice(1).replaceAll("/", "."));
  switch (action) {
    case "create":
      return cause === "drift" ? "somebody removed it" : "";
    case "update":
      if (cause === "unowned") return "exists, and was not made here";
      if (cause === "drift") return "somebody changed it";
      return drifted.length > 0 ? `somebody also changed ${drifted.join(", ")}` : "";
    case "delete":
      return fields.some(({ after }) => after !== undefined)
        ? "no longer in the files; closed, since it cannot be deleted"
        : "no longer in the files";
    case "adopt":
      if (cause === "unowned") return "exists already as desired: from now on ours";
      return cause === "drift" ? "somebody already made it so" : "";
    case "forget":
      return cause === "drift" ? "gone from the cloud, and from the files" : "no longer in the files; nothing to undo";
  }
}

/** In the words of Terraform: scripts look for them. */
export function planSummary(counts: Counts): string {
  if (Object.values(counts).every((count) => count === 0)) return "No changes.";
  const { create, update, delete: removed } = counts;
  return `Plan: ${create} to add, ${update} to change, ${removed} to destroy${stateOnly(counts, "to adopt", "to forget")}.`;
}

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
  if (status === "ok") return `${paint("green", "✓")} ${change.address} ${DONE[change.action]}${time}`;
  const what = { failed: "failed", moved: "not done", skipped: "skipped", unknown: "no answer" }[status];
  return `${paint("red", "✗")} ${change.address} ${what}${time}${failure ? `: ${printable(failure.message)}` : ""}`;
}

/** `BackupPolicy/nightly: exists, and was not made here [takes-over]`, and the flag that allows it. */
export function refusalText(refusals: readonly Refusal[], paint: Paint): string {
  const lines = refusals.map(
    ({ address, code, message }) => `${address}: ${paint("red", printable(message))} ${paint("dim", `[${code}]`)}`,
  );
  const codes = [...new Set(refusals.map(({ code }) => code))];
  if (codes.includes("protected")) {
    return [...lines, "  to delete it: put its document back with protected: false, apply, and then remove it"].join(
      "\n",
    );
  }
  return [...lines, `  to go ahead: --allow-hazards ${codes.join(",")}, or allow_hazards in stack.yaml`].join("\n");
}
