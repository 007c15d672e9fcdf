import { Agent, request } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { startSimulator } from "../../src/simulator/server.ts";
import { ask, backup, inShort, POLICIES, simulated } from "./simulated.ts";

const notPublished = "404 APIGW.0101: The API does not exist or has not been published in the environment.";

test.each([
  ["POST", "/"],
  ["GET", "/v2.0"],
  ["GET", "/v3/p/checkpoints"],
  ["PATCH", "/v3/p/policies"],
  ["DELETE", "/v3/p/policies"],
  ["GET", "/v3//policies"],
  ["GET", "/v3/p/policies/"],
  ["GET", "/v3/p%zz/policies"],
  ["GET", "/_simulator"],
])("%s %s is no API", async (method, path) => {
  const cloud = await simulated();
  expect(inShort(await ask(method, cloud.simulator.url + path))).toBe(notPublished);
});

test("every answer has the gateway's headers, with a request id of its own", async () => {
  const cloud = await simulated({ clock: () => Date.UTC(2026, 4, 24, 12) });
  const first = await cloud.get(POLICIES);
  expect(first.headers).toMatchObject({
    server: "api-gateway",
    "content-type": "application/json",
    "x-request-id": expect.stringMatching(/^[0-9a-f]{32}$/),
    date: "Sun, 24 May 2026 12:00:00 GMT",
  });
  const second = await cloud.get("/nowhere");
  expect(second.headers["x-request-id"]).not.toBe(first.headers["x-request-id"]);
  expect(second.body.request_id).toBe(second.headers["x-request-id"]);
});

test.each([
  "evil.example",
  "evil.example:PORT",
  "127.0.0.1.evil.example:PORT",
  "localhost.evil.example",
  "127.0.0.1@evil.example",
  "127.0.0.2:PORT",
  "0.0.0.0:PORT",
  "[::]:PORT",
  "2130706433:PORT",
])("a request to a host called %j gets nothing and does nothing, as that name was made to lead here", async (name) => {
  const cloud = await simulated();
  const host = name.replace("PORT", new URL(cloud.simulator.url).port);
  for (const path of [POLICIES, "/_simulator/faults", "/v3/auth/tokens"])
    expect(inShort(await cloud.post(path, backup("a"), { host }))).toMatch(/^403 APIGW.0306: Only programs/);
  expect((await cloud.get("/_simulator/data", { host })).status).toBe(403);
  expect((await cloud.get("/_simulator/requests")).body).toEqual({ requests: [] });
});

test.each(["https://evil.example", "null", "http://localhost:3000", ""])(
  "a page from %j gets nothing and does nothing",
  async (origin) => {
    const cloud = await simulated();
    for (const path of [POLICIES, "/_simulator/faults", "/v3/auth/tokens"])
      expect(inShort(await cloud.post(path, backup("a"), { origin }))).toMatch(/^403 APIGW.0306: Only programs/);
    expect((await cloud.get("/_simulator/data", { origin })).status).toBe(403);
    expect((await ask("OPTIONS", cloud.simulator.url + POLICIES, undefined, { origin })).status).toBe(403);
    expect((await cloud.get("/_simulator/requests")).body).toEqual({ requests: [] });
  },
);

test.each(["127.0.0.1:PORT", "localhost:PORT", "LOCALHOST", "[::1]:PORT", "localhost:9000"])(
  "a program that asks for %s is answered",
  async (name) => {
    const cloud = await simulated();
    const host = name.replace("PORT", new URL(cloud.simulator.url).port);
    expect((await cloud.get(POLICIES, { host })).status).toBe(200);
  },
);

test("a body above the gateway's limit is refused", async () => {
  const cloud = await simulated();
  const answer = await cloud.post(POLICIES, `"${"x".repeat(12 * 1024 * 1024)}"`);
  expect(inShort(answer)).toBe("413 APIGW.0201: Request entity too large.");
});

test("the log has every request in order, with what struck it, and can be forgotten", async () => {
  const cloud = await simulated({ clock: () => 5 });
  await cloud.post("/_simulator/faults", { faults: "lose@POST:policies, 503@GET:cbr:2" });
  await expect(cloud.post(POLICIES, backup("a"))).rejects.toThrow();
  await cloud.get(`${POLICIES}?operation_type=backup`);
  await cloud.get(POLICIES);
  await cloud.put("/nowhere", "{not json");
  expect((await cloud.get("/_simulator/requests")).body).toEqual({
    requests: [
      { at: 5, method: "POST", path: POLICIES, body: backup("a"), faults: ["lose"], changed: true },
      { at: 5, method: "GET", path: `${POLICIES}?operation_type=backup`, faults: [], status: 200 },
      { at: 5, method: "GET", path: POLICIES, faults: ["503"], status: 503 },
      { at: 5, method: "PUT", path: "/nowhere", faults: [], status: 404 },
    ],
  });
  await cloud.delete("/_simulator/requests");
  expect((await cloud.get("/_simulator/requests")).body).toEqual({ requests: [] });
});

test("no credential gets into the log or the data, whether sent to the right path or a wrong one", async () => {
  const secret = "example-password-not-real";
  const user = { name: "robot", password: secret, domain: "acme" };
  const cloud = await simulated({ requireAuth: { users: [user] } });
  const body = {
    auth: { identity: { methods: ["password"], password: { user: { ...user, domain: { name: "acme" } } } } },
  };
  const token = (await cloud.post("/v3/auth/tokens", body)).headers["x-subject-token"] as string;
  await cloud.post("/v3/auth/token", body);
  await cloud.get(POLICIES, { "X-Auth-Token": token });
  const told = JSON.stringify([await cloud.get("/_simulator/requests"), await cloud.get("/_simulator/data")]);
  expect(told).toContain("/v3/auth/token");
  expect(told).not.toContain(secret);
  expect(told).not.toContain(token);
});

test("closing does not wait for connections that are kept alive, nor for slow requests", async () => {
  const cloud = await simulated();
  const { url } = cloud.simulator;
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  await new Promise<void>((resolve) =>
    request(url + POLICIES, { agent }, (answer) => answer.resume().on("end", resolve)).end(),
  );
  await cloud.post("/_simulator/faults", { faults: "slow=60000" });
  const slow = cloud.get(POLICIES).catch((error: NodeJS.ErrnoException) => error.code);
  await expect.poll(async () => (await cloud.get("/_simulator/requests")).body.requests.length).toBe(2);

  const start = performance.now();
  await cloud.simulator.close();
  expect(performance.now() - start).toBeLessThan(1000);
  expect(await slow).toBe("ECONNRESET");
  await expect(cloud.get(POLICIES)).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

test("only this machine is listened to, on the port that was asked for", async () => {
  const first = await simulated();
  const port = Number(new URL(first.simulator.url).port);
  expect(new URL(first.simulator.url).hostname).toBe("127.0.0.1");
  await expect(startSimulator({ port })).rejects.toThrow("EADDRINUSE");
});
