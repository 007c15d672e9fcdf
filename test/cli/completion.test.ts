/** Completion as bash does it, and for every shell whatever the help shows. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const CLI = join(import.meta.dirname, "../../dist/cli.js");
const script = (shell: string) => execFileSync(process.execPath, [CLI, "completion", shell], { encoding: "utf8" });

/** What bash offers for the last of these words. */
function offered(...words: string[]): string[] {
  const list = words.map((word) => `'${word}'`).join(" ");
  const program = `${script("bash")}\nCOMP_WORDS=(${list})\nCOMP_CWORD=${words.length - 1}\n_holdfast\necho "\${COMPREPLY[@]}"`;
  return execFileSync("bash", ["-c", program], { encoding: "utf8" }).trim().split(" ").filter(Boolean);
}

test.each<[string[], string[]]>([
  [["holdfast", "val"], ["validate"]],
  [
    ["holdfast", "s"],
    ["show", "schedule", "schema", "state", "simulate"],
  ],
  [
    ["holdfast", "state", "m"],
    ["mv", "migrate"],
  ],
  [["holdfast", "plan", "policies/prod", "--det"], ["--detailed-exitcode"]],
  [["holdfast", "--version", "state", "list", "--f"], ["--format"]],
  // No word of ours: then the shell completes a path.
  [["holdfast", "plan", "pol"], []],
])("%j is completed by %j", (words, completed) => {
  expect(offered(...words)).toEqual(completed);
});

test.each(["bash", "zsh", "fish"])("%s knows every command that the help shows", (shell) => {
  const help = execFileSync(process.execPath, [CLI, "--help"], { encoding: "utf8" });
  const commands = [...help.slice(help.indexOf("Commands:")).matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name);
  expect(commands.length).toBeGreaterThan(10);
  const known = script(shell);
  expect(commands.filter((name) => !new RegExp(`\\b${name}\\b`).test(known) && name !== "help")).toEqual([]);
});
