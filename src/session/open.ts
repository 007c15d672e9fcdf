/** A stack and the settings of a run -> its cloud and its store. */

import { resolve } from "node:path";
import type { Cloud, ReadableCloud } from "../cloud/cloud.ts";
import type { Credentials, Found } from "../cloud/credentials.ts";
import type { Endpoints } from "../cloud/endpoints.ts";
import type { Known, ProjectRef } from "../cloud/iam.ts";
import type { Stack } from "../documents/check.ts";
import { type EndpointName, SERVICES } from "../generated/facts.ts";
import type { Target } from "../model/policy.ts";
import { Failure } from "../model/problem.ts";
import { projectIn, regionIn, type Settings, type Timing } from "../process/settings.ts";
import type { Store } from "../state/store.ts";
import { atTheCloud } from "../system/parallel.ts";
/** One stack's ends, for looking: no write gets out, neither by type nor through the door. */
export interface OpenToRead {
  readonly target: Target;
  readonly endpoints: Endpoints;
  readonly reader: ReadableCloud;
  readonly store: Store;
  close(): Promise<void>;
}

/** One stack's ends, for changing what is there. */
export interface OpenStack extends OpenToRead {
  readonly cloud: Cloud;
}

/**
 * @param log hears why a request waits
 * @param signal ends the waiting
 * @throws Failure `credentials-*`, `host-untrusted`, `project-unknown`, `usage` when the region or the project is not said
 */
export const openStack = (
  stack: Stack,
  settings: Settings,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<OpenStack> => open(stack, settings, log, { signal });

/** The same without a way to write. */
export async function openToRead(stack: Stack, settings: Settings, log: (line: string) => void): Promise<OpenToRead> {
  const { cloud: _, ...rest } = await open(stack, settings, log, { readOnly: true });
  return rest;
}

async function open(
  stack: Stack,
  settings: Settings,
  log: (line: string) => void,
  more: { readonly signal?: AbortSignal; readonly readOnly?: boolean },
): Promise<OpenStack> {
  const { openCloud, readOnly } = await import("../cloud/client.ts");
  const asking = await askingBy(settings, log, more.signal);
  // Before a simulated cloud is started, which somebody would have to end if this failed.
  const store = await openStoreOf(stack, settings);
  const place = await (stack.spec.cloud === "simulator"
    ? simulated(stack, settings, asking)
    : atTheCloud(() => real(stack, settings, asking)));
  const cloud = openCloud({ ...place, ...asking, readOnly: more.readOnly ?? false });
  const { target, endpoints } = place;
  return { target, endpoints, cloud, reader: readOnly(cloud), store, close: place.close };
}

type Asking = Awaited<ReturnType<typeof askingBy>>;

/** How every request of this run behaves, and whom it may tell who we are. */
async function askingBy({ env, timing }: Settings, log: (line: string) => void, signal?: AbortSignal) {
  const { trustFrom } = await import("../cloud/endpoints.ts");
  return { log, trust: trustFrom(env), timeouts: timeoutsFor(timing), ...(signal && { signal }) };
}

/** Connecting is part of the request. */
const timeoutsFor = ({ requestMs }: Timing) => ({
  connectMs: Math.min(10_000, requestMs / 3),
  answerMs: (requestMs * 2) / 3,
});

/** The store alone, for looking at states without a cloud. */
export async function openStoreOf(stack: Stack, settings: Settings, state = stack.spec.state): Promise<Store> {
  const { openStore } = await import("../state/open.ts");
  const { cwd, env } = settings;
  const home = { folder: resolve(cwd, stack.folder), name: stack.name, env, cwd };
  const store = await openStore({ ...home, state });
  const isElsewhere = state !== undefined && state === stack.spec.state && !state.file;
  return isElsewhere ? besides(store, () => openStore(home)) : store;
}

/**
 * A store that is empty while the file where a stack keeps its state by default has records was not migrated: what is protected,
 * and what is ours, would count as unknown.
 */
const besides = (store: Store, openDefault: () => Promise<Store>): Store => ({
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
        hint: "put state in stack.yaml back, run `holdfast state migrate`, then change it; or remove the file if it is out of date",
      },
    );
  },
});

interface Place {
  readonly target: Target;
  readonly endpoints: Endpoints;
  readonly credentials: Credentials;
  close(): Promise<void>;
}

/** Who asks, where, for which project: all that is known before the first request. */
export interface Aim {
  readonly cloud: Target["cloud"];
  readonly region: string;
  readonly endpoints: Endpoints;
  readonly project: ProjectRef;
  readonly credentials: Credentials;
  /** Where the credentials are from; names only. */
  readonly source: string;
}

/** In a real cloud. What stack.yaml says wins over the environment, and that over the file that the credentials are from. */
export async function aimOf({ spec, source }: Stack, { env }: Settings): Promise<Aim> {
  const [{ howToLogIn }, { Endpoint, endpointsFor, refuseUnchecked, trustFrom }, { findCredentials }] =
    await Promise.all([
      import("../cloud/credentials.ts"),
      import("../cloud/endpoints.ts"),
      import("../cloud/profiles.ts"),
    ]);
  refuseUnchecked(env);
  const cloud = spec.cloud === "otc" ? "otc" : "huaweicloud";
  const found = await findCredentials(env);
  const region = spec.region ?? regionIn(env) ?? found?.region;
  if (!region) throw unsaid("region", "HW_REGION_NAME", source.file);
  if (!found) {
    throw new Failure("credentials-missing", "there are no credentials, neither in the environment nor in a file", {
      hint: howToLogIn(),
    });
  }
  const said = spec.project_id ? { id: spec.project_id } : spec.project_name && { name: spec.project_name };
  const project = said || projectIn(env) || (found.projectId && { id: found.projectId });
  if (!project) throw unsaid("project_id", "HW_PROJECT_ID", source.file);
  const trust = trustFrom(env);
  // All that the file writes, used or not: what is never asked must not wait for the day on which it is.
  for (const address of Object.values(spec.endpoints ?? {})) Endpoint.trusted(address, cloud, trust);
  const endpoints = endpointsFor({ cloud, region, domain: trust.domain }, spec.endpoints);
  return { cloud, region, endpoints, project, credentials: found.credentials, source: found.source };
}

/** Whether the cloud knows us: one request. @throws Failure `credentials-*`, `host-untrusted`, `project-unknown`, `cloud-*` */
export async function knownAs(aim: Aim, settings: Settings, log: (line: string) => void): Promise<Known> {
  const { whoWeAre } = await import("../cloud/iam.ts");
  return whoWeAre({ ...aim, iam: aim.endpoints.iam, ...(await askingBy(settings, log)) });
}

async function real(stack: Stack, settings: Settings, asking: Asking): Promise<Place> {
  const { cloud, region, endpoints, project, credentials } = await aimOf(stack, settings);
  const { projectId } = await import("../cloud/iam.ts");
  const id =
    "id" in project
      ? project.id
      : await projectId({ name: project.name, cloud, iam: endpoints.iam, credentials, ...asking });
  return { target: { cloud, region, project_id: id }, endpoints, credentials, close: async () => {} };
}

const unsaid = (field: string, variable: string, file: string): Failure =>
  new Failure("usage", `${file} says no ${field}, and neither does the environment`, {
    hint: `add ${field} to its spec, or set ${variable}`,
  });

/** What anybody may know: for a simulated cloud that takes everybody, and for one that asks who we are. */
const ANYBODY: Credentials = { kind: "token", token: "simulated" };
const GUEST: Credentials = { kind: "keys", access: "guest", secret: "guest" };

/**
 * The environment's credentials, and the address in stack.yaml that keeps a simulated cloud from getting them: a pull request can
 * write `cloud: simulator` and the address of any listener on this machine.
 */
export async function simulatedLogin(
  { spec }: Stack,
  { env }: Settings,
): Promise<{ found?: Found; keptFrom?: string }> {
  const [{ credentialsFrom }, { isNamed, trustFrom }] = await Promise.all([
    import("../cloud/credentials.ts"),
    import("../cloud/endpoints.ts"),
  ]);
  const trust = trustFrom(env);
  const found = credentialsFrom(env);
  const keptFrom = Object.values(spec.endpoints ?? {}).find((address) => !isNamed(address, trust));
  return { ...(found && { found }), ...(keptFrom && { keptFrom }) };
}

/** A simulated cloud inside this process, for the services that stack.yaml does not say an address for. */
async function simulated(stack: Stack, settings: Settings, { log }: Asking): Promise<Place> {
  const { spec, folder } = stack;
  const target = {
    cloud: "simulator",
    region: spec.region ?? "simulator",
    project_id: spec.project_id ?? spec.project_name ?? "simulator",
  } as const;
  const { found, keptFrom } = await simulatedLogin(stack, settings);
  if (found && keptFrom) log(`${keptFrom} gets no credentials of ours: HOLDFAST_TRUST_HOSTS does not name it`);
  const credentials = !found ? ANYBODY : keptFrom ? GUEST : found.credentials;
  const { eachEndpoint } = await import("../cloud/endpoints.ts");
  const said = spec.endpoints ?? {};
  const needed = new Set<EndpointName>([...SERVICES, "iam"]);
  // Servers and disks are looked up where the policies are.
  const endpointsAt = (url: string) =>
    eachEndpoint((service) => said[service] ?? (needed.has(service) ? undefined : said[SERVICES[0]]) ?? url);
  if ([...needed].every((service) => said[service])) {
    return { target, credentials, endpoints: endpointsAt(""), close: async () => {} };
  }
  const [{ startSimulator }, { pathIn }] = await Promise.all([
    import("../simulator/server.ts"),
    import("../state/open.ts"),
  ]);
  const data = pathIn(resolve(settings.cwd, folder), ".holdfast/cloud.json", "the file of the simulated cloud");
  // Nobody can create vaults here, and without them policies protect nothing.
  const simulator = await startSimulator({ data, vaults: "any" }).catch((error: Error) => {
    throw new Failure("disk", `the simulated cloud cannot start: ${error.message}`, {
      hint: `correct ${folder}/.holdfast/cloud.json, or remove it to begin with an empty cloud`,
      cause: error,
    });
  });
  return { target, credentials, endpoints: endpointsAt(simulator.url), close: () => simulator.close() };
}
