/**
 * A cloud with a project of so many resources, each backed up every day for thirty days, that answers as the reference says:
 * pages, made when they are asked for, since the simulated cloud is not made for a hundred thousand backups.
 *
 *     listing.program.ts RESOURCES        prints its address
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const resources = Number(process.argv[2]);
const DAYS = 30;
const DAY = 24 * 60 * 60_000;
const MEMBERS = 250;
const MIDNIGHT = Math.floor((Date.now() - 2 * 60 * 60_000) / DAY) * DAY;
const micro = (at: number) => new Date(at).toISOString().replace("Z", "000");

const idOf = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
const vaultOf = (index: number) => idOf(900_000_000 + Math.floor(index / MEMBERS));

const server = (index: number) => ({
  id: idOf(index),
  name: `server-${index}`,
  type: "OS::Nova::Server",
  size: 40,
  status: "ACTIVE",
  children: [],
  detail: { id: idOf(index), created: "2024-01-01T00:00:00Z", tags: ["team=a"], metadata: { charging_mode: "0" } },
  protectable: { result: true, code: "", reason: "", message: "", vault: null },
});

/** The newest first. */
function backup(number: number) {
  const [day, index] = [Math.floor(number / resources), number % resources];
  const at = MIDNIGHT - day * DAY + 60_000;
  return {
    id: idOf(100_000_000 + number),
    checkpoint_id: idOf(200_000_000 + number),
    name: `autobk_${number}`,
    description: "",
    created_at: micro(at),
    protected_at: micro(at),
    updated_at: micro(at),
    expired_at: micro(at + 31 * DAY),
    status: "available",
    image_type: "backup",
    resource_id: idOf(index),
    resource_name: `server-${index}`,
    resource_type: "OS::Nova::Server",
    resource_size: 40,
    vault_id: vaultOf(index),
    incremental: true,
    children: [],
    version: 3,
    extend_info: {
      auto_trigger: true,
      bootable: false,
      supported_restore_mode: "backup",
      app_consistency: {},
      progress: null,
    },
    replication_records: [],
  };
}

function task(number: number) {
  const { id, created_at, resource_id, resource_name, vault_id, checkpoint_id } = backup(number);
  return {
    id: idOf(300_000_000 + number),
    operation_type: "backup",
    status: "success",
    started_at: created_at,
    ended_at: created_at,
    created_at,
    updated_at: created_at,
    policy_id: idOf(1_000_000),
    vault_id,
    vault_name: "vault",
    checkpoint_id,
    error_info: { code: "", message: "" },
    extra_info: {
      common: { progress: 100, request_id: "r", task_id: "t" },
      backup: { backup_id: id, backup_name: "n", incremental: "true" },
      resource: { id: resource_id, name: resource_name, type: "OS::Nova::Server" },
    },
  };
}

const vaults = Math.ceil(resources / MEMBERS);
const vault = (number: number) => ({
  id: vaultOf(number * MEMBERS),
  name: `vault-${number}`,
  created_at: "2024-01-01T00:00:00.000000",
  billing: { protect_type: "backup", size: 100, used: 1 },
  resources: Array.from({ length: Math.min(MEMBERS, resources - number * MEMBERS) }, (_, index) => {
    const { id, name, type } = server(number * MEMBERS + index);
    return { id, name, type, protect_status: "available", extra_info: {} };
  }),
});
const policy = () => ({
  id: idOf(1_000_000),
  name: "nightly",
  enabled: true,
  operation_type: "backup",
  operation_definition: { retention_duration_days: 31 },
  trigger: { properties: { pattern: ["FREQ=DAILY;BYHOUR=0;BYMINUTE=0"] } },
  associated_vaults: Array.from({ length: vaults }, (_, number) => ({ vault_id: vault(number).id })),
});

const LISTS: Readonly<Record<string, readonly [member: string, count: number, make: (number: number) => object]>> = {
  policies: ["policies", 1, policy],
  vaults: ["vaults", vaults, vault],
  backups: ["backups", resources * DAYS, backup],
  "operation-logs": ["operation_logs", resources * DAYS, task],
  server: ["instances", resources, server],
  disk: ["instances", 0, server],
  turbo: ["instances", 0, server],
};

const listener = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "", "http://here");
  const [member, count, make] = LISTS[pathname.replace("/instances", "").split("/").at(-1) ?? ""] ?? [
    "none",
    0,
    server,
  ];
  const limit = Number(searchParams.get("limit") ?? 1000);
  const offset = Number(searchParams.get("offset") ?? 0);
  const items = Array.from({ length: Math.max(0, Math.min(limit, count - offset)) }, (_, index) =>
    make(offset + index),
  );
  const counted = member === "instances" ? {} : { count, limit, offset };
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ [member]: items, ...counted }));
});
listener.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${(listener.address() as AddressInfo).port}\n`);
});
