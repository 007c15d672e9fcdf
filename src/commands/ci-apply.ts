/**
 * `holdfast ci github reviewed` and `apply`: after a merge, carries out what was reviewed, and what needs no review.
 */
import { openGitHub, reviewedPlan } from "../ci/github.ts";
import { addSummary, type Job, jobFrom, setOutputs } from "../ci/job.ts";
import { inSummary } from "../ci/kept.ts";
import { EXIT, type ExitCode } from "../model/exit.ts";
import { printable } from "../model/invisible.ts";
import type { HazardCode } from "../model/policy.ts";
import { isReviewable } from "../plan/saved.ts";
import type { Io } from "../process/io.ts";
import type { Settings } from "../process/settings.ts";
import { appliedMarkdown, code } from "../render/markdown.ts";
import { atHead, baseAt } from "../session/base.ts";
import type { Mandate } from "../session/carry-out/run.ts";
import { type CarriedOut, carryOut } from "../session/carry-out.ts";
import { chooseNamed } from "../session/choose.ts";
import { savedPlansIn } from "../session/files.ts";

/** Where the plan is that the merged pull request was reviewed with: outputs `run-id` and `artifact`, or none. */
export async function reviewedInJob(io: Io): Promise<ExitCode> {
  const job = jobFrom(io.settings.env);
  const found = await reviewedPlan(openGitHub(job), job.sha);
  io.out(found ? `reviewed with ${printable(found.artifact)} of run ${found.run}\n` : "no reviewed plan is at hand\n");
  if (found) setOutputs(job, { "run-id": found.run, artifact: found.artifact });
  return EXIT.fine;
}

export interface ApplyInJobOptions {
  readonly summary: boolean;
  readonly planFile: string | undefined;
  /** What the files were: what changed in stack.yaml since is guarded too. */
  readonly base: string | undefined;
  readonly allowHazards: readonly HazardCode[];
  readonly allowLocalState: boolean;
  readonly lockTimeoutMs: number;
}

/**
 * Applies what a merge may do without asking a person: the table of judge.ts. A run that a person began follows the
 * guards alone.
 */
export async function applyInJob(names: readonly string[], options: ApplyInJobOptions, io: Io): Promise<ExitCode> {
  const job = jobFrom(io.settings.env);
  const settings = await atHead(io.settings);
  const mandate = mandateOf(options.planFile, job, settings);
  const chosen = await chooseNamed(names, settings);
  const base = options.base === undefined ? undefined : await baseAt(options.base, chosen.folders, settings);
  if (options.base !== undefined && !base) {
    io.err(`this clone has no ${printable(options.base)}: what changed in stack.yaml is not known\n`);
  }
  const stacks = chosen.stacks.map(({ name }) => name);
  for (const name of stacks) io.err(`${name}: ${termsOf(name, mandate)}\n`);
  const done = await carryOut(
    async () => chosen,
    {
      aim: "files",
      mandate,
      base,
      options: {
        format: "text",
        autoApprove: true,
        allowHazards: options.allowHazards,
        allowLocalState: options.allowLocalState,
        parallelism: 8,
        lockTimeoutMs: options.lockTimeoutMs,
        target: [],
        exclude: [],
      },
    },
    { ...io, settings },
  );
  if (options.summary) addSummary(job, summaryOf(stacks, mandate, done));
  return done.exit;
}

function mandateOf(planFile: string | undefined, { event }: Job, settings: Settings): Mandate {
  if (planFile !== undefined) return { from: "merge", plans: savedPlansIn(planFile, settings) };
  return event === "workflow_dispatch" ? { from: "person" } : { from: "merge", plans: [] };
}

/** What decides which changes of a stack are carried out. */
function termsOf(name: string, mandate: Mandate): string {
  if (!("plans" in mandate)) return "Carries out what no guard refuses.";
  const plan = mandate.plans.find(({ stack }) => stack === name);
  if (plan && isReviewable(plan)) {
    return "Carries out what the reviewed plan has, and other creates and updates of these files that have no hazard.";
  }
  return "No reviewed plan is at hand: carries out creates and updates of these files that have no hazard.";
}

const HOW_TO_ALLOW = `
Refused by a guard. A hazard is allowed in \`stack.yaml\` (\`allow_hazards\`), or by running this workflow by hand with it.
`;
const HOW_TO_GO_ON = `
What was left alone needs a person: a pull request whose plan shows it, or this workflow run by hand.
`;

function summaryOf(stacks: readonly string[], mandate: Mandate, { results, complete }: CarriedOut): string {
  const terms = [...new Set(stacks.map((name) => termsOf(name, mandate)))];
  const of = stacks.length === 1 ? ` of ${stacks.map(code)}` : "";
  const isRefused = results.some(({ refusals = [] }) => refusals.length > 0);
  const isLeft = results.some(({ left = [] }) => left.some(({ due }) => !due));
  return appliedMarkdown(results, {
    ...inSummary(`### Holdfast: apply${of}\n\n${terms.join(" ")}\n\n`),
    below: (isRefused ? HOW_TO_ALLOW : "") + (isLeft ? HOW_TO_GO_ON : ""),
    complete,
  });
}
