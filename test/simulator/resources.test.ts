/** Servers, disks and file systems: how each list shows and pages them, and what lists do that break or move. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { inShort, PROJECT, simulated, UNKNOWN, VAULTS } from "./simulated.ts";
import { BACKUPS, oneServer, SERVER, START, TASKS, timed } from "./time.ts";

const DISK = "OS::Cinder::Volume";
const SERVERS = `/v1/${PROJECT}/cloudservers/detail`;
const DISKS = `/v2/${PROJECT}/cloudvolumes/detail`;
const protectables = (type: string) => `/v3/${PROJECT}/protectables/${type}/instances`;

const furnished = async () => {
  const cloud = await timed();
  const [server] = (await cloud.resources({ name: "db-1", type: SERVER, tags: { team: "db" } })) as [string];
  const [system, data] = (await cloud.resources(
    { name: "db-1-system", type: DISK, size: 40, server_id: server },
    { name: "db-1-data", type: DISK, size: 200, server_id: server },
    { name: "loose", type: DISK, size: 10 },
    { name: "share", type: "OS::Sfs::Turbo", size: 500, enterprise_project_id: "ep-1" },
  )) as [string, string];
  return { cloud, server, system, data };
};

test("a server is listed by its service, with its disks and tags", async () => {
  const { cloud, server, system, data } = await furnished();
  const { body } = await cloud.get(SERVERS);
  expect(body).toMatchObject({
    count: 1,
    servers: [
      {
        id: server,
        name: "db-1",
        status: "ACTIVE",
        created: "2026-12-01T00:00:00Z",
        tags: ["team=db"],
        enterprise_project_id: "0",
        "os-extended-volumes:volumes_attached": [
          { id: system, device: "/dev/vda", bootIndex: "0" },
          { id: data, device: "/dev/vdb" },
        ],
      },
    ],
  });
});

test("disks are listed by either interface, the older without a count", async () => {
  const { cloud, server, system } = await furnished();
  const newer = (await cloud.get(DISKS)).body;
  expect([newer.count, newer.volumes.map(({ name }: { name: string }) => name)]).toEqual([
    3,
    ["db-1-system", "db-1-data", "loose"],
  ]);
  expect(newer.volumes[0]).toMatchObject({
    id: system,
    status: "in-use",
    bootable: "true",
    size: 40,
    attachments: [{ server_id: server, device: "/dev/vda" }],
    created_at: "2026-12-01T00:00:00.000000",
  });
  expect(newer.volumes[2]).toMatchObject({ status: "available", bootable: "false", attachments: [] });
  const older = (await cloud.get(`/v3/${PROJECT}/volumes/detail`)).body;
  expect([older.volumes, older.count]).toEqual([newer.volumes, undefined]);
  const ofServer = (await cloud.get(`${DISKS}?server_id=${server}&status=in-use`)).body;
  expect(ofServer.volumes).toHaveLength(2);
});

test("protectables show children, the whole object of the service, and the vault it is in", async () => {
  const { cloud, server, data } = await furnished();
  const free = (await cloud.get(protectables("server"))).body;
  expect(Object.keys(free)).toEqual(["instances"]);
  expect(free.instances).toMatchObject([
    {
      id: server,
      type: SERVER,
      size: 240,
      status: "ACTIVE",
      children: [
        { name: "db-1-system", type: DISK },
        { id: data, size: 200, protectable: { vault: null } },
      ],
      detail: { tags: ["team=db"], enterprise_project_id: "0" },
      protectable: { result: true, code: "", vault: null },
    },
  ]);
  const vault = await cloud.vault(undefined, [server]);
  const [taken] = (await cloud.get(protectables("server"))).body.instances;
  expect(taken.protectable.vault).toEqual((await cloud.get(`${VAULTS}/${vault}`)).body.vault);
  expect((await cloud.get(protectables("disk"))).body.instances).toHaveLength(3);
  const shares = (query: string) => cloud.get(`${protectables("turbo")}?enterprise_project_id=${query}`);
  expect((await shares("all_granted_eps")).body.instances).toMatchObject([{ name: "share", size: 500 }]);
  expect((await shares("0")).body.instances).toEqual([]);
  expect((await cloud.get(protectables("workspace"))).body.instances).toEqual([]);
  expect(inShort(await cloud.get(protectables("castle")))).toBe(
    "400 BackupService.9900: Invalid protectable_type provided.",
  );
});

test("what is deleted leaves its vault, and its backups stay", async () => {
  const { cloud, server, vault } = await oneServer({});
  await cloud.days(1);
  const answer = await cloud.delete(`/_simulator/projects/${PROJECT}/resources/${server}`);
  expect(answer.status).toBe(204);
  await cloud.days(3);
  expect((await cloud.get(SERVERS)).body.servers).toEqual([]);
  expect((await cloud.get(`${VAULTS}/${vault}`)).body.vault.resources).toEqual([]);
  expect(await cloud.points()).toEqual(["12-01 02:00"]);
});

test.each([
  [{ name: "x", type: "OS::Nova::Castle" }, "not a resource with id, name, and one of the types"],
  [{ type: SERVER }, "not a resource with id, name, and one of the types"],
])("%j is not added", async (resource, why) => {
  const cloud = await timed();
  const { status, body } = await cloud.post(`/_simulator/projects/${PROJECT}/resources`, { resources: [resource] });
  expect([status, body.error_msg]).toEqual([400, expect.stringContaining(why)]);
  expect((await cloud.get(SERVERS)).body.count).toBe(0);
});

describe("a vault refuses", () => {
  test.each<[why: string, operation: string, body: (ids: { server: string; disk: string }) => object, answer: string]>([
    [
      "what is in another",
      "addresources",
      ({ server }) => ({ resources: [{ id: server, type: SERVER }] }),
      "400 BackupService.6103: The resource has been associated with a vault.",
    ],
    [
      "another type",
      "addresources",
      ({ disk }) => ({ resources: [{ id: disk, type: DISK }] }),
      "400 BackupService.6102: The vault does not support this resource type.",
    ],
    [
      "to add nothing",
      "addresources",
      () => ({ resources: [] }),
      "400 BackupService.9900: Invalid resources provided.",
    ],
    [
      "to remove what it has not",
      "removeresources",
      ({ server }) => ({ resource_ids: [server] }),
      "400 BackupService.6135: The resource does not exist in the vault.",
    ],
  ])("%s", async (_why, operation, body, answer) => {
    const { cloud, server } = await oneServer({});
    const [disk] = (await cloud.resources({ name: "d", type: DISK })) as [string];
    const other = await cloud.vault(undefined, []);
    expect(inShort(await cloud.post(`${VAULTS}/${other}/${operation}`, body({ server, disk })))).toBe(answer);
    expect((await cloud.get(`${VAULTS}/${other}`)).body.vault.resources).toEqual([]);
  });

  test("to let go of anything when it is locked", async () => {
    const { cloud, server, vault } = await oneServer({}, undefined, { locked: true });
    const answer = await cloud.post(`${VAULTS}/${vault}/removeresources`, { resource_ids: [server] });
    expect(inShort(answer)).toBe("400 BackupService.6110: The vault cannot be updated.");
  });

  test("a backup of what it has not, and in one that only takes copies", async () => {
    const { cloud, vault } = await oneServer({});
    const make = async (vault_id: string, resources: string[]) =>
      inShort(await cloud.post(`/v3/${PROJECT}/checkpoints`, { checkpoint: { vault_id, parameters: { resources } } }));
    expect(await make(vault, [UNKNOWN])).toBe("400 BackupService.0001: No resource is available for backup.");
    expect(await make(UNKNOWN, [UNKNOWN])).toBe("404 BackupService.6105: The vault does not exist.");
    const copies = await cloud.vault(undefined, [], { billing: { protect_type: "replication" } });
    expect(await make(copies, [UNKNOWN])).toBe(
      "400 BackupService.6124: Backup is not allowed for the current type of vaults.",
    );
    expect(await cloud.backups()).toEqual([]);
  });
});

describe("pages", () => {
  const many = async (count: number) => {
    const cloud = await timed();
    const names = Array.from({ length: count }, (_, n) => `s${n}`);
    const ids = await cloud.resources(...names.map((name) => ({ name, type: SERVER })));
    const read = async (path: string) => {
      const { body } = await cloud.get(path);
      return (body.servers ?? body.instances).map(({ name }: { name: string }) => name).join(" ");
    };
    return { cloud, ids, read };
  };

  test("of servers are numbered from 1, with 25 on each unless asked", async () => {
    const { read } = await many(30);
    expect((await read(SERVERS)).split(" ")).toHaveLength(25);
    expect(await read(`${SERVERS}?offset=2`)).toBe("s25 s26 s27 s28 s29");
    expect(await read(`${SERVERS}?limit=4&offset=1`)).toBe("s0 s1 s2 s3");
    expect(await read(`${SERVERS}?limit=4&offset=8`)).toBe("s28 s29");
    expect(await read(`${SERVERS}?limit=4&offset=9`)).toBe("");
  });

  test("of protectables have 50, and go on by marker or offset", async () => {
    const { cloud, ids, read } = await many(120);
    const path = protectables("server");
    expect((await read(path)).split(" ")).toHaveLength(50);
    expect((await read(`${path}?limit=100`)).split(" ")).toHaveLength(100);
    expect(await read(`${path}?limit=2&marker=${ids[99]}`)).toBe("s100 s101");
    expect(await read(`${path}?limit=2&offset=100`)).toBe("s100 s101");
    expect(inShort(await cloud.get(`${path}?marker=${UNKNOWN}`))).toBe(
      "400 BackupService.9900: Invalid marker provided.",
    );
  });

  test("of backups begin with the newest; those made while they are read push the rest on", async () => {
    const { cloud } = await oneServer({});
    await cloud.days(6);
    const days = async (query: string) =>
      (await cloud.backups(query)).map(({ id, created_at }) => [created_at.slice(8, 10), id] as const);
    const first = await days("limit=2");
    await cloud.days(7);
    const dates = (page: (readonly [string, string])[]) => page.map(([day]) => day).join();
    expect([dates(first), dates(await days("limit=2&offset=2"))]).toEqual(["06,05", "05,04"]);
    expect(dates(await days(`limit=2&marker=${first[1]![1]}`))).toBe("04,03");
    expect(dates(await days("sort=created_at:asc&limit=3"))).toBe("01,02,03");
    expect(dates(await days("start_time=2026-12-03T00:00:00Z&end_time=2026-12-04T12:00:00Z"))).toBe("04,03");
    expect(inShort(await cloud.get(`${BACKUPS}?sort=age`))).toBe("400 BackupService.9900: Invalid sort provided.");
    expect(inShort(await cloud.get(`${TASKS}?start_time=now`))).toBe(
      "400 BackupService.9900: Invalid start_time provided.",
    );
  });

  test.each([
    ["pagesCame/1", "s0 s1", "s1 s2", "s2 s3"],
    ["pagesGone/1", "s0 s1", "s3 s4", "s2 s3"],
  ])("with %s an offset is deceived, and a marker is not", async (moves, first, second, marked) => {
    const { cloud, ids, read } = await many(6);
    await cloud.post("/_simulator/faults", { faults: `with=${moves}@GET:protectables:1x*` });
    const path = `${protectables("server")}?limit=2`;
    expect([await read(path), await read(`${path}&offset=2`), await read(`${path}&marker=${ids[1]}`)]).toEqual([
      first,
      second,
      marked,
    ]);
  });
});

test.each([
  ["403@GET:ecs", SERVERS, "403 IAM.0003: Policy doesn't allow ecs:cloudServers:list to be performed."],
  ["403@GET:backups", BACKUPS, "403 IAM.0003: Policy doesn't allow cbr:backups:list to be performed."],
  [
    "instead=404-gateway@GET:protectables",
    protectables("server"),
    "404 APIGW.0101: The API does not exist or has not been published in the environment.",
  ],
  [
    "429=20/1s@GET:evs",
    DISKS,
    "429 APIGW.0308: The throttling threshold has been reached: policy user over ratelimit,limit:20,time:1 second",
  ],
])("a list can fail: %s", async (faults, path, answer) => {
  const { cloud } = await oneServer({});
  await cloud.post("/_simulator/faults", { faults });
  expect(inShort(await cloud.get(path))).toBe(answer);
  expect(inShort(await cloud.get(path))).toBe("200");
});

test("a list can break in the middle", async () => {
  const { cloud } = await oneServer({});
  await cloud.days(3);
  await cloud.post("/_simulator/faults", { faults: "cut@GET:operation-logs" });
  await expect(cloud.get(TASKS)).rejects.toThrow();
  expect(await cloud.tasks()).toHaveLength(3);
});

describe("the data file", () => {
  const cloudOf = async (project: object, clock: object = {}) => {
    const folder = await mkdtemp(join(tmpdir(), "seeded-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const data = join(folder, "cloud.json");
    await writeFile(data, JSON.stringify({ format: 1, ...clock, projects: { [PROJECT]: project } }));
    return simulated({ data, clock: () => START });
  };

  test("brings servers, backups and mishaps, and a clock", async () => {
    const server = { id: UNKNOWN, name: "db-1", type: SERVER, created_at: "2026-01-01T00:00:00Z" };
    const vault = {
      id: "v",
      name: "v",
      created_at: "2026-01-01T00:00:00",
      billing: { protect_type: "backup", object_type: "server", size: 100 },
    };
    const backup = {
      id: "b",
      checkpoint_id: "c",
      name: "old",
      vault_id: "v",
      resource_id: UNKNOWN,
      resource_name: "db-1",
      resource_type: SERVER,
      resource_size: 40,
      image_type: "backup",
      automatic: true,
      incremental: false,
      size_mb: 1024,
      created_at: "2026-05-01T02:00:00Z",
      done_at: "2026-05-01T02:10:00Z",
      protected_at: "2026-05-01T02:10:00Z",
      expired_at: "2026-06-01T02:00:00Z",
    };
    const project = {
      policies: [],
      vaults: [vault],
      resources: [server],
      backups: [backup],
      mishaps: [{ what: "miss" }],
    };
    const cloud = await cloudOf(project, { clock: "2026-05-02T00:00:00Z" });
    expect((await cloud.get("/_simulator/clock")).body.now).toBe("2026-05-02T00:00:00.000Z");
    expect((await cloud.get(BACKUPS)).body.backups).toMatchObject([
      { id: "b", protected_at: "2026-05-01T02:10:00.000000", expired_at: "2026-06-01T02:00:00.000000" },
    ]);
    expect((await cloud.get(SERVERS)).body.servers).toMatchObject([{ created: "2026-01-01T00:00:00Z" }]);
    await cloud.post("/_simulator/clock", { now: "2026-06-01T02:00:00Z" });
    expect((await cloud.get(BACKUPS)).body).toMatchObject({ backups: [], count: 0 });
    expect((await cloud.get(TASKS)).body.operation_logs).toMatchObject([{ operation_type: "delete", vault_name: "v" }]);
  });

  test("from before there was any of it is read, and stays as small", async () => {
    const cloud = await cloudOf({ policies: [], vaults: [] });
    expect((await cloud.get(BACKUPS)).body).toMatchObject({ backups: [], count: 0 });
    expect((await cloud.get("/_simulator/data")).body.projects[PROJECT]).toEqual({ policies: [], vaults: [] });
  });

  test.each([
    [{ resources: [{ id: "r" }] }, {}, "not a resource with id, name"],
    [{ mishaps: [{ what: "?" }] }, {}, "not one of the mishaps"],
    [{ backups: [{ id: "b", created_at: "yesterday" }] }, {}, "yesterday is not a time"],
    [{}, { clock: "soon" }, "soon is not a time"],
  ])("with %j and %j is not data", async (members, clock, why) => {
    await expect(cloudOf({ policies: [], vaults: [], ...members }, clock)).rejects.toThrow(why);
  });
});
