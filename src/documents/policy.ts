/** One policy against the rules of its kind, and against what its stack's cloud offers. Pure. */
import type { StackSpec } from "../generated/types.ts";
import type { Kind } from "../kinds/kind.ts";
import type { Place } from "../model/place.ts";
import { dotted, isWithin, valueIn } from "../model/pointer.ts";
import { type CloudName, isMapping, type Policy } from "../model/policy.ts";
import { type Finding, isError } from "../model/problem.ts";
import type { Entry } from "./entry.ts";
import type { Circumstances } from "./stack.ts";

export function checkPolicy(
  { spec, findings: known }: Entry,
  kind: Kind,
  stack: StackSpec | undefined,
  { now, region }: Circumstances,
): Finding[] {
  const inSpec = (place: Place): Place => ({ ...place, path: `/spec${place.path}` });
  const cloud = stack && (stack.cloud ?? "huaweicloud");
  const findings = isMapping(spec)
    ? kind
        .check(spec, { now, region: stack?.region ?? region, cloud })
        .map(({ edits, ...finding }) => ({
          ...finding,
          place: inSpec(finding.place),
          ...(edits && { edits: edits.map(({ place, text }) => ({ place: inSpec(place), text })) }),
        }))
        // What is elsewhere in the document is not missing here.
        .filter(
          ({ place }) =>
            place.part !== "key" ||
            !known.some(({ belongs }) => belongs !== undefined && parentOf(belongs) === place.path),
        )
        // A warning about a mapping means nothing while something in the mapping is wrong.
        .filter((finding) => isError(finding) || !known.some(({ place }) => isWithin(place.path, finding.place.path)))
    : [];
  if (!cloud) return findings;
  if (!kind.clouds.includes(cloud)) {
    return [...findings, unsupported(kind.name, cloud, { path: "/kind", part: "value" })];
  }
  const fields = Object.entries(kind.fieldClouds)
    .filter(([, clouds]) => !clouds.includes(cloud))
    .flatMap(([pointer]) => placesIn(spec, pointer))
    .map((path) => unsupported(dotted(path), cloud, inSpec({ path, part: "key" })));
  return [...findings, ...fields];
}

const parentOf = (pointer: string): string => pointer.slice(0, pointer.lastIndexOf("/"));

/** Where a spec has a field of the contract: `/vaults[]/vault` may be in any entry of that list. */
function placesIn(spec: unknown, pointer: string): string[] {
  const [list = "", ...inside] = pointer.split("[]");
  if (inside.length === 0) return valueIn(spec, pointer) === undefined ? [] : [pointer];
  const entries = valueIn(spec, list);
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry, index) => placesIn(entry, inside.join("[]")).map((path) => `${list}/${index}${path}`));
}

const unsupported = (what: string, cloud: CloudName, place: Place): Finding => ({
  code: "cloud-unsupported",
  message: `${cloud} does not offer ${what}`,
  hint: "remove it from this stack",
  place,
});

/** Where the document of a policy gives a field of its spec: `/trigger` may be given as `schedule`. */
export function writtenAt({ written }: Pick<Policy, "written">, { saidBy }: Kind, field: string): string {
  if (isWithin(field, "/metadata")) return field;
  const [, instead] =
    Object.entries(saidBy).find(([said]) => isWithin(field, said) && valueIn(written, said) === undefined) ?? [];
  return `/spec${instead ?? field}`;
}
