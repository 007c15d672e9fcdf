/**
 * No credential leaves the process by any way but the request that needs it: not in success and in none of the ways to fail. The
 * real command runs with random credentials of each kind; all that it says, every file that it leaves, what it hands to
 * git and the list of processes are searched for them, in any form (support/secrets.ts).
 *
 * Git gets what leads to a remote (proxies, the token of the CI for a credential helper), and none of the cloud's or of the database's.
 */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import http from "node:http";
import https from "node:https";
import type net from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startSimulator } from "../../src/simulator/server.ts";
import { selfSigned } from "../support/certificate.ts";
import { CLI, runHoldfast, startHoldfast } from "../support/command.ts";
import { type Front, HABITS, startFront } from "../support/front.ts";
import { listen } from "../support/listen.ts";
import { freePort, type Server, startPostgres } from "../support/postgres.ts";
import { formsOf, Secrets } from "../support/secrets.ts";

const PROJECT = "054e292c9880d4992f02c0196d3ea468";
const GIT = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();

/** Of the cloud and of the database. */
const secrets = new Secrets();
/** What git may be given besides. */
const forGit = new Secrets();

const keys = { access: secrets.word("AK", 20), secret: secrets.phrase("SK") };
const temporary = {
  access: secrets.word("temporary AK", 20),
  secret: secrets.phrase("temporary SK"),
  securityToken: secrets.word("security token", 400),
};
const user = { name: "robot", password: secrets.phrase("password"), domain: "acme" };
const idToken = { provider: "github", token: secrets.jwt("ID token") };
const job = secrets.jwt("token of the job");
const database = { user: "owner", password: secrets.word("password of PostgreSQL") };
const proxyPassword = forGit.word("password of the proxy");
const ciToken = `ghs_${forGit.word("GITHUB_TOKEN", 36)}`;

interface Login {
  readonly env?: Readonly<Record<string, string>>;
  /** Path below the home directory -> text. */
  readonly files?: Readonly<Record<string, string>>;
  /** The only one that it is good for. */
  readonly project?: string;
}

const oidc = { HW_ASSUME_ROLE_IDP_ID: idToken.provider };
/** Those that need an address are made when there is one. */
const LOGINS: Readonly<Record<string, () => Login>> = {
  token: () => ({ env: { HW_AUTH_TOKEN: token }, project: PROJECT }),
  keys: () => ({ env: { HUAWEICLOUD_SDK_AK: keys.access, HUAWEICLOUD_SDK_SK: keys.secret } }),
  "temporary keys": () => ({
    env: {
      HW_ACCESS_KEY: temporary.access,
      HW_SECRET_KEY: temporary.secret,
      HW_SECURITY_TOKEN: temporary.securityToken,
    },
  }),
  password: () => ({
    env: { OS_USERNAME: user.name, OS_PASSWORD: user.password, OS_DOMAIN_NAME: user.domain },
  }),
  "ID token in a variable": () => ({ env: { ...oidc, HW_ASSUME_ROLE_ID_TOKEN: idToken.token } }),
  "ID token in a file": () => ({
    env: { ...oidc, HW_ASSUME_ROLE_ID_TOKEN_FILE: "../home/id-token" },
    files: { "id-token": `${idToken.token}\n` },
  }),
  "ID token of a job": () => ({ env: { ...oidc, ...jobAt(tokenService) } }),
  "file of KooCLI": () => ({
    files: {
      ".hcloud/config.json": JSON.stringify({
        authEncrypt: "false",
        current: "default",
        profiles: [{ name: "default", mode: "AKSK", accessKeyId: keys.access, secretAccessKey: keys.secret }],
      }),
    },
  }),
  "file of the SDKs": () => ({
    files: { ".huaweicloud/credentials": `[basic]\nak = ${keys.access}\nsk = ${keys.secret}\n` },
  }),
};

const jobAt = (url: string) => ({
  ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/idtoken?api-version=2.0`,
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: job,
});

let front: Front;
let postgres: Server;
let token: string;
/** GitHub's, for jobs. */
let tokenService: string;
let tls: string;
/** Nobody listens there. */
let nowhere: string;
let homes: string;
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  homes = mkdtempSync(join(tmpdir(), "holdfast-canary-"));
  const simulator = await startSimulator({
    requireAuth: { keys: [keys, temporary], users: [user], idTokens: [idToken] },
    vaults: "any",
  });
  front = await startFront(simulator.url, (name, value) => secrets.add(name, value));
  ends.push(
    () => front.close(),
    () => simulator.close(),
  );
  const certificate = selfSigned("localhost");
  tls = `https://localhost:${await listening(https.createServer({ key: certificate.key, cert: certificate.certificate }))}`;
  nowhere = `127.0.0.1:${await freePort()}`;
  const gitHub = http.createServer(({ headers }, response) => {
    if (headers.authorization !== `Bearer ${job}`) return void response.writeHead(401).end("{}");
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ value: idToken.token }));
  });
  tokenService = `http://127.0.0.1:${await listening(gitHub)}`;
  const { name, password, domain } = user;
  const login = await fetch(`${simulator.url}/v3/auth/tokens`, {
    method: "POST",
    body: JSON.stringify({
      auth: {
        identity: { methods: ["password"], password: { user: { name, password, domain: { name: domain } } } },
        scope: { project: { id: PROJECT } },
      },
    }),
  });
  token = secrets.add("token", login.headers.get("x-subject-token") ?? "");
  postgres = await startPostgres(database);
  ends.push(() => postgres.remove());
}, 30_000);

afterAll(async () => {
  for (const end of ends) await end();
  rmSync(homes, { recursive: true });
});

function listening(server: net.Server): Promise<number> {
  ends.push(() => server.close());
  return listen(server);
}

const POLICIES = `apiVersion: cbr/v3
kind: BackupPolicy
metadata:
  name: nightly
spec:
  operation_definition:
    retention_duration_days: 30
  trigger:
    properties:
      pattern:
        - FREQ=DAILY;BYHOUR=18;BYMINUTE=00
---
apiVersion: dds/v3
kind: BackupDownloadPolicy
metadata:
  name: download
spec:
  action: close
`;

interface Setting extends Login {
  /** Addresses of the services; the front's own without. */
  readonly cloud?: { readonly cbr: string; readonly iam: string } | undefined;
  /** As in stack.yaml. */
  readonly state?: string;
  /** Further secrets, which only this place has. */
  readonly own?: Secrets;
  /** Each command is a process of its own, to be seen in the list of processes. */
  readonly alone?: boolean;
}

let places = 0;

/** A stack of its own project, below a folder that nothing else writes to. */
function place({ env = {}, files = {}, project, cloud, state, own = new Secrets(), alone = false }: Setting) {
  const root = join(homes, String(++places));
  const [home, work, bin] = [join(root, "home"), join(root, "work"), join(root, "bin")];
  const given: string[] = [];
  /** A file that may hold what it likes: we put it there. */
  const give = (path: string, text: string) => {
    put(path, text);
    given.push(path);
  };
  for (const [path, text] of Object.entries(files)) give(join(home, path), text);
  mkdirSync(home, { recursive: true });
  const { cbr, iam } = cloud ?? { cbr: front.url, iam: front.url };
  give(
    join(work, "policies/stack.yaml"),
    `apiVersion: holdfast/v1
kind: Stack
metadata:
  name: prod
spec:
  region: eu-west-101
  project_id: ${project ?? PROJECT.slice(0, -4) + String(places).padStart(4, "0")}
  endpoints: { cbr: "${cbr}", dds: "${cbr}", iam: "${iam}" }
${state ? `  state: ${state}\n` : ""}`,
  );
  put(join(work, "policies/nightly.yaml"), POLICIES);
  // The real git, behind a look at the list of processes and at what it was given.
  put(
    join(bin, "git"),
    `#!/bin/sh
cat /proc/[0-9]*/cmdline >> ${root}/processes 2>/dev/null
cat /proc/$$/environ >> ${root}/environment
exec ${GIT} "$@"
`,
  );
  chmodSync(join(bin, "git"), 0o755);
  const environment = {
    PATH: `${bin}:${process.env.PATH}`,
    HOME: home,
    TMPDIR: home,
    GITHUB_TOKEN: ciToken,
    HOLDFAST_PG_URL: databaseUrl(),
    HTTPS_PROXY: `http://me:${proxyPassword}@${nowhere}`,
    HOLDFAST_SETTLE: "1s",
    HOLDFAST_TRUST_HOSTS: "127.0.0.1,localhost",
    ...env,
  };
  const all = [secrets, forGit, own];
  const leaks = new Set<string>();
  const search = (text: Buffer | string, where: string, among = all) => {
    for (const name of among.flatMap((some) => some.in(text))) leaks.add(`${name} in ${where}`);
  };

  /** @param command by words, or in parts when one of them has blanks @returns its exit code, and all that it said */
  async function run(command: string | readonly string[], more: Record<string, string> = {}) {
    const args = typeof command === "string" ? command.split(" ") : command;
    ran.add(args[0] === "state" ? `state ${args[1]}` : (args[0] ?? ""));
    const whole = { args, cwd: work, env: { ...environment, ...more } };
    // The simulated cloud goes on until it is told to end.
    const isServer = args[0] === "simulate" && !args.includes("--help");
    const running = isServer || alone ? startHoldfast(whole) : undefined;
    if (isServer) {
      const end = () => running?.child.kill("SIGINT");
      running?.child.stdout.once("data", (url) => talkTo(String(url).trim()).finally(end));
    }
    const { code, said } = await (running?.ended ?? runHoldfast(whole));
    // What was typed may be said again, to whoever typed it; it goes no further.
    const typed = own.in(args.join("\n")).length > 0;
    search(said, `what ${args.slice(0, 2).join(" ")} says`, typed ? [secrets, forGit] : all);
    return { code, said };
  }

  /** What was found by now, in all that was said and in everything that is there and was not put there by us. */
  function leaked(): string[] {
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true, encoding: "utf8" })) {
      const path = join(entry.parentPath, entry.name);
      search(entry.name, "the name of a file");
      if (!entry.isFile() || given.includes(path)) continue;
      // Git shows the URL of a remote to its own helpers; who runs it cannot help it.
      if (path === join(root, "processes")) search(readFileSync(path), "the list of processes", [secrets, forGit]);
      else if (path === join(root, "environment")) search(readFileSync(path), "the environment of git", [secrets]);
      else search(readFileSync(path), path.slice(root.length));
    }
    // Git compresses what it stores.
    for (const repository of [join(work, ".git"), join(root, "remote.git")]) {
      if (existsSync(repository))
        search(git(repository, "cat-file", "--batch", "--batch-all-objects"), "git's objects");
    }
    return [...leaks];
  }
  return { root, work, give, run, leaked };
}

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const git = (folder: string, ...args: string[]): Buffer => execFileSync(GIT, ["-C", folder, ...args]);

const databaseUrl = (password = database.password, where = `127.0.0.1:${postgres.port}/postgres`): string =>
  `postgres://${database.user}:${password}@${where}`;

/** What a person tries on a simulated cloud: a wrong token, a wrong signature, a wrong password, and a look at its log. */
async function talkTo(url: string): Promise<void> {
  const authorization = `SDK-HMAC-SHA256 Access=${keys.access}, SignedHeaders=host, Signature=00`;
  await fetch(`${url}/v3/${PROJECT}/policies`, { headers: { "x-auth-token": token } });
  await fetch(`${url}/v3/${PROJECT}/policies`, { headers: { authorization } });
  await fetch(`${url}/v3/auth/tokens`, { method: "POST", body: JSON.stringify({ auth: user }) });
  await fetch(`${url}/_simulator/requests`);
}

/** Commands that ran. */
const ran = new Set<string>();

const SLOW = { timeout: 60_000 };

/** Plays GitHub's REST API: takes everything, or refuses it and shows what it was sent. */
async function rest(isFine: boolean): Promise<string> {
  const server = http.createServer((request, response) => {
    request.resume();
    const echo = { message: `Bad credentials: ${JSON.stringify(request.headers)}`, headers: request.headers };
    const reply = request.method === "GET" ? [] : {};
    response.writeHead(isFine ? 200 : 403, { "content-type": "application/json" });
    response.end(JSON.stringify(isFine ? reply : echo));
  });
  return `http://127.0.0.1:${await listening(server)}`;
}

describe("a job of GitHub Actions leaks nothing", () => {
  test.concurrent.for([true, false])("where GitHub takes what it says: %s", SLOW, async (isFine, { expect }) => {
    const { run, leaked, root, work, give } = place(LOGINS.keys!());
    git(work, "init", "-q");
    git(work, "add", ".");
    git(work, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "policies");
    give(join(root, "event.json"), JSON.stringify({ pull_request: { number: 7, head: { sha: "0".repeat(40) } } }));
    const job = {
      GITHUB_REPOSITORY: "acme/backups",
      GITHUB_RUN_ID: "1",
      GITHUB_SHA: "0".repeat(40),
      GITHUB_API_URL: await rest(isFine),
      GITHUB_EVENT_PATH: join(root, "event.json"),
      GITHUB_OUTPUT: join(root, "outputs"),
      GITHUB_STEP_SUMMARY: join(root, "summary"),
    };
    const codes = [];
    for (const command of [
      "validate",
      "plan --post --out plan.json",
      "apply --plan-file plan.json",
      "drift --post",
      "status --post",
    ]) {
      codes.push((await run(`ci github ${command}`, job)).code);
    }
    // Issues are looked for, and a comment is written.
    expect(codes).toEqual(isFine ? [0, 0, 0, 0, 0] : [0, 1, 0, 1, 1]);
    expect(leaked()).toEqual([]);
  });
});

test("the search finds a credential in every form, and half of one", () => {
  const some = new Secrets();
  const phrase = some.phrase("phrase");
  for (const form of formsOf(phrase)) expect(some.in(`<${form}>`)).toEqual(["phrase"]);
  expect(some.in(Buffer.from(`user:${phrase}`).toString("base64"))).toEqual(["phrase"]);
  expect(some.in(phrase.slice(0, phrase.length / 2))).toEqual(["phrase"]);
  expect(some.in(formsOf(new Secrets().phrase("another")).join())).toEqual([]);
});

describe("a run that goes well leaks nothing", () => {
  test.concurrent.for(Object.keys(LOGINS))("login: %s", SLOW, async (name, { expect }) => {
    const { run, leaked } = place(LOGINS[name]!());
    for (const command of ["whoami", "plan --verbose --out plan.json", "apply plan.json"]) {
      const { code, said } = await run(command);
      expect({ command, code, said: code && said }).toEqual({ command, code: 0, said: 0 });
    }
    expect(leaked()).toEqual([]);
  });

  test.concurrent("commands that look at files, at states and at saved plans", SLOW, async ({ expect }) => {
    const { run, leaked } = place(LOGINS["temporary keys"]!());
    for (const command of [
      ...["text", "json", "github", "sarif"].map((format) => `validate --format ${format}`),
      ...["json", "markdown", "github", "sarif"].map((format) => `plan --format ${format}`),
      "plan --out plan.json",
      "apply --auto-approve --format json",
      "apply --refresh-only --auto-approve",
      "show plan.json --format markdown",
      "whoami --format json",
      "drift",
      "drift --format json",
      ...["text", "json", "markdown", "openmetrics"].map((format) => `status --format ${format}`),
      "state list",
      "state show BackupPolicy/nightly",
      "state show --all",
      "state history",
      "state mv BackupPolicy/nightly BackupPolicy/moved",
      "state rm BackupPolicy/moved",
      "state release",
      "destroy --auto-approve --allow-hazards deletes-many",
      "import --all --generate policies/imported",
      ["state", "migrate", "--to", "{ postgres: { url_env: HOLDFAST_PG_URL, table: moved } }"],
      "schedule --format json",
      "fmt --check",
      "init policies/new",
      "explain BackupPolicy",
      "schema",
      "simulate --data cloud.json --require-auth",
      "--version",
      "--help",
    ]) {
      const { code, said } = await run(command);
      const right = code === (command === "simulate --data cloud.json --require-auth" ? 130 : 0);
      expect({ command, said: right || said }).toEqual({ command, said: true });
    }
    expect(leaked()).toEqual([]);
  });

  test.concurrent("the state in a git branch: git gets none of the cloud's credentials", SLOW, async ({ expect }) => {
    const { root, work, run, leaked } = place({
      env: {
        ...LOGINS["temporary keys"]!().env,
        ...LOGINS.password!().env,
        ...jobAt(tokenService),
        HOLDFAST_ALLOW_LOCAL_REMOTES: "1",
      },
      state: "{ git: { remote: origin, branch: holdfast/prod } }",
      alone: true,
    });
    git(root, "init", "-q", "--bare", "remote.git");
    put(join(root, "remote.git/hooks/pre-receive"), `#!/bin/sh\ncat /proc/$$/environ >> ${root}/environment\n`);
    chmodSync(join(root, "remote.git/hooks/pre-receive"), 0o755);
    git(work, "init", "-q");
    git(work, "remote", "add", "origin", join(root, "remote.git"));
    // Otherwise no hook runs there.
    git(work, "config", "remote.origin.receivepack", "git receive-pack");
    const origin = { BUILD_URL: "https://ci.example.com/7", GIT_COMMIT: "1f0c" };
    for (const command of ["apply --auto-approve", "plan", "state history"])
      expect(await run(command, origin)).toMatchObject({ code: 0 });
    expect(leaked()).toEqual([]);
    // What git does get, so that the search above was one.
    const environment = readFileSync(join(root, "environment"));
    expect([forGit.in(environment), environment.includes("GIT_DIR=")]).toEqual([
      ["GITHUB_TOKEN", "password of the proxy"],
      true,
    ]);
    expect(readFileSync(join(root, "processes")).includes(CLI)).toBe(true);
  });

  test.concurrent("the state in PostgreSQL", SLOW, async ({ expect }) => {
    const state = "{ postgres: { url_env: HOLDFAST_PG_URL, table: canary } }";
    const { run, leaked } = place({ ...LOGINS.keys!(), state });
    for (const command of ["apply --auto-approve", "plan", "state show --all"])
      expect(await run(command)).toMatchObject({ code: 0 });
    expect(secrets.in(JSON.stringify(await postgres.sql("select * from canary")))).toEqual([]);
    expect(leaked()).toEqual([]);
  });
});

/** Habits that get further attempts; each costs seconds of waiting. */
const RETRIED = ["503-echo", "torn", "no-http"];
/** With and without a login. */
const FEW = ["temporary keys", "password"];

describe("what the other end was sent and shows is not repeated", () => {
  const cases = Object.keys(HABITS).flatMap((habit) => {
    const logins = habit === "401-canonical" ? Object.keys(LOGINS) : RETRIED.includes(habit) ? FEW.slice(0, 1) : FEW;
    return logins.map((login) => [habit, login] as const);
  });
  test.concurrent.for(cases)("%s, login: %s", SLOW, async ([habit, name], { expect }) => {
    const login = LOGINS[name]!();
    const badly = `${front.url}/${habit}`;
    const before = front.answered(habit);
    const { run, leaked } = place({ ...login, cloud: { cbr: badly, iam: front.url } });
    expect(await run("apply --auto-approve")).toMatchObject({ code: 1 });
    expect(leaked()).toEqual([]);
    // Whoever logs in can be refused there already.
    if (name === "password") {
      const { run, leaked } = place({ ...login, cloud: { cbr: badly, iam: badly } });
      expect(await run("whoami --format json")).toMatchObject({ code: 1 });
      expect(leaked()).toEqual([]);
    }
    expect(front.answered(habit)).toBeGreaterThan(before);
  });

  test.concurrent("by any command that asks a cloud", SLOW, async ({ expect }) => {
    const cloud = { cbr: `${front.url}/401-canonical`, iam: front.url };
    const { run, leaked } = place({ ...LOGINS["temporary keys"]!(), cloud });
    for (const command of [
      "plan --format json",
      "plan --format sarif",
      "plan --format markdown",
      "drift --format github",
      "import --all --generate policies/imported",
      "import BackupPolicy/nightly 5ab4fcd8-1cb2-4a2c-9b33-9a1b0a3d1d10",
    ])
      expect([command, (await run(command)).code]).toEqual([command, 1]);
    expect(leaked()).toEqual([]);
  });

  test.concurrent.for(["401-canonical", "403-page", "200-echo", "redirect"])(
    "GitHub's token service: %s",
    SLOW,
    async (habit, { expect }) => {
      const { run, leaked } = place({ env: { ...oidc, ...jobAt(`${front.url}/${habit}`) } });
      expect(await run("plan")).toMatchObject({ code: 1 });
      expect(leaked()).toEqual([]);
    },
  );

  test.concurrent.for(["git-text", "401-canonical", "403-page", "200-page"])(
    "a git server: %s",
    SLOW,
    async (habit, { expect }) => {
      const own = new Secrets();
      const state = "{ git: { remote: origin, branch: holdfast/prod } }";
      const env = { ...LOGINS.keys!().env, HOLDFAST_ALLOW_LOCAL_REMOTES: "1" };
      const { work, give, run, leaked } = place({ ...LOGINS.keys!(), env, state, own });
      git(work, "init", "-q");
      const url = `${front.url.replace("//", `//robot:${own.word("password of the remote")}@`)}/${habit}/a.git`;
      give(join(work, ".git/config"), `[core]\nrepositoryformatversion = 0\n[remote "origin"]\nurl = ${url}\n`);
      expect([await run("plan"), await run("state list")]).toMatchObject([{ code: 1 }, { code: 1 }]);
      expect(leaked()).toEqual([]);
    },
  );
});

describe("what cannot be reached, or must not be, is told without credentials", () => {
  const at = (cbr: string, iam = cbr) => ({ cbr, iam });
  const proxied = at("https://cbr.eu-west-101.myhuaweicloud.eu", "https://iam.eu-west-101.myhuaweicloud.eu");
  const through = (address: string) => ({ cloud: proxied, env: { HTTPS_PROXY: address } });
  const secretly = (scheme: string, address: string) => through(`${scheme}://me:${proxyPassword}@${address}`);
  const table = (password?: string, where?: string) => ({
    state: "{ postgres: { url_env: HOLDFAST_PG_URL, table: canary } }",
    env: { HOLDFAST_PG_URL: databaseUrl(password, where) },
  });
  const CASES: Readonly<Record<string, (own: Secrets) => Setting>> = {
    "no such host": () => ({
      cloud: at("https://cloud.invalid"),
      env: { HOLDFAST_TRUST_HOSTS: ".invalid", HTTPS_PROXY: "" },
    }),
    "a certificate that nobody vouches for": () => ({ cloud: at(tls), env: { HTTPS_PROXY: "" } }),
    "a closed port": () => ({ cloud: at(`http://${nowhere}`) }),
    "TLS with one that speaks HTTP": () => ({ cloud: at(front.url.replace("http:", "https:")) }),
    "a host that is not the cloud's": () => ({ cloud: at("https://evil.example") }),
    "a proxy that is not there": () => secretly("http", nowhere),
    "a proxy that refuses, and shows why": () => secretly("http", front.url.slice("http://".length)),
    "a proxy of another kind": () => secretly("socks5", nowhere),
    "a proxy that is no address": () => through(`http//me:${proxyPassword}@proxy`),
    "a wrong password of the database": (own) => table(own.word("wrong password")),
    "a database that is not there": () => table(undefined, `${nowhere}/postgres`),
    "a database that is something else": () => table(undefined, `${front.url.slice("http://".length)}/postgres`),
    "a database elsewhere without TLS": () => table(undefined, "db.example/postgres?sslmode=disable"),
    "no such database": () => table(undefined, `127.0.0.1:${postgres.port}/nothing`),
    "a database whose URL is none": () => table(undefined, "127.0.0.1:port/postgres"),
  };
  test.concurrent.for(Object.keys(CASES))("%s", SLOW, async (name, { expect }) => {
    const own = new Secrets();
    const { env, ...setting } = CASES[name]!(own);
    const { run, leaked } = place({ ...setting, own, env: { ...LOGINS.password!().env, ...env } });
    expect(await run("plan")).toMatchObject({ code: expect.toBeOneOf([1, 64]) });
    expect(leaked()).toEqual([]);
  });

  test.concurrent("a bug of ours: the stack, and nothing of what the program held", SLOW, async ({ expect }) => {
    const { work, run, leaked } = place(LOGINS.password!());
    const bug = join(work, "bug.mjs");
    put(
      bug,
      'import http from "node:http";\nhttp.ClientRequest.prototype.end = () => { throw new TypeError("a bug of ours"); };\n',
    );
    const { code, said } = await run("plan", { NODE_OPTIONS: `--import ${pathToFileURL(bug)}` });
    expect({ code, said }).toEqual({ code: 1, said: expect.stringMatching(/TypeError: a bug of ours\n +at /) });
    expect(leaked()).toEqual([]);
  });
});

describe("credentials that cannot be used are named, not shown", () => {
  const KOOCLI = ".hcloud/config.json";
  const profile = (more: object) =>
    JSON.stringify({ authEncrypt: "false", current: "a", profiles: [{ name: "a", ...more }] });
  const CASES: Readonly<Record<string, Login>> = {
    "half a pair": { env: { HW_SECRET_KEY: temporary.secret } },
    "two that differ": { env: { OS_AUTH_TOKEN: job, OS_TOKEN: idToken.token } },
    "a line break": { env: { HW_AUTH_TOKEN: `${idToken.token}\n` } },
    "a profile of an agency": {
      files: { [KOOCLI]: profile({ accessKeyId: keys.access, secretAccessKey: keys.secret, agencyName: "a" }) },
    },
    "half a profile": { files: { [KOOCLI]: profile({ secretAccessKey: keys.secret }) } },
    "a torn file": { files: { [KOOCLI]: profile({ secretAccessKey: keys.secret }).slice(0, -3) } },
    "half a section": { files: { ".huaweicloud/credentials": `[basic]\nsk = ${keys.secret}\n` } },
    "a file with more than an ID token": {
      env: { ...oidc, HW_ASSUME_ROLE_ID_TOKEN_FILE: "../home/id-token" },
      files: { "id-token": JSON.stringify(idToken) },
    },
    "an address of GitHub's that is none": { env: { ...oidc, ...jobAt(`http//me:${job}@github`) } },
    "a host of GitHub's that is reached without TLS": { env: { ...oidc, ...jobAt("http://github.example") } },
  };
  test.concurrent.for(Object.keys(CASES))("%s", SLOW, async (name, { expect }) => {
    const { run, leaked } = place(CASES[name]!);
    expect([await run("plan"), await run("whoami")]).toMatchObject([{ code: 1 }, { code: 1 }]);
    expect(leaked()).toEqual([]);
  });
});

describe("a password where none belongs", () => {
  test.concurrent.for([
    [
      "an endpoint",
      (password: string) => ({ cloud: { cbr: `https://me:${password}@cbr.example`, iam: "https://a.example" } }),
    ],
    [
      "the URL of a remote",
      (password: string) => ({ state: `{ git: { remote: "https://me:${password}@a.example/b.git", branch: a } }` }),
    ],
    [
      "the name of a variable",
      (password: string) => ({ state: `{ postgres: { url_env: "postgres://me:${password}@a/b", table: a } }` }),
    ],
  ] as const)("as part of %s is a problem that does not show it", SLOW, async ([, setting], { expect }) => {
    const own = new Secrets();
    const { work, run, leaked } = place({ ...LOGINS.keys!(), ...setting(own.word("misplaced password")), own });
    for (const format of ["text", "json", "github", "sarif"])
      expect(await run(`validate --format ${format}`)).toMatchObject({ code: 1 });
    const stack = join(work, "policies/stack.yaml");
    writeFileSync(stack, readFileSync(stack, "utf8").replaceAll(": {", ":   {"));
    expect(await run("fmt --check")).toMatchObject({ code: 1, said: expect.stringMatching(/^1 of 2 files/m) });
    expect(leaked()).toEqual([]);
  });

  test.concurrent("as an argument is wrong usage, and goes into no file", SLOW, async ({ expect }) => {
    const own = new Secrets();
    const secret = own.word("pasted");
    const { run, leaked } = place({ ...LOGINS.keys!(), own });
    for (const args of [
      ["plan", secret],
      ["plan", "--format", secret],
      ["plan", `--token=${secret}`],
      ["plan", "--out", "plan.json", secret],
      ["apply", "--auto-approve", "--allow-hazards", secret],
      ["apply", "--auto-approve", "--target", secret],
      ["import", "BackupPolicy/nightly", secret],
      ["state", "show", secret],
      ["state", "migrate", "--to", `{ postgres: { url_env: "postgres://me:${secret}@a/b", table: a } }`],
      ["explain", secret],
      ["schedule", "--zone", secret],
      ["simulate", "--faults", secret],
      [secret],
    ])
      expect([args, (await run(args)).code]).toEqual([args, expect.toBeOneOf([1, 64])]);
    expect(leaked()).toEqual([]);
  });
});

test("there is no command that was not searched: what the above does not run, runs here", SLOW, async () => {
  const { run, leaked } = place(LOGINS.keys!());
  const inHelp = async (group: string) => {
    const { said } = await run(`${group}--help`);
    const list = said.slice(said.indexOf("Commands:")).split("\n\n")[0] ?? "";
    return [...list.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name = ""]) => name).filter((name) => name !== "help");
  };
  const commands = await inHelp("");
  expect(commands).toContain("plan");
  const all = [
    ...commands.filter((name) => name !== "state"),
    ...(await inHelp("state ")).map((name) => `state ${name}`),
  ];
  const left = all.filter((command) => !ran.has(command));
  await Promise.all([...left, ...left.map((command) => `${command} --help`)].map((command) => run(command)));
  expect(leaked()).toEqual([]);
});
