/** What a mistyped word was meant to be. Pure. */
import { distance } from "fastest-levenshtein";

/** The nearest of `known`, whatever its case, if it is near enough to be what was meant. */
export function nearest<T extends string>(word: string, known: readonly T[]): T | undefined {
  const [best] = known
    .map((candidate) => ({ candidate, far: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.far - b.far);
  const { candidate, far } = best ?? { candidate: undefined, far: 0 };
  return candidate && far <= (candidate.length < 4 ? 1 : Math.max(2, Math.floor(candidate.length / 3)))
    ? candidate
    : undefined;
}
