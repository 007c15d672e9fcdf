/**
 * The simulated cloud: an HTTP server with the paths, bodies, codes and errors of the real one, for CBR policies,
 * vaults, backups and their log, the DDS download switch, lists of servers and disks, and IAM's tokens, keys, projects
 * and catalog. It serves any project id. It shares no code with the client, so that it cannot share its mistakes. It
 * listens on 127.0.0.1 only, and refuses pages in a browser. test/simulator/clients.test.ts runs the vendors' own
 * clients on it. control.ts has what people and tests ask of it beside the real paths, such as moving time.
 */
import { randomUUID } from "node:crypto";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { readJson } from "../model/json.ts";
import type { Reply } from "./call.ts";
import { newControl } from "./control.ts";
import { openData } from "./data.ts";
import { gateway, invalid, keystone, parameterError, Refusal } from "./errors.ts";
import { type Fault, newTrap, refusalOf, type ServiceName } from "./faults.ts";
import { type Accounts, DAY_MS, type NamedProject, newIam } from "./iam.ts";
import { PAGE } from "./lists.ts";
import { DEFAULT_PERSONALITY, type Personality } from "./personality.ts";
import { type Found, routesTo } from "./routes.ts";
import type { Hidden, Project } from "./stored.ts";

export interface SimulatorOptions {
  /** Default 0: any that is free. */
  readonly port?: number;
  /** JSON file that keeps the data; absent: they are gone with the process. */
  readonly data?: string | undefined;
  /** Added to every answer. */
  readonly latencyMs?: number;
  readonly faults?: readonly Fault[];
  /** Which requests are struck by faults that go by chance. Default: 1. */
  readonly seed?: number;
  /** Most things on a page of a list. Default: 1000, as the real ones. */
  readonly pageSize?: number;
  /** Absent: any credentials or none are accepted. */
  readonly requireAuth?: Accounts;
  /** How long tokens last. Default: 24 hours. */
  readonly tokenMs?: number;
  /** Projects that IAM knows by name; absent: every name is that of a project, with an id made from the name. */
  readonly projects?: readonly NamedProject[];
  /** Ids of backup vaults that every new project has; "any": a vault that nobody created exists all the same. */
  readonly vaults?: readonly string[] | "any";
  readonly personality?: Partial<Personality>;
  /** Hosts that requests may name besides this machine: a recorded, signed one names the vendor's. Default: none. */
  readonly hosts?: readonly string[];
  /**
   * Milliseconds since 1970, for tokens, signatures and lags. Until the cloud's clock is moved, also for the Date of
   * answers and the times in the data. Default: the real time.
   */
  readonly clock?: () => number;
}

export interface Simulator {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Ends open connections and waits until every change is in the file. */
  close(): Promise<void>;
}

/** Holds no headers, and bodies only where they hold no credentials. */
export interface LoggedRequest {
  /** Milliseconds since 1970, at arrival. */
  readonly at: number;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** JSON; the text when it is none. Absent for IAM and unknown paths. */
  readonly body?: unknown;
  /** Kinds of the faults that struck it. */
  readonly faults: readonly Fault["kind"][];
  /** It changed what the cloud has, whatever its answer said. Absent otherwise. */
  changed?: true;
  /** Absent while there is no answer, and forever when none was sent. */
  status?: number;
}

/** The real gateway's limit. */
const MAX_BODY_BYTES = 12 * 1024 * 1024;

/** Beyond it the log forgets its older half. */
const MAX_LOG = 20_000;

/** As long as common gateways: a client that keeps connections shall not run into one that closes under its request. */
const KEEP_ALIVE_MS = 60_000;

/** @throws Error when the data file is broken or the port is taken. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const clock = options.clock ?? Date.now;
  const personality: Personality = { ...DEFAULT_PERSONALITY, ...options.personality };
  const anyVault = options.vaults === "any";
  const vaultIds = options.vaults === undefined || options.vaults === "any" ? [] : options.vaults;
  const data = await openData(options.data, { preset: personality.preset, vaultIds }, clock);
  const iam = newIam(options.requireAuth, options.projects, options.tokenMs ?? DAY_MS);
  const routeOf = routesTo(iam);
  const trap = newTrap();
  trap.add(options.faults ?? [], options.seed ?? 1);
  const log: LoggedRequest[] = [];
  const control = newControl({ data, trap, seed: options.seed ?? 1, personality, log });
  const closing = new AbortController();
  const pause = (ms: number) => (ms > 0 ? wait(ms, undefined, { signal: closing.signal }) : undefined);

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = newRequestId();
    if (!isFromHere(request, options.hosts)) {
      const refusal = gateway(
        403,
        "0306",
        "Only programs on this machine are answered: by its own names, and without an Origin.",
      );
      return send(response, requestId, { status: 403, body: refusal.body(requestId) }, data.now());
    }
    const bytes = await bodyOf(request);
    const arrived: Arrived = { method: request.method!, target: request.url!, headers: request.headers, bytes };
    const path = pathOf(arrived.target);
    if (path.startsWith("/_simulator/")) {
      return send(response, requestId, await control(arrived.method, path, jsonOf(bytes)), data.now());
    }

    const found = isEscaped(arrived.target) ? routeOf(arrived.method, path) : undefined;
    const faults = trap.spring(arrived.method, path, found?.route.service);
    const strikes = (kind: Fault["kind"]) => faults.some((fault) => fault.kind === kind);
    const entry = logEntry(arrived, found?.route.service, faults, clock());
    log.push(entry);
    if (log.length > MAX_LOG) log.splice(0, MAX_LOG / 2);

    await pause(options.latencyMs ?? 0);
    for (const fault of faults) if (fault.kind === "slow") await pause(fault.ms);
    if (strikes("drop")) return void response.destroy();
    const real = await perform(arrived, found, faults, entry).catch((error: unknown) => {
      if (error instanceof Refusal)
        return { status: error.status, body: error.body(requestId), headers: error.headers };
      throw error;
    });
    const reply = faults.reduce<Reply>((so, fault) => (fault.kind === "masked" ? fault.reply : so), real);
    for (const fault of faults) if (fault.kind === "late") await pause(fault.ms);
    if (strikes("lose")) return void response.destroy();
    entry.status = reply.status;
    send(response, requestId, reply, data.now(), strikes("cut"));
  }

  /**
   * In the order of the real gateway: is there such an API, does it work now, who asks, what do they want. The token
   * must be valid when the request arrives, however long it then takes.
   */
  async function perform(
    arrived: Arrived,
    found: Found | undefined,
    faults: readonly Fault[],
    entry: LoggedRequest,
  ): Promise<Reply> {
    for (const fault of faults) if (fault.kind === "instead") return fault.reply;
    if (!found) throw gateway(404, "0101", "The API does not exist or has not been published in the environment.");
    const { route, params } = found;
    for (const fault of faults) {
      const refusal = refusalOf(fault, route.action ?? "this");
      if (refusal) throw refusal;
    }
    if (arrived.bytes.length > MAX_BODY_BYTES) throw gateway(413, "0201", "Request entity too large.");
    const projectId = params.project_id;
    const real = clock();
    if (route.action !== undefined) iam.check(arrived, projectId, entry.at);

    const query = new URLSearchParams(arrived.target.slice(pathOf(arrived.target).length));
    const asked = { query, headers: arrived.headers, body: jsonBody(arrived.bytes, route.service) };
    if (route.service === "iam") return route.operation({ ...asked, now: real });
    const { operation } = route;
    const how = {
      personality: Object.assign(
        { ...personality },
        ...faults.map((fault) => "personality" in fault && fault.personality),
      ),
      pageSize: options.pageSize ?? PAGE,
      anyVault,
      lag: lagOf(faults, real),
      showsAnother: faults.some(({ kind }) => kind === "other"),
      real,
    };
    const work = (project: Project, now: number) => operation({ ...asked, ...how, project, params, now });
    const lookedAt = (route.projectIn && query.get(route.projectIn)) || projectId!;
    if (arrived.method === "GET") return data.read(lookedAt, work);
    const reply = await data.change(projectId!, work);
    entry.changed = true;
    return reply;
  }

  const server = http.createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    serve(request, response).catch((error: Error) => {
      // Whoever asked has left, or we are leaving.
      if (closing.signal.aborted || response.destroyed) return;
      const body = { error_code: "APIGW.0601", error_msg: `The simulated cloud itself is broken: ${error.stack}` };
      send(response, newRequestId(), { status: 500, body }, data.now());
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      closing.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await data.settled();
    },
  };
}

/**
 * A page in a browser shows where it is from: by an Origin or, if its own name was made to lead here, by that name.
 * The port does not matter: forwarding (ssh, a container) changes it.
 */
const isFromHere = ({ headers: { host = "", origin } }: IncomingMessage, hosts: readonly string[] = []): boolean =>
  origin === undefined && (/^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i.test(host) || hosts.includes(host));

/** A request, read to its end. */
interface Arrived {
  readonly method: string;
  /** Path and query, as on the wire. */
  readonly target: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly bytes: Buffer;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // One byte too many is enough to refuse it later; the rest is read and thrown away.
    if (bytes - chunk.length <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** 32 hexadecimal digits, like the real ones. */
const newRequestId = (): string => randomUUID().replaceAll("-", "");

const pathOf = (target: string): string => target.split("?", 1)[0]!;

function isEscaped(target: string): boolean {
  try {
    decodeURIComponent(target);
    return true;
  } catch {
    return false;
  }
}

function logEntry(
  arrived: Arrived,
  service: ServiceName | undefined,
  faults: readonly Fault[],
  at: number,
): LoggedRequest {
  const { method, target, bytes } = arrived;
  // A password may also have been sent to a path that is mistyped.
  const harmless = service !== undefined && service !== "iam" && bytes.length > 0;
  return {
    at,
    method,
    path: target,
    ...(harmless && { body: jsonOf(bytes) ?? bytes.toString() }),
    faults: faults.map(({ kind }) => kind),
  };
}

/** Undefined when it is none. */
function jsonOf(bytes: Buffer): unknown {
  const read = readJson(bytes.toString());
  return "value" in read ? read.value : undefined;
}

function jsonBody(bytes: Buffer, service: ServiceName): unknown {
  if (bytes.length === 0) return undefined;
  const body = jsonOf(bytes);
  if (body !== undefined) return body;
  if (service === "dds") throw parameterError();
  if (service === "iam") throw keystone(400, "Bad Request", "Malformed JSON request body.");
  throw invalid("Malformed JSON request body.");
}

function lagOf(faults: readonly Fault[], real: number): Hidden | undefined {
  for (const fault of faults) {
    if (fault.kind === "lag") return "ms" in fault ? { until: real + fault.ms } : { lists: fault.lists };
  }
  return undefined;
}

/**
 * @param at milliseconds since 1970
 * @param cut after the first half of the body; where there is none, before the headers
 */
function send(response: ServerResponse, requestId: string, reply: Reply, at: number, cut = false): void {
  const text = reply.html ?? (reply.body === undefined ? undefined : JSON.stringify(reply.body));
  if (cut && text === undefined) return void response.destroy();
  response.writeHead(reply.status, {
    Server: "api-gateway",
    Date: new Date(at).toUTCString(),
    "X-Request-Id": requestId,
    ...(text !== undefined && {
      "Content-Type": reply.html === undefined ? "application/json" : "text/html",
      "Content-Length": Buffer.byteLength(text),
    }),
    ...reply.headers,
  });
  if (cut && text !== undefined) response.write(text.slice(0, text.length / 2), () => response.destroy());
  else response.end(text);
}
