/**
 * Points just before or after a durable effect, at each of which a test kills the process. Only builds with
 * `__FAILPOINTS__` have them; in any other build this is an empty function.
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
  // The signal may be delivered later; nothing must happen until then.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
