/** The simulated cloud in a process of its own, as `holdfast simulate` serves it to other clients. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import type { LoggedRequest } from "../../src/simulator/server.ts";
import { environment } from "./measure.ts";
import { CLI } from "./program.ts";

export interface CloudProcess {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Since the start, or since they were forgotten; the oldest go beyond 20,000. */
  requests(): Promise<LoggedRequest[]>;
  forget(): Promise<void>;
  stop(): Promise<void>;
}

/** @param data file that it reads, and keeps up to date */
export async function startCloud({
  latencyMs = 0,
  data,
}: {
  latencyMs?: number;
  data?: string;
} = {}): Promise<CloudProcess> {
  const args = ["simulate", "--latency-ms", String(latencyMs), ...(data === undefined ? [] : ["--data", data])];
  const child = spawn(process.execPath, [CLI, ...args], { env: environment(), stdio: ["ignore", "pipe", "ignore"] });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const url = line.toString().trim();
  const log = `${url}/_simulator/requests`;
  return {
    url,
    requests: async () => ((await (await fetch(log)).json()) as { requests: LoggedRequest[] }).requests,
    async forget() {
      await fetch(log, { method: "DELETE" });
    },
    async stop() {
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

/** Passes everything on to a server, and counts the connections that are opened to it. */
export async function countConnections(url: string) {
  const { port } = new URL(url);
  let count = 0;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    count += 1;
    const upstream = connect(Number(port), "127.0.0.1");
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on("error", () => {});
      socket.once("close", () => open.delete(socket));
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("a server on a port has an address");
  return {
    url: `http://127.0.0.1:${address.port}`,
    count: () => count,
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
