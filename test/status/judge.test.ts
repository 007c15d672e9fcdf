/** Each verdict, where it just fits and where it just does not. The policy runs at 02:00 UTC every day; it is noon. */
import { describe, expect, test } from "vitest";
import type { Backup, Member, Protectable, Task, Vault } from "../../src/kinds/protection.ts";
import type { Live, Recorded, Spec } from "../../src/model/policy.ts";
import { type Evidence, expectedOf, judge } from "../../src/status/judge.ts";
import { fold, foldTasks, type PointsOf, type TasksOf } from "../../src/status/points.ts";
import { policiesOfVaults } from "../../src/status/policies.ts";
import { subjectsOf } from "../../src/status/subjects.ts";
import { countsOf, needsWork, type Unseen } from "../../src/status/verdict.ts";

const NOW = "2026-11-25T12:00:00Z";
const HOUR = 3_600_000;
const LONG_AGO = "2026-01-01T00:00:00Z";

const time = (text: string): number => Date.parse(text);
const rules = (...pattern: string[]): Spec => ({
  enabled: true,
  operation_definition: { retention_duration_days: 30 },
  trigger: { properties: { pattern } },
});
const DAILY = rules("FREQ=DAILY;BYHOUR=2;BYMINUTE=0");

interface Scene {
  readonly now?: string;
  readonly spec?: Spec;
  readonly replication?: Spec;
  readonly member?: Partial<Member>;
  readonly vault?: Partial<Vault>;
  readonly created?: string;
  readonly record?: Partial<Recorded>;
  readonly backups?: readonly (Partial<Backup> | string)[];
  readonly tasks?: readonly (readonly [at: string, outcome: Task["outcome"], reason?: string])[];
  readonly unseen?: readonly string[];
  readonly notOffered?: readonly string[];
  readonly bound?: boolean;
  readonly waivers?: Evidence["waivers"];
  readonly others?: readonly Protectable[];
}

const VAULT: Vault = {
  id: "v",
  name: "servers",
  createdAt: time(LONG_AGO),
  locked: false,
  takesCopies: false,
  holds: "server",
  sizeGb: 100,
  usedMb: 1,
  members: [],
};

function look(scene: Scene) {
  const { spec = DAILY, replication, created = LONG_AGO, backups = [], tasks = [], bound = true, others = [] } = scene;
  const now = time(scene.now ?? NOW);
  const graceMs = HOUR;
  const member: Member = {
    id: "s",
    name: "db-1",
    type: "OS::Nova::Server",
    suspended: false,
    excluded: [],
    ...scene.member,
  };
  const vaults = [{ ...VAULT, members: [member], ...scene.vault }];
  const live: Live[] = [
    {
      id: "p",
      kind: "BackupPolicy",
      name: "nightly",
      spec: { ...spec, vaults: bound ? [{ vault_id: "v" }] : [] },
      custom: true,
    },
  ];
  if (replication) {
    live.push({
      id: "r",
      kind: "ReplicationPolicy",
      name: "away",
      spec: { ...replication, vaults: [{ vault_id: "v" }] },
      custom: true,
    });
  }
  const server: Protectable = {
    id: "s",
    name: "db-1",
    type: "OS::Nova::Server",
    createdAt: time(created),
    servers: [],
  };
  const subjects = subjectsOf(vaults, [server, ...others]);
  const resources = scene.record ? { "BackupPolicy/nightly": { id: "p", spec: DAILY, ...scene.record } } : {};
  const policies = policiesOfVaults(live, resources, now);
  const points: PointsOf = new Map();
  const list = backups.map((one, index): Backup => {
    const given = typeof one === "string" ? { at: time(one) } : one;
    return { id: `b${index}`, resourceId: "s", at: 0, usable: true, copies: [], ...given };
  });
  fold(points, list, expectedOf(subjects, policies, { now, graceMs }), now);
  const done: TasksOf = new Map();
  foldTasks(
    done,
    tasks.map(([at, outcome, reason]) => ({ resourceId: "s", at: time(at), outcome, ...(reason && { reason }) })),
  );
  const unseen = [
    ...(scene.unseen ?? []).map((name): Unseen => ({ list: name, why: "forbidden", message: "m" })),
    ...(scene.notOffered ?? []).map((name): Unseen => ({ list: name, why: "not-offered", message: "m" })),
  ];
  return judge(subjects, { now, graceMs, vaults, policies, points, tasks: done, unseen, waivers: scene.waivers ?? [] });
}

/** `late: the run of …` */
function verdict(scene: Scene): string {
  const [first] = look(scene).resources;
  return `${first?.verdict ?? "not known"}${first?.reason ? `: ${first.reason}` : ""}`;
}

const LAST_RUN = "2026-11-25T02:00:00Z";
const DONE = "2026-11-25T02:10:00Z";
const YESTERDAY = "2026-11-24T02:10:00Z";
const NOT_DUE = "new: no run was due since it was created or its policy applied";
const MISSED = "the run of 2026-11-25 02:00 UTC made no restore point";

describe("of a resource", () => {
  test.each<[string, Scene, string]>([
    [
      "whose vault has no backup policy",
      { bound: false, backups: [DONE] },
      "no-policy: vault servers has no backup policy",
    ],
    [
      "whose policy is disabled",
      { spec: { ...DAILY, enabled: false }, backups: [YESTERDAY] },
      "paused: BackupPolicy/nightly is disabled",
    ],
    [
      "that is suspended",
      { member: { suspended: true }, backups: [YESTERDAY] },
      "paused: automatic backups of it are suspended",
    ],
    [
      "that is suspended, in a vault without a policy",
      { member: { suspended: true }, bound: false },
      "no-policy: vault servers has no backup policy",
    ],
    ["that was created after the last run", { created: "2026-11-25T02:00:01Z" }, NOT_DUE],
    ["that was created with the last run", { created: LAST_RUN }, `never: it has no restore point; ${MISSED}`],
    ["whose vault was made after the last run", { vault: { createdAt: time("2026-11-25T02:00:01Z") } }, NOT_DUE],
    ["whose policy was applied after the last run", { record: { applied_at: "2026-11-25T02:00:01Z" } }, NOT_DUE],
    [
      "whose policy was applied with the last run",
      { record: { applied_at: LAST_RUN } },
      `never: it has no restore point; ${MISSED}`,
    ],
    [
      "whose first run is not over",
      { created: LAST_RUN, now: "2026-11-25T03:00:00Z" },
      "new: its first run is not over",
    ],
    [
      "whose first run is over",
      { created: LAST_RUN, now: "2026-11-25T03:00:01Z" },
      `never: it has no restore point; ${MISSED}`,
    ],
    [
      "whose first backup takes half a day",
      { created: LAST_RUN, tasks: [[LAST_RUN, "open"]] },
      "new: its first run is not over",
    ],
    [
      "whose first backup failed",
      { created: LAST_RUN, now: "2026-11-25T02:30:00Z", tasks: [[LAST_RUN, "failed", "no agent"]] },
      "never: it has no restore point; the run of 2026-11-25 02:00 UTC failed: no agent",
    ],
    ["whose last run made a point", { backups: [DONE, YESTERDAY] }, "ok"],
    ["whose last run made a point in time zero", { backups: [LAST_RUN] }, "ok"],
    ["whose last run made none", { backups: [YESTERDAY] }, `late: ${MISSED}`],
    ["that a person backed up since", { backups: [YESTERDAY, "2026-11-25T11:00:00Z"] }, "ok"],
    ["whose last run may still come", { backups: [YESTERDAY], now: "2026-11-25T03:00:00Z" }, "ok"],
    ["whose last run may not come any more", { backups: [YESTERDAY], now: "2026-11-25T03:00:01Z" }, `late: ${MISSED}`],
    ["whose last run is at work", { backups: [YESTERDAY], tasks: [[LAST_RUN, "open"]] }, "ok"],
    [
      "whose last run is at work, and the one before made nothing",
      { backups: ["2026-11-23T02:10:00Z"], tasks: [[LAST_RUN, "open"]] },
      "late: the run of 2026-11-24 02:00 UTC made no restore point",
    ],
    [
      "whose last run failed",
      { backups: [YESTERDAY], now: "2026-11-25T02:10:00Z", tasks: [[LAST_RUN, "failed", "The vault is full."]] },
      "failing: the run of 2026-11-25 02:00 UTC failed: The vault is full.",
    ],
    [
      "whose last run made a point that expired, or was deleted",
      { tasks: [[LAST_RUN, "done"]] },
      "never: it has no restore point; what the run of 2026-11-25 02:00 UTC made is gone",
    ],
    [
      "whose last run was skipped",
      { backups: [YESTERDAY], tasks: [[LAST_RUN, "skipped"]] },
      "failing: the run of 2026-11-25 02:00 UTC was skipped",
    ],
    [
      "whose last run timed out",
      { backups: [YESTERDAY], tasks: [[LAST_RUN, "timeout"]] },
      "failing: the run of 2026-11-25 02:00 UTC timed out",
    ],
    [
      "whose last run failed before it was made again",
      { backups: [YESTERDAY, DONE], tasks: [[LAST_RUN, "failed"]] },
      "ok",
    ],
    [
      "whose last run failed and is tried again",
      {
        backups: [YESTERDAY],
        tasks: [
          ["2026-11-25T11:00:00Z", "open"],
          [LAST_RUN, "failed"],
        ],
      },
      "ok",
    ],
    [
      "whose run failed yesterday, while that of today may still come",
      { backups: ["2026-11-23T02:10:00Z"], now: "2026-11-25T02:30:00Z", tasks: [["2026-11-24T02:00:00Z", "failed"]] },
      "failing: the run of 2026-11-24 02:00 UTC failed",
    ],
    [
      "whose failure is older than its last point",
      { backups: [DONE], tasks: [["2026-11-24T02:00:00Z", "failed"]] },
      "ok",
    ],
    [
      "whose rule moved since, with a point of the old one",
      { backups: [YESTERDAY], record: { applied_at: "2026-11-25T02:00:01Z" }, now: "2026-11-25T03:10:00Z" },
      "ok",
    ],
    [
      "whose rule was applied again, with a point that is too old by it",
      { backups: [YESTERDAY], record: { applied_at: "2026-11-25T02:00:01Z" } },
      `late: ${MISSED}`,
    ],
  ])("%s", (_, scene, expected) => {
    expect(verdict(scene)).toBe(expected);
  });
});

describe("a point is good when it is available, a backup, and not expired", () => {
  const at = time(DONE);
  test.each<[string, Partial<Backup>, string]>([
    ["as it is", { at }, "ok"],
    ["broken, or a copy from elsewhere", { at, usable: false }, `never: it has no restore point; ${MISSED}`],
    ["expired", { at, expires: time(NOW) }, `never: it has no restore point; ${MISSED}`],
    ["about to expire", { at, expires: time(NOW) + 1 }, "ok"],
    ["of something else", { at, resourceId: "t" }, `never: it has no restore point; ${MISSED}`],
  ])("%s", (_, backup, expected) => {
    expect(verdict({ backups: [backup] })).toBe(expected);
  });
});

describe("where nobody can compute when runs are, the longest gap counts", () => {
  // Every second day, from the day on which the cloud made it.
  const spec = rules("FREQ=DAILY;INTERVAL=2;BYHOUR=2;BYMINUTE=0");
  const last = "2026-11-23T11:00:00Z";
  test.each<[string, Scene, string]>([
    ["a point as old as gap and grace", { backups: [last] }, "ok"],
    [
      "a point that is older",
      { backups: ["2026-11-23T10:59:59Z"] },
      "late: the last restore point is of 2026-11-23 10:59 UTC",
    ],
    [
      "older, and a task at work",
      { backups: ["2026-11-20T11:00:00Z"], tasks: [["2026-11-25T11:00:00Z", "open"]] },
      "ok",
    ],
    [
      "a task that failed since",
      { backups: [last], tasks: [["2026-11-25T02:00:00Z", "failed", "x"]] },
      "failing: the run of 2026-11-25 02:00 UTC failed: x",
    ],
    ["a task that failed before", { backups: [last], tasks: [["2026-11-23T02:00:00Z", "failed", "x"]] }, "ok"],
    ["no point, and as old as gap and grace", { created: last }, NOT_DUE],
    ["no point, and older", { created: "2026-11-23T10:59:59Z" }, "never: it has no restore point"],
    [
      "beside a rule of which they can",
      {
        spec: rules("FREQ=DAILY;INTERVAL=2;BYHOUR=4;BYMINUTE=0", "FREQ=WEEKLY;BYDAY=TU;BYHOUR=2;BYMINUTE=0"),
        backups: ["2026-11-24T01:59:00Z"],
      },
      "late: the run of 2026-11-24 02:00 UTC made no restore point",
    ],
    [
      "no gap either",
      { spec: rules("FREQ=DAILY;INTERVAL=7;BYDAY=MO;BYHOUR=2;BYMINUTE=0"), backups: [DONE] },
      "not known: its rules do not say how often it runs",
    ],
  ])("%s", (_, scene, expected) => {
    expect(verdict({ spec, ...scene })).toBe(expected);
  });
});

describe("copies to another region", () => {
  const copying = (hour: number, interval = 1): Spec => ({
    ...rules(`FREQ=DAILY;INTERVAL=${interval};BYHOUR=${hour};BYMINUTE=0`),
    operation_definition: { destination_region: "r-2", destination_project_id: "p" },
  });
  const copied = (at: string, made = DONE, region = "r-2") => ({ at: time(made), copies: [{ at: time(at), region }] });
  const missing = (what: string) => `replica-late: ${what}; ReplicationPolicy/away should have made one since`;
  const none = missing("there is no copy in r-2");
  test.each<[string, Scene, string]>([
    ["made by the last run", { backups: [copied("2026-11-25T04:05:00Z")] }, "ok"],
    ["none", { backups: [DONE] }, none],
    ["in another region alone", { backups: [copied("2026-11-25T04:05:00Z", DONE, "r-3")] }, none],
    ["none, and the run is not over", { backups: [DONE, YESTERDAY], replication: copying(11) }, none],
    [
      "none, and the first run is not over",
      { backups: [DONE], replication: copying(11), created: "2026-11-25T01:00:00Z" },
      "ok",
    ],
    [
      "made by the run before",
      { backups: [DONE, copied("2026-11-24T04:05:00Z", YESTERDAY)] },
      missing("the last copy in r-2 is of 2026-11-24 04:05 UTC"),
    ],
    [
      "made by the run before, and the last is not over",
      { backups: [DONE, copied("2026-11-24T11:05:00Z", YESTERDAY)], replication: copying(11) },
      "ok",
    ],
    [
      "of all that there was to copy",
      {
        spec: rules("FREQ=WEEKLY;BYDAY=MO;BYHOUR=2;BYMINUTE=0"),
        backups: [copied("2026-11-23T04:05:00Z", "2026-11-23T02:10:00Z")],
      },
      "ok",
    ],
    ["none, and nothing to copy before the run", { backups: ["2026-11-25T05:00:00Z"] }, "ok"],
    ["none, and the policy is disabled", { backups: [DONE], replication: { ...copying(4), enabled: false } }, "ok"],
    ["none, where nobody can compute the runs", { backups: [DONE], replication: copying(4, 2) }, none],
    [
      "one young enough, where nobody can",
      { backups: [DONE, copied("2026-11-23T11:00:00Z", YESTERDAY)], replication: copying(4, 2) },
      "ok",
    ],
    ["none, and no point either", { created: LAST_RUN }, `never: it has no restore point; ${MISSED}`],
  ])("%s", (_, scene, expected) => {
    expect(verdict({ replication: copying(4), ...scene })).toBe(expected);
  });
});

describe("nothing is ok that depends on what was not seen", () => {
  test.each<[string, Scene, string]>([
    ["vaults", { unseen: ["vaults"], backups: [DONE] }, "not known: vaults could not be read"],
    ["policies", { unseen: ["policies"], backups: [DONE] }, "not known: policies could not be read"],
    ["backups", { unseen: ["backups"], backups: [DONE] }, "not known: backups could not be read"],
    [
      "backups, of a vault without a policy",
      { unseen: ["backups"], bound: false },
      "no-policy: vault servers has no backup policy",
    ],
    [
      "tasks, while the last run may have failed",
      { unseen: ["operation-logs"], backups: [YESTERDAY], now: "2026-11-25T02:30:00Z" },
      "not known: operation-logs could not be read",
    ],
    ["tasks, when the last run made a point", { unseen: ["operation-logs"], backups: [DONE] }, "ok"],
    ["tasks, when the last run is over", { unseen: ["operation-logs"], backups: [YESTERDAY] }, `late: ${MISSED}`],
    [
      "tasks that no cloud has",
      { notOffered: ["operation-logs"], backups: [YESTERDAY], now: "2026-11-25T02:30:00Z" },
      "ok",
    ],
    ["what could be in a vault", { unseen: ["protectables/server"], backups: [DONE] }, "ok"],
  ])("%s", (_, scene, expected) => {
    expect(verdict(scene)).toBe(expected);
  });

  test("and no run counts as missed", () => {
    const runs = (list: string) => look({ unseen: [list], backups: [DONE] }).resources[0]?.runs;
    expect([runs("backups"), runs("vaults"), runs("operation-logs")?.at(-1)]).toEqual([[], [], "ran"]);
  });
});

describe("what is looked at", () => {
  const disk = (id: string, servers: string[] = []): Protectable => ({
    id,
    name: id,
    type: "OS::Cinder::Volume",
    servers,
  });
  const server = (id: string, more: Partial<Protectable> = {}): Protectable => ({
    id,
    name: id,
    type: "OS::Nova::Server",
    servers: [],
    ...more,
  });
  const rows = (scene: Scene) =>
    look({ backups: [DONE], ...scene }).resources.map(({ name, verdict: is }) => `${name} ${is}`);

  test("a server in no vault does not become protected by its disks, and the reason names them", () => {
    const others = [server("web"), disk("s", ["web"]), disk("other", ["web"]), server("bare")];
    const { resources } = look({ backups: [DONE], member: { type: "OS::Cinder::Volume" }, others });
    expect(resources.map(({ name, verdict: is, reason }) => `${name} ${is} ${reason}`)).toEqual([
      "bare unprotected it is in no vault",
      "web unprotected it is in no vault; 1 of its disks is",
      "s ok ",
    ]);
  });

  test.each<[string, Scene, string[]]>([
    [
      "what is in no vault",
      { others: [server("web"), disk("loose")] },
      ["loose unprotected", "web unprotected", "db-1 ok"],
    ],
    ["a disk goes with its server", { others: [disk("d", ["s"])] }, ["db-1 ok"]],
    ["also with one in no vault", { others: [server("web"), disk("d", ["web"])] }, ["web unprotected", "db-1 ok"]],
    ["but not with one that nobody knows", { others: [disk("d", ["gone"])] }, ["d unprotected", "db-1 ok"]],
    [
      "a disk that is left out",
      { member: { excluded: [{ id: "d", type: "OS::Cinder::Volume" }] }, others: [disk("d", ["s"])] },
      ["d paused", "db-1 ok"],
    ],
    [
      "a disk that is left out, and not listed",
      { member: { excluded: [{ id: "d", type: "OS::Cinder::Volume" }] } },
      ["d paused", "db-1 ok"],
    ],
    [
      "what is in a vault that we may not see",
      { others: [server("web", { vault: { id: "w", name: "w" } })] },
      ["web no-policy", "db-1 ok"],
    ],
    ["what is in a vault for copies", { vault: { takesCopies: true } }, ["db-1 unprotected"]],
  ])("%s", (_, scene, expected) => {
    expect(rows(scene)).toEqual(expected);
  });
});

describe("a waiver", () => {
  const waiver = (resource: string, until = "2026-11-25") => ({ resource, until, reason: "rebuilt nightly" });
  const waived = (scene: Scene) => {
    const { resources } = look({ bound: false, ...scene });
    return [
      resources[0]?.waived,
      needsWork(resources[0]!),
      countsOf(resources)["no-policy"],
      countsOf(resources).waived,
    ];
  };
  const [YES, NO] = [
    [true, false, 1, 1],
    [false, true, 1, 0],
  ];
  test.each<[string, Scene, typeof YES]>([
    ["of its name", { waivers: [waiver("db-1")] }, YES],
    ["of names like it", { waivers: [waiver("d?-*")] }, YES],
    ["of its id", { waivers: [waiver("s")] }, YES],
    ["of another", { waivers: [waiver("db-2"), waiver("db"), waiver("*-2")] }, NO],
    ["that ended with yesterday", { waivers: [waiver("*", "2026-11-24")] }, NO],
    ["on its last day", { now: "2026-11-25T23:59:59Z", waivers: [waiver("*")] }, YES],
    ["until a day that there is not", { waivers: [waiver("*", "2027-02-30")] }, NO],
    ["for more than 400 days", { waivers: [waiver("*", "2028-01-01")] }, NO],
  ])("%s", (_, scene, expected) => {
    expect(waived(scene)).toEqual(expected);
  });

  test("says nothing of what is fine", () => {
    expect(look({ backups: [DONE], waivers: [waiver("*")] }).resources[0]?.waived).toBe(false);
  });
});

test("all that is known of a resource and of its vault", () => {
  const backups = ["2026-11-25T02:10:00Z", "2026-11-24T02:10:00Z", "2026-11-22T02:10:00Z", "2026-11-20T12:00:00Z"];
  const tasks: Scene["tasks"] = [["2026-11-23T02:00:00Z", "failed"]];
  const status = look({ backups, tasks, created: "2026-11-20T00:00:00Z", record: { applied_at: LONG_AGO } });
  const policies = [{ by: "backups", address: "BackupPolicy/nightly", owned: true }];
  const not = Array<string>(8).fill("not-due");
  expect(status).toEqual({
    at: time(NOW),
    resources: [
      {
        id: "s",
        name: "db-1",
        type: "OS::Nova::Server",
        vault: { id: "v", name: "servers" },
        policies,
        verdict: "ok",
        waived: false,
        reason: "",
        expected: { interval: 86_400, reach: 30 * 86_400 },
        last: { at: time(DONE), id: "b0" },
        oldest: time("2026-11-20T12:00:00Z"),
        points: 4,
        runs: [...not, "ran", "missed", "ran", "missed", "ran", "ran"],
      },
    ],
    vaults: [{ id: "v", name: "servers", usedMb: 1, sizeGb: 100, locked: false, policies, resources: 1 }],
    unseen: [],
  });
});

test("what is ours is held to what was applied, and the rest to what it is now", () => {
  const now = rules("FREQ=WEEKLY;BYDAY=SU;BYHOUR=2;BYMINUTE=0");
  const expected = (scene: Scene) =>
    look({ spec: now, backups: [YESTERDAY], ...scene }).resources[0]?.expected.interval;
  expect([expected({ record: {} }), expected({})]).toEqual([86_400, 7 * 86_400]);
  expect(verdict({ spec: now, backups: [YESTERDAY], record: {} })).toBe(`late: ${MISSED}`);
});

test("of tasks in any order the newest count", () => {
  const all: TasksOf = new Map();
  const hours = Array.from({ length: 40 }, (_, index) => (index * 7) % 40);
  for (const hour of hours) foldTasks(all, [{ resourceId: "s", at: hour, outcome: "done" }, undefined]);
  expect(all.get("s")?.map(({ at }) => at)).toEqual(Array.from({ length: 16 }, (_, index) => 39 - index));
});
