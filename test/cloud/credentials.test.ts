import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  AUDIENCE,
  type Credentials,
  credentialsFrom,
  FILES,
  isSecretVariable,
  noCredentials,
  VARIABLES,
} from "../../src/cloud/credentials.ts";
import { Failure } from "../../src/model/problem.ts";
import { PLACES } from "../../src/process/settings.ts";

const KEYS = { kind: "keys", access: "A", secret: "S" } as const;
const JOB = { ACTIONS_ID_TOKEN_REQUEST_URL: "https://github.test/idtoken", ACTIONS_ID_TOKEN_REQUEST_TOKEN: "r" };
const fromJob = {
  from: "github",
  url: "https://github.test/idtoken",
  requestToken: "r",
  audience: "holdfast",
} as const;
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
  [
    "Terraform's ID token",
    { HW_ASSUME_ROLE_IDP_ID: "idp", HW_ASSUME_ROLE_ID_TOKEN: "j" },
    { kind: "oidc", provider: "idp", idToken: { from: "value", value: "j" } },
  ],
  [
    "the file of Terraform's ID token",
    { HW_ASSUME_ROLE_IDP_ID: "idp", HW_ASSUME_ROLE_ID_TOKEN_FILE: "/f" },
    { kind: "oidc", provider: "idp", idToken: { from: "file", path: "/f" } },
  ],
  [
    "the file of the SDK's ID token",
    { HUAWEICLOUD_SDK_IDP_ID: "idp", HUAWEICLOUD_SDK_ID_TOKEN_FILE: "/f" },
    { kind: "oidc", provider: "idp", idToken: { from: "file", path: "/f" } },
  ],
  [
    "in GitHub Actions a provider is enough",
    { HUAWEICLOUD_SDK_IDP_ID: "idp", ...JOB },
    { kind: "oidc", provider: "idp", idToken: fromJob },
  ],
  [
    "the audience can be another",
    { HW_ASSUME_ROLE_IDP_ID: "idp", ...JOB, HOLDFAST_OIDC_AUDIENCE: "https://example.com/x" },
    { kind: "oidc", provider: "idp", idToken: { ...fromJob, audience: "https://example.com/x" } },
  ],
  [
    "a token that somebody put there goes before GitHub's",
    { HW_ASSUME_ROLE_IDP_ID: "idp", HW_ASSUME_ROLE_ID_TOKEN_FILE: "/f", ...JOB },
    { kind: "oidc", provider: "idp", idToken: { from: "file", path: "/f" } },
  ],
  ["GitHub's token service alone is no login", JOB, undefined],
  [
    "a password goes before an ID token",
    {
      HW_ASSUME_ROLE_IDP_ID: "idp",
      HW_ASSUME_ROLE_ID_TOKEN: "j",
      OS_USERNAME: "u",
      OS_PASSWORD: "p",
      OS_DOMAIN_NAME: "d",
    },
    PASSWORD,
  ],
  [
    "two names of one token that say the same are one",
    { OS_AUTH_TOKEN: "t", OS_TOKEN: "t" },
    { kind: "token", token: "t" },
  ],
  ["a domain alone is no half of a password", { HW_DOMAIN_NAME: "d", HW_ACCESS_KEY: "A", HW_SECRET_KEY: "S" }, KEYS],
])("%s", (_, env, expected) => {
  expect(credentialsFrom(env)?.credentials).toEqual(expected);
});

test.each<[Record<string, string>, string]>([
  [{ HW_ACCESS_KEY: "A" }, "HW_ACCESS_KEY is set without HW_SECRET_KEY"],
  [{ HW_SECRET_KEY: "S", HUAWEICLOUD_SDK_AK: "A" }, "HW_SECRET_KEY is set without HW_ACCESS_KEY"],
  [{ HW_SECURITY_TOKEN: "T" }, "HW_SECURITY_TOKEN is set without HW_ACCESS_KEY and HW_SECRET_KEY"],
  [{ HUAWEICLOUD_SDK_SK: "S" }, "HUAWEICLOUD_SDK_SK is set without HUAWEICLOUD_SDK_AK"],
  [{ HW_USER_NAME: "u" }, "HW_USER_NAME is set without HW_USER_PASSWORD and HW_DOMAIN_NAME"],
  [{ HW_USER_NAME: "u", HW_USER_PASSWORD: "p" }, "HW_USER_NAME and HW_USER_PASSWORD are set without HW_DOMAIN_NAME"],
  [{ OS_USERNAME: "u", OS_DOMAIN_NAME: "d" }, "OS_USERNAME is set without OS_PASSWORD"],
  [{ HW_ASSUME_ROLE_ID_TOKEN: "j" }, "HW_ASSUME_ROLE_ID_TOKEN is set without HW_ASSUME_ROLE_IDP_ID"],
  [{ HUAWEICLOUD_SDK_ID_TOKEN_FILE: "/f" }, "HUAWEICLOUD_SDK_ID_TOKEN_FILE is set without HUAWEICLOUD_SDK_IDP_ID"],
  [{ HW_ASSUME_ROLE_IDP_ID: "i" }, "HW_ASSUME_ROLE_IDP_ID is set without HW_ASSUME_ROLE_ID_TOKEN_FILE"],
  [
    { HW_ASSUME_ROLE_IDP_ID: "i", ACTIONS_ID_TOKEN_REQUEST_URL: "https://github.test" },
    "HW_ASSUME_ROLE_IDP_ID is set without HW_ASSUME_ROLE_ID_TOKEN_FILE",
  ],
  [
    { HW_ASSUME_ROLE_IDP_ID: "i", HW_ASSUME_ROLE_ID_TOKEN: "j", HW_ASSUME_ROLE_ID_TOKEN_FILE: "/f" },
    "HW_ASSUME_ROLE_ID_TOKEN and HW_ASSUME_ROLE_ID_TOKEN_FILE are set, and only one can be used",
  ],
  [{ OS_AUTH_TOKEN: "t", OS_TOKEN: "u" }, "OS_AUTH_TOKEN and OS_TOKEN are set, and only one can be used"],
  [
    { HW_ASSUME_ROLE_AGENCY_NAME: "a", HW_ACCESS_KEY: "A", HW_SECRET_KEY: "S" },
    "HW_ASSUME_ROLE_AGENCY_NAME is set, and Holdfast cannot act as an agency",
  ],
  [
    { OS_AGENCY_NAME: "a", OS_ACCESS_KEY: "A", OS_SECRET_KEY: "S" },
    "OS_AGENCY_NAME is set, and Holdfast cannot act as an agency",
  ],
])("half a source, or two, is refused by name: %j", (env, message) => {
  expect(() => credentialsFrom(env)).toThrow(expect.objectContaining({ code: "credentials-unclear", message }));
});

test.each([
  { HW_AUTH_TOKEN: "canary\r\nX-Evil: 1" },
  { HW_AUTH_TOKEN: "canary with a space" },
  { HW_ACCESS_KEY: "canary\n", HW_SECRET_KEY: "S" },
  { HW_ACCESS_KEY: "A", HW_SECRET_KEY: "canary\n" },
  { HW_ACCESS_KEY: "A", HW_SECRET_KEY: "S", HW_SECURITY_TOKEN: "canaryé" },
  { HW_USER_NAME: "u", HW_USER_PASSWORD: "canary\x00", HW_DOMAIN_NAME: "d" },
  { HW_ASSUME_ROLE_IDP_ID: "canary\n", HW_ASSUME_ROLE_ID_TOKEN: "j" },
  { HW_ASSUME_ROLE_IDP_ID: "idp", HW_ASSUME_ROLE_ID_TOKEN: "canary\n" },
  { HW_ASSUME_ROLE_IDP_ID: "idp", ...JOB, ACTIONS_ID_TOKEN_REQUEST_TOKEN: "canary\n" },
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
  const expected = { kind: "password", user: "ü", password: "pass phrase 密", domain: "d" };
  expect(credentialsFrom(env)?.credentials).toEqual(expected);
});

test.each([
  [{ OS_TOKEN: "canary" }, "OS_TOKEN"],
  [
    { HW_ACCESS_KEY: "canary", HW_SECRET_KEY: "canary", HW_SECURITY_TOKEN: "canary" },
    "HW_ACCESS_KEY, HW_SECRET_KEY and HW_SECURITY_TOKEN",
  ],
  [{ HW_ACCESS_KEY: "canary", HW_SECRET_KEY: "canary" }, "HW_ACCESS_KEY and HW_SECRET_KEY"],
  [
    { OS_USERNAME: "canary", OS_PASSWORD: "canary", OS_PROJECT_DOMAIN_NAME: "canary" },
    "OS_USERNAME, OS_PASSWORD and OS_PROJECT_DOMAIN_NAME",
  ],
  [{ HW_ASSUME_ROLE_IDP_ID: "canary", ...JOB }, "HW_ASSUME_ROLE_IDP_ID and ACTIONS_ID_TOKEN_REQUEST_URL"],
])("a source is called by the names that were used: %j", (env, source) => {
  expect(credentialsFrom(env)?.source).toBe(source);
});

test("who set nothing reads of one way of each kind", () => {
  expect(noCredentials({})).toMatchObject({
    code: "credentials-missing",
    message: "there are no credentials in the environment or in a file",
    hint: "set HW_AUTH_TOKEN, or HW_ACCESS_KEY and HW_SECRET_KEY, or HW_USER_NAME, HW_USER_PASSWORD and HW_DOMAIN_NAME, or HW_ASSUME_ROLE_IDP_ID and HW_ASSUME_ROLE_ID_TOKEN_FILE; or keep them in ~/.hcloud/config.json or ~/.huaweicloud/credentials",
  });
});

test("who set what other tools read also reads that it is not read here", () => {
  const { message } = noCredentials({ OS_CLOUD: "canary", OTC_SDK_SK: "canary", OTC_SDK_AK: "canary", OS_CLOUDS: "x" });
  expect(message).toBe(
    "there are no credentials in the environment or in a file; OS_CLOUD, OTC_SDK_AK and OTC_SDK_SK are set, but not read",
  );
});

describe("the login of a stack", () => {
  const LISTED = { HOLDFAST_LOGINS: "TEST, PROD" };
  const keysOf = (login: string) => ({ [`HW_ACCESS_KEY__${login}`]: `A-${login}`, [`HW_SECRET_KEY__${login}`]: "S" });

  test("is the one that it names, whatever else the environment has", () => {
    const env = { ...LISTED, HW_AUTH_TOKEN: "t", ...keysOf("TEST"), ...keysOf("PROD") };
    expect(credentialsFrom(env, "PROD")).toEqual({
      credentials: { kind: "keys", access: "A-PROD", secret: "S" },
      source: "HW_ACCESS_KEY__PROD and HW_SECRET_KEY__PROD",
    });
    expect(credentialsFrom({ ...LISTED, HW_AUTH_TOKEN: "t", ...keysOf("TEST") }, "PROD")).toBeUndefined();
  });

  test("has the variables of every kind, in the same order", () => {
    const all = VARIABLES.map(({ kind: _, ...names }) => Object.values(names).flat());
    for (const [index, names] of all.entries()) {
      const values = names.filter((name) => !name.endsWith("_FILE") || names.length === 2);
      const env = (ending: string) => Object.fromEntries(values.map((name) => [name + ending, "same"]));
      const plain = credentialsFrom(env(""));
      expect(plain, `row ${index}`).toBeDefined();
      expect(credentialsFrom({ ...LISTED, ...env("__PROD") }, "PROD")?.credentials).toEqual(plain?.credentials);
    }
  });

  test.each(["", "OTHER", "PRODUCTION", "prod"])("that HOLDFAST_LOGINS=%j does not list is refused", (list) => {
    expect(() => credentialsFrom({ HOLDFAST_LOGINS: list, ...keysOf("PROD") }, "PROD")).toThrow(
      expect.objectContaining({
        code: "credentials-unclear",
        message: "HOLDFAST_LOGINS does not list the login PROD, which stack.yaml names",
      }),
    );
  });

  test("that is half set, or missing, is reported under its own names", () => {
    expect(() => credentialsFrom({ ...LISTED, HW_ACCESS_KEY__PROD: "A", HW_SECRET_KEY: "S" }, "PROD")).toThrow(
      "HW_ACCESS_KEY__PROD is set without HW_SECRET_KEY__PROD",
    );
    const { message, hint } = noCredentials({ ...LISTED, OS_CLOUD: "prod" }, "PROD");
    expect(message).toBe("the environment has no credentials for the login PROD; OS_CLOUD is set, but not read");
    expect(hint).toContain("HW_ACCESS_KEY__PROD and HW_SECRET_KEY__PROD");
    expect(hint).not.toContain("~/");
  });

  test("is a secret of git's environment, too", () => {
    expect(["HW_SECRET_KEY", "HW_SECRET_KEY__PROD", "HW_USER_NAME__PROD", "PATH"].map(isSecretVariable)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

test("the reference names every variable and file that is looked at, in the order in which they are", () => {
  const reference = readFileSync(new URL("../../.github/REFERENCE.md", import.meta.url), "utf8");
  const section = /## Credentials\n([\s\S]*?)\n## /.exec(reference)?.[1] ?? "";
  const tables = [...section.matchAll(/^\| .*$/gm)].map(([row]) => row).join("\n");
  const said = [...tables.matchAll(/`([A-Z][A-Z_]+|~\/[^`]+)`/g)].map(([, name]) => name);
  const looked = [
    ...VARIABLES.flatMap(({ kind: _, ...names }) => Object.values(names).flat()),
    ...FILES.map(({ variable }) => variable),
    ...FILES.map(({ path }) => `~/${path}`),
    ...PLACES.flatMap(({ region }) => region),
    ...PLACES.flatMap(({ projectId, projectName }) => [...projectId, ...projectName]),
  ];
  expect(said.filter((name) => name !== "HW_PROFILE")).toEqual(looked);
  expect(section).toContain(`\`${AUDIENCE.variable}\``);
});
