/**
 * `holdfast ci github status`: what is not protected, in the log, on the page of the run, and as an issue. Where others
 * can read these, they carry counts: names show what there is to attack.
 */
import { addSummary, jobFrom, setOutputs } from "../ci/job.ts";
import { inComment, inSummary, keepIssueAbout, publishesNames } from "../ci/kept.ts";
import type { ExitCode } from "../model/exit.ts";
import type { Io } from "../process/io.ts";
import { statusText } from "../render/status.ts";
import { statusMarkdown } from "../render/status-markdown.ts";
import { chooseNamed } from "../session/choose.ts";
import { type ReportOptions, save } from "../session/files.ts";
import { printStray } from "../session/print.ts";
import { exitOfStatus, statusOf } from "../session/protection.ts";
import { isBlind, needsWork, type StackStatus } from "../status/verdict.ts";

const ABOVE = "### Holdfast: status\n\n";
const WHAT_TO_DO = "\nTo excuse a resource for a time, name it in `unprotected_ok` of its `stack.yaml`.\n";
const NO_NAMES =
  "\nThis repository is not private, so names are left out. `holdfast status` shows them; `HOLDFAST_PUBLISH_NAMES=1` publishes them.\n";

export async function statusInJob(names: readonly string[], options: ReportOptions, io: Io): Promise<ExitCode> {
  const job = jobFrom(io.settings.env);
  const { stacks, stray } = await chooseNamed(names, io.settings);
  const all = await statusOf(stacks, io, undefined);
  const countsOnly = !(await publishesNames(job, io.settings.env));
  io.out(statusText(all, { verbose: false, countsOnly, columns: io.columns, paint: io.paint }));
  printStray(stray, io);

  const hasGaps = all.some(isGap);
  const below = WHAT_TO_DO + (countsOnly ? NO_NAMES : "");
  const page = { countsOnly, ...inComment(job, "status", { above: ABOVE, below }) };
  const issue = hasGaps ? statusMarkdown(all, page) : "";
  if (options.summary) addSummary(job, statusMarkdown(all, { countsOnly, ...inSummary(ABOVE) }));
  if (options.commentFile !== undefined && issue !== "") save(issue, options.commentFile, io);
  // What could not be seen may not be protected: an issue about it must not be closed.
  const isKnown = hasGaps || all.every(isWhole);
  setOutputs(job, { ...(isKnown && { "has-gaps": hasGaps }), comment: issue });
  if (options.post && isKnown) io.err(`issue: ${await keepIssueAbout("status", job, issue)}\n`);
  return exitOfStatus(all, stray);
}

/** What is not known for want of a list is not a gap: the next night may know it. */
const isGap = (one: StackStatus): boolean =>
  one.status?.resources.some((resource) => needsWork(resource) && (resource.verdict || isWhole(one))) ?? false;

const isWhole = ({ status }: StackStatus): boolean => status !== undefined && !status.unseen.some(isBlind);
