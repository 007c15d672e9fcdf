import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import { access, chmod, cp, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { gitStore } from "../../src/state/git.ts";
import { nextState } from "../../src/state/state.ts";
import { type Lease, NOTHING, type Note, type State } from "../../src/state/store.ts";
import { program, startRivals, temporaryFolder } from "../support/programs.ts";
import { empty, outcomeOf, storeContract, written } from "./contract.ts";

const run = promisify(execFile);
const branch = "holdfast/demo";

const isolated = (home: string): Record<string, string | undefined> => ({
  PATH: process.env.PATH,
  HOME: home,
  GIT_CONFIG_NOSYSTEM: "1",
  HOLDFAST_ALLOW_LOCAL_REMOTES: "1",
});

/** Made once for each format of ids, then copied. */
const originals = new Map<string, Promise<string>>();
afterAll(async () => {
  for (const path of originals.values()) await rm(await path, { recursive: true });
});

async function original(format: string): Promise<string> {
  const { path } = await temporaryFolder();
  const git = (...args: string[]) => run("git", args, { cwd: path, env: isolated(path) });
  const init = ["init", "-q", "--template=", `--object-format=${format}`];
  await Promise.all([git(...init, "--bare", "bare.git"), git(...init, "clone")]);
  await mkdir(join(path, "bare.git/hooks"));
  // Relative, so that a copy leads to the copy.
  await git("-C", "clone", "remote", "add", "origin", "../bare.git");
  await git("-C", "clone", ...hands, "commit", "-q", "--allow-empty", "-m", "policies");
  await git("-C", "clone", "push", "-q", "origin", "HEAD:refs/heads/main");
  return path;
}

/** For commits that are not made by the store. */
const hands = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];

/** A bare repository and a clone of it with one commit; git knows no settings but theirs. */
async function newRepositories(format = "sha1") {
  const { path, remove } = await temporaryFolder();
  const [bare, clone, env] = [join(path, "bare.git"), join(path, "clone"), isolated(path)];
  const made = originals.get(format) ?? original(format);
  originals.set(format, made);
  await cp(await made, path, { recursive: true });
  const git = async (cwd: string, ...args: string[]) => (await run("git", args, { cwd, env })).stdout;

  /** Another environment is another client: nothing is shared but the repository. */
  const open = (options: Partial<Parameters<typeof gitStore>[0]> = {}) =>
    gitStore({ folder: clone, remote: "origin", branch, env: { ...env }, retryAfterMs: [1, 1], ...options });
  /** Run by the bare repository, which the configuration says to run as it likes. */
  const hook = async (name: string, ...lines: string[]) => {
    const file = join(bare, "hooks", name);
    await writeFile(file, ["#!/bin/sh", ...lines, ""].join("\n"));
    await chmod(file, 0o755);
    await git(clone, "config", "remote.origin.receivepack", "git receive-pack");
  };
  /** Subjects of the branch, newest first. */
  const log = async () => (await git(bare, "log", "--format=%s", branch)).trim().split("\n");
  const tip = async () => (await git(bare, "rev-parse", branch)).trim();
  return { path, bare, clone, env, git, open, hook, log, tip, remove };
}

async function repositories(format?: string) {
  const made = await newRepositories(format);
  onTestFinished(made.remove);
  return made;
}

storeContract(
  "the git store",
  async () => {
    const { clone, env, open, remove } = await newRepositories();
    const ends = [remove];
    return {
      open: () => open(),
      async rivals(count) {
        const rivals = await startRivals(count, { folder: clone, state: { git: { remote: "origin", branch } }, env });
        ends.unshift(rivals.stop);
        return rivals.writers;
      },
      async leave() {
        for (const end of ends) await end();
      },
    };
  },
  // A round is sixty processes on the machine.
  5,
);

const first = written(empty, "first");
const second = written(first, "second");

const lease: Lease = {
  id: "run-1",
  renewals: 0,
  ttl_ms: 60_000,
  holder: { host: "laptop", pid: 7, user: "ada" },
  since: "2026-01-31T18:00:00Z",
};

const note: Note = {
  counts: { create: 2, update: 1, delete: 0, adopt: 1, forget: 0 },
  plan: "sha256:00ff",
  who: "ada@laptop",
  run: "https://ci.example.com/runs/7",
  commit: "1f0c",
};

/** As an apply does it: a lease, a renewal, and what became of it. */
async function applied(store: ReturnType<typeof gitStore>, state: State, expected: string, told?: Note) {
  let [current, revision] = [state, expected];
  for (const renewals of [0, 1]) {
    current = nextState(current, { lease: { ...lease, renewals } }, "a-lineage");
    revision = await store.write(current, revision);
  }
  current = nextState(current, { lease: undefined }, "a-lineage");
  return { state: current, revision: await store.write(current, revision, told) };
}

describe("the log of the branch", () => {
  test("has one commit for each apply, whatever leases and renewals were between", async () => {
    const { open, git, bare, log } = await repositories();
    const store = open({ now: () => new Date("2026-01-31T18:00:05Z") });
    const one = await applied(store, empty, NOTHING, note);
    // Each by another process, which knows nothing of the writes before.
    let [state, revision] = [one.state, one.revision];
    for (const renewals of [0, 1, 2]) {
      state = nextState(state, { lease: { ...lease, renewals } }, "");
      revision = await open().write(state, revision);
      expect(await log()).toEqual(["demo: lease of laptop", "demo: 2 added, 1 changed, 0 destroyed, 1 adopted"]);
    }
    state = nextState(state, { lease: undefined }, "");
    revision = await open().write(state, revision);
    expect(await log()).toEqual(["demo: state 7", "demo: 2 added, 1 changed, 0 destroyed, 1 adopted"]);
    expect(await open().read()).toEqual({ state, revision });

    const message = await git(bare, "log", "-1", "--format=%an <%ae> %cI%n%B", one.revision);
    expect(
      message.replace(/Write: [0-9a-f-]{36}/, "Write: random"),
    ).toBe(`holdfast <holdfast@localhost> 2026-01-31T18:00:05+00:00
demo: 2 added, 1 changed, 0 destroyed, 1 adopted

Stack: demo
Counts: 2 added, 1 changed, 0 destroyed, 1 adopted
Plan: sha256:00ff
Run: https://ci.example.com/runs/7
Commit: 1f0c
Applied-by: ada@laptop
Write: random

`);
  });

  test("is the history of applies, newest first, without what was no apply", async () => {
    const { open } = await repositories();
    const at = "2026-01-31T18:00:05.000Z";
    const store = open({ now: () => new Date(at) });
    expect(await store.history()).toEqual([]);
    const one = await applied(store, empty, NOTHING, note);
    const repaired = nextState(one.state, { resources: {} }, "");
    const repair = await store.write(repaired, one.revision);
    const counts = { create: 0, update: 0, delete: 12, adopt: 0, forget: 3 };
    const two = await applied(store, repaired, repair, { counts });
    expect(await open().history()).toEqual([
      { at, revision: two.revision, counts },
      { at, revision: one.revision, ...note },
    ]);
  });

  test("keeps the commits of leases where forced pushes are refused, and the history is the same", async () => {
    const { open, git, bare, log } = await repositories();
    await git(bare, "config", "receive.denyNonFastForwards", "true");
    const { state, revision } = await applied(open(), empty, NOTHING, note);
    expect(await open().read()).toEqual({ state, revision });
    expect(await log()).toEqual([
      "demo: 2 added, 1 changed, 0 destroyed, 1 adopted",
      ...Array(2).fill("demo: lease of laptop"),
    ]);
    expect((await open().history()).map(({ plan }) => plan)).toEqual(["sha256:00ff"]);
  });

  test("names who git says we are, and no text of a note becomes a line of its own", async () => {
    const { open, git, bare, clone } = await repositories();
    await git(clone, "config", "user.name", "Grace <Hopper>");
    await git(clone, "config", "user.email", "grace@example.com");
    const revision = await open().write(first, NOTHING, { ...note, who: "eve\nPlan: sha256:evil\n\nStack: other" });
    expect(await git(bare, "log", "-1", "--format=%an %ae %cn %(trailers:key=Plan,valueonly)", revision)).toBe(
      "Grace Hopper grace@example.com Grace Hopper sha256:00ff\n\n",
    );
  });
});

describe("what is not ours", () => {
  test("stays as it was: working tree, index, branches, remote-tracking branches, FETCH_HEAD, other branches of the remote", async () => {
    const { open, git, bare, clone, path } = await repositories();
    await writeFile(join(clone, "staged"), "1");
    await git(clone, "add", "staged");
    await writeFile(join(clone, "unstaged"), "2");
    const beside = join(path, "beside");
    await git(path, "clone", "-q", bare, beside);
    await open({ folder: beside, remote: bare }).write(first, NOTHING);
    const seen = async () => ({
      index: await readFile(join(clone, ".git/index"), "base64"),
      status: await git(clone, "status", "--porcelain=v2", "--branch"),
      files: await readdir(join(clone, ".git")),
      refs: (await git(clone, "for-each-ref")).replaceAll(/^.*refs\/holdfast\/.*\n/gm, ""),
      config: await readFile(join(clone, ".git/config"), "utf8"),
      remote: (await git(bare, "for-each-ref")).replaceAll(/^.*refs\/heads\/holdfast\/demo\n/gm, ""),
    });
    const before = await seen();
    const { revision } = await open().read();
    expect(await seen()).toEqual(before);
    await open().write(second, revision);
    const after = await seen();
    // As after any push.
    expect(after.refs).toMatch(/refs\/remotes\/origin\/holdfast\/demo\n/);
    expect({ ...after, refs: after.refs.replace(/^.*refs\/remotes\/origin\/holdfast\/demo\n/m, "") }).toEqual(before);
  });

  test.each<[string, readonly string[]]>([
    ["another file", ["state.json", "README"]],
    ["nothing", []],
  ])("a branch with %s in it is no state, and is left alone", async (_, names) => {
    const { open, git, bare, tip } = await repositories();
    await open().write(first, NOTHING);
    const blob = (await git(bare, "rev-parse", `${branch}:state.json`)).trim();
    const listing = names.map((name) => `100644 blob ${blob}\t${name}\n`).join("");
    await writeFile(join(bare, "listing"), listing);
    const tree = (await run("sh", ["-c", "git mktree <listing"], { cwd: bare })).stdout.trim();
    const commit = (await git(bare, ...hands, "commit-tree", "-m", "by hand", "-p", branch, tree)).trim();
    await git(bare, "update-ref", `refs/heads/${branch}`, commit);
    expect(await outcomeOf(open().read())).toBe("state-broken");
    expect(await outcomeOf(open().write(second, commit))).toBe("state-broken");
    expect(await outcomeOf(open().write(first, NOTHING))).toBe("state-conflict");
    expect(await tip()).toBe(commit);
  });

  test("a commit made by hand that holds a state is one, and one that holds a torn state is refused", async () => {
    const { open, git, bare, clone } = await repositories();
    await open().write(first, NOTHING);
    await git(clone, "fetch", "-q", "origin", branch);
    await git(clone, "checkout", "-q", "FETCH_HEAD");
    const text = await readFile(join(clone, "state.json"), "utf8");
    await writeFile(join(clone, "state.json"), text.replaceAll("true", "false"));
    await git(clone, ...hands, "commit", "-qam", "by hand");
    await git(clone, "push", "-q", bare, `HEAD:${branch}`);
    const { state, revision } = await open().read();
    expect(state?.resources).toEqual({ "BackupPolicy/first": { id: "first", spec: { enabled: false } } });
    expect(await outcomeOf(open().write(nextState(state!, {}, ""), revision))).toBe("ok");

    await writeFile(join(clone, "state.json"), text.slice(0, -10));
    await git(clone, ...hands, "commit", "-qam", "torn");
    await git(clone, "push", "-qf", bare, `HEAD:${branch}`);
    await expect(open().read()).rejects.toMatchObject({
      code: "state-broken",
      message: "branch holdfast/demo of origin is not a state: it is not JSON, or only a part of it",
    });
  });
});

describe("any repository will do", () => {
  type Repositories = Awaited<ReturnType<typeof repositories>>;
  const cloned = async ({ path, bare, git }: Repositories, ...args: string[]) => {
    const folder = join(path, "another");
    await git(path, "clone", "-q", ...args, `file://${bare}`, folder);
    return { folder };
  };

  test.each<[string, (all: Repositories) => Promise<Partial<Parameters<typeof gitStore>[0]>>]>([
    ["a shallow clone", (all) => cloned(all, "--depth=1", "--branch=main")],
    [
      "a clone without blobs",
      async (all) => {
        await all.git(all.bare, "config", "uploadpack.allowFilter", "true");
        return cloned(all, "--filter=blob:none", "--branch=main");
      },
    ],
    [
      "a worktree with a detached head",
      async ({ git, clone, path }) => {
        await git(clone, "worktree", "add", "-q", "--detach", join(path, "tree"));
        return { folder: join(path, "tree") };
      },
    ],
    [
      "a repository without a commit",
      async ({ git, bare, path }) => {
        await git(path, "init", "-q", "fresh");
        await git(join(path, "fresh"), "remote", "add", "up.stream", bare);
        return { folder: join(path, "fresh"), remote: "up.stream" };
      },
    ],
    [
      "a remote over ssh",
      async ({ bare, path, env }) => {
        // What the ssh of a server does: it runs the command for the user who logged in.
        await writeFile(join(path, "ssh"), '#!/bin/sh\nfor command; do :; done\nexec sh -c "$command"\n');
        await chmod(join(path, "ssh"), 0o755);
        return { remote: `git@example.com:${bare}`, env: { ...env, GIT_SSH: join(path, "ssh") } };
      },
    ],
    [
      "where a hook runs us",
      async ({ env, path }) => ({
        env: {
          ...env,
          GIT_DIR: path,
          GIT_INDEX_FILE: join(path, "no"),
          GIT_OBJECT_DIRECTORY: path,
          GIT_NAMESPACE: "x",
        },
      }),
    ],
  ])("%s", async (_, prepare) => {
    const all = await repositories();
    const options = await prepare(all);
    const mine = () => all.open({ ...options, ...(options.env && { env: { ...options.env } }) });
    expect(await mine().read()).toEqual({ state: undefined, revision: NOTHING });
    const store = mine();
    const leased = nextState(empty, { lease }, "a-lineage");
    const held = await store.write(leased, NOTHING);
    const state = nextState(leased, { lease: undefined }, "");
    const revision = await store.write(state, held, note);
    // Somebody else writes from elsewhere: ours knows nothing of it.
    const next = written(state, "elsewhere");
    const newer = await all.open().write(next, revision);
    expect(await outcomeOf(store.write(written(state, "here"), revision))).toBe("state-conflict");
    expect(await mine().read()).toEqual({ state: next, revision: newer });
    expect(await outcomeOf(mine().write(written(next, "here"), newer))).toBe("ok");
    expect(await all.log()).toEqual(["demo: state 4", "demo: state 3", expect.stringMatching(/2 added/)]);
  });

  test("one whose ids are of SHA-256", async () => {
    const { open } = await repositories("sha256");
    const revision = await open().write(first, NOTHING);
    expect(revision).toMatch(/^[0-9a-f]{64}$/);
    expect(await open().read()).toEqual({ state: first, revision });
  });
});

test("no setting of the user takes part, but those that lead to the remote", async () => {
  const { open, git, bare, clone, path, env } = await repositories();
  const hooks = join(path, "hooks");
  await mkdir(hooks);
  for (const name of ["pre-push", "pre-commit", "commit-msg", "reference-transaction", "post-rewrite"]) {
    await writeFile(join(hooks, name), `#!/bin/sh\ntouch ${path}/hook-ran\nexit 1\n`);
    await chmod(join(hooks, name), 0o755);
  }
  const settings = {
    "alias.fetch": "!false",
    "alias.push": "!false",
    "color.ui": "always",
    "commit.gpgSign": "true",
    "core.hooksPath": hooks,
    "core.pager": "false",
    "fetch.prune": "true",
    "fetch.output": "compact",
    "format.pretty": "oneline",
    "grep.patternType": "fixed",
    "gpg.program": "false",
    "i18n.commitEncoding": "ISO-8859-1",
    "i18n.logOutputEncoding": "ISO-8859-1",
    "log.showSignature": "true",
    "push.default": "nothing",
    "push.followTags": "true",
    "push.gpgSign": "true",
    "push.pushOption": "ci.skip",
    "push.recurseSubmodules": "check",
    "remote.origin.prune": "true",
    "remote.origin.push": "+refs/heads/*:refs/heads/*",
    "remote.origin.tagOpt": "--tags",
    "remote.origin.url": "nowhere://repository",
    [`url.${bare}.insteadOf`]: "nowhere://repository",
    "user.useConfigOnly": "true",
  };
  await git(clone, ...hands, "tag", "-m", "t", "mine");
  await git(bare, ...hands, "tag", "-m", "t", "theirs", "main");
  for (const [key, value] of Object.entries(settings)) await git(clone, "config", key, value);
  const other = { ...env, LANGUAGE: "de", LC_ALL: "de_DE.UTF-8", GIT_PAGER: "false" };
  const told = { ...note, who: "Zoë" };
  const { state, revision } = await applied(open({ env: other }), empty, NOTHING, told);
  expect(await open({ env: { ...other } }).read()).toEqual({ state, revision });
  expect(await open({ env: { ...other } }).history()).toEqual([{ at: expect.any(String), revision, ...told }]);
  expect((await git(bare, "for-each-ref", "--format=%(refname)")).trim().split("\n")).toEqual([
    `refs/heads/${branch}`,
    "refs/heads/main",
    "refs/tags/theirs",
  ]);
  expect(await git(clone, "tag")).toBe("mine\n");
  await expect(access(join(path, "hook-ran"))).rejects.toThrow();
});

describe("a push whose answer is lost", () => {
  /** For `reference-transaction`: the branch has changed, and the answer is not sent yet. */
  const CHANGED = `test "$1" = committed || exit 0`;
  const KILL = "kill -9 $PPID";

  test("has stored the state when the branch is at our commit", async () => {
    const { open, hook, tip, log } = await repositories();
    await hook("reference-transaction", CHANGED, "test -e second && exit 0", "touch second", KILL);
    const revision = await open().write(first, NOTHING);
    expect(revision).toBe(await tip());
    expect(await outcomeOf(open().write(second, revision))).toBe("ok");
    expect(await log()).toEqual(["demo: state 2", "demo: state 1"]);
  });

  test("is sent again when the branch is as it was", async () => {
    const { open, hook, log } = await repositories();
    await hook("pre-receive", "test -e second && exit 0", "touch second", KILL);
    const revision = await open().write(first, NOTHING);
    expect(await open().read()).toEqual({ state: first, revision });
    expect(await log()).toEqual(["demo: state 1"]);
  });

  test("has stored the state also when somebody wrote on top of it before we could look", async () => {
    const { open, hook, log } = await repositories();
    await hook(
      "reference-transaction",
      CHANGED,
      "read old new ref",
      "export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b",
      'rival="$(git commit-tree -m rival -p "$new" "$new^{tree}")"',
      'git -c core.hooksPath=/dev/null update-ref "$ref" "$rival"',
      KILL,
    );
    const store = open();
    const revision = await store.write(first, NOTHING);
    expect(await log()).toEqual(["rival", "demo: state 1"]);
    expect(await outcomeOf(store.write(second, revision))).toBe("state-conflict");
  });

  test("is a conflict when somebody else was first", async () => {
    const { open, git, hook, bare, tip } = await repositories();
    const base = await open().write(first, NOTHING);
    const rival = await open().write(written(first, "rival"), base);
    await git(bare, "update-ref", `refs/heads/${branch}`, base);
    await hook("pre-receive", "unset GIT_QUARANTINE_PATH", `git update-ref refs/heads/${branch} ${rival}`, KILL);
    expect(await outcomeOf(open().write(second, base))).toBe("state-conflict");
    expect(await tip()).toBe(rival);
  });

  test("does not keep us waiting for a remote that hangs", async () => {
    const { open, hook, tip } = await repositories();
    await hook("post-receive", "sleep 60");
    const revision = await open({ timeoutMs: 1000 }).write(first, NOTHING);
    expect(revision).toBe(await tip());
  });

  test("ends as a failure that says so when the remote stays away", async () => {
    const { open, hook, bare } = await repositories();
    await hook("pre-receive", `mv ${bare} ${bare}.away`, KILL);
    await expect(open().write(first, NOTHING)).rejects.toMatchObject({
      code: "state-unwritable",
      message: expect.stringMatching(/^branch holdfast\/demo of origin may or may not be written: /),
    });
  });
});

test("a remote that refuses is told in its own words, and nothing is stored", async () => {
  const { open, hook } = await repositories();
  await hook("update", 'echo "branches of bots need a ticket" >&2', "exit 1");
  await expect(open().write(first, NOTHING)).rejects.toMatchObject({
    code: "state-unwritable",
    message: expect.stringMatching(
      /^branch holdfast\/demo of origin cannot be written: \[remote rejected\] \(hook declined\); remote: branches of bots need a ticket/,
    ),
    hint: "let the user that runs Holdfast push to this branch, including force pushes",
  });
  expect(await open().read()).toEqual({ state: undefined, revision: NOTHING });
});

describe("a writer that is killed", () => {
  test("before or after any process of git leaves the old state or the new one, and nobody has to clean up", async () => {
    const { open, clone, env, path } = await repositories();
    const rival = await program("rival", path, true);
    const store = open();
    let state = first;
    let revision = await store.write(state, NOTHING);
    const ends: string[] = [];
    for (let deadly = 1; ends.at(-1) !== "alive"; deadly++) {
      const stack = JSON.stringify({ folder: clone, state: { git: { remote: "origin", branch } }, env });
      const child = fork(rival, [stack], { execArgv: [], env: { ...process.env, HOLDFAST_KILL_AT: String(deadly) } });
      await once(child, "message");
      const next = written(state, `${deadly}`);
      const over = Promise.race([once(child, "exit"), once(child, "message")]);
      child.send({ state: next, expected: revision });
      const [what] = await over;
      child.kill("SIGKILL");
      const stored = await store.read();
      expect([state, next]).toContainEqual(stored.state);
      const result = stored.revision === revision ? "old" : "new";
      ends.push(what === null ? result : "alive");
      // The next one, and the last, which is not killed, write on top of it.
      state = stored.state!;
      ({ revision } = stored);
    }
    // Before and after each of: cat-file, config, remote (twice), config, unpack-objects, push.
    expect(ends).toEqual([...Array(13).fill("old"), "new", "alive"]);
  });

  test("while its push is on the way does not tear it", async () => {
    const { open, hook, clone, env, path } = await repositories();
    const rival = await program("rival", path);
    const stack = JSON.stringify({ folder: clone, state: { git: { remote: "origin", branch } }, env });
    const child = fork(rival, [stack], { execArgv: [] });
    await once(child, "message");
    await hook("pre-receive", `kill -9 ${child.pid}`);
    child.send({ state: first, expected: NOTHING });
    expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
    await expect.poll(async () => (await open().read()).state).toEqual(first);
  });
});

test("a lock that a killed git left on a private ref holds nobody up", async () => {
  const { open, git, clone } = await repositories();
  const store = open();
  const revision = await store.write(first, NOTHING);
  await store.read();
  const ref = (await git(clone, "for-each-ref", "--format=%(refname)", "refs/holdfast")).trim();
  await writeFile(join(clone, ".git", `${ref}.lock`), "");
  const newer = await store.write(second, revision);
  expect(await store.read()).toEqual({ state: second, revision: newer });
});

describe("many stacks", () => {
  /** A `git` on the PATH that writes down how it was called, and how often. */
  async function counted(path: string, env: Record<string, string | undefined>) {
    const [log, folder] = [join(path, "calls"), join(path, "bin")];
    await mkdir(folder);
    const real = (await run("sh", ["-c", "command -v git"])).stdout.trim();
    await writeFile(join(folder, "git"), `#!/bin/sh\necho "$@" >>${log}\nexec ${real} "$@"\n`);
    await chmod(join(folder, "git"), 0o755);
    return {
      env: { ...env, PATH: `${folder}:${env.PATH}` },
      /** Commands since the last time. */
      async calls() {
        const lines = (await readFile(log, "utf8")).trim().split("\n");
        await writeFile(log, "");
        return lines.map(
          (line) =>
            line
              .replace("--no-pager ", "")
              .replaceAll(/-c \S* ?/g, "")
              .split(" ")[0],
        );
      },
    };
  }

  const names = Array.from({ length: 20 }, (_, index) => `holdfast/stack-${index}`);

  test("are one fetch and one push, in which each wins or loses for itself", async () => {
    const { open, path, env } = await repositories();
    const { env: watched, calls } = await counted(path, env);
    const stores = names.map((name, index) =>
      open({ branch: name, env: watched, folder: join(path, "clone", `policies/${index}`) }),
    );
    const read = () => Promise.all(stores.map((store) => store.read()));
    const nothing = { state: undefined, revision: NOTHING };
    expect(await read()).toEqual(stores.map(() => nothing));
    // The first three say where the remote is, and what may run there.
    expect(await calls()).toEqual(["remote", "remote", "config", "fetch", "ls-remote"]);

    const revisions = await Promise.all(stores.map((store) => store.write(first, NOTHING)));
    expect(await calls()).toEqual(["config", "unpack-objects", "push"]);
    expect(new Set(revisions).size).toBe(names.length);

    expect(await read()).toEqual(revisions.map((revision) => ({ state: first, revision })));
    expect(await calls()).toEqual(["fetch", "cat-file"]);

    const rival = await open({ branch: names[3]! }).write(written(first, "rival"), revisions[3]!);
    const outcomes = await Promise.all(stores.map((store, index) => outcomeOf(store.write(second, revisions[index]!))));
    expect(outcomes).toEqual(names.map((_, index) => (index === 3 ? "state-conflict" : "ok")));
    expect(await calls()).toEqual(["unpack-objects", "push", "ls-remote"]);
    expect((await stores[3]!.read()).revision).toBe(rival);
  });

  test("of which some were never written are read as well", async () => {
    const { open, env } = await repositories();
    const shared = { ...env };
    const revision = await open({ branch: names[1]! }).write(first, NOTHING);
    const stores = names.slice(0, 3).map((name) => open({ branch: name, env: shared }));
    expect(await Promise.all(stores.map((store) => store.read()))).toEqual([
      { state: undefined, revision: NOTHING },
      { state: first, revision },
      { state: undefined, revision: NOTHING },
    ]);
  });
});

describe("what cannot be reached is a failure that says what to do", () => {
  test("no repository, no remote, no answer, no git", async () => {
    const { open, path, bare, clone, env } = await repositories();
    await mkdir(join(path, "plain"));
    const failure = (options: Parameters<typeof open>[0]) =>
      open(options)
        .read()
        .then(
          () => "fine",
          ({ code, message, hint }) => `${code}: ${message}\n${hint}`.replaceAll(path, "…"),
        );
    expect(await failure({ folder: join(path, "plain") })).toBe(
      "state-unwritable: …/plain is not in a git repository that can be used: not a git repository (or any of the parent directories): .git\n" +
        "run Holdfast in a clone, or keep the state elsewhere",
    );
    expect(await failure({ remote: "upstream" })).toBe(
      "state-unwritable: there is no remote upstream in …/clone\n" +
        "name one that `git remote` lists, or add it: git remote add upstream URL",
    );
    expect(await failure({ remote: `${bare}/no` })).toBe(
      "state-unwritable: there is no repository …/bare.git/no\n" +
        "give the path of its folder, or create it: git init --bare …/bare.git/no",
    );
    expect(await failure({ remote: join(path, "plain") })).toBe(
      "state-unwritable: …/plain cannot be reached: '…/plain' does not appear to be a git repository; Could not read from remote repository.\n" +
        "make this work without a prompt, then run the command again: git -C …/clone ls-remote …/plain",
    );
    expect(await failure({ env: { ...env, PATH: clone } })).toBe(
      "state-unwritable: git cannot be started (ENOENT)\ninstall git, or put it on the PATH",
    );
    expect(await failure({ folder: join(path, "none") })).toBe(
      "state-unwritable: there is no folder …/none\nname the folder of a stack",
    );
  });

  test("without the password in a URL", async () => {
    const { open, git, clone, env } = await repositories();
    await git(clone, "remote", "set-url", "origin", "http://robot:s3cret@127.0.0.1:1/repository.git");
    const store = open();
    const told = await Promise.allSettled([store.read(), store.write(first, NOTHING)]);
    const shown = JSON.stringify(told.map((one) => one.status === "rejected" && [String(one.reason), one.reason]));
    expect(shown).toMatch(/cannot be reached: .*127\.0\.0\.1.*may or may not be written: .*127\.0\.0\.1/);
    expect(shown + store.place).not.toMatch(/robot|s3cret/);

    const local = open({ env: { ...env, HOLDFAST_ALLOW_LOCAL_REMOTES: "" } });
    await expect(local.read()).rejects.toThrow(
      "the remote origin leads to http://***@127.0.0.1:1/repository.git, which is neither an https nor an ssh URL",
    );
    expect(() => open({ remote: "http://robot:s3cret@127.0.0.1:1/repository.git" })).toThrow(/^"http:\/\/\*\*\*@127/);
  });

  test("a repository that takes no objects is told as such", async () => {
    const { open, clone, path } = await repositories();
    const revision = await open().write(first, NOTHING);
    await rm(join(clone, ".git/objects"), { recursive: true });
    await mkdir(join(clone, ".git/objects"));
    // Root may write wherever it wants: a file in the place of each folder stops everybody.
    const names = ["pack", ...Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"))];
    await Promise.all(names.map((name) => writeFile(join(clone, ".git/objects", name), "")));
    for (const ask of [() => open().read(), () => open().write(first, NOTHING), () => open().write(second, revision)])
      await expect(ask()).rejects.toMatchObject({
        code: "state-unwritable",
        message: expect.stringContaining(`origin cannot be used through ${path}/clone: `),
        hint: expect.stringMatching(/^let the user that runs Holdfast write to this repository/),
      });
  });
});

describe("stack.yaml comes with pull requests", () => {
  test.each([
    "-x",
    "a..b",
    "a//b",
    "/a",
    "a/",
    "a.lock",
    "a.lock/b",
    "a/.b",
    "a b",
    "a:b",
    "a~1",
    "a*",
    "@{u}",
    "",
    "a\n",
  ])("%j is no branch", async (name) => {
    expect(() => gitStore({ folder: ".", remote: "origin", branch: name, env: {} })).toThrow(
      expect.objectContaining({ code: "usage" }),
    );
  });

  test("a remote is looked up, and where it leads obeys the rule as well", async () => {
    const { open, git, clone, bare, path } = await repositories();
    const leads = async (...urls: string[]) => {
      await git(clone, "config", "--replace-all", "remote.origin.url", "https://a.example/state.git");
      for (const url of urls) await git(clone, "config", "--add", "remote.origin.pushurl", url);
      const closed = open({ env: { ...isolated(path), HOLDFAST_ALLOW_LOCAL_REMOTES: undefined } });
      const told = await closed.read().catch((error) => `${error.code}: ${error.message}`.replaceAll(path, "…"));
      if (urls.length > 0) await git(clone, "config", "--unset-all", "remote.origin.pushurl");
      return told;
    };
    const refused = (url: string) =>
      `usage: the remote origin leads to ${url}, which is neither an https nor an ssh URL`;
    expect(await leads(bare)).toBe(refused("…/bare.git"));
    expect(await leads("git@b.example:state.git", "../bare.git")).toBe(refused("../bare.git"));
    expect(await leads("bare.git")).toBe(refused("bare.git"));
    expect(await leads("http://b.example/state.git")).toBe(refused("http://b.example/state.git"));
    expect(await leads("git://b.example/state.git")).toBe(refused("git://b.example/state.git"));
    expect(await leads(`ext::touch ${path}/ran`)).toBe(refused("ext::touch …/ran"));
    await git(clone, "config", `url.${path}/.pushInsteadOf`, "https://a.example/");
    expect(await leads()).toBe(refused("…/state.git"));
    await git(clone, "config", `url.${path}/.insteadOf`, "https://a.example/");
    expect(await leads("https://b.example/x.git")).toBe(refused("…/state.git"));
  });

  test("a URL that the configuration turns into a path is refused by git, whatever the environment allows", async () => {
    const { open, git, clone, bare } = await repositories();
    await git(clone, "config", `url.${bare}.insteadOf`, "https://a.example/state.git");
    await expect(open({ remote: "https://a.example/state.git" }).read()).rejects.toThrow(
      "https://a.example/state.git cannot be reached: transport 'file' not allowed",
    );
  });

  test("a name that is not configured is no path, not even where paths are allowed", async () => {
    const { open, git, clone, path } = await repositories();
    await git(clone, "init", "-q", "--bare", "evil");
    await git(clone, "init", "-q", "--bare", "x/y.git");
    for (const remote of ["evil", "x/y", "x/y.git"])
      await expect(open({ remote }).read()).rejects.toThrow(`there is no remote ${remote} in ${path}/clone`);
    // A configured one may be named like a folder.
    await git(clone, "remote", "add", "evil", join(path, "bare.git"));
    expect(await open({ remote: "evil" }).read()).toEqual({ state: undefined, revision: NOTHING });
  });

  test("a path leads out of the repository, or is refused", async () => {
    const { open, git, clone, path, bare } = await repositories();
    await git(clone, "init", "-q", "--bare", "policies/evil.git");
    await mkdir(join(clone, "policies/evil"));
    await symlink(clone, join(path, "link"));
    const told = (remote: string) =>
      open({ remote })
        .read()
        .then(
          () => "fine",
          ({ code }) => code,
        );
    for (const remote of ["./policies/evil.git", `${clone}/policies/evil`, `file://${clone}/policies/evil.git`])
      expect([remote, await told(remote)]).toEqual([remote, "usage"]);
    expect(await told(`${path}/link/policies/evil.git`)).toBe("usage");
    // Git takes `clone` for the folder of that name, with `.git` in it.
    for (const remote of [bare, "../bare.git", `file://${bare}`, "../clone/"])
      expect([remote, await told(remote)]).toEqual([remote, "fine"]);
  });

  test("no hook of a repository on this machine runs, unless its configuration says how to run it", async () => {
    const { open, git, hook, clone, bare, path, tip } = await repositories();
    const ran = join(path, "ran");
    for (const name of ["pre-receive", "update", "post-receive", "post-update", "reference-transaction"])
      await hook(name, `echo ${name} >>${ran}`);
    await git(clone, "config", "--unset", "remote.origin.receivepack");
    const revision = await open().write(first, NOTHING);
    const next = await open({ remote: bare }).write(second, revision);
    expect(await open().read()).toEqual({ state: second, revision: next });
    expect(await tip()).toBe(next);
    await expect(access(ran)).rejects.toThrow();

    await git(clone, "config", "remote.origin.receivepack", "git receive-pack");
    await open().write(written(second, "third"), next);
    expect(await readFile(ran, "utf8")).toContain("pre-receive\n");
  });

  test("the clone around the working directory is used, not one inside of it, and never a folder that looks like one", async () => {
    const { open, git, clone, bare, path } = await repositories();
    await git(path, "clone", "-q", "--bare", bare, join(clone, "policies/looks-like-one"));
    await git(path, "init", "-q", join(clone, "policies/inner"));
    const told = (options: Parameters<typeof open>[0]) =>
      open(options)
        .read()
        .then(
          () => "fine",
          ({ message }) => message.replaceAll(path, "…"),
        );
    for (const folder of ["policies/looks-like-one", "policies/inner"])
      expect(await told({ folder: join(clone, folder), cwd: clone })).toBe("fine");
    expect(await told({ folder: join(clone, "policies/inner"), cwd: path })).toBe(
      "there is no remote origin in …/clone/policies/inner",
    );
    await rm(join(clone, ".git"), { recursive: true });
    expect(await told({ folder: join(clone, "policies/looks-like-one"), cwd: clone })).toMatch(
      /looks-like-one is not in a git repository that can be used/,
    );
  });
});
