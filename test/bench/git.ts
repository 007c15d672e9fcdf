/** Many stacks whose states are branches of one git remote: what they cost it. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { countedGit } from "../support/counted-git.ts";
import { startCloud } from "./cloud.ts";
import { promised } from "./figure.ts";
import { environment } from "./measure.ts";
import { stacksOfTen, writeStacks } from "./policies.ts";
import { type Benchmark, holdfast } from "./program.ts";

/** All intents together, and a few times the outcomes of those that are done. */
const PUSHES = 5;

export const git: Benchmark = async (place) => {
  const stacks = 100;
  const home = place.folder("git");
  const { bin, forget, calls } = countedGit(home, 0.3);
  const { cwd, state } = repositoryIn(home);
  const cloud = await startCloud();
  const counted = async (args: string) => {
    forget();
    await holdfast(args, { cwd, env: { PATH: `${bin}:${process.env.PATH}` } });
    return calls().remote;
  };
  try {
    const forms = stacksOfTen(stacks, { url: cloud.url });
    writeStacks(
      join(cwd, "policies"),
      forms.map((form) => ({ ...form, state: state(form.name) })),
    );
    const pushes = (await counted("apply --auto-approve")).filter((call) => call === "push").length;
    const fetches = (await counted("plan --detailed-exitcode")).length;
    return [
      promised(`git, apply of ${stacks} stacks: pushes`, PUSHES, pushes),
      promised(`git, plan of ${stacks} stacks: calls of the remote`, 1, fetches, { goal: { exactly: 1 } }),
    ];
  } finally {
    await cloud.stop();
  }
};

/** A repository and its remote. @returns its folder, and `spec.state` of a stack */
export function repositoryIn(home: string) {
  const [cwd, bare] = [join(home, "clone"), join(home, "bare.git")];
  for (const args of [[cwd], ["--bare", "--template=", bare]]) {
    execFileSync("git", ["init", "-q", ...args], { env: environment() });
  }
  return { cwd, state: (stack: string) => `{ git: { remote: "${bare}", branch: holdfast/${stack} } }` };
}
