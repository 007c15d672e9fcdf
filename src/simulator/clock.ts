/**
 * What happens while the cloud's clock is moved: every enabled policy that is applied to a vault runs at each of its
 * times, what has expired is deleted, and what was in progress completes. Nothing is computed before that.
 */
import { type Agenda, carryOut } from "./agenda.ts";
import { type Ledger, ledgerOf } from "./ledger.ts";
import { replicate } from "./replication.ts";
import { backUp, cut, foresee, type Place, policyOf } from "./runs.ts";
import { runsBetween } from "./schedule.ts";
import type { Project, StoredBackup, StoredPolicy } from "./stored.ts";

interface Projects {
  get(id: string): Project;
  all(): Iterable<Project>;
}

/** @returns the projects in which something was to be done */
export function passTime(projects: Projects, from: number, to: number): ReadonlySet<Project> {
  const ledgers = new Map<Project, Ledger>();
  carryOut(to, (agenda) => {
    const placeOf = (project: Project): Place => {
      if (!ledgers.has(project)) ledgers.set(project, ledgerOf(project));
      return { project, ledger: ledgers.get(project)!, agenda };
    };
    for (const project of projects.all()) {
      if (project.backups.size > 0) resume(placeOf(project), from, projects);
      for (const policy of project.policies.values()) plan(policy, project, agenda, from, to, placeOf, projects);
    }
  });
  return new Set(ledgers.keys());
}

/** What was begun before, and what is to expire. */
function resume(place: Place, from: number, projects: Projects): void {
  for (const backup of place.project.backups.values()) {
    foresee(place, backup);
    if (backup.done_at <= from) continue;
    place.agenda.put(backup.done_at, "completion", (at) => {
      const rule = ruleOf(backup, place.project, projects);
      if (rule) cut(place, backup, rule.operation_definition, at);
    });
  }
}

/** For a copy that of the policy that copies, which is a policy of the project with the original. */
function ruleOf({ vault_id, source }: StoredBackup, project: Project, projects: Projects): StoredPolicy | undefined {
  return source
    ? policyOf(projects.get(source.project_id), source.vault_id, "replication")
    : policyOf(project, vault_id, "backup");
}

function plan(
  policy: StoredPolicy,
  project: Project,
  agenda: Agenda,
  from: number,
  to: number,
  placeOf: (project: Project) => Place,
  projects: Projects,
): void {
  if (!policy.enabled || policy.associated_vaults.length === 0) return;
  const runs = runsBetween(policy.trigger.properties, from, to);
  for (const { vault_id, destination_vault_id } of policy.associated_vaults) {
    // What a policy in the data file names may be gone.
    const vault = project.vaults.get(vault_id);
    if (!vault) continue;
    for (const run of runs) {
      if (policy.operation_type === "backup") {
        agenda.put(run, "backup", (at) => backUp(placeOf(project), { vault, at, policy }, vault.resources ?? []));
      } else {
        agenda.put(run, "replication", (at) => {
          const there = projects.get(String(policy.operation_definition.destination_project_id));
          const destinationVault = String(destination_vault_id);
          replicate(placeOf(project), placeOf(there), { vault, at, policy, destinationVault });
        });
      }
    }
  }
}
