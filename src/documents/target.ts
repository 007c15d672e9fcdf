/** Which stacks are, or may be, for the same project: from the files, and once the projects are known. Pure. */
import { SERVICES, type ServiceName } from "../generated/facts.ts";
import type { StackSpec } from "../generated/types.ts";
import type { Target } from "../model/policy.ts";
import { Failure } from "../model/problem.ts";

/** What a stack may be for, as strings to compare. */
export interface Footprint {
  /** What later stacks are compared with. */
  readonly claims: readonly string[];
  /** Claims of the same project. */
  readonly same: readonly string[];
  /** Claims of what may be the same project. */
  readonly unclear: readonly string[];
}

/** In the place of a region. No region and no address has these names. */
const UNSAID = "?";
const SOME = "*";

/** How stacks identify their project. */
const WAYS = ["id", "name", "neither"] as const;

/**
 * All stacks of one cloud and region give project_id, or all give project_name: a name may belong to any id, and a
 * stack with neither may be for any project. A region that is not given may be any region.
 */
export function footprintOf(spec: StackSpec): Footprint {
  const { cloud = "huaweicloud", endpoints = {} } = spec;
  const { way, project } = projectOf(spec);
  const named = project === undefined ? [] : [`${way} ${project}`];
  const words = (places: readonly string[], whats: readonly string[]) =>
    places.flatMap((place) => whats.map((what) => JSON.stringify([cloud, place, what])));
  const isAlone = cloud === "simulator" && project === undefined;
  // The same project at the same address, whatever its region is called.
  const addresses = SERVICES.flatMap((service) => {
    const address = endpoints[service];
    return address === undefined ? [] : plain(address);
  });
  const behind = words(addresses, isAlone ? ["id simulator"] : named);
  // Each of them has a simulated cloud of its own.
  if (isAlone) return { claims: behind, same: behind, unclear: [] };
  const regions = regionsOf(spec);
  const at = [...(regions ?? [UNSAID]), SOME];
  const near = regions ? [...regions, UNSAID] : [SOME];
  const unlike = WAYS.filter((other) => other !== way || way === "neither");
  return {
    claims: [...words(at, [way, ...named]), ...behind],
    same: [...words(near, named), ...behind],
    unclear: words(near, unlike),
  };
}

function projectOf({ cloud, project_id: id, project_name: name }: StackSpec): {
  readonly way: (typeof WAYS)[number];
  readonly project?: string;
} {
  if (id) return { way: "id", project: folded(id) };
  if (!name) return { way: "neither" };
  // In the simulated cloud, names are ids.
  return { way: cloud === "simulator" ? "id" : "name", project: folded(name) };
}

/** The cloud ignores the case of ids and names. */
const folded = (text: string): string => text.normalize("NFKC").trim().toLowerCase();

/** Undefined: any. An address may lead to another region than the one that is given. */
function regionsOf({ cloud, region, endpoints = {} }: StackSpec): string[] | undefined {
  if (cloud === "simulator") return [region ?? cloud];
  if (!region) return undefined;
  const others = SERVICES.flatMap((service) => {
    const [, name, host] = /^https:\/\/([a-z0-9-]+)\.([a-z0-9-]+)\./i.exec(endpoints[service] ?? "") ?? [];
    return host === undefined || !SERVICES.some((one) => one === name?.toLowerCase()) ? [] : host.toLowerCase();
  });
  return [...new Set([region, ...others])];
}

/** Where the requests of a stack go. */
export interface Reached {
  readonly stack: string;
  readonly target: Target;
  readonly endpoints: Readonly<Record<ServiceName, string>>;
}

/** Stack -> why it is refused: another stack of this run is for the same project. */
export function twinsAmong(reached: readonly Reached[]): ReadonlyMap<string, Failure> {
  const groups = new Map<string, Reached[]>();
  for (const one of reached) {
    for (const key of placesOf(one)) groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return new Map(
    [...groups.values()].flatMap((group) =>
      group.length === 1 ? [] : group.map((one): [string, Failure] => [one.stack, refusal(one, group)]),
    ),
  );
}

/** Simulated clouds differ by their addresses, even if cloud, region and project are equal. */
function placesOf({ target: { cloud, region, project_id }, endpoints }: Reached): string[] {
  const project = folded(project_id);
  const addresses = SERVICES.map((service) => `${plain(endpoints[service])} ${project}`);
  return [...new Set([...addresses, ...(cloud === "simulator" ? [] : [`${cloud} ${region} ${project}`])])];
}

/** As requests use addresses: see `Endpoint`, which refuses what cannot be parsed. */
function plain(address: string): string {
  if (!URL.canParse(address)) return address;
  const { host, pathname } = new URL(address);
  return host + pathname.replace(/\/+$/, "").replace(/\/v3$/, "");
}

function refusal({ stack, target: { cloud, region, project_id } }: Reached, group: readonly Reached[]): Failure {
  const others = group.flatMap((one) => (one.stack === stack ? [] : one.stack)).join(", ");
  return new Failure(
    "stack-duplicate",
    `this and ${others} are for the same project: ${cloud}, ${region}, ${project_id}`,
    {
      hint: "keep the policies of one project in one stack",
    },
  );
}
