/**
 * CBR backup and replication policies.
 * Reference: https://support.huaweicloud.com/intl/en-us/api-cbr/CreatePolicy.html and its neighbours.
 */
import { randomUUID } from "node:crypto";
import { wrongInBody } from "./bodies.ts";
import { type Call, isUuid, type Operation, type Reply } from "./call.ts";
import { backupService, invalid } from "./errors.ts";
import { pageOf } from "./lists.ts";
import type { Personality } from "./personality.ts";
import { newTrigger } from "./project.ts";
import { partsOf, wrongInRules } from "./rules.ts";
import type { OperationType, Project, StoredPolicy } from "./stored.ts";

/**
 * Per operation type and project.
 * https://docs.otc.t-systems.com/cloud-backup-recovery/umn/service_overview/constraints.html
 */
const QUOTA = 32;

/** What the API calls PolicyCreate and PolicyUpdate, once the contract has been checked. */
interface PolicyBody {
  readonly name: string;
  readonly enabled?: boolean;
  readonly operation_type: OperationType;
  readonly operation_definition: Definition;
  readonly trigger: { readonly properties: { readonly pattern: readonly string[] } };
}

type Definition = Readonly<Record<string, unknown>>;

/** 200, not 201. Names may repeat, and a repeated request makes a second policy. */
export const createPolicy: Operation = (call) => {
  const { project, personality } = call;
  const wrong = wrongInPolicy("CreatePolicy", call);
  if (wrong) throw invalid(wrong);
  const { policy: wanted } = call.body as { policy: PolicyBody };
  refuseDefinition(wanted.operation_definition, wanted.operation_type, personality);
  refuseRules(wanted.trigger.properties.pattern, personality);
  const ofThisType = [...project.policies.values()].filter(
    (policy) => policy.operation_type === wanted.operation_type && isCustom(policy),
  );
  if (ofThisType.length >= QUOTA) {
    throw backupService(400, "6001", "The maximum number of this type of policies has been reached.");
  }

  const policy: StoredPolicy = {
    id: randomUUID(),
    name: wanted.name,
    enabled: wanted.enabled ?? true,
    operation_type: wanted.operation_type,
    operation_definition: wanted.operation_definition,
    trigger: newTrigger(wanted.trigger.properties.pattern, call.now),
    associated_vaults: [],
    policy_type: "custom_policy",
  };
  project.policies.set(policy.id, policy);
  if (call.lag) project.hidden.set(policy.id, call.lag);
  return shown(policy, call);
};

export const listPolicies: Operation = (call) => {
  const { project, query, real } = call;
  const type = query.get("operation_type");
  const vault = query.get("vault_id");
  if (type !== null && type !== "backup" && type !== "replication") throw invalid("Invalid operation_type provided.");
  if (vault !== null && !isUuid(vault)) throw invalid("Invalid vault_id provided.");
  const hidden = hiddenNow(project, real);
  const wanted = [...project.policies.values()]
    .map((policy) => asRead(policy, call))
    .filter(
      (policy) =>
        !hidden.has(policy.id) &&
        (type === null || policy.operation_type === type) &&
        (vault === null || policy.associated_vaults.some(({ vault_id }) => vault_id === vault)),
    );
  const { items, numbers } = pageOf(wanted, call);
  return { status: 200, body: { policies: items.map((policy) => asShown(policy, call.personality)), ...numbers } };
};

export const showPolicy: Operation = (call) => shown(asRead(policyOf(call), call), call);

/** With the vaults of a while ago, where those are still shown. */
function asRead(policy: StoredPolicy, { project, personality, real }: Call): StoredPolicy {
  const stale = project.stale.get(policy.id);
  if (!stale) return policy;
  if (real >= stale.until) {
    project.stale.delete(policy.id);
    return policy;
  }
  stale.reads += 1;
  return personality.staleByTurns && stale.reads % 2 === 0 ? policy : { ...policy, associated_vaults: stale.vaults };
}

/** An absent member stays; a present one replaces the whole of the old one. The operation type cannot change. */
export const updatePolicy: Operation = (call) => {
  const policy = policyOf(call);
  const wrong = wrongInPolicy("UpdatePolicy", call);
  if (wrong) throw invalid(wrong);
  const { policy: wanted } = call.body as { policy: Partial<PolicyBody> };
  if (!isCustom(policy)) throw invalid("An organization policy cannot be modified.");
  const definition = wanted.operation_definition;
  const pattern = wanted.trigger?.properties.pattern;
  if (pattern) refuseRules(pattern, call.personality);
  if (definition) {
    refuseDefinition(definition, policy.operation_type, call.personality);
    const moved = definition.destination_region !== policy.operation_definition.destination_region;
    if (moved && policy.associated_vaults.length > 0) {
      throw backupService(
        400,
        "6003",
        "The destination region cannot be changed because the policy has been applied to a replication vault.",
      );
    }
  }

  if (wanted.name !== undefined) policy.name = wanted.name;
  if (wanted.enabled !== undefined) policy.enabled = wanted.enabled;
  if (definition) policy.operation_definition = definition;
  if (pattern) {
    // Rules change, the anchor of their intervals does not.
    policy.trigger = { ...policy.trigger, properties: { ...policy.trigger.properties, pattern } };
  }
  return shown(policy, call);
};

/** Backups made by the policy stay. */
export const deletePolicy: Operation = (call) => {
  const policy = policyOf(call);
  if (!isCustom(policy)) throw invalid("An organization policy cannot be deleted.");
  if (policy.associated_vaults.length > 0 && call.personality.deleteBound === "refuse") {
    // No published code says it; 9900 covers whatever has no code of its own.
    throw invalid("The policy is applied to vaults.");
  }
  call.project.policies.delete(policy.id);
  call.project.hidden.delete(policy.id);
  call.project.stale.delete(policy.id);
  return { status: 204 };
};

/** The service knows every member that a policy here already has, such as one that a person put into the data file. */
function wrongInPolicy(operation: "CreatePolicy" | "UpdatePolicy", { body, project, personality }: Call) {
  const isUsed = (member: string) =>
    [...project.policies.values()].some((policy) => member in policy.operation_definition);
  return wrongInBody(
    operation,
    body,
    (member, place) =>
      place === "/policy/operation_definition" &&
      // Only ever told.
      member !== "created_by" &&
      (personality.unknownMembers === "keep" || isUsed(member)),
  );
}

/** The policy in the path. */
function policyOf({ project, params }: Call): StoredPolicy {
  const id = params.policy_id!;
  if (!isUuid(id)) throw invalid("Invalid policy_id provided.");
  return knownPolicy(project, id);
}

export function knownPolicy(project: Project, id: string): StoredPolicy {
  const policy = project.policies.get(id);
  if (!policy) throw backupService(404, "6000", "The policy does not exist.");
  return policy;
}

const isCustom = ({ policy_type = "custom_policy" }: StoredPolicy): boolean => policy_type === "custom_policy";

const COUNTERS = ["day_backups", "week_backups", "month_backups", "year_backups"];
const DESTINATION = ["destination_region", "destination_project_id"];
const REPLICATION_ONLY = [...DESTINATION, "enable_acceleration", "cross_account_urn"];

/** Only positive values count as set: answers of the real service hold -1 and 0 beside a retention. */
function refuseDefinition(definition: Definition, type: OperationType, { strictTimezone }: Personality): void {
  const isSet = (name: string) => Number(definition[name] ?? 0) > 0;
  if (isSet("retention_duration_days") && ["max_backups", ...COUNTERS].some(isSet)) {
    throw invalid(
      "retention_duration_days cannot be applied together with max_backups, day_backups, week_backups, month_backups, or year_backups.",
    );
  }
  const counts = strictTimezone ? (name: string) => definition[name] !== undefined : isSet;
  if (COUNTERS.some(counts) && !definition.timezone) throw invalid("Invalid timezone provided.");
  if (type === "replication") {
    const missing = DESTINATION.find((name) => !definition[name]);
    if (missing) throw invalid(`Invalid ${missing} provided.`);
  } else {
    const alien = REPLICATION_ONLY.find((name) => name in definition);
    if (alien) throw invalid(`invalid key ${alien}`);
  }
}

function refuseRules(rules: readonly string[], { severalHours }: Personality): void {
  const wrong = wrongInRules(rules, severalHours === "accept");
  if (wrong) throw invalid(wrong);
}

/** Policies that this list leaves out; every list counts. */
function hiddenNow(project: Project, now: number): Set<string> {
  const ids = new Set<string>();
  for (const [id, hidden] of project.hidden) {
    const over = "until" in hidden ? now >= hidden.until : hidden.lists === 0;
    if (over) project.hidden.delete(id);
    else ids.add(id);
    if ("lists" in hidden) hidden.lists -= 1;
  }
  return ids;
}

const shown = (policy: StoredPolicy, { project, personality, showsAnother }: Call): Reply => ({
  status: 200,
  body: { policy: asShown(showsAnother ? anotherThan(policy, project) : policy, personality) },
});

const anotherThan = (policy: StoredPolicy, { policies }: Project): StoredPolicy =>
  [...policies.values()].find(({ id }) => id !== policy.id) ?? { ...policy, id: randomUUID(), name: "another" };

function asShown(policy: StoredPolicy, personality: Personality): object {
  const { enable_acceleration: _writeOnly, ...definition } = policy.operation_definition;
  const vaults = policy.associated_vaults;
  const { pattern, start_time } = policy.trigger.properties;
  const rules = pattern.map((rule) => ruleAsShown(rule, personality));
  return {
    ...policy,
    operation_definition: {
      ...(personality.fillDefaults && defaultsOf(policy.operation_type)),
      ...definition,
      created_by: "customer",
    },
    trigger: {
      ...policy.trigger,
      properties: { pattern: personality.reorderRules ? rules.toReversed() : rules, start_time },
    },
    associated_vaults: vaults.length === 0 && personality.nullVaults ? null : vaults,
  };
}

/** As policies made in the console carry them. */
const defaultsOf = (type: OperationType): Definition => ({
  max_backups: -1,
  retention_duration_days: -1,
  ...Object.fromEntries(COUNTERS.map((name) => [name, 0])),
  ...(type === "backup" && { full_backup_interval: -1 }),
});

function ruleAsShown(rule: string, { reorderParts, padHours, fillDefaults }: Personality): string {
  const parts = partsOf(rule).map(([name, value]): [string, string] => {
    const items = value.split(",");
    if (padHours && /^BY(HOUR|MINUTE)$/.test(name)) return [name, items.map((item) => item.padStart(2, "0")).join(",")];
    if (reorderParts && name === "BYDAY") return [name, items.toReversed().join(",")];
    return [name, value];
  });
  const daily = parts.some(([name, value]) => name === "FREQ" && value === "DAILY");
  if (fillDefaults && daily && !parts.some(([name]) => name === "INTERVAL")) parts.push(["INTERVAL", "1"]);
  const ordered = reorderParts ? parts.toReversed() : parts;
  return ordered.map((part) => part.join("=")).join(";");
}
