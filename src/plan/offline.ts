/** Desired x recorded -> a plan, without a look at the cloud: what another user changed there is not in it. Pure. */

import type { StackSpec } from "../generated/types.ts";
import type { Plan } from "../model/change.ts";
import { type Address, kindOf, type Live, type Policy, type Recorded, type Target } from "../model/policy.ts";
import type { State } from "../state/store.ts";
import { type Desired, plan } from "./plan.ts";
import { recordedName } from "./record.ts";
import { withRecordedVaults } from "./vault-names.ts";

/** What is recorded is taken to be live, so the files changed every field that differs. */
export const planOffline = (desired: Desired, state: State): Plan => {
  const policies = withRecordedVaults(desired.policies, state.resources);
  const live = Object.entries(state.resources).map(([address, recorded]) => liveAs(address as Address, recorded));
  return plan({ ...desired, policies }, state, live, state.target);
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
    withRecordedVaults(policies, {}).map(({ address, spec, written, protected: kept }): [Address, Recorded] => [
      address,
      { id: address, spec, written, ...(kept && { protected: true }) },
    ]),
  );

/** From the file, and where that is silent from the state; never from the environment. */
export const targetOf = ({ cloud, region, project_id }: StackSpec, known?: Target): Target => ({
  cloud: cloud ?? "huaweicloud",
  region: region ?? known?.region ?? "",
  project_id: project_id ?? known?.project_id ?? "",
});
