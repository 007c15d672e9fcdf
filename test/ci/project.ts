/** A repository at GitHub with two stacks, their cloud, and somebody who works on them. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { startSimulator } from "../../src/simulator/server.ts";
import { packageName } from "../../src/system/version.ts";
import { policyText } from "../support/builders.ts";
import { temporaryFolder } from "../support/programs.ts";
import { startRest } from "./rest.ts";
import {
  type Event,
  finished,
  type JobResult,
  putNpmInto,
  putRealNpmInto,
  runWorkflow,
  type Server,
} from "./runner.ts";

export const ROOT = join(import.meta.dirname, "../..");
export const DIST = join(ROOT, "dist");
export const WORKFLOW = ".github/workflows/policies.yml";
export const ACTION = ".github/actions/holdfast/action.yml";
export const PROJECTS = { prod: "054e292c9880d4992f02c0196d3ea468", dev: "154e292c9880d4992f02c0196d3ea468" };
export const SLOW = { timeout: 60_000 };

export const policy = (name: string, days: number) => policyText(name, { days });

/** What `npm install --save-dev` of the package leaves in a repository; or the package's own. */
function packageFiles(own: boolean): Files {
  const root = own ? { name: packageName } : { devDependencies: { [packageName]: "1.0.0" } };
  const packages = { "": root, ...(!own && { [`node_modules/${packageName}`]: { version: "1.0.0" } }) };
  return {
    "package.json": JSON.stringify(root),
    "package-lock.json": JSON.stringify({ lockfileVersion: 3, packages }, null, 2),
  };
}

/** Undefined: taken away. */
type Files = Readonly<Record<string, string | Buffer | { readonly link: string } | undefined>>;

interface ProjectOptions {
  readonly url?: string;
  /** The package's own repository, which runs what it holds. */
  readonly own?: boolean;
  /** More files of the first commit; their lock file is for the real npm. */
  readonly real?: Files;
}

export async function project({ url = "https://github.com", own = false, real }: ProjectOptions = {}) {
  const { path: folder, remove } = await temporaryFolder();
  const secrets = { HW_ACCESS_KEY: "canary-AK", HW_SECRET_KEY: "canary-SK" };
  const keys = [{ access: secrets.HW_ACCESS_KEY, secret: secrets.HW_SECRET_KEY }];
  const users = [{ name: "somebody", password: "else", domain: "acme" }];
  const simulator = await startSimulator({ requireAuth: { keys, users } });
  onTestFinished(async () => {
    await simulator.close();
    await remove();
  });
  const [origin, author] = [join(folder, "origin.git"), join(folder, "author")];
  const git = (...args: string[]) => finished("git", args, author);
  mkdirSync(author);
  execFileSync("git", ["init", "-q", "--bare", "-b", "main", "--template=", origin]);
  await git("init", "-q", "-b", "main");
  await git("remote", "add", "origin", origin);
  if (real) putRealNpmInto(folder);
  else putNpmInto(join(folder, "bin"), DIST);
  put(real ?? packageFiles(own));
  if (own) for (const file of [WORKFLOW, ACTION]) cpSync(join(ROOT, file), join(author, file));
  else execFileSync(process.execPath, [join(DIST, "cli.js"), "init", "--github"], { cwd: author });
  for (const [name, id] of Object.entries(PROJECTS)) {
    put({
      [`policies/${name}/stack.yaml`]: `apiVersion: holdfast/v1
kind: Stack
metadata: { name: ${name} }
spec:
  region: eu-west-101
  project_id: ${id}
  endpoints: { cbr: "${simulator.url}", dds: "${simulator.url}", iam: "${simulator.url}" }
  state: { git: { remote: origin, branch: holdfast/${name} } }
`,
    });
  }

  function put(files: Files): void {
    for (const [file, text] of Object.entries(files)) {
      const path = join(author, file);
      const isText = typeof text === "string" || Buffer.isBuffer(text);
      if (!isText) rmSync(path, { recursive: true, force: text !== undefined });
      if (text === undefined) continue;
      mkdirSync(dirname(path), { recursive: true });
      if (isText) writeFileSync(path, text);
      else symlinkSync(text.link, path);
    }
  }
  async function commit(subject: string): Promise<string> {
    await git("add", "-A");
    await git("commit", "-q", "-m", subject);
    return git("rev-parse", "HEAD");
  }
  await commit("Begin");
  await git("push", "-q", "origin", "main");

  const rest = await startRest();
  for (const name of Object.keys(PROJECTS)) rest.environments.set(name, ["required_reviewers", "branch_policy"]);
  const server: Server = { folder, origin, rest, url, secrets, groups: new Map() };
  let numbers = 0;

  /** A pull request on main as it is, or a further push to it. */
  async function push(pull: Pull | undefined, files: Files, fork = false): Promise<Pull & { readonly event: Event }> {
    const number = pull?.number ?? ++numbers;
    await git("checkout", "-q", ...(pull ? [`pull-${number}`] : ["-b", `pull-${number}`, "main"]));
    put(files);
    const head = await commit(`Change ${Object.keys(files).join(", ")}`);
    await git("checkout", "-q", "--detach", "main");
    await git("merge", "-q", "--no-ff", "-m", "Merge", `pull-${number}`);
    const sha = await git("rev-parse", "HEAD");
    const ref = `refs/pull/${number}/merge`;
    await git("push", "-q", "-f", "origin", `HEAD:${ref}`);
    await git("checkout", "-q", "main");
    const full_name = fork ? "mallory/backups" : "acme/backups";
    const payload = { pull_request: { number, head: { sha: head, repo: { full_name } } } };
    return { number, head, event: { name: "pull_request", ref, sha, fork, payload } };
  }
  /** Squashed, so that main gets a commit that no plan was made for. */
  async function merge({ number, head }: Pull): Promise<Event> {
    await git("checkout", "-q", "main");
    const before = await git("rev-parse", "HEAD");
    await git("merge", "-q", "--squash", `pull-${number}`);
    const sha = await commit(`Merge pull request ${number}`);
    await git("push", "-q", "origin", "main");
    rest.merged.push({ merged_at: "2026-11-21T12:00:00Z", merge_commit_sha: sha, head: { sha: head } });
    return { name: "push", ref: "refs/heads/main", sha, payload: { before } };
  }
  /** Committed and applied, long ago. */
  async function begun(files: Files, ...flags: string[]): Promise<void> {
    put(files);
    await commit("Earlier");
    await git("push", "-q", "origin", "main");
    await finished(process.execPath, [join(DIST, "cli.js"), "apply", "--auto-approve", ...flags], author, {
      ...secrets,
      HOLDFAST_ALLOW_LOCAL_REMOTES: "1",
      HOLDFAST_TRUST_HOSTS: "127.0.0.1",
    });
  }
  const tip = async (name: "schedule" | "workflow_dispatch", inputs: Record<string, string> = {}): Promise<Event> => ({
    name,
    ref: "refs/heads/main",
    sha: await git("rev-parse", "main"),
    payload: {},
    inputs,
  });
  const run = (event: Event, known = secrets, altered = (workflow: string) => workflow) =>
    runWorkflow({ ...server, secrets: known }, event, altered(readFileSync(join(author, WORKFLOW), "utf8")));
  const cloud = somebodyElse(simulator.url);
  /** `nightly 30`, for each policy that the cloud has: its name, and for how many days it keeps backups. */
  async function live(stack: keyof typeof PROJECTS): Promise<string[]> {
    const { policies } = await cloud("GET", `/v3/${PROJECTS[stack]}/policies`);
    return policies.map((one) => `${one.name} ${one.operation_definition.retention_duration_days}`).sort();
  }
  /** Somebody changes it in the console. */
  async function edit(stack: keyof typeof PROJECTS, name: string, days: number): Promise<void> {
    const path = `/v3/${PROJECTS[stack]}/policies`;
    const { policies } = await cloud("GET", path);
    const id = policies.find((one) => one.name === name)?.id;
    await cloud("PUT", `${path}/${id}`, { policy: { operation_definition: { retention_duration_days: days } } });
  }
  /** Of the cloud: see src/simulator/control.ts. */
  const control = (method: string, path: string, body?: object) =>
    fetch(`${simulator.url}/_simulator/${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
  /** What the state of prod says of the last apply. */
  const lastApply = () => finished("git", ["log", "-1", "--format=%B", "holdfast/prod"], origin);
  return {
    folder,
    push,
    merge,
    begun,
    tip,
    run,
    live,
    edit,
    control,
    lastApply,
    rest,
    author,
    cloudUrl: simulator.url,
  };
}

interface Listed {
  readonly policies: readonly {
    readonly id: string;
    readonly name: string;
    readonly operation_definition: { readonly retention_duration_days: number };
  }[];
}

/** A client of the cloud that is not Holdfast. */
export function somebodyElse(url: string) {
  const send = (method: string, path: string, body: unknown, token = "") =>
    fetch(url + path, {
      method,
      headers: { "content-type": "application/json", "x-auth-token": token },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const password = { user: { name: "somebody", password: "else", domain: { name: "acme" } } };
  return async (method: string, path: string, body?: unknown): Promise<Listed> => {
    const auth = { identity: { methods: ["password"], password }, scope: { project: { id: path.split("/")[2] } } };
    const login = await send("POST", "/v3/auth/tokens", { auth });
    const token = login.headers.get("x-subject-token") ?? "";
    const response = await send(method, path, body, token);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Listed;
  };
}

interface Pull {
  readonly number: number;
  readonly head: string;
}

const PREPARING = ["actions/setup-node", "holdfast install"];

/** `plan success: actions/checkout, holdfast plan`, for each job that ran. */
export const course = (jobs: readonly JobResult[]): string[] =>
  jobs.flatMap(({ job, result, steps }) =>
    result === "skipped" ? [] : `${job} ${result}: ${steps.filter((one) => !PREPARING.includes(one)).join(", ")}`,
  );

export const jobIn = (jobs: readonly JobResult[], name: string): JobResult => {
  const found = jobs.find(({ job, result }) => job === name && result !== "skipped");
  if (!found) throw new Error(`${name} did not run: ${course(jobs).join("; ")}`);
  return found;
};

/** Without what differs from run to run. */
export const stable = (text: string): string =>
  text
    .replace(/runs\/\d+/g, "runs/RUN")
    .replace(/\b[0-9a-f]{12}\b/g, "COMMIT")
    .replace(/127\.0\.0\.1:\d+/g, "HOST");

export const golden = (name: string): string => join(import.meta.dirname, "expected", name);

export const NIGHTLY = "policies/prod/nightly.yaml";
