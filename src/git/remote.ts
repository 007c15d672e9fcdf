/**
 * Branches of one remote, read and written through one local repository, which lends its objects and its access to the
 * remote. Its working tree, index, branches, remote-tracking branches and FETCH_HEAD are not looked at by a read, and
 * no write needs them (a push updates the remote-tracking branch, as any push does).
 *
 * What is asked at about the same time goes together: a hundred stacks are one fetch, and one push in which each branch
 * wins or loses for itself.
 *
 * Why a push is a compare-and-swap: with `--force-with-lease=REF:ID` git goes on only if the remote says that REF is ID
 * (https://git-scm.com/docs/git-push), and then sends `ID NEW REF`. The receiving end changes REF to NEW only if it is
 * still ID, under the lock of REF ("validate each reference … that it hasn't changed while the request was being
 * processed", https://git-scm.com/docs/gitprotocol-pack); an ID of zeros means that there must be none. The same
 * messages travel over file, ssh and smart http (https://git-scm.com/docs/gitprotocol-http).
 */
import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Failure } from "../model/problem.ts";
import { batchObjects, commitLinks, type GitObject, type ObjectFormat, onlyFileOf, packOf } from "./objects.ts";
import { type Git, type GitResult, masked } from "./run.ts";
import { type ResolvedRemote, resolveRemote, setupFault } from "./way.ts";

/** A commit and what it holds. */
export interface Tip {
  readonly id: string;
  readonly parent: string | undefined;
  /** Undefined when there is anything else than this one file in it. */
  readonly text: Buffer | undefined;
}

interface Push {
  readonly branch: string;
  /** The new commit last. */
  readonly objects: readonly GitObject[];
  readonly format: ObjectFormat;
  /** The commit that the branch must be at; undefined when there must be no branch. */
  readonly expected: string | undefined;
}

interface PushResult {
  /** The commit that the branch is at after the push, undefined for no branch; a failure when nobody knows. */
  readonly tip: string | undefined | Failure;
  /** Whether the remote answered. Otherwise the push may be on its way yet. */
  readonly answered: boolean;
  /** What was said about the push, if it was not done. For people. */
  readonly why: string;
}

export interface Remote {
  readonly git: Git;
  /** The newest commit of a branch, undefined when there is no branch. @throws Failure `state-unwritable` */
  tip(branch: string): Promise<Tip | undefined>;
  /** A commit that is in the local repository; undefined when it is not. */
  local(id: string): Promise<Tip | undefined>;
  /** @throws Failure `state-unwritable` when nothing was sent */
  push(push: Push): Promise<PushResult>;
}

/** A fetch that met somebody else's push is done again. */
const MAX_FETCHES = 4;

/**
 * @param file the one file in each commit
 * @param repository where `git` runs
 * @param local whether a remote on this machine may be used
 */
export function openRemote(remote: string, file: string, repository: string, git: Git, local: boolean): Remote {
  // Once a run, and only when it is needed.
  let found: Promise<ResolvedRemote> | undefined;
  const way = () => {
    found ??= resolveRemote(remote, repository, git, local);
    return found;
  };
  // One flat name for each branch: `a` and `a/b` were both branches at some time, and file names end at 255 bytes.
  const privateRef = (branch: string) =>
    `refs/holdfast/${createHash("sha256").update(`${remote}\0${branch}`).digest("hex").slice(0, 32)}`;
  const place = masked(remote);

  async function tips(branches: readonly string[]): Promise<(Tip | undefined)[]> {
    let last: GitResult | undefined;
    for (let attempt = 0; attempt < MAX_FETCHES; attempt++) {
      let names: readonly (string | undefined)[] = branches.map(privateRef);
      const fetched = await fetch(branches);
      if (fetched.code === undefined) throw await unreachable(fetched);
      if (fetched.code !== 0) {
        // Perhaps one of them does not exist, or a killed git left a lock on a private ref. So the list of the remote
        // counts; from the second fetch it is only needed that the objects come.
        const ids = await list(branches);
        names = branches.map((branch) => ids.get(branch));
        last = ids.size > 0 ? await fetch([...ids.keys()]) : undefined;
      }
      const found = await load(names);
      if (!found.includes("gone")) return found as Exclude<(typeof found)[number], "gone">[];
    }
    if (last && last.code !== 0) throw await unusable(last);
    throw failure(`${place} cannot be read: it changes faster than it is fetched`, "run the command again");
  }

  /**
   * Into private refs, which show the next fetch what is there already. Two processes that fetch a branch into one
   * repository for the first time, at the same moment, may leave the older of two commits; a write on it is refused.
   */
  async function fetch(branches: readonly string[]): Promise<GitResult> {
    const flags = [
      "--quiet",
      "--no-tags",
      "--no-prune",
      "--no-recurse-submodules",
      "--no-write-fetch-head",
      // With the blobs, also in a clone that otherwise asks for each when it is needed.
      "--no-filter",
      // Not into the remote-tracking branches.
      "--refmap=",
      // Without offering in exchange all that the user has.
      "--negotiation-tip=refs/holdfast/*",
    ];
    const refspecs = branches.map((branch) => `+refs/heads/${branch}:${privateRef(branch)}\n`).join("");
    const to = await way();
    return git("fetch", [...flags, ...to.toRead, "--stdin", "--", to.remote], refspecs);
  }

  /** The ids of those that exist. */
  async function list(branches: readonly string[]): Promise<Map<string, string>> {
    const to = await way();
    const listed = await git("ls-remote", [
      "--quiet",
      ...to.toRead,
      "--",
      to.remote,
      ...branches.map((branch) => `refs/heads/${branch}`),
    ]);
    if (listed.code !== 0) throw await unreachable(listed);
    const lines = listed.stdout.toString().split("\n");
    return new Map(
      lines.flatMap((line): [string, string][] => {
        // A pattern is matched from the end of a name: there may be others.
        const [, id, branch] = /^([0-9a-f]+)\trefs\/heads\/(.+)$/.exec(line) ?? [];
        return id && branch && branches.includes(branch) ? [[branch, id]] : [];
      }),
    );
  }

  /** Commits by name or id, undefined for undefined; `gone`: not there, or it changed while it was read. */
  async function load(names: readonly (string | undefined)[]): Promise<(Tip | undefined | "gone")[]> {
    const asked = names.flatMap((name) => (name === undefined ? [] : [name]));
    if (asked.length === 0) return names.map(() => undefined);
    const requests = asked.map((name) => `${name}\n${name}^{tree}\n${name}:${file}\n`).join("");
    const read = await git("cat-file", ["--batch"], requests);
    if (read.code !== 0) throw await unusable(read);
    const answers = batchObjects(read.stdout);
    return names.map((name) => {
      if (name === undefined) return undefined;
      const [commit, tree, blob] = answers.splice(0, 3);
      if (!commit || !tree) return "gone";
      const { tree: treeId, parent } = commitLinks(commit.bytes);
      if (treeId !== tree.id) return "gone";
      const only = onlyFileOf(tree.bytes, file);
      if (only !== undefined && blob?.id !== only) return "gone";
      return { id: commit.id, parent, text: only === undefined ? undefined : blob?.bytes };
    });
  }

  async function pushAll(pushes: readonly Push[]): Promise<PushResult[]> {
    const to = await way();
    const objects = pushes.flatMap((push) => push.objects);
    const unpacked = await git("unpack-objects", ["-q"], packOf(objects, pushes[0]?.format ?? "sha1"));
    if (unpacked.code !== 0) throw await unusable(unpacked);
    const leases = pushes.map(({ branch, expected }) => `--force-with-lease=refs/heads/${branch}:${expected ?? ""}`);
    const refspecs = pushes.map((push) => `${commitIdOf(push)}:refs/heads/${push.branch}`);
    const flags = ["--porcelain", "--no-progress", ...to.toWrite, ...leases];
    const pushed = await git("push", [...flags, "--", to.remote, ...refspecs]);
    const results = resultsIn(pushed.stdout);
    const refusal = ({ branch }: Push) => {
      const lines = results.get(branch) ?? [NO_ANSWER];
      return lines.find(({ flag }) => flag === "!")?.summary;
    };
    const others = pushes.filter((push) => refusal(push) !== undefined).map(({ branch }) => branch);
    const now = others.length === 0 ? new Map<string, string>() : await list(others).catch(unlessFailure);
    return pushes.map((push) => {
      const refused = refusal(push);
      if (refused === undefined) return { tip: commitIdOf(push), answered: true, why: "" };
      return {
        tip: now instanceof Failure ? now : now.get(push.branch),
        // The words in brackets are the same in every language; those in parentheses are for people.
        answered: /^\[(remote )?rejected\]/.test(refused),
        why: masked([refused, pushed.why].filter(Boolean).join("; ")),
      };
    });
  }

  const failure = (what: string, hint: string) => new Failure("state-unwritable", what, { hint });

  /** Why git could not reach the remote, as far as exit codes tell, and what to do. */
  async function unreachable(finished: GitResult): Promise<Failure> {
    const fault = await setupFault(repository, git, finished.code);
    if (fault) return fault;
    return failure(
      `${place} cannot be reached: ${finished.why}`,
      `make this work, without a question being asked, then run the command again: git -C ${repository} ls-remote ${place}`,
    );
  }

  /** The same for the local repository: a read stores there what it fetched, and a write what it pushes. */
  async function unusable(finished: GitResult): Promise<Failure> {
    return (
      (await setupFault(repository, git, finished.code)) ??
      failure(
        `${place} cannot be used through ${repository}: ${finished.why}`,
        "let the user that runs Holdfast write to this repository, make room there, then run the command again",
      )
    );
  }

  return {
    git,
    tip: batched(tips, (branch) => branch),
    push: batched(pushAll, ({ branch }) => branch),
    async local(id) {
      // In a partial clone git asks the remote for what it does not have, and fails when that has not got it either.
      const [found] = await load([id]).catch(() => []);
      return found === "gone" ? undefined : found;
    },
  };
}

const commitIdOf = ({ objects }: Push): string => objects.at(-1)?.id ?? "";

const NO_ANSWER = { flag: "!", summary: "" };

/** `FLAG TAB FROM:TO TAB SUMMARY` per branch (https://git-scm.com/docs/git-push#_output), and per URL, if there are several. */
function resultsIn(porcelain: Buffer): Map<string, { flag: string; summary: string }[]> {
  const results = new Map<string, { flag: string; summary: string }[]>();
  for (const line of porcelain.toString().split("\n")) {
    const [, flag, branch, summary = ""] = /^([ +*=!-])\t[^\t:]*:refs\/heads\/([^\t]+)\t(.*)$/.exec(line) ?? [];
    if (flag && branch) results.set(branch, [...(results.get(branch) ?? []), { flag, summary }]);
  }
  return results;
}

function unlessFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  throw error;
}

/** Enough for stacks that are read at the same time to meet; nothing beside a connection. */
const COLLECT_MS = 5;
/** So that a command line stays short enough for every system. */
const MAX_TOGETHER = 500;

/**
 * Many calls as one: those made within a few milliseconds, or while earlier ones are on their way, go together.
 * @param keyOf of two calls with one key, the second goes after the first
 */
function batched<Ask, Answer>(
  carryOut: (asks: readonly Ask[]) => Promise<readonly Answer[]>,
  keyOf: (ask: Ask) => string,
): (ask: Ask) => Promise<Answer> {
  interface Waiting {
    readonly ask: Ask;
    readonly resolve: (answer: Answer) => void;
    readonly reject: (error: unknown) => void;
  }
  let waiting: Waiting[] = [];
  let busy = false;

  const start = async () => {
    busy = true;
    while (waiting.length > 0) {
      await pause(COLLECT_MS);
      const firsts = new Map(waiting.toReversed().map((one) => [keyOf(one.ask), one]));
      const batch = waiting.filter((one) => firsts.get(keyOf(one.ask)) === one).slice(0, MAX_TOGETHER);
      waiting = waiting.filter((one) => !batch.includes(one));
      try {
        const answers = await carryOut(batch.map(({ ask }) => ask));
        for (const [index, { resolve }] of batch.entries()) resolve(answers[index] as Answer);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    busy = false;
  };

  return (ask) =>
    new Promise((resolve, reject) => {
      waiting.push({ ask, resolve, reject });
      if (!busy) void start();
    });
}
