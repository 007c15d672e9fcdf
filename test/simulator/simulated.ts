/** A simulated cloud for one test, and a client that knows nothing but HTTP. */
import { request } from "node:http";
import { onTestFinished } from "vitest";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../src/simulator/server.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers without proving their shapes first
  readonly body: any;
}

export interface Simulated {
  readonly simulator: Simulator;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  put(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  delete(path: string, headers?: Record<string, string>): Promise<Answer>;
}

/** Closed when the test is over. */
export async function simulated(options: SimulatorOptions = {}): Promise<Simulated> {
  const simulator = await startSimulator(options);
  onTestFinished(() => simulator.close());
  const to =
    (method: string) =>
    (path: string, body?: unknown, headers: Record<string, string> = {}) =>
      ask(method, simulator.url + path, body, headers);
  return {
    simulator,
    get: (path, headers) => to("GET")(path, undefined, headers),
    post: to("POST"),
    put: to("PUT"),
    delete: (path, headers) => to("DELETE")(path, undefined, headers),
  };
}

/** `body` is sent as JSON, a string as it is. Rejects when the connection ends without an answer. */
export function ask(
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, agent: false }, (incoming) => {
      let received = "";
      incoming.setEncoding("utf8");
      incoming.on("data", (chunk) => {
        received += chunk;
      });
      incoming.on("end", () => {
        const parsed = received === "" ? undefined : JSON.parse(received);
        resolve({ status: incoming.statusCode!, headers: incoming.headers, body: parsed });
      });
      incoming.on("error", reject);
    });
    outgoing.on("error", reject);
    outgoing.end(text);
  });
}

/** `400 BackupService.9900: invalid key x`; the status alone when there is no error. */
export function inShort({ status, body }: Answer): string {
  const code = body?.error_code ?? body?.error?.code;
  return code === undefined ? String(status) : `${status} ${code}: ${body.error_msg ?? body.error.message}`;
}

export const PROJECT = "f841e01fd2b14e7fa41b6ae7aa6b0594";
export const POLICIES = `/v3/${PROJECT}/policies`;
export const VAULTS = `/v3/${PROJECT}/vaults`;
export const SWITCH = `/v3/${PROJECT}/backups/download-policy`;
export const UNKNOWN = "00000000-0000-4000-8000-000000000000";

const everyDay = { properties: { pattern: ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=14;BYMINUTE=00"] } };

/** A create's body; `changes` go into the policy. */
export const backup = (name: string, changes: object = {}) => ({
  policy: { name, operation_type: "backup", operation_definition: {}, trigger: everyDay, ...changes },
});

export const replication = (name: string, changes: object = {}) => ({
  policy: {
    name,
    operation_type: "replication",
    operation_definition: {
      destination_region: "cn-southwest-247",
      destination_project_id: "fcf6cb26c3bf4402869792207ad3dce4",
    },
    trigger: everyDay,
    ...changes,
  },
});

export const rules = (...pattern: string[]) => ({ trigger: { properties: { pattern } } });
