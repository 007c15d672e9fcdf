/**
 * Runs git. Of the user's setup only what gives access to a remote takes part (its URL, credentials, proxies, ssh): no
 * hook, signature, housekeeping, pager or language of theirs, and nothing that could wait for a person. Of the files in the
 * working tree nothing takes part.
 */

import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { SECRET_VARIABLES } from "../cloud/credentials.ts";
import type { Env } from "../model/env.ts";
import { Failure } from "../model/problem.ts";
import { allowsLocal } from "../model/remote.ts";
import { failpoint } from "../system/failpoint.ts";

export interface GitResult {
  /** Exit code; undefined when git could not be started, or did not end in time. */
  readonly code: number | undefined;
  readonly stdout: Buffer;
  /** For people, never to be decided on: what git had to say, on one line, without credentials. */
  readonly why: string;
}

/** One git process. @param input for its stdin @throws Failure `state-unwritable` when this machine has no room for it */
export type Git = (command: string, args: readonly string[], input?: Uint8Array | string) => Promise<GitResult>;

/** From https://git-scm.com/docs/git-config. Flags do the rest, where a setting of one remote is stronger than these. */
const CONFIG: Readonly<Record<string, string>> = {
  "core.fsmonitor": "false",
  "core.hooksPath": "/dev/null",
  "credential.interactive": "false",
  "fetch.writeCommitGraph": "false",
  "gc.auto": "0",
  "i18n.logOutputEncoding": "UTF-8",
  "log.showSignature": "false",
  "maintenance.auto": "false",
  "push.followTags": "false",
  "push.gpgSign": "false",
  "push.pushOption": "",
  "push.recurseSubmodules": "no",
  "safe.bareRepository": "explicit",
  "submodule.recurse": "false",
};

/**
 * What points git at another repository than that of its folder, as in a hook that calls us: those of
 * `git rev-parse --local-env-vars` that are not settings.
 */
const REPOSITORY_VARIABLES = new Set([
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_COMMON_DIR",
  "GIT_CONFIG",
  "GIT_DIR",
  "GIT_GRAFT_FILE",
  "GIT_IMPLICIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_INTERNAL_SUPER_PREFIX",
  "GIT_NAMESPACE",
  "GIT_OBJECT_DIRECTORY",
  "GIT_PREFIX",
  "GIT_REPLACE_REF_BASE",
  "GIT_SHALLOW_FILE",
  "GIT_WORK_TREE",
]);

/**
 * Git starts others (ssh, credential helpers, the hooks of a remote on this machine), to whom it gives what it gets. So it gets
 * what may lead to a remote, which can be any variable that a credential helper reads, but neither who we are in
 * the cloud nor the URL of a database.
 */
const isForGit = ([name, value]: [string, string | undefined]): boolean =>
  !REPOSITORY_VARIABLES.has(name) && !SECRET_VARIABLES.has(name) && !/^postgres(ql)?:/i.test(value ?? "");

const environment = (env: Env, local: boolean): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(env).filter(isForGit)),
  LC_ALL: "C",
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_TERMINAL_PROMPT: "0",
  SSH_ASKPASS_REQUIRE: "never",
  GIT_ALLOW_PROTOCOL: protocols(env, local).join(":"),
});

/**
 * Whatever a text means to git, once its configuration has rewritten it: by these transports it goes, or not at all. What the
 * user allows beyond them does not count: a remote may be named by a pull request.
 */
function protocols({ GIT_ALLOW_PROTOCOL: users }: Env, local: boolean): string[] {
  const known = local ? ["https", "ssh", "file", "http"] : ["https", "ssh"];
  return users === undefined ? known : known.filter((name) => users.split(":").includes(name));
}

/**
 * The folder at or above this one that is a clone or a worktree, where git is to run. Git would also take a folder for a
 * repository that looks like a bare one (HEAD, objects, refs), with commands in its configuration; and such a folder can be
 * among the files of a pull request, while no file in git has `.git` in its path.
 * @returns undefined where there is none
 */
export function repositoryOf(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const found = statSync(join(at, ".git"), { throwIfNoEntry: false });
    // Git passes over a folder that is none.
    if (found?.isFile() || (found?.isDirectory() && existsSync(join(at, ".git/HEAD")))) return at;
    if (at === dirname(at)) return undefined;
  }
}

/** Git asked to end gives back its locks; how long it may take for that. */
const GRACE_MS = 2000;

/** As git says it. */
const NO_REPOSITORY: GitResult = {
  code: 128,
  stdout: Buffer.alloc(0),
  why: "not a git repository (or any of the parent directories): .git",
};
/** No further file or process can be opened. Those of our own requests are soon given back. */
const BUSY = new Set(["EMFILE", "ENFILE", "EAGAIN"]);
/** How long to wait for that, and between two tries. */
const BUSY_MS = 10_000;
const RETRY_MS = 100;

/** A git that runs, or why it cannot be started. @throws Failure `state-unwritable` */
async function startGit(
  args: readonly string[],
  repository: string,
  env: NodeJS.ProcessEnv,
): Promise<ChildProcessWithoutNullStreams | NodeJS.ErrnoException> {
  const began = performance.now();
  for (;;) {
    let error: NodeJS.ErrnoException;
    try {
      // Its own session: it has no terminal to ask on (nor has its ssh), and Ctrl-C leaves it to finish what it does.
      const options = { cwd: repository, env, detached: true, windowsHide: true };
      const child = spawn("git", args, options);
      if (child.pid !== undefined) return child;
      [error] = await once(child, "error");
    } catch (thrown) {
      error = thrown as NodeJS.ErrnoException;
    }
    if (!BUSY.has(error.code ?? "")) return error;
    if (performance.now() - began > BUSY_MS) {
      throw new Failure("state-unwritable", `git cannot be started (${error.code})`, {
        hint: "raise the limit on open files and processes (ulimit -n, ulimit -u), or give a lower --parallelism",
        cause: error,
      });
    }
    await pause(RETRY_MS);
  }
}

/**
 * @param repository where it runs, see `repositoryOf`; nothing runs where there is none
 * @param timeoutMs after which it counts as hanging, and is ended
 * @param local whether it may go to a repository on this machine
 */
export function gitIn(repository: string | undefined, env: Env, timeoutMs: number, local = allowsLocal(env)): Git {
  if (repository === undefined) return async () => NO_REPOSITORY;
  const config = Object.entries(CONFIG).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
  return async (command, args, input = "") => {
    failpoint(`git: ${command}`);
    const child = await startGit(["--no-pager", ...config, command, ...args], repository, environment(env, local));
    if (child instanceof Error) {
      return { code: undefined, stdout: Buffer.alloc(0), why: `git cannot be started (${child.code})` };
    }
    const finished = await new Promise<GitResult>((resolve) => {
      const [out, err]: [Buffer[], Buffer[]] = [[], []];
      child.stdout.on("data", (bytes) => out.push(bytes));
      child.stderr.on("data", (bytes) => err.push(bytes));
      // It may end without having read its input; its exit code tells.
      child.stdin.on("error", () => {});
      child.stdin.end(input);
      const end = (code: number | undefined, why: string) => {
        clearTimeout(hanging);
        clearTimeout(stuck);
        resolve({ code, stdout: Buffer.concat(out), why });
      };
      let stuck: NodeJS.Timeout | undefined;
      const hanging = setTimeout(() => {
        signal(child, "SIGTERM");
        stuck = setTimeout(() => signal(child, "SIGKILL"), GRACE_MS);
      }, timeoutMs);
      child.on("close", (code) => {
        const said = errorText(Buffer.concat(err).toString());
        if (code === null) end(undefined, `git ${command} was ended, after ${timeoutMs / 1000} s at the latest`);
        else end(code, said || `git ${command} ended with code ${code}`);
      });
    });
    failpoint(`git: ${command} done`);
    return finished;
  };
}

/** To it and to what it started, such as ssh. */
function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    // It ended in this moment; or a system without process groups.
    child.kill(name);
  }
}

/** The first paragraph, on one line. Servers write into it too: no control characters. */
export function errorText(stderr: string): string {
  const [paragraph = ""] = stderr.trim().split(/\n\s*\n/);
  const lines = paragraph
    .split(/[\r\n]+/)
    .map((line) => line.replaceAll(/[\u0000-\u001F\u007F-\u009F]+/g, " ").trim())
    .filter((line) => line !== "" && !/^(warning|hint):/.test(line));
  return masked(lines.map((line) => line.replace(/^(fatal|error): /, "")).join("; ")).slice(0, 500);
}

/**
 * Without user and password of URLs, `https://***@host/path`, and of headers: a server may show the request that it refused,
 * and git shows what the server says.
 */
export const masked = (text: string): string =>
  text.replaceAll(/(\w:\/\/)[^/\s@]*@/g, "$1***@").replaceAll(/\b(Basic|Bearer) +[\w.~+/=-]+/gi, "$1 ***");
