/** Everything that is live, as the planner looks it up. Pure. */
import type { KindName, Live } from "../model/policy.ts";
import type { State } from "../state/store.ts";

export interface World {
  readonly byId: ReadonlyMap<string, Live>;
  /** Live policies in no record that a document of this kind and name could adopt; `name` undefined: a singleton. */
  unowned(kind: KindName, name: string | undefined): readonly Live[];
}

export function worldOf(live: readonly Live[], resources: State["resources"]): World {
  const owned = new Set(Object.values(resources).map(({ id }) => id));
  const unowned = new Map<string, Live[]>();
  for (const one of live) {
    // A policy that an organisation pushed here is never adopted.
    if (owned.has(one.id) || !one.custom) continue;
    const key = keyOf(one.kind, one.name);
    unowned.set(key, [...(unowned.get(key) ?? []), one]);
  }
  return {
    byId: new Map(live.map((one) => [one.id, one])),
    unowned: (kind, name) => unowned.get(keyOf(kind, name)) ?? [],
  };
}

const keyOf = (kind: KindName, name: string | undefined): string => `${kind}/${name ?? ""}`;
