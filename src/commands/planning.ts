/** What plan and apply share: a stack's files, its state and its cloud -> its plan. Writes nothing. */
import type { Stack } from "../check.ts";
import type { ReadableCloud } from "../cloud/cloud.ts";
import { withHazards } from "../guard.ts";
import { interruptible, type Stored } from "../lease.ts";
import { observe } from "../observe.ts";
import { type Plan, plan } from "../plan.ts";
import { startOf } from "../policy.ts";
import type { Problem } from "../problem.ts";
import { recover, withoutIntents } from "../recover.ts";
import type { OpenToRead } from "../settings.ts";
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

/** A look into what an unfinished run may have created, before anything is planned on it. */
export interface Settling {
  readonly settleMs: number;
  readonly signal: AbortSignal;
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

/** Between two looks for what may have been created. */
const LOOK_MS = 1000;

/** Looks until nothing is unseen, or for as long as an accepted create may take to be seen. */
async function recovered(
  { policies }: Stack,
  reader: ReadableCloud,
  base: State,
  log: (line: string) => void,
  settling: Settling | undefined,
) {
  const began = performance.now();
  for (let looks = 0; ; looks += 1) {
    const live = await observe(reader, policies, base);
    if (Object.keys(base.intents).length === 0) return { live, state: base, notes: [] };
    const { state, notes, unseen } = recover(base, live);
    if (unseen.length === 0) return { live, state, notes };
    const names = unseen.join(", ");
    if (!settling) {
      return {
        live,
        state,
        notes: [...notes, `${names}: a run that did not finish may have created it; apply looks again`],
      };
    }
    if (performance.now() - began >= settling.settleMs) {
      const absent = unseen.map((address) => `${address}: was not created by the run that meant to`);
      return { live, state: withoutIntents(state, unseen), notes: [...notes, ...absent] };
    }
    if (looks === 0) log(`a run did not finish; looking for ${settling.settleMs / 1000} s whether it created ${names}`);
    await interruptible(Math.min(LOOK_MS, settling.settleMs), settling.signal);
  }
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
