/** Others that keep a state and say what would change, given the same files, and nothing to do. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";
import type { LeftOut } from "./figure.ts";
import { environment, type Ran, run } from "./measure.ts";
import type { Place } from "./program.ts";

/** Runs it once, or says why it cannot be run here. */
export type Peer = (() => Promise<Ran>) | LeftOut;

/** The policies below a folder: path -> what it says. */
function policiesIn(folder: string): [path: string, document: unknown][] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".yaml") && !file.endsWith("stack.yaml"),
  );
  return files.sort().map((file) => [join(folder, file), parse(readFileSync(join(folder, file), "utf8"))]);
}

/**
 * Terraform with a block of `terraform_data` per file, which needs no provider and asks no cloud. Its state is written
 * here, as an apply would have left it: applying 10,000 takes minutes.
 */
export function terraform(place: Place, folder: string): Peer {
  const env = { CHECKPOINT_DISABLE: "1" };
  const found = spawnSync("terraform", ["version"], { env: environment(env) });
  if (found.status !== 0) return { what: "plan against terraform", why: "it is not on PATH" };
  const cwd = place.folder("terraform");
  const resources = policiesIn(folder).map(([path, value], index) => {
    const name = `p${index}`;
    const block = `resource "terraform_data" "${name}" {\n  input = yamldecode(file("${path}"))\n}\n`;
    writeFileSync(join(cwd, `${name}.tf`), block);
    const dynamic = { value, type: typeOf(value) };
    const id = `00000000-0000-0000-0000-${String(index).padStart(12, "0")}`;
    const attributes = { id, input: dynamic, output: dynamic, triggers_replace: null };
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

/** As Terraform notes the type of a value. https://github.com/zclconf/go-cty/blob/main/docs/json.md#type-serialization */
function typeOf(value: unknown): unknown {
  if (Array.isArray(value)) return ["tuple", value.map(typeOf)];
  if (typeof value !== "object" || value === null) return value === null ? "dynamic" : TYPES[typeof value];
  return ["object", Object.fromEntries(Object.entries(value).map(([key, member]) => [key, typeOf(member)]))];
}

const TYPES: Readonly<Record<string, string>> = { string: "string", number: "number", boolean: "bool" };

/**
 * Alchemy with a resource per file, whose properties are what it says, and as they were: it reads the files and its state,
 * a file for each, compares, and asks no cloud.
 */
export async function alchemy(place: Place, folder: string): Promise<Peer> {
  const cwd = place.folder("alchemy");
  writeFileSync(join(cwd, "package.json"), '{ "type": "module" }');
  const install = ["install", "--no-audit", "--no-fund", "--ignore-scripts", ALCHEMY];
  const installed = spawnSync("npm", install, { cwd, encoding: "utf8" });
  if (installed.status !== 0) return { what: `plan against ${ALCHEMY}`, why: "npm could not install it" };
  writeFileSync(
    join(cwd, "policy.mjs"),
    `import { Resource } from "alchemy";
export const Policy = Resource("bench::Policy", async function (id, props) {
  return this.phase === "delete" ? this.destroy() : { ...props, id };
});
`,
  );
  const yaml = pathToFileURL(join(import.meta.dirname, "../../node_modules/yaml/dist/index.js"));
  writeFileSync(
    join(cwd, "main.mjs"),
    `import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import alchemy from "alchemy";
import { Policy } from "./policy.mjs";
import yaml from ${JSON.stringify(yaml.href)};
const folder = ${JSON.stringify(folder)};
const app = await alchemy("bench", { stage: "bench", phase: "up", quiet: true, noTrack: true });
for (const stack of readdirSync(folder)) {
  const files = readdirSync(join(folder, stack)).filter((file) => file.endsWith(".yaml") && file !== "stack.yaml");
  await alchemy.run(stack, () =>
    Promise.all(files.map((file) => Policy(file.slice(0, -5), yaml.parse(readFileSync(join(folder, stack, file), "utf8"))))),
  );
}
await app.finalize();
`,
  );
  const env = { ALCHEMY_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" };
  const once = () => run(process.execPath, ["main.mjs"], { cwd, env, peak: true });
  await once();
  return once;
}
