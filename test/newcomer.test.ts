/**
 * What newcomers see: whole sessions at a terminal of 80 columns, each a folder in newcomer/. `steps` is what is typed,
 * `screen.txt` what is on the screen then. The README, the cloud and the files are all that they have.
 *
 * A line of `steps` is one of
 *     # …                        a remark for the reader
 *     > TEXT                     typed when the command above asks
 *     cloud METHOD PATH [JSON]   another user at work in the cloud
 *     clock DURATION             time passes in the cloud, and for the commands after it
 *     anything else              typed into a shell; `holdfast` is the built command
 * `files/` is what there is to copy from, in which SIMULATOR is the address of the simulated cloud; `policies/` is there from
 * the start. To accept new output: npx vitest run --project long test/newcomer.test.ts -u
 */
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";
import { type Simulator, startSimulator } from "../src/simulator/server.ts";
import { CLI } from "./support/command.ts";
import { onScreen } from "./support/terminal.ts";
import { call, inOneOrder, PROJECT, stable } from "./support/transcript.ts";

const COLUMNS = 80;
const SESSIONS = join(import.meta.dirname, "newcomer");

test.concurrent.for(readdirSync(SESSIONS))("%s", { timeout: 120_000 }, async (name, { expect }) => {
  const folder = join(SESSIONS, name);
  const home = mkdtempSync(join(tmpdir(), "holdfast-newcomer-"));
  const simulator = await startSimulator({ vaults: "any" });
  try {
    furnish(folder, home, simulator.url);
    const session = await play(stepsIn(join(folder, "steps")), home, simulator);
    await expect(`${session}\n`).toMatchFileSnapshot(join(folder, "screen.txt"));
  } finally {
    await simulator.close();
    rmSync(home, { recursive: true });
  }
});

/** The command on the PATH, and the files of the session. */
function furnish(folder: string, home: string, url: string): void {
  mkdirSync(join(home, "bin"));
  writeFileSync(join(home, "bin/holdfast"), `#!/bin/sh\nexec "${process.execPath}" "${CLI}" "$@"\n`);
  chmodSync(join(home, "bin/holdfast"), 0o755);
  mkdirSync(join(home, "work"));
  for (const [from, to] of [
    ["files", "files"],
    ["policies", "work/policies"],
  ] as const) {
    if (!existsSync(join(folder, from))) continue;
    cpSync(join(folder, from), join(home, to), { recursive: true });
    for (const file of readdirSync(join(home, to), { recursive: true, encoding: "utf8" })) {
      if (!/\.ya?ml$/i.test(file)) continue;
      const path = join(home, to, file);
      writeFileSync(path, readFileSync(path, "utf8").replaceAll("SIMULATOR", url));
    }
  }
}

interface Step {
  readonly line: string;
  readonly answers: readonly string[];
}

function stepsIn(file: string): Step[] {
  const steps: { line: string; answers: string[] }[] = [];
  for (const line of readFileSync(file, "utf8").split("\n")) {
    if (line.startsWith("> ")) steps.at(-1)?.answers.push(line.slice(2));
    else if (line.trim() !== "") steps.push({ line, answers: [] });
  }
  return steps;
}

async function play(steps: readonly Step[], home: string, simulator: Simulator): Promise<string> {
  const env = {
    PATH: `${join(home, "bin")}:${process.env.PATH}`,
    HOME: home,
    FILES: join(home, "files"),
    TERM: "xterm-256color",
    LANG: "C.UTF-8",
    HOLDFAST_TRUST_HOSTS: "127.0.0.1",
    SIMULATOR: simulator.url,
  };
  const blocks: string[] = [];
  for (const { line, answers } of steps) {
    const [word = "", method = "", path = "", ...body] = line.split(" ");
    if (word === "#") blocks.push(line);
    else if (word === "cloud") {
      const sent = body.length > 0 ? JSON.parse(body.join(" ")) : undefined;
      await call(simulator, method, `/v3/${PROJECT}${path}`, sent);
    } else {
      const { lines, code } = await onScreen(line, answers, { cwd: join(home, "work"), env, columns: COLUMNS });
      blocks.push([`$ ${line}`, ...inOneOrder(lines), ...(code === 0 ? [] : [`(exit ${code})`])].join("\n"));
    }
  }
  const text = stable(blocks.join("\n\n"), simulator.url).replaceAll(home, "~");
  // Only now: ids have shorter names, which must not depend on where a line was folded.
  return text.split("\n").flatMap(folded).join("\n");
}

/** As the terminal shows a line that is longer than its own. */
const folded = (line: string): string[] => line.match(new RegExp(`.{1,${COLUMNS}}`, "gu")) ?? [""];
