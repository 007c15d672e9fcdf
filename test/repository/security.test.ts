/** What is written about security: that it can be copied as it is, and speaks of what there is. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const textOf = (file: string): string => readFileSync(join(ROOT, file), "utf8");

/** The fences of a language. */
function blocksIn(file: string, language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}(?: .*)?\\n([\\s\\S]*?)^\`\`\``, "gm");
  return [...textOf(file).matchAll(fence)].map(([, block = ""]) => block);
}
/** What a shell reads between two lines `JSON`. The id of a team is known when it runs. */
const documentsIn = (block: string): unknown[] =>
  [...block.matchAll(/<<'?JSON'?\n([\s\S]*?)^JSON$/gm)].map(([, text = ""]) => JSON.parse(text.replace("$team", "1")));

describe("CI.md", () => {
  const [rules] = blocksIn(".github/CI.md", "json").map((block) => JSON.parse(block));
  const [environment, states] = blocksIn(".github/CI.md", "sh").flatMap(documentsIn);

  test("lets no `sub` of a pull request into the group that changes something", () => {
    const groups = (rules as { remote: { any_one_of: string[] }[]; local: { group?: { name: string } }[] }[]).map(
      ({ remote, local }) => [local.flatMap(({ group }) => group?.name ?? []), remote.flatMap((one) => one.any_one_of)],
    );
    expect(groups).toEqual([
      [["holdfast-plan"], ["repo:acme/backups:pull_request", "repo:acme/backups:ref:refs/heads/main"]],
      [["holdfast-apply"], ["repo:acme/backups:environment:prod", "repo:acme/backups:environment:holdfast-due"]],
    ]);
  });

  test("closes environments to other branches, and the branches of states to everything but a key", () => {
    expect(environment).toMatchObject({
      deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
    });
    expect(states).toMatchObject({
      enforcement: "active",
      rules: ["creation", "update", "deletion"].map((type) => ({ type })),
      bypass_actors: [{ actor_type: "DeployKey", actor_id: null }],
    });
  });
});

test("permissions of plan and drift only read, and those of apply are these and what our requests change", () => {
  const [reading, changing] = blocksIn(".github/SECURITY.md", "json").map((block) => JSON.parse(block));
  const actionsOf = (policy: unknown): string[] => {
    const { Version, Statement } = policy as { Version: string; Statement: { Effect: string; Action: string[] }[] };
    expect([Version, Statement.map(({ Effect }) => Effect)]).toEqual(["1.1", ["Allow"]]);
    return Statement.flatMap(({ Action }) => Action);
  };
  const [read, change] = [actionsOf(reading), actionsOf(changing)];
  expect(read.filter((action) => !/:(list|get)\w*$/.test(action))).toEqual([]);
  expect(change.filter((action) => !read.includes(action)).map((action) => action.replace(/^\w+:/, ""))).toEqual([
    "policies:create",
    "policies:update",
    "policies:delete",
    "vaults:associatePolicy",
    "vaults:dissociatePolicy",
    "backup:createDownloadPolicy",
    "backup:updateDownloadPolicy",
  ]);
  expect(read.filter((action) => !change.includes(action))).toEqual([]);
});

test("SECURITY.md has every topic whose attacks are tested", () => {
  const rows = textOf(".github/SECURITY.md").match(/^\|.*\|$/gm) ?? [];
  const topics = rows.flatMap((row) => (row.split("|").at(-2) ?? "").trim().split(", "));
  const tested = readdirSync(join(ROOT, "test/attacks")).map((file) => file.replace(/\.test\.ts$/, ""));
  expect(tested.length).toBeGreaterThan(0);
  expect(tested.filter((topic) => !topics.includes(topic))).toEqual([]);
});
