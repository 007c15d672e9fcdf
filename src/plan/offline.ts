/** What the files would change in what was recorded, without a look at the cloud. What somebody else changed there, nobody can tell from here. Pure. */

import type { StackSpec } from "../generated/types.ts";
import type { Plan } from "../model/change.ts";
import { type Address, kindOf, type Live, type Policy, type Recorded, type Target } from "../model/policy.ts";
import type { State } from "../state/store.ts";
import { type Desired, plan } from "./plan.ts";
import { recordedName } from "./record.ts";

/** Takes what is recorded for what is live, so that whatever differs was changed by the files. */
export const planOffline = (desired: Desired, state: State): Plan => {
  const live = Object.entries(state.resources).map(([address, recorded]) => liveAs(address as Address, recorded));
  return plan(desired, state, live, state.target);
};

const liveAs = (address: Address, record: Recorded): Live => ({
  id: record.id,
  kind: kindOf(address),
  name: recordedName(address, record),
  spec: record.spec,
  custom: true,
});

/** Documents as if they had been applied. */
export const asRecorded = (policies: readonly Policy[]): State["resources"] =>
  Object.fromEntries(
    policies.map(({ address, spec, protected: kept }): [Address, Recorded] => [
      address,
      { id: address, spec, ...(kept && { protected: true }) },
    ]),
  );

/** As far as the file says it, and for the rest what the state was made for: the environment is not asked. */
export const targetOf = ({ cloud, region, project_id }: StackSpec, known?: Target): Target => ({
  cloud: cloud ?? "huaweicloud",
  region: region ?? known?.region ?? "",
  project_id: project_id ?? known?.project_id ?? "",
});
