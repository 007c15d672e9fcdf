/** `holdfast ci github stacks`: the names of the stacks that changed, as JSON, for a matrix. */
import { jobFrom, setOutputs } from "../ci/job.ts";
import { EXIT, type ExitCode } from "../model/exit.ts";
import type { Io } from "../process/io.ts";
import { usage } from "../session/choose.ts";
import { stacksSince } from "../session/since.ts";

/** The most jobs that one matrix makes: https://docs.github.com/actions/reference/limits */
const MAX_JOBS = 256;

export async function stacksInJob(
  asked: readonly string[],
  { base }: { readonly base: string | undefined },
  io: Io,
): Promise<ExitCode> {
  const { stacks, removed } = await stacksSince(asked, base, io);
  const names = [...new Set(stacks.map(({ name }) => name))];
  if (names.length > MAX_JOBS) {
    throw usage(`${names.length} stacks changed, and a matrix has room for ${MAX_JOBS}`, "merge them in parts");
  }
  io.out(`${JSON.stringify(names)}\n`);
  setOutputs(jobFrom(io.settings.env), { stacks: names, removed: [...removed] });
  return EXIT.fine;
}
