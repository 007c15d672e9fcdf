/**
 * The log of operations: an entry for each resource of a run, and for each backup that was cleared away.
 * Reference: https://support.huaweicloud.com/intl/en-us/api-cbr/ListOpLogs.html
 */
import type { Operation } from "./call.ts";
import { invalid } from "./errors.ts";
import { pageOf } from "./lists.ts";
import { objectTypeOf, providerOf } from "./resources.ts";
import type { Project, StoredTask } from "./stored.ts";

/** The newest first. */
export const listTasks: Operation = (call) => {
  const { project, query, now } = call;
  const filters = Object.entries(FILTERS)
    .filter(([name]) => query.has(name))
    .map(([name, read]) => [new Set(query.getAll(name)), read] as const);
  const isInSpan = spanOf(query);
  const wanted = project.tasks.filter(
    (task) =>
      task.created_at <= now &&
      filters.every(([values, read]) => values.has(read(task, now))) &&
      isInSpan(task.created_at),
  );
  const { items, numbers } = pageOf(wanted.reverse(), call);
  return { status: 200, body: { operation_logs: items.map((task) => asShown(task, project, now)), ...numbers } };
};

const FILTERS: Readonly<Record<string, (task: StoredTask, now: number) => string>> = {
  operation_type: ({ operation_type }) => operation_type,
  status: (task, now) => statusOf(task, now),
  vault_id: ({ vault_id }) => vault_id,
  vault_name: ({ vault_name }) => vault_name,
  resource_id: ({ resource }) => resource.id,
  resource_name: ({ resource }) => resource.name,
  provider_id: ({ resource }) => providerOf(objectTypeOf(resource.type)),
};

/** Between `start_time` and `end_time` of the query: `2026-12-01T02:00:00Z`. */
export function spanOf(query: URLSearchParams): (at: number) => boolean {
  const [start = 0, end = Number.POSITIVE_INFINITY] = ["start_time", "end_time"].map((name) => {
    const text = query.get(name);
    if (text === null) return undefined;
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) throw invalid(`Invalid ${name} provided.`);
    return Date.parse(text);
  });
  return (at) => at >= start && at <= end;
}

const statusOf = ({ started_at, ended_at, outcome }: StoredTask, now: number): string =>
  started_at > now ? "waiting" : ended_at > now ? "running" : outcome;

function asShown(task: StoredTask, project: Project, now: number): object {
  const { id, created_at, started_at, ended_at, resource, backup } = task;
  const over = ended_at <= now;
  return {
    id,
    operation_type: task.operation_type,
    status: statusOf(task, now),
    created_at: micro(created_at),
    started_at: started_at > now ? null : micro(started_at),
    ended_at: over ? micro(ended_at) : null,
    updated_at: micro(Math.min(ended_at, now)),
    policy_id: task.policy_id ?? null,
    vault_id: task.vault_id,
    vault_name: task.vault_name,
    checkpoint_id: task.checkpoint_id ?? null,
    provider_id: providerOf(objectTypeOf(resource.type)),
    project_id: project.id,
    error_info: over && task.error ? task.error : { code: "", message: "" },
    extra_info: {
      common: { progress: over ? 100 : 0, request_id: `req-${id}`, task_id: id },
      resource,
      backup: backup
        ? {
            backup_id: backup.id,
            backup_name: backup.name,
            incremental: String(backup.incremental),
            app_consistency_status: "0",
            app_consistency_error_code: "0",
            app_consistency_error_message: "",
          }
        : null,
      replication: null,
      remove_resources: null,
      vault_delete: null,
    },
  };
}

/** `2026-12-01T02:00:00.000000`, in UTC, and does not say so. */
export const micro = (at: number): string => new Date(at).toISOString().replace("Z", "000");
