/** How git is run, where the machine has no room for it. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { gitIn } from "../../src/git/run.ts";
import { program, temporaryFolder } from "../support/programs.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let fewFiles: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  fewFiles = await program("few-files", folder.path);
});
afterAll(() => folder.remove());

/** @param ms until there are files again */
async function runWithout(ms: number): Promise<unknown> {
  const { stdout } = await promisify(execFile)("bash", [
    "-c",
    'ulimit -n 64 && exec "$@"',
    "-",
    process.execPath,
    fewFiles,
    `${ms}`,
  ]);
  return JSON.parse(stdout);
}

describe("when no file can be opened", () => {
  test.concurrent("git waits until one can", async () => {
    expect(await runWithout(500)).toEqual({ code: 0, stdout: "git version …", why: "git version ended with code 0" });
  });

  test.concurrent("for ten seconds, and then it is a failure that says what to do", { timeout: 60_000 }, async () => {
    expect(await runWithout(60_000)).toEqual({
      code: "state-unwritable",
      message: "git cannot be started (EMFILE)",
      hint: "raise the limit on open files and processes (ulimit -n, ulimit -u), or lower --parallelism",
    });
  });
});

test("what can never be started is said at once", async () => {
  const nowhere = gitIn("/nowhere", process.env, 5000);
  expect(await nowhere("version", [])).toMatchObject({ code: undefined, why: "git cannot be started (ENOENT)" });
  // The system takes no list of arguments as long as that; Node throws it, where other errors are events.
  const tooLong = gitIn(".", process.env, 5000)("version", ["x".repeat(3_000_000)]);
  expect(await tooLong).toMatchObject({ code: undefined, why: "git cannot be started (E2BIG)" });
});
