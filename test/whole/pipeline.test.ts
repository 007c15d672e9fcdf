/** From documents to a cloud over HTTP and back: whatever is valid is applied, and then there is nothing left to do. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kinds } from "../../src/kinds/index.ts";
import { isError } from "../../src/model/problem.ts";
import { policyOf } from "../support/builders.ts";
import {
  applied,
  backup,
  carriedOut,
  download,
  name,
  personalities,
  place,
  planned,
  replication,
} from "../support/pipeline.ts";
import { checked, STACK } from "../support/problems.ts";

const policies = fc
  .tuple(
    fc.dictionary(name, backup, { maxKeys: 3 }),
    fc.dictionary(name, replication, { maxKeys: 3 }),
    fc.option(download),
  )
  .map(([backups, replications, action]) => [
    ...Object.entries(backups).map(([key, spec]) => policyOf("BackupPolicy", key, spec)),
    ...Object.entries(replications).map(([key, spec]) => policyOf("ReplicationPolicy", key, spec)),
    ...(action ? [policyOf("BackupDownloadPolicy", "download", action)] : []),
  ]);

describe.each(personalities)("in %s", (_, personality) => {
  test("whatever is valid is applied as it is, and the next plan is empty", async () => {
    const next = await place(personality);
    await fc.assert(
      fc.asyncProperty(policies, policies, async (first, second) => {
        const at = next();
        for (const wanted of [first, second, []]) {
          const outcomes = await applied(wanted, at);
          expect(outcomes.filter(({ status }) => status !== "ok")).toEqual([]);
          expect((await planned(wanted, at)).plan.changes).toEqual([]);
        }
      }),
      { numRuns: 25 },
    );
  });
});

test("the random policies of these tests are valid documents", async () => {
  await fc.assert(
    fc.asyncProperty(policies, async (all) => {
      const documents = all.map(({ kind, name: title, written }) =>
        JSON.stringify({ apiVersion: kinds[kind].apiVersion, kind, metadata: { name: title }, spec: written }),
      );
      const { problems } = await checked({ "stack.yaml": STACK, "a.yaml": documents.join("\n---\n") });
      expect(problems.filter(isError)).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

test("a change whose object moved since the plan is refused alone", async () => {
  const at = (await place())();
  const make = (title: string, kept: number) =>
    policyOf("BackupPolicy", title, {
      operation_definition: { retention_duration_days: kept },
      trigger: { properties: { pattern: ["FREQ=DAILY;BYHOUR=1;BYMINUTE=0"] } },
    });
  await applied([make("a", 1), make("b", 1)], at);
  const second = await planned([make("a", 2), make("b", 2), make("c", 2)], at);
  // Between the plan and its execution somebody else is at work.
  const recordedId = second.state.resources["BackupPolicy/a"]?.id ?? "";
  await at.cloud.put("cbr", `/policies/${recordedId}`, { policy: { enabled: false } });
  await at.cloud.post("cbr", "/policies", {
    policy: {
      name: "c",
      operation_type: "backup",
      operation_definition: {},
      trigger: { properties: { pattern: ["FREQ=DAILY;BYHOUR=1;BYMINUTE=0"] } },
    },
  });
  const outcomes = await carriedOut(second, [], at);
  expect(
    outcomes.map(({ change, status, failure }) => [
      change.address,
      status,
      failure?.message.replace(/[0-9a-f-]{36}/, "ID"),
    ]),
  ).toEqual([
    ["BackupPolicy/a", "moved", "enabled was changed after the plan was made"],
    ["BackupPolicy/b", "ok", undefined],
    ["BackupPolicy/c", "moved", "a policy of this name (ID) was created after the plan was made"],
  ]);
});
