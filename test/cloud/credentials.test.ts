import { expect, test } from "vitest";
import { type Credentials, credentialsFrom } from "../../src/cloud/credentials.ts";
import { Failure } from "../../src/problem.ts";

const KEYS = { kind: "keys", access: "A", secret: "S" } as const;
const PASSWORD = { kind: "password", user: "u", password: "p", domain: "d" } as const;

test.each<[string, Record<string, string>, Credentials | undefined]>([
  ["nothing set is nothing found", {}, undefined],
  ["empty counts as unset", { HW_AUTH_TOKEN: "", HW_ACCESS_KEY: "", HW_SECRET_KEY: "" }, undefined],
  ["Terraform's token", { HW_AUTH_TOKEN: "t" }, { kind: "token", token: "t" }],
  ["OpenStack's token", { OS_TOKEN: "t" }, { kind: "token", token: "t" }],
  ["OpenStack's other token", { OS_AUTH_TOKEN: "t" }, { kind: "token", token: "t" }],
  ["Terraform's keys", { HW_ACCESS_KEY: "A", HW_SECRET_KEY: "S" }, KEYS],
  [
    "temporary keys",
    { HW_ACCESS_KEY: "A", HW_SECRET_KEY: "S", HW_SECURITY_TOKEN: "T" },
    { ...KEYS, securityToken: "T" },
  ],
  ["the SDK's keys", { HUAWEICLOUD_SDK_AK: "A", HUAWEICLOUD_SDK_SK: "S" }, KEYS],
  [
    "the SDK's temporary keys",
    { HUAWEICLOUD_SDK_AK: "A", HUAWEICLOUD_SDK_SK: "S", HUAWEICLOUD_SDK_SECURITY_TOKEN: "T" },
    { ...KEYS, securityToken: "T" },
  ],
  ["the GitHub action's keys", { HUAWEI_CLOUD_ACCESS_KEY_ID: "A", HUAWEI_CLOUD_SECRET_ACCESS_KEY: "S" }, KEYS],
  ["OpenStack's keys", { OS_ACCESS_KEY: "A", OS_SECRET_KEY: "S" }, KEYS],
  ["Terraform's password", { HW_USER_NAME: "u", HW_USER_PASSWORD: "p", HW_DOMAIN_NAME: "d" }, PASSWORD],
  ["OpenStack's password", { OS_USERNAME: "u", OS_PASSWORD: "p", OS_DOMAIN_NAME: "d" }, PASSWORD],
  [
    "the user's domain goes before the others",
    { OS_USERNAME: "u", OS_PASSWORD: "p", OS_PROJECT_DOMAIN_NAME: "x", OS_USER_DOMAIN_NAME: "d" },
    PASSWORD,
  ],
  ["a token goes before keys", { HW_AUTH_TOKEN: "t", HW_ACCESS_KEY: "A" }, { kind: "token", token: "t" }],
  [
    "keys go before a password, whatever their families",
    { HW_USER_NAME: "u", HW_USER_PASSWORD: "p", HW_DOMAIN_NAME: "d", OS_ACCESS_KEY: "A", OS_SECRET_KEY: "S" },
    KEYS,
  ],
  ["a domain alone is no half of a password", { HW_DOMAIN_NAME: "d", HW_ACCESS_KEY: "A", HW_SECRET_KEY: "S" }, KEYS],
])("%s", (_, env, expected) => {
  expect(credentialsFrom(env)).toEqual(expected);
});

test.each<[Record<string, string>, string]>([
  [{ HW_ACCESS_KEY: "A" }, "HW_ACCESS_KEY is set without HW_SECRET_KEY"],
  [{ HW_SECRET_KEY: "S", HUAWEICLOUD_SDK_AK: "A" }, "HW_SECRET_KEY is set without HW_ACCESS_KEY"],
  [{ HW_SECURITY_TOKEN: "T" }, "HW_SECURITY_TOKEN is set without HW_ACCESS_KEY and HW_SECRET_KEY"],
  [{ HUAWEICLOUD_SDK_SK: "S" }, "HUAWEICLOUD_SDK_SK is set without HUAWEICLOUD_SDK_AK"],
  [{ HW_USER_NAME: "u" }, "HW_USER_NAME is set without HW_USER_PASSWORD and HW_DOMAIN_NAME"],
  [{ HW_USER_NAME: "u", HW_USER_PASSWORD: "p" }, "HW_USER_NAME and HW_USER_PASSWORD are set without HW_DOMAIN_NAME"],
  [{ OS_USERNAME: "u", OS_DOMAIN_NAME: "d" }, "OS_USERNAME is set without OS_PASSWORD"],
])("half a set is refused by name: %j", (env, message) => {
  expect(() => credentialsFrom(env)).toThrow(expect.objectContaining({ code: "credentials-unclear", message }));
});

test.each([
  { HW_AUTH_TOKEN: "canary\r\nX-Evil: 1" },
  { HW_AUTH_TOKEN: "canary with a space" },
  { HW_ACCESS_KEY: "canary\n", HW_SECRET_KEY: "S" },
  { HW_ACCESS_KEY: "A", HW_SECRET_KEY: "canary\n" },
  { HW_ACCESS_KEY: "A", HW_SECRET_KEY: "S", HW_SECURITY_TOKEN: "canaryé" },
  { HW_USER_NAME: "u", HW_USER_PASSWORD: "canary\x00", HW_DOMAIN_NAME: "d" },
])("a value that could not stand in a header is refused without being shown: %j", (env) => {
  let thrown: unknown;
  try {
    credentialsFrom(env);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(Failure);
  const { code, message, hint } = thrown as Failure;
  expect(code).toBe("credentials-unclear");
  expect(`${message} ${hint}`).not.toContain("canary");
});

test("a password may hold spaces and letters of any script", () => {
  const env = { HW_USER_NAME: "ü", HW_USER_PASSWORD: "pass phrase 密", HW_DOMAIN_NAME: "d" };
  expect(credentialsFrom(env)).toEqual({ kind: "password", user: "ü", password: "pass phrase 密", domain: "d" });
});
