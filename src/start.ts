#!/usr/bin/env node
/**
 * Where the program starts. The arguments that scripts and new users give most often are answered here, without
 * building a command line: 28 instead of 41 ms, of which 25 are Node's own.
 */
import { keepCompiledCode } from "./system/compile-cache.ts";
import { version } from "./system/version.ts";

declare const __HELP__: string;

const [word = "", ...more] = process.argv.slice(2);
const isAlone = more.length === 0;
// The build asked the command line for its help, for a terminal of 80 columns.
const isAsBuilt = __HELP__ !== "" && (process.stdout.columns ?? 80) === 80;

/** Ignores a reader that has gone, as `streams.ts` does, which is not loaded for this. */
function print(text: string): void {
  process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
    if (code !== "EPIPE") process.exitCode = 1;
  });
  process.stdout.write(text);
}

if (isAlone && (word === "-V" || word === "--version")) print(`${version}\n`);
else if (isAlone && (word === "-h" || word === "--help") && isAsBuilt) print(__HELP__);
else {
  keepCompiledCode();
  void import("./cli/program.ts");
}
