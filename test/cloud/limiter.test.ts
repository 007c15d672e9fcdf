import { expect, test } from "vitest";
import { openCloud } from "../../src/cloud/client.ts";
import { Limiter } from "../../src/cloud/limiter.ts";
import { Failure } from "../../src/model/problem.ts";
import { type Behaviour, client, failure, HERE, json, ok, PROJECT, reset, serve } from "./server.ts";

const REFUSED = new Failure("cloud-throttled", "the service accepts no more requests for now");
const PACE_100 = { limit: 10, windowMs: 1000 };

/** Time that passes only when it is told to: `sent` is who had which turn, and when. */
function timeline() {
  const limiter = new Limiter();
  const sent: string[] = [];
  const turns = new Map<string, number>();
  let now = 0;
  let sleeping: { until: number; wake: () => void }[] = [];
  const clock = () => now;
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return {
    limiter,
    sent,
    async ask(name: string) {
      const wait = (ms: number) => new Promise<void>((wake) => sleeping.push({ until: now + ms, wake }));
      void limiter.turn(clock, wait).then((turn) => {
        turns.set(name, turn);
        sent.push(`${name} ${now}`);
      });
      await settled();
    },
    refuse: (name: string, throttle: object = PACE_100, random = 1) =>
      limiter.hold(turns.get(name)!, throttle, REFUSED, { now, random, atMost: 300_000 }),
    pass: (name: string) => limiter.passed(turns.get(name)!),
    async until(time: number) {
      for (;;) {
        const next = Math.min(...sleeping.map(({ until }) => until));
        if (next > time) break;
        now = next;
        const due = sleeping.filter(({ until }) => until <= now);
        sleeping = sleeping.filter(({ until }) => until > now);
        for (const { wake } of due) wake();
        await settled();
      }
      now = time;
    },
  };
}

test("nobody waits before a refusal", async () => {
  const { ask, sent } = timeline();
  for (const name of ["a", "b", "c"]) await ask(name);
  expect(sent).toEqual(["a 0", "b 0", "c 0"]);
});

test("after a refusal nobody sends until the wait is over, then one per pace in the order of asking, and all when the window has passed", async () => {
  const { ask, sent, refuse, until } = timeline();
  await ask("a");
  refuse("a");
  for (let i = 1; i <= 14; i++) await ask(`n${i}`);
  await until(99);
  expect(sent).toEqual(["a 0"]);
  await until(5000);
  expect(sent.slice(1)).toEqual([
    ...Array.from({ length: 10 }, (_, i) => `n${i + 1} ${100 + i * 100}`),
    ...["n11 1100", "n12 1100", "n13 1100", "n14 1100"],
  ]);
  await ask("later");
  expect(sent.at(-1)).toBe("later 5000");
});

test("a refusal after the wait lays the turns of all anew, and costs the others no request", async () => {
  const { ask, sent, refuse, until } = timeline();
  await ask("a");
  refuse("a");
  for (const name of ["b", "c", "d"]) await ask(name);
  await until(100);
  refuse("b");
  await ask("b again");
  await until(299);
  expect(sent).toEqual(["a 0", "b 100"]);
  await until(700);
  expect(sent.slice(2)).toEqual(["b again 300", "c 400", "d 500"]);
});

test("waits double with each refusal in a row, and begin anew once something came through", async () => {
  const { ask, sent, refuse, pass, until } = timeline();
  const limit = { limit: 100, windowMs: 60_000 };
  await ask("a");
  for (const [name, next, time] of [
    ["a", "b", 10_000],
    ["b", "c", 20_000],
    ["c", "d", 30_000],
  ] as const) {
    refuse(name, limit);
    await ask(next);
    await until(time);
  }
  expect(sent).toEqual(["a 0", "b 600", "c 11200", "d 22400"]);
  pass("d");
  refuse("d", limit);
  await ask("e");
  await until(40_000);
  expect(sent.at(-1)).toBe("e 30600");
});

test("requests that are refused together make everybody wait once, and say so once", async () => {
  const { ask, sent, refuse, until } = timeline();
  const names = Array.from({ length: 1000 }, (_, i) => `r${i}`);
  const limit = { limit: 200, windowMs: 300_000 };
  for (const name of names) await ask(name);
  expect(names.map((name) => refuse(name, limit)).filter(Boolean)).toEqual([
    "waiting 1.5 s, then sending one request every 1.5 s, because the service accepts no more requests for now",
  ]);
  await ask("next");
  await until(1500);
  expect(sent.at(-1)).toBe("next 1500");
});

test("of requests refused together, the one told to wait longer is heeded", async () => {
  const { ask, sent, refuse, until } = timeline();
  for (const name of ["a", "b", "c"]) await ask(name);
  const told = [1000, 30_000, 2000].map((waitMs, i) => refuse("abc"[i]!, { waitMs }, 0));
  expect(told.map((line) => line?.slice(0, 14))).toEqual([undefined, "waiting 30.0 s", undefined]);
  await ask("d");
  await until(29_999);
  expect(sent.length).toBe(3);
  await until(30_000);
  expect(sent.at(-1)).toBe("d 30000");
});

test.each([
  ["a limit of nothing", { limit: 0, windowMs: 1000 }, 1000],
  ["a limit per day", { limit: 1, windowMs: 86_400_000 }, 5000],
  ["no limit at all", {}, 1000],
])("%s makes nobody wait forever", async (_, throttle, first) => {
  const { ask, sent, refuse, until } = timeline();
  await ask("a");
  refuse("a", throttle);
  await ask("b");
  await ask("c");
  await until(first);
  expect(sent.at(-1)).toBe(`b ${first}`);
  await until(first + 60_000);
  expect(sent.length).toBe(3);
});

const THROTTLED = (limit: number, time: string): Behaviour =>
  json(429, { error_code: "APIGW.0308", error_msg: `policy user over ratelimit,limit:${limit},time:${time}` });

/** Several stacks of one process at one cloud, whose waits take their time. */
function stacks(url: string, count: number, signal?: AbortSignal) {
  const lines: string[] = [];
  const clouds = Array.from({ length: count }, (_, i) =>
    openCloud({
      target: { cloud: "huaweicloud", region: "eu-west-101", project_id: `${PROJECT}${i}` },
      endpoints: { cbr: url, dds: `${url}/dds`, iam: url },
      credentials: { kind: "token", token: "canary-token-1234567890" },
      trust: HERE,
      random: () => 0.999,
      log: (line) => lines.push(line),
      signal,
    }),
  );
  return { clouds, lines };
}

test("what one stack is refused all stacks heed, at that service alone", async () => {
  const at: [string, number][] = [];
  const noted =
    (behaviour: Behaviour): Behaviour =>
    (request, response) => {
      at.push([request.url, performance.now()]);
      behaviour(request, response);
    };
  const { url } = await serve(noted(THROTTLED(20, "1 second")), noted(ok));
  const { clouds, lines } = stacks(url, 4);
  const first = clouds[0]!.get("cbr", "/policies");
  while (at.length === 0) await new Promise((resolve) => setImmediate(resolve));
  const refused = at[0]![1];
  await new Promise((resolve) => setTimeout(resolve, 20));
  const others = clouds.map((cloud) => cloud.get("cbr", "/policies"));
  await clouds[1]!.get("dds", "/backups/download-policy");
  // Nothing is limited there, so it overtakes all of those.
  expect(at.map(([path]) => path.includes("/dds/"))).toEqual([false, true]);
  await Promise.all([first, ...others]);
  const waited = at.slice(2).map(([, time]) => time - refused);
  expect(waited.map((ms, i) => ms >= 49 + i * 50)).toEqual([true, true, true, true, true]);
  expect(lines).toEqual([]);
});

test("a request that logged in while others were refused waits as well", async () => {
  const at: number[] = [];
  let letIn = () => {};
  const token = { issued_at: "2025-10-17T08:30:00Z", expires_at: "2025-10-18T08:30:00Z", project: { id: PROJECT } };
  const login = json(201, { token }, { "x-subject-token": "t" });
  const { url, arrived } = await serve((request, response) => {
    if (request.url.startsWith("/iam/")) {
      letIn = () => login(request, response);
      return;
    }
    at.push(performance.now());
    (at.length === 1 ? THROTTLED(20, "1 second") : ok)(request, response);
  });
  const slow = openCloud({
    target: { cloud: "huaweicloud", region: "eu-west-101", project_id: PROJECT },
    endpoints: { cbr: url, dds: url, iam: `${url}/iam` },
    credentials: { kind: "password", user: "u", password: "p", domain: "d" },
    trust: HERE,
  });
  const read = slow.get("cbr", "/policies");
  while (arrived.length === 0) await new Promise((resolve) => setImmediate(resolve));
  const refused = stacks(url, 1).clouds[0]!.get("cbr", "/policies");
  while (at.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setTimeout(resolve, 20));
  letIn();
  await Promise.all([read, refused]);
  expect(at.slice(1).map((time, i) => time - at[0]! >= 49 + i * 50)).toEqual([true, true]);
});

test("many requests that wait for the same say it in one line, and end at once when the run is stopped", async () => {
  const { url, arrived } = await serve(THROTTLED(200, "5 minute"), ok);
  const stop = new AbortController();
  const { clouds, lines } = stacks(url, 10, stop.signal);
  const first = failure(clouds[0]!.get("cbr", "/policies"));
  while (lines.length === 0) await new Promise((resolve) => setImmediate(resolve));
  const waiting = Array.from({ length: 150 }, (_, i) => failure(clouds[i % 10]!.put("cbr", "/policies/1", {})));
  await new Promise((resolve) => setTimeout(resolve, 20));
  stop.abort();
  const codes = (await Promise.all([first, ...waiting])).map(({ code }) => code);
  expect(new Set(codes)).toEqual(new Set(["interrupted"]));
  expect(arrived.length).toBe(1);
  expect(lines).toEqual([
    expect.stringMatching(
      /^waiting 1\.5 s, then sending one request every 1\.5 s, because 127\.0\.0\.1:\d+ accepts no/,
    ),
  ]);
});

test("a write that is interrupted while it waits did not happen, unless an attempt before may have", async () => {
  const stop = new AbortController();
  const { url } = await serve(reset, THROTTLED(1, "5 minute"), ok);
  const { cloud } = client(url, {
    signal: stop.signal,
    sleep: async (ms) => {
      if (ms > 1000) stop.abort();
    },
  });
  const update = () => failure(cloud.put("cbr", "/policies/1", {}));
  expect(await update()).toMatchObject({ code: "cloud-unanswered", message: /^interrupted while waiting: .*It may/ });
  expect(await update()).toMatchObject({ code: "interrupted" });
});

test("once a run is stopped, what need not wait is still sent: what was begun is looked at", async () => {
  const { url } = await serve(ok);
  const { cloud } = client(url, { signal: AbortSignal.abort() });
  expect(await cloud.get("cbr", "/policies")).toMatchObject({ status: 200 });
});

test("a request behind others that were told to wait longer than it may is not sent at all", async () => {
  const { url, arrived } = await serve(json(429, {}, { "retry-after": "600" }), ok);
  const { cloud } = client(url);
  for (let i = 0; i < 3; i++) {
    expect(await failure(cloud.post("cbr", "/policies", {}))).toMatchObject({ code: "cloud-throttled" });
  }
  expect(arrived.length).toBe(1);
});

test("a lease that ran out while its request waited for others lets nothing be sent", async () => {
  const { url, arrived } = await serve(THROTTLED(20, "1 second"), ok);
  let over = false;
  const before = async () => {
    if (over) throw new Failure("lease-lost", "too late");
  };
  const { cloud } = client(url, {
    sleep: async () => {
      over = true;
    },
  });
  expect(await failure(cloud.put("cbr", "/policies/1", {}, { guard: { before, connected: () => {} } }))).toMatchObject({
    code: "lease-lost",
  });
  expect(arrived.length).toBe(1);
});
