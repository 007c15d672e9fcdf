/** What plan and apply share: a stack's files, its state and its cloud -> its plan. Writes nothing. */
import type { Stack } from "../check.ts";
import { withHazards } from "../guard.ts";
import { observe } from "../observe.ts";
import { type Plan, plan } from "../plan.ts";
import { startOf } from "../policy.ts";
import type { Problem } from "../problem.ts";
import { recover } from "../recover.ts";
import type { OpenStack } from "../settings.ts";
import { assertBelongs, emptyState } from "../state/state.ts";
import type { Revision, State } from "../state/store.ts";

export interface Planned {
  readonly plan: Plan;
  /** With what an unfinished run turned out to have done. */
  readonly state: State;
  /** Whether the stored state does not say so yet. */
  readonly recovered: boolean;
  readonly notes: readonly string[];
  readonly revision: Revision;
}

/** @throws Failure `cloud-*`, `state-*` */
export async function planStack(stack: Stack, { target, reader, store }: OpenStack): Promise<Planned> {
  const stored = await store.read();
  if (stored.state) assertBelongs(stored.state, stack.name, target, store.place);
  const live = await observe(reader, stack.policies, stored.state);
  const base = stored.state ?? emptyState(stack.name, target);
  const { state, notes } = recover(base, live);
  const made = plan(stack, stored.state && state, live, target);
  const hazardous = withHazards(made, Object.keys(state.resources).length);
  const unready = stack.policies.flatMap(notYet);
  return {
    plan: { ...hazardous, problems: [...unready, ...hazardous.problems] },
    state,
    recovered: notes.length > 0,
    notes,
    revision: stored.revision,
  };
}

/** Fields that documents may have and that this version cannot carry out: better no plan than half of one. */
function notYet({ address, spec, source }: Stack["policies"][number]): Problem[] {
  return ["vaults", "schedule"]
    .filter((field) => spec[field] !== undefined)
    .map((field) => ({
      severity: "error",
      code: "cloud-unsupported",
      message: `this version of holdfast checks ${field}, and cannot apply it yet`,
      hint: field === "schedule" ? "write the rules in UTC under trigger" : "remove vaults, and bind them elsewhere",
      address,
      range: startOf(source),
    }));
}
