/** `status`: it changes nothing. */
import { InvalidArgumentError } from "commander";
import { choice, command, flag, parsed, text } from "./declare.ts";
import { stacks } from "./options.ts";

export const status = command({
  name: "status",
  summary: "show what is protected",
  description:
    "Shows for each server, disk and file system whether it is protected, and whether its backups were made. Only reads. Exits with 7 when something is not protected.",
  args: [stacks],
  options: {
    format: choice("--format <format>", "output format", ["text", "json", "markdown", "openmetrics"]),
    out: text("--out <file>", "write to a file, whole or not at all, and print nothing"),
    at: parsed<number | undefined>(
      "--at <time>",
      "move the clock of the simulated cloud first, to a time such as 2026-12-01T06:00:00Z",
      instant,
      undefined,
    ),
    verbose: flag("--verbose", "every resource, and the reason"),
  },
  examples: ["holdfast status", "holdfast status prod --format openmetrics --out holdfast.prom"],
  run: async ([names], options, io) => (await import("../commands/status.ts")).status(names, options, io),
});

/** @returns milliseconds since 1970 */
function instant(words: string): number {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(words) ? Date.parse(words) : Number.NaN;
  if (Number.isNaN(at)) throw new InvalidArgumentError("It must be a time with its zone, like 2026-12-01T06:00:00Z.");
  return at;
}
