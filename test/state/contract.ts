/** What every store promises, as tests. A store's test calls `storeContract` and adds only what is its own. */
import { describe, expect, onTestFinished, test } from "vitest";
import type { Target } from "../../src/model/policy.ts";
import { isFailure } from "../../src/model/problem.ts";
import { emptyState, nextState } from "../../src/state/state.ts";
import { NOTHING, type State, type Store } from "../../src/state/store.ts";

/** A new place, where nothing was ever written. */
export interface Home {
  /** Another client of this place. */
  open(): Store;
  /** Clients that really write at the same time: processes, where the store can be shared by processes. */
  rivals(count: number): Promise<readonly Pick<Store, "write">[]>;
  leave(): Promise<void>;
}

export const target: Target = { cloud: "huaweicloud", region: "eu-west-101", project_id: "p1" };
export const empty = emptyState("demo", target);

/** The state after `state`, telling who wrote it. */
/** A name may have letters that an id may not have. */
const idOf = (by: string): string => encodeURIComponent(by);

export const written = (state: State, by: string): State =>
  nextState(
    state,
    { resources: { ...state.resources, [`BackupPolicy/${by}`]: { id: idOf(by), spec: { enabled: true } } } },
    "a-lineage",
  );

/** `ok`, or the code of the failure. */
export const outcomeOf = (write: Promise<unknown>): Promise<string> =>
  write.then(
    () => "ok",
    (error) => {
      if (isFailure(error)) return error.code;
      throw error;
    },
  );

/** @param rounds of twelve rivals: fewer where a write is many processes */
export function storeContract(name: string, newHome: () => Promise<Home>, rounds = 50): void {
  const enter = async () => {
    const home = await newHome();
    onTestFinished(() => home.leave());
    return home;
  };

  describe(`${name}, as every store`, () => {
    test("a place where nothing was written has no state, however often it is read", async () => {
      const home = await enter();
      expect(await home.open().read()).toEqual({ state: undefined, revision: NOTHING });
      expect(await home.open().read()).toEqual({ state: undefined, revision: NOTHING });
    });

    test("what was written is read by another client, with the revision that the write returned", async () => {
      const home = await enter();
      const state = nextState(
        empty,
        {
          resources: { "BackupPolicy/每日_backup": { id: "1", spec: { a: [1, { b: null }] }, protected: true } },
          intents: { "BackupPolicy/new": { action: "create", spec: { enabled: true }, seen: ["7"] } },
          lease: {
            id: "run",
            renewals: 0,
            ttl_ms: 60_000,
            holder: { host: "h", pid: 1, user: "u" },
            since: "2026-01-31T18:00:00Z",
          },
        },
        "a-lineage",
      );
      const revision = await home.open().write(state, NOTHING);
      expect(await home.open().read()).toEqual({ state, revision });
      expect(revision).not.toBe(NOTHING);
    });

    test("the slower of two writers is refused and changes nothing", async () => {
      const home = await enter();
      const [one, two] = [home.open(), home.open()];
      const base = written(empty, "base");
      const expected = await one.write(base, NOTHING);
      const revision = await one.write(written(base, "one"), expected);
      expect(await outcomeOf(two.write(written(base, "two"), expected))).toBe("state-conflict");
      expect(await two.read()).toEqual({ state: written(base, "one"), revision });
    });

    test("the slower of two first writers is refused and changes nothing", async () => {
      const home = await enter();
      const revision = await home.open().write(written(empty, "one"), NOTHING);
      expect(await outcomeOf(home.open().write(written(empty, "two"), NOTHING))).toBe("state-conflict");
      expect(await home.open().read()).toEqual({ state: written(empty, "one"), revision });
    });

    test("of two writes of equal content one is refused, whether they meet or follow each other", async () => {
      const home = await enter();
      const [one, two] = [home.open(), home.open()];
      const state = written(empty, "same");
      const outcomes = await Promise.all([outcomeOf(one.write(state, NOTHING)), outcomeOf(two.write(state, NOTHING))]);
      expect(outcomes.sort()).toEqual(["ok", "state-conflict"]);
      expect(await outcomeOf(one.write(state, NOTHING))).toBe("state-conflict");
    });

    test("a writer that read long ago is refused, however many writes came since", async () => {
      const home = await enter();
      const store = home.open();
      let state = written(empty, "base");
      const longAgo = await store.write(state, NOTHING);
      const late = written(state, "late");
      let revision = longAgo;
      for (const by of ["a", "b", "c", "d", "e", "f"]) {
        state = written(state, by);
        revision = await store.write(state, revision);
        expect(await outcomeOf(home.open().write(late, longAgo))).toBe("state-conflict");
      }
      expect(await store.read()).toEqual({ state, revision });
    });

    test("a lease can be put down and taken out again, and the revision tells the difference", async () => {
      const home = await enter();
      const store = home.open();
      const lease = {
        id: "r",
        renewals: 0,
        ttl_ms: 60_000,
        holder: { host: "h", pid: 1, user: "u" },
        since: "2026-01-31T18:00:00Z",
      };
      const leased = nextState(empty, { lease }, "a-lineage");
      const held = await store.write(leased, NOTHING);
      const released = nextState(leased, { lease: undefined }, "another");
      const free = await store.write(released, held);
      expect((await store.read()).state).toEqual({ ...empty, lineage: "a-lineage", serial: 2 });
      expect(free).not.toBe(held);
    });

    test("a state that cannot follow the stored one is a bug, not a conflict, and is not stored", async () => {
      const home = await enter();
      const store = home.open();
      const state = written(empty, "base");
      const revision = await store.write(state, NOTHING);
      await expect(store.write({ ...state, serial: 3 }, revision)).rejects.toThrow("must be 2");
      await expect(store.write({ ...state, serial: 2, lineage: "other" }, revision)).rejects.toThrow("lineage");
      expect(await store.read()).toEqual({ state, revision });
    });

    test("of twelve rivals exactly one wins, in every round", async () => {
      const home = await enter();
      const store = home.open();
      const rivals = await home.rivals(12);
      let [state, revision] = [empty, NOTHING];
      for (let round = 0; round < rounds; round++) {
        // Half of them write the very same bytes.
        const asked = rivals.map((_, index) => written(state, `round-${round}-${index % 2 ? "same" : index}`));
        const outcomes = await Promise.all(asked.map((next, index) => outcomeOf(rivals[index]!.write(next, revision))));
        const winner = asked[outcomes.indexOf("ok")]!;
        expect(outcomes.toSorted()).toEqual(["ok", ...Array(11).fill("state-conflict")]);
        ({ state = empty, revision } = await store.read());
        expect(state).toEqual(winner);
      }
    }, 60_000);
  });
}
