import { request } from "node:http";
import { describe, expect, test } from "vitest";
import { parseFaults } from "../../src/simulator/faults.ts";
import { backup, inShort, POLICIES, type Simulated, SWITCH, simulated } from "./simulated.ts";

const struck = (text: string, options: object = {}) => simulated({ faults: parseFaults(text), ...options });

const names = async (cloud: Simulated) =>
  (await cloud.get(POLICIES)).body.policies.map((policy: { name: string }) => policy.name);

const create = (cloud: Simulated, name = "a") => cloud.post(POLICIES, backup(name));

describe("instead of an answer", () => {
  test.each([
    [
      "429",
      "429 APIGW.0308: The throttling threshold has been reached: policy user over ratelimit,limit:200,time:5 minute",
    ],
    [
      "429=5/1s",
      "429 APIGW.0308: The throttling threshold has been reached: policy user over ratelimit,limit:5,time:1 second",
    ],
    ["500", "500 APIGW.0601: Internal server error."],
    ["502", "502 APIGW.0201: Backend unavailable."],
    ["503", "503 APIGW.0613: The IAM service is currently unavailable."],
    ["504", "504 APIGW.0201: Backend timeout."],
    ["403", "403 IAM.0003: Policy doesn't allow cbr:policies:create to be performed."],
  ])("%s strikes one create, which has no effect", async (fault, answer) => {
    const cloud = await struck(`${fault}@POST`);
    expect(inShort(await create(cloud))).toBe(answer);
    expect(await names(cloud)).toEqual([]);
    expect(inShort(await create(cloud))).toBe("200");
  });

  test("429 has a Retry-After only when it was asked for", async () => {
    const cloud = await struck("429=5/1s/7:1, 429:2");
    const answers = [await cloud.get(POLICIES), await cloud.get(POLICIES)];
    expect(answers.map(({ status, headers }) => [status, headers["retry-after"]])).toEqual([
      [429, "7"],
      [429, undefined],
    ]);
  });

  test("drop ends the connection before the request has any effect", async () => {
    const cloud = await struck("drop@POST");
    await expect(create(cloud)).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(await names(cloud)).toEqual([]);
  });

  test("lose ends it after the request had its effect", async () => {
    const cloud = await struck("lose@POST");
    await expect(create(cloud)).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(await names(cloud)).toEqual(["a"]);
  });
});

describe("late", () => {
  const timed = async <T>(work: Promise<T>) => {
    const start = performance.now();
    return { value: await work, ms: performance.now() - start };
  };

  test("slow makes a request wait, and other requests do not wait for it", async () => {
    const cloud = await struck("slow=300@POST");
    const slow = timed(create(cloud));
    expect(await names(cloud)).toEqual([]);
    const { value, ms } = await slow;
    expect(inShort(value)).toBe("200");
    expect(ms).toBeGreaterThanOrEqual(295);
  });

  test("a slow request has its effect even when the client has left", async () => {
    const cloud = await struck("slow=400@POST");
    const outgoing = request(cloud.simulator.url + POLICIES, { method: "POST" });
    const left = new Promise((resolve) => outgoing.on("error", resolve));
    outgoing.end(JSON.stringify(backup("a")));
    await expect.poll(async () => (await cloud.get("/_simulator/requests")).body.requests.length).toBe(1);
    outgoing.destroy();
    expect(await left).toMatchObject({ code: "ECONNRESET" });
    expect(await names(cloud)).toEqual([]);
    await expect.poll(() => names(cloud)).toEqual(["a"]);
  });

  test("latency is added to every answer", async () => {
    const cloud = await simulated({ latencyMs: 30 });
    expect((await timed(create(cloud))).ms).toBeGreaterThanOrEqual(28);
    expect((await timed(cloud.get(POLICIES))).ms).toBeGreaterThanOrEqual(28);
  });

  test("lag=2 hides a new policy from the next two lists, but not from those who know its id", async () => {
    const cloud = await struck("lag=2@POST:policies");
    const { policy } = (await create(cloud, "late")).body;
    await create(cloud, "punctual");
    expect(inShort(await cloud.get(`${POLICIES}/${policy.id}`))).toBe("200");
    expect([await names(cloud), await names(cloud), await names(cloud)]).toEqual([
      ["punctual"],
      ["punctual"],
      ["late", "punctual"],
    ]);
  });

  test("lag=500ms hides it until then", async () => {
    let now = 0;
    const cloud = await struck("lag=500ms@POST:policies", { clock: () => now });
    await create(cloud);
    now = 499;
    expect(await names(cloud)).toEqual([]);
    now = 500;
    expect(await names(cloud)).toEqual(["a"]);
  });
});

describe("which requests are struck", () => {
  const statuses = async (faults: string, requests: readonly (readonly [string, string])[]) => {
    const cloud = await struck(faults);
    const answers: number[] = [];
    for (const [method, path] of requests) {
      const send = { GET: cloud.get, DELETE: cloud.delete }[method]!;
      answers.push((await send(path)).status);
    }
    return answers;
  };
  const get = ["GET", POLICIES] as const;

  test.each([
    ["500", [500, 200, 200, 200]],
    ["500:2", [200, 500, 200, 200]],
    ["500:2x2", [200, 500, 500, 200]],
    ["500:3x*", [200, 200, 500, 500]],
    ["500:1,503:3", [500, 200, 503, 200]],
    ["500@POST:1x*", [200, 200, 200, 200]],
    ["500@GET:cbr:1x2", [500, 500, 200, 200]],
    ["500@*:*:4", [200, 200, 200, 500]],
    ["", [200, 200, 200, 200]],
  ])("%s strikes lists as %j", async (faults, expected) => {
    expect(await statuses(faults, [get, get, get, get])).toEqual(expected);
  });

  test("a service or a part of the path singles requests out, and only those count", async () => {
    const requests = [get, ["GET", SWITCH], ["GET", "/v3/projects"], ["GET", SWITCH], get] as const;
    expect(await statuses("500@GET:dds:2", requests)).toEqual([200, 200, 200, 500, 200]);
    expect(await statuses("500@GET:iam", requests)).toEqual([200, 200, 500, 200, 200]);
    expect(await statuses("500@GET:download-policy:1x*", requests)).toEqual([200, 500, 200, 500, 200]);
  });

  test("faults can be added and forgotten while the server runs", async () => {
    const cloud = await simulated();
    expect((await cloud.post("/_simulator/faults", { faults: "500@GET:1x*" })).status).toBe(204);
    expect((await cloud.get(POLICIES)).status).toBe(500);
    expect((await cloud.delete("/_simulator/faults")).status).toBe(204);
    expect((await cloud.get(POLICIES)).status).toBe(200);
  });
});

test.each([
  ["teapot", "teapot is not one of 429 500 502 503 504 403 drop lose slow lag"],
  ["@GET", "nothing is not one of"],
  ["slow", "slow takes milliseconds, like slow=200"],
  ["slow=2s", "slow takes milliseconds, like slow=200"],
  ["lag=", "lag takes a number of lists or milliseconds"],
  ["429=200", "429 takes LIMIT/WINDOW"],
  ["500=1", "500 takes no value"],
  ["500@FETCH", "FETCH is not a method"],
  ["500@GET:cbr:0", "0 is not like 1 or 2x3 or 1x*"],
  ["500:2x", "2x is not like 1 or 2x3 or 1x*"],
  ["500@GET:cbr:policies:2", "it has more than KIND@METHOD:WHERE:NTH"],
])("%s is refused, and the message says why and how to say it", async (text, why) => {
  expect(() => parseFaults(`500@GET, ${text}`)).toThrow(`"${text}" is not a fault: ${why}`);
  const cloud = await simulated();
  const answer = await cloud.post("/_simulator/faults", { faults: text });
  expect(answer).toMatchObject({ status: 400, body: { error_msg: expect.stringContaining("like 503@GET:cbr:2x3") } });
});
