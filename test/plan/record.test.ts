/** What is recorded of a policy after each thing that can happen to it; and what of it makes a plan, or does not. */
import { describe, expect, test } from "vitest";
import { recover } from "../../src/apply/recover.ts";
import type { Live, Policy, Recorded, Spec } from "../../src/model/policy.ts";
import { plan } from "../../src/plan/plan.ts";
import { importedAs, movedRecord, recordedName, recordOf, refreshed } from "../../src/plan/record.ts";
import { emptyState, parseState } from "../../src/state/state.ts";
import type { Intent, State, Store } from "../../src/state/store.ts";
import { policyOf } from "../support/builders.ts";
import { applied, type Place, place, planned } from "../support/pipeline.ts";

const NOW = new Date("2026-11-21T12:00:00Z");

const RULE = { properties: { pattern: ["FREQ=DAILY;BYHOUR=18;BYMINUTE=0"] } };
const written = (days: number): Spec => ({
  operation_definition: { retention_duration_days: days },
  schedule: { timezone: "UTC+08:00", at: ["02:00"] },
});
/** As `written` is sent. */
const sent = (days: number): Spec => ({
  enabled: true,
  operation_definition: { retention_duration_days: days, timezone: "UTC+08:00" },
  trigger: { properties: { pattern: ["FREQ=DAILY;INTERVAL=1;BYHOUR=18;BYMINUTE=00"] } },
});
const policy = (name: string, days: number, more: Partial<Policy> = {}): Policy =>
  policyOf("BackupPolicy", name, written(days), more);
/** Whatever time it is, `carriedOut` records this one. */
const AT = "2026-01-01T00:00:00Z";

const recordsAt = async ({ store }: Place): Promise<State["resources"]> => (await store.read()).state?.resources ?? {};

describe("an apply records", () => {
  test("id, name, what was sent, what the document says, when, and from which file", async () => {
    const at = (await place())();
    await applied([policy("a", 30, { protected: true })], at);
    expect(await recordsAt(at)).toEqual({
      "BackupPolicy/a": {
        id: expect.any(String),
        name: "a",
        spec: sent(30),
        written: written(30),
        protected: true,
        applied_at: AT,
        file: "a.yaml",
      },
    });
  });

  test("with the next change what was recorded until then, and when", async () => {
    const at = (await place())();
    await applied([policy("a", 30)], at);
    await applied([policy("a", 7)], at);
    expect((await recordsAt(at))["BackupPolicy/a"]).toMatchObject({
      spec: sent(7),
      written: written(7),
      before: { spec: sent(30), at: AT },
    });
  });

  test("a new name, and a protection that the document does not speak of", async () => {
    const at = (await place())();
    await applied([policy("a", 30, { protected: true })], at);
    const [id] = Object.values(await recordsAt(at)).map((record) => record.id);
    await applied([policy("b", 30, { renamedFrom: "BackupPolicy/a" })], at);
    expect(await recordsAt(at)).toEqual({
      "BackupPolicy/b": expect.objectContaining({ id, name: "b", protected: true }),
    });
  });

  test("one that was there already", async () => {
    const at = (await place())();
    await applied([policy("a", 30)], at);
    const there = { ...at, store: (await place())().store };
    await applied([policy("a", 30)], there);
    const [[, { before: _, ...record }]] = Object.entries(await recordsAt(there)) as [[string, Recorded]];
    expect(record).toEqual((await recordsAt(at))["BackupPolicy/a"]);
  });

  test("of the switch no name, as it has none in the cloud", async () => {
    const at = (await place())();
    const { protected: _, ...open } = policyOf("BackupDownloadPolicy", "download", { action: "open" });
    await applied([open], at);
    const [record] = Object.values(await recordsAt(at));
    expect(record).toEqual({
      id: expect.any(String),
      spec: { action: "open" },
      written: { action: "open" },
      applied_at: AT,
      file: "a.yaml",
    });
  });

  test("of a switch whose document has another name, that it is the same", async () => {
    const at = (await place())();
    await applied([policyOf("BackupDownloadPolicy", "download", { action: "open" })], at);
    const renamed = [policyOf("BackupDownloadPolicy", "downloads", { action: "open" })];
    const { changes } = (await planned(renamed, at)).plan;
    expect(changes.map(({ action, cause }) => [action, cause])).toEqual([["adopt", "policy"]]);
    await applied(renamed, at);
    expect(Object.keys(await recordsAt(at))).toEqual(["BackupDownloadPolicy/downloads"]);
    expect((await planned(renamed, at)).plan.changes).toEqual([]);
  });

  test("a rename that somebody did in the cloud before us", async () => {
    const at = (await place())();
    await applied([policy("a", 30)], at);
    const [id] = Object.values(await recordsAt(at)).map((record) => record.id);
    await at.cloud.put("cbr", `/policies/${id}`, { policy: { name: "b" } });
    await applied([policy("b", 30, { renamedFrom: "BackupPolicy/a" })], at);
    expect(Object.keys(await recordsAt(at))).toEqual(["BackupPolicy/b"]);
    // Without renamed_from it would be another policy, had that not been recorded.
    expect((await planned([policy("b", 30)], at)).plan.changes).toEqual([]);
  });

  test("of two documents that want to be the same one, the first, and makes the other", async () => {
    const at = (await place())();
    await applied([policy("a", 30)], at);
    const [id] = Object.values(await recordsAt(at)).map((record) => record.id);
    const both = ["b", "c"].map((name) => policy(name, 30, { renamedFrom: "BackupPolicy/a" }));
    await applied(both, at);
    const ids = Object.entries(await recordsAt(at)).map(([address, record]) => [address, record.id === id]);
    expect(ids).toEqual([
      ["BackupPolicy/b", true],
      ["BackupPolicy/c", false],
    ]);
    expect((await planned(both, at)).plan.changes).toEqual([]);
  });
});

describe("a record", () => {
  const wanted = { spec: sent(30), written: written(30), file: "a.yaml" };
  const former: Recorded = {
    id: "1",
    name: "a",
    spec: sent(7),
    written: written(7),
    kept: { x: 1 },
    applied_at: "2025-01-01T00:00:00Z",
  };

  test("of what was done in part does not claim that the document was applied", () => {
    const stands = { id: "1", spec: { ...sent(30), vaults: [] } };
    expect(recordOf("BackupPolicy/a", wanted, stands, undefined, AT)).not.toHaveProperty("written");
  });

  test("of one that was made again has nothing of the live one that is gone", () => {
    expect(recordOf("BackupPolicy/a", wanted, { id: "1", spec: sent(30) }, former, AT).kept).toEqual({ x: 1 });
    expect(recordOf("BackupPolicy/a", wanted, { id: "2", spec: sent(30) }, former, AT)).not.toHaveProperty("kept");
  });

  test.each<[string, boolean | undefined, boolean | undefined, true | undefined]>([
    ["nobody ever said it", undefined, undefined, undefined],
    ["the document says it", undefined, true, true],
    ["it was applied, and the document does not say", true, undefined, true],
    ["it was applied, and the document says it still", true, true, true],
    ["it was applied, and the document says no", true, false, undefined],
  ])("is protected or not: %s", (_, was, says, expected) => {
    const before = { ...former, ...(was !== undefined && { protected: was }) };
    const document = { ...wanted, ...(says !== undefined && { protected: says }) };
    expect(recordOf("BackupPolicy/a", document, { id: "1", spec: sent(30) }, before, AT).protected).toBe(expected);
  });

  test("that is refreshed keeps its name, whatever the cloud calls it now, and its protection", () => {
    const old: Recorded = { id: "1", spec: sent(7), written: written(7), protected: true };
    expect(refreshed("BackupPolicy/a", old, { spec: sent(3), kept: undefined }, AT)).toEqual({
      id: "1",
      name: "a",
      spec: sent(3),
      protected: true,
      applied_at: AT,
      before: { spec: sent(7) },
    });
  });

  test("that moves to another address keeps the name that it has in the cloud", () => {
    expect(movedRecord("BackupPolicy/a", { id: "1", spec: sent(7) }).name).toBe("a");
    expect(movedRecord("BackupPolicy/b", former).name).toBe("a");
    expect(recordedName("BackupDownloadPolicy/download", { id: "1" } as Recorded)).toBeUndefined();
  });

  test("of what is imported has the name that is live", () => {
    const live = { id: "1", kind: "BackupPolicy", name: "theirs", spec: sent(7), custom: true } as const;
    expect(importedAs(live, sent(7), undefined, AT)).toEqual({
      id: "1",
      name: "theirs",
      spec: sent(7),
      applied_at: AT,
    });
  });
});

describe("what a run left behind is recorded as the run would have", () => {
  const target = { cloud: "simulator", region: "r", project_id: "p" } as const;
  const live = (name: string, days: number): Live => ({
    id: "1",
    kind: "BackupPolicy",
    name,
    spec: { ...sent(days), vaults: [] },
    custom: true,
  });
  const recovered = (resources: State["resources"], address: string, intent: Intent, there: Live) => {
    const state: State = { ...emptyState("demo", target), resources, intents: { [address]: intent } };
    return recover(state, [there], AT).state.resources;
  };
  const intent = { spec: sent(30), written: written(30), file: "a.yaml" };

  test("a create, with its protection", () => {
    const made = recovered({}, "BackupPolicy/a", { action: "create", ...intent, protected: true }, live("a", 30));
    const { spec, written, file } = intent;
    expect(made).toEqual({
      "BackupPolicy/a": { id: "1", name: "a", spec, written, protected: true, applied_at: AT, file },
    });
  });

  const old: Recorded = { id: "1", spec: sent(7), protected: true };
  test("an update, and what its intent does not say stays", () => {
    const made = recovered(
      { "BackupPolicy/a": old },
      "BackupPolicy/a",
      { action: "update", id: "1", spec: sent(30) },
      live("a", 30),
    );
    expect(made).toEqual({
      "BackupPolicy/a": {
        id: "1",
        name: "a",
        spec: sent(30),
        protected: true,
        applied_at: AT,
        before: { spec: sent(7) },
      },
    });
  });

  test("a rename, once it has happened", () => {
    const rename: Intent = { action: "update", id: "1", spec: sent(7) };
    const was = { "BackupPolicy/a": old };
    expect(Object.keys(recovered(was, "BackupPolicy/b", rename, live("b", 7)))).toEqual(["BackupPolicy/b"]);
    expect(recovered(was, "BackupPolicy/b", rename, live("a", 7))).toEqual(was);
  });
});

describe("a record of format 1", () => {
  const target = { cloud: "simulator", region: "r", project_id: "p" } as const;
  const full: Recorded = {
    id: "1",
    name: "a",
    spec: sent(30),
    written: { trigger: RULE },
    applied_at: AT,
    before: { spec: sent(7), at: AT },
    file: "elsewhere.yaml",
  };
  const old: Recorded = { id: "1", spec: sent(30) };
  const live = { id: "1", kind: "BackupPolicy", name: "a", spec: sent(30), custom: true } as const;
  const planFor = (record: Recorded) =>
    plan(
      { name: "demo", now: NOW, policies: [policy("a", 30)] },
      { ...emptyState("demo", target), lineage: "l", serial: 1, resources: { "BackupPolicy/a": record } },
      [live],
      target,
    );

  test.each<[string, Recorded]>([
    ["lacks what no plan is made from", old],
    [
      "and one of format 2 that says something else of it",
      { ...full, written: {}, file: "b.yaml", applied_at: "2025-01-01T00:00:00Z" },
    ],
  ])("%s: no change, and the same base", (_, record) => {
    expect(planFor(record).changes).toEqual([]);
    expect(planFor(record).base).toBe(planFor(full).base);
  });

  test("is not written anew for its own sake", async () => {
    const at = (await place())();
    const policies = [policy("a", 30), policyOf("BackupDownloadPolicy", "download", { action: "open" })];
    await applied(policies, at);
    const { state, revision } = await at.store.read();
    const resources = Object.entries(state!.resources).map(([address, { id, spec }]) => [address, { id, spec }]);
    const stored = JSON.stringify({ ...state, format: 1, resources: Object.fromEntries(resources) });
    const store: Store = {
      place: "a store of before",
      read: async () => ({ state: parseState(stored, "it"), revision }),
      write: async () => expect.fail("nothing is to be written"),
    };
    expect(await applied(policies, { ...at, store })).toEqual([]);
  });

  test("is another when it has another name, spec or protection", () => {
    const bases = [old, { ...old, name: "b" }, { ...old, spec: sent(7) }, { ...old, protected: true }].map(
      (record) => planFor(record).base,
    );
    expect(new Set(bases).size).toBe(4);
  });
});
