/**
 * What a remote is allowed to be: the name of a configured remote, or a URL for https or ssh. stack.yaml comes with
 * pull requests, and so can a repository, whose hooks git runs when it is on this machine.
 * How git reads such texts: https://git-scm.com/docs/git-clone#_git_urls. Pure.
 */
import type { Env } from "./env.ts";

/**
 * `name` has to be looked up. `path` and `loopback` (http to this machine) need a permission in the environment.
 * `refused` is never allowed: another transport, a helper (`ext::…`), an option of git, a path that git would rewrite.
 */
export type RemoteKind = "name" | "https" | "ssh" | "path" | "loopback" | "refused";

/** For a bare repository on a disk that machines share, and for tests. Never said by a file of the repository. */
export const allowsLocal = (env: Env): boolean => env.HOLDFAST_ALLOW_LOCAL_REMOTES === "1";

const TEXT = String.raw`[^\s\u0000-\u001F\u007F]+`;
const USER = String.raw`[A-Za-z0-9_][\w.+-]*@`;
const HOST = "[A-Za-z0-9][A-Za-z0-9.-]*";
const REST = String.raw`(?::\d{1,5})?/(?!-)${TEXT}`;

/** The first that fits decides. */
const FORMS: readonly (readonly [RemoteKind, RegExp])[] = [
  ["https", new RegExp(String.raw`^https://(?:${HOST}|\[[0-9a-fA-F:.]+\])${REST}$`)],
  ["ssh", new RegExp(String.raw`^ssh://(?:${USER})?(?:${HOST}|\[[0-9a-fA-F:.]+\])${REST}$`)],
  ["loopback", new RegExp(String.raw`^http://(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])${REST}$`)],
  // Git decodes what is percent-encoded, and reads `file://server/path` in its own way.
  ["path", /^file:\/\/\/[^%?#\\\u0000-\u001F\u007F]+$/],
  ["refused", /^(?:[A-Za-z0-9+.-]+:(?:\/\/|:)|(?:file|https?|ext|fd):)/],
  // A letter and a colon are a drive of Windows.
  ["path", /^(?:[A-Za-z]:|\.{0,2}[/\\]|\.\.?$)[^\u0000-\u001F\u007F]*$/],
  // Git also takes a name for a path, unless it is configured.
  ["name", /^\w[\w.-]*(?:\/\w[\w.-]*)*$/],
  ["ssh", new RegExp(`^(?:${USER}${HOST}|${HOST}[A-Za-z0-9.-]):(?![-:])${TEXT}$`)],
];

export const remoteKind = (remote: string): RemoteKind => FORMS.find(([, form]) => form.test(remote))?.[0] ?? "refused";

/** Why a file may not name this remote; undefined when it may. @param local whether one on this machine is allowed */
export function remoteFault(remote: string, local: boolean): { message: string; hint: string } | undefined {
  const kind = remoteKind(remote);
  if (kind === "refused")
    return { message: "remote must be the name of a configured one, or an https or ssh URL", hint: HINT };
  if ((kind !== "path" && kind !== "loopback") || local) return undefined;
  return {
    message: "remote is on this machine: it may have come with a pull request, and git would run its hooks",
    hint: `${HINT}; ${LOCAL_HINT}`,
  };
}

const HINT = "name one that `git remote` lists, or write its https or ssh URL";
export const LOCAL_HINT = "where local ones are meant, set HOLDFAST_ALLOW_LOCAL_REMOTES=1 in the environment";
