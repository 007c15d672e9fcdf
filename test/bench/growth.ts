/**
 * How time and memory grow with the number of policies, on each store: the exponent k of n^k, where 1 is in proportion.
 *
 * Each size is a life of its own, in a new place: apply, plan with nothing to do, validate. Of what each took, what it takes
 * for one stack of ten is subtracted, which is starting; the exponent is the slope of the line of least squares through
 * the logarithms of the medians, from a tenth of the largest size on. Below that, code that is still being compiled would flatter it.
 */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Server, startPostgres } from "../support/postgres.ts";
import { startCloud } from "./cloud.ts";
import type { Figure } from "./figure.ts";
import { repositoryIn } from "./git.ts";
import { median, type Ran } from "./measure.ts";
import { type StackForm, stacksOfTen, writeStacks } from "./policies.ts";
import { type Benchmark, holdfast, type Place } from "./program.ts";

const MOST = 1.05;

const COMMANDS = { apply: "apply --auto-approve", plan: "plan --detailed-exitcode", validate: "validate" } as const;
type Command = keyof typeof COMMANDS;

/** A place for stacks, and where their states are kept. */
interface Home {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly state?: (stack: string) => string;
}

type Keeping = (folder: string) => Home | Promise<Home>;

const OWNER = { user: "owner", password: "bench" };

export const growth: Benchmark = async (place, small) => {
  const postgres = await startPostgres(OWNER);
  try {
    const stores: Readonly<Record<string, Keeping>> = {
      file: inFolder,
      git: repositoryIn,
      postgres: () => inTable(postgres, place),
    };
    const found: Figure[] = [];
    for (const [store, keeping] of Object.entries(stores)) {
      process.stderr.write(`growth, ${store} …\n`);
      found.push(...(await growthIn(place, store, keeping, small)));
    }
    return found;
  } finally {
    await postgres.remove();
  }
};

const inFolder: Keeping = (folder) => ({ cwd: folder });

let tables = 0;
function inTable({ port }: Server, place: Place): Home {
  const table = `state_${++tables}`;
  const { user, password } = OWNER;
  return {
    cwd: place.folder("postgres"),
    env: { BENCH_PG_URL: `postgres://${user}:${password}@127.0.0.1:${port}/postgres` },
    state: () => `{ postgres: { url_env: BENCH_PG_URL, table: ${table} } }`,
  };
}

/** One life of so many stacks of ten. */
async function live(place: Place, stacks: number, keeping: Keeping): Promise<Record<Command, Ran>> {
  const folder = place.folder("growth");
  const cloud = await startCloud();
  try {
    const { cwd, env, state } = await keeping(folder);
    const withState = (form: StackForm): StackForm => (state ? { ...form, state: state(form.name) } : form);
    mkdirSync(cwd, { recursive: true });
    writeStacks(join(cwd, "policies"), stacksOfTen(stacks, { url: cloud.url }).map(withState));
    const run = (command: Command) => holdfast(COMMANDS[command], { cwd, peak: true, ...(env && { env }) });
    return { apply: await run("apply"), plan: await run("plan"), validate: await run("validate") };
  } finally {
    await cloud.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Stacks of ten. The first is starting; from the third on the exponent is taken. */
const SIZES = { small: [1, 5, 50], full: [1, 10, 100, 300, 1000] };

async function growthIn(place: Place, store: string, keeping: Keeping, small: boolean): Promise<Figure[]> {
  const sizes = small ? SIZES.small : SIZES.full;
  const lives = new Map<number, Record<Command, Ran>[]>(sizes.map((size) => [size, []]));
  // In turn, so that an hour in which the machine is slow is not that of one size.
  for (let round = 0; round < (small ? 1 : 3); round += 1) {
    for (const size of sizes) lives.get(size)!.push(await live(place, size, keeping));
  }
  const largest = sizes.at(-1)!;
  const fitted = sizes.filter((size) => size >= largest / 10);
  // What is read from no store grows the same in each.
  const commands = (Object.keys(COMMANDS) as Command[]).filter((command) => command !== "validate" || store === "file");
  return commands.flatMap((command) =>
    (["ms", "peakMb"] as const).map((measure): Figure => {
      const at = (size: number) => median(lives.get(size)!.map((life) => life[command][measure]));
      const beyondStart = (size: number) => Math.max(at(size) - at(1), Number.EPSILON);
      const what = `${command}${command === "validate" ? "" : ` on ${store}`}, ${largest * 10} policies`;
      return {
        ...{
          what: `${what}: ${measure === "ms" ? "time" : "memory"}`,
          against: `${fitted[0]! * 10} policies, as n^ratio`,
        },
        ...{ unit: measure === "ms" ? "ms" : "MB", peer: at(fitted[0]!), ours: at(largest) },
        ...{ ratio: slope(fitted.map((size) => [Math.log(size), Math.log(beyondStart(size))])), goal: { most: MOST } },
      };
    }),
  );
}

/** Of the line of least squares. */
function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const meanX = points.reduce((total, [x]) => total + x, 0) / points.length;
  const meanY = points.reduce((total, [, y]) => total + y, 0) / points.length;
  const rise = points.reduce((total, [x, y]) => total + (x - meanX) * (y - meanY), 0);
  return rise / points.reduce((total, [x]) => total + (x - meanX) ** 2, 0);
}
