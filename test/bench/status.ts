/** Asking whether a large project is protected, against a cloud in another process, over HTTP. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promised } from "./figure.ts";
import { environment, mediansOf, pairs, run } from "./measure.ts";
import { type Benchmark, holdfast } from "./program.ts";

const MOST_MB = 250;

const program = (name: string): string[] => ["--import", "tsx", join(import.meta.dirname, `${name}.program.ts`)];

export const status: Benchmark = async (place, small) => {
  const resources = small ? 500 : 5000;
  const what = `status, ${resources} resources, ${resources * 30} backups`;
  const cloud = spawn(process.execPath, [...program("listing"), String(resources)], {
    env: environment(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [line] = (await once(cloud.stdout, "data")) as [Buffer];
    const url = line.toString().trim();
    const cwd = place.folder("status");
    const endpoints = ["cbr", "dds", "iam", "ecs", "evs"].map((service) => `${service}: "${url}"`).join(", ");
    writeFileSync(
      join(cwd, "stack.yaml"),
      `apiVersion: holdfast/v1\nkind: Stack\nmetadata: { name: prod }\nspec: { cloud: simulator, project_id: p, endpoints: { ${endpoints} } }\n`,
    );
    const both = await pairs(small ? 3 : 5, {
      peer: () =>
        run(process.execPath, [...program("loop"), url], { cwd: join(import.meta.dirname, "../.."), peak: true }),
      ours: () => holdfast("status .", { cwd, peak: true }),
    });
    const { ours: peak } = mediansOf(both, ({ peakMb }) => peakMb);
    const times = mediansOf(both, ({ ms }) => ms);
    return [
      promised(`${what}: peak memory`, MOST_MB, peak, { unit: "MB" }),
      { what, against: "a bare loop over the same pages", unit: "ms", ...times, goal: { most: 1.2 } },
    ];
  } finally {
    cloud.kill();
  }
};
