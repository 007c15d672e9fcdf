/**
 * Who is asking: tokens, projects, and the check before every other operation.
 * Reference: https://support.huaweicloud.com/intl/en-us/api-iam/ with iam_30_0001.html (password), iam_13_0605.html
 * (OpenID Connect), iam_30_0004.html (what a token is good for), iam_04_0002.html (temporary keys), iam_06_0001.html
 * and iam_06_0003.html (projects), iam_07_0001.html (accounts).
 * Tokens and temporary keys live in memory only, so a restarted service does not know the old ones. Left out: agencies.
 */
import { createHash, randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Asked, IamOperation, Reply } from "./call.ts";
import { catalogOf, versionOf } from "./catalog.ts";
import { gateway, keystone, unauthenticated } from "./errors.ts";
import { checkSignature, isSigned, type Key, type SignedRequest } from "./signature.ts";

/** Whoever is not listed is turned away. */
export interface Accounts {
  readonly users?: readonly { readonly name: string; readonly password: string; readonly domain: string }[];
  readonly keys?: readonly Key[];
  /** OpenID Connect: what an identity provider has issued. */
  readonly idTokens?: readonly { readonly provider: string; readonly token: string }[];
}

export interface NamedProject {
  readonly id: string;
  readonly name: string;
}

export interface Iam {
  readonly issueToken: IamOperation;
  readonly issueTokenForIdToken: IamOperation;
  readonly issueKey: IamOperation;
  readonly showToken: IamOperation;
  readonly listProjects: IamOperation;
  readonly listOwnProjects: IamOperation;
  readonly listOwnDomains: IamOperation;
  readonly showCatalog: IamOperation;
  readonly showVersion: IamOperation;
  readonly listVersions: IamOperation;
  /** @throws Refusal when the request shows no credentials, or none that hold for the project. */
  check(request: SignedRequest, projectId: string | undefined, now: number): void;
}

interface Token {
  /** Undefined when it was asked for without a project. */
  readonly project: NamedProject | undefined;
  readonly domain: Domain;
  readonly expires: number;
  /** As it was told when it was issued, and is again to whoever asks. */
  readonly body: object;
}

export const DAY_MS = 24 * 60 * 60 * 1000;

/** An account. */
interface Domain {
  readonly id: string;
  readonly name: string;
}

/** Where the names of users say nothing else. */
const HOME = "simulated";

/** The project of an account in which nothing was asked for yet. */
const FIRST_PROJECT = "simulator";

interface PasswordBody {
  readonly auth: {
    readonly identity: {
      readonly methods: readonly string[];
      readonly password: {
        readonly user: { readonly name: string; readonly password: string; readonly domain: { readonly name: string } };
      };
    };
    readonly scope?: Scope;
  };
}

interface IdTokenBody {
  readonly auth: { readonly id_token: { readonly id: string }; readonly scope?: Scope };
}

interface Scope {
  readonly project?: { readonly id?: string; readonly name?: string };
  /** The whole account. */
  readonly domain?: object;
}

interface KeyBody {
  readonly auth: {
    readonly identity: {
      readonly methods: readonly string[];
      readonly token?: { readonly id?: string; readonly duration_seconds?: number };
    };
  };
}

/**
 * @param accounts undefined: any credentials or none are accepted.
 * @param named undefined: every name is that of a project, whose id is made from the name, and every id too.
 * @param tokenMs how long tokens last
 */
export function newIam(
  accounts: Accounts | undefined,
  named: readonly NamedProject[] | undefined,
  tokenMs: number,
): Iam {
  const tokens = new Map<string, Token>();
  const temporary = new Map<string, Key>();
  const home = domainNamed(accounts?.users?.[0]?.domain ?? HOME);
  /** Where any project exists, those that were spoken of, by id. */
  const met = new Map<string, NamedProject>();

  function meet(project: NamedProject): NamedProject {
    met.set(project.id, project);
    return project;
  }

  const projects = (): readonly NamedProject[] => named ?? [...met.values()];

  const projectWith = (id: string): NamedProject =>
    projects().find((project) => project.id === id) ?? (named ? { id, name: id } : meet({ id, name: id }));

  function projectsNamed(name: string): readonly NamedProject[] {
    const found = projects().filter((project) => project.name === name);
    return found.length > 0 || named ? found : [meet({ id: idFor(name), name })];
  }

  function allProjects(): readonly NamedProject[] {
    const all = projects();
    return all.length > 0 || named ? all : projectsNamed(FIRST_PROJECT);
  }

  function scoped(scope: Scope | undefined): NamedProject | undefined {
    const { id, name } = scope?.project ?? {};
    if (id !== undefined) return projectWith(id);
    if (name === undefined) return undefined;
    const [project] = projectsNamed(name);
    if (!project) throw keystone(401, "Unauthorized", "The request you have made requires authentication.");
    return project;
  }

  const tokenIn = (headers: IncomingHttpHeaders): Token | undefined => tokens.get(String(headers["x-auth-token"]));

  /** The project that a caller works in: that of its token, or the one that a signed request names. */
  function projectOf(headers: IncomingHttpHeaders): NamedProject | undefined {
    const token = tokenIn(headers);
    if (token) return token.project;
    const id = headers["x-project-id"];
    return typeof id === "string" ? projectWith(id) : undefined;
  }

  function issue(
    { query, headers, now }: Asked,
    method: string,
    user: { readonly name: string; readonly domain: Domain },
    scope: Scope | undefined,
  ): Reply {
    const token = randomBytes(48).toString("base64url");
    const expires = now + tokenMs;
    const project = scoped(scope);
    const { domain } = user;
    const body = {
      token: {
        issued_at: inMicroseconds(now),
        expires_at: inMicroseconds(expires),
        methods: [method],
        ...(project && { project: { ...project, domain } }),
        ...(!project && scope?.domain && { domain }),
        roles: [{ id: "0", name: "te_admin" }],
        user: { id: idFor(user.name), name: user.name, domain },
        catalog: query.get("nocatalog") === "true" ? [] : catalogOf(addressIn(headers), project),
      },
    };
    tokens.set(token, { project, domain, expires, body });
    return { status: 201, headers: { "X-Subject-Token": token }, body };
  }

  function identify(accounts: Accounts, request: SignedRequest, projectId: string | undefined, now: number): void {
    if (isSigned(request.headers)) {
      checkSignature(request, [...(accounts.keys ?? []), ...temporary.values()], now);
      return;
    }
    const sent = request.headers["x-auth-token"];
    if (typeof sent !== "string") throw unauthenticated("x-auth-token not found");
    const token = tokens.get(sent);
    if (!token || now >= token.expires) throw gateway(401, "0307", "The token must be updated.");
    if (projectId !== undefined && token.project?.id !== projectId) {
      throw gateway(403, "0302", "The IAM user is not authorized to access the API.");
    }
  }

  const projectList = (found: readonly NamedProject[], headers: IncomingHttpHeaders, path: string): Reply => {
    const { id: domain_id } = tokenIn(headers)?.domain ?? home;
    const projects = found.map((project) => ({
      ...project,
      domain_id,
      parent_id: domain_id,
      enabled: true,
      is_domain: false,
      description: "",
      links: { self: `${addressIn(headers)}/v3/projects/${project.id}` },
    }));
    return { status: 200, body: { projects, links: linksOf(headers, path) } };
  };

  return {
    issueToken(asked) {
      const { auth } = (asked.body ?? {}) as Partial<PasswordBody>;
      const user = auth?.identity?.password?.user;
      if (!user?.name || !user.password || !user.domain?.name) throw badRequest();
      const known = ({ name, password, domain }: { name: string; password: string; domain: string }) =>
        name === user.name && password === user.password && domain === user.domain.name;
      if (accounts && !accounts.users?.some(known)) {
        throw keystone(401, "Unauthorized", "The username or password is wrong.");
      }
      return issue(asked, "password", { name: user.name, domain: domainNamed(user.domain.name) }, auth?.scope);
    },

    issueTokenForIdToken(asked) {
      const { auth } = (asked.body ?? {}) as Partial<IdTokenBody>;
      const provider = asked.headers["x-idp-id"];
      const idToken = auth?.id_token?.id;
      if (typeof provider !== "string" || typeof idToken !== "string") throw badRequest();
      const accepted = accounts
        ? accounts.idTokens?.some((one) => one.provider === provider && one.token === idToken)
        : /^[\w-]+\.[\w-]+\.[\w-]*$/.test(idToken);
      if (!accepted) throw keystone(401, "Unauthorized", "The ID token is invalid.");
      return issue(asked, "mapped", { name: "federated", domain: home }, auth?.scope);
    },

    // The token in the body is all that says who asks: the vendor's SDK sends no other.
    issueKey({ body, headers, now }) {
      const { methods, token } = ((body ?? {}) as Partial<KeyBody>).auth?.identity ?? {};
      const seconds = token?.duration_seconds ?? KEY_SECONDS.least;
      if (methods?.[0] !== "token" || !(seconds >= KEY_SECONDS.least && seconds <= KEY_SECONDS.most)) {
        throw badRequest();
      }
      const sent = token?.id ?? String(headers["x-auth-token"]);
      if (accounts && !(now < (tokens.get(sent)?.expires ?? 0))) {
        throw keystone(401, "Unauthorized", "The request you have made requires authentication.");
      }
      const key = {
        access: randomBytes(10).toString("hex").toUpperCase(),
        secret: randomBytes(30).toString("base64url"),
        securityToken: randomBytes(120).toString("base64url"),
        expires: now + seconds * 1000,
      };
      temporary.set(key.access, key);
      const { access, secret, securityToken: securitytoken, expires } = key;
      return {
        status: 201,
        body: { credential: { access, secret, securitytoken, expires_at: inMicroseconds(expires) } },
      };
    },

    showToken({ headers, now }) {
      const subject = headers["x-subject-token"];
      if (typeof subject !== "string") throw badRequest();
      const token = tokens.get(subject);
      if (!token || now >= token.expires) throw keystone(404, "Not Found", "Could not find token.");
      return { status: 200, headers: { "X-Subject-Token": subject }, body: token.body };
    },

    listProjects({ query, headers }) {
      projectOf(headers);
      const name = query.get("name");
      return projectList(name === null ? allProjects() : projectsNamed(name), headers, "/v3/projects");
    },

    listOwnProjects({ headers }) {
      projectOf(headers);
      return projectList(allProjects(), headers, "/v3/auth/projects");
    },

    listOwnDomains({ query, headers }) {
      const name = query.get("name");
      const own = tokenIn(headers)?.domain ?? home;
      // Where anybody may come in, any account exists.
      const found = name === null || name === own.name ? [own] : accounts ? [] : [domainNamed(name)];
      const domains = found.map((domain) => ({
        ...domain,
        enabled: true,
        description: "",
        links: { self: `${addressIn(headers)}/v3/domains/${domain.id}` },
      }));
      return { status: 200, body: { domains, links: linksOf(headers, "/v3/auth/domains") } };
    },

    showCatalog({ headers }) {
      const catalog = catalogOf(addressIn(headers), projectOf(headers));
      return { status: 200, body: { catalog, links: linksOf(headers, "/v3/auth/catalog") } };
    },

    showVersion: ({ headers }) => ({ status: 200, body: { version: versionOf(addressIn(headers)) } }),

    listVersions: ({ headers }) => ({
      status: 300,
      body: { versions: { values: [versionOf(addressIn(headers))] } },
    }),

    check(request, projectId, now) {
      if (accounts) identify(accounts, request, projectId, now);
      if (projectId !== undefined) projectWith(projectId);
    },
  };
}

const badRequest = () => keystone(400, "Bad Request", "Request body is invalid.");

/** For how long a temporary key may be good; the least is the default. */
const KEY_SECONDS = { least: 900, most: 86_400 };

/** The address by which the caller came, so that what it is told to call next can be reached in the same way. */
const addressIn = ({ host = "" }: IncomingHttpHeaders): string => `http://${host}`;

const linksOf = (headers: IncomingHttpHeaders, path: string): object => ({
  self: addressIn(headers) + path,
  previous: null,
  next: null,
});

const domainNamed = (name: string): Domain => ({ id: idFor(`domain ${name}`), name });

/** 32 hexadecimal digits, like the real ones. */
const idFor = (name: string): string => createHash("sha256").update(name).digest("hex").slice(0, 32);

/** `2026-01-02T03:04:05.678000Z` */
const inMicroseconds = (time: number): string => new Date(time).toISOString().replace("Z", "000Z");
