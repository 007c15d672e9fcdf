/** `npm run soak [-- SECONDS [SEED]]`: random kills for as long as one likes, on the file store. Prints the seed. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildProgram, inFile } from "./matrix.ts";
import { soak } from "./soak.ts";

const [seconds = "600", seed = String(Date.now() % 1_000_000)] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "holdfast-program-"));
try {
  console.log(`seed ${seed}`);
  const { rounds, kills, faults } = await soak(
    await buildProgram(folder),
    inFile,
    Number(seed),
    Number(seconds) * 1000,
  );
  console.log(`${rounds} rounds, ${kills} kills`);
  for (const fault of faults) console.log(fault);
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
