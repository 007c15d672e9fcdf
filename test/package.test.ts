/** What a release consists of: the package that npm would publish, installed as users install it, and what is written about it. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import manifest from "../package.json" with { type: "json" };

const ROOT = join(import.meta.dirname, "..");

interface Packed {
  readonly filename: string;
  /** Bytes: of the tarball, and of what is in it. */
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

let folder: string;
/** With the package in its node_modules, and a stack. */
let home: string;
let packed: Packed;
let paths: string[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-package-"));
  home = join(folder, "home");
  // What `npm publish` sends, of the bundle that is there; nothing is built anew.
  const npm = (cwd: string, ...args: string[]) =>
    execFileSync("npm", [...args, "--ignore-scripts"], { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  [packed] = JSON.parse(npm(ROOT, "pack", "--json", "--pack-destination", folder)) as [Packed];
  paths = packed.files.map(({ path }) => path);
  mkdirSync(home);
  writeFileSync(join(home, "package.json"), "{}");
  npm(home, "install", "--offline", "--no-audit", "--no-fund", join(folder, packed.filename));
  cpSync(join(ROOT, "policies"), join(home, "policies"), {
    recursive: true,
    filter: (path) => !path.includes(".holdfast"),
  });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe("the package", () => {
  test("is the bundle, the schemas and what is written for users: no source, no test, nothing of this machine", () => {
    const kinds = [
      /^dist\/((cli|chunks\/[\w-]+)\.js|package\.json)$/,
      /^schemas\/[\w/]+\.schema\.json$/,
      /^(README\.md|LICENSE|package\.json|src\/README\.md|\.github\/(CHANGELOG|CI|CONTRIBUTING)\.md)$/,
    ];
    expect(paths.filter((path) => !kinds.some((kind) => kind.test(path)))).toEqual([]);
    const texts = paths.map((path) => [path, readFileSync(join(home, "node_modules/holdfast", path), "utf8")] as const);
    const telling = [ROOT, "sourceMappingURL", "PRIVATE KEY-----", "HOLDFAST_KILL_AT"];
    expect(
      texts.flatMap(([path, text]) => telling.filter((word) => text.includes(word)).map((word) => [path, word])),
    ).toEqual([]);
  });

  test("is small: less than 400 kB to load, less than 2 MB installed, and nothing else comes with it", () => {
    expect(packed.size).toBeLessThan(400_000);
    expect(packed.unpackedSize).toBeLessThan(2_000_000);
    expect(readdirSync(join(home, "node_modules")).filter((name) => !name.startsWith("."))).toEqual(["holdfast"]);
  });

  test("has each file that package.json names and that a README links to", () => {
    const linked = ["README.md", "src/README.md"].flatMap((file) => {
      const links = readFileSync(join(ROOT, file), "utf8").matchAll(/\]\((?!https?:|#)([^)#]+)/g);
      return [...links].map(([, link = ""]) => join(file, "..", link));
    });
    const shown = readFileSync(join(ROOT, "README.md"), "utf8").matchAll(/node_modules\/holdfast\/([\w./-]+)/g);
    const named = [manifest.bin.holdfast, ...linked, ...[...shown].map(([, path = ""]) => path)];
    expect(named.length).toBeGreaterThan(4);
    expect(named.filter((path) => !paths.includes(path))).toEqual([]);
    for (const entry of manifest.files)
      expect(paths.some((path) => path.startsWith(entry.replace(/\*.*/, "")))).toBe(true);
  });

  test("does what it is for when it is installed into an empty folder", () => {
    for (const [args, said] of [
      [["validate"], /^Valid: /],
      [["plan", "--out", "plan.json"], /^Plan: [1-9]\d* to add/m],
      [["apply", "plan.json"], /^Apply complete! /m],
    ] as const) {
      const { status, stdout, stderr } = spawnSync("npx", ["--no-install", "holdfast", ...args], {
        cwd: home,
        encoding: "utf8",
      });
      expect({ args, status, stdout, stderr: status === 0 || stderr }).toEqual({
        args,
        status: 0,
        stdout: expect.stringMatching(said),
        stderr: true,
      });
    }
    expect(existsSync(join(home, "policies/demo/.holdfast/state.json"))).toBe(true);
  });
});

test("the version is said alone, or with what a report of a bug needs besides", () => {
  const say = (...args: string[]) =>
    execFileSync(process.execPath, [join(ROOT, manifest.bin.holdfast), ...args], { encoding: "utf8" });
  const all = { version: manifest.version, node: process.version, platform: `${process.platform}-${process.arch}` };
  for (const args of [["--version"], ["-V"], ["plan", "--version"]]) expect(say(...args)).toBe(`${manifest.version}\n`);
  for (const args of [
    ["--version", "--format", "json"],
    ["--format=json", "--version"],
  ])
    expect(JSON.parse(say(...args))).toEqual(all);
});

test("the newest version in the changelog is the one in package.json, and the others follow it", () => {
  const headings = readFileSync(join(ROOT, ".github/CHANGELOG.md"), "utf8").match(/^## .*$/gm) ?? [];
  const [newest = "", ...older] = headings.filter((heading) => heading !== "## [Unreleased]");
  const [, version, date] = /^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d|unreleased)$/.exec(newest) ?? [];
  expect([version, date]).toEqual([manifest.version, expect.any(String)]);
  expect(older.filter((heading) => !/^## \[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d$/.test(heading))).toEqual([]);
});
