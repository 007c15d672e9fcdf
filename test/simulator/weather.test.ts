/** The example in the header of control.ts is one text of faults, and such a cloud can be lived with for a while. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseFaults } from "../../src/simulator/faults.ts";
import { ask, backup, POLICIES, simulated } from "./simulated.ts";

const HEADER = readFileSync(new URL("../../src/simulator/control.ts", import.meta.url), "utf8").split("*/")[0]!;

const WEATHER = [...HEADER.matchAll(/[a-z0-9]+(?:=[\w/-]+)?(?:@[A-Z]+)?(?::[a-z-]+)?:\d+%/g)].map(([fault]) => fault);

/** What became of a number of creates: statuses, or that there was none. */
async function creates(seed: number): Promise<{ answers: (number | string)[]; made: number; changed: number }> {
  const cloud = await simulated({ faults: parseFaults(WEATHER.join(", ")), seed });
  const answers: (number | string)[] = [];
  for (let n = 0; n < 30; n++) {
    answers.push(
      await ask("POST", cloud.simulator.url + POLICIES, backup(`p${n}`)).then(
        ({ status }) => status,
        () => "none",
      ),
    );
  }
  await cloud.delete("/_simulator/faults");
  const { projects } = (await cloud.get("/_simulator/data")).body;
  const { requests } = (await cloud.get("/_simulator/requests")).body;
  return {
    answers,
    made: Object.values<{ policies: object[] }>(projects).flatMap(({ policies }) => policies).length,
    changed: requests.filter(({ changed }: { changed?: true }) => changed).length,
  };
}

test("the weather of the header is the same with the same seed, and the log counts what it made", {
  timeout: 60_000,
}, async () => {
  expect(WEATHER.length).toBeGreaterThan(15);
  const first = await creates(5);
  expect(first.answers.filter((answer) => answer !== 200).length).toBeGreaterThan(2);
  expect(first.made).toBe(first.changed);
  expect(await creates(5)).toEqual(first);
  expect((await creates(6)).answers).not.toEqual(first.answers);
});
