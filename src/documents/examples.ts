/**
 * An example before and after for each code: what has the problem, and what has it no more. Loaded by `explain` alone.
 *
 * YAML is either whole documents (`# FILE` on a line begins another file) or fields of a spec; a test checks what can be
 * checked from files. Lines that begin with `$` are typed; the others of such an example are printed. Pure.
 */
import type { FailureCode } from "../model/problem.ts";
import type { ProblemCode } from "../model/rules.ts";

export interface Example {
  readonly before: string;
  readonly after: string;
}

const lines = (...text: string[]): string => text.join("\n");

const VAULT = "5ab4fcd8-1cb2-4a2c-9b33-9a1b0a3d1d10";
const COPY = "7c0e2f4a-3b1d-4c5e-8f6a-9b8c7d6e5f40";
const PROJECT = "054e292c9880d4992f02c0196d3ea468";

const policy = (name: string, ...fields: string[]): string =>
  lines(
    "apiVersion: cbr/v3",
    "kind: BackupPolicy",
    `metadata: { name: ${name} }`,
    "spec:",
    ...(fields.length > 0 ? fields : ["  operation_definition: { retention_duration_days: 30 }"]),
    '  schedule: { timezone: UTC+08:00, at: ["02:00"] }',
  );
const stack = (...spec: string[]): string =>
  lines(
    "apiVersion: holdfast/v1",
    "kind: Stack",
    "metadata: { name: prod }",
    "spec:",
    ...spec.map((line) => `  ${line}`),
  );
const rule = (text: string): string => `trigger: { properties: { pattern: ["${text}"] } }`;
const replication = (fields: string): string =>
  `operation_definition: { retention_duration_days: 30, destination_region: ap-southeast-2, ${fields} }`;
const SHARED = ["# policies/shared/nightly.yaml", policy("nightly"), "---"];
const including = (path: string): string =>
  lines(
    ...SHARED,
    "# policies/prod/stack.yaml",
    stack("cloud: simulator", "region: eu-de", `project_id: ${PROJECT}`, `include: [${path}]`),
  );
const patching = (name: string, days: number): string =>
  lines(
    including("../shared"),
    "---",
    "# policies/prod/nightly.yaml",
    "apiVersion: cbr/v3",
    "kind: BackupPolicy",
    `metadata: { name: ${name}, patch: true }`,
    "spec:",
    `  operation_definition: { retention_duration_days: ${days} }`,
  );
const waived = (until: string): string =>
  stack(
    "cloud: simulator",
    "region: eu-de",
    `project_id: ${PROJECT}`,
    "unprotected_ok:",
    `  - { resource: "scratch-*", until: ${until}, reason: rebuilt every night }`,
  );
const allow = (hazard: string) => `$ holdfast apply prod --allow-hazards ${hazard}`;
const fails = (command: string, message: string, ...after: string[]): Example => ({
  before: lines(`$ holdfast ${command}`, message),
  after: lines(...after.map((line) => `$ ${line}`)),
});

export const examples: Readonly<Record<ProblemCode | FailureCode, Example>> = {
  "file-unreadable": {
    before: lines("$ holdfast validate", "policies/prod/nightly.yaml:1:1: not UTF-8 [file-unreadable]"),
    after: lines(
      "$ iconv -f gbk -t utf-8 -o new.yaml policies/prod/nightly.yaml",
      "$ mv new.yaml policies/prod/nightly.yaml",
    ),
  },
  "file-ignored": fails(
    "validate",
    "policies/prod/nightly.yml.txt:1:1: warning: this file is not read [file-ignored]",
    "mv policies/prod/nightly.yml.txt policies/prod/nightly.yml",
  ),
  "yaml-syntax": {
    before: lines("schedule:", "  timezone: UTC+08:00", '  at: ["02:00", "14:00"', "  days: [MO]"),
    after: lines("schedule:", "  timezone: UTC+08:00", '  at: ["02:00", "14:00"]', "  days: [MO]"),
  },
  "yaml-duplicate-key": {
    before: lines("enabled: true", "enabled: false"),
    after: "enabled: false",
  },
  "yaml-limit": {
    before: lines("enabled: true", `operation_definition: ${"[".repeat(65)}${"]".repeat(65)}`),
    after: lines("enabled: true", "operation_definition: { retention_duration_days: 30 }"),
  },
  "text-hidden": fails(
    "validate",
    "policies/prod/nightly.yaml:5:18: the comment has an invisible character, \\u202e [text-hidden]",
    "holdfast validate   # with the comment written again",
  ),
  "document-kind": {
    before: policy("nightly").replace("BackupPolicy", "BackupPolcy"),
    after: policy("nightly"),
  },
  schema: {
    before: "operation_definition: { retention_duration_days: 30d }",
    after: "operation_definition: { retention_duration_days: 30 }",
  },
  "address-duplicate": {
    before: lines(policy("nightly"), "---", policy("nightly")),
    after: lines(policy("nightly"), "---", policy("weekly")),
  },
  "stack-missing": {
    before: lines("# elsewhere/nightly.yaml", policy("nightly")),
    after: lines(
      "# elsewhere/stack.yaml",
      stack("cloud: simulator", "region: eu-de", `project_id: ${PROJECT}`),
      "---",
      "# elsewhere/nightly.yaml",
      policy("nightly"),
    ),
  },
  "include-missing": { before: including("../share"), after: including("../shared") },
  "include-outside": { before: including("../../shared"), after: including("../shared") },
  "include-stack": { before: including("../prod"), after: including("../shared") },
  "include-unused": {
    before: lines("# policies/shared/weekly.yaml", policy("weekly"), "---", including("../shared/nightly.yaml")),
    after: including("../shared"),
  },
  "patch-target": { before: patching("nightley", 90), after: patching("nightly", 90) },
  "patch-unused": { before: patching("nightly", 30), after: patching("nightly", 90) },
  "stack-duplicate": {
    before: lines(
      "# one/stack.yaml",
      stack("cloud: otc", "region: eu-de", `project_id: ${PROJECT}`),
      "---",
      "# two/stack.yaml",
      stack("cloud: otc", "region: eu-nl", `project_id: ${PROJECT}`),
    ),
    after: lines(
      "# one/stack.yaml",
      stack("cloud: otc", "region: eu-de", `project_id: ${PROJECT}`),
      "---",
      "# two/stack.yaml",
      stack("cloud: otc", "region: eu-nl", `project_id: ${PROJECT}`).replace("prod", "prod-nl"),
    ),
  },
  "retention-exclusive": {
    before: "operation_definition: { retention_duration_days: 30, max_backups: 10 }",
    after: "operation_definition: { retention_duration_days: 30 }",
  },
  "timezone-required": {
    before: lines(
      "operation_definition: { max_backups: 10, week_backups: 4 }",
      rule("FREQ=DAILY;INTERVAL=1;BYHOUR=18;BYMINUTE=00"),
    ),
    after: lines(
      "operation_definition: { max_backups: 10, week_backups: 4, timezone: UTC+08:00 }",
      rule("FREQ=DAILY;INTERVAL=1;BYHOUR=18;BYMINUTE=00"),
    ),
  },
  "timezone-unused": {
    before: lines(
      "operation_definition: { retention_duration_days: 30, timezone: UTC+08:00 }",
      rule("FREQ=DAILY;INTERVAL=1;BYHOUR=2;BYMINUTE=00"),
    ),
    after: lines(
      "operation_definition: { retention_duration_days: 30 }",
      'schedule: { timezone: UTC+08:00, at: ["02:00"] }',
    ),
  },
  "schedule-exclusive": {
    before: lines(
      'schedule: { timezone: UTC+08:00, at: ["02:00"] }',
      rule("FREQ=DAILY;INTERVAL=1;BYHOUR=18;BYMINUTE=00"),
    ),
    after: 'schedule: { timezone: UTC+08:00, at: ["02:00"] }',
  },
  schedule: {
    before: 'schedule: { timezone: Europe/Berlin, at: ["02:00"], every_days: 2, daylight_saving: follow }',
    after: 'schedule: { timezone: Europe/Berlin, at: ["02:00"], days: [MO, WE, FR], daylight_saving: follow }',
  },
  "rule-syntax": { before: rule("0 18 * * *"), after: rule("FREQ=DAILY;INTERVAL=1;BYHOUR=18;BYMINUTE=00") },
  "rule-part": {
    before: rule("FREQ=DAILY;BYHOUR=18;BYMINUTE=00;COUNT=10"),
    after: rule("FREQ=DAILY;BYHOUR=18;BYMINUTE=00"),
  },
  "rule-value": {
    before: rule("FREQ=WEEKLY;BYDAY=MON;BYHOUR=18;BYMINUTE=00"),
    after: rule("FREQ=WEEKLY;BYDAY=MO;BYHOUR=18;BYMINUTE=00"),
  },
  "rule-count": fails(
    "validate",
    "policies/prod/nightly.yaml:8:7: 25 rules, and a policy has at most 24 [rule-count]",
    "holdfast validate   # with BYHOUR=0,1,2 in one rule instead of three rules",
  ),
  "rule-interval": {
    before: 'schedule: { timezone: UTC+08:00, at: ["02:00", "02:30"] }',
    after: 'schedule: { timezone: UTC+08:00, at: ["02:00", "03:00"] }',
  },
  "rule-anchor": { before: rule("FREQ=DAILY;BYHOUR=18"), after: rule("FREQ=DAILY;BYHOUR=18;BYMINUTE=00") },
  "rule-weekly": {
    before: rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;BYHOUR=18;BYMINUTE=00"),
    after: rule("FREQ=DAILY;INTERVAL=14;BYHOUR=18;BYMINUTE=00"),
  },
  "destination-region": {
    before: replication(`destination_project_id: ${PROJECT}`).replace("ap-southeast-2", "eu-west-101"),
    after: replication(`destination_project_id: ${PROJECT}`),
  },
  "destination-vault": {
    before: lines(
      replication(`destination_project_id: ${PROJECT}`),
      "vaults:",
      `  - vault_id: ${VAULT}`,
      `    destination_vault_id: ${VAULT}`,
    ),
    after: lines(
      replication(`destination_project_id: ${PROJECT}`),
      "vaults:",
      `  - vault_id: ${VAULT}`,
      `    destination_vault_id: ${COPY}`,
    ),
  },
  "replication-early": {
    before: copiedAt("02:00"),
    after: copiedAt("06:00"),
  },
  "id-form": {
    before: lines("# stack.yaml", stack("cloud: otc", "region: eu-de", "project_id: eu-de_shop")),
    after: lines("# stack.yaml", stack("cloud: otc", "region: eu-de", "project_name: eu-de_shop")),
  },
  "switch-duplicate": {
    before: lines(downloads("one"), "---", downloads("two")),
    after: downloads("one"),
  },
  "cloud-unsupported": {
    before: lines(
      "# stack.yaml",
      stack("cloud: otc", "region: eu-de", `project_id: ${PROJECT}`),
      "---",
      "# download.yaml",
      downloads("download"),
    ),
    after: lines("# stack.yaml", stack("cloud: otc", "region: eu-de", `project_id: ${PROJECT}`)),
  },
  "retention-forever": {
    before: "operation_definition: {}",
    after: "operation_definition: { retention_duration_days: 30 }",
  },
  "schedule-dst": {
    before: 'schedule: { timezone: Europe/Berlin, at: ["02:00"] }',
    after: 'schedule: { timezone: Europe/Berlin, at: ["02:00"], daylight_saving: follow }',
  },
  "until-past": {
    before: lines("action: open", "until: 2020-12-01T18:00:00Z"),
    after: "action: close",
  },
  quota: fails(
    "validate",
    "policies/prod/stack.yaml:4:9: warning: 33 policies of kind BackupPolicy; a project has room for 32 [quota]",
    "holdfast validate   # with the vaults of two policies in one of them",
  ),
  "vault-duplicate": {
    before: lines(bound("nightly", VAULT), "---", bound("weekly", VAULT)),
    after: lines(bound("nightly", VAULT), "---", bound("weekly", COPY)),
  },
  "rename-unknown": {
    before: "metadata: { name: nightly, renamed_from: nigthly-old }   # nothing recorded has this name",
    after: "metadata: { name: nightly, renamed_from: nightly-old }",
  },
  "rename-missing": {
    before: "metadata: { name: nightly }   # was nightly-old: a delete and a create",
    after: "metadata: { name: nightly, renamed_from: nightly-old }",
  },
  "vault-missing": fails(
    "plan prod",
    "policies/prod/nightly.yaml:8:14: there is no vault servers-prd [vault-missing]",
    "holdfast plan prod   # with vault: servers-prod",
  ),
  "vault-ambiguous": fails(
    "plan prod",
    "policies/prod/nightly.yaml:8:14: 2 vaults have the name servers [vault-ambiguous]",
    `holdfast plan prod   # with vault_id: ${VAULT}`,
  ),
  "vault-type": fails(
    "plan prod",
    "policies/prod/offsite.yaml:9:14: the vault disks-prod keeps backups of disks [vault-type]",
    "holdfast plan prod   # with a vault of servers",
  ),
  "vaults-none": { before: "vaults: []", after: lines("vaults:", `  - vault_id: ${VAULT}`) },
  waiver: { before: lines("# stack.yaml", waived("2099-01-31")), after: lines("# stack.yaml", waived("2027-06-30")) },
  "waiver-end": {
    before: lines("# stack.yaml", waived("2026-10-31")),
    after: lines("# stack.yaml", waived("2027-06-30")),
  },
  "state-local": {
    before: stack("region: eu-de", "cloud: otc", `project_id: ${PROJECT}`),
    after: stack(
      "region: eu-de",
      "cloud: otc",
      `project_id: ${PROJECT}`,
      "state:",
      "  git: { remote: origin, branch: holdfast/prod }",
    ),
  },
  "environment-open": {
    before: lines(
      "$ holdfast ci github apply prod --environment prod",
      "the environment prod has no protection rules [environment-open]",
    ),
    after: "# In the repository: Settings, Environments, prod. Require reviewers, and allow the default branch alone.",
  },
  "ignore-reasonless": {
    before: lines("# holdfast-ignore: retention-forever", "operation_definition: {}"),
    after: lines("# holdfast-ignore: retention-forever the law asks for ten years", "operation_definition: {}"),
  },
  "ignore-useless": {
    before: lines(
      "# holdfast-ignore: retention-forever the law",
      "operation_definition: { retention_duration_days: 30 }",
    ),
    after: "operation_definition: { retention_duration_days: 30 }",
  },
  "live-ambiguous": fails(
    "plan prod",
    "BackupPolicy/nightly: there are 2 policies of this name [live-ambiguous]",
    `holdfast import BackupPolicy/nightly ${VAULT}`,
  ),
  "live-twin": fails(
    "plan prod",
    `BackupPolicy/nightly: ${COPY} is equal to ours, ${VAULT} [live-twin]`,
    "holdfast plan prod   # after the other one was deleted in the console",
  ),
  drift: {
    before: lines(
      "# in the file, and as it was applied: retention_duration_days: 30",
      "# in the cloud, where another user changed it: retention_duration_days: 7",
    ),
    after: lines("$ holdfast apply prod   # puts 30 back", "or write 7 into the file, to keep it"),
  },
  "stack-changed": {
    before: lines("# stack.yaml", stack("cloud: simulator", "allow_hazards: [opens-download]")),
    after: lines("# stack.yaml", stack("cloud: simulator")),
  },
  "deletes-many": {
    before: "# 3 documents of 4 are no longer in the folder.",
    after: lines("$ git restore policies/prod   # if they are gone by mistake", allow("deletes-many")),
  },
  "unprotects-vaults": { before: "vaults: []   # there was one", after: lines("vaults:", `  - vault_id: ${VAULT}`) },
  "stops-backups": {
    before: "enabled: false   # was true",
    after: lines("enabled: true", "or:", allow("stops-backups")),
  },
  "shortens-retention": {
    before: "operation_definition: { retention_duration_days: 7 }   # was 30",
    after: lines("operation_definition: { retention_duration_days: 30 }", "or:", allow("shortens-retention")),
  },
  "opens-download": {
    before: "action: open   # was close",
    after: lines("action: open", "until: 2026-12-01T18:00:00Z", "and:", allow("opens-download")),
  },
  "takes-over": {
    before: "# BackupPolicy/nightly is in the cloud, differs from the file, and was not made here.",
    after: lines(`$ holdfast import BackupPolicy/nightly ${VAULT}`, "or:", allow("takes-over")),
  },
  unprotects: {
    before: "metadata: { name: nightly, protected: false }   # was true",
    after: lines("metadata: { name: nightly, protected: true }", "or:", allow("unprotects")),
  },
  "deletes-changed": {
    before:
      "# The document of BackupPolicy/nightly is gone; since the last apply the policy was changed in the console.",
    after: allow("deletes-changed"),
  },
  "moves-state": {
    before: "state: { git: { remote: origin, branch: holdfast/new } }   # was holdfast/prod",
    after: "$ holdfast state migrate prod --to '{git: {remote: origin, branch: holdfast/new}}'",
  },
  protected: {
    before: "# The document of BackupPolicy/nightly is gone, and was last applied with protected: true.",
    after: lines(
      "metadata: { name: nightly, protected: false }",
      "then:",
      allow("unprotects"),
      "and then the document can go",
    ),
  },
  "cloud-denied": fails(
    "plan prod",
    "the cloud does not accept these credentials [cloud-denied]",
    "holdfast whoami prod",
  ),
  "cloud-not-found": fails("apply prod", "the vault does not exist [cloud-not-found]", "holdfast plan prod"),
  "cloud-refused": fails(
    "apply prod",
    "the quota of policies is used up [cloud-refused]",
    "holdfast apply prod   # with a larger quota",
  ),
  "cloud-throttled": fails("apply prod", "too many requests [cloud-throttled]", "holdfast apply prod --parallelism 2"),
  "cloud-broken": fails(
    "plan prod",
    "the service has an error of its own [cloud-broken]",
    "holdfast plan prod   # later",
  ),
  "cloud-unreachable": fails(
    "plan prod",
    "cbr.eu-de.otc.t-systems.com cannot be found [cloud-unreachable]",
    "HTTPS_PROXY=http://proxy:3128 holdfast plan prod",
  ),
  "cloud-unanswered": fails("apply prod", "no answer came [cloud-unanswered]", "holdfast apply prod"),
  "cloud-unexpected": fails("plan prod", "the answer is not of this API [cloud-unexpected]", "holdfast whoami prod"),
  "cloud-moved": fails(
    "apply prod",
    "BackupPolicy/nightly was changed since the plan [cloud-moved]",
    "holdfast plan prod",
  ),
  "credentials-missing": fails(
    "plan prod",
    "there are no credentials [credentials-missing]",
    "export HW_ACCESS_KEY=… HW_SECRET_KEY=…",
  ),
  "credentials-unclear": fails("plan prod", "HW_SECRET_KEY is not set [credentials-unclear]", "export HW_SECRET_KEY=…"),
  "host-untrusted": fails(
    "plan prod",
    "cbr.example.com is not a host of the cloud [host-untrusted]",
    "HOLDFAST_TRUST_HOSTS=cbr.example.com holdfast plan prod",
  ),
  "project-unknown": fails("plan prod", "there is no project eu-de_shp [project-unknown]", "holdfast whoami prod"),
  "state-conflict": fails("apply prod", "another run wrote the state first [state-conflict]", "holdfast apply prod"),
  "state-broken": fails(
    "plan prod",
    "what is stored is not a state [state-broken]",
    "git restore policies/prod/.holdfast/state.json",
  ),
  "state-foreign": fails(
    "plan prod",
    "the state is that of another project [state-foreign]",
    "git restore policies/prod/stack.yaml",
  ),
  "state-leased": fails(
    "apply prod",
    "another run is applying [state-leased]",
    "holdfast apply prod --lock-timeout 5m",
  ),
  "lease-lost": fails("apply prod", "the lease was not renewed in time [lease-lost]", "holdfast apply prod"),
  interrupted: fails("apply prod", "stopped by SIGINT [interrupted]", "holdfast apply prod"),
  "state-moved": fails(
    "plan prod",
    "the state is on the branch holdfast/new [state-moved]",
    "holdfast state migrate prod",
  ),
  "state-unreachable": fails(
    "plan prod",
    "db.example.com does not answer [state-unreachable]",
    "holdfast plan prod   # when it answers",
  ),
  "state-unwritable": fails(
    "apply prod",
    "git tracks the state file [state-unwritable]",
    "git rm --cached policies/prod/.holdfast/state.json",
  ),
  "plan-file": fails(
    "apply old.json",
    "old.json is not a saved plan [plan-file]",
    "holdfast plan prod --out prod.plan.json",
  ),
  "base-unreadable": fails(
    "plan --offline --base main",
    "this clone does not have main [base-unreadable]",
    "git fetch origin main",
  ),
  "successor-failed": fails(
    "apply prod",
    "BackupPolicy/weekly could not take over the vault [successor-failed]",
    "holdfast apply prod   # when that failure is fixed",
  ),
  disk: fails(
    "plan --out /plan.json",
    "/plan.json cannot be written (EACCES) [disk]",
    "holdfast plan --out prod.plan.json",
  ),
  usage: fails(
    "plan --target nightly",
    "nightly is not an address [usage]",
    "holdfast plan --target BackupPolicy/nightly",
  ),
};

function downloads(name: string): string {
  return lines(
    "apiVersion: dds/v3",
    "kind: BackupDownloadPolicy",
    `metadata: { name: ${name} }`,
    "spec: { action: close }",
  );
}

function bound(name: string, vault: string): string {
  return lines(policy(name), "  vaults:", `    - vault_id: ${vault}`);
}

/** A policy that makes backups at 02:00, and one that copies them. */
function copiedAt(time: string): string {
  return lines(
    bound("nightly", VAULT),
    "---",
    "apiVersion: cbr/v3",
    "kind: ReplicationPolicy",
    "metadata: { name: offsite }",
    "spec:",
    `  ${replication(`destination_project_id: ${PROJECT}`)}`,
    `  schedule: { timezone: UTC+08:00, at: ["${time}"] }`,
    "  vaults:",
    `    - vault_id: ${VAULT}`,
    `      destination_vault_id: ${COPY}`,
  );
}
