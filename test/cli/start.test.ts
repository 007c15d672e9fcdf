/** What a start loads: a file more is a millisecond more, for everybody who asks for the version. */
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const CLI = join(import.meta.dirname, "../../dist/cli.js");

const nameOf = (file: string): string => file.replace(/^.*\/dist\//, "").replace(/-[\w-]{8}\.js$/, ".js");

/** Paths of the files of the program that are loaded when it ends. */
function loadedFor(...args: string[]): string[] {
  const look = `import module from "node:module";
    process.on("exit", () => console.error(JSON.stringify(Object.keys(module._cache))));`;
  const node = ["--import", `data:text/javascript,${encodeURIComponent(look)}`, CLI, ...args];
  const { stderr } = spawnSync(process.execPath, node, {
    encoding: "utf8",
    env: { PATH: process.env.PATH },
    cwd: join(import.meta.dirname, "../.."),
  });
  return JSON.parse(stderr.trim().split("\n").at(-1) ?? "") as string[];
}

test.each(["--version", "-V", "--help", "-h"])("%s loads one file", (flag) => {
  expect(loadedFor(flag).map(nameOf)).toEqual(["cli.js"]);
});

test("validation of what is plain and right loads no parser, no client of a network or a database, and no git", () => {
  const files = loadedFor("validate", "policies");
  const names = files.map(nameOf);
  expect(names).toContain("chunks/validate.js");
  expect(names.filter((file) => /yaml|client|retry|http|postgres|git|simulator|apply|plan|server/.test(file))).toEqual(
    [],
  );
  expect(names.length).toBeLessThan(8);
  // The name of a file does not show all that is in it. The parser alone is 100 kB.
  expect(files.reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThan(470_000);
});
