/** `plan`, `show` and `drift`: they change nothing. */
import { command, flag, required, text } from "./declare.ts";
import { compact, exclude, formatFor, full, out, parts, target, verbose } from "./options.ts";

export const plan = command({
  name: "plan",
  summary: "show what would change",
  description: "Compares the files with what was applied before, and with the cloud. Changes nothing.",
  args: [parts],
  options: {
    format: formatFor("plans"),
    out,
    detailedExitcode: flag("--detailed-exitcode", "exit with 2 when there is something to change"),
    verbose,
    compact,
    full,
    target,
    exclude,
    offline: flag("--offline", "no cloud and no credentials: compare with the state, where it can be read"),
    base: text(
      "--base <ref>",
      "show what changed in stack.yaml since this revision; offline also what to compare with without a state",
    ),
  },
  examples: ["holdfast plan", "holdfast plan prod --out prod.plan.json", "holdfast plan --offline --base origin/main"],
  run: async ([names], options, io) => (await import("../commands/plan.ts")).runPlan(names, options, io),
});

export const show = command({
  name: "show",
  summary: "show a saved plan",
  description: "Prints a plan that `holdfast plan --out` wrote. Reads nothing but that file.",
  args: [required("planfile", "the file")],
  options: { format: formatFor("plans"), verbose, compact, full },
  examples: ["holdfast show prod.plan.json", "holdfast show prod.plan.json --format markdown"],
  run: async ([file], options, io) => (await import("../commands/show.ts")).runShow(file, options, io),
});

export const drift = command({
  name: "drift",
  summary: "show what was changed outside of Holdfast",
  description:
    "Compares the cloud with what was applied, and exits with 3 when it was changed outside of Holdfast. Only reads.",
  args: [parts],
  options: { format: formatFor("drift") },
  examples: ["holdfast drift", "holdfast drift prod --format json"],
  run: async ([names], options, io) => (await import("../commands/drift.ts")).runDrift(names, options, io),
});
