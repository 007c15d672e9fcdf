/** More live policies than a document can be about: an equal second one, or several to adopt. Pure. */
import { kinds } from "../kinds/index.ts";
import { startOf } from "../model/place.ts";
import { type Live, nameOf, type Policy } from "../model/policy.ts";
import type { Problem } from "../model/problem.ts";
import type { State } from "../state/store.ts";
import { claimed, keptBetween } from "./comparable.ts";
import { fieldsBetween } from "./compare.ts";
import type { World } from "./world.ts";

/**
 * A warning for each policy that has a twin: equal in name, kind and content, in no record. A request that was
 * delivered twice would leave one. No user makes such a pair on purpose, and both back up and are billed.
 */
export function twinsOf(policies: readonly Policy[], resources: State["resources"], world: World): Problem[] {
  return policies.flatMap((policy) => {
    const kind = kinds[policy.kind];
    const own = world.byId.get(resources[policy.address]?.id ?? "");
    if (!own || kind.singleton) return [];
    // Vaults are not compared: a vault has one policy, so two of them never have the same.
    const content = claimed(kind, own.spec, {});
    const ids = world
      .unowned(policy.kind, policy.name)
      .filter((other) => keptBetween(kind, own.kept, other.kept).length === 0)
      .filter((other) => fieldsBetween(kind.meaning, content, claimed(kind, other.spec, {})).length === 0)
      .map(({ id }) => id);
    if (ids.length === 0) return [];
    return {
      code: "live-twin",
      message: `the cloud has a second policy that is equal except for its id: ${ids.sort().join(", ")} (managed here: ${own.id})`,
      hint: "delete the one that is not managed here, in the console",
      address: policy.address,
      range: startOf(policy.source),
    };
  });
}

export function ambiguous(policy: Policy, candidates: readonly Live[]): Problem {
  const ids = candidates.map(({ id }) => id).sort();
  return {
    code: "live-ambiguous",
    message: `the cloud has ${ids.length} policies named ${nameOf(policy.address)}, none of them made here: ${ids.join(", ")}`,
    hint: `import the one you mean: holdfast import ${policy.address} ID; or delete or rename the others`,
    address: policy.address,
    range: startOf(policy.source),
  };
}
