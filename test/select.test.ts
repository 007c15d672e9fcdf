/** Arguments -> what is read, and what of it is meant. */
import { describe, expect, test } from "vitest";
import { check } from "../src/check.ts";
import { load } from "../src/load.ts";
import { isFailure } from "../src/problem.ts";
import { select } from "../src/select.ts";
import { STACK, withFiles } from "./support/problems.ts";

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

/** Folders read / stacks meant / files whose problems are told. */
function selected(...args: string[]) {
  return withFiles(FILES, (cwd) => {
    const selection = select(args, cwd);
    const { documents } = load(selection.folders, cwd);
    const { stacks, includesFile } = selection.among(
      check({ documents, ignores: [], problems: [] }, { now: new Date(), ci: false }).stacks,
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
])("%s", (_, args, expected) => {
  expect(selected(...args)).toEqual(expected);
});

describe("what is none of these is wrong usage, with a way out", () => {
  test.each<[string, RegExp]>([
    ["policies/nowhere", /there is no policies\/nowhere: check the path/],
    ["none.yaml", /there is no none.yaml/],
    ["notes.txt", /neither a folder nor a YAML file/],
    ["be", /did you mean bee/],
    ["something", /there are: a, bee, inner/],
  ])("%s", (arg, words) => {
    let told = "";
    try {
      selected(arg);
    } catch (error) {
      if (isFailure(error, "usage")) told = `${error.message}: ${error.hint}`;
    }
    expect(told).toMatch(words);
  });
});
