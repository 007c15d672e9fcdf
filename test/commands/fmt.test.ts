/** `holdfast fmt`: which files it changes, how it writes them, and what it leaves alone. */
import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type FmtOptions, fmt } from "../../src/commands/fmt.ts";
import { CLI } from "../support/command.ts";
import { run as cli } from "../support/printed.ts";
import { folderWith, run } from "../support/run.ts";

async function formatted(cwd: string, args: readonly string[], options: FmtOptions, colour = false) {
  const ran = run(cwd, (io) => fmt(args, options, io), { colour });
  return { code: await ran.code, out: ran.out };
}

const WRITE = { check: false };
const CHECK = { check: true };
const STACK = "apiVersion: holdfast/v1\nkind: Stack\nmetadata:\n  name: s\nspec: {}\n";

test("changes the files that are not in canonical layout, and names them", async () => {
  const cwd = folderWith({
    "policies/s/stack.yaml": STACK,
    "policies/s/a.yaml": "a:\n    b:   1\n",
    "policies/s/deep/b.yml": "\ufeffa: 1\r\n",
    "policies/s/notes.yaml": "# nothing else\n\n\n",
    "policies/s/.hidden/c.yaml": "a:   1\n",
    "policies/s/d.txt": "a:   1\n",
  });
  const { code, out } = await formatted(cwd, [], WRITE);
  expect(out).toBe("policies/s/a.yaml\npolicies/s/deep/b.yml\npolicies/s/notes.yaml\nFormatted 3 of 4 files.\n");
  expect(code).toBe(0);
  const texts = ["a.yaml", "deep/b.yml", "notes.yaml", ".hidden/c.yaml", "d.txt"].map((file) =>
    readFileSync(join(cwd, "policies/s", file), "utf8"),
  );
  expect(texts).toEqual(["a:\n  b: 1\n", "a: 1\n", "# nothing else\n", "a:   1\n", "a:   1\n"]);
  expect((await formatted(cwd, [], WRITE)).out).toBe("4 files are in canonical layout.\n");
});

test("a file without anything to change is not written", async () => {
  const cwd = folderWith({ "policies/a.yaml": "a: 1\n" });
  utimesSync(join(cwd, "policies/a.yaml"), 1000, 1000);
  expect(await formatted(cwd, [], WRITE)).toMatchObject({
    code: 0,
    out: "1 file is in canonical layout.\n",
  });
  expect(statSync(join(cwd, "policies/a.yaml")).mtimeMs).toBe(1_000_000);
});

test("a file keeps its mode, and nothing else is left in its folder", async () => {
  const cwd = folderWith({ "policies/a.yaml": "a:   1\n" });
  chmodSync(join(cwd, "policies/a.yaml"), 0o640);
  await formatted(cwd, [], WRITE);
  expect(statSync(join(cwd, "policies/a.yaml")).mode & 0o777).toBe(0o640);
  expect(readdirSync(join(cwd, "policies"))).toEqual(["a.yaml"]);
});

test("--check writes nothing, shows the lines and exits with 1", async () => {
  const cwd = folderWith({ "policies/a.yaml": "a: 1\nb:\n- c\t\nd: 2\ne: 3\n", "policies/b.yaml": "a: 1\n" });
  const { code, out } = await formatted(cwd, [], CHECK);
  expect(out).toBe(
    [
      "policies/a.yaml",
      "  @@ line 2 @@",
      "   b:",
      "  -- c\\u0009",
      "  +  - c",
      "   d: 2",
      "1 of 2 files would change. To change: holdfast fmt\n",
    ].join("\n"),
  );
  expect(code).toBe(1);
  expect(readFileSync(join(cwd, "policies/a.yaml"), "utf8")).toContain("- c\t\n");
  expect(await formatted(cwd, ["policies/b.yaml"], CHECK)).toMatchObject({
    code: 0,
    out: "1 file is in canonical layout.\n",
  });
});

test("a difference is short, whatever the file, and coloured on a terminal", async () => {
  const cwd = folderWith({ "policies/a.yaml": Array.from({ length: 500 }, (_, index) => `k${index}:   1\n`).join("") });
  const { out } = await formatted(cwd, [], CHECK, true);
  expect(out.split("\n").length).toBeLessThan(30);
  expect(out).toContain("981 more lines");
  expect(out).toContain("\u001b[31m  -k0:   1\u001b[39m");
});

test("a file that is not YAML is left alone and named with the reason; the others are formatted", async () => {
  const broken = "a: [1\nb:   2\n";
  const cwd = folderWith({
    "policies/a.yaml": broken,
    "policies/b.yaml": "a:   1\n",
    "policies/c.yaml": "a: 1\na:   2\n",
  });
  const { code, out } = await formatted(cwd, [], WRITE);
  expect(code).toBe(1);
  expect(out).toMatch(/^policies\/a\.yaml:1:4: .*\[yaml-syntax\]$/m);
  expect(out).toMatch(/^policies\/c\.yaml:2:1: .*\[yaml-duplicate-key\]$/m);
  expect(out).toMatch(/^policies\/b\.yaml\nFormatted 1 of 3 files, 2 left alone\.\n$/m);
  expect(readFileSync(join(cwd, "policies/a.yaml"), "utf8")).toBe(broken);
  expect(readFileSync(join(cwd, "policies/c.yaml"), "utf8")).toBe("a: 1\na:   2\n");
});

test("what is wrong with a document otherwise does not keep it from being formatted", async () => {
  const cwd = folderWith({ "policies/a.yaml": "kind:   Nonsense\n" });
  expect((await formatted(cwd, [], WRITE)).code).toBe(0);
  expect(readFileSync(join(cwd, "policies/a.yaml"), "utf8")).toBe("kind: Nonsense\n");
});

test("a link out of the folder is not followed; one inside stays a link", async () => {
  const cwd = folderWith({ "outside.yaml": "a:   1\n", "policies/b.yaml": "a:   1\n" });
  symlinkSync("../outside.yaml", join(cwd, "policies/a.yaml"));
  symlinkSync("b.yaml", join(cwd, "policies/c.yaml"));
  const { code, out } = await formatted(cwd, [], WRITE);
  expect(code).toBe(1);
  expect(out).toContain("policies/a.yaml:1:1: a link that leads out of the folder");
  expect(readFileSync(join(cwd, "outside.yaml"), "utf8")).toBe("a:   1\n");
  expect(readFileSync(join(cwd, "policies/c.yaml"), "utf8")).toBe("a: 1\n");
  expect(readdirSync(join(cwd, "policies"), { withFileTypes: true }).map((one) => one.isSymbolicLink())).toEqual([
    true,
    false,
    true,
  ]);
});

test("a path or the name of a stack narrows what is formatted", async () => {
  const loose = "a:   1\n";
  const cwd = folderWith({
    "policies/s/stack.yaml": STACK,
    "policies/s/a.yaml": loose,
    "policies/t/stack.yaml": STACK.replace("name: s", "name: t"),
    "policies/t/a.yaml": loose,
    "policies/t/b.yaml": loose,
  });
  expect((await formatted(cwd, ["policies/t/b.yaml"], WRITE)).out).toBe("policies/t/b.yaml\nFormatted 1 of 1 file.\n");
  expect((await formatted(cwd, ["s"], WRITE)).out).toBe("policies/s/a.yaml\nFormatted 1 of 2 files.\n");
  await expect(formatted(cwd, ["u"], WRITE)).rejects.toThrow("u is neither a folder nor the name of a stack");
  await expect(formatted(cwd, ["policies/none"], WRITE)).rejects.toThrow("there is no policies/none");
  expect(readFileSync(join(cwd, "policies/t/a.yaml"), "utf8")).toBe(loose);
});

test("a file that cannot be replaced stays as it is, and the failure says so", async () => {
  const text = `a:   1\n${"# a comment\n".repeat(200)}`;
  const cwd = folderWith({ "policies/a.yaml": text });
  // The disk becomes full within it.
  const { code, err } = await cli("bash", ["-c", 'ulimit -f 1 && exec "$@"', "-", process.execPath, CLI, "fmt"], cwd);
  expect([code, err.split("\n")[0]]).toEqual([1, "policies/a.yaml cannot be written (EFBIG) [disk]"]);
  expect([readdirSync(join(cwd, "policies")), readFileSync(join(cwd, "policies/a.yaml"), "utf8")]).toEqual([
    ["a.yaml"],
    text,
  ]);
});
