/**
 * Recorded x live -> a plan that records what is live, whatever the files say. Changes of other users then count as
 * known, and the next plan finds only what differs from the files. What is gone is forgotten. Pure.
 */
import { kinds } from "../kinds/index.ts";
import type { Adopt, Change, Plan } from "../model/change.ts";
import { type Address, kindOf, type Live, type Recorded, type Target } from "../model/policy.ts";
import type { State } from "../state/store.ts";
import { asRecordedBy, keptBetween, keptIn } from "./comparable.ts";
import { fieldsBetween, inContractOrder } from "./compare.ts";
import { baseDigest } from "./digest.ts";

export function refresh(name: string, state: State | undefined, live: readonly Live[], target: Target): Plan {
  const resources = state?.resources ?? {};
  const byId = new Map(live.map((one) => [one.id, one]));
  const changes = (Object.entries(resources) as [Address, Recorded][])
    .sort()
    .flatMap(([address, recorded]) => refreshOne(address, recorded, byId.get(recorded.id)) ?? []);
  return {
    stack: name,
    base: baseDigest(state, target),
    changes,
    keep: Object.keys(resources).length - changes.length,
    unmanaged: [],
    problems: [],
    namesakes: {},
    vaultOwners: {},
  };
}

function refreshOne(address: Address, recorded: Recorded, live: Live | undefined): Change | undefined {
  if (!live) return { action: "forget", address, cause: "drift", fields: [], hazards: [] };
  const kind = kinds[kindOf(address)];
  const spec = asRecordedBy(kind, live.spec, recorded.spec);
  const fields = [
    ...fieldsBetween(kind.meaning, recorded.spec, spec),
    ...keptBetween(kind, recorded.kept, live.kept),
  ].map((field) => ({ ...field, cause: "drift" as const }));
  if (fields.length === 0) return undefined;
  return inContractOrder<Adopt>({
    action: "adopt",
    address,
    cause: "drift",
    fields,
    hazards: [],
    spec,
    live,
    ...keptIn(live),
  });
}
