/** Files of other tools, real ones in a home directory of their own. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inspect } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import type { FoundCredentials } from "../../src/cloud/credentials.ts";
import { findCredentials } from "../../src/cloud/profiles.ts";
import { failure } from "./server.ts";

const KOOCLI = ".hcloud/config.json";
const SDK = ".huaweicloud/credentials";

/** HOME is where Node looks for the home directory. */
async function found(
  files: Record<string, string>,
  env: Record<string, string> = {},
  login?: string,
): Promise<FoundCredentials | undefined> {
  const home = mkdtempSync(join(tmpdir(), "holdfast-home-"));
  const before = process.env.HOME;
  process.env.HOME = home;
  onTestFinished(() => {
    if (before === undefined) delete process.env.HOME;
    else process.env.HOME = before;
    rmSync(home, { recursive: true });
  });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  }
  return findCredentials(env, login);
}

const profile = (name: string, more: object = {}) => ({
  name,
  mode: "AKSK",
  accessKeyId: `${name}-ak`,
  secretAccessKey: `${name}-sk`,
  securityToken: "",
  region: "",
  projectId: "",
  agencyName: "",
  ...more,
});
const koocli = (profiles: object[], more: object = {}) =>
  JSON.stringify({ current: "first", authEncrypt: "false", profiles, ...more });
const keys = (name: string) => ({ kind: "keys", access: `${name}-ak`, secret: `${name}-sk` });

test.each<[string, Record<string, string>, Record<string, string>, FoundCredentials | undefined]>([
  ["nothing anywhere is nothing found", {}, {}, undefined],
  [
    "the current profile of KooCLI, with its region and project",
    { [KOOCLI]: koocli([profile("other"), profile("first", { region: "eu-de", projectId: "p1" })]) },
    {},
    {
      credentials: keys("first"),
      source: 'accessKeyId and secretAccessKey in profile "first" of ~/.hcloud/config.json',
      region: "eu-de",
      projectId: "p1",
    } as FoundCredentials,
  ],
  [
    "the profile that HW_PROFILE names",
    { [KOOCLI]: koocli([profile("first"), profile("other")]) },
    { HW_PROFILE: "other" },
    {
      credentials: keys("other"),
      source: 'accessKeyId and secretAccessKey in profile "other" of ~/.hcloud/config.json',
    } as FoundCredentials,
  ],
  [
    "a file that somebody wrote by hand, without a word of encryption",
    { "shared.json": koocli([profile("first")], { authEncrypt: undefined }) },
    { HW_SHARED_CONFIG_FILE: "~/shared.json" },
    {
      credentials: keys("first"),
      source: 'accessKeyId and secretAccessKey in profile "first" of ~/shared.json',
    } as FoundCredentials,
  ],
  [
    "temporary keys of the SDK's file, comments and all",
    { [SDK]: "# mine\n[basic]\nak = a \nsk=s=1\n; more\nsecurity_token = t\nproject_id = p2\n[other]\nak = x\n" },
    {},
    {
      credentials: { kind: "keys", access: "a", secret: "s=1", securityToken: "t" },
      source: "ak, sk and security_token in section [basic] of ~/.huaweicloud/credentials",
      projectId: "p2",
    },
  ],
  [
    "keys of the section for global services, when there are no others",
    { [SDK]: "[global]\nak = a\nsk = s\ndomain_id = d\n" },
    {},
    {
      credentials: { kind: "keys", access: "a", secret: "s" },
      source: "ak and sk in section [global] of ~/.huaweicloud/credentials",
    },
  ],
  [
    "an identity provider in the SDK's file",
    { [SDK]: "[basic]\nidp_id = github\nid_token_file = /run/token\n" },
    {},
    {
      credentials: { kind: "oidc", provider: "github", idToken: { from: "file", path: "/run/token" } },
      source: "idp_id and id_token_file in section [basic] of ~/.huaweicloud/credentials",
    },
  ],
  [
    "KooCLI's file goes before the SDK's",
    { [KOOCLI]: koocli([profile("first")]), [SDK]: "[basic]\nak = a\nsk = s\n" },
    {},
    {
      credentials: keys("first"),
      source: 'accessKeyId and secretAccessKey in profile "first" of ~/.hcloud/config.json',
    } as FoundCredentials,
  ],
  [
    "a file that is named goes before one that is there",
    { [KOOCLI]: koocli([profile("first")]), "sdk.ini": "[basic]\nak = a\nsk = s\n" },
    { HUAWEICLOUD_SDK_CREDENTIALS_FILE: "~/sdk.ini" },
    { credentials: { kind: "keys", access: "a", secret: "s" }, source: "ak and sk in section [basic] of ~/sdk.ini" },
  ],
  [
    "the environment goes before all files, and those are not even read",
    { [KOOCLI]: "not JSON" },
    { OS_TOKEN: "t" },
    { credentials: { kind: "token", token: "t" }, source: "OS_TOKEN" },
  ],
  [
    "a KooCLI that nobody logged in with is passed over",
    { [KOOCLI]: koocli([]), [SDK]: "[basic]\nak = a\nsk = s\n" },
    {},
    {
      credentials: { kind: "keys", access: "a", secret: "s" },
      source: "ak and sk in section [basic] of ~/.huaweicloud/credentials",
    },
  ],
])("%s", async (_, files, env, expected) => {
  expect(await found(files, env)).toEqual(expected);
});

const LONG = "canary".repeat(20);

test.each<[string, Record<string, string>, Record<string, string>, string | RegExp, RegExp]>([
  [
    "an encrypted file of KooCLI",
    { [KOOCLI]: koocli([profile("first", { accessKeyId: LONG, secretAccessKey: LONG })], { authEncrypt: "true" }) },
    {},
    "~/.hcloud/config.json is encrypted, so only hcloud can read it",
    /^run hcloud configure set --cli-auth-encrypt=false/,
  ],
  [
    "one of an older KooCLI, which does not say so",
    {
      [KOOCLI]: koocli([profile("first", { accessKeyId: LONG, secretAccessKey: LONG })], { authEncrypt: undefined }),
    },
    {},
    "~/.hcloud/config.json is encrypted, so only hcloud can read it",
    /--cli-auth-encrypt=false/,
  ],
  [
    "half a profile",
    { [KOOCLI]: koocli([profile("first", { accessKeyId: "canary", secretAccessKey: "" })]) },
    {},
    'accessKeyId is set without secretAccessKey in profile "first" of ~/.hcloud/config.json',
    /^set secretAccessKey as well/,
  ],
  [
    "half a section",
    { [SDK]: "[basic]\nsk = canary\n" },
    {},
    "sk is set without ak in section [basic] of ~/.huaweicloud/credentials",
    /^set ak as well/,
  ],
  [
    "a profile that is meant to act as an agency",
    { [KOOCLI]: koocli([profile("first", { accessKeyId: "canary", agencyName: "ops" })]) },
    {},
    'agencyName in profile "first" of ~/.hcloud/config.json is set, and Holdfast cannot act as an agency',
    /^unset agencyName/,
  ],
  [
    "a profile that is not there",
    { [KOOCLI]: koocli([profile("first", { accessKeyId: "canary" })]) },
    { HW_PROFILE: "prod" },
    '~/.hcloud/config.json has no profile "prod"',
    /^correct HW_PROFILE/,
  ],
  [
    "HW_PROFILE without a file",
    {},
    { HW_PROFILE: "prod" },
    "~/.hcloud/config.json cannot be read (ENOENT)",
    /^correct HW_SHARED_CONFIG_FILE/,
  ],
  [
    "a file that is named and not there, though another is",
    { [SDK]: "[basic]\nak = canary\nsk = canary\n" },
    { HW_SHARED_CONFIG_FILE: "~/gone.json" },
    "~/gone.json cannot be read (ENOENT)",
    /^correct HW_SHARED_CONFIG_FILE/,
  ],
  [
    "a file that is named and says nothing",
    { "sdk.ini": "[other]\nak = canary\nsk = canary\n", [SDK]: "[basic]\nak = canary\nsk = canary\n" },
    { HUAWEICLOUD_SDK_CREDENTIALS_FILE: "~/sdk.ini" },
    "~/sdk.ini holds no access key",
    /^put one there/,
  ],
  [
    "a file that is not JSON, of which a parser would quote the beginning",
    { [KOOCLI]: "canary-secret-key" },
    {},
    "~/.hcloud/config.json is not a configuration of hcloud",
    /hcloud configure init/,
  ],
  [
    "a file of 5,000 levels",
    { [KOOCLI]: `{"profiles":${"[".repeat(5000)}"canary"${"]".repeat(5000)}}` },
    {},
    "~/.hcloud/config.json is not a configuration of hcloud",
    /hcloud configure init/,
  ],
  [
    "a key with a line break in it",
    { [KOOCLI]: koocli([profile("first", { accessKeyId: "canary\n" })]) },
    {},
    /^accessKeyId in profile "first" of ~\/\.hcloud\/config\.json contains a line break/,
    /^set accessKeyId again/,
  ],
])("%s is refused, and nothing of it is shown", async (_, files, env, message, hint) => {
  const said = await failure(found(files, env));
  expect(said).toMatchObject({ code: "credentials-unclear", hint: expect.stringMatching(hint) });
  expect(said.message).toMatch(message);
  expect(inspect(said)).not.toContain("canary");
});

test("the login of a stack is in no file, whatever its profiles are called and whatever the environment names", async () => {
  const files = { [KOOCLI]: koocli([profile("first"), profile("PROD")]) };
  const env = { HOLDFAST_LOGINS: "PROD", HW_PROFILE: "PROD" };
  expect((await found(files, env))?.credentials).toEqual(keys("PROD"));
  expect(await found(files, env, "PROD")).toBeUndefined();
});
