/**
 * Runs git while this process can open no file: takes all that there are, and gives them back after as many ms as its
 * argument says. Prints `{code, stdout, why}`, or `{code, message, hint}` of a failure, as JSON.
 */
import { closeSync, openSync } from "node:fs";
import { gitIn } from "../../src/git/run.ts";

const git = gitIn(".", process.env, 5000);

async function withoutFiles(ms: number): Promise<unknown> {
  // Once with files, so that whatever is opened for it once is open.
  await git("version", []);
  const taken: number[] = [];
  const giveBack = () => {
    for (const fd of taken.splice(0)) closeSync(fd);
  };
  try {
    for (;;) taken.push(openSync("/dev/null", "r"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EMFILE") throw error;
  }
  setTimeout(giveBack, ms).unref();
  const answer = await git("version", []).catch(({ code, message, hint }) => ({ code, message, hint }));
  giveBack();
  return "stdout" in answer ? { ...answer, stdout: String(answer.stdout).replace(/\d.*\n/, "…") } : answer;
}

void withoutFiles(Number(process.argv[2])).then((answer) => process.stdout.write(JSON.stringify(answer)));
