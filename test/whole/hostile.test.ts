/** Files that are meant to hurt, given to the real CLI: each is a clear problem, at the cost of a small file, and never a crash. */
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policyText } from "../support/builders.ts";
import { type Files, STACK } from "../support/problems.ts";
import { copyForEverybody } from "../support/programs.ts";

const DIST = join(import.meta.dirname, "../../dist");

/** What a process writes to its fourth stream when it ends. */
const METER = `import { writeSync } from "node:fs";
process.on("exit", () => {
  const { userCPUTime, maxRSS } = process.resourceUsage();
  writeSync(3, JSON.stringify({ userMs: userCPUTime / 1000, peakMb: maxRSS / 1024 }));
});
`;

interface Run {
  /** Null for a process that was killed by a signal. */
  readonly exit: number | null;
  /** `code file:line:column` of each problem. */
  readonly problems: readonly string[];
  readonly messages: readonly string[];
  readonly stderr: string;
  readonly userMs: number;
  readonly peakMb: number;
}

let meter: string;
let homes: string;
/** A copy, where users may go who may not enter the folder of this checkout. */
let dist: string;
/** Of validating one small policy: what everything else is measured by, whatever the machine and its load. */
let smallMs: number;
beforeAll(async () => {
  homes = mkdtempSync(join(tmpdir(), "holdfast-hostile-"));
  chmodSync(homes, 0o755);
  dist = join(homes, "dist");
  copyForEverybody(DIST, dist);
  meter = join(homes, "meter.mjs");
  writeFileSync(meter, METER);
  const runs = [await validated({ "a.yaml": policy("a") }), await validated({ "a.yaml": policy("a") })];
  expect(runs.map(({ exit }) => exit)).toEqual([0, 0]);
  smallMs = Math.max(...runs.map(({ userMs }) => userMs));
});
afterAll(() => rmSync(homes, { recursive: true }));

const policy = (name: string): string => policyText(name);

/** @param prepare what files alone cannot say, done in their folder */
async function validated(files: Files, prepare?: (folder: string) => void, uid?: number): Promise<Run> {
  const home = mkdtempSync(join(homes, "home-"));
  chmodSync(home, 0o755);
  const folder = join(home, "policies");
  for (const [name, content] of Object.entries({ "stack.yaml": STACK, ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  prepare?.(folder);
  const run = await cli(["validate", "--format", "json"], home, uid);
  const report = JSON.parse(run.stdout || "{}") as { diagnostics?: Diagnostic[] };
  const diagnostics = report.diagnostics ?? [];
  return {
    ...run,
    problems: diagnostics.map(
      ({ code, range: { file, start } }) => `${code} ${file.slice(9)}:${start.line}:${start.column}`,
    ),
    messages: diagnostics.map(({ message }) => message),
  };
}

interface Diagnostic {
  readonly code: string;
  readonly message: string;
  readonly range: { readonly file: string; readonly start: { readonly line: number; readonly column: number } };
}

async function cli(args: readonly string[], cwd: string, uid?: number) {
  const child = spawn(process.execPath, ["--import", meter, join(dist, "cli.js"), ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd },
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    ...(uid !== undefined && { uid, gid: uid }),
  });
  const said = child.stdio.slice(1).map((stream) => {
    const chunks: Buffer[] = [];
    stream?.on("data", (data) => chunks.push(data));
    return () => Buffer.concat(chunks).toString();
  });
  const exit = await new Promise<number | null>((ended) => child.on("close", ended));
  const [stdout = "", stderr = "", usage = ""] = said.map((read) => read());
  // A process that crashed says nothing of itself.
  const { userMs, peakMb } = JSON.parse(usage || '{"userMs":1e9,"peakMb":1e9}') as { userMs: number; peakMb: number };
  return { exit, stdout, stderr, userMs, peakMb };
}

/** A small policy takes about a tenth of a second, nearly all of it the start of Node. */
const MOST_TIMES = 5;
const MOST_MB = 300;

function expectRefused({ exit, problems, stderr, userMs, peakMb }: Run, expected: readonly string[]) {
  expect({ exit, stderr, problems }).toEqual({ exit: 1, stderr: "", problems: expected });
  expect(userMs / smallMs).toBeLessThan(MOST_TIMES);
  expect(peakMb).toBeLessThan(MOST_MB);
}

const MIB = 1024 * 1024;
const keys = (count: number) => Array.from({ length: count }, (_, n) => `k${n}: 1\n`).join("");
const bomb = [
  "l0: &l0 [x, x]",
  ...Array.from({ length: 12 }, (_, n) => `l${n + 1}: &l${n + 1} [${Array(9).fill(`*l${n}`).join(", ")}]`),
];

describe("a file that is too much is one problem within the time and memory of a small one", () => {
  test.concurrent.each<[string, Files, string[]]>([
    [
      "two files of 2000 brackets",
      { "x.yaml": "[".repeat(2000), "y.yaml": "[".repeat(2000) },
      ["yaml-limit x.yaml:1:65", "yaml-limit y.yaml:1:65"],
    ],
    ["2000 levels of braces", { "x.yaml": "{a: ".repeat(2000) }, ["yaml-limit x.yaml:1:257"]],
    ["2000 levels of lists in a line", { "x.yaml": "- ".repeat(2000) }, ["yaml-limit x.yaml:1:129"]],
    ["2000 questions", { "x.yaml": "? ".repeat(2000) }, ["yaml-limit x.yaml:1:129"]],
    ["20,000 keys in a mapping", { "x.yaml": keys(20_000) }, ["yaml-limit x.yaml:14286:9"]],
    ["10,000 documents in a file", { "x.yaml": "a: 1\n---\n".repeat(10_000) }, ["yaml-limit x.yaml:2000:1"]],
    ["1 MiB of brackets", { "x.yaml": "[".repeat(MIB) }, ["yaml-limit x.yaml:1:100000"]],
    ["1 MiB of one line", { "x.yaml": "x".repeat(MIB) }, ["document-kind x.yaml:1:1"]],
    ["1 MiB of quotes", { "x.yaml": '"'.repeat(MIB) }, ["yaml-limit x.yaml:1:199999"]],
    ["1 MiB of line ends and a fault", { "x.yaml": `${"\n".repeat(MIB - 2)}[` }, ["yaml-limit x.yaml:100001:1"]],
    ["a bomb of aliases", { "x.yaml": bomb.join("\n") }, ["yaml-limit x.yaml:1:1"]],
    [
      "a bomb of merge keys",
      { "x.yaml": bomb.join("\n").replaceAll("[", "{ <<: [").replaceAll("]", "] }").replace("[x, x]", "[]") },
      ["yaml-limit x.yaml:1:1"],
    ],
    [
      "a kind that holds itself",
      { "x.yaml": "apiVersion: cbr/v3\nkind: &a { b: *a }\n" },
      ["document-kind x.yaml:2:10"],
    ],
    ["invalid UTF-8", { "x.yaml": Uint8Array.of(0x61, 0xff) }, ["file-unreadable x.yaml:1:1"]],
    ["half of a pair in UTF-8", { "x.yaml": Uint8Array.of(0xed, 0xa0, 0x80) }, ["file-unreadable x.yaml:1:1"]],
    ["UTF-16", { "x.yaml": Buffer.from("\ufeffa: 1\n", "utf16le") }, ["file-unreadable x.yaml:1:1"]],
    ["a NUL byte", { "x.yaml": "a: \u0000\n" }, ["file-unreadable x.yaml:1:1"]],
  ])("%s", async (_, files, expected) => {
    expectRefused(await validated(files), expected);
  });

  test("a file of 100 MB is not read", async () => {
    const run = await validated({ "x.yaml": "" }, (folder) => truncateSync(join(folder, "x.yaml"), 100_000_000));
    expectRefused(run, ["file-unreadable x.yaml:1:1"]);
    expect(run.messages).toEqual(["100000000 bytes; at most 1048576 (1 MiB) are read"]);
  });
});

describe("what is no file of text, or lies elsewhere, is said and not touched", () => {
  test("a pipe, which would be read for ever", async () => {
    const run = await validated({}, (folder) => execFileSync("mkfifo", [join(folder, "x.yaml")]));
    expectRefused(run, ["file-unreadable x.yaml:1:1"]);
  });

  test("links that go round in a circle, and one out of the folder", async () => {
    const run = await validated({ "../secret.yaml": "secret: hunter2\n" }, (folder) => {
      symlinkSync("a.yaml", join(folder, "b.yaml"));
      symlinkSync("b.yaml", join(folder, "a.yaml"));
      symlinkSync("..", join(folder, "round"));
      symlinkSync("../secret.yaml", join(folder, "x.yaml"));
    });
    expectRefused(run, ["file-unreadable a.yaml:1:1", "file-unreadable b.yaml:1:1", "file-unreadable x.yaml:1:1"]);
    expect(JSON.stringify(run)).not.toContain("hunter2");
  });

  // Permission stops everybody but root, who can be somebody else for a moment.
  test("a folder and a file without permission", async () => {
    const isRoot = process.getuid?.() === 0;
    const close = (folder: string) => {
      chmodSync(join(folder, "shut"), 0o000);
      chmodSync(join(folder, "x.yaml"), 0o000);
    };
    const run = await validated({ "shut/a.yaml": "", "x.yaml": "" }, close, isRoot ? NOBODY : undefined);
    expectRefused(run, ["file-unreadable shut:1:1", "file-unreadable x.yaml:1:1"]);
  });

  const names = [
    "new\nline.yaml",
    "esc\u001b[2Jape.yaml",
    "::error::forged.yaml",
    "##[error]forged.yaml",
    "a,b:c%0A.yaml",
  ];
  test.each(["text", "json", "github", "sarif"])("names of files forge nothing in %s", async (format) => {
    const home = mkdtempSync(join(homes, "home-"));
    mkdirSync(join(home, "policies"));
    writeFileSync(join(home, "policies/stack.yaml"), STACK);
    for (const name of names) writeFileSync(join(home, "policies", name), "kind: [\n");
    const { exit, stdout } = await cli(["validate", "--format", format], home);
    expect(exit).toBe(1);
    const lines = stdout.trimEnd().split("\n");
    // The path of an annotation is the file's own, whatever is in it, but for what would end it.
    if (format === "github")
      expect(lines.slice(0, -1).every((line) => line.startsWith("::error file=policies/"))).toBe(true);
    else expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    // A line begins with what the format puts there, and never with what a name does.
    expect(lines.filter((line) => /^(line\.yaml|::error::|##\[)/.test(line))).toEqual([]);
    expect(stdout.match(/new.{0,8}line\.yaml/g)?.length).toBeGreaterThan(0);
  });
});

/** `nobody`, who is on every system, and owns nothing. */
const NOBODY = 65534;

describe("words that mean something to JavaScript are words like others", () => {
  const words = ["__proto__", "constructor", "toString", "hasOwnProperty"];
  /** Folder -> a text with such a word in it, and what is wrong there. */
  const texts: Files = {
    "apiVersion document-kind 1:13": policy("a").replace("cbr/v3", "WORD"),
    "definition schema 5:56": policy("a").replace("30 }", "30, WORD: { x: 1 } }"),
    "document schema 1:1": `WORD: 1\n${policy("a")}`,
    "kind document-kind 2:7": policy("a").replace("BackupPolicy", "WORD"),
    "metadata schema 3:23": policy("a").replace("name: a", "name: a, WORD: 1"),
    "part rule-part 6:70": policy("a").replace("BYMINUTE=0", "BYMINUTE=0;WORD=1"),
    "rule schema 6:38": policy("a").replace("FREQ=DAILY;BYHOUR=18;BYMINUTE=0", "{ WORD: 1 }"),
    "value rule-value 6:43": policy("a").replace("DAILY", "WORD"),
  };

  test("at every level, as key and as value", async () => {
    const files = Object.entries(texts).flatMap(([folder, text], n) =>
      words.map((word, m) => [
        `${folder}/${word}.yaml`,
        `${text}`.replaceAll("WORD", word).replace("name: a", `name: ${"abcdefgh"[n]}${m}`),
      ]),
    );
    const expected = Object.keys(texts).flatMap((folder) => {
      const [, code, place] = folder.split(" ");
      return words.toSorted().map((word) => `${code} ${folder}/${word}.yaml:${place}`);
    });
    expectRefused(await validated(Object.fromEntries(files)), expected);
  });

  test("as names of policies, files and stacks they are fine", async () => {
    const files = words.map((word) => [`${word}.yaml`, policy(word)]);
    const run = await validated({ ...Object.fromEntries(files), "stack.yaml": STACK.replace("demo", "__proto__") });
    expect(run).toMatchObject({ exit: 0, problems: [] });
  });
});

test("ten thousand files take no more memory than the policies in them", async () => {
  // A stack has room for 32 of a kind without a warning.
  const stacks = Array.from({ length: 313 }, (_, n) => [
    [`${n}/stack.yaml`, STACK.replace("demo", `s${n}`).replace("project_id: p", `project_id: p${n}`)],
    ...Array.from({ length: 32 }, (_, m) => [`${n}/${m}.yaml`, policy(`p${m}`)]),
  ]);
  const run = await validated(Object.fromEntries(stacks.flat()), (folder) => rmSync(join(folder, "stack.yaml")));
  expect(run).toMatchObject({ exit: 0, stderr: "", problems: [] });
  expect(run.peakMb).toBeLessThan(400);
}, 60_000);
