import http from "node:http";
import net, { type AddressInfo } from "node:net";
import { inspect } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { readOnly } from "../../src/cloud/client.ts";
import type { Cloud } from "../../src/cloud/cloud.ts";
import { trustFrom } from "../../src/cloud/endpoints.ts";
import { Failure } from "../../src/model/problem.ts";
import { type Behaviour, client, failure, json, ok, PROJECT, reset, serve, silence, text } from "./server.ts";

const LIMIT = (limit: number, time: string) => ({
  error_msg: `The throttling threshold has been reached: policy user over ratelimit,limit:${limit},time:${time}`,
  error_code: "APIGW.0308",
  request_id: "d4e8",
});

const half: Behaviour = (_, response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": 100 }).write('{"policies":[');
  setTimeout(() => response.destroy(), 5);
};

const read = (cloud: Cloud) => cloud.get("cbr", "/policies");
const create = (cloud: Cloud) => cloud.post("cbr", "/policies", { policy: {} });
const bind = (cloud: Cloud) => cloud.post("cbr", "/vaults/1/associatepolicy", {}, { idempotent: true });
const update = (cloud: Cloud) => cloud.put("cbr", "/policies/1", {});
const remove = (cloud: Cloud) => cloud.delete("cbr", "/policies/1");

test("a request goes to the project, with its body and a token, and gives status, body and request id", async () => {
  const { url, arrived } = await serve(json(200, { policy: { id: "1" } }, { "X-Request-Id": "r-1" }));
  const { cloud } = client(`${url}/base/`);
  expect(await cloud.post("cbr", "/policies?x=%20", { policy: { name: "每日" } })).toEqual({
    status: 200,
    body: { policy: { id: "1" } },
    requestId: "r-1",
  });
  const { method, url: path, body, headers } = arrived[0]!;
  expect({ method, path, body }).toEqual({
    method: "POST",
    path: `/base/v3/${PROJECT}/policies?x=%20`,
    body: '{"policy":{"name":"每日"}}',
  });
  expect(headers).toMatchObject({
    host: url.replace("http://", ""),
    "x-auth-token": "canary-token-1234567890",
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
  });
});

test("an empty answer has no body", async () => {
  const { url } = await serve(text(204, ""));
  expect(await remove(client(url).cloud)).toEqual({
    status: 204,
    body: undefined,
    requestId: undefined,
  });
});

test("with keys the request is signed anew for each attempt, and the secret never travels", async () => {
  const { url, arrived } = await serve(json(503, {}), ok);
  let now = Date.parse("2025-10-17T08:30:00Z");
  const { cloud } = client(url, {
    credentials: { kind: "keys", access: "AK", secret: "canary-secret", securityToken: "temporary" },
    now: () => {
      now += 60_000;
      return now;
    },
  });
  await update(cloud);
  const dates = arrived.map(({ headers }) => headers["x-sdk-date"]);
  expect(new Set(dates).size).toBe(2);
  expect(arrived[0]!.headers).toMatchObject({
    authorization: expect.stringMatching(
      /^SDK-HMAC-SHA256 Access=AK, SignedHeaders=content-type;host;x-project-id;x-sdk-date;x-security-token, Signature=[0-9a-f]{64}$/,
    ),
    "x-project-id": PROJECT,
    "x-security-token": "temporary",
  });
  expect(JSON.stringify(arrived.map(({ headers }) => headers))).not.toContain("canary");
});

/** How often a request arrives at a server that misbehaves once, and what becomes of it. */
const ONCE: [string, Behaviour, (cloud: Cloud) => Promise<unknown>, number, string][] = [
  ["a read is sent again after a reset", reset, read, 2, "ok"],
  ["a read is sent again after half an answer", half, read, 2, "ok"],
  ["a read is sent again after no answer", silence, read, 2, "ok"],
  ["a read is sent again after 502", text(502, "<html>"), read, 2, "ok"],
  ["a read is sent again after 500", json(500, { error_code: "BackupService.9910" }), read, 2, "ok"],
  ["a read is sent again after 429", json(429, LIMIT(200, "5 minute")), read, 2, "ok"],
  ["an update is sent again after a reset", reset, update, 2, "ok"],
  ["an update is sent again after 504", json(504, {}), update, 2, "ok"],
  ["a removal is sent again after no answer", silence, remove, 2, "ok"],
  ["a binding is sent again after a reset", reset, bind, 2, "ok"],
  ["a binding is sent again after 503", json(503, {}), bind, 2, "ok"],
  ["a create is not sent again after a reset", reset, create, 1, "cloud-unanswered"],
  ["a create is not sent again after half an answer", half, create, 1, "cloud-unanswered"],
  ["a create is not sent again after no answer", silence, create, 1, "cloud-unanswered"],
  ["a create is not sent again after 500", json(500, { error_code: "X.1" }), create, 1, "cloud-unanswered 500"],
  ["a create is not sent again after 502", text(502, "<html>"), create, 1, "cloud-unanswered 502"],
  ["a create is not sent again after 503", json(503, {}), create, 1, "cloud-unanswered 503"],
  ["a create is not sent again after 504", json(504, {}), create, 1, "cloud-unanswered 504"],
  ["a create may have happened when its answer is not JSON", text(200, "<html>"), create, 1, "cloud-unanswered 200"],
  ["a create is sent again after 429", json(429, LIMIT(200, "5 minute")), create, 2, "ok"],
  ["a create that is redirected did not happen", text(307, "", { location: "/" }), create, 1, "cloud-unexpected 307"],
  ...[400, 403, 404, 409].flatMap((status) =>
    [read, create, update, remove, bind].map((what): (typeof ONCE)[number] => [
      `${status} is final: ${what.name}`,
      json(status, { error_code: "BackupService.6000", error_msg: "m" }),
      what,
      1,
      `${{ 403: "cloud-denied", 404: "cloud-not-found" }[status] ?? "cloud-refused"} ${status}`,
    ]),
  ),
  ["501 is final", json(501, { error_code: "X.1" }), read, 1, "cloud-broken 501"],
  ["an answer that is not JSON is final", text(200, "<html>"), read, 1, "cloud-unexpected 200"],
  ["an answer of 5,000 levels is final", text(200, "[".repeat(5000)), read, 1, "cloud-unexpected 200"],
  [
    "a create may have happened when its answer has 5,000 levels",
    text(200, "[".repeat(5000)),
    create,
    1,
    "cloud-unanswered 200",
  ],
];

test.each(ONCE)("%s", async (_, misbehaviour, what, times, outcome) => {
  const { url, arrived } = await serve(misbehaviour, ok);
  const { cloud } = client(url, misbehaviour === silence ? { timeouts: { answerMs: 200 } } : {});
  const became = await what(cloud).then(
    () => "ok",
    (error) => [error.code, error.status].filter(Boolean).join(" "),
  );
  expect([arrived.length, became]).toEqual([times, outcome]);
});

/** A port that nobody listens on. */
async function closedPort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test("a create is sent again after a refused connection, and arrives once", async () => {
  const port = await closedPort();
  let arrived = 0;
  const server = http.createServer((request, response) => {
    arrived++;
    request.resume();
    response.end("{}");
  });
  onTestFinished(() => void server.close());
  const { cloud } = client(`http://127.0.0.1:${port}`, {
    sleep: async () => {
      if (!server.listening) await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    },
  });
  expect(await create(cloud)).toMatchObject({ status: 200 });
  expect(arrived).toBe(1);
});

test("a create that never found anybody did not happen, and says so", async () => {
  const { cloud, slept } = client(`http://127.0.0.1:${await closedPort()}`);
  expect(await failure(create(cloud))).toMatchObject({
    code: "cloud-unreachable",
    message: expect.stringMatching(/^cannot reach 127\.0\.0\.1:\d+: ECONNREFUSED$/),
  });
  expect(slept).toEqual([250, 500, 1000, 2000]);
});

test("TLS that fails is a connection that never stood: a create is tried again and did not happen", async () => {
  const server = net.createServer((socket) => void socket.once("data", () => socket.end("this is not TLS")));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { cloud, slept } = client(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expect(await failure(create(cloud))).toMatchObject({ code: "cloud-unreachable" });
  expect(slept.length).toBe(4);
});

test("a host that never finishes connecting is given up after the connect timeout", async () => {
  const sockets: net.Socket[] = [];
  const server = net.createServer((socket) => void sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { cloud } = client(url, { timeouts: { connectMs: 30 }, retry: { tries: 2 } });
  expect(await failure(create(cloud))).toMatchObject({
    code: "cloud-unreachable",
    message: expect.stringContaining("no connection within 0.03 s"),
  });
  expect(sockets.length).toBe(2);
});

test("an answer whose bytes come too slowly is given up, however steadily they come", async () => {
  const drip: Behaviour = (_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const timer = setInterval(() => response.write(" "), 10);
    response.on("close", () => clearInterval(timer));
  };
  const { url } = await serve(drip);
  const { cloud } = client(url, { timeouts: { answerMs: 60 }, retry: { tries: 1 } });
  expect(await failure(read(cloud))).toMatchObject({
    code: "cloud-unanswered",
    message: expect.stringContaining("did not answer GET /policies: no complete answer within 0.06 s"),
  });
});

test("an answer larger than 32 MiB is not read to its end", async () => {
  const flood: Behaviour = (_, response) => {
    const chunk = Buffer.alloc(1024 * 1024, " ");
    response.writeHead(200, { "content-type": "application/json" });
    const more = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on("drain", more);
    more();
  };
  const { url } = await serve(flood);
  expect(await failure(read(client(url, { retry: { tries: 1 } }).cloud))).toMatchObject({
    code: "cloud-unanswered",
    message: expect.stringContaining("the answer is larger than 32 MiB"),
  });
});

test("a create over a connection that the server closed meanwhile goes over a new one, and arrives once", async () => {
  const goodbye: Behaviour = ({ socket }, response) => response.end("{}", () => socket.end());
  const { url, arrived } = await serve(goodbye, ok);
  const { cloud } = client(url);
  await read(cloud);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await create(cloud);
  expect(arrived.map(({ method }) => method)).toEqual(["GET", "POST"]);
});

test("a create that meets a reset on a kept connection is not sent again: nobody knows whether it was read", async () => {
  const { url, arrived } = await serve(ok, reset, ok);
  const { cloud } = client(url);
  await read(cloud);
  expect(await failure(create(cloud))).toMatchObject({ code: "cloud-unanswered" });
  expect(arrived.map(({ method }) => method)).toEqual(["GET", "POST"]);
  // Both on one connection: it is a kept one that broke.
  expect(arrived[0]!.socket).toBe(arrived[1]!.socket);
});

test("a connection that idled for two seconds is not used again, so that a server's closing it meets no create", async () => {
  const { url, arrived } = await serve(ok);
  const { cloud } = client(url);
  await read(cloud);
  await create(cloud);
  await new Promise((resolve) => setTimeout(resolve, 2_200));
  await create(cloud);
  expect(arrived[1]!.socket).toBe(arrived[0]!.socket);
  expect(arrived[2]!.socket).not.toBe(arrived[0]!.socket);
});

test("tries end, after waits that double up to a limit and are spread by chance", async () => {
  const { url, arrived } = await serve(json(503, { error_code: "APIGW.0613", error_msg: "IAM unavailable" }));
  const { cloud, slept, lines } = client(url, { retry: { tries: 8 }, random: () => 0.9 });
  expect(await failure(read(cloud))).toMatchObject({ code: "cloud-broken", status: 503, cloudCode: "APIGW.0613" });
  expect(arrived.length).toBe(8);
  expect(slept).toEqual([450, 900, 1800, 3600, 7200, 9000, 9000]);
  // Only what a person would notice.
  expect(lines.length).toBe(5);
  expect(lines[0]).toMatch(
    /^waiting 1\.8 s because 127\.0\.0\.1:\d+ failed on GET \/policies with 503: IAM unavailable$/,
  );
});

test.each<[string, Behaviour, number[], number]>([
  ["the pace of 200 in 5 minutes", json(429, LIMIT(200, "5 minute")), [750, 1500, 3000], 3],
  ["the pace of 10 a minute, at first at most 5 s", json(429, LIMIT(10, "1 minute")), [2500, 5000, 10000], 3],
  ["the pace of 5 a second, at most the window", json(429, LIMIT(5, "1 second")), [100, 200, 400], 0],
  ["Retry-After, before the pace", json(429, LIMIT(200, "5 minute"), { "retry-after": "7" }), [7750, 7750, 7750], 3],
  ["a second where the cloud names no limit", text(429, "slow down"), [500, 1000, 2000], 1],
])("throttled requests come back at %s, spread by chance", async (_, throttle, waits, told) => {
  const { url } = await serve(throttle, throttle, throttle, ok);
  const { cloud, slept, lines } = client(url);
  await create(cloud);
  expect(slept).toEqual(waits);
  expect(lines.length).toBe(told);
});

test.each([
  ["Fri, 17 Oct 2025 08:30:07 GMT", "Fri, 17 Oct 2025 08:30:00 GMT", 7500],
  ["Fri, 17 Oct 2025 08:29:00 GMT", "Fri, 17 Oct 2025 08:30:00 GMT", 500],
  ["7.5", "Fri, 17 Oct 2025 08:30:00 GMT", 500],
  ["Fri, 17 Oct 2025 08:30:07 GMT", "", 500],
])("Retry-After %j in an answer of %j is a time by the cloud's clock, never by ours", async (after, date, wait) => {
  const { url } = await serve(text(429, "slow down", { "retry-after": after, date }), ok);
  const { cloud, slept } = client(url);
  await read(cloud);
  expect(slept).toEqual([wait]);
});

test("a request that stays throttled waits five minutes in all, trying at least once a minute", async () => {
  const { url, arrived } = await serve(json(429, LIMIT(200, "5 minute")));
  const { cloud, slept } = client(url);
  expect(await failure(create(cloud))).toMatchObject({
    code: "cloud-throttled",
    status: 429,
    cloudCode: "APIGW.0308",
    requestId: "d4e8",
  });
  expect(slept.reduce((a, b) => a + b)).toBe(300_000);
  expect(Math.max(...slept)).toBeLessThanOrEqual(60_000);
  expect(arrived.length).toBe(slept.length + 1);
});

test("a wait that the cloud asks for and we would not keep is not begun", async () => {
  const { url, arrived } = await serve(json(429, LIMIT(1, "1 day"), { "retry-after": "86400" }));
  const { cloud, slept } = client(url);
  expect(await failure(read(cloud))).toMatchObject({ code: "cloud-throttled" });
  expect([arrived.length, slept]).toEqual([1, []]);
});

test("a limit of short windows is not waited for endlessly", async () => {
  const { url, arrived } = await serve(json(429, LIMIT(100, "1 second")));
  expect(await failure(read(client(url).cloud))).toMatchObject({ code: "cloud-throttled" });
  expect(arrived.length).toBe(20);
});

test("an update refused after an attempt that may have happened may have happened", async () => {
  const { url } = await serve(reset, json(400, { error_code: "X.1", error_msg: "no" }, { "x-request-id": "r" }));
  expect(await failure(update(client(url).cloud))).toMatchObject({
    code: "cloud-unanswered",
    status: 400,
    cloudCode: "X.1",
    requestId: "r",
    message: expect.stringMatching(/refused PUT \/policies\/1: no\. It may have been carried out all the same$/),
  });
});

test("a removal whose second attempt finds nothing was not found, which its caller takes for success", async () => {
  const { url } = await serve(reset, json(404, { error_code: "BackupService.6000", error_msg: "gone" }));
  expect(await failure(remove(client(url).cloud))).toMatchObject({ code: "cloud-not-found" });
});

test("a writer that may no longer write sends nothing more, neither at first nor after a wait", async () => {
  const { url, arrived } = await serve(json(429, LIMIT(1, "1 second")), reset, ok);
  let left = 0;
  const before = async () => {
    if (left-- === 0) throw new Failure("state-leased", "the lease is over");
  };
  const guard = { before, connected: () => {} };
  const write = () => failure(client(url).cloud.put("cbr", "/policies/1", {}, { guard }));
  expect([await write(), arrived.length]).toMatchObject([{ code: "state-leased" }, 0]);
  left = 1;
  expect([await write(), arrived.length]).toMatchObject([{ code: "state-leased" }, 1]);
  left = 1;
  expect([await write(), arrived.length]).toMatchObject([
    { code: "cloud-unanswered", message: "the lease is over. It may have been carried out all the same" },
    2,
  ]);
});

test("a writer that may no longer write when it is connected sends not one byte, on a new connection or on a kept one", async () => {
  const { url, arrived, server } = await serve(ok);
  let bytes = 0;
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
  };
  server.on("connection", (socket) => socket.on("data", count));
  const { cloud } = client(url);
  const over = () => {
    throw new Failure("lease-lost", "the lease is over");
  };
  const guard = { before: async () => {}, connected: over };
  expect(await failure(cloud.post("cbr", "/policies", {}, { guard }))).toMatchObject({ code: "lease-lost" });
  expect([bytes, arrived.length]).toEqual([0, 0]);
  await cloud.get("cbr", "/policies");
  const read = bytes;
  expect(await failure(cloud.post("cbr", "/policies", {}, { guard }))).toMatchObject({ code: "lease-lost" });
  expect([bytes, arrived.length]).toEqual([read, 1]);
});

test("401 is final with keys and tokens that we did not make, and nothing is sent after it: repeating it locks the key", async () => {
  const { url, arrived } = await serve(
    json(401, { error_code: "APIGW.0301", error_msg: "verify aksk signature fail" }),
    ok,
  );
  const { cloud } = client(url, { credentials: { kind: "keys", access: "AK", secret: "SK" } });
  expect(await failure(read(cloud))).toMatchObject({ code: "cloud-denied", status: 401 });
  expect(await failure(create(cloud))).toMatchObject({ code: "cloud-denied", status: 401 });
  expect(arrived.length).toBe(1);
});

test("a redirect is not followed; the failure names where it leads", async () => {
  const { url, arrived } = await serve(text(302, "", { location: "https://login.example.com/?token=canary" }));
  expect(await failure(read(client(url).cloud))).toMatchObject({
    code: "cloud-unexpected",
    status: 302,
    message: expect.stringMatching(/sends GET \/policies on to login\.example\.com, which is not followed$/),
  });
  expect(arrived.length).toBe(1);
});

test("what was narrowed to reading has no way to write, whatever it is cast to", async () => {
  const { url, arrived } = await serve(ok);
  const reader = readOnly(client(url).cloud) as Cloud;
  await read(reader);
  for (const write of [create, update, remove]) expect(() => write(reader)).toThrow(TypeError);
  expect(() => Object.assign(reader, { put: () => {} })).toThrow(TypeError);
  expect(arrived.map(({ method }) => method)).toEqual(["GET"]);
});

test.each([
  "policies",
  "/policies/",
  "/policies//1",
  "/policies/..",
  "/policies/%2e%2e",
  "/policies/1%2f..%2f2",
  "/policies/./1",
  "/policies/a b",
  "/a#b",
  "/a?b?c",
  "/é",
  "/a\r\nb",
  "",
])("%j is no path of the API, and nothing is sent", async (path) => {
  const { url, arrived } = await serve(ok);
  expect(await failure(client(url).cloud.delete("cbr", path))).toMatchObject({ code: "usage" });
  expect(arrived).toEqual([]);
});

test("a project id that would lead elsewhere opens no cloud", () => {
  for (const project_id of ["", "..", "a/b", "a?b", "a b"]) {
    const target = { cloud: "otc", region: "eu-de", project_id } as const;
    expect(() => client("http://127.0.0.1:1", { target })).toThrow(expect.objectContaining({ code: "usage" }));
  }
});

test("a cloud with one endpoint that may not have the credentials is not opened", () => {
  const target = { cloud: "otc", region: "eu-de", project_id: PROJECT } as const;
  const mine = "http://127.0.0.1:1";
  for (const service of ["cbr", "dds", "iam"]) {
    const endpoints = { cbr: mine, dds: mine, iam: mine, [service]: "https://example.com" };
    const trust = trustFrom({ HOLDFAST_TRUST_HOSTS: "example.com,127.0.0.1" });
    expect(() => client(mine, { target, endpoints })).toThrow(expect.objectContaining({ code: "host-untrusted" }));
    expect(() => client(mine, { target, endpoints, trust })).not.toThrow();
  }
});

/** Error bodies and what they become. */
const SHAPES: [string, number, unknown, object][] = [
  [
    "a service's",
    400,
    { error_code: "BackupService.9900", error_msg: "invalid key enable_acceleration" },
    {
      code: "cloud-refused",
      cloudCode: "BackupService.9900",
      message: expect.stringMatching(/refused GET \/policies: invalid key enable_acceleration$/),
    },
  ],
  [
    "the quota's",
    400,
    { error_code: "BackupService.6001", error_msg: "The maximum number" },
    { code: "cloud-refused", hint: expect.stringMatching(/quota/) },
  ],
  [
    "the gateway's",
    403,
    { error_code: "APIGW.0302", error_msg: "user not authorized", request_id: "8080d3" },
    { code: "cloud-denied", requestId: "8080d3", hint: expect.stringMatching(/cbr:policies:list/) },
  ],
  [
    "a nested one",
    403,
    { error: { code: "EPS.0003", message: "policy doesn't allow cbr:policies:list" } },
    {
      code: "cloud-denied",
      cloudCode: "EPS.0003",
      message: expect.stringMatching(/policy doesn't allow cbr:policies:list/),
    },
  ],
  [
    "IAM's, with a number",
    401,
    { error: { message: "Unauthorized.", code: 401, title: "Unauthorized" } },
    { code: "cloud-denied", cloudCode: "401", hint: expect.stringMatching(/new token/) },
  ],
  [
    "an expired token's",
    401,
    { error_code: "APIGW.0307", error_msg: "The token must be updated" },
    { code: "cloud-denied", hint: expect.stringMatching(/new token of this project and region/) },
  ],
  [
    "a plain one",
    409,
    { code: "X.1", message: "busy" },
    { code: "cloud-refused", cloudCode: "X.1", message: expect.stringMatching(/busy$/) },
  ],
  [
    "a missing thing's",
    404,
    { error_code: "BackupService.6000", error_msg: "policy does not exist" },
    { code: "cloud-not-found" },
  ],
  [
    "a missing API's, which is not a missing thing",
    404,
    { error_code: "APIGW.0101", error_msg: "API not found" },
    { code: "cloud-refused", hint: expect.stringMatching(/endpoints/) },
  ],
  [
    "the old gateway's",
    404,
    { error_code: "APIG.0101", error_msg: "API not found" },
    { code: "cloud-refused", hint: expect.stringMatching(/endpoints/) },
  ],
  ["an empty one", 404, {}, { code: "cloud-unexpected" }],
  [
    "a locked project's",
    403,
    { error_code: "APIGW.0310", error_msg: "project unavailable" },
    { code: "cloud-denied", hint: expect.stringMatching(/project_id/) },
  ],
];

test.each(SHAPES)("%s error is understood: %i %j", async (_, status, body, expected) => {
  const { url } = await serve(json(status, body));
  expect(await failure(read(client(url).cloud))).toMatchObject(expected);
});

test.each([200, 403, 404, 502])(
  "HTML with %i is somebody else's: the failure says which type came from where",
  async (status) => {
    const { url } = await serve(text(status, "<html>canary</html>", { "content-type": "text/html; charset=utf-8" }));
    const thrown = await failure(read(client(url, { retry: { tries: 1 } }).cloud));
    expect(thrown.message).toMatch(
      new RegExp(`127.0.0.1:\\d+ answered GET /policies with ${status} and text/html, not with the API's JSON`),
    );
    expect(inspect(thrown)).not.toContain("canary");
  },
);

test.each([200, 201, 400, 403, 404, 409, 500])(
  "an answer of a million levels with %i is unexpected, or an error without words",
  async (status) => {
    const deep = `{"error_code":"X","error_msg":${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}}`;
    const { url } = await serve(text(status, deep, { "content-type": "application/json" }));
    const thrown = await failure(read(client(url, { retry: { tries: 1 } }).cloud));
    expect(thrown.message).toMatch(
      new RegExp(`answered GET /policies with ${status} and application/json, not with the API's JSON`),
    );
    if (status < 300) expect(thrown.message).toMatch(/: it has more than 100 levels$/);
    expect(thrown.status).toBe(status);
  },
);

test("signatures refused because this machine's clock is wrong are told apart by the answer's own date", async () => {
  const { url } = await serve(
    json(401, { error_code: "APIGW.0301", error_msg: "x" }, { date: "Fri, 17 Oct 2025 08:30:00 GMT" }),
  );
  const { cloud } = client(url, {
    credentials: { kind: "keys", access: "AK", secret: "SK" },
    now: () => Date.parse("2025-10-17T08:53:00Z"),
  });
  expect((await failure(read(cloud))).hint).toMatch(/^set this machine's clock: it is 23 minutes ahead of the cloud's/);
});

const SECRETS = ["canary-access", 'canary"secret/+', "canary-security", "f00dcafe".repeat(8)];
const ECHO = SECRETS.map((secret) => `${secret} ${JSON.stringify(secret)} ${encodeURIComponent(secret)}`).join(
  "\u001b[2J\r\n",
);

test.each([
  [400, { error_code: "X.1", error_msg: ECHO }],
  [400, { error_code: SECRETS[0], error_msg: "m", request_id: SECRETS[2] }],
  [401, { error_code: "APIGW.0301", error_msg: `Incorrect IAM authentication information: ${ECHO}` }],
  [403, { error_code: "APIGW.0301", error_msg: `verify aksk signature fail, canonicalRequest:PUT|/|${SECRETS[3]}` }],
  [403, { error: { code: "IAM.1", message: `Authorization: SDK-HMAC-SHA256 Access=x, Signature=${SECRETS[3]}` } }],
  [429, { error_msg: ECHO, error_code: "APIGW.0308" }],
  [500, { error_msg: ECHO }],
  [200, ECHO],
] as const)(
  "no secret comes back in a failure or a line of the log, whatever the cloud echoes: %i",
  async (status, body) => {
    const { url } = await serve(
      typeof body === "string"
        ? text(status, body, { "content-type": body.split("\r")[0]!.slice(0, 20) })
        : json(status, body, { "x-iam-trace-id": SECRETS[0]! }),
    );
    const { cloud, lines } = client(url, {
      credentials: { kind: "keys", access: SECRETS[0]!, secret: SECRETS[1]!, securityToken: SECRETS[2]! },
    });
    const { code, message, hint, cloudCode, requestId, cause } = await failure(cloud.put("cbr", "/policies/1", {}));
    const shown = [code, message, hint, cloudCode, requestId, inspect(cause), ...lines].join("\n");
    for (const secret of SECRETS) {
      for (const look of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
        expect(shown).not.toContain(look);
    }
    expect(message).not.toMatch(/[\u0000-\u001f]/);
  },
);

test("a client that was opened for reading sends no write, even through a cast", async () => {
  const { url, arrived } = await serve(json(200, { policies: [], count: 0 }));
  const { cloud } = client(url, { readOnly: true });
  for (const write of [create, bind, update, remove]) await expect(write(cloud)).rejects.toThrow("while only reading");
  expect((await read(cloud)).status).toBe(200);
  expect(arrived.map(({ method }) => method)).toEqual(["GET"]);
});
