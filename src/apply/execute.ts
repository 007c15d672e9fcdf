/**
 * One write with its vaults: creates or updates, then binds; frees, then deletes. Whatever fails, the rest is recorded.
 */

import { apiOf } from "../kinds/index.ts";
import type { Create, Delete, Outcome, Update } from "../model/change.ts";
import { defined } from "../model/defined.ts";
import { type Binding, type KindName, kindOf, vaultsOf, withVaults } from "../model/policy.ts";
import { Failure, isFailure } from "../model/problem.ts";
import { rebinding } from "../plan/vaults.ts";
import { interrupted } from "./interrupt.ts";
import { whyMoved } from "./moved.ts";
import type { Ending, Run, Running } from "./run.ts";
import { send } from "./send.ts";

/** Whether the change that takes over a vault has bound it; undefined when no change takes it over. */
export type IsBound = (kind: KindName, binding: Binding) => boolean | undefined;

/** Creates or updates, then binds. */
export async function makeOne(run: Running, change: Create | Update): Promise<Ending> {
  const stopped = whyNotStarted(run, change);
  if (stopped) return stopped;
  const sent = await send(run, change);
  if (sent.id === undefined) return sent;
  const { id } = sent;
  const { spec } = change.policy;
  const wanted = vaultsOf(spec);
  if (!wanted) return { status: "ok", id, done: { id, spec } };
  const { bind, keep, free } = rebinding(change);
  const bound = [...keep];
  let failure: Failure | undefined;
  for (const binding of bind) {
    const failed = await attempt(run, () => apiOf(change.address).bind?.(run.cloud, id, binding));
    if (failed) failure ??= about(`vault ${binding.vault_id} was not bound`, failed);
    else bound.push(binding);
  }
  const asDesired = wanted.filter(({ vault_id }) => bound.some((one) => one.vault_id === vault_id));
  const done = { id, spec: withVaults(spec, [...asDesired, ...free]) };
  return { status: failure ? "failed" : "ok", id, done, ...defined({ failure }) };
}

/** The second half of an update: frees the vaults that the policy no longer protects. */
export async function freeVaults(run: Running, { change, id, done }: Outcome, isBound: IsBound): Promise<Ending> {
  if (change.action !== "update" || id === undefined || !done) throw new Error("only what was updated frees vaults");
  const { left, failure } = await unbind(run, change, isBound);
  const { spec } = change.policy;
  const actual = left.length > 0 ? withVaults(spec, [...(vaultsOf(spec) ?? []), ...left]) : spec;
  return { status: failure ? "failed" : "ok", id, done: { id, spec: actual }, ...defined({ failure }) };
}

/** Frees the vaults, then deletes. */
export async function removeOne(run: Running, change: Delete, isBound: IsBound): Promise<Ending> {
  const stopped = whyNotStarted(run, change);
  if (stopped) return stopped;
  const { failure } = await unbind(run, change, isBound);
  if (failure) return { status: failure.code === "successor-failed" ? "skipped" : "failed", failure };
  return send(run, change);
}

function whyNotStarted(run: Running, change: Create | Update | Delete): Ending | undefined {
  if (run.signal.aborted) return { status: "skipped", failure: interrupted() };
  const moved = whyMoved(run, change);
  return moved && { status: "moved", failure: moved };
}

/** @returns the vaults that still have the policy, and why the first of them does */
async function unbind(run: Running, change: Update | Delete, isBound: IsBound) {
  const kind = kindOf(change.address);
  const { free } = rebinding(change);
  const kept = free.find((binding) => isBound(kind, binding) === false);
  if (kept) {
    const message = `vault ${kept.vault_id} was not bound to its new policy, and keeps this one`;
    return { left: free, failure: new Failure("successor-failed", message, { hint: "apply again" }) };
  }
  const left: Binding[] = [];
  let failure: Failure | undefined;
  for (const binding of free) {
    if (isBound(kind, binding)) continue;
    const failed = await attempt(run, () =>
      apiOf(change.address).unbind?.(run.cloud, change.live.id, binding.vault_id),
    );
    if (!failed) continue;
    left.push(binding);
    failure ??= about(`vault ${binding.vault_id} was not freed`, failed);
  }
  return { left, failure };
}

/** @returns why it failed */
async function attempt({ signal }: Run, job: () => Promise<void> | undefined): Promise<Failure | undefined> {
  if (signal.aborted) return interrupted();
  try {
    await job();
    return undefined;
  } catch (error) {
    if (!isFailure(error)) throw error;
    return error;
  }
}

const about = (what: string, { code, message, hint, cloudCode, status, requestId }: Failure): Failure =>
  new Failure(code, `${what}: ${message}`, defined({ hint, cloudCode, status, requestId }));
