/**
 * The vendors' own clients, request by request, written from their sources and not from ours; credentials are checked. Each test is the
 * conversation of one client, in its order: who am I, where is the service, then every policy, vault, association and switch call.
 */
import { createHash, createHmac, hkdfSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { checkSignature } from "../../src/simulator/signature.ts";
import { type Answer, ask, backup, replication, type Simulated, simulated } from "./simulated.ts";

const AK = "EXAMPLEACCESSKEY0001";
const SK = "example-secret-key-not-real-000000000001";
const user = { name: "robot", password: "example-password-not-real", domain: "OTC-EU-DE-00000000001000012345" };
const JWT = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJyZXBvIn0.c2ln";
const REMOTE = "e4a0fcd8-1cb2-4a2c-9b33-9a1b0a3d1d10";

const requireAuth = {
  keys: [{ access: AK, secret: SK }],
  users: [user],
  idTokens: [{ provider: "github", token: JWT }],
};

type Send = (method: string, url: string, body?: object) => Promise<Answer>;

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

interface Outgoing {
  readonly method: string;
  readonly url: URL;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The text that all of them hash. Names in `headers` are in lower case. */
function canonical({ method, url, text, headers }: Outgoing): { names: string; digest: string } {
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join("");
  const query = [...url.searchParams].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).sort();
  const path = url.pathname.endsWith("/") ? url.pathname : `${url.pathname}/`;
  const joined = names.join(";");
  return {
    names: joined,
    digest: sha256([method, path, query.join("&"), lines, joined, sha256(text)].join("\n")),
  };
}

const now = (): string => `${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;

/** gophertelekomcloud, signer_helper.go and provider_client.go: every header is signed, and the scope has no region and no service. */
const gophertelekomcloud =
  (projectId: () => string | undefined): Send =>
  (method, address, body) => {
    const url = new URL(address);
    const text = body === undefined ? "" : JSON.stringify(body);
    const date = now();
    const headers = {
      accept: "application/json",
      ...(body && { "content-type": "application/json" }),
      host: url.host,
      "user-agent": "golangsdk/2.0.0",
      "x-sdk-date": date,
    };
    const { names, digest } = canonical({ method, url, text, headers });
    const scope = `${date.slice(0, 8)}///sdk_request`;
    const key = hmac(hmac(hmac(hmac(`SDK${SK}`, date.slice(0, 8)), ""), ""), "sdk_request");
    const signature = hmac(key, `SDK-HMAC-SHA256\n${date}\n${scope}\n${digest}`).toString("hex");
    const project = projectId();
    return ask(method, address, body, {
      ...headers,
      Authorization: `SDK-HMAC-SHA256 Credential=${AK}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
      // Set after signing.
      ...(project !== undefined && { "X-Project-Id": project }),
    });
  };

interface TemporaryKey {
  readonly access: string;
  readonly secret: string;
  readonly securitytoken?: string;
}

/** huaweicloud-sdk-go-v3, core/auth/signer: all headers but Content-Type are signed; derived with HKDF where it is told to. */
const goSdk =
  ({ access, secret, securitytoken }: TemporaryKey, derived: boolean, projectId?: string): Send =>
  (method, address, body) => {
    const url = new URL(address);
    const text = body === undefined ? "" : JSON.stringify(body);
    const date = now();
    const headers = {
      "x-sdk-date": date,
      ...(securitytoken !== undefined && { "x-security-token": securitytoken }),
      ...(projectId !== undefined && { "x-project-id": projectId }),
    };
    const { names, digest } = canonical({ method, url, text, headers });
    const scope = `${date.slice(0, 8)}/eu-west-101/cbr`;
    const key = Buffer.from(hkdfSync("sha256", secret, access, scope, 32)).toString("hex");
    const authorization = derived
      ? `V11-HMAC-SHA256 Credential=${access}/${scope}, SignedHeaders=${names}, Signature=${hmac(key, `V11-HMAC-SHA256\n${date}\n${scope}\n${digest}`).toString("hex")}`
      : `SDK-HMAC-SHA256 Access=${access}, SignedHeaders=${names}, Signature=${hmac(secret, `SDK-HMAC-SHA256\n${date}\n${digest}`).toString("hex")}`;
    return ask(method, address, body, {
      ...headers,
      ...(body && { "Content-Type": "application/json" }),
      "User-Agent": "huaweicloud-usdk-go/3.0",
      Authorization: authorization,
    });
  };

const withToken =
  (token: string): Send =>
  (method, address, body) =>
    ask(method, address, body, { "X-Auth-Token": token, Accept: "application/json", "User-Agent": "openstacksdk" });

interface Entry {
  readonly type: string;
  readonly endpoints: readonly { readonly interface: string; readonly region: string; readonly url: string }[];
}

/** What stands in the catalog for a type and a region, as openstack/endpoint_location.go and keystoneauth look for it. */
function endpointIn(catalog: readonly Entry[], type: string, region?: string): string {
  const urls = catalog
    .filter((entry) => entry.type === type)
    .flatMap(({ endpoints }) => endpoints)
    .filter((one) => one.interface === "public" && (region === undefined || one.region === region))
    .map(({ url }) => url);
  expect(urls.length).toBeGreaterThan(0);
  return urls[0]!;
}

/** What a Terraform provider does in the life of a policy and a vault; statuses are those that the clients take for success. */
async function everyCall(send: Send, cbr: string): Promise<void> {
  const ok = async (status: number, ...request: Parameters<Send>) => {
    const answer = await send(...request);
    expect([request[0], request[1], answer.status, answer.body]).toEqual([request[0], request[1], status, answer.body]);
    return answer.body;
  };
  const { policy } = await ok(200, "POST", `${cbr}/policies`, backup("nightly"));
  const { policy: copy } = await ok(200, "POST", `${cbr}/policies`, replication("copy"));
  expect((await ok(200, "GET", `${cbr}/policies/${policy.id}`)).policy).toEqual(policy);
  await ok(200, "PUT", `${cbr}/policies/${policy.id}`, { policy: { name: "weekly", enabled: false } });
  expect((await ok(200, "GET", `${cbr}/policies?operation_type=backup`)).policies).toHaveLength(1);
  const billing = {
    cloud_type: "public",
    consistent_level: "crash_consistent",
    object_type: "server",
    protect_type: "backup",
    size: 100,
    charging_mode: "post_paid",
  };
  const wanted = {
    backup_policy_id: policy.id,
    billing,
    description: "for people",
    name: "servers",
    resources: [{ id: "23a320a5-3efd-4568-b1aa-8dd9183cc64c", type: "OS::Nova::Server" }],
    tags: [{ key: "team", value: "db" }],
  };
  const { vault } = await ok(200, "POST", `${cbr}/vaults`, { vault: wanted });
  expect((await ok(200, "GET", `${cbr}/vaults/${vault.id}`)).vault).toEqual(vault);
  expect((await ok(200, "GET", `${cbr}/vaults?limit=10&name=servers&offset=0`)).vaults).toEqual([vault]);
  const bind = { policy_id: copy.id, destination_vault_id: REMOTE };
  await ok(200, "POST", `${cbr}/vaults/${vault.id}/associatepolicy`, bind);
  await ok(200, "POST", `${cbr}/vaults/${vault.id}/associatepolicy`, { add_policy_ids: [policy.id] });
  expect((await ok(200, "GET", `${cbr}/policies?vault_id=${vault.id}`)).count).toBe(2);
  for (const { id } of [policy, copy]) {
    await ok(200, "POST", `${cbr}/vaults/${vault.id}/dissociatepolicy`, { policy_id: id });
    await ok(204, "DELETE", `${cbr}/policies/${id}`);
    await ok(404, "GET", `${cbr}/policies/${id}`);
  }
  await ok(204, "DELETE", `${cbr}/vaults/${vault.id}`);
}

async function everySwitchCall(send: Send, dds: string): Promise<void> {
  const path = `${dds}/backups/download-policy`;
  expect((await send("GET", path)).body).toEqual({});
  expect((await send("POST", path, { action: "open" })).status).toBe(200);
  const { id } = (await send("GET", path)).body;
  expect((await send("PUT", path, { id, action: "close" })).status).toBe(200);
  expect((await send("GET", path)).body).toEqual({ id, action: "close" });
}

const projects = [{ id: "0ddb88767b80f4bc2feec006ca26e79d", name: "eu-de_team" }];

const opened = (named = true): Promise<Simulated> => simulated({ requireAuth, ...(named && { projects }) });

describe("gophertelekomcloud, and terraform-provider-opentelekomcloud with it", () => {
  test("with keys: project and account by name, the catalog, and on to the service", async () => {
    const { url } = (await opened()).simulator;
    let project: string | undefined;
    const send = gophertelekomcloud(() => project);
    // openstack/client.go, v3AKSKAuth
    const found = (await send("GET", `${url}/v3/projects?name=eu-de_team`)).body.projects;
    expect(found).toMatchObject([{ ...projects[0], enabled: true, is_domain: false }]);
    project = found[0].id;
    const { domains } = (await send("GET", `${url}/v3/auth/domains?name=${user.domain}`)).body;
    expect(domains).toMatchObject([{ name: user.domain, enabled: true }]);
    expect(domains[0].id).toBe(found[0].domain_id);
    const { body } = await send("GET", `${url}/v3/auth/catalog`);
    expect(body.links.next).toBeNull();
    await everyCall(send, endpointIn(body.catalog, "cbr", "eu-de"));
    await everySwitchCall(send, endpointIn(body.catalog, "ddsv3", "eu-de"));
  });

  test("with a password: the catalog is in the token", async () => {
    const { url } = (await opened()).simulator;
    const auth = {
      identity: {
        methods: ["password"],
        password: { user: { name: user.name, password: user.password, domain: { name: user.domain } } },
      },
      scope: { project: { name: "eu-de_team", domain: { name: user.domain } } },
    };
    const issued = await ask("POST", `${url}/v3/auth/tokens`, { auth }, { "Content-Type": "application/json" });
    const { token } = issued.body;
    expect(token.project).toMatchObject({ ...projects[0], domain: token.user.domain });
    await everyCall(withToken(String(issued.headers["x-subject-token"])), endpointIn(token.catalog, "cbr", "eu-de"));
    const without = await ask("POST", `${url}/v3/auth/tokens?nocatalog=true`, { auth });
    expect(without.body.token.catalog).toEqual([]);
  });

  test("a signature that does not hold is refused, whatever part of it is wrong", async () => {
    const { url } = (await opened()).simulator;
    const send = gophertelekomcloud(() => undefined);
    expect((await send("GET", `${url}/v3/projects`)).status).toBe(200);
    const date = now();
    const day = date.slice(0, 8);
    const refused = async (credential: string, algorithm = "SDK-HMAC-SHA256") =>
      (
        await ask("GET", `${url}/v3/projects`, undefined, {
          "X-Sdk-Date": date,
          Authorization: `${algorithm} Credential=${credential}, SignedHeaders=x-sdk-date, Signature=${"0".repeat(64)}`,
        })
      ).body.error_msg.replace(/^Incorrect IAM authentication information: /, "");
    expect(await refused(`${AK}/${day}/eu-de/cbr/sdk_request`)).toMatch(/^verify aksk signature fail/);
    expect(await refused(`nobody/${day}/eu-de/cbr/sdk_request`)).toBe("ak nobody not exist");
    expect(await refused(`${AK}/20200101/eu-de/cbr/sdk_request`)).toBe("Credential is not of the day of x-sdk-date");
    for (const malformed of [AK, `${AK}/${day}/eu-de/cbr`, `${AK}/${day}/eu-de/cbr/aws4_request`]) {
      expect(await refused(malformed)).toBe("Authorization format error");
    }
    expect(await refused(`${AK}/${day}/eu-de/cbr/sdk_request`, "V11-HMAC-SHA256")).toBe("Authorization format error");
  });
});

describe("huaweicloud-sdk-go-v3", () => {
  test("with keys: the project of the region, the account, then the service, also with a derived key", async () => {
    const { url } = (await opened(false)).simulator;
    const key = { access: AK, secret: SK };
    // core/auth/basic_credentials.go and global_credentials.go
    const found = (await goSdk(key, false)("GET", `${url}/v3/projects?name=eu-west-101`)).body.projects;
    expect(found).toMatchObject([{ id: expect.any(String), name: "eu-west-101" }]);
    const { domains } = (await goSdk(key, false)("GET", `${url}/v3/auth/domains`)).body;
    expect(domains).toMatchObject([{ name: user.domain }]);
    const project = found[0].id;
    for (const derived of [false, true]) await everyCall(goSdk(key, derived, project), `${url}/v3/${project}`);
    await everySwitchCall(goSdk(key, true, project), `${url}/v3/${project}`);
  });

  test("with an ID token: a token without a scope, a temporary key for it, then signed requests", async () => {
    const { url } = (await opened(false)).simulator;
    // core/auth/base_credentials.go, updateAuthTokenByIdToken
    const issued = await ask(
      "POST",
      `${url}/v3.0/OS-AUTH/id-token/tokens`,
      { auth: { id_token: { id: JWT } } },
      { "X-Idp-Id": "github", "Content-Type": "application/json;charset=UTF-8" },
    );
    expect(issued.headers["x-request-id"]).toMatch(/^[0-9a-f]{32}$/);
    const id = issued.headers["x-subject-token"];
    const identity = { methods: ["token"], token: { id, duration_seconds: 21_600 } };
    const made = await ask("POST", `${url}/v3.0/OS-CREDENTIAL/securitytokens`, { auth: { identity } });
    expect(made.body.credential.expires_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
    const { credential } = made.body;
    const found = (await goSdk(credential, false)("GET", `${url}/v3/projects?name=eu-west-101`)).body.projects;
    await everyCall(goSdk(credential, false, found[0].id), `${url}/v3/${found[0].id}`);
  });

  /** core/auth/signer/signer_test.go and derived_signer_test.go: what the vendor expects of its own signers. The body ends its line. */
  const AUTHORIZED: readonly [string, string, string, string][] = [
    [
      "GET",
      "/path?limit=1",
      "",
      "SDK-HMAC-SHA256 Access=AccessKey, SignedHeaders=x-sdk-date, Signature=5a2ce64c865e0e6046321c6f3d5a77ba8413eeaf355c3166c03d58d02ac79624",
    ],
    [
      "POST",
      "/path?key=value",
      '{"Name":"test","Id":1}\n',
      "SDK-HMAC-SHA256 Access=AccessKey, SignedHeaders=x-sdk-date, Signature=cecc2af119b18ab70b4d094c0750f3b42c02f254903179a0fc2cc72fc9db4f59",
    ],
    [
      "GET",
      "/path?limit=1",
      "",
      "V11-HMAC-SHA256 Credential=AccessKey/20060102/test-region-1/demo, SignedHeaders=x-sdk-date, Signature=8fd3610508884bb19718317797c7378716a94bc740d97502e569322e366341cc",
    ],
    [
      "POST",
      "/path?key=value",
      '{"Name":"test","Id":1}\n',
      "V11-HMAC-SHA256 Credential=AccessKey/20060102/test-region-1/demo, SignedHeaders=x-sdk-date, Signature=4112f88b92d82dd1e1b7dd142f1e99e4f1762c42ca8fe0968b3045120870a903",
    ],
  ];

  test.each(AUTHORIZED)(
    "the signature that its tests expect of a %s of %s with %j holds",
    (method, target, text, authorization) => {
      const headers = { authorization, "x-sdk-date": "20060102T150405Z" };
      const check = (secret: string) =>
        checkSignature(
          { method, target, headers, bytes: Buffer.from(text) },
          [{ access: "AccessKey", secret }],
          Date.UTC(2006, 0, 2, 15, 4, 5),
        );
      expect(() => check("SecretKey")).not.toThrow();
      expect(() => check("AnotherKey")).toThrow();
    },
  );
});

describe("otcextensions for openstacksdk", () => {
  test("discovery of versions, a token, the catalog of it, and the project's id in the path once", async () => {
    const { url } = (await opened()).simulator;
    const { version } = (await ask("GET", `${url}/v3`)).body;
    expect(version).toMatchObject({ id: "v3.6", status: "stable", links: [{ rel: "self", href: `${url}/v3/` }] });
    expect((await ask("GET", version.links[0].href)).body).toEqual({ version });
    const versions = await ask("GET", `${url}/`);
    expect([versions.status, versions.body]).toEqual([300, { versions: { values: [version] } }]);
    const issued = await ask("POST", `${url}/v3/auth/tokens`, {
      auth: {
        identity: {
          methods: ["password"],
          password: { user: { name: user.name, password: user.password, domain: { name: user.domain } } },
        },
        scope: { project: { id: projects[0]!.id } },
      },
    });
    const send = withToken(String(issued.headers["x-subject-token"]));
    const { project, catalog } = issued.body.token;
    // otcextensions/sdk/__init__.py, register_single_service: the id is appended where it is not there yet.
    const cbr = endpointIn(catalog, "cbr");
    expect(cbr.endsWith(project.id)).toBe(true);
    await everyCall(send, cbr);
    expect(endpointIn(catalog, "identity")).toBe(`${url}/v3`);
    const listed = (await send("GET", `${url}/v3/auth/projects`)).body;
    expect(listed.projects).toEqual((await send("GET", `${url}/v3/projects`)).body.projects);
    expect((await send("GET", `${url}/v3/auth/catalog`)).body.catalog).toEqual(catalog);
  });

  test.each([
    ["eu-de", ["eu-de"]],
    ["eu-nl_team", ["eu-nl"]],
    ["0ddb88767b80f4bc2feec006ca26e79d", ["eu-de", "eu-nl", "eu-ch2", "eu-west-101", "ap-southeast-1"]],
  ])("the catalog of project %s is for the regions %j", async (name, regions) => {
    const cloud = await simulated({ projects: [{ id: "1", name }] });
    const { catalog } = (await cloud.get("/v3/auth/catalog", { "X-Project-Id": "1" })).body;
    const { endpoints } = catalog.find(({ type }: { type: string }) => type === "cbr");
    expect(endpoints.map(({ region }: { region: string }) => region)).toEqual(regions);
    expect((await cloud.get("/v3/auth/catalog")).body.catalog).toMatchObject([{ type: "identity" }]);
  });
});
