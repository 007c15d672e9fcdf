/** Limits how much runs at a time. */

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

/** Runs at most `width` jobs at a time; starts the rest in order. */
export function limitConcurrency(width: number): <T>(job: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (job) => {
    if (running === width) await new Promise<void>((begin) => waiting.push(begin));
    else running += 1;
    try {
      return await job();
    } finally {
      // The slot goes to the next job directly, so that no later one takes it.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

/**
 * For the requests of a stack to its cloud: eight stacks of this process at a time. A hundred at once would reach the
 * limit of the gateway (429) together, and the last of them would then wait for longer than a request may.
 */
export const withCloudSlot = limitConcurrency(8);
