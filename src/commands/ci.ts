/**
 * `holdfast ci github …`: what the action and the workflow of GitHub Actions need, as commands: the other commands, with what
 * they find written where people of a pull request look. Needs nothing of GitHub but the variables of a job.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Kept, keepComment, keepIssue, MAX_COMMENT_BYTES, openGitHub, reviewedPlan } from "../ci/github.ts";
import { addSummary, type Job, jobFrom, MAX_SUMMARY_BYTES, setOutputs } from "../ci/job.ts";
import { linkedFiles } from "../ci/links.ts";
import { type Touched, touchedBy } from "../ci/touched.ts";
import type { Stack } from "../documents/check.ts";
import { openRevision } from "../documents/revision.ts";
import { EXIT, type ExitCode, worst } from "../model/exit.ts";
import { printable } from "../model/invisible.ts";
import type { HazardCode } from "../model/policy.ts";
import { Failure, isError } from "../model/problem.ts";
import { isReviewable, parseSaved } from "../plan/saved.ts";
import type { Io } from "../process/io.ts";
import type { Settings } from "../process/settings.ts";
import { plansJson } from "../render/json.ts";
import { appliedMarkdown, code, driftMarkdown, type MarkdownOptions, plansMarkdown } from "../render/markdown.ts";
import { driftFindings, findingsOf } from "../render/shown.ts";
import { type Base, baseAt, baseMissing } from "../session/base.ts";
import { carryOut, type Mandate } from "../session/carry-out.ts";
import { chooseNamed, printProblems, usage } from "../session/choose.ts";
import { driftCode, exitCodeOf, isDrifted } from "../session/exit.ts";
import { lookAt } from "../session/look.ts";
import { planFileAt } from "../session/plan-file.ts";
import { driftText, printFindings, printPlans, save } from "../session/print.ts";
import { chooseAddresses } from "../session/select.ts";

export interface ReportOptions {
  /** On the page of the run too. */
  readonly summary: boolean;
  /** Where to write what a comment or an issue may say; nothing is written when there is nothing to say. */
  readonly commentFile?: string;
  /** Keeps the comment or the issue at once, for a job that may. */
  readonly post: boolean;
}

export interface PlanInJobOptions extends ReportOptions {
  readonly offline: boolean;
  /** Only stacks that changed since, and what their stack.yaml says since; offline also what they are compared with. */
  readonly base?: string;
  readonly out?: string;
}

/** More jobs than this one matrix does not make: https://docs.github.com/actions/reference/limits */
const MAX_JOBS = 256;

/** Names of the stacks that changed, as JSON, for a matrix. */
export async function stacksInJob(
  asked: readonly string[],
  { base }: { readonly base?: string },
  io: Io,
): Promise<ExitCode> {
  const { stacks, removed } = await meantIn(asked, base, io);
  const names = [...new Set(stacks.map(({ name }) => name))];
  if (names.length > MAX_JOBS) {
    throw usage(`${names.length} stacks changed, and a matrix has room for ${MAX_JOBS}`, "merge them in parts");
  }
  io.out(`${JSON.stringify(names)}\n`);
  setOutputs(jobFrom(io.settings.env), { stacks: names, removed: [...removed] });
  return EXIT.fine;
}

/** The stacks of these names; of a base, those that changed since. Says which are gone. */
async function meantIn(names: readonly string[], ref: string | undefined, io: Io) {
  const { settings } = io;
  const { stacks, folders, stray } = await chooseNamed(names, settings);
  // A push that makes a branch has no commit before it: GitHub says zeros.
  const base = ref === undefined ? undefined : await baseAt(ref, folders, settings);
  if (!base) {
    if (ref !== undefined) io.err(`this clone has no ${printable(ref)}: every stack counts as changed\n`);
    return { stacks, stray, base, removed: [] };
  }
  const touched = await touchedIn(stacks, base, settings);
  for (const name of touched.removed)
    io.err(`${printable(`${name}: ${GONE}: holdfast destroy ${name}, before the files go`)}\n`);
  return { stacks: stacks.filter(({ name }) => touched.stacks.includes(name)), stray, base, removed: touched.removed };
}

const GONE = "its files are gone; what it has in the cloud stays, and nobody looks after it";

async function touchedIn(stacks: readonly Stack[], base: Base, { cwd }: Settings): Promise<Touched> {
  return touchedBy(
    await base.revision.changed(),
    stacks,
    base.stacks,
    ({ folder }) => linkedFiles(folder, cwd),
    (folder) => ["stack.yaml", "stack.yml"].some((file) => existsSync(join(cwd, folder, file))),
  );
}

/** The plan in the log, as annotations, on the page of the run, and as a comment. */
export async function planInJob(names: readonly string[], options: PlanInJobOptions, io: Io): Promise<ExitCode> {
  const job = jobFrom(io.settings.env);
  const { stacks, stray, base, removed } = await meantIn(names, options.base, io);
  // Without it, the files themselves would say what they are compared with.
  if (options.offline && options.base !== undefined && !base) throw baseMissing(options.base);
  const results = await lookAt(stacks, chooseAddresses([], []), io, { offline: options.offline, base });
  if (options.out !== undefined) save(plansJson(results), options.out, io);
  await printPlans(results, { format: "text", verbose: false }, io);
  // What is wrong in the files is annotated by `validate`, and once is enough.
  const findings = findingsOf(results.map((result) => ({ ...result, problems: [] })));
  if (findings.length > 0) await printFindings(findings, [], "github", io);
  if (stray.length > 0) io.err(printProblems(stray, io.paintErr));

  const above = `### Holdfast: plan\n\n${goneLines(removed)}`;
  const isEmpty = results.length === 0 && removed.length === 0;
  const comment = isEmpty ? "" : plansMarkdown(results, inComment(job, PLAN, above));
  if (options.summary && !isEmpty) addSummary(job, plansMarkdown(results, inSummary(above)));
  keepFile(comment, options, io);
  setOutputs(job, {
    "has-changes": results.some(({ plan, stackChanges = [] }) => stackChanges.length + (plan?.changes.length ?? 0) > 0),
    ...(options.out !== undefined && { "plan-file": options.out }),
    comment,
  });
  if (options.post) told(io, "comment", await comments(job, PLAN, comment));
  const codes = results.map((result) => exitCodeOf(result, false));
  return worst([...codes, ...(stray.some(isError) ? [EXIT.problems] : [])]);
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

/** Keeps the comment of a plan that another job made. @param file what it says; absent or empty: there is to be none */
export async function commentInJob(file: string | undefined, io: Io): Promise<ExitCode> {
  told(io, "comment", await comments(jobFrom(io.settings.env), PLAN, textIn(file, io)));
  return EXIT.fine;
}

/** The drift of all stacks in the log, as annotations, on the page of the run, and as an issue. */
export async function driftInJob(names: readonly string[], options: ReportOptions, io: Io): Promise<ExitCode> {
  const job = jobFrom(io.settings.env);
  const { stacks, stray } = await chooseNamed(names, io.settings);
  const results = await lookAt(stacks, chooseAddresses([], []), io);
  io.out(driftText(results, io));
  const findings = driftFindings(results);
  if (findings.length > 0) await printFindings(findings, [], "github", io);
  if (stray.length > 0) io.err(printProblems(stray, io.paintErr));

  const above = "### Holdfast: drift\n\n";
  const drifted = results.some(isDrifted);
  const issue = drifted ? driftMarkdown(results, inComment(job, DRIFT, above, WHAT_TO_DO)) : "";
  if (options.summary) addSummary(job, driftMarkdown(results, inSummary(above)));
  keepFile(issue, options, io);
  // Where nobody could look there may be drift: an issue about it is not to be closed.
  const isKnown = drifted || results.every(({ plan }) => plan);
  setOutputs(job, { ...(isKnown && { "has-drift": drifted }), comment: issue });
  if (options.post && isKnown) told(io, "issue", await issues(job, issue));
  return worst([driftCode(results), ...(stray.some(isError) ? [EXIT.problems] : [])]);
}

/** The same as `commentInJob`, of drift. */
export async function issueInJob(file: string | undefined, io: Io): Promise<ExitCode> {
  told(io, "issue", await issues(jobFrom(io.settings.env), textIn(file, io)));
  return EXIT.fine;
}

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
  readonly planFile?: string;
  /** What the files were: what stack.yaml says since is guarded too. */
  readonly base?: string;
  readonly allowHazards: readonly HazardCode[];
  readonly lockTimeoutMs: number;
}

/**
 * Applies what a merge may do without anybody who is asked: the table of judge.ts. A run that a person began follows the
 * guards alone.
 */
export async function applyInJob(names: readonly string[], options: ApplyInJobOptions, io: Io): Promise<ExitCode> {
  const job = jobFrom(io.settings.env);
  const { cwd, env } = io.settings;
  const { planFile, allowHazards, lockTimeoutMs } = options;
  // The newest files may be checked out, and not those of the event: the history of a state says which they were.
  const head = await openRevision("HEAD", cwd, env);
  const settings = { ...io.settings, env: { ...env, GITHUB_SHA: head?.commit ?? job.sha } };
  const plans = planFile === undefined ? undefined : parseSaved(planFileAt(planFile, settings), planFile);
  const mandate: Mandate =
    job.event === "workflow_dispatch" && !plans ? { from: "person" } : { from: "merge", plans: plans ?? [] };
  const chosen = await chooseNamed(names, settings);
  const base = options.base === undefined ? undefined : await baseAt(options.base, chosen.folders, settings);
  if (options.base !== undefined && !base) {
    io.err(`this clone has no ${printable(options.base)}: nobody can tell what changed in stack.yaml\n`);
  }
  const applied = chosen.stacks.map(({ name }) => name);
  for (const name of applied) io.err(`${name}: ${termsOf(name, mandate)}\n`);
  const done = await carryOut(
    async () => chosen,
    {
      aim: "files",
      mandate,
      base,
      options: {
        format: "text",
        autoApprove: true,
        allowHazards,
        parallelism: 8,
        lockTimeoutMs,
        target: [],
        exclude: [],
        refreshOnly: false,
      },
    },
    { ...io, settings },
  );
  const terms = [...new Set(applied.map((name) => termsOf(name, mandate)))];
  const of = applied.length === 1 ? ` of ${applied.map(code)}` : "";
  const above = `### Holdfast: apply${of}\n\n${terms.join(" ")}\n\n`;
  const left = done.results.some((result) => result.left?.some(({ due }) => !due));
  const below = (done.refused ? HOW_TO_ALLOW : "") + (left ? HOW_TO_GO_ON : "");
  if (options.summary) addSummary(job, appliedMarkdown(done.results, done.complete, { ...inSummary(above), below }));
  return done.exit;
}

/** What decided about one stack. */
function termsOf(name: string, mandate: Mandate): string {
  if (mandate.from === "person") return "Carries out what no guard refuses.";
  const plan = mandate.plans.find(({ stack }) => stack === name);
  if (plan && isReviewable(plan))
    return "Carries out what the reviewed plan has, and other creates and updates of these files that have no hazard.";
  return "No reviewed plan is at hand: carries out creates and updates of these files that have no hazard.";
}

const HOW_TO_ALLOW = `
Refused by a guard. A hazard is allowed in \`stack.yaml\` (\`allow_hazards\`), or by running this workflow by hand with it.
`;
const HOW_TO_GO_ON = `
What was left alone needs a person: a pull request whose plan shows it, or this workflow run by hand.
`;

const PLAN = "plan";
const DRIFT = "drift";
const WHAT_TO_DO = "\nTo put it back, run this workflow by hand. To keep it, change the files.\n";
const DRIFT_TITLE = "Backup policies: somebody else changed the cloud";

/** Hidden, and how a comment is found again. */
const markOf = (what: typeof PLAN | typeof DRIFT, { workflow }: Job): string =>
  `<!-- holdfast ${what} ${workflow} -->\n`;

function inComment(job: Job, what: typeof PLAN | typeof DRIFT, above: string, below = ""): MarkdownOptions {
  const summary = `[the summary](${job.runUrl})`;
  const at = job.pullRequest ? ` of ${job.pullRequest.head.slice(0, 12)}` : "";
  return {
    above,
    below: `${below}\n*[Run](${job.runUrl})${at}.*\n`,
    rest: summary,
    maxBytes: MAX_COMMENT_BYTES - Buffer.byteLength(markOf(what, job)),
  };
}

const inSummary = (above: string): MarkdownOptions => ({ above, rest: "the log", maxBytes: MAX_SUMMARY_BYTES });

function keepFile(text: string, { commentFile }: ReportOptions, io: Io): void {
  if (commentFile !== undefined && text !== "") save(text, commentFile, io);
}

function textIn(file: string | undefined, { settings }: Io): string {
  if (file === undefined) return "";
  try {
    return readFileSync(resolve(settings.cwd, file), "utf8");
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? "unknown";
    throw new Failure("disk", `${file} cannot be read (${why})`, { hint: "name a file that is there", cause: error });
  }
}

async function comments(job: Job, what: typeof PLAN, text: string): Promise<Kept> {
  if (!job.pullRequest) {
    throw usage("this run is not about a pull request", "comment in a workflow with `on: pull_request`");
  }
  return keepComment(openGitHub(job), job.pullRequest.number, markOf(what, job), marked(what, job, text));
}

const issues = (job: Job, text: string) =>
  keepIssue(openGitHub(job), markOf(DRIFT, job), DRIFT_TITLE, marked(DRIFT, job, text));

/** @returns undefined for no text */
function marked(what: typeof PLAN | typeof DRIFT, job: Job, text: string): string | undefined {
  if (text === "") return undefined;
  const body = markOf(what, job) + text;
  if (Buffer.byteLength(body) <= MAX_COMMENT_BYTES) return body;
  throw usage(
    `the text is longer than the ${MAX_COMMENT_BYTES} bytes that we keep at GitHub`,
    "make it with --comment-file",
  );
}

const told = (io: Io, what: string, kept: Kept | "closed"): void => io.err(`${what}: ${kept}\n`);
