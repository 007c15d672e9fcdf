/** `init --from-cloud`: the real command, at hosts of the cloud that a proxy leads to the simulated one. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Simulator, startSimulator } from "../../src/simulator/server.ts";
import { selfSigned } from "../support/certificate.ts";
import { startHoldfast } from "../support/command.ts";
import { listen } from "../support/listen.ts";

const REGION = "eu-west-101";
const PROJECT = "054e292c9880d4992f02c0196d3ea468";
const HOSTS = ["cbr", "dds", "iam"].map((service) => `${service}.${REGION}.myhuaweicloud.eu`);
const folder = mkdtempSync(join(tmpdir(), "holdfast-from-cloud-"));
const { key, certificate } = selfSigned("iam.myhuaweicloud.eu", ...HOSTS);
let simulator: Simulator;
const servers: net.Server[] = [];
const env: Record<string, string> = {};

beforeAll(async () => {
  writeFileSync(join(folder, "ca.pem"), certificate);
  simulator = await startSimulator({ vaults: "any" });
  // It answers to names of this machine only.
  const { host, port } = new URL(simulator.url);
  const front = https.createServer({ key, cert: certificate }, (request, response) => {
    const { method, url: path, headers } = request;
    const onward = http.request({ host: "127.0.0.1", port, method, path, headers: { ...headers, host } }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  const frontPort = await listen(front);
  const proxy = http.createServer().on("connect", (_, client) => {
    const upstream = net.connect(frontPort, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.pipe(client).pipe(upstream);
    });
    for (const socket of [client, upstream]) socket.on("error", () => socket.destroy());
  });
  servers.push(front, proxy);
  Object.assign(env, {
    PATH: process.env.PATH,
    HOME: folder,
    HTTPS_PROXY: `http://127.0.0.1:${await listen(proxy)}`,
    NODE_EXTRA_CA_CERTS: join(folder, "ca.pem"),
    HW_ACCESS_KEY: "AK",
    HW_SECRET_KEY: "SK",
  });
});
afterAll(async () => {
  for (const server of servers) server.close();
  await simulator.close();
  rmSync(folder, { recursive: true });
});

async function holdfast(args: string, cwd: string, more: Record<string, string> = {}) {
  const { code, out, err } = await startHoldfast({ args: args.split(" "), cwd, env: { ...env, ...more } }).ended;
  return { code, out, err };
}

test("the stack is that of the login, its policies have documents, and the first apply changes nothing in the cloud", async () => {
  const cwd = mkdtempSync(join(folder, "repository-"));
  const policy = (name: string) => ({
    policy: {
      name,
      operation_type: "backup",
      operation_definition: { retention_duration_days: 30 },
      trigger: { properties: { pattern: ["FREQ=DAILY;INTERVAL=1;BYHOUR=18;BYMINUTE=00"] } },
    },
  });
  for (const name of ["nightly", "weekly"]) {
    const body = JSON.stringify(policy(name));
    await fetch(`${simulator.url}/v3/${PROJECT}/policies`, { method: "POST", body, headers: { "x-auth-token": "t" } });
  }
  const missing = await holdfast("init prod --from-cloud", cwd, { HW_REGION_NAME: REGION });
  expect(missing).toMatchObject({ code: 64, out: "" });
  expect(missing.err).toContain("set HW_PROJECT_ID");
  expect(readdirSync(cwd)).toEqual([]);

  const place = { HW_REGION_NAME: REGION, HW_PROJECT_ID: PROJECT };
  const done = await holdfast("init prod --from-cloud", cwd, place);
  expect(done).toMatchObject({ code: 0 });
  expect(done.out.split("\n").filter((line) => line.startsWith("policies/"))).toEqual([
    "policies/prod/stack.yaml",
    "policies/prod/.gitignore",
    "policies/prod/nightly.yaml",
    "policies/prod/weekly.yaml",
  ]);
  expect(done.err).toContain("holdfast apply policies/prod");
  const text = readFileSync(join(cwd, "policies/prod/stack.yaml"), "utf8");
  expect(text).toMatch(new RegExp(`^ {2}region: ${REGION}\n {2}project_id: "?${PROJECT}"?`, "m"));

  // From now on the files say which project it is.
  const applied = await holdfast("apply --auto-approve", cwd);
  expect(applied.out).toContain("Plan: 0 to add, 0 to change, 0 to destroy, 2 to adopt.");
  expect(applied.code).toBe(0);
  expect((await holdfast("init prod --from-cloud", cwd, place)).err).toContain(
    "policies/prod/stack.yaml exists already",
  );
}, 60_000);
