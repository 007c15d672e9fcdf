/**
 * Certificates and proxies are settled by the environment a process starts with, so each case is a process of its own.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import net, { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { selfSigned } from "../support/certificate.ts";
import { program as bundled } from "../support/programs.ts";

const folder = mkdtempSync(join(tmpdir(), "holdfast-proxy-"));
const certificate = join(folder, "certificate.pem");
let program = "";
const HOST = "cbr.eu-de.otc.t-systems.com";
// The cloud's own name, so that the process under test believes it reached the cloud and needs no loopback address.
const { key, certificate: cert } = selfSigned(HOST, "localhost");
const pair = { key, cert };

beforeAll(async () => {
  writeFileSync(certificate, pair.cert);
  program = await bundled("two-creates", folder);
});

afterAll(() => rmSync(folder, { recursive: true }));

/** What two creates in a new process come to. */
async function creates(address: string, env: Record<string, string>, tries = 1): Promise<unknown[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, address, String(tries)], {
    env,
    timeout: 10_000,
  });
  return JSON.parse(stdout);
}

async function listening<S extends net.Server>(server: S): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function cloud() {
  const arrived: string[] = [];
  const server = https.createServer(pair, (request, response) => {
    arrived.push(`${request.method} ${request.headers["x-auth-token"]}`);
    request.resume();
    response.end("{}");
  });
  return { port: await listening(server), arrived };
}

/** A proxy that leads every name to `port`, unless it is told to refuse. */
async function proxy(port: number, refusal?: string) {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end();
  });
  server.on("connect", (request, client) => {
    asked.push(`CONNECT ${request.url} ${request.headers["proxy-authorization"] ?? ""}`.trim());
    if (refusal) return client.end(`HTTP/1.1 ${refusal}\r\n\r\n`);
    const upstream = net.connect(port, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.pipe(client).pipe(upstream);
    });
    for (const socket of [client, upstream]) socket.on("error", () => socket.destroy());
  });
  return { url: `127.0.0.1:${await listening(server)}`, asked };
}

test("HTTPS_PROXY gets a tunnel, one for several requests, and sees neither the token nor the request", async () => {
  const { port, arrived } = await cloud();
  const { url, asked } = await proxy(port);
  const env = { HTTPS_PROXY: `http://me:secret@${url}`, NODE_EXTRA_CA_CERTS: certificate };
  expect(await creates(`https://${HOST}`, env)).toEqual([200, 200]);
  expect(asked).toEqual([`CONNECT ${HOST}:443 Basic ${Buffer.from("me:secret").toString("base64")}`]);
  expect(arrived).toEqual(["POST canary-token", "POST canary-token"]);
});

test("a proxy that refuses is not the cloud: nothing was sent, and the proxy is tried again", async () => {
  const { port, arrived } = await cloud();
  const { url, asked } = await proxy(port, "502 Bad Gateway");
  const env = { https_proxy: `http://me:secret@${url}`, NODE_EXTRA_CA_CERTS: certificate };
  const failures = await creates(`https://${HOST}`, env, 2);
  expect(failures[0]).toMatchObject({
    code: "cloud-unreachable",
    message: `cannot reach ${HOST}: the proxy answered 502`,
  });
  expect([asked.length, arrived.length, JSON.stringify(failures).includes("secret")]).toEqual([4, 0, false]);
});

test("NO_PROXY and this machine are reached directly, and extra CAs are honoured", async () => {
  const { port, arrived } = await cloud();
  const { url, asked } = await proxy(port, "502 Bad Gateway");
  const env = { HTTPS_PROXY: `http://${url}`, HTTP_PROXY: `http://${url}`, NODE_EXTRA_CA_CERTS: certificate };
  expect(await creates(`https://localhost:${port}`, env)).toEqual([200, 200]);
  expect([arrived.length, asked]).toEqual([2, []]);
  // A name that never resolves (RFC 6761): whoever asks the proxy for it gets the proxy's answer instead.
  const [direct] = await creates("https://cbr.invalid", { ...env, NO_PROXY: ".invalid" });
  expect(direct).toMatchObject({ code: "cloud-unreachable", message: expect.not.stringContaining("proxy") });
  expect(asked).toEqual([]);
});

test("a certificate that nobody vouches for gets no request, and is not tried again", async () => {
  const { port, arrived } = await cloud();
  const { url, asked } = await proxy(port);
  const failures = await creates(`https://${HOST}`, { HTTPS_PROXY: `http://${url}` }, 5);
  expect(failures[0]).toMatchObject({
    code: "cloud-unreachable",
    hint: expect.stringContaining("NODE_EXTRA_CA_CERTS"),
  });
  expect([asked.length, arrived]).toEqual([2, []]);
});

test("a proxy address that cannot be used is not shown, because it may hold a password", async () => {
  const failures = await creates(`https://${HOST}`, { HTTPS_PROXY: "socks5://me:secret@127.0.0.1:1" });
  expect(failures[0]).toMatchObject({
    code: "cloud-unreachable",
    hint: expect.stringContaining("HTTPS_PROXY=http://"),
  });
  expect(JSON.stringify(failures)).not.toContain("secret");
});
