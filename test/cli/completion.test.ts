/** Completion as bash does it, and for every shell whatever the help shows. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith } from "../support/run.ts";

const CLI = join(import.meta.dirname, "../../dist/cli.js");
const script = (shell: string) => execFileSync(process.execPath, [CLI, "completion", shell], { encoding: "utf8" });

/** What bash offers for the last of these words. @param cwd where the person types */
function offered(words: readonly string[], cwd = folderWith()): string[] {
  const list = words.map((word) => `'${word}'`).join(" ");
  const program = [
    `holdfast() { '${process.execPath}' '${CLI}' "$@"; }`,
    script("bash"),
    `COMP_WORDS=(${list})`,
    `COMP_CWORD=${words.length - 1}`,
    "_holdfast",
    `echo "\${COMPREPLY[@]}"`,
  ].join("\n");
  return execFileSync("bash", ["-c", program], { encoding: "utf8", cwd }).trim().split(" ").filter(Boolean);
}

test.each<[string[], string[]]>([
  [["holdfast", "val"], ["validate"]],
  [
    ["holdfast", "s"],
    ["show", "status", "schedule", "schema", "state", "simulate"],
  ],
  [
    ["holdfast", "state", "m"],
    ["mv", "migrate"],
  ],
  [["holdfast", "plan", "policies/prod", "--det"], ["--detailed-exitcode"]],
  [["holdfast", "--version", "state", "list", "--f"], ["--format"]],
  [
    ["holdfast", "drift", "--format", ""],
    ["text", "json", "markdown", "github", "sarif"],
  ],
  [["holdfast", "apply", "prod", "--allow-hazards", "ta"], ["takes-over"]],
  [["holdfast", "init", "demo", "--cloud", "o"], ["otc"]],
  [
    ["holdfast", "explain", "B"],
    ["BackupPolicy", "BackupDownloadPolicy"],
  ],
  [["holdfast", "explain", "rule-an"], ["rule-anchor"]],
  [["holdfast", "schema", "St"], ["Stack"]],
  [["holdfast", "-C", "plan", "state", "mi"], ["migrate"]],
  // No word of ours: then the shell completes a path.
  [["holdfast", "plan", "pol"], []],
  [["holdfast", "plan", "--out", ""], []],
])("%j is completed by %j", (words, completed) => {
  expect(offered(words)).toEqual(completed);
});

test("stacks and addresses are those of the files, and nothing is printed where there are none", () => {
  const stack = (name: string) =>
    `apiVersion: holdfast/v1\nkind: Stack\nmetadata: { name: ${name} }\nspec: { cloud: simulator, project_id: ${name} }\n`;
  const download = "apiVersion: dds/v3\nkind: BackupDownloadPolicy\nmetadata: { name: d }\nspec: { action: close }\n";
  const cwd = folderWith({
    "policies/prod/stack.yaml": stack("prod"),
    "policies/test/stack.yaml": stack("test"),
    "policies/test/d.yaml": download,
  });
  expect(offered(["holdfast", "plan", "p"], cwd)).toEqual(["prod"]);
  expect(offered(["holdfast", "plan", "prod", "--target", ""], cwd)).toEqual(["BackupDownloadPolicy/d"]);
  expect(offered(["holdfast", "state", "show", "B"], cwd)).toEqual(["BackupDownloadPolicy/d"]);
  expect(offered(["holdfast", "state", "show", "B"])).toEqual([]);
});

test.each(["bash", "zsh", "fish"])("%s knows every command that the help shows", (shell) => {
  const help = execFileSync(process.execPath, [CLI, "--help"], { encoding: "utf8" });
  const commands = [...help.slice(help.indexOf("Commands:")).matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name);
  expect(commands.length).toBeGreaterThan(10);
  const known = script(shell);
  expect(commands.filter((name) => !new RegExp(`\\b${name}\\b`).test(known) && name !== "help")).toEqual([]);
});
