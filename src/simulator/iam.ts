/**
 * Who is asking: tokens, projects, and the check that stands before every other operation.
 * Reference: https://support.huaweicloud.com/intl/en-us/api-iam/iam_30_0001.html (password), iam_13_0605.html (OpenID Connect),
 * iam_30_0004.html (what a token is good for), iam_06_0001.html and iam_06_0003.html (projects). Tokens live in memory only; a restarted service knows none of the old ones.
 */
import { createHash, randomBytes } from "node:crypto";
import type { IamOperation, Reply } from "./call.ts";
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
  readonly showToken: IamOperation;
  readonly listProjects: IamOperation;
  readonly listOwnProjects: IamOperation;
  /** @throws Refusal when the request shows no credentials, or none that hold for the project. */
  check(request: SignedRequest, projectId: string | undefined, now: number): void;
}

interface Token {
  /** Undefined when it was asked for without a project. */
  readonly projectId: string | undefined;
  readonly expires: number;
  /** As it was told when it was issued, and is again to whoever asks. */
  readonly body: object;
}

export const DAY_MS = 24 * 60 * 60 * 1000;

const DOMAIN = { id: "d78cbac186b744899480f25bd022f468", name: "simulated" };

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
}

/**
 * @param accounts undefined: any credentials or none are accepted.
 * @param named undefined: every name is that of a project, whose id is made from the name.
 * @param tokenMs how long tokens last
 */
export function newIam(
  accounts: Accounts | undefined,
  named: readonly NamedProject[] | undefined,
  tokenMs: number,
): Iam {
  const tokens = new Map<string, Token>();

  const projectsNamed = (name: string): readonly NamedProject[] =>
    named ? named.filter((project) => project.name === name) : [{ id: idFor(name), name }];

  function scoped(scope: Scope | undefined): NamedProject | undefined {
    const { id, name } = scope?.project ?? {};
    if (id !== undefined) return { id, name: named?.find((project) => project.id === id)?.name ?? id };
    if (name === undefined) return undefined;
    const [project] = projectsNamed(name);
    if (!project) throw keystone(401, "Unauthorized", "The request you have made requires authentication.");
    return project;
  }

  function issue(method: string, userName: string, project: NamedProject | undefined, now: number): Reply {
    const token = randomBytes(48).toString("base64url");
    const expires = now + tokenMs;
    const body = {
      token: {
        issued_at: inMicroseconds(now),
        expires_at: inMicroseconds(expires),
        methods: [method],
        ...(project && { project: { ...project, domain: DOMAIN } }),
        roles: [{ id: "0", name: "te_admin" }],
        user: { id: idFor(userName), name: userName, domain: DOMAIN },
        catalog: [],
      },
    };
    tokens.set(token, { projectId: project?.id, expires, body });
    return { status: 201, headers: { "X-Subject-Token": token }, body };
  }

  const listOf = (found: readonly NamedProject[], self: string): Reply => ({
    status: 200,
    body: {
      projects: found.map((project) => ({
        ...project,
        domain_id: DOMAIN.id,
        parent_id: DOMAIN.id,
        enabled: true,
        is_domain: false,
        description: "",
        links: { self: `/v3/projects/${project.id}` },
      })),
      links: { self, previous: null, next: null },
    },
  });

  return {
    issueToken({ body, now }) {
      const { auth } = (body ?? {}) as Partial<PasswordBody>;
      const user = auth?.identity?.password?.user;
      if (!user?.name || !user.password || !user.domain?.name) throw badRequest();
      const known = ({ name, password, domain }: { name: string; password: string; domain: string }) =>
        name === user.name && password === user.password && domain === user.domain.name;
      if (accounts && !accounts.users?.some(known)) {
        throw keystone(401, "Unauthorized", "The username or password is wrong.");
      }
      return issue("password", user.name, scoped(auth?.scope), now);
    },

    issueTokenForIdToken({ body, headers, now }) {
      const { auth } = (body ?? {}) as Partial<IdTokenBody>;
      const provider = headers["x-idp-id"];
      const idToken = auth?.id_token?.id;
      if (typeof provider !== "string" || typeof idToken !== "string") throw badRequest();
      const accepted = accounts
        ? accounts.idTokens?.some((one) => one.provider === provider && one.token === idToken)
        : /^[\w-]+\.[\w-]+\.[\w-]*$/.test(idToken);
      if (!accepted) throw keystone(401, "Unauthorized", "The ID token is invalid.");
      return issue("mapped", "federated", scoped(auth?.scope), now);
    },

    showToken({ headers, now }) {
      const subject = headers["x-subject-token"];
      if (typeof subject !== "string") throw badRequest();
      const token = tokens.get(subject);
      if (!token || now >= token.expires) throw keystone(404, "Not Found", "Could not find token.");
      return { status: 200, headers: { "X-Subject-Token": subject }, body: token.body };
    },

    listProjects({ query }) {
      const name = query.get("name");
      return listOf(name === null ? (named ?? []) : projectsNamed(name), "/v3/projects");
    },

    // Where every project exists, the one that the caller says it works in.
    listOwnProjects({ headers }) {
      const id = headers["x-project-id"];
      return listOf(named ?? (typeof id === "string" ? [{ id, name: id }] : []), "/v3/auth/projects");
    },

    check(request, projectId, now) {
      if (!accounts) return;
      if (isSigned(request.headers)) return checkSignature(request, accounts.keys ?? [], now);
      const sent = request.headers["x-auth-token"];
      if (typeof sent !== "string") throw unauthenticated("x-auth-token not found");
      const token = tokens.get(sent);
      if (!token || now >= token.expires) throw gateway(401, "0307", "The token must be updated.");
      if (projectId !== undefined && token.projectId !== projectId) {
        throw gateway(403, "0302", "The IAM user is not authorized to access the API.");
      }
    },
  };
}

const badRequest = () => keystone(400, "Bad Request", "Request body is invalid.");

/** 32 hexadecimal digits, like the real ones. */
const idFor = (name: string): string => createHash("sha256").update(name).digest("hex").slice(0, 32);

/** `2026-01-02T03:04:05.678000Z` */
const inMicroseconds = (time: number): string => new Date(time).toISOString().replace("Z", "000Z");
