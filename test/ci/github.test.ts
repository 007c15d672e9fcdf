/** What we keep at GitHub: found again, never somebody else's, and never a second one. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { keepComment, keepIssue, openGitHub, planArtifact, reviewedPlan } from "../../src/ci/github.ts";
import { addSummary, type Job, jobFrom, setOutputs } from "../../src/ci/job.ts";
import { type Rest, startRest } from "./rest.ts";
import { outputsIn } from "./runner.ts";

const MARK = "<!-- holdfast plan x -->\n";
const ISSUE = { mark: MARK, title: "t", label: "l" };
const TOKEN = "canary-token";

const jobAt = (api: string, token = TOKEN): Job => ({
  owner: "acme",
  repo: "backups",
  api,
  runUrl: "https://github.com/acme/backups/actions/runs/1",
  workflow: "x",
  event: "push",
  sha: "a".repeat(40),
  token,
});

/** @param largestPage so small that there are several */
async function gitHub(may: Record<string, string>, largestPage?: number) {
  const rest = await startRest(largestPage);
  rest.tokens.set(TOKEN, may);
  return { rest, github: openGitHub(jobAt(rest.url)) };
}

const user = (type: "Bot" | "User") => ({ login: type === "Bot" ? "github-actions[bot]" : "mallory", type });
const comment = (rest: Rest, body: string, type: "Bot" | "User" = "Bot") => {
  const text = { id: rest.nextId(), number: 1, body, state: "open", labels: [] as string[], user: user(type) } as const;
  rest.comments.set(1, [...(rest.comments.get(1) ?? []), text]);
  return text;
};
const bodies = (rest: Rest) => (rest.comments.get(1) ?? []).map(({ body }) => body);

test("our comment is found on the last of several pages, changed in place, left alone when it says so already, and taken away", async () => {
  const { rest, github } = await gitHub({ "pull-requests": "write" }, 2);
  for (const text of ["one", "two", "three", "four"]) comment(rest, text);
  expect(await keepComment(github, 1, MARK, `${MARK}a`)).toBe("created");
  expect(await keepComment(github, 1, MARK, `${MARK}b`)).toBe("updated");
  expect(await keepComment(github, 1, MARK, `${MARK}b`)).toBe("unchanged");
  expect(bodies(rest)).toEqual(["one", "two", "three", "four", `${MARK}b`]);
  expect(await keepComment(github, 1, MARK, undefined)).toBe("deleted");
  expect(await keepComment(github, 1, MARK, undefined)).toBe("absent");
  expect(bodies(rest)).toEqual(["one", "two", "three", "four"]);
});

test("a comment of a person is never taken for ours, whatever it says: he could change it back", async () => {
  const { rest, github } = await gitHub({ "pull-requests": "write" });
  comment(rest, `${MARK}mine`, "User");
  comment(rest, `quoted: ${MARK}`);
  expect(await keepComment(github, 1, MARK, `${MARK}a`)).toBe("created");
  expect(await keepComment(github, 1, MARK, undefined)).toBe("deleted");
  expect(bodies(rest)).toEqual([`${MARK}mine`, `quoted: ${MARK}`]);
});

test("of two that were written at the same time one stays", async () => {
  const { rest, github } = await gitHub({ "pull-requests": "write" });
  for (const text of ["a", "b"]) comment(rest, MARK + text);
  expect(await keepComment(github, 1, MARK, `${MARK}c`)).toBe("updated");
  expect(bodies(rest)).toEqual([`${MARK}c`]);
});

test("an issue of somebody else is not ours, and a closed one is not opened again", async () => {
  const { rest, github } = await gitHub({ issues: "write" });
  expect(await keepIssue(github, ISSUE, undefined)).toBe("absent");
  expect(await keepIssue(github, ISSUE, `${MARK}a`)).toBe("created");
  rest.issues.unshift({ ...rest.issues[0]!, number: 7, user: user("User") });
  expect(await keepIssue(github, ISSUE, `${MARK}a`)).toBe("unchanged");
  expect(await keepIssue(github, ISSUE, `${MARK}b`)).toBe("updated");
  expect(await keepIssue(github, ISSUE, undefined)).toBe("closed");
  expect(await keepIssue(github, ISSUE, `${MARK}c`)).toBe("created");
  expect(rest.issues.map(({ number, state, body }) => [number, state, body])).toEqual([
    [7, "open", `${MARK}a`],
    [1, "closed", `${MARK}b`],
    [3, "open", `${MARK}c`],
  ]);
});

test("issues about two subjects are two issues", async () => {
  const { rest, github } = await gitHub({ issues: "write" });
  const other = { mark: "<!-- other -->\n", title: "o", label: "m" };
  expect(await keepIssue(github, ISSUE, `${MARK}a`)).toBe("created");
  expect(await keepIssue(github, other, `${other.mark}b`)).toBe("created");
  expect(await keepIssue(github, ISSUE, undefined)).toBe("closed");
  expect(rest.issues.map(({ title, state, labels }) => [title, state, ...labels])).toEqual([
    ["t", "closed", "l"],
    ["o", "open", "m"],
  ]);
});

test("the reviewed plan is that of the newest run for the head that was merged", async () => {
  const { rest, github } = await gitHub({ actions: "read", "pull-requests": "read" });
  const [sha, head, other] = ["1", "2", "3"].map((digit) => digit.repeat(40)) as [string, string, string];
  const artifact = (run: number, head_sha = head, more: { expired?: boolean; head_repository_id?: number } = {}) =>
    rest.artifacts.push({
      id: rest.nextId(),
      name: planArtifact(head),
      expired: more.expired ?? false,
      workflow_run: { id: run, head_sha, repository_id: 1, head_repository_id: more.head_repository_id ?? 1 },
    });
  for (const run of [11, 12]) artifact(run);
  artifact(13, other);
  artifact(14, head, { expired: true });
  artifact(15, head, { head_repository_id: 2 });
  expect(await reviewedPlan(github, sha)).toBeUndefined();
  rest.merged.push({ merged_at: "2026-11-21T12:00:00Z", merge_commit_sha: sha, head: { sha: head } });
  expect(await reviewedPlan(github, sha)).toEqual({ run: 12, artifact: planArtifact(head) });
});

test("a read is tried again when GitHub is out of order, a write is not", async () => {
  const { rest, github } = await gitHub({ "pull-requests": "write" });
  rest.failures.push(502);
  expect(await keepComment(github, 1, MARK, `${MARK}a`)).toBe("created");
  rest.failures.push(0, 502);
  await expect(keepComment(github, 1, MARK, `${MARK}b`)).rejects.toMatchObject({ code: "cloud-broken", status: 502 });
  expect(bodies(rest)).toEqual([`${MARK}a`]);
});

test.each<[string, (rest: Rest) => Job, string]>([
  ["a token that may not", ({ url }) => jobAt(url), "cloud-denied"],
  ["a token that nobody knows", ({ url }) => jobAt(url, "canary-other"), "cloud-denied"],
  ["nobody who answers", () => jobAt("http://127.0.0.1:1"), "cloud-unreachable"],
])("%s fails with what to do, and without the token", async (_, job, code) => {
  const { rest } = await gitHub({ contents: "read" });
  const error = await keepComment(openGitHub(job(rest)), 1, MARK, `${MARK}a`).catch((caught) => caught);
  expect(error).toMatchObject({ code, hint: expect.stringMatching(/./) });
  expect(`${error.message} ${error.hint}`).not.toContain("canary");
});

test("a token is not sent without TLS, nor to another host than the environment names", async () => {
  expect(() => openGitHub(jobAt("http://github.acme.example/api/v3"))).toThrow("credentials would travel unencrypted");
  expect(() => openGitHub(jobAt("https://github.com@evil.example"))).toThrow("not a plain address");
  const { token: _, ...job } = jobAt("https://api.github.com");
  expect(() => openGitHub(job)).toThrow("GITHUB_TOKEN is not set");
});

test("whatever an output holds, the runner reads it as it is, and nothing beside it", () => {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-job-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [outputFile, summaryFile] = [join(folder, "output"), join(folder, "summary")];
  const job = { ...jobAt(""), outputFile, summaryFile };
  const line = fc.constantFrom("", "EOF", "end-0", "comment<<x", "a=b", "::set-output name=a::b", "end-", "\\", "é");
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      writeFileSync(outputFile, "before=1\n");
      setOutputs(job, { comment: lines.join("\n"), flag: true, stacks: ["a"] });
      expect(outputsIn(readFileSync(outputFile, "utf8"))).toEqual({
        before: "1",
        comment: lines.join("\n"),
        flag: "true",
        stacks: '["a"]',
      });
    }),
  );
  addSummary(job, "a");
  addSummary(job, "b");
  expect(readFileSync(summaryFile, "utf8")).toBe("ab");
});

test("a job is known by its environment alone, on github.com and on a server of one's own", () => {
  const env = {
    GITHUB_REPOSITORY: "acme/backups",
    GITHUB_RUN_ID: "7",
    GITHUB_WORKFLOW_REF: "acme/backups/.github/workflows/a --> b.yml@refs/heads/x",
  };
  expect(jobFrom(env)).toMatchObject({
    api: "https://api.github.com",
    runUrl: "https://github.com/acme/backups/actions/runs/7",
    workflow: ".github/workflows/a_--__b.yml",
  });
  const own = { GITHUB_API_URL: "https://ghe.acme/api/v3", GITHUB_SERVER_URL: "https://ghe.acme" };
  expect(jobFrom({ ...env, ...own })).toMatchObject({
    api: "https://ghe.acme/api/v3",
    runUrl: "https://ghe.acme/acme/backups/actions/runs/7",
  });
  expect(() => jobFrom({})).toThrow("this is not a job of GitHub Actions");
});
