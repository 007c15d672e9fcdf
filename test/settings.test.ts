/** The environment -> settings. */
import { describe, expect, test } from "vitest";
import { parseDuration, settingsFrom } from "../src/settings.ts";

test.each<[string, number | undefined]>([
  ["0", 0],
  ["500ms", 500],
  ["90s", 90_000],
  ["5m", 300_000],
  ["1h", 3_600_000],
  ["90", undefined],
  ["1.5s", undefined],
  ["-1s", undefined],
  ["5 m", undefined],
  ["", undefined],
])("the duration %j is %j ms", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

describe("timing", () => {
  const timing = (env: Record<string, string>) => {
    const before = { ...process.env };
    Object.assign(process.env, env);
    try {
      return settingsFrom().timing;
    } finally {
      process.env = before;
    }
  };

  test("has defaults in which a request always ends before a lease could be taken over", () => {
    expect(timing({})).toEqual({ requestMs: 30_000, settleMs: 30_000, leaseMs: 60_000 });
  });

  test("a request that could outlast the lease is refused, and so is what is no duration", () => {
    expect(() => timing({ HOLDFAST_REQUEST_TIMEOUT: "45s" })).toThrow("longer than a lease");
    expect(timing({ HOLDFAST_REQUEST_TIMEOUT: "44s" }).requestMs).toBe(44_000);
    expect(() => timing({ HOLDFAST_SETTLE: "soon" })).toThrow('HOLDFAST_SETTLE is "soon"');
  });
});
