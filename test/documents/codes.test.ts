/** What is said about codes is true: the example before has the problem, the one after does not, and the pages say the same. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { codes, explainCode } from "../../src/documents/codes.ts";
import { examples } from "../../src/documents/examples.ts";
import { failures } from "../../src/documents/failures.ts";
import { HAZARDS } from "../../src/model/policy.ts";
import { checked, type Files, STACK } from "../support/problems.ts";

const page = (name: string): string => readFileSync(join(import.meta.dirname, "../../.github", name), "utf8");

/** Codes that files alone show; what is typed or only described is not among them. */
const FROM_FILES = codes.filter(
  ({ code, type, example }) =>
    type === "problem" &&
    !["drift", "stack-changed", "environment-open", "rename-unknown", "rename-missing"].includes(code) &&
    !example.before.startsWith("$"),
);

/** An example as files: whole documents, or fields of the spec of a policy that is complete but for them. */
function filesOf(text: string): Files {
  if (!/^apiVersion:/m.test(text)) return { "stack.yaml": stack, "a.yaml": documentWith(text) };
  const parts = text.split(/^# (\S+\.yaml)\n/m);
  if (parts.length === 1)
    return text.includes("kind: Stack") ? { "stack.yaml": text } : { "stack.yaml": stack, "a.yaml": text };
  const files: Record<string, string> = {};
  for (let at = 1; at < parts.length; at += 2) files[parts[at] ?? ""] = (parts[at + 1] ?? "").replace(/^---\n$/m, "");
  return files;
}

const stack = STACK.replace("region: here", "region: eu-west-101");

function documentWith(fields: string): string {
  const isSwitch = /^(action|until):/m.test(fields);
  const kind = isSwitch
    ? "BackupDownloadPolicy"
    : fields.includes("destination_")
      ? "ReplicationPolicy"
      : "BackupPolicy";
  const has = (name: string) => new RegExp(`^${name}:`, "m").test(fields);
  const lines = [
    `apiVersion: ${isSwitch ? "dds" : "cbr"}/v3\nkind: ${kind}\nmetadata: { name: a }\nspec:`,
    ...fields.split("\n").map((line) => `  ${line}`),
    ...(isSwitch || has("operation_definition") ? [] : ["  operation_definition: { retention_duration_days: 30 }"]),
    ...(isSwitch || has("trigger") || has("schedule") ? [] : ['  schedule: { timezone: UTC+08:00, at: ["03:00"] }']),
  ];
  return `${lines.join("\n")}\n`;
}

const codesIn = async (text: string, ci: boolean): Promise<string[]> =>
  (await checked(filesOf(text), { ci })).problems.map(({ code }) => code);

describe("an example", () => {
  test("is checked for nearly every rule about files", () => {
    expect(FROM_FILES.length).toBeGreaterThan(30);
  });

  test.each(FROM_FILES)("of $code has it before, and nothing after", async ({ code, example }) => {
    const ci = code === "state-local";
    expect(await codesIn(example.before, ci)).toContain(code);
    expect(await codesIn(example.after, ci)).toEqual([]);
  });

  test("is there for each code, with another text after", () => {
    expect(Object.keys(examples).sort()).toEqual(codes.map(({ code }) => code).sort());
    for (const { code, example } of codes) expect(example.after, code).not.toBe(example.before);
  });

  test("that is typed shows the code at the end of the message", () => {
    for (const { code, example } of codes.filter(({ example }) => /^\$ [^\n]+\n/.test(example.before))) {
      expect(example.before, code).toMatch(new RegExp(`\\[${code}\\]$`));
    }
  });
});

test("a hazard is called one, and a code that is a problem and a failure is explained once", () => {
  const hazards = codes.filter(({ type }) => type === "hazard").map(({ code }) => code);
  expect(hazards.sort()).toEqual([...HAZARDS, "protected"].sort());
  expect(codes.map(({ code }) => code)).toEqual([...new Set(codes.map(({ code }) => code))]);
  expect(explainCode("stack-duplicate")?.type).toBe("problem");
  expect(explainCode("nope")).toBeUndefined();
});

test("CODES.md has a heading for each code, which is the anchor in JSON", () => {
  const headings = [...page("CODES.md").matchAll(/^### (.+)$/gm)].map(([, code]) => code);
  expect(headings.sort()).toEqual(codes.map(({ code }) => code).sort());
});

test("TROUBLESHOOTING.md says of failures what `explain` says", () => {
  const rows = [...page("TROUBLESHOOTING.md").matchAll(/^\| `([\w-]+)` \| (.+) \| (.+) \|$/gm)];
  const plain = (cell = "") => cell.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
  const told = new Map(
    rows.map(([, code = "", summary, help]) => [code, { summary: plain(summary), help: plain(help) }]),
  );
  for (const [code, text] of Object.entries(failures)) expect(told.get(code), code).toEqual(text);
});
