/**
 * The job of GitHub Actions that this process is a step of: what its environment says of it, and what a step leaves behind.
 * https://docs.github.com/actions/reference/workflows-and-actions/variables
 */

import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { defined } from "../model/defined.ts";
import type { Env } from "../model/env.ts";
import { readJson } from "../model/json.ts";
import { type Json, membersOf } from "../model/policy.ts";
import { Failure } from "../model/problem.ts";
import { shown } from "../render/paint.ts";
import { appendToFile } from "../system/write.ts";

export interface Job {
  readonly owner: string;
  readonly repo: string;
  /** Of the REST API; on GitHub Enterprise Server `https://HOST/api/v3`. */
  readonly api: string;
  /** Where people see this run. */
  readonly runUrl: string;
  /** `.github/workflows/policies.yml`: tells the comments of two workflows apart. */
  readonly workflow: string;
  /** `push`, `pull_request`, `workflow_dispatch`: what began this run. */
  readonly event: string;
  /** What a push brought; of a pull request the commit that a merge would make. */
  readonly sha: string;
  /** Of the pull request that this run is about. */
  readonly pullRequest?: { readonly number: number; readonly head: string };
  /** Files that the runner reads after the step; absent when no runner does. */
  readonly outputFile?: string;
  readonly summaryFile?: string;
  /** Never shown, never stored. */
  readonly token?: string;
}

/** @throws Failure `usage` outside of GitHub Actions */
export function jobFrom(env: Env): Job {
  const { GITHUB_REPOSITORY = "", GITHUB_RUN_ID, GITHUB_SHA = "", GITHUB_TOKEN: token } = env;
  const [owner, repo] = GITHUB_REPOSITORY.split("/");
  if (!owner || !repo) {
    throw new Failure("usage", "this is no job of GitHub Actions: GITHUB_REPOSITORY is not OWNER/NAME", {
      hint: "run it in a workflow; elsewhere: holdfast plan --format markdown",
    });
  }
  const server = env.GITHUB_SERVER_URL || "https://github.com";
  return defined({
    owner,
    repo,
    api: env.GITHUB_API_URL || "https://api.github.com",
    runUrl: `${server}/${owner}/${repo}/actions/runs/${GITHUB_RUN_ID ?? ""}`,
    workflow: workflowIn(env, GITHUB_REPOSITORY),
    event: env.GITHUB_EVENT_NAME ?? "",
    sha: GITHUB_SHA,
    pullRequest: pullRequestIn(env),
    outputFile: env.GITHUB_OUTPUT || undefined,
    summaryFile: env.GITHUB_STEP_SUMMARY || undefined,
    token: token || undefined,
  });
}

/** `OWNER/REPO/.github/workflows/policies.yml@refs/heads/main` -> what is between; it goes into a comment of HTML. */
const workflowIn = ({ GITHUB_WORKFLOW_REF: ref = "" }: Env, repository: string): string =>
  ref
    .slice(repository.length + 1)
    .replace(/@.*$/s, "")
    .replaceAll(/[^\w./-]/g, "_") || "workflow";

/** From the event, which GitHub wrote. */
function pullRequestIn({ GITHUB_EVENT_PATH: path }: Env): Job["pullRequest"] {
  if (!path) return undefined;
  const read = readJson(eventAt(path));
  if ("fault" in read) throw noEvent(read.fault);
  const { number, head } = membersOf(membersOf(read.value).pull_request);
  const { sha } = membersOf(head);
  return typeof number === "number" && typeof sha === "string" ? { number, head: sha } : undefined;
}

function eventAt(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw noEvent(`it cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

const noEvent = (why: string): Failure =>
  new Failure("usage", `the file of GITHUB_EVENT_PATH is not an event: ${why}`, {
    hint: "leave that variable to GitHub Actions",
  });

/**
 * Outputs of this step. Values may have any lines: a delimiter that nobody can guess ends them.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions#multiline-strings
 */
export function setOutputs({ outputFile }: Job, outputs: Readonly<Record<string, Json>>): void {
  if (outputFile === undefined) return;
  const text = Object.entries(outputs).map(([name, value]) => {
    const end = `end-${randomUUID()}`;
    return `${name}<<${end}\n${typeof value === "string" ? value : JSON.stringify(value)}\n${end}\n`;
  });
  append(outputFile, text.join(""));
}

/** What a step may leave there (1 MiB), less a margin. */
export const MAX_SUMMARY_BYTES = 1000 * 1024;

/** Shown on the page of the run. @param markdown at most MAX_SUMMARY_BYTES */
export function addSummary({ summaryFile }: Job, markdown: string): void {
  if (summaryFile !== undefined) append(summaryFile, shown(markdown, false));
}

const append = (file: string, text: string): void =>
  appendToFile(file, text, {
    cwd: process.cwd(),
    hint: "leave GITHUB_OUTPUT and GITHUB_STEP_SUMMARY to GitHub Actions",
  });
