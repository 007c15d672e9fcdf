/** Policy files at a revision in git, and which files changed since. The working tree is not touched. */
import { lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, posix, relative, resolve, sep } from "node:path";
import { batchObjects } from "../git/objects.ts";
import { repositoryOf } from "../git/repository.ts";
import { type Git, type GitResult, gitIn } from "../git/run.ts";
import type { Env } from "../model/env.ts";
import { Failure } from "../model/problem.ts";
import { isYaml } from "./load.ts";

/** Enough for a large repository. */
const TIMEOUT_MS = 60_000;

export interface Revision {
  /** As it was asked for. */
  readonly name: string;
  readonly commit: string;
  /** Files that changed from there to HEAD, relative to the working directory; a moved file under both of its names. */
  changed(): Promise<string[]>;
  /**
   * The YAML files below `folders`, in a temporary folder with the layout of the working directory.
   * @throws Failure `base-unreadable`; `usage` for a folder outside of the repository
   */
  files(folders: readonly string[]): Promise<Extracted>;
}

interface Extracted {
  readonly cwd: string;
  /** Adds the YAML files at and below further paths. @throws Failure `base-unreadable`, `usage` */
  add(paths: readonly string[]): Promise<void>;
  remove(): void;
}

/**
 * The commit at which HEAD and `name` branched: later commits of `name` are not our changes. If a shallow clone does
 * not have it, `name` itself.
 * @returns undefined when this clone does not have `name`
 * @throws Failure `usage` for what cannot be a revision; `base-unreadable` without git, or outside of a repository
 */
export async function openRevision(name: string, cwd: string, env: Env): Promise<Revision | undefined> {
  if (name === "" || name.startsWith("-")) {
    throw new Failure("usage", `${JSON.stringify(name)} is not a revision`, {
      hint: "name a branch, a tag or a commit",
    });
  }
  const repository = repositoryOf(cwd);
  const git = gitIn(repository, env, TIMEOUT_MS);
  // The working directory in the repository: `policies/`, or nothing.
  const way = repository === undefined ? "" : relative(repository, resolve(cwd)).replaceAll(sep, "/");
  const prefix = way === "" ? "" : `${way}/`;
  const inside = await git("rev-parse", ["--is-inside-work-tree"]);
  if (inside.code !== 0) throw unreadable(name, inside, "run this in a clone");
  const found = await git("rev-parse", ["--verify", "--quiet", `${name}^{commit}`]);
  if (found.code !== 0) return undefined;
  const base = await git("merge-base", [lineIn(found), "HEAD"]);
  const commit = base.code === 0 ? lineIn(base) : lineIn(found);
  return {
    name,
    commit,
    async changed() {
      // Relative to this folder, without what is beside it.
      const flags = ["--name-only", "-z", "--no-renames", "--no-ext-diff", `--relative=${prefix}`];
      const diff = await git("diff", [...flags, commit, "HEAD", "--"]);
      if (diff.code !== 0) throw unreadable(name, diff, "fetch more of its history: fetch-depth: 0");
      return namesIn(diff);
    },
    // Named as the repository: a stack includes from the folder of a name.
    files: (folders) => filesAt({ git, name, commit, way, called: basename(repository ?? "") }, folders),
  };
}

const unreadable = (name: string, { why }: GitResult, hint: string): Failure =>
  new Failure("base-unreadable", `the files at ${name} cannot be read: ${why}`, { hint });

const lineIn = ({ stdout }: GitResult): string => stdout.toString().trim();
const namesIn = ({ stdout }: GitResult): string[] => stdout.toString().split("\0").filter(Boolean);

const LINK = "120000";
const FILE = /^100/;

interface At {
  readonly git: Git;
  readonly name: string;
  readonly commit: string;
  readonly way: string;
  /** The name of the folder of the repository. */
  readonly called: string;
}

async function filesAt(at: At, folders: readonly string[]): Promise<Extracted> {
  const temporary = mkdtempSync(join(tmpdir(), "holdfast-base-"));
  const top = join(temporary, at.called);
  const cwd = join(top, at.way);
  const remove = () => rmSync(temporary, { recursive: true, force: true });
  try {
    mkdirSync(cwd, { recursive: true });
    for (const path of await extract(at, folders, top)) mkdirSync(join(top, path), { recursive: true });
    return { cwd, add: async (paths) => void (await extract(at, paths, top)), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** @returns the paths in the repository */
async function extract({ git, name, commit, way }: At, within: readonly string[], top: string): Promise<string[]> {
  const paths = within.map((path) => posix.join(way, path));
  const outside = paths.findIndex((path) => path.startsWith(".."));
  if (outside !== -1) {
    throw new Failure("usage", `${within[outside]} is outside of the repository`, { hint: "run this in its own" });
  }
  // Without a path, git would list them all.
  if (paths.length === 0) return [];
  const listed = await git("ls-tree", ["-r", "-z", commit, "--", ...paths]);
  if (listed.code !== 0) throw unreadable(name, listed, "fetch it again");
  const entries = namesIn(listed).flatMap((line) => {
    const [, mode = "", id = "", path = ""] = /^(\d+) \S+ ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
    // Git does not check out such a path either, but what is written here must not depend on that.
    const isInside = !path.split("/").some((step) => step === ".." || step === "");
    const isFile = isYaml(path) && isInside && (mode === LINK || FILE.test(mode));
    return isFile && !isThere(join(top, path)) ? [{ mode, id, path }] : [];
  });
  const read = await git("cat-file", ["--batch"], entries.map(({ id }) => `${id}\n`).join(""));
  if (read.code !== 0) throw unreadable(name, read, "fetch it again");
  const blobs = batchObjects(read.stdout);
  for (const [index, { mode, path }] of entries.entries()) {
    const bytes = blobs[index]?.bytes ?? Buffer.alloc(0);
    mkdirSync(dirname(join(top, path)), { recursive: true });
    if (mode === LINK) symlinkSync(bytes.toString(), join(top, path));
    else writeFileSync(join(top, path), bytes);
  }
  return paths;
}

const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
