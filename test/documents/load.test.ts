/** Files -> documents: what is read, what is refused, and that positions are those of the tokens. */
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { load } from "../../src/documents/load.ts";
import { located, placed } from "../../src/documents/locate.ts";
import { scan } from "../../src/documents/scan.ts";
import { invisibleIn } from "../../src/model/invisible.ts";
import type { Place, Range } from "../../src/model/place.ts";
import { type Files, problemsIn, withFiles } from "../support/problems.ts";

const loaded = (files: Files) => withFiles(files, (folder) => load(["."], folder));
/** Of a place in the first document of a text. */
async function rangeOf(text: string, place: Place): Promise<Range> {
  const { documents } = await loaded({ "a.yaml": text });
  const [found] = await located(documents.slice(0, 1).map((document) => ({ document, place })));
  if (!found) throw new Error("no document");
  return found.range;
}

const valuesIn = async (files: Files) => (await loaded(files)).documents.map(({ file, value }) => [file, value]);
const codesIn = async (files: Files) =>
  (await loaded(files)).findings.map(({ code, document }) => `${document.file} ${code}`);

describe("what is read", () => {
  test("files that end in .yaml or .yml, below the folder, in the order of their paths", async () => {
    const one = "a: 1\n";
    const files = { "b.yaml": one, "a/z.yml": one, "a/a.yaml": one, "c.json": "{}", "d.yaml.bak": one };
    expect((await valuesIn(files)).map(([file]) => file)).toEqual(["a/a.yaml", "a/z.yml", "b.yaml"]);
  });

  test("folders with a dot and node_modules are passed over", async () => {
    expect(await valuesIn({ ".holdfast/a.yaml": "a: 1", "node_modules/x/a.yaml": "a: 1" })).toEqual([]);
  });

  test("several documents in a file; empty ones do not count", async () => {
    expect(await valuesIn({ "a.yaml": "a: 1\n---\n# nothing\n---\nb: 2\n---\n" })).toEqual([
      ["a.yaml", { a: 1 }],
      ["a.yaml", { b: 2 }],
    ]);
  });

  test("anchors, aliases and merge keys are resolved", async () => {
    expect(await valuesIn({ "a.yaml": "base: &b { x: 1, y: 2 }\nit: { <<: *b, y: 3 }\n" })).toEqual([
      ["a.yaml", { base: { x: 1, y: 2 }, it: { x: 1, y: 3 } }],
    ]);
  });

  test("a key named __proto__ is a key like others", async () => {
    const [document] = (await loaded({ "a.yaml": "__proto__: { polluted: true }\n" })).documents;
    expect(Object.keys(document?.value as object)).toEqual(["__proto__"]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test("a byte order mark is not part of the text", async () => {
    const [document] = (await loaded({ "a.yaml": "\ufeffa: 1\n" })).documents;
    expect([document?.value, document?.start]).toEqual([{ a: 1 }, { line: 1, column: 1 }]);
  });
});

describe("what cannot be read is one problem, and the rest is read all the same", () => {
  test.each<[string, string | Uint8Array]>([
    ["invalid UTF-8", Uint8Array.of(0x61, 0x3a, 0x20, 0xff)],
    ["a NUL byte", "a: 1\u0000\n"],
    ["more than 1 MiB", `a: ${"x".repeat(1024 * 1024)}\n`],
  ])("%s", async (_, content) => {
    const { documents, findings } = await loaded({ "a.yaml": content, "b.yaml": "b: 1\n" });
    expect(findings.map(({ code, document }) => [code, document.file])).toEqual([["file-unreadable", "a.yaml"]]);
    expect(documents.map(({ file }) => file)).toEqual(["b.yaml"]);
  });

  test("1 MiB is not too much", async () => {
    expect(await codesIn({ "a.yaml": `a: ${"x".repeat(1024 * 1024 - 4)}\n` })).toEqual([]);
  });

  test("a link that leads out of the folder; one that stays inside is read", async () => {
    const found = await withFiles({ "in/a.yaml": "a: 1\n", "out.yaml": "b: 1\n" }, async (folder) => {
      symlinkSync("../out.yaml", join(folder, "in/outside.yaml"));
      symlinkSync("a.yaml", join(folder, "in/inside.yaml"));
      symlinkSync("nowhere", join(folder, "in/dangling.yaml"));
      const { documents, findings } = await load(["in"], folder);
      return [documents.map(({ file }) => file), findings.map(({ code, document }) => `${document.file} ${code}`)];
    });
    expect(found).toEqual([
      ["in/a.yaml", "in/inside.yaml"],
      ["in/dangling.yaml file-unreadable", "in/outside.yaml file-unreadable"],
    ]);
  });

  describe("a folder that is a link", () => {
    /** What is read of `folder`, and what is not, in a repository with a folder beside it. */
    const readBy = async (folder: string, links: Readonly<Record<string, string>>) =>
      await withFiles(
        { "repo/in/a.yaml": "a: 1\n", "repo/.git/b.yaml": "b: 1\n", "out/in/c.yaml": "c: secret\n" },
        async (home) => {
          const cwd = join(home, "repo");
          for (const [place, target] of Object.entries(links)) symlinkSync(target, join(cwd, place));
          const { documents, findings } = await load([folder], cwd);
          return [
            ...documents.map(({ file }) => file),
            ...findings.map(({ code, document }) => `${document.file} ${code}`),
          ];
        },
      );

    test.each<[string, string, Record<string, string>, string[]]>([
      ["out of the working directory", "link", { link: "../out/in" }, ["link file-unreadable"]],
      ["out, on the way to it", "link/in", { link: "../out" }, ["link file-unreadable"]],
      [
        "out, behind one that stays inside",
        "link/far/in",
        { link: "in", "in/far": "../../out" },
        ["link/far file-unreadable"],
      ],
      ["to the working directory itself", "link", { link: "." }, ["link file-unreadable"]],
      ["into a repository", "link", { link: ".git" }, ["link file-unreadable"]],
      ["inside, which is read", "link", { link: "in" }, ["link/a.yaml"]],
      ["below the folder that is read, which is passed over", "in", { "in/link": "../../out" }, ["in/a.yaml"]],
    ])("%s", async (_, folder, links, read) => {
      expect(await readBy(folder, links)).toEqual(read);
    });

    test("a folder outside that a person names is read, links or not", async () => {
      expect(await readBy("../out/in", {})).toEqual(["../out/in/c.yaml"]);
    });
  });

  test("a link to a file in a repository is not read: there may be a login in it", async () => {
    const found = await withFiles({ ".git/config": "[core]\n", "a.yaml": "a: 1\n" }, async (folder) => {
      symlinkSync(".git/config", join(folder, "config.yaml"));
      const { documents, findings } = await load(["."], folder);
      return [documents.map(({ file }) => file), findings.map(({ code, document }) => `${document.file} ${code}`)];
    });
    expect(found).toEqual([["a.yaml"], ["config.yaml file-unreadable"]]);
  });

  test("a folder that is named like a file is a folder", async () => {
    const found = await withFiles({ "x.yaml/a.yaml": "a: 1\n" }, async (folder) => {
      mkdirSync(join(folder, "empty.yaml"));
      return (await load(["."], folder)).documents.map(({ file }) => file);
    });
    expect(found).toEqual(["x.yaml/a.yaml"]);
  });
});

describe("broken YAML is the first fault of its document; the other documents go on", () => {
  test.each<[string, string, string[]]>([
    ["a list that does not end", "a: [1\nb: 2\n", ["yaml-syntax 1:4 ["]],
    ["an alias to nothing", "a: *nothing\n", ["yaml-syntax 1:4 *nothing"]],
    ["a wrong indent", "a: 1\n  b: 2\n", ["yaml-syntax 1:4 1"]],
    ["a key twice", "a: 1\nb: 2\na: 3\n", ["yaml-duplicate-key 3:1 a"]],
    ["a key twice, deep in a flow", "a: { b: 1, b: 2 }\n", ["yaml-duplicate-key 1:12 b"]],
  ])("%s", async (_, text, expected) => {
    expect((await problemsIn(text)).toSorted()).toEqual(expected.toSorted());
  });

  test("what is missing at the end of a file is shown there, and not after it", async () => {
    const [problem] = await placed((await loaded({ "a.yaml": "a: &" })).findings);
    expect(problem?.range).toEqual({ file: "a.yaml", start: { line: 1, column: 4 }, end: { line: 1, column: 5 } });
  });

  test("another document of the same file is checked", async () => {
    expect(await codesIn({ "a.yaml": "a: [1\n---\nb: 2\n" })).toEqual(["a.yaml yaml-syntax"]);
    expect(await valuesIn({ "a.yaml": "a: [1\n---\nb: 2\n" })).toEqual([["a.yaml", { b: 2 }]]);
  });

  test("a bomb of aliases is refused", async () => {
    const level = (n: number) =>
      `l${n}: &l${n} [${Array(9)
        .fill(`*l${n - 1}`)
        .join(", ")}]`;
    const text = ["l0: &l0 [x, x]", ...Array.from({ length: 12 }, (_, n) => level(n + 1))].join("\n");
    expect(await codesIn({ "a.yaml": text })).toEqual(["a.yaml yaml-limit"]);
  });
});

describe("a place is the exact token", () => {
  const at = async (text: string, place: Place): Promise<string> => {
    const { start, end } = await rangeOf(text, place);
    return `${start.line}:${start.column}-${end.line}:${end.column}`;
  };
  const key = (path: string): Place => ({ path, part: "key" });
  const value = (path: string): Place => ({ path, part: "value" });

  test.each<[string, string, Place, string]>([
    ["a key", "a:\n  b: 1\n", key("/a/b"), "2:3-2:4"],
    ["a value", "a:\n  b: 12\n", value("/a/b"), "2:6-2:8"],
    ["a quoted value", "a: 'x y'\n", value("/a"), "1:4-1:9"],
    ["in a flow", "a: { b: [1, 22] }\n", value("/a/b/1"), "1:13-1:15"],
    ["an item of a list", "a:\n  - x\n  - yy\n", value("/a/1"), "3:5-3:7"],
    ["behind an alias, at its anchor", "x: &x { k: 1 }\na: *x\n", value("/a/k"), "1:12-1:13"],
    ["what a merge key brought", "x: &x { k: 1 }\na: { <<: *x }\n", value("/a/k"), "1:12-1:13"],
    ["the last of two equal keys", "a: 1\na: 2\n", key("/a"), "2:1-2:2"],
    ["an empty value: its key", "a:\nb: 1\n", value("/a"), "1:1-1:2"],
    ["an empty key: the sign in its place", ": 1\nb: 2\n", key("/c"), "1:1-1:2"],
    ["an empty item: the sign behind it", "a: [1, !!str , 2]\n", value("/a/1"), "1:14-1:15"],
    ["a missing field: the key of what lacks it", "a:\n  b: 1\n", key("/a/c"), "1:1-1:2"],
    ["a missing field of the document: its first key", "# c\na: 1\n", key("/c"), "2:1-2:2"],
    ["a missing field of a list's item: the item's first key", "a:\n  - b: 1\n", key("/a/0/c"), "2:5-2:6"],
    ["after characters of more than one unit", "a: { 𠮷𠮷: 1, b: 2 }\n", value("/a/b"), "1:16-1:17"],
    ["with CRLF", "a: 1\r\nb: 2\r\n", value("/b"), "2:4-2:5"],
    ["after a byte order mark", "\ufeffa: 1\n", value("/a"), "1:4-1:5"],
    ["with a tab before a comment", "a: 1\t# x\nb: 2\n", value("/a"), "1:4-1:5"],
  ])("%s", async (_, text, place, expected) => {
    expect(await at(text, place)).toBe(expected);
  });
});

describe("limits that no policy meets, and no hostile file gets past", () => {
  const nested = (levels: number) => `a: ${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}\n`;
  const inBlocks = (levels: number) =>
    Array.from({ length: levels }, (_, level) => `${" ".repeat(level)}a:`).join("\n");
  test.each<[string, string, string[]]>([
    ["64 levels in brackets", nested(64), []],
    ["65 levels in brackets", nested(65), ["a.yaml yaml-limit"]],
    ["64 levels of indentation", inBlocks(64), []],
    ["65 levels of indentation", inBlocks(65), ["a.yaml yaml-limit"]],
    ["a million brackets that never close", "[".repeat(1024 * 1024), ["a.yaml yaml-limit"]],
    ["1000 keys in a mapping", Array.from({ length: 1000 }, (_, n) => `k${n}: 1`).join("\n"), []],
    [
      "60,000 keys in a mapping",
      Array.from({ length: 60_000 }, (_, n) => `k${n}: 1`).join("\n"),
      ["a.yaml yaml-limit"],
    ],
    ["1000 documents in a file", Array(1000).fill("a: 1\n").join("---\n"), []],
    ["10,000 documents in a file", "a: 1\n---\n".repeat(10_000), ["a.yaml yaml-limit"]],
    ["a tag that nobody knows", "a: !!js/function x\n", ["a.yaml yaml-syntax"]],
  ])("%s", async (_, text, expected) => {
    expect(await codesIn({ "a.yaml": text })).toEqual(expected);
  });

  test("the other documents of the file are read", async () => {
    expect(await valuesIn({ "a.yaml": `a: 1\n---\n${nested(100)}---\nb: 2\n` })).toEqual([
      ["a.yaml", { a: 1 }],
      ["a.yaml", { b: 2 }],
    ]);
  });
});

describe("a part of a text is found in every way to write it", () => {
  const rule = "FREQ=WEEKLY;BYDAY=MO;BYHOUR=24;BYMINUTE=00";
  const span = [rule.indexOf("24"), rule.indexOf("24") + 2] as const;
  test.each<[string, string]>([
    ["plain", `a: ${rule}\n`],
    ["in single quotes", `a: '${rule}'\n`],
    ["in double quotes", `a: "${rule}"\n`],
    ["with escapes before it", `a: "FREQ\\x3dWEEKLY;BYDAY\\u003dMO;BYHOUR=24;BYMINUTE=00"\n`],
    ["in a flow", `a: { b: 1 }\nb: [x, ${rule}]\n`.replace("a: { b: 1 }\nb: [x, ", "a: [").replace("]", "]")],
    ["as a literal block", `a: |-\n  ${rule}\n`],
    ["as a literal block with a comment in its header", `a: |- # rule\n    ${rule}\n`],
    ["as a folded block", `a: >-\n  ${rule}\n`],
    ["behind an alias", `x: &x ${rule}\na: *x\n`],
    ["with CRLF", `x: 1\r\na: ${rule}\r\n`],
    ["after wide characters", `"政策𠮷": 1\na: ${rule} # 注释\n`],
    ["with a tab before it", `a:\t${rule}\n`],
    ["in double quotes over two lines", `a: "FREQ=WEEKLY;BYDAY=MO;\\\n  BYHOUR=24;BYMINUTE=00"\n`],
  ])("%s", async (_, text) => {
    const path = text.startsWith("a: [") ? "/a/0" : "/a";
    const { start, end } = await rangeOf(text, { path, part: "value", span });
    const line = [...(text.split("\n")[start.line - 1] ?? "")];
    expect(line.slice(start.column - 1, end.column - 1).join("")).toBe("24");
  });

  test("folded lines count as the space they are", async () => {
    const text = "a: one\n  two\n\n  three four\nb: >-\n  one\n  two\n";
    const at = async (key: string, from: number, to: number) =>
      (await rangeOf(text, { path: `/${key}`, part: "value", span: [from, to] })).start;
    expect([await at("a", 4, 7), await at("a", 14, 18), await at("b", 4, 7)]).toEqual([
      { line: 2, column: 3 },
      { line: 4, column: 9 },
      { line: 7, column: 3 },
    ]);
  });

  test("quotes in quotes count once", async () => {
    const { start } = await rangeOf("a: 'it''s 24'\n", { path: "/a", part: "value", span: [5, 7] });
    expect(start).toEqual({ line: 1, column: 11 });
  });
});

describe("text that is not what it looks like is one problem a comment or value, at the token", () => {
  const POLICY = `apiVersion: cbr/v3
kind: BackupPolicy
metadata: { name: a }
spec:
  operation_definition: { retention_duration_days: 30 }
  trigger: { properties: { pattern: ["FREQ=DAILY;BYHOUR=1;BYMINUTE=0"] } }
`;
  const with_ = (before: string, after: string) => POLICY.replace(before, after);

  test.each<[string, string, string[]]>([
    ["a bidi control in a comment", `${POLICY}# a\u202eb\n`, ["text-hidden 7:1 # a\u202eb"]],
    ["behind a value", with_("30 }", "30 } # \u2066"), ["text-hidden 5:57 # \u2066"]],
    ["several in one comment", `${POLICY}# \u202a\u202b\u200b\u202c\n`, ["text-hidden 7:1 # \u202a\u202b\u200b\u202c"]],
    ["two comments", `# \u200b\n${POLICY}# \u200c\n`, ["text-hidden 1:1 # \u200b", "text-hidden 8:1 # \u200c"]],
    [
      "no width, in a name: not also against its pattern",
      with_("name: a", "name: a\u200b"),
      ["text-hidden 3:19 a\u200b"],
    ],
    [
      "in a key: not also unknown",
      with_("enabled", "x").replace("spec:\n", "spec:\n  en\u2060abled: true\n"),
      ["text-hidden 5:3 en\u2060abled"],
    ],
    [
      "in a rule: not also within it",
      with_("DAILY", "DA\u200dILY"),
      ['text-hidden 6:38 "FREQ=DA\u200dILY;BYHOUR=1;BYMINUTE=0"'],
    ],
    [
      "in a kind: not also unknown",
      with_("BackupPolicy", "Backup\u00adPolicy"),
      ["text-hidden 2:7 Backup\u00adPolicy"],
    ],
    ["an emoji joined of several", `${POLICY}# 👨\u200d👩\u200d👧\n`, ["text-hidden 7:1 # 👨\u200d👩\u200d👧"]],
    ["a selector that selects nothing", `${POLICY}# a\ufe0f\n`, ["text-hidden 7:1 # a\ufe0f"]],
    [
      "tags, which are two units each",
      `${POLICY}# 😀 \u{e0041}\u{e007f}\n`,
      ["text-hidden 7:1 # 😀 \u{e0041}\u{e007f}"],
    ],
    ["marks of Arabic and Hebrew", `${POLICY}# \u061c\u200e\u200f\n`, ["text-hidden 7:1 # \u061c\u200e\u200f"]],
    ["an escape sequence", `${POLICY}# \u001b[8m\n`, ["text-hidden 7:1 # \u001b[8m"]],
    ["a byte order mark that is not the first", `${POLICY}# \ufeffa\n`, ["text-hidden 7:1 # \ufeffa"]],
    ["a line end that only some know", `${POLICY}# a\u2028b\n`, ["text-hidden 7:1 # a\u2028b"]],
    ["a return without a line feed", `${POLICY}# a\rb\n`, ["text-hidden 7:1 # a\rb"]],
    ["in a name of an anchor", with_("{ name: a }", "&a\u200b { name: a }"), ["text-hidden 3:11 &a\u200b"]],
    [
      "in a later document",
      `${POLICY}---\n${with_("name: a", "name: b").replace("\nspec", " # \u202e\nspec")}`,
      ["text-hidden 10:23 # \u202e"],
    ],
  ])("%s", async (_, text, expected) => {
    expect(await problemsIn(text)).toEqual(expected);
  });

  test.each<[string, string]>([
    ["other languages", `# 每天备份, ежедневно, النسخ الاحتياطي, e\u0301\n${POLICY}`],
    ["emoji, and one that a selector makes", `# 😀 ⚠️ 👍🏽 🇨🇳 1️⃣\n${POLICY}`],
    ["a byte order mark at the beginning", `\ufeff${POLICY}`],
    ["tabs and carriage returns", `# a\tb\n${POLICY}`.replaceAll("\n", "\r\n")],
  ])("not %s", async (_, text) => {
    expect(await problemsIn(text)).toEqual([]);
  });

  test("what is written as an escape is seen", async () => {
    expect(await problemsIn(with_("name: a", 'name: "a\\u200b"'))).toEqual(['schema 3:19 "a\\u200b"']);
  });

  test("in a block it is said at its header, with the line", async () => {
    const text = `a: | # \u200c\n  b\n  c\u202e\n`;
    const { findings } = await loaded({ "a.yaml": text });
    expect((await placed(findings)).map(({ message, range }) => [message, range?.start])).toEqual([
      ["the comment has invisible characters: U+200C", { line: 1, column: 6 }],
      ["the text has invisible characters: U+202E, first on line 3", { line: 1, column: 4 }],
    ]);
  });

  test("a document that cannot be read is checked no further, and the others are", async () => {
    expect(await problemsIn(`a: "\u202e\n---\n${POLICY}# \u202e\n`)).toEqual([
      'yaml-syntax 1:4 "',
      "text-hidden 9:1 # \u202e",
    ]);
  });

  test("a stack.yaml is looked at as well", async () => {
    expect(await codesIn({ "stack.yaml": "a: 1 # \u202e\n" })).toEqual(["stack.yaml text-hidden"]);
  });

  test("the scanner takes no text with such a character, wherever it is", () => {
    for (let code = 0; code <= 0xffff; code += 1) {
      const char = String.fromCharCode(code);
      if (/[\n\t]/.test(char) || invisibleIn(`${char}x`).length === 0) continue;
      expect([code, scan(`# ${char}x\na: 1\n`)]).toEqual([code, undefined]);
    }
  });

  test("many take time in proportion", async () => {
    const time = async (count: number) => {
      const text = `${"# \u202e\u202c\n".repeat(count)}${POLICY}`;
      const began = performance.now();
      expect((await loaded({ "a.yaml": text })).findings.length).toBe(count);
      return performance.now() - began;
    };
    await time(1000);
    expect(await time(20_000)).toBeLessThan(60 * (await time(2000)));
  });
});

describe("a file whose name is not that of policies", () => {
  const misnamed = (files: Files) =>
    withFiles(files, async (folder) => (await load(["."], folder)).misnamed.map(({ file, meant }) => [file, ...meant]));
  test.each<[string, Files, string[][]]>([
    ["ends in capitals", { "s/a.YAML": "" }, [["s/a.YAML", "s/a.yaml", "s/a.yml"]]],
    [
      "has a second ending",
      { "a.yml.txt": "", "b.yaml~": "" },
      [
        ["a.yml.txt", "a.yml", "a.yaml"],
        ["b.yaml~", "b.yaml", "b.yml"],
      ],
    ],
    ["is JSON", { "a.json": "{}" }, [["a.json", "a.yaml", "a.yml"]]],
    [
      "goes with a file of the right name",
      { "a.yaml": "", "a.yaml.license": "", "a.json": "", "b.yml": "", "b.yaml.bak": "" },
      [],
    ],
    ["is a state or a saved plan", { "state.json": '{\n  "format": 2', "p.json": '{"format_version": "1.1"' }, []],
    ["is hidden, or something else", { ".a.YAML": "", "readme.md": "", yaml: "", "a.tf.json.txt": "" }, []],
  ])("%s", async (_, files, expected) => {
    expect(await misnamed(files)).toEqual(expected);
  });
});
