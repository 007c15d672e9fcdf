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

/** The same requests that the console sends, to the cloud that keeps its data beside the stack. */
async function clickInTheConsole(): Promise<void> {
  const { url, close } = await startSimulator({ data: join(home, "policies/demo/.holdfast/cloud.json") });
  const policies = `${url}/v3/${PROJECT}/policies`;
  const list = (await (await fetch(policies)).json()) as { policies: { id: string; name: string }[] };
  const id = list.policies.find(({ name }) => name === "servers-nightly")?.id;
  const answer = await fetch(`${policies}/${id}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ policy: { operation_definition: { retention_duration_days: 3, timezone: "UTC+08:00" } } }),
  });
  if (!answer.ok) throw new Error(`the demo's edit in the cloud failed: ${answer.status}`);
  await close();
}
