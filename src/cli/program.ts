/** The command line: flags, help, exit codes, and the one place that catches. What a command needs is loaded when it runs. */

import { inspect } from "node:util";
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { EXIT, type ExitCode, worst } from "../model/exit.ts";
import { printable } from "../model/invisible.ts";
import { CLOUDS, HAZARDS, type HazardCode, KINDS } from "../model/policy.ts";
import { Failure, isFailure } from "../model/problem.ts";
import { ignoresHangup } from "../process/hangup.ts";
import { type Io, ioFor } from "../process/io.ts";
import { A_DURATION, coloursFrom, parseDuration, settingsFrom } from "../process/settings.ts";
import { ownStreams } from "../process/streams.ts";
import { painter, shown } from "../render/paint.ts";
import { failureText } from "../render/text.ts";
import { version } from "../system/version.ts";

/** Runs the command of the arguments. @throws Failure, CommanderError */
async function main(): Promise<ExitCode> {
  const settings = settingsFrom();
  // For all that takes long, not for `apply` alone: Node ends with it otherwise.
  if (ignoresHangup(settings)) process.on("SIGHUP", () => {});
  const io = ioFor(settings, streams, process.stdout.columns);
  let exitCode: ExitCode = EXIT.fine;
  await program(io, (code) => {
    exitCode = code;
  }).parseAsync();
  return exitCode;
}

const streams = ownStreams();

/** @param end is told the exit code of the command that ran */
function program(io: Io, end: (code: ExitCode) => void): Command {
  const { paintErr } = io;
  const holdfast = new Command("holdfast")
    .description("Keeps the backup policies of Huawei Cloud projects equal to YAML files in git.")
    .option("-V, --version", "print the version; with --format json also Node's, and the platform")
    .on("option:version", () => {
      io.out(versionText(process.argv));
      throw new CommanderError(EXIT.fine, "commander.version", version);
    })
    .helpOption("-h, --help", "print help")
    .configureOutput({
      writeOut: io.out,
      writeErr: io.err,
      outputError: (text, write) => write(`${paintErr("red", quotedIn(text))}\n`),
    })
    .showHelpAfterError("(run with --help for what there is)")
    .addHelpText("after", examples("holdfast validate", "holdfast plan policies/prod", "holdfast apply prod"))
    .exitOverride();

  holdfast
    .command("validate")
    .summary("check documents offline")
    .description("Checks documents: no cloud, no state, no credentials. Prints every problem with its place.")
    .argument("[path...]", "folders, YAML files or names of stacks; none means policies/")
    .addOption(format("text", "json", "github", "gitlab", "sarif"))
    .option("--warnings-as-errors", "exit with 1 for warnings too", false)
    .addHelpText("after", examples("holdfast validate", "holdfast validate policies/prod --format json"))
    .action(async (paths: string[], options) => {
      const { validate } = await import("../commands/validate.ts");
      end(await validate(paths, options, io));
    });

  holdfast
    .command("plan")
    .summary("show what would change")
    .description("Compares the files with what was created before and with the cloud. Changes nothing.")
    .argument("[stack...]", "folders or names of stacks; none means every stack in policies/")
    .addOption(format(...PLAN_FORMATS))
    .option("--out <file>", "write the plan to a file, for apply")
    .option("--detailed-exitcode", "exit with 2 when there is something to change", false)
    .option("--verbose", "for each field also where it is written, what was applied last, and who moved", false)
    .addOption(target())
    .addOption(exclude())
    .option("--offline", "no cloud and no credentials: compare with the state, where it can be read", false)
    .option(
      "--base <ref>",
      "show what stack.yaml says since this revision; offline also what to compare with without a state",
    )
    .addHelpText(
      "after",
      examples(
        "holdfast plan",
        "holdfast plan prod --out prod.plan.json",
        "holdfast plan --offline --base origin/main",
      ),
    )
    .action(async (stacks: string[], options) => {
      const { runPlan } = await import("../commands/plan.ts");
      end(await runPlan(stacks, options, io));
    });

  holdfast
    .command("apply")
    .summary("make the cloud what the files say")
    .description(
      "Plans, asks, and carries out. With a plan file: plans again and carries out, without asking, the changes that are equal to those in it.",
    )
    .argument("[stack...]", "folders or names of stacks, or one plan file; none means every stack in policies/")
    .addOption(format("text", "json", "markdown"))
    .option("--auto-approve", "do not ask", false)
    .addOption(allowHazards())
    .option("--refresh-only", "record what the cloud has now, and change nothing there", false)
    .addOption(target())
    .addOption(exclude())
    .addOption(parallelism())
    .addOption(lockTimeout())
    .addHelpText(
      "after",
      examples("holdfast apply prod", "holdfast apply --auto-approve --allow-hazards opens-download"),
    )
    .action(async (stacks: string[], { lockTimeout: lockTimeoutMs, ...options }) => {
      const { runApply } = await import("../commands/apply.ts");
      end(await runApply(stacks, { ...options, lockTimeoutMs }, io));
    });

  holdfast
    .command("destroy")
    .summary("delete all that is ours in a stack")
    .description("Plans to delete everything that is recorded as ours, asks, and carries it out. The files stay.")
    .argument("[stack]", "folder or name of the stack; may be left out where there is only one")
    .addOption(format("text", "json"))
    .option("--auto-approve", "do not ask", false)
    .addOption(allowHazards())
    .addOption(target())
    .addOption(exclude())
    .addOption(parallelism())
    .addOption(lockTimeout())
    .addHelpText("after", examples("holdfast destroy demo", "holdfast destroy demo --exclude BackupPolicy/nightly"))
    .action(async (stack: string | undefined, { lockTimeout: lockTimeoutMs, ...options }) => {
      const { runDestroy } = await import("../commands/apply.ts");
      end(await runDestroy(stack, { ...options, lockTimeoutMs, refreshOnly: false }, io));
    });

  holdfast
    .command("show")
    .summary("show a saved plan")
    .description("Prints a plan that `holdfast plan --out` wrote. Nothing is read but that file.")
    .argument("<planfile>", "the file")
    .addOption(format(...PLAN_FORMATS))
    .option("--verbose", "for each field also where it is written, what was applied last, and who moved", false)
    .addHelpText("after", examples("holdfast show prod.plan.json", "holdfast show prod.plan.json --format markdown"))
    .action(async (file: string, options) => {
      const { runShow } = await import("../commands/show.ts");
      end(await runShow(file, options, io));
    });

  holdfast
    .command("drift")
    .summary("show what somebody else changed")
    .description(
      "Compares the cloud with what was applied, and exits with 3 when somebody else changed it. Only reads.",
    )
    .argument("[stack...]", "folders or names of stacks; none means every stack in policies/")
    .addOption(format(...PLAN_FORMATS))
    .addHelpText("after", examples("holdfast drift", "holdfast drift prod --format json"))
    .action(async (stacks: string[], options) => {
      const { runDrift } = await import("../commands/drift.ts");
      end(await runDrift(stacks, options, io));
    });

  holdfast
    .command("import")
    .summary("take over policies that were not made here")
    .description(
      "Records a policy of the cloud under an address, and writes its document if there is none. With --all: writes a document for each policy that is not ours; the next apply records them. Changes nothing in the cloud.",
    )
    .argument("[address]", "KIND/NAME; with --all the stack")
    .argument("[id]", "the policy's id in the cloud")
    .argument("[stack]", "folder or name of the stack; may be left out where there is only one")
    .option("--all", "every policy that is not ours", false)
    .option("--generate <dir>", "where to write documents: the folder of the stack, or one in it")
    .addHelpText(
      "after",
      examples(
        "holdfast import BackupPolicy/nightly 5ab4fcd8-1cb2-4a2c-9b33-9a1b0a3d1d10 prod",
        "holdfast import --all --generate policies/prod/imported prod",
      ),
    )
    .action(async (address: string | undefined, id: string | undefined, stack: string | undefined, options) => {
      const { importAll, importOne } = await import("../commands/import.ts");
      if (options.all) {
        if (id !== undefined) throw new Failure("usage", "--all takes a stack, and no address or id", { hint: HELP });
        if (!options.generate) throw new Failure("usage", "--all needs --generate DIR", { hint: HELP });
        end(await importAll(address === undefined ? [] : [address], options.generate, io));
      } else {
        if (address === undefined || id === undefined) {
          throw new Failure("usage", "import needs an address and an id, or --all", { hint: HELP });
        }
        end(await importOne(address, id, stack === undefined ? [] : [stack], options.generate, io));
      }
    });

  holdfast
    .command("whoami")
    .summary("show which login is used, and whether it works")
    .description(
      "Shows where the credentials of each stack come from, for which project they are, how long they last, and whether they work. Never shows a credential.",
    )
    .argument("[stack...]", "folders or names of stacks; none means every stack in policies/")
    .addOption(format("text", "json"))
    .addHelpText("after", examples("holdfast whoami", "holdfast whoami prod --format json"))
    .action(async (stacks: string[], options) => {
      const { whoami } = await import("../commands/whoami.ts");
      end(await whoami(stacks, options, io));
    });

  holdfast
    .command("schedule")
    .summary("show when policies run")
    .description("Shows the next runs of each policy in local time and UTC, how often it runs, and the longest gap.")
    .argument("[path...]", "folders, YAML files or names of stacks; none means policies/")
    .addOption(format("text", "json"))
    .option("--next <n>", "runs to list for each policy", positiveNumber, 5)
    .option("--zone <name>", "time zone of the local times; without it that of the schedule, or UTC")
    .addHelpText("after", examples("holdfast schedule", "holdfast schedule prod --next 3 --zone Asia/Shanghai"))
    .action(async (paths: string[], options) => {
      const { schedule } = await import("../commands/schedule.ts");
      end(await schedule(paths, options, io));
    });

  holdfast
    .command("fmt")
    .summary("lay policy files out anew")
    .description(
      "Gives files their canonical layout. Comments, quotes and numbers stay; what a file says never changes.",
    )
    .argument("[path...]", "folders, YAML files or names of stacks; none means policies/")
    .option("--check", "write nothing, show what would change, and exit with 1 if anything would", false)
    .addHelpText("after", examples("holdfast fmt", "holdfast fmt --check"))
    .action(async (paths: string[], options) => {
      const { fmt } = await import("../commands/fmt.ts");
      end(await fmt(paths, options, io));
    });

  holdfast
    .command("init")
    .summary("write a new stack with examples")
    .description(
      "Writes a stack.yaml and an example of each kind, with comments; with --github a workflow. Overwrites nothing without --upgrade.",
    )
    .argument("[dir]", "the folder of the new stack; its name becomes the name of the stack")
    .addOption(new Option("--cloud <cloud>", "the cloud that it is for").choices(CLOUDS).default("huaweicloud"))
    .option(
      "--github",
      "a workflow of GitHub Actions that checks, plans, applies and watches; DIR may be left out",
      false,
    )
    .option("--upgrade", "with --github: refresh the files that are there; shows what changes", false)
    .option("--force", "with --upgrade: also files that were edited", false)
    .addHelpText(
      "after",
      examples(
        "holdfast init policies/prod",
        "holdfast init policies/demo --cloud simulator",
        "holdfast init --github",
        "holdfast init --github --upgrade",
      ),
    )
    .action(async (dir: string | undefined, options) => {
      if (dir === undefined && !options.github) {
        throw new Failure("usage", "init needs a folder, or --github", { hint: HELP });
      }
      if ((options.upgrade && !options.github) || (options.force && !options.upgrade)) {
        throw new Failure("usage", "--upgrade is for --github, and --force for --upgrade", { hint: HELP });
      }
      if (dir !== undefined) end((await import("../commands/init.ts")).init(dir, options, io));
      if (options.github) end(await (await import("../commands/init-github.ts")).initGithub(options, io));
    });

  holdfast
    .command("explain")
    .summary("say what a field means")
    .description(
      "Prints type, range, default and description of a kind or a field, and the rules that are about it; or what a problem or a hazard is, and what allowing it means.",
    )
    .argument(
      "<field>",
      "a kind, then the path of a field (`spec.` may be left out), or the code of a problem or a hazard",
    )
    .addOption(format("text", "json"))
    .addHelpText(
      "after",
      examples(
        "holdfast explain BackupPolicy",
        "holdfast explain BackupPolicy.spec.vaults[].vault_id",
        "holdfast explain shortens-retention",
      ),
    )
    .action(async (field: string, options) => {
      const { runExplain } = await import("../commands/explain.ts");
      end(runExplain(field, options, io));
    });

  holdfast
    .command("schema")
    .summary("print a JSON Schema")
    .description("Prints the JSON Schema of a kind, or without one that of any document.")
    .argument("[kind]", `${KINDS.join(", ")} or Stack`)
    .addHelpText("after", examples("holdfast schema BackupPolicy > BackupPolicy.schema.json"))
    .action(async (kind: string | undefined) => {
      const { runSchema } = await import("../commands/schema.ts");
      end(await runSchema(kind, io));
    });

  addStateCommands(holdfast, io, end);
  addCiCommands(holdfast, io, end);

  holdfast
    .command("completion")
    .summary("print a completion script for a shell")
    .description("Prints a script that completes commands and options.")
    .addArgument(new Argument("<shell>", "the shell").choices(["bash", "zsh", "fish"]))
    .addHelpText("after", examples("source <(holdfast completion bash)", "holdfast completion fish | source"))
    .action(async (shell: "bash" | "zsh" | "fish") => {
      const { completion } = await import("../commands/completion.ts");
      end(completion(shell, holdfast, io));
    });

  holdfast
    .command("simulate")
    .summary("run the simulated cloud")
    .description("Serves the APIs that Holdfast speaks on 127.0.0.1, for trying things out. Ends with Ctrl-C.")
    .option("--port <n>", "port; 0 takes a free one", wholeNumber, 0)
    .option("--data <file>", "keep the cloud's data in this file; without it, it is gone at the end")
    .addOption(
      new Option("--vaults <ids>", "vaults that every project has, comma separated; any: whatever vault is asked for")
        .argParser((text) => (text === "any" ? text : text.split(",")))
        .default([], "none"),
    )
    .option("--latency-ms <n>", "delay of every answer", wholeNumber, 0)
    .option("--faults <rules>", "what goes wrong, and when")
    .option(
      "--require-auth",
      "check tokens and signatures: the keys, the user or the ID token in the environment, or else guest, guest (and domain guest)",
      false,
    )
    .addHelpText("after", examples("holdfast simulate --port 8080 --data cloud.json"))
    .action(async (options) => {
      const { simulate } = await import("../commands/simulate.ts");
      end(await simulate(options, io));
    });
  return holdfast;
}

/** `holdfast state …`; STACK may be left out where there is only one. */
function addStateCommands(holdfast: Command, io: Io, end: (code: ExitCode) => void): void {
  const load = () => import("../commands/state.ts");
  const state = holdfast
    .command("state")
    .summary("look at and repair states")
    .description("Looks at what is recorded as ours, and repairs it. Never speaks to a cloud.")
    .addHelpText("after", examples("holdfast state list", "holdfast state mv BackupPolicy/a BackupPolicy/b prod"));
  const stack = ["[stack]", "folder or name of the stack; may be left out where there is only one"] as const;
  const some = (name: string | undefined): string[] => (name === undefined ? [] : [name]);

  state
    .command("list")
    .description("Lists what is recorded as ours, with the cloud's ids.")
    .argument(...stack)
    .addOption(format("text", "json"))
    .addHelpText("after", examples("holdfast state list prod"))
    .action(async (name, options) => end(await (await load()).listState(some(name), options, io)));
  state
    .command("show")
    .description("Prints one record, or with --all the whole state, as it is stored.")
    .argument("[address]", "KIND/NAME")
    .argument(...stack)
    .option("--all", "the whole state", false)
    .addHelpText("after", examples("holdfast state show BackupPolicy/nightly", "holdfast state show --all"))
    .action(async (address, name, { all }) => {
      // With --all there is no address, so the first argument is the stack.
      const args = all ? some(address) : some(name);
      end(await (await load()).showState(all ? undefined : address, args, io));
    });
  state
    .command("mv")
    .description("Records a policy under another address. In the cloud nothing is changed.")
    .argument("<from>", "KIND/NAME")
    .argument("<to>", "KIND/NAME")
    .argument(...stack)
    .addHelpText("after", examples("holdfast state mv BackupPolicy/nightly BackupPolicy/servers"))
    .action(async (from, to, name) => end(await (await load()).moveState(from, to, some(name), io)));
  state
    .command("rm")
    .description("Forgets a policy. In the cloud nothing is changed.")
    .argument("<address>", "KIND/NAME")
    .argument(...stack)
    .addHelpText("after", examples("holdfast state rm BackupPolicy/nightly"))
    .action(async (address, name) => end(await (await load()).removeState(address, some(name), io)));
  state
    .command("history")
    .description("Lists past applies: when, who, commit, counts, digest of the plan, CI run.")
    .argument(...stack)
    .addOption(format("text", "json"))
    .addHelpText("after", examples("holdfast state history prod"))
    .action(async (name, options) => end(await (await load()).stateHistory(some(name), options, io)));
  state
    .command("release")
    .description("Takes a lease away from whoever holds it. What was not finished is looked into by the next apply.")
    .argument(...stack)
    .addHelpText("after", examples("holdfast state release prod"))
    .action(async (name) => end(await (await load()).releaseState(some(name), io)));
  state
    .command("migrate")
    .description("Moves a state to another store, verified before the old one is let go.")
    .argument(...stack)
    .requiredOption("--to <state>", "the new place, as spec.state of stack.yaml says it")
    .addHelpText("after", examples("holdfast state migrate prod --to '{git: {remote: origin, branch: holdfast/prod}}'"))
    .action(async (name, { to }) => end(await (await load()).migrateState(some(name), to, io)));
}

/** `holdfast ci github …`: the steps of .github/actions/holdfast. */
function addCiCommands(holdfast: Command, io: Io, end: (code: ExitCode) => void): void {
  const load = () => import("../commands/ci.ts");
  const github = holdfast
    .command("ci")
    .summary("work in GitHub Actions")
    .description("The steps of a workflow. `holdfast init --github` writes one.")
    .command("github")
    .description("Steps of a workflow of GitHub Actions: summaries, outputs, annotations, one comment, one issue.")
    .addHelpText("after", examples("holdfast ci github plan --base HEAD^1", "holdfast ci github apply prod"));
  const stacks = ["[stack...]", "names of stacks in policies/, never folders; none means every one"] as const;
  const base = ["--base <ref>", "only stacks that changed since"] as const;
  const summary = ["--no-summary", "nothing on the page of the run"] as const;
  const commentFile = ["--comment-file <file>", "write there what a comment or an issue may say"] as const;

  github
    .command("validate")
    .description("Checks documents; problems become annotations.")
    .argument("[path...]", "folders, YAML files or names of stacks; none means policies/")
    .action(async (paths) => {
      const { validate } = await import("../commands/validate.ts");
      end(await validate(paths, { format: "github", warningsAsErrors: false }, io));
    });
  github
    .command("stacks")
    .description("Prints the names of stacks as JSON, for a matrix. Outputs: stacks, removed.")
    .argument(...stacks)
    .option(...base)
    .action(async (names, options) => end(await (await load()).stacksInJob(names, options, io)));
  github
    .command("plan")
    .description("Plans. Outputs: has-changes, plan-file, comment.")
    .argument(...stacks)
    .option(...base)
    .option("--offline", "no cloud and no credentials: compare with the state, or else with the files of --base", false)
    .option("--out <file>", "write the plan to a file, for apply")
    .option(...commentFile)
    .option("--post", "keep the comment at once", false)
    .option(...summary)
    .action(async (names, options) => end(await (await load()).planInJob(names, options, io)));
  github
    .command("comment")
    .description("Writes, updates or deletes the comment of the pull request.")
    .argument("[file]", "what it says; none, or an empty one, means that there is to be none")
    .action(async (file) => end(await (await load()).commentInJob(file, io)));
  github
    .command("reviewed")
    .description("Looks for the plan that the merged pull request was reviewed with. Outputs: run-id, artifact.")
    .action(async () => end(await (await load()).reviewedInJob(io)));
  github
    .command("apply")
    .description("Applies what is equal to the reviewed plan, and harmless changes that were merged; leaves the rest.")
    .argument(...stacks)
    .option("--plan-file <file>", "the reviewed plan")
    .option("--base <ref>", "the commit before the merge: a changed stack.yaml is guarded too")
    .option("--environment <name>", "warn when this environment, in which the job runs, has no protection rules")
    .option("--require-protection", "refuse in that case, and when it cannot be known", false)
    .addOption(allowHazards())
    .addOption(lockTimeout())
    .option(...summary)
    .action(async (names, { lockTimeout: lockTimeoutMs, environment, requireProtection, ...options }) => {
      if (requireProtection && environment === undefined) {
        throw new Failure("usage", "--require-protection needs --environment", { hint: "name the job's environment" });
      }
      const { environmentInJob } = await import("../commands/environment.ts");
      const looked = environment === undefined ? EXIT.fine : await environmentInJob(environment, requireProtection, io);
      end(looked === EXIT.fine ? await (await load()).applyInJob(names, { ...options, lockTimeoutMs }, io) : looked);
    });
  github
    .command("drift")
    .description("Looks for drift. Outputs: has-drift, comment.")
    .argument(...stacks)
    .option(...commentFile)
    .option("--post", "keep the issue at once", false)
    .option(...summary)
    .action(async (names, options) => end(await (await load()).driftInJob(names, options, io)));
  github
    .command("issue")
    .description("Opens, updates or closes the issue about drift.")
    .argument("[file]", "what it says; none, or an empty one, means that there is to be none")
    .action(async (file) => end(await (await load()).issueInJob(file, io)));
}

const format = (...choices: string[]): Option =>
  new Option("--format <format>", "how to print the result").choices(choices).default("text");

const HELP = "run with --help for examples";

const PLAN_FORMATS = ["text", "json", "markdown", "github", "sarif"] as const;

const several = (text: string, before: readonly string[]): string[] => [...before, text];
const target = (): Option =>
  new Option("--target <address>", "only this policy, KIND/NAME; may be given several times")
    .argParser(several)
    .default([], "all");
const exclude = (): Option =>
  new Option("--exclude <address>", "not this policy, KIND/NAME; may be given several times")
    .argParser(several)
    .default([], "none");
const allowHazards = (): Option =>
  new Option("--allow-hazards <codes>", `hazards to allow, comma separated: ${HAZARDS.join(", ")}`)
    .argParser(hazardCodes)
    .default([], "none");
const parallelism = (): Option =>
  new Option("--parallelism <n>", "changes at a time").argParser(positiveNumber).default(8);
const lockTimeout = (): Option =>
  new Option("--lock-timeout <duration>", "how long to wait for somebody who is applying: 500ms, 90s, 5m")
    .argParser(duration)
    .default(0, "0");

/** What a bug report needs. Looks at the arguments itself: an option that ends the program is seen before those behind it are read. */
function versionText(args: readonly string[]): string {
  const json = args.some((arg, at) => arg === "--format=json" || (arg === "--format" && args[at + 1] === "json"));
  if (!json) return `${version}\n`;
  const platform = `${process.platform}-${process.arch}`;
  return `${JSON.stringify({ version, node: process.version, platform })}\n`;
}

const examples = (...lines: string[]): string => `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}`;

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}

function positiveNumber(text: string): number {
  if (wholeNumber(text) === 0) throw new InvalidArgumentError("It must be at least 1.");
  return Number(text);
}

function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new InvalidArgumentError(`It must be ${A_DURATION}.`);
  return ms;
}

function hazardCodes(text: string): HazardCode[] {
  return text.split(",").map((word) => {
    const code = HAZARDS.find((known) => known === word.trim());
    if (!code) throw new InvalidArgumentError(`There is no hazard "${word}"; there are ${HAZARDS.join(", ")}.`);
    return code;
  });
}

/** What commander found wrong. It quotes arguments as they are; its second line, if there is one, is a suggestion of ours. */
const quotedIn = (text: string): string =>
  text
    .trimEnd()
    .split(/\n(?=\(Did you mean [^\n]*\?\)$)/)
    .map(printable)
    .join("\n");

/** When there is no `Io` to do so, or no more. */
function tell(text: string): void {
  const { stderr } = coloursFrom();
  streams.err(shown(`${text}\n`, stderr));
}

const failed = (failure: Failure): void => tell(failureText(failure, painter(coloursFrom().stderr)));

// A bug of ours: with its stack, and through the same door, since a message may hold anything.
process.on("uncaughtException", (error) => {
  tell(inspect(error));
  process.exit(EXIT.problems);
});

function finish(code: ExitCode): void {
  const unprinted = streams.unprinted();
  if (unprinted) failed(unprinted);
  process.exitCode = unprinted ? worst([code, EXIT.problems]) : code;
  // A request that is not answered must not keep a run that was asked to stop.
  if (code === EXIT.interrupted || code === EXIT.terminated) process.exit();
}

main().then(finish, (error: unknown) => {
  if (error instanceof CommanderError) finish(error.exitCode === 0 ? EXIT.fine : EXIT.usage);
  else if (isFailure(error)) {
    failed(error);
    finish(error.code === "usage" || error.code === "plan-file" ? EXIT.usage : EXIT.problems);
  } else throw error;
});
