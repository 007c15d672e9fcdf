/** Policies and state -> what the cloud has now: one list per service in use, and a look for each known id not in it. */
import type { ReadableCloud, ServiceName } from "./cloud/cloud.ts";
import { kinds, services } from "./kinds/index.ts";
import { type Address, kindOf, type Live, type Policy } from "./policy.ts";
import type { State } from "./state/store.ts";

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
  const live = (await Promise.all([...inUse].map((service) => services[service].list(cloud)))).flat();
  const listed = new Set(live.map(({ id }) => id));
  // A list may lag behind, so missing there is not yet gone.
  const missing = new Map(
    known.flatMap(({ id, kind }) => (id === undefined || kind.singleton || listed.has(id) ? [] : [[id, kind.service]])),
  );
  const found = await Promise.all([...missing].map(([id, service]) => services[service].find(cloud, id)));
  return [...live, ...found.filter((one) => one !== undefined)];
}
