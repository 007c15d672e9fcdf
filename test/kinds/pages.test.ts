/** Lists in pages, from clouds that count wrong, change while they are read, break off and repeat themselves. */
import { describe, expect, test } from "vitest";
import type { ReadableCloud } from "../../src/cloud/cloud.ts";
import { protection } from "../../src/kinds/cbr/lists.ts";
import { instantOf, pagesOf } from "../../src/kinds/pages.ts";
import { isFailure } from "../../src/model/problem.ts";
import { type Behaviour, client, json, PROJECT, reset, serve, text } from "../cloud/server.ts";
import { backup, cloudOf, copy, disk, member, server, task, vault } from "../status/bodies.ts";

const doorTo = (url: string) => client(url, { endpoints: { cbr: url, dds: url, iam: url, ecs: url, evs: url } }).cloud;

/** The ids of a list, or how it ends; and what was asked for. */
async function read(behaviour: Behaviour, limit = 3, offset: "items" | "pages" = "items") {
  const { url, arrived } = await serve(behaviour);
  const found: string[] = [];
  let end = "";
  try {
    const list = {
      service: "cbr",
      path: "/things",
      member: "things",
      limit,
      offset,
      read: (_: unknown, id: string) => id,
    } as const;
    for await (const page of pagesOf(doorTo(url), list)) found.push(...page);
  } catch (error) {
    if (!isFailure(error)) throw error;
    end = ` ${error.code}: ${error.message}`;
  }
  const offsets = arrived.map((request) => new URL(request.url, url).searchParams.get("offset") ?? "0");
  return `${found.join("")}${end} [${offsets.join()}]`;
}

/** Answers with a page of the letters that there are at that request, the first of which is number 0. */
const letters = (at: (request: number) => string, more: object = { limit: 3 }, most = 3): Behaviour =>
  (() => {
    let request = 0;
    return ({ url }, response) => {
      const from = Number(new URL(url, "http://here").searchParams.get("offset") ?? 0);
      const things = [...at(request++)].slice(from, from + most).map((id) => ({ id }));
      json(200, { things, count: 99, ...more })({} as never, response);
    };
  })();

const still = (all: string, more?: object, most?: number) => letters(() => all, more, most);
/** Before the second page is read, this happens. */
const then = (first: string, next: string) => letters((request) => (request === 0 ? first : next));

describe("each thing comes once", () => {
  test.each<[string, Behaviour, string]>([
    ["of an empty list", still(""), " [0]"],
    ["of one page", still("ab"), "ab [0]"],
    ["of a full page, after which there is nothing", still("abc"), "abc [0,2]"],
    ["of several pages, each of which begins with the last of the one before", still("abcdefg"), "abcdefg [0,2,4,6]"],
    ["of a list that does not say how long a page is", still("ab", {}), "ab [0,1]"],
    ["of such a list with one thing", still("a", {}), "a [0,1]"],
    ["of a list whose pages are shorter than was asked for", still("abcde", {}, 2), "abcde [0,1,2,3,4]"],
    ["of a list with pages of one", still("abc", { limit: 1 }, 1), "abc [0,1,2,3]"],
    ["when things come in front", then("cdef", "abcdef"), "cdef [0,2,4]"],
    ["when the first is removed, and another would be passed over", then("abcdef", "bcdef"), "abcdef [0,2,0,2,4]"],
    ["when so many are removed that the next page is empty", then("abcdefg", "efg"), "abcgef [0,2,0,2]"],
    ["when the last of a page is removed", then("abcd", "abd"), "abcd [0,2,0,2]"],
    ["when a page repeats one", still("abbcd"), "abcd [0,2,4]"],
  ])("%s", async (_, behaviour, expected) => {
    expect(await read(behaviour)).toBe(expected);
  });

  test("of pages that have numbers", async () => {
    const all = [..."abcdefg"].map((id) => ({ id }));
    const numbered: Behaviour = ({ url }, response) => {
      const page = Number(new URL(url, "http://here").searchParams.get("offset"));
      json(200, { things: all.slice((page - 1) * 3, page * 3) })({} as never, response);
    };
    expect(await read(numbered, 3, "pages")).toBe("abcdefg [1,2,3]");
  });
});

describe("a list that cannot be read to its end is not a list", () => {
  const page = (...ids: string[]) => json(200, { things: ids.map((id) => ({ id })), limit: 3 });
  const secondPage =
    (broken: Behaviour): Behaviour =>
    (request, response) =>
      (request.url.includes("offset") ? broken : page("a", "b", "c"))(request, response);
  let next = 0;
  const other: Behaviour = (request, response) => page(`${next++}`, `${next++}`, `${next++}`)(request, response);
  const endless: Behaviour = (request, response) => page(`${next++}`, `${next++}`, `${next}`)(request, response);
  test.each<[string, Behaviour, RegExp]>([
    ["with an offset that is ignored", page("a", "b", "c"), /^abc cloud-unexpected: the list \/things begins again/],
    [
      "with 403 in the middle",
      secondPage(json(403, { error_code: "APIGW.0302", error_msg: "no" })),
      /^abc cloud-denied/,
    ],
    ["with half an answer", secondPage(text(200, '{"things":[{"id":"d"},{"i')), /^abc cloud-unexpected/],
    ["with a connection that breaks", secondPage(reset), /^abc cloud-unanswered/],
    [
      "with something else",
      secondPage(json(200, { other: [] })),
      /^abc cloud-unexpected: the list \/things has no things/,
    ],
    ["with a thing without an id", page("a", ""), /^ cloud-unexpected: the list \/things has something without an id/],
    ["that never ends", endless, /cloud-unexpected: the list \/things does not end/],
    ["that changes with every page", other, /cloud-unexpected: the list \/things changes faster than it can be read/],
  ])("%s", async (_, behaviour, expected) => {
    expect(await read(behaviour)).toMatch(expected);
  });

  test("429 is waited for, and then the list goes on", async () => {
    let refused = 0;
    const throttled: Behaviour = (request, response) =>
      request.url.includes("offset") && refused++ < 2
        ? json(429, { error_code: "APIGW.0308", error_msg: "slow down" })(request, response)
        : still("abcd")(request, response);
    expect(await read(throttled)).toBe("abcd [0,2,2,2]");
  });
});

test.each([
  ["2025-03-25T06:12:48.673924", "2025-03-25T06:12:48.673Z"],
  ["2026-11-25 12:00:00", "2026-11-25T12:00:00.000Z"],
  ["2026-11-25T12:00:00Z", "2026-11-25T12:00:00.000Z"],
  ["2019-05-08T06:57:05.000+08:00", "2019-05-07T22:57:05.000Z"],
  ["2026-13-25T12:00:00", undefined],
  ["yesterday", undefined],
  [null, undefined],
])("%j is the time %s", (said, expected) => {
  const at = instantOf(said);
  expect(at === undefined ? undefined : new Date(at).toISOString()).toBe(expected);
});

async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const found: T[] = [];
  for await (const page of pages) found.push(...page);
  return found;
}

const { vaults, backups, tasks, protectables } = protection;
/** A list of what could be in a vault. */
const listed = (name: string) => (cloud: ReadableCloud) =>
  protectables("huaweicloud")
    .flat()
    .find((list) => list.name === name)!.read!(cloud);

describe("what was recorded is understood, with members that no reference has", () => {
  const from = async (
    project: Parameters<typeof cloudOf>[0],
    what: (cloud: ReadableCloud) => AsyncIterable<readonly unknown[]>,
  ) => {
    const { url, arrived } = await cloudOf(project);
    const found = await all(what(doorTo(url)));
    return { found, asked: arrived.map((request) => request.url.replace(PROJECT, "P")) };
  };
  const AT = Date.parse("2026-11-25T02:00:00.673Z");

  test("a vault", async () => {
    const members = [
      member("s", { extra_info: { exclude_volumes: ["d"] } }),
      member("t", { auto_protect: false, extra_info: null, name: null }),
      member("u", { protect_status: "removing" }),
    ];
    const { found, asked } = await from(
      { vaults: [vault("v", members), vault("w", [], { billing: { protect_type: "replication" } })] },
      vaults,
    );
    expect(asked).toEqual(["/v3/P/vaults?limit=1000"]);
    const own = { type: "OS::Nova::Server", suspended: false, excluded: [] };
    const common = { createdAt: Date.parse("2026-01-01T00:00:00.673Z"), locked: false };
    expect(found).toEqual([
      {
        id: "v",
        name: "name-v",
        ...common,
        takesCopies: false,
        holds: "server",
        sizeGb: 100,
        usedMb: 17048,
        members: [
          { ...own, id: "s", name: "name-s", excluded: [{ id: "d", type: "OS::Cinder::Volume" }] },
          { ...own, id: "t", name: undefined, suspended: true },
        ],
      },
      {
        id: "w",
        name: "name-w",
        ...common,
        takesCopies: true,
        holds: undefined,
        sizeGb: undefined,
        usedMb: undefined,
        members: [],
      },
    ]);
  });

  test("a server and a disk, in a vault and not", async () => {
    const inVault = { protectable: { result: false, code: "x", vault: { id: "v", name: "n", billing: {} } } };
    const { found, asked } = await from(
      { "protectables/disk": [disk("d", ["s"], inVault), server("e")] },
      listed("protectables/disk"),
    );
    expect(asked).toEqual([
      "/v3/P/protectables/disk/instances?enterprise_project_id=all_granted_eps&limit=50",
      "/v3/P/protectables/disk/instances?enterprise_project_id=all_granted_eps&limit=50&offset=1",
    ]);
    expect(found).toEqual([
      {
        id: "d",
        name: "name-d",
        type: "OS::Cinder::Volume",
        createdAt: Date.parse("2026-01-01T00:00:00.673Z"),
        servers: ["s"],
        vault: { id: "v", name: "n" },
      },
      { id: "e", name: "name-e", type: "OS::Nova::Server", createdAt: Date.parse("2026-01-01T00:00:00Z"), servers: [] },
    ]);
  });

  test("a server of ECS and a disk of EVS", async () => {
    const [ecs, evs] = [
      await from({ servers: [{ id: "s", name: "n", created: "2026-01-01T00:00:00Z", flavor: {} }] }, listed("servers")),
      await from(
        { disks: [{ id: "d", name: "", created_at: "2026-01-01T00:00:00.000000", attachments: [{ server_id: "s" }] }] },
        listed("disks"),
      ),
    ];
    const createdAt = Date.parse("2026-01-01T00:00:00Z");
    expect(ecs).toEqual({
      asked: ["/v1/P/cloudservers/detail?limit=1000&offset=1", "/v1/P/cloudservers/detail?limit=1000&offset=2"],
      found: [{ id: "s", name: "n", type: "OS::Nova::Server", createdAt, servers: [] }],
    });
    expect(evs).toEqual({
      asked: ["/v2/P/cloudvolumes/detail?limit=1000", "/v2/P/cloudvolumes/detail?limit=1000&offset=1"],
      found: [{ id: "d", name: undefined, type: "OS::Cinder::Volume", createdAt, servers: ["s"] }],
    });
  });

  test("a backup, its copies and its end", async () => {
    const { found, asked } = await from(
      {
        backups: [
          backup("a", "s", "2026-11-25T02:00:00", {
            replication_records: [copy("2026-11-25T04:00:00"), copy("2026-11-25T05:00:00", "fail")],
          }),
          backup("b", "s", "2026-11-25T02:00:00", {
            protected_at: null,
            expired_at: "2026-12-25T02:00:00.000000",
            status: "error",
            replication_records: null,
          }),
          backup("c", "s", "2026-11-25T02:00:00", { image_type: "replication" }),
        ],
      },
      (cloud) => backups(cloud, true),
    );
    expect(asked).toEqual(["/v3/P/backups?show_replication=true&limit=1000"]);
    const own = { resourceId: "s", at: AT, usable: true, copies: [] };
    expect(found).toEqual([
      { ...own, id: "a", copies: [{ region: "ap-southeast-3", at: Date.parse("2026-11-25T04:00:00.673Z") }] },
      { ...own, id: "b", expires: Date.parse("2026-12-25T02:00:00Z"), usable: false },
      { ...own, id: "c", usable: false },
    ]);
  });

  test("tasks that make backups, in each of their states", async () => {
    const failed = { error_info: { code: "BackupService.6114", message: "The vault is full." } };
    const states = ["success", "skipped", "failed", "running", "timeout", "waiting", "unheard-of"];
    const { found, asked } = await from(
      {
        "operation-logs": [
          ...states.map((status) => task("s", "2026-11-25T02:00:00", status, status === "failed" ? failed : {})),
          task("s", "2026-11-25T02:00:01", "success", { operation_type: "delete" }),
          task("s", "2026-11-25T02:00:02", "success", { extra_info: null }),
        ],
      },
      (cloud) => tasks(cloud, Date.parse("2026-10-25T12:00:00.5Z")),
    );
    expect(asked).toEqual([
      "/v3/P/operation-logs?operation_type=backup&start_time=2026-10-25T12%3A00%3A00Z&limit=1000",
    ]);
    const own = { resourceId: "s", at: AT };
    expect(found).toEqual([
      { ...own, outcome: "done" },
      { ...own, outcome: "skipped" },
      { ...own, outcome: "failed", reason: "The vault is full. BackupService.6114" },
      { ...own, outcome: "open" },
      { ...own, outcome: "timeout" },
      { ...own, outcome: "open" },
      undefined,
      undefined,
      undefined,
    ]);
  });
});
