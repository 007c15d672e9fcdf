import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { ask, backup, inShort, POLICIES, PROJECT, type Simulated, simulated } from "./simulated.ts";

const NOON = Date.UTC(2026, 4, 24, 12);
const user = { name: "robot", password: "example-password-not-real", domain: "acme" };
const key = { access: "EXAMPLEACCESSKEY0001", secret: "example-secret-key-not-real-000000000001" };

const TOKENS = "/v3/auth/tokens";
const ID_TOKENS = "/v3.0/OS-AUTH/id-token/tokens";

const byPassword = (scope?: object, changes: object = {}) => ({
  auth: {
    identity: {
      methods: ["password"],
      password: { user: { name: user.name, password: user.password, domain: { name: user.domain }, ...changes } },
    },
    ...(scope && { scope }),
  },
});

const tokenFor = async (cloud: Simulated, scope?: object) =>
  (await cloud.post(TOKENS, byPassword(scope))).headers["x-subject-token"] as string;

describe("tokens by password", () => {
  test("a token for a project by id says for whom, for what and for how long it is", async () => {
    const cloud = await simulated({ requireAuth: { users: [user] }, clock: () => NOON });
    const answer = await cloud.post(TOKENS, byPassword({ project: { id: PROJECT } }));
    expect(answer.status).toBe(201);
    expect(answer.headers["x-subject-token"]).toMatch(/^[\w-]{64}$/);
    expect(answer.body.token).toMatchObject({
      issued_at: "2026-05-24T12:00:00.000000Z",
      expires_at: "2026-05-25T12:00:00.000000Z",
      methods: ["password"],
      project: { id: PROJECT, domain: { id: expect.any(String), name: expect.any(String) } },
      roles: [{ id: expect.any(String), name: expect.any(String) }],
      user: { name: "robot" },
      catalog: [],
    });
  });

  test("a token for a project by name tells the project's id, and opens it", async () => {
    const cloud = await simulated({ requireAuth: { users: [user] }, projects: [{ id: PROJECT, name: "eu-de" }] });
    const answer = await cloud.post(TOKENS, byPassword({ project: { name: "eu-de" } }));
    expect(answer.body.token.project).toMatchObject({ id: PROJECT, name: "eu-de" });
    const token = answer.headers["x-subject-token"] as string;
    expect(inShort(await cloud.get(POLICIES, { "X-Auth-Token": token }))).toBe("200");
  });

  const wrong = "401 401: The username or password is wrong.";
  test.each<[why: string, body: object, answer: string]>([
    ["a wrong password", byPassword(undefined, { password: "x" }), wrong],
    ["an unknown user", byPassword(undefined, { name: "x" }), wrong],
    ["another domain", byPassword(undefined, { domain: { name: "x" } }), wrong],
    [
      "a project nobody knows",
      byPassword({ project: { name: "x" } }),
      "401 401: The request you have made requires authentication.",
    ],
    ["half a body", { auth: {} }, "400 400: Request body is invalid."],
  ])("%s gets none", async (_why, body, expected) => {
    const cloud = await simulated({ requireAuth: { users: [user] }, projects: [] });
    const answer = await cloud.post(TOKENS, body);
    expect(inShort(answer)).toBe(expected);
    expect(answer.headers["x-subject-token"]).toBeUndefined();
    expect(answer.body.error.code).toBe(answer.status);
  });

  test.each([
    ["that is not JSON", "{auth}"],
    ["of a million levels", "[".repeat(1_000_000)],
  ])("a body %s gets IAM's own refusal", async (_, body) => {
    const cloud = await simulated();
    expect(inShort(await cloud.post(TOKENS, body))).toBe("400 400: Malformed JSON request body.");
  });
});

describe("tokens by OpenID Connect", () => {
  const jwt = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJyZXBvIn0.c2ln";
  const body = { auth: { id_token: { id: jwt }, scope: { project: { id: PROJECT } } } };

  test.each<
    [
      why: string,
      provider: string | undefined,
      accepted: { provider: string; token: string }[] | undefined,
      answer: string,
    ]
  >([
    ["any JWT, when credentials are not checked", "github", undefined, "201"],
    ["the one that was issued", "github", [{ provider: "github", token: jwt }], "201"],
    ["one of another provider", "gitlab", [{ provider: "github", token: jwt }], "401 401: The ID token is invalid."],
    ["none that was issued", "github", [], "401 401: The ID token is invalid."],
    ["no provider named", undefined, undefined, "400 400: Request body is invalid."],
  ])("%s", async (_why, provider, idTokens, expected) => {
    const cloud = await simulated(idTokens ? { requireAuth: { idTokens } } : {});
    const answer = await cloud.post(ID_TOKENS, body, provider === undefined ? {} : { "X-Idp-Id": provider });
    expect(inShort(answer)).toBe(expected);
    expect(answer.headers["x-subject-token"] !== undefined).toBe(expected === "201");
  });

  test("what is no JWT is refused even when credentials are not checked", async () => {
    const cloud = await simulated();
    const answer = await cloud.post(ID_TOKENS, { auth: { id_token: { id: "nonsense" } } }, { "X-Idp-Id": "github" });
    expect(inShort(answer)).toBe("401 401: The ID token is invalid.");
  });
});

describe("what one is", () => {
  const shown = (cloud: Simulated, sent: string, subject = sent) =>
    cloud.get(TOKENS, { "X-Auth-Token": sent, "X-Subject-Token": subject });

  test("a token says again what was said when it was issued, until it ends", async () => {
    let now = NOON;
    const cloud = await simulated({ requireAuth: { users: [user] }, tokenMs: 60_000, clock: () => now });
    const issued = await cloud.post(TOKENS, byPassword({ project: { id: PROJECT } }));
    expect(issued.body.token.expires_at).toBe("2026-05-24T12:01:00.000000Z");
    const token = issued.headers["x-subject-token"] as string;
    expect((await shown(cloud, token)).body).toEqual(issued.body);
    expect(inShort(await shown(cloud, token, "other"))).toBe("404 404: Could not find token.");
    expect(inShort(await cloud.get(TOKENS, { "X-Auth-Token": token }))).toBe("400 400: Request body is invalid.");
    now += 60_000;
    expect(inShort(await shown(cloud, token))).toBe("401 APIGW.0307: The token must be updated.");
    expect(inShort(await cloud.get(POLICIES, { "X-Auth-Token": token }))).toBe(
      "401 APIGW.0307: The token must be updated.",
    );
  });

  test("a token that was good when a request came serves it, however long that takes", async () => {
    let now = NOON;
    const cloud = await simulated({
      requireAuth: { users: [user] },
      tokenMs: 60_000,
      latencyMs: 100,
      clock: () => now,
    });
    const token = await tokenFor(cloud, { project: { id: PROJECT } });
    const answer = cloud.get(POLICIES, { "X-Auth-Token": token });
    await pause(50);
    now += 60_000;
    expect(inShort(await answer)).toBe("200");
  });

  test("the projects that one may work in: those that are given, or else the one that is asked about", async () => {
    const ours = async (cloud: Simulated, headers?: Record<string, string>) =>
      (await cloud.get("/v3/auth/projects", headers)).body.projects.map(
        ({ id, name }: { id: string; name: string }) => [id, name],
      );
    const named = await simulated({ projects: [{ id: "1", name: "eu-de" }] });
    expect(await ours(named)).toEqual([["1", "eu-de"]]);
    const free = await simulated();
    expect(await ours(free, { "X-Project-Id": PROJECT })).toEqual([[PROJECT, PROJECT]]);
    expect(await ours(free)).toEqual([]);
    const closed = await simulated({ requireAuth: {} });
    expect((await closed.get("/v3/auth/projects")).status).toBe(401);
  });
});

describe("projects by name", () => {
  const listed = async (cloud: Simulated, query: string) =>
    (await cloud.get(`/v3/projects${query}`)).body.projects.map(
      ({ id, name }: { id: string; name: string }) => `${name} ${id}`,
    );

  test("any name is that of one project, with the same id each time and for tokens too", async () => {
    const cloud = await simulated();
    const [project] = (await cloud.get("/v3/projects?name=eu-de")).body.projects;
    expect(project).toMatchObject({ id: expect.stringMatching(/^[0-9a-f]{32}$/), name: "eu-de", enabled: true });
    expect(await listed(cloud, "?name=eu-de")).toEqual([`eu-de ${project.id}`]);
    const { token } = (await cloud.post(TOKENS, byPassword({ project: { name: "eu-de" } }))).body;
    expect(token.project.id).toBe(project.id);
  });

  test("projects that are given are all there are", async () => {
    const projects = [
      { id: "1", name: "eu-de" },
      { id: "2", name: "eu-de_team" },
      { id: "3", name: "eu-de_team" },
    ];
    const cloud = await simulated({ projects });
    expect(await listed(cloud, "?name=eu-de")).toEqual(["eu-de 1"]);
    expect(await listed(cloud, "?name=eu-de_team")).toEqual(["eu-de_team 2", "eu-de_team 3"]);
    expect(await listed(cloud, "?name=eu-nl")).toEqual([]);
    expect(await listed(cloud, "")).toHaveLength(3);
  });
});

describe("requests with tokens", () => {
  test("without required credentials any token will do, and none", async () => {
    const cloud = await simulated();
    expect(inShort(await cloud.get(POLICIES))).toBe("200");
    expect(inShort(await cloud.get(POLICIES, { "X-Auth-Token": "nonsense" }))).toBe("200");
  });

  test("a token is good for its own project and for 24 hours", async () => {
    let now = NOON;
    const cloud = await simulated({ requireAuth: { users: [user] }, clock: () => now });
    const headers = { "X-Auth-Token": await tokenFor(cloud, { project: { id: PROJECT } }) };
    expect(inShort(await cloud.get(POLICIES, headers))).toBe("200");
    const elsewhere = await cloud.get("/v3/another/policies", headers);
    expect(inShort(elsewhere)).toBe("403 APIGW.0302: The IAM user is not authorized to access the API.");
    now += 24 * 3_600_000;
    expect(inShort(await cloud.get(POLICIES, headers))).toBe("401 APIGW.0307: The token must be updated.");
  });

  test("a token without a project lists projects and opens none", async () => {
    const cloud = await simulated({ requireAuth: { users: [user] } });
    const headers = { "X-Auth-Token": await tokenFor(cloud) };
    expect(inShort(await cloud.get("/v3/projects", headers))).toBe("200");
    expect(inShort(await cloud.get(POLICIES, headers))).toMatch(/^403 APIGW.0302/);
  });

  test("no token and an unknown token are told apart, and nothing happens", async () => {
    const cloud = await simulated({ requireAuth: { users: [user] } });
    const missing = await cloud.post(POLICIES, backup("a"));
    expect(inShort(missing)).toBe("401 APIGW.0301: Incorrect IAM authentication information: x-auth-token not found");
    expect(missing.body.request_id).toBe(missing.headers["x-request-id"]);
    expect(inShort(await cloud.post(POLICIES, backup("a"), { "X-Auth-Token": "x" }))).toBe(
      "401 APIGW.0307: The token must be updated.",
    );
    expect(inShort(await cloud.get("/v3/projects"))).toMatch(/^401 APIGW.0301/);
    const headers = { "X-Auth-Token": await tokenFor(cloud, { project: { id: PROJECT } }) };
    expect((await cloud.get(POLICIES, headers)).body.count).toBe(0);
  });
});

/** Ten requests signed by the vendor's own library. */
interface Vector {
  readonly name: string;
  readonly method: string;
  readonly url: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: string | null;
  readonly headersAfterSigning: Readonly<Record<string, string>>;
}
const { vectors } = JSON.parse(readFileSync(new URL("../cloud/signing-vectors.json", import.meta.url), "utf8")) as {
  vectors: readonly Vector[];
};
const SIGNED_AT = Date.UTC(2025, 9, 17, 8, 30);

const wirePath = ({ url, query }: Vector): string => {
  const pairs = Object.entries(query).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
  const text = pairs.map((pair) => pair.map((part) => encodeURIComponent(String(part))).join("=")).join("&");
  return new URL(url).pathname + (text && `?${text}`);
};

describe("signed requests", () => {
  /** The vendor's, which the signatures cover. */
  const hosts = vectors.flatMap(
    ({ headersAfterSigning }) => headersAfterSigning.host ?? headersAfterSigning.Host ?? [],
  );
  const open = (now = SIGNED_AT) => simulated({ requireAuth: { keys: [key] }, hosts, clock: () => now });
  const replay = (cloud: Simulated, vector: Vector, headers: Record<string, string> = {}) =>
    ask(vector.method, cloud.simulator.url + wirePath(vector), vector.body ?? undefined, {
      ...vector.headersAfterSigning,
      ...headers,
    });

  test.each(vectors)("the vendor's signature of $name holds, and with another secret it does not", async (vector) => {
    expect((await replay(await open(), vector)).status).not.toBe(401);
    const other = await simulated({
      requireAuth: { keys: [{ ...key, secret: "other" }] },
      hosts,
      clock: () => SIGNED_AT,
    });
    expect(inShort(await replay(other, vector))).toMatch(/^401 APIGW.0301: .*verify aksk signature fail/);
  });

  const list = vectors.find(({ name }) => name.startsWith("cbr-list-policies"))!;
  const create = vectors.find(({ name }) => name.startsWith("cbr-create-policy"))!;
  const incorrect = "401 APIGW.0301: Incorrect IAM authentication information: ";

  test("a signature that fails shows what the gateway signed, with bars for line ends", async () => {
    const answer = await replay(await open(), list, { "content-type": "text/plain" });
    const sha256OfNothing = createHash("sha256").digest("hex");
    expect(inShort(answer)).toBe(
      `${incorrect}verify aksk signature fail, canonicalRequest:GET|/v3/${PROJECT}/policies/|limit=1000&offset=0&operation_type=replication&vault_id=e16e4792-7d44-45e1-ad49-f4c17446e366|content-type:text/plain|host:cbr.ap-southeast-1.myhuaweicloud.com|x-project-id:${PROJECT}|x-sdk-date:20251017T083000Z||content-type;host;x-project-id;x-sdk-date|${sha256OfNothing}`,
    );
  });

  test("a body that was changed on the way fails", async () => {
    const cloud = await open();
    expect(inShort(await replay(cloud, create))).toBe("200");
    expect(inShort(await replay(cloud, { ...create, body: create.body!.replace("policy001", "policy666") }))).toMatch(
      /verify aksk signature fail/,
    );
  });

  test.each([
    [-15 * 60_000, "200"],
    [15 * 60_000, "200"],
    [15 * 60_000 + 1000, `${incorrect}x-sdk-date 20251017T083000Z is expired or in the future`],
    [-15 * 60_000 - 1000, `${incorrect}x-sdk-date 20251017T083000Z is expired or in the future`],
  ])("with clocks %i ms apart", async (apart, expected) => {
    expect(inShort(await replay(await open(SIGNED_AT + apart), list))).toBe(expected);
  });

  test("an access key that nobody has is named", async () => {
    const cloud = await simulated({ requireAuth: { keys: [] }, hosts, clock: () => SIGNED_AT });
    expect(inShort(await replay(cloud, list))).toBe(`${incorrect}ak EXAMPLEACCESSKEY0001 not exist`);
  });

  test("a temporary key needs its security token", async () => {
    const keys = [{ ...key, securityToken: "gQpjbi1ub3J0aC00jxEXAMPLETOKEN" }];
    const cloud = await simulated({ requireAuth: { keys }, hosts, clock: () => SIGNED_AT });
    expect(inShort(await replay(cloud, list))).toBe(`${incorrect}decrypt token fail`);
    const temporary = vectors.find(({ name }) => name.includes("X-Security-Token"))!;
    expect((await replay(cloud, temporary)).status).not.toBe(401);
  });

  const authorization = (headers: readonly string[], signature: string) =>
    `SDK-HMAC-SHA256 Access=${key.access}, SignedHeaders=${headers.join(";")}, Signature=${signature}`;

  test("headers beside X-Sdk-Date need not be signed, but X-Sdk-Date must be", async () => {
    const cloud = await open();
    const date = "20251017T083000Z";
    const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
    const signature = (headers: string) => {
      const canonical = `GET\n${POLICIES}/\n\n${headers}\n${sha256("")}`;
      return createHmac("sha256", key.secret)
        .update(`SDK-HMAC-SHA256\n${date}\n${sha256(canonical)}`)
        .digest("hex");
    };
    const signed = authorization(["x-sdk-date"], signature(`x-sdk-date:${date}\n\nx-sdk-date`));
    expect(inShort(await cloud.get(POLICIES, { "X-Sdk-Date": date, Authorization: signed }))).toBe("200");
    const unsigned = authorization(["accept"], signature("accept:*/*\n\naccept"));
    expect(inShort(await cloud.get(POLICIES, { "X-Sdk-Date": date, Accept: "*/*", Authorization: unsigned }))).toBe(
      `${incorrect}x-sdk-date not found in the signed headers`,
    );
  });

  test("a body that is not part of the signature says so in a header", async () => {
    const cloud = await open();
    const date = "20251017T083000Z";
    const canonical = `POST\n${POLICIES}/\n\nx-sdk-date:${date}\n\nx-sdk-date\nUNSIGNED-PAYLOAD`;
    const digest = createHash("sha256").update(canonical).digest("hex");
    const signature = createHmac("sha256", key.secret).update(`SDK-HMAC-SHA256\n${date}\n${digest}`).digest("hex");
    const headers = { "X-Sdk-Date": date, Authorization: authorization(["x-sdk-date"], signature) };
    const unsigned = { ...headers, "X-Sdk-Content-Sha256": "UNSIGNED-PAYLOAD" };
    expect(inShort(await cloud.post(POLICIES, backup("a"), unsigned))).toBe("200");
    expect(inShort(await cloud.post(POLICIES, backup("a"), headers))).toMatch(/verify aksk signature fail/);
  });

  test("an Authorization that cannot be read is refused", async () => {
    const cloud = await open();
    const answer = await cloud.get(POLICIES, { Authorization: "SDK-HMAC-SHA256 Credential=x" });
    expect(inShort(answer)).toBe(`${incorrect}Authorization format error`);
  });
});
