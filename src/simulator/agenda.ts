/** What will happen, in the order of its time; more may be put in while it happens. */

/** The order at one moment: a run sees what has expired and completed by then, a copy what was just made. */
type Rank = "expiry" | "completion" | "backup" | "replication";

const RANKS: readonly Rank[] = ["expiry", "completion", "backup", "replication"];

export interface Agenda {
  put(at: number, rank: Rank, what: (at: number) => void): void;
}

interface Entry {
  readonly at: number;
  readonly rank: number;
  /** Of two with the same time and rank, the one that was put first is first. */
  readonly turn: number;
  readonly what: (at: number) => void;
}

/** Does everything up to `until`; what is put in for later is left out. */
export function carryOut(until: number, begin: (agenda: Agenda) => void): void {
  const heap: Entry[] = [];
  let turn = 0;
  begin({
    put(at, rank, what) {
      if (at <= until) rise(heap, { at, rank: RANKS.indexOf(rank), turn: turn++, what });
    },
  });
  for (let entry = takeFirst(heap); entry; entry = takeFirst(heap)) entry.what(entry.at);
}

const isBefore = (a: Entry, b: Entry): boolean =>
  a.at !== b.at ? a.at < b.at : a.rank !== b.rank ? a.rank < b.rank : a.turn < b.turn;

// A binary heap: the children of index are 2 index + 1 and 2 index + 2, and none is before its parent.

function rise(heap: Entry[], entry: Entry): void {
  let index = heap.length;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (!isBefore(entry, heap[parent]!)) break;
    heap[index] = heap[parent]!;
    index = parent;
  }
  heap[index] = entry;
}

function takeFirst(heap: Entry[]): Entry | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (heap.length === 0 || last === undefined) return first;
  let index = 0;
  for (;;) {
    let child = 2 * index + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
    if (!isBefore(heap[child]!, last)) break;
    heap[index] = heap[child]!;
    index = child;
  }
  heap[index] = last;
  return first;
}
