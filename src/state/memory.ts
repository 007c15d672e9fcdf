/** A state in memory, for tests: keeps the promises of every store, without a disk. */
import { assertFollows, conflict, formatState, parseState, revisionOf } from "./state.ts";
import { NOTHING, type Store } from "./store.ts";

export function memoryStore(): Store {
  const place = "memory";
  // Text rather than the value, so that what was stored cannot be changed by accident.
  let stored: string | undefined;
  const stateOf = () => (stored === undefined ? undefined : parseState(stored, place));
  const revision = () => (stored === undefined ? NOTHING : revisionOf(stored));
  return {
    place,
    async read() {
      return { state: stateOf(), revision: revision() };
    },
    // Nothing is awaited in here, so no other write comes between the comparison and the assignment.
    async write(state, expected) {
      if (revision() !== expected) throw conflict(place);
      assertFollows(state, stateOf());
      stored = formatState(state);
      return revision();
    },
  };
}
