import { expect, test } from "vitest";
import { inShort, SWITCH, simulated } from "./simulated.ts";

const wrong = "400 DBS.200001: Parameter error.";

test("a switch that was never set is an empty object", async () => {
  const cloud = await simulated();
  expect(await cloud.get(SWITCH)).toMatchObject({ status: 200, body: {} });
  expect((await cloud.get(SWITCH)).body).toEqual({});
});

test("POST sets it for the first time, as in the reference, and PUT with its id turns it", async () => {
  const cloud = await simulated();
  const saved = await cloud.post(SWITCH, { action: "open" });
  expect([saved.status, saved.body]).toEqual([200, {}]);
  const { id, action } = (await cloud.get(SWITCH)).body;
  expect([action, id]).toEqual(["open", expect.stringMatching(/^[0-9a-f]{32}br02$/)]);
  const turned = await cloud.put(SWITCH, { id, action: "close" });
  expect([turned.status, turned.body]).toEqual([200, {}]);
  expect((await cloud.get(SWITCH)).body).toEqual({ id, action: "close" });
});

test("each project has its own", async () => {
  const cloud = await simulated();
  await cloud.post(SWITCH, { action: "open" });
  expect((await cloud.get("/v3/another/backups/download-policy")).body).toEqual({});
});

test.each([[{}], [{ action: "Open" }], [{ action: "open", until: "tomorrow" }], ["{action"], [undefined]])(
  "POST of %j is refused",
  async (body) => {
    const cloud = await simulated();
    expect(inShort(await cloud.post(SWITCH, body))).toBe(wrong);
    expect((await cloud.get(SWITCH)).body).toEqual({});
  },
);

test("PUT without the right id is refused and turns nothing", async () => {
  const cloud = await simulated();
  expect(inShort(await cloud.put(SWITCH, { id: "x", action: "close" }))).toBe(wrong);
  await cloud.post(SWITCH, { action: "open" });
  expect(inShort(await cloud.put(SWITCH, { id: "x", action: "close" }))).toBe(wrong);
  expect(inShort(await cloud.put(SWITCH, { action: "close" }))).toBe(wrong);
  expect((await cloud.get(SWITCH)).body.action).toBe("open");
});

test("there is no DELETE", async () => {
  const cloud = await simulated();
  expect(inShort(await cloud.delete(SWITCH))).toBe(
    "404 APIGW.0101: The API does not exist or has not been published in the environment.",
  );
});
