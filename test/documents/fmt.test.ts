/** The canonical layout: what it looks like, and that nothing but the layout changes. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Lexer, parseAllDocuments } from "yaml";
import { format } from "../../src/documents/fmt.ts";

function formatted(text: string): string {
  const result = format(text);
  if ("fault" in result) throw new Error(`${result.fault} in\n${text}`);
  return result.text;
}

// Left as it is written, right as it becomes.
const layouts: [rule: string, before: string, after: string][] = [
  ["two spaces per level", "a:\n      b:\n       c: 1\n", "a:\n  b:\n    c: 1\n"],
  ["the root begins in the first column", "   a: 1\n   b: 2\n", "a: 1\nb: 2\n"],
  ["entries of a list one level below their key", "a:\n- b\n- c: 1\n  d: 2\n", "a:\n  - b\n  - c: 1\n    d: 2\n"],
  ["one blank after - and :", "a:   1\nb:\n  -    c\n  -   - d\n      - e\n", "a: 1\nb:\n  - c\n  - - d\n    - e\n"],
  ["no blank before :", 'a : 1\n"b"  : 2\n', 'a: 1\n"b": 2\n'],
  ["no blanks at line ends, tabs neither", "a: 1 \t\nb: \n  - c\t\n", "a: 1\nb:\n  - c\n"],
  ["a tab before a comment is a blank", "a: 1\t# one\n", "a: 1 # one\n"],
  ["comments behind values stay aligned", "a: 1      # one\nbcd: 2    # two\n", "a: 1      # one\nbcd: 2    # two\n"],
  ["LF, whatever there was", "a: 1\r\nb: |\r\n  x\r\n  y\r\n", "a: 1\nb: |\n  x\n  y\n"],
  ["no byte order mark", "\ufeffa: 1\n", "a: 1\n"],
  ["one newline at the end", "a: 1\n\n\n", "a: 1\n"],
  ["a newline at the end", "a: 1", "a: 1\n"],
  ["one blank line in a row, none at the start", "\n\na: 1\n\n\n\nb: 2\n", "a: 1\n\nb: 2\n"],
  ["flow collections stay flow", "a: [b,c ,  {d: 1,e: [ ]} ]\nf: { }\n", "a: [b, c, { d: 1, e: [] }]\nf: {}\n"],
  [
    "lines within brackets move with their block",
    "a:\n    b: [c,\n        d, # e\n        # f\n       ]\n",
    "a:\n  b: [c,\n      d, # e\n      # f\n     ]\n",
  ],
  [
    "quotes stay as they are",
    "a: \"1\"\nb: 'no'\nc: \"x\"\n'd': '2020-01-01'\n",
    "a: \"1\"\nb: 'no'\nc: \"x\"\n'd': '2020-01-01'\n",
  ],
  [
    "numbers stay as they are",
    "a: 0x1F\nb: 1e3\nc: 1.50\nd: 007\ne: +1\n",
    "a: 0x1F\nb: 1e3\nc: 1.50\nd: 007\ne: +1\n",
  ],
  ["a key without a value stays without", "a:\nb:   \nc: ~\n", "a:\nb:\nc: ~\n"],
  ["long lines are not folded", `a: ${"word ".repeat(60)}end\n`, `a: ${"word ".repeat(60)}end\n`],
  [
    "block scalars move, and their blank ends and inner indentation stay",
    "a:\n     b: |\n           x  \n             y\n\n           z\n     c: >-\n      p\n      q\n",
    "a:\n  b: |\n    x  \n      y\n\n    z\n  c: >-\n    p\n    q\n",
  ],
  ["a given indentation of a block scalar is kept", "a:\n- |2\n     x\n    y\n", "a:\n  - |2\n       x\n      y\n"],
  ["blank lines that a block scalar keeps are kept", "a: |+\n  x\n\n\n", "a: |+\n  x\n\n\n"],
  ["blank lines that a block scalar drops are blank lines", "a: |\n  x\n\n\nb: 1\n", "a: |\n  x\n\nb: 1\n"],
  [
    "lines of a plain or quoted value move with their block",
    'a:\n    b: one\n      two\n    c: "one  \n\n\n      two\\ \n      three"\n',
    'a:\n  b: one\n    two\n  c: "one\n\n\n    two\\ \n    three"\n',
  ],
  [
    "anchors, aliases and merge keys are kept",
    "a: &x\n    b: 1\nc:\n    <<: *x\n    d: *x\ne:\n  &y\n  f: 1\n",
    "a: &x\n  b: 1\nc:\n  <<: *x\n  d: *x\ne:\n  &y\n  f: 1\n",
  ],
  ["names in Chinese", "备份:\n    名称:   每天\n", "备份:\n  名称: 每天\n"],
  ["explicit keys", "a:\n    ? b c\n    :   - d\n        - e\n", "a:\n  ? b c\n  : - d\n    - e\n"],
  ["nothing comes of nothing", "\n \n\n", ""],
  ["comments alone", "\n# a\n\n\n  # b", "# a\n\n# b\n"],
  ["empty documents", "---\n---\n# a\n---\nb: 1\n...\n", "---\n---\n# a\n---\nb: 1\n...\n"],
  [
    "several documents with comments everywhere",
    "# one\na: 1\n# end of one\n---\n# two\n\nb:\n    - 1\n    # end of b\n\n--- # three\n# last",
    "# one\na: 1\n# end of one\n---\n# two\n\nb:\n  - 1\n  # end of b\n\n--- # three\n# last\n",
  ],
  [
    "a comment moves with the line below, if it stands in its column",
    "a:\n# b\n- c\n# d\n- e\n# f\ng: 1\n",
    "a:\n  # b\n  - c\n  # d\n  - e\n# f\ng: 1\n",
  ],
  [
    "a comment at the end of a level stays in it",
    "a:\n    b:\n        c: 1\n        # c\n    # b\n# a\nd: 1\n    # none\n",
    "a:\n  b:\n    c: 1\n    # c\n  # b\n# a\nd: 1\n# none\n",
  ],
  [
    "a field that somebody took out stays in the first column",
    "a:\n    b: 1\n#    c: 2\n    d: 3\n",
    "a:\n  b: 1\n#    c: 2\n  d: 3\n",
  ],
  [
    "a comment after a block scalar does not become part of it",
    "a:\n      b: |\n            x\n        # no text\n      c: 1\n",
    "a:\n  b: |\n    x\n  # no text\n  c: 1\n",
  ],
  [
    "the envelope in its order, the rest in the user's",
    "# top\nspec:\n    z: 1\n    # in spec\n    a: 2\n\nkind: K   # k\nmetadata: { name: n }\napiVersion: v\n",
    "# top\napiVersion: v\nkind: K   # k\nmetadata: { name: n }\nspec:\n  z: 1\n  # in spec\n  a: 2\n",
  ],
  [
    "each document's envelope on its own",
    "kind: K\napiVersion: v\n---\nspec: 1\nkind: L\n",
    "apiVersion: v\nkind: K\n---\nkind: L\nspec: 1\n",
  ],
  [
    "no new order across a comment",
    "kind: K\n# about the version\napiVersion: v\n",
    "kind: K\n# about the version\napiVersion: v\n",
  ],
  ["no new order with anchors", "spec: &s { a: 1 }\nkind: *s\n", "spec: &s { a: 1 }\nkind: *s\n"],
  ["no new order beside other fields", "spec: 1\nother: 2\nkind: K\n", "spec: 1\nother: 2\nkind: K\n"],
];

test.each(layouts)("%s", (_, before, after) => {
  expect(formatted(before)).toBe(after);
  expect(formatted(after)).toBe(after);
});

test.each([
  ["broken YAML", "a: [1\nb: 2\n", /\[/],
  ["a tab as indentation", "a:\n\tb: 1\n", /tab/i],
  ["an alias without its anchor", "a: *x\n", /x/],
  ["more aliases than anybody writes", `a: &a [1, 2]\nb: [${"*a, ".repeat(200)}*a]\n`, /alias/],
])("%s is left alone, and the reason is said", (_, text, reason) => {
  const result = format(text);
  expect(result).not.toHaveProperty("text");
  expect(result).toHaveProperty("fault", expect.stringMatching(reason));
});

test("a megabyte of blanks, comments or brackets takes no noticeable time", () => {
  const began = performance.now();
  for (const text of [`a: 1 #${" ".repeat(1e6)}x\n`, `a: "${" ".repeat(1e6)}\n\n  b"\n`, "# c\n".repeat(5e3)])
    format(text);
  expect(performance.now() - began).toBeLessThan(5000);
});

test("the example and the contracts are in canonical layout", () => {
  const root = join(import.meta.dirname, "../..");
  const files = ["policies/demo", "src/kinds"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".yaml"))
      .map((file) => join(root, folder, file)),
  );
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) {
    const text = readFileSync(file, "utf8");
    expect(formatted(text), file).toBe(text);
  }
});

/** A document as a tree, and how it is written down where that is no matter of layout. */
type Tree =
  | { readonly is: "text"; readonly lines: readonly string[] }
  | { readonly is: "block"; readonly header: string; readonly lines: readonly string[] }
  | { readonly is: "alias" }
  | { readonly is: "flow"; readonly open: "[" | "{"; readonly broken: boolean; readonly items: readonly Tree[] }
  | { readonly is: "list" | "map"; readonly anchored: boolean; readonly items: readonly Item[] };

interface Item {
  readonly key: string;
  readonly above: readonly string[];
  readonly behind: string;
  readonly value: Tree;
}

const COMMENTS = ["#", "# a", "#b: 1", "# - c", '# "d', "# 备份 # e"];
const ONE_LINE = ["x", "a b", "1", "0x1F", "1e3", "007", "~", "no", "2020-01-01", "备份", "a#b", "a:b"];
const QUOTED = [`"1"`, `'no'`, `"a\\tb # c"`, `'it''s: x'`, `""`, `"\\""`, `"[a]"`, `'2020-01-01'`, `"备份"`];
const BROKEN = [
  ["a", "b c", "d"],
  [`"a`, "", "b\\", `c"`],
  [`'a`, `b''c'`],
  ["x", "", "", "y"],
];
const BLOCK_LINES = ["x", "  y  ", "", "# no comment", "- z", "\tt", "a: b", "   "];

const scalar = fc.constantFrom(...ONE_LINE, ...QUOTED).map((line): Tree => ({ is: "text", lines: [line] }));
const { item } = fc.letrec<{ tree: Tree; item: Item; inline: Tree }>((tie) => ({
  inline: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.record({
      is: fc.constant("flow" as const),
      open: fc.constantFrom("[" as const, "{" as const),
      broken: fc.boolean(),
      items: fc.array(tie("inline"), { maxLength: 3 }),
    }),
  ),
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    fc.constantFrom(...BROKEN).map((lines): Tree => ({ is: "text", lines })),
    fc.constant<Tree>({ is: "alias" }),
    tie("inline"),
    fc.record({
      is: fc.constant("block" as const),
      header: fc.constantFrom("|", ">", "|-", ">-", "|+", ">+"),
      lines: fc.array(fc.constantFrom(...BLOCK_LINES), { maxLength: 4 }).map((lines) => ["first", ...lines]),
    }),
    fc.record({
      is: fc.constantFrom("list" as const, "map" as const),
      anchored: fc.boolean(),
      items: fc.uniqueArray(tie("item"), { minLength: 1, maxLength: 4, selector: ({ key }) => key }),
    }),
  ),
  item: fc.record({
    key: fc.constantFrom("a", "b c", "备份", "0x1F", `"q: r"`, `'s'`, "name", "kind", "apiVersion", "spec", "metadata"),
    above: fc.array(fc.constantFrom("", ...COMMENTS), { maxLength: 3 }),
    behind: fc.constantFrom("", "", ...COMMENTS),
    value: tie("tree"),
  }),
}));

/** Numbers that somebody's habits come down to: steps of indentation, blanks here and there. */
type Habits = readonly number[];
const habits: fc.Arbitrary<Habits> = fc.array(fc.nat(5), { minLength: 1, maxLength: 12 });

/**
 * One way to write down a list or a mapping. Ways differ in layout alone.
 * @param stray how far from their place comments on lines of their own begin
 */
function written(items: readonly Item[], is: "list" | "map", style: Habits, stray: number): string {
  let turn = 0;
  const habit = (count: number): number => (style[turn++ % style.length] ?? 0) % count;
  const blanks = (least: number): string => " ".repeat(least + habit(4));
  const tail = (): string => ["", " ", "\t", "  \t"][habit(4)] ?? "";
  const newline = ["\n", "\r\n"][habit(2)] ?? "";
  const anchors: string[] = [];
  const lines: string[] = [];

  function entries(trees: readonly Item[], kind: "list" | "map", column: number, first?: string): void {
    const pad = " ".repeat(column);
    for (const [index, { key, above, behind, value }] of trees.entries()) {
      const compact = index === 0 && first !== undefined;
      if (!compact) {
        for (const line of above) lines.push(line === "" ? tail() : " ".repeat(Math.max(0, column + stray)) + line);
        if (above.at(-1) === "") for (let more = habit(3); more > 0; more -= 1) lines.push("");
      }
      const indicator = kind === "list" ? "-" : `${key}${/^["']/.test(key) ? blanks(0) : ""}:`;
      put(value, column, `${compact ? first : pad}${indicator}`, behind, kind);
    }
  }

  function put(value: Tree, column: number, head: string, behind: string, parent: "list" | "map"): void {
    const comment = behind === "" ? tail() : ` ${behind}${tail()}`;
    switch (value.is) {
      case "alias": {
        const name = anchors[0];
        lines.push(`${head}${blanks(1)}${name === undefined ? "none" : `*${name}`}${comment}`);
        return;
      }
      case "text": {
        const [start = "", ...others] = value.lines;
        const end = others.pop();
        lines.push(`${head}${blanks(1)}${start}${end === undefined ? comment : ""}`);
        if (end === undefined) return;
        for (const line of others) lines.push(line === "" ? "" : `${" ".repeat(column + 3)}${line}`);
        lines.push(`${" ".repeat(column + 3)}${end}${comment}`);
        return;
      }
      case "block": {
        const more = " ".repeat(column + 1 + habit(6));
        lines.push(`${head}${blanks(1)}${value.header}${comment}`);
        for (const line of value.lines) lines.push(line === "" ? "" : more + line);
        return;
      }
      case "flow": {
        const [start = "", ...others] = flow(value).split("\n");
        lines.push(`${head}${blanks(1)}${start}${others.length === 0 ? comment : ""}`);
        for (const [index, line] of others.entries()) {
          lines.push(`${" ".repeat(column + 3)}${line}${index === others.length - 1 ? comment : ""}`);
        }
        return;
      }
      default: {
        const name = `n${anchors.length}`;
        const anchor = value.anchored ? `${blanks(1)}&${name}` : "";
        const nested = () => {
          // A list may stand in the column of its key.
          const least = parent === "map" && value.is === "list" ? 0 : 1;
          entries(value.items, value.is, column + least + habit(6));
        };
        if (parent === "list" && anchor === "" && behind === "") {
          const start = `${head}${blanks(1)}`;
          entries(value.items, value.is, start.length, start);
        } else {
          lines.push(`${head}${anchor}${comment}`);
          nested();
        }
        if (value.anchored) anchors.push(name);
      }
    }
  }

  function flow(value: Tree): string {
    if (value.is !== "flow") return value.is === "text" ? (value.lines[0] ?? "") : "";
    const close = value.open === "[" ? "]" : "}";
    const gap = value.broken ? ` # in\n` : blanks(0);
    const inner = value.items.map((one, index) => (value.open === "[" ? "" : `"k${index}":${blanks(1)}`) + flow(one));
    return value.open + gap + inner.join(`${blanks(0)},${value.broken ? "\n" : blanks(1)}`) + gap + close;
  }

  entries(items, is, habit(3));
  return lines.map((line) => line + newline).join("");
}

const document = fc.record({
  is: fc.constantFrom("list" as const, "map" as const),
  items: fc.uniqueArray(item, { minLength: 1, maxLength: 4, selector: ({ key }) => key }),
});
const file = fc.array(document, { minLength: 1, maxLength: 3 });
const fileIn = (
  documents: readonly { is: "list" | "map"; items: readonly Item[] }[],
  style: Habits,
  stray = 0,
): string => documents.map(({ is, items }) => written(items, is, style, stray)).join("---\n");

const options = { merge: true, stringKeys: true, uniqueKeys: false, prettyErrors: false } as const;
const documentsIn = (text: string) => {
  const found = parseAllDocuments(text, options);
  return Array.isArray(found) ? found : [];
};
const valuesIn = (text: string): unknown[] => documentsIn(text).map((one) => one.toJS());
/** By the lexer alone: a comment begins with # where no value is. */
const commentsIn = (text: string): string[] =>
  [...new Lexer().lex(text)]
    .filter((token) => token.startsWith("#"))
    .map((token) => token.trimEnd())
    .sort();
const isValid = (text: string): boolean => documentsIn(text).every(({ errors }) => errors.length === 0);

test("any file says the same afterwards, with the same comments, and a second time changes nothing", () => {
  fc.assert(
    fc.property(file, habits, fc.integer({ min: -5, max: 5 }), (documents, style, stray) => {
      const text = fileIn(documents, style, stray);
      fc.pre(isValid(text));
      const after = formatted(text);
      expect(valuesIn(after)).toEqual(valuesIn(text));
      expect(commentsIn(after)).toEqual(commentsIn(text));
      expect(formatted(after)).toBe(after);
    }),
    { numRuns: 200 },
  );
});

test("whatever somebody's habits, the layout comes out the same", () => {
  fc.assert(
    fc.property(file, habits, habits, (documents, style, other) => {
      const texts = [fileIn(documents, style), fileIn(documents, other)];
      fc.pre(texts.every(isValid));
      // Blank lines below a block scalar with + are part of it.
      fc.pre(isDeepStrictEqual(...(texts.map(valuesIn) as [unknown, unknown])));
      const [one, two] = texts.map(formatted);
      expect(one).toBe(two);
    }),
    { numRuns: 200 },
  );
});
