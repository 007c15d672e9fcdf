/**
 * What the simulated cloud remembers, per project, and the file that keeps it. Credentials and tokens are never in it.
 *
 * Until its clock is moved, it is the machine's. After that it stands still, and the file has its time too.
 *
 * Several simulators may share one file, such as two commands with `cloud: simulator` in one stack. What one of them
 * answered, the others see with their next request. A change is made to what the file holds at that moment, or again.
 */
import { readJson } from "../model/json.ts";
import { dataFile, type Stored } from "./file.ts";
import {
  type Birth,
  checkContent,
  contentOf,
  newProject,
  type ProjectContent,
  projectOf,
  textOf,
  timeIn,
  type Unsaved,
} from "./project.ts";
import type { Project } from "./stored.ts";

/**
 * Looks at a project or changes it, in one go. May be called again on newer data; throws before it changes anything.
 * @param now what the cloud's clock says, in milliseconds since 1970
 */
type Work<T> = (project: Project, now: number) => T;

/** What happens meanwhile in all projects. @returns those that it changed */
type Passage = (projects: Projects, from: number, to: number) => ReadonlySet<Project>;

export interface Data {
  /** The project is born when first asked for, and not saved before something in it changes. */
  read<T>(projectId: string, work: Work<T>): Promise<T>;
  /** As `read`; what it changed is in the file when this returns. */
  change<T>(projectId: string, work: Work<T>): Promise<T>;
  /** What the cloud's clock says, as far as this simulator knows. */
  now(): number;
  /**
   * Moves the clock on.
   * @throws Error when `to` is in the past
   */
  move(to: number, meanwhile: Passage): Promise<void>;
  /** What the file holds, or would. */
  content(): Promise<object>;
  /** When everything that was begun is done. */
  settled(): Promise<void>;
}

/** @throws Error when `file` is there and is not such data; it is left as it is. */
export async function openData(file: string | undefined, birth: Birth, clock: () => number): Promise<Data> {
  const projects = newProjects(birth, clock);
  return file === undefined ? inMemory(projects) : await inFile(file, projects);
}

function inMemory(projects: Projects): Data {
  const run = async <T>(projectId: string, work: Work<T>) => work(projects.get(projectId), projects.now());
  return {
    read: run,
    change: run,
    now: () => projects.now(),
    async move(to, meanwhile) {
      pass(projects, to, meanwhile);
    },
    content: async () => ({ format: 1, ...projects.content() }),
    settled: async () => {},
  };
}

function pass(projects: Projects, to: number, meanwhile: Passage): ReadonlySet<Project> {
  const from = projects.now();
  if (to < from) throw new Error(`the clock is at ${new Date(from).toISOString()}, and moves only forward`);
  const changed = meanwhile(projects, from, to);
  projects.moved = to;
  return changed;
}

async function inFile(path: string, projects: Projects): Promise<Data> {
  const file = dataFile(path);
  /** What `projects` was read from; undefined when they are not to be relied on. */
  let base: Stored | undefined;
  /** Of the projects in the file, which may be a thousand: a change to one turns only that one into text again. */
  let texts = new Map<string, string>();

  async function catchUp(): Promise<Stored> {
    const stored = await file.read().catch((error: Error) => {
      throw new Error(`the simulated cloud's data cannot be read: ${error.message}`, { cause: error });
    });
    if (base !== undefined && stored.text === base.text) return base;
    const { clock, projects: contents } = stored.text === undefined ? NOTHING : contentsIn(stored.text, path);
    projects.replace(contents, clock);
    texts = new Map(Object.keys(contents).map((id) => [id, textOf(projects.get(id))]));
    base = stored;
    return base;
  }

  /** False when another simulator wrote first. */
  async function save(changed: ReadonlySet<string>, before: Stored): Promise<boolean> {
    for (const id of changed) texts.set(id, textOf(projects.get(id)));
    const lines = [...texts].map(([id, text]) => `${JSON.stringify(id)}: ${text}`);
    const serial = before.serial + 1;
    const clock = projects.moved === undefined ? "" : `"clock": "${new Date(projects.moved).toISOString()}", `;
    const text = `{"format": 1, "serial": ${serial}, ${clock}"projects": {\n${lines.join(",\n")}\n}}\n`;
    base = undefined; // Until it is known what became of it.
    if (!(await file.replace(before, text))) return false;
    base = { text, serial };
    return true;
  }

  /** One at a time touches what is in memory: those below, and nothing else. */
  interface Job {
    readonly work: (serial: number) => unknown;
    /** Which projects it changes, by what the work gave; undefined for work that only looks. */
    readonly changes: ((value: unknown) => readonly string[]) | undefined;
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
    const clock = projects.moved;
    const answers = jobs.map(({ work, changes, resolve, reject }) => {
      try {
        const value = work(before.serial);
        for (const id of changes?.(value) ?? []) changed.add(id);
        return () => resolve(value);
      } catch (error) {
        return () => reject(error);
      }
    });
    if ((changed.size > 0 || projects.moved !== clock) && !(await save(changed, before))) return "outdated";
    return () => {
      for (const answer of answers) answer();
    };
  }

  const run = <T>(work: (serial: number) => T, changes?: (value: unknown) => readonly string[]): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      waiting.push({ work, changes, resolve: resolve as Job["resolve"], reject });
      running ??= runAll().finally(() => {
        running = undefined;
      });
    });

  await catchUp();
  return {
    read: (projectId, work) => run(() => work(projects.get(projectId), projects.now())),
    change: (projectId, work) =>
      run(
        () => work(projects.get(projectId), projects.now()),
        () => [projectId],
      ),
    now: () => projects.now(),
    async move(to, meanwhile) {
      const changed: string[] = [];
      await run(
        () => {
          changed.length = 0;
          for (const { id } of pass(projects, to, meanwhile)) changed.push(id);
        },
        () => changed,
      );
    },
    content: () => run((serial) => ({ format: 1, serial, ...projects.content() })),
    async settled() {
      await running;
    },
  };
}

/** Those that were asked for or read, and the clock of them all. */
interface Projects {
  /** Milliseconds since 1970; undefined until it was first moved. */
  moved: number | undefined;
  now(): number;
  get(id: string): Project;
  all(): Iterable<Project>;
  /** By what the file has; what was born and not saved is born again. */
  replace(contents: Contents["projects"], clock: number | undefined): void;
  content(): { readonly clock?: string; readonly projects: Record<string, ProjectContent> };
}

function newProjects(birth: Birth, clock: () => number): Projects {
  let projects = new Map<string, Project>();
  /** Not in the file, and outlives a look at it. */
  const unsaved = new Map<string, Unsaved>();
  const unsavedIn = (id: string): Unsaved => {
    if (!unsaved.has(id)) unsaved.set(id, { hidden: new Map(), stale: new Map() });
    return unsaved.get(id)!;
  };
  return {
    moved: undefined,
    now() {
      return this.moved ?? clock();
    },
    get(id) {
      const known = projects.get(id);
      if (known) return known;
      const project = newProject(id, birth, this.now(), unsavedIn(id));
      projects.set(id, project);
      return project;
    },
    all: () => [...projects.values()],
    replace(contents, moved) {
      projects = new Map(Object.entries(contents).map(([id, content]) => [id, projectOf(id, content, unsavedIn(id))]));
      this.moved = moved;
    },
    content() {
      return {
        ...(this.moved !== undefined && { clock: new Date(this.moved).toISOString() }),
        projects: Object.fromEntries([...projects].map(([id, project]) => [id, contentOf(project)])),
      };
    },
  };
}

interface Contents {
  readonly clock: number | undefined;
  readonly projects: Readonly<Record<string, ProjectContent>>;
}

const NOTHING: Contents = { clock: undefined, projects: {} };

function contentsIn(text: string, file: string): Contents {
  try {
    const read = readJson(text);
    if ("fault" in read) throw new Error(read.fault);
    const {
      format,
      clock,
      projects = {},
    } = (read.value ?? {}) as {
      format?: unknown;
      clock?: string;
      projects?: Contents["projects"];
    };
    if (format !== 1) throw new Error(`format is ${JSON.stringify(format)}, not 1`);
    for (const [id, content] of Object.entries(projects)) checkContent(id, content);
    return { clock: clock === undefined ? undefined : timeIn(clock), projects };
  } catch (error) {
    throw new Error(
      `${file} is not data of the simulated cloud and was left as it is: ${(error as Error).message}. Correct it, move it away, or name another file.`,
      { cause: error },
    );
  }
}
