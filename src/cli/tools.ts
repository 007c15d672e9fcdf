/** Commands for the shell and for trying things out. */
import { command, flag, oneOf, parsed, text } from "./declare.ts";
import { wholeNumber } from "./options.ts";

export const completion = command({
  name: "completion",
  summary: "print a completion script for a shell",
  description: "Prints a script that completes commands and options.",
  args: [oneOf("shell", "the shell", ["bash", "zsh", "fish"])],
  examples: ["source <(holdfast completion bash)", "holdfast completion fish | source"],
  run: async ([shell], _, io, program) => (await import("../commands/completion.ts")).completion(shell, program, io),
});

export const simulate = command({
  name: "simulate",
  summary: "run the simulated cloud",
  description: "Serves the APIs that Holdfast uses on 127.0.0.1, to try things out. Ends with Ctrl-C.",
  options: {
    port: parsed("--port <n>", "port; 0 takes a free one", wholeNumber, 0),
    data: text("--data <file>", "keep the cloud's data in this file; without it, the data is lost at the end"),
    vaults: parsed<readonly string[] | "any">(
      "--vaults <ids>",
      "vaults that every project has, comma separated; any: every vault that is asked for",
      (ids) => (ids === "any" ? ids : ids.split(",")),
      [],
      "none",
    ),
    latencyMs: parsed("--latency-ms <n>", "delay of every answer", wholeNumber, 0),
    faults: text("--faults <rules>", "faults to inject, and when"),
    requireAuth: flag(
      "--require-auth",
      "check tokens and signatures: accept the keys, user or ID token in the environment, or else guest, guest (and domain guest)",
    ),
  },
  examples: ["holdfast simulate --port 8080 --data cloud.json"],
  run: async (_, options, io) => (await import("../commands/simulate.ts")).simulate(options, io),
});
