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
      user: { name: "robot", domain: { id: expect.stringMatching(/^[0-9a-f]{32}$/), name: "acme" } },
    });
    expect(answer.body.token.project.domain).toEqual(answer.body.token.user.domain);
  });

  test("a token for a whole account names it, and opens no project", async () => {
    const cloud = await simulated({ requireAuth: { users: [user] } });
    const answer = await cloud.post(TOKENS, byPassword({ domain: { name: "acme" } }));
    expect(answer.body.token).toMatchObject({ domain: { name: "acme" }, catalog: [{ type: "identity" }] });
    expect(answer.body.token).not.toHaveProperty("project");
    const headers = { "X-Auth-Token": answer.headers["x-subject-token"] as string };
    expect(inShort(await cloud.get(POLICIES, headers))).toMatch(/^403 APIGW.0302/);
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

  test("the account is the one in the user's name; where anybody may come in, any account is there", async () => {
    const domains = async (cloud: Simulated, query = "", headers?: Record<string, string>) =>
      (await cloud.get(`/v3/auth/domains${query}`, headers)).body.domains.map(({ name }: { name: string }) => name);
    const cloud = await simulated({ requireAuth: { users: [user] } });
    const issued = await cloud.post(TOKENS, byPassword({ project: { id: PROJECT } }));
    const headers = { "X-Auth-Token": issued.headers["x-subject-token"] as string };
    const { body } = await cloud.get("/v3/auth/domains", headers);
    expect(body.domains).toEqual([
      {
        ...issued.body.token.user.domain,
        enabled: true,
        description: "",
        links: { self: expect.stringContaining("/v3/domains/") },
      },
    ]);
    expect(body.links).toEqual({ self: `${cloud.simulator.url}/v3/auth/domains`, previous: null, next: null });
    expect(await domains(cloud, "?name=acme", headers)).toEqual(["acme"]);
    expect(await domains(cloud, "?name=other", headers)).toEqual([]);
    expect(await domains(await simulated(), "?name=other")).toEqual(["other"]);
    expect(inShort(await cloud.get("/v3/auth/domains"))).toMatch(/^401 APIGW.0301/);
  });
});

describe("temporary keys", () => {
  const KEYS = "/v3.0/OS-CREDENTIAL/securitytokens";
  const asking = (id: string | undefined, duration_seconds?: number, methods = ["token"]) => ({
    auth: { identity: { methods, token: { ...(id && { id }), ...(duration_seconds && { duration_seconds }) } } },
  });

  test("a token gets one, in its body or in the header, for the time that was asked for", async () => {
    const cloud = await simulated({ requireAuth: { users: [user] }, clock: () => NOON });
    const token = await tokenFor(cloud);
    const inBody = await cloud.post(KEYS, asking(token, 3600));
    const inHeader = await cloud.post(KEYS, asking(undefined), { "X-Auth-Token": token });
    expect([inBody.status, inBody.body.credential.expires_at]).toEqual([201, "2026-05-24T13:00:00.000000Z"]);
    expect(inHeader.body.credential).toEqual({
      access: expect.stringMatching(/^[0-9A-F]{20}$/),
      secret: expect.stringMatching(/^[\w-]{40}$/),
      securitytoken: expect.stringMatching(/^[\w-]{160}$/),
      expires_at: "2026-05-24T12:15:00.000000Z",
    });
  });

  test.each<[why: string, body: object, answer: string]>([
    ["an unknown token", asking("x"), "401 401: The request you have made requires authentication."],
    ["no token", asking(undefined), "401 401: The request you have made requires authentication."],
    ["an agency", asking("x", undefined, ["assume_role"]), "400 400: Request body is invalid."],
    ["too short a time", asking("x", 899), "400 400: Request body is invalid."],
    ["too long a time", asking("x", 86_401), "400 400: Request body is invalid."],
    ["half a body", {}, "400 400: Request body is invalid."],
  ])("%s gets none", async (_why, body, answer) => {
    const cloud = await simulated({ requireAuth: { users: [user] } });
    expect(inShort(await cloud.post(KEYS, body))).toBe(answer);
  });

  test("one opens what a key opens, with its security token, until it ends", async () => {
    let now = NOON;
    const cloud = await simulated({ requireAuth: { users: [user] }, clock: () => now });
    const { credential } = (await cloud.post(KEYS, asking(await tokenFor(cloud)))).body;
    const list = (securityToken?: string) => {
      const date = `${new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
      const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
      const canonical = `GET\n${POLICIES}/\n\nx-sdk-date:${date}\n\nx-sdk-date\n${sha256("")}`;
      const signature = createHmac("sha256", credential.secret)
        .update(`SDK-HMAC-SHA256\n${date}\n${sha256(canonical)}`)
        .digest("hex");
      return cloud.get(POLICIES, {
        "X-Sdk-Date": date,
        ...(securityToken && { "X-Security-Token": securityToken }),
        Authorization: `SDK-HMAC-SHA256 Access=${credential.access}, SignedHeaders=x-sdk-date, Signature=${signature}`,
      });
    };
    const failed = "401 APIGW.0301: Incorrect IAM authentication information: decrypt token fail";
    expect(inShort(await list(credential.securitytoken))).toBe("200");
    expect(inShort(await list())).toBe(failed);
    now += 900_000;
    expect(inShort(await list(credential.securitytoken))).toBe(failed);
  });
});

describe("projects", () => {
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
    expect((await cloud.get("/v3/auth/projects")).body.projects).toEqual(
      (await cloud.get("/v3/projects")).body.projects,
    );
  });

  test("where any project exists, the lists have those that were spoken of, and agree", async () => {
    const cloud = await simulated();
    const all = async (headers?: Record<string, string>) => {
      const pairs = async (path: string) =>
        (await cloud.get(path, headers)).body.projects.map(({ id, name }: { id: string; name: string }) => [name, id]);
      const [every, own] = [await pairs("/v3/projects"), await pairs("/v3/auth/projects")];
      expect(own).toEqual(every);
      for (const [name, id] of every) expect(await pairs(`/v3/projects?name=${name}`)).toEqual([[name, id]]);
      return every.map(([name]: [string]) => name);
    };
    // No account is without a project.
    expect(await all()).toEqual(["simulator"]);
    const named = (await cloud.get("/v3/projects?name=eu-de")).body.projects[0].id;
    const { token } = (await cloud.post(TOKENS, byPassword({ project: { id: named } }))).body;
    expect(token.project.name).toBe("eu-de");
    await cloud.get(POLICIES);
    expect(await all({ "X-Project-Id": "from-a-header" })).toEqual(["simulator", "eu-de", PROJECT, "from-a-header"]);
  });

  test("credentials that are required are required for the lists", async () => {
    const closed = await simulated({ requireAuth: {} });
    for (const path of ["/v3/projects", "/v3/auth/projects", "/v3/auth/catalog", "/v3/auth/domains"]) {
      expect((await closed.get(path)).status).toBe(401);
    }
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
