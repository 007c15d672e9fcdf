/** Who knows a service: its folder, what is generated from its contract, and the simulated cloud; no other file. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { KINDS, kindFacts, SERVICES, serviceFacts } from "../../src/generated/facts.ts";

const SRC = join(import.meta.dirname, "../../src");

/** Kinds, services, their permissions and error codes, and the fields (JSON Pointers) that have facts of their own. */
const NAMES = [
  ...KINDS,
  ...SERVICES,
  ...Object.values(serviceFacts).flatMap(({ actions, hints, quota, preset }) => [
    ...Object.values(actions),
    ...Object.keys(hints),
    ...(quota ? [quota.error] : []),
    ...(preset === undefined ? [] : [preset]),
  ]),
  ...Object.values(kindFacts).flatMap(({ keeps, fieldClouds, unreadable, claimable, saidBy, checked }) => [
    ...(keeps ? [keeps.in] : []),
    ...[fieldClouds, saidBy, checked].flatMap(Object.keys),
    ...unreadable,
    ...claimable,
  ]),
];

/** The sentences and examples that people read, which are about something they know. */
const EXAMPLES = /^(cli\/\w+\.ts|commands\/simulate\.ts|documents\/(examples|failures)\.ts)$/;
/** The field of every kind that is applied to vaults: not of a service, but of documents. */
const OWN = ["/vaults"];

test("no file outside its folder names a kind, a service, its fields or its error codes", () => {
  const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !/^(kinds\/\w+\/|kinds\/services\.ts|generated\/|simulator\/)/.test(file),
  );
  expect(files.length).toBeGreaterThan(80);
  const naming = files
    .filter((file) => !EXAMPLES.test(file))
    .flatMap((file) => {
      const code = withoutComments(readFileSync(join(SRC, file), "utf8"));
      return NAMES.filter((name) => !OWN.includes(name) && isNamedIn(code, name)).map((name) => `${file}: ${name}`);
    });
  expect(naming).toEqual([]);
});

const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/ .*/g, "");

const isNamedIn = (code: string, name: string): boolean =>
  new RegExp(`(?<![\\w-])${name.replaceAll(/[.]/g, "\\.")}(?![\\w-])`).test(code);
