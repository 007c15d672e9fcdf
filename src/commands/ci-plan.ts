/**
 * `holdfast ci github plan` and `comment`: a plan in the log, as annotations, on the page of the run, and as a comment.
 */
import { addSummary, jobFrom, setOutputs } from "../ci/job.ts";
import { inComment, inSummary, keepPlan } from "../ci/kept.ts";
import { EXIT, type ExitCode } from "../model/exit.ts";
import type { Io } from "../process/io.ts";
import { problemsGithub } from "../render/github.ts";
import { plansJson } from "../render/json.ts";
import { code, plansMarkdown } from "../render/markdown.ts";
import { findingsOf } from "../render/shown.ts";
import { baseMissing } from "../session/base.ts";
import { chooseChanges } from "../session/choice.ts";
import { exitOf } from "../session/exit.ts";
import { type ReportOptions, save, textIn } from "../session/files.ts";
import { lookAt } from "../session/look.ts";
import { print, printStray } from "../session/print.ts";
import { GONE, stacksSince } from "../session/since.ts";

export interface PlanInJobOptions extends ReportOptions {
  readonly offline: boolean;
  /** Only stacks that changed since, and what changed in their stack.yaml; offline also what they are compared with. */
  readonly base: string | undefined;
  readonly out: string | undefined;
}

export async function planInJob(names: readonly string[], options: PlanInJobOptions, io: Io): Promise<ExitCode> {
  const job = jobFrom(io.settings.env);
  const { stacks, stray, base, removed } = await stacksSince(names, options.base, io);
  // Without it, the files themselves would say what they are compared with.
  if (options.offline && options.base !== undefined && !base) throw baseMissing(options.base);
  const results = await lookAt(stacks, chooseChanges(), io, { offline: options.offline, base });
  if (options.out !== undefined) save(plansJson(results), options.out, io);
  await print("plans", { results, verbose: false, compact: undefined }, "text", io);
  // `validate` annotates what is wrong in the files, and once is enough.
  const findings = findingsOf(results.map((result) => ({ ...result, problems: [] })));
  if (findings.length > 0) io.annotate(problemsGithub(findings));
  printStray(stray, io);

  const above = `### Holdfast: plan\n\n${goneLines(removed)}`;
  const isEmpty = results.length === 0 && removed.length === 0;
  const comment = isEmpty ? "" : plansMarkdown(results, inComment(job, "plan", { above }));
  if (options.summary && !isEmpty) addSummary(job, plansMarkdown(results, inSummary(above)));
  if (options.commentFile !== undefined && comment !== "") save(comment, options.commentFile, io);
  setOutputs(job, {
    "has-changes": results.some(({ plan, stackChanges = [] }) => stackChanges.length + (plan?.changes.length ?? 0) > 0),
    ...(options.out !== undefined && { "plan-file": options.out }),
    comment,
  });
  if (options.post) io.err(`comment: ${await keepPlan(job, comment)}\n`);
  return exitOf(results, stray);
}

/** As many as leave room for the plan. */
const GONE_SHOWN = 20;

function goneLines(removed: readonly string[]): string {
  if (removed.length === 0) return "";
  const lines = removed
    .slice(0, GONE_SHOWN)
    .map((name) => `- ⚠️ ${code(name)}: ${GONE}. Before this is merged: ${code(`holdfast destroy ${name}`)}\n`);
  const more = removed.length - lines.length;
  return `${lines.join("")}${more > 0 ? `- and ${more} more stacks whose files are gone\n` : ""}\n`;
}

/**
 * Keeps the comment of a plan that another job made.
 * @param file its text; absent or empty: there is to be no comment
 */
export async function commentInJob(file: string | undefined, io: Io): Promise<ExitCode> {
  io.err(`comment: ${await keepPlan(jobFrom(io.settings.env), file === undefined ? "" : textIn(file, io))}\n`);
  return EXIT.fine;
}
