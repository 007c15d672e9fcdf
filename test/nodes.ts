/**
 * `npm run test:nodes`: the bundle on the other supported versions of Node: it validates, plans, applies, and then has nothing to do.
 * The versions come as npm packages, so that this runs anywhere.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const STEPS: readonly (readonly [args: string, expected: RegExp])[] = [
  ["--version", /^\d+\.\d+\.\d+\n$/],
  ["validate", /^Valid: /],
  ["apply --auto-approve", /Apply complete! Resources: [1-9]/],
  ["plan --detailed-exitcode", /No changes\./],
];

for (const version of ["22", "24", "26"]) {
  // The package called `node` picks one of these in an install script; the plain packages need none.
  const packageName = `node-${process.platform}-${process.arch}@${version}`;
  const inside = ["exec", "--yes", `--package=${packageName}`, "-c", "node -p process.execPath"];
  const node = execFileSync("npm", inside, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  const home = mkdtempSync(join(tmpdir(), "holdfast-nodes-"));
  const caches = mkdtempSync(join(tmpdir(), "holdfast-nodes-caches-"));
  try {
    cpSync(join(ROOT, "policies"), join(home, "policies"), {
      recursive: true,
      filter: (path) => !path.includes(".holdfast"),
    });
    for (const [args, expected] of STEPS) {
      const out = execFileSync(node, [join(ROOT, "dist/cli.js"), ...args.split(" ")], {
        cwd: home,
        encoding: "utf8",
        env: { PATH: process.env.PATH, XDG_CACHE_HOME: caches },
      });
      if (!expected.test(out)) throw new Error(`Node ${version}: holdfast ${args} said\n${out}`);
    }
    if (readdirSync(join(caches, "holdfast")).length === 0) throw new Error(`Node ${version} keeps no compiled code`);
    console.log(`Node ${execFileSync(node, ["--version"], { encoding: "utf8" }).trim()}: ${STEPS.length} steps fine`);
  } finally {
    for (const folder of [home, caches]) rmSync(folder, { recursive: true });
  }
}
