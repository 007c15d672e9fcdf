/**
 * Bad weather, by seed: three appliers with different files, a cloud that lags, lies and loses, a remote that loses answers, processes
 * that are stopped and killed, clocks that jump. Then the sky clears, one of them applies, and everything is looked at.
 *
 * The promise holds as far as an accepted request becomes visible within HOLDFAST_SETTLE, so no fault here delays one for longer.
 */
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { startSimulator } from "../../src/simulator/server.ts";
import { APPLY, backup } from "../crash/matrix.ts";
import { call } from "../support/call.ts";
import { randomFrom } from "../support/random.ts";

const PROJECT = "054e292c9880d4992f02c0196d3ea468";
const APPLIERS = 3;
const TIMING = { HOLDFAST_SETTLE: "2500ms", HOLDFAST_LEASE_TTL: "4s", HOLDFAST_REQUEST_TIMEOUT: "1500ms" };

/** What a request may meet; each of them in some rounds, and then by chance. */
const FAULTS = [
  "lose@POST:policies",
  "lose@PUT:policies",
  "lose@DELETE:policies",
  "cut@POST:policies",
  "drop@POST:policies",
  "lag=600ms@POST:policies",
  "slow=500@POST:policies",
  "late=700@PUT:policies",
  "502@GET:policies",
  "503@PUT:policies",
  "429=200/1s@POST:policies",
  "instead=404-route@DELETE:policies",
  "instead=404-item@DELETE:policies",
  "instead=404-html@PUT:policies",
  "instead=404-route@GET:policies",
  "masked=202-object@DELETE:policies",
  "masked=200-object@PUT:policies",
  "masked=202-empty@POST:policies",
  "masked=200-html@POST:policies",
  "other@POST:policies",
  "other@PUT:policies",
  "with=listTwice@GET:policies",
  "with=count/wrong@GET:policies",
  "with=offset/ignore@GET:policies",
  "with=staleVaultsMs/1000@POST:associatepolicy",
  "lose@POST:associatepolicy",
  "masked=200-object@POST:dissociatepolicy",
];

export interface Weathered {
  readonly rounds: number;
  /** How many runs were killed, stopped for a while, or had their clock jump. */
  readonly harmed: number;
  readonly faults: readonly string[];
}

/** Plays rounds until `ms` are over; stops at the first fault. @param log hears the seed of each round */
export async function weather(program: string, seed: number, ms: number, log = (_: string) => {}): Promise<Weathered> {
  const until = performance.now() + ms;
  let rounds = 0;
  let harmed = 0;
  while (performance.now() < until) {
    const own = seed + rounds;
    rounds += 1;
    const round = await playRound(program, own);
    harmed += round.harmed;
    log(`seed ${own}: ${round.told}`);
    if (round.faults.length > 0) return { rounds, harmed, faults: [`seed ${own}:`, ...round.faults] };
  }
  return { rounds, harmed, faults: [] };
}

async function playRound(program: string, seed: number) {
  const random = randomFrom(seed);
  const home = mkdtempSync(join(tmpdir(), "holdfast-weather-"));
  const simulator = await startSimulator({ vaults: "any", seed });
  const control = (method: string, path: string, body?: object) =>
    call(`${simulator.url}/_simulator/${path}`, method, body);
  const cloud = (method: string, path: string, body?: object) =>
    call(`${simulator.url}/v3/${PROJECT}${path}`, method, body);
  try {
    const places = prepare(home, simulator.url, random);
    for (const name of ["theirs", "also-theirs"]) await cloud("POST", "/policies", { policy: foreign(name) });
    const before = await foreigners(cloud);

    // Peace: what the round begins with is recorded.
    writeFileSync(places.policies(0), somePolicies(random));
    const peace = await holdfast(program, places.folder(0), APPLY).ended;
    if (peace.code !== 0) throw new Error(`the round did not begin: ${peace.output}`);

    const chosen = FAULTS.filter(() => random() < 0.3).map((fault) => `${fault}:${5 + Math.floor(random() * 30)}%`);
    if (chosen.length > 0) await control("POST", "faults", { faults: chosen.join(","), seed });
    places.storm(true);
    const harms = await Promise.all(
      Array.from({ length: APPLIERS }, (_, index) => {
        writeFileSync(places.policies(index), somePolicies(random));
        return harm(program, places.folder(index), random);
      }),
    );
    places.storm(false);
    await control("DELETE", "faults");

    const last = Math.floor(random() * APPLIERS);
    const outputs: string[] = [];
    for (let tries = 0; tries < 3; tries += 1) {
      const plain = await holdfast(program, places.folder(last), `${APPLY} --lock-timeout 10s`).ended;
      outputs.push(plain.output);
      if (plain.code === 0) break;
    }
    const wrong: string[] = [];
    if (outputs.length === 3) wrong.push(`plain runs fail in good weather: ${outputs.join("\n--\n")}`);
    const plan = await holdfast(program, places.folder(last), "plan --detailed-exitcode").ended;
    if (plan.code !== 0) wrong.push(`the plan is not empty: ${plan.output}`);
    const shown = await holdfast(program, places.folder(last), "state show --all").ended;
    const after = await foreigners(cloud);
    if (JSON.stringify(after) !== JSON.stringify(before)) {
      wrong.push(`others' policies were touched:\n${JSON.stringify(before)}\n${JSON.stringify(after)}`);
    }
    wrong.push(...ownership(JSON.parse(shown.output), await ours(cloud)));
    const harmed = harms.filter((what) => what !== "left alone").length;
    const told = `${chosen.length} faults by chance; ${harms.join(", ")}`;
    return { harmed, told, faults: wrong.length === 0 ? [] : [told, chosen.join(","), ...wrong, ...outputs] };
  } finally {
    await simulator.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** A bare remote, and a clone with the same stack for each applier. */
function prepare(home: string, url: string, random: () => number) {
  const remote = join(home, "remote.git");
  execFileSync("git", ["init", "-q", "--bare", remote]);
  const stormy = join(home, "storm");
  const receive = join(home, "receive-pack");
  writeFileSync(receive, receivePack(stormy, Math.floor(random() * 32768)));
  chmodSync(receive, 0o755);
  const endpoints = `{ cbr: "${url}", dds: "${url}", iam: "${url}" }`;
  const folder = (index: number) => join(home, `clone-${index}`);
  for (let index = 0; index < APPLIERS; index += 1) {
    execFileSync("git", ["init", "-q", folder(index)]);
    const git = (...args: string[]) => execFileSync("git", ["-C", folder(index), ...args]);
    git("remote", "add", "origin", remote);
    git("config", "remote.origin.receivepack", receive);
    mkdirSync(join(folder(index), "policies"));
    writeFileSync(
      join(folder(index), "policies/stack.yaml"),
      `apiVersion: holdfast/v1
kind: Stack
metadata: { name: demo }
spec:
  cloud: simulator
  region: here
  project_id: ${PROJECT}
  endpoints: ${endpoints}
  state: { git: { remote: origin, branch: holdfast/demo } }
`,
    );
  }
  return {
    folder,
    policies: (index: number) => join(folder(index), "policies/policies.yaml"),
    storm: (on: boolean) => (on ? writeFileSync(stormy, "") : rmSync(stormy)),
  };
}

/** In a storm one push in eight does not arrive, and of one in eight the answer is lost after it was taken. */
const receivePack = (stormy: string, seed: number): string => `#!/bin/bash
[ -e ${stormy} ] || exec git receive-pack "$@"
RANDOM=$(( ${seed} + $$ ))
case $(( RANDOM % 8 )) in
  0) exit 128 ;;
  1) exec node -e '
    const { spawn } = require("child_process");
    const child = spawn("git", ["receive-pack", ...process.argv.slice(1)], { stdio: ["inherit", "pipe", "inherit"] });
    let told = false;
    child.stdout.on("data", (data) => { if (!told) process.stdout.write(data); told ||= data.includes("0000"); });
    child.on("close", () => process.exit(128));' "$@" ;;
  *) exec git receive-pack "$@" ;;
esac
`;

/** Runs an apply, and harms it by chance. @returns what was done to it */
async function harm(program: string, folder: string, random: () => number): Promise<string> {
  const [start, moment, length, choice, hours] = [random() * 600, 150 + random() * 1500, random(), random(), random()];
  await pause(start);
  // Both ways, and further than any lease.
  const jumps = choice > 0.75;
  const jump = jumps ? { WEATHER_CLOCK: `${Math.round(moment)},${Math.round((hours - 0.5) * 7_200_000)}` } : {};
  const running = holdfast(program, folder, `${APPLY} --lock-timeout 6s`, jump);
  const later = (ms: number, signal: NodeJS.Signals) => setTimeout(() => running.kill(signal), ms).unref();
  if (choice < 0.25) later(moment, "SIGKILL");
  else if (choice < 0.5) {
    later(moment, "SIGSTOP");
    // Some wake up before their lease is over, and some after another run took over.
    later(moment + 300 + length * 7000, "SIGCONT");
  } else if (choice < 0.6) later(moment, "SIGINT");
  const { code, signal } = await running.ended;
  const what =
    choice < 0.25
      ? "killed"
      : choice < 0.5
        ? "stopped"
        : choice < 0.6
          ? "interrupted"
          : jumps
            ? "jumped"
            : "left alone";
  return `${what} (${signal ?? code})`.replace(/^left alone.*/, "left alone");
}

const NAMES = ["a", "b", "c", "d", "e"];
const VAULTS = [1, 2, 3, 4];

/** Each vault in one of them at most. */
function somePolicies(random: () => number): string {
  const vaults = VAULTS.map((vault) => ({ vault, owner: NAMES[Math.floor(random() * NAMES.length * 1.5)] }));
  const policies = NAMES.filter(() => random() < 0.65).map((name) => {
    const own = vaults.filter(({ owner }) => owner === name).map(({ vault }) => vault);
    return backup(name, 1 + Math.floor(random() * 30), random() < 0.5 ? own : undefined);
  });
  return [...policies, backup("kept", 1)].join("---\n");
}

const foreign = (name: string) => ({
  name,
  operation_type: "backup",
  operation_definition: { retention_duration_days: 99 },
  trigger: { properties: { pattern: ["FREQ=DAILY;INTERVAL=1;BYHOUR=3;BYMINUTE=00"] } },
});

interface LivePolicy {
  readonly id: string;
  readonly name: string;
}
type Cloud = (method: string, path: string, body?: object) => Promise<unknown>;

async function policiesIn(cloud: Cloud): Promise<LivePolicy[]> {
  const { policies } = (await cloud("GET", "/policies")) as { policies: LivePolicy[] };
  return policies.sort((a, b) => (a.id < b.id ? -1 : 1));
}
const foreigners = async (cloud: Cloud) => (await policiesIn(cloud)).filter(({ name }) => name.includes("theirs"));
const ours = async (cloud: Cloud) => (await policiesIn(cloud)).filter(({ name }) => !name.includes("theirs"));

interface ShownState {
  readonly resources: Readonly<Record<string, { readonly id: string }>>;
  readonly intents: object;
  readonly lease?: object;
}

/** One live policy for each address, each live one recorded, and nothing left open. */
function ownership({ resources, intents, lease }: ShownState, live: readonly LivePolicy[]): string[] {
  const wrong: string[] = [];
  const shown = live.map(({ id, name }) => `BackupPolicy/${name} ${id}`).sort();
  const recorded = Object.entries(resources)
    .map(([address, { id }]) => `${address} ${id}`)
    .sort();
  if (shown.join() !== recorded.join()) {
    wrong.push(`live and recorded differ:\n${shown.join("\n")}\n-- recorded\n${recorded.join("\n")}`);
  }
  if (new Set(live.map(({ name }) => name)).size < live.length) wrong.push("an address has two live policies");
  if (Object.keys(intents).length > 0) wrong.push(`intents are left: ${JSON.stringify(intents)}`);
  if (lease) wrong.push("a lease is left");
  return wrong;
}

function holdfast(program: string, cwd: string, args: string, more: Record<string, string> = {}) {
  const clock = new URL("clock.mjs", import.meta.url).href;
  const child = spawn(process.execPath, ["--import", clock, program, ...args.split(" ")], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, HOLDFAST_ALLOW_LOCAL_REMOTES: "1", ...TIMING, ...more },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => output.push(String(data)));
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null; output: string }>((end) =>
    child.on("close", (code, signal) => end({ code, signal, output: output.join("") })),
  );
  return { ended, kill: (signal: NodeJS.Signals) => void child.kill(signal) };
}
