/** The plans of several stacks: what they have in common is shown once. */
import { expect, test } from "vitest";
import type { Address } from "../../src/model/policy.ts";
import { Failure } from "../../src/model/problem.ts";
import type { ShownChange, StackResult } from "../../src/model/result.ts";
import { outcomesText, plansText } from "../../src/render/plans.ts";

const paint = (_: unknown, text: string) => text;

const failed = (stack: string, message = "the cloud does not answer"): StackResult => ({
  became: "failed",
  stack,
  problems: [],
  failure: new Failure("cloud-unreachable", message, { hint: "check the network" }),
});

test("the same failure of several stacks is one message with their names", () => {
  const results = [..."abcde"].map((stack) => failed(stack));
  expect(plansText([...results, failed("f", "another")], { paint })).toBe(
    [
      "f",
      "another [cloud-unreachable]\n  check the network",
      "a, b, c and 2 more\nthe cloud does not answer [cloud-unreachable]\n  check the network",
      "",
    ].join("\n\n"),
  );
});

const many = { code: "deletes-many", message: "deletes 2 of 3 policies" } as const;
const deletion = (name: string, more: ShownChange["hazards"] = []): ShownChange => ({
  action: "delete",
  address: `BackupPolicy/${name}` as Address,
  cause: "policy",
  fields: [],
  hazards: [...more, many],
});

test("a hazard that several changes have in common is shown once, below them", () => {
  const own = { code: "unprotects-vaults", message: "vault v would have no BackupPolicy any more" } as const;
  const plan = { stack: "demo", base: "", changes: [deletion("a"), deletion("b", [own])], keep: 1, problems: [] };
  expect(plansText([{ became: "planned", stack: "demo", problems: [], plan, files: "" }], { paint })).toBe(
    [
      "- BackupPolicy/a  no longer in the files",
      "- BackupPolicy/b  no longer in the files\n  ! vault v would have no BackupPolicy any more [unprotects-vaults]",
      "! deletes 2 of 3 policies [deletes-many]",
      "",
    ].join("\n\n"),
  );
});

test("what a signal kept from being begun is one line with a count", () => {
  const failure = new Failure("interrupted", "interrupted; what was done is recorded");
  const outcomes = ["a", "b", "c"].map((name, index) => ({
    change: deletion(name),
    status: index === 0 ? "ok" : "skipped",
    ...(index > 0 && { failure }),
    ms: 0,
  }));
  const result = {
    became: "applied",
    stack: "demo",
    problems: [],
    plan: { stack: "demo", base: "", changes: [], keep: 0, problems: [] },
    files: "",
    outcomes,
  } as unknown as StackResult;
  expect(outcomesText([result], paint, { complete: false })).toBe(
    "interrupted: 2 changes were not begun\nApply incomplete. Resources: 0 added, 0 changed, 1 destroyed.\n",
  );
});
