/** A real server on this machine that does what a test tells it to, and remembers what arrived. */
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { onTestFinished } from "vitest";
import { type CloudOptions, openCloud } from "../../src/cloud/client.ts";
import { trustFrom } from "../../src/cloud/endpoints.ts";
import { Failure } from "../../src/model/problem.ts";

export interface Arrived {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  readonly socket: Socket;
}

export type Behaviour = (request: Arrived, response: ServerResponse) => void;

/** `behaviours` answer the first requests in their order, the last of them all others. */
export async function serve(
  ...behaviours: Behaviour[]
): Promise<{ url: string; arrived: Arrived[]; server: http.Server }> {
  const arrived: Arrived[] = [];
  const server = http.createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk) => chunks.push(chunk));
    incoming.on("end", () => {
      const { method = "", url = "", headers, socket } = incoming;
      const request = { method, url, headers, socket, body: Buffer.concat(chunks).toString() };
      arrived.push(request);
      (behaviours[arrived.length - 1] ?? behaviours.at(-1)!)(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, arrived, server };
}

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Behaviour =>
  (_, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  };

export const text =
  (status: number, body: string, headers: Record<string, string> = {}): Behaviour =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
  };

/** Reads the request and closes the connection. */
export const reset: Behaviour = ({ socket }) => socket.destroy();

export const silence: Behaviour = () => {};

export const ok = json(200, {});

export const PROJECT = "054e292c9880d4992f02c0196d3ea468";

/** The servers of these tests, on whatever port. */
export const HERE = trustFrom({ HOLDFAST_TRUST_HOSTS: "127.0.0.1" });

/** A cloud at `url` whose waits take no time; `slept` are the milliseconds it would have waited. */
export function client(url: string, options: Partial<CloudOptions> = {}) {
  const slept: number[] = [];
  const lines: string[] = [];
  let elapsed = 0;
  const cloud = openCloud({
    target: { cloud: "huaweicloud", region: "eu-west-101", project_id: PROJECT },
    endpoints: { cbr: url, dds: url, iam: url },
    credentials: { kind: "token", token: "canary-token-1234567890" },
    trust: HERE,
    random: () => 0.5,
    clock: () => elapsed,
    sleep: async (ms) => {
      slept.push(ms);
      elapsed += ms;
    },
    log: (line) => lines.push(line),
    ...options,
  });
  return { cloud, slept, lines };
}

/** The failure that it ends with. */
export async function failure(promise: Promise<unknown>): Promise<Failure> {
  const error = await promise.then(
    (value) => `no failure, but ${JSON.stringify(value)}`,
    (error: unknown) => error,
  );
  if (error instanceof Failure) return error;
  throw error;
}
