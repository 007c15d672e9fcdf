/** The decision table of plan.ts, a row each, and what a comparison makes of what servers do to a spec. */
import { describe, expect, test } from "vitest";
import {
  type Address,
  addressOf,
  type KindName,
  type Live,
  nameOf,
  type Policy,
  type Recorded,
  type Spec,
} from "../../src/model/policy.ts";
import { severityOf } from "../../src/model/rules.ts";
import { allowedPart, refusals, refusesAlone, withHazards } from "../../src/plan/guard.ts";
import { plan } from "../../src/plan/plan.ts";
import type { State } from "../../src/state/store.ts";
import { liveOf, policyOf, stateOf, TARGET as target } from "../support/builders.ts";

const NOW = new Date("2026-11-21T12:00:00Z");

const spec = (more: object = {}, pattern = ["FREQ=DAILY;INTERVAL=1;BYHOUR=18;BYMINUTE=00"]): Spec => ({
  enabled: true,
  operation_definition: { retention_duration_days: 30, ...more },
  trigger: { properties: { pattern } },
});
const one = spec();
const two = spec({ retention_duration_days: 7 });
const three = spec({ retention_duration_days: 3 });

const policy = (wanted: Spec, name = "a", kind: KindName = "BackupPolicy", kept = false): Policy =>
  policyOf(kind, name, wanted, { protected: kept });
const live = (spec: Spec, id = "id-a", name = "a", more: Partial<Live> = {}): Live =>
  liveOf(spec, { id, name, ...more });
const recorded = (spec: Spec, id = "id-a"): Recorded => ({ id, spec });

/** Hazards that depend on what is recorded. Those of what becomes of a spec have tests of their own. */
const ABOUT_RECORDS: readonly string[] = ["takes-over", "deletes-changed", "protected", "unprotects"];

/** `action cause` of the one change there is, `keep`, or the code of the problem. */
function decision(wanted: Spec | undefined, was: Recorded | undefined, there: Live[], kind: KindName = "BackupPolicy") {
  const policies = wanted ? [policy(wanted, "a", kind)] : [];
  const state = stateOf(was ? { [`${kind}/a`]: was } : {});
  const made = plan({ name: "demo", now: NOW, policies }, state, there, target);
  const [change, ...more] = made.changes;
  expect(more).toEqual([]);
  if (made.problems.length > 0) return made.problems.map(({ code }) => code).join();
  if (!change) return made.keep === 1 ? "keep" : `nothing, ${made.unmanaged.length} unmanaged`;
  const [{ hazards: all } = change] = withHazards(made, state).changes;
  const hazards = all
    .filter(({ code }) => ABOUT_RECORDS.includes(code))
    .map(({ code }) => ` ${code}`)
    .join("");
  return `${change.action} ${change.cause}${hazards}`;
}

describe("every row of the table", () => {
  test.each<[string, Spec | undefined, Recorded | undefined, Live[], string]>([
    ["asked for, not recorded, none of that name", one, undefined, [], "create policy"],
    ["asked for, not recorded, another name is there", one, undefined, [live(one, "x", "b")], "create policy"],
    ["asked for, recorded, live as desired", one, recorded(one), [live(one)], "keep"],
    ["asked for, recorded otherwise, live as desired", one, recorded(two), [live(one)], "adopt drift"],
    ["the files moved", two, recorded(one), [live(one)], "update policy"],
    ["somebody else moved", one, recorded(one), [live(two)], "update drift"],
    ["both moved, each its own way", three, recorded(one), [live(two)], "update policy"],
    ["somebody removed it", one, recorded(one), [], "create drift"],
    ["somebody removed it and made an equal one", one, recorded(one), [live(one, "new")], "adopt drift"],
    ["somebody removed it and made another", one, recorded(one), [live(two, "new")], "update drift takes-over"],
    ["somebody removed it and made two", one, recorded(one), [live(one, "x"), live(one, "y")], "live-ambiguous"],
    ["one of that name, equal", one, undefined, [live(one)], "adopt unowned"],
    ["one of that name, not equal", one, undefined, [live(two)], "update unowned takes-over"],
    ["several of that name", one, undefined, [live(one, "x"), live(two, "y")], "live-ambiguous"],
    ["no longer asked for, and there", undefined, recorded(one), [live(one)], "delete policy"],
    ["no longer asked for, and gone", undefined, recorded(one), [], "forget drift"],
    ["never ours", undefined, undefined, [live(one), live(two, "y")], "nothing, 2 unmanaged"],
    ["an organisation's is no candidate", one, undefined, [live(one, "x", "a", { custom: false })], "create policy"],
    [
      "one of the other kind is no candidate",
      one,
      undefined,
      [live(one, "x", "a", { kind: "ReplicationPolicy" })],
      "create policy",
    ],
    [
      "ours even when an organisation took it over",
      one,
      recorded(one),
      [live(two, "id-a", "a", { custom: false })],
      "update drift",
    ],
    ["somebody renamed it", one, recorded(one), [live(one, "id-a", "b")], "update drift takes-over"],
    [
      "imported under another name",
      one,
      { ...recorded(one), name: "b" },
      [live(one, "id-a", "b")],
      "update policy takes-over",
    ],
    [
      "imported under another name, and somebody else's has the one that it gets",
      one,
      { ...recorded(one), name: "b" },
      [live(one, "id-a", "b"), live(two, "x")],
      "update policy takes-over takes-over",
    ],
    [
      "imported under another name, and one of the other kind has the one that it gets",
      one,
      { ...recorded(one), name: "b" },
      [live(one, "id-a", "b"), live(two, "x", "a", { kind: "ReplicationPolicy" })],
      "update policy takes-over",
    ],
    [
      "imported under another name, and somebody renamed it",
      one,
      { ...recorded(one), name: "b" },
      [live(one, "id-a", "c")],
      "update drift takes-over",
    ],
    [
      "recorded for one of the other kind",
      one,
      recorded(one),
      [live(one, "id-a", "a", { kind: "ReplicationPolicy" })],
      "update drift takes-over",
    ],
    [
      "no longer asked for, and there under another name",
      undefined,
      recorded(one),
      [live(one, "id-a", "b")],
      "delete policy takes-over",
    ],
    [
      "no longer asked for, and recorded under the other name too",
      undefined,
      { ...recorded(one), name: "b" },
      [live(one, "id-a", "b")],
      "delete policy takes-over",
    ],
    [
      "no longer asked for, and not as recorded",
      undefined,
      recorded(one),
      [live(two)],
      "delete policy deletes-changed",
    ],
  ])("%s", (_, wanted, was, there, expected) => {
    expect(decision(wanted, was, there)).toBe(expected);
  });
});

describe("the switch, which has no name and cannot be deleted", () => {
  const at = (action: string): Live => ({
    ...live({ action }, "switch"),
    name: undefined,
    kind: "BackupDownloadPolicy",
  });
  const was = (action: string) => recorded({ action }, "switch");
  const kept = (action: string) => ({ ...was(action), protected: true });
  test.each<[string, Spec | undefined, Recorded | undefined, Live[], string]>([
    ["never set", { action: "open" }, undefined, [], "create policy"],
    ["set by somebody, as desired", { action: "open" }, undefined, [at("open")], "adopt unowned"],
    ["set by somebody, otherwise", { action: "close" }, undefined, [at("open")], "update unowned takes-over"],
    ["opened by us, closed by somebody", { action: "open" }, was("open"), [at("close")], "update drift"],
    ["opened by us, no longer asked for", undefined, was("open"), [at("open")], "delete policy"],
    ["opened by us, closed by somebody, no longer asked for", undefined, was("open"), [at("close")], "forget policy"],
    ["closed by us, no longer asked for", undefined, was("close"), [at("close")], "forget policy"],
    ["closed by us, opened by somebody, no longer asked for", undefined, was("close"), [at("open")], "forget policy"],
    [
      "closed by us and protected, no longer asked for",
      undefined,
      kept("close"),
      [at("close")],
      "forget policy protected",
    ],
  ])("%s", (_, wanted, recorded, there, expected) => {
    expect(decision(wanted, recorded, there, "BackupDownloadPolicy")).toBe(expected);
  });
});

describe("a spec means the same", () => {
  const days = { retention_duration_days: 30 };
  test.each<[string, Spec, Spec]>([
    ["with zero counters and -1", spec(days), spec({ ...days, day_backups: 0, year_backups: 0, max_backups: -1 })],
    ["with who made it", spec(days), spec({ ...days, full_backup_interval: -1 })],
    ["with a timezone that anchors no counter", spec({ ...days, timezone: "UTC+08:00" }), spec(days)],
    ["with the default written out", { ...spec(days), enabled: true }, { ...spec(days) }],
    [
      "with rules in another order",
      spec(days, ["FREQ=DAILY;BYHOUR=1", "FREQ=DAILY;BYHOUR=3"]),
      spec(days, ["FREQ=DAILY;BYHOUR=3", "FREQ=DAILY;BYHOUR=1"]),
    ],
    [
      "with parts in another order",
      spec(days, ["FREQ=DAILY;BYHOUR=1;BYMINUTE=0"]),
      spec(days, ["BYMINUTE=0;FREQ=DAILY;BYHOUR=1"]),
    ],
    ["with padding", spec(days, ["FREQ=DAILY;BYHOUR=6;BYMINUTE=0"]), spec(days, ["FREQ=DAILY;BYHOUR=06;BYMINUTE=00"])],
    ["without an interval of 1", spec(days, ["FREQ=DAILY;INTERVAL=1;BYHOUR=6"]), spec(days, ["FREQ=DAILY;BYHOUR=6"])],
    [
      "with days in another order",
      spec(days, ["FREQ=WEEKLY;BYDAY=SA,MO;BYHOUR=6"]),
      spec(days, ["FREQ=WEEKLY;BYDAY=MO,SA;BYHOUR=6"]),
    ],
    ["in lower case", spec(days, ["FREQ=WEEKLY;BYDAY=MO;BYHOUR=6"]), spec(days, ["freq=weekly;byday=mo;byhour=6"])],
  ])("%s", (_, wanted, there) => {
    expect(decision(wanted, recorded(wanted), [live(there)])).toBe("keep");
  });

  test.each<[string, Spec, Spec, string]>([
    [
      "a full backup every time is not never",
      spec(),
      spec({ full_backup_interval: 0 }),
      "/operation_definition/full_backup_interval",
    ],
    [
      "a timezone moves counters",
      spec({ retention_duration_days: 0, day_backups: 3, timezone: "UTC+08:00" }),
      spec({ retention_duration_days: 0, day_backups: 3, timezone: "UTC+00:00" }),
      "/operation_definition/timezone",
    ],
    [
      "a weekday is missing",
      spec({}, ["FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=6"]),
      spec({}, ["FREQ=WEEKLY;BYDAY=MO;BYHOUR=6"]),
      "/trigger/properties/pattern",
    ],
    [
      "every other day is not every day",
      spec({}, ["FREQ=DAILY;INTERVAL=2;BYHOUR=6"]),
      spec({}, ["FREQ=DAILY;BYHOUR=6"]),
      "/trigger/properties/pattern",
    ],
    ["disabled", spec(), { ...spec(), enabled: false }, "/enabled"],
  ])("but not so: %s", (_, wanted, there, path) => {
    const made = plan(
      { name: "demo", now: NOW, policies: [policy(wanted)] },
      stateOf({ "BackupPolicy/a": recorded(wanted) }),
      [live(there)],
      target,
    );
    expect(made.changes.map(({ action, fields }) => [action, fields.map((field) => field.path)])).toEqual([
      ["update", [path]],
    ]);
  });
});

test("acceleration, which the cloud never returns, is compared with what was recorded", () => {
  const wanted = spec({ destination_region: "r", destination_project_id: "q", enable_acceleration: true });
  const there = spec({ destination_region: "r", destination_project_id: "q" });
  const asRecorded = (was: Spec) =>
    plan(
      { name: "demo", now: NOW, policies: [policy(wanted, "a", "ReplicationPolicy")] },
      stateOf({ "ReplicationPolicy/a": recorded(was) }),
      [live(there, "id-a", "a", { kind: "ReplicationPolicy" })],
      target,
    ).changes.map(({ action, fields }) => [action, fields]);
  expect(asRecorded(wanted)).toEqual([]);
  expect(asRecorded(there)).toEqual([
    ["update", [{ path: "/operation_definition/enable_acceleration", after: true, cause: "policy" }]],
  ]);
});

describe("a name that changes", () => {
  const bound: Spec = { ...one, vaults: [{ vault_id: "v" }] };
  const planned = (policies: readonly Policy[], resources: State["resources"]) => {
    const there = Object.entries(resources).map(([address, { id, spec: was }]) =>
      live(was, id, nameOf(address as Address)),
    );
    const made = plan({ name: "demo", now: NOW, policies }, stateOf(resources), there, target);
    return [
      made.changes.map(({ action, address }) => `${action} ${nameOf(address)}`),
      made.problems.map(({ code, address = "x/", hint }) => `${nameOf(address as Address)} ${code}: ${hint}`),
    ];
  };
  const renamed = (name: string, from: string, kind: KindName = "BackupPolicy"): Policy => ({
    ...policy(one, name, kind),
    renamedFrom: addressOf(kind, from),
  });
  const unknown = (name: string, hint: string) => `${name} rename-unknown: ${hint}`;
  const missing = (name: string, old: string) =>
    `${name} rename-missing: did you mean renamed_from: ${old}? Then it is an update, and not a deletion and a creation`;

  test.each<[string, readonly Policy[], State["resources"], string[], string[]]>([
    ["the old one is recorded", [renamed("b", "a")], { "BackupPolicy/a": recorded(one) }, ["update b"], []],
    ["the new one is recorded", [renamed("b", "a")], { "BackupPolicy/b": recorded(one) }, [], []],
    ["nothing is recorded", [renamed("b", "a")], {}, ["create b"], []],
    [
      "neither is, and another is nearly the old one, which stays",
      [renamed("b", "nightyl"), policy(one, "c")],
      { "BackupPolicy/nightly": recorded(one) },
      ["create c"],
      [unknown("b", "did you mean renamed_from: nightly? If the policy is new, remove renamed_from")],
    ],
    [
      "neither is, and none is near",
      [renamed("b", "something-else")],
      { "BackupPolicy/x": recorded(one) },
      [],
      [unknown("b", "recorded, and in no document: x; if the policy is new, remove renamed_from")],
    ],
    [
      "neither is, and all that are have documents",
      [renamed("b", "aa"), policy(one)],
      { "BackupPolicy/a": recorded(one) },
      [],
      [unknown("b", "remove renamed_from: there is nothing to rename")],
    ],
    [
      "policies of the other kind are deleted all the same",
      [renamed("b", "a", "ReplicationPolicy")],
      { "BackupPolicy/a": recorded(one) },
      ["delete a"],
      [unknown("b", "remove renamed_from: there is nothing to rename")],
    ],
    [
      "a policy is deleted, and an equal one created",
      [policy(one, "b")],
      { "BackupPolicy/a": recorded(one) },
      ["delete a", "create b"],
      [missing("b", "a")],
    ],
    [
      "each deletion belongs to one creation, the nearest",
      [policy(one, "nightly2"), policy(one, "weekly2"), policy(one, "z")],
      { "BackupPolicy/weekly": recorded(one, "1"), "BackupPolicy/nightly": recorded(one, "2") },
      ["delete nightly", "create nightly2", "delete weekly", "create weekly2", "create z"],
      [missing("nightly2", "nightly"), missing("weekly2", "weekly")],
    ],
    [
      "one that differs in a field, or in its vaults, is another policy",
      [policy(two, "b"), policy(bound, "c")],
      { "BackupPolicy/a": recorded(one) },
      ["delete a", "create b", "create c"],
      [],
    ],
    [
      "a document without vaults does not differ in them",
      [policy(one, "b")],
      { "BackupPolicy/a": recorded(bound) },
      ["delete a", "create b"],
      [missing("b", "a")],
    ],
  ])("%s", (_, policies, resources, changes, problems) => {
    expect(planned(policies, resources)).toEqual([changes, problems]);
  });
});

describe("a second live policy, equal to ours in everything but the id", () => {
  const told = (there: Live[]) => {
    const made = plan(
      { name: "demo", now: NOW, policies: [policy(one)] },
      stateOf({ "BackupPolicy/a": recorded(one) }),
      there,
      target,
    );
    return [
      made.problems.map(({ code }) => `${severityOf({ code })} ${code}`),
      made.changes.length,
      made.keep,
      made.unmanaged.length,
    ];
  };
  test.each<[string, Live[], string[]]>([
    ["is told, and left alone", [live(one), live(one, "twin")], ["warning live-twin"]],
    [
      "also when a server says it in other words",
      [live(one), live({ ...one, operation_definition: { retention_duration_days: 30, max_backups: -1 } }, "twin")],
      ["warning live-twin"],
    ],
    ["but not one of another content", [live(one), live(two, "other")], []],
    ["nor of another name", [live(one), live(one, "other", "b")], []],
    ["nor an organisation's", [live(one), live(one, "other", "a", { custom: false })], []],
  ])("%s", (_, there, expected) => {
    expect(told(there)).toEqual([expected, 0, 1, 1]);
  });
});

test("each field says who moved it, and what was applied last", () => {
  const was = spec({ retention_duration_days: 30 });
  const wanted: Spec = { ...spec({ retention_duration_days: 7 }) };
  const there: Spec = { ...was, enabled: false };
  const made = plan(
    { name: "demo", now: NOW, policies: [policy(wanted)] },
    stateOf({ "BackupPolicy/a": recorded(was) }),
    [live(there)],
    target,
  );
  expect(made.changes[0]?.fields).toEqual([
    { path: "/enabled", before: false, after: true, applied: true, cause: "drift" },
    { path: "/operation_definition/retention_duration_days", before: 30, after: 7, applied: 30, cause: "policy" },
  ]);
});

test("a policy that is to be protected from now on is recorded anew, and nothing is sent", () => {
  const made = plan(
    { name: "demo", now: NOW, policies: [policy(one, "a", "BackupPolicy", true)] },
    stateOf({ "BackupPolicy/a": recorded(one) }),
    [live(one)],
    target,
  );
  expect(made.changes.map(({ action, fields }) => [action, fields])).toEqual([
    ["adopt", [{ path: "/metadata/protected", before: false, after: true, cause: "policy" }]],
  ]);
});

test("the base of a plan moves with what we own, and not with who is applying", () => {
  const empty = stateOf({});
  const base = (state: State | undefined) => plan({ name: "demo", now: NOW, policies: [] }, state, [], target).base;
  const lease = {
    id: "x",
    renewals: 3,
    ttl_ms: 60_000,
    holder: { host: "h", pid: 1, user: "u" },
    since: "2026-01-01T00:00:00Z",
  };
  expect(base({ ...empty, serial: 9, lease })).toBe(base(empty));
  expect(base(stateOf({ "BackupPolicy/a": recorded(one) }))).not.toBe(base(empty));
  expect(base({ ...empty, lineage: "other" })).not.toBe(base(empty));
  expect(base({ ...empty, intents: { "BackupPolicy/a": { action: "create" } } })).not.toBe(base(empty));
});

describe("hazards", () => {
  const owned = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`BackupPolicy/p${n}`, recorded(one, `id-${n}`)]));
  const without = (removed: number, of: number) => {
    const policies = Array.from({ length: of - removed }, (_, n) => policy(one, `p${n}`));
    const there = Array.from({ length: of }, (_, n) => live(one, `id-${n}`, `p${n}`));
    const made = plan({ name: "demo", now: NOW, policies }, stateOf(owned(of)), there, target);
    return [...new Set(refusals(withHazards(made, stateOf(owned(of))), []).map(({ message }) => message))];
  };

  test("more than one and more than 30 % deleted is many", () => {
    expect(without(1, 1)).toEqual([]);
    expect(without(3, 10)).toEqual([]);
    expect(without(4, 10)).toEqual(["deletes 4 of 10 policies (40 %, allowed 30 %)"]);
    expect(without(2, 2)).toEqual(["deletes 2 of 2 policies (100 %, allowed 30 %)"]);
  });

  test("deletes-changed refuses its change alone", () => {
    const state = stateOf({ "BackupPolicy/a": recorded(one), "BackupPolicy/b": recorded(one, "id-b") });
    const there = [live(two), live(one, "id-b", "b")];
    const made = withHazards(
      plan({ name: "demo", now: NOW, policies: [policy(one, "c")] }, state, there, target),
      state,
    );
    const refused = refusals(made, ["deletes-many"]);
    expect(refused.map(({ address, code, message }) => [address, code, message])).toEqual([
      [
        "BackupPolicy/a",
        "deletes-changed",
        "differs from its record: operation_definition.retention_duration_days 30 → 7",
      ],
    ]);
    expect(refused.every(refusesAlone)).toBe(true);
    expect(allowedPart(made, refused).changes.map(({ address }) => address)).toEqual([
      "BackupPolicy/b",
      "BackupPolicy/c",
    ]);
    expect(refusals(made, []).every(refusesAlone)).toBe(false);
  });

  test("a policy of which only vaults are gone is as recorded: what takes them over may have them already", () => {
    const vaults = (...ids: string[]) => ({ ...one, vaults: ids.map((vault_id) => ({ vault_id })) });
    expect(decision(undefined, recorded(vaults("1", "2")), [live(vaults("1"))])).toBe("delete policy");
    expect(decision(undefined, recorded(vaults("1")), [live(vaults("1", "2"))])).toBe("delete policy deletes-changed");
  });

  test("a hazard is refused until it is allowed by its name", () => {
    const open = policy({ action: "open" }, "download", "BackupDownloadPolicy");
    const made = withHazards(plan({ name: "demo", now: NOW, policies: [open] }, undefined, [], target), stateOf({}));
    expect(refusals(made, ["takes-over"]).map(({ code }) => code)).toEqual(["opens-download"]);
    expect(refusals(made, ["opens-download"])).toEqual([]);
  });
});
