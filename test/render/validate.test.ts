/** `holdfast validate` on real files: what each format prints, and the exit code that is the same in all of them. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ValidateOptions, validate } from "../../src/commands/validate.ts";
import { type Io, ioFor } from "../../src/process/io.ts";
import { settingsFrom } from "../../src/process/settings.ts";
import { lineReader } from "../../src/session/print.ts";
import { policyText } from "../support/builders.ts";
import { type Files, STACK, withFiles } from "../support/problems.ts";

const POLICY = policyText("nightly");
const VALID: Files = { "stack.yaml": STACK, "a.yaml": POLICY };
const WARNED: Files = { ...VALID, "a.yaml": `# holdfast-ignore: retention-forever because\n${POLICY}` };
const WRONG: Files = { ...VALID, "a.yaml": POLICY.replace("30 }", "30, max_backups: 0 }") };

async function run(files: Files, options: Partial<ValidateOptions> = {}): Promise<{ out: string; code: number }> {
  return await withFiles(files, async (cwd) => {
    let out = "";
    const streams: Pick<Io, "out" | "err" | "ask"> = {
      out: (text) => {
        out += text;
      },
      err: () => {
        throw new Error("validate has nothing to say but its result");
      },
      ask: async () => undefined,
    };
    const settings = { ...settingsFrom(), cwd, colour: { stdout: false, stderr: false } };
    const code = await validate(
      ["."],
      { format: "text", warningsAsErrors: false, ...options },
      ioFor(settings, streams),
    );
    return { out, code };
  });
}

const FORMATS = ["text", "json", "github", "sarif"] as const;

describe.each(FORMATS)("in the format %s", (format) => {
  test.each<[string, Files, boolean, number]>([
    ["valid files are fine", VALID, false, 0],
    ["errors fail", WRONG, false, 1],
    ["warnings do not", WARNED, false, 0],
    ["unless they are to count as errors", WARNED, true, 1],
    ["which makes no errors of valid files", VALID, true, 0],
  ])("%s", async (_, files, warningsAsErrors, code) => {
    expect((await run(files, { format, warningsAsErrors })).code).toBe(code);
  });
});

test.each(["text", "github"] as const)("when all is well, %s is one line", async (format) => {
  expect((await run(VALID, { format })).out).toBe("Valid: 1 policy in 1 stack.\n");
});

test("text shows the lines of the files", async () => {
  expect((await run(WRONG)).out).toBe(
    [
      "a.yaml:5:69: max_backups must be -1 or 1 to 99999 [schema]",
      "   5 |   operation_definition: { retention_duration_days: 30, max_backups: 0 }",
      "     |                                                                     ^",
      "  give -1 or 1 to 99999",
      "",
      "1 error in 1 file",
      "",
    ].join("\n"),
  );
});

test("a warning that counts as an error is still called a warning", async () => {
  expect((await run(WARNED, { warningsAsErrors: true })).out).toMatch(
    /^a\.yaml:1:1: warning: (?:.*\n)*1 warning in 1 file\n$/,
  );
  const { valid, error_count, warning_count } = JSON.parse(
    (await run(WARNED, { format: "json", warningsAsErrors: true })).out,
  );
  expect({ valid, error_count, warning_count }).toEqual({ valid: true, error_count: 0, warning_count: 1 });
});

test("github has commands and one summary, sarif the results", async () => {
  expect((await run(WRONG, { format: "github" })).out).toBe(
    "::error file=a.yaml,line=5,col=69,endLine=5,endColumn=70,title=schema::a.yaml:5:69: max_backups must be -1 or 1 to 99999%0Agive -1 or 1 to 99999\n1 error in 1 file\n",
  );
  const [result] = JSON.parse((await run(WRONG, { format: "sarif" })).out).runs[0].results;
  expect(result.locations[0].physicalLocation.artifactLocation.uri).toBe("a.yaml");
});

test("lines are read as files are: without a byte order mark and CR, and none from a file that has gone", async () => {
  const files = { "a.yaml": "\ufeffa: 备\r\nb\n", "b.yaml": "c" };
  await withFiles(files, (cwd) => {
    const lineOf = lineReader(cwd);
    expect([lineOf("a.yaml", 1), lineOf("a.yaml", 2), lineOf("a.yaml", 4)]).toEqual(["a: 备", "b", undefined]);
    rmSync(join(cwd, "b.yaml"));
    expect(lineOf("b.yaml", 1)).toBeUndefined();
  });
});
