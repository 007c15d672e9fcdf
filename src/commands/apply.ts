/** `holdfast apply` and `holdfast destroy`: plan, ask, and carry out. */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { isYaml } from "../documents/load.ts";
import type { ExitCode } from "../model/exit.ts";
import type { SavedPlan } from "../plan/saved.ts";
import type { Io } from "../process/io.ts";
import type { ApplyOptions, Order } from "../session/carry-out/run.ts";
import { carryOut } from "../session/carry-out.ts";
import { assertNoStacks, type ChosenStacks, chooseStacks, oneStack, usage } from "../session/choose.ts";
import { savedPlansIn } from "../session/files.ts";
import { couldBeName } from "../session/select.ts";

export async function runApply(
  args: readonly string[],
  {
    refreshOnly,
    due,
    ...options
  }: ApplyOptions & {
    /** Only changes that the time made. */
    readonly due: boolean;
    /** Records what is live, and sends nothing to the cloud. */
    readonly refreshOnly: boolean;
  },
  io: Io,
): Promise<ExitCode> {
  const saved = await savedPlanIn(args, io);
  if (saved && refreshOnly) {
    throw usage("--refresh-only carries out no plan", "give a stack, or leave --refresh-only out");
  }
  if (due && (saved || refreshOnly)) {
    throw usage("--due carries out what is due, and nothing else", "give a stack, or leave --due out");
  }
  const aim = refreshOnly ? "live" : "files";
  const order: Order = saved
    ? { aim, options, mandate: { from: "plan-file", plans: saved } }
    : { aim, options, mandate: { from: due ? "due" : "person" } };
  const choose = async () => (saved ? plannedStacks(saved, io) : chooseStacks(args, io.settings));
  return (await carryOut(choose, order, io)).exit;
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

/** Deletes everything that one stack manages. */
export async function runDestroy(stack: string | undefined, options: ApplyOptions, io: Io): Promise<ExitCode> {
  const args = stack === undefined ? [] : [stack];
  // Only a stack that was named, or the only one there is.
  await oneStack(args, io.settings);
  const order: Order = { aim: "nothing", mandate: { from: "person" }, options };
  return (await carryOut(() => chooseStacks(args, io.settings), order, io)).exit;
}

/** The saved plan, when the one argument is a file that holds one. */
async function savedPlanIn(args: readonly string[], { settings }: Io): Promise<SavedPlan[] | undefined> {
  const [file] = args;
  if (file === undefined || isYaml(file)) return undefined;
  if (!statSync(resolve(settings.cwd, file), { throwIfNoEntry: false })?.isFile()) return undefined;
  if (couldBeName(file)) await assertNoStacks([file], settings.cwd);
  if (args.length > 1) {
    throw usage("a plan file already says which stacks", `give ${file} alone`);
  }
  return savedPlansIn(file, settings);
}
