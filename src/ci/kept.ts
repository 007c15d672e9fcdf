/**
 * The comment and the issues that we keep at GitHub for a job: how they are marked, what surrounds them, how long they
 * may be.
 */
import type { Env } from "../model/env.ts";
import { Failure, isFailure } from "../model/problem.ts";
import type { MarkdownOptions } from "../render/markdown.ts";
import { isPrivate, type Kept, keepComment, keepIssue, MAX_COMMENT_BYTES, openGitHub } from "./github.ts";
import { type Job, MAX_SUMMARY_BYTES } from "./job.ts";

/** A comment is about a plan; there is an issue about each of the others. */
type Subject = "plan" | IssueSubject;
export type IssueSubject = "drift" | "due" | "status";

/** Hidden, and how a comment or an issue is found again. */
const markOf = (subject: Subject, { workflow }: Job): string => `<!-- holdfast ${subject} ${workflow} -->\n`;

/** Where a text of a comment or an issue begins and ends, and how long it may be. */
export function inComment(job: Job, subject: Subject, { above, below = "" }: MarkdownOptions): MarkdownOptions {
  const at = job.pullRequest ? ` of ${job.pullRequest.head.slice(0, 12)}` : "";
  return {
    ...(above !== undefined && { above }),
    below: `${below}\n*[Run](${job.runUrl})${at}.*\n`,
    rest: `[the summary](${job.runUrl})`,
    maxBytes: MAX_COMMENT_BYTES - Buffer.byteLength(markOf(subject, job)),
  };
}

/** The same for the page of the run. */
export const inSummary = (above: string): MarkdownOptions => ({ above, rest: "the log", maxBytes: MAX_SUMMARY_BYTES });

/** @param text empty: there is to be no comment */
export async function keepPlan(job: Job, text: string): Promise<Kept> {
  if (!job.pullRequest) {
    throw new Failure("usage", "this run is not about a pull request", {
      hint: "comment in a workflow with `on: pull_request`",
    });
  }
  return keepComment(openGitHub(job), job.pullRequest.number, markOf("plan", job), marked("plan", job, text));
}

const TITLES: Readonly<Record<IssueSubject, string>> = {
  drift: "Backup policies: changed outside of Holdfast",
  due: "Backup policies: overdue",
  status: "Backups: not everything is protected",
};

/** @param text empty: there is to be no open issue */
export function keepIssueAbout(subject: IssueSubject, job: Job, text: string): Promise<Kept | "closed"> {
  const kind = { mark: markOf(subject, job), title: TITLES[subject], label: `holdfast-${subject}` };
  return keepIssue(openGitHub(job), kind, marked(subject, job, text));
}

/** Whether everybody who can read what a job leaves may see what is in the cloud. Where that is not known, they may not. */
export async function publishesNames(job: Job, { HOLDFAST_PUBLISH_NAMES: asked }: Env): Promise<boolean> {
  if (asked === "1") return true;
  try {
    return await isPrivate(openGitHub(job));
  } catch (error) {
    if (isFailure(error)) return false;
    throw error;
  }
}

/** @returns undefined for an empty text */
function marked(subject: Subject, job: Job, text: string): string | undefined {
  if (text === "") return undefined;
  const body = markOf(subject, job) + text;
  if (Buffer.byteLength(body) <= MAX_COMMENT_BYTES) return body;
  throw new Failure("usage", `the text is longer than the ${MAX_COMMENT_BYTES} bytes that we keep at GitHub`, {
    hint: "make it with --comment-file",
  });
}
