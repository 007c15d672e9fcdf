/** The command line: the commands in order, help, exit codes, and the one place that catches. */
import { inspect } from "node:util";
import { type Argument, Command, CommanderError } from "commander";
import { EXIT, type ExitCode, worst } from "../model/exit.ts";
import { printable } from "../model/invisible.ts";
import { Failure, isFailure } from "../model/problem.ts";
import { ignoresHangup } from "../process/hangup.ts";
import { type Io, ioFor } from "../process/io.ts";
import { coloursFrom, settingsFrom } from "../process/settings.ts";
import { ownStreams } from "../process/streams.ts";
import { painter, shown } from "../render/paint.ts";
import { failureText } from "../render/text.ts";
import { version } from "../system/version.ts";
import { apply, destroy } from "./apply.ts";
import { ci } from "./ci.ts";
import { type Call, type Declaration, examplesText } from "./declare.ts";
import { explain, fmt, init, schedule, schema, validate } from "./files.ts";
import { importing, whoami } from "./import.ts";
import { drift, plan, show } from "./plan.ts";
import { state } from "./state.ts";
import { status } from "./status.ts";
import { complete, completion, help, simulate } from "./tools.ts";

/** As `--help` lists them. */
const COMMANDS: readonly Declaration[] = [
  validate,
  plan,
  apply,
  destroy,
  show,
  drift,
  status,
  importing,
  whoami,
  schedule,
  fmt,
  init,
  explain,
  schema,
  state,
  ci,
  completion,
  simulate,
  help,
  complete,
];

const streams = ownStreams();

/** Runs the command that the arguments name. @throws Failure, CommanderError */
async function main(): Promise<ExitCode> {
  const settings = settingsFrom();
  // For every command that takes long, not for `apply` alone: otherwise it ends Node.
  if (ignoresHangup(settings)) process.on("SIGHUP", () => {});
  const io = ioFor(settings, streams, process.stdout.columns);
  const call = callIn(io);
  // After `-C`, which changes it.
  const cwd = process.cwd();
  return call.run(cwd === settings.cwd ? io : ioFor({ ...settings, cwd }, streams, process.stdout.columns));
}

/** @throws CommanderError when the arguments name no command, or ask for help */
function callIn(io: Io): Call {
  let call: Call | undefined;
  const holdfast = program(io);
  for (const add of COMMANDS) {
    add(holdfast, (named) => {
      call = named;
    });
  }
  holdfast.parse();
  if (!call) throw new Error("commander ran no command");
  return call;
}

const program = ({ out, err, paintErr }: Io): Command =>
  new Command("holdfast")
    .description("Keeps the backup policies of Huawei Cloud projects equal to YAML files in git.")
    .option("-V, --version", "print the version; --format json adds Node's, and the platform")
    .on("option:version", () => {
      out(versionText(process.argv));
      throw new CommanderError(EXIT.fine, "commander.version", version);
    })
    .option("-C <dir>", "run as if started in this folder")
    .on("option:C", enter)
    .helpOption("-h, --help", "print help")
    // Ours names what it does not know.
    .helpCommand(false)
    // Without `[options]`, which nearly all have, the descriptions fit into 80 columns.
    .configureHelp({ subcommandTerm: termOf })
    .configureOutput({
      writeOut: out,
      writeErr: err,
      outputError: (text, write) => write(`${paintErr("red", quotedIn(text))}\n`),
    })
    .showHelpAfterError("(run with --help for usage)")
    .addHelpText("after", examplesText(["holdfast validate", "holdfast plan policies/prod", "holdfast apply prod"]))
    .exitOverride();

/** For the whole process, because git and the files of other tools are looked up from there too. */
function enter(folder: string): void {
  try {
    process.chdir(folder);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Failure("usage", `${folder} cannot be entered (${code})`, { hint: "give -C a folder", cause });
  }
}

const termOf = (command: Command): string =>
  [command.name(), ...command.registeredArguments.map(argumentTerm)].join(" ");

const argumentTerm = (argument: Argument): string => {
  const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
  return argument.required ? `<${name}>` : `[${name}]`;
};

/**
 * What a bug report needs. Reads the arguments itself: an option that ends the program is seen before those after it.
 */
function versionText(args: readonly string[]): string {
  const json = args.some((arg, at) => arg === "--format=json" || (arg === "--format" && args[at + 1] === "json"));
  if (!json) return `${version}\n`;
  const platform = `${process.platform}-${process.arch}`;
  return `${JSON.stringify({ version, node: process.version, platform })}\n`;
}

/** An error of commander. It quotes arguments as they are; its second line, if there is one, is a suggestion. */
const quotedIn = (text: string): string =>
  text
    .trimEnd()
    .split(/\n(?=\(Did you mean [^\n]*\?\)$)/)
    .map(printable)
    .join("\n");

/** Before there is an `Io`, and after it is gone. */
function report(text: string): void {
  const { stderr } = coloursFrom();
  streams.err(shown(`${text}\n`, { colour: stderr }));
}

const failed = (failure: Failure): void => report(failureText(failure, painter({ colour: coloursFrom().stderr })));

// A bug in Holdfast: with its stack, and made safe to print like everything else, since a message may contain anything.
process.on("uncaughtException", (error) => {
  report(inspect(error));
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
  else {
    const failure = isFailure(error) ? error : closedPath(error);
    if (!failure) throw error;
    failed(failure);
    finish(failure.code === "usage" || failure.code === "plan-file" ? EXIT.usage : EXIT.problems);
  }
});

/** A file or a folder that this user may not use, wherever it is met. Any other error of the system is a bug of ours. */
function closedPath(error: unknown): Failure | undefined {
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException;
  if (path === undefined || (code !== "EACCES" && code !== "EPERM")) return undefined;
  const hint = "allow this user to read it, and to enter the folders on the way";
  return new Failure("disk", `${path} cannot be used (${code})`, { hint, cause: error });
}
