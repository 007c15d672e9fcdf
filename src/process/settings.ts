/** The environment of this process -> settings. */
import { isatty } from "node:tty";
import type { ProjectRef } from "../cloud/iam.ts";
import type { Circumstances } from "../documents/check.ts";
import { defined } from "../model/defined.ts";
import type { Env } from "../model/env.ts";
import { Failure } from "../model/problem.ts";
import { allowsLocal } from "../model/remote.ts";
import { thisProcess } from "../state/process-id.ts";

export interface Settings {
  readonly cwd: string;
  readonly circumstances: Circumstances;
  readonly timing: Timing;
  readonly colour: { readonly stdout: boolean; readonly stderr: boolean };
  /** stderr is a terminal that can show progress. */
  readonly terminal: boolean;
  /** A person can answer a prompt. */
  readonly interactive: boolean;
  readonly env: Env;
}

/** Milliseconds. */
export interface Timing {
  /** `HOLDFAST_REQUEST_TIMEOUT`: the longest time for one request. Less than three quarters of the lease's. */
  readonly requestMs: number;
  /** `HOLDFAST_SETTLE`: how long an accepted create may take to appear in a list. */
  readonly settleMs: number;
  /**
   * `HOLDFAST_LEASE_TTL`: a run that has not renewed its lease for this long is presumed dead. Renewed every quarter of
   * it.
   */
  readonly leaseMs: number;
  /** `HOLDFAST_GRACE`: how late a backup may be before `status` calls it late. */
  readonly graceMs: number;
}

/** @throws Failure `usage` for an invalid duration */
function timingFrom(env: Env): Timing {
  const requestMs = durationIn("HOLDFAST_REQUEST_TIMEOUT", env, 30_000);
  const settleMs = durationIn("HOLDFAST_SETTLE", env, 60_000);
  const leaseMs = durationIn("HOLDFAST_LEASE_TTL", env, 60_000);
  const graceMs = durationIn("HOLDFAST_GRACE", env, 60 * 60_000);
  if (requestMs < leaseMs * 0.75) return { requestMs, settleMs, leaseMs, graceMs };
  throw new Failure("usage", "HOLDFAST_REQUEST_TIMEOUT is too long for HOLDFAST_LEASE_TTL", {
    hint: `make HOLDFAST_REQUEST_TIMEOUT less than three quarters of HOLDFAST_LEASE_TTL (${leaseMs / 1000}s)`,
  });
}

function durationIn(name: string, env: Env, otherwise: number): number {
  const text = env[name];
  if (!text) return otherwise;
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw new Failure("usage", `${name} is ${JSON.stringify(text)}`, { hint: `give ${A_DURATION}` });
}

/** Who runs this and where, for the history of applies, from the variables of GitHub, GitLab and Jenkins. */
export function originFrom({ env }: Settings): { who: string; run?: string; commit?: string } {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id } = env;
  const github = server && repository && id ? `${server}/${repository}/actions/runs/${id}` : undefined;
  const run = github || env.CI_JOB_URL || env.BUILD_URL || undefined;
  const commit = env.GITHUB_SHA || env.CI_COMMIT_SHA || env.GIT_COMMIT || undefined;
  const { user, host } = thisProcess();
  const who = env.GITHUB_ACTOR || env.GITLAB_USER_LOGIN || `${user}@${host}`;
  return defined({ who, run, commit });
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** 24 days. A longer timer ends immediately: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const MAX_DURATION_MS = 2 ** 31 - 1;
export const A_DURATION = "a duration such as 500ms, 90s or 5m, of at most 596h";

/**
 * `500ms`, `90s`, `5m`, `1h`, `0` -> milliseconds; undefined for anything else, and for more than a timer can count.
 */
export function parseDuration(text: string): number | undefined {
  if (text === "0") return 0;
  const [, number, unit] = /^(\d{1,10})(ms|s|m|h)$/.exec(text) ?? [];
  const ms = unit === undefined ? Number.NaN : Number(number) * (UNITS[unit] ?? 1);
  return ms <= MAX_DURATION_MS ? ms : undefined;
}

export function settingsFrom(): Settings {
  const { env, stderr } = process;
  return {
    cwd: process.cwd(),
    circumstances: { now: new Date(), region: regionIn(env), ci: isSet(env.CI), localRemotes: allowsLocal(env) },
    timing: timingFrom(env),
    colour: coloursFrom(),
    terminal: Boolean(stderr.isTTY) && env.TERM !== "dumb",
    // Not `process.stdin.isTTY`: creating `process.stdin` takes 2 ms, and few commands read it.
    interactive: isatty(0) && Boolean(stderr.isTTY) && !isSet(env.CI),
    env,
  };
}

/**
 * The variables for region and project of Terraform, the SDKs, huaweicloud/auth-action and OpenStack. The first one set
 * counts.
 */
export const PLACES = [
  { region: ["HW_REGION_NAME"], projectId: ["HW_PROJECT_ID"], projectName: ["HW_PROJECT_NAME"] },
  { region: ["HUAWEICLOUD_SDK_REGION"], projectId: ["HUAWEICLOUD_SDK_PROJECT_ID"], projectName: [] },
  { region: ["HUAWEI_CLOUD_REGION"], projectId: ["HUAWEI_CLOUD_PROJECT_ID"], projectName: [] },
  {
    region: ["OS_REGION_NAME", "OS_REGION"],
    projectId: ["OS_PROJECT_ID", "OS_TENANT_ID"],
    projectName: ["OS_PROJECT_NAME", "OS_TENANT_NAME"],
  },
] as const;

/** @throws Failure `usage` for a value that no id and no name has: a secret of CI often ends in a line break */
function firstSet(names: readonly string[], env: Env, refused = /[^\x21-\x7e]/): string | undefined {
  const name = names.find((one) => env[one]);
  const value = name && env[name];
  if (!value || !refused.test(value)) return value || undefined;
  throw new Failure("usage", `${name} contains a line break or another invalid character`, {
    hint: `set ${name} again; a line break at the end often comes from a file or from pasting`,
  });
}

export const regionIn = (env: Env): string | undefined =>
  firstSet(
    PLACES.flatMap(({ region }) => region),
    env,
  );

/** For each tool, the id counts before the name. */
export function projectIn(env: Env): ProjectRef | undefined {
  for (const place of PLACES) {
    const id = firstSet(place.projectId, env);
    if (id) return { id };
    const name = firstSet(place.projectName, env, /[\x00-\x1f\x7f]/);
    if (name) return { name };
  }
  return undefined;
}

/** Never fails, because it is needed to show failures. */
export function coloursFrom(): Settings["colour"] {
  const { env, stdout, stderr } = process;
  return { stdout: wantsColour(env, stdout.isTTY), stderr: wantsColour(env, stderr.isTTY) };
}

/** https://no-color.org, https://force-color.org; of the two, FORCE_COLOR is the more deliberate one. */
function wantsColour(env: Env, terminal: boolean | undefined): boolean {
  if (isSet(env.FORCE_COLOR)) return true;
  if (env.NO_COLOR) return false;
  return terminal === true && env.TERM !== "dumb";
}

const isSet = (value: string | undefined): boolean => value !== undefined && !["", "0", "false"].includes(value);
