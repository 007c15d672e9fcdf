/** What the built command prints, read the way a terminal and a CI runner read it. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { endpointsAt, policyText } from "./builders.ts";
import { runHoldfast } from "./command.ts";

/** Everything that somebody would want to print into the log of another: on lines of their own, and in the middle of one. */
export const EVIL = [
  "x\n::stop-commands::t",
  "\n  ::add-mask::a",
  " ##[add-mask]b ##vso[task.setvariable variable=c]d",
  "\u001b]0;title\u0007\u001b[2J\u009b31m",
  "\r::set-output name=e::f",
  "\u2028::debug::g\u0085::debug::h\ufeff::debug::i",
  "\u202egnp.\u2066\u200b\u{e0041}",
].join("");
/** Half of a surrogate pair, which JSON can say and UTF-8 cannot. */
export const HALF = "\ud83d";

/** Where a terminal or a runner would do something else than show the line. @param annotates ours may be among them */
export function doings(printed: string, annotates = false): string[] {
  return printed.split("\n").filter(
    (line) =>
      // Nothing that is not seen; tabs are in frames. Half of a pair arrives as U+FFFD.
      /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\udb40[\udc00-\udfff]/.test(
        line,
      ) ||
      // TryParseV2 and TryParse in https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
      (/^\s*::/.test(line) && !(annotates && /^::(error|warning) [^\n]*::/.test(line))) ||
      /##\[|##vso\[/.test(line) ||
      // The door held, and yet a caller let somebody else begin a line.
      /^\s*\\u003a:/.test(line) ||
      // Our own bug, seen by everybody.
      /^ {4}at .*:\d+:\d+/.test(line),
  );
}

export interface Printed {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Home {
  readonly folder: string;
  put(files: Readonly<Record<string, string | Uint8Array>>): void;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Printed>;
}

/** A folder of its own, gone with the test. */
export function home(files: Readonly<Record<string, string | Uint8Array>> = {}): Home {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-attack-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const put: Home["put"] = (more) => {
    for (const [name, text] of Object.entries(more)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  };
  put(files);
  return {
    folder,
    put,
    run: (args, env = {}) => runHoldfast({ args, cwd: folder, env: { ...environmentIn(folder), ...env } }),
  };
}

const environmentIn = (home: string) => ({ PATH: process.env.PATH, HOME: home, HOLDFAST_SETTLE: "300ms" });

/** Any program, with little in its environment. */
export async function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Printed> {
  const child = spawn(program, args, {
    cwd,
    env: { ...environmentIn(cwd), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = [child.stdout, child.stderr].map((stream) => {
    const chunks: Buffer[] = [];
    stream.on("data", (data) => chunks.push(data));
    return () => Buffer.concat(chunks).toString();
  });
  const code = await new Promise<number | null>((ended) => child.on("close", ended));
  const [out = "", err = ""] = said.map((read) => read());
  return { code, out, err };
}

/** A server of one's own, gone with the test. @returns its address */
export async function serving(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export const stackAt = (url: string, more = ""): string => `apiVersion: holdfast/v1
kind: Stack
metadata: { name: demo }
spec:
  cloud: simulator
  region: here
  project_id: p
  ${endpointsAt(url)}
${more}`;

export const policy = (name: string, more = ""): string => policyText(name, { more });
