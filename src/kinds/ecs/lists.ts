/**
 * Servers, where CBR does not list what could be protected.
 * API reference: https://docs.otc.t-systems.com/elastic-cloud-server/api-ref/
 */
import type { ReadableCloud } from "../../cloud/cloud.ts";
import { RESOURCE_TYPES } from "../cbr/resources.ts";
import { instantOf, pagesOf, textOf } from "../pages.ts";
import type { Protectable } from "../protection.ts";

export const servers = (cloud: ReadableCloud): AsyncGenerator<readonly Protectable[]> =>
  pagesOf(cloud, {
    service: "ecs",
    path: "/cloudservers/detail",
    member: "servers",
    limit: 1000,
    offset: "pages",
    read: ({ name, created }, id) => {
      const createdAt = instantOf(created);
      return {
        id,
        name: textOf(name),
        type: RESOURCE_TYPES.server,
        ...(createdAt !== undefined && { createdAt }),
        servers: [],
      };
    },
  });
