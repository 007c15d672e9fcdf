/**
 * Whatever the network and the cloud do to requests, after at most one more apply there is one live object per policy, the state says
 * so, and nothing is left to do. Plan and apply are the real ones, against the simulated cloud over HTTP; only waits take no time.
 */
import { randomUUID } from "node:crypto";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { describe, expect, onTestFinished, test } from "vitest";
import { apply } from "../../src/apply/apply.ts";
import { openCloud, readOnly } from "../../src/cloud/client.ts";
import type { Stack } from "../../src/documents/check.ts";
import type { Outcome } from "../../src/model/change.ts";
import type { Target } from "../../src/model/policy.ts";
import { isError, isFailure } from "../../src/model/problem.ts";
import { planStack } from "../../src/session/planning.ts";
import { DEFAULT_PERSONALITY, type Personality } from "../../src/simulator/personality.ts";
import { startSimulator } from "../../src/simulator/server.ts";
import { memoryStore } from "../../src/state/memory.ts";
import { listen } from "../support/listen.ts";
import { checked, STACK } from "../support/problems.ts";

const PROJECT = "p";
/** Longer than any fault here delays what was accepted. */
const SETTLE_MS = 120;
/** Where a fault delays an answer, it does so for longer than this. */
const ANSWER_MS = 150;

const policy = (kind: string, name: string, days: number, more = "", vaults = "") => `
apiVersion: cbr/v3
kind: ${kind}
metadata: { name: ${name} }
spec:
  operation_definition: { retention_duration_days: ${days}${more} }
  trigger: { properties: { pattern: ["FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=6;BYMINUTE=0", "FREQ=DAILY;INTERVAL=2;BYHOUR=9;BYMINUTE=0"] } }
${vaults && `  vaults: [${vaults}]\n`}`;
const vault = (digit: number) => `{ vault_id: ${String(digit).repeat(8)}-1cb2-4a2c-9b33-9a1b0a3d1d10 }`;
const backup = (name: string, days: number, ...vaults: number[]) =>
  policy("BackupPolicy", name, days, "", vaults.map(vault).join(", "));
const replication = (days: number) =>
  policy("ReplicationPolicy", "away", days, ", destination_region: there, destination_project_id: q");
const download = (action: "open" | "close") => `
apiVersion: dds/v3
kind: BackupDownloadPolicy
metadata: { name: download }
spec: { action: ${action} }
`;

async function stackOf(...documents: string[]): Promise<Stack> {
  const { stacks, problems } = await checked({ "stack.yaml": STACK, "a.yaml": documents.join("---") });
  expect(problems.filter(isError)).toEqual([]);
  return stacks[0]!;
}

/** Created, updated, some removed, all removed. */
const LIFE: readonly Stack[] = [
  await stackOf(backup("nightly", 7, 1, 2), backup("weekly", 30), replication(30), download("open")),
  await stackOf(backup("nightly", 8, 2, 3), backup("weekly", 31, 1), replication(31), download("close")),
  await stackOf(backup("nightly", 8)),
  await stackOf(),
];

type Relay = (request: IncomingMessage, body: Buffer, response: ServerResponse, url: string) => Promise<void>;

interface Circumstances {
  readonly personality?: Partial<Personality>;
  readonly relay?: Relay;
  readonly answerMs?: number;
}

/** A simulated cloud, an empty state, and between the two whatever `relay` does to requests. */
async function place({ personality = {}, relay, answerMs = 10_000 }: Circumstances = {}) {
  const simulator = await startSimulator({ personality, vaults: "any" });
  onTestFinished(() => simulator.close());
  const url = relay ? await between(simulator.url, relay) : simulator.url;
  const target: Target = { cloud: "simulator", region: "here", project_id: PROJECT };
  let elapsed = 0;
  const cloud = openCloud({
    target,
    endpoints: { cbr: url, dds: url, iam: url },
    credentials: { kind: "token", token: "t" },
    timeouts: { answerMs },
    clock: () => elapsed,
    sleep: async (ms) => {
      elapsed += ms;
    },
  });
  return {
    open: { target, cloud, reader: readOnly(cloud), store: memoryStore(), close: async () => {} },
    arm: async (faults: string) => void (await control(simulator.url, "POST", "faults", { faults })),
    requests: async () => ((await control(simulator.url, "GET", "requests")) as { requests: LoggedRequest[] }).requests,
    data: async () =>
      ((await control(simulator.url, "GET", "data")) as { projects: Record<string, Data> }).projects[PROJECT],
  };
}
type Place = Awaited<ReturnType<typeof place>>;

interface LoggedRequest {
  readonly method: string;
  readonly faults: readonly string[];
}
interface Data {
  readonly policies: readonly { readonly id: string; readonly name: string }[];
  readonly download_policy?: { readonly id: string };
}

async function control(url: string, method: string, what: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${url}/_simulator/${what}`, { method, ...(body && { body: JSON.stringify(body) }) });
  expect(answer.status).toBeLessThan(300);
  return answer.status === 200 ? await answer.json() : undefined;
}

async function between(url: string, relay: Relay): Promise<string> {
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    await relay(request, Buffer.concat(chunks), response, url);
  });
  const port = await listen(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${port}`;
}

async function passOn(request: IncomingMessage, body: Buffer, url: string) {
  const { method = "", headers } = request;
  const answer = await fetch(url + request.url, {
    method,
    headers: { "content-type": headers["content-type"] ?? "", "x-auth-token": "t" },
    ...(body.length > 0 && { body }),
  });
  return { status: answer.status, text: await answer.text() };
}

const SETTLING = { settleMs: SETTLE_MS, signal: new AbortController().signal };

const planOf = async (stack: Stack, { open }: Place) =>
  planStack(stack, open, await open.store.read(), () => {}, SETTLING);

async function applied(stack: Stack, at: Place): Promise<readonly Outcome[]> {
  const { outcomes } = await apply({
    ...(await planOf(stack, at)),
    policies: stack.policies,
    store: at.open.store,
    cloud: at.open.cloud,
    lease: {
      id: randomUUID(),
      renewals: 0,
      ttl_ms: 60_000,
      holder: { host: "h", pid: 1, user: "u" },
      since: "2026-01-01T00:00:00Z",
    },
    origin: { who: "w", at: () => new Date(at.open.cloud.date() ?? 0).toISOString() },
    parallelism: 8,
    requestMs: 30_000,
    settleMs: SETTLE_MS,
    signal: SETTLING.signal,
    onOutcome: () => {},
  });
  return outcomes;
}

/** As a person or CI would: once more when not all went well. A failure before anything was done counts as an apply. */
async function appliedAtMostTwice(stack: Stack, at: Place): Promise<void> {
  try {
    const outcomes = await applied(stack, at);
    if (outcomes.every(({ status }) => status === "ok")) return;
  } catch (error) {
    if (!isFailure(error)) throw error;
  }
  const second = await applied(stack, at);
  expect(second.filter(({ status }) => status !== "ok")).toEqual([]);
}

/** What the cloud has, what the state says, and what there is to do. */
async function assertAtRest(stack: Stack, at: Place): Promise<void> {
  const { state } = await at.open.store.read();
  const { policies = [], download_policy } = (await at.data()) ?? {};
  const live = policies.filter(({ name }) => name !== "defaultPolicy").map(({ id, name }) => `${name} ${id}`);
  const recorded = Object.entries(state?.resources ?? {}).map(([address, { id }]) => `${address.split("/")[1]} ${id}`);
  const wanted = stack.policies.map(({ name }) => name).sort();
  expect(recorded.map((one) => one.split(" ")[0]).sort()).toEqual(wanted);
  // A switch cannot be removed, so one that nobody asks for any more is still there.
  const switched = wanted.includes("download") ? [`download ${download_policy?.id}`] : [];
  expect([...live, ...switched].sort()).toEqual(recorded.sort());
  expect([state?.intents ?? {}, state?.lease]).toEqual([{}, undefined]);
  expect((await planOf(stack, at)).plan).toMatchObject({ changes: [], problems: [] });
}

async function live(at: Place, before: () => Promise<void> = async () => {}): Promise<void> {
  for (const stack of LIFE) {
    await before();
    await appliedAtMostTwice(stack, at);
    await assertAtRest(stack, at);
  }
}

const FAULTS: readonly [string, string][] = [
  ["answers that are lost after the effect", "lose"],
  ["connections that end before the effect", "drop"],
  ["500", "500"],
  ["502", "502"],
  ["503", "503"],
  ["504", "504"],
  ["429 with a limit", "429=200/5m"],
  ["429 with Retry-After", "429=200/5m/7"],
  ["an effect that comes after we stopped waiting for the answer", `slow=${ANSWER_MS + 20}`],
];

describe.each(["GET", "POST", "PUT", "DELETE"])("in the life of a stack with two faults at %s", (method) => {
  test.each(FAULTS)("of %s, all ends as the files say", async (_, fault) => {
    const at = await place(fault.startsWith("slow") ? { answerMs: ANSWER_MS } : {});
    await live(at, () => at.arm(`${fault}@${method}:1x2`));
    // Each stage has requests of its own methods; that none was struck would prove nothing.
    const struck = (await at.requests()).filter(({ faults }) => faults.length > 0);
    expect(new Set(struck.map((request) => request.method))).toEqual(new Set([method]));
  });
});

test.each([
  ["lag=3@POST", "made policies that lists do not show for a while"],
  ["lag=1@POST:1x*,lose@POST:1x*", "made policies that the first look after a lost answer does not show"],
  [`lag=${SETTLE_MS / 2}ms@POST:1x*,504@PUT,lose@POST:1x*`, "policies that appear within the settle time"],
  ["lose@*:2x3,502@*:6x2,drop@*:9x2", "faults one after the other, whatever the request"],
])("with %s (%s), all ends as the files say", async (faults) => {
  const at = await place();
  await live(at, () => at.arm(faults));
});

test("answers whose bytes come more slowly than we wait leave nothing twice and nothing out", async () => {
  const dripped = new Set<string>();
  const at = await place({
    answerMs: ANSWER_MS,
    relay: async (request, body, response, url) => {
      const { status, text } = await passOn(request, body, url);
      response.writeHead(status, { "content-type": "application/json" });
      const once = `${request.method} ${request.url} ${body}`;
      if (dripped.has(once)) return void response.end(text);
      dripped.add(once);
      const bytes = [...Buffer.from(text)];
      const timer = setInterval(() => response.write(Buffer.from([bytes.shift() ?? 0x20])), 5);
      response.on("close", () => clearInterval(timer));
    },
  });
  await live(at);
  expect(new Set([...dripped].map((request) => request.split(" ")[0]))).toEqual(
    new Set(["GET", "POST", "PUT", "DELETE"]),
  );
});

/** Something between us and the cloud that delivers each write twice, and passes on the second answer. */
const twice: Relay = async (request, body, response, url) => {
  if (request.method !== "GET") await passOn(request, body, url);
  const { status, text } = await passOn(request, body, url);
  response.writeHead(status, { "content-type": "application/json" }).end(text);
};

test.each(["reject", "overwrite"] as const)(
  "updates, removals and the switch come to no harm when delivered twice (a second POST of the switch: %s)",
  async (postSwitchTwice) => {
    const at = await place({
      personality: { postSwitchTwice },
      relay: (request, body, response, url) =>
        (request.url!.endsWith("/policies") ? once : twice)(request, body, response, url),
    });
    await live(at);
  },
);

const once: Relay = async (request, body, response, url) => {
  const { status, text } = await passOn(request, body, url);
  response.writeHead(status, { "content-type": "application/json" }).end(text);
};

// Nothing in a request tells the cloud that it is the same one, so this cannot be prevented here.
test("of a create that is delivered twice one policy is ours, and the other is told to be its twin", async () => {
  const at = await place({ relay: twice });
  const stack = await stackOf(backup("nightly", 7));
  expect((await applied(stack, at)).map(({ status }) => status)).toEqual(["ok"]);
  const made = (await at.data())!.policies;
  expect(made.map(({ name }) => name)).toEqual(["nightly", "nightly"]);
  const { plan, state } = await planOf(stack, at);
  expect(state.resources["BackupPolicy/nightly"]?.id).toBe(made[1]!.id);
  expect(plan).toMatchObject({
    changes: [],
    unmanaged: [{ kind: "BackupPolicy" }],
    problems: [{ code: "live-twin" }],
  });
});

test("of a create that is delivered twice and answered never, neither is taken: a person must choose", async () => {
  const at = await place({
    relay: async (request, body, response, url) => {
      if (request.method !== "POST") return once(request, body, response, url);
      await passOn(request, body, url);
      await passOn(request, body, url);
      response.destroy();
    },
  });
  const stack = await stackOf(backup("nightly", 7));
  expect((await applied(stack, at)).map(({ status }) => status)).toEqual(["unknown"]);
  const ids = (await at.data())!.policies.map(({ id }) => id).sort();
  expect(ids.length).toBe(2);
  const { plan } = await planOf(stack, at);
  expect(plan.changes).toEqual([]);
  expect(plan.problems).toMatchObject([
    { code: "live-ambiguous", address: "BackupPolicy/nightly", message: expect.stringContaining(ids.join(", ")) },
  ]);
  // And it stays so: no apply makes a third.
  expect(await applied(stack, at)).toEqual([]);
  expect((await at.data())!.policies.length).toBe(2);
});

/** The other setting of each switch but one: nobody can live with lists that never end (test/kinds/list.test.ts). */
const OTHERWISE: Required<Omit<Personality, "endless">> = {
  reorderRules: true,
  reorderParts: true,
  padHours: true,
  fillDefaults: true,
  nullVaults: false,
  severalHours: "reject",
  strictTimezone: true,
  deleteBound: "refuse",
  postSwitchTwice: "overwrite",
  preset: true,
  unsetSwitch: "nulls",
  unknownMembers: "keep",
  offset: "refuse",
  // Within the time that an apply waits for them.
  staleVaultsMs: 100,
  staleByTurns: true,
  listTwice: true,
  count: "wrong",
  pagesCame: 2,
  pagesGone: 1,
};
type Switch = keyof typeof OTHERWISE;
const SWITCHES = Object.keys(OTHERWISE) as Switch[];

test("the settings tried below differ from the default in every switch", () => {
  expect(Object.keys(DEFAULT_PERSONALITY).sort()).toEqual([...SWITCHES, "endless"].sort());
  expect(SWITCHES.filter((name) => OTHERWISE[name] === DEFAULT_PERSONALITY[name])).toEqual([]);
});

async function livesUnder(names: readonly Switch[]): Promise<void> {
  const at = await place({ personality: Object.fromEntries(names.map((name) => [name, OTHERWISE[name]])) });
  for (const stack of LIFE) {
    expect((await applied(stack, at)).filter(({ status }) => status !== "ok")).toEqual([]);
    await assertAtRest(stack, at);
  }
}

test.each<[string, readonly Switch[]]>([
  ["nothing", []],
  ...SWITCHES.map((name): [string, Switch[]] => [name, [name]]),
  ["everything", SWITCHES],
])("a stack lives the same life in a cloud that differs from ours in %s", async (_, names) => livesUnder(names));
