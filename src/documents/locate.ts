/**
 * Places in documents -> positions in their files: the last step. Each file is parsed again, because documents keep no
 * syntax tree, and nearly all have nothing to point at. Pure.
 */

import { grouped } from "../model/grouped.ts";
import type { DocumentText, Place, Position, Range, Span } from "../model/place.ts";
import type { Address } from "../model/policy.ts";
import type { Finding, PlacedEdit, Problem } from "../model/problem.ts";

interface Spot {
  readonly document: DocumentText;
  readonly place: Place;
}

/** A finding in a document, or in the text of a file. */
export interface DocumentFinding extends Finding, Spot {
  readonly address?: Address | undefined;
  /** Names of the stacks that it concerns, where it is in a shared document, and not about all that include it. */
  readonly stacks?: readonly string[] | undefined;
}

/** In their order. */
export async function placed(findings: readonly DocumentFinding[]): Promise<Problem[]> {
  const spots = findings.flatMap(({ document, edits = [] }, owner) =>
    edits.map(({ place, text, from }) => ({ document, place, text, from, owner })),
  );
  const edits = new Map<number, PlacedEdit[]>();
  const doubtful = new Set<number>();
  for (const { owner, range, span, text, from, document } of await located(spots)) {
    if (from !== undefined && document.text.slice(...span) !== from) doubtful.add(owner);
    edits.set(owner, [...(edits.get(owner) ?? []), { range, span, text }]);
  }
  for (const owner of doubtful) edits.delete(owner);
  return (await located(findings)).map(({ code, severity, message, hint, address, range, stacks }, index) => {
    const own = edits.get(index);
    return {
      code,
      ...(severity && { severity }),
      message,
      hint,
      ...(address && { address }),
      range,
      ...(stacks && { stacks }),
      ...(own && { edits: own }),
    };
  });
}

/**
 * Each with the exact token at its place; behind an alias, the one at the anchor. A missing key gives the key of the
 * nearest mapping above it.
 */
export async function located<S extends Spot>(
  spots: readonly S[],
): Promise<(S & { readonly range: Range; readonly span: Span })[]> {
  if (spots.length === 0) return [];
  const { parseStream, spanAt } = await import("./yaml.ts");
  const inOrder = spots.map((spot, order) => ({ spot, order }));
  // File by file: no more than one tree is kept, and a bad file can have thousands of findings.
  const found = [...grouped(inOrder, ({ spot }) => spot.document.file).values()].flatMap((group) => {
    const text = group[0]?.spot.document.text ?? "";
    const trees = group.some(({ spot }) => spot.place.part !== "file") ? parseStream(text).trees : [];
    const rangeOf = rangesIn(text);
    return group
      .map(({ spot, order }) => ({ spot, order, span: spanIn(spot) }))
      .sort((a, b) => a.span[0] - b.span[0])
      .map(({ spot, order, span }) => ({ spot, order, span, range: { file: spot.document.file, ...rangeOf(span) } }));

    function spanIn({ document: { file, index }, place }: S): Span {
      if (place.part === "file") return place.span ?? [0, 0];
      const tree = trees[index];
      if (!tree) throw new Error(`${file}: there is no document ${index}`);
      return spanAt(tree, place, text);
    }
  });
  return found.sort((a, b) => a.order - b.order).map(({ spot, range, span }) => ({ ...spot, range, span }));
}

/** Pieces of a text -> the positions at which they are shown. Fast when asked in the order of the text. */
export function rangesIn(text: string): (span: Span) => Omit<Range, "file"> {
  const [startAt, endAt] = [positionsIn(text), positionsIn(text)];
  return ([start, end]) => {
    // To the parser, what is missing at the end of a file is after it.
    const from = Math.min(start, text.length);
    // A key or value can be empty: then the next character is shown.
    const isShort = end <= from && /[^\r\n]/.test(text[from] ?? "\n");
    const to = isShort ? from + 1 : Math.min(Math.max(from, end), text.length);
    return { start: startAt(from), end: endAt(to) };
  };
}

/**
 * Offsets -> positions. Columns count characters, so that a wide one before the token does not shift it. Continues from
 * the last offset: a file can have thousands of findings.
 */
export function positionsIn(text: string): (offset: number) => Position {
  let [at, line, column] = [0, 1, 1];
  return (offset) => {
    if (offset < at) [at, line, column] = [0, 1, 1];
    for (let next = text.indexOf("\n", at); next !== -1 && next < offset; next = text.indexOf("\n", at)) {
      line += 1;
      column = 1;
      at = next + 1;
    }
    for (; at < offset; at += 1) {
      // The second half of a surrogate pair is not a character of its own.
      if (!isLowSurrogate(text.charCodeAt(at))) column += 1;
    }
    return { line, column };
  };
}

const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
