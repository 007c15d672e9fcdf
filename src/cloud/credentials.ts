/** The environment -> who we are in the cloud. Pure: reads no variables itself, asks nobody, keeps nothing. */
import { Failure } from "../problem.ts";

export type Credentials =
  | { readonly kind: "token"; readonly token: string }
  /** `securityToken`: with temporary keys only. */
  | { readonly kind: "keys"; readonly access: string; readonly secret: string; readonly securityToken?: string }
  /** `domain`: the account that the user belongs to. */
  | { readonly kind: "password"; readonly user: string; readonly password: string; readonly domain: string };

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The first that is set, in Terraform's order of kinds, and within a kind in this order of families:
 *
 * 1. token: `HW_AUTH_TOKEN`; `OS_AUTH_TOKEN`; `OS_TOKEN`
 * 2. keys: `HW_ACCESS_KEY`, `HW_SECRET_KEY`, for temporary ones `HW_SECURITY_TOKEN`;
 *    `HUAWEICLOUD_SDK_AK`, `…_SK`, `…_SECURITY_TOKEN`; `HUAWEI_CLOUD_ACCESS_KEY_ID`, `HUAWEI_CLOUD_SECRET_ACCESS_KEY`
 *    (huaweicloud/auth-action); `OS_ACCESS_KEY`, `OS_SECRET_KEY`
 * 3. password: `HW_USER_NAME`, `HW_USER_PASSWORD`, `HW_DOMAIN_NAME`; `OS_USERNAME`, `OS_PASSWORD`, and the first of
 *    `OS_USER_DOMAIN_NAME`, `OS_DOMAIN_NAME`, `OS_PROJECT_DOMAIN_NAME`
 *
 * Families are never mixed: a key of one with the secret of another signs nothing. An empty variable counts as unset,
 * as CI sets a missing secret to "".
 * @returns undefined when none is set.
 * @throws Failure `credentials-unclear` for half a set, or a value that cannot stand in a header.
 */
export function credentialsFrom(env: Environment): Credentials | undefined {
  return firstOf(TOKENS, env, token) ?? firstOf(KEYS, env, keys) ?? firstOf(PASSWORDS, env, password);
}

const TOKENS = ["HW_AUTH_TOKEN", "OS_AUTH_TOKEN", "OS_TOKEN"];

const KEYS: { access: string; secret: string; securityToken?: string }[] = [
  { access: "HW_ACCESS_KEY", secret: "HW_SECRET_KEY", securityToken: "HW_SECURITY_TOKEN" },
  { access: "HUAWEICLOUD_SDK_AK", secret: "HUAWEICLOUD_SDK_SK", securityToken: "HUAWEICLOUD_SDK_SECURITY_TOKEN" },
  { access: "HUAWEI_CLOUD_ACCESS_KEY_ID", secret: "HUAWEI_CLOUD_SECRET_ACCESS_KEY" },
  { access: "OS_ACCESS_KEY", secret: "OS_SECRET_KEY" },
];

const PASSWORDS = [
  { user: "HW_USER_NAME", password: "HW_USER_PASSWORD", domains: ["HW_DOMAIN_NAME"] },
  {
    user: "OS_USERNAME",
    password: "OS_PASSWORD",
    domains: ["OS_USER_DOMAIN_NAME", "OS_DOMAIN_NAME", "OS_PROJECT_DOMAIN_NAME"],
  },
];

function firstOf<Names>(
  families: readonly Names[],
  env: Environment,
  read: (names: Names, env: Environment) => Credentials | undefined,
): Credentials | undefined {
  for (const names of families) {
    const found = read(names, env);
    if (found) return found;
  }
  return undefined;
}

function token(name: string, env: Environment): Credentials | undefined {
  const value = headerValue(name, env);
  return value ? { kind: "token", token: value } : undefined;
}

function keys(names: (typeof KEYS)[number], env: Environment): Credentials | undefined {
  const access = headerValue(names.access, env);
  const secret = printable(names.secret, env);
  const securityToken = names.securityToken && headerValue(names.securityToken, env);
  if (!access && !secret && !securityToken) return undefined;
  if (!access || !secret) {
    throw half([names.access, names.secret, names.securityToken ?? ""], [names.access, names.secret], env);
  }
  return { kind: "keys", access, secret, ...(securityToken ? { securityToken } : {}) };
}

function password(names: (typeof PASSWORDS)[number], env: Environment): Credentials | undefined {
  const user = printable(names.user, env);
  const secret = printable(names.password, env);
  const domain = names.domains.map((name) => printable(name, env)).find((value) => value);
  // A domain alone is no half of anything: it also accompanies keys.
  if (!user && !secret) return undefined;
  if (!user || !secret || !domain) {
    const needed = [names.user, names.password, ...(domain ? [] : names.domains.slice(0, 1))];
    throw half(needed, needed, env);
  }
  return { kind: "password", user, password: secret, domain };
}

function half(family: string[], needed: string[], env: Environment): Failure {
  const set = family.filter((name) => env[name]);
  const missing = needed.filter((name) => !env[name]).join(" and ");
  const message = `${set.join(" and ")} ${set.length === 1 ? "is" : "are"} set without ${missing}`;
  return new Failure("credentials-unclear", message, {
    hint: `Set ${missing} as well, or unset ${set.join(" and ")}.`,
  });
}

function printable(name: string, env: Environment): string | undefined {
  return checked(name, env[name], /[\x00-\x1f\x7f]/);
}

/** A line break in a header would start a header of its own. */
function headerValue(name: string, env: Environment): string | undefined {
  return checked(name, env[name], /[^\x21-\x7e]/);
}

function checked(name: string, value: string | undefined, refused: RegExp): string | undefined {
  if (!value) return undefined;
  if (!refused.test(value)) return value;
  throw new Failure(
    "credentials-unclear",
    `${name} holds a line break or another character that cannot be part of it`,
    {
      hint: `Set ${name} again; a line break at the end often comes from a file or from pasting.`,
    },
  );
}
