/** Programs that tests run beside themselves: bundled, because twelve of them start faster than one compiler. */
import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure, type FailureCode } from "../../src/model/problem.ts";
import type { openStore } from "../../src/state/open.ts";
import type { Revision, Store } from "../../src/state/store.ts";
import { bundle } from "../../src/tools/build.ts";

/** A new folder that every user may enter. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "holdfast-"));
  await chmod(path, 0o755);
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** A copy of a folder, for users who may not enter the one of this checkout. @param target in a folder that every user may enter */
export function copyForEverybody(source: string, target: string): void {
  execFileSync("cp", ["-R", source, target]);
  execFileSync("chmod", ["-R", "a+rX", target]);
}

/** `test/support/<name>.ts` for plain node, in `folder`. @param failpoints the points at which it can be killed are left in */
export async function program(name: string, folder: string, failpoints = false): Promise<string> {
  await bundle(join(import.meta.dirname, `${name}.ts`), folder, { __FAILPOINTS__: String(failpoints) });
  return join(folder, `${name}.js`);
}

/** Writers in processes of their own, each with its own store, all started and ready. */
export async function startRivals(
  count: number,
  stack: Parameters<typeof openStore>[0],
): Promise<{ writers: Pick<Store, "write">[]; stop(): Promise<void> }> {
  const folder = await temporaryFolder();
  const file = await program("rival", folder.path);
  const processes = Array.from({ length: count }, () => fork(file, [JSON.stringify(stack)], { execArgv: [] }));
  await Promise.all(processes.map((rival) => once(rival, "message")));
  return {
    writers: processes.map(writerIn),
    async stop() {
      for (const rival of processes) rival.kill("SIGKILL");
      await folder.remove();
    },
  };
}

const writerIn = (rival: ChildProcess): Pick<Store, "write"> => ({
  async write(state, expected) {
    const answered = once(rival, "message");
    rival.send({ state, expected });
    const [answer] = (await answered) as [{ revision: Revision } | { code: FailureCode; message: string }];
    if ("revision" in answer) return answer.revision;
    throw new Failure(answer.code, answer.message);
  },
});
