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
  const wanted = project.tasks.filter((task) => task.created_at <= now && isWanted(task, now, query)).reverse();
  const { items, numbers } = pageOf(wanted, call);
  return { status: 200, body: { operation_logs: items.map((task) => asShown(task, project, now)), ...numbers } };
};

function isWanted(task: StoredTask, now: number, query: URLSearchParams): boolean {
  const isOneOf = (name: string, value: string) => {
    const wanted = query.getAll(name);
    return wanted.length === 0 || wanted.includes(value);
  };
  return (
    isOneOf("operation_type", task.operation_type) &&
    isOneOf("status", statusOf(task, now)) &&
    isOneOf("vault_id", task.vault_id) &&
    isOneOf("vault_name", task.vault_name) &&
    isOneOf("resource_id", task.resource.id) &&
    isOneOf("resource_name", task.resource.name) &&
    isOneOf("provider_id", providerOf(objectTypeOf(task.resource.type))) &&
    inSpan(task.created_at, query)
  );
}

/** Between `start_time` and `end_time` of the query: `2026-12-01T02:00:00Z`. */
export function inSpan(at: number, query: URLSearchParams): boolean {
  const [start, end] = ["start_time", "end_time"].map((name) => {
    const text = query.get(name);
    if (text === null) return undefined;
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) throw invalid(`Invalid ${name} provided.`);
    return Date.parse(text);
  });
  return (start === undefined || at >= start) && (end === undefined || at <= end);
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
