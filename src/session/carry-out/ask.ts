/** The questions to a person: may these hazards be allowed, and is this plan to be carried out. */
import { printable } from "../../model/invisible.ts";
import { Failure } from "../../model/problem.ts";
import { refusesAlone } from "../../plan/guard.ts";
import type { Io } from "../../process/io.ts";
import { refusalText } from "../../render/plan.ts";
import type { Aim } from "../planning.ts";
import { guarded } from "./mandate.ts";
import type { Order, StackRun } from "./run.ts";

/** Whether a person is asked. @throws Failure `usage` where there is no terminal to ask on */
export function asksPerson({ aim, mandate, options }: Order, { settings }: Io): boolean {
  if (options.autoApprove || "plans" in mandate) return false;
  if (settings.interactive) return true;
  const command = aim === "nothing" ? "destroy" : "apply";
  throw new Failure("usage", `${command} asks before it changes anything, and there is no terminal to ask on`, {
    hint: `give --auto-approve${aim === "files" ? ", or a plan file made with `holdfast plan --out FILE`" : ""}`,
  });
}

/** Prints what is refused. Hazards refuse their stacks or changes unless the person types their names. */
export async function allowed(runs: readonly StackRun[], mayAsk: boolean, io: Io): Promise<readonly StackRun[]> {
  printRefusals(runs, io);
  const refused = runs.flatMap(({ result }) => result.refusals ?? []);
  const codes = [...new Set(refused.map(({ code }) => code))].filter((code) => code !== "protected").sort();
  if (!mayAsk || codes.length === 0) return runs;
  const what = refused.every(refusesAlone) ? "changes" : "stacks";
  const answer = await io.ask(`To allow them now, type ${codes.join(",")}; anything else leaves these ${what} alone: `);
  const typed = (answer ?? "").split(",").map((word) => word.trim());
  return runs.map((run) => {
    const { result } = run;
    if (result.became !== "planned" && result.became !== "refused") return run;
    const still = (result.refusals ?? []).filter(({ code }) => !typed.includes(code));
    return { ...run, result: guarded(result, still) };
  });
}

export function printRefusals(runs: readonly StackRun[], io: Io): void {
  const refused = runs.flatMap(({ result: { stack, refusals = [] } }) => refusals.map((one) => ({ ...one, stack })));
  if (refused.length === 0) return;
  io.err(`${refusalText(refused, io.paintErr)}\n`);
  // Or only the refused changes are left out.
  const held = runs.filter(({ result }) => result.became === "refused").map(({ stack }) => stack.name);
  if (held.length > 0) io.err(`Until then nothing is applied in ${printable(held.join(", "))}.\n`);
}

const QUESTIONS = {
  files: "Apply these changes?",
  nothing: "Destroy all of these?",
  live: "Record what is live, and change nothing in the cloud?",
} as const satisfies Record<Aim, string>;

/** What is destroyed is confirmed by the name of its stack: a habit cannot type it. */
export async function approved(aim: Aim, runs: readonly StackRun[], io: Io): Promise<boolean> {
  const word = aim === "nothing" ? runs.map(({ stack }) => stack.name).join(",") : "yes";
  return (await io.ask(`${QUESTIONS[aim]} To confirm, type ${word}: `)) === word;
}
