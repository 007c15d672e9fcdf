/** The real command in a job of GitHub Actions: no key anywhere, and a run that outlasts its logins. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type LoggedRequest, type SimulatorOptions, startSimulator } from "../../src/simulator/server.ts";
import { endpointsAt, policyText, stackText } from "../support/builders.ts";
import { runHoldfast } from "../support/command.ts";

const PROJECT = "054e292c9880d4992f02c0196d3ea468";
const SLOW = { timeout: 60_000 };
const jwt = (n: number) => `canary.id-${n}.token`;

/** GitHub's token service: each request that shows the job's token gets another ID token. */
async function gitHub() {
  const audiences: (string | null)[] = [];
  const server = http.createServer(({ url, headers }, response) => {
    if (headers.authorization !== "Bearer canary-job") return void response.writeHead(401).end("{}");
    audiences.push(new URL(url ?? "", "http://github").searchParams.get("audience"));
    response.writeHead(200, { "content-type": "application/json" }).end(`{"value":"${jwt(audiences.length)}"}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const env = {
    ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/idtoken?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "canary-job",
  };
  return { env, audiences };
}

/** A stack with so many policies, in a cloud that takes ID tokens of the provider `github`. */
async function stack(policies: number, options: SimulatorOptions) {
  const idTokens = Array.from({ length: 50 }, (_, n) => ({ provider: "github", token: jwt(n + 1) }));
  const simulator = await startSimulator({ ...options, requireAuth: { idTokens } });
  const home = mkdtempSync(join(tmpdir(), "holdfast-login-"));
  onTestFinished(async () => {
    await simulator.close();
    rmSync(home, { recursive: true });
  });
  mkdirSync(join(home, "policies"));
  const { url } = simulator;
  writeFileSync(
    join(home, "policies/stack.yaml"),
    stackText("prod", `region: eu-west-101, project_id: ${PROJECT}, ${endpointsAt(url)}`),
  );
  const documents = Array.from({ length: policies }, (_, n) => policyText(`p${n}`));
  writeFileSync(join(home, "policies/a.yaml"), documents.join("---\n"));

  async function holdfast(args: string, env: Record<string, string>): Promise<{ code: number | null; said: string }> {
    const environment = { PATH: process.env.PATH, HOME: home, HOLDFAST_TRUST_HOSTS: "127.0.0.1", ...env };
    const { code, said } = await runHoldfast({ args: args.split(" "), cwd: home, env: environment });
    return { code, said };
  }
  async function requests(): Promise<string[]> {
    const answer = await fetch(`${url}/_simulator/requests`);
    const { requests: log } = (await answer.json()) as { requests: LoggedRequest[] };
    return log.map(({ method, path, status }) => `${method} ${path} ${status}`);
  }
  /** Everything that a run left behind. */
  const files = () =>
    readdirSync(home, { recursive: true, withFileTypes: true, encoding: "utf8" })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
  return { holdfast, requests, files };
}

const LOGIN = "POST /v3.0/OS-AUTH/id-token/tokens 201";

test(
  "an apply that outlasts its login logs in again, with another ID token, and ends as if nothing had been",
  SLOW,
  async () => {
    const github = await gitHub();
    const { holdfast, requests, files } = await stack(12, { tokenMs: 2000, latencyMs: 200 });
    const env = { ...github.env, HW_ASSUME_ROLE_IDP_ID: "github" };
    const { code, said } = await holdfast("apply --auto-approve --parallelism 1", env);
    expect(said).toContain("Apply complete! Resources: 12 added, 0 changed, 0 destroyed.");
    expect(code).toBe(0);
    const seen = await requests();
    expect(seen.filter((line) => line === `POST /v3/${PROJECT}/policies 200`).length).toBe(12);
    const logins = seen.filter((line) => line === LOGIN).length;
    expect(logins).toBeGreaterThanOrEqual(2);
    expect(github.audiences).toEqual(Array.from({ length: logins }, () => "holdfast"));
    expect(`${said}${files().join("")}`).not.toContain("canary");
  },
);

test(
  "whoami in a job says how it logs in and for how long, and nothing that somebody could log in with",
  SLOW,
  async () => {
    const github = await gitHub();
    const { holdfast, requests, files } = await stack(1, { tokenMs: 600_000 });
    const env = { ...github.env, HUAWEICLOUD_SDK_IDP_ID: "github", HOLDFAST_OIDC_AUDIENCE: "https://iam.example.com" };
    const before = Date.now();
    const { code, said } = await holdfast("whoami --format json", env);
    const [who] = JSON.parse(said).stacks;
    expect(who).toMatchObject({
      works: true,
      kind: "oidc",
      source: "HUAWEICLOUD_SDK_IDP_ID and ACTIONS_ID_TOKEN_REQUEST_URL",
      project_id: PROJECT,
    });
    const lastsMs = Date.parse(who.expires_at) - before;
    expect(lastsMs).toBeGreaterThanOrEqual(600_000);
    expect(lastsMs).toBeLessThan(630_000);
    expect(code).toBe(0);
    expect(await requests()).toEqual([LOGIN]);
    expect(github.audiences).toEqual(["https://iam.example.com"]);
    expect(`${said}${files().join("")}`).not.toContain("canary");
  },
);

test("a job that GitHub gives no ID token hears what to grant, and the cloud hears nothing", SLOW, async () => {
  const github = await gitHub();
  const { holdfast, requests } = await stack(1, {});
  const env = { ...github.env, HW_ASSUME_ROLE_IDP_ID: "github", ACTIONS_ID_TOKEN_REQUEST_TOKEN: "canary-old" };
  for (const command of ["whoami", "plan"]) {
    const { code, said } = await holdfast(command, env);
    expect(code).toBe(1);
    expect(said).toContain("give the job `permissions: id-token: write`");
    expect(said).not.toContain("canary");
  }
  expect(await requests()).toEqual([]);
});
