/**
 * What we ask of identity management: a token for a password, and the id of a project. Never creates anything.
 * API: https://docs.otc.t-systems.com/identity-access-management/api-ref/ (`POST /v3/auth/tokens`, `GET /v3/projects`)
 */
import type { CloudName } from "../policy.ts";
import { Failure } from "../problem.ts";
import { converse, type Manners, mannersFrom, type SomeManners } from "./converse.ts";
import type { Credentials } from "./credentials.ts";
import { Endpoint } from "./endpoints.ts";
import { fixedIdentity, type Identity, loggedIn, nobody, type Token } from "./identity.ts";

type Password = Extract<Credentials, { kind: "password" }>;

/** For requests to the project. A password is exchanged for a token at the first of them. */
export function identityIn(projectId: string, credentials: Credentials, iam: Endpoint, manners: Manners): Identity {
  if (credentials.kind !== "password") return fixedIdentity(credentials, projectId);
  return loggedIn(credentials, () => login(credentials, { id: projectId }, iam, manners), manners.now);
}

/**
 * The id of the project called `name`; a region's own project is called like the region.
 * @throws Failure `project-unknown` when there is none or several; `host-untrusted`, `cloud-*`
 */
export async function projectId(
  options: SomeManners & {
    readonly name: string;
    readonly cloud: CloudName;
    /** The service's address. */
    readonly iam: string;
    readonly credentials: Credentials;
    readonly trustHosts?: readonly string[];
  },
): Promise<string> {
  const { name, credentials } = options;
  const iam = Endpoint.trusted(options.iam, options.cloud, options.trustHosts);
  const manners = mannersFrom(options);
  // A token for a project says which project it is for; there is nothing to look up.
  if (credentials.kind === "password") return (await login(credentials, { name }, iam, manners)).projectId;
  const path = `/v3/projects?name=${encodeURIComponent(name)}`;
  const call = { endpoint: iam, method: "GET", path, shown: "/v3/projects", effect: "none" } as const;
  const { answer } = await converse(call, fixedIdentity(credentials), manners);
  const listed = (answer.body as { projects?: unknown } | undefined)?.projects;
  if (!Array.isArray(listed)) throw unexpected(iam, "a list of projects without `projects`");
  const ids = listed.filter((project) => project?.name === name).map((project) => String(project.id));
  if (ids.length === 1) return ids[0]!;
  throw ids.length === 0
    ? new Failure("project-unknown", `No project called ${name} is visible to these credentials`, {
        hint: "Correct project_name, or set project_id in stack.yaml; the console shows both under My Credentials.",
      })
    : new Failure("project-unknown", `${ids.length} projects are called ${name}: ${ids.join(", ")}`, {
        hint: "Set project_id in stack.yaml to one of them.",
      });
}

interface Login extends Token {
  readonly projectId: string;
}

async function login(
  credentials: Password,
  project: { id: string } | { name: string },
  iam: Endpoint,
  manners: Manners,
): Promise<Login> {
  const { user, password, domain } = credentials;
  const sent = manners.now();
  const { answer, headers } = await converse(
    {
      endpoint: iam,
      method: "POST",
      // Without the catalog, which can be larger than all the rest together.
      path: "/v3/auth/tokens?nocatalog=true",
      shown: "/v3/auth/tokens",
      body: {
        auth: {
          identity: { methods: ["password"], password: { user: { name: user, password, domain: { name: domain } } } },
          scope: { project },
        },
      },
      // A second token does nothing to the first.
      effect: "none",
    },
    nobody(credentials),
    manners,
  );
  const token = headers["x-subject-token"];
  const about = (answer.body as { token?: { expires_at?: string; issued_at?: string; project?: { id?: string } } })
    ?.token;
  const lifetime = Date.parse(about?.expires_at ?? "") - Date.parse(about?.issued_at ?? "");
  if (typeof token !== "string" || !about?.project?.id || !(lifetime > 0)) {
    throw unexpected(iam, "a login without token, project or times");
  }
  return { token, projectId: about.project.id, renewAt: sent + lifetime - Math.min(RENEW_BEFORE_MS, lifetime / 10) };
}

/**
 * Tokens live for 24 hours. Their lifetime is counted on our clock from before the login was sent, so that no two
 * clocks are compared.
 */
const RENEW_BEFORE_MS = 5 * 60_000;

const unexpected = (iam: Endpoint, what: string): Failure =>
  new Failure("cloud-unexpected", `${iam.host} answered with ${what}`, {
    hint: "Check the iam endpoint in stack.yaml.",
  });
