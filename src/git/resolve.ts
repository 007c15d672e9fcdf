/**
 * A remote as stack.yaml names it -> the arguments for git. Git itself looks up a name, because its configuration
 * decides where the name leads; that must be an address that a URL in stack.yaml could have.
 *
 * In a repository on this machine git would run hooks, next to a process that has credentials. So hooks are turned off,
 * unless the configuration of the remote sets the program to run at the other end.
 */
import { existsSync, realpathSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { Failure } from "../model/problem.ts";
import { LOCAL_HINT, type RemoteKind, remoteKind } from "../model/remote.ts";
import { type Git, masked } from "./run.ts";

export interface ResolvedRemote {
  /** A name, a URL or a path. */
  readonly address: string;
  /** For `fetch` and `ls-remote`. */
  readonly fetchOptions: readonly string[];
  readonly pushOptions: readonly string[];
}

const READ_HERE = ["--upload-pack=git -c core.hooksPath=/dev/null upload-pack"];
const WRITE_HERE = ["--receive-pack=git -c core.hooksPath=/dev/null receive-pack"];

/**
 * @param remote one that a file may name: see `remoteFault`
 * @param repository where `git` runs
 * @param local whether a remote on this machine is allowed
 * @throws Failure `usage` when it leads to an address that is not allowed; `state-unwritable` when no remote has this
 * name
 */
export async function resolveRemote(
  remote: string,
  repository: string,
  git: Git,
  local: boolean,
): Promise<ResolvedRemote> {
  const kind = remoteKind(remote);
  if (kind === "path")
    return { address: localPath(remote, repository), fetchOptions: READ_HERE, pushOptions: WRITE_HERE };
  if (kind !== "name") return { address: remote, fetchOptions: [], pushOptions: [] };
  const [read, write] = await Promise.all([
    git("remote", ["get-url", "--all", "--", remote]),
    git("remote", ["get-url", "--all", "--push", "--", remote]),
  ]);
  for (const { code } of [read, write]) if (code !== 0) throw await unknownRemote(remote, repository, git, code);
  const [from, to] = [linesIn(read.stdout), linesIn(write.stdout)];
  for (const url of [...from, ...to]) assertAllowed(remote, url, local);
  const here = [...from, ...to].some(isPath) ? await configuredEnds(remote, git) : [];
  if (to.some(isPath) && !to.every(isPath)) {
    throw new Failure("usage", `the remote ${remote} has push URLs on this machine and elsewhere`, {
      hint: "name a remote with one push URL",
    });
  }
  return {
    address: remote,
    fetchOptions: from.some(isPath) && !here.includes("uploadpack") ? READ_HERE : [],
    pushOptions: to.some(isPath) && !here.includes("receivepack") ? WRITE_HERE : [],
  };
}

const linesIn = (stdout: Buffer): string[] => stdout.toString().split("\n").filter(Boolean);

/** The kind of a URL in the configuration, where it may contain a login, and where what looks like a name is a path. */
function configuredKind(url: string): RemoteKind {
  const kind = remoteKind(url.replace(/^(https?:\/\/)[^/@]*@/, "$1"));
  return kind === "name" ? "path" : kind;
}

const isPath = (url: string): boolean => configuredKind(url) === "path";

function assertAllowed(remote: string, url: string, local: boolean): void {
  const kind = configuredKind(url);
  if (kind === "https" || kind === "ssh") return;
  const isLocal = kind === "path" || kind === "loopback";
  if (isLocal && local) return;
  throw new Failure("usage", `the remote ${remote} leads to ${masked(url)}, which is neither an https nor an ssh URL`, {
    hint: `give it one: git remote set-url ${remote} URL${isLocal ? `; ${LOCAL_HINT}` : ""}`,
  });
}

/** The programs at the other end that the configuration of the remote sets. */
async function configuredEnds(remote: string, git: Git): Promise<string[]> {
  const pattern = `^remote\\.${remote.replaceAll(".", "\\.")}\\.(uploadpack|receivepack)$`;
  const { stdout } = await git("config", ["--name-only", "--get-regexp", pattern]);
  return linesIn(stdout).map((key) => key.slice(key.lastIndexOf(".") + 1));
}

/**
 * The real path, which git cannot interpret in another way. It must not be among the files of the repository: a pull
 * request could have brought it, with its hooks and configuration.
 */
function localPath(remote: string, repository: string): string {
  const asked = resolve(repository, remote.startsWith("file:") ? fileURLToPath(remote) : remote);
  if (!existsSync(asked)) {
    throw new Failure("state-unwritable", `there is no repository ${asked}`, {
      hint: `give the path of its folder, or create it: git init --bare ${asked}`,
    });
  }
  const path = realpathSync.native(asked);
  const top = existsSync(repository) ? realpathSync.native(repository) : repository;
  // Git also tries the path with `.git` at its end.
  if ((path === top || !isInside(top, path)) && !isInside(top, `${path}.git`)) return path;
  throw new Failure("usage", `the remote ${remote} is among the files of this repository`, {
    hint: "keep it outside of this repository: a pull request could change it",
  });
}

/** Whether the path is in the folder, or the folder itself. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

async function unknownRemote(remote: string, repository: string, git: Git, code: number | undefined): Promise<Failure> {
  return (
    (await setupFault(repository, git, code)) ??
    new Failure("state-unwritable", `there is no remote ${remote} in ${repository}`, {
      hint: `name one that \`git remote\` lists, or add it: git remote add ${remote} URL`,
    })
  );
}

/** Why git does not work here at all; undefined if it does. @param code the exit code of the command that failed */
export async function setupFault(repository: string, git: Git, code?: number): Promise<Failure | undefined> {
  const failure = (what: string, hint: string) => new Failure("state-unwritable", what, { hint });
  if (!existsSync(repository)) return failure(`there is no folder ${repository}`, "name the folder of a stack");
  if (code === 129) return failure("git is too old: it lacks an option", "install git 2.29 or newer");
  const checked = await git("rev-parse", ["--git-dir"]);
  if (checked.code === undefined) return failure(checked.why, "install git, or put it on the PATH");
  if (checked.code === 0) return undefined;
  return failure(
    `${repository} is not in a git repository that can be used: ${checked.why}`,
    "run Holdfast in a clone, or keep the state elsewhere",
  );
}
