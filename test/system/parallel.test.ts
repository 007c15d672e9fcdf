import { expect, test } from "vitest";
import { limitConcurrency } from "../../src/system/parallel.ts";

test("so many run at a time as there is room for, the others in the order in which they came, also after one that failed", async () => {
  const twoAtATime = limitConcurrency(2);
  const told: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  const job = (name: string) =>
    twoAtATime(async () => {
      told.push(name);
      await new Promise<void>((resolve, reject) => ends.set(name, (error) => (error ? reject(error) : resolve())));
    });
  const [a, b, c, d] = ["a", "b", "c", "d"].map(job);
  expect(told).toEqual(["a", "b"]);
  ends.get("b")?.(new Error("b"));
  await expect(b).rejects.toThrow("b");
  expect(told).toEqual(["a", "b", "c"]);
  ends.get("a")?.();
  await a;
  const e = job("e");
  expect(told).toEqual(["a", "b", "c", "d"]);
  for (const name of ["c", "d"]) ends.get(name)?.();
  await Promise.all([c, d]);
  expect(told).toEqual(["a", "b", "c", "d", "e"]);
  ends.get("e")?.();
  await e;
});
