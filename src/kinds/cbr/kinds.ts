/**
 * Backup and replication policies of Cloud Backup and Recovery.
 * API reference: https://support.huaweicloud.com/intl/en-us/api-cbr/cbr_04_0009.html
 */
import type { Cloud, ReadableCloud } from "../../cloud/cloud.ts";
import { type Binding, type Json, type KindName, type Live, membersOf, type Spec, vaultsOf } from "../../policy.ts";
import { Failure, isFailure } from "../../problem.ts";
import type { Finding, Kind, Meaning, Service, Surroundings } from "../kind.ts";
import { hazardsBetween } from "./hazards.ts";
import { COUNTERS, isSet } from "./retention.ts";
import { canonicalRule, sentRule } from "./rule.ts";
import { checkOffset, checkTimes, compiled, patternOf, scheduleInWords } from "./schedule.ts";

/** Not offered by Open Telekom Cloud: its API reference does not have them. */
const HUAWEI_ONLY = ["huaweicloud", "simulator"] as const;

export const backupPolicy: Kind = {
  ...policyKind("BackupPolicy", "backup"),
  fieldClouds: { "/operation_definition/full_backup_interval": HUAWEI_ONLY },
  unreadable: [],
};

export const replicationPolicy: Kind = {
  ...policyKind("ReplicationPolicy", "replication"),
  fieldClouds: { "/operation_definition/enable_acceleration": HUAWEI_ONLY },
  unreadable: ["/operation_definition/enable_acceleration"],
};

function policyKind(name: KindName, operationType: "backup" | "replication") {
  return {
    name,
    apiVersion: "cbr/v3",
    service: "cbr",
    singleton: false,
    clouds: ["huaweicloud", "otc", "simulator"],
    claimable: ["/vaults"],
    saidBy: { "/trigger": "/schedule" },
    check: checkSpec,
    desired: desiredOf,
    inWords: scheduleInWords,
    meaning: meaningOf,
    hazards: hazardsBetween,
    async create(cloud: Cloud, policyName: string, spec: Spec) {
      const { body } = await cloud.post("cbr", "/policies", { policy: sent(policyName, spec, operationType) });
      return readPolicy((body as { policy?: unknown } | undefined)?.policy).id;
    },
    async update(cloud: Cloud, id: string, policyName: string, spec: Spec) {
      await cloud.put("cbr", `/policies/${encodeURIComponent(id)}`, { policy: sent(policyName, spec) });
    },
    async remove(cloud: Cloud, id: string) {
      try {
        await cloud.delete("cbr", `/policies/${encodeURIComponent(id)}`);
      } catch (error) {
        if (!isFailure(error, "cloud-not-found")) throw error;
      }
    },
    async bind(cloud: Cloud, id: string, { vault_id, destination_vault_id }: Binding) {
      const body = { policy_id: id, ...(destination_vault_id !== undefined && { destination_vault_id }) };
      await cloud.post("cbr", `${vaultPath(vault_id)}/associatepolicy`, body, { idempotent: true });
    },
    async unbind(cloud: Cloud, id: string, vaultId: string) {
      try {
        await cloud.post("cbr", `${vaultPath(vaultId)}/dissociatepolicy`, { policy_id: id }, { idempotent: true });
      } catch (error) {
        // The vault, the policy or the bond between them is gone.
        if (!isFailure(error, "cloud-not-found")) throw error;
      }
    },
  } as const;
}

const vaultPath = (id: string): string => `/vaults/${encodeURIComponent(id)}`;

/** Defaults are sent, recorded and shown: what a policy does must not depend on who reads it. */
function desiredOf({ enabled = true, ...spec }: Spec, now: Date): Spec {
  const times = spec.schedule === undefined ? undefined : compiled(spec.schedule, now);
  const pattern = times?.pattern ?? patternOf(spec).map(sentRule);
  const definition = membersOf(spec.operation_definition);
  const timezone = definition.timezone ?? times?.offset;
  const fields = Object.entries(spec).map(([field, value]): [string, Json] => {
    if (field === "operation_definition") return [field, { ...definition, ...(timezone && { timezone }) }];
    return field === "schedule" || field === "trigger" ? ["trigger", { properties: { pattern } }] : [field, value];
  });
  return { enabled, ...Object.fromEntries(fields) };
}

/**
 * The body of a create, and without `operationType` that of an update. `operation_definition` is always complete: the
 * API replaces it as a block.
 */
function sent(name: string, spec: Spec, operationType?: string) {
  const definition = membersOf(spec.operation_definition);
  return {
    enabled: spec.enabled,
    name,
    operation_definition: Object.fromEntries(
      Object.entries(definition).filter(
        // Without a timezone even a zero counter is refused (opentelekomcloud/terraform-provider-opentelekomcloud#881).
        ([field, value]) => !(isCounter(field) && value === 0 && definition.timezone === undefined),
      ),
    ),
    ...(operationType && { operation_type: operationType }),
    trigger: { properties: { pattern: patternOf(spec) } },
  };
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
  set("destination_project_id", definition.destination_project_id);
  if (definition.enable_acceleration === true) set("enable_acceleration", true);
  meaning["/trigger/properties/pattern"] = [...new Set(patternOf(spec).map(canonicalRule))].sort();
  if (spec.vaults !== undefined) meaning["/vaults"] = inOneOrder(vaultsOf(spec) ?? []);
  return meaning;
}

const inOneOrder = (bindings: readonly Binding[]): Json[] =>
  bindings
    .map(({ vault_id, destination_vault_id: other }) => (other === undefined ? [vault_id] : [vault_id, other]))
    .sort((a, b) => (a.join() < b.join() ? -1 : 1));

const isCounter = (field: string): boolean => (COUNTERS as readonly string[]).includes(field);

function checkSpec(spec: unknown, { now, region }: Surroundings): Finding[] {
  const members = membersOf(spec);
  const definition = membersOf(members.operation_definition);
  return [
    ...checkExclusive(members),
    ...checkTimes(members, now),
    ...checkOffset(definition),
    ...checkRetention(definition, members),
    ...checkDestination(definition, region),
    ...checkVaults(members),
  ];
}

function checkExclusive(spec: Record<string, Json>): Finding[] {
  if ((spec.trigger === undefined) !== (spec.schedule === undefined)) return [];
  const message =
    spec.trigger === undefined ? "there is no trigger and no schedule" : "trigger and schedule exclude each other";
  return [
    {
      severity: "error",
      code: "schedule-exclusive",
      message,
      hint: "give exactly one: trigger (rules in UTC) or schedule (local time)",
      place: { path: [], part: "key" },
    },
  ];
}

function checkRetention(definition: Record<string, Json>, spec: Record<string, Json>): Finding[] {
  const findings: Finding[] = [];
  const counters = COUNTERS.filter((counter) => isSet(definition[counter]));
  const others = [...(isSet(definition.max_backups) ? ["max_backups"] : []), ...counters];
  if (isSet(definition.retention_duration_days) && others.length > 0) {
    findings.push({
      severity: "error",
      code: "retention-exclusive",
      message: `retention_duration_days excludes ${others.join(", ")}`,
      hint: "keep one of the two ways to say how long; -1, or 0 for a counter, says not set",
      place: { path: ["operation_definition", "retention_duration_days"], part: "key" },
    });
  }
  const [first] = counters;
  if (first && definition.timezone === undefined && membersOf(spec.schedule).timezone === undefined) {
    findings.push({
      severity: "error",
      code: "timezone-required",
      message: `${counters.join(", ")} ${counters.length === 1 ? "needs" : "need"} a timezone`,
      hint: "add timezone to operation_definition, for example UTC+08:00",
      place: { path: ["operation_definition", first], part: "key" },
    });
  }
  const limited = isSet(definition.retention_duration_days) || isSet(definition.max_backups);
  if (!limited && spec.operation_definition !== undefined) {
    findings.push({
      severity: "warning",
      code: "retention-forever",
      message: "nothing limits how long backups are kept",
      hint: "set retention_duration_days or max_backups, unless they are to be kept, and paid for, forever",
      place: { path: ["operation_definition"], part: "key" },
    });
  }
  return findings;
}

function checkDestination({ destination_region }: Record<string, Json>, region: string | undefined): Finding[] {
  if (region === undefined || destination_region !== region) return [];
  return [
    {
      severity: "error",
      code: "destination-region",
      message: `${region} is the stack's own region`,
      hint: "name another region: a copy in the same one is lost with it",
      place: { path: ["operation_definition", "destination_region"], part: "value" },
    },
  ];
}

function checkVaults({ vaults }: Record<string, Json>): Finding[] {
  if (!Array.isArray(vaults) || vaults.length > 0) return [];
  return [
    {
      severity: "warning",
      code: "vaults-none",
      message: "no vault uses this policy, so it protects nothing",
      hint: "name vaults, or take the field away: then which vaults use the policy is not our business",
      place: { path: ["vaults"], part: "key" },
    },
  ];
}

/** What a page of a list holds that does not say it. */
const PAGE = 1000;

/** Beyond, a list is taken for one that never ends. */
const MOST_PAGES = 20;

/** https://support.huaweicloud.com/intl/en-us/api-cbr/cbr_04_0007.html (list), cbr_04_0008.html (one) */
export const cbr: Service = {
  name: "cbr",
  async list(cloud: ReadableCloud) {
    // By id: a page that moves while it is read has a policy twice.
    const found = new Map<string, Live>();
    for (let page = 0, offset = 0; page < MOST_PAGES; page += 1) {
      const { body } = await cloud.get("cbr", page === 0 ? "/policies" : `/policies?offset=${offset}`);
      const { policies, limit } = (body ?? {}) as { policies?: unknown; limit?: unknown };
      if (!Array.isArray(policies)) throw unexpected("a list of policies without `policies`");
      const before = found.size;
      for (const policy of policies.map(readPolicy)) found.set(policy.id, policy);
      // Not until `count` is reached: the reference's own example counts ten and has one. A cloud may also ignore the offset, which its
      // reference does not name, or refuse it; so it is only asked for where a page is full. A project has 64 policies at most.
      const isFull = policies.length >= (typeof limit === "number" ? limit : PAGE);
      if (!isFull || found.size === before) return [...found.values()];
      offset += policies.length;
    }
    throw unexpected("a list of policies that does not end");
  },
  async find(cloud: ReadableCloud, id: string) {
    try {
      const { body } = await cloud.get("cbr", `/policies/${encodeURIComponent(id)}`);
      return readPolicy((body as { policy?: unknown } | undefined)?.policy);
    } catch (error) {
      if (isFailure(error, "cloud-not-found")) return undefined;
      throw error;
    }
  },
};

function readPolicy(policy: unknown): Live {
  const { id, name, enabled, operation_type, operation_definition, trigger, policy_type, associated_vaults } =
    membersOf(policy);
  const kind = operation_type === "replication" ? "ReplicationPolicy" : "BackupPolicy";
  if (typeof id !== "string" || id === "" || typeof name !== "string") {
    throw unexpected("a policy without id or name");
  }
  // The API adds who made it; that is not part of what a policy asks for.
  const { created_by: _, ...definition } = membersOf(operation_definition);
  return {
    id,
    kind,
    name,
    spec: {
      enabled: enabled ?? true,
      operation_definition: definition,
      trigger: { properties: { pattern: patternOf({ trigger: trigger ?? null }) } },
      vaults: (Array.isArray(associated_vaults) ? associated_vaults : []).map(readBinding),
    },
    custom: policy_type === undefined || policy_type === "custom_policy",
  };
}

/** A policy that copies nothing says `destination_vault_id: null`. */
function readBinding(binding: Json): { [field: string]: Json } {
  const { vault_id, destination_vault_id } = membersOf(binding);
  if (typeof vault_id !== "string") throw unexpected("a policy with a vault without vault_id");
  return { vault_id, ...(typeof destination_vault_id === "string" && { destination_vault_id }) };
}

const unexpected = (what: string): Failure =>
  new Failure("cloud-unexpected", `the cloud answered with ${what}`, {
    hint: "check that `endpoints.cbr` is the address of CBR",
  });
