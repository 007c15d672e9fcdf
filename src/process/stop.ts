/** Being asked to stop: by SIGINT, SIGTERM, or the terminal that is closed. */
import { EXIT, type ExitCode } from "../model/exit.ts";
import { ignoresHangup } from "./hangup.ts";
import type { Io } from "./io.ts";

export interface Stop {
  /** Aborted at the first signal. */
  readonly signal: AbortSignal;
  /** Of the signal; undefined before there was one. */
  exitCode(): ExitCode | undefined;
  /** Signals do again what they did before. */
  end(): void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * The first signal lets what is in flight be finished and recorded; the second ends the process at once, and the next
 * run finds out what became of it.
 */
export function onSignals({ err, settings }: Io): Stop {
  const signals = SIGNALS.filter((signal) => signal !== "SIGHUP" || !ignoresHangup(settings));
  const controller = new AbortController();
  let code: ExitCode | undefined;
  const stop = (signal: NodeJS.Signals) => {
    if (code !== undefined) process.exit(code);
    code = signal === "SIGINT" ? EXIT.interrupted : EXIT.terminated;
    err("Stopping: what is in flight is finished and recorded. Another signal ends at once; the next run recovers.\n");
    controller.abort();
  };
  for (const signal of signals) process.on(signal, stop);
  return {
    signal: controller.signal,
    exitCode: () => code,
    end: () => {
      for (const signal of signals) process.off(signal, stop);
    },
  };
}
