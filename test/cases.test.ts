/**
 * Situations, each a folder in cases/: `policies/` and what is done with them, line by line, in `steps`; the whole transcript,
 * down to the requests that changed the cloud, is `output.txt`. The real CLI runs against the simulated cloud over HTTP.
 *
 * A line of `steps` is one of
 *     holdfast ARGS…                  the CLI; NAME=value before it sets its environment, in which HOLDFAST_TRUST_HOSTS=127.0.0.1
 *     cloud METHOD PATH [JSON]        another user of the cloud; ID(name) is the ID of a policy, VAULT(name) of a vault, here, in replace, in
 *                                     mishaps and in holdfast
 *     cloud@PROJECT …                 the same in another project
 *     fault FAULTS                    what goes wrong from now on; `calm`: nothing any more
 *     personality NAME=VALUE          how this cloud behaves, for the whole situation
 *     clock TIME                      moves the clock of the cloud, and what it passes happens
 *     server ID…                      servers in the cloud, named like their ids; `disk ID [SERVER]`: a disk, attached to it or not
 *     vault NAME GB RESOURCE…         a vault for servers, and what is in it
 *     mishaps JSON                    all that goes wrong with runs from now on (src/simulator/mishaps.ts)
 *     vaults IDS                      the vaults that there are, comma separated, for the whole situation; `any`: whatever is asked for
 *     require-auth                    this cloud knows the keys AK, SK, the user user, password, domain, and what the identity
 *                                     provider github issued, canary.id.token; nobody else
 *     replace FILE OLD => NEW         an edit
 *     add FILE, remove FILE           takes a file from `files/`, takes one away
 *     requests                        the writes that reached the cloud since the last time
 *     # …                             a remark for the reader
 * Whatever is called canary is a secret, and none of our words. To accept new output: npx vitest run test/cases.test.ts -u
 */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";
import { parseFaults } from "../src/simulator/faults.ts";
import { type Personality, parseSwitch } from "../src/simulator/personality.ts";
import { type LoggedRequest, type Simulator, startSimulator } from "../src/simulator/server.ts";
import { runHoldfast } from "./support/command.ts";
import { call, inOneOrder, PROJECT, stable, UUID } from "./support/transcript.ts";

const CASES = join(import.meta.dirname, "cases");

test.concurrent.for(readdirSync(CASES))("%s", { timeout: 60_000 }, async (name, { expect }) => {
  const folder = join(CASES, name);
  const steps = readFileSync(join(folder, "steps"), "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "");
  const home = mkdtempSync(join(tmpdir(), "holdfast-case-"));
  const requireAuth = {
    keys: [{ access: "AK", secret: "SK" }],
    users: [{ name: "user", password: "password", domain: "domain" }],
    idTokens: [{ provider: "github", token: "canary.id.token" }],
  };
  const simulator = await startSimulator({
    personality: personalityIn(steps),
    ...vaultsIn(steps),
    ...(steps.includes("require-auth") && { requireAuth }),
  });
  try {
    const transcript = await play(steps, { folder, home, simulator, names: new Map() });
    await expect(`${transcript}\n`).toMatchFileSnapshot(join(folder, "output.txt"));
  } finally {
    await simulator.close();
    rmSync(home, { recursive: true });
  }
});

function personalityIn(steps: readonly string[]): Partial<Personality> {
  const settings = steps.filter((line) => line.startsWith("personality ")).map((line) => line.slice(12));
  return Object.assign({}, ...settings.map((setting) => parseSwitch(setting.replace("=", "/"))));
}

function vaultsIn(steps: readonly string[]): { vaults?: readonly string[] | "any" } {
  const [ids] = steps.flatMap((line) => (line.startsWith("vaults ") ? line.slice(7) : []));
  return ids === undefined ? {} : { vaults: ids === "any" ? ids : ids.split(",") };
}

interface Scene {
  readonly folder: string;
  readonly home: string;
  readonly simulator: Simulator;
  /** Ids that were seen, and the names of what has or had them. */
  readonly names: Map<string, string>;
}

async function play(steps: readonly string[], scene: Scene): Promise<string> {
  const { folder, home, simulator } = scene;
  if (existsSync(join(folder, "policies")))
    cpSync(join(folder, "policies"), join(home, "policies"), { recursive: true });
  for (const file of yamlFilesIn(home)) point(join(home, file), simulator.url);
  const blocks: string[] = [];
  for (const line of steps) {
    const said = await step(line, scene);
    for (const { id, name } of await policiesIn(simulator)) scene.names.set(id, name);
    blocks.push(line.startsWith("#") ? line : `$ ${line}\n${said}`.trimEnd());
  }
  return stable(blocks.join("\n\n"), simulator.url);
}

const yamlFilesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".yaml"));

/** Stacks say SIMULATOR where the address of the simulated cloud belongs. Byte by byte: not every case is UTF-8. */
const point = (file: string, url: string): void =>
  writeFileSync(file, readFileSync(file, "latin1").replaceAll("SIMULATOR", url), "latin1");

async function step(line: string, scene: Scene): Promise<string> {
  const { folder, home, simulator } = scene;
  const [word = "", ...rest] = line.split(" ");
  if (word === "#" || ["personality", "vaults", "require-auth"].includes(word)) return "";
  if (word === "fault") {
    await call(simulator, "POST", "/_simulator/faults", { faults: rest.join(" ") });
    parseFaults(rest.join(" "));
    return "";
  }
  if (word === "calm") {
    await call(simulator, "DELETE", "/_simulator/faults");
    return "";
  }
  if (word === "clock") {
    await call(simulator, "POST", "/_simulator/clock", { now: rest[0] });
    return "";
  }
  if (word === "server" || word === "disk") {
    const [disk, server] = rest;
    const resources =
      word === "server"
        ? rest.map((id) => ({ id, name: id, type: "OS::Nova::Server" }))
        : [{ id: disk, name: disk, type: "OS::Cinder::Volume", ...(server !== undefined && { server_id: server }) }];
    await call(simulator, "POST", `/_simulator/projects/${PROJECT}/resources`, { resources });
    return "";
  }
  if (word === "vault") {
    const [name, size, ...members] = rest;
    const billing = { protect_type: "backup", object_type: "server", size: Number(size) };
    const resources = members.map((id) => ({ id, type: "OS::Nova::Server" }));
    await call(simulator, "POST", `/v3/${PROJECT}/vaults`, { vault: { name, billing, resources } });
    return "";
  }
  if (word === "mishaps") {
    const mishaps = JSON.parse(await withIds(rest.join(" "), simulator));
    await call(simulator, "PUT", `/_simulator/projects/${PROJECT}/mishaps`, { mishaps });
    return "";
  }
  if (word === "cloud" || word.startsWith("cloud@")) {
    const [method = "", path = "", ...body] = (await withIds(rest.join(" "), simulator)).split(" ");
    const target = `/v3/${word.split("@")[1] ?? PROJECT}${path}`;
    const { status } = await call(simulator, method, target, body.length > 0 ? JSON.parse(body.join(" ")) : undefined);
    return `${status}`;
  }
  if (word === "replace") {
    const [file = "", ...edit] = rest;
    const [before = "", after = ""] = (await withIds(edit.join(" "), simulator))
      .replaceAll("SIMULATOR", simulator.url)
      .split(/ =>(?: |$)/);
    const text = readFileSync(join(home, file), "utf8");
    const old = before.replaceAll("\\n", "\n");
    if (!text.includes(old)) throw new Error(`${file} does not hold ${before}`);
    writeFileSync(join(home, file), text.replace(old, after.replaceAll("\\n", "\n")));
    return "";
  }
  if (word === "add" || word === "remove") {
    const [file = ""] = rest;
    if (word === "remove") rmSync(join(home, file));
    else {
      cpSync(join(folder, "files", file), join(home, file), { recursive: true });
      if (file.endsWith(".yaml")) point(join(home, file), simulator.url);
    }
    return "";
  }
  if (word === "requests") return requests(scene);
  return holdfast((await withIds(line, simulator)).split(" "), home);
}

async function withIds(line: string, simulator: Simulator): Promise<string> {
  if (!/ID\(|VAULT\(/.test(line)) return line;
  const policies = await policiesIn(simulator);
  const { body } = await call(simulator, "GET", `/v3/${PROJECT}/vaults`);
  const { vaults } = body as { vaults: { id: string; name: string }[] };
  const idOf = (all: readonly { id: string; name: string }[], name: string) => all.find((one) => one.name === name)?.id;
  return line
    .replace(/\bID\((.*?)\)/g, (_, name) => idOf(policies, name) ?? "")
    .replace(/VAULT\((.*?)\)/g, (_, name) => idOf(vaults, name) ?? "");
}

async function policiesIn(simulator: Simulator): Promise<{ id: string; name: string }[]> {
  const data = (await call(simulator, "GET", "/_simulator/data")).body as {
    projects: Record<string, { policies: { id: string; name: string }[] }>;
  };
  return data.projects[PROJECT]?.policies ?? [];
}

async function holdfast(words: readonly string[], cwd: string): Promise<string> {
  const start = words.indexOf("holdfast");
  if (start === -1) throw new Error(`no such step: ${words.join(" ")}`);
  const given = Object.fromEntries(words.slice(0, start).map((word) => word.split("=")));
  // Nothing of the environment of whoever runs the tests may show.
  const env = { PATH: process.env.PATH, HOME: cwd, HOLDFAST_TRUST_HOSTS: "127.0.0.1", ...given };
  const { code, out, err, said } = await runHoldfast({ args: words.slice(start + 1), cwd, env });
  if (said.includes("canary")) throw new Error(`a secret is shown by ${words.join(" ")}`);
  const progress = err
    .split("\n")
    // How long we wait is random, and so is whether it is long enough to be told.
    .filter((text) => text !== "" && !/: waiting \d+\.\d s because /.test(text))
    .map((text) => `stderr: ${text}`);
  return [...inOneOrder(progress), out.trimEnd(), ...(code === 0 ? [] : [`exit ${code}`])].filter(Boolean).join("\n");
}

/** Writes in the order of what they say: they were sent side by side. */
async function requests({ simulator, names }: Scene): Promise<string> {
  const { body } = await call(simulator, "GET", "/_simulator/requests");
  const log = (body as { requests: LoggedRequest[] }).requests;
  await call(simulator, "DELETE", "/_simulator/requests");
  // Ids of policies are random, so their names say what comes first.
  const order = ({ method, path, body }: LoggedRequest) =>
    `${method} ${path} ${JSON.stringify(body)}`.replace(UUID, (id) => names.get(id) ?? id);
  return log
    .filter(({ method }) => method !== "GET")
    .sort((a, b) => (order(a) < order(b) ? -1 : 1))
    .map(({ method, path, body, status }) =>
      `${method} ${path} -> ${status ?? "no answer"}\n${body ? JSON.stringify(body, undefined, 2) : ""}`.trimEnd(),
    )
    .join("\n");
}
