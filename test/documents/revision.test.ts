/** Files at a revision of a real repository: which revision that is, what changed since, and what is written for the reader. */
import { execFileSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { openRevision, type Revision } from "../../src/documents/revision.ts";
import { finished } from "../ci/runner.ts";
import { temporaryFolder } from "../support/programs.ts";

/** The working directory, in a folder of its own. */
let home: string;
let cwd: string;
const git = async (...args: string[]): Promise<string> => (await finished("git", args, cwd)).trim();
const env = () => ({ PATH: process.env.PATH, HOME: home });
const open = (name: string, from = cwd) => openRevision(name, from, env());

beforeEach(async () => {
  const folder = await temporaryFolder();
  onTestFinished(folder.remove);
  home = folder.path;
  cwd = join(home, "work");
  mkdirSync(cwd);
  await git("init", "-q", "-b", "main");
});

function put(files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, file)), { recursive: true });
    writeFileSync(join(cwd, file), text);
  }
}

/** @returns its id */
async function commit(files: Readonly<Record<string, string>> = {}): Promise<string> {
  put(files);
  await git("add", "-A");
  await git("commit", "-q", "--allow-empty", "-m", "a");
  return await git("rev-parse", "HEAD");
}

async function opened(name: string, from = cwd): Promise<Revision> {
  const revision = await open(name, from);
  if (!revision) throw new Error(`no ${name}`);
  return revision;
}

/** Path -> text, or where a link leads, of what a revision writes. */
async function filesOf(name: string, folders: readonly string[], from = cwd): Promise<Record<string, string>> {
  const { cwd: base, remove } = await (await opened(name, from)).files(folders);
  try {
    const paths = readdirSync(base, { recursive: true, encoding: "utf8" }).filter(
      (path) => !lstatSync(join(base, path)).isDirectory(),
    );
    return Object.fromEntries(
      paths.sort().map((path) => {
        const isLink = lstatSync(join(base, path)).isSymbolicLink();
        return [path, isLink ? "a link" : readFileSync(join(base, path), "utf8")];
      }),
    );
  } finally {
    remove();
  }
}

describe("a revision is", () => {
  test.each<[what: string, name: string]>([
    ["a branch", "main"],
    ["a tag", "v1"],
    ["an annotated tag", "v2"],
    ["an ancestor", "HEAD^"],
  ])("%s", async (_, name) => {
    const first = await commit({ "a.yaml": "1" });
    await git("tag", "v1");
    await git("tag", "-a", "-m", "a", "v2");
    await git("checkout", "-q", "-b", "topic");
    await commit({ "a.yaml": "2" });
    expect(await open(name)).toMatchObject({ name, commit: first });
  });

  test("where the branch of HEAD began: what the other side got since does not count", async () => {
    const fork = await commit({ "a.yaml": "1" });
    await git("checkout", "-q", "-b", "topic");
    await commit({ "b.yaml": "ours" });
    await git("checkout", "-q", "main");
    await commit({ "c.yaml": "theirs" });
    await git("checkout", "-q", "topic");
    const revision = await opened("main");
    expect([revision.commit, await revision.changed()]).toEqual([fork, ["b.yaml"]]);
  });

  test("the name itself, if the two have no common history", async () => {
    await commit({ "a.yaml": "1" });
    await git("checkout", "-q", "--orphan", "topic");
    await commit({ "b.yaml": "2" });
    expect((await opened("main")).commit).toBe(await git("rev-parse", "main"));
  });

  test.each(["nowhere", "main:a.yaml", "0".repeat(40)])("not in this clone: %s", async (name) => {
    await commit({ "a.yaml": "1" });
    expect(await open(name)).toBeUndefined();
  });

  test.each(["", "-n", "--output=x"])("refused as wrong usage, and never given to git: %j", async (name) => {
    await commit();
    await expect(open(name)).rejects.toMatchObject({ code: "usage" });
    expect(existsSync(join(cwd, "x"))).toBe(false);
  });

  test("unreadable outside of a repository", async () => {
    await expect(open("HEAD", home)).rejects.toMatchObject({ code: "base-unreadable" });
  });
});

describe("what changed since", () => {
  const BEFORE = { "a.yaml": "a", "dir/b.yaml": "b", "dir-2/c.yaml": "c", "d e.yaml": "d", "政策.yaml": "e" };

  test.each<[what: string, () => void, string[]]>([
    ["nothing", () => {}, []],
    ["a new file", () => put({ "n.yaml": "n" }), ["n.yaml"]],
    ["a change", () => put({ "a.yaml": "A" }), ["a.yaml"]],
    ["a removal", () => rmSync(join(cwd, "a.yaml")), ["a.yaml"]],
    [
      "a move, under both names",
      () => {
        rmSync(join(cwd, "dir/b.yaml"));
        put({ "dir/moved.yaml": "b" });
      },
      ["dir/b.yaml", "dir/moved.yaml"],
    ],
    [
      "names with spaces and of other scripts",
      () => put({ "d e.yaml": "D", "政策.yaml": "E" }),
      ["d e.yaml", "政策.yaml"],
    ],
    ["files of every kind", () => put({ "notes.txt": "n" }), ["notes.txt"]],
  ])("%s", async (_, change, expected) => {
    await commit(BEFORE);
    change();
    await commit();
    expect(await (await opened("HEAD^")).changed()).toEqual(expected);
  });

  test("only what was committed, not the working tree", async () => {
    await commit(BEFORE);
    put({ "a.yaml": "not committed" });
    expect(await (await opened("HEAD")).changed()).toEqual([]);
  });

  test("in a folder: relative to it, without a folder whose name begins the same way", async () => {
    await commit(BEFORE);
    await commit({ "dir/b.yaml": "B", "dir-2/c.yaml": "C", "a.yaml": "A" });
    expect(await (await opened("HEAD^", join(cwd, "dir"))).changed()).toEqual(["b.yaml"]);
  });
});

describe("the files of a revision", () => {
  test.each<[what: string, folders: string[], from: string, string[]]>([
    ["of a folder", ["policies"], ".", ["policies/a.yaml", "policies/deep/b.yml"]],
    ["of a folder in it", ["policies/deep"], ".", ["policies/deep/b.yml"]],
    ["of several folders", ["policies/deep", "other"], ".", ["other/c.yaml", "policies/deep/b.yml"]],
    ["of everything", ["."], ".", ["other/c.yaml", "policies-2/d.yaml", "policies/a.yaml", "policies/deep/b.yml"]],
    ["of the working directory, which is a folder of the repository", ["."], "policies", ["a.yaml", "deep/b.yml"]],
    ["of a folder in the working directory", ["deep"], "policies", ["deep/b.yml"]],
    ["of a folder that was not there yet", ["later"], ".", []],
  ])("%s", async (_, folders, from, expected) => {
    await commit({
      "policies/a.yaml": "a",
      "policies/deep/b.yml": "b",
      "policies/notes.txt": "n",
      "policies-2/d.yaml": "d",
      "other/c.yaml": "c",
    });
    expect(Object.keys(await filesOf("HEAD", folders, join(cwd, from)))).toEqual(expected);
  });

  test("are as they were, byte by byte, whatever the working tree has", async () => {
    const text = "\ufeffa: 1\r\n# 政策\r\n";
    await commit({ "p/a.yaml": text, "p/empty.yaml": "" });
    put({ "p/a.yaml": "changed", "p/b.yaml": "new" });
    expect(await filesOf("HEAD", ["p"])).toEqual({ "p/a.yaml": text, "p/empty.yaml": "" });
    expect(readFileSync(join(cwd, "p/a.yaml"), "utf8")).toBe("changed");
  });

  test("links stay links, for the reader to judge", async () => {
    put({ "p/a.yaml": "a" });
    symlinkSync("a.yaml", join(cwd, "p/link.yaml"));
    symlinkSync("../../../etc/passwd", join(cwd, "p/out.yaml"));
    await commit();
    expect(await filesOf("HEAD", ["p"])).toEqual({ "p/a.yaml": "a", "p/link.yaml": "a link", "p/out.yaml": "a link" });
  });

  test("a folder that was asked for is there, even if empty; and everything goes with remove", async () => {
    await commit({ "a.yaml": "a" });
    const { cwd: base, remove } = await (await opened("HEAD")).files(["policies/prod"]);
    expect(readdirSync(join(base, "policies/prod"))).toEqual([]);
    remove();
    expect(existsSync(base)).toBe(false);
  });

  test("a path that leads out of its folder is not written", async () => {
    await commit({ "p/a.yaml": "a" });
    // Git itself refuses to add such a path; a tree that somebody wrote by hand can have it.
    const id = await git("hash-object", "-w", "p/a.yaml");
    const tree = (input: string) => execFileSync("git", ["mktree"], { cwd, input, encoding: "utf8" }).trim();
    const hostile = await git(
      "commit-tree",
      "-m",
      "a",
      tree(`040000 tree ${tree(`100644 blob ${id}\tx.yaml\n`)}\t..\n`),
    );
    expect(await git("ls-tree", "-r", "--name-only", hostile)).toBe("../x.yaml");
    expect(await filesOf(hostile, ["."])).toEqual({});
  });
});
