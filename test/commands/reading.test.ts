/**
 * What only looks, only looks: the real command against a server that notes every request which is not a GET, with changes
 * pending, drift, vaults to bind, and a run that did not finish. The files stay as they are, too.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import http from "node:http";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startSimulator } from "../../src/simulator/server.ts";
import { formatState } from "../../src/state/state.ts";
import { endpointsAt, stackText } from "../support/builders.ts";
import { runHoldfast } from "../support/command.ts";
import { listen } from "../support/listen.ts";
import { policy } from "../support/printed.ts";
import { withFiles } from "../support/problems.ts";

const VAULT = "11111111-1cb2-4a2c-9b33-9a1b0a3d1d10";
const FORMATS = ["text", "json", "markdown", "github", "sarif"];

/** Passes everything on, and notes what could change something. */
async function watched(url: string) {
  const writes: string[] = [];
  const server = http.createServer(async (request, response) => {
    const { method = "", url: path = "" } = request;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (method !== "GET") writes.push(`${method} ${path}`);
    const body = Buffer.concat(chunks);
    const answer = await fetch(url + path, { method, ...(body.length > 0 && { body }) });
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(await answer.text());
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    writes,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Every file with what is in it and when it was written. */
const contents = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => statSync(join(folder, file)).isFile())
    .map((file) => `${file} ${statSync(join(folder, file)).mtimeMs} ${readFileSync(join(folder, file), "utf8")}`)
    .sort();

/** @returns exit code */
async function holdfast(args: string, cwd: string): Promise<number | null> {
  const env = { PATH: process.env.PATH, HOME: cwd, HOLDFAST_SETTLE: "50ms" };
  return (await runHoldfast({ args: args.split(" "), cwd, env })).code;
}

test("validate, plan, drift, show, schedule and their like change nothing, neither in the cloud nor in the files", async () => {
  const simulator = await startSimulator({ vaults: "any" });
  const cloud = await watched(simulator.url);
  const target = { cloud: "simulator", region: "here", project_id: "p" } as const;
  const spec = { enabled: true, operation_definition: {}, trigger: { properties: { pattern: [] } } };
  const files = {
    "policies/stack.yaml": stackText(
      "demo",
      `cloud: simulator, region: here, project_id: p, state: { file: { path: state.json } }, ${endpointsAt(cloud.url)}`,
    ),
    "policies/a.yaml": [policy("a"), policy("bound", `  vaults: [{ vault_id: ${VAULT} }]\n`)].join("---\n"),
    "policies/s.yaml":
      "apiVersion: dds/v3\nkind: BackupDownloadPolicy\nmetadata: { name: download }\nspec: { action: open }\n",
    // Somebody removed one, and another run was killed: whether its create arrived nobody knows.
    "policies/state.json": formatState({
      format: 2,
      lineage: "l",
      serial: 1,
      stack: "demo",
      target,
      resources: { "BackupPolicy/gone": { id: "00000000-0000-4000-8000-000000000000", spec } },
      intents: { "BackupPolicy/a": { action: "create", spec, seen: [] } },
      lease: {
        id: "x",
        renewals: 0,
        ttl_ms: 1000,
        holder: { host: "h", user: "u", pid: 1 },
        since: "2026-01-01T00:00:00Z",
      },
    }),
  };
  try {
    await withFiles(files, async (home) => {
      expect(await holdfast("plan --out saved.json", home)).toBe(0);
      const before = contents(home);
      const commands = [
        "validate",
        "plan --detailed-exitcode",
        "plan --verbose --target BackupPolicy/a",
        "schedule",
        "whoami",
        "state list",
        "state show --all",
        "state history",
        "fmt --check",
        "explain BackupPolicy",
        "schema BackupPolicy",
        ...FORMATS.flatMap((format) =>
          ["plan", "drift", "show saved.json"].map((name) => `${name} --format ${format}`),
        ),
      ];
      const codes = await Promise.all(commands.map(async (args) => [args, await holdfast(args, home)] as const));
      // Each did what it is for: 64 would be wrong usage, and 1 a failure.
      expect(codes.filter(([args, code]) => ![0, 2, 3].includes(code ?? -1) && args !== "fmt --check")).toEqual([]);
      expect(Object.fromEntries(codes)).toMatchObject({ "plan --detailed-exitcode": 2, "drift --format json": 3 });
      expect(cloud.writes).toEqual([]);
      expect(contents(home)).toEqual(before);
      // The same server sees the writes of an apply.
      await holdfast("apply --auto-approve --allow-hazards opens-download", home);
      expect(cloud.writes).toContain(`POST /v3/p/vaults/${VAULT}/associatepolicy`);
    });
  } finally {
    cloud.close();
    await simulator.close();
  }
}, 60_000);
