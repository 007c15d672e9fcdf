/** What a state is and what every store of states promises. A new store is a file, a line in open.ts and a call of the contract test. */
import type { Address, Recorded, Spec, Target } from "../model/policy.ts";

/**
 * What we own in one target. Stored as canonical JSON: keys sorted, equal states byte-equal. One of format 1 is read as one
 * of format 2, which its next write makes it.
 */
export interface State {
  readonly format: 2;
  /** Random, made with the first write; tells two states of equal names apart. */
  readonly lineage: string;
  /** Counts the writes in its store, from 1. */
  readonly serial: number;
  readonly stack: string;
  readonly target: Target;
  readonly resources: Readonly<Record<Address, Recorded>>;
  /** Changes that may have been sent. */
  readonly intents: Readonly<Record<Address, Intent>>;
  /** Somebody is applying. */
  readonly lease?: Lease;
  /** The last 50 applies, oldest first, where the store itself keeps no notes. */
  readonly history?: readonly PastApply[];
  /** Nobody uses it any more: the state went to another store, see migrate.ts. */
  readonly moved?: { readonly id: string; readonly to: string };
  /** Nobody uses it yet: a copy, until its move from another store is finished. */
  readonly arriving?: { readonly id: string; readonly from: string };
}

export interface Intent {
  readonly action: "create" | "update" | "delete";
  /** Undefined for a create, whose id nobody knows before the answer. */
  readonly id?: string;
  /** The spec sent; undefined for a delete. */
  readonly spec?: Spec;
  /** For a create: ids of that name that were there before. */
  readonly seen?: readonly string[];
  /** Of the document, to be recorded with the spec; undefined for a delete, and in intents of format 1. */
  readonly written?: Spec;
  /** As the document says it. */
  readonly protected?: boolean;
  readonly file?: string;
}

export interface Lease {
  /** Random, one per run. */
  readonly id: string;
  /** Grows with each renewal, so that a watcher sees life without comparing clocks. */
  readonly renewals: number;
  /** Milliseconds without a renewal after which the holder counts as dead, and may write no more itself. */
  readonly ttl_ms: number;
  readonly holder: ProcessId;
  /** RFC 3339, UTC. For people; nothing expires on its own. */
  readonly since: string;
}

/** Who holds a lease: for people, and so that a process that is provably gone need not be waited for. */
export interface ProcessId {
  readonly host: string;
  readonly user: string;
  readonly pid: number;
  /** Of this start of the machine, from /proc/sys/kernel/random/boot_id; absent where the system has none. */
  readonly boot_id?: string;
  /** The namespace that `pid` counts in, e.g. `pid:[4026531836]`. */
  readonly pid_namespace?: string;
  /** The time namespace of the process, e.g. `time:[4026531834]`. */
  readonly time_namespace?: string;
  /** When the process started. Earlier versions wrote it; nothing reads it. */
  readonly started?: string;
}

/** What a finished apply did, for people: a store that can keeps it beside the state. */
export interface Note {
  readonly counts: Readonly<Record<"create" | "update" | "delete" | "adopt" | "forget", number>>;
  /** Digest of the plan, `sha256:…`. */
  readonly plan?: string;
  /** Who applied: `alice@laptop`, or the user of the CI system. */
  readonly who?: string;
  /** URL of the CI run. */
  readonly run?: string;
  /** Commit of the policies. */
  readonly commit?: string;
}

export interface PastApply extends Note {
  /** RFC 3339, UTC. */
  readonly at: string;
  /** What it stored, where the store knows. */
  readonly revision?: Revision;
}

/** Opaque; equal revisions mean equal stored bytes. `NOTHING` is the revision of a state that was never written. */
export type Revision = string;
export const NOTHING: Revision = "none";

export interface Store {
  /** For messages: `file policies/demo/.holdfast/state.json`. */
  readonly place: string;
  /**
   * The newest stored state; `state` undefined and revision NOTHING when there never was one.
   * @throws Failure `state-broken` when what is stored is not a state: it is left as it is; `state-unwritable`,
   * `state-unreachable` or `disk` when it cannot be read at all.
   */
  read(): Promise<{ state: State | undefined; revision: Revision }>;
  /**
   * Stores `state` if the stored revision is still `expected`; durable when it returns.
   * `state.serial` must be one more than the stored one (1 for the first), its lineage the stored one's; see `nextState`.
   * @param note of the apply that this write finishes; none for a lease or a repair
   * @returns the new revision, for the next write.
   * @throws Failure `state-conflict` when somebody else wrote first; nothing was stored. `state-broken`: what is there is
   * not a state, and is left as it is. `state-unwritable`, `state-unreachable`, `disk`: see the message;
   * read again to know what is stored.
   */
  write(state: State, expected: Revision, note?: Note): Promise<Revision>;
  /** The last 50 applies, newest first; absent where the store keeps no notes. */
  history?(): Promise<readonly PastApply[]>;
}
