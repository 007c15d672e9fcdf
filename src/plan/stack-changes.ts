/**
 * What a revision changes in the stack.yaml of a stack, for its reviewers: which hazards are allowed, where requests
 * go, which project it is, and where the state is kept. Pure.
 */

import type { Stack } from "../documents/check.ts";
import { located } from "../documents/locate.ts";
import type { Hazard, StackChange } from "../model/change.ts";
import type { Place } from "../model/place.ts";
import { dotted, isWithin } from "../model/pointer.ts";
import { isMapping, type Json, membersOf, sameJson } from "../model/policy.ts";
import { storeFacts } from "../state/kinds.ts";
import type { State } from "../state/store.ts";

/** @param before the stack as it was; undefined: if it is new, and so is each of its settings */
export async function stackChanges(before: Stack | undefined, now: Stack): Promise<StackChange[]> {
  const [old, current] = [before ? settingsOf(before) : { "/metadata/name": now.name }, settingsOf(now)];
  const moved = before !== undefined && placeOf(before) !== placeOf(now);
  const paths = [...new Set([...Object.keys(old), ...Object.keys(current), ...(moved ? ["/state"] : [])])].sort();
  const changed = paths
    .filter((path) => !sameJson(old[path], current[path]) || (moved && path === "/state"))
    .map((path) => ({ path, document: now.document, place: placeOfChange(path, addedIn(old[path], current[path])) }));
  return (await located(changed)).map(({ path, range: { file, start } }): StackChange => {
    const [last, next] = [old[path], current[path]];
    return {
      path,
      ...(last !== undefined && { before: last }),
      ...(next !== undefined && { after: next }),
      source: { file, ...start },
      message: messageFor(path, last, next, before, now),
      hazards: moved && path === "/state" ? [MOVES_STATE] : [],
    };
  });
}

/** @param added the entry of a list that is new; -1: none */
const placeOfChange = (path: string, added: number): Place => ({
  path: (isWithin(path, "/metadata") ? path : `/spec${path}`) + (added === -1 ? "" : `/${added}`),
  part: "key",
});

const MOVES_STATE: Hazard = {
  code: "moves-state",
  message: "the state would be read from another place, and no migration to it is recorded",
};

/** The settings of a stack by JSON Pointer. */
function settingsOf({ name: ownName, spec }: Stack): Readonly<Record<string, Json>> {
  const settings = Object.entries(membersOf(spec)).flatMap(([name, value]): [string, Json][] =>
    name === "endpoints" && isMapping(value)
      ? Object.entries(membersOf(value)).map(([service, url]) => [`/endpoints/${service}`, url])
      : [[`/${name}`, value]],
  );
  return { "/metadata/name": ownName, ...Object.fromEntries(settings) };
}

/** The first entry of a list that was not in it before; -1 where there is none. */
function addedIn(before: Json | undefined, after: Json | undefined): number {
  if (!Array.isArray(after)) return -1;
  const known = Array.isArray(before) ? before : [];
  return after.findIndex((entry) => !known.some((old) => sameJson(old, entry)));
}

function messageFor(
  path: string,
  last: Json | undefined,
  next: Json | undefined,
  before: Stack | undefined,
  now: Stack,
): string {
  if (path === "/allow_hazards") {
    const [old, current] = [last, next].map((codes) => (Array.isArray(codes) ? codes.map(String) : []));
    const added = current?.filter((code) => !old?.includes(code)) ?? [];
    const removed = old?.filter((code) => !current?.includes(code)) ?? [];
    return [
      ...(added.length > 0 ? [`from now on allowed here: ${added.join(", ")}`] : []),
      ...(removed.length > 0 ? [`no longer allowed here: ${removed.join(", ")}`] : []),
      ...(added.length + removed.length === 0 ? ["the order of the allowed hazards changes"] : []),
    ].join("; ");
  }
  if (path === "/state")
    return `the state is kept in ${placeOf(now)}${before ? `, and was in ${placeOf(before)}` : ""}`;
  const name = path === "/metadata/name" ? "the stack" : dotted(path);
  const shown = (value: Json) => (typeof value === "string" ? value : JSON.stringify(value));
  if (next === undefined) return `${name} is no longer set, and was ${shown(last ?? "")}`;
  const is = path === "/metadata/name" ? "is named" : "is";
  return `${name} ${is} ${shown(next)}${last === undefined ? "" : `, and was ${shown(last)}`}`;
}

const placeOf = (stack: Stack): string => storeFacts(stack.spec.state).place(stack);

/** Whether one of the changes moves the state, judging by the files. */
export const movesState = (changes: readonly StackChange[]): boolean =>
  changes.some(({ hazards }) => hazards.includes(MOVES_STATE));

/** The changes after `holdfast state migrate` moved the state: nothing is lost, so there is no hazard. */
export const migrated = (changes: readonly StackChange[]): StackChange[] =>
  changes.map((change) =>
    change.path === "/state" ? { ...change, message: `${change.message}; it was migrated`, hazards: [] } : change,
  );

/**
 * Whether a migration is recorded. It must be recorded in the old place: a user who can write to the new place could
 * put a copy of the state there.
 * @param place the new store, as messages name it
 * @param stack its name now
 */
export const isMigrated = (old: State | undefined, now: State | undefined, place: string, stack: string): boolean =>
  old?.moved?.to === place &&
  now !== undefined &&
  now.lineage === old.lineage &&
  now.stack === stack &&
  !now.moved &&
  !now.arriving;
