/** The environment -> settings. */
import { describe, expect, test } from "vitest";
import type { Stack } from "../../src/documents/check.ts";
import { parseDuration, projectIn, settingsFrom } from "../../src/process/settings.ts";
import { loginOf } from "../../src/session/open.ts";

test.each<[string, number | undefined]>([
  ["0", 0],
  ["500ms", 500],
  ["90s", 90_000],
  ["5m", 300_000],
  ["1h", 3_600_000],
  ["90", undefined],
  ["1.5s", undefined],
  ["-1s", undefined],
  ["5 m", undefined],
  ["", undefined],
  // More than a timer can count would be over at once.
  ["596h", 2_145_600_000],
  ["2147483647ms", 2_147_483_647],
  ["2147483648ms", undefined],
  ["597h", undefined],
  ["999999999h", undefined],
])("the duration %j is %j ms", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

describe("timing", () => {
  const timing = (env: Record<string, string>) => {
    const before = { ...process.env };
    Object.assign(process.env, env);
    try {
      return settingsFrom().timing;
    } finally {
      process.env = before;
    }
  };

  test("has defaults in which a request always ends before a lease could be taken over", () => {
    expect(timing({})).toEqual({ requestMs: 30_000, settleMs: 60_000, leaseMs: 60_000, graceMs: 3_600_000 });
  });

  test("a request that could outlast the lease is refused, and so is what is no duration", () => {
    expect(() => timing({ HOLDFAST_REQUEST_TIMEOUT: "45s" })).toThrow("too long for HOLDFAST_LEASE_TTL");
    expect(timing({ HOLDFAST_REQUEST_TIMEOUT: "44s" }).requestMs).toBe(44_000);
    expect(() => timing({ HOLDFAST_SETTLE: "soon" })).toThrow('HOLDFAST_SETTLE is "soon"');
    expect(() => timing({ HOLDFAST_LEASE_TTL: "3000h" })).toThrow(
      expect.objectContaining({
        message: 'HOLDFAST_LEASE_TTL is "3000h"',
        hint: expect.stringMatching(/at most 596h$/),
      }),
    );
  });
});

describe("where to work", () => {
  const KEYS = { HW_ACCESS_KEY: "A", HW_SECRET_KEY: "S" };
  const aim = async (spec: Stack["spec"], env: Record<string, string>) => {
    const source = { file: "stack.yaml", line: 1, column: 1 };
    const stack: Stack = {
      name: "prod",
      folder: ".",
      source,
      spec,
      includes: [],
      now: new Date(0),
      sound: [],
      policies: [],
      without: new Map(),
      problems: [],
      document: { file: "stack.yaml", text: "", index: 0 },
    };
    const { region, project, endpoints } = await loginOf(stack, { ...settingsFrom(), env: { ...KEYS, ...env } });
    return { region, ...project, iam: endpoints.iam };
  };
  const everywhere = {
    HW_REGION_NAME: "r1",
    HUAWEICLOUD_SDK_REGION: "r2",
    HUAWEI_CLOUD_REGION: "r3",
    OS_REGION_NAME: "r4",
    OS_REGION: "r5",
    HW_PROJECT_ID: "p1",
    HW_PROJECT_NAME: "n1",
    HUAWEICLOUD_SDK_PROJECT_ID: "p2",
    HUAWEI_CLOUD_PROJECT_ID: "p3",
    OS_PROJECT_ID: "p4",
    OS_TENANT_ID: "p5",
    OS_PROJECT_NAME: "n4",
    OS_TENANT_NAME: "n5",
  };
  const without = (...names: (keyof typeof everywhere)[]) =>
    Object.fromEntries(Object.entries(everywhere).filter(([name]) => !names.includes(name as keyof typeof everywhere)));

  test.each<[string, Stack["spec"], Record<string, string>, object]>([
    ["stack.yaml wins", { region: "r0", project_name: "n0" }, everywhere, { region: "r0", name: "n0" }],
    ["Terraform's names come first, the id before the name", {}, everywhere, { region: "r1", id: "p1" }],
    ["a name of Terraform's before an id of others", {}, without("HW_PROJECT_ID"), { region: "r1", name: "n1" }],
    ["then the SDKs'", {}, without("HW_REGION_NAME", "HW_PROJECT_ID", "HW_PROJECT_NAME"), { region: "r2", id: "p2" }],
    [
      "then those of huaweicloud/auth-action",
      {},
      { HUAWEI_CLOUD_REGION: "r3", HUAWEI_CLOUD_PROJECT_ID: "p3", OS_REGION_NAME: "r4", OS_PROJECT_ID: "p4" },
      { region: "r3", id: "p3" },
    ],
    ["then OpenStack's", {}, { OS_REGION: "r5", OS_TENANT_NAME: "n5" }, { region: "r5", name: "n5" }],
    ["an empty one is none", {}, { ...everywhere, HW_REGION_NAME: "" }, { region: "r2", id: "p1" }],
  ])("%s", async (_, spec, env, expected) => {
    const found = await aim(spec, env);
    expect(found).toMatchObject(expected);
    expect(found.iam).toBe(`https://iam.${found.region}.myhuaweicloud.com`);
  });

  test("a place that nobody says is asked for by name", async () => {
    await expect(aim({}, {})).rejects.toMatchObject({ code: "usage", hint: expect.stringContaining("HW_REGION_NAME") });
    await expect(aim({ region: "r" }, {})).rejects.toMatchObject({
      code: "usage",
      hint: expect.stringContaining("HW_PROJECT_ID"),
    });
  });
});

test.each([
  ["HW_PROJECT_ID", "054e292c9880d4992f02c0196d3ea468\n"],
  ["HW_PROJECT_ID", "项目"],
  ["OS_PROJECT_NAME", "mine\r"],
])("%s with a line break, as secrets of CI have it, is named", (name, value) => {
  expect(() => projectIn({ [name]: value })).toThrow(`${name} contains a line break or another invalid character`);
});
