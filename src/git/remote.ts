/**
 * Branches of one remote, read and written through a local repository, whose objects and access to the remote are used.
 * Reads and writes do not depend on its working tree, index, branches, remote-tracking branches and FETCH_HEAD (a push
 * updates the remote-tracking branch, as any push does).
 *
 * Requests made at about the same time are batched: a hundred stacks take one fetch, and one push in which each branch
 * succeeds or fails on its own.
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
import { type ResolvedRemote, resolveRemote, setupFault } from "./resolve.ts";
import { type Git, type GitResult, masked } from "./run.ts";

/** A commit and its file. */
export interface Tip {
  readonly id: string;
  readonly parent: string | undefined;
  /** Undefined if the commit does not hold exactly this one file. */
  readonly text: Buffer | undefined;
}

interface Push {
  readonly branch: string;
  /** The new commit last. */
  readonly objects: readonly GitObject[];
  readonly format: ObjectFormat;
  /** The commit that the branch must be at; undefined if the branch must not exist. */
  readonly expected: string | undefined;
}

interface PushResult {
  /** The commit that the branch is at after the push, undefined for no branch; a failure if that is unknown. */
  readonly tip: string | undefined | Failure;
  /** Whether the remote answered. Otherwise the push may still be on its way. */
  readonly answered: boolean;
  /** Why the push was refused, for people. */
  readonly why: string;
}

export interface Remote {
  readonly git: Git;
  /** The newest commit of a branch; undefined if there is no branch. @throws Failure `state-unwritable` */
  tip(branch: string): Promise<Tip | undefined>;
  /** A commit of the local repository; undefined if it is not there. */
  local(id: string): Promise<Tip | undefined>;
  /** @throws Failure `state-unwritable` when nothing was sent */
  push(push: Push): Promise<PushResult>;
}

/** A fetch is repeated when a branch was pushed meanwhile. */
const MAX_FETCHES = 4;

/**
 * @param file the only file in each commit
 * @param repository where `git` runs
 * @param local whether a remote on this machine is allowed
 */
export function openRemote(remote: string, file: string, repository: string, git: Git, local: boolean): Remote {
  // Once per run, and only if needed.
  let found: Promise<ResolvedRemote> | undefined;
  const resolved = () => {
    found ??= resolveRemote(remote, repository, git, local);
    return found;
  };
  // A flat name for each branch: `a` and `a/b` may both have been branches at some time, and file names end at 255
  // bytes.
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
        // Perhaps one of them does not exist, or a killed git left a lock on a private ref. So the ids come from the
        // remote's list; the second fetch only has to bring the objects.
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
   * Fetches into private refs, which tell the next fetch what is already there. Two processes that fetch a branch into
   * one repository for the first time, at the same moment, may leave the older of two commits; a write on top of it is
   * refused.
   */
  async function fetch(branches: readonly string[]): Promise<GitResult> {
    const flags = [
      "--quiet",
      "--no-tags",
      "--no-prune",
      "--no-recurse-submodules",
      "--no-write-fetch-head",
      // With the blobs, also in a clone that otherwise fetches each one on demand.
      "--no-filter",
      // Not into the remote-tracking branches.
      "--refmap=",
      // Without offering all commits of the user in the negotiation.
      "--negotiation-tip=refs/holdfast/*",
    ];
    const refspecs = branches.map((branch) => `+refs/heads/${branch}:${privateRef(branch)}\n`).join("");
    const to = await resolved();
    return git("fetch", [...flags, ...to.fetchOptions, "--stdin", "--", to.address], refspecs);
  }

  /** The ids of the branches that exist. */
  async function list(branches: readonly string[]): Promise<Map<string, string>> {
    const to = await resolved();
    const listed = await git("ls-remote", [
      "--quiet",
      ...to.fetchOptions,
      "--",
      to.address,
      ...branches.map((branch) => `refs/heads/${branch}`),
    ]);
    if (listed.code !== 0) throw await unreachable(listed);
    const lines = listed.stdout.toString().split("\n");
    return new Map(
      lines.flatMap((line): [string, string][] => {
        // Git matches a pattern from the end of a name, so there may be others.
        const [, id, branch] = /^([0-9a-f]+)\trefs\/heads\/(.+)$/.exec(line) ?? [];
        return id && branch && branches.includes(branch) ? [[branch, id]] : [];
      }),
    );
  }

  /** Commits by name or id, undefined for undefined; `gone` if missing, or changed while it was read. */
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
    const to = await resolved();
    const objects = pushes.flatMap((push) => push.objects);
    const unpacked = await git("unpack-objects", ["-q"], packOf(objects, pushes[0]?.format ?? "sha1"));
    if (unpacked.code !== 0) throw await unusable(unpacked);
    const leases = pushes.map(({ branch, expected }) => `--force-with-lease=refs/heads/${branch}:${expected ?? ""}`);
    const refspecs = pushes.map((push) => `${commitIdOf(push)}:refs/heads/${push.branch}`);
    const flags = ["--porcelain", "--no-progress", ...to.pushOptions, ...leases];
    const pushed = await git("push", [...flags, "--", to.address, ...refspecs]);
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
        // The words in brackets are not translated; those in parentheses are for people.
        answered: /^\[(remote )?rejected\]/.test(refused),
        why: masked([refused, pushed.why].filter(Boolean).join("; ")),
      };
    });
  }

  const failure = (what: string, hint: string) => new Failure("state-unwritable", what, { hint });

  /** Why git could not reach the remote, as far as its exit code shows, and what to do. */
  async function unreachable(finished: GitResult): Promise<Failure> {
    const fault = await setupFault(repository, git, finished.code);
    if (fault) return fault;
    return failure(
      `${place} cannot be reached: ${finished.why}`,
      `make this work without a prompt, then run the command again: git -C ${repository} ls-remote ${place}`,
    );
  }

  /** The same for the local repository, which stores what is fetched and pushed. */
  async function unusable(finished: GitResult): Promise<Failure> {
    return (
      (await setupFault(repository, git, finished.code)) ??
      failure(
        `${place} cannot be used through ${repository}: ${finished.why}`,
        "let the user that runs Holdfast write to this repository, free space there, then run the command again",
      )
    );
  }

  return {
    git,
    tip: batched(tips, (branch) => branch),
    push: batched(pushAll, ({ branch }) => branch),
    async local(id) {
      // In a partial clone git asks the remote for missing objects, and fails if the remote does not have them either.
      const [found] = await load([id]).catch(() => []);
      return found === "gone" ? undefined : found;
    },
  };
}

const commitIdOf = ({ objects }: Push): string => objects.at(-1)?.id ?? "";

const NO_ANSWER = { flag: "!", summary: "" };

/** `FLAG TAB FROM:TO TAB SUMMARY` per branch and per URL: https://git-scm.com/docs/git-push#_output */
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

/** Long enough to batch stacks that are read at the same time, and much shorter than a connection takes. */
const COLLECT_MS = 5;
/** Keeps a command line short enough for every system. */
const MAX_TOGETHER = 500;

/**
 * Many calls as one: batches the calls that are made within a few milliseconds, or while an earlier batch is under way.
 * @param keyOf of two calls with the same key, the second goes into a later batch
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
