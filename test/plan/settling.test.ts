/** Which live policies still show what they were before our own last change. */
import { expect, test } from "vitest";
import type { Recorded, Spec } from "../../src/model/policy.ts";
import { settling } from "../../src/plan/record.ts";
import { liveOf, specOf } from "../support/builders.ts";

const spec = (days: number, ...vaults: string[]): Spec => specOf(days, vaults);
const APPLIED = "2026-01-01T00:00:00Z";
const recorded: Recorded = { id: "1", name: "a", spec: spec(7, "v"), applied_at: APPLIED, before: { spec: spec(5) } };
const { before: _, ...created } = recorded;
const after = (seconds: number) => Date.parse(APPLIED) + seconds * 1000;

test.each<[string, Recorded, Spec, number | undefined, boolean]>([
  ["as it was before the last change", recorded, spec(5), after(10), true],
  ["changed, and not yet bound", recorded, spec(7), after(10), true],
  ["created, and not yet bound", created, spec(7), after(10), true],
  ["as it was, by a clock that is a little behind", recorded, spec(5), after(-5), true],
  ["as it was, for longer than a list is behind", recorded, spec(5), after(60), false],
  ["as it was, by a clock that nobody knows", recorded, spec(5), undefined, false],
  [
    "as it was, and nobody knows since when",
    { ...recorded, applied_at: undefined } as never,
    spec(5),
    after(10),
    false,
  ],
  ["as we made it", recorded, spec(7, "v"), after(10), false],
  ["as another user made it", recorded, spec(3, "v"), after(10), false],
  ["bound by another user", recorded, spec(7, "w"), after(10), false],
])("%s", (_, record, shown, now, isSettling) => {
  const seen = settling("BackupPolicy/a", record, liveOf(shown), now);
  expect([seen.settling ?? false, seen.spec]).toEqual([isSettling, isSettling ? recorded.spec : shown]);
});
