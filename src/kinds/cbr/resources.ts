/** What can be in a vault, as vaults and the services that have it name it. Pure. */
import { type Json, membersOf } from "../../model/policy.ts";

export const RESOURCE_TYPES = {
  server: "OS::Nova::Server",
  disk: "OS::Cinder::Volume",
  turbo: "OS::Sfs::Turbo",
} as const;

/** Ids, of the attachments of a disk. */
export const serversIn = (attachments: Json | undefined): string[] =>
  listIn(attachments).flatMap((attachment) => {
    const { server_id } = membersOf(attachment);
    return typeof server_id === "string" ? server_id : [];
  });

export const listIn = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);
