/** What people read of a plan in a terminal. */
import { expect, test } from "vitest";
import type { HazardCode } from "../../src/model/policy.ts";
import { refusalText } from "../../src/render/plan.ts";

const refusal = (stack: string, code: HazardCode) => ({
  stack,
  code,
  address: "BackupPolicy/nightly" as const,
  message: "why",
});
const hintsFor = (...refusals: readonly ReturnType<typeof refusal>[]): string[] =>
  refusalText(refusals, (_, text) => text)
    .split("\n")
    .filter((line) => line.startsWith("  "));

const UNPROTECT =
  "  to delete what is protected: put its document back with protected: false, apply with --allow-hazards unprotects, and then remove it";

test("a refusal names its policies once for each code of a stack: the plan says why", () => {
  const many = ["a", "b", "c", "d", "e"].map((name) => ({
    ...refusal("prod", "shortens-retention"),
    address: `BackupPolicy/${name}` as const,
  }));
  const ofStack = { stack: "test", code: "moves-state", message: "why" } as const;
  expect(
    refusalText([...many, ofStack], (_, text) => text)
      .split("\n")
      .slice(0, 2),
  ).toEqual([
    "prod: refused: BackupPolicy/a, BackupPolicy/b, BackupPolicy/c and 2 more [shortens-retention]",
    "test: refused: stack.yaml [moves-state]",
  ]);
});

test("a refusal names the flag that allows every hazard of every stack", () => {
  expect(hintsFor(refusal("b", "takes-over"), refusal("a", "opens-download"), refusal("c", "takes-over"))).toEqual([
    "  to go ahead: --allow-hazards opens-download,takes-over, or allow_hazards in stack.yaml",
  ]);
});

test("what is refused in several stacks is one line", () => {
  expect(refusalText([refusal("b", "takes-over"), refusal("a", "takes-over")], (_, text) => text).split("\n")[0]).toBe(
    "b, a: refused: BackupPolicy/nightly [takes-over]",
  );
});

test("protection is ended by a document, since no flag allows it", () => {
  expect(hintsFor(refusal("a", "protected"))).toEqual([UNPROTECT]);
});

test("a protected policy in one stack does not hide what allows the hazards of the others", () => {
  expect(hintsFor(refusal("a", "protected"), refusal("b", "opens-download"))).toEqual([
    UNPROTECT,
    "  to go ahead: --allow-hazards opens-download, or allow_hazards in stack.yaml",
  ]);
});
