/** Digests of plans, `sha256:…`: what a plan was made from, and what it changes. Pure. */
import { createHash } from "node:crypto";
import type { Plan } from "../model/change.ts";
import { type Address, canonicalJson, type Json, nameOf, type Target } from "../model/policy.ts";
import type { State } from "../state/store.ts";

/**
 * Of what a plan is made from. Two runs on the same state agree, and a record has the same digest before and after it
 * is written in a newer format. When and from which file it was recorded does not count.
 */
export function baseDigest(state: State | undefined, target: Target): string {
  const { lineage = "", resources = {}, intents = {} } = state ?? {};
  const read = Object.entries(resources).map(([address, { id, name, spec, kept, protected: mark }]) => {
    const isImplied = name === undefined || name === nameOf(address as Address);
    const optional = { ...(kept && { kept }), ...(mark !== undefined && { protected: mark }) };
    return [address, { id, spec, ...optional, ...(!isImplied && { name }) }];
  });
  return digestOf({ lineage, target, resources: Object.fromEntries(read), intents });
}

/** Of what a plan changes, so that two people can tell whether they speak of the same plan. */
export function planDigest({ stack, base, changes }: Plan): string {
  const essential = changes.map(({ address, action, cause, fields }) => ({
    address,
    action,
    cause,
    fields: fields.map(({ applied: _, ...field }) => field),
  }));
  return digestOf({ stack, base, changes: essential });
}

/** Of a value that JSON can represent, as states and fields are. */
const digestOf = (value: object): string =>
  `sha256:${createHash("sha256")
    .update(canonicalJson(value as Json))
    .digest("hex")}`;
