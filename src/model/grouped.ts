/** What has the same key, together. Pure. */

/** At least one. */
export type Some<T> = [T, ...T[]];

/** In the order of the first of each group; what has no key is left out. */
export function grouped<T>(items: Iterable<T>, keyOf: (item: T) => string | undefined): Map<string, Some<T>> {
  const groups = new Map<string, Some<T>>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
