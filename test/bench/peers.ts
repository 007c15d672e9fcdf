/** Others that keep a state and say what would change, with as many things as we have policies, and nothing to do. */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LeftOut } from "./figure.ts";
import { environment, type Ran, run } from "./measure.ts";
import type { Place } from "./program.ts";

/** Runs it once, or says why it cannot be run here. */
export type Peer = (() => Promise<Ran>) | LeftOut;

/**
 * Terraform with a block of `terraform_data` per file, which needs no provider and asks no cloud. Its state is written
 * here, as an apply would have left it: applying 10,000 takes minutes.
 */
export function terraform(place: Place, count: number): Peer {
  const env = { CHECKPOINT_DISABLE: "1" };
  const found = spawnSync("terraform", ["version"], { env: environment(env) });
  if (found.status !== 0) return { what: "plan against terraform", why: "it is not on PATH" };
  const cwd = place.folder("terraform");
  const names = Array.from({ length: count }, (_, index) => `p${index}`);
  for (const name of names) {
    writeFileSync(
      join(cwd, `${name}.tf`),
      `resource "terraform_data" "${name}" {\n  input = { name = "${name}" }\n}\n`,
    );
  }
  const type = ["object", { name: "string" }];
  const resources = names.map((name, index) => {
    const value = { value: { name }, type };
    const id = `00000000-0000-0000-0000-${String(index).padStart(12, "0")}`;
    const attributes = { id, input: value, output: value, triggers_replace: null };
    return {
      mode: "managed",
      type: "terraform_data",
      name,
      provider: 'provider["terraform.io/builtin/terraform"]',
      instances: [{ schema_version: 0, attributes, sensitive_attributes: [] }],
    };
  });
  const state = { version: 4, terraform_version: "1.0.0", serial: 1, lineage: "bench", outputs: {}, resources };
  writeFileSync(join(cwd, "terraform.tfstate"), JSON.stringify(state));
  return () => run("terraform", ["plan", "-detailed-exitcode", "-no-color"], { cwd, env, peak: true });
}

const ALCHEMY = "alchemy@0.94.0";

/**
 * Alchemy with a module per stack and a resource per policy, whose properties are as they were: it reads its state, a
 * file for each, compares, and asks no cloud.
 */
export async function alchemy(place: Place, stacks: number, each: number): Promise<Peer> {
  const cwd = place.folder("alchemy");
  writeFileSync(join(cwd, "package.json"), '{ "type": "module" }');
  const install = ["install", "--no-audit", "--no-fund", "--ignore-scripts", ALCHEMY];
  const installed = spawnSync("npm", install, { cwd, encoding: "utf8" });
  if (installed.status !== 0) return { what: `plan against ${ALCHEMY}`, why: "npm could not install it" };
  mkdirSync(join(cwd, "stacks"));
  for (let stack = 0; stack < stacks; stack += 1) {
    const lines = Array.from(
      { length: each },
      (_, policy) => `  Policy("p${policy}", { name: "p${policy}", days: 30 }),`,
    );
    writeFileSync(
      join(cwd, "stacks", `s${stack}.mjs`),
      `import { Policy } from "../policy.mjs";\nexport const policies = () => Promise.all([\n${lines.join("\n")}\n]);\n`,
    );
  }
  writeFileSync(
    join(cwd, "policy.mjs"),
    `import { Resource } from "alchemy";
export const Policy = Resource("bench::Policy", async function (id, props) {
  return this.phase === "delete" ? this.destroy() : { ...props, id };
});
`,
  );
  writeFileSync(
    join(cwd, "main.mjs"),
    `import alchemy from "alchemy";
const app = await alchemy("bench", { stage: "bench", phase: "up", quiet: true, noTrack: true });
for (let stack = 0; stack < ${stacks}; stack += 1) {
  const { policies } = await import(\`./stacks/s\${stack}.mjs\`);
  await alchemy.run(\`s\${stack}\`, () => policies());
}
await app.finalize();
`,
  );
  const env = { ALCHEMY_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" };
  const once = () => run(process.execPath, ["main.mjs"], { cwd, env, peak: true });
  await once();
  return once;
}
