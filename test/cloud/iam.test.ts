import { inspect } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { projectId, verifyCredentials } from "../../src/cloud/iam.ts";
import { startSimulator } from "../../src/simulator/server.ts";
import { type Behaviour, client, failure, HERE, json, ok, PROJECT, serve, text } from "./server.ts";

const password = { kind: "password", user: "u", password: 'canary"password', domain: "d" } as const;
const START = Date.parse("2025-10-17T08:30:00Z");

/** Gives out `token-1`, `token-2`, …, each good for a day. */
function tokens(): Behaviour {
  let count = 0;
  return (_, response) => {
    count++;
    const issued_at = "2025-10-17T08:30:00.000000Z";
    const expires_at = "2025-10-18T08:30:00.000000Z";
    json(
      201,
      { token: { issued_at, expires_at, project: { id: PROJECT, name: "eu-de" } } },
      { "X-Subject-Token": `token-${count}` },
    )(_, response);
  };
}

/** Sends logins to one behaviour and everything else to the other. */
const split =
  (login: Behaviour, rest: Behaviour): Behaviour =>
  (request, response) =>
    (request.url.startsWith("/v3/auth/tokens") ? login : rest)(request, response);

const accepting =
  (...good: string[]): Behaviour =>
  (request, response) =>
    good.includes(String(request.headers["x-auth-token"]))
      ? ok(request, response)
      : json(401, { error_code: "APIGW.0307", error_msg: "The token must be updated" })(request, response);

const short = (arrived: { method: string; url: string; headers: object }[]) =>
  arrived.map(({ method, url, headers }) =>
    `${method} ${url.split("?")[0]!.replace(PROJECT, "P")} ${(headers as Record<string, string>)["x-auth-token"] ?? ""}`.trim(),
  );

test("a password is exchanged for a token of the project, once for all requests that wait for it", async () => {
  const { url, arrived } = await serve(split(tokens(), ok));
  const { cloud } = client(url, { credentials: password });
  await Promise.all([
    cloud.get("cbr", "/policies"),
    cloud.get("dds", "/backups/download-policy"),
    cloud.get("cbr", "/policies/1"),
  ]);
  expect(short(arrived).sort()).toEqual([
    "GET /v3/P/backups/download-policy token-1",
    "GET /v3/P/policies token-1",
    "GET /v3/P/policies/1 token-1",
    "POST /v3/auth/tokens",
  ]);
  expect(JSON.parse(arrived[0]!.body)).toEqual({
    auth: {
      identity: {
        methods: ["password"],
        password: { user: { name: "u", password: 'canary"password', domain: { name: "d" } } },
      },
      scope: { project: { id: PROJECT } },
    },
  });
});

test("a token is renewed some minutes before it ends, once for all", async () => {
  const { url, arrived } = await serve(split(tokens(), ok));
  let now = START;
  const { cloud } = client(url, { credentials: password, now: () => now });
  const read = () => cloud.get("cbr", "/policies");
  await read();
  now += 24 * 3600_000 - 6 * 60_000;
  await read();
  now += 2 * 60_000;
  await Promise.all([read(), read()]);
  expect(short(arrived)).toEqual([
    "POST /v3/auth/tokens",
    "GET /v3/P/policies token-1",
    "GET /v3/P/policies token-1",
    "POST /v3/auth/tokens",
    "GET /v3/P/policies token-2",
    "GET /v3/P/policies token-2",
  ]);
});

test("a token that is refused early is renewed once, and even a create is sent again, because it was not accepted", async () => {
  const { url, arrived } = await serve(split(tokens(), accepting("token-2")));
  const { cloud } = client(url, { credentials: password });
  await Promise.all([cloud.post("cbr", "/policies", {}), cloud.post("cbr", "/policies", {})]);
  expect(short(arrived)).toEqual([
    "POST /v3/auth/tokens",
    "POST /v3/P/policies token-1",
    "POST /v3/P/policies token-1",
    "POST /v3/auth/tokens",
    "POST /v3/P/policies token-2",
    "POST /v3/P/policies token-2",
  ]);
});

test("a fresh token that is refused as well is the end", async () => {
  const { url, arrived } = await serve(split(tokens(), accepting()));
  const { cloud } = client(url, { credentials: password });
  expect(await failure(cloud.get("cbr", "/policies"))).toMatchObject({ code: "cloud-denied", status: 401 });
  expect(arrived.length).toBe(4);
});

test("a cloud that refuses every token sees two logins, however many requests there are", async () => {
  const { url, arrived } = await serve(split(tokens(), accepting()));
  const { cloud } = client(url, { credentials: password });
  const read = () => failure(cloud.get("cbr", "/policies"));
  const failures = [...(await Promise.all(Array.from({ length: 20 }, read))), await read(), await read()];
  expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(["cloud-denied"]));
  expect(short(arrived).filter((line) => line === "POST /v3/auth/tokens").length).toBe(2);
  // Once with each token, and those that came later not even that.
  expect(arrived.length).toBe(2 + 20 * 2 + 2);
});

test("twenty requests whose token is refused at once renew it once", async () => {
  const { url, arrived } = await serve(split(tokens(), accepting("token-2")));
  const { cloud } = client(url, { credentials: password });
  await Promise.all(Array.from({ length: 20 }, () => cloud.post("cbr", "/policies", {})));
  expect(short(arrived).filter((line) => line === "POST /v3/auth/tokens").length).toBe(2);
  expect(arrived.length).toBe(2 + 20 * 2);
});

test("a refused login is not repeated, however many requests follow: it would lock the user", async () => {
  const { url, arrived } = await serve(json(401, { error: { message: 'wrong: canary"password', code: 401 } }));
  const { cloud } = client(url, { credentials: password });
  const read = () => failure(cloud.get("cbr", "/policies"));
  const failures = [...(await Promise.all([read(), read()])), await read()];
  expect(failures.map(({ code }) => code)).toEqual(["cloud-denied", "cloud-denied", "cloud-denied"]);
  expect(failures[0]!.hint).toMatch(/user, password, domain/);
  expect(inspect(failures)).not.toContain("canary");
  expect(arrived.length).toBe(1);
});

test("a login that failed for another reason is tried again by the next request", async () => {
  const broken = json(503, {});
  const { url } = await serve(broken, broken, split(tokens(), ok));
  const { cloud } = client(url, { credentials: password, retry: { tries: 2 } });
  expect(await failure(cloud.get("cbr", "/policies"))).toMatchObject({ code: "cloud-broken" });
  expect(await cloud.get("cbr", "/policies")).toMatchObject({ status: 200 });
});

test("a create whose login got no answer did not happen", async () => {
  const { url } = await serve(text(504, ""));
  expect(await failure(client(url, { credentials: password }).cloud.post("cbr", "/policies", {}))).toMatchObject({
    code: "cloud-broken",
  });
});

test("a token that the cloud echoes is not shown", async () => {
  const echo: Behaviour = (request, response) =>
    json(400, { error_code: "X.1", error_msg: `bad ${request.headers["x-auth-token"]}` })(request, response);
  const { url } = await serve(split(tokens(), echo));
  const { cloud } = client(url, { credentials: password });
  expect((await failure(cloud.get("cbr", "/policies"))).message).toMatch(/refused GET \/policies: bad \*\*\*$/);
});

test("a password as short as a simulator may have it does not garble the cloud's codes", async () => {
  const { url } = await serve(split(tokens(), json(404, { error_code: "BackupService.6000", error_msg: "no policy" })));
  const { cloud } = client(url, { credentials: { ...password, password: "p" } });
  expect(await failure(cloud.get("cbr", "/policies/1"))).toMatchObject({ cloudCode: "BackupService.6000" });
});

const project = (id: string, name = "eu-de") => ({ id, name });
const asked = (
  url: string,
  credentials: Parameters<typeof projectId>[0]["credentials"] = { kind: "token", token: "t" },
) => projectId({ name: "eu-de", cloud: "otc", iam: `${url}/v3`, credentials, trust: HERE });

test("the one project of a name is found with a token, or signed", async () => {
  const { url, arrived } = await serve(json(200, { projects: [project("1"), project("2", "eu-de_test")], links: {} }));
  expect(await asked(url)).toBe("1");
  expect(await asked(url, { kind: "keys", access: "AK", secret: "SK" })).toBe("1");
  expect(arrived.map(({ method, url: path }) => `${method} ${path}`)).toEqual([
    "GET /v3/projects?name=eu-de",
    "GET /v3/projects?name=eu-de",
  ]);
  expect(arrived[0]!.headers["x-auth-token"]).toBe("t");
  expect(arrived[1]!.headers.authorization).toMatch(/^SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;x-sdk-date, /);
});

test("with a password, the login itself says which project it is", async () => {
  const { url, arrived } = await serve(tokens());
  expect(await asked(url, password)).toBe(PROJECT);
  expect(JSON.parse(arrived[0]!.body).auth.scope).toEqual({ project: { name: "eu-de" } });
  expect(arrived.length).toBe(1);
});

test.each([
  [[], /^no project named eu-de is visible/, /project_id/],
  [[project("1"), project("2")], /^2 projects are named eu-de: 1, 2$/, /set project_id/],
])("none or several of a name is a failure, and nothing is created: %j", async (projects, message, hint) => {
  const { url, arrived } = await serve(json(200, { projects }));
  expect(await failure(asked(url))).toMatchObject({
    code: "project-unknown",
    message: expect.stringMatching(message),
    hint: expect.stringMatching(hint),
  });
  expect(arrived.map(({ method }) => method)).toEqual(["GET"]);
});

test("an answer of another shape is no list of projects and no login", async () => {
  const { url } = await serve(ok);
  expect(await failure(asked(url))).toMatchObject({ code: "cloud-unexpected" });
  expect(await failure(asked(url, password))).toMatchObject({ code: "cloud-unexpected" });
});

test("credentials are not sent to an identity service elsewhere", async () => {
  expect(await failure(asked("https://iam.example.com"))).toMatchObject({ code: "host-untrusted" });
});

test("keys and the name of a project: who asks about us is told of the project that a plan finds", async () => {
  const simulator = await startSimulator();
  onTestFinished(() => simulator.close());
  const keys = { kind: "keys", access: "A", secret: "S" } as const;
  const asking = { cloud: "otc", iam: simulator.url, credentials: keys, trust: HERE } as const;
  const { project } = await verifyCredentials({ ...asking, project: { name: "eu-de_team" } });
  expect(project).toEqual({ id: await projectId({ ...asking, name: "eu-de_team" }), name: "eu-de_team" });
  expect(await verifyCredentials({ ...asking, project: { id: project.id } })).toEqual({ project });
});
