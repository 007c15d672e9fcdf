/** `holdfast drift`: what somebody else changed. Reads only: it has a cloud without a way to write. */
import { inParallel } from "../parallel.ts";
import type { Change } from "../plan.ts";
import { plansJson, type StackResult } from "../render/json.ts";
import { plural } from "../render/text.ts";
import { EXIT, type ExitCode, type Io, worst } from "./io.ts";
import { exitCodeOf, resultOf, resultText, STACKS_AT_A_TIME } from "./plan.ts";
import { chooseStacks, isError, printProblems } from "./run.ts";

export interface DriftOptions {
  readonly format: "text" | "json";
}

/** Who moved: somebody else in the cloud, we in the files and did not apply yet, or both. */
type Answer = "drift" | "pending" | "both";

function answerOf({ cause, fields }: Change): Answer {
  const drifted = cause === "drift" || fields.some((field) => field.cause === "drift");
  const pending = cause !== "drift" || fields.some((field) => field.cause !== "drift");
  return drifted ? (pending ? "both" : "drift") : "pending";
}

export async function runDrift(args: readonly string[], { format }: DriftOptions, io: Io): Promise<ExitCode> {
  const { stacks, stray } = chooseStacks(args, io.settings);
  const results = await inParallel(stacks, STACKS_AT_A_TIME, (stack) => resultOf(stack, io));
  if (format === "json") io.out(plansJson(results));
  else for (const result of results) io.out(driftText(result, results.length > 1, io));
  if (stray.length > 0) io.err(printProblems(stray, io.paintErr));
  const codes = results.map((result) => {
    const drifted = result.plan?.changes.some((change) => answerOf(change) !== "pending");
    return worst([exitCodeOf(result, false), ...(drifted ? [EXIT.drift] : [])]);
  });
  return worst([...codes, ...(stray.some(isError) ? [EXIT.problems] : [])]);
}

/** The changes that somebody else made, then how many are only ours. */
function driftText(result: StackResult, titled: boolean, io: Io): string {
  const { plan } = result;
  if (!plan) return resultText(result, titled, io);
  const drifted = plan.changes.filter((change) => answerOf(change) !== "pending");
  const pending = plan.changes.length - drifted.length;
  const shown = resultText({ ...result, plan: { ...plan, changes: drifted, unmanaged: 0 } }, titled, io);
  const found = drifted.length === 0 ? "No drift." : `Drift: somebody else changed ${policies(drifted.length)}.`;
  const ours = pending === 0 ? "" : ` ${plural(pending, "change")} of the files not applied yet: holdfast plan.`;
  return `${shown}${titled ? `${result.stack}: ` : ""}${found}${ours}\n`;
}

const policies = (count: number): string => (count === 1 ? "1 policy" : `${count} policies`);
