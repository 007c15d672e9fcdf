/**
 * `holdfast init --github`: a workflow and its action, at the top of the repository. With `--upgrade`: these files as
 * this version writes them, unless they were edited since.
 */
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { shownPath } from "../documents/load.ts";
import { type Git, gitIn } from "../git/run.ts";
import { EXIT, type ExitCode } from "../model/exit.ts";
import { printable } from "../model/invisible.ts";
import { Failure } from "../model/problem.ts";
import type { Io } from "../process/io.ts";
import { difference } from "../render/difference.ts";
import { packageName, version } from "../system/version.ts";
import { createFile, replaceFile } from "../system/write.ts";

export interface InitGithubOptions {
  /** Replaces what is there. */
  readonly upgrade: boolean;
  /** Also what was edited. */
  readonly force: boolean;
}

/**
 * @throws Failure `usage` when a file is in the way, and then nothing was written; `disk` when one cannot be written
 */
export async function initGithub({ upgrade, force }: InitGithubOptions, io: Io): Promise<ExitCode> {
  const { cwd, env } = io.settings;
  const git = gitIn(cwd, env, GIT_TIMEOUT_MS);
  const top = join(cwd, (await lineOf(git, "rev-parse", "--show-cdup")) ?? "");
  const branch = await defaultBranch(git);
  const files = (await generated(branch)).map(([name, text]) => {
    const before = textIn(top, name);
    return { file: name, name: printable(shownPath(join(top, name), cwd)), text, before };
  });

  const inTheWay = upgrade ? undefined : files.find(({ before }) => before !== undefined);
  if (inTheWay) {
    throw new Failure("usage", `${inTheWay.name} exists already`, { hint: "update it with --upgrade" });
  }
  const changing = files.filter(({ text, before }) => before !== undefined && before !== text);
  for (const { name, text, before = "" } of changing) {
    io.out(difference(name, before, text, io.paint, Number.POSITIVE_INFINITY));
  }
  const edited = changing.find(({ before = "" }) => !isAsWritten(before));
  if (edited && !force) {
    throw new Failure("usage", `${edited.name} was edited, or was not written by holdfast`, {
      hint: "copy the lines above by hand, or give --force to lose the edits; nothing was written",
    });
  }
  const writing = { cwd: top, hint: "allow this user to write in its folder" };
  for (const { file, name, text, before } of files) {
    if (before === undefined) createFile(file, text, writing);
    else if (before !== text) replaceFile(file, text, writing);
    io.out(before === text ? `${name} is up to date\n` : `${name}\n`);
  }
  if (!upgrade) io.out(nextSteps(branch, hasPackage(top)));
  return EXIT.fine;
}

const GIT_TIMEOUT_MS = 10_000;

/** The line that git prints; undefined when it fails, or cannot be started. */
async function lineOf(git: Git, command: string, ...args: string[]): Promise<string | undefined> {
  const { code, stdout } = await git(command, args);
  return code === 0 ? stdout.toString().replace(/\n$/, "") : undefined;
}

/** The branch that pull requests are merged into, as far as a clone knows it. */
async function defaultBranch(git: Git): Promise<string> {
  const head = await lineOf(git, "symbolic-ref", "--quiet", "refs/remotes/origin/HEAD");
  if (head) return head.replace(/^refs\/remotes\/origin\//, "");
  // A repository that was not cloned does not know. Then the usual name of such a branch, if there is one of that name.
  const usual = await lineOf(git, "config", "--get", "init.defaultBranch");
  const found = usual && (await lineOf(git, "for-each-ref", `refs/heads/${usual}`, `refs/remotes/origin/${usual}`));
  if (usual && found) return usual;
  const current = await lineOf(git, "symbolic-ref", "--quiet", "HEAD");
  return current?.replace(/^refs\/heads\//, "") || usual || "main";
}

/** Files as this version writes them, by their paths from the top of the repository. */
async function generated(branch: string): Promise<[name: string, text: string][]> {
  const { github } = await import("../generated/github.js");
  // In a filter of branches `+` and a first `!` mean something.
  const filter = JSON.stringify(branch.replace(/\+|^!/g, "\\$&"));
  return Object.entries(github).map(([name, text]) => {
    const body = text.replace("branches: [main]", () => `branches: [${filter}]`);
    return [name, `# holdfast ${version} ${digestOf(body)}: written by holdfast init --github\n${body}`];
  });
}

/** To notice an edit. It is not protection: an edit can write another digest. */
const digestOf = (body: string): string => createHash("sha256").update(body).digest("hex").slice(0, 16);

/** By this version or another: the rest of the file is what its first line was written for. */
function isAsWritten(text: string): boolean {
  // Git may have given it the line ends of Windows.
  const [, digest, body] = /^# holdfast \S+ ([0-9a-f]{16}):.*\n([\s\S]*)$/.exec(text.replaceAll("\r\n", "\n")) ?? [];
  return body !== undefined && digestOf(body) === digest;
}

/**
 * @returns undefined where there is no such file
 * @throws Failure `usage` for a link, through which we would write elsewhere
 */
function textIn(top: string, name: string): string | undefined {
  const steps = name.split("/");
  for (const [index, step] of steps.entries()) {
    const path = join(top, ...steps.slice(0, index), step);
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (!found) return undefined;
    if (index + 1 === steps.length ? !found.isFile() : !found.isDirectory()) {
      throw new Failure("usage", `${steps.slice(0, index + 1).join("/")} is a link, or in the way`, {
        hint: "remove it; nothing was written",
      });
    }
  }
  return readFileSync(join(top, name), "utf8");
}

function hasPackage(top: string): boolean {
  const file = join(top, "package-lock.json");
  return existsSync(file) && readFileSync(file, "utf8").includes(`"node_modules/${packageName}"`);
}

function nextSteps(branch: string, installed: boolean): string {
  const steps = [
    ...(installed
      ? []
      : [`npm install --save-dev the tarball of ${packageName} here: the workflow installs from package-lock.json`]),
    "set the login in the settings of the repository: variable HW_ASSUME_ROLE_IDP_ID, or secrets HW_ACCESS_KEY and HW_SECRET_KEY",
    "make that login read-only, give another to the environments that are named after the stacks, and protect these",
    "keep states where every runner finds them: spec.state in each stack.yaml",
    `merge both files, package.json, package-lock.json and the tarball into ${printable(branch)} before the first pull request`,
  ];
  const listed = steps.map((step, index) => `  ${index + 1}. ${step}\n`).join("");
  return `\nNext, as node_modules/${packageName}/.github/CI.md explains:\n${listed}`;
}
