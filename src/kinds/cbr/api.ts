/**
 * The API of Cloud Backup and Recovery: its policies, and the vaults that they are applied to.
 * Reference: https://support.huaweicloud.com/intl/en-us/api-cbr/ with cbr_04_0009.html, cbr_04_0007.html (list) and
 * cbr_04_0008.html (one)
 */
import type { Answer, ReadableCloud } from "../../cloud/cloud.ts";
import { kindFacts } from "../../generated/facts.ts";
import { isId, type Json, type Live, membersOf, type Spec } from "../../model/policy.ts";
import { Failure, isFailure } from "../../model/problem.ts";
import type { Api } from "../kind.ts";
import { lowered, withLowerIds } from "./ids.ts";
import { COUNTERS, isSet } from "./retention.ts";
import { patternOf } from "./schedule.ts";

/** How the API tells the two kinds apart. */
const OPERATION_TYPES = { BackupPolicy: "backup", ReplicationPolicy: "replication" } as const;

export const api: Api<"cbr"> = {
  /**
   * What is not listed counts as gone, so a truncated list must not be taken for a complete one. Reading also stops
   * when the count is too high, or when a list repeats itself or has no end.
   */
  async list(cloud) {
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
  async find(cloud, id) {
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
  async create(cloud, kind, policyName, spec) {
    const operationType = OPERATION_TYPES[kind];
    const answer = await cloud.post("cbr", "/policies", {
      policy: sent(policyName, spec, newDefinition(spec), operationType),
    });
    const { id, name: named, operation_type } = policyIn(answer);
    // A cache or a desynchronised proxy may answer with another policy; then it is not known whether this one was made.
    const isOurs = named === policyName && operation_type === operationType;
    if (answer.status !== 200 || typeof id !== "string" || !isId(id) || !isOurs)
      throw unanswered("a create", answer, "the policy that was asked for");
    return id;
  },
  async update(cloud, id, policyName, spec, kept) {
    const definition = { ...kept, ...UNLIMITED, ...definitionOf(spec) };
    const answer = await cloud.put("cbr", policyPath(id), { policy: sent(policyName, spec, definition) });
    const isOurs = answer.status === 200 && policyIn(answer).id === id;
    if (!isOurs) throw unanswered("an update", answer, "the policy that was updated");
  },
  async remove(cloud, id) {
    try {
      const answer = await cloud.delete("cbr", policyPath(id));
      if (answer.status !== 204) throw unanswered("a delete", answer, "204");
    } catch (error) {
      if (!isGone(error, NO_POLICY)) throw error;
    }
  },
  async bind(cloud, id, { vault_id, destination_vault_id }) {
    const body = { policy_id: id, ...(destination_vault_id !== undefined && { destination_vault_id }) };
    const answer = await cloud.post("cbr", `${vaultPath(vault_id)}/associatepolicy`, body, { idempotent: true });
    if (!isBond(answer, "associate_policy", vault_id))
      throw unanswered("a binding", answer, "the vault and its policy");
  },
  async unbind(cloud, id, vaultId) {
    try {
      const body = { policy_id: id };
      const answer = await cloud.post("cbr", `${vaultPath(vaultId)}/dissociatepolicy`, body, { idempotent: true });
      if (!isBond(answer, "dissociate_policy", vaultId)) throw unanswered("an unbinding", answer, "the vault");
    } catch (error) {
      if (!isGone(error, NO_POLICY, NO_VAULT, NOT_BOUND)) throw error;
    }
  },
};

/** Error codes for what does not exist: https://support.huaweicloud.com/intl/en-us/api-cbr/ErrorCode.html */
const NO_POLICY = "BackupService.6000";
const NOT_BOUND = "BackupService.6002";
const NO_VAULT = "BackupService.6105";

/** Any other 404 is about something else, or not from the service. */
const isGone = (error: unknown, ...codes: readonly string[]): boolean =>
  isFailure(error, "cloud-not-found") && codes.includes(error.cloudCode ?? "");

const policyPath = (id: string): string => `/policies/${encodeURIComponent(id)}`;
const policyIn = ({ body }: Answer): Record<string, Json> => membersOf(membersOf(body).policy);

const isBond = ({ status, body }: Answer, member: string, vaultId: string): boolean =>
  status === 200 && lowered(membersOf(membersOf(body)[member]).vault_id) === vaultId;

/**
 * A success that the API does not document, as from a proxy on the way: whether the request was carried out is unknown.
 */
const unanswered = (what: string, { status, requestId }: Answer, expected: string): Failure =>
  new Failure("cloud-unanswered", `the cloud answered ${what} with ${status}, and not with ${expected}`, {
    hint: "run the command again: it looks first at what the cloud has",
    status,
    ...(requestId !== undefined && { requestId }),
  });

const vaultPath = (id: string): string => `/vaults/${encodeURIComponent(id)}`;

/** The body of a create, and without `operationType` that of an update. */
const sent = (name: string, spec: Spec, definition: Record<string, Json>, operationType?: string) => ({
  enabled: spec.enabled,
  name,
  // Always complete: the API replaces it as a block.
  operation_definition: definition,
  ...(operationType && { operation_type: operationType }),
  trigger: { properties: { pattern: patternOf(spec) } },
});

/** Written out, since an empty block could be taken for an absent one, and then the old limits would stay. */
const UNLIMITED = { max_backups: -1, retention_duration_days: -1 };

/** A limit is sent without the other one, as in the examples of the API reference. */
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
      ([field, value]) =>
        !(COUNTERS.some((counter) => counter === field) && value === 0 && definition.timezone === undefined),
    ),
  );
}

/** A project has room for 64 policies, unless its quota was raised. */
const MOST_PAGES = 20;
/** Of a list that does not say its own. */
const PAGE = 1000;

interface Page {
  readonly policies: readonly Live[];
  /** As many as it has room for, so there may be more. */
  readonly isFull: boolean;
  /**
   * Of the whole list, as it says where it does not say how many a page has room for; the vendor's own example is
   * wrong.
   */
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
  const kind = operation_type === OPERATION_TYPES.ReplicationPolicy ? "ReplicationPolicy" : "BackupPolicy";
  if (typeof id !== "string" || !isId(id) || typeof name !== "string") {
    throw unexpected("a policy without id or name");
  }
  // The API adds who made it; that is not part of what a policy asks for.
  const { created_by: _, ...members } = membersOf(operation_definition);
  const said = Object.entries(members);
  const definition = withLowerIds(
    Object.fromEntries(said.filter(([member]) => kindFacts[kind].keeps?.besides.includes(member))),
  );
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
