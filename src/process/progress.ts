/** How far a run over many stacks or changes is: one line in a terminal, elsewhere a line now and then. */
import { plural } from "../render/text.ts";
import type { Io } from "./io.ts";

export interface Progress {
  /** One more; `failed`: and not as it should be. */
  step(failed?: boolean): void;
  end(): void;
}

/** A log is read later: a line for each of thousands would hide what matters. */
const LOG_EVERY_MS = 10_000;
/** More often nobody can read. */
const SHOW_EVERY_MS = 100;

/** @param verb what happened to those that are done: `planned` */
export function progress(io: Io, verb: string, noun: string, total: number): Progress {
  if (total < 2) return { step: () => {}, end: () => {} };
  let done = 0;
  let failures = 0;
  let shownAt = 0;
  const text = () =>
    `${verb} ${done} of ${plural(total, noun)}${failures > 0 ? io.paintErr("red", `, ${failures} failed`) : ""}`;
  const timer = io.settings.terminal ? undefined : setInterval(() => io.err(`${text()}\n`), LOG_EVERY_MS);
  // Nothing waits for it.
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
