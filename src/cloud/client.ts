/** The one door to the network: opens a cloud, bound to one target, and narrows one to reading. */
import type { Target } from "../model/policy.ts";
import { Failure } from "../model/problem.ts";
import { dateIn } from "./classify.ts";
import type { Answer, Cloud, ReadableCloud, ReadableService, SendGuard, ServiceName } from "./cloud.ts";
import type { Credentials } from "./credentials.ts";
import { Endpoint, type Endpoints, type Trust } from "./endpoints.ts";
import { identityIn } from "./iam.ts";
import { type Call, converse, mannersFrom, type SomeManners } from "./retry.ts";

export interface CloudOptions extends SomeManners {
  readonly target: Target;
  /** All of them are looked at, also those of services that are not asked. */
  readonly endpoints: Pick<Endpoints, ServiceName | "iam"> & Partial<Endpoints>;
  readonly credentials: Credentials;
  /** Further hosts that may receive the credentials. */
  readonly trust?: Trust;
  /** Nothing but GET leaves for a service; whoever tries has a bug. Logging in is no write. */
  readonly readOnly?: boolean;
}

/**
 * Sends nothing before the first request.
 * @throws Failure `host-untrusted` when one of the endpoints may not have the credentials; `usage` for a project id that is none.
 */
export function openCloud(options: CloudOptions): Cloud {
  const { target, credentials, trust, endpoints } = options;
  const trusted = (address: string) => Endpoint.trusted(address, target.cloud, trust);
  const services: Partial<Record<ReadableService, Endpoint>> = {
    cbr: trusted(endpoints.cbr),
    dds: trusted(endpoints.dds),
    ...(endpoints.ecs && { ecs: trusted(endpoints.ecs) }),
    ...(endpoints.evs && { evs: trusted(endpoints.evs) }),
  };
  const manners = mannersFrom(options);
  const identity = identityIn(target.project_id, credentials, trusted(endpoints.iam), manners);
  const project = plainPath(`/${encodeURIComponent(target.project_id)}`);

  let date: number | undefined;
  async function send(
    service: ReadableService,
    shown: string,
    rest: Omit<Call, "endpoint" | "path" | "shown">,
  ): Promise<Answer> {
    if (options.readOnly && rest.method !== "GET") throw new Error(`${rest.method} ${shown} while only reading`);
    const endpoint = services[service];
    if (!endpoint) throw new Error(`no address of ${service}`);
    const call = { ...rest, endpoint, path: `/${VERSIONS[service]}${project}${plainPath(shown)}`, shown };
    const { answer, headers } = await converse(call, identity, manners);
    const said = dateIn(headers);
    if (said !== undefined) date = Math.max(said, date ?? said);
    return answer;
  }
  return {
    target,
    date: () => date,
    get: (service, path) => send(service, path, { method: "GET", effect: "none" }),
    post: (service, path, body, { idempotent, ...options } = {}) =>
      send(service, path, { method: "POST", body, effect: idempotent ? "repeatable" : "once", ...options }),
    put: (service, path, body, options) =>
      send(service, path, { method: "PUT", body, effect: "repeatable", ...options }),
    delete: (service, path, options) => send(service, path, { method: "DELETE", effect: "repeatable", ...options }),
  };
}

/** What the path begins with. The contracts say the same: `info.version`. */
const VERSIONS: Readonly<Record<ReadableService, string>> = { cbr: "v3", dds: "v3", ecs: "v1", evs: "v2" };

/**
 * For validate, plan and drift: holds the reader and nothing else, so that no cast and no mistake finds a way to
 * write.
 */
export const readOnly = (cloud: ReadableCloud): ReadableCloud =>
  Object.freeze({
    target: cloud.target,
    date: cloud.date,
    get: (service: ReadableService, path: string) => cloud.get(service, path),
  });

/** The same cloud, with a guard over every attempt to write. */
export const guardedWrites = (cloud: Cloud, guard: SendGuard): Cloud => ({
  target: cloud.target,
  date: cloud.date,
  get: (service, path) => cloud.get(service, path),
  post: (service, path, body, options) => cloud.post(service, path, body, { ...options, guard }),
  put: (service, path, body) => cloud.put(service, path, body, { guard }),
  delete: (service, path) => cloud.delete(service, path, { guard }),
});

/**
 * Ids come from files, states and command lines. With an empty id, with `..` or with an escape in it, `/policies/{id}` would
 * be the address of something else.
 */
function plainPath(path: string): string {
  const [segments = "", ...query] = path.split("?");
  const plain = /^(\/[A-Za-z0-9._~@:+-]+)+$/.test(segments) && !/\/\.{1,2}(\/|$)/.test(segments);
  if (plain && query.length <= 1 && /^[\x21\x24-\x7e]*$/.test(query[0] ?? "")) return path;
  throw new Failure("usage", `${JSON.stringify(path)} is not a path of the API`, { hint: "Correct the id in it." });
}
