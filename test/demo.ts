/** `npm run demo`: the life of a few policies in a simulated cloud, told by the real commands in a copy of policies/demo. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { styleText } from "node:util";
import { startSimulator } from "../src/simulator/server.ts";

const ROOT = join(import.meta.dirname, "..");
const PROJECT = "054e292c9880d4992f02c0196d3ea468";

const colour = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (style: "bold" | "cyan" | "dim", text: string) => (colour ? styleText(style, text) : text);

const home = mkdtempSync(join(tmpdir(), "holdfast-demo-"));
try {
  cpSync(join(ROOT, "policies/demo"), join(home, "policies/demo"), {
    recursive: true,
    // What an apply in the checkout left behind is not part of the story.
    filter: (path) => !path.includes(".holdfast"),
  });
  await story();
} finally {
  rmSync(home, { recursive: true });
}

async function story(): Promise<void> {
  say("Backup policies are files in git. First: are they right? This needs no cloud.");
  holdfast("validate");

  say("A slip of the finger is found before anybody reviews it, at the very token.");
  edit("servers.yaml", "retention_duration_days: 30", "retention_duration_days: 0");
  holdfast("validate", 1);
  edit("servers.yaml", "retention_duration_days: 0", "retention_duration_days: 30");

  say("What would happen? The cloud of this stack is a simulated one; nothing exists there yet.");
  holdfast("plan");

  say("Make it so.");
  holdfast("apply --auto-approve");

  say("Once more: everything is as the files say.");
  holdfast("plan");

  say("Now somebody clicks in the console: the nightly backup of the servers is kept for 3 days instead of 30.");
  await clickInTheConsole();

  say("The next plan finds it, and says who moved.");
  holdfast("plan --detailed-exitcode", 2);

  say("Applying puts it back. In CI this is a pull request, a review and a merge.");
  holdfast("apply --auto-approve");
  holdfast("plan");

  say("The policies are right. Is everything protected? Another user puts servers into vaults, and three weeks pass.");
  await fillVaults();
  const later = new Date(Date.now() + 21 * 24 * 60 * 60_000).toISOString().slice(0, 10);
  holdfast(`status --at ${later}T12:00:00Z`, 7);

  say("One server was never put into a vault, and one vault ran full: its runs are skipped. The reasons:");
  holdfast("status --verbose", 7);
}

function say(text: string): void {
  console.log(`\n${paint("bold", `# ${text}`)}`);
}

function holdfast(args: string, expected = 0): void {
  console.log(`${paint("cyan", "$")} holdfast ${args}\n`);
  const { status } = spawnSync(process.execPath, [join(ROOT, "dist/cli.js"), ...args.split(" ")], {
    cwd: home,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status !== expected) throw new Error(`the demo expected exit ${expected}, and it was ${status}`);
  if (status !== 0) console.log(paint("dim", `(exit ${status})`));
}

function edit(file: string, before: string, after: string): void {
  const path = join(home, "policies/demo", file);
  writeFileSync(path, readFileSync(path, "utf8").replace(before, after));
}

async function clickInTheConsole(): Promise<void> {
  await inCloud(async (send) => {
    const id = await policyId(send, "servers-nightly");
    const operation_definition = { retention_duration_days: 3, timezone: "UTC+08:00" };
    await send("PUT", `/v3/${PROJECT}/policies/${id}`, { policy: { operation_definition } });
  });
}

/** Two vaults, of which one has room for a few days, and a server in neither. */
async function fillVaults(): Promise<void> {
  await inCloud(async (send) => {
    const names = ["shop-1", "shop-2", "db-1", "db-2", "batch-1"];
    const resources = names.map((name) => ({ id: name, name, type: "OS::Nova::Server" }));
    await send("POST", `/_simulator/projects/${PROJECT}/resources`, { resources });
    const vaults = [
      { name: "shop", policy: "servers-nightly", size: 500, members: ["shop-1", "shop-2"] },
      { name: "databases", policy: "databases", size: 90, members: ["db-1", "db-2"] },
    ];
    for (const { name, policy, size, members } of vaults) {
      const billing = { protect_type: "backup", object_type: "server", size };
      const vault = { name, billing, resources: members.map((id) => ({ id, type: "OS::Nova::Server" })) };
      const made = (await send("POST", `/v3/${PROJECT}/vaults`, { vault })) as { vault: { id: string } };
      const policy_id = await policyId(send, policy);
      await send("POST", `/v3/${PROJECT}/vaults/${made.vault.id}/associatepolicy`, { policy_id });
    }
  });
}

type Send = (method: string, path: string, body?: object) => Promise<unknown>;

async function policyId(send: Send, name: string): Promise<string | undefined> {
  const { policies } = (await send("GET", `/v3/${PROJECT}/policies`)) as { policies: { id: string; name: string }[] };
  return policies.find((policy) => policy.name === name)?.id;
}

/** The requests that the console would send, to the cloud that keeps its data beside the stack. */
async function inCloud(work: (send: Send) => Promise<void>): Promise<void> {
  const { url, close } = await startSimulator({ data: join(home, "policies/demo/.holdfast/cloud.json") });
  await work(async (method, path, body) => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(`${method} ${path} failed in the demo: ${answer.status} ${await answer.text()}`);
    return answer.json();
  });
  await close();
}
