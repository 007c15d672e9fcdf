/**
 * Runs git. Of the user's configuration only what gives access to a remote is used (its URL, credentials, proxies,
 * ssh): no hooks, signatures, housekeeping, pager or language, and nothing that could wait for a person. Files of the
 * working tree have no influence.
 */

import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { isSecretVariable } from "../cloud/credentials.ts";
import type { Env } from "../model/env.ts";
import { Failure } from "../model/problem.ts";
import { allowsLocal } from "../model/remote.ts";
import { failpoint } from "../system/failpoint.ts";

export interface GitResult {
  /** The exit code; undefined if git could not be started, or did not end in time. */
  readonly code: number | undefined;
  readonly stdout: Buffer;
  /** For people, never parsed: the message of git on one line, without credentials. */
  readonly why: string;
}

/**
 * One git process.
 * @param input for its stdin
 * @throws Failure `state-unwritable` if this machine cannot start another
 */
export type Git = (command: string, args: readonly string[], input?: Uint8Array | string) => Promise<GitResult>;

/** From https://git-scm.com/docs/git-config. Where a setting of a single remote overrides these, flags are used. */
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
 * Variables that point git at another repository than that of its folder, as in a hook that calls us: those of
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
 * Git passes its environment on to the programs that it starts (ssh, credential helpers, the hooks of a remote on this
 * machine). A credential helper may read any variable, so git gets all of them except our credentials for the cloud and
 * the URL of a database.
 */
const isForGit = ([name, value]: [string, string | undefined]): boolean =>
  !REPOSITORY_VARIABLES.has(name) && !isSecretVariable(name) && !/^postgres(ql)?:/i.test(value ?? "");

const environment = (env: Env, local: boolean): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(env).filter(isForGit)),
  LC_ALL: "C",
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_TERMINAL_PROMPT: "0",
  SSH_ASKPASS_REQUIRE: "never",
  GIT_ALLOW_PROTOCOL: protocols(env, local).join(":"),
});

/**
 * The only transports that git may use, whatever its configuration makes of a URL. Others that the user allows do not
 * count, because a pull request may name a remote.
 */
function protocols({ GIT_ALLOW_PROTOCOL: users }: Env, local: boolean): string[] {
  const known = local ? ["https", "ssh", "file", "http"] : ["https", "ssh"];
  return users === undefined ? known : known.filter((name) => users.split(":").includes(name));
}

/** How long git may take to release its locks after SIGTERM. */
const GRACE_MS = 2000;

/** The message of git. */
const NO_REPOSITORY: GitResult = {
  code: 128,
  stdout: Buffer.alloc(0),
  why: "not a git repository (or any of the parent directories): .git",
};
/** The limit of open files or processes is reached. Those of our own requests are soon released. */
const BUSY = new Set(["EMFILE", "ENFILE", "EAGAIN"]);
/** How long to wait for that, and between two attempts. */
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
      // Its own session: neither git nor its ssh has a terminal for a prompt, and Ctrl-C does not interrupt it.
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
        hint: "raise the limit on open files and processes (ulimit -n, ulimit -u), or lower --parallelism",
        cause: error,
      });
    }
    await pause(RETRY_MS);
  }
}

/**
 * @param repository where git runs, see `repositoryOf`; without one nothing runs
 * @param timeoutMs after which git is presumed to hang, and is ended
 * @param local whether git may use a repository on this machine
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
      // Git may end without reading its input; then its exit code shows the failure.
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
        const message = errorText(Buffer.concat(err).toString());
        if (code === null) end(undefined, `git ${command} was ended, after ${timeoutMs / 1000} s at the latest`);
        else end(code, message || `git ${command} ended with code ${code}`);
      });
    });
    failpoint(`git: ${command} done`);
    return finished;
  };
}

/** Signals the process and those that it started, such as ssh. */
function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    // The process has just ended, or the system has no process groups.
    child.kill(name);
  }
}

/** The first paragraph, on one line. Servers write to it too, so control characters are removed. */
export function errorText(stderr: string): string {
  const [paragraph = ""] = stderr.trim().split(/\n\s*\n/);
  const lines = paragraph
    .split(/[\r\n]+/)
    .map((line) => line.replaceAll(/[\u0000-\u001F\u007F-\u009F]+/g, " ").trim())
    .filter((line) => line !== "" && !/^(warning|hint):/.test(line));
  return masked(lines.map((line) => line.replace(/^(fatal|error): /, "")).join("; ")).slice(0, 500);
}

/**
 * Masks user and password in URLs (`https://***@host/path`) and in headers: a server may echo the request that it
 * refused, and git prints the server's message.
 */
export const masked = (text: string): string =>
  text.replaceAll(/(\w:\/\/)[^/\s@]*@/g, "$1***@").replaceAll(/\b(Basic|Bearer) +[\w.~+/=-]+/gi, "$1 ***");
