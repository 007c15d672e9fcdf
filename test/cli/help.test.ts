/** The help of every command, as a terminal of 80 columns shows it. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runHoldfast } from "../support/command.ts";

const CLI = join(import.meta.dirname, "../../dist/cli.js");

function holdfast(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: "utf8" });
  return { code: status, out: stdout, err: stderr };
}

/** What --help prints of a command and of those below it, by command: `""`, `state mv`. */
async function helpBelow(path: readonly string[] = []): Promise<(readonly [command: string, help: string])[]> {
  const { out } = await runHoldfast({ args: [...path, "--help"], cwd: import.meta.dirname, env: {} });
  const [, list = ""] = /^Commands:\n((?: .*\n)+)/m.exec(out) ?? [];
  const names = [...list.matchAll(/^ {2}(\w+)/gm)].map(([, name = ""]) => name);
  const below = await Promise.all(names.map((name) => helpBelow([...path, name])));
  return [[path.join(" "), out], ...below.flat()];
}

test("no line of any help is wider than 80 columns", { timeout: 60_000 }, async () => {
  const helps = await helpBelow();
  expect(helps.length).toBeGreaterThan(30);
  const wide = helps.flatMap(([command, help]) =>
    help.split("\n").flatMap((line) => (line.length > 80 ? `${command}: ${line}` : [])),
  );
  expect(wide).toEqual([]);
});

test.each([[[]], [["plan"]], [["state", "mv"]]])("help %j prints what --help of that command does", (words) => {
  expect(holdfast("help", ...words)).toEqual(holdfast(...words, "--help"));
});

test.each([
  [["help", "nope"], "there is no command nope [usage]\n  see the list of commands: holdfast help\n"],
  [["help", "plna"], "there is no command plna [usage]\n  did you mean plan?\n"],
  [
    ["help", "state", "list", "all"],
    "there is no command state list all [usage]\n  see the list of commands: holdfast help\n",
  ],
  [["plna"], "error: unknown command 'plna'\n(Did you mean plan?)\n(run with --help for usage)\n"],
])("%j is no command", (args, err) => {
  expect(holdfast(...args)).toEqual({ code: 64, out: "", err });
});

test("-C runs the command as if it was started in that folder", () => {
  const repository = join(import.meta.dirname, "../..");
  expect(holdfast("-C", repository, "-C", "policies", "schedule", "demo").out).toMatch(/^demo\n/);
  expect(holdfast("-C", "/does/not/exist", "validate")).toEqual({
    code: 64,
    out: "",
    err: "/does/not/exist cannot be entered (ENOENT) [usage]\n  give -C a folder\n",
  });
});
