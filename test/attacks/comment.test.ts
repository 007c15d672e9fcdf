/**
 * A comment has room for little, and a reviewer reads the top of it: an attacker who brings many or long changes that hurt
 * nobody must not push out those that do. The steps are those of the workflow.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { jobIn, policy, project } from "../ci/project.ts";

const SLOW = { timeout: 180_000 };
const SWITCH = (action: string) => `apiVersion: dds/v3
kind: BackupDownloadPolicy
metadata: { name: download }
spec: { action: ${action} }
`;
const vault = (stack: number, index: number) =>
  `${String(stack).padStart(8, "0")}-0000-4000-8000-${String(index).padStart(12, "0")}`;
const long = (stack: number) =>
  `${policy("long", 30)}  vaults:\n${Array.from({ length: 990 }, (_, index) => `    - vault_id: ${vault(stack, index)}\n`).join("")}`;
const numbered = (count: number, file: (index: number) => readonly [string, string]) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => file(index)));

/** Stacks that come before prod, each with one policy that is longer than a comment. */
function longStacks(like: string, count: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => {
      const name = `a-${index}`;
      const stack = like
        .replaceAll("prod", name)
        .replace(/project_id: \w+/, `project_id: ${String(index).padStart(32, "f")}`);
      return [
        [`policies/${name}/stack.yaml`, stack],
        [`policies/${name}/long.yaml`, long(index)],
      ] as const;
    }).flat(),
  );
}

async function planned(count: number) {
  const { folder, begun, push, run, rest } = await project();
  const slow = (index: number, enabled: boolean) =>
    [`policies/dev/d${index}.yaml`, policy(`d${index}`, 30).replace("spec:", `spec:\n  enabled: ${enabled}`)] as const;
  await begun({
    ...numbered(12, (index) => slow(index, true)),
    "policies/prod/switch.yaml": SWITCH("close"),
    "policies/prod/servers.yaml": policy("servers", 365),
  });
  const like = readFileSync(join(folder, "author/policies/prod/stack.yaml"), "utf8");
  const pull = await push(undefined, {
    ...longStacks(like, count),
    ...numbered(12, (index) => slow(index, false)),
    "policies/prod/switch.yaml": SWITCH("open"),
    "policies/prod/servers.yaml": policy("servers", 7),
  });
  const job = jobIn(await run(pull.event), "plan");
  return { job, body: rest.comments.get(1)?.[0]?.body ?? "" };
}

const TOTALS = "⚠️ Hazards: **opens-download** 1, **shortens-retention** 1, **stops-backups** 12\n";

test.each([1, 15])("%i stacks with a policy of 990 vaults hide nothing that hurts", SLOW, async (count) => {
  const { job, body } = await planned(count);
  expect(job.result).toBe("success");
  for (const text of [body, job.summary]) {
    expect(text).toContain(TOTALS);
    expect(text).toContain("| <code>prod</code> | **opens-download** 1, **shortens-retention** 1 |\n");
    expect(text).toContain("| <code>dev</code> | **stops-backups** 12 |\n");
    expect(text).toMatch(
      /^\| ✏️ update \| <code>prod<\/code> \| <code>BackupPolicy\/servers<\/code> \| .*shortens-retention/m,
    );
    expect(text).toMatch(
      /^\| ✏️ update \| <code>prod<\/code> \| <code>BackupDownloadPolicy\/download<\/code> \| .*opens-download/m,
    );
    // The long ones are there as well.
    expect(text.match(/^\| ➕ create /gm)).toHaveLength(count);
    expect(text).not.toContain("not listed here");
  }
  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(65_536);
  // One of them fits.
  expect(/^ {2}… \d+ lines …$/m.test(body)).toBe(count > 1);
  const warnings = job.log.split("\n").filter((line) => line.startsWith("::warning "));
  expect(warnings.slice(0, 3).map((line) => /title=([\w-]+)/.exec(line)?.[1])).toEqual([
    "opens-download",
    "shortens-retention",
    "stops-backups",
  ]);
  expect(warnings.length).toBeGreaterThan(10);
});
