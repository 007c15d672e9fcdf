/**
 * Runs a workflow as GitHub would, on this machine: jobs in the order of their needs, with their conditions, matrices,
 * permissions and outputs; `run:` steps for real. Actions of others are stand-ins that do the same locally.
 */
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parse } from "yaml";
import { packageName } from "../../src/system/version.ts";
import { condition, interpolated, type Scope, shown, type Value } from "./expression.ts";
import type { Permissions, Rest } from "./rest.ts";

export interface Server {
  /** Of everything of this run. */
  readonly folder: string;
  /** The repository at GitHub, bare. */
  readonly origin: string;
  readonly rest: Rest;
  /** `https://github.com`, or another. */
  readonly url: string;
  readonly secrets: Readonly<Record<string, string>>;
  /** Group -> the end of the last job in it. */
  readonly groups: Map<string, Promise<unknown>>;
}

export interface Event {
  readonly name: "pull_request" | "push" | "schedule" | "workflow_dispatch";
  /** Of the event's own file. */
  readonly payload: { readonly [name: string]: Value };
  readonly ref: string;
  readonly sha: string;
  /** From a fork: no secrets, and a token that only reads. */
  readonly fork?: boolean;
  readonly inputs?: Readonly<Record<string, string>>;
}

export interface JobResult {
  readonly job: string;
  readonly result: "success" | "failure" | "skipped";
  /** Names or actions of the steps that ran. */
  readonly steps: readonly string[];
  readonly log: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
}

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly needs?: string;
  readonly if?: string;
  readonly permissions: Permissions;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: Readonly<Record<string, string>> };
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly steps: readonly Step[];
}

let lastRun = 1000;

/** One run of `.github/workflows/policies.yml`, as it is at the event's commit. */
export async function runWorkflow(server: Server, event: Event, text: string): Promise<JobResult[]> {
  const run = ++lastRun;
  const { jobs } = parse(text) as { jobs: Record<string, Job> };
  const begun = new Map<string, Promise<JobResult[]>>();
  // Side by side, but for those that others need; these stand first in the file.
  for (const [name, job] of Object.entries(jobs)) begun.set(name, runNamed(server, event, run, name, job, begun));
  return (await Promise.all(begun.values())).flat();
}

/** One job of a workflow, or as many as its matrix makes. */
async function runNamed(
  server: Server,
  event: Event,
  run: number,
  name: string,
  job: Job,
  begun: ReadonlyMap<string, Promise<JobResult[]>>,
): Promise<JobResult[]> {
  const needed = (job.needs === undefined ? undefined : await begun.get(job.needs)) ?? [];
  const needs = Object.fromEntries(needed.map(({ job: of, result, outputs }) => [of, { result, outputs }]));
  const contexts = { github: githubFor(server, event), needs, inputs: { ...event.inputs }, vars: {} };
  const failed = needed.some(({ result }) => result !== "success");
  const scope: Scope = { contexts, cancelled: false, failed };
  if (job.if !== undefined ? !condition(job.if, scope) : failed) {
    return [{ job: name, result: "skipped", steps: [], log: "", summary: "", outputs: {} }];
  }
  const stacks = job.strategy ? (interpolated(job.strategy.matrix.stack ?? "", scope) as string[]) : [undefined];
  return Promise.all(
    stacks.map((stack) => {
      const own = { ...scope, contexts: { ...contexts, ...(stack !== undefined && { matrix: { stack } }) } };
      return inGroup(server, job, own, () => runJob(server, event, run, name, job, own));
    }),
  );
}

/** Jobs of a group go one after the other. */
async function inGroup<T>({ groups }: Server, job: Job, scope: Scope, work: () => Promise<T>): Promise<T> {
  if (!job.concurrency) return work();
  const group = shown(interpolated(job.concurrency.group, scope));
  const mine = (groups.get(group) ?? Promise.resolve()).then(work);
  groups.set(
    group,
    mine.catch(() => {}),
  );
  return mine;
}

const githubFor = ({ url }: Server, event: Event): { [name: string]: Value } => ({
  event_name: event.name,
  event: { repository: { default_branch: "main" }, ...event.payload },
  repository: "acme/backups",
  server_url: url,
  ref: event.ref,
  ref_name: event.ref.replace("refs/heads/", ""),
  sha: event.sha,
});

/** A job that runs: its folders, and what its steps left so far. */
interface Running {
  readonly server: Server;
  readonly event: Event;
  readonly run: number;
  readonly workspace: string;
  readonly temp: string;
  readonly token: string;
  readonly secrets: Readonly<Record<string, string>>;
  /** With which every step may ask for an ID token, in a job that is allowed to. */
  readonly idToken: Strings;
  readonly steps: string[];
  readonly log: string[];
  readonly summary: string[];
}

async function runJob(
  server: Server,
  event: Event,
  run: number,
  name: string,
  job: Job,
  scope: Scope,
): Promise<JobResult> {
  const home = mkdtempSync(join(server.folder, `job-${name}-`));
  const [workspace, temp] = [join(home, "workspace"), join(home, "temp")];
  for (const folder of [workspace, temp]) mkdirSync(folder);
  const token = `canary-token-${server.rest.nextId()}`;
  const lowered = Object.entries(job.permissions).map(([what, level]) => [what, level === "write" ? "read" : level]);
  server.rest.tokens.set(token, event.fork ? Object.fromEntries(lowered) : job.permissions);
  const running: Running = {
    server,
    event,
    run,
    workspace,
    temp,
    token,
    secrets: event.fork ? {} : server.secrets,
    idToken: job.permissions["id-token"] === "write" && !event.fork ? ID_TOKEN : {},
    steps: [],
    log: [],
    summary: [],
  };
  const contexts = {
    ...scope.contexts,
    github: { ...(scope.contexts.github as object), token },
    runner: { temp },
    secrets: running.secrets,
  };
  const { failed, outputs } = await runSteps(job.steps, contexts, {}, running);
  const said = running.log.join("");
  for (const secret of [token, ...Object.values(ID_TOKEN), ...Object.values(server.secrets)]) {
    if (`${said}${running.summary.join("")}`.includes(secret)) throw new Error(`${name} shows a secret`);
  }
  const end = { contexts: { ...contexts, steps: outputs }, cancelled: false, failed };
  const left = Object.entries(job.outputs ?? {}).map(([key, value]) => [key, shown(interpolated(value, end))] as const);
  return {
    job: name,
    result: failed ? "failure" : "success",
    steps: running.steps,
    log: said,
    summary: running.summary.join(""),
    // An output that has a secret in it is dropped.
    outputs: Object.fromEntries(
      left.filter(([, value]) => !Object.values(server.secrets).some((one) => value.includes(one))),
    ),
  };
}

const ID_TOKEN: Strings = {
  ACTIONS_ID_TOKEN_REQUEST_URL: "https://canary-id-token.example",
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "canary-id-token",
};

type StepOutputs = Record<string, { readonly outputs: Readonly<Record<string, string>> }>;
type Strings = Readonly<Record<string, string>>;

/** Steps of a job, or of a composite action. */
async function runSteps(
  steps: readonly Step[],
  contexts: Scope["contexts"],
  env: Strings,
  running: Running,
): Promise<{ failed: boolean; outputs: StepOutputs }> {
  const outputs: StepOutputs = Object.fromEntries(steps.flatMap(({ id }) => (id ? [[id, { outputs: {} }]] : [])));
  let failed = false;
  for (const step of steps) {
    const scope: Scope = { contexts: { ...contexts, steps: { ...outputs } }, cancelled: false, failed };
    if (!condition(step.if ?? "true", scope)) continue;
    const own = { ...env, ...strings(step.env, scope) };
    const done: Done = step.uses
      ? await runAction(step.uses, strings(step.with, scope), own, scope, running)
      : await runScript(step.run ?? "", own, running);
    if (step.id) outputs[step.id] = { outputs: done.outputs };
    failed ||= done.failed;
  }
  return { failed, outputs };
}

const strings = (values: Readonly<Record<string, unknown>> = {}, scope: Scope): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shown(interpolated(String(value), scope))]));

interface Done {
  readonly failed: boolean;
  readonly outputs: Strings;
}

const FINE: Done = { failed: false, outputs: {} };

async function runAction(uses: string, given: Strings, env: Strings, scope: Scope, running: Running): Promise<Done> {
  if (!uses.startsWith("./")) {
    const [, name = "", commit = ""] = /^([\w/-]+)@([0-9a-f]{40})$/.exec(uses) ?? [];
    if (commit === "") throw new Error(`${uses} is not pinned`);
    running.steps.push(name);
    return STAND_INS[name]?.(given, running) ?? Promise.reject(new Error(`no stand-in for ${name}`));
  }
  const action = parse(readFileSync(join(running.workspace, uses, "action.yml"), "utf8"));
  running.steps.push(`holdfast ${given.command}`);
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(action.inputs, name)) throw new Error(`${uses} has no input ${name}`);
  }
  const defaults = Object.entries(action.inputs as Record<string, { default?: string }>).map(
    ([name, { default: value = "" }]) => [name, given[name] ?? shown(interpolated(value, scope))] as const,
  );
  const contexts = { github: scope.contexts.github ?? null, inputs: Object.fromEntries(defaults) };
  const done = await runSteps(action.runs.steps, contexts, env, running);
  const end = { contexts: { ...contexts, steps: done.outputs }, cancelled: false, failed: done.failed };
  const outputs = Object.entries(action.outputs as Record<string, { value: string }>).map(
    ([name, { value }]) => [name, shown(interpolated(value, end))] as const,
  );
  return { failed: done.failed, outputs: Object.fromEntries(outputs) };
}

async function runScript(script: string, env: Strings, running: Running): Promise<Done> {
  const { server, event, workspace, temp } = running;
  if (script.includes("${{")) throw new Error("user text could become a command");
  const file = (name: string) => {
    const path = join(temp, `${name}-${server.rest.nextId()}`);
    writeFileSync(path, "");
    return path;
  };
  const [output, summary, event_path, sh] = [file("output"), file("summary"), file("event.json"), file("script.sh")];
  writeFileSync(event_path, JSON.stringify(event.payload));
  writeFileSync(sh, script);
  const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", sh], {
    cwd: workspace,
    env: {
      PATH: `${join(server.folder, "bin")}:${process.env.PATH}`,
      HOME: server.folder,
      GIT_CONFIG_NOSYSTEM: "1",
      CI: "true",
      GITHUB_ACTIONS: "true",
      // https://docs.github.com/enterprise-server/rest: below a path of its own.
      GITHUB_API_URL: server.url === "https://github.com" ? server.rest.url : `${server.rest.url}/api/v3`,
      GITHUB_SERVER_URL: server.url,
      GITHUB_REPOSITORY: "acme/backups",
      GITHUB_ACTOR: "alice",
      GITHUB_RUN_ID: String(running.run),
      GITHUB_SHA: event.sha,
      GITHUB_REF: event.ref,
      GITHUB_EVENT_NAME: event.name,
      GITHUB_EVENT_PATH: event_path,
      GITHUB_WORKSPACE: workspace,
      GITHUB_WORKFLOW_REF: `acme/backups/.github/workflows/policies.yml@${event.ref}`,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      RUNNER_TEMP: temp,
      HOLDFAST_SETTLE: "100ms",
      // What would be a server is a folder here.
      HOLDFAST_ALLOW_LOCAL_REMOTES: "1",
      // Where the simulated cloud listens, in place of the real one.
      HOLDFAST_TRUST_HOSTS: "127.0.0.1",
      ...env,
      // The runner sets these last: a step cannot take them from itself.
      ...running.idToken,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => running.log.push(String(data)));
  const code = await new Promise((ended) => child.on("close", ended));
  const shownThere = readFileSync(summary, "utf8");
  if (Buffer.byteLength(shownThere) > 1024 * 1024) throw new Error("the runner refuses such a summary");
  running.summary.push(shownThere);
  return { failed: code !== 0, outputs: outputsIn(readFileSync(output, "utf8")) };
}

/** `name=value`, and `name<<END … END`, as the runner reads the file. */
export function outputsIn(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (line === "") continue;
    const [, long, end] = /^([\w-]+)<<(.+)$/.exec(line) ?? [];
    const [, short, value] = /^([\w-]+)=(.*)$/.exec(line) ?? [];
    if (long !== undefined) {
      const last = lines.indexOf(end ?? "", at + 1);
      if (last === -1) throw new Error(`${long} does not end`);
      outputs[long] = lines.slice(at + 1, last).join("\n");
      at = last;
    } else if (short !== undefined) outputs[short] = value ?? "";
    else throw new Error(`the runner does not understand ${line}`);
  }
  return outputs;
}

type StandIn = (given: Strings, running: Running) => Promise<Done>;

/** What these actions do, on this machine. */
const STAND_INS: Readonly<Record<string, StandIn>> = {
  // Node is there.
  "actions/setup-node": async () => FINE,
  async "actions/checkout"(given, { server, event, workspace }) {
    const git = (...args: string[]) => finished("git", args, workspace);
    await git("init", "-q");
    await git("remote", "add", "origin", server.origin);
    const depth = given["fetch-depth"] ?? "1";
    if (depth === "0") await git("fetch", "-q", "origin", "+refs/heads/*:refs/remotes/origin/*");
    // Of a ref that is named the newest commit, else that of the event.
    const shallow = depth === "0" ? [] : [`--depth=${depth}`];
    await git("fetch", "-q", ...shallow, `file://${server.origin}`, given.ref || event.sha);
    await git("checkout", "-q", "FETCH_HEAD");
    return FINE;
  },
  async "actions/upload-artifact"(given, { server, event, run, workspace }) {
    const { name = "", path = "" } = given;
    const folder = join(server.folder, "artifacts", String(run), name);
    mkdirSync(folder, { recursive: true });
    cpSync(resolve(workspace, path), join(folder, basename(path)));
    const { head } = event.payload.pull_request as { head: { sha: string } };
    const workflow_run = { id: run, head_sha: head.sha, repository_id: 1, head_repository_id: event.fork ? 2 : 1 };
    server.rest.artifacts.push({ id: server.rest.nextId(), name, expired: false, workflow_run });
    return FINE;
  },
  async "actions/download-artifact"(given, { server, workspace, token }) {
    if (given["github-token"] !== token) throw new Error("the artifact of another run needs a token");
    const folder = join(server.folder, "artifacts", given["run-id"] ?? "", given.name ?? "");
    if (!existsSync(folder)) return { ...FINE, failed: true };
    cpSync(folder, resolve(workspace, given.path ?? ""), { recursive: true });
    return FINE;
  },
};

/** @throws when it fails */
export async function finished(
  command: string,
  args: readonly string[],
  cwd: string,
  more: Strings = {},
): Promise<string> {
  const env = {
    ...more,
    PATH: process.env.PATH,
    HOME: cwd,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "alice",
    GIT_AUTHOR_EMAIL: "alice@example.com",
    GIT_COMMITTER_NAME: "alice",
    GIT_COMMITTER_EMAIL: "alice@example.com",
  };
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.on("data", (data) => out.push(String(data)));
  child.stderr.on("data", (data) => err.push(String(data)));
  const code = await new Promise((ended) => child.on("close", ended));
  if (code !== 0) throw new Error(`${command} ${args.join(" ")}: ${err.join("")}`);
  return out.join("").trim();
}

/**
 * `npm` as far as the action uses it, for repositories that have no tarball: what would be unpacked and built is the bundle
 * that the tests run. Like the real one, it takes nothing that the lock file does not have.
 */
export function putNpmInto(bin: string, dist: string): void {
  mkdirSync(bin, { recursive: true });
  const place = `node_modules/${packageName}`;
  const script = `#!/usr/bin/env bash
set -eu
rm -rf '${place}'
case "$*" in
  "ci --ignore-scripts --no-audit --no-fund")
    grep -q '"${place}"' package-lock.json || exit 0
    mkdir -p '${place}'
    ln -s '${dist}' '${place}/dist' ;;
  "run build") ln -s '${dist}' dist ;;
  *) echo "npm $*: not that" >&2; exit 1 ;;
esac
`;
  writeFileSync(join(bin, "npm"), script, { mode: 0o755 });
  symlinkSync(process.execPath, join(bin, "node"));
}

/** The real `npm` without a network, which writes down with what environment it is started: a file in `folder`/npm each time. */
export function putRealNpmInto(folder: string): void {
  const [bin, log] = [join(folder, "bin"), join(folder, "npm")];
  for (const path of [bin, log]) mkdirSync(path);
  writeFileSync(join(folder, ".npmrc"), "offline=true\n");
  const script = `#!/usr/bin/env bash
env > "$(mktemp '${log}/XXXXXX')"
PATH=\${PATH#*:} exec npm "$@"
`;
  writeFileSync(join(bin, "npm"), script, { mode: 0o755 });
  symlinkSync(process.execPath, join(bin, "node"));
}
