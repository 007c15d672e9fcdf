/**
 * The scanner never differs from the parser: it leaves a text to it, or answers as it does. Real files, mutations of them,
 * and documents made up. SCAN_MUTATIONS says how many mutations, SCAN_SEED which; a failure shows the smallest text found.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { init } from "../../src/commands/init.ts";
import { type Scanned, scan } from "../../src/documents/scan.ts";
import { contentsOf, dataOf, parseStream } from "../../src/documents/yaml.ts";
import { CLOUDS } from "../../src/model/policy.ts";
import { folderWith, run } from "../support/run.ts";

const ROOT = join(import.meta.dirname, "../..");
const mutations = Number(process.env.SCAN_MUTATIONS ?? 5000);
const seed = Number(process.env.SCAN_SEED ?? 1);

const yamlBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.ya?ml$/.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file)).toString());

const DEMO = yamlBelow(join(ROOT, "policies"));
/** Policies, and pieces of them; not the workflows. */
const REFERENCE = [...readFileSync(join(ROOT, ".github/REFERENCE.md"), "utf8").matchAll(/^```yaml\n(.*?)^```/gms)]
  .map(([, text = ""]) => text)
  .filter((text) => !/^(on|jobs|steps):/m.test(text));
const REAL = [...DEMO, ...REFERENCE, ...yamlBelow(join(ROOT, "test/cases"))];

/** What the parser says; undefined when anything is wrong. */
function parsed(text: string): Scanned[] | undefined {
  const { trees, finding } = parseStream(text);
  if (finding || trees.some(({ findings }) => findings.length > 0)) return undefined;
  return trees.map((tree) => {
    const read = dataOf(tree);
    if ("code" in read) throw new Error(read.message);
    return { value: read.value, offset: contentsOf(tree.node)[0] };
  });
}

/** The order of keys counts, and so does the sign of a zero. */
function differs(text: string): boolean {
  const scanned = scan(text);
  if (!scanned) return false;
  const right = parsed(text);
  return !isDeepStrictEqual(scanned, right) || JSON.stringify(scanned) !== JSON.stringify(right);
}

describe("the scanner answers, so that no parser is needed, for", () => {
  const unanswered = (texts: readonly string[]) => texts.filter((text) => scan(text) === undefined);

  test("the policies of the demo, and those in the reference", () => {
    expect(DEMO.length * REFERENCE.length).toBeGreaterThan(0);
    expect(unanswered([...DEMO, ...REFERENCE])).toEqual([]);
  });

  test.each(CLOUDS)("what holdfast init writes for %s", (cloud) => {
    const cwd = folderWith();
    run(cwd, (io) => init("policies/prod", { cloud }, io));
    expect(yamlBelow(cwd).length).toBeGreaterThan(2);
    expect(unanswered(yamlBelow(cwd))).toEqual([]);
  });

  test.each<[string, string]>([
    ["text in quotes", `a: "02:00 # [x]" # c\nb: 'a: "b"'`],
    ["lists in brackets", `a: [MO, "02:00", 'x', -1, 1.5, true, null] # c\nb: []\nc: {}`],
    ["lists that stand under their key", "a:\n- x\n-   b: 1\n    c: 2\nd: 1"],
    ["empty values", "a:\nb: # c\nc:\n  d:\ne:\n  - f:\n"],
    ["comments anywhere", "# a\n\n   # b\na:\n# c\n  b: 1 # d\n # e\n  c: 2\n    # f\n"],
    ["several documents", "# none\n---\n---\na: 1\n--- # c\n- b\n---\n"],
    ["signs within words", "a: b:c d#e, f] g} - h & *i ! j | k > l %m @n `o \"p\" 'q'"],
    ["wide characters", 'a: 政策 – ü # …\nb: "政策"'],
    ["nothing", ""],
  ])("%s, as the parser does", (_, text) => {
    expect(scan(text)).toBeDefined();
    expect(scan(text)).toStrictEqual(parsed(text));
  });

  test.each(
    `~ null Null NULL nULL true True TRUE tRUE false False FALSE yes no on
    0 -0 +0 7 -7 +7 007 1_000 12345678901234567890123 ${"9".repeat(400)} 1e400
    0o17 0o18 -0o17 0O17 0x1F 0xfg +0x1F 0X1F 0x${"f".repeat(40)} 0b1
    1.5 -1.5 +.5 -.5 .5 5. 1.2.3 . -. 1e3 1E+3 1.e-3 .5e1 1e 1e+ 5e2 1,000
    .inf +.inf -.Inf .INF .iNF .nan .NaN .NAN -.nan .nAN inf nan
    2026-12-01 2026-12-01T18:00:00Z 02:00 054e292c9880d4992f02c0196d3ea468`.split(/\s+/),
  )("%s, which is in YAML's core schema what it is to the parser", (word) => {
    for (const text of [`a: ${word}\n`, `a:\n  - ${word}\n`]) {
      expect(scan(text)).toBeDefined();
      expect(scan(text)).toStrictEqual(parsed(text));
    }
    expect(differs(`a: [${word}]\n`)).toBe(false);
  });
});

describe("the scanner leaves to the parser", () => {
  test.each<[string, string]>([
    ["what the parser refuses", "a: 1\n  b: 2"],
    ["a key twice", "a: 1\na: 2"],
    ["a merge key", "<<: {}"],
    ["a key that every object has", "__proto__: 1"],
    ["an escape", 'a: "\\n"'],
    ["a quote in quotes", "a: 'it''s'"],
    ["an anchor", "a: &b 1"],
    ["an alias", "a: *b"],
    ["a tag", "a: !!str 1"],
    ["mappings in braces", "a: { b: 1 }"],
    ["text of several lines", "a: b\n  c"],
    ["a block of text", "a: |\n  b"],
    ["a question", "? a\n: b"],
    ["a directive", "%YAML 1.2\n---\na: 1"],
    ["the end of a document", "a: 1\n..."],
    ["a tab", "a:\t1"],
    ["a tab behind a text", "a: b\t"],
    ["a carriage return", "a: 1\r\nb: 2"],
    ["a byte order mark", "\ufeffa: 1"],
    ["what cannot be printed", "a: \u0007"],
    ["a character of two units", "a: 𠮷"],
    ["more levels than policies have", Array.from({ length: 40 }, (_, n) => `${" ".repeat(n)}a:\n`).join("")],
    ["more lines than policies have", "# c\n".repeat(600)],
    ["more characters than policies have", `a: ${"x".repeat(70_000)}`],
  ])("%s", (_, text) => {
    expect(scan(text)).toBeUndefined();
  });
});

test.each([" ", "a ", "- ", "a: ", "'", '"', ", ", "[", "[a, ", "x:", "#", "--- ", "a.b-", ".5"])(
  "a line of as many %j as a text may have is given up at once",
  (sign) => {
    const { user } = process.cpuUsage();
    for (const begin of ["", "a: ", "- ", "a: [", "a: [b", "a: b", "--- "]) {
      for (const end of ["", "@ :", ":", "]", " #", "\\"]) {
        scan(begin + sign.repeat(Math.floor((64 * 1024 - 10) / sign.length)) + end);
      }
    }
    // Forty-two texts; of what grows with the square of a line, one takes longer.
    expect(process.cpuUsage().user - user).toBeLessThan(1_000_000);
  },
);

// ---- the parser is always right ----

/** What YAML takes for special, and what it is made of. */
const SIGNS = [
  ..."[]{}:,-?#&*!|>'\"%@`~=<;\\/.+_\t\n\r 0a",
  ..."\ufeff\u0085\u2028\u00a0\u0001𠮷策",
  ...[
    "\n\n",
    "\n  ",
    "\n- ",
    "\n    ",
    ": ",
    ":\n",
    " #",
    "- ",
    "-\n",
    "? ",
    "---",
    "\n---\n",
    "\n--- # c\n",
    "\n...\n",
  ],
  ...[
    "''",
    '""',
    "[]",
    "{}",
    "[a, b]",
    "{ a: b }",
    "&a ",
    "*a",
    "!!str ",
    "<<: ",
    "<<",
    "|\n",
    ">-\n  ",
    "# c",
    "%YAML 1.2\n",
  ],
  ...[
    "null",
    "~",
    "true",
    "False",
    "-1",
    "+1",
    "0x1F",
    "0o17",
    "1e3",
    "-.5",
    "-.inf",
    ".NaN",
    "__proto__",
    "a: b",
    "a:\n",
  ],
];

/** Of a text; places are fractions of it, so that an edit fits any. */
type Edit = (text: string) => string;
const place = fc.double({ min: 0, max: 1, noNaN: true });
const sign = fc.constantFrom(...SIGNS);
const cut = (text: string, where: number): number => Math.floor(where * (text.length + 1));

const replaced = fc.tuple(place, fc.nat(3), fc.option(sign, { nil: "" })).map(
  ([where, length, what]): Edit =>
    (text) => {
      const at = cut(text, where);
      return text.slice(0, at) + what + text.slice(at + length);
    },
);
const lines = (edit: (all: string[], line: number) => string[]) =>
  place.map(
    (where): Edit =>
      (text) => {
        const all = text.split("\n");
        return edit(all, Math.floor(where * (all.length - 1))).join("\n");
      },
  );
const moved = place.chain((to) =>
  lines((all, line) => {
    const rest = all.toSpliced(line, 1);
    return rest.toSpliced(Math.floor(to * rest.length), 0, all[line] ?? "");
  }),
);
const doubled = lines((all, line) => all.toSpliced(line, 0, all[line] ?? ""));
const indented = fc
  .integer({ min: -4, max: 4 })
  .chain((by) =>
    lines((all, line) =>
      all.with(line, by < 0 ? (all[line] ?? "").replace(new RegExp(`^ {0,${-by}}`), "") : " ".repeat(by) + all[line]),
    ),
  );
const spliced = fc.tuple(place, place, fc.constantFrom(...REAL)).map(
  ([where, from, other]): Edit =>
    (text) =>
      text.slice(0, cut(text, where)) + other.slice(cut(other, from)),
);
const mutated = fc
  .tuple(
    fc.constantFrom(...REAL),
    fc.array(
      fc.oneof({ weight: 4, arbitrary: replaced }, { weight: 2, arbitrary: indented }, moved, doubled, spliced),
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map(([text, edits]) => edits.reduce((now, edit) => edit(now), text));

/** Lines that are right in themselves, in an order and with indentation that need not be. */
const scalar = fc.oneof(sign, fc.stringMatching(/^[a-c0-2:#,'" \][{}+.eox~-]{0,6}$/));
const line = fc
  .tuple(fc.nat(5), fc.constantFrom("", "", "- ", "-  ", "---"), fc.constantFrom("", "a: ", "b:", "c:   "), scalar)
  .chain(([indent, dash, key, value]) =>
    fc.constantFrom("", " ", " # c", "#c").map((end) => " ".repeat(indent) + dash + key + value + end),
  );
const madeUp = fc.array(line, { maxLength: 8 }).map((all) => all.join("\n"));

/** A value of few signs, where values stand. */
const value = fc
  .tuple(
    fc.constantFrom("a: ", "- ", "a:\n- b: "),
    fc.constantFrom(["", ""], ["", " # c"], ["[", "]"], ["[b, ", ", c]"]),
  )
  .chain(([before, [open, close]]) =>
    fc.array(sign, { minLength: 1, maxLength: 3 }).map((signs) => before + open + signs.join("") + close),
  );

test.each([
  ["a value of few signs", value, mutations],
  ["a real file", fc.constantFrom(...REAL), REAL.length],
  ["a real file that was edited anywhere", mutated, mutations],
  ["lines in any order", madeUp, mutations],
] as const)(
  "the scanner answers as the parser, or not at all: %s",
  (_, text, numRuns) => {
    let answered = 0;
    const property = fc.property(text, (one) => {
      if (scan(one)) answered += 1;
      expect(differs(one)).toBe(false);
    });
    fc.assert(property, { seed, numRuns });
    // Or else it would be right by saying nothing.
    expect(answered / numRuns).toBeGreaterThan(0.1);
    if (process.env.SCAN_MUTATIONS) process.stdout.write(`scan: seed ${seed}, ${answered} of ${numRuns} answered\n`);
  },
  20_000 + mutations,
);
