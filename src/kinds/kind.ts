/**
 * What the program asks of a kind of policy. A kind lives in `<service>/kinds.ts` beside the contract of its API
 * (`openapi.yaml`) and is registered in index.ts; nothing else knows its name.
 */

import type { Cloud, ReadableCloud, ServiceName } from "../cloud/cloud.ts";
import type { Hazard } from "../model/change.ts";
import type { Binding, CloudName, Json, Kept, KindName, Live, Spec } from "../model/policy.ts";
import type { Finding } from "../model/problem.ts";

/**
 * What a spec means, field by field: JSON Pointer (RFC 6901) -> value, in the one form in which specs that mean the same
 * are equal. A field that is absent here is not set. Example: `{"/enabled": true, "/operation_definition/max_backups": 7}`.
 */
export type Meaning = Readonly<Record<string, Json>>;

/** What rules depend on besides the spec. */
export interface Surroundings {
  /** The same for a whole run, as for `desired`. */
  readonly now: Date;
  /** The stack's own, where it is known. */
  readonly region?: string | undefined;
}

/** The writes of a kind; each is handed the complete spec, never a piece of it. */
export interface Kind {
  readonly name: KindName;
  /** Service and version of its API, as in the URL. */
  readonly apiVersion: string;
  readonly service: ServiceName;
  /** There is one in a project, and it has no name there. */
  readonly singleton: boolean;
  readonly clouds: readonly CloudName[];
  /** Fields that only some clouds offer: JSON Pointer into the spec -> those clouds. */
  readonly fieldClouds: Readonly<Record<string, readonly CloudName[]>>;
  /** Where in a spec (JSON Pointer) the cloud may have members that we do not know, and those that we do; undefined: nowhere. */
  readonly keeps?: { readonly in: string; readonly besides: readonly string[] };
  /** Fields that the cloud never returns; they are compared with what was recorded. */
  readonly unreadable: readonly string[];
  /** Fields that are left as they are where a document does not say them; JSON Pointers of the first level. */
  readonly claimable: readonly string[];
  /** Where a document says a field in other words: JSON Pointer -> that of the words. */
  readonly saidBy: Readonly<Record<string, string>>;

  /**
   * The rules that a schema cannot express. The spec may be of any shape: what its schema does not allow is reported
   * elsewhere. Places begin at the spec.
   */
  check(spec: unknown, around: Surroundings): Finding[];
  /** A valid document's spec as it is sent, recorded and compared: defaults are written out, local time is UTC. */
  desired(spec: Spec, now: Date): Spec;
  /** What a plan shows beside the fields, for documents that say in other words what is sent; undefined: nothing. */
  inWords?(written: Spec): string | undefined;
  meaning(spec: Spec): Meaning;
  /** What can hurt when the one becomes the other; `before` undefined: there was none, `after`: there is to be none. */
  hazards(before: Spec | undefined, after: Spec | undefined): Hazard[];
  /** For a kind that its API cannot delete: what to leave behind instead; undefined when there is nothing to do. */
  leave?(recorded: Spec): Spec | undefined;

  /** Without its vaults. @returns the new policy's id. */
  create(cloud: Cloud, name: string, spec: Spec): Promise<string>;
  /** Its vaults stay as they are, and so does what is live beside the spec: `kept`. */
  update(cloud: Cloud, id: string, name: string, spec: Spec, kept: Kept | undefined): Promise<void>;
  /** A policy that is gone already is success. */
  remove(cloud: Cloud, id: string): Promise<void>;
  /** Applies a policy to a vault, whatever other policy of this kind the vault has. For kinds with `vaults`. */
  bind?(cloud: Cloud, id: string, binding: Binding): Promise<void>;
  /** A vault that is not bound to the policy any more is success. */
  unbind?(cloud: Cloud, id: string, vaultId: string): Promise<void>;
}

/** The reads, which are one list per service, whatever the number of kinds and policies. */
export interface Service {
  readonly name: ServiceName;
  list(cloud: ReadableCloud): Promise<Live[]>;
  /** @returns undefined when the cloud says that there is none (404). */
  find(cloud: ReadableCloud, id: string): Promise<Live | undefined>;
}
