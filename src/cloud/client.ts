/** The client of a cloud, bound to one target: the only way to the network. Also narrows one to reading. */
import { type ReadableService, SERVICES, type ServiceName, serviceFacts } from "../generated/facts.ts";
import type { Target } from "../model/policy.ts";
import { Failure } from "../model/problem.ts";
import { dateIn } from "./classify.ts";
import type { Answer, Cloud, ReadableCloud, SendGuard } from "./cloud.ts";
import type { Credentials } from "./credentials.ts";
import { Endpoint, type Endpoints, type Trust } from "./endpoints.ts";
import { identityIn } from "./iam.ts";
import { type ApiRequest, type RequestPolicyOptions, requestPolicyFrom, sendWithRetries } from "./retry.ts";

export interface CloudOptions extends RequestPolicyOptions {
  readonly target: Target;
  /** Those of services with policies are all checked, also where one is never called. */
  readonly endpoints: Pick<Endpoints, ServiceName | "iam"> & Partial<Endpoints>;
  readonly credentials: Credentials;
  /** Further hosts that may receive the credentials. */
  readonly trust?: Trust;
  /** Sends nothing but GET to a service; anything else is a bug of the caller. Logging in is not a write. */
  readonly readOnly?: boolean;
}

/**
 * Sends nothing before the first request.
 * @throws Failure `host-untrusted` when an endpoint may not receive the credentials; `usage` for an invalid project id.
 */
export function openCloud(options: CloudOptions): Cloud {
  const { target, credentials, trust, endpoints } = options;
  const trusted = (address: string) => Endpoint.trusted(address, target.cloud, trust);
  const services = new Map<ReadableService, Endpoint>();
  for (const service of SERVICES) services.set(service, trusted(endpoints[service]));
  /** Most commands never ask the services that are only read, and not every cloud of a company has them. */
  const endpointOf = (service: ReadableService): Endpoint => {
    const address = endpoints[service];
    const endpoint = services.get(service) ?? (address === undefined ? undefined : trusted(address));
    if (!endpoint) throw new Error(`no address of ${service}`);
    services.set(service, endpoint);
    return endpoint;
  };
  const requestPolicy = requestPolicyFrom(options);
  const identity = identityIn(target.project_id, credentials, trusted(endpoints.iam), requestPolicy);
  const project = plainPath(`/${encodeURIComponent(target.project_id)}`);

  let latestDate: number | undefined;
  async function send(
    service: ReadableService,
    shown: string,
    rest: Omit<ApiRequest, "endpoint" | "service" | "path" | "shown">,
  ): Promise<Answer> {
    if (options.readOnly && rest.method !== "GET") throw new Error(`${rest.method} ${shown} while only reading`);
    const path = `/${serviceFacts[service].version}${project}${plainPath(shown)}`;
    const request = { ...rest, endpoint: endpointOf(service), service, path, shown };
    const { answer, headers } = await sendWithRetries(request, identity, requestPolicy);
    const date = dateIn(headers);
    if (date !== undefined) latestDate = Math.max(date, latestDate ?? date);
    return answer;
  }
  return {
    target,
    date: () => latestDate,
    get: (service, path) => send(service, path, { method: "GET", effect: "none" }),
    post: (service, path, body, { idempotent, ...options } = {}) =>
      send(service, path, { method: "POST", body, effect: idempotent ? "repeatable" : "once", ...options }),
    put: (service, path, body, options) =>
      send(service, path, { method: "PUT", body, effect: "repeatable", ...options }),
    delete: (service, path, options) => send(service, path, { method: "DELETE", effect: "repeatable", ...options }),
  };
}

/**
 * For validate, plan and drift: holds the reader and nothing else, so that no cast and no mistake can write.
 */
export const readOnly = (cloud: ReadableCloud): ReadableCloud =>
  Object.freeze({
    target: cloud.target,
    date: cloud.date,
    get: (service: ReadableService, path: string) => cloud.get(service, path),
  });

/** The same cloud, with a guard on every attempt to write. */
export const guardedWrites = (cloud: Cloud, guard: SendGuard): Cloud => ({
  target: cloud.target,
  date: cloud.date,
  get: (service, path) => cloud.get(service, path),
  post: (service, path, body, options) => cloud.post(service, path, body, { ...options, guard }),
  put: (service, path, body) => cloud.put(service, path, body, { guard }),
  delete: (service, path) => cloud.delete(service, path, { guard }),
});

/**
 * Ids come from files, states and command lines. An id that is empty, or has `..` or an escape in it, would make
 * `/policies/{id}` the path of something else.
 */
function plainPath(path: string): string {
  const [segments = "", ...query] = path.split("?");
  const plain = /^(\/[A-Za-z0-9._~@:+-]+)+$/.test(segments) && !/\/\.{1,2}(\/|$)/.test(segments);
  if (plain && query.length <= 1 && /^[\x21\x24-\x7e]*$/.test(query[0] ?? "")) return path;
  throw new Failure("usage", `${JSON.stringify(path)} is not a path of the API`, {
    hint: "correct the id in this path",
  });
}
