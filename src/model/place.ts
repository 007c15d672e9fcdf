/** Where something stands in a document. Pure. */

/** Keys and indices from a document's root. `[]` is the document itself. */
export type Path = readonly (string | number)[];

export interface Place {
  readonly path: Path;
  /** The token of the key, or that of the value. */
  readonly part: "key" | "value";
  /** Of a text value only this part: offsets into the text as the value has it, in UTF-16 units, end exclusive. */
  readonly span?: readonly [start: number, end: number];
}

/** Offsets into the text of the file, in UTF-16 units, end exclusive. */
export type Span = readonly [start: number, end: number];
