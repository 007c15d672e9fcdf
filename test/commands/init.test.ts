/** `holdfast init`: a stack that is valid from the start. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fmt } from "../../src/commands/fmt.ts";
import { init } from "../../src/commands/init.ts";
import { schedule } from "../../src/commands/schedule.ts";
import { check } from "../../src/documents/check.ts";
import { load } from "../../src/documents/load.ts";
import { CLOUDS } from "../../src/model/policy.ts";
import { packageName } from "../../src/system/version.ts";
import { folderWith, run } from "../support/run.ts";

/** What a command that takes its time prints. */
async function runToEnd(cwd: string, command: Parameters<typeof run>[1]): Promise<{ out: string }> {
  const running = run(cwd, command);
  await running.code;
  return running;
}

const AROUND = { now: new Date("2026-11-21T12:00:00Z"), ci: false };

const FILES = {
  huaweicloud: [".gitignore", "backup.yaml", "download.yaml", "replication.yaml", "stack.yaml"],
  otc: [".gitignore", "backup.yaml", "replication.yaml", "stack.yaml"],
  simulator: [".gitignore", "backup.yaml", "download.yaml", "replication.yaml", "stack.yaml"],
};

test.each(CLOUDS)("a new stack on %s has an example of each kind, is valid and in canonical layout", async (cloud) => {
  const cwd = folderWith();
  expect(run(cwd, (io) => init("policies/prod", { cloud }, io)).code).toBe(0);
  expect(readdirSync(join(cwd, "policies/prod")).sort()).toEqual(FILES[cloud]);
  const { stacks, problems } = await check(await load(["policies"], cwd), AROUND);
  expect(problems).toEqual([]);
  expect(stacks.map(({ name, policies }) => [name, policies.length])).toEqual([["prod", FILES[cloud].length - 2]]);
  expect(await run(cwd, (io) => fmt([], { check: true }, io)).code).toBe(0);
});

test("two new stacks beside each other do not get into each other's way, once it is said which project each is for", async () => {
  const cwd = folderWith();
  for (const cloud of CLOUDS) {
    for (const one of ["a", "b"]) run(cwd, (io) => init(`policies/${cloud}-${one}`, { cloud }, io));
  }
  const codes = async () =>
    (await check(await load(["policies"], cwd), AROUND)).problems.map(({ code, range }) => `${range?.file} ${code}`);
  expect(await codes()).toEqual(
    ["huaweicloud", "otc"].map((cloud) => `policies/${cloud}-b/stack.yaml stack-duplicate`),
  );
  for (const cloud of ["huaweicloud", "otc"]) {
    for (const one of ["a", "b"]) {
      const file = join(cwd, `policies/${cloud}-${one}/stack.yaml`);
      const text = readFileSync(file, "utf8");
      writeFileSync(file, text.replace(/# (project_id: 05)./, `$1${one}`));
    }
  }
  expect(await codes()).toEqual([]);
});

test.each([
  ["prod", "prod"],
  ["生产_1", "生产_1"],
  ["my stack (new)", "my-stack-new"],
  ["123", '"123"'],
  ["true", '"true"'],
  ["é", "stack"],
  ["policies", "stack"],
  ["-x-", "x"],
  ["x".repeat(80), "x".repeat(64)],
])("the folder %s makes the name %s", async (folder, name) => {
  const cwd = folderWith();
  run(cwd, (io) => init(folder, { cloud: "simulator" }, io));
  const there = folder === "policies" ? folder : `policies/${folder}`;
  expect(readFileSync(join(cwd, there, "stack.yaml"), "utf8")).toContain(`\n  name: ${name}\n`);
  expect((await check(await load([there], cwd), AROUND)).problems).toEqual([]);
});

test.each(["stack.yaml", "stack.yml", "download.yaml"])(
  "does not overwrite %s, and writes nothing beside it",
  (file) => {
    const cwd = folderWith({ [`policies/prod/${file}`]: "mine" });
    expect(() => run(cwd, (io) => init("policies/prod", { cloud: "huaweicloud" }, io))).toThrow(
      expect.objectContaining({ code: "usage", message: `policies/prod/${file} exists already` }),
    );
    expect(readdirSync(join(cwd, "policies/prod"))).toEqual([file]);
    expect(readFileSync(join(cwd, "policies/prod", file), "utf8")).toBe("mine");
  },
);

test("a file where the folder should be is a failure that says so", () => {
  const cwd = folderWith({ prod: "" });
  expect(() => run(cwd, (io) => init("prod", { cloud: "otc" }, io))).toThrow(/^prod\/stack\.yaml cannot be written/);
});

test.each([
  ["a word is the name of a stack in policies/", ".", "demo", "policies/demo"],
  ["from below, in the policies/ of the repository", "docs", "demo", "policies/demo"],
  ["a path is a folder", "docs", "./demo", "docs/demo"],
  ["and so is a word that is a folder here", ".", "docs", "docs"],
])("%s", (_, from, dir, folder) => {
  const cwd = folderWith({ ".git/HEAD": "ref: refs/heads/main\n", "policies/x/README": "", "docs/README": "" });
  run(join(cwd, from), (io) => init(dir, { cloud: "simulator" }, io));
  expect(readFileSync(join(cwd, folder, "stack.yaml"), "utf8")).toContain("kind: Stack");
});

test("git leaves the state alone, and a .gitignore that is there already", () => {
  const cwd = folderWith({ "policies/old/.gitignore": "mine\n" });
  for (const name of ["new", "policies/old"]) run(cwd, (io) => init(name, { cloud: "simulator" }, io));
  expect(readFileSync(join(cwd, "policies/new/.gitignore"), "utf8")).toMatch(/^\.holdfast\/$/m);
  expect(readFileSync(join(cwd, "policies/old/.gitignore"), "utf8")).toBe("mine\n");
});

test("the copy runs on Sundays where its readers are, as its comment says", async () => {
  const cwd = folderWith();
  for (const cloud of CLOUDS) {
    run(cwd, (io) => init(`./${cloud}`, { cloud }, io));
    const { out } = await runToEnd(cwd, (io) =>
      schedule([`./${cloud}/replication.yaml`], { format: "text", next: 2, zone: undefined }, io),
    );
    expect(out).toMatch(/on SU\n/);
  }
});

const INSTALLED = `node_modules/${packageName}`;
const SCHEMA = '{ "title": "Holdfast document" }';
const modelineIn = (path: string) => readFileSync(path, "utf8").split("\n")[0];

test.each([
  ["the package above", `${INSTALLED}/schemas/document.schema.json`, `../../${INSTALLED}/schemas/document.schema.json`],
  ["a checkout of Holdfast", "schemas/document.schema.json", "../../schemas/document.schema.json"],
])("the modeline leads to %s", (_, file, path) => {
  const cwd = folderWith({ "package.json": "{}", [file]: SCHEMA });
  const { out } = run(cwd, (io) => init("policies/prod", { cloud: "simulator" }, io));
  expect(modelineIn(join(cwd, "policies/prod/backup.yaml"))).toBe(`# yaml-language-server: $schema=${path}`);
  expect(out).not.toContain("npm install");
});

test("without the package the modeline leads to where it will be, and the steps say where to install it", () => {
  const cwd = folderWith({ "package.json": "{}", "schemas/document.schema.json": '{ "title": "of somebody else" }' });
  mkdirSync(join(cwd, "infra"));
  writeFileSync(join(cwd, "README"), "");
  const { out } = run(join(cwd, "infra"), (io) => init("./prod", { cloud: "simulator" }, io));
  expect(modelineIn(join(cwd, "infra/prod/stack.yaml"))).toBe(
    `# yaml-language-server: $schema=../../${INSTALLED}/schemas/document.schema.json`,
  );
  expect(out).toBe(
    [
      "prod/stack.yaml",
      "prod/backup.yaml",
      "prod/replication.yaml",
      "prod/download.yaml",
      "prod/.gitignore",
      "",
      "Next:",
      "  1. holdfast validate prod",
      "  2. holdfast plan prod",
      "  3. holdfast apply prod",
      "",
      `Editors check these files once ${packageName} is installed in ...`,
      "",
    ].join("\n"),
  );
});
