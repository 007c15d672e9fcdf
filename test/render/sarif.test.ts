/** Problems as SARIF: valid by the standard's own schema, the same in every run, and recognised again after edits. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import type { Problem } from "../../src/model/problem.ts";
import { rules } from "../../src/model/rules.ts";
import { problemsSarif } from "../../src/render/sarif.ts";
import { version } from "../../src/system/version.ts";

const FILES: Record<string, string> = {
  "policies/prod/nightly.yaml":
    "spec:\n  operation_definition:\n    max_backups: 0\n    day_backups: 0\n    week_backups: 0\n",
  "policies/备份 #1%.yaml": "kind: Polcy 😀\n",
};

const lineOf = (files: Record<string, string>) => (file: string, line: number) => files[file]?.split("\n")[line - 1];

/** At the first place of a text in a file. */
function problemAt(text: string, file: string, more: Partial<Problem> = {}, files = FILES): Problem {
  const before = (files[file] ?? "").split(text)[0] ?? "";
  const start = { line: before.split("\n").length, column: [...(before.split("\n").at(-1) ?? "")].length + 1 };
  const end = { line: start.line, column: start.column + [...text].length };
  return { code: "schema", message: "wrong", range: { file, start, end }, ...more };
}

const PROBLEMS: readonly Problem[] = [
  problemAt("max_backups", "policies/prod/nightly.yaml", { address: "BackupPolicy/nightly", hint: "remove it" }),
  problemAt("0", "policies/prod/nightly.yaml", { address: "BackupPolicy/nightly" }),
  problemAt("Polcy 😀", "policies/备份 #1%.yaml", { code: "document-kind", message: 'unknown kind "[x](http://x)"' }),
  problemAt("kind", "policies/备份 #1%.yaml", { code: "schedule-dst" }),
  {
    code: "file-unreadable",
    message: "not UTF-8",
    range: { file: "a.yaml", start: { line: 1, column: 1 }, end: { line: 1, column: 1 } },
  },
  { code: "live-twin", message: "several", address: "BackupPolicy/nightly" },
];

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { rules?: readonly { id: string; fullDescription: { text: string } }[] } };
      readonly results: readonly {
        ruleId: string;
        ruleIndex: number;
        partialFingerprints: Record<string, string>;
      }[];
    },
  ];
}
const logOf = (problems: readonly Problem[], files = FILES): Log => JSON.parse(problemsSarif(problems, lineOf(files)));

/** What the schema of the standard finds wrong; null: nothing. */
function validity(log: unknown) {
  validate(log);
  return validate.errors ?? null;
}

const validate = compiled();
function compiled() {
  const { $schema, id, ...schema } = JSON.parse(
    readFileSync(join(import.meta.dirname, "sarif-schema-2.1.0.json"), "utf8"),
  );
  // It is written in draft 4, of which it uses nothing that later drafts read otherwise, but for the name of `id`.
  expect([$schema, JSON.stringify(schema).match(/"(exclusiveM|depend|id":"http)/)]).toEqual([
    "http://json-schema.org/draft-04/schema#",
    null,
  ]);
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    // One of its patterns has a stray bracket.
    unicodeRegExp: false,
    formats: {
      uri: (text: string) => URL.canParse(text),
      "uri-reference": (text: string) => /^([\w.~!$&'()*+,;=:@/?#-]|%[0-9A-F]{2})*$/.test(text),
      "date-time": true,
    },
  });
  return ajv.compile(schema);
}

test("any report is valid by the schema of the standard, and one with a mistake is not", () => {
  for (const problems of [PROBLEMS, []]) {
    validate(logOf(problems));
    expect(validate.errors).toBeNull();
  }
  const wrong = problemsSarif(PROBLEMS, lineOf(FILES))
    .replace('"startLine": 1', '"startLine": 0')
    .replace("%20%231", " #1");
  validate(JSON.parse(wrong));
  expect(validate.errors?.map(({ keyword }) => keyword).sort()).toEqual(["format", "minimum"]);
});

test("a certain correction is a fix: what is replaced, and by what, valid by the standard", () => {
  const place = (start: number, end: number) => ({
    file: "a b.yaml",
    start: { line: 2, column: start },
    end: { line: 2, column: end },
  });
  const edits = [
    { range: place(3, 3), span: [10, 10], text: "---\n" },
    { range: place(5, 8), span: [12, 15], text: "x" },
  ] as const;
  const log = logOf([{ code: "schema", message: "wrong", hint: "write x", range: place(5, 8), edits }]);
  const artifactLocation = { uri: "a%20b.yaml", uriBaseId: "SRCROOT" };
  const region = (startColumn: number, endColumn: number) => ({ startLine: 2, startColumn, endLine: 2, endColumn });
  expect(log.runs[0].results[0]).toMatchObject({
    fixes: [
      {
        description: { text: "write x" },
        artifactChanges: [
          {
            artifactLocation,
            replacements: [
              { deletedRegion: region(3, 3), insertedContent: { text: "---\n" } },
              { deletedRegion: region(5, 8), insertedContent: { text: "x" } },
            ],
          },
        ],
      },
    ],
  });
  expect(validity(log)).toBeNull();
  expect(logOf([{ code: "schema", message: "wrong" }]).runs[0].results[0]).not.toHaveProperty("fixes");
});

test("a report names codes, places, addresses and fingerprints, and neither times nor absolute paths", async () => {
  const log = logOf(PROBLEMS);
  // Rules come and go; they are tested below.
  delete log.runs[0].tool.driver.rules;
  const text = `${JSON.stringify(log, undefined, 2)}\n`
    .replaceAll(`"${version}"`, '"VERSION"')
    .replace(/"ruleIndex": \d+/g, '"ruleIndex": 0');
  await expect(text).toMatchFileSnapshot("expected/problems.sarif");
});

describe("rules", () => {
  const [{ tool, results }] = logOf(PROBLEMS).runs;
  const told = tool.driver.rules ?? [];

  test("every code is a rule, whether it was hit or not", () => {
    expect(told.map(({ id }) => id)).toEqual(Object.keys(rules));
    expect(logOf([]).runs[0].tool.driver.rules).toEqual(told);
  });

  test("a result points at its rule", () => {
    expect(results.map(({ ruleIndex }) => told[ruleIndex]?.id)).toEqual(PROBLEMS.map(({ code }) => code));
    expect(results.map(({ ruleId }) => ruleId)).toEqual(PROBLEMS.map(({ code }) => code));
  });

  test("its texts fit into what code scanning shows: 1024 characters", () => {
    expect(told.filter(({ fullDescription }) => fullDescription.text.length > 1024)).toEqual([]);
  });

  test("a rule has its summary, its help and its fields, as text and as Markdown", () => {
    expect(told.find(({ id }) => id === "rule-count")).toEqual({
      id: "rule-count",
      shortDescription: { text: rules["rule-count"].summary },
      fullDescription: { text: `${rules["rule-count"].summary} ${rules["rule-count"].help}` },
      help: {
        text: `${rules["rule-count"].help}\nFields: spec.trigger.properties.pattern`,
        markdown: `${rules["rule-count"].help}\n\nFields: \`spec.trigger.properties.pattern\``,
      },
      defaultConfiguration: { level: "error" },
    });
  });
});

describe("a fingerprint", () => {
  const FILE = "policies/prod/nightly.yaml";
  const text = FILES[FILE] ?? "";
  const fingerprints = (problems: readonly Problem[], files: Record<string, string>) =>
    logOf(problems, files).runs[0].results.map(({ partialFingerprints }) => partialFingerprints["holdfast/v1"]);
  const inText = (changed: string, more: Partial<Problem> = {}, token = "max_backups", file = FILE) => {
    const files = { [file]: changed };
    return fingerprints([problemAt(token, file, { address: "BackupPolicy/a", ...more }, files)], files)[0];
  };

  test.each<[string, string | undefined]>([
    ["lines before it", inText(`# a\n\n${text}`)],
    ["lines behind it", inText(`${text}# a\n`)],
    ["another indent", inText(text.replaceAll("  ", "      "))],
    ["other words of ours", inText(text, { message: "wrong, see line 7", hint: "correct it" })],
  ])("stays with %s", (_, changed) => {
    expect(changed).toBe(inText(text));
  });

  test.each<[string, string | undefined]>([
    ["another code", inText(text, { code: "retention-exclusive" })],
    ["another address", inText(text, { address: "BackupPolicy/b" })],
    ["another token", inText(text, {}, "day_backups")],
    ["another file", inText(text, {}, "max_backups", "policies/other.yaml")],
  ])("is another one for %s", (_, changed) => {
    expect(changed).toMatch(/^[0-9a-f]{64}$/);
    expect(changed).not.toBe(inText(text));
  });

  test("tells equal ones apart by their order, whatever lines come in between", () => {
    const twice = (changed: string) => {
      const lines = changed.split("\n");
      const problems = lines.flatMap((line, index) =>
        line.endsWith(": 0")
          ? [
              {
                ...problemAt("0", FILE),
                range: {
                  file: FILE,
                  start: { line: index + 1, column: line.length },
                  end: { line: index + 1, column: line.length + 1 },
                },
              },
            ]
          : [],
      );
      return fingerprints(problems, { [FILE]: changed });
    };
    expect(new Set(twice(text)).size).toBe(3);
    expect(twice(text.replace("    day", "    # a\n\n    day"))).toEqual(twice(text));
  });
});
