/**
 * What is protected, for programs: JSON (schemas/output/status.schema.json), and metrics in the OpenMetrics 1.0 format
 * (https://prometheus.io/docs/specs/om/open_metrics_spec/). Pure: returns strings.
 */
import { withInvisible } from "../model/invisible.ts";
import { countsOf, type Judged, type JudgedVault, type StackStatus } from "../status/verdict.ts";
import { failureData, problemData } from "./json.ts";

const FORMAT_VERSION = "1.0";

/** @param now milliseconds since 1970 */
export function statusJson(all: readonly StackStatus[], now: number): string {
  const value = {
    format_version: FORMAT_VERSION,
    generated_at: instant(now),
    stacks: all.map((one) => stackData(one)),
  };
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

const stackData = ({ stack, status, problems, failure }: StackStatus) => ({
  stack,
  summary: countsOf(status?.resources ?? []),
  resources: (status?.resources ?? []).map((resource) => resourceData(resource, status?.at ?? 0)),
  vaults: (status?.vaults ?? []).map(vaultData),
  unseen: status?.unseen ?? [],
  problems: [...problems.map(problemData), ...(failure ? [failureData(failure)] : [])],
});

function resourceData(judged: Judged, at: number) {
  const { id, name, type, vault, policies, verdict, waived, reason, expected, last, points, oldest, replica } = judged;
  return {
    id,
    name,
    type,
    vault: vault ?? null,
    policies: policies.map(({ address, owned }) => ({ address, owned })),
    verdict: verdict ?? null,
    waived,
    reason,
    expected: { interval_s: expected.interval ?? null, reach_s: expected.reach ?? null },
    last: last ? { at: instant(last.at), backup_id: last.id } : null,
    age_s: last ? Math.max(0, Math.floor((at - last.at) / 1000)) : null,
    points: points ?? null,
    oldest: oldest === undefined ? null : instant(oldest),
    replica: replica ? { at: instant(replica.at), region: replica.region } : null,
  };
}

const vaultData = ({ id, name, usedMb, sizeGb, locked, policies, resources }: JudgedVault) => ({
  id,
  name,
  used_mb: usedMb ?? null,
  size_gb: sizeGb ?? null,
  locked,
  policies: policies.map(({ address }) => address),
  resources,
});

const instant = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** For a file that a collector reads, or a page that it fetches. */
export function statusMetrics(all: readonly StackStatus[], now: number): string {
  const judged = all.flatMap(({ stack, status }) =>
    (status?.resources ?? []).map((resource) => ({ resource, labels: labelsOf(stack, resource) })),
  );
  const points = judged.flatMap(({ resource: { last }, labels }) => (last ? [sample(labels, last.at / 1000)] : []));
  const intervals = judged.flatMap(({ resource: { expected }, labels }) =>
    expected.interval === undefined ? [] : [sample(labels, expected.interval)],
  );
  const verdicts = judged.map(({ resource: { verdict = "unknown" }, labels }) =>
    sample({ ...labels, verdict }, verdict === "ok" ? 1 : 0),
  );
  const unseen = all.flatMap(({ stack, status }) =>
    (status?.unseen ?? []).map(({ list }) => sample({ stack, list }, 1)),
  );
  return [
    gauge(
      "holdfast_last_restore_point_timestamp_seconds",
      "When the last good restore point was made.",
      points,
      "seconds",
    ),
    gauge("holdfast_expected_interval_seconds", "The longest time between two restore points.", intervals, "seconds"),
    gauge("holdfast_protected", "1 when a resource is protected as it should be.", verdicts),
    gauge("holdfast_unseen", "A list of the cloud that could not be read.", unseen),
    gauge("holdfast_status_timestamp_seconds", "When this was found out.", [sample({}, now / 1000)], "seconds"),
    "# EOF\n",
  ].join("");
}

type Labels = Readonly<Record<string, string>>;

const labelsOf = (stack: string, { id, name, vault, policies }: Judged): Labels => ({
  stack,
  resource: id,
  name,
  vault: vault?.name ?? "",
  policy: policies.find(({ by }) => by === "backups")?.address ?? "",
});

function gauge(name: string, help: string, samples: readonly string[], unit?: string): string {
  const head = [`# TYPE ${name} gauge`, ...(unit ? [`# UNIT ${name} ${unit}`] : []), `# HELP ${name} ${help}`];
  return [...head, ...samples.map((one) => name + one), ""].join("\n");
}

function sample(labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapedLabel(text)}"`);
  return `${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${value}`;
}

/**
 * Names are others' text: what could end a label, or is invisible, does not get into the file as it is. Labels know three
 * escapes, so that what a log would escape (`##[`, a command for a CI runner) must not be there.
 */
const escapedLabel = (text: string): string =>
  withInvisible(
    text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n"),
    () => "\ufffd",
  ).replaceAll(/\t|#(?=#\w*\[)/g, "\ufffd");
