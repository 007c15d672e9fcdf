/** Names of vaults become ids; what does not fit is a finding at the name, and the policy stays as it is. */
import { describe, expect, test } from "vitest";
import type { KindName, Policy } from "../../src/model/policy.ts";
import { type KnownVault, questionsIn, withRecordedVaults, withVaultIds } from "../../src/plan/vault-names.ts";
import { policyOf } from "../support/builders.ts";

type Binding = Readonly<Record<string, string>>;

const DESTINATION = { destination_region: "eu-west-0", destination_project_id: "p" };
const policy = (name: string, vaults: readonly Binding[], kind: KindName = "BackupPolicy"): Policy => {
  const definition = kind === "ReplicationPolicy" ? DESTINATION : {};
  return policyOf(kind, name, { operation_definition: definition, vaults: vaults.map((one) => ({ ...one })) });
};
const vault = (id: string, name: string, more: Partial<KnownVault> = {}): KnownVault => ({
  id,
  name,
  takesCopies: false,
  holds: "server",
  ...more,
});

const HERE = [vault("1", "servers"), vault("2", "disks", { holds: "disk" }), vault("3", "in", { takesCopies: true })];
const THERE = [vault("9", "copies", { takesCopies: true }), vault("8", "plain")];

const resolved = (policies: readonly Policy[], here: readonly KnownVault[] | undefined = HERE) =>
  withVaultIds(policies, { here, elsewhere: () => THERE });

describe("a vault that a document names", () => {
  test.each<[string, Policy, unknown]>([
    ["by its name", policy("a", [{ vault: "servers" }]), [{ vault_id: "1" }]],
    ["by its id", policy("a", [{ vault_id: "1" }, { vault: "disks" }]), [{ vault_id: "1" }, { vault_id: "2" }]],
    ["by an id that is not listed", policy("a", [{ vault_id: "7" }]), [{ vault_id: "7" }]],
    [
      "on both sides",
      policy("a", [{ vault: "servers", destination_vault: "copies" }], "ReplicationPolicy"),
      [{ vault_id: "1", destination_vault_id: "9" }],
    ],
    ["none", policy("a", []), []],
  ])("%s", (_, one, vaults) => {
    const { policies, findings } = resolved([one]);
    expect([policies[0]?.spec.vaults, findings]).toEqual([vaults, []]);
  });

  test.each<[string, Policy[], string[]]>([
    [
      "that is not there",
      [policy("a", [{ vault: "server" }])],
      ["vault-missing /spec/vaults/0/vault did you mean servers?"],
    ],
    [
      "that is not there, nor near",
      [policy("a", [{ vault: "x" }])],
      ["vault-missing /spec/vaults/0/vault correct the name, or make the vault first"],
    ],
    [
      "whose case differs",
      [policy("a", [{ vault: "Servers" }])],
      ["vault-missing /spec/vaults/0/vault did you mean servers?"],
    ],
    [
      "that takes copies",
      [policy("a", [{ vault: "in" }])],
      ["vault-type /spec/vaults/0/vault name a vault that keeps backups"],
    ],
    [
      "that takes copies, by its id",
      [policy("a", [{ vault: "disks" }, { vault_id: "3" }])],
      ["vault-type /spec/vaults/1/vault_id name a vault that keeps backups"],
    ],
    [
      "of disks, to be copied",
      [policy("a", [{ vault: "disks", destination_vault: "copies" }], "ReplicationPolicy")],
      ["vault-type /spec/vaults/0/vault name a vault of servers"],
    ],
    [
      "that takes no copies, for copies",
      [policy("a", [{ vault: "servers", destination_vault: "here" }], "ReplicationPolicy")],
      ["vault-missing /spec/vaults/0/destination_vault correct the name, or make the vault first"],
    ],
    [
      "twice, once by its id",
      [policy("a", [{ vault: "servers" }, { vault_id: "1" }])],
      ["vault-duplicate /spec/vaults/1/vault_id name it once: a vault has one BackupPolicy"],
    ],
    [
      "that another policy has by its id",
      [policy("a", [{ vault_id: "1" }]), policy("b", [{ vault: "servers" }])],
      ["vault-duplicate /spec/vaults/0/vault name it once: a vault has one BackupPolicy"],
    ],
  ])("%s", (_, policies, expected) => {
    const { findings } = resolved(policies);
    expect(findings.map(({ code, place, hint }) => `${code} ${place.path} ${hint}`)).toEqual(expected);
  });

  test("with the name of another: both ids are named", () => {
    const { findings } = resolved([policy("a", [{ vault: "servers" }])], [...HERE, vault("5", "servers")]);
    expect(findings.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "vault-ambiguous 2 vaults are named servers: 1, 5",
    ]);
  });

  test("of two kinds: each may have it", () => {
    const copies = policy("c", [{ vault: "servers", destination_vault: "copies" }], "ReplicationPolicy");
    expect(resolved([policy("a", [{ vault: "servers" }]), copies]).findings).toEqual([]);
  });
});

test.each<[string, Policy[], ReturnType<typeof questionsIn>]>([
  ["no vaults", [policy("a", [])], { here: undefined, elsewhere: [] }],
  ["ids of backups", [policy("a", [{ vault_id: "1" }])], { here: undefined, elsewhere: [] }],
  ["a name", [policy("a", [{ vault: "x" }])], { here: "names", elsewhere: [] }],
  [
    "ids of copies: their types",
    [policy("a", [{ vault_id: "1", destination_vault_id: "2" }], "ReplicationPolicy")],
    { here: "types", elsewhere: [] },
  ],
  [
    "one place elsewhere, asked once",
    ["a", "b"].map((name) => policy(name, [{ vault_id: name, destination_vault: "v" }], "ReplicationPolicy")),
    { here: "types", elsewhere: [{ region: "eu-west-0", projectId: "p" }] },
  ],
])("is asked for %s", (_, policies, expected) => {
  expect(questionsIn(policies)).toEqual(expected);
});

test("without the cloud, a recorded name is its id, and another one waits for a plan", () => {
  const record = { id: "i", spec: {}, vaults: [{ vault_id: "1", vault: "servers" }] };
  const [one] = withRecordedVaults([policy("a", [{ vault: "servers" }, { vault: "new" }])], {
    "BackupPolicy/a": record,
  });
  expect(one?.spec.vaults).toEqual([{ vault_id: "1" }, { vault_id: "new (looked up by plan)" }]);
  expect(one?.vaultNames).toEqual({ 1: "servers", "new (looked up by plan)": "new (looked up by plan)" });
});
