/**
 * What the simulated cloud remembers, per project, and the file it survives in. The file is JSON that a person can read and, while no
 * simulator runs, edit: that is how policies of an organisation get in. No credential and no token is ever part of it.
 *
 * One simulator per file. Requests of one simulator share its memory, where each change is made in one go, so none is lost.
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { readJson } from "../json.ts";

export type OperationType = "backup" | "replication";

/** As the API shows it, except that `operation_definition` holds write-only members too and `associated_vaults` is never null. */
export interface StoredPolicy {
  readonly id: string;
  readonly operation_type: OperationType;
  /** Anything but `custom_policy` belongs to an organisation. */
  readonly policy_type: string;
  name: string;
  enabled: boolean;
  operation_definition: Readonly<Record<string, unknown>>;
  trigger: {
    readonly id: string;
    readonly name: "default";
    readonly type: "time";
    readonly properties: { readonly pattern: readonly string[]; readonly start_time: string };
  };
  associated_vaults: readonly Association[];
}

interface Association {
  readonly vault_id: string;
  /** Null for a backup policy. */
  readonly destination_vault_id: string | null;
}

export interface StoredVault {
  readonly id: string;
  readonly name: string;
  readonly created_at: string;
  readonly billing: { readonly protect_type: OperationType; readonly object_type: string; readonly size: number };
}

export interface DownloadPolicy {
  readonly id: string;
  readonly action: "open" | "close";
}

export interface Project {
  readonly id: string;
  /** By id, in the order of their creation. */
  readonly policies: Map<string, StoredPolicy>;
  readonly vaults: Map<string, StoredVault>;
  /** Undefined until it was first set. */
  downloadPolicy: DownloadPolicy | undefined;
  /** Policies that lists do not show yet. Not saved. */
  readonly hidden: Map<string, Hidden>;
}

/** For so many lists, or until then (milliseconds since 1970). */
export type Hidden = { lists: number } | { readonly until: number };

/** What a project is born with. */
export interface Birth {
  readonly preset: boolean;
  readonly vaultIds: readonly string[];
}

export interface Data {
  /** Born when first asked for; saved when something in it changes. */
  project(id: string): Project;
  /** What the file holds, or would. */
  content(): object;
  /** Puts a change to this project into the file. It is there when this returns; changes made meanwhile go in with one write. */
  save(projectId: string): Promise<void>;
  /** When every write that was begun is done. */
  settled(): Promise<void>;
}

/** @throws Error when `file` is there and is not such data; it is left as it is. */
export async function openData(file: string | undefined, birth: Birth, now: () => number): Promise<Data> {
  const projects = file === undefined ? new Map<string, Project>() : await readProjects(file);
  // A thousand projects make a large file and a change touches one of them: only that one is turned into text again.
  const texts = new Map([...projects].map(([id, project]) => [id, textOf(project)]));
  const changed = new Set<string>();
  let writing: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | undefined;

  async function write(path: string): Promise<void> {
    for (const id of changed) texts.set(id, textOf(projects.get(id)!));
    changed.clear();
    const lines = [...texts].map(([id, text]) => `${JSON.stringify(id)}: ${text}`);
    // Not before there is something to keep: whoever only looks leaves nothing behind, and needs no right to write.
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.new`, `{"format": 1, "projects": {\n${lines.join(",\n")}\n}}\n`);
    await rename(`${path}.new`, path);
  }

  return {
    project(id) {
      const known = projects.get(id);
      if (known) return known;
      const project = newProject(id, birth, now());
      projects.set(id, project);
      return project;
    },
    content() {
      return {
        format: 1,
        projects: Object.fromEntries([...projects].map(([id, project]) => [id, contentOf(project)])),
      };
    },
    save(projectId) {
      if (file === undefined) return Promise.resolve();
      changed.add(projectId);
      // The write that waits has not looked at the data yet, so it will see this change as well.
      waiting ??= writing
        .catch(() => {})
        .then(() => {
          waiting = undefined;
          writing = write(file);
          return writing;
        });
      return waiting;
    },
    async settled() {
      await (waiting ?? writing).catch(() => {});
    },
  };
}

function newProject(id: string, birth: Birth, now: number): Project {
  const preset = birth.preset ? [presetPolicy(id, now)] : [];
  const vaults = birth.vaultIds.map((vaultId) => newVault(vaultId, now));
  return {
    id,
    policies: new Map(preset.map((policy) => [policy.id, policy])),
    vaults: new Map(vaults.map((vault) => [vault.id, vault])),
    downloadPolicy: undefined,
    hidden: new Map(),
  };
}

/** The same for the same project each time: a project in which nothing was changed is not saved, and is born again later. */
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

interface ProjectContent {
  readonly policies: readonly StoredPolicy[];
  readonly vaults: readonly StoredVault[];
  readonly download_policy?: DownloadPolicy;
}

const contentOf = (project: Project): ProjectContent => ({
  policies: [...project.policies.values()],
  vaults: [...project.vaults.values()],
  ...(project.downloadPolicy && { download_policy: project.downloadPolicy }),
});

const textOf = (project: Project): string => JSON.stringify(contentOf(project), undefined, 1);

async function readProjects(file: string): Promise<Map<string, Project>> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Map();
    throw new Error(`the simulated cloud's data cannot be read: ${(error as Error).message}`, { cause: error });
  }
  try {
    const read = readJson(text);
    if ("fault" in read) throw new Error(read.fault);
    const { format, projects } = (read.value ?? {}) as { format?: unknown; projects?: Record<string, ProjectContent> };
    if (format !== 1) throw new Error(`format is ${JSON.stringify(format)}, not 1`);
    return new Map(Object.entries(projects ?? {}).map(([id, content]) => [id, projectOf(id, content)]));
  } catch (error) {
    throw new Error(
      `${file} is not data of the simulated cloud and was left as it is: ${(error as Error).message}. Correct it, move it away, or name another file.`,
      { cause: error },
    );
  }
}

function projectOf(id: string, content: ProjectContent): Project {
  for (const policy of content.policies) {
    // People edit the file: what the operations below rely on is looked at here, once.
    const whole =
      typeof policy.id === "string" &&
      typeof policy.name === "string" &&
      (policy.operation_type === "backup" || policy.operation_type === "replication") &&
      typeof policy.operation_definition === "object" &&
      Array.isArray(policy.trigger?.properties?.pattern) &&
      Array.isArray(policy.associated_vaults);
    if (!whole) throw new Error(`project ${id} has a policy that is not whole: ${JSON.stringify(policy)}`);
  }
  return {
    id,
    policies: new Map(content.policies.map((policy) => [policy.id, policy])),
    vaults: new Map(content.vaults.map((vault) => [vault.id, vault])),
    downloadPolicy: content.download_policy,
    hidden: new Map(),
  };
}
