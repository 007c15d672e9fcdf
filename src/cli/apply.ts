/** `apply` and `destroy`: they change the cloud. */
import { command, flag, many } from "./declare.ts";
import {
  allowHazards,
  allowLocalState,
  autoApprove,
  exclude,
  formatFor,
  lockTimeout,
  parallelism,
  stack,
  target,
  textOrJson,
} from "./options.ts";

export const apply = command({
  name: "apply",
  summary: "make the cloud match the files",
  description:
    "Plans, asks, and carries out. With a plan file: plans again, and carries out the changes that are equal to those in the file, without asking.",
  args: [
    many("stack", "folders or names of stacks, files or folders inside one, or one plan file; none means policies/"),
  ],
  options: {
    format: formatFor("outcomes"),
    autoApprove,
    allowHazards,
    allowLocalState,
    due: flag("--due", "carry out only what was merged before, and whose time has come"),
    refreshOnly: flag("--refresh-only", "record what the cloud has now, and change nothing there"),
    target,
    exclude,
    parallelism,
    lockTimeoutMs: lockTimeout,
  },
  examples: ["holdfast apply prod", "holdfast apply --auto-approve --allow-hazards opens-download"],
  run: async ([names], options, io) => (await import("../commands/apply.ts")).runApply(names, options, io),
});

export const destroy = command({
  name: "destroy",
  summary: "delete everything that a stack manages",
  description: "Plans to delete everything that the stack manages, asks, and carries it out. The files stay.",
  args: [stack],
  options: {
    format: textOrJson,
    autoApprove,
    allowHazards,
    allowLocalState,
    target,
    exclude,
    parallelism,
    lockTimeoutMs: lockTimeout,
  },
  examples: ["holdfast destroy demo", "holdfast destroy demo --exclude BackupPolicy/nightly"],
  run: async ([name], options, io) => (await import("../commands/apply.ts")).runDestroy(name, options, io),
});
