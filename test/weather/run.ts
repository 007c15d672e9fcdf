/** `npm run weather [-- SECONDS [SEED]]`: bad weather for as long as one likes; prints the seed of each round. The same seed plays the same round. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildProgram } from "../crash/matrix.ts";
import { weather } from "./weather.ts";

const [seconds = "3600", seed = String(Date.now() % 1_000_000)] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "holdfast-program-"));
try {
  const { rounds, harmed, faults } = await weather(
    await buildProgram(folder),
    Number(seed),
    Number(seconds) * 1000,
    (line) => console.log(line),
  );
  console.log(`${rounds} rounds, ${harmed} runs harmed`);
  for (const fault of faults) console.log(fault);
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
