/**
 * What a state is, and what every store of states promises. A new store is a file, a line in open.ts, an entry in
 * kinds.ts and a call of the contract test.
 */
import type { Address, Recorded, Spec, Target } from "../model/policy.ts";

/**
 * What we own in one target. Stored as canonical JSON: keys sorted, equal states byte-equal. A state of format 1 is
 * read as one of format 2, in which the next write stores it.
 */
export interface State {
  readonly format: 2;
  /** Random, made with the first write; distinguishes states of stacks with the same name. */
  readonly lineage: string;
  /** Counts the writes in its store, from 1. */
  readonly serial: number;
  readonly stack: string;
  readonly target: Target;
  readonly resources: Readonly<Record<Address, Recorded>>;
  /** Changes that may have been sent. */
  readonly intents: Readonly<Record<Address, Intent>>;
  /** Present while a run is applying. */
  readonly lease?: Lease;
  /** The last 50 applies, oldest first, where the store itself keeps no notes. */
  readonly history?: readonly PastApply[];
  /** No longer in use: the state was moved to another store, see migrate.ts. */
  readonly moved?: { readonly id: string; readonly to: string };
  /** Not yet in use: a copy, until its move from another store is finished. */
  readonly arriving?: { readonly id: string; readonly from: string };
}

export interface Intent {
  readonly action: "create" | "update" | "delete";
  /** Undefined for a create, whose id is not known before the answer. */
  readonly id?: string;
  /** The spec sent; undefined for a delete. */
  readonly spec?: Spec;
  /** For a create: the ids of policies of that name that existed before. */
  readonly seen?: readonly string[];
  /** The spec as written in the document, recorded with `spec`; undefined for a delete, and in intents of format 1. */
  readonly written?: Spec;
  /** As in the document. */
  readonly protected?: boolean;
  readonly file?: string;
  /** Names of the vaults in `spec`, where the document gives names. */
  readonly vaults?: Recorded["vaults"];
}

export interface Lease {
  /** Random, one per run. */
  readonly id: string;
  /** Grows with each renewal, so that a watcher notices a live holder without comparing clocks. */
  readonly renewals: number;
  /** Milliseconds without a renewal after which the holder is presumed dead, and must not write any more itself. */
  readonly ttl_ms: number;
  readonly holder: ProcessId;
  /** RFC 3339, UTC. For people; nothing expires on its own. */
  readonly since: string;
}

/** The process that holds a lease: for people, and so that no run waits for a process that is provably gone. */
export interface ProcessId {
  readonly host: string;
  readonly user: string;
  readonly pid: number;
  /** Identifies this boot of the machine: /proc/sys/kernel/random/boot_id; absent where the system has none. */
  readonly boot_id?: string;
  /** The namespace that `pid` counts in, e.g. `pid:[4026531836]`. */
  readonly pid_namespace?: string;
  /** The time namespace of the process, e.g. `time:[4026531834]`. */
  readonly time_namespace?: string;
  /** When the process started. Earlier versions wrote it; nothing reads it. */
  readonly started?: string;
}

/** What a finished apply did, for people: kept beside the state if the store can. */
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
  /** The revision that it stored, if the store knows. */
  readonly revision?: Revision;
}

/** Opaque; equal revisions mean equal stored bytes. `NOTHING` is the revision of a state that was never written. */
export type Revision = string;
export const NOTHING: Revision = "none";

export interface Store {
  /** For messages: `file policies/demo/.holdfast/state.json`. */
  readonly place: string;
  /**
   * The newest stored state; `state` undefined and revision NOTHING if none was ever written.
   * @throws Failure `state-broken` when the stored data is not a state, which is left as it is; `state-unwritable`,
   * `state-unreachable` or `disk` when it cannot be read at all.
   */
  read(): Promise<{ state: State | undefined; revision: Revision }>;
  /**
   * Stores `state` if the stored revision is still `expected`; durable when it returns.
   * `state.serial` must be one more than the stored one (1 for the first), its lineage the stored one's; see
   * `nextState`.
   * @param note of the apply that this write finishes; none for a lease or a repair
   * @returns the new revision, for the next write.
   * @throws Failure `state-conflict` when another run wrote first; nothing was stored. `state-broken` when the stored
   * data is not a state, which is left as it is. `state-unwritable`, `state-unreachable`, `disk`: see the message; read
   * again to know what is stored.
   */
  write(state: State, expected: Revision, note?: Note): Promise<Revision>;
  /** The last 50 applies, newest first; absent where the store keeps no notes. */
  history?(): Promise<readonly PastApply[]>;
}
