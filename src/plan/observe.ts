/**
 * Policies and state -> what is live: one list per service in use, and a read of each known id that the list lacks. As
 * long as nothing is recorded, the other services are listed too: a project can have a history.
 */
import type { ReadableCloud } from "../cloud/cloud.ts";
import type { CloudName, ServiceName } from "../generated/facts.ts";
import { apis, kinds, servicesAt } from "../kinds/index.ts";
import { type Address, kindOf, type Live, type Policy } from "../model/policy.ts";
import { isFailure } from "../model/problem.ts";
import type { State } from "../state/store.ts";
import { settling } from "./record.ts";

/**
 * @param options.arrival where to list every service if nothing is recorded
 * @throws Failure `cloud-*`
 */
export async function observe(
  cloud: ReadableCloud,
  policies: readonly Policy[],
  state: State | undefined,
  { arrival }: { readonly arrival?: CloudName } = {},
): Promise<Live[]> {
  const known = [...Object.entries(state?.resources ?? {}), ...Object.entries(state?.intents ?? {})].map(
    ([address, { id }]) => ({ id, kind: kinds[kindOf(address as Address)] }),
  );
  const inUse = new Set<ServiceName>([
    ...policies.map(({ kind }) => kinds[kind].service),
    ...known.map(({ kind }) => kind.service),
  ]);
  const list = (service: ServiceName) => apis[service].list(cloud);
  const others = arrival && known.length === 0 ? servicesAt(arrival).filter((service) => !inUse.has(service)) : [];
  const lists = await Promise.all([...[...inUse].map(list), ...others.map((service) => list(service).catch(noneOf))]);
  const live = lists.flat();
  const listed = new Set(live.map(({ id }) => id));
  // A list may lag, so what it lacks may still be live. A singleton has no id to read, so its list is read once more.
  const missing = known.filter(({ id, kind }) =>
    kind.singleton ? !live.some((one) => one.kind === kind.name) : id !== undefined && !listed.has(id),
  );
  const asked = new Map(missing.map(({ id, kind }) => [kind.singleton ? kind.name : id, { id, kind }]));
  const found = await Promise.all(
    [...asked.values()].map(async ({ id = "", kind }) =>
      kind.singleton ? list(kind.service) : [await apis[kind.service].find(cloud, id)],
    ),
  );
  // A policy with an intent is not settling: what is live may be what the unfinished run did.
  const begun = new Set(Object.values(state?.intents ?? {}).map(({ id }) => id));
  const records = new Map(
    Object.entries(state?.resources ?? {}).flatMap(([at, one]) => (begun.has(one.id) ? [] : [[one.id, { at, one }]])),
  );
  return [...live, ...found.flat()].flatMap((one) => {
    const record = one && records.get(one.id);
    return record ? settling(record.at as Address, record.one, one, cloud.date()) : (one ?? []);
  });
}

/** A service that no document is about may be closed to this login, or missing here: nothing is planned for it. */
function noneOf(error: unknown): Live[] {
  if (isFailure(error)) return [];
  throw error;
}
