/** Random valid policies, and a project of a simulated cloud over HTTP in which they are planned and applied. */
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterEach } from "vitest";
import { apply } from "../../src/apply/apply.ts";
import { openCloud, readOnly } from "../../src/cloud/client.ts";
import type { Outcome } from "../../src/model/change.ts";
import type { Policy, Spec, Target } from "../../src/model/policy.ts";
import { observe } from "../../src/plan/observe.ts";
import { plan } from "../../src/plan/plan.ts";
import type { Personality } from "../../src/simulator/personality.ts";
import { type Simulator, startSimulator } from "../../src/simulator/server.ts";
import { memoryStore } from "../../src/state/memory.ts";
import { emptyState } from "../../src/state/state.ts";
import type { Store } from "../../src/state/store.ts";

const NOW = new Date("2026-11-21T12:00:00Z");

const simulators: Simulator[] = [];
afterEach(async () => {
  for (const simulator of simulators.splice(0)) await simulator.close();
});

export interface Place {
  readonly cloud: ReturnType<typeof openCloud>;
  readonly store: Store;
  readonly target: Target;
}

export async function place(personality: Partial<Personality> = {}): Promise<() => Place> {
  const simulator = await startSimulator({ personality, vaults: "any" });
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

export async function planned(policies: readonly Policy[], { cloud, store, target }: Place) {
  const stored = await store.read();
  const live = await observe(readOnly(cloud), policies, stored.state);
  const state = stored.state ?? emptyState("demo", target);
  return {
    state,
    revision: stored.revision,
    plan: plan({ name: "demo", now: NOW, policies }, stored.state, live, target),
  };
}

export const applied = async (policies: readonly Policy[], at: Place): Promise<readonly Outcome[]> =>
  carriedOut(await planned(policies, at), policies, at);

export async function carriedOut(
  plan: Awaited<ReturnType<typeof planned>>,
  policies: readonly Policy[],
  at: Place,
): Promise<readonly Outcome[]> {
  const { outcomes } = await apply({
    ...plan,
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
  return outcomes;
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
export const backup = specOf(
  fc
    .tuple(retention, fc.option(fc.integer({ min: -1, max: 100 })))
    .map(([kept, full]) => ({ ...kept, ...(full !== null && { full_backup_interval: full }) })),
);
export const replication = specOf(
  fc.tuple(retention, fc.option(fc.boolean())).map(([kept, fast]) => ({
    ...kept,
    destination_region: "there",
    destination_project_id: "q",
    ...(fast !== null && { enable_acceleration: fast }),
  })),
);
export const download = fc.constantFrom<Spec>({ action: "open" }, { action: "close" });

export const name = fc.stringMatching(/^[a-zA-Z0-9_\-一-龥]{1,64}$/);
/** What nobody knows of the real cloud, both ways. */
export const personalities: [string, Partial<Personality>][] = [
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
