/** Flags and environment -> settings; opens the cloud and the store of a stack. The only reader of process.env. */
import { resolve } from "node:path";
import type { Circumstances, Stack } from "./check.ts";
import type { Cloud, ReadableCloud } from "./cloud/cloud.ts";
import type { Credentials } from "./cloud/credentials.ts";
import type { Endpoints } from "./cloud/endpoints.ts";
import { thisProcess } from "./holder.ts";
import { atTheCloud } from "./parallel.ts";
import type { Target } from "./policy.ts";
import { Failure } from "./problem.ts";
import type { Store } from "./state/store.ts";

export interface Settings {
  readonly cwd: string;
  readonly circumstances: Circumstances;
  readonly timing: Timing;
  readonly colour: { readonly stdout: boolean; readonly stderr: boolean };
  /** Somebody may be looking at stderr while it is written. */
  readonly terminal: boolean;
  /** Somebody sits there who can be asked. */
  readonly interactive: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Milliseconds. */
interface Timing {
  /** `HOLDFAST_REQUEST_TIMEOUT`: the longest that one request may take. Less than three quarters of the lease's. */
  readonly requestMs: number;
  /** `HOLDFAST_SETTLE`: how long an accepted create may take to appear in a list. */
  readonly settleMs: number;
  /** `HOLDFAST_LEASE_TTL`: without a sign of life for so long, a run counts as dead. Renewed every quarter of it. */
  readonly leaseMs: number;
}

/** @throws Failure `usage` for a duration that is none */
function timingFrom(env: Settings["env"]): Timing {
  const requestMs = durationIn("HOLDFAST_REQUEST_TIMEOUT", env, 30_000);
  const settleMs = durationIn("HOLDFAST_SETTLE", env, 30_000);
  const leaseMs = durationIn("HOLDFAST_LEASE_TTL", env, 60_000);
  if (requestMs < leaseMs * 0.75) return { requestMs, settleMs, leaseMs };
  throw new Failure("usage", "a request may take longer than a lease is sure to last", {
    hint: "make HOLDFAST_REQUEST_TIMEOUT less than three quarters of HOLDFAST_LEASE_TTL (60s)",
  });
}

function durationIn(name: string, env: Settings["env"], otherwise: number): number {
  const text = env[name];
  if (!text) return otherwise;
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw new Failure("usage", `${name} is ${JSON.stringify(text)}`, {
    hint: "give a duration such as 500ms, 90s or 5m",
  });
}

/** Of this run, for the history of applies, as the CI systems say it: GitHub, GitLab, Jenkins. */
export function originFrom({ env }: Settings): { who: string; run?: string; commit?: string } {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id } = env;
  const github = server && repository && id ? `${server}/${repository}/actions/runs/${id}` : undefined;
  const run = github ?? (env.CI_JOB_URL || env.BUILD_URL);
  const commit = env.GITHUB_SHA || env.CI_COMMIT_SHA || env.GIT_COMMIT;
  const { user, host } = thisProcess();
  const who = env.GITHUB_ACTOR || env.GITLAB_USER_LOGIN || `${user}@${host}`;
  return { who, ...(run && { run }), ...(commit && { commit }) };
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `500ms`, `90s`, `5m`, `1h`, `0` -> milliseconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  if (text === "0") return 0;
  const [, number, unit] = /^(\d{1,9})(ms|s|m|h)$/.exec(text) ?? [];
  return unit === undefined ? undefined : Number(number) * (UNITS[unit] ?? 1);
}

export function settingsFrom(): Settings {
  const { env, stderr, stdin } = process;
  return {
    cwd: process.cwd(),
    circumstances: { now: new Date(), region: regionIn(env), ci: isSet(env.CI) },
    timing: timingFrom(env),
    colour: coloursFrom(),
    terminal: Boolean(stderr.isTTY) && env.TERM !== "dumb",
    interactive: Boolean(stdin.isTTY && stderr.isTTY) && !isSet(env.CI),
    env,
  };
}

const regionIn = (env: Settings["env"]): string | undefined => env.HW_REGION_NAME || env.OS_REGION_NAME || undefined;

/** Never fails, so that failures can be shown by it. */
export function coloursFrom(): Settings["colour"] {
  const { env, stdout, stderr } = process;
  return { stdout: wantsColour(env, stdout.isTTY), stderr: wantsColour(env, stderr.isTTY) };
}

/** https://no-color.org, https://force-color.org; of both, FORCE_COLOR is the more deliberate one. */
function wantsColour(env: Settings["env"], terminal: boolean | undefined): boolean {
  if (isSet(env.FORCE_COLOR)) return true;
  if (env.NO_COLOR) return false;
  return terminal === true && env.TERM !== "dumb";
}

const isSet = (value: string | undefined): boolean => value !== undefined && !["", "0", "false"].includes(value);

/** One stack's ends, for looking: no write gets out, neither by type nor through the door. */
export interface OpenToRead {
  readonly target: Target;
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
  const { openCloud, readOnly } = await import("./cloud/door.ts");
  // Before a simulated cloud is started, which somebody would have to end if this failed.
  const store = await openStoreOf(stack, settings);
  const place = await (stack.spec.cloud === "simulator"
    ? simulated(stack, settings)
    : atTheCloud(() => real(stack, settings, log, more.signal)));
  const cloud = openCloud({
    ...place,
    ...more,
    trustHosts: trustedHosts(settings),
    log,
    timeouts: timeoutsFor(settings.timing),
  });
  return { target: place.target, cloud, reader: readOnly(cloud), store, close: place.close };
}

/** Connecting is part of the request. */
const timeoutsFor = ({ requestMs }: Timing) => ({
  connectMs: Math.min(10_000, requestMs / 3),
  answerMs: (requestMs * 2) / 3,
});

/** The store alone, for looking at states without a cloud. */
export async function openStoreOf(stack: Stack, settings: Settings, state = stack.spec.state): Promise<Store> {
  const { openStore } = await import("./state/open.ts");
  const { cwd, env } = settings;
  return openStore({ folder: resolve(cwd, stack.folder), name: stack.name, state, env, cwd });
}

interface Place {
  readonly target: Target;
  readonly endpoints: Endpoints;
  readonly credentials: Credentials;
  close(): Promise<void>;
}

/** A project of a real cloud. What stack.yaml says wins over the environment. */
async function real(
  { spec, source }: Stack,
  settings: Settings,
  log: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<Place> {
  const { env } = settings;
  const [{ credentialsFrom }, { endpointsFor }, { projectId }] = await Promise.all([
    import("./cloud/credentials.ts"),
    import("./cloud/endpoints.ts"),
    import("./cloud/iam.ts"),
  ]);
  const cloud = spec.cloud === "otc" ? "otc" : "huaweicloud";
  const region = spec.region ?? regionIn(env);
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
    (name
      ? await projectId({
          name,
          cloud,
          iam: endpoints.iam,
          credentials,
          trustHosts,
          log,
          ...(signal && { signal }),
          timeouts: timeoutsFor(settings.timing),
        })
      : env.HW_PROJECT_ID);
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
  const simulator = await startSimulator({
    data: resolve(cwd, folder, ".holdfast/cloud.json"),
    // Nobody can create vaults here, and without them policies protect nothing.
    vaults: "any",
  });
  const { url } = simulator;
  const endpoints = { cbr: cbr ?? url, dds: dds ?? url, iam: iam ?? url };
  return { target, credentials, endpoints, close: () => simulator.close() };
}

/** Besides the cloud's own. HW_CLOUD is another domain for all services, and comes from the environment as this does. */
function trustedHosts({ env }: Settings): string[] {
  const named = (env.HOLDFAST_TRUST_HOSTS ?? "").split(",").flatMap((host) => host.trim() || []);
  return env.HW_CLOUD ? [...named, `.${env.HW_CLOUD}`] : named;
}
