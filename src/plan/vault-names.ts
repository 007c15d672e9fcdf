/**
 * Names of vaults in documents -> the same policies with ids, and what is wrong with the vaults. Looks each up once.
 * Pure.
 */
import type { DocumentFinding } from "../documents/locate.ts";
import { kinds } from "../kinds/index.ts";
import type { Elsewhere } from "../kinds/protection.ts";
import { nearest } from "../model/nearest.ts";
import { type Address, type Json, membersOf, type Policy, type Spec, type VaultNames } from "../model/policy.ts";
import type { Finding } from "../model/problem.ts";
import type { State } from "../state/store.ts";

/** A vault, as far as documents name it. */
export interface KnownVault {
  readonly id: string;
  readonly name: string;
  /** It takes copies from another region; backups are not made in it. */
  readonly takesCopies: boolean;
  /** What it is for: `server`, `disk`. Undefined: not known. */
  readonly holds?: string | undefined;
}

/** What a policy asks for, before its vaults are looked up. */
export interface VaultQuestions {
  /** Whether the vaults of the project are needed; `types`: only to see whether they fit, so a plan can do without. */
  readonly here: "names" | "types" | undefined;
  readonly elsewhere: readonly Elsewhere[];
}

/** The vaults that there are; undefined where they were not listed. */
export interface VaultAnswers {
  readonly here: readonly KnownVault[] | undefined;
  elsewhere(place: Elsewhere): readonly KnownVault[] | undefined;
}

export interface WithVaults {
  readonly policies: readonly Policy[];
  /** Why a policy has to be left as it is; errors at the vault that a document gives. */
  readonly findings: readonly (DocumentFinding & { readonly address: Address })[];
}

const bindingsOf = ({ spec: { vaults } }: { readonly spec: Spec }): Record<string, Json>[] =>
  Array.isArray(vaults) ? vaults.map(membersOf) : [];

const elsewhereOf = ({ kind, spec }: Pick<Policy, "kind" | "spec">): Elsewhere | undefined =>
  kinds[kind].protects?.destination?.(spec);

/** Both sides of a binding: the field of the id, that of the name, and whether the vault has to take copies. */
const SIDES = [
  { id: "vault_id", name: "vault", takesCopies: false },
  { id: "destination_vault_id", name: "destination_vault", takesCopies: true },
] as const;

const makesCopies = ({ kind }: Pick<Policy, "kind">): boolean => kinds[kind].protects?.by === "copies";

export function questionsIn(policies: readonly Policy[]): VaultQuestions {
  const bindings = policies.flatMap((policy) => bindingsOf(policy).map((binding) => ({ policy, binding })));
  const places = bindings.flatMap(({ policy, binding }) =>
    binding.destination_vault === undefined ? [] : (elsewhereOf(policy) ?? []),
  );
  const named = bindings.some(({ binding }) => binding.vault !== undefined);
  const typed = bindings.some(({ policy }) => makesCopies(policy));
  return {
    here: named ? "names" : typed ? "types" : undefined,
    elsewhere: [...new Map(places.map((place) => [JSON.stringify(place), place])).values()],
  };
}

/** The same policies with the ids of their vaults. Those with a finding keep what they have. */
export function withVaultIds(policies: readonly Policy[], answers: VaultAnswers): WithVaults {
  const findings: (DocumentFinding & { readonly address: Address })[] = [];
  const owners = new Map<string, { readonly policy: Policy; readonly given: Json | undefined }>();
  const hasNames = questionsIn(policies).here === "names";
  const resolved = policies.map((policy) => {
    const names: Record<string, string> = {};
    const vaults = bindingsOf(policy).map((binding, index) => {
      const found = (finding: Omit<Finding, "place">, field: string) => {
        const place = { path: `/spec/vaults/${index}/${field}`, part: "value" } as const;
        findings.push({ ...finding, place, document: policy.document, address: policy.address });
      };
      const ids = SIDES.flatMap((side) => {
        const given = binding[side.name] ?? binding[side.id];
        if (typeof given !== "string") return [];
        const field = binding[side.name] === undefined ? side.id : side.name;
        const place = side.takesCopies ? elsewhereOf(policy) : undefined;
        const known = side.takesCopies ? place && answers.elsewhere(place) : answers.here;
        const vault = known ? lookUp(given, field === side.name, known) : undefined;
        if (vault && "code" in vault) {
          found(vault, field);
          return [];
        }
        const fault = vault && typeFault(vault, policy, side.takesCopies);
        if (fault) found(fault, field);
        const id = vault?.id ?? given;
        if (field === side.name) names[id] = given;
        return [[side.id, id] as const];
      });
      const { vault_id: id } = Object.fromEntries(ids);
      const key = `${policy.kind} ${id?.toLowerCase()}`;
      const owner = owners.get(key);
      // The documents were compared as they are written: a name and an id can still be the same vault.
      const given = binding.vault ?? binding.vault_id;
      if (owner && id !== undefined && hasNames) {
        const isOwn = owner.policy === policy;
        const message = `${given} is the same vault as ${owner.given}${isOwn ? "" : ` of ${owner.policy.address}`}`;
        const hint = `name it once: a vault has one ${policy.kind}`;
        found({ code: "vault-duplicate", message, hint }, binding.vault === undefined ? "vault_id" : "vault");
      }
      if (!owner) owners.set(key, { policy, given });
      return Object.fromEntries(ids);
    });
    if (vaults.length === 0) return policy;
    const spec = { ...policy.spec, vaults: vaults as Json };
    return hasNames ? withNames({ ...policy, spec }, { ...namesBeside(spec, answers), ...names }) : { ...policy, spec };
  });
  return { policies: resolved, findings };
}

/** Of the vaults that the policy does not have: a plan may show that it loses them. */
function namesBeside(spec: Spec, { here = [] }: VaultAnswers): VaultNames {
  const own = new Set(bindingsOf({ spec }).flatMap((binding) => Object.values(binding)));
  return Object.fromEntries(here.flatMap(({ id, name }) => (own.has(id) ? [] : [[id, name]])));
}

const withNames = (policy: Policy, names: VaultNames): Policy =>
  Object.keys(names).length === 0 ? policy : { ...policy, vaultNames: names };

/** Names may repeat, and ids are lower case in the cloud. A vault given by its id may be missing from the list. */
function lookUp(
  given: string,
  byName: boolean,
  known: readonly KnownVault[],
): KnownVault | Omit<Finding, "place"> | undefined {
  if (!byName) return known.find(({ id }) => id.toLowerCase() === given.toLowerCase());
  const [vault, ...others] = known.filter(({ name }) => name === given);
  if (!vault) {
    const near = nearest(
      given,
      known.map(({ name }) => name),
    );
    const hint = near === undefined ? "correct the name, or make the vault first" : `did you mean ${near}?`;
    return { code: "vault-missing", message: `there is no vault named ${given}`, hint };
  }
  if (others.length === 0) return vault;
  const ids = [vault, ...others].map(({ id }) => id).sort();
  const message = `${ids.length} vaults are named ${given}: ${ids.join(", ")}`;
  return { code: "vault-ambiguous", message, hint: "give the id of the one that is meant, as vault_id" };
}

function typeFault(vault: KnownVault, policy: Policy, takesCopies: boolean): Omit<Finding, "place"> | undefined {
  const fault = (message: string, hint: string) => ({ code: "vault-type", message, hint }) as const;
  if (takesCopies && !vault.takesCopies) {
    return fault(`${vault.name} keeps backups, and takes no copies`, "name a vault that was made for replication");
  }
  if (!takesCopies && vault.takesCopies) {
    return fault(`${vault.name} takes copies, and no backups are made in it`, "name a vault that keeps backups");
  }
  if (!makesCopies(policy) || takesCopies || vault.holds !== "disk") return undefined;
  return fault(`${vault.name} is for disks, whose backups cannot be copied`, "name a vault of servers");
}

/** What an offline plan shows for a name that was not looked up. */
const lookedUp = (name: string): string => `${name} (looked up by plan)`;

/** The same without the cloud: a name that is recorded has its id, and another one waits for a plan. */
export function withRecordedVaults(policies: readonly Policy[], resources: State["resources"]): Policy[] {
  return policies.map((policy) => {
    const recorded = new Map(
      (resources[policy.address]?.vaults ?? []).flatMap(({ vault_id, vault }) => (vault ? [[vault, vault_id]] : [])),
    );
    const bindings = bindingsOf(policy);
    if (bindings.every(({ vault, destination_vault: other }) => vault === undefined && other === undefined)) {
      return policy;
    }
    const names: Record<string, string> = Object.fromEntries([...recorded].map(([name, id]) => [id, name]));
    const vaults = bindings.map((binding) =>
      Object.fromEntries(
        SIDES.flatMap((side) => {
          const given = binding[side.name];
          if (typeof given !== "string") return binding[side.id] === undefined ? [] : [[side.id, binding[side.id]]];
          const id = recorded.get(given);
          names[id ?? lookedUp(given)] = id === undefined ? lookedUp(given) : given;
          return [[side.id, id ?? lookedUp(given)]];
        }),
      ),
    );
    return withNames({ ...policy, spec: { ...policy.spec, vaults: vaults as Json } }, names);
  });
}
