/**
 * Looks at the cloud until it is known what became of unfinished changes, or for as long as an accepted create may take
 * to be listed.
 */

import type { Live } from "../model/policy.ts";
import type { State } from "../state/store.ts";
import { interruptible } from "./interrupt.ts";
import { type Recovered, recover } from "./recover.ts";

export interface Settling {
  /** How long an accepted create may take to appear in a list. */
  readonly settleMs: number;
  readonly signal: AbortSignal;
}

/** Between two looks. */
const LOOK_MS = 1000;

/**
 * @param look at everything that is live
 * @param onWait called once, with the first look, when there is something to wait for
 * @returns the last look; creates that are still unseen in it did not happen
 * @throws Failure `interrupted`; what `look` throws
 */
export async function settled(
  state: State,
  look: () => Promise<readonly Live[]>,
  { settleMs, signal }: Settling,
  onWait: (first: Recovered) => void = () => {},
): Promise<Recovered & { readonly live: readonly Live[] }> {
  const began = performance.now();
  for (let looks = 0; ; looks += 1) {
    const live = await look();
    const recovered = recover(state, live, new Date().toISOString());
    if (recovered.unseen.length === 0 || performance.now() - began >= settleMs) return { ...recovered, live };
    if (looks === 0) onWait(recovered);
    await interruptible(Math.min(LOOK_MS, settleMs), signal);
  }
}
