/**
 * Random kills: two appliers at once, on policies that change from round to round, each killed at any time or left alone; then one
 * plain run, and a look at everything. The same seed chooses the same policies and delays; what the machine makes of them differs.
 */
import { setTimeout as pause } from "node:timers/promises";
import { switchText } from "../support/builders.ts";
import { randomFrom } from "../support/random.ts";
import { APPLY, backup, type Keeping, withPlace } from "./matrix.ts";

export interface Soaked {
  readonly rounds: number;
  readonly kills: number;
  readonly faults: readonly string[];
}

/** Plays rounds until `ms` are over; stops at the first fault. */
export const soak = (program: string, keeping: Keeping, seed: number, ms: number): Promise<Soaked> =>
  withPlace(program, keeping, async ({ holdfast, start, write, faults }) => {
    const random = randomFrom(seed);
    const until = performance.now() + ms;
    let rounds = 0;
    let kills = 0;
    while (performance.now() < until) {
      rounds += 1;
      const policies = somePolicies(random);
      write(policies);
      const runs = [0, 1].map(async () => {
        await pause(random() * 100);
        const running = start(APPLY);
        const deadline = random() < 0.8 ? 100 + random() * 500 : undefined;
        if (deadline !== undefined) {
          setTimeout(() => running.child.kill("SIGKILL"), deadline).unref();
        }
        const { signal } = await running.ended;
        if (signal === "SIGKILL") kills += 1;
      });
      await Promise.all(runs);
      const plain = await holdfast(APPLY);
      const wrong = [
        ...(plain.code === 0 ? [] : [`the plain run failed (${plain.code}): ${plain.said}`]),
        ...(await faults(policies)),
      ];
      if (wrong.length > 0) return { rounds, kills, faults: [`round ${rounds}:`, ...wrong] };
    }
    return { rounds, kills, faults: [] };
  });

function somePolicies(random: () => number): string {
  const names = ["a", "b", "c", "d", "e"].filter(() => random() < 0.6);
  const backups = names.map((name) => backup(name, 1 + Math.floor(random() * 30)));
  // Never nothing at all: a stack without policies has no plan to speak of.
  return [...backups, switchText(random() < 0.5 ? "open" : "close")].join("---\n");
}
