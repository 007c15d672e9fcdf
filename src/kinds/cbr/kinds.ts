/** What backup and replication policies of Cloud Backup and Recovery mean. Pure. */
import { kindFacts } from "../../generated/facts.ts";
import { hasIdForm, hasRegionForm } from "../../model/form.ts";
import type { Place } from "../../model/place.ts";
import { type Binding, isMapping, type Json, membersOf, type Spec, vaultsOf } from "../../model/policy.ts";
import { type Finding, quoted } from "../../model/problem.ts";
import type { Meaning, Service, Surroundings } from "../kind.ts";
import type { Elsewhere } from "../protection.ts";
import { promiseOf } from "./effect.ts";
import { backupExample, replicationExample } from "./examples.ts";
import { hazardsBetween } from "./hazards.ts";
import { lowered, withLowerIds } from "./ids.ts";
import { COUNTERS, isSet } from "./retention.ts";
import { sentRule } from "./rule.ts";
import { canonicalRules } from "./runs.ts";
import {
  checkOffset,
  checkTimes,
  checkUnusedZone,
  compiled,
  inLocalTime,
  patternOf,
  runsOf,
  scheduleInWords,
} from "./schedule.ts";

const meaning = {
  desired: desiredOf,
  meaning: meaningOf,
  hazards: hazardsBetween,
  runs: runsOf,
  inWords(changed: readonly string[], written: Spec) {
    // Rules are UTC; a document in local time is shown in local time beside them.
    const words = changed.includes("/trigger/properties/pattern")
      ? (scheduleInWords(written) ?? inLocalTime(written))
      : undefined;
    return words && `runs at ${words}`;
  },
};

export const kinds: Service<"cbr">["kinds"] = {
  BackupPolicy: {
    ...kindFacts.BackupPolicy,
    ...meaning,
    check: (spec, around) => checkSpec(spec, around, ["vault"]),
    example: backupExample,
    protects: { by: "backups", promise: promiseOf },
  },
  ReplicationPolicy: {
    ...kindFacts.ReplicationPolicy,
    ...meaning,
    check: (spec, around) => checkSpec(spec, around, ["vault", "destination_vault"]),
    example: replicationExample,
    protects: { by: "copies", promise: promiseOf, destination: destinationOf },
  },
};

/** Defaults are sent, recorded and shown: what a policy does must not depend on who reads it. */
function desiredOf({ enabled = true, ...spec }: Spec, now: Date): Spec {
  const times = spec.schedule === undefined ? undefined : compiled(spec.schedule, now);
  const pattern = times?.pattern ?? patternOf(spec).map(sentRule);
  const definition = membersOf(spec.operation_definition);
  const timezone = definition.timezone ?? times?.offset;
  const fields = Object.entries(spec).map(([field, value]): [string, Json] => {
    if (field === "operation_definition")
      return [field, { ...withLowerIds(definition), ...(timezone && { timezone }) }];
    if (field === "vaults" && Array.isArray(value)) return [field, value.map(withLowerIds)];
    return field === "schedule" || field === "trigger" ? ["trigger", { properties: { pattern } }] : [field, value];
  });
  return { enabled, ...Object.fromEntries(fields) };
}

/** What the API returns, unset values included, is compared here with what a person wrote. */
function meaningOf(spec: Spec): Meaning {
  const definition = membersOf(spec.operation_definition);
  const meaning: Record<string, Json> = { "/enabled": spec.enabled ?? true };
  const set = (field: string, value: Json | undefined) => {
    if (value !== undefined && value !== null) meaning[`/operation_definition/${field}`] = value;
  };
  for (const field of ["retention_duration_days", "max_backups", ...COUNTERS]) {
    if (isSet(definition[field])) set(field, definition[field]);
  }
  // Anchors the counters and does nothing else: schedules are UTC.
  if (COUNTERS.some((counter) => isSet(definition[counter]))) set("timezone", definition.timezone);
  // 0 is a value of its own: every backup is a full one.
  if (definition.full_backup_interval !== -1) set("full_backup_interval", definition.full_backup_interval);
  set("destination_region", definition.destination_region);
  set("destination_project_id", lowered(definition.destination_project_id));
  if (definition.enable_acceleration === true) set("enable_acceleration", true);
  if (definition.cross_account_urn !== "") set("cross_account_urn", definition.cross_account_urn);
  meaning["/trigger/properties/pattern"] = canonicalRules(patternOf(spec));
  if (spec.vaults !== undefined)
    meaning["/vaults"] = inOneOrder(
      (vaultsOf(spec) ?? []).map((binding) => withLowerIds({ ...binding }) as unknown as Binding),
    );
  return meaning;
}

const inOneOrder = (bindings: readonly Binding[]): Json[] =>
  bindings
    .map(({ vault_id, destination_vault_id: other }) => (other === undefined ? [vault_id] : [vault_id, other]))
    .sort((a, b) => (a.join() < b.join() ? -1 : 1));

function checkSpec(spec: unknown, { now, region, cloud }: Surroundings, sides: readonly string[]): Finding[] {
  const members = membersOf(spec);
  const definition = membersOf(members.operation_definition);
  return [
    ...checkExclusive(members),
    ...checkTimes(members, now),
    ...checkOffset(definition),
    ...checkUnusedZone(members),
    ...checkRetention(definition, members),
    ...checkDestination(definition, region),
    ...checkVaults(members, sides),
    // A simulated project may have any names.
    ...(cloud === undefined || cloud === "simulator" ? [] : checkForms(definition, members)),
  ];
}

function checkExclusive(spec: Record<string, Json>): Finding[] {
  if ((spec.trigger === undefined) !== (spec.schedule === undefined)) return [];
  const message =
    spec.trigger === undefined ? "there is no trigger and no schedule" : "trigger and schedule exclude each other";
  return [
    {
      code: "schedule-exclusive",
      message,
      hint: "give exactly one: trigger (rules in UTC) or schedule (local time)",
      place: { path: "", part: "key" },
    },
  ];
}

function checkRetention(definition: Record<string, Json>, spec: Record<string, Json>): Finding[] {
  const findings: Finding[] = [];
  const counters = COUNTERS.filter((counter) => isSet(definition[counter]));
  const others = [...(isSet(definition.max_backups) ? ["max_backups"] : []), ...counters];
  if (isSet(definition.retention_duration_days) && others.length > 0) {
    findings.push({
      code: "retention-exclusive",
      message: `retention_duration_days excludes ${others.join(", ")}`,
      hint: "keep one of the two; -1, or 0 for a counter, means not set",
      place: { path: "/operation_definition/retention_duration_days", part: "key" },
    });
  }
  const [first] = counters;
  if (first && definition.timezone === undefined && membersOf(spec.schedule).timezone === undefined) {
    findings.push({
      code: "timezone-required",
      message: `${counters.join(", ")} ${counters.length === 1 ? "needs" : "need"} a timezone`,
      hint: "add timezone to operation_definition, for example UTC+08:00",
      place: { path: `/operation_definition/${first}`, part: "key" },
    });
  }
  const limited = isSet(definition.retention_duration_days) || isSet(definition.max_backups);
  if (!limited && spec.operation_definition !== undefined) {
    findings.push({
      code: "retention-forever",
      message: "nothing limits how long backups are kept",
      hint: "set retention_duration_days or max_backups, unless they must be kept, and paid for, forever",
      place: { path: "/operation_definition", part: "key" },
    });
  }
  return findings;
}

function destinationOf(spec: Spec): Elsewhere | undefined {
  const { destination_region: region, destination_project_id: projectId } = membersOf(spec.operation_definition);
  return typeof region === "string" && typeof projectId === "string" ? { region, projectId } : undefined;
}

function checkDestination({ destination_region }: Record<string, Json>, region: string | undefined): Finding[] {
  const isSame = typeof destination_region === "string" && destination_region.toLowerCase() === region?.toLowerCase();
  if (!isSame) return [];
  return [
    {
      code: "destination-region",
      message: `${region} is the stack's own region`,
      hint: "name another region: a copy in the same one is lost with it",
      place: { path: "/operation_definition/destination_region", part: "value" },
    },
  ];
}

/** A vault has a name and an id, and a document gives one of them. */
function checkVaults({ vaults }: Record<string, Json>, sides: readonly string[]): Finding[] {
  if (!Array.isArray(vaults)) return [];
  const findings = vaults.flatMap((binding, index) =>
    sides.flatMap((name): Finding[] => {
      if (!isMapping(binding)) return [];
      const count = [name, `${name}_id`].filter((field) => field in binding).length;
      if (count === 1) return [];
      return [
        {
          code: "schema",
          message: count === 0 ? `${name} is missing` : `${name} and ${name}_id exclude each other`,
          hint: `give ${name} (its name) or ${name}_id (its id)`,
          place: { path: `/vaults/${index}`, part: count === 0 ? "value" : "key" },
        },
      ];
    }),
  );
  if (vaults.length > 0) return [...findings, ...vaults.flatMap(checkBinding)];
  return [
    {
      code: "vaults-none",
      message: "no vault uses this policy, so it protects nothing",
      hint: "name vaults, or remove the field: then Holdfast leaves vault bindings alone",
      place: { path: "/vaults", part: "key" },
    },
  ];
}

/** An ID is that of one vault in one region. */
function checkBinding(binding: Json, index: number): Finding[] {
  const { vault_id, destination_vault_id } = membersOf(withLowerIds(binding));
  if (destination_vault_id === undefined || destination_vault_id !== vault_id) return [];
  return [
    {
      code: "destination-vault",
      message: "this is the vault itself, and copies go to a vault in another region",
      hint: "give the ID of the vault in the destination region",
      place: { path: `/vaults/${index}/destination_vault_id`, part: "value" },
    },
  ];
}

/** What the cloud would refuse, as far as its reference says: only a warning, because the cloud decides. */
function checkForms(definition: Record<string, Json>, { vaults }: Record<string, Json>): Finding[] {
  const ids = [
    ["/operation_definition/destination_project_id", definition.destination_project_id],
    ...(Array.isArray(vaults) ? vaults : []).flatMap((binding, index) =>
      ["vault_id", "destination_vault_id"].map((field) => [`/vaults/${index}/${field}`, membersOf(binding)[field]]),
    ),
  ] as const;
  const { destination_region: region } = definition;
  const notId = (value: Json | undefined) => typeof value === "string" && value !== "" && !hasIdForm(value);
  return [
    ...ids
      .filter(([, value]) => notId(value))
      .map(([path, value]) =>
        form(`${quoted(String(value))} is not an ID`, ID_HINT, { path: String(path), part: "value" }),
      ),
    ...(typeof region === "string" && region !== "" && !hasRegionForm(region)
      ? [
          form(`${quoted(region)} does not look like a region`, "give the ID of a region, like eu-west-101", {
            path: "/operation_definition/destination_region",
            part: "value",
          }),
        ]
      : []),
  ];
}

const ID_HINT = "copy the ID from the console: 32 hexadecimal digits, or a UUID";
const form = (message: string, hint: string, place: Place): Finding => ({ code: "id-form", message, hint, place });
