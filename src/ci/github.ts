/**
 * What we keep at GitHub: one comment per pull request, an issue about each subject; and the plan that a merged pull request
 * was reviewed with. They are found again by a hidden mark in the text, and only if a bot wrote it: otherwise a user
 * could put another comment in place of ours. https://docs.github.com/rest
 */
import { Octokit as Core } from "@octokit/core";
import { paginateRest } from "@octokit/plugin-paginate-rest";
import { isJson } from "../cloud/classify.ts";
import { concealing } from "../cloud/conceal.ts";
import { Endpoint } from "../cloud/endpoints.ts";
import { type Method, sendOnce } from "../cloud/http.ts";
import { readJson } from "../model/json.ts";
import { clipped, Failure } from "../model/problem.ts";
import type { Job } from "./job.ts";

/** A comment or an issue ends at 65,536 characters; bytes are never fewer. */
export const MAX_COMMENT_BYTES = 65_000;

const TIMEOUTS = { connectMs: 10_000, answerMs: 20_000 };
/** Before a read is tried again. */
const RETRY_AFTER_MS = [500, 2000];

const Octokit = Core.plugin(paginateRest);
type Client = InstanceType<typeof Octokit>;

export interface GitHub {
  readonly client: Client;
  /** Blanks our token in an answer: a gateway in between may show what it was sent. */
  conceal(text: string): string;
  readonly at: { readonly owner: string; readonly repo: string };
}

/** @throws Failure `credentials-missing`, `host-untrusted` */
export function openGitHub({ api, token, owner, repo }: Job): GitHub {
  if (!token) {
    throw new Failure("credentials-missing", "GITHUB_TOKEN is not set", {
      hint: "give this step github.token, in env",
    });
  }
  const endpoint = Endpoint.ofEnvironment(api);
  const client = new Octokit({
    baseUrl: api.replace(/\/+$/, ""),
    auth: token,
    request: { fetch: fetchFrom(endpoint) },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  return { client, at: { owner, repo }, conceal: concealing([token]) };
}

/**
 * `fetch` as far as Octokit uses it, through the one way out of this program: with its proxies, limits and
 * certificates.
 */
const fetchFrom =
  (endpoint: Endpoint) =>
  async (url: string, init: { method: string; headers: Record<string, string>; body?: string }): Promise<Response> => {
    const { origin, pathname, search } = new URL(url);
    const here = `${endpoint.secure ? "https" : "http"}://${endpoint.host}`;
    // The next page is an address that the server gave.
    if (origin !== here)
      throw new Failure("host-untrusted", `${here} redirects to ${origin}`, { hint: "check GITHUB_API_URL" });
    const { accept: _, "user-agent": __, ...headers } = init.headers;
    const request = {
      endpoint,
      method: init.method as Method,
      path: pathname + search,
      headers: { ...headers, host: endpoint.host },
      body: init.body ?? "",
    };
    let reply = await sendOnce(request, TIMEOUTS);
    for (const wait of request.method === "GET" ? RETRY_AFTER_MS : []) {
      if (!("why" in reply) && reply.status < 500) break;
      await new Promise((resolve) => setTimeout(resolve, wait));
      reply = await sendOnce(request, TIMEOUTS);
    }
    if ("why" in reply) {
      throw new Failure("cloud-unreachable", `${endpoint.host} does not answer: ${reply.why}`, {
        hint: "run this again",
      });
    }
    const answered = Object.entries(reply.headers).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, String(value)]],
    );
    // The client would take it for success, and the comment would be missing.
    if (reply.status >= 300 && reply.status < 400 && reply.status !== 304) {
      throw new Failure("cloud-unexpected", `${endpoint.host} redirects, and redirects are not followed`, {
        hint: "check GITHUB_API_URL, and whether the repository was renamed",
        status: reply.status,
      });
    }
    // The client parses it without a limit of depth.
    const body = isJson(reply.headers) && reply.text !== "" ? readJson(reply.text) : undefined;
    if (body && "fault" in body) {
      throw new Failure("cloud-unexpected", `${endpoint.host} answered with JSON that cannot be read: ${body.fault}`, {
        hint: "check GITHUB_API_URL",
      });
    }
    // 204 has no body, not even an empty one.
    return new Response(reply.status === 204 ? null : reply.text, { status: reply.status, headers: answered });
  };

/** When GitHub refuses, its own message is shown. */
async function asked<T>({ conceal }: GitHub, what: string, permission: string, request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    const { status, cause, message } = error as { status?: number; cause?: unknown; message: string };
    if (cause instanceof Failure) throw cause;
    if (typeof status !== "number") throw error;
    const denied = status === 401 || status === 403 || status === 404;
    throw new Failure(
      denied ? "cloud-denied" : status >= 500 ? "cloud-broken" : "cloud-refused",
      `${what}: GitHub answered: ${clipped(conceal(message), 300)}`,
      {
        status,
        hint: denied ? `let the job do it: permissions: ${permission}` : "run this again",
        cause: error,
      },
    );
  }
}

export type Kept = "created" | "updated" | "unchanged" | "deleted" | "absent";

/** Of text that we kept before. */
interface Written {
  readonly body?: string | null | undefined;
  readonly user?: { readonly type?: string } | null;
}

const isOurs = ({ body, user }: Written, mark: string): boolean =>
  user?.type === "Bot" && body?.startsWith(mark) === true;

/**
 * One comment with this mark, and no second one.
 * @param body begins with `mark`; undefined: there is to be none
 */
export async function keepComment(
  gitHub: GitHub,
  issue_number: number,
  mark: string,
  body: string | undefined,
): Promise<Kept> {
  const { client, at } = gitHub;
  const to = <T>(request: Promise<T>) => asked(gitHub, "the comment cannot be kept", "pull-requests: write", request);
  const all = await to(
    client.paginate("GET /repos/{owner}/{repo}/issues/{issue_number}/comments", { ...at, issue_number, per_page: 100 }),
  );
  const [first, ...more] = all.filter((comment) => isOurs(comment, mark));
  const remove = (comment_id: number) =>
    to(client.request("DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}", { ...at, comment_id }));
  // Two runs may have looked before either wrote.
  for (const { id } of more) await remove(id);
  if (body === undefined) {
    if (first) await remove(first.id);
    return first ? "deleted" : "absent";
  }
  if (!first) {
    await to(
      client.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", { ...at, issue_number, body }),
    );
    return "created";
  }
  if (first.body === body) return "unchanged";
  const comment_id = first.id;
  await to(client.request("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", { ...at, comment_id, body }));
  return "updated";
}

export interface IssueKind {
  /** Begins the body, and is how the issue is found again. */
  readonly mark: string;
  readonly title: string;
  readonly label: string;
}

/**
 * One open issue with this mark, closed when there is no text any more.
 * @param body begins with `mark`; undefined: there is to be none
 */
export async function keepIssue(
  gitHub: GitHub,
  { mark, title, label }: IssueKind,
  body: string | undefined,
): Promise<Kept | "closed"> {
  const { client, at } = gitHub;
  const to = <T>(request: Promise<T>) => asked(gitHub, "the issue cannot be kept", "issues: write", request);
  const open = { ...at, labels: label, state: "open", per_page: 100 } as const;
  const all = await to(client.paginate("GET /repos/{owner}/{repo}/issues", open));
  // The oldest is kept, so that people who watch it do not lose it.
  const [first, ...more] = all.filter((issue) => isOurs(issue, mark)).sort((a, b) => a.number - b.number);
  const change = (issue_number: number, what: { title?: string; body?: string; state?: "closed" }) =>
    to(client.request("PATCH /repos/{owner}/{repo}/issues/{issue_number}", { ...at, issue_number, ...what }));
  for (const { number } of more) await change(number, { state: "closed" });
  if (body === undefined) {
    if (first) await change(first.number, { state: "closed" });
    return first ? "closed" : "absent";
  }
  if (!first) {
    await to(client.request("POST /repos/{owner}/{repo}/issues", { ...at, title, body, labels: [label] }));
    return "created";
  }
  if (first.body === body && first.title === title) return "unchanged";
  await change(first.number, { title, body });
  return "updated";
}

/** @throws Failure `cloud-*` where that is not known */
export async function isPrivate(gitHub: GitHub): Promise<boolean> {
  const { client, at } = gitHub;
  const { data } = await asked(
    gitHub,
    "who can read this repository is not known",
    "contents: read",
    client.request("GET /repos/{owner}/{repo}", at),
  );
  return data.private === true;
}

/** The artifact with the plans for a commit of a pull request. */
export const planArtifact = (head: string): string => `holdfast-plan-${head}`;

/**
 * The run whose plan was reviewed in the pull request that became `sha`. A squash makes another commit, so the head of
 * the pull request counts.
 * @returns undefined when there is none, or it has expired
 */
export async function reviewedPlan(
  gitHub: GitHub,
  sha: string,
): Promise<{ readonly run: number; readonly artifact: string } | undefined> {
  const { client, at } = gitHub;
  const to = <T>(request: Promise<T>) =>
    asked(gitHub, "the reviewed plan cannot be looked for", "{ actions: read, pull-requests: read }", request);
  const pulls = await to(
    client.request("GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls", { ...at, commit_sha: sha }),
  );
  const merged = pulls.data.find((pull) => pull.merged_at && pull.merge_commit_sha === sha);
  if (!merged) return undefined;
  const { sha: head } = merged.head;
  const artifact = planArtifact(head);
  const found = await to(
    client.request("GET /repos/{owner}/{repo}/actions/artifacts", { ...at, name: artifact, per_page: 100 }),
  );
  const [newest] = found.data.artifacts
    // Runs of forks put their artifacts here too, under any name.
    .filter(({ expired, workflow_run: run }) => {
      return !expired && run?.head_sha === head && run.head_repository_id === run.repository_id;
    })
    .sort((a, b) => b.id - a.id);
  const run = newest?.workflow_run?.id;
  return run === undefined ? undefined : { run, artifact };
}

/**
 * Whether an environment keeps other branches out, or asks a person first. A timer alone does neither.
 * @throws Failure `cloud-denied` where the token may not look
 */
export async function isProtected(gitHub: GitHub, environment_name: string): Promise<boolean> {
  const { client, at } = gitHub;
  const { data } = await asked(
    gitHub,
    `environment ${environment_name} cannot be looked at`,
    "actions: read",
    client.request("GET /repos/{owner}/{repo}/environments/{environment_name}", { ...at, environment_name }),
  );
  return (data.protection_rules ?? []).some(({ type }) => type !== "wait_timer");
}
