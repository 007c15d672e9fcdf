/**
 * The API of Document Database Service, as far as its switch for downloading backups goes.
 * Reference: https://support.huaweicloud.com/intl/en-us/api-dds/dds_api_0280.html (POST), _0281 (PUT), _0282 (GET)
 */
import type { Cloud, ReadableCloud } from "../../cloud/cloud.ts";
import { isId, type Live, type Spec } from "../../model/policy.ts";
import { Failure, isFailure } from "../../model/problem.ts";
import type { Api } from "../kind.ts";

const PATH = "/backups/download-policy";

export const api: Api<"dds"> = {
  list: async (cloud) => {
    const live = await read(cloud);
    return live ? [live] : [];
  },
  find: async (cloud, id) => {
    const live = await read(cloud);
    return live?.id === id ? live : undefined;
  },
  create: (cloud, _kind, _name, spec) => turn(cloud, spec),
  update: async (cloud, _id, _name, spec) => void (await turn(cloud, spec)),
  remove: async (cloud) => void (await turn(cloud, { action: "close" })),
};

/**
 * Sets the switch and reads it again until the cloud returns that value. There is only one, so setting it twice does no
 * harm.
 * @returns its id
 */
async function turn(cloud: Cloud, { action }: Spec): Promise<string> {
  for (let writes = 0; ; writes += 1) {
    const live = await read(cloud);
    if (live && live.spec.action === action) return live.id;
    if (writes === 3) break;
    try {
      if (live) await cloud.put("dds", PATH, { id: live.id, action });
      else await cloud.post("dds", PATH, { action });
    } catch (error) {
      // The request may have been carried out; the next read shows it.
      if (!isFailure(error, "cloud-unanswered")) throw error;
    }
  }
  throw new Failure(
    "cloud-unexpected",
    `the download switch was set to ${action} and the cloud still returns another value`,
    {
      hint: "check whether another user or tool sets it, then apply again",
    },
  );
}

/** `{}`, or null for both, is what a project answers whose switch was never set. */
async function read(cloud: ReadableCloud): Promise<Live | undefined> {
  const { body } = await cloud.get("dds", PATH);
  const { id, action } = (body ?? {}) as { id?: unknown; action?: unknown };
  if ((id ?? action ?? null) === null) return undefined;
  if (typeof id !== "string" || (id !== "" && !isId(id)) || (action !== "open" && action !== "close")) {
    throw new Failure("cloud-unexpected", "the cloud answered with a download policy without id or action", {
      hint: "check that `endpoints.dds` is the address of DDS",
    });
  }
  return { id, kind: "BackupDownloadPolicy", name: undefined, spec: { action }, custom: true };
}
