/**
 * How time and memory grow with the number of policies, on each store: the exponent k of n^k, where 1 is in proportion.
 *
 * Each size is a life of its own, in a new place: apply, plan with nothing to do, validate. What each takes for ten policies
 * is starting, and is subtracted; the exponent is the slope of the line of least squares through the logarithms of the
 * medians, from a tenth of the largest size on. Below that, code that is still being compiled would flatter it.
 *
 * The times of two runs of the same size differ by a tenth and more. What is left of a time after the subtraction counts as at
 * least a quarter of the whole: a smaller rest is noise, and the logarithm of noise near zero is an exponent of any size.
 * Memory differs by less.
 */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Server, startPostgres } from "../support/postgres.ts";
import { startCloud } from "./cloud.ts";
import type { Figure } from "./figure.ts";
import { repositoryIn } from "./git.ts";
import { median, type Ran } from "./measure.ts";
import { dataOfOneStack, type StackForm, stacksOfTen, writeOneStack, writeStacks } from "./policies.ts";
import { type Benchmark, holdfast, type Place } from "./program.ts";

const MOST = 1.05;
const LEAST_REST = { ms: 0.25, peakMb: 0.02 } as const;

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
      postgres: (folder) => inTable(postgres, folder),
    };
    const found: Figure[] = [];
    for (const [store, keeping] of Object.entries(stores)) {
      for (const layout of [IN_TENS, IN_ONE]) {
        process.stderr.write(`growth on ${store}, ${layout.name} …\n`);
        found.push(...(await growthIn(place, store, keeping, layout, small)));
      }
    }
    return found;
  } finally {
    await postgres.remove();
  }
};

const inFolder: Keeping = (folder) => ({ cwd: folder });

let tables = 0;
function inTable({ port }: Server, folder: string): Home {
  const table = `state_${++tables}`;
  const { user, password } = OWNER;
  return {
    cwd: folder,
    env: { HOLDFAST_BENCH_PG_URL: `postgres://${user}:${password}@127.0.0.1:${port}/postgres` },
    state: () => `{ postgres: { url_env: HOLDFAST_BENCH_PG_URL, table: ${table} } }`,
  };
}

/** How so many policies are laid out in a place, and what the cloud has before the first apply. */
interface Layout {
  readonly name: string;
  write(folder: string, policies: number, more: (name: string) => Partial<StackForm>): void;
  /** Content of the file that the cloud keeps its data in. */
  data?(folder: string, policies: number): string;
}

const IN_TENS: Layout = {
  name: "stacks of 10",
  write: (folder, policies, more) =>
    writeStacks(
      folder,
      stacksOfTen(policies / 10).map((form) => ({ ...form, ...more(form.name) })),
    ),
};

/** Apply only records them: a project has no room for so many, and nobody could create them. */
const IN_ONE: Layout = {
  name: "one stack",
  write: (folder, policies, more) => writeOneStack(folder, policies, more("one")),
  data: dataOfOneStack,
};

/** One life of so many policies. */
async function live(place: Place, policies: number, keeping: Keeping, layout: Layout): Promise<Record<Command, Ran>> {
  const folder = place.folder("growth");
  const { cwd, env, state } = await keeping(folder);
  const home = join(cwd, "policies");
  const write = (url: string) =>
    layout.write(home, policies, (name) => ({ url, ...(state && { state: state(name) }) }));
  const data = join(folder, "cloud.json");
  if (layout.data) {
    write("http://127.0.0.1");
    writeFileSync(data, layout.data(home, policies));
  }
  const cloud = await startCloud(layout.data ? { data } : {});
  try {
    write(cloud.url);
    const run = (command: Command) => holdfast(COMMANDS[command], { cwd, peak: true, ...(env && { env }) });
    return { apply: await run("apply"), plan: await run("plan"), validate: await run("validate") };
  } finally {
    await cloud.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Of policies. The first is starting; from a tenth of the last on the exponent is taken. */
const SIZES = { small: [10, 50, 500], full: [10, 100, 1000, 3000, 10_000] };

async function growthIn(
  place: Place,
  store: string,
  keeping: Keeping,
  layout: Layout,
  small: boolean,
): Promise<Figure[]> {
  const sizes = small ? SIZES.small : SIZES.full;
  const start = sizes[0]!;
  const largest = sizes.at(-1)!;
  const lives = new Map<number, Record<Command, Ran>[]>(sizes.map((size) => [size, []]));
  // In turn, so that an hour in which the machine is slow is not that of one size.
  for (let round = 0; round < (small ? 1 : 3); round += 1) {
    for (const size of sizes) lives.get(size)!.push(await live(place, size, keeping, layout));
  }
  const fitted = sizes.filter((size) => size >= largest / 10);
  // What is read from no store grows the same in each.
  const commands = (Object.keys(COMMANDS) as Command[]).filter((command) => command !== "validate" || store === "file");
  return commands.flatMap((command) =>
    (["ms", "peakMb"] as const).map((measure): Figure => {
      const at = (size: number) => median(lives.get(size)!.map((life) => life[command][measure]));
      const beyondStart = (size: number) => Math.max(at(size) - at(start), at(size) * LEAST_REST[measure]);
      const where = command === "validate" ? "" : ` on ${store}`;
      return {
        what: `${command}${where}, ${largest} in ${layout.name}: ${measure === "ms" ? "time" : "memory"}`,
        against: `${fitted[0]} policies, as n^ratio`,
        unit: measure === "ms" ? "ms" : "MB",
        peer: at(fitted[0]!),
        ours: at(largest),
        ratio: slope(fitted.map((size) => [Math.log(size), Math.log(beyondStart(size))])),
        goal: { most: MOST },
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
