/**
 * Identity management (IAM): a token for a password or for an ID token, the id of a project, and a check of the
 * credentials. Never creates anything. API: https://docs.otc.t-systems.com/identity-access-management/api-ref/ (`POST
 * /v3/auth/tokens`, `GET /v3/projects`) and
 * https://support.huaweicloud.com/intl/en-us/api-iam/iam_13_0605.html (`POST /v3.0/OS-AUTH/id-token/tokens`),
 * iam_30_0004.html (`GET /v3/auth/tokens`), iam_06_0003.html (`GET /v3/auth/projects`)
 */
import type { CloudName } from "../model/policy.ts";
import { Failure } from "../model/problem.ts";
import type { Credentials } from "./credentials.ts";
import { Endpoint, type Trust } from "./endpoints.ts";
import {
  fixedIdentity,
  type IamToken,
  type Identity,
  type LoginCredentials,
  loginIdentity,
  tokenIdentity,
} from "./identity.ts";
import { idTokenFrom } from "./oidc.ts";
import {
  type ApiRequest,
  type RequestPolicy,
  type RequestPolicyOptions,
  requestPolicyFrom,
  sendWithRetries,
} from "./retry.ts";

/** For requests to the project. With a password or an ID token, the first request logs in. */
export function identityIn(
  projectId: string,
  credentials: Credentials,
  iam: Endpoint,
  requestPolicy: RequestPolicy,
): Identity {
  if (!logsIn(credentials)) return fixedIdentity(credentials, projectId);
  return tokenIdentity(credentials, () => login(credentials, { id: projectId }, iam, requestPolicy), requestPolicy.now);
}

const logsIn = (credentials: Credentials): credentials is LoginCredentials =>
  credentials.kind === "password" || credentials.kind === "oidc";

/** A project by its id or by its name. */
export type ProjectRef = { readonly id: string } | { readonly name: string };

interface IamOptions extends RequestPolicyOptions {
  readonly cloud: CloudName;
  /** The service's address. */
  readonly iam: string;
  readonly credentials: Credentials;
  readonly trust?: Trust;
}

/**
 * The id of the project named `name`; the main project of a region has the name of the region.
 * @throws Failure `project-unknown` when there is none or several; `host-untrusted`, `cloud-*`
 */
export async function projectId(options: IamOptions & { readonly name: string }): Promise<string> {
  const { name, credentials } = options;
  const iam = Endpoint.trusted(options.iam, options.cloud, options.trust);
  const requestPolicy = requestPolicyFrom(options);
  // A login for a project returns its id.
  if (logsIn(credentials)) return (await login(credentials, { name }, iam, requestPolicy)).project.id;
  const request = {
    endpoint: iam,
    method: "GET",
    path: projectsNamed(name),
    shown: "/v3/projects",
    effect: "none",
  } as const;
  const { answer } = await sendWithRetries(request, fixedIdentity(credentials), requestPolicy);
  return singleProject(projectsIn(answer.body, iam), { name }).id;
}

const projectsNamed = (project: string): string => `/v3/projects?name=${encodeURIComponent(project)}`;

/** Credentials that the cloud has accepted. */
export interface VerifiedCredentials {
  readonly project: Project;
  /** RFC 3339, by the cloud's clock. Absent for keys, which do not expire. */
  readonly expiresAt?: string;
}

/**
 * Logs in, or looks up what the token or the keys are valid for: one request, which needs no permission.
 * @throws Failure `project-unknown` when that is another project; `host-untrusted`, `credentials-unclear`, `cloud-*`
 */
export async function verifyCredentials(
  options: IamOptions & { readonly project: ProjectRef },
): Promise<VerifiedCredentials> {
  const { credentials, project } = options;
  const iam = Endpoint.trusted(options.iam, options.cloud, options.trust);
  const requestPolicy = requestPolicyFrom(options);
  if (logsIn(credentials)) return login(credentials, project, iam, requestPolicy);
  const identity = fixedIdentity(credentials, "id" in project ? project.id : undefined);
  const get = async (path: string, headers: ApiRequest["headers"] = {}) => {
    const request = {
      endpoint: iam,
      method: "GET",
      path,
      shown: path.split("?")[0]!,
      headers,
      effect: "none",
    } as const;
    return (await sendWithRetries(request, identity, requestPolicy)).answer.body;
  };
  if (credentials.kind === "keys") {
    // A plan looks up a name like this, so this check has to as well.
    const path = "id" in project ? "/v3/auth/projects" : projectsNamed(project.name);
    return { project: singleProject(projectsIn(await get(path), iam), project) };
  }
  const body = await get("/v3/auth/tokens?nocatalog=true", { "x-subject-token": credentials.token });
  const { expires_at: expiresAt = "", project: ours } = tokenBody(body) ?? {};
  if (Number.isNaN(Date.parse(expiresAt))) throw unexpectedAnswer(iam, "a token that has no expiry time");
  if (ours && matches(ours, project)) return { project: { id: ours.id, name: ours.name }, expiresAt };
  const whose = ours ? `project ${ours.name} (${ours.id})` : "no project";
  throw new Failure("project-unknown", `the token is for ${whose}, not for ${shownProject(project)}`, {
    hint: "get a token of this project, or correct the project in stack.yaml",
  });
}

interface Project {
  readonly id: string;
  readonly name: string;
}

function projectsIn(body: unknown, iam: Endpoint): Project[] {
  const listed = (body as { projects?: unknown } | undefined)?.projects;
  if (!Array.isArray(listed)) throw unexpectedAnswer(iam, "a list of projects without `projects`");
  return listed.map((project) => ({ id: String(project?.id), name: String(project?.name) }));
}

const matches = (project: Project, wanted: ProjectRef): boolean =>
  "id" in wanted ? project.id === wanted.id : project.name === wanted.name;

const shownProject = (wanted: ProjectRef): string => ("id" in wanted ? wanted.id : wanted.name);

function singleProject(projects: readonly Project[], wanted: ProjectRef): Project {
  const [project, ...more] = projects.filter((one) => matches(one, wanted));
  if (project && more.length === 0) return project;
  if ("id" in wanted) {
    throw new Failure("project-unknown", `these credentials have no access to project ${wanted.id}`, {
      hint: "correct project_id and region in stack.yaml, or ask an administrator for access to this project",
    });
  }
  if (!project) {
    throw new Failure("project-unknown", `no project named ${wanted.name} is visible to these credentials`, {
      hint: "correct project_name, or set project_id in stack.yaml; the console shows both under My Credentials",
    });
  }
  const ids = [project, ...more].map(({ id }) => id);
  throw new Failure("project-unknown", `${ids.length} projects are named ${wanted.name}: ${ids.join(", ")}`, {
    hint: "set project_id in stack.yaml to one of them",
  });
}

interface ProjectToken extends IamToken {
  readonly project: Project;
  readonly expiresAt: string;
}

async function login(
  credentials: LoginCredentials,
  project: ProjectRef,
  iam: Endpoint,
  requestPolicy: RequestPolicy,
): Promise<ProjectToken> {
  const { auth, secret, ...call } =
    credentials.kind === "oidc"
      ? withIdToken(credentials.provider, await idTokenFrom(credentials.idToken, requestPolicy))
      : withPassword(credentials);
  const sent = requestPolicy.now();
  const { answer, headers } = await sendWithRetries(
    {
      endpoint: iam,
      method: "POST",
      ...call,
      body: { auth: { ...auth, scope: { project } } },
      // A second token does not affect the first.
      effect: "none",
    },
    loginIdentity(credentials.kind, secret),
    requestPolicy,
  );
  const token = headers["x-subject-token"];
  const { expires_at = "", issued_at = "", project: ours } = tokenBody(answer.body) ?? {};
  const lifetime = Date.parse(expires_at) - Date.parse(issued_at);
  if (typeof token !== "string" || !ours?.id || !(lifetime > 0)) {
    throw unexpectedAnswer(iam, "a login that lacks its token, project or times");
  }
  const renewAt = sent + lifetime - Math.min(RENEW_BEFORE_MS, lifetime / 10);
  return { token, project: { id: ours.id, name: ours.name }, expiresAt: expires_at, renewAt };
}

function withPassword({ user, password, domain }: Extract<LoginCredentials, { kind: "password" }>) {
  return {
    // Without the catalog, which can be larger than everything else.
    path: "/v3/auth/tokens?nocatalog=true",
    shown: "/v3/auth/tokens",
    auth: {
      identity: { methods: ["password"], password: { user: { name: user, password, domain: { name: domain } } } },
    },
    secret: password,
  };
}

function withIdToken(provider: string, id: string) {
  const path = "/v3.0/OS-AUTH/id-token/tokens";
  return { path, shown: path, headers: { "x-idp-id": provider }, auth: { id_token: { id } }, secret: id };
}

const tokenBody = (body: unknown) =>
  (body as { token?: { expires_at?: string; issued_at?: string; project?: Project } } | undefined)?.token;

/**
 * Tokens live for 24 hours. Their lifetime is counted on our clock from before the login was sent, so that two clocks
 * are never compared.
 */
const RENEW_BEFORE_MS = 5 * 60_000;

const unexpectedAnswer = (iam: Endpoint, what: string): Failure =>
  new Failure("cloud-unexpected", `${iam.host} answered with ${what}`, {
    hint: "check the iam endpoint in stack.yaml",
  });
