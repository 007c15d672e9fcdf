/** Commands for the shell and for trying things out. */
import { command, flag, many, oneOf, parsed, text } from "./declare.ts";
import { portNumber, wholeNumber } from "./options.ts";

export const help = command({
  name: "help",
  summary: "print help for a command",
  description: "Prints the help of a command, like its --help.",
  args: [many("command", "a command; none means the list of commands")],
  examples: ["holdfast help plan", "holdfast help state mv"],
  run: async ([words], _, __, program) => (await import("../commands/help.ts")).help(words, program),
});

export const completion = command({
  name: "completion",
  summary: "print a completion script for a shell",
  description: "Prints a script that completes commands, options and their values, names of stacks, and addresses.",
  args: [oneOf("shell", "the shell", ["bash", "zsh", "fish"])],
  examples: ["source <(holdfast completion bash)", "holdfast completion fish | source"],
  run: async ([shell], _, io, program) => (await import("../commands/completion.ts")).completion(shell, program, io),
});

export const complete = command({
  name: "complete",
  hidden: true,
  description: "Prints what a completion script offers: the names of stacks, or the addresses of policies.",
  args: [oneOf("what", "what to print", ["stacks", "addresses"])],
  run: async ([what], _, io) => (await import("../commands/completion.ts")).complete(what, io),
});

export const simulate = command({
  name: "simulate",
  summary: "run the simulated cloud",
  description: "Serves the APIs that Holdfast uses on 127.0.0.1, to try things out. Ends with Ctrl-C.",
  options: {
    port: parsed("--port <n>", "port; 0 takes a free one", portNumber, 0),
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
