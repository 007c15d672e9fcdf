/** Which changes a run is about: the files that it names, `--target` and `--exclude`. */
import { expect, test } from "vitest";
import type { Stack } from "../../src/documents/check.ts";
import type { Address, Policy, Recorded } from "../../src/model/policy.ts";
import { isFailure, type Problem } from "../../src/model/problem.ts";
import { type Choice, chooseChanges, type Flags } from "../../src/session/choice.ts";
import { policyOf, specOf } from "../support/builders.ts";

const source = (file: string) => ({ source: { file, line: 1, column: 1 } });
const document = (name: string, file: string, more: Partial<Policy> = {}) =>
  policyOf("BackupPolicy", name, specOf(1), { ...source(file), ...more });
const record = (file?: string): Recorded => ({ id: "1", spec: specOf(1), ...(file !== undefined && { file }) });

const stackOf = (name: string, policies: readonly Policy[], problems: readonly Problem[] = []): Stack => ({
  name,
  folder: "s",
  source: { file: "s/stack.yaml", line: 1, column: 1 },
  document: { file: "s/stack.yaml", text: "", index: 0 },
  spec: {},
  now: new Date(),
  includes: [],
  sound: policies,
  policies,
  without: new Map(),
  problems,
});

/** Only s/a.yaml. */
const A_FILE = { includesFile: (file: string) => file === "s/a.yaml", pathsIn: () => ["s/a.yaml"] };

const stack = stackOf("demo", [
  document("a", "s/a.yaml"),
  document("b", "s/b.yaml"),
  document("new", "s/a.yaml", { renamedFrom: "BackupPolicy/old" }),
  document("late", "s/a.yaml", { renamedFrom: "BackupPolicy/former" }),
]);
const resources: Record<Address, Recorded> = {
  "BackupPolicy/b": record("s/a.yaml"),
  "BackupPolicy/old": record("s/b.yaml"),
  "BackupPolicy/late": record("s/a.yaml"),
  "BackupPolicy/former": record("s/b.yaml"),
  "BackupPolicy/gone": record("s/a.yaml"),
  "BackupPolicy/gone-elsewhere": record("s/b.yaml"),
  "BackupPolicy/imported": record(),
};

test.each<[Address, boolean, string]>([
  ["BackupPolicy/a", true, "its document is in the file"],
  ["BackupPolicy/b", false, "its document has moved away"],
  ["BackupPolicy/new", true, "its document is in the file, under a new name"],
  ["BackupPolicy/old", true, "the record of the former belongs to it"],
  ["BackupPolicy/former", false, "a record that a renamed document left long ago does not"],
  ["BackupPolicy/gone", true, "without a document, it was applied from the file"],
  ["BackupPolicy/gone-elsewhere", false, "without a document, it was applied from another file"],
  ["BackupPolicy/imported", false, "without a document, no file is known"],
])("a file covers %s: %s (%s)", (address, isMeant) => {
  expect(chooseChanges(undefined, A_FILE).among(stack, { resources }).isInPaths(address)).toBe(isMeant);
});

test("records name files from the folder that has policies/, whatever the working directory is", () => {
  const there: Stack = { ...stackOf("demo", []), way: "policies/s" };
  const scope = { includesFile: (file: string) => file === "a.yaml", pathsIn: () => ["a.yaml"] };
  const recorded = { "BackupPolicy/gone": record("policies/s/a.yaml"), "BackupPolicy/other": record("a.yaml") };
  const { isInPaths } = chooseChanges(undefined, scope).among(there, { resources: recorded });
  expect([isInPaths("BackupPolicy/gone"), isInPaths("BackupPolicy/other")]).toEqual([true, false]);
});

test("a file without policies is empty", () => {
  const isEmpty = (file: string) =>
    chooseChanges(undefined, { includesFile: (one) => one === file, pathsIn: () => [file] }).among(stack, { resources })
      .isEmpty;
  expect([isEmpty("s/a.yaml"), isEmpty("s/c.yaml")]).toEqual([false, true]);
});

test("warnings of other files are left out; errors, and what is wrong with the stack, are not", () => {
  const problem = (code: Problem["code"], file: string): Problem => ({
    code,
    message: file,
    range: { file, start: { line: 1, column: 1 }, end: { line: 1, column: 1 } },
  });
  const warnings = ["s/a.yaml", "s/b.yaml", "s/stack.yaml"].map((file) => problem("retention-forever", file));
  const shown = (problems: readonly Problem[]) =>
    chooseChanges(undefined, A_FILE)
      .problemsOf(stackOf("demo", [], problems))
      .map(({ message }) => message);
  expect(shown(warnings)).toEqual(["s/a.yaml", "s/stack.yaml"]);
  expect(shown([...warnings, problem("schema", "s/b.yaml")])).toEqual([
    "s/a.yaml",
    "s/b.yaml",
    "s/stack.yaml",
    "s/b.yaml",
  ]);
});

const flags = (target: readonly string[], exclude: readonly string[] = []): Flags => ({ target, exclude });
const targeted = (choice: Choice, one = stack, recorded = resources): string =>
  [...one.policies.map(({ address }) => address), ...(Object.keys(recorded) as Address[])]
    .filter((address, index, all) => all.indexOf(address) === index)
    .filter(choice.among(one, { resources: recorded }).isTargeted)
    .map((address) => address.replace("BackupPolicy/", ""))
    .join();

test.each<[readonly string[], readonly string[], string]>([
  [["BackupPolicy/a", "b"], [], "a,b"],
  [["old"], [], "new,old"],
  [["gone*"], [], "gone,gone-elsewhere"],
  [["BackupPolicy/?"], [], "a,b"],
  [["*Policy/*"], ["gone*", "imported", "new"], "a,b,late,old,former"],
  [[], ["*"], ""],
  [["BACKUPPOLICY/a", "A"], [], ""],
])("--target %j --exclude %j", (target, exclude, expected) => {
  expect(targeted(chooseChanges(flags(target, exclude)))).toBe(expected);
});

/** `message: hint` of the refusal; "" when there is none. */
function refusalOf(choice: Choice, unread: readonly string[] = []): string {
  try {
    choice.assertAllKnown(unread);
    return "";
  } catch (error) {
    if (!isFailure(error, "usage")) throw error;
    return `${error.message}: ${error.hint}`;
  }
}

test("a name is enough only where it means one policy in all stacks of the run", () => {
  const twin = policyOf("ReplicationPolicy", "a", specOf(1));
  const run = (...stacks: readonly Stack[]) => {
    const choice = chooseChanges(flags([], ["a"]));
    for (const one of stacks) choice.among(one, { resources: {} });
    return refusalOf(choice);
  };
  expect(run(stack, stackOf("same", [document("a", "t/a.yaml")]))).toBe("");
  expect(run(stack, stackOf("other", [twin]))).toBe(
    "a is the name of BackupPolicy/a and ReplicationPolicy/a: write one of them with its kind",
  );
});

test("and it keeps that meaning when another run records a second one", () => {
  const choice = chooseChanges(flags(["a"]));
  expect(targeted(choice, stack, {})).toBe("a");
  choice.assertAllKnown();
  expect(targeted(choice, stack, { "ReplicationPolicy/a": record() })).toBe("a");
});

test("what means nothing is refused with the nearest, or with the stacks that could not be planned", () => {
  const choice = chooseChanges(flags(["importd"]));
  choice.among(stack, { resources });
  expect(refusalOf(choice)).toBe("importd is neither in the files nor recorded: did you mean imported?");
  expect(refusalOf(choice, ["prod"])).toMatch(
    /^it is not known whether importd is in prod, which could not be planned/,
  );
});
