/** Problems, plans and outcomes as data for other programs. Formats: schemas/output/. Pure: returns strings. */

import type { Credentials } from "../cloud/credentials.ts";
import { countsOf, type Hazard, type Outcome, type StackChange } from "../model/change.ts";
import type { CloudName } from "../model/policy.ts";
import type { Failure, Problem } from "../model/problem.ts";
import type { ShownChange, StackResult } from "../model/result.ts";
import { severityOf } from "../model/rules.ts";
import { version } from "../system/version.ts";
import type { Format } from "./format.ts";
import { fieldSource, patchOf, sourceOf } from "./shown.ts";
import { countBySeverity, out } from "./text.ts";

export const format: Format = {
  problems: ({ problems }) => out(problemsJson(problems)),
  plans: ({ results }) => out(plansJson(results)),
  drift: ({ results }) => out(plansJson(results)),
  outcomes: ({ results }) => out(plansJson(results)),
};

/** 1.1 added `docs`, `edits`, `stacks`, `note_count` and the severity `note`. */
const FORMAT_VERSION = "1.1";
/** For plans: 1.1 added `live`, `files`, `stack_changes`, `allowed_by`, `patch`, `stacks`, and the cause `time` with `due`. */
const PLAN_FORMAT_VERSION = "1.1";

export function problemsJson(problems: readonly Problem[]): string {
  const counts = countBySeverity(problems);
  return toText({
    format_version: FORMAT_VERSION,
    valid: counts.error === 0,
    error_count: counts.error,
    warning_count: counts.warning,
    note_count: counts.note,
    diagnostics: problems.map(problemData),
  });
}

/** The page of the package that explains it: what `holdfast explain CODE` prints. */
const docsOf = (code: string): string => `.github/CODES.md#${code}`;

export function problemData(problem: Problem) {
  const { code, message, hint, address, range, stacks, edits } = problem;
  return {
    severity: severityOf(problem),
    code,
    message,
    ...(hint && { hint }),
    docs: docsOf(code),
    ...(address && { address }),
    ...(range && { range }),
    ...(stacks && { stacks }),
    ...(edits && { edits: edits.map((edit) => ({ range: edit.range, text: edit.text })) }),
  };
}

/** Holds no times and no random numbers: equal plans are equal bytes. */
export function plansJson(results: readonly StackResult[]): string {
  return toText({ format_version: PLAN_FORMAT_VERSION, holdfast_version: version, stacks: results.map(stackData) });
}

function stackData({ stack, plan, files, stackChanges, outcomes, problems, failure, comparedWith }: StackResult) {
  const isOffline = comparedWith !== undefined;
  return {
    stack,
    ...(isOffline && { compared_with: comparedWith }),
    base: plan?.base ?? "",
    ...(files !== undefined && { files }),
    summary: { ...countsOf(plan?.changes ?? []), keep: plan?.keep ?? 0 },
    ...(stackChanges && { stack_changes: stackChanges.map(stackChangeData) }),
    // Offline, the record takes the place of what is live, which was not looked at.
    changes: (plan?.changes ?? []).map((change) => changeData(change, outcomes, isOffline ? undefined : change.live)),
    ...(plan?.unmanaged && { unmanaged: plan.unmanaged.map(({ kind, name, id }) => ({ kind, name, id })) }),
    ...(plan?.leftOut && { left_out: plan.leftOut }),
    problems: [
      ...[...problems, ...(plan?.problems ?? [])].map(problemData),
      ...(failure ? [failureData(failure)] : []),
    ],
  };
}

const stackChangeData = ({ hazards, ...change }: StackChange) => ({ ...change, hazards: hazards.map(hazardData) });

const hazardData = ({ code, message, allowedBy }: Hazard) => ({
  code,
  message,
  ...(allowedBy !== undefined && { allowed_by: allowedBy }),
});

function changeData(change: ShownChange, outcomes: readonly Outcome[] | undefined, live: ShownChange["live"]) {
  const { address, action, cause, hazards } = change;
  const [source, patch] = [sourceOf(change), patchOf(change)];
  const fields = change.fields.map((field) => {
    const { range: _, ...values } = field;
    const place = fieldSource(field, change);
    return place ? { ...values, source: place } : values;
  });
  const outcome = outcomes?.find((one) => one.change === change);
  return {
    address,
    action,
    cause,
    ...(change.due && { due: change.due }),
    ...(live && { live: { id: live.id, ...(live.name !== undefined && { name: live.name }) } }),
    ...(change.kept && { kept: change.kept }),
    ...(change.lost !== undefined && { lost: change.lost }),
    ...(source && { source }),
    ...(patch && { patch }),
    fields,
    hazards: hazards.map(hazardData),
    ...(outcome && { outcome: outcomeData(outcome) }),
  };
}

function outcomeData({ status, id, failure, ms }: Outcome) {
  return {
    status,
    ...(failure && { code: failure.code, message: failure.message }),
    ...(id && { id }),
    ...(failure?.requestId && { request_id: failure.requestId }),
    ms: Math.round(ms),
  };
}

/** The login of one stack: as much of it as was found out before the failure, if there was one. */
export interface Who {
  readonly stack: string;
  readonly cloud: CloudName;
  readonly kind?: Credentials["kind"];
  /** Names of variables, or of fields and a file. */
  readonly source?: string;
  readonly region?: string;
  readonly project?: { readonly id?: string; readonly name?: string };
  /** Address of the identity service. */
  readonly iam?: string;
  /** RFC 3339; absent where the cloud does not return it. */
  readonly expiresAt?: string;
  readonly failure?: Failure;
}

export function whoamiJson(all: readonly Who[]): string {
  const stacks = all.map(({ stack, failure, cloud, region, kind, source, project, iam, expiresAt }) => ({
    stack,
    works: failure === undefined,
    ...(kind && { kind }),
    ...(source && { source }),
    cloud,
    ...(region && { region }),
    ...(project?.id && { project_id: project.id }),
    ...(project?.name && { project_name: project.name }),
    ...(iam && { iam }),
    ...(expiresAt && { expires_at: expiresAt }),
    problems: failure ? [failureData(failure)] : [],
  }));
  return toText({ format_version: FORMAT_VERSION, stacks });
}

export const failureData = ({ code, message, hint }: Failure) => ({
  severity: "error",
  code,
  message,
  ...(hint && { hint }),
  docs: docsOf(code),
});

const toText = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;
