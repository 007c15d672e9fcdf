/**
 * The whole life of a stack: any sequence of edits, renames, imports, applies, and of what others do in the cloud meanwhile,
 * ends with the cloud as the files say for what is ours, and untouched for what is not.
 */
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readOnly } from "../../src/cloud/client.ts";
import { apis, kinds } from "../../src/kinds/index.ts";
import {
  type Address,
  addressOf,
  type KindName,
  kindOf,
  type Live,
  type Policy,
  type Spec,
} from "../../src/model/policy.ts";
import { claimed } from "../../src/plan/comparable.ts";
import { fieldsBetween } from "../../src/plan/compare.ts";
import { draft } from "../../src/plan/import.ts";
import { recordedName } from "../../src/plan/record.ts";
import { takersIn } from "../../src/plan/vaults.ts";
import { emptyState, nextState } from "../../src/state/state.ts";
import { policyOf } from "../support/builders.ts";
import { applied, backup, type Place, personalities, place, planned, replication } from "../support/pipeline.ts";

const VAULTS = ["1", "2", "3"].map((digit) => `${digit.repeat(8)}-1cb2-4a2c-9b33-9a1b0a3d1d10`);
const OTHER_SIDE = "99999999-1cb2-4a2c-9b33-9a1b0a3d1d10";

const kind = fc.constantFrom<KindName>("BackupPolicy", "ReplicationPolicy");
const title = fc.constantFrom("a", "b", "c");
const body = kind.chain((of) =>
  (of === "BackupPolicy" ? backup : replication).map((spec): { of: KindName; spec: Spec } => ({ of, spec })),
);
const which = fc.nat(20);
const vaults = fc.option(fc.subarray(VAULTS), { nil: undefined });

/** Something that happens to a stack. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant("edit" as const), title, body, vaults }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("remove" as const), which }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("rename" as const), which, title }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("disable" as const), which }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("delete" as const), which }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("christen" as const), which, title }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant("protect" as const),
      which,
      says: fc.constantFrom(true, false, undefined),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("bind" as const), which, vault: fc.constantFrom(...VAULTS) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("foreign" as const), title, body }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("import" as const), which }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("apply" as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What the files say, by address. */
type Files = Map<Address, Policy>;

const bindingsOf = (of: KindName, ids: readonly string[]) =>
  ids.map((vault_id) => ({ vault_id, ...(of === "ReplicationPolicy" && { destination_vault_id: OTHER_SIDE }) }));

const listed = ({ cloud }: Place): Promise<Live[]> => apis.cbr.list(readOnly(cloud));

/** The n-th of some, whatever n. */
const pick = <T>(some: readonly T[], n: number): T | undefined => some[n % Math.max(some.length, 1)];

async function happen(now: Step, files: Files, at: Place): Promise<void> {
  switch (now.does) {
    case "edit": {
      const { of, spec } = now.body;
      for (const [address, policy] of files) {
        const { renamedFrom, ...rest } = policy;
        // A vault is named once, and a document whose old name is in use again is no longer its successor.
        const others = (policy.spec.vaults as { vault_id: string }[] | undefined)?.filter(
          ({ vault_id }) => policy.kind !== of || !now.vaults?.includes(vault_id),
        );
        const kept = others ? { ...policy.spec, vaults: others } : policy.spec;
        const keepsName = renamedFrom !== undefined && renamedFrom !== addressOf(of, now.title);
        files.set(address, { ...rest, spec: kept, ...(keepsName && { renamedFrom }) });
      }
      const bound = now.vaults ? { ...spec, vaults: bindingsOf(of, now.vaults) } : spec;
      files.set(addressOf(of, now.title), policyOf(of, now.title, bound));
      return;
    }
    case "remove": {
      const address = pick([...files.keys()], now.which);
      if (address) files.delete(address);
      return;
    }
    case "rename": {
      const policy = pick([...files.values()], now.which);
      const address = policy && addressOf(policy.kind, now.title);
      if (!policy || files.has(address!)) return;
      files.delete(policy.address);
      files.set(address!, { ...policy, address: address!, name: now.title, renamedFrom: policy.address });
      return;
    }
    case "protect": {
      const policy = pick([...files.values()], now.which);
      if (!policy) return;
      const { protected: _, ...rest } = policy;
      files.set(policy.address, { ...rest, ...(now.says !== undefined && { protected: now.says }) });
      return;
    }
    case "christen":
    case "disable":
    case "delete":
    case "bind": {
      const target = pick(await listed(at), now.which);
      if (!target) return;
      if (now.does === "delete") await at.cloud.delete("cbr", `/policies/${target.id}`);
      else if (now.does === "christen") {
        await at.cloud.put("cbr", `/policies/${target.id}`, { policy: { name: now.title } });
      } else if (now.does === "disable") {
        await at.cloud.put("cbr", `/policies/${target.id}`, { policy: { enabled: target.spec.enabled !== true } });
      } else {
        const [{ destination_vault_id: other } = {}] = bindingsOf(target.kind, [now.vault]);
        const body = { policy_id: target.id, ...(other && { destination_vault_id: other }) };
        await at.cloud.post("cbr", `/vaults/${now.vault}/associatepolicy`, body);
      }
      return;
    }
    case "foreign": {
      const { of, spec } = now.body;
      await apis.cbr.create(at.cloud, of, now.title, policyOf(of, now.title, spec).spec);
      return;
    }
    case "import": {
      const { state = emptyState("demo", at.target), revision } = await at.store.read();
      const owned = new Set(Object.values(state.resources).map(({ id }) => id));
      const target = pick(
        (await listed(at)).filter(({ id }) => !owned.has(id)),
        now.which,
      );
      const address = target && addressOf(target.kind, target.name ?? "");
      if (!target || !address || state.resources[address]) return;
      const policy = files.get(address);
      const drafted = policy ? undefined : draft(address, target, { now: new Date() });
      if (drafted && "fault" in drafted) throw new Error(drafted.fault);
      const spec = policy ? claimed(kinds[target.kind], target.spec, policy.spec) : drafted!.spec;
      if (!policy) {
        for (const [other, { kind: of, spec: theirs }] of files) {
          // Somebody who writes a document sees to it that no vault is named twice.
          if (of === target.kind && theirs.vaults) files.delete(other);
        }
        const made = policyOf(target.kind, target.name ?? "", spec);
        files.set(address, { ...made, spec });
      }
      const resources = { ...state.resources, [address]: { id: target.id, spec } };
      await at.store.write(nextState(state, { resources }, randomUUID()), revision);
      return;
    }
    case "apply":
      return applyAndCheck(await corrected(files, at), at);
  }
}

/** The files without old names that were never applied. Until they are corrected, nothing of their kind is deleted. */
async function corrected(files: Files, at: Place): Promise<Policy[]> {
  const { problems, changes } = (await planned([...files.values()], at)).plan;
  for (const { code, address } of problems) {
    const policy = address && files.get(address);
    if (code !== "rename-unknown" || !policy) continue;
    const { renamedFrom: _, ...rest } = policy;
    files.set(address, rest);
    expect(changes.filter((one) => one.action === "delete" && kindOf(one.address) === policy.kind)).toEqual([]);
  }
  return [...files.values()];
}

async function applyAndCheck(policies: readonly Policy[], at: Place): Promise<void> {
  const before = await listed(at);
  const { plan, state } = await planned(policies, at);
  const outcomes = await applied(policies, at);
  const after = await listed(at);

  expect(outcomes.filter(({ status }) => status !== "ok")).toEqual([]);
  // What is gone was to be deleted, and what is new was to be created.
  const ids = (some: readonly Live[]) => some.map(({ id }) => id);
  const deleted = plan.changes.flatMap((change) => (change.action === "delete" ? change.live.id : []));
  expect(ids(before).filter((id) => !ids(after).includes(id))).toEqual(
    ids(before).filter((id) => deleted.includes(id)),
  );
  const created = plan.changes.filter(({ action }) => action === "create");
  expect(ids(after).filter((id) => !ids(before).includes(id))).toHaveLength(created.length);

  // What is not ours is as it was, but for vaults that the plan takes from it.
  const ours = new Set([
    ...Object.values(state.resources).map(({ id }) => id),
    ...plan.changes.flatMap((change) => ("live" in change ? change.live.id : [])),
  ]);
  const takers = takersIn(plan.changes);
  for (const theirs of before.filter(({ id }) => !ours.has(id))) {
    const kept = (theirs.spec.vaults as { vault_id: string }[]).filter(
      ({ vault_id }) => !takers.has(`${theirs.kind} ${vault_id}`),
    );
    expect(after.find(({ id }) => id === theirs.id)).toEqual({ ...theirs, spec: { ...theirs.spec, vaults: kept } });
  }

  // What is ours is as the files say, and there is nothing left to do, nor to clean up.
  const { state: stored } = await at.store.read();
  const ambiguous = plan.problems.flatMap(({ code, address }) => (code === "live-ambiguous" ? address : []));
  for (const policy of policies.filter(({ address }) => !ambiguous.includes(address))) {
    const { address, spec } = policy;
    const record = stored?.resources[address];
    const live = after.find(({ id }) => id === record?.id);
    expect(live?.name, address).toBe(address.slice(address.indexOf("/") + 1));
    expect(recordedName(address, record!)).toBe(live?.name);
    const former = state.resources[address] ?? (policy.renamedFrom && state.resources[policy.renamedFrom]);
    expect(record?.protected ?? false, address).toBe(policy.protected ?? former?.protected ?? false);
    const of = kinds[kindOf(address)];
    const differing = fieldsBetween(of.meaning, claimed(of, live!.spec, spec), spec).map(({ path }) => path);
    expect(differing.filter((path) => !of.unreadable.includes(path))).toEqual([]);
  }
  expect((await planned(policies, at)).plan.changes).toEqual([]);
  expect(stored?.lease).toBeUndefined();
  expect(stored?.intents ?? {}).toEqual({});
}

test.each(personalities)("any life ends as the files say, in %s", { timeout: 60_000 }, async (_, personality) => {
  const next = await place(personality);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const at = next();
      const files: Files = new Map();
      for (const now of steps) await happen(now, files, at);
      await happen({ does: "apply" }, files, at);
      // And in the end nothing is left of it, but what others made.
      await applyAndCheck([], at);
      expect((await at.store.read()).state?.resources ?? {}).toEqual({});
    }),
    { numRuns: Number(process.env.LIVES ?? 40) },
  );
});
