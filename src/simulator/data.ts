/**
 * What the simulated cloud remembers, per project, and the file it survives in. The file is JSON that a person can read and edit: that
 * is how policies of an organisation get in. No credential and no token is ever part of it.
 *
 * Several simulators may keep one file, such as two commands with `cloud: simulator` in one stack. What one of them answered, the others
 * see with their next request; a change is made to what is in the file at that moment, or made again.
 */
import { createHash, randomUUID } from "node:crypto";
import { readJson } from "../model/json.ts";
import { dataFile, type Stored } from "./file.ts";

export type OperationType = "backup" | "replication";

/** As the API shows it, except that `operation_definition` holds write-only members too and `associated_vaults` is never null. */
export interface StoredPolicy {
  readonly id: string;
  readonly operation_type: OperationType;
  /** Anything but `custom_policy` belongs to an organisation. Absent in what was recorded before there were such. */
  readonly policy_type?: string;
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

/** As it was asked for; what the API adds is added when it is shown. */
export interface StoredVault {
  readonly id: string;
  readonly name: string;
  /** In UTC, and does not say so. */
  readonly created_at: string;
  readonly billing: {
    readonly protect_type: OperationType;
    readonly object_type: string;
    readonly size: number;
    readonly consistent_level?: string;
    readonly cloud_type?: string;
    readonly is_multi_az?: boolean;
  };
  readonly resources?: readonly { readonly id: string; readonly type: string; readonly name?: string }[];
  readonly enterprise_project_id?: string;
  readonly description?: string;
  readonly tags?: readonly object[];
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
  /** Policies whose vaults reads show as they were. Not saved. */
  readonly stale: Map<string, Stale>;
}

/** What is true of the answers of one simulator, and is not in the file. */
type Unsaved = Pick<Project, "hidden" | "stale">;

interface Stale {
  readonly vaults: StoredPolicy["associated_vaults"];
  /** Milliseconds since 1970. */
  readonly until: number;
  /** How many reads there were since. */
  reads: number;
}

/** For so many lists, or until then (milliseconds since 1970). */
export type Hidden = { lists: number } | { readonly until: number };

/** What a project is born with. */
export interface Birth {
  readonly preset: boolean;
  readonly vaultIds: readonly string[];
}

/** Looks at a project or changes it, in one go. May be called again, on newer data; throws before it has changed anything. */
type Work<T> = (project: Project) => T;

export interface Data {
  /** The project is born when first asked for, and not saved before something in it changes. */
  read<T>(projectId: string, work: Work<T>): Promise<T>;
  /** As `read`; what it changed is in the file when this returns. */
  change<T>(projectId: string, work: Work<T>): Promise<T>;
  /** What the file holds, or would. */
  content(): Promise<object>;
  /** When everything that was begun is done. */
  settled(): Promise<void>;
}

/** @throws Error when `file` is there and is not such data; it is left as it is. */
export async function openData(file: string | undefined, birth: Birth, now: () => number): Promise<Data> {
  const projects = newProjects(birth, now);
  return file === undefined ? inMemory(projects) : await inFile(file, projects);
}

function inMemory(projects: Projects): Data {
  const run = async <T>(projectId: string, work: Work<T>) => work(projects.get(projectId));
  return {
    read: run,
    change: run,
    content: async () => ({ format: 1, projects: projects.content() }),
    settled: async () => {},
  };
}

async function inFile(path: string, projects: Projects): Promise<Data> {
  const file = dataFile(path);
  /** What `projects` was read from; undefined when they are not to be relied on. */
  let base: Stored | undefined;
  /** Of the projects in the file. A thousand make a large one and a change touches one: only that one is turned into text again. */
  let texts = new Map<string, string>();

  async function catchUp(): Promise<Stored> {
    const stored = await file.read().catch((error: Error) => {
      throw new Error(`the simulated cloud's data cannot be read: ${error.message}`, { cause: error });
    });
    if (base !== undefined && stored.text === base.text) return base;
    const contents = stored.text === undefined ? {} : contentsIn(stored.text, path);
    projects.replace(contents);
    texts = new Map(Object.keys(contents).map((id) => [id, textOf(projects.get(id))]));
    base = stored;
    return base;
  }

  /** False when another simulator wrote first. */
  async function save(changed: ReadonlySet<string>, before: Stored): Promise<boolean> {
    for (const id of changed) texts.set(id, textOf(projects.get(id)));
    const lines = [...texts].map(([id, text]) => `${JSON.stringify(id)}: ${text}`);
    const serial = before.serial + 1;
    const text = `{"format": 1, "serial": ${serial}, "projects": {\n${lines.join(",\n")}\n}}\n`;
    base = undefined; // Until it is known what became of it.
    if (!(await file.replace(before, text))) return false;
    base = { text, serial };
    return true;
  }

  /** One at a time touches what is in memory: those below, and nothing else. */
  interface Job {
    readonly work: (serial: number) => unknown;
    /** The project that it changes. */
    readonly changes: string | undefined;
    readonly resolve: (value: unknown) => void;
    readonly reject: (error: unknown) => void;
  }
  let waiting: Job[] = [];
  let running: Promise<void> | undefined;

  /** All that came while the last ones were written go in with one write. */
  async function runAll(): Promise<void> {
    while (waiting.length > 0) {
      const jobs = waiting;
      waiting = [];
      try {
        let answer = await runOnce(jobs);
        while (answer === "outdated") answer = await runOnce(jobs);
        answer();
      } catch (error) {
        // Nothing is done that is not in the file.
        for (const { reject } of jobs) reject(error);
      }
    }
  }

  async function runOnce(jobs: readonly Job[]): Promise<"outdated" | (() => void)> {
    const before = await catchUp();
    const changed = new Set<string>();
    const answers = jobs.map(({ work, changes, resolve, reject }) => {
      try {
        const value = work(before.serial);
        if (changes !== undefined) changed.add(changes);
        return () => resolve(value);
      } catch (error) {
        return () => reject(error);
      }
    });
    if (changed.size > 0 && !(await save(changed, before))) return "outdated";
    return () => {
      for (const answer of answers) answer();
    };
  }

  const run = <T>(work: (serial: number) => T, changes?: string): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      waiting.push({ work, changes, resolve: resolve as Job["resolve"], reject });
      running ??= runAll().finally(() => {
        running = undefined;
      });
    });

  await catchUp();
  return {
    read: (projectId, work) => run(() => work(projects.get(projectId))),
    change: (projectId, work) => run(() => work(projects.get(projectId)), projectId),
    content: () => run((serial) => ({ format: 1, serial, projects: projects.content() })),
    async settled() {
      await running;
    },
  };
}

/** Those that were asked for or read. */
interface Projects {
  get(id: string): Project;
  /** By what the file has; what was born and not saved is born again. */
  replace(contents: Readonly<Record<string, ProjectContent>>): void;
  content(): Record<string, ProjectContent>;
}

function newProjects(birth: Birth, now: () => number): Projects {
  let projects = new Map<string, Project>();
  /** Not in the file, and outlives a look at it. */
  const unsaved = new Map<string, Unsaved>();
  const unsavedIn = (id: string): Unsaved => {
    if (!unsaved.has(id)) unsaved.set(id, { hidden: new Map(), stale: new Map() });
    return unsaved.get(id)!;
  };
  return {
    get(id) {
      const known = projects.get(id);
      if (known) return known;
      const project = newProject(id, birth, now(), unsavedIn(id));
      projects.set(id, project);
      return project;
    },
    replace(contents) {
      projects = new Map(Object.entries(contents).map(([id, content]) => [id, projectOf(id, content, unsavedIn(id))]));
    },
    content: () => Object.fromEntries([...projects].map(([id, project]) => [id, contentOf(project)])),
  };
}

function newProject(id: string, birth: Birth, now: number, unsaved: Unsaved): Project {
  const preset = birth.preset ? [presetPolicy(id, now)] : [];
  const vaults = birth.vaultIds.map((vaultId) => newVault(vaultId, now));
  return {
    id,
    policies: new Map(preset.map((policy) => [policy.id, policy])),
    vaults: new Map(vaults.map((vault) => [vault.id, vault])),
    downloadPolicy: undefined,
    ...unsaved,
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
  /** In a file that people wrote, also as the API shows them: with null for no vaults, or nothing. */
  readonly policies: readonly (Omit<StoredPolicy, "associated_vaults"> & {
    readonly associated_vaults?: StoredPolicy["associated_vaults"] | null;
  })[];
  readonly vaults: readonly StoredVault[];
  readonly download_policy?: DownloadPolicy;
}

const contentOf = (project: Project): ProjectContent => ({
  policies: [...project.policies.values()],
  vaults: [...project.vaults.values()],
  ...(project.downloadPolicy && { download_policy: project.downloadPolicy }),
});

const textOf = (project: Project): string => JSON.stringify(contentOf(project), undefined, 1);

function contentsIn(text: string, file: string): Record<string, ProjectContent> {
  try {
    const read = readJson(text);
    if ("fault" in read) throw new Error(read.fault);
    const { format, projects = {} } = (read.value ?? {}) as {
      format?: unknown;
      projects?: Record<string, ProjectContent>;
    };
    if (format !== 1) throw new Error(`format is ${JSON.stringify(format)}, not 1`);
    for (const [id, content] of Object.entries(projects)) checkContent(id, content);
    return projects;
  } catch (error) {
    throw new Error(
      `${file} is not data of the simulated cloud and was left as it is: ${(error as Error).message}. Correct it, move it away, or name another file.`,
      { cause: error },
    );
  }
}

/** People edit the file: what the operations rely on is looked at here, once. */
function checkContent(id: string, content: ProjectContent): void {
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
}

const projectOf = (id: string, content: ProjectContent, unsaved: Unsaved): Project => ({
  id,
  policies: new Map(
    content.policies.map((policy) => [policy.id, { ...policy, associated_vaults: policy.associated_vaults ?? [] }]),
  ),
  vaults: new Map(content.vaults.map((vault) => [vault.id, vault])),
  downloadPolicy: content.download_policy,
  ...unsaved,
});
