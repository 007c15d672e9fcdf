/** Live policies that are not managed -> documents of the same content, and what is left out and why. Pure. */
import { stringify } from "yaml";
import { format } from "../documents/fmt.ts";
import { schemaFindings } from "../documents/schema.ts";
import { serviceFacts } from "../generated/facts.ts";
import { kinds } from "../kinds/index.ts";
import type { Surroundings } from "../kinds/kind.ts";
import { dotted, valueIn, withValue } from "../model/pointer.ts";
import { type Address, addressOf, type Json, kindOf, type Live, nameOf, plain, type Spec } from "../model/policy.ts";
import { isError } from "../model/problem.ts";
import type { State } from "../state/store.ts";
import { ordered } from "./compare.ts";

/** A document to be written. */
export interface Draft {
  readonly address: Address;
  readonly id: string;
  readonly spec: Spec;
  readonly written: Spec;
  /** YAML. */
  readonly text: string;
}

export interface LeftOut {
  /** Kind and name as the cloud has them. */
  readonly what: string;
  readonly ids: readonly string[];
  readonly why: string;
}

/** Why a policy that was pushed here from another account is left out. */
export const ORGANISATION = "an organisation owns it";

/**
 * A document for each live policy that is in no record, and whose address no document has.
 * @param named addresses of the documents in the files
 */
export function draftsFor(
  live: readonly Live[],
  named: ReadonlySet<string>,
  { resources }: Pick<State, "resources">,
  around: Surroundings,
): { drafts: Draft[]; leftOut: LeftOut[] } {
  const owned = new Set(Object.values(resources).map(({ id }) => id));
  const groups = new Map<Address, Live[]>();
  for (const one of live) {
    if (owned.has(one.id)) continue;
    const address = addressFor(one);
    groups.set(address, [...(groups.get(address) ?? []), one]);
  }
  const drafts: Draft[] = [];
  const leftOut: LeftOut[] = [];
  for (const [address, [first, ...others]] of [...groups].sort()) {
    if (!first) continue;
    const leave = (why: string) =>
      leftOut.push({ what: address, ids: [first, ...others].map(({ id }) => id).sort(), why });
    if (others.length > 0) leave("several policies have this name; rename all but one, or import one by its id");
    else if (!first.custom) leave(ORGANISATION);
    else if (isPreset(first)) leave("every project has it from the start");
    else if (named.has(address)) leave("the files already have a policy of this name");
    else {
      const drafted = draft(address, first, around);
      if ("fault" in drafted) leave(drafted.fault);
      else drafts.push(drafted);
    }
  }
  return { drafts, leftOut };
}

/** A singleton has no name in the cloud. */
const addressFor = ({ kind, name = kinds[kind].singleton ?? "" }: Live): Address => addressOf(kind, name);

const isPreset = ({ kind, name }: Live): boolean =>
  name !== undefined && name === serviceFacts[kinds[kind].service].preset;

/** The document of a live policy, or why there cannot be one. */
export function draft(address: Address, live: Live, around: Surroundings): Draft | { readonly fault: string } {
  const kind = kinds[kindOf(address)];
  const spec = writtenOf(live);
  const document = { apiVersion: kind.apiVersion, kind: kind.name, metadata: { name: nameOf(address) }, spec };
  const [fault] = schemaFindings(`${kind.apiVersion}/${kind.name}`, document);
  const [finding] = kind.check(spec, around).filter(isError);
  const why = fault ?? finding;
  if (why) return { fault: `no document can describe it: ${why.message}` };
  // Other tools that read the repository may speak YAML 1.1, in which no is false and 2024-01-01 a date.
  const formatted = format(stringify(document, { lineWidth: 0, compat: "yaml-1.1" }));
  if ("fault" in formatted) throw new Error(`a generated document cannot be formatted: ${formatted.fault}`);
  const silent = kind.unreadable.map((path) => `# The cloud does not return ${dotted(path)}: add it, if it is set.\n`);
  const unknown = Object.keys(live.kept ?? {}).sort();
  const kept =
    unknown.length > 0 ? `# the cloud also has: ${plain(unknown.join(", "), 1000)}; holdfast keeps it\n` : "";
  return {
    address,
    id: live.id,
    spec: kind.desired(spec, around.now),
    written: spec,
    text: silent.join("") + kept + formatted.text,
  };
}

/** The spec as the cloud has it, without values that mean "not set", and without an empty list of vaults. */
function writtenOf(live: Live): Spec {
  const meaning = Object.entries(kinds[live.kind].meaning(live.spec));
  // A block is required even if nothing is set in it.
  const blocks = Object.entries(live.spec).filter(([, value]) => isBlock(value));
  const spec = meaning
    .filter(([, value]) => !Array.isArray(value) || value.length > 0)
    .reduce((all, [path, value]) => withValue(all, path, valueIn(live.spec, path) ?? value), {} as Spec);
  const all = { ...Object.fromEntries(blocks.map(([field]): [string, Json] => [field, {}])), ...spec };
  return ordered(all, kinds[live.kind].order);
}

const isBlock = (value: Json): boolean => typeof value === "object" && value !== null && !Array.isArray(value);
