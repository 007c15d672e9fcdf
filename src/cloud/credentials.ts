/**
 * Where credentials come from, in which order, and what a source says -> who we are in the cloud. Pure: reads no variables
 * and no files itself, asks nobody, keeps nothing. Names of variables, fields and files enter messages, values never.
 *
 * The names are those of the vendor's tools:
 * https://registry.terraform.io/providers/huaweicloud/huaweicloud/latest/docs (HW_, and OS_ behind it),
 * https://github.com/huaweicloud/huaweicloud-sdk-go-v3 (HUAWEICLOUD_SDK_, ~/.huaweicloud/credentials),
 * https://github.com/huaweicloud/auth-action (HUAWEI_CLOUD_), https://support.huaweicloud.com/intl/en-us/qs-hcli/ (~/.hcloud).
 */
import { Failure } from "../model/problem.ts";

export type Credentials =
  | { readonly kind: "token"; readonly token: string }
  /** `securityToken`: with temporary keys only. */
  | { readonly kind: "keys"; readonly access: string; readonly secret: string; readonly securityToken?: string }
  /** `domain`: the account that the user belongs to. */
  | { readonly kind: "password"; readonly user: string; readonly password: string; readonly domain: string }
  /** IAM gives a token for one that somebody else issued. `provider`: who, by the name that IAM has for them. */
  | { readonly kind: "oidc"; readonly provider: string; readonly idToken: IdToken };

/** Where an ID token is to be had whenever we log in: it lives for minutes, so one that was kept would be too old. */
export type IdToken =
  | { readonly from: "value"; readonly value: string }
  | { readonly from: "file"; readonly path: string }
  /** A job of GitHub Actions asks for one. */
  | { readonly from: "github"; readonly url: string; readonly requestToken: string; readonly audience: string };

/** What proves in one request who we are: to the cloud, or to GitHub that we are a job of a workflow. */
export type Proof = Credentials["kind"] | "job";

export interface Found {
  readonly credentials: Credentials;
  /** Names only: `HW_ACCESS_KEY and HW_SECRET_KEY`, `ak and sk in ~/.huaweicloud/credentials`. */
  readonly source: string;
  /** What a file says besides; the environment is asked for it elsewhere. */
  readonly region?: string;
  readonly projectId?: string;
}

/** The names under which a place says its credentials. Where there are several for one value, the first that is set. */
type Source =
  | { readonly kind: "token"; readonly token: readonly string[] }
  | { readonly kind: "keys"; readonly access: string; readonly secret: string; readonly securityToken?: string }
  | { readonly kind: "password"; readonly user: string; readonly password: string; readonly domain: readonly string[] }
  | { readonly kind: "oidc"; readonly provider: string; readonly idToken?: string; readonly idTokenFile: string };

/** In the order in which they are looked for: kinds as Terraform has them, and in each Terraform's names before others. */
export const VARIABLES: readonly Source[] = [
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

/** A file of another tool. */
export interface CredentialFile {
  readonly format: "koocli" | "ini";
  /** The variable that names one; without it, `path` below the home directory. */
  readonly variable: string;
  readonly path: string;
  readonly sources: readonly Source[];
}

/** After the variables, in this order; those that a variable names before those that just lie there. */
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

/** The audience that GitHub is asked for; IAM wants it to be the client ID that the identity provider was set up with. */
export const AUDIENCE = { variable: "HOLDFAST_OIDC_AUDIENCE", otherwise: "holdfast" } as const;

/** https://docs.github.com/en/actions/reference/security/oidc#methods-for-requesting-the-oidc-token */
const JOB = { url: "ACTIONS_ID_TOKEN_REQUEST_URL", token: "ACTIONS_ID_TOKEN_REQUEST_TOKEN" } as const;

/** The variables whose values are credentials, or get one: no program that we start needs them. */
export const SECRET_VARIABLES: ReadonlySet<string> = new Set([...VARIABLES.flatMap(secretNames), JOB.url, JOB.token]);

function secretNames(source: Source): readonly string[] {
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
type Values = Readonly<Record<string, string | undefined>>;

/** A place that says values, and what to put behind a name of it: ``, ` in ~/.huaweicloud/credentials`. */
interface Place {
  readonly values: Values;
  readonly where: string;
}

/**
 * The first of VARIABLES that is set. Families are never mixed: a key of one with the secret of another signs nothing. An
 * empty variable counts as unset, as CI sets a missing secret to "".
 * @returns undefined when none is set.
 * @throws Failure `credentials-unclear` for half a source, two values where one is meant, or one that cannot stand in a header.
 */
export function credentialsFrom(env: Values): Found | undefined {
  refuseAgency("HW_ASSUME_ROLE_AGENCY_NAME", { values: env, where: "" });
  return firstOf(VARIABLES, { values: env, where: "" }, jobIn(env));
}

/** The same of the fields of one file. `file`: as people are to read it. */
export function credentialsIn(sources: readonly Source[], fields: Values, file: string): Found | undefined {
  return firstOf(sources, { values: fields, where: ` in ${file}` }, undefined);
}

/** Acting as ourselves where an agency was meant would be acting as somebody else. @throws Failure `credentials-unclear` */
export function refuseAgency(name: string, { values, where }: Place): void {
  if (!values[name]) return;
  throw new Failure("credentials-unclear", `${name}${where} is set, and holdfast cannot act as an agency`, {
    hint: `Unset ${name}, and use credentials of the account itself.`,
  });
}

/** What to set, for people who set nothing. */
export const howToLogIn = (): string => {
  const files = FILES.map(({ path }) => `~/${path}`).join(" or ");
  const firstOfKind = VARIABLES.filter(({ kind }, at) => VARIABLES.findIndex((one) => one.kind === kind) === at);
  return `set ${firstOfKind.map((source) => listed(neededBy(source))).join(", or ")}; or keep them in ${files}`;
};

const neededBy = (source: Source): string[] => {
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

type Job = Pick<Extract<IdToken, { from: "github" }>, "url" | "requestToken" | "audience">;

/** Undefined outside of GitHub Actions, and in jobs that may not have ID tokens. */
function jobIn(env: Values): Job | undefined {
  const place = { values: env, where: "" };
  const url = headerValue(JOB.url, place);
  const requestToken = headerValue(JOB.token, place);
  const audience = printable(AUDIENCE.variable, place) ?? AUDIENCE.otherwise;
  return url && requestToken ? { url, requestToken, audience } : undefined;
}

function firstOf(sources: readonly Source[], place: Place, job: Job | undefined): Found | undefined {
  for (const source of sources) {
    const found = inSource(source, place, job);
    if (found) return found;
  }
  return undefined;
}

function inSource(source: Source, place: Place, job: Job | undefined): Found | undefined {
  switch (source.kind) {
    case "token":
      return token(source, place);
    case "keys":
      return keys(source, place);
    case "password":
      return password(source, place);
    case "oidc":
      return oidc(source, place, job);
  }
}

type Of<Kind extends Source["kind"]> = Extract<Source, { kind: Kind }>;

function token({ token: names }: Of<"token">, place: Place): Found | undefined {
  const set = names.filter((name) => headerValue(name, place));
  const [name, other] = set;
  if (!name) return undefined;
  if (other && place.values[other] !== place.values[name]) throw both(name, other, place);
  return found({ kind: "token", token: place.values[name]! }, [name], place);
}

function keys(names: Of<"keys">, place: Place): Found | undefined {
  const access = headerValue(names.access, place);
  const secret = printable(names.secret, place);
  const securityToken = names.securityToken && headerValue(names.securityToken, place);
  if (!access && !secret && !securityToken) return undefined;
  if (!access || !secret) {
    throw half([names.access, names.secret, names.securityToken ?? ""], [names.access, names.secret], place);
  }
  const used = [names.access, names.secret, ...(securityToken ? [names.securityToken!] : [])];
  return found({ kind: "keys", access, secret, ...(securityToken ? { securityToken } : {}) }, used, place);
}

function password(names: Of<"password">, place: Place): Found | undefined {
  const user = printable(names.user, place);
  const secret = printable(names.password, place);
  const domainName = names.domain.find((name) => printable(name, place));
  // A domain alone is no half of anything: it also accompanies keys.
  if (!user && !secret) return undefined;
  if (!user || !secret || !domainName) {
    const needed = [names.user, names.password, ...(domainName ? [] : names.domain.slice(0, 1))];
    throw half(needed, needed, place);
  }
  const domain = place.values[domainName]!;
  return found({ kind: "password", user, password: secret, domain }, [names.user, names.password, domainName], place);
}

function oidc(names: Of<"oidc">, place: Place, job: Job | undefined): Found | undefined {
  const provider = headerValue(names.provider, place);
  const value = names.idToken && headerValue(names.idToken, place);
  const path = printable(names.idTokenFile, place);
  if (!provider && !value && !path) return undefined;
  if (value && path) throw both(names.idToken!, names.idTokenFile, place);
  const name = value ? names.idToken! : names.idTokenFile;
  if (!provider) throw half([name], [names.provider], place);
  if (value) return found({ kind: "oidc", provider, idToken: { from: "value", value } }, [names.provider, name], place);
  if (path) return found({ kind: "oidc", provider, idToken: { from: "file", path } }, [names.provider, name], place);
  if (job)
    return found({ kind: "oidc", provider, idToken: { from: "github", ...job } }, [names.provider, JOB.url], place);
  throw new Failure("credentials-unclear", `${names.provider}${place.where} is set without ${name}`, {
    hint: `Set ${name} as well; a job of GitHub Actions needs \`permissions: id-token: write\` instead.`,
  });
}

const found = (credentials: Credentials, names: readonly string[], { where }: Place): Found => ({
  credentials,
  source: listed(names) + where,
});

function half(family: string[], needed: string[], { values, where }: Place): Failure {
  const set = listed(family.filter((name) => values[name]));
  const missing = listed(needed.filter((name) => !values[name]));
  const are = family.filter((name) => values[name]).length === 1 ? "is" : "are";
  return new Failure("credentials-unclear", `${set} ${are} set without ${missing}${where}`, {
    hint: `Set ${missing} as well, or unset ${set}.`,
  });
}

const both = (one: string, other: string, { where }: Place): Failure =>
  new Failure("credentials-unclear", `${one} and ${other}${where} are set, and only one can be meant`, {
    hint: `Unset ${one} or ${other}.`,
  });

/** `a`, `a and b`, `a, b and c`. */
const listed = (names: readonly string[]): string => names.join(", ").replace(/, (?=[^,]*$)/, " and ");

function printable(name: string, place: Place): string | undefined {
  return checked(name, place, /[\x00-\x1f\x7f]/);
}

/** A line break in a header would start a header of its own. */
function headerValue(name: string, place: Place): string | undefined {
  return checked(name, place, /[^\x21-\x7e]/);
}

function checked(name: string, { values, where }: Place, refused: RegExp): string | undefined {
  const value = values[name];
  if (!value) return undefined;
  if (!refused.test(value)) return value;
  throw new Failure(
    "credentials-unclear",
    `${name}${where} holds a line break or another character that cannot be part of it`,
    {
      hint: `Set ${name} again; a line break at the end often comes from a file or from pasting.`,
    },
  );
}
