/** A UUID in capitals means the same: what is sent, recorded, compared and checked does not depend on how it is written. */
import { expect, test } from "vitest";
import { api as cbr } from "../../src/kinds/cbr/api.ts";
import type { Policy } from "../../src/model/policy.ts";
import { nextState } from "../../src/state/state.ts";
import { policyOf } from "../support/builders.ts";
import { applied, place, planned } from "../support/pipeline.ts";
import { checked, STACK } from "../support/problems.ts";

const [VAULT, OTHER] = ["5ab4fcd8-1cb2-4a2c-9b33-9a1b0a3d1d10", "6ab4fcd8-1cb2-4a2c-9b33-9a1b0a3d1d10"] as const;
const trigger = { properties: { pattern: ["FREQ=DAILY;BYHOUR=18;BYMINUTE=0"] } };
const copies = (write: (id: string) => string): Policy =>
  policyOf("ReplicationPolicy", "a", {
    operation_definition: {
      retention_duration_days: 30,
      destination_region: "there",
      destination_project_id: write("0ddbaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
    },
    trigger,
    vaults: [{ vault_id: write(VAULT), destination_vault_id: write(OTHER) }],
  });
const high = copies((id) => id.toUpperCase());
const low = copies((id) => id);

test("a document in capitals is applied in lower case, and then there is nothing to do", async () => {
  const at = (await place())();
  expect((await applied([high], at)).map(({ status }) => status)).toEqual(["ok"]);
  const [live] = await cbr.list(at.cloud);
  expect(live?.spec).toMatchObject({
    operation_definition: { destination_project_id: "0ddbaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
    vaults: [{ vault_id: VAULT, destination_vault_id: OTHER }],
  });
  expect(Object.values((await at.store.read()).state!.resources)[0]?.spec).toEqual(low.spec);
  for (const policy of [high, low]) expect((await planned([policy], at)).plan.changes).toEqual([]);
});

test("a record in capitals, as earlier versions made them, means the same", async () => {
  const at = (await place())();
  await applied([low], at);
  const { state, revision } = await at.store.read();
  const resources = Object.fromEntries(
    Object.entries(state!.resources).map(([address, record]) => [address, { ...record, spec: high.written }]),
  );
  await at.store.write(nextState(state!, { resources }, "run"), revision);
  for (const policy of [high, low]) expect((await planned([policy], at)).plan.changes).toEqual([]);
  expect((await planned([], at)).plan.changes).toMatchObject([{ action: "delete", hazards: [] }]);
});

test("one vault is named twice, however it is written", async () => {
  const of = (name: string, vault: string) => `apiVersion: cbr/v3
kind: BackupPolicy
metadata: { name: ${name} }
spec:
  operation_definition: { max_backups: 1 }
  trigger: { properties: { pattern: ["FREQ=DAILY;BYHOUR=1;BYMINUTE=0"] } }
  vaults: [{ vault_id: ${vault} }]
`;
  const { problems } = await checked({
    "stack.yaml": STACK,
    "a.yaml": of("a", VAULT.toUpperCase()),
    "b.yaml": of("b", VAULT),
  });
  expect(problems.map(({ code, address }) => [code, address])).toEqual([["vault-duplicate", "BackupPolicy/b"]]);
});
