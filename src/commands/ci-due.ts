/**
 * `holdfast ci github due`: carries out what is due, which was reviewed and merged before. What is overdue and could not
 * be carried out becomes an issue.
 */
import { addSummary, jobFrom, setOutputs } from "../ci/job.ts";
import { inComment, inSummary, keepIssueAbout } from "../ci/kept.ts";
import type { ExitCode } from "../model/exit.ts";
import type { Io } from "../process/io.ts";
import { appliedMarkdown, overdueMarkdown } from "../render/markdown.ts";
import { atHead } from "../session/base.ts";
import { carryOut } from "../session/carry-out.ts";
import { chooseNamed } from "../session/choose.ts";
import { overdueIn } from "../session/exit.ts";
import { type ReportOptions, save } from "../session/files.ts";

export interface DueInJobOptions extends ReportOptions {
  readonly allowLocalState: boolean;
  readonly lockTimeoutMs: number;
}

const ABOVE = "### Holdfast: due\n\n";
const WHAT_TO_DO = `
The nightly run could not carry this out; its log says why. \`holdfast apply\` carries it out, and so does this workflow run by hand.
`;

export async function dueInJob(names: readonly string[], options: DueInJobOptions, io: Io): Promise<ExitCode> {
  const job = jobFrom(io.settings.env);
  const settings = await atHead(io.settings);
  const chosen = await chooseNamed(names, settings);
  const { results, complete, exit } = await carryOut(
    async () => chosen,
    {
      aim: "files",
      mandate: { from: "due" },
      options: {
        format: "text",
        autoApprove: true,
        allowHazards: [],
        allowLocalState: options.allowLocalState,
        parallelism: 8,
        lockTimeoutMs: options.lockTimeoutMs,
        target: [],
        exclude: [],
      },
    },
    { ...io, settings },
  );
  if (options.summary) addSummary(job, appliedMarkdown(results, { ...inSummary(ABOVE), complete }));

  const overdue = overdueIn(results, settings.circumstances.now);
  const hasOverdue = overdue.some(({ plan, left = [] }) => left.length > 0 || (plan && plan.changes.length > 0));
  const around = { above: ABOVE, below: WHAT_TO_DO };
  const issue = hasOverdue ? overdueMarkdown(overdue, inComment(job, "due", around)) : "";
  if (options.commentFile !== undefined && issue !== "") save(issue, options.commentFile, io);
  // A stack that could not be looked at may be overdue: an issue about it must not be closed.
  const isKnown = hasOverdue || results.every(({ plan }) => plan);
  setOutputs(job, { ...(isKnown && { "has-overdue": hasOverdue }), comment: issue });
  if (options.post && isKnown) io.err(`issue: ${await keepIssueAbout("due", job, issue)}\n`);
  return exit;
}
