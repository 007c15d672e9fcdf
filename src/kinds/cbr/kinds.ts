/**
 * Backup and replication policies of Cloud Backup and Recovery.
 * API reference: https://support.huaweicloud.com/intl/en-us/api-cbr/cbr_04_0009.html
 */
import type { Answer, Cloud, ReadableCloud } from "../../cloud/cloud.ts";
import {
  type Binding,
  isId,
  type Json,
  type Kept,
  type Live,
  membersOf,
  type Spec,
  vaultsOf,
} from "../../model/policy.ts";
import { Failure, type Finding, isFailure } from "../../model/problem.ts";
import type { Kind, Meaning, Service, Surroundings } from "../kind.ts";
import { hazardsBetween } from "./hazards.ts";
import { COUNTERS, isSet } from "./retention.ts";
import { sentRule } from "./rule.ts";
import { canonicalRules } from "./runs.ts";
import { checkOffset, checkTimes, compiled, patternOf, scheduleInWords } from "./schedule.ts";

/** Not offered by Open Telekom Cloud: its API reference does not have them. */
const HUAWEI_ONLY = ["huaweicloud", "simulator"] as const;

const RETENTION = ["retention_duration_days", "max_backups", ...COUNTERS, "timezone"];

/** What documents can say in `operation_definition`. The contracts say the same: `BackupPolicySpec`, `ReplicationPolicySpec`. */
const FIELDS: Readonly<Record<"BackupPolicy" | "ReplicationPolicy", readonly string[]>> = {
  BackupPolicy: [...RETENTION, "full_backup_interval"],
  ReplicationPolicy: [
    ...RETENTION,
    "destination_region",
    "destination_project_id",
    "enable_acceleration",
    "cross_account_urn",
  ],
};

export const backupPolicy: Kind = {
  ...policyKind("BackupPolicy", "backup"),
  fieldClouds: { "/operation_definition/full_backup_interval": HUAWEI_ONLY },
  unreadable: [],
};

export const replicationPolicy: Kind = {
  ...policyKind("ReplicationPolicy", "replication"),
  fieldClouds: {
    "/operation_definition/enable_acceleration": HUAWEI_ONLY,
    "/operation_definition/cross_account_urn": HUAWEI_ONLY,
  },
  unreadable: ["/operation_definition/enable_acceleration"],
};

function policyKind(name: "BackupPolicy" | "ReplicationPolicy", operationType: "backup" | "replication") {
  return {
    name,
    apiVersion: "cbr/v3",
    service: "cbr",
    singleton: false,
    clouds: ["huaweicloud", "otc", "simulator"],
    keeps: { in: "/operation_definition", besides: FIELDS[name] },
    claimable: ["/vaults"],
    saidBy: { "/trigger": "/schedule" },
    check: checkSpec,
    desired: desiredOf,
    inWords: scheduleInWords,
    meaning: meaningOf,
    hazards: hazardsBetween,
    async create(cloud: Cloud, policyName: string, spec: Spec) {
      const answer = await cloud.post("cbr", "/policies", {
        policy: sent(policyName, spec, newDefinition(spec), operationType),
      });
      const { id, name: named, operation_type } = policyIn(answer);
      // A cache or a desynchronised proxy may answer with another policy, and then nobody knows what became of this one.
      const isOurs = named === policyName && operation_type === operationType;
      if (answer.status !== 200 || typeof id !== "string" || !isId(id) || !isOurs)
        throw unanswered("a create", answer, "the policy that was asked for");
      return id;
    },
    async update(cloud: Cloud, id: string, policyName: string, spec: Spec, kept: Kept | undefined) {
      const definition = { ...kept, ...UNLIMITED, ...definitionOf(spec) };
      const answer = await cloud.put("cbr", policyPath(id), { policy: sent(policyName, spec, definition) });
      const isOurs = answer.status === 200 && policyIn(answer).id === id;
      if (!isOurs) throw unanswered("an update", answer, "the policy that was updated");
    },
    async remove(cloud: Cloud, id: string) {
      try {
        const answer = await cloud.delete("cbr", policyPath(id));
        if (answer.status !== 204) throw unanswered("a delete", answer, "204");
      } catch (error) {
        if (!isGone(error, NO_POLICY)) throw error;
      }
    },
    async bind(cloud: Cloud, id: string, { vault_id, destination_vault_id }: Binding) {
      const body = { policy_id: id, ...(destination_vault_id !== undefined && { destination_vault_id }) };
      const answer = await cloud.post("cbr", `${vaultPath(vault_id)}/associatepolicy`, body, { idempotent: true });
      if (!isBond(answer, "associate_policy", vault_id))
        throw unanswered("a binding", answer, "the vault and its policy");
    },
    async unbind(cloud: Cloud, id: string, vaultId: string) {
      try {
        const body = { policy_id: id };
        const answer = await cloud.post("cbr", `${vaultPath(vaultId)}/dissociatepolicy`, body, { idempotent: true });
        if (!isBond(answer, "dissociate_policy", vaultId)) throw unanswered("an unbinding", answer, "the vault");
      } catch (error) {
        if (!isGone(error, NO_POLICY, NO_VAULT, NOT_BOUND)) throw error;
      }
    },
  } as const;
}

/** What the service says of a thing that is not there: https://support.huaweicloud.com/intl/en-us/api-cbr/ErrorCode.html */
const NO_POLICY = "BackupService.6000";
const NOT_BOUND = "BackupService.6002";
const NO_VAULT = "BackupService.6105";

/** Any other 404 is about something else, or from somebody else. */
const isGone = (error: unknown, ...codes: readonly string[]): boolean =>
  isFailure(error, "cloud-not-found") && codes.includes(error.cloudCode ?? "");

const policyPath = (id: string): string => `/policies/${encodeURIComponent(id)}`;
const policyIn = ({ body }: Answer): Record<string, Json> => membersOf(membersOf(body).policy);

const isBond = ({ status, body }: Answer, member: string, vaultId: string): boolean =>
  status === 200 && lowered(membersOf(membersOf(body)[member]).vault_id) === vaultId;

/** A success that the API does not document, as of a proxy on the way: what became of the request is to be looked up. */
const unanswered = (what: string, { status, requestId }: Answer, expected: string): Failure =>
  new Failure("cloud-unanswered", `the cloud answered ${what} with ${status}, and not with ${expected}`, {
    hint: "run the command again: it looks first at what the cloud has",
    status,
    ...(requestId !== undefined && { requestId }),
  });

const vaultPath = (id: string): string => `/vaults/${encodeURIComponent(id)}`;

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

/** A UUID means the same in capitals. In lower case it is sent, recorded and compared. */
const lowered = (id: Json | undefined): Json | undefined => (typeof id === "string" ? id.toLowerCase() : id);

const IDS: readonly string[] = ["vault_id", "destination_vault_id", "destination_project_id"];

const withLowerIds = (members: Json): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(membersOf(members)).map(([member, value]) => [
      member,
      IDS.includes(member) ? (lowered(value) ?? value) : value,
    ]),
  );

/** The body of a create, and without `operationType` that of an update. */
const sent = (name: string, spec: Spec, definition: Record<string, Json>, operationType?: string) => ({
  enabled: spec.enabled,
  name,
  // Always complete: the API replaces it as a block.
  operation_definition: definition,
  ...(operationType && { operation_type: operationType }),
  trigger: { properties: { pattern: patternOf(spec) } },
});

/** Said in full, since an empty block could pass for an absent one, and then the old limits would stay. */
const UNLIMITED = { max_backups: -1, retention_duration_days: -1 };

/** One limit stands alone, as in the examples of the API reference. */
function newDefinition(spec: Spec): Record<string, Json> {
  const definition = definitionOf(spec);
  const isLimited = isSet(definition.max_backups) || isSet(definition.retention_duration_days);
  return isLimited ? definition : { ...UNLIMITED, ...definition };
}

function definitionOf(spec: Spec): Record<string, Json> {
  const definition = membersOf(spec.operation_definition);
  return Object.fromEntries(
    Object.entries(definition).filter(
      // Without a timezone even a zero counter is refused (opentelekomcloud/terraform-provider-opentelekomcloud#881).
      ([field, value]) => !(isCounter(field) && value === 0 && definition.timezone === undefined),
    ),
  );
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

function checkVaults({ vaults }: Record<string, Json>): Finding[] {
  if (!Array.isArray(vaults) || vaults.length > 0) return [];
  return [
    {
      code: "vaults-none",
      message: "no vault uses this policy, so it protects nothing",
      hint: "name vaults, or remove the field: then Holdfast leaves vault bindings alone",
      place: { path: "/vaults", part: "key" },
    },
  ];
}

/** https://support.huaweicloud.com/intl/en-us/api-cbr/cbr_04_0007.html (list), cbr_04_0008.html (one) */
export const cbr: Service = {
  name: "cbr",
  /**
   * What is not listed counts as gone, so a list that is cut short must not pass for a whole one; and one that says it is longer
   * than it is, repeats itself or never ends must end.
   */
  async list(cloud: ReadableCloud) {
    const found = new Map<string, Live>();
    let offset = 0;
    let last: Page | undefined;
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      let page: Page;
      try {
        page = await pageAt(cloud, offset);
      } catch (error) {
        // `count` promised more than there is, and this list takes no offset.
        if (!last || last.isFull || !isFailure(error, "cloud-refused")) throw error;
        return [...found.values()];
      }
      const known = found.size;
      // When policies come or go between two pages, the second begins with some of the first.
      for (const policy of page.policies) found.set(policy.id, policy);
      offset += page.policies.length;
      if (found.size === known || !(page.isFull || page.count > offset)) return [...found.values()];
      last = page;
    }
    throw unexpected("a list of policies that does not end");
  },
  /** @throws Failure `cloud-unexpected` for the answer about another policy */
  async find(cloud: ReadableCloud, id: string) {
    try {
      const { body } = await cloud.get("cbr", policyPath(id));
      const found = readPolicy(membersOf(body).policy);
      if (found.id.toLowerCase() !== id.toLowerCase())
        throw unexpected(`policy ${found.id} when it was asked for ${id}`);
      return found;
    } catch (error) {
      if (isGone(error, NO_POLICY)) return undefined;
      throw error;
    }
  },
};

/** A project has room for 64 policies, unless its quota was raised. */
const MOST_PAGES = 20;
/** Of a list that does not say its own. */
const PAGE = 1000;

interface Page {
  readonly policies: readonly Live[];
  /** As many as it has room for, so there may be more. */
  readonly isFull: boolean;
  /** Of the whole list, as it says where it does not say how many a page has room for; the vendor's own example is wrong. */
  readonly count: number;
}

async function pageAt(cloud: ReadableCloud, offset: number): Promise<Page> {
  const { body } = await cloud.get("cbr", offset === 0 ? "/policies" : `/policies?offset=${offset}`);
  const { policies, count, limit } = membersOf(body);
  if (!Array.isArray(policies)) throw unexpected("a list of policies without `policies`");
  const room = typeof limit === "number" && limit > 0 ? limit : undefined;
  return {
    policies: policies.map(readPolicy),
    isFull: policies.length > 0 && policies.length >= (room ?? PAGE),
    count: room === undefined && typeof count === "number" ? count : 0,
  };
}

function readPolicy(policy: unknown): Live {
  const { id, name, enabled, operation_type, operation_definition, trigger, policy_type, associated_vaults } =
    membersOf(policy);
  const kind = operation_type === "replication" ? "ReplicationPolicy" : "BackupPolicy";
  if (typeof id !== "string" || !isId(id) || typeof name !== "string") {
    throw unexpected("a policy without id or name");
  }
  // The API adds who made it; that is not part of what a policy asks for.
  const { created_by: _, ...members } = membersOf(operation_definition);
  const said = Object.entries(members);
  const definition = withLowerIds(Object.fromEntries(said.filter(([member]) => FIELDS[kind].includes(member))));
  const kept = Object.fromEntries(said.filter(([member, value]) => !(member in definition) && value !== null));
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
    ...(Object.keys(kept).length > 0 && { kept }),
    custom: policy_type === undefined || policy_type === "custom_policy",
  };
}

/** A policy that copies nothing says `destination_vault_id: null`. */
function readBinding(binding: Json): { [field: string]: Json } {
  const { vault_id, destination_vault_id } = membersOf(binding);
  if (typeof vault_id !== "string") throw unexpected("a policy with a vault without vault_id");
  return withLowerIds({ vault_id, ...(typeof destination_vault_id === "string" && { destination_vault_id }) });
}

const unexpected = (what: string): Failure =>
  new Failure("cloud-unexpected", `the cloud answered with ${what}`, {
    hint: "check that `endpoints.cbr` is the address of CBR",
  });
