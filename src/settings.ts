/** Flags and environment -> settings; opens the cloud and the store of a stack. The only reader of process.env. */
import { resolve } from "node:path";
import type { Stack } from "./check.ts";
import type { Cloud, ReadableCloud } from "./cloud/cloud.ts";
import type { Credentials } from "./cloud/credentials.ts";
import type { Endpoints } from "./cloud/endpoints.ts";
import type { Target } from "./policy.ts";
import { Failure } from "./problem.ts";
import type { Store } from "./state/store.ts";

export interface Settings {
  readonly cwd: string;
  readonly colour: { readonly stdout: boolean; readonly stderr: boolean };
  /** Somebody sits there who can be asked. */
  readonly interactive: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function settingsFrom(): Settings {
  const { env, stdout, stderr, stdin } = process;
  return {
    cwd: process.cwd(),
    colour: { stdout: wantsColour(env, stdout.isTTY), stderr: wantsColour(env, stderr.isTTY) },
    interactive: Boolean(stdin.isTTY && stderr.isTTY) && !isSet(env.CI),
    env,
  };
}

/** https://no-color.org, https://force-color.org; of both, FORCE_COLOR is the more deliberate one. */
function wantsColour(env: Settings["env"], terminal: boolean | undefined): boolean {
  if (isSet(env.FORCE_COLOR)) return true;
  if (env.NO_COLOR) return false;
  return terminal === true && env.TERM !== "dumb";
}

const isSet = (value: string | undefined): boolean => value !== undefined && !["", "0", "false"].includes(value);

/** One stack's ends: where it reads and writes. */
export interface OpenStack {
  readonly target: Target;
  readonly cloud: Cloud;
  /** The same cloud, without a way to write. */
  readonly reader: ReadableCloud;
  readonly store: Store;
  close(): Promise<void>;
}

/**
 * @param log hears why a request waits
 * @throws Failure `credentials-*`, `host-untrusted`, `project-unknown`, `usage` when the region or the project is not said
 */
export async function openStack(stack: Stack, settings: Settings, log: (line: string) => void): Promise<OpenStack> {
  const [{ openCloud, readOnly }, { openStore }] = await Promise.all([
    import("./cloud/door.ts"),
    import("./state/open.ts"),
  ]);
  const place = await (stack.spec.cloud === "simulator" ? simulated(stack, settings) : real(stack, settings, log));
  const cloud = openCloud({ ...place, trustHosts: trustedHosts(settings), log });
  return {
    target: place.target,
    cloud,
    reader: readOnly(cloud),
    store: openStore({ folder: resolve(settings.cwd, stack.folder), state: stack.spec.state }),
    close: place.close,
  };
}

interface Place {
  readonly target: Target;
  readonly endpoints: Endpoints;
  readonly credentials: Credentials;
  close(): Promise<void>;
}

/** A project of a real cloud. What stack.yaml says wins over the environment. */
async function real({ spec, source }: Stack, settings: Settings, log: (line: string) => void): Promise<Place> {
  const { env } = settings;
  const [{ credentialsFrom }, { endpointsFor }, { projectId }] = await Promise.all([
    import("./cloud/credentials.ts"),
    import("./cloud/endpoints.ts"),
    import("./cloud/iam.ts"),
  ]);
  const cloud = spec.cloud === "otc" ? "otc" : "huaweicloud";
  const region = spec.region ?? (env.HW_REGION_NAME || env.OS_REGION_NAME);
  if (!region) throw unsaid("region", "HW_REGION_NAME", source.file);
  const credentials = credentialsFrom(env);
  if (!credentials) {
    throw new Failure("credentials-missing", "there are no credentials in the environment", {
      hint: "set HW_ACCESS_KEY and HW_SECRET_KEY, or HW_AUTH_TOKEN, or HW_USER_NAME, HW_USER_PASSWORD and HW_DOMAIN_NAME",
    });
  }
  const domain = env.HW_CLOUD;
  const endpoints = endpointsFor({ cloud, region, ...(domain && { domain }) }, spec.endpoints);
  const name = spec.project_name ?? (spec.project_id || env.HW_PROJECT_ID ? undefined : env.HW_PROJECT_NAME);
  const trustHosts = trustedHosts(settings);
  const id =
    spec.project_id ??
    (name ? await projectId({ name, cloud, iam: endpoints.iam, credentials, trustHosts, log }) : env.HW_PROJECT_ID);
  if (!id) throw unsaid("project_id", "HW_PROJECT_ID", source.file);
  return { target: { cloud, region, project_id: id }, endpoints, credentials, close: async () => {} };
}

const unsaid = (field: string, variable: string, file: string): Failure =>
  new Failure("usage", `${file} says no ${field}, and neither does the environment`, {
    hint: `add ${field} to its spec, or set ${variable}`,
  });

/** A simulated cloud inside this process, for the services that stack.yaml does not say an address for. */
async function simulated({ spec, folder }: Stack, { cwd, env }: Settings): Promise<Place> {
  const { credentialsFrom } = await import("./cloud/credentials.ts");
  const target = {
    cloud: "simulator",
    region: spec.region ?? "simulator",
    project_id: spec.project_id ?? spec.project_name ?? "simulator",
  } as const;
  const credentials = credentialsFrom(env) ?? ({ kind: "token", token: "simulated" } as const);
  const { cbr, dds, iam } = spec.endpoints ?? {};
  if (cbr && dds && iam) return { target, credentials, endpoints: { cbr, dds, iam }, close: async () => {} };
  const { startSimulator } = await import("./simulator/server.ts");
  const simulator = await startSimulator({ data: resolve(cwd, folder, ".holdfast/cloud.json") });
  const { url } = simulator;
  const endpoints = { cbr: cbr ?? url, dds: dds ?? url, iam: iam ?? url };
  return { target, credentials, endpoints, close: () => simulator.close() };
}

/** Besides the cloud's own. HW_CLOUD is another domain for all services, and comes from the environment as this does. */
function trustedHosts({ env }: Settings): string[] {
  const named = (env.HOLDFAST_TRUST_HOSTS ?? "").split(",").flatMap((host) => host.trim() || []);
  return env.HW_CLOUD ? [...named, `.${env.HW_CLOUD}`] : named;
}
