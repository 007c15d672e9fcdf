/** A saved plan that covers nothing of the plan that is made now -> what has changed since. Pure. */
import { dotted } from "../model/pointer.ts";
import { type Json, sameJson } from "../model/policy.ts";
import { clipped } from "../model/problem.ts";
import type { ShownChange, ShownField, ShownPlan } from "../model/result.ts";
import { whyUnequal } from "./judge.ts";
import type { SavedPlan } from "./saved.ts";

export interface Stale {
  /** `the files changed since` */
  readonly what: string;
  /** `policies/prod/nightly.yaml:8: BackupPolicy/nightly: enabled is false, and was true in the saved plan` */
  readonly differences: readonly string[];
}

/** How many differences are listed. */
const MAX_LISTED = 5;

/** @param files digest of the files as they are now */
export function whyStale(plan: ShownPlan, saved: SavedPlan, files: string): Stale {
  if (plan.base !== saved.base) return { what: "the state changed since", differences: [] };
  const then = new Map(saved.changes.map((change) => [change.address, change]));
  const asked = plan.changes.filter(({ address }) => then.has(address) || !saved.leftOut?.includes(address));
  const now = new Map(asked.map((change) => [change.address, change]));
  const differences = [...new Set([...then.keys(), ...now.keys()])]
    .sort()
    .flatMap((address) => differencesIn(now.get(address), then.get(address)));
  const isCloud = differences.some(({ side }) => side === "cloud");
  const moved = [
    ...(saved.files !== undefined && saved.files !== files ? ["the files"] : []),
    ...(isCloud ? ["the cloud"] : []),
  ];
  const more = differences.length - MAX_LISTED;
  return {
    what: moved.length > 0 ? `${moved.join(" and ")} changed since` : "what is planned now is something else",
    differences: [
      ...differences.slice(0, MAX_LISTED).map(({ text }) => text),
      ...(more > 0 ? [`and ${more} more`] : []),
    ],
  };
}

interface Difference {
  /** What made it; undefined where both may have. */
  readonly side: "files" | "cloud" | undefined;
  readonly text: string;
}

function differencesIn(now: ShownChange | undefined, then: ShownChange | undefined): Difference[] {
  const change = now ?? then;
  if (!change) return [];
  const at = (field?: ShownField) => `${placeOf(now, field) ?? placeOf(then) ?? ""}${change.address}`;
  if (!then) return [{ side: undefined, text: `${at()} is not in the saved plan` }];
  if (!now) return [{ side: undefined, text: `${at()} has nothing left to ${then.action}` }];
  if (now.action !== then.action) return [{ side: undefined, text: `${at()} ${whyUnequal(now, then, "saved")}` }];
  const paths = [...new Set([...now.fields, ...then.fields].map(({ path }) => path))];
  const inFields = paths.flatMap((path): Difference[] => {
    const [here, there] = [now, then].map(({ fields }) => fields.find((field) => field.path === path));
    return SIDES.filter(({ of }) => !sameJson(here?.[of], there?.[of])).map(({ side, of, where }) => {
      const [is, was] = [here, there].map((field) => valueText(field?.[of]));
      return { side, text: `${at(here)}: ${dotted(path)} is ${is}${where}, and was ${was} in the saved plan` };
    });
  });
  const why = whyUnequal(now, then, "saved");
  return inFields.length > 0 || !why ? inFields : [{ side: undefined, text: `${at()} ${why}` }];
}

/** What the files say is planned; what the cloud has is where it starts from. */
const SIDES = [
  { side: "files", of: "after", where: "" },
  { side: "cloud", of: "before", where: " in the cloud" },
] as const;

/** `policies/prod/nightly.yaml:8: ` */
function placeOf(change: ShownChange | undefined, field?: ShownField): string | undefined {
  const source = change?.source ?? change?.policy?.source;
  const [file, line] = field?.range ? [field.range.file, field.range.start.line] : [source?.file, source?.line];
  return file === undefined ? undefined : `${file}:${line}: `;
}

const valueText = (value: Json | undefined): string =>
  value === undefined ? "not set" : clipped(JSON.stringify(value));
