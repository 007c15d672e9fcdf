/** Policies and state -> what the cloud has now: one list per service in use, and a look for each recorded id not in it. */
import type { ReadableCloud, ServiceName } from "./cloud/cloud.ts";
import { kinds, services } from "./kinds/index.ts";
import { kindOf, type Live, type Policy } from "./policy.ts";
import type { State } from "./state/store.ts";

/** @throws Failure `cloud-*` */
export async function observe(
  cloud: ReadableCloud,
  policies: readonly Policy[],
  state: State | undefined,
): Promise<Live[]> {
  const resources = Object.entries(state?.resources ?? {}).map(([address, recorded]) => ({
    id: recorded.id,
    kind: kinds[kindOf(address as Policy["address"])],
  }));
  const inUse = new Set<ServiceName>([
    ...policies.map(({ kind }) => kinds[kind].service),
    ...resources.map(({ kind }) => kind.service),
  ]);
  const live = (await Promise.all([...inUse].map((service) => services[service].list(cloud)))).flat();
  const listed = new Set(live.map(({ id }) => id));
  // A list may lag behind, so missing there is not yet gone.
  const missing = resources.filter(({ id, kind }) => !kind.singleton && !listed.has(id));
  const found = await Promise.all(missing.map(({ id, kind }) => services[kind.service].find(cloud, id)));
  return [...live, ...found.filter((one) => one !== undefined)];
}
