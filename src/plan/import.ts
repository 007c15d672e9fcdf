/** Live policies that are not ours -> documents that say the same, and what is left out and why. Pure. */
import { stringify } from "yaml";
import { format } from "../documents/fmt.ts";
import { schemaFindings } from "../documents/schema.ts";
import { kinds } from "../kinds/index.ts";
import type { Surroundings } from "../kinds/kind.ts";
import { dotted, valueIn, withValue } from "../model/pointer.ts";
import { type Address, addressOf, type Json, kindOf, type Live, nameOf, plain, type Spec } from "../model/policy.ts";
import { isError } from "../model/problem.ts";
import type { State } from "../state/store.ts";

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

/** Why what was pushed here from another account is nobody's to take. */
export const ORGANISATION = "an organisation owns it";

/** Every project is born with it. https://docs.otc.t-systems.com/cloud-backup-recovery/umn/vault_management/ */
const PRESET = "defaultPolicy";

/**
 * A document for each live policy that nobody owns and no document names.
 * @param named addresses that the files have already
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
    if (others.length > 0) leave("several have this name; rename all but one, or import one by its id");
    else if (!first.custom) leave(ORGANISATION);
    else if (first.name === PRESET) leave("every project is born with it");
    else if (named.has(address)) leave("the files have one of this name");
    else {
      const drafted = draft(address, first, around);
      if ("fault" in drafted) leave(drafted.fault);
      else drafts.push(drafted);
    }
  }
  return { drafts, leftOut };
}

/** What there is only one of has no name in the cloud. */
const addressFor = ({ kind, name }: Live): Address => addressOf(kind, name ?? "download");

/** The document that says what is live, or what no document can say. */
export function draft(address: Address, live: Live, around: Surroundings): Draft | { readonly fault: string } {
  const kind = kinds[kindOf(address)];
  const spec = writtenOf(live);
  const document = { apiVersion: kind.apiVersion, kind: kind.name, metadata: { name: nameOf(address) }, spec };
  const [fault] = schemaFindings(`${kind.apiVersion}/${kind.name}`, document);
  const [finding] = kind.check(spec, around).filter(isError);
  const why = fault ?? finding;
  if (why) return { fault: `no document can say it: ${why.message}` };
  const laidOut = format(stringify(document, { lineWidth: 0 }));
  if ("fault" in laidOut) throw new Error(`a document of ours cannot be laid out: ${laidOut.fault}`);
  const silent = kind.unreadable.map((path) => `# The cloud does not say ${dotted(path)}: add it, if it is set.\n`);
  const unknown = Object.keys(live.kept ?? {}).sort();
  const kept =
    unknown.length > 0 ? `# the cloud also has: ${plain(unknown.join(", "), 1000)}; holdfast keeps it\n` : "";
  return {
    address,
    id: live.id,
    spec: kind.desired(spec, around.now),
    written: spec,
    text: silent.join("") + kept + laidOut.text,
  };
}

/** What it means, in the words of the cloud: without what says "not set", and without vaults where there are none. */
function writtenOf(live: Live): Spec {
  const meaning = Object.entries(kinds[live.kind].meaning(live.spec));
  // A block without anything set in it is required all the same.
  const blocks = Object.entries(live.spec).filter(([, value]) => isBlock(value));
  const spec = meaning
    .filter(([, value]) => !Array.isArray(value) || value.length > 0)
    .reduce((all, [path, value]) => withValue(all, path, valueIn(live.spec, path) ?? value), {} as Spec);
  return { ...Object.fromEntries(blocks.map(([field]): [string, Json] => [field, {}])), ...spec };
}

const isBlock = (value: Json): boolean => typeof value === "object" && value !== null && !Array.isArray(value);
