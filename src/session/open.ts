/** A stack and the settings of a run -> its cloud and its store. */
import { resolve } from "node:path";
import type { Cloud, ReadableCloud } from "../cloud/cloud.ts";
import type { Credentials, FoundCredentials } from "../cloud/credentials.ts";
import type { Endpoints } from "../cloud/endpoints.ts";
import type { ProjectRef, VerifiedCredentials } from "../cloud/iam.ts";
import type { Stack } from "../documents/check.ts";
import { type EndpointName, SERVICES } from "../generated/facts.ts";
import type { StackSpec } from "../generated/types.ts";
import { defined } from "../model/defined.ts";
import { readJson } from "../model/json.ts";
import { membersOf, type Target } from "../model/policy.ts";
import { Failure } from "../model/problem.ts";
import { projectIn, regionIn, type Settings, type Timing } from "../process/settings.ts";
import { storeFacts } from "../state/kinds.ts";
import type { Store } from "../state/store.ts";
import { withCloudSlot } from "../system/parallel.ts";

/** The cloud and the store of a stack, for reading: writes are refused both by the types and by the client. */
export interface OpenToRead {
  readonly target: Target;
  readonly endpoints: Endpoints;
  readonly reader: ReadableCloud;
  readonly store: Store;
  close(): Promise<void>;
}

/** The cloud and the store of a stack, for reading and writing. */
export interface OpenStack extends OpenToRead {
  readonly cloud: Cloud;
}

/**
 * @param log called with the reason when a request waits
 * @param signal ends the waiting
 * @throws Failure `credentials-*`, `host-untrusted`, `project-unknown`, `usage` when the region or the project is not
 * given
 */
export const openStack = (
  stack: Stack,
  settings: Settings,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<OpenStack> => open(stack, settings, log, { signal });

/**
 * The same without a way to write.
 * @param at for a simulated cloud: the time to move it to, in milliseconds since 1970; what is due until then happens
 * @throws Failure `usage` where it cannot be moved
 */
export async function openToRead(
  stack: Stack,
  settings: Settings,
  log: (line: string) => void,
  at?: number,
): Promise<OpenToRead> {
  const { cloud: _, ...rest } = await open(stack, settings, log, { readOnly: true });
  if (at === undefined) return rest;
  try {
    await moveClock(rest.endpoints[SERVICES[0]], at);
    return rest;
  } catch (error) {
    await rest.close();
    throw error;
  }
}

/** The control of a simulated cloud is not part of the API of any service. */
async function moveClock(url: string, at: number): Promise<void> {
  const now = new Date(at).toISOString();
  const hint = "give a time that is not before the last one, or remove .holdfast/cloud.json";
  const answer = await fetch(`${url}/_simulator/clock`, { method: "POST", body: JSON.stringify({ now }) }).catch(
    (cause: unknown) => {
      throw new Failure("usage", `nothing at ${url} has a clock that can be moved`, { hint, cause });
    },
  );
  if (answer.ok) return;
  const read = readJson(await answer.text());
  const { error_msg } = membersOf("value" in read ? read.value : undefined);
  const why = typeof error_msg === "string" ? error_msg : `it answers with ${answer.status}`;
  throw new Failure("usage", `the simulated cloud cannot be at ${now}: ${why}`, { hint });
}

async function open(
  stack: Stack,
  settings: Settings,
  log: (line: string) => void,
  more: { readonly signal?: AbortSignal; readonly readOnly?: boolean },
): Promise<OpenStack> {
  const { openCloud, readOnly } = await import("../cloud/client.ts");
  const options = await requestOptions(settings, log, more.signal);
  // Before a simulated cloud is started, which would have to be stopped if this failed.
  const store = await openStoreOf(stack, settings);
  const connection = await (stack.spec.cloud === "simulator"
    ? connectSimulated(stack, settings, options)
    : withCloudSlot(() => connectReal(stack, settings, options)));
  const cloud = openCloud({ ...connection, ...options, readOnly: more.readOnly ?? false });
  const { target, endpoints } = connection;
  return { target, endpoints, cloud, reader: readOnly(cloud), store, close: connection.close };
}

type RequestOptions = Awaited<ReturnType<typeof requestOptions>>;

/** How the requests of this run are sent, and the further hosts that may receive credentials. */
async function requestOptions({ env, timing }: Settings, log: (line: string) => void, signal?: AbortSignal) {
  const { trustFrom } = await import("../cloud/endpoints.ts");
  return defined({ log, trust: trustFrom(env), timeouts: timeoutsFor(timing), signal });
}

/** Splits the time of a request between connecting and answering. */
const timeoutsFor = ({ requestMs }: Timing) => ({
  connectMs: Math.min(10_000, requestMs / 3),
  answerMs: (requestMs * 2) / 3,
});

/** The store alone, for access to a state without a cloud. */
export async function openStoreOf(stack: Stack, settings: Settings, state = stack.spec.state): Promise<Store> {
  const { openStore } = await import("../state/open.ts");
  const { cwd, env } = settings;
  const home = { folder: resolve(cwd, stack.folder), name: stack.name, env, cwd };
  const store = await openStore({ ...home, state });
  const isShared = state === stack.spec.state && storeFacts(state).shared;
  return isShared ? refusingUnmigrated(store, () => openStore(home)) : store;
}

/**
 * If the store is empty but the default state file has records, the state was not migrated: what is ours, and what is
 * protected, would count as unknown.
 */
const refusingUnmigrated = (store: Store, openDefault: () => Promise<Store>): Store => ({
  ...store,
  async read() {
    const stored = await store.read();
    if (stored.state) return stored;
    const file = await openDefault();
    const { state: left } = await file.read();
    if (!left || left.moved || Object.keys(left.resources).length === 0) return stored;
    throw new Failure(
      "state-moved",
      `${store.place} has no state, and ${file.place} has one that was not moved there`,
      {
        hint: "revert spec.state in stack.yaml, run `holdfast state migrate`, then change it; or remove the file if it is outdated",
      },
    );
  },
});

interface Connection {
  readonly target: Target;
  readonly endpoints: Endpoints;
  readonly credentials: Credentials;
  close(): Promise<void>;
}

/** Credentials, and the cloud, region and project they are for: everything that is known before the first request. */
export interface Login {
  readonly cloud: Target["cloud"];
  readonly region: string;
  readonly endpoints: Endpoints;
  readonly project: ProjectRef;
  readonly credentials: Credentials;
  /** The source of the credentials; names only. */
  readonly source: string;
}

/**
 * For a real cloud. stack.yaml takes precedence over the environment, and that over the file that has the credentials.
 */
export async function loginOf(
  { spec, source }: { readonly spec: StackSpec; readonly source: { readonly file: string } },
  { env }: Settings,
): Promise<Login> {
  const [{ noCredentials }, { Endpoint, endpointsFor, assertTlsVerified, trustFrom }, { findCredentials }] =
    await Promise.all([
      import("../cloud/credentials.ts"),
      import("../cloud/endpoints.ts"),
      import("../cloud/profiles.ts"),
    ]);
  assertTlsVerified(env);
  const cloud = spec.cloud === "otc" ? "otc" : "huaweicloud";
  const { login } = spec;
  const found = await findCredentials(env, login);
  // The region and the project in the environment are those of its own login, not of the one that the stack names.
  const around = login === undefined ? env : {};
  const region = spec.region ?? regionIn(around) ?? found?.region;
  if (!region) throw notGiven("region", "HW_REGION_NAME", spec, source.file);
  if (!found) throw noCredentials(env, login);
  const declared = spec.project_id ? { id: spec.project_id } : spec.project_name && { name: spec.project_name };
  const project = declared || projectIn(around) || (found.projectId && { id: found.projectId });
  if (!project) throw notGiven("project_id", "HW_PROJECT_ID", spec, source.file);
  const trust = trustFrom(env);
  // All endpoints of the file, used or not: an untrusted one must not go unnoticed until it is first used.
  for (const address of Object.values(spec.endpoints ?? {})) Endpoint.trusted(address, cloud, trust);
  const endpoints = endpointsFor({ cloud, region, domain: trust.domain }, spec.endpoints);
  return { cloud, region, endpoints, project, credentials: found.credentials, source: found.source };
}

/**
 * One request that checks the login.
 * @throws Failure `credentials-*`, `host-untrusted`, `project-unknown`, `cloud-*`
 */
export async function verifyLogin(
  login: Login,
  settings: Settings,
  log: (line: string) => void,
): Promise<VerifiedCredentials> {
  const { verifyCredentials } = await import("../cloud/iam.ts");
  return verifyCredentials({ ...login, iam: login.endpoints.iam, ...(await requestOptions(settings, log)) });
}

async function connectReal(stack: Stack, settings: Settings, options: RequestOptions): Promise<Connection> {
  const { cloud, region, endpoints, project, credentials } = await loginOf(stack, settings);
  const { projectId } = await import("../cloud/iam.ts");
  const id =
    "id" in project
      ? project.id
      : await projectId({ name: project.name, cloud, iam: endpoints.iam, credentials, ...options });
  return { target: { cloud, region, project_id: id }, endpoints, credentials, close: async () => {} };
}

const notGiven = (field: string, variable: string, { login }: StackSpec, file: string): Failure =>
  login === undefined
    ? new Failure("usage", `neither ${file} nor the environment has a ${field}`, {
        hint: `add ${field} to its spec, or set ${variable}`,
      })
    : new Failure("usage", `${file} has a login and no ${field}`, { hint: `add ${field} to its spec` });

/** Not secret: for a simulated cloud that accepts any token, and for one that checks credentials. */
const SHARED_TOKEN: Credentials = { kind: "token", token: "simulated" };
const GUEST_KEYS: Credentials = { kind: "keys", access: "guest", secret: "guest" };

/**
 * The environment's credentials, and the address in stack.yaml that keeps a simulated cloud from getting them: a pull
 * request can write `cloud: simulator` and the address of any listener on this machine.
 */
export async function simulatedLogin(
  { spec }: Stack,
  { env }: Settings,
): Promise<{ found?: FoundCredentials; keptFrom?: string }> {
  const [{ credentialsFrom }, { isNamed, trustFrom }] = await Promise.all([
    import("../cloud/credentials.ts"),
    import("../cloud/endpoints.ts"),
  ]);
  const trust = trustFrom(env);
  const found = credentialsFrom(env, spec.login);
  const keptFrom = Object.values(spec.endpoints ?? {}).find((address) => !isNamed(address, trust));
  return defined({ found, keptFrom });
}

/** A simulated cloud in this process, for the services without an endpoint in stack.yaml. */
async function connectSimulated(stack: Stack, settings: Settings, { log }: RequestOptions): Promise<Connection> {
  const { spec, folder } = stack;
  const target = {
    cloud: "simulator",
    region: spec.region ?? "simulator",
    project_id: spec.project_id ?? spec.project_name ?? "simulator",
  } as const;
  const { found, keptFrom } = await simulatedLogin(stack, settings);
  if (found && keptFrom) log(`${keptFrom} does not receive our credentials: HOLDFAST_TRUST_HOSTS does not name it`);
  const credentials = !found ? SHARED_TOKEN : keptFrom ? GUEST_KEYS : found.credentials;
  const { eachEndpoint } = await import("../cloud/endpoints.ts");
  const declared = spec.endpoints ?? {};
  const needed = new Set<EndpointName>([...SERVICES, "iam"]);
  // Servers and disks are looked up where the policies are.
  const endpointsAt = (url: string) =>
    eachEndpoint((service) => declared[service] ?? (needed.has(service) ? undefined : declared[SERVICES[0]]) ?? url);
  if ([...needed].every((service) => declared[service])) {
    return { target, credentials, endpoints: endpointsAt(""), close: async () => {} };
  }
  const [{ startSimulator }, { pathIn }] = await Promise.all([
    import("../simulator/server.ts"),
    import("../state/stack-file.ts"),
  ]);
  const data = pathIn(resolve(settings.cwd, folder), ".holdfast/cloud.json", "the file of the simulated cloud");
  // Vaults cannot be created here, and without them policies protect nothing.
  const simulator = await startSimulator({ data, vaults: "any" }).catch((error: Error) => {
    throw new Failure("disk", `the simulated cloud cannot start: ${error.message}`, {
      hint: `correct ${folder}/.holdfast/cloud.json, or remove it to start with an empty cloud`,
      cause: error,
    });
  });
  return { target, credentials, endpoints: endpointsAt(simulator.url), close: () => simulator.close() };
}
