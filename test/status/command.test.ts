/** `holdfast status`, from files and a cloud that notes every request to what is printed, and how it ends. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { type StatusOptions, status } from "../../src/commands/status.ts";
import { ioFor } from "../../src/process/io.ts";
import type { Arrived } from "../cloud/server.ts";
import { withFiles } from "../support/problems.ts";
import {
  backup,
  cloudOf,
  copy,
  disk,
  member,
  type Project,
  policy,
  replication,
  server,
  type Trouble,
  task,
  vault,
} from "./bodies.ts";

const NOW = "2026-11-25T12:00:00Z";
const DONE = "2026-11-25T02:10:00";
const YESTERDAY = "2026-11-24T02:10:00";

/** Four servers: one is fine, one failed, one is in no vault, one in a vault without a policy. */
const PROJECT: Project = {
  policies: [policy("p", ["v"]), replication("r", ["v"])],
  vaults: [vault("v", [member("a"), member("b")]), vault("w", [member("d")])],
  "protectables/server": [server("a"), server("b"), server("c"), server("d")],
  "protectables/disk": [disk("a-disk", ["a"]), disk("c-disk", ["c"])],
  "protectables/turbo": [],
  backups: [
    backup("1", "a", DONE, { replication_records: [copy("2026-11-25T04:05:00")] }),
    backup("2", "a", YESTERDAY, { replication_records: [copy("2026-11-24T04:05:00")] }),
    backup("3", "b", YESTERDAY),
  ],
  "operation-logs": [
    task("a", "2026-11-25T02:00:00", "success"),
    task("b", "2026-11-25T02:00:00", "failed", {
      error_info: { code: "BackupService.6114", message: "The vault is full." },
    }),
  ],
};

interface Told {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly asked: readonly Arrived[];
  /** What the folder has besides what was there. */
  readonly written: Readonly<Record<string, string>>;
}

interface Asked {
  readonly project?: Project;
  readonly trouble?: Trouble;
  readonly options?: Partial<StatusOptions>;
  readonly args?: readonly string[];
  readonly cloud?: string;
  /** Lines of `spec` in stack.yaml. */
  readonly spec?: string;
  readonly colour?: boolean;
  readonly columns?: number;
  /** Names of stacks, each for a project of its own unless one is named. */
  readonly stacks?: readonly string[];
  readonly projectId?: string;
}

async function run(asked: Asked = {}): Promise<Told> {
  const {
    project = PROJECT,
    trouble,
    options = {},
    args = [],
    cloud = "huaweicloud",
    spec = "",
    stacks = ["prod"],
  } = asked;
  const { url, arrived } = await cloudOf(project, trouble);
  const files = stacks.map((name, index) => [
    `policies/${name}/stack.yaml`,
    `apiVersion: holdfast/v1
kind: Stack
metadata: { name: ${name} }
spec:
  cloud: ${cloud}
  region: eu-de
  project_id: "${asked.projectId ?? String(index).repeat(32)}"
  endpoints: { cbr: "${url}", dds: "${url}", iam: "${url}", ecs: "${url}", evs: "${url}" }
${spec}`,
  ]);
  return withFiles(Object.fromEntries(files), async (cwd) => {
    const [out, err]: [string[], string[]] = [[], []];
    const settings = {
      cwd,
      circumstances: { now: new Date(NOW), ci: false },
      timing: { requestMs: 3_000, settleMs: 0, leaseMs: 60_000, graceMs: 3_600_000 },
      colour: { stdout: asked.colour ?? false, stderr: false },
      terminal: false,
      interactive: false,
      env: { HW_AUTH_TOKEN: "token-0123456789", HOLDFAST_TRUST_HOSTS: "127.0.0.1" },
    };
    const streams = {
      out: (text: string) => void out.push(text),
      err: (text: string) => void err.push(text),
      ask: async () => undefined,
    };
    const io = ioFor(settings, streams, asked.columns);
    const code = await status(args, { format: "text", verbose: false, ...options }, io);
    const written = readdirSync(cwd)
      .filter((name) => name !== "policies")
      .map((name) => [name, readFileSync(join(cwd, name), "utf8")]);
    return { code, out: out.join(""), err: err.join(""), asked: arrived, written: Object.fromEntries(written) };
  });
}

const pathsOf = ({ asked }: Told): string[] =>
  asked.map(({ method, url }) => `${method} ${url.replace(/\/[0-9]{32}/, "")}`).sort();

test("a table, the worst first, and what was asked for: each list once, nothing for a resource, nothing written", async () => {
  const told = await run();
  expect(told.out).toBe(`prod
  verdict       resource  vault   last good  last 14 runs
  unprotected   name-c    -       -
  no-policy     name-d    name-w  -
  failing       name-b    name-v  33 h       ○○○○○○○○○○○○●○
  ok            name-a    name-v  9 h        ○○○○○○○○○○○○●●

Status: 1 unprotected, 1 no-policy, 1 failing, 1 ok.
`);
  expect([told.code, told.err, told.written]).toEqual([7, "", {}]);
  expect(pathsOf(told)).toEqual([
    "GET /v3/backups?show_replication=true&limit=1000",
    "GET /v3/operation-logs?operation_type=backup&start_time=2026-10-25T12%3A00%3A00Z&limit=1000",
    "GET /v3/policies",
    "GET /v3/protectables/disk/instances?enterprise_project_id=all_granted_eps&limit=50",
    "GET /v3/protectables/disk/instances?enterprise_project_id=all_granted_eps&limit=50&offset=1",
    "GET /v3/protectables/server/instances?enterprise_project_id=all_granted_eps&limit=50",
    "GET /v3/protectables/server/instances?enterprise_project_id=all_granted_eps&limit=50&offset=3",
    "GET /v3/protectables/turbo/instances?enterprise_project_id=all_granted_eps&limit=50",
    "GET /v3/vaults?limit=1000",
  ]);
});

describe("a large project", () => {
  const ids = Array.from({ length: 120 }, (_, index) => `s${index}`);
  const of = (count: number) => Array.from({ length: count }, (_, index) => ids[index % ids.length]!);
  const large = () => ({
    policies: [policy("p", ["v"])],
    vaults: [
      vault(
        "v",
        ids.map((id) => member(id)),
      ),
    ],
    "protectables/server": ids.map((id) => server(id)),
    "protectables/disk": [],
    "protectables/turbo": [],
    backups: of(2300).map((id, index) => backup(`b${index}`, id, DONE)),
    "operation-logs": of(2300).map((id, index) => task(id, DONE, "success", { id: `t${index}` })),
  });

  test("is asked for as many pages as its lists have, each once, and written to by none", async () => {
    const { asked, code } = await run({ project: large() });
    const pages: Record<string, number> = {};
    for (const { method, url } of asked) {
      const list = `${method} ${new URL(url, "http://here").pathname.replace(/^\/v3\/0+\//, "")}`;
      pages[list] = (pages[list] ?? 0) + 1;
    }
    expect([code, pages]).toEqual([
      0,
      {
        "GET policies": 1,
        "GET vaults": 1,
        "GET protectables/server/instances": 3,
        "GET protectables/disk/instances": 1,
        "GET protectables/turbo/instances": 1,
        "GET backups": 3,
        "GET operation-logs": 3,
      },
    ]);
  });

  test("that changes while it is read loses nothing and counts nothing twice", async () => {
    const project = large();
    const changes: Trouble = (list, url) => {
      const offset = url.searchParams.get("offset");
      // Between two pages, backups come and go at the top of the list, and so do servers.
      if (list === "backups" && offset === "999") {
        project.backups.unshift(...["n1", "n2", "n3"].map((id) => backup(id, "s0", DONE)));
      }
      if (list === "backups" && offset === "1998") project.backups.splice(0, 40);
      if (list === "protectables/server" && offset === "49") project["protectables/server"].splice(0, 10);
      return undefined;
    };
    const { out } = await run({ project, trouble: changes, options: { format: "json" } });
    const { resources } = JSON.parse(out).stacks[0];
    const points = resources.map(({ points }: { points: number }) => points);
    expect(resources.map(({ id }: { id: string }) => id).sort()).toEqual([...ids].sort());
    expect(points.reduce((sum: number, count: number) => sum + count, 0)).toBe(2300);
  });
});

test("with reasons", async () => {
  const { out } = await run({ options: { verbose: true } });
  expect(out.split("\n").filter((line) => line.startsWith("      "))).toEqual([
    "      it is in no vault",
    "      vault name-w has no backup policy",
    "      the run of 2026-11-25 02:00 UTC failed: The vault is full.",
    "      BackupService.6114",
    "      BackupPolicy/name-p (not ours), ReplicationPolicy/name-r (not ours)",
    "      1 restore point since 2026-11-24 02:10 UTC",
    "      BackupPolicy/name-p (not ours), ReplicationPolicy/name-r (not ours)",
    "      2 restore points since 2026-11-24 02:10 UTC",
    "      copied to ap-southeast-3 at 2026-11-25 04:05 UTC",
  ]);
});

test("as data", async () => {
  const { out } = await run({ options: { format: "json" } });
  const schema = JSON.parse(readFileSync(join(import.meta.dirname, "../../schemas/output/status.schema.json"), "utf8"));
  const validate = new Ajv2020({ strict: true }).compile(schema);
  const value = JSON.parse(out);
  expect(validate(value) || validate.errors).toBe(true);
  const [{ resources, ...stack }] = value.stacks;
  const policies = ["BackupPolicy/name-p", "ReplicationPolicy/name-r"];
  expect(stack).toEqual({
    stack: "prod",
    summary: {
      ok: 1,
      new: 0,
      late: 0,
      failing: 1,
      never: 0,
      paused: 0,
      "no-policy": 1,
      unprotected: 1,
      "replica-late": 0,
      waived: 0,
    },
    vaults: [
      { id: "v", name: "name-v", used_mb: 17048, size_gb: 100, locked: false, policies, resources: 2 },
      { id: "w", name: "name-w", used_mb: 17048, size_gb: 100, locked: false, policies: [], resources: 1 },
    ],
    unseen: [],
    problems: [],
  });
  expect(resources.find(({ id }: { id: string }) => id === "a")).toEqual({
    id: "a",
    name: "name-a",
    type: "OS::Nova::Server",
    vault: { id: "v", name: "name-v" },
    policies: policies.map((address) => ({ address, owned: false })),
    verdict: "ok",
    waived: false,
    reason: "",
    expected: { interval_s: 86_400, reach_s: 2_592_000 },
    last: { at: "2026-11-25T02:10:00Z", backup_id: "1" },
    age_s: 35_399,
    points: 2,
    oldest: "2026-11-24T02:10:00Z",
    replica: { at: "2026-11-25T04:05:00Z", region: "ap-southeast-3" },
  });
});

test("as metrics, in a file that takes the place of the old one, and on no stream", async () => {
  const { "protectables/turbo": _, ...others } = PROJECT;
  const project = {
    ...others,
    "protectables/server": [server("a"), server("c", { name: 'x"\\\n\u202e\u0007y' })],
  };
  const { out, err, code, written } = await run({ project, options: { format: "openmetrics", out: "holdfast.prom" } });
  expect([out, err, code]).toEqual(["", "", 7]);
  const common = (id: string, vault: string, more = "") =>
    `{stack="prod",resource="${id}",name="name-${id}",vault="${vault}"${more}}`;
  const nightly = ',policy="BackupPolicy/name-p"';
  const name = 'x\\"\\\\\\n\ufffd\ufffdy';
  expect(written).toEqual({
    "holdfast.prom":
      `# TYPE holdfast_last_restore_point_timestamp_seconds gauge
# UNIT holdfast_last_restore_point_timestamp_seconds seconds
# HELP holdfast_last_restore_point_timestamp_seconds When the last good restore point was made.
holdfast_last_restore_point_timestamp_seconds${common("b", "name-v", nightly)} 1763950200.673
holdfast_last_restore_point_timestamp_seconds${common("a", "name-v", nightly)} 1764036600.673
`
        .replaceAll("1763950200", String(Date.parse(`${YESTERDAY}Z`) / 1000))
        .replaceAll("1764036600", String(Date.parse(`${DONE}Z`) / 1000)) +
      `# TYPE holdfast_expected_interval_seconds gauge
# UNIT holdfast_expected_interval_seconds seconds
# HELP holdfast_expected_interval_seconds The longest time between two restore points.
holdfast_expected_interval_seconds${common("b", "name-v", nightly)} 86400
holdfast_expected_interval_seconds${common("a", "name-v", nightly)} 86400
# TYPE holdfast_protected gauge
# HELP holdfast_protected 1 when a resource is protected as it should be.
holdfast_protected{stack="prod",resource="c",name="${name}",vault="",policy="",verdict="unprotected"} 0
holdfast_protected${common("d", "name-w", ',policy="",verdict="no-policy"')} 0
holdfast_protected${common("b", "name-v", `${nightly},verdict="failing"`)} 0
holdfast_protected${common("a", "name-v", `${nightly},verdict="ok"`)} 1
# TYPE holdfast_unseen gauge
# HELP holdfast_unseen A list of the cloud that could not be read.
holdfast_unseen{stack="prod",list="protectables/turbo"} 1
# TYPE holdfast_status_timestamp_seconds gauge
# UNIT holdfast_status_timestamp_seconds seconds
# HELP holdfast_status_timestamp_seconds When this was found out.
holdfast_status_timestamp_seconds ${Date.parse(NOW) / 1000}
# EOF
`,
  });
});

test("as Markdown, in which what others wrote is text", async () => {
  const name = "<!-- @admin `[x](y)` | -->";
  const { out } = await run({
    project: { ...PROJECT, "protectables/server": [server("c", { name })] },
    options: { format: "markdown" },
  });
  expect(out).toContain("**Status: 1 unprotected, 1 no-policy, 1 failing, 1 ok.**\n");
  const [row] = out.split("\n").filter((line) => line.startsWith("| **unprotected**"));
  expect(row).toMatch(
    /^\| \*\*unprotected\*\* \| <code>prod<\/code> \| <code>[^<@`[|]+<\/code> \| {2}\| never \| <code>it is in no vault<\/code> \|$/,
  );
  expect(out).not.toContain("name-a");
});

describe("on Open Telekom Cloud servers and disks are listed by their own services", () => {
  const { "protectables/server": _, "protectables/disk": __, "protectables/turbo": ___, ...rest } = PROJECT;
  const servers = ["a", "b", "c", "d"].map((id) => ({ id, name: `name-${id}`, created: "2026-01-01T00:00:00Z" }));
  const disks = [
    { id: "loose", name: "", attachments: [] },
    { id: "a-disk", name: "", attachments: [{ server_id: "a" }] },
  ];

  test("without asking CBR", async () => {
    const told = await run({ cloud: "otc", project: { ...rest, servers, disks } });
    expect(told.out).toContain("Status: 2 unprotected, 1 no-policy, 1 failing, 1 ok.");
    expect(told.out).toContain("not seen: protectables/turbo are not offered");
    expect([told.code, pathsOf(told).filter((path) => path.includes("protectables"))]).toEqual([7, []]);
    expect(pathsOf(told).slice(0, 2)).toEqual([
      "GET /v1/cloudservers/detail?limit=1000&offset=1",
      "GET /v1/cloudservers/detail?limit=1000&offset=2",
    ]);
  });

  test("and elsewhere where CBR does not list them", async () => {
    const told = await run({ project: { ...rest, servers, disks } });
    expect(told.out).toContain("Status: 2 unprotected, 1 no-policy, 1 failing, 1 ok.");
    expect(told.out.match(/not seen: .*/g)).toEqual(["not seen: protectables/turbo are not offered"]);
  });

  test("where nobody lists them, that is said", async () => {
    const fine = { ...rest, vaults: [vault("v", [member("a")])] };
    const { out, code } = await run({ project: fine });
    expect(out).toContain(
      "  not seen: disks, protectables/disk, protectables/server,\n      protectables/turbo, servers are not offered\n",
    );
    expect([out.includes("Status: 1 ok."), code]).toEqual([true, 0]);
  });
});

describe("what could not be seen is said, and the rest is judged", () => {
  const FORBIDDEN = { status: 403, body: { error_code: "APIGW.0302", error_msg: "The user has no right." } };
  const only =
    (list: keyof Project, answer: ReturnType<Trouble>): Trouble =>
    (asked) =>
      asked === list ? answer : undefined;
  test.each<[string, Trouble, string, string, number]>([
    ["backups", only("backups", FORBIDDEN), "1 unprotected, 1 no-policy, 2 not known", "backups may not be listed", 1],
    ["vaults", only("vaults", FORBIDDEN), "4 not known", "vaults may not be listed", 1],
    ["policies", only("policies", FORBIDDEN), "1 unprotected, 3 not known", "policies may not be listed", 1],
    [
      "tasks",
      only("operation-logs", FORBIDDEN),
      "1 unprotected, 1 no-policy, 1 late, 1 ok",
      "operation-logs may not be listed",
      1,
    ],
    [
      "tasks, not offered",
      only("operation-logs", { status: 404, body: { error_code: "APIGW.0101", error_msg: "no" } }),
      "1 unprotected, 1 no-policy, 1 late, 1 ok",
      "operation-logs are not offered",
      7,
    ],
    [
      // The disk of one that nobody sees is in no vault either.
      "servers",
      only("protectables/server", FORBIDDEN),
      "1 unprotected, 1 no-policy, 1 failing, 1 ok",
      "protectables/server may not be listed",
      1,
    ],
    [
      "backups, not there",
      only("backups", { status: 404, body: { error_code: "APIGW.0101", error_msg: "no" } }),
      "1 unprotected, 1 no-policy, 2 not known",
      "backups could not be listed",
      1,
    ],
    [
      "backups, cut off",
      only("backups", { status: 200, body: { backups: PROJECT.backups }, cut: true }),
      "1 unprotected, 1 no-policy, 2 not known",
      "backups could not be listed",
      1,
    ],
    [
      "servers, refused in the middle",
      (list, url) => (list === "protectables/server" && url.searchParams.has("offset") ? FORBIDDEN : undefined),
      "1 unprotected, 1 no-policy, 1 failing, 1 ok",
      "protectables/server may not be listed",
      1,
    ],
  ])("%s", async (_, trouble, summary, unseen, code) => {
    const told = await run({ trouble });
    expect(told.out).toContain(`Status: ${summary}.`);
    expect(told.out).toContain(`not seen: ${unseen}${unseen.includes("not offered") ? "" : ": "}`);
    expect(told.code).toBe(code);
  });

  test("a login that is not accepted is one failure, not one for each list", async () => {
    const told = await run({ trouble: () => ({ status: 401, body: { error_code: "APIGW.0307", error_msg: "no" } }) });
    expect([told.code, told.out.match(/does not accept our credentials/g)?.length]).toEqual([1, 1]);
    expect(told.out).not.toContain("Status:");
  });
});

describe("how it ends", () => {
  const fine: Project = {
    ...PROJECT,
    vaults: [vault("v", [member("a")])],
    "protectables/server": [server("a")],
    "protectables/disk": [],
  };
  const waiver = (until: string) =>
    `  unprotected_ok: [{ resource: "*", until: ${until}, reason: "rebuilt nightly" }]\n`;
  test.each<[string, Asked, number]>([
    ["all is fine", { project: fine }, 0],
    ["nothing is there", { project: { ...fine, vaults: [], "protectables/server": [], "protectables/turbo": [] } }, 0],
    ["a server is in no vault", { project: { ...fine, vaults: [] } }, 7],
    ["nobody minds", { spec: waiver("2027-05-01") }, 0],
    ["nobody minded until yesterday", { spec: waiver("2026-11-24") }, 7],
    ["nobody minds for too long", { spec: waiver("2028-01-01") }, 1],
    ["two stacks are fine", { project: fine, stacks: ["a", "b"] }, 0],
    [
      "one list of one of two stacks is refused",
      {
        stacks: ["a", "b"],
        trouble: (list, url) =>
          list === "backups" && url.pathname.includes("0000")
            ? { status: 403, body: { error_code: "APIGW.0302", error_msg: "no" } }
            : undefined,
      },
      1,
    ],
  ])("when %s", async (_, asked, code) => {
    expect((await run(asked)).code).toBe(code);
  });

  test("a waiver that ended says so, and one that ends soon", async () => {
    expect((await run({ spec: waiver("2026-11-24") })).out).toContain("waiver ended 2026-11-24 [waiver-end]");
    const soon = await run({ spec: waiver("2026-12-01") });
    expect([soon.out.includes("waiver ends 2026-12-01 [waiver-end]"), soon.code]).toEqual([true, 0]);
    expect(soon.out).toContain("name-c (waived)");
  });

  test("two stacks for one project are not looked at: nobody knows which one it belongs to", async () => {
    const { code, out, asked } = await run({ stacks: ["a", "b"], projectId: "one" });
    expect([code, asked, out.match(/\[stack-duplicate\]/g)?.length]).toEqual([1, [], 2]);
  });

  test("no time is given to a real cloud", async () => {
    await expect(run({ options: { at: 0 } })).rejects.toThrow("prod is at a real cloud, where the time is what it is");
  });
});

describe("many resources", () => {
  const ids = Array.from({ length: 100 }, (_, index) => `s${String(index).padStart(3, "0")}`);
  const many: Project = {
    ...PROJECT,
    vaults: [
      vault(
        "v",
        ids.slice(2).map((id) => member(id)),
      ),
    ],
    "protectables/server": ids.map((id) => server(id)),
    "protectables/disk": [],
    backups: ids.slice(3).map((id) => backup(id, id, DONE, { replication_records: [copy("2026-11-25T04:05:00")] })),
    "operation-logs": [],
  };

  test("are counted where they are fine", async () => {
    const { out, asked } = await run({ project: many });
    expect(out).toBe(`prod
  verdict       resource   vault   last good  last 14 runs
  unprotected   name-s000  -       -
  unprotected   name-s001  -       -
  never         name-s002  name-v  -          ○○○○○○○○○○○○○○
  and 97 ok (--verbose lists them)

Status: 2 unprotected, 1 never, 97 ok.
`);
    // A page of fifty begins with the last of the one before.
    expect(asked.filter(({ url }) => url.includes("protectables/server"))).toHaveLength(3);
  });

  test("are all listed on demand", async () => {
    const { out } = await run({ project: many, options: { verbose: true } });
    expect(out.match(/^ {2}ok /gm)).toHaveLength(97);
  });
});

test("a table fits into 80 columns, by cells, and colour only adds to it", async () => {
  const long = "数据库".repeat(20);
  const project = {
    ...PROJECT,
    vaults: [vault("v", [member("a", { name: long }), member("b")], { name: long })],
    "protectables/server": [server("a", { name: long }), server("b")],
  };
  const { out } = await run({ project });
  const { default: width } = await import("string-width");
  expect(Math.max(...out.split("\n").map((line) => width(line)))).toBeLessThanOrEqual(80);
  expect(out).toContain("…");
  const coloured = await run({ project, colour: true });
  expect(coloured.out).toContain("\u001b[32m●●\u001b[39m");
  expect(coloured.out.replace(/\u001b\[\d+m/g, "")).toBe(out);
});
