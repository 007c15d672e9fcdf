/** Waits that end when the run is asked to stop. */
import { setTimeout as pause } from "node:timers/promises";
import { Failure } from "../model/problem.ts";

/** @throws Failure `interrupted` */
export async function interruptible(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(ms, undefined, { signal });
  } catch (error) {
    if (signal.aborted) throw interrupted();
    throw error;
  }
}

export const interrupted = (): Failure => new Failure("interrupted", "interrupted; what was done is recorded");
