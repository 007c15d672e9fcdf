import { describe, expect, test } from "vitest";
import {
  backup,
  inShort,
  POLICIES,
  PROJECT,
  replication,
  type Simulated,
  simulated,
  UNKNOWN,
  VAULTS,
} from "./simulated.ts";

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

test("a vault is shown with the fields that were recorded", async () => {
  const cloud = await simulated({ clock: () => Date.UTC(2025, 4, 24, 11, 43, 33, 405) });
  const { body } = await cloud.post(VAULTS, {
    vault: {
      billing: { consistent_level: "crash_consistent", object_type: "server", protect_type: "backup", size: 100 },
      name: "new_vault",
      resources: [{ id: OTHER, type: "OS::Nova::Server" }],
    },
  });
  // huaweicloud/cloud-custodian, tools/c7n_huaweicloud/tests/data/flights/cbr_associate_server_with_inadequate_vault: POST …/vaults
  expect(body).toEqual({
    vault: {
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: "new_vault",
      description: null,
      resources: [
        {
          id: OTHER,
          type: "OS::Nova::Server",
          name: OTHER,
          auto_protect: true,
          size: 40,
          backup_size: 0,
          backup_count: 0,
          protect_status: "available",
          extra_info: {},
        },
      ],
      provider_id: "0daac4c5-6707-4851-97ba-169e36266b66",
      created_at: "2025-05-24T11:43:33.405000",
      project_id: PROJECT,
      enterprise_project_id: "0",
      auto_bind: false,
      bind_rules: {},
      auto_expand: false,
      smn_notify: true,
      threshold: 80,
      user_id: "",
      billing: {
        allocated: 40,
        cloud_type: "public",
        consistent_level: "crash_consistent",
        frozen_scene: null,
        charging_mode: "post_paid",
        order_id: null,
        product_id: null,
        protect_type: "backup",
        object_type: "server",
        spec_code: "vault.backup.server.normal",
        is_multi_az: false,
        is_double_az: false,
        used: 0,
        storage_unit: null,
        status: "available",
        size: 100,
        partner_bp_id: null,
      },
      tags: [],
      backup_name_prefix: null,
      demand_billing: false,
      cbc_delete_count: 0,
      frozen: false,
      availability_zone: "",
      sys_lock_source_service: "",
      supplier: "",
      locked: false,
      cross_account: false,
      cross_account_urn: "",
    },
  });
});

test("what was asked for is kept and shown", async () => {
  const cloud = await simulated();
  const asked = {
    description: "for people",
    tags: [{ key: "team", value: "db" }],
    enterprise_project_id: "d522b930-e31e-455f-b54e-f8ebdd7c94cd",
    auto_bind: true,
    bind_rules: { tags: [{ key: "team", value: "db" }] },
    auto_expand: true,
    smn_notify: false,
    threshold: 90,
    locked: true,
  };
  const billing = { protect_type: "backup", object_type: "disk", size: 7, is_multi_az: true };
  const { vault } = (await cloud.post(VAULTS, { vault: { ...asked, name: "db", billing } })).body;
  expect(vault).toMatchObject({ ...asked, billing, provider_id: "d1603440-187d-4516-af25-121250c7cc97" });
  expect(vault.billing.spec_code).toBe("vault.backup.volume.normal");
  expect((await cloud.get(`${VAULTS}/${vault.id}`)).body).toEqual({ vault });
});

test("lists are filtered by what the reference names", async () => {
  const cloud = await simulated();
  const { id: policy } = (await cloud.post(POLICIES, backup("nightly"))).body.policy;
  const make = async (name: string, object_type: string, members: object = {}) =>
    (await cloud.post(VAULTS, { vault: { name, billing: { protect_type: "backup", object_type }, ...members } })).body
      .vault.id as string;
  const db = await make("db", "disk", { backup_policy_id: policy });
  const web = await make("web", "server", { resources: [{ id: REMOTE, type: "OS::Nova::Server" }] });
  const names = async (query: string) =>
    (await cloud.get(`${VAULTS}?${query}`)).body.vaults.map(({ name }: { name: string }) => name);
  expect(await names("name=web")).toEqual(["web"]);
  expect(await names("object_type=disk&protect_type=backup")).toEqual(["db"]);
  expect(await names("object_type=disk&protect_type=replication")).toEqual([]);
  expect(await names(`policy_id=${policy}`)).toEqual(["db"]);
  expect(await names(`resource_ids=${UNKNOWN},${REMOTE}`)).toEqual(["web"]);
  expect(await names(`id=${db}&id=${web}`)).toEqual(["db", "web"]);
  expect(await names("enterprise_project_id=0")).toEqual(["db", "web"]);
  expect(await names("enterprise_project_id=all_granted_eps")).toEqual(["db", "web"]);
  expect(await names("enterprise_project_id=1")).toEqual([]);
  expect(await names("cloud_type=hybrid")).toEqual([]);
});

test("a deleted vault is gone, and no policy is applied to it any more", async () => {
  const cloud = await simulated({ vaults: [VAULT, OTHER] });
  const { id } = (await cloud.post(POLICIES, backup("nightly"))).body.policy;
  for (const vault of [VAULT, OTHER]) await cloud.post(`${VAULTS}/${vault}/associatepolicy`, { policy_id: id });
  expect(await cloud.delete(`${VAULTS}/${VAULT}`)).toMatchObject({ status: 204, body: undefined });
  expect(await bindingsOf(cloud)).toEqual({ nightly: [{ vault_id: OTHER, destination_vault_id: null }] });
  const gone = "404 BackupService.6105: The vault does not exist.";
  expect(inShort(await cloud.get(`${VAULTS}/${VAULT}`))).toBe(gone);
  expect(inShort(await cloud.delete(`${VAULTS}/${VAULT}`))).toBe(gone);
});

describe("several policies at once", () => {
  const three = async () => {
    const cloud = await simulated({ vaults: [VAULT] });
    const [own, another, copy] = await Promise.all(
      [backup("own"), backup("another"), replication("copy")].map(
        async (body) => (await cloud.post(POLICIES, body)).body.policy.id as string,
      ),
    );
    const bind = (body: object) => cloud.post(`${VAULTS}/${VAULT}/associatepolicy`, body);
    return { cloud, own: own!, another: another!, copy: copy!, bind };
  };

  test("one of each type can be applied, and each takes the place of the one before", async () => {
    const { cloud, own, another, copy, bind } = await three();
    await bind({ policy_id: own });
    const answer = await bind({ add_policy_ids: [another, copy], destination_vault_id: REMOTE });
    expect(answer.body).toEqual({
      associate_policy: { vault_id: VAULT, policy_id: copy, destination_vault_id: REMOTE },
    });
    expect(await bindingsOf(cloud)).toEqual({
      own: null,
      another: [{ vault_id: VAULT, destination_vault_id: null }],
      copy: [{ vault_id: VAULT, destination_vault_id: REMOTE }],
    });
  });

  test.each<[why: string, body: (ids: { own: string; another: string; copy: string }) => object, answer: string]>([
    ["two of one type", ({ own, another }) => ({ add_policy_ids: [own, another] }), "Invalid add_policy_ids provided."],
    ["none", () => ({ add_policy_ids: [] }), "Invalid add_policy_ids provided."],
    ["what is no id", () => ({ add_policy_ids: ["nightly"] }), "Invalid add_policy_ids provided."],
    ["both ways", ({ own }) => ({ policy_id: own, add_policy_ids: [own] }), "Parameter verification failed."],
    ["neither", () => ({}), "Invalid policy_id provided."],
    ["no destination", ({ own, copy }) => ({ add_policy_ids: [own, copy] }), "Invalid destination_vault_id provided."],
  ])("%s is refused, and nothing is applied", async (_why, body, answer) => {
    const { cloud, bind, ...ids } = await three();
    expect(inShort(await bind(body(ids)))).toBe(`400 BackupService.9900: ${answer}`);
    expect(await bindingsOf(cloud)).toEqual({ own: null, another: null, copy: null });
  });

  test("they cannot be taken away like that", async () => {
    const { cloud, own, bind } = await three();
    await bind({ add_policy_ids: [own] });
    const answer = await cloud.post(`${VAULTS}/${VAULT}/dissociatepolicy`, { add_policy_ids: [own] });
    expect(inShort(answer)).toBe("400 BackupService.9900: invalid key add_policy_ids");
  });
});

test.each([
  [{}, "400 BackupService.9900: Invalid vault provided."],
  [{ vault: { billing: { protect_type: "backup" } } }, "400 BackupService.9900: Invalid name provided."],
  [{ vault: { name: "db" } }, "400 BackupService.9900: Invalid billing provided."],
  [{ vault: { name: "db", billing: {} } }, "400 BackupService.9900: Invalid protect_type provided."],
  [{ vault: { name: "db", billing: { protect_type: "x" } } }, "400 BackupService.9900: Invalid protect_type provided."],
  [
    { vault: { name: "db", billing: { protect_type: "backup", charging_mode: "pre_paid" } } },
    "400 BackupService.9900: Invalid charging_mode provided.",
  ],
  [
    { vault: { name: "db", billing: { protect_type: "backup" }, policy: "x" } },
    "400 BackupService.9900: invalid key policy",
  ],
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
