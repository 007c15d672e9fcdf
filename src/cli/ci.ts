/** `holdfast ci github …`: the steps of .github/actions/holdfast. */
import { EXIT } from "../model/exit.ts";
import { Failure } from "../model/problem.ts";
import { choice, command, flag, group, many, optional, text } from "./declare.ts";
import { allowHazards, allowLocalState, lockTimeout, out, paths } from "./options.ts";

const names = many("stack", "names of stacks in policies/, never folders; none means every stack");
const base = text("--base <ref>", "only stacks that changed since");
const summary = flag("--no-summary", "write no summary to the page of the run");
const commentFile = text("--comment-file <file>", "write the text of a comment or an issue to this file");
const inEnvironment = text(
  "--environment <name>",
  "warn when this environment, in which the job runs, has no protection rules",
);
const file = optional("file", "its text; without a file, or with an empty one, it is removed");

const validate = command({
  name: "validate",
  description: "Checks documents; problems become annotations.",
  args: [paths],
  run: async ([meant], _, io) =>
    (await import("../commands/validate.ts")).validate(meant, { format: "github", warningsAsErrors: false }, io),
});

const stacks = command({
  name: "stacks",
  description: "Prints the names of stacks as JSON, for a matrix. Outputs: stacks, removed.",
  args: [names],
  options: { base },
  run: async ([asked], options, io) => (await import("../commands/ci-stacks.ts")).stacksInJob(asked, options, io),
});

const plan = command({
  name: "plan",
  description: "Plans. Outputs: has-changes, plan-file, comment.",
  args: [names],
  options: {
    base,
    offline: flag("--offline", "no cloud and no credentials: compare with the state, or else with the files of --base"),
    out,
    commentFile,
    post: flag("--post", "write the comment at once"),
    summary,
  },
  run: async ([asked], options, io) => (await import("../commands/ci-plan.ts")).planInJob(asked, options, io),
});

const comment = command({
  name: "comment",
  description: "Writes, updates or deletes the comment of the pull request.",
  args: [file],
  run: async ([saved], _, io) => (await import("../commands/ci-plan.ts")).commentInJob(saved, io),
});

const reviewed = command({
  name: "reviewed",
  description: "Looks for the plan that the merged pull request was reviewed with. Outputs: run-id, artifact.",
  run: async (_, __, io) => (await import("../commands/ci-apply.ts")).reviewedInJob(io),
});

const apply = command({
  name: "apply",
  description:
    "Applies what is equal to the reviewed plan, and merged changes without a hazard; leaves the rest alone.",
  args: [names],
  options: {
    planFile: text("--plan-file <file>", "the reviewed plan"),
    base: text("--base <ref>", "the commit before the merge: a changed stack.yaml is guarded too"),
    environment: inEnvironment,
    requireProtection: flag("--require-protection", "refuse instead, also when it is not known"),
    allowHazards,
    allowLocalState,
    lockTimeoutMs: lockTimeout,
    summary,
  },
  async run([asked], { environment, requireProtection: required, ...options }, io) {
    if (required && environment === undefined) {
      throw new Failure("usage", "--require-protection needs --environment", { hint: "name the job's environment" });
    }
    if (environment !== undefined) {
      const { environmentInJob } = await import("../commands/ci-environment.ts");
      const code = await environmentInJob(environment, { required, reviewers: true }, io);
      if (code !== EXIT.fine) return code;
    }
    return (await import("../commands/ci-apply.ts")).applyInJob(asked, options, io);
  },
});

const drift = command({
  name: "drift",
  description: "Looks for drift. Outputs: has-drift, comment.",
  args: [names],
  options: { commentFile, post: flag("--post", "write the issue at once"), summary },
  run: async ([asked], options, io) => (await import("../commands/ci-drift.ts")).driftInJob(asked, options, io),
});

const due = command({
  name: "due",
  description: "Carries out what was merged before, and whose time has come. Outputs: has-overdue, comment.",
  args: [names],
  options: {
    environment: inEnvironment,
    allowLocalState,
    lockTimeoutMs: lockTimeout,
    commentFile,
    post: flag("--post", "write the issue at once"),
    summary,
  },
  async run([asked], { environment, ...options }, io) {
    if (environment !== undefined) {
      const { environmentInJob } = await import("../commands/ci-environment.ts");
      await environmentInJob(environment, { required: false, reviewers: false }, io);
    }
    return (await import("../commands/ci-due.ts")).dueInJob(asked, options, io);
  },
});

const status = command({
  name: "status",
  description: "Looks for what is not protected. Outputs: has-gaps, comment.",
  args: [names],
  options: { commentFile, post: flag("--post", "write the issue at once"), summary },
  run: async ([asked], options, io) => (await import("../commands/ci-status.ts")).statusInJob(asked, options, io),
});

const issue = command({
  name: "issue",
  description: "Opens, updates or closes the issue about drift, what is overdue, or what is not protected.",
  args: [file],
  options: { about: choice("--about <subject>", "what the issue is about", ["drift", "due", "status"]) },
  run: async ([saved], { about }, io) => (await import("../commands/ci-drift.ts")).issueInJob(about, saved, io),
});

const github = group({
  name: "github",
  description:
    "Steps of a workflow of GitHub Actions: summaries, outputs, annotations, one comment, an issue about each subject.",
  examples: ["holdfast ci github plan --base HEAD^1", "holdfast ci github apply prod"],
  commands: [validate, stacks, plan, comment, reviewed, apply, due, drift, status, issue],
});

export const ci = group({
  name: "ci",
  summary: "work in GitHub Actions",
  description: "The steps of a workflow. `holdfast init --github` writes one.",
  commands: [github],
});
