/** Where something is in a file: positions, pieces of a document, and the pieces of files that people see. Pure. */

/** 1-based; columns count characters. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A piece of a file, `end` exclusive. `file` is relative to the working directory, with `/`. */
export interface Range {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

/** Where a document begins: its first token. */
export interface Source extends Position {
  readonly file: string;
}

/** The empty range where a document begins, for problems with the whole of it. */
export const startOf = ({ file, line, column }: Source): Range => ({
  file,
  start: { line, column },
  end: { line, column },
});

/** The text of a document: what a position in it is found from. */
export interface DocumentText {
  readonly file: string;
  /** Of the whole file; "" when it cannot be read. */
  readonly text: string;
  /** Which of the documents in the text; empty ones do not count. */
  readonly index: number;
}

/** Offsets into a text, in UTF-16 units, end exclusive. */
export type Span = readonly [start: number, end: number];

export interface Place {
  /** JSON Pointer (RFC 6901) into the document, or into the part of it that was checked; "" is the whole. */
  readonly path: string;
  /** The token of the key or of the value; `file` is the text of the file, whatever the path. */
  readonly part: "key" | "value" | "file";
  /** Only this piece of a text value (offsets into the value as it was read) or of the file. */
  readonly span?: Span;
}
