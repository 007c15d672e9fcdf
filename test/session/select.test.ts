/** Arguments -> what is read, and what of it is meant. */
import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { check } from "../../src/documents/check.ts";
import { load } from "../../src/documents/load.ts";
import { isError, isFailure } from "../../src/model/problem.ts";
import { assertNoStacks } from "../../src/session/choose.ts";
import { type Selection, select, selectNamed } from "../../src/session/select.ts";
import { type Files, STACK, withFiles } from "../support/problems.ts";

const stack = (name: string) => STACK.replace("demo", name).replace("project_id: p", `project_id: ${name}`);
const policy = (name: string) => `apiVersion: cbr/v3
kind: BackupPolicy
metadata: { name: ${name} }
spec:
  operation_definition: {}
  trigger: { properties: { pattern: ["FREQ=DAILY;BYHOUR=1;BYMINUTE=0"] } }
`;
const FILES = {
  "policies/a/stack.yaml": stack("a"),
  "policies/a/web/one.yaml": policy("one"),
  "policies/a/two.yaml": policy("two"),
  "policies/b/stack.yaml": stack("bee"),
  "policies/b/in/stack.yaml": stack("inner"),
  "policies/b/in/three.yaml": policy("three"),
  "elsewhere/stack.yaml": stack("elsewhere"),
  "notes.txt": "",
};

type How = (args: readonly string[], cwd: string) => Selection | Promise<Selection>;
const onCommandLine: How = async (args, cwd) => {
  const selection = select(args, cwd);
  await assertNoStacks(selection.words, cwd);
  return selection;
};

/** Folders read / stacks meant / files whose problems are told. */
const selected = (...args: string[]) => selectedBy(onCommandLine, args);

async function selectedBy(
  how: How,
  args: readonly string[],
  more: Files = {},
  prepare: (cwd: string) => void = () => {},
) {
  return withFiles({ ...FILES, ...more }, async (cwd) => {
    prepare(cwd);
    const selection = await how(args, cwd);
    const { documents, ...loaded } = await load(selection.folders, cwd);
    const { stacks, includesFile } = selection.among(
      (await check({ ...loaded, documents, ignores: [], findings: [] }, { now: new Date(), ci: false })).stacks,
      false,
    );
    const told = documents.map(({ file }) => file).filter((file) => !file.endsWith("stack.yaml") && includesFile(file));
    return [
      selection.folders.join(),
      stacks.map(({ name }) => name).join(),
      told.map((file) => file.replace(/.*\//, "")).join(),
    ];
  });
}

test.each<[string, string[], string[]]>([
  ["nothing: all of policies/", [], ["policies", "a,bee,inner", "two.yaml,one.yaml,three.yaml"]],
  ["a stack's folder", ["policies/a"], ["policies/a", "a", "two.yaml,one.yaml"]],
  ["with ./ and / around it", ["./policies/a/"], ["policies/a", "a", "two.yaml,one.yaml"]],
  ["a folder of stacks, one in another", ["policies/b"], ["policies/b", "bee,inner", "three.yaml"]],
  [
    "a folder in a stack is read with its stack, and narrows what is told",
    ["policies/a/web"],
    ["policies/a", "a", "one.yaml"],
  ],
  ["a file as well", ["policies/a/two.yaml"], ["policies/a", "a", "two.yaml"]],
  [
    "a file of an inner stack is not the outer's",
    ["policies/b/in/three.yaml"],
    ["policies/b/in", "inner", "three.yaml"],
  ],
  ["a folder anywhere", ["elsewhere"], ["elsewhere", "elsewhere", ""]],
  ["the name of a stack", ["bee"], ["policies", "bee", "three.yaml"]],
  [
    "several, one in another",
    ["policies", "policies/a", "a"],
    ["policies", "a,bee,inner", "two.yaml,one.yaml,three.yaml"],
  ],
  ["the working directory", ["."], [".", "a,bee,elsewhere,inner", "two.yaml,one.yaml,three.yaml"]],
])("%s", async (_, args, expected) => {
  expect(await selected(...args)).toEqual(expected);
});

describe("from another folder of the repository, the files are the same, under their names from there", () => {
  const REPOSITORY = { ".git/HEAD": "ref: refs/heads/main\n" };
  /** Folders read / stacks meant, with their folders / files. */
  async function from(folder: string, args: readonly string[], more: Files = REPOSITORY) {
    return withFiles({ ...FILES, "docs/deep/x.txt": "", ...more }, async (top) => {
      const cwd = join(top, folder);
      const { folders, among } = await onCommandLine(args, cwd);
      const loaded = await load(folders, cwd);
      const { stacks, problems } = await check(loaded, { now: new Date(), ci: false });
      const meant = among(stacks, false);
      const files = loaded.documents.map(({ file }) => file).filter((file) => meant.includesFile(file));
      expect(problems.filter(isError)).toEqual([]);
      return [folders.join(), meant.stacks.map((one) => `${one.name} ${one.folder}`).join(), files.sort().join()];
    });
  }

  test.each<[string, string[], string[]]>([
    [
      "docs/deep",
      ["a"],
      [
        "../../policies",
        "a ../../policies/a",
        "../../policies/a/stack.yaml,../../policies/a/two.yaml,../../policies/a/web/one.yaml",
      ],
    ],
    ["policies", ["inner"], [".", "inner b/in", "b/in/stack.yaml,b/in/three.yaml"]],
    // Here the folder is the stack, so the word means one thing.
    ["policies", ["a"], ["a", "a a", "a/stack.yaml,a/two.yaml,a/web/one.yaml"]],
    ["policies/b", ["a"], ["..", "a ../a", "../a/stack.yaml,../a/two.yaml,../a/web/one.yaml"]],
    ["policies/b", ["inner"], ["..", "inner in", "in/stack.yaml,in/three.yaml"]],
    // A folder of a stack is read with the stack, and narrows what is meant.
    ["policies/a/web", ["."], ["..", "a ..", "one.yaml"]],
    ["policies/a/web", ["../two.yaml"], ["..", "a ..", "../two.yaml"]],
    ["policies/b/in", [".", "bee"], ["../..", "bee ..,inner .", "../stack.yaml,stack.yaml,three.yaml"]],
    [
      "docs",
      ["../policies/b/in"],
      ["../policies/b/in", "inner ../policies/b/in", "../policies/b/in/stack.yaml,../policies/b/in/three.yaml"],
    ],
  ])("from %s, %j", async (folder, args, expected) => {
    expect(await from(folder, args)).toEqual(expected);
  });

  test.each(["docs/deep", "policies", "policies/a/web", "policies/b/in"])(
    "from %s, no argument is all of policies/",
    async (folder) => {
      const [, stacks = ""] = await from(folder, []);
      expect(stacks.replaceAll(/ [^,]+/g, "")).toBe("a,bee,inner");
    },
  );

  test("the nearest folder of that name counts", async () => {
    const more = { ...REPOSITORY, "docs/policies/stack.yaml": stack("docs") };
    expect((await from("docs/deep", [], more))[1]).toBe("docs ../policies");
  });

  test("outside of a repository, and beyond its top, nothing is looked for", async () => {
    const none = /there is no policies\/ folder here, or above it in a git repository: write a first stack/;
    expect(await refusalOf(() => from("docs/deep", [], {}))).toMatch(none);
    expect(await refusalOf(() => from("docs/deep", [], { "docs/.git/HEAD": "ref: refs/heads/main\n" }))).toMatch(none);
  });

  test("a folder above that is a link is not followed: nobody named it", async () => {
    const job = withFiles({ ...REPOSITORY, "docs/x.txt": "", "far/policies/stack.yaml": stack("far") }, async (top) => {
      symlinkSync(join(top, "far/policies"), join(top, "policies"));
      return select([], join(top, "docs"));
    });
    expect(await refusalOf(() => job)).toMatch(/^\.\.\/policies is a link/);
  });
});

/** `message: hint` of the refusal; "" when there is none. */
async function refusalOf(job: () => unknown): Promise<string> {
  try {
    await job();
    return "";
  } catch (error) {
    if (!isFailure(error, "usage")) throw error;
    return `${error.message}: ${error.hint}`;
  }
}

describe("what is none of these is wrong usage, with a way out", () => {
  test.each<[string, RegExp]>([
    ["policies/nowhere", /there is no policies\/nowhere: check the path/],
    ["none.yaml", /there is no none.yaml/],
    ["notes.txt", /neither a folder nor a YAML file/],
    ["be", /did you mean bee/],
    ["something", /there are: a, bee, inner/],
    ["", /an argument is empty: name a stack/],
    ["x".repeat(5000), /neither a folder nor the name of a stack/],
  ])("%s", async (arg, words) => {
    expect(await refusalOf(() => selected(arg))).toMatch(words);
  });
});

describe("what is here and is also the name of a stack", () => {
  const told =
    /bee is here, and is also the name of the stack in policies\/b: write .\/bee for what is here, or policies\/b/;
  const elsewhere = { "bee/stack.yaml": stack("other") };
  const by = (arg: string, more: Files) => refusalOf(() => selectedBy(onCommandLine, [arg], more));

  test.each<[string, Files]>([
    ["a folder with a stack", elsewhere],
    ["a folder without one", { "bee/readme.md": "" }],
    ["a file", { bee: "" }],
    [
      "a folder, where the stack has errors",
      { ...elsewhere, "policies/b/stack.yaml": stack("bee").replace("region:", "regoin:") },
    ],
  ])("%s is refused: either could be meant", async (_, more) => {
    expect(await by("bee", more)).toMatch(told);
  });

  test.each([["./bee"], ["bee/"]])("%s is the folder", async (arg) => {
    expect(await selectedBy(onCommandLine, [arg], elsewhere)).toEqual(["bee", "other", ""]);
  });

  test("and the folder of the stack is the stack", async () => {
    expect((await selectedBy(onCommandLine, ["policies/b"], elsewhere))[1]).toEqual("bee,inner");
  });

  test("a folder of a name that no stack has is meant", async () => {
    expect(await by("elsewhere", {})).toBe("");
  });

  test("a name is that of a stack in policies/, whatever other folders are read", async () => {
    expect(await refusalOf(() => selected("./elsewhere", "elsewhere/stack.yaml", "other"))).toMatch(
      /there are: a, bee, inner/,
    );
  });
});

describe("a job of CI gives names, and never paths", () => {
  const named = (...args: string[]) => selectedBy(selectNamed, args);

  test.each<[string, string[], string[]]>([
    ["none: all of policies/", [], ["policies", "a,bee,inner", "two.yaml,one.yaml,three.yaml"]],
    ["a name", ["bee"], ["policies", "bee", "three.yaml"]],
    ["several", ["inner", "a"], ["policies", "a,inner", "two.yaml,one.yaml,three.yaml"]],
  ])("%s", async (_, args, expected) => {
    expect(await named(...args)).toEqual(expected);
  });

  test.each(["policies", ".", "", "policies/a", "./policies", "elsewhere", "policies/a/two.yaml", "notes.txt", "b"])(
    "%j is not the name of one",
    async (arg) => {
      expect(await refusalOf(() => named(arg))).toContain(`${arg} is not the name of a stack in policies`);
    },
  );

  test.each<[string, Files]>([
    ["a folder", { "bee/stack.yaml": stack("bee") }],
    ["a file", { bee: "" }],
    ["a stack.yaml around policies/", { "stack.yaml": stack("bee") }],
  ])("%s of a name does not stand for the stack", async (_, more) => {
    expect(await selectedBy(selectNamed, ["bee"], more)).toEqual(["policies", "bee", "three.yaml"]);
  });

  test.each(["elsewhere", "../"])(
    "policies/ must not be a link, as to %s: git reports no changes behind it",
    async (target) => {
      const link = (cwd: string) => {
        rmSync(join(cwd, "policies"), { recursive: true });
        symlinkSync(target, join(cwd, "policies"));
      };
      expect(await refusalOf(() => selectedBy(selectNamed, [], {}, link))).toMatch(/policies is a link/);
    },
  );
});
