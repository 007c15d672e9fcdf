/**
 * What shows whether something is protected, by a service that keeps backups in vaults. Reads only. Lists come page by
 * page, each item once; what the service reports about an item and we cannot use is undefined there.
 */
import type { ReadableCloud } from "../cloud/cloud.ts";
import type { CloudName, Live, Spec } from "../model/policy.ts";

type Pages<T> = AsyncIterable<readonly T[]>;

export interface ProtectionApi {
  /** All of them, also those that protect nothing. */
  policies(cloud: ReadableCloud): Promise<Live[]>;
  vaults(cloud: ReadableCloud): Pages<Vault>;
  /** Those that take copies in another region, which not every cloud lists. @throws Failure `cloud-*` */
  vaultsElsewhere(cloud: ReadableCloud, place: Elsewhere): Promise<readonly NamedVault[]>;
  /** @param copies whether to ask for those in other regions too */
  backups(cloud: ReadableCloud, copies: boolean): Pages<Backup | undefined>;
  /** Tasks that make backups. @param since milliseconds since 1970 */
  tasks(cloud: ReadableCloud, since: number): Pages<Task | undefined>;
  /** What could be in a vault: for each type the lists that have it. The first that the cloud offers is the one. */
  protectables(cloud: CloudName): readonly (readonly ProtectableList[])[];
}

export interface ProtectableList {
  readonly name: string;
  /** Absent: the cloud is known not to have this list. */
  read?(cloud: ReadableCloud): Pages<Protectable>;
}

/** What a policy does to protect what is in its vaults. */
export interface Protects {
  readonly by: "backups" | "copies";
  /** Where copies go, as far as the spec gives it. */
  destination?(spec: Spec): Elsewhere | undefined;
  promise(spec: Spec): Promised;
}

/** A project of another region. */
export interface Elsewhere {
  readonly region: string;
  readonly projectId: string;
}

/** Seconds; null means without end, undefined that it is not known. */
export interface Promised {
  /** The longest time between two runs. */
  readonly interval: number | null | undefined;
  /** How far back restore points reach. */
  readonly reach: number | null | undefined;
  /** Where copies go. */
  readonly region?: string;
  /** The last `count` runs up to an instant, ascending, in milliseconds since 1970. Absent if not computable. */
  lastRuns?(until: Date, count: number): number[];
}

export interface NamedVault {
  readonly id: string;
  readonly name: string;
}

/** Times in milliseconds since 1970. */
export interface Vault extends NamedVault {
  readonly createdAt?: number;
  readonly locked: boolean;
  /** Copies are replicated into it; backups are not made there. */
  readonly takesCopies: boolean;
  /** What it is for, in the words of the service: `server`, `disk`, `turbo`. */
  readonly holds: string | undefined;
  readonly sizeGb: number | undefined;
  readonly usedMb: number | undefined;
  readonly members: readonly Member[];
}

/** What a vault protects. */
export interface Member {
  readonly id: string;
  readonly name: string | undefined;
  readonly type: string;
  /** Automatic backups of this one are off. */
  readonly suspended: boolean;
  /** Disks of this server that are left out. */
  readonly excluded: readonly { readonly id: string; readonly type: string }[];
}

/** A server, disk or file system, in a vault or not. */
export interface Protectable {
  readonly id: string;
  readonly name: string | undefined;
  readonly type: string;
  readonly createdAt?: number;
  /** Ids of the servers that a disk is attached to. */
  readonly servers: readonly string[];
  /** That it is in, as the service says; the login may not see that vault. */
  readonly vault?: { readonly id: string; readonly name: string };
}

export interface Backup {
  readonly id: string;
  readonly resourceId: string;
  /** The time that its data is of. */
  readonly at: number;
  readonly expires?: number;
  /** Can be restored, and is not a copy from another region. */
  readonly usable: boolean;
  /** In other regions, complete. */
  readonly copies: readonly { readonly region: string; readonly at: number }[];
}

export interface Task {
  readonly resourceId: string;
  readonly at: number;
  readonly outcome: "done" | "open" | "failed" | "skipped" | "timeout";
  /** The cloud's. */
  readonly reason?: string;
}
