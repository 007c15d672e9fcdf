/**
 * The crash matrix: the real command is killed at every point where something durable happens, then run once more. The points
 * are not listed here: a first run in a build with fail points says which there are.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSimulator } from "../../src/simulator/server.ts";
import { buildInto } from "../../src/tools/build.ts";
import { endpointsAt, policyText, stackText, switchText } from "../support/builders.ts";
import { call } from "../support/call.ts";
import { type Command, type Ended, type Running, runHoldfast, startHoldfast } from "../support/command.ts";

const PROJECT = "054e292c9880d4992f02c0196d3ea468";

/** The same program as in dist/, with fail points. @returns its path */
export const buildProgram = (folder: string): Promise<string> => buildInto(folder, true);

/** @param vaults none: which vaults it has is not looked at */
export const backup = (name: string, days: number, vaults?: readonly number[]): string =>
  policyText(name, {
    days,
    more: vaults ? `  vaults: [${vaults.map((one) => `{ vault_id: ${vault(one)} }`).join(", ")}]\n` : "",
  });
const vault = (digit: number) => `${String(digit).repeat(8)}-1cb2-4a2c-9b33-9a1b0a3d1d10`;

export interface Scenario {
  /** Applied in peace. */
  readonly before: string;
  /** Applied, and killed. */
  readonly after: string;
  /** Made by somebody else in between. */
  readonly byHand?: object;
}

/** One for each kind of change. Each keeps a policy that nothing happens to. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  create: { before: backup("kept", 1), after: [backup("kept", 1), backup("new", 2)].join("---\n") },
  update: {
    before: [backup("kept", 1), backup("a", 2)].join("---\n"),
    after: [backup("kept", 1), backup("a", 3)].join("---\n"),
  },
  delete: { before: [backup("kept", 1), backup("a", 2)].join("---\n"), after: backup("kept", 1) },
  switch: {
    before: [backup("kept", 1), switchText("close")].join("---\n"),
    after: [backup("kept", 1), switchText("open")].join("---\n"),
  },
  adopt: {
    before: backup("kept", 1),
    after: [backup("kept", 1), backup("found", 2)].join("---\n"),
    byHand: {
      name: "found",
      operation_type: "backup",
      operation_definition: { retention_duration_days: 2 },
      trigger: { properties: { pattern: ["FREQ=DAILY;INTERVAL=1;BYHOUR=18;BYMINUTE=00"] } },
    },
  },
  // New, given to another, freed, taken over by a new policy, and freed by a delete.
  vaults: {
    before: [backup("a", 1, [1, 2]), backup("b", 2, [3, 4]), backup("c", 3, [5])].join("---\n"),
    after: [backup("a", 1, [1, 3]), backup("b", 2, []), backup("d", 4, [2, 6])].join("---\n"),
  },
  everything: {
    before: [backup("a", 1), backup("b", 2), backup("c", 3), switchText("close")].join("---\n"),
    after: [backup("a", 10), backup("c", 3), backup("d", 4), backup("e", 5), switchText("open")].join("---\n"),
  },
};

/** Where the state is kept, made anew for each case. */
export interface Keeping {
  readonly name: string;
  /** @returns the `state` of stack.yaml, and the environment that it needs */
  prepare(home: string): { readonly yaml: string; readonly env?: Readonly<Record<string, string>> };
}

export const inFile: Keeping = {
  name: "file",
  prepare: () => ({ yaml: "{ file: { path: state.json } }" }),
};

export const inGit: Keeping = {
  name: "git",
  prepare: (home) => {
    const remote = `${home}-remote.git`;
    for (const args of [
      ["init", "-q", home],
      ["init", "-q", "--bare", remote],
    ])
      execFileSync("git", args);
    return {
      yaml: `{ git: { remote: "${remote}", branch: holdfast/demo } }`,
      env: { HOLDFAST_ALLOW_LOCAL_REMOTES: "1" },
    };
  },
};

/** @param url of a running server; each case has a table of its own */
export const inPostgres = (url: string): Keeping => ({
  name: "postgres",
  prepare: (home) => ({
    yaml: `{ postgres: { url_env: HOLDFAST_STATE_URL, table: state_${home.replace(/\W/g, "").slice(-12).toLowerCase()} } }`,
    env: { HOLDFAST_STATE_URL: url },
  }),
});

/** A stack, its cloud and its store, for one case. */
export interface Place {
  readonly home: string;
  /** Runs the command. */
  holdfast(args: string): Promise<Ended>;
  /** Runs it in a process of its own, which may be killed. @param more is added to its environment */
  start(args: string, more?: Record<string, string>): Running;
  /** What is asked for from now on. */
  write(policies: string): void;
  cloud(method: string, path: string, body?: object): Promise<unknown>;
  /** What is not as it should be when nobody is at work: live, recorded, asked for, leases and intents. */
  faults(policies: string): Promise<string[]>;
}

export async function withPlace<T>(program: string, keeping: Keeping, use: (place: Place) => Promise<T>): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), "holdfast-crash-"));
  const simulator = await startSimulator({ data: join(home, "cloud.json"), vaults: "any" });
  try {
    mkdirSync(join(home, "policies"));
    const { yaml, env = {} } = keeping.prepare(home);
    writeFileSync(
      join(home, "policies/stack.yaml"),
      stackText(
        "demo",
        `cloud: simulator, region: here, project_id: ${PROJECT}, ${endpointsAt(simulator.url)}, state: ${yaml}`,
      ),
    );
    const timing = { HOLDFAST_SETTLE: "50ms", HOLDFAST_LEASE_TTL: "20s", HOLDFAST_REQUEST_TIMEOUT: "10s" };
    const command = (args: string, more: Record<string, string> = {}): Command => ({
      program,
      args: args.split(" "),
      cwd: home,
      env: { PATH: process.env.PATH, HOME: home, ...timing, ...env, ...more },
    });
    const holdfast = (args: string) => runHoldfast(command(args));
    const cloud = (method: string, path: string, body?: object) =>
      call(`${simulator.url}/v3/${PROJECT}${path}`, method, body);
    return await use({
      home,
      holdfast,
      start: (args, more) => startHoldfast(command(args, more)),
      cloud,
      write: (policies) => writeFileSync(join(home, "policies/policies.yaml"), policies),
      faults: (policies) => faultsOf({ home, holdfast, cloud }, keeping, policies),
    });
  } finally {
    await simulator.close();
    for (const folder of [home, `${home}-remote.git`]) rmSync(folder, { recursive: true, force: true });
  }
}

async function faultsOf(
  { home, holdfast, cloud }: Pick<Place, "home" | "holdfast" | "cloud">,
  keeping: Keeping,
  asked: string,
): Promise<string[]> {
  const faults: string[] = [];
  const must = (holds: boolean, what: string) => {
    if (!holds) faults.push(what);
  };
  const plan = await holdfast("plan --detailed-exitcode");
  must(plan.code === 0, `the plan is not empty: ${plan.said}`);

  const stored = await holdfast("state show --all");
  const state = JSON.parse(stored.said) as {
    resources: Record<string, { id: string }>;
    intents: object;
    lease?: object;
  };
  if (keeping === inFile) {
    const file = readFileSync(join(home, "policies/state.json"), "utf8");
    must(file === stored.said, "the file is not what the store says");
  }
  must(Object.keys(state.intents).length === 0, `intents are left: ${JSON.stringify(state.intents)}`);
  must(state.lease === undefined, "a lease is left");

  const { policies } = (await cloud("GET", "/policies")) as { policies: LivePolicy[] };
  const live = policies.map(({ id, name }) => `BackupPolicy/${name} ${id}`).sort();
  const recorded = Object.entries(state.resources)
    .filter(([address]) => !address.startsWith("BackupDownloadPolicy/"))
    .map(([address, { id }]) => `${address} ${id}`)
    .sort();
  must(
    live.join() === recorded.join(),
    `live and recorded differ:\n${live.join("\n")}\n-- recorded\n${recorded.join("\n")}`,
  );
  const wanted = [...asked.matchAll(/kind: BackupPolicy\nmetadata: \{ name: (\w+) \}/g)].map(([, name]) => name).sort();
  const names = policies.map(({ name }) => name).sort();
  must(names.join() === wanted.join(), `live: ${names.join()}; wanted: ${wanted.join()}`);
  for (const [, name, list] of asked.matchAll(
    /metadata: \{ name: (\w+) \}(?:(?!\n---).)*?\n {2}vaults: \[([^\]]*)\]/gs,
  )) {
    const bound = policies.find((policy) => policy.name === name)?.associated_vaults ?? [];
    const ids = [...list!.matchAll(/vault_id: (\S+)/g)].map(([, id]) => id);
    const has = bound.map(({ vault_id }) => vault_id);
    must(has.sort().join() === ids.sort().join(), `${name} has the vaults ${has.join()}; wanted: ${ids.join()}`);
  }
  return faults;
}

interface LivePolicy {
  readonly id: string;
  readonly name: string;
  readonly associated_vaults: readonly { readonly vault_id: string }[] | null;
}

export const APPLY =
  "apply --auto-approve --allow-hazards opens-download,deletes-many,shortens-retention,unprotects-vaults";

/** What is wrong after a kill at point `at` and one more run; nothing when all is well. `at` 0: no kill. */
export interface Verdict {
  readonly faults: readonly string[];
  /** The points that the first run came to. */
  readonly points: readonly string[];
}

/**
 * Plays one case: peace, kill at the `at`-th point, one plain run, a look at everything.
 * @param again also kill the run that recovers, at this point of its own
 */
export const play = (program: string, scenario: Scenario, keeping: Keeping, at: number, again = 0): Promise<Verdict> =>
  withPlace(program, keeping, async ({ home, holdfast, start, write, cloud, faults }) => {
    write(scenario.before);
    const peace = await holdfast(APPLY);
    if (peace.code !== 0) throw new Error(`the case did not begin: ${peace.said}`);
    if (scenario.byHand) await cloud("POST", "/policies", { policy: scenario.byHand });

    write(scenario.after);
    const log = join(home, "points");
    const killed = await start(APPLY, { HOLDFAST_FAILPOINTS: log, HOLDFAST_KILL_AT: String(at) }).ended;
    const points = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
    const wrong: string[] = [];
    const died = at === 0 ? killed.code === 0 : killed.signal === "SIGKILL";
    if (!died) wrong.push(`the run ended by itself: ${killed.said}`);
    if (again > 0) await start(APPLY, { HOLDFAST_KILL_AT: String(again) }).ended;

    const recovering = await holdfast(APPLY);
    if (recovering.code !== 0) wrong.push(`the next run failed (${recovering.code}): ${recovering.said}`);
    return { faults: [...wrong, ...(await faults(scenario.after))], points };
  });
