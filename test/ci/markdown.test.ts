/** Plans as Markdown: whatever anybody wrote into a file or a cloud is text there, and the limit is kept at a change. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Address } from "../../src/policy.ts";
import { problemsGitlab } from "../../src/render/gitlab.ts";
import { appliedMarkdown, driftMarkdown, plansMarkdown } from "../../src/render/markdown.ts";
import type { ShownChange, StackResult } from "../../src/render/shown.ts";

const change = (text: string, index = 0): ShownChange => ({
  action: "update",
  address: `BackupPolicy/${text}${index}` as Address,
  cause: "drift",
  fields: [{ path: "/note", before: text, after: "x", cause: "drift" }],
  hazards: [{ code: "takes-over", message: text }],
  source: { file: `policies/${text}.yaml`, line: 1, column: 1 },
});

/** A text everywhere that somebody's text can be. */
const resultWith = (text: string, count = 1): StackResult => ({
  stack: text,
  comparedWith: text,
  leftAlone: [text],
  problems: [{ severity: "error", code: "schema", message: text, hint: text, address: `BackupPolicy/${text}` }],
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
    ["outcomes", (results: readonly StackResult[]) => appliedMarkdown(results, false)],
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

describe("a limit", () => {
  const changesIn = (markdown: string) => [...markdown.matchAll(/^\| ✏️ update /gm)].length;
  const blocksIn = (markdown: string) =>
    [...markdown.matchAll(/^<details>.*\n(?:(?!<\/?details>).*\n)*<\/details>$/gm)].length;
  const leftIn = (markdown: string) => Number(/^\*(\d+) more, see the summary\.\*$/m.exec(markdown)?.[1] ?? 0);
  const plan = (count: number, text = "a".repeat(40)): StackResult => ({ ...resultWith(text, count), problems: [] });
  const around = { above: "above\n\n", below: "\nbelow\n", rest: "the summary" };

  test("of 10,000 changes some are shown, each of them whole, and the rest is counted", () => {
    const { comparedWith: _, leftAlone: __, ...result } = plan(10_000);
    const markdown = plansMarkdown([result], { ...around, maxBytes: 65_000 });
    const shown = changesIn(markdown);
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(65_000);
    // A change takes less than a kilobyte, so there is room for no other.
    expect(Buffer.byteLength(markdown)).toBeGreaterThan(64_000);
    expect([blocksIn(markdown), leftIn(markdown)]).toEqual([shown, 10_000 - shown]);
    expect(markdown.endsWith(`</details>\n\n*${10_000 - shown} more, see the summary.*\n\nbelow\n`)).toBe(true);
  });

  test("is never passed, whatever there is to show", () => {
    fc.assert(
      fc.property(
        hostile,
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 400, max: 20_000 }),
        (pieces, count, maxBytes) => {
          const markdown = plansMarkdown([plan(count, pieces.join(""))], { ...around, maxBytes });
          expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(maxBytes);
          expect(blocksIn(markdown)).toBe(changesIn(markdown));
          structureOf(markdown);
        },
      ),
    );
  });
});

test("GitLab gets an entry per problem, with a place, and the same fingerprint when lines were added above", () => {
  const problem = (line: number) =>
    ({
      severity: "error",
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
  const placeless = JSON.parse(problemsGitlab([{ severity: "warning", code: "quota", message: "m" }], lineOf));
  expect(placeless).toMatchObject([{ severity: "minor", location: { path: ".", lines: { begin: 1 } } }]);
});
