/** What an apply writes to the state: an intent per change before, what became of the changes after. Pure. */

import { countsOf, type Outcome, type Plan, type Write } from "../model/change.ts";
import { defined } from "../model/defined.ts";
import { type Address, plain, type Recorded } from "../model/policy.ts";
import { planDigest } from "../plan/digest.ts";
import { recordOf, refreshed, unsettled, wantedOf } from "../plan/record.ts";
import { nextState } from "../state/state.ts";
import type { Intent, Note, State } from "../state/store.ts";
import type { Run } from "./run.ts";

export const intentsOf = (writes: readonly Write[], plan: Plan): Record<Address, Intent> =>
  Object.fromEntries(
    writes.map((change): [Address, Intent] => {
      const { address } = change;
      if (change.action === "delete") return [address, { action: "delete", id: change.live.id }];
      const wanted = wantedOf(change.policy);
      if (change.action === "update") return [address, { action: "update", id: change.live.id, ...wanted }];
      return [address, { action: "create", ...wanted, seen: plan.namesakes[address] ?? [] }];
    }),
  );

/** The state with what is known to have happened, and the intents of what is not. */
export function stateAfter(run: Run, state: State, outcomes: readonly Outcome[], note: Note): State {
  const at = run.origin.at();
  const history = pastIn(state, note, run, at);
  const resources: Record<Address, Recorded> = { ...state.resources };
  const intents: Record<Address, Intent> = { ...state.intents };
  for (const { change, status, done } of outcomes) {
    const { address, action } = change;
    const recordedAt = ("former" in change ? change.former : undefined) ?? address;
    const { [recordedAt]: former } = resources;
    if (status !== "unknown") delete intents[address];
    // Some of its requests may have had an effect.
    if (status === "failed" && former) resources[recordedAt] = unsettled(former);
    if (action === "delete" || action === "forget") {
      if (status === "ok") delete resources[address];
      continue;
    }
    const result = action === "adopt" ? { id: change.live.id, spec: change.spec } : done;
    if (!result) continue;
    const actual = { ...result, ...("live" in change && { kept: change.live.kept ?? {} }) };
    delete resources[recordedAt];
    resources[address] = change.policy
      ? recordOf(address, wantedOf(change.policy), actual, former, at)
      : refreshed(address, known(former, address), { kept: undefined, ...actual }, at);
  }
  return nextState(state, { resources, intents, lease: undefined, ...(history && { history }) }, run.lease.id);
}

function known(record: Recorded | undefined, address: Address): Recorded {
  if (record) return record;
  throw new Error(`${address} has no record to refresh`);
}

/** Of the run, for people. Its environment may contain anything, so control characters are replaced. */
export function noteOf({ plan, origin: { who, run, commit } }: Run, outcomes: readonly Outcome[]): Note {
  const done = outcomes.filter(({ status }) => status === "ok").map(({ change }) => change);
  return defined({
    counts: countsOf(done),
    plan: planDigest(plan),
    who: who && plain(who),
    run: run && plain(run),
    commit: commit && plain(commit),
  });
}

const MAX_HISTORY = 50;

/** Undefined for a store that keeps notes itself: it has all of them. */
const pastIn = ({ history = [] }: State, note: Note, { store }: Run, at: string): State["history"] =>
  store.history ? undefined : [...history, { at, ...note }].slice(-MAX_HISTORY);
