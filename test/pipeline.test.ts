/** From documents to a cloud over HTTP and back: whatever is valid is applied, and then there is nothing left to do. */
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { apply, type Outcome } from "../src/apply.ts";
import { openCloud, readOnly } from "../src/cloud/door.ts";
import { kinds } from "../src/kinds/index.ts";
import { observe } from "../src/observe.ts";
import { plan } from "../src/plan.ts";
import { addressOf, type KindName, type Policy, type Spec, startOf, type Target } from "../src/policy.ts";
import type { Personality } from "../src/simulator/personality.ts";
import { type Simulator, startSimulator } from "../src/simulator/server.ts";
import { memoryStore } from "../src/state/memory.ts";
import { emptyState } from "../src/state/state.ts";
import type { Store } from "../src/state/store.ts";
import { checked, STACK } from "./support/problems.ts";

const NOW = new Date("2026-11-21T12:00:00Z");

const simulators: Simulator[] = [];
afterEach(async () => {
  for (const simulator of simulators.splice(0)) await simulator.close();
});

interface Place {
  readonly cloud: ReturnType<typeof openCloud>;
  readonly store: Store;
  readonly target: Target;
}

async function place(personality: Partial<Personality> = {}): Promise<() => Place> {
  const simulator = await startSimulator({ personality });
  simulators.push(simulator);
  const endpoints = { cbr: simulator.url, dds: simulator.url, iam: simulator.url };
  // A project of its own for each round: nothing is left over from the last one.
  return () => {
    const target: Target = { cloud: "simulator", region: "here", project_id: randomUUID().replaceAll("-", "") };
    return {
      target,
      store: memoryStore(),
      cloud: openCloud({ target, endpoints, credentials: { kind: "token", token: "t" } }),
    };
  };
}

async function planned(policies: readonly Policy[], { cloud, store, target }: Place) {
  const stored = await store.read();
  const live = await observe(readOnly(cloud), policies, stored.state);
  const state = stored.state ?? emptyState("demo", target);
  return { state, revision: stored.revision, plan: plan({ name: "demo", policies }, stored.state, live, target) };
}

async function applied(policies: readonly Policy[], at: Place): Promise<readonly Outcome[]> {
  return apply({
    ...(await planned(policies, at)),
    policies,
    recovered: false,
    store: at.store,
    cloud: at.cloud,
    lease: {
      id: randomUUID(),
      renewals: 0,
      ttl_ms: 60_000,
      holder: { host: "h", pid: 1, user: "u" },
      since: "2026-01-01T00:00:00Z",
    },
    parallelism: 8,
    requestMs: 30_000,
    settleMs: 1000,
    origin: { who: "w", at: () => "2026-01-01T00:00:00Z" },
    signal: new AbortController().signal,
    onOutcome: () => {},
  });
}

const days = fc.subarray(["MO", "TU", "WE", "TH", "FR", "SA", "SU"], { minLength: 1 }).map((some) => some.join(","));
const padded = (max: number) =>
  fc.tuple(fc.nat(max), fc.boolean()).map(([number, pad]) => (pad ? String(number).padStart(2, "0") : String(number)));
/** One run a day per rule, in distinct hours: never two of a policy within an hour. */
const rules = fc
  .uniqueArray(fc.nat(23), { minLength: 1, maxLength: 12 })
  .chain((hours) =>
    fc
      .tuple(padded(59), fc.option(days), fc.integer({ min: 1, max: 30 }), fc.boolean())
      .map(([minute, weekdays, interval, said]) =>
        hours.map((hour) =>
          weekdays
            ? `FREQ=WEEKLY;BYDAY=${weekdays};BYHOUR=${hour};BYMINUTE=${minute}`
            : `FREQ=DAILY${interval > 1 || said ? `;INTERVAL=${interval}` : ""};BYHOUR=${hour};BYMINUTE=${minute}`,
        ),
      ),
  );
const counter = fc.integer({ min: 0, max: 100 });
const limit = fc.oneof(fc.constant(-1), fc.integer({ min: 1, max: 99999 }));
const timezone = fc.constantFrom("UTC+08:00", "UTC-03:30", "UTC+00:00");
const optional = { requiredKeys: [] };
const retention = fc.oneof(
  fc.record(
    { retention_duration_days: limit, max_backups: fc.constant(-1), day_backups: fc.constant(0), timezone },
    optional,
  ),
  fc
    .record(
      {
        max_backups: limit,
        day_backups: counter,
        week_backups: counter,
        month_backups: counter,
        year_backups: counter,
      },
      optional,
    )
    .chain((fields) => timezone.map((zone) => ({ ...fields, timezone: zone }))),
);
const specOf = (definition: fc.Arbitrary<object>): fc.Arbitrary<Spec> =>
  fc.record(
    {
      enabled: fc.boolean(),
      operation_definition: definition,
      trigger: rules.map((pattern) => ({ properties: { pattern } })),
    },
    {
      requiredKeys: ["operation_definition", "trigger"],
    },
  ) as fc.Arbitrary<Spec>;
const backup = specOf(
  fc
    .tuple(retention, fc.option(fc.integer({ min: -1, max: 100 })))
    .map(([kept, full]) => ({ ...kept, ...(full !== null && { full_backup_interval: full }) })),
);
const replication = specOf(
  fc.tuple(retention, fc.option(fc.boolean())).map(([kept, fast]) => ({
    ...kept,
    destination_region: "there",
    destination_project_id: "q",
    ...(fast !== null && { enable_acceleration: fast }),
  })),
);
const download = fc.constantFrom<Spec>({ action: "open" }, { action: "close" });

const policyOf = (kind: KindName, name: string, spec: Spec): Policy => ({
  address: addressOf(kind, name),
  kind,
  name,
  spec: kinds[kind].desired(spec, NOW),
  written: spec,
  protected: false,
  source: { file: "a.yaml", line: 1, column: 1 },
  locate: () => startOf({ file: "a.yaml", line: 1, column: 1 }),
});
const name = fc.stringMatching(/^[a-zA-Z0-9_\-一-龥]{1,64}$/);
const policies = fc
  .tuple(
    fc.dictionary(name, backup, { maxKeys: 3 }),
    fc.dictionary(name, replication, { maxKeys: 3 }),
    fc.option(download),
  )
  .map(([backups, replications, action]) => [
    ...Object.entries(backups).map(([key, spec]) => policyOf("BackupPolicy", key, spec)),
    ...Object.entries(replications).map(([key, spec]) => policyOf("ReplicationPolicy", key, spec)),
    ...(action ? [policyOf("BackupDownloadPolicy", "download", action)] : []),
  ]);

/** What nobody knows of the real cloud, both ways. */
const personalities: [string, Partial<Personality>][] = [
  ["a cloud that gives back what it was given", {}],
  [
    "a cloud that reorders rules and parts, pads, and fills in defaults",
    {
      reorderRules: true,
      reorderParts: true,
      padHours: true,
      fillDefaults: true,
      nullVaults: false,
      postSwitchTwice: "overwrite",
      strictTimezone: true,
      preset: true,
    },
  ],
];

describe.each(personalities)("in %s", (_, personality) => {
  test("whatever is valid is applied as it is, and the next plan is empty", async () => {
    const next = await place(personality);
    await fc.assert(
      fc.asyncProperty(policies, policies, async (first, second) => {
        const at = next();
        for (const wanted of [first, second, []]) {
          const outcomes = await applied(wanted, at);
          expect(outcomes.filter(({ status }) => status !== "ok")).toEqual([]);
          expect((await planned(wanted, at)).plan.changes).toEqual([]);
        }
      }),
      { numRuns: 25 },
    );
  });
});

test("the random policies of these tests are valid documents", () => {
  fc.assert(
    fc.property(policies, (all) => {
      const documents = all.map(({ kind, name: title, written }) =>
        JSON.stringify({ apiVersion: kinds[kind].apiVersion, kind, metadata: { name: title }, spec: written }),
      );
      const { problems } = checked({ "stack.yaml": STACK, "a.yaml": documents.join("\n---\n") });
      expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

test("a change whose object moved since the plan is refused alone", async () => {
  const at = (await place())();
  const make = (title: string, kept: number) =>
    policyOf("BackupPolicy", title, {
      operation_definition: { retention_duration_days: kept },
      trigger: { properties: { pattern: ["FREQ=DAILY;BYHOUR=1;BYMINUTE=0"] } },
    });
  await applied([make("a", 1), make("b", 1)], at);
  const second = await planned([make("a", 2), make("b", 2), make("c", 2)], at);
  // Between the plan and its execution somebody else is at work.
  const recordedId = second.state.resources["BackupPolicy/a"]?.id ?? "";
  await at.cloud.put("cbr", `/policies/${recordedId}`, { policy: { enabled: false } });
  await at.cloud.post("cbr", "/policies", {
    policy: {
      name: "c",
      operation_type: "backup",
      operation_definition: {},
      trigger: { properties: { pattern: ["FREQ=DAILY;BYHOUR=1;BYMINUTE=0"] } },
    },
  });
  const outcomes = await apply({
    ...second,
    policies: [],
    recovered: false,
    store: at.store,
    cloud: at.cloud,
    lease: {
      id: "l",
      renewals: 0,
      ttl_ms: 60_000,
      holder: { host: "h", pid: 1, user: "u" },
      since: "2026-01-01T00:00:00Z",
    },
    parallelism: 8,
    requestMs: 30_000,
    settleMs: 1000,
    origin: { who: "w", at: () => "2026-01-01T00:00:00Z" },
    signal: new AbortController().signal,
    onOutcome: () => {},
  });
  expect(
    outcomes.map(({ change, status, failure }) => [
      change.address,
      status,
      failure?.message.replace(/[0-9a-f-]{36}/, "ID"),
    ]),
  ).toEqual([
    ["BackupPolicy/a", "moved", "enabled was changed by somebody since the plan was made"],
    ["BackupPolicy/b", "ok", undefined],
    ["BackupPolicy/c", "moved", "a policy of this name exists since the plan was made (ID)"],
  ]);
});
