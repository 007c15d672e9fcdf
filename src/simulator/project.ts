/**
 * What a new project holds, and how it reads in the data file: JSON that a person can edit, to bring in policies of an
 * organisation, servers and past backups. A file from before there were resources and backups is read as well.
 */
import { createHash, randomUUID } from "node:crypto";
import type {
  DownloadPolicy,
  Mishap,
  Project,
  StoredBackup,
  StoredPolicy,
  StoredResource,
  StoredTask,
  StoredVault,
} from "./stored.ts";

/** What is true of the answers of one simulator, and is not in the file. */
export type Unsaved = Pick<Project, "hidden" | "stale">;

/** What a project is born with. */
export interface Birth {
  readonly preset: boolean;
  readonly vaultIds: readonly string[];
}

export function newProject(id: string, birth: Birth, now: number, unsaved: Unsaved): Project {
  const preset = birth.preset ? [presetPolicy(id, now)] : [];
  const vaults = birth.vaultIds.map((vaultId) => newVault(vaultId, now));
  return {
    id,
    policies: new Map(preset.map((policy) => [policy.id, policy])),
    vaults: new Map(vaults.map((vault) => [vault.id, vault])),
    resources: new Map(),
    backups: new Map(),
    tasks: [],
    mishaps: [],
    downloadPolicy: undefined,
    ...unsaved,
  };
}

/** Always the same for the same project: an unchanged project is not saved, and is made again later. */
function presetPolicy(projectId: string, now: number): StoredPolicy {
  const hex = createHash("sha256").update(projectId).digest("hex");
  const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
  return {
    id,
    name: "defaultPolicy",
    enabled: true,
    operation_type: "backup",
    operation_definition: { retention_duration_days: 30 },
    trigger: newTrigger(["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=18;BYMINUTE=00"], now),
    associated_vaults: [],
    policy_type: "custom_policy",
  };
}

export function newTrigger(pattern: readonly string[], now: number): StoredPolicy["trigger"] {
  // Recorded as `2025-05-24 08:45:56`; older documents show ISO 8601.
  const start_time = new Date(now).toISOString().slice(0, 19).replace("T", " ");
  return { id: randomUUID(), name: "default", type: "time", properties: { pattern, start_time } };
}

export function newVault(
  id: string,
  now: number,
  name = `vault-${id.slice(0, 4)}`,
  billing: StoredVault["billing"] = { protect_type: "backup", object_type: "server", size: 100 },
): StoredVault {
  return { id, name, created_at: new Date(now).toISOString().replace("Z", "000"), billing };
}

export interface ProjectContent {
  /** In a file that people wrote, also as the API shows them: with null for no vaults, or nothing. */
  readonly policies: readonly (Omit<StoredPolicy, "associated_vaults"> & {
    readonly associated_vaults?: StoredPolicy["associated_vaults"] | null;
  })[];
  readonly vaults: readonly StoredVault[];
  readonly download_policy?: DownloadPolicy;
  readonly resources?: readonly StoredResource[];
  readonly mishaps?: readonly Mishap[];
  readonly backups?: readonly InText<StoredBackup>[];
  readonly tasks?: readonly InText<StoredTask>[];
}

/** With RFC 3339 where there are milliseconds. */
type InText<T> = { readonly [K in keyof T]: K extends `${string}_at` ? string : T[K] };

export const contentOf = (project: Project): ProjectContent => ({
  policies: [...project.policies.values()],
  vaults: [...project.vaults.values()],
  ...(project.downloadPolicy && { download_policy: project.downloadPolicy }),
  ...(project.resources.size > 0 && { resources: [...project.resources.values()] }),
  ...(project.mishaps.length > 0 && { mishaps: project.mishaps }),
  ...(project.backups.size > 0 && { backups: [...project.backups.values()].map(inText) }),
  ...(project.tasks.length > 0 && { tasks: project.tasks.map(inText) }),
});

/** A line for each backup and task: there may be many thousands, and a person looks for one. */
export function textOf(project: Project): string {
  const { backups = [], tasks = [], ...rest } = contentOf(project);
  const lists = Object.entries({ backups, tasks }).filter(([, list]) => list.length > 0);
  const text = JSON.stringify(rest, undefined, 1);
  const lines = lists.map(([name, list]) => `,\n "${name}": [\n${list.map((one) => JSON.stringify(one)).join(",\n")}]`);
  return lines.length === 0 ? text : `${text.slice(0, -2)}${lines.join("")}\n}`;
}

const TIMES = ["created_at", "started_at", "ended_at", "done_at", "protected_at", "expired_at"];

const inText = <T extends object>(thing: T): InText<T> => timesAs((at) => new Date(Number(at)).toISOString(), thing);
const inNumbers = <T>(thing: InText<T>): T => timesAs((text) => timeIn(String(text)), thing);

/** Safe: what it makes of each time is what either type has in its place. */
function timesAs<To>(other: (time: unknown) => unknown, thing: object): To {
  const copy: Record<string, unknown> = { ...thing };
  for (const name of TIMES) if (copy[name] !== undefined) copy[name] = other(copy[name]);
  if (Array.isArray(copy.replications)) copy.replications = copy.replications.map((one) => timesAs(other, one));
  return copy as To;
}

/**
 * RFC 3339 -> milliseconds since 1970.
 * @throws Error for anything else
 */
export function timeIn(text: string): number {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new Error(`${text} is not a time such as 2026-12-01T02:00:00Z`);
  return at;
}

/**
 * People edit the file: what the operations rely on is looked at here, once.
 * @throws Error that says what is wrong
 */
export function checkContent(id: string, content: ProjectContent): void {
  for (const policy of content.policies) {
    const whole =
      typeof policy.id === "string" &&
      typeof policy.name === "string" &&
      (policy.operation_type === "backup" || policy.operation_type === "replication") &&
      typeof policy.operation_definition === "object" &&
      Array.isArray(policy.trigger?.properties?.pattern) &&
      Array.isArray(policy.associated_vaults ?? []);
    if (!whole) throw new Error(`project ${id} has a policy that is not whole: ${JSON.stringify(policy)}`);
  }
  const { resources = [], backups = [], tasks = [], mishaps = [] } = content;
  for (const resource of resources) checkResource(resource);
  for (const mishap of mishaps) checkMishap(mishap);
  for (const { created_at } of [...backups, ...tasks]) timeIn(created_at);
}

/** @throws Error that says what is wrong */
export function checkResource(resource: StoredResource): void {
  const { id, name, type, server_id = "", size = 1 } = resource;
  const whole = [id, name, server_id].every((text) => typeof text === "string") && typeof size === "number";
  if (!whole || !RESOURCE_TYPES.includes(type)) {
    throw new Error(
      `not a resource with id, name, and one of the types ${RESOURCE_TYPES.join(" ")}: ${JSON.stringify(resource)}`,
    );
  }
}

const RESOURCE_TYPES = ["OS::Nova::Server", "OS::Cinder::Volume", "OS::Sfs::Turbo"];

/** @throws Error that says what is wrong */
export function checkMishap(mishap: Mishap): void {
  for (const bound of [mishap.from, mishap.until]) if (bound !== undefined) timeIn(bound);
  const timed = ["late", "slow", "lag"].includes(mishap.what);
  if (timed !== (typeof mishap.minutes === "number") || !MISHAPS.includes(mishap.what)) {
    throw new Error(
      `not one of the mishaps ${MISHAPS.join(" ")}, of which late, slow and lag have minutes: ${JSON.stringify(mishap)}`,
    );
  }
}

const MISHAPS = ["miss", "skip", "fail", "timeout", "late", "slow", "full", "lock", "lag", "nocopy"];

const byId = <T extends { readonly id: string }>(things: readonly T[]): Map<string, T> =>
  new Map(things.map((thing) => [thing.id, thing]));

export const projectOf = (id: string, content: ProjectContent, unsaved: Unsaved): Project => ({
  id,
  policies: byId(content.policies.map((policy) => ({ ...policy, associated_vaults: policy.associated_vaults ?? [] }))),
  vaults: byId(content.vaults),
  resources: byId(content.resources ?? []),
  backups: byId((content.backups ?? []).map((backup) => inNumbers<StoredBackup>(backup))),
  tasks: (content.tasks ?? []).map((task) => inNumbers<StoredTask>(task)),
  mishaps: content.mishaps ?? [],
  downloadPolicy: content.download_policy,
  ...unsaved,
});
