/** One policy against the rules of its kind, and against what its stack's cloud offers. Pure. */
import type { StackSpec } from "../generated/types.ts";
import type { Kind } from "../kinds/kind.ts";
import type { Place } from "../model/place.ts";
import { type CloudName, isMapping } from "../model/policy.ts";
import type { Problem } from "../model/problem.ts";
import { type Entry, type Fault, problem } from "./entry.ts";
import type { Circumstances } from "./stack.ts";

/** What the kind says, and what the stack's cloud does not offer. */
export function checkPolicy(
  { document, address, spec, faults }: Entry,
  kind: Kind,
  stack: StackSpec | undefined,
  { now, region }: Circumstances,
): Problem[] {
  const at = (place: Place): Place => ({ ...place, path: ["spec", ...place.path] });
  const findings: Fault[] = isMapping(spec)
    ? kind
        .check(spec, { now, region: stack?.region ?? region })
        .map((finding) => ({ ...finding, place: at(finding.place) }))
        // What a mapping amounts to, nobody knows while something in it is wrong.
        .filter(({ severity, place }) => severity === "error" || !faults.some((fault) => isInside(fault.place, place)))
    : [];
  const cloud = stack && (stack.cloud ?? "huaweicloud");
  if (cloud && !kind.clouds.includes(cloud)) {
    findings.push(unsupported(kind.name, cloud, { path: ["kind"], part: "value" }));
  } else if (cloud) {
    for (const [pointer, clouds] of Object.entries(kind.fieldClouds)) {
      const path = pointer.split("/").slice(1);
      if (!clouds.includes(cloud) && valueAt(spec, path) !== undefined) {
        findings.push(unsupported(path.join("."), cloud, at({ path, part: "key" })));
      }
    }
  }
  return findings.map((finding) => problem(document, address, finding));
}

const isInside = (inner: Place, outer: Place): boolean => outer.path.every((step, index) => step === inner.path[index]);

const unsupported = (what: string, cloud: CloudName, place: Place): Fault => ({
  severity: "error",
  code: "cloud-unsupported",
  message: `${cloud} does not offer ${what}`,
  hint: "remove it from this stack",
  place,
});

const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce((inner, key) => (isMapping(inner) ? inner[key] : undefined), value);
