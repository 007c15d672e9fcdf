/**
 * The control API of the simulated cloud, for people and tests. It needs no credentials:
 *
 *     GET, DELETE /_simulator/requests   {"requests": [LoggedRequest]}, oldest first; forgets them
 *     POST, DELETE /_simulator/faults    {"faults": "503@GET:cbr", "seed": 7} adds faults (faults.ts); removes all
 *     GET, PUT /_simulator/personality   {"offset": "refuse"} changes those switches (personality.ts)
 *     GET /_simulator/data               what the data file holds, or would hold
 *     GET, POST /_simulator/clock        {"now": "2026-12-01T02:00:00Z"}; moves the clock, only forward
 *     POST /_simulator/projects/{project_id}/resources
 *         {"resources": [{"name": "db-1", "type": "OS::Nova::Server"}]} adds servers, disks (OS::Cinder::Volume, with
 *         `server_id` where attached) and file systems (OS::Sfs::Turbo), or replaces those with the same id.
 *         The answer has their ids. More members: StoredResource
 *     DELETE /_simulator/projects/{project_id}/resources/{id}
 *         removes it, from its vault too; its backups stay
 *     PUT /_simulator/projects/{project_id}/mishaps
 *         {"mishaps": [{"what": "fail"}]} replaces everything that goes wrong with runs (mishaps.ts)
 *
 * Until the clock is moved, it is the machine's and no policy runs. After that it stands still at the time it was moved
 * to, and each move makes everything in between happen: runs, completions, expiries (clock.ts). Vaults get resources
 * through the API: POST /v3/{project_id}/vaults, and …/vaults/{vault_id}/addresources.
 *
 * A cloud of bad weather has faults by chance. The seed decides which requests they strike. Requests are counted by
 * method and path without ids, so a seed gives the same weather as long as each applier sends the same requests:
 *
 *     lags    lag=2000ms@POST:policies:20%   with=staleVaultsMs/3000@POST:associatepolicy:30%
 *             with=staleByTurns@GET:policies:50%   slow=400:3%   late=3000@POST:5%
 *     lies    instead=404-route:2%   instead=404-html@GET:2%   masked=202-object@DELETE:policies:10%
 *             instead=200-object@DELETE:policies:5%   other@POST:policies:5%   with=listTwice@GET:policies:10%
 *             with=count/wrong@GET:policies:10%   with=endless@GET:policies:1%   with=pagesCame/1@GET:backups:20%
 *     loses   lose:3%   drop:3%   cut:2%   429=20/1s:2%   500:1%   502:1%   503:1%
 *
 * Joined with commas they are one text for `faults`; DELETE /_simulator/faults ends them. The data shows the outcome,
 * and `changed` in the log shows which requests had an effect, whatever was answered. For a machine whose clock is off,
 * use the option `clock`; for a restart, close() and start again on the same `data`; two on one `data` are two nodes of
 * one cloud.
 */
import { randomUUID } from "node:crypto";
import type { Reply } from "./call.ts";
import { passTime } from "./clock.ts";
import type { Data } from "./data.ts";
import { parseFaults, type Trap } from "./faults.ts";
import { type Personality, parseSwitch } from "./personality.ts";
import { checkMishap, checkResource, timeIn } from "./project.ts";
import type { Mishap, Project, StoredResource } from "./stored.ts";

interface Controlled {
  readonly data: Data;
  readonly trap: Trap;
  /** Of faults that come without one. */
  readonly seed: number;
  /** Changed in place. */
  readonly personality: Personality;
  /** Emptied in place. */
  readonly log: object[];
}

type Control = (method: string, path: string, body: unknown) => Promise<Reply>;

export function newControl({ data, trap, seed, personality, log }: Controlled): Control {
  const now = (): Reply => ({ status: 200, body: { now: new Date(data.now()).toISOString() } });

  async function inProject(id: string, method: string, kind: string, what: string, body: unknown): Promise<Reply> {
    const { resources = [], mishaps = [] } = (body ?? {}) as Listed;
    if (method === "PUT" && kind === "mishaps") {
      for (const mishap of mishaps) checkMishap(mishap);
      await data.change(id, (project) => {
        project.mishaps = mishaps;
      });
      return { status: 204 };
    }
    if (method === "POST" && kind === "resources") {
      const created_at = new Date(data.now()).toISOString();
      const added = resources.map((resource) => ({ id: randomUUID(), created_at, ...resource }));
      for (const resource of added) checkResource(resource);
      await data.change(id, (project) => {
        project.resources = new Map([...project.resources, ...added.map((one) => [one.id, one] as const)]);
      });
      return { status: 200, body: { resources: added } };
    }
    await data.change(id, (project) => removeResource(project, what));
    return { status: 204 };
  }

  async function carryOut(method: string, path: string, body: unknown): Promise<Reply> {
    const [, id, kind, what = ""] = IN_PROJECT.exec(`${method} ${path}`) ?? [];
    if (id !== undefined && kind !== undefined) return inProject(id, method, kind, what, body);
    switch (`${method} ${path}`) {
      case "GET /_simulator/requests":
        return { status: 200, body: { requests: log } };
      case "DELETE /_simulator/requests":
        log.length = 0;
        return { status: 204 };
      case "POST /_simulator/faults": {
        const { faults, seed: ownSeed } = body as { faults: string; seed?: number };
        trap.add(parseFaults(faults), ownSeed ?? seed);
        return { status: 204 };
      }
      case "DELETE /_simulator/faults":
        trap.clear();
        return { status: 204 };
      case "GET /_simulator/personality":
        return { status: 200, body: personality };
      case "PUT /_simulator/personality": {
        const changes = Object.entries(body as object).map(([name, value]) => parseSwitch(`${name}/${value}`));
        Object.assign(personality, ...changes);
        return { status: 204 };
      }
      case "GET /_simulator/data":
        return { status: 200, body: await data.content() };
      case "GET /_simulator/clock":
        return now();
      case "POST /_simulator/clock":
        await data.move(timeIn(String((body as { now?: unknown }).now)), passTime);
        return now();
      default:
        return { status: 404, body: { error_msg: `${method} ${path} is not something the simulated cloud can do` } };
    }
  }

  return (method, path, body) =>
    carryOut(method, path, body).catch((error: Error) => ({ status: 400, body: { error_msg: error.message } }));
}

const IN_PROJECT =
  /^(?:POST|PUT|DELETE(?= .*\/resources\/.)) \/_simulator\/projects\/([^/]+)\/(resources|mishaps)(?:\/([^/]+))?$/;

interface Listed {
  readonly resources?: readonly Omit<StoredResource, "id" | "created_at">[];
  readonly mishaps?: readonly Mishap[];
}

function removeResource(project: Project, id: string): void {
  project.resources = new Map([...project.resources].filter(([key]) => key !== id));
  for (const vault of [...project.vaults.values()]) {
    const members = vault.resources?.filter((member) => member.id !== id);
    if (members && members.length < vault.resources!.length) {
      project.vaults.set(vault.id, { ...vault, resources: members });
    }
  }
}
