/** Every kind and every service there is. A new kind is a folder and a line here. */
import type { ServiceName } from "../cloud/cloud.ts";
import type { KindName } from "../model/policy.ts";
import { backupPolicy, cbr, replicationPolicy } from "./cbr/kinds.ts";
import { backupDownloadPolicy, dds } from "./dds/kinds.ts";
import type { Kind, Service } from "./kind.ts";

/** A kind that is missing here does not compile. */
export const kinds = {
  BackupPolicy: backupPolicy,
  ReplicationPolicy: replicationPolicy,
  BackupDownloadPolicy: backupDownloadPolicy,
} as const satisfies Record<KindName, Kind> as Readonly<Record<KindName, Kind>>;

export const services = { cbr, dds } as const satisfies Record<ServiceName, Service> as Readonly<
  Record<ServiceName, Service>
>;
