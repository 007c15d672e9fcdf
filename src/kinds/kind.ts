/**
 * What the program asks of a service: what its kinds of policy mean (`Kind`), and how they are read and written
 * (`Api`). A service is a folder here, with the contract of its API (`openapi.yaml`), and a line in services.ts. Facts
 * that are data are in the contract; src/tools/generate.ts has the list of them. Outside of that folder only the
 * simulated cloud knows the names of its kinds, its fields and its error codes.
 */
import type { Cloud, ReadableCloud } from "../cloud/cloud.ts";
import type { KindFacts, KindsOf, ServiceName } from "../generated/facts.ts";
import type { Hazard } from "../model/change.ts";
import type { Binding, CloudName, Json, Kept, Live, Spec } from "../model/policy.ts";
import type { Finding } from "../model/problem.ts";
import type { ProtectionApi, Protects } from "./protection.ts";
import type { Runs } from "./times.ts";

/** What the index.ts of a service's folder exports. A kind of its contract that is missing there does not compile. */
export interface Service<S extends ServiceName = ServiceName> {
  readonly kinds: Readonly<Record<KindsOf[S], Kind>>;
  readonly api: Api<S>;
  /** For a service that keeps backups in vaults. */
  readonly protection?: () => Promise<ProtectionApi>;
}

/**
 * What a spec means, field by field: JSON Pointer (RFC 6901) -> value, in the one form in which specs that mean the
 * same are equal. A field that is absent here is not set. Example: `{"/enabled": true,
 * "/operation_definition/max_backups": 7}`.
 */
export type Meaning = Readonly<Record<string, Json>>;

/** What rules depend on besides the spec. */
export interface Surroundings {
  /** The same for a whole run, as for `desired`. */
  readonly now: Date;
  /** The stack's own, where it is known. */
  readonly region?: string | undefined;
  /** The stack's own; absent where a policy is in none. */
  readonly cloud?: CloudName | undefined;
}

/** What policies of a kind mean. Pure: no method of it touches a cloud. */
export interface Kind extends KindFacts {
  /**
   * The rules that a schema cannot express. The spec may be of any shape: what its schema does not allow is reported
   * elsewhere. Places begin at the spec.
   */
  check(spec: unknown, around: Surroundings): Finding[];
  /** A valid document's spec as it is sent, recorded and compared: defaults are written out, local time is UTC. */
  desired(spec: Spec, now: Date): Spec;
  meaning(spec: Spec): Meaning;
  /** What can hurt when the one becomes the other; `before` undefined: there was none, `after`: there is to be none. */
  hazards(before: Spec | undefined, after: Spec | undefined): Hazard[];
  /** For a kind whose documents say what is to change later, without another change of the files. */
  readonly later?: Later;
  /** For a kind that its API cannot delete. */
  readonly leaves?: {
    /** What to leave behind instead of deleting it; undefined when there is nothing to do. */
    of(recorded: Spec): Spec | undefined;
    /** For plans, after `no longer in the files; `: `closed, since it cannot be deleted`. */
    readonly words: string;
  };
  /** For a kind with a schedule. @param written the document's spec, of which `spec` is what is desired */
  runs?(spec: Spec, written: Spec): Runs;
  /** For a kind that makes restore points, or copies of them. */
  readonly protects?: Protects;
  /** What a plan shows below changed fields (JSON Pointers), in the words of the document; undefined: nothing. */
  inWords?(changed: readonly string[], written: Spec): string | undefined;
  /** What `holdfast init` writes: a document, with comments for someone who sees the first one. */
  example(setting: Setting): { readonly file: string; readonly text: string };
}

/** What a document says about a later time. Specs are those of documents. */
interface Later {
  /** Fields that are recorded as they are written, and not sent: JSON Pointers of the first level. */
  readonly fields: readonly string[];
  /** What can hurt when these fields of a document change. */
  hazards(before: Spec, after: Spec): Hazard[];
  /** Since when a document means what it means now: milliseconds since 1970; undefined: it always did. */
  since(spec: Spec, now: Date): number | undefined;
  /** How long after that a change may wait for the nightly run, in milliseconds. */
  readonly graceMs: number;
}

/** Where an example is for. */
export interface Setting {
  readonly cloud: CloudName;
  /** Another region than that of the stack. */
  readonly otherRegion: string;
  /** A time zone in which people there think: `Asia/Shanghai`. */
  readonly zone: string;
}

/** How the policies of a service are read and written. Every write is handed the complete spec, never a piece of it. */
export interface Api<S extends ServiceName = ServiceName> {
  /** All policies, of all kinds of the service. */
  list(cloud: ReadableCloud): Promise<Live[]>;
  /** @returns undefined when the cloud says that there is none (404). */
  find(cloud: ReadableCloud, id: string): Promise<Live | undefined>;
  /** Without its vaults. @returns the new policy's id. */
  create(cloud: Cloud, kind: KindsOf[S], name: string, spec: Spec): Promise<string>;
  /** Its vaults stay as they are, and so does what is live beside the spec: `kept`. */
  update(cloud: Cloud, id: string, name: string, spec: Spec, kept: Kept | undefined): Promise<void>;
  /** A policy that is gone already is success. */
  remove(cloud: Cloud, id: string): Promise<void>;
  /** Applies a policy to a vault, whatever other policy of this kind the vault has. For kinds with `vaults`. */
  bind?(cloud: Cloud, id: string, binding: Binding): Promise<void>;
  /** A vault that is not bound to the policy any more is success. */
  unbind?(cloud: Cloud, id: string, vaultId: string): Promise<void>;
}
