/**
 * The switch of Document Database Service that decides whether backups may be downloaded from the Internet.
 * API reference: https://support.huaweicloud.com/intl/en-us/api-dds/dds_api_0280.html (POST), _0281 (PUT), _0282 (GET)
 */
import type { Cloud, ReadableCloud } from "../../cloud/cloud.ts";
import { isId, type Live, type Spec } from "../../model/policy.ts";
import { Failure, type Finding, isFailure } from "../../model/problem.ts";
import type { Kind, Service, Surroundings } from "../kind.ts";

const PATH = "/backups/download-policy";

export const backupDownloadPolicy: Kind = {
  name: "BackupDownloadPolicy",
  apiVersion: "dds/v3",
  service: "dds",
  singleton: true,
  // Open Telekom Cloud has no such API.
  clouds: ["huaweicloud", "simulator"],
  fieldClouds: {},
  unreadable: [],
  claimable: [],
  saidBy: {},
  check: checkUntil,
  // An open switch whose time is over is to be closed: whoever plans next sees it.
  desired: (spec: Spec, now: Date): Spec => ({ action: isOver(spec.until, now) ? "close" : (spec.action ?? "close") }),
  meaning: (spec: Spec) => ({ "/action": spec.action ?? "close" }),
  hazards: (before, after) =>
    after?.action === "open" && before?.action !== "open"
      ? [{ code: "opens-download", message: "database backups can then be downloaded from the Internet" }]
      : [],
  leave: (recorded: Spec) => (recorded.action === "open" ? { action: "close" } : undefined),
  create: (cloud, _name, spec) => turn(cloud, spec),
  update: async (cloud, _id, _name, spec) => void (await turn(cloud, spec)),
  remove: async (cloud) => void (await turn(cloud, { action: "close" })),
};

/** RFC 3339; a text that is no time is never over, and is a problem of the schema. */
const isOver = (until: unknown, now: Date): boolean => typeof until === "string" && Date.parse(until) <= now.getTime();

function checkUntil(spec: unknown, { now }: Surroundings): Finding[] {
  const { until } = (spec ?? {}) as { until?: unknown };
  const place = { path: "/until", part: "value" } as const;
  if (typeof until === "string" && TIME.test(until) && Number.isNaN(Date.parse(until))) {
    const message = `there is no time ${until}`;
    return [{ code: "schema", message, hint: "correct the date or the time of day", place }];
  }
  if (!isOver(until, now)) return [];
  const message = `the switch should have been closed at ${until}`;
  const hint = "write action: close and remove until, or set a later time";
  return [{ code: "until-past", message, hint, place }];
}

/** What the schema takes for a time. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

/**
 * Brings the switch to where it should be. There is only one, so doing it again does no harm: read, set, and read again
 * until the cloud agrees.
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
      // It may have been set all the same; the next read tells.
      if (!isFailure(error, "cloud-unanswered")) throw error;
    }
  }
  throw new Failure("cloud-unexpected", `the download switch was set to ${action} and still says otherwise`, {
    hint: "look for somebody else who sets it, then apply again",
  });
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

export const dds: Service = {
  name: "dds",
  list: async (cloud) => {
    const live = await read(cloud);
    return live ? [live] : [];
  },
  find: async (cloud, id) => {
    const live = await read(cloud);
    return live?.id === id ? live : undefined;
  },
};
