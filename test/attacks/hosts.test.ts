/**
 * A pull request that writes an address of its own into stack.yaml, a listener of another user of the machine, a server that
 * sends us on, a network that inspects TLS: where the real command then goes, and what it shows there.
 *
 * The listeners note every connection and every credential in it; a proxy in the environment notes each host that would be asked.
 */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import type net from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { startSimulator } from "../../src/simulator/server.ts";
import { policyText } from "../support/builders.ts";
import { selfSigned } from "../support/certificate.ts";
import { CLI, runHoldfast } from "../support/command.ts";

const PROJECT = "054e292c9880d4992f02c0196d3ea468";
const SLOW = { timeout: 120_000 };

const secret = (name: string) => `canary-${name}-${randomBytes(12).toString("hex")}`;
const token = secret("token");
const keys = { access: secret("AK"), secret: secret("SK"), security: secret("security-token") };
const password = secret("password");
const idToken = `${secret("head")}.${secret("claims")}.${secret("signature")}`;
const gitHubToken = secret("ghs");

const LOGINS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  token: { HW_AUTH_TOKEN: token },
  keys: { HW_ACCESS_KEY: keys.access, HW_SECRET_KEY: keys.secret, HW_SECURITY_TOKEN: keys.security },
  password: { OS_USERNAME: "robot", OS_PASSWORD: password, OS_DOMAIN_NAME: "acme" },
  "ID token": { HW_ASSUME_ROLE_IDP_ID: "github", HW_ASSUME_ROLE_ID_TOKEN: idToken },
};

let homes: string;
const ends: (() => unknown)[] = [];
beforeAll(() => {
  homes = mkdtempSync(join(tmpdir(), "holdfast-hosts-"));
});
afterAll(async () => {
  for (const end of ends) await end();
  rmSync(homes, { recursive: true });
});

async function listening(server: net.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ends.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

interface Noted {
  connections: number;
  /** Headers and body of each request. */
  readonly requests: string[];
}

const noteIn =
  (noted: Noted, answer: http.RequestListener): http.RequestListener =>
  (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      noted.requests.push(
        [request.method, request.url, JSON.stringify(request.headers), Buffer.concat(chunks).toString()].join(" "),
      );
      answer(request, response);
    });
  };

const fine: http.RequestListener = (_, response) => {
  response.writeHead(200, { "content-type": "application/json" }).end('{"policies":[],"count":0}');
};

/** Somebody who listens on this machine. */
async function listener(answer = fine) {
  const noted: Noted = { connections: 0, requests: [] };
  const server = http.createServer(noteIn(noted, answer));
  server.on("connection", () => {
    noted.connections += 1;
  });
  const host = `127.0.0.1:${await listening(server)}`;
  return { noted, host, url: `http://${host}` };
}

/** The same with TLS, and a certificate that nobody vouches for. */
async function inspector() {
  const noted: Noted = { connections: 0, requests: [] };
  const { key, certificate } = selfSigned("localhost");
  const server = https.createServer({ key, cert: certificate }, noteIn(noted, fine));
  return { noted, host: `localhost:${await listening(server)}` };
}

/** Knows each name that would be asked, and leads nowhere. */
async function proxy() {
  const asked: string[] = [];
  const server = http.createServer();
  server.on("connect", (request, socket) => {
    asked.push(request.url ?? "");
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  return { asked, env: { HTTPS_PROXY: `http://127.0.0.1:${await listening(server)}` } };
}

/** @param spec of stack.yaml @param files further ones, by their paths */
function repository(spec: string, files: Readonly<Record<string, string>> = {}) {
  const home = mkdtempSync(join(homes, "home-"));
  const stack = `apiVersion: holdfast/v1\nkind: Stack\nmetadata: { name: prod }\nspec: ${spec}\n`;
  for (const [path, text] of Object.entries({
    "policies/stack.yaml": stack,
    "policies/a.yaml": policyText("nightly"),
    ...files,
  })) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  }
  return async (command: string, env: Readonly<Record<string, string>>) => {
    const environment = { PATH: process.env.PATH, HOME: home, HOLDFAST_REQUEST_TIMEOUT: "5s", ...env };
    const { code, said } = await runHoldfast({ args: command.split(" "), cwd: home, env: environment });
    return { code, said };
  };
}

const at = (address: string, more = "region: eu-west-101") =>
  `{ ${more}, project_id: ${PROJECT}, endpoints: { cbr: "${address}", dds: "${address}", iam: "${address}" } }`;

const COMMANDS = [
  "plan",
  "apply --auto-approve",
  "drift",
  "whoami",
  "import --all --generate policies/imported",
  "destroy --auto-approve",
];

describe("a listener on this machine", () => {
  test.concurrent.for(Object.keys(LOGINS))("gets not even a connection, login: %s", SLOW, async (login, { expect }) => {
    const { noted, host, url } = await listener();
    const run = repository(at(url));
    for (const command of login === "password" ? COMMANDS : ["plan"]) {
      const { code, said } = await run(command, LOGINS[login]!);
      expect([command, code]).toEqual([command, 1]);
      expect(said).toContain(`no credentials are sent to ${url}`);
      expect(said).toContain(`set HOLDFAST_TRUST_HOSTS=${host} in the environment`);
    }
    expect(noted).toEqual({ connections: 0, requests: [] });
  });

  test.concurrent.for(["cbr", "dds", "iam", "ecs", "evs"])(
    "gets nothing as the address of %s alone, and no other service does",
    SLOW,
    async (service, { expect }) => {
      const [{ noted, url }, { asked, env }] = [await listener(), await proxy()];
      const run = repository(`{ region: eu-west-101, project_id: ${PROJECT}, endpoints: { ${service}: "${url}" } }`);
      expect(await run("plan", { ...LOGINS.password, ...env })).toMatchObject({ code: 1 });
      expect([noted.connections, asked]).toEqual([0, []]);
    },
  );

  test.concurrent(
    "gets nothing when another port, or another name of this machine, is trusted",
    SLOW,
    async ({ expect }) => {
      const { noted, url } = await listener();
      const run = repository(at(url));
      for (const trusted of ["127.0.0.1:1", "localhost", "127.0.0.2", "[::1]", ".0.0.1", "http://127.0.0.1", "*"]) {
        const { code } = await run("plan", { ...LOGINS.token, HOLDFAST_TRUST_HOSTS: trusted });
        expect([trusted, code]).toEqual([trusted, 1]);
      }
      expect(noted.connections).toBe(0);
    },
  );

  test.concurrent(
    "gets them when the environment trusts it, so that the above was a search",
    SLOW,
    async ({ expect }) => {
      const { noted, host, url } = await listener();
      const run = repository(at(url));
      for (const trusted of [host, "127.0.0.1", `other.example, ${host}`])
        expect(await run("plan", { ...LOGINS.token, HOLDFAST_TRUST_HOSTS: trusted })).toMatchObject({ code: 0 });
      expect(noted.requests.filter((request) => request.includes(token)).length).toBeGreaterThanOrEqual(3);
    },
  );

  test.concurrent.for(Object.keys(LOGINS))(
    "called a simulated cloud gets requests, and nothing of ours, login: %s",
    SLOW,
    async (login, { expect }) => {
      const { noted, url } = await listener();
      const run = repository(at(url, "cloud: simulator"));
      for (const command of ["plan", "whoami", "drift"]) await run(command, LOGINS[login]!);
      expect(noted.requests.length).toBeGreaterThan(0);
      expect(noted.requests.join("\n")).not.toContain("canary");
    },
  );
});

describe("a host that is not the cloud's own", () => {
  test.concurrent.for([
    ["a bucket of a customer", "eu-west-101", "https://bucket.obs.eu-west-101.myhuaweicloud.eu"],
    ["another domain", "eu-west-101", "https://cbr.eu-west-101.evil.example"],
    ["the domain of another region", "eu-west-101", "https://cbr.eu-west-101.myhuaweicloud.com"],
    ["a port that is not the API's", "eu-west-101", "https://cbr.eu-west-101.myhuaweicloud.eu:8443"],
    ["a region that is none", "obs", undefined],
    ["a region that is a bucket", "bucket.obs", undefined],
  ] as const)("is not even looked up: %s", SLOW, async ([, region, address], { expect }) => {
    const { asked, env } = await proxy();
    const endpoints = address ? `, endpoints: { cbr: "${address}" }` : "";
    const run = repository(`{ region: ${region}, project_id: ${PROJECT}${endpoints} }`);
    const { code, said } = await run("plan", { ...LOGINS.password, ...env });
    expect([code, said.includes("canary")]).toEqual([1, false]);
    expect(asked).toEqual([]);
  });

  test.concurrent("may be a domain that HW_CLOUD names, and then no other host below it", SLOW, async ({ expect }) => {
    const { asked, env } = await proxy();
    const cloud = { ...LOGINS.token, ...env, HW_CLOUD: "cloud.example.com" };
    const plain = repository(`{ region: eu-west-101, project_id: ${PROJECT} }`);
    const bucket = repository(at("https://bucket.obs.eu-west-101.cloud.example.com"));
    await bucket("plan", cloud);
    for (const suffix of ["com", "https://cloud.example.com", "127.0.0.1"])
      expect(await plain("plan", { ...cloud, HW_CLOUD: suffix })).toMatchObject({ code: 1 });
    expect(asked).toEqual([]);
    await plain("whoami", cloud);
    expect([...new Set(asked)]).toEqual(["iam.eu-west-101.cloud.example.com:443"]);
  });

  test.concurrent("is told from the cloud's own, which is asked", SLOW, async ({ expect }) => {
    const { asked, env } = await proxy();
    const run = repository(`{ region: eu-west-101, project_id: ${PROJECT} }`);
    await run("whoami", { ...LOGINS.token, ...env });
    expect([...new Set(asked)]).toEqual(["iam.eu-west-101.myhuaweicloud.eu:443"]);
  });
});

describe("a server that sends us on", () => {
  test.concurrent.for([301, 302, 303, 307, 308])("is not followed: %i", SLOW, async (status, { expect }) => {
    const elsewhere = await listener();
    const cloud = await listener((request, response) => {
      response.writeHead(status, { location: `${elsewhere.url}${request.url}` }).end();
    });
    const run = repository(at(cloud.url));
    // Trusted as well: what is not followed needs no trust.
    const env = { HOLDFAST_TRUST_HOSTS: `${cloud.host},${elsewhere.host}` };
    for (const login of ["token", "password"]) {
      const { code, said } = await run("plan", { ...LOGINS[login], ...env });
      expect([code, said]).toEqual([1, expect.stringContaining("which is not followed")]);
    }
    expect(cloud.noted.requests.length).toBeGreaterThan(0);
    expect(elsewhere.noted.connections).toBe(0);
  });

  test.concurrent.for(["redirect", "next page"])("in place of GitHub: %s", SLOW, async (way, { expect }) => {
    const elsewhere = await listener((_, response) => response.writeHead(200).end("[]"));
    const gitHub = await listener((request, response) => {
      const address = `${elsewhere.url}${request.url}`;
      if (way === "redirect") return void response.writeHead(302, { location: address }).end();
      response.writeHead(200, { "content-type": "application/json", link: `<${address}>; rel="next"` }).end("[]");
    });
    const event = JSON.stringify({ number: 7, pull_request: { number: 7, head: { sha: "0".repeat(40) } } });
    const run = repository("{ cloud: simulator }", { "event.json": event, "body.md": "text" });
    const { code } = await run("ci github comment body.md", inJob(gitHub.url));
    expect(code).toBe(1);
    expect(gitHub.noted.requests.join()).toContain(gitHubToken);
    expect(elsewhere.noted.connections).toBe(0);
  });
});

const inJob = (api: string) => ({
  GITHUB_REPOSITORY: "acme/backups",
  GITHUB_RUN_ID: "1",
  GITHUB_SHA: "0".repeat(40),
  GITHUB_EVENT_PATH: "event.json",
  GITHUB_API_URL: api,
  GITHUB_TOKEN: gitHubToken,
});

describe("with NODE_TLS_REJECT_UNAUTHORIZED=0, which would check no certificate", () => {
  const UNCHECKED = { NODE_TLS_REJECT_UNAUTHORIZED: "0" };
  const REFUSED = "no credentials are sent while NODE_TLS_REJECT_UNAUTHORIZED is 0";

  test.concurrent("the cloud, and GitHub's token service, get nothing", SLOW, async ({ expect }) => {
    const [tls, plain] = [await inspector(), await listener()];
    const env = { ...UNCHECKED, HOLDFAST_TRUST_HOSTS: `localhost,127.0.0.1` };
    const job = {
      HW_ASSUME_ROLE_IDP_ID: "github",
      ACTIONS_ID_TOKEN_REQUEST_URL: `https://${tls.host}/idtoken?a=b`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: token,
    };
    for (const address of [`https://${tls.host}`, plain.url]) {
      for (const [command, login] of [
        ["plan", LOGINS.password],
        ["whoami", LOGINS.token],
        ["plan", job],
      ] as const) {
        const { code, said } = await repository(at(address))(command, { ...login, ...env });
        expect([code, said]).toEqual([1, expect.stringContaining(REFUSED)]);
        expect(said).toContain("NODE_EXTRA_CA_CERTS");
      }
    }
    // A cloud that is simulated, and gets its ID token there.
    const simulated = repository(at(plain.url, "cloud: simulator"));
    expect(await simulated("plan", { ...job, ...env })).toMatchObject({
      code: 1,
      said: expect.stringContaining(REFUSED),
    });
    expect([tls.noted.requests, plain.noted.requests]).toEqual([[], []]);
  });

  test.concurrent("GitHub gets nothing", SLOW, async ({ expect }) => {
    const tls = await inspector();
    const event = JSON.stringify({ number: 7, pull_request: { number: 7, head: { sha: "0".repeat(40) } } });
    const run = repository("{ cloud: simulator }", { "event.json": event, "body.md": "text" });
    const { code, said } = await run("ci github comment body.md", { ...inJob(`https://${tls.host}`), ...UNCHECKED });
    expect([code, said]).toEqual([1, expect.stringContaining(REFUSED)]);
    expect(tls.noted.requests).toEqual([]);
  });

  test.concurrent("a database on another machine is not connected to", SLOW, async ({ expect }) => {
    const url = `postgres://me:${password}@db.invalid/states`;
    const run = repository("{ cloud: simulator, state: { postgres: { url_env: HOLDFAST_PG_URL, table: states } } }");
    const { code, said } = await run("state list", { HOLDFAST_PG_URL: url, ...UNCHECKED });
    expect([code, said]).toEqual([1, expect.stringContaining(REFUSED)]);
  });

  test.concurrent("a simulated cloud works", SLOW, async ({ expect }) => {
    expect(await repository("{ cloud: simulator }")("plan", UNCHECKED)).toMatchObject({ code: 0 });
  });
});

describe("a cloud that `holdfast simulate` runs", () => {
  async function simulating(home: string, env: Readonly<Record<string, string>>, ...options: string[]) {
    const child = spawn(process.execPath, [CLI, "simulate", ...options], {
      cwd: home,
      env: { PATH: process.env.PATH, HOME: home, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    ends.push(() => child.kill());
    let said = "";
    await new Promise<void>((ready) => {
      child.stderr.on("data", (data) => {
        said += String(data);
        if (said.includes("HOLDFAST_TRUST_HOSTS=")) ready();
      });
    });
    const [, variable = ""] = /^ {2}HOLDFAST_TRUST_HOSTS=(127\.0\.0\.1:\d+)$/m.exec(said) ?? [];
    const [, endpoints = ""] = /^ {2}(endpoints: .*)$/m.exec(said) ?? [];
    return { endpoints, HOLDFAST_TRUST_HOSTS: variable };
  }

  test.concurrent("is used with what it prints, by stacks of either kind", SLOW, async ({ expect }) => {
    const login = { HW_ACCESS_KEY: keys.access, HW_SECRET_KEY: keys.secret };
    const { endpoints, ...trust } = await simulating(homes, login, "--require-auth");
    const simulated = repository(`{ cloud: simulator, ${endpoints} }`);
    const real = repository(`{ cloud: otc, region: eu-de, project_id: ${PROJECT}, ${endpoints} }`);
    for (const run of [simulated, real]) expect(await run("plan", { ...login, ...trust })).toMatchObject({ code: 0 });
    // Without it, nothing of ours gets there; what is missing is said.
    expect(await simulated("plan", login)).toMatchObject({
      code: 1,
      said: expect.stringMatching(/does not receive our credentials: HOLDFAST_TRUST_HOSTS does not name it/),
    });
    expect(await real("plan", login)).toMatchObject({ code: 1, said: expect.stringContaining("host-untrusted") });
  });

  test.concurrent("takes a guest without any of it", SLOW, async ({ expect }) => {
    const { endpoints } = await simulating(homes, {}, "--require-auth");
    const run = repository(`{ cloud: simulator, ${endpoints} }`);
    expect(await run("plan", { HW_ACCESS_KEY: "guest", HW_SECRET_KEY: "guest" })).toMatchObject({ code: 0 });
  });

  test.concurrent(
    "asks nobody: a stack needs no variable, and a page in a browser gets nothing",
    SLOW,
    async ({ expect }) => {
      const simulator = await startSimulator();
      ends.push(() => simulator.close());
      expect(await repository(at(simulator.url, "cloud: simulator"))("plan", {})).toMatchObject({ code: 0 });
      const page = await fetch(`${simulator.url}/_simulator/data`, { headers: { origin: "https://evil.example" } });
      expect(page.status).toBe(403);
    },
  );
});
