/**
 * A third service with a kind of its own, in a copy of the sources: its folder (third/), a line in services.ts, and
 * nothing else. The copy compiles, and its program takes a policy of that kind from validation to drift, against a
 * server of its own.
 */
import { execFile } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const copy = mkdtempSync(join(tmpdir(), "holdfast-third-"));
const work = join(copy, "work");
const drill = join(work, "policies/demo/weekly.yaml");

beforeAll(async () => {
  for (const part of ["src", "schemas", ".github", "package.json", "tsconfig.json"]) {
    cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  cpSync(join(import.meta.dirname, "third"), join(copy, "src/kinds/drill"), { recursive: true });
  appendFileSync(join(copy, "src/kinds/services.ts"), 'export * as drill from "./drill/index.ts";\n');
  const tool = (...args: string[]) => run(join(copy, "node_modules/.bin", args[0]!), args.slice(1), copy);
  expect(await tool("tsx", "src/tools/generate.ts")).toMatchObject({ code: 0 });
  expect(await tool("tsc", "--noEmit", "--project", tsconfig())).toMatchObject({ code: 0, all: "" });
  expect(await tool("tsx", "src/tools/build.ts")).toMatchObject({ code: 0 });
  mkdirSync(join(work, "policies/demo"), { recursive: true });
}, 120_000);

afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** For the sources of the copy alone. */
function tsconfig(): string {
  const file = join(copy, "tsconfig.src.json");
  writeFileSync(file, JSON.stringify({ extends: "./tsconfig.json", include: ["src"] }));
  return file;
}

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly all: string;
}

const run = (file: string, args: readonly string[], cwd: string): Promise<Ran> =>
  new Promise((resolve) =>
    execFile(file, args, { cwd, env: { PATH: process.env.PATH, HOME: cwd } }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err, all: out + err }),
    ),
  );

const holdfast = (...args: string[]): Promise<Ran> => run(process.execPath, [join(copy, "dist/cli.js"), ...args], work);

test("a policy of a new kind of a new service is validated, planned, applied and watched for drift", async () => {
  const { url, drills, requests, close } = await serve();
  try {
    const stack = ["  cloud: simulator", `  endpoints: { drill: "${url}" }`];
    write("policies/demo/stack.yaml", "apiVersion: holdfast/v1\nkind: Stack", "demo", ...stack);

    document("  every_days: 91", "  reports: 0");
    const wrong = await holdfast("validate");
    expect(wrong.code).toBe(1);
    expect(wrong.all).toMatch(/every_days must be 1 to 90[\s\S]*a drill without reports shows nothing/);

    document("  every_days: 7", "  runner: here");
    expect(await holdfast("validate")).toMatchObject({ code: 0 });

    const planned = await holdfast("plan");
    expect(planned.out).toMatch(/DrillPolicy\/weekly[\s\S]*a drill every 7 days[\s\S]*Plan: 1 to add/);
    expect(writesIn(requests)).toEqual([]);

    expect((await holdfast("apply", "--auto-approve")).out).toContain("Resources: 1 added");
    expect([...drills.values()]).toEqual([{ id: "d1", name: "weekly", every_days: 7, reports: 10, runner: "here" }]);
    expect((await holdfast("plan", "--detailed-exitcode")).out).toContain("No changes.");
    expect((await holdfast("drift")).out).toContain("No drift.");

    Object.assign(drills.get("d1")!, { reports: 3 });
    const drift = await holdfast("drift");
    expect(drift).toMatchObject({ code: 3, out: expect.stringMatching(/reports[\s\S]*Drift: /) });
    expect((await holdfast("apply", "--auto-approve")).out).toContain("Resources: 0 added, 1 changed");
    expect(drills.get("d1")).toMatchObject({ reports: 10 });

    document("  every_days: 14", "  runner: here");
    expect((await holdfast("apply", "--auto-approve")).all).toContain("drills would be less frequent");

    unlinkSync(drill);
    expect((await holdfast("apply", "--auto-approve")).out).toContain("1 destroyed");
    expect([...drills.keys()]).toEqual([]);
    expect(writesIn(requests)).toEqual(["POST /drills", "PUT /drills/d1", "DELETE /drills/d1"]);
  } finally {
    await close();
  }
});

test("what its contract says is known: the action it needs, its hint, where it is not offered, its rules, its example", async () => {
  const { url, refuse, close } = await serve();
  try {
    const stack = (cloud: string) =>
      write(
        "policies/demo/stack.yaml",
        "apiVersion: holdfast/v1\nkind: Stack",
        "demo",
        `  cloud: ${cloud}`,
        `  endpoints: { drill: "${url}" }`,
      );
    document("  every_days: 7", "  runner: here");
    stack("simulator");
    refuse({ status: 403, error_code: "Drill.0001", error_msg: "no" });
    expect((await holdfast("plan")).all).toContain("IAM action drill:drills:list");
    refuse({ status: 400, error_code: "Drill.0002", error_msg: "too many" });
    expect((await holdfast("plan")).all).toContain("Cancel drills that nobody reads about.");

    stack("otc");
    expect((await holdfast("validate")).all).toContain("otc does not offer runner");
    stack("huaweicloud");
    expect((await holdfast("validate")).all).toContain("huaweicloud does not offer DrillPolicy");

    expect((await holdfast("explain", "DrillPolicy.reports")).all).toContain("retention-forever");
    expect(await holdfast("init", "policies/second", "--cloud", "otc")).toMatchObject({ code: 0 });
    expect(readFileSync(join(work, "policies/second/drill.yaml"), "utf8")).toContain("kind: DrillPolicy");
    expect((await holdfast("schema", "--help")).all).toContain("DrillPolicy");
  } finally {
    await close();
  }
});

const document = (...spec: string[]): void =>
  write("policies/demo/weekly.yaml", "apiVersion: drill/v1\nkind: DrillPolicy", "weekly", ...spec);

const write = (file: string, head: string, name: string, ...spec: string[]): void =>
  writeFileSync(join(work, file), `${head}\nmetadata:\n  name: ${name}\nspec:\n${spec.join("\n")}\n`);

const writesIn = (requests: readonly string[]): string[] => requests.filter((line) => !line.startsWith("GET "));

/** The service: drills by id, and every request as `METHOD /drills/d1`. */
async function serve() {
  const drills = new Map<string, Record<string, unknown>>();
  const requests: string[] = [];
  let refusal: { status: number; error_code: string; error_msg: string } | undefined;
  const answer = (method: string, id: string | undefined, body: object): { status: number; body?: object } => {
    if (refusal) return { status: refusal.status, body: refusal };
    if (id === undefined && method === "GET") return { status: 200, body: { drills: [...drills.values()] } };
    const key = id ?? `d${drills.size + 1}`;
    if (id !== undefined && !drills.has(id))
      return { status: 404, body: { error_code: "Drill.0404", error_msg: "gone" } };
    if (method === "DELETE") return drills.delete(key) ? { status: 204 } : { status: 404 };
    if (method !== "GET") drills.set(key, { id: key, ...body });
    return { status: 200, body: drills.get(key)! };
  };
  const server = http.createServer(async (request, response) => {
    const [, path = "", id] = /^\/v1\/simulator(\/drills(?:\/(.+))?)$/.exec(request.url ?? "") ?? [];
    const text = (await request.toArray()).join("");
    requests.push(`${request.method} ${path}`);
    const { status, body } = answer(request.method ?? "", id, text === "" ? {} : JSON.parse(text));
    response.writeHead(status, { "content-type": "application/json" }).end(body && JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    drills,
    requests,
    refuse: (why: NonNullable<typeof refusal>) => {
      refusal = why;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
