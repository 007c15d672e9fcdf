/** The table of recover.ts, a row each. */
import { describe, expect, test } from "vitest";
import { recover, withoutIntents } from "../../src/apply/recover.ts";
import { type Address, kindOf, type Live, nameOf, type Recorded, type Spec, vaultsOf } from "../../src/model/policy.ts";
import { emptyState } from "../../src/state/state.ts";
import type { Intent, State } from "../../src/state/store.ts";
import { liveOf, specOf } from "../support/builders.ts";

const NOW = "2026-01-02T00:00:00Z";
const target = { cloud: "simulator", region: "r", project_id: "p" } as const;

/** Keeps backups for so many days, in these vaults. */
const spec = (days: number, ...vaults: string[]): Spec => specOf(days, vaults);
const open: Spec = { action: "open" };
const close: Spec = { action: "close" };

const live = (id: string, shown: Spec, more: Partial<Live> = {}): Live => liveOf(shown, { id, ...more });
const aSwitch = (shown: Spec): Live => live("", shown, { kind: "BackupDownloadPolicy", name: undefined });
const record = (id: string, was: Spec): Recorded => ({ id, spec: was, applied_at: "2026-01-01T00:00:00Z" });

const create = (wanted: Spec, ...seen: string[]): Intent => ({ action: "create", spec: wanted, seen });
const update = (wanted: Spec): Intent => ({ action: "update", id: "1", spec: wanted });
const remove: Intent = { action: "delete", id: "1" };

/** A record as text: days and vaults, or the action of a switch; `settling` while lists may lag. */
function textOf({ spec: was, applied_at }: Recorded): string {
  const { retention_duration_days: days } = (was.operation_definition ?? {}) as { retention_duration_days?: number };
  const vaults = (vaultsOf(was) ?? []).map(({ vault_id }) => vault_id);
  return [was.action ?? `${days} days`, ...vaults, ...(applied_at ? ["settling"] : [])].join(" ");
}

const stateOf = (resources: State["resources"], intents: State["intents"]): State => ({
  ...emptyState("demo", target),
  resources,
  intents,
});

function recovered(address: Address, intent: Intent, there: readonly Live[], was: State["resources"] = {}) {
  const { state, done, notes, unseen } = recover(stateOf(was, { [address]: intent }), there, NOW);
  const pending = address in state.intents;
  return {
    step: done.has(address) ? "record" : pending ? (unseen.includes(address) ? "wait" : "ask") : "drop",
    pending,
    records: Object.fromEntries(Object.entries(state.resources).map(([at, one]) => [at, textOf(one)])),
    notes,
  };
}

type Row = [live: string, there: Live[], step: string, records: object, note?: string];

describe("an intent to create", () => {
  const A = "BackupPolicy/a";
  const wanted = spec(7, "v", "w");
  const created = `${A}: was created by an unfinished run (1)`;
  test.each<Row>([
    [
      "one it may have created, with its vaults",
      [live("1", wanted)],
      "record",
      { [A]: "7 days v w settling" },
      created,
    ],
    ["one whose vaults were not all bound", [live("1", spec(7, "v"))], "record", { [A]: "7 days v settling" }, created],
    ["several it may have created", [live("1", wanted), live("2", wanted)], "ask", {}],
    ["nothing", [], "wait", {}],
    ["one that was there before", [live("0", wanted)], "wait", {}],
    ["one that is recorded", [live("9", wanted)], "wait", { "BackupPolicy/b": "7 days v w settling" }],
    ["one of an organisation", [live("1", wanted, { custom: false })], "wait", {}],
    ["one of another name", [live("1", wanted, { name: "b" })], "wait", {}],
    ["one of another kind", [live("1", wanted, { kind: "ReplicationPolicy" })], "wait", {}],
    ["one of other content", [live("1", spec(8, "v", "w"))], "wait", {}],
  ])("and %s", (_, there, step, records, note) => {
    const was: State["resources"] = "BackupPolicy/b" in records ? { "BackupPolicy/b": record("9", wanted) } : {};
    expect(recovered(A, create(wanted, "0"), there, was)).toEqual({
      step,
      pending: step !== "record",
      records,
      notes: note === undefined ? [] : [note],
    });
  });

  const SWITCH = "BackupDownloadPolicy/download";
  test.each<Row>([
    ["a singleton as wanted", [aSwitch(open)], "record", { [SWITCH]: "open settling" }],
    ["a singleton that is not as wanted", [aSwitch(close)], "drop", {}],
    ["no singleton", [], "drop", {}],
  ])("and %s", (_, there, step, records) => {
    const after = recovered(SWITCH, create(open), there);
    expect([after.step, after.pending, after.records]).toEqual([step, false, records]);
  });
});

describe("an intent to update", () => {
  const A = "BackupPolicy/a";
  const was = { [A]: record("1", spec(7, "old")) };
  const wanted = spec(8, "new");
  const updated = `${A}: was updated by an unfinished run`;
  const inPart = `${updated}, except for some of its vaults`;
  const failed = `${A}: was not updated by the unfinished run`;
  test.each<Row>([
    ["one as wanted", [live("1", wanted)], "record", { [A]: "8 days new settling" }, updated],
    ["one whose vault is not bound yet", [live("1", spec(8))], "record", { [A]: "8 days settling" }, inPart],
    [
      "one whose former vault is not freed yet",
      [live("1", spec(8, "new", "old"))],
      "record",
      { [A]: "8 days new old settling" },
      inPart,
    ],
    [
      "one with a vault of another user",
      [live("1", spec(8, "new", "x"))],
      "record",
      { [A]: "8 days new settling" },
      updated,
    ],
    ["one as before", [live("1", spec(7, "old"))], "drop", { [A]: "7 days old" }, failed],
    ["one that is neither as before nor as wanted", [live("1", spec(9, "old"))], "drop", { [A]: "7 days old" }, failed],
    ["one of another name", [live("1", wanted, { name: "b" })], "drop", { [A]: "7 days old" }, failed],
    ["nothing", [], "drop", { [A]: "7 days old" }, failed],
    ["one of another id", [live("2", wanted)], "drop", { [A]: "7 days old" }, failed],
  ])("and %s", (_, there, step, records, note) => {
    expect(recovered(A, update(wanted), there, was)).toEqual({ step, pending: false, records, notes: [note] });
  });

  test("that renames moves the record once the cloud has the new name", () => {
    const rename = (name: string) =>
      recovered("BackupPolicy/b", update(spec(7, "old")), [live("1", spec(7, "old"), { name })], was);
    expect(rename("b").records).toEqual({ "BackupPolicy/b": "7 days old settling" });
    expect(rename("a").records).toEqual({ [A]: "7 days old" });
  });
});

describe("an intent to delete", () => {
  const A = "BackupPolicy/a";
  const SWITCH = "BackupDownloadPolicy/download";
  const deleted = "was deleted by an unfinished run";
  const failed = "was not deleted by the unfinished run";
  test.each<[live: string, address: Address, was: Spec, there: Live[], step: string, note: string]>([
    ["nothing", A, spec(7), [], "record", deleted],
    ["another one of its name", A, spec(7), [live("2", spec(7))], "record", deleted],
    ["it is still there", A, spec(7), [live("1", spec(7))], "drop", failed],
    ["a singleton as it is left behind", SWITCH, open, [live("1", close, { kind: kindOf(SWITCH) })], "record", deleted],
    ["a singleton as it was", SWITCH, open, [live("1", open, { kind: kindOf(SWITCH) })], "drop", failed],
  ])("and %s", (_, address, was, there, step, note) => {
    const kept = textOf({ id: "1", spec: was });
    expect(recovered(address, remove, there, { [address]: record("1", was) })).toEqual({
      step,
      pending: false,
      records: step === "record" ? {} : { [address]: kept },
      notes: [`${address}: ${note}`],
    });
  });
});

test("a live policy is the work of one intent at most", () => {
  const wanted = spec(7);
  const twice = stateOf({}, { "BackupPolicy/a": create(wanted), "BackupPolicy/b": create(wanted) });
  const both = [live("1", wanted), live("2", wanted, { name: "b" })];
  const { done, unseen } = recover(twice, both.slice(0, 1), NOW);
  expect([[...done], unseen]).toEqual([[["BackupPolicy/a", "1"]], ["BackupPolicy/b"]]);
  expect([...recover(twice, both, NOW).done].map(([address, id]) => `${nameOf(address)} ${id}`)).toEqual([
    "a 1",
    "b 2",
  ]);
});

test("creates that were looked for long enough leave no intent, and others stay", () => {
  const state = stateOf({}, { "BackupPolicy/a": create(spec(7)), "BackupPolicy/b": create(spec(7)) });
  expect(Object.keys(withoutIntents(state, ["BackupPolicy/a"]).intents)).toEqual(["BackupPolicy/b"]);
});
