/** Plans without a look at the cloud: what is recorded is taken to be live. */
import { describe, expect, test } from "vitest";
import type { KindName, Policy, Recorded, Spec } from "../../src/model/policy.ts";
import { asRecorded, planOffline, targetOf } from "../../src/plan/offline.ts";
import { plan } from "../../src/plan/plan.ts";
import type { State } from "../../src/state/store.ts";
import { policyOf, specOf, stateOf, TARGET } from "../support/builders.ts";

const NOW = new Date("2026-11-21T12:00:00Z");

const spec = (days: number): Spec => specOf(days);
const policy = (wanted: Spec, more: Partial<Policy> = {}, kind: KindName = "BackupPolicy", name = "a"): Policy =>
  policyOf(kind, name, wanted, more);
const recorded = (was: Spec, more: Partial<Recorded> = {}): Recorded => ({ id: "1", spec: was, ...more });

const A = "BackupPolicy/a";
const SWITCH = "BackupDownloadPolicy/download";

describe("the files are compared with what is recorded:", () => {
  test.each<[string, Policy[], State["resources"], string[]]>([
    ["a new document is a create", [policy(spec(7))], {}, [`${A} create policy`]],
    ["a changed document is an update", [policy(spec(8))], { [A]: recorded(spec(7)) }, [`${A} update policy`]],
    ["an equal one is kept", [policy(spec(7))], { [A]: recorded(policy(spec(7)).spec) }, []],
    ["a removed one is a delete", [], { [A]: recorded(spec(7)) }, [`${A} delete policy`]],
    [
      "a renamed one is an update under its new name",
      [policy(policy(spec(7)).spec, { renamedFrom: A }, "BackupPolicy", "b")],
      { [A]: recorded(policy(spec(7)).spec) },
      ["BackupPolicy/b update policy"],
    ],
    [
      "one recorded under another name is renamed to that of its document",
      [policy(spec(7))],
      { [A]: recorded(policy(spec(7)).spec, { name: "old" }) },
      [`${A} update policy`],
    ],
    [
      "a singleton, which has no name, is kept",
      [policy({ action: "open" }, {}, "BackupDownloadPolicy", "download")],
      { [SWITCH]: recorded({ action: "open" }, { id: "" }) },
      [],
    ],
    [
      "a protection is recorded",
      [policy(spec(7), { protected: true })],
      { [A]: recorded(policy(spec(7)).spec) },
      [`${A} adopt policy`],
    ],
  ])("%s", (_, policies, resources, expected) => {
    const { changes } = planOffline({ name: "demo", now: NOW, policies }, stateOf(resources));
    expect(changes.map(({ address, action, cause }) => `${address} ${action} ${cause}`)).toEqual(expected);
  });

  test("nothing in it is drift, and nothing is unmanaged", () => {
    const { changes, unmanaged, problems } = planOffline(
      { name: "demo", now: NOW, policies: [policy(spec(8))] },
      stateOf({ [A]: recorded(spec(7)), "BackupPolicy/b": recorded(spec(7), { id: "2" }) }),
    );
    expect(changes.flatMap(({ fields }) => fields.map(({ cause }) => cause))).not.toContain("drift");
    expect([changes.length, unmanaged, problems]).toEqual([2, [], []]);
  });

  test("its base is that of a plan from a look at the cloud", () => {
    const state = stateOf({ [A]: recorded(spec(7)) });
    const desired = { name: "demo", now: NOW, policies: [policy(spec(7))] };
    expect(planOffline(desired, state).base).toBe(plan(desired, state, [], TARGET).base);
  });
});

test("documents that count as applied leave nothing to do", () => {
  const policies = [
    policy(spec(7), { protected: true }),
    policy({ action: "open" }, {}, "BackupDownloadPolicy", "download"),
  ];
  const { changes, keep } = planOffline({ name: "demo", now: NOW, policies }, stateOf(asRecorded(policies)));
  expect([changes, keep]).toEqual([[], 2]);
});

describe("a TARGET is", () => {
  test.each<[string, Parameters<typeof targetOf>, ReturnType<typeof targetOf>]>([
    [
      "that of the file",
      [{ cloud: "otc", region: "eu", project_id: "q" }, TARGET],
      { cloud: "otc", region: "eu", project_id: "q" },
    ],
    ["that of the state where the file is silent", [{ cloud: "simulator" }, TARGET], TARGET],
    [
      "the default cloud, and otherwise empty, without either",
      [{}],
      { cloud: "huaweicloud", region: "", project_id: "" },
    ],
  ])("%s", (_, given, expected) => {
    expect(targetOf(...given)).toEqual(expected);
  });
});
