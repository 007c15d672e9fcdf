/** What a start loads: a file more is a millisecond more, for everybody who asks for the version. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const CLI = join(import.meta.dirname, "../../dist/cli.js");

/** Files of the program that are loaded when it ends, by name and without what tells builds apart. */
function loadedFor(...args: string[]): string[] {
  const look = `import module from "node:module";
    process.on("exit", () => console.error(JSON.stringify(Object.keys(module._cache))));`;
  const node = ["--import", `data:text/javascript,${encodeURIComponent(look)}`, CLI, ...args];
  const { stderr } = spawnSync(process.execPath, node, {
    encoding: "utf8",
    env: { PATH: process.env.PATH },
    cwd: join(import.meta.dirname, "../.."),
  });
  const files = JSON.parse(stderr.trim().split("\n").at(-1) ?? "") as string[];
  return files.map((file) => file.replace(/^.*\/dist\//, "").replace(/-[\w-]{8}\.js$/, ".js"));
}

test.each(["--version", "-V", "--help", "-h"])("%s loads one file", (flag) => {
  expect(loadedFor(flag)).toEqual(["cli.js"]);
});

test("validation of what is plain and right loads no parser, no client of a network or a database, and no git", () => {
  const loaded = loadedFor("validate", "policies");
  expect(loaded).toContain("chunks/validate.js");
  expect(loaded.filter((file) => /yaml|client|retry|http|postgres|git|simulator|apply|plan|server/.test(file))).toEqual(
    [],
  );
  expect(loaded.length).toBeLessThan(14);
});
