/** Logging in without a key of our own, against servers that play the cloud and GitHub's token service. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import type { IdToken } from "../../src/cloud/credentials.ts";
import { projectId, verifyCredentials } from "../../src/cloud/iam.ts";
import { type Arrived, type Behaviour, client, failure, HERE, json, ok, PROJECT, serve } from "./server.ts";

const LOGIN = "/v3.0/OS-AUTH/id-token/tokens";
const START = Date.parse("2025-10-17T08:30:00Z");

const oidc = (idToken: IdToken) => ({ kind: "oidc", provider: "github", idToken }) as const;
const jwt = (n: number) => `canary-head.canary-claims-${n}.canary-sign`;
const fixed = oidc({ from: "value", value: jwt(0) });

/** Gives out `token-1`, `token-2`, …, each good for `ms`. */
function cloud(ms = 24 * 3600_000, rest: Behaviour = ok): Behaviour {
  let count = 0;
  return (request, response) => {
    if (request.url !== LOGIN) return rest(request, response);
    count++;
    const issued_at = new Date(START).toISOString();
    const expires_at = new Date(START + ms).toISOString();
    const token = { issued_at, expires_at, methods: ["mapped"], project: { id: PROJECT, name: "eu-west-101" } };
    json(201, { token }, { "X-Subject-Token": `token-${count}` })(request, response);
  };
}

/** GitHub's token service: each request gets another token. */
async function gitHub(...first: Behaviour[]) {
  let count = 0;
  const give: Behaviour = (request, response) => json(200, { count: 1, value: jwt(++count) })(request, response);
  const { url, arrived } = await serve(...first, give);
  const source = {
    from: "github",
    url: `${url}/7//idtoken/a-1/b-2?api-version=2.0`,
    requestToken: "canary-request-token",
    audience: "https://example.com/a b",
  } as const;
  return { source, arrived };
}

function file(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-token-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "token");
  writeFileSync(path, text);
  return path;
}

const logins = (arrived: readonly Arrived[]) => arrived.filter(({ url }) => url === LOGIN);
const idTokens = (arrived: readonly Arrived[]) => logins(arrived).map(({ body }) => JSON.parse(body).auth.id_token.id);

test("an ID token is exchanged for a token of the project in one call, once for all requests that wait for it", async () => {
  const { url, arrived } = await serve(cloud());
  const { cloud: open } = client(url, { credentials: fixed });
  await Promise.all([open.get("cbr", "/policies"), open.get("cbr", "/policies")]);
  expect(arrived.map(({ method, url: path, headers }) => [method, path, headers["x-auth-token"]])).toEqual([
    ["POST", LOGIN, undefined],
    ["GET", `/v3/${PROJECT}/policies`, "token-1"],
    ["GET", `/v3/${PROJECT}/policies`, "token-1"],
  ]);
  const [login] = arrived;
  expect(login?.headers["x-idp-id"]).toBe("github");
  expect(JSON.parse(login?.body ?? "")).toEqual({
    auth: { id_token: { id: jwt(0) }, scope: { project: { id: PROJECT } } },
  });
});

test("a job of GitHub Actions asks for its ID token at the URL that it was given, for an audience", async () => {
  const { url, arrived } = await serve(cloud());
  const github = await gitHub();
  await client(url, { credentials: oidc(github.source) }).cloud.get("cbr", "/policies");
  expect(github.arrived.map(({ method, url: path, headers }) => [method, path, headers.authorization])).toEqual([
    [
      "GET",
      "/7//idtoken/a-1/b-2?api-version=2.0&audience=https%3A%2F%2Fexample.com%2Fa%20b",
      "Bearer canary-request-token",
    ],
  ]);
  expect(idTokens(arrived)).toEqual([jwt(1)]);
  expect(inspect(arrived.map(({ headers, body }) => [headers, body]))).not.toContain("request-token");
});

test("each login has an ID token of its own: from GitHub", async () => {
  const { url, arrived } = await serve(cloud());
  const github = await gitHub();
  let now = START;
  const { cloud: open } = client(url, { credentials: oidc(github.source), now: () => now });
  await open.get("cbr", "/policies");
  now += 24 * 3600_000;
  await Promise.all([open.get("cbr", "/policies"), open.get("cbr", "/policies")]);
  expect(idTokens(arrived)).toEqual([jwt(1), jwt(2)]);
});

test("each login has an ID token of its own: from a file that somebody keeps fresh", async () => {
  const { url, arrived } = await serve(cloud());
  const path = file(`${jwt(1)}\n`);
  let now = START;
  const { cloud: open } = client(url, { credentials: oidc({ from: "file", path }), now: () => now });
  await open.get("cbr", "/policies");
  writeFileSync(path, jwt(2));
  now += 24 * 3600_000;
  await open.get("cbr", "/policies");
  expect(idTokens(arrived)).toEqual([jwt(1), jwt(2)]);
});

test("a token that lives for ten minutes is renewed one before its end, and not before", async () => {
  const { url, arrived } = await serve(cloud(600_000));
  let now = START;
  const { cloud: open } = client(url, { credentials: fixed, now: () => now });
  for (const ms of [0, 539_000, 2_000]) {
    now += ms;
    await open.get("cbr", "/policies");
  }
  expect(logins(arrived).length).toBe(2);
  expect(arrived.map(({ headers }) => headers["x-auth-token"] ?? "login")).toEqual([
    "login",
    "token-1",
    "token-1",
    "login",
    "token-2",
  ]);
});

test("a token that is refused early is replaced, for a create too; one that is refused at once after that is not", async () => {
  let good = "token-2";
  const rest: Behaviour = (request, response) =>
    request.headers["x-auth-token"] === good
      ? ok(request, response)
      : json(401, { error_code: "APIGW.0307", error_msg: "The token must be updated" })(request, response);
  const { url, arrived } = await serve(cloud(undefined, rest));
  let now = START;
  const { cloud: open } = client(url, { credentials: fixed, now: () => now });
  await Promise.all([open.post("cbr", "/policies", {}), open.post("cbr", "/policies", {})]);
  expect(logins(arrived).length).toBe(2);
  good = "token-3";
  expect(await failure(open.get("cbr", "/policies"))).toMatchObject({ code: "cloud-denied" });
  expect(logins(arrived).length).toBe(2);
  // Whatever took the first token away may do so again in a run of hours.
  now += 3600_000;
  await open.get("cbr", "/policies");
  expect(logins(arrived).length).toBe(3);
});

test("a project that is known by name takes one call as well, which says its id", async () => {
  const { url, arrived } = await serve(cloud());
  const asking = { cloud: "otc", iam: url, credentials: fixed, trust: HERE } as const;
  expect(await projectId({ ...asking, name: "eu-west-101" })).toBe(PROJECT);
  expect(JSON.parse(arrived[0]?.body ?? "").auth.scope).toEqual({ project: { name: "eu-west-101" } });
  expect(arrived.length).toBe(1);
});

test("what is asked about us says the project and the end, in one call for each kind of login", async () => {
  const about = { expires_at: "2025-10-18T08:30:00.000000Z", project: { id: PROJECT, name: "eu-west-101" } };
  const rest: Behaviour = (request, response) =>
    json(200, request.url.includes("tokens") ? { token: about } : { projects: [about.project] })(request, response);
  const { url, arrived } = await serve(cloud(undefined, rest));
  const asking = { cloud: "otc", iam: url, project: { id: PROJECT }, trust: HERE } as const;
  const expiresAt = about.expires_at;
  expect(await verifyCredentials({ ...asking, credentials: fixed })).toMatchObject({ project: about.project });
  const token = { kind: "token", token: "t" } as const;
  expect(await verifyCredentials({ ...asking, credentials: token })).toEqual({ project: about.project, expiresAt });
  const keys = { kind: "keys", access: "A", secret: "S" } as const;
  expect(await verifyCredentials({ ...asking, credentials: keys })).toEqual({ project: about.project });
  expect(arrived.map(({ method, url: path }) => `${method} ${path}`)).toEqual([
    `POST ${LOGIN}`,
    "GET /v3/auth/tokens?nocatalog=true",
    "GET /v3/auth/projects",
  ]);
  expect(arrived[1]?.headers).toMatchObject({ "x-auth-token": "t", "x-subject-token": "t" });
  const elsewhere = { ...asking, project: { id: "other" } };
  expect(await failure(verifyCredentials({ ...elsewhere, credentials: token }))).toMatchObject({
    code: "project-unknown",
    message: `the token is for project eu-west-101 (${PROJECT}), not for other`,
  });
  expect(await failure(verifyCredentials({ ...elsewhere, credentials: keys }))).toMatchObject({
    code: "project-unknown",
    message: "these credentials have no access to project other",
  });
});

const refusal = (status: number) => json(status, { error: { message: `no: ${jwt(0)} ${jwt(1)}`, code: status } });

test.each<[string, Behaviour, object]>([
  [
    "that does not trust the token",
    refusal(401),
    { code: "cloud-denied", hint: expect.stringContaining("client ID is the ID token's audience") },
  ],
  [
    "that does not know the provider, and echoes the token",
    refusal(404),
    { code: "cloud-refused", message: expect.stringMatching(/: no: \*\*\* /) },
  ],
  ["that answers something else", ok, { code: "cloud-unexpected" }],
])("a cloud %s is a failure without a secret, asked once", async (_, behaviour, expected) => {
  const { url, arrived } = await serve(behaviour);
  const { cloud: open } = client(url, { credentials: oidc({ from: "value", value: jwt(0) }) });
  const said = await failure(open.get("cbr", "/policies"));
  expect(said).toMatchObject(expected);
  expect(inspect(said).replaceAll(jwt(1), "somebody else's")).not.toContain("canary");
  expect(arrived.length).toBe(1);
});

test.each<[string, Behaviour, object]>([
  [
    "that refuses the job",
    json(401, { message: "canary-request-token expired" }),
    { code: "cloud-denied", hint: expect.stringContaining("permissions: id-token: write") },
  ],
  [
    "that forbids it",
    json(403, { message: "canary-request-token may not" }),
    { code: "cloud-denied", hint: expect.stringContaining("permissions: id-token: write") },
  ],
  ["that sends it elsewhere", json(302, {}, { location: "https://example.com/" }), { code: "cloud-unexpected" }],
  ["that gives no token", json(200, { value: "canary token" }), { code: "cloud-unexpected" }],
  ["that gives nothing", ok, { code: "cloud-unexpected" }],
])("a token service %s is a failure without a secret, and the cloud hears nothing", async (_, behaviour, expected) => {
  const { url, arrived } = await serve(cloud());
  const github = await gitHub(behaviour);
  const { cloud: open } = client(url, { credentials: oidc(github.source) });
  const said = await failure(open.get("cbr", "/policies"));
  expect(said).toMatchObject(expected);
  expect(inspect(said)).not.toContain("canary");
  expect(arrived).toEqual([]);
});

test("a token service that stumbles is asked again", async () => {
  const { url, arrived } = await serve(cloud());
  const github = await gitHub(json(503, {}));
  await client(url, { credentials: oidc(github.source) }).cloud.get("cbr", "/policies");
  expect(github.arrived.length).toBe(2);
  expect(idTokens(arrived)).toEqual([jwt(1)]);
});

test.each([
  ["unencrypted to another machine", "http://actions.example.com/idtoken", "host-untrusted"],
  ["to somebody who looks like another", "https://user@actions.example.com:0x/idtoken", "credentials-unclear"],
  ["nowhere", "canary", "credentials-unclear"],
])("GitHub's request token is not sent %s", async (_, url, code) => {
  const { url: cloudUrl, arrived } = await serve(cloud());
  const { source } = await gitHub();
  const { cloud: open } = client(cloudUrl, { credentials: oidc({ ...source, url }) });
  expect(await failure(open.get("cbr", "/policies"))).toMatchObject({ code });
  expect(arrived).toEqual([]);
});

test.each([
  ["is not there", undefined, /^the file with the ID token, .*, cannot be read \(ENOENT\)$/],
  ["holds something else", "canary of another sort\n", /token does not hold an ID token$/],
])("a file that %s is a failure, tried again by the next request", async (_, text, message) => {
  const { url, arrived } = await serve(cloud());
  const path = file(text ?? "");
  if (text === undefined) rmSync(path);
  const { cloud: open } = client(url, { credentials: oidc({ from: "file", path }) });
  const said = await failure(open.get("cbr", "/policies"));
  expect(said).toMatchObject({ code: "credentials-unclear", message: expect.stringMatching(message) });
  expect(inspect(said)).not.toContain("canary");
  expect(arrived).toEqual([]);
  writeFileSync(path, jwt(1));
  await open.get("cbr", "/policies");
  expect(idTokens(arrived)).toEqual([jwt(1)]);
});

test("an ID token goes to no identity service but the cloud's own", async () => {
  const asking = { cloud: "huaweicloud", iam: "https://iam.example.com", credentials: fixed } as const;
  expect(await failure(projectId({ ...asking, name: "x" }))).toMatchObject({ code: "host-untrusted" });
  expect(await failure(verifyCredentials({ ...asking, project: { name: "x" } }))).toMatchObject({
    code: "host-untrusted",
  });
});
