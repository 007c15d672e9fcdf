/** Live members that no document can say: an update sends them along, a change of one is drift, and nothing takes one away. */
import { expect, test } from "vitest";
import { schemas } from "../../src/generated/schemas.js";
import { api as cbr } from "../../src/kinds/cbr/api.ts";
import { kinds } from "../../src/kinds/cbr/kinds.ts";
import { type Json, membersOf, type Policy } from "../../src/model/policy.ts";
import { draft } from "../../src/plan/import.ts";
import { refresh } from "../../src/plan/refresh.ts";
import { parseSaved } from "../../src/plan/saved.ts";
import { plansJson } from "../../src/render/json.ts";
import type { Paint } from "../../src/render/paint.ts";
import { planText } from "../../src/render/plans.ts";
import { policyOf } from "../support/builders.ts";
import { applied, carriedOut, type Place, place, planned } from "../support/pipeline.ts";

const RULE = { properties: { pattern: ["FREQ=DAILY;BYHOUR=18;BYMINUTE=0"] } };
const policy = (days: number, more: Record<string, Json> = {}): Policy =>
  policyOf("BackupPolicy", "a", { operation_definition: { retention_duration_days: days, ...more }, trigger: RULE });
const unpainted: Paint = (_, text) => text;

/** A cloud that knows more members than we do. */
const newer = async (): Promise<Place> => (await place({ unknownMembers: "keep" }))();

const liveIn = async ({ cloud }: Place) => (await cbr.list(cloud))[0]!;

/** What another client does with its only policy. */
async function put({ cloud }: Place, definition: Record<string, Json>): Promise<void> {
  const [{ id } = { id: "" }] = await cbr.list(cloud);
  await cloud.put("cbr", `/policies/${id}`, {
    policy: { operation_definition: { retention_duration_days: 30, ...definition } },
  });
}

const recordIn = async ({ store }: Place) => Object.values((await store.read()).state!.resources)[0]!;

test("the members that a document can say are those that its schema names", () => {
  for (const kind of Object.values(kinds)) {
    const { spec } = membersOf(membersOf(schemas[`cbr/v3/${kind.name}`]).properties);
    const said = Object.keys(
      membersOf(membersOf(membersOf(membersOf(spec).properties).operation_definition).properties),
    );
    expect(kind.keeps?.besides.toSorted()).toEqual(said.sort());
  }
});

test("an update sends them along, records them, and leaves nothing to do", async () => {
  const at = await newer();
  await applied([policy(30)], at);
  await put(at, { sealed: "by:us", tier: { class: "cold" } });
  const plan = await planned([policy(60)], at);
  expect(plan.plan.changes).toMatchObject([{ action: "update", kept: ["sealed", "tier"] }]);
  expect((await carriedOut(plan, [policy(60)], at)).map(({ status }) => status)).toEqual(["ok"]);
  expect(await liveIn(at)).toMatchObject({
    spec: { operation_definition: { retention_duration_days: 60 } },
    kept: { sealed: "by:us", tier: { class: "cold" } },
  });
  expect((await recordIn(at)).kept).toEqual({ sealed: "by:us", tier: { class: "cold" } });
  expect((await planned([policy(60)], at)).plan.changes).toEqual([]);
});

test("a change of one is drift, and is adopted without a request", async () => {
  const at = await newer();
  await applied([policy(30)], at);
  const path = "/operation_definition/sealed";
  for (const [definition, field] of [
    [{ sealed: 1 }, { path, after: 1, cause: "drift" }],
    [{ sealed: 2 }, { path, before: 1, after: 2, applied: 1, cause: "drift" }],
    [{}, { path, before: 2, applied: 2, cause: "drift" }],
  ] as const) {
    await put(at, definition);
    const { plan } = await planned([policy(30)], at);
    expect(plan.changes).toMatchObject([{ action: "adopt", cause: "drift", hazards: [] }]);
    expect(plan.changes[0]!.fields).toEqual([field]);
    await applied([policy(30)], at);
    expect((await liveIn(at)).kept ?? {}).toEqual(definition);
    expect((await recordIn(at)).kept ?? {}).toEqual(definition);
    expect((await planned([policy(30)], at)).plan.changes).toEqual([]);
  }
});

test("a change of one beside an update is told, and stays", async () => {
  const at = await newer();
  await applied([policy(30)], at);
  await put(at, { sealed: 1 });
  const { plan } = await planned([policy(60)], at);
  expect(planText(plan, { paint: unpainted })).toMatchInlineSnapshot(`
    "~ BackupPolicy/a  also changed outside of Holdfast: operation_definition.sealed  a.yaml:1
        operation_definition.sealed: not set → 1
        kept: sealed
          enabled: true
          operation_definition:
        -   retention_duration_days: 30
        +   retention_duration_days: 60
            sealed: 1
          trigger:
            properties:
              …"
  `);
  await applied([policy(60)], at);
  expect((await liveIn(at)).kept).toEqual({ sealed: 1 });
});

test("refreshing records them as they are", async () => {
  const at = await newer();
  await applied([policy(30)], at);
  await put(at, { sealed: 1 });
  const { state } = await planned([policy(30)], at);
  const plan = refresh("demo", state, await cbr.list(at.cloud), at.target);
  expect(plan.changes).toMatchObject([{ action: "adopt", cause: "drift", kept: ["sealed"] }]);
  const { revision } = await at.store.read();
  await carriedOut({ state, revision, plan }, [], at);
  expect((await recordIn(at)).kept).toEqual({ sealed: 1 });
});

test("one that changes between plan and apply stops the update", async () => {
  const at = await newer();
  await applied([policy(30)], at);
  await put(at, { sealed: 1 });
  const plan = await planned([policy(60)], at);
  await put(at, { sealed: 2 });
  expect((await carriedOut(plan, [policy(60)], at)).map(({ status }) => status)).toEqual(["moved"]);
  expect((await liveIn(at)).kept).toEqual({ sealed: 2 });
});

test("text, JSON and a saved plan name them", async () => {
  const at = await newer();
  await applied([policy(30)], at);
  await put(at, { sealed: 1 });
  const { plan } = await planned([policy(30)], at);
  expect(planText(plan, { paint: unpainted })).toMatchInlineSnapshot(`
    "= BackupPolicy/a  recorded as the cloud has it  a.yaml:1
        kept: sealed
          enabled: true
          operation_definition:
            retention_duration_days: 30
        +   sealed: 1
          trigger:
            properties:
              pattern:
                …"
  `);
  const text = plansJson([{ became: "planned", stack: "demo", plan, problems: [] }]);
  expect(JSON.parse(text).stacks[0].changes[0].kept).toEqual(["sealed"]);
  expect(parseSaved(text, "plan.json")[0]!.changes[0]!.kept).toEqual(["sealed"]);
});

test("an imported document names them in a comment", async () => {
  const at = await newer();
  await applied([policy(30)], at);
  await put(at, { "sealed\nby": 1, tier: 2 });
  const made = draft("BackupPolicy/a", await liveIn(at), { now: new Date("2026-11-21T12:00:00Z") });
  expect("text" in made && made.text.split("\n")[0]).toBe("# the cloud also has: sealed?by, tier; holdfast keeps it");
});

test("who made a policy is not one of them", async () => {
  const at = await newer();
  await applied([policy(30)], at);
  expect(await liveIn(at)).not.toHaveProperty("kept");
});
