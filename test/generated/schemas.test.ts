/** What the published schemas take and what they refuse. */
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { documents } from "../../src/generated/documents.js";
import { patches } from "../../src/generated/patches.js";
import { requests } from "../../src/generated/requests.js";
import { schemas } from "../../src/generated/schemas.js";
import type {
  BackupDownloadPolicyDocument,
  BackupPolicyDocument,
  ReplicationPolicyDocument,
  StackDocument,
} from "../../src/generated/types.ts";
import { CLOUDS, HAZARDS, isName, KINDS } from "../../src/model/policy.ts";

type Node = { [key: string]: unknown };

const read = (path: string): Node =>
  JSON.parse(readFileSync(new URL(`../../schemas/${path}.schema.json`, import.meta.url), "utf8"));

const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true, formats: { "date-time": true } });
// For editors: https://github.com/redhat-developer/yaml-language-server
ajv.addVocabulary(["patternErrorMessage"]);
const byKind = new Map(Object.keys(schemas).map((key) => [key, ajv.compile(read(key))]));
const anyKind = ajv.compile(read("document"));

/** Whether a document is valid: to its own schema, to that of any document, and to the compiled validator. */
function isValid(document: unknown): boolean {
  const { apiVersion, kind } = document as Node;
  const own = byKind.get(`${apiVersion}/${kind}`)?.(document) ?? false;
  const any = anyKind(document);
  const compiled = documents[`${apiVersion}/${kind}`]?.(document) ?? false;
  expect({ any, compiled }, JSON.stringify(document)).toEqual({ any: own, compiled: own });
  return own;
}

/** A copy with another value at a pointer; `undefined` takes the field away. */
function withValue<T>(document: T, pointer: string, value: unknown): T {
  const copy = structuredClone(document);
  const keys = pointer.split("/").slice(1);
  const last = keys.pop() ?? "";
  const parent = keys.reduce<Node>((node, key) => node[key] as Node, copy as Node);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

const DAILY = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=14;BYMINUTE=00";

// The examples of the vendor's reference, as documents: two policies, and further down the switch.
// https://support.huaweicloud.com/intl/en-us/api-cbr/CreatePolicy.html
const backup = {
  apiVersion: "cbr/v3",
  kind: "BackupPolicy",
  metadata: { name: "policy001" },
  spec: {
    enabled: true,
    operation_definition: {
      day_backups: 0,
      month_backups: 0,
      retention_duration_days: 1,
      timezone: "UTC+08:00",
      week_backups: 0,
      year_backups: 0,
    },
    trigger: { properties: { pattern: [DAILY] } },
  },
} satisfies BackupPolicyDocument;

const replication = {
  apiVersion: "cbr/v3",
  kind: "ReplicationPolicy",
  metadata: { name: "policy002" },
  spec: {
    enabled: true,
    operation_definition: {
      retention_duration_days: 1,
      day_backups: 0,
      week_backups: 0,
      month_backups: 0,
      year_backups: 0,
      timezone: "UTC+08:00",
      destination_region: "cn-southwest-247",
      destination_project_id: "fcf6cb26c3bf4402869792207ad3dce4",
    },
    trigger: { properties: { pattern: [DAILY] } },
  },
} satisfies ReplicationPolicyDocument;

// https://support.huaweicloud.com/intl/en-us/api-dds/dds_api_0280.html
const download = {
  apiVersion: "dds/v3",
  kind: "BackupDownloadPolicy",
  metadata: { name: "download" },
  spec: { action: "open" },
} satisfies BackupDownloadPolicyDocument;

const stack = {
  apiVersion: "holdfast/v1",
  kind: "Stack",
  metadata: { name: "prod" },
  spec: {
    cloud: "huaweicloud",
    region: "eu-west-101",
    project_id: "054e292c9880d4992f02c0196d3ea468",
    endpoints: { cbr: "https://cbr.eu-west-101.myhuaweicloud.eu" },
    state: { git: { remote: "origin", branch: "holdfast/prod" } },
    allow_hazards: ["opens-download"],
    unprotected_ok: [{ resource: "scratch-*", until: "2027-01-31", reason: "rebuilt nightly" }],
  },
} satisfies StackDocument;

const { trigger: _, ...untimed } = backup.spec;
const scheduled = {
  ...backup,
  spec: { ...untimed, schedule: { timezone: "Asia/Shanghai", at: ["02:00"] } },
} satisfies BackupPolicyDocument;
const inFile = withValue<Node>(stack, "/spec/state", { file: { path: "state.json" } });
const inPostgres = withValue<Node>(stack, "/spec/state", {
  postgres: { url_env: "HOLDFAST_PG_URL", table: "holdfast_state" },
});
const onVaultNamed = withValue<Node>(backup, "/spec/vaults", [{ vault: "v" }]);
const betweenNamed = withValue<Node>(replication, "/spec/vaults", [{ vault: "v", destination_vault: "w" }]);
const onVault = withValue<Node>(backup, "/spec/vaults", [{ vault_id: "v" }]);
const betweenVaults = withValue<Node>(replication, "/spec/vaults", [{ vault_id: "v", destination_vault_id: "w" }]);

test.each([
  ["the vendor's backup policy", backup],
  ["the vendor's replication policy", replication],
  ["the vendor's download switch", download],
  ["a stack", stack],
  ["a stack that leaves all to the environment", withValue<Node>(stack, "/spec", {})],
  ["a schedule in local time", scheduled],
  ["a policy that is kept forever", withValue<Node>(backup, "/spec/operation_definition", {})],
  ["a policy on no vault", withValue<Node>(backup, "/spec/vaults", [])],
])("accepts %s", (_, document) => {
  expect(isValid(document)).toBe(true);
});

const many = (count: number) => Array.from({ length: count }, (_, index) => `FREQ=DAILY;BYHOUR=${index}`);
const hours = (count: number) =>
  Array.from({ length: count }, (_, index) => `${String(index % 24).padStart(2, "0")}:${index < 24 ? "00" : "30"}`);
const retention = { good: [-1, 1, 99999], bad: [-2, 0, 100000, 1.5, "1", null] };
const counter = { good: [0, 1, 100], bad: [-1, 101, 0.5, "1", null] };
const name = {
  good: ["a", "A-1_b", "备份", "a".repeat(64), "\u4E00\u9FA5\uF900\uFA2D"],
  bad: ["", "a".repeat(65), "a b", "a.b", "a/b", "é", "\u4DFF", "\u9FA6", "\uFA2E", 1, null],
};
const flag = { good: [true, false], bad: ["true", 1, null] };
const vaultName = {
  good: ["servers-prod", "数据库_1", "a".repeat(64)],
  bad: ["", "a".repeat(65), "a b", "a/b", 1, null],
};
const vaultId = {
  good: ["5ab4fcd8-1cb2-4a2c-9b33-9a1b0a3d1d10", "a".repeat(64)],
  bad: ["", "a".repeat(65), "a/b", "../x", 1, null],
};
const endpoint = {
  good: ["https://cbr.example.com", "https://[2001:db8::1]:8443/cbr", "http://127.0.0.1:8080", "http://[::1]:1/"],
  bad: [
    "http://cbr.example.com",
    "http://localhost.example.com",
    "http://127.0.0.1.example.com",
    "https://user:secret@cbr.example.com",
    "https://cbr.example.com?a=b",
    "https://cbr.example.com#a",
    "https://",
    "ftp://localhost",
    "cbr.example.com",
    1,
    null,
  ],
};
const zoned = {
  good: ["UTC+08:00", "UTC-11:30", "UTC+00:00"],
  bad: ["UTC", "UTC+8", "UTC+8:00", "UTC+08:000", "+08:00", "Asia/Shanghai", "utc+08:00", 8, null],
};
const mapping = { good: [], bad: ["x", 1, [], null] };

// A row per field: valid values up to the edge, and the nearest that are not valid any more.
const fields: [document: Node, field: string, values: { good: unknown[]; bad: unknown[] }][] = [
  [backup, "/apiVersion", { good: ["cbr/v3"], bad: ["cbr/v4", "dds/v3", "cbr", 3, null] }],
  [backup, "/kind", { good: ["BackupPolicy"], bad: ["backupPolicy", "Stack", null] }],
  [backup, "/metadata", mapping],
  [backup, "/metadata/name", name],
  [backup, "/metadata/renamed_from", name],
  [backup, "/metadata/protected", flag],
  [backup, "/metadata/patch", { good: [false], bad: ["yes", 1, null] }],
  [backup, "/spec", mapping],
  [backup, "/spec/enabled", flag],
  [backup, "/spec/operation_definition", mapping],
  [backup, "/spec/operation_definition/retention_duration_days", retention],
  [backup, "/spec/operation_definition/max_backups", retention],
  [backup, "/spec/operation_definition/day_backups", counter],
  [backup, "/spec/operation_definition/week_backups", counter],
  [backup, "/spec/operation_definition/month_backups", counter],
  [backup, "/spec/operation_definition/year_backups", counter],
  [backup, "/spec/operation_definition/timezone", zoned],
  [backup, "/spec/operation_definition/full_backup_interval", { good: [-1, 0, 100], bad: [-2, 101, 0.5, "1", null] }],
  [backup, "/spec/trigger", mapping],
  [backup, "/spec/trigger/properties", mapping],
  [backup, "/spec/trigger/properties/pattern", { good: [many(1), many(24)], bad: [[], many(25), [1], "x", null] }],
  [scheduled, "/spec/schedule", mapping],
  [
    scheduled,
    "/spec/schedule/timezone",
    {
      good: ["Asia/Shanghai", "UTC", "UTC+05:30", "Etc/GMT+8", "America/Argentina/Buenos_Aires"],
      bad: ["", "UTC+24:00", "UTC+08:60", "+08:00", "Asia/", "/Asia", "Asia Shanghai", `A${"a".repeat(64)}`, 8, null],
    },
  ],
  [
    scheduled,
    "/spec/schedule/at",
    {
      good: [["00:00"], ["23:59"], hours(24)],
      bad: [[], hours(25), ["24:00"], ["12:60"], ["2:00"], ["02:00:00"], ["02:00", "02:00"], [120], "02:00", null],
    },
  ],
  [
    scheduled,
    "/spec/schedule/days",
    {
      good: [["MO"], ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]],
      bad: [[], ["MO", "MO"], ["mo"], ["MON"], "MO", null],
    },
  ],
  [scheduled, "/spec/schedule/daylight_saving", { good: ["standard", "follow"], bad: ["", "Follow", true, null] }],
  [scheduled, "/spec/schedule/every_days", { good: [1, 30], bad: [0, 31, 1.5, "1", null] }],
  [onVault, "/spec/vaults", { good: [[]], bad: ["v", {}, ["v"], [{}], null] }],
  [onVault, "/spec/vaults/0/vault_id", vaultId],
  [onVaultNamed, "/spec/vaults/0/vault", vaultName],
  [replication, "/apiVersion", { good: ["cbr/v3"], bad: ["cbr/v4", "holdfast/v1", null] }],
  [replication, "/kind", { good: ["ReplicationPolicy"], bad: ["Replication", "BackupPolicy", null] }],
  [replication, "/metadata", mapping],
  [replication, "/metadata/name", name],
  [replication, "/metadata/renamed_from", name],
  [replication, "/metadata/protected", flag],
  [replication, "/metadata/patch", { good: [false], bad: ["yes", 1, null] }],
  [replication, "/spec", mapping],
  [replication, "/spec/enabled", flag],
  [replication, "/spec/operation_definition", { good: [], bad: [{}, [], null] }],
  [
    replication,
    "/spec/operation_definition/destination_region",
    { good: ["a", "Ab_1.-", "a".repeat(255)], bad: ["", "a".repeat(256), "a b", "a/b", 1, null] },
  ],
  [replication, "/spec/operation_definition/destination_project_id", { good: ["a"], bad: ["", 1, null] }],
  [replication, "/spec/operation_definition/enable_acceleration", flag],
  [
    replication,
    "/spec/operation_definition/cross_account_urn",
    { good: ["iam::0ddb:agency:copy", "a".repeat(1024)], bad: ["", "a".repeat(1025), 1, null] },
  ],
  [replication, "/spec/operation_definition/retention_duration_days", retention],
  [replication, "/spec/operation_definition/max_backups", retention],
  [replication, "/spec/operation_definition/day_backups", counter],
  [replication, "/spec/operation_definition/week_backups", counter],
  [replication, "/spec/operation_definition/month_backups", counter],
  [replication, "/spec/operation_definition/year_backups", counter],
  [replication, "/spec/operation_definition/timezone", zoned],
  [replication, "/spec/trigger", mapping],
  [replication, "/spec/trigger/properties", mapping],
  [replication, "/spec/trigger/properties/pattern", { good: [many(24)], bad: [[], many(25), null] }],
  [betweenVaults, "/spec/vaults", { good: [[]], bad: [[{ vault_id: "v" }], [{ destination_vault_id: "w" }], null] }],
  [betweenVaults, "/spec/vaults/0/vault_id", vaultId],
  [betweenVaults, "/spec/vaults/0/destination_vault_id", vaultId],
  [betweenNamed, "/spec/vaults/0/vault", vaultName],
  [betweenNamed, "/spec/vaults/0/destination_vault", vaultName],
  [download, "/apiVersion", { good: ["dds/v3"], bad: ["cbr/v3", "dds/v2", null] }],
  [download, "/kind", { good: ["BackupDownloadPolicy"], bad: ["BackupPolicy", null] }],
  [download, "/metadata", mapping],
  [download, "/metadata/name", name],
  [download, "/metadata/renamed_from", name],
  [download, "/metadata/protected", flag],
  [download, "/metadata/patch", { good: [false], bad: ["yes", 1, null] }],
  [download, "/spec", mapping],
  [download, "/spec/action", { good: ["open", "close"], bad: ["Open", "closed", "", true, null] }],
  [
    download,
    "/spec/until",
    {
      good: ["2026-12-01T18:00:00Z", "2026-12-01T18:00:00.5+14:00", "2026-12-31T23:59:59-00:00"],
      bad: [
        "2026-12-01",
        "2026-12-01T18:00:00",
        "2026-12-01 18:00:00Z",
        "2026-12-01T18:00Z",
        "2026-13-01T18:00:00Z",
        "2026-12-32T18:00:00Z",
        "2026-12-01T24:00:00Z",
        "2026-12-01T18:00:00+24:00",
        1,
        null,
      ],
    },
  ],
  [stack, "/apiVersion", { good: ["holdfast/v1"], bad: ["holdfast/v2", "cbr/v3", null] }],
  [stack, "/kind", { good: ["Stack"], bad: ["stack", "BackupPolicy", null] }],
  [stack, "/metadata", mapping],
  [stack, "/metadata/name", name],
  [stack, "/spec", mapping],
  [stack, "/spec/cloud", { good: ["huaweicloud", "otc", "simulator"], bad: ["aws", "OTC", "", null] }],
  [
    stack,
    "/spec/region",
    { good: ["eu-de", "a", "a".repeat(63)], bad: ["", "a".repeat(64), "eu_de", "eu.de", "-eu", "eu-", "EU-DE", null] },
  ],
  [stack, "/spec/project_id", { good: ["a", "a".repeat(64)], bad: ["", "a".repeat(65), "a/b", "a.b", 1, null] }],
  [stack, "/spec/project_name", { good: ["a", "a".repeat(64), "eu-de_prod"], bad: ["", "a".repeat(65), 1, null] }],
  [
    stack,
    "/spec/login",
    {
      good: ["PROD", "P", "EU_DE_2", "A".repeat(32)],
      bad: ["", "prod", "2", "PROD__X", "_PROD", "PROD_", "A".repeat(33), "A B", 1, null],
    },
  ],
  [stack, "/spec/endpoints", { good: [{}], bad: [{ obs: "https://obs.example.com" }, "x", null] }],
  [stack, "/spec/endpoints/cbr", endpoint],
  [stack, "/spec/endpoints/dds", endpoint],
  [stack, "/spec/endpoints/iam", endpoint],
  [stack, "/spec/endpoints/ecs", endpoint],
  [stack, "/spec/endpoints/evs", endpoint],
  [stack, "/spec/state", { good: [], bad: [{}, { s3: {} }, { ...stack.spec.state, file: { path: "a" } }, null] }],
  [inFile, "/spec/state/file", { good: [], bad: [{}, "state.json", null] }],
  [inFile, "/spec/state/file/path", { good: ["a", "a".repeat(4096)], bad: ["", "a".repeat(4097), 1, null] }],
  [stack, "/spec/state/git", { good: [], bad: [{}, { remote: "origin" }, { branch: "main" }, "origin", null] }],
  [
    stack,
    "/spec/state/git/remote",
    {
      good: ["origin", "git@example.com:ops/state.git", "ssh://git@example.com:22/state.git", "https://example.com/s"],
      bad: [
        "",
        "a".repeat(2049),
        "--upload-pack=x",
        "https://user:secret@example.com/s",
        "https://token@example.com/s",
        "ssh://git:secret@example.com/s",
        "a\nb",
        1,
        null,
      ],
    },
  ],
  [
    stack,
    "/spec/state/git/branch",
    {
      good: ["main", "holdfast/prod", "a".repeat(200), "a-/-b", "HEAD/a"],
      bad: [
        ...[
          "",
          "a".repeat(201),
          "-f",
          "/a",
          "a/",
          "a//b",
          "a b",
          "a:b",
          "a..b",
          "a.",
          "a./b",
          "a/.b",
          "a.lock",
          "a.lock/b",
        ],
        ...["HEAD", "a~1", "a^", "a@{u}", "a\\b", "a\n", 1, null],
      ],
    },
  ],
  [inPostgres, "/spec/state/postgres", { good: [], bad: [{}, { url_env: "URL" }, { table: "t" }, null] }],
  [
    inPostgres,
    "/spec/state/postgres/url_env",
    {
      good: ["HOLDFAST_PG_URL", "HOLDFAST_1", `HOLDFAST_${"A".repeat(119)}`],
      bad: [
        ...["", "HOLDFAST_", "HW_SECRET_KEY", "PG_URL", "holdfast_pg", "XHOLDFAST_PG", "HOLDFAST_PG\n", "HOLDFAST_P-G"],
        ...["postgres://user:secret@db/x", `HOLDFAST_${"A".repeat(120)}`, 1, null],
      ],
    },
  ],
  [
    inPostgres,
    "/spec/state/postgres/table",
    {
      good: ["t", "ops.t", `${"s".repeat(63)}.${"t".repeat(63)}`],
      bad: ["", "T", "t;drop", "a.b.c", "1t", "t".repeat(64), 1, null],
    },
  ],
  [
    stack,
    "/spec/include",
    {
      good: [[], ["../shared"], ["../shared/", "../../a/b c.yaml", "a..b"], Array.from({ length: 64 }, () => "a")],
      bad: [
        ...["", "/a", "./a", "a/./b", ".git", "../.git", "a//b", "a\\b", "C:a", "...", "a\nb"].map((path) => [path]),
        Array.from({ length: 65 }, () => "a"),
        "../shared",
        [1],
        null,
      ],
    },
  ],
  [
    stack,
    "/spec/allow_hazards",
    {
      good: [[], [...HAZARDS]],
      bad: [["deletes-all"], ["takes-over", "takes-over"], "takes-over", null],
    },
  ],
  [
    stack,
    "/spec/unprotected_ok",
    { good: [[]], bad: [[{}], [{ resource: "a", until: "2027-01-31" }], "scratch-*", {}, null] },
  ],
  [
    stack,
    "/spec/unprotected_ok/0/resource",
    { good: ["a", "*", "a".repeat(255)], bad: ["", "a".repeat(256), 1, null] },
  ],
  [
    stack,
    "/spec/unprotected_ok/0/until",
    {
      good: ["2027-01-31", "2027-02-30"],
      bad: ["2027-1-31", "2027-13-01", "2027-01-32", "2027-01-31T00:00:00Z", 1, null],
    },
  ],
  [
    stack,
    "/spec/unprotected_ok/0/reason",
    { good: ["r".repeat(10), "r".repeat(500)], bad: ["r".repeat(9), "r".repeat(501), 1, null] },
  ],
];

test.each(fields.map(([document, field, values]) => ({ kind: document.kind, document, field, values })))(
  "$kind $field ends exactly where its range does",
  ({ document, field, values }) => {
    expect(isValid(document)).toBe(true);
    const refused = values.good.filter((value) => !isValid(withValue(document, field, value)));
    const accepted = values.bad.filter((value) => isValid(withValue(document, field, value)));
    expect({ refused, accepted }).toEqual({ refused: [], accepted: [] });
  },
);

// Without this, a field that is added to a contract would have no row above and nobody would notice.
test("every field of every kind has a row in the table of ranges", () => {
  const tested = new Set(fields.map(([{ kind }, field]) => `${kind}${field.replace("/0/", "/")}`));
  const there = [...byKind.keys()].flatMap((key) => {
    const schema = read(key);
    return fieldsOf(schema).map(({ pointer }) => `${schema.title}${pointer}`);
  });
  // Its own kind has no say in it: the schedule is one component, tried above in a BackupPolicy.
  expect(there.filter((field) => !tested.has(field) && !field.startsWith("ReplicationPolicy/spec/schedule"))).toEqual(
    [],
  );
});

test.each([
  ["/apiVersion", backup],
  ["/kind", backup],
  ["/metadata", backup],
  ["/metadata/name", backup],
  ["/spec", backup],
  ["/spec/operation_definition", backup],
  ["/spec/trigger", backup],
  ["/spec/trigger/properties", backup],
  ["/spec/trigger/properties/pattern", backup],
  ["/spec/schedule/timezone", scheduled],
  ["/spec/schedule/at", scheduled],
  ["/spec/vaults/0/vault_id", onVault],
  ["/spec/operation_definition/destination_region", replication],
  ["/spec/operation_definition/destination_project_id", replication],
  ["/spec/vaults/0/destination_vault_id", betweenVaults],
  ["/spec/action", download],
  ["/metadata/name", stack],
  ["/spec", stack],
])("%s cannot be left out", (field, document) => {
  expect(isValid(withValue(document, field, undefined))).toBe(false);
});

test.each([
  ["two ways to say when", withValue<Node>(scheduled, "/spec/trigger", backup.spec.trigger)],
  [
    "days beside every_days",
    withValue<Node>(withValue<Node>(scheduled, "/spec/schedule/days", ["MO"]), "/spec/schedule/every_days", 2),
  ],
  ["until on a switch that is closed", { ...download, spec: { action: "close", until: "2026-12-01T18:00:00Z" } }],
  [
    "a destination in a backup policy",
    withValue<Node>(backup, "/spec/operation_definition/destination_region", "eu-de"),
  ],
  ["acceleration in a backup policy", withValue<Node>(backup, "/spec/operation_definition/enable_acceleration", true)],
  [
    "full backups in a replication policy",
    withValue<Node>(replication, "/spec/operation_definition/full_backup_interval", 1),
  ],
  ["an operation_type, which the kind says", withValue<Node>(backup, "/spec/operation_type", "backup")],
  ["a name in the spec", withValue<Node>(backup, "/spec/name", "nightly")],
  ["protection of a stack", withValue<Node>(stack, "/metadata/protected", true)],
  ["a document of another kind's spec", { ...backup, spec: download.spec }],
  ["a kind under the apiVersion of another", { ...download, apiVersion: "cbr/v3" }],
])("refuses %s", (_what, document) => {
  expect(isValid(document)).toBe(false);
});

test("a mapping takes no field that it does not know, at any depth", () => {
  const full = [backup, scheduled, onVault, replication, betweenVaults, download, stack, inFile, inPostgres];
  let mappings = 0;
  for (const document of full) {
    for (const pointer of mappingsIn(document)) {
      mappings += 1;
      expect(isValid(withValue(document, `${pointer}/unheard_of`, 1)), `${document.kind}${pointer}`).toBe(false);
    }
  }
  expect(mappings).toBeGreaterThan(full.length);
});

test("each fault of a document is reported at its own place", () => {
  const broken = {
    apiVersion: "cbr/v3",
    kind: "BackupPolicy",
    metadata: { name: "nightly backup" },
    spec: {
      enabled: "yes",
      retention: 7,
      operation_definition: { max_backups: 0, day_backups: 101, timezone: "Asia/Shanghai" },
      trigger: { properties: { pattern: [DAILY] } },
    },
  };
  expect(isValid(broken)).toBe(false);
  const faults = [
    "/metadata/name pattern",
    "/spec additionalProperties",
    "/spec/enabled type",
    "/spec/operation_definition/day_backups maximum",
    "/spec/operation_definition/max_backups not",
    "/spec/operation_definition/timezone pattern",
  ];
  const placed = (errors: readonly { instancePath: string; keyword: string }[] | null | undefined) =>
    (errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`).sort();
  expect(placed(documents["cbr/v3/BackupPolicy"]?.errors)).toEqual(faults);
  // The schema of any document adds only that its condition failed, and nothing of other kinds.
  expect(placed(anyKind.errors)).toEqual([" if", ...faults]);
});

test("a patch has some of the fields of its kind, or null for one that goes", () => {
  const envelope = { apiVersion: "cbr/v3", kind: "BackupPolicy" };
  const metadata = { name: "nightly", patch: true };
  const isPatch = (document: unknown) => {
    const compiled = patches["cbr/v3/BackupPolicy"]?.(document) ?? false;
    expect(anyKind(document), JSON.stringify(document)).toBe(compiled);
    return compiled;
  };
  const good: Node[] = [
    {},
    { enabled: false },
    { operation_definition: { max_backups: null, retention_duration_days: 7 } },
    { schedule: { at: ["02:00"] }, trigger: null },
    { schedule: { days: null, every_days: 2 } },
    { vaults: [{ vault_id: "v" }] },
  ];
  const bad: Node[] = [
    { enabled: "no" },
    { retention: 7 },
    { operation_definition: { max_backups: 0 } },
    { vaults: [{}] },
    { vaults: [{ vault_id: null }] },
  ];
  const whole = [undefined, null, ...good].map((spec) => ({
    ...envelope,
    metadata,
    ...(spec !== undefined && { spec }),
  }));
  expect(whole.filter((document) => !isPatch(document))).toEqual([]);
  expect(bad.filter((spec) => isPatch({ ...envelope, metadata, spec }))).toEqual([]);
  expect(isPatch({ ...envelope, metadata: { ...metadata, protected: true } })).toBe(true);
  expect(isPatch({ ...envelope, metadata: { ...metadata, renamed_from: "daily" } })).toBe(false);
});

test("every field says what it is for and what holds without it", () => {
  for (const key of [...byKind.keys(), "document"]) {
    const schema = read(key);
    expect(schema).toMatchObject({
      $schema: expect.any(String),
      title: expect.any(String),
      description: expect.any(String),
    });
    for (const { pointer, field } of fieldsOf(schema)) {
      const where = `${key}${pointer}`;
      expect(field.description, where).toMatch(/^[A-Z`-].*\.$/);
      const optionalLeaf = pointer.startsWith("/spec/") && field.type !== "object";
      if (optionalLeaf) expect(field.description, where).toMatch(/Default: |No default\./);
      if (typeof field.default === "number" || typeof field.default === "boolean") {
        expect(field.description, where).toContain(`Default: ${field.default}`);
      }
    }
  }
});

test("the schemas are plain JSON Schema: no $ref, no union, nothing of OpenAPI", () => {
  for (const key of [...byKind.keys(), "document"]) {
    expect(JSON.stringify(read(key)), key).not.toMatch(/"(\$ref|anyOf|x-[a-z-]+|nullable|example|discriminator)":/);
  }
});

test("the words of the program are those of the schemas", () => {
  const { kind } = read("document").properties as { kind: { enum: string[] } };
  expect(kind.enum).toEqual([...KINDS, "Stack"]);
  const cloud = fieldsOf(read("holdfast/v1/Stack")).find(({ pointer }) => pointer === "/spec/cloud");
  expect(cloud?.field.enum).toEqual([...CLOUDS]);
});

const created = {
  policy: {
    name: backup.metadata.name,
    operation_type: "backup",
    ...backup.spec,
  },
};
const createdReplication = {
  policy: { name: replication.metadata.name, operation_type: "replication", ...replication.spec },
};
const without = (field: string) =>
  withValue<Node>(createdReplication, `/policy/operation_definition/${field}`, undefined);

test.each([
  ["CreatePolicy", "/policy/enabled", [true, undefined], ["true", null]],
  ["CreatePolicy", "/policy/name", name.good, [...name.bad, undefined]],
  ["CreatePolicy", "/policy/operation_type", ["backup"], ["Backup", "copy", "replication", null, undefined]],
  ["CreatePolicy", "/policy/operation_definition", [{}], [null, undefined]],
  ["CreatePolicy", "/policy/operation_definition/max_backups", retention.good, retention.bad],
  ["CreatePolicy", "/policy/operation_definition/retention_duration_days", retention.good, retention.bad],
  ["CreatePolicy", "/policy/operation_definition/day_backups", counter.good, counter.bad],
  ["CreatePolicy", "/policy/operation_definition/week_backups", counter.good, counter.bad],
  ["CreatePolicy", "/policy/operation_definition/month_backups", counter.good, counter.bad],
  ["CreatePolicy", "/policy/operation_definition/year_backups", counter.good, counter.bad],
  ["CreatePolicy", "/policy/operation_definition/full_backup_interval", [-1, 0, 100], [-2, 101]],
  ["CreatePolicy", "/policy/operation_definition/timezone", zoned.good, zoned.bad],
  ["CreatePolicy", "/policy/operation_definition/destination_region", ["", "a".repeat(255)], ["a".repeat(256), "a b"]],
  ["CreatePolicy", "/policy/operation_definition/enable_acceleration", flag.good, flag.bad],
  ["CreatePolicy", "/policy/operation_definition/created_by", [], ["customer"]],
  ["CreatePolicy", "/policy/trigger/properties/pattern", [many(1), many(24)], [[], many(25), [1], undefined]],
  ["CreatePolicy", "/policy/trigger/type", [], ["time"]],
  ["CreatePolicy", "/policy/vaults", [], [[]]],
] as const)("%s ends %s exactly where its range does", (operation, field, good, bad) => {
  const refused = good.filter((value) => !requests[operation](withValue<Node>(created, field, value)));
  const accepted = bad.filter((value) => requests[operation](withValue<Node>(created, field, value)));
  expect({ refused, accepted }).toEqual({ refused: [], accepted: [] });
});

test.each([
  ["CreatePolicy", "a replication policy with its destination", createdReplication, true],
  ["CreatePolicy", "one without a region", without("destination_region"), false],
  ["CreatePolicy", "one without a project", without("destination_project_id"), false],
  ["CreatePolicy", "a policy that is not wrapped in `policy`", created.policy, false],
  ["UpdatePolicy", "nothing to change", { policy: {} }, true],
  ["UpdatePolicy", "some members", { policy: { name: "a", enabled: false } }, true],
  ["UpdatePolicy", "all members", { policy: { name: "a", ...backup.spec } }, true],
  ["UpdatePolicy", "a member out of range", { policy: { operation_definition: { max_backups: 0 } } }, false],
  ["UpdatePolicy", "an operation_type", created, false],
  ["UpdatePolicy", "no policy", {}, false],
  ["AssociateVaultPolicy", "a backup policy", { policy_id: "p" }, true],
  ["AssociateVaultPolicy", "a replication policy", { policy_id: "p", destination_vault_id: "w" }, true],
  ["AssociateVaultPolicy", "no policy", { destination_vault_id: "w" }, false],
  ["AssociateVaultPolicy", "a vault that stands in the path", { policy_id: "p", vault_id: "v" }, false],
  ["DisassociateVaultPolicy", "a policy", { policy_id: "p" }, true],
  ["DisassociateVaultPolicy", "a destination", { policy_id: "p", destination_vault_id: "w" }, false],
  ["SaveBackupDownloadPolicy", "an action", { action: "open" }, true],
  ["SaveBackupDownloadPolicy", "an action in capitals", { action: "Open" }, false],
  ["SaveBackupDownloadPolicy", "an id that nobody has yet", { id: "x", action: "open" }, false],
  ["UpdateBackupDownloadPolicy", "an id and an action", { id: "x", action: "close" }, true],
  ["UpdateBackupDownloadPolicy", "no id", { action: "close" }, false],
  ["UpdateBackupDownloadPolicy", "no body", null, false],
] as const)("%s with %s", (operation, _, body, valid) => {
  expect(requests[operation](body)).toBe(valid);
});

/** The fields of a document's schema by pointer; entries of lists count as their lists. */
function fieldsOf(schema: Node, pointer = ""): { pointer: string; field: Node }[] {
  const fields = Object.entries((schema.properties ?? {}) as Record<string, Node>);
  const own = fields.flatMap(([name, field]) => [
    { pointer: `${pointer}/${name}`, field },
    ...fieldsOf(field, `${pointer}/${name}`),
  ]);
  return schema.items ? [...own, ...fieldsOf(schema.items as Node, pointer)] : own;
}

function* mappingsIn(value: unknown, pointer = ""): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield pointer;
  for (const [key, inner] of Object.entries(value)) yield* mappingsIn(inner, `${pointer}/${key}`);
}

test.each(["a", "每日_1-b", "a".repeat(64), "", "a".repeat(65), "a b", "a/b", "a\n", "\u202Ea", "é", "##[group]"])(
  "name %j is one in documents if and only if it is one in states",
  (name) => {
    expect(isName(name)).toBe(isValid(withValue<Node>(backup, "/metadata/name", name)));
  },
);
