/**
 * What we ask of identity management: a token for a password or for an ID token, the id of a project, and who we are. Never
 * creates anything.
 * API: https://docs.otc.t-systems.com/identity-access-management/api-ref/ (`POST /v3/auth/tokens`, `GET /v3/projects`) and
 * https://support.huaweicloud.com/intl/en-us/api-iam/iam_13_0605.html (`POST /v3.0/OS-AUTH/id-token/tokens`), iam_30_0004.html
 * (`GET /v3/auth/tokens`), iam_06_0003.html (`GET /v3/auth/projects`)
 */
import type { CloudName } from "../model/policy.ts";
import { Failure } from "../model/problem.ts";
import type { Credentials } from "./credentials.ts";
import { Endpoint, type Trust } from "./endpoints.ts";
import { fixedIdentity, type Identity, type Login, loggedIn, nobody, type Token } from "./identity.ts";
import { idTokenFrom } from "./oidc.ts";
import { type Call, converse, type Manners, mannersFrom, type SomeManners } from "./retry.ts";

/** For requests to the project. With a password or an ID token, the first of them logs in. */
export function identityIn(projectId: string, credentials: Credentials, iam: Endpoint, manners: Manners): Identity {
  if (!logsIn(credentials)) return fixedIdentity(credentials, projectId);
  return loggedIn(credentials, () => login(credentials, { id: projectId }, iam, manners), manners.now);
}

const logsIn = (credentials: Credentials): credentials is Login =>
  credentials.kind === "password" || credentials.kind === "oidc";

/** One project, by what is known of it. */
export type ProjectRef = { readonly id: string } | { readonly name: string };

interface Asking extends SomeManners {
  readonly cloud: CloudName;
  /** The service's address. */
  readonly iam: string;
  readonly credentials: Credentials;
  readonly trust?: Trust;
}

/**
 * The id of the project called `name`; a region's own project is called like the region.
 * @throws Failure `project-unknown` when there is none or several; `host-untrusted`, `cloud-*`
 */
export async function projectId(options: Asking & { readonly name: string }): Promise<string> {
  const { name, credentials } = options;
  const iam = Endpoint.trusted(options.iam, options.cloud, options.trust);
  const manners = mannersFrom(options);
  // A token for a project says which project it is for; there is nothing to look up.
  if (logsIn(credentials)) return (await login(credentials, { name }, iam, manners)).project.id;
  const call = { endpoint: iam, method: "GET", path: named(name), shown: "/v3/projects", effect: "none" } as const;
  const { answer } = await converse(call, fixedIdentity(credentials), manners);
  return theOne(projectsIn(answer.body, iam), { name }).id;
}

const named = (project: string): string => `/v3/projects?name=${encodeURIComponent(project)}`;

/** What the cloud knows us as. */
export interface Known {
  readonly project: Project;
  /** RFC 3339, by the cloud's clock. Absent for keys: they end when somebody takes them away. */
  readonly expiresAt?: string;
}

/**
 * Logs in, or asks what our token or keys are good for: one request, which takes no permission.
 * @throws Failure `project-unknown` when it is not for this project; `host-untrusted`, `credentials-unclear`, `cloud-*`
 */
export async function whoWeAre(options: Asking & { readonly project: ProjectRef }): Promise<Known> {
  const { credentials, project } = options;
  const iam = Endpoint.trusted(options.iam, options.cloud, options.trust);
  const manners = mannersFrom(options);
  if (logsIn(credentials)) return login(credentials, project, iam, manners);
  const identity = fixedIdentity(credentials, "id" in project ? project.id : undefined);
  const get = async (path: string, headers: Call["headers"] = {}) => {
    const call = { endpoint: iam, method: "GET", path, shown: path.split("?")[0]!, headers, effect: "none" } as const;
    return (await converse(call, identity, manners)).answer.body;
  };
  if (credentials.kind === "keys") {
    // A plan looks a name up like this, so whoever asks whether the plan will work has to as well.
    const path = "id" in project ? "/v3/auth/projects" : named(project.name);
    return { project: theOne(projectsIn(await get(path), iam), project) };
  }
  const body = await get("/v3/auth/tokens?nocatalog=true", { "x-subject-token": credentials.token });
  const { expires_at: expiresAt = "", project: ours } = tokenIn(body) ?? {};
  if (Number.isNaN(Date.parse(expiresAt))) throw unexpected(iam, "a token without the time of its end");
  if (ours && matches(ours, project)) return { project: { id: ours.id, name: ours.name }, expiresAt };
  const whose = ours ? `project ${ours.name} (${ours.id})` : "no project";
  throw new Failure("project-unknown", `The token is for ${whose}, not for ${nameOf(project)}`, {
    hint: "Get a token of this project, or correct the project in stack.yaml.",
  });
}

interface Project {
  readonly id: string;
  readonly name: string;
}

function projectsIn(body: unknown, iam: Endpoint): Project[] {
  const listed = (body as { projects?: unknown } | undefined)?.projects;
  if (!Array.isArray(listed)) throw unexpected(iam, "a list of projects without `projects`");
  return listed.map((project) => ({ id: String(project?.id), name: String(project?.name) }));
}

const matches = (project: Project, wanted: ProjectRef): boolean =>
  "id" in wanted ? project.id === wanted.id : project.name === wanted.name;

const nameOf = (wanted: ProjectRef): string => ("id" in wanted ? wanted.id : wanted.name);

function theOne(projects: readonly Project[], wanted: ProjectRef): Project {
  const [project, ...more] = projects.filter((one) => matches(one, wanted));
  if (project && more.length === 0) return project;
  if ("id" in wanted) {
    throw new Failure("project-unknown", `These credentials do not reach project ${wanted.id}`, {
      hint: "Correct project_id in stack.yaml and the region, or ask an administrator for rights in this project.",
    });
  }
  if (!project) {
    throw new Failure("project-unknown", `No project called ${wanted.name} is visible to these credentials`, {
      hint: "Correct project_name, or set project_id in stack.yaml; the console shows both under My Credentials.",
    });
  }
  const ids = [project, ...more].map(({ id }) => id);
  throw new Failure("project-unknown", `${ids.length} projects are called ${wanted.name}: ${ids.join(", ")}`, {
    hint: "Set project_id in stack.yaml to one of them.",
  });
}

interface LoggedIn extends Token {
  readonly project: Project;
  readonly expiresAt: string;
}

async function login(credentials: Login, project: ProjectRef, iam: Endpoint, manners: Manners): Promise<LoggedIn> {
  const { auth, secret, ...call } =
    credentials.kind === "oidc"
      ? withIdToken(credentials.provider, await idTokenFrom(credentials.idToken, manners))
      : withPassword(credentials);
  const sent = manners.now();
  const { answer, headers } = await converse(
    {
      endpoint: iam,
      method: "POST",
      ...call,
      body: { auth: { ...auth, scope: { project } } },
      // A second token does nothing to the first.
      effect: "none",
    },
    nobody(credentials.kind, secret),
    manners,
  );
  const token = headers["x-subject-token"];
  const { expires_at = "", issued_at = "", project: ours } = tokenIn(answer.body) ?? {};
  const lifetime = Date.parse(expires_at) - Date.parse(issued_at);
  if (typeof token !== "string" || !ours?.id || !(lifetime > 0)) {
    throw unexpected(iam, "a login without token, project or times");
  }
  const renewAt = sent + lifetime - Math.min(RENEW_BEFORE_MS, lifetime / 10);
  return { token, project: { id: ours.id, name: ours.name }, expiresAt: expires_at, renewAt };
}

function withPassword({ user, password, domain }: Extract<Login, { kind: "password" }>) {
  return {
    // Without the catalog, which can be larger than all the rest together.
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

const tokenIn = (body: unknown) =>
  (body as { token?: { expires_at?: string; issued_at?: string; project?: Project } } | undefined)?.token;

/**
 * Tokens live for 24 hours. Their lifetime is counted on our clock from before the login was sent, so that no two
 * clocks are compared.
 */
const RENEW_BEFORE_MS = 5 * 60_000;

const unexpected = (iam: Endpoint, what: string): Failure =>
  new Failure("cloud-unexpected", `${iam.host} answered with ${what}`, {
    hint: "Check the iam endpoint in stack.yaml.",
  });
