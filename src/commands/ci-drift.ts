/**
 * `holdfast ci github drift` and `issue`: drift in the log, as annotations, on the page of the run, and as an issue.
 */
import { addSummary, jobFrom, setOutputs } from "../ci/job.ts";
import { type IssueSubject, inComment, inSummary, keepIssueAbout } from "../ci/kept.ts";
import { EXIT, type ExitCode } from "../model/exit.ts";
import type { Io } from "../process/io.ts";
import { problemsGithub } from "../render/github.ts";
import { driftMarkdown } from "../render/markdown.ts";
import { driftFindings } from "../render/shown.ts";
import { chooseChanges } from "../session/choice.ts";
import { chooseNamed } from "../session/choose.ts";
import { exitOf, isDrifted } from "../session/exit.ts";
import { type ReportOptions, save, textIn } from "../session/files.ts";
import { lookAt } from "../session/look.ts";
import { print, printStray } from "../session/print.ts";

const ABOVE = "### Holdfast: drift\n\n";
const WHAT_TO_DO = "\nTo put it back, run this workflow by hand. To keep it, change the files.\n";

export async function driftInJob(names: readonly string[], options: ReportOptions, io: Io): Promise<ExitCode> {
  const job = jobFrom(io.settings.env);
  const { stacks, stray } = await chooseNamed(names, io.settings);
  const results = await lookAt(stacks, chooseChanges(), io);
  await print("drift", { results }, "text", io);
  const findings = driftFindings(results);
  if (findings.length > 0) io.annotate(problemsGithub(findings));
  printStray(stray, io);

  const drifted = results.some(isDrifted);
  const around = { above: ABOVE, below: WHAT_TO_DO };
  const issue = drifted ? driftMarkdown(results, inComment(job, "drift", around)) : "";
  if (options.summary) addSummary(job, driftMarkdown(results, inSummary(ABOVE)));
  if (options.commentFile !== undefined && issue !== "") save(issue, options.commentFile, io);
  // A stack that could not be looked at may have drifted: an issue about it must not be closed.
  const isKnown = drifted || results.every(({ plan }) => plan);
  setOutputs(job, { ...(isKnown && { "has-drift": drifted }), comment: issue });
  if (options.post && isKnown) io.err(`issue: ${await keepIssueAbout("drift", job, issue)}\n`);
  return exitOf(results, stray, { drift: true, overdueAt: io.settings.circumstances.now });
}

/**
 * Keeps the issue about what another job found.
 * @param file its text; absent or empty: there is to be no issue
 */
export async function issueInJob(about: IssueSubject, file: string | undefined, io: Io): Promise<ExitCode> {
  const text = file === undefined ? "" : textIn(file, io);
  io.err(`issue: ${await keepIssueAbout(about, jobFrom(io.settings.env), text)}\n`);
  return EXIT.fine;
}
