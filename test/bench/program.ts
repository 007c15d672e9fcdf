/** What the benchmarks have in common: the program they measure, how large they are, and a place for their files. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Finding } from "./figure.ts";
import { type Ran, type RunOptions, run } from "./measure.ts";

export const CLI = join(import.meta.dirname, "../../dist/cli.js");

/** @param small a version that takes seconds */
export type Benchmark = (place: Place, small: boolean) => Promise<Finding[]>;

export interface Place {
  readonly path: string;
  /** An empty folder that was not there before. */
  folder(name: string): string;
}

/** A temporary folder for as long as the job takes. */
export async function inPlace<T>(job: (place: Place) => Promise<T>): Promise<T> {
  const path = mkdtempSync(join(tmpdir(), "holdfast-bench-"));
  let count = 0;
  const folder = (name: string) => {
    count += 1;
    const created = join(path, `${name}-${count}`);
    mkdirSync(created);
    return created;
  };
  try {
    return await job({ path, folder });
  } finally {
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The real command. @throws Error when it does not end with 0 */
export const holdfast = (args: string, options: RunOptions): Promise<Ran> =>
  run(process.execPath, [CLI, ...args.split(" ")], options);
