/** Before an apply: whether the environment of the job keeps anybody out, as GitHub says it. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runHoldfast } from "../support/command.ts";
import { type Rest, startRest } from "./rest.ts";

/** A job of GitHub with one stack, whose apply makes a policy in a simulated cloud. */
async function job(rules: readonly string[] | undefined, actions = "read") {
  const rest = await startRest();
  rest.tokens.set("canary-token", { actions });
  if (rules) rest.environments.set("prod", rules);
  const cwd = mkdtempSync(join(tmpdir(), "holdfast-environment-"));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  execFileSync("git", ["init", "-q"], { cwd });
  await ended(rest, cwd, "init", "policies/prod", "--cloud", "simulator");
  return { rest, cwd };
}

async function ended(rest: Rest, cwd: string, ...args: string[]) {
  const [summary, output] = [join(cwd, "summary"), join(cwd, "output")];
  for (const file of [summary, output]) writeFileSync(file, "");
  const env = {
    PATH: process.env.PATH,
    GITHUB_REPOSITORY: "acme/backups",
    GITHUB_API_URL: rest.url,
    GITHUB_TOKEN: "canary-token",
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_OUTPUT: output,
  };
  const { code, said: log } = await runHoldfast({ args, cwd, env });
  return { code, log, summary: readFileSync(summary, "utf8") };
}

const WARNED =
  "::warning title=environment-open::environment prod has no protection rules: any branch can use its login";
const REFUSED = WARNED.replace("::warning", "::error");
const UNKNOWN = "environment prod cannot be looked at: GitHub says Resource not accessible";

test.each<[what: string, rules: string[] | undefined, may: string, required: boolean, code: number, said: string]>([
  ["asks a person", ["required_reviewers"], "read", true, 0, ""],
  ["is for some branches", ["wait_timer", "branch_policy"], "read", true, 0, ""],
  ["has no rule", [], "read", false, 0, WARNED],
  ["only waits", ["wait_timer"], "read", false, 0, WARNED],
  ["has no rule, where one is required", [], "read", true, 4, REFUSED],
  ["cannot be looked at", [], "none", false, 0, UNKNOWN],
  ["cannot be looked at, where a rule is required", [], "none", true, 1, UNKNOWN],
])("of an environment that %s", async (_, rules, may, required, code, said) => {
  const { rest, cwd } = await job(rules, may);
  const flags = ["--environment", "prod", ...(required ? ["--require-protection"] : [])];
  const run = await ended(rest, cwd, "ci", "github", "apply", ...flags, "prod");
  expect([run.code, run.log.includes(said)]).toEqual([code, true]);
  expect(run.log.includes("title=environment-open")).toBe(said.includes("title"));
  expect(run.summary.startsWith("> ⚠️ environment prod has no protection rules")).toBe(said.includes("title"));
  // Refused means that nothing was applied.
  expect(run.summary.includes("Apply complete!")).toBe(code === 0);
});

test("protection is required of an environment, so it has to be named", async () => {
  const { rest, cwd } = await job([]);
  const { code, log } = await ended(rest, cwd, "ci", "github", "apply", "--require-protection", "prod");
  expect([code, log]).toEqual([64, expect.stringContaining("--require-protection needs --environment")]);
});
