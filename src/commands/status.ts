/** `holdfast status`: what is protected, and whether its backups were made. Reads only: its cloud cannot write. */
import { EXIT, type ExitCode } from "../model/exit.ts";
import { Failure } from "../model/problem.ts";
import type { Io } from "../process/io.ts";
import { chooseStacks } from "../session/choose.ts";
import { save } from "../session/files.ts";
import { isNoStack, printStray } from "../session/print.ts";
import { exitOfStatus, statusOf } from "../session/protection.ts";
import type { StackStatus } from "../status/verdict.ts";

export interface StatusOptions {
  readonly format: "text" | "json" | "markdown" | "openmetrics";
  /** Write there, in place of printing. */
  readonly out?: string | undefined;
  /** Move the simulated cloud's clock there first. Milliseconds since 1970. */
  readonly at?: number | undefined;
  readonly verbose: boolean;
}

/** @throws Failure `usage` for a time at a real cloud */
export async function status(args: readonly string[], options: StatusOptions, given: Io): Promise<ExitCode> {
  const { at } = options;
  const io = at === undefined ? given : atTime(given, at);
  const { stacks, stray } = await chooseStacks(args, io.settings);
  const real = at === undefined ? undefined : stacks.find(({ spec }) => spec.cloud !== "simulator");
  if (real) {
    throw new Failure("usage", `${real.name} is at a real cloud, where the time is what it is`, {
      hint: "give --at only for stacks with `cloud: simulator`",
    });
  }
  if (isNoStack(stacks, stray, io) && options.format === "text") return EXIT.fine;
  const all = await statusOf(stacks, io, at);
  const text = await rendered(all, options, io);
  if (options.out === undefined) io.out(text);
  else save(text, options.out, io);
  printStray(stray, io);
  return exitOfStatus(all, stray);
}

/** Ends of waivers are judged by the clock of the simulated cloud too. */
const atTime = (io: Io, at: number): Io => {
  const { settings } = io;
  return { ...io, settings: { ...settings, circumstances: { ...settings.circumstances, now: new Date(at) } } };
};

async function rendered(all: readonly StackStatus[], { format, verbose, out }: StatusOptions, io: Io): Promise<string> {
  const now = io.settings.circumstances.now.getTime();
  if (format === "json") return (await import("../render/status-data.ts")).statusJson(all, now);
  if (format === "openmetrics") return (await import("../render/status-data.ts")).statusMetrics(all, now);
  if (format === "markdown") return (await import("../render/status-markdown.ts")).statusMarkdown(all);
  const { statusText } = await import("../render/status.ts");
  const paint = out === undefined ? io.paint : (_: unknown, plain: string) => plain;
  return statusText(all, { verbose, columns: Math.min(io.columns, 120), paint });
}
