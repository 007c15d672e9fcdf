/**
 * Points at which something durable has happened or is about to: a test kills the process at each of them. A build with
 * `__FAILPOINTS__` knows them, any other build has nothing of this but an empty function.
 *
 *     HOLDFAST_FAILPOINTS=FILE     appends the name of each point that is reached
 *     HOLDFAST_KILL_AT=N           ends the process at the N-th of them, as `kill -9` does
 */
import { appendFileSync } from "node:fs";

declare const __FAILPOINTS__: boolean | undefined;

let reached = 0;

export function failpoint(name: string): void {
  if (typeof __FAILPOINTS__ === "undefined" || !__FAILPOINTS__) return;
  reached += 1;
  const { HOLDFAST_FAILPOINTS: log, HOLDFAST_KILL_AT: last } = process.env;
  if (log) appendFileSync(log, `${name}\n`);
  if (Number(last) !== reached) return;
  process.kill(process.pid, "SIGKILL");
  // The signal is delivered when it is delivered; nothing may happen until then.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
