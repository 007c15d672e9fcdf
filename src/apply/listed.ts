/**
 * Waits until the lists of the cloud agree with the outcomes. A list may show for a while what was before a vault was
 * bound or freed, and the next plan would take that for a change of another user. A policy counts as deleted once a
 * list lacks it: one answer is not enough to forget what may be live. Nothing else is waited for.
 */

import { apis, kinds } from "../kinds/index.ts";
import { isWrite, type Outcome } from "../model/change.ts";
import { kindOf, type Live, type Spec, vaultsOf } from "../model/policy.ts";
import { Failure, isFailure } from "../model/problem.ts";
import { rebinding } from "../plan/vaults.ts";
import { interruptible } from "./interrupt.ts";
import type { Run } from "./run.ts";

/** Between two looks at a list that lags behind. */
const LOOK_MS = 1000;

/** The outcomes; `unknown` for a delete of what is still listed after `settleMs`. */
export async function asListed(run: Run, outcomes: readonly Outcome[]): Promise<Outcome[]> {
  const lagging = await stillLagging(
    run,
    outcomes.filter((outcome) => isGone(outcome) || changesVaults(outcome)),
  );
  return outcomes.map((outcome) =>
    lagging.has(outcome) && isGone(outcome) ? { ...outcome, status: "unknown", failure: stillListed() } : outcome,
  );
}

async function stillLagging(run: Run, outcomes: readonly Outcome[]): Promise<ReadonlySet<Outcome>> {
  const began = performance.now();
  const inUse = new Set(outcomes.map(({ change }) => kinds[kindOf(change.address)].service));
  let lagging = new Set(outcomes);
  while (lagging.size > 0) {
    try {
      const listed = (await Promise.all([...inUse].map((service) => apis[service].list(run.cloud)))).flat();
      const live = new Map(listed.map((one) => [one.id, one]));
      lagging = new Set([...lagging].filter((outcome) => !agrees(outcome, live)));
      if (lagging.size === 0 || performance.now() - began >= run.settleMs) break;
      await interruptible(Math.min(LOOK_MS, run.settleMs), run.signal);
    } catch (error) {
      if (!isFailure(error)) throw error;
      break;
    }
  }
  return lagging;
}

function agrees(outcome: Outcome, live: ReadonlyMap<string, Live>): boolean {
  const found = live.get(idOf(outcome));
  if (isGone(outcome)) return !found;
  const ids = (spec: Spec) => (vaultsOf(spec) ?? []).map(({ vault_id }) => vault_id.toLowerCase()).sort();
  return found !== undefined && ids(found.spec).join() === ids(outcome.done?.spec ?? {}).join();
}

/** Deleted; what cannot be deleted stays listed in another form. */
const isGone = ({ change, status }: Outcome): boolean =>
  change.action === "delete" && status === "ok" && kinds[kindOf(change.address)].leaves === undefined;

function changesVaults({ change, done }: Outcome): boolean {
  if (!done || !isWrite(change)) return false;
  const { bind, free } = rebinding(change);
  return bind.length + free.length > 0;
}

const idOf = ({ change, id }: Outcome): string => id ?? ("live" in change ? change.live.id : "");

const stillListed = (): Failure =>
  new Failure("cloud-unanswered", "the cloud confirmed the deletion, and still lists the policy", {
    hint: "apply again: it first looks at what the cloud has",
  });
