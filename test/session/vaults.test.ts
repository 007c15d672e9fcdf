/** Vaults are listed only where a plan needs them; what it can do without may be denied. */
import { describe, expect, test } from "vitest";
import type { KindName } from "../../src/model/policy.ts";
import { isFailure } from "../../src/model/problem.ts";
import { lookUpVaults } from "../../src/session/vaults.ts";
import { type Behaviour, client, json, PROJECT, serve } from "../cloud/server.ts";
import { policyOf } from "../support/builders.ts";

type Binding = Readonly<Record<string, string>>;
const DESTINATION = { destination_region: "eu-west-0", destination_project_id: "q" };
const policy = (vaults: readonly Binding[], kind: KindName = "BackupPolicy") =>
  policyOf(kind, "a", {
    operation_definition: kind === "ReplicationPolicy" ? DESTINATION : {},
    vaults: vaults.map((one) => ({ ...one })),
  });

async function looked(policies: readonly ReturnType<typeof policy>[], behaviour: Behaviour) {
  const { url, arrived } = await serve(behaviour);
  const { cloud } = client(url, { endpoints: { cbr: url, dds: url, iam: url, ecs: url, evs: url } });
  const log: string[] = [];
  const vaults = await lookUpVaults(policies, cloud, (line) => log.push(line)).then(
    (found) => found.policies.map(({ spec }) => spec.vaults),
    (error) => {
      if (!isFailure(error)) throw error;
      return error.code;
    },
  );
  return { vaults, log, asked: arrived.map((request) => request.url.replace(PROJECT, "P")) };
}

const billing = { protect_type: "backup", object_type: "server" };
const VAULTS = json(200, { vaults: [{ id: "1", name: "servers", billing }], count: 1, limit: 1000, offset: 0 });
const DENIED = json(403, { error_code: "BackupService.0403", error_msg: "no" });

describe("asks for", () => {
  test.each<[string, ReturnType<typeof policy>, string[]]>([
    ["nothing, for the ids of backups", policy([{ vault_id: "1" }]), []],
    ["the vaults of the project, for a name", policy([{ vault: "servers" }]), ["/v3/P/vaults?limit=1000"]],
    [
      "the same, to see whether copies can be made",
      policy([{ vault_id: "1", destination_vault_id: "2" }], "ReplicationPolicy"),
      ["/v3/P/vaults?limit=1000"],
    ],
    [
      "those elsewhere too, for a name there",
      policy([{ vault_id: "1", destination_vault: "servers" }], "ReplicationPolicy"),
      [
        "/v3/P/vaults?limit=1000",
        "/v3/P/vaults/external?external_project_id=q&region_id=eu-west-0&protect_type=replication",
      ],
    ],
  ])("%s", async (_, one, expected) => {
    expect((await looked([one], VAULTS)).asked).toEqual(expected);
  });
});

test("a name that cannot be looked up is a failure; a type that cannot be checked is a line in the log", async () => {
  expect(await looked([policy([{ vault: "servers" }])], DENIED)).toMatchObject({ vaults: "cloud-denied", log: [] });
  const copies = policy([{ vault_id: "1", destination_vault_id: "2" }], "ReplicationPolicy");
  expect(await looked([copies], DENIED)).toMatchObject({
    vaults: [[{ vault_id: "1", destination_vault_id: "2" }]],
    log: [expect.stringMatching(/^whether vaults fit their policies is not checked: /)],
  });
});
