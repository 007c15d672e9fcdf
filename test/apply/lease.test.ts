/** Waiting for somebody else's lease without comparing clocks, and holding our own. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { hold } from "../../src/apply/hold.ts";
import { untilFree } from "../../src/apply/lease.ts";
import { Failure, isFailure } from "../../src/model/problem.ts";
import { memoryStore } from "../../src/state/memory.ts";
import { isProvablyGone, thisProcess } from "../../src/state/process-id.ts";
import { emptyState, nextState } from "../../src/state/state.ts";
import { type Lease, NOTHING, type ProcessId, type State, type Store } from "../../src/state/store.ts";

const target = { cloud: "simulator", region: "here", project_id: "p" } as const;
const note = { counts: { create: 0, update: 0, delete: 0, adopt: 0, forget: 0 } };

/** Somebody on another machine: nothing can be proven about them. */
const elsewhere: ProcessId = {
  host: "elsewhere",
  user: "u",
  pid: 1,
  boot_id: "other",
  pid_namespace: "pid:[1]",
};

const leaseOf = (holder: ProcessId, ttl_ms = 300): Lease => ({
  id: "theirs",
  renewals: 0,
  ttl_ms,
  holder,
  since: "2026-01-01T00:00:00Z",
});

async function leased(holder: ProcessId, ttl_ms?: number): Promise<{ store: Store; state: State }> {
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
        "u on elsewhere … has been applying … or died; waiting for its lease to be renewed",
        "u on elsewhere … is presumed dead: its lease was not renewed for 0.3 s; continuing from there",
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
  /** Beyond the largest number that Linux gives to a process. */
  const nobody = { ...me, pid: 2 ** 22 + 1 };
  test.each<[string, ProcessId, boolean]>([
    ["when the system says that there is no such process", nobody, true],
    ["not while it runs", me, false],
    ["not when another process may have got its number", { ...me, started: "1" }, false],
    ["not when it is another user's, whom /proc may hide", { ...me, pid: 1 }, false],
    ["not on another start of the machine", { ...nobody, boot_id: "other" }, false],
    [
      "not in another container, where the number means another process",
      { ...nobody, pid_namespace: "pid:[1]" },
      false,
    ],
    ["not in another time namespace", { ...nobody, time_namespace: "time:[1]" }, false],
    ["not on a machine of another name", { ...nobody, host: "elsewhere" }, false],
    ["not when it did not say where it ran", { host: me.host, user: me.user, pid: nobody.pid }, false],
  ])("%s", (_, holder, gone) => {
    expect(isProvablyGone(holder)).toBe(gone);
  });

  test("a process that this user may not signal is alive", () => {
    const isRoot = process.getuid?.() === 0;
    const code = `import { isProvablyGone, thisProcess } from "${new URL("../../src/state/process-id.ts", import.meta.url).href}";
      process.stdout.write(String(isProvablyGone({ ...thisProcess(), pid: ${isRoot ? process.pid : 1} })));`;
    // Of process 1, or as root of this one, looked at by a user who may signal neither.
    const child = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", code], {
      ...(isRoot && { uid: 65534, gid: 65534 }),
      encoding: "utf8",
      cwd: process.cwd(),
    });
    expect(child.stdout || child.stderr).toBe("false");
  });
});

/** A store whose next write is stored, and its answer lost. */
function forgetful(store: Store) {
  let lose = false;
  const write: Store["write"] = async (state, expected, note) => {
    const revision = await store.write(state, expected, note);
    if (!lose) return revision;
    lose = false;
    throw new Failure("state-unreachable", "the answer was lost");
  };
  const loseNext = () => {
    lose = true;
  };
  return { store: { ...store, write }, loseNext };
}

describe("our own lease", () => {
  const ended = (stored: State) => nextState(stored, { lease: undefined }, "l");
  const ours = async (ttl_ms: number, wrapped: (store: Store) => Store = (store) => store) => {
    const store = memoryStore();
    const lease = { ...leaseOf(thisProcess(), ttl_ms), id: "ours" };
    const state = { ...nextState(emptyState("demo", target), { lease }, "l"), lease };
    let cloud: number | undefined;
    const saw = (date: number) => {
      cloud = date;
    };
    const { signal } = new AbortController();
    return { store, saw, held: await hold(wrapped(store), state, NOTHING, { signal, cloudTime: () => cloud }) };
  };
  const take = async (store: Store) => {
    const { state, revision } = await store.read();
    if (state) await store.write(nextState(state, { lease: leaseOf(elsewhere) }, "l"), revision);
  };

  test("is renewed, so that a watcher sees life, until it is released", async () => {
    const { store, held } = await ours(200);
    await pause(250);
    expect((await store.read()).state?.lease?.renewals).toBeGreaterThanOrEqual(2);
    await held.release(ended, note);
    const { state } = await store.read();
    await pause(150);
    expect([state?.lease, (await store.read()).state?.serial]).toEqual([undefined, state?.serial]);
  });

  test("leaves no time for a request that could outlast it", async () => {
    const { held } = await ours(1000);
    expect(() => held.assertTimeFor(500)).not.toThrow();
    expect(() => held.assertTimeFor(1000)).toThrow("another run may take over");
    await expect(held.haveTimeFor(1000)).rejects.toMatchObject({ code: "lease-lost" });
    await held.release(ended, note);
  });

  test("is renewed before a request for which too little of it is left", async () => {
    const { store, saw, held } = await ours(1000);
    // All clocks of this machine stood still, and the cloud's went on.
    saw(Date.parse("2026-01-01T00:00:00Z"));
    held.assertTimeFor(1);
    const before = (await store.read()).state?.lease?.renewals ?? 0;
    saw(Date.parse("2026-01-01T01:00:00Z"));
    expect(() => held.assertTimeFor(1)).toThrow("another run may take over");
    await held.haveTimeFor(1);
    expect((await store.read()).state?.lease?.renewals).toBeGreaterThan(before);
    await held.release(ended, note);
  });

  test("is lost after a pause in which another run took over", async () => {
    const { store, saw, held } = await ours(60_000);
    saw(1000);
    held.assertTimeFor(1);
    await take(store);
    saw(3_600_000);
    await expect(held.haveTimeFor(1)).rejects.toMatchObject({ code: "lease-lost", message: "another run took over" });
    await expect(held.release(ended, note)).rejects.toMatchObject({ code: "lease-lost" });
  });

  test("is lost when another run wrote: no request is sent, and no state is written any more", async () => {
    const { store, held } = await ours(200);
    await take(store);
    await pause(120);
    expect(() => held.assertTimeFor(1)).toThrow("another run took over");
    await expect(held.release(ended, note)).rejects.toMatchObject({ code: "lease-lost" });
    expect((await store.read()).state?.lease?.id).toBe("theirs");
  });

  test("is still ours after a renewal that was stored and whose answer was lost", async () => {
    const { store, loseNext } = forgetful(memoryStore());
    const { held } = await ours(400, () => store);
    loseNext();
    await pause(350);
    await held.haveTimeFor(1);
    await held.release(ended, note);
    expect((await store.read()).state?.lease).toBeUndefined();
  });

  test("is released once, also when the answer to that was lost", async () => {
    const { store, loseNext } = forgetful(memoryStore());
    const { held } = await ours(4000, () => store);
    loseNext();
    await held.release(ended, note);
    const { state } = await store.read();
    expect([state?.lease, state?.serial]).toEqual([undefined, 2]);
  });

  test("is renewed once at a time by a store that does not answer, and given up in bounded time", async () => {
    const store = memoryStore();
    let asked = 0;
    let hole = false;
    const write: Store["write"] = (...args) => {
      if (!hole) return store.write(...args);
      asked += 1;
      return new Promise(() => {});
    };
    const { held } = await ours(400, () => ({ ...store, write }));
    hole = true;
    await pause(500);
    expect(asked).toBe(1);
    const began = performance.now();
    await expect(held.release(ended, note)).rejects.toMatchObject({ code: "state-unreachable" });
    expect(performance.now() - began).toBeLessThan(1500);
  });
});
