/** What is checked, by code: how severe it is, and in words, for `explain`, for reports and for the reader. Pure. */
import { KINDS, kindFacts, ruleFields, serviceFacts } from "../generated/facts.ts";
import type { HazardCode } from "./policy.ts";

/** For scripts; a code is never reused for something else. */
export type ProblemCode = keyof typeof rules;

/** A note is for information: it fails no run, whatever the flags. */
export type Severity = "error" | "warning" | "note";

export interface Rule {
  readonly severity: Severity;
  /** One sentence: what must hold, or for a warning what was noticed. */
  readonly summary: string;
  /** Why, and what to do. */
  readonly help: string;
  /** The fields that it is about, as paths in a document. None: files, or any field. */
  readonly fields: readonly string[];
  /** The kinds that it holds for. Absent: those that have such a field. */
  readonly kinds?: readonly string[];
}

/** Those that a project can have several of, distinguished by their names. */
const NAMED = KINDS.filter((kind) => kindFacts[kind].singleton === undefined);
const SINGLETONS = KINDS.filter((kind) => kindFacts[kind].singleton !== undefined);
/** Those of which a project has room for so many by default. */
const LIMITED = KINDS.filter((kind) => serviceFacts[kindFacts[kind].service].quota);

/** Those of policies; the contracts name the rules beside the fields. */
const fieldsOf = (code: string): readonly string[] => ruleFields[code] ?? [];

/** By code. A hazard that has no rule here does not compile. */
export const rules = {
  "file-unreadable": {
    severity: "error",
    summary: "A file can be read and is UTF-8 text of at most 1 MiB.",
    help: "Files without permission, with NUL bytes or other encodings, above 1 MiB, and links that lead out of the folder, or out of the working directory, are not read. Correct the permission or the encoding, split the file, or put a copy in the place of the link.",
    fields: [],
  },
  "file-ignored": {
    severity: "warning",
    summary: "A file in the folder of a stack is not read.",
    help: "Only files whose names end in .yaml or .yml are read, and in them only documents of Holdfast: those of Kustomize, Helm and others are left out. Rename the file if it has policies, and move it elsewhere if it does not. A policy that was applied from such a file counts as removed, and its deletion names the file.",
    fields: ["apiVersion"],
  },
  "yaml-syntax": {
    severity: "error",
    summary: "A document is correct YAML 1.2.",
    help: "Only the first error of a document is shown, because most others follow from it. Nothing else is checked in that document; the others are.",
    fields: [],
  },
  "yaml-duplicate-key": {
    severity: "error",
    summary: "A mapping has each key once.",
    help: "One of two equal keys would silently be ignored. Remove one of them.",
    fields: [],
  },
  "yaml-limit": {
    severity: "error",
    summary: "A document stays within the limits on size, depth and aliases.",
    help: "The limits are far above what policies need, and stop hostile files. The message names the one that was exceeded. Nest less, write aliases out, or split the file.",
    fields: [],
  },
  "text-hidden": {
    severity: "error",
    summary: "A file has no invisible characters.",
    help: "Control characters, characters that change the direction of text, and zero-width characters (also in joined emoji) make a comment or a value look different from what it is. Remove them; each is shown as an escape such as \\u202e.",
    fields: [],
  },
  "document-kind": {
    severity: "error",
    summary: "A document is a mapping whose apiVersion and kind are known.",
    help: "Begin with apiVersion, kind, metadata and spec. Nothing further is checked in a document whose kind is not known.",
    fields: ["apiVersion", "kind"],
  },
  schema: {
    severity: "error",
    summary: "Every field is known, is there if it is required, and has a value of its type and range.",
    help: "Ask `holdfast explain KIND.field` what a field takes.",
    fields: [],
  },
  "address-duplicate": {
    severity: "error",
    summary: "Kind and name of a policy are unique in a stack, and a policy has one new name.",
    help: "They make the address by which the policy is known. The later of the two is reported. Rename or remove one of them. An old name is in `renamed_from` of one document, and no document has it any more.",
    fields: ["metadata.name", "metadata.renamed_from"],
    kinds: KINDS,
  },
  "stack-missing": {
    severity: "error",
    summary: "A policy belongs to a stack: there is a stack.yaml in its folder or above it.",
    help: "The stack gives the project and the region of the policy. Move the file into the folder of a stack, or add a stack.yaml.",
    fields: [],
  },
  "include-missing": {
    severity: "error",
    summary: "What a stack includes is there: a folder, or a YAML file.",
    help: "Paths are relative to the stack.yaml. Correct the path, or remove the entry.",
    fields: ["spec.include[]"],
    kinds: ["Stack"],
  },
  "include-outside": {
    severity: "error",
    summary: "What a stack includes is below the folder policies, and no link leads there.",
    help: "The folder is the nearest one named policies in or above that of the stack. Links are not followed, and nothing of a refused target is read. Put the shared documents below that folder, outside of every stack's folder.",
    fields: ["spec.include[]"],
    kinds: ["Stack"],
  },
  "include-stack": {
    severity: "error",
    summary: "What a stack includes is not a part of a stack.",
    help: "Documents in the folder of a stack belong to that stack alone, and includes are not transitive. Move what is shared into a folder without a stack.yaml, in it, above it or below it.",
    fields: ["spec.include[]"],
    kinds: ["Stack"],
  },
  "include-unused": {
    severity: "warning",
    summary: "A shared document is included by a stack.",
    help: "No stack below the folder policies includes it, so nothing applies it. Include it, or remove it. Judged only when the whole folder is read.",
    fields: [],
  },
  "patch-target": {
    severity: "error",
    summary: "A patch is in the folder of a stack, and changes a document that the stack includes.",
    help: "It changes the included document of its kind and name. A document of the stack itself is changed where it is written. Correct the name, include the document, or remove metadata.patch.",
    fields: ["metadata.patch", "metadata.name"],
    kinds: KINDS,
  },
  "patch-unused": {
    severity: "warning",
    summary: "A patch changes something.",
    help: "The included document already has what the patch says. Remove the patch, or the fields that are equal.",
    fields: ["metadata.patch"],
    kinds: KINDS,
  },
  "stack-duplicate": {
    severity: "error",
    summary: "A stack has a name of its own, and a cloud, region and project of its own.",
    help: "Two stacks for one project would each see the policies of the other as unmanaged. Names differ in more than the case of letters, which GitHub's environments ignore. All stacks of one cloud and region give project_id, or all give project_name: otherwise two of them may be for the same project. Neither of the two is planned or applied. Keep the policies of one project in one stack, and write project_id in each.",
    fields: ["metadata.name", "spec.cloud", "spec.region", "spec.project_id", "spec.project_name"],
    kinds: ["Stack"],
  },
  "retention-exclusive": {
    severity: "error",
    summary: "Backups are kept by age (retention_duration_days) or by number (max_backups and the counters), not both.",
    help: "The API refuses both at once. -1, or 0 for a counter, means not set, so it may be beside the other. Keep one of the two ways.",
    fields: fieldsOf("retention-exclusive"),
  },
  "timezone-required": {
    severity: "error",
    summary: "A day, week, month or year counter needs a timezone.",
    help: "The timezone decides when a day ends. Add timezone to operation_definition, for example UTC+08:00; a schedule has its own.",
    fields: fieldsOf("timezone-required"),
  },
  "timezone-unused": {
    severity: "warning",
    summary: "A timezone beside rules in UTC has a counter that it is for.",
    help: "The timezone decides when a day, week, month or year of a counter ends. It does not move rules: their hours are UTC. Write schedule in place of trigger for local time, or remove the timezone.",
    fields: fieldsOf("timezone-unused"),
  },
  "schedule-exclusive": {
    severity: "error",
    summary: "A policy has exactly one of trigger (rules in UTC) and schedule (local time).",
    help: "They are two ways to give the times. Keep one.",
    fields: fieldsOf("schedule-exclusive"),
  },
  schedule: {
    severity: "error",
    summary: "A schedule that follows the clocks has runs that can move.",
    help: "With follow, every_days must be 1, because the cloud counts days in UTC. Two runs of a day must be far enough apart that moved runs stay an hour away from those that have not moved yet. Leave the gap that the message names, or remove daylight_saving.",
    fields: fieldsOf("schedule"),
  },
  "rule-syntax": {
    severity: "error",
    summary: "A schedule rule has the form NAME=value;NAME=value, with a FREQ.",
    help: "For example FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=18;BYMINUTE=00. Rules are the subset of iCalendar (RFC 2445) that the API accepts.",
    fields: fieldsOf("rule-syntax"),
  },
  "rule-part": {
    severity: "error",
    summary: "A schedule rule has only the parts FREQ, BYDAY, BYHOUR, BYMINUTE and INTERVAL, each at most once.",
    help: "Remove the other parts of iCalendar rules: the API has no COUNT, UNTIL, BYMONTH and so on.",
    fields: fieldsOf("rule-part"),
  },
  "rule-value": {
    severity: "error",
    summary: "The parts of a schedule rule have values that are allowed.",
    help: "FREQ is DAILY or WEEKLY, BYDAY a list of MO to SU, BYHOUR of 0 to 23, BYMINUTE of 0 to 59, INTERVAL a whole number from 1.",
    fields: fieldsOf("rule-value"),
  },
  "rule-count": {
    severity: "error",
    summary: "A policy has at most 24 schedule rules.",
    help: "Put the hours or the days of several rules into one.",
    fields: fieldsOf("rule-count"),
  },
  "rule-interval": {
    severity: "error",
    summary: "Two runs of a policy are at least one hour apart.",
    help: "Counted within a rule, between rules, across midnight and the end of the week. The closest pair is reported, at the rule of the later run. Move one of them, or remove it.",
    fields: fieldsOf("rule-interval"),
  },
  "rule-anchor": {
    severity: "warning",
    summary: "The time of a run depends on when the policy was created.",
    help: "Without BYHOUR, BYMINUTE or, for WEEKLY, BYDAY, the cloud takes the missing part from the time at which the policy was created. Add it.",
    fields: fieldsOf("rule-anchor"),
  },
  "rule-weekly": {
    severity: "warning",
    summary: "A rule with FREQ=WEEKLY has no INTERVAL above 1.",
    help: "INTERVAL is documented for DAILY alone, 1 to 30 days. The cloud may ignore it and run every week. Write FREQ=DAILY with INTERVAL=14, for example, or leave INTERVAL out.",
    fields: fieldsOf("rule-weekly"),
  },
  "destination-region": {
    severity: "error",
    summary: "The destination region is not the region of the stack.",
    help: "A copy in the same region would be lost together with the original. Name another region.",
    fields: fieldsOf("destination-region"),
  },
  "destination-vault": {
    severity: "error",
    summary: "The destination vault is not the vault itself.",
    help: "Copies go to a vault in another region, which has an ID of its own. Give that one.",
    fields: fieldsOf("destination-vault"),
  },
  "replication-early": {
    severity: "warning",
    summary: "Copies of a vault start an hour or more after its backups.",
    help: "A copy is made of backups that are complete. One that starts in the minute of the backup, or soon after it, copies the backup before it, or fails. Start it later: an hour is enough for most vaults.",
    fields: fieldsOf("replication-early"),
  },
  "id-form": {
    severity: "warning",
    summary: "IDs of projects and vaults are UUIDs or 32 hexadecimal digits, and regions look like eu-west-101.",
    help: "The cloud refuses an ID that it cannot have made. Copy it from the console; a name is not an ID. Simulated projects may have any IDs.",
    fields: ["spec.region", "spec.project_id", ...fieldsOf("id-form")],
  },
  "switch-duplicate": {
    severity: "error",
    summary: "A stack has at most one policy of a kind that a project has once.",
    help: "Two documents would contradict each other, or say the same twice. Remove one of them.",
    fields: ["metadata.name"],
    kinds: SINGLETONS,
  },
  "cloud-unsupported": {
    severity: "error",
    summary: "The stack's cloud offers the kind and the field.",
    help: "The description of a kind or field says where it is not offered: `holdfast explain KIND.field`. Remove it from this stack.",
    fields: fieldsOf("cloud-unsupported"),
  },
  "retention-forever": {
    severity: "warning",
    summary: "Nothing limits how long backups are kept.",
    help: "Backups that are never deleted cost more every day. Set retention_duration_days or max_backups, or silence this if it is intended.",
    fields: fieldsOf("retention-forever"),
  },
  "schedule-dst": {
    severity: "note",
    summary: "The time zone has daylight saving, so runs move in local time.",
    help: "Rules are in UTC and do not move. The schedule uses one offset all year; the message shows when runs move, and by how much. It is reported once a stack. Where a run moves to another day of the week, it is a warning. Write daylight_saving: follow to keep the local times, choose times at which that does no harm, or give a fixed offset such as UTC+01:00.",
    fields: fieldsOf("schedule-dst"),
  },
  "until-past": {
    severity: "warning",
    summary: "The switch should have been closed at the time in until.",
    help: "Write action: close, or set a later until.",
    fields: fieldsOf("until-past"),
  },
  quota: {
    severity: "warning",
    summary: "A stack has no more policies of a kind than a project has room for.",
    help: "The message has the default quota of a project; the cloud refuses more. Put several vaults on one policy, or have the quota raised.",
    fields: ["kind"],
    kinds: LIMITED,
  },
  "vault-duplicate": {
    severity: "error",
    summary: "A vault is named by one policy of a kind, in all stacks that are read together.",
    help: "A vault has at most one backup policy and one replication policy: whichever was bound last would win. Name the vault in one of them.",
    fields: fieldsOf("vault-duplicate"),
  },
  "vault-missing": {
    severity: "error",
    summary: "A vault that a policy names must exist.",
    help: "A plan looks names up in the project of the stack, and for copies in the destination project. Correct the name, or make the vault first. Until then the policy is left as it is.",
    fields: fieldsOf("vault-missing"),
  },
  "vault-ambiguous": {
    severity: "error",
    summary: "The name of a vault must be that of one vault.",
    help: "Names of vaults are not unique. Give the id of the one that is meant, or rename the others. Until then the policy is left as it is.",
    fields: fieldsOf("vault-ambiguous"),
  },
  "vault-type": {
    severity: "error",
    summary: "A vault must be of a type that can have the policy.",
    help: "Backup policies are for vaults that keep backups. Replication policies are for such vaults too, except those of disks, whose backups cannot be copied; their copies go to vaults that keep copies. Until then the policy is left as it is.",
    fields: fieldsOf("vault-type"),
  },
  "vaults-none": {
    severity: "warning",
    summary: "The list of vaults is empty, so the policy protects nothing.",
    help: "Name the vaults, or remove the field: then Holdfast leaves vault bindings alone.",
    fields: fieldsOf("vaults-none"),
  },
  waiver: {
    severity: "error",
    summary: "A waiver ends on a day that there is, at most 400 days ahead.",
    help: "An exception without an end is forgotten. Give a day within 400 days; when it comes, look whether the reason still holds.",
    fields: ["spec.unprotected_ok[].until"],
    kinds: ["Stack"],
  },
  "waiver-end": {
    severity: "warning",
    summary: "A waiver ended, or ends within 30 days.",
    help: "After its last day it counts as absent. Protect what it excused and remove it, or give a later day after another look.",
    fields: ["spec.unprotected_ok[].until"],
    kinds: ["Stack"],
  },
  "state-local": {
    severity: "warning",
    summary: "The state is in a file, and this runs in CI against a real cloud.",
    help: "The file is lost with the runner, and with it the record of which policies are managed. Keep the state in git or PostgreSQL.",
    fields: ["spec.state", "spec.state.file"],
    kinds: ["Stack"],
  },
  "environment-open": {
    severity: "warning",
    summary: "The environment that an apply runs in has no protection rules.",
    help: "GitHub creates an environment without rules for the first job that names it. Any branch can then use its secrets and log in as it, without an approval. Allow only the default branch to deploy to it, and require reviewers.",
    fields: [],
  },
  "ignore-reasonless": {
    severity: "warning",
    summary: "A comment that silences a code gives a reason.",
    help: "Write the reason after the code: # holdfast-ignore: vaults-none the vaults come next week.",
    fields: [],
  },
  "ignore-useless": {
    severity: "warning",
    summary: "A comment that silences a code has something to silence.",
    help: "It would hide the next problem with this code. Remove the comment, or move it to the line that it is for.",
    fields: [],
  },
  "rename-unknown": {
    severity: "error",
    summary: "The old name of a policy, in renamed_from, must be recorded, or its new name.",
    help: "With `renamed_from`, a change of the name is an update. A mistyped old name would make it a deletion and a creation, so neither is done: no policy of that kind is deleted while there is such a document. Correct the name, or remove `renamed_from` from a policy that is new in this stack. Where nothing is recorded yet, it is ignored.",
    fields: ["metadata.renamed_from"],
    kinds: NAMED,
  },
  "rename-missing": {
    severity: "warning",
    summary: "A policy is deleted, and an equal one is created under another name.",
    help: "A plan creates a policy and deletes one that is equal but for its name. With `renamed_from: OLD` in the metadata of the new document it is the same policy, and an update. If two policies are meant, nothing is wrong.",
    fields: ["metadata.renamed_from"],
    kinds: NAMED,
  },
  "live-ambiguous": {
    severity: "error",
    summary: "At most one live policy of a name can be taken over.",
    help: "Names are not unique in the cloud, and only you know which one is meant. Import the right one by its id (`holdfast import ADDRESS ID`), or rename the others.",
    fields: ["metadata.name"],
    kinds: NAMED,
  },
  "live-twin": {
    severity: "warning",
    summary: "The cloud has a second policy, equal to one of ours in everything but the id.",
    help: "Both run, and both are billed. A request that was delivered twice leaves such a pair, and so does a person with two tabs. Ours is the recorded one; delete the other in the console.",
    fields: ["metadata.name"],
    kinds: NAMED,
  },
  drift: {
    severity: "warning",
    summary: "The cloud no longer has what was applied last.",
    help: "Another user or tool changed it, for example in the console. Apply to put it back, or write the new value into the file to keep it.",
    fields: [],
  },
  "stack-changed": {
    severity: "warning",
    summary: "A change of stack.yaml is reviewed like a change of a policy.",
    help: "It decides which hazards are allowed, where requests go, and where the state is kept. Compare it with what was there before.",
    fields: [],
  },
  "deletes-many": {
    severity: "warning",
    summary: "A plan deletes more than one policy, and more than 30 % of what we own.",
    help: "That is what a lost folder or a wrong branch looks like. Allow it by name if it is intended: `--allow-hazards deletes-many`.",
    fields: [],
  },
  "unprotects-vaults": {
    severity: "warning",
    summary: "A vault would no longer have a policy of this kind.",
    help: "What is in it is then no longer backed up, or no longer copied. Name the vault in another policy, or allow it by name: `--allow-hazards unprotects-vaults`.",
    fields: fieldsOf("unprotects-vaults"),
  },
  "stops-backups": {
    severity: "warning",
    summary: "A policy would be disabled, or run less often.",
    help: "The message has the runs a week and the longest gap, before and after. Allow it by name if it is intended: `--allow-hazards stops-backups`.",
    fields: fieldsOf("stops-backups"),
  },
  "shortens-retention": {
    severity: "warning",
    summary: "Restore points would be kept for a shorter time, or fewer of them.",
    help: "What happens to existing restore points depends on the old rule, and the message says it. From days to fewer days they keep the expiry they were made with. A number that is lowered, a counter that is lowered or removed, and a change to a number delete those beyond it when the next backup is made, and nothing brings them back; manual backups stay. From a number to days they are no longer deleted automatically. Allow it by name if it is intended: `--allow-hazards shortens-retention`.",
    fields: fieldsOf("shortens-retention"),
  },
  "opens-download": {
    severity: "warning",
    summary: "Database backups could be downloaded from the Internet.",
    help: "Allow it by name if it is intended, and let it end by itself: `until`. `--allow-hazards opens-download`.",
    fields: fieldsOf("opens-download"),
  },
  "takes-over": {
    severity: "warning",
    summary:
      "A policy that was not made here, or is not the one recorded, would be changed or deleted, or would lose a vault.",
    help: "Another user may still rely on it. A policy whose name differs from its record was renamed in the cloud, or the state was changed. Allow it by name if it is intended: `--allow-hazards takes-over`.",
    fields: ["metadata.name", ...fieldsOf("takes-over")],
  },
  unprotects: {
    severity: "warning",
    summary: "A protected policy would lose its protection.",
    help: "From then on it is deleted when its document goes. Allow it by name if it is intended: `--allow-hazards unprotects`. Removing `protected` from a document changes nothing.",
    fields: ["metadata.protected"],
  },
  "deletes-changed": {
    severity: "warning",
    summary: "A policy that differs from its record would be deleted.",
    help: "It was changed in the cloud, perhaps by a user who needs it. Only this change is refused; the rest of the stack is applied. Check what it is now, and allow it by name if it is intended: `--allow-hazards deletes-changed`.",
    fields: [],
  },
  "moves-state": {
    severity: "warning",
    summary: "The state of a stack would be kept elsewhere, without a migration.",
    help: "The new place has no record of the managed policies. Move the state first, with `holdfast state migrate`, or allow it by name if it is intended: `--allow-hazards moves-state`.",
    fields: ["spec.state"],
    kinds: ["Stack"],
  },
  protected: {
    severity: "warning",
    summary: "A protected policy would be deleted.",
    help: "No flag allows it. Put its document back with `protected: false`, apply with `--allow-hazards unprotects`, and then remove it.",
    fields: ["metadata.protected"],
  },
} as const satisfies Readonly<Record<string, Rule>> & Readonly<Record<HazardCode, Rule>>;

/**
 * @param problem its code may be one that this version does not know, if it was read from a saved plan: that counts as an
 * error
 */
export const severityOf = ({ code, severity }: { readonly code: string; readonly severity?: Severity }): Severity =>
  severity ?? (Object.hasOwn(rules, code) ? rules[code as ProblemCode].severity : "error");

/** The rules that are about a field, by code. @param path as `explain` writes it: `spec.vaults[].vault_id` */
export const rulesFor = (kind: string, path: string): [code: string, rule: Rule][] =>
  Object.entries<Rule>(rules).filter(
    ([, { fields, kinds }]) => fields.includes(path) && (kinds?.includes(kind) ?? true),
  );
