/** Policies and state -> what the cloud has now: one list per service in use, and a look for each known id not in it. */
import type { ReadableCloud } from "../cloud/cloud.ts";
import type { ServiceName } from "../generated/facts.ts";
import { apis, kinds } from "../kinds/index.ts";
import { type Address, kindOf, type Live, type Policy } from "../model/policy.ts";
import type { State } from "../state/store.ts";
import { settling } from "./record.ts";

/** @throws Failure `cloud-*` */
export async function observe(
  cloud: ReadableCloud,
  policies: readonly Policy[],
  state: State | undefined,
): Promise<Live[]> {
  const known = [...Object.entries(state?.resources ?? {}), ...Object.entries(state?.intents ?? {})].map(
    ([address, { id }]) => ({ id, kind: kinds[kindOf(address as Address)] }),
  );
  const inUse = new Set<ServiceName>([
    ...policies.map(({ kind }) => kinds[kind].service),
    ...known.map(({ kind }) => kind.service),
  ]);
  const list = (service: ServiceName) => apis[service].list(cloud);
  const live = (await Promise.all([...inUse].map(list))).flat();
  const listed = new Set(live.map(({ id }) => id));
  // A list may lag behind, so missing there is not yet gone; and of what has no id to be asked for, one answer is not enough.
  const missing = known.filter(({ id, kind }) =>
    kind.singleton ? !live.some((one) => one.kind === kind.name) : id !== undefined && !listed.has(id),
  );
  const asked = new Map(missing.map(({ id, kind }) => [kind.singleton ? kind.name : id, { id, kind }]));
  const found = await Promise.all(
    [...asked.values()].map(async ({ id = "", kind }) =>
      kind.singleton ? list(kind.service) : [await apis[kind.service].find(cloud, id)],
    ),
  );
  // What an unfinished run meant to change may show what that run did, and not what was before.
  const begun = new Set(Object.values(state?.intents ?? {}).map(({ id }) => id));
  const records = new Map(
    Object.entries(state?.resources ?? {}).flatMap(([at, one]) => (begun.has(one.id) ? [] : [[one.id, { at, one }]])),
  );
  return [...live, ...found.flat()].flatMap((one) => {
    const record = one && records.get(one.id);
    return record ? settling(record.at as Address, record.one, one, cloud.date()) : (one ?? []);
  });
}
