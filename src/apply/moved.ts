/** What moved in the cloud since the plan was made, so that a change is no longer the one that was approved. Pure. */

import { kinds } from "../kinds/index.ts";
import type { Create, Delete, Update, Write } from "../model/change.ts";
import { kindOf, type Live, type Spec, sameJson } from "../model/policy.ts";
import { Failure } from "../model/problem.ts";
import { claimed } from "../plan/comparable.ts";
import { fieldsBetween } from "../plan/compare.ts";
import { vaultOwnersOf } from "../plan/vault-owners.ts";
import { rebinding, vaultKey } from "../plan/vaults.ts";
import type { Running } from "./run.ts";

/** What a change is compared with. */
type Around = Pick<Running, "plan" | "state" | "now">;

/** Compares what the plan saw with what is live now; undefined when the change is still the one that was planned. */
export function whyMoved(around: Around, change: Write): Failure | undefined {
  const why =
    (change.action === "create" ? whyTaken(change, around) : whyOther(change, around.now)) ??
    whyRebound(change, around);
  if (why === undefined) return undefined;
  return new Failure("cloud-moved", `${why} after the plan was made`, {
    hint: "plan again, and review what is live now",
  });
}

function whyTaken({ address, policy }: Create, { state, now }: Around): string | undefined {
  const kind = kinds[kindOf(address)];
  const owned = new Set(Object.values(state.resources).map(({ id }) => id));
  const name = kind.singleton ? undefined : policy.name;
  const rival = now.find((live) => live.kind === kind.name && live.name === name && live.custom && !owned.has(live.id));
  return rival && `a policy of this name (${rival.id}) was created`;
}

function whyOther(change: Update | Delete, now: readonly Live[]): string | undefined {
  const kind = kinds[kindOf(change.address)];
  const { live } = change;
  const current = now.find(({ id }) => id === live.id);
  // A delete wants it gone.
  if (!current) return change.action === "delete" ? undefined : `${live.id} was deleted`;
  const compared = (spec: Spec) => (change.action === "delete" ? spec : claimed(kind, spec, change.policy.spec));
  const [field] = fieldsBetween(kind.meaning, compared(live.spec), compared(current.spec));
  if (field) return `${field.path.slice(1)} was changed`;
  if (change.action === "update" && !sameJson(live.kept ?? {}, current.kept ?? {}))
    return "a member that this version does not know was changed";
  return current.name === live.name ? undefined : "it was renamed";
}

function whyRebound(change: Write, { plan, state, now }: Around): string | undefined {
  const owners = vaultOwnersOf([change], now, state.resources);
  const vault = rebinding(change).bind.find((binding) => {
    const key = vaultKey(kindOf(change.address), binding);
    return owners[key]?.id !== plan.vaultOwners[key]?.id;
  });
  return vault && `vault ${vault.vault_id} was given to another policy`;
}
