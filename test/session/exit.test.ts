/** The exit code of a run follows from what became of its stacks, and from what its command asks. */
import { describe, expect, test } from "vitest";
import { EXIT } from "../../src/model/exit.ts";
import { Failure, type FailureCode, type Problem } from "../../src/model/problem.ts";
import type { ShownChange, ShownPlan, StackResult } from "../../src/model/result.ts";
import { type Counting, exitOf } from "../../src/session/exit.ts";
import { policyOf, specOf } from "../support/builders.ts";

const policy = policyOf("BackupPolicy", "a", specOf(30));
const field = { path: "/enabled", after: true };
const change = (cause: ShownChange["cause"]): ShownChange => ({
  action: "update",
  address: policy.address,
  cause,
  fields: [{ ...field, cause }],
  hazards: [],
});
const ERROR: Problem = { code: "schema", message: "m" };
const WARNING: Problem = { code: "retention-forever", message: "m" };
const REFUSAL = { code: "takes-over", message: "m", address: policy.address } as const;

const ofStack = { stack: "demo", problems: [] } as const;
const planOf = (changes: readonly ShownChange[], problems: readonly Problem[] = []): ShownPlan => ({
  stack: "demo",
  base: "",
  changes,
  keep: 0,
  problems,
});
const edited = planOf([change("policy")]);

const planned = (plan: ShownPlan): StackResult => ({ ...ofStack, became: "planned", plan });
const failed = (code: FailureCode): StackResult => ({ ...ofStack, became: "failed", failure: new Failure(code, "m") });
const stale: StackResult = { ...ofStack, became: "stale" };
/** `apply` of one create. */
const applied = (status: "ok" | "failed"): StackResult => {
  const fields = [{ ...field, cause: "policy" }] as const;
  const create = { action: "create", address: policy.address, cause: "policy", fields, hazards: [], policy } as const;
  return { ...ofStack, became: "applied", plan: edited, outcomes: [{ change: create, status, ms: 1 }] };
};
const leaving = (due: boolean): StackResult => ({
  ...ofStack,
  became: "applied",
  plan: planOf([]),
  outcomes: [],
  left: [{ change: change("drift"), why: "w", due }],
});

describe("the code of a stack", () => {
  test.each<[what: string, result: StackResult, counting: Counting, code: number]>([
    ["files with errors", { ...ofStack, became: "broken", problems: [ERROR] }, {}, EXIT.problems],
    ["a cloud that fails", failed("cloud-broken"), {}, EXIT.problems],
    ["a state of another project", failed("state-foreign"), {}, EXIT.refused],
    ["a project of two stacks", failed("stack-duplicate"), {}, EXIT.refused],
    ["another run that is applying", failed("state-leased"), {}, EXIT.leased],
    ["another run that wrote first", failed("state-conflict"), {}, EXIT.stale],
    ["a signal to stop", failed("interrupted"), {}, EXIT.interrupted],
    ["a saved plan of another state", stale, {}, EXIT.stale],
    [
      "a hazard that refuses the stack, whose plan has an error too",
      { ...ofStack, became: "refused", plan: planOf([], [ERROR]), refusals: [REFUSAL] },
      {},
      EXIT.refused,
    ],
    [
      "a hazard that refuses only its change",
      { ...ofStack, became: "applied", plan: edited, outcomes: [], refusals: [REFUSAL] },
      {},
      EXIT.refused,
    ],
    ["changes", planned(edited), {}, EXIT.fine],
    ["changes, where pending ones count", planned(edited), { pending: true }, EXIT.changes],
    ["no changes, where pending ones count", planned(planOf([])), { pending: true }, EXIT.fine],
    ["changes of the files, where drift counts", planned(edited), { drift: true }, EXIT.fine],
    ["drift, where it counts", planned(planOf([change("drift")])), { drift: true, pending: true }, EXIT.drift],
    ["drift, where it does not count", planned(planOf([change("drift")])), {}, EXIT.fine],
    ["an error in the cloud", planned(planOf([], [ERROR])), {}, EXIT.problems],
    ["a warning", planned(planOf([], [WARNING])), {}, EXIT.fine],
    ["outcomes that are all fine", applied("ok"), {}, EXIT.fine],
    ["an outcome that is not", applied("failed"), {}, EXIT.problems],
    ["a change that the saved plan does not cover", leaving(false), {}, EXIT.problems],
    ["a change that a merge leaves to a person", leaving(false), { left: EXIT.refused }, EXIT.refused],
    ["a change that another run carries out", leaving(true), { left: EXIT.refused }, EXIT.fine],
  ])("%s", (_, result, counting, code) => {
    expect(exitOf([result], [], counting)).toBe(code);
  });
});

test("the worst of several stacks counts, and so does an error outside of every stack", () => {
  expect(exitOf([applied("ok"), stale, failed("state-foreign")], [])).toBe(EXIT.refused);
  expect(exitOf([applied("ok")], [ERROR])).toBe(EXIT.problems);
  expect(exitOf([applied("ok")], [WARNING])).toBe(EXIT.fine);
  expect(exitOf([], [])).toBe(EXIT.fine);
});
