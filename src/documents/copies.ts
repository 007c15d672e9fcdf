/** Policies that copy what is in a vault before the backup of it that just began can be complete. Pure. */
import { isWithin } from "../model/pointer.ts";
import { isMapping, membersOf, type Spec, VAULTS } from "../model/policy.ts";
import { isError } from "../model/problem.ts";
import { type Entry, inDocument, placeOf } from "./entry.ts";
import type { DocumentFinding } from "./locate.ts";

/** Minutes by which a backup is to start before its copy. The vendor: "after backup is complete"; it gives no time. */
const HEAD_START = 60;
const WEEK = 7 * 24 * 60;

/** @param entries of one stack. One finding for each policy of copies and policy of backups. */
export function earlyCopies(entries: readonly Entry[], now: Date): DocumentFinding[] {
  const copies = entries
    .filter(({ kind, spec }) => kind?.protects?.by === "copies" && vaultsIn(spec).length > 0)
    .flatMap((entry) => timesOf(entry, now));
  const vaults = new Set(copies.flatMap((one) => one.vaults.map(({ key }) => key)));
  if (vaults.size === 0) return [];
  const backups = entries
    .filter(({ kind, spec }) => kind?.protects?.by === "backups" && vaultsIn(spec).some(({ key }) => vaults.has(key)))
    .flatMap((entry) => timesOf(entry, now));
  return copies.flatMap((copy) =>
    backups.flatMap((backup) => {
      const shared = copy.vaults.find(({ key }) => backup.vaults.some((one) => one.key === key));
      const gap = Math.min(...copy.week.flatMap((at) => backup.week.map((before) => (at - before + WEEK) % WEEK)));
      if (!shared || gap >= HEAD_START) return [];
      const when = gap === 0 ? "in the same minute as" : `${gap} minute${gap === 1 ? "" : "s"} after`;
      return inDocument(copy.entry, [
        {
          code: "replication-early",
          message: `copies start ${when} the backups of this vault, by ${backup.entry.address} at ${placeOf(backup.entry)}`,
          hint: "start them an hour or more later: copies are made of backups that are complete",
          place: { path: `/spec/vaults/${shared.path}`, part: "value" },
        },
      ]);
    }),
  );
}

/** When a policy runs, and for which vaults; nothing for one that does not run, or is not valid. */
function timesOf(entry: Entry, now: Date) {
  const { kind, findings, spec } = entry;
  if (!kind?.runs || findings.length > 0 || !isMapping(spec)) return [];
  // What is wrong with the vaults does not change the times.
  if (kind.check(spec, { now }).some((one) => isError(one) && !isWithin(one.place.path, VAULTS))) return [];
  const { enabled, week } = kind.runs(kind.desired(spec as Spec, now), spec as Spec);
  const vaults = vaultsIn(spec);
  return enabled && vaults.length > 0 ? [{ entry, vaults, week }] : [];
}

/** Each vault by one key: its id in lower case, or its name, and where in the list that is. `/` is in neither. */
function vaultsIn(spec: unknown): { readonly key: string; readonly path: string }[] {
  const { vaults } = membersOf(spec);
  return (Array.isArray(vaults) ? vaults : []).flatMap((binding, index) => {
    const { vault_id, vault } = membersOf(binding);
    if (typeof vault_id === "string") return { key: vault_id.toLowerCase(), path: `${index}/vault_id` };
    return typeof vault === "string" ? { key: `name/${vault}`, path: `${index}/vault` } : [];
  });
}
