/** Stacks of one run, once it is known where their requests go: no two for one project. */
import { expect, test } from "vitest";
import { twinsAmong } from "../../src/documents/target.ts";
import type { CloudName } from "../../src/model/policy.ts";

const ID = "054e292c9880d4992f02c0196d3ea468";

const reached = (stack: string, cloud: CloudName, region: string, project_id: string, url = `https://${region}`) => ({
  stack,
  target: { cloud, region, project_id },
  endpoints: { cbr: url, dds: url },
});

test.each<[string, ReturnType<typeof reached>, string[]]>([
  ["the same project", reached("b", "huaweicloud", "r", ID), ["a", "b"]],
  ["the same in capitals", reached("b", "huaweicloud", "r", ID.toUpperCase()), ["a", "b"]],
  ["the same behind another address", reached("b", "huaweicloud", "r", ID, "https://gateway"), ["a", "b"]],
  ["the same address, under another region", reached("b", "huaweicloud", "s", ID, "https://R:443/v3/"), ["a", "b"]],
  ["the same address, for another project", reached("b", "huaweicloud", "r", "p"), []],
  ["the same id in another region", reached("b", "huaweicloud", "s", ID), []],
  ["a gateway's other path", reached("b", "huaweicloud", "s", ID, "https://r/other"), []],
  ["an address that cannot be read", reached("b", "huaweicloud", "s", ID, "https://r:99999"), []],
])("%s", (_, other, refused) => {
  const twins = twinsAmong([reached("a", "huaweicloud", "r", ID), other, reached("c", "otc", "r", "q", "https://otc")]);
  expect([...twins.keys()]).toEqual(refused);
});

test("each refusal names all the others", () => {
  const three = ["a", "b", "c"].map((name) => reached(name, "otc", "eu-de", ID));
  const { a } = Object.fromEntries(twinsAmong(three));
  expect([a?.code, a?.message]).toEqual([
    "stack-duplicate",
    `this and b, c are for the same project: otc, eu-de, ${ID}`,
  ]);
});

test("simulated clouds are compared by their addresses", () => {
  const own = (name: string, port: number) =>
    reached(name, "simulator", "simulator", "simulator", `http://127.0.0.1:${port}`);
  expect([...twinsAmong([own("a", 1001), own("b", 1002)]).keys()]).toEqual([]);
  expect([...twinsAmong([own("a", 1001), own("b", 1001)]).keys()]).toEqual(["a", "b"]);
});
