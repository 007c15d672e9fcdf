/**
 * One HTTP request -> its response, or why there is none. Does not retry, follow redirects or interpret a status.
 *
 * node:http and not fetch: the first fetch of a process loads code for 100 ms, which a command of three requests never
 * earns back.
 *
 * Connections are kept for IDLE_MS only. A server may close an idle connection at any time. A request that is sent at
 * that moment ends in a reset, and it is unknown whether the server accepted it; for a create that is the worst
 * outcome. Common servers wait for 5 s or more, so a younger connection saves the handshake and an older one is not
 * reused. The rare remaining case (a server that restarts) is reported as sent and unanswered, like any other broken
 * connection.
 */
import type { Agent, ClientRequest, IncomingHttpHeaders, IncomingMessage } from "node:http";
import http from "node:http";
import { Failure } from "../model/problem.ts";
import { failpoint } from "../system/failpoint.ts";
import { assertTlsVerified, type Endpoint } from "./endpoints.ts";

const IDLE_MS = 2_000;

/** Far more than any list of policies: the quota is 32 of each type. */
const MAX_RESPONSE_BYTES = 32 * 1024 * 1024;

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface HttpRequest {
  readonly endpoint: Endpoint;
  readonly method: Method;
  /** As on the wire, with the endpoint's prefix and the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** "" for none. */
  readonly body: string;
}

export interface Timeouts {
  /** Until the connection is established, TLS and proxy included. */
  readonly connectMs: number;
  /** From there until the last byte of the response. */
  readonly answerMs: number;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** The connection failed, or the response was incomplete. */
export interface NoResponse {
  /** False when no byte of the request can have reached the service. */
  readonly sent: boolean;
  /** What happened, to follow a colon. Holds no part of the request. */
  readonly why: string;
  /** Node's: `ECONNREFUSED`, `DEPTH_ZERO_SELF_SIGNED_CERT`. */
  readonly code: string | undefined;
}

/**
 * @param beforeWriting called when the connection is established, right before the first byte is written; if it throws,
 * the request ends unsent
 * @throws Failure `cloud-unreachable` when the proxy that the environment names cannot be used, `host-untrusted` when
 * the environment turns the check of certificates off; what `beforeWriting` throws
 */
export async function sendOnce(
  request: HttpRequest,
  timeouts: Timeouts,
  beforeWriting: () => void = () => {},
): Promise<HttpResponse | NoResponse> {
  const { endpoint } = request;
  // Awaited only for TLS, whose code may have to be loaded first.
  const { secure, agent } = endpoint.secure
    ? await tlsTransportFor(endpoint)
    : { secure: undefined, agent: plainAgent };
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const outgoing = (secure ?? http).request({
      protocol: endpoint.secure ? "https:" : "http:",
      host: endpoint.hostname,
      port: endpoint.port,
      method: request.method,
      path: request.path,
      headers: wireHeaders(request),
      agent,
    });
    let connected = false;
    const late = () =>
      end({ sent: false, code: "ETIMEDOUT", why: `no connection within ${seconds(timeouts.connectMs)}` });
    let timer = setTimeout(late, timeouts.connectMs);

    function end(outcome: HttpResponse | NoResponse) {
      failpoint(`${request.method} is answered`);
      clearTimeout(timer);
      resolve(outcome);
      if ("why" in outcome) outgoing.destroy();
    }
    function broke(error: NodeJS.ErrnoException) {
      end({ sent: connected, code: error.code, why: error.code ?? error.message });
    }

    onConnected(outgoing, endpoint.secure, () => {
      // If this process was stopped while it connected, the timer is late too.
      if (performance.now() - began > timeouts.connectMs) return late();
      try {
        beforeWriting();
      } catch (error) {
        clearTimeout(timer);
        outgoing.destroy();
        return reject(error);
      }
      connected = true;
      clearTimeout(timer);
      timer = setTimeout(
        () => end({ sent: true, code: "ETIMEDOUT", why: `no complete answer within ${seconds(timeouts.answerMs)}` }),
        timeouts.answerMs,
      );
      failpoint(`${request.method} is to be sent`);
      outgoing.end(request.body, () => failpoint(`${request.method} is sent`));
    });
    outgoing.on("error", broke);
    outgoing.on("response", (incoming) => {
      // A response before the connection is established is the proxy's: it refused to connect.
      if (!connected) return end({ sent: false, code: undefined, why: `the proxy answered ${incoming.statusCode}` });
      readBody(incoming, end, broke);
    });
  });
}

/** A flat list, which node:http writes as it is; from an object it would first build a map. */
function wireHeaders({ headers, body }: HttpRequest): string[] {
  const flat = ["accept", "application/json", "user-agent", "holdfast"];
  for (const name in headers) flat.push(name, headers[name]!);
  if (body) flat.push("content-length", String(Buffer.byteLength(body)));
  return flat;
}

/** Calls `connected` once the connection can be written to: with TLS, after the certificate was checked. */
function onConnected(outgoing: ClientRequest, secure: boolean, connected: () => void): void {
  outgoing.on("socket", (socket) => {
    if (outgoing.reusedSocket) connected();
    else socket.once(secure ? "secureConnect" : "connect", connected);
  });
}

function readBody(
  incoming: IncomingMessage,
  end: (outcome: HttpResponse | NoResponse) => void,
  broke: (error: Error) => void,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  incoming.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_RESPONSE_BYTES) {
      end({ sent: true, code: "EMSGSIZE", why: `the answer is larger than ${MAX_RESPONSE_BYTES / 1024 / 1024} MiB` });
    }
  });
  incoming.on("error", broke);
  incoming.on("end", () => {
    const text = chunks.length === 1 ? chunks[0]!.toString() : Buffer.concat(chunks).toString();
    end({ status: incoming.statusCode ?? 0, headers: incoming.headers, text });
  });
}

const seconds = (ms: number): string => `${ms / 1000} s`;

// One agent per process, so that stacks of one region share connections. It has no limit of sockets, because how many
// requests run at a time is the caller's choice (`--parallelism`): waiting in a queue here would count towards the
// connect timeout, and a queue hands over established connections without marking them as reused, so `sent` could not
// be trusted.
const AGENT = { keepAlive: true, timeout: IDLE_MS, scheduling: "lifo" } as const;
const plainAgent = new http.Agent(AGENT);

interface TlsTransport {
  readonly secure: Pick<typeof http, "request">;
  readonly agent: Agent;
}

const tlsTransports = new Map<string, Promise<TlsTransport>>();

function tlsTransportFor(endpoint: Endpoint): Promise<TlsTransport> {
  let line = tlsTransports.get(endpoint.host);
  if (!line) {
    line = newTlsTransport(endpoint);
    tlsTransports.set(endpoint.host, line);
  }
  return line;
}

let directAgent: Agent | undefined;

async function newTlsTransport(endpoint: Endpoint): Promise<TlsTransport> {
  assertTlsVerified(process.env);
  const { default: https } = await import("node:https");
  const proxy = await proxyFor(endpoint);
  if (!proxy) {
    directAgent ??= new https.Agent(AGENT);
    return { secure: https, agent: directAgent };
  }
  const { HttpsProxyAgent } = await import("https-proxy-agent");
  const agent = new HttpsProxyAgent(proxy, AGENT);
  // Its constructor drops the options, and with them the idle limit.
  Object.assign(agent.options, { timeout: IDLE_MS });
  return { secure: https, agent };
}

// The library reads the environment itself; these names only decide whether to load it.
const PROXY_VARIABLES = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/** Only https goes through a proxy, in a tunnel that the proxy cannot read. Requests to this machine never leave it. */
async function proxyFor(endpoint: Endpoint): Promise<string | undefined> {
  if (endpoint.loopback || !PROXY_VARIABLES.some((name) => process.env[name])) return undefined;
  const { getProxyForUrl } = await import("proxy-from-env");
  const proxy = getProxyForUrl(`https://${endpoint.host}`);
  if (!proxy) return undefined;
  if (URL.canParse(proxy) && /^https?:$/.test(new URL(proxy).protocol)) return proxy;
  // The value may hold a password, so it is not shown.
  throw new Failure("cloud-unreachable", "HTTPS_PROXY (or ALL_PROXY) is not an address of an http proxy", {
    hint: "set HTTPS_PROXY=http://host:port, or list the cloud's host in NO_PROXY",
  });
}
