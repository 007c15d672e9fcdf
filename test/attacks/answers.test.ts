/**
 * Text that is meant to hurt whoever reads it: JSON of a million levels from every place that JSON comes from, and an error
 * full of backslashes. The real command says what is wrong, in words, and in the time of a small answer.
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { policyText } from "../support/builders.ts";

const CLI = join(import.meta.dirname, "../../dist/cli.js");
const SLOW = { timeout: 120_000 };

const lists = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);
const mappings = (levels: number): string => '{"a":'.repeat(levels) + 1 + "}".repeat(levels);
const DEEP = [mappings(5_000), lists(1_000_000)];

/** What a process writes to its fourth stream when it ends: the milliseconds that it was at work. */
const METER = `import { writeSync } from "node:fs";
process.on("exit", () => writeSync(3, String(process.resourceUsage().userCPUTime / 1000)));
`;

let homes: string;
let meter: string;
const ends: (() => unknown)[] = [];
beforeAll(() => {
  homes = mkdtempSync(join(tmpdir(), "holdfast-answers-"));
  meter = join(homes, "meter.mjs");
  writeFileSync(meter, METER);
});
afterAll(async () => {
  for (const end of ends) await end();
  rmSync(homes, { recursive: true });
});

/** A server that answers what `answerTo` says to a method and a path; undefined: an empty list. */
async function server(answerTo: (asked: string) => string | undefined, status = 200): Promise<string> {
  const listening = http.createServer((request, response) => {
    request.resume();
    const answer = answerTo(`${request.method} ${request.url}`);
    response.writeHead(answer === undefined ? 200 : status, { "content-type": "application/json" });
    response.end(answer ?? '{"policies":[],"count":0}');
  });
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  ends.push(() => listening.close());
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

interface Setting {
  /** Of every service. Without one, the cloud is simulated inside the command. */
  readonly url?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

async function holdfast(command: string, { url, files = {}, env = {} }: Setting) {
  const home = mkdtempSync(join(homes, "home-"));
  const spec = url
    ? `{ region: eu-de, project_id: p, endpoints: { cbr: "${url}", dds: "${url}", iam: "${url}" } }`
    : "{ cloud: simulator }";
  const stack = `apiVersion: holdfast/v1\nkind: Stack\nmetadata: { name: prod }\nspec: ${spec}\n`;
  const policy = policyText("nightly");
  for (const [path, text] of Object.entries({ "policies/stack.yaml": stack, "policies/a.yaml": policy, ...files })) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  }
  const child = spawn(process.execPath, ["--import", meter, CLI, ...command.split(" ")], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, HOLDFAST_TRUST_HOSTS: "127.0.0.1", ...env },
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const [said, measured]: [string[], string[]] = [[], []];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data) => said.push(String(data)));
  child.stdio[3]?.on("data", (data) => measured.push(String(data)));
  const code = await new Promise<number | null>((ended) => child.on("close", ended));
  return { code, said: said.join(""), userMs: Number(measured.join("") || Number.POSITIVE_INFINITY) };
}

const TOKEN = { HW_AUTH_TOKEN: "a-token" };
const JOB = {
  GITHUB_REPOSITORY: "acme/backups",
  GITHUB_RUN_ID: "1",
  GITHUB_SHA: "0".repeat(40),
  GITHUB_EVENT_PATH: "event.json",
  GITHUB_TOKEN: "a-token",
};
const EVENT = { "event.json": '{"pull_request":{"number":7,"head":{"sha":"00"}}}', "body.md": "text" };

/** Where the JSON comes from -> what is run, and what is said. */
const EDGES: Readonly<Record<string, (deep: string) => Promise<[command: string, code: string, setting: Setting]>>> = {
  "the list of policies": async (deep) => {
    const url = await server((asked) => (asked.includes("/policies") ? `{"policies":${deep}}` : undefined));
    return ["plan", "cloud-unexpected", { url, env: TOKEN }];
  },
  "a policy in the list": async (deep) => {
    const policy = `{"id":"1","name":"nightly","operation_type":"backup","operation_definition":${deep}}`;
    const url = await server((asked) => (asked.includes("/policies") ? `{"policies":[${policy}]}` : undefined));
    return ["plan", "cloud-unexpected", { url, env: TOKEN }];
  },
  "the switch": async (deep) => {
    const files = {
      "policies/b.yaml":
        "apiVersion: dds/v3\nkind: BackupDownloadPolicy\nmetadata: { name: download }\nspec: { action: close }\n",
    };
    const url = await server((asked) => (asked.includes("download-policy") ? `{"id":${deep}}` : undefined));
    return ["plan", "cloud-unexpected", { url, files, env: TOKEN }];
  },
  "what became of a create": async (deep) => {
    const url = await server((asked) => (asked.startsWith("POST") ? `{"policy":${deep}}` : undefined));
    return ["apply --auto-approve", "cloud-unreachable", { url, env: { ...TOKEN, HOLDFAST_SETTLE: "100ms" } }];
  },
  "a refusal": async (deep) => {
    const url = await server((asked) => (asked.includes("/policies") ? `{"error":${deep}}` : undefined), 403);
    return ["plan", "cloud-denied", { url, env: TOKEN }];
  },
  "a login": async (deep) => {
    const url = await server((asked) => (asked.startsWith("POST") ? `{"token":${deep}}` : undefined), 201);
    const env = { HW_USER_NAME: "u", HW_USER_PASSWORD: "a-password", HW_DOMAIN_NAME: "d" };
    return ["whoami", "cloud-unexpected", { url, env }];
  },
  "the projects": async (deep) => {
    const url = await server(() => `{"projects":${deep}}`);
    return ["whoami", "cloud-unexpected", { url, env: { HW_ACCESS_KEY: "a-key", HW_SECRET_KEY: "a-secret" } }];
  },
  "GitHub's token service": async (deep) => {
    const url = await server(() => `{"value":${deep}}`);
    const job = { ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token`, ACTIONS_ID_TOKEN_REQUEST_TOKEN: "a-token" };
    return ["plan", "cloud-unexpected", { url, env: { HW_ASSUME_ROLE_IDP_ID: "github", ...job } }];
  },
  "GitHub's comments": async (deep) => {
    const url = await server(() => deep);
    return ["ci github comment body.md", "cloud-unexpected", { files: EVENT, env: { ...JOB, GITHUB_API_URL: url } }];
  },
  "GitHub's refusal": async (deep) => {
    const url = await server(() => `{"message":"no","errors":${deep}}`, 422);
    return ["ci github comment body.md", "cloud-unexpected", { files: EVENT, env: { ...JOB, GITHUB_API_URL: url } }];
  },
  "the event of a job": async (deep) => {
    const files = { ...EVENT, "event.json": `{"pull_request":${deep}}` };
    return ["ci github comment body.md", "usage", { files, env: JOB }];
  },
  "a saved plan that is shown": async (deep) => ["show p.json", "plan-file", { files: { "p.json": deep } }],
  "a change of a saved plan that is applied": async (deep) => {
    const change = `{"address":"BackupPolicy/nightly","action":"create","fields":[{"path":"/a","after":${deep}}]}`;
    const plan = `{"format_version":"1.0","stacks":[{"stack":"prod","base":"x","changes":[${change}]}]}`;
    return ["apply p.json", "plan-file", { files: { "p.json": plan } }];
  },
  "the file of KooCLI": async (deep) => {
    const files = { ".hcloud/config.json": `{"current":"a","profiles":${deep}}` };
    return ["plan", "credentials-unclear", { url: "http://127.0.0.1:1", files }];
  },
  "a state": async (deep) => {
    const files = { "policies/.holdfast/state.json": `{"format":1,"resources":${deep}}` };
    return ["state list", "state-broken", { files }];
  },
  "the data of the simulated cloud": async (deep) => {
    const files = { "cloud.json": `{"format":1,"projects":${deep}}` };
    return ["simulate --data cloud.json", "disk", { files }];
  },
};

describe("JSON that is too deep is one failure", () => {
  test.concurrent.for(Object.keys(EDGES))("in %s", SLOW, async (edge, { expect }) => {
    for (const deep of DEEP) {
      const [command, code, setting] = await EDGES[edge]!(deep);
      const { userMs: _, ...ran } = await holdfast(command, setting);
      expect(ran).toEqual({ code: expect.toBeOneOf([1, 64]), said: expect.stringContaining(`[${code}]`) });
      expect(ran.said).not.toMatch(/^\s+at |RangeError|call stack/m);
      expect(ran.said.length).toBeLessThan(4_000);
    }
  });
});

describe("an error of the cloud costs as much as it is long", () => {
  const SECRETS = { HW_ACCESS_KEY: "AKAKAKAK", HW_SECRET_KEY: '\\"a\\\\"b%"&\\' };
  /** How long a plan that gets this error is at work. */
  async function planning(message: string): Promise<number> {
    const body = JSON.stringify({ error_code: "X.1", error_msg: message });
    const url = await server(() => body, 400);
    return (await holdfast("plan", { url, env: SECRETS })).userMs;
  }

  test("100,000 backslashes, quotes, percent signs and entities", SLOW, async ({ expect }) => {
    const usual = await planning("a message");
    for (const unit of ["\\", '\\"', "%5c", "%25", "&amp;", '"\\\\']) {
      for (const length of [60_000, 100_000]) {
        expect([unit, length, (await planning(unit.repeat(length / unit.length))) < 3 * usual]).toEqual([
          unit,
          length,
          true,
        ]);
      }
    }
  });
});
