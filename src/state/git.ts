/**
 * A state in a branch of a git repository: one file, state.json, one branch per stack, one commit per write. The
 * revision is the id of the commit, and the remote decides which write was first (see git/remote.ts).
 *
 * The log of a branch has one commit per finished apply: a write on top of a state with a lease replaces the commit of
 * that state. If the remote refuses this (it is not a fast-forward), the commit with the lease stays in the log.
 */

import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { commitOf, type ObjectFormat, type Person } from "../git/objects.ts";
import { openRemote, type Remote, type Tip } from "../git/remote.ts";
import { repositoryOf } from "../git/repository.ts";
import { isInside } from "../git/resolve.ts";
import { gitIn, masked } from "../git/run.ts";
import type { Env } from "../model/env.ts";
import { Failure, quoted } from "../model/problem.ts";
import { allowsLocal, remoteFault, remoteKind } from "../model/remote.ts";
import { messageOf, pastApplyIn } from "./git/message.ts";
import { assertFollows, conflict, formatState, parseState } from "./state.ts";
import { NOTHING, type Note, type PastApply, type Revision, type State, type Store } from "./store.ts";

const STATE_FILE = "state.json";

/** Longer than any handshake, and much shorter than a lease. */
const TIMEOUT_MS = 30_000;

/** Before a push is retried, as long as the branch is unchanged. */
const RETRY_AFTER_MS = [250, 1000];

/** A commit whose state was read. */
interface StateCommit {
  readonly id: Revision;
  readonly parent: string | undefined;
  readonly state: State;
}

/**
 * @param folder a folder in the clone whose objects and access to the remote are used
 * @param cwd the working directory: if it is in a clone that contains `folder`, that clone is used. A submodule could
 * have come with a pull request, and would have remotes of its own.
 * @param remote name or URL; a path if `env` allows it (see model/remote.ts)
 * @param env for git: PATH, HOME, and what gives access
 * @param timeoutMs the limit of one git process; it, `retryAfterMs` and `now` are for tests
 * @throws Failure `usage` for a branch or remote that is not allowed
 */
export function gitStore({
  folder,
  cwd = folder,
  remote,
  branch,
  env,
  timeoutMs = TIMEOUT_MS,
  retryAfterMs = RETRY_AFTER_MS,
  now = () => new Date(),
}: {
  readonly folder: string;
  readonly cwd?: string;
  readonly remote: string;
  readonly branch: string;
  readonly env: Env;
  readonly timeoutMs?: number;
  readonly retryAfterMs?: readonly number[];
  readonly now?: () => Date;
}): Store & { history(): Promise<readonly PastApply[]> } {
  assertBranch(branch);
  assertRemote(remote, env);
  const place = `branch ${branch} of ${masked(remote)}`;
  const { branches, setup } = clientOf(folder, repositoryFor(folder, cwd), remote, env, timeoutMs);
  let known: StateCommit | undefined;

  const parsed = ({ id, parent, text }: Tip): StateCommit => {
    if (text) return { id, parent, state: parseState(text, place) };
    throw new Failure("state-broken", `${place} is not a state: it must hold ${STATE_FILE} and nothing else`, {
      hint: "name a branch of its own in stack.yaml; Holdfast leaves this one as it is",
    });
  };

  async function newest(): Promise<StateCommit | undefined> {
    const tip = await branches.tip(branch);
    known = tip && parsed(tip);
    return known;
  }

  /** The state to be replaced; it need not have been read by this store. */
  async function storedAs(revision: Revision): Promise<StateCommit> {
    if (known?.id === revision) return known;
    if (!/^[0-9a-f]{40,64}$/.test(revision)) throw conflict(place);
    const local = await branches.local(revision);
    if (local) return parsed(local);
    const stored = await newest();
    if (stored?.id !== revision) throw conflict(place);
    return stored;
  }

  async function write(state: State, expected: Revision, note?: Note): Promise<Revision> {
    const text = formatState(state);
    const stored = expected === NOTHING ? undefined : await storedAs(expected);
    assertFollows(state, stored?.state);
    const { author, committer, format } = await setup();
    const commit = { author, committer, date: now(), message: messageOf(state, note, randomUUID()) };
    const newCommit = (parent: string | undefined) => {
      const objects = commitOf(STATE_FILE, text, { ...commit, parent }, format);
      return { id: objects.at(-1)?.id ?? "", parent, state, objects };
    };

    let next = newCommit(stored?.state.lease ? stored.parent : stored?.id);
    let lost = false;
    let trouble: Failure | undefined;
    const sent = [];
    for (const wait of [0, ...retryAfterMs]) {
      await pause(wait);
      sent.push(next);
      const { tip, answered, why } = await branches.push({
        branch,
        objects: next.objects,
        format,
        expected: stored?.id,
      });
      lost ||= !answered;
      if (tip instanceof Failure) {
        trouble = unwritable(`may or may not be written: ${tip.message}`, tip.hint);
        continue;
      }
      known = sent.find(({ id }) => id === tip);
      if (known) return known.id;
      if (tip !== stored?.id) {
        // Our push may have been first, with its answer lost, and another one on top of it before we could look.
        const landed = lost ? await firstIn(sent) : undefined;
        if (landed) return landed;
        throw conflict(place);
      }
      // The branch is unchanged, so the remote refuses the push itself: perhaps its force, which the next one does
      // without.
      if (answered) next = newCommit(stored?.id);
      trouble = unwritable(
        `cannot be written: ${why}`,
        "let the user that runs Holdfast push to this branch, including force pushes",
      );
    }
    throw trouble;
  }

  const unwritable = (what: string, hint = "run the command again") =>
    new Failure("state-unwritable", `${place} ${what}`, { hint });

  /** The first of them that is in the log of the branch. */
  async function firstIn(sent: readonly StateCommit[]): Promise<Revision | undefined> {
    const tip = await branches.tip(branch);
    if (!tip) return undefined;
    for (const { id } of sent) {
      const { code } = await branches.git("merge-base", ["--is-ancestor", id, tip.id]);
      if (code === 0) return id;
    }
    return undefined;
  }

  return {
    place,
    async read() {
      const stored = await newest();
      return stored ? { state: stored.state, revision: stored.id } : { state: undefined, revision: NOTHING };
    },
    write,
    async history() {
      const tip = await branches.tip(branch);
      if (!tip) return [];
      const log = await branches.git("log", [...LOG, tip.id]);
      if (log.code !== 0) throw unwritable(`has no readable log: ${log.why}`);
      return log.stdout
        .toString()
        .split("\0")
        .flatMap((entry) => {
          const [, id, seconds, message] = /^([0-9a-f]+) (\d+)\n(.*)$/s.exec(entry) ?? [];
          if (!id || !message) return [];
          return pastApplyIn(message, id, new Date(Number(seconds) * 1000).toISOString()) ?? [];
        });
    },
  };
}

/** The last 50 applies, with a fixed kind of pattern whatever the user's configuration is. */
const LOG = ["-z", "--max-count=50", "--basic-regexp", "--grep=^Counts: ", "--format=%H %ct%n%B"];

interface GitClient {
  readonly branches: Remote;
  setup(): Promise<{ author: Person; committer: Person; format: ObjectFormat }>;
}

/** One per remote and process: stores that share a client send their requests together. */
const gitClients = new WeakMap<Env, Map<string, GitClient>>();

function repositoryFor(folder: string, cwd: string): string | undefined {
  const around = repositoryOf(cwd);
  return around !== undefined && isInside(around, resolve(folder)) ? around : repositoryOf(folder);
}

function clientOf(
  folder: string,
  repository: string | undefined,
  remote: string,
  env: Env,
  timeoutMs: number,
): GitClient {
  const ofEnv = gitClients.get(env) ?? new Map<string, GitClient>();
  gitClients.set(env, ofEnv);
  const key = JSON.stringify([repository ?? folder, remote, timeoutMs]);
  const client = ofEnv.get(key) ?? newClient(folder, repository, remote, env, timeoutMs);
  ofEnv.set(key, client);
  return client;
}

function newClient(
  folder: string,
  repository: string | undefined,
  remote: string,
  env: Env,
  timeoutMs: number,
): GitClient {
  // A URL of another machine must not be rewritten to a path on this one.
  const local = allowsLocal(env) && !["https", "ssh"].includes(remoteKind(remote));
  const git = gitIn(repository, env, timeoutMs, local);
  let setup: ReturnType<GitClient["setup"]> | undefined;
  const readSetup: GitClient["setup"] = async () => {
    // Exits with code 1 if nothing is set. If the configuration cannot be read at all, the push fails too.
    const { stdout } = await git("config", ["-z", "--get-regexp", "^(user|author|committer|extensions)\\."]);
    const entries = stdout.toString().split("\0").filter(Boolean);
    const config = new Map(entries.map((entry) => [entry.split("\n", 1)[0], entry.slice(entry.indexOf("\n") + 1)]));
    const who = (role: "author" | "committer"): Person => {
      const own = (field: "name" | "email") =>
        env[`GIT_${role}_${field}`.toUpperCase()] || config.get(`${role}.${field}`) || config.get(`user.${field}`);
      return { name: own("name") || "holdfast", email: own("email") || env.EMAIL || "holdfast@localhost" };
    };
    const format = config.get("extensions.objectformat") === "sha256" ? "sha256" : "sha1";
    return { author: who("author"), committer: who("committer"), format };
  };
  return {
    branches: openRemote(remote, STATE_FILE, repository ?? folder, git, local),
    setup() {
      setup ??= readSetup();
      return setup;
    },
  };
}

/** As in https://git-scm.com/docs/git-check-ref-format, without characters that have to be quoted. */
function assertBranch(branch: string): void {
  const parts = branch.split("/");
  const fine = (part: string) => /^[\w-][\w.-]*$/.test(part) && !/\.\.|\.$|\.lock$/.test(part);
  if (!branch.startsWith("-") && branch !== "HEAD" && parts.every(fine)) return;
  throw new Failure("usage", `${JSON.stringify(branch)} cannot be the name of a branch`, {
    hint: "use letters, digits, `_`, `-`, `.` and `/`, such as holdfast/prod",
  });
}

function assertRemote(remote: string, env: Env): void {
  const fault = remoteFault(remote, allowsLocal(env));
  if (fault) throw new Failure("usage", `${quoted(masked(remote))}: ${fault.message}`, { hint: fault.hint });
}
