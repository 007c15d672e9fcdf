import { request } from "node:http";
import { describe, expect, test } from "vitest";
import { parseFaults } from "../../src/simulator/faults.ts";
import { backup, inShort, POLICIES, PROJECT, type Simulated, SWITCH, simulated, UNKNOWN } from "./simulated.ts";

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

/** As a client sees it that does not expect JSON. */
async function raw(cloud: Simulated, method: string, path: string): Promise<[number, string | null, string]> {
  const answer = await fetch(cloud.simulator.url + path, { method });
  return [answer.status, answer.headers.get("content-type"), await answer.text()];
}

const BODIES: readonly [string, number, string | null, string][] = [
  ["204", 204, null, ""],
  ["200", 200, null, ""],
  ["200-object", 200, "application/json", "{}"],
  ["202-empty", 202, null, ""],
  ["202-object", 202, "application/json", "{}"],
  ["404-route", 404, "application/json", '{"message":"no Route matched with those values"}'],
  ["404-item", 404, "application/json", '{"itemNotFound":{"message":"The resource could not be found.","code":404}}'],
  [
    "404-gateway",
    404,
    "application/json",
    `{"error_msg":"The API does not exist or has not been published in the environment.","error_code":"APIGW.0101","request_id":"${"0".repeat(32)}"}`,
  ],
  ["404-html", 404, "text/html", "<html>\r\n<head><title>404</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"],
];

describe("an answer that is not the service's", () => {
  const withOne = async (fault: string) => {
    const cloud = await struck(`${fault}@DELETE`);
    const { policy } = (await create(cloud)).body;
    return { cloud, path: `${POLICIES}/${policy.id}` };
  };

  test.each(BODIES)("instead=%s: the request has no effect", async (answer, ...expected) => {
    const { cloud, path } = await withOne(`instead=${answer}`);
    expect(await raw(cloud, "DELETE", path)).toEqual(expected);
    expect(await names(cloud)).toEqual(["a"]);
    expect(inShort(await cloud.delete(path))).toBe("204");
  });

  test.each(BODIES)("masked=%s: the request has its effect", async (answer, ...expected) => {
    const { cloud, path } = await withOne(`masked=${answer}`);
    expect(await raw(cloud, "DELETE", path)).toEqual(expected);
    expect(await names(cloud)).toEqual([]);
  });

  test("the log tells whether it had one", async () => {
    const cloud = await struck("instead=204@DELETE:1, masked=404-route@DELETE:2");
    const { policy } = (await create(cloud)).body;
    for (let n = 0; n < 3; n++) await cloud.delete(`${POLICIES}/${policy.id}`);
    const { requests } = (await cloud.get("/_simulator/requests")).body;
    expect(requests.map(({ status, changed }: { status: number; changed?: true }) => [status, changed])).toEqual([
      [200, true],
      [204, undefined],
      [404, true],
      [404, undefined],
    ]);
  });

  test("other: a create makes its policy, and the answer shows another", async () => {
    const cloud = await struck("other@POST:policies:1x2");
    const alone = (await create(cloud, "a")).body.policy;
    const [a] = (await cloud.get(POLICIES)).body.policies;
    expect(alone).toMatchObject({ name: "another" });
    expect(alone.id).not.toBe(a.id);
    expect((await create(cloud, "b")).body.policy).toEqual(a);
    expect(await names(cloud)).toEqual(["a", "b"]);
    expect((await create(cloud, "c")).body.policy.name).toBe("c");
  });

  test("other: an update and a look are answered with another as well", async () => {
    const cloud = await simulated();
    const a = (await create(cloud, "a")).body.policy;
    const b = (await create(cloud, "b")).body.policy;
    await cloud.post("/_simulator/faults", { faults: "other:1x2" });
    expect((await cloud.put(`${POLICIES}/${b.id}`, { policy: { enabled: false } })).body.policy).toEqual(a);
    expect((await cloud.get(`${POLICIES}/${a.id}`)).body.policy).toEqual({ ...b, enabled: false });
  });

  test("cut: the request has its effect, and half of the answer arrives", async () => {
    const cloud = await struck("cut@POST");
    const answer = await fetch(cloud.simulator.url + POLICIES, { method: "POST", body: JSON.stringify(backup("a")) });
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow("terminated");
    expect(await names(cloud)).toEqual(["a"]);
  });

  test("cut: where there is no body, nothing arrives", async () => {
    const { cloud, path } = await withOne("cut");
    await expect(cloud.delete(path)).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(await names(cloud)).toEqual([]);
  });
});

test("with: one request meets a cloud of another personality, on top of the one that it has", async () => {
  const cloud = await struck("with=listTwice@GET, with=staleVaultsMs/5000@POST:associatepolicy", {
    personality: { count: "wrong" },
    vaults: "any",
    clock: () => 0,
  });
  const { policy } = (await create(cloud)).body;
  const list = async () => {
    const { policies, count } = (await cloud.get(POLICIES)).body;
    return [policies.length, count, policies[0].associated_vaults];
  };
  expect([await list(), await list()]).toEqual([
    [2, 10, null],
    [1, 10, null],
  ]);
  await cloud.post(`/v3/${PROJECT}/vaults/${UNKNOWN}/associatepolicy`, { policy_id: policy.id });
  expect(await list()).toEqual([1, 10, null]);
});

describe("by chance", () => {
  const COUNT = 300;
  const struckOnes = async (seed: number | undefined, chance: string) => {
    const cloud = await struck(`500@GET:policies:${chance}`, seed === undefined ? {} : { seed });
    const statuses: number[] = [];
    for (let n = 0; n < COUNT; n++) statuses.push((await cloud.get(POLICIES)).status);
    return statuses.flatMap((status, n) => (status === 500 ? [n] : []));
  };

  test("about so many of a hundred are struck, the same with the same seed and others with another", async () => {
    const [first, again, other] = [await struckOnes(7, "20%"), await struckOnes(7, "20%"), await struckOnes(8, "20%")];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    for (const ones of [first, other]) expect(Math.abs(ones.length / COUNT - 0.2)).toBeLessThan(0.08);
  });

  test("none, all, and fractions", async () => {
    expect(await struckOnes(undefined, "0%")).toEqual([]);
    expect(await struckOnes(undefined, "100%")).toHaveLength(COUNT);
    expect((await struckOnes(undefined, "0.5%")).length).toBeLessThan(10);
  });

  test("what strikes requests of one sort does not depend on what else comes, or on ids", async () => {
    const struckDeletes = async (noise: number) => {
      const cloud = await simulated();
      const ids: string[] = [];
      for (let n = 0; n < 20; n++) ids.push((await create(cloud, `p${n}`)).body.policy.id);
      await cloud.post("/_simulator/faults", { faults: "instead=404-route:40%", seed: 3 });
      const struckOnes: number[] = [];
      for (const [n, id] of ids.entries()) {
        for (let k = 0; k < noise; k++) await cloud.get(POLICIES);
        if ((await cloud.delete(`${POLICIES}/${id}`)).status === 404) struckOnes.push(n);
      }
      return struckOnes;
    };
    const quiet = await struckDeletes(0);
    expect(quiet.length).toBeGreaterThan(0);
    expect(quiet.length).toBeLessThan(20);
    expect(await struckDeletes(3)).toEqual(quiet);
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

  test("late makes the answer wait, and not the effect", async () => {
    const cloud = await struck("late=300@POST");
    const late = timed(create(cloud));
    await expect.poll(() => names(cloud)).toEqual(["a"]);
    const { value, ms } = await late;
    expect(inShort(value)).toBe("200");
    expect(ms).toBeGreaterThanOrEqual(295);
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
  ["teapot", "teapot is not one of 429 500 502 503 504 403 drop lose cut slow late lag instead masked other with"],
  ["@GET", "nothing is not one of"],
  ["slow", "slow takes milliseconds, like slow=200"],
  ["slow=2s", "slow takes milliseconds, like slow=200"],
  ["lag=", "lag takes a number of lists or milliseconds"],
  ["429=200", "429 takes LIMIT/WINDOW"],
  ["late", "late takes milliseconds, like late=200"],
  ["instead", "instead takes a status and a body, like 404-route, 202-object or 204"],
  ["masked=404-teapot", "masked takes a status and a body, like 404-route, 202-object or 204"],
  ["with=", "nothing is not one of reorderRules"],
  ["with=moody", "moody is not one of reorderRules"],
  ["with=count/many", "count is right or wrong or absent, not many"],
  ["500:101%", "101% is not like 1 or 2x3 or 1x* or 5%"],
  ["500=1", "500 takes no value"],
  ["500@FETCH", "FETCH is not a method"],
  ["500@GET:cbr:0", "0 is not like 1 or 2x3 or 1x* or 5%"],
  ["500:2x", "2x is not like 1 or 2x3 or 1x* or 5%"],
  ["500@GET:cbr:policies:2", "it has more than KIND@METHOD:WHERE:NTH"],
])("%s is refused, and the message says why and how to say it", async (text, why) => {
  expect(() => parseFaults(`500@GET, ${text}`)).toThrow(`"${text}" is not a fault: ${why}`);
  const cloud = await simulated();
  const answer = await cloud.post("/_simulator/faults", { faults: text });
  expect(answer).toMatchObject({ status: 400, body: { error_msg: expect.stringContaining("like 503@GET:cbr:2x3") } });
});
