/** What programs read, against the schemas that are published for it: every golden output there is, and a few that have everything in them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import type { Plan } from "../../src/model/change.ts";
import { Failure } from "../../src/model/problem.ts";
import { plansJson, problemsJson } from "../../src/render/json.ts";
import { checked, STACK } from "../support/problems.ts";

const schemaFor = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../schemas/output/${name}.schema.json`), "utf8"));
const validators = {
  validate: new Ajv2020({ strict: true }).compile(schemaFor("validate")),
  plan: new Ajv2020({ strict: true }).compile(schemaFor("plan")),
  whoami: new Ajv2020({ strict: true }).compile(schemaFor("whoami")),
};

function faults(name: keyof typeof validators, text: string): unknown {
  const validate = validators[name];
  return validate(JSON.parse(text)) ? [] : validate.errors;
}

const CASES = join(import.meta.dirname, "../cases");
const names = readdirSync(CASES).filter((name) => existsSync(join(CASES, name, "output.txt")));
const outputs = names.flatMap((name) => {
  const transcript = readFileSync(join(CASES, name, "output.txt"), "utf8");
  const found = transcript.matchAll(
    /^\$ .*holdfast (validate|plan|apply|drift|whoami) [^\n]*--format json[^\n]*\n(?:stderr: [^\n]*\n)*(\{\n[\s\S]*?\n\}\n)/gm,
  );
  return [...found].map(
    ([, command, text]) => [name, command, text?.replaceAll("<digest>", `sha256:${"0".repeat(64)}`)] as const,
  );
});

test("there are golden outputs to look at", () => {
  expect(new Set(outputs.map(([, command]) => command))).toEqual(
    new Set(["validate", "plan", "apply", "drift", "whoami"]),
  );
});

test.each(outputs)("the JSON in the case %s, of %s, is as published", (_, command, text) => {
  const name = command === "validate" || command === "whoami" ? command : "plan";
  expect(faults(name, text ?? "")).toEqual([]);
});

test("problems with and without a place, an address and a hint", async () => {
  const { problems } = await checked({ "stack.yaml": STACK, "a.yaml": "a: [", "b.yaml": "kind: Pod\n" });
  expect(faults("validate", problemsJson(problems))).toEqual([]);
  expect(faults("validate", problemsJson([{ code: "quota", message: "m" }]))).toEqual([]);
});

test("a change with an outcome, a failed stack, and one without a plan", () => {
  const policy = {
    address: "BackupPolicy/a",
    kind: "BackupPolicy",
    name: "a",
    spec: {},
    written: {},
    protected: false,
    source: { file: "a.yaml", line: 1, column: 1 },
    document: { file: "a.yaml", text: "", index: 0 },
  } as const;
  const change = {
    action: "create",
    address: "BackupPolicy/a",
    cause: "policy",
    fields: [{ path: "/enabled", after: true, cause: "policy" }],
    hazards: [{ code: "opens-download", message: "m" }],
    policy,
  } as const;
  const plan: Plan = {
    stack: "s",
    base: `sha256:${"0".repeat(64)}`,
    changes: [change],
    keep: 2,
    unmanaged: [],
    problems: [],
    namesakes: {},
    vaultOwners: {},
  };
  const failure = new Failure("cloud-denied", "no", { requestId: "r", hint: "h" });
  const text = plansJson([
    { became: "applied", stack: "s", plan, problems: [], outcomes: [{ change, status: "failed", failure, ms: 1.5 }] },
    { became: "failed", stack: "t", problems: [], failure },
  ]);
  expect(faults("plan", text)).toEqual([]);
  const live = { id: "i", name: "a", kind: "BackupPolicy", spec: {}, custom: true } as const;
  const hazards = [{ code: "opens-download", message: "m", allowedBy: "stack.yaml:3" }] as const;
  const source = { file: "stack.yaml", line: 3, column: 5 };
  const update = { ...change, action: "update", live, hazards } as const;
  const settings = [{ path: "/state", before: {}, after: {}, source, message: "m", hazards }];
  const files = plan.base;
  const facts = { stack: "s", plan: { ...plan, changes: [update] }, files, stackChanges: settings, problems: [] };
  const whole = { became: "planned", ...facts } as const;
  const texts = [plansJson([whole]), plansJson([{ ...whole, comparedWith: "x" }])];
  expect(texts.flatMap((one) => faults("plan", one))).toEqual([]);
  // Offline, nobody knows what is live.
  expect(texts.map((one) => JSON.parse(one).stacks[0].changes[0].live)).toEqual([{ id: "i", name: "a" }, undefined]);
  expect(JSON.parse(text).stacks[0].changes[0].outcome).toEqual({
    status: "failed",
    code: "cloud-denied",
    message: "no",
    request_id: "r",
    ms: 2,
  });
});
