/** Waiting for somebody else's lease without comparing clocks, and holding our own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { isGone, thisProcess } from "../src/holder.ts";
import { hold, untilFree } from "../src/lease.ts";
import { isFailure } from "../src/problem.ts";
import { memoryStore } from "../src/state/memory.ts";
import { emptyState, nextState } from "../src/state/state.ts";
import { type Holder, type Lease, NOTHING, type State, type Store } from "../src/state/store.ts";

const target = { cloud: "simulator", region: "here", project_id: "p" } as const;
const note = { counts: { create: 0, update: 0, delete: 0, adopt: 0, forget: 0 } };

/** Somebody on another machine: nothing can be proven about them. */
const elsewhere: Holder = {
  host: "elsewhere",
  user: "u",
  pid: 1,
  boot_id: "other",
  pid_namespace: "pid:[1]",
  started: "1",
};

const leaseOf = (holder: Holder, ttl_ms = 300): Lease => ({
  id: "theirs",
  renewals: 0,
  ttl_ms,
  holder,
  since: "2026-01-01T00:00:00Z",
});

async function leased(holder: Holder, ttl_ms?: number): Promise<{ store: Store; state: State }> {
  const store = memoryStore();
  const state = nextState(emptyState("demo", target), { lease: leaseOf(holder, ttl_ms) }, "l");
  await store.write(state, NOTHING);
  return { store, state };
}

async function waiting(store: Store, lockTimeoutMs = 0, signal = new AbortController().signal) {
  const began = performance.now();
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line.replace(/since .*?,|\(process \d+\)/g, "…"));
  try {
    await untilFree(store, { lockTimeoutMs, log, signal });
    return { end: "free", lines, ms: performance.now() - began };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { end: error.code, lines, ms: performance.now() - began };
  }
}

/** Renews a lease of somebody else's as they would. */
async function renew(store: Store): Promise<void> {
  const { state, revision } = await store.read();
  const lease = state?.lease;
  if (state && lease)
    await store.write(nextState(state, { lease: { ...lease, renewals: lease.renewals + 1 } }, "l"), revision);
}

describe("somebody else's lease", () => {
  test("that is not there needs no waiting", async () => {
    expect((await waiting(memoryStore())).end).toBe("free");
  });

  test("that does not change for its time-to-live is dead", async () => {
    const { store } = await leased(elsewhere, 300);
    const { end, ms, lines } = await waiting(store);
    expect([end, ms >= 300, lines]).toEqual([
      "free",
      true,
      [
        "u on elsewhere … is applying … or died; watching for a sign of life",
        "u on elsewhere … gave no sign of life for 0.3 s; going on from there",
      ],
    ]);
  });

  test("that is renewed is alive: refused at once when we do not want to wait", async () => {
    const { store } = await leased(elsewhere, 400);
    const waited = waiting(store);
    await pause(150);
    await renew(store);
    const { end, ms } = await waited;
    expect([end, ms < 400]).toEqual(["state-leased", true]);
  });

  test("that is alive is waited for as long as we were told, and no longer", async () => {
    const { store } = await leased(elsewhere, 400);
    const renewing = setInterval(() => void renew(store), 100);
    const { end, ms } = await waiting(store, 900);
    clearInterval(renewing);
    expect([end, ms >= 900]).toEqual(["state-leased", true]);
  });

  test("that is released while we wait lets us go on", async () => {
    const { store } = await leased(elsewhere, 400);
    const waited = waiting(store, 5000);
    await pause(120);
    await renew(store);
    await pause(120);
    const { state, revision } = await store.read();
    if (state) await store.write(nextState(state, { lease: undefined }, "l"), revision);
    expect((await waited).end).toBe("free");
  });

  test("is not watched when its process is provably gone", async () => {
    const child = spawn(process.execPath, ["-e", "0"]);
    const { pid = 0 } = child;
    await once(child, "exit");
    const { store } = await leased({ ...thisProcess(), pid }, 60_000);
    const { end, ms } = await waiting(store);
    expect([end, ms < 1000]).toEqual(["free", true]);
  });

  test("waiting for it ends when somebody asks us to stop", async () => {
    const { store } = await leased(elsewhere, 60_000);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const { end } = await waiting(store, 0, controller.signal);
    expect(end).toBe("interrupted");
  });
});

describe("a holder is provably gone", () => {
  const me = thisProcess();
  test.each<[string, Holder, boolean]>([
    ["not while it runs", me, false],
    ["when its process has another start time: a recycled number", { ...me, started: "1" }, true],
    ["not on another start of the machine", { ...me, started: "1", boot_id: "other" }, false],
    [
      "not in another container, where the number means another process",
      { ...me, started: "1", pid_namespace: "pid:[1]" },
      false,
    ],
    ["not when it did not say when it started", { host: me.host, user: me.user, pid: 2 ** 22 }, false],
  ])("%s", (_, holder, gone) => {
    expect(isGone(holder)).toBe(gone);
  });
});

describe("our own lease", () => {
  const ours = async (ttl_ms: number) => {
    const store = memoryStore();
    const lease = { ...leaseOf(thisProcess(), ttl_ms), id: "ours" };
    const state = { ...nextState(emptyState("demo", target), { lease }, "l"), lease };
    return { store, held: await hold(store, state, NOTHING) };
  };

  test("is renewed, so that a watcher sees life, until it is released", async () => {
    const { store, held } = await ours(200);
    await pause(250);
    expect((await store.read()).state?.lease?.renewals).toBeGreaterThanOrEqual(2);
    await held.release((stored) => nextState(stored, { lease: undefined }, "l"), note);
    const { state } = await store.read();
    await pause(150);
    expect([state?.lease, (await store.read()).state?.serial]).toEqual([undefined, state?.serial]);
  });

  test("leaves no time for a request that could outlast it", async () => {
    const { held } = await ours(1000);
    expect(() => held.assertTimeFor(500)).not.toThrow();
    expect(() => held.assertTimeFor(1000)).toThrow("may have taken over");
    await held.release((stored) => nextState(stored, { lease: undefined }, "l"), note);
  });

  test("is lost when somebody else wrote: no request is sent, and no state is written any more", async () => {
    const { store, held } = await ours(200);
    const { state, revision } = await store.read();
    if (state) await store.write(nextState(state, { lease: leaseOf(elsewhere) }, "l"), revision);
    await pause(120);
    expect(() => held.assertTimeFor(1)).toThrow("may have taken over");
    const released = held.release((stored) => nextState(stored, { lease: undefined }, "l"), note);
    await expect(released).rejects.toMatchObject({ code: "lease-lost" });
    expect((await store.read()).state?.lease?.id).toBe("theirs");
  });
});
