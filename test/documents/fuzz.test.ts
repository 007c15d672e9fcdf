/**
 * Whatever bytes a file holds, reading and checking ends soon, and every problem can be shown at a token of the file.
 * FUZZ_SECONDS makes it long, and then each run another one; FUZZ_SEED repeats one. A failure shows its seed and the
 * smallest file that was found for it.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { check } from "../../src/documents/check.ts";
import { load } from "../../src/documents/load.ts";
import type { Position } from "../../src/model/place.ts";
import type { Problem } from "../../src/model/problem.ts";
import { STACK } from "../support/problems.ts";

const seconds = Number(process.env.FUZZ_SECONDS ?? 3);
const seed = Number(process.env.FUZZ_SEED ?? (process.env.FUZZ_SECONDS ? Date.now() % 2 ** 31 : 1));
/** Far above what any file of these takes, on any machine; what grows without bound gets past it all the same. */
const MAX_CPU_MS = 2000;

let folder: string;
let slowestMs = 0;
let runs = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-fuzz-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  process.stdout.write(`fuzz: seed ${seed}, ${runs} files, the slowest ${Math.round(slowestMs)} ms of CPU\n`);
});

const VALID = [
  STACK,
  `# A stack with everything.
apiVersion: holdfast/v1
kind: Stack
metadata:
  name: prod
spec:
  cloud: huaweicloud
  region: eu-west-101
  project_id: 054e292c9880d4992f02c0196d3ea468
  endpoints: { cbr: "https://cbr.example.com", dds: "https://dds.example.com" }
  state:
    git: { remote: origin, branch: holdfast/prod }
  allow_hazards: [opens-download]
`,
  `apiVersion: cbr/v3
kind: BackupPolicy
metadata: { name: nightly, renamed_from: "nightly-old", protected: true }
spec:
  enabled: true
  operation_definition: { max_backups: 28, day_backups: 7, month_backups: 12, timezone: UTC+08:00 }
  trigger:
    properties:
      pattern:
        - FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=0;BYMINUTE=30
        - "FREQ=DAILY;INTERVAL=2;BYHOUR=6,12;BYMINUTE=30"
        - 'FREQ=WEEKLY;BYDAY=SU;BYHOUR=18;BYMINUTE=30'
  vaults:
    - vault_id: 5ab4fcd8-1cb2-4a2c-9b33-9a1b0a3d1d10
`,
  `apiVersion: cbr/v3
kind: BackupPolicy
metadata:
  name: 政策-a
spec:
  operation_definition: &keep {} # holdfast-ignore: retention-forever kept for the auditors
  schedule:
    timezone: Europe/Berlin
    at: ["02:00", "14:30"]
    days: [MO, WE, FR]
---
apiVersion: cbr/v3
kind: BackupPolicy
metadata: { name: every-other-day }
spec:
  operation_definition: { retention_duration_days: 30 }
  schedule: { timezone: UTC+05:30, at: ["23:15"], every_days: 2 }
`,
  `apiVersion: cbr/v3
kind: ReplicationPolicy
metadata: &meta
  name: offsite
spec:
  operation_definition:
    <<: { retention_duration_days: 90 }
    destination_region: eu-west-0
    destination_project_id: fcf6cb26c3bf4402869792207ad3dce4
    enable_acceleration: false
  trigger:
    properties:
      pattern:
        - >-
          FREQ=WEEKLY;BYDAY=SU;BYHOUR=3;BYMINUTE=00
        - &rule "FREQ=WEEKLY;BYDAY=TU;\\
          BYHOUR=24;BYMINUTE=00"
        - *rule
`,
  `apiVersion: dds/v3
kind: BackupDownloadPolicy
metadata: { name: download }
spec: { action: open, until: 2026-12-01T18:00:00Z }
`,
];

/** What YAML, JavaScript and the rules take for special. */
const WORDS = [
  ..."[]{}:,-?#&*!|>'\"%@`~=;\\\t\n\r ",
  ..."\ufeff\u0085\u2028\u00a0\u0001\u0000𠮷",
  ...[
    "\r\n",
    "\n  ",
    "\n\t",
    ": ",
    "- ",
    "? ",
    "---\n",
    "...\n",
    "%YAML 1.1\n",
    "%TAG ! x\n",
    "# holdfast-ignore: schema why\n",
  ],
  ...[
    "&a ",
    "*a",
    "&rule ",
    "*rule",
    "*keep",
    "<<: *a",
    "<<: [*a, *a]",
    "? [a]\n: ",
    "!!binary ",
    "!!set ",
    "!!str ",
    "!!int ",
    "!x ",
  ],
  ...["|", ">-", "|2", ">+9", '"\\u00', '"\\x3d"', "''", '"\\\n'],
  ...[
    "null",
    "~",
    ".nan",
    "-.inf",
    "-0",
    "1e999",
    "0x1F",
    "0o17",
    "1_000",
    "99999999999999999999",
    "true",
    "2026-02-30",
  ],
  "x".repeat(2000),
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "prototype", "length"],
  ...[
    "BYHOUR=",
    "BYMINUTE=61",
    "INTERVAL=0",
    "INTERVAL=99999999999",
    "FREQ=",
    "MO,MO",
    "24:00",
    "UTC-00:00",
    "UTC+14:00",
    "Etc/GMT+12",
    "every_days: 31",
    "vaults: []",
    "kind: Stack\n",
  ],
];

/** Of a text; places and lengths are fractions of it, so that an edit fits any. */
type Edit = (text: string) => string;
const place = fc.double({ min: 0, max: 1, noNaN: true });
const at = (text: string, where: number): number => Math.floor(where * text.length);
const word = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...WORDS) }, fc.string({ unit: "binary", maxLength: 4 }));

const inserted = fc.tuple(place, word).map(
  ([where, what]): Edit =>
    (text) =>
      text.slice(0, at(text, where)) + what + text.slice(at(text, where)),
);
const removed = fc.tuple(place, fc.nat(30)).map(
  ([where, length]): Edit =>
    (text) =>
      text.slice(0, at(text, where)) + text.slice(at(text, where) + length),
);
/** A piece as a parser sees it, or a line, becomes something else. */
const replaced = fc.tuple(place, fc.constantFrom(/([\w./+-]+|\s+|.)/u, /(\n)/), fc.array(word, { maxLength: 3 })).map(
  ([where, separator, words]): Edit =>
    (text) => {
      const pieces = text.split(separator);
      return pieces.with(Math.min(pieces.length - 1, Math.floor(where * pieces.length)), words.join("")).join("");
    },
);
const moved = fc.tuple(place, place, fc.boolean()).map(
  ([from, to, isKept]): Edit =>
    (text) => {
      const lines = text.split("\n");
      const line = lines[Math.floor(from * (lines.length - 1))] ?? "";
      const rest = isKept ? lines : lines.filter((one) => one !== line);
      return rest.toSpliced(Math.floor(to * rest.length), 0, line).join("\n");
    },
);
const indented = fc.tuple(place, fc.integer({ min: -4, max: 4 })).map(
  ([where, by]): Edit =>
    (text) => {
      const lines = text.split("\n");
      const line = Math.floor(where * (lines.length - 1));
      const old = lines[line] ?? "";
      return lines.with(line, by < 0 ? old.slice(-by) : " ".repeat(by) + old).join("\n");
    },
);
const spliced = fc.tuple(place, place, fc.constantFrom(...VALID)).map(
  ([where, from, other]): Edit =>
    (text) =>
      text.slice(0, at(text, where)) + other.slice(at(other, from)),
);
const wrapped = fc.tuple(place, place, fc.constantFrom("[]", "{}", '""', "''", "()")).map(
  ([one, two, [open, close]]): Edit =>
    (text) => {
      const [from, to] = [at(text, Math.min(one, two)), at(text, Math.max(one, two))];
      return `${text.slice(0, from)}${open}${text.slice(from, to)}${close}${text.slice(to)}`;
    },
);
const withLineEnds = fc.constantFrom("\r\n", "\r", "\u2028").map(
  (end): Edit =>
    (text) =>
      text.replaceAll("\n", end),
);
const edits = fc.array(
  fc.oneof(inserted, removed, replaced, replaced, moved, indented, spliced, wrapped, withLineEnds),
  {
    minLength: 1,
    maxLength: 6,
  },
);

const mutated = fc
  .tuple(fc.constantFrom(...VALID), edits)
  .map(([text, steps]) => steps.reduce((now, edit) => edit(now), text));
const bytes = fc.uint8Array({ maxLength: 200 });
const words = fc.array(word, { maxLength: 40 }).map((list) => list.join(""));
const fileName = fc.constantFrom("a.yaml", "stack.yaml");

test.each([
  ["a valid document that was edited anywhere", mutated, 0.8],
  ["words of YAML in any order", words, 0.1],
  ["any bytes", bytes, 0.1],
] as const)(
  "%s ends in problems that can be shown, soon, and in the same ones again",
  async (_, content, share) => {
    const property = fc.asyncProperty<[string, string | Uint8Array]>(fileName, content, async (name, text) => {
      const started = process.cpuUsage();
      const problems = await problemsOf(name, text);
      const { user, system } = process.cpuUsage(started);
      const took = (user + system) / 1000;
      slowestMs = Math.max(slowestMs, took);
      runs += 1;
      expect(took).toBeLessThan(MAX_CPU_MS);
      expect(await problemsOf(name, text)).toEqual(problems);
      // As the program sees it: bytes that are no text are refused as a whole.
      const seen = new TextDecoder().decode(typeof text === "string" ? Buffer.from(text) : text);
      expect(problems.flatMap((problem) => faultsOf(problem, { ...VALID_FILES, [name]: seen }))).toEqual([]);
      expect(twice(problems)).toEqual([]);
    });
    await fc.assert(property, {
      seed,
      numRuns: Number.MAX_SAFE_INTEGER,
      interruptAfterTimeLimit: seconds * 1000 * share,
    });
  },
  seconds * 1000 + 20_000,
);

const VALID_FILES: Readonly<Record<string, string>> = { "stack.yaml": STACK, "a.yaml": VALID[2] ?? "" };

async function problemsOf(name: string, content: string | Uint8Array): Promise<readonly Problem[]> {
  for (const [file, text] of Object.entries({ ...VALID_FILES, [name]: content }))
    writeFileSync(join(folder, file), text);
  return (await check(await load(["."], folder), { now: new Date("2026-11-21T12:00:00Z"), ci: true })).problems;
}

/** What keeps a problem from being shown, in words. */
function faultsOf({ code, message, hint, range }: Problem, files: Readonly<Record<string, string>>): string[] {
  if (!message || !hint) return [`${code}: no message or no hint`];
  if (message.length > 400) return [`${code}: ${message.length} characters`];
  const text = `${code}: ${message}: ${hint}`;
  if (/undefined|\[object|NaN|function|\n/.test(text)) return [text];
  const content = range && files[range.file];
  if (content === undefined || !range) return [`${text}: no place`];
  const lines = content.split("\n").map((line) => [...line]);
  const isThere = ({ line, column }: Position) =>
    line >= 1 && column >= 1 && column <= (lines[line - 1]?.length ?? -1) + 1;
  const { start, end } = range;
  const where = `${text} at ${start.line}:${start.column}-${end.line}:${end.column}`;
  if (!isThere(start) || !isThere(end)) return [`${where}: not in the file`];
  if (end.line < start.line || (end.line === start.line && end.column < start.column)) return [`${where}: ends first`];
  const isEmpty = end.line === start.line && end.column === start.column;
  const isAtEnd =
    (lines[start.line - 1] ?? [])
      .slice(start.column - 1)
      .join("")
      .trim() === "";
  return isEmpty && !isAtEnd && code !== "file-unreadable" ? [`${where}: no token`] : [];
}

function twice(problems: readonly Problem[]): string[] {
  const seen = problems.map(({ code, message, range }) => JSON.stringify([code, message, range]));
  return seen.filter((one, index) => seen.indexOf(one) !== index);
}
