/** A made-up service in one folder: the test copies it to src/kinds/drill, where its imports lead somewhere. */
import { kindFacts } from "../../generated/facts.ts";
import { type Live, membersOf, type Spec } from "../../model/policy.ts";
import { Failure, isFailure } from "../../model/problem.ts";
import type { Api, Service } from "../kind.ts";

export const kinds: Service<"drill">["kinds"] = {
  DrillPolicy: {
    ...kindFacts.DrillPolicy,
    check: (spec) =>
      membersOf(spec).reports === 0
        ? [
            {
              code: "schema",
              message: "a drill without reports shows nothing",
              hint: "keep one report",
              place: { path: "/reports", part: "value" },
            },
          ]
        : [],
    desired: ({ reports = 10, ...spec }) => ({ ...spec, reports }),
    meaning: ({ every_days = 1, reports = 10, runner }) => ({
      "/every_days": every_days,
      "/reports": reports,
      ...(runner !== undefined && { "/runner": runner }),
    }),
    hazards: (before, after) =>
      before && after && Number(after.every_days) > Number(before.every_days)
        ? [{ code: "stops-backups", message: "drills would be less frequent" }]
        : [],
    inWords: (changed, { every_days }) =>
      changed.includes("/every_days") ? `a drill every ${every_days} days` : undefined,
    example: () => ({
      file: "drill.yaml",
      text: "apiVersion: drill/v1\nkind: DrillPolicy\nmetadata:\n  name: weekly\nspec:\n  every_days: 7\n",
    }),
  },
};

export const api: Api<"drill"> = {
  async list(cloud) {
    const { drills } = membersOf((await cloud.get("drill", "/drills")).body);
    return (Array.isArray(drills) ? drills : []).map(liveOf);
  },
  async find(cloud, id) {
    try {
      return liveOf((await cloud.get("drill", `/drills/${id}`)).body);
    } catch (error) {
      if (isFailure(error, "cloud-not-found")) return undefined;
      throw error;
    }
  },
  async create(cloud, _kind, name, spec) {
    return liveOf((await cloud.post("drill", "/drills", sent(name, spec))).body).id;
  },
  async update(cloud, id, name, spec) {
    await cloud.put("drill", `/drills/${id}`, sent(name, spec));
  },
  async remove(cloud, id) {
    await cloud.delete("drill", `/drills/${id}`);
  },
};

const sent = (name: string, spec: Spec) => ({ name, ...spec });

function liveOf(body: unknown): Live {
  const { id, name, ...spec } = membersOf(body);
  if (typeof id !== "string" || typeof name !== "string") {
    throw new Failure("cloud-unexpected", "the cloud answered with a drill without id or name");
  }
  return { id, kind: "DrillPolicy", name, spec, custom: true };
}
