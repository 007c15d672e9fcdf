import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const source = new URL("../../src/", import.meta.url);

/** Everything a file names in an import or export, static or dynamic, with `type` or without, and in require. */
const namesIn = (text: string): string[] =>
  [...text.matchAll(/(?:\bfrom|\bimport|\brequire)\s*\(?\s*["']([^"']+)["']/g)].map(([, name]) => name!);

test("the simulated cloud shares no code with the client", () => {
  const files = readdirSync(new URL("simulator/", source), { recursive: true }).map(String);
  expect(files).toContain("server.ts");
  const foreign = files
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => namesIn(readFileSync(new URL(`simulator/${file}`, source), "utf8")).map((name) => [file, name]))
    .filter(([, name]) => !name!.startsWith("node:") && !/^\.\/[a-z]+\.ts$/.test(name!));
  // The reader of JSON knows nothing of a cloud: it keeps either side from a stack that ends.
  expect(foreign.filter(([, name]) => name !== "../model/json.ts")).toEqual([
    ["bodies.ts", "../generated/requests.js"],
  ]);
});

test("what it takes from elsewhere brings nothing of the client with it", () => {
  for (const file of ["generated/requests.js", "model/json.ts"]) {
    const names = namesIn(readFileSync(new URL(file, source), "utf8"));
    expect(names.filter((name) => name.startsWith("."))).toEqual([]);
  }
});

test("the search above finds imports of every form", () => {
  const forms = `import "a"; import b from 'b'; import { type C } from "c"; export * from "d"; await import("e"); require('f')`;
  expect(namesIn(forms)).toEqual(["a", "b", "c", "d", "e", "f"]);
});
