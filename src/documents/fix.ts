/** Problems with a certain correction -> the text of their file without them. Pure. */
import type { PlacedEdit, Problem } from "../model/problem.ts";
import { parseStream } from "./yaml.ts";

export interface Fixed {
  readonly text: string;
  /** How many problems are gone. */
  readonly count: number;
}

/**
 * Nothing but the edits changes: comments, quotes and layout stay.
 * @param text without a byte order mark @param problems of this file
 * @returns undefined where nothing is certain, or where the result would be worse YAML than the text
 */
export function fix(text: string, problems: readonly Problem[]): Fixed | undefined {
  const taken: PlacedEdit[] = [];
  let count = 0;
  for (const { edits = [] } of problems) {
    // What an alias repeats is found several times, and written once.
    const fresh = edits.filter((edit) => !taken.some((one) => isSame(one, edit)));
    if (edits.length === 0 || fresh.some((edit) => taken.some((one) => overlaps(one, edit)))) continue;
    taken.push(...fresh);
    count += 1;
  }
  if (count === 0) return undefined;
  const fixed = taken
    .toSorted((a, b) => b.span[0] - a.span[0])
    .reduce((rest, { span: [start, end], text: written }) => rest.slice(0, start) + written + rest.slice(end), text);
  return fixed !== text && syntaxErrors(fixed) <= syntaxErrors(text) ? { text: fixed, count } : undefined;
}

const isSame = (a: PlacedEdit, b: PlacedEdit): boolean =>
  a.span[0] === b.span[0] && a.span[1] === b.span[1] && a.text === b.text;

/** Two insertions at one place do, too: their order is not certain. */
const overlaps = (a: PlacedEdit, b: PlacedEdit): boolean =>
  (a.span[0] < b.span[1] && b.span[0] < a.span[1]) || a.span[0] === b.span[0];

function syntaxErrors(text: string): number {
  const { trees, finding } = parseStream(text);
  const findings = [...trees.flatMap((tree) => tree.findings), ...(finding ? [finding] : [])];
  return findings.filter(({ code }) => code !== "yaml-duplicate-key").length;
}
