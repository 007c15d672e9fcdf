/** GitHub's REST API as far as we use it: the repository, comments, issues, pull requests of a commit, artifacts, environments. Asks each token what it may. */
import http, { type IncomingMessage } from "node:http";
import { onTestFinished } from "vitest";
import { listen } from "../support/listen.ts";

export type Permissions = Readonly<Record<string, string>>;

interface Text {
  readonly id: number;
  readonly number: number;
  title?: string;
  body: string;
  state: "open" | "closed";
  readonly labels: readonly string[];
  readonly user: { readonly login: string; readonly type: "Bot" | "User" };
}

interface Artifact {
  readonly id: number;
  readonly name: string;
  readonly expired: boolean;
  readonly workflow_run: {
    readonly id: number;
    readonly head_sha: string;
    readonly repository_id: number;
    readonly head_repository_id: number;
  };
}

interface PullRequest {
  readonly merged_at: string;
  readonly merge_commit_sha: string;
  readonly head: { readonly sha: string };
}

export interface Rest {
  readonly url: string;
  /** Token -> what its job may. */
  readonly tokens: Map<string, Permissions>;
  readonly issues: Text[];
  /** By the number of their pull request. */
  readonly comments: Map<number, Text[]>;
  readonly merged: PullRequest[];
  readonly artifacts: Artifact[];
  readonly repository: { private: boolean };
  /** Types of the protection rules of an environment, by its name. One that a job names and that is not here has none. */
  readonly environments: Map<string, readonly string[]>;
  /** `POST /repos/…`, of what changes something. */
  readonly writes: string[];
  /** The next answers are these statuses; 0: what is asked for. */
  readonly failures: number[];
  nextId(): number;
}

const BOT = { login: "github-actions[bot]", type: "Bot" } as const;

/** @param largestPage as GitHub's 100 */
export async function startRest(largestPage = 100): Promise<Rest> {
  let lastId = 0;
  const rest = {
    tokens: new Map<string, Permissions>(),
    issues: [] as Text[],
    comments: new Map<number, Text[]>(),
    merged: [] as PullRequest[],
    artifacts: [] as Artifact[],
    repository: { private: true },
    environments: new Map<string, readonly string[]>(),
    writes: [] as string[],
    failures: [] as number[],
    nextId: () => ++lastId,
  };
  const server = http.createServer(async (request, response) => {
    const { status, body, link } = await answer(request, rest, largestPage);
    const headers = { "content-type": "application/json; charset=utf-8", ...(link && { link }) };
    response.writeHead(status, headers).end(status === 204 ? undefined : JSON.stringify(body));
  });
  const port = await listen(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { ...rest, url: `http://127.0.0.1:${port}` };
}

interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly link?: string;
}

async function answer(request: IncomingMessage, rest: Omit<Rest, "url">, largestPage: number): Promise<Reply> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const sent = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {};
  const failure = rest.failures.shift();
  if (failure) return { status: failure, body: { message: "try later" } };
  const url = new URL(request.url ?? "", `http://${request.headers.host}`);
  const [, token = ""] = /^(?:token|Bearer) (.+)$/i.exec(request.headers.authorization ?? "") ?? [];
  const may = rest.tokens.get(token);
  if (!may) return { status: 401, body: { message: "Bad credentials" } };
  const route = `${request.method} ${url.pathname.replace(/^(\/api\/v3)?\/repos\/acme\/backups/, "")}`;
  const allowed = (...names: string[]) => names.some((name) => may[name] === "write");
  const readable = (name: string) => may[name] === "read" || may[name] === "write";
  const denied = { status: 403, body: { message: "Resource not accessible by integration" } };
  if (request.method !== "GET") rest.writes.push(route);

  const page = (all: readonly unknown[]): Reply => {
    const size = Math.min(largestPage, Number(url.searchParams.get("per_page") ?? 30));
    const number = Number(url.searchParams.get("page") ?? 1);
    const next = new URL(url);
    next.searchParams.set("page", String(number + 1));
    const more = all.length > number * size;
    return {
      status: 200,
      body: all.slice((number - 1) * size, number * size),
      ...(more && { link: `<${next}>; rel="next"` }),
    };
  };
  const written = (number: number, more: { title?: string; labels?: string[] }): Text => {
    const { title, labels = [] } = more;
    return {
      id: rest.nextId(),
      number,
      body: sent.body,
      state: "open",
      labels,
      user: BOT,
      ...(title !== undefined && { title }),
    };
  };

  if (route === "GET ") return { status: 200, body: { id: 1, private: rest.repository.private } };
  const [, issue] = /^(?:GET|POST) \/issues\/(\d+)\/comments$/.exec(route) ?? [];
  if (issue !== undefined) {
    const comments = rest.comments.get(Number(issue)) ?? [];
    if (request.method === "GET") return page(comments);
    if (!allowed("issues", "pull-requests")) return denied;
    if (Buffer.byteLength(sent.body) > 65_536) return { status: 422, body: { message: "Body is too long" } };
    const comment = written(Number(issue), {});
    rest.comments.set(Number(issue), [...comments, comment]);
    return { status: 201, body: comment };
  }
  const [, method, id] = /^(PATCH|DELETE) \/issues\/comments\/(\d+)$/.exec(route) ?? [];
  if (id !== undefined) {
    if (!allowed("issues", "pull-requests")) return denied;
    for (const [number, comments] of rest.comments) {
      const comment = comments.find((one) => one.id === Number(id));
      if (!comment) continue;
      if (method === "DELETE") {
        rest.comments.set(
          number,
          comments.filter((one) => one !== comment),
        );
        return { status: 204 };
      }
      comment.body = sent.body;
      return { status: 200, body: comment };
    }
    return { status: 404, body: { message: "Not Found" } };
  }
  if (route === "GET /issues") {
    const label = url.searchParams.get("labels") ?? "";
    return page(
      rest.issues.filter(({ state, labels }) => state === url.searchParams.get("state") && labels.includes(label)),
    );
  }
  if (route === "POST /issues") {
    if (!allowed("issues")) return denied;
    const opened = written(rest.issues.length + 1, sent);
    rest.issues.push(opened);
    return { status: 201, body: opened };
  }
  const [, changed] = /^PATCH \/issues\/(\d+)$/.exec(route) ?? [];
  if (changed !== undefined) {
    if (!allowed("issues")) return denied;
    const found = rest.issues.find(({ number }) => number === Number(changed));
    if (!found) return { status: 404, body: { message: "Not Found" } };
    Object.assign(found, sent);
    return { status: 200, body: found };
  }
  const [, sha] = /^GET \/commits\/([0-9a-f]+)\/pulls$/.exec(route) ?? [];
  if (sha !== undefined) {
    if (!readable("pull-requests")) return denied;
    return page(rest.merged.filter((pull) => pull.merge_commit_sha === sha));
  }
  if (route === "GET /actions/artifacts") {
    if (!readable("actions")) return denied;
    const artifacts = rest.artifacts.filter(({ name }) => name === url.searchParams.get("name"));
    return { status: 200, body: { total_count: artifacts.length, artifacts } };
  }
  const [, environment] = /^GET \/environments\/([^/]+)$/.exec(route) ?? [];
  if (environment !== undefined) {
    if (!readable("actions")) return denied;
    const name = decodeURIComponent(environment);
    const types = rest.environments.get(name) ?? [];
    return { status: 200, body: { id: 1, name, protection_rules: types.map((type, id) => ({ id, type })) } };
  }
  return { status: 404, body: { message: `no such route: ${route}` } };
}
