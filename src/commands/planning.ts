/** What plan and apply share: a stack's files, its state and its cloud -> its plan. Writes nothing. */
import type { Stack } from "../check.ts";
import type { ReadableCloud } from "../cloud/cloud.ts";
import { withHazards } from "../guard.ts";
import type { Stored } from "../lease.ts";
import { observe } from "../observe.ts";
import { atTheCloud } from "../parallel.ts";
import { type Plan, plan } from "../plan.ts";
import { startOf } from "../policy.ts";
import type { Problem } from "../problem.ts";
import { recover, withoutIntents } from "../recover.ts";
import type { OpenToRead } from "../settings.ts";
import { type Settling, settled } from "../settle.ts";
import { assertBelongs, emptyState } from "../state/state.ts";
import type { Revision, State } from "../state/store.ts";

export interface Planned {
  readonly plan: Plan;
  /** With what an unfinished run turned out to have done. */
  readonly state: State;
  /** Whether the stored state does not say so yet. */
  readonly recovered: boolean;
  readonly revision: Revision;
}

/**
 * @param settling absent: nothing is going to be written, so one look is enough
 * @throws Failure `cloud-*`, `state-*`, `interrupted`
 */
export async function planStack(
  stack: Stack,
  { target, reader, store }: OpenToRead,
  stored: Stored,
  log: (line: string) => void,
  settling?: Settling,
): Promise<Planned> {
  if (stored.state) assertBelongs(stored.state, stack.name, target, store.place);
  const base = stored.state ?? emptyState(stack.name, target);
  const { live, state, notes } = await recovered(stack, reader, base, log, settling);
  for (const note of notes) log(note);
  const made = withHazards(plan(stack, stored.state && state, live, target), Object.keys(state.resources).length);
  return {
    plan: { ...made, problems: [...stack.policies.flatMap(notYet), ...made.problems] },
    state,
    recovered: state !== base || base.lease !== undefined,
    revision: stored.revision,
  };
}

/** Live, and the state with what unfinished runs did; without `settling`, after a single look. */
async function recovered(
  { policies }: Stack,
  reader: ReadableCloud,
  base: State,
  log: (line: string) => void,
  settling: Settling | undefined,
) {
  const look = () => atTheCloud(() => observe(reader, policies, base));
  if (Object.keys(base.intents).length === 0) return { live: await look(), state: base, notes: [] };
  if (!settling) {
    const live = await look();
    const { state, notes, unseen } = recover(base, live);
    const open = unseen.map(
      (address) => `${address}: a run that did not finish may have created it; apply looks again`,
    );
    return { live, state, notes: [...notes, ...open] };
  }
  const seconds = settling.settleMs / 1000;
  const { live, state, notes, unseen } = await settled(base, look, settling, (first) =>
    log(`a run did not finish; looking for ${seconds} s whether it created ${first.unseen.join(", ")}`),
  );
  const absent = unseen.map((address) => `${address}: was not created by the run that meant to`);
  return { live, state: withoutIntents(state, unseen), notes: [...notes, ...absent] };
}

/** What documents may say and this version cannot carry out: better no plan than half of one. */
function notYet({ address, spec, source }: Stack["policies"][number]): Problem[] {
  if (spec.vaults === undefined) return [];
  return [
    {
      severity: "error",
      code: "cloud-unsupported",
      message: "this version of holdfast checks vaults, and cannot bind them yet",
      hint: "remove vaults, and bind them elsewhere",
      address,
      range: startOf(source),
    },
  ];
}
