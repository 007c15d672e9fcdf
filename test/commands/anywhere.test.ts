/** The real command, started in different folders of one repository. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runHoldfast } from "../support/command.ts";
import { folderWith } from "../support/run.ts";

const SLOW = { timeout: 60_000 };

/** A repository, and the command in one of its folders. */
function repository() {
  const top = folderWith();
  execFileSync("git", ["init", "-q", top]);
  const env = { PATH: process.env.PATH, HOME: top };
  return {
    top,
    at: (folder: string, args: string) => runHoldfast({ args: args.split(" "), cwd: join(top, folder), env }),
  };
}

test("two commands lead to a first apply, and any folder to the same stack", SLOW, async () => {
  const { top, at } = repository();
  expect((await at(".", "init demo --cloud simulator")).code).toBe(0);
  const applied = await at("policies/demo", "apply demo --auto-approve");
  expect(applied.out).toContain("+ BackupPolicy/servers-nightly  backup.yaml:3\n");
  expect(applied.out).toContain("Apply complete! Resources: 3 added, 0 changed, 0 destroyed.");
  // What is recorded does not depend on where that was.
  const { out } = await at("policies", "state show BackupPolicy/servers-nightly");
  expect(JSON.parse(out).file).toBe("policies/demo/backup.yaml");
  mkdirSync(join(top, "docs/deep"), { recursive: true });
  for (const folder of [".", "policies", "policies/demo", "docs/deep"]) {
    expect((await at(folder, "plan --detailed-exitcode")).said).toBe("No changes.\n");
    expect((await at(folder, "state list demo")).out).toContain("BackupPolicy/servers-nightly ");
  }
});

test("a plan that was saved in one folder is that of the others", SLOW, async () => {
  const { top, at } = repository();
  await at(".", "init demo --cloud simulator");
  const files = async (folder: string) => {
    expect((await at(folder, "plan --out plan.json")).code).toBe(0);
    return JSON.parse(readFileSync(join(top, folder, "plan.json"), "utf8")).stacks[0].files;
  };
  expect(await files("policies/demo")).toBe(await files("."));
  expect((await at(".", "apply policies/demo/plan.json")).out).toContain("3 added");
});
