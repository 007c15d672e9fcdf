import { describe, expect, test } from "vitest";
import { backup, inShort, POLICIES, replication, type Simulated, simulated, UNKNOWN, VAULTS } from "./simulated.ts";

const VAULT = "5ab4fcd8-1cb2-4a2c-9b33-9a1b0a3d1d10";
const OTHER = "79bd9daa-884f-4f84-b8fe-235d58cd927d";
const REMOTE = "e4a0fcd8-1cb2-4a2c-9b33-9a1b0a3d1d10";

const bindingsOf = async (cloud: Simulated) =>
  Object.fromEntries(
    (await cloud.get(POLICIES)).body.policies.map((policy: { name: string; associated_vaults: unknown }) => [
      policy.name,
      policy.associated_vaults,
    ]),
  );

test("a policy can be applied to vaults and taken away again, and says to which it is applied", async () => {
  const cloud = await simulated({ vaults: [VAULT, OTHER] });
  const { id } = (await cloud.post(POLICIES, backup("nightly"))).body.policy;
  const answer = await cloud.post(`${VAULTS}/${VAULT}/associatepolicy`, { policy_id: id });
  expect(answer).toMatchObject({ status: 200, body: { associate_policy: { vault_id: VAULT, policy_id: id } } });
  await cloud.post(`${VAULTS}/${OTHER}/associatepolicy`, { policy_id: id });
  expect(await bindingsOf(cloud)).toEqual({
    nightly: [
      { vault_id: VAULT, destination_vault_id: null },
      { vault_id: OTHER, destination_vault_id: null },
    ],
  });
  const taken = await cloud.post(`${VAULTS}/${VAULT}/dissociatepolicy`, { policy_id: id });
  expect(taken).toMatchObject({ status: 200, body: { dissociate_policy: { vault_id: VAULT, policy_id: id } } });
  expect(await bindingsOf(cloud)).toEqual({ nightly: [{ vault_id: OTHER, destination_vault_id: null }] });
});

test("a vault has one policy of each type: another of the same type takes its place", async () => {
  const cloud = await simulated({ vaults: [VAULT] });
  const [old, next, copy] = await Promise.all(
    [backup("old"), backup("next"), replication("copy")].map(
      async (body) => (await cloud.post(POLICIES, body)).body.policy.id,
    ),
  );
  await cloud.post(`${VAULTS}/${VAULT}/associatepolicy`, { policy_id: old });
  const bound = await cloud.post(`${VAULTS}/${VAULT}/associatepolicy`, {
    policy_id: copy,
    destination_vault_id: REMOTE,
  });
  expect(bound.body.associate_policy).toEqual({ vault_id: VAULT, policy_id: copy, destination_vault_id: REMOTE });
  await cloud.post(`${VAULTS}/${VAULT}/associatepolicy`, { policy_id: next });
  await cloud.post(`${VAULTS}/${VAULT}/associatepolicy`, { policy_id: next });
  expect(await bindingsOf(cloud)).toEqual({
    old: null,
    next: [{ vault_id: VAULT, destination_vault_id: null }],
    copy: [{ vault_id: VAULT, destination_vault_id: REMOTE }],
  });
});

describe("refused", () => {
  const bad = "400 BackupService.9900: ";
  test.each<[why: string, vault: string, body: object, answer: string]>([
    ["a vault that is not there", UNKNOWN, {}, "404 BackupService.6105: The vault does not exist."],
    ["a vault id that is none", "mine", {}, `${bad}Invalid vault_id provided.`],
    ["a policy that is not there", VAULT, { policy_id: UNKNOWN }, "404 BackupService.6000: The policy does not exist."],
    ["a policy id that is none", VAULT, { policy_id: "nightly" }, `${bad}Invalid policy_id provided.`],
    ["an unknown key", VAULT, { policy: "x" }, `${bad}invalid key policy`],
  ])("%s, by both operations", async (_why, vault, body, answer) => {
    const cloud = await simulated({ vaults: [VAULT] });
    const { id } = (await cloud.post(POLICIES, backup("nightly"))).body.policy;
    for (const operation of ["associatepolicy", "dissociatepolicy"]) {
      expect(inShort(await cloud.post(`${VAULTS}/${vault}/${operation}`, { policy_id: id, ...body }))).toBe(answer);
    }
    expect(await bindingsOf(cloud)).toEqual({ nightly: null });
  });

  test("taking away what is not applied", async () => {
    const cloud = await simulated({ vaults: [VAULT] });
    const { id } = (await cloud.post(POLICIES, backup("nightly"))).body.policy;
    const answer = await cloud.post(`${VAULTS}/${VAULT}/dissociatepolicy`, { policy_id: id });
    expect(inShort(answer)).toBe("404 BackupService.6002: The vault is not applied with the policy.");
  });

  test("a replication that names no vault to copy to", async () => {
    const cloud = await simulated({ vaults: [VAULT] });
    const { id } = (await cloud.post(POLICIES, replication("copy"))).body.policy;
    const answer = await cloud.post(`${VAULTS}/${VAULT}/associatepolicy`, { policy_id: id });
    expect(inShort(answer)).toBe(`${bad}Invalid destination_vault_id provided.`);
  });

  test("policies of either type on a vault that only takes copies", async () => {
    const cloud = await simulated();
    const { id: vault } = (
      await cloud.post(VAULTS, { vault: { name: "copies", billing: { protect_type: "replication" } } })
    ).body.vault;
    const own = (await cloud.post(POLICIES, backup("nightly"))).body.policy.id;
    const copy = (await cloud.post(POLICIES, replication("copy"))).body.policy.id;
    const path = `${VAULTS}/${vault}/associatepolicy`;
    expect(inShort(await cloud.post(path, { policy_id: own }))).toBe(
      "400 BackupService.6127: This policy cannot be applied to this vault.",
    );
    expect(inShort(await cloud.post(path, { policy_id: copy, destination_vault_id: REMOTE }))).toBe(
      "400 BackupService.6128: Replication is not allowed for the current type of vaults.",
    );
  });
});

test("a vault is created with a policy, listed, and shown without it", async () => {
  const cloud = await simulated();
  const { id } = (await cloud.post(POLICIES, backup("nightly"))).body.policy;
  const billing = { protect_type: "backup", object_type: "disk", size: 200, consistent_level: "crash_consistent" };
  const made = await cloud.post(VAULTS, { vault: { name: "db", billing, resources: [], backup_policy_id: id } });
  expect(made).toMatchObject({
    status: 200,
    body: { vault: { name: "db", billing: { object_type: "disk", size: 200 } } },
  });
  const { vault } = made.body;
  expect((await cloud.get(`${VAULTS}/${vault.id}`)).body).toEqual({ vault });
  expect((await cloud.get(VAULTS)).body).toEqual({ vaults: [vault], count: 1, limit: 1000, offset: 0 });
  expect(await bindingsOf(cloud)).toEqual({ nightly: [{ vault_id: vault.id, destination_vault_id: null }] });
});

test.each([
  [{}, "400 BackupService.9900: Invalid name provided."],
  [{ vault: { name: "db" } }, "400 BackupService.9900: Invalid protect_type provided."],
  [
    { vault: { name: "db", billing: { protect_type: "backup" }, backup_policy_id: UNKNOWN } },
    "404 BackupService.6000: The policy does not exist.",
  ],
])("a vault made of %j is refused and not made", async (body, answer) => {
  const cloud = await simulated();
  expect(inShort(await cloud.post(VAULTS, body))).toBe(answer);
  expect((await cloud.get(VAULTS)).body.count).toBe(0);
});

test("with vaults: any, a vault that nobody created exists all the same", async () => {
  const cloud = await simulated({ vaults: "any" });
  expect((await cloud.get(`${VAULTS}/${VAULT}`)).body.vault.id).toBe(VAULT);
  const strict = await simulated();
  expect(inShort(await strict.get(`${VAULTS}/${VAULT}`))).toBe("404 BackupService.6105: The vault does not exist.");
});
