#!/usr/bin/env node
/**
 * Where the program starts. What it is called most often with, by scripts and by people who look around, is answered here,
 * without a command line being built: 28 instead of 41 ms, of which 25 are Node's own.
 */
import { version } from "./system/version.ts";

declare const __HELP__: string;

const [word = "", ...more] = process.argv.slice(2);
const isAlone = more.length === 0;
// Written for so many columns when the program was built, by the very command line that would write it now.
const isAsBuilt = __HELP__ !== "" && (process.stdout.columns ?? 80) === 80;

/** As `streams.ts` does, which is not loaded for this. */
function print(text: string): void {
  process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
    if (code !== "EPIPE") process.exitCode = 1;
  });
  process.stdout.write(text);
}

if (isAlone && (word === "-V" || word === "--version")) print(`${version}\n`);
else if (isAlone && (word === "-h" || word === "--help") && isAsBuilt) print(__HELP__);
else void import("./cli/program.ts");
