/** Plans as Markdown: whatever anybody wrote into a file or a cloud is text there, and the limit is kept at a change. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Address, HazardCode } from "../../src/model/policy.ts";
import type { ShownChange, StackResult } from "../../src/model/result.ts";
import { problemsGithub } from "../../src/render/github.ts";
import { problemsGitlab } from "../../src/render/gitlab.ts";
import { appliedMarkdown, driftMarkdown, plansMarkdown } from "../../src/render/markdown.ts";
import { findingsOf } from "../../src/render/shown.ts";

const change = (text: string, index = 0): ShownChange => ({
  action: "update",
  address: `BackupPolicy/${text}${index}` as Address,
  cause: "drift",
  fields: [{ path: "/note", before: text, after: "x", cause: "drift" }],
  hazards: [{ code: "takes-over", message: text, allowedBy: text }],
  source: { file: `policies/${text}.yaml`, line: 1, column: 1 },
});

/** A text everywhere that somebody's text can be. */
const resultWith = (text: string, count = 1): StackResult => ({
  became: "planned",
  stack: text,
  comparedWith: text,
  left: [{ change: change(text), why: text, due: false }],
  stackChanges: [{ path: "/region", source: { file: text, line: 1, column: 1 }, message: text, hazards: [] }],
  problems: [{ code: "schema", message: text, hint: text, address: `BackupPolicy/${text}` }],
  plan: {
    stack: text,
    base: "",
    keep: 0,
    problems: [],
    changes: Array.from({ length: count }, (_, index) => change(text, index)),
  },
});

/**
 * What a reader of GFM takes for Markdown and HTML: everything but the content of code blocks (a fence ends at a line of at
 * least as many backticks, https://spec.commonmark.org/0.31.2/#fenced-code-blocks) and of our `<code>` elements, where every
 * sign that means something has to be an entity.
 */
function structureOf(markdown: string): string {
  const kept: string[] = [];
  let fence = "";
  for (const line of markdown.split("\n")) {
    const [, run = ""] = /^ {0,3}(`{3,})/.exec(line) ?? [];
    if (fence !== "") {
      if (run.length >= fence.length && line.trim() === run) fence = "";
      continue;
    }
    if (run !== "") fence = run;
    kept.push(run === "" ? line : "FENCE");
  }
  expect(fence).toBe("");
  return kept.join("\n").replace(/<code>([^<]*)<\/code>/g, (_, inner: string) => {
    expect(inner).toMatch(/^(?:[^!-&*+.:<>?@[-`{-~\n]|&#\d+;)*$/);
    return "<code/>";
  });
}

const PIECES = [
  "`",
  "```",
  "````\n",
  "~~~",
  "</details>",
  "<details>",
  "</summary>",
  "</code>",
  "<!-- ",
  "-->",
  "<script>",
  "<img src=x onerror=y>",
  "@admin",
  "@acme/owners",
  "#1",
  "GH-1",
  "acme/backups#1",
  "https://evil.example",
  "www.evil.example",
  "a@evil.example",
  "[x](https://evil.example)",
  "![x](https://evil.example/p.png)",
  "[x]: https://evil.example",
  "|",
  "\\|",
  "\\",
  "&lt;",
  "&#64;",
  "**",
  "__",
  "~~",
  "$x$",
  "\n",
  "\r",
  "\n\n# h\n",
  "\n::error::x",
  "##[error]x",
  ":rocket:",
  "\u2028",
  "\u202e",
  "\u200d",
  "-",
  "> ",
  "\t",
  "生产",
  "é",
]; // prettier-ignore

const hostile = fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: "grapheme", maxLength: 5 })), {
  maxLength: 8,
});

describe("no text of anybody changes what is around it, in", () => {
  test.each([
    ["plans", plansMarkdown],
    ["drift", driftMarkdown],
    ["outcomes", (results: readonly StackResult[]) => appliedMarkdown(results, { complete: false })],
  ])("%s", (_, render) => {
    const plain = structureOf(render([resultWith("plain")]));
    expect(plain).toContain("FENCE");
    fc.assert(
      fc.property(hostile, (pieces) => {
        expect(structureOf(render([resultWith(pieces.join(""))]))).toBe(plain);
      }),
    );
  });
});

test("no line of a text begins a line of a log, where it could be a command", () => {
  fc.assert(
    fc.property(hostile, (pieces) => {
      expect(plansMarkdown([resultWith(pieces.join(""))])).not.toMatch(/^\s*::|##\[/m);
    }),
  );
});

/** A change that hurts as its hazards say, or not at all. */
const plain = (name: string, hazards: readonly HazardCode[] = [], lines = 1): ShownChange => ({
  ...change(""),
  address: `BackupPolicy/${name}`,
  fields: [{ path: "/note", after: Array.from({ length: lines }, (_, index) => `line ${index}`), cause: "policy" }],
  hazards: hazards.map((code) => ({ code, message: "m" })),
});
const stackWith = (stack: string, changes: readonly ShownChange[]): StackResult => ({
  became: "planned",
  stack,
  problems: [],
  plan: { stack, base: "", keep: 0, problems: [], changes },
});
const numbered = (count: number, one: (index: number) => ShownChange): ShownChange[] =>
  Array.from({ length: count }, (_, index) => one(index));
const rowsIn = (markdown: string): string[] => [...markdown.matchAll(/^\| (?:✏️|⚙️) .*$/gm)].map(([row]) => row);
const isHazardous = (row: string): boolean => row.includes("⚠️");

describe("a limit", () => {
  const blocksIn = (markdown: string) =>
    [...markdown.matchAll(/^<details>.*\n(?:(?!<\/?details>).*\n)*<\/details>$/gm)].length;
  const plan = (count: number, text = "a".repeat(40)): StackResult => ({ ...resultWith(text, count), problems: [] });
  const around = { above: "above\n\n", below: "\nbelow\n", rest: "the summary" };
  const limited = (results: readonly StackResult[], maxBytes = 65_000) => {
    const markdown = plansMarkdown(results, { ...around, maxBytes });
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(maxBytes);
    return markdown;
  };
  const firstLine = (markdown: string) => markdown.split("\n")[0];

  test("of 10,000 changes as many as fit have a row each, and the first line says how many have none", () => {
    const markdown = limited([
      stackWith(
        "prod",
        numbered(10_000, (index) => plain(`p${index}`)),
      ),
    ]);
    const shown = rowsIn(markdown).length;
    expect(shown).toBeGreaterThan(500);
    expect(Buffer.byteLength(markdown)).toBeGreaterThan(64_000);
    expect(firstLine(markdown)).toBe(`${10_000 - shown} changes in 1 stack are not listed here, see the summary.`);
    expect(markdown.endsWith("\nbelow\n")).toBe(true);
  });

  test("what hurts is listed before what does not, the worst first, wherever it is in the plan", () => {
    const markdown = limited([
      stackWith(
        "a",
        numbered(2000, (index) => plain(`p${index}`)),
      ),
      stackWith("b", [plain("slow", ["stops-backups"]), plain("open", ["opens-download"])]),
    ]);
    expect(rowsIn(markdown).filter(isHazardous)).toEqual(rowsIn(markdown).slice(0, 2));
    expect(rowsIn(markdown)[0]).toContain("<code>BackupPolicy/open</code>");
    expect(markdown).toContain("⚠️ Hazards: **opens-download** 1, **stops-backups** 1\n");
    expect(markdown).toContain("| <code>b</code> | **opens-download** 1, **stops-backups** 1 |");
  });

  test("changes that hurt in the same way are one row, which says how many it names", () => {
    const markdown = limited([
      stackWith(
        "a",
        numbered(2000, (index) => plain(`p${index}`, ["stops-backups"])),
      ),
    ]);
    const [row = "", ...others] = rowsIn(markdown);
    expect([others, row.match(/<code>BackupPolicy/g)?.length]).toEqual([[], 500]);
    expect(row).toContain(" and 1500 more | ");
    expect(firstLine(markdown)).toBe("1500 changes in 1 stack are not listed here, see the summary.");
  });

  test("no row without a hazard is there where one with a hazard is not", () => {
    const code = (index: number) => (index % 2 === 0 ? [] : (["stops-backups"] as const));
    const stacks = Array.from({ length: 600 }, (_, at) =>
      stackWith(
        `stack-${at}`,
        numbered(4, (index) => plain(`p${at}-${index}`, code(index))),
      ),
    );
    const markdown = limited(stacks);
    expect(rowsIn(markdown).every(isHazardous)).toBe(true);
    expect(markdown).toContain("**stops-backups** 1200");
  });

  test("a long difference is cut in the middle, and others stay whole", () => {
    const markdown = limited([stackWith("a", [plain("long", [], 20_000), plain("short", [], 3)])]);
    expect(markdown).toMatch(/^ {2}… \d+ lines …$/m);
    expect(markdown).toContain("line 0\n");
    expect(markdown).toContain("line 19999\n");
    expect(blocksIn(markdown)).toBe(2);
    expect(markdown).toContain("*1 difference not shown in full: see the summary.*");
    expect(firstLine(markdown)).toBe("above");
  });

  test("remarks are dropped before rows", () => {
    const problem = { code: "quota", message: "m".repeat(200) } as const;
    const noisy = { ...stackWith("a", []), problems: Array.from({ length: 1000 }, () => problem) };
    const markdown = limited([noisy, stackWith("b", [plain("p")])]);
    expect(rowsIn(markdown)).toHaveLength(1);
    expect(markdown).toMatch(/\*\d+ remarks not shown: see the summary\.\*/);
  });

  test("is never passed, whatever there is to show", () => {
    fc.assert(
      fc.property(
        hostile,
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 600, max: 20_000 }),
        (pieces, count, maxBytes) => {
          structureOf(limited([plan(count, pieces.join(""))], maxBytes));
        },
      ),
    );
  });

  test("without one, everything is there", () => {
    const markdown = plansMarkdown([
      stackWith(
        "a",
        numbered(3000, (index) => plain(`p${index}`, ["stops-backups"], 3)),
      ),
    ]);
    expect([rowsIn(markdown).length, blocksIn(markdown)]).toEqual([3000, 3000]);
  });
});

describe("annotations", () => {
  const shownOf = (results: readonly StackResult[]) =>
    problemsGithub(findingsOf(results))
      .split("\n")
      .filter((line) => line.startsWith("::warning "))
      .slice(0, 10)
      .map((line) => /title=([\w-]+)/.exec(line)?.[1]);

  test("show one of each hazard first, then what changes in stack.yaml, so that many of one kind hide nothing", () => {
    const harmless = numbered(30, (index) => plain(`p${index}`, ["stops-backups"]));
    const changed = { path: "/allow_hazards", source: { file: "s", line: 1, column: 1 }, message: "m", hazards: [] };
    const prod = stackWith("prod", [plain("x", ["shortens-retention"]), plain("y", ["opens-download"])]);
    expect(shownOf([stackWith("a", harmless), { ...prod, stackChanges: [changed] }])).toEqual([
      "opens-download",
      "shortens-retention",
      "stops-backups",
      "stack-changed",
      ...Array.from({ length: 6 }, () => "stops-backups"),
    ]);
  });
});

test("GitLab gets an entry per problem, with a place, and the same fingerprint when lines were added above", () => {
  const problem = (line: number) =>
    ({
      code: "schema",
      message: "max_backups must be a number",
      hint: "give -1 or 1 to 99999",
      range: { file: "policies/a.yaml", start: { line, column: 3 }, end: { line, column: 6 } },
    }) as const;
  const lineOf = () => "  max_backups: x";
  const [first, moved] = [8, 9].map((line) => JSON.parse(problemsGitlab([problem(line)], lineOf)));
  // https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
  expect(first).toEqual([
    {
      description: "max_backups must be a number; give -1 or 1 to 99999",
      check_name: "schema",
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      severity: "major",
      location: { path: "policies/a.yaml", lines: { begin: 8 } },
    },
  ]);
  expect(moved[0].fingerprint).toBe(first[0].fingerprint);
  const placeless = JSON.parse(problemsGitlab([{ code: "quota", message: "m" }], lineOf));
  expect(placeless).toMatchObject([{ severity: "minor", location: { path: ".", lines: { begin: 1 } } }]);
});
