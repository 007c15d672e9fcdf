/** Documents that name vaults, and the vaults of the cloud -> the same policies with ids. Reads only if needed. */
import type { ReadableCloud } from "../cloud/cloud.ts";
import { placed } from "../documents/locate.ts";
import { protections } from "../kinds/index.ts";
import type { ProtectionApi } from "../kinds/protection.ts";
import type { Policy } from "../model/policy.ts";
import { isFailure } from "../model/problem.ts";
import type { Desired } from "../plan/plan.ts";
import {
  type KnownVault,
  questionsIn,
  type VaultAnswers,
  type VaultQuestions,
  withVaultIds,
} from "../plan/vault-names.ts";

/** @throws Failure `cloud-*` when a name cannot be looked up */
export async function lookUpVaults(
  policies: readonly Policy[],
  cloud: ReadableCloud,
  log: (line: string) => void,
): Promise<Pick<Desired, "policies" | "faults">> {
  const questions = questionsIn(policies);
  if (questions.here === undefined && questions.elsewhere.length === 0) return { policies };
  const { policies: resolved, findings } = withVaultIds(policies, await answersTo(questions, cloud, log));
  const problems = await placed(findings);
  return {
    policies: resolved,
    faults: findings.map(({ address }, index) => ({ ...problems[index]!, address })),
  };
}

async function answersTo(
  { here, elsewhere }: VaultQuestions,
  cloud: ReadableCloud,
  log: (line: string) => void,
): Promise<VaultAnswers> {
  const apis = await Promise.all(protections.map((load) => load()));
  const own = here && (await ownVaults(apis, here, cloud, log));
  const others = new Map<string, readonly KnownVault[]>();
  for (const place of elsewhere) {
    const found = await Promise.all(apis.map((api) => api.vaultsElsewhere(cloud, place)));
    // Only those were asked for.
    others.set(
      JSON.stringify(place),
      found.flat().map((vault) => ({ ...vault, takesCopies: true })),
    );
  }
  return { here: own, elsewhere: (place) => others.get(JSON.stringify(place)) };
}

async function ownVaults(
  apis: readonly ProtectionApi[],
  why: NonNullable<VaultQuestions["here"]>,
  cloud: ReadableCloud,
  log: (line: string) => void,
): Promise<readonly KnownVault[] | undefined> {
  const vaults: KnownVault[] = [];
  try {
    for (const api of apis) {
      for await (const page of api.vaults(cloud)) {
        // Without what is in them.
        vaults.push(...page.map(({ id, name, takesCopies, holds }) => ({ id, name, takesCopies, holds })));
      }
    }
    return vaults;
  } catch (error) {
    if (why === "names" || !isFailure(error)) throw error;
    log(`whether vaults fit their policies is not checked: ${error.message}`);
    return undefined;
  }
}
