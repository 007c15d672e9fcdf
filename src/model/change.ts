/** The words of a plan: what is to change, what can hurt in it, and what became of it. Pure. */
import type { Source } from "./place.ts";
import type { Address, HazardCode, Json, Live, Policy, Spec } from "./policy.ts";
import type { Failure, Problem } from "./problem.ts";

/** A field in which two specs differ; an absent side means not set. */
export interface FieldDifference {
  readonly path: string;
  readonly before?: Json;
  readonly after?: Json;
}

/** What made a field change: the files, another user, or the time; unowned: it was not managed before. */
export const CAUSES = ["policy", "drift", "unowned", "time"] as const;
export type Cause = (typeof CAUSES)[number];

/** A property of a change that can hurt. */
export interface Hazard {
  readonly code: HazardCode;
  readonly message: string;
  /** Where it is allowed: a line of stack.yaml, a flag. */
  readonly allowedBy?: string;
}

/** A hazard that is not allowed. */
export interface Refusal extends Hazard {
  /** Of the change; absent for a hazard of the stack itself. */
  readonly address?: Address;
}

/** One field of a change. */
export interface Field {
  /** JSON Pointer (RFC 6901) into the spec; `/metadata/…` for the metadata. */
  readonly path: string;
  /** In the cloud, or for what the cloud does not tell, as recorded. */
  readonly before?: Json;
  readonly after?: Json;
  /** What we last applied. */
  readonly applied?: Json;
  readonly cause: Cause;
}

/** Since when the files mean what is planned, and until when a nightly run may leave it: RFC 3339, UTC. */
interface Due {
  readonly since: string;
  readonly overdue: string;
}

interface Changing {
  readonly address: Address;
  readonly cause: Cause;
  readonly fields: readonly Field[];
  readonly hazards: readonly Hazard[];
  /** With cause time. */
  readonly due?: Due;
  /** It was renamed: until now it is recorded under this address. */
  readonly former?: Address;
  /** Names of live members that we do not know: they stay as they are. */
  readonly kept?: readonly string[];
  /** Of what is no longer in the files: what became of its file, as `policies/prod/nightly.yaml is empty`. */
  readonly lost?: string;
}

export type Create = Changing & { readonly action: "create"; readonly policy: Policy };
export type Update = Changing & { readonly action: "update"; readonly policy: Policy; readonly live: Live };
export type Delete = Changing & { readonly action: "delete"; readonly live: Live };
/** Only the state changes: it is as desired, and is managed or recorded again from now on. */
export type Adopt = Changing & {
  readonly action: "adopt";
  /** To be recorded. */
  readonly spec: Spec;
  readonly live: Live;
  /** Absent when the cloud is recorded as it is, whatever the files say. */
  readonly policy?: Policy;
};
/** Only the state changes: it is gone, or may stay as it is. */
export type Forget = Changing & { readonly action: "forget" };
export type Change = Create | Update | Delete | Adopt | Forget;
/** What is sent to the cloud. */
export type Write = Create | Update | Delete;

/** Where fields stand that are no part of a spec. Protection is in the state alone: nothing is sent for it. */
export const PROTECTED = "/metadata/protected";
export const NAME = "/metadata/name";

export const isWrite = (change: Change): change is Write =>
  change.action === "create" || change.action === "update" || change.action === "delete";

export interface Plan {
  readonly stack: string;
  /** Digest of the state it was made from: lineage, target, resources and intents, not the lease. */
  readonly base: string;
  /** In the order of addresses; what stays as it is, is left out. */
  readonly changes: readonly Change[];
  /** How many policies stay as they are. */
  readonly keep: number;
  /** Live policies that are neither recorded nor in the files, in the order of kinds and names. */
  readonly unmanaged: readonly Unmanaged[];
  readonly problems: readonly Problem[];
  /** Addresses of changes that were not asked for: those of other files, and those that `--target` or `--exclude` leaves. */
  readonly leftOut?: readonly Address[];
  /** For each create, the ids of that name that were there before: a later look can tell ours from them. */
  readonly namesakes: Readonly<Record<Address, readonly string[]>>;
  /** By `vaultKey`: the other policy that has a vault which this plan binds. */
  readonly vaultOwners: Readonly<Record<string, VaultOwner>>;
}

/** A live policy that Holdfast leaves alone. */
export interface Unmanaged extends Pick<Live, "kind" | "id"> {
  /** Absent for what a project has once. */
  readonly name?: string;
}

/** A policy that has a vault. */
export interface VaultOwner {
  readonly id: string;
  readonly name: string;
  /** We made it, or took it over. */
  readonly owned: boolean;
}

/** What became of a change. */
export interface Outcome {
  readonly change: Change;
  /**
   * `moved`: the cloud is no longer what the plan saw, so nothing was done. `skipped`: never sent. `unknown`: sent, and
   * its fate is not known; the intent stays in the state, and the next run looks.
   */
  readonly status: "ok" | "failed" | "moved" | "skipped" | "unknown";
  readonly id?: string;
  /** What the cloud has now, to be recorded; of a failed create or update too, when only some of its vaults failed. */
  readonly done?: { readonly id: string; readonly spec: Spec };
  readonly failure?: Failure;
  readonly ms: number;
}

/** Whether the cloud is changed: also by a create or an update of which only a vault failed. */
export const isCarriedOut = ({ status, done }: Outcome): boolean => status === "ok" || done !== undefined;

/** A setting of stack.yaml that a revision changes. */
export interface StackChange {
  /** JSON Pointer (RFC 6901) into the spec of the stack; `/metadata/name`. */
  readonly path: string;
  readonly before?: Json;
  readonly after?: Json;
  /** The line that says it now. */
  readonly source: Source;
  readonly message: string;
  readonly hazards: readonly Hazard[];
}

export interface Counts {
  readonly create: number;
  readonly update: number;
  readonly delete: number;
  readonly adopt: number;
  readonly forget: number;
}

export function countsOf(changes: readonly Pick<Change, "action">[]): Counts {
  const counts = { create: 0, update: 0, delete: 0, adopt: 0, forget: 0 };
  for (const { action } of changes) counts[action] += 1;
  return counts;
}
