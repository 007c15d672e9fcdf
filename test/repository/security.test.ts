/** What is written about security: that it can be copied as it is, and speaks of what there is. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

const ROOT = join(import.meta.dirname, "../..");
const textOf = (file: string): string => readFileSync(join(ROOT, file), "utf8");

/** The blocks of a language, or what a shell reads between two lines `JSON`. */
function blocksIn(file: string, language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm");
  return [...textOf(file).matchAll(fence)].map(([, block = ""]) => block);
}
const documentsIn = (block: string): unknown[] =>
  [...block.matchAll(/<<'JSON'\n([\s\S]*?)^JSON$/gm)].map(([, text = ""]) => JSON.parse(text));

describe("CI.md", () => {
  const [rules, reading, changing] = blocksIn(".github/CI.md", "json").map((block) => JSON.parse(block));
  const [environment, states] = blocksIn(".github/CI.md", "sh").flatMap(documentsIn);

  test("gives plan and drift what only reads, and apply that and what our requests change", () => {
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

  test("lets no `sub` of a pull request into the group that changes something", () => {
    const groups = (rules as { remote: { any_one_of: string[] }[]; local: { group?: { name: string } }[] }[]).map(
      ({ remote, local }) => [local.flatMap(({ group }) => group?.name ?? []), remote.flatMap((one) => one.any_one_of)],
    );
    expect(groups).toEqual([
      [["holdfast-plan"], ["repo:OWNER/REPOSITORY:pull_request", "repo:OWNER/REPOSITORY:ref:refs/heads/main"]],
      [["holdfast-apply"], ["repo:OWNER/REPOSITORY:environment:STACK"]],
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

  test("has no YAML that cannot be read, and no link within the documents that leads nowhere", () => {
    const blocks = blocksIn(".github/CI.md", "yaml");
    expect(blocks.length).toBe(3);
    for (const block of blocks) expect(parse(block)).toEqual(expect.anything());
    const anchors = [...textOf(".github/CI.md").matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, "")
        .replaceAll(" ", "-"),
    );
    const links = ["README.md", ".github/CI.md", ".github/SECURITY.md"].flatMap((file) =>
      [...textOf(file).matchAll(/\]\((?:[\w./]*CI\.md)?#([\w-]+)\)/g)].map(([, anchor]) => anchor),
    );
    expect(links.length).toBeGreaterThan(2);
    expect(links.filter((anchor) => !anchors.includes(anchor ?? ""))).toEqual([]);
  });
});

test("SECURITY.md has every topic whose attacks are tested", () => {
  const rows = textOf(".github/SECURITY.md").match(/^\|.*\|$/gm) ?? [];
  const topics = rows.flatMap((row) => (row.split("|").at(-2) ?? "").trim().split(", "));
  const tested = readdirSync(join(ROOT, "test/attacks")).map((file) => file.replace(/\.test\.ts$/, ""));
  expect(tested.length).toBeGreaterThan(0);
  expect(tested.filter((topic) => !topics.includes(topic))).toEqual([]);
});
