import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { openData } from "../../src/simulator/data.ts";
import { parseFaults } from "../../src/simulator/faults.ts";
import { newVault } from "../../src/simulator/project.ts";
import { startSimulator } from "../../src/simulator/server.ts";
import { backup, inShort, POLICIES, PROJECT, type Simulated, SWITCH, simulated, UNKNOWN, VAULTS } from "./simulated.ts";

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "simulator-"));
  file = join(folder, "deep", "cloud.json");
  onTestFinished(() => rm(folder, { recursive: true }));
});

test("what was answered survives a restart: policies, vaults, bindings and the switch", async () => {
  const first = await simulated({ data: file, vaults: [UNKNOWN] });
  const { policy } = (await first.post(POLICIES, backup("nightly"))).body;
  await first.post(POLICIES, backup("gone"));
  await first.post(`${VAULTS}/${UNKNOWN}/associatepolicy`, { policy_id: policy.id });
  await first.put(`${POLICIES}/${policy.id}`, { policy: { enabled: false } });
  await first.post(SWITCH, { action: "open" });
  await first.post("/v3/another/policies", backup("elsewhere"));
  const gone = (await first.get(POLICIES)).body.policies[1].id;
  await first.delete(`${POLICIES}/${gone}`);
  const everything = () =>
    Promise.all([POLICIES, VAULTS, SWITCH, "/v3/another/policies"].map(async (path) => (await first.get(path)).body));
  const before = await everything();
  await first.simulator.close();

  const second = await simulated({ data: file });
  expect(
    await Promise.all(
      [POLICIES, VAULTS, SWITCH, "/v3/another/policies"].map(async (path) => (await second.get(path)).body),
    ),
  ).toEqual(before);
  expect(before[0].policies).toMatchObject([
    { name: "nightly", enabled: false, associated_vaults: [{ vault_id: UNKNOWN }] },
  ]);
});

test("a change is in the file before it is answered, even when the answer is lost", async () => {
  const cloud = await simulated({ data: file });
  const saved = async () =>
    JSON.parse(await readFile(file, "utf8")).projects[PROJECT].policies.map(({ name }: { name: string }) => name);
  await cloud.post(POLICIES, backup("a"));
  expect(await saved()).toEqual(["a"]);
  await cloud.post("/_simulator/faults", { faults: "lose@POST" });
  await expect(cloud.post(POLICIES, backup("b"))).rejects.toThrow();
  expect(await saved()).toEqual(["a", "b"]);
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual((await cloud.get("/_simulator/data")).body);
});

test("a slow request that the close overtakes has no effect", async () => {
  const cloud = await simulated({ data: file, faults: parseFaults("slow=500@POST") });
  const overtaken = cloud.post(POLICIES, backup("a")).catch(() => "no answer");
  await expect.poll(async () => (await cloud.get("/_simulator/requests")).body.requests.length).toBe(1);
  await cloud.simulator.close();
  expect(await overtaken).toBe("no answer");
  await new Promise((resolve) => setTimeout(resolve, 550));
  expect(await readdir(folder)).toEqual([]);
});

test("reading and refused requests write nothing", async () => {
  const cloud = await simulated({ data: file, personality: { preset: true } });
  await cloud.get(POLICIES);
  await cloud.post(POLICIES, { policy: {} });
  await cloud.get(SWITCH);
  expect(await readdir(folder)).toEqual([]);
});

test("creates at the same time are all kept, in memory and in the file", async () => {
  const cloud = await simulated({ data: file });
  const projects = Array.from({ length: 10 }, (_, n) => `/v3/project${n}/policies`);
  const creates = projects.flatMap((path) => Array.from({ length: 30 }, (_, n) => cloud.post(path, backup(`p${n}`))));
  const answers = await Promise.all(creates);
  expect(new Set(answers.map(inShort))).toEqual(new Set(["200"]));
  const ids = new Set(answers.map(({ body }) => body.policy.id));
  expect(ids.size).toBe(300);
  await cloud.simulator.close();

  const again = await simulated({ data: file });
  const lists = await Promise.all(projects.map((path) => again.get(path)));
  const kept = lists.flatMap(({ body }) => body.policies.map((policy: { id: string }) => policy.id));
  expect(new Set(kept)).toEqual(ids);
  expect(await readdir(join(folder, "deep"))).toEqual(["cloud.json"]);
});

describe("several simulators of one file", () => {
  const namesIn = async (cloud: Simulated, path = POLICIES) =>
    (await cloud.get(path)).body.policies.map(({ name }: { name: string }) => name);

  test("what one has answered, the other shows with its next answer", async () => {
    const [one, other] = [await simulated({ data: file, vaults: "any" }), await simulated({ data: file })];
    const { policy } = (await one.post(POLICIES, backup("a"))).body;
    expect(await namesIn(other)).toEqual(["a"]);
    await other.put(`${POLICIES}/${policy.id}`, { policy: { name: "b" } });
    await other.post(SWITCH, { action: "open" });
    expect(await namesIn(one)).toEqual(["b"]);
    expect((await one.get(SWITCH)).body.action).toBe("open");
    await one.delete(`${POLICIES}/${policy.id}`);
    expect(inShort(await other.delete(`${POLICIES}/${policy.id}`))).toMatch(/^404 BackupService.6000/);
  });

  test("of changes made at the same time, none is lost and none is made twice", async () => {
    const clouds = await Promise.all([1, 2, 3].map(() => simulated({ data: file })));
    const creates = clouds.flatMap((cloud, n) =>
      Array.from({ length: 10 }, (_, k) => cloud.post(POLICIES, backup(`p${n}-${k}`))),
    );
    const made = (await Promise.all(creates)).map(({ body }) => body.policy.name).sort();
    expect(made).toHaveLength(30);
    for (const cloud of clouds) expect((await namesIn(cloud)).sort()).toEqual(made);
    expect(await readdir(join(folder, "deep"))).toEqual(["cloud.json"]);
  });

  test("to look at all of the data while it changes undoes nothing", async () => {
    const data = await openData(file, { preset: false, vaultIds: [] }, Date.now);
    for (let n = 0; n < 40; n++) {
      const looks = [data.content(), data.content()];
      await data.change(PROJECT, (project) => project.vaults.set(`v${n}`, newVault(`v${n}`, 0)));
      await Promise.all(looks);
    }
    const kept = JSON.parse(await readFile(file, "utf8"));
    expect(kept.projects[PROJECT].vaults).toHaveLength(40);
    expect(await data.content()).toEqual(kept);
  });

  test("the quota holds over all of them", async () => {
    const clouds = await Promise.all([1, 2].map(() => simulated({ data: file })));
    const creates = clouds.flatMap((cloud) => Array.from({ length: 20 }, () => cloud.post(POLICIES, backup("p"))));
    const answers = (await Promise.all(creates)).map(inShort);
    expect(answers.filter((answer) => answer === "200")).toHaveLength(32);
    expect(await namesIn(clouds[0]!)).toHaveLength(32);
  });

  test("what a person changes in the file is seen as well, while it runs", async () => {
    const cloud = await simulated({ data: file });
    await cloud.post(POLICIES, backup("a"));
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace('"a"', '"by-hand"'));
    expect(await namesIn(cloud)).toEqual(["by-hand"]);
    await writeFile(file, "{");
    expect(inShort(await cloud.get(POLICIES))).toContain("is not data of the simulated cloud and was left as it is");
    await rm(file);
    expect(await namesIn(cloud)).toEqual([]);
    await cloud.post(POLICIES, backup("b"));
    expect(await namesIn(cloud)).toEqual(["b"]);
  });

  test("lists that lag go on lagging when another changes the file", async () => {
    const [one, other] = [await simulated({ data: file }), await simulated({ data: file })];
    await one.post("/_simulator/faults", { faults: "lag=2@POST" });
    await one.post(POLICIES, backup("a"));
    await other.post(POLICIES, backup("b"));
    expect([await namesIn(one), await namesIn(other), await namesIn(one), await namesIn(one)]).toEqual([
      ["b"],
      ["a", "b"],
      ["b"],
      ["a", "b"],
    ]);
  });
});

test("a change that cannot be put into the file is not answered as done", async () => {
  const cloud = await simulated({ data: file });
  await writeFile(join(folder, "deep"), "a file where the folder should be");
  const answer = await cloud.post(POLICIES, backup("a"));
  expect(inShort(answer)).toMatch(/^500 APIGW.0601: The simulated cloud itself is broken: .*cannot be read: ENOTDIR/);
});

test.each([
  ["{", "JSON"],
  ["[]", "format is undefined, not 1"],
  ['{"format": 2, "projects": {}}', "format is 2, not 1"],
  [
    '{"format": 1, "projects": {"p": {"policies": [{"id": "x"}], "vaults": []}}}',
    "project p has a policy that is not whole",
  ],
])("a file with %s is not data, and is left as it is", async (text, why) => {
  const broken = join(folder, "broken.json");
  await writeFile(broken, text);
  await expect(startSimulator({ data: broken })).rejects.toThrow(`${broken} is not data of the simulated cloud`);
  await expect(startSimulator({ data: broken })).rejects.toThrow(why);
  expect(await readFile(broken, "utf8")).toBe(text);
});

test("a file that cannot be read is said to be so", async () => {
  await expect(startSimulator({ data: folder })).rejects.toThrow("the simulated cloud's data cannot be read: EISDIR");
});

test("an organisation's policy, put in by hand, is listed and cannot be changed, deleted or counted", async () => {
  const first = await simulated({ data: file, vaults: "any" });
  for (let n = 0; n < 32; n++) await first.post(POLICIES, backup(`p${n}`));
  await first.simulator.close();
  const content = JSON.parse(await readFile(file, "utf8"));
  const [pushed, left] = content.projects[PROJECT].policies;
  pushed.policy_type = "organization_policy_v2";
  left.policy_type = "organization_policy_removed";
  await writeFile(file, JSON.stringify(content));

  const cloud = await simulated({ data: file, vaults: "any" });
  const path = `${POLICIES}/${pushed.id}`;
  const bad = "400 BackupService.9900: An organization policy cannot be";
  expect((await cloud.get(path)).body.policy.policy_type).toBe("organization_policy_v2");
  expect(inShort(await cloud.put(path, { policy: { enabled: false } }))).toBe(`${bad} modified.`);
  expect(inShort(await cloud.delete(path))).toBe(`${bad} deleted.`);
  expect(inShort(await cloud.post(POLICIES, backup("another")))).toBe("200");
  const bound = await cloud.post(`${VAULTS}/${UNKNOWN}/associatepolicy`, { policy_id: left.id });
  expect(inShort(bound)).toBe("400 BackupService.6127: This policy cannot be applied to this vault.");
});

test("a preset policy that was deleted stays deleted after a restart", async () => {
  const options = { data: file, personality: { preset: true } };
  const first = await simulated(options);
  const { policies } = (await first.get(POLICIES)).body;
  await first.simulator.close();
  const second = await simulated(options);
  expect((await second.get(POLICIES)).body.policies.map(({ id }: { id: string }) => id)).toEqual([policies[0].id]);
  await second.delete(`${POLICIES}/${policies[0].id}`);
  await second.simulator.close();
  expect((await (await simulated(options)).get(POLICIES)).body.count).toBe(0);
});
