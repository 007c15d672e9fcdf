/**
 * Disks, where CBR does not list what could be protected.
 * API reference: https://docs.otc.t-systems.com/elastic-volume-service/api-ref/
 */
import type { ReadableCloud } from "../../cloud/cloud.ts";
import { RESOURCE_TYPES, serversIn } from "../cbr/resources.ts";
import { instantOf, pagesOf, textOf } from "../pages.ts";
import type { Protectable } from "../protection.ts";

export const disks = (cloud: ReadableCloud): AsyncGenerator<readonly Protectable[]> =>
  pagesOf(cloud, {
    service: "evs",
    path: "/cloudvolumes/detail",
    member: "volumes",
    limit: 1000,
    offset: "items",
    read: ({ name, created_at, attachments }, id) => {
      const createdAt = instantOf(created_at);
      return {
        id,
        name: textOf(name),
        type: RESOURCE_TYPES.disk,
        ...(createdAt !== undefined && { createdAt }),
        servers: serversIn(attachments),
      };
    },
  });
