#!/usr/bin/env node
/** The command line: flags, help, exit codes, and the one place that catches. What a command needs is loaded when it runs. */
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { EXIT, type ExitCode, type Io, ioFor } from "./commands/run.ts";
import { HAZARDS } from "./guard.ts";
import type { HazardCode } from "./plan.ts";
import { isFailure } from "./problem.ts";
import { painter } from "./render/paint.ts";
import { failureText } from "./render/text.ts";
import { settingsFrom } from "./settings.ts";
import { version } from "./version.ts";

const settings = settingsFrom();
const io: Io = ioFor(settings, {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  ask,
});
const paintErr = painter(settings.colour.stderr);

let exitCode: ExitCode = EXIT.fine;

function program(): Command {
  const holdfast = new Command("holdfast")
    .description("Keeps the backup policies of Huawei Cloud projects equal to YAML files in git.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .configureOutput({ outputError: (text, write) => write(paintErr("red", text)) })
    .showHelpAfterError("(run with --help for what there is)")
    .addHelpText("after", examples("holdfast validate", "holdfast plan policies/prod", "holdfast apply prod"))
    .exitOverride();

  holdfast
    .command("validate")
    .summary("check documents offline")
    .description("Checks documents: no cloud, no state, no credentials. Prints every problem with its place.")
    .argument("[path...]", "folders, YAML files or names of stacks; none means policies/")
    .addOption(format("text", "json"))
    .addHelpText("after", examples("holdfast validate", "holdfast validate policies/prod --format json"))
    .action(async (paths: string[], options) => {
      const { validate } = await import("./commands/validate.ts");
      exitCode = validate(paths, options, io);
    });

  holdfast
    .command("plan")
    .summary("show what would change")
    .description("Compares the files with what was created before and with the cloud. Changes nothing.")
    .argument("[stack...]", "folders or names of stacks; none means every stack in policies/")
    .addOption(format("text", "json"))
    .option("--out <file>", "write the plan to a file, for apply")
    .option("--detailed-exitcode", "exit with 2 when there is something to change", false)
    .addHelpText("after", examples("holdfast plan", "holdfast plan prod --out prod.plan.json"))
    .action(async (stacks: string[], options) => {
      const { runPlan } = await import("./commands/plan.ts");
      exitCode = await runPlan(stacks, options, io);
    });

  holdfast
    .command("apply")
    .summary("make the cloud what the files say")
    .description(
      "Plans, asks, and carries out. With a plan file: plans again and carries out, without asking, the changes that are equal to those in it.",
    )
    .argument("[stack...]", "folders or names of stacks, or one plan file; none means every stack in policies/")
    .addOption(format("text", "json"))
    .option("--auto-approve", "do not ask", false)
    .addOption(
      new Option("--allow-hazards <codes>", `hazards to allow, comma separated: ${HAZARDS.join(", ")}`)
        .argParser(hazardCodes)
        .default([], "none"),
    )
    .option("--parallelism <n>", "changes at a time", wholeNumber, 8)
    .addHelpText(
      "after",
      examples("holdfast apply prod", "holdfast apply --auto-approve --allow-hazards opens-download"),
    )
    .action(async (stacks: string[], options) => {
      const { runApply } = await import("./commands/apply.ts");
      exitCode = await runApply(stacks, options, io);
    });

  holdfast
    .command("simulate")
    .summary("run the simulated cloud")
    .description("Serves the APIs that Holdfast speaks on 127.0.0.1, for trying things out. Ends with Ctrl-C.")
    .option("--port <n>", "port; 0 takes a free one", wholeNumber, 0)
    .option("--data <file>", "keep the cloud's data in this file; without it, it is gone at the end")
    .option("--latency-ms <n>", "delay of every answer", wholeNumber, 0)
    .option("--faults <rules>", "what goes wrong, and when")
    .option(
      "--require-auth",
      "check tokens and signatures: the keys or the user in the environment, or else guest, guest (and domain guest)",
      false,
    )
    .addHelpText("after", examples("holdfast simulate --port 8080 --data cloud.json"))
    .action(async (options) => {
      const { simulate } = await import("./commands/simulate.ts");
      exitCode = await simulate(options, io);
    });
  return holdfast;
}

const format = (...choices: string[]): Option =>
  new Option("--format <format>", "how to print the result").choices(choices).default("text");

const examples = (...lines: string[]): string => `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}`;

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}

function hazardCodes(text: string): HazardCode[] {
  return text.split(",").map((word) => {
    const code = HAZARDS.find((known) => known === word.trim());
    if (!code) throw new InvalidArgumentError(`There is no hazard "${word}"; there are ${HAZARDS.join(", ")}.`);
    return code;
  });
}

async function ask(question: string): Promise<string | undefined> {
  const { createInterface } = await import("node:readline");
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    terminal.question(question, (answer) => {
      resolve(answer.trim());
      terminal.close();
    });
    terminal.once("close", () => resolve(undefined));
  });
}

// A reader that has seen enough (`| head`) is no error of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  await program().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) exitCode = error.exitCode === 0 ? EXIT.fine : EXIT.usage;
  else if (isFailure(error)) {
    io.err(`${failureText(error, paintErr)}\n`);
    exitCode = error.code === "usage" || error.code === "plan-file" ? EXIT.usage : EXIT.problems;
  } else throw error;
}
process.exitCode = exitCode;
