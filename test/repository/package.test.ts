/** What a release consists of: the package that npm would publish, installed as users install it, and what is written about it. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };

const ROOT = join(import.meta.dirname, "../..");
const INSTALLED = `node_modules/${manifest.name}`;

interface Packed {
  readonly filename: string;
  /** Bytes: of the tarball, and of what is in it. */
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

const textOf = (file: string): string => readFileSync(join(ROOT, file), "utf8");
/** The line of the README. */
const INSTALL = /^npm install .*?(?= {2})/m.exec(textOf("README.md"))?.[0] ?? "";

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
  // As the README says, in an empty folder.
  mkdirSync(join(home, "vendor"), { recursive: true });
  cpSync(join(folder, packed.filename), join(home, "vendor", packed.filename));
  npm(home, ...INSTALL.split(" ").slice(1), "--offline", "--no-audit", "--no-fund");
  cpSync(join(ROOT, "policies"), join(home, "policies"), {
    recursive: true,
    filter: (path) => !path.includes(".holdfast"),
  });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe("the package", () => {
  test("has no script that npm would run, or warn about, where it is installed", () => {
    const { scripts } = JSON.parse(readFileSync(join(home, INSTALLED, "package.json"), "utf8"));
    // https://docs.npmjs.com/cli/v11/using-npm/scripts#life-cycle-operation-order
    const automatic = ["preinstall", "install", "postinstall", "preprepare", "prepare", "postprepare", "dependencies"];
    expect(automatic.filter((name) => name in scripts)).toEqual([]);
  });

  test("is the bundle, the schemas and what is written for users: no source, no test, nothing of this machine", () => {
    const kinds = [
      /^dist\/((cli|chunks\/[\w-]+)\.js|package\.json)$/,
      /^schemas\/[\w/]+\.schema\.json$/,
      /^(README\.md|LICENSE|package\.json|src\/README\.md|\.github\/(\w+\.md|comment\.svg))$/,
    ];
    expect(paths.filter((path) => !kinds.some((kind) => kind.test(path)))).toEqual([]);
    const texts = paths.map((path) => [path, readFileSync(join(home, INSTALLED, path), "utf8")] as const);
    const telling = [ROOT, "sourceMappingURL", "PRIVATE KEY-----", "HOLDFAST_KILL_AT"];
    expect(
      texts.flatMap(([path, text]) => telling.filter((word) => text.includes(word)).map((word) => [path, word])),
    ).toEqual([]);
  });

  test("is small: less than 500 kB to load, less than 2.5 MB installed, and nothing else comes with it", () => {
    expect(packed.size).toBeLessThan(500_000);
    expect(packed.unpackedSize).toBeLessThan(2_500_000);
    const { packages } = JSON.parse(readFileSync(join(home, "package-lock.json"), "utf8"));
    expect(packages).toEqual({
      "": { devDependencies: { [manifest.name]: `file:vendor/${packed.filename}` } },
      [INSTALLED]: expect.objectContaining({ integrity: expect.stringMatching(/^sha512-/) }),
    });
  });

  test("has each file that package.json names and that its pages link to", () => {
    // Those who contribute have a checkout.
    const pages = paths.filter((path) => path.endsWith(".md") && !path.endsWith("CONTRIBUTING.md"));
    const linked = pages.flatMap((file) => {
      const links = textOf(file).matchAll(/\]\((?!https?:|#)([^)#]+)/g);
      return [...links].map(([, link = ""]) => join(file, "..", link));
    });
    const shown = pages.flatMap((file) => [
      ...textOf(file).matchAll(new RegExp(`${INSTALLED}/(schemas[\\w./-]+)`, "g")),
    ]);
    const named = [manifest.bin.holdfast, ...linked, ...shown.map(([, path = ""]) => path)];
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((path) => !paths.includes(path))).toEqual([]);
    for (const entry of manifest.files)
      expect(paths.some((path) => path.startsWith(entry.replace(/\*.*/, "")))).toBe(true);
  });

  test("does what it is for when it is installed into an empty folder", { timeout: 60_000 }, () => {
    for (const [args, said] of [
      [["validate"], /^Valid: /],
      [["plan", "--out", "plan.json"], /^Plan: [1-9]\d* to add/m],
      [["apply", "plan.json"], /^Apply complete! /m],
    ] as const) {
      const { status, stdout, stderr } = spawnSync("npx", ["--no", "--", "holdfast", ...args], {
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

describe("the name", () => {
  test("has a scope, so that no stranger can take it, and the command is called holdfast", () => {
    expect(manifest.name).toMatch(/^@[a-z-]+\/holdfast$/);
    expect(Object.keys(manifest.bin)).toEqual(["holdfast"]);
    const { name, packages } = JSON.parse(textOf("package-lock.json"));
    expect([name, packages[""].name]).toEqual([manifest.name, manifest.name]);
  });

  test("stands in package.json, and what else needs it agrees with that", () => {
    const written = ["src", ".github", "README.md"]
      .flatMap((path) => filesIn(path))
      .filter((file) => !/CHANGELOG/.test(file));
    const named = written.flatMap((file) =>
      [...textOf(file).matchAll(/@[\w-]+\/holdfast\b/g)].map(([name]) => [file, name]),
    );
    expect(named.length).toBeGreaterThan(2);
    expect(named.filter(([, name]) => name !== manifest.name)).toEqual([]);
    // The program takes it from there.
    expect(named.filter(([file]) => file?.startsWith("src/") && !file.startsWith("src/generated/"))).toEqual([]);
  });

  test("is never asked of a registry: what we generate and write down installs tarballs and lock files, and starts what is there", () => {
    const files = ["src", ".github", "README.md", "test/demo.ts"].flatMap((path) => filesIn(path));
    const faults = files.flatMap((file) =>
      // Generated text has its lines in a string.
      textOf(file)
        .replaceAll("\\n", "\n")
        .split("\n")
        .filter((line) => FETCHES.test(line))
        .map((line) => `${file}: ${line}`),
    );
    expect(faults).toEqual([]);
    const fetching = [
      "npx holdfast plan",
      "npx --yes holdfast",
      "npx --no holdfast",
      "npm i -D holdfast",
      `npm install ${manifest.name}`,
    ];
    expect(fetching.filter((line) => !FETCHES.test(line))).toEqual([]);
    const fine = ["npx --no -- holdfast plan", "npx biome check", "npm ci", INSTALL, "`holdfast plan`"];
    expect(fine.filter((line) => FETCHES.test(line))).toEqual([]);
  });
});

/** A command that would ask a registry for a package called holdfast. */
const FETCHES =
  /\bnpx (?!--no -- )(?:-\S+ )*(?:@[\w-]+\/)?holdfast\b|\b(?:npm|pnpm|yarn)\s+(?:i|install|add|exec|x)\s(?:-\S+ )*(?:@[\w-]+\/)?holdfast(?![\w-])/;

/** Text files below a folder, or the file itself. */
function filesIn(path: string): string[] {
  const full = join(ROOT, path);
  if (!statSync(full).isDirectory()) return [path];
  const entries = readdirSync(full, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

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
  const headings = textOf(".github/CHANGELOG.md").match(/^## .*$/gm) ?? [];
  const [newest = "", ...older] = headings.filter((heading) => heading !== "## [Unreleased]");
  const [, version, date] = /^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d|unreleased)$/.exec(newest) ?? [];
  expect([version, date]).toEqual([manifest.version, expect.any(String)]);
  expect(older.filter((heading) => !/^## \[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d$/.test(heading))).toEqual([]);
});
