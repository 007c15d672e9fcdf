/**
 * The one request that creates, updates or deletes a policy. A request without an answer is never sent again blindly:
 * the cloud is observed for what became of it.
 */

import { apiOf, kinds } from "../kinds/index.ts";
import { PROTECTED, type Update, type Write } from "../model/change.ts";
import { defined } from "../model/defined.ts";
import { kindOf, sameJson, VAULTS } from "../model/policy.ts";
import { Failure, isFailure } from "../model/problem.ts";
import { observe } from "../plan/observe.ts";
import { intentsOf } from "./recording.ts";
import type { Ending, Run, Running } from "./run.ts";
import { settled } from "./settle.ts";

export async function send(run: Running, change: Write): Promise<Ending> {
  try {
    return { status: "ok", id: await request(run, change) };
  } catch (error) {
    if (!isFailure(error)) throw error;
    // Thrown before it was sent: had an earlier attempt been sent, the client would have thrown `cloud-unanswered`.
    if (error.code === "lease-lost" || error.code === "interrupted") return { status: "skipped", failure: error };
    // An answer to a create without an id does not mean that nothing was created.
    const open = error.code === "cloud-unanswered" || (error.code === "cloud-unexpected" && change.action === "create");
    return open ? found(run, change, error) : { status: "failed", failure: error };
  }
}

/** @returns the id of the policy */
async function request({ cloud, ids }: Running, change: Write): Promise<string> {
  const kind = kinds[kindOf(change.address)];
  const api = apiOf(change.address);
  switch (change.action) {
    case "create": {
      const id = await api.create(cloud, kind.name, change.policy.name, change.policy.spec);
      if (!kind.singleton && ids.has(id)) {
        throw new Failure("cloud-unexpected", `the cloud answered with the id of another policy, ${id}`);
      }
      ids.add(id);
      return id;
    }
    case "update":
      if (!onlyVaults(change)) {
        const { live, policy } = change;
        await api.update(cloud, live.id, policy.name, policy.spec, live.kept);
      }
      return change.live.id;
    case "delete":
      await api.remove(cloud, change.live.id);
      return change.live.id;
  }
}

/** Vaults have requests of their own, a protection has none, and what is kept stays as it is. */
const onlyVaults = ({ fields }: Update): boolean =>
  fields.every(({ path, before, after }) => path === VAULTS || path === PROTECTED || sameJson(before, after));

/**
 * What the cloud has made of a change without an answer. A create is looked for as long as an accepted one may take to
 * be listed; after that it did not happen.
 */
async function found(run: Run, change: Write, failure: Failure): Promise<Ending> {
  const { address } = change;
  const alone = { ...run.state, intents: intentsOf([change], run.plan) };
  const policies = "policy" in change ? [change.policy] : [];
  try {
    const { done, unseen } = await settled(alone, () => observe(run.cloud, policies, alone), run);
    const id = done.get(address);
    if (id !== undefined) return { status: "ok", id };
    return unseen.includes(address)
      ? { status: "failed", failure: notCreated(failure) }
      : { status: "unknown", failure };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { status: "unknown", failure };
  }
}

const notCreated = (cause: Failure): Failure =>
  new Failure("cloud-unreachable", "the cloud did not answer, and did not create it", {
    hint: "apply again",
    ...defined({ status: cause.status, requestId: cause.requestId }),
    cause,
  });
