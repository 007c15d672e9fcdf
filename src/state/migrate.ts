/**
 * Moves a state from one store to another. Two stores cannot be written at once, so a state itself records whether it
 * is in use. At no time is it in use in both stores; for a moment it is in use in neither:
 *
 *                         old store        new store
 *     before              in use           nothing, or what an earlier move left there
 *     1 copy              in use           arriving
 *       read it back      in use           arriving, and known to be complete
 *     2 release           moved            arriving
 *     3 arrive            moved            in use
 *
 * Each line is one conditional write. If it is killed before 2, nothing has happened, and a later move copies again. If
 * it is killed before 3, both stores refuse to be used and ask to run the move again. A concurrent write to the old
 * store makes 2 a conflict; a run with an old stack.yaml fails with the new place of the state. Nothing is ever
 * removed.
 *
 * A state in a store that is keyed by the name of its stack moves the same way to another name.
 *
 * 3 writes what was released, not the copy, and only when both belong to one move (`id`): the copy may be left over
 * from an earlier move that was given up before the state went elsewhere.
 */
import { plain } from "../model/policy.ts";
import { Failure } from "../model/problem.ts";
import { assertNotMoved, formatState } from "./state.ts";
import type { State, Store } from "./store.ts";

/**
 * Continues where an earlier call stopped; does nothing if that one had finished.
 * @param id random; identifies the move, unless an unfinished one has an id already
 * @param stack the name of the stack in the new store, if it changes
 * @returns the state as the new store has it
 * @throws Failure `usage` when there is nothing to move, `state-leased` when an apply is not finished, `state-foreign`
 * when the new store has a state that is in use, `state-moved` when the old one's was moved to a third store,
 * `state-conflict` when another run wrote to either meanwhile
 */
export async function migrate(from: Store, to: Store, id: string, stack?: string): Promise<State> {
  const [old, found] = await Promise.all([from.read(), to.read()]);
  if (!old.state) throw new Failure("usage", `${from.place} has no state that could be moved`);
  if (old.state.moved) return arrive(old.state, from, to, stack);
  assertNotMoved(old.state, from.place);
  assertFinished(old.state, from.place);
  assertUnused(found.state, old.state.lineage, to.place);

  const move = found.state?.arriving?.id ?? id;
  const named = stack ?? old.state.stack;
  const arriving = { id: move, from: plain(from.place) };
  const copy = { ...old.state, stack: named, serial: after(found.state), arriving };
  await to.write(copy, found.revision);
  await assertStored(copy, to);
  const released = { ...old.state, serial: after(old.state), moved: { id: move, to: plain(to.place) } };
  await from.write(released, old.revision);
  return arrive(released, from, to, stack);
}

async function arrive(released: State, from: Store, to: Store, stack = released.stack): Promise<State> {
  const { state: found, revision } = await to.read();
  const { moved, ...state } = released;
  if (found && found.lineage === state.lineage && isInUse(found)) return found;
  // It was released for another store, and is there now.
  if (found?.arriving?.id !== moved?.id) assertNotMoved(released, from.place);
  const arrived = { ...state, stack, serial: after(found) };
  await to.write(arrived, revision);
  return arrived;
}

const isInUse = ({ moved, arriving }: State): boolean => !moved && !arriving;

const after = (stored: State | undefined): number => (stored?.serial ?? 0) + 1;

function assertFinished({ lease, intents }: State, place: string): void {
  if (!lease && Object.keys(intents).length === 0) return;
  throw new Failure("state-leased", `${place} has an apply that is running or was interrupted`, {
    hint: "run `holdfast apply` first: it waits for that apply, or finds out what became of its changes",
  });
}

function assertUnused(found: State | undefined, lineage: string, place: string): void {
  if (!found || (found.lineage === lineage && !isInUse(found))) return;
  throw new Failure("state-foreign", `${place} has a state already, of stack ${found.stack}`, {
    hint: "move to a place without a state: Holdfast does not overwrite one",
  });
}

async function assertStored(copy: State, { read, place }: Store): Promise<void> {
  const { state } = await read();
  if (state && formatState(state) === formatState(copy)) return;
  throw new Failure("state-broken", `${place} does not return what was written to it; nothing was moved`, {
    hint: "run the command again, or move to another store",
  });
}
