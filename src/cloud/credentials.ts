/**
 * Values of variables and files -> credentials, and the order in which sources are searched. Pure: reads no variables
 * and no files itself, and keeps nothing. Messages contain the names of variables, fields and files, never their
 * values.
 *
 * The names are those of the vendor's tools:
 * https://registry.terraform.io/providers/huaweicloud/huaweicloud/latest/docs (HW_, and OS_ after it),
 * https://github.com/huaweicloud/huaweicloud-sdk-go-v3 (HUAWEICLOUD_SDK_, ~/.huaweicloud/credentials),
 * https://github.com/huaweicloud/auth-action (HUAWEI_CLOUD_), https://support.huaweicloud.com/intl/en-us/qs-hcli/
 * (~/.hcloud).
 */

import { defined } from "../model/defined.ts";
import type { Env } from "../model/env.ts";
import { Failure } from "../model/problem.ts";

export type Credentials =
  | { readonly kind: "token"; readonly token: string }
  /** `securityToken`: with temporary keys only. */
  | { readonly kind: "keys"; readonly access: string; readonly secret: string; readonly securityToken?: string }
  /** `domain`: the account that the user belongs to. */
  | { readonly kind: "password"; readonly user: string; readonly password: string; readonly domain: string }
  /** IAM exchanges an ID token for a token of its own. `provider`: the identity provider, by its name in IAM. */
  | { readonly kind: "oidc"; readonly provider: string; readonly idToken: IdToken };

/** Where to get an ID token at each login: it lives for minutes, so a stored one would be too old. */
export type IdToken =
  | { readonly from: "value"; readonly value: string }
  | { readonly from: "file"; readonly path: string }
  /** Requested by a job of GitHub Actions. */
  | { readonly from: "github"; readonly url: string; readonly requestToken: string; readonly audience: string };

/** How one request authenticates: to the cloud, or as a job of a workflow to GitHub. */
export type AuthMethod = Credentials["kind"] | "job";

export interface FoundCredentials {
  readonly credentials: Credentials;
  /** Names only: `HW_ACCESS_KEY and HW_SECRET_KEY`, `ak and sk in ~/.huaweicloud/credentials`. */
  readonly source: string;
  /** From the file that has the credentials; the environment's are read elsewhere. */
  readonly region?: string;
  readonly projectId?: string;
}

/**
 * The names of the values that make up one kind of credentials. Of several names for one value, the first that is set
 * counts.
 */
type CredentialSource =
  | { readonly kind: "token"; readonly token: readonly string[] }
  | { readonly kind: "keys"; readonly access: string; readonly secret: string; readonly securityToken?: string }
  | { readonly kind: "password"; readonly user: string; readonly password: string; readonly domain: readonly string[] }
  | { readonly kind: "oidc"; readonly provider: string; readonly idToken?: string; readonly idTokenFile: string };

/** In order of precedence: the kinds as in Terraform, and for each kind Terraform's names before others. */
export const VARIABLES: readonly CredentialSource[] = [
  { kind: "token", token: ["HW_AUTH_TOKEN"] },
  { kind: "token", token: ["OS_AUTH_TOKEN", "OS_TOKEN"] },
  { kind: "keys", access: "HW_ACCESS_KEY", secret: "HW_SECRET_KEY", securityToken: "HW_SECURITY_TOKEN" },
  {
    kind: "keys",
    access: "HUAWEICLOUD_SDK_AK",
    secret: "HUAWEICLOUD_SDK_SK",
    securityToken: "HUAWEICLOUD_SDK_SECURITY_TOKEN",
  },
  { kind: "keys", access: "HUAWEI_CLOUD_ACCESS_KEY_ID", secret: "HUAWEI_CLOUD_SECRET_ACCESS_KEY" },
  { kind: "keys", access: "OS_ACCESS_KEY", secret: "OS_SECRET_KEY" },
  { kind: "password", user: "HW_USER_NAME", password: "HW_USER_PASSWORD", domain: ["HW_DOMAIN_NAME"] },
  {
    kind: "password",
    user: "OS_USERNAME",
    password: "OS_PASSWORD",
    domain: ["OS_USER_DOMAIN_NAME", "OS_DOMAIN_NAME", "OS_PROJECT_DOMAIN_NAME"],
  },
  {
    kind: "oidc",
    provider: "HW_ASSUME_ROLE_IDP_ID",
    idToken: "HW_ASSUME_ROLE_ID_TOKEN",
    idTokenFile: "HW_ASSUME_ROLE_ID_TOKEN_FILE",
  },
  { kind: "oidc", provider: "HUAWEICLOUD_SDK_IDP_ID", idTokenFile: "HUAWEICLOUD_SDK_ID_TOKEN_FILE" },
];

/** A file in which another tool keeps credentials. */
export interface CredentialFile {
  readonly format: "koocli" | "ini";
  /** The variable with the path of the file; if unset, `path` below the home directory. */
  readonly variable: string;
  readonly path: string;
  readonly sources: readonly CredentialSource[];
}

/** After the variables, in this order; files that a variable names come before those at their default path. */
export const FILES: readonly CredentialFile[] = [
  {
    format: "koocli",
    variable: "HW_SHARED_CONFIG_FILE",
    path: ".hcloud/config.json",
    sources: [{ kind: "keys", access: "accessKeyId", secret: "secretAccessKey", securityToken: "securityToken" }],
  },
  {
    format: "ini",
    variable: "HUAWEICLOUD_SDK_CREDENTIALS_FILE",
    path: ".huaweicloud/credentials",
    sources: [
      { kind: "keys", access: "ak", secret: "sk", securityToken: "security_token" },
      { kind: "oidc", provider: "idp_id", idTokenFile: "id_token_file" },
    ],
  },
];

/** The audience of GitHub's ID tokens; IAM expects the client ID that the identity provider was set up with. */
export const AUDIENCE = { variable: "HOLDFAST_OIDC_AUDIENCE", otherwise: "holdfast" } as const;

/** https://docs.github.com/en/actions/reference/security/oidc#methods-for-requesting-the-oidc-token */
const JOB_VARIABLES = { url: "ACTIONS_ID_TOKEN_REQUEST_URL", token: "ACTIONS_ID_TOKEN_REQUEST_TOKEN" } as const;

/**
 * The variables whose values are credentials, or are exchanged for some: programs that we start must not get them, nor
 * those of a login of a stack (`HW_SECRET_KEY__PROD`).
 */
export const SECRET_VARIABLES: ReadonlySet<string> = new Set([
  ...VARIABLES.flatMap(secretNames),
  JOB_VARIABLES.url,
  JOB_VARIABLES.token,
]);

export const isSecretVariable = (name: string): boolean => SECRET_VARIABLES.has(name.split("__", 1)[0] ?? name);

function secretNames(source: CredentialSource): readonly string[] {
  switch (source.kind) {
    case "token":
      return source.token;
    case "keys":
      return [source.access, source.secret, ...(source.securityToken ? [source.securityToken] : [])];
    case "password":
      return [source.password];
    case "oidc":
      return source.idToken ? [source.idToken] : [];
  }
}

/** Variables, or the fields of a file. */
type Values = Env;

/** Values by name, and what follows a name in messages: ``, ` in ~/.huaweicloud/credentials`. */
interface NamedValues {
  readonly values: Values;
  readonly where: string;
}

/**
 * The first of VARIABLES that is set. Sources are never mixed: the key of one does not belong to the secret of another.
 * An empty variable counts as unset, as CI sets a missing secret to "".
 * @param login of a stack: then only variables that end in `__LOGIN`
 * @returns undefined when none is set.
 * @throws Failure `credentials-unclear` for an incomplete source, for two values where only one can be used, for a
 * value that is not valid in a header, and for a login that the environment does not list.
 */
export function credentialsFrom(env: Values, login?: string): FoundCredentials | undefined {
  if (login !== undefined) assertListed(login, env);
  for (const name of AGENCIES) refuseAgency(name + ending(login), { values: env, where: "" });
  const sources = login === undefined ? VARIABLES : VARIABLES.map((source) => ofLogin(source, login));
  return firstFound(sources, { values: env, where: "" }, jobTokenIn(env));
}

/**
 * The variable that lists the logins that stacks may name, separated by commas. stack.yaml comes with pull requests,
 * which must not choose among all variables of a job.
 */
const LOGINS = "HOLDFAST_LOGINS";

const ending = (login: string | undefined): string => (login === undefined ? "" : `__${login}`);

function assertListed(login: string, env: Values): void {
  const listedLogins = (env[LOGINS] ?? "").split(",").map((name) => name.trim());
  if (listedLogins.includes(login)) return;
  throw new Failure("credentials-unclear", `${LOGINS} does not list the login ${login}, which stack.yaml names`, {
    hint: `add ${login} to ${LOGINS} if this stack may use it, or correct spec.login`,
  });
}

/** The same source under the names of a login: `HW_ACCESS_KEY__PROD`. */
function ofLogin(source: CredentialSource, login: string): CredentialSource {
  const renamed = Object.entries(source).map(([field, names]: [string, string | readonly string[]]) => {
    if (field === "kind") return [field, names];
    return [field, typeof names === "string" ? names + ending(login) : names.map((name) => name + ending(login))];
  });
  // Each field but `kind` is a name, or names.
  return Object.fromEntries(renamed) as CredentialSource;
}

/** Variables by which other tools act as an agency. */
const AGENCIES = ["HW_ASSUME_ROLE_AGENCY_NAME", "OS_AGENCY_NAME"];

/** Logins of other tools that are not read: https://docs.otc-service.com and clouds.yaml of OpenStack. */
const isUnread = (name: string): boolean =>
  ["OS_CLOUD", "OS_CLIENT_CONFIG_FILE"].includes(name) || name.startsWith("OTC_SDK_");

/** The same for the fields of one file. `file`: as shown to people. */
export function credentialsIn(
  sources: readonly CredentialSource[],
  fields: Values,
  file: string,
): FoundCredentials | undefined {
  return firstFound(sources, { values: fields, where: ` in ${file}` }, undefined);
}

/** Ignoring the agency would act with the rights of another identity. @throws Failure `credentials-unclear` */
export function refuseAgency(name: string, { values, where }: NamedValues): void {
  if (!values[name]) return;
  throw new Failure("credentials-unclear", `${name}${where} is set, and Holdfast cannot act as an agency`, {
    hint: `unset ${name}, and use credentials of the account itself`,
  });
}

/** What is missing, and a hint, for people who have set no credentials. @param login of a stack */
export function noCredentials(env: Values, login?: string): Failure {
  const firstOfKind = VARIABLES.filter(({ kind }, at) => VARIABLES.findIndex((one) => one.kind === kind) === at);
  const names = firstOfKind.map((source) => listed(neededBy(source).map((name) => name + ending(login)))).join(", or ");
  const files = FILES.map(({ path }) => `~/${path}`).join(" or ");
  const unread = Object.keys(env)
    .filter((name) => env[name] && isUnread(name))
    .sort();
  const set = unread.length === 0 ? "" : `; ${listed(unread)} ${unread.length === 1 ? "is" : "are"} set, but not read`;
  return login === undefined
    ? new Failure("credentials-missing", `there are no credentials in the environment or in a file${set}`, {
        hint: `set ${names}; or keep them in ${files}`,
      })
    : new Failure("credentials-missing", `the environment has no credentials for the login ${login}${set}`, {
        hint: `set ${names}`,
      });
}

const neededBy = (source: CredentialSource): string[] => {
  switch (source.kind) {
    case "token":
      return [source.token[0]!];
    case "keys":
      return [source.access, source.secret];
    case "password":
      return [source.user, source.password, source.domain[0]!];
    case "oidc":
      return [source.provider, source.idTokenFile];
  }
};

type JobToken = Pick<Extract<IdToken, { from: "github" }>, "url" | "requestToken" | "audience">;

/** Undefined outside of GitHub Actions, and in jobs without the permission for ID tokens. */
function jobTokenIn(env: Values): JobToken | undefined {
  const input = { values: env, where: "" };
  const url = headerValue(JOB_VARIABLES.url, input);
  const requestToken = headerValue(JOB_VARIABLES.token, input);
  const audience = textValue(AUDIENCE.variable, input) ?? AUDIENCE.otherwise;
  return url && requestToken ? { url, requestToken, audience } : undefined;
}

function firstFound(
  sources: readonly CredentialSource[],
  input: NamedValues,
  job: JobToken | undefined,
): FoundCredentials | undefined {
  for (const source of sources) {
    const found = credentialsInSource(source, input, job);
    if (found) return found;
  }
  return undefined;
}

function credentialsInSource(
  source: CredentialSource,
  input: NamedValues,
  job: JobToken | undefined,
): FoundCredentials | undefined {
  switch (source.kind) {
    case "token":
      return token(source, input);
    case "keys":
      return keys(source, input);
    case "password":
      return password(source, input);
    case "oidc":
      return oidc(source, input, job);
  }
}

type SourceOf<Kind extends CredentialSource["kind"]> = Extract<CredentialSource, { kind: Kind }>;

function token({ token: names }: SourceOf<"token">, input: NamedValues): FoundCredentials | undefined {
  const set = names.filter((name) => headerValue(name, input));
  const [name, other] = set;
  if (!name) return undefined;
  if (other && input.values[other] !== input.values[name]) throw ambiguous(name, other, input);
  return found({ kind: "token", token: input.values[name]! }, [name], input);
}

function keys(names: SourceOf<"keys">, input: NamedValues): FoundCredentials | undefined {
  const access = headerValue(names.access, input);
  const secret = textValue(names.secret, input);
  const securityToken = names.securityToken && headerValue(names.securityToken, input);
  if (!access && !secret && !securityToken) return undefined;
  if (!access || !secret) {
    throw incomplete([names.access, names.secret, names.securityToken ?? ""], [names.access, names.secret], input);
  }
  const used = [names.access, names.secret, ...(securityToken ? [names.securityToken!] : [])];
  return found(defined({ kind: "keys", access, secret, securityToken } as const), used, input);
}

function password(names: SourceOf<"password">, input: NamedValues): FoundCredentials | undefined {
  const user = textValue(names.user, input);
  const secret = textValue(names.password, input);
  const domainName = names.domain.find((name) => textValue(name, input));
  // A domain alone is not an incomplete source: it also accompanies keys.
  if (!user && !secret) return undefined;
  if (!user || !secret || !domainName) {
    const needed = [names.user, names.password, ...(domainName ? [] : names.domain.slice(0, 1))];
    throw incomplete(needed, needed, input);
  }
  const domain = input.values[domainName]!;
  return found({ kind: "password", user, password: secret, domain }, [names.user, names.password, domainName], input);
}

function oidc(names: SourceOf<"oidc">, input: NamedValues, job: JobToken | undefined): FoundCredentials | undefined {
  const provider = headerValue(names.provider, input);
  const value = names.idToken && headerValue(names.idToken, input);
  const path = textValue(names.idTokenFile, input);
  if (!provider && !value && !path) return undefined;
  if (value && path) throw ambiguous(names.idToken!, names.idTokenFile, input);
  const name = value ? names.idToken! : names.idTokenFile;
  if (!provider) throw incomplete([name], [names.provider], input);
  if (value) return found({ kind: "oidc", provider, idToken: { from: "value", value } }, [names.provider, name], input);
  if (path) return found({ kind: "oidc", provider, idToken: { from: "file", path } }, [names.provider, name], input);
  if (job)
    return found(
      { kind: "oidc", provider, idToken: { from: "github", ...job } },
      [names.provider, JOB_VARIABLES.url],
      input,
    );
  throw new Failure("credentials-unclear", `${names.provider}${input.where} is set without ${name}`, {
    hint: `set ${name} as well; a job of GitHub Actions needs \`permissions: id-token: write\` instead`,
  });
}

const found = (credentials: Credentials, names: readonly string[], { where }: NamedValues): FoundCredentials => ({
  credentials,
  source: listed(names) + where,
});

function incomplete(family: string[], needed: string[], { values, where }: NamedValues): Failure {
  const set = listed(family.filter((name) => values[name]));
  const missing = listed(needed.filter((name) => !values[name]));
  const are = family.filter((name) => values[name]).length === 1 ? "is" : "are";
  return new Failure("credentials-unclear", `${set} ${are} set without ${missing}${where}`, {
    hint: `set ${missing} as well, or unset ${set}`,
  });
}

const ambiguous = (one: string, other: string, { where }: NamedValues): Failure =>
  new Failure("credentials-unclear", `${one} and ${other}${where} are set, and only one can be used`, {
    hint: `unset ${one} or ${other}`,
  });

/** `a`, `a and b`, `a, b and c`. */
const listed = (names: readonly string[]): string => names.join(", ").replace(/, (?=[^,]*$)/, " and ");

function textValue(name: string, input: NamedValues): string | undefined {
  return valueWithout(name, input, /[\x00-\x1f\x7f]/);
}

/** A line break would start another header. */
function headerValue(name: string, input: NamedValues): string | undefined {
  return valueWithout(name, input, /[^\x21-\x7e]/);
}

function valueWithout(name: string, { values, where }: NamedValues, refused: RegExp): string | undefined {
  const value = values[name];
  if (!value) return undefined;
  if (!refused.test(value)) return value;
  throw new Failure("credentials-unclear", `${name}${where} contains a line break or another invalid character`, {
    hint: `set ${name} again; a line break at the end often comes from a file or from pasting`,
  });
}
