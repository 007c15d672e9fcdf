import { statSync } from "node:fs";
import { resolve } from "node:path";
import { isYaml } from "../documents/load.ts";
import type { ExitCode } from "../model/exit.ts";
import { Failure } from "../model/problem.ts";
import { parseSaved, type SavedPlan } from "../plan/saved.ts";
import type { Io } from "../process/io.ts";
import { type ApplyOptions, carryOut } from "../session/carry-out.ts";
import { assertNoStacks, type ChosenStacks, chooseStacks, oneStack, usage } from "../session/choose.ts";
import { planFileAt } from "../session/plan-file.ts";
import { couldBeName } from "../session/select.ts";

export async function runApply(args: readonly string[], options: ApplyOptions, io: Io): Promise<ExitCode> {
  const saved = await savedPlanIn(args, io);
  if (saved && options.refreshOnly) {
    throw new Failure("usage", "--refresh-only carries out no plan", {
      hint: "give a stack, or leave --refresh-only out",
    });
  }
  const { exit } = await carryOut(
    () => (saved ? plannedStacks(saved, io) : chooseStacks(args, io.settings)),
    {
      aim: options.refreshOnly ? "live" : "files",
      mandate: saved ? { from: "plan-file", plans: saved } : { from: "person" },
      options,
    },
    io,
  );
  return exit;
}

/** The stacks that a plan file names, and no others. @throws Failure `usage` */
async function plannedStacks(saved: readonly SavedPlan[], { settings }: Io): Promise<ChosenStacks> {
  const planned = new Set(saved.map(({ stack }) => stack));
  // To a command line, no name would be all of them.
  if (planned.size === 0) return { stacks: [], folders: [], stray: [] };
  const chosen = await chooseStacks([...planned], settings);
  const here = new Set(chosen.stacks.map(({ name }) => name));
  if (here.size === planned.size && [...here].every((name) => planned.has(name))) return chosen;
  const list = (names: ReadonlySet<string>) => [...names].join(", ") || "nothing";
  throw usage(
    `the plan is for ${list(planned)}, and what is here is ${list(here)}`,
    "run this where the plan was made, or plan again",
  );
}

/** Deletes all that is ours in one stack. */
export async function runDestroy(stack: string | undefined, options: ApplyOptions, io: Io): Promise<ExitCode> {
  const args = stack === undefined ? [] : [stack];
  // Only what somebody named, or what cannot be confused with anything.
  await oneStack(args, io.settings);
  const how = { aim: "nothing", mandate: { from: "person" }, options } as const;
  return (await carryOut(() => chooseStacks(args, io.settings), how, io)).exit;
}

/** The saved plan, when the one argument is a file that holds one. */
async function savedPlanIn(args: readonly string[], { settings }: Io): Promise<SavedPlan[] | undefined> {
  const [file] = args;
  if (file === undefined || isYaml(file)) return undefined;
  if (!statSync(resolve(settings.cwd, file), { throwIfNoEntry: false })?.isFile()) return undefined;
  if (couldBeName(file)) await assertNoStacks([file], settings.cwd);
  if (args.length > 1) {
    throw new Failure("usage", "a plan file already says which stacks", { hint: `give ${file} alone` });
  }
  return parseSaved(planFileAt(file, settings), file);
}
