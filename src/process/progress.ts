/** Progress of a run over many stacks or changes: one line in a terminal, elsewhere a line every few seconds. */
import { plural } from "../render/text.ts";
import type { Io } from "./io.ts";

export interface Progress {
  /** One more is done, or has failed. */
  step(failed?: boolean): void;
  end(): void;
}

/** In a log, a line for each of thousands would hide what matters. */
const LOG_EVERY_MS = 10_000;
/** More often than this cannot be read. */
const SHOW_EVERY_MS = 100;

/** @param verb what happened to those that are done: `planned` */
export function progress(io: Io, verb: string, noun: string, total: number): Progress {
  if (total < 2) return { step: () => {}, end: () => {} };
  let done = 0;
  let failures = 0;
  let shownAt = 0;
  const text = () =>
    `${verb} ${done - failures} of ${plural(total, noun)}${failures > 0 ? io.paintErr("red", `, ${failures} failed`) : ""}`;
  const timer = io.settings.terminal ? undefined : setInterval(() => io.err(`${text()}\n`), LOG_EVERY_MS);
  // It does not keep the process alive.
  timer?.unref();
  return {
    step(failed = false) {
      done += 1;
      if (failed) failures += 1;
      if (timer || performance.now() - shownAt < SHOW_EVERY_MS) return;
      shownAt = performance.now();
      io.status(text);
    },
    end() {
      if (timer) clearInterval(timer);
      else io.status(undefined);
    },
  };
}
