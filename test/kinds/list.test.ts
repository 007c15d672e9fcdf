/** Lists of policies, read from clouds that count, page and repeat as they like. */
import { expect, onTestFinished, test } from "vitest";
import { openCloud, readOnly } from "../../src/cloud/client.ts";
import { api as cbr } from "../../src/kinds/cbr/api.ts";
import type { Personality } from "../../src/simulator/personality.ts";
import { type LoggedRequest, startSimulator } from "../../src/simulator/server.ts";

const PROJECT = "f841e01fd2b14e7fa41b6ae7aa6b0594";

/** A cloud with some policies, and what a list of them is. */
async function listed(count: number, personality: Partial<Personality>, pageSize?: number) {
  const simulator = await startSimulator({ personality, ...(pageSize && { pageSize }) });
  onTestFinished(() => simulator.close());
  const { url } = simulator;
  const names = Array.from({ length: count }, (_, n) => `p${n}`);
  const trigger = { properties: { pattern: ["FREQ=DAILY;BYHOUR=6;BYMINUTE=00"] } };
  for (const name of names) {
    const policy = { name, operation_type: "backup", operation_definition: {}, trigger };
    await fetch(`${url}/v3/${PROJECT}/policies`, { method: "POST", body: JSON.stringify({ policy }) });
  }
  const target = { cloud: "simulator", region: "here", project_id: PROJECT } as const;
  const endpoints = { cbr: url, dds: url, iam: url };
  const cloud = readOnly(openCloud({ target, endpoints, credentials: { kind: "token", token: "t" } }));
  const found = await cbr.list(cloud).then(
    (all) => all.map(({ name }) => name),
    ({ code, message }) => `${code}: ${message}`,
  );
  const log = (await (await fetch(`${url}/_simulator/requests`)).json()) as { requests: LoggedRequest[] };
  const asked = log.requests.filter(({ method }) => method === "GET").map(({ path }) => path.split("/policies")[1]);
  return { found, asked };
}

const FIVE = ["p0", "p1", "p2", "p3", "p4"];

test.each<[string, Partial<Personality>, number | undefined, readonly string[], readonly string[]]>([
  ["on one page", {}, undefined, FIVE, [""]],
  ["on three pages", {}, 2, FIVE, ["", "?offset=2", "?offset=4"]],
  ["the last of which is full", {}, 5, FIVE, ["", "?offset=5"]],
  ["with the first once more at the end", { listTwice: true }, undefined, FIVE, [""]],
  ["with a count that is too high", { count: "wrong" }, undefined, FIVE, [""]],
  ["without a count", { count: "absent" }, 2, FIVE, ["", "?offset=2", "?offset=4"]],
  ["from a cloud that refuses an offset", { offset: "refuse" }, undefined, FIVE, [""]],
  ["from a cloud that ignores an offset", { offset: "ignore" }, 5, FIVE, ["", "?offset=5"]],
])("five policies %s are five", async (_, personality, pageSize, found, asked) => {
  expect(await listed(5, personality, pageSize)).toEqual({ found, asked });
});

test("a list that never ends is an answer that the API never gives", async () => {
  const { found, asked } = await listed(2, { endless: true }, 10);
  expect(found).toBe("cloud-unexpected: the cloud answered with a list of policies that does not end");
  expect(asked).toHaveLength(20);
});
