/** For how long an unfinished create is looked for. */
import { expect, test } from "vitest";
import { settled } from "../../src/apply/settle.ts";
import type { Live, Spec } from "../../src/model/policy.ts";
import { emptyState } from "../../src/state/state.ts";
import type { Intent, State } from "../../src/state/store.ts";

const spec: Spec = {
  enabled: true,
  operation_definition: { retention_duration_days: 7 },
  trigger: { properties: { pattern: ["FREQ=DAILY;BYHOUR=1;BYMINUTE=0"] } },
};
const there: Live = { id: "1", kind: "BackupPolicy", name: "a", spec, custom: true };
const create: Intent = { action: "create", spec, seen: [] };
const stateWith = (intent: Intent): State => ({
  ...emptyState("demo", { cloud: "simulator", region: "r", project_id: "p" }),
  intents: { "BackupPolicy/a": intent },
});

/** @param looks what is live at each look; after the last one, nothing changes any more */
async function looking(state: State, looks: readonly (readonly Live[])[], settleMs: number, stop?: AbortSignal) {
  let count = 0;
  let waited = 0;
  const look = async () => looks[Math.min(count++, looks.length - 1)] ?? [];
  const signal = stop ?? new AbortController().signal;
  const result = await settled(state, look, { settleMs, signal }, () => {
    waited += 1;
  });
  return { done: [...result.done.values()], unseen: result.unseen, live: result.live.length, looks: count, waited };
}

test("a create that is listed at once is looked for once, and nothing is reported", async () => {
  expect(await looking(stateWith(create), [[there]], 60_000)).toEqual({
    done: ["1"],
    unseen: [],
    live: 1,
    looks: 1,
    waited: 0,
  });
});

test("a create that is listed later is found, and the wait is reported once", async () => {
  expect(await looking(stateWith(create), [[], [], [there]], 60_000)).toMatchObject({
    done: ["1"],
    unseen: [],
    live: 1,
    looks: 3,
    waited: 1,
  });
});

test("a create that is never listed is looked for until an accepted one would be, and is then unseen", async () => {
  const began = performance.now();
  const { done, unseen, waited } = await looking(stateWith(create), [[]], 150);
  expect([done, unseen, waited]).toEqual([[], ["BackupPolicy/a"], 1]);
  expect(performance.now() - began).toBeGreaterThanOrEqual(150);
});

test.each<[string, Intent]>([
  ["update", { action: "update", id: "1", spec }],
  ["delete", { action: "delete", id: "1" }],
])("an unfinished %s is never waited for", async (_, intent) => {
  expect(await looking(stateWith(intent), [[]], 60_000)).toMatchObject({ unseen: [], looks: 1, waited: 0 });
});

test("a run that is asked to stop stops looking", async () => {
  const stop = new AbortController();
  const looks = looking(stateWith(create), [[]], 60_000, stop.signal);
  stop.abort();
  await expect(looks).rejects.toMatchObject({ code: "interrupted" });
});
