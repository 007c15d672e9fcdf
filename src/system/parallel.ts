/** How much is done at a time. */

/** Runs `job` on each item, `width` at a time; results in the order of the items. The first error stops the rest. */
export async function inParallel<T, R>(items: readonly T[], width: number, job: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  // Workers share one iterator, so each item is taken once.
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await job(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}

/** Runs what it is given, `width` jobs at a time; the others wait, and begin in the order in which they came. */
export function limitConcurrency(width: number): <T>(job: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (job) => {
    if (running === width) await new Promise<void>((begin) => waiting.push(begin));
    else running += 1;
    try {
      return await job();
    } finally {
      // Its place goes to the next at once, so that nobody who comes in between takes it.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

/**
 * For the work of a stack at its cloud: eight stacks of this process at a time. A hundred at once would meet the limit of
 * the gateway (429) together, and behind it the last would wait for longer than a request has patience.
 */
export const withCloudSlot = limitConcurrency(8);
