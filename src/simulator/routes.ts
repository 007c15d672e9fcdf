/** Which path is which operation. All services share one port: their paths do not overlap. */

import { createCheckpoint, listBackups } from "./backups.ts";
import type { IamOperation, Operation } from "./call.ts";
import type { ServiceName } from "./faults.ts";
import type { Iam } from "./iam.ts";
import { addResources, removeResources, setResources } from "./members.ts";
import { createPolicy, deletePolicy, listPolicies, showPolicy, updatePolicy } from "./policies.ts";
import { listProtectables } from "./protectables.ts";
import { listDisks, listServers, listVolumes } from "./resources.ts";
import { createDownloadPolicy, showDownloadPolicy, updateDownloadPolicy } from "./switch.ts";
import { listTasks } from "./tasks.ts";
import { associatePolicy, createVault, deleteVault, dissociatePolicy, listVaults, showVault } from "./vaults.ts";

type Route = {
  readonly method: string;
  /** Of segments; `{project_id}` stands for any. */
  readonly path: readonly string[];
  /** The permission it takes, as IAM names it; undefined for what everybody may ask. */
  readonly action: string | undefined;
  /** Where a query names the project that is looked at; elsewhere the path does. */
  readonly projectIn?: string;
} & (
  | { readonly service: Exclude<ServiceName, "iam">; readonly operation: Operation }
  | { readonly service: "iam"; readonly operation: IamOperation }
);

export interface Found {
  readonly route: Route;
  /** What stood in the place of `{project_id}` and the like. */
  readonly params: Readonly<Record<string, string>>;
}

/** Finds the route of a method and a path (without query). */
export function routesTo(iam: Iam): (method: string, path: string) => Found | undefined {
  const routes = [
    cbr("POST /v3/{project_id}/policies", "cbr:policies:create", createPolicy),
    cbr("GET /v3/{project_id}/policies", "cbr:policies:list", listPolicies),
    cbr("GET /v3/{project_id}/policies/{policy_id}", "cbr:policies:get", showPolicy),
    cbr("PUT /v3/{project_id}/policies/{policy_id}", "cbr:policies:update", updatePolicy),
    cbr("DELETE /v3/{project_id}/policies/{policy_id}", "cbr:policies:delete", deletePolicy),

    cbr("POST /v3/{project_id}/vaults", "cbr:vaults:create", createVault),
    cbr("GET /v3/{project_id}/vaults", "cbr:vaults:list", listVaults),
    {
      ...cbr("GET /v3/{project_id}/vaults/external", "cbr:vaults:listExternalVaults", listVaults),
      projectIn: "external_project_id",
    },
    cbr("GET /v3/{project_id}/vaults/{vault_id}", "cbr:vaults:get", showVault),
    cbr("DELETE /v3/{project_id}/vaults/{vault_id}", "cbr:vaults:delete", deleteVault),
    cbr("POST /v3/{project_id}/vaults/{vault_id}/associatepolicy", "cbr:vaults:associatePolicy", associatePolicy),
    cbr("POST /v3/{project_id}/vaults/{vault_id}/dissociatepolicy", "cbr:vaults:dissociatePolicy", dissociatePolicy),
    cbr("POST /v3/{project_id}/vaults/{vault_id}/addresources", "cbr:vaults:addResources", addResources),
    cbr("POST /v3/{project_id}/vaults/{vault_id}/removeresources", "cbr:vaults:removeResources", removeResources),
    cbr("PUT /v3/{project_id}/vaults/{vault_id}/set-resources", "cbr:vaults:setResources", setResources),

    cbr(
      "GET /v3/{project_id}/protectables/{protectable_type}/instances",
      "cbr:vaults:listProtectables",
      listProtectables,
    ),
    cbr("POST /v3/{project_id}/checkpoints", "cbr:vaults:backup", createCheckpoint),
    cbr("GET /v3/{project_id}/backups", "cbr:backups:list", listBackups),
    cbr("GET /v3/{project_id}/operation-logs", "cbr:tasks:list", listTasks),

    ecs("GET /v1/{project_id}/cloudservers/detail", "ecs:cloudServers:list", listServers),
    evs("GET /v2/{project_id}/cloudvolumes/detail", "evs:volumes:list", listDisks),
    evs("GET /v3/{project_id}/volumes/detail", "evs:volumes:list", listVolumes),

    dds("GET /v3/{project_id}/backups/download-policy", "dds:backup:getDownloadPolicy", showDownloadPolicy),
    dds("POST /v3/{project_id}/backups/download-policy", "dds:backup:createDownloadPolicy", createDownloadPolicy),
    dds("PUT /v3/{project_id}/backups/download-policy", "dds:backup:updateDownloadPolicy", updateDownloadPolicy),

    identity("POST /v3/auth/tokens", undefined, iam.issueToken),
    identity("POST /v3.0/OS-AUTH/id-token/tokens", undefined, iam.issueTokenForIdToken),
    // Says itself who may have one.
    identity("POST /v3.0/OS-CREDENTIAL/securitytokens", undefined, iam.issueKey),
    identity("GET /", undefined, iam.listVersions),
    identity("GET /v3", undefined, iam.showVersion),
    identity("GET /v3/", undefined, iam.showVersion),
    identity("GET /v3/projects", "iam:projects:list", iam.listProjects),
    // It takes no permission to ask about oneself, but one has to be somebody.
    identity("GET /v3/auth/tokens", "this", iam.showToken),
    identity("GET /v3/auth/projects", "this", iam.listOwnProjects),
    identity("GET /v3/auth/domains", "this", iam.listOwnDomains),
    identity("GET /v3/auth/catalog", "this", iam.showCatalog),
  ];

  return (method, path) => {
    const segments = segmentsOf(path);
    for (const route of routes) {
      const params = route.method === method ? match(route.path, segments) : undefined;
      if (params) return { route, params };
    }
    return undefined;
  };
}

/** `POST /v3/{project_id}/policies` -> method and path. */
function at(line: string): { method: string; path: string[] } {
  const [method, path] = line.split(" ") as [string, string];
  return { method, path: segmentsOf(path) };
}

const inProjects =
  (service: Exclude<ServiceName, "iam">) =>
  (line: string, action: string, operation: Operation): Route => ({ ...at(line), service, action, operation });

const cbr = inProjects("cbr");
const dds = inProjects("dds");
const ecs = inProjects("ecs");
const evs = inProjects("evs");

const identity = (line: string, action: string | undefined, operation: IamOperation): Route => ({
  ...at(line),
  service: "iam",
  action,
  operation,
});

const segmentsOf = (path: string): string[] => path.slice(1).split("/");

function match(path: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (path.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, wanted] of path.entries()) {
    const given = segments[index]!;
    if (wanted.startsWith("{") && given !== "") params[wanted.slice(1, -1)] = decodeURIComponent(given);
    else if (wanted !== given) return undefined;
  }
  return params;
}
